"""Every flow with a number pad alone: digits, Enter, and the full stop and the asterisk beside them."""

from __future__ import annotations

from tests.ui import hands


async def test_a_first_session_from_home_and_what_is_left_of_it_by_digits(desk):
    await hands.a_first_session_is_left_and_gone_on_with(hands.NumberPad(desk))


async def test_a_breath_and_a_stretch_that_hurts_by_digits(desk):
    await hands.a_breath_and_a_stretch_that_hurts(hands.NumberPad(desk))


async def test_c2_3_a_cold_pack_to_its_end_by_digits_none_of_which_answers_by_itself(desk):
    await hands.a_cold_pack_to_its_end(hands.NumberPad(desk))


async def test_history_signs_and_settings_by_digits(lived):
    await hands.what_was_done_and_what_is_set(hands.NumberPad(lived))
