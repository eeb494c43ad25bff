"""What is asked while a session runs, and what each answer does to it, without any front end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.answered import through, well

from unclench.care import pain_rules
from unclench.care.asks import NO, YES, Acknowledge, Choose, Fill, Flow, Rate, Reply, Tell, Tick
from unclench.care.intake import Intake
from unclench.care.interruptions import (
    BEFORE_YOU_MOVE,
    OFF_FIRST,
    STOP_HERE,
    TAKE_OFF,
    After,
    Interruptions,
    after,
    leave,
)
from unclench.journal.records import OverrideRecord, PainRecord, StepRecord
from unclench.player.controller import SessionController
from unclench.player.speech import Speaker
from unclench.routine.model import PATTERNS, ApplyStep, BreatheStep, Exact, ExerciseStep, Movement, RestStep, Routine
from unclench.safety.exposure import Exposure, earlier
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.questions import FRESH
from unclench.session.session import Status
from unclench.testing import Desk, hold, routine

MINUTE = 60_000
STRETCHES = routine(hold(40, reps=4, rest=2, name="First"), hold(30, name="Second"))
TILT = ExerciseStep(exercise=Movement("pelvic-tilt", "Pelvic tilt"), hold=Exact(5_000), reps=Exact(4))
BREATH = BreatheStep(pattern=PATTERNS["5-1-4"], cycles=Exact(2), setup=Exact(0))
SPASM = replace(routine(BREATH, TILT, hold(20, name="Lying")), tags=("spasm",))
PACK = routine(ApplyStep(kind="cold", lasting=Exact(10 * MINUTE), setup=Exact(0)), hold(20, name="After"))
SADDLE, CHEST = "C4.saddle", "C4.chest"
KEYS = {"more gently": 0, "leave it out": 1, "end": 2, "tired": 3, "breathe": 4, "leg": 5, "dizzy": 6, "signs": 7}


class Bedside(Desk):
    """A running session, and somebody whom it asks."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        well(self.home.journal, at=self.moments().wall)
        self.asked: list[Any] = []
        self.told: list[Tell] = []

    def play(self, played: Routine = STRETCHES, seconds: float = 3) -> SessionController:
        self.controller = self.program.start_session(played, compile_routine(played))
        self.controller.begin()
        self.controller.settle()
        self.care = Interruptions(Intake(self.program).health, played.tags)
        self.run(seconds)
        return self.controller

    def pack_on(self) -> SessionController:
        self.play(PACK, 1)
        self.controller.answer_or_pause()
        self.run(60)
        assert self.controller.on_skin
        return self.controller

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 4)):
            self.clock.advance(250)
            self.controller.tick()

    def yes(self) -> None:
        self.run(FRESH / 1000 + 0.25)
        self.controller.answer(yes=True)

    def through(self, flow: Flow[Any], *given: Any) -> Any:
        """Run a flow to its end with these answers, one for each question."""
        return through(flow, given, self.told.append, self.asked.append)

    def hurts(self, *given: Any) -> After:
        found: After = self.through(self.care.hurts(self.controller), *given)
        return found

    @property
    def status(self) -> Status:
        return self.controller.view().status

    @property
    def here(self) -> str:
        step = self.controller.view().step
        return step.name if step is not None else ""

    def pains(self) -> list[tuple[Any, ...]]:
        return [(r.rating, r.when, r.step, r.reason, r.place) for r in self.read(PainRecord)]

    def read(self, kind: type) -> list[Any]:
        journal = self.program.book.journal
        assert journal is not None
        return journal.read(kind)

    def signs(self) -> set[str]:
        return {id for id, answer in self.care.health.answers().items() if answer.yes}


@pytest.fixture
def bed(own_home: Path) -> Iterator[Bedside]:
    made = Bedside(own_home)
    yield made
    made.program.close()


# -- it hurts ----------------------------------------------------------------------------


def test_what_is_read_aloud_when_it_hurts_names_the_keys_that_are_offered_and_no_others(bed):
    rests = routine(hold(5, name="First"), RestStep(lasting=Exact(60_000)))
    for played, seconds, left_out in ((STRETCHES, 3, ""), (routine(BREATH, TILT), 3, "b"), (rests, 9, " ")):
        bed.play(played, seconds)
        ask = next(bed.care.hurts(bed.controller))
        keys = {key.replace("space", " ") for key in re.findall(r"[Pp]ress (\w+)", ask.spoken)}
        assert keys <= {*ask.row_keys(), *ask.also}
        assert keys == set(" nqbld") - set(left_out)
        assert ask.spoken.startswith(ask.heading)
        bed.controller.end(EndReason.USER)


def test_a_question_that_is_left_says_that_the_session_stands_still(bed):
    bed.play()
    bed.hurts(None)
    assert bed.status is Status.PAUSED
    assert bed.controller.said == "Paused. Space to go on."
    bed.controller.answer_or_pause()
    bed.run(5)
    assert bed.through(bed.care.signs(bed.controller), None) is None
    assert bed.controller.said == "Paused. Space to go on."


def test_every_question_in_a_session_is_read_aloud_with_its_keys(bed):
    bed.play()
    bed.hurts(KEYS["end"], 4, 1)
    bed.play()
    bed.through(bed.care.rated(bed.controller, 8), pain_rules.MISTYPED, YES)
    bed.through(leave(bed.controller), NO)
    bed.through(bed.care.signs(bed.controller), frozenset())
    bed.through(after(bed.care.health, bed.controller), 3)
    bed.pack_on()
    bed.through(leave(bed.controller), NO)
    assert len(bed.asked) == 9
    for ask in bed.asked:
        assert ask.words(), ask.heading
        if isinstance(ask, Choose) and ask.heading != pain_rules.STOPPED:
            for number, key in enumerate(ask.row_keys()):
                keys = [key, *(also.replace(" ", "space") for also, of in ask.also.items() if of == number)]
                assert re.search(rf"\b({'|'.join(map(re.escape, keys))})\b", ask.words()), (key, ask.words())


def test_the_question_whether_to_go_back_from_a_breath_is_read_aloud_with_its_keys(bed):
    bed.play()
    bed.controller.session.waiting_behind = bed.controller.view().step
    bed.through(leave(bed.controller), NO)
    assert bed.asked[-1].heading == "Go back to First?"
    assert bed.asked[-1].words() == "Go back to where you were? Press y or n."


def test_a_rating_in_a_session_is_confirmed_aloud_and_one_after_it_too(bed, monkeypatch):
    bed.play()
    said = []
    monkeypatch.setattr(bed.controller.speaker, "reply", lambda text, _: said.append(text))
    bed.through(bed.care.rated(bed.controller, 3))
    assert said == ["Noted: pain 3 of 10."]
    bed.through(after(bed.care.health, bed.controller), 2)
    assert bed.told[-1].spoken == "Noted: pain 2 of 10."


def test_while_it_is_asked_what_hurts_the_session_stands_still_and_says_how_to_come_out(bed):
    bed.play()
    flow = bed.care.hurts(bed.controller)
    ask = next(flow)
    assert isinstance(ask, Choose)
    assert bed.status is Status.PAUSED
    assert bed.controller.said == ask.heading == pain_rules.STOPPED
    assert "slowly" in ask.heading
    assert "6 or more" in ask.text
    assert "down a leg" in ask.text
    bed.run(60)
    assert (bed.status, bed.here) == (Status.PAUSED, "First")


def test_each_way_on_has_its_key_and_says_what_it_does_with_the_step(bed):
    bed.play()
    ask = next(bed.care.hurts(bed.controller))
    assert dict(zip(ask.row_keys(), ask.rows(), strict=True)) == {
        "1": "Go on more gently: shorter, fewer, smaller",
        "2": "Leave First out",
        "3": "End here: it hurts",
        "e": "End here: I have had enough",
        "b": "Breathe for a while, and come back",
        "l": "It moves down my leg",
        "d": "Dizzy, or newly numb",
        "!": "Warning signs: something is new or strange",
    }
    assert ask.also == {" ": 0, "g": 0, "n": 1, "q": 2}
    assert ask.groups == (1, 1, 3, 3)
    assert ask.rates, "a one and a nought are a pain of ten, and resume nothing"
    assert set("0456789t").isdisjoint([*ask.row_keys(), *ask.also]), "other digits only say how much it hurts"


def test_it_is_asked_aloud_every_half_minute_for_as_long_as_nobody_answers(bed):
    bed.play()
    ask = next(bed.care.hurts(bed.controller))
    answering = Reply(ask, 0)
    asked_again = [at for at in range(0, 300_000, 500) if answering.repeat_if_due(at)]
    assert asked_again == list(range(30_000, 300_000, 30_000))
    assert not answering.done


@pytest.mark.parametrize(
    ("speaks", "says"), [(True, "I wait, and ask you aloud every 30 seconds."), (False, "Nothing pressed: I wait.")]
)
def test_that_it_asks_aloud_is_said_only_where_there_is_a_voice_to_do_it(bed, monkeypatch, speaks, says):
    monkeypatch.setattr(Speaker, "speaks", speaks)
    bed.play()
    assert next(bed.care.hurts(bed.controller)).text.endswith(says)


def test_left_without_an_answer_the_session_goes_on_standing_still(bed):
    bed.play()
    assert bed.hurts(None) == After()
    assert (bed.status, bed.controller.ended) == (Status.PAUSED, None)


def test_more_gently_makes_what_is_left_shorter_and_goes_on(bed):
    bed.play()
    before = bed.controller.view().total_left
    assert bed.hurts(KEYS["more gently"]) == After()
    assert bed.controller.view().total_left < before - 40_000
    assert (bed.status, bed.here) == (Status.GETTING_READY, "First")


def test_a_step_that_is_left_out_is_left_and_the_next_one_begins(bed):
    bed.play()
    bed.hurts(KEYS["leave it out"])
    bed.run(5)
    assert (bed.here, bed.status) == ("Second", Status.RUNNING)
    bed.run(60)
    assert next((step.name, step.done) for step in bed.read(StepRecord)) == ("First", False)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("more gently", "From here on: shorter holds, fewer repetitions, smaller movements."),
        ("leave it out", "Left out: First. Next: Second."),
    ],
)
def test_what_goes_on_by_itself_does_not_say_that_it_is_paused_and_says_what_was_done(bed, way, said):
    bed.play()
    bed.hurts(KEYS[way])
    assert bed.controller.said == said
    captions = [news for news in bed.controller.news if isinstance(news, str)]
    assert not any("to go on" in caption for caption in captions)


def test_the_last_step_left_out_because_it_hurts_ends_the_session_for_that(bed):
    bed.play(routine(hold(30, name="Only")))
    bed.hurts(KEYS["leave it out"])
    assert bed.controller.ended is EndReason.PAIN


@pytest.mark.parametrize(
    ("way", "answers", "reason"),
    [
        ("end", (None,), EndReason.PAIN), ("tired", (), EndReason.TIRED), ("leg", (), EndReason.DOWN_THE_LEG),
        ("dizzy", (None,), EndReason.DIZZY_OR_NUMB), ("dizzy", (frozenset(),), EndReason.DIZZY_OR_NUMB),
    ],
)  # fmt: skip
def test_c4_session_each_way_to_end_ends_it_for_its_own_reason_before_anything_else_is_asked(bed, way, answers, reason):
    bed.play()
    flow = bed.care.hurts(bed.controller)
    next(flow)
    with suppress(StopIteration):
        flow.send(KEYS[way])
    assert bed.controller.ended is reason
    flow.close()
    bed.play()
    bed.hurts(KEYS[way], *answers)
    assert bed.controller.ended is reason


@pytest.mark.parametrize("way", [way for way in pain_rules.WAYS if way.why], ids=lambda way: way.key)
def test_what_ends_it_is_explained_once_and_not_again_in_the_farewell(way):
    assert way.end is not None
    assert not _runs_of_four(way.why) & _runs_of_four(way.end.farewell)


def _runs_of_four(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


def test_c4_session_down_the_leg_and_dizziness_say_what_they_mean_and_dizziness_asks_for_the_signs(bed):
    bed.play()
    bed.hurts(KEYS["leg"])
    assert [(tell.heading, tell.urgent) for tell in bed.told] == [(pain_rules.DOWN_THE_LEG, True)]
    assert [type(ask) for ask in bed.asked] == [Choose]
    bed.play()
    bed.hurts(KEYS["dizzy"], frozenset({SADDLE}), True)
    assert [(tell.heading, tell.urgent) for tell in bed.told[1:]] == [(pain_rules.NUMB, True)]
    assert [type(ask) for ask in bed.asked[2:]] == [Tick, Acknowledge]
    assert SADDLE in bed.signs()
    assert bed.controller.ended is EndReason.DIZZY_OR_NUMB


def test_how_much_and_where_it_hurt_is_kept_with_the_step_that_was_left(bed):
    bed.play()
    bed.hurts(KEYS["end"], 7, 1)
    assert bed.pains() == [(7, "step", 1, "pain", "Upper back or neck")]
    assert [type(ask) for ask in bed.asked] == [Choose, Rate, Choose]


def test_how_much_it_hurt_may_be_left_out_and_so_may_the_place(bed):
    bed.play()
    bed.hurts(KEYS["end"], None)
    assert bed.pains() == []
    bed.play()
    bed.hurts(KEYS["end"], 3, None)
    assert bed.pains() == [(3, "step", 1, "pain", None)]


def test_a_breath_for_a_while_leaves_the_session_standing(bed):
    bed.play()
    assert bed.hurts(KEYS["breathe"]) == After(breathe=True)
    assert (bed.status, bed.controller.ended) == (Status.PAUSED, None)


def test_c4_from_what_hurts_the_signs_are_one_key_away_and_a_yes_ends_the_session(bed):
    bed.play()
    assert bed.hurts(KEYS["signs"], frozenset({CHEST}), True) == After()
    assert bed.controller.ended is EndReason.WARNING_SIGN
    bed.play()
    bed.hurts(KEYS["signs"], frozenset())
    assert bed.controller.ended is None


def test_c2_3_under_a_pack_nothing_is_asked_when_it_hurts_the_pack_comes_off_and_it_rings_until_then(bed):
    bed.pack_on()
    assert bed.hurts() == After()
    assert (bed.asked, bed.controller.leaving, bed.controller.ended) == ([], EndReason.PAIN, None)
    assert bed.controller.view().asking == "off"
    bed.yes()
    assert bed.controller.ended is EndReason.PAIN


# -- ratings -----------------------------------------------------------------------------


@pytest.mark.parametrize("rating", [0, 1, 5])
def test_a_digit_below_six_is_kept_with_its_step_and_said_and_nothing_stands_still(bed, rating):
    bed.play()
    assert bed.through(bed.care.rated(bed.controller, rating)) == After()
    assert [tell.heading for tell in bed.told] == [f"Noted: pain {rating} of 10."]
    assert bed.pains() == [(rating, "step", 1, None, None)]
    assert (bed.status, bed.controller.ended) == (Status.RUNNING, None)


@pytest.mark.parametrize("rating", [6, 7, 10])
def test_c4_session_a_digit_of_six_or_more_stands_still_and_ends_it(bed, rating):
    bed.play()
    flow = bed.care.rated(bed.controller, rating)
    ask = next(flow)
    assert bed.status is Status.PAUSED
    assert ask.heading == f"Pain {rating} of 10. Stop now: with 6 or more, rest or breathe instead."
    assert ask.also == {" ": 0, "\n": 0, "b": 1}
    assert ask.options == ("End here", "End here, and breathe for five minutes", "I pressed the wrong key")
    with pytest.raises(StopIteration) as end:
        flow.send(0)
    assert end.value.value == After()
    assert bed.controller.ended is EndReason.TOO_MUCH_PAIN
    assert bed.pains() == [(rating, "step", 1, None, None)]


def test_c4_session_a_digit_of_six_can_end_in_breathing(bed):
    bed.play()
    assert bed.through(bed.care.rated(bed.controller, 8), 1) == After(breathe=True)
    assert bed.controller.ended is EndReason.TOO_MUCH_PAIN


def test_c4_session_no_key_alone_goes_past_a_six_neither_escape_nor_the_word_that_it_was_mistyped(bed):
    bed.play()
    bed.through(bed.care.rated(bed.controller, 9), None, pain_rules.MISTYPED, NO, None, pain_rules.MISTYPED, None, 0)
    assert [ask.heading for ask in bed.asked].count(pain_rules.BELOW_SIX) == 2
    assert bed.controller.ended is EndReason.TOO_MUCH_PAIN
    assert bed.pains() == [(9, "step", 1, None, None)]


def test_c4_session_a_mistyped_six_is_not_kept_and_the_session_goes_on(bed):
    bed.play()
    assert bed.through(bed.care.rated(bed.controller, 6), pain_rules.MISTYPED, YES) == After()
    assert (bed.pains(), bed.controller.ended, bed.status) == ([], None, Status.GETTING_READY)


def test_c4_session_in_a_routine_for_the_spasm_a_digit_only_is_kept(bed):
    bed.play(SPASM)
    bed.through(bed.care.rated(bed.controller, 9))
    assert (bed.pains(), bed.controller.ended) == ([(9, "step", 1, None, None)], None)
    assert bed.status is Status.RUNNING


def test_c4_session_six_under_a_pack_is_kept_and_the_pack_comes_off_first(bed):
    bed.pack_on()
    assert bed.through(bed.care.rated(bed.controller, 8)) == After()
    assert bed.pains() == [(8, "step", 1, None, None)]
    assert (bed.controller.leaving, bed.controller.ended) == (EndReason.TOO_MUCH_PAIN, None)
    bed.yes()
    assert bed.controller.ended is EndReason.TOO_MUCH_PAIN


# -- warning signs -----------------------------------------------------------------------


def test_c4_the_list_of_the_signs_is_urgent_and_shows_what_stands(bed):
    bed.play()
    bed.care.health.record_answers({CHEST: True})
    ask = next(bed.care.signs(bed.controller))
    assert isinstance(ask, Tick)
    assert (ask.urgent, ask.ticked) == (True, frozenset({CHEST}))
    assert len(ask.items) == 12
    assert not ask.rows()[0].endswith("?")


def test_c4_a_sign_ends_the_session_before_the_action_is_read_and_the_action_wants_two_keys(bed):
    bed.play()
    flow = bed.care.signs(bed.controller)
    next(flow)
    ask = flow.send(frozenset({SADDLE, CHEST}))
    assert bed.controller.ended is EndReason.WARNING_SIGN
    assert isinstance(ask, Acknowledge)
    assert ask.urgent
    assert ask.heading.startswith("Before anything else call")
    assert "Numbness" in ask.text
    assert "Chest pain" in ask.text
    assert "Weight loss" not in ask.text
    assert TAKE_OFF not in ask.text
    with pytest.raises(StopIteration) as end:
        flow.send(True)
    assert end.value.value is True
    assert bed.signs() == {SADDLE, CHEST}


def test_c4_no_sign_is_kept_as_no_and_nothing_ends(bed):
    bed.play()
    assert bed.through(bed.care.signs(bed.controller), frozenset()) is False
    assert (bed.signs(), bed.controller.ended) == (set(), None)
    assert bed.controller.view().status is Status.GETTING_READY, "it stood still meanwhile, and goes on"


def test_c4_a_sign_that_stands_is_not_taken_back_on_the_list(bed):
    bed.play()
    bed.care.health.record_answers({CHEST: True})
    bed.through(bed.care.signs(bed.controller), frozenset())
    assert bed.signs() == {CHEST}, "that is asked about by itself, before the next session"


def test_c4_a_sign_that_stood_before_is_not_taken_back_by_leaving_it_unticked(bed):
    for ticked, given in ((frozenset(), ()), (frozenset({SADDLE}), (True,))):
        bed.play()
        bed.care.health.record_answers({CHEST: True, SADDLE: False})
        bed.through(bed.care.signs(bed.controller), ticked, *given)
        assert bed.signs() == {CHEST, *ticked}


def test_c4_the_list_left_without_an_answer_says_nothing_about_anybody(bed):
    bed.play()
    bed.care.health.record_answers({CHEST: True})
    assert bed.through(bed.care.signs(bed.controller), None) is None
    assert (bed.signs(), bed.controller.ended) == ({CHEST}, None)


def test_c4_under_a_pack_a_sign_says_what_to_do_and_to_take_it_off_and_it_rings_until_it_is(bed):
    bed.pack_on()
    bed.through(bed.care.signs(bed.controller), frozenset({SADDLE}), True)
    assert bed.asked[-1].text.startswith(TAKE_OFF)
    assert (bed.controller.leaving, bed.controller.ended) == (EndReason.WARNING_SIGN, None)
    bed.yes()
    assert bed.controller.ended is EndReason.WARNING_SIGN


def test_c4_without_a_session_a_sign_is_kept_and_the_action_shown(bed):
    care = Interruptions(Intake(bed.program).health)
    assert bed.through(care.signs(), frozenset({"C4.leg"}), True) is True
    assert bed.asked[-1].heading == "Call a doctor now."
    assert care.health.answers()["C4.leg"].yes


def test_c4_a_sign_that_stands_is_said_once_in_a_session_and_stops_nothing(bed):
    bed.play()
    bed.care.health.record_answers({SADDLE: True})
    (said,) = bed.care.due(bed.controller)
    assert isinstance(said, Tell)
    assert said.urgent
    assert "emergency department" in said.heading
    assert bed.care.due(bed.controller) is None
    assert bed.controller.ended is None


def test_c4_a_reminder_that_was_due_while_a_dialog_was_in_front_is_due_again_and_said_once(bed):
    bed.play()
    bed.care.health.record_answers({SADDLE: True})
    _lost, said, late = (bed.care.due(bed.controller) for _ in range(3))
    assert [type(ask) for flow in (said, late) for ask in flow] == [Tell]


# -- before anything moves ---------------------------------------------------------------


def test_c4_before_anything_moves_in_a_spasm_a_doctors_signs_are_asked_about_once_and_it_stands_still(bed):
    bed.play(SPASM)
    assert bed.care.due(bed.controller) is None, "the breaths come first"
    bed.run(22)
    assert bed.here == "Pelvic tilt"
    flow = bed.care.due(bed.controller)
    assert flow is not None
    ask = next(flow)
    assert isinstance(ask, Tick)
    assert [id for id, _ in ask.items] == ["C4.fever", "C4.weight", "C4.night", "C4.ill", "C4.leg"]
    assert (bed.status, bed.controller.said) == (Status.PAUSED, BEFORE_YOU_MOVE)
    bed.run(30)
    assert bed.here == "Pelvic tilt"
    with pytest.raises(StopIteration):
        flow.send(frozenset())
    assert bed.status in (Status.GETTING_READY, Status.RUNNING)
    assert bed.care.due(bed.controller) is None


def test_c4_the_signs_that_were_due_while_a_dialog_was_in_front_are_due_again_and_asked_once(bed):
    bed.play(SPASM, 22)
    lost, asked, late = (bed.care.due(bed.controller) for _ in range(3))
    assert lost is not None
    assert isinstance(next(asked), Tick)
    assert bed.care.due(bed.controller) is None
    assert list(late) == []


def test_c4_a_doctors_sign_before_it_moves_ends_the_session(bed):
    bed.play(SPASM, 22)
    flow = bed.care.due(bed.controller)
    assert flow is not None
    bed.through(flow, frozenset({"C4.fever"}), True)
    assert bed.controller.ended is EndReason.WARNING_SIGN
    assert bed.asked[-1].heading.startswith("See a doctor today")


def test_c4_outside_of_a_spasm_nothing_is_asked_before_it_moves(bed):
    bed.play()
    assert bed.care.due(bed.controller) is None
    assert (bed.asked, bed.status) == ([], Status.RUNNING)


def test_c4_what_is_over_is_asked_about_nothing_more(bed):
    bed.play(SPASM, 22)
    bed.controller.end(EndReason.USER)
    assert bed.care.due(bed.controller) is None


# -- leaving, and a reason ---------------------------------------------------------------


def test_leaving_is_asked_about_and_only_a_yes_ends_it(bed):
    bed.play()
    for answer in (NO, None):
        bed.through(leave(bed.controller), answer)
        assert bed.controller.ended is None
    assert bed.asked[0].heading == STOP_HERE
    bed.through(leave(bed.controller), YES)
    assert bed.controller.ended is EndReason.USER


def test_c2_5_leaving_with_a_pack_on_says_that_it_comes_off_first_and_ends_only_then(bed):
    bed.pack_on()
    bed.through(leave(bed.controller), NO)
    assert (bed.controller.leaving, bed.controller.view().asking) == (None, None)
    bed.through(leave(bed.controller), YES)
    assert [ask.heading for ask in bed.asked] == [OFF_FIRST] * 2
    assert (bed.controller.leaving, bed.controller.ended) == (EndReason.USER, None)
    bed.yes()
    assert bed.controller.ended is EndReason.USER


def locked(bed: Bedside, minutes: float, kind: Any = "cold", played: Routine = PACK) -> None:
    """A session that has come to a pack which may not begin."""
    off = earlier(bed.moments(), round(minutes * MINUTE))
    bed.program.book.add(Exposure("a" * 32, kind, earlier(off, 10 * MINUTE), 10 * MINUTE))
    bed.program.book.use(lambda journal: journal.confirm_off("a" * 32, off))
    bed.play(played, 2)
    assert bed.controller.exposure_guard.locked is not None


def test_c1_4_a_typed_reason_goes_past_a_lock_out_in_a_session_only_where_the_skin_is_normal(bed):
    locked(bed, 30)
    bed.through(bed.care.override(bed.controller), NO)
    bed.through(bed.care.override(bed.controller), None)
    bed.through(bed.care.override(bed.controller), YES, None)
    assert (bed.read(OverrideRecord), bed.controller.on_skin) == ([], False)
    bed.through(bed.care.override(bed.controller), YES, "my physio said so")
    assert isinstance(bed.asked[-1], Fill)
    assert "look and feel normal" in bed.asked[-2].text
    assert [(r.limit, r.reason) for r in bed.read(OverrideRecord)] == [("C1.4", "my physio said so")]
    assert bed.controller.on_skin


def test_c1_13_no_reason_is_asked_for_where_none_goes_past_it(bed):
    locked(bed, 5, "heat")
    bed.through(bed.care.override(bed.controller))
    assert (bed.asked, bed.controller.on_skin) == ([], False)


def test_without_a_lock_out_there_is_nothing_to_go_past(bed):
    bed.play()
    bed.through(bed.care.override(bed.controller))
    assert bed.asked == []


# -- going on ----------------------------------------------------------------------------


def test_after_a_question_only_what_stood_still_for_it_goes_on(bed):
    bed.play()
    seen = []
    for still in (False, True):
        if still:
            bed.controller.hold_still()
        bed.controller.go_on()
        seen.append(bed.status)
    assert seen == [Status.RUNNING, Status.GETTING_READY], "what did not stand still is not paused either"
    bed.controller.end(EndReason.PAIN)
    bed.controller.go_on()
    assert bed.controller.ended is EndReason.PAIN
