"""The commands that read the journal and write to it, `flags` and `off` among them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from unclench.application import Application
from unclench.care import clearance
from unclench.cli import common
from unclench.cli.common import UserError, closing_program, echo, print_json, whole_number
from unclench.language import counted, tr
from unclench.system import safe_text
from unclench.system.country import country_here, locale_here
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.records import SessionRecord
    from unclench.reports.history import HistoryReport
    from unclench.reports.plans import PlanToday
    from unclench.reports.today import Due, GoalToday, SkinStatus

USUAL_DAYS = 30
"""How far `history` looks back."""


@contextmanager
def using_journal(program: Application) -> Iterator[None]:
    """Use the journal inside the block, and close the program: see `reading_journal`."""
    with closing_program(program), reading_journal(program, tr("Please run the command again.")):
        yield


@contextmanager
def reading_journal(program: Application, again: str) -> Iterator[None]:
    """The journal's errors become a UserError; damage is repaired first, and then `again` says to try once more."""
    try:
        yield
    except Exception as error:
        from unclench.journal.errors import Damaged, Unavailable

        if isinstance(error, Damaged):
            program.book.repair()
            raise UserError(again) from error
        if isinstance(error, Unavailable):
            raise UserError(str(error)) from error
        raise


def journal_of(program: Application) -> Journal:
    """The open journal. Raises UserError if it can't be used; the reason has then been shown already."""
    journal = program.book.journal
    if journal is None:
        raise UserError(tr("This needs the journal."))
    return journal


@click.command()
@click.option("--json", "as_json", is_flag=True, help=tr("Print JSON, for programs."))
@click.option(
    "--days", default=USUAL_DAYS, type=click.IntRange(1, 36_500), help=tr("How many days to look back (default 30).")
)
@common.pass_program
def history(program: Application, as_json: bool, days: int) -> int:
    """What you have done, day by day, and how your pain changed."""
    from unclench.reports.history import as_json as as_plain
    from unclench.reports.history import text

    with using_journal(program):
        told = last_days(program, days)
        print_json(as_plain(told)) if as_json else echo(text(told))
    return 0


def last_days(program: Application, days: int = USUAL_DAYS) -> HistoryReport:
    """What was done in so many days up to today. Raises UserError if the journal can't be used."""
    from unclench.reports.history import history_since
    from unclench.reports.today import skin_now
    from unclench.system.local_time import midnight

    journal, book, now = journal_of(program), program.book, program.book.now()
    return history_since(journal, now, midnight(now.wall, days - 1), book.exposures.past(), skin_now(book))


@click.command("next")
@click.option("--json", "as_json", is_flag=True, help=tr("Print JSON, for programs."))
@common.pass_program
def next_command(program: Application, as_json: bool) -> int:
    """What you may do now, and what is still to do today."""
    from unclench.reports import plans as plan_lines
    from unclench.reports import today

    with using_journal(program):
        found = today_of(program)
        if as_json:
            told = today.today_as_json(found.skin, today.done_today(found.begun), found.due)
            print_json({**told, "goals": today.goals_as_json(found.goals), "plan": plan_lines.as_json(found.plan)})
        else:
            echo("\n".join(found.lines()))
    return 0


class Today(Struct, frozen=True):
    """What may be done now, and what was done and is still to do today."""

    skin: Sequence[SkinStatus]
    begun: Sequence[SessionRecord]
    """The sessions of today."""
    due: Sequence[Due]
    goals: Sequence[GoalToday]
    plan: PlanToday | None
    """What the plan that is followed has, in place of what else is due."""

    def lines(self) -> Sequence[str]:
        """All of it, a sentence in each line."""
        from unclench.reports import plans as plan_lines
        from unclench.reports import today

        of_plan = None if self.plan is None else plan_lines.lines(self.plan)
        others = {session.routine for session in self.begun} - {each.id for each in self.due}
        done = today.done_today([session for session in self.begun if session.routine in others])
        return [*today.today_lines(self.skin, done, self.due, of_plan), *map(today.goal_line, self.goals)]


def today_of(program: Application) -> Today:
    """Today, by the journal. Raises UserError if that can't be used."""
    from unclench.cli import plans
    from unclench.journal.queries import sessions
    from unclench.reports import today
    from unclench.safety.limits import DAY
    from unclench.system.local_time import midnight

    journal, now = journal_of(program), program.book.now()
    lately = sessions(journal, midnight(now.wall, today.TAKEN_UP), now.wall + DAY)
    routines = [entry.routine for entry in program.library.entries() if entry.routine is not None]
    return Today(
        today.skin_now(program.book),
        [session for session in lately if session.began >= midnight(now.wall)],
        today.due_today(routines, journal, lately, now.wall),
        today.goals_today(routines, journal, lately, now.wall),
        plans.plan_for_today(program),
    )


@click.command()
@click.argument("at", metavar="[TIME]", default="")
@common.pass_program
def off(program: Application, at: str) -> int:
    """Record that the pack came off, now or at TIME such as 14:20."""
    from unclench.cli import still_on
    from unclench.player import packs
    from unclench.routine.problems import quoted

    with using_journal(program):
        book = program.book
        found = [exposure for exposure in book.exposures.past() if exposure.open]
        for exposure in found:
            now = book.now()
            when = packs.when_off(exposure, at, now) if at else now
            if when is None:
                since = packs.at_clock(exposure.on.wall)
                raise UserError(tr(
                    "{typed} is not a time since {since}. Write it like 14:20, or leave it out.",
                    typed=quoted(at), since=since,
                ))  # fmt: skip
            still_on.record_off(program, exposure, when, echo)
        if not found and book.journal is None:
            raise UserError(tr("unclench doesn't know whether a pack is on. If one is, take it off."))
        if not found:
            echo(tr("No pack is on."))
    return 0


@click.command()
@common.pass_program
def note(program: Application) -> int:
    """Save a note: typed after the command, or piped in. It does not appear in the process list."""
    from unclench.journal.records import NoteRecord, new_id

    with using_journal(program):
        text = _read_text(tr("Your note, in one line:") + " ")
        if not text:
            raise UserError(tr("The note is empty, so nothing was saved."))
        if len(text) > 20_000:
            raise UserError(tr("The note is longer than 20,000 characters, so it was not saved."))
        journal_of(program).add(NoteRecord(id=new_id(), at=program.book.now().wall, text=text))
        echo(tr("Saved."))
    return 0


def _read_text(prompt: str) -> str:
    """One line typed by a person, or everything from a pipe. Raises UserError if standard input is closed."""
    if sys.stdin is None:
        raise UserError(tr("There is no keyboard here."))
    with signals.waiting():
        if sys.stdin.isatty():
            return str(click.prompt(prompt, prompt_suffix="", default="", show_default=False)).strip()
        return sys.stdin.buffer.read(200_000).decode("utf-8", "replace").strip()


@click.command()
@click.argument("rating", metavar="0-10")
@common.pass_program
def pain(program: Application, rating: str) -> int:
    """Record how much it hurts now, from 0 (not at all) to 10."""
    from unclench.journal.records import PainRecord, new_id
    from unclench.safety import red_flags

    with using_journal(program):
        level = whole_number(rating, 0, 10)
        journal_of(program).add(PainRecord(id=new_id(), at=program.book.now().wall, rating=level))
        echo(tr("Saved."))
        if red_flags.ends_session(level):
            echo(tr("With pain of 6 or more, stop exercising. Please read the warning signs: unclench flags"))
    return 0


@click.command()
@common.pass_program
def flags(program: Application) -> int:
    """The warning signs, and what to do about each."""
    from unclench.safety import red_flags as data

    lines, when = [], tr("When:")
    for urgency in data.WORST_FIRST:
        told = data.what_to_do(urgency, program.settings.emergency, locale_here(), country_here())
        lines.append(f"{told} {when}")
        lines += [f"  - {flag.question.removesuffix('?')}" for flag in data.FLAGS if flag.urgency == urgency]
        lines.append("")
    echo("\n".join(lines).rstrip())
    return 0


@click.command()
@common.pass_program
def screening(program: Application) -> int:
    """Answer the safety questions with y, n or Enter for no. This is not a diagnosis."""
    from unclench.care.health_record import HealthRecord
    from unclench.safety import screening as data

    with using_journal(program):
        journal_of(program)
        health = HealthRecord(program)
        known = health.answers()
        if sys.stdin is None or not sys.stdin.isatty():
            echo("\n".join(_answered(question.text, known.get(question.id)) for question in data.QUESTIONS))
            return 0
        for question in data.QUESTIONS:
            before = known.get(question.id)
            with signals.waiting():
                yes = click.confirm(question.text, default=before.yes if before else False)
            health.record_answers({question.id: yes})
        now = {id: answer.yes for id, answer in health.answers().items()}
        unfit = [why for kind in data.KINDS for why in data.unfit_for(now, kind, _every_tag())]
        echo("\n".join(dict.fromkeys(each.why for each in unfit)) or tr("Nothing is left out."))
    return 0


def _answered(text: str, answer: Any) -> str:
    words = {None: tr("not asked yet"), True: tr("yes"), False: tr("no")}
    return f"{text} {words[None if answer is None else answer.yes]}"


def _every_tag() -> set[str]:
    from unclench.safety import screening as data

    return {tag for question in data.QUESTIONS for effect in question.effects for tag in effect.tags}


@click.command()
@common.plain
@common.audio
@common.volume
@common.talk
@common.events
@common.pass_program
def resume(program: Application, audio: str | None, volume: int | None, talk: str | None, events: Path | None) -> int:
    """Continue the last interrupted session at the same step, set, repetition and side."""
    from unclench.cli.common import tune
    from unclench.cli.play import play_on

    tune(program, audio, volume, talk)
    with using_journal(program):
        found = program.interrupted_session()
        if found is None:
            raise UserError(tr("There is no interrupted session from the last few days."))
        return play_on(program, found, events=events)


@click.command()
@click.option("--csv", "form", flag_value="csv", help=tr("One table, for spreadsheets."))
@click.option("--json", "form", flag_value="json", help=tr("Everything, for `import` on another machine."))
@click.option("--markdown", "form", flag_value="markdown", help=tr("The report as text."))
@click.option("--html", "form", flag_value="html", help=tr("The report as a page to print."))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@common.pass_program
def export(program: Application, form: str | None, file: Path | None) -> int:
    """Export the journal to FILE or the screen."""
    from unclench.journal import queries, transfer

    if form is None:
        raise UserError(tr("Choose a format: --csv, --json, --markdown or --html."))
    with using_journal(program):
        journal = journal_of(program)
        carried = transfer.export_all(journal)
        if form in ("csv", "json"):
            text = transfer.to_csv(carried) if form == "csv" else transfer.to_json(carried)
        else:
            from unclench.reports import for_a_doctor

            make = for_a_doctor.markdown if form == "markdown" else for_a_doctor.html
            made = program.book.now().wall
            text = make(carried, queries.effects(journal, made), made)
        if file is None:
            echo(text.rstrip("\n"))
        else:
            write_private(file, text)
            echo(tr("Written to {path}. Only you can read it.", path=_name(file)))
    return 0


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, never over an existing one. Raises UserError."""
    from unclench.system.files import create_private

    try:
        create_private(path, text)
    except FileExistsError as error:
        there = tr("{path} already exists, so it was left alone. Choose another name.", path=_name(path))
        raise UserError(there) from error
    except OSError as error:
        raise UserError(tr("{path}: cannot be written: {reason}.", path=_name(path), reason=error.strerror)) from error


def _name(path: Path) -> str:
    return safe_text.line(str(path))


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common.pass_program
def import_command(program: Application, file: Path) -> int:
    """Import a journal exported elsewhere with `export --json`. Importing it twice does no harm."""
    from unclench.journal import transfer

    with using_journal(program):
        try:
            carried = transfer.read_file(file)
        except OSError as error:
            raise UserError(tr("{path}: cannot be read: {reason}.", path=_name(file), reason=error.strerror)) from error
        except transfer.InvalidExport as error:
            raise UserError(f"{_name(file)}: {error}") from error
        journal = journal_of(program)
        # Once before, in case this is killed, and once after, in case another program has written it again since.
        clearance.discard(program.home)
        new = transfer.merge(journal, carried)
        clearance.discard(program.home)
        echo(
            counted(
                new,
                "1 new record; {known} were already here.",
                "{number} new records; {known} were already here.",
                known=len(carried.records()) - new,
            )
        )
    return 0


@click.command()
@click.option("--session", metavar="ID", help=tr("One session, by its id in `history --json`."))
@click.option("--from", "first", metavar="DAY", help=tr("From this day, such as 2026-03-01."))
@click.option("--to", "last", metavar="DAY", help=tr("Up to and including this day."))
@click.option("--all", "everything", is_flag=True, help=tr("Everything."))
@click.option("--yes", is_flag=True, help=tr("Don't ask for confirmation."))
@common.pass_program
def forget(
    program: Application, session: str | None, first: str | None, last: str | None, everything: bool, yes: bool
) -> int:
    """Permanently delete one session, a range of days, or everything."""
    from unclench.journal import erasure

    wanted = [session is not None, first is not None or last is not None, everything]
    if sum(wanted) != 1:
        raise UserError(tr("Say what to delete: --session ID, --from DAY --to DAY, or --all."))
    if not yes:
        raise UserError(tr("This cannot be undone. If you are sure, add --yes."))
    if session is not None and not re.fullmatch("[0-9a-f]{32}", session):
        raise UserError(tr(
            "{typed!r} is not a session's id. To see them: unclench history --json", typed=safe_text.line(session)
        ))  # fmt: skip
    since, until = _day(first, 0), _day(last, 1)
    if first and last and since >= until:
        raise UserError(tr("{day} is later than {other}. Write the earlier day after --from.", day=first, other=last))
    with using_journal(program):
        journal, now = journal_of(program), program.book.now()
        clearance.discard(program.home)
        if session is not None:
            gone = erasure.forget_session(journal, session, now)
        else:
            from unclench.care import pack_check

            pack_check.forget_heard(program.home)
            if everything:
                gone = erasure.forget_all(journal, now)
            else:
                gone = erasure.forget_between(journal, since, until, now)
        for sentence in erasure.told(gone, erasure.kept_back(journal, now)):
            echo(sentence)
        _copies(program.home.journal, remove=everything)
    return 0


def _copies(journal: Path, *, remove: bool) -> None:
    """Delete the older copies beside the journal, or without `remove` name them; leftovers of a repair always go."""
    from unclench.journal.database import copies_beside, remove_leftovers
    from unclench.journal.erasure import OLDER_COPY

    remove_leftovers(journal)
    for copy in copies_beside(journal):
        try:
            if remove:
                copy.unlink(missing_ok=True)
                continue
        except OSError as error:
            echo(tr("{path} cannot be deleted: {reason}.", path=_name(copy), reason=error.strerror))
        echo(OLDER_COPY.format(copy=_name(copy)))


_FAR = 2**62
"""In ms: later (or, negated, earlier) than anything a journal can hold."""


def _day(text: str | None, after: int) -> int:
    """Midnight at the start of a day as typed, plus `after` days, in ms since 1970. Raises UserError.

    Without a text it is further away than anything: the past with `after` 0, else the future.
    """
    from datetime import datetime, timedelta

    from unclench.system.local_time import begun

    if text is None:
        return _FAR if after else -_FAR
    try:
        day = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  # a day on the local wall clock
    except ValueError as error:
        raise UserError(tr("{typed!r} is not a day. Write it like 2026-03-01.", typed=safe_text.line(text))) from error
    if day.year > 2100:
        return _FAR
    try:
        return begun(day + timedelta(days=after))
    except (OverflowError, ValueError, OSError):
        return -_FAR  # long before 1970, which not every system can count
