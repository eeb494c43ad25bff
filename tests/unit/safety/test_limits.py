"""The rules of docs/safety.md, each by its id: what may begin, what is left out, what stops everything."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from unclench.care import pain_rules
from unclench.config.paths import shipped
from unclench.reports import today
from unclench.routine import Catalogue, load_file, load_text
from unclench.routine.model import ApplyStep, Dose, Exact, RestStep
from unclench.safety.exposure import Exposure, Moment, Skin
from unclench.safety.limits import HARD_STOP, LIMITS, check_times, sleepy, too_long
from unclench.safety.lockouts import Plan, Planned, may_start, plan_of, unsafe_plan, warnings
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.plan_check import applications
from unclench.testing import routine

MIN = 60_000
NOW = Moment("one", 10**9, 1_700_000_000_000)


def at(minutes: float, boot: str = "one") -> Moment:
    """This many minutes before now."""
    ms = round(minutes * MIN)
    return Moment(boot, NOW.ticks - ms, NOW.wall - ms)


def on_skin(kind: Skin, on: float, off: float | None, boot: str = "one") -> Exposure:
    """On and off this many minutes ago, in the session that `verdict` asks about."""
    came_off = None if off is None else at(off, boot)
    return Exposure(f"{kind}{on}", kind, at(on, boot), 20 * MIN, came_off, "this one")


def verdict(kind: Skin, *past: Exposure, plan: Plan = "single") -> Any:
    """(limit, minutes to wait, action), or None if it may begin."""
    found = may_start(kind, past, NOW, plan, session="this one")
    return None if found is None else (found.limit.id, None if found.wait is None else found.wait / MIN, found.action)


def test_c1_1_cold_of_more_than_twenty_minutes_is_too_long():
    assert too_long("cold", 20 * MIN) is None
    assert too_long("cold", 20 * MIN + 1) is LIMITS["C1.1"]


def test_c1_8_heat_of_more_than_twenty_minutes_is_too_long():
    assert too_long("heat", 20 * MIN) is None
    assert too_long("heat", 20 * MIN + 1) is LIMITS["C1.8"]


def test_c1_2_cold_is_fifteen_minutes_unless_one_says_otherwise():
    from unclench.cli.play import DEFAULT_APPLICATION
    from unclench.session.choices import pack_routine

    assert DEFAULT_APPLICATION == "15m"
    assert [max(each.width for each in compile_routine(pack_routine(kind)).segments) for kind in ("cold", "heat")] == [
        15 * MIN, 15 * MIN,
    ]  # fmt: skip


def test_c1_4_cold_after_cold_waits_two_hours_from_off_unless_a_reason_is_typed():
    assert verdict("cold", on_skin("cold", 134.9, 119.9)) == ("C1.4", pytest.approx(0.1), "override")
    assert verdict("cold", on_skin("cold", 135, 120)) is None
    assert verdict("cold") is None


def test_c1_5_twenty_on_and_twenty_off_allows_two_by_choice_and_never_a_third():
    first = on_skin("cold", 40, 20)
    assert verdict("cold", first, plan="20-20") is None
    assert verdict("cold", on_skin("cold", 39, 19), plan="20-20") == ("C1.5", 1, "refuse")
    assert verdict("cold", on_skin("cold", 80, 60), first, plan="20-20") == ("C1.5", 100, "refuse")
    assert verdict("cold", first) == ("C1.4", 100, "override")


def test_c1_5_a_pack_of_before_the_session_is_no_first_of_its_two():
    before = msgspec.structs.replace(on_skin("cold", 40, 20), session=None)
    assert verdict("cold", before, plan="20-20") == ("C1.4", 100, "override")


def test_c1_5_only_two_of_cold_with_less_than_two_hours_between_off_and_on_are_twenty_on_and_off():
    assert plan_of(["cold", "cold"], [119 * MIN]) == "20-20"
    assert plan_of(["cold", "cold"], [120 * MIN]) == "single"
    assert plan_of(["cold", "cold", "cold"], [20 * MIN, 20 * MIN]) == "single"
    assert plan_of(["cold"], []) == "single"
    pack = ApplyStep(kind="cold", lasting=Exact(15 * MIN), setup=Exact(0))
    timeline = compile_routine(routine(pack, RestStep(lasting=Exact(110 * MIN)), pack))
    assert applications(timeline)[1] == "20-20"


def test_c1_5_two_packs_of_yesterday_do_not_count_into_todays_two():
    assert verdict("cold", on_skin("cold", 1500, 1480), on_skin("cold", 40, 20), plan="20-20") is None


def test_c1_6_a_fifth_cold_pack_within_a_day_is_warned_of():
    four = [on_skin("cold", 1430 - 300 * n, 1410 - 300 * n) for n in range(4)]
    assert warnings("cold", four, NOW) == (LIMITS["C1.6"],)
    assert warnings("cold", four[1:], NOW) == ()
    assert warnings("cold", [on_skin("cold", 1441 + 300 * n, 1425 + 300 * n) for n in range(4)], NOW) == ()


def test_c1_7_cold_for_more_than_three_days_is_asked_about():
    assert warnings("cold", [on_skin("cold", 73 * 60, 72 * 60)], NOW) == (LIMITS["C1.7"],)
    assert warnings("cold", [on_skin("cold", 71 * 60, 70 * 60)], NOW) == ()
    assert warnings("heat", [on_skin("heat", 73 * 60, 72 * 60)], NOW) == ()


def test_c1_9_heat_after_heat_waits_an_hour_whatever_is_typed():
    assert verdict("heat", on_skin("heat", 70, 50)) == ("C1.9", 10, "refuse")
    assert verdict("heat", on_skin("heat", 80, 60)) is None


def test_c1_10_a_fourth_heat_within_a_day_is_warned_of():
    three = [on_skin("heat", 1000 - 200 * n, 985 - 200 * n) for n in range(3)]
    assert warnings("heat", three, NOW) == (LIMITS["C1.10"],)
    assert warnings("heat", three[1:], NOW) == ()


def test_c1_12_one_round_of_heat_and_cold_and_no_second():
    heat, cold = on_skin("heat", 100, 80), on_skin("cold", 60, 40)
    assert verdict("heat", heat, cold) == ("C1.12", 80, "refuse")
    assert verdict("heat", on_skin("heat", 160, 140), on_skin("cold", 120, 100)) == ("C1.12", 20, "refuse")
    assert verdict("heat", on_skin("heat", 300, 280), on_skin("cold", 141, 121)) is None
    assert verdict("heat", cold) is None


def test_c1_13_between_heat_and_cold_the_skin_is_bare_for_twenty_minutes():
    assert verdict("cold", on_skin("heat", 35, 15)) == ("C1.13", 5, "refuse")
    assert verdict("cold", on_skin("heat", 40, 20)) is None
    assert verdict("heat", on_skin("cold", 35, 15)) == ("C1.13", 5, "refuse")


def test_c1_17_a_walk_is_ten_to_fifteen_minutes_twice_a_day_and_five_are_no_mistake():
    catalogue = Catalogue(shipped("routines") / "exercises")
    walk = load_file(shipped("routines") / "walk-10-15.yaml", catalogue).routine
    lasting = {dose: compile_routine(walk, Choices(dose)).total for dose in (Dose.LOW, Dose.HIGH)}
    assert lasting == {Dose.LOW: 10 * MIN, Dose.HIGH: LIMITS["C1.17"].value}
    due = [today.today_lines([], [], filter(None, [today.due(walk, count, 0)])) for count in (0, 1, 2)]
    assert due == [
        ["Walk, 10 to 15 minutes: due today (twice a day)."],
        ["Walk, 10 to 15 minutes: once today; one more is due."],
        ["Walk, 10 to 15 minutes: twice today."],
    ]
    five = load_text("format: 1\ntitle: Walk\nsteps:\n  - do: walk\n    for: 5m\n", "walk.yaml", catalogue)
    assert five.problems == ()


def test_c2_1_the_skin_is_checked_every_five_minutes_and_never_less_often():
    assert check_times(20 * MIN) == (5 * MIN, 10 * MIN, 15 * MIN)
    assert check_times(20 * MIN, every=60 * MIN) == check_times(20 * MIN)


def test_c2_4_nothing_may_begin_while_something_was_never_said_to_be_off():
    assert verdict("cold", on_skin("heat", 3000, None)) == ("C2.4", None, "refuse")


def test_c2_4_a_step_of_the_wall_clock_does_not_end_a_lock_out():
    off = Moment("one", NOW.ticks - 10 * MIN, NOW.wall - 300 * MIN)
    found = may_start("cold", [Exposure("a", "cold", off, MIN, off)], NOW)
    assert found is not None
    assert found.wait == 110 * MIN


def test_c2_4_across_a_restart_the_wall_clock_alone_does_not_end_a_lock_out():
    before = on_skin("cold", 200, 180, boot="zero")
    just_up = Moment("one", 5 * MIN, NOW.wall)
    found = may_start("cold", [before], just_up)
    assert found is not None
    assert (found.action, found.wait) == ("confirm", None)
    assert (
        may_start("cold", [before], Moment("one", 120 * MIN, NOW.wall)) is None
    )  # this boot alone has run long enough


def test_c2_4_a_clock_that_is_wrong_by_a_day_is_seen_by_whoever_sits_before_it():
    just_up = Moment("one", 5 * MIN, NOW.wall)
    found = may_start("cold", [on_skin("cold", 60 * 24, 60 * 23, boot="zero")], just_up)
    assert found is not None
    assert found.action == "confirm"
    assert may_start("cold", [on_skin("cold", 60 * 26, 60 * 25, boot="zero")], just_up) is None


def test_c2_4_a_wall_clock_that_was_set_back_across_a_restart_lengthens_the_lock_out():
    ahead = NOW.wall + 600 * MIN
    before = Exposure("a", "cold", at(0, "zero"), MIN, Moment("zero@here", 0, ahead))
    found = may_start("cold", [before], Moment("one@here", 5 * MIN, NOW.wall))
    assert found is not None
    assert (found.limit.id, found.wait) == ("C1.4", 115 * MIN)
    # If it may have been another machine's clock, that proves nothing, and the person is asked.
    perhaps = Exposure("a", "cold", at(0, "zero"), MIN, Moment("zero", 0, ahead))
    found = may_start("cold", [perhaps], Moment("one@here", 5 * MIN, NOW.wall))
    assert found is not None
    assert (found.limit.id, found.action) == ("C2.4", "when")


def test_c2_10_relaxing_and_long_breathing_do_not_go_with_heat_or_cold():
    assert sleepy(["Relaxation"]) is LIMITS["C2.10"]
    assert sleepy([], breathing=5 * MIN + 1) is LIMITS["C2.10"]
    assert sleepy(["stretch"], breathing=5 * MIN) is None


def test_the_strictest_of_several_limits_is_told():
    past = [on_skin("cold", 100, 80), on_skin("heat", 30, 10)]
    assert verdict("cold", *past) == ("C1.12", 110, "refuse")
    assert verdict("cold", *past, on_skin("heat", 5, None)) == ("C2.4", None, "refuse")


def test_a_sessions_own_plan_is_what_its_applications_make_it():
    assert plan_of(["cold", "cold"], [20 * MIN]) == plan_of(["cold", "cold"], [119 * MIN]) == "20-20"
    assert plan_of(["cold", "cold"], [120 * MIN]) == "single"  # not 20 on and 20 off
    assert plan_of(["heat", "cold"], [20 * MIN]) == "hot-cold"
    rest = plan_of(["cold"], []), plan_of(["cold"] * 3, [MIN, MIN]), plan_of(["heat", "heat"], [MIN])
    assert set(rest) == {"single"}


@pytest.mark.parametrize(
    ("kinds", "minutes", "limit"),
    [
        (["cold", "cold"], [20], None),
        (["cold", "cold"], [19], "C1.5"),
        (["cold", "cold", "cold"], [20, 20], "C1.5"),
        (["cold", "cold", "cold"], [120, 120], None),
        (["heat", "cold"], [20], None),
        (["heat", "cold"], [19], "C1.13"),
        (["heat", "heat"], [59], "C1.9"),
        (["heat", "cold", "heat"], [20, 20], "C1.12"),
        (["cold"], [], None),
    ],
)
def test_a_plan_that_breaks_a_limit_by_itself_is_found_before_it_is_played(kinds, minutes, limit):
    breaks = [m * MIN for m in minutes]
    planned = [Planned(kind, n * 15 * MIN + sum(breaks[:n]), 15 * MIN) for n, kind in enumerate(kinds)]
    found = unsafe_plan(planned, plan_of(kinds, breaks))
    assert (found and found.id) == limit


@pytest.mark.parametrize(
    ("rating", "kinds", "advised"),
    [(5, ["exercise"], False), (6, ["exercise"], True), (10, ["massage", "cold"], True), (10, ["cold", "heat"], False),
     (10, [], False)],
)  # fmt: skip
def test_c4_session_much_pain_before_it_advises_against_exercise_and_massage_and_against_nothing_else(
    rating, kinds, advised
):
    assert pain_rules.better_not(rating, kinds) == advised


def test_every_limit_has_a_sentence_a_source_and_something_that_is_done_about_it():
    assert all(limit.sentence.endswith((".", "?")) and limit.source for limit in LIMITS.values())
    assert {kind: limit.value for kind, limit in HARD_STOP.items()} == {"cold": 20 * MIN, "heat": 20 * MIN}
