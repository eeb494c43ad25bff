"""How exactly two hundred cues in ten minutes are spaced, and what sounding costs the processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.acoustic.listening import listener, timeline
from tests.acoustic.soundserver import PROMPT, STEADY, Pace, SoundServer, without_sound
from tests.acoustic.timing import Moment, OtherCues, drift, moments, share, spacing
from tests.benchmarks.measuring import Row, ms, percent, times
from tests.terminal.pseudo import Terminal, base_environment, program

from unclench.audio.simpleaudio_library import usable

ROOT = Path(__file__).resolve().parents[2]
EVERY = 3
"""Seconds from cue to cue."""
STORM = 0.05
"""Seconds between two sizes of the terminal."""
SIZES = ((80, 24), (120, 40), (100, 30), (60, 20))
LOOP = "simpleaudio loop"
COUNTING = 30.0
"""Seconds for which the processor is watched."""


@dataclass(frozen=True)
class Ear:
    """What was recorded of one player."""

    samples: bytes
    pace: Pace
    due: Sequence[tuple[float, str]]

    def moments(self, pace: Pace | None) -> list[Moment]:
        """Raises OtherCues."""
        return moments(listener().overhear(self.samples).cues, self.due, pace)


def routine(minutes: float, folder: Path) -> Path:
    """A file of twenty cues a minute, two in turns."""
    path = folder / "spacing.yaml"
    repetitions = max(round(minutes * 60 / EVERY / 2), 1)
    path.write_text(
        "format: 1\ntitle: Spacing\nsteps:\n  - exercise: Tap\n    setup: 0s\n"
        f"    phases: [{{up: {EVERY}s}}, {{down: {EVERY}s}}]\n    reps: {repetitions}\n",
        "utf-8",
    )
    return path


def due(path: Path) -> list[tuple[float, str]]:
    """When each of its cues is due."""
    return [(cue["at"], cue["sound"]) for cue in timeline(path)["cues"] if cue["sound"]]


def rows(minutes: float) -> list[Row]:
    """Idle, and with the terminal resized twenty times a second and the other core kept busy."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="unclench-bench-") as name:
        path = routine(minutes, Path(name))
        for state, disturbed in (("idle", False), ("resize storm, other core busy", True)):
            with ThreadPoolExecutor(2) as pool:
                ours = pool.submit(_play, path, disturbed=disturbed)
                loop = pool.submit(_loop, path) if any(map(find_spec, usable())) else None
                with _spinning() if disturbed else _nothing():
                    ears = {"unclench": ours.result(), LOOP: loop.result() if loop else None}
            found += _told(state, ears["unclench"], ears[LOOP], minutes)
    return found


def _told(state: str, ours: Ear | None, loop: Ear | None, minutes: float) -> list[Row]:
    assert ours is not None
    try:
        real, raw = ours.moments(ours.pace), ours.moments(None)
    except OtherCues as others:
        return [Row(f"spacing, {state}", f"other cues than wanted: {others}")]
    without = f"{LOOP} (not installed)"
    theirs = theirs_raw = None
    try:
        if loop:
            theirs, theirs_raw = loop.moments(loop.pace), loop.moments(None)
    except OtherCues as others:  # it has no device of its own to wait for, and may lose one
        without = f"{LOOP}: {others}"

    def row(what: str, part: float | None, wanted: str = "") -> Row:
        own = share(spacing(real), part) if part else abs(drift(real))
        if theirs is None:
            return Row(what, ms(own), without, "", wanted)
        other = share(spacing(theirs), part) if part else abs(drift(theirs))
        return Row(what, ms(own), f"{ms(other)} {LOOP}", times(own, other), wanted)

    paces = [f"{ear.pace.gain * 1e6:+.0f} millionths" for ear in (ours, loop) if ear]
    return [
        row(f"spacing of {len(real)} cues, {state}: median", 0.5),
        row("  p99", 0.99, "3 ms"),
        row("  worst", 1.0, "8 ms"),
        row(f"  drift over {minutes:g} minutes", None, "2 ms"),
        Row("  the same by the sink's clock", f"{drift(raw) * 1e3:+.1f} ms",
            f"{drift(theirs_raw) * 1e3:+.1f} ms {LOOP}" if theirs_raw else without),
        Row("  that clock against the system's", paces[0], f"{paces[1]} {LOOP}" if loop else without),
        Row("  longest stall of the recorder", ms(ours.pace.worst_stall), ms(loop.pace.worst_stall) if loop else ""),
    ]  # fmt: skip


def _play(path: Path, *, disturbed: bool) -> Ear:
    """On the screen, in a terminal of 80 by 24 that may be resized all the time."""
    with SoundServer(STEADY) as server, server.recording() as recording:
        events = server.folder / "events.jsonl"
        command = program("run", str(path), "--yes", "--audio", "miniaudio", "--talk", "off", "--events", str(events))
        environment = {**base_environment(server.folder / "unclench"), **server.environment}
        with Terminal(command, environment) as terminal:
            number = 0
            while not _over(events):
                if disturbed:
                    number += 1
                    terminal.resize(*SIZES[number % len(SIZES)])
                time.sleep(STORM if disturbed else 1)
            time.sleep(2.5)  # the closing cadence
            recording.stop()
        return Ear(recording.samples, recording.pace, due(path))


def _over(events: Path) -> bool:
    """Whether a session has come to its end; its last event is short."""
    if not events.exists():
        return False
    with events.open("rb") as file:
        file.seek(max(events.stat().st_size - 300, 0))
        lines = file.read().splitlines()
    return bool(lines) and lines[-1].startswith(b"{") and json.loads(lines[-1])["event"] in ("finished", "stopped")


def _loop(path: Path) -> Ear:
    """The reference, before a sink that takes up each new stream at once."""
    with SoundServer(PROMPT) as server, server.recording() as recording:
        subprocess.run(_loop_command(path, server.folder), env=_loop_environment(server), cwd=ROOT, check=True)
        time.sleep(0.5)
        recording.stop()
        return Ear(recording.samples, recording.pace, due(path))


def _loop_command(path: Path, folder: Path) -> list[str]:
    cues = folder / "cues"
    cues.write_text("".join(f"{at} {name}\n" for at, name in due(path)), "ascii")
    return [sys.executable, "-m", "tests.benchmarks.sleepandplay", str(cues)]


def _loop_environment(server: SoundServer) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**base_environment(server.folder / "unclench"), **server.environment, "PYTHONPATH": path}


@contextmanager
def _spinning() -> Iterator[None]:
    """A process that never waits."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def costs() -> list[Row]:
    """The processor time of a session with a cue every three seconds: sounding, silent, and the loop."""
    with (
        tempfile.TemporaryDirectory(prefix="unclench-bench-") as name,
        SoundServer(STEADY) as server,
        SoundServer(PROMPT) as prompt,
    ):
        path = routine(2, Path(name))
        plain = ["run", str(path), "--yes", "--plain", "--talk", "off", "--audio"]
        home = base_environment(Path(name))
        terminals = {
            "miniaudio": Terminal(program(*plain, "miniaudio"), {**home, **server.environment}),
            "none": Terminal(program(*plain, "none"), {**home, **without_sound()}),
        }
        if any(map(find_spec, usable())):
            command = _loop_command(path, prompt.folder)
            terminals[LOOP] = Terminal(command, _loop_environment(prompt))
        try:
            time.sleep(6)  # the start is over
            # Threads that have ended count too: simpleaudio has one for each cue.
            before = [terminal.processor() for terminal in terminals.values()]
            time.sleep(COUNTING)
            after = [terminal.processor() for terminal in terminals.values()]
        finally:
            for terminal in terminals.values():
                terminal.close()
    shares = {name: (end - begin) / COUNTING for name, begin, end in zip(terminals, before, after, strict=True)}
    side = shares["miniaudio"] - shares["none"]
    reference = f"{percent(shares[LOOP])} {LOOP}" if LOOP in shares else f"{LOOP} (not installed)"
    return [
        Row(
            "processor, a cue every 3 s (plain)",
            percent(shares["miniaudio"]),
            f"{percent(shares['none'])} --audio none",
        ),
        Row("  the audio side of that", percent(side), reference, times(side, shares[LOOP]) if LOOP in shares else ""),
    ]
