"""Left and right exchanged: of a pose, and of a picture."""

from __future__ import annotations

from msgspec.structs import replace

from unclench.figure.pose import Limb, Pose
from unclench.figure.shapes import Stroke
from unclench.figure.skeleton import wrapped


def mirrored(pose: Pose) -> Pose:
    """The pose with left and right exchanged.

    Seen from the side only the limbs change places; otherwise the picture is mirrored too.
    """
    other = {"right": "left", "left": "right"}
    limbs = {f"{other[name.split()[0]]} {name.split()[1]}": limb for name, limb in pose.limbs.items()}
    side, _, joint = pose.root.partition(" ")
    root = f"{other[side]} {joint}" if joint else pose.root
    if pose.view == "side":
        return replace(pose, limbs=limbs, root=root)
    lying = pose.view == "above"
    limbs = {
        name: replace(
            limb, upper=-limb.upper, lower=-limb.lower, end=None if limb.end is None else _reflected(limb, lying=lying),
            x=limb.x if lying else -limb.x, y=-limb.y if lying else limb.y,
        )
        for name, limb in limbs.items()
    }  # fmt: skip
    x, y = pose.place
    return replace(
        pose, limbs=limbs, root=root, place=(x, -y) if lying else (-x, y), low=-pose.low, high=-pose.high,
        trunk=-pose.trunk if lying else 180.0 - pose.trunk, neck=-pose.neck, twist=-pose.twist,
        face=None if pose.face is None else -pose.face,
    )  # fmt: skip


def _reflected(limb: Limb, *, lying: bool) -> float:
    end = limb.end or 0.0
    if not limb.hold:
        return -end
    return wrapped(-end if lying else 180.0 - end)


def turned_round(made: list[Stroke], *, lying: bool) -> list[Stroke]:
    """The picture the other way round; a body seen from above keeps its head where it is."""
    x, y = (1.0, -1.0) if lying else (-1.0, 1.0)
    return [
        Stroke(s.x0 * x, s.y0 * y, s.r0, s.x1 * x, s.y1 * y, s.r1, s.role, s.gap, s.hollow) for s in made
    ]  # fmt: skip
