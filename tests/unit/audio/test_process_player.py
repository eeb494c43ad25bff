"""The player that uses a sound process, here with a device that is a few lines of Python."""

from __future__ import annotations

import itertools
import threading
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from unclench.audio.backend import CueSound, SpokenSound
from unclench.audio.cue_bank import Bank
from unclench.audio.device import SILENT_FOR, STARTING, DeviceOutput
from unclench.audio.output import ScheduledSound
from unclench.audio.process.client import ProcessPlayer
from unclench.audio.stream import LONG, Buffer, Feed
from unclench.cues import Sound
from unclench.media.pcm import UNITY, frames
from unclench.ports import PlayerFailed
from unclench.testing import ManualClock

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
BLOCK = 20


class FakeDevice:
    """Asks for a block of 20 ms whenever it is told that so much time has gone by."""

    description = "A fake device."
    system = "fake"
    buffer = Buffer(block=BLOCK, ahead=BLOCK)

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.heard: list[int] = []
        self.closed = threading.Event()
        self.started = threading.Event()
        self.opened = 0

    def open(self, feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        self.feed, self.stopped = feed, stopped
        self.opened += 1
        return self

    def start(self) -> None:
        """Ask for as much as is held ahead: one block, and the next is asked for at once."""
        self.heard.extend(self.feed.send(frames(BLOCK)))
        self.started.set()

    def run(self, ms: int) -> None:
        for _ in range(ms // BLOCK):
            self.heard.extend(self.feed.send(frames(BLOCK)))
            self.clock.advance(BLOCK)

    def close(self) -> None:
        self.closed.set()


class Near(DeviceOutput):
    """An output in this process, where nobody could ring on; it writes down what it was told to ring."""

    told: list[tuple[ScheduledSound | None, str]]

    def watch(self, due: ScheduledSound | None, slip: str = "") -> None:
        self.told = [*getattr(self, "told", ()), (due, slip)]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def device(clock: ManualClock) -> FakeDevice:
    return FakeDevice(clock)


def begin(player: ProcessPlayer, clock: ManualClock) -> None:
    """Have it play, so that its device runs, without anything to be heard; nothing of that is left to be played."""
    player.speak(array("h"), clock.now())
    player.withdraw()


@pytest.fixture
def player(clock: ManualClock, device: FakeDevice) -> ProcessPlayer:
    """One that runs, as it does from the first sound on."""
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, device.open))
    player.open()
    begin(player, clock)
    return player


@pytest.fixture
def ready(clock: ManualClock, device: FakeDevice) -> ProcessPlayer:
    """One that is open and has not sounded yet."""
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, device.open))
    player.open()
    return player


def open_again(player: ProcessPlayer, device: FakeDevice, clock: ManualClock, ahead: int) -> None:
    """With a device that asks so many ms ahead."""
    device.buffer = Buffer(block=BLOCK, ahead=ahead)
    player.doze()
    begin(player, clock)


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
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """Times that are no multiple of the block come out to the sample."""
    base = clock.now()
    times = [base + 500 + 613 * i for i in range(6)]
    for at in times:
        while clock.now() < at - player.lead:
            device.run(BLOCK)
        player.play(Sound.COUNT, at)
    device.run(4_000)
    found = starts(device.heard)
    steps = [b - a for a, b in itertools.pairwise(found)]
    assert len(found) == 6
    assert all(abs(step - frames(613)) <= 1 for step in steps)


def test_a_cue_whose_time_is_past_sounds_at_once(player: ProcessPlayer, device: FakeDevice, clock: ManualClock) -> None:
    device.run(1_000)
    player.play(Sound.COUNT, clock.now() - 5_000)
    before = len(device.heard)
    device.run(400)
    [begin] = starts(device.heard)
    assert 0 <= begin - before < 5


def test_withdrawing_takes_back_cues_handed_over_but_not_those_after(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.play(Sound.GO, clock.now() + 100)
    player.withdraw()
    player.play(Sound.COUNT, clock.now() + 400)
    device.run(1_000)
    [begin] = starts(device.heard)
    assert begin >= frames(400)


def test_volume_and_level_scale_what_is_heard(player: ProcessPlayer, device: FakeDevice, clock: ManualClock) -> None:
    player.play(Sound.COUNT, clock.now())
    device.run(400)
    full = max(device.heard)
    device.heard.clear()
    player.set_volume(50)
    player.play(Sound.COUNT, clock.now(), level=0.5)
    device.run(400)
    assert max(device.heard) == pytest.approx(full / 4, abs=1)


def test_a_device_that_stops_asking_is_reported(player: ProcessPlayer, device: FakeDevice, clock: ManualClock) -> None:
    device.run(STARTING + 20)
    clock.advance(SILENT_FOR - 100)
    player.play(Sound.GO, clock.now())
    clock.advance(101)
    with pytest.raises(PlayerFailed, match="no longer takes any sound"):
        player.check()
    with pytest.raises(PlayerFailed, match="no longer takes any sound"):
        player.play(Sound.GO, clock.now())


def test_a_device_that_slept_with_the_machine_is_not_dead(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(3_000)
    clock.suspend(3_600_000)
    player.play(Sound.GO, clock.now())
    player.check()


def test_a_cue_that_waited_through_a_suspend_is_dropped(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(1_000)
    player.play(Sound.GO, clock.now() + 100)
    clock.suspend(60_000)
    device.run(1_000)
    assert not any(device.heard)


def test_an_alarm_that_waited_through_a_suspend_sounds_as_soon_as_the_machine_is_awake(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(1_000)
    player.play(Sound.ALARM, clock.now() + 100)
    clock.suspend(60_000)
    before = len(device.heard)
    device.run(1_000)
    assert starts(device.heard)[0] - before < frames(100)


def test_a_device_that_says_it_stopped_is_reported_at_once(player: ProcessPlayer, device: FakeDevice) -> None:
    told: list[str] = []
    player.on_death = lambda failure: told.append(str(failure))
    device.stopped()
    device.stopped()
    assert told == ["The sound device has gone away."]
    with pytest.raises(PlayerFailed, match="gone away"):
        player.play(Sound.GO, 0)


def test_a_device_that_cannot_be_opened_says_why(clock: ManualClock) -> None:
    def refuse(feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        raise RuntimeError("no such device", -401)

    with pytest.raises(PlayerFailed, match=r"\(no such device, -401\)"):
        ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, refuse)).open()


def test_what_goes_wrong_in_the_callback_is_silence_and_a_reason(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(count: int) -> bytes:
        raise ZeroDivisionError("no")

    monkeypatch.setattr(device.feed._mixer, "render", explode)
    assert device.feed.send(10) == b""
    with pytest.raises(PlayerFailed, match="Mixing"):
        player.play(Sound.GO, clock.now())


def test_a_fitted_breath_fills_its_phase(device: FakeDevice, clock: ManualClock) -> None:
    bank = Bank(SOUNDS, start=lambda work: work())
    player = ProcessPlayer("miniaudio", clock, bank, partial(Near, clock, device.open))
    player.open()
    begin(player, clock)
    player.play(Sound.IN, clock.now(), lasting=2_000)
    device.run(3_000)
    last = max(i for i, x in enumerate(device.heard) if x)
    assert last == pytest.approx(frames(2_000 + BLOCK + BLOCK), abs=frames(20))


def test_closing_twice_is_safe_and_playing_afterwards_is_refused(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.close()
    player.close()
    assert device.closed.is_set()
    with pytest.raises(PlayerFailed, match="not open"):
        player.play(Sound.GO, clock.now())


def test_the_first_cue_is_the_first_frame_and_the_others_are_placed_by_it(
    ready: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """Whether handed over ahead, or at their very time as after a key."""
    began = ready.soonest()
    assert began == clock.now() - BLOCK - device.buffer.ahead
    clock.advance(3)
    ready.play(Sound.COUNT, began)
    times = [began, began + 407, began + 1_000, began + 1_613, began + 2_001]
    for at, lead in zip(times[1:], (ready.lead, 0, ready.lead, 0), strict=True):
        while clock.now() < at - lead:
            device.run(BLOCK)
        ready.play(Sound.COUNT, at)
    device.run(1_000)
    assert [frame - starts(device.heard)[0] for frame in starts(device.heard)] == [
        pytest.approx(frames(at - began), abs=1) for at in times
    ]
    assert starts(device.heard)[0] <= 1


def test_a_device_that_begins_late_wears_the_delay_off_slowly(
    ready: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """The cues keep their distance, to a thousandth, and in the end come no later than they must."""
    began = ready.soonest()
    ready.play(Sound.COUNT, began)
    clock.advance(400)
    device.run(3_500)
    assert device.feed._latency > frames(BLOCK + LONG + 200)
    at = clock.now() + 500
    ready.play(Sound.COUNT, at)
    device.run(1_500)
    first, second = starts(device.heard)
    assert second - first == pytest.approx(frames(at - began), rel=0.001)
    device.run(400_000)
    assert device.feed._latency <= frames(BLOCK + LONG)


def test_a_late_beginning_before_anything_has_sounded_is_no_delay_at_all(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    clock.advance(400)
    device.run(1_000)
    assert device.feed._latency == frames(BLOCK)


def test_the_delay_is_the_same_whether_something_sounds_at_the_start_or_much_later(
    ready: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """Where a server holds less than it was asked to: it asks later, and still all comes as late as was said."""
    open_again(ready, device, clock, ahead=120)
    assert device.started.wait(10)
    began = clock.now()
    device.run(1_200)
    ready.play(Sound.COUNT, began + 1_200)
    device.run(600)
    assert starts(device.heard) == [pytest.approx(frames(1_200 + 120 + BLOCK), abs=frames(3))]


def test_one_whose_device_has_never_asked_for_anything_is_known_as_silent(clock: ManualClock) -> None:
    device = FakeDevice(clock)
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, device.open))
    player.open()
    silent = [player.silent]
    device.start = lambda: None  # type: ignore[method-assign]
    player.play(Sound.GO, clock.now())
    silent.append(player.silent)
    device.run(BLOCK)
    silent.append(player.silent)
    assert silent == [False, True, False]


def test_once_it_runs_the_soonest_moment_is_now(player: ProcessPlayer, clock: ManualClock) -> None:
    assert player.soonest() == clock.now()


def test_words_are_placed_as_exactly_as_cues_and_withdrawn_with_them(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    words = array("h", [1_000] * frames(100))
    device.run(1_000)
    player.set_volume(50)
    player.speak(words, clock.now() + 333)
    player.play(Sound.COUNT, clock.now() + 833)
    device.run(1_500)
    spoken, cue = starts(device.heard)
    assert cue - spoken == pytest.approx(frames(500), abs=1)
    assert device.heard[spoken] == 500
    player.speak(words, clock.now() + 100)
    player.withdraw()
    device.run(500)
    assert len(starts(device.heard)) == 2


def test_unmuting_brings_back_what_still_lasts_and_all_that_is_to_come(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.speak(array("h", [1_000] * frames(5_000)), clock.now())
    player.speak(array("h", [500] * frames(100)), clock.now() + 2_000)
    device.run(500)
    player.set_volume(0)
    device.run(500)
    player.set_volume(100)
    device.run(100)
    device.heard.clear()
    device.run(2_000)
    assert set(device.heard) == {1_000, 1_500}


def test_the_answer_to_a_key_keeps_no_distance_from_other_sounds(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """Others are late by a block here, so that one for now is as exact as one handed over ahead."""
    device.run(1_000)
    device.heard.clear()
    player.play(Sound.KEY, clock.now())
    device.run(200)
    assert starts(device.heard)[0] < frames(3)


def test_an_answer_that_is_the_very_first_sound_makes_no_others_late(clock: ManualClock, device: FakeDevice) -> None:
    output = Near(clock, device.open, lambda _failure: None)
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), lambda _died: output)
    player.open()
    player.play(Sound.REFUSED, clock.now())
    began = clock.now()
    device.run(1_000)
    player.play(Sound.COUNT, began + 1_500)
    device.run(1_000)
    assert starts(device.heard)[-1] <= frames(1_500 + 3 * BLOCK)


def test_muting_silences_what_sounds_and_what_is_to_come_but_not_the_alarm(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.speak(array("h", [1_000] * frames(5_000)), clock.now())
    player.play(Sound.GO, clock.now() + 1_000)
    device.run(500)
    player.set_volume(0)
    device.run(100)
    device.heard.clear()
    device.run(2_000)
    assert not any(device.heard)
    player.play(Sound.ALARM, clock.now())
    device.run(200)
    player.set_volume(0)
    device.heard.clear()
    device.run(200)
    assert max(device.heard) > 3_000


def test_what_a_device_took_with_its_last_request_is_owed(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    player.play(Sound.GO, clock.now())
    device.run(1_000)
    words = array("h", [1])
    at = clock.now()
    player.play(Sound.COUNT, at + 50)
    player.speak(words, at + 60)
    device.run(40)
    assert player.lost() == [CueSound(Sound.COUNT, at + 50), SpokenSound(words, at + 60)]
    player.withdraw()
    assert player.lost() == []


def test_what_a_device_holds_when_it_ends_is_owed_and_what_it_has_played_is_not(
    ready: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    """A sound is heard a quarter of a second after its time, where so much is held."""
    open_again(ready, device, clock, ahead=240)
    asked = clock.now() + 1_000
    for at in (asked - 400, asked - 150):
        ready.play(Sound.COUNT, at)
    device.run(1_000 + BLOCK)
    assert ready.lost() == [CueSound(Sound.COUNT, asked - 150)]


def test_a_dozing_device_is_closed_and_the_next_cue_opens_it_again(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    device.run(1_000)
    player.doze()
    assert device.closed.is_set()
    clock.advance(3_600_000)
    player.check()
    device.heard.clear()
    device.started.clear()
    player.play(Sound.COUNT, clock.now())
    assert device.started.wait(10)
    device.run(400)
    assert device.opened == 2
    [begin] = starts(device.heard)
    assert begin <= frames(device.buffer.ahead + BLOCK) + 1


@pytest.mark.parametrize("asleep", [False, True])
def test_one_that_wakes_is_as_loud_as_it_was_set_before_or_while_it_dozed(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock, *, asleep: bool
) -> None:
    device.run(1_000)
    player.set_volume(100 if asleep else 50)
    player.doze()
    if asleep:
        player.set_volume(50)
    device.heard.clear()
    device.started.clear()
    player.speak(array("h", [1_000] * frames(100)), clock.now())
    assert device.started.wait(10)
    device.run(400)
    assert max(device.heard) == 500


def test_one_that_cannot_be_woken_says_so_and_owes_the_cue(clock: ManualClock, device: FakeDevice) -> None:
    refusing = False

    def opener(feed: Feed, stopped: Callable[[], None]) -> FakeDevice:
        if refusing:
            raise RuntimeError("unplugged")
        return device.open(feed, stopped)

    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, opener))
    player.open()
    player.doze()
    refusing, told = True, threading.Event()
    player.on_death = lambda failure: told.set()
    player.play(Sound.GO, clock.now())
    assert told.wait(10)
    assert player.lost() == [CueSound(Sound.GO, clock.now())]
    with pytest.raises(PlayerFailed, match="unplugged"):
        player.check()


def test_a_device_that_does_not_start_is_a_failure(clock: ManualClock, device: FakeDevice) -> None:
    def refuse() -> None:
        raise RuntimeError("busy")

    device.start = refuse  # type: ignore[method-assign]
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, device.open))
    player.open()
    told: list[str] = []
    player.on_death = lambda failure: told.append(str(failure))
    player.play(Sound.GO, clock.now())
    assert told == ["The sound device won't start (busy)."]
    assert player.lost() == [CueSound(Sound.GO, clock.now())]


def test_an_alarm_that_is_due_is_told_to_the_line_at_its_full_level_and_keeps_the_device(
    clock: ManualClock, device: FakeDevice
) -> None:
    outputs: list[Near] = []

    def make(died: Callable[[PlayerFailed], None]) -> Near:
        outputs.append(Near(clock, device.open, died))
        return outputs[-1]

    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), make, slip="/home/on-skin.json")
    player.open()
    player.set_volume(0)
    player.ring_from(clock.now() + 900_000)
    player.doze()
    assert not device.closed.is_set()
    player.ring_from(None)
    (due, slip), (none, _) = outputs[0].told
    assert due is not None
    assert (due.at, due.gain, due.alarm, slip) == (clock.now() + 900_000, UNITY, True, "/home/on-skin.json")
    assert none is None
    assert len(due.clip.samples) > frames(100)
    player.doze()
    assert device.closed.wait(5)


def test_one_that_dozes_wakes_for_an_alarm_that_is_to_come(clock: ManualClock, device: FakeDevice) -> None:
    player = ProcessPlayer("miniaudio", clock, Bank(SOUNDS), partial(Near, clock, device.open))
    player.open()
    player.doze()
    player.ring_from(clock.now() + 900_000)
    assert isinstance(player._output, Near)
    assert [due is not None for due, _ in player._output.told] == [True]


def test_a_stream_that_falls_behind_is_noted_with_how_far(clock: ManualClock, device: FakeDevice) -> None:
    notes: list[str] = []
    output = DeviceOutput(clock, device.open, lambda _failure: None, notes.append)
    output.open()
    output.start()
    device.run(10_000)
    assert notes == []
    clock.advance(2_000)
    device.run(BLOCK)
    assert notes == ["the timeline slipped by -2000 ms"]


def test_a_bed_is_placed_to_the_sample_obeys_the_volume_and_is_withdrawn(
    player: ProcessPlayer, device: FakeDevice, clock: ManualClock
) -> None:
    piece = array("h", [1_000]) * frames(100)
    at = clock.now() + 500
    player.set_volume(50)
    player.lay(piece, at)
    player.lay(piece, at + 413)
    device.run(1_500)
    first, second = starts(device.heard)
    assert second - first == frames(413)
    assert max(device.heard) == 500
    heard = len(device.heard)
    player.set_volume(0)
    player.lay(piece, clock.now() + 100)
    device.run(500)
    player.set_volume(100)
    player.lay(piece, clock.now() + 100)
    player.withdraw()
    device.run(500)
    assert not any(device.heard[heard:])


def test_a_piece_of_the_bed_that_comes_again_is_the_same_clip(player: ProcessPlayer, clock: ManualClock) -> None:
    whole = array("h", [1]) * 4_000
    output = player._output
    assert output is not None
    clips = []
    output.add = lambda due: clips.append(due.clip)  # type: ignore[method-assign]
    for samples in (whole, whole[:100], whole):
        player.lay(samples, clock.now())
    assert clips[0] is clips[2]
    assert clips[0] is not clips[1]
