"""A damaged journal: repaired completely or not at all, whenever the program is killed and however full the disk."""

from __future__ import annotations

import importlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit import menders

from unclench.journal import file, raw_sqlite
from unclench.journal.database import Journal, copies_beside, open_journal
from unclench.journal.errors import Damaged, Unavailable
from unclench.journal.records import TABLES, NoteRecord, Record, SessionRecord, new_id
from unclench.journal.recovery import repair, salvage
from unclench.journal.schema import CREATE
from unclench.safety.exposure import Exposure, earlier
from unclench.system import files
from unclench.system.clock import moment

MIN = 60_000
NOW = 1_700_000_000_000
NO_ROOM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as on a full disk: nothing can be written any more
from unclench.cli import run
sys.exit(run(sys.argv[1:]))
"""


def session(number: int) -> SessionRecord:
    return SessionRecord(id=f"{number:032x}", routine="cat", title=f"Title {number}.", began=NOW + number)


def opened(path: Path) -> tuple[dict[str, Record], str]:
    """Every record that is found, by id, and what the user was told."""
    told: list[str] = []
    with closing(open_journal(path, told.append, lambda: "now")) as journal:
        return {record.id: record for kind in TABLES.values() for record in journal.read(kind)}, " ".join(told)


def filled(path: Path, count: int = 200) -> dict[str, Record]:
    records: list[Record] = [session(number) for number in range(count)]
    records.append(Exposure(f"{10**6:032x}", "cold", earlier(moment(), 20 * MIN), 15 * MIN, earlier(moment(), 5 * MIN)))
    with closing(Journal(path)) as journal:
        journal.add(*records)
    return {record.id: record for record in records}


def killed_writer(path: Path) -> NoteRecord:
    """A program writes a note, and is killed before the log is merged into the file."""
    note = NoteRecord(id=f"{10**7:032x}", at=NOW, text="only in the log")
    code = (
        "import os, sys; from pathlib import Path; from unclench.journal.database import Journal; "
        "from unclench.journal.records import NoteRecord; journal = Journal(Path(sys.argv[1])); "
        f"journal.add(NoteRecord(id={note.id!r}, at={NOW}, text={note.text!r})); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    return note


def hole(path: Path, text: bytes) -> None:
    """Destroys the beginning of the page with this text."""
    data = bytearray(path.read_bytes())
    page = data.index(text) // 4096 * 4096
    data[page : page + 200] = bytes(200)
    path.write_bytes(data)


def first_version(path: Path, *rows: tuple[str, tuple[object, ...]]) -> None:
    """Creates a journal of version 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        since = (", seal INTEGER", ",\n  seal INTEGER", ", place TEXT, parts INTEGER, hold INTEGER")
        tables = CREATE
        for column in since:
            tables = tables.replace(column, "")
        old.executescript(tables)
        for table, row in rows:
            old.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608  # our own
        old.execute("PRAGMA user_version = 1")
        old.commit()


def without_room(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the program where nothing can be written."""
    environment = {**os.environ, "UNCLENCH_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", NO_ROOM, *command], env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


# -- killed ------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children")
def test_whoever_is_killed_at_any_line_of_a_mending_loses_nothing(tmp_path):
    quick = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path  # it waits for the disk a thousand times
    with tempfile.TemporaryDirectory(dir=quick) as name:
        homes = Path(name)
        made = subprocess.run(
            [sys.executable, menders.__file__, "points", name], capture_output=True, text=True, check=True
        )
        count = int(made.stdout)
        kept, _ = menders.opened(homes / "whole")
        assert count > 150
        assert {f"{10**6:032x}", f"{10**6 + 1:032x}"} <= kept.keys()
        assert len(kept) > menders.SESSIONS // 3
        different = {menders.left_by_a_kill(home): home for home in (homes / str(number) for number in range(count))}
        assert len(different) > 5
        assert [home for home in different.values() if not menders.survived(home, kept)] == []


@pytest.mark.parametrize("file", menders.MENDING)
def test_every_function_of_a_mending_in_which_somebody_is_killed_is_there(file):
    module = importlib.import_module(f"unclench.journal.{file.removesuffix('.py')}")
    assert [name for name in menders.MENDING[file] if not hasattr(module, name)] == []


def test_a_damaged_file_that_was_set_aside_and_never_brought_over_is_taken_up(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    note = killed_writer(path)
    for end in ("", "-wal"):  # as a program did it that was killed right then, which left its own beginning too
        path.with_name(f"journal.db{end}").rename(tmp_path / f"journal.damaged-then.db{end}")
    (tmp_path / "journal.mending-1").write_bytes(b"half")
    kept, said = opened(path)
    assert kept == {**records, note.id: note}
    assert "an earlier repair was cut short" in said
    assert str(tmp_path / "journal.damaged-then.db") in said
    assert {f"journal.damaged-then.db{end}" for end in ("", "-wal", "-shm")} == {p.name for p in copies_beside(path)}
    assert not (tmp_path / "journal.mending-1").exists()
    assert opened(path) == (kept, "")


def test_of_several_damaged_files_the_one_that_was_set_aside_last_is_taken_up(tmp_path):
    path = tmp_path / "journal.db"
    for number, name in enumerate(("journal.damaged-b.db", "journal.damaged-a.db")):
        with closing(Journal(tmp_path / "other.db")) as journal:
            journal.add(session(number))
        (tmp_path / "other.db").rename(tmp_path / name)
        os.utime(tmp_path / name)
    assert list(opened(path)[0]) == [session(1).id]


def test_a_log_whose_file_was_moved_away_already_goes_after_it(tmp_path):
    path = tmp_path / "journal.db"
    records, note = filled(path), killed_writer(path)
    path.rename(tmp_path / "journal.damaged-then.db")
    assert opened(path)[0] == {**records, note.id: note}
    assert (tmp_path / "journal.damaged-then.db-wal").exists()


def test_a_program_that_has_the_damaged_journal_open_goes_on_in_the_new_one(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    with closing(Journal(path)) as here:
        here.add(session(1_000))
        hole(path, b"Title 7.")
        assert len(repair(path, "now").sentence) > 20
        here.add(session(1_001))
        assert here.recent_exposures(moment()) == [records[f"{10**6:032x}"]]
    kept, said = opened(path)
    assert said == ""
    assert {session(1_000).id, session(1_001).id} <= kept.keys()


def test_what_another_program_has_mended_meanwhile_is_left_as_it_is(tmp_path, monkeypatch):
    path = tmp_path / "journal.db"
    filled(path)
    hole(path, b"Title 7.")
    answers = iter([(1, 1), file.file_identity(path)])
    monkeypatch.setattr(file, "file_identity", lambda path: next(answers))
    assert "another unclench has just repaired" in repair(path, "now").sentence
    assert copies_beside(path) == []


# -- cut short ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 100, 511])
def test_a_file_that_a_power_cut_left_empty_is_said_and_not_taken_for_a_new_one(tmp_path, size):
    path = tmp_path / "journal.db"
    filled(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Damaged, match=f"only {size} byte"):
        Journal(path)
    kept, said = opened(path)
    assert kept == {}
    assert "as a power cut can leave it: 0 records were recovered" in said
    assert (tmp_path / "journal.damaged-now.db").stat().st_size == size
    assert opened(path) == ({}, "")


def test_the_log_beside_an_empty_file_is_brought_over(tmp_path):
    path = tmp_path / "journal.db"
    Journal(path).close()
    note = killed_writer(path)
    path.write_bytes(b"")
    kept, said = opened(path)
    assert kept == {note.id: note}
    assert "1 record was recovered" in said


def test_a_new_journal_appears_as_a_whole(tmp_path, monkeypatch):
    path = tmp_path / "journal.db"
    monkeypatch.setattr(files, "on_disk", lambda path: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(Unavailable, match="No space left"):
        Journal(path)
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_or_a_folder_is_no_journal_and_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "journal.db")
    with pytest.raises(Unavailable, match="not an ordinary file"):
        open_journal(tmp_path / "journal.db", list[str]().append, str)
    (tmp_path / "other").mkdir()
    with pytest.raises(Unavailable, match="not an ordinary file"):
        open_journal(tmp_path / "other", list[str]().append, str)


# -- one flipped bit ---------------------------------------------------------------------


def test_one_flipped_bit_in_a_text_is_noticed_and_costs_that_record_only(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"Title 7.") + 6] ^= 1
    path.write_bytes(data)
    kept, said = opened(path)
    assert "1 could no longer be read" in said
    assert records.items() - kept.items() == {(session(7).id, session(7))}
    assert kept.items() <= records.items()


@pytest.mark.parametrize("column", ["on_wall", "off_wall", "off_boot"])
def test_c1_4_a_lock_out_that_somebody_has_falsified_in_the_file_is_noticed_when_it_is_opened(tmp_path, column):
    path = tmp_path / "journal.db"
    filled(path)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"UPDATE exposures SET {column} = 1")  # noqa: S608  # our own
        plain.commit()
    assert "1 could no longer be read" in opened(path)[1]


def test_c1_4_an_index_that_is_spoilt_hides_no_lock_out(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    with closing(sqlite3.connect(path)) as plain:
        roots = plain.execute("SELECT rootpage FROM sqlite_schema WHERE name IN ('exposures_on', 'exposures_off')")
        data = bytearray(path.read_bytes())
        for (root,) in roots:
            data[(root - 1) * 4096 + 3 : (root - 1) * 4096 + 5] = b"\0\0"  # it says that it has no entries
    path.write_bytes(data)
    with closing(Journal(path)) as journal:
        assert journal.recent_exposures(moment()) == [records[f"{10**6:032x}"]]


@pytest.mark.parametrize("bit", range(32))
def test_one_flipped_bit_in_the_version_locks_nobody_out(tmp_path, bit):
    path = tmp_path / "journal.db"
    records = filled(path, 3)
    data = bytearray(path.read_bytes())
    data[60 + bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    kept, said = opened(path)
    assert (kept, said) == (records, "")
    with closing(Journal(path)) as journal:
        journal.add(session(9))
    assert path.read_bytes()[60:64] == b"\0\0\0\2"


@pytest.mark.parametrize("at", [18, 19, 47])
def test_one_flipped_bit_in_the_first_bytes_never_keeps_anybody_from_writing(tmp_path, at):
    for bit in range(8):
        path = tmp_path / str(bit) / "journal.db"
        records = filled(path, 3)
        data = bytearray(path.read_bytes())
        data[at] ^= 1 << bit
        path.write_bytes(data)
        try:
            with closing(open_journal(path, list[str]().append, lambda: "now")) as journal:
                journal.add(session(9))
        except Damaged:
            repair(path, "later")
        with closing(open_journal(path, list[str]().append, lambda: "now")) as journal:
            journal.add(session(9))
        assert opened(path)[0] == {**records, session(9).id: session(9)}


# -- an older version --------------------------------------------------------------------


def test_a_journal_of_the_first_version_gets_its_seals_and_times_that_a_calendar_has(tmp_path):
    path = tmp_path / "journal.db"
    kept = ("0" * 31 + "1", "r", "Cat", "", "", None, NOW, 0, None, None, 0)
    far = ("0" * 31 + "2", "r", "x" * 5_000, "", "", None, 10**17, 0, -5, None, 0)
    note = ("0" * 31 + "3", NOW, "müde\n", None)
    first_version(path, ("sessions", kept), ("sessions", far), ("notes", note))
    found, said = opened(path)
    assert "updated for this version" in said
    assert found["0" * 31 + "1"] == SessionRecord(id="0" * 31 + "1", routine="r", title="Cat", began=NOW)
    assert found["0" * 31 + "2"] == SessionRecord(
        id="0" * 31 + "2", routine="r", title="x" * 1_000, began=4_102_444_800_000, ended=0
    )
    assert found["0" * 31 + "3"] == NoteRecord(id="0" * 31 + "3", at=NOW, text="müde\n")
    assert opened(path) == (found, "")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("UPDATE sessions SET title = 'Dog' WHERE title = 'Cat'")
        plain.commit()
    assert "1 could no longer be read" in opened(path)[1]


def test_a_rating_of_51_in_an_older_journal_costs_only_itself(tmp_path):
    path = tmp_path / "journal.db"
    rows = [("pain", (f"{rating:032x}", NOW, rating, "between", None, None, None, None)) for rating in (3, 51)]
    first_version(path, *rows)
    told: list[str] = []
    with closing(open_journal(path, told.append, lambda: "now")) as journal, pytest.raises(Damaged):
        journal.read(TABLES["pain"])
    assert "1 could no longer be read" in repair(path, "later").sentence
    assert list(opened(path)[0]) == [f"{3:032x}"]


def test_a_damaged_journal_of_the_first_version_is_mended_into_one_of_today(tmp_path):
    path = tmp_path / "journal.db"
    rows = [("sessions", (f"{n:032x}", "r", f"Title {n}.", "", "", None, NOW, 0, None, None, 0)) for n in range(300)]
    first_version(path, *rows)
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])
    kept, said = opened(path)
    assert len(kept) == 300
    assert "300 records were recovered" in said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process")
def test_an_older_journal_is_read_where_it_cannot_be_brought_up_to_date(tmp_path):
    path = tmp_path / "data" / "journal.db"
    first_version(path, ("sessions", ("0" * 32, "r", "Old one", "", "", None, NOW, 0, NOW + MIN, "finished", 0)))
    told = without_room(tmp_path, "history", "--days", "36500")
    assert "Old one" in told.stdout
    assert (told.returncode, told.stderr) == (0, "")
    assert [*path.parent.glob("*version*"), *path.parent.glob("*mending*")] == []


# -- a full disk -------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process")
@pytest.mark.parametrize("harm", ["nothing", "only in the log", "a hole", "a hole and a log", "set aside"])
def test_c1_4_lock_outs_stand_where_nothing_can_be_written_and_nothing_is_lost(tmp_path, harm):
    path = tmp_path / "data" / "journal.db"
    records = filled(path)
    if "log" in harm:
        note = killed_writer(path)
        records[note.id] = note
    if "hole" in harm:
        hole(path, b"Title 7.")
    if harm == "set aside":
        path.rename(path.with_name("journal.damaged-then.db"))
    told = without_room(tmp_path, "next", "--json")
    cold, _ = json.loads(told.stdout)["skin"]
    assert cold["now"] is False
    # Known to be too soon; or unknown, since others may have put something on that could not be stored.
    assert cold["limit"] in ("C1.4", "C2.4")
    assert ("can't be repaired right now" in told.stderr) == (harm not in ("nothing", "only in the log"))
    begun = without_room(tmp_path, "cold", "5m", "--plain", "--audio", "none")
    assert (begun.returncode, "Cold 5 min" in begun.stdout) == (2, False)
    csv = without_room(tmp_path, "export", "--csv").stdout
    assert ("only in the log" in csv) == ("log" in harm)
    refused = without_room(tmp_path, "pain", "3")
    assert refused.returncode == 2
    assert "cannot be used" in refused.stderr
    assert list(path.parent.glob("*mending*")) == []
    kept, _ = opened(path)  # there is room again
    assert kept.items() <= records.items()
    assert len(kept) == len(records) if "hole" not in harm else len(kept) > 100


def test_a_disk_that_becomes_full_is_read_from_then_on_and_written_again_when_there_is_room(tmp_path):
    path = tmp_path / "journal.db"
    records = filled(path)
    with closing(Journal(path)) as journal:
        pages = journal.file.connection.execute("PRAGMA page_count").fetchone()[0]
        journal.file.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Unavailable, match="full"):
            journal.add(*(session(number) for number in range(1_000, 5_000)))
        states = [journal.read_only]
        assert journal.recent_exposures(moment()) == [records[f"{10**6:032x}"]]
        journal.add(session(999))
        assert [*states, journal.read_only] == [True, False]
    assert opened(path)[0] == {**records, session(999).id: session(999)}


def test_what_cannot_be_mended_now_is_read_and_not_written(tmp_path, monkeypatch):
    path = tmp_path / "journal.db"
    filled(path)
    hole(path, b"Title 7.")
    before = path.read_bytes()
    monkeypatch.setattr("unclench.journal.recovery.put_in_place", lambda new, path: (_ for _ in ()).throw(
        OSError(28, "No space left on device")))  # fmt: skip
    monkeypatch.setattr("unclench.journal.recovery._set_aside", lambda path, stamp: path)
    told: list[str] = []
    with closing(open_journal(path, told.append, lambda: "now")) as journal:
        assert journal.read_only
        assert len(journal.recent_exposures(moment())) == 1
        with pytest.raises(Unavailable, match="can't be repaired right now: No space left"):
            journal.add(NoteRecord(id=new_id(), at=NOW, text="x"))
    assert told[0].endswith("What is left of it can still be read.")
    assert path.read_bytes() == before


@pytest.mark.parametrize("does", [file.create, salvage, raw_sqlite.image])
def test_a_journal_that_cannot_be_looked_at_is_not_taken_for_an_empty_or_a_missing_one(tmp_path, does):
    """A link that leads to itself stands for whatever fails so; from Python 3.14 on `exists` says no to all of it."""
    path = tmp_path / "journal.db"
    path.symlink_to(path)
    with pytest.raises(OSError, match="journal"):
        does(path)
    assert path.is_symlink()
