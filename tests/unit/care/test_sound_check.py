"""Before the first cold or heat of a day what will ring is played, and somebody has to hear it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import BENDING, CURL, pack

from unclench.application import Application
from unclench.care import pack_check
from unclench.care.asks import BACKWARD, ENTER, ESCAPE, FORWARD, SPACE, TAKE, UNANSWERED, Ask, NotBegun, Reply
from unclench.care.pack_check import (
    AGAIN,
    CALL_EVERY,
    CAN_YOU_HEAR,
    HEARD,
    LEAVE,
    LISTEN,
    NO_ANSWER,
    NOT_BY_EAR,
    SCREEN,
)
from unclench.cues import Sound
from unclench.ports import PlayerFailed, Reach
from unclench.session.compiler import choose
from unclench.session.cue_queue import alarm_level
from unclench.testing import RecordingPlayer, routine

NOTHING = 1
COLD, HEAT = routine(pack()), routine(pack("heat"))


@pytest.fixture(autouse=True)
def _never_heard(room: Any) -> None:
    room.well()
    pack_check.forget_heard(room.home)


def asked(room: Any, played: Any, *given: Any) -> list[str]:
    """What is asked before this is played."""
    room.asked.clear()
    room.before(played, *given)
    return list(room.asked)


@pytest.mark.parametrize("played", [COLD, HEAT, routine(CURL, pack())])
def test_before_the_first_pack_of_a_day_what_will_ring_has_to_be_heard_and_before_the_next_not(room, played):
    assert asked(room, played, HEARD) == [LISTEN]
    assert asked(room, COLD) == asked(room, HEAT) == []


def test_on_the_next_day_it_has_to_be_heard_again(room):
    noon = datetime(2026, 3, 1, 23, 59)  # noqa: DTZ001  # what a wall clock shows
    room.program.wall = lambda: noon
    assert asked(room, COLD, HEARD) == [LISTEN]
    room.program.wall = lambda: noon + timedelta(minutes=2)
    assert asked(room, COLD, HEARD) == [LISTEN]


def test_what_puts_nothing_on_the_skin_asks_for_no_ears_and_opens_no_device(room):
    assert asked(room, BENDING) == []
    assert not room.player.opened


def test_going_on_with_a_pack_asks_for_ears_and_with_what_is_left_behind_it_not(room):
    timeline = choose(routine(pack(), CURL), room.program.choices()).timeline
    room.program.start_session(routine(pack(), CURL), timeline)
    room.program.running.interrupt(terminal_gone=False)
    found = room.program.interrupted_session()
    room.through(room.intake().before_resuming(found), None, HEARD)
    assert room.asked[-1] == LISTEN
    pack_check.forget_heard(room.home)
    room.asked.clear()
    last = len(timeline.segments) - 1
    room.through(room.intake(person=False).before_resuming(replace(found, place=last)))
    assert room.told == []


def test_another_copy_of_the_program_knows_that_it_was_heard(room):
    first = room.program
    second = Application(home=room.home, clock=room.clock, moment=room.moments, make_player=lambda _: RecordingPlayer())
    asked(room, COLD, HEARD)
    room.program = second
    assert asked(room, COLD) == []
    first.close()


def test_what_is_played_in_another_way_than_it_was_heard_has_to_be_heard_anew(room):
    asked(room, COLD, HEARD)
    room.player.name, room.player.reach = "bell", Reach.BELL
    assert asked(room, COLD, HEARD) == [LISTEN]
    assert asked(room, COLD) == []
    room.player.name = "recording"
    assert asked(room, COLD) == [], "the one does not make the other forgotten"


def test_where_there_is_no_sound_at_all_nobody_is_asked_to_hear_it_and_the_session_warns_as_it_begins(room):
    room.player.reach = Reach.NOTHING
    assert asked(room, COLD) == []
    ready = room.before(COLD)
    controller = room.program.start_session(ready.routine, ready.timeline)
    controller.tick()
    assert "NO ALARM WILL BE HEARD" in controller.said
    assert not room.home.heard.exists()


def test_a_device_that_does_not_open_is_for_the_session_to_report(room, monkeypatch):
    def fail() -> None:
        raise PlayerFailed("It does not open.")

    monkeypatch.setattr(room.player, "open", fail)
    assert asked(room, COLD) == []


# -- not heard -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "last"),
    [
        ((None,), LISTEN), ((NOTHING, LEAVE), NOT_BY_EAR), ((NOTHING, None), NOT_BY_EAR),
        ((UNANSWERED, LEAVE), NO_ANSWER), ((UNANSWERED, None), NO_ANSWER),
        ((NOTHING, AGAIN, UNANSWERED, LEAVE), NO_ANSWER),
    ],
)  # fmt: skip
def test_without_the_word_that_it_is_heard_nothing_is_timed_by_ear(room, given, last):
    with pytest.raises(NotBegun):
        room.before(COLD, *given)
    assert room.asked[-1] == last
    assert not room.home.heard.exists()


def test_whoever_turns_it_up_listens_again(room):
    assert asked(room, COLD, NOTHING, AGAIN, HEARD) == [LISTEN, NOT_BY_EAR, LISTEN]
    assert asked(room, COLD) == []


def test_whoever_goes_by_the_screen_is_told_to_keep_it_in_sight_and_is_asked_again_next_time(room):
    for _ in range(2):
        assert asked(room, COLD, NOTHING, SCREEN) == [LISTEN, NOT_BY_EAR]
        assert room.told.pop().startswith("Keep the screen in sight, and set the timer on your phone now")


def test_what_a_remote_comes_to_first_where_nothing_is_heard_is_to_leave_it(room):
    flow = pack_check.SoundCheck(room.program, person=True).before(COLD, choose(COLD, room.program.choices()).timeline)
    next(flow)
    flow.send(room.program.sound.player)
    unheard = flow.send(NOTHING)
    assert unheard.heading == NOT_BY_EAR
    assert keyed(FORWARD, TAKE, remote=True, ask=unheard) == LEAVE


def test_where_nobody_can_answer_it_is_said_that_nobody_has_heard_it(room):
    def nobody() -> list[str]:
        room.told.clear()
        room.through(room.intake(person=False).before(choose(COLD, room.program.choices())))
        return [told for told in room.told if "heard" in told]

    [told] = nobody()
    assert told.startswith("Nobody has said today that the alarm is heard here. Keep the screen in sight")
    asked(room, COLD, HEARD)
    assert nobody() == []


# -- the question ------------------------------------------------------------------------------


def keyed(*keys: str, remote: bool = False, ask: Ask = CAN_YOU_HEAR) -> Any:
    """The answer after these keys, each two seconds after the one before; "open" if there is none yet."""
    turns = {FORWARD: FORWARD, BACKWARD: BACKWARD, TAKE: TAKE} if remote else {}
    reply = Reply(ask, 0, remote=turns)
    for number, key in enumerate(keys):
        reply.press(key, 2_000 * (number + 1))
    return reply.answer if reply.done else "open"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (SPACE, HEARD), ("1", HEARD), ("2", NOTHING), ("n", NOTHING), (ESCAPE, None),
        (ENTER, "open"), ("y", "open"), ("b", "open"), ("0", "open"), ("3", "open"),
    ],
)  # fmt: skip
def test_space_says_that_it_is_heard_n_that_it_is_not_and_other_keys_say_neither(keys, answer):
    assert keyed(*keys) == answer


def test_no_single_key_of_a_remote_says_that_it_is_heard_and_the_first_that_is_come_to_is_that_it_is_not():
    assert keyed(FORWARD, remote=True) == keyed(TAKE, remote=True) == "open"
    assert keyed(FORWARD, TAKE, remote=True) == NOTHING
    assert keyed(FORWARD, FORWARD, TAKE, remote=True) == HEARD


def test_a_key_that_comes_sooner_than_anybody_can_have_heard_it_is_no_answer():
    reply = Reply(CAN_YOU_HEAR, 1_000)
    assert not reply.press(SPACE, 1_699)
    assert reply.press(SPACE, 1_700)
    assert (reply.done, reply.answer) == (True, HEARD)


def called() -> list[tuple[int, str, Sound, float]]:
    """(ms, words, cue, loudness) of all that is heard while nobody answers."""
    reply, now, heard = Reply(CAN_YOU_HEAR, 0), 0, []
    while not reply.done:
        assert reply.aloud is not None
        words, sound, level = reply.aloud  # type: ignore[misc]  # with calls it has all three
        heard.append((now, words, sound, level))
        now += CALL_EVERY
        assert not reply.repeat_if_due(now - 1)
        assert reply.repeat_if_due(now) != reply.done
    assert reply.answer == UNANSWERED
    return heard


def test_it_is_repeated_every_four_seconds_as_under_a_pack_the_check_and_then_the_alarm_from_its_softest_on():
    heard = called()
    assert [at for at, *_ in heard] == list(range(0, 28_000, 4_000))
    assert [sound for _, _, sound, _ in heard] == [Sound.CHECK] * 2 + [Sound.ALARM] * 5
    rising = [level for _, _, sound, level in heard if sound is Sound.ALARM]
    assert rising == sorted(rising)
    assert rising[0] == alarm_level(0)


def test_it_never_gets_as_loud_as_the_alarm_will_so_that_nobody_is_startled_and_what_is_heard_now_is_heard_then():
    assert max(level for _, _, sound, level in called() if sound is Sound.ALARM) <= 0.55 < alarm_level(30_000)


def test_every_second_call_says_what_to_press():
    assert [words for _, words, *_ in called()] == [LISTEN, "", LISTEN, "", LISTEN, "", LISTEN]


def test_it_is_played_as_loud_as_the_session_will_be(room):
    assert room.program.sound.player.volume != 35
    room.program.volume = 35
    asked(room, COLD, HEARD)
    assert room.player.volume == 35


# -- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recording": 3}', '{"recording": "yesterday"}', "x" * 20_000])
def test_a_file_that_cannot_be_believed_says_nothing(room, text):
    room.home.state.mkdir(parents=True, exist_ok=True)
    room.home.heard.write_text(text, "utf-8")
    assert asked(room, COLD, HEARD) == [LISTEN]
    assert asked(room, COLD) == []


def test_a_pipe_in_its_place_is_not_waited_for(room):
    room.home.state.mkdir(parents=True, exist_ok=True)
    os.mkfifo(room.home.heard)
    assert asked(room, COLD, HEARD) == [LISTEN]


def test_where_it_cannot_be_noted_it_counts_for_this_run(room):
    room.home.state.rmdir()
    room.home.state.write_text("in the way", "utf-8")
    intake = room.intake()
    room.through(intake.before(choose(COLD, room.program.choices())), HEARD)
    room.through(intake.before(choose(COLD, room.program.choices())))
    assert room.asked == [LISTEN]


def test_whoever_presses_another_key_is_told_the_key_that_the_question_names():
    reply = Reply(CAN_YOU_HEAR, 1_000)
    reply.press("y", 2_000)
    assert reply.hint == "Press space, 1 or 2."
