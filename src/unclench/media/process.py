"""A decoding process as the program begins it, talks to it and ends it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Protocol

RUN = "import sys; sys.path[:0] = sys.argv[2:]; from unclench.media.helper import main; main(sys.argv[1])"
"""What it runs: a bare interpreter, as for the sound process."""
ENDING = 1.0
"""Seconds in which the end of a process that was killed is noticed."""
if sys.platform == "win32":
    _USED_UP: frozenset[int] = frozenset()
else:
    import signal

    _USED_UP = frozenset({-signal.SIGPROF, -signal.SIGXCPU})


class Process(Protocol):
    """A decoding process."""

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""

    def read(self, size: int) -> bytes:
        """So many bytes of what it says; fewer at its end."""

    def end(self) -> bool:
        """End it now; gives whether it had used up its processor time."""

    def close(self) -> None:
        """Give its pipes back, once nobody reads or writes any more."""


class ChildProcess:
    """A process that decodes files of one kind. See `helper` for what it is limited to. Raises OSError."""

    def __init__(self, kind: str) -> None:
        flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
        self._process = subprocess.Popen(
            [sys.executable, *flags, "-c", RUN, kind, *filter(None, sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            start_new_session=True,  # without a terminal: no Ctrl-C reaches it, and no last words of a library us
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""
        assert self._process.stdin is not None
        rest = memoryview(data)
        while rest:
            rest = rest[self._process.stdin.write(rest) :]

    def read(self, size: int) -> bytes:
        """So many bytes of what it says; fewer at its end."""
        assert self._process.stdout is not None
        said = bytearray()
        while len(said) < size and (more := self._process.stdout.read(size - len(said))):
            said += more
        return bytes(said)

    def end(self) -> bool:
        """End it now; gives whether it had used up its processor time."""
        self._process.kill()  # one that has ended by itself keeps the status it ended with
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(ENDING) in _USED_UP
        return False

    def close(self) -> None:
        """Give its pipes back, once nobody reads or writes any more."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
