"""Loads that grow: a range of weights as the weights in between, and a load that was played before among them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from unclench.language import tr
from unclench.routine import patterns as p
from unclench.routine.problems import quoted
from unclench.routine.values import WIDEST, ValueProblem

MOST_LOADS = 100
"""Loads of one growth; no rack has as many."""
_UNITS = {"kg": ("kg", 1_000), "g": ("kg", 1), "lb": ("lb", 1_000), "lbs": ("lb", 1_000)}
"""For each unit what it can be compared with, and how many thousandths of that it is."""
_USUAL = {"kg": 1_000, "g": 100, "lb": 1_000, "lbs": 1_000}
"""One step where `by` says nothing, in thousandths of a kilogram or a pound (ours)."""
_BLANK = p.whole(p.NO_LOAD)
LONGEST_LOAD = 120
"""Characters of a load that somebody types: it is shown and said within the dose."""
_WEIGHT = rf"^ *({p.NUMBER}) *({p.WEIGHT_UNIT}) *$"


class NoStep(ValueProblem):
    """Between these weights there are no such steps, or too many."""


HOW_TO_WRITE_LOADS = tr("Write `load: 2-5kg`, or a list like `load: [yellow band, red band]`.")


def is_blank(load: str) -> bool:
    """Whether it stands where a sheet leaves the load to be filled in, as in `____ kg`."""
    return len(load) <= WIDEST and re.match(_BLANK, load) is not None


def can_be_load(load: str) -> bool:
    """Whether it is something that can be written where a sheet leaves the load blank."""
    return 0 < len(load) <= LONGEST_LOAD and load.isprintable() and not is_blank(load)


def filled_in_load(typed: str) -> str:
    """What somebody has typed for a load that the sheet leaves blank. Raises ValueProblem."""
    load = " ".join(typed.split())
    if not can_be_load(load):
        raise ValueProblem(
            tr("{text} can't be a load", text=quoted(load)),
            tr("Write what you use, like 5kg or red band, or own weight if you use nothing."),
        )
    return load


def is_weight(load: str) -> bool:
    """Whether it is a weight like `5kg`, rather than a name."""
    return re.match(_WEIGHT, load) is not None


def weights(text: str, by: str | None) -> tuple[str, ...]:
    """The weights of `2-5kg`, so far apart as `by` says: `2 kg`, `3 kg`, … Raises ValueProblem, for `by` NoStep."""
    if len(text) > WIDEST or not re.match(p.whole(p.WEIGHT_RANGE), text):
        raise ValueProblem(
            tr("{text} is neither a range of weights nor a list of loads", text=quoted(text)), HOW_TO_WRITE_LOADS
        )
    first, last = re.split(p.DASH, text.strip())
    unit = _unit(last)
    kind, size = _UNITS[unit]
    low, high = (_thousandths(each if re.match(_WEIGHT, each) else f"{each}{unit}", kind) for each in (first, last))
    if low is None or high is None or not 0 < low < high:
        better = f"{high / size:g}-{low / size:g}{unit}" if low and high and high < low else "2-5kg"
        what = tr("the weights {text} don't grow", text=quoted(text))
        if low == 0:
            nothing = tr("{text} begins with no weight", text=quoted(text))
            raise ValueProblem(nothing, tr("Write a list, like `load: [own weight, 5kg, 10kg]`."))
        raise ValueProblem(what, tr("Write {suggestion}.", suggestion=better))
    step = _USUAL[unit] if by is None else _thousandths(by, kind)
    if not step:
        wrong = tr("{text} is not a step between these weights", text=quoted(by or ""))
        raise NoStep(wrong, tr("Write {suggestion}.", suggestion=f"1{unit}"))
    if (high - low) // step >= MOST_LOADS:
        many = tr("that makes more than {most} weights", most=MOST_LOADS)
        raise NoStep(many, tr("Write a larger `by`, or weights closer together."))
    return tuple(f"{each / size:g} {unit}" for each in (*range(low, high, step), high))


def place_of_load(loads: Sequence[str], played: str) -> int | None:
    """Which of the loads was played, counted from 1; of weights that have changed since, the next lighter one.

    None where nobody can say, or all are heavier.
    """
    if played in loads:
        return loads.index(played) + 1
    if not re.match(_WEIGHT, played):
        return None
    kind = _UNITS[_unit(played)][0]
    weight = _thousandths(played, kind) or 0
    lighter = [place for place, each in enumerate(loads, 1) if 0 < (_thousandths(each, kind) or 0) <= weight]
    return max(lighter, default=None)


def _unit(weight: str) -> str:
    found = re.match(_WEIGHT, weight)
    assert found is not None  # the caller has matched it
    return found[2].lower()


def _thousandths(weight: str, kind: str) -> int | None:
    """A weight in thousandths of a kilogram or pound, whichever is the `kind`; None if it is none of that kind."""
    found = re.match(_WEIGHT, weight) if len(weight) <= WIDEST else None
    if found is None or _UNITS[found[2].lower()][0] != kind:
        return None
    return int(Decimal(found[1]) * _UNITS[found[2].lower()][1])
