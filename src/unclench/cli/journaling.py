"""The commands that look into the journal and write into it by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unclench.cli import options
from unclench.cli.common import Mend, closing_program, print_json, tell, whole_number
from unclench.program import Program
from unclench.system.country import country_here, locale_here
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.journal.database import Journal

DAY = 24 * 3_600_000


@contextmanager
def looking(program: Program) -> Iterator[None]:
    """Inside, the journal may be used freely: trouble with it is said, and what can be mended is. Raises Mend."""
    with closing_program(program):
        try:
            yield
        except Exception as error:
            from unclench.journal.database import Damaged, Unavailable

            if isinstance(error, Damaged):
                program.book.mend()
                raise Mend("Please give the command again.") from error
            if isinstance(error, Unavailable):
                raise Mend(str(error)) from error
            raise


def journal_of(program: Program) -> Journal:
    """The open journal. Raises Mend where it cannot be used: why has then been said."""
    journal = program.book.journal
    if journal is None:
        raise Mend("Without the journal this cannot be done.")
    return journal


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--days", default=30, type=click.IntRange(1, 36_500), help="How many days to look back; 30.")
@options.pass_program
def history(program: Program, as_json: bool, days: int) -> int:
    """What was done, day by day, and what it did to the pain."""
    from unclench.reports.history import as_json as as_plain
    from unclench.reports.history import history as days_gone_by
    from unclench.reports.history import text
    from unclench.reports.today import day_before

    with looking(program):
        now = program.book.now()
        told = days_gone_by(journal_of(program), now, day_before(now.wall, days - 1))
        print_json(as_plain(told)) if as_json else tell(text(told))
    return 0


@click.command("next")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.pass_program
def next_command(program: Program, as_json: bool) -> int:
    """What may be done now, and what is due today."""
    from unclench.journal.queries import sessions
    from unclench.reports import today

    with looking(program):
        journal, now = journal_of(program), program.book.now()
        skin = today.standings(program.book.in_the_way(), now, program.book.beside())
        done = today.today(sessions(journal, today.day_before(now.wall), now.wall + DAY))
        print_json(today.as_json(skin, done)) if as_json else tell("\n".join(today.lines(skin, done)))
    return 0


@click.command()
@click.argument("at", metavar="[TIME]", default="")
@options.pass_program
def off(program: Program, at: str) -> int:
    """The cold or heat is off: now, or since TIME such as 14:20."""
    from unclench.care import packs
    from unclench.cli import waiting
    from unclench.routine.problems import quoted

    with looking(program):
        book = program.book
        found = [exposure for exposure in book.past() if exposure.open]
        for exposure in found:
            now = book.now()
            when = packs.when_off(exposure, at, now) if at else now
            if when is None:
                since = packs.at_clock(exposure.on.wall)
                raise Mend(f"{quoted(at)} is no time since {since}. Write it as 14:20, or leave it out.")
            waiting.take_note(program, exposure, when, tell)
        if not found and book.journal is None:
            raise Mend("Whether something is on is not known. If something is, take it off.")
        if not found:
            tell("Nothing is on.")
    return 0


@click.command()
@options.pass_program
def note(program: Program) -> int:
    """Keep a note: typed after the command, or from a pipe. It never stands in a list of processes."""
    from unclench.journal.records import NoteRecord, new_id

    with looking(program):
        text = _typed("Your note, in one line: ")
        if not text:
            raise Mend("The note is empty, and nothing was kept.")
        if len(text) > 20_000:
            raise Mend("The note is longer than 20,000 characters. Nothing was kept.")
        journal_of(program).add(NoteRecord(id=new_id(), at=program.book.now().wall, text=text))
        tell("Kept.")
    return 0


def _typed(prompt: str) -> str:
    """One line from a person, or all that a pipe brings."""
    if sys.stdin is None:
        raise Mend("There is no keyboard here.")
    with signals.waiting():
        if sys.stdin.isatty():
            return str(click.prompt(prompt, prompt_suffix="", default="", show_default=False)).strip()
        return sys.stdin.buffer.read(200_000).decode("utf-8", "replace").strip()


@click.command()
@click.argument("rating", metavar="0-10")
@options.pass_program
def pain(program: Program, rating: str) -> int:
    """Keep how much it hurts now, from 0 (not at all) to 10."""
    from unclench.journal.records import PainRecord, new_id
    from unclench.safety import red_flags

    with looking(program):
        level = whole_number(rating, 0, 10)
        journal_of(program).add(PainRecord(id=new_id(), at=program.book.now().wall, rating=level))
        tell("Kept.")
        if red_flags.ends_session(level):
            tell("With pain of 6 or more, stop exercising. Signs to have looked at: unclench flags")
    return 0


@click.command()
@options.pass_program
def flags(program: Program) -> int:
    """The warning signs, and what to do about each."""
    from unclench.safety import red_flags as data

    lines = []
    for urgency in data.WORST_FIRST:
        told = data.what_to_do(urgency, program.settings.emergency, locale_here(), country_here())
        lines.append(f"{told} When:")
        lines += [f"  - {flag.question.removesuffix('?')}" for flag in data.FLAGS if flag.urgency == urgency]
        lines.append("")
    tell("\n".join(lines).rstrip())
    return 0


@click.command()
@options.pass_program
def screening(program: Program) -> int:
    """Answer the questions that decide what is offered to you; y, n or Enter for no. Nothing is diagnosed."""
    from unclench.care.answers import Body
    from unclench.safety import screening as data

    with looking(program):
        journal_of(program)
        body = Body(program)
        known = body.answers()
        if sys.stdin is None or not sys.stdin.isatty():
            tell("\n".join(_answered(question.text, known.get(question.id)) for question in data.QUESTIONS))
            return 0
        for question in data.QUESTIONS:
            before = known.get(question.id)
            with signals.waiting():
                yes = click.confirm(question.text, default=before.yes if before else False)
            body.answer({question.id: yes})
        now = {id: answer.yes for id, answer in body.answers().items()}
        unfit = [why for kind in data.KINDS for why in data.fits(now, kind, _every_tag())]
        tell("\n".join(dict.fromkeys(each.why for each in unfit)) or "Nothing is left out.")
    return 0


def _answered(text: str, answer: Any) -> str:
    return f"{text} {'not asked yet' if answer is None else 'yes' if answer.yes else 'no'}"


def _every_tag() -> set[str]:
    from unclench.safety import screening as data

    return {tag for question in data.QUESTIONS for effect in question.effects for tag in effect.tags}


@click.command()
@options.plain
@options.audio
@options.volume
@options.talk
@options.events
@options.pass_program
def resume(
    program: Program, plain: bool, audio: str | None, volume: int | None, talk: str | None, events: Path | None
) -> int:
    """Go on with the session that broke off last: the same step, set, repetition and side."""
    from unclench.cli.common import tune
    from unclench.cli.playing import play_on

    tune(program, audio, volume, talk)
    with looking(program):
        found = program.broken_off()
        if found is None:
            raise Mend("No session broke off in the last days.")
        return play_on(program, found, plain=plain, events=events)
