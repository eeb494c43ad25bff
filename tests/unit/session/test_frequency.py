"""A step that is meant less often than its routine: on which days it is left out, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine.model import AtMost, Exact, Range, RepeatStep, RestStep, StepFrequency
from unclench.session.frequency import goes_with, not_today, nothing_left, sometimes

ONCE = StepFrequency(per_day=Exact(1))
APART = StepFrequency(every_days=3)
WEEKLY = StepFrequency(days_a_week=Range(2, 3))


@pytest.mark.parametrize(
    ("frequency", "done", "said"),
    [
        (ONCE, [], ""),
        (ONCE, [1, 2, 3], ""),
        (ONCE, [0, 1], "Done today already."),
        (StepFrequency(per_day=Range(1, 2)), [0], ""),
        (StepFrequency(per_day=AtMost(2)), [0, 0], "Done twice today already."),
        (APART, [3, 4], ""),
        (APART, [2, 9], "Done 2 days ago."),
        (APART, [1], "Done yesterday."),
        (APART, [0, 5], "Done today already."),
        (WEEKLY, [1, 1, 1, 2], ""),
        (WEEKLY, [1, 3, 6], "Already done on 3 of the last seven days."),
        (WEEKLY, [1, 3, 7], ""),
        (StepFrequency(per_day=Exact(2), every_days=2), [0, 1], ""),
    ],
)
def test_a_step_is_left_out_once_it_was_done_as_often_as_it_is_meant(frequency, done, said):
    assert not_today(frequency, done) == said


@given(st.sampled_from([ONCE, APART, WEEKLY]), st.lists(st.integers(0, 30)))
def test_whoever_did_it_more_often_is_never_told_to_do_it_after_all(frequency, done):
    if not_today(frequency, done) and 0 not in done:
        assert not_today(frequency, [*done, 0])
    if not_today(frequency, done):
        assert not_today(frequency, [*done, *done])


REST, RARE = RestStep(lasting=Exact(5_000)), RestStep(lasting=Exact(5_000), frequency=APART)


def test_each_step_with_a_frequency_is_found_a_block_before_what_is_in_it_and_an_optional_one_never():
    block = RepeatStep(steps=(REST, RARE), times=Exact(1), frequency=WEEKLY)
    steps = (REST, block, RestStep(lasting=Exact(5_000), frequency=ONCE, optional=True), RARE)
    assert [(id, frequency) for id, _, frequency in sometimes(steps)] == [("2", WEEKLY), ("2.2", APART), ("4", APART)]


def test_what_is_in_a_block_goes_with_it_and_no_other_step():
    assert [id for id in ("1", "1.1", "1.2.1", "10", "11.1", "2.1") if goes_with(id, {"1"})] == ["1.1", "1.2.1"]


def test_nothing_is_left_only_where_each_step_is_gone_or_optional():
    optional = RestStep(lasting=Exact(5_000), optional=True)
    assert nothing_left((RARE, optional, RARE), {"1", "3"})
    assert not nothing_left((RARE, optional, RARE), {"1"})
    assert not nothing_left((RARE, REST), {"1"})
    assert not nothing_left((optional,), ())
