"""Exports of a journal, changed by chance: what somebody could be given to import.

`python exports.py COUNT` takes so many in, looks at every report, and prints how many were refused.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Any

from unclench.journal import transfer
from unclench.journal.database import Journal
from unclench.journal.queries import effects
from unclench.journal.records import (
    NAMES,
    AnswerRecord,
    NoteRecord,
    OverrideRecord,
    PainRecord,
    Record,
    SessionRecord,
    StepRecord,
)
from unclench.reports import for_a_doctor, history, today
from unclench.safety.exposure import Exposure, Moment
from unclench.system import safe_text

NOW = Moment("this boot", 9_000_000, 1_800_000_000_000)
DAY = 86_400_000
HOSTILE = (
    "\x1b]0;owned\x07", "\x9b31m", "\u202eevil", "\x00", "a\nb\r\nc\td", "\u2028", "\u200b", "\ufeff=1+1", " =1+1",
    "\n=cmd|' /C calc'!A0",
    "\uff1d1+1", "@SUM(A1)", "<script>alert(1)</script>",
    "![x](http://evil/p.png)",
    "[y](javascript:alert(1))", "| a | b |", "x" * 30_000, "\U000e0041", "\ud800", "",
    "é" * 999, "0" * 32, "f" * 32 + "\n",
)  # fmt: skip
HARMFUL = tuple(text for text in HOSTILE if len(text) < 1_000 and text != "\ud800")
"""Such as can be kept."""
NUMBERS = (-1, 0, 1, 51, 10**5, 2**31, 2**53, 2**62, 2**63, 2**64, 10**17, 10**30, 253_402_300_800_000, -(2**63), 1.5,
           1e308)  # fmt: skip
OTHERS: tuple[Any, ...] = (None, True, [], {}, [[]], {"a": 1}, [1, 2, 3])


def id_of(number: int) -> str:
    return f"{number:032x}"


def records() -> list[Record]:
    """Two of each, all of them joined to a session."""
    at, session = NOW.wall - DAY, id_of(1)
    return [
        SessionRecord(id=session, routine="cat", title="Cat and cow", tags="stretch", began=at, ended=at + 60_000,
                      why="finished", place=3),
        SessionRecord(id=id_of(2), routine="walk", title="Walk", began=at + 100, why="user"),
        StepRecord(id=id_of(3), session=session, number=1, name="Cat", kind="exercise", exercise="cat", side="left",
                   set=1, rep=2, reps=3, began=at, ended=at + 9, lasted=9, done=True),
        Exposure(id_of(4), "cold", Moment("this boot", 100_000, at), 900_000, Moment("this boot", 900_000, at + 9),
                 session),
        Exposure(id_of(5), "heat", Moment("another", 100_000, at), 900_000),
        PainRecord(id=id_of(6), at=at, rating=6, when="before", session=session),
        PainRecord(id=id_of(7), at=at + 9, rating=3, when="after", session=session),
        PainRecord(id=id_of(8), at=at + 5, rating=7, when="step", session=session, step=1, reason="pain", place="hip"),
        NoteRecord(id=id_of(9), at=at, text="better", session=session),
        AnswerRecord(id=id_of(10), at=at, question="C3.numb", yes=False),
        OverrideRecord(id=id_of(11), at=at, limit="C1.4", reason="told so", session=session, exposure=id_of(4)),
    ]  # fmt: skip


def exported() -> str:
    """A journal of these, taken out."""
    made: dict[str, list[Record]] = {}
    for record in records():
        made.setdefault(NAMES[type(record)], []).append(record)
    return transfer.to_json(transfer.JournalExport(**made))  # type: ignore[arg-type]


TEXTS = ("title", "routine", "edition", "tags", "why", "name", "exercise", "side", "text", "place", "question", "boot")


def mutated(text: str, dice: random.Random) -> bytes:
    """The export with some changes: in its texts, its values, its form, or its bytes."""
    if dice.random() < 0.5:
        data = json.loads(text)
        for record in (record for table in data.values() if isinstance(table, list) for record in table):
            for fields in (record, *(inner for inner in record.values() if isinstance(inner, dict))):
                for name in TEXTS:
                    if isinstance(fields.get(name), str) and dice.random() < 0.3:
                        fields[name] = dice.choice(("", fields[name])) + dice.choice(HARMFUL)
        return json.dumps(data, ensure_ascii=dice.random() < 0.5).encode()
    if dice.random() < 0.6:
        data = json.loads(text)
        for _ in range(dice.randint(1, 4)):
            _change(data, dice)
        return json.dumps(data, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    raw = bytearray(text.encode())
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(raw))
        kind = dice.randrange(5)
        if kind == 0:
            raw[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del raw[at:]
        elif kind == 2:
            raw[at:at] = b"[" * dice.choice((1, 2_000, 200_000))
        elif kind == 3:
            raw[at:at] = b'{"a":' * dice.choice((1, 2_000, 200_000))
        else:
            raw[at:at] = str(dice.choice((10**30, 10**4_000))).encode()
        raw = raw or bytearray(b"{}")
    return bytes(raw)


def _change(data: Any, dice: random.Random) -> None:
    """Give one place somewhere in it another value, or take it away."""
    at = data
    while True:
        keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = dice.choice(keys)
        inner = at[key]
        if isinstance(inner, (dict, list)) and inner and dice.random() < 0.93:
            at = inner
            continue
        if dice.random() < 0.08:
            del at[key]
        elif isinstance(inner, str) and dice.random() < 0.7:
            at[key] = dice.choice((inner, "")) + dice.choice(HOSTILE)
        elif isinstance(inner, int) and dice.random() < 0.7:
            at[key] = dice.choice(NUMBERS)
        else:
            at[key] = dice.choice((*HOSTILE, *NUMBERS, *OTHERS))
        return


def reports(journal: Journal) -> dict[str, str]:
    """Everything that shows what a journal holds."""
    past = journal.recent_exposures(NOW)
    skin = today.skin_status(past, NOW)
    told = history.history_since(journal, NOW, 0, past, skin)
    carried = transfer.export_all(journal)
    found = effects(journal, NOW.wall)
    done = today.done_today(told.sessions)
    return {
        "history": history.text(told),
        "history --json": safe_text.json(json.dumps(history.as_json(told), ensure_ascii=False)),
        "next": "\n".join(today.today_lines(skin, done)),
        "--csv": transfer.to_csv(carried).replace("\r\n", "\n"),
        "--json": transfer.to_json(carried),
        "--markdown": for_a_doctor.markdown(carried, found, NOW.wall),
        "--html": for_a_doctor.html(carried, found, NOW.wall),
    }


def obeyed(text: str) -> set[str]:
    """What a terminal would act upon, or would not show; line feeds are the reports' own."""
    return {char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def taken_in(journal: Journal, data: bytes) -> bool:
    """Whether it is a journal; then everything is shown, and forgotten. AssertionError where something is wrong."""
    refusal = ""
    try:
        carried = transfer.from_json(data)
    except transfer.InvalidExport as error:
        refusal = str(error)
    assert not obeyed(refusal), refusal
    if refusal:
        return False
    transfer.merge(journal, carried)
    for name, text in reports(journal).items():
        assert not obeyed(text), (name, obeyed(text))
    with journal.writing():
        for table in NAMES.values():
            journal.file.connection.execute(f"DELETE FROM {table}")  # noqa: S608  # a table of ours
    return True


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, closing(Journal(Path(folder) / "journal.db")) as journal:
        text, dice = exported(), random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
        kept = sum(taken_in(journal, mutated(text, dice)) for _ in range(int(sys.argv[1])))
    sys.stdout.write(f"{sys.argv[1]} exports: {kept} taken in, the others refused with a sentence\n")
