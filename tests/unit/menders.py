"""Programs that mend a damaged journal and are killed at it.

`python menders.py points FOLDER` kills one at each line of the mending (and before each renaming),
each in a folder of its own, and prints how many. `python menders.py random FOLDER
COUNT` kills whole programs at random instants of it. Every folder is left as the kill left it;
`survived` says whether the next start finds everything.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

from unclench.journal.database import Journal, open_journal
from unclench.journal.file import damaged as damaged_files
from unclench.journal.records import TABLES, NoteRecord, Record, SessionRecord
from unclench.journal.recovery import salvage
from unclench.safety.exposure import Exposure, Moment

WALL = 1_700_000_000_000
SESSIONS = 150
TIMES = {"_set_aside": 3}
"""How often a line of a function is come to that somebody is killed at; once in the others."""
PAGE = 4096
MENDING: dict[str, tuple[str, ...]] = {
    "recovery.py": (),
    "raw_sqlite.py": ("leaf_rows", "_payload", "_values", "_value", "_varint"),
    "database.py": ("open_journal", "repair_damaged"),
    "file.py": (
        "with_end", "alone_in", "_locked", "file_identity", "folder_state", "unfinished_path", "unfinished",
        "clear_away", "has_log", "build_beside", "_check_complete", "put_in_place",
    ),
}  # fmt: skip
"""The functions of the journal in which somebody is killed: whatever mends. All of a file's where none are named."""
Place = tuple[str, str, int, int]
"""A file, a function, a line of it, and how often it was come to."""


def damaged(folder: Path) -> None:
    """A journal with a lock-out, whose last writer was killed (so that its log is there), with a hole in one page."""
    path = folder / "journal.db"
    folder.mkdir(parents=True)
    with closing(Journal(path)) as journal:
        journal.add(*(SessionRecord(id=f"{n:032x}", routine="cat", title="Cat and cow", began=WALL + n)
                      for n in range(SESSIONS)))  # fmt: skip
        journal.keep_content("name", b"x" * 9_000)
    writer = os.fork()
    if writer == 0:
        late = Journal(path)
        off = Moment("boot", 600_000, WALL + 100_000)
        late.add(Exposure(f"{10**6:032x}", "cold", Moment("boot", 500_000, WALL), 900_000, off=off))
        late.add(NoteRecord(id=f"{10**6 + 1:032x}", at=WALL, text="the last one"))
        os._exit(0)
    os.waitpid(writer, 0)
    data = bytearray(path.read_bytes())
    page = data.index(b"Cat and cow") // PAGE * PAGE
    data[page : page + 200] = bytes(200)
    path.write_bytes(data)


def opened(folder: Path) -> tuple[dict[str, Record], list[str]]:
    """Every record that the next start finds, by id, and what it says."""
    told: list[str] = []
    with closing(open_journal(folder / "journal.db", told.append, lambda: "now")) as journal:
        return {record.id: record for kind in TABLES.values() for record in journal.read(kind)}, told


def survived(folder: Path, kept: dict[str, Record]) -> bool:
    """Whether everything is there after a kill, and in the one damaged file too, and nothing else is left over."""
    found, _ = opened(folder)
    again, said = opened(folder)
    aside = damaged_files(folder / "journal.db")
    left = list(folder.glob("*mending*"))
    return found == again == kept and not said and not left and [salvage(file).records for file in aside] == [kept]


def left_by_a_kill(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Everything that a kill left: most lines of a mending change nothing on the disk, so few kills differ in it."""
    files = ((re.sub(r"mending-\d+", "mending", file.name), file.read_bytes()) for file in folder.iterdir())
    return tuple(sorted(files))


class Killer:
    """Notes the places that are come to, and kills this process at one of them."""

    def __init__(self, at: Place | None) -> None:
        self.at, self.seen = at, Counter[tuple[str, str, int]]()
        self.entered = set[tuple[str, str]]()

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Killer | None:
        """A trace function (see sys.settrace)."""
        file, name = os.path.split(frame.f_code.co_filename)  # asked a hundred thousand times
        function = frame.f_code.co_name
        if not file.endswith("journal") or (functions := MENDING.get(name)) is None:
            return None
        if functions and function not in functions:
            return None
        if self.at is not None and (name, function) != self.at[:2]:
            return None  # to be told of each line of another function is most of the time
        self.entered.add((name, function))
        line = (name, function, frame.f_lineno)
        if event == "line" and self.seen[line] < TIMES.get(function, 1):
            self.seen[line] += 1
            if (*line, self.seen[line]) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def mend_until(folder: Path, at: Place | None) -> list[Place]:
    """Open the journal, and die at a place; or all that there are."""
    killer = Killer(at)
    sys.settrace(killer)
    try:
        opened(folder)
    finally:
        sys.settrace(None)
    named = {(file, function) for file, functions in MENDING.items() for function in functions}
    if missed := named - killer.entered:
        raise RuntimeError(f"{missed} was not come to")
    return [(*line, time + 1) for line, times in killer.seen.items() for time in range(times)]


def at_every_point(folder: Path) -> int:
    """Kill one at each place; how many there were."""
    damaged(folder / "before")
    (folder / "before" / "journal.mending-1").write_bytes(b"half")
    shutil.copytree(folder / "before", folder / "whole")
    places = mend_until(folder / "whole", None)
    for number, place in enumerate(places):
        home = folder / str(number)
        shutil.copytree(folder / "before", home)
        child = os.fork()
        if child == 0:
            mend_until(home, place)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            raise RuntimeError(f"{place} was not come to")
    return len(places)


def at_random(folder: Path, count: int) -> None:
    """Kill whole programs, and tell how many times everything was there at the next start, and where they were."""
    data = folder / "before" / "data"
    damaged(data)
    shutil.copytree(data, folder / "whole" / "data")
    kept, _ = opened(folder / "whole" / "data")
    dice, good, states = random.Random(), 0, Counter[str]()
    for number in range(count):
        home = folder / str(number)
        shutil.copytree(data, home / "data")
        environment = {**os.environ, "UNCLENCH_HOME": str(home)}
        with subprocess.Popen([sys.executable, "-m", "unclench", "next"], env=environment, stdout=-3, stderr=-3) as run:
            begun = time.monotonic()
            while run.poll() is None and not list((home / "data").glob("*mending*")):
                if time.monotonic() - begun > 20:
                    break
            time.sleep(dice.uniform(0, 0.06))
            run.kill()
        names = [file.name for file in (home / "data").iterdir()]
        state = "before" if "journal.db" in names and not any("damaged" in name for name in names) else "after"
        states["between" if "journal.db" not in names else state] += 1
        good += survived(home / "data", kept)
    sys.stdout.write(f"{good} of {count} journals whole; where the kills came: {dict(states)}\n")


if __name__ == "__main__":
    if sys.argv[1] == "points":
        sys.stdout.write(f"{at_every_point(Path(sys.argv[2]))}\n")
    else:
        at_random(Path(sys.argv[2]), int(sys.argv[3]))
