"""Where the bed of a hold lies: without a gap from the bell to the end, and nowhere else."""

from __future__ import annotations

from bundled import BUNDLED
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.cues import BED_EVERY, BED_OPENS
from unclench.routine.model import (
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
)
from unclench.session.bed_rules import AFTER_BELL, BedPiece, has_bed, pieces
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.playhead import Playhead
from unclench.session.timeline import Gate, Kind
from unclench.testing import hold, routine


def line(*steps: object, time: int = 10_000, index: int = 0, offset: int = 0) -> Playhead:
    return Playhead(compile_routine(routine(*steps)), time, index, offset)  # type: ignore[arg-type]


@given(st.integers(8_000, 600_000), st.lists(st.integers(1, 5_000), min_size=1, max_size=400))
def test_however_it_is_asked_for_a_hold_is_filled_from_the_bell_to_its_end_and_opens_last(width, steps):
    mine, found, until, now = line(hold(width / 1000)), list[BedPiece](), 0, 10_000
    for step in steps:
        for piece in pieces(mine, max(until, now), now + 3_000):
            found.append(piece)
            until = piece.at + piece.lasting
        now += min(step, 3_000)
    position = 10_000 + AFTER_BELL
    for piece in found:
        assert piece.at == position
        assert 0 < piece.skip + piece.lasting <= (BED_OPENS if piece.opens else BED_EVERY)
        assert piece.opens == (piece.at >= 10_000 + width - BED_OPENS)
        position += piece.lasting
    assert position <= 10_000 + width
    assert position >= min(now, 10_000 + width) or now < 10_000 + AFTER_BELL


def test_a_hold_that_goes_on_has_its_bed_from_there_on():
    whole = list(pieces(line(hold(20)), 0, 99_000))
    rest = list(pieces(line(hold(20), time=50_000, offset=6_000), 0, 99_000))
    assert [(piece.at - 10_000, piece.skip, piece.lasting, piece.opens) for piece in whole] == [
        (700, 0, 4_000, False), (4_700, 0, 4_000, False), (8_700, 0, 4_000, False), (12_700, 0, 4_000, False),
        (16_700, 0, 300, False), (17_000, 0, 3_000, True),
    ]  # fmt: skip
    assert rest[0] == BedPiece(50_000, 1_300, 2_700)
    assert [piece.at - 44_000 for piece in rest[1:]] == [piece.at - 10_000 for piece in whole[2:]]


def test_there_is_none_while_it_stands_still_or_once_it_is_over():
    mine = line(hold(20))
    assert list(pieces(mine.paused(12_000), 0, 99_000)) == []
    assert list(pieces(mine.at(12_000, 1), 0, 99_000)) == []


def test_only_what_is_held_and_ends_by_itself_has_a_bed():
    cold = ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(3_000))
    breath = BreatheStep(pattern=BreathPattern(9_000, 9_000, 9_000), cycles=Exact(2), setup=Exact(9_000))
    muscle = ExerciseStep(
        exercise=Movement(None, "Feet"), phases=(Phase("tense", Exact(9_000)), Phase("let go", Exact(15_000)))
    )
    open_ended = ExerciseStep(exercise=Movement(None, "Pose"), hold=Open())
    made = compile_routine(
        routine(cold, breath, muscle, open_ended, hold(7), hold(8, reps=2, rest=20, setup=20, name="Held"))
    )
    found = [segment for segment in made.segments if has_bed(segment)]
    assert [(made.step_of(segment).name, segment.kind, segment.width) for segment in found] == [
        ("Held", Kind.WORK, 8_000)
    ] * 2


def test_whatever_it_is_called_no_bed_lies_under_a_pack_an_alarm_or_what_a_key_ends():
    (held,) = (each for each in line(hold(20)).timeline.segments if has_bed(each))
    for kind in Kind:
        assert has_bed(replace(held, kind=kind)) == (kind is Kind.WORK)
    assert not any(has_bed(replace(held, gate=gate)) for gate in Gate)
    assert not has_bed(replace(held, quiet=True))
    assert not has_bed(replace(held, label="let go"))


def test_behind_what_waits_for_a_key_there_is_none_yet():
    assert list(pieces(line(ConfirmStep(question="Ready?"), hold(20)), 0, 99_000)) == []


def test_in_no_bundled_routine_a_bed_lies_under_what_is_on_the_skin_or_in_a_breath():
    for made in BUNDLED.values():
        timeline = compile_routine(made, Choices(optional="all"))
        with_bed = [segment for segment in timeline.segments if has_bed(segment)]
        assert {segment.kind for segment in with_bed} <= {Kind.WORK}
        assert not any(segment.on_skin or segment.quiet for segment in with_bed)
