"""Which cautions the answers have ruled out, and what much pain will mean."""

from __future__ import annotations

import pytest

from unclench.care.pain_rules import compared, hint_before
from unclench.care.suitability import ruled_out
from unclench.safety.screening import QUESTIONS

DAY = 86_400_000
NOTHING_APPLIES = {question.id: (0, False) for question in QUESTIONS}


@pytest.mark.parametrize(
    "caution",
    [
        "Osteoporosis, an old fracture in the spine, or long steroid treatment: leave this one out.",
        "Stenosis, a slipped vertebra, a fused or recently operated back: ask first.",
        "Pregnant beyond about sixteen weeks: not flat on your back.",
        "Heart condition or high blood pressure: ask first.",
    ],
)
def test_a_caution_for_conditions_that_were_all_denied_is_ruled_out(caution):
    assert ruled_out(caution, NOTHING_APPLIES, DAY)
    assert not ruled_out(caution, {}, DAY), "nobody was asked"
    assert not ruled_out(caution, dict.fromkeys(NOTHING_APPLIES, (0, True)), DAY)


@pytest.mark.parametrize(
    "caution",
    [
        "Stop if pain or tingling moves down a leg, or if a leg goes weak or numb.",
        "Sore neck: keep your head level with your back.",
        "Osteoporosis or poor balance: leave this out.",
        "Pregnant, a heart condition, or cancer now or before: ask first.",
        "Cobra: not when pregnant, and not if anything in a leg gets worse.",
        "A fused or recently operated back: ask first. Stop at once: if it hurts.",
        "Go slowly when pregnant.",
        ": go slowly.",
    ],
)
def test_a_caution_with_anything_in_it_that_was_not_asked_stays(caution):
    assert not ruled_out(caution, NOTHING_APPLIES, DAY)


def test_an_answer_that_has_run_out_rules_nothing_out():
    assert ruled_out("Pregnant: leave this out.", NOTHING_APPLIES, 13 * DAY)
    assert not ruled_out("Pregnant: leave this out.", NOTHING_APPLIES, 14 * DAY)


def test_much_pain_is_announced_as_what_it_will_mean():
    assert hint_before(["exercise"], spasm=False) == "6 or more: we breathe instead"
    assert hint_before(["exercise"], spasm=True) == "6 or more: no movements, only lying and breathing"
    assert hint_before(["cold"], spasm=False) == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (5, 3, "before 5 · after 3 · two better"),
        (3, 4, "before 3 · after 4 · one worse"),
        (4, 4, "before 4 · after 4 · the same"),
        (10, 0, "before 10 · after 0 · ten better"),
        (None, 3, "now 3 of 10"),
    ],
)
def test_pain_before_and_after_is_compared_in_words(before, after, said):
    assert compared(before, after) == said
