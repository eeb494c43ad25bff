"""Words that were cut off come again when the session goes on, whatever cut them off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unclench.player.speech import Talk
from unclench.routine.model import ApplyStep, Exact, ExerciseStep, Movement
from unclench.session.session import Status
from unclench.session.timeline import Kind
from unclench.testing import FakeVoice, Rig, hold

POSE = Movement(None, "Child's pose", say="Child's pose. Kneel, and sit back towards your heels.")
WHOLE = "Child's pose. Kneel, and sit back towards your heels. Hold 10 seconds."
REST = "Kneel, and sit back towards your heels. Hold 10 seconds."


def rig(setup: float = 7, voice: FakeVoice | None = None, **options: Any) -> Rig:
    """A get-ready whose words last from 0.3 to 3.8 s, each sentence of them 50 ms a letter; then a hold."""
    step = ExerciseStep(exercise=POSE, hold=Exact(10_000), setup=Exact(round(setup * 1000)), rest=Exact(0))
    return Rig(step, voice=voice or FakeVoice(), **options)


def goes_on(rig: Rig, key: Callable[[], object]) -> tuple[list[str], float, float]:
    """What is said of the words after a key, when that is heard to begin, and when the hold begins, in seconds."""
    before, now = len(rig.player.spoken), rig.clock.now()
    key()
    while rig.here is Kind.SETUP:
        rig.run(0.05)
    segment = rig.controller.view().segment
    assert segment is not None
    hold_begins = rig.controller.session.playhead.time_of(segment.start)
    texts = zip(rig.voice.said[before:], rig.player.spoken[before:], strict=True)
    said = [(text, (at - now) / 1000) for text, (at, _) in texts if text in WHOLE and at < hold_begins]
    return [text for text, _ in said], said[0][1] if said else -1, (hold_begins - now) / 1000


def test_after_a_pause_the_sentence_that_was_cut_comes_again_and_what_followed_it():
    mine = rig()
    mine.run(2)
    mine.controller.answer_or_pause()
    mine.run(60)
    said, begins, hold_begins = goes_on(mine, mine.controller.answer_or_pause)
    assert said == [REST]
    assert begins == 0.1
    assert hold_begins == pytest.approx(0.1 + 0.5 + 2.8 + 3)  # without the words it would have been 5


def test_where_there_is_time_enough_the_get_ready_does_not_get_longer():
    mine = rig(setup=20)
    mine.run(2)
    mine.controller.answer_or_pause()
    assert goes_on(mine, mine.controller.answer_or_pause) == ([REST], 0.1, 18.0)


def test_what_was_heard_to_its_end_does_not_come_again():
    mine = rig()
    mine.run(4)
    mine.controller.answer_or_pause()
    mine.run(60)
    assert goes_on(mine, mine.controller.answer_or_pause) == ([], -1, 3.0)


def test_the_timeline_stays_as_written_and_no_phase_is_reported_twice():
    mine = rig()
    before = mine.controller.session.timeline
    mine.run(2)
    mine.controller.answer_or_pause()
    goes_on(mine, mine.controller.answer_or_pause)
    assert mine.controller.session.timeline is before
    assert [event for event, _ in mine.events.lines].count("phase") == 2


def test_words_that_are_cut_twice_come_twice():
    mine = rig()
    mine.run(2)
    mine.controller.answer_or_pause()
    mine.controller.answer_or_pause()
    mine.run(2.5)
    mine.controller.answer_or_pause()
    assert goes_on(mine, mine.controller.answer_or_pause)[0] == ["Hold 10 seconds."]


def test_the_first_of_the_words_that_came_again_is_not_lost_when_it_is_cut_too():
    mine = rig()
    mine.run(2)
    for _ in range(3):
        mine.controller.answer_or_pause()
        mine.run(1)
        mine.controller.answer_or_pause()
        mine.run(1)
    mine.controller.answer_or_pause()
    said, begins, hold_begins = goes_on(mine, mine.controller.answer_or_pause)
    assert (said, begins) == ([REST], 0.1)
    assert hold_begins == pytest.approx(0.1 + 0.5 + 2.8 + 3)


def test_words_that_were_not_rendered_yet_come_whole():
    slow = FakeVoice()
    slow.ready = False
    mine = rig(voice=slow)
    mine.run(1)
    mine.controller.answer_or_pause()
    slow.ready = True
    mine.run(1)
    assert goes_on(mine, mine.controller.answer_or_pause)[0] == [WHOLE]


def test_what_was_muted_comes_again_when_the_sound_is_on():
    mine = rig()
    mine.run(2)
    mine.controller.mute()
    mine.run(3)
    said, begins, hold_begins = goes_on(mine, mine.controller.mute)
    assert (said, begins) == ([REST], 0.1)
    assert hold_begins == pytest.approx(0.1 + 0.5 + 2.8 + 3)


def test_a_key_for_the_volume_ends_muting_and_brings_the_words_back():
    mine = rig()
    mine.run(2)
    mine.controller.mute()
    mine.run(0.5)
    assert goes_on(mine, lambda: mine.controller.change_volume(1))[0] == [REST]


def test_words_muted_from_before_they_began_come_whole():
    mine = rig()
    mine.controller.mute()
    mine.run(4)
    assert goes_on(mine, mine.controller.mute)[0] == [WHOLE]


def test_a_key_for_the_volume_alone_cuts_nothing_off():
    mine = rig()
    mine.run(2)
    assert goes_on(mine, lambda: mine.controller.change_volume(1)) == ([], -1, 5.0)


def test_muting_and_pausing_together_lose_no_word():
    mine = rig()
    mine.run(2)
    mine.controller.mute()
    mine.run(1)
    mine.controller.answer_or_pause()
    mine.controller.mute()
    mine.run(1)
    assert goes_on(mine, mine.controller.answer_or_pause)[0] == [REST]


@pytest.mark.parametrize(("by", "hold_begins"), [(10_000, 28.0), (-10_000, 8.0), (-13_000, 0.1 + 0.5 + 2.8 + 3)])
def test_a_longer_get_ready_and_a_shorter_one_go_on_with_their_words(by: int, hold_begins: float):
    mine = rig(setup=20)
    mine.run(2)
    said, begins, began = goes_on(mine, lambda: mine.controller.adjust(by))
    assert (said, begins) == ([REST], 0.1)
    assert began == pytest.approx(hold_begins)


def test_after_the_computer_slept_the_words_come_again_that_it_slept_through():
    mine = rig()
    mine.run(2)
    mine.clock.suspend(3_600_000)
    mine.controller.tick()
    assert mine.controller.session.status(mine.clock.now()) is Status.PAUSED
    assert goes_on(mine, mine.controller.answer_or_pause)[0] == [REST]


def test_after_a_breathing_break_the_words_come_again():
    mine = rig()
    mine.run(2)
    mine.controller.hold_still("breathing", "Paused to breathe.")
    between = Rig(hold(9), clock=mine.clock, player=mine.player, voice=mine.voice)
    between.run(9)
    mine.controller.come_back(between.controller)
    mine.run(5)
    assert goes_on(mine, mine.controller.answer_or_pause)[0] == [REST]


def test_going_to_another_step_and_back_says_what_that_step_says_and_no_more():
    step = ExerciseStep(exercise=POSE, hold=Exact(10_000), setup=Exact(7_000), rest=Exact(0))
    mine = Rig(step, hold(5, setup=4), voice=FakeVoice())
    mine.run(2)
    mine.controller.jump(1)
    assert goes_on(mine, lambda: mine.controller.jump(0))[0] == [WHOLE]


def test_with_the_voice_off_nothing_comes_again_and_the_get_ready_goes_on_as_ever():
    mine = rig(talk=Talk.OFF)
    mine.run(2)
    mine.controller.answer_or_pause()
    assert goes_on(mine, mine.controller.answer_or_pause) == ([], -1, 5.0)


def test_in_a_rest_the_words_come_again_before_its_ticks():
    mine = Rig(hold(5, reps=2, sets=2, set_rest=8), voice=FakeVoice())
    while mine.here is not Kind.SET_REST:
        mine.run(0.1)
    mine.run(2.5)  # "Rest. Next: set 2 of 2." lasts from 1.1 to 2.25 s
    said = len(mine.voice.said)
    mine.controller.answer_or_pause()
    mine.controller.answer_or_pause()
    mine.run(1)
    assert mine.voice.said[said:] == []
    mine.controller.back()
    mine.run(2)
    said = len(mine.voice.said)
    mine.controller.answer_or_pause()
    mine.run(1)
    mine.controller.answer_or_pause()
    mine.run(1)
    assert mine.voice.said[said:] == ["Paused. Space to go on.", "Next: set 2 of 2."]


def test_under_a_pack_nothing_comes_again():
    mine = Rig(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)), voice=FakeVoice())
    mine.press(mine.controller.answer_or_pause)  # the cloth
    mine.run(1)
    mine.controller.mute()
    mine.run(1)
    said = list(mine.voice.said)
    mine.controller.mute()
    mine.run(2)
    assert [text for text in mine.voice.said if text not in said] == ["Sound on."]
