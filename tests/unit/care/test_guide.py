"""What somebody is told with a session, by their journal and settings; and that it is shown as long as it is played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import Room

from unclench.care.intake import interrupted_session
from unclench.config.settings import Settings
from unclench.journal.records import SessionRecord, StepRecord
from unclench.player.controller import SessionController
from unclench.ports import Reach
from unclench.reports import routines as reports
from unclench.reports.home import rows
from unclench.routine import Entry
from unclench.routine.model import Exact, ExerciseStep, Movement, Routine
from unclench.session.choices import Choices, breathing_routine
from unclench.session.compiler import choose, compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.timeline import Kind, Told
from unclench.testing import Desk, FakeVoice, RecordingPlayer, routine
from unclench.tui.viewmodels.preview import PreviewPlan

CAUTIONS = ("Osteoporosis: leave this out.", "Stop if it hurts.")
CAT = ExerciseStep(
    exercise=Movement("cat-cow", "Cat-cow", do="Round your back, then let it sag.", cautions=CAUTIONS,
                      tags=("flexion",)),
    hold=Exact(10_000), reps=Exact(2), setup=Exact(2_000),
)  # fmt: skip
Speaking = Callable[..., Desk]
MADE = routine(CAT, replace(CAT, name="Once more", hold=Exact(12_000)))


def played(room: Desk, made: Routine = MADE) -> SessionController:
    """A session that is played to its end."""
    controller = room.program.start_session(made, compile_routine(made))
    controller.settle()
    while controller.ended is None:
        room.clock.advance(controller.sleep_for() or 1)
        controller.tick()
    return controller


def told(controller: SessionController) -> Told:
    found = controller.session.timeline.steps[0].told
    assert found is not None
    return found


@pytest.fixture
def speaking(tmp_path: Path) -> Iterator[Speaking]:
    """Makes a desk with a voice, in a folder of the name that is given to it."""
    with ExitStack() as made:

        def make(folder: str = "home", **settings: Any) -> Desk:
            desk = Desk(tmp_path / folder, make_voice=lambda _: FakeVoice(), settings=Settings(**settings))
            made.callback(desk.program.close)
            return desk

        yield make


def test_how_it_is_done_is_told_in_the_first_two_sessions_that_have_it_and_the_keys_in_the_first_of_all(room: Room):
    found = [told(played(room)) for _ in range(3)]
    assert [each.how for each in found] == ["Round your back, then let it sag."] * 2 + [""]
    assert [each.keys for each in found] == [True, False, False]


def test_an_exercise_that_was_not_done_is_told_again(room: Room):
    for _ in range(3):
        controller = room.program.start_session(MADE, compile_routine(MADE))
        controller.settle()
        controller.end(EndReason.USER)
    assert told(played(room)).how


@pytest.mark.parametrize(("explain", "how"), [("never", ""), ("always", "Round your back, then let it sag.")])
def test_the_setting_decides_when_it_is_told(room: Room, explain: str, how: str):
    room.program.settings = Settings(explain=explain)
    assert [told(played(room)).how for _ in range(3)] == [how] * 3


def test_a_caution_that_an_answer_has_ruled_out_is_not_told(room: Room):
    assert told(played(room)).cautions == CAUTIONS
    room.well()
    assert told(played(room)).cautions == CAUTIONS[1:]


def test_home_preview_list_and_clock_show_what_is_played(speaking: Speaking):
    desk = speaking()
    guided = desk.program.guide().guided
    plan = PreviewPlan(choose(MADE, Choices()), None, guided)
    entry = Entry("test", Path("test.yaml"), "own", MADE)
    (row,) = rows([entry], lambda _: Choices(), guided=guided)
    (listed,) = reports.listing([entry], Choices(), lambda _, choices: choices, guided=guided)
    controller = desk.program.start_session(MADE, compile_routine(MADE))
    total = controller.session.timeline.total
    assert total > compile_routine(MADE).total
    assert plan.timeline.total == total == controller.view().total_left
    assert (listed["spoken_seconds"] * 1000, listed["total_seconds"] * 1000) == (total, compile_routine(MADE).total)
    assert row.length == f"{total // 60_000}:{total // 1000 % 60:02}"
    assert [step.lasts for step in plan.steps()] == [
        f"{seconds // 60}:{seconds % 60:02}"
        for step in plan.timeline.steps
        for seconds in [round(plan.timeline.seconds_of(step))]
    ]
    began = desk.clock.now()
    controller.settle()
    while controller.ended is None:
        desk.clock.advance(controller.sleep_for() or 1)
        controller.tick()
    assert desk.clock.now() - began == total


@pytest.mark.parametrize("silent", [{"talk": "off"}, {"voice": "none"}, {"audio": "none"}, {"audio": "bell"}])
def test_with_nothing_that_speaks_a_session_lasts_as_its_file_says(speaking: Speaking, silent: dict[str, str]):
    desk = speaking(**silent)
    assert desk.program.guide().guided(MADE, compile_routine(MADE)).total == compile_routine(MADE).total


def test_where_only_the_bell_reaches_anybody_no_time_is_given_to_words(speaking: Speaking):
    desk = speaking()
    desk.player.reach = Reach.BELL
    assert desk.program.sound.player is desk.player
    assert desk.program.guide().guided(MADE, compile_routine(MADE)).total == compile_routine(MADE).total


def test_the_journal_has_the_same_of_a_session_with_the_voice_and_without(speaking: Speaking):
    found = []
    for desk in (speaking("on"), speaking("off", talk="off")):
        played(desk)
        journal = desk.program.book.journal
        assert journal is not None
        steps = [(s.number, s.name, s.rep, s.reps, s.hold, s.parts, s.done) for s in journal.read(StepRecord)]
        found.append((steps, [each.why for each in journal.read(SessionRecord)]))
    assert found[0] == found[1]
    assert found[0][1] == ["finished"]


def test_the_key_for_the_voice_changes_how_long_what_is_to_come_will_take(speaking: Speaking):
    desk = speaking()
    controller = desk.program.start_session(MADE, compile_routine(MADE))
    controller.settle()
    first, second = (s for s in controller.session.timeline.segments if s.kind is Kind.SETUP)
    desk.clock.advance(4_000)
    controller.tick()
    controller.talk()  # brief
    brief = [s.width for s in controller.session.timeline.segments if s.kind is Kind.SETUP]
    controller.talk()  # off
    off = [s.width for s in controller.session.timeline.segments if s.kind is Kind.SETUP]
    assert brief[0] == off[0] == first.width
    assert second.width > brief[1] > off[1] == 2_000
    assert controller.view().elapsed == 4_000


def test_a_session_that_is_gone_on_with_has_time_for_its_words_again(speaking: Speaking):
    desk = speaking()
    controller = desk.program.start_session(MADE, compile_routine(MADE))
    controller.settle()
    desk.clock.advance(20_000)
    controller.tick()
    controller.end(EndReason.USER)
    found = interrupted_session(desk.program.book, desk.program.library)
    assert found is not None
    assert found.timeline.total == compile_routine(MADE).total
    again = desk.program.start_session(found.routine, found.timeline, place=found.place)
    assert again.session.timeline.total > found.timeline.total


def test_ones_own_breath_begins_at_once_and_asks_no_journal(speaking: Speaking):
    desk = speaking()
    breath = breathing_routine(Settings().breath)
    timeline = compile_routine(breath)
    assert desk.program.guide().guided(breath, timeline) is timeline
    controller = desk.program.start_session(breath, timeline)
    assert controller.session.timeline.total == timeline.total
    assert "book" not in desk.program.__dict__


def test_a_player_of_somebody_elses_with_no_voice_says_nothing(tmp_path: Path):
    desk = Desk(tmp_path, make_player=lambda _: RecordingPlayer())
    assert desk.program.sound.word_lengths(MADE) is None
