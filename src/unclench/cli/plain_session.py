"""A session in lines of text, from the questions before it to the questions after it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.care.asks import NOT_ANSWERED, Ask, Begin, Begun, NotBegun, Ready
from unclench.care.intake import Intake, begins_at_once
from unclench.cli.common import UserError, choose_or_fail, recording_interruption, start_or_fail, step_named
from unclench.language import tr
from unclench.plain import LineWriter, PlainRunner
from unclench.plain.intake import LineIntake
from unclench.ports import PlayerFailed
from unclench.session import wording
from unclench.session.choices import Unplayable
from unclench.session.end_reason import EndReason
from unclench.system.keyboard import Keys, shared_keys
from unclench.system.keystrokes import Guard
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.care.asks import Flow, InterruptedSession
    from unclench.care.interruptions import Interruptions
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.session.compiler import ChosenRoutine


HOW_TO_START = tr("Press Enter to start. A number before it says how much it hurts.")


class PlainSession:
    """One person's place at the terminal: the output, the keys, and who asks the questions there."""

    def __init__(
        self, program: Application, out: LineWriter | None = None, keys: Keys | None = None, *,
        overriding: bool = False, events: EventSink | None = None,
    ) -> None:  # fmt: skip
        self._events = events
        self.program, self.out, self.keys = program, out or LineWriter(), keys or shared_keys()
        self.guard = Guard(program.clock)
        person, can_type = self.keys.terminal, self.keys.possible
        self.intake = Intake(program, person=person, can_type=can_type, overriding=overriding)
        self.asker = LineIntake(
            self.out, self.keys, program.clock.now, self.guard, program.sound.announce, program.sound.key_tick,
            program.sound.hush,
        )  # fmt: skip

    # -- before --------------------------------------------------------------------------

    def begun(self, chosen: ChosenRoutine, *, yes: bool) -> Ready:
        """Ask everything that comes before a routine; with `yes`, or where it is urgent, without the preview.

        Raises UserError, and Exit if the person leaves.
        """
        pain, at_once = None, yes or begins_at_once(chosen.routine)
        if not at_once and self.keys.terminal:
            pain = self._preview(chosen).pain
        return self._answered(self.intake.before(chosen, pain=pain, as_suggested=at_once))

    def _preview(self, chosen: ChosenRoutine) -> Begun:
        from unclench.session.frequency import left_out_today
        from unclench.session.sheet_words import summary

        routine, timeline = chosen.routine, chosen.timeline
        played = self.program.guide().guided(routine, timeline)
        total = wording.clock(played.total, at_least=played.at_least)
        steps = ", ".join(dict.fromkeys(step.name for step in timeline.steps))
        hint, aside = self.intake.advice(chosen)
        hint = hint and tr("Pain of {number_and_what}.", number_and_what=hint)
        cautions = [f"! {caution}" for caution in routine.cautions if caution not in aside]
        text = "\n".join(filter(None, (summary(routine), steps, *left_out_today(chosen), hint, *cautions)))
        heading, aloud = f"{routine.title}, {total}", wording.join(routine.title, HOW_TO_START)
        found = self.asker.run(one_question(Begin(heading=heading, text=text, spoken=aloud)))
        if found is None:
            raise click.exceptions.Exit(1)
        assert isinstance(found, Begun)
        return found

    def _answered(self, flow: Flow[Ready]) -> Ready:
        try:
            found = self.asker.run(flow)
        except Unplayable as error:
            mend = tr("Write fewer rounds or shorter steps.")
            raise UserError(f"{error} {mend}") from error
        except NotBegun as reason:
            return self._instead(reason)
        if found is None:
            raise UserError(NOT_ANSWERED)
        signals.wait_for(self.program.sound.finish_telling)
        return found

    def _instead(self, reason: NotBegun) -> Ready:
        """What to play instead of the routine: a breath, if the person would rather. Raises UserError or Exit."""
        from unclench.session.own_breath import breathing_routine

        if not reason.breathe:
            self._tell(str(reason))
            raise UserError(str(reason)) if str(reason) else click.exceptions.Exit(1)
        if str(reason):
            self.out.line(str(reason))
            self._tell(str(reason))
        routine = breathing_routine(self.program.settings.breath)
        chosen = choose_or_fail(routine, self.program.choices())
        return Ready(routine, chosen.choices, chosen.timeline, reason.pain)

    def _tell(self, sentence: str) -> None:
        """Say to its end why nothing begins."""
        if sentence and self.keys.terminal:
            self.program.sound.announce(sentence)
            signals.wait_for(self.program.sound.finish_telling)

    def go_on(self, found: InterruptedSession) -> InterruptedSession:
        """Ask everything that comes before resuming; return what is left to play. Raises UserError."""
        try:
            left = self.asker.run(self.intake.before_resuming(found))
        except NotBegun as reason:
            self._tell(str(reason))
            raise UserError(str(reason)) from reason
        if left is None:
            raise UserError(NOT_ANSWERED)
        signals.wait_for(self.program.sound.finish_telling)
        return left

    def resumed(
        self, found: InterruptedSession, sink: EventSink | None, *, screens: bool = False
    ) -> tuple[InterruptedSession, SessionController]:
        """Ask everything, and start what is left of an interrupted session, perhaps for `screens`. Raises UserError."""
        with self.keys.listening():
            found = self.go_on(found)
        if screens:
            self.program.use_keys_of_screens()
        controller = start_or_fail(self.program, found.routine, found.timeline, place=found.place, sink=sink)
        if found.pain is not None:
            self.intake.health.record_pain(found.pain, "before", controller)
        return found, controller

    # -- the session ---------------------------------------------------------------------

    def play(self, controller: SessionController) -> int:
        """Play to the end and return the exit status; an interruption is recorded."""
        with self.keys.listening(), recording_interruption(controller):
            plain = self._plain(controller, self._breath)
            status = plain.run()
            signals.wait_for(self.program.sound.finish_announcing)
            if controller.ended is not None and controller.ended is not EndReason.FINISHED:
                self.out.line(controller.ended.farewell)
            if plain.breathe_instead:
                self._breath()
        if controller.session.timeline.has_pack:
            from unclench.reports import today

            for each in today.skin_now(self.program.book):
                self.out.line(today.line(each))
        return status

    def _plain(
        self, controller: SessionController, breathe: Callable[[], SessionController | None] | None
    ) -> PlainRunner:
        sound = self.program.sound
        return PlainRunner(
            controller, self.out, self.keys, self.program.clock, guard=self.guard, care=self._care(), breathe=breathe,
            announce=sound.announce, hush=sound.hush,
        )  # fmt: skip

    def _care(self) -> Callable[[], Interruptions]:
        """Who asks during the session. Made on first use: the first sound must not wait for the journal."""
        played = self.program.playing

        @cache
        def make() -> Interruptions:
            from unclench.care.interruptions import Interruptions

            return Interruptions(self.intake.health, played.tags if played is not None else ())

        return make

    def _breath(self) -> SessionController | None:
        """Play a breathing break. Returns its controller, or None, with a notice, if it can't start."""
        try:
            breath = self.program.start_breathing_break(self._events)
        except (Unplayable, PlayerFailed) as error:
            self.program.notice(str(error))
            return None
        with recording_interruption(breath):
            self._plain(breath, lambda: None).run()
        self.program.end_breathing_break()
        return breath

    def play_and_ask(self, controller: SessionController, tags: tuple[str, ...]) -> int:
        """Play to the end, then ask how it went if somebody is at the terminal."""
        from unclench.care.interruptions import after
        from unclench.reports.goals import goal_line, goals_of

        status = self.play(controller)
        for goal in goals_of(self.program.playing, self.program.book) if self.program.playing is not None else ():
            self.out.line(goal_line(goal))
        if self.keys.terminal:
            with self.keys.listening():
                self.asker.run(after(self.intake.health, controller, tags))
            signals.wait_for(self.program.sound.finish_telling)
        return status


def one_question(ask: Ask) -> Flow[object]:
    """A flow that asks one question and returns its answer."""
    return (yield ask)


def plain_play(
    program: Application, chosen: ChosenRoutine, from_step: str | None, sink: EventSink | None, *,
    yes: bool, overriding: bool = False,
) -> int:  # fmt: skip
    """Ask what comes before, play, and ask how it went; returns the exit status."""
    seat = PlainSession(program, overriding=overriding, events=sink)
    with seat.keys.listening():
        ready = seat.begun(chosen, yes=yes)
        if ready.timeline.gates and not seat.keys.possible:
            raise UserError(tr(
                "{title} needs your answers, and there is no keyboard here. Run it in a terminal.",
                title=ready.routine.title,
            ))  # fmt: skip
        step = step_named(ready.timeline, from_step) if ready.routine is chosen.routine else 0
        for note in ready.notes:
            seat.out.line(note)
        controller = start_or_fail(program, ready.routine, ready.timeline, step=step, sink=sink)
        if ready.pain is not None:
            seat.intake.health.record_pain(ready.pain, "before", controller)
        return seat.play(controller) if yes else seat.play_and_ask(controller, ready.routine.tags)


def plain_session(program: Application, controller: SessionController, sink: EventSink | None = None) -> int:
    """Play a session that has already started; returns the exit status."""
    return PlainSession(program, events=sink).play(controller)
