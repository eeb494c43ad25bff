"""The tests, for the package as it is installed: `python tests/run.py --installed`.

A wheel is made of the program, and wheels are fetched of all that its tests need. From these alone, without an index, a
new environment is filled. There the tests run, in a folder with everything that the source distribution brings but
`src`: whatever the program needs has to be in the wheel. Tests that are marked `source` are left out, and those that
need a sound server or a browser. The wheel is also made from the source distribution, and has to be the same.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = "[dev,espeak,docs]"
GIVING_WAY = ("nice", "-n", "19") if shutil.which("nice") else ()
PARTS = (
    (*GIVING_WAY, "python", "-m", "pytest", "-q", "tests/ui", "tests/snapshots"),
    ("python", "-m", "pytest", "-q", "tests/terminal"),
    (*GIVING_WAY, "python", "-m", "pytest", "-q", "tests/unit"),
)
"""The longest first; what drives the program in real time is not held up by the others."""


class Environment:
    """A new environment in a folder, and commands that are run in it."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=True)
        self.folder = folder
        self.scripts = folder / ("Scripts" if os.name == "nt" else "bin")

    def run(self, *command: str, within: Path, quietly: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment; `quietly` keeps what it says. Nothing leads it to a checkout."""
        left_out = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")
        own = {name: value for name, value in os.environ.items() if name not in left_out}
        own["PATH"] = os.pathsep.join([str(self.scripts), os.environ.get("PATH", os.defpath)])
        own["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        print(f"$ {shlex.join(command)}", flush=True)
        where = subprocess.PIPE if quietly else None
        return subprocess.run(
            [shutil.which(command[0], path=own["PATH"]) or command[0], *command[1:]],
            cwd=within, env=own, stdout=where, stderr=subprocess.STDOUT if quietly else None, text=True, check=False,
        )  # fmt: skip

    def need(self, *command: str, within: Path) -> None:
        """Run a command that has to succeed. Raises SystemExit."""
        if status := self.run(*command, within=within).returncode:
            sys.exit(f"That failed, with exit status {status}.")


def main() -> int:
    """Build, install and test; the exit status of the first part that fails, or 0."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        new = Environment(folder / "venv")
        new.need("python", "-m", "pip", "wheel", "-q", "--wheel-dir", str(folder / "wheels"), f".{EXTRAS}", within=ROOT)
        offline = ("-q", "--no-index", "--find-links", str(folder / "wheels"))
        new.need("python", "-m", "pip", "install", *offline, f"unclench{EXTRAS}", within=folder)
        new.need("python", "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder), within=ROOT)
        (archive,) = folder.glob("unclench-*.tar.gz")
        again = ("wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder))
        new.need("python", "-m", "pip", *again, str(archive), within=folder)
        (first,), (second,) = (folder / "wheels").glob("unclench-*.whl"), folder.glob("unclench-*.whl")
        if other := differing(first, second):
            sys.exit("The wheel of the source distribution is another one:\n" + "\n".join(other))
        return tested(new, without_source(archive, folder / "unpacked"))


def differing(first: Path, second: Path) -> list[str]:
    """The files that are in one of two wheels only, or not the same in both."""
    one, two = ({(info.filename, info.CRC) for info in zipfile.ZipFile(path).infolist()} for path in (first, second))
    return sorted({name for name, _ in one ^ two})


def without_source(archive: Path, folder: Path) -> Path:
    """Unpack a source distribution, and remove its `src`; the folder of the rest."""
    shutil.unpack_archive(archive, folder, filter="data")
    (tree,) = folder.iterdir()
    shutil.rmtree(tree / "src")
    return tree


def tested(new: Environment, tree: Path) -> int:
    """Run the tests of this folder, two parts at once; the exit status of the first that fails, or 0."""
    found = new.run("python", "-c", "import unclench; print(unclench.__file__)", within=tree, quietly=True).stdout
    if not Path(found.strip()).is_relative_to(new.folder):
        sys.exit(f"The tests would run against another unclench than the installed one: {found}")
    status = 0
    with ThreadPoolExecutor(2) as pool:
        running = {pool.submit(new.run, *part, within=tree, quietly=True): part for part in PARTS}
        for ended in as_completed(running):
            print(f"$ {shlex.join(running[ended])}  (has ended)\n{ended.result().stdout}", flush=True)
            status = status or ended.result().returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
