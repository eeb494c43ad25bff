"""The journal taken out, and taken in from another machine: JSON and CSV. Pure but for the journal itself.

What was played is not taken along: a session broken off is gone on with where it was begun.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from unclench.exposure.records import Exposure
from unclench.journal.records import (
    NAMES,
    TABLES,
    AnswerRecord,
    Id,
    NoteRecord,
    OverrideRecord,
    PainRecord,
    Record,
    SessionRecord,
    StepRecord,
)
from unclench.journal.rows import columns, to_row
from unclench.journal.store import Journal

FORMAT = 1


class Carried(Struct, frozen=True, kw_only=True):
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


class NotOurs(Exception):
    """This is no journal that was taken out; the message is a sentence."""


def whole(journal: Journal) -> Carried:
    """All that a journal holds, each table in the order of its ids."""
    tables: dict[str, Any] = {table: journal.read(kind, "ORDER BY id") for table, kind in TABLES.items()}
    tables["sessions"] = [msgspec.structs.replace(session, content=None) for session in tables["sessions"]]
    return Carried(**tables)


def to_json(carried: Carried) -> str:
    """One object with a list for each table."""
    return msgspec.json.format(msgspec.json.encode(carried), indent=1).decode("utf-8")


def from_json(data: bytes) -> Carried:
    """What `to_json` wrote. Raises NotOurs with the place of the mistake."""
    try:
        carried = msgspec.json.decode(data, type=Carried)
        _check_ids(carried.exposures)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotOurs(f"This is no journal of unclench: {error}.") from error
    if carried.unclench_journal != FORMAT:
        raise NotOurs("This journal was written by a newer unclench.")
    return carried


def _check_ids(exposures: Sequence[Exposure]) -> None:
    msgspec.convert([exposure.id for exposure in exposures], list[Id])


def merge(journal: Journal, carried: Carried) -> int:
    """Take it in by id, and give how many records are new here. Doing it twice changes nothing."""
    new = 0
    with journal.writing(durable=True):
        for record in carried.records():
            table = NAMES[type(record)]
            found = journal.connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record.id,)).fetchone()  # noqa: S608  # a table of ours
            new += found is None
            journal.put([record])
    return new


def to_csv(carried: Carried) -> str:
    """One table of everything: the first column names the sort of record, each row fills the columns it has.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    names = ["record", *dict.fromkeys(name for table in TABLES for name in columns(table))]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    for record in carried.records():
        table = NAMES[type(record)]
        row = {"record": table, **dict(zip(columns(table), map(_plain, to_row(record)), strict=True))}
        writer.writerow(row)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
