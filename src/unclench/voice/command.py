"""Runs a program that speaks: it gets the text as data, and nothing of it reaches the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from unclench.voice.engine import EngineFailed, EngineNotHere

PATIENCE = 30
"""Seconds for one text: enough for a large piper model on a small machine."""


def find(*names: str) -> str:
    """The path of the first of these programs that is installed. Raises EngineNotHere."""
    for name in names:
        if path := shutil.which(name):
            return path
    raise EngineNotHere(f"The program {' or '.join(names)} is not on this machine.")


def start(args: Sequence[str], environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a program with pipes, out of reach of the terminal's Ctrl-C. Raises EngineFailed."""
    try:
        return subprocess.Popen(
            args,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environ or {})},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # on Windows, no console of its own
        )
    except OSError as error:
        raise EngineFailed(f"{args[0]} cannot be started ({error.strerror or error}).") from error


class Command:
    """Runs a program, one run at a time; `stop` ends it from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(
        self, args: Sequence[str], text: str, environ: Mapping[str, str] | None = None, patience: float = PATIENCE
    ) -> bytes:
        """Run the program with `text` and a line end as its input. Returns its output. Raises EngineFailed."""
        with start(args, environ) as process:
            self._process = process
            if self._stopped:  # checked after `_process` is set, so that no `stop` falls in between
                process.kill()
            try:
                out, err = process.communicate(f"{text}\n".encode(), patience)
            except subprocess.TimeoutExpired as error:
                process.kill()
                process.communicate()
                raise EngineFailed(f"{args[0]} did not answer within {patience:g} seconds.") from error
            finally:
                self._process = None
        if process.returncode != 0:
            why = said(err)
            raise EngineFailed(f"{args[0]} failed ({why or f'status {process.returncode}'}).", why)
        return out

    def stop(self) -> None:
        """End what is running, and any later run at once."""
        self._stopped = True
        if process := self._process:
            process.kill()


def said(err: bytes) -> str:
    """The last line of a program's error output, short and safe to show."""
    lines = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    return "".join(c for c in lines[-1].strip()[:120] if c.isprintable()) if lines else ""


def system_now() -> str:
    """`linux`, `darwin`, `win32`; a function, so that no type checker assumes one of them."""
    return sys.platform
