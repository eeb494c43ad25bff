"""What the editor shows of a draft, what a key to the right makes of a value, and what a typed word may become."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.bundled import BUNDLED, CATALOGUE
from tests.unit.routine.sheets import files

from unclench.routine import load_text
from unclench.routine.draft import THE_TOP, Draft
from unclench.routine.format import KINDS, STEP_KINDS, TOP, own_keys
from unclench.session.choices import Choices
from unclench.tui.viewmodels import editor as view

read = partial(load_text, name="mine.yaml", catalogue=CATALOGUE)


def draft(*steps: str) -> Draft:
    return Draft(("title: T\nsteps:\n" + "".join(f"  - {{{step}}}\n" for step in steps)).encode(), read)


def row(field: str, step: str) -> view.FieldRow:
    rows = view.field_rows(draft(step), ("steps", 0))
    return next(each for each in rows if each.field.key == field)


def test_every_key_has_a_name():
    assert set(view.HEADS) == set(KINDS)
    every = [field for kind in STEP_KINDS for field in own_keys(kind.head.key)[1:]] + list(TOP)
    assert {field.key for field in every} - set(view.LABELS) == {"format", "blocks"}, (
        "these two the editor leaves alone"
    )


def test_the_list_has_the_routine_first_and_the_doses_as_the_sheet_has_them():
    opened = draft("exercise: cat-cow, reps: 8-10", "repeat: 2, steps: [{rest: 5s}]")
    assert [(each.title, each.dose, each.depth) for each in view.step_rows(opened)] == [
        ("T", "", 0), ("Cat-cow", "8 to 10 times, 4 seconds each", 0), ("Block", "2 rounds", 0),
        ("Rest", "5 seconds", 1),
    ]  # fmt: skip


def test_the_fields_most_wanted_come_first_and_what_is_not_there_and_cannot_be_typed_is_not_shown():
    labels = [each.label for each in view.field_rows(draft("exercise: cat-cow, hold: 5s"), ("steps", 0))]
    assert labels[:5] == ["Exercise", "How often", "Hold each", "Movements", "Sides"]
    assert "Or instead" not in labels
    assert row("alternatives", "exercise: cat-cow, alternatives: [{rest: 5s}]").shown == "in the text file"


@pytest.mark.parametrize(
    ("step", "key", "right", "left"),
    [
        ("exercise: a, reps: 5", "reps", "6", "4"),
        ("exercise: a, reps: 8-10", "reps", "9-11", "7-9"),
        ("exercise: a, reps: 1", "reps", "2", ""),
        ("exercise: a", "reps", "2", None),
        ("exercise: a, reps: ask", "reps", None, None),
        ("exercise: a, reps: 20 in all", "reps", None, None),
        ("exercise: a, reps: '>=5'", "reps", None, None),
        ("exercise: a, reps: 1000", "reps", None, "999"),
        ("exercise: a", "hold", "10s", None),
        ("exercise: a, hold: 20-30s", "hold", "25s-35s", "15s-25s"),
        ("exercise: a, hold: 5s", "hold", "10s", ""),
        ("exercise: a, hold: 3 breaths", "hold", None, None),
        ("do: a, for: 2m", "for", "3m", "1m55s"),
        ("do: a, for: 5s", "for", "10s", None),
        ("rest: 30m", "rest", "35m", "29m"),
        ("rest: 5s", "rest", "10s", None),
        ("exercise: a", "sides", "each", ""),
        ("exercise: a", "optional", "yes", "yes"),
        ("exercise: a, optional: True", "optional", "", ""),
        ("exercise: a", "note", None, None),
    ],
)
def test_a_key_to_the_right_is_one_more_and_to_the_left_one_less(step, key, right, left):
    found = row(key, step)
    assert (view.stepped(found, 1), view.stepped(found, -1)) == (right, left)


def test_the_headings_of_home_are_gone_through_one_by_one():
    opened = draft("rest: 5s")
    found = []
    for _ in range(6):
        here = next(each for each in view.field_rows(opened, THE_TOP) if each.field.key == "group")
        found.append(view.stepped(here, 1))
        opened.set(THE_TOP, "group", found[-1] or "")
    assert found == ["worst days", "easing", "cold and heat", "getting strong", "yours", "worst days"]


@given(files(), st.data())
def test_whatever_a_key_makes_of_a_value_is_valid_or_refused_in_words(content, data):
    opened = Draft(content, read)
    place = data.draw(st.sampled_from([each.place for each in opened.steps()]))
    here = data.draw(st.sampled_from(view.field_rows(opened, place)))
    value = view.stepped(here, data.draw(st.sampled_from([-1, 1])))
    if value is not None and here.field.key not in ("hold", "tempo", "phases", "pace", "alternate", "alarm"):
        opened.set(place, here.field.key, value)
        assert opened.typed(place, here.field.key) == value


def test_every_field_says_how_it_is_written():
    for kind in KINDS:
        if kind not in {"repeat", "block", "levels"}:
            opened = draft("rest: 5s")
            place = opened.insert(THE_TOP, kind, "")
            for each in view.field_rows(opened, place):
                said = view.help_for(each)
                assert said.endswith((".", "ask."))
                assert "{" not in said, "no YAML is taught here"
    assert view.help_for(row("hold", "exercise: a")) == (
        "For example 10s, 20-30s, <=10s, >=10s. What your sheet leaves open: ask."
    )


def test_a_word_may_become_a_kind_of_step_an_exercise_or_an_exercise_of_ones_own():
    assert [(each.kind, each.value) for each in view.offers(CATALOGUE, "rest 30s")] == [
        ("rest", "30s"), ("exercise", "rest 30s"), ("do", "rest 30s"),
    ]  # fmt: skip
    assert next(each.text for each in view.offers(CATALOGUE, "hams")) == "Hamstring stretch"
    assert view.offers(CATALOGUE, "  ") == []


def test_whatever_is_offered_can_be_put_in():
    for typed in ("r", "c", "he", "bri", "breathing", "question", "Ümit's: way #2", "[x]"):
        for offer in view.offers(CATALOGUE, typed):
            opened = draft("rest: 5s")
            assert opened.insert(THE_TOP, offer.kind, offer.value) == ("steps", 1)


def test_the_length_is_that_of_a_session_and_what_forbids_one_is_said():
    assert view.length(BUNDLED["gentle-stretch"], Choices()).startswith("Takes ")
    assert view.length(None, Choices()) == "There is no step yet."
    endless = draft("repeat: 1000, steps: [{exercise: a, reps: 1000}]")
    assert view.length(endless.routine, Choices()) == "It would have more than 10,000 phases."


def test_a_step_has_the_figure_of_its_exercise_and_a_question_has_none_of_its_own():
    found = view.pose(draft("exercise: cat-cow"), ("steps", 0))
    assert found is not None
    assert found.step.exercise == "cat-cow"
    assert view.pose(draft("exercise: cat-cow"), THE_TOP) is None


def test_a_doubt_about_the_file_is_said():
    assert view.doubt(draft("rest: 5s")) == ""
    assert "Did you mean cat-cow?" in view.doubt(draft("exercise: cat-cows"))
