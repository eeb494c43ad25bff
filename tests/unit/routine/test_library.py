"""Folders of routines and exercises: what is found, what replaces what, what is broken."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.unit.bundled import CATALOGUE

from unclench.routine import Catalogue, Entry, Library, RoutineNotFound, load_text
from unclench.routine.model import ExerciseStep, Movement
from unclench.routine.template import starter_text, write_starter

CHILD = "name: Child's pose\nalso: [Bottom to heels]\ntags: [flexion]\n"


def put(folder: Path, name: str, text: str) -> Path:
    """Write a file into a folder, which is created if needed."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def good(title: str) -> str:
    return f"title: {title}\nsteps: [{{rest: 5s}}]\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A catalogue of two exercises, one of them broken."""
    folder = tmp_path / "exercises"
    put(folder, "childs-pose.yaml", CHILD)
    put(folder, "cat-cow.yaml", "name: [oops]\n")
    return Catalogue(folder)


def movement(catalogue: Catalogue, text: str) -> tuple[Movement, list[str]]:
    """What `exercise: text` becomes, and the warnings about it."""
    loaded = load_text(f"title: T\nsteps:\n- exercise: {text}\n", "a.yaml", catalogue)
    (step,) = loaded.routine.steps
    assert isinstance(step, ExerciseStep)
    return step.exercise, [str(problem) for problem in loaded.problems]


@pytest.mark.parametrize(
    ("text", "name"),
    [("childs-pose", "Child's pose"), ("Child's pose", "Child's pose"), ("CHILD\u2019S  POSE", "Child's pose"),
     ("bottom to heels", "Bottom to heels")],
)  # fmt: skip
def test_an_exercise_is_found_by_id_and_by_any_of_its_names(catalogue: Catalogue, text: str, name: str) -> None:
    """Names in any case, with any apostrophe; another of its names is kept."""
    assert movement(catalogue, text) == (
        Movement("childs-pose", name, also=("Bottom to heels",), tags=("flexion",)),
        [],
    )


def test_any_other_text_stands_for_itself(catalogue: Catalogue) -> None:
    """Sheets have exercises that are in no catalogue."""
    assert movement(catalogue, "Heel slide") == (Movement(None, "Heel slide"), [])


def test_a_near_miss_is_a_warning(catalogue: Catalogue) -> None:
    """It may be intended, but usually it is a typing mistake."""
    assert movement(catalogue, "childs-poze") == (
        Movement(None, "childs-poze"),
        [
            (
                "a.yaml:3:13: step 1 > exercise: “childs-poze” is not in the catalogue, so it has no picture and "
                "no instructions. Did you mean childs-pose?"
            )
        ],
    )


def test_a_broken_exercise_does_not_take_the_routine_with_it(catalogue: Catalogue, tmp_path: Path) -> None:
    """The catalogue reports what is wrong with its own file."""
    assert movement(catalogue, "cat-cow") == (Movement("cat-cow", "Cat cow"), [])
    assert [str(problem) for problem in catalogue.problems()] == [
        (
            f"{tmp_path}/exercises/cat-cow.yaml:1:7: name: one value should be here, not a list. "
            "Write one text; put quotation marks around it if it begins with [ or {."
        )
    ]


def test_an_exercise_is_read_once_and_only_when_it_is_asked_for(tmp_path: Path) -> None:
    """A catalogue that has lost its files still knows what it has read."""
    path = put(tmp_path / "exercises", "childs-pose.yaml", CHILD)
    catalogue = Catalogue(tmp_path / "exercises")
    assert catalogue.ids == ("childs-pose",)
    path.write_text(CHILD.replace("Child's pose", "Late"), "utf-8")
    assert (read := catalogue.get("childs-pose"))
    assert read.name == "Late"
    path.unlink()
    assert catalogue.get("childs-pose") is read
    assert catalogue.get("nothing") is None


def test_a_figure_is_plain_data(tmp_path: Path) -> None:
    """Typed numbers are numbers; everything else is text."""
    put(tmp_path, "a.yaml", "name: A\nfigure: {poses: {start: {head: [1, -2.5], side: left}}, mirror: true, n: '1'}\n")
    read = Catalogue(tmp_path).get("a")
    assert read is not None
    assert read.figure == {"poses": {"start": {"head": [1, -2.5], "side": "left"}}, "mirror": True, "n": "1"}


def test_own_routines_stand_in_front_of_bundled_ones(tmp_path: Path) -> None:
    """The first folder wins, and the entry knows which file it replaces."""
    mine = put(tmp_path / "mine", "stretch.yaml", good("Mine"))
    theirs = put(tmp_path / "bundled", "stretch.yaml", good("Theirs"))
    other = put(tmp_path / "bundled", "walk.yml", good("Walk"))
    library = Library([("own", tmp_path / "mine"), ("bundled", tmp_path / "bundled")])
    assert [
        (entry.id, entry.path, entry.source, entry.routine and entry.routine.title, entry.shadows)
        for entry in library.entries()
    ] == [
        ("stretch", mine, "own", "Mine", theirs),
        ("walk", other, "bundled", "Walk", None),
    ]
    assert library.ids() == ("stretch", "walk")


def test_two_files_of_one_id_in_one_folder_are_told(tmp_path: Path) -> None:
    """One of them could never be played."""
    put(tmp_path, "a.yaml", good("A"))
    second = put(tmp_path, "a.yml", good("B"))
    first, double = Library([("own", tmp_path)]).entries()
    assert first.routine is not None
    assert double.routine is None
    assert [str(problem) for problem in double.problems] == [
        f"{second}:1:1: the file beside it, “a.yaml”, has the same id. Rename one of the two."
    ]


def test_a_routine_may_have_a_folder_of_its_own(tmp_path: Path) -> None:
    """With its sounds and pictures; other folders, and hidden ones, are looked into no further."""
    for name in ("b", ".c", "plans"):
        (tmp_path / name).mkdir()
    mine = put(tmp_path / "b", "b.yaml", good("B"))
    put(tmp_path / ".c", ".c.yaml", good("C"))
    put(tmp_path / "plans", "days.yaml", good("Days"))
    other = put(tmp_path, "a.yaml", good("A"))
    library = Library([("own", tmp_path)])
    assert library.files() == {"a": other, "b": mine}
    assert [entry.id for entry in library.entries()] == ["a", "b"]
    double = put(tmp_path, "b.yaml", good("B"))
    assert [str(problem) for entry in library.entries() for problem in entry.problems] == [
        f"{double}:1:1: the file beside it, “b/b.yaml”, has the same id. Rename one of the two."
    ]
    assert library.files()["b"] == mine


def test_a_folder_that_is_named_twice_has_every_routine_once(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", good("A"))
    (entry,) = Library([("folder", tmp_path), ("own", tmp_path)]).entries()
    assert (entry.source, entry.shadows, entry.problems) == ("folder", None, ())


def test_a_broken_file_stands_among_the_good_ones(tmp_path: Path) -> None:
    """With its problems."""
    put(tmp_path, "good.yaml", good("Good"))
    bad = put(tmp_path, "bad.yaml", "title: T\n")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    put(tmp_path, "notes.txt", "not a routine")
    entries = {entry.id: entry for entry in Library([("own", tmp_path)]).entries()}
    assert {id_: entry.routine is not None for id_, entry in entries.items()} == {
        "bad": False,
        "folder": False,
        "good": True,
        "loop": False,
        "pipe": False,
    }
    assert [str(problem) for problem in entries["bad"].problems] == [
        f"{bad}:1:1: `steps` is missing. Add a line like `steps:`."
    ]


def test_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    """Nobody has to create one before the first start."""
    assert Library([("own", tmp_path / "nowhere")]).entries() == []


def test_a_routine_is_found_by_id_or_by_path(tmp_path: Path) -> None:
    """A text with a slash or a file ending is a path."""
    path = put(tmp_path, "stretch.yaml", good("Stretch"))
    library = Library([("own", tmp_path)])
    routine = load_text(path.read_text("utf-8"), "stretch.yaml", path=path).routine
    assert library.find("stretch") == Entry("stretch", path, "own", routine)
    assert library.find(str(path)) == library.find(path) == Entry("stretch", path, "", routine)


def test_a_routine_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    """The usual reason is one wrong letter."""
    put(tmp_path, "gentle-stretch.yaml", good("G"))
    library = Library([("own", tmp_path)])
    with pytest.raises(RoutineNotFound) as caught:
        library.find("gentle strech")
    assert str(caught.value) == "There is no routine called “gentle strech”. Did you mean gentle-stretch?"
    assert caught.value.nearest == ("gentle-stretch",)
    with pytest.raises(RoutineNotFound) as caught:
        library.find("xyz\x1b[2J")
    assert str(caught.value) == ("There is no routine called “xyz<1b>[2J”. `unclench list` shows them all.")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My back", "my-back"),
        ("../../etc/passwd", "etc-passwd"),
        ("Übung für Jörg", "ubung-fur-jorg"),
        ("O'Brien's", "obriens"),
        ("CON", "con-routine"),
        ("\u65e5\u672c", "my-routine"),
        ("", "my-routine"),
        ("a" * 300, "a" * 60),
    ],
)
def test_any_name_gives_a_file_name_that_every_system_takes(tmp_path: Path, name: str, expected: str) -> None:
    """Letters, digits and hyphens only, so that it can't lead anywhere."""
    assert write_starter(tmp_path, name) == tmp_path / f"{expected}.yaml"


@pytest.mark.parametrize(
    "name", ["My back", "", "a: b", '"x" {y} #z', "- [", "\x1b[2J", "x" * 500, "\u65e5\u672c", "5"]
)
def test_a_starter_loads_without_a_problem(name: str) -> None:
    """Whatever the routine is called."""
    bundled = Catalogue(Path(__file__).parents[3] / "routines" / "exercises")
    loaded = load_text(starter_text(name), "a.yaml", bundled)
    assert loaded.problems == ()
    assert loaded.routine.title == (" ".join(name.replace("\x1b", " ").split())[:120] or "My routine")


def test_what_a_starter_has_as_comments_may_all_be_taken_out_of_them() -> None:
    bundled = Catalogue(Path(__file__).parents[3] / "routines" / "exercises")
    text, taken = re.subn(r"^( *)# (\w+: )", r"\1\2", starter_text("My back"), flags=re.MULTILINE)
    loaded = load_text(text, "a.yaml", bundled)
    assert loaded.problems == ()
    assert loaded.routine.frequency.then is not None
    exercises = [step for step in loaded.routine.steps if isinstance(step, ExerciseStep)]
    assert [(step.load, len(step.phases)) for step in exercises if step.load] == [("2kg", 3)]
    assert taken == 6


def test_a_starter_never_overwrites_anything(tmp_path: Path) -> None:
    """The file there is somebody's work."""
    path = write_starter(tmp_path / "new", "My back")
    assert path == tmp_path / "new" / "my-back.yaml"
    path.write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        write_starter(tmp_path / "new", "My back")
    assert path.read_text("utf-8") == "mine"


def test_typing_a_few_letters_finds_exercises_by_any_of_their_names() -> None:
    found = [movement.name for movement in CATALOGUE.search("bri")]
    assert found == ["Hip lift", "Side plank on the knees"]  # the bridges
    assert [movement.id for movement in CATALOGUE.search("walk on the SPOT")] == ["walk"]
    assert CATALOGUE.search("  ") == CATALOGUE.search("no such thing") == ()


def test_what_begins_with_the_letters_typed_comes_first() -> None:
    found = CATALOGUE.search("c")
    begins = [any(name.casefold().startswith("c") for name in (m.name, *m.also, m.id or "")) for m in found]
    assert begins == sorted(begins, reverse=True)
    assert len(set(begins)) == 2
