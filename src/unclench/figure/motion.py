"""Timing: which two poses a moment lies between, and how far it is from one to the other. Pure."""

from __future__ import annotations

from math import cos, pi

from msgspec import Struct

from unclench.figure.model import FigureSpec, Keyframe, Move

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
