"""`python -m tests.benchmarks.budget [ROW...]`: what is slower than in the last release, as a multiple of a peer.

Ours and the peer are measured in turns, pair by pair, so that whatever else the machine does meets both; what counts
is the ratio of each pair. `--keep VERSION` writes the medians into `budget.toml`, which is done once for each release.
Later runs are held against the last release that was measured with the same Python on the same sort of system, with as
many processors. The exit status is 1 where something is worse.

Worse means that the median is more than `TOLERATED` above that of the release, and that chance is no excuse: the
confidence intervals of the two medians do not touch. A runner that many share makes the intervals wide, and not the
program slow.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import comb, inf
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # for `python tests/benchmarks/budget.py`

FILE = Path(__file__).with_name("budget.toml")
TOLERATED = 0.10
"""How much worse than in the last release is let pass."""
SURE = 0.975
"""How sure it has to be that the median is above the lower end of its interval, and that it is below the upper end."""
PAIRS = 21
"""How often each is measured, unless it is said otherwise. With fewer than six, nothing can be sure enough."""
Pair: TypeAlias = tuple[Callable[[], float], Callable[[], float]]
"""Measures ours once, and the peer once; both return seconds."""


# -- the decision --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a row for a release: the median, and what the true one was below for certain."""

    usual: float
    most: float


@dataclass(frozen=True, slots=True)
class Ratios:
    """How many times the peer ours took, pair by pair."""

    what: str
    pairs: Sequence[float]

    @property
    def usual(self) -> float:
        """The median."""
        return median(self.pairs)

    @property
    def least(self) -> float:
        """What the true median is above, as sure as `SURE`; 0 where there are too few pairs to be sure of anything.

        By the order of the pairs alone, as in the sign test: nothing is assumed of how they are spread.
        """
        place = _place(len(self.pairs))
        return sorted(self.pairs)[place - 1] if place else 0.0

    @property
    def most(self) -> float:
        """What it is below, in the same way; infinite where nothing is sure."""
        place = _place(len(self.pairs))
        return sorted(self.pairs)[-place] if place else inf

    def worse_than(self, kept: Kept) -> bool:
        """Whether it is more than `TOLERATED` above what was kept, and not by chance."""
        return self.usual > kept.usual * (1 + TOLERATED) and self.least > kept.most


def _place(count: int) -> int:
    """The place of `least` in the order of so many pairs, from 1, and that of `most` from the end; 0 for none."""
    below, place = 0, 0
    while place < count // 2 and (below := below + comb(count, place)) <= (1 - SURE) * 2**count:
        place += 1
    return place


@dataclass(frozen=True, slots=True)
class Release:
    """What was measured for a release, by the names of the rows."""

    version: str
    ratios: Mapping[str, Kept]


def here() -> dict[str, str]:
    """What has to be the same for ratios to be compared."""
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": str(os.cpu_count()),
    }


def last_release(text: str, place: Mapping[str, str]) -> Release | None:
    """The last release in the file's text that was measured in such a place; None if there is none."""
    found = [
        Release(version, {what: Kept(**ratio) for what, ratio in kept["ratios"].items()})
        for version, kept in tomllib.loads(text).items()
        if {name: kept.get(name) for name in place} == place
    ]
    return max(found, key=lambda release: _order(release.version), default=None)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def verdicts(measured: Sequence[Ratios], release: Release | None) -> Iterator[tuple[str, bool]]:
    """A line for each row, and whether it is worse."""
    for row in measured:
        kept = None if release is None else release.ratios.get(row.what)
        said = f"{row.what}: {row.usual:.2f} times its peer ({row.least:.2f} to {row.most:.2f}, {len(row.pairs)} pairs)"
        if release is None or kept is None:
            yield f"{said}; not measured before", False
        elif row.worse_than(kept):
            yield f"{said}; WORSE than in {release.version}, where it was {kept.usual:.2f}", True
        else:
            yield f"{said}; in {release.version} {kept.usual:.2f}", False


def with_release(text: str, version: str, place: Mapping[str, str], measured: Sequence[Ratios]) -> str:
    """The file's text with what was measured for a release, in place of what it may have of that one."""
    import tomlkit

    document = tomlkit.parse(text)
    table = tomlkit.table()
    table.update(place)
    ratios = tomlkit.table()
    for row in measured:
        kept = tomlkit.inline_table()
        kept.update({"usual": round(row.usual, 3), "most": round(row.most, 3)})
        ratios.add(row.what, kept)
    table.add("ratios", ratios)
    document[version] = table
    return tomlkit.dumps(document)


# -- what is measured ------------------------------------------------------------------------


@contextmanager
def _room() -> Iterator[tuple[Mapping[str, str], Path]]:
    """The variables for a silent run of this checkout, whatever is installed, and a folder; both for a while."""
    from tests.benchmarks.rows import place

    with place() as (folder, environment):
        yield {**environment, "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT)))}, folder


def listing(environment: Mapping[str, str], _: Path) -> Pair:
    """`unclench list`, beside Python doing nothing."""
    from tests.benchmarks.measuring import lasting
    from tests.benchmarks.rows import NOTHING
    from tests.terminal.pseudo import program

    return lambda: lasting(program("list"), environment), lambda: lasting(NOTHING, environment)


def plain_home(environment: Mapping[str, str], _: Path) -> Pair:
    """Home in lines of text, which nobody answers, beside Python doing nothing."""
    from tests.benchmarks.measuring import lasting
    from tests.benchmarks.rows import NOTHING
    from tests.terminal.pseudo import program

    return lambda: lasting(program("--plain"), environment), lambda: lasting(NOTHING, environment)


def first_screen(environment: Mapping[str, str], _: Path) -> Pair:
    """The start of the program up to its first frame, beside that of a bare Textual app."""
    from tests.benchmarks.measuring import first_frame
    from tests.benchmarks.rows import BARE
    from tests.terminal.pseudo import program

    return (
        lambda: first_frame(program("--audio", "none"), environment, "Gentle stretch")[0],
        lambda: first_frame(BARE, environment, "Quit")[0],
    )


def thousand_files(environment: Mapping[str, str], folder: Path) -> Pair:
    """A thousand routine files, beside YAML's C parser reading them."""
    from tests.benchmarks.measuring import lasting
    from tests.benchmarks.rows import parsing, thousand_routines
    from tests.terminal.pseudo import program

    many = thousand_routines(folder)
    return (
        lambda: lasting(program("--folder", str(many), "list"), environment),
        lambda: lasting(parsing(many), environment),
    )


def compiling(_: Mapping[str, str], folder: Path) -> Pair:
    """A routine of 10,000 phases, beside copying as many segments."""
    from msgspec.structs import replace
    from tests.benchmarks.rows import MANY_PHASES

    from unclench.routine import Catalogue, load_file
    from unclench.session.compiler import compile_routine

    path = folder / "big.yaml"
    path.write_text(MANY_PHASES, "utf-8")
    routine = load_file(path, Catalogue(ROOT / "routines" / "exercises")).routine
    segments = compile_routine(routine).segments

    def timed(work: Callable[[], object]) -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return (
        lambda: timed(lambda: compile_routine(routine)),
        lambda: timed(lambda: [replace(segments[0], start=start) for start in range(len(segments))]),
    )


ROWS: Mapping[str, Callable[[Mapping[str, str], Path], Pair]] = {
    "list": listing, "plain": plain_home, "screen": first_screen, "files": thousand_files, "compile": compiling,
}  # fmt: skip


def measured(names: Sequence[str], pairs: int) -> list[Ratios]:
    """These rows, each measured in so many pairs; which of a pair comes first changes each time."""
    found = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        with _room() as (environment, folder):
            ours, peer = ROWS[name](environment, folder)
            ours(), peer()  # once for nothing: files that are not in the cache yet
            found.append(Ratios(name, [_ratio(ours, peer, first=number % 2 == 0) for number in range(pairs)]))
    return found


def _ratio(ours: Callable[[], float], peer: Callable[[], float], *, first: bool) -> float:
    if first:
        return ours() / peer()
    theirs = peer()
    return ours() / theirs


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, and keep it if that is wanted; returns 1 where something is worse."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.budget", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"some of: {', '.join(ROWS)}")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"how often each is measured ({PAIRS})")
    parser.add_argument("--keep", metavar="VERSION", help="write what was measured into budget.toml for this release")
    options = parser.parse_args(arguments)
    if not _place(options.pairs):
        parser.error(f"With {options.pairs} pairs nothing is sure; measure six or more.")
    text = FILE.read_text("utf-8")
    release, found = last_release(text, here()), measured(options.rows or list(ROWS), options.pairs)
    told = list(verdicts(found, release))
    print("\n".join(line for line, _ in told))
    place = ", ".join(f"{name} {value}" for name, value in here().items())
    print(f"\nMeasured with {place}, load average {_load()}.")
    if options.keep:
        FILE.write_text(with_release(text, options.keep, here(), found), "utf-8")
    else:
        print("For a release, `--keep VERSION` would write:\n")
        print(with_release("", "VERSION", here(), found))
    return int(any(worse for _, worse in told))


def _load() -> Any:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    sys.exit(main())
