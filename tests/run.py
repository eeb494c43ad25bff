"""All checks, one after the other, up to the first that fails: `python tests/run.py`.

What needs a sound server is skipped where none is installed, but not in CI (see .ci/run).
Sessions that are listened to in full take eight minutes: they are played with `--long`, and in CI.
Other arguments go to pytest: `python tests/run.py -k breathe`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable]
CHECKS: list[list[str]] = [
    [*PYTHON, "-m", "ruff", "format", "--check"],
    [*PYTHON, "-m", "ruff", "check"],
    [*PYTHON, "-m", "mypy"],
    [str(Path(sysconfig.get_path("scripts")) / "lint-imports")],
    [*PYTHON, "-m", "pytest"],
]


def main(arguments: list[str]) -> int:
    """The exit status of the first check that fails, or 0."""
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    if not in_ci and "--long" not in arguments:
        CHECKS[-1] += ["-m", "not long"]
    CHECKS[-1] += [argument for argument in arguments if argument != "--long"]
    for check in CHECKS:
        print(f"$ {shlex.join(check)}", flush=True)
        # The scripts of this Python come first, for whatever a check starts in its turn.
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
        status = subprocess.run(check, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode
        if status:
            print(f"That failed, with exit status {status}.", file=sys.stderr)
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
