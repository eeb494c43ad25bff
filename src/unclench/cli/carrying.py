"""The commands that take the journal out and in, and that make it forget."""

from __future__ import annotations

import re
from pathlib import Path

import click

from unclench.care import clearance
from unclench.cli import options
from unclench.cli.common import Mend, tell
from unclench.cli.journaling import journal_of, looking
from unclench.program import Program
from unclench.system import safe_text


@click.command()
@click.option("--csv", "form", flag_value="csv", help="One table, for spreadsheets.")
@click.option("--json", "form", flag_value="json", help="Everything, for `import` on another machine.")
@click.option("--markdown", "form", flag_value="markdown", help="The report as text.")
@click.option("--html", "form", flag_value="html", help="The report as a page to print.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@options.pass_program
def export(program: Program, form: str | None, file: Path | None) -> int:
    """Take the journal out, to FILE or to the screen."""
    from unclench.journal import queries, transfer

    if form is None:
        raise Mend("Say in what form: --csv, --json, --markdown or --html.")
    with looking(program):
        journal = journal_of(program)
        carried = transfer.whole(journal)
        if form in ("csv", "json"):
            text = transfer.to_csv(carried) if form == "csv" else transfer.to_json(carried)
        else:
            from unclench.reports import doctor

            make = doctor.markdown if form == "markdown" else doctor.html
            made = program.book.now().wall
            text = make(carried, queries.effects(journal, made), made)
        if file is None:
            tell(text.rstrip("\n"))
        else:
            write_private(file, text)
            tell(f"Written to {_name(file)}. It is yours alone to read.")
    return 0


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read; never over one that is there. Raises Mend."""
    import os

    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise Mend(f"{_name(path)}: is there already, and stays as it is. Choose another name.") from error
    except OSError as error:
        raise Mend(f"{_name(path)}: cannot be written: {error.strerror}.") from error


def _name(path: Path) -> str:
    return safe_text.line(str(path))


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.pass_program
def import_command(program: Program, file: Path) -> int:
    """Take in a journal that `export --json` took out elsewhere. Twice changes nothing."""
    from unclench.journal import transfer

    with looking(program):
        try:
            carried = transfer.read_file(file)
        except OSError as error:
            raise Mend(f"{_name(file)}: cannot be read: {error.strerror}.") from error
        except transfer.NotOurs as error:
            raise Mend(f"{_name(file)}: {error}") from error
        journal = journal_of(program)
        # Before, in case this is killed; and after, in case another program wrote it anew meanwhile.
        clearance.throw_away(program.home)
        new = transfer.merge(journal, carried)
        clearance.throw_away(program.home)
        tell(f"{new} records are new here; {len(carried.records()) - new} were known.")
    return 0


@click.command()
@click.option("--session", metavar="ID", help="One session, by its id in `history --json`.")
@click.option("--from", "first", metavar="DAY", help="From this day on, such as 2026-03-01.")
@click.option("--to", "last", metavar="DAY", help="Up to and with this day.")
@click.option("--all", "everything", is_flag=True, help="Everything.")
@click.option("--yes", is_flag=True, help="Really.")
@options.pass_program
def forget(
    program: Program, session: str | None, first: str | None, last: str | None, everything: bool, yes: bool
) -> int:
    """Really delete: one session, a time, or everything."""
    from unclench.journal import erasure

    wanted = [session is not None, first is not None or last is not None, everything]
    if sum(wanted) != 1:
        raise Mend("Say what: --session ID, --from DAY --to DAY, or --all.")
    if not yes:
        raise Mend("This cannot be undone. Add --yes if it is what you want.")
    if session is not None and not re.fullmatch("[0-9a-f]{32}", session):
        raise Mend(f"{safe_text.line(session)!r} is the id of no session. They stand in: unclench history --json")
    since, until = _day(first, 0), _day(last, 1)
    if first and last and since >= until:
        raise Mend(f"{first} lies after {last}. Write the earlier day after --from.")
    with looking(program):
        journal, now = journal_of(program), program.book.now()
        clearance.throw_away(program.home)
        if session is not None:
            gone = erasure.forget_session(journal, session, now)
        elif everything:
            gone = erasure.forget_all(journal, now)
        else:
            gone = erasure.forget_between(journal, since, until, now)
        tell(f"{gone.rows} records are gone.")
        if gone.lingering:
            tell(f"But their bytes still lie in the file, for {gone.lingering}. "
                 "Close what else uses the journal, make room, and give the command again.")  # fmt: skip
        for exposure in erasure.kept_back(journal, now):
            tell(f"That {exposure.kind} was on the skin stays known until its lock-out is over.")
        _copies(program.home.journal, remove=everything)
    return 0


def _copies(journal: Path, *, remove: bool) -> None:
    """What lies beside the journal goes too, or is named; what is left of a mending is nobody's copy, and goes."""
    from unclench.journal.access import copies_beside, leftovers_gone

    leftovers_gone(journal)
    for copy in copies_beside(journal):
        try:
            if remove:
                copy.unlink(missing_ok=True)
                continue
        except OSError as error:
            tell(f"{_name(copy)} cannot be deleted: {error.strerror}.")
        tell(f"An older copy may still hold it: {_name(copy)}")


_FAR = 2**62
"""Later, or with a minus earlier, than whatever a journal can hold."""


def _day(text: str | None, after: int) -> int:
    """Midnight of a day as typed, or of so many days after it, in ms since 1970. Raises Mend."""
    from datetime import datetime, timedelta

    if text is None:
        return _FAR if after else -_FAR  # without a beginning, or without an end
    try:
        day = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  # a day on the wall clock of here
    except ValueError as error:
        raise Mend(f"{safe_text.line(text)!r} is no day. Write it as 2026-03-01.") from error
    if day.year > 2100:
        return _FAR
    try:
        return round((day + timedelta(days=after)).astimezone().timestamp() * 1000)
    except (OverflowError, ValueError, OSError):
        return -_FAR  # long before 1970, which not every clock knows
