"""The decisions beside the numbered rules, each in a sentence with the tests that look after it; for docs/safety.md."""

# ruff: noqa: E501  # a sentence is easier to read on one line
from __future__ import annotations

from typing import NamedTuple

PARITY = "test_the_same_keys_lead_to_the_same_records_and_events[{}]"


class Decision(NamedTuple):
    """`flows` are those of tests/ui/test_parity.py, which run through the screens and through plain mode."""

    id: str
    sentence: str
    tests: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its tests, as docs/safety.md lists them."""
        return (*self.tests, *(PARITY.format(flow) for flow in self.flows))


DECISIONS: tuple[Decision, ...] = (
    # -- before a session
    Decision(
        "care: order",
        "Before a session the questions come in this order: what the sheet leaves open, the warning signs, what does not suit, pain, and the lock-outs.",
        ("test_choices_come_first_then_the_signs_then_what_suits_then_pain_then_the_limits",),
    ),
    Decision(
        "care: what is open",
        "Whatever the sheet leaves open is asked one by one, and only what may be played is accepted; leaving a question begins nothing.",
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
        "The questions are about the alternative that was chosen, not the one that was written first.",
        (
            "test_an_alternative_is_screened_as_whatever_was_written_first",
            "test_an_alternative_that_does_not_suit_stays_out_as_well",
        ),
    ),
    Decision(
        "care: a yes stands",
        "A sign that was answered with yes is asked about before every session until the person says it is over; until then there is only breathing.",
        (
            "test_c4_a_yes_stands_before_every_session_until_it_is_over",
            "test_c4_where_nobody_can_answer_a_sign_that_stands_begins_nothing",
            "test_c4_a_sign_that_stands_is_urgent_and_shown_with_what_to_do",
        ),
    ),
    Decision(
        "care: the short question",
        "All emergency signs are asked about in one question: before every routine for a spasm, and once in 24 hours before any other. After a yes comes what to do, and nothing begins.",
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
        "If nobody answers it, only steps without movement are played.",
        (
            "test_c4_the_short_question_that_nobody_answers_leaves_out_what_moves",
            "test_c4_where_nobody_answers_what_moves_stays_out_beside_what_does_not_suit",
            "test_c4_going_on_with_a_spasm_where_nobody_answers_leaves_out_what_moves",
        ),
    ),
    Decision(
        "care: nobody can answer",
        "If nobody is there, what does not suit is left out, cold and heat do not begin without answers, and the program says which questions were not asked.",
        (
            "test_c4_where_nobody_can_answer_it_is_said_that_the_signs_were_not_asked_about",
            "test_c3_where_nobody_can_answer_what_does_not_suit_stays_out_and_cold_does_not_begin",
            "test_c3_where_nobody_can_answer_that_is_said",
            "test_c3_where_nobody_can_answer_cold_that_does_not_suit_does_not_begin",
            "test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said",
        ),
    ),
    Decision(
        "care: the questions are kept",
        "Answers are recorded question by question, and a list that was only looked at records nothing; before cold and heat the questions come in groups.",
        (
            "test_c3_what_was_asked_is_kept_and_not_asked_again_for_ninety_days",
            "test_c3_before_cold_a_group_that_does_not_apply_answers_all_of_its_questions",
            "test_c3_a_yes_to_a_group_opens_its_own_lines",
            "test_c3_an_earlier_yes_is_ticked_when_it_is_asked_again",
            "test_c3_what_was_ticked_is_kept_and_what_was_not_is_a_no",
            "test_c3_a_list_that_is_left_begins_nothing_whichever_it_is",
            "test_a_question_left_begins_nothing",
            "test_answers_hold_for_this_run_where_the_journal_cannot_be_used",
        ),
    ),
    Decision(
        "care: what is left out is not played",
        "A step that does not suit is not played, and comes back only if somebody ticks it.",
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
        "A step that somebody takes back in is recorded by name. A doctor's yes is one answer for every step that waits for it, and ends with a no to its question.",
        (
            "test_c3_a_yes_leaves_its_steps_out_of_what_is_played_and_a_tick_takes_one_back_in",
            "test_c3_a_doctors_yes_is_one_answer_for_all_the_steps_and_holds",
            "test_with_a_no_a_doctors_earlier_yes_is_over",
        ),
    ),
    Decision(
        "care: cold and heat that do not suit",
        "Cold and heat are played whole or not at all: a refusal takes a typed reason, a doctor's question takes a yes.",
        (
            "test_c3_cold_that_the_table_refuses_begins_only_with_a_typed_reason_that_is_kept",
            "test_c3_where_a_doctor_may_say_yes_escape_says_nothing_and_a_yes_is_asked_for_once",
            "test_an_alternative_is_screened_as_whatever_was_written_first",
        ),
    ),
    Decision(
        "care: a start that asks nothing",
        "A start skips the journal only while every question was answered with no, in this journal, and for no longer than those answers count.",
        (
            "test_once_all_is_answered_with_no_a_start_need_not_open_the_journal",
            "test_a_yes_is_never_clear_and_an_answer_ends_what_was",
            "test_what_was_clear_is_not_a_day_later_nor_beside_another_journal",
            "test_a_walk_is_clear_only_where_exercise_is",
            "test_a_pack_is_never_put_on_without_a_question_and_nothing_begins_unasked_that_is_not_clear",
        ),
    ),
    Decision(
        "care: pain before",
        "With pain of six or more a session is advised against, and a routine for a spasm leaves out its movements.",
        (
            "test_c4_session_much_pain_before_stretching_offers_breathing_and_is_no_ban",
            "test_c4_session_much_pain_before_a_routine_for_the_spasm_leaves_out_what_moves_and_advises_against_nothing",
            "test_c4_session_much_pain_before_asks_only_about_what_is_left_after_the_answers",
            "test_c4_session_escape_before_a_session_is_not_now_and_the_pain_is_kept",
            "test_c4_session_with_much_pain_a_routine_for_the_spasm_presses_nothing_either",
            "test_c4_session_that_what_moves_is_left_out_is_said",
            "test_c4_where_nobody_answers_what_moves_stays_out_beside_what_does_not_suit",
            "test_c4_session_much_pain_before_it_advises_against_exercise_and_massage_and_against_nothing_else",
            "test_c4_session_with_much_pain_a_spasm_is_left_its_lying_and_breathing_and_nothing_else_is_begun",
        ),
    ),
    Decision(
        "care: limits and lock-outs",
        "Whatever may not begin says so before anything is put on; only what can be overridden asks how, and Escape is never a yes.",
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
        "One pack more than is usual in a day, and cold for days on end, begin only after a yes.",
        (
            "test_c1_6_c1_10_one_more_than_is_usual_in_a_day_is_asked_about",
            "test_c1_7_before_cold_after_days_of_it_one_is_asked_whether_it_helps",
            "test_c1_4_c1_6_escape_is_no_yes_to_any_of_the_limits",
            "test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said",
        ),
    ),
    Decision(
        "care: what was never said to be off",
        "While something may still be on the skin, nothing begins that would be put on or that may send somebody to sleep.",
        (
            "test_c2_4_what_was_never_said_to_be_off_is_in_the_way_of_cold_and_of_sleep_and_of_nothing_else",
            "test_c2_10_breathing_for_long_does_not_begin_beside_a_pack_and_asks_nothing_otherwise",
        ),
    ),
    Decision(
        "care: when it came off",
        "A time of day that somebody types means the latest such time, up to the end of its minute.",
        (
            "test_a_time_that_is_typed_is_the_last_one_at_which_the_clock_here_showed_it",
            "test_what_is_no_time_of_the_day_is_none",
            "test_what_is_no_time_is_none",
            "test_a_time_of_before_it_was_on_is_none_since_then",
            "test_what_is_kept_is_never_before_it_came_off",
            "test_in_the_night_to_summer_time_it_is_not_an_hour_too_early",
            "test_of_an_hour_that_comes_twice_the_later_one_is_meant",
        ),
    ),
    Decision(
        "care: going on",
        "Before an interrupted session resumes, everything is asked again that is asked before a session, about what is left of it.",
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
        "Pain afterwards is recorded with the session; after a spasm the program says what a doctor should hear about some day.",
        (
            "test_pain_afterwards_goes_with_the_session_and_may_be_left_out",
            "test_what_to_see_a_doctor_about_some_day_is_said_after_a_spasm_unless_there_was_cause_for_more",
        ),
    ),
    # -- in a session
    Decision(
        "care: it hurts",
        "x holds everything still at once, and one more key goes on more gently, leaves the step out, or ends the session for the right reason; a pack comes off first.",
        (
            "test_while_it_is_asked_what_hurts_the_session_stands_still_and_says_how_to_come_out",
            "test_each_way_on_has_its_key_and_says_what_it_does_with_the_step",
            "test_a_one_that_a_nought_may_make_a_ten_counts_once_it_has_been_let_alone",
            "test_whoever_types_ten_where_it_hurts_goes_on_with_nothing",
            "test_it_is_asked_aloud_every_half_minute_for_as_long_as_nobody_answers",
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
        "A digit is recorded with the step that is running; six or more ends the session, and no single key gets past that.",
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
        "A warning sign ends the session before the person reads what to do, and that takes two keys to dismiss.",
        (
            "test_c4_the_list_of_the_signs_is_urgent_and_shows_what_stands",
            "test_c4_a_sign_ends_the_session_before_the_action_is_read_and_the_action_wants_two_keys",
            "test_c4_no_sign_is_kept_as_no_and_nothing_ends",
            "test_c4_a_sign_that_stood_before_is_not_taken_back_by_leaving_it_unticked",
            "test_c4_a_reminder_that_was_due_while_a_dialog_was_in_front_is_due_again_and_said_once",
            "test_c4_the_list_left_without_an_answer_says_nothing_about_anybody",
            "test_c4_under_a_pack_a_sign_says_what_to_do_and_to_take_it_off_and_it_rings_until_it_is",
            "test_c4_without_a_session_a_sign_is_kept_and_the_action_shown",
            "test_c4_a_sign_that_stands_is_said_once_in_a_session_and_stops_nothing",
        ),
    ),
    Decision(
        "care: before anything moves",
        "In a routine for a spasm, the signs for a doctor are asked about once, before its first movement, while the session holds still.",
        (
            "test_c4_before_anything_moves_in_a_spasm_a_doctors_signs_are_asked_about_once_and_it_stands_still",
            "test_c4_the_signs_that_were_due_while_a_dialog_was_in_front_are_due_again_and_asked_once",
            "test_c4_a_doctors_sign_before_it_moves_ends_the_session",
            "test_c4_outside_of_a_spasm_nothing_is_asked_before_it_moves",
            "test_c4_what_is_over_is_asked_about_nothing_more",
        ),
    ),
    Decision(
        "care: leaving a session",
        "A session ends early only after a yes, and with a pack on only once that is off.",
        (
            "test_leaving_is_asked_about_and_only_a_yes_ends_it",
            "test_c2_5_leaving_with_a_pack_on_says_that_it_comes_off_first_and_ends_only_then",
        ),
    ),
    Decision(
        "care: a reason in a session",
        "During a session a typed reason overrides a lock-out only where that is allowed and the skin is normal.",
        (
            "test_c1_4_a_typed_reason_goes_past_a_lock_out_in_a_session_only_where_the_skin_is_normal",
            "test_c1_13_no_reason_is_asked_for_where_none_goes_past_it",
            "test_without_a_lock_out_there_is_nothing_to_go_past",
        ),
    ),
    Decision(
        "care: going on after a question",
        "After a question, only what was held still for it resumes.",
        ("test_after_a_question_only_what_stood_still_for_it_goes_on",),
    ),
    # -- keys
    Decision(
        "care: keys",
        'A question is answered by its own keys only, never by one pressed before it appeared or held down; no key says "none" or dismisses an emergency by accident.',
        (
            "test_a_question_is_answered_by_its_keys",
            "test_no_other_key_answers_it_by_accident",
            "test_what_was_not_understood_says_what_to_write_and_begins_anew",
            "test_keys_typed_before_a_question_stood_there_answer_nothing",
            "test_a_key_within_four_tenths_of_a_second_was_meant_for_something_else_and_a_later_one_counts",
            "test_a_key_that_is_held_down_answers_one_question_and_not_the_next",
            "test_a_key_that_was_held_down_in_the_session_answers_no_question_of_care",
            "test_a_key_that_led_to_a_question_does_not_answer_it_by_being_held_down",
            "test_a_key_that_answered_a_question_does_nothing_behind_it_by_being_held_down",
            "test_a_held_key_that_skips_to_the_warning_signs_does_not_say_that_there_are_none",
            "test_what_is_asked_while_the_device_is_still_opening_is_answered_before_the_session_begins",
            "test_every_row_of_the_longest_list_has_a_key_of_its_own_that_means_nothing_else",
        ),
    ),
    Decision(
        "care: nobody answers",
        "A question with patience is asked once more and then counts as unanswered; any other waits.",
        (
            "test_a_question_with_patience_is_asked_once_more_and_then_nobody_is_there",
            "test_a_question_without_patience_waits_for_ever",
        ),
    ),
    Decision(
        "end: what each reason means",
        "A session that the body ended is not offered again; where nobody could be asked, something may still be on the skin.",
        (
            "test_each_reason_is_kept_under_its_word_and_means_this",
            "test_there_are_no_others",
            "test_what_this_version_does_not_know_is_taken_for_something_that_was_the_matter",
            "test_nothing_is_well_done_where_the_body_ended_it",
        ),
    ),
    # -- what a session does with its questions, its alarm and its keys
    Decision(
        "session: questions about a pack",
        "A question before or after a pack is repeated every half minute; where the pack may be on, it turns into the alarm.",
        (
            "test_a_question_before_a_pack_is_asked_every_half_minute_and_rings_after_two",
            "test_a_question_that_rings_says_what_to_press_and_calls",
            "test_whatever_was_pressed_before_it_rings_where_a_pack_is_on_or_may_be_and_nobody_answers",
            "test_what_may_not_begin_is_not_asked_again_and_again",
            "test_a_question_right_behind_a_pack_is_asked_again_until_it_is_answered",
        ),
    ),
    Decision(
        "session: taken off?",
        "A pause with a pack on asks whether it is off, for 15 seconds or until a check is due; after a yes the session holds still.",
        (
            "test_taken_off_is_withdrawn_when_a_check_comes_and_y_then_means_awake",
            "test_taken_off_waits_for_fifteen_seconds_and_no_longer",
            "test_taken_off_answered_when_the_time_is_over_ends_the_alarm",
            "test_taken_off_before_another_alarm_leads_to_that_alarm",
            "test_not_yet_ends_the_question_whether_it_was_taken_off",
            "test_c2_5_pausing_asks_whether_it_is_off_and_no_lets_its_clock_run_on",
            "test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session",
            "test_c2_5_n_answers_the_question_of_a_pause_and_skips_nothing",
        ),
        ("cold: a stale question answers nothing", "cold: taken off", "cold: not yet"),
    ),
    Decision(
        "session: a check",
        'A skin check is answered with the key for awake and fine; "not fine" takes the pack off and ends the session.',
        (
            "test_a_skin_check_is_answered_with_space_or_y",
            "test_c2_1_skin_that_is_not_fine_takes_it_off_and_ends_the_session_whatever_was_to_come",
            "test_a_check_that_waits_at_the_end_does_not_take_the_answer",
            "test_what_a_check_and_the_end_of_a_pack_show_are_two_different_keys",
            "test_taken_off_is_withdrawn_when_a_check_comes_and_y_then_means_awake",
            "test_c2_5_n_answers_the_question_of_a_pause_and_skips_nothing",
        ),
        ("cold: not fine",),
    ),
    Decision(
        "session: the end of a pack",
        "At the end of a pack only y says that it is off; the key for awake never does.",
        (
            "test_the_end_of_a_pack_is_answered_with_y_and_never_with_the_key_for_awake",
            "test_c2_3_whoever_ends_it_under_a_pack_is_asked_at_once_and_loudly_and_only_the_off_ends_it",
            "test_two_applications_in_a_row_each_end_with_their_own_question",
            "test_what_a_check_and_the_end_of_a_pack_show_are_two_different_keys",
            "test_an_alarm_of_the_sheets_own_asks_what_it_says_and_takes_nothing_off",
            "test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session",
            "test_under_a_pack_no_keys_but_the_answer_that_it_is_off_end_a_session",
        ),
        ("cold: space does not take it off",),
    ),
    Decision(
        "session: the alarm",
        "The alarm grows to full within 30 seconds at any volume. It is never dropped, no list stays in front of it, it calls for attention by other means too, and whatever outlives the program knows of it beforehand.",
        (
            "test_the_alarm_is_full_within_thirty_seconds",
            "test_an_unanswered_check_becomes_an_alarm_that_grows_until_it_is_answered",
            "test_waking_in_the_middle_of_cold_after_a_missed_check_rings_at_once_and_loud",
            "test_the_volume_does_not_hold_for_the_alarm",
            "test_an_alarm_calls_at_once_and_then_every_ten_seconds",
            "test_what_is_on_the_skin_has_an_alarm_that_is_known_beforehand_and_ends_with_the_word",
            "test_a_session_that_was_left_without_a_word_rings_all_the_same",
        ),
        ("cold: a list in front of the question that comes to ring",),
    ),
    Decision(
        "session: an end",
        "Ending a session with a pack on takes the pack off first; a reason of the body's is never replaced by another.",
        (
            "test_c2_3_whoever_ends_it_under_a_pack_is_asked_at_once_and_loudly_and_only_the_off_ends_it",
            "test_with_nothing_on_the_skin_it_ends_at_once",
            "test_a_reason_of_the_bodys_stands_against_one_of_choice",
            "test_where_nobody_can_be_asked_the_pack_counts_as_still_on",
            "test_only_a_window_that_closes_over_a_pack_lets_the_session_go_on",
            "test_while_somebody_leaves_under_a_pack_every_other_key_says_what_is_to_be_done",
            "test_under_a_pack_no_keys_but_the_answer_that_it_is_off_end_a_session",
            "test_a_session_is_over_only_after_what_was_on_the_skin_is_off",
        ),
        ("cold: it hurts", "cold: left", "cold: a warning sign"),
    ),
    Decision(
        "session: a key too early",
        "A key that was pressed before a question appeared, or right after the computer slept, answers nothing.",
        (
            "test_a_key_typed_before_a_question_was_there_answers_nothing",
            "test_a_question_that_a_slow_front_end_has_not_shown_yet_is_not_answered",
            "test_a_key_right_after_waking_does_not_count_the_sleep",
            "test_a_key_right_after_waking_answers_no_question_that_came_meanwhile",
            "test_a_question_that_came_this_moment_is_answered_by_no_key",
        ),
    ),
    Decision(
        "session: what stands still",
        "A pack on the skin cannot be paused, left by going back, or begin before its question. Its clock runs on while the computer sleeps; everything else waits.",
        (
            "test_what_is_on_the_skin_cannot_be_paused_or_left_by_going_back",
            "test_a_suspend_pauses_a_hold_where_it_was",
            "test_a_suspend_does_not_stop_the_clock_of_what_is_on_the_skin",
            "test_waking_in_the_middle_of_cold_after_a_missed_check_rings_at_once_and_loud",
            "test_a_session_that_moves_to_a_question_while_paused_asks_it",
            "test_what_is_refused_is_said_and_changes_nothing",
            "test_under_a_pack_no_keys_but_the_answer_that_it_is_off_end_a_session",
            "test_what_hurts_under_a_pack_or_at_its_alarm_cannot_stand_still",
            "test_at_the_alarm_no_key_leads_back_and_from_behind_it_none_leads_into_it",
        ),
    ),
    Decision(
        "session: going on",
        "An interrupted session never resumes inside an application, and announces what comes early enough to lie down again.",
        (
            "test_a_session_can_go_on_from_any_place_and_never_inside_an_application",
            "test_a_session_with_nothing_left_but_the_skin_has_nothing_to_go_on_with",
            "test_going_on_names_the_routine_and_the_exercise_and_gives_time_to_lie_down",
        ),
    ),
    Decision(
        "session: leaving a step out",
        "A step is left out as a whole, a pack only once it is off; after the last step the session ends.",
        (
            "test_leaving_a_step_out_says_so_and_that_the_session_stands_still",
            "test_leaving_the_last_step_out_ends_the_session_for_that_reason",
            "test_where_the_step_that_hurts_is_a_pack_it_comes_off_first",
            "test_cold_that_a_no_leaves_out_is_not_asked_to_be_taken_off",
            "test_what_a_block_asks_is_asked_once_and_no_leaves_all_of_its_rounds_out",
            "test_the_key_for_on_answers_a_question_of_the_sheet_with_no",
            "test_a_question_answered_with_no_leaves_its_step_out",
            "test_a_question_answered_with_yes_goes_on",
        ),
    ),
    Decision(
        "session: its keys",
        "Whatever a session shows, says or refuses names the keys of the front end it is played in; keys of somebody's own may not take the place of an answer.",
        (
            "test_a_bundled_routine_says_the_same_with_other_keys_but_for_the_keys",
            "test_a_session_that_is_played_names_the_keys_of_its_front_end_and_says_nothing_else",
            "test_every_change_of_a_session_keeps_its_keys",
            "test_the_journal_keeps_a_session_without_the_keys_of_a_front_end",
            "test_the_plain_text_has_keys_of_its_own_whatever_the_settings_say",
            "test_a_session_that_sounds_before_its_screen_is_there_names_the_keys_that_the_screen_will_have",
            "test_keys_that_would_leave_an_answer_without_one_are_refused_with_what_to_do",
            "test_what_cannot_be_is_named_with_what_to_write_instead",
            "test_with_any_keys_that_may_be_chosen_each_answer_has_keys_of_its_own_and_they_are_what_is_named",
            "test_whoever_has_other_keys_is_told_those_from_the_first_question_of_a_pack_to_its_end",
        ),
    ),
    Decision(
        "session: a breath in between",
        "There is no breath in between while a pack is on, or may be; if the body ends the breath, it ends the session behind it too.",
        (
            "test_no_breath_is_breathed_while_a_pack_may_be_on",
            "test_no_breath_is_breathed_under_a_pack_and_it_is_said_why",
            "test_in_a_breath_in_between_b_says_how_one_comes_back",
            "test_what_ends_a_breath_because_of_the_body_ends_the_session_behind_it",
        ),
        ("a breath between", "a breath between that hurts", "cold: nothing is asked under a breath"),
    ),
    Decision(
        "session: what was made easier does not grow",
        "What was eased, shortened or skipped does not count as done in full, so tomorrow's dose does not grow from it.",
        (
            "test_what_is_made_easier_or_shorter_is_not_whole_and_what_is_longer_is",
            "test_what_was_eased_shortened_or_left_out_does_not_grow",
        ),
    ),
    Decision(
        "session: ten",
        "A 0 right after a 1 makes ten.",
        ("test_a_nought_right_behind_a_one_makes_a_ten",),
        ("ten, typed as one and nought, before",),
    ),
    # -- limits where something is written
    Decision(
        "limits: in files and commands",
        "A sheet that breaks a limit is reported with its line and not played, and neither is such a command.",
        (
            "test_a_safety_limit_is_an_error",
            "test_a_dose_at_its_limit_is_fine",
            "test_an_unlikely_dose_is_a_warning",
            "test_more_than_twenty_minutes_on_the_skin_are_refused",
        ),
    ),
    Decision(
        "limits: one point",
        "How long one point is pressed is counted as it will be played, across repetitions, sets and sides.",
        (
            "test_what_is_counted_beforehand_is_what_is_played",
            "test_c1_16_more_than_sixty_seconds_on_one_point_is_not_played",
            "test_a_press_with_pauses_is_played",
        ),
    ),
    # -- what was on the skin before
    Decision(
        "book: each application of a session",
        "Each application is checked for the time at which it is planned, together with those before it.",
        (
            "test_a_session_says_of_each_application_whether_and_from_when_on_it_may_begin",
            "test_what_cannot_be_known_stands_before_every_application_and_another_program_before_the_first",
            "test_a_session_that_is_safe_by_itself_may_begin_as_a_whole_when_that_is_said_and_not_before",
            "test_the_first_application_is_told_what_starting_it_would_say",
            "test_the_second_pack_of_a_session_is_looked_at_behind_its_first",
        ),
    ),
    Decision(
        "book: what time is certain",
        "Only the boot clock of the same boot is trusted. After a reboot only the time since then is certain; on another machine, nothing is.",
        (
            "test_within_one_boot_a_step_of_the_wall_clock_neither_shortens_nor_lengthens",
            "test_across_a_reboot_of_this_machine_what_it_has_run_since_is_certain",
            "test_what_a_boot_has_run_is_certain_only_where_the_wall_clock_says_that_it_began_after",
            "test_c1_4_of_what_another_machine_saw_nothing_is_certain",
            "test_a_record_of_before_machines_had_names_is_of_this_boot_where_it_names_it",
            "test_c2_4_without_a_name_for_its_boot_a_machine_knows_at_least_what_its_clock_has_run_on",
            "test_without_a_name_for_its_boot_one_run_of_the_program_knows_its_own_times_whatever_the_wall_clock_does",
            "test_a_hint_makes_one_boot_of_two_runs_only_where_the_wall_clock_agrees",
            "test_a_boot_clock_that_ran_backwards_is_no_exact_clock",
            "test_c2_4_a_wall_clock_that_was_set_back_across_a_restart_lengthens_the_lock_out",
            "test_two_machines_are_never_one_boot",
        ),
    ),
    Decision(
        "book: on the disk before its first second",
        "An application is on the disk before its first second: in the journal, on its slip and on the sheet.",
        (
            "test_without_any_disk_a_run_knows_what_is_on_and_since_when_it_is_off",
            "test_c2_4_an_exposure_is_on_the_disk_before_its_first_second_and_until_it_is_said_to_be_off",
            "test_an_exposure_is_kept_before_the_call_returns_and_only_where_it_is_allowed",
            "test_without_a_disk_it_is_said_once_and_the_exposure_and_its_lock_out_hold_all_the_same",
            "test_c2_4_what_is_on_is_asked_about_also_where_the_disk_was_full_when_it_went_on",
            "test_c2_4_with_the_slip_gone_what_is_still_on_is_asked_about_at_the_start",
            "test_another_program_that_was_quicker_locks_it_out",
        ),
    ),
    Decision(
        "book: said to be off",
        "That a pack is off is stored at once in all these places, and its slip is deleted.",
        (
            "test_without_any_disk_a_run_knows_what_is_on_and_since_when_it_is_off",
            "test_what_came_off_while_the_journal_could_not_be_written_is_off",
            "test_c2_4_an_exposure_is_on_the_disk_before_its_first_second_and_until_it_is_said_to_be_off",
            "test_without_a_disk_it_is_said_once_and_the_exposure_and_its_lock_out_hold_all_the_same",
            "test_c1_4_a_full_disk_loses_no_lock_out",
            "test_c1_4_the_journal_or_the_slips_may_be_deleted_and_the_lock_out_stands",
            "test_c1_4_the_lock_out_of_a_run_stands_although_the_journal_fails_in_the_middle_of_it",
            "test_what_is_long_off_and_kept_leaves_the_sheet",
        ),
    ),
    Decision(
        "book: still on",
        "A pack that was never confirmed off is asked about at the next start, even if its slip or the journal is gone.",
        (
            "test_a_slip_alone_is_enough_to_look",
            "test_a_program_that_lets_its_time_go_by_does_not_count_as_looking_after_it",
            "test_what_came_off_while_the_journal_could_not_be_written_is_off",
            "test_c2_4_with_the_slip_gone_what_is_still_on_is_asked_about_at_the_start",
            "test_c2_4_what_is_on_is_asked_about_also_where_the_disk_was_full_when_it_went_on",
            "test_a_start_does_not_look_into_a_journal_in_which_nothing_is_on",
            "test_a_journal_that_somebody_else_has_changed_is_looked_into_once",
            "test_a_program_that_still_looks_after_it_is_told_from_one_that_is_gone",
            "test_a_slip_of_what_the_journal_does_not_know_is_asked_about_all_the_same",
            "test_c1_4_a_full_disk_loses_no_lock_out",
            "test_c2_4_what_was_still_on_where_it_was_taken_in_from_is_asked_about_at_the_start",
        ),
    ),
    Decision(
        "book: what nobody knows",
        "If nobody can know what was on before, cold and heat ask; the answer also counts for the next run of the program.",
        (
            "test_c2_4_where_the_journal_cannot_be_read_cold_and_heat_do_not_begin_by_themselves",
            "test_c2_4_where_there_was_never_room_for_the_lock_outs_one_is_asked_about_the_last",
            "test_c2_4_a_home_that_can_only_be_read_asks_since_others_may_have_kept_nothing",
            "test_c1_4_the_answer_how_long_ago_counts_for_cold_and_for_heat",
            "test_c1_4_what_was_said_counts_for_the_next_program_too",
            "test_a_clock_of_elsewhere_that_is_hours_ahead_locks_nothing_out_for_ever_but_is_asked_about",
        ),
    ),
    Decision(
        "book: a disk that fails",
        "No full or broken disk loses a lock-out, and what could not be written to the journal is added later.",
        (
            "test_c1_4_nothing_goes_on_inside_a_lock_out_also_where_the_journal_cannot_be_written",
            "test_c1_4_for_two_hours_the_sheet_knows_it_without_the_journal",
            "test_c1_4_a_full_disk_loses_no_lock_out",
            "test_what_the_full_disk_kept_from_the_journal_is_put_there_when_there_is_room_again",
            "test_a_sheet_that_was_half_written_still_holds_what_stood_on_it_before",
            "test_the_sheet_never_grows_and_the_latest_stay_on_it",
            "test_what_is_long_off_and_kept_leaves_the_sheet",
            "test_c1_4_the_journal_or_the_slips_may_be_deleted_and_the_lock_out_stands",
        ),
    ),
    Decision(
        "book: hostile files",
        "A file in the place of a slip is read only if it is a plain file, and a link is never followed.",
        (
            "test_a_link_under_the_name_of_a_slip_is_never_written_through",
            "test_a_fifo_under_the_name_of_a_slip_holds_nobody_up",
        ),
    ),
    Decision(
        "book: another program",
        "A program sees whether another one is looking after a pack, or playing something that may send somebody to sleep; when that one dies, this ends.",
        (
            "test_a_program_that_still_looks_after_it_is_told_from_one_that_is_gone",
            "test_c2_10_a_pack_does_not_begin_beside_what_another_program_plays_to_sleep",
            "test_c2_10_what_was_played_to_sleep_is_in_nobodys_way_once_it_is_over",
        ),
    ),
    Decision(
        "book: forgetting",
        "A lock-out that is running survives deleting everything.",
        ("test_forgetting_everything_leaves_no_trace_in_the_file_but_a_running_lock_out",),
    ),
    # -- the two front ends
    Decision(
        "front: lines",
        "In plain mode each key does what it does on the screens; held down, pressed too early or sent through a pipe, it answers nothing.",
        (
            "test_a_key_that_is_held_down_answers_once",
            "test_a_held_key_that_a_question_comes_upon_does_not_answer_it",
            "test_ten_seconds_more_may_be_asked_for_quickly",
            "test_a_pipe_that_ends_never_keeps_a_session_waiting",
            "test_while_something_lies_on_the_skin_nothing_stops",
            "test_a_space_bar_that_is_held_down_pauses_once",
            "test_n_answers_a_question_with_no",
            "test_losing_the_text_does_not_stop_what_is_heard",
            "test_losing_the_text_where_nothing_sounds_ends_the_session",
            "test_a_cold_pack_asks_at_its_check_and_rings_until_off_is_confirmed",
        ),
        (
            "a short question nobody answers",
            "a sign before it moves",
            "a sign stands, and a breath",
            "it hurts: end",
            "a digit",
            "a sign in a session",
            "a breath between",
            "cold: taken off",
            "cold: left",
            "a breath between that hurts",
            "cold: too soon, with a reason",
            "Enter, Enter answers nothing",
        ),
    ),
    Decision(
        "front: screens",
        "On the screens each question is answered with the same keys as everywhere, in front of whatever is running; the warning signs stay, and everything else makes way for an alarm.",
        (
            "test_c4_a_warning_sign_stops_the_session_and_no_single_key_goes_past_it",
            "test_a_check_and_the_end_alarm_take_the_whole_screen_and_any_list_away",
            "test_a_digit_that_is_held_down_rates_once",
            "test_the_signs_are_not_taken_away_by_a_check_nor_what_was_ticked_on_them",
            "test_a_digit_that_is_held_down_rates_once_in_a_session",
            "test_a_space_bar_that_is_held_down_pauses_once_on_the_screen",
            "test_a_key_that_is_held_down_answers_one_question_and_not_the_next_on_the_screen",
            "test_a_key_that_is_held_down_pauses_once_and_skips_once",
            "test_neither_a_remote_control_nor_a_click_answers_a_question_or_touches_a_pack",
            "test_the_enter_that_led_to_a_session_skips_nothing_of_it_while_it_is_held",
            "test_a_remote_control_does_not_say_no",
            "test_a_click_neither_starts_nor_ends_what_waits_for_somebody",
            "test_pain_before_and_after_goes_with_the_session",
            "test_pain_told_before_a_start_that_was_given_up_does_not_go_with_the_next_session",
            "test_leaving_at_once_from_a_breath_in_between_keeps_the_place_of_the_session",
            "test_c4_session_pain_of_six_before_it_offers_breathing_and_the_rating_goes_with_that",
        ),
        (
            "Enter, Enter answers nothing",
            "a short question nobody answers",
            "a sign before it moves",
            "a sign stands, and is still so",
            "much pain before: breathe",
            "it hurts: end",
            "a digit of six or more",
            "a breath between that hurts",
            "a breath between",
            "cold: taken off",
            "cold: left",
            "cold: too soon, with a reason",
            "going on with what does not suit any more",
        ),
    ),
    Decision(
        "front: at the start",
        "A pack that was never confirmed off is asked about before any command, with its alarm if its time is over.",
        (
            "test_c2_4_without_a_keyboard_what_is_still_on_ends_every_playing_command_with_what_to_do",
            "test_c2_4_commands_that_only_tell_say_it_in_one_line_and_go_on",
            "test_c2_4_at_a_terminal_every_command_but_flags_asks_before_it_says_anything",
            "test_what_is_left_of_an_application_is_its_time_its_checks_and_its_alarm",
            "test_before_its_time_is_over_one_key_says_that_it_is_off_and_one_when",
            "test_not_yet_watches_the_rest_of_it_with_its_alarm",
            "test_where_its_time_is_over_it_rings_before_anything_is_asked",
            "test_the_program_that_asks_is_the_one_that_looks_after_it",
            "test_leaving_the_watch_takes_it_off_first",
            "test_off_confirms_it_and_nothing_is_asked_any_more",
        ),
    ),
    # -- texts
    Decision(
        "text: cautions",
        "Each bundled routine carries the cautions of its sheet.",
        ("test_each_routine_has_its_cautions",),
    ),
    Decision(
        "text: the first minutes",
        "In the first minutes of a spasm the position comes first, and nobody is hurried to get up.",
        ("test_the_first_minutes_say_the_position_first_and_wait_before_getting_up",),
    ),
    Decision("text: massage", "Massage is firm, never strong.", ("test_a_massage_is_firm_and_never_strong",)),
)
"""In the order in which they come up."""
