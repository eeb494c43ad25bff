"""What an answer does to a running session: to whatever it asks, and when a pack comes off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.keynames import Keyed
from unclench.language import counted, tr
from unclench.player.exposure_guard import CLOCK_CONFIRMED
from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.session import Status
from unclench.session.timeline import EXPOSURE

if TYPE_CHECKING:
    from unclench.player.runner import SessionRunner
    from unclench.session.session import Session, View


PAUSED, GO_ON = tr("Paused."), Keyed(tr("{pause} to go on."))
"""Said at the end of a caption, for those who do not see the screen, which shows both already."""
EASIER = tr("From here on: shorter holds, fewer repetitions, smaller movements.")
IS_PAUSED = Keyed(f"{PAUSED} {GO_ON.text}")
TAKE_IT_OFF_NOW = Keyed(tr("Take it off now. Press {yes} once it is off."))
STILL_ON = Keyed(tr("Still on. Press {yes} once it is off."))
IS_IT_OFF = Keyed(tr("Have you taken it off? {yes} yes, {next} not yet."))
RUNS_ON = tr("Still on. The timer keeps running.")
IT_IS_OFF = tr("It is off.")
OFF_ELSEWHERE = tr("You said in another window that it is off.")
SLEPT_ON, SLEPT_ONLY = tr("The computer went to sleep, but the timer kept running."), tr("The computer went to sleep.")


def lengthened(by: int) -> str:
    """What a phase is told to be by a key, in ms: longer, or shorter if negative."""
    seconds = abs(by) / 1000
    if by > 0:
        return counted(seconds, "{number:g} second more.", "{number:g} seconds more.")
    return counted(seconds, "{number:g} second less.", "{number:g} seconds less.")


class QuestionTimer:
    """Remembers when the question a session is asking first appeared. Times are ms on the session's clock."""

    def __init__(self, session: Session) -> None:
        self.asked_at: int | None = None
        """When the current question first appeared; None while nothing is asked."""
        self._session = session
        self._question: tuple[str, int | None] | None = None

    def update(self, now: int, *, over: bool) -> None:
        """Look at what is asked now. Once the session is over, nothing is."""
        view = self._session.view(now)
        question = None if over or view.asking is None else (view.asking, view.asked_since)
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
            runner.refuse(questions.answer_first(runner.session.timeline, view.segment.index))
        elif view.asked is not None and view.asking != "taken off?":
            self.confirm(now)
        elif view.segment is not None and view.segment.kind in EXPOSURE:
            runner.session.ask_off(now)
            runner.key_tick.answer(taken=True)
            runner.reply(IS_IT_OFF)
            runner.question_timer.update(now, over=False)
        else:
            return False
        return True

    def yes(self, view: View, now: int) -> None:
        """Say yes to whatever is asked; where nothing is, nothing happens."""
        runner = self._runner
        if view.asked is None or view.segment is None:
            runner.refuse()
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
            runner.refuse()
            return
        if view.asking == "check":
            runner.end(EndReason.SKIN)  # C2.1: it comes off, and nothing more goes on
        elif view.asking == "taken off?":
            runner.session.still_on()
            runner.question_timer.update(now, over=False)
            runner.key_tick.answer(taken=True)
            runner.reply(RUNS_ON)
        elif view.asking == "off":
            runner.key_tick.answer(taken=True)
            runner.reply(STILL_ON)
        elif view.asking == "question":
            runner.session.answer(now, yes=False)
            runner.moved(now, "confirmed", {"yes": False}, left_out=True)
        else:
            runner.refuse(questions.answer_first(runner.session.timeline, view.segment.index))

    def confirm(self, now: int) -> None:
        """Pass the gate at which the session waits; cold or heat is recorded before its clock starts."""
        if not self._runner.exposure_guard.put_on(now):
            self._refuse(now)
        elif self._runner.session.confirm(now):
            self._runner.moved(now, "confirmed")

    def count(self, now: int, by: int) -> None:
        """Count one more repetition, or take one back with -1, and say how many there are."""
        runner = self._runner
        try:
            count = runner.session.repetitions.add(by)
        except questions.Refused as refused:
            runner.refuse(str(refused))
            return
        runner.exposure_guard.counted(count)
        runner.events.write("counted", now, {"count": count})
        runner.key_tick.answer(taken=True)
        runner.reply(str(count))

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
        self._runner.refuse(self._runner.exposure_guard.refusal())


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
        self._runner.reply(TAKE_IT_OFF_NOW)

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
            if not notice:
                runner.key_tick.answer(taken=True)
            return
        if pausing:
            runner.session.stand_still(now)
        runner.moved(now, "off", by_key=not notice)
        self._say_off(now, notice)

    def off_early(self, now: int, notice: str = "") -> None:
        """It is off before its time is over; `notice` says where that was said, if it was not here."""
        self._runner.session.take_off(now)
        self._runner.exposure_guard.taken_off()
        self._runner.moved(now, "off", left_out=True, by_key=not notice)
        self._say_off(now, notice)

    def look_elsewhere(self, now: int) -> None:
        """If somebody has said in another window that it is off, take that as the answer here."""
        runner = self._runner
        segment = runner.session.view(now).segment
        if runner.ended is not None or segment is None or not segment.on_skin:
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
            runner.reply(f"{notice or IT_IS_OFF} {IS_PAUSED.by(runner.keys)}")
        elif notice:
            runner.reply(notice)
