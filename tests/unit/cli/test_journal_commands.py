"""The commands that read and write the journal, and what is asked about a pack that nobody took off."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from tests.answered import hear, well

from unclench.application import Application
from unclench.cli import run
from unclench.config import paths
from unclench.journal import queries
from unclench.journal.database import Journal
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord, StepRecord, new_id
from unclench.journal.slips import Slips
from unclench.player.packs import at_clock
from unclench.reports.for_a_doctor import thinned
from unclench.reports.home import read_home
from unclench.safety.exposure import Exposure, earlier
from unclench.session.end_reason import Felt
from unclench.system.clock import moment
from unclench.system.local_time import iso
from unclench.tui.session_flow import SessionQuestions
from unclench.tui.viewmodels.summary import Outlook

MIN, DAY = 60_000, 86_400_000
AT = r"(on \w+ )?at \d\d:\d\d\."
"""A time of day; late in the evening with its day."""


@pytest.fixture
def home(own_home: Path, machine_left_alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home's data folder."""
    monkeypatch.chdir(own_home)
    return own_home / "data"


def keep(home: Path, *records) -> None:
    journal = Journal(home / "journal.db")
    journal.add(*records)
    journal.close()


def left_on(home: Path, minutes: float, kind: str = "cold") -> Exposure:
    """A pack that was put on this many minutes ago, by a program that was then killed."""
    exposure = Exposure(new_id(), kind, earlier(moment(), round(minutes * MIN)), 15 * MIN)  # type: ignore[arg-type]
    keep(home, exposure)
    (home / "on-skin.json").write_bytes(msgspec.json.encode(exposure))
    return exposure


def typed(monkeypatch, text: str) -> None:
    """Put this into standard input, as from a pipe."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def test_next_says_when_cold_and_heat_may_be_and_what_is_due(home, capsys):
    off = earlier(moment(), 30 * MIN)
    keep(home, Exposure(new_id(), "cold", earlier(off, MIN), MIN, off))
    assert run(["next", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["now"], each["limit"]) for each in told["skin"]] == [
        ("cold", False, "C1.4"), ("heat", True, None),
    ]  # fmt: skip
    assert run(["next"]) == 0
    out = capsys.readouterr().out
    assert re.match(rf"Cold: {AT}", out)
    assert "Heat: now." in out
    assert "Walk, 10 to 15 minutes: due today (twice a day)." in out


def test_next_counts_what_was_done_today(home, capsys):
    now = moment().wall
    for tag, why in [("walking", "finished"), ("stretch", "finished"), ("stretch", "left")]:
        keep(home, SessionRecord(id=new_id(), routine="w", title="W", tags=tag, began=now, ended=now, why=why))
    assert run(["next"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[2:] == ["Walk, 10 to 15 minutes: once today; one more is due.", "Stretch: once today."]


def test_next_home_and_the_end_of_a_session_tell_what_is_due_in_the_stage_that_holds_now(home, capsys):
    own = home / "routines" / "own.yaml"
    own.parent.mkdir(parents=True)
    stages = "{per_day: 1, weeks: 4-6, then: {per_day: 3}}"
    own.write_text(f"title: Own\nfrequency: {stages}\nsteps: [{{rest: 5s}}]\n", "utf-8")
    now = moment().wall
    for days in (1, 45):
        keep(home, SessionRecord(id=new_id(), routine="own", title="Own", began=now - days * DAY, why="finished"))
    assert run(["next"]) == 0
    assert "Own: due today (3 times a day)." in capsys.readouterr().out
    program, outlooks = Application(home=paths.home()), list[Outlook]()
    assert [each.meant for each in read_home(program).due if each.id == "own"] == ["3"]
    keep(home, SessionRecord(id=new_id(), routine="own", title="Own", began=now, why="finished"))
    ended: Any = SimpleNamespace(
        played=SimpleNamespace(routine=program.library.find("own").routine), tell=outlooks.append
    )
    around: Any = SimpleNamespace(program=program)
    nobody: Any = None
    SessionQuestions(around, nobody).look_ahead(ended)
    assert outlooks[0].coming == ("Own: once today; 2 more are due.",)
    program.book.close()


@pytest.mark.parametrize("kind", ["cold", "heat"])
def test_c1_4_c1_9_a_lock_out_refuses_the_command_with_the_reason_and_the_time(home, capsys, kind):
    off = earlier(moment(), 5 * MIN)
    keep(home, Exposure(new_id(), kind, earlier(off, MIN), MIN, off))
    well(home / "journal.db")
    assert run([kind, "5m", "--plain", "--audio", "none"]) == 2
    err = capsys.readouterr().err
    assert re.search(rf"You can start {AT}", err)
    assert ("--override" in err) == (kind == "cold"), "no reason goes past the hour between heat and heat"


def test_c1_4_override_without_a_reason_does_not_begin(home, capsys, monkeypatch):
    off = earlier(moment(), 5 * MIN)
    keep(home, Exposure(new_id(), "cold", earlier(off, MIN), MIN, off))
    well(home / "journal.db")
    for answers in ("n\n", "y\n", "y\n\n", "\n"):
        typed(monkeypatch, answers)
        assert run(["cold", "5m", "--override", "--plain", "--audio", "none"]) == 2
        assert "Cold 5 min" not in capsys.readouterr().out


def test_c2_4_without_a_keyboard_what_is_still_on_ends_every_playing_command_with_what_to_do(home, capsys, monkeypatch):
    left_on(home, 3)
    monkeypatch.setattr("unclench.system.keyboard._descriptor", lambda: None)
    for command in (["breathe"], ["cold"], ["run", "walk-10-15"], ["resume"]):
        assert run([*command, "--plain", "--audio", "none"]) == 2
        err = capsys.readouterr().err
        assert err.startswith("You put cold on at ")
        assert err.rstrip().endswith("unclench off")


def test_c2_4_commands_that_only_tell_say_it_in_one_line_and_go_on(home, capsys):
    left_on(home, 3)
    assert run(["list"]) == 0
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "not said that it is off" in err
    assert "ice-15" in out


def test_off_confirms_it_and_nothing_is_asked_any_more(home, capsys):
    left_on(home, 18)
    assert run(["off"]) == 0
    assert "after 18 minutes" in capsys.readouterr().out
    assert run(["off"]) == 0
    assert capsys.readouterr() == ("No pack is on.\n", "")
    assert not (home / "on-skin.json").exists()


def test_off_takes_no_time_from_before_it_was_on(home, capsys):
    left_on(home, 1)
    assert run(["off", "nonsense"]) == 2
    assert "is not a time since" in capsys.readouterr().err
    assert (home / "on-skin.json").exists()


def test_a_slip_of_what_the_journal_does_not_know_is_asked_about_all_the_same(home, capsys):
    exposure = left_on(home, 18)
    (home / "journal.db").unlink()
    assert run(["off"]) == 0
    assert "Cold off at" in capsys.readouterr().out
    journal = Journal(home / "journal.db")
    assert [each.id for each in journal.read(Exposure)] == [exposure.id]
    journal.close()


def test_c2_10_breathing_for_long_does_not_begin_beside_a_cold_pack_in_another_window(home, capsys, monkeypatch):
    left_on(home, 3)
    monkeypatch.setattr("unclench.journal.logbook.ExposureLog.attended", lambda book, exposure: True)
    assert run(["breathe", "--for", "6m", "--plain", "--audio", "none"]) == 2
    assert "have not said that it is off" in capsys.readouterr().err
    assert run(["run", "pmr-toes-to-head", "--plain", "--audio", "none", "--yes"]) == 2


@pytest.mark.parametrize("kind", ["cold", "heat"])
def test_c2_4_cold_does_not_begin_beside_a_pack_in_another_window_which_is_said_once(home, capsys, monkeypatch, kind):
    well(home / "journal.db")
    exposure = left_on(home, 3)
    monkeypatch.setattr("unclench.journal.logbook.ExposureLog.attended", lambda book, exposure: True)
    assert run([kind, "5m", "--plain", "--audio", "none"]) == 2
    assert capsys.readouterr().err.count(f"You put cold on at {at_clock(exposure.on.wall)}") == 1


@pytest.mark.parametrize(("routine", "refused"), [("ice-15", True), ("walk-10-15", False)])
def test_c2_4_run_beside_a_pack_in_another_window_says_it_once(home, capsys, monkeypatch, routine, refused):
    well(home / "journal.db")
    exposure = left_on(home, 3)
    monkeypatch.setattr("unclench.journal.logbook.ExposureLog.attended", lambda book, exposure: True)
    if not refused:
        monkeypatch.setattr("unclench.cli.plain_home.plain_play", lambda *_, **__: 0)
    assert run(["run", routine, "--yes", "--plain", "--audio", "none"]) == (2 if refused else 0)
    assert capsys.readouterr().err.count(f"You put cold on at {at_clock(exposure.on.wall)}") == 1


def test_c3_an_answer_that_speaks_against_cold_keeps_it_from_beginning(home, capsys):
    well(home / "journal.db", but=["C3.circulation"])
    for command in (["cold", "5m"], ["run", "ice-15", "--yes"]):
        assert run([*command, "--plain", "--audio", "none"]) == 2
        assert "not with poor circulation" in capsys.readouterr().err


def test_c1_6_a_fifth_cold_pack_of_the_day_is_warned_of_before_it_begins(home, capsys, monkeypatch):
    monkeypatch.setattr("unclench.system.keyboard._descriptor", lambda: None)
    for hours in (3, 6, 9, 12):
        on = earlier(moment(), hours * 60 * MIN)
        keep(home, Exposure(new_id(), "cold", on, 15 * MIN, earlier(on, -15 * MIN)))
    well(home / "journal.db")
    assert run(["cold", "5m", "--plain", "--audio", "none"]) == 2
    assert "More than four cold packs" in capsys.readouterr().out


def test_a_note_comes_from_standard_input_and_is_kept_as_it_is(home, capsys, monkeypatch):
    typed(monkeypatch, "better <b>today</b>; müde\n")
    assert run(["note"]) == 0
    journal = Journal(home / "journal.db")
    assert [note.text for note in journal.read(NoteRecord)] == ["better <b>today</b>; müde"]
    journal.close()
    assert run(["note", "on the command line"]) == 2


@pytest.mark.parametrize(("rating", "status"), [("0", 0), ("10", 0), ("11", 2), ("-1", 2), ("4.5", 2), ("x", 2)])
def test_pain_is_a_whole_number_from_0_to_10(home, rating, status):
    assert run(["pain", "--", rating]) == status


def test_c4_flags_shows_every_sign_and_the_emergency_number(home, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert run(["flags"]) == 0
    out = capsys.readouterr().out
    assert "call 999" in out
    assert out.count("  - ") == 14


@pytest.fixture
def filled(home: Path) -> Path:
    """A journal with one record of each kind, and text that would break a page that doesn't escape it."""
    session = SessionRecord(id=new_id(), routine="cat", title="<script>Cat|Cow", began=moment().wall - MIN,
                            ended=moment().wall, why="finished", content="0" * 32)  # fmt: skip
    keep(
        home, session,
        StepRecord(id=new_id(), session=session.id, number=1, name="Cat", kind="exercise", began=1, ended=2, lasted=1,
                   done=True),
        PainRecord(id=new_id(), at=session.began, rating=6, when="before", session=session.id),
        PainRecord(id=new_id(), at=session.began + 9, rating=3, when="after", session=session.id),
        NoteRecord(id=new_id(), at=session.began, text="=1+1 & <img src=x onerror=alert(1)>"),
        Exposure(new_id(), "heat", earlier(moment(), 200 * MIN), 15 * MIN, earlier(moment(), 185 * MIN)),
    )  # fmt: skip
    return home


def test_what_is_taken_out_and_taken_in_elsewhere_is_the_same_and_twice_changes_nothing(filled, capsys, monkeypatch):
    assert run(["export", "--json", "out.json"]) == 0
    assert stat.S_IMODE(Path("out.json").stat().st_mode) == 0o600
    monkeypatch.setenv("UNCLENCH_HOME", str(filled.parent / "other"))
    for said in ("6 new records; 0 were already here.", "0 new records; 6 were already here."):
        capsys.readouterr()
        assert run(["import", "out.json"]) == 0
        assert capsys.readouterr().out.strip() == said
        assert run(["export", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(Path("out.json").read_text("utf-8"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pain": [{"id": "x"}]}', '{"unclench_journal": 99}', "\x00"])
def test_what_is_no_journal_is_not_taken_in(home, capsys, text):
    Path("in.json").write_text(text, "utf-8")
    assert run(["import", "in.json"]) == 2
    assert capsys.readouterr().err.startswith("in.json: This ")


def test_the_html_report_escapes_everything_and_fetches_nothing(filled, capsys):
    assert run(["export", "--html"]) == 0
    page = capsys.readouterr().out
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;Cat|Cow" in page
    own = page.replace("&lt;img src=", "")
    assert [part for part in ("http:", "https:", "url(", "@import", " src=", "href") if part in own] == []
    assert page.count("<circle") == 2


def test_the_markdown_report_keeps_its_tables_whole(filled, capsys):
    assert run(["export", "--markdown"]) == 0
    out = capsys.readouterr().out
    assert "&lt;script>Cat\\|Cow" in out
    assert "| 6.0 | 3.0 |" in out


def test_csv_has_a_row_for_each_record_and_no_formula(filled, capsys):
    assert run(["export", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sorted(row["record"] for row in rows) == ["exposures", "notes", "pain", "pain", "sessions", "steps"]
    assert next(row["text"] for row in rows if row["record"] == "notes").startswith("'=1+1")


def test_history_tells_sessions_exposures_and_what_became_of_the_pain(filled, capsys):
    assert run(["history"]) == 0
    out = capsys.readouterr().out
    assert "<script>Cat|Cow: 6.0 before, 3.0 after, once." in out
    assert "Heat on " in out
    assert "\nHeat: " in out
    assert run(["history", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["effects"][0]["count"] == 1


def test_history_says_of_cold_and_heat_what_next_says(home, capsys):
    off = earlier(moment(), 5 * 60 * MIN)
    keep(home, Exposure(new_id(), "cold", earlier(off, MIN), MIN, off))
    asleep = Slips(paths.home())
    asleep.doze()  # another window plays something to fall asleep to
    try:
        assert run(["next"]) == 0
        cold, heat, *_ = capsys.readouterr().out.splitlines()
        sentence = "No relaxing, sleep sounds or long breathing with heat or cold on: you might fall asleep."
        assert (cold, heat) == (f"Cold: not now. {sentence}", f"Heat: not now. {sentence}")
        assert run(["history"]) == 0
        assert {cold, heat} <= set(capsys.readouterr().out.splitlines())
    finally:
        asleep.wake()


def test_forgetting_everything_leaves_no_trace_in_the_file_but_a_running_lock_out(filled, capsys):
    off = earlier(moment(), 5 * MIN)
    keep(filled, Exposure(new_id(), "cold", earlier(off, MIN), MIN, off))
    hear(paths.home())
    assert run(["forget", "--all"]) == 2
    assert paths.home().heard.exists()
    assert run(["forget", "--all", "--yes"]) == 0
    assert not paths.home().heard.exists(), "on which day somebody heard the alarm goes, too"
    assert "6 records are gone" in capsys.readouterr().out
    data = b"".join(path.read_bytes() for path in filled.glob("journal.db*"))
    assert b"script" not in data
    assert b"onerror" not in data
    assert run(["cold", "5m", "--plain", "--audio", "none"]) == 2


def test_forgetting_one_session_or_a_time_leaves_the_rest(filled, capsys):
    assert run(["history", "--json"]) == 0
    (session,) = json.loads(capsys.readouterr().out)["sessions"]
    assert run(["forget", "--from", "2001-01-01", "--to", "2001-01-02", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("0 records")
    assert run(["forget", "--session", session["id"], "--yes"]) == 0
    assert capsys.readouterr().out.startswith("4 records")
    assert run(["export", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sorted(row["record"] for row in rows) == ["exposures", "notes"]


def test_resume_without_anything_broken_off_says_so(home, capsys):
    assert run(["resume"]) == 2
    assert capsys.readouterr().err == "There is no interrupted session from the last few days.\n"


def test_list_gives_the_length_as_written_and_beside_it_todays(home, capsys):
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "grow.yaml").write_text(
        "format: 1\ntitle: Grow\nsteps:\n  - exercise: Lean\n    setup: 0s\n    reps: 10\n    hold: 5s\n"
        "    progress: {reps: 5-30, by: 1, every: 3 days}\n",
        "utf-8",
    )
    assert run(["list", "--json"]) == 0
    grow, *others = json.loads(capsys.readouterr().out)
    assert (grow["total_seconds"], grow["today_seconds"]) == (50, 25)
    assert all(each["total_seconds"] == each["today_seconds"] for each in others)
    assert run(["list"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.split() == ["grow", "0:50", "Grow", "(today", "0:25)", "(own)"]
    assert "today" not in second


def test_show_says_todays_dose_of_a_step_that_grows_and_why(home, capsys):
    Path("grow.yaml").write_text(
        "format: 1\ntitle: Grow\nsteps:\n  - exercise: Lean\n    reps: 5\n    hold: 5s\n"
        "    progress: {reps: 5-30, by: 1, every: 3 days}\n",
        "utf-8",
    )
    assert run(["show", "grow.yaml"]) == 0
    assert (
        "Lean\n         5 times: hold 5 seconds.\n         Today: 5 repetitions (starting level).\n"
        in capsys.readouterr().out
    )
    began = moment().wall - 4 * 24 * 3_600_000
    session = SessionRecord(id=new_id(), routine="grow", title="Grow", began=began)
    step = StepRecord(id=new_id(), session=session.id, number=1, name="Lean", kind="exercise", reps=5, began=began,
                      ended=began, lasted=1, done=True)  # fmt: skip
    keep(home, session, step)
    assert run(["show", "grow.yaml"]) == 0
    out = capsys.readouterr().out
    assert "6 times: hold 5 seconds.\n         Today: 6 repetitions, up once from 5" in out
    assert run(["show", "grow.yaml", "--as-written"]) == 0
    assert "5 times: hold 5 seconds." in capsys.readouterr().out


def test_years_of_ratings_are_drawn_as_the_means_of_their_time():
    points = thinned([(at * 1_000, at % 11) for at in range(11_000)], 100)
    assert len(points) == 100
    assert all(4 <= mean <= 6 for _, mean in points)
    assert [at for at, _ in points] == sorted(at for at, _ in points)
    assert thinned([(1, 3), (2, 4)]) == [(1, 3), (2, 4)]


def test_damage_that_shows_only_when_it_is_read_is_mended_and_the_command_asked_for_again(home, capsys):
    began = moment().wall
    keep(home, *(SessionRecord(id=new_id(), routine="r", title=f"Title {n}.", began=began - n) for n in range(1_000)))
    path = home / "journal.db"
    data = path.read_bytes()
    place = data.index(b"Title 7.")
    path.write_bytes(data[:place] + b"\xff\xfe" + data[place + 2 :])
    assert run(["history"]) == 2
    err = capsys.readouterr().err
    assert "999 records were recovered" in err
    assert "Please run the command again." in err
    assert run(["history"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 199


def test_a_journal_that_cannot_be_used_is_said_without_a_traceback(home, capsys):
    home.write_text("a file where the folder should be", "utf-8")
    for command in (["history"], ["next"], ["pain", "3"], ["resume"], ["export", "--json"]):
        assert run(command) == 2
        assert "cannot be used" in capsys.readouterr().err


def test_an_export_never_goes_over_a_file_that_is_there(home, tmp_path, capsys):
    mine = tmp_path / "out.json"
    mine.write_text("mine", "utf-8")
    assert run(["export", "--json", str(mine)]) == 2
    assert "already exists" in capsys.readouterr().err
    assert mine.read_text("utf-8") == "mine"


def test_c2_4_at_a_terminal_every_command_but_flags_asks_before_it_says_anything(home, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr("unclench.cli.still_on.has_screen", lambda: True)
    monkeypatch.setattr("unclench.cli.still_on._ask", lambda program, exposure: asked.append(exposure.kind))
    left_on(home, 3)
    for command in (
        ["list"],
        ["history"],
        ["next"],
        ["show", "ice-15"],
        ["schema"],
        ["pain", "2"],
        ["export", "--csv"],
    ):
        assert run(command) == 0
    assert asked == ["cold"] * 7
    assert "not said that it is off" not in capsys.readouterr().err
    assert run(["flags"]) == 0
    assert "not said that it is off" in capsys.readouterr().err
    assert len(asked) == 7


def test_a_journal_that_can_only_be_read_is_read_and_its_lock_outs_stand(home, capsys, monkeypatch):
    off = earlier(moment(), 5 * MIN)
    keep(home, Exposure(new_id(), "cold", earlier(off, MIN), MIN, off))
    well(home / "journal.db")
    monkeypatch.setattr("unclench.journal.file.ready_to_write", lambda path: False)
    assert run(["next"]) == 0
    assert re.match(rf"Cold: {AT}", capsys.readouterr().out)
    assert run(["cold", "5m", "--plain", "--audio", "none"]) == 2
    assert "Cold 5 min" not in capsys.readouterr().out
    assert run(["pain", "3"]) == 2
    assert "attempt to write a readonly database" in capsys.readouterr().err


def test_c1_3_c1_14_c1_15_c2_9_c2_11_c5_cold_and_heat_by_themselves_bring_their_cautions(home, monkeypatch):
    found = []

    def play(program, routine, *_, **__) -> int:  # takes what the real one takes
        found.append(routine)
        return 0

    monkeypatch.setattr("unclench.cli.play._play", play)
    well(home / "journal.db")
    assert run(["cold", "5m"]) == run(["heat", "5m"]) == 0
    cold, heat = (" ".join(routine.steps[0].cautions) for routine in found)
    assert "5 or 10 minutes of cold are enough" in cold
    assert "makes you drowsy" in cold
    for words in ("makes you drowsy", "No muscle rub", "20 to 30 seconds", "follow its own label"):
        assert words in heat
    assert all("a blow, or with a swelling" in said for said in (cold, heat))


class Leaving:
    """A plain session in which the first question is met with Ctrl-C or a signal."""

    def __init__(self, why: BaseException) -> None:
        self._why = why
        self.keys = SimpleNamespace(possible=True, listening=nullcontext)
        self.asker = self

    def run(self, flow: object) -> None:
        raise self._why


@pytest.mark.parametrize(("why", "status"), [(KeyboardInterrupt(), 130), (SystemExit(143), 143)])
def test_c2_4_who_leaves_the_question_whether_it_is_off_is_told_that_no_alarm_will_sound(
    home, capsys, monkeypatch, why, status
):
    monkeypatch.setattr("unclench.cli.still_on.has_screen", lambda: True)
    monkeypatch.setattr("unclench.cli.still_on.PlainSeat", lambda program: Leaving(why))
    left_on(home, 3)
    assert run(["next"]) == status
    err = capsys.readouterr().err
    assert err.startswith("You put cold on at ")
    assert "NO ALARM will sound: take it off by " in err
    assert err.rstrip().endswith("unclench off")


def test_what_an_exposure_that_is_still_on_keeps_from_beginning_is_said_with_what_to_do(home, capsys):
    exposure = left_on(home, 3)
    pack = f"The cold pack from {at_clock(exposure.on.wall)} is still marked as on. Is it off? Then type: unclench off"
    assert run(["next"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == [f"Cold: not now. {pack}", f"Heat: not now. {pack}"]
    assert run(["next", "--json"]) == 0
    assert [(each["limit"], each["why"]) for each in json.loads(capsys.readouterr().out)["skin"]] == [
        ("C2.4", pack)
    ] * 2


def test_history_lists_ratings_and_notes_by_day_with_the_sessions(home, capsys, monkeypatch):
    now = moment().wall
    assert run(["history"]) == 0
    assert capsys.readouterr().out == "Nothing was recorded in this time.\n"
    keep(
        home,
        SessionRecord(id=new_id(), routine="a", title="Walk", began=now - 50 * 60 * MIN, ended=now, why="finished"),
        PainRecord(id=new_id(), at=now - 50 * 60 * MIN + 1, rating=6, when="before"),
    )
    assert run(["pain", "3"]) == 0
    typed(monkeypatch, "slept\x1b[2J badly " + "x" * 1_000)
    assert run(["note"]) == 0
    capsys.readouterr()
    assert run(["history"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == iso(moment().wall)[:10]
    assert "  Note: slept<1b>[2J badly xxx" in out[1]
    assert len(out[1]) < 250
    assert out[2].endswith("  Pain: 3 of 10")
    assert out[3] == iso(now - 50 * 60 * MIN)[:10]
    assert out[4].endswith("  Pain before: 6 of 10")
    assert out[5].endswith("  Walk")


def test_history_and_the_export_tell_how_what_grows_was(home, capsys):
    now = moment().wall
    session = SessionRecord(id=new_id(), routine="a", title="Walk", began=now - MIN, ended=now, why="finished")
    lean = StepRecord(
        id=new_id(), session=session.id, number=1, name="Lean \x1b[2J", kind="exercise",
        began=now - MIN, ended=now, lasted=MIN, done=True, place="1",
    )  # fmt: skip
    keep(home, session, lean, queries.felt_record(session.id, "1", Felt.TOO_MUCH, now))
    assert run(["history"]) == 0
    assert "  Lean <1b>[2J: too much" in capsys.readouterr().out
    assert run(["history", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["felt"]
    assert (told["session"], told["felt"]) == (session.id, "too much")
    assert run(["export", "--json"]) == 0
    assert f"felt.{session.id}.1=too much" in capsys.readouterr().out


def test_history_for_programs_keeps_its_shape(home, capsys):
    assert run(["pain", "3"]) == 0
    capsys.readouterr()
    assert run(["history", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["sessions", "more_sessions", "pain", "exposures", "next", "effects", "felt"]
    assert [each["rating"] for each in told["pain"]] == [3]
