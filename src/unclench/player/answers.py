"""What an answer does: a yes or a no, or the space bar, to whatever a running session asks.

And from when on it counts: a key typed before a question came must not answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.player.captions import IS_IT_OFF, RUNS_ON, STILL_ON
from unclench.player.exposure_guard import CLOCK_CONFIRMED
from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.timeline import EXPOSURE

if TYPE_CHECKING:
    from unclench.player.runner import SessionRunner
    from unclench.session.session import Session, View


class QuestionTimer:
    """Remembers when the question a session is asking first appeared. Times are ms on the session's clock."""

    def __init__(self, session: Session) -> None:
        self.asked_at: int | None = None
        """When the current question first appeared; None while nothing is asked."""
        self._session = session
        self._question: tuple[str, int | None] | None = None

    def update(self, now: int, *, over: bool) -> None:
        """Look at what is asked now. Once the session is over, nothing is."""
        asking = None if over else self._session.view(now).asking
        question = None if asking is None else (asking, self._session.asked_since(now))
        if question != self._question:
            self._question, self.asked_at = question, None if question is None else now

    def fresh(self, now: int) -> bool:
        """Whether a question appeared so recently that no key can have been meant for it."""
        guarded = self._question is not None and self._question[0] in questions.GUARDED
        return guarded and self.asked_at is not None and now < self.asked_at + questions.FRESH


class Answers:
    """Answers the questions of a session. `view` is always where the session is at clock time `now`."""

    def __init__(self, runner: SessionRunner) -> None:
        self._runner = runner

    def space(self, view: View, now: int) -> bool:
        """Whether the space bar was about a question, or what is on the skin: then it has had its effect."""
        runner = self._runner
        if view.check_pending:
            self._checked(now)
        elif view.segment is not None and view.segment.alarm:
            runner.say(runner.session.answer_first(view.segment.index))
        elif view.asked is not None and view.asking != "taken off?":
            self.confirm(now)
        elif view.segment is not None and view.segment.kind in EXPOSURE:
            runner.session.ask_off(now)
            runner.say(IS_IT_OFF)
            runner.question_timer.update(now, over=False)
        else:
            return False
        return True

    def yes(self, view: View, now: int) -> None:
        """Say yes to whatever is asked; where nothing is, nothing happens."""
        runner = self._runner
        if view.asked is None or view.segment is None:
            return
        locked = runner.exposure_guard.locked
        if view.asking == "check":
            self._checked(now)
        elif view.asking == "taken off?":
            runner.pack_removal.off_early(now)
        elif view.segment.alarm:
            runner.pack_removal.off(now)
        elif view.asking == "question":
            runner.session.answer(now, yes=True)
            runner.moved(now, "confirmed", {"yes": True})
        elif locked is not None and locked.action == "confirm":
            self.override(CLOCK_CONFIRMED, now)
        else:
            self.confirm(now)

    def no(self, view: View, now: int) -> None:
        """Say no to whatever is asked; where nothing is, nothing happens."""
        runner = self._runner
        if view.asked is None or view.segment is None:
            return
        if view.asking == "check":
            runner.end(EndReason.SKIN)  # C2.1: it comes off, and nothing more goes on
        elif view.asking == "taken off?":
            runner.session.still_on()
            runner.question_timer.update(now, over=False)
            runner.say(RUNS_ON)
        elif view.asking == "off":
            runner.say(STILL_ON)
        elif view.asking == "question":
            runner.session.answer(now, yes=False)
            runner.moved(now, "confirmed", {"yes": False}, left_out=True)
        else:
            runner.say(runner.session.answer_first(view.segment.index))

    def confirm(self, now: int) -> None:
        """Pass the gate at which the session waits; cold or heat is recorded before its clock starts."""
        if not self._runner.exposure_guard.put_on(now):
            self._refuse(now)
        elif self._runner.session.confirm(now):
            self._runner.moved(now, "confirmed")

    def override(self, reason: str, now: int) -> None:
        """Begin an application in spite of a lock-out, for a reason that is recorded (see `Verdict.action`)."""
        runner = self._runner
        if runner.ended is not None or runner.exposure_guard.locked is None or runner.session.about_to(now) is None:
            return
        if not reason.strip() or not runner.exposure_guard.put_on(now, reason.strip()):
            self._refuse(now)
        elif runner.session.confirm(now):
            runner.moved(now, "confirmed", {"overridden": True})

    def _checked(self, now: int) -> None:
        self._runner.session.confirm(now)
        self._runner.moved(now, "check")

    def _refuse(self, now: int) -> None:
        """Cold or heat may not begin: say why, and do not ask for it again and again."""
        self._runner.session.refuse(now)
        self._runner.withdraw(now)
        self._runner.say(self._runner.exposure_guard.refusal())
