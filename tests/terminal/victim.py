"""Sessions that are killed: each in a child of its own, all into one journal. One JSON line for each.

`python victim.py HOME COUNT SEED`; forking saves starting an interpreter for each of them.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from unclench.config.paths import Home
from unclench.journal.logbook import Logbook
from unclench.player.controller import SessionController
from unclench.player.recorder import SessionRecorder
from unclench.session.compiler import compile_routine
from unclench.session.session import Session, StartedSegment
from unclench.system.clock import SystemClock, moment
from unclench.testing import RecordingPlayer, hold, routine

STEPS, EACH = 60, 0.008


def play(home: Home, number: int, told: int) -> None:
    """A session of short holds; after each look the index of the step that began last is told."""
    clock, book = SystemClock(), Logbook(home, lambda sentence: os._exit(len(sentence) and 9), moment)
    made = routine(*(hold(EACH, name=f"Step {n}") for n in range(STEPS)), id=f"victim-{number}")
    timeline = compile_routine(made)
    controller = SessionController(
        Session(timeline, clock.now()),
        RecordingPlayer(),
        clock,
        make_recorder=lambda: SessionRecorder(book, made, timeline),
    )
    controller.begin()
    controller.settle()
    step = 0
    while not controller.finished:
        controller.tick()
        while controller.news:  # and not `view`: on a busy machine another step may have begun since that tick
            news = controller.news.popleft()
            step = news.segment.step if isinstance(news, StartedSegment) else step
        os.write(told, bytes([STEPS if controller.finished else step]))
        time.sleep(controller.sleep_for() / 1000)


def main(folder: str, count: int, seed: int) -> None:
    base, chance = Path(folder), random.Random(seed)
    home = Home(base, base, base)
    for number in range(count):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            play(home, number, writer)
            os._exit(0)
        os.close(writer)
        time.sleep(chance.uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reader, "rb") as pipe:
            steps = pipe.read()
        sound = "no file yet"
        if home.journal.exists():
            with closing(sqlite3.connect(home.journal)) as journal:
                sound = journal.execute("PRAGMA integrity_check").fetchone()[0]
        print(json.dumps({"routine": f"victim-{number}", "ended": steps[-1] if steps else 0, "integrity": sound}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
