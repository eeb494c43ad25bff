"""The proportions of a body, and the joints that a pose puts somewhere.

Units are hundredths of the body's height. x runs to the right, y up, z towards the eye; the
floor is y = 0. A direction is in degrees: 0 right, 90 up, 180 left, 270 down.
"""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin, sqrt
from typing import Literal, TypeAlias

from msgspec import Struct

Point: TypeAlias = tuple[float, float, float]

SPINE = 30.0
VERTEBRAE = 4
"""The bones that the spine's curve is drawn with, all equally long."""
NECK = 10.5
"""From the shoulders to the middle of the head."""
HEAD = 6.6
"""The head's radius."""
THIGH, SHIN, FOOT = 24.5, 24.5, 11.0
UPPER_ARM, FOREARM, HAND = 17.0, 15.0, 7.0

HEEL = (2.4, 2.2)
"""Behind the ankle, and below it (the sole's middle line, the foot standing flat)."""
SOLE = 2.6
"""How far below the ankle the toes are, the foot standing flat."""

SHOULDERS, HIPS = 8.5, 5.0
"""Half the breadth of the body, seen from the front."""

RESTS = {
    "hip": 5.6,
    "shoulder": 5.2,
    "head": HEAD,
    "knee": 3.8,
    "ankle": 4.1,
    "toe": 1.5,
    "elbow": 2.4,
    "hand": 1.8,
}
"""How high above the floor a joint's middle is when that part of the body lies on the floor."""

ARMS = ("right arm", "left arm")
LEGS = ("right leg", "left leg")
LIMBS = (*LEGS, *ARMS)


class Chain(Struct, frozen=True):
    """Where one limb is: hip, knee, ankle, toe or shoulder, elbow, wrist, finger tips.

    `turned` is the direction of the foot or hand in degrees, for whoever draws it.
    """

    top: Point
    middle: Point
    end: Point
    tip: Point
    turned: float


class Body(Struct, frozen=True):
    """Where everything is. `spine` runs from hip to shoulder; `nose` is a direction, None: towards you."""

    spine: tuple[Point, ...]
    head: Point
    nose: float | None
    limbs: dict[str, Chain]
    trunk: float
    twist: float = 0.0

    @property
    def hip(self) -> Point:
        """The lower end of the spine."""
        return self.spine[0]

    @property
    def shoulder(self) -> Point:
        """The upper end of the spine."""
        return self.spine[-1]


def step(start: Point, length: float, direction: float, tilt: float = 0.0) -> Point:
    """Where a bone ends that starts at `start`; `tilt` degrees of it point towards the eye."""
    at = radians(direction)
    if tilt:
        flat = length * cos(radians(tilt))
        return (start[0] + flat * cos(at), start[1] + flat * sin(at), start[2] + length * sin(radians(tilt)))
    return (start[0] + length * cos(at), start[1] + length * sin(at), start[2])


def reach(
    top: Point, target: Point, upper: float, lower: float, bend: int, lowest: float = -1e9
) -> tuple[Point, Point]:
    """Middle joint and end of two bones from `top` towards `target`, in the plane of the picture.

    `bend` is the side to which the middle joint goes, seen along the way from top to target: 1
    left, -1 right. It goes out of the picture, towards the eye, rather than below `lowest`. Out
    of reach, the bones are as straight, or as folded, as they can be, so that neither ever
    changes its length.
    """
    dx, dy = target[0] - top[0], target[1] - top[1]
    far = sqrt(dx * dx + dy * dy) or 1e-9
    ux, uy = dx / far, dy / far
    far = min(max(far, abs(upper - lower) + 0.05), upper + lower - 1e-6)
    along = (upper * upper - lower * lower + far * far) / (2 * far)
    aside = bend * sqrt(max(upper * upper - along * along, 0.0))
    out = 0.0
    if top[1] + along * uy + aside * ux < lowest and abs(ux) > 1e-6:
        up = min(max((lowest - top[1] - along * uy) / ux, -abs(aside)), abs(aside))
        out, aside = sqrt(max(aside * aside - up * up, 0.0)), up
    middle = (top[0] + along * ux - aside * uy, top[1] + along * uy + aside * ux, top[2] + out)
    return middle, (top[0] + far * ux, top[1] + far * uy, top[2])


def direction(start: Point, end: Point) -> float:
    """Of the line from `start` to `end`, in degrees from 0 up to 360."""
    return degrees(atan2(end[1] - start[1], end[0] - start[0])) % 360.0


def wrapped(angle: float, low: float = -180.0) -> float:
    """The same angle from `low` up to a full turn above it."""
    return (angle - low) % 360.0 + low


def between(a: float, b: float, t: float) -> float:
    """From a at 0 to b at 1."""
    return a + (b - a) * t


def turning(a: float, b: float, t: float) -> float:
    """As `between`, for directions: the shorter way round."""
    return a + wrapped(b - a) * t


def midway(a: Point, b: Point, t: float) -> Point:
    """As `between`, for points."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def sole(ankle: Point, turned: float, tilt: float = 0.0) -> Point:
    """The toes of a foot with this direction, which for a foot that stands flat is 0."""
    at = radians(turned)
    flat = FOOT * cos(radians(tilt)) if tilt else FOOT
    return (
        ankle[0] + flat * cos(at) + SOLE * sin(at),
        ankle[1] + flat * sin(at) - SOLE * cos(at),
        ankle[2] + (FOOT * sin(radians(tilt)) if tilt else 0.0),
    )


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


class Station(Struct, frozen=True):
    """A pose on the way of a phase; mirrored: left and right exchanged."""

    pose: str
    mirrored: bool = False


class Move(Struct, frozen=True):
    """What a phase does: go through `stations`, `each` ms for a move (None: see `playing`)."""

    stations: tuple[Station, ...]
    each: int | None = None
    again: bool = False
    marked: bool = False


class Score(Struct, frozen=True):
    """A whole figure. `works` are the limbs that it is for; `marks` are parts by a step's name, in small letters."""

    view: View
    works: tuple[str, ...]
    marks: dict[str, tuple[str, ...]]
    poses: dict[str, Pose]
    phases: dict[str, Move]
