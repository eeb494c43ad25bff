"""Whatever is in a file, the loader says what is wrong with it, and nothing else happens."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from broken_files import broken_files
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unclench.routine import Library, LoadError, Problem, load_file, load_text
from unclench.routine.model import Mark
from unclench.system.safe_text import UNSAFE

BROKEN = dict(broken_files())
SAID = re.compile(r"^[^:]+\.yaml:[1-9][0-9]*:[1-9][0-9]*: .+\. .+[.?]$")


def problems_of(content: str | bytes, name: str = "a.yaml") -> tuple[Problem, ...]:
    """The problems of a file that must not load."""
    with pytest.raises(LoadError) as caught:
        load_text(content, name)
    return caught.value.problems


def test_there_are_more_than_a_hundred_broken_files() -> None:
    """Each has its own name."""
    assert len(BROKEN) == len(list(broken_files())) > 200


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_problems_with_their_places(name: str) -> None:
    """File, line, column, what is wrong, what to write instead: on one line that is safe to print."""
    problems = problems_of(BROKEN[name], name)
    assert any(problem.severity == "error" for problem in problems)
    for problem in problems:
        said = str(problem)
        assert SAID.match(said), said
        assert not re.search(UNSAFE, said)
        assert len(said) < 800


@pytest.mark.parametrize("name", BROKEN)
def test_without_the_c_parser_the_same_files_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PyYAML built without libyaml is slower, but just as careful."""
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    slow = problems_of(BROKEN[name], name)
    monkeypatch.undo()
    fast = problems_of(BROKEN[name], name)
    assert [problem.mark.line for problem in slow] == [problem.mark.line for problem in fast]


def test_a_broken_file_is_seen_through_at_once() -> None:
    """The slowest of them takes well under a second."""
    slowest = 0.0
    for name, content in BROKEN.items():
        began = time.process_time()
        problems_of(content, name)
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 1.0


def test_broken_files_do_not_take_the_library_down(tmp_path: Path) -> None:
    """The good ones load and the bad ones are listed with their problems."""
    for name, content in BROKEN.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.yaml").write_text("title: Good\nsteps: [{rest: 5s}]\n", "utf-8")
    entries = {entry.id: entry for entry in Library([("own", tmp_path)]).entries()}
    assert len(entries) == len(BROKEN) + 1
    assert [id_ for id_, entry in entries.items() if entry.routine] == ["good"]
    assert all(entry.problems for id_, entry in entries.items() if id_ != "good")


def test_a_file_is_too_large_before_it_is_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte costs nothing."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(LoadError) as caught:
        load_file(path)
    assert [str(problem) for problem in caught.value.problems] == [
        (
            f"{path}:1:1: the file is larger than 1 MiB, far more than any routine needs. "
            "Check that this is the right file, or split it into several routines."
        )
    ]


def said(content: str) -> list[str]:
    return [str(problem) for problem in problems_of(content)]


def test_a_tab_is_called_a_tab() -> None:
    """Not a token, and not a scanner's."""
    assert said("title: T\nsteps:\n\t- rest: 5s\n") == [
        ("a.yaml:3:1: this line is indented with a tab. Use spaces, two for each level.")
    ]


def test_a_missing_space_is_found_where_it_is_missing() -> None:
    """YAML itself complains a line later."""
    assert said("title: T\nsteps:\n  - exercise: a\n    hold:10s\n    reps: 3\n") == [
        ("a.yaml:4:10: there is no space after the colon. Write `hold: ` and then the value.")
    ]


def test_an_unclosed_quotation_mark_is_found_where_it_opens() -> None:
    """YAML itself complains at the end of the file."""
    assert said('title: "T\nsteps:\n  - rest: 5s\n') == [
        (
            "a.yaml:1:8: a quotation mark is opened here and never closed. "
            "Put the same quotation mark at the end of the text."
        )
    ]


def test_an_unclosed_bracket_is_found_where_it_opens() -> None:
    """YAML itself complains a line later."""
    assert said("title: T\ntags: [a, b\nsteps:\n  - rest: 5s\n") == [
        (
            "a.yaml:2:7: the bracket [ that opens here is not closed as it should be. "
            "Close it with ] and put a comma between the parts; "
            "put quotation marks around a text that has brackets or a colon in it."
        )
    ]


def test_a_duplicate_key_names_both_places() -> None:
    """The last one doesn't silently win."""
    assert said("title: A\nsteps: [{rest: 5s}]\ntitle: B\n") == [
        ("a.yaml:3:1: the key “title” is there twice: in line 1, column 1, and again here. Keep one of the two.")
    ]


def test_an_escape_sequence_never_reaches_the_terminal() -> None:
    """Neither typed, nor as one of YAML's escapes, nor in the file's name."""
    assert said('title: "\\e[2J"\nsteps: [{rest: 5s}]\n') == [
        (
            "a.yaml:1:8: this text has an invisible control character in it (U+001B). "
            "Leave out the backslash and what follows it."
        )
    ]
    (problem,) = problems_of("", "\x1b[2J\u202e.yaml")
    assert str(problem) == (
        "<1b>[2J<202e>.yaml:1:1: the file is empty. `unclench new NAME` writes a file to start from."
    )


def test_a_long_text_is_cut_where_it_is_repeated() -> None:
    """Sixty characters are enough to recognise it."""
    (problem,) = problems_of(f"title: T\nsteps: [{{rest: {'9' * 500_000}}}]\n")
    assert problem.what == f"“{'9' * 59}…” is not a length of time"


def test_too_many_problems_end_with_a_word_about_it() -> None:
    """Only two hundred are listed."""
    problems = problems_of("title: T\nsteps:\n" + "  - resst: 5s\n" * 300)
    assert len(problems) == 201
    assert sum("there are more than 200 problems" in problem.what for problem in problems) == 1


def test_the_limit_of_depth_leaves_room_for_real_routines() -> None:
    """Ten blocks inside each other load; a hundred brackets don't."""
    step = "{rest: 5s}"
    for _ in range(10):
        step = f"{{repeat: 2, steps: [{step}]}}"
    load_text(f"title: T\nsteps: [{step}]\n", "a.yaml")
    problems_of(f"title: T\nsteps: {'[' * 100}{']' * 100}\n")


def test_an_alias_is_fine_while_it_stays_small() -> None:
    """A block may be written once and used twice."""
    loaded = load_text("title: T\nsteps:\n  - &a {rest: 5s}\n  - *a\n  - repeat: 2\n    steps: [*a]\n", "a.yaml")
    assert len(loaded.routine.steps) == 3
    assert loaded.routine.steps[0] == loaded.routine.steps[1]


KEYS = st.sampled_from(
    [
        "title", "steps", "exercise", "hold", "phases", "reps", "sets", "sides", "rest", "breathe", "for",
        "cycles", "cold", "heat", "do", "confirm", "repeat", "note", "notes", "tags", "progress", "by", "every",
        "alternatives", "sounds", "go", "defaults", "setup", "frequency", "per_day", "optional", "format", "group",
        "language", "xyz",
    ]
)  # fmt: skip
VALUES = st.sampled_from(
    [
        "10s", "1:30", "5-10s", ">=10s", "3", "8-10", "open", "ask", "each", "yes", "no", "5-1-4", "none",
        "a.wav", "../x", "1e400", "''", "~", "[]", "{}", "*a", "&a", "!x", "|", ">", "-", "?", ":", "@",
    ]
)  # fmt: skip
STRUCTURES = st.recursive(
    VALUES | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=5).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=30,
)


def only_load_errors(text: str | bytes) -> None:
    """Load it. Every problem must have a place and be safe to print."""
    problems: tuple[Problem, ...]
    try:
        problems = load_text(text, "fuzz.yaml").problems
    except LoadError as error:
        problems = error.problems or pytest.fail("a LoadError without a problem")
    for problem in problems:
        assert not re.search(UNSAFE, str(problem))
        assert problem.mark >= Mark(1, 1)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(KEYS, STRUCTURES), max_size=6))
def test_no_structure_raises_anything_but_load_errors(pairs: list[tuple[str, str]]) -> None:
    """Well-formed or nearly so, with the format's own words in the wrong places."""
    only_load_errors("".join(f"{key}: {value}\n" for key, value in pairs))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(KEYS, STRUCTURES), max_size=5))
def test_no_step_raises_anything_but_load_errors(pairs: list[tuple[str, str]]) -> None:
    """The same inside a step."""
    only_load_errors("title: T\nsteps:\n  -\n" + "".join(f"    {key}: {value}\n" for key, value in pairs))


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("\n\r\t :-[]{}\"'#&*!|>%@`abc012?,.\\x1b", max_size=60) | st.binary())
def test_no_text_raises_anything_but_load_errors(text: str | bytes) -> None:
    """Any characters, any bytes."""
    only_load_errors(text)


GOOD = (Path(__file__).parents[3] / "routines" / "gentle-stretch.yaml").read_text("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 5), st.text("\n\t :-[]{}\"'#&*!|>%@`a0?,", max_size=3))
@example(GOOD.index("ower: 3s}]"), 5, "\t")
def test_no_typing_mistake_raises_anything_but_load_errors(at: int, gone: int, typed: str) -> None:
    """A good routine with a few characters changed."""
    only_load_errors(GOOD[:at] + typed + GOOD[at + gone :])
