"""Pasted sheets: what is read of them, what is left over, and what nothing in a text can bring about."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pasted_lines import CATALOGUE, DOSES, FIRST, SECOND, SHEETS, THIRD, TUTORIAL, Sample, proposed, verdict

from unclench.reports import pasted as report
from unclench.reports.routines import check
from unclench.routine import load_text
from unclench.routine.model import ApplyStep, Blank, DoStep, Exact, ExerciseStep, Frequency, Open, Range
from unclench.routine.pasted.proposal import NotASheet, Proposal
from unclench.routine.pasted.sheet import LARGEST, MOST_STEPS, file_text, proposal_of, read_sheet
from unclench.routine.written import written_step
from unclench.tui.viewmodels import editor as view

SHEET = """\
St Mary's Hospital NHS Trust
Physiotherapy Department    Tel: 020 7946 0123

Low back pain exercises

Do these exercises 2-3 times a day. Stop if the pain gets worse or spreads down your leg.

1. Pelvic tilts
Lie on your back with your knees bent. Flatten your back into the \ufb02oor.
Hold for 5 secs. Repeat 10 times.

2. Single knee to chest \u2013 hold 20\u201330 seconds, repeat 3 times each side

3) Heel slides: 3 sets of ten, rest 30 s between sets

4. Hamstring stretch
Sit on the edge of a chair with one leg straight. Lean forward until you feel a
stretch and hold for half a minute. Repeat with the other leg.

\u2022 Walk for 10 minutes
\u2022 Bridge (hold 5 sec) x 10. Increase to 20 when you can.

If you have any questions, please ask.
Page 1 of 2
"""


def propose(text: str) -> Proposal:
    return proposal_of(text, CATALOGUE)


def steps(text: str) -> list[dict[str, object]]:
    """The steps as a file has them."""
    return [written_step(each.step) for each in propose(text).steps]


def doses(text: str) -> list[dict[str, object]]:
    """The doses that were read; what is asked for want of one is none."""
    return [
        {key: value for key, value in step.items() if key in DOSES and (key, value) != ("reps", "ask")}
        for step in steps(text)
    ]


# -- the corpus ---------------------------------------------------------------------------------


def test_of_the_first_corpus_nine_in_ten_are_read_right_and_none_wrong() -> None:
    found = Counter(map(verdict, FIRST))
    assert len(FIRST) >= 60
    assert found["wrong"] == 0
    assert found["right"] >= 0.9 * len(FIRST)


@pytest.mark.parametrize("sample", [*THIRD, *SHEETS], ids=lambda sample: sample.text)
def test_what_was_once_read_wrong_or_lost_is_read_right_or_listed(sample: Sample) -> None:
    assert verdict(sample) == "right"


@pytest.mark.parametrize("sample", [*FIRST, *SECOND], ids=lambda sample: sample.text)
def test_no_line_is_read_as_anything_that_it_does_not_say(sample: Sample) -> None:
    assert verdict(sample) != "wrong"


def test_the_measure_tells_right_from_wrong_and_from_left_over() -> None:
    assert verdict(Sample("", "10 reps", "reps=10")) == "right"
    assert verdict(Sample("", "10 reps", "reps=12")) == "wrong"
    assert verdict(Sample("", "10 reps", "left")) == "wrong"
    assert verdict(Sample("", "10 reps if you can", "reps=10")) == "left over"
    assert verdict(Sample("", "Cat-cow 10 reps", "exercise=plank reps=10")) == "wrong"


@pytest.mark.parametrize("title", ["Back problems", "Sciatica"])
def test_a_dose_of_each_exercise_is_listed_and_that_of_none(title: str) -> None:
    text = f"{title}\nDo 5 repetitions of each exercise.\n\nDeep lunge\nKneel on one knee.\n\nBridge x 10"
    assert doses(text) == [{"for": "open"}, {"reps": 10}]
    assert "Do 5 repetitions of each exercise" in [each.text for each in propose(text).all_left_over()]


def test_a_heading_that_is_not_understood_is_no_part_of_the_exercise_above_it() -> None:
    text = "Do 5 repetitions of each exercise.\n\nHip twist\nLie on your back.\n\nLower back arch\nLie on your front."
    proposal = propose(text)
    assert [step.step.note for step in proposal.steps] == ["Lie on your back"]
    assert [each.text for each in proposal.beside] == ["Lower back arch", "Lie on your front"]


@pytest.mark.parametrize("sample", [*THIRD, *SHEETS], ids=lambda sample: sample.text)
def test_how_often_is_the_same_in_the_file(sample: Sample) -> None:
    proposal = proposed(sample)
    assert proposal is not None
    routine = load_text(file_text(proposal, "My sheet"), "a.yaml", CATALOGUE).routine
    assert routine.frequency == proposal.frequency


def test_a_programme_of_many_stages_is_left_over_and_still_makes_a_file() -> None:
    proposal = propose("Bridge x 10\n" + "daily for 2 weeks then twice a week for 3 weeks then " * 8 + "daily")
    assert proposal.frequency == Frequency()
    assert load_text(file_text(proposal, "My sheet"), "a.yaml", CATALOGUE).routine.steps


# -- numbered items -----------------------------------------------------------------------------


def test_the_sheet_of_the_tutorial_is_the_one_that_is_pasted_here() -> None:
    page = (Path(__file__).parents[3] / "docs" / "tutorial.md").read_text("utf-8")
    quoted = [line[2:] for line in page.splitlines() if line.startswith("> ")]
    assert [line.replace("*", "") for line in quoted] == [line for line in TUTORIAL.splitlines() if line]


def test_every_numbered_item_of_the_tutorials_sheet_is_a_step_or_is_listed() -> None:
    proposal = propose(TUTORIAL)
    numbered = {number for number, line in enumerate(TUTORIAL.splitlines(), 1) if line[:1].isdigit()}
    taken = {line for step in proposal.steps for line in step.lines}
    listed = {each.line for each in proposal.all_left_over()}
    assert numbered <= taken | listed
    assert {7, 9, 11, 12, 13} <= listed, "what was not understood in full"
    assert 5 not in listed
    assert [len(step.lines) for step in proposal.steps] == [1] * len(proposal.steps)


def test_a_numbered_item_that_was_not_understood_is_played_until_a_key_in_its_own_words() -> None:
    text = "1. Bridge x 10\n2. Shake it all out like a wet dog.\n3. Plank x 5"
    assert steps(text)[1] == {"do": "Shake it all out like a wet dog", "for": "open"}
    assert [each.line for each in propose(text).all_left_over()] == [2]


@pytest.mark.parametrize(
    "item",
    ["If it is easy, squats", "Only when better: squats", "Relax. Put heat on it for an hour", "Use an ice pack"],
)
def test_a_numbered_item_for_some_case_or_with_a_pack_is_listed_and_no_step(item: str) -> None:
    proposal = propose(f"1. Bridge x 10\n2. {item}\n3. Plank x 5")
    assert [step.lines for step in proposal.steps] == [(1,), (3,)]
    assert 2 in [each.line for each in proposal.left_over]
    assert all(step.step.note is None for step in proposal.steps)


def test_a_numbered_item_that_warns_is_a_caution() -> None:
    assert propose("1. Bridge x 10\n2. Stop if it hurts.\n3. Plank x 5").cautions == ("Stop if it hurts",)


# -- what is not understood ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["3. Bridge 10 times if you can", "Bridge\nBuild up to 20.", "Bridge: 3 sets", "Bridge\nA few times on each side."],
)
def test_an_exercise_of_which_no_dose_is_understood_asks_how_often_and_makes_up_nothing(text: str) -> None:
    (step,) = propose(text).steps
    assert isinstance(step.step, ExerciseStep)
    assert (step.step.reps, step.step.hold) == (Blank(), None)


def test_a_hold_alone_is_a_dose() -> None:
    assert doses("Bridge\nHold for 5 seconds.") == [{"hold": "5s"}]


@pytest.mark.parametrize(
    ("text", "phases", "reps"),
    [
        ("round for 5 seconds, sag for 5 seconds. 5 times.", [("round", 5_000), ("sag", 5_000)], Exact(5)),
        ("Round for 3 sec, then sag for 4 seconds. 5 times.", [("round", 3_000), ("sag", 4_000)], Exact(5)),
        ("push for 3 seconds, pull for 3 seconds. 8 times.", [("push", 3_000), ("pull", 3_000)], Exact(8)),
        ("curl up for 2 s and roll down for 4 s", [("curl up", 2_000), ("roll down", 4_000)], Blank()),
    ],
)
def test_named_movements_with_their_seconds_are_the_parts_of_a_repetition(
    text: str, phases: list[tuple[str, int]], reps: object
) -> None:
    (step,) = propose(f"Cat-cow: {text}").steps
    assert isinstance(step.step, ExerciseStep)
    assert [(each.name, each.lasting) for each in step.step.phases] == [(name, Exact(ms)) for name, ms in phases]
    assert (step.step.reps, step.step.note, step.left_over) == (reps, None, ())


@pytest.mark.parametrize(
    "text",
    [
        "round for 5 seconds, sag for 5 seconds if you can",
        "round for 5 seconds", "round for 5 seconds, round for 5 seconds",
        "round for 5 seconds, rest for 5 seconds", "round for 5 seconds, sag for 90 seconds",
        "walk for 5 seconds, sag for 5 seconds",
        "breathe in for 5 seconds, breathe out for 5 seconds", "round for 5-10 seconds, sag for 5 seconds",
        "round for 5 seconds, sag for 5 seconds. Hold for 10 seconds.", "don't round for 5 seconds, sag for 5 seconds",
        "round for 5 seconds, sag for 5 seconds. Lift for 3 seconds, lower for 3 seconds.",
    ],
)  # fmt: skip
def test_what_is_not_just_named_movements_with_their_seconds_makes_no_parts(text: str) -> None:
    assert not any(getattr(each.step, "phases", ()) for each in propose(f"Cat-cow: {text}").steps)


def test_what_was_not_understood_never_stands_under_what_was() -> None:
    sheet = read_sheet("1. Cat-cow: 5 times. Build up to 20.\n2. Plank x 5", "", CATALOGUE)
    _, step, _ = view.read_rows(sheet, "1. Cat-cow: 5 times. Build up to 20.\n2. Plank x 5")
    said = {passage.heading: passage.text for passage in step.parts}
    assert "Build up" not in said["Understood"]
    assert "Build up to 20" in said[report.NOT_UNDERSTOOD]


# -- a whole sheet ------------------------------------------------------------------------------


def test_a_sheet_is_read_with_the_lines_that_each_step_came_from() -> None:
    proposal = propose(SHEET)
    assert proposal.title == "Low back pain exercises"
    assert proposal.frequency == Frequency(per_day=Range(2, 3))
    assert proposal.cautions == ("Stop if the pain gets worse or spreads down your leg",)
    assert [step.lines for step in proposal.steps] == [(8, 9, 10), (12,), (14,), (16, 17), (20,), (21,)]
    assert doses(SHEET) == [
        {"hold": "5s", "reps": 10},
        {"hold": "20s-30s", "reps": 3, "sides": "each"},
        {"reps": 10, "sets": 3, "set_rest": "30s"},
        {"hold": "30s", "sides": "each"},
        {"for": "10m"},
        {"hold": "5s", "reps": 10},
    ]
    assert [each.text for each in proposal.all_left_over()] == ["Increase to 20 when you can"]
    assert proposal.furniture == (1, 2, 24)


def test_an_exercise_that_a_sheet_does_in_another_posture_is_not_that_of_the_catalogue() -> None:
    step = propose(SHEET).steps[3].step
    assert isinstance(step, ExerciseStep)
    assert step.exercise.name == "Hamstring stretch, sitting"
    assert steps("Hamstring stretch\nLie on your back. Hold 30 seconds.")[0]["exercise"] == "Hamstring stretch"


def test_what_was_not_understood_stays_as_a_note_beside_its_step() -> None:
    step = propose("Bridge\nRepeat 10 times. Build up to 20.").steps[0]
    assert step.step.note == "Build up to 20"
    assert [(each.line, each.text) for each in step.left_over] == [(2, "Build up to 20")]


def test_two_numbers_for_the_same_thing_are_both_left_over() -> None:
    step = propose("Bridge\nHold 5 seconds. Repeat 10 times. Repeat 20 times.").steps[0]
    assert [each.text for each in step.left_over] == ["Repeat 10 times", "Repeat 20 times"]
    assert doses("Bridge\nHold 5 seconds. Repeat 10 times. Repeat 20 times.") == [{"hold": "5s"}]


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        ("Walk for 10 minutes\nRepeat 3 times.", {"for 10 minutes", "Repeat 3 times"}),
        ("Plank\nHold 20 seconds. Rest 30 seconds. 2 sets.", {"Rest 30 seconds"}),
        ("Calm breathing: in for 4, out for 6\nBreathe in for 4, out for 6, 10 times. Do this for 5 minutes.",
         {"in for 4, out for 6", "Breathe in for 4, out for 6, 10 times", "Do this for 5 minutes"}),
        ("Plank\nHold 500 seconds.", {"Hold 500 seconds"}),
        ("Plank\nRepeat 10 times, at least 9 days a week.", {"Repeat 10 times, at least 9 days a week"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_or_is_beyond_belief_is_left_over(sheet: str, left: set[str]) -> None:
    proposal = propose(f"{sheet}\n\nBridge x 10")
    assert {each.text for each in proposal.all_left_over()} == left


@pytest.mark.parametrize(
    "words",
    [
        "Hold the towel on each side", "Lower while you count to 5", "Keep one hand on both knees",
        "Exercise 3 times daily",
        "Lower for a count of 3", "Repeat all 3 times", "Do these 10 times",
        "Hold: 10 each side", "Repeat 10 times in each direction", "10 reps on the left side",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_dose_is_none(words: str) -> None:
    assert doses(f"Bridge\n{words}.") == [{}]
    assert propose(f"Bridge\n{words}.").frequency == Frequency()


@pytest.mark.parametrize(
    "words",
    [
        "Repeat 10 times" + ", gently" * 120 + ", 3 sets", "Repeat 10 times, 1:2", "Repeat 10 times, 3/4/5",
        "Repeat 10 times, level ____", "Hold 5 seconds, hold 10 seconds", "Repeat 10 times or hold 5 seconds",
        "10 reps each", "You can repeat it 10 times", "10 reps^", "Repeat a few times",
        "Hold 10 seconds on both legs", "Bring your knee over 10 seconds", "Keep going for 2 minutes. Repeat 3 times",
        "10 seconds. Hold 5 seconds", "Repeat 500 times", "20 sets", "Rest 20 minutes between sets",
        "Rest 20 minutes between reps", "Hold 0.1 seconds", "Hold 10 seconds or 5 breaths",
    ],
)  # fmt: skip
def test_a_dose_beside_what_is_not_understood_is_none(words: str) -> None:
    assert doses(f"Bridge\n{words}.") == [{}]
    assert [each.text for each in propose(f"Bridge\n{words}.").all_left_over()] == words.split(". ")


def test_a_breath_pattern_without_a_number_of_breaths_asks_for_it() -> None:
    assert steps("Calm breathing: breathe in for 4, breathe out for 6")[0] == {
        "breathe": "4-0-6", "cycles": "ask", "name": "Calm breathing"
    }  # fmt: skip


def test_what_fits_no_breath_is_left_over_beside_its_pattern() -> None:
    sheet = "Calm breathing: breathe in for 4, breathe out for 6\nHold 5 seconds. 3 sets."
    assert steps(sheet)[0]["breathe"] == "4-0-6"
    assert [each.text for each in propose(sheet).all_left_over()] == ["Hold 5 seconds", "3 sets"]


@pytest.mark.parametrize(
    ("one", "two"),
    [("Week 1", "Week 2"), ("Phase one: easy", "Phase two"), ("Morning", "Evening:"), ("Monday", "Friday")],
)
def test_only_the_first_stage_of_a_programme_is_proposed(one: str, two: str) -> None:
    proposal = propose(f"{one}\nBridge 10 reps\n{two}\nBridge 20 reps\nPlank x 5")
    assert [step.lines for step in proposal.steps] == [(2,)]
    assert [each.line for each in proposal.left_over if each.line > 2] == [3, 4, 5]


def test_where_boxes_are_ticked_only_those_are_proposed() -> None:
    proposal = propose("[x] Cat-camel - 10 reps\n[ ] Bird dog - 3 x 10\n5 seconds each\n[x] Bridge x 5")
    assert [step.lines for step in proposal.steps] == [(1,), (4,)]
    assert len(propose("\u2610 Cat-camel x 10\n\u2610 Bridge x 5").steps) == 2, (
        "a sheet on which nobody has ticked anything"
    )


def test_an_item_that_only_describes_an_exercise_is_one_of_its_own() -> None:
    text = "\u2022 Walk for 5 minutes\n\u2022 Lie on your back with your calves on a chair - 10 minutes"
    assert [step["do"] for step in steps(text)] == ["Walk", "Exercise 2"]


@pytest.mark.parametrize(
    "line",
    [
        "Royal Hospital NHS Trust", "Tel: 020 7946 0123", "(01632) 960 123", "Page 3 of 4", "www.example.org/backs",
        "physio@example.org", "Reviewed: June 2021", "12/03/2024", "1 March 2024", "Patient name: ________",
        "Physiotherapist: J Smith", "12 High Street", "Leeds LS1 4AB", "\u00a9 2021 Example Trust", "__________",
    ],
)  # fmt: skip
def test_page_furniture_is_left_out_and_said_to_be(line: str) -> None:
    proposal = propose(f"Bridge x 10\n{line}\nRepeat twice a day")
    assert proposal.furniture == (2,)


@pytest.mark.parametrize(
    "line", ["If you have had surgery, ask first.", "After surgery: 10 reps", "Hold 20 seconds, twice a day (Mon-Fri)"]
)
def test_a_warning_or_a_dose_is_never_furniture(line: str) -> None:
    assert propose(f"Bridge x 10\n{line}").furniture == ()


def test_a_dose_may_stand_before_the_name() -> None:
    assert steps("10 x cat-cow") == [{"exercise": "Cat-cow", "reps": 10}]
    assert steps("3 x 30 sec plank") == [{"exercise": "Plank", "hold": "30s", "reps": 3}]


@pytest.mark.parametrize(
    "heading", ["Exercises to avoid", "Avoid:", "Do not do these:", "Progressions", "If that is easy:", "Alternatives"]
)
def test_what_stands_under_a_heading_that_sets_it_apart_is_left_over(heading: str) -> None:
    text = f"1. Bridge x 10\n\n{heading}\n\u2022 Plank x 5\n\u2022 Cobra x 5\n\n2. Cat-cow x 5"
    assert [step.lines for step in propose(text).steps] == [(1,), (7,)]
    assert "Plank x 5" in [each.text for each in propose(text).left_over]


@pytest.mark.parametrize("words", ["do not do this one yet", "avoid", "not yet", "leave this out for now"])
def test_an_exercise_that_the_sheet_says_not_to_do_is_left_over(words: str) -> None:
    proposal = propose(f"1. Bridge x 10\n2. Plank - {words}\n10 reps\n3. Cat-cow x 5")
    assert [step.lines for step in proposal.steps] == [(1,), (4,)]
    assert f"Plank: {words}" in [each.text for each in proposal.left_over]


def test_a_frequency_of_one_exercise_is_not_that_of_the_whole() -> None:
    proposal = propose("1. Bridge x 10, twice a day\n2. Plank: hold 20 seconds")
    assert proposal.frequency == Frequency()
    assert [each.text for each in proposal.all_left_over()] == ["x 10, twice a day"]
    same = propose("1. Bridge x 10, twice a day\n2. Plank: hold 20 seconds, twice a day")
    assert same.frequency == Frequency(per_day=Exact(2))


def test_a_row_with_an_empty_cell_of_a_table_without_bars_or_tabs_is_left_over() -> None:
    head = "Exercise      Sets    Reps    Hold (secs)\n"
    assert doses(f"{head}Cat-cow       3       10      5") == [{"sets": 3, "reps": 10, "hold": "5s"}]
    assert doses(f"{head}Plank         3               20") == [{}]
    tabs = "Exercise\tSets\tReps\tHold (secs)\n"
    assert doses(f"{tabs}Plank\t3\t\t20") == [{"sets": 3, "hold": "20s"}]
    assert doses(f"{tabs}Plank\t\t3\t20") == [{}], "two tabs may only align the columns"
    assert doses("Exercise\t\tSets\tReps\nPlank\t\t3\t20") == [{"sets": 3, "reps": 20}]


@pytest.mark.parametrize("column", ["Hold", "Rest"])
def test_a_number_without_a_unit_under_a_heading_without_one_is_left_over(column: str) -> None:
    proposal = propose(f"Exercise | Reps | {column}\nPlank | 3 | 20")
    assert [each.text for each in proposal.all_left_over()] == [f"{column.lower()} 20"]


# -- cold and heat ------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["____ kg", "?", "ask"])
def test_a_load_that_the_sheet_leaves_blank_is_asked_for(blank: str) -> None:
    (step,) = steps(f"Exercise\tReps\tWeight\nSquat to the chair\t8\t{blank}")
    assert (step["reps"], step["load"]) == (8, "ask")
    assert "note" not in step


def test_a_pack_longer_than_the_limit_is_left_over() -> None:
    assert [each.step for each in propose("Ice pack for 20 minutes").steps] == [
        ApplyStep(kind="cold", lasting=Exact(1_200_000), name="Ice pack")
    ]
    proposal = propose("Bridge x 10\nIce pack for 25 minutes")
    assert len(proposal.steps) == 1
    assert "Ice pack: for 25 minutes" in [each.text for each in proposal.left_over]


@pytest.mark.parametrize("drowsy", ["Muscle relaxation: 10 minutes", "Deep breathing: in for 4, out for 6 x 30"])
def test_no_pack_is_proposed_beside_what_may_send_somebody_to_sleep(drowsy: str) -> None:
    proposal = propose(f"Bridge x 10\nHeat pack for 15 minutes\n{drowsy}")
    assert not any(isinstance(each.step, ApplyStep) for each in proposal.steps) or len(proposal.steps) == 2


def test_only_one_pack_is_proposed() -> None:
    proposal = propose("Heat pack for 15 minutes\nIce pack for 10 minutes\nBridge x 10")
    assert [type(each.step) for each in proposal.steps] == [ApplyStep, ExerciseStep]
    assert [each.text for each in proposal.left_over] == ["Ice pack"]


def test_a_press_that_is_longer_than_the_limit_is_left_over() -> None:
    proposal = propose("Press the sore point: hold 90 seconds\nBridge x 10")
    assert [step.lines for step in proposal.steps] == [(2,)]
    assert [each.line for each in proposal.left_over] == [1]


def test_a_walk_without_a_time_goes_on_until_a_key() -> None:
    step = propose("\u2022 Walking\n\u2022 Bridge x 10").steps[0].step
    assert isinstance(step, DoStep)
    assert step.lasting == Open()


# -- what is no sheet ---------------------------------------------------------------------------

PROSE = """\
Back pain is very common and most people get better within 6 weeks.
You should try to keep active. Walking for 30 minutes a day can help.
In a study of 120 people, 3 out of 10 had pain for more than 12 months.

If you have had pain for more than 3 months, see your doctor. Heat may help for 15 minutes.
"""
GERMAN = """\
Übungen für den Rücken, bitte jeden Tag durchführen
1. Katze-Kuh: 10 Wiederholungen
2. Brücke: 3 Sätze mit je 12 Wiederholungen, 5 Sekunden halten
3. Knie zur Brust: 3 x 20 Sekunden pro Seite, zweimal täglich
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no text in this"), (" \n\t\n\u200b\n", "There is no text in this"),
        (PROSE, "No exercise was found"), (GERMAN, "does not seem to be English"),
        ("a" * (LARGEST + 1), "more than 100,000 characters"), ("\x00" * 9, "No exercise was found"),
        ("12345 " * 1_000, "No exercise was found"),
    ],
    ids=["empty", "blank", "prose", "German", "too long", "zero bytes", "figures"],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(NotASheet, match=said):
        propose(text)


# -- hostile texts ------------------------------------------------------------------------------

HOSTILE = (
    "\x1b[31mBridge\x1b[0m 10 reps", "Bridge \u202e01 reps", "Bridge: hold 1\u200b0 seconds",
    "- Bridge: {reps: 10}", "Bridge 10 reps # no comment", "&a Bridge x 10\n*a x 10", "!!python/object:os.system x 10",
    "'Bridge\" x 10", "yes x 10", "null: x 10", "Bridge: | > - ? : x 10", "\u2028title: evil\u2028Bridge x 10",
    "Bridge x 10\n---\n...\nsteps: []", "%YAML 1.1\nBridge x 10", "Bridge \U0001f3cb x 10", "Bridge \ud800 x 10",
    "Bridge\u0000x 10", "[Bridge](javascript:x) x 10", "Bridge x 10\n\u202dPlank x 10", "=cmd|' /C calc'!A0 x 10",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_text_is_more_than_text_in_the_file(text: str) -> None:
    try:
        proposal = propose(f"Cat-cow x 5\n{text}")
    except NotASheet:
        return
    written = file_text(proposal, text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]", written)
    routine = load_text(written, "a.yaml", CATALOGUE).routine
    assert len(routine.steps) == len(proposal.steps)
    shown = "\n".join(report.lines(proposal, routine))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", shown)


def test_in_a_line_with_something_hidden_no_dose_is_read() -> None:
    assert doses("Cat-cow x 5\nBridge \u202e01 reps") == [{"reps": 5}]
    assert doses("Bridge: hold 1\u200b0 seconds") == [{"hold": "10s"}], "what is not seen at all changes nothing"


def test_ten_thousand_lines_are_refused_and_a_list_of_all_exercises_is_cut() -> None:
    with pytest.raises(NotASheet, match="more than 2,000 lines"):
        propose("Plank x\n" * 10_000)
    proposal = propose("Bridge x 10\n" * (MOST_STEPS + 40))
    assert len(proposal.steps) == MOST_STEPS
    assert len(proposal.left_over) == 40


@pytest.mark.parametrize(
    "piece", ["a", "1", "1-", "x ", "(", "half a ", "1 2 ", "- ", "hold for ", "_", "1/2 ", '"', "\u00bd"]
)
def test_one_endless_line_is_no_exercise(piece: str) -> None:
    with pytest.raises(NotASheet):
        propose(piece * (LARGEST // len(piece)))


# -- laws ---------------------------------------------------------------------------------------

WORDS = st.sampled_from([
    "Bridge", "Plank", "Pelvic tilt", "Heel slide", "1.", "2.", "\u2022", "-", ":", ",", ".", "\n", "\n\n", "\t", "|",
    "x", "3", "10", "20-30", "half a", "\u00bd", "hold", "for", "seconds", "minutes", "breaths", "repeat", "times",
    "reps", "sets", "of", "each", "side", "leg", "alternating", "rest",
    "between", "a day", "daily", "do not", "if", "up to",
    "at least", "Ice pack", "Heat", "breathe in", "breathe out", "out", "Walk", "press", "the sore point", "Exercise",
    "Reps", "Hold", "___", "Week 2", "(", ")", "/",
])  # fmt: skip
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_proposed_makes_a_file_without_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    try:
        proposal = propose(text)
    except NotASheet:
        return
    path: Path = tmp_path_factory.getbasetemp() / "pasted.yaml"
    path.write_text(file_text(proposal, "My sheet"), "utf-8")
    problems, broken = check(path, CATALOGUE)
    assert not broken, problems


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_what_comes_out_is_bounded_by_what_went_in(text: str) -> None:
    try:
        proposal = propose(text)
    except NotASheet:
        return
    assert len(file_text(proposal, "My sheet")) < 1_000 + 200 * (len(text) + 1)
    assert all(1 <= line <= len(text) + 1 for step in proposal.steps for line in step.lines)


@given(st.integers(1, 100), st.integers(1, 300), st.sampled_from(["seconds", "secs", "sec", "s"]))
@settings(max_examples=25, deadline=None)
def test_a_plain_dose_is_read_whatever_its_numbers(reps: int, hold: int, unit: str) -> None:
    step = propose(f"Bridge\nHold for {hold} {unit}. Repeat {reps} times.").steps[0].step
    assert isinstance(step, ExerciseStep)
    assert (step.hold, step.reps) == (Exact(hold * 1_000), Exact(reps))


@given(
    st.sampled_from(["do not", "don't", "never", "if you can,", "avoid:", "unless told,", "when ready:", "easier:"]),
    st.integers(2, 50),
)
@settings(max_examples=15, deadline=None)
def test_behind_a_no_or_an_if_no_dose_is_read(word: str, number: int) -> None:
    for dose in (f"repeat {number} times", f"hold for {number} seconds", f"{number} sets of {number}"):
        assert doses(f"Bridge\n{word} {dose}.") == [{}]
