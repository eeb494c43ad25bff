"""All checks, one after the other, up to the first that fails: `python tests/run.py`.

What needs a sound server is skipped where none is installed, but not in CI (see .ci/run).
Sessions that are listened to in full take eight minutes and an idle machine: they are played with
`--long`, while the tests that listen to nothing run beside them at the lowest priority.
Other arguments go to pytest, which then is called once: `python tests/run.py -k breathe`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable]
PYTEST = [*PYTHON, "-m", "pytest"]
CHECKS: list[list[str]] = [
    [*PYTHON, "-m", "ruff", "format", "--check"],
    [*PYTHON, "-m", "ruff", "check"],
    [*PYTHON, "-m", "mypy"],
    [str(Path(sysconfig.get_path("scripts")) / "lint-imports")],
]
QUIET = [*PYTEST, "tests/unit", "tests/ui", "tests/snapshots"]
"""They hear nothing and measure nothing: whatever else runs does not matter to them."""
LISTENING = [*PYTEST, "tests/terminal", "tests/acoustic", "-m", "not long"]
"""They drive the program in real time."""
FULL = [*PYTEST, "tests/acoustic", "-m", "long"]


def main(arguments: list[str]) -> int:
    """The exit status of the first check that fails, or 0."""
    played = "--long" in arguments
    arguments = [argument for argument in arguments if argument != "--long"]
    if arguments:
        return in_turn([*CHECKS, [*PYTEST, *arguments, *([] if played else ["-m", "not long"])]])
    if not played:
        return in_turn([*CHECKS, QUIET, LISTENING])
    with tempfile.TemporaryFile() as told:
        print(f"$ {shlex.join(FULL)}  (meanwhile)", flush=True)
        full = subprocess.Popen(FULL, cwd=ROOT, env=environment(), stdout=told, stderr=subprocess.STDOUT)
        try:
            status = in_turn([*CHECKS, QUIET], low=True)
            if status:
                return status
            status = heard(full, told)
        finally:
            full.terminate()
            full.wait()
    return status or in_turn([LISTENING])


def heard(full: subprocess.Popen[bytes], told: IO[bytes]) -> int:
    """Wait for the sessions that are played in full, and say what they said."""
    status = full.wait()
    told.seek(0)
    print(f"$ {shlex.join(FULL)}", flush=True)
    sys.stdout.write(told.read().decode("utf-8", "replace"))
    sys.stdout.flush()
    return failed(status)


def in_turn(checks: list[list[str]], *, low: bool = False) -> int:
    """The exit status of the first of these that fails, or 0; `low`: at the lowest priority."""
    nice = ["nice", "-n", "19"] if low and shutil.which("nice") else []
    for check in checks:
        print(f"$ {shlex.join(check)}", flush=True)
        status = subprocess.run([*nice, *check], cwd=ROOT, env=environment(), check=False).returncode
        if status:
            return failed(status)
    return 0


def environment() -> dict[str, str]:
    """The scripts of this Python come first, for whatever a check starts in its turn."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path}


def failed(status: int) -> int:
    """Say so, where it is one."""
    if status:
        print(f"That failed, with exit status {status}.", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
