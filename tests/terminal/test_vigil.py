"""In a real terminal that is closed, or left, while a cold pack is on: its alarm rings on, unseen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.terminal.pseudo import Terminal, base_environment, program

from unclench.audio.process.watchman import EVERY
from unclench.audio.simpleaudio_library import FORK
from unclench.system.signals import CRASHED

WITNESS = """\
import os, time
class Sound:
    def is_playing(self): return False
    def stop(self): pass
def play_buffer(samples, *_):
    if max(samples):
        with open(os.environ["WITNESS"], "a") as file:
            print(os.getpid(), time.monotonic(), file=file)
    return Sound()
"""
"""A sound library that writes down by which process, and when, it was given a sound."""
BUG = """\
from unclench.player.controller import SoundControls
def toggle_mute(*_):
    raise RuntimeError("a bug")
SoundControls.toggle_mute = toggle_mute
"""
"""Makes the key that mutes one that ends the program."""
TAKE_IT_OFF = "Take it off now"
WATCHED = 4.0
"""Seconds for which a program that sleeps is watched; it uses some thousandths of one, and a spinning one a fifth."""
ROUTINE = "format: 1\ntitle: Cold\ndefaults: {setup: 0s}\nsteps:\n  - cold: 3s\n"


def heard(path: Path, sound: str, times: int = 1) -> bool:
    """Whether the events come to tell of a cue so often within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        events = map(json.loads, path.read_text("utf-8").splitlines())
        if sum(event.get("sound") == sound for event in events) >= times:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("front", [["--plain"], []], ids=["plain", "screen"])
def test_closing_the_window_does_not_take_the_pack_off(tmp_path: Path, own_home: Path, front: list[str]) -> None:
    """C2.4: the clock runs on, the alarm rings on and on, and SIGTERM still ends it."""
    routine, events = tmp_path / "cold.yaml", tmp_path / "events.jsonl"
    routine.write_text(ROUTINE, "utf-8")
    command = program("run", str(routine), "--yes", "--audio", "none", "--talk", "off", "--events", str(events), *front)
    with Terminal(command, base_environment(own_home)) as terminal:
        terminal.fetch()
        terminal.wait_for("unbroken")
        time.sleep(0.8)  # a key held down from before is not an answer
        terminal.type(" ")
        assert heard(events, "go")
        terminal.hang_up()
        assert heard(events, "alarm", times=3)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait(5) == 143


def test_a_window_that_closes_without_a_signal_is_noticed_and_whoever_keeps_watch_sleeps(
    tmp_path: Path, own_home: Path
) -> None:
    """As under `nohup`, which switches the signal off; the screens' own library then writes no more."""
    routine, events = tmp_path / "cold.yaml", tmp_path / "events.jsonl"
    routine.write_text(ROUTINE, "utf-8")
    options = ["--yes", "--audio", "none", "--talk", "off", "--events", str(events)]
    command = ["/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", *program("run", str(routine), *options)]
    with Terminal(command, base_environment(own_home)) as terminal:
        terminal.fetch()
        terminal.wait_for("unbroken")
        time.sleep(0.8)
        terminal.type(" ")
        assert heard(events, "go")
        terminal.hang_up()
        assert heard(events, "alarm", times=2)
        used = terminal.processor()
        time.sleep(WATCHED)
        assert terminal.processor() - used < WATCHED * 0.05
        assert heard(events, "alarm", times=5)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait(5) == 143


class Pack:
    """A cold pack of three seconds in a terminal, and what is sounded by whom."""

    def __init__(self, folder: Path, home: Path) -> None:
        (folder / "cold.yaml").write_text(ROUTINE, "utf-8")
        (folder / f"{FORK}.py").write_text(WITNESS, "utf-8")
        self._folder, self.witness = folder, folder / "witness"
        self.environment = base_environment(home) | {"WITNESS": str(self.witness)}
        paths = [str(folder), self.environment.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))

    def with_a_bug(self) -> None:
        (self._folder / "sitecustomize.py").write_text(BUG, "utf-8")  # imported by Python itself

    def put_on(self, *arguments: str) -> Terminal:
        events = self._folder / "events.jsonl"
        options = ["--yes", "--talk", "off", "--events", str(events)]
        command = program("run", str(self._folder / "cold.yaml"), *options, *arguments)
        terminal = Terminal(command, self.environment)
        try:
            terminal.fetch()
            terminal.wait_for("unbroken")
            time.sleep(0.8)  # a key held down from before is not an answer
            terminal.type(" ")
            assert heard(events, "alarm")
        except BaseException:
            terminal.close()
            raise
        return terminal

    def sounds(self) -> list[tuple[int, float]]:
        """(process, seconds) of each."""
        lines = self.witness.read_text("utf-8").splitlines() if self.witness.exists() else []
        return [(int(process), float(at)) for process, at in (line.split() for line in lines)]

    def since(self, time_of: float) -> list[tuple[int, float]]:
        return [each for each in self.sounds() if each[1] > time_of]

    def rings(self, since: float, times: int = 3) -> bool:
        return within(6 * EVERY / 1000, lambda: len(self.since(since)) >= times)

    def off(self) -> str:
        """Said in another window."""
        return subprocess.run(
            program("off"), env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
            check=True,
        ).stdout  # fmt: skip


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return held


@pytest.fixture
def pack(tmp_path: Path, own_home: Path) -> Iterator[Pack]:
    pack = Pack(tmp_path, own_home)
    yield pack
    if pack.witness.exists():
        pack.off()  # whatever a test that failed has left to ring


@pytest.mark.parametrize(
    ("how", "status"), [(signal.SIGKILL, 137), (signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["kill", "term", "int"]
)
def test_c2_3_whatever_ends_the_program_the_alarm_rings_until_it_is_said_to_be_off(
    pack: Pack, how: signal.Signals, status: int
) -> None:
    """By the sound process, alone; the next command that hears that it is off ends that."""
    with pack.put_on("--plain", "--audio", "simpleaudio") as terminal:
        terminal.signal(how)
        if how is signal.SIGINT:  # the first one asks for the pack to be taken off
            terminal.wait_for(TAKE_IT_OFF)
            terminal.signal(how)
        assert terminal.wait(5) == status
        gone = time.monotonic()
        assert pack.rings(since=gone, times=4)
        if how is not signal.SIGKILL:
            assert "not said that it is off. Its alarm rings even without this window." in terminal.text
            assert "unclench off" in terminal.text
    assert "Cold off at" in pack.off()
    off = time.monotonic()
    time.sleep(4)
    assert pack.since(off + 0.5) == []


def test_c2_3_after_a_bug_in_the_screens_the_pack_is_told_of_and_its_alarm_rings_on(pack: Pack) -> None:
    """By the sound process, without the program."""
    pack.with_a_bug()
    with pack.put_on("--audio", "simpleaudio") as terminal:
        terminal.type("m")
        assert terminal.wait(5) == CRASHED
        gone = time.monotonic()
        assert "not said that it is off" in terminal.text
        assert pack.rings(since=gone)


def test_c2_3_after_a_bug_the_program_stays_for_the_alarm_where_nothing_else_can_ring(pack: Pack) -> None:
    """In lines, with the terminal's bell; it is over as soon as another window says that the pack is off."""
    pack.with_a_bug()
    with pack.put_on("--plain", "--audio", "bell") as terminal:
        terminal.type("m")
        terminal.wait_for("This stays open for the alarm")
        assert "for as long as this window is open" in terminal.text
        rung = terminal.output.count(b"\a")
        assert within(12, lambda: terminal.output.count(b"\a") >= rung + 3)
        assert "Cold off at" in pack.off()
        assert terminal.wait(10) == 1


def test_a_frozen_sound_process_is_noticed_and_the_alarm_is_heard_again_within_three_seconds(pack: Pack) -> None:
    with pack.put_on("--plain", "--audio", "simpleaudio") as terminal:
        assert pack.rings(since=0)
        frozen = pack.sounds()[-1][0]
        since = time.monotonic()
        os.kill(frozen, signal.SIGSTOP)
        assert pack.rings(since, times=1)
        process, at = pack.since(since)[0]
        assert process != frozen
        assert at - since < 3
        terminal.type("y")
        assert terminal.wait() == 0


def test_where_no_other_process_can_ring_the_program_stays_for_the_alarm_until_the_next_ctrl_c(pack: Pack) -> None:
    """With the terminal's bell only the program itself can."""
    with pack.put_on("--plain", "--audio", "bell") as terminal:
        terminal.type("\x03")
        terminal.wait_for(TAKE_IT_OFF)
        terminal.type("\x03")
        terminal.wait_for("Ctrl-C once more")
        assert "for as long as this window is open" in terminal.text
        rung = terminal.output.count(b"\a")
        assert within(12, lambda: terminal.output.count(b"\a") >= rung + 3)
        terminal.type("\x03")
        assert terminal.wait(5) == 130
    assert "Cold off at" in pack.off()
