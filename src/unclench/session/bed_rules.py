"""Where the bed of a hold lies: a very soft noise that says that it goes on, for whoever wishes for one. Pure.

It begins when the bell has been heard, in pieces of `BED_EVERY`, and opens in the last seconds. A hold in which
somebody lets go has none, nor has one that a key ends, and there is none with anything on the skin. All times are ms.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from unclench.cues import BED_EVERY, BED_OPENS
from unclench.session.cue_rules import TICKS_FROM
from unclench.session.playhead import Playhead
from unclench.session.timeline import Segment

AFTER_BELL = 700
"""So long after its beginning a hold belongs to the bell (ours)."""


class BedPiece(Struct, frozen=True):
    """A piece that sounds from clock time `at` for `lasting` ms, without its first `skip` ms."""

    at: int
    skip: int
    lasting: int
    opens: bool = False


def has_bed(segment: Segment) -> bool:
    """Whether a bed lies under a phase: a hold long enough to be counted down, which ends by itself."""
    return segment.holds and not segment.quiet and segment.width >= TICKS_FROM


def pieces(line: Playhead, since: int, until: int) -> Iterator[BedPiece]:
    """The pieces that begin up to clock time `until`, as far as they sound at `since` and later."""
    if line.still or line.past_end:
        return
    since = max(since, line.time)
    for segment in line.timeline.segments[line.where(since)[0] :]:
        begin = line.time_of(segment.start)
        if segment.gate is not None or begin > until:
            return
        if has_bed(segment):
            yield from _of_hold(begin, begin + segment.width, since, until)


def _of_hold(begin: int, end: int, since: int, until: int) -> Iterator[BedPiece]:
    first, opens = begin + AFTER_BELL, end - BED_OPENS
    played = max(0, since - first) // BED_EVERY
    whole = [(at, min(BED_EVERY, opens - at), False) for at in range(first + played * BED_EVERY, opens, BED_EVERY)]
    for at, lasting, open_ in (*whole, (opens, BED_OPENS, True)):
        skip = max(0, since - at)
        if skip < lasting and at + skip <= until:
            yield BedPiece(at + skip, skip, lasting - skip, open_)
