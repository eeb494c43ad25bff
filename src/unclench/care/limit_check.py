"""Limits and lock-outs before a session: what must not be combined, and what was on the skin before."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from unclench.care.asks import YES, Fill, Flow, NotBegun, Tell, yes_no
from unclench.language import tr
from unclench.player import packs
from unclench.player.exposure_guard import CLOCK_CONFIRMED, again
from unclench.player.packs import moment_of, still_on
from unclench.routine.model import Routine
from unclench.safety.exposure import Moment
from unclench.safety.limits import Limit
from unclench.safety.lockouts import warnings
from unclench.safety.screening import SKIN
from unclench.session.plan_check import applications, puts_to_sleep, unsafe_together
from unclench.session.timeline import Timeline

if TYPE_CHECKING:
    from unclench.care.health_record import CareContext
    from unclench.safety.lockouts import Verdict

WHY_NOW = tr("Why now? Your reason is saved in your journal.")
WITH_A_REASON = tr("If you have a reason, you can go ahead in a terminal or with --override.")
NEVER = tr("never")
WHEN_LIKE = tr("Type a time such as 14:20, or: {never}.", never=NEVER)
CLOCK_RIGHT = tr("Is this computer's clock right?")


class LimitCheck:
    """Checks a routine against them before anybody is told to put something on.

    `person` is whether somebody is there to read the questions; `overriding` whether a script
    has said that it overrides a lock-out and types the reason.
    """

    def __init__(self, context: CareContext, *, person: bool, overriding: bool) -> None:
        self._context, self._person, self._overriding = context, person, overriding

    def check(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """Raises NotBegun for what must not be (C1.4 to C1.13, C2.10).

        A typed reason goes into the context's `override`, for the session that begins next and no other.
        """
        self._refuse(routine, timeline)
        book = self._context.book
        planned, plan = applications(timeline)
        kinds = {each.kind for each in planned}
        for limit in self._unusual(kinds):
            yield from self._mention(limit)
        self._context.override = None  # left over from an earlier start that came to nothing
        while kinds and self._context.override is None:
            blocked = book.lock_outs.blocked(planned, plan)
            if blocked is None:
                return
            yield from self._override(blocked)

    def foretold(self, routine: Routine, timeline: Timeline) -> str:
        """What `check` will ask about, in a sentence, for somebody who is about to fetch a pack; empty for nothing.

        Raises NotBegun for what `check` would refuse: nobody should get up for that.
        """
        self._refuse(routine, timeline)
        planned, plan = applications(timeline)
        blocked = self._context.book.lock_outs.blocked(planned, plan)
        if blocked is None:
            return ""
        if self._is_final(blocked):
            raise NotBegun(self._finally(blocked))
        return f"{packs.why(blocked)}{again(blocked)}"

    def _refuse(self, routine: Routine, timeline: Timeline) -> None:
        """Raises NotBegun for what must not come together, in one session or with a pack that may still be on."""
        if (limit := unsafe_together(routine, timeline)) is not None:
            raise NotBegun(limit.sentence)
        if applications(timeline)[0] or puts_to_sleep(routine, timeline) is not None:
            for exposure in self._context.book.exposures.waiting():
                raise NotBegun(still_on(exposure))

    def _is_final(self, verdict: Verdict) -> bool:
        return verdict.action == "refuse" or not (self._person or self._overriding)

    def _finally(self, verdict: Verdict) -> str:
        why = f"{packs.why(verdict)}{again(verdict)}"
        return f"{why} {WITH_A_REASON}" if verdict.action == "override" else why

    def _unusual(self, kinds: Collection[str]) -> list[Limit]:
        book = self._context.book
        return [limit for kind in SKIN if kind in kinds for limit in warnings(kind, book.exposures.past(), book.now())]

    def _mention(self, limit: Limit) -> Flow[None]:
        if not self._person:
            yield Tell(heading=limit.sentence)
        elif (yield yes_no(limit.sentence, yes=tr("go on"), no=tr("leave it"))) != YES:
            raise NotBegun(limit.sentence)

    def _override(self, verdict: Verdict) -> Flow[None]:
        """Ask for whatever overrides this verdict. Raises NotBegun, with the time from which it may begin."""
        if self._is_final(verdict):
            raise NotBegun(self._finally(verdict))
        why = f"{packs.why(verdict)}{again(verdict)}"
        if verdict.action == "confirm":
            if (yield yes_no(why, CLOCK_RIGHT, yes=tr("the clock is right"), no=tr("leave it"))) != YES:
                raise NotBegun(why)
            self._context.override = CLOCK_CONFIRMED
        elif verdict.action == "when":
            now = self._context.book.now()
            at = yield Fill(heading=why, text=f"{verdict.question} {WHEN_LIKE}", read=partial(last_off, now=now))
            if at is None:
                raise NotBegun(why)
            self._context.book.lock_outs.say_last_off(at if isinstance(at, Moment) else None)
        else:
            if not (yield from may_be_overridden(verdict, why)):
                raise NotBegun(why)
            reason = yield Fill(heading=why, text=WHY_NOW)
            if reason is None:
                raise NotBegun(why)
            self._context.override = reason


def may_be_overridden(verdict: Verdict, why: str) -> Flow[bool]:
    """Whether a typed reason counts: not without a yes to the verdict's own question, if it has one (C1.4)."""
    return not verdict.question or (yield yes_no(why, verdict.question, no=tr("no, or not sure"))) == YES


def last_off(typed: str, now: Moment) -> Moment | str:
    """The moment of `14:20`, today or yesterday; `never` where nothing was on in the last day. Raises ValueError."""
    low = typed.strip().lower()
    if low in ("never", "none", "no", NEVER.lower()):
        return "never"
    when = moment_of(low, now)
    if when is None:
        raise ValueError(tr("{typed!r} is no time. {what_to_type}", typed=typed, what_to_type=WHEN_LIKE))
    return when
