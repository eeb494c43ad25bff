"""Lock-outs without the journal: the slips beside it, what is asked, and what is said before a session."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.config.paths import Home
from unclench.journal import slips
from unclench.journal.database import Journal
from unclench.journal.errors import Unavailable
from unclench.journal.logbook import Logbook
from unclench.journal.slips import Noted, Slips, may_be_on
from unclench.journal.transfer import export_all, from_json, merge, to_json
from unclench.player.packs import why
from unclench.player.recorder import SessionRecorder
from unclench.routine.model import ApplyStep, Exact, RestStep
from unclench.safety.exposure import Exposure, Moment, earlier
from unclench.safety.lockouts import (
    Beside,
    Planned,
    Verdict,
    all_available,
    availability,
    may_start,
    plan_of,
    unsafe_plan,
)
from unclench.session.compiler import compile_routine
from unclench.session.plan_check import applications
from unclench.testing import ManualClock, ManualMoments, routine

MIN = 60_000
HOUR = 60 * MIN
NOW = Moment("boot@here", 10 * 24 * HOUR, 1_764_400_000_000)


def came_off(kind: str, minutes: float, now: Moment = NOW, **about: Any) -> Exposure:
    """An application of 15 minutes that came off this long ago."""
    off = earlier(now, round(minutes * MIN))
    id = about.pop("id", f"{kind} off {minutes}")
    return Exposure(id, kind, earlier(off, 15 * MIN), 15 * MIN, off, **about)  # type: ignore[arg-type]


class Person:
    """One home on one machine; `program` is the logbook of a new run of the program."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "config", folder / "data", folder / "state")
        self.clock = ManualClock(10**9)
        self.moments = ManualMoments(self.clock, machine="here")
        self.told: list[str] = []
        self.books: list[Logbook] = []

    def program(self) -> Logbook:
        self.books.append(Logbook(self.home, self.told.append, self.moments))
        return self.books[-1]

    def had_cold(self, book: Logbook) -> Exposure:
        """Cold for 15 minutes that came off just now."""
        exposure = book.start("cold", 15 * MIN, "single")
        assert isinstance(exposure, Exposure), exposure
        self.clock.advance(15 * MIN)
        book.exposures.off(exposure)
        return exposure


@pytest.fixture
def person(tmp_path):
    made = Person(tmp_path)
    yield made
    for book in made.books:
        book.close()


def limit(verdict: Verdict | Exposure | None) -> tuple[str, str] | None:
    assert not isinstance(verdict, Exposure)
    return None if verdict is None else (verdict.limit.id, verdict.action)


# -- other machines ---------------------------------------------------------------------------


@given(st.integers(1, 119), st.integers(0, 100 * 24 * 60), st.sampled_from(["boot of A", "boot of A@there"]))
def test_c1_4_a_pack_that_another_machine_has_timed_locks_the_next_out(minutes, up, boot):
    wall = NOW.wall
    off = Moment(boot, 35 * MIN, wall - minutes * MIN)
    theirs = Exposure("a" * 32, "cold", Moment(boot, 20 * MIN, off.wall - 15 * MIN), 15 * MIN, off)
    now = Moment("boot of B@here", up * MIN, wall)
    # If a record names no machine, the uptime counts only if this boot began after it.
    if boot.endswith("@there") or up >= minutes:
        assert limit(may_start("cold", [theirs], now)) == ("C1.4", "override")
    else:
        assert limit(may_start("cold", [theirs], now)) is not None


@pytest.mark.parametrize("hours", [2.1, 8, 23])
def test_c2_4_where_only_two_wall_clocks_say_that_the_time_is_over_it_is_asked_for(hours):
    theirs = came_off("cold", hours * 60, Moment("boot of A@there", 0, NOW.wall))
    verdict = may_start("cold", [theirs], NOW)
    assert limit(verdict) == ("C2.4", "confirm")
    assert verdict is not None
    assert "another computer" in why(verdict)


def test_a_clock_of_elsewhere_that_is_hours_ahead_locks_nothing_out_for_ever_but_is_asked_about():
    future = came_off("heat", -24 * 60 * 365, Moment("boot of A@there", 0, NOW.wall))
    verdict = may_start("heat", [future], NOW)
    assert limit(verdict) == ("C2.4", "when")
    assert verdict is not None
    assert verdict.question.startswith("When did the last cold or heat come off")


def test_c1_4_a_journal_that_is_taken_in_brings_its_lock_outs_with_it(person, tmp_path):
    other = Journal(tmp_path / "other.db")
    exposure = came_off("cold", 5, Moment("the other laptop", 35 * MIN, person.moments().wall), id="a" * 32)
    other.add(exposure)
    person.clock.advance(10 * 24 * HOUR)
    person.moments.set_wall(-10 * 24 * HOUR)  # this one has been up for ten days
    book = person.program()
    book.use(lambda journal: merge(journal, from_json(to_json(export_all(other)).encode())))
    other.close()
    assert limit(book.lock_outs.verdict("cold", "single")) == ("C1.4", "override")


def test_c2_4_what_was_still_on_where_it_was_taken_in_from_is_asked_about_at_the_start(person):
    person.program().close()
    on = Moment("the other laptop", 35 * MIN, person.moments().wall - 10 * MIN)
    journal = Journal(person.home.journal)
    journal.add(Exposure("a" * 32, "heat", on, 15 * MIN))
    journal.close()
    assert may_be_on(person.home)
    assert [exposure.id for exposure in person.program().exposures.waiting()] == ["a" * 32]


# -- full disks, and worse --------------------------------------------------------------------


@pytest.fixture
def disk_full(monkeypatch):
    """From now on no file can grow; writing in place still works."""
    write = slips._write

    def writing(file: int, data: bytes, **how: Any) -> None:
        if len(data) > os.fstat(file).st_size - os.lseek(file, 0, os.SEEK_CUR):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(file, data, **how)

    def fails(*_: Any) -> Any:
        raise Unavailable("The journal cannot be used: database or disk is full.")

    def fill() -> None:
        monkeypatch.setattr(slips, "_write", writing)
        for name in ("start_exposure", "confirm_off", "add", "put"):
            monkeypatch.setattr(Journal, name, fails)

    return fill


def test_c1_4_a_full_disk_loses_no_lock_out(person, disk_full):
    person.program().exposures.past()
    disk_full()
    book = person.program()
    person.had_cold(book)
    book.close()
    person.clock.advance(MIN)
    again = person.program()
    assert limit(again.lock_outs.verdict("cold", "single")) == ("C1.4", "override")
    assert "is being recorded" in person.told[0]


def test_c2_4_what_is_on_is_asked_about_also_where_the_disk_was_full_when_it_went_on(person, disk_full):
    person.program().exposures.past()
    disk_full()
    exposure = person.program().start("cold", 15 * MIN, "single")
    person.books[-1].close()
    assert may_be_on(person.home)
    assert person.program().exposures.waiting() == [exposure]


def test_what_the_full_disk_kept_from_the_journal_is_put_there_when_there_is_room_again(person, disk_full, monkeypatch):
    person.program().exposures.past()
    disk_full()
    exposure = person.had_cold(person.program())
    person.books[-1].close()
    monkeypatch.undo()
    person.program().exposures.past()
    person.books[-1].close()
    journal = Journal(person.home.journal)
    (kept,) = journal.read(Exposure)
    journal.close()
    assert (kept.id, kept.off is not None) == (exposure.id, True)


def test_c1_4_the_lock_out_of_a_run_stands_although_the_journal_fails_in_the_middle_of_it(person, disk_full):
    book = person.program()
    person.had_cold(book)
    person.clock.advance(2 * HOUR)
    disk_full()
    person.had_cold(book)
    person.clock.advance(MIN)
    assert limit(book.lock_outs.verdict("cold", "single")) == ("C1.4", "override")


def test_c2_4_where_there_was_never_room_for_the_lock_outs_one_is_asked_about_the_last(person, disk_full):
    disk_full()
    for _ in range(2):
        book = person.program()
        assert limit(book.lock_outs.verdict("heat", "single")) == ("C2.4", "when")
        assert limit(book.start("heat", MIN, "single", reason="please")) == ("C2.4", "when")
        book.close()


def unreadable(person: Person) -> None:
    """The journal is a folder, which cannot be read as a journal."""
    person.home.journal.mkdir(parents=True)


def test_c2_4_where_the_journal_cannot_be_read_cold_and_heat_do_not_begin_by_themselves(person):
    unreadable(person)
    book = person.program()
    for kind in ("cold", "heat"):
        assert limit(book.start(kind, MIN, "single")) == ("C2.4", "when")
    assert len(person.told) == 1
    assert "is unknown" in person.told[0]


@pytest.mark.parametrize(
    ("minutes", "cold", "heat"),
    [(10, ("C1.13", "refuse"), ("C1.9", "refuse")), (70, ("C1.4", "override"), None), (None, None, None)],
)
def test_c1_4_the_answer_how_long_ago_counts_for_cold_and_for_heat(person, minutes, cold, heat):
    unreadable(person)
    book = person.program()
    book.lock_outs.say_last_off(None if minutes is None else earlier(person.moments(), minutes * MIN))
    assert (limit(book.lock_outs.verdict("cold", "single")), limit(book.lock_outs.verdict("heat", "single"))) == (
        cold,
        heat,
    )


def test_c1_4_what_was_said_counts_for_the_next_program_too(person):
    sheet = person.home.data / "lock-outs"
    sheet.parent.mkdir(parents=True)
    sheet.touch()  # as a full disk leaves it
    book = person.program()
    assert book.lock_outs.unknown
    book.lock_outs.say_last_off(earlier(person.moments(), 10 * MIN))
    book.close()
    again = person.program()
    assert not again.lock_outs.unknown
    assert limit(again.lock_outs.verdict("heat", "single")) == ("C1.9", "refuse")
    person.clock.advance(2 * HOUR)
    assert again.lock_outs.verdict("heat", "single") is None


def test_c2_4_a_home_that_can_only_be_read_asks_since_others_may_have_kept_nothing(person, monkeypatch):
    person.program().exposures.past()
    person.books[-1].close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert limit(person.program().lock_outs.verdict("cold", "single")) == ("C2.4", "when")


@pytest.mark.parametrize("gone", ["journal", "slips"])
def test_c1_4_the_journal_or_the_slips_may_be_deleted_and_the_lock_out_stands(person, gone):
    person.had_cold(person.program())
    person.books[-1].close()
    for path in [person.home.journal] if gone == "journal" else [person.home.slip, person.home.data / "lock-outs"]:
        path.unlink(missing_ok=True)
    assert limit(person.program().lock_outs.verdict("cold", "single")) == ("C1.4", "override")


# -- the slips --------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [["on-skin.json"], ["on-skin.json", "lock-outs"]])
def test_c2_4_with_the_slip_gone_what_is_still_on_is_asked_about_at_the_start(person, gone):
    exposure = person.program().start("cold", 15 * MIN, "single")
    person.books[-1].close()
    for name in gone:
        (person.home.data / name).unlink()
    assert may_be_on(person.home)
    assert person.program().exposures.waiting() == [exposure]


def test_a_start_does_not_look_into_a_journal_in_which_nothing_is_on(person, monkeypatch):
    person.had_cold(person.program())
    person.books[-1].close()
    assert not may_be_on(person.home)
    monkeypatch.setattr("unclench.journal.database.open_journal", None)  # nobody may call this
    assert person.program().exposures.waiting() == []


def test_a_start_does_not_look_into_the_journal_after_a_session_of_this_program(person):
    made = routine(RestStep(lasting=Exact(MIN)))
    for _ in range(2):
        book = person.program()
        book.exposures.waiting()
        recorder = SessionRecorder(book, made, compile_routine(made))
        recorder.entered(compile_routine(made).segments[0], 0, compile_routine(made))
        recorder.ended("finished", MIN)
        book.close()
        assert not may_be_on(person.home)


def test_a_journal_that_somebody_else_has_changed_is_looked_into_once(person):
    person.program().exposures.past()
    person.books[-1].close()
    journal = Journal(person.home.journal)
    journal.add(came_off("heat", 300, person.moments(), id="b" * 32))
    journal.close()
    assert may_be_on(person.home)
    assert person.program().exposures.waiting() == []
    person.books[-1].close()
    assert not may_be_on(person.home)


def test_a_home_without_anything_in_it_is_asked_nothing(person):
    assert not may_be_on(person.home)
    assert person.program().lock_outs.verdict("cold", "single") is None


@given(at=st.integers(0, slips.PAGE * slips.PAGES - 1), flip=st.integers(1, 255))
def test_a_sheet_that_was_half_written_still_holds_what_stood_on_it_before(tmp_path_factory, at, flip):
    home = Home(*[tmp_path_factory.mktemp("home")] * 3)
    made = Slips(home)
    assert made.prepare()
    first, second = (Noted(came_off("cold", minutes, id=letter * 32)) for minutes, letter in ((20, "a"), (10, "b")))
    assert made.note(first)
    before = made.read()
    assert made.note(second)
    after = made.read()
    sheet = home.data / "lock-outs"
    data = bytearray(sheet.read_bytes())
    data[at] ^= flip
    sheet.write_bytes(data)
    assert made.read() in (before, after)
    assert before is not None
    assert before.noted == (first,)


def test_the_sheet_never_grows_and_the_latest_stay_on_it(tmp_path):
    home = Home(tmp_path, tmp_path, tmp_path)
    made = Slips(home)
    made.prepare()
    size = (tmp_path / "lock-outs").stat().st_size
    for minutes in range(100, 0, -1):
        long = Moment("x" * 400 + "@" + "y" * 40, minutes, NOW.wall)
        noted = Noted(came_off("cold", minutes, long, id=f"{minutes:032}"))
        assert made.note(noted)
    assert (tmp_path / "lock-outs").stat().st_size == size
    sheet = made.read()
    assert sheet is not None
    assert [int(each.exposure.id) for each in sheet.noted] == [2, 1]


def test_a_link_under_the_name_of_a_slip_is_never_written_through(person, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("mine", "utf-8")
    person.home.data.mkdir(parents=True)
    for name in ("on-skin.json", f"on-skin.json.{os.getpid()}", "lock-outs", "dozing"):
        (person.home.data / name).symlink_to(mine)
    book = person.program()
    book.slips.doze()
    book.lock_outs.say_last_off(None)
    assert isinstance(book.start("cold", MIN, "single"), Exposure)
    assert mine.read_text("utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none here")
def test_a_fifo_under_the_name_of_a_slip_holds_nobody_up(person):
    person.home.data.mkdir(parents=True)
    for name in ("on-skin.json", "lock-outs", "dozing"):
        os.mkfifo(person.home.data / name)
    assert may_be_on(person.home)
    book = person.program()
    assert book.exposures.waiting() == []
    assert limit(book.lock_outs.verdict("cold", "single")) == ("C2.4", "when")


def test_what_an_older_version_left_half_written_is_cleaned_up(person):
    person.home.data.mkdir(parents=True)
    stray = person.home.data / "on-skin.json.4242"
    stray.write_bytes(b"")
    person.had_cold(person.program())
    assert not stray.exists()


def test_a_folder_that_may_not_be_read_ends_nothing(tmp_path, monkeypatch):
    def refuses(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    home = Home(tmp_path, tmp_path / "data", tmp_path)
    monkeypatch.setattr(os, "lstat", refuses)
    monkeypatch.setattr(os, "stat", refuses)
    monkeypatch.setattr(os, "open", refuses)
    assert not may_be_on(home)


def test_what_is_long_off_and_kept_leaves_the_sheet(person):
    """Nothing may be left there of what somebody asked to forget."""
    person.had_cold(person.program())
    person.clock.advance(3 * HOUR)
    person.books[-1].close()
    sheet = Slips(person.home).read()
    assert sheet is not None
    assert sheet.noted == ()


# -- before a session -------------------------------------------------------------------------


def apply(kind: str, minutes: int) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(minutes * MIN), setup=Exact(0))  # type: ignore[arg-type]


TWENTY_TWENTY = [Planned("cold", 0, 20 * MIN), Planned("cold", 40 * MIN, 20 * MIN, 2)]


def test_a_session_says_of_each_application_whether_and_from_when_on_it_may_begin():
    found = availability(TWENTY_TWENTY, [came_off("cold", 90)], NOW, "20-20")
    assert [(each.allowed, each.wait) for each in found] == [(False, 30 * MIN), (True, 40 * MIN)]
    assert found[0].verdict is not None
    assert limit(found[0].verdict) == ("C1.4", "override")
    assert availability(TWENTY_TWENTY, [], NOW, "20-20")[1].allowed


def test_c2_4_while_something_is_on_nothing_of_a_session_may_begin():
    on = Exposure("on", "heat", earlier(NOW, MIN), 15 * MIN)
    assert [each.wait for each in availability(TWENTY_TWENTY, [on], NOW, "20-20")] == [None, None]
    assert all_available(TWENTY_TWENTY, [on], NOW, "20-20") is None


def test_what_cannot_be_known_stands_before_every_application_and_another_program_before_the_first():
    for beside, waits in ((Beside(unknown=True), [None, None]), (Beside(drowsy=True), [None, 40 * MIN])):
        assert [each.wait for each in availability(TWENTY_TWENTY, [], NOW, "20-20", beside=beside)] == waits


APPLICATIONS = st.lists(
    st.tuples(st.sampled_from(["cold", "heat"]), st.integers(0, 150), st.integers(1, 20)), min_size=1, max_size=3
)
PAST = st.lists(st.tuples(st.sampled_from(["cold", "heat"]), st.integers(0, 300)), max_size=3)


def planned_of(parts: list[tuple[str, int, int]]) -> list[Planned]:
    at, found = 0, []
    for number, (kind, gap, lasting) in enumerate(parts):
        at += gap * MIN if number else 0
        found.append(Planned(kind, at, lasting * MIN, number))  # type: ignore[arg-type]
        at += lasting * MIN
    return found


@given(APPLICATIONS, PAST)
def test_a_session_that_is_safe_by_itself_may_begin_as_a_whole_when_that_is_said_and_not_before(parts, before):
    planned = planned_of(parts)
    plan = plan_of([each.kind for each in planned], [gap * MIN for _, gap, _ in parts[1:]])
    past = [came_off(kind, minutes, id=f"{number}") for number, (kind, minutes) in enumerate(before)]
    wait = all_available(planned, past, NOW, plan)
    if wait is None:
        assert unsafe_plan(planned, plan) is not None
        return
    assert all(each.allowed for each in availability(planned, past, earlier(NOW, -wait), plan))
    if wait:
        assert not all(each.allowed for each in availability(planned, past, earlier(NOW, 1 - wait), plan))


@given(APPLICATIONS, PAST)
def test_the_first_application_is_told_what_starting_it_would_say(parts, before):
    planned = planned_of(parts)
    past = [came_off(kind, minutes, id=f"{number}") for number, (kind, minutes) in enumerate(before)]
    found = availability(planned, past, NOW, "single")[0]
    assert found.verdict == may_start(planned[0].kind, past, NOW)
    if found.wait:
        assert may_start(planned[0].kind, past, earlier(NOW, -found.wait)) is None


def test_a_book_answers_for_a_whole_routine(person):
    book = person.program()
    timeline = compile_routine(routine(apply("cold", 20), RestStep(lasting=Exact(20 * MIN)), apply("cold", 20)))
    assert [each.allowed for each in book.lock_outs.availability(*applications(timeline))] == [True, True]
    person.had_cold(book)
    person.clock.advance(30 * MIN)
    (first, second) = book.lock_outs.availability(*applications(timeline))
    assert limit(first.verdict) == limit(second.verdict) == ("C1.4", "override")
    assert book.lock_outs.all_available(*applications(timeline)) == 90 * MIN


def test_c1_4_before_a_reason_goes_past_the_two_hours_the_skin_is_asked_about():
    verdict = may_start("cold", [came_off("cold", 30)], NOW)
    assert verdict is not None
    assert "look and feel normal" in verdict.question
    restarted = may_start("cold", [came_off("cold", 300, Moment("before@here", 10**9, NOW.wall))], Moment(
        "boot@here", MIN, NOW.wall
    ))  # fmt: skip
    assert limit(restarted) == ("C2.4", "confirm")
    assert restarted is not None
    assert restarted.question == ""


def test_another_program_that_was_quicker_locks_it_out(person, monkeypatch):
    """Both programs looked and nothing was on; then the other one put something on."""
    here, there = person.program(), person.program()
    assert here.exposures.past() == []
    assert isinstance(there.start("heat", 15 * MIN, "single"), Exposure)
    monkeypatch.setattr(here.exposures, "past", list)
    verdict = here.start("cold", 15 * MIN, "single")
    assert limit(verdict) == ("C2.4", "refuse")
    monkeypatch.undo()
    assert [exposure.kind for exposure in here.exposures.past()] == ["heat"]


def test_c1_4_nothing_goes_on_inside_a_lock_out_also_where_the_journal_cannot_be_written(person, disk_full):
    person.program().exposures.past()
    disk_full()
    book = person.program()
    person.had_cold(book)
    assert limit(book.start("cold", 15 * MIN, "single")) == ("C1.4", "override")
    assert not any(exposure.open for exposure in book.exposures.past())


def test_without_any_disk_a_run_knows_what_is_on_and_since_when_it_is_off(tmp_path, person):
    home = tmp_path / "nowhere"
    home.mkdir()
    (home / "data").write_text("a file where the folder should be", "utf-8")
    book = Logbook(Home(home, home / "data", home), person.told.append, person.moments)
    book.lock_outs.say_last_off(None)
    exposure = book.start("cold", 15 * MIN, "single")
    assert isinstance(exposure, Exposure)
    assert limit(book.lock_outs.verdict("heat", "single")) == ("C2.4", "refuse")
    book.exposures.off(exposure)
    assert limit(book.lock_outs.verdict("cold", "single")) == ("C1.4", "override")


def test_what_came_off_while_the_journal_could_not_be_written_is_off(person, disk_full):
    book = person.program()
    exposure = book.start("cold", 15 * MIN, "single")
    assert isinstance(exposure, Exposure)
    person.clock.advance(15 * MIN)
    disk_full()
    book.exposures.off(exposure)
    book.close()
    (known,) = person.program().exposures.past()
    assert (known.id, known.open) == (exposure.id, False)


def test_a_slip_alone_is_enough_to_look(person):
    assert not may_be_on(person.home)
    person.home.slip.parent.mkdir(parents=True, exist_ok=True)
    person.home.slip.write_text("torn", "utf-8")
    assert may_be_on(person.home)


def test_a_program_that_lets_its_time_go_by_does_not_count_as_looking_after_it(person):
    book = person.program()
    exposure = book.start("cold", 15 * MIN, "single")
    assert isinstance(exposure, Exposure)
    person.clock.advance(15 * MIN - 1)
    assert book.exposures.attended(exposure)
    person.clock.advance(1)
    assert not book.exposures.attended(exposure)


def test_c1_4_for_two_hours_the_sheet_knows_it_without_the_journal(person):
    person.had_cold(person.program())
    person.clock.advance(110 * MIN)
    person.books[-1].close()
    for file in person.home.journal.parent.glob("journal*"):
        file.unlink()
    assert limit(person.program().lock_outs.verdict("cold", "single")) == ("C1.4", "override")


def test_the_second_pack_of_a_session_is_looked_at_behind_its_first():
    first, second = Planned("cold", 0, 15 * MIN), Planned("cold", 45 * MIN, 15 * MIN, 1)
    found = availability([first, second], [], NOW, "single")
    assert [each.allowed for each in found] == [True, False]
    assert found[1].verdict is not None
    assert limit(found[1].verdict) == ("C1.4", "override")
    assert found[1].wait == (15 + 120) * MIN
