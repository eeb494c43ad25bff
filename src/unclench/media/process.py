"""Starts a decoding process, talks to it and ends it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Protocol

RUN = "import sys; sys.path[:0] = sys.argv[2:]; from unclench.media.helper import main; main(sys.argv[1])"
"""The code it runs in a bare interpreter, as the sound process does."""
ENDING = 1.0
"""Seconds to wait for a killed process to end."""
if sys.platform == "win32":
    _USED_UP: frozenset[int] = frozenset()
else:
    import signal

    _USED_UP = frozenset({-signal.SIGPROF, -signal.SIGXCPU})


class Process(Protocol):
    """A decoding process: `ChildProcess`, or a scripted one in tests."""

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError if the process is gone."""

    def read(self, size: int) -> bytes:
        """The next `size` bytes of its output; fewer only at the end of it."""

    def end(self) -> bool:
        """End it at once. Returns whether it had used up its processor time."""

    def close(self) -> None:
        """Close its pipes, once no thread reads or writes any more."""


class ChildProcess:
    """A process that decodes files of one kind, with the limits that `helper` sets. Raises OSError."""

    def __init__(self, kind: str) -> None:
        flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
        self._process = subprocess.Popen(
            [sys.executable, *flags, "-c", RUN, kind, *filter(None, sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            start_new_session=True,  # off the terminal: no Ctrl-C reaches it, no library prints to it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError if the process is gone."""
        assert self._process.stdin is not None
        rest = memoryview(data)
        while rest:
            rest = rest[self._process.stdin.write(rest) :]

    def read(self, size: int) -> bytes:
        """The next `size` bytes of its output; fewer only at the end of it."""
        assert self._process.stdout is not None
        said = bytearray()
        while len(said) < size and (more := self._process.stdout.read(size - len(said))):
            said += more
        return bytes(said)

    def end(self) -> bool:
        """End it at once. Returns whether it had used up its processor time."""
        self._process.kill()  # a process that has already ended keeps its exit status
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(ENDING) in _USED_UP
        return False

    def close(self) -> None:
        """Close its pipes, once no thread reads or writes any more."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
