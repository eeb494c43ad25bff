"""What a key does to a question, whichever front end shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unclench.care import asks
from unclench.care.asks import (
    BACKSPACE,
    BACKWARD,
    DOWN,
    ENTER,
    ESCAPE,
    FORWARD,
    ROW_KEYS,
    SETTLE,
    SPACE,
    TAKE,
    TEN,
    UNANSWERED,
    UP,
    WALKED,
    Acknowledge,
    Ask,
    Begin,
    Begun,
    Choose,
    Fill,
    Rate,
    Reply,
    Tell,
    Tick,
    yes_no,
)
from unclench.cues import Sound
from unclench.system.keystrokes import QUESTION, SESSION, TOGETHER, Guard
from unclench.testing import ManualClock

LIST = Tick(heading="Do any of these apply?", items=(("a", "First"), ("b", "Second"), ("c", "Third")))
PICK = Choose(heading="Which?", options=("this", "that"), also={" ": 0, "n": 1})


def answered(ask: Ask, keys: Iterable[str]) -> Any:
    """The answer to a question after these keys; "open" if it is not answered yet."""
    answering = Reply(ask)
    for key in keys:
        answering.press(key)
    return answering.answer if answering.done else "open"


@pytest.mark.parametrize(
    ("ask", "keys", "answer"),
    [
        (LIST, "n", frozenset()),
        (LIST, ["2", ENTER], {"b"}),
        (LIST, ["1", "3", "1", ENTER], {"c"}),
        (LIST, [DOWN, DOWN, SPACE, ENTER], {"b"}),
        (LIST, [UP, SPACE, ENTER], {"a"}),
        (LIST, [ESCAPE], None),
        (PICK, "1", 0),
        (PICK, "2", 1),
        (PICK, " ", 0),
        (PICK, "N", 1),
        (PICK, [DOWN, DOWN, ENTER], 1),
        (yes_no("Sure?"), "y", 0),
        (yes_no("Sure?"), "n", 1),
        (yes_no("Sure?"), [ESCAPE], None),
        (Rate(heading="How much?"), "7", 7),
        (Rate(heading="How much?"), "0", 0),
        (Rate(heading="How much?"), "t", 10),
        (Rate(heading="How much?"), "10", 10),
        (Rate(heading="How much?"), ["1", ENTER], 1),
        (Rate(heading="How much?"), "14", 4),
        (Rate(heading="How much?"), [ENTER], None),
        (Acknowledge(heading="Call 112."), ["y", ENTER], True),
        (Begin(heading="Stretch"), [ENTER], Begun()),
        (Begin(heading="Stretch"), ["4", "s"], Begun(4)),
        (Begin(heading="Stretch"), ["1", "0", ENTER], Begun(10)),
        (Begin(heading="Stretch"), "q", None),
        (Fill(heading="Why?"), ["s", "o", BACKSPACE, "ö", ENTER], "sö"),
        (Fill(heading="Times?", suggested="5", read=int), [ENTER], 5),
        (Fill(heading="Times?", suggested="5", read=int), ["7", ENTER], 7),
    ],
)
def test_a_question_is_answered_by_its_keys(ask, keys, answer):
    assert answered(ask, keys) == answer


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (LIST, [ENTER]),
        (LIST, [SPACE, ENTER, SPACE]),
        (LIST, "y"),
        (LIST, "1n"),
        (Tick(heading="Signs", items=(("a", "First"),), ticked=frozenset({"a"})), "nn"),
        (Choose(heading="Stop.", options=("end",), may_leave=False), [ESCAPE, "x"]),
        (PICK, [ENTER]),
        (PICK, "x7"),
        (yes_no("Sure?"), [ENTER, SPACE, "1"]),
        (Acknowledge(heading="Call 112."), [ENTER, ESCAPE, SPACE, "q", "n"]),
        (Acknowledge(heading="Call 112."), ["y", "y", SPACE]),
        (Acknowledge(heading="Call 112."), [ENTER, ENTER, SPACE, "n", ENTER]),
        (Rate(heading="How much?"), "x1"),
        (Fill(heading="Why?"), [ENTER, SPACE, ENTER]),
        (Fill(heading="Times?", suggested="5", read=int), ["z", ENTER]),
    ],
)
def test_no_other_key_answers_it_by_accident(ask, keys):
    assert answered(ask, keys) == "open"


def test_what_was_not_understood_says_what_to_write_and_begins_anew():
    answering = Reply(Fill(heading="Times?", read=int))
    for key in ["x", ENTER, "4", ENTER]:
        answering.press(key)
    assert answering.answer == 4


@given(st.lists(st.sampled_from(["y", "n", ENTER, SPACE, "1", ESCAPE, DOWN]), max_size=8))
def test_keys_typed_before_a_question_stood_there_answer_nothing(keys):
    answering = Reply(LIST, shown=10_000)
    for key in keys:
        assert not answering.press(key, 10_000 + SETTLE - 1)
    assert not answering.done
    assert answering.ticked == set()


def test_a_key_within_four_tenths_of_a_second_was_meant_for_something_else_and_a_later_one_counts():
    answering = Reply(yes_no("Sure?"), shown=5_000)
    assert not answering.press("y", 5_399)
    assert answering.press("y", 5_400)
    assert answering.answer == 0


@pytest.mark.parametrize("held", [SPACE, "y", "n"])
def test_a_key_that_was_held_down_in_the_session_answers_no_question_of_care(held):
    clock = ManualClock()
    guard = Guard(clock)
    guard.comes_from_elsewhere(held, SESSION)
    asked = Reply(
        Choose(heading="Which?", options=("this", "that"), keys=("y", "n"), also={" ": 0}), clock.now(), guard
    )
    clock.advance(SETTLE)
    assert not asked.press(held, clock.now())
    clock.advance(1_000)
    assert asked.press(held, clock.now())
    assert asked.done


@given(st.sampled_from(["y", "n", "N", SPACE, "1", "x"]), st.integers(250, 660), st.integers(0, 40))
def test_a_key_that_led_to_a_question_does_not_answer_it_by_being_held_down(key, first_repeat, repeats):
    clock = ManualClock()
    guard = Guard(clock)
    assert not guard.comes_from_elsewhere(key, SESSION)
    asked = Reply(Tick(heading="Signs", items=(("a", "A"),)), clock.now(), guard)
    clock.advance(first_repeat)
    asked.press(key, clock.now())
    for _ in range(repeats):
        clock.advance(35)
        asked.press(key, clock.now())
    assert not asked.done
    assert not asked.ticked
    clock.advance(700)
    assert asked.press(key, clock.now())


@given(st.sampled_from(["y", "n", SPACE, "1"]), st.integers(250, 660), st.integers(0, 40))
def test_a_key_that_answered_a_question_does_nothing_behind_it_by_being_held_down(key, first_repeat, repeats):
    clock = ManualClock()
    guard = Guard(clock)
    assert not guard.comes_from_elsewhere(key, QUESTION)
    clock.advance(first_repeat)
    assert not guard.fresh_key(key)
    for _ in range(repeats):
        clock.advance(35)
        assert not guard.fresh_key(key)
    clock.advance(700)
    assert guard.fresh_key(key)


@given(st.sampled_from(["y", "n", ENTER, SPACE, "1"]), st.integers(1, 40))
def test_a_key_that_is_held_down_answers_one_question_and_not_the_next(key, repeats):
    clock = ManualClock()
    guard = Guard(clock)
    first, second = Reply(yes_no("One?"), clock.now(), guard), Reply(LIST, clock.now(), guard)
    clock.advance(SETTLE)
    first.press(key, clock.now())
    for _ in range(repeats):
        clock.advance(35)
        second.press(key, clock.now())
    assert not second.done
    assert second.ticked == set()


def test_a_question_with_patience_is_asked_once_more_and_then_nobody_is_there():
    answering = Reply(yes_no("Any of these?", patience=30_000), shown=0)
    assert [answering.repeat_if_due(at) for at in (29_999, 30_000, 30_001, 59_999)] == [False, True, False, False]
    assert not answering.done
    assert not answering.repeat_if_due(60_000)
    assert answering.answer == UNANSWERED


def test_a_question_without_patience_waits_for_ever():
    answering = Reply(yes_no("Off?"), shown=0)
    assert not answering.repeat_if_due(10**9)
    assert not answering.done


def test_what_is_only_told_wants_no_answer():
    assert Reply(Tell(heading="Good.")).done


def test_every_row_of_the_longest_list_has_a_key_of_its_own_that_means_nothing_else():
    from unclench.safety.red_flags import FLAGS
    from unclench.safety.screening import QUESTIONS

    longest = max(len(FLAGS), len(QUESTIONS))
    keys = Tick(heading="", items=tuple((str(n), "") for n in range(longest))).row_keys()
    assert len(set(keys)) == longest
    assert set(ROW_KEYS).isdisjoint("nqy")


WHERE_IT_HURTS = Choose(heading="Stopped.", options=("on", "out", "end"), rates=True, also={" ": 0, "q": 2})


def test_a_one_that_a_nought_may_make_a_ten_counts_once_it_has_been_let_alone():
    answering = Reply(WHERE_IT_HURTS, 0)
    answering.press("1", 1_000)
    assert (answering.done, answering.cursor, answering.wakes_in(1_200)) == (False, 0, TOGETHER - 200)
    assert not answering.repeat_if_due(999 + TOGETHER)
    assert not answering.done
    answering.repeat_if_due(1_000 + TOGETHER)
    assert (answering.done, answering.answer) == (True, 0)


@pytest.mark.parametrize(
    ("after", "answer"), [(["0"], "open"), (["0", "q"], 2), (["2"], 1), (["q"], 2), (["1"], "open")]
)
def test_whoever_types_ten_where_it_hurts_goes_on_with_nothing(after, answer):
    answering = Reply(WHERE_IT_HURTS, 0)
    for number, key in enumerate(["1", *after]):
        answering.press(key, 1_000 + number * 800)
    if after[0] == "0":
        assert answering.wakes_in(1_900) is None
        answering.repeat_if_due(100_000)
    assert (answering.answer if answering.done else "open") == answer


def test_the_ten_typed_where_it_hurts_is_told_how_to_end():
    answering = Reply(WHERE_IT_HURTS, 0)
    for key in "10":
        answering.press(key, 1_000)
    assert answering.hint == TEN


def test_elsewhere_a_one_counts_at_once():
    assert answered(PICK, "1") == 0


# -- a remote control, and a number pad ------------------------------------------------------

ON, BACK, DOT = "pagedown", "pageup", "."
REMOTE = {ON: FORWARD, BACK: BACKWARD, DOT: TAKE, "*": ESCAPE}
SIGNS = Tick(heading="Do you have any of these?", items=LIST.items, urgent=True, none="none of these")
SHORT = yes_no("Any of these signs?", no="none of these", first=0)
EVERY = (
    LIST, SIGNS, PICK, SHORT, yes_no("Delete it?"), Rate(heading="How much?"), Acknowledge(heading="Call 112."),
    Fill(heading="Why?"), Fill(heading="Times?", suggested="5", read=int),
)  # fmt: skip


def walked(ask: Ask, keys: Iterable[str]) -> Any:
    """The answer after these keys of a remote control, each two seconds after the one before; "open" without one."""
    clock = ManualClock()
    answering = Reply(ask, clock.now(), Guard(clock), REMOTE)
    for key in keys:
        clock.advance(2_000)
        answering.press(key, clock.now())
    return answering.answer if answering.done else "open"


@pytest.mark.parametrize(
    ("ask", "keys", "answer"),
    [
        (PICK, [ON, DOT], 0),
        (PICK, [ON, ON, DOT], 1),
        (PICK, [ON, BACK, DOT], 1),
        (SIGNS, [*[ON] * 4, DOT], frozenset()),
        (SIGNS, [ON, ON, DOT, ON, ON, DOT], {"b"}),
        (SIGNS, [ON, DOT, DOT, *[ON] * 3, DOT], frozenset()),
        (SIGNS, ["0", DOT], frozenset()),
        (SIGNS, ["3", "0", DOT], {"c"}),
        (SHORT, [ON, DOT], 0),
        (SHORT, [ON, ON, DOT], 1),
        (SHORT, ["2", DOT], 1),
        (yes_no("Delete it?"), [ON, DOT], 1),
        (yes_no("Delete it?"), [ON, ON, DOT], 0),
        (Rate(heading="How much?"), [*[ON] * 5, BACK, DOT], 3),
        (Rate(heading="How much?"), [*[ON] * 20, DOT], 10),
        (Acknowledge(heading="Call 112."), [ON, DOT], True),
        (Acknowledge(heading="Call 112."), ["1", DOT], True),
        (Fill(heading="Times?", suggested="5", read=int), [ON, ON], 5),
        (SIGNS, [ON, "*"], None),
    ],
)
def test_a_remote_control_walks_to_an_answer_and_takes_it(ask, keys, answer):
    assert walked(ask, keys) == answer


@pytest.mark.parametrize("ask", EVERY)
@pytest.mark.parametrize("key", [ON, BACK, DOT])
def test_no_key_of_a_remote_control_answers_anything_by_itself_however_often_it_is_pressed(ask, key):
    if isinstance(ask, Fill) and ask.suggested and key == ON:
        return  # how often the sheet means it is no answer of somebody's own
    assert walked(ask, [key] * 20) == "open"


@pytest.mark.parametrize("ask", [SIGNS, SHORT, yes_no("Delete it?"), Acknowledge(heading="Call 112.")])
@pytest.mark.parametrize("digit", "0123456789")
def test_no_digit_answers_by_itself_what_has_no_digits_of_its_own(ask, digit):
    assert walked(ask, [digit, ENTER, digit]) in ("open", {"a"}, {"b"}, {"c"})


@given(st.lists(st.sampled_from([ON, BACK, DOT]), max_size=12))
@example([ON, BACK, DOT])
def test_nobody_says_none_of_these_by_a_remote_without_having_been_at_every_row(keys):
    reply, seen = Reply(SIGNS, remote=REMOTE), set()
    for key in keys:
        reply.press(key)
        seen.add(reply.cursor)
    assert not (reply.done and not {0, 1, 2} <= seen)


@pytest.mark.parametrize("ask", EVERY[:-2])
def test_a_remote_control_that_was_being_pressed_when_a_question_came_does_nothing_to_it(ask):
    answering = Reply(ask, 0, remote=REMOTE)
    for at in (*range(0, 1_500, 100), 1_499):
        assert not answering.press((ON, DOT)[at // 100 % 2], at)
    assert answering.offer == ""


def test_a_remote_control_walks_as_fast_as_it_is_pressed_and_takes_nothing_while_it_is_held():
    clock = ManualClock()
    answering = Reply(LIST, clock.now(), Guard(clock), REMOTE)
    clock.advance(WALKED)
    for _ in range(2):
        answering.press(ON, clock.now())
        clock.advance(200)
    assert answering.offer == "tick: Second"
    for _ in range(10):
        answering.press(DOT, clock.now())
        clock.advance(100)
    assert answering.ticked == {"b"}


def test_what_would_be_taken_is_said_until_another_key_is_pressed():
    answering = Reply(SHORT, remote=REMOTE)
    answering.press(ON)
    answering.press(ON)
    assert answering.offer == "none of these"
    answering.press("x")
    assert answering.offer == ""
    answering.press(DOT)
    assert not answering.done


def test_without_a_remote_control_its_keys_and_the_digits_beside_yes_and_no_mean_nothing():
    assert answered(SHORT, ["2", DOT, ON, DOT]) == "open"
    answering = Reply(SHORT)
    answering.press("2")
    assert answering.offer == ""


def test_a_full_stop_is_text_where_something_is_typed():
    assert walked(Fill(heading="Why?"), ["s", DOT, "5", ENTER]) == "s.5"


# -- what is said ------------------------------------------------------------------------

NOT_ASKED = (asks.Tell, asks.Await, asks.Begin)
"""What nobody has to answer by ear: what is told, what takes a moment, and the preview."""


def kinds(of: type[Ask] = Ask) -> set[type[Ask]]:
    """Every kind of question that somebody may meet."""
    return {
        kind for each in of.__subclasses__() for kind in ({each} | kinds(each)) if not kind.__name__.startswith("_")
    }


EACH_KIND: dict[type[Ask], Ask] = {
    type(ask): ask
    for ask in (
        PICK, LIST, Rate(heading="How much?"), asks.Fetch(heading="A towel"), Fill(heading="Why now?"),
        Acknowledge(heading="Call 112."),
    )
}  # fmt: skip


def test_every_kind_of_question_says_what_it_asks_and_how_to_answer_without_words_of_its_own():
    assert kinds() - set(NOT_ASKED) == set(EACH_KIND)
    for ask in EACH_KIND.values():
        said = Reply(ask).aloud[0]  # type: ignore[index]  # it has words
        assert said.startswith(ask.heading)
        assert ask.how() or isinstance(ask, Acknowledge)
        assert said != ask.heading


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (Choose(heading="Which?", options=("this", "that")), "Which? 1: This. 2: That."),
        (Choose(heading="Which?", text="one\ntwo.", options=("this",)), "Which? One. Two. 1: This."),
        (yes_no("It is early.", "Is the skin fine?"), "It is early. Is the skin fine? Press y or n."),
        (yes_no("It is early.", yes="go on", no="leave it"), "It is early. y: Go on. n: Leave it."),
        (yes_no("Sure?", spoken="Quite sure?"), "Quite sure?"),
        (
            Tick(heading="Which?", items=(("a", "First"),), none="I am not sure"),
            "Which? 1: First. Press n for: I am not sure. If one applies, press its key, then Enter.",
        ),
        (
            Tick(heading="Which?", items=(("a", "First"), ("b", "Second")), ticked=frozenset("b")),
            "Which? 1: First. 2: Second. Ticked: 2. Press Enter when done.",
        ),
        (Fill(heading="How long?", suggested="20s"), "How long? Type it, or press Enter for 20s."),
        (Fill(heading="Why?"), "Why? Type it, then press Enter."),
        (
            Acknowledge(heading="Call 112.", text="- First", spoken="Off. Call 112."),
            "Off. Call 112. Once you have heard this, press y, then Enter.",
        ),
        (Tell(heading="Noted."), ""),
    ],
)
def test_what_is_asked_is_read_with_its_keys(ask, said):
    assert ask.words() == said


def test_what_was_told_before_a_question_is_said_with_it_and_only_the_first_time():
    told = (asks.Tell(heading="a", spoken="None of the signs."), asks.Tell(heading="b"))
    reply = Reply(yes_no("Go on?", patience=1_000), 0, told=told)
    assert reply.aloud == ("None of the signs. Go on? Press y or n.",)
    assert reply.repeat_if_due(1_000)
    assert reply.aloud == ("Go on? Press y or n.",)


def test_what_was_told_before_a_question_with_a_cue_comes_after_the_cue():
    ask = yes_no("Heard?", calls=(asks.Call(Sound.CHECK, 0.5, "Do you hear it?"),))
    assert Reply(ask, told=(asks.Tell(heading="a", spoken="Good."),)).aloud == (
        "Good. Do you hear it?", Sound.CHECK, 0.5,
    )  # fmt: skip


def test_an_emergency_notice_says_its_keys_and_they_close_it():
    notice = Acknowledge(heading="Call 112.", spoken="Call 112.")
    assert asks.HOW_TO_CLOSE in notice.words()
    assert answered(notice, ["y", ENTER]) is True


# -- by numbers, in lines of text --------------------------------------------------------------

TWELVE = Tick(heading="Any of these?", items=tuple((chr(97 + at), f"sign {at + 1}") for at in range(12)))
MANY = Choose(heading="Which?", options=tuple(f"row {at + 1}" for at in range(23)))
HURTS = Choose(heading="Stopped.", options=("gently", "leave it out", "down my leg"), keys=("1", "2", "l"), rates=True)


def by_number(ask: Ask, keys: Iterable[str]) -> Any:
    """The answer to a question with numbered rows after these keys; "open" if it is not answered yet."""
    answering = Reply(ask, numbered=True)
    for key in keys:
        answering.press(key)
    return answering.answer if answering.done else "open"


@pytest.mark.parametrize(
    ("ask", "keys", "answer"),
    [
        (PICK, "2", 1),
        (yes_no("Sure?"), ["1", ENTER], 0),
        (yes_no("Sure?"), ["2", ENTER], 1),
        (yes_no("Sure?"), "y", 0),
        (yes_no("Sure?"), ["1", "n"], 1),
        (yes_no("Sure?"), ["1", BACKSPACE, ENTER], "open"),
        (yes_no("Sure?"), ["1", ESCAPE], None),
        (HURTS, "2", 1),
        (HURTS, "3", "open"),
        (HURTS, ["3", ENTER], 2),
        (HURTS, "l", 2),
        (HURTS, "32", 1),
        (HURTS, ["1", "0", ENTER], "open"),
        (MANY, "7", "open"),
        (MANY, ["7", ENTER], 6),
        (MANY, "1", "open"),
        (MANY, ["1", ENTER], 0),
        (MANY, ["1", "7", ENTER], 16),
        (MANY, ["2", "9", ENTER], "open"),
        (MANY, "e", 13),
        (LIST, ["2", ENTER], {"b"}),
        (LIST, ["0", ENTER], frozenset()),
        (LIST, "0", "open"),
        (LIST, ["1", "0", ENTER], "open"),
        (TWELVE, ["1", ENTER], {"a"}),
        (TWELVE, ["1", "2", ENTER], {"l"}),
        (TWELVE, ["1", "5", ENTER], {"a", "e"}),
        (TWELVE, ["1", SPACE, "2", ENTER], {"a", "b"}),
        (TWELVE, ["c", "9", ENTER], {"l", "i"}),
        (TWELVE, "n", frozenset()),
    ],
)
def test_in_lines_a_row_is_chosen_by_its_number(ask, keys, answer):
    assert by_number(ask, keys) == answer


def test_no_two_rows_have_one_number_where_one_of_them_is_left_out():
    """Under a pack nobody goes on more gently, so there is no 1."""
    ask = Choose(heading="What now?", options=("Leave it out", "End: it hurts", "End: enough"), keys=("2", "3", "e"))
    assert asks.row_numbers(ask) == ["2", "3", "4"]
    assert [by_number(ask, keys) for keys in ("2", "3", ["4", ENTER])] == [0, 1, 2]


@given(st.lists(st.sampled_from("0123456789")), st.sampled_from([yes_no("Sure?"), TWELVE, LIST]))
def test_digits_alone_answer_no_yes_or_no_and_no_list_since_they_may_be_meant_for_the_pain(digits, ask):
    assert by_number(ask, digits) == "open"


@given(st.sampled_from("3456789"))
def test_in_lines_a_rating_typed_once_too_often_ends_nothing_where_it_hurts(digit):
    assert by_number(HURTS, digit) == "open"


@given(st.integers(1, len(ROW_KEYS)), st.data())
def test_every_row_of_a_list_of_any_length_has_one_number_and_is_chosen_by_it(length, data):
    ask = Choose(heading="Which?", options=tuple(f"row {at}" for at in range(length)))
    numbers = asks.row_numbers(ask)
    assert len(set(numbers)) == length
    row = data.draw(st.integers(0, length - 1))
    assert by_number(ask, [*numbers[row], ENTER]) == row


def test_a_ten_with_enter_behind_it_goes_on_with_nothing_where_it_hurts():
    assert answered(HURTS, ["1", "0", ENTER]) == "open"
    assert answered(HURTS, ["1", ENTER]) == 0


def test_what_a_number_waits_for_is_said():
    answering = Reply(TWELVE, numbered=True)
    answering.press("1")
    assert answering.hint == "1: sign 1. Space ticks it, Enter ticks it and goes on."
    answering = Reply(MANY, numbered=True)
    answering.press("2")
    answering.press("9")
    assert answering.hint == "There is no 29 here."
    answering = Reply(yes_no("Sure?", yes="stop here"), numbered=True)
    answering.press("1")
    assert answering.hint == "1: stop here. Press Enter."
    assert answering.did


@pytest.mark.parametrize("ask", [yes_no("Sure?"), MANY])
def test_space_answers_no_question_whose_row_has_only_been_named(ask):
    assert by_number(ask, ["1", SPACE]) == "open"


def test_a_digit_may_follow_itself_at_once_but_an_enter_that_is_held_down_chooses_no_row():
    clock = ManualClock()
    answering, guard = Reply(MANY, clock.now(), Guard(clock), numbered=True), Guard(clock)
    clock.advance(SETTLE)
    for _ in range(2):
        clock.advance(60)
        assert answering.press("1", clock.now())
    clock.advance(60)
    answering.press(ENTER, clock.now())
    assert answering.answer == 10
    guard.fresh("key \n")
    answering = Reply(MANY, clock.now() - SETTLE, guard, numbered=True)
    answering.press("1", clock.now())
    clock.advance(30)
    assert not answering.press(ENTER, clock.now())
    assert not answering.done


def test_with_more_rows_than_digits_a_wrong_key_says_that_enter_has_to_follow():
    long = Choose(heading="Which?", options=("a", "b"), keys=("1", "10"))
    answering = Reply(long, numbered=True)
    answering.press("x")
    assert answering.hint == "Type one of the numbers, then press Enter."
    answering = Reply(Choose(heading="Which?", options=("a", "b")), numbered=True)
    answering.press("x")
    assert answering.hint == "Press 1 or 2."


def test_the_arrow_keys_go_round():
    assert answered(PICK, [DOWN, DOWN, DOWN, ENTER]) == 0
    assert answered(PICK, [UP, UP, ENTER]) == 1


# -- pasted ------------------------------------------------------------------------------------


def test_what_is_pasted_is_typed_on_one_line_and_no_longer_than_anything_that_is_typed():
    answering = Reply(Fill(heading="Why?"))
    answering.press("a")
    answering.paste("b\n  c\x1b[2J\x07\td")
    assert answering.typed == "ab c[2J d"
    answering.paste("x" * 3 * asks.MOST_TYPED)
    assert len(answering.typed) == asks.MOST_TYPED


@pytest.mark.parametrize("ask", [Rate(heading="How much?"), Begin(heading="T"), PICK, LIST, yes_no("Sure?")])
def test_what_is_pasted_answers_nothing_where_nothing_is_typed(ask):
    answering = Reply(ask)
    answering.paste("1")
    assert (answering.typed, answering.done) == ("", False)
    answering.press(ENTER)
    assert answering.answer in (None, Begun())


def test_a_text_that_is_pasted_after_the_answer_changes_nothing():
    answering = Reply(Fill(heading="Why?"))
    for key in ("a", ENTER):
        answering.press(key)
    answering.paste("b")
    assert (answering.answer, answering.typed) == ("a", "a")
