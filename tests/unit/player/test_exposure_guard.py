"""Cold and heat in a session: recorded before they begin, locked out, paused by taking them off."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from unclench.care.health_record import HealthRecord
from unclench.config.paths import Home
from unclench.cues import Sound
from unclench.journal import slips
from unclench.journal.database import Journal
from unclench.journal.erasure import forget_all
from unclench.journal.logbook import Logbook
from unclench.journal.queries import days_done
from unclench.journal.records import OverrideRecord, PainRecord, SessionRecord, StepRecord
from unclench.keynames import USUAL
from unclench.player.answers import IS_IT_OFF, IS_PAUSED, OFF_ELSEWHERE, RUNS_ON
from unclench.player.controller import SessionController
from unclench.player.packs import at_clock
from unclench.player.recorder import SessionRecorder, unpacked
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    RestStep,
)
from unclench.safety.exposure import Exposure, Moment, earlier
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.guidance import Guidance, guided
from unclench.session.plan_check import breathes_too_long
from unclench.session.session import Session, Status
from unclench.session.timeline import Kind
from unclench.testing import ManualClock, ManualMoments, Rig, hold, routine

MIN = 60_000


def apply(kind: str, minutes: float) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(round(minutes * MIN)), setup=Exact(0))  # type: ignore[arg-type]


def rest(minutes: float) -> RestStep:
    return RestStep(lasting=Exact(round(minutes * MIN)))


class Household:
    """One person, one machine, and one program after the other."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "config", folder / "data", folder / "state")
        self.clock = ManualClock()
        self.moments = ManualMoments(self.clock)
        self.told: list[str] = []
        self.open_book()

    def open_book(self) -> None:
        """Open the book as a program does that has just started."""
        self.book = Logbook(self.home, self.told.append, self.moments)

    def play(self, *steps: AnyStep) -> SessionController:
        """Start a session and read its first question."""
        made = routine(*steps)
        timeline = compile_routine(made)
        self.session = Rig(*steps, clock=self.clock, make_recorder=lambda: SessionRecorder(self.book, made, timeline))
        self.player, self.controller = self.session.player, self.session.controller
        self.read()
        return self.controller

    def read(self) -> None:
        """Read the question that is asked."""
        self.session.read()

    def leave(self) -> None:
        """End it, and say that it is off."""
        self.controller.end(EndReason.USER)
        self.read()
        self.controller.answer(yes=True)

    def go(self, minutes: float) -> None:
        """Let time go by, answering every check."""
        end = self.clock.now() + round(minutes * MIN)
        while self.clock.now() < end:
            self.clock.advance(min(10_000, end - self.clock.now()))
            self.controller.tick()
            if self.controller.view().check_pending:
                self.controller.answer_or_pause()
        self.read()

    @property
    def segment(self) -> str:
        found = self.controller.view().segment
        return found.kind.value if found else "over"

    @property
    def alarm(self) -> bool:
        found = self.controller.view().segment
        return found is not None and found.alarm

    def exposures(self) -> list[Exposure]:
        return self.book.exposures.past()


@pytest.fixture
def rig(tmp_path):
    made = Household(tmp_path)
    yield made
    made.book.close()


def test_c2_4_an_exposure_is_on_the_disk_before_its_first_second_and_until_it_is_said_to_be_off(rig):
    session = rig.play(apply("cold", 15))
    assert rig.exposures() == []
    session.answer_or_pause()
    (begun,) = rig.exposures()
    assert (begun.on, begun.limit, begun.open) == (rig.moments(), 15 * MIN, True)
    assert rig.book.slips.slip.exists()
    rig.go(15)
    assert rig.exposures() == [begun]
    session.answer(yes=True)
    (done,) = rig.exposures()
    assert done.off == rig.moments()
    assert not rig.book.slips.slip.exists()


def test_c2_4_leaving_without_a_word_does_not_take_it_off(rig):
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    session.abandon(EndReason.INTERRUPTED)
    rig.book.close()
    rig.open_book()
    assert [exposure.kind for exposure in rig.book.exposures.waiting()] == ["cold"]


def test_leaving_with_the_word_that_it_is_off_takes_it_off(rig):
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    rig.go(3)
    rig.leave()
    assert rig.book.exposures.waiting() == []
    assert [exposure.off for exposure in rig.exposures()] == [rig.moments()]


def test_c2_5_pausing_asks_whether_it_is_off_and_no_lets_its_clock_run_on(rig):
    session = rig.play(apply("heat", 15), hold(20))
    session.answer_or_pause()
    rig.go(2)
    session.answer_or_pause()
    assert session.said == IS_IT_OFF.by(USUAL)
    rig.go(1)
    session.answer(yes=False)
    assert (rig.segment, session.view().left, rig.exposures()[0].open) == ("heat", 12 * MIN, True)


def test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session(rig):
    session = rig.play(apply("heat", 15), hold(20))
    session.answer_or_pause()
    rig.go(2)
    session.answer_or_pause()
    session.answer(yes=True)
    assert rig.exposures()[0].off == rig.moments()
    assert (rig.segment, session.session.status(rig.clock.now())) == ("work", Status.PAUSED)
    assert session.said == "It is off. Paused. Space to go on."


def test_c2_5_n_answers_the_question_of_a_pause_and_skips_nothing(rig):
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    session.answer_or_pause()
    session.next()
    assert (rig.segment, session.said) == ("cold", RUNS_ON)


def test_c1_4_a_second_cold_pack_does_not_begin_and_is_left_out_with_its_question(rig):
    rig.play(apply("cold", 10)).answer_or_pause()
    rig.go(10)
    rig.controller.answer(yes=True)
    rig.go(30)
    session = rig.play(apply("cold", 10), hold(20))
    assert session.said.startswith("Your skin needs two hours between cold packs")
    assert re.search(r"You can start (on \w+ )?at \d\d:\d\d\.", session.said)
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)
    session.next()
    assert (rig.segment, len(rig.exposures())) == ("work", 1)


def test_c1_4_a_typed_reason_goes_past_it_and_is_kept(rig):
    rig.play(apply("cold", 10)).answer_or_pause()
    rig.leave()
    session = rig.play(apply("cold", 10))
    session.override("   ")
    assert rig.segment == "confirm"
    session.override("my physio said so")
    assert rig.segment == "cold"
    (kept,) = rig.book.journal.read(OverrideRecord)
    second = max(rig.exposures(), key=lambda exposure: exposure.open)
    assert (kept.limit, kept.reason, kept.exposure) == ("C1.4", "my physio said so", second.id)


def test_c1_9_no_reason_goes_past_the_hour_between_heat_and_heat(rig):
    rig.play(apply("heat", 10)).answer_or_pause()
    rig.leave()
    session = rig.play(apply("heat", 10))
    session.override("please")
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)


def test_c1_5_twenty_on_and_twenty_off_plays_as_written_and_a_skipped_break_is_waited_for(rig):
    session = rig.play(apply("cold", 20), rest(20), apply("cold", 20))
    session.answer_or_pause()
    rig.go(20)
    session.answer(yes=True)
    rig.go(5)
    session.next()
    rig.read()
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)
    rig.go(15)
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("cold", 2)
    rig.leave()
    session = rig.play(apply("cold", 20), rest(20), apply("cold", 20))
    rig.go(25)
    session.answer_or_pause()
    assert len(rig.exposures()) == 2


def test_c1_5_the_time_for_words_makes_no_other_plan_of_two_packs_with_less_than_two_hours_between_them(rig):
    made = routine(apply("cold", 10), rest(119), hold(10, setup=5), apply("cold", 10))
    told = guided(compile_routine(made), Guidance(lengths=lambda _: 2 * MIN))
    assert told.total > told.written + MIN
    recorder = SessionRecorder(rig.book, made, told)
    assert recorder.put_on("cold", 10 * MIN) is None
    rig.clock.advance(10 * MIN)
    recorder.taken_off()
    rig.clock.advance(21 * MIN)
    assert recorder.verdict("cold") is None


def test_c1_5_two_packs_with_more_than_two_hours_between_them_as_written_are_not_twenty_on_and_off(rig):
    session = rig.play(apply("cold", 10), rest(130), apply("cold", 10))
    session.answer_or_pause()
    rig.go(10)
    session.answer(yes=True)
    rig.go(21)
    session.next()
    rig.read()
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)
    assert session.exposure_guard.locked is not None
    assert session.exposure_guard.locked.limit.id == "C1.4"


def test_c1_5_a_pack_of_before_is_no_first_of_twenty_on_and_twenty_off(rig):
    rig.play(apply("cold", 10)).answer_or_pause()
    rig.go(10)
    rig.controller.answer(yes=True)
    rig.go(25)
    session = rig.play(apply("cold", 20), rest(20), apply("cold", 20))
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)
    session.override("my physio said so")
    assert rig.segment == "cold"
    rig.go(20)
    session.answer(yes=True)
    rig.go(20)
    session.answer_or_pause()
    assert session.exposure_guard.locked is not None
    assert (session.exposure_guard.locked.limit.id, session.exposure_guard.locked.action) == ("C1.5", "refuse")


def test_c1_12_one_round_of_heat_and_cold_plays_as_written(rig):
    session = rig.play(apply("heat", 20), rest(20), apply("cold", 20))
    for _ in range(2):
        session.answer_or_pause()
        rig.go(20)
        session.answer(yes=True)
        rig.go(20)
    assert (session.finished, [exposure.kind for exposure in rig.exposures()]) == (True, ["heat", "cold"])


def test_a_jump_back_does_not_start_a_second_cold_pack(rig):
    session = rig.play(apply("cold", 10), hold(60))
    session.answer_or_pause()
    rig.go(10)
    session.answer(yes=True)
    session.jump(0)
    rig.read()
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)


def test_two_applications_in_a_row_each_end_with_their_own_question():
    kinds = [(s.kind, s.alarm) for s in compile_routine(routine(apply("cold", 1), apply("cold", 1))).segments]
    assert kinds == 2 * [(Kind.CONFIRM, False), (Kind.COLD, False), (Kind.CONFIRM, True)]


def test_each_step_is_kept_as_it_ends_with_its_side_set_and_repetition(rig):
    rig.play(hold(10, reps=2, sides=("left", "right"), switch=1, name="Cat"), hold(5, name="Cow"))
    rig.go(0.5)
    kept = rig.book.journal.read(StepRecord)
    assert [(s.number, s.name, s.side, s.set, s.rep, s.lasted, s.done) for s in kept] == [
        (1, "Cat", "left", 1, 2, 20_000, True)
    ]
    rig.go(0.3)
    assert rig.controller.finished
    kept = rig.book.journal.read(StepRecord)[1:]
    assert [(s.number, s.name, s.side, s.rep, s.lasted) for s in kept] == [
        (1, "Cat", "right", 2, 21_000),
        (2, "Cow", None, 1, 5_000),
    ]
    (session,) = rig.book.journal.read(SessionRecord)
    assert (session.why, session.ended) == ("finished", rig.moments().wall)


def test_of_what_a_key_counted_the_last_number_is_kept_and_not_what_was_taken_back(rig):
    curls = ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), setup=Exact(0))
    session = rig.play(curls, hold(5))
    for _ in range(3):
        session.answer_or_pause()
    session.adjust(-10_000)
    session.next()
    assert [(s.name, s.rep, s.done) for s in rig.book.journal.read(StepRecord)] == [("Curl-up", 2, True)]


def test_getting_ready_alone_is_not_a_step_done_and_belongs_to_what_follows_it(rig):
    rig.play(hold(10, setup=15, name="Cat"))
    rig.go(0.1)
    rig.controller.end(EndReason.USER)
    assert [(s.lasted, s.done) for s in rig.book.journal.read(StepRecord)] == [(6_000, False)]
    rig.play(hold(10, setup=15, reps=2, name="Cow"))
    rig.go(1)
    assert [(s.set, s.reps, s.lasted, s.done) for s in rig.book.journal.read(StepRecord)[1:]] == [(1, 2, 35_000, True)]


def test_a_day_counts_only_where_every_side_and_set_was_done(rig):
    def days() -> int:
        return len(days_done(rig.book.journal, "test", None, "Cat"))

    rig.play(hold(10, sides=("left", "right"), switch=1, name="Cat"))
    rig.go(0.25)
    rig.controller.end(EndReason.USER)
    assert days() == 0
    rig.play(hold(10, sides=("left", "right"), switch=1, name="Cat"))
    rig.go(0.5)
    assert days() == 1


def test_a_step_that_was_played_again_whole_is_done_and_its_first_go_is_not(rig):
    rig.play(hold(10, sides=("left", "right"), switch=1, name="Cat"), hold(5, name="Cow"))
    rig.go(0.25)
    rig.controller.again()
    rig.go(1)
    kept = rig.book.journal.read(StepRecord)
    assert [(s.side, s.done) for s in kept] == [
        ("left", True), ("right", False), ("left", True), ("right", True), (None, True)
    ]  # fmt: skip
    assert len(days_done(rig.book.journal, "test", None, "Cat")) == 1


def test_going_back_within_a_step_leaves_nothing_out_of_it(rig):
    rig.play(hold(10, reps=3, name="Cat"), hold(10, name="Cow"))
    rig.go(0.25)
    rig.controller.back()
    rig.go(0.5)
    (cat, _) = rig.book.journal.read(StepRecord)
    assert (cat.name, cat.rep, cat.lasted, cat.done) == ("Cat", 3, 35_000, True)


def test_back_in_the_last_repetition_of_a_step_is_not_that_step_done_again(rig):
    rig.play(hold(10, reps=2, name="Cat"), hold(10, name="Cow"))
    rig.go(21 / 60)
    rig.controller.back()
    rig.go(1)
    kept = [(s.name, s.lasted, s.done) for s in rig.book.journal.read(StepRecord)]
    assert kept == [("Cat", 20_000, True), ("Cow", 1_000, False), ("Cat", 10_000, False), ("Cow", 10_000, True)]


def test_a_step_that_was_skipped_is_not_done(rig):
    rig.play(hold(10, name="Cat"), hold(5, name="Cow"))
    rig.go(0.1)
    rig.controller.next()
    assert [(s.name, s.lasted, s.done) for s in rig.book.journal.read(StepRecord)] == [("Cat", 6_000, False)]


def test_the_place_and_what_was_played_are_kept_for_going_on(rig):
    rig.play(hold(10, reps=3, rest=5, name="Cat"))
    rig.go(0.3)
    (session,) = rig.book.journal.read(SessionRecord)
    timeline = unpacked(rig.book.journal.content(session.content))
    assert timeline.segments == rig.controller.session.timeline.segments
    assert timeline.segments[session.place].rep == 2
    again = Session(timeline, rig.clock.now(), place=session.place)
    view = again.view(rig.clock.now())
    assert (view.status, view.segment and view.segment.rep) == (Status.GETTING_READY, 2)


def test_without_a_disk_it_is_said_once_and_the_exposure_and_its_lock_out_hold_all_the_same(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    rig = Household(tmp_path)
    rig.book.lock_outs.say_last_off(None)  # nobody else can know what was on before
    session = rig.play(apply("cold", 5), hold(10))
    session.answer_or_pause()
    rig.go(6)
    assert rig.alarm
    session.answer(yes=True)
    session.jump(0)
    rig.read()
    session.answer_or_pause()
    assert (rig.segment, len(rig.exposures())) == ("confirm", 1)
    assert len(rig.told) == 1
    assert "is being recorded" in rig.told[0]


def test_a_program_that_still_looks_after_it_is_told_from_one_that_is_gone(rig):
    rig.play(apply("cold", 15)).answer_or_pause()
    other = Logbook(rig.home, rig.told.append, rig.moments)
    (exposure,) = other.exposures.waiting()
    assert other.exposures.attended(exposure)
    rig.book.close()
    assert not other.exposures.attended(exposure)
    other.exposures.off(exposure)
    assert other.exposures.waiting() == []
    other.close()


def test_c2_2_a_check_that_nobody_answers_for_thirty_seconds_becomes_an_alarm_that_grows_louder(rig):
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    end = rig.clock.now() + 6 * MIN
    while rig.clock.now() < end:
        rig.clock.advance(min(max(1, session.sleep_for()), end - rig.clock.now()))
        session.tick()
    rings = [(played.at, played.level) for played in rig.player.played if played.sound is Sound.ALARM]
    (begun,) = [exposure.on.ticks for exposure in rig.exposures()]
    assert rings[0][0] - begun == 5 * MIN + 30_000
    assert rings[0][1] < rings[-1][1] <= 1.0
    assert rings[-1][0] >= rig.clock.now() - 2_000


def test_c2_3_the_end_alarm_rings_until_somebody_says_that_it_is_off(rig):
    session = rig.play(apply("heat", 5))
    session.answer_or_pause()
    rig.go(30)
    assert rig.alarm
    assert rig.exposures()[0].open
    before = len(rig.player.played)
    rig.go(1)
    assert {played.sound for played in rig.player.played[before:]} == {Sound.ALARM}
    session.answer_or_pause()
    assert (session.finished, session.said) == (False, "Press y once it is off.")
    session.answer(yes=True)
    assert session.finished
    assert not rig.exposures()[0].open


@pytest.mark.parametrize(("kind", "words"), [("cold", "damp cloth"), ("heat", "cloth")])
def test_c2_6_c2_7_c2_8_nothing_begins_before_the_cloth_the_weight_and_the_setting_are_confirmed(rig, kind, words):
    session = rig.play(apply(kind, 5))
    assert words in session.said
    assert "on you, not under you" in session.said
    assert ("on low" in session.said) == (kind == "heat")
    rig.go(60)
    session.next()
    assert (rig.segment, rig.exposures()) == ("confirm", [])


SLEEP = RestStep(lasting=Exact(10 * MIN), tags=("sleep",))


def test_c2_10_a_pack_does_not_begin_beside_what_another_program_plays_to_sleep(rig):
    rig.play(SLEEP, hold(10))
    first, rig.book = rig.book, Logbook(rig.home, rig.told.append, rig.moments)
    session = rig.play(apply("cold", 10))
    session.answer_or_pause()
    assert rig.segment == "confirm"
    assert session.exposure_guard.locked is not None
    assert (session.exposure_guard.locked.limit.id, session.exposure_guard.locked.action) == ("C2.10", "refuse")
    first.close()  # or its program dies
    session.answer_or_pause()
    assert rig.segment == "cold"


def test_c2_10_what_was_played_to_sleep_is_in_nobodys_way_once_it_is_over(rig):
    rig.play(SLEEP)
    rig.go(10)
    assert rig.controller.finished
    other = Logbook(rig.home, rig.told.append, rig.moments)
    assert other.lock_outs.verdict("cold", "single") is None
    other.close()


@pytest.mark.parametrize("minutes", [5, 6])
def test_c2_10_a_breathing_block_beside_a_pack_is_not_made_longer_than_five_minutes(minutes):
    breath = BreatheStep(pattern=BreathPattern(5_000, 0, 5_000), lasting=Exact(minutes * MIN), setup=Exact(0))
    beside, alone = (compile_routine(routine(*steps)) for steps in ((breath, apply("heat", 5)), (breath,)))
    found = breathes_too_long(beside)
    assert (found and found.id) == ("C2.10" if minutes > 5 else None)
    assert breathes_too_long(alone) is None
    assert (breathes_too_long(alone, on_skin=True) is not None) == (minutes > 5)


def test_c2_10_beside_breathing_that_was_made_longer_no_other_window_puts_anything_on(rig):
    breath = BreatheStep(pattern=BreathPattern(5_000, 0, 5_000), lasting=Exact(5 * MIN), setup=Exact(0))
    rig.play(breath)
    other = Logbook(rig.home, rig.told.append, rig.moments)
    assert other.lock_outs.verdict("cold", "single") is None
    rig.controller.adjust(10_000)
    verdict = other.lock_outs.verdict("cold", "single")
    assert verdict is not None
    assert verdict.limit.id == "C2.10"
    other.close()


def orphans(rig: Household) -> list[str]:
    """The tables of the journal in which something belongs to a session that is not there."""
    journal = rig.book.journal
    assert journal is not None
    return [
        table
        for table in ("steps", "pain", "notes", "exposures", "overrides")
        if journal.file.connection.execute(
            f"SELECT 1 FROM {table} WHERE session IS NOT NULL AND session NOT IN (SELECT id FROM sessions)"  # noqa: S608  # names of our own
        ).fetchone()
    ]


def kept(rig: Household) -> tuple[SessionRecord, list[StepRecord], list[PainRecord]]:
    journal = rig.book.journal
    assert journal is not None
    (session,) = journal.read(SessionRecord)
    return session, journal.read(StepRecord, "ORDER BY began"), journal.read(PainRecord)


def forget_everything(rig: Household) -> None:
    """As another program does it, in another window."""
    other = Journal(rig.home.journal)
    forget_all(other, rig.moments())
    other.close()


def test_what_is_left_of_a_session_is_kept_although_everything_was_forgotten_while_it_played(rig):
    session = rig.play(hold(60, name="Before"), hold(60, name="After"))
    rig.go(1.5)
    forget_everything(rig)
    rig.go(5)
    assert session.ended is EndReason.FINISHED
    row, steps, _ = kept(rig)
    assert (row.why, row.ended is not None) == ("finished", True)
    assert [step.name for step in steps] == ["After"]
    assert orphans(rig) == []


def test_a_session_that_was_forgotten_and_broke_off_can_still_be_gone_on_with(rig):
    rig.play(hold(60, name="Before"), hold(60, name="Middle"), hold(60, name="After"))
    rig.go(0.5)
    forget_everything(rig)
    rig.go(1.5)
    row, _, _ = kept(rig)
    assert row.ended is None
    assert row.content is not None
    assert rig.book.journal is not None
    data = rig.book.journal.content(row.content)
    assert data is not None
    assert unpacked(data).segments[row.place].label


@pytest.mark.parametrize("over", [False, True])
def test_a_rating_belongs_to_its_session_although_that_was_forgotten(rig, over):
    session = rig.play(hold(60, name="Before"), hold(60, name="After"))
    rig.go(5 if over else 1.5)
    forget_everything(rig)
    health = HealthRecord(SimpleNamespace(book=rig.book))
    assert health.record_pain(3, "after" if over else "step", session)
    row, _, (pain,) = kept(rig)
    assert pain.session == row.id
    assert (row.why == "finished") is over
    assert orphans(rig) == []


def test_a_pack_whose_session_was_forgotten_belongs_to_none_when_it_comes_off_after_a_crash(rig):
    rig.play(apply("cold", 15)).answer_or_pause()
    forget_everything(rig)
    rig.book.close()
    rig.open_book()
    (exposure,) = rig.book.exposures.waiting()
    rig.book.exposures.off(exposure)
    (done,) = rig.exposures()
    assert (done.open, done.session) == (False, None)
    assert orphans(rig) == []


def said_elsewhere(rig: Household, ago: int = 0) -> Moment:
    """Another program on the same home is told that it is off, since then."""
    other = Logbook(rig.home, rig.told.append, rig.moments)
    (exposure,) = other.exposures.waiting()
    off = earlier(rig.moments(), ago)
    other.exposures.off(exposure, off)
    other.close()
    return off


def test_c2_4_what_was_said_to_be_off_in_another_window_is_off_here_within_a_second(rig):
    session = rig.play(apply("cold", 15), rest(1))
    session.answer_or_pause()
    rig.go(3)
    off = said_elsewhere(rig, 30_000)
    rig.clock.advance(1_000)
    session.tick()
    assert session.said == f"{OFF_ELSEWHERE} {IS_PAUSED.by(USUAL)}"
    assert (session.view().status, session.on_skin, session.alarm.due_at) == (Status.PAUSED, False, None)
    assert [each.off for each in rig.exposures()] == [off], "the time that was said there stands"
    played = len(rig.player.played)
    rig.go(20)
    assert all(sound is not Sound.ALARM for sound, *_ in rig.player.played[played:])


def test_c2_4_the_alarm_ends_when_it_is_said_in_another_window_that_it_is_off(rig):
    session = rig.play(apply("cold", 5), rest(1))
    session.answer_or_pause()
    rig.go(6)
    assert rig.alarm
    said_elsewhere(rig)
    rig.clock.advance(1_000)
    session.tick()
    assert (rig.alarm, session.alarm.due_at, session.said) == (False, None, OFF_ELSEWHERE)


def test_c2_4_who_is_leaving_has_left_when_it_is_said_in_another_window_that_it_is_off(rig):
    session = rig.play(apply("cold", 15), rest(1))
    session.answer_or_pause()
    rig.go(1)
    session.end(EndReason.PAIN)
    said_elsewhere(rig)
    rig.clock.advance(1_000)
    session.tick()
    assert (session.ended, session.said) == (EndReason.PAIN, OFF_ELSEWHERE)


@pytest.mark.parametrize("what", ["thrown away", "taken over"])
def test_c2_4_a_slip_that_is_gone_without_a_word_takes_nothing_off(rig, what):
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    rig.go(1)
    other = Logbook(rig.home, rig.told.append, rig.moments)
    if what == "thrown away":
        rig.book.slips.slip.unlink()
    else:
        other.slips.hold(other.exposures.waiting()[0])
    rig.go(2)
    assert session.on_skin
    assert session.alarm.due_at is not None
    if what == "taken over":
        said_elsewhere(rig)
        rig.go(0.1)
        assert not session.on_skin
    other.close()


def test_c2_4_where_there_never_was_a_slip_the_session_counts_on(rig, monkeypatch):
    opened = slips._open

    def opening(path: Path, flags: int) -> int:
        if path == rig.home.slip:
            raise OSError(errno.ENOSPC, "full")
        return opened(path, flags)

    monkeypatch.setattr(slips, "_open", opening)
    session = rig.play(apply("cold", 15))
    session.answer_or_pause()
    rig.go(2)
    assert not rig.book.slips.slip.exists()
    assert session.on_skin
    assert session.alarm.due_at is not None


def test_c2_4_the_slip_is_looked_at_once_a_second_at_most_and_only_while_something_is_on(rig, monkeypatch):
    session, looks = rig.play(rest(0.5), apply("cold", 15)), []
    monkeypatch.setattr(rig.book.exposures, "off_elsewhere", lambda exposure: looks.append(exposure.id))
    rig.go(0.5)
    assert looks == []
    session.answer_or_pause()
    for _ in range(100):
        rig.clock.advance(100)
        session.tick()
    assert 9 <= len(looks) <= 11


def test_c2_4_the_refusal_names_the_pack_that_is_on_and_what_to_do(rig):
    other = Logbook(rig.home, rig.told.append, rig.moments)
    exposure = other.start("cold", 15 * MIN, "single")
    assert isinstance(exposure, Exposure)
    session = rig.play(apply("heat", 15))
    session.answer_or_pause()
    assert session.said.startswith(
        f"The cold pack from {at_clock(exposure.on.wall)} is still marked as on. "
        "Is it off? Then type: unclench off, in another window."
    )
    assert session.said.endswith(" n skips it.")
    other.close()
