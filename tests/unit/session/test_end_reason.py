"""Why a session ended: what each reason means, written down by hand a second time."""

from __future__ import annotations

import pytest

from unclench.session.end_reason import EndReason

BODY, STAYS = "the body ended it", "may be gone on with"
UNASKED = "may be gone on with, and nobody could be asked"
MEANING = {
    "finished": ("done to the end", ""),
    "user": ("stopped early", STAYS),
    "fatigue": ("stopped: tired", STAYS),
    "pain": ("stopped: it hurt", BODY),
    "too much pain": ("stopped: pain of 6 or more", BODY),
    "down the leg": ("stopped: pain moved down the leg", BODY),
    "dizzy or numb": ("stopped: dizzy or newly numb", BODY),
    "skin": ("stopped: the skin was not fine", BODY),
    "other": ("stopped: something was wrong", BODY),
    "warning sign": ("stopped: warning sign", BODY),
    "interrupted": ("interrupted", UNASKED),
    "the terminal is gone": ("interrupted: the window was closed", UNASKED),
    "no keyboard": ("interrupted: no keyboard", UNASKED),
    "nobody can hear or see it": ("interrupted: no screen and no sound", UNASKED),
    "crashed": ("interrupted by an error", UNASKED),
}


@pytest.mark.parametrize("kept", MEANING)
def test_each_reason_is_kept_under_its_word_and_means_this(kept):
    reason = EndReason.read(kept)
    assert reason is not None
    sentence, meaning = MEANING[kept]
    assert (reason.value, reason.sentence) == (kept, sentence)
    assert reason.body == (meaning == BODY)
    assert reason.resumable == (meaning in (STAYS, UNASKED))
    assert reason.unasked == (meaning == UNASKED)


def test_of_two_reasons_the_heavier_one_is_told():
    order = [EndReason.USER, EndReason.PAIN, EndReason.TOO_MUCH_PAIN, EndReason.WARNING_SIGN]
    assert [reason.weight for reason in order] == [0, 1, 2, 3]
    assert EndReason.SKIN.weight == EndReason.DIZZY_OR_NUMB.weight == EndReason.DOWN_THE_LEG.weight == 2


def test_there_are_no_others():
    assert {reason.value for reason in EndReason} == set(MEANING)


def test_what_this_version_does_not_know_is_taken_for_something_that_was_the_matter():
    assert EndReason.read("struck by lightning") is EndReason.SOMETHING_ELSE
    assert EndReason.read(None) is None


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (EndReason.FINISHED, "Well done."), (EndReason.USER, "that is fine"), (EndReason.CRASHED, "that is fine"),
        (EndReason.PAIN, "because it hurt"), (EndReason.TOO_MUCH_PAIN, "6 or more, rest"),
        (EndReason.DOWN_THE_LEG, "moved down a leg. Rest now"), (EndReason.DIZZY_OR_NUMB, "Stay lying down"),
        (EndReason.SKIN, "show it to a doctor"), (EndReason.SOMETHING_ELSE, "Rest now"),
        (EndReason.WARNING_SIGN, "get help now"),
    ],
)  # fmt: skip
def test_nothing_is_well_done_where_the_body_ended_it(reason, words):
    assert words in reason.farewell
    assert ("Well done" in reason.farewell) == (reason is EndReason.FINISHED)


def test_no_farewell_names_a_key_since_keys_may_be_ones_own():
    assert not [reason for reason in EndReason if set(reason.farewell) & set("!?/") or " key " in reason.farewell]
