"""Home in lines of text: numbered rows that lead to everything, from the first breath to the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import click

from unclench.application import Application
from unclench.care import pain_rules
from unclench.care.asks import Ask, Fill, Flow, Rate
from unclench.cli.common import UserError, choose_or_fail, start_or_fail
from unclench.cli.plain_session import PlainSession, one_question, plain_play, plain_session
from unclench.journal.slips import may_be_on
from unclench.language import tr
from unclench.plain.intake import LineIntake
from unclench.plain.settings import BACK, numbered, settings_flow
from unclench.reports.home import (
    ASKED,
    FIRST,
    GENTLE,
    SEIZED_UP,
    SORE,
    STIFF,
    HomeView,
    grouped,
    read_home,
    suggested,
    why_not,
)
from unclench.reports.library import LibraryRow, facts, helped, wrong
from unclench.system import safe_text
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.session.compiler import ChosenRoutine

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
        self.program, self.seat = program, PlainSession(program)
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

        What is in the way is said, and then it asks again; and so it does after a row that returns False.
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
        from unclench.session.own_breath import breathing_routine

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
        from unclench.session.own_pack import pack_routine

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
