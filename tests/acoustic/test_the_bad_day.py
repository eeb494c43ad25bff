"""All that can happen to a session's sound, in one: the sound comes back, and the alarm is heard."""

from __future__ import annotations

import pytest
from tests.acoustic.log_of_a_bad_day import APPLIED, KILLED_AT, STROKES, TAKEN_AT, BadDay, lines, of_today

pytestmark = [pytest.mark.acoustic, pytest.mark.long]

BACK = 2.0
"""Seconds after which sound has to be back (issue 3)."""
NEAR = 0.15
"""Seconds by which a cue may be off: another player may have taken over, with a latency of its own."""
DUE = [(float(second), "phase" if second % 2 else "go") for second in range(24)]


@pytest.fixture(scope="module")
def day() -> BadDay:
    """A minute, unless it was played beside the full sessions."""
    return of_today()


@pytest.fixture(autouse=True)
def _tell(day: BadDay) -> None:
    """A test that fails shows the whole log."""
    print("\n".join(lines(day)))


def offset(day: BadDay) -> float:
    """What the device adds to all times."""
    return day.heard[0][0]


@pytest.mark.parametrize("event", ["the new server delivers", "the other output delivers"])
def test_sound_is_back_within_two_seconds(day: BadDay, event: str) -> None:
    since = day.did[event]
    assert day.heard_from(since, since + BACK)


@pytest.mark.parametrize(
    ("since", "until"),
    [(0.0, KILLED_AT - 0.5), (11.0, TAKEN_AT - 0.5), (19.0, 24.0)],
    ids=["before all", "with the new server", "with the other output"],
)
def test_what_is_heard_then_is_what_is_due(day: BadDay, since: float, until: float) -> None:
    """Nothing is made up for, and nothing is moved."""
    base = offset(day)
    heard = [(at - base, name) for at, name in day.heard_from(since + base - 0.2, until + base - 0.2)]
    due = [(at, name) for at, name in DUE if since - 0.2 <= at < until - 0.2]
    assert [name for _, name in heard] == [name for _, name in due]
    assert max(abs(at - wanted) for (at, _), (wanted, _) in zip(heard, due, strict=True)) < NEAR


def test_the_events_tell_of_every_cue_at_its_time(day: BadDay) -> None:
    """Whatever the sound does, the session goes on."""
    cues = [(event["t"], event["sound"]) for event in day.events if event["event"] == "cue"]
    assert cues[: len(DUE)] == DUE


def test_the_alarm_is_heard_though_the_terminal_is_closed(day: BadDay) -> None:
    """As long after the pack was put on as it is to be on, stroke by stroke, until it is told to end."""
    alarms = [at for at, name in day.heard if name == "alarm"]
    assert len(alarms) >= STROKES - 1
    on = day.did["space is pressed: the pack is on"]
    assert abs(alarms[0] - offset(day) - (on + APPLIED)) < 0.1
    assert min(alarms) > day.did["the terminal is closed"]
    assert day.status == 143


def test_it_is_said_that_sound_went_and_came(day: BadDay) -> None:
    assert "sound" in day.output.lower()
    assert "Traceback" not in day.output
