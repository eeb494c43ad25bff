"""What is on the screen while a session goes on: what it costs the processor, and how soon the player stands there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.measuring import Row, each_in_turn, in_turn, ms, percent, share, times
from tests.terminal.pseudo import Terminal, program

WATCHED = 20.0
"""Seconds for which the processor is watched."""
BEFORE = 6.0
"""Seconds until the start is over."""
SIZES = ((80, 24), (120, 40))
RATE = 12
"""Pictures a second of what moves, and of the reference."""
HOLD = "format: 1\ntitle: Hold\nsteps:\n  - {exercise: childs-pose, setup: 1s, hold: 5m}\n"
CAT_COW = (
    "format: 1\ntitle: Cat-cow\nsteps:\n"
    "  - {exercise: cat-cow, setup: 1s, phases: [{round: 5s}, {sag: 5s}], reps: 40}\n"
)
WALK = "format: 1\ntitle: Walk\nsteps:\n  - {exercise: walk, setup: 1s, hold: 5m}\n"
PLAYER = "left · ends"
"""What stands in the player and nowhere else."""


def drawing(folder: Path, environment: Mapping[str, str], reference: list[str]) -> list[Row]:
    """The processor with each kind of figure, beside a bare app that repaints its Digits as often."""
    commands = {"a bare app repainting": [*reference, str(RATE)], "idle library": program("--audio", "none")}
    quiet = ("--audio", "none", "--talk", "off")  # the voice of a long session is made once, at its beginning
    for name, text in (("hold with a resting figure", HOLD), ("cat-cow", CAT_COW), ("walk", WALK)):
        path = folder / f"{name.replace(' ', '-')}.yaml"
        path.write_text(text, "utf-8")
        commands[name] = program("run", str(path), "--yes", *quiet)
    commands["breath"] = program("breathe", *quiet)
    rows = []
    for columns, lines in SIZES:
        with ExitStack() as stack:
            terminals = [
                stack.enter_context(Terminal(command, environment, columns=columns, rows=lines))
                for command in commands.values()
            ]
            time.sleep(BEFORE)
            used = dict(zip(commands, share([terminal.pid for terminal in terminals], WATCHED), strict=True))
        bare = used.pop("a bare app repainting")
        wanted = {"idle library": "0.2 %", "hold with a resting figure": "1 %"}
        rows += [
            Row(f"processor, {name}, {columns}x{lines}", percent(part), f"{percent(bare)} bare app at {RATE}/s",
                times(part, bare), wanted.get(name, "5 %"))
            for name, part in used.items()
        ]  # fmt: skip
    return rows


def switching(runs: int, folder: Path, environment: Mapping[str, str], bare: list[str]) -> list[Row]:
    """From the key in the library, and from that in the preview, to the player's first frame in a terminal."""
    path = folder / "stretch.yaml"
    path.write_text("format: 1\ntitle: Stretch\nsteps:\n  - {exercise: Stretch, setup: 5s, hold: 1m}\n", "utf-8")
    silent = ("--audio", "none")
    with Terminal(program("run", str(path), *silent), environment) as terminal:
        terminal.wait_for("Start")
        terminal.type("s")
        terminal.wait_for(PLAYER)  # all that is compiled at a first run is compiled now
    library, preview = in_turn(
        runs,
        lambda: _until_player(program(*silent), environment, "Gentle stretch", "b"),
        lambda: _until_player(program("run", str(path), *silent), environment, "Start", "s"),
    )
    (start,) = each_in_turn(1, lambda: _start(bare, environment))
    reference = f"{ms(start[0])} start of a bare Textual app"
    return [
        Row(f"library to player (b), median of {runs}", ms(library), reference, times(library, start[0]), "100 ms"),
        Row(f"preview to player (s), median of {runs}", ms(preview), reference, times(preview, start[0]), "100 ms"),
    ]


def _until_player(command: list[str], environment: Mapping[str, str], ready: str, key: str) -> float:
    with Terminal(command, environment) as terminal:
        terminal.wait_for(ready)
        time.sleep(1.5)  # what is made ready behind the first frame is ready, as it is for a person
        pressed = terminal.type(key)
        terminal.wait_for(PLAYER)
        return terminal.when(lambda text: PLAYER in text) - pressed


def _start(command: list[str], environment: Mapping[str, str]) -> float:
    with Terminal(command, environment) as terminal:
        terminal.wait_for("Quit")
        return terminal.when(lambda text: "Quit" in text) - terminal.started
