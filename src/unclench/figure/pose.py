"""Key poses as joint angles and places, and what a hand may hold on to: records only."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from unclench.figure.skeleton import wrapped

View: TypeAlias = Literal["side", "front", "above"]
Hold: TypeAlias = Literal["", "at", "toes", "to"]


class Limb(Struct, frozen=True):
    """One arm or leg.

    Free (`hold` empty): `upper` is measured from the trunk's way down, `lower` from the upper
    bone, `end` from the lower one, in degrees; the tilts are degrees towards the eye.
    Held: the wrist or ankle is at (x, y), the toes are, or the hand is on a `part` of the body
    (a little aside by (x, y)); `end` is then the direction of hand or foot, None: on from the
    forearm.
    """

    upper: float = 0.0
    lower: float = 0.0
    end: float | None = None
    tilts: tuple[float, float, float] = (0.0, 0.0, 0.0)
    hold: Hold = ""
    x: float = 0.0
    y: float = 0.0
    part: str = ""


class Pose(Struct, frozen=True):
    """One key pose. `root` is the joint that is at `place`, from which all others hang.

    `trunk` is the direction of the middle of the spine, `low` and `high` how far its lower and
    upper half curve forward. `neck` is measured from the spine's upper end and `face` from the
    neck (None: towards the eye). `props` are numbers by name.
    """

    name: str
    view: View
    root: str
    place: tuple[float, float]
    trunk: float
    low: float
    high: float
    neck: float
    face: float | None
    limbs: dict[str, Limb]
    props: dict[str, tuple[float, ...]] = {}
    twist: float = 0.0


ON_TRUNK = {
    "belly": (0.35, 5.0),
    "chest": (0.8, 5.5),
    "lower back": (0.25, -5.0),
    "back": (0.5, -5.0),
    "side": (0.3, 0.0),
    "neck": (1.0, -2.0),
}
"""Places on the trunk: how far up the spine (0 to 1), and how far in front of it."""
ON_LEGS = ("hip", "thigh", "knee", "shin", "ankle")
PARTS = ("head", *ON_TRUNK, *(f"{side} {part}" for side in ("right", "left") for part in ON_LEGS))
"""What a hand may be `on`."""


def measured_limb(trunk: float, upper: float, lower: float, end: float, *, side_on: bool) -> tuple[float, float, float]:
    """Directions of the bones -> the joint angles of a `Limb`.

    Seen from the side an arm or leg swings through the front, from 90 degrees behind the trunk
    to as far as 270 in front of it.
    """
    low = -90.0 if side_on else -180.0
    return wrapped(upper - trunk - 180.0, low), wrapped(lower - upper), wrapped(end - lower)
