"""An instant as three clocks tell it, and how long ago it was, as far as that can be known.

Within one boot only the boot clock counts: it runs on through a suspend and nobody can set it,
so that NTP, daylight saving and the user's hand change nothing. Across a reboot there is the
wall clock, which somebody may have set in between, and the time that this boot has run.
"""

from __future__ import annotations

from msgspec import Struct


class Moment(Struct, frozen=True):
    """One instant. `ticks` are ms since the boot `boot` began, sleep included; `wall` ms since 1970, UTC."""

    boot: str
    ticks: int
    wall: int


class Age(Struct, frozen=True):
    """How long ago something was, in ms: `exact` where one boot saw both; else only bounds.

    `least` has gone by for certain; `likely` is the best guess and never below `least`.
    """

    least: int
    likely: int
    exact: bool


def age(then: Moment, now: Moment) -> Age:
    """The time from `then` to `now`.

    Of the time across a reboot only the present boot's own is certain. A wall clock that was
    set back says nothing: the guess is then what is certain.
    """
    if then.boot == now.boot and now.ticks >= then.ticks:
        gone = now.ticks - then.ticks
        return Age(gone, gone, exact=True)
    certain = max(0, now.ticks) if then.boot != now.boot else 0
    return Age(certain, max(certain, now.wall - then.wall), exact=False)


def earlier(now: Moment, by: int) -> Moment:
    """The moment `by` ms before `now`, by the clocks of now."""
    return Moment(now.boot, now.ticks - by, now.wall - by)
