"""The program in lines of text: home, which leads to everything, and a session from first question to last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from unclench.application import Application
from unclench.care import pain_rules
from unclench.care.asks import NOT_ANSWERED, Ask, Begin, Begun, Fill, Flow, NotBegun, Rate, Ready
from unclench.care.intake import Intake, begins_at_once
from unclench.cli.common import UserError, choose_or_fail, recording_interruption, start_or_fail, step_named
from unclench.journal.slips import may_be_on
from unclench.language import tr
from unclench.plain import LineWriter, PlainRunner
from unclench.plain.intake import BACK, LineIntake, numbered, settings_flow
from unclench.ports import PlayerFailed
from unclench.reports.home import (
    ASKED,
    FIRST,
    GENTLE,
    SEIZED_UP,
    SORE,
    STIFF,
    HomeView,
    LibraryRow,
    facts,
    grouped,
    helped,
    read_home,
    suggested,
    why_not,
    wrong,
)
from unclench.session import wording
from unclench.session.choices import Unplayable
from unclench.session.end_reason import EndReason
from unclench.system import safe_text
from unclench.system.keyboard import Keys, shared_keys
from unclench.system.keystrokes import Guard
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.care.asks import InterruptedSession
    from unclench.care.interruptions import Interruptions
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.session.compiler import ChosenRoutine


HOW_TO_START = tr("Press Enter to start. A number before it says how much it hurts.")


class PlainSeat:
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
        from unclench.session.choices import breathing_routine

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
                self.out.line(today.skin_line(each))
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
        from unclench.reports.today import goal_line, goals_of

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
    seat = PlainSeat(program, overriding=overriding, events=sink)
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
    return PlainSeat(program, events=sink).play(controller)


Does: TypeAlias = Callable[[], object]
Row: TypeAlias = tuple[str, Does]
"""What a row says, and what it does."""
WELCOME = tr("unclench, in lines of text. Type the number of a row. A full stop says it again.")
LEAVE, MORE = tr("Leave"), tr("Warning signs, history, settings and more")
OF_YOUR_OWN = tr("A routine of your own")


def plain_home(program: Application) -> int:
    """Ask what somebody wants, and do it, until they leave; returns 0. The caller closes `program`."""
    PlainHome(program).run()
    return 0


class PlainHome:
    """What home offers, and what follows from each row.

    A screen reader reads the rows: the program's own voice is left for sessions, and for questions about the body.
    """

    def __init__(self, program: Application) -> None:
        self.program, self.seat = program, PlainSeat(program)
        out, keys = self.seat.out, self.seat.keys
        self._asker = LineIntake(out, keys, program.clock.now, self.seat.guard, tick=program.sound.key_tick)
        self._more, self._routines = MoreRows(self), RoutineRows(self)

    @cached_property
    def view(self) -> HomeView:
        """What there is, as it was when it was read last."""
        return read_home(self.program)

    def run(self) -> None:
        """Ask until somebody leaves."""
        self.say(WELCOME)
        while self.menu(ASKED, list(self._rows()), leave=LEAVE):
            self.__dict__.pop("view", None)  # it may be another after what was done

    def say(self, *sentences: str) -> None:
        """A line for each."""
        for sentence in sentences:
            self.seat.out.line(sentence)

    def ask(self, flow: Flow[Any]) -> Any:
        """Take questions about the body to their end, aloud as everywhere; None if nobody is typing any more."""
        with self.seat.keys.listening():
            found = self.seat.asker.run(flow)
        signals.wait_for(self.program.sound.finish_telling)
        return found

    def ask_in_silence(self, flow: Flow[Any]) -> Any:
        """The same without the program's voice."""
        with self.seat.keys.listening():
            return self._asker.run(flow)

    def ask_one(self, question: Ask) -> Any:
        """The answer to one question, which is not read aloud."""
        return self.ask_in_silence(one_question(question))

    def menu(self, heading: str, rows: Sequence[Row], *, text: str = "", leave: str = BACK) -> bool:
        """Ask for one of these rows until something was done; returns False if somebody goes back instead.

        Says what is in the way and asks again; also after a row that returns False.
        """
        question = numbered(heading, [text for text, _ in rows], text=text, leave=leave)
        while (answer := self.ask_one(question)) is not None and answer < len(rows):
            try:
                if rows[answer][1]() is not False:
                    return True
            except UserError as error:
                self.say(*str(error).splitlines())
            except click.exceptions.Exit:
                pass  # left, and said so
        return False

    # -- right now -----------------------------------------------------------------------

    def _rows(self) -> Iterator[Row]:
        """The first five stay where they are whatever else there is: in a spasm nobody should have to read them."""
        yield f"{SEIZED_UP}: " + tr("breathe, at once"), self._breathe
        yield f"{SEIZED_UP}: {self._lasting(tr('first minutes'), FIRST)}", partial(self._begin, FIRST)
        yield f"{STIFF}: {self._lasting(tr('gentle stretch'), GENTLE)}", partial(self._begin, GENTLE)
        yield f"{SORE}: " + tr("cold"), partial(self._pack, "cold")
        yield f"{SORE}: " + tr("warmth"), partial(self._pack, "heat")
        yield tr("Say how much it hurts"), self._rate
        yield tr("Today: what is due, and what broke off"), self._routines.today
        yield tr("All routines"), self._routines.all
        yield MORE, self._more.show

    def _lasting(self, name: str, id: str) -> str:
        row = self.row(id)
        return f"{name}, {row.minutes}" if row is not None and row.minutes else name

    def row(self, id: str) -> LibraryRow | None:
        """The routine with this id."""
        return next((row for row in self.view.rows if row.id == id), None)

    def _breathe(self) -> None:
        """Breathe at once, as the command does."""
        from unclench.cli.play import may_breathe
        from unclench.session.choices import breathing_routine

        program = self.program
        routine = breathing_routine(program.settings.breath)
        timeline = choose_or_fail(routine, program.choices()).timeline
        may_breathe(program, routine, timeline)
        plain_session(program, start_or_fail(program, routine, timeline))

    def _begin(self, id: str) -> None:
        row = self.row(id)
        if row is None or row.chosen is None:
            raise UserError(why_not(id, row))
        self.play(row.chosen)

    def _pack(self, kind: Literal["cold", "heat"]) -> None:
        from unclench.session.choices import pack_routine

        self.play(choose_or_fail(pack_routine(kind), self.program.choices()), yes=True)

    def play(self, chosen: ChosenRoutine, *, yes: bool = False) -> None:
        """Ask what has to be asked, and play it; `yes` as in `plain_play`."""
        if may_be_on(self.program.home):
            from unclench.cli.still_on import mention

            mention(self.program, chosen.timeline)
        plain_play(self.program, chosen, None, None, yes=yes)

    def _rate(self) -> None:
        rating = self.ask_one(Rate(heading=pain_rules.HOW_MUCH_NOW))
        if rating is None:
            return
        self.say(pain_rules.said(rating, kept=self.seat.intake.health.record_pain(rating, "between", None)))
        row = self.row(suggested(self.view, rating) or "")
        if row is not None:
            suits = tr("What suits that: {title}", title=safe_text.line(row.title))
            self.menu(suits, [(tr("Look at it"), partial(self._routines.show, row))])


class RoutineRows:
    """The rows about routines: what is due today, all of them, and what can be done with one."""

    def __init__(self, home: PlainHome) -> None:
        self._home = home

    def today(self) -> None:
        """What may be done now and what is due, and each of it to begin."""
        from unclench.cli.journal import reading_journal, today_of

        home = self._home
        with reading_journal(home.program, tr("Please choose it once more.")):
            found = today_of(home.program)
        home.say(*found.lines())
        rows: list[Row] = []
        if home.view.resume:
            rows.append((tr("Go on: {session}", session=home.view.resume), self._go_on))
        if found.plan is None:
            ids = [each.id for each in found.due if not each.enough]
        else:
            ids = [id for line in found.plan.lines if line.due for id in line.routines]
        rows += [self._titled(row) for id in dict.fromkeys(ids) if (row := home.row(id)) is not None]
        if rows:
            home.menu(tr("Which one?"), rows)

    def _go_on(self) -> None:
        program, seat = self._home.program, self._home.seat
        found = program.interrupted_session()
        if found is None:
            raise UserError(tr("There is no interrupted session to continue."))
        found, controller = seat.resumed(found, None)
        seat.play_and_ask(controller, found.routine.tags)

    def all(self) -> bool:
        """The groups, then the routines in one; False if somebody goes back."""
        groups = grouped(self._home.view.rows)
        return self._home.menu(
            tr("All routines"), [(heading, partial(self._group, heading, under)) for heading, under in groups]
        )

    def _group(self, heading: str, under: Sequence[LibraryRow]) -> bool:
        return self._home.menu(heading, [self._titled(row) for row in under])

    def _titled(self, row: LibraryRow) -> Row:
        length = row.minutes if row.chosen is not None else tr("its file needs fixing")
        return ", ".join(filter(None, (safe_text.line(row.title), length))), partial(self.show, row)

    def show(self, row: LibraryRow) -> bool:
        """What a routine is for, and what can be done with it; False if somebody goes back."""
        edit = partial(self._edit, row)
        rows: list[Row] = [(tr("Put it right in your text editor"), edit)]
        if row.chosen is None:
            about = wrong(row)
        else:
            about = "\n".join(filter(None, (row.summary, *facts(row), helped(row))))
            rows = [
                (tr("Start"), partial(self._home.play, row.chosen)),
                (tr("Read all of it"), partial(self._read, row.chosen)),
                (tr("Change it in your text editor"), edit),
            ]
        return self._home.menu(safe_text.line(row.title), rows, text=about)

    def _read(self, chosen: ChosenRoutine) -> bool:
        from unclench.reports.routines import details_text

        played = self._home.program.guide().guided(chosen.routine, chosen.timeline)
        self._home.say(*filter(None, details_text(chosen, played).splitlines()))
        return False

    def _edit(self, row: LibraryRow) -> None:
        from unclench.cli.text_editor import TextEditor

        TextEditor(self._home.program, self._home.seat).edit(Path(row.path), row.title, row.line)


class MoreRows:
    """The rows that are about no routine: warning signs, history, notes, settings."""

    def __init__(self, home: PlainHome) -> None:
        self._home = home

    def show(self) -> bool:
        """List them; False if somebody goes back."""
        rows: list[Row] = [
            (tr("Warning signs: something new?"), self._signs),
            (tr("History of the last 30 days"), self._history),
            (tr("Write a note"), self._note),
            (tr("A page for your doctor"), self._page),
            (tr("Your health answers"), self._review_aloud),
            (tr("Settings"), self._settings),
            (OF_YOUR_OWN, self._new),
        ]
        return self._home.menu(MORE, rows)

    def _signs(self) -> None:
        from unclench.care.interruptions import Interruptions

        self._home.ask(Interruptions(self._home.seat.intake.health).signs())

    def _history(self) -> None:
        from unclench.cli.journal import last_days, reading_journal
        from unclench.reports.history import text

        with reading_journal(self._home.program, tr("Please choose it once more.")):
            self._home.say(*text(last_days(self._home.program)).splitlines())

    def _note(self) -> None:
        from unclench.care.interruptions import write_note

        if self._home.ask(write_note(self._home.seat.intake.health, None)):
            self._home.say(tr("Your note is saved."))

    def _page(self) -> None:
        from unclench.config.paths import papers
        from unclench.reports.history import HistoryReader, page_written

        program = self._home.program
        said, written = page_written(HistoryReader(program.home, program.moment), papers(program.home))
        if not written:
            raise UserError(said)
        self._home.say(said)

    def _review_aloud(self) -> None:
        from unclench.care.questionnaire import review

        if self._home.ask(review(self._home.seat.intake.health)):
            self._home.say(tr("Your answers are saved."))

    def _try_out(self) -> None:
        from unclench.ports import PlayerFailed

        try:
            self._home.program.sound.try_out()
        except PlayerFailed as error:
            self._home.say(str(error))

    def _settings(self) -> None:
        program = self._home.program
        acts = {"try": self._try_out, "health": self._review_aloud}
        path = safe_text.line(str(program.home.settings))
        self._home.ask_in_silence(settings_flow(lambda: program.settings, path, program.change_setting, acts))

    def _new(self) -> None:
        from unclench.cli.routines import write_new
        from unclench.cli.text_editor import TextEditor

        text = tr("What is it called? You can change that later.")
        name = self._home.ask_one(Fill(heading=OF_YOUR_OWN, text=text))
        if name is not None:
            TextEditor(self._home.program, self._home.seat).edit(write_new(self._home.program, name), name)
