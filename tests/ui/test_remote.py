"""Every flow with a presenter's remote alone: Page Down, Page Up, the full stop and Escape."""

from __future__ import annotations

from tests.ui import hands


async def test_a_first_session_from_home_and_what_is_left_of_it_by_a_remote(desk):
    await hands.a_first_session_is_left_and_gone_on_with(hands.Remote(desk))


async def test_a_breath_and_a_stretch_that_hurts_by_a_remote(desk):
    await hands.a_breath_and_a_stretch_that_hurts(hands.Remote(desk))


async def test_c2_3_a_cold_pack_to_its_end_by_a_remote_no_key_of_which_answers_by_itself(desk):
    await hands.a_cold_pack_to_its_end(hands.Remote(desk))


async def test_history_signs_and_settings_by_a_remote(lived):
    await hands.what_was_done_and_what_is_set(hands.Remote(lived))
