"""A headset's keys and the other players, as one session has them."""

from __future__ import annotations

import pytest

from unclench.player.media_keys import MOST, MediaKeys, by, changes, may_stand_still, may_turn
from unclench.ports import MediaKey
from unclench.routine.model import ApplyStep, ConfirmStep, Exact
from unclench.session.end_reason import EndReason
from unclench.testing import RecordingSurroundings, Rig, hold

COLD = ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0))


def test_other_players_wait_while_it_plays_and_while_it_is_paused_and_go_on_when_it_is_over():
    rig = Rig(hold(30))
    rig.run(2)
    assert rig.surroundings.first == [True]
    rig.press(rig.controller.answer_or_pause)
    assert rig.surroundings.first == [True, False]
    rig.press(rig.controller.answer_or_pause)
    rig.run(2)
    assert rig.surroundings.first == [True, False, True]
    rig.controller.end(EndReason.USER)
    assert rig.surroundings.first == [True, False, True, None]


def test_they_go_on_after_a_session_that_was_played_to_its_end_too():
    rig = Rig(hold(5))
    rig.run(60)
    assert rig.surroundings.first == [True, None]


def test_nobody_is_asked_to_wait_before_the_front_end_is_there():
    surroundings = RecordingSurroundings()
    keys = MediaKeys(surroundings)
    keys.update(paused=False, over=False)
    assert surroundings.first == []
    keys.settle()
    keys.update(paused=False, over=False)
    assert surroundings.first == [True]


def test_keys_wait_until_they_are_taken_and_the_oldest_are_dropped():
    rig, rung = Rig(hold(30)), list[bool]()
    rig.controller.media_keys.on_press = lambda: rung.append(True)
    for key in (MediaKey.NEXT, *[MediaKey.PAUSE] * MOST):
        rig.surroundings.pressed(key)
    assert len(rung) == MOST + 1
    assert [rig.controller.media_keys.pop() for _ in range(MOST + 1)] == [*[MediaKey.PAUSE] * MOST, None]


def test_under_a_pack_and_at_its_questions_no_such_key_does_anything():
    rig = Rig(COLD)
    controller = rig.controller
    assert not may_turn(controller), "whether the cloth is in place is asked"
    assert not may_stand_still(controller), "and that would start its clock"
    rig.press(controller.answer_or_pause)
    assert controller.on_skin
    assert not may_turn(controller)
    assert not may_stand_still(controller)


def test_what_waits_for_somebody_goes_on_by_no_such_key():
    controller = Rig(ConfirmStep(question="Is the floor free?")).controller
    assert not may_stand_still(controller)
    assert not may_turn(controller)


@pytest.mark.parametrize(("key", "way"), [(MediaKey.NEXT, 1), (MediaKey.PREVIOUS, -1), (MediaKey.TOGGLE, 0)])
def test_next_and_previous_turn_and_the_others_do_not(key, way):
    assert by(key) == way


def test_play_and_pause_change_only_what_is_not_so_already():
    rig = Rig(hold(30))
    rig.run(2)

    def those_that_change() -> set[MediaKey]:
        return {key for key in MediaKey if by(key) == 0 and changes(key, rig.controller)}

    assert those_that_change() == {MediaKey.TOGGLE, MediaKey.PAUSE}
    rig.press(rig.controller.answer_or_pause)
    assert those_that_change() == {MediaKey.TOGGLE, MediaKey.PLAY}
