"""How soon a key is heard, and that a program that stands still is not: the real program before a real sound server."""

from __future__ import annotations

import os
import signal
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from tests.acoustic.listening import REPEATS, STALL, Played, Script, play
from tests.acoustic.soundserver import RATE, SoundServer
from tests.terminal.pseudo import Terminal

pytestmark = pytest.mark.acoustic

AT_MOST = 0.060
"""Seconds from a key to its sound, or to silence."""
TRIES = 3
BREATHING = ["breathe", "5-0-5", "--for", "1m", "--plain", "--audio", "miniaudio"]
INTO_A_BREATH = 1.2
"""Seconds into a breath: its tone is there, and goes on for seconds."""
APART = 1.2
"""Seconds between two keys: sooner, a second press may count as a repeat of the first."""
GET_READY = 3.0
STOPPED = 0.3
AFTER_THE_STOP = 1.0
QUIET = 3
"""Of 32,768: anything louder is a sound."""
GAP = 0.020
"""Seconds of quiet that are a gap: between two breaths, which rise and fall, there are less."""


def _keys(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Pause and go on, each time in a breath."""
    did: dict[str, float] = {}
    terminal.wait_for("In 5 s")
    time.sleep(INTO_A_BREATH)
    for number in range(TRIES):
        did[f"paused {number}"] = terminal.type(" ")
        time.sleep(APART)
        did[f"resumed {number}"] = terminal.type(" ")
        time.sleep(GET_READY + INTO_A_BREATH)
    terminal.type("\x03")
    return did


def _stop(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Stop the sound process in a breath, as a machine that hangs would."""
    terminal.wait_for("In 5 s")
    time.sleep(INTO_A_BREATH)
    process = _sound_process(server.environment["PULSE_SERVER"])
    began = time.monotonic()
    os.kill(process, signal.SIGSTOP)
    time.sleep(STOPPED)
    os.kill(process, signal.SIGCONT)
    ended = time.monotonic()
    time.sleep(AFTER_THE_STOP)
    terminal.type("\x03")
    return {"began": began, "ended": ended}


def _sound_process(server: str) -> int:
    """The id of the sound process that plays to this server."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:  # it has just ended, or is somebody else's
            continue
        if b"audio.process.server" in command and server.encode() in environment:
            return int(folder.name)
    raise AssertionError("there is no sound process")


@dataclass(frozen=True)
class Sounds:
    """When something was heard in a session, in real time."""

    spans: list[tuple[float, float]]

    def silent_after(self, moment: float) -> float:
        """Seconds from a moment, when something sounds, to the silence."""
        return next(end for _, end in self.spans if end > moment) - moment

    def first_after(self, moment: float) -> float:
        """Seconds from a moment, when nothing sounds, to the first sound."""
        return next(begin for begin, _ in self.spans if begin > moment) - moment

    def silence(self, begin: float, end: float) -> float:
        """The longest silence between two moments."""
        gaps = [min(after, end) - max(before, begin) for (_, before), (after, _) in pairwise(self.spans)]
        return max(gaps, default=0.0)


def sounds(played: Played) -> Sounds:
    """What was heard, but for gaps so short that they belong to a sound."""
    samples = array("h")
    samples.frombytes(played.samples)
    loud = [i for i, x in enumerate(samples) if abs(x) > QUIET]
    spans: list[tuple[int, int]] = []
    for frame in loud:
        if spans and frame - spans[-1][1] < GAP * RATE:
            spans[-1] = (spans[-1][0], frame)
        else:
            spans.append((frame, frame))
    return Sounds([(played.pace.time_of(begin), played.pace.time_of(end)) for begin, end in spans])


def judged(script: Script, judge: Callable[[Played], list[str]]) -> None:
    """Play it until it passes, but no session again in which nothing disturbed our own recorder."""
    for _ in range(1 + REPEATS):
        played = play(script)
        complaints = judge(played)
        if not complaints or played.stall < STALL:
            break
    assert not complaints, "\n".join([*complaints, f"longest stall of this machine: {played.stall * 1000:.0f} ms"])


def test_a_pause_is_silence_and_its_end_a_sound_within_60_ms() -> None:
    """Three times each. It was 150 and 250 ms when the device was given blocks."""

    def judge(played: Played) -> list[str]:
        heard = sounds(played)
        took = {
            key: heard.silent_after(at) if key.startswith("paused") else heard.first_after(at)
            for key, at in played.did.items()
        }
        return [f"{key}: heard after {seconds * 1000:.0f} ms" for key, seconds in took.items() if seconds > AT_MOST]

    judged(Script(BREATHING, _keys), judge)


def test_a_sound_process_that_stands_still_for_300_ms_is_not_heard() -> None:
    """A tone goes on through it, for a second of sound lies in the server's queue."""

    def judge(played: Played) -> list[str]:
        silence = sounds(played).silence(played.did["began"], played.did["ended"] + AFTER_THE_STOP / 2)
        return [f"a gap of {silence * 1000:.0f} ms"] if silence > 0 else []

    judged(Script(BREATHING, _stop), judge)
