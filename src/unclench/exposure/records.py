"""One application of cold or heat, from "on" to the confirmed "off". Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from unclench.exposure.moments import Age, Moment, age

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
