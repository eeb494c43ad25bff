"""Limits apply where a dose is played, no matter who wrote it and what has made it larger since."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unclench.config.paths import shipped
from unclench.routine import Catalogue, LoadError, load_text
from unclench.routine.model import (
    Amount,
    ApplyStep,
    Blank,
    BreatheStep,
    BreathPattern,
    Breaths,
    DoStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
    Progress,
    RepeatStep,
    RestStep,
)
from unclench.safety import press
from unclench.safety.screening import unfit_for
from unclench.session.choices import Choices, RoutineTooLong, UnsafeCombination
from unclench.session.compiler import compile_routine, questions, refusal
from unclench.session.edits import stretched, with_breaths
from unclench.session.progression import TodaysDose
from unclench.session.questions import Refused
from unclench.session.session import Session
from unclench.session.timeline import Timeline
from unclench.testing import routine

POINT = Movement(id=None, name="Press the point", tags=("massage",))
MIN = 60_000


def pressing(hold: Amount | None = None, **more: object) -> ExerciseStep:
    return ExerciseStep(exercise=POINT, hold=hold, setup=Exact(0), **more)  # type: ignore[arg-type]


def longest_press(timeline: Timeline) -> int:
    """The longest time on one point without a break, counted from the segments alone."""
    longest = running = 0
    before: tuple[object, ...] | None = None
    for segment in timeline.segments:
        here = (segment.side, timeline.steps[segment.step].name) if segment.press else None
        running = segment.width + (running if here == before else 0) if here is not None else 0
        longest, before = max(longest, running), here
    return longest


def test_c1_16_a_press_grows_to_sixty_seconds_and_no_further():
    grows = pressing(Exact(30_000), progress=Progress("hold", 30_000, 300_000, 10_000, 1))
    for days, played in ((30_000, 30_000), (40_000, 40_000), (70_000, 60_000), (300_000, 60_000)):
        timeline = compile_routine(routine(grows), Choices(doses={"1": TodaysDose(days, "More.")}))
        assert timeline.total == played
    assert "no more. Press one point for at most 60 seconds." in timeline.steps[0].note


def test_c1_16_repetitions_without_a_rest_grow_to_sixty_seconds_and_with_one_further():
    progress = Progress("reps", 2, 30, 1, 1)
    doses = {"1": TodaysDose(30, "Many.")}
    without = compile_routine(routine(pressing(Exact(10_000), progress=progress)), Choices(doses=doses))
    assert len(without.segments) == 6
    rested = compile_routine(
        routine(pressing(Exact(10_000), rest=Exact(1_000), progress=progress)), Choices(doses=doses)
    )
    assert sum(segment.press for segment in rested.segments) == 30


@pytest.mark.parametrize(
    "step",
    [
        pressing(Exact(61_000)),
        pressing(Exact(10_000), reps=Exact(7)),
        pressing(Exact(31_000), sets=Exact(2), set_rest=Exact(0)),
        pressing(phases=(Phase("squeeze", Exact(5 * MIN)),)),
        pressing(phases=(Phase("in", Exact(40_000)), Phase("deeper", Exact(21_000)))),
        pressing(phases=(Phase("press", Exact(31_000)), Phase("let go", Exact(0))), reps=Exact(2)),
        pressing(reps=Exact(16)),
        pressing(Open()),
        DoStep(what=POINT, lasting=Exact(10 * MIN), setup=Exact(0)),
        DoStep(what=POINT, lasting=Open(), setup=Exact(0)),
        RepeatStep(times=Exact(3), steps=(pressing(Exact(30_000)),)),
        RepeatStep(times=Exact(2), tags=("massage",), steps=(
            ExerciseStep(exercise=Movement(None, "Thumb on the point"), hold=Exact(40_000), setup=Exact(0)),
        )),
    ],
)  # fmt: skip
def test_c1_16_more_than_sixty_seconds_on_one_point_is_not_played(step):
    with pytest.raises(UnsafeCombination, match="at most 60 seconds") as refused:
        compile_routine(routine(step))
    assert refused.value.mark is not None


@pytest.mark.parametrize(
    "step",
    [
        pressing(Exact(60_000)),
        pressing(Exact(10_000), reps=Exact(30), rest=Exact(1_000)),
        pressing(Exact(60_000), reps=Exact(9), rest=Open()),
        pressing(Exact(60_000), sides=("left", "right"), switch=Exact(0)),
        pressing(Exact(50_000), reps=Exact(3), sides=("left", "right"), alternate=True),
        pressing(phases=(Phase("press", Exact(50_000)), Phase("release", Exact(5_000))), reps=Exact(5)),
        ExerciseStep(exercise=Movement(None, "Rub in circles", tags=("massage",)), hold=Exact(5 * MIN)),
        DoStep(what=Movement(None, "Massage your calf", tags=("massage",)), lasting=Exact(5 * MIN)),
        RepeatStep(times=Exact(3), rest=Exact(2_000), steps=(pressing(Exact(60_000)),)),
    ],
)  # fmt: skip
def test_a_press_with_pauses_is_played(step):
    assert compile_routine(routine(step)).segments


amounts = st.integers(1, 70).map(lambda seconds: seconds * 1_000)


@given(
    phases=st.lists(st.tuples(st.sampled_from(["press", "deeper", "let go"]), amounts), min_size=1, max_size=3),
    reps=st.integers(1, 4), sets=st.integers(1, 3), sides=st.sampled_from([(), ("left", "right")]),
    rest=st.sampled_from([0, 2_000]), set_rest=st.sampled_from([0, 2_000]), alternate=st.booleans(),
)  # fmt: skip
@example(
    phases=[("press", 20_000), ("let go", 1_000), ("press", 20_000)],
    reps=2,
    sets=2,
    sides=(),
    rest=0,
    set_rest=0,
    alternate=False,
)
@example(
    phases=[("press", 20_000)],
    reps=2,
    sets=1,
    sides=("left", "right"),
    rest=0,
    set_rest=0,
    alternate=True,
)
def test_what_is_counted_beforehand_is_what_is_played(phases, reps, sets, sides, rest, set_rest, alternate):
    step = pressing(
        phases=tuple(Phase(name, Exact(ms)) for name, ms in phases), reps=Exact(reps), sets=Exact(sets), sides=sides,
        rest=Exact(rest), set_rest=Exact(set_rest), switch=Exact(0), alternate=alternate,
    )  # fmt: skip
    counted = press.longest(phases, reps, sets, len(sides), rest=rest, set_rest=set_rest, alternate=alternate)
    try:
        assert longest_press(compile_routine(routine(step))) == counted <= 60_000
    except UnsafeCombination:
        assert counted > 60_000


@given(st.integers(2, 240).map(lambda halves: halves * 500), st.integers(1, 6), st.integers(1, 2))
def test_c1_16_a_press_in_breaths_is_shortened_to_sixty_seconds_whatever_the_breath(breath, count, reps):
    step = pressing(Breaths(count, count), reps=Exact(reps))
    timeline = compile_routine(routine(step), Choices(breath=breath))
    assert longest_press(timeline) <= 60_000
    if breath * count * reps <= 60_000:
        assert timeline.total == breath * count * reps
    else:
        assert timeline.total > 60_000 - count * reps * 1_000
        assert "Press one point for at most 60 seconds." in timeline.steps[0].note


@pytest.mark.parametrize(
    ("step", "value", "sentence"),
    [
        (pressing(Blank()), 300_000, "Press one point for at most 60 seconds."),
        (pressing(Exact(10_000), reps=Blank()), 7, "Press one point for at most 60 seconds."),
        (ApplyStep(kind="cold", lasting=Blank()), 21 * MIN, "Cold stays on the skin for at most 20 minutes."),
        (ApplyStep(kind="heat", lasting=Blank()), 40 * MIN, "Heat stays on the skin for at most 20 minutes."),
        (RestStep(lasting=Blank()), 25 * 60 * MIN, "It lasts more than 24 hours."),
    ],
)
def test_c1_1_c1_8_c1_16_a_blank_is_refused_an_answer_beyond_a_limit(step, value, sentence):
    made = routine(step)
    (question,) = questions(made)
    refused = refusal(made, Choices(), question, value)
    assert refused is not None
    assert sentence in refused
    expected = RoutineTooLong if "24 hours" in sentence else UnsafeCombination
    with pytest.raises(expected):
        compile_routine(made, Choices(answers={(question.step, question.field): value}))
    assert refusal(made, Choices(), question, question.suggested) is None


def test_c1_16_ten_seconds_more_stop_at_sixty_on_one_point():
    session = Session(compile_routine(routine(pressing(Exact(20_000), reps=Exact(2)))), 0)
    session.adjust(1_000, 10_000)
    session.adjust(1_000, 10_000)
    with pytest.raises(Refused, match="at most 60 seconds"):
        session.adjust(1_000, 10_000)
    assert session.timeline.total == 60_000
    session.adjust(1_000, -10_000)
    assert session.timeline.total == 50_000


def test_c1_1_c1_8_c2_10_what_is_stretched_stays_within_the_limits():
    cold = compile_routine(routine(ApplyStep(kind="cold", lasting=Exact(15 * MIN), setup=Exact(0))))
    assert stretched(cold, 1, 20 * MIN).segments[1].width == 20 * MIN
    with pytest.raises(UnsafeCombination, match="at most 20 minutes"):
        stretched(cold, 1, 20 * MIN + 1)
    breath = BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), cycles=Exact(29), setup=Exact(0))
    beside = compile_routine(routine(ApplyStep(kind="heat", lasting=Exact(MIN), setup=Exact(0)), breath))
    index = len(beside.segments) - 1
    assert len(with_breaths(beside, index, 1).segments) == len(beside.segments) + 3
    with pytest.raises(UnsafeCombination, match="fall asleep"):
        with_breaths(beside, index, 2)
    alone = compile_routine(routine(breath))
    assert with_breaths(alone, 0, 100).total == 129 * 10_000
    with pytest.raises(RoutineTooLong, match="too many breaths"):
        with_breaths(alone, 0, 4_000)


def check(step: str) -> str:
    """Everything `lint` says about a routine with this one step."""
    try:
        loaded = load_text(
            f"format: 1\ntitle: One\nsteps:\n  - {step}\n", "one.yaml", Catalogue(shipped("routines") / "exercises")
        )
    except LoadError as error:
        return "\n".join(f"error {problem}" for problem in error.problems)
    return "\n".join(f"warning {problem}" for problem in loaded.problems)


@pytest.mark.parametrize(
    "step",
    [
        "{exercise: press-point, hold: 10s, reps: 7, setup: 0s}",
        "{exercise: press-point, hold: 10s, reps: 2-7, setup: 0s}",
        "{exercise: press-point, hold: 10s, reps: 7, rest: 0-5s}",
        "{exercise: press-point, phases: [{squeeze: 5m}]}",
        "{exercise: Press the trigger point, hold: 5m}",
        "{do: press-point, for: 10m}",
        "{do: press-point, for: open}",
        "{repeat: 2, tags: [massage], steps: [{exercise: Thumb here, hold: 40s, reps: 2}]}",
    ],
)
def test_c1_16_check_names_every_way_to_press_one_point_for_longer(step):
    said = check(step)
    assert said.startswith("error one.yaml:4:"), said
    assert "C1.16" in said


def test_c1_16_check_says_where_a_press_will_stop_growing():
    said = check("{exercise: press-point, hold: 30s, progress: {hold: 30-300s, by: 30s, every: 1 day}}")
    assert said.startswith("warning one.yaml:4:")
    assert "it will not grow as far as that" in said
    rested = "{exercise: press-point, hold: 30s, rest: 5s, progress: {reps: 2-9, by: 1, every: 1 day}}"
    assert check(rested) == ""


GERMAN_COLD = (
    "kälte", "Kälte", "ka\u0308lte", "Kaelte auflegen", "Kältekompresse", "eis", "Eispackung", "Eisbeutel", "Eiswürfel",
    "Kühlkissen", "Kühlakku", "kuehlpack", "Kühlkompresse",
)  # fmt: skip
GERMAN_HEAT = (
    "wärme", "Waerme", "Wärmekissen", "Wärmflasche", "Kirschkernkissen", "Körnerkissen", "Koernerkissen", "Fango",
    "Moorpackung", "Rotlicht", "Rotlichtlampe", "heiße Rolle", "heisse Rolle",
)  # fmt: skip


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("{do: ice pack on, for: 40m}", "cold"),
        ("{do: heating pad, for: 45m}", "heat"),
        ("{rest: 40m, name: Lie on the ice pack}", "cold"),
        ("{rest: 10m, note: Frozen peas on the back}", "cold"),
        ("{exercise: Lie with the hot-water bottle, hold: 60s}", "heat"),
        ("{do: Wheat bag on the neck, for: open}", "heat"),
        ("{do: Cold pack, for: 10m}", "cold"),
        *((f"{{do: {words}, for: 45m}}", "cold") for words in GERMAN_COLD),
        *((f"{{do: {words}, for: 45m}}", "heat") for words in GERMAN_HEAT),
    ],
)
def test_c1_1_c1_8_check_warns_of_cold_and_heat_that_nothing_looks_after(step, kind):
    said = check(step)
    assert f"Write `{kind}: " in said
    assert "so that it is timed and checked" in said


@pytest.mark.parametrize(
    "step",
    [
        "{do: Fold a damp cloth around the ice pack and lay it ready, for: 1m}",
        "{rest: 20m, name: Bare skin, note: Nothing on the skin. Fold a damp cloth around the cold pack.}",
        "{exercise: Bend and twist twice, hold: 5s}",
        "{do: Walk on the spot, for: 10m}",
        "{cold: 15m, name: Ice pack}",
        "{exercise: Sleeper stretch, hold: 20s}",
        "{do: Wärme dich auf, for: 10m}",
        "{do: Walk across the moor, for: 45m}",
        "{do: Einarmig kreisen, for: 10m}",
        "{do: Moderate cooling down, for: 10m}",
        "{do: Preis und Reis, for: 10m}",
    ],
)
def test_getting_it_ready_and_other_words_are_not_taken_for_it(step):
    assert check(step) == ""


@pytest.mark.parametrize("words", ["Go to sleep", "Body scan", "Autogenic training"])
def test_c2_10_what_may_put_somebody_to_sleep_is_said_and_not_played_beside_cold(words):
    assert "C2.10" in check(f"{{do: {words}, for: 10m}}")
    assert "C2.10" in check(f"{{rest: 10m, name: {words}}}")
    assert check(f"{{rest: 10m, name: {words}, tags: [sleep]}}") == ""


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{breathe: 4-60-8, cycles: 5}", "1m without breathing"),
        ("{breathe: 4-4-4-8, cycles: 5}", "8s without breathing"),
        ("{repeat: 10, steps: [{breathe: 5-1-4, for: 5m}]}", "50m of breathing"),
    ],
)
def test_c1_19_check_warns_of_long_breathing_and_of_a_breath_that_is_held_long(step, said):
    assert said in check(step)
    assert check("{breathe: 4-7-8, cycles: 10}") == ""


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Toe touch", "flexion"), ("Sit-up", "flexion"), ("Curl-ups", "flexion"), ("Seated forward bend", "flexion"),
        ("Standing twist", "twist"), ("Standing back bend of mine", "extension"),
        ("Hamstring on a chair", "hamstring-stretch"),
        ("Side plank of mine", "plank"), ("Cat on hands and knees", "kneeling"), ("Lie on your front", "prone"),
        ("Press the knot with a ball", "massage"),
    ],
)  # fmt: skip
def test_c3_a_free_exercise_is_screened_by_its_words(words, tag):
    made = load_text(f"title: T\nsteps:\n  - {{exercise: {words}, hold: 5s}}\n", "t.yaml").routine
    assert tag in compile_routine(made).steps[0].tags
    if tag == "flexion":
        assert [
            each.question for each in unfit_for({"C3.bones": True}, "exercise", compile_routine(made).steps[0].tags)
        ]


def test_an_exercise_that_begins_before_anybody_can_lie_down_is_warned_of():
    assert "with no time to get into position" in check("{exercise: cobra, hold: 5s, setup: 0s}")
    assert check("{exercise: cobra, hold: 5s}") == ""
    first = "title: T\ndefaults: {{setup: 0s}}\nsteps:\n  - {{do: settle-supine, for: 1m}}\n"
    text = first + "  - {{exercise: {}, hold: 5s}}\n"
    catalogue = Catalogue(shipped("routines") / "exercises")
    said = [str(each) for each in load_text(text.format("cobra"), "t.yaml", catalogue).problems]
    assert len(said) == 1
    assert "with no time to get into position" in said[0]
    assert load_text(text.format("knee-roll"), "t.yaml", catalogue).problems == ()


def test_a_step_without_a_get_ready_says_its_whole_position_first():
    text = "title: T\ndefaults: {setup: 0s}\nsteps:\n  - {do: settle-supine, for: 1m}\n"
    timeline = compile_routine(load_text(text, "t.yaml", Catalogue(shipped("routines") / "exercises")).routine)
    assert timeline.steps[0].position in timeline.cues[0].spoken[0]
    ready = compile_routine(
        load_text(text.replace("0s", "10s"), "t.yaml", Catalogue(shipped("routines") / "exercises")).routine
    )
    assert all(ready.steps[0].position not in said for cue in ready.cues for said in cue.spoken)
