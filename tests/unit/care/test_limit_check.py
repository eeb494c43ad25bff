"""Limits and lock-outs before a session, and what overrides them."""

from __future__ import annotations

import pytest
from tests.unit.care.waiting_room import MINUTE, pack

from unclench.care.asks import NO, YES, NotBegun
from unclench.care.clearance import before_breathing
from unclench.care.pack_check import last_off
from unclench.routine.model import PATTERNS
from unclench.safety.exposure import earlier
from unclench.session.choices import breathing_routine
from unclench.session.compiler import choose, compile_routine
from unclench.testing import ManualClock, ManualMoments, hold, routine


@pytest.mark.parametrize("steps", [(pack(),), (hold(20, name="Lay the pack beside you"), pack())])
def test_c1_4_a_lock_out_is_said_before_anything_begins_whatever_way_in(room, steps):
    room.well()
    room.came_off(30)
    with pytest.raises(NotBegun, match="You can start"):
        room.before(routine(*steps), NO)


def test_c1_4_a_typed_reason_goes_past_it_only_where_the_skin_is_normal(room):
    room.well()
    room.came_off(30)
    room.before(routine(pack()), YES, "it still throbs")
    assert room.program.override == "it still throbs"


def test_c1_9_nothing_goes_past_the_hour_between_heat_and_heat(room):
    room.well()
    room.came_off(30, "heat")
    with pytest.raises(NotBegun):
        room.before(routine(pack("heat")))
    assert room.asked == []


def test_c2_4_what_was_never_said_to_be_off_is_in_the_way_of_cold_and_of_sleep_and_of_nothing_else(room):
    room.well()
    room.program.book.start("cold", 10 * MINUTE, "single")
    for played in (routine(pack()), breathing_routine(PATTERNS["5-1-4"], 11 * MINUTE)):
        with pytest.raises(NotBegun, match="unclench off"):
            room.before(played)
    room.before(routine(hold(20)))


@pytest.mark.parametrize(("kind", "times", "limit"), [("cold", 4, "four"), ("heat", 3, "three")])
def test_c1_6_c1_10_one_more_than_is_usual_in_a_day_is_asked_about(room, kind, times, limit):
    room.well()
    for number in range(times):
        room.came_off(200 + 180 * number, kind)
    with pytest.raises(NotBegun, match=limit):
        room.before(routine(pack(kind)), NO)
    room.before(routine(pack(kind)), YES)


def test_c1_7_before_cold_after_days_of_it_one_is_asked_whether_it_helps(room):
    room.well(ago=0)
    room.came_off(4 * 24 * 60)
    with pytest.raises(NotBegun, match="still help"):
        room.before(routine(pack()), NO)


def test_c2_4_where_nobody_knows_what_was_on_before_it_is_asked_and_counts(room, monkeypatch):
    room.well()
    monkeypatch.setattr(type(room.program.book.lock_outs), "unknown", property(lambda known: not known.answered))
    now = room.moments()
    with pytest.raises(NotBegun, match="two hours"):
        room.before(routine(pack()), earlier(now, 30 * MINUTE), NO)


@pytest.mark.parametrize(
    ("typed", "known"), [("never", True), ("NEVER", True), ("25:00", False), ("soon", False), ("", False)]
)
def test_when_the_last_one_came_off_is_a_time_of_day_or_never(typed, known):
    now = ManualMoments(ManualClock())()
    if known:
        assert last_off(typed, now) == "never"
    else:
        with pytest.raises(ValueError, match="14:20"):
            last_off(typed, now)


def test_c2_10_breathing_for_long_does_not_begin_beside_a_pack_and_asks_nothing_otherwise(room):
    long = breathing_routine(PATTERNS["5-1-4"], 11 * MINUTE)
    room.through(before_breathing(room.program, long, compile_routine(long)))
    room.program.book.start("cold", 10 * MINUTE, "single")
    with pytest.raises(NotBegun):
        room.through(before_breathing(room.program, long, compile_routine(long)))
    assert room.asked == []


def test_c1_4_c1_6_escape_is_no_yes_to_any_of_the_limits(room):
    room.well()
    for number in range(4):
        room.came_off(200 + 180 * number)
    with pytest.raises(NotBegun, match="four"):
        room.before(routine(pack()), None)
    room.came_off(30)
    for given in ((None,), (YES, None)):
        with pytest.raises(NotBegun, match="two hours"):
            room.before(routine(pack()), YES, *given)
    assert room.program.override is None


def test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said(room):
    room.well()
    for number in range(4):
        room.came_off(200 + 180 * number)
    nobody = room.intake(person=False)
    room.through(nobody.before(choose(routine(pack()), room.program.choices())))
    assert any("four" in told for told in room.told)
    room.came_off(30)
    with pytest.raises(NotBegun, match="You can start"):
        room.through(nobody.before(choose(routine(pack()), room.program.choices())))
    script = room.intake(person=False, overriding=True)
    room.through(script.before(choose(routine(pack()), room.program.choices())), YES, "a script says so")
    assert room.program.override == "a script says so"


def test_c2_4_after_a_restart_only_a_yes_says_that_the_clock_is_right(room):
    room.well()
    room.came_off(121)
    room.moments.reboot(MINUTE)
    for answer in (NO, None):
        with pytest.raises(NotBegun, match="restarted"):
            room.before(routine(pack()), answer)
    room.before(routine(pack()), YES)
    assert room.program.override == "You said that the clock is right."


def test_c2_4_escape_does_not_say_that_nothing_was_ever_on(room, monkeypatch):
    room.well()
    monkeypatch.setattr(type(room.program.book.lock_outs), "unknown", property(lambda known: not known.answered))
    with pytest.raises(NotBegun, match="may be too soon"):
        room.before(routine(pack()), None)
    assert room.program.book.lock_outs.unknown
    room.before(routine(pack()), "never")
