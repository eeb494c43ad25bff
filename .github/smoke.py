"""Install the wheel of a folder into a new environment and use it as a new user would: `python smoke.py dist`.

Each command has to end by itself, with exit status 0, and say what is expected of it. Nothing of the source is used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

WAIT = 300
"""Seconds that a command may take; the session among them plays for twenty."""


def main(folder: Path) -> None:
    """Install and use it. Raises what says which command failed."""
    (wheel,) = folder.glob("unclench-*.whl")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        venv.create(root / "venv", with_pip=True)
        programs = root / "venv" / ("Scripts" if os.name == "nt" else "bin")
        said(programs / "python", "-m", "pip", "install", "--quiet", str(wheel.resolve()), home=root)
        unclench = programs / "unclench"
        version = wheel.name.split("-")[1]
        expect(said(unclench, "--version", home=root), f"unclench {version}")
        expect(said(unclench, "list", home=root), "Gentle stretch")
        expect(said(unclench, "show", "gentle-stretch", home=root), "Child's pose")
        sheet = root / "sheet.yaml"
        sheet.write_text("title: Mine\nsteps:\n  - exercise: childs-pose\n    hold: 5s\n", encoding="utf-8")
        said(unclench, "check", str(sheet), home=root)
        report = json.loads(said(unclench, "doctor", "--json", home=root))
        print(json.dumps(report)[:2000])
        expect(said(unclench, "breathe", "--for", "20s", "--plain", "--audio", "none", home=root), "Well done")
    print(f"{wheel.name} works here.")


def said(program: Path, *arguments: str, home: Path) -> str:
    """What the command wrote. Raises CalledProcessError, or TimeoutExpired."""
    print("$", program.name, *arguments, flush=True)
    own = {**os.environ, "UNCLENCH_HOME": str(home / "home"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [program, *arguments], env=own, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        timeout=WAIT, check=True, cwd=home,
    )  # fmt: skip
    return done.stdout


def expect(text: str, words: str) -> None:
    """Raise SystemExit unless the words are in the text."""
    if words not in text:
        sys.exit(f"“{words}” was expected in:\n{text}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
