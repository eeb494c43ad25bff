"""The decisions beside the numbered rules, each in a sentence with the tests that look after it; for docs/safety.md."""

from __future__ import annotations

from typing import NamedTuple

PARITY = "test_the_same_keys_lead_to_the_same_records_and_events[{}]"


class Decision(NamedTuple):
    """`flows` are those of tests/ui/test_parity.py, which go through the screens and through lines."""

    id: str
    sentence: str
    tests: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The tests as docs/safety.md names them."""
        return (*self.tests, *(PARITY.format(flow) for flow in self.flows))


DECISIONS: tuple[Decision, ...] = (
    # -- before a session
    Decision(
        "care: order",
        "Before a session comes first what the sheet leaves open, then the warning signs, what does not suit, the pain "
        "and the lock-outs.",
        ("test_choices_come_first_then_the_signs_then_what_suits_then_pain_then_the_limits",),
    ),
    Decision(
        "care: what is open",
        "What the sheet leaves open is asked, one by one, and takes only what may be played; a question that is left "
        "begins nothing.",
        (
            "test_the_blanks_of_the_chosen_alternative_are_asked_and_played",
            "test_what_is_typed_for_a_blank_has_to_be_possible",
            "test_a_pack_of_more_than_twenty_minutes_is_refused_where_it_is_typed",
            "test_what_is_open_is_asked_one_by_one_or_taken_as_suggested_and_a_question_left_begins_nothing",
            "test_where_nobody_can_type_what_is_open_begins_nothing_and_says_all_of_it",
            "test_where_all_is_optional_it_is_said_how_to_play_it_and_not_that_nothing_suits",
        ),
    ),
    Decision(
        "care: what was chosen is screened",
        "The questions are about the alternative that was chosen, and not about the one that was written first.",
        (
            "test_an_alternative_is_screened_as_whatever_was_written_first",
            "test_an_alternative_that_does_not_suit_stays_out_as_well",
        ),
    ),
    Decision(
        "care: a yes stands",
        "A sign that was answered with yes is asked about before every session until it is said to be over; until then "
        "there is only breathing.",
        (
            "test_c4_a_yes_stands_before_every_session_until_it_is_over",
            "test_c4_where_nobody_can_answer_a_sign_that_stands_begins_nothing",
            "test_c4_a_sign_that_stands_is_urgent_and_shown_with_what_to_do",
        ),
    ),
    Decision(
        "care: the short question",
        "Before every routine for a spasm, and once in 24 hours before any other, all emergency signs are asked about in "
        "one question, which a yes ends with what to do.",
        (
            "test_c4_the_short_question_comes_before_every_routine_for_a_spasm",
            "test_c4_a_yes_to_the_short_question_shows_the_action_at_once_and_begins_nothing",
            "test_c4_the_short_question_is_urgent_spoken_asked_twice_and_left_begins_nothing",
            "test_c4_none_of_the_signs_is_kept_and_not_asked_again_for_a_day",
            "test_c4_who_is_not_sure_which_sign_it_is_keeps_the_yes",
        ),
    ),
    Decision(
        "care: nobody answers the short question",
        "Where nobody answers it, only what does not move is played.",
        (
            "test_c4_the_short_question_that_nobody_answers_leaves_out_what_moves",
            "test_c4_where_nobody_answers_what_moves_stays_out_beside_what_does_not_suit",
            "test_c4_going_on_with_a_spasm_where_nobody_answers_leaves_out_what_moves",
        ),
    ),
    Decision(
        "care: nobody can answer",
        "Where nobody sits there, what does not suit stays out, cold and heat that were not asked about do not begin, "
        "and what was not asked is said.",
        (
            "test_c4_where_nobody_can_answer_it_is_said_that_the_signs_were_not_asked_about",
            "test_c3_where_nobody_can_answer_what_does_not_suit_stays_out_and_cold_does_not_begin",
            "test_c3_where_nobody_can_answer_that_is_said",
            "test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said",
        ),
    ),
    Decision(
        "care: the questions are kept",
        "What was asked is kept, question by question, and what was only looked at is not; before cold and heat in groups.",
        (
            "test_c3_what_was_asked_is_kept_and_not_asked_again_for_ninety_days",
            "test_c3_before_cold_a_group_that_does_not_apply_answers_all_of_its_questions",
            "test_c3_a_yes_to_a_group_opens_its_own_lines",
            "test_c3_an_earlier_yes_is_ticked_when_it_is_asked_again",
            "test_c3_a_list_that_is_left_begins_nothing_whichever_it_is",
            "test_a_question_left_begins_nothing",
            "test_answers_hold_for_this_run_where_the_journal_cannot_be_used",
        ),
    ),
    Decision(
        "care: what is left out is not played",
        "A step that does not suit is not in what sounds, and comes back only by a tick of its own.",
        (
            "test_c3_a_yes_leaves_its_steps_out_of_what_is_played_and_a_tick_takes_one_back_in",
            "test_c3_a_step_that_is_adapted_stays_with_its_variant_spoken_and_shown",
            "test_c3_where_nothing_is_left_nothing_is_played",
            "test_c3_a_list_that_is_left_begins_nothing_whichever_it_is",
        ),
        ("a yes leaves a step out", "a yes, taken back in", "nothing is left"),
    ),
    Decision(
        "care: what is taken back in is kept",
        "What was taken back in is kept with its name; a doctor's yes is one answer for all that waits for it, and ends "
        "with a no to its question.",
        (
            "test_c3_a_yes_leaves_its_steps_out_of_what_is_played_and_a_tick_takes_one_back_in",
            "test_c3_a_doctors_yes_is_one_answer_for_all_the_steps_and_holds",
            "test_with_a_no_a_doctors_earlier_yes_is_over",
        ),
    ),
    Decision(
        "care: cold and heat that do not suit",
        "Cold and heat are played whole or not at all: past a refusal goes a typed reason, past a doctor's question a yes.",
        (
            "test_c3_cold_that_the_table_refuses_begins_only_with_a_typed_reason_that_is_kept",
            "test_c3_where_a_doctor_may_say_yes_escape_says_nothing_and_a_yes_is_asked_for_once",
            "test_an_alternative_is_screened_as_whatever_was_written_first",
        ),
    ),
    Decision(
        "care: a start that asks nothing",
        "A start goes without the journal only while all was answered with no, in this journal, and not longer.",
        (
            "test_once_all_is_answered_with_no_a_start_need_not_open_the_journal",
            "test_a_yes_is_never_clear_and_an_answer_ends_what_was",
            "test_what_was_clear_is_not_a_day_later_nor_beside_another_journal",
        ),
    ),
    Decision(
        "care: pain before",
        "With pain of six or more a session is advised against, and a routine for the spasm goes without what moves.",
        (
            "test_c4_session_much_pain_before_stretching_offers_breathing_and_is_no_ban",
            "test_c4_session_much_pain_before_a_routine_for_the_spasm_leaves_out_what_moves_and_advises_against_nothing",
            "test_c4_session_much_pain_before_asks_only_about_what_is_left_after_the_answers",
            "test_c4_session_escape_before_a_session_is_not_now_and_the_pain_is_kept",
            "test_c4_session_that_what_moves_is_left_out_is_said",
            "test_c4_where_nobody_answers_what_moves_stays_out_beside_what_does_not_suit",
            "test_c4_session_much_pain_before_it_advises_against_exercise_and_massage_and_against_nothing_else",
            "test_c4_session_with_much_pain_a_spasm_is_left_its_lying_and_breathing_and_nothing_else_is_begun",
        ),
    ),
    Decision(
        "care: limits and lock-outs",
        "What may not begin says so before anything is put on; only what lets itself be gone past asks how, and Escape is "
        "no yes.",
        (
            "test_c1_4_a_lock_out_is_said_before_anything_begins_whatever_way_in",
            "test_c1_4_a_typed_reason_goes_past_it_only_where_the_skin_is_normal",
            "test_c1_9_nothing_goes_past_the_hour_between_heat_and_heat",
            "test_c1_4_c1_6_escape_is_no_yes_to_any_of_the_limits",
            "test_c2_4_where_nobody_knows_what_was_on_before_it_is_asked_and_counts",
            "test_c2_4_escape_does_not_say_that_nothing_was_ever_on",
            "test_c2_4_after_a_restart_only_a_yes_says_that_the_clock_is_right",
            "test_what_is_not_safe_together_does_not_begin",
            "test_when_the_last_one_came_off_is_a_time_of_day_or_never",
        ),
    ),
    Decision(
        "care: what is unusual is asked about",
        "One more than is usual, and cold for days on end, begin only after a yes.",
        (
            "test_c1_6_c1_10_one_more_than_is_usual_in_a_day_is_asked_about",
            "test_c1_7_before_cold_after_days_of_it_one_is_asked_whether_it_helps",
            "test_c1_4_c1_6_escape_is_no_yes_to_any_of_the_limits",
            "test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said",
        ),
    ),
    Decision(
        "care: what was never said to be off",
        "While something may be on the skin nothing begins that is put on or that puts to sleep.",
        (
            "test_c2_4_what_was_never_said_to_be_off_is_in_the_way_of_cold_and_of_sleep_and_of_nothing_else",
            "test_c2_10_breathing_for_long_does_not_begin_beside_a_pack_and_asks_nothing_otherwise",
        ),
    ),
    Decision(
        "care: when it came off",
        "Of a time of day that is typed the latest meaning holds, to the end of its minute.",
        (
            "test_a_time_that_is_typed_is_the_last_one_at_which_the_clock_here_showed_it",
            "test_what_is_no_time_of_the_day_is_none",
            "test_what_is_kept_is_never_before_it_came_off",
            "test_in_the_night_to_summer_time_it_is_not_an_hour_too_early",
            "test_of_an_hour_that_comes_twice_the_later_one_is_meant",
        ),
    ),
    Decision(
        "care: going on",
        "Before a session that broke off goes on, all is asked that is asked before one, about what is left of it.",
        (
            "test_going_on_leaves_out_what_does_not_suit_any_more",
            "test_going_on_asks_only_about_what_is_still_to_come",
            "test_going_on_begins_nothing_where_a_sign_stands_or_nothing_is_left",
            "test_going_on_asks_again_what_has_run_out",
            "test_going_on_does_not_put_cold_on_inside_a_lock_out_nor_where_it_does_not_suit",
            "test_c4_going_on_with_a_spasm_where_nobody_answers_leaves_out_what_moves",
        ),
    ),
    Decision(
        "care: afterwards",
        "Pain afterwards goes with the session; after a spasm it is said what a doctor should hear of some day.",
        (
            "test_pain_afterwards_goes_with_the_session_and_may_be_left_out",
            "test_what_to_see_a_doctor_about_some_day_is_said_after_a_spasm_unless_there_was_cause_for_more",
        ),
    ),
    # -- in a session
    Decision(
        "care: it hurts",
        "x stands still at once, and one key goes on more gently, leaves the step out, or ends for the right reason; under "
        "a pack it first comes off.",
        (
            "test_while_it_is_asked_what_hurts_the_session_stands_still_and_says_how_to_come_out",
            "test_each_way_on_has_its_key_and_says_what_it_does_with_the_step",
            "test_left_without_an_answer_the_session_goes_on_standing_still",
            "test_more_gently_makes_what_is_left_shorter_and_goes_on",
            "test_a_step_that_is_left_out_is_left_and_the_next_one_begins",
            "test_the_last_step_left_out_because_it_hurts_ends_the_session_for_that",
            "test_c4_session_each_way_to_end_ends_it_for_its_own_reason_before_anything_else_is_asked",
            "test_c4_session_down_the_leg_and_dizziness_say_what_they_mean_and_dizziness_asks_for_the_signs",
            "test_how_much_and_where_it_hurt_is_kept_with_the_step_that_was_left",
            "test_how_much_it_hurt_may_be_left_out_and_so_may_the_place",
            "test_a_breath_for_a_while_leaves_the_session_standing",
            "test_c4_from_what_hurts_the_signs_are_one_key_away_and_a_yes_ends_the_session",
            "test_c2_3_under_a_pack_nothing_is_asked_when_it_hurts_the_pack_comes_off_and_it_rings_until_then",
        ),
    ),
    Decision(
        "care: a digit",
        "A digit is kept with the step that runs; six or more ends the session, and no single key goes past it.",
        (
            "test_a_digit_below_six_is_kept_with_its_step_and_said_and_nothing_stands_still",
            "test_c4_session_a_digit_of_six_or_more_stands_still_and_ends_it",
            "test_c4_session_a_digit_of_six_can_end_in_breathing",
            "test_c4_session_no_key_alone_goes_past_a_six_neither_escape_nor_the_word_that_it_was_mistyped",
            "test_c4_session_a_mistyped_six_is_not_kept_and_the_session_goes_on",
            "test_c4_session_in_a_routine_for_the_spasm_a_digit_only_is_kept",
            "test_c4_session_six_under_a_pack_is_kept_and_the_pack_comes_off_first",
        ),
    ),
    Decision(
        "care: signs in a session",
        "A warning sign ends what runs before its action is read, and the action wants two keys.",
        (
            "test_c4_the_list_of_the_signs_is_urgent_and_shows_what_stands",
            "test_c4_a_sign_ends_the_session_before_the_action_is_read_and_the_action_wants_two_keys",
            "test_c4_no_sign_is_kept_as_no_and_nothing_ends",
            "test_c4_the_list_left_without_an_answer_says_nothing_about_anybody",
            "test_c4_under_a_pack_a_sign_says_what_to_do_and_to_take_it_off_and_it_rings_until_it_is",
            "test_c4_without_a_session_a_sign_is_kept_and_the_action_shown",
            "test_c4_a_sign_that_stands_is_said_once_in_a_session_and_stops_nothing",
        ),
    ),
    Decision(
        "care: before anything moves",
        "In a routine for the spasm a doctor's signs are asked about before its first movement, once, standing still.",
        (
            "test_c4_before_anything_moves_in_a_spasm_a_doctors_signs_are_asked_about_once_and_it_stands_still",
            "test_c4_a_doctors_sign_before_it_moves_ends_the_session",
            "test_c4_outside_of_a_spasm_nothing_is_asked_before_it_moves",
            "test_c4_what_is_over_is_asked_about_nothing_more",
        ),
    ),
    Decision(
        "care: leaving a session",
        "A session is left only after a yes, and with a pack on only when that is off.",
        (
            "test_leaving_is_asked_about_and_only_a_yes_ends_it",
            "test_c2_5_leaving_with_a_pack_on_says_that_it_comes_off_first_and_ends_only_then",
        ),
    ),
    Decision(
        "care: a reason in a session",
        "In a session a typed reason goes past a lock-out that lets itself be gone past, where the skin is normal.",
        (
            "test_c1_4_a_typed_reason_goes_past_a_lock_out_in_a_session_only_where_the_skin_is_normal",
            "test_c1_13_no_reason_is_asked_for_where_none_goes_past_it",
            "test_without_a_lock_out_there_is_nothing_to_go_past",
        ),
    ),
    Decision(
        "care: going on after a question",
        "After a question only what stood still for it goes on.",
        ("test_after_a_question_only_what_stood_still_for_it_goes_on",),
    ),
    # -- keys
    Decision(
        "care: keys",
        'A question is answered by its own keys only, none typed before it stood there or held down; no key says "none" '
        "or goes past an emergency by accident.",
        (
            "test_a_question_is_answered_by_its_keys",
            "test_no_other_key_answers_it_by_accident",
            "test_what_was_not_understood_says_what_to_write_and_begins_anew",
            "test_keys_typed_before_a_question_stood_there_answer_nothing",
            "test_a_key_within_four_tenths_of_a_second_was_meant_for_something_else_and_a_later_one_counts",
            "test_a_key_that_is_held_down_answers_one_question_and_not_the_next",
            "test_a_key_that_was_held_down_in_the_session_answers_no_question_of_care",
            "test_every_row_of_the_longest_list_has_a_key_of_its_own_that_means_nothing_else",
        ),
    ),
    Decision(
        "care: nobody answers",
        "A question with patience is asked once more, and then nobody is there; any other waits.",
        (
            "test_a_question_with_patience_is_asked_once_more_and_then_nobody_is_there",
            "test_a_question_without_patience_waits_for_ever",
        ),
    ),
    Decision(
        "end: what each reason means",
        "What the body ended is not offered again; what nobody could be asked about may still be on the skin.",
        (
            "test_each_reason_is_kept_under_its_word_and_means_this",
            "test_there_are_no_others",
            "test_what_this_version_does_not_know_is_taken_for_something_that_was_the_matter",
            "test_nothing_is_well_done_where_the_body_ended_it",
        ),
    ),
    # -- texts
    Decision(
        "text: cautions",
        "Each bundled routine has the cautions of its sheet.",
        ("test_each_routine_has_its_cautions",),
    ),
    Decision(
        "text: the first minutes",
        "In the first minutes of a spasm the position comes first, and nobody is hurried up.",
        ("test_the_first_minutes_say_the_position_first_and_wait_before_getting_up",),
    ),
    Decision("text: massage", "A massage is firm and never strong.", ("test_a_massage_is_firm_and_never_strong",)),
)
"""In the order in which they come up."""
