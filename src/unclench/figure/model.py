"""What a figure is made of: a body's proportions, its poses and movements, and the geometry they share.

Units are hundredths of the body's height. x runs to the right, y up and z towards the viewer; the
floor is y = 0. Directions are in degrees: 0 right, 90 up, 180 left, 270 down.
"""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin, sqrt
from typing import Literal, TypeAlias

from msgspec import Struct

Point: TypeAlias = tuple[float, float, float]
View: TypeAlias = Literal["side", "front", "above"]
Hold: TypeAlias = Literal["", "at", "toes", "to"]
"""How a limb is placed: by its joint angles (""), or by where its end, its toes or a touched part are."""

# -- proportions -------------------------------------------------------------------------------

SPINE = 30.0
VERTEBRAE = 4
"""How many bones of equal length draw the curve of the spine."""
NECK = 10.5
"""From the shoulders to the centre of the head."""
HEAD = 6.6
"""The radius of the head."""
THIGH, SHIN, FOOT = 24.5, 24.5, 11.0
UPPER_ARM, FOREARM, HAND = 17.0, 15.0, 7.0

HEEL = (2.4, 2.2)
"""How far the heel is behind the ankle and below it, along the middle of a foot that stands flat."""
SOLE = 2.6
"""How far the toes are below the ankle when the foot stands flat."""

SHOULDERS, HIPS = 8.5, 5.0
"""Half the width of the body, seen from the front."""

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
"""The height of a joint's centre when that part of the body rests on the floor."""

ARMS = ("right arm", "left arm")
LEGS = ("right leg", "left leg")
LIMBS = (*LEGS, *ARMS)

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

# -- what an author writes ---------------------------------------------------------------------


class Limb(Struct, frozen=True):
    """One arm or leg in a pose.

    A free limb (`hold` is empty) has joint angles in degrees: `upper` from hanging straight down
    along the trunk, `lower` from the upper bone, `end` from the lower bone. `tilts` are how far
    each bone points towards the viewer, in degrees.
    A held limb has a place: (x, y) of its wrist or ankle ("at") or of its toes ("toes"), or a hand
    touches `part` of the body, moved by (x, y) ("to"). `end` is then the direction of the hand or
    foot; None lines it up with the forearm or shin.
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
    """A key pose. `root` is the joint that is fixed at `place`; everything else hangs from it.

    `trunk` is the direction of the middle of the spine; `low` and `high` are how many degrees its
    lower and upper half curve forward. `neck` is measured from the top of the spine, `face` from
    the neck (None looks at the viewer). `props` are the numbers of each prop by its name.
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


class Keyframe(Struct, frozen=True):
    """A pose that a phase goes to, by name; `mirrored` swaps left and right."""

    pose: str
    mirrored: bool = False


class Move(Struct, frozen=True):
    """What a phase does: it goes through `keyframes`, taking `each` ms for one (None: see `kinematics`).

    `again` loops for as long as the phase lasts. `marked` highlights the parts that the figure
    lists for the step's name.
    """

    keyframes: tuple[Keyframe, ...]
    each: int | None = None
    again: bool = False
    marked: bool = False


class FigureSpec(Struct, frozen=True):
    """Everything an author wrote under `figure:`.

    `works` are the parts that the exercise is for; `marks` are further parts by a step's name in
    lower case; `phases` are moves by a phase's name.
    """

    view: View
    works: tuple[str, ...]
    marks: dict[str, tuple[str, ...]]
    poses: dict[str, Pose]
    phases: dict[str, Move]


# -- a body in space ---------------------------------------------------------------------------


class Chain(Struct, frozen=True):
    """The four joints of a limb: hip, knee, ankle, toe; or shoulder, elbow, wrist, finger tips.

    `turned` is the direction of the foot or hand, in degrees.
    """

    top: Point
    middle: Point
    end: Point
    tip: Point
    turned: float


class Body(Struct, frozen=True):
    """Every joint in its place. `spine` runs from hip to shoulder.

    `nose` is the direction in which the face looks, None: towards the viewer.
    """

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


# -- geometry ----------------------------------------------------------------------------------


def step(start: Point, length: float, direction: float, tilt: float = 0.0) -> Point:
    """The far end of a bone that begins at `start` and is tilted `tilt` degrees towards the viewer."""
    at = radians(direction)
    if tilt:
        flat = length * cos(radians(tilt))
        return (start[0] + flat * cos(at), start[1] + flat * sin(at), start[2] + length * sin(radians(tilt)))
    return (start[0] + length * cos(at), start[1] + length * sin(at), start[2])


def reach(
    top: Point, target: Point, upper: float, lower: float, bend: int, lowest: float = -1e9
) -> tuple[Point, Point]:
    """Middle joint and end of two bones that reach from `top` for `target`, in the picture's plane.

    This is two-bone inverse kinematics. `bend` is the side on which the middle joint lies, looking
    from top to target: 1 left, -1 right. Rather than sink below `lowest`, the joint swings out of
    the plane towards the viewer. If the target is too far or too near, the bones stretch or fold as
    far as they can: they never change their length.
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
    """The direction from `start` to `end`: 0 up to, but not including, 360 degrees."""
    return degrees(atan2(end[1] - start[1], end[0] - start[0])) % 360.0


def wrapped(angle: float, low: float = -180.0) -> float:
    """The same angle in the full turn that begins at `low`."""
    return (angle - low) % 360.0 + low


def between(a: float, b: float, t: float) -> float:
    """Linear interpolation: a at t = 0, b at t = 1."""
    return a + (b - a) * t


def turning(a: float, b: float, t: float) -> float:
    """Interpolation of directions, the shorter way round."""
    return a + wrapped(b - a) * t


def midway(a: Point, b: Point, t: float) -> Point:
    """Linear interpolation of points."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def sole(ankle: Point, turned: float, tilt: float = 0.0) -> Point:
    """The toes of a foot that points in the direction `turned`; a foot flat on the floor has 0."""
    at = radians(turned)
    flat = FOOT * cos(radians(tilt)) if tilt else FOOT
    return (
        ankle[0] + flat * cos(at) + SOLE * sin(at),
        ankle[1] + flat * sin(at) - SOLE * cos(at),
        ankle[2] + (FOOT * sin(radians(tilt)) if tilt else 0.0),
    )


def measured_limb(trunk: float, upper: float, lower: float, end: float, *, side_on: bool) -> tuple[float, float, float]:
    """The joint angles of a `Limb`, from the directions of its three bones.

    Seen from the side, an arm or leg swings through the front: from 90 degrees behind the trunk to
    270 degrees in front of it.
    """
    low = -90.0 if side_on else -180.0
    return wrapped(upper - trunk - 180.0, low), wrapped(lower - upper), wrapped(end - lower)
