"""What is asked about the body: warning signs, pain, whether it fits, going on where one broke off."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from unclench.care import pain_rules
from unclench.care.asks import Acknowledge, Fill, Rate, Tick
from unclench.journal.queries import answers, sessions
from unclench.journal.records import NoteRecord, OverrideRecord, PainRecord
from unclench.routine.model import ApplyStep, Exact
from unclench.safety import red_flags
from unclench.session.session import Status
from unclench.testing import hold, routine
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.summary import SummaryScreen
from unclench.tui.widgets.lists import AnswerRow

COLD = routine(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
STRETCHES = routine(hold(20, reps=3, rest=5, name="First"), hold(30, name="Second"))


@pytest.fixture
def stranger(desk):
    """Somebody who has not been asked anything yet."""
    desk.program.book.release()
    desk.home.journal.unlink()
    return desk


def asked(desk: Any, kind: type = object) -> Any:
    """The question that stands in front, which is of that kind; None where none does."""
    front = desk.app.screen
    return front.ask if isinstance(front, AskScreen) and isinstance(front.ask, kind) else None


def shown(desk: Any) -> str:
    """All that stands there, on one line; of a question only what is in its box, and nothing of the screen behind."""
    rows = desk.all_text().splitlines()
    if boxes := desk.app.screen.query(".box"):
        box = boxes.first().content_region
        rows = [row[box.x : box.right] for row in rows[box.y : box.bottom]]
    return " ".join(" ".join(rows).split())


async def test_c4_a_warning_sign_stops_the_session_and_no_single_key_goes_past_it(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press("exclamation_mark")
        assert asked(desk, Tick)
        await desk.press("1", "enter")
        await desk.until(lambda: asked(desk, Acknowledge) is not None)
        assert "emergency department" in shown(desk)
        assert desk.events.lines[-1][0] == "stopped"
        for key in ("enter", "escape", "space", "q", "n"):
            await desk.press(key)
            assert asked(desk, Acknowledge)
        await desk.press("y")
        assert asked(desk, Acknowledge), "nor does y alone"
        await desk.press("enter")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "get help now" in shown(desk)
    assert answers(desk.program.book.journal)["C4.saddle"].yes


async def test_without_a_sign_the_session_goes_on(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("exclamation_mark")
        for key in ("enter", "space"):
            await desk.press(key)
            assert asked(desk, Tick), "neither says that none applies"
        await desk.press("n")
        assert isinstance(desk.app.screen, PlayerScreen)
        assert desk.controller.ended is None


async def test_a_key_that_was_typed_before_a_question_stood_there_does_not_answer_it(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("exclamation_mark")
        await desk.press("n", after=399)
        assert asked(desk, Tick)
        await desk.press("n", after=700)
        assert isinstance(desk.app.screen, PlayerScreen)


async def test_it_hurts_stands_still_at_once_and_can_go_on_more_easily(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(3_000)
        await desk.press("x")
        assert desk.controller.view().status is Status.PAUSED
        assert asked(desk).heading == "Stopped. Come out of it slowly."
        assert desk.controller.said in shown(desk)
        await desk.press("g")
        assert desk.controller.view().status is Status.GETTING_READY
        assert desk.controller.view().segment.reps == 2
        works = [segment for segment in desk.controller.session.timeline.segments if segment.label == "hold"]
        assert [(work.step, work.width) for work in works] == [(0, 10_000), (0, 10_000), (1, 30_000)]


async def test_where_and_how_much_it_hurt_is_kept_when_that_ended_the_session(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(3_000)
        await desk.press("x", "q")
        assert asked(desk, Rate), "it is over already, and this is for the journal"
        assert desk.events.lines[-1][0] == "stopped"
        await desk.press("2", "3")
        assert isinstance(desk.app.screen, SummaryScreen)
    (rating,) = desk.program.book.journal.read(PainRecord)
    assert (rating.rating, rating.when, rating.step, rating.reason) == (2, "step", 1, "pain")
    assert rating.place == "Buttock or hip"


async def test_a_step_that_hurts_can_be_left_out(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press("x", "n")
        assert desk.name() == "SECOND"


@pytest.mark.parametrize(
    ("keys", "said", "why"),
    [
        (["x", "l"], "down a leg", "down the leg"),
        (["8", "1"], "6 or more", "too much pain"),
        (["x", "d", "n"], "Stay lying down", "dizzy or numb"),
    ],
)
async def test_c4_session_pain_down_a_leg_or_of_six_ends_the_session(desk, keys, said, why):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press(*keys)
        assert isinstance(desk.app.screen, SummaryScreen)
        assert said in shown(desk)
        assert "Well done" not in shown(desk)
    assert [session.why for session in sessions(desk.program.book.journal, 0, 2**62)] == [why]


async def test_pain_before_and_after_goes_with_the_session(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("5", "s")
        await desk.play()
        await desk.press("q", "y", "3")
        assert desk.text("#pain") == "before 5 · after 3 · two better"
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    found = desk.program.book.journal.read(PainRecord, "ORDER BY at")
    assert sorted((p.when, p.rating, p.session) for p in found) == [("after", 3, session.id), ("before", 5, session.id)]


async def test_a_rating_on_a_summary_goes_with_its_session_and_not_with_a_breath_since(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("s")
        await desk.play()
        await desk.press("q", "y", "b")
        await desk.until(lambda: isinstance(desk.app.screen, PlayerScreen))
        await desk.press("q", "y", "enter", "4")
        assert desk.text("#pain") == "now 4 of 10"
    by_title = {session.title: session.id for session in sessions(desk.program.book.journal, 0, 2**62)}
    (pain,) = desk.program.book.journal.read(PainRecord)
    assert pain.session == by_title["Test"]


async def test_a_note_on_the_summary_goes_with_the_session(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("s")
        await desk.play()
        await desk.press("q", "y", "n")
        await desk.until(lambda: asked(desk, Fill) is not None)
        await desk.press("enter", *"eased", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, SummaryScreen))
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    assert [(note.text, note.session) for note in desk.program.book.journal.read(NoteRecord)] == [("eased", session.id)]


async def test_once_more_goes_back_to_the_preview_and_asks_for_the_pain_again(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("4", "s")
        await desk.play()
        await desk.press("q", "y", "a")
        assert isinstance(desk.app.screen, PreviewScreen)
        assert "of 10" not in desk.text("#pain")


@pytest.mark.parametrize("key", ["right", "pagedown", "enter"])
async def test_a_presenter_closes_the_summary(desk, key):
    async with desk.sat_at(STRETCHES):
        await desk.press("s")
        await desk.play()
        await desk.press("q", "y", key)
    assert desk.app.return_value == 1


async def test_after_pain_the_same_is_not_offered_once_more(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("s")
        await desk.play()
        await desk.press("x")
        await desk.until(lambda: asked(desk) is not None)
        await desk.press("q", "escape", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, SummaryScreen))
        await desk.press("a")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "Once more" not in desk.all_text()


async def test_a_digit_in_a_session_rates_the_step_that_runs(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("4", after=2_000)
        assert desk.text("#caption") == "Noted: pain 4 of 10."
        assert desk.controller.view().status is Status.RUNNING
    (rating,) = desk.program.book.journal.read(PainRecord)
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    assert (rating.rating, rating.when, rating.step, rating.session) == (4, "step", 1, session.id)


@pytest.mark.parametrize(("keys", "kept"), [(["6"], [6]), (["t"], [10]), (["1", "0"], [1, 10])])
async def test_c4_session_a_digit_of_six_or_more_leads_to_what_x_leads_to(desk, keys, kept):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press(*keys, after=1_000)
        await desk.until(lambda: asked(desk) is not None)
        assert desk.controller.view().status is Status.PAUSED
        assert f"Pain {kept[-1]} of 10. Stop now: with 6 or more, rest or breathe instead." in shown(desk)
        await desk.press("1")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "6 or more" in shown(desk)
    assert sorted(pain.rating for pain in desk.program.book.journal.read(PainRecord)) == kept
    assert [session.why for session in sessions(desk.program.book.journal, 0, 2**62)] == ["too much pain"]


async def test_c4_session_no_single_key_goes_past_a_digit_of_six(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("8")
        await desk.until(lambda: asked(desk) is not None)
        for key in ("escape", "q", "n", "y", "x", "3"):
            await desk.press(key)
            assert asked(desk) is not None, key
            assert desk.controller.view().status is Status.PAUSED
        assert asked(desk).heading == "Is your pain below 6?", "whoever says that it was a slip is asked once more"
        await desk.press("n")
        assert "Pain 8 of 10" in asked(desk).heading
        await desk.press("1")
        assert isinstance(desk.app.screen, SummaryScreen)
    assert [pain.rating for pain in desk.program.book.journal.read(PainRecord)] == [8]


async def test_a_digit_of_six_that_was_a_slip_is_not_kept_and_the_session_goes_on(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("8", "3", "y")
        assert desk.controller.view().status is Status.GETTING_READY
    assert desk.program.book.journal.read(PainRecord) == []


async def test_a_digit_that_is_held_down_rates_once(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("3")
        await desk.press("3", "3", "3", after=30)
        await desk.press("4", after=30)
    assert [pain.rating for pain in desk.program.book.journal.read(PainRecord, "ORDER BY rating")] == [3, 4]


async def test_c4_session_pain_of_six_before_it_offers_breathing_and_the_rating_goes_with_that(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("7", "s")
        await desk.until(lambda: asked(desk) is not None)
        assert "do not stretch now" in shown(desk)
        await desk.press("1")
        await desk.play()
        await desk.wait(2_500)
        assert desk.word() == "BREATHE IN"
        await desk.press("q", "y", "enter")
        assert isinstance(desk.app.screen, PreviewScreen)
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    (pain,) = desk.program.book.journal.read(PainRecord)
    assert (pain.rating, pain.when, pain.session) == (7, "before", session.id)
    assert session.title.startswith("Breath")


@pytest.mark.parametrize(("key", "plays"), [("escape", False), ("2", False), ("3", True)])
async def test_c4_session_pain_of_six_before_it_is_no_ban_and_whatever_follows_is_kept(desk, key, plays):
    async with desk.sat_at(STRETCHES):
        await desk.press("6", "s")
        await desk.until(lambda: asked(desk) is not None)
        await desk.press("s", "enter")
        assert asked(desk) is not None, "nothing is chosen by the keys that start"
        await desk.press(key)
        if plays:
            await desk.play()
        else:
            assert isinstance(desk.app.screen, PreviewScreen)
    assert [(pain.rating, pain.when) for pain in desk.program.book.journal.read(PainRecord)] == [(6, "before")]
    kept = [override.limit for override in desk.program.book.journal.read(OverrideRecord)]
    assert kept == (["C4.session"] if plays else [])


async def test_pain_told_before_a_start_that_was_given_up_does_not_go_with_the_next_session(stranger):
    async with stranger.sat_at(replace(STRETCHES, tags=("spasm",))):
        await stranger.press("7", "s")
        await stranger.until(lambda: asked(stranger) is not None)
        await stranger.press("escape", "b")
        await stranger.play()
        await stranger.press("q", "y")
    assert stranger.program.book.journal.read(PainRecord) == []


async def test_the_keys_of_the_questions_have_room_at_40x12(stranger):
    async with stranger.sat_at(replace(COLD, tags=("spasm",)), size=(40, 12)):
        await stranger.press("s")
        await stranger.until(lambda: asked(stranger) is not None)
        assert "y or ! yes, or I am not sure n none of these Esc back" in shown(stranger)
        await stranger.press("n")
        await stranger.until(lambda: asked(stranger, Tick) is not None)
        assert shown(stranger).endswith("n none of these Enter done Esc back")
        assert shown(stranger).startswith(red_flags.AFTER_NONE), "what was said stands above it, not over its keys"


async def test_a_question_without_room_for_all_of_it_is_read_on_with_the_arrows(stranger):
    async with stranger.sat_at(replace(STRETCHES, tags=("spasm",)), size=(40, 12)):
        await stranger.press("s")
        await stranger.until(lambda: asked(stranger) is not None)
        assert "take steroids." not in shown(stranger)
        await stranger.press("down", "down")
        assert "take steroids." in shown(stranger)
        assert "n none of these" in shown(stranger)
        await stranger.press("up", "up")
        assert "Is any of this new?" in shown(stranger)


async def test_where_it_hurts_each_answer_is_in_a_box_with_its_keys_and_may_be_clicked(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(3_000)
        await desk.press("x")
        shown = [" ".join(line.strip(" │┃▌").split()) for line in desk.all_text().splitlines()]
        for row in (
            "1 or space Go on more gently: shorter, fewer, smaller",
            "2 or n Leave First out",
            "3 or q End here: it hurts",
        ):
            assert row in shown
        assert shown.index("l It moves down my leg") + 1 == shown.index("d Dizzy, or newly numb"), "these share a box"
        await desk.press("down", "down")
        assert [choice.has_class("-here") for choice in desk.app.screen.query(AnswerRow)] == [False, True, *[False] * 6]
        desk.clock.advance(1_000)
        await desk.pilot.click(list(desk.app.screen.query(AnswerRow))[1])
        await desk.settled()
        assert desk.name() == "SECOND"


async def test_every_row_that_can_be_chosen_shows_its_key_at_40x12(desk):
    async with desk.sat_at(STRETCHES, sounding=True, size=(40, 12)):
        await desk.wait(3_000)
        await desk.press("x")
        lines = [line.strip() for line in desk.all_text().splitlines()]
        assert [line[0] for line in lines[3:11]] == [way.key for way in pain_rules.WAYS]
        assert "pain is 6 or more" in lines[1]


async def test_before_the_first_cold_the_questions_are_asked_and_a_yes_says_why_not(stranger):
    async with stranger.sat_at(COLD):
        await stranger.press("s")
        await stranger.until(lambda: asked(stranger) is not None)
        await stranger.press("n")
        await stranger.until(lambda: asked(stranger, Tick) is not None)
        assert "numb or altered skin" in shown(stranger)
        await stranger.press("1", "enter")
        await stranger.until(lambda: asked(stranger).heading == "Which of these?")
        await stranger.press("1", "enter")
        await stranger.until(lambda: asked(stranger, Fill) is not None)
        assert "would not warn you" in shown(stranger)
        await stranger.press("escape")
        assert isinstance(stranger.app.screen, PreviewScreen)
        await stranger.press("s")
        await stranger.until(lambda: asked(stranger, Fill) is not None)
        await stranger.press("enter")
        assert asked(stranger, Fill), "nobody goes past it without a reason"
        await stranger.press(*"mine", "enter")
        await stranger.play()
    kept = [(each.limit, each.reason) for each in stranger.program.book.journal.read(OverrideRecord)]
    assert kept == [("C3.numb", "mine")]


async def test_c4_the_first_spasm_asks_for_the_warning_signs(stranger):
    async with stranger.sat_at(replace(STRETCHES, tags=("spasm",))):
        await stranger.press("s")
        await stranger.until(lambda: asked(stranger) is not None)
        assert red_flags.SHORT_QUESTION in shown(stranger)
        for key in ("enter", "space"):
            await stranger.press(key)
            assert red_flags.SHORT_QUESTION in shown(stranger), "neither of the big keys answers"
        await stranger.press("y")
        await stranger.until(lambda: asked(stranger, Acknowledge) is not None)
        await stranger.press("y", "enter")
        await stranger.until(lambda: asked(stranger, Tick) is not None)
        await stranger.press("1", "enter")
        assert isinstance(stranger.app.screen, PreviewScreen)
        assert stranger.player.played == []
    assert answers(stranger.program.book.journal)["C4.saddle"].yes


async def test_a_session_that_broke_off_goes_on_at_the_same_place(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(36_000)
        place = desk.controller.view().segment.index
        await desk.press("ctrl+c")
    async with desk.sat_at():
        assert isinstance(desk.app.screen, HomeScreen)
        await desk.press("u")
        assert "How much does it hurt now" in shown(desk)
        await desk.press("enter")
        await desk.play()
        assert desk.controller.view().segment.index == place


async def test_what_is_told_before_a_session_goes_on_is_said_to_its_end(desk, monkeypatch):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(36_000)
        await desk.press("ctrl+c")
    ended, before = list[bool](), desk.program.running
    monkeypatch.setattr(
        type(desk.program.sound), "finish_telling", lambda _: ended.append(desk.program.running is before)
    )
    async with desk.sat_at():
        await desk.press("u")
        await desk.press("enter")
        await desk.play()
    assert ended == [True]


async def test_the_library_says_when_a_routine_was_done_last(desk):
    gentle = desk.program.library.find("gentle-stretch").routine
    async with desk.sat_at(gentle, sounding=True):
        await desk.wait(421_000)
    async with desk.sat_at():
        await desk.press("slash", *"gentle stretch", "enter")
        assert "Last done today." in desk.text("#d-facts")
