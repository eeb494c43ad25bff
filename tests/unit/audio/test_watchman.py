"""Who rings when the program does not: on a hand-turned clock, with an output that writes down what it is given."""

from __future__ import annotations

import io
import itertools
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.audio.output import Clip, ScheduledSound, Scheduler
from unclench.audio.process import protocol, server
from unclench.audio.process.server import Server
from unclench.audio.process.watchman import EVERY, MISSING, UNSTOPPABLE, AlarmSlip, Watchman
from unclench.audio.simpleaudio_library import FORK
from unclench.audio.simpleaudio_output import SimpleaudioOutput
from unclench.media.pcm import UNITY
from unclench.ports import PlayerFailed
from unclench.session.cue_rules import ALARM_EVERY
from unclench.testing import ManualClock

STROKE = Clip(array("h", [9]))
LATEST = MISSING + EVERY
"""Ms in which a missing stroke has to be made up for."""


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "on-skin.json"
    path.write_text("{}", "utf-8")
    return path


class FakeOutput:
    """Writes down what it is to sound; `ill` makes its checks fail."""

    description = system = "a fake"
    delay = 0
    ill = False

    def __init__(self) -> None:
        self.added: list[ScheduledSound] = []
        self.stops = 0
        self.gains: list[int] = []
        self.started = self.closed = False

    def open(self, _patience: float) -> None:
        pass

    def start(self) -> None:
        self.started = True

    def add(self, due: ScheduledSound) -> None:
        self.added.append(due)

    def stop(self) -> None:
        self.stops += 1

    def set_gain(self, gain: int) -> None:
        self.gains.append(gain)

    def check(self) -> None:
        if self.ill:
            raise PlayerFailed("The headset is gone.")

    def asked(self) -> int | None:
        return None

    def drain(self, timeout: float) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Alone:
    """A sound process whose program is gone once it has said `orders`; `happens` is called as time goes by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *orders: tuple[Any, ...]) -> None:
        self.clock = ManualClock()
        self.outputs: list[FakeOutput] = []
        self.happens: list[tuple[int, Callable[[], None]]] = []
        self._orders = b"".join(protocol.packed(*order) for order in orders)
        monkeypatch.setattr(server, "time", SimpleNamespace(sleep=self._sleep))

    def _sleep(self, seconds: float) -> None:
        self.clock.advance(round(seconds * 1000))
        for happening in [each for each in self.happens if each[0] <= self.clock.now()]:
            self.happens.remove(happening)
            happening[1]()

    def _make_output(self, _died: Callable[[PlayerFailed], None]) -> FakeOutput:
        self.outputs.append(FakeOutput())
        return self.outputs[-1]

    def run(self) -> list[int]:
        """The times of the strokes that it sounded."""
        Server(io.BytesIO(self._orders), io.BytesIO(), self._make_output, self.clock).run()
        return [due.at for output in self.outputs for due in output.added if due.alarm]


def clip(number: int = 1) -> tuple[Any, ...]:
    return ("clip", number, STROKE.samples.tobytes())


def test_its_strokes_come_as_often_as_those_of_a_session() -> None:
    assert EVERY == ALARM_EVERY


def test_c2_3_when_the_program_is_gone_the_alarm_rings_from_its_time_until_it_is_said_to_be_off(
    slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = ManualClock().now()
    due, off = start + 60_000, start + 60_000 + 3 * UNSTOPPABLE
    alone = Alone(monkeypatch, clip(), ("watch", due, 1, UNITY, str(slip)), ("start",))
    alone.happens.append((off, slip.unlink))
    rung = alone.run()
    assert due <= rung[0] <= due + LATEST
    assert all(EVERY <= b - a <= EVERY + 200 for a, b in itertools.pairwise(rung))
    assert off - LATEST <= rung[-1] <= off + LATEST
    assert (alone.outputs[0].stops, alone.outputs[0].gains) == (0, [0])  # what else was to sound is muted
    assert alone.outputs[0].closed


def test_an_alarm_that_was_ringing_already_goes_on(slip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ManualClock().now()
    cue = ("cue", start - 500, 1, UNITY, True)
    alone = Alone(monkeypatch, clip(), ("watch", start - 9_000, 1, UNITY, str(slip)), cue)
    alone.happens.append((start + 10_000, slip.unlink))
    rung = alone.run()
    assert rung[0] == start - 500
    assert start < rung[1] <= start - 500 + EVERY + MISSING + 200


def test_a_program_that_says_it_is_off_or_had_nothing_on_leaves_nobody_behind(
    slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = ManualClock().now()
    assert Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(slip)), ("dismiss",)).run() == []
    assert Alone(monkeypatch, clip()).run() == []


def test_a_program_that_takes_it_over_is_left_to_it(slip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ManualClock().now()
    alone = Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(slip)))

    def take_over() -> None:
        """As a slip is written: beside it, and then put in its place."""
        new = slip.with_name("new")
        new.write_text("{}", "utf-8")
        new.replace(slip)

    alone.happens.append((start + 20_000, take_over))
    assert start + 15_000 < alone.run()[-1] < start + 20_000 + LATEST


def test_without_a_slip_that_could_be_torn_it_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ManualClock().now()
    alone = Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(tmp_path / "none")))
    rung = alone.run()
    assert UNSTOPPABLE - LATEST <= rung[-1] - start <= UNSTOPPABLE + LATEST


def test_a_device_that_goes_away_is_opened_again(slip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ManualClock().now()
    alone = Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(slip)))
    alone.happens.append((start + 10_000, lambda: setattr(alone.outputs[0], "ill", True)))
    alone.happens.append((start + 30_000, slip.unlink))
    alone.run()
    first, second = alone.outputs
    assert (first.closed, second.started) == (True, True)
    assert second.added[0].at - first.added[-1].at < 2 * EVERY + 2_000
    assert second.added[-1].at > start + 25_000


def test_without_a_slip_it_ends_by_itself_though_there_is_no_device_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = ManualClock().now()
    alone = Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(tmp_path / "none")))
    alone.happens.append((start + 10_000, lambda: monkeypatch.setattr(FakeOutput, "ill", True)))
    alone.happens.append((start + UNSTOPPABLE + 10_000, lambda: pytest.fail("it still tries")))
    alone.run()
    assert UNSTOPPABLE - LATEST <= alone.clock.now() - start <= UNSTOPPABLE + LATEST
    assert all(output.closed for output in alone.outputs)


def test_a_simpleaudio_device_that_was_away_is_tried_until_it_is_back(
    slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while a sound server is restarted: the first attempts to get it back fail."""
    start = ManualClock().now()
    library = SimpleNamespace(failing=False, began=[], attempts=[])
    alone = Alone(monkeypatch, clip(), ("watch", start, 1, UNITY, str(slip)))
    made: list[SimpleaudioOutput] = []

    def play_buffer(samples: array[int], _channels: int, _width: int, _rate: int) -> SimpleNamespace:
        library.attempts.append(alone.clock.now())
        if library.failing:
            raise RuntimeError("no device")
        if any(samples):
            library.began.append(alone.clock.now())
        return SimpleNamespace(is_playing=lambda: False, stop=lambda: None)

    def make(died: Callable[[PlayerFailed], None]) -> SimpleaudioOutput:
        made.append(SimpleaudioOutput(alone.clock, died))
        return made[-1]

    def sleep(seconds: float) -> None:
        alone._sleep(seconds)
        made[-1]._scheduler.run_due()

    library.play_buffer = play_buffer
    monkeypatch.setitem(sys.modules, FORK, library)
    monkeypatch.setattr(Scheduler, "start", lambda self: None)
    monkeypatch.setattr(server, "time", SimpleNamespace(sleep=sleep))
    away, back, off = start + 10_000, start + 30_000, start + 65_000
    alone.happens = [
        (away, lambda: setattr(library, "failing", True)), (back, lambda: setattr(library, "failing", False)),
        (off, slip.unlink),
    ]  # fmt: skip
    Server(io.BytesIO(alone._orders), io.BytesIO(), make, alone.clock).run()
    assert not [at for at in library.began if away < at < back]
    again = [at for at in library.began if at >= back]
    assert again[0] <= back + LATEST + 2_000
    assert again[-1] >= off - EVERY - LATEST
    between = [at for at in library.attempts if away + 2 * EVERY + LATEST < at <= back]
    assert all(b - a == round(server.AGAIN * 1000) for a, b in itertools.pairwise(between))
    assert len(between) >= 3


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=40), st.integers(0, 3_000))
def test_as_long_as_the_program_rings_it_does_not_ring_itself_and_else_it_does(waits: list[int], ahead: int) -> None:
    """A program that hangs, or was stopped with Ctrl-Z, is not gone, and rings no more."""
    clock = ManualClock()
    watchman, due = Watchman(clock), clock.now()
    watchman.watch(due, STROKE, UNITY, "/nonexistent/on-skin.json")
    last = due
    for wait in waits:
        clock.advance(min(wait, EVERY))
        last = clock.now() + ahead
        watchman.heard(last)
        assert watchman.pop_stroke() is None
    for _ in range(100):
        clock.advance(100)
        if (stroke := watchman.pop_stroke()) is not None:
            assert last < stroke.at <= last + LATEST + 100
            return
    raise AssertionError("it never rang")


def test_a_stroke_counts_that_was_rung_before_there_was_anything_to_watch_over() -> None:
    """The first strokes are handed over ahead: a busy program says that an alarm is due only once it is."""
    clock = ManualClock()
    watchman, due = Watchman(clock), clock.now() + 400
    watchman.heard(due)
    clock.advance(400)
    watchman.watch(due, STROKE, UNITY, "/nonexistent/on-skin.json")
    clock.advance(EVERY + MISSING - 1)
    assert watchman.pop_stroke() is None
    clock.advance(1)
    assert watchman.pop_stroke() is not None


def test_what_the_program_took_back_counts_as_not_rung() -> None:
    """The strokes of the next seconds are handed over ahead, and taken back when the program is left."""
    clock = ManualClock()
    watchman = Watchman(clock)
    watchman.watch(clock.now(), STROKE, UNITY, "/nonexistent/on-skin.json")
    watchman.heard(clock.now() + 60_000)
    watchman.withdrawn()
    clock.advance(MISSING)
    assert watchman.pop_stroke() is not None


def test_what_the_program_took_back_before_there_was_anything_to_watch_over_counts_as_not_rung() -> None:
    clock = ManualClock()
    watchman = Watchman(clock)
    watchman.heard(clock.now() + 60_000)
    watchman.withdrawn()
    watchman.watch(clock.now(), STROKE, UNITY, "/nonexistent/on-skin.json")
    clock.advance(MISSING)
    assert watchman.pop_stroke() is not None


def test_a_folder_that_cannot_be_looked_into_for_now_takes_nothing_off(
    slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = AlarmSlip(str(slip))

    def refuse(_path: str) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("os.stat", refuse)
        assert on.stands
    assert on.stands
    slip.unlink()
    assert not on.stands
