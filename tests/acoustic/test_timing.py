"""The measures themselves: real times of frames, and how cues fit their due times."""

from __future__ import annotations

from random import Random

import pytest
from tests.acoustic.decoding import RATE, Detected
from tests.acoustic.soundserver import Pace
from tests.acoustic.timing import Moment, OtherCues, drift, from_their_middle, moments, share, spacing

FAST = 0.0003


def arrivals(seconds: int) -> list[tuple[float, int]]:
    """A sink that runs 300 millionths fast delivers every 10 ms; each piece comes up to 20 ms late."""
    random = Random(1)
    return [(1_000 + frames / RATE / (1 + FAST) + random.uniform(0, 0.02), frames)
            for frames in range(441, seconds * RATE, 441)]  # fmt: skip


def test_the_real_time_of_a_frame_is_told_in_spite_of_the_sinks_clock_and_late_arrivals() -> None:
    """Within a millisecond over five minutes, in which the sink gains 90 ms."""
    pace = Pace(arrivals(300))
    assert pace.gain == pytest.approx(FAST, abs=2e-6)
    for second in range(0, 300, 7):
        assert pace.time_of(second * RATE) == pytest.approx(1_000 + second / (1 + FAST), abs=0.001)


def test_the_longest_wait_is_a_stall() -> None:
    assert Pace([(1.0, 441), (1.01, 882), (1.06, 1_323)]).worst_stall == pytest.approx(0.05)


def heard(*cues: tuple[float, str]) -> list[Detected]:
    return [Detected(at, name, 0.8, 1.0) for at, name in cues]


def test_cues_that_begin_together_may_come_in_either_order() -> None:
    found = moments(heard((5.001, "tick"), (5.0, "go"), (7.0, "go")), [(2.0, "go"), (2.0, "tick"), (4.0, "go")])
    assert [moment.name for moment in found] == ["go", "tick", "go"]
    assert from_their_middle(found) == pytest.approx([0, 0.001, 0])


@pytest.mark.parametrize("names", [["go"], ["go", "tick", "tick"], ["go", "rest"]])
def test_a_cue_missed_invented_or_confused_is_named(names: list[str]) -> None:
    with pytest.raises(OtherCues, match=r"tick [+-]1"):
        moments(heard(*((float(at), name) for at, name in enumerate(names))), [(0.0, "go"), (1.0, "tick")])


def test_drift_and_spacing_are_told_apart() -> None:
    """One cue 4 ms late hurts two spacings and hardly the drift; a slow clock hurts no spacing but the drift."""
    one_late = [Moment(at, at + (0.004 if at == 50 else 0), "go") for at in range(101)]
    assert share(spacing(one_late), 1) == pytest.approx(0.004)
    assert abs(drift(one_late)) < 0.0002
    slow = [Moment(at, at * 1.0001, "go") for at in range(101)]
    assert share(spacing(slow), 1) == pytest.approx(0.0001)
    assert drift(slow) == pytest.approx(0.01)
    assert share([1, -5, 2, 3], 0.5) == 3
