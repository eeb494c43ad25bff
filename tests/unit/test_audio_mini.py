"""The miniaudio backend with a device that is a few lines of Python."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.audio.backend import Cue
from unclench.audio.bank import Bank
from unclench.audio.feed import Feed
from unclench.audio.mini import LATENCY, MiniaudioPlayer
from unclench.audio.pcm import frames
from unclench.cues import Sound
from unclench.ports import PlayerFailed
from unclench.testing import ManualClock

SOUNDS = Path(__file__).resolve().parents[2] / "sounds"
BLOCK = 20


class FakeDevice:
    """Asks for a block of 20 ms whenever it is told that so much time has gone by."""

    description = "A fake device."

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.heard: list[int] = []
        self.closed = threading.Event()

    def open(self, feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        self.feed, self.stopped = feed, stopped
        self.run(BLOCK)
        return self

    def run(self, ms: int) -> None:
        for _ in range(ms // BLOCK):
            self.heard.extend(self.feed.send(frames(BLOCK)))
            self.clock.advance(BLOCK)

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def device(clock: ManualClock) -> FakeDevice:
    return FakeDevice(clock)


@pytest.fixture
def player(clock: ManualClock, device: FakeDevice) -> MiniaudioPlayer:
    player = MiniaudioPlayer(clock, Bank(SOUNDS), device.open)
    player.open()
    return player


def starts(heard: list[int]) -> list[int]:
    """The frames where sound begins after at least 200 ms of silence."""
    found, last = [], -frames(200)
    for i, x in enumerate(heard):
        if x:
            if i - last >= frames(200):
                found.append(i)
            last = i
    return found


def test_cues_handed_over_ahead_are_placed_at_their_exact_samples(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """Times that are no multiple of the block come out to the sample."""
    base = clock.now()
    times = [base + 500 + 613 * i for i in range(6)]
    for at in times:
        while clock.now() < at - player.lead:
            device.run(BLOCK)
        player.play(Sound.COUNT, at)
    device.run(1_000)
    found = starts(device.heard)
    steps = [b - a for a, b in itertools.pairwise(found)]
    assert len(found) == 6
    assert all(abs(step - frames(613)) <= 1 for step in steps)


def test_a_cue_whose_time_is_past_sounds_at_once(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(1_000)
    player.play(Sound.COUNT, clock.now() - 5_000)
    before = len(device.heard)
    device.run(400)
    [begin] = starts(device.heard)
    assert 0 <= begin - before < 5


def test_withdrawing_takes_back_cues_handed_over_but_not_those_after(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.play(Sound.GO, clock.now() + 100)
    player.withdraw()
    player.play(Sound.COUNT, clock.now() + 400)
    device.run(1_000)
    [begin] = starts(device.heard)
    assert begin >= frames(400)


def test_volume_and_level_scale_what_is_heard(player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock) -> None:
    player.play(Sound.COUNT, clock.now())
    device.run(400)
    full = max(device.heard)
    device.heard.clear()
    player.set_volume(50)
    player.play(Sound.COUNT, clock.now(), level=0.5)
    device.run(400)
    assert max(device.heard) == pytest.approx(full / 4, abs=1)


def test_a_device_that_stops_asking_is_reported(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(3_000)
    clock.advance(400)
    player.play(Sound.GO, clock.now())
    clock.advance(200)
    assert not player.healthy()
    with pytest.raises(PlayerFailed, match="stopped taking sound"):
        player.play(Sound.GO, clock.now())


def test_a_device_that_slept_with_the_machine_is_not_dead(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(3_000)
    clock.suspend(3_600_000)
    player.play(Sound.GO, clock.now())
    assert player.healthy()


def test_a_cue_that_waited_through_a_suspend_is_dropped(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(1_000)
    player.play(Sound.GO, clock.now() + 100)
    clock.suspend(60_000)
    device.run(1_000)
    assert not any(device.heard)


def test_a_device_that_says_it_stopped_is_reported_at_once(player: MiniaudioPlayer, device: FakeDevice) -> None:
    told: list[tuple[str, Cue | None]] = []
    player.on_death = lambda failure, cue: told.append((str(failure), cue))
    device.stopped()
    assert told == [("The sound device has gone away.", None)]
    with pytest.raises(PlayerFailed, match="gone away"):
        player.play(Sound.GO, 0)


def test_a_device_that_cannot_be_opened_says_why(clock: ManualClock) -> None:
    def refuse(feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        raise RuntimeError("no such device", -401)

    with pytest.raises(PlayerFailed, match=r"\(no such device, -401\)"):
        MiniaudioPlayer(clock, Bank(SOUNDS), refuse).open()


def test_a_device_that_hangs_while_opening_is_given_up_and_closed_when_it_comes(
    clock: ManualClock, device: FakeDevice
) -> None:
    release = threading.Event()

    def hang(feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        release.wait(10)
        return device

    player = MiniaudioPlayer(clock, Bank(SOUNDS), hang, opening=0.0)
    with pytest.raises(PlayerFailed, match="did not open"):
        player.open()
    release.set()
    assert device.closed.wait(10)


def test_what_goes_wrong_in_the_callback_is_silence_and_a_reason(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(count: int) -> bytes:
        raise ZeroDivisionError("no")

    monkeypatch.setattr(device.feed._mixer, "render", explode)
    assert device.feed.send(10) == b""
    with pytest.raises(PlayerFailed, match="Mixing"):
        player.play(Sound.GO, clock.now())


def test_a_fitted_breath_fills_its_phase(device: FakeDevice, clock: ManualClock) -> None:
    bank = Bank(SOUNDS, start=lambda work: work())
    player = MiniaudioPlayer(clock, bank, device.open)
    player.open()
    player.play(Sound.IN, clock.now(), lasting=2_000)
    device.run(3_000)
    last = max(i for i, x in enumerate(device.heard) if x)
    assert last == pytest.approx(frames(2_000 + LATENCY + BLOCK), abs=frames(20))


def test_closing_twice_is_safe_and_playing_afterwards_is_refused(
    player: MiniaudioPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.close()
    player.close()
    assert device.closed.is_set()
    with pytest.raises(PlayerFailed, match="not open"):
        player.play(Sound.GO, clock.now())
