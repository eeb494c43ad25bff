"""A program in a real pseudo-terminal: typed at, resized, read, and timed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.answered import well

from unclench.journal.errors import Unavailable

SETTLED = 0.8
"""Seconds: what is typed before a question can have been read is no answer to it."""
PATIENCE = 30.0
"""Seconds until something that is waited for counts as hanging."""
TAIL = 2_000
"""Characters of output that a failure shows."""
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[ -/]*[0-~])")


KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH")
"""Of the caller's own variables a program started here gets these."""


def base_environment(home: Path) -> dict[str, str]:
    """The variables for a run of the program: a home of its own, nothing of the user's, and no questions open.

    A home that cannot be written stays as it is.
    """
    journal = home / "data" / "journal.db"
    if not journal.exists():
        with contextlib.suppress(Unavailable):
            well(journal)
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "UNCLENCH_HOME": str(home), "HOME": str(home)}


def program(*arguments: str) -> list[str]:
    """The command line of the program under this Python."""
    return [sys.executable, "-m", "unclench", *arguments]


class Hangs(AssertionError):
    """What was waited for did not come; the text says what there was instead."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What an ended program has cost: processor seconds and the peak of its memory in bytes."""

    seconds: float
    memory: int


class Terminal:
    """A terminal with one program in it; use it in a with statement.

    The program is the leader of its own session with this as its controlling terminal, so
    that Ctrl-C and a hang-up reach it as they would in a real one.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24
    ) -> None:
        self._main, self._side = pty.openpty()
        self.resize(columns, rows)
        self._keep_what_is_written()
        self.before = self.attributes
        self._pieces: list[tuple[float, bytes]] = []
        self._changed = threading.Condition()
        self.started = time.monotonic()
        # A session leader without a terminal gets the first one it opens; the shell opens it.
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(self._side), *command],
            env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._gone = False
        self.usage: Usage | None = None
        self._status: int | None = None
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    def _keep_what_is_written(self) -> None:
        """Have Ctrl-C throw nothing away.

        The system sends the signal first and then empties its buffers: on a busy machine that is after the program has
        said something about it.
        """
        attributes = self.attributes
        attributes[3] |= termios.NOFLSH
        termios.tcsetattr(self._side, termios.TCSANOW, attributes)

    @property
    def attributes(self) -> list[Any]:
        """The terminal's settings as they are now."""
        return termios.tcgetattr(self._side)

    @property
    def output(self) -> bytes:
        """Everything that it has written."""
        with self._changed:
            return b"".join(piece for _, piece in self._pieces)

    @property
    def text(self) -> str:
        """The same without escape sequences."""
        return SEQUENCE.sub(b"", self.output).decode("utf-8", "replace")

    def when(self, condition: Callable[[str], bool]) -> float:
        """The `time.monotonic()` of the piece of output with which a condition came to hold."""
        with self._changed:
            pieces = list(self._pieces)
        written = b""
        for at, piece in pieces:
            written += piece
            if condition(SEQUENCE.sub(b"", written).decode("utf-8", "replace")):
                return at
        raise Hangs(f"it never came to that:\n{self.text[-TAIL:]}")

    def type(self, keys: str) -> float:
        """Press keys; gives the `time.monotonic()` at which that was done."""
        at = time.monotonic()
        os.write(self._main, keys.encode())
        return at

    def resize(self, columns: int, rows: int) -> None:
        """Make it another size; the kernel tells the program by SIGWINCH."""
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def wait_until_held(self) -> None:
        """Until the program is the one that this terminal's keys go to."""
        while os.tcgetpgrp(self._main) != self.pid:
            time.sleep(0.001)

    def hang_up(self) -> None:
        """Close the window: the program loses its terminal and gets SIGHUP."""
        os.close(self._side)
        os.close(self._main)
        self._gone = True

    def wait_for(self, *texts: str, patience: float = PATIENCE) -> None:
        """Until one of these texts has been written. Raises Hangs."""
        end = time.monotonic() + patience
        with self._changed:
            while True:
                written = SEQUENCE.sub(b"", b"".join(p for _, p in self._pieces)).decode("utf-8", "replace")
                if any(text in written for text in texts):
                    return
                left = end - time.monotonic()
                if left <= 0 or (self._status is not None and not self._reader.is_alive()):
                    wanted = " or ".join(map(repr, texts))
                    raise Hangs(f"{wanted} was not written; the end of it is:\n{self.text[-TAIL:]}")
                self._changed.wait(min(left, 0.5))
                self._reap(os.WNOHANG)

    def fetch(self) -> None:
        """Say that everything for a pack is at hand, once that is asked."""
        self.wait_for("No clock is running yet.")
        time.sleep(SETTLED)
        self.type(" ")

    def wait(self, patience: float = PATIENCE) -> int:
        """Until the program has ended: its exit status as a shell gives it, 128 + n for signal n. Raises Hangs."""
        end = time.monotonic() + patience
        while not self._reap(os.WNOHANG):
            if time.monotonic() > end:
                raise Hangs(f"it does not end; it has written:\n{self.text[-TAIL:]}")
            time.sleep(0.01)
        seen = -1
        while seen != (seen := len(self._pieces)):
            time.sleep(0.05)  # what it wrote last is on its way
        assert self._status is not None
        return self._status

    def processor(self) -> float:
        """The processor seconds that the running program has used so far, and the children that it has."""
        used = 0
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        for pid in (self.pid, *children):
            fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the program if it still runs, and the terminal."""
        if not self._reap(os.WNOHANG):
            self._process.kill()
            self._reap(0)
        if not self._gone:
            os.close(self._side)
            self._reader.join(5)
            os.close(self._main)

    def _reap(self, how: int) -> bool:
        """Take note of the program's end; True once it has ended."""
        if self._status is None:
            pid, status, used = os.wait4(self.pid, how)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                self._status = code if code >= 0 else 128 - code
                self._process.returncode = self._status
                self.usage = Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
        return self._status is not None

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._main, 1 << 16)
            except OSError:
                return  # both sides are closed
            if not piece:
                return
            with self._changed:
                self._pieces.append((time.monotonic(), piece))
                self._changed.notify_all()
