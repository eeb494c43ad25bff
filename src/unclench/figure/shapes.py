"""Turns a body and the props around it into tapered strokes, in painting order.

Later strokes cover earlier ones. A stroke with a `gap` first clears a thin line around itself, so
that you can tell an arm from the trunk behind it even in one colour.
"""

from __future__ import annotations

from enum import IntEnum
from math import cos, radians, sin

from msgspec import Struct

from unclench.figure.model import ARMS, HEAD, HEEL, LEGS, Body, Chain, Point, View, direction, midway, step


class Role(IntEnum):
    """What a stroke belongs to. Where several share a cell of text, the highest decides its colour."""

    NOTHING = 0
    FLOOR = 1
    PROP = 2
    FAR = 3
    """The arm and leg on the far side of the body."""
    BODY = 4
    WORKING = 5
    """The parts that the exercise is for."""


class Stroke(Struct, frozen=True):
    """Two discs and everything between them, in body units; one disc if both ends are the same."""

    x0: float
    y0: float
    r0: float
    x1: float
    y1: float
    r1: float
    role: Role
    gap: bool = False
    hollow: bool = False
    """Outline only, as for a ball."""


class Girth(Struct, frozen=True):
    """Half the thickness of a limb at its three joints and at its tip."""

    top: float
    middle: float
    end: float
    tip: float


LEG, ARM = Girth(5.0, 3.7, 2.2, 1.3), Girth(3.0, 2.4, 1.8, 1.3)
THIN = 0.85
"""Far limbs are thinner by this factor."""
STRONG = 1.12
"""Working limbs are thicker by this factor."""
TRUNK_SIDE = (5.6, 4.9, 5.0, 5.7, 4.6)
TRUNK_FRONT = (6.2, 6.0, 6.6, 7.6, 5.5)
"""Half the thickness of the trunk at the five joints of the spine, from hip to shoulder."""
BREATH = 0.1
"""How much the chest grows in a breath, as a share of its thickness."""


def strokes(
    body: Body,
    props: dict[str, tuple[float, ...]],
    view: View,
    marked: frozenset[str] = frozenset(),
    breath: float = 0.0,
) -> list[Stroke]:
    """The strokes of everything but the floor.

    `breath` runs from 0 (out) to 1 (in); `marked` are names of limbs and other parts.
    """
    made = _behind(props)
    side_on = view == "side"
    near: list[Stroke] = []
    for name in (*LEGS, *ARMS):
        far = side_on and name.startswith("left")
        lean = body.limbs[name]
        under = not side_on and lean.middle[2] + lean.end[2] < -1.0
        (made if far or under else near).extend(_limb(name, lean, marked, far=far, front=not side_on))
    made.extend(_trunk(body, marked, breath, side_on=side_on))
    made.extend(_head(body, marked, side_on=side_on))
    return [*made, *near, *_before(body, props)]


def _limb(name: str, chain: Chain, marked: frozenset[str], *, far: bool, front: bool) -> list[Stroke]:
    leg = name in LEGS
    girth = LEG if leg else ARM
    works = name in marked
    size = THIN if far else STRONG if works else 1.0
    role = Role.WORKING if works else Role.FAR if far else Role.BODY
    parts = ("thighs", "shins", "feet") if leg else ("upper arms", "forearms", "hands")
    roles = [Role.WORKING if part in marked else role for part in parts]
    top, middle, end = girth.top * size, girth.middle * size, girth.end * size
    # Begin the gap a little below the joint, so that shoulder and hip stay part of the trunk.
    below = midway(chain.top, chain.middle, 0.0 if front else 0.35 if leg else 0.3)
    root = [_stroke(chain.top, top, below, top - (top - middle) * 0.35, roles[0])]
    made = [
        _stroke(below, top - (top - middle) * 0.35, chain.middle, middle, roles[0], gap=True),
        *([] if front else root),
        _stroke(chain.middle, middle, chain.end, end, roles[1], gap=True),
        _stroke(chain.middle, middle * 0.95, midway(chain.middle, chain.top, 0.3), middle, roles[0]),
    ]
    if leg:
        return [*made, *_foot(chain, size, roles[2])]
    return [*made, _stroke(chain.end, end, chain.tip, girth.tip * size, roles[2])]


def _foot(chain: Chain, size: float, role: Role) -> list[Stroke]:
    at = radians(chain.turned)
    flat = ((chain.tip[0] - chain.end[0]) ** 2 + (chain.tip[1] - chain.end[1]) ** 2) ** 0.5 / 11.3
    back, down = HEEL[0] * min(1.0, flat), HEEL[1]
    heel = (
        chain.end[0] - back * cos(at) + down * sin(at),
        chain.end[1] - back * sin(at) - down * cos(at),
        chain.end[2],
    )
    return [
        _stroke(chain.end, LEG.end * size, heel, 1.9 * size, role),
        _stroke(heel, 1.9 * size, chain.tip, LEG.tip * size, role),
        _stroke(chain.end, LEG.end * size, midway(heel, chain.tip, 0.6), 1.6 * size, role),
    ]


def _trunk(body: Body, marked: frozenset[str], breath: float, *, side_on: bool) -> list[Stroke]:
    radii = list(TRUNK_SIDE if side_on else TRUNK_FRONT)
    spine = list(body.spine)
    parts = ("buttocks", "stomach", "stomach", "chest")
    if side_on and breath:
        for at, share in ((1, 0.6), (2, 1.0), (3, 0.7)):
            more = radii[at] * BREATH * breath * share
            radii[at] += more
            # The back stays still; only the front rises.
            spine[at] = step(spine[at], more, direction(spine[at - 1], spine[at]) - 90.0)
    made = []
    for at, part in enumerate(parts):
        role = Role.WORKING if part in marked or (at == 3 and "shoulders" in marked) else Role.BODY
        made.append(_stroke(spine[at], radii[at], spine[at + 1], radii[at + 1], role, gap=at == 0))
    if not side_on:
        right, left = body.limbs["right arm"].top, body.limbs["left arm"].top
        role = Role.WORKING if "shoulders" in marked else Role.BODY
        made.append(_stroke(right, 3.2, left, 3.2, role))
        hips = body.limbs["right leg"].top, body.limbs["left leg"].top
        made.append(_stroke(hips[0], 4.4, hips[1], 4.4, made[0].role))
        made.extend(_stroke(arm, 3.2, body.spine[2], 4.5, made[2].role) for arm in (right, left))
    return made


def _head(body: Body, marked: frozenset[str], *, side_on: bool) -> list[Stroke]:
    neck = Role.WORKING if "neck" in marked else Role.BODY
    head = Role.WORKING if "head" in marked else Role.BODY
    made = [_stroke(body.shoulder, 3.0, body.head, 2.6, neck), _stroke(body.head, HEAD, body.head, HEAD, head)]
    if body.nose is not None and side_on:
        nose = step(body.head, HEAD + 0.9, body.nose)
        bridge = step(body.head, HEAD - 2.0, body.nose)
        made.append(_stroke(bridge, 1.9, nose, 0.9, head))
    return made


def _behind(props: dict[str, tuple[float, ...]]) -> list[Stroke]:
    """Props behind the body or under it."""
    made: list[Stroke] = []
    for name, at in props.items():
        match name:
            case "wall":
                made.append(_line((at[0], 0.6), (at[0], 106.0), 1.0))
            case "ball":
                made.append(Stroke(at[0], at[1], at[2], at[0], at[1], at[2], Role.PROP, hollow=True))
            case "chair":
                made.extend(_chair(at[0], at[1], at[2] if len(at) > 2 else 25.0))
            case "stool":
                seat = at[2] - 1.2
                made.append(_line((at[0], seat), (at[1], seat), 1.2))
                made.extend(_line((x, seat), (x, 1.0), 0.9) for x in (at[0] + 1.5, at[1] - 1.5))
            case "table":
                made.append(_line((at[0], at[2] - 1.2), (at[1], at[2] - 1.2), 1.2))
                made.extend(_line((x, at[2] - 1.2), (x, 1.0), 0.9) for x in (at[0] + 4.0, at[1] - 4.0))
            case "bed":
                thick = at[2] / 4
                made.append(_line((at[0] + thick, at[2] - thick), (at[1] - thick, at[2] - thick), thick))
                made.extend(_line((x, at[2] - thick), (x, 1.0), 0.9) for x in (at[0] + 4.0, at[1] - 4.0))
            case "wedge":
                low = at[3] if len(at) > 3 else 0.0
                thick = at[2] / 2
                inside = thick if at[0] < at[1] else -thick
                made.append(Stroke(at[0] + inside, low + thick, thick, at[1], low + 1.5, 1.5, Role.PROP))
            case "pillow":
                low = at[3] if len(at) > 3 else 0.0
                thick = at[2] / 2
                ends = (min(at[0], at[1]) + thick, max(at[0], at[1]) - thick)
                made.append(_line((ends[0], low + thick), (ends[1], low + thick), thick))
    return made


def _chair(back: float, front: float, height: float) -> list[Stroke]:
    seat = height - 1.2
    lean = 1.5 if back < front else -1.5
    return [
        _line((back, seat), (front, seat), 1.2),
        _line((back, seat), (back - lean, seat + 27.0), 1.0),
        _line((back, seat), (back - lean, 1.0), 0.8),
        _line((front, seat), (front + lean * 0.6, 1.0), 0.8),
    ]


def _before(body: Body, props: dict[str, tuple[float, ...]]) -> list[Stroke]:
    """Props in front of the body or on it."""
    made: list[Stroke] = []
    if (band := props.get("band")) is not None:
        for name in ("left arm", "right arm"):
            hand = body.limbs[name].end
            made.append(_line((hand[0], hand[1]), (band[0], band[1]), 0.7))
        made.append(_line((band[0], 0.6), (band[0], band[1] + 12.0), 1.1))
    if (pack := props.get("pack")) is not None:
        low, high = _on_back(body, pack[0] - 0.2, 6.4), _on_back(body, pack[0] + 0.25, 6.4)
        made.append(Stroke(*low, 2.2, *high, 2.2, Role.WORKING, gap=True))
    if (spot := props.get("spot")) is not None:
        at = _on_back(body, spot[0], 6.0)
        made.append(Stroke(*at, 2.0, *at, 2.0, Role.WORKING, gap=True))
    if (arrow := props.get("arrow")) is not None:
        made.extend(_arrow((arrow[0], arrow[1], 0.0), (arrow[2], arrow[3], 0.0)))
    if (ring := props.get("ring")) is not None:
        at = _on_back(body, ring[0], 6.0)
        # An arrow head on the left of the ring says: round and round.
        made.append(Stroke(*at, ring[1], *at, ring[1], Role.WORKING, hollow=True))
        left = (at[0] - ring[1], at[1] - 1.0, 0.0)
        made.extend(_stroke(step(left, 4.5, way), 0.9, left, 0.9, Role.WORKING) for way in (50.0, 130.0))
    if (fold := props.get("fold")) is not None:
        made.extend(_fold(body, fold[0]))
    return made


def _arrow(start: Point, end: Point) -> list[Stroke]:
    way = direction(start, end)
    heads = (step(end, 5.0, way + 180.0 + aside) for aside in (-38, 38))
    made = [_stroke(start, 0.9, end, 0.9, Role.WORKING, gap=True)]
    return [*made, *(_stroke(head, 0.9, end, 0.9, Role.WORKING) for head in heads)]


def _fold(body: Body, along: float) -> list[Stroke]:
    """A fold of skin between thumb and finger."""
    root, tip = _on_back(body, along, 4.0), _on_back(body, along, 11.0)
    hand = body.limbs["right arm"].end
    fingers = (_on_back(body, along + sign * 0.16, 10.0) for sign in (-1, 1))
    return [
        Stroke(*root, 3.4, *tip, 1.4, Role.BODY),
        *(Stroke(*finger, 1.1, hand[0], hand[1], 1.5, Role.WORKING, gap=True) for finger in fingers),
    ]


def _on_back(body: Body, along: float, behind: float) -> tuple[float, float]:
    at = min(max(along, 0.0), 0.999) * (len(body.spine) - 1)
    below = int(at)
    bone = direction(body.spine[below], body.spine[below + 1])
    x, y, _ = step(midway(body.spine[below], body.spine[below + 1], at - below), behind, bone + 90.0)
    return x, y


def _stroke(a: Point, ra: float, b: Point, rb: float, role: Role, *, gap: bool = False) -> Stroke:
    return Stroke(a[0], a[1], ra, b[0], b[1], rb, role, gap)


def _line(a: tuple[float, float], b: tuple[float, float], thick: float) -> Stroke:
    return Stroke(a[0], a[1], thick, b[0], b[1], thick, Role.PROP)
