"""`unclench off 14:20`: what a time of day means, and that no reading of it shortens a waiting time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unclench.cli import run
from unclench.config import paths
from unclench.journal.logbook import Logbook
from unclench.player.packs import when_off
from unclench.safety.exposure import Exposure, Moment
from unclench.system import clock

MINUTE = 60_000
DAYS = [
    datetime(2026, 3, 28, 21, tzinfo=UTC),
    datetime(2026, 10, 24, 21, tzinfo=UTC),
    datetime(2026, 6, 9, 21, tzinfo=UTC),
]


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A time zone with summer time."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of this system cannot be set for a test")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def moment(wall: int) -> Moment:
    return Moment("boot", wall - 1_700_000_000_000, wall)


def utc(month: int, day: int, hour: int, minute: int) -> int:
    return round(datetime(2026, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def cold(on: int) -> Exposure:
    return Exposure("a" * 32, "cold", moment(on), 15 * MINUTE)


def off_at(exposure: Exposure, typed: str, now: Moment) -> Moment:
    """The moment that was typed; it has to be a possible one."""
    found = when_off(exposure, typed, now)
    assert found is not None
    return found


@pytest.mark.usefixtures("berlin")
@given(st.sampled_from(DAYS), st.integers(0, 8 * 3600), st.integers(1, 90 * 60), st.integers(0, 100 * 60))
@example(DAYS[0], 2 * 3600 + 300, 900, 6_000)
@example(DAYS[1], 3 * 3600 + 300, 900, 6_000)
def test_what_is_kept_is_never_before_it_came_off(night, on, lasted, later):
    began = night + timedelta(seconds=on)
    exposure, off = cold(round(began.timestamp() * 1000)), round((began + timedelta(seconds=lasted)).timestamp() * 1000)
    typed = datetime.fromtimestamp(off / 1000).strftime("%H:%M")  # noqa: DTZ006  # what the clock on the wall shows
    kept = off_at(exposure, typed, moment(off + later * 1000))
    assert kept.wall >= off
    assert kept.wall - off < MINUTE or typed == datetime.fromtimestamp(kept.wall / 1000).strftime("%H:%M")  # noqa: DTZ006


@pytest.mark.usefixtures("berlin")
def test_in_the_night_to_summer_time_it_is_not_an_hour_too_early():
    exposure = cold(utc(3, 28, 23, 5))
    kept = off_at(exposure, "00:20", moment(utc(3, 29, 1, 0)))
    assert kept.wall // MINUTE * MINUTE == utc(3, 28, 23, 20)


@pytest.mark.usefixtures("berlin")
def test_of_an_hour_that_comes_twice_the_later_one_is_meant():
    exposure = cold(utc(10, 25, 0, 10))
    kept = off_at(exposure, "02:30", moment(utc(10, 25, 2, 0)))
    assert kept.wall // MINUTE * MINUTE == utc(10, 25, 1, 30)
    kept = off_at(exposure, "02:30", moment(utc(10, 25, 1, 0)))
    assert kept.wall // MINUTE * MINUTE == utc(10, 25, 0, 30), "the second 2:30 is still to come"


@pytest.mark.usefixtures("berlin")
def test_the_minute_in_which_it_was_put_on_is_a_time_since():
    exposure = cold(utc(6, 10, 6, 12) + 19_000)
    kept = off_at(exposure, "08:12", moment(utc(6, 10, 6, 30)))
    assert exposure.on.wall <= kept.wall < utc(6, 10, 6, 13)


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "now",
        "8",
        "24:00",
        "8:60",
        "²:30",
        "١:30",
        "-1:30",
        "8:12:00",
        pytest.param("9" * 5_000 + ":1", id="5,000 digits"),
    ],
)
def test_what_is_no_time_is_none(typed):
    now = moment(utc(6, 10, 6, 30))
    assert when_off(cold(utc(6, 10, 6, 12)), typed, now) is None


@pytest.mark.usefixtures("berlin")
def test_a_time_of_before_it_was_on_is_none_since_then():
    now = moment(utc(6, 10, 6, 30))
    assert when_off(cold(utc(6, 10, 6, 12)), "08:13", now) is not None
    assert when_off(cold(utc(6, 10, 6, 12)), "08:10", now) is None


@pytest.fixture
def on(tmp_path, machine_left_alone: None, monkeypatch: pytest.MonkeyPatch) -> Exposure:
    """A cold pack that was put on just now, in an empty home."""
    monkeypatch.setenv("UNCLENCH_HOME", str(tmp_path / "home"))
    book = Logbook(paths.home(), pytest.fail, clock.moment)
    begun = book.start("cold", 15 * MINUTE, "single")
    book.close()
    assert isinstance(begun, Exposure)
    return begun


@pytest.mark.parametrize("typed", ["²:30", pytest.param("9" * 5_000 + ":30", id="5,000 digits"), "soon"])
def test_a_time_that_is_none_is_refused_in_a_sentence(on, typed, capsys):
    assert run(["off", typed]) == 2
    said = capsys.readouterr().err
    assert "is not a time since" in said
    assert len(said) < 200


def test_the_present_minute_is_accepted(on, capsys):
    assert run(["off", datetime.fromtimestamp(on.on.wall / 1000).strftime("%H:%M")]) == 0  # noqa: DTZ006  # as typed
    assert "Cold off at" in capsys.readouterr().out
