"""Where every joint is, in a pose or on the way from one pose to another. Pure geometry.

On the way, joints turn: angles are interpolated, so no bone ever changes its length. Hands and
feet that are held in either pose are then put in place by two-bone inverse kinematics, so that
whatever is planted in both poses stays where it is.
"""

from __future__ import annotations

from math import cos, pi, radians, sin

from msgspec import Struct

from unclench.figure.model import (
    ARMS,
    FOREARM,
    HAND,
    HIPS,
    LEGS,
    NECK,
    ON_TRUNK,
    RESTS,
    SHIN,
    SHOULDERS,
    SPINE,
    THIGH,
    UPPER_ARM,
    VERTEBRAE,
    Body,
    Chain,
    FigureSpec,
    Keyframe,
    Limb,
    Move,
    Point,
    Pose,
    between,
    direction,
    measured_limb,
    midway,
    reach,
    sole,
    step,
    turning,
)


def body_of(pose: Pose) -> Body:
    """The body in a key pose."""
    return body_between(pose, pose, 0.0)


def body_between(a: Pose, b: Pose, t: float) -> Body:
    """The body at `t` (0 to 1) of the way from one pose to another of the same view."""
    return _Solver(a, b, t).body()


def limb_of(root: str) -> str:
    """The limb that a root joint such as `right knee` is part of; "" for hip and shoulder."""
    side, _, joint = root.partition(" ")
    return f"{side} {'leg' if joint in ('knee', 'ankle', 'toe') else 'arm'}" if joint else ""


def bends(limb: str, *, side_on: bool) -> int:
    """The side to which an elbow or knee bends, as `model.reach` takes it: 1 left, -1 right."""
    if side_on:
        return 1 if limb in LEGS else -1
    return -1 if limb.startswith("right") else 1


class _Solver:
    """Works out one body at `t` of the way from pose `a` to pose `b`."""

    def __init__(self, a: Pose, b: Pose, t: float) -> None:
        self.a, self.b, self.t = a, b, t
        self.side_on = a.view == "side"
        self.trunk = turning(a.trunk, b.trunk, t)
        self.twist = between(a.twist, b.twist, t)
        low, high = between(a.low, b.low, t), between(a.high, b.high, t)
        half = VERTEBRAE // 2
        self.bones = [self.trunk + low * (half - n - 0.5) / half for n in range(half)]
        self.bones += [self.trunk - high * (n + 0.5) / half for n in range(half)]
        self.spine: list[Point] = [(0.0, 0.0, 0.0)]
        for bone in self.bones:
            self.spine.append(step(self.spine[-1], SPINE / VERTEBRAE, bone))
        self.chains: dict[str, Chain] = {}

    def body(self) -> Body:
        """The finished body."""
        hip = self.hip()
        self.spine = [_moved(point, hip) for point in self.spine]
        head = step(self.spine[-1], NECK, self._neck())
        for name in (*LEGS, *ARMS):
            self.chains[name] = self._limb(name, head)
        return Body(tuple(self.spine), head, self._nose(), self.chains, self.trunk, self.twist)

    def hip(self) -> Point:
        """The lower end of the spine, given where the root joint rests."""
        a, b = self.a, self.b
        if a.root == b.root:
            at = self._offset(a.root)
            x, y = between(a.place[0], b.place[0], self.t), between(a.place[1], b.place[1], self.t)
            return (x - at[0], y - at[1], 0.0)
        return midway(_Solver(a, a, 0.0).hip(), _Solver(b, b, 0.0).hip(), self.t)

    def _offset(self, root: str) -> Point:
        """The vector from the hip to the root joint."""
        if root == "hip":
            return (0.0, 0.0, 0.0)
        if root == "shoulder":
            return self.spine[-1]
        name, joint = limb_of(root), root.split()[1]
        chain = self._free(name, self._top(name), _turns(self.a.limbs[name], self.b.limbs[name], self.t), self.trunk)
        return {"knee": chain.middle, "elbow": chain.middle, "toe": chain.tip}.get(joint, chain.end)

    def _neck(self) -> float:
        return self.bones[-1] + between(self.a.neck, self.b.neck, self.t)

    def _nose(self) -> float | None:
        a, b = self.a.face, self.b.face
        if a is None or b is None:
            a = b = a if self.t < 0.5 else b
        return None if a is None or b is None else self._neck() + between(a, b, self.t)

    def _top(self, name: str) -> Point:
        """The shoulder or hip of a limb; in front and above views it lies beside the spine."""
        base = self.spine[-1] if name in ARMS else self.spine[0]
        if self.side_on:
            return base
        aside = SHOULDERS if name in ARMS else HIPS * cos(radians(self.twist))
        depth = 0.0 if name in ARMS else HIPS * sin(radians(self.twist))
        sign = 1 if name.startswith("right") else -1
        at = radians((self.bones[-1] if name in ARMS else self.bones[0]) + 90 * sign)
        return (base[0] + aside * cos(at), base[1] + aside * sin(at), base[2] - sign * depth)

    def _free(self, name: str, top: Point, limb: Limb, trunk: float) -> Chain:
        leg = name in LEGS
        upper = trunk + 180.0 + limb.upper
        lower = upper + limb.lower
        middle = step(top, THIGH if leg else UPPER_ARM, upper, limb.tilts[0])
        end = step(middle, SHIN if leg else FOREARM, lower, limb.tilts[1])
        return self._ended(name, top, middle, end, lower + (limb.end or 0.0), limb.tilts[2])

    @staticmethod
    def _ended(name: str, top: Point, middle: Point, end: Point, turned: float, tilt: float) -> Chain:
        tip = sole(end, turned, tilt) if name in LEGS else step(end, HAND, turned, tilt)
        return Chain(top, middle, end, tip, turned)

    def _limb(self, name: str, head: Point) -> Chain:
        top = self._top(name)
        a, b = self.a.limbs[name], self.b.limbs[name]
        if any((*a.tilts[:2], *b.tilts[:2])):
            a, b = _let_go(self.a, name), _let_go(self.b, name)
        if not (a.hold or b.hold):
            chain = self._free(name, top, _turns(a, b, self.t), self.trunk)
            return self._above_floor(name, chain)
        end = self._held_end(a, b, top, name, head)
        leg = name in LEGS
        bones = (THIGH, SHIN) if leg else (UPPER_ARM, FOREARM)
        lowest = RESTS["knee" if leg else "elbow"] if self.side_on else -1e9
        middle, reached = reach(top, end, *bones, bends(name, side_on=self.side_on), lowest)
        lower = direction(middle, reached)
        turned = turning(_turned(a, lower, self.a.trunk), _turned(b, lower, self.b.trunk), self.t)
        return self._ended(name, top, middle, reached, turned, between(a.tilts[2], b.tilts[2], self.t))

    def _held_end(self, a: Limb, b: Limb, top: Point, name: str, head: Point) -> Point:
        if a.hold == b.hold == "toes":
            toe = (between(a.x, b.x, self.t), between(a.y, b.y, self.t), 0.0)
            return _ankle_over(toe, turning(a.end or 0.0, b.end or 0.0, self.t))
        start = self._target(a, top, name, head, self.a.trunk) if self.t < 1.0 else top
        target = self._target(b, top, name, head, self.b.trunk) if self.t > 0.0 else start
        return midway(start, target, self.t)

    def _target(self, limb: Limb, top: Point, name: str, head: Point, trunk: float) -> Point:
        """Where this limb's wrist or ankle belongs, with the trunk as it is at this moment."""
        match limb.hold:
            case "at":
                return (limb.x, limb.y, 0.0)
            case "toes":
                return _ankle_over((limb.x, limb.y, 0.0), limb.end or 0.0)
            case "to":
                part = self._part(limb.part, head)
                return (part[0] + limb.x, part[1] + limb.y, part[2])
            case _:
                return self._free(name, top, limb, trunk).end

    def _part(self, part: str, head: Point) -> Point:
        """A place on the body that a hand can touch."""
        if part == "head":
            return head
        if part in ON_TRUNK:
            along, front = ON_TRUNK[part]
            at = along * VERTEBRAE
            below = min(int(at), VERTEBRAE - 1)
            base = midway(self.spine[below], self.spine[below + 1], at - below)
            return step(base, front, self.bones[below] - 90.0) if self.side_on else base
        side, joint = part.split()
        leg = self.chains[f"{side} leg"]
        places = {
            "hip": leg.top, "thigh": midway(leg.top, leg.middle, 0.62), "knee": leg.middle,
            "shin": midway(leg.middle, leg.end, 0.35), "ankle": leg.end,
        }  # fmt: skip
        place = places[joint]
        if joint == "thigh" and self.side_on:
            return step(place, 3.5, direction(leg.top, leg.middle) - 90.0)  # behind the thigh
        if joint in ("knee", "shin") and self.side_on:
            return step(place, 3.0, direction(leg.middle, leg.end) + 90.0)  # in front of the shin
        return place

    def _above_floor(self, name: str, chain: Chain) -> Chain:
        """Between two poses, a hand or foot slides over the floor rather than through it."""
        if not self.side_on or self.a is self.b or chain.middle[2] or chain.end[2]:
            return chain
        leg = name in LEGS
        if leg:
            flat = max(0.0, cos(radians(chain.turned)))  # a foot that stands is higher than one that lies
            rise = max(RESTS["ankle"] - 2.1 * (1.0 - flat) - chain.end[1], RESTS["toe"] - 0.1 - chain.tip[1], 0.0)
        else:
            rise = max(RESTS["hand"] - min(chain.end[1], chain.tip[1]), 0.0)
        lowest = RESTS["knee" if leg else "elbow"] - 0.5
        if not rise and chain.middle[1] >= lowest:
            return chain
        bones = (THIGH, SHIN) if leg else (UPPER_ARM, FOREARM)
        target = (chain.end[0], chain.end[1] + rise, 0.0)
        middle, end = reach(chain.top, target, *bones, bends(name, side_on=True), lowest)
        return self._ended(name, chain.top, middle, end, chain.turned, 0.0)


def _turns(a: Limb, b: Limb, t: float) -> Limb:
    """The joint angles of a free limb at `t`."""
    if a is b:
        return a
    tilts = tuple(between(one, other, t) for one, other in zip(a.tilts, b.tilts, strict=True))
    assert len(tilts) == 3
    end = between(a.end or 0.0, b.end or 0.0, t)
    return Limb(between(a.upper, b.upper, t), between(a.lower, b.lower, t), end, tilts)


def _let_go(pose: Pose, name: str) -> Limb:
    """The limb as joint angles, even where it is held.

    A bone that tilts out of the picture can't be solved in its plane, so such limbs are interpolated.
    """
    limb = pose.limbs[name]
    if not limb.hold:
        return limb
    chain = body_of(pose).limbs[name]
    upper, lower = direction(chain.top, chain.middle), direction(chain.middle, chain.end)
    angles = measured_limb(pose.trunk, upper, lower, chain.turned, side_on=pose.view == "side")
    return Limb(*angles, limb.tilts)


def _turned(limb: Limb, lower: float, trunk: float) -> float:
    """The direction of a hand or foot: its own, or that of the lower bone at this moment."""
    if limb.end is None:
        return lower
    return limb.end if limb.hold else trunk + 180.0 + limb.upper + limb.lower + limb.end


def _ankle_over(toe: Point, turned: float) -> Point:
    offset = sole((0.0, 0.0, 0.0), turned)
    return (toe[0] - offset[0], toe[1] - offset[1], 0.0)


def _moved(point: Point, by: Point) -> Point:
    return (point[0] + by[0], point[1] + by[1], point[2] + by[2])


# -- from pose to pose ------------------------------------------------------------------------

REST, SETUP, SWITCH, GO, HOLD = "rest", "setup", "switch", "go", "hold"
BETWEEN = (SETUP, REST, SWITCH)
"""Phases between the exercise's own, in which nothing is trained."""

SETTLE = 2_500
"""Getting into the pose of a hold takes at most this many ms."""
RETURN = 2_000
"""Going back in a rest takes at most this many ms."""
FRAME = 83
"""The most ms between two pictures of a movement: twelve a second."""
ROUND = 1_000
"""The ms from keyframe to keyframe in a loop, where the figure doesn't say."""
LOOK = 0.2
"""The share of a setup that shows the starting position before anything moves."""


class Tween(Struct, frozen=True):
    """A moment between two keyframes: `part` (0 to 1, eased) of the way from `start` to `end`.

    `turned` means that the figure still shows the side of the phase before. `away` is how much of
    the way into position is left, 1 to 0; outside a setup it is 0.
    """

    start: Keyframe
    end: Keyframe
    part: float
    moving: bool
    turned: bool = False
    away: float = 0.0


def ease(part: float) -> float:
    """Ease in and out: 0 to 1, slow at both ends."""
    return 0.5 - cos(pi * min(1.0, max(0.0, part))) / 2


def move_of(spec: FigureSpec, phase: str) -> Move:
    """The move of a phase: by its name, else by a word of the name, else the figure's main move."""
    phases = spec.phases
    name = phase.strip().casefold()
    for known, move in phases.items():
        if known.casefold() == name:
            return move
    if name in BETWEEN:
        return _of_between(spec, name)
    words = name.split()
    for known, move in phases.items():
        if known.casefold() in words or name in known.casefold().split():
            return move
    if HOLD in phases:
        return phases[HOLD]
    return next((move for known, move in phases.items() if known not in BETWEEN), next(iter(phases.values())))


def _of_between(spec: FigureSpec, name: str) -> Move:
    """A rest and a change of sides are spent where the setup ended, unless the figure says otherwise."""
    for other in (REST, SETUP) if name != SETUP else ():
        if other in spec.phases:
            return Move((spec.phases[other].keyframes[-1],))
    return Move((Keyframe(next(iter(spec.poses))),))


def picture_times(move: Move, at: int) -> tuple[int, int]:
    """The times of the picture to show `at` ms into a phase and of the next one, in ms.

    They are at most `FRAME` apart. A loop has a whole number of pictures, so that each round shows
    the same ones, which are then cached.
    """
    if not move.again:
        shown = at // FRAME * FRAME
        return shown, shown + FRAME
    lasting = (move.each or ROUND) * len(move.keyframes)
    count = -(-lasting // FRAME)
    number = at * count // lasting
    return -(-number * lasting // count), -(-(number + 1) * lasting // count)


def tween_at(
    spec: FigureSpec, phase: str, at: int, lasting: int | None, before: str | None = None, *, other_side: bool = False
) -> Tween:
    """Where the figure is `at` ms into a phase that lasts `lasting` ms (None: open).

    `before` names the phase before it; None starts from the figure's own starting pose.
    `other_side` means that the phase before was done on the other side.
    """
    move = move_of(spec, phase)
    name = phase.strip().casefold()
    if name == SETUP:
        return _setup(move, at, lasting)
    if other_side and name in (REST, SWITCH) and before is not None:
        # First come out of the old side, then show the new one.
        half = min(RETURN, (lasting or 2 * RETURN) // 2)
        home = move.keyframes[-1]
        if at < half:
            return _tween(move_of(spec, before).keyframes[-1], home, at / half, turned=True)
        return Tween(home, home, 1.0, moving=False)
    came_from = move_of(spec, before) if before is not None and not other_side else _of_between(spec, REST)
    if move.again:
        return _loop(move, came_from.keyframes[-1], at)
    share = lasting / len(move.keyframes) if lasting else move.each or SETTLE
    if move.each and name in (HOLD, REST, SWITCH):
        share = min(share, move.each)  # a hold is for being there: get there first
    number = min(int(at / share), len(move.keyframes) - 1)
    start = move.keyframes[number - 1] if number else came_from.keyframes[-1]
    length = min(move.each, share) if move.each else _usual(name, share)
    return _tween(start, move.keyframes[number], (at - number * share) / length)


def _usual(name: str, share: float) -> float:
    """How long a move takes where the figure doesn't say: all of its share, unless that is for being somewhere."""
    words = name.split()
    if name in (REST, SWITCH):
        return min(RETURN, share)
    if name == GO or HOLD in words:
        return min(SETTLE, share * 0.5)
    return share


def _setup(move: Move, at: int, lasting: int | None) -> Tween:
    """Show the first keyframe for a moment, then reach the last one well before the time is up."""
    first, tweens = move.keyframes[0], len(move.keyframes) - 1
    lasting = lasting or 2 * SETTLE
    if not tweens:
        return Tween(first, first, 1.0, moving=False)
    look = lasting * LOOK
    share = (lasting * 0.9 - look) / tweens
    length = min(move.each or SETTLE, share)
    passed = at - look
    number = min(max(int(passed / share), 0), tweens - 1)
    tween = _tween(move.keyframes[number], move.keyframes[number + 1], (passed - number * share) / length)
    # Zoom in late: on the way an arm or head swings out further than at either end.
    return Tween(
        tween.start, tween.end, tween.part, tween.moving, away=1.0 if number < tweens - 1 else 1.0 - tween.part**3
    )


def _loop(move: Move, start: Keyframe, at: int) -> Tween:
    each = move.each or ROUND
    number, rest = divmod(at, each)
    count = len(move.keyframes)
    came_from = move.keyframes[(number - 1) % count] if number else start
    part = rest / each
    # Half eased: a loop never stops between two poses.
    return Tween(came_from, move.keyframes[number % count], (ease(part) + part) / 2, moving=True)


def _tween(start: Keyframe, end: Keyframe, part: float, *, turned: bool = False) -> Tween:
    return Tween(start, end, ease(part), moving=0.0 < part < 1.0 and start != end, turned=turned)
