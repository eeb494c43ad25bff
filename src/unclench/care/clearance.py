"""What may begin without a question: known from a small file, so that a breath need not open the journal.

The file holds no answers: a kind of routine is in it only while all of its questions are answered, and none with yes.
Whoever records an answer, or otherwise changes the journal, discards it. It is not believed beside another journal file
than the one it was written for, nor in a folder where it could not have been discarded.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from unclench.care import SIGNS, SPASM
from unclench.config.paths import Home
from unclench.journal.slips import may_be_on
from unclench.session.timeline import Timeline
from unclench.system.files import delete_if_there, read_own, replace_private

if TYPE_CHECKING:
    from unclench.care.asks import Flow
    from unclench.care.health_record import CareContext
    from unclench.routine.model import Routine


KINDS = frozenset({"cold", "heat", "massage", "relaxation", "exercise", SPASM, SIGNS})
"""Those of `safety.screening`, which takes too long to import for this, and two for the warning signs."""


class ScreeningCache(Struct, frozen=True):
    """`journal` is the journal file's inode; each kind is clear from its first time until before its second.

    Times are in ms since 1970.
    """

    journal: int
    kinds: Mapping[str, tuple[int, int]]


def kinds(timeline: Timeline, tags: Collection[str]) -> frozenset[str]:
    """Every kind that something might be asked about before this session, or left out of it for."""
    carried = {*tags, *(tag for step in timeline.steps for tag in step.tags), *(step.kind for step in timeline.steps)}
    # Anything somebody does may be an exercise by its name alone; only `suitability` can tell.
    moving = any(step.exercise is not None or step.kind in ("exercise", "do") for step in timeline.steps)
    return KINDS & (carried | {SIGNS} | ({"exercise"} if moving else set()))


def begins_unasked(home: Home, timeline: Timeline, tags: Collection[str], now: int) -> bool:
    """Whether a session that takes what is suggested may begin with nothing asked. With a pack it never may."""
    return not timeline.has_pack and clear(home, kinds(timeline, tags), now)


def clear(home: Home, wanted: Collection[str], now: int) -> bool:
    """Whether nothing is to be asked or left out for any of these kinds; False also if that is unknown."""
    try:
        cache = msgspec.json.decode(read_own(home.asked), type=ScreeningCache)
        journal = home.journal.stat().st_ino
    except (OSError, msgspec.MsgspecError):
        return False
    return cache.journal == journal and all(
        since <= now < until for since, until in (cache.kinds.get(kind, (0, 0)) for kind in wanted)
    )


def store(home: Home, found: Mapping[str, tuple[int, int]]) -> None:
    """Store when each kind is clear (see `ScreeningCache.kinds`). If that fails, the next start opens the journal."""
    with contextlib.suppress(OSError):
        cache = ScreeningCache(home.journal.stat().st_ino, found)
        replace_private(home.asked, msgspec.json.encode(cache))


def discard(home: Home) -> None:
    """Delete it: an answer was given, or the journal has changed. If it cannot be deleted, `clear` ignores it."""
    delete_if_there(home.asked)


def before_breathing(context: CareContext, routine: Routine, timeline: Timeline) -> Flow[None]:
    """Nothing is asked. Raises NotBegun with a pack on: nobody should doze off under it (C2.10)."""
    if may_be_on(context.home):  # else the first sound need not wait for the journal
        from unclench.care.pack_check import LimitCheck

        yield from LimitCheck(context, person=True, overriding=False).check(routine, timeline)
