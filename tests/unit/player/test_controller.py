"""The controller: sounds first, then the captions, then the record; asserted as whole logs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from unclench.keynames import USUAL, Action
from unclench.player.controller import SessionController, pause_for_breath, return_from_breath
from unclench.routine.model import (
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
)
from unclench.session.cue_rules import ALARM_EVERY
from unclench.session.end_reason import EndReason
from unclench.session.session import DueCue, StartedSegment, Status
from unclench.session.timeline import Kind
from unclench.testing import Rig, hold


def test_a_whole_session_sounds_and_is_written_down_in_order():
    rig = Rig(hold(9, setup=4, name="Child's pose"))
    rig.run(20)
    assert rig.sounded == [
        (0, "prepare"), (1, "tick"), (2, "tick"), (3, "tick"), (4, "go"),
        (10, "tick"), (11, "tick"), (12, "tick"), (13, "done"),
    ]  # fmt: skip
    assert rig.events.lines == [
        ("started", 0), ("phase", 0), ("cue", 0), ("cue", 1), ("cue", 2), ("cue", 3), ("phase", 4), ("cue", 4),
        ("cue", 10), ("cue", 11), ("cue", 12), ("cue", 13), ("finished", 13),
    ]  # fmt: skip
    assert rig.controller.finished


def test_cues_are_placed_seconds_ahead_so_that_a_screen_may_take_its_time_and_taken_back():
    rig = Rig(hold(9, setup=4), lead=5_000)
    assert rig.sounded == [(0, "prepare"), (1, "tick"), (2, "tick"), (3, "tick"), (4, "go")]
    rig.clock.advance(3_000)
    rig.controller.answer_or_pause()
    assert rig.player.withdrawn == 1
    rig.run(10)
    rig.controller.answer_or_pause()
    rig.run(20)
    assert rig.sounded[5:] == [(14, "go"), (20, "tick"), (21, "tick"), (22, "tick"), (23, "done")]


def test_cues_handed_over_ahead_are_told_only_when_they_sound():
    rig = Rig(hold(9, setup=4), lead=5_000)
    rig.run(3.9)
    assert rig.sounded[-1] == (4.0, "go")
    assert rig.events.lines[-1] == ("cue", 3.0)


def test_what_is_shown_and_told_is_what_is_heard_a_quarter_of_a_second_after_its_time():
    rig = Rig(hold(9, setup=4), lead=5_000, delay=250)
    rig.run(4.2)
    assert rig.events.lines[-1] == ("cue", 3.0)
    assert rig.shown is Kind.SETUP
    assert rig.here is Kind.WORK
    rig.run(0.05)
    assert rig.events.lines[-2:] == [("phase", 4.0), ("cue", 4.0)]
    assert rig.controller.audible_view().seconds == 9
    rig.run(8.95)
    assert not rig.controller.finished
    rig.run(0.05)
    assert rig.controller.finished


def test_the_seconds_change_with_what_is_heard():
    """A front end that sleeps for `sleep_for` shows each second as soon as it is true."""
    rig = Rig(hold(9, setup=4), lead=5_000, delay=250)
    shown = []
    while not rig.controller.finished:
        shown.append((rig.clock.now() - rig.began, rig.controller.audible_view().seconds))
        rig.run(max(1, rig.controller.sleep_for()) / 1000)
    changed = [(at, new) for (_, old), (at, new) in itertools.pairwise(shown) if new != old]
    assert changed == [(1_250 + 1_000 * i, second) for i, second in enumerate([3, 2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1])]


def test_a_key_is_answered_at_once_and_from_there_the_eyes_follow_the_ears():
    rig = Rig(hold(9, setup=4), delay=250)
    rig.run(2)
    rig.controller.next()
    assert rig.shown is Kind.WORK
    assert rig.controller.audible_view().elapsed == 0
    rig.run(0.3)
    assert rig.controller.audible_view().elapsed == 50
    rig.run(3)
    rig.controller.answer_or_pause()
    assert rig.controller.audible_view() == rig.controller.view()


def test_what_waits_for_a_key_and_what_is_on_the_skin_is_shown_at_once():
    """Otherwise a key pressed on what is shown would answer something else."""
    rig = Rig(hold(9, setup=4), ApplyStep(kind="cold", lasting=Exact(600_000)), lead=5_000, delay=250)
    while not rig.controller.view().waiting:
        rig.run(max(1, rig.controller.sleep_for()) / 1000)
    assert rig.clock.now() - rig.began == 23_000
    assert rig.controller.audible_view().waiting
    while rig.shown is not Kind.COLD:
        rig.press(rig.controller.answer_or_pause)
    rig.run(100.123)
    assert rig.controller.audible_view() == rig.controller.view()


def test_a_pause_takes_back_what_has_not_sounded_yet():
    rig = Rig(hold(9, setup=4), lead=5_000)
    rig.run(3.9)
    rig.controller.answer_or_pause()
    assert rig.player.withdrawn == 1
    assert rig.controller.said == "Paused. Space to go on."
    rig.run(3.2)
    rig.controller.answer_or_pause()
    rig.run(0.1)
    assert rig.sounded[-1] == (7.2, "go")
    assert [line for line in rig.events.lines if line[0] in ("paused", "resumed")] == [
        ("paused", 3.9),
        ("resumed", 7.1),
    ]


def test_the_controller_sleeps_until_the_next_thing_and_never_longer_than_a_second():
    rig = Rig(hold(9, setup=8), lead=150)
    rig.run(5.1)
    assert rig.controller.sleep_for() == 750  # the second tick's lead
    rig.run(0.8)
    assert rig.controller.sleep_for() == 100  # the tick itself, and the next second on the screen


def test_a_suspend_in_a_hold_stops_it_and_says_so():
    rig = Rig(hold(20))
    rig.run(4)
    rig.clock.suspend(600_000)
    rig.controller.tick()
    view = rig.controller.view()
    assert (view.status, view.left) == (Status.PAUSED, 16_000)
    assert rig.controller.said == "The computer went to sleep. Space to go on."
    assert rig.events.events[-1]["reason"] == "asleep"


def test_a_suspend_under_a_cold_pack_rings_at_once():
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.controller.answer_or_pause)  # the cloth
    rig.run(4)
    rig.clock.suspend(3_600_000)
    rig.controller.tick()
    assert rig.sounded[-1] == (3604.6, "alarm")


def test_what_is_refused_is_said_and_changes_nothing():
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.controller.answer_or_pause)  # the cloth
    rig.run(4)
    rig.controller.answer_or_pause()
    assert rig.controller.said.startswith("Have you taken it off?")
    assert rig.controller.view().status is Status.RUNNING


def test_space_answers_a_check_before_it_pauses_anything():
    rig = Rig(ApplyStep(kind="heat", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.controller.answer_or_pause)  # the cloth
    rig.run(302)
    rig.controller.answer_or_pause()
    assert rig.events.lines[-1] == ("check", 302.6)
    rig.run(50)
    assert rig.sounded[-1] == (300.6, "check")


def test_leaving_is_written_down_once_and_silences_what_is_to_come():
    rig = Rig(hold(9))
    rig.run(2)
    rig.controller.end(EndReason.USER)
    rig.controller.end(EndReason.USER)
    rig.run(20)
    assert rig.events.lines[-1] == ("stopped", 2.0)
    assert rig.sounded == [(0, "go")]
    assert not rig.controller.finished


def test_muting_and_volume_go_to_the_player():
    rig = Rig(hold(9))
    rig.controller.mute()
    assert (rig.player.volume, rig.controller.sound.muted) == (0, True)
    rig.controller.change_volume(1)
    assert (rig.player.volume, rig.controller.sound.muted) == (100, False)
    rig.controller.change_volume(-2)
    assert rig.player.volume == 50


def test_unmuting_goes_back_to_the_volume_that_it_had():
    rig = Rig(hold(9))
    rig.controller.change_volume(-2)
    before = rig.player.volume
    rig.controller.mute()
    rig.controller.mute()
    assert (rig.player.volume, rig.controller.sound.muted) == (before, False)
    assert 0 < before < 80


def test_a_session_behind_another_is_as_loud_and_as_mute_as_that_was():
    behind, between = Rig(hold(9)), Rig(hold(9))
    between.controller.change_volume(-2)
    between.controller.mute()
    behind.controller.sound.take_over(between.controller.sound)
    assert (behind.player.volume, behind.controller.sound.muted) == (0, True)
    behind.controller.mute()
    assert behind.player.volume == between.controller.sound.volume


def test_notices_from_other_threads_become_captions():
    rig = Rig(hold(9))
    rig.controller.notice("The sound server went away.")
    rig.run(1)
    assert rig.controller.said == "The sound server went away."


def test_keys_are_recorded_with_what_they_did():
    rig = Rig(hold(20, reps=3, rest=5))
    rig.run(3)
    for act in (rig.controller.next, rig.controller.back, rig.controller.again):
        rig.run(1)
        act()
    rig.controller.adjust(10_000)
    kinds = [event["event"] for event in rig.events.events if event["event"] not in ("cue", "phase")]
    assert kinds == ["started", "skipped", "back", "back", "extended"]
    assert [event["by"] for event in rig.events.events if event["event"] == "extended"] == [10]


# -- cold and heat: awake and off are two keys ---------------------------------------------


def cold(seconds: float = 900, checks: float = 300) -> ApplyStep:
    return ApplyStep(
        kind="cold", lasting=Exact(round(seconds * 1000)), setup=Exact(0), checks=Exact(round(checks * 1000))
    )


def packed(*behind, seconds: float = 900, checks: float = 300) -> Rig:
    """A rig with a cold pack that has just been put on."""
    rig = Rig(cold(seconds, checks), *behind)
    rig.press(rig.controller.answer_or_pause)
    assert rig.recorder.told == ["cold on"]
    return rig


def yes(rig: Rig) -> None:
    rig.press(lambda: rig.controller.answer(yes=True))


def no(rig: Rig) -> None:
    rig.press(lambda: rig.controller.answer(yes=False))


def rings(rig: Rig) -> bool:
    """Whether the last stroke of an alarm is no older than its strokes are apart."""
    at, sound = rig.sounded[-1]
    return sound == "alarm" and at > (rig.clock.now() - rig.began - ALARM_EVERY) / 1000


@pytest.mark.parametrize("reason", [reason for reason in EndReason if reason != EndReason.FINISHED])
def test_c2_3_whoever_ends_it_under_a_pack_is_asked_at_once_and_loudly_and_only_the_off_ends_it(reason):
    rig = packed(hold(20))
    rig.run(100)
    rig.controller.end(reason)
    assert (rig.controller.ended, rig.controller.leaving, rig.controller.view().asking) == (None, reason, "off")
    assert rig.controller.said == "Take it off now. Press y once it is off."
    rig.run(300)
    assert rings(rig)
    rig.press(rig.controller.answer_or_pause)
    rig.press(rig.controller.next)
    assert rig.controller.ended is None
    yes(rig)
    assert (rig.controller.ended, rig.controller.on_skin) == (reason, False)
    assert rig.recorder.told == ["cold on", "left out", "off", reason.value]
    assert rig.events.events[-1]["reason"] == reason.value


def test_with_nothing_on_the_skin_it_ends_at_once():
    rig = Rig(hold(20))
    rig.run(3)
    rig.controller.end(EndReason.PAIN)
    assert (rig.controller.ended, rig.recorder.told) == (EndReason.PAIN, ["pain"])


def test_a_reason_of_the_bodys_stands_against_one_of_choice():
    rig = packed()
    rig.controller.end(EndReason.USER)
    rig.controller.end(EndReason.WARNING_SIGN)
    rig.controller.end(EndReason.TIRED)
    yes(rig)
    assert rig.controller.ended is EndReason.WARNING_SIGN


def test_where_nobody_can_be_asked_the_pack_counts_as_still_on():
    rig = packed()
    rig.controller.abandon(EndReason.INTERRUPTED)
    assert (rig.controller.ended, rig.recorder.told) == (EndReason.INTERRUPTED, ["cold on", "interrupted"])
    assert rig.controller.on_skin


@pytest.mark.parametrize("terminal_gone", [False, True])
def test_only_a_window_that_closes_over_a_pack_lets_the_session_go_on(terminal_gone):
    under_a_pack, holding = packed(), Rig(hold(20))
    assert under_a_pack.controller.interrupt(terminal_gone=terminal_gone) is not terminal_gone
    assert under_a_pack.controller.ended is (None if terminal_gone else EndReason.INTERRUPTED)
    assert under_a_pack.controller.on_skin
    assert holding.controller.interrupt(terminal_gone=terminal_gone)
    assert holding.controller.ended is EndReason.INTERRUPTED


def test_what_is_over_is_not_looked_at_again_and_again():
    rig = packed(checks=60)
    rig.run(70)
    rig.controller.abandon(EndReason.NOBODY_LISTENS)
    rig.clock.advance(60_000)
    rig.controller.tick()
    assert rig.controller.sleep_for() == 1_000


def test_the_end_of_a_pack_is_answered_with_y_and_never_with_the_key_for_awake():
    rig = packed(hold(20), seconds=60)
    rig.run(61)
    rig.controller.answer_or_pause()
    assert (rig.here, rig.controller.said) == (Kind.CONFIRM, "Press y once it is off.")
    rig.run(10)
    assert rings(rig)
    no(rig)
    assert (rig.here, rig.controller.said) == (Kind.CONFIRM, "Still on. Press y once it is off.")
    yes(rig)
    assert (rig.here, rig.recorder.told) == (Kind.WORK, ["cold on", "off"])


def test_a_check_that_waits_at_the_end_does_not_take_the_answer():
    rig = packed(hold(20), seconds=61, checks=60)
    rig.run(62)
    assert rig.controller.view().asking == "off"
    yes(rig)
    assert rig.here is Kind.WORK


@pytest.mark.parametrize("press", ["space", "y"])
def test_a_skin_check_is_answered_with_space_or_y(press):
    rig = packed()
    rig.run(302)
    if press == "space":
        rig.controller.answer_or_pause()
    else:
        yes(rig)
    assert (rig.events.lines[-1][0], rig.here, rig.controller.view().asking) == ("check", Kind.COLD, None)


def test_c2_1_skin_that_is_not_fine_takes_it_off_and_ends_the_session_whatever_was_to_come():
    rig = packed(hold(20))
    rig.run(302)
    rig.controller.next()
    assert (rig.controller.view().asking, rig.controller.leaving) == ("off", EndReason.SKIN)
    rig.run(3)
    assert rings(rig)
    yes(rig)
    assert rig.controller.ended is EndReason.SKIN
    assert "off" in rig.recorder.told


def test_taken_off_is_withdrawn_when_a_check_comes_and_y_then_means_awake():
    rig = packed(seconds=60, checks=20)
    rig.run(15)
    rig.controller.answer_or_pause()
    assert rig.controller.view().asking == "taken off?"
    rig.run(7)
    assert rig.controller.view().asking == "check"
    yes(rig)
    assert (rig.here, rig.recorder.told) == (Kind.COLD, ["cold on"])


def test_taken_off_waits_for_fifteen_seconds_and_no_longer():
    rig = packed()
    rig.controller.answer_or_pause()
    rig.run(14.9)
    assert rig.controller.view().asking == "taken off?"
    rig.run(0.1)
    yes(rig)
    assert (rig.controller.view().asking, rig.recorder.told) == (None, ["cold on"])


def test_taken_off_answered_when_the_time_is_over_ends_the_alarm():
    rig = packed(hold(10, setup=2), seconds=30)
    rig.run(25)
    rig.controller.answer_or_pause()
    rig.run(7)
    yes(rig)
    before = len(rig.sounded)
    rig.run(11.9)
    assert [sound for _, sound in rig.sounded[before:]] == ["tick", "go", "tick", "tick", "tick"]
    assert rig.recorder.told[:2] == ["cold on", "off"]


def test_taken_off_before_another_alarm_leads_to_that_alarm():
    off, shut = ConfirmStep(question="Is it off?"), ConfirmStep(question="Is it shut?", alarm=True)
    rig = packed(off, shut, hold(5))
    rig.controller.answer_or_pause()
    yes(rig)
    while (asked := rig.controller.view().asked) is not None and asked.sentence != "Is it shut?":
        rig.press(rig.controller.answer_or_pause)
    rig.run(3)
    assert rings(rig)
    yes(rig)
    assert rig.here is Kind.WORK


def test_where_the_step_that_hurts_is_a_pack_it_comes_off_first():
    rig = packed(hold(20))
    rig.controller.leave_step_out(EndReason.PAIN)
    assert rig.controller.view().asking == "off"
    yes(rig)
    assert (rig.controller.ended, rig.controller.view().status) == (None, Status.PAUSED)
    rig = packed()
    rig.controller.leave_step_out(EndReason.PAIN)
    assert rig.controller.leaving is EndReason.PAIN


# -- keys that were not meant --------------------------------------------------------------


def test_a_key_typed_before_a_question_was_there_answers_nothing():
    rig = Rig(cold())
    rig.controller.answer_or_pause()
    rig.run(0.5)
    rig.controller.answer_or_pause()
    assert (rig.here, rig.recorder.told) == (Kind.CONFIRM, [])
    rig.run(0.1)
    rig.controller.answer_or_pause()
    assert rig.recorder.told == ["cold on"]


def test_a_question_that_a_slow_front_end_has_not_shown_yet_is_not_answered():
    rig = packed()
    rig.run(299)
    rig.clock.advance(3_000)
    rig.controller.answer_or_pause()
    assert rig.controller.view().asking == "check"
    rig.controller.change_volume(1)
    assert rig.player.volume == 100


def test_a_yes_where_nothing_is_asked_does_nothing_and_is_no_event():
    rig = Rig(hold(20), lead=3_000)
    rig.run(5)
    before = list(rig.events.lines)
    yes(rig)
    no(rig)
    assert (rig.events.lines, rig.player.withdrawn) == (before, 0)


KEYS: dict[str, Callable[[SessionController], object]] = {
    "space": SessionController.answer_or_pause, "n": SessionController.next,
    "p": SessionController.back, "r": SessionController.again,
    "+": lambda c: c.adjust(10_000), "x": SessionController.hold_still, "ease": SessionController.ease,
    "y": lambda c: c.answer(yes=True),
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_right_after_waking_does_not_count_the_sleep(key):
    rig = Rig(hold(30), hold(30, name="B"), hold(30, name="C"))
    rig.run(10)
    rig.clock.suspend(75_000)
    KEYS[key](rig.controller)
    view = rig.controller.view()
    assert view.segment is not None
    assert (view.segment.index, view.elapsed, view.status) == (0, 10_000, Status.PAUSED)


def test_a_key_right_after_waking_answers_no_question_that_came_meanwhile():
    rig = packed()
    rig.run(250)
    rig.clock.suspend(60_000)
    rig.controller.answer_or_pause()
    assert rig.controller.view().asking == "check"
    assert rig.controller.said == "The computer went to sleep, but the timer kept running."


# -- easing, leaving out, going on ---------------------------------------------------------


def test_what_is_made_easier_or_shorter_is_not_whole_and_what_is_longer_is():
    keys: list[tuple[Callable[[SessionController], object], list[str]]] = [
        (lambda c: c.ease(), ["left out"]),
        (lambda c: c.adjust(-10_000), ["left out"]),
        (lambda c: c.adjust(10_000), []),
    ]
    for does, told in keys:
        rig = Rig(hold(40, reps=4))
        rig.run(5)
        does(rig.controller)
        assert rig.recorder.told == told


def test_the_key_for_on_answers_a_question_of_the_sheet_with_no():
    rig = Rig(hold(5), hold(6, only_if="Warm again?"), hold(7, name="Last"))
    rig.run(8)
    assert rig.controller.view().asking == "question"
    rig.press(rig.controller.next)
    assert ("confirmed", False) in [(each["event"], each.get("yes")) for each in rig.events.events]
    assert "skipped" not in [each["event"] for each in rig.events.events]


def test_leaving_a_step_out_says_so_and_that_the_session_stands_still():
    rig = Rig(hold(30, name="Cat"), hold(30, name="Cow"))
    rig.run(5)
    rig.controller.hold_still()
    rig.controller.leave_step_out(EndReason.PAIN)
    assert rig.controller.said == "Left out: Cat. Next: Cow. Paused. Space to go on."


def test_leaving_the_last_step_out_ends_the_session_for_that_reason():
    rig = Rig(hold(30))
    rig.run(5)
    rig.controller.hold_still()
    rig.controller.leave_step_out(EndReason.TIRED)
    assert (rig.controller.ended, rig.recorder.told) == (EndReason.TIRED, ["fatigue"])


def test_what_cannot_be_eased_is_not_said_to_be_easier():
    rig = packed()
    rig.controller.ease()
    assert rig.controller.said.startswith("The timer keeps running")


def test_going_on_names_the_routine_and_the_exercise_and_gives_time_to_lie_down():
    rig = Rig(hold(20, name="Cat-cow"), place=0, title="Gentle stretch")
    assert rig.controller.said == "Carrying on: Gentle stretch. Cat-cow."
    assert (rig.controller.view().status, rig.controller.view().seconds) == (Status.GETTING_READY, 10)
    said = [news.cue.spoken for news in rig.controller.news if isinstance(news, DueCue) and news.cue.spoken]
    assert said == [("Carrying on: Gentle stretch. Cat-cow.", "Carrying on: Cat-cow.", "Cat-cow.")]
    rig.run(29.9)
    assert rig.sounded == [
        (0, "prepare"), (7, "tick"), (8, "tick"), (9, "tick"), (10, "go"), (20, "half"),
        (27, "tick"), (28, "tick"), (29, "tick"),
    ]  # fmt: skip


def test_going_on_at_a_question_names_the_exercise_before_it_asks():
    rig = Rig(hold(20), cold(), place=1, title="Ice")
    assert (rig.controller.said, rig.controller.view().asking) == ("Carrying on: Ice. Cold.", None)
    rig.press(rig.controller.answer_or_pause)
    rig.press(rig.controller.answer_or_pause)
    assert rig.controller.view().asking == "cloth"


def test_a_breath_that_is_breathed_again_is_told_again():
    breaths = BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), cycles=Exact(3), setup=Exact(0))
    rig = Rig(breaths)
    rig.run(8)
    rig.controller.answer_or_pause()
    rig.run(1)
    rig.controller.news.clear()
    rig.controller.answer_or_pause()
    rig.run(12)
    told = [news.segment.label for news in rig.controller.news if isinstance(news, StartedSegment)]
    assert told[:3] == ["in", "hold", "out"]


def test_an_open_hold_has_at_least_so_much_left():
    rig = Rig(ExerciseStep(exercise=Movement(None, "Hang"), hold=Open(), setup=Exact(0)), hold(5))
    assert (rig.controller.view().total_left, rig.controller.view().at_least) == (5_000, True)
    rig.controller.answer_or_pause()
    assert (rig.controller.view().total_left, rig.controller.view().at_least) == (5_000, False)


# -- a breath in between -------------------------------------------------------------------


def test_no_breath_is_breathed_while_a_pack_may_be_on():
    rig = Rig(cold(), hold(20))
    rig.run(1)
    assert not pause_for_breath(rig.controller)
    rig.run(1)
    assert rig.controller.said == "Press space once the cloth is in place. q to stop."
    rig.controller.answer_or_pause()
    assert not pause_for_breath(rig.controller)


def test_in_a_breath_in_between_b_says_how_one_comes_back():
    rig = Rig(hold(20, name="Breathing"))
    rig.controller.session.waiting_behind = Rig(hold(20, name="Cat-cow")).controller.view().step
    assert not pause_for_breath(rig.controller)
    rig.run(0.1)
    assert rig.controller.said == "You are already in a breathing break. q goes back to Cat-cow."
    assert rig.controller.view().status is Status.RUNNING


@pytest.mark.parametrize(
    ("breath", "session"),
    [(EndReason.FINISHED, None), (EndReason.USER, None), (EndReason.TOO_MUCH_PAIN, EndReason.TOO_MUCH_PAIN),
     (EndReason.INTERRUPTED, EndReason.INTERRUPTED)],
)  # fmt: skip
def test_what_ends_a_breath_because_of_the_body_ends_the_session_behind_it(breath, session):
    behind, breathed = Rig(hold(20)), Rig(hold(20))
    breathed.controller.ended = breath
    assert return_from_breath(behind.controller, breathed.controller) == (session is None)
    assert behind.controller.ended is session


# -- nothing by accident -------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cloth", "check", "off", "question", "confirm"])
def test_a_question_that_came_this_moment_is_answered_by_no_key(kind):
    if kind in ("cloth", "check", "off"):
        rig = Rig(cold(60, 20), hold(20)) if kind == "cloth" else packed(hold(20), seconds=60, checks=20)
        rig.run({"cloth": 0, "check": 20, "off": 60}[kind])
    else:
        asks = hold(20, only_if="Warm again?") if kind == "question" else ConfirmStep(question="Is the door shut?")
        rig = Rig(hold(5), asks)
        rig.run(5)
    assert rig.controller.view().asking == kind
    told, answered = list(rig.recorder.told), [event for event, _ in rig.events.lines].count("confirmed")
    for at in (0, 300, 599):
        rig.clock.advance(at - (rig.clock.now() - (rig.controller.question_timer.asked_at or 0)))
        rig.controller.answer_or_pause()
        rig.controller.answer(yes=True)
        rig.controller.answer(yes=False)
        rig.controller.next()
        assert rig.controller.view().asking == kind
    assert rig.recorder.told == told
    assert [event for event, _ in rig.events.lines].count("confirmed") == answered


@pytest.mark.parametrize("seconds", [100, 901])
def test_what_hurts_under_a_pack_or_at_its_alarm_cannot_stand_still(seconds):
    rig = packed(hold(20))
    rig.run(seconds)
    said = rig.controller.said
    rig.controller.hold_still()
    assert (rig.controller.view().status, rig.controller.said) == (Status.RUNNING, said)
    rig.controller.session.stand_still(rig.clock.now())
    assert rig.controller.view().status is Status.RUNNING


def test_a_nought_right_behind_a_one_makes_a_ten():
    rig = Rig(hold(20))
    controller, clock = rig.controller, rig.clock
    assert [controller.rating(digit) for digit in (0, 1, 0, 0, 10, 7)] == [0, 1, 10, 0, 10, 7]
    controller.rating(1)
    clock.advance(1_500)
    assert controller.rating(0) == 10
    controller.rating(1)
    clock.advance(1_501)
    assert controller.rating(0) == 0


def test_while_somebody_leaves_under_a_pack_every_other_key_says_what_is_to_be_done():
    rig = packed(hold(20))
    rig.controller.end(EndReason.TIRED)
    keys = (
        rig.controller.next, rig.controller.back, rig.controller.again, rig.controller.ease,
        lambda: rig.controller.jump(1), lambda: rig.controller.adjust(10_000),
        lambda: rig.controller.leave_step_out(EndReason.PAIN),
    )  # fmt: skip
    for key in keys:
        rig.controller.said = ""
        rig.press(key)
        assert (rig.controller.said, rig.controller.view().asking) == (
            "Take it off now. Press y once it is off.",
            "off",
        )
    yes(rig)
    assert rig.controller.ended is EndReason.TIRED


def test_what_a_check_and_the_end_of_a_pack_show_are_two_different_keys():
    def named(keys: Sequence[tuple[Action, str]]) -> dict[str, str]:
        return {USUAL.of(action): does for action, does in keys}

    rig = packed(seconds=60, checks=20)
    rig.run(21)
    asked = rig.controller.view().asked
    assert asked is not None
    assert named(asked.keys) == {"space": "I am awake, the skin is fine", "n": "not fine: I'll take it off now"}
    rig.run(40)
    asked = rig.controller.view().asked
    assert asked is not None
    assert named(asked.keys) == {"y": "it is off"}


def test_an_alarm_of_the_sheets_own_asks_what_it_says_and_takes_nothing_off():
    rig = Rig(hold(5), ConfirmStep(question="Is the kettle off?", alarm=True), hold(20))
    rig.run(6)
    asked = rig.controller.view().asked
    assert asked is not None
    assert (asked.kind, asked.sentence) == ("confirm", "Is the kettle off?")
    no(rig)
    assert rig.controller.said == "Press y for yes."


def test_not_yet_ends_the_question_whether_it_was_taken_off():
    rig = packed()
    rig.press(rig.controller.answer_or_pause)
    no(rig)
    assert (rig.here, rig.controller.view().asking) == (Kind.COLD, None)
    yes(rig)
    assert (rig.here, rig.recorder.told) == (Kind.COLD, ["cold on"])


def test_a_question_right_behind_a_pack_is_asked_again_until_it_is_answered():
    rig = packed(ConfirmStep(question="Is your skin pink again?"), seconds=60)
    rig.run(61)
    yes(rig)
    before = len(rig.sounded)
    rig.run(95)
    assert [round(at) for at, _ in rig.sounded[before:]] != []
    assert len(rig.sounded) - before >= 3


def test_at_the_alarm_no_key_leads_back_and_from_behind_it_none_leads_into_it():
    rig = packed(hold(20), seconds=60)
    rig.run(61)
    for key in (rig.controller.back, rig.controller.again, rig.controller.ease, lambda: rig.controller.jump(1)):
        rig.press(key)
        assert (rig.here, rig.controller.said) == (Kind.CONFIRM, "Press y once it is off.")
    yes(rig)
    rig.run(1)
    for _ in range(3):
        rig.controller.back()
    assert rig.here is Kind.WORK


def test_no_breath_is_breathed_under_a_pack_and_it_is_said_why():
    rig = packed()
    rig.run(5)
    assert not pause_for_breath(rig.controller)
    rig.controller.tick()
    assert "doze off" in rig.controller.said
