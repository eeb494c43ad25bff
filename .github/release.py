"""What a release needs beside the wheel: `python .github/release.py notes v0.2.0 | zipapp DIST | bill DIST`.

`notes` prints what the changelog says of that version, and fails where tag, version and changelog differ. `zipapp`
makes a single file in `extra/`, for the Python and kind of computer that made it, which its name says, and `bill` the
software bill of materials; for these, shiv and cyclonedx-bom have to be installed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRA = ROOT / "extra"
FITS = """
import sys, sysconfig
wanted, here = {wanted!r}, (sysconfig.get_platform(), sys.version_info[0], sys.version_info[1])
if here != wanted:
    made, found = (f"Python {{major}}.{{minor}} on {{system}}" for system, major, minor in (wanted, here))
    sys.exit(f"This file is for {{made}}, and this is {{found}}. Install unclench instead: pipx install unclench")
"""
"""What the single file asks before it begins. Its compiled parts would otherwise fail with what only we understand."""


def notes(tag: str, root: Path = ROOT) -> str:
    """The changelog's section for the version of this tag. Raises ValueError where something differs."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if tag != f"v{version}":
        raise ValueError(f"The tag is {tag}, and pyproject.toml says {version}: the tag has to be v{version}.")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(
        rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if section is None or not section[1].strip():
        raise ValueError(f"CHANGELOG.md has no section “## {version} - YYYY-MM-DD”, or nothing in it.")
    return section[1].strip() + "\n"


def zipapp(wheel: Path) -> None:
    """Make one file of the wheel and all it needs. The compiled parts are those of this Python and kind of computer."""
    EXTRA.mkdir(exist_ok=True)
    system, major, minor = wanted = (sysconfig.get_platform(), *sys.version_info[:2])
    made = EXTRA / f"unclench-{system}-python{major}.{minor}.pyz"
    shiv = [sys.executable, "-m", "shiv", "--compressed", "--reproducible", "-c", "unclench", "-o", made]
    with tempfile.TemporaryDirectory() as scratch:
        asks = Path(scratch) / "fits.py"
        asks.write_text(FITS.format(wanted=wanted), encoding="utf-8")
        subprocess.run([*shiv, "--preamble", asks, wheel], check=True)


def bill(wheel: Path) -> None:
    """Write which packages, of which versions, an installation brings, in CycloneDX's format."""
    EXTRA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch) / ("Scripts" if os.name == "nt" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
        made = EXTRA / "unclench.cdx.json"
        subprocess.run(
            [sys.executable, "-m", "cyclonedx_py", "environment", python, "--output-reproducible", "-o", made],
            check=True,
        )


def main(what: str, of: str) -> None:
    """Do one of them."""
    if what == "notes":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        try:
            print(notes(of), end="")
        except ValueError as wrong:
            sys.exit(str(wrong))
        return
    (wheel,) = Path(of).glob("unclench-*.whl")
    {"zipapp": zipapp, "bill": bill}[what](wheel)


if __name__ == "__main__":
    main(*sys.argv[1:3])
