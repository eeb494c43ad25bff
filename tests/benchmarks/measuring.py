"""Measuring programs from outside: their first frame, their processor time, their memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.terminal.pseudo import Terminal, Usage


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; all are texts, `wanted` as in the plan."""

    what: str
    ours: str = ""
    reference: str = ""
    ratio: str = ""
    wanted: str = ""


def ms(seconds: float) -> str:
    """Seconds as milliseconds."""
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.2f} ms"


def times(ours: float, reference: float) -> str:
    """How many times the reference."""
    return f"{ours / reference:.2f}" if reference else "-"


def percent(part: float) -> str:
    """A share of one processor core."""
    return f"{part * 100:.2f} %"


def first_frame(command: Sequence[str], environment: Mapping[str, str], content: str) -> tuple[float, float, Usage]:
    """Seconds from the start until there is anything to read, and until `content` is; then it is ended."""
    with Terminal(command, environment) as terminal:
        terminal.wait_for(content)
        first = terminal.when(lambda text: bool(text.strip())) - terminal.started
        whole = terminal.when(lambda text: content in text) - terminal.started
        time.sleep(0.3)
        terminal.type("\x03")
        time.sleep(0.05)
        terminal.type("q")
        terminal.wait(10)
        assert terminal.usage is not None
        return first, whole, terminal.usage


def in_turn(runs: int, *work: Callable[[], float]) -> list[float]:
    """The median of each, measured in turns."""
    return [median(results) for results in each_in_turn(runs, *work)]


def each_in_turn(runs: int, *work: Callable[[], float]) -> list[list[float]]:
    """All results of each, taken in turns so that whatever else the machine does meets all alike."""
    found: list[list[float]] = [[] for _ in work]
    for _ in range(runs):
        for results, measure in zip(found, work, strict=True):
            results.append(measure())
    return found


def lasting(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds that a program takes from its start to its end."""
    begin = time.perf_counter()
    subprocess.run(command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def processor(pid: int) -> float:
    """Processor seconds of all threads of a process and of its children, such as the one that sounds.

    To the nanosecond where the kernel keeps them so.
    """
    total, children = 0.0, list[int]()
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text("ascii").split()[0]) / 1e9
            children += map(int, (task / "children").read_text("ascii").split())
        except (OSError, IndexError):
            return _coarse(pid)
    return total + sum(map(processor, children))


def _coarse(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def share(pids: Sequence[int], seconds: float) -> list[float]:
    """What share of a core each of these processes used while so many seconds went by."""
    before, begin = [processor(pid) for pid in pids], time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - begin
    return [(processor(pid) - was) / elapsed for pid, was in zip(pids, before, strict=True)]
