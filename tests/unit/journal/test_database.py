"""The journal: what it stores, with two programs at once, and on a damaged, full or read-only disk."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import pages

from unclench.journal.database import Journal, open_journal
from unclench.journal.errors import Damaged, Unavailable
from unclench.journal.file import JournalFile
from unclench.journal.queries import last_interrupted, painful_days
from unclench.journal.records import (
    TABLES,
    AnswerRecord,
    NoteRecord,
    OverrideRecord,
    PainRecord,
    Record,
    SessionRecord,
    StepRecord,
)
from unclench.journal.recovery import repair
from unclench.journal.schema import VERSION, Schema
from unclench.safety.exposure import Exposure, Moment
from unclench.safety.lockouts import may_start
from unclench.session.end_reason import EndReason

ON = Moment("one", 500_000, 1_700_000_000_000)
PART = 0.6
"""The share of its pages that a truncated journal still has."""
ROWS_OF_A_PAGE = 70
"""As many of the shortest rows as fit on a page."""


def id_of(number: int) -> str:
    return f"{number:032x}"


def session(number: int) -> SessionRecord:
    return SessionRecord(id=id_of(number), routine="cat", title="Cat and cow, müde", began=ON.wall + number)


def filled(path: Path, sessions: int = 400) -> dict[str, Record]:
    """Creates and closes a journal of some sessions with two steps each; returns its records by id."""
    records: list[Record] = [session(number) for number in range(sessions)]
    records += [
        StepRecord(
            id=id_of(10**6 + number), session=id_of(number // 2), number=number % 2 + 1, name="Cat", kind="exercise",
            side="left", set=1, rep=3, reps=3, began=ON.wall, ended=ON.wall + 9_000, lasted=9_000, done=True,
        )
        for number in range(2 * sessions)
    ]  # fmt: skip
    records += [NoteRecord(id=id_of(2 * 10**6 + n), at=ON.wall, text="better " * 20) for n in range(sessions // 4)]
    with closing(Journal(path)) as journal:
        journal.add(*records)
        journal.keep_content("name", b"x" * 9_000)
    return {record.id: record for record in records}


def held(path: Path) -> dict[str, Record]:
    """Every record in a journal, by id."""
    with closing(Journal(path)) as journal:
        return {record.id: record for kind in TABLES.values() for record in journal.read(kind)}


def test_every_record_comes_back_as_it_was_kept(tmp_path):
    records: list[Record] = [
        session(1),
        StepRecord(
            id=id_of(2), session=id_of(1), number=1, name="x", kind="do", began=1, ended=2, lasted=1, done=False
        ),
        Exposure(id_of(3), "cold", ON, 900_000, session=id_of(1)),
        Exposure(id_of(4), "heat", ON, 900_000, off=Moment("two", 5, 6)),
        PainRecord(id=id_of(5), at=1, rating=10, when="step", step=2, reason="pain", place="left hip"),
        NoteRecord(id=id_of(6), at=1, text="'; DROP TABLE notes; --\nmüde \U0001f9ca"),
        AnswerRecord(id=id_of(7), at=1, question="C3.numb", yes=True),
        OverrideRecord(id=id_of(8), at=1, limit="C1.4", reason="the physio said so"),
    ]  # fmt: skip
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(*records)
    assert held(tmp_path / "journal.db") == {record.id: record for record in records}


def test_keeping_a_record_twice_only_fills_in_what_was_missing(tmp_path):
    began = session(1)
    ended = SessionRecord(id=began.id, routine="other", title="x", began=0, ended=5, why="finished")
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(began)
        journal.add(ended)
        journal.add(ended)
        (kept,) = journal.read(SessionRecord)
    assert (kept.routine, kept.ended, kept.why) == ("cat", 5, "finished")


def test_the_file_and_its_folder_are_their_owners_alone(tmp_path):
    old = os.umask(0)
    try:
        with closing(Journal(tmp_path / "data" / "journal.db")) as journal:
            journal.add(session(1))
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [tmp_path / "data", *tmp_path.glob("data/*")]}
    finally:
        os.umask(old)
    assert modes == {"data": 0o700, "journal.db": 0o600, "journal.db-wal": 0o600, "journal.db-shm": 0o600}


def test_an_exposure_is_kept_before_the_call_returns_and_only_where_it_is_allowed(tmp_path):
    path = tmp_path / "journal.db"
    first, second = Exposure(id_of(1), "cold", ON, 900_000), Exposure(id_of(2), "heat", ON, 900_000)
    with closing(Journal(path)) as here, closing(Journal(path)) as there:
        assert here.start_exposure(first, lambda past: may_start("cold", past, ON)) is None
        verdict = there.start_exposure(second, lambda past: may_start("heat", past, ON))
        assert verdict is not None
        assert verdict.limit.id == "C2.4"
        assert there.recent_exposures(ON) == [first]
        there.confirm_off(first.id, Moment("one", 600_000, 7))
        here.confirm_off(first.id, Moment("one", 900_000, 8))  # too late: it was off already
        assert [e.off for e in here.recent_exposures(ON)] == [Moment("one", 600_000, 7)]


def test_a_wall_clock_years_ahead_hides_no_exposure_of_this_boot(tmp_path):
    done = Exposure(id_of(1), "cold", ON, 900_000, off=ON)
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(done)
        assert journal.recent_exposures(Moment("one", 600_000, ON.wall + 10**12)) == [done]
        assert journal.recent_exposures(Moment("two", 600_000, ON.wall + 10**12)) == []


def test_two_programs_write_in_turn_and_nothing_of_either_is_lost(tmp_path):
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as here, closing(Journal(path)) as there:
        for number in range(100):
            (here if number % 2 else there).add(session(number))
    assert len(held(path)) == 100


def test_a_program_that_holds_the_file_for_too_long_is_said_and_not_waited_for(tmp_path):
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as here, closing(Journal(path)) as there:
        there.file.connection.execute("PRAGMA busy_timeout = 0")
        with here.writing(), pytest.raises(Unavailable, match="locked"):
            there.add(session(1))
        there.add(session(1))


GOES_ON = (
    EndReason.USER, EndReason.TIRED, EndReason.INTERRUPTED, EndReason.TERMINAL_GONE, EndReason.NO_KEYBOARD,
    EndReason.NOBODY_LISTENS, EndReason.CRASHED,
)  # fmt: skip
"""After these a session may be gone on with: nothing hurt, and it was not over."""


@pytest.mark.parametrize(
    ("why", "offered"),
    [(None, True), *((why, why in GOES_ON) for why in EndReason), ("a reason that only a later version has", False)],
)
def test_c4_a_session_that_ended_because_it_hurt_or_for_a_warning_sign_is_not_offered_for_going_on(
    tmp_path, why, offered
):
    journal = Journal(tmp_path / "journal.db")
    journal.add(SessionRecord(id=id_of(1), routine="r", title="R", content="c", began=1_000, why=why))
    assert (last_interrupted(journal, 2_000) is not None) == offered
    journal.close()


def test_an_older_file_is_brought_up_to_date_and_a_copy_of_it_kept(tmp_path):
    path, told = tmp_path / "journal.db", list[str]()
    before = filled(path, 20)
    migrations = {VERSION: ["ALTER TABLE notes ADD COLUMN mood TEXT", "UPDATE notes SET mood = 'fine'"]}
    with closing(Journal(path, JournalFile(path, Schema(VERSION + 1, migrations)))) as journal:
        assert {row["mood"] for row in journal.file.connection.execute("SELECT mood FROM notes")} == {"fine"}
        assert journal.file.copy is not None
    assert journal.file.copy == tmp_path / "journal.version-2.db"
    assert stat.S_IMODE(journal.file.copy.stat().st_mode) == 0o600
    assert held(journal.file.copy) == before
    with pytest.raises(Unavailable, match="newer unclench"):
        open_journal(path, told.append, str)


def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "journal.db"
    before = filled(path, 20)
    with pytest.raises((Damaged, Unavailable)):
        JournalFile(path, Schema(VERSION + 1, {VERSION: ["ALTER TABLE notes ADD COLUMN mood TEXT", "nonsense"]}))
    assert held(path) == before


def in_a_leaf(data: bytes, id: str) -> bool:
    """Whether a page still has the id of a record and the beginning of its row, so that it can be recovered."""
    row = re.compile(re.escape(id.encode()) + rb"(cat|0{20}|.{6}better)", re.DOTALL)
    return row.search(data) is not None


def mended(path: Path) -> tuple[dict[str, Record], str]:
    """The records of a journal after it was opened, and what the user was told."""
    told: list[str] = []
    open_journal(path, told.append, lambda: "2026-11-20").close()
    return held(path), "".join(told)


def test_a_truncated_journal_is_set_aside_and_every_row_of_the_pages_left_is_brought_over(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    whole = path.read_bytes()
    cut = whole[: int(len(whole) // 4096 * PART) * 4096]
    path.write_bytes(cut)
    kept, said = mended(path)
    assert (tmp_path / "journal.damaged-2026-11-20.db").read_bytes() == cut
    assert f"damaged: {len(kept)} records" in said
    assert kept.items() <= records.items()
    assert {id for id in records if in_a_leaf(cut, id)} <= set(kept)


def test_a_journal_without_its_first_page_loses_nothing(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    kept, said = mended(path)
    assert kept == records
    assert "damaged" in said


def test_what_is_no_journal_at_all_is_set_aside_and_a_new_one_begun(tmp_path):
    path = tmp_path / "journal.db"
    path.write_text("My diary. " * 900, "utf-8")
    kept, said = mended(path)
    assert (kept, "0 records" in said) == ({}, True)
    assert (tmp_path / "journal.damaged-2026-11-20.db").read_text("utf-8").startswith("My diary.")
    path.write_text("again " * 900, "utf-8")
    assert "journal.damaged-2026-11-20-2.db" in mended(path)[1]


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_a_broken_page_costs_its_own_rows_only(tmp_path_factory, seed):
    path, chance = tmp_path_factory.mktemp("flip") / "journal.db", random.Random(seed)
    records = filled(path, 60)
    data = bytearray(path.read_bytes())
    page = chance.randrange(len(data) // 4096)
    hit = bytes(data[page * 4096 :][:4096])
    data[page * 4096 : page * 4096 + 200] = bytes(chance.randrange(256) for _ in range(200))
    path.write_bytes(data)
    aside = repair(path, "now").aside
    assert aside is not None
    assert aside.read_bytes() == bytes(data)
    kept = held(path)
    lost = {id for id in records if id not in kept}
    assert lost <= {id for id in records if in_a_leaf(hit, id)}
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_one_flipped_bit_never_stops_the_program_and_costs_at_most_what_it_hit(tmp_path_factory, seed):
    path, chance = tmp_path_factory.mktemp("bit") / "journal.db", random.Random(seed)
    records = filled(path, 60)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    told: list[str] = []
    open_journal(path, told.append, lambda: "now").close()
    try:
        kept = held(path)
    except Damaged:
        repair(path, "later")
        kept = held(path)
    assert len(records.items() - kept.items()) <= ROWS_OF_A_PAGE


@pytest.mark.parametrize("word", [b"sessions", b"TABLE", b"exposures_on", b"hash TEXT"])
def test_a_damaged_name_that_is_no_text_any_more_is_damage_and_no_traceback(tmp_path, word):
    path = tmp_path / "journal.db"
    records = filled(path, 10)
    data = bytearray(path.read_bytes())
    data[data.index(word) + 1] = 0xC5
    path.write_bytes(data)
    told: list[str] = []
    open_journal(path, told.append, lambda: "now").close()
    assert records.items() <= held(path).items()


def test_a_full_disk_is_said_in_a_sentence_and_what_was_kept_stays(tmp_path):
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as journal:
        journal.add(session(1))
        pages = journal.file.connection.execute("PRAGMA page_count").fetchone()[0]
        journal.file.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Unavailable, match="full"):
            journal.add(*(session(number) for number in range(2, 5_000)))
    assert held(path) == {id_of(1): session(1)}


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "data").write_text("a file", "utf-8")
    with pytest.raises(Unavailable, match="cannot be used"):
        Journal(tmp_path / "data" / "journal.db")


def test_a_rating_in_a_session_is_of_the_day_that_it_was_there(tmp_path):
    late = 20_000 * 86_400_000 - 60_000  # a minute before midnight in Greenwich
    with closing(Journal(tmp_path / "j.db")) as journal:
        journal.add(SessionRecord(id=id_of(1), began=late, routine="a", title="A", zone=120))
        journal.add(
            PainRecord(id=id_of(2), at=late, rating=3, when="after", session=id_of(1)),
            PainRecord(id=id_of(3), at=late, rating=5, when="between"),
        )
        days = painful_days(journal, 0, late + 1, 0)
    assert [(each.day, each.mean) for each in days] == [(19_999, 5), (20_000, 3)]


def test_no_statement_has_numbers_for_its_values():
    """Python 3.14 takes `?1` from a mapping only, and 3.11 from a sequence too, without a word."""
    files = sorted((pages.PACKAGE / "journal").glob("*.py"))
    assert files
    assert [path.name for path in files if re.search(r"\?\d", path.read_text("utf-8"))] == []
