"""What the keys do where they count repetitions: one counts, one ends it, and nothing is lost on the way."""

from __future__ import annotations

from unclench.player.media_keys import may_stand_still, take_media_keys
from unclench.ports import MediaKey
from unclench.routine.model import Exact, ExerciseStep, Movement, Open
from unclench.session.timeline import Kind
from unclench.testing import FakeVoice, Rig, hold

CURLS = ExerciseStep(
    exercise=Movement(None, "Curl-up"), reps=Open(), sets=Exact(2), set_rest=Exact(20_000), setup=Exact(0)
)


def counting(**options) -> Rig:
    rig = Rig(CURLS, hold(9, name="Rest well"), **options)
    rig.run(10)
    return rig


def test_space_counts_and_n_goes_on_and_no_time_does():
    rig = counting()
    for _ in range(12):
        rig.press(rig.controller.answer_or_pause)
    rig.run(600)
    assert rig.controller.view().count == 12
    rig.press(rig.controller.next)
    assert rig.here is Kind.SET_REST
    assert [event for event, _ in rig.events.lines].count("counted") == 12
    assert [event["count"] for event in rig.events.events if event["event"] == "confirmed"] == [12]


def test_the_number_is_said_once_no_other_key_follows():
    rig = counting(voice=FakeVoice())
    rig.press(rig.controller.answer_or_pause)
    rig.run(2)
    rig.press(rig.controller.answer_or_pause)
    rig.press(rig.controller.answer_or_pause)
    rig.run(2)
    assert rig.voice.said[-2:] == ["1", "3"]
    assert rig.controller.said == "3"


def test_minus_takes_one_back_and_plus_counts_too():
    rig = counting()
    for by in (10_000, 10_000, -10_000):
        rig.controller.adjust(by)
    assert rig.controller.view().count == 1
    rig.controller.adjust(-10_000)
    rig.controller.adjust(-10_000)
    assert rig.controller.said == "You haven't counted any yet."


def test_back_to_the_start_of_a_count_goes_on_where_it_was():
    rig = counting()
    for _ in range(4):
        rig.press(rig.controller.answer_or_pause)
    rig.run(5)
    rig.press(rig.controller.back)
    rig.press(rig.controller.answer_or_pause)
    assert rig.controller.view().count == 5
    rig.press(rig.controller.next)
    assert [event["count"] for event in rig.events.events if event["event"] == "confirmed"] == [5]


def test_what_is_ended_with_nothing_counted_is_left_out():
    rig = counting()
    rig.press(rig.controller.next)
    assert rig.recorder.told == ["left out"]


def test_what_was_counted_is_told_to_the_recorder_and_counts_as_done():
    rig = counting()
    rig.press(rig.controller.answer_or_pause)
    rig.press(rig.controller.answer_or_pause)
    rig.press(rig.controller.next)
    assert rig.recorder.told == ["counted 1", "counted 2"]


def test_a_remote_and_a_headset_count_with_what_pauses_elsewhere_and_end_it_with_what_goes_on():
    rig = counting()
    assert may_stand_still(rig.controller)
    for key in (MediaKey.TOGGLE, MediaKey.TOGGLE):
        rig.surroundings.pressed(key)
    take_media_keys(rig.controller, asking=False)
    assert rig.controller.view().count == 2
    rig.surroundings.pressed(MediaKey.NEXT)
    take_media_keys(rig.controller, asking=False)
    assert rig.here is Kind.SET_REST
