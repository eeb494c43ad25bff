"""How soon a key is heard, and that a program that stands still is not: the real program before a real sound server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.acoustic import recordedwords
from tests.acoustic.decoding import Wave
from tests.acoustic.listening import REPEATS, STALL, Played, Script, play
from tests.acoustic.soundserver import RATE, SoundServer
from tests.terminal.pseudo import Terminal

pytestmark = pytest.mark.acoustic

AT_MOST = 0.060
"""Seconds from a key to its sound, or to silence."""
TRIES = 3
BREATHING = ["breathe", "12-0-12", "--for", "3m", "--plain", "--audio", "miniaudio", "--volume", "100"]
INTO_A_BREATH = 1.5
"""Seconds into a breath: its tone is there, and goes on for seconds."""
APART = 1.3
"""Seconds from a key to the same key: sooner, it may count as held down."""
BETWEEN = 0.8
"""Seconds from a key to another, in which the tick for it has died away."""
GET_READY = 3.0
STOPPED = 0.3
AFTER_THE_STOP = 1.0
QUIET = 3
"""Of 32,768: anything louder is a sound."""
GAP = 0.020
"""Seconds of quiet that are a gap: between two breaths, which rise and fall, there are less."""
BREATH = 600.0
"""Hz: a breath lies mostly below, and the tick that answers a key above."""
BEFORE = 0.05
"""Seconds before a key in which its breath is measured..."""
GONE = 0.1
"""...of which so much is left when it has gone: the rest may be of the tick."""


def _keys(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Mute and unmute in a breath, pause it, press a key that only ticks, and go on."""
    did: dict[str, float] = {}
    terminal.wait_for("In 12 s")
    for number in range(TRIES):
        time.sleep(INTO_A_BREATH)
        did[f"mute {number}"] = terminal.type("m")
        time.sleep(APART)
        did[f"unmute {number}"] = terminal.type("m")
        time.sleep(BETWEEN)
        did[f"pause {number}"] = terminal.type(" ")
        time.sleep(BETWEEN)
        did[f"louder {number}"] = terminal.type("]")
        time.sleep(BETWEEN)
        did[f"resume {number}"] = terminal.type(" ")
        time.sleep(GET_READY)
    terminal.type("\x03")
    return did


def _stop(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Stop the sound process in a breath, as a machine that hangs would."""
    terminal.wait_for("In 12 s")
    time.sleep(INTO_A_BREATH)
    process = sound_process(server.environment["PULSE_SERVER"])
    began = time.monotonic()
    os.kill(process, signal.SIGSTOP)
    time.sleep(STOPPED)
    os.kill(process, signal.SIGCONT)
    ended = time.monotonic()
    time.sleep(AFTER_THE_STOP)
    terminal.type("\x03")
    return {"began": began, "ended": ended}


def sound_process(server: str) -> int:
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

    played: Played
    spans: list[tuple[float, float]]
    wave: Wave
    breath: Wave
    """How loud it was, but for the high ones."""

    def silent_after(self, moment: float) -> float:
        """Seconds from a moment, when something sounds, to the silence."""
        return next(end for _, end in self.spans if end > moment) - moment

    def first_after(self, moment: float) -> float:
        """Seconds from a moment, when nothing sounds, to the first sound."""
        return next(begin for begin, _ in self.spans if begin > moment) - moment

    def breath_gone_after(self, moment: float) -> float:
        """Seconds from a moment in a breath until that has gone, whatever tick sounds then."""
        frame = self._frame(moment)
        was = float(np.mean(self.breath[frame - round(BEFORE * RATE) : frame]))
        gone = int(np.argmax(self.breath[frame:] < was * GONE))
        return self.played.pace.time_of(frame + gone) - moment

    def words_after(self, moment: float, words: Wave, within: float) -> float:
        """Seconds from a moment to where these words begin; raises AssertionError where they are not said in time."""
        begin = self._frame(moment)
        window = self.wave[begin : begin + round(within * RATE) + len(words)]
        found = recordedwords.first(window, words, recordedwords.ALIKE)
        assert found is not None, f"the words are not heard within {within:g} s"
        return self.played.pace.time_of(begin + found) - moment

    def loudness_changed_after(self, moment: float, by: float) -> float:
        """Seconds from a moment in a breath until that is softer or louder by this share of what it was."""
        frame = self._frame(moment)
        was = float(np.mean(self.breath[frame - round(BEFORE * RATE) : frame]))
        changed = int(np.argmax(np.abs(self.breath[frame:] / was - 1) > by))
        return self.played.pace.time_of(frame + changed) - moment

    def silence(self, begin: float, end: float) -> float:
        """The longest silence between two moments."""
        gaps = [min(after, end) - max(before, begin) for (_, before), (after, _) in pairwise(self.spans)]
        return max((0.0, *gaps))

    def _frame(self, moment: float) -> int:
        """The frame that was heard at a moment."""
        low, high = 0, len(self.breath)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.played.pace.time_of(middle) <= moment else (low, middle)
        return low


def sounds(played: Played) -> Sounds:
    """What was heard, but for gaps so short that they belong to a sound."""
    wave = np.frombuffer(played.samples, dtype="<i2").astype(np.float64)
    spans: list[tuple[int, int]] = []
    for frame in np.flatnonzero(np.abs(wave) > QUIET).tolist():
        if spans and frame - spans[-1][1] < GAP * RATE:
            spans[-1] = (spans[-1][0], frame)
        else:
            spans.append((frame, frame))
    times = [(played.pace.time_of(begin), played.pace.time_of(end)) for begin, end in spans]
    return Sounds(played, times, wave, loudness(wave))


def loudness(wave: Wave) -> Wave:
    """The root mean square of 5 ms around each frame, of what lies below `BREATH`."""
    taps = np.arange(-220, 221)
    low = np.sinc(2 * BREATH / RATE * taps) * np.hamming(len(taps))
    lowest: Wave = np.convolve(wave, low / low.sum(), "same")
    return np.sqrt(np.convolve(lowest**2, np.full(221, 1 / 221), "same"))


def judged(script: Script, judge: Callable[[Played], list[str]]) -> None:
    """Play it until it passes, but no session again in which nothing disturbed our own recorder."""
    for _ in range(1 + REPEATS):
        played = play(script)
        complaints = judge(played)
        if not complaints or played.stall < STALL:
            break
    assert not complaints, "\n".join([*complaints, f"longest stall of this machine: {played.stall * 1000:.0f} ms"])


def test_whatever_a_key_does_is_heard_within_60_ms() -> None:
    """Three times each. Without the queue that is written anew it was 150 ms to silence and 250 to a sound."""

    def judge(played: Played) -> list[str]:
        heard = sounds(played)
        measured = {
            "mute": heard.silent_after, "unmute": heard.first_after, "pause": heard.breath_gone_after,
            "louder": heard.first_after, "resume": heard.first_after,
        }  # fmt: skip
        took = {key: measured[key.split()[0]](at) for key, at in played.did.items()}
        return [f"{key}: heard after {seconds * 1000:.0f} ms" for key, seconds in took.items() if seconds > AT_MOST]

    judged(Script(BREATHING, _keys), judge)


def test_a_sound_process_that_stands_still_for_300_ms_is_not_heard() -> None:
    """A tone goes on through it, for a second of sound lies in the server's queue."""

    def judge(played: Played) -> list[str]:
        silence = sounds(played).silence(played.did["began"], played.did["ended"] + AFTER_THE_STOP / 2)
        return [f"a gap of {silence * 1000:.0f} ms"] if silence > 0 else []

    judged(Script(BREATHING, _stop), judge)
