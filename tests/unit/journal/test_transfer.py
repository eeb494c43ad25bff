"""Export, import and deletion; what strangers wrote has bounds, and nothing in it can control a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit import exports
from tests.unit.exports import NOW, id_of, obeyed, reports

from unclench.care import clearance
from unclench.cli import run
from unclench.cli.common import UserError, whole_number
from unclench.config.paths import Home
from unclench.journal import transfer
from unclench.journal.database import Journal
from unclench.journal.errors import Unavailable
from unclench.journal.queries import SessionDetails
from unclench.journal.records import (
    AnswerRecord,
    InvalidRecord,
    NoteRecord,
    PainRecord,
    SessionRecord,
    fitted,
    new_id,
)
from unclench.reports import for_a_doctor, history
from unclench.safety.exposure import Exposure, Moment, earlier
from unclench.system import local_time, safe_text
from unclench.system.clock import moment
from unclench.system.local_time import LAST
from unclench.tui.viewmodels.history import details

MIN = 60_000
EXPORTS = 400
"""Exports that are tried; `python exports.py 10000` tries more."""


@pytest.fixture
def home(own_home: Path, machine_left_alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home's data folder."""
    monkeypatch.chdir(own_home)
    return own_home / "data"


def keep(home: Path, *records) -> None:
    with closing(Journal(home / "journal.db")) as journal:
        journal.add(*records)


def imported(text: str | bytes) -> int:
    Path("in.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    return run(["import", "in.json"])


def with_session(**fields: object) -> str:
    """An export of one session with these fields."""
    session = {"id": "a" * 32, "routine": "r", "title": "t", "began": 1_700_000_000_000, **fields}
    return json.dumps({"unclench_journal": 1, "sessions": [session]})


# -- import ------------------------------------------------------------------------------


def test_whatever_is_changed_in_an_export_it_is_taken_in_or_refused_and_no_report_obeys_it(tmp_path):
    dice, text = random.Random(20), exports.exported()
    with closing(Journal(tmp_path / "journal.db")) as journal:
        kept = sum(exports.taken_in(journal, exports.mutated(text, dice)) for _ in range(EXPORTS))
    assert EXPORTS // 4 < kept < EXPORTS * 3 // 4


def test_what_is_taken_out_can_be_taken_in_whatever_is_in_it(tmp_path):
    texts = ["\x1b[2J", "\x9b\u202e", "a\nb", "\U000e0041\ud800"]
    with closing(Journal(tmp_path / "one.db")) as here, closing(Journal(tmp_path / "two.db")) as there:
        here.add(*(NoteRecord(id=id_of(n), at=n, text=text) for n, text in enumerate(texts)), *exports.records())
        there.add(NoteRecord(id=id_of(0), at=0, text=texts[0]))
        text = transfer.to_json(transfer.export_all(here))
        assert obeyed(text) == set()
        carried = transfer.from_json(text.encode())
        assert carried == transfer.export_all(here)
        assert transfer.merge(there, carried) == len(carried.records()) - 1
        assert transfer.merge(there, carried) == 0
        assert transfer.export_all(there) == carried


@pytest.mark.parametrize(
    "fields",
    [
        {"began": 253_402_300_800_000}, {"began": -1}, {"began": LAST + 1}, {"ended": 2**62}, {"began": 10**30},
        {"zone": 10**9}, {"place": -1}, {"place": 2**63}, {"title": "x" * 1_001}, {"tags": "x" * 20_001},
        {"id": "a" * 31}, {"id": "a" * 32 + "\n"}, {"why": "y" * 1_001},
    ],
)  # fmt: skip
def test_times_numbers_and_texts_beyond_their_bounds_are_refused_with_their_place(home, capsys, fields):
    assert imported(with_session(**fields)) == 2
    (name,) = fields
    assert re.search(
        rf"^in.json: This is not an unclench journal: .*`\$\.sessions\[0\]\.{name}`", capsys.readouterr().err
    )
    assert run(["history", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sessions"] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [("wall", 9 * 10**18), ("wall", -1), ("ticks", 2**64), ("ticks", 10**30), ("boot", "b" * 1_001)],
)
def test_an_exposure_has_its_bounds_too(home, capsys, place, value):
    on = {"boot": "x", "ticks": 1, "wall": 1_700_000_000_000, place: value}
    exposure = {"id": "b" * 32, "kind": "cold", "on": on, "limit": 900_000}
    assert imported(json.dumps({"unclench_journal": 1, "exposures": [exposure]})) == 2
    assert "in.json: This is not an unclench journal: " in capsys.readouterr().err
    assert imported(json.dumps({"unclench_journal": 1, "exposures": [{**exposure, "limit": 10**30}]})) == 2


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"unclench_journal": 1, "x": ' + "[" * 2_000])
def test_brackets_as_deep_as_one_likes_are_no_traceback(home, capsys, text):
    assert imported(text) == 2
    assert capsys.readouterr().err.startswith("in.json: This is not an unclench journal: ")


def test_a_file_that_is_too_long_or_has_too_many_records_is_refused(home, capsys, monkeypatch):
    monkeypatch.setattr(transfer, "MOST_RECORDS", 10)
    assert imported(exports.exported()) == 2
    assert "11 records; a journal has at most 10" in capsys.readouterr().err
    monkeypatch.setattr(transfer, "MOST_BYTES", 2**20)
    assert imported(b" " * 2**20 + b"{}") == 2
    assert "larger than 1 MiB" in capsys.readouterr().err


def test_what_is_no_plain_file_is_refused_and_keeps_nobody_waiting(home, capsys):
    os.mkfifo("pipe.json")
    for name in ("pipe.json", "/dev/zero", "/dev/null"):
        assert run(["import", name]) == 2
        assert capsys.readouterr().err == f"{name}: This is not an ordinary file.\n"
    Path("link.json").symlink_to("/dev/zero")
    assert run(["import", "link.json"]) == 2


# -- cut to its bounds -------------------------------------------------------------------


def test_a_rating_beyond_ten_is_never_written(tmp_path):
    with closing(Journal(tmp_path / "journal.db")) as journal:
        for wrong in (
            PainRecord(id=new_id(), at=1, rating=51),
            PainRecord(id=new_id(), at=1, rating=-1),
            PainRecord(id="x", at=1, rating=1),
            Exposure(new_id(), "warm", Moment("b", 1, 1), 1),  # type: ignore[arg-type]
            Exposure("x", "cold", Moment("b", 1, 1), 1),
        ):
            with pytest.raises(InvalidRecord, match="can't be saved"):
                journal.add(NoteRecord(id=new_id(), at=1, text="beside it"), wrong)
        assert transfer.export_all(journal).records() == []


def test_a_wrong_clock_or_a_long_text_never_costs_a_record():
    note = NoteRecord(id=id_of(1), at=10**17, text="\udce4" + "x" * 30_000)
    assert fitted(note) == NoteRecord(id=id_of(1), at=LAST, text="\ufffd" + "x" * 19_999)
    on = Exposure(id_of(2), "cold", Moment("b", 5, -7), 900_000, off=Moment("b", 6, 10**15))
    assert fitted(on) == Exposure(id_of(2), "cold", Moment("b", 5, 0), 900_000, off=Moment("b", 6, LAST))
    good = PainRecord(id=id_of(3), at=1, rating=10)
    assert fitted(good) is good


def test_c1_4_a_clock_far_in_the_future_hides_no_lock_out_of_another_boot(tmp_path):
    now = Moment("two", 5, LAST + 10**12)
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(Exposure(id_of(1), "cold", Moment("one", 5, now.wall), 900_000, off=Moment("one", 6, now.wall)))
        assert [exposure.id for exposure in journal.recent_exposures(now)] == [id_of(1)]


@pytest.mark.parametrize("text", ["0000000051", "0" * 5_000 + "3", "9" * 5_000, "00000000011", "-1", "²", ""])
def test_a_number_is_what_was_looked_at(text):
    with pytest.raises(UserError):
        whole_number(text, 0, 10)
    assert whole_number("007", 0, 10) == 7


def test_pain_with_leading_zeros_does_not_poison_the_journal(home, capsys):
    assert run(["pain", "0000000051"]) == 2
    assert run(["pain", "5"]) == 0
    assert run(["history"]) == 0
    assert "damaged" not in capsys.readouterr().err


# -- harmless ----------------------------------------------------------------------------


@given(st.text() | st.text(st.sampled_from("\x1b\x9b\u202e\u200b\x00\r\n\t\u2028\ufeff\xad<&|`a ")))
def test_nothing_in_a_harmless_text_is_obeyed(text):
    acted_on = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
    assert not acted_on.search(safe_text.line(text))
    assert not acted_on.search(safe_text.lines(text).replace("\n", ""))
    quoted = safe_text.json(json.dumps(text, ensure_ascii=False))
    assert not acted_on.search(quoted)
    assert json.loads(quoted) == text


def test_what_is_harmless_stays_as_it_is():
    assert safe_text.line("Cat & cow, müde 🧘‍♀️ <b>") == "Cat & cow, müde 🧘‍♀️ <b>"
    assert safe_text.line("a\x1b[31mb\n c") == "a<1b>[31mb c"
    assert safe_text.lines("a\r\nb\x0bc\td\x9b") == "a\nb\nc d<9b>"


@pytest.mark.parametrize("text", exports.HARMFUL)
def test_no_text_of_the_journal_is_obeyed_by_what_shows_it(tmp_path, text):
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(
            SessionRecord(id=id_of(1), routine=text, title=text, tags=text, began=NOW.wall - MIN, ended=NOW.wall,
                          why=text),
            SessionRecord(id=id_of(7), routine="x", title="x", tags=f"{text},b", began=NOW.wall, why="finished"),
            PainRecord(id=id_of(2), at=NOW.wall, rating=3, when="before", session=id_of(1), place=text),
            PainRecord(id=id_of(3), at=NOW.wall, rating=3, when="after", session=id_of(1)),
            NoteRecord(id=id_of(4), at=NOW.wall, text=text),
            AnswerRecord(id=id_of(5), at=NOW.wall, question=text, yes=True),
        )  # fmt: skip
        told = reports(journal)
    for name, shown in told.items():
        assert obeyed(shown) == set(), name
    assert "](" not in told["--markdown"].replace("\\]", "")
    assert "<script" not in told["--markdown"] + told["--html"]
    for row in csv.DictReader(io.StringIO(told["--csv"])):
        assert not [cell for cell in row.values() if cell.lstrip()[:1] in ("=", "+", "-", "@", "\uff1d", "\uff0b")]


def test_a_picture_or_a_link_in_a_report_is_text(tmp_path):
    places = ("![x](http://evil/p.png)", "[y](javascript:alert(1))", "<script>alert(1)</script>", "&lt;i&gt;", "a & b")
    pain = [PainRecord(id=new_id(), at=NOW.wall, rating=3, place=place) for place in places]
    notes = [NoteRecord(id=new_id(), at=NOW.wall, text=place) for place in places[:4]]
    text = for_a_doctor.markdown(transfer.JournalExport(pain=pain, notes=notes), [], NOW.wall)
    assert text.count("!\\[x\\](http://evil/p.png)") == 2
    assert text.count("\\[y\\](javascript:alert(1))") == 2
    assert text.count("&lt;script>") == 2
    assert "&amp;lt;i&amp;gt;" in text
    assert "a & b" in text


def test_names_of_files_are_harmless_too(home, capsys):
    name = "\x1b]0;owned\x07.json"
    assert run(["import", name]) == 2
    assert run(["export", "--json", name]) == 0
    assert run(["export", "--json", name]) == 2
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "<1b>]0;owned<07>.json" in out


# -- lengths and days --------------------------------------------------------------------


def test_a_clock_that_was_set_back_makes_no_negative_length(tmp_path):
    session = SessionRecord(id=id_of(1), routine="r", title="Cat", began=NOW.wall - MIN, ended=NOW.wall - 3_600_000,
                            why="finished")  # fmt: skip
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(session)
        told = reports(journal)
    assert re.search(r"^  \d\d:\d\d        \?  Cat$", told["history"], re.MULTILINE)
    assert "| Cat | ? | done to the end |" in told["--markdown"]
    head, *_ = details(session, SessionDetails((), (), (), ()), NOW.wall)
    assert re.search(r"\d\d:\d\d\nDone to the end\.$", head.text)


def test_history_says_how_many_sessions_it_does_not_list(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "MOST", 3)
    with closing(Journal(tmp_path / "journal.db")) as journal:
        journal.add(*(SessionRecord(id=id_of(n), routine="r", title="Cat", began=NOW.wall - n) for n in range(5)))
        told = history.history_since(journal, NOW, 0, (), ())
        assert "And 2 earlier; only the latest 3 are listed." in history.text(told)
        assert history.as_json(told)["more_sessions"] == 2
        few = history.history_since(journal, NOW, NOW.wall - 2, (), ())
    assert "more before" not in history.text(few)


def test_the_days_of_a_report_are_those_of_the_place_where_they_were_lived():
    late = 1_700_006_400_000 - 30 * MIN  # half past eleven in the evening, UTC
    sessions = [
        SessionRecord(id=id_of(1), routine="r", title="t", began=late, zone=60),
        SessionRecord(id=id_of(2), routine="r", title="t", began=late + 60 * MIN, zone=60),
    ]
    assert "2 sessions on 1 days" in for_a_doctor.markdown(transfer.JournalExport(sessions=sessions), [], NOW.wall)


@given(st.integers(-(2**70), 2**70), st.integers(0, 10**6))
def test_every_time_can_be_told(wall, days):
    assert local_time.iso(wall).startswith(("19", "20", "21"))
    assert local_time.midnight(wall, days) <= LAST


# -- deletion ----------------------------------------------------------------------------


@pytest.fixture
def in_utc(monkeypatch):
    """The wall clock here shows UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.delenv("TZ")
    time.tzset()


@pytest.mark.usefixtures("in_utc")
@pytest.mark.parametrize(
    ("command", "left"),
    [
        (["--to", "9999-12-31"], 0), (["--from", "0001-01-01"], 0), (["--from", "9999-12-31"], 2),
        (["--to", "0001-01-01"], 2), (["--from", "2023-11-15", "--to", "2023-11-15"], 1), (["--to", "1970-01-02"], 2),
    ],
)  # fmt: skip
def test_forget_knows_every_day_of_a_calendar(home, capsys, command, left):
    keep(home, *(NoteRecord(id=id_of(n), at=1_700_000_000_000 + n * 86_400_000, text="x") for n in range(2)))
    assert run(["forget", *command, "--yes"]) == 0
    assert capsys.readouterr().out.startswith(("2 records are gone.", "1 record is gone.", "0 records are gone.")[left])


@pytest.mark.parametrize("id", ["x", "\udcff", "a" * 32 + "\n", "\x1b[2J"])
def test_forget_refuses_what_is_the_id_of_no_session(home, capsys, id):
    keep(home, NoteRecord(id=id_of(1), at=1, text="x"))
    assert run(["forget", "--session", id, "--yes"]) == 2
    assert "is not a session's id" in capsys.readouterr().err
    assert run(["forget", "--from", "2026-03-02", "--to", "2026-03-01", "--yes"]) == 2
    assert "2026-03-02 is later than 2026-03-01" in capsys.readouterr().err


def test_forget_says_so_while_another_program_still_holds_the_bytes(home, capsys, monkeypatch):
    monkeypatch.setattr("unclench.journal.file.BUSY", 1)
    keep(home, *(NoteRecord(id=id_of(n), at=1, text="a secret") for n in range(9)))
    with closing(Journal(home / "journal.db")) as other:
        other.file.connection.execute("BEGIN")
        other.file.connection.execute("SELECT * FROM notes").fetchall()
        assert run(["forget", "--all", "--yes"]) == 0
        out = capsys.readouterr().out
        other.file.connection.execute("ROLLBACK")
    assert "9 records are gone." in out
    assert "But their bytes still lie in the file, for another program is reading it." in out
    assert run(["forget", "--all", "--yes"]) == 0
    assert "bytes" not in capsys.readouterr().out
    assert b"a secret" not in b"".join(path.read_bytes() for path in home.glob("journal.db*"))


def test_forget_takes_away_what_is_left_of_a_mending_and_names_the_copies(home, capsys):
    keep(home, NoteRecord(id=id_of(1), at=1, text="x"))
    for name in ("journal.mending-77", "journal.mending-77-wal", "journal.damaged-then.db", "journal.version-1.db"):
        (home / name).write_bytes(b"a secret")
    assert run(["forget", "--from", "2001-01-01", "--yes"]) == 0
    out = capsys.readouterr().out
    assert [file.name for file in sorted(home.glob("journal.*"))] == [
        "journal.damaged-then.db", "journal.db", "journal.version-1.db",
    ]  # fmt: skip
    assert out.count("An older copy may still hold it") == 2
    assert run(["forget", "--all", "--yes"]) == 0
    assert [file.name for file in home.glob("journal.*")] == ["journal.db"]


def test_c1_4_forgetting_keeps_a_lock_out_whole_and_without_its_session(home, capsys):
    off = earlier(moment(), 5 * MIN)
    keep(
        home, SessionRecord(id=id_of(1), routine="r", title="t", began=off.wall),
        Exposure(id_of(2), "cold", earlier(off, MIN), MIN, off, session=id_of(1)),
    )  # fmt: skip
    assert run(["forget", "--all", "--yes"]) == 0
    assert "stays known until its lock-out is over" in capsys.readouterr().out
    with closing(Journal(home / "journal.db")) as journal:
        journal.file.check()
        assert journal.read(Exposure) == [Exposure(id_of(2), "cold", earlier(off, MIN), MIN, off)]


# -- the slip that says that nothing need be asked ---------------------------------------


@pytest.fixture
def slip(tmp_path: Path) -> Home:
    home = Home(tmp_path, tmp_path / "data", tmp_path / "state")
    Journal(home.journal).close()
    clearance.store(home, {"cold": (0, 100)})
    assert clearance.clear(home, ["cold"], 50)
    return home


def test_import_and_forget_go_on_where_the_slip_cannot_be_thrown_away(home, capsys):
    (home.parent / "state" / "asked.json").mkdir(parents=True)
    assert imported(exports.exported()) == 0
    assert capsys.readouterr().out == "11 new records; 0 were already here.\n"
    assert run(["off"]) == 0, "what was taken in as still on comes off first"
    assert run(["forget", "--all", "--yes"]) == 0


def test_a_slip_that_nobody_could_throw_away_is_not_believed(slip, monkeypatch):
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError()))
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != slip.state)
    clearance.discard(slip)
    assert not clearance.clear(slip, ["cold"], 50)


def test_a_pipe_is_no_slip_and_keeps_nobody_waiting(slip):
    slip.asked.unlink()
    os.mkfifo(slip.asked)
    assert not clearance.clear(slip, ["cold"], 50)


def test_a_link_that_lies_in_wait_is_not_written_through(slip, monkeypatch):
    target = slip.state / "target"
    target.write_text("mine", "utf-8")
    monkeypatch.setattr(os, "urandom", lambda count: b"\0" * count)
    for name in (f"asked.json.{os.getpid()}", "asked.json." + "00" * 8):
        (slip.state / name).symlink_to(target)
    slip.asked.unlink()
    clearance.store(slip, {"cold": (0, 100)})
    assert target.read_text("utf-8") == "mine"


# -- reading while nothing can be written ------------------------------------------------


def test_forgetting_on_a_full_disk_says_what_is_left_to_do(home, capsys, monkeypatch):
    keep(home, NoteRecord(id=id_of(1), at=1, text="x"))

    def full(path: Path) -> str:
        raise Unavailable("full", "the disk is full")

    monkeypatch.setattr("unclench.journal.erasure.explaining", full)
    assert run(["forget", "--all", "--yes"]) == 0
    assert "for the disk is full. Close what else uses the journal" in capsys.readouterr().out
