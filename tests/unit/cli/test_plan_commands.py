"""Following a plan: what `plan` and `next` say on which day, after which sessions and ratings."""

from __future__ import annotations

import json

import pytest

from unclench.cli import run
from unclench.config import paths
from unclench.journal.database import Journal
from unclench.journal.queries import Followed, answers, followed_plan, plan_begun_record, plan_left_record
from unclench.journal.records import PainRecord, SessionRecord, new_id
from unclench.reports import plans
from unclench.routine.library import PLANS_FOLDER, Plans
from unclench.safety.limits import DAY, MINUTE
from unclench.system.local_time import midnight

HOUR = 60 * MINUTE
NOON = midnight(1_800_000_000_000) + 12 * HOUR
PLANS = Plans([paths.shipped("routines") / PLANS_FOLDER])


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "journal.db")
    yield made
    made.close()


def session(routine: str, at: int, why: str | None = "finished") -> SessionRecord:
    return SessionRecord(id=new_id(), routine=routine, title=routine, began=at, ended=at + 60_000, why=why)


def pain(rating: int, at: int) -> PainRecord:
    return PainRecord(id=new_id(), at=at, rating=rating)


def on(journal: Journal, plan: str, day: int) -> plans.PlanToday:
    """What the plan has on its day `day`, which is today at noon."""
    since = Followed(plan, midnight(NOON, day - 1) + 9 * HOUR)
    return plans.plan_today(PLANS.get(plan), since, journal, {}, NOON)


def of(today: plans.PlanToday, routine: str) -> plans.PlanLine:
    (line,) = [line for line in today.lines if routine in line.routines]
    return line


def test_the_plan_begun_last_is_followed_until_it_is_left(journal):
    assert followed_plan(answers(journal)) is None
    journal.add(plan_begun_record("first-72-hours", NOON))
    journal.add(plan_begun_record("days-after", NOON + 1))
    now = followed_plan(answers(journal))
    assert now == Followed("days-after", NOON + 1)
    journal.add(plan_left_record("days-after", NOON + 2))
    assert followed_plan(answers(journal)) is None


@pytest.mark.parametrize(("since", "now", "day"), [
    (23 * HOUR, 23 * HOUR, 1), (23 * HOUR, DAY, 2), (HOUR, DAY + 23 * HOUR, 2), (HOUR, 3 * DAY, 4), (DAY, HOUR, 1),
])  # fmt: skip
def test_days_of_a_plan_are_those_of_the_calendar(since, now, day):
    begin = midnight(NOON)
    assert Followed("x", begin + since).day(begin + now) == day


def test_what_is_meant_today_is_due_until_it_was_done_often_enough(journal):
    assert of(on(journal, "first-72-hours", 1), "walk-10-15").due
    journal.add(*(session("walk-10-15", NOON - n * HOUR) for n in (1, 2)))
    walk = of(on(journal, "first-72-hours", 1), "walk-10-15")
    assert (walk.done, walk.least, walk.most, walk.due) == (2, 3, 4, True)
    journal.add(session("walk-10-15", NOON - 3 * HOUR))
    assert not of(on(journal, "first-72-hours", 1), "walk-10-15").due


def test_what_was_not_finished_or_was_yesterday_does_not_count(journal):
    journal.add(session("walk-10-15", NOON - HOUR, "left"), session("walk-10-15", midnight(NOON) - 1))
    assert of(on(journal, "days-after", 2), "walk-10-15").done == 0


def test_any_routine_of_a_choice_counts(journal):
    journal.add(session("chair-ease", NOON - HOUR))
    stretch = of(on(journal, "days-after", 2), "gentle-stretch")
    assert (stretch.done, stretch.due) == (1, False)


def test_days_a_week_are_counted_over_seven_days_and_one_a_day(journal):
    assert of(on(journal, "prevention-week", 30), "core-strength").due
    journal.add(session("core-strength", NOON - 2 * DAY), session("core-strength", NOON - 2 * DAY + 1))
    journal.add(session("core-strength", midnight(NOON, 6) - 1))
    core = of(on(journal, "prevention-week", 30), "core-strength")
    assert (core.done, core.least, core.due) == (1, 3, True)
    journal.add(session("core-strength", NOON - HOUR))
    assert not of(on(journal, "prevention-week", 30), "core-strength").due, "twice on one day is not two days"


def test_with_more_pain_than_it_allows_a_routine_waits_and_says_for_what(journal):
    journal.add(pain(6, NOON - HOUR))
    today = on(journal, "days-after", 2)
    stretch = of(today, "gentle-stretch")
    assert (stretch.due, stretch.waits_for) == (False, 5)
    assert of(today, "walk-10-15").waits_for is None
    assert any("waits until your pain is 5 or less" in each for each in plans.lines(today))
    journal.add(pain(5, NOON))
    assert of(on(journal, "days-after", 2), "gentle-stretch").due


def test_a_rating_of_yesterday_makes_nothing_wait(journal):
    journal.add(pain(9, midnight(NOON) - 1))
    assert of(on(journal, "days-after", 2), "gentle-stretch").due


def test_on_the_next_day_it_is_asked_how_it_was_until_it_is_rated(journal):
    assert on(journal, "first-72-hours", 1).ask is None
    told = plans.lines(on(journal, "first-72-hours", 2))
    assert told[-1] == "How is your back after yesterday? unclench pain 0 to 10"
    journal.add(pain(3, NOON - HOUR))
    assert on(journal, "first-72-hours", 2).ask is None


def test_after_its_last_day_a_plan_names_the_one_that_follows(journal):
    today = on(journal, "first-72-hours", 4)
    assert (today.over, today.lines) == (True, ())
    assert plans.lines(today) == ["First 72 hours: its 3 days are over. Next: unclench plan days-after --follow"]


def test_what_is_only_offered_is_never_due(journal):
    rest = of(on(journal, "first-72-hours", 1), "propped-rest")
    assert (rest.least, rest.due) == (None, False)


@pytest.mark.parametrize(
    ("done", "least", "most", "weekly", "due", "waits", "said"),
    [
        (0, 2, 3, False, True, None, "not yet today"), (1, 2, 3, False, True, None, "1 of 2-3 done"),
        (4, 2, 3, False, False, None, "4 times today"), (1, 2, 2, True, True, None, "1 of 2 days"),
        (0, None, None, False, False, None, "if it helps"), (0, 1, 1, False, False, 5, "at pain 5 or less"),
    ],
)  # fmt: skip
def test_how_a_line_stands_is_said_in_few_words(done, least, most, weekly, due, waits, said):
    line = plans.PlanLine(("a", "b"), ("A", "B\x1b[2J"), done, least, most, weekly, due, waits, None)
    assert (line.said, line.names) == (said, "A or B<1b>[2J")
    assert line.enough == (said == "4 times today")


def test_where_none_is_followed_nothing_is_planned_and_one_that_is_gone_says_how_to_leave_it(journal):
    assert plans.planned(PLANS, journal, dict, NOON) == plans.PlanStatus()
    journal.add(plan_begun_record("gone", NOON))
    found = plans.planned(PLANS, journal, dict, NOON)
    assert found.today is None
    assert "no plan called" in found.trouble
    assert found.trouble.endswith("Or leave it: unclench plan --leave")
    journal.add(plan_begun_record("first-72-hours", NOON + 1))
    found = plans.planned(PLANS, journal, lambda: {"walk-10-15": "Walk"}, NOON)
    assert found.today == plans.plan_today(
        PLANS.get("first-72-hours"), Followed("first-72-hours", NOON + 1), journal, {"walk-10-15": "Walk"}, NOON
    )


@pytest.mark.usefixtures("home")
def test_a_plan_is_followed_shown_by_next_and_left(capsys):
    assert run(["plan"]) == 0
    assert "first-72-hours" in capsys.readouterr().out
    assert run(["next"]) == 0
    assert "Walk, 10 to 15 minutes: due today (twice a day)." in capsys.readouterr().out
    assert run(["plan", "first-72-hours", "--follow"]) == 0
    assert "It begins today." in capsys.readouterr().out
    assert run(["next"]) == 0
    told = capsys.readouterr().out
    assert "First 72 hours, day 1 of 3:" in told
    assert "Slow breathing 5-1-4: 0 of 2 to 3 today. unclench run breathing-5-1-4" in told
    assert told.index("Cold: now.") < told.index("First 72 hours")
    assert run(["next", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"]["day"] == 1
    assert run(["plan", "--leave"]) == 0
    assert "You have left first-72-hours." in capsys.readouterr().out
    assert run(["plan", "--leave"]) == 0
    assert "You follow no plan." in capsys.readouterr().out
    assert run(["next", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"] is None


@pytest.mark.usefixtures("home")
def test_to_look_at_a_plan_is_not_to_follow_it(capsys):
    assert run(["plan", "days-after"]) == 0
    assert "from day 15 to 21" in capsys.readouterr().out
    assert run(["next"]) == 0
    assert "days after" not in capsys.readouterr().out


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["plan", "days-aftr"], "Did you mean days-after?"), (["plan", "--follow"], "Which one?"),
        (["plan", "days-after", "--leave"], "Either"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_answered_with_what_to_type(typed, said, capsys):
    assert run(typed) == 2
    assert said in capsys.readouterr().err


def test_a_plan_that_is_gone_leaves_next_as_it_was_and_can_be_left(own, capsys):
    (own / "plans").mkdir()
    path = own / "plans" / "mine.yaml"
    path.write_text("title: Mine\nroutines:\n  - {routine: walk-10-15, per_day: 2}\n")
    assert run(["check", str(path)]) == 0
    assert run(["plan", "mine", "--follow"]) == 0
    path.unlink()
    capsys.readouterr()
    assert run(["next"]) == 0
    told = capsys.readouterr().out
    assert "There is no plan called" in told
    assert "Walk, 10 to 15 minutes: due today (twice a day)." in told
    assert run(["plan", "--leave"]) == 0


@pytest.mark.usefixtures("home")
def test_check_knows_a_plan_and_names_its_slips(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nroutines:\n  - {routine: walk-10-15, per_dai: 2}\n")
    assert run(["check", str(path)]) == 2
    assert "Did you mean `per_day`?" in capsys.readouterr().err
    assert run(["schema", "--plan"]) == 0
    assert "unclench plan, format 1" in capsys.readouterr().out
