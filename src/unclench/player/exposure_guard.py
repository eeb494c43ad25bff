"""Looks after what is on the skin: whether cold or heat may begin, and that it is recorded before it does.

Everything that is recorded of a session goes through here to its recorder, which is made when it is
first needed: not before the first sound.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from unclench.keynames import Keyed
from unclench.language import tr
from unclench.session.end_reason import EndReason
from unclench.session.session import Session, StartedSegment
from unclench.session.timeline import Segment, Timeline
from unclench.system import clock
from unclench.system.local_time import at_the_earliest

if TYPE_CHECKING:
    from unclench.safety.exposure import Skin
    from unclench.safety.lockouts import Verdict

CHECK_EVERY = 1_000
"""How often (ms) to check whether somebody has said in another window that it is off."""
LEAVES_OUT = Keyed(tr("{next} skips it."))
WAYS = {
    "override": Keyed(tr("{next} skips it. {override} does it anyway: you will be asked why.")),
    "confirm": Keyed(tr("{next} skips it. {yes} if the clock is right.")),
    "when": LEAVES_OUT,
    "refuse": LEAVES_OUT,
}
"""The keys there are under a verdict, by its action. "when" overrides nothing: that is asked before a session."""
CLOCK_CONFIRMED = tr("You said that the clock is right.")
"""The reason that is recorded where a yes was enough to override a lock-out."""


class Recorder(Protocol):
    """Records a session: its steps as they end, and cold and heat before they begin. Never raises."""

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """A segment of `timeline` began at clock time `at`."""

    def left_out(self) -> None:
        """Part of the current step was not done as planned."""

    def counted(self, count: int) -> None:
        """A key has counted so many repetitions of the segment that began last."""

    def changed(self, timeline: Timeline) -> None:
        """This is the timeline as keys have changed it since the last segment began; told just before `ended`."""

    def unfit(self, timeline: Timeline) -> str:
        """Why the session may not be made as long as this, in a sentence; empty where it may, and then it will be."""

    def ended(self, why: EndReason, at: int) -> None:
        """The session is over."""

    def verdict(self, kind: Skin) -> Verdict | None:
        """Why cold or heat may not begin now; None where it may."""

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:
        """Start cold or heat now, for `lasting` ms: it is on the disk when this returns. Otherwise returns why not.

        A typed `reason` overrides what may be overridden, and is recorded.
        """

    def taken_off(self) -> None:
        """Somebody has said here that it is off."""

    def off_elsewhere(self) -> bool:
        """Whether somebody has said in another window that it is off; that is recorded already."""


class ExposureGuard:
    """Asks a session's recorder before anything goes on the skin, and reports to it what happens."""

    def __init__(self, session: Session, make: Callable[[], Recorder] | None) -> None:
        self._session, self._make = session, make
        self._unrecorded: list[StartedSegment] = []
        self._settled = self._looked = False
        self._looked_at: int | None = None
        self.locked: Verdict | None = None
        """Why the application that is asked about now may not begin yet."""

    @cached_property
    def recorder(self) -> Recorder | None:
        """What records the session; None: nothing does."""
        return self._make() if self._make is not None else None

    def settle(self) -> None:
        """From now on the disk may be touched."""
        self._settled = True
        self._flush()

    # -- the record ----------------------------------------------------------------------

    def entered(self, happened: StartedSegment) -> None:
        """A segment began: record it, and forget the verdict on the application asked about before."""
        self._unrecorded.append(happened)
        self.locked, self._looked = None, False
        if self._settled:
            self._flush()

    def _flush(self) -> None:
        unrecorded, self._unrecorded = self._unrecorded, []
        if (recorder := self.recorder) is not None:
            for happened in unrecorded:
                recorder.entered(happened.segment, happened.at, self._session.timeline)

    def left_out(self) -> None:
        """Part of the current step was not done as planned."""
        if self._settled and self.recorder is not None:
            self.recorder.left_out()

    def counted(self, count: int) -> None:
        """A key has counted so many repetitions of what is running."""
        self.settle()
        if self.recorder is not None:
            self.recorder.counted(count)

    def unfit(self, timeline: Timeline) -> str:
        """Why the session may not be made as long as this; empty where it may."""
        return self.recorder.unfit(timeline) if self._settled and self.recorder is not None else ""

    def ended(self, why: EndReason, now: int) -> None:
        """The session is over."""
        self.settle()
        if self.recorder is not None:
            self.recorder.changed(self._session.timeline)
            self.recorder.ended(why, now)

    # -- the skin ------------------------------------------------------------------------

    def pop_lock_out(self, now: int) -> Verdict | None:
        """Why the application asked about now may not begin. Returned once; None after that, and where it may."""
        application = self._session.about_to(now)
        if application is None or self._looked or not self._settled or self.recorder is None:
            return None
        self._looked = True
        self.locked = self.recorder.verdict(_skin(application))
        return self.locked

    def put_on(self, now: int, reason: str | None = None) -> bool:
        """Whether the application asked about begins now; if so, it is on the disk when this returns."""
        application = self._session.about_to(now)
        if application is None:
            return True
        self.settle()
        if self.recorder is None:
            return True
        self.locked = self.recorder.put_on(_skin(application), application.width, reason)
        return self.locked is None

    def taken_off(self) -> None:
        """Record that it is off the skin."""
        if self.recorder is not None:
            self.recorder.taken_off()

    def off_elsewhere(self, now: int) -> bool:
        """Whether somebody has said in another window that it is off; checked once a second at most."""
        if not self._settled or self.recorder is None:
            return False
        if self._looked_at is not None and now - self._looked_at < CHECK_EVERY:
            return False
        self._looked_at = now
        return self.recorder.off_elsewhere()

    def why_not(self) -> str:
        """Why the application may not begin, and from when on it may."""
        verdict = self.locked
        if verdict is None:
            return ""
        from unclench.player.packs import why  # which the first sound need not wait for

        return f"{why(verdict, playing=True)}{again(verdict)}"

    def refusal(self) -> str:
        """Why it may not begin, from when on it may, and which keys there are now."""
        if self.locked is None:
            return ""
        return f"{self.why_not()} {WAYS[self.locked.action].by(self._session.timeline.keys)}"


def again(verdict: Verdict) -> str:
    """Returns ` Again at 15:20.`, to follow the verdict's sentence; empty where waiting does not help."""
    if verdict.wait is None:
        return ""
    return " " + tr("You can start {when}.", when=at_the_earliest(verdict.wait, clock.wall()))


def _skin(segment: Segment) -> Skin:
    return "cold" if segment.kind.value == "cold" else "heat"
