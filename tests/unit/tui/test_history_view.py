"""The texts of the history, without a screen, and what is read for them from real journals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.journal import queries
from unclench.journal.database import Journal
from unclench.journal.queries import FeltStep, PainEffect, PainfulDay, RatedSession, SessionDetails, SessionPage
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord, StepRecord, new_id
from unclench.reports.history import HistoryOverview, HistoryReader, ended, span_after
from unclench.reports.today import skin_status
from unclench.safety.exposure import Exposure, Moment
from unclench.safety.limits import DAY
from unclench.session.end_reason import Felt
from unclench.system.local_time import day_name
from unclench.tui import glyphs
from unclench.tui.text import content
from unclench.tui.viewmodels import history

MINUTE = 60_000
NOON = 1_795_176_000_000
"""Friday 20 November 2026, 12:00 UTC."""
NOW = Moment("boot", 10 * DAY, NOON)


def session(**given: object) -> SessionRecord:
    values = {"id": new_id(), "routine": "cat", "title": "Cat and cow", "began": NOON, "why": "finished", **given}
    return SessionRecord(**values)  # type: ignore[arg-type]


def step(**given: object) -> StepRecord:
    values = {
        "id": new_id(), "session": new_id(), "number": 1, "name": "Knee to chest", "kind": "exercise", "rep": 3,
        "reps": 3, "began": NOON, "ended": NOON + MINUTE, "lasted": MINUTE, "done": True, **given,
    }  # fmt: skip
    return StepRecord(**values)  # type: ignore[arg-type]


def told(**given: object) -> HistoryOverview:
    values = {
        "now": NOW,
        "zone": 0,
        "page": SessionPage((), {}, more=False),
        "days": {},
        "pain": (),
        "effects": (),
        **given,
    }
    return HistoryOverview(**values)  # type: ignore[arg-type]


# -- the plot ----------------------------------------------------------------------------


def test_a_course_goes_from_the_upper_left_to_the_lower_right():
    assert glyphs.plot([(0, 10), (9, 0)], (0, 9), 9, 3) == [
        "10│⠛⢄⠀⠀⠀⠀",
        "  │⠀⠀⠑⢄⠀⠀",
        " 0│⠀⠀⠀⠀⠑⣤",
    ]


def test_one_rating_is_seen():
    assert "".join(glyphs.plot([(5, 5)], (5, 5), 13, 5)).strip("10│5 ⠀\n") != ""


@given(
    st.lists(st.tuples(st.integers(-5, 100), st.floats(-3, 14))),
    st.tuples(st.integers(0, 50), st.integers(0, 90)),
    st.integers(0, 120),
    st.integers(0, 40),
)
def test_a_plot_is_as_large_as_it_is_asked_to_be(points, span, width, height):
    rows = glyphs.plot(points, span, width, height)
    assert len(rows) == max(1, height)
    assert {len(row) for row in rows} == {max(width, glyphs.SCALE + 1)}


# -- the calendar ------------------------------------------------------------------------


def test_the_calendar_has_a_figure_for_each_day_and_nothing_after_today():
    today = NOON // DAY
    days = {today: 2, today - 1: 1, today - 7: 12, today - 14: 9}
    assert list(history.calendar(days, today, 4 + 8)) == [
        "      Nov",
        "Mon · · · ·",
        "Tue · · · ·",
        "Wed · · · ·",
        "Thu · · · 1",
        "Fri · 9 + 2",
        "Sat · · ·",
        "Sun · · ·",
    ]


@given(st.integers(0, 40_000), st.integers(0, 200))
def test_no_row_of_a_calendar_is_wider_than_its_room(day, width):
    assert max(map(len, history.calendar({day: 3}, day, width))) <= max(width, 8)


# -- the list ----------------------------------------------------------------------------


def test_a_session_that_the_body_ended_has_a_mark_of_its_own():
    today = datetime(2026, 11, 20)  # noqa: DTZ001
    ((line, _),) = history.lines([session(why="pain")], {}, today)
    assert line == "Fri 20 Nov  ✕ Cat and cow"


def test_notes_are_marked_below_the_plot_and_listed():
    note = NoteRecord(id=new_id(), at=NOON - 3 * DAY, text="locked\nat the sink")
    days = [PainfulDay(NOON // DAY - ago, 4, 4, 4, 1) for ago in (6, 0)]
    overview = told(pain=days, notes=[note])
    *_, marks, _ = history.course(overview, 23, 5)
    assert marks == " " * 13 + history.NOTE or marks == " " * 12 + history.NOTE
    assert list(history.noted(overview)) == [f"{history.NOTE} Tue 17 Nov: locked at the sink"]


def test_a_day_stands_once_and_a_year_where_it_is_another():
    first, second = session(), session(began=NOON - MINUTE, why="user")
    last_year = session(began=NOON - 365 * DAY, title="Walk \x1b[31m[red]\nfar")
    rated = {first.id: RatedSession(6, 3), second.id: RatedSession(None, 4)}
    today = datetime(2026, 11, 20)  # noqa: DTZ001
    assert list(history.lines([first, second, last_year], rated, today)) == [
        ("Fri 20 Nov  ✓ Cat and cow", "6→3 ▼3"),
        ("            ◐ Cat and cow", "?→4"),
        ("20 Nov 2025 ✓ Walk [31m[red] far", ""),
    ]


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**31), 2**31))
def test_every_time_that_a_journal_can_hold_is_some_day(began, zone):
    day = history.began(session(began=began, zone=zone))
    assert day_name(day, datetime(2026, 11, 20))  # noqa: DTZ001


# -- over time ---------------------------------------------------------------------------


def test_an_empty_journal_is_told_kindly():
    first, notes = history.pain(told(), 40, 9)
    assert first.text.startswith("There is nothing here yet.")
    assert notes.text == ""
    (nothing,) = history.helped(told(), 40)
    assert nothing.text.startswith("No session was rated in the last 30 days.")
    (skin,) = history.practice(told(), (), skin_status((), NOW), 40)
    assert skin.text == "Cold: may begin now.\nHeat: may begin now.\nNone in the last 72 hours."


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moves this computer to Greenwich, for the length of a test, where a program can do that."""
    moves = getattr(time, "tzset", lambda: None)
    monkeypatch.setenv("TZ", "UTC")
    moves()
    yield
    monkeypatch.undo()
    moves()


@pytest.mark.usefixtures("utc")
def test_the_next_cold_is_told_by_the_minute_at_which_it_really_may_begin():
    on, off = NOW.ticks - 30 * MINUTE, NOW.ticks - 15 * MINUTE + 1
    cold = Exposure(
        "x", "cold", Moment("boot", on, NOON - 30 * MINUTE), 15 * MINUTE, Moment("boot", off, NOON - 15 * MINUTE)
    )
    said = history.skin([cold], skin_status([cold], NOW), NOW, 0).text.splitlines()
    assert said[0].startswith("Cold: at 13:46. Your skin needs two hours between")
    assert said[1].startswith("Heat: at 12:06.")
    assert said[2:] == ["Cold on Fri 20 Nov at 11:30, 15 min."]


def test_before_and_after_are_numbers_with_their_count():
    effects = [
        PainEffect("cat", "Cat", 2, 6.0, 3.5),
        PainEffect("walk", "Walk", 1, 4.0, 4.0),
        PainEffect("ice", "A very long name of ice", 123, 2, 2.6),
    ]
    assert list(history.compared(effects, 36)) == [
        "Cat              6.0→3.5  −2.5    2×",
        "Walk             4.0→4.0   0.0    1×",
        "A very long na…  2.0→2.6  +0.6  123×",
    ]
    assert list(history.compared(effects, 46)) == [
        "Cat                 6.0→3.5  −2.5  ▇▇▇▇▇    2×",
        "Walk                4.0→4.0   0.0           1×",
        "A very long name …  2.0→2.6  +0.6  ░      123×",
    ]
    *_, last = history.helped(told(effects=effects), 40)
    assert last.text == "Averages before and after, most relief first. They don't show what caused it."


some_effects = st.builds(
    PainEffect, st.just("x"), st.text(max_size=30), st.integers(1, 2_000), st.floats(0, 10), st.floats(0, 10)
)


@given(st.lists(some_effects, min_size=1, max_size=20), st.integers(26, 120))
def test_no_line_of_what_helped_is_wider_than_its_pane(effects, width):
    assert max(content(line).cell_length for line in history.compared(effects, width)) <= width


@given(st.integers(10, 120), st.integers(0, 60), st.integers(0, 4))
def test_the_plot_is_as_high_as_its_pane_has_room_beside_the_words_but_never_too_low_to_be_read(width, height, notes):
    noted = [NoteRecord(id=new_id(), at=NOON, text="x")] * notes
    days = [PainfulDay(NOON // DAY - ago, 4, 4, 4, 1) for ago in (6, 0)]
    plot, words = history.pain(told(pain=days, notes=noted), width, height)
    rows = plot.text.count("│")
    assert history.LOWEST <= rows <= history.TALLEST
    above = plot.text.count("\n") + 1 + min(notes, history.NOTES_BESIDE) + -(-len(words.text.splitlines()[-1]) // width)
    assert above == height or rows in (history.LOWEST, history.TALLEST)


@pytest.mark.parametrize(
    ("span", "said"),
    [(14, "2 of 14 days, 3 sessions."), (30, "3 of 30 days, 4 sessions."), (None, "4 days, 6 sessions.")],
)
def test_the_days_of_practice_are_counted_within_the_span(span, said):
    today = NOON // DAY
    days = {today: 2, today - 13: 1, today - 14: 1, today - 400: 2}
    assert history.practised(told(days=days, span=span), today) == said


def test_the_spans_are_named_in_short_where_there_is_no_room_and_follow_each_other_round():
    assert history.spans(30, 80) == (["14 days", "30 days", "90 days", "all"], 1)
    assert history.spans(None, 40) == (["14", "30", "90", "all"], 3)
    assert [span_after(span) for span in (14, 30, 90, None)] == [30, 90, None, 14]


def test_the_plot_begins_with_the_first_rated_day_but_a_week_ago_at_least():
    today = NOON // DAY
    week = told(pain=[PainfulDay(today, 3, 3.0, 3, 1)])
    assert history.course(week, 40, 5)[-1] == "   Sat 14 Nov                      today"
    longer = told(pain=[PainfulDay(today - 30, 2, 3.0, 4, 2), PainfulDay(today, 3, 3.0, 3, 1)])
    assert history.course(longer, 40, 5)[-1].startswith("   Wed 21 Oct  ")
    assert history.rated_days(longer) == "Daily average of 3 ratings in 30 days; lowest 2, highest 4."


# -- one session -------------------------------------------------------------------------


def test_sides_and_sets_stand_below_their_step():
    left = step(side="left", number=2)
    records = [step(rep=None, reps=None, name="Get ready"), left, replace(left, side="right", rep=1, done=False)]
    assert list(history.steps(records)) == [
        "✓ 1 Get ready  1:00",
        "◐ 2 Knee to chest",
        "    ✓ left · 3 of 3 · 1:00",
        "    ◐ right · 1 of 3 · 1:00",
    ]


def test_repetitions_that_a_key_counted_are_kept_as_their_number():
    assert list(history.steps([step(rep=12, reps=None, name="Curl-up")])) == ["✓ 1 Curl-up  12 repetitions · 1:00"]


def test_a_session_tells_how_and_why_it_ended_what_hurt_and_what_was_noted():
    early = session(why="pain", ended=NOON + 17 * MINUTE)
    pain = [
        PainRecord(id=new_id(), at=NOON, rating=5, when="before"),
        PainRecord(id=new_id(), at=NOON, rating=7, when="step", step=3, reason="pain", place="left hip"),
    ]
    notes = [NoteRecord(id=new_id(), at=NOON, text="Pulls.\x07")]
    head, hurt, noted = history.details(early, SessionDetails((), pain, notes, ()), NOON)
    assert (head.heading, head.text) == ("Cat and cow", "Fri 20 Nov 2026, 12:00, 17 min\nStopped: it hurt.")
    assert hurt.text == "5 before\n7 in step 3, it hurt, left hip"
    assert noted.text == "Pulls."


def test_a_session_tells_how_what_grows_in_it_was():
    felt = [FeltStep(NOON, "a" * 32, "Lean\x07", Felt.TOO_MUCH), FeltStep(NOON, "a" * 32, "Nod", Felt.EASY)]
    _, was = history.details(session(), SessionDetails((), (), (), (), felt), NOON)
    assert (was.heading, was.text) == ("How it was", "Lean<07>: too much\nNod: easy")


def test_a_session_without_an_end_may_still_run_for_half_a_day():
    assert ended(session(why=None, began=NOON - DAY // 2 + 1, zone=-600), NOON) == "running, or interrupted"
    assert ended(session(why=None, began=NOON + DAY), NOON) == "interrupted"  # the clock was wrong then, or is now
    assert ended(session(why=None, began=NOON - DAY // 2), NOON) == "interrupted"
    head, *_ = history.details(session(why=None), SessionDetails((), (), (), ()), NOON)
    assert head.text == "Fri 20 Nov 2026, 12:00\nRunning, or interrupted."


# -- reading -----------------------------------------------------------------------------


def test_older_sessions_come_by_pages_with_their_ratings(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    home = Home(tmp_path, tmp_path, tmp_path)
    sessions = [session(began=NOON - number * DAY) for number in range(5)]
    with closing(Journal(home.journal)) as journal:
        journal.add(*sessions)
        for each in sessions:
            journal.add(PainRecord(id=new_id(), at=each.began, rating=6, when="before", session=each.id))
            journal.add(PainRecord(id=new_id(), at=each.began + 9, rating=4, when="after", session=each.id))
    reader = HistoryReader(home, lambda: NOW)
    found, said = reader.overview()
    assert (list(found.page.sessions), found.page.more, list(said)) == (sessions[:3], True, [])
    assert found.days == {NOON // DAY - number: 1 for number in range(5)}
    assert [(day.low, day.mean, day.high, day.count) for day in found.pain] == [(4, 5.0, 6, 2)] * 4 + [(6, 6.0, 6, 1)]
    assert [(effect.count, effect.change) for effect in found.effects] == [(5, -2.0)]
    assert reader.overview(None)[0].span is None
    older = reader.page_before(sessions[2].began)
    assert (list(older.sessions), older.more) == (sessions[3:], False)
    assert older.rated == {each.id: RatedSession(6, 4) for each in sessions[3:]}


def test_everything_that_is_looked_at_begins_with_the_span(tmp_path: Path):
    home = Home(tmp_path, tmp_path, tmp_path)
    with closing(Journal(home.journal)) as journal:
        for ago in (1, 20, 400):
            id, at = new_id(), NOON - ago * DAY
            journal.add(
                session(id=id, began=at), NoteRecord(id=new_id(), at=at, text="x"),
                PainRecord(id=new_id(), at=at, rating=6, when="before", session=id),
                PainRecord(id=new_id(), at=at + 9, rating=4, when="after", session=id),
            )  # fmt: skip
    reader = HistoryReader(home, lambda: NOW)
    for span, many in ((14, 1), (30, 2), (90, 2), (None, 3)):
        found, _ = reader.overview(span)
        assert (len(found.pain), found.effects[0].count, len(found.notes), found.span) == (many, many, many, span)
    assert sum(found.days.values()) == 3
