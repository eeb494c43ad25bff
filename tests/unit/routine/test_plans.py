"""Plans: their files, what is wrong with them, and what each bundled one has on each day."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from unclench.config import paths
from unclench.routine.json_schema import plan_schema
from unclench.routine.library import PLANS_FOLDER, Library, PlanNotFound, Plans, is_plan, load_plan, plan_doubts
from unclench.routine.model import AFTER_YESTERDAY, Exact, Plan, Range
from unclench.routine.problems import LoadError

ROUTINES = paths.shipped("routines")
PLANS = Plans([ROUTINES / PLANS_FOLDER])
FILES = sorted((ROUTINES / PLANS_FOLDER).glob("*.yaml"))
IDS = Library([("bundled", ROUTINES)]).ids()
SCHEMA = jsonschema.Draft202012Validator(plan_schema())

GOOD = "title: Mine\nroutines:\n  - routine: gentle-stretch\n    per_day: 1-2\n"


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def wrong(folder: Path, text: str) -> str:
    with pytest.raises(LoadError) as error:
        load_plan(written(folder, text))
    return str(error.value)


def test_the_bundled_plans_are_these_in_this_order():
    assert [plan.id for plan in PLANS.all()] == ["first-72-hours", "days-after", "prevention-week"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_plan_names_only_what_is_there_and_says_what_it_is_for(path):
    plan = load_plan(path)
    assert plan_doubts(plan, IDS, PLANS.ids()) == []
    assert all((plan.title, plan.summary, plan.cautions, plan.sources))
    assert is_plan(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_editors_take_what_the_loader_takes(path):
    SCHEMA.validate(yaml.safe_load(path.read_text("utf-8")))


def has(plan: Plan, day: int) -> dict[str, tuple[int, int] | None]:
    """How often each routine is meant on that day; None where it is only offered."""
    found: dict[str, tuple[int, int] | None] = {}
    for part in plan.today(day):
        amount = part.per_day or part.days_a_week
        ends = (amount.value, amount.value) if isinstance(amount, Exact) else None
        found[part.routines[0]] = (amount.low, amount.high) if isinstance(amount, Range) else ends
    return found


def test_in_the_first_72_hours_nothing_is_stretched_and_walks_are_short_and_many():
    plan = PLANS.get("first-72-hours")
    assert (plan.days, plan.then) == (3, "days-after")
    assert has(plan, 1) == has(plan, 3) == {
        "spasm-first-minutes": None, "breathing-5-1-4": (2, 3), "walk-10-15": (3, 4), "propped-rest": None,
        "heat-15": None,
    }  # fmt: skip


def test_in_the_days_after_strength_comes_once_in_the_third_week_and_then_two_to_four_times():
    plan = PLANS.get("days-after")
    assert plan.days == 39, "six weeks with the three days before"
    assert has(plan, 1)["walk-10-15"] == (2, 2)
    assert has(plan, 1)["gentle-stretch"] == (1, 2)
    assert [has(plan, day).get("core-strength") for day in (14, 15, 21, 22, 39)] == [
        None,
        (1, 1),
        (1, 1),
        (2, 4),
        (2, 4),
    ]
    assert {part.pain_at_most for part in plan.parts if part.routines[0] == "core-strength"} == {3}


def test_a_week_of_prevention_goes_on_until_it_is_left():
    plan = PLANS.get("prevention-week")
    assert plan.days is None
    assert not plan.over(1_000)
    assert has(plan, 500) == {
        "walk-10-15": (2, 2), "core-strength": (3, 3), "long-hold-stretch": (2, 2), "before-and-after-activity": None,
        "desk-break": None,
    }  # fmt: skip


def test_every_plan_asks_on_the_next_day_and_may_have_a_question_of_its_own(tmp_path):
    assert load_plan(written(tmp_path, GOOD)).ask == AFTER_YESTERDAY
    assert load_plan(written(tmp_path, f"ask: Well?\n{GOOD}")).ask == "Well?"


def test_a_plan_is_over_after_its_last_day(tmp_path):
    plan = load_plan(written(tmp_path, f"days: 3\n{GOOD}"))
    assert (plan.over(3), plan.over(4)) == (False, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: X\n", "`routines` is missing"),
        ("title: X\nroutines: []\n", "an empty list stands where a list should be"),
        ("title: X\nroutines:\n  - gentle-stretch\n", "a single value stands where a group of keys should be"),
        ("title: X\nroutines:\n  - routine: a\n", "it isn't said how often"),
        ("title: X\nroutines:\n  - {routine: a, per_day: 1, as_needed: yes}\n", "can't stand together"),
        ("title: X\nroutines:\n  - {routine: a, per_day: 1, from: 5, to: 3}\n", "`to` is before `from`"),
        ("title: X\ndays: 3\nroutines:\n  - {routine: a, per_day: 1, from: 4}\n", "a day after the plan's last"),
        ("title: X\nroutines:\n  - {routine: a, per_day: 99}\n", "24"),
        ("title: X\nroutines:\n  - {routine: a, per_day: 1, pain_at_most: 11}\n", "10"),
        ("title: X\nroutines:\n  - {routine: a, per_dai: 1}\n", "Did you mean `per_day`?"),
        ("- a\n", "not yet"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_with_what_to_write(tmp_path, text, said):
    assert said in wrong(tmp_path, text)


def test_all_mistakes_of_a_plan_come_in_one_go(tmp_path):
    told = wrong(tmp_path, "titel: X\nroutines:\n  - {routine: a, per_dai: 1}\n  - b\n")
    assert len(told.splitlines()) >= 3


def test_a_routine_or_plan_that_is_not_there_is_a_doubt_with_a_proposal(tmp_path):
    text = "title: X\nthen: nowhere\nroutines:\n  - {routine: gentle-strech, per_day: 1}\n"
    told = [str(each) for each in plan_doubts(load_plan(written(tmp_path, text)), IDS, PLANS.ids())]
    assert len(told) == 2
    assert "Did you mean gentle-stretch?" in " ".join(told)


def test_a_routine_is_no_plan_and_what_cannot_be_read_is_none_either(tmp_path):
    assert not is_plan(ROUTINES / "gentle-stretch.yaml")
    assert not is_plan(tmp_path / "nothing.yaml")
    assert is_plan(written(tmp_path, GOOD))


def test_an_own_plan_stands_before_the_bundled_one_and_a_broken_one_hides_none(tmp_path):
    written(tmp_path, "title: Mine first\n" + GOOD.split("\n", 1)[1], "days-after.yaml")
    written(tmp_path, "title: [\n", "broken.yaml")
    both = Plans([tmp_path, ROUTINES / PLANS_FOLDER])
    assert both.get("days-after").title == "Mine first"
    assert [plan.id for plan in both.all()] == ["days-after", "first-72-hours", "prevention-week"]
    with pytest.raises(LoadError):
        both.get("broken")
    with pytest.raises(PlanNotFound, match="Did you mean first-72-hours"):
        both.get("first-72-hour")
