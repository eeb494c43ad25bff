"""A routine's text becomes its record, or every problem in it at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from unclench.routine import Catalogue, LoadError, load_file, load_text
from unclench.routine.format import ValueKind
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    AtLeast,
    AtMost,
    Blank,
    BreatheStep,
    BreathPattern,
    Breaths,
    ConfirmStep,
    Defaults,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Group,
    Mark,
    Movement,
    Open,
    Phase,
    Progress,
    Range,
    RepeatStep,
    RepNote,
    RestStep,
    Routine,
    StepFrequency,
)
from unclench.routine.parser import READERS, parse_exercise
from unclench.routine.problems import Collector


def routine(text: str, odd: int = 0) -> Routine:
    """The routine in a text without errors, and with so many warnings."""
    loaded = load_text(text, "a.yaml")
    assert len(loaded.problems) == odd
    return loaded.routine


def step(*lines: str, odd: int = 0) -> AnyStep:
    """The only step of a routine, written in these lines."""
    (only,) = routine(_with_step(*lines), odd).steps
    return only


def said(text: str, catalogue: Catalogue | None = None) -> list[str]:
    """Every problem of a text that doesn't load, as it is printed."""
    with pytest.raises(LoadError) as caught:
        load_text(text, "a.yaml", catalogue)
    return [str(problem) for problem in caught.value.problems]


def said_of_step(*lines: str) -> list[str]:
    return said(_with_step(*lines))


def warned(text: str, catalogue: Catalogue | None = None) -> list[str]:
    """Every warning about a text that loads, as it is printed."""
    problems = load_text(text, "a.yaml", catalogue).problems
    assert all(problem.severity == "warning" for problem in problems)
    return [str(problem) for problem in problems]


def _with_step(*lines: str) -> str:
    first, *others = lines
    return "\n".join(["title: T", "steps:", f"  - {first}", *(f"    {line}" for line in others)]) + "\n"


def test_the_top_level_is_read_whole() -> None:
    """Every key; the id comes from the file's name."""
    text = """
format: 1
title: Gentle
language: pt_br
summary: Five stretches.
edition: 2
sources: [NHS, Krames]
cautions:
  - Stop at slight discomfort.
tags: stretch
group: Getting strong
frequency: {per_day: 1-2, days_a_week: 5, weeks: ">=6"}
defaults: {setup: 10s, rest: 0s, set_rest: 1m, switch: 5s, pace: 3s}
sounds: {go: bells/go.wav, tick: none}
steps: [{rest: 5s}]
"""
    assert load_text(text, "/x/gentle-stretch.yaml").routine == Routine(
        id="gentle-stretch",
        title="Gentle",
        language="pt-BR",
        summary="Five stretches.",
        edition="2",
        sources=("NHS", "Krames"),
        cautions=("Stop at slight discomfort.",),
        tags=("stretch",),
        group=Group.STRONG,
        frequency=Frequency(per_day=Range(1, 2), days_a_week=Exact(5), weeks=AtLeast(6)),
        defaults=Defaults(Exact(10_000), Exact(0), Exact(60_000), Exact(5_000), Exact(3_000)),
        sounds={"go": "bells/go.wav", "tick": None},
        steps=(RestStep(mark=Mark(15, 9), lasting=Exact(5_000)),),
    )


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("eazing", "Did you mean `group: easing`?"),
        ("knees", "Write worst days, easing, cold and heat, getting strong or yours, or take the line out."),
    ],
)
def test_a_group_that_is_no_heading_of_home_is_refused_where_it_is_written(typed: str, instead: str) -> None:
    with pytest.raises(LoadError) as refused:
        load_text(f"title: T\ngroup: {typed}\nsteps: [{{rest: 5s}}]\n", "a.yaml")
    assert str(refused.value) == f"a.yaml:2:8: group: “{typed}” is not a heading of the home screen. {instead}"


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("de", "de"), ("DE", "de"), ("no", "no"), ("zh_hans", "zh-Hans"), ("es-419", "es-419"), ("'fil'", "fil")],
)
def test_the_tag_of_a_language_is_spelt_as_usual(typed: str, tag: str) -> None:
    assert routine(f"title: T\nlanguage: {typed}\nsteps: [{{rest: 5s}}]\n").language == tag


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("German", "Did you mean `language: de`?"),
        ("deutsch", "Write `language: de`, or another tag like en-GB or pt-BR."),
        ("de-" + "x" * 60, "Write `language: de`, or another tag like en-GB or pt-BR."),
        ("de[31m", "Write `language: de`, or another tag like en-GB or pt-BR."),
    ],
)
def test_what_is_no_tag_of_a_language_is_refused_where_it_is_written(typed: str, instead: str) -> None:
    with pytest.raises(LoadError) as refused:
        load_text(f"title: T\nlanguage: {typed}\nsteps: [{{rest: 5s}}]\n", "a.yaml")
    [problem] = refused.value.problems
    assert (problem.mark.line, problem.where, problem.instead) == (2, ("language",), instead)
    assert "is not the tag of a language" in problem.what
    assert str(problem).isprintable()


def test_the_shortest_routine_has_a_title_and_a_step() -> None:
    """Everything else is left as unset."""
    assert routine("title: T\nsteps:\n- rest: 5s\n") == Routine(
        "a", "T", (RestStep(mark=Mark(3, 3), lasting=Exact(5_000)),)
    )


def test_every_kind_of_value_has_a_reader() -> None:
    assert set(READERS) == set(ValueKind)


def test_an_exercise_is_read_whole() -> None:
    """Its own keys and those of every step."""
    read = step(
        "exercise: Heel slide",
        "hold: 20-30s",
        "reps: 8-10",
        "goal: 20-30 a day",
        "sets: ask",
        "sides: [right, left, both]",
        "alternate: yes",
        "rest: 1 breath",
        "set_rest: 1:00",
        "switch: open",
        "setup: 15",
        "name: Slide",
        "say: Now slide.",
        "note: Slowly.",
        "notes: {1-3: Only half way, 10: Breathe out}",
        "cautions: [Knees]",
        "tags: [strength]",
        "source: NHS",
        "optional: true",
        "wait: yes",
        "only_if: Does it ease the leg?",
        "frequency: {per_day: 1-2, days_a_week: up to 3, every: 2 days}",
        "alternatives: [{rest: 5s}]",
        "progress: {hold: 10-30s, by: 5s, every: 1 week}",
        odd=1,  # `switch` with `alternate`
    )
    assert read == ExerciseStep(
        mark=Mark(3, 5),
        exercise=Movement(None, "Heel slide"),
        hold=Range(20_000, 30_000),
        reps=Range(8, 10),
        goal=Range(20, 30),
        sets=Blank(),
        sides=("right", "left", "both"),
        alternate=True,
        rest=Breaths(1, 1),
        set_rest=Exact(60_000),
        switch=Open(),
        setup=Exact(15_000),
        name="Slide",
        say="Now slide.",
        note="Slowly.",
        notes=(RepNote(1, 3, "Only half way"), RepNote(10, 10, "Breathe out")),
        cautions=("Knees",),
        tags=("strength",),
        source="NHS",
        optional=True,
        wait=True,
        only_if="Does it ease the leg?",
        frequency=StepFrequency(Range(1, 2), AtMost(3), 2),
        alternatives=(RestStep(mark=Mark(25, 20), lasting=Exact(5_000)),),
        progress=Progress("hold", 10_000, 30_000, 5_000, 7),
    )


def test_a_phase_says_beside_its_time_whether_it_is_quiet() -> None:
    read = step("exercise: a", "phases: [{float: 20s, quiet: yes}, {quiet: no, let go: 5s}, {quiet: 5s}]")
    assert isinstance(read, ExerciseStep)
    assert read.phases == (
        Phase("float", Exact(20_000), quiet=True),
        Phase("let go", Exact(5_000), quiet=False),
        Phase("quiet", Exact(5_000)),
    )


def test_a_phase_is_quiet_or_it_is_not() -> None:
    assert said_of_step("exercise: a", "phases: [{float: 20s, quiet: 5s}]") == [
        "a.yaml:4:34: step 1 > phases > quiet: “5s” is neither yes nor no. Write yes or no."
    ]


def test_a_catalogue_file_has_words_for_a_first_repetition_and_for_the_end() -> None:
    text = (
        "name: Cat\nfirst: {round: round your back, sag: let it sag}\ncome_out: Sit back.\nthings: [a mat, a towel]\n"
    )
    read = parse_exercise(text, "cat", Collector("cat.yaml"))
    assert read is not None
    assert (read.first, read.come_out, read.things) == (
        {"round": "round your back", "sag": "let it sag"},
        "Sit back.",
        ("a mat", "a towel"),
    )


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("first: Round your back", "a group of keys should be here"),
        ("first: {round: [a]}", "one value should be here"),
        (f"first: {{round: {'x' * 121}}}", "this text has 121 characters; 120 is the most"),
        ("first: {" + ", ".join(f"p{number}: x" for number in range(101)) + "}", "there are 101 here; 100 is the most"),
    ],
)
def test_what_is_wrong_with_words_for_a_first_repetition_is_said(line: str, wrong: str) -> None:
    problems = Collector("cat.yaml")
    assert parse_exercise(f"name: Cat\n{line}\n", "cat", problems) is None
    assert wrong in " ".join(map(str, problems.problems))


def test_phases_keep_their_order_and_their_names() -> None:
    """One repetition is all of them."""
    read = step("exercise: a", "phases: [{up: 2s}, {hold: 3s}, {down: 2s}, {up: open}]")
    assert isinstance(read, ExerciseStep)
    assert read.phases == (
        Phase("up", Exact(2_000)),
        Phase("hold", Exact(3_000)),
        Phase("down", Exact(2_000)),
        Phase("up", Open()),
    )


def test_each_means_left_then_right() -> None:
    """The order on most sheets."""
    read = step("exercise: a", "sides: each")
    assert isinstance(read, ExerciseStep)
    assert read.sides == ("left", "right")


def test_the_other_kinds_of_step_are_read() -> None:
    """Breathing, cold, heat, rest, do, confirm and repeat."""
    text = """\
title: T
steps:
- {breathe: 5-1-4, for: 5m, setup: 10s}
- {breathe: 4-4-4-4, cycles: 10}
- {cold: 15m, checks: 3m, setup: 0s}
- {heat: 10-20m}
- {rest: open}
- {do: Walk, for: ">=10m"}
- {confirm: The pack is off, alarm: true, for: 20s}
- {repeat: 3, rest: 10s, steps: [{repeat: 2, steps: [{rest: 1s}]}]}
"""
    assert routine(text).steps == (
        BreatheStep(
            mark=Mark(3, 3),
            pattern=BreathPattern(5_000, 1_000, 4_000),
            lasting=Exact(300_000),
            setup=Exact(10_000),
        ),
        BreatheStep(mark=Mark(4, 3), pattern=BreathPattern(4_000, 4_000, 4_000, 4_000), cycles=Exact(10)),
        ApplyStep(mark=Mark(5, 3), kind="cold", lasting=Exact(900_000), checks=Exact(180_000), setup=Exact(0)),
        ApplyStep(mark=Mark(6, 3), kind="heat", lasting=Range(600_000, 1_200_000)),
        RestStep(mark=Mark(7, 3), lasting=Open()),
        DoStep(mark=Mark(8, 3), what=Movement(None, "Walk"), lasting=AtLeast(600_000)),
        ConfirmStep(mark=Mark(9, 3), question="The pack is off", alarm=True, estimate=Exact(20_000)),
        RepeatStep(
            mark=Mark(10, 3),
            times=Exact(3),
            rest=Exact(10_000),
            steps=(
                RepeatStep(
                    mark=Mark(10, 34),
                    times=Exact(2),
                    steps=(RestStep(mark=Mark(10, 54), lasting=Exact(1_000)),),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("typed", "ms"), [("1:30", 90_000), ("0:45", 45_000), ("012", 12_000), ("90", 90_000), ("1:02:03", 3_723_000)]
)
def test_no_reading_of_yaml_comes_between_the_author_and_the_time(typed: str, ms: int) -> None:
    """YAML would turn these into 90, a text, 10, 90 and 3723."""
    read = step(f"rest: {typed}")
    assert isinstance(read, RestStep)
    assert read.lasting == Exact(ms)


def test_at_least_needs_no_quotation_marks() -> None:
    """To YAML a > begins a folded text."""
    read = step("exercise: a", "hold: >=10s", "reps: >=5", "note: use >= here")
    assert isinstance(read, ExerciseStep)
    assert (read.hold, read.reps, read.note) == (AtLeast(10_000), AtLeast(5), "use >= here")


def test_no_is_a_word_where_a_word_is_meant() -> None:
    """And a flag where a flag is meant."""
    read = step("do: no", "for: 5s", "optional: no")
    assert isinstance(read, DoStep)
    assert (read.what.name, read.optional) == ("no", False)


def test_a_text_over_several_lines_becomes_one_line() -> None:
    """It is shown and spoken as one."""
    read = step("rest: 5s", "note: |", "  One", "  two.")
    assert read.note == "One two."


def test_markup_is_kept_as_the_plain_text_it_is() -> None:
    """Brackets are neither removed nor interpreted."""
    assert step("rest: 5s", "note: '[bold]x[/bold] {0} %s'").note == "[bold]x[/bold] {0} %s"


def test_a_mark_of_byte_order_at_the_start_is_no_mistake() -> None:
    """Notepad writes one."""
    assert load_text(b"\xef\xbb\xbftitle: T\r\nsteps:\r\n- rest: 5s\r\n", "a.yaml").routine.title == "T"


def test_all_problems_of_a_file_come_in_one_go() -> None:
    """In the order of the file: where, what is wrong, what to write instead."""
    text = """\
titel: T
steps:
  - exercise: a
    hold: 10 parsecs
    reps: 3x
    colour: red
  - breathe: 5-5
  - repeat: 2
    steps:
      - excercise: b
        hold: 1,5s
      - cold: 25m
"""
    exercise_keys = (
        "`exercise`, `hold`, `phases`, `tempo`, `reps`, `goal`, `sets`, `load`, `sides`, `alternate`, `rest`, "
        "`set_rest`, `switch`, `setup`, `pace`, `figure`, `picture`, `name`, `say`, `note`, `notes`, `cautions`, "
        "`tags`, `source`, `optional`, `wait`, `only_if`, `frequency`, `alternatives` or `progress`"
    )
    assert said(text) == [
        "a.yaml:1:1: “titel” is not a key of the routine. Did you mean `title`?",
        (
            "a.yaml:4:11: step 1 > hold: “10 parsecs” is not a length of time. Write a time like 10s, 1m30s or 1:30; "
            "20-30s, >=10s, <=10s, 3 breaths, open and ask are possible here, too."
        ),
        "a.yaml:5:11: step 1 > reps: “3x” is not a whole number. Write 3.",
        (
            "a.yaml:6:5: step 1: “colour” is not a key of an `exercise` step. "
            f"An `exercise` step may have {exercise_keys}."
        ),
        "a.yaml:7:5: step 2: this doesn't say how long it goes on. Add a line like `for: 5m` or `cycles: 10`.",
        "a.yaml:7:14: step 2 > breathe: “5-5” is not a breath pattern. Write 5-0-5.",
        "a.yaml:10:9: step 3 > step 1: “excercise” is not a kind of step. Did you mean `exercise`?",
        "a.yaml:11:15: step 3 > step 1 > hold: “1,5s” is not a length of time. Write 1.5s.",
        (
            "a.yaml:12:15: step 3 > step 2 > cold: cold for 25m is too long: cold stays on the skin for at most "
            "20 minutes (safety limit C1.1). Write `cold: 20m` or less."
        ),
    ]


def test_a_key_of_another_kind_of_step_is_sent_home() -> None:
    """And the author learns what this kind may have."""
    assert said_of_step("rest: 5s", "cycles: 5") == [
        (
            "a.yaml:4:5: step 1: `cycles` belongs to a step with `breathe`, not to a `rest` step. "
            "A `rest` step may have `rest`, `name`, `say`, `note`, `cautions`, `tags`, `source`, "
            "`optional`, `wait`, `only_if`, `frequency` or `alternatives`."
        )
    ]


@pytest.mark.parametrize(
    ("typed", "key"), [("repetitions", "reps"), ("Reps", "reps"), ("set-rest", "set_rest"), ("warnings", "cautions")]
)
def test_another_word_for_a_key_is_understood_enough_to_tell(typed: str, key: str) -> None:
    """People don't know the words yet."""
    assert said_of_step("exercise: a", f"{typed}: 5") == [
        f"a.yaml:4:5: step 1: “{typed}” is not a key of an `exercise` step. Did you mean `{key}`?"
    ]


SHEETS: dict[str, tuple[str, list[str]]] = {
    "tabs": (
        "title: T\nsteps:\n\t- exercise: a\n\t  hold: 10 sek\n  - rest: x\n",
        [
            "3:1: this line and 1 more are indented with tabs. Use spaces, two for each level.",
            "4:10: step 1 > hold: “10 sek” is not a length of time. Write 10 s.",
            (
                "5:11: step 2 > rest: “x” is not a length of time. Write a time like 10s, 1m30s or 1:30; "
                "20-30s, >=10s, <=10s, 3 breaths, open and ask are possible here, too."
            ),
        ],
    ),
    "colons": (
        "title: T\nsummary Daily\nsteps:\n  - exercise: cobra\n    hold 10s\n  - exercise: b\n    note: Out: slowly\n",
        [
            "2:1: there is no colon after “summary”. Write `summary: Daily`.",
            "5:5: there is no colon after “hold”. Write `hold: 10s`.",
            (
                "7:14: there is a second colon in this line, so YAML can't tell the key from the text. Put "
                'straight quotation marks around the text: `note: "Out: slowly"`.'
            ),
        ],
    ),
    "columns": (
        (
            "title: T\n"
            "steps:\n"
            "  - exercise: a\n"
            "  hold: 10 sec.\n"
            "  reps: 3x10\n"
            "  - exercise: b\n"
            "    hold: 1s\n"
            "     reps: 5x\n"
        ),
        [
            (
                "4:3: this line begins under the dash of the line above, but belongs to that step. Move it "
                "two columns to the right, so that it begins under `exercise`, and the other lines of the "
                "step with it."
            ),
            "4:9: step 1 > hold: “10 sec.” is not a length of time. Write 10 sec.",
            (
                "5:9: step 1 > reps: “3x10” is not a whole number. Write `sets: 3` and, in a line of its own, "
                "`reps: 10`."
            ),
            (
                "8:6: this line is further to the right than the line above allows. Begin it in column 5, "
                "under `hold`; if it goes on with a text, put the text in quotation marks."
            ),
            "8:12: step 2 > reps: “5x” is not a whole number. Write 5.",
        ],
    ),
    "print": (
        "title: “T”\nsteps:\n  - exercise: a\n    hold: ‘7,5 Sekunden’\n    note: “Don’t: push”\n    reps: 3 mal\n",
        [
            "4:11: step 1 > hold: “‘7,5 Sekunden’” is not a length of time. Write 7.5 s.",
            (
                "5:17: there is a second colon in this line, so YAML can't tell the key from the text; "
                "curly quotation marks don't count. Put straight quotation marks "
                'around the text: `note: "Don’t: push"`.'
            ),
            "6:11: step 1 > reps: “3 mal” is not a whole number. Write 3.",
        ],
    ),
    "marks": (
        "title: T\nsteps:\n  - exercise: a\n    note: 'Don't push'\n    sides: [left, right\n    hold: 1/2 min\n",
        [
            '4:16: the text goes on after its closing quotation mark. Write `note: "Don\'t push"`.',
            (
                "5:12: the bracket [ that opens here is not closed as it should be. Close it with ] and put a "
                "comma between the parts; put quotation marks around a text that has brackets or a colon in "
                "it."
            ),
            "6:11: step 1 > hold: “1/2 min” is not a length of time. Write 30s.",
        ],
    ),
    "words": (
        "Title: T\nSteps:\n  - Exercise: a hold: 10s\n    For: 5s\n  - walk: 10m\n    frequency: daily\n",
        [
            "1:1: “Title” is not a key of the routine. Did you mean `title`?",
            "2:1: “Steps” is not a key of the routine. Did you mean `steps`?",
            "3:5: step 1: “Exercise” is not a kind of step. Did you mean `exercise`?",
            (
                "3:21: there is a second key, “hold”, in this line. Write `hold: 10s` in a line of its own, "
                "under `Exercise`."
            ),
            "4:5: step 1: “For” is not a key of an `exercise` step. Did you mean `hold`?",
            "5:5: step 2: “walk” is not a kind of step. Write `do: walk` and under it `for: 10m`.",
        ],
    ),
}
"""Sheets as somebody who has never programmed types them, each with every problem that is told."""


@pytest.mark.parametrize("name", SHEETS)
def test_a_slip_of_yaml_hides_no_other_problem(name: str) -> None:
    """One look finds everything: where, what is wrong, what to write instead."""
    text, problems = SHEETS[name]
    assert said(text) == [f"a.yaml:{problem}" for problem in problems]


def test_a_value_that_lost_its_colon_is_not_swallowed_by_the_line_above() -> None:
    """To YAML the two lines are one text. A note that goes on in words is fine."""
    assert said_of_step("exercise: a", "  hold 10s") == [
        ("a.yaml:4:7: there is no colon after “hold”. Write `hold: 10s`, or put quotation marks around the whole text.")
    ]
    assert (
        step("exercise: a", "note: breathe and", "  hold it", "   ", "  rest now").note
        == "breathe and hold it rest now"
    )


def test_a_step_key_at_the_top_is_sent_under_steps() -> None:
    """The most common mistake in indentation."""
    assert said("title: T\nhold: 5s\nsteps: [{rest: 5s}]\n") == [
        (
            "a.yaml:2:1: `hold` belongs to a step with `exercise`, not to the routine. "
            "Put it under `steps`, into a step with `exercise`."
        )
    ]


def test_hold_and_phases_exclude_each_other() -> None:
    """A repetition is one or the other."""
    assert said_of_step("exercise: a", "hold: 5s", "phases: [{up: 2s}]") == [
        "a.yaml:5:5: step 1: `hold` and `phases` can't be in the same step. Remove one of the two."
    ]


def test_a_pace_is_for_counted_repetitions_only() -> None:
    """A hold has its own length."""
    assert said_of_step("exercise: a", "hold: 5s", "pace: 2s") == [
        "a.yaml:5:5: step 1: `pace` is only for counted repetitions, but this step has `hold`. Remove one of the two."
    ]


def test_alternating_needs_sides() -> None:
    """There is nothing to alternate otherwise."""
    assert said_of_step("exercise: a", "alternate: yes") == [
        "a.yaml:4:5: step 1: `alternate` needs `sides` beside it. Add `sides: each`, or take `alternate` out."
    ]


def test_a_step_is_one_thing() -> None:
    """But `rest` is fine beside `exercise` and `repeat`, since it is one of their keys."""
    assert said_of_step("do: Walk", "for: 1m", "rest: 5s") == [
        (
            "a.yaml:5:5: step 1: a step can be only one thing, but this one has `do` and `rest`. "
            "Make each one a step of its own, with its own dash."
        )
    ]
    assert isinstance(step("exercise: a", "rest: 5s"), ExerciseStep)
    assert isinstance(step("repeat: 2", "rest: 5s", "steps: [{rest: 5s}]"), RepeatStep)


def test_a_step_that_is_only_a_text_is_told_how_to_be_one() -> None:
    """With its own text."""
    assert said("title: T\nsteps:\n  - childs-pose\n") == [
        "a.yaml:3:5: step 1: “childs-pose” alone is not a step. Write `- exercise: childs-pose`."
    ]


def test_nothing_after_a_colon_is_told_apart_from_nonsense() -> None:
    """Most often the value was forgotten."""
    assert said_of_step("exercise: a", "hold:") == [
        "a.yaml:4:10: step 1 > hold: there is no value here. Write it like `hold: 10s`, or delete the line."
    ]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ("cold: 21m",),
            (
                "3:11: step 1 > cold: cold for 21m is too long: cold stays on the skin for at most 20 minutes "
                "(safety limit C1.1). Write `cold: 20m` or less."
            ),
        ),
        (
            ("heat: 15-21m",),
            (
                "3:11: step 1 > heat: heat for 21m is too long: heat stays on the skin for at most 20 "
                "minutes (safety limit C1.8). Write `heat: 20m` or less."
            ),
        ),
        (
            ("cold: 15m", "checks: 6m"),
            (
                "4:13: step 1 > checks: 6m between checks is too long: look at your skin "
                "after 5 minutes, then every 5 minutes, and at the end (safety limit C2.1). Write `checks: 5m` or less."
            ),
        ),
        (
            ("exercise: Press the point", "tags: [massage]", "hold: 30-61s"),
            (
                "5:11: step 1 > hold: a press of 1m1s is "
                "too long: press one point for at most 60 seconds (safety limit C1.16). Write 1m or less."
            ),
        ),
        (
            ("exercise: Thumbs", "tags: massage", "phases: [{press: open}]"),
            (
                "5:13: step 1 > phases: a press of any length "
                "is too long: press one point for at most 60 seconds (safety limit C1.16). Write 1m or less."
            ),
        ),
    ],
)
def test_a_safety_limit_is_an_error(lines: tuple[str, ...], problem: str) -> None:
    """It names the limit and the longest time allowed."""
    assert said_of_step(*lines) == [f"a.yaml:{problem}"]


@pytest.mark.parametrize("lines", [("cold: 20m",), ("heat: 20m", "checks: 5m"),
                                   ("exercise: Press", "tags: [massage]", "hold: 60s"),
                                   ("exercise: Rub in circles", "tags: [massage]", "phases: [{rub: 2m}]"),
                                   ("exercise: Press-up", "hold: 60s")])  # fmt: skip
def test_a_dose_at_its_limit_is_fine(lines: tuple[str, ...]) -> None:
    """Without an error or a warning: the limit itself is allowed."""
    assert load_text(_with_step(*lines), "a.yaml").problems == ()


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (
            ("exercise: a", "hold: 61s"),
            "4:11: step 1 > hold: a hold of 1m1s is unusually long; 5 to 30 seconds is usual.",
        ),
        (
            ("exercise: Gentle pinch", "tags: [massage]", "hold: 2m"),
            "5:11: step 1 > hold: a hold of 2m is unusually long; 5 to 30 seconds is usual.",
        ),
        (("exercise: a", "reps: 51"), "4:11: step 1 > reps: 51 repetitions is unusually many."),
        (
            ("breathe: 5-1-4", "for: 11m"),
            "4:10: step 1 > for: 11m of breathing is unusually long; 3 to 5 minutes is usual.",
        ),
        (
            ("breathe: 5-1-4", "cycles: 61"),
            "4:13: step 1 > cycles: 10m10s of breathing is unusually long; 3 to 5 minutes is usual.",
        ),
    ],
)
def test_an_unlikely_dose_is_a_warning(lines: tuple[str, ...], warning: str) -> None:
    """A sheet may say so, but usually it is a typing mistake."""
    assert warned(_with_step(*lines)) == [f"a.yaml:{warning} Check the sheet; if that is what it says, keep it."]


def test_a_wall_squat_of_45_seconds_is_known_for_a_misprint() -> None:
    """It means an angle of 45 degrees."""
    assert warned(_with_step("exercise: Wall squat", "hold: 45s")) == [
        (
            "a.yaml:4:11: step 1 > hold: a wall squat of 45 seconds is a known misprint: sheets mean an angle of "
            "45 degrees. Check the sheet; if it really says seconds, keep it."
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../a.wav",
        "a/../../b.wav",
        "/etc/passwd",
        "~/a.wav",
        "'C:\\a.wav'",
        "'..\\a.wav'",
        "'\\\\server\\a.wav'",
        "'file:///a.wav'",
    ],
)
def test_a_sound_never_leads_out_of_the_folder(name: str) -> None:
    """Whatever system the file comes from."""
    (problem,) = said(f"title: T\nsounds: {{go: {name}}}\nsteps: [{{rest: 5s}}]\n")
    assert problem == (
        f"a.yaml:2:14: sounds > go: “{name.strip(chr(39))}” leads out of the routine's own folder. "
        "Put the file beside the routine or into your sound folder and write only its name."
    )


def _file(folder: Path, sound: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(f"title: T\nsounds: {{go: {sound}}}\nsteps: [{{rest: 5s}}]\n", "utf-8")
    return path


def test_a_link_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    """Its name is harmless; where it leads is not."""
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.wav").write_bytes(b"")
    (inside / "a.wav").symlink_to(tmp_path / "secret.wav")
    path = _file(inside, "a.wav")
    with pytest.raises(LoadError) as caught:
        load_file(path)
    assert [str(problem) for problem in caught.value.problems] == [
        (
            f"{path}:2:14: sounds > go: “a.wav” is a link out of the routine's own folder. "
            "Put the file beside the routine or into your sound folder and write only its name."
        )
    ]


def test_a_sound_is_looked_for_beside_the_routine_and_in_the_users_folder(tmp_path: Path) -> None:
    """A missing one is only a warning: the routine can be played without it."""
    mine, sounds = tmp_path / "mine", tmp_path / "sounds"
    mine.mkdir()
    sounds.mkdir()
    path = _file(mine, "a.wav")
    (problem,) = load_file(path).problems
    assert (problem.severity, str(problem)) == (
        "warning",
        (f"{path}:2:14: sounds > go: there is no file “a.wav” beside the routine. unclench's own sound plays instead."),
    )
    (sounds / "a.wav").write_bytes(b"")
    assert load_file(path, sound_folders=(sounds,)).problems == ()
    (mine / "a.wav").write_bytes(b"")
    assert load_file(path).problems == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "missing"])
def test_only_regular_files_are_read(tmp_path: Path, kind: str) -> None:
    """A pipe would wait for ever."""
    path = tmp_path / "a.yaml"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(path)
        case _:
            pass
    with pytest.raises(LoadError) as caught:
        load_file(path)
    (problem,) = caught.value.problems
    assert (problem.mark, problem.what) == (
        Mark(1, 1),
        {
            "folder": "this is a folder, not a file",
            "pipe": "this is a pipe, not a file",
            "loop": "the file can't be read: too many levels of symbolic links",
            "missing": "the file can't be read: no such file or directory",
        }[kind],
    )


@pytest.mark.parametrize(
    ("step", "instead"),
    [
        ("kälte: 15m", "cold: 15m"),
        ("kälte: 45m", "cold: 15m"),
        ("kälte: 10-12m", "cold: 15m"),
        ("kälte: 9999999h", "cold: 15m"),
        ("eis: 10m", "cold: 10m"),
        ("wärme: 15m", "heat: 15m"),
        ("{wärme: , for: 15m}", "heat: 15m"),
        ("Kälte", "cold: 15m"),
        ("Heiße Rolle", "heat: 15m"),
        ("heating pad: 5m", "heat: 5m"),
    ],
)
def test_c1_1_c1_8_cold_and_heat_by_another_name_are_told_to_be_written_as_what_is_timed(step: str, instead: str):
    found = said(f"title: T\nsteps:\n  - {step}\n")
    assert [each.endswith(f"Write `{instead}`.") for each in found] == [True], found


def test_getting_a_pack_ready_is_still_told_to_be_done_for_a_time():
    assert said("title: T\nsteps:\n  - fetch ice: 1m\n")[0].endswith("Write `do: fetch ice` and under it `for: 1m`.")
