"""Which pose a phase is at, and how far on the way to which other: integer milliseconds in. Pure."""

from __future__ import annotations

from math import cos, pi

from msgspec import Struct

from unclench.figure.model import Move, Score, Station

REST, SETUP, SWITCH, GO, HOLD = "rest", "setup", "switch", "go", "hold"
BETWEEN = (SETUP, REST, SWITCH)
"""The phases in which nothing is worked."""

SETTLE = 2_500
"""The most ms that getting into a pose takes where the phase is for being in it."""
RETURN = 2_000
"""The same, for going back in a rest."""
FRAME = 83
"""The most ms between two pictures of a movement."""
ROUND = 1_000
"""The ms of each part of a round whose figure doesn't say it."""
LOOK = 0.2
"""How much of a setup shows the place one starts from before anything moves."""


class Leg(Struct, frozen=True):
    """Between two key poses: `part` (0 to 1, eased) of the way from `start` to `end`.

    `turned`: the side of the phase before still holds. `away` is how much of the way into
    position is still to go, 0 outside a setup.
    """

    start: Station
    end: Station
    part: float
    moving: bool
    turned: bool = False
    away: float = 0.0


def ease(part: float) -> float:
    """Slow at both ends: 0 to 1."""
    return 0.5 - cos(pi * min(1.0, max(0.0, part))) / 2


def move_of(score: Score, phase: str) -> Move:
    """The move of a phase, however it is called: by its name, else by a word of it, else the main one."""
    phases = score.phases
    name = phase.strip().casefold()
    for known, move in phases.items():
        if known.casefold() == name:
            return move
    if name in BETWEEN:
        return _of_between(score, name)
    words = name.split()
    for known, move in phases.items():
        if known.casefold() in words or name in known.casefold().split():
            return move
    if HOLD in phases:
        return phases[HOLD]
    return next((move for known, move in phases.items() if known not in BETWEEN), next(iter(phases.values())))


def _of_between(score: Score, name: str) -> Move:
    """A rest is where the setup ended, and so is a change of sides, unless the figure says otherwise."""
    for other in (REST, SETUP) if name != SETUP else ():
        if other in score.phases:
            return Move((score.phases[other].stations[-1],))
    return Move((Station(next(iter(score.poses))),))


def pictured(move: Move, at: int) -> tuple[int, int]:
    """The moment of the picture that is to be seen `at` ms after a phase's start, and that of the next.

    They are at most `FRAME` apart, and a round is a whole number of them. So a movement that
    comes again comes again in the same pictures, which are then there already.
    """
    if not move.again:
        shown = at // FRAME * FRAME
        return shown, shown + FRAME
    lasting = (move.each or ROUND) * len(move.stations)
    count = -(-lasting // FRAME)
    number = at * count // lasting
    return -(-number * lasting // count), -(-(number + 1) * lasting // count)


def leg_at(
    score: Score, phase: str, at: int, lasting: int | None, before: str | None = None, *, other_side: bool = False
) -> Leg:
    """Where a phase is `at` ms after its start; `lasting` ms in all, None: open.

    `before` names the phase that came before it, None: the pose to start from is the figure's
    own. `other_side`: that phase was of the other side.
    """
    move = move_of(score, phase)
    name = phase.strip().casefold()
    if name == SETUP:
        return _setting_up(move, at, lasting)
    if other_side and name in (REST, SWITCH) and before is not None:
        # First out of the one side, then the other side's picture.
        half = min(RETURN, (lasting or 2 * RETURN) // 2)
        home = move.stations[-1]
        if at < half:
            return _leg(move_of(score, before).stations[-1], home, at / half, turned=True)
        return Leg(home, home, 1.0, moving=False)
    came_from = move_of(score, before) if before is not None and not other_side else _of_between(score, REST)
    if move.again:
        return _round(move, came_from.stations[-1], at)
    share = lasting / len(move.stations) if lasting else move.each or SETTLE
    if move.each and name in (HOLD, REST, SWITCH):
        share = min(share, move.each)  # these are for being there: one move follows straight on the other
    number = min(int(at / share), len(move.stations) - 1)
    start = move.stations[number - 1] if number else came_from.stations[-1]
    length = min(move.each, share) if move.each else _usual(name, share)
    return _leg(start, move.stations[number], (at - number * share) / length)


def _usual(name: str, share: float) -> float:
    """How long a move takes whose figure doesn't say it: as long as its phase, if that is a movement."""
    words = name.split()
    if name in (REST, SWITCH):
        return min(RETURN, share)
    if name == GO or HOLD in words:
        return min(SETTLE, share * 0.5)
    return share


def _setting_up(move: Move, at: int, lasting: int | None) -> Leg:
    """From the first station, shown for a moment, to the last, reached well before the time is up."""
    first, legs = move.stations[0], len(move.stations) - 1
    lasting = lasting or 2 * SETTLE
    if not legs:
        return Leg(first, first, 1.0, moving=False)
    look = lasting * LOOK
    share = (lasting * 0.9 - look) / legs
    length = min(move.each or SETTLE, share)
    passed = at - look
    number = min(max(int(passed / share), 0), legs - 1)
    leg = _leg(move.stations[number], move.stations[number + 1], (passed - number * share) / length)
    # Coming closer begins late: an arm or a head on its way swings further out than at either end.
    return Leg(leg.start, leg.end, leg.part, leg.moving, away=1.0 if number < legs - 1 else 1.0 - leg.part**3)


def _round(move: Move, start: Station, at: int) -> Leg:
    each = move.each or ROUND
    number, rest = divmod(at, each)
    count = len(move.stations)
    came_from = move.stations[(number - 1) % count] if number else start
    part = rest / each
    # In a round there is no standing still between two poses.
    return Leg(came_from, move.stations[number % count], (ease(part) + part) / 2, moving=True)


def _leg(start: Station, end: Station, part: float, *, turned: bool = False) -> Leg:
    return Leg(start, end, ease(part), moving=0.0 < part < 1.0 and start != end, turned=turned)
