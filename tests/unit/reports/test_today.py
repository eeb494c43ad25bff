"""What is due today, which routine suits which pain, and how the pain has gone: decided here, shown elsewhere."""

from __future__ import annotations

from contextlib import closing

import pytest
from msgspec.structs import replace

from unclench.config import paths
from unclench.journal.database import Journal
from unclench.journal.queries import PainfulDay
from unclench.journal.records import SessionRecord, new_id
from unclench.reports.today import course_said, due, due_now, due_of, in_their_stage, suggested, suits, today_lines
from unclench.routine import Library
from unclench.routine.model import Amount, AtLeast, Blank, Exact, Frequency, Range, Routine
from unclench.session.wording import how_often
from unclench.system.clock import moment

DAY = 86_400_000
NOW = moment().wall


def often(per_day: Amount | None = None, days_a_week: Amount | None = None, **more: object) -> Routine:
    frequency = Frequency(per_day=per_day, days_a_week=days_a_week)
    return Routine("a", "A", (), frequency=frequency, **more)  # type: ignore[arg-type]


def done(*days_ago: int, id: str = "a", tags: str = "", why: str = "finished") -> list[SessionRecord]:
    return [
        SessionRecord(id=new_id(), began=NOW - days * DAY, routine=id, title=id, tags=tags, why=why)
        for days in days_ago
    ]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Range(2, 3), ["not yet today", "1 of 2-3 done", "2 of 2-3 done", "3 of 2-3 done"]),
        (Exact(2), ["not yet today", "1 of 2 done", "2 of 2 done", "3 times today"]),
        (AtLeast(2), ["not yet today", "1 of 2+ done", "2 of 2+ done", "3 of 2+ done"]),
    ],
)
def test_times_a_day_are_enough_from_the_lower_number_on(amount, said):
    found = [due(often(amount), today, 6) for today in range(4)]
    assert [each.said for each in found if each] == said
    assert [each.enough for each in found if each] == [False, False, True, True]


def test_days_a_week_are_enough_once_done_today_or_on_enough_of_the_days_before():
    found = [due(often(days_a_week=Range(2, 4)), today, days) for today, days in ((0, 0), (0, 1), (0, 2), (1, 0))]
    assert [(each.said, each.enough) for each in found if each] == [
        ("0 of 2-4 days", False), ("1 of 2-4 days", False), ("2 of 2-4 days", True), ("1 of 2-4 days", True),
    ]  # fmt: skip


def test_what_is_meant_twice_a_day_on_five_days_a_week_has_its_days_off():
    twice = often(Exact(2), Exact(5))
    found = [due(twice, today, days) for today, days in ((0, 4), (1, 4), (0, 5), (1, 5))]
    assert [(each.said, each.enough) for each in found if each] == [
        ("not yet today", False), ("1 of 2 done", False), ("5 of 5 days", True), ("1 of 2 done", False),
    ]  # fmt: skip


@pytest.mark.parametrize("amount", [None, Blank()])
def test_nothing_is_due_of_what_says_no_number(amount):
    assert due(often(amount), 0, 0) is None


def test_due_is_what_somebody_does_and_walking_but_never_cold_or_heat():
    stretch, ice, walk = often(Exact(1)), often(Exact(1), tags=("cold",)), often(Exact(2), tags=("walking",))
    assert [each.id for each in due_now([stretch, ice], done(15), NOW)] == []
    assert [each.id for each in due_now([stretch, ice], done(14), NOW)] == ["a"]
    assert [each.said for each in due_now([walk], [], NOW)] == ["not yet today"]


def test_any_walk_counts_as_one_and_only_what_was_finished():
    walk = often(Exact(2), tags=("walking",))
    found = due_now([walk], done(0, 1, id="mine", tags="outside,walking") + done(0, why="pain"), NOW)
    assert [each.said for each in found] == ["1 of 2 done"]


def test_what_is_still_to_do_comes_first():
    first, second = often(Exact(1)), Routine("b", "B", (), frequency=Frequency(per_day=Exact(1)))
    assert [each.id for each in due_now([first, second], done(0) + done(3, id="b"), NOW)] == ["b", "a"]


def test_what_is_due_of_one_routine_is_counted_as_for_all_of_them():
    walk = often(Exact(2), tags=("walking",))
    walks = done(0, 1, id="mine", tags="walking")
    assert due_of(walk, walks, NOW) == due_now([walk], walks, NOW)[0]
    assert due_of(often(), done(0), NOW) is None


def test_next_says_each_in_a_line():
    daily = [due(often(Range(2, 3)), today, 0) for today in (0, 1, 2)]
    weekly = [due(often(days_a_week=Range(2, 4)), 0, days) for days in (1, 3)]
    no_end = [due(often(days_a_week=AtLeast(3)), 0, 1), due(often(AtLeast(1)), 0, 0)]
    assert today_lines([], [], filter(None, [*daily, *weekly, *no_end])) == [
        "A: due today (2 to 3 times a day).",
        "A: once today; one more is due.",
        "A: twice today.",
        "A: due today (2 to 4 days a week).",
        "A: not today (2 to 4 days a week).",
        "A: due today (3 or more days a week).",
        "A: due today (1 or more times a day).",
    ]


def test_much_pain_suits_the_first_minutes_some_the_gentle_stretch_and_little_what_makes_strong():
    assert [suits(rating)[0] for rating in range(11)] == 3 * ["long-hold-stretch"] + 3 * ["gentle-stretch"] + 5 * [
        "spasm-first-minutes"
    ]


def test_everything_that_is_suggested_is_bundled():
    offered = Library([("bundled", paths.shipped("routines"))]).ids()
    assert {id for rating in range(11) for id in suits(rating)} <= set(offered)


def test_with_little_pain_what_was_done_enough_today_gives_way_to_the_next():
    offered = suits(0)
    enough = due(Routine("long-hold-stretch", "", (), frequency=Frequency(per_day=Exact(1))), 1, 0)
    assert enough is not None
    assert suggested(0, offered) == "long-hold-stretch"
    assert suggested(0, offered, [enough]) == "walk-10-15"
    assert suggested(0, ["long-hold-stretch"], [enough]) == "long-hold-stretch"
    assert suggested(9, ["walk-10-15"]) is None


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ([], ""),
        ([5.0], ""),
        ([9.0, 6.0, 3.0], "9 → 3 in 3 days, easing"),
        ([3.0, 3.4], "3 → 3 in 2 days, about the same"),
        ([2.0, 4.0], "2 → 4 in 2 days, more than before"),
        ([3.0, 3.0, 9.0, 3.0, 3.0, 3.0, 3.0], "3 → 3 in 7 days, about the same"),
        ([8.0, 2.0, 8.0, 7.0, 6.0, 5.0, 3.0, 8.0, 3.0], "8 → 3 in 9 days, easing"),
        ([5.0, 9.0, 9.0, 5.0], "5 → 9 → 5 in 4 days, up and down"),
        ([2.0, 3.0, 2.0], "2 → 2 in 3 days, about the same"),
        ([6.0, 2.0, 8.0], "6 → 2 → 8 in 3 days, up and down"),
    ],
)
def test_the_course_of_the_pain_is_one_sentence(means, said):
    assert course_said([PainfulDay(100 + n, 0, mean, 10, 1) for n, mean in enumerate(means)]) == said


STAGES = Frequency(per_day=Exact(1), weeks=Range(4, 6), then=Frequency(days_a_week=Range(2, 3), weeks=Exact(2),
                   then=Frequency(per_day=Exact(3))))  # fmt: skip


@pytest.mark.parametrize(
    ("weeks", "said"),
    [(0, "once a day"), (5, "once a day"), (6, "2 to 3 days a week"), (7, "2 to 3 days a week"), (8, "3 times a day"),
     (99, "3 times a day")],
)  # fmt: skip
def test_a_frequency_in_stages_goes_on_when_its_weeks_are_over(weeks, said):
    assert how_often(STAGES.after(weeks)).startswith(said)


def test_the_weeks_of_a_stage_count_from_the_first_session(own_home):
    stretch = replace(often(), frequency=STAGES)
    with closing(Journal(own_home / "journal.db")) as journal:
        assert in_their_stage([stretch], journal, NOW) == [stretch]
        journal.add(*done(0, 41))
        assert [how_often(each.frequency) for each in in_their_stage([stretch], journal, NOW)] == [how_often(STAGES)]
        journal.add(*done(42))
        (later,) = in_their_stage([stretch], journal, NOW)
        assert later.frequency == STAGES.then
        found = due_of(later, done(1, 2), NOW)
        assert found is not None
        assert found.said == "2 of 2-3 days"
