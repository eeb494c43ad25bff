"""A routine that is being changed: valid after every change, and no other line of its file is ever touched."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.bundled import CATALOGUE
from tests.unit.routine.sheets import COUNTS, TEXTS, TIMES, files

from unclench.routine import load_text
from unclench.routine.draft import THE_TOP, Draft, InvalidChange, can_be_typed
from unclench.routine.format import STEP_KINDS, TOP, ValueKind, own_keys
from unclench.routine.model import AnyStep, ExerciseStep, Mark, Range
from unclench.routine.problems import ByHand

read = partial(load_text, name="mine.yaml", catalogue=CATALOGUE)
SHEET = """\
format: 1
title: "March"   # the second sheet
steps:
  # the first one
  - exercise: cat-cow
    reps: 5   # as it goes
    # or more

  - {exercise: Lean back, hold: 10s}
"""


def draft(text: str = SHEET) -> Draft:
    return Draft(text.encode(), read)


def changed_lines(before: bytes, after: bytes) -> list[bytes]:
    """The lines of the text after that aren't those before, where none came or went."""
    one, other = before.split(b"\n"), after.split(b"\n")
    assert len(one) == len(other)
    return [line for line, old in zip(other, one, strict=True) if line != old]


# -- laws over files as people write them ------------------------------------------------------


@given(files())
def test_a_file_that_is_opened_and_saved_has_the_same_bytes(content):
    assert Draft(content, read).content == content


@given(files(), st.data())
def test_what_is_set_to_what_it_is_changes_no_byte_and_needs_no_undo(content, data):
    opened = Draft(content, read)
    place = data.draw(st.sampled_from([THE_TOP, *(step.place for step in opened.steps())]))
    for field in opened.fields(place):
        if (now := opened.typed(place, field.key)) is not None:
            opened.set(place, field.key, now)
    assert opened.content == content
    assert not opened.undo()


VALUES = {
    "hold": TIMES, "rest": TIMES, "reps": COUNTS, "note": TEXTS, "exercise": TEXTS, "name": TEXTS, "do": TEXTS,
    "for": st.sampled_from(["3m", "90s"]), "breathe": st.sampled_from(["4-0-6", "4-4-4-4"]), "cold": st.just("5m"),
}  # fmt: skip


@given(files(), st.data())
def test_a_changed_value_changes_its_own_line_and_is_read_back_as_it_was_typed(content, data):
    opened = Draft(content, read)
    step = data.draw(st.sampled_from(opened.steps()))
    there = [key for key in VALUES if key in own_keys(step.kind).by_key and opened.typed(step.place, key)]
    key = data.draw(st.sampled_from(there))
    value = data.draw(VALUES[key])
    before = opened.typed(step.place, key)
    others = [each.step for each in opened.steps() if each.place != step.place]
    try:
        opened.set(step.place, key, value)
    except InvalidChange:
        assert opened.content == content
        return
    assert opened.typed(step.place, key) == value
    assert len(changed_lines(content, opened.content)) == (value != before)
    assert [_unplaced(each.step) for each in opened.steps() if each.place != step.place] == list(map(_unplaced, others))
    opened.undo()
    assert opened.content == content


def _unplaced(step: AnyStep) -> AnyStep:
    """A step without its line and column, which an edit above may move."""
    return replace(step, mark=Mark(1, 1))


@given(files(), st.data())
def test_a_new_key_is_one_more_line_and_taken_out_again_it_leaves_the_bytes_as_they_were(content, data):
    opened = Draft(content, read)
    step = data.draw(st.sampled_from(opened.steps()))
    assume(opened.typed(step.place, "source") == "")
    opened.set(step.place, "source", data.draw(TEXTS))
    flow = opened.content.count(b"\n") == content.count(b"\n")
    assert opened.content.count(b"\n") - content.count(b"\n") in (0, 1)
    assert flow or len(opened.content.splitlines()) == len(content.splitlines()) + 1
    opened.set(step.place, "source", "")
    assert opened.content == content


@given(files(), st.data())
def test_a_step_put_in_and_deleted_leaves_the_bytes_as_they_were(content, data):
    opened = Draft(content, read)
    after = data.draw(st.sampled_from([THE_TOP, *(step.place for step in opened.steps())]))
    kind = data.draw(st.sampled_from(["exercise", "rest", "do", "breathe", "cold", "confirm"]))
    count = len(opened.steps())
    place = opened.insert(after, kind, "")
    assert len(opened.steps()) == count + 1
    assert next(step.kind for step in opened.steps() if step.place == place) == kind
    opened.delete(place)
    assert opened.content == content


@given(files(), st.data())
def test_a_step_that_is_moved_there_and_back_is_where_it_was(content, data):
    opened = Draft(content, read)
    step = data.draw(st.sampled_from(opened.steps()))
    names = [_unplaced(each.step) for each in opened.steps()]
    by = data.draw(st.sampled_from([-1, 1]))
    there = opened.move(step.place, by)
    assert sorted(map(repr, names)) == sorted(repr(_unplaced(each.step)) for each in opened.steps())
    if there != step.place:
        assert opened.move(there, -by) == step.place
    assert opened.content == content


@given(files(), st.data())
def test_a_copy_says_the_same_and_undo_and_redo_go_back_and_forth_to_the_byte(content, data):
    opened = Draft(content, read)
    step = data.draw(st.sampled_from(opened.steps()))
    place = opened.copy(step.place)
    copied = opened.content
    found = {each.place: _unplaced(each.step) for each in opened.steps()}
    assert found[place] == found[step.place]
    assert opened.undo()
    assert opened.content == content
    assert opened.redo()
    assert opened.content == copied


# -- one by one ----------------------------------------------------------------------------------


def test_a_value_keeps_its_quotation_marks_and_the_comment_behind_it():
    opened = draft()
    opened.set(THE_TOP, "title", "April")
    opened.set(("steps", 0), "reps", "8-10")
    assert opened.content.decode() == SHEET.replace('"March"', '"April"').replace("reps: 5 ", "reps: 8-10 ")
    step = opened.steps()[0].step
    assert isinstance(step, ExerciseStep)
    assert step.reps == Range(8, 10)
    assert opened.title == "April"


def test_a_new_key_stands_where_an_author_would_write_it():
    opened = draft()
    opened.set(("steps", 0), "note", "Slowly")
    opened.set(("steps", 0), "sets", "2")
    opened.set(("steps", 1), "rest", "5s")
    assert "reps: 5   # as it goes\n    sets: 2\n    note: Slowly\n    # or more" in opened.content.decode()
    assert "{exercise: Lean back, hold: 10s, rest: 5s}" in opened.content.decode()


def test_a_key_that_is_taken_out_takes_its_line_with_it_and_the_first_one_leaves_the_dash():
    opened = draft("title: T\nsteps:\n  - name: Pause\n    rest: 10s\n    note: a\n")
    opened.set(("steps", 0), "note", "")
    opened.set(("steps", 0), "name", "")
    assert opened.content == b"title: T\nsteps:\n  - rest: 10s\n"


def test_a_comment_goes_where_its_step_goes():
    opened = draft()
    assert opened.move(("steps", 0), 1) == ("steps", 1)
    moved = opened.content.decode()
    assert moved.index("{exercise") < moved.index("# the first one") < moved.index("cat-cow") < moved.index("# or more")
    opened.delete(("steps", 1))
    assert opened.content.decode().endswith("steps:\n  - {exercise: Lean back, hold: 10s}\n")


def test_the_first_step_has_none_above_it_to_change_places_with():
    opened = draft()
    assert opened.move(("steps", 0), -1) == ("steps", 0)
    assert opened.move(("steps", 1), 1) == ("steps", 1)
    assert not opened.undo()


def test_what_would_be_invalid_is_refused_in_the_loaders_words_and_nothing_changes():
    opened = draft()
    with pytest.raises(InvalidChange, match=r"^“soon” is not a length of time\. Write a time like 10s"):
        opened.set(("steps", 1), "hold", "soon")
    with pytest.raises(InvalidChange, match="`pace` is only for counted repetitions"):
        opened.set(("steps", 1), "pace", "4s")
    with pytest.raises(InvalidChange, match="doesn't say what kind"):
        opened.set(("steps", 1), "exercise", "")
    assert opened.content.decode() == SHEET
    assert not opened.undo()


def test_a_text_that_yaml_would_misread_gets_quotation_marks():
    for text in ("12", "null", "a: b", "# no comment", "- x", "[x]", "it's", 'a "b"', "yes", "*", ">=", "@", "a #b"):
        opened = draft()  # a value that has quotation marks would keep them
        opened.set(THE_TOP, "summary", text)
        assert opened.routine is not None
        assert opened.routine.summary == text
        assert opened.content.decode().count("summary") == 1


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        ("title: T\nsteps:\n  - &s {rest: 5s}\n  - *s\n", ("steps", 0), "rest"),
        ("title: T\nsteps:\n  - &s {rest: 5s}\n  - *s\n", ("steps", 1), "rest"),
        ("title: T\nsteps:\n  - rest: 5s\n    note: | # two lines\n      a\n      b\n", ("steps", 0), "note"),
        ("title: T\ncautions:\n  - a; b\nsteps:\n  - rest: 5s\n", THE_TOP, "cautions"),
        ("title: T\nfrequency: {per_day: 2, then: {per_day: 1}}\nsteps:\n  - rest: 5s\n", THE_TOP, "frequency"),
        (
            "title: T\nsteps:\n  - exercise: a\n    sides:\n      # first\n      - left\n      - right\n",
            ("steps", 0), "sides",
        ),
    ],
)  # fmt: skip
def test_what_is_written_in_an_unusual_way_is_left_to_the_text_editor(text, place, key):
    opened = draft(text)
    with pytest.raises(ByHand, match="only the text editor"):
        opened.set(place, key, "each" if key == "sides" else "3s")
    assert opened.content.decode() == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("note: |\n      a\n      b\n\n\n    name: N", "note: short\n\n\n    name: N"),
        ("note: >-\n      a\n\n      b\n    name: N", "note: short\n    name: N"),
        ("note: a\n      b\n    name: N", "note: short\n    name: N"),
        ("note: 'a\n\n      b'  # c\n    name: N", "note: 'short'  # c\n    name: N"),
        ("note:\n      a b\n    name: N", "note:\n      short\n    name: N"),
        ("? note\n    : a\n    name: N", "? note\n    : short\n    name: N"),
    ],
)
def test_a_text_of_several_lines_is_replaced_whole_and_nothing_below_it(text, after):
    sheet = "title: T\nsteps:\n  - rest: 5s\n    TEXT\n"
    opened = draft(sheet.replace("TEXT", text))
    opened.set(("steps", 0), "note", "short")
    assert opened.content.decode() == sheet.replace("TEXT", after)


def test_steps_of_a_block_are_changed_where_they_stand():
    opened = draft("title: T\nsteps:\n- repeat: 2\n  steps:\n  - rest: 5s\n  - do: Walk\n    for: 1m\n- rest: 9s\n")
    assert [(step.kind, step.depth) for step in opened.steps()] == [("repeat", 0), ("rest", 1), ("do", 1), ("rest", 0)]
    inside = ("steps", 0, "steps", 0)
    opened.set(inside, "rest", "6s")
    assert opened.insert(inside, "rest", "7s") == ("steps", 0, "steps", 1)
    opened.move(("steps", 0, "steps", 2), -1)
    opened.delete(inside)
    assert (
        opened.content
        == b"title: T\nsteps:\n- repeat: 2\n  steps:\n  - do: Walk\n    for: 1m\n  - rest: 7s\n- rest: 9s\n"
    )
    with pytest.raises(ByHand):
        draft("title: T\nsteps:\n  - repeat: 2\n    steps: [{rest: 5s}]\n").delete(inside)


def test_steps_in_brackets_stay_in_brackets():
    opened = draft("title: T\nsteps: [{rest: 5s}, {do: Walk, for: 1m}]\n")
    opened.insert(("steps", 0), "exercise", "cat-cow")
    opened.copy(("steps", 1))
    opened.move(("steps", 0), 1)
    assert (
        opened.content
        == b"title: T\nsteps: [{exercise: cat-cow}, {rest: 5s}, {exercise: cat-cow}, {do: Walk, for: 1m}]\n"
    )
    opened.delete(("steps", 0))
    opened.delete(("steps", 2))
    assert opened.content == b"title: T\nsteps: [{rest: 5s}, {exercise: cat-cow}]\n"


def test_a_file_without_a_last_line_end_gets_none():
    opened = draft("title: T\nsteps:\n  - rest: 5s")
    opened.insert(("steps", 0), "rest", "6s")
    opened.set(("steps", 0), "note", "x")
    opened.set(("steps", 1), "note", "y")
    opened.set(("steps", 1), "note", "")
    assert opened.content == b"title: T\nsteps:\n  - rest: 5s\n    note: x\n  - rest: 6s"


def test_from_nothing_the_first_step_makes_it_a_routine_and_without_it_it_is_none():
    opened = Draft.new("Physio: March", read)
    assert (opened.routine, opened.steps(), opened.title) == (None, (), "Physio: March")
    assert opened.insert(THE_TOP, "breathe", "") == ("steps", 0)
    assert opened.content == b'format: 1\ntitle: "Physio: March"\nsteps:\n  - breathe: 5-1-4\n    for: 5m\n'
    assert opened.routine is not None
    opened.delete(("steps", 0))
    assert opened.content == b'format: 1\ntitle: "Physio: March"\n'
    assert opened.routine is None


@pytest.mark.parametrize("title", ["", "12", "x" * 121, "\x1b[2J"])
def test_what_can_be_no_title_is_refused(title):
    with pytest.raises((InvalidChange, ByHand)):
        Draft.new(title, read)


def test_every_kind_of_step_can_be_put_in_with_the_least_that_it_needs():
    for kind in STEP_KINDS:
        opened = draft("title: T\nblocks: {warm-up: [{rest: 5s}]}\nsteps:\n  - rest: 5s\n")
        if kind.head.key in {"repeat", "levels"}:  # they need steps inside of it, which no example can give
            continue
        place = opened.insert(("steps", 0), kind.head.key, "")
        assert opened.typed(place, kind.head.key) == kind.head.example.partition(": ")[2]


STEPS_INSIDE = {ValueKind.STEPS, ValueKind.LEVELS, ValueKind.BLOCKS}


def test_all_keys_can_be_typed_but_for_steps_inside_of_steps():
    every = [field for kind in STEP_KINDS for field in own_keys(kind.head.key)] + list(TOP)
    assert {field.kind for field in every if not can_be_typed(field)} == STEPS_INSIDE


@pytest.mark.parametrize(
    ("key", "typed", "written"),
    [
        ("phases", "round 5 s, sag 5s, let go", "phases: [{round: 5 s}, {sag: 5s}, let go]"),
        ("phases", "up 2s, hold ask", "phases: [{up: 2s}, {hold: ask}]"),
        ("sides", "each", "sides: each"),
        ("sides", "left, both", "sides: [left, both]"),
        ("sides", "right", "sides: [right]"),
        ("notes", "1-3 Half way; 5 Breathe, and rest", 'notes: {1-3: Half way, 5: "Breathe, and rest"}'),
        ("progress", "reps 5-30, by 1, every 3 days", "progress: {reps: 5-30, by: 1, every: 3 days}"),
        ("cautions", "Not at night", "cautions: Not at night"),
        ("cautions", "Not at night; Stop, if it hurts", 'cautions: [Not at night, "Stop, if it hurts"]'),
        ("reps", "20 in all", "reps: 20 in all"),
    ],
)  # fmt: skip
def test_lists_and_groups_are_typed_as_words_and_read_back_so(key, typed, written):
    opened = draft("title: T\nsteps:\n  - exercise: cat-cow\n")
    opened.set(("steps", 0), key, typed)
    assert opened.content.decode() == f"title: T\nsteps:\n  - exercise: cat-cow\n    {written}\n"
    assert opened.typed(("steps", 0), key) == typed


def test_a_list_with_dashes_keeps_its_dashes():
    opened = draft("title: T\ncautions:\n  - a\n  - b\nsteps:\n  - rest: 5s\n")
    assert opened.typed(THE_TOP, "cautions") == "a; b"
    opened.set(THE_TOP, "cautions", "a; c: d; e")
    assert opened.content == b'title: T\ncautions:\n  - a\n  - "c: d"\n  - e\nsteps:\n  - rest: 5s\n'


def test_a_change_after_an_undo_forgets_what_was_undone():
    opened = draft()
    opened.set(THE_TOP, "title", "A")
    opened.undo()
    opened.set(THE_TOP, "title", "B")
    assert not opened.redo()
    assert opened.title == "B"
    opened.undo()
    assert opened.title == "March"


def test_a_place_is_found_in_the_text_by_its_line():
    opened = draft()
    assert [opened.line(place) for place in (("steps", 0), ("steps", 1), THE_TOP, ("steps", 9))] == [5, 9, 1, 1]


def test_a_step_with_levels_is_one_and_no_block():
    opened = draft("title: T\nsteps:\n  - levels: [{rest: 5s}, {rest: 9s}]\n")
    assert [each.kind for each in opened.steps()] == ["levels"]
    assert "block" not in opened.fields(("steps", 0)).by_key
    assert opened.typed(("steps", 0), "levels") is None
