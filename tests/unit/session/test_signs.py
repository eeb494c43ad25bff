"""Somebody with closed eyes is never left without a sign for more than a minute, and left in peace while letting go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from bundled import BUNDLED

from unclench.cues import Sound
from unclench.routine.model import AnyStep, ApplyStep, Dose, DoStep, Exact, ExerciseStep, Movement, Phase, RestStep
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.cue_rules import QUIET, TICKED_PAUSE
from unclench.session.timeline import Kind, Timeline
from unclench.testing import hold, routine

MINUTE = 60_000
every_routine = pytest.mark.parametrize("id", BUNDLED)
every_dose = pytest.mark.parametrize("dose", Dose)


def timeline(id: str, dose: Dose) -> Timeline:
    return compile_routine(BUNDLED[id], Choices(dose=dose))


def signs(*steps: AnyStep) -> list[tuple[float, str]]:
    """(seconds, words) of the signs."""
    made = compile_routine(routine(*steps))
    return [(cue.at / 1000, cue.say) for cue in made.cues if cue.sound is Sound.MINUTE]


@every_dose
@every_routine
def test_no_silence_of_our_routines_is_longer_than_a_minute(id: str, dose: Dose) -> None:
    """From one cue to the next, where no key is waited for."""
    made = timeline(id, dose)
    gates = {segment.index for segment in made.segments if segment.gate is not None}
    cues = [cue for cue in made.cues if cue.sound is not None or cue.spoken]
    silences = {(a.at, b.at): b.at - a.at for a, b in pairwise(cues) if a.segment not in gates and b.at - a.at > MINUTE}
    assert silences == {}


@every_dose
@every_routine
def test_a_hold_after_a_pause_is_counted_in(id: str, dose: Dose) -> None:
    made = timeline(id, dose)
    for pause, after in pairwise(made.segments):
        pauses = pause.kind in (Kind.REST, Kind.SET_REST, Kind.SWITCH) and pause.width >= TICKED_PAUSE
        if pauses and not pause.gate and after.kind in (Kind.WORK, Kind.DO) and not after.gate:
            ticks = [pause.end - cue.at for cue in made.cues if cue.segment == pause.index and cue.sound is Sound.TICK]
            assert ticks == [3_000, 2_000, 1_000]


@every_dose
@every_routine
def test_nothing_disturbs_somebody_who_lets_go(id: str, dose: Dose) -> None:
    made = timeline(id, dose)
    quiet = {each.index for each in made.segments if each.kind is Kind.WORK and each.label.casefold() in QUIET}
    assert not [cue for cue in made.cues if cue.segment in quiet and cue.sound in (Sound.HALF, Sound.TICK)]


def test_the_routine_for_letting_go_has_such_phases() -> None:
    """Else the test above would prove nothing."""
    assert any(segment.label == "let go" for segment in timeline("pmr-toes-to-head", Dose.MIDDLE).segments)


def test_the_last_three_minutes_and_the_middle_are_said() -> None:
    assert signs(DoStep(what=Movement(None, "Walk"), lasting=Exact(8 * MINUTE), setup=Exact(0))) == [
        (60, ""), (120, ""), (180, ""), (240, "4 minutes left."), (300, "3 minutes left."), (360, "2 minutes left."),
        (420, "One minute left."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "at"),
    [(60, []), (61, [30.5]), (75, [37.5]), (80, [20]), (130, [70, 35]), (140, [20, 80]), (150, [30, 90])],
)
def test_signs_stand_at_whole_minutes_from_the_end(seconds: int, at: Sequence[float]) -> None:
    """None in the first seconds of a phase; where that leaves more than a minute, one in the middle of it."""
    found = [at for at, _ in signs(DoStep(what=Movement(None, "Walk"), lasting=Exact(seconds * 1000), setup=Exact(0)))]
    assert found == sorted(at)


def test_no_sign_stands_beside_a_look_at_the_skin() -> None:
    cold = ApplyStep(kind="cold", lasting=Exact(15 * MINUTE), setup=Exact(0), checks=Exact(5 * MINUTE))
    assert [at for at, _ in signs(cold)] == [60, 120, 180, 240, 360, 420, 480, 540, 660, 720, 780, 840]


def test_no_sign_stands_beside_the_middle_of_a_hold() -> None:
    assert [at for at, _ in signs(hold(120))] == []


def test_a_long_rest_has_its_signs_and_what_a_key_ends_has_none() -> None:
    assert len(signs(hold(5), RestStep(lasting=Exact(5 * MINUTE)), hold(5))) == 4
    step = ExerciseStep(exercise=Movement(None, "A"), phases=(Phase("let go", Exact(20_000)),), setup=Exact(0))
    assert signs(step) == []
