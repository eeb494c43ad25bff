"""Export of the journal as JSON and CSV, and import of an export from another machine.

What was played is not exported: an interrupted session is resumed on the machine where it was
started. Anybody may have written what is imported, so every value has its bounds (see `records`),
and so have the file and the number of records. Text is stored as it is, and made harmless where
it is shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.journal.database import Journal
from unclench.journal.records import (
    NAMES,
    TABLES,
    AnswerRecord,
    NoteRecord,
    OverrideRecord,
    PainRecord,
    Record,
    SessionRecord,
    StepRecord,
    check,
)
from unclench.journal.schema import columns, to_row
from unclench.language import counted, tr
from unclench.safety.exposure import Exposure
from unclench.system import safe_text
from unclench.system.files import NotAFile, TooLarge, read_regular

FORMAT = 1
MOST_BYTES = 256 * 2**20
"""Bytes of an import at most. 100,000 sessions with steps and ratings, decades of daily use, take half of it."""
MOST_RECORDS = 1_000_000


class JournalExport(Struct, frozen=True, kw_only=True):
    """A whole journal. The names of the fields are those in the JSON."""

    unclench_journal: int = FORMAT
    sessions: Sequence[SessionRecord] = ()
    steps: Sequence[StepRecord] = ()
    exposures: Sequence[Exposure] = ()
    pain: Sequence[PainRecord] = ()
    notes: Sequence[NoteRecord] = ()
    answers: Sequence[AnswerRecord] = ()
    overrides: Sequence[OverrideRecord] = ()

    def records(self) -> list[Record]:
        """All of its records, the sessions first."""
        return [record for table in TABLES for record in getattr(self, table)]


class InvalidExport(UnclenchError):
    """A file is not an export of a journal; the message is a sentence for the user."""


def export_all(journal: Journal) -> JournalExport:
    """Everything in a journal, each table in the order of its ids."""
    tables: dict[str, Any] = {table: journal.read(kind, "ORDER BY id") for table, kind in TABLES.items()}
    tables["sessions"] = [msgspec.structs.replace(session, content=None) for session in tables["sessions"]]
    return JournalExport(**tables)


def to_json(exported: JournalExport) -> str:
    """The export as JSON: one object with a list for each table."""
    return safe_text.json(msgspec.json.format(msgspec.json.encode(exported), indent=1).decode("utf-8"))


def read_file(path: Path) -> JournalExport:
    """The export in a JSON file. Raises OSError and InvalidExport."""
    try:
        return from_json(read_regular(path, MOST_BYTES))
    except NotAFile as error:
        raise InvalidExport(tr("This is not an ordinary file.")) from error
    except TooLarge as error:
        most = MOST_BYTES // 2**20
        raise InvalidExport(tr("This file is larger than {most} MiB, as no journal is.", most=most)) from error


def from_json(data: bytes) -> JournalExport:
    """The export that `to_json` wrote. Raises InvalidExport with the place of the mistake."""
    try:
        exported = msgspec.json.decode(data, type=JournalExport)
        for number, exposure in enumerate(exported.exposures):
            _check_exposure(exposure, number)
    except RecursionError as error:
        raise InvalidExport(tr("This is not an unclench journal: its brackets are nested too deeply.")) from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        reason = safe_text.line(str(error))
        raise InvalidExport(tr("This is not an unclench journal: {reason}.", reason=reason)) from error
    if exported.unclench_journal != FORMAT:
        raise InvalidExport(tr("This journal comes from a newer unclench. Update this one first."))
    if (count := sum(len(getattr(exported, table)) for table in TABLES)) > MOST_RECORDS:
        too_many = counted(
            count,
            "This file has {count:,} record; a journal has at most {most:,}.",
            "This file has {count:,} records; a journal has at most {most:,}.",
            count=count,
            most=MOST_RECORDS,
        )
        raise InvalidExport(too_many)
    return exported


def _check_exposure(exposure: Exposure, number: int) -> None:
    """Raises msgspec.ValidationError for values out of bounds, which the type of an exposure does not have."""
    try:
        check(exposure)
    except (msgspec.ValidationError, OverflowError) as error:
        place = str(error).replace("`$", f"`$.exposures[{number}]")
        raise msgspec.ValidationError(place) from error


def merge(journal: Journal, exported: JournalExport) -> int:
    """Import records by their ids; returns how many are new here. Doing it twice changes nothing."""
    with journal.writing(durable=True):
        return journal.put(exported.records())


def to_csv(exported: JournalExport) -> str:
    """The export as one table of CSV: the first column names the table of a record, which fills its own columns.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    names = ["record", *dict.fromkeys(name for table in TABLES for name in columns(table))]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    for record in exported.records():
        table = NAMES[type(record)]
        values = map(_cell, to_row(record)[:-1])
        writer.writerow({"record": table, **dict(zip(columns(table), values, strict=True))})
    return out.getvalue()


_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula in a spreadsheet begins with, also in full-width forms; blanks may come before it."""


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = safe_text.lines(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
