"""The conductor's part that looks after what lies on the skin, and has the session kept.

It asks the keeper whether cold or heat may begin, has it written down before it does, and
tells the keeper when it is off. Nothing here draws, sounds or reads a key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from unclench.session.end_reason import EndReason
from unclench.session.session import Entered, Session
from unclench.session.timeline import Segment, Timeline
from unclench.session.wording import at_the_earliest

if TYPE_CHECKING:
    from unclench.safety.exposure import Skin
    from unclench.safety.lockouts import Verdict

LOOKING = 1_000
"""Ms between two looks whether it was said to be off in another window."""
WAYS = {
    "override": " o and a reason goes past it.", "confirm": " y if the clock is right.", "when": "", "refuse": "",
}  # fmt: skip
"""The key that goes past a verdict, by its action. For "when" there is none in a session: it is asked before."""
CLOCK_CONFIRMED = "The clock was confirmed."
"""What is kept as the reason where a yes was enough to go past a lock-out."""


class Recorder(Protocol):
    """Keeps a session: its steps as they end, and what goes on the skin before it does. Never raises."""

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """A segment of `timeline` began at clock time `at`."""

    def left_out(self) -> None:
        """Something of the step that runs is skipped."""

    def changed(self, timeline: Timeline) -> None:
        """Keys have changed what runs, or what is to come."""

    def unfit(self, timeline: Timeline) -> str:
        """Why the session may not be made longer to this, in a sentence; empty where it may, and will be."""

    def ended(self, why: EndReason, at: int) -> None:
        """The session is over."""

    def verdict(self, kind: Skin) -> Verdict | None:
        """None where cold or heat may go on now."""

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:
        """It goes on now, for `lasting` ms, and is on the disk when this returns; or the answer is why not.

        A typed `reason` goes past what may be gone past, and is kept.
        """

    def taken_off(self) -> None:
        """Somebody has said that it is off."""

    def off_elsewhere(self) -> bool:
        """Whether somebody has said in another window that it is off: then it is so kept already."""


class ExposureGuard:
    """`make` gives the keeper when it is first needed: not before the first sound."""

    def __init__(self, session: Session, make: Callable[[], Recorder] | None) -> None:
        self._session, self._make = session, make
        self._unkept: list[Entered] = []
        self._settled = self._looked = False
        self._looked_at: int | None = None
        self.locked: Verdict | None = None
        """Why the application that is asked about now may not begin yet."""

    @cached_property
    def recorder(self) -> Recorder | None:
        """Who keeps the session; None: nobody does."""
        return self._make() if self._make is not None else None

    def settle(self) -> None:
        """From now on the disk may be touched."""
        self._settled = True
        self._flush()

    # -- the record ----------------------------------------------------------------------

    def entered(self, happened: Entered) -> None:
        """A segment began. What an application waits for is looked up with it."""
        self._unkept.append(happened)
        self.locked, self._looked = None, False
        if self._settled:
            self._flush()

    def _flush(self) -> None:
        unkept, self._unkept = self._unkept, []
        for happened in unkept if self.recorder is not None else ():
            assert self.recorder is not None
            self.recorder.entered(happened.segment, happened.at, self._session.timeline)

    def left_out(self) -> None:
        """Something was skipped."""
        if self._settled and self.recorder is not None:
            self.recorder.left_out()

    def unfit(self, timeline: Timeline) -> str:
        """Why the session may not be made longer to this; empty where it may."""
        return self.recorder.unfit(timeline) if self._settled and self.recorder is not None else ""

    def ended(self, why: EndReason, now: int) -> None:
        """The session is over."""
        if self._make is not None:
            self.settle()
            assert self.recorder is not None
            self.recorder.changed(self._session.timeline)
            self.recorder.ended(why, now)

    # -- the skin ------------------------------------------------------------------------

    def look_ahead(self, now: int) -> Verdict | None:
        """Why the application asked about now may not begin; looked up once for each time it is asked about."""
        application = self._session.about_to(now)
        if application is None or self._looked or not self._settled or self.recorder is None:
            return None
        self._looked = True
        self.locked = self.recorder.verdict(_skin(application))
        return self.locked

    def put_on(self, now: int, reason: str | None = None) -> bool:
        """Whether the application asked about may begin now; it is written down when this returns."""
        application = self._session.about_to(now)
        if application is None or self._make is None:
            return True
        self.settle()
        assert self.recorder is not None
        self.locked = self.recorder.put_on(_skin(application), application.width, reason)
        return self.locked is None

    def taken_off(self) -> None:
        """It is off the skin."""
        if self._make is not None and self.recorder is not None:
            self.recorder.taken_off()

    def off_elsewhere(self, now: int) -> bool:
        """Whether what is on was said to be off in another window; looked at once a second at most."""
        if not self._settled or self.recorder is None:
            return False
        if self._looked_at is not None and now - self._looked_at < LOOKING:
            return False
        self._looked_at = now
        return self.recorder.off_elsewhere()

    def why_not(self) -> str:
        """Why it may not begin, and from when on it may."""
        verdict = self.locked
        if verdict is None:
            return ""
        from unclench.player.packs import why  # which the first sound need not wait for

        elsewhere = ", in another window." if verdict.still_on is not None else ""
        return f"{why(verdict)}{again(verdict)}{elsewhere}"

    def refusal(self) -> str:
        """Why not, from when on, and what can be done now."""
        return "" if self.locked is None else f"{self.why_not()} n leaves it out.{WAYS[self.locked.action]}"


def again(verdict: Verdict) -> str:
    """` Again at 15:20.`, to be put behind the verdict's sentence; nothing where waiting does not help."""
    return "" if verdict.wait is None else f" Again {at_the_earliest(verdict.wait, datetime.now().astimezone())}."


def _skin(segment: Segment) -> Skin:
    return "cold" if segment.kind.value == "cold" else "heat"
