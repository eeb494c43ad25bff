"""How long something has been on the skin, by clocks of which only one can be trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.clock import boot_id, moment
from unclench.exposure.moments import Age, Moment, age, earlier
from unclench.exposure.records import Exposure, lasting, overdue

ON = Moment("one", 500_000, 1_700_000_000_000)
COLD = Exposure("a", "cold", ON, 900_000)


def later(ms: int, *, step: int = 0, boot: str = "one", ticks: int | None = None) -> Moment:
    """`ms` after ON, by a wall clock that was moved by `step`."""
    return Moment(boot, ON.ticks + ms if ticks is None else ticks, ON.wall + ms + step)


@given(st.integers(0, 10**9), st.integers(-(10**10), 10**10))
def test_within_one_boot_a_step_of_the_wall_clock_neither_shortens_nor_lengthens(ms, step):
    assert age(ON, later(ms, step=step)) == Age(ms, ms, exact=True)


@given(st.integers(0, 10**9), st.integers(-(10**10), 10**10), st.integers(0, 10**6))
def test_across_a_reboot_it_is_never_shorter_than_what_is_known(ms, step, up):
    gone = age(ON, later(ms, step=step, boot="two", ticks=up))
    assert gone == Age(up, max(up, ms + step), exact=False)


def test_a_boot_clock_that_ran_backwards_is_no_exact_clock():
    assert not age(ON, later(-1)).exact


@pytest.mark.parametrize(
    ("now", "alarm"),
    [
        (later(899_999), False),
        (later(900_000), True),
        (later(60_000, step=10**9), False),  # NTP or the user: nothing to do with the skin
        (later(900_000, step=-(10**9)), True),
        (later(60_000, boot="two", ticks=5_000), True),  # nobody knows how long the restart took
        (later(60_000, step=-(10**9), boot="two", ticks=5_000), True),
    ],
)
def test_c2_4_the_alarm_is_due_at_the_limit_and_whenever_nobody_can_know(now, alarm):
    assert overdue(COLD, now) is alarm


def test_what_is_off_is_never_overdue_and_no_longer_grows():
    done = Exposure("a", "cold", ON, 900_000, off=later(600_000))
    assert not overdue(done, later(10**9))
    assert lasting(done, later(10**9)) == Age(600_000, 600_000, exact=True)


def test_an_answer_of_so_many_minutes_ago_counts_by_the_clocks_of_now():
    assert earlier(later(600_000), 120_000) == later(480_000)


def test_the_machine_tells_one_boot_by_one_name_and_its_clock_moves_on():
    first, second = moment(), moment()
    assert first.boot == second.boot != ""
    assert second.ticks >= first.ticks > 0


def test_a_boot_without_a_name_is_told_by_its_beginning(monkeypatch, tmp_path):
    monkeypatch.setattr("unclench.clock._BOOT_ID", tmp_path / "none")
    assert boot_id(10_000, 1_000_010_000) == boot_id(50_000, 1_000_050_000)
    assert boot_id(10_000, 1_000_010_000) != boot_id(10_000, 9_000_010_000)
