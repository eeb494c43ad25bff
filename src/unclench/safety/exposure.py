"""One application of cold or heat, from the moment it is put on until it is confirmed off. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from unclench.language import tr

AGREE = 60_000
"""Wall-clock drift and corrections stay below this (ms) within one boot that is known only by a hint (ours)."""
NAMELESS = "derived:"


class Moment(Struct, frozen=True):
    """One instant: `ticks` is ms since the boot named `boot` began, sleep included; `wall` is ms since 1970, UTC."""

    boot: str
    ticks: int
    wall: int


class Age(Struct, frozen=True):
    """How long ago something was, in ms. It is `exact` if one boot saw both moments, and bounds otherwise.

    At least `least` has certainly gone by; `likely` is the best guess, never below `least`.
    """

    least: int
    likely: int
    exact: bool


def boot_name(name: str, machine: str) -> str:
    """A boot's name as `Moment.boot` holds it; `name` alone if the machine is unknown."""
    return f"{name}@{machine}" if machine else name


def nameless(hint: str, run: str) -> str:
    """A name for a boot to which the system gives none.

    `hint` stays the same within a boot as far as can be told, `run` is new in every run of the program.
    """
    return f"{NAMELESS}{hint}:{run}"


def elsewhere(then: Moment, now: Moment) -> bool:
    """Whether another machine saw `then`; False if that is unknown."""
    (_, mine), (_, theirs) = _parts(now), _parts(then)
    return bool(mine and theirs) and mine != theirs


def here(then: Moment, now: Moment) -> bool:
    """Whether this machine saw `then`; False if that is unknown."""
    (_, mine), (_, theirs) = _parts(now), _parts(then)
    return (bool(mine) and mine == theirs) or _same_boot(then, now)


def age(then: Moment, now: Moment) -> Age:
    """The time from `then` to `now`.

    If one boot of one machine saw both, it is exact. Otherwise only the time that the present boot
    has been running is certain, and that only if `then` came before this boot began. On the same
    machine it did. If the machine is unknown, the wall clock has to agree; between two machines
    nothing is certain. If the wall clock was set back, the best guess is no more than what is certain.
    """
    if _same_boot(then, now):
        gone = now.ticks - then.ticks
        return Age(gone, gone, exact=True) if gone >= 0 else Age(0, max(0, now.wall - then.wall), exact=False)
    passed = now.wall - then.wall
    run = max(0, now.ticks)
    if _is_nameless(then) or _is_nameless(now):  # perhaps the same boot, running since `then`
        run = now.ticks - then.ticks if now.ticks >= then.ticks else run
    certain = 0 if elsewhere(then, now) or not (here(then, now) or passed >= run) else run
    return Age(certain, max(certain, passed), exact=False)


def earlier(now: Moment, by: int) -> Moment:
    """The moment `by` ms before `now` (after it, if negative), by the clocks of `now`."""
    return Moment(now.boot, now.ticks - by, now.wall - by)


def _parts(moment: Moment) -> tuple[str, str]:
    """The name of its boot and of its machine, which is empty if unknown."""
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
    """The hint in the name of a nameless boot; empty for any other."""
    parts = name.split(":")
    return parts[1] if len(parts) == 3 and name.startswith(NAMELESS) else ""


Skin = Literal["cold", "heat"]
"""What is applied to the skin."""
SKIN_NAMES: Mapping[Skin, str] = {"cold": tr("cold"), "heat": tr("heat")}
"""How each is called inside a sentence."""


class Exposure(Struct, frozen=True):
    """Cold or heat on the skin. `off` is None until somebody confirms that it came off.

    `limit` is how long it was meant to last, in ms; `session` is the id of its session, if it has one.
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

    @property
    def lasted(self) -> int | None:
        """How long it was on the skin, in ms, by the best guess; None while it may still be on."""
        return None if self.off is None else age(self.on, self.off).likely


def time_on_skin(exposure: Exposure, now: Moment) -> Age:
    """How long it has been on the skin, or was until it came off."""
    return age(exposure.on, exposure.off or now)


def overdue(exposure: Exposure, now: Moment) -> bool:
    """Whether the alarm has to sound now.

    If the machine was restarted since, nobody knows how long it has been on, which counts as too
    long (C2.4).
    """
    if not exposure.open:
        return False
    gone = time_on_skin(exposure, now)
    return not gone.exact or gone.least >= exposure.limit
