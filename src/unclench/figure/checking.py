"""What no body can do: knees and elbows bent the wrong way, hands out of reach, joints in the floor."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from unclench.figure.pose import Limb, Pose
from unclench.figure.skeleton import ARMS, FOREARM, LEGS, LIMBS, RESTS, SHIN, THIGH, UPPER_ARM
from unclench.figure.solving import body_of

SLACK = 1.0
"""How far, in hundredths of the height, a hand may miss its place before it is told."""
SUNK = 1.6


def mistakes(pose: Pose) -> Iterator[tuple[str, str, str]]:
    """(key, what, instead) of each thing that is wrong with a pose that could be read."""
    if (rooted := _rooted(pose)) is not None:
        yield rooted
        return
    for name in LIMBS:
        limb = pose.limbs[name]
        if not limb.hold and pose.view == "side":
            yield from _bent(name, limb)
    body = body_of(pose)
    for name in LIMBS:
        chain, limb = body.limbs[name], pose.limbs[name]
        target = chain.tip if limb.hold == "toes" else chain.end
        if limb.hold in ("at", "toes") and (miss := hypot(target[0] - limb.x, target[1] - limb.y)) > SLACK:
            length = THIGH + SHIN if name in LEGS else UPPER_ARM + FOREARM
            yield (
                name,
                f"the {name}, {length:g} long, is {miss:.0f} too short (or too long) for this place",
                "Move the place or the trunk.",
            )
    if pose.view == "side":
        yield from _sunk(pose)


def _rooted(pose: Pose) -> tuple[str, str, str] | None:
    """The limb that everything hangs from must have directions."""
    side, _, joint = pose.root.partition(" ")
    if not joint:
        return None
    name = f"{side} {'leg' if joint in ('knee', 'ankle', 'toe') else 'arm'}"
    if not pose.limbs[name].hold:
        return None
    return (
        name,
        f"the pose rests on its {pose.root}, so the {name} can't be held elsewhere",
        f"Give the {name} directions, like `{name}: 90 180`.",
    )


def _bent(name: str, limb: Limb) -> Iterator[tuple[str, str, str]]:
    if any(limb.tilts):
        return
    leg = name in LEGS
    flexed = -limb.lower if leg else limb.lower
    if not -8.0 <= flexed <= 168.0:
        joint = "knee" if leg else "elbow"
        yield (
            name,
            f"the {joint} of the {name} is bent {flexed:.0f} degrees",
            f"A {joint} goes from 0 (straight) to 165; look which way the second direction should point.",
        )


def _sunk(pose: Pose) -> Iterator[tuple[str, str, str]]:
    body = body_of(pose)
    places = {"hip": body.hip, "shoulder": body.shoulder, "head": body.head}
    for name in ARMS:
        places[f"{name} elbow"], places[f"{name} hand"] = body.limbs[name].middle, body.limbs[name].end
    for name in LEGS:
        chain = body.limbs[name]
        places[f"{name} knee"], places[f"{name} toe"] = chain.middle, chain.tip
    for name, at in places.items():
        rest = RESTS[name.rsplit(" ", maxsplit=1)[-1]]
        if at[1] < rest - SUNK:
            key = " ".join(name.split()[:2]) if " " in name else name
            yield (key, f"the {name} is {rest - at[1]:.0f} below the floor", "Raise it, or turn what it hangs from.")
