"""Goals of a day: so many repetitions, in as many sessions as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.journal.database import Journal
from unclench.journal.logbook import Logbook
from unclench.journal.queries import DoneSet, sessions
from unclench.journal.records import SessionRecord, StepRecord, new_id
from unclench.reports.today import GoalToday, PainCourse, goal_line, goals_as_json, goals_of, goals_today, repetitions
from unclench.routine import load_text
from unclench.routine.model import ExerciseStep, Routine
from unclench.safety.limits import DAY, MINUTE
from unclench.system.clock import moment
from unclench.system.local_time import midnight
from unclench.testing import Desk
from unclench.tui.viewmodels.home import HomeView, today
from unclench.tui.viewmodels.summary import outlook

NOON = midnight(1_800_000_000_000) + 720 * MINUTE


def sheet(*steps: str) -> Routine:
    lines = "".join(f"  - {step}\n" for step in steps)
    return load_text(f"title: My sheet\nsteps:\n{lines}", "mine.yaml").routine


NOD = sheet("{exercise: Nod, reps: 9, goal: 30 a day}")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.db")) as made:
        yield made


def did(
    journal: Journal, at: int, *reps: int, why: str | None = "finished", done: bool = True, place: str = "1",
    routine: str = "mine",
) -> None:  # fmt: skip
    """A session with so many repetitions in each set."""
    session = SessionRecord(id=new_id(), routine=routine, title="My sheet", began=at, why=why)
    steps = [
        StepRecord(
            id=new_id(), session=session.id, number=1, name="Nod", kind="exercise", set=number, rep=rep, reps=9,
            began=at, ended=at, lasted=0, done=done, place=place,
        )
        for number, rep in enumerate(reps, 1)
    ]  # fmt: skip
    journal.add(session, *steps)


def goals(journal: Journal, *routines: Routine, now: int = NOON) -> list[GoalToday]:
    return goals_today(routines, journal, sessions(journal, now - 14 * DAY, now + 1), now)


def test_the_sessions_of_a_day_add_up_to_its_goal(journal):
    did(journal, NOON - DAY, 9, 9, 9)
    assert [goal_line(each) for each in goals(journal, NOD)] == ["My sheet, Nod: 0 of 30 today."]
    did(journal, NOON - 60 * MINUTE, 9)
    did(journal, NOON - MINUTE, 9)
    (told,) = goals(journal, NOD)
    assert goal_line(told) == "My sheet, Nod: 18 of 30 today."
    assert not told.enough
    did(journal, NOON, 6, 6)
    (told,) = goals(journal, NOD)
    assert (told.done, told.enough) == (30, True)
    assert goals_as_json([told]) == [
        {"id": "mine", "title": "My sheet", "step": "Nod", "done": 30, "least": 30, "most": 30, "enough": True}
    ]


def test_a_repetition_that_was_left_counts_not_and_a_session_that_was_left_does(journal):
    did(journal, NOON - MINUTE, 5, why="user", done=False)
    assert [each.said for each in goals(journal, NOD)] == ["4 of 30 today"]


def test_a_goal_is_one_of_a_routine_that_somebody_does(journal):
    assert goals(journal, NOD) == []
    did(journal, NOON - 20 * DAY, 9)
    assert goals(journal, NOD) == []
    did(journal, NOON - 2 * DAY, 9, why="user")
    assert goals(journal, NOD) == []
    did(journal, NOON - 2 * DAY, 9)
    assert len(goals(journal, NOD)) == 1


def test_each_step_has_its_own_goal_and_those_to_come_are_first(journal):
    two = sheet("{exercise: Nod, reps: 9, goal: 9 a day}", "{exercise: Lean, reps: 9, goal: '>=20'}", "{rest: 5s}")
    did(journal, NOON, 9)
    did(journal, NOON, 9, place="2")
    assert [goal_line(each) for each in goals(journal, two)] == [
        "My sheet, Lean: 9 of 20 or more today.", "My sheet, Nod: 9 of 9 today.",
    ]  # fmt: skip


def test_what_was_done_of_another_routine_does_not_count(journal):
    other = replace(NOD, id="other", title="Other sheet")
    did(journal, NOON, 9)
    did(journal, NOON, 5, routine="other")
    assert {each.title: each.done for each in goals(journal, NOD, other)} == {"My sheet": 9, "Other sheet": 5}


def test_another_way_of_a_step_has_a_goal_only_where_it_was_taken(journal):
    ways = sheet("{exercise: Nod, goal: 9 a day, alternatives: [{exercise: Tuck, goal: 20-30 a day}]}")
    did(journal, NOON, 3, place="1")
    assert [each.step for each in goals(journal, ways)] == ["Nod"]
    did(journal, NOON, 3, place="1/1")
    assert [each.said for each in goals(journal, ways)] == ["3 of 9 today", "3 of 20 to 30 today"]


def done_set(side: str | None, reps: int) -> DoneSet:
    return DoneSet("mine", "1", side, reps)


def test_with_sides_what_was_done_on_each_of_them_counts():
    (step,) = sheet("{exercise: Nod, reps: 9, sides: each, goal: 30 a day}").steps
    assert isinstance(step, ExerciseStep)
    assert repetitions(step, [done_set("left", 9), done_set("left", 9), done_set("right", 9)]) == 9
    assert repetitions(step, [done_set("left", 9)]) == 0
    assert repetitions(step, [done_set(None, 9)]) == 9  # in turn
    assert repetitions(replace(step, sides=("left",)), [done_set("left", 9)]) == 9


@given(st.lists(st.tuples(st.sampled_from(["left", "right"]), st.integers(0, 50)), max_size=20))
def test_no_more_counts_than_was_done_on_any_side(sets):
    (step,) = sheet("{exercise: Nod, sides: each, goal: 30 a day}").steps
    assert isinstance(step, ExerciseStep)
    counted = repetitions(step, [done_set(side, reps) for side, reps in sets])
    sums = [sum(reps for each, reps in sets if each == side) for side in ("left", "right")]
    assert counted == min(sums)


def test_home_and_the_summary_say_how_far_the_goal_of_the_day_is(journal):
    did(journal, NOON, 9, 9)
    found = goals(journal, NOD)
    rows = today(HomeView((), goals=found), moment(), "u", 50, 10)
    assert [" ".join("".join(text for text, _ in row).split()) for row in rows] == ["◐ My sheet, Nod 18 of 30 today"]
    assert list(outlook([], None, PainCourse(), found).coming) == ["My sheet, Nod: 18 of 30 today."]


def test_after_a_session_its_goals_are_those_of_now(own_home):
    desk = Desk(own_home)
    book = Logbook(desk.home, lambda _: None, desk.moments)
    assert goals_of(NOD, book) == []
    with closing(Journal(desk.home.journal)) as journal:
        did(journal, desk.moments().wall, 9)
    assert [each.said for each in goals_of(NOD, book)] == ["9 of 30 today"]
    book.release()


def test_of_repetitions_counted_with_a_key_none_is_lost_when_somebody_leaves(journal):
    session = SessionRecord(id=new_id(), routine="mine", title="My sheet", began=NOON, why="user")
    counted = StepRecord(
        id=new_id(), session=session.id, number=1, name="Nod", kind="exercise", set=1, rep=4, reps=None,
        began=NOON, ended=NOON, lasted=0, done=False, place="1",
    )  # fmt: skip
    journal.add(session, counted)
    assert [each.said for each in goals(journal, sheet("{exercise: Nod, reps: open, goal: 30 a day}"))] == [
        "4 of 30 today"
    ]
