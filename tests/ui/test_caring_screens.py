"""What is asked about the body: warning signs, pain, whether it fits, going on where one broke off."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from unclench.tui.screens.checklist import ChecklistScreen, PickScreen, WarningScreen

from unclench.journal.reading import answers, sessions
from unclench.journal.records import OverrideRecord, PainRecord
from unclench.model import ApplyStep, Exact
from unclench.safety.screening import questions_for
from unclench.session import Status
from unclench.testing import hold, routine
from unclench.tui.screens.library import LibraryScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.summary import SummaryScreen

STRETCHES = routine(hold(20, reps=3, rest=5, name="First"), hold(30, name="Second"))


@pytest.fixture
def stranger(desk):
    """Somebody who has not been asked anything yet."""
    desk.program.book.rest()
    desk.home.journal.unlink()
    return desk


async def test_c4_a_warning_sign_stops_the_session_and_no_single_key_goes_past_it(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press("exclamation_mark")
        assert isinstance(desk.app.screen, ChecklistScreen)
        await desk.press("space", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, WarningScreen))
        assert "emergency department" in desk.all_text()
        assert desk.events.lines[-1][0] == "stopped"
        for key in ("enter", "escape", "space", "q", "n"):
            await desk.press(key)
            assert isinstance(desk.app.screen, WarningScreen)
        await desk.press("y", "enter")
        assert isinstance(desk.app.screen, SummaryScreen)
    assert answers(desk.program.book.journal)["C4.saddle"].yes


async def test_without_a_sign_the_session_goes_on(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("exclamation_mark", "enter")
        assert isinstance(desk.app.screen, PlayerScreen)
        assert not desk.conductor.finished


async def test_it_hurts_stands_still_at_once_and_can_go_on_more_easily(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(3_000)
        await desk.press("x")
        assert desk.conductor.view().status is Status.PAUSED
        assert isinstance(desk.app.screen, PickScreen)
        await desk.press("enter", "down", "down", "enter", "down", "down", "enter")
        assert "How do you want to go on?" in desk.all_text()
        await desk.press("enter")
        assert desk.conductor.view().segment.reps == 2
        works = [segment for segment in desk.conductor.session.timeline.segments if segment.label == "hold"]
        assert [(work.step, work.width) for work in works] == [(0, 10_000), (0, 10_000), (1, 30_000)]
    (rating,) = desk.program.book.journal.read(PainRecord)
    assert (rating.rating, rating.when, rating.step, rating.reason) == (2, "step", 1, "pain")
    assert rating.place == "Buttock or hip"


async def test_a_step_that_hurts_can_be_left_out(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press("x", "down", "down", "enter", "escape", "down", "enter")
        assert desk.text("#name") == "Second"


@pytest.mark.parametrize(
    ("keys", "said"),
    [(["down", "enter", "enter"], "down a leg"), (["enter", *["down"] * 6, "enter"], "6 or more")],
)
async def test_c4_session_pain_down_a_leg_or_of_six_ends_the_session(desk, keys, said):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(12_000)
        await desk.press("x", *keys)
        assert isinstance(desk.app.screen, SummaryScreen)
        assert said in " ".join(desk.all_text().split())


async def test_pain_before_and_after_goes_with_the_session(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("5", "s")
        await desk.play()
        await desk.press("q", "y", "3")
        assert desk.text("#pain") == "Pain 3 of 10 is kept."
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    found = desk.program.book.journal.read(PainRecord, "ORDER BY at")
    assert sorted((p.when, p.rating, p.session) for p in found) == [("after", 3, session.id), ("before", 5, session.id)]


async def test_a_digit_in_a_session_rates_the_step_that_runs(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("4", after=2_000)
        assert desk.text("#caption") == "Pain 4 of 10 is kept."
        assert desk.conductor.view().status is Status.RUNNING
    (rating,) = desk.program.book.journal.read(PainRecord)
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    assert (rating.rating, rating.when, rating.step, rating.session) == (4, "step", 1, session.id)


@pytest.mark.parametrize(("keys", "kept"), [(["6"], [6]), (["t"], [10]), (["1", "0"], [1, 10])])
async def test_c4_session_a_digit_of_six_or_more_leads_to_what_x_leads_to(desk, keys, kept):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press(*keys, after=1_000)
        await desk.until(lambda: isinstance(desk.app.screen, PickScreen))
        assert desk.conductor.view().status is Status.PAUSED
        assert "What is it?" in desk.all_text()
        await desk.press("enter")
        assert isinstance(desk.app.screen, SummaryScreen)
        assert "6 or more" in " ".join(desk.all_text().split())
    assert sorted(pain.rating for pain in desk.program.book.journal.read(PainRecord)) == kept
    assert [session.why for session in sessions(desk.program.book.journal, 0, 2**62)] == ["pain"]


async def test_c4_session_no_single_key_goes_past_a_digit_of_six(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("8")
        await desk.until(lambda: isinstance(desk.app.screen, PickScreen))
        await desk.press("escape")
        assert isinstance(desk.app.screen, PlayerScreen)
        assert desk.conductor.view().status is Status.PAUSED
        assert "6 or more" in " ".join(desk.all_text().split())
    assert [pain.rating for pain in desk.program.book.journal.read(PainRecord)] == [8]


async def test_a_digit_that_is_held_down_rates_once(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.press("3")
        await desk.press("3", "3", "3", after=30)
        await desk.press("4", after=30)
    assert [pain.rating for pain in desk.program.book.journal.read(PainRecord, "ORDER BY rating")] == [3, 4]


async def test_c4_session_pain_of_six_before_it_offers_breathing_and_the_rating_goes_with_that(desk):
    async with desk.sat_at(STRETCHES):
        await desk.press("7", "s")
        await desk.until(lambda: isinstance(desk.app.screen, PickScreen))
        assert "do not stretch now" in " ".join(desk.all_text().split())
        await desk.press("enter")
        await desk.play()
        await desk.wait(2_500)
        assert desk.word() == "BREATHE IN"
        await desk.press("q", "y", "enter")
        assert isinstance(desk.app.screen, PreviewScreen)
    (session,) = sessions(desk.program.book.journal, 0, 2**62)
    (pain,) = desk.program.book.journal.read(PainRecord)
    assert (pain.rating, pain.when, pain.session) == (7, "before", session.id)
    assert session.title.startswith("Breath")


@pytest.mark.parametrize(("keys", "plays"), [(["escape"], False), (["down", "enter"], False),
                                             (["down", "down", "enter"], True)])  # fmt: skip
async def test_c4_session_pain_of_six_before_it_is_no_ban_and_whatever_follows_is_kept(desk, keys, plays):
    async with desk.sat_at(STRETCHES):
        await desk.press("6", "s")
        await desk.until(lambda: isinstance(desk.app.screen, PickScreen))
        await desk.press(*keys)
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
        await stranger.until(lambda: isinstance(stranger.app.screen, ChecklistScreen))
        await stranger.press("escape", "b")
        await stranger.play()
        await stranger.press("q", "y")
    assert stranger.program.book.journal.read(PainRecord) == []


async def test_the_keys_of_the_questions_have_room_at_40x12(stranger):
    cold = routine(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
    async with stranger.sat_at(cold, size=(40, 12)):
        await stranger.press("s")
        await stranger.until(lambda: isinstance(stranger.app.screen, ChecklistScreen))
        assert "space mark Enter go on Esc back" in " ".join(stranger.all_text().split())


async def test_before_the_first_cold_the_questions_are_asked_and_a_yes_says_why_not(stranger):
    cold = routine(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
    async with stranger.sat_at(cold):
        await stranger.press("s")
        await stranger.until(lambda: isinstance(stranger.app.screen, ChecklistScreen))
        assert questions_for("cold")[0].text.split()[0] in stranger.all_text()
        await stranger.press("space", "enter")
        await stranger.until(lambda: isinstance(stranger.app.screen, PickScreen))
        assert "would not warn you" in " ".join(stranger.all_text().split())
        await stranger.press("enter")
        assert isinstance(stranger.app.screen, PreviewScreen)
        await stranger.press("s")
        await stranger.until(lambda: isinstance(stranger.app.screen, PickScreen))
        await stranger.press("down", "enter")
        await stranger.play()
    assert [each.limit for each in stranger.program.book.journal.read(OverrideRecord)] == ["C3.numb"]


async def test_c4_the_first_spasm_asks_for_the_warning_signs(stranger):
    async with stranger.sat_at(replace(STRETCHES, tags=("spasm",))):
        await stranger.press("s")
        await stranger.until(lambda: isinstance(stranger.app.screen, ChecklistScreen))
        await stranger.press("space", "enter")
        await stranger.until(lambda: isinstance(stranger.app.screen, WarningScreen))
        await stranger.press("y", "enter")
        assert isinstance(stranger.app.screen, PreviewScreen)
        assert stranger.player.played == []


async def test_a_session_that_broke_off_goes_on_at_the_same_place(desk):
    async with desk.sat_at(STRETCHES, sounding=True):
        await desk.wait(36_000)
        place = desk.conductor.view().segment.index
        await desk.press("ctrl+c")
    async with desk.sat_at():
        assert isinstance(desk.app.screen, LibraryScreen)
        await desk.press("u")
        await desk.play()
        assert desk.conductor.view().segment.index == place


async def test_the_library_says_when_a_routine_was_done_last(desk):
    gentle = desk.program.library.find("gentle-stretch").routine
    async with desk.sat_at(gentle, sounding=True):
        await desk.wait(421_000)
    async with desk.sat_at():
        await desk.press("slash", *"gentle", "enter")
        assert "last done today" in desk.all_text()
