"""How well heard cues fit the times at which they were due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tests.acoustic.decoding import RATE, Detected
from tests.acoustic.soundserver import Pace


@dataclass(frozen=True, slots=True)
class Moment:
    """One cue: when it was due and when it was heard, both in seconds from origins of their own."""

    due: float
    heard: float
    name: str

    @property
    def late(self) -> float:
        """By how many seconds, but for the origins."""
        return self.heard - self.due


class OtherCues(Exception):
    """What was heard are not the cues that were due; the text says which are missed and which invented."""


def moments(cues: Sequence[Detected], due: Sequence[tuple[float, str]], pace: Pace | None = None) -> list[Moment]:
    """Each cue with its due time, in the order of these: the n-th of a name is taken for the n-th due.

    Times heard are real ones where the sink's pace is given, and else the sink's own. Raises
    OtherCues unless exactly the cues that were due have been heard.
    """
    heard = sorted((cue.name, cue.time if pace is None else pace.time_of(cue.time * RATE)) for cue in cues)
    wanted = sorted((name, at) for at, name in due)
    names, wanted_names = [name for name, _ in heard], [name for name, _ in wanted]
    if names != wanted_names:
        counts = {name: names.count(name) - wanted_names.count(name) for name in sorted({*names, *wanted_names})}
        raise OtherCues(", ".join(f"{name} {more:+d}" for name, more in counts.items() if more))
    return sorted(
        (Moment(at, moment, name) for (name, moment), (_, at) in zip(heard, wanted, strict=True)),
        key=lambda moment: (moment.due, moment.name),
    )


def from_their_middle(found: Sequence[Moment]) -> list[float]:
    """How far each is off, in seconds, but for one offset that all have in common."""
    usual = median(moment.late for moment in found)
    return [moment.late - usual for moment in found]


def spacing(found: Sequence[Moment]) -> list[float]:
    """By how many seconds the time from each cue to the next is too long."""
    return [after.late - before.late for before, after in pairwise(found)]


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of them does not exceed, whatever their signs."""
    ordered = sorted(map(abs, values))
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def drift(found: Sequence[Moment]) -> float:
    """By how many seconds the lateness grows from the first due time to the last, along the line that fits best."""
    count = len(found)
    mean_due = sum(moment.due for moment in found) / count
    mean_late = sum(moment.late for moment in found) / count
    along = sum((moment.due - mean_due) * (moment.late - mean_late) for moment in found)
    square = sum((moment.due - mean_due) ** 2 for moment in found)
    return along / square * (found[-1].due - found[0].due)
