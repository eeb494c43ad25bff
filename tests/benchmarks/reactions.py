"""How soon each key is heard, and whether the sound process may stand still: medians and the worst of many tries.

The real program before PulseAudio and before PipeWire, by the recording of the sink. A time ends when what was heard
has changed, so that the server's own delay is in it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from statistics import median

import numpy as np
from tests.acoustic.listening import Script, play
from tests.acoustic.soundserver import PIPEWIRE, PipeWireServer, SoundServer, missing
from tests.acoustic.speechplan import Renders, espeak, recorded
from tests.acoustic.test_reaction import (
    APART,
    BETWEEN,
    BREATHING,
    GET_READY,
    INTO_A_BREATH,
    Sounds,
    sound_process,
    sounds,
)
from tests.benchmarks.measuring import Row, ms
from tests.terminal.pseudo import Terminal

from unclench.care.interruptions import SIGNS_HEADING
from unclench.voice.recorded import sentences

SERVERS: dict[str, Callable[[int], SoundServer]] = {"PulseAudio": SoundServer, "PipeWire": PipeWireServer}
LONGEST = "20m"
"""The breathing is at most so long: each try takes ten seconds."""
STALLS = (0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Seconds for which the sound process is stopped in a breath."""
EACH_STALL = 3
AFTER_A_STALL = 1.0
LOUDER_BY = 0.2
"""A breath that is so much louder or softer, as a share, has changed by more than it rises and falls by itself."""
WANTED = "60 ms"
FIRST_SAID = sentences(SIGNS_HEADING)[0]
"""The first sentence after the key for the warning signs."""
LONGEST_WAIT = 2.0
"""Seconds within which it is sought."""
ESC = "\x1b"

Measure = Callable[[Sounds, float], float]
MEASURED: dict[str, tuple[str, Measure]] = {
    "tick": ("a key to its tick, in silence", Sounds.first_after),
    "pause": ("pause to silence", Sounds.breath_gone_after),
    "resume": ("going on to the first sound", Sounds.first_after),
    "mute": ("mute to silence", Sounds.silent_after),
    "unmute": ("unmuting to the first sound", Sounds.first_after),
    "volume": ("a key for the volume to the change", lambda heard, at: heard.loudness_changed_after(at, LOUDER_BY)),
}
"""What is measured, by the first word of what `Played.did` calls it."""


def rows(tries: int) -> list[Row]:
    """Each reaction so many times with each server that is here, then the stalls."""
    found: list[Row] = []
    for name, server in SERVERS.items():
        if name == "PipeWire" and (absent := missing(PIPEWIRE)):
            found.append(Row(f"reactions, PipeWire: needs {', '.join(absent)}"))
            continue
        breathing = [*BREATHING[:2], "--for", LONGEST, *BREATHING[4:]]
        played = play(Script(breathing, partial(_pressed, tries), lasting=60.0 + 20 * tries, server=server))
        heard = sounds(played)
        took: dict[str, list[float]] = {}
        for key, at in played.did.items():
            took.setdefault(key.split()[0], []).append(MEASURED[key.split()[0]][1](heard, at))
        found += [
            Row(f"{name}: {MEASURED[key][0]}, of {len(times)}", f"{ms(median(times))} median",
                f"{ms(max(times))} worst", "", WANTED)
            for key, times in took.items()
        ]  # fmt: skip
        found.append(Row(f"  {name}: longest stall of the recorder", ms(played.stall)))
        found += _stalls(name, server)
    return [*found, *(_words(tries, name, render) for name, render in _voices().items())]


def _voices() -> dict[str, Renders]:
    """The voices that are here, by their names in the settings: the recorded one, and a live one."""
    return {"recorded": recorded(), **({"espeak": espeak()} if find_spec("espeakng_loader") else {})}


def _words(tries: int, name: str, render: Renders) -> Row:
    """How soon the first word is heard after the key for the warning signs, with a voice."""
    played = play(Script(BREATHING, partial(_warned, tries), talk="full", voice=name, lasting=60.0 + 20 * tries))
    heard, first = sounds(played), np.array(render(FIRST_SAID).samples, float)
    times = [heard.words_after(at, first, LONGEST_WAIT) for at in played.did.values()]
    return Row(f"! to its first word, {name} voice, of {len(times)}", f"{ms(median(times))} median",
               f"{ms(max(times))} worst", "", "300 ms")  # fmt: skip


def _warned(tries: int, terminal: Terminal, _: SoundServer) -> dict[str, float]:
    did: dict[str, float] = {}
    terminal.wait_for("In 12 s")
    for number in range(tries):
        time.sleep(INTO_A_BREATH)
        did[f"words {number}"] = terminal.type("!")
        time.sleep(LONGEST_WAIT + 1)
        terminal.type(ESC)
        time.sleep(APART)
        terminal.type(" ")
        time.sleep(GET_READY)
    terminal.type("\x03")
    return did


def _pressed(tries: int, terminal: Terminal, _: SoundServer) -> dict[str, float]:
    """Each key in turn, in a breath that rises or in the pause after it."""
    did: dict[str, float] = {}
    terminal.wait_for("In 12 s")
    for number in range(tries):
        time.sleep(INTO_A_BREATH)
        for what, key, wait in (
            ("volume", "[", APART), ("mute", "m", APART), ("unmute", "m", BETWEEN),
            ("pause", " ", BETWEEN), ("tick", "]", BETWEEN), ("resume", " ", GET_READY),
        ):  # fmt: skip
            did[f"{what} {number}"] = terminal.type(key)
            time.sleep(wait)
    terminal.type("\x03")
    return did


def _stalls(name: str, server: Callable[[int], SoundServer]) -> list[Row]:
    """What is heard of a breath while the sound process is stopped, for each length the longest gap."""
    played = play(Script(BREATHING, _stopped, lasting=120.0, server=server))
    heard = sounds(played)
    gaps: dict[str, list[float]] = {}
    for what, at in played.did.items():
        seconds = float(what.split()[0])
        gaps.setdefault(ms(seconds), []).append(heard.silence(at, at + seconds + AFTER_A_STALL / 2))
    found = [
        Row(f"{name}: the sound process stands still for {length}", f"{ms(max(each))} gap" if max(each) else "no gap")
        for length, each in gaps.items()
    ]
    return [*found, Row(f"  {name}: longest stall of the recorder", ms(played.stall))]


def _stopped(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    did: dict[str, float] = {}
    terminal.wait_for("In 12 s")
    process = sound_process(server.environment["PULSE_SERVER"])
    for number in range(EACH_STALL):
        for seconds in STALLS:
            time.sleep(AFTER_A_STALL)
            did[f"{seconds} {number}"] = time.monotonic()
            os.kill(process, signal.SIGSTOP)
            time.sleep(seconds)
            os.kill(process, signal.SIGCONT)
    time.sleep(AFTER_A_STALL)
    terminal.type("\x03")
    return did
