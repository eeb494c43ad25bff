"""The player: every key, every question, any size."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.screen import ModalScreen

from unclench.cues import Sound
from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord
from unclench.keynames import USUAL
from unclench.ports import MediaKey
from unclench.routine.model import (
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    DoStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
)
from unclench.safety.limits import BEFORE
from unclench.session.session import Status
from unclench.session.timeline import BREATHING
from unclench.testing import RecordingSurroundings, hold, routine
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.summary import SummaryScreen
from unclench.tui.widgets.keybar import KeyBar

STRETCHES = routine(
    hold(20, name="First", reps=3, rest=5, setup=10),
    hold(30, name="Second", sides=("left", "right"), switch=5),
    hold(10, name="Third"),
)
COLD = routine(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)), hold(10, name="After"))


async def test_it_shows_phase_time_place_caption_and_what_is_next(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        assert (desk.word(), desk.time(), desk.name()) == ("GET READY", "10", "FIRST")
        assert desk.text("#caption").startswith("3 times: hold 20 seconds")
        await desk.wait(11_000)
        assert (desk.word(), desk.time(), desk.text("#place")) == ("HOLD", "19", "1 of 3")
        assert desk.text("#after") == "Next: rest 5 s · then Second"
        assert desk.text("#total") == "2:24 left · ends 12:02"
        assert desk.text("#sound") == "speakers · 80 %"
        await desk.wait(20_000)
        assert (desk.word(), desk.time()) == ("REST", "4")


async def test_space_pauses_and_goes_on_after_three_seconds_of_get_ready(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.wait(15_000)
        await desk.press("space")
        assert (desk.word(), desk.time()) == ("PAUSED", "14")
        assert desk.text("#act") == "space: go on"
        await desk.wait(60_000)
        assert desk.time() == "14"
        await desk.press("space")
        assert (desk.word(), desk.time()) == ("GET READY", "3")
        await desk.wait(3_000)
        assert (desk.word(), desk.time()) == ("HOLD", "14")


async def test_a_key_that_is_held_down_pauses_once_and_skips_once(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("space")
        for _ in range(5):
            await desk.press("space", after=30)
        assert desk.controller.view().status is Status.PAUSED
        await desk.press("space")
        await desk.wait(4_000)
        before = desk.controller.view().segment.index
        await desk.press("n")
        for _ in range(5):
            await desk.press("n", after=30)
        assert desk.controller.view().segment.index == before + 1


async def test_the_keys_that_move_through_a_session(desk):
    def at() -> tuple[str, str]:
        view = desk.controller.view()
        return view.step.name, view.segment.label

    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("n")
        assert at() == ("First", "hold")
        await desk.press("n", "n")
        assert (at(), desk.text("#place")) == (("First", "hold"), "2 of 3")
        await desk.press("r")
        assert at() == ("First", "get ready")
        await desk.press("n", "n")
        await desk.press("p")
        assert at() == ("First", "hold")
        await desk.press("j")
        assert isinstance(desk.app.screen, ModalScreen)
        await desk.press("down", "enter")
        assert at() == ("Second", "hold")
        await desk.press("j", "escape")
        assert at() == ("Second", "hold")


async def test_plus_and_minus_are_ten_seconds_and_may_be_held(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("n")
        await desk.pilot.press("plus", "plus")
        assert desk.time() == "40"
        await desk.pilot.press("minus")
        assert desk.time() == "30"


async def test_volume_goes_in_steps_of_three_decibels_and_muting_leaves_the_alarm_its_floor(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("right_square_bracket")
        assert (desk.player.volume, desk.text("#sound")) == (100, "speakers · 100 %")
        await desk.press("left_square_bracket", "left_square_bracket")
        assert desk.player.volume == 50
        await desk.press("m")
        assert (desk.player.volume, desk.text("#sound")) == (0, "Muted: follow the screen")
        await desk.press("q", "y")
        assert desk.player.volume == 50, "what was muted does not mute the next session"


async def test_quitting_asks_and_the_session_runs_on_meanwhile(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("q")
        assert isinstance(desk.app.screen, ModalScreen)
        await desk.wait(3_000)
        assert desk.time() == "6"
        for key in ("space", "enter"):
            await desk.press(key)
            assert isinstance(desk.app.screen, ModalScreen), "the big keys never stop a session"
            assert desk.controller.view().status is Status.RUNNING
        assert "Press y or n." in desk.all_text()
        await desk.press("n")
        assert isinstance(desk.app.screen, PlayerScreen)
        await desk.press("q", "y")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert desk.events.lines[-1][0] == "stopped"
        await desk.press("enter")
    assert desk.app.return_value == 1


async def test_help_lists_every_key(desk):
    async with desk.sat_at(STRETCHES, sounding=True, size=(80, 44)):
        await desk.play()
        await desk.press("question_mark")
        shown = desk.all_text()
        for key in ("space", "n", "p", "r", "j", "+", "-", "m", "[", "]", "?", "q", "y", "x", "!", "o", "v", "Ctrl-C"):
            assert f" {key} " in shown
        await desk.press("escape")
        assert isinstance(desk.app.screen, PlayerScreen)


async def test_it_ends_by_itself_with_a_summary_and_status_0(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.wait(200_000)
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "3 of 3 steps" in desk.all_text()
        assert desk.player.played[-1].sound is Sound.DONE
        await desk.press("q")
    assert desk.app.return_value == 0


async def test_what_was_skipped_is_told(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("j", "down", "enter")
        await desk.wait(20_000)
        await desk.press("j", "down", "enter")
        await desk.wait(11_000)
        shown = desk.all_text()
        assert "First  (left out)" in shown
        assert "Second  (in part)" in shown
        assert "✓ Third" in shown


@pytest.mark.parametrize("forward", ["right", "pagedown", "enter"])
@pytest.mark.parametrize("backward", ["left", "pageup"])
async def test_a_remote_control_turns_to_the_next_phase_and_back(desk, forward, backward):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press(forward)
        assert (desk.word(), desk.text("#place")) == ("HOLD", "1 of 3")
        for _ in range(4):
            await desk.press(forward, after=30)
        assert desk.text("#place") == "1 of 3", "a key that is held down turns once"
        await desk.press(backward)
        assert desk.word() == "GET READY"


@pytest.mark.parametrize("key", ["full_stop", "f5"])
async def test_a_remote_control_pauses_and_goes_on(desk, key):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press(key)
        assert desk.controller.view().status is Status.PAUSED
        await desk.press(key)
        assert desk.controller.view().status is Status.RUNNING


async def test_neither_a_remote_control_nor_a_click_answers_a_question_or_touches_a_pack(desk):
    keys = ("right", "pagedown", "enter", "left", "pageup", "full_stop", "f5")
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()

        async def changes_nothing(word: str) -> None:
            for key in keys:
                await desk.press(key, after=1_000)
                assert desk.word() == word, key
            await desk.pilot.click("#name" if word != "COLD" else "#time")
            await desk.settled()
            assert (desk.word(), desk.controller.view().status) == (word, Status.RUNNING)

        await changes_nothing("READY?")
        await desk.press("space")
        await changes_nothing("COLD")
        await desk.press("space")
        assert desk.text("#name") == "Have you taken it off?"
        await desk.press("right")
        assert desk.text("#name") == "Have you taken it off?"
        await desk.press("n")
        await desk.wait(300_000)
        await changes_nothing("AWAKE?")


async def test_a_headset_turns_pauses_and_goes_on_as_a_remote_control_does(desk):
    desk.program.surroundings = headset = RecordingSurroundings()
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        for key, status in (("pause", "PAUSED"), ("pause", "PAUSED"), ("play", "RUNNING"), ("play or pause", "PAUSED")):
            await desk.wait(1_000)
            headset.pressed(MediaKey(key))
            await desk.settled()
            assert desk.controller.view().status is Status[status], key
        await desk.wait(1_000)
        headset.pressed(MediaKey.PLAY)
        await desk.wait(5_000)
        headset.pressed(MediaKey.NEXT)
        await desk.settled()
        assert (desk.word(), desk.text("#place")) == ("HOLD", "1 of 3")
        assert headset.first[-1] is True


async def test_a_headset_does_nothing_behind_a_question(desk):
    desk.program.surroundings = headset = RecordingSurroundings()
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("q")
        front, place = desk.app.screen, desk.controller.view().segment
        assert isinstance(front, AskScreen)
        for key in MediaKey:
            await desk.wait(1_000)
            headset.pressed(key)
            await desk.settled()
        assert desk.app.screen is front
        assert desk.controller.view().segment == place
        assert desk.controller.view().status is Status.RUNNING


async def test_a_headset_answers_no_question_and_touches_no_pack(desk):
    desk.program.surroundings = headset = RecordingSurroundings()
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()

        async def changes_nothing(word: str) -> None:
            for key in MediaKey:
                await desk.wait(1_000)
                headset.pressed(key)
                await desk.settled()
                assert (desk.word(), desk.controller.view().status) == (word, Status.RUNNING), key

        await changes_nothing("READY?")
        await desk.press("space")
        await changes_nothing("COLD")
        await desk.wait(300_000)
        await changes_nothing("AWAKE?")


@pytest.mark.parametrize("key", ["right", "enter", "full_stop"])
async def test_a_remote_control_does_not_say_no(desk, key):
    bridge = ExerciseStep(
        exercise=Movement(id=None, name="Bridge"), hold=Exact(10_000), setup=Exact(0), only_if="Is the pain below five?"
    )
    async with desk.sat_at(routine(bridge, hold(10, name="After")), sounding=True):
        await desk.play()
        await desk.press(key)
        assert (desk.word(), desk.name()) == ("YES OR NO?", "Is the pain below five?")


async def test_the_enter_that_led_to_a_session_skips_nothing_of_it_while_it_is_held(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("s")
        await desk.play()
        for _ in range(20):
            await desk.press("enter", after=30)
        assert desk.word() == "GET READY"
        await desk.press("enter")
        assert desk.word() == "HOLD"


async def test_a_click_on_the_stage_pauses_once_and_goes_on(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.wait(12_000)
        for status in (Status.PAUSED, Status.GETTING_READY):
            desk.clock.advance(1_000)
            await desk.pilot.click("#time", times=2)
            await desk.settled()
            assert desk.controller.view().status is status


async def test_a_click_neither_starts_nor_ends_what_waits_for_somebody(desk):
    walk = DoStep(what=Movement(id=None, name="Walk"), lasting=Open(), setup=Exact(0))
    async with desk.sat_at(routine(walk, hold(10, name="After")), sounding=True):
        await desk.play()
        await desk.wait(5_000)
        await desk.pilot.click("#time")
        await desk.press("full_stop")
        assert desk.name() == "WALK"


async def test_the_jump_list_shows_lengths_and_takes_the_number_of_a_step(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("j", "2")
        assert desk.name() == "SECOND"
        await desk.press("j")
        shown = [" ".join(line.replace("│", " ").split()) for line in desk.all_text().splitlines()]
        assert [line for line in shown if line[:3] in ("1 ✓", "2 ▶", "3 ·")] == [
            "1 ✓ First 1:20", "2 ▶ Second 1:05", "3 · Third 0:10",
        ]  # fmt: skip
        await desk.press("7")
        assert isinstance(desk.app.screen, ModalScreen), "there is no such step"


async def test_the_number_of_a_step_rates_no_pain_while_its_key_is_held(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.play()
        await desk.press("j", "2")
        for _ in range(5):
            await desk.press("2", after=30)
        assert "pain" not in desk.controller.said
        await desk.press("2")
        assert desk.controller.said == "Noted: pain 2 of 10."


async def test_of_many_steps_a_digit_waits_for_the_next_one(desk):
    many = routine(*(hold(10, name=f"Step {number}") for number in range(1, 13)))
    async with desk.sat_at(many, sounding=True):
        await desk.play()
        await desk.press("j", "1", "2")
        assert desk.name() == "STEP 12"
        await desk.press("j", "1", "enter")
        assert desk.name() == "STEP 1"


# -- gates ------------------------------------------------------------------------------------


CHECK = "space: I am awake, the skin is fine\nn: not fine: I'll take it off now"


async def test_the_clock_of_cold_starts_only_when_the_cloth_is_confirmed(desk):
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()
        assert "in a damp cloth?" in " ".join(desk.all_text().split())
        await desk.wait(60_000)
        await desk.press("n")
        assert "in a damp cloth?" in " ".join(desk.all_text().split())
        assert desk.text("#act") == "space: yes, start the timer\nq: stop"
        await desk.press("space")
        assert (desk.word(), desk.time()) == ("COLD", "15:00")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
@pytest.mark.parametrize("kind", ["cold", "heat"])
async def test_all_that_is_asked_before_a_pack_is_there_to_be_read_with_its_keys(desk, kind, size):
    pack = routine(ApplyStep(kind=kind, lasting=Exact(600_000), setup=Exact(0)))
    async with desk.sat_at(pack, sounding=True, size=size):
        await desk.play()
        for words in (*BEFORE[kind].by(USUAL).split(), "space: yes, start the timer", "q: stop"):
            assert words in desk.all_text()


async def test_a_check_and_the_end_alarm_take_the_whole_screen_and_any_list_away(desk):
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()
        await desk.press("space")
        await desk.wait(3_000)
        assert desk.word() == "COLD"
        await desk.press("space")
        assert desk.name() == "Have you taken it off?"
        assert desk.text("#act") == "y: yes    n: not yet"
        await desk.press("n")
        assert "timer keeps running" in desk.text("#caption"), "nothing pauses what is on the skin"
        await desk.press("question_mark")
        await desk.wait(300_000)
        assert isinstance(desk.app.screen, PlayerScreen)
        assert (desk.word(), desk.text("#act")) == ("AWAKE?", CHECK)
        await desk.press("space")
        assert desk.word() == "COLD"
        await desk.wait(300_000)
        await desk.press("y")
        assert desk.word() == "COLD"
        await desk.press("j")
        await desk.wait(300_000)
        assert isinstance(desk.app.screen, PlayerScreen)
        assert (desk.word(), desk.text("#act")) == ("TAKE IT OFF", "y: it is off")
        await desk.press("y")
        assert desk.name() == "AFTER"


async def test_c2_1_skin_that_is_not_fine_leads_to_taking_it_off_and_ends_the_session(desk):
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()
        await desk.press("space")
        await desk.wait(301_000)
        await desk.press("n")
        assert (desk.word(), desk.text("#act")) == ("TAKE IT OFF", "y: it is off")
        assert desk.player.played[-1].sound is Sound.ALARM
        await desk.press("y")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "Leave the skin bare" in desk.all_text()
        assert desk.events.events[-1]["reason"] == "skin"


async def test_the_end_alarm_rings_until_off_is_confirmed(desk):
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()
        await desk.press("space")
        for _ in range(2):
            await desk.wait(301_000)
            await desk.press("space")
        await desk.wait(300_000)
        assert (desk.word(), desk.text("#act")) == ("TAKE IT OFF", "y: it is off")
        assert desk.player.played[-1].sound is Sound.ALARM
        for key in ("n", "space", "p", "r", "x", "5", "8"):
            await desk.press(key)
            assert desk.word() == "TAKE IT OFF", key
        footer = {cap.shown for cap in desk.app.screen.query_one(KeyBar).caps()}
        assert footer.isdisjoint({"space", "n"}), "what answers nothing is not offered"
        before = len(desk.player.played)
        await desk.wait(10_000)
        assert [played.sound for played in desk.player.played[before:]].count(Sound.ALARM) > 1
        await desk.press("q")
        await desk.wait(2_000)
        assert isinstance(desk.app.screen, PlayerScreen), "an alarm does not wait behind a question"
        await desk.press("y")
        assert isinstance(desk.app.screen, SummaryScreen), "whoever wanted to end has ended"


@pytest.mark.parametrize(("keys", "why"), [(["x"], "pain"), (["8"], "too much pain"), (["q", "y"], "user")])
async def test_under_a_pack_whatever_ends_the_session_begins_with_taking_it_off(desk, keys, why):
    async with desk.sat_at(COLD, sounding=True):
        await desk.play()
        await desk.press("space")
        await desk.wait(60_000)
        await desk.press(*keys)
        assert (desk.word(), desk.text("#act")) == ("TAKE IT OFF", "y: it is off")
        assert desk.controller.ended is None
        await desk.press("y")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert desk.events.events[-1]["reason"] == why


@pytest.mark.parametrize(("key", "then"), [("y", "BRIDGE"), ("n", "AFTER"), ("space", "BRIDGE")])
async def test_a_question_is_answered_with_a_key(desk, key, then):
    bridge = ExerciseStep(
        exercise=Movement(id=None, name="Bridge"), hold=Exact(10_000), setup=Exact(0), only_if="Is the pain below five?"
    )
    async with desk.sat_at(routine(bridge, hold(10, name="After")), sounding=True):
        await desk.play()
        assert (desk.word(), desk.name()) == ("YES OR NO?", "Is the pain below five?")
        assert desk.time() == ""
        await desk.press(key)
        assert desk.name() == then


async def test_what_is_open_counts_up_until_a_key(desk):
    walk = DoStep(what=Movement(id=None, name="Walk"), lasting=Open(), setup=Exact(0))
    async with desk.sat_at(routine(walk, hold(10, name="After")), sounding=True):
        await desk.play()
        await desk.wait(75_000)
        assert (desk.time(), desk.text("#act")) == ("1:15", "space: that is enough")
        await desk.press("space")
        assert desk.name() == "AFTER"


async def test_a_step_that_waits_and_one_that_asks(desk):
    steps = (hold(10, name="Ball", wait=True), ConfirmStep(question="Is the ball away?"), hold(5, name="After"))
    async with desk.sat_at(routine(*steps), sounding=True):
        await desk.play()
        assert desk.text("#act") == "space: start"
        await desk.press("space")
        await desk.wait(10_000)
        assert (desk.name(), desk.text("#act")) == ("Is the ball away?", "space: yes")
        await desk.press("space")
        assert desk.name() == "AFTER"


# -- room -------------------------------------------------------------------------------------


async def test_a_terminal_of_any_size_keeps_the_session_going(desk):
    breathing = BreatheStep(pattern=BreathPattern(5000, 1000, 4000), lasting=Exact(60_000), setup=Exact(0))
    async with desk.sat_at(routine(breathing), sounding=True) as pilot:
        await desk.play()
        for size in ((10, 3), (1, 1), (40, 12), (39, 11), (200, 60), (3, 40), (120, 40), (10, 3)):
            await pilot.resize_terminal(*size)
            await desk.wait(1_000)
        assert desk.all_text().split() == ["2", "BREATHE", "OUT"]
        for keys in ("j", "escape", "question_mark", "escape", "q", "n"):
            await desk.press(keys)
        await pilot.resize_terminal(80, 24)
        await desk.settled()
        assert desk.word().startswith("BREATHE")


@pytest.mark.parametrize("size", [(39, 11), (30, 5), (39, 12), (80, 3)])
@pytest.mark.parametrize(
    ("keys", "asked", "answered"),
    [
        (["q"], "Stop here?", ["y stop here", "n go on", "Esc back"]),
        (["x"], "Stopped. Come out of it slowly.", ["Esc back"]),
        (["x", "down", "down"], "Stopped. Come out of it slowly.", ["Esc back"]),
        (["j", "down"], "Jump to (2 of 3) 2 · Second 1:05", ["Enter go there", "Esc stay"]),
        (["exclamation_mark"], "Do you have any of these?", ["n none of these", "Enter done", "Esc back"]),
        (["question_mark"], "Keys", ["Esc back"]),
    ],
)
async def test_of_a_dialog_without_room_the_question_and_its_keys_are_left(desk, size, keys, asked, answered):
    async with desk.sat_at(STRETCHES, sounding=True) as pilot:
        await desk.wait(12_000)
        await desk.press(*keys)
        await pilot.resize_terminal(*size)
        await desk.settled()
        shown = " ".join(desk.all_text().split())
        assert shown.startswith(asked)
        assert shown.endswith(" ".join(answered))


async def test_a_list_without_room_shows_the_line_that_the_bar_is_on(desk):
    async with desk.sat_at(STRETCHES, sounding=True, size=(39, 11)):
        await desk.wait(12_000)
        await desk.press("exclamation_mark")
        assert "1 [ ] Numbness" in " ".join(desk.all_text().split())
        await desk.press("down", "down", "space")
        assert "(2 of 12) 2 [x] New trouble starting" in " ".join(desk.all_text().split())
        await desk.press("escape")
        assert desk.text("#small").endswith("PAUSED  space: go on")


async def test_a_check_and_what_is_asked_of_the_skin_are_left_where_there_is_no_room(desk):
    async with desk.sat_at(COLD, sounding=True, size=(39, 11)):
        await desk.play()
        assert "damp cloth" in desk.text("#small")
        assert desk.text("#small").endswith("space: yes, start the timer q: stop")
        await desk.press("space", "space")
        assert desk.text("#small") == "OFF? Have you taken it off?  y: yes    n: not yet"
        await desk.press("n")
        await desk.wait(300_000)
        keys = " ".join(CHECK.split("\n"))
        assert desk.text("#small") == f"AWAKE? Are you awake? Look at the skin.  {keys}"


async def test_at_40x12_every_key_of_a_dialog_has_room(desk):
    async with desk.sat_at(STRETCHES, sounding=True, size=(40, 12)):
        await desk.wait(12_000)
        for opens, keys in (
            ("exclamation_mark", "n none of these Enter done Esc back"),
            ("x", "Esc back"),
            ("q", "y stop here n go on Esc back"),
            ("j", "Enter go there Esc stay"),
        ):
            await desk.press(opens)
            assert keys in " ".join(desk.all_text().split())
            await desk.press("escape")


async def test_the_terminal_title_follows_and_is_given_back(desk, monkeypatch):
    written: list[str] = []
    async with desk.sat_at(routine(hold(20, name="Pose\x1b]0;bad\x07")), sounding=True):
        monkeypatch.setattr(desk.app._terminal_title, "_write", written.append)
        await desk.play()
        await desk.wait(2_000)
        await desk.press("q", "y")
    assert written[-1].endswith("\x1b[23;2t")
    titles = [text for text in written[:-1] if text.startswith("\x1b]2;")]
    assert "\x1b]2;18 Hold · Pose]0;bad\x07" in titles
    assert all(text.count("\x1b") == 1 for text in titles)
    assert len(titles) == len(set(titles))


async def test_breathing_in_between_leads_back_to_the_same_place_of_the_session(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("n")
        await desk.wait(3_000)
        before = desk.controller.view()
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is not first and isinstance(desk.app.screen, PlayerScreen))
        breath = desk.app.screen
        assert breath.controller.session.timeline.segments[-1].kind in BREATHING
        for _ in range(20):
            desk.clock.advance(1_000)
            breath.wake()
        await desk.press("right_square_bracket")
        assert desk.controller.view().elapsed < before.elapsed + 1_500, "it stands still"
        await desk.press("q", "y")
        assert desk.app.screen is first
        after = first.controller.view()
        assert (after.status, after.segment, desk.text("#act")) == (Status.PAUSED, before.segment, "space: go on")
        assert (desk.player.volume, desk.text("#sound")) == (100, "speakers · 100 %")
        await desk.press("space")
        await desk.wait(4_000)
        assert first.controller.view().status is Status.RUNNING
        await desk.press("q", "y")
        assert isinstance(desk.app.screen, SummaryScreen)


async def test_a_muted_session_is_muted_in_the_breath_in_between_and_says_so(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("m", "b")
        await desk.until(lambda: desk.app.screen is not first)
        assert (desk.player.volume, desk.text("#sound")) == (0, "Muted: follow the screen")
        desk.clock.advance(1_000)
        await desk.pilot.press("m")
        assert desk.player.volume == 80


async def test_a_breath_in_between_that_is_finished_leads_back_by_itself(desk):
    desk.program.settings = replace(desk.program.settings, breath=BreathPattern(5_000, 0, 5_000))
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is not first)
        breath = desk.app.screen
        for _ in range(310):
            desk.clock.advance(1_000)
            breath.wake()
        await desk.until(lambda: desk.app.screen is first)
        assert first.controller.view().status is Status.PAUSED
        assert desk.player.played[-1].sound is Sound.DONE


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)), "Not with the pack on"),
        (
            BreatheStep(pattern=BreathPattern(5_000, 0, 5_000), cycles=Exact(9), setup=Exact(0)),
            "You are already in a breathing break",
        ),
    ],
)
async def test_nothing_is_breathed_in_between_under_a_pack_nor_in_a_breath(desk, step, said):
    async with desk.sat_at(routine(step), sounding=True):
        first = await desk.play()
        if isinstance(step, ApplyStep):
            await desk.press("space")  # the cloth
        await desk.wait(2_000)
        await desk.press("b")
        assert desk.app.screen is first
        assert first.controller.said.startswith(said)
        assert first.controller.view().status is Status.RUNNING


async def test_a_breath_in_between_names_what_waits_for_it_and_esc_goes_back_there(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("escape", "escape")
        assert desk.controller.ended is None
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is not first and isinstance(desk.app.screen, PlayerScreen))
        assert desk.text("#after") == "First waits: q goes back to it"
        offered = {cap.shown: cap.label for cap in desk.app.screen.query_one(KeyBar).caps()}
        assert offered["q"] == "Back to First"
        assert offered.keys().isdisjoint("npbrj")
        await desk.press("q")
        assert "Go back to First?" in desk.all_text()
        await desk.press("n", "escape")
        await desk.until(lambda: desk.app.screen is first)
        assert first.controller.view().status is Status.PAUSED


async def test_pain_in_a_breath_in_between_ends_both(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is not first)
        await desk.press("x", "q", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, SummaryScreen))
        assert desk.events.events[-1]["reason"] == "pain"
    desk.program.close()
    journal = Journal(desk.home.journal)
    assert [session.why for session in journal.read(SessionRecord)] == ["pain", "pain"]
    journal.close()


async def test_leaving_at_once_from_a_breath_in_between_keeps_the_place_of_the_session(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        first = await desk.play()
        await desk.press("n", "b")
        await desk.until(lambda: desk.app.screen is not first)
        await desk.pilot.press("ctrl+c")
    found = desk.program.interrupted_session()
    assert found is not None
    assert (found.routine.title, found.place) == (STRETCHES.title, 1)
