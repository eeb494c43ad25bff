"""A pack that was never confirmed off, at the next start: what is left of its time, and how it is asked about."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import click
import pytest
from tests.scripted import ScriptedKeys

from unclench.application import Application
from unclench.cli import plain_home, still_on
from unclench.cues import Sound
from unclench.plain import LineWriter
from unclench.safety.exposure import Exposure
from unclench.session.timeline import Gate, Kind
from unclench.system.keyboard import ENTER
from unclench.testing import ManualClock, ManualMoments, RecordingPlayer

MINUTE = 60_000


class Start:
    """A program that starts while a 15-minute pack is on the skin, and has been for this many minutes."""

    def __init__(self, minutes: float) -> None:
        self.clock = ManualClock()
        self.moments = ManualMoments(self.clock)
        first = self._program()
        exposure = first.book.start("cold", 15 * MINUTE, "single")
        assert isinstance(exposure, Exposure)
        self.exposure = exposure
        first.close()
        self.clock.advance(round(minutes * MINUTE))
        self.program = self._program()

    def _program(self) -> Application:
        self.player = RecordingPlayer()
        return Application(clock=self.clock, make_player=lambda notice: self.player, moment=self.moments)

    def asked(self, monkeypatch: pytest.MonkeyPatch, script: Mapping[float, str]) -> str:
        keys, out = ScriptedKeys(self.clock, dict(script)), io.StringIO()
        monkeypatch.setattr(plain_home, "shared_keys", lambda: keys)
        monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(out))
        try:
            still_on.settle(self.program, "breathe")
        except click.exceptions.Exit as left:
            out.write(f"left {left.exit_code}\n")
        return out.getvalue()

    @property
    def alarms(self) -> int:
        return sum(played.sound is Sound.ALARM for played in self.player.played)

    @property
    def off(self) -> bool:
        return not any(exposure.open for exposure in self.program.book.exposures.past())


@pytest.fixture
def starting(own_home: Path) -> Iterator[Callable[[float], Start]]:
    """Makes a start, whose program is closed after the test."""
    with ExitStack() as made:

        def make(minutes: float) -> Start:
            start = Start(minutes)
            made.callback(start.program.close)
            return start

        yield make


def test_what_is_left_of_an_application_is_its_time_its_checks_and_its_alarm(starting):
    start = starting(6)
    timeline = still_on.rest_of(start.exposure, start.moments())
    assert [(s.kind, s.width, s.gate, s.alarm) for s in timeline.segments] == [
        (Kind.COLD, 9 * MINUTE, None, False), (Kind.CONFIRM, 0, Gate.ANSWER, True),
    ]  # fmt: skip
    assert [cue.at for cue in timeline.cues if cue.sound is Sound.CHECK] == [5 * MINUTE]
    start.clock.advance(9 * MINUTE)
    timeline = still_on.rest_of(start.exposure, start.moments())
    assert [(s.kind, s.gate, s.alarm) for s in timeline.segments] == [(Kind.CONFIRM, Gate.ANSWER, True)]
    assert timeline.cues[0].spoken == ("Take the cold pack off. Is it off? Press y once it is off.",)


def test_before_its_time_is_over_one_key_says_that_it_is_off_and_one_when(starting, monkeypatch):
    start = starting(6)
    told = start.asked(monkeypatch, {1: "y", 2: ENTER})
    assert "Is it off now?" in told
    assert "after 6 minutes" in told
    assert (start.off, start.alarms) == (True, 0)


def test_not_yet_watches_the_rest_of_it_with_its_alarm(starting, monkeypatch):
    start = starting(14)
    told = start.asked(monkeypatch, {1: "n", 70: "y", 72: ENTER})
    assert "You put cold on" in told
    assert start.alarms > 0
    assert start.off


def test_where_its_time_is_over_it_rings_before_anything_is_asked(starting, monkeypatch):
    start = starting(16)
    told = start.asked(monkeypatch, {9: "y", 11: ENTER})
    assert "Is it off now?" not in told
    assert start.alarms >= 3
    assert start.off


def test_the_program_that_asks_is_the_one_that_looks_after_it(starting, monkeypatch):
    start = starting(14)
    seen = []
    monkeypatch.setattr(start.program.book.slips, "hold", lambda exposure: seen.append(exposure.id))
    start.asked(monkeypatch, {1: "n", 70: "y", 72: ENTER})
    assert seen == [start.exposure.id]


def test_leaving_the_watch_takes_it_off_first(starting, monkeypatch):
    start = starting(10)
    start.asked(monkeypatch, {1: "n", 3: "q", 4: "y", 8: "y", 10: ENTER})
    assert start.alarms > 0
    assert start.off
