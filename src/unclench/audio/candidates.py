"""What sound backends and voice engines have in common: a list of ids to try, and what a trial found."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct


class Probe(Struct, frozen=True):
    """What the doctor says about one of them; `why_not` is a sentence, empty if it works."""

    name: str
    description: str
    available: bool
    why_not: str = ""


def order(wanted: str | None, names: Sequence[str], *, final: Collection[str] = ("none",)) -> tuple[str, ...]:
    """The ids to try, first to last: all of `names` for None or "auto", else `wanted` and then the others.

    One in `final` is followed only by what comes after it in `names`. `wanted` is one of them.
    """
    if wanted is None or wanted == "auto":
        return tuple(names)
    if wanted in final:
        return tuple(names[names.index(wanted) :])
    return (wanted, *(name for name in names if name != wanted))


def unknown(what: str, name: str, names: Sequence[str]) -> str:
    """The sentence that there is no `what` called `name`, with what was probably meant."""
    from difflib import get_close_matches

    close = get_close_matches(name, ("auto", *names), 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"There is no {what} called {name!r}.{hint} Known: auto, {', '.join(names)}."
