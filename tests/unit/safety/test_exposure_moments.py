"""How long something has been on the skin, by two clocks of which only one can be trusted."""

from __future__ import annotations

import re
import sys
import time
import types
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.player.packs import moment_of
from unclench.safety.exposure import Age, Exposure, Moment, age, boot_name, earlier, nameless, overdue, time_on_skin
from unclench.safety.lockouts import may_start
from unclench.system.clock import _of_this_run, boot_id, machine, moment

ON = Moment("one", 500_000, 1_700_000_000_000)
COLD = Exposure("a", "cold", ON, 900_000)


def later(ms: int, *, step: int = 0, boot: str = "one", ticks: int | None = None) -> Moment:
    """`ms` after ON, by a wall clock that was moved by `step`."""
    return Moment(boot, ON.ticks + ms if ticks is None else ticks, ON.wall + ms + step)


@given(st.integers(0, 10**9), st.integers(-(10**10), 10**10))
def test_within_one_boot_a_step_of_the_wall_clock_neither_shortens_nor_lengthens(ms, step):
    assert age(ON, later(ms, step=step)) == Age(ms, ms, exact=True)


UP = st.integers(0, 10**6)


@given(st.integers(0, 10**9), st.integers(-(10**10), 10**10), UP)
def test_across_a_reboot_of_this_machine_what_it_has_run_since_is_certain(ms, step, up):
    then = Moment("one@here", ON.ticks, ON.wall)
    gone = age(then, later(ms, step=step, boot="two@here", ticks=up))
    assert gone == Age(up, max(up, ms + step), exact=False)


@given(st.integers(-(10**10), 10**10), UP, st.sampled_from(["two", "two@here"]))
def test_what_a_boot_has_run_is_certain_only_where_the_wall_clock_says_that_it_began_after(passed, up, boot):
    gone = age(ON, later(passed, boot=boot, ticks=up))  # nobody knows which machine saw `ON`
    certain = up if passed >= up else 0
    assert gone == Age(certain, max(certain, passed), exact=False)


@given(st.integers(-(10**10), 10**10), st.integers(0, 10**10))
def test_c1_4_of_what_another_machine_saw_nothing_is_certain(passed, up):
    then = Moment("one@there", ON.ticks, ON.wall)
    assert age(then, later(passed, boot="two@here", ticks=up)) == Age(0, max(0, passed), exact=False)


def test_a_record_of_before_machines_had_names_is_of_this_boot_where_it_names_it():
    assert age(ON, later(60_000, boot="one@here")) == Age(60_000, 60_000, exact=True)
    assert not age(Moment("one@there", ON.ticks, ON.wall), later(60_000, boot="one@here")).exact


def nameless_at(ticks: int, wall: int, run: str, hint: str = "") -> Moment:
    return Moment(boot_name(nameless(hint, run), "here"), ticks, wall)


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(-(10**9), 10**9))
def test_c2_4_without_a_name_for_its_boot_a_machine_knows_at_least_what_its_clock_has_run_on(on, now, step):
    then = nameless_at(on, 10**12, "a")
    gone = age(then, nameless_at(now, 10**12 + now - on + step, "b"))
    assert not gone.exact
    assert gone.least == (now - on if now >= on else now)  # never more than has really gone by


def test_without_a_name_for_its_boot_one_run_of_the_program_knows_its_own_times_whatever_the_wall_clock_does():
    assert age(nameless_at(5_000, 10**12, "a"), nameless_at(65_000, 10**10, "a")) == Age(60_000, 60_000, exact=True)


@pytest.mark.parametrize(("hint", "step", "exact"), [("7", 2_000, True), ("8", 0, False), ("7", 120_000, False)])
def test_a_hint_makes_one_boot_of_two_runs_only_where_the_wall_clock_agrees(hint, step, exact):
    then, now = nameless_at(5_000, 10**12, "a", "7"), nameless_at(65_000, 10**12 + 60_000 + step, "b", hint)
    assert age(then, now).exact is exact


def test_two_machines_are_never_one_boot():
    """A copied machine has the same names for its boots as the original."""
    then = Moment("boot 1@there", 5_000, 10**12)
    assert age(then, Moment("boot 1@here", 65_000, 10**12 + 60_000)) == Age(0, 60_000, exact=False)
    assert age(then, Moment("boot 1", 65_000, 10**12 + 60_000)) == Age(60_000, 60_000, exact=True)
    for one, other in (("", ""), ("7", ""), ("", "7")):
        assert not age(nameless_at(5_000, 10**12, "a", one), nameless_at(65_000, 10**12 + 60_000, "b", other)).exact


def test_c1_4_a_wall_clock_that_is_put_right_by_two_seconds_ends_no_lock_out():
    """As older versions wrote it: the name of a boot was the minute in which it began."""
    ticks, wall = 3 * 24 * 3_600_000, 1_764_400_000_000
    before = wall + 29_000 - (wall - ticks) % 60_000  # just below the border of that minute

    def derived(ticks: int, wall: int) -> Moment:
        return Moment(f"derived:{round((wall - ticks) / 60_000)}", ticks, wall)

    on, off = (derived(ticks - ago, before - ago) for ago in (1_200_000, 300_000))
    now = nameless_at(ticks, before + 2_000, "a")
    assert derived(ticks, before).boot != derived(ticks, before + 2_000).boot
    for moment_now in (now, derived(ticks, before + 2_000)):
        verdict = may_start("cold", [Exposure("b" * 32, "cold", on, 900_000, off)], moment_now)
        assert verdict is not None
        assert verdict.limit.id == "C1.4"


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
    assert time_on_skin(done, later(10**9)) == Age(600_000, 600_000, exact=True)


def test_an_answer_of_so_many_minutes_ago_counts_by_the_clocks_of_now():
    assert earlier(later(600_000), 120_000) == later(480_000)


def test_the_machine_tells_one_boot_by_one_name_and_its_clock_moves_on():
    first, second = moment(), moment()
    assert first.boot == second.boot != ""
    assert second.ticks >= first.ticks > 0


def test_a_boot_without_a_name_has_one_in_this_run_and_the_wall_clock_is_no_part_of_it(monkeypatch, tmp_path):
    monkeypatch.setattr("unclench.system.clock._BOOT_ID", tmp_path / "none")
    first = moment()
    monkeypatch.setattr("time.time_ns", lambda: 10**15)
    assert first.boot == moment().boot == boot_id()
    assert first.boot.startswith("derived:")
    assert age(first, moment()).exact


def test_the_machine_has_a_name_that_does_not_give_its_own_away(monkeypatch, tmp_path):
    own = tmp_path / "machine-id"
    own.write_text("0123456789abcdef0123456789abcdef\n", "ascii")
    monkeypatch.setattr("unclench.system.clock._MACHINE_ID", (tmp_path / "none", own))
    machine.cache_clear()
    name = machine()
    assert re.fullmatch("[0-9a-f]{8}", name)
    assert name not in own.read_text("ascii")
    assert moment().boot.endswith(f"@{name}")
    machine.cache_clear()


def test_without_a_name_of_its_own_a_machine_is_not_taken_for_another(monkeypatch):
    monkeypatch.setattr("unclench.system.clock._MACHINE_ID", ())
    machine.cache_clear()
    assert (machine(), "@" in moment().boot) == ("", False)
    machine.cache_clear()


def test_windows_is_asked_for_its_machine_and_for_the_count_of_its_boots(monkeypatch):
    values = {"MachineGuid": "5ac1-guid", "BootId": 41}

    class Key:
        def __enter__(self): ...
        def __exit__(self, *_): ...

    registry = types.SimpleNamespace(
        HKEY_LOCAL_MACHINE=0, OpenKey=lambda _, path: Key(), QueryValueEx=lambda _, name: (values.pop(name), 1)
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr("unclench.system.clock._ON_WINDOWS", True)
    monkeypatch.setattr("unclench.system.clock._MACHINE_ID", ())
    monkeypatch.setattr("unclench.system.clock._BOOT_ID", "no such file")
    for cached in (machine, _of_this_run):
        cached.cache_clear()
    assert re.fullmatch(r"derived:41:[0-9a-f]{16}@[0-9a-f]{8}", boot_id())
    for cached in (machine, _of_this_run):
        cached.cache_clear()


BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be chosen here")
@pytest.mark.parametrize(
    ("now", "typed", "ago"),
    [
        ("2026-06-01T12:00Z", "13:30", 29),
        ("2026-06-01T12:00Z", "14:00", 0),
        ("2026-06-01T12:00Z", "14:10", 24 * 60 - 11),
        ("2026-10-25T02:00Z", "00:20", 3 * 60 + 39),  # the clocks were put back in between
        ("2026-10-25T01:40Z", "02:30", 9),  # came twice: the later one is meant
        ("2026-10-25T00:40Z", "02:30", 9),
        ("2026-03-29T02:00Z", "01:30", 89),  # and put forward
    ],
)
def test_a_time_that_is_typed_is_the_last_one_at_which_the_clock_here_showed_it(monkeypatch, now, typed, ago):
    monkeypatch.setenv("TZ", BERLIN)
    time.tzset()
    wall = round(datetime.fromisoformat(now).timestamp() * 1000)
    found = moment_of(typed, Moment("one", 10**9, wall))
    monkeypatch.undo()
    time.tzset()
    assert found is not None
    assert (wall - found.wall) // 60_000 == ago
    assert 10**9 - found.ticks == wall - found.wall


@pytest.mark.parametrize("typed", ["", "no", "14", "24:00", "14:60", "²:30", "1:2:3", "9" * 5_000 + ":00", "-1:30"])
def test_what_is_no_time_of_the_day_is_none(typed):
    assert moment_of(typed, ON) is None
