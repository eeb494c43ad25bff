"""Files of other programs become routines; what has no place in one is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.exchange.handed_over import CATALOGUE, files, library

from unclench.exchange import foreign
from unclench.exchange.archive import NotTaken
from unclench.routine import LoadError, load_text
from unclench.routine.written import written

PAUSELESS = (
    "The app knows names and seconds only, and goes on without a pause. For time to get into position, write "
    "`setup: 10s` under `defaults`."
)


def exported(*workouts: dict[str, Any]) -> bytes:
    """As the app's Export writes it: one byte for each letter, whatever the letter."""
    return bytes(ord(letter) & 0xFF for letter in json.dumps({"workouts": workouts}, ensure_ascii=False))


def workout(title: str, *sets: tuple[int, list[tuple[str, int]]], position: int = 0) -> dict[str, Any]:
    """With the ids and the version that the app writes."""
    made = [
        {"repetitions": times, "id": "5f8c", "exercises": [{"name": n, "id": "77aa", "duration": s} for n, s in inside]}
        for times, inside in sets
    ]
    return {"title": title, "sets": made, "version": 2, "position": position}


def only(content: bytes, name: str = "my sheet") -> tuple[dict[str, Any], tuple[str, ...]]:
    """The one routine in a file, as `written` has it, and what was lost."""
    (found,) = foreign.recognised(content, f"{name}.csv", name)
    loaded = load_text(found.text, "a.yaml", CATALOGUE)
    assert loaded.problems == ()
    return written(loaded.routine), found.lost


def said(content: bytes) -> list[str]:
    with pytest.raises(LoadError) as caught:
        foreign.recognised(content, "a.csv", "a")
    return [str(problem).removeprefix("a.csv:") for problem in caught.value.problems]


# -- Just Another Workout Timer -----------------------------------------------------------------


def test_a_workout_as_the_app_exports_it_is_a_routine_with_its_rounds_and_rests():
    data, lost = only(
        exported(workout("R\u00fccken", (1, [("Cat-cow", 30), ("Rest", 10)]), (3, [("Br\u00fccke", 90)])))
    )
    assert data == {
        "format": 1, "title": "R\u00fccken", "defaults": {"setup": "0s"}, "steps": [
            {"do": "Cat-cow", "for": "30s", "setup": "10s"}, {"rest": "10s"},
            {"repeat": 3, "steps": [{"do": "Br\u00fccke", "for": "1m30s"}]},
        ],
    }  # fmt: skip
    assert lost == ("Its place in the app's list has no meaning here.", PAUSELESS)


def test_what_the_app_would_not_play_either_is_left_out_and_said():
    made = workout("W", (1, [("A", 5), ("Zero", 0)]), (0, [("B", 5)]), (2, []), (2, [("C", -1)]), position=-1)
    data, lost = only(exported(made))
    assert data["steps"] == [{"do": "A", "for": "5s", "setup": "10s"}]
    assert lost == (
        "Left out: “Zero”, which lasts no time.", "Left out: “set 2”, which is done no times.",
        "Left out: “set 3”, in which there is nothing.", "Left out: “C”, which lasts no time.",
        "Left out: “set 4”, in which there is nothing.", PAUSELESS,
    )  # fmt: skip


def test_letters_that_the_app_has_lost_are_said_to_be_lost_and_its_share_has_them():
    made = workout(
        "\u0421\u043f\u0438\u043d\u0430", (1, [("\u041e\u0442\u0434\u044b\u0445", 10), ("A", 5)]), position=-1
    )
    data, lost = only(exported(made))
    assert lost[0] == "Some letters were lost when the app wrote the file; its Share keeps them, its Export does not."
    assert all(character.isprintable() for character in data["title"])
    shared, lost = only(json.dumps(made, ensure_ascii=False).encode())
    assert shared["title"] == "\u0421\u043f\u0438\u043d\u0430"
    assert shared["steps"] == [{"rest": "10s"}, {"do": "A", "for": "5s"}]
    assert lost == (PAUSELESS,)


def test_a_backup_is_as_many_routines_as_it_has_workouts(own, adding, tmp_path):
    one, two = workout("Morning", (1, [("A", 30)])), workout("Evening", (2, [("B", 20)]), position=1)
    (tmp_path / "Backup.json").write_bytes(exported(one, two))
    added = adding(tmp_path / "Backup.json")
    assert [(each.id, each.title, each.renamed) for each in added] == [
        ("morning", "Morning", ""), ("evening", "Evening", ""),
    ]  # fmt: skip
    assert library(own).find("evening").problems == ()
    assert added[0].lost[-1] == PAUSELESS


@pytest.mark.parametrize(
    "spoil",
    [
        {"workouts": 5}, {"workouts": [{"title": "T"}]}, {"workouts": [{"title": 5, "sets": []}]},
        {"title": "T", "sets": [{"repetitions": "2", "exercises": []}]},
        {"title": "T", "sets": [{"repetitions": 2, "exercises": [{"name": "A", "duration": True}]}]},
    ],
)  # fmt: skip
def test_a_file_that_is_almost_one_of_the_app_is_said_to_be_damaged(spoil):
    (problem,) = said(json.dumps(spoil).encode())
    assert problem.startswith("1:1: this is not as Just Another Workout Timer writes it: ")


def test_a_workout_with_nothing_in_it_or_too_much_is_not_added(own, adding, tmp_path):
    for each in (workout("W"), workout("W", (1, [("A", 10**15)])), workout("W", (10**9, [("A", 5)]))):
        (tmp_path / "w.json").write_bytes(exported(each))
        with pytest.raises(NotTaken):
            adding(tmp_path / "w.json")
    assert not list(own.glob("*"))


# -- tables -------------------------------------------------------------------------------------


def test_a_list_of_intervals_is_a_routine_in_which_nothing_is_added():
    data, lost = only(b"Name,Duration,Rest,Rounds,Note\nPlank,0:30,10s,3,Slowly\nBreak,1m,,,\n,5,,1,\n")
    assert data["steps"] == [
        {"repeat": 3, "steps": [{"do": "Plank", "for": "30s", "note": "Slowly"}, {"rest": "10s"}]},
        {"rest": "1m"}, {"do": "Exercise", "for": "5s"},
    ]  # fmt: skip
    assert (data["title"], data["defaults"], lost) == ("my sheet", {"setup": "0s"}, ())


SHEET = """\
Exercise;Sets;Reps;Hold (s);Rest;Sides;Load;Frequency;Note;Colour
cat-cow;;8-10;;;;;2x daily;Slowly;red
Hamstring stretch;2;3;20-30;5s;each;red band;twice a day;;
Heel slide;;>=5;;;right, left;;;;blue
"""


@pytest.mark.parametrize(
    "content",
    [
        SHEET.encode(), b"\xef\xbb\xbf" + SHEET.encode(), SHEET.encode("utf-16"), SHEET.replace("\n", "\r\n").encode(),
        SHEET.replace("right, left", "right/left").replace(";", ",").encode(), SHEET.replace(";", "\t").encode(),
    ],
)  # fmt: skip
def test_a_physiotherapists_table_is_a_routine_for_each_frequency(content):
    first, second = foreign.recognised(content, "a.csv", "My sheet")
    daily, other = (written(load_text(each.text, "a.yaml", CATALOGUE).routine) for each in (first, second))
    assert (daily["title"], daily["frequency"]) == ("My sheet (twice a day)", {"per_day": 2})
    assert daily["steps"] == [
        {"exercise": "Cat-cow", "reps": "8-10", "note": "Slowly"},
        {"exercise": "Hamstring stretch", "hold": "20s-30s", "reps": 3, "sets": 2, "load": "red band",
         "sides": "each", "rest": "5s"},
    ]  # fmt: skip
    assert "frequency" not in other
    assert other["steps"] == [{"exercise": "Heel slide", "reps": ">=5", "sides": ["right", "left"]}]
    assert first.lost == ("Left out: “Colour”, a column that has no meaning here.",)


@pytest.mark.parametrize(
    ("typed", "frequency"),
    [
        ("daily", {"per_day": 1}), ("Every day", {"per_day": 1}), ("2x daily", {"per_day": 2}),
        ("2 x a day", {"per_day": 2}), ("2/day", {"per_day": 2}), ("2-3 times per day", {"per_day": "2-3"}),
        ("once a week", {"days_a_week": 1}), ("weekly", {"days_a_week": 1}), ("3x/week", {"days_a_week": 3}),
        ("2 to 3 days a week", {"days_a_week": "2-3"}), ("3 times each week", {"days_a_week": 3}),
    ],
)  # fmt: skip
def test_a_frequency_is_read_as_people_write_it(typed, frequency):
    assert only(f"exercise,frequency\nA,{typed}\n".encode())[0]["frequency"] == frequency


def test_old_spreadsheets_have_other_letters():
    assert only("exercise;note\nBr\u00fccke;l\u00e4nger\n".encode("cp1252"))[0]["steps"] == [
        {"exercise": "Br\u00fccke", "note": "l\u00e4nger"}
    ]


def test_every_mistake_of_a_table_is_said_with_its_line_and_column():
    found = said(
        b"exercise,sets,reps,hold,sides,frequency,load\n,1,2,3,,,\n\nA,10-Aug,x,fast,both,sometimes,\n"
        b"B,01.02.2026,0,-5s,up,9x a week,____ kg\n"
    )
    assert [line.split(". ")[0] for line in found] == [
        "2:1: exercise: this cell is empty",
        "4:2: sets: “10-Aug” is a date, which spreadsheets like to make of 8-10",
        "4:3: reps: “x” is not a whole number",
        "4:4: hold: “fast” is not a length of time",
        "4:5: sides: “both” may mean one side after the other, or both at once",
        "4:6: frequency: “sometimes” is not a frequency",
        "5:2: sets: “01.02.2026” is a date, which spreadsheets like to make of 8-10",
        "5:3: reps: “0” is too few: it has to be at least 1",
        "5:4: hold: “-5s” is a negative time",
        "5:5: sides: “up” is no side",
        "5:6: frequency: “9” is too many: the most is 7",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"exercise,reps\n", "this table has no rows"),
        (b"exercise,reps\n,\n", "this table has no rows"),
        (b"exercise,reps\n" + b"A,5\n" * 501, "this table has more than 500 rows"),
        (b"name,duration\nA,\n", "this cell is empty"),
    ],
)
def test_a_table_without_anything_to_do_or_with_too_much_is_refused(content, what):
    assert what in said(content)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0", b"title: a\nsteps: []\n", b"a,b\n1,2\n", b"name,colour\nA,red\n", b"{title: T}", b'{"a": 1}',
        b"[" * 9_000, b'{"a":' * 9_000, b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_is_of_no_program_that_is_known_is_left_to_the_loader(content):
    assert foreign.recognised(content, "a", "a") == []


EVIL = 'x"\n- evil: "\x1b[2J\u202e'


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), st.integers(1, 600))
@example(EVIL, 5)
@example("yes", 5)
@example("# no", 5)
@example("rest", 5)
def test_whatever_a_name_is_the_routine_can_be_read_and_says_no_more_than_that(name, seconds):
    for content in (
        json.dumps(workout(name, (1, [(name, seconds)]))).encode(),
        f'name,duration,note\n"{name.replace(chr(34), "")}",{seconds}s,"{name.replace(chr(34), "")}"\n'.encode(),
    ):
        try:
            made = foreign.recognised(content, "a.csv", name)
        except LoadError:
            continue  # nothing but blanks, say
        for each in made:
            routine = load_text(each.text, "a.yaml", CATALOGUE).routine
            assert len(routine.steps) == 1
            assert set(written(routine)) == {"format", "title", "defaults", "steps"}
            assert routine.title.isprintable() or not name.isprintable()


def test_an_imported_table_is_added_and_says_what_it_lost(own, adding, tmp_path):
    (tmp_path / "From Anna.csv").write_text(SHEET)
    added = adding(tmp_path / "From Anna.csv")
    assert [each.id for each in added] == ["from-anna-twice-a-day", "from-anna"]
    assert all(each.lost for each in added)
    assert [entry.id for entry in library(own).entries()[:2]] == ["from-anna", "from-anna-twice-a-day"]


def test_a_file_of_more_routines_than_anybody_has_is_refused_and_none_of_it_is_taken(own, adding, tmp_path):
    made = tmp_path / "many.json"
    made.write_bytes(exported(*(workout(f"W {number}", (1, [("Nod", 5)])) for number in range(51))))
    with pytest.raises(NotTaken, match="more than 50 routines"):
        adding(made)
    assert files(own) == {}
