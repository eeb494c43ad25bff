"""Typed text becomes times, counts and breath patterns, and the other way round."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unclench.routine.model import Amount, AtLeast, AtMost, Blank, BreathPattern, Breaths, Exact, Open, Range
from unclench.routine.values import (
    LONGEST,
    MOST,
    Form,
    ValueProblem,
    format_duration,
    parse_breathing,
    parse_count,
    parse_duration,
)

ANY = frozenset(Form)
TIME_OR_RANGE = "Write a time like 10s, 1m30s or 1:30; 20-30s is possible here, too."


def wrong(text: str, *forms: Form) -> tuple[str, str]:
    """The problem with a time that can't be read."""
    with pytest.raises(ValueProblem) as caught:
        parse_duration(text, frozenset(forms))
    return caught.value.what, caught.value.instead


def wrong_count(text: str, *forms: Form) -> tuple[str, str]:
    with pytest.raises(ValueProblem) as caught:
        parse_count(text, frozenset(forms))
    return caught.value.what, caught.value.instead


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10s", 10_000),
        ("2m", 120_000),
        ("1m30s", 90_000),
        ("1h", 3_600_000),
        ("1:30", 90_000),
        ("0:45", 45_000),
        ("1:02:03", 3_723_000),
        ("90", 90_000),
        ("012", 12_000),
        ("7.5s", 7_500),
        ("1.5m", 90_000),
        ("24h", 86_400_000),
        ("10 sec", 10_000),
        ("10 secs", 10_000),
        ("10 seconds", 10_000),
        ("1 second", 1_000),
        ("2 min", 120_000),
        ("2 mins", 120_000),
        ("2 Minutes", 120_000),
        ("1 hour 30 min", 5_400_000),
        ("1 min 30 sec", 90_000),
        (" 10s ", 10_000),
        ("10S", 10_000),
    ],
)
def test_a_time_is_read_as_it_was_typed(text: str, ms: int) -> None:
    """Every spelling that people use is read as the milliseconds that they mean."""
    assert parse_duration(text) == Exact(ms)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5-10s", Range(5_000, 10_000)),
        ("20-30s", Range(20_000, 30_000)),
        ("20 - 30 sec", Range(20_000, 30_000)),
        ("20\u201330s", Range(20_000, 30_000)),
        ("8 to 10 s", Range(8_000, 10_000)),
        ("1m-2m", Range(60_000, 120_000)),
        ("8-13m", Range(480_000, 780_000)),
        ("45s-1m", Range(45_000, 60_000)),
        ("5-10", Range(5_000, 10_000)),
        ("0:30-1:00", Range(30_000, 60_000)),
        ("10-10s", Exact(10_000)),
        (">=10s", AtLeast(10_000)),
        (">= 10 s", AtLeast(10_000)),
        ("\u226510s", AtLeast(10_000)),
        ("<=10s", AtMost(10_000)),
        ("\u2264 10 s", AtMost(10_000)),
        ("up to 1m30s", AtMost(90_000)),
        ("At  most 10", AtMost(10_000)),
        ("1 breath", Breaths(1, 1)),
        ("3 breaths", Breaths(3, 3)),
        ("2-3 breaths", Breaths(2, 3)),
        ("open", Open()),
        ("Ask", Blank()),
    ],
)
def test_a_time_may_be_more_than_one_number(text: str, amount: Amount) -> None:
    """Ranges, least times, breaths, open and ask are amounts of their own."""
    assert parse_duration(text, ANY) == amount


def test_a_range_without_a_unit_takes_that_of_its_end() -> None:
    """`8-13m` is minutes at both ends, never eight seconds."""
    assert parse_duration("8-13m", ANY) == Range(480_000, 780_000)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1,5s", "1.5s"),
        ("1O s", "10 s"),
        ("lOs", "10s"),
        ('10"', "10s"),
        ("2'", "2m"),
        ("\uff11\uff10s", "10s"),
        ("\u0663s", "3s"),
        ("10s+", ">=10s"),
        ("5000ms", "5s"),
        ("10s or 15s", "10s-15s"),
        ("about 10 s", "10 s"),
        ("10 sec.", "10 sec"),
        ("1 min and 30 sec", "1 min 30 sec"),
    ],
)
def test_a_slip_is_not_played_but_its_likely_meaning_is_told(text: str, written: str) -> None:
    """What we can only guess is refused, and the guess is suggested."""
    assert wrong(text, *Form) == (f"“{text}” is not a length of time", f"Write {written}.")


@pytest.mark.parametrize(
    ("text", "what", "instead"),
    [
        ("-5s", "“-5s” is a negative time", "Write it without the minus sign."),
        ("0s", "“0s” is too short: a time has to be more than 0", "Write a time like 10s."),
        ("25h", "“25h” is longer than a day", "Write a shorter time."),
        ("10-5s", "the range “10-5s” starts with the larger number", "Write the smaller one first."),
        ("1m-30", "the range “1m-30” starts with the larger number", "Write the smaller one first."),
        ("1:70", "“1:70” is not a length of time", TIME_OR_RANGE),
        ("open", "“open” can't be used here", TIME_OR_RANGE),
    ],
)  # fmt: skip
def test_an_impossible_time_is_refused_with_the_reason(text: str, what: str, instead: str) -> None:
    """Negative, empty, endless and inverted times each have their own message."""
    assert wrong(text, Form.RANGE) == (what, instead)


@pytest.mark.parametrize(
    ("text", "form"),
    [("5-10s", Form.RANGE), (">=5s", Form.AT_LEAST), ("<=5s", Form.AT_MOST), ("3 breaths", Form.BREATHS),
     ("open", Form.OPEN), ("ask", Form.ASK)],
)  # fmt: skip
def test_a_form_is_read_only_where_it_is_allowed(text: str, form: Form) -> None:
    """The same text is an amount where its form is allowed, else a problem."""
    parse_duration(text, frozenset({form}))
    assert wrong(text, *(ANY - {form}))[0].endswith("can't be used here")


def test_nothing_may_take_no_time_only_where_that_makes_sense() -> None:
    """A rest of 0s switches a default off; a hold of 0s is a mistake."""
    assert parse_duration("0s", zero=True) == Exact(0)
    assert wrong("0s")[0] == "“0s” is too short: a time has to be more than 0"


@pytest.mark.parametrize(("text", "amount"), [("5", Exact(5)), ("012", Exact(12)), ("8-10", Range(8, 10)),
                                              ("8 to 10", Range(8, 10)), (">=10", AtLeast(10)), ("ask", Blank()),
                                              ("up to 5", AtMost(5)), ("<=5", AtMost(5)),
                                              ("3-3", Exact(3))])  # fmt: skip
def test_a_count_is_a_whole_number_or_a_form_of_it(text: str, amount: Amount) -> None:
    """Counts have no unit."""
    assert parse_count(text, ANY) == amount


@pytest.mark.parametrize(
    ("text", "what", "instead"),
    [
        ("0", "“0” is too few: it has to be at least 1", "Write a number from 1 up."),
        ("-1", "“-1” is a negative number", "Write it without the minus."),
        ("3x", "“3x” is not a whole number", "Write 3."),
        ("10 times", "“10 times” is not a whole number", "Write 10."),
        ("2.0", "“2.0” is not a whole number", "Write 2."),
        ("1001", "“1001” is too many: the most is 1000", "Write a smaller number."),
        ("3 breaths", "“3 breaths” is not a whole number", "Write 3."),
        ("ten", "“ten” is not a whole number", "Write 10."),
        ("some", "“some” is not a whole number", "Write a whole number like 5; 8-10 and ask are possible here, too."),
    ],
)
def test_an_impossible_count_is_refused_with_the_reason(text: str, what: str, instead: str) -> None:
    """What is wrong, and the number to write if it can be guessed."""
    assert wrong_count(text, Form.RANGE, Form.ASK) == (what, instead)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("5-1-4", (5_000, 1_000, 4_000, 0)),
        ("4-7-8", (4_000, 7_000, 8_000, 0)),
        ("4-4-4-4", (4_000, 4_000, 4_000, 4_000)),
        ("5.5-0-5.5", (5_500, 0, 5_500, 0)),
        ("5 \u2013 1 \u2013 4", (5_000, 1_000, 4_000, 0)),
    ],
)
def test_a_breath_has_three_or_four_parts(text: str, parts: tuple[int, int, int, int]) -> None:
    """In, hold, out and perhaps a second hold."""
    assert parse_breathing(text) == BreathPattern(*parts)


@pytest.mark.parametrize(("text", "instead"), [("5-5", "Write 5-0-5."), ("5,5-0-5,5", "Write 5.5-0-5.5."),
                                               ("5s-1s-4s", "Write 5-1-4."), ("5/1/4", "Write 5-1-4.")])  # fmt: skip
def test_a_slip_in_a_breath_is_told_with_what_to_write(text: str, instead: str) -> None:
    """The same as for times."""
    with pytest.raises(ValueProblem) as caught:
        parse_breathing(text)
    assert (caught.value.what, caught.value.instead) == (f"“{text}” is not a breath pattern", instead)


@pytest.mark.parametrize("text", ["5.3-1-4", "0-1-4", "5-1-0", "99-1-4", "5-1", "5-1-4-0-3", "", "9" * 10_000])
def test_no_other_breath_is_taken(text: str) -> None:
    """Thirds of seconds, no time to breathe in or out, more than a minute, more parts."""
    with pytest.raises(ValueProblem):
        parse_breathing(text)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0s"), (500, "0.5s"), (10_000, "10s"), (90_000, "1m30s"), (120_000, "2m"), (3_600_000, "1h"),
     (3_723_004, "1h2m3.004s"), (3_605_000, "1h5s")],
)  # fmt: skip
def test_a_duration_is_written_as_short_as_can_be(ms: int, text: str) -> None:
    """Hours, minutes and seconds, each only if there are any."""
    assert format_duration(ms) == text


def test_a_negative_duration_is_a_mistake_of_ours() -> None:
    """No file can lead to one."""
    with pytest.raises(ValueError, match="a duration can't be negative: -1"):
        format_duration(-1)


def format_time(amount: Amount) -> str:
    """An amount of time as an author would write it."""
    if isinstance(amount, Exact):
        return format_duration(amount.value)
    if isinstance(amount, AtLeast):
        return f">={format_duration(amount.value)}"
    if isinstance(amount, AtMost):
        return f"<={format_duration(amount.value)}"
    if isinstance(amount, Range):
        low, high = format_duration(amount.low), format_duration(amount.high)
        alone = low[:-1].isdigit() and high[:-1].isdigit() and low[-1] == high[-1]
        return f"{low[:-1] if alone else low}-{high}"
    return _word(amount)


def format_count(amount: Amount) -> str:
    """A count as an author would write it."""
    if isinstance(amount, Exact):
        return str(amount.value)
    if isinstance(amount, AtLeast):
        return f">={amount.value}"
    if isinstance(amount, AtMost):
        return f"<={amount.value}"
    if isinstance(amount, Range):
        return f"{amount.low}-{amount.high}"
    return _word(amount)


def _word(amount: Amount) -> str:
    if isinstance(amount, Breaths):
        number = str(amount.low) if amount.low == amount.high else f"{amount.low}-{amount.high}"
        return f"{number} breath" if number == "1" else f"{number} breaths"
    return "open" if isinstance(amount, Open) else "ask"


TIMES = st.integers(1, LONGEST)
COUNTS = st.integers(1, MOST)
WORDS = st.sampled_from([Open(), Blank()])


def ranges(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Range]:
    """Ranges whose ends differ."""
    return st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Range(*sorted(ends)))


def breaths() -> st.SearchStrategy[Breaths]:
    return st.tuples(COUNTS, COUNTS).map(lambda ends: Breaths(*sorted(ends)))


@given(TIMES.map(Exact) | TIMES.map(AtLeast) | TIMES.map(AtMost) | ranges(TIMES) | breaths() | WORDS)
def test_every_time_is_read_back_as_it_was_written(amount: Amount) -> None:
    """parse(format(x)) == x."""
    assert parse_duration(format_time(amount), ANY) == amount


@given(COUNTS.map(Exact) | COUNTS.map(AtLeast) | COUNTS.map(AtMost) | ranges(COUNTS) | WORDS)
def test_every_count_is_read_back_as_it_was_written(amount: Amount) -> None:
    """parse(format(x)) == x."""
    assert parse_count(format_count(amount), ANY) == amount


HALVES = st.integers(0, 120).map(lambda halves: halves * 500)
SOME = st.integers(1, 120).map(lambda halves: halves * 500)


@given(st.builds(BreathPattern, SOME, HALVES, SOME, HALVES))
def test_every_breath_is_read_back_as_it_was_written(pattern: BreathPattern) -> None:
    """parse(str(x)) == x."""
    assert parse_breathing(str(pattern)) == pattern


def problem_with(text: str) -> ValueProblem | None:
    """What is wrong with a text, or None if it is a time."""
    try:
        parse_duration(text, ANY)
    except ValueProblem as problem:
        return problem
    return None


TYPED = st.text("0123456789smh:-. >=obreathpn,'\"+x\u2013Ol", max_size=20)


@given(st.text(max_size=80) | TYPED)
def test_no_text_gives_anything_but_an_amount_or_a_problem(text: str) -> None:
    """Whatever somebody types."""
    problem = problem_with(text)
    assert problem is None or (problem.what and problem.instead.endswith("."))
    with suppress(ValueProblem):
        parse_count(text, ANY)


@given(TYPED)
@example("0x0")
@example("3x0")
@example("0 x 5 s")
@example("1x1")
@example("3 x 10 s")
def test_what_a_problem_tells_to_write_can_be_read(text: str) -> None:
    """A suggestion must not lead to the same problem again."""
    problem = problem_with(text)
    if problem is None or not problem.what.endswith("is not a length of time") or "a time like" in problem.instead:
        return
    lines = re.findall(r"`(hold|reps|sets): ([^`]+)`", problem.instead)
    for key, value in lines or [("hold", problem.instead.removeprefix("Write ").removesuffix("."))]:
        second = problem_with(value) if key == "hold" else None
        assert second is None or not second.what.endswith("is not a length of time")
        if key != "hold":
            parse_count(value, ANY)
