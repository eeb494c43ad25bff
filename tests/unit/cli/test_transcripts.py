"""Whole runs in lines of text, as a screen reader reads them: each is a file of tests/transcripts, with the keys in it.

After a change on purpose: `python -m pytest tests/unit/cli/test_transcripts.py --snapshot-update`, then read the files.
"""

from __future__ import annotations

import io
import re
import time
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from tests.answered import well

from unclench.care.asks import ROW_KEYS, Ask, Tick
from unclench.cli import plain_home
from unclench.plain import LineWriter
from unclench.plain.intake import numbered, question_lines
from unclench.system.keyboard import ENTER, Keys
from unclench.testing import Desk, ManualClock

FOLDER = Path(__file__).parents[2] / "transcripts"
Press = str | tuple[float, str]
"""Keys pressed one by one as soon as the program waits for one, or a key so many seconds after the one before."""
NAMES = {ENTER: "Enter", " ": "space", "\x1b": "Esc", "\x7f": "Backspace"}
NOON = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001  # what a wall clock shows
PATIENCE = 4 * 3_600_000
"""Ms after which nothing will come of it any more."""
ROW = re.compile(r"\s*(\d+)  .")


class Somebody(Keys):
    """Presses the keys of a script, and writes each down where it was pressed."""

    def __init__(self, clock: ManualClock, script: Sequence[Press], out: io.StringIO) -> None:
        self._clock, self._out = clock, out
        self._script: deque[tuple[float | None, str]] = deque()
        for press in script:
            self._script += [(None, key) for key in press] if isinstance(press, str) else [press]
        self._last = self._began = clock.now()
        self._typed_so_far = ""
        self.terminal = self.possible = True
        self.ended = False

    @property
    def done(self) -> bool:
        """Whether all of the script was pressed."""
        return not self._script

    @contextmanager
    def listening(self) -> Iterator[Keys]:
        yield self

    def flush(self) -> None:
        """Nothing is typed ahead."""

    def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
        assert self._clock.now() - self._began < PATIENCE, "something waits for a key that the script does not have"
        if not self._script:
            assert timeout is not None, "nothing more is pressed, and a key is waited for"
        after, key = self._script[0] if self._script else (0.0, "")
        if after is None and timeout is None:
            return self._pressed(self._clock.now() + 2_000, typing=typing)
        due = None if after is None or not key else self._last + round(after * 1_000)
        if due is not None and (timeout is None or due <= self._clock.now() + timeout):
            return self._pressed(max(due, self._clock.now()), typing=typing)
        assert timeout is not None
        self._clock.advance(max(1, timeout))
        return None

    def _pressed(self, at: int, *, typing: bool) -> str:
        _, key = self._script.popleft()
        self._clock.advance(at - self._clock.now())
        self._last = at
        if typing and len(key) == 1 and key.isprintable():
            self._typed_so_far += key
            return key
        if self._typed_so_far:
            self._out.write(f"> {self._typed_so_far}\n")
            self._typed_so_far = ""
        self._out.write(f"> {NAMES.get(key, key)}\n")
        return key


class Run(Struct, frozen=True):
    """What somebody presses at home, and whether they have answered the questions about their health before."""

    keys: Sequence[Press]
    stranger: bool = False


RUNS = {
    "first-start": Run(
        ["34", ENTER, (2, "n"), "n", (240, "."), (40, " "), (3, "."), (2, " "), "20"],
        stranger=True,
    ),
    "seized-up": Run(["2", (3, "n"), (9, "x"), (4, "7"), (1, "3"), (2, "5"), (2, "1"), ENTER, "0"]),
    "breathe": Run(["1", (25, "?"), (9, "q"), (2, "2"), (1, ENTER), (9, "q"), (2, "1"), (1, ENTER), "0"]),
    "cold": Run(["4", " ", (8, " "), (305, " "), (340, " "), (330, "y"), "0"]),
    "history": Run([
        "640", "3", ENTER, (40, "q"), (2, "y"), "3", "93", "Better now", "\x7f\x7f\x7ftoday.", ENTER, "92",
        "71", "2", (4, "q"), (2, "y"), ENTER, "0",
    ]),
    "settings": Run(["9611", "65", ENTER, "2", "2", "0", "2130", "46.200", "0"]),
    "routines": Run(["8", "2", "10", ENTER, "2", "0", "0", ENTER, "0", "70", "0"]),
}  # fmt: skip


def transcript(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    out = io.StringIO()
    desk = Desk(folder, wall=lambda: NOON, make_voice=lambda _: None)
    desk.program.plain = True
    if not run.stranger:
        well(desk.home.journal, at=desk.moments().wall - 3_600_000, day=NOON)
    keys = Somebody(desk.clock, run.keys, out)
    monkeypatch.setattr(plain_home, "shared_keys", lambda: keys)
    monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(out))
    plain_home.plain_home(desk.program)
    desk.program.close()
    assert keys.done, "not everything was pressed"
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@pytest.fixture
def in_utc(monkeypatch):
    """Times of day as the transcripts have them."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be set here")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_utc")
@pytest.mark.parametrize("name", RUNS)
def test_a_whole_run_in_lines_reads_as_its_transcript(name, tmp_path, monkeypatch, request):
    written, path = transcript(RUNS[name], tmp_path, monkeypatch), FOLDER / f"{name}.txt"
    if request.config.getoption("update_snapshots"):
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


# -- laws of all of them -----------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_no_line_of_a_run_follows_itself_unless_somebody_asks_for_it(name):
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    assert [line for before, line in pairwise(lines) if line == before and not line.startswith("> ")] == []


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_made_of_lines_and_of_nothing_that_moves_draws_or_decorates(name):
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    assert {char for char in text if not char.isprintable()} == {"\n"}
    assert {char for char in text if not char.isascii() and unicodedata.category(char) in DRAWN} == set()


DRAWN = ("So", "Sk", "Sm", "Co")
"""The categories of what draws: boxes, arrows, emoji, marks, icons of a font."""


@pytest.mark.parametrize("name", RUNS)
def test_every_question_of_a_run_has_its_rows_numbered_from_one_and_nought_at_the_end(name):
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    runs, now = list[list[str]](), list[str]()
    for line in lines:
        if (row := ROW.match(line)) is not None:
            now.append(row[1])
        elif now:
            runs.append(now)
            now = []
    assert len(runs) > 1
    for numbers in runs:
        counted = numbers[:-1] if numbers[-1] == "0" else numbers
        assert counted == [str(number) for number in range(1, len(counted) + 1)]


@given(st.lists(st.text("abc ", min_size=1), min_size=1, max_size=40), st.booleans())
def test_every_answer_to_any_question_is_a_row_with_a_number_of_its_own(rows, ticks):
    ask: Ask = (
        Tick(heading="Which?", items=tuple((str(at), row) for at, row in enumerate(rows[: len(ROW_KEYS)])))
        if ticks
        else numbered("Which?", rows)
    )
    numbers = [row[1] for line in question_lines(ask) if (row := ROW.match(line)) is not None]
    assert len(set(numbers)) == len(numbers) == len(ask.rows()) + ticks


def test_every_transcript_is_of_a_run():
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(RUNS)
