"""Some broken files as a user meets them, each in a process of its own; all of them in `tests/unit/cli`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.terminal.pseudo import base_environment, program

sys.path.append(str(Path(__file__).parents[1] / "unit"))
from broken_files import broken_files

COMMANDS = (["check"], ["run", "--plain", "--audio", "none", "--yes"])
EVERY = 13
PROCESSOR = 1.0
"""Seconds that each may work; waiting for a busy machine is not its fault."""
SAID = re.compile(r"^.*:\d+:\d+: .+$")


def no_files(folder: Path) -> Iterator[Path]:
    """Names behind which there is no file that can be read to its end."""
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "nowhere.yaml").symlink_to(folder / "missing.yaml")
    (folder / "endless.yaml").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(folder)  # a socket's name may have some hundred characters only
        listening.bind("socket.yaml")
    for name in ("folder", "pipe", "loop", "nowhere", "endless", "socket", "missing", "x" * 300, "a\nb", "\x1b[2J"):
        yield folder / f"{name}.yaml"
    yield from map(Path, ("/dev/zero", "/dev/null", "/proc/self/mem"))


def slips(numbered: tuple[int, Path], home: Path) -> str:
    """What is wrong with how one file is refused; empty where nothing is."""
    number, path = numbered
    command, *options = COMMANDS[number % len(COMMANDS)]
    process = subprocess.Popen(
        program(command, str(path), *options), env=base_environment(home),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    with process.stderr as stream:
        told = stream.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    found = []
    if process.returncode != 2:
        found.append(f"status {process.returncode}")
    if not told or not all(SAID.match(line) and line.isprintable() for line in told.splitlines()):
        found.append(f"said {told[-500:]!r}")
    if used.ru_utime + used.ru_stime > PROCESSOR:
        found.append(f"{used.ru_utime + used.ru_stime:.2f} s")
    return f"{command} {path.name!r}: {', '.join(found)}" if found else ""


def test_every_broken_file_is_refused_with_its_place_and_in_under_a_second(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 2, file:line:column on one safe line each, no traceback: every thirteenth of the unit tests' files, and no
    files, of which those tests have none.
    """
    monkeypatch.chdir(tmp_path)
    for name, content in broken_files():
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name, _ in broken_files()][::EVERY] + list(no_files(tmp_path))
    assert len(paths) > 30
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda numbered: slips(numbered, own_home), enumerate(paths)))
    assert [slip for slip in found if slip] == []
