"""The simpleaudio backend over a library that is a few lines of Python."""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from unclench.audio.backend import CueSound
from unclench.audio.cue_bank import Bank
from unclench.audio.output import Clip, ScheduledSound, Scheduler
from unclench.audio.process.client import ProcessPlayer
from unclench.audio.simpleaudio_library import FORK, LIKELY, ORIGINAL, PLUGINS, loaded, plugins, usable
from unclench.audio.simpleaudio_output import EARLY, LATENCY, SimpleaudioOutput
from unclench.cues import Sound
from unclench.media.pcm import UNITY
from unclench.ports import NotHere, PlayerFailed
from unclench.testing import ManualClock

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"


class FakeSound:
    def __init__(self) -> None:
        self.playing = True

    def is_playing(self) -> bool:
        return self.playing

    def stop(self) -> None:
        self.playing = False


class FakeSimpleaudio(ModuleType):
    """The one function used, with a fail switch."""

    def __init__(self) -> None:
        super().__init__("simpleaudio")
        self.played: list[tuple[int, int, int, int]] = []
        self.silences: list[int] = []
        """Ms of silence that each began with."""
        self.sounds: list[FakeSound] = []
        self.failing = False

    def play_buffer(self, samples: array[int], channels: int, width: int, rate: int) -> FakeSound:
        assert samples, "an empty buffer kills the process"
        if self.failing:
            raise RuntimeError("no device")
        self.played.append((max(samples), channels, width, rate))
        self.silences.append(round(next((n for n, one in enumerate(samples) if one), 0) / 44.1))
        self.sounds.append(FakeSound())
        return self.sounds[-1]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeSimpleaudio:
    library = FakeSimpleaudio()
    monkeypatch.setenv(PLUGINS, "somewhere")
    monkeypatch.setitem(sys.modules, FORK, library)
    return library


class Near(SimpleaudioOutput):
    """An output in this process, where nobody could ring on."""

    def watch(self, due: ScheduledSound | None, slip: str = "") -> None:
        pass


class World:
    """An output and its player, in one process, with no thread: the tests turn the clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.bank = Bank(SOUNDS)
        self.outputs: list[Near] = []
        self.player = ProcessPlayer("simpleaudio", self.clock, self.bank, self._make)
        self.player.open()

    def _make(self, died: Callable[[PlayerFailed], None]) -> Near:
        self.outputs.append(Near(self.clock, died))
        return self.outputs[-1]

    def run(self, ms: int) -> None:
        for _ in range(ms):
            self.outputs[-1]._scheduler.run_due()
            self.clock.advance(1)


@pytest.fixture
def world(library: FakeSimpleaudio, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(Scheduler, "start", lambda self: None)
    return World()


def peak(world: World, sound: Sound) -> int:
    clip = world.bank.clip(sound)
    assert clip is not None
    return max(clip.samples)


def test_a_moment_of_silence_tries_the_device(world: World, library: FakeSimpleaudio) -> None:
    assert library.played == [(0, 1, 2, 44_100)]
    assert world.player.description == "Sound through simpleaudio."


def test_each_cue_begins_with_silence_up_to_its_time_however_early_it_came(
    world: World, library: FakeSimpleaudio
) -> None:
    began = world.player.soonest()
    assert began == world.clock.now()
    for at in (began + 2_000, began + 500):
        world.player.play(Sound.COUNT, at)
    world.run(500 + LATENCY - EARLY)
    assert len(library.played) == 1
    world.run(1)
    assert (library.played[1:], library.silences[1:]) == ([(peak(world, Sound.COUNT), 1, 2, 44_100)], [EARLY])
    world.run(1_499)
    assert len(library.played) == 2
    world.run(1)
    assert library.silences[1:] == [EARLY, EARLY]


@pytest.mark.parametrize("late", [1, 40, EARLY - 1, EARLY + 30])
def test_a_machine_that_stands_still_when_a_cue_is_to_be_begun_does_not_move_it(
    world: World, library: FakeSimpleaudio, late: int
) -> None:
    at = world.clock.now() + 500
    world.player.play(Sound.COUNT, at)
    world.run(500 + LATENCY - EARLY)
    world.clock.advance(late)
    world.run(1)
    assert library.silences[1:] == [max(EARLY - late, 0)]


def test_a_cue_that_comes_a_little_late_is_as_exact_as_any_other(world: World, library: FakeSimpleaudio) -> None:
    """As after a key: it is handed over at its very time, and crosses into another process."""
    at = world.clock.now()
    world.run(3)
    world.player.play(Sound.GO, at)
    world.run(1)
    assert library.silences[1:] == [LATENCY - 3]


def test_withdrawing_takes_back_what_waits_and_stops_what_sounds(world: World, library: FakeSimpleaudio) -> None:
    world.player.play(Sound.GO, world.clock.now())
    world.player.play(Sound.COUNT, world.clock.now() + 1_000)
    world.run(500)
    world.player.withdraw()
    assert not library.sounds[-1].playing
    world.run(1_000)
    assert len(library.played) == 2


def test_words_are_played_at_the_volume_and_muting_stops_them_and_what_is_to_come_until_it_is_undone(
    world: World, library: FakeSimpleaudio
) -> None:
    world.player.set_volume(50)
    world.player.speak(array("h", [1_000, 2_000]), world.clock.now())
    world.player.play(Sound.GO, world.clock.now() + 2_000)
    world.run(LATENCY + 1)
    assert library.played[-1] == (1_000, 1, 2, 44_100)
    world.player.set_volume(0)
    assert not library.sounds[-1].playing
    world.player.speak(array("h", [1_000]), world.clock.now())
    world.player.play(Sound.COUNT, world.clock.now() + 4_000)
    world.run(3_000)
    assert len(library.played) == 2
    world.player.set_volume(100)
    world.run(2_000)
    assert library.played[2:] == [(peak(world, Sound.COUNT), 1, 2, 44_100)]


def test_muting_spares_the_alarm_that_sounds_and_the_one_to_come(world: World, library: FakeSimpleaudio) -> None:
    world.player.play(Sound.ALARM, world.clock.now())
    world.player.play(Sound.ALARM, world.clock.now() + 2_000)
    world.run(100)
    world.player.set_volume(0)
    assert library.sounds[-1].playing
    world.run(2_000)
    assert len(library.played) == 3


@pytest.mark.parametrize(("sound", "sounds"), [(Sound.ALARM, 2), (Sound.GO, 1)])
def test_an_alarm_that_a_suspend_held_up_is_played_through_simpleaudio(
    world: World, library: FakeSimpleaudio, sound: Sound, sounds: int
) -> None:
    world.player.play(sound, world.clock.now() + 2_000)
    world.clock.suspend(60_000)
    world.run(10)
    assert len(library.played) == sounds


def test_a_better_rendering_is_at_its_volume_before_it_is_due(
    world: World, library: FakeSimpleaudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A breath is fitted to its phase while it is on its way, and bringing it to a volume takes time."""
    clip = Clip(array("h", [100]))
    world.outputs[-1].add(ScheduledSound(world.clock.now() + 100, clip, UNITY // 2))
    clip.improve(array("h", [3_000, 500]))
    monkeypatch.setattr("unclench.media.pcm.scaled", None)
    world.run(100 + LATENCY + 1)
    assert library.played[-1] == (1_500, 1, 2, 44_100)


def test_an_empty_sound_is_never_played(world: World, library: FakeSimpleaudio) -> None:
    world.player.speak(array("h"), world.clock.now())
    world.run(100)
    world.player.check()
    assert len(library.played) == 1


def test_a_failing_cue_is_told_at_once_and_owed_with_what_follows(world: World, library: FakeSimpleaudio) -> None:
    told: list[str] = []
    world.player.on_death = lambda failure: told.append(str(failure))
    at = world.clock.now()
    world.player.play(Sound.COUNT, at)
    world.run(1_000)
    library.failing = True
    world.player.play(Sound.GO, at + 1_000, level=0.5)
    world.player.play(Sound.COUNT, at + 3_000)
    world.run(100)
    assert told == ["simpleaudio cannot play (no device)."]
    assert world.player.lost() == [CueSound(Sound.GO, at + 1_000, 0.5), CueSound(Sound.COUNT, at + 3_000)]
    with pytest.raises(PlayerFailed, match="no device"):
        world.player.play(Sound.GO, at)


def test_draining_lasts_as_long_as_what_waits_and_what_sounds(
    world: World, library: FakeSimpleaudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[bool] = []

    def sleep(_seconds: float) -> None:
        """As long as the test likes: the cue becomes due, and at the next look it is over."""
        slept.append(world.outputs[-1]._busy())
        if slept[-1]:
            library.sounds[-1].stop()
        world.run(LATENCY + 1)

    monkeypatch.setattr("unclench.audio.output.time.sleep", sleep)
    world.player.play(Sound.GO, world.clock.now())
    world.player.drain(10_000_000)
    assert slept == [False, True]


def test_dozing_gives_the_line_back_and_the_next_cue_makes_another(world: World, library: FakeSimpleaudio) -> None:
    world.player.play(Sound.GO, world.clock.now())
    world.run(100)
    world.player.doze()
    assert not library.sounds[-1].playing
    world.player.play(Sound.GO, world.clock.now())
    assert len(world.outputs) == 2
    assert world.outputs[-1].started


def test_a_device_that_cannot_be_opened_says_so(library: FakeSimpleaudio) -> None:
    library.failing = True
    with pytest.raises(PlayerFailed, match=r"cannot play \(no device\)"):
        World()


def test_a_line_whose_device_could_not_be_opened_is_never_content(library: FakeSimpleaudio) -> None:
    library.failing = True
    output = SimpleaudioOutput(ManualClock(), lambda _failure: None)
    with pytest.raises(PlayerFailed):
        output.open()
    with pytest.raises(PlayerFailed, match="no device"):
        output.check()


def test_a_library_that_cannot_be_loaded_is_of_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLUGINS, "somewhere")
    for module in (FORK, ORIGINAL):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(NotHere, match="cannot be loaded"):
        World()


@pytest.mark.parametrize(
    ("version", "modules"), [((3, 11), (FORK, ORIGINAL)), ((3, 12), (FORK,)), ((3, 14), (FORK,)), ((4, 0), (FORK,))]
)
def test_the_original_is_used_only_where_it_does_not_crash_and_only_without_its_fork(version, modules):
    assert usable(version) == modules


@pytest.mark.skipif(ORIGINAL not in usable(), reason="the original is not used on this Python")
def test_without_the_fork_the_original_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLUGINS, "somewhere")
    original = FakeSimpleaudio()
    monkeypatch.setitem(sys.modules, FORK, None)
    monkeypatch.setitem(sys.modules, ORIGINAL, original)
    assert loaded() is original


@pytest.mark.parametrize(
    ("platform", "folders", "found"),
    [
        ("linux", LIKELY, LIKELY[0]), ("linux", LIKELY[1:], LIKELY[1]), ("linux", LIKELY[2:], LIKELY[2]),
        ("linux", (), ""), ("darwin", LIKELY, ""), ("win32", LIKELY, ""),
    ],
)  # fmt: skip
def test_alsas_plug_ins_are_looked_for_where_each_linux_has_them(platform, folders, found):
    assert plugins(platform, folders.__contains__) == found


@pytest.mark.parametrize(("own", "told"), [(None, "here"), ("mine", "mine")])
def test_the_forks_alsa_is_told_where_the_plug_ins_are_unless_somebody_has(own, told, library, monkeypatch):
    monkeypatch.setattr("unclench.audio.simpleaudio_library.plugins", lambda: "here")
    monkeypatch.setenv(PLUGINS, "")  # so that it is as before in the end
    if own is None:
        monkeypatch.delenv(PLUGINS)
    else:
        monkeypatch.setenv(PLUGINS, own)
    assert loaded() is library
    assert os.environ[PLUGINS] == told
