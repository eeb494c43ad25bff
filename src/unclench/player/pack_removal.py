"""Taking a pack off: at its end, before its time, or because the session is being left.

Nobody leaves a session with something on the skin without being asked to take it off: the alarm
rings until they say that it is off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.player.captions import GO_ON, IT_IS_OFF, OFF_ELSEWHERE, PAUSED, TAKE_IT_OFF_NOW
from unclench.session.end_reason import EndReason
from unclench.session.session import Status

if TYPE_CHECKING:
    from unclench.player.runner import SessionRunner


class PackRemoval:
    """Asks for the pack to come off, and does what was to follow once it is."""

    def __init__(self, runner: SessionRunner) -> None:
        self.leaving: EndReason | None = None
        """Why the session ends as soon as somebody says that the pack is off; None unless it is being left."""
        self._runner = runner
        self._pause_when_off = False

    def leave(self, reason: EndReason, now: int) -> None:
        """Ask for it to come off; the session then ends for this reason, or for a heavier one given meanwhile."""
        if self.leaving is None:
            self.leaving = reason
            self._to_off_question(now, "leaving", {"reason": reason.value})
        elif reason.weight > self.leaving.weight:
            self.leaving = reason

    def pause_when_off(self, now: int) -> None:
        """Ask for it to come off; the session then pauses behind the application."""
        self._pause_when_off = True
        self._to_off_question(now, "not fine", {})

    def _to_off_question(self, now: int, event: str, about: dict[str, str]) -> None:
        before_its_time = self._runner.session.to_off_question(now)
        self._runner.moved(now, event, about, left_out=before_its_time)
        self._runner.say(TAKE_IT_OFF_NOW)

    def off(self, now: int, notice: str = "") -> None:
        """Somebody has answered the alarm: it is off. `notice` says where, if it was not here."""
        runner, leaving, pausing = self._runner, self.leaving, self._pause_when_off
        self._pause_when_off = False
        runner.session.confirm(now)
        runner.exposure_guard.taken_off()
        runner.alarm.expect(None)
        if leaving is not None:
            runner.events.write("off", now)
            if notice:
                runner.say(notice)
            runner.finish(leaving, now)
            return
        if pausing:
            runner.session.stand_still(now)
        runner.moved(now, "off")
        self._say_off(now, notice)

    def off_early(self, now: int, notice: str = "") -> None:
        """It is off before its time is over; `notice` says where that was said, if it was not here."""
        self._runner.session.take_off(now)
        self._runner.exposure_guard.taken_off()
        self._runner.moved(now, "off", left_out=True)
        self._say_off(now, notice)

    def look_elsewhere(self, now: int) -> None:
        """If somebody has said in another window that it is off, take that as the answer here."""
        runner = self._runner
        segment = runner.session.view(now).segment
        if runner.ended is not None or segment is None or not runner.session.on_skin(segment.index):
            return
        if not runner.exposure_guard.off_elsewhere(now):
            return
        if segment.alarm:
            self.off(now, OFF_ELSEWHERE)
        else:
            self.off_early(now, OFF_ELSEWHERE)

    def _say_off(self, now: int, notice: str) -> None:
        """Say that the session is paused, if it is. One that goes on says so by itself."""
        runner = self._runner
        if runner.ended is None and runner.session.status(now) is Status.PAUSED:
            runner.say(f"{notice or IT_IS_OFF} {PAUSED} {GO_ON}")
        elif notice:
            runner.say(notice)
