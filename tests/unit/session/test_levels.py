"""Levels of a step, from easier to harder: one is chosen before the start, and only that is played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import gated, timed

from unclench.config import paths
from unclench.reports.routines import check, details, details_text
from unclench.routine import Catalogue, load_text
from unclench.routine.model import Exact, RepeatStep, Routine
from unclench.session.choices import Choices
from unclench.session.compiler import ChosenRoutine, choose, compile_routine, each_level
from unclench.testing import routine as of_steps

SHEET = """title: T
steps:
  - name: Bird dog
    note: Slowly
    levels:
      - {exercise: One leg, reps: 5}
      - {exercise: Leg and arm, reps: 5, alternatives: [{exercise: Plank, hold: 9s}]}
      - {name: Both, repeat: 2, steps: [{exercise: Leg, reps: ask}, {exercise: Arm, hold: 5s}]}
  - rest: 5s
"""


def sheet() -> Routine:
    return load_text(SHEET, "t.yaml").routine


def at(level: int, **more) -> ChosenRoutine:
    return choose(sheet(), Choices(answers={("1", "level"): level}, **more))


def test_the_level_is_asked_about_with_what_each_has_and_the_easiest_is_suggested():
    chosen = choose(sheet())
    (asked,) = chosen.questions
    assert (asked.step, asked.field, asked.text, asked.suggested) == ("1", "level", "Bird dog: which level?", 1)
    assert asked.options == (
        "One leg: 5 times, 4 seconds each", "Leg and arm: 5 times, 4 seconds each", "Both: Leg, Arm"
    )  # fmt: skip
    assert [step.id for step in chosen.timeline.steps] == ["1.1", "2"]


@pytest.mark.parametrize(
    ("level", "ids", "asks"),
    [(1, ["1.1", "2"], []), (2, ["1.2", "2"], ["alternative"]), (3, ["1.3.1", "1.3.2"] * 2 + ["2"], ["reps"])],
)
def test_only_the_chosen_level_is_played_and_only_its_questions_are_asked(level, ids, asks):
    chosen = at(level)
    assert [step.id for step in chosen.timeline.steps] == ids
    assert [question.field for question in chosen.questions] == asks


@given(st.lists(timed | gated, min_size=1, max_size=4), st.data())
def test_a_level_is_played_just_as_if_it_were_the_only_one(steps, data):
    level = data.draw(st.integers(1, len(steps)))
    levels = RepeatStep(times=Exact(1), steps=tuple(steps), levels=True)
    alone = RepeatStep(times=Exact(1), steps=(steps[level - 1],))
    chosen = choose(of_steps(levels), Choices(answers={("1", "level"): level}))
    assert chosen.questions == ()
    assert chosen.timeline.segments == compile_routine(of_steps(alone)).segments


@pytest.mark.parametrize("level", [0, 4, 1_000])
def test_a_level_that_is_not_there_is_asked_about_anew(level):
    assert [question.field for question in at(level).questions] == ["level"]
    assert at(level).timeline.steps == at(1).timeline.steps


def test_what_the_step_with_the_levels_says_is_said_with_whichever_is_played():
    assert [at(level).timeline.steps[0].note for level in (1, 2, 3)] == ["Slowly."] * 3


def test_every_level_is_shown_and_which_of_them_is_played():
    chosen = at(3)
    told = details_text(chosen, chosen.timeline)
    assert "Bird dog, level 3 of 3" in told
    assert "Level 1 of 3: One leg: 5 times, 4 seconds each." in told
    assert "Level 3 of 3: Both: 2 rounds. Leg: ___ times, 4 seconds each. Arm: hold 5 seconds." in told
    (block, _) = details(chosen, chosen.timeline)["blocks"]
    assert (block["name"], block["rounds"], len(block["says"]["levels"])) == ("Bird dog", "3 levels to choose from", 3)


def test_a_level_that_breaks_a_limit_is_found_by_check(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        "title: T\nsteps: [{levels: [{rest: 5s}, {repeat: 1000, steps: [{rest: 5m}]}]}]\n", encoding="utf-8"
    )
    ((problem,), refused) = check(path, Catalogue(tmp_path))
    assert (refused, problem.what) == (True, "it lasts more than 24 hours")


@pytest.mark.parametrize(
    ("level", "called"),
    [
        ("{name: One leg, exercise: bird-dog}", "Bird dog, one leg"),
        ("{name: TRX, exercise: bird-dog}", "Bird dog, TRX"),
        ("{name: I do it, exercise: bird-dog}", "Bird dog, I do it"),
        ("{name: Small bird dog, exercise: bird-dog}", "Small bird dog"),
        ("{exercise: bird-dog}", "Bird dog"),
        ("{exercise: Nod}", "Nod"),
        ("{name: Longer, do: walk, for: 5m}", "Walk, longer"),
        ("{name: Longer, breathe: 5-0-5, cycles: 3}", "Longer"),
    ],
)
def test_a_level_is_announced_with_its_exercise(level, called):
    text = f"title: T\nsteps: [{{levels: [{level}, {{rest: 9s}}], name: Strength}}]\n"
    chosen = choose(load_text(text, "t.yaml", Catalogue(paths.shipped("routines") / "exercises")).routine)
    assert chosen.timeline.steps[0].name == called
    assert chosen.timeline.cues[0].spoken[-1] == f"{'Breathe' if 'breathe' in level else called}."


def test_what_is_no_level_is_called_what_its_author_calls_it():
    text = "title: T\nsteps: [{name: One leg, exercise: bird-dog, reps: 5}]\n"
    made = compile_routine(load_text(text, "t.yaml", Catalogue(paths.shipped("routines") / "exercises")).routine)
    assert made.steps[0].name == "One leg"


def test_levels_without_a_name_go_by_their_easiest():
    nameless = load_text(SHEET.replace("name: Bird dog", "wait: no"), "t.yaml").routine
    assert choose(nameless).questions[0].text == "One leg: which level?"


def test_the_same_levels_in_two_places_are_asked_about_once():
    twice = "title: T\nblocks: {a: [{levels: [{rest: 5s}, {rest: 9s}], name: Rest}]}\nsteps: [{block: a}, {block: a}]\n"
    chosen = choose(load_text(twice, "t.yaml").routine)
    assert len(chosen.questions) == 1
    longer = chosen.with_choices(Choices(answers={("1.1", "level"): 2}))
    assert longer.timeline.total == 18_000


def test_whoever_goes_through_all_levels_has_the_first_of_each_step_first_and_answers_nothing_else():
    of_two = "{levels: [{rest: 1s}, {rest: 2s}]}"
    of_three = "{levels: [{rest: 1s}, {rest: 2s}, {exercise: Nod, reps: ask}]}"
    text = f"title: T\nsteps:\n  - {of_two}\n  - {{exercise: Lean, reps: ask}}\n  - {of_three}\n"
    made = list(each_level(load_text(text, "t.yaml").routine, Choices(answers={("2", "reps"): 3})))
    assert [each.choices.answers for each in made] == [
        {("2", "reps"): 3},
        {("2", "reps"): 3, ("1", "level"): 2, ("3", "level"): 2},
        {("2", "reps"): 3, ("1", "level"): 2, ("3", "level"): 3},
    ]
    open_yet = list(each_level(load_text(text, "t.yaml").routine, Choices()))
    assert [[asked.step for asked in each.questions] for each in open_yet] == [["1", "2", "3"], ["2"], ["2", "3.3"]]


def test_a_level_is_said_with_the_name_of_its_exercise_before_the_position():
    text = "title: T\nsteps:\n  - levels:\n      - {name: One leg, exercise: bird-dog}\n      - {exercise: bird-dog}\n"
    catalogue = Catalogue(paths.shipped("routines") / "exercises")
    chosen = choose(load_text(text, "t.yaml", catalogue).routine, Choices(answers={("1", "level"): 1}))
    assert chosen.timeline.steps[0].say.startswith("Bird dog, one leg. ")
