"""What a journal of 100,000 sessions costs, beside one of ten: the history, `next`, the start of the program."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.answered import well
from tests.benchmarks.measuring import Row, each_in_turn, first_frame, in_turn, lasting, ms, times
from tests.terminal.pseudo import Terminal, base_environment, program

from unclench.journal.records import PainRecord, SessionRecord, StepRecord, new_id
from unclench.journal.schema import insert, to_row
from unclench.system.clock import moment

MANY, FEW = 100_000, 10
AN_HOUR = 3_600_000
ROUTINES = ("gentle-stretch", "walk-10-15", "breathing-5-1-4", "core-strength", "ice-15")


def filled(home: Path, sessions: int, dice: random.Random) -> None:
    """A journal of so many sessions, two hours apart, each with two steps and pain before and after."""
    journal, now = home / "data" / "journal.db", moment().wall
    well(journal)
    with closing(sqlite3.connect(journal)) as connection:
        for number in range(sessions):
            began, id = now - (number + 1) * 2 * AN_HOUR, new_id()
            name = dice.choice(ROUTINES)
            session = SessionRecord(id=id, routine=name, title=name.capitalize(), tags="stretch", began=began,
                                    ended=began + 900_000, why="finished")  # fmt: skip
            steps = [
                StepRecord(id=new_id(), session=id, number=step, name="Stretch", kind="exercise", began=began,
                           ended=began + 400_000, lasted=400_000, done=True)
                for step in (1, 2)
            ]  # fmt: skip
            pain = [
                PainRecord(id=new_id(), at=began, rating=dice.randint(2, 8), when="before", session=id),
                PainRecord(id=new_id(), at=began + 900_000, rating=dice.randint(0, 6), when="after", session=id),
            ]
            for table, records in (("sessions", [session]), ("steps", steps), ("pain", pain)):
                connection.executemany(insert(table), [to_row(record) for record in records])
        connection.commit()


def rows(runs: int) -> list[Row]:
    """Each with 100,000 sessions, and the same with ten as its reference."""
    with tempfile.TemporaryDirectory(prefix="unclench-bench-") as folder:
        homes = [Path(folder) / str(count) for count in (MANY, FEW)]
        for home, count in zip(homes, (MANY, FEW), strict=True):
            filled(home, count, random.Random(1))
        environments = [base_environment(home) for home in homes]
        found = [
            _row(f"next, {MANY:,} sessions", in_turn(runs, *(_command("next", env) for env in environments)), "300 ms"),
            _row("history --json of a month", in_turn(runs, *(_command("history", env) for env in environments)), ""),
            _row("history screen, from the key", in_turn(runs, *map(_screen, environments)), "500 ms"),
        ]
        starts = each_in_turn(runs, *map(_start, environments))
        many, few = (min(each) for each in starts)
        more = Row("start to first frame, the least", ms(many), f"{ms(few)} with ten", times(many, few), "10 ms more")
        size = (homes[0] / "data" / "journal.db").stat().st_size
        return [*found, more, Row("  the journal", f"{size / 2**20:.0f} MiB")]


def _row(what: str, found: list[float], wanted: str) -> Row:
    many, few = found
    return Row(what, ms(many), f"{ms(few)} with ten", times(many, few), wanted)


def _command(name: str, environment: dict[str, str]) -> Callable[[], float]:
    return lambda: lasting([sys.executable, "-m", "unclench", name, "--json"], environment)


def _screen(environment: dict[str, str]) -> Callable[[], float]:
    """From the key to the list of sessions with its details."""

    def measure() -> float:
        with Terminal(program("--audio", "none"), environment, columns=120, rows=40) as terminal:
            terminal.wait_for("Gentle stretch")
            return _until(terminal, "h", "Sessions a day")

    return measure


def _until(terminal: Terminal, key: str, text: str) -> float:
    import time

    pressed = time.monotonic()
    terminal.type(key)
    terminal.wait_for(text)
    return terminal.when(lambda shown: text in shown) - pressed


def _start(environment: dict[str, str]) -> Callable[[], float]:
    return lambda: first_frame(program("--audio", "none"), environment, "Gentle stretch")[0]
