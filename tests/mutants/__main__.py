"""`python -m tests.mutants [WORDS...]`: every rule is broken once, and a test that docs/safety.md names has to fail.

Each mutant is one small edit (see `tests.mutants.table`) of a copy of the program. First the copy runs
without any: what fails then could kill nothing. The exit status is 1 where a mutant survives.
With words only the mutants run whose rule is one of them, or whose rule or file has one of them in it: `C1.1` is that
rule alone, and `C3` all of its rows.

Each run is a fork of this process, which has loaded the libraries already: that halves the time.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # for `python tests/mutants`

from tests.mutants.table import PAGE, SOONEST, Mutant, all_mutants, faults, named_tests, node_ids, places  # noqa: E402

TIMEOUT = 120
"""Seconds for the tests of one mutant: what takes longer is not killed."""
BASELINE_TIMEOUT = 1_200
COPIED = ("src", "routines", "sounds", "tests", "docs", "pyproject.toml")
NOT_COPIED = ("__pycache__", "acoustic", "snapshots", "terminal", "benchmarks", ".*_cache")
FIRST = ("pytest", "pytest_asyncio", "hypothesis", "hypothesis.strategies", "msgspec", "yaml", "click", "textual.app",
         "textual.pilot", "textual.widgets", "asyncio", "sqlite3", "zoneinfo")  # fmt: skip
"""Loaded before a fork; nothing of the program itself is."""
QUIET = ("-q", "-x", "--tb=short", "-p", "no:cacheprovider", "--assert=plain", "--no-header")
KILLED, SURVIVED = "killed", "SURVIVED"


class Job:
    """One run of some tests, in a process of its own, over one copy of the program."""

    def __init__(self, copy: Path, ids: Sequence[str], mutant: Mutant | None, timeout: float) -> None:
        self.copy, self.mutant, self.ids = copy, mutant, ids
        self._log = copy / "said.txt"
        self._until = time.monotonic() + timeout
        self._file = copy / mutant.path if mutant is not None else None
        if mutant is not None and self._file is not None:
            self._was, self._at = self._file.read_bytes(), self._file.stat().st_mtime_ns
            text = self._was.decode()
            self._file.write_bytes(text.replace(mutant.old, mutant.new, 1).encode())
        self.pid = os.fork()
        if not self.pid:
            _run(copy, ids, self._log)

    def done(self) -> str | None:
        """How it ended, where it has; the copy is then as it was."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid and time.monotonic() < self._until:
            return None
        if not pid:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._file is not None:
            self._file.write_bytes(self._was)
            os.utime(self._file, ns=(self._at, self._at))  # so that its .pyc holds again
        if not pid:
            return f"{SURVIVED}: its tests took more than {TIMEOUT} seconds"
        code = os.waitstatus_to_exitcode(status)
        return KILLED if code == 1 else SURVIVED if code == 0 else f"{SURVIVED}: pytest ended with {code}"

    def said(self) -> str:
        """What pytest wrote."""
        return self._log.read_text("utf-8", "replace")


def _run(copy: Path, ids: Sequence[str], log: Path) -> None:
    """In the fork: never returns."""
    code = 4
    try:
        os.setsid()
        os.chdir(copy)
        sys.dont_write_bytecode = True
        os.environ |= {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        sys.path[:] = [str(copy / "src"), str(copy), *(path for path in sys.path if Path(path).resolve() != ROOT)]
        for name in [name for name in sys.modules if name == "tests" or name.startswith("tests.")]:
            del sys.modules[name]
        with log.open("wb") as file, Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        import pytest

        quick = [id for id in ids if Path(id.partition("::")[0]).name in SOONEST]
        for some in (quick, [id for id in ids if id not in quick]):  # the others need not even be imported then
            code = int(pytest.main([*QUIET, *some])) if some else 0
            if code:
                break
    finally:
        os._exit(code)


def copies(folder: Path, count: int) -> Iterator[Path]:
    """So many copies of what is needed, compiled."""
    ignore = shutil.ignore_patterns(*NOT_COPIED)
    for number in range(count):
        copy = folder / str(number)
        copy.mkdir()
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=ignore, symlinks=True)
            else:
                shutil.copy2(ROOT / name, copy / name)
        compileall.compile_dir(copy / "src", quiet=2)
        compileall.compile_dir(copy / "tests", quiet=2)
        yield copy


def together(
    free: list[Path], work: Sequence[tuple[Mutant | None, Sequence[str]]], timeout: float
) -> Iterator[tuple[Job, str]]:
    """Each of these in a copy that is free, as many at once as there are copies; each as it ends."""
    waiting, running = list(work), list[Job]()
    try:
        while waiting or running:
            while waiting and free:
                mutant, ids = waiting.pop(0)
                running.append(Job(free.pop(), ids, mutant, timeout))
            for job in list(running):
                if (ended := job.done()) is not None:
                    running.remove(job)
                    yield job, ended
                    free.append(job.copy)
            time.sleep(0.02)
    finally:
        for job in running:
            os.killpg(job.pid, signal.SIGKILL)


def chosen(mutants: Sequence[Mutant], words: Sequence[str]) -> list[Mutant]:
    """Those that the words name; all of them without a word. A word that is a rule's whole id names only that rule."""
    rules = {mutant.rule for mutant in mutants}
    return [
        mutant
        for mutant in mutants
        if not words or any(w == mutant.rule if w in rules else w in f"{mutant.rule} {mutant.path}" for w in words)
    ]


def main() -> int:
    """Break every rule, and say which breaking nobody noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="run only the mutants whose rule or file has one of these in it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="so many at once")
    parser.add_argument("--no-baseline", action="store_true", help="do not run the tests without a mutant first")
    parser.add_argument("--said", action="store_true", help="print what pytest says of each one that is killed")
    options = parser.parse_args()
    named, where = named_tests(PAGE.read_text("utf-8")), places()
    if found := list(faults(all_mutants(), named)):
        print("\n".join(found))
        return 2
    asked = chosen(all_mutants(), options.words)
    work = [(mutant, node_ids(mutant.only or named[mutant.section], where)) for mutant in asked]
    for name in FIRST:
        importlib.import_module(name)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        free = list(copies(Path(folder), max(1, options.jobs)))
        if not options.no_baseline and not _stands(free, [id for _, ids in work for id in ids]):
            return 1
        survived = []
        for number, (job, ended) in enumerate(together(free, work, TIMEOUT), 1):
            print(f"{number:4} of {len(work)}  {ended:8}  {job.mutant}", flush=True)
            if ended != KILLED:
                survived.append(job.mutant)
            elif options.said:
                print(job.said(), flush=True)
    took = time.monotonic() - began
    print(f"{len(work)} mutants, {len(work) - len(survived)} killed, {len(survived)} survived, in {took:.0f} seconds.")
    for mutant in survived:
        print(f"survived: {mutant}")
    return 1 if survived or not work else 0


def _stands(free: list[Path], ids: Sequence[str]) -> bool:
    """Whether all of these tests pass without a mutant."""
    files: dict[str, list[str]] = {}
    for id in dict.fromkeys(ids):
        files.setdefault(id.partition("::")[0], []).append(id)
    good = True
    for job, ended in together(free, [(None, of) for of in files.values()], BASELINE_TIMEOUT):
        if ended != SURVIVED:
            print(f"Without a mutant: {ended}: {job.ids[0].partition('::')[0]}\n{job.said()}")
            good = False
    return good


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        sys.exit("This needs a system that can fork.")
    sys.exit(main())
