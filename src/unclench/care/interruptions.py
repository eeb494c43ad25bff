"""What is asked while a session runs and after it, and what follows from the answers.

The flows of a running session (`Interruptions`, `leave`) act on its controller themselves. It is held still during a
question where that is possible; a pack on the skin cannot be paused, so there the only answer is to take it off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.care import SPASM, pain_rules, suitability
from unclench.care.asks import (
    HOW_TO_TICK,
    UNANSWERED,
    Y_OR_N,
    YES,
    Acknowledge,
    Choose,
    Fill,
    Flow,
    Rate,
    Tell,
    Tick,
    read_out,
    yes_no,
)
from unclench.care.health_record import session_of
from unclench.care.pack_check import WHY_NOW, may_be_overridden
from unclench.care.questionnaire import SILENCE_BEFORE_REPEAT, listed, statement
from unclench.language import tr
from unclench.player import packs
from unclench.player.answers import IS_PAUSED
from unclench.safety import red_flags
from unclench.session.end_reason import EndReason, Felt
from unclench.session.session import Status

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord
    from unclench.journal.database import Journal
    from unclench.player.controller import SessionController
    from unclench.session.session import View
    from unclench.session.timeline import StepInfo


SIGNS_HEADING = tr("Do you have any of these? If so, stop and get help.")
SIGNS_TEXT = tr("They are rare. Tick what applies.")
TAKE_OFF = tr("Take the pack off your skin now.")
BEFORE_YOU_MOVE = tr("Before you move, let's check a few signs.")
ONE_QUESTION = tr("Paused for a question.")
STOP_HERE = tr("Stop here?")
OFF_FIRST = tr("Leaving? Take the pack off first.")
GO_BACK = tr("Go back to where you were?")
BELOW_SIX = yes_no(pain_rules.BELOW_SIX)


class After(Struct, frozen=True):
    """What the front end does after a question."""

    breathe: bool = False
    """Play a breath: in between, or afterwards if the session has ended."""
    steps: bool = False
    """List the steps to go to."""


class Interruptions:
    """Asks during a session. `tags` are those of the routine being played."""

    def __init__(self, health: HealthRecord, tags: Collection[str] = ()) -> None:
        self.health, self._tags = health, tags
        self._reminded = False
        """Whether the person was reminded of a sign that stands."""
        self._moved = False
        """Whether the signs for a doctor were asked about, which comes before any movement."""
        self._asking = False
        """Whether that question is open now."""
        self._sore = False
        """Whether it hurts too much to move, or nobody answered: movements are left out from here on."""

    # -- it hurts ------------------------------------------------------------------------

    def hurts(self, controller: SessionController) -> Flow[After]:
        """Something hurts (the x key). One more key goes on more gently, leaves the step out or ends."""
        if controller.on_skin:
            controller.end(EndReason.PAIN)
            return After()
        controller.hold_still(sentence=pain_rules.STOPPED)
        view = controller.view()
        step, ways = view.step, _ways(view)
        waits = pain_rules.I_WAIT if controller.speaker.speaks else pain_rules.I_WAIT_SILENTLY
        answer = yield Choose(
            heading=pain_rules.STOPPED,
            spoken=" ".join((pain_rules.STOPPED, *(way.spoken for way in ways if way.spoken))),
            text=f"{pain_rules.WHEN_TO_END}\n{waits}",
            patience=pain_rules.ASK_AGAIN,
            insists=True,
            rates=True,
            groups=tuple(Counter(way.group for way in ways).values()),
            options=tuple(way.text.format(what=step.name if step is not None else tr("this")) for way in ways),
            keys=tuple(way.key for way in ways),
            also={key: number for number, way in enumerate(ways) for key in way.also},
        )
        if answer is None:
            _left(controller)
            return After()
        way = ways[answer]
        if way.end is not None:
            yield from self._end(controller, way)
        elif way.then is pain_rules.Then.EASIER:
            controller.ease(goes_on=True)
        elif way.then is pain_rules.Then.SKIP:
            controller.leave_step_out(EndReason.PAIN, goes_on=True)
        elif way.then is pain_rules.Then.SIGNS:
            yield from self.signs(controller)
        else:
            return After(breathe=True)
        return After()

    def _end(self, controller: SessionController, way: pain_rules.Way) -> Flow[None]:
        assert way.end is not None
        step = controller.view().step
        controller.end(way.end)
        if way.why:
            yield Tell(heading=way.why, spoken=way.why, urgent=True)
        if way.end is EndReason.DIZZY_OR_NUMB:
            yield from self.signs(controller)
        if way.end is EndReason.PAIN:
            yield from self._how_much(controller, step)

    def _how_much(self, controller: SessionController, step: StepInfo | None) -> Flow[None]:
        """How much it hurt and where, for the journal. The session is over already; nothing depends on it."""
        rating = yield Rate(heading=pain_rules.HOW_MUCH)
        if rating is None:
            return
        places = tuple(pain_rules.PLACES.values())
        where = yield Choose(heading=pain_rules.WHERE, options=places)
        place = None if where is None else tuple(pain_rules.PLACES)[where]
        kept = self.health.record_pain(rating, "step", controller, reason="pain", place=place, step=step)
        yield noted(rating, kept=kept)

    # -- ratings -------------------------------------------------------------------------

    def rated(self, controller: SessionController, rating: int) -> Flow[After]:
        """A digit during a session, recorded with its step. Six or more ends the session (C4).

        Not if nothing in it moves; and a routine for a spasm goes on without its movements.
        """
        moves = suitability.too_sore(controller.session.timeline, self._tags)
        nothing_to_end = not controller.on_skin and (SPASM in self._tags or not moves)
        if not red_flags.ends_session(rating) or nothing_to_end:
            said = pain_rules.said(rating, kept=self.health.record_pain(rating, "step", controller))
            controller.speaker.reply(said, controller.clock.now())
            yield Tell(heading=said)
            self._sore = self._sore or red_flags.ends_session(rating)
            return After()
        if controller.on_skin:
            self.health.record_pain(rating, "step", controller)
            controller.end(EndReason.TOO_MUCH_PAIN)
            return After()
        controller.hold_still(sentence=pain_rules.STOPPED)
        answer = None
        while answer is None:
            answer = yield Choose(
                heading=pain_rules.TOO_MUCH.format(rating=rating),
                options=pain_rules.TOO_MUCH_WAYS,
                spoken=pain_rules.TOO_MUCH_SPOKEN,
                also={" ": 0, "\n": 0, "b": 1},
                may_leave=False,
            )
            if answer == pain_rules.MISTYPED and (yield BELOW_SIX) == YES:
                controller.go_on()
                return After()
            if answer == pain_rules.MISTYPED:
                answer = None
        self.health.record_pain(rating, "step", controller)
        controller.end(EndReason.TOO_MUCH_PAIN)
        return After(breathe=answer == 1)

    # -- warning signs -------------------------------------------------------------------

    def signs(
        self,
        controller: SessionController | None = None,
        asked: Collection[red_flags.Flag] = red_flags.SIGNS,
        *,
        patience: int = 0,
    ) -> Flow[bool | str | None]:
        """The list of warning signs; a yes ends the session first, and no single key dismisses what to do about it.

        Returns whether one applies, None if it was left, or `UNANSWERED` after the `patience` (ms, twice).
        A sign that stood before cannot be taken back here: that is a question of its own, before the
        next session.
        """
        ran = controller is not None and controller.view().status is Status.RUNNING
        if controller is not None and not controller.on_skin:
            controller.hold_still(sentence=ONE_QUESTION)
        known = self.health.answers()
        stood = frozenset(flag.id for flag in asked if flag.id in known and known[flag.id].yes)
        items = tuple((flag.id, statement(flag)) for flag in asked)
        yes = yield Tick(
            heading=SIGNS_HEADING, text=SIGNS_TEXT, items=items, ticked=stood, urgent=True,
            patience=patience, spoken=read_out(SIGNS_HEADING, [text for _, text in items], HOW_TO_TICK),
        )  # fmt: skip
        if yes is None or yes == UNANSWERED:
            unanswered: str | None = yes
            if controller is not None and yes is None:
                _left(controller)
            return unanswered
        said = {flag.id: flag.id in yes for flag in asked if flag.id in yes or flag.id not in stood}
        self.health.record_answers(said)
        if not yes:
            if ran and controller is not None:
                controller.go_on()
            return False
        if controller is not None:
            controller.end(EndReason.WARNING_SIGN)
        action = self.health.what_to_do(yes)
        off = TAKE_OFF if controller is not None and controller.on_skin else ""
        found = listed(flag for flag in asked if flag.id in yes)
        yield Acknowledge(heading=action, text=f"{off}\n{found}".strip(), spoken=f"{off} {action}".strip(), urgent=True)
        return True

    def due(self, controller: SessionController) -> Flow[None] | None:
        """What to ask now without a key press, or None. Front ends call this repeatedly while no question is open.

        Only questions that a front end begins count as asked: a dialog may have come to the front meanwhile.

        The person is reminded once of a sign that stands. In a routine for a spasm, the signs that a
        doctor should see today come before the first movement, and again until they are answered.
        """
        if self._asking or controller.ended is not None:
            return None
        if not self._reminded:
            standing = red_flags.standing(self.health.answers())
            if standing:
                return self._remind(standing)
            self._reminded = True  # the journal is read once
        if SPASM not in self._tags or (self._moved and not self._sore):
            return None
        view = controller.view()
        if view.step is None or view.status is Status.PAUSED:
            return None
        if view.step.id not in suitability.too_sore(controller.session.timeline, self._tags):
            return None
        if self._sore:
            return self._without_moving(controller)
        return self._before_moving(controller)

    def _without_moving(self, controller: SessionController) -> Flow[None]:
        """With pain of six or more, or if nobody answers, this movement is left out and the rest goes on."""
        controller.leave_step_out(EndReason.TOO_MUCH_PAIN)
        yield Tell(heading=pain_rules.WITHOUT_MOVEMENT)

    def _remind(self, standing: Collection[red_flags.Flag]) -> Flow[None]:
        if self._reminded:
            return
        self._reminded = True
        action = self.health.what_to_do({flag.id for flag in standing})
        yield Tell(heading=action, spoken=action, urgent=True)

    def _before_moving(self, controller: SessionController) -> Flow[None]:
        if self._asking:
            return  # the same question, once more before its first was shown
        self._asking = True
        controller.hold_still(sentence=BEFORE_YOU_MOVE)
        try:
            found = yield from self.signs(controller, red_flags.DOCTOR_GROUP, patience=SILENCE_BEFORE_REPEAT)
        finally:
            self._asking = False
        self._moved = found is not None
        if found == UNANSWERED:
            self._sore = True
        if found in (False, UNANSWERED):
            controller.go_on()

    # -- lock-outs -----------------------------------------------------------------------

    def override(self, controller: SessionController) -> Flow[None]:
        """Override a lock-out (the o key) with a typed reason, where that is allowed."""
        verdict = controller.exposure_guard.locked
        if verdict is None or verdict.action != "override":
            return
        if not (yield from may_be_overridden(verdict, packs.why(verdict))):
            return
        reason = yield Fill(heading=controller.exposure_guard.refusal(), text=WHY_NOW)
        if reason is not None:
            controller.override(reason)


def _left(controller: SessionController) -> None:
    """A question was left without an answer: say that the session stands still, if it does."""
    if controller.ended is None and controller.view().status is Status.PAUSED:
        controller.reply(IS_PAUSED)


def noted(rating: int, *, kept: bool) -> Tell:
    """Once a session is over: says that a rating was taken down, or that it could not be."""
    said = pain_rules.said(rating, kept=kept)
    return Tell(heading=said, spoken=said)


def leave(controller: SessionController) -> Flow[None]:
    """Stop here or go on (the q key). With a pack on, leaving begins with taking it off."""
    behind = controller.session.waiting_behind
    if behind is not None:
        heading = tr("Go back to {name}?", name=behind.name)
        # Said without the name, so that a recording has it.
        answer = yield yes_no(heading, yes=tr("go back"), no=tr("breathe on"), spoken=f"{GO_BACK} {Y_OR_N}")
    elif controller.on_skin:
        answer = yield yes_no(OFF_FIRST, yes=tr("leave: I'll take it off now"), no=tr("stay"))
    else:
        answer = yield yes_no(STOP_HERE, yes=tr("stop here"), no=tr("go on"))
    if answer == YES:
        controller.end(EndReason.USER)


def _ways(view: View) -> tuple[pain_rules.Way, ...]:
    """The answers to "what now?" that make sense in this step."""
    kind = view.step.kind if view.step is not None else ""
    left_out = {pain_rules.Then.BREATHE} if kind == "breathe" or view.waiting_behind is not None else set()
    if kind not in ("exercise", "breathe", "do"):
        left_out.add(pain_rules.Then.EASIER)
    return tuple(way for way in pain_rules.WAYS if way.then not in left_out)


EFFORT_ANSWERS = (Felt.TOO_MUCH, Felt.RIGHT, Felt.EASY)
"""In the order of their keys."""
EFFORT_WORDS = (tr("too much"), tr("right"), tr("easy"), tr("skip these questions"))
EFFORT_KEYS = ("1", "2", "3", "0")
HOW_TO_ANSWER_EFFORT = tr("1 for too much, 2 for right, 3 for easy. 0 skips the questions.")


class _SessionPlayed(Struct, frozen=True):
    """What the journal knows of a session that is over; `worst` is the highest rating of pain, None without one."""

    done: frozenset[str] = frozenset()
    worst: int | None = None
    asked: bool = False


def efforts_to_ask(health: HealthRecord, controller: SessionController) -> tuple[StepInfo, ...]:
    """The steps to ask about, each once, in the order in which they were played; empty where nothing is asked.

    That is where the body ended the session, where it hurt with 6 or more of 10 in it, or while a warning sign stands:
    then nothing should grow, and something else comes first.
    """
    steps = {step.id: step for step in reversed(controller.session.timeline.steps) if step.asked_about}
    session, reason = session_of(controller), controller.ended
    if not steps or session is None or reason is None or reason.body or reason.unasked:
        return ()

    from unclench.journal.queries import felt_in, places_done, worst_pain

    def look(journal: Journal) -> _SessionPlayed:
        done, worst = places_done(journal, session), worst_pain(journal, session)
        return _SessionPlayed(done, worst, asked=bool(felt_in(journal, session)))

    played = health.book.ask(look, _SessionPlayed())
    hurt = played.worst is not None and red_flags.ends_session(played.worst)
    if played.asked or hurt or red_flags.standing(health.answers()):
        return ()
    return tuple(step for step in reversed(steps.values()) if step.id in played.done)


def how_it_was(health: HealthRecord, controller: SessionController, steps: Sequence[StepInfo]) -> Flow[None]:
    """Ask of each of these steps how it was, until somebody leaves the questions; the journal keeps what was said."""
    session = session_of(controller)
    if session is None or not steps:
        return
    from unclench.journal.queries import felt_record

    for number, step in enumerate(steps):
        heading = tr("{step}, {dose}: too much, right, or easy?", step=step.name, dose=step.asked_about)
        answer = yield Choose(
            heading=heading, spoken=heading if number else f"{heading} {HOW_TO_ANSWER_EFFORT}",
            options=EFFORT_WORDS, keys=EFFORT_KEYS, first=EFFORT_ANSWERS.index(Felt.RIGHT),
        )  # fmt: skip
        if answer is None or answer >= len(EFFORT_ANSWERS):
            return
        health.book.add(felt_record(session, step.id, EFFORT_ANSWERS[answer], health.book.now().wall))


def after(health: HealthRecord, controller: SessionController, tags: Collection[str] = ()) -> Flow[None]:
    """Ask how much it hurts once a session of a routine with these tags is over, then how what grows was.

    The doctor's advice comes last.
    """
    rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
    if rating is not None:
        yield noted(rating, kept=health.record_pain(rating, "after", controller))
    yield from how_it_was(health, controller, efforts_to_ask(health, controller))
    if advice := doctor_advice(health, controller, tags):
        yield Tell(heading=advice, spoken=advice)


def doctor_advice(health: HealthRecord, controller: SessionController, tags: Collection[str]) -> str:
    """What to see a doctor about some day, after a session for a spasm.

    Empty otherwise, and where the body ended the session: then something more urgent was said.
    """
    if SPASM not in tags or controller.ended is None or controller.ended.body:
        return ""
    return " ".join(f"{flag.question} {health.what_to_do({flag.id})}" for flag in red_flags.AT_THE_END)


NOTE_HEADING, NOTE_ALONE = tr("A note about this session"), tr("A note")
NOTE_TEXT = tr("In your own words, in one line. It goes into your journal.")
LONGEST_NOTE = 20_000
"""Characters of a note, at most."""


def write_note(health: HealthRecord, session: str | None) -> Flow[bool]:
    """Ask for a note about a session, by its id, or about none; returns whether one was written and saved."""
    text = yield Fill(heading=NOTE_HEADING if session is not None else NOTE_ALONE, text=NOTE_TEXT, read=_note)
    return text is not None and health.record_note(text, session)


def _note(typed: str) -> str:
    text = typed.strip()
    if not text:
        raise ValueError(tr("Type your note, or press Esc to leave it."))
    if len(text) > LONGEST_NOTE:
        raise ValueError(tr("Keep it under {most:,} characters.", most=LONGEST_NOTE))
    return text


DELETE_HEADING = tr("Delete this session for good?")
DELETE_TEXT = tr("{session}. Its steps, ratings and notes go with it. This cannot be undone.")


def ask_to_delete(title: str) -> Flow[bool]:
    """Ask whether a session is to be deleted; `title` says which. Nothing but `y` is a yes."""
    answer = yield yes_no(DELETE_HEADING, DELETE_TEXT.format(session=title), yes=tr("delete it"), no=tr("keep it"))
    return bool(answer == YES)
