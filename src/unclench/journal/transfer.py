"""The journal taken out, and taken in from another machine: JSON and CSV. Pure but for the journal itself.

What was played is not taken along: a session broken off is gone on with where it was begun.
What is taken in was written by anybody: every value has its bounds (see `records`), and so have
the file and the number of records. Its text is kept as it is; whoever shows it makes it harmless.
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
from unclench.journal.rows import columns, to_row
from unclench.safety.exposure import Exposure
from unclench.system import safe_text
from unclench.system.files import NotAFile, TooLarge, read_regular

FORMAT = 1
MOST_BYTES = 256 * 2**20
"""100,000 sessions with their steps and ratings, decades of daily use, take half of it."""
MOST_RECORDS = 1_000_000


class JournalExport(Struct, frozen=True, kw_only=True):
    """A whole journal. Its field names are those of the JSON."""

    unclench_journal: int = FORMAT
    sessions: Sequence[SessionRecord] = ()
    steps: Sequence[StepRecord] = ()
    exposures: Sequence[Exposure] = ()
    pain: Sequence[PainRecord] = ()
    notes: Sequence[NoteRecord] = ()
    answers: Sequence[AnswerRecord] = ()
    overrides: Sequence[OverrideRecord] = ()

    def records(self) -> list[Record]:
        """All of it, the sessions first."""
        return [record for table in TABLES for record in getattr(self, table)]


class InvalidExport(UnclenchError):
    """This is no journal that was taken out; the message is a sentence."""


def whole(journal: Journal) -> JournalExport:
    """All that a journal holds, each table in the order of its ids."""
    tables: dict[str, Any] = {table: journal.read(kind, "ORDER BY id") for table, kind in TABLES.items()}
    tables["sessions"] = [msgspec.structs.replace(session, content=None) for session in tables["sessions"]]
    return JournalExport(**tables)


def to_json(carried: JournalExport) -> str:
    """One object with a list for each table."""
    return safe_text.json(msgspec.json.format(msgspec.json.encode(carried), indent=1).decode("utf-8"))


def read_file(path: Path) -> JournalExport:
    """What a file holds that `to_json` was written to. Raises OSError and NotOurs."""
    try:
        return from_json(read_regular(path, MOST_BYTES))
    except NotAFile as error:
        raise InvalidExport("This is no plain file.") from error
    except TooLarge as error:
        raise InvalidExport(f"This file has more than {MOST_BYTES // 2**20} MiB, and no journal is as long.") from error


def from_json(data: bytes) -> JournalExport:
    """What `to_json` wrote. Raises NotOurs with the place of the mistake."""
    try:
        carried = msgspec.json.decode(data, type=JournalExport)
        for number, exposure in enumerate(carried.exposures):
            _check_exposure(exposure, number)
    except RecursionError as error:
        raise InvalidExport("This is no journal of unclench: its brackets stand too deep in each other.") from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise InvalidExport(f"This is no journal of unclench: {safe_text.line(str(error))}.") from error
    if carried.unclench_journal != FORMAT:
        raise InvalidExport("This journal was written by a newer unclench.")
    if (count := sum(len(getattr(carried, table)) for table in TABLES)) > MOST_RECORDS:
        raise InvalidExport(f"This file has {count:,} records, and no journal has more than {MOST_RECORDS:,}.")
    return carried


def _check_exposure(exposure: Exposure, number: int) -> None:
    """Its own type has no bounds."""
    try:
        check(exposure)
    except (msgspec.ValidationError, OverflowError) as error:
        place = str(error).replace("`$", f"`$.exposures[{number}]")
        raise msgspec.ValidationError(place) from error


def merge(journal: Journal, carried: JournalExport) -> int:
    """Take it in by id, and give how many records are new here. Doing it twice changes nothing."""
    with journal.writing(durable=True):
        return journal.put(carried.records())


def to_csv(carried: JournalExport) -> str:
    """One table of everything: the first column names the sort of record, each row fills the columns it has.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    names = ["record", *dict.fromkeys(name for table in TABLES for name in columns(table))]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    for record in carried.records():
        table = NAMES[type(record)]
        values = map(_plain, to_row(record)[:-1])
        writer.writerow({"record": table, **dict(zip(columns(table), values, strict=True))})
    return out.getvalue()


_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that a spreadsheet reckons out, also in its wide form; before it there may be blanks."""


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = safe_text.lines(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
