"""One application of cold or heat, from "on" to the confirmed "off". Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

AGREE = 60_000
"""The wall clock drifts and is put right by less than this (ms) while a hint stands for one boot (ours)."""
NAMELESS = "derived:"


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


def boot_name(name: str, machine: str) -> str:
    """A boot's name as a Moment carries it; of an unknown machine it is `name` alone."""
    return f"{name}@{machine}" if machine else name


def nameless(hint: str, run: str) -> str:
    """The name of a boot for which the system has none."""
    return f"{NAMELESS}{hint}:{run}"


def elsewhere(then: Moment, now: Moment) -> bool:
    """Whether another machine saw `then`; False where that cannot be told."""
    (_, mine), (_, theirs) = _parts(now), _parts(then)
    return bool(mine and theirs) and mine != theirs


def here(then: Moment, now: Moment) -> bool:
    """Whether this machine saw `then`; False where that cannot be told."""
    (_, mine), (_, theirs) = _parts(now), _parts(then)
    return (bool(mine) and mine == theirs) or _same_boot(then, now)


def age(then: Moment, now: Moment) -> Age:
    """The time from `then` to `now`.

    What one boot of one machine saw is known. Otherwise only what the present boot has itself
    run since is certain, and that only if `then` came before it. On the same machine it did. Where
    nobody can say which machine it was, the wall clock must say so too; and between two machines
    nothing is certain. A wall clock that was set back says nothing: the guess is then what is certain.
    """
    if _same_boot(then, now):
        gone = now.ticks - then.ticks
        return Age(gone, gone, exact=True) if gone >= 0 else Age(0, max(0, now.wall - then.wall), exact=False)
    passed = now.wall - then.wall
    run = max(0, now.ticks)
    if _is_nameless(then) or _is_nameless(now):  # it may be the same boot after all, which has run on since `then`
        run = now.ticks - then.ticks if now.ticks >= then.ticks else run
    certain = 0 if elsewhere(then, now) or not (here(then, now) or passed >= run) else run
    return Age(certain, max(certain, passed), exact=False)


def earlier(now: Moment, by: int) -> Moment:
    """The moment `by` ms before `now` (after: negative), by the clocks of now."""
    return Moment(now.boot, now.ticks - by, now.wall - by)


def _parts(moment: Moment) -> tuple[str, str]:
    """The name of its boot, and its machine; an empty text for an unknown one."""
    name, _, machine = moment.boot.partition("@")
    return name, machine


def _is_nameless(moment: Moment) -> bool:
    return moment.boot.startswith(NAMELESS)


def _same_boot(then: Moment, now: Moment) -> bool:
    if then.boot == now.boot:
        return True
    (name, machine), (other, theirs) = _parts(now), _parts(then)
    if machine and theirs and machine != theirs:
        return False
    if name == other:
        return True
    hint, found = _hint(name), _hint(other)
    begun = now.wall - now.ticks, then.wall - then.ticks
    return bool(hint) and hint == found and now.ticks >= then.ticks and abs(begun[0] - begun[1]) <= AGREE


def _hint(name: str) -> str:
    """The hint of a nameless boot; an empty text where there is none."""
    parts = name.split(":")
    return parts[1] if len(parts) == 3 and name.startswith(NAMELESS) else ""


Skin = Literal["cold", "heat"]


class Exposure(Struct, frozen=True):
    """`limit` is how long it was meant to last, in ms; `off` is None until somebody has said so.

    `session` is the id of the session it belongs to, if it belongs to one.
    """

    id: str
    kind: Skin
    on: Moment
    limit: int
    off: Moment | None = None
    session: str | None = None

    @property
    def open(self) -> bool:
        """Whether it may still be on the skin."""
        return self.off is None


def lasting(exposure: Exposure, now: Moment) -> Age:
    """How long it has been on the skin, or was."""
    return age(exposure.on, exposure.off or now)


def overdue(exposure: Exposure, now: Moment) -> bool:
    """Whether the alarm has to sound now.

    Where the machine was restarted in between nobody can say how long the skin has had it
    (C2.4): that counts as too long.
    """
    if not exposure.open:
        return False
    gone = lasting(exposure, now)
    return not gone.exact or gone.least >= exposure.limit
