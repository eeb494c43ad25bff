"""The backends that play at once: the system's players, the bell, silence."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.audio.cue_bank import Bank
from unclench.audio.output import Scheduler
from unclench.audio.scheduled_players import (
    WINSOUND,
    BellPlayer,
    NonePlayer,
    ScheduledPlayer,
    SystemPlayer,
    Tool,
    tools_here,
)
from unclench.cues import Sound
from unclench.media.pcm import KEPT, UNITY, GainCache, read_wav
from unclench.ports import NotHere, PlayerFailed
from unclench.testing import ManualClock

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def bank() -> Bank:
    return Bank(SOUNDS)


@pytest.fixture(autouse=True)
def no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests call `run_due` themselves, at times of their own."""
    monkeypatch.setattr(Scheduler, "start", lambda self: None)


def no_alarm(_thing: object) -> bool:
    return False


def due(player: ScheduledPlayer) -> None:
    player._scheduler.run_due()


def test_the_scheduler_acts_in_order_and_not_before_time(clock: ManualClock) -> None:
    done: list[str] = []
    scheduler = Scheduler(clock, done.append, no_alarm)
    scheduler.add(clock.now() + 20, "second")
    scheduler.add(clock.now() + 10, "first")
    scheduler.add(clock.now() - 9, "at once")
    assert scheduler.run_due() == 10
    assert done == ["at once"]
    clock.advance(20)
    assert scheduler.run_due() is None
    assert done == ["at once", "first", "second"]
    assert scheduler.idle


def test_on_windows_the_scheduler_has_waits_end_in_time_for_as_long_as_it_runs(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "win32")
    asked: list[str] = []

    def fine_waits() -> Callable[[], None]:
        asked.append("fine")
        return lambda: asked.append("coarse again")

    monkeypatch.setattr("unclench.system.windows.fine_waits", fine_waits)
    scheduler = Scheduler(clock, asked.append, no_alarm)
    scheduler.start()
    assert asked == ["fine"]
    scheduler.close()
    scheduler.close()
    assert asked == ["fine", "coarse again"]


def test_the_scheduler_drops_what_a_suspend_has_made_stale_but_never_an_alarm(clock: ManualClock) -> None:
    done: list[str] = []
    scheduler = Scheduler(clock, done.append, "alarm".__eq__)
    scheduler.add(clock.now() + 10, "late")
    scheduler.add(clock.now() + 20, "alarm")
    clock.suspend(5_000)
    assert scheduler.run_due() is None
    assert done == ["alarm"]


def test_the_scheduler_forgets_all_but_what_is_spared_and_keeps_its_order(clock: ManualClock) -> None:
    done: list[int] = []
    scheduler = Scheduler(clock, done.append, no_alarm)
    for number in (5, 2, 9, 7, 1, 4):
        scheduler.add(clock.now() + number, number)
    scheduler.clear(lambda number: number > 3)
    clock.advance(10)
    scheduler.run_due()
    assert done == [4, 5, 7, 9]
    scheduler.add(clock.now() + 1, 0)
    scheduler.clear()
    assert scheduler.idle


def test_a_sound_is_brought_to_a_gain_once_and_remembered_by_its_samples() -> None:
    scaled, samples = GainCache(), array("h", [1_000, -2_000])
    half = scaled.of(samples, UNITY // 2)
    assert half == array("h", [500, -1_000])
    assert scaled.of(samples, UNITY // 2) is half
    assert scaled.of(samples, UNITY) is samples
    assert scaled.of(array("h", samples), UNITY // 2) is not half
    for gain in range(KEPT):
        scaled.of(samples, gain)
    assert scaled.of(samples, UNITY // 2) is not half


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def system(clock: ManualClock, bank: Bank, folder: Path) -> SystemPlayer:
    def which(name: str) -> str | None:
        return str(folder / name) if (folder / name).exists() else None

    return SystemPlayer(clock, bank, which)


FAKE_WINSOUND = """
import pathlib, shutil
SND_FILENAME, SND_NODEFAULT = 0x20000, 2
def PlaySound(file, flags):
    if flags != 0x20002 or (here := pathlib.Path(__file__).parent / "broken").exists():
        raise RuntimeError("Failed to play sound")
    shutil.copy(file, here.with_name("heard.wav"))
"""
"""Does what Python's documentation says of winsound, with a file in place of a loudspeaker."""


def with_winsound(clock: ManualClock, bank: Bank, folder: Path) -> SystemPlayer:
    (folder / "winsound.py").write_text(FAKE_WINSOUND, "utf-8")
    found = f"import sys; sys.path.insert(0, {str(folder)!r}); {WINSOUND}"
    return SystemPlayer(clock, bank, tools=[Tool(sys.executable, ("-c", found), name="winsound")])


def test_windows_plays_with_the_module_of_python(clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
    player = with_winsound(clock, bank, tmp_path)
    player.open()
    assert player.description == "Sound through winsound, started anew for each cue."
    player.play(Sound.COUNT, clock.now())
    due(player)
    player.drain(10_000)
    clip = bank.clip(Sound.COUNT)
    assert clip is not None
    assert read_wav(tmp_path / "heard.wav") == clip.samples
    (tmp_path / "broken").touch()
    player.play(Sound.COUNT, clock.now())
    due(player)
    player.drain(10_000)
    with pytest.raises(PlayerFailed, match=r"winsound could not play a sound\."):
        player.check()
    player.close()


def test_on_windows_nothing_else_is_asked_for_a_sound() -> None:
    assert [(tool.program, tool.called) for tool in tools_here("win32")] == [(sys.executable, "winsound")]
    assert "winsound" not in {tool.called for tool in tools_here("linux")}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell to stand in for a player")
class TestSystemPlayer:
    def test_the_first_tool_that_plays_silence_is_taken(self, clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
        program(tmp_path, "paplay", "exit 1")
        program(tmp_path, "aplay", f"cat >{tmp_path}/heard")
        player = system(clock, bank, tmp_path)
        player.open()
        assert "aplay" in player.description
        player.play(Sound.COUNT, clock.now())
        due(player)
        player.drain(10_000)
        clip = bank.clip(Sound.COUNT)
        assert clip is not None
        assert (tmp_path / "heard").read_bytes() == clip.samples.tobytes()
        player.close()

    def test_a_tool_that_wants_a_file_leaves_none_behind(self, clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
        program(tmp_path, "pw-play", f"echo $1 >>{tmp_path}/heard")
        player = system(clock, bank, tmp_path)
        player.open()
        player.play(Sound.COUNT, clock.now())
        due(player)
        player.drain(10_000)
        files = [Path(line) for line in (tmp_path / "heard").read_text().split()]
        assert len(files) == 2
        assert all(file.exists() for file in files)
        player.close()
        assert not any(file.parent.exists() for file in files)

    def test_what_a_tool_writes_never_reaches_the_screen(
        self, clock: ManualClock, bank: Bank, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        program(tmp_path, "aplay", "printf '\\033[2J'; printf '\\033[31mXRUN' >&2")
        player = system(clock, bank, tmp_path)
        player.open()
        player.play(Sound.COUNT, clock.now())
        due(player)
        player.drain(10_000)
        player.close()
        assert capfd.readouterr() == ("", "")

    def test_a_bad_exit_shows_at_the_next_cue(self, clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
        program(tmp_path, "aplay", f"test ! -e {tmp_path}/broken")
        player = system(clock, bank, tmp_path)
        player.open()
        (tmp_path / "broken").touch()
        player.play(Sound.COUNT, clock.now())
        due(player)
        player.drain(10_000)
        with pytest.raises(PlayerFailed, match="aplay could not play"):
            player.play(Sound.COUNT, clock.now())

    def test_withdrawing_ends_the_processes_and_that_is_no_failure(
        self, clock: ManualClock, bank: Bank, tmp_path: Path
    ) -> None:
        program(tmp_path, "aplay", f"test ! -e {tmp_path}/slow || exec sleep 60")
        player = system(clock, bank, tmp_path)
        player.open()
        (tmp_path / "slow").touch()
        player.play(Sound.COUNT, clock.now())
        due(player)
        [(process, _)] = player._running
        player.withdraw()
        assert process.returncode is not None
        player.play(Sound.COUNT, clock.now())
        player.close()

    def test_without_any_tool_it_says_so(self, clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
        with pytest.raises(NotHere, match="afplay"):
            system(clock, bank, tmp_path).open()


def test_the_bell_rings_for_the_main_cues_only(clock: ManualClock, bank: Bank) -> None:
    rung: list[int] = []
    player = BellPlayer(clock, bank, lambda: rung.append(clock.now()))
    player.open()
    for sound in Sound:
        player.play(sound, clock.now())
    player.speak(array("h", [1]), clock.now())
    due(player)
    assert len(rung) == 6
    player.set_volume(0)
    player.play(Sound.GO, clock.now())
    due(player)
    assert len(rung) == 6
    player.play(Sound.ALARM, clock.now())
    due(player)
    assert len(rung) == 7


def test_a_volume_counts_for_what_has_been_handed_over_and_nothing_of_it_is_lost_by_unmuting(
    clock: ManualClock, bank: Bank
) -> None:
    rung: list[int] = []
    player = BellPlayer(clock, bank, lambda: rung.append(clock.now()))
    player.open()
    player.set_volume(0)
    for after in (100, 200):
        player.play(Sound.GO, clock.now() + after)
    clock.advance(100)
    due(player)
    assert rung == []
    player.set_volume(80)
    clock.advance(100)
    due(player)
    assert rung == [clock.now()]


@pytest.mark.parametrize(("sound", "cut_off"), [(Sound.ALARM, False), (Sound.GO, True)])
def test_muting_cuts_off_what_sounds_but_not_the_alarm(
    clock: ManualClock, bank: Bank, sound: Sound, monkeypatch: pytest.MonkeyPatch, *, cut_off: bool
) -> None:
    player, cut = BellPlayer(clock, bank, lambda: None), list[int]()
    monkeypatch.setattr(player, "_hush", lambda: cut.append(clock.now()))
    player.open()
    player.play(sound, clock.now())
    due(player)
    player.set_volume(0)
    assert bool(cut) is cut_off


@pytest.mark.parametrize(("sound", "rings"), [(Sound.ALARM, True), (Sound.GO, False)])
def test_an_alarm_that_a_suspend_held_up_still_rings_the_bell(
    clock: ManualClock, bank: Bank, sound: Sound, *, rings: bool
) -> None:
    rung: list[int] = []
    player = BellPlayer(clock, bank, lambda: rung.append(clock.now()))
    player.open()
    player.play(sound, clock.now() + 100)
    clock.suspend(60_000)
    due(player)
    assert bool(rung) is rings


def test_without_a_terminal_there_is_no_bell(clock: ManualClock, bank: Bank) -> None:
    with pytest.raises(NotHere):
        BellPlayer(clock, bank, None).open()


def test_silence_takes_everything(clock: ManualClock) -> None:
    player = NonePlayer(clock)
    player.open()
    player.play(Sound.GO, 0, level=1.0, lasting=5)
    player.speak(array("h", [1]), 0)
    player.withdraw()
    player.set_volume(3)
    player.drain(1_000)
    player.doze()
    player.check()
    assert player.lost() == []
    assert player.soonest() == clock.now()
    player.close()


def test_none_of_these_has_a_bed_and_none_fails_for_it(clock: ManualClock, bank: Bank, tmp_path: Path) -> None:
    rung: list[int] = []
    played = [system(clock, bank, tmp_path), BellPlayer(clock, bank, lambda: rung.append(clock.now()))]
    for player in played:
        player.lay(array("h", [1]) * 4_000, clock.now())
        assert player._scheduler.idle
    NonePlayer(clock).lay(array("h", [1]) * 4_000, clock.now())
    assert rung == []
