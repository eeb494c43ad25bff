"""What is asked about the body in lines: before a session, and in it while it goes on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.scripted import ScriptedKeys
from tests.answered import well

from unclench import cleared
from unclench.body import Body
from unclench.cli.common import Mend
from unclench.cli.guarding import fitting
from unclench.cli.plainly import _breath, plain_play
from unclench.compiling import compile_routine
from unclench.journal.reading import answers, sessions
from unclench.journal.records import OverrideRecord, PainRecord, SessionRecord
from unclench.keys import ENTER
from unclench.model import ApplyStep, Exact, ExerciseStep, Movement
from unclench.plain import Output, Plain
from unclench.plain.care import Care
from unclench.program import Program
from unclench.testing import ManualClock, RecordingPlayer, hold, routine

STRETCHES = routine(hold(20, reps=3, rest=5, name="First"), hold(30, name="Second"))
CURL = ExerciseStep(exercise=Movement("knee", "Knee to chest", tags=("flexion",)), hold=Exact(10_000), setup=Exact(0))
COLD = routine(ApplyStep(kind="cold", lasting=Exact(300_000), setup=Exact(0)))


class Chair:
    """Somebody at a terminal, or a pipe, with a home of their own."""

    def __init__(self, home: Path) -> None:
        self.clock, self.stream, self.player = ManualClock(), io.StringIO(), RecordingPlayer()
        self.program = Program(clock=self.clock, make_player=lambda notice: self.player)
        self.journal = home / "data" / "journal.db"

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def keys(self, typed: str, *, terminal: bool = True) -> ScriptedKeys:
        keys = ScriptedKeys(self.clock, {number / 100: key for number, key in enumerate(typed)})
        keys.terminal = keys.possible = terminal
        return keys

    def fitting(self, routine, typed: str = "", *, terminal: bool = True) -> frozenset[str]:
        choices = fitting(
            self.program, routine, self.program.choices(), Output(self.stream), self.keys(typed, terminal=terminal)
        )
        return choices.left_out

    def play(self, routine, script: dict[float, str]) -> int:
        conductor = self.program.conduct(routine, compile_routine(routine))
        keys, out = ScriptedKeys(self.clock, script), Output(self.stream)
        breathe = partial(_breath, self.program, out, keys)
        return Plain(conductor, out, keys, lambda: Care(Body(self.program)), breathe).run()

    def read(self, kind):
        journal = self.program.book.journal
        assert journal is not None
        return journal.read(kind)


@pytest.fixture
def chair(own_home: Path) -> Iterator[Chair]:
    chair = Chair(own_home)
    yield chair
    chair.program.close()


def typed_at(second: float, keys: str) -> dict[float, str]:
    return {second + number / 10: key for number, key in enumerate(keys)}


# -- before a session --------------------------------------------------------------------


def test_c3_in_lines_the_questions_are_asked_once_and_kept(chair):
    assert chair.fitting(STRETCHES, ENTER) == frozenset()
    assert any(line.endswith("A heart condition, such as angina?") for line in chair.lines)
    assert not any(answer.yes for answer in answers(chair.program.book.journal).values())
    asked = len(chair.lines)
    assert chair.fitting(STRETCHES) == frozenset()
    assert len(chair.lines) == asked


def test_c3_in_lines_a_yes_leaves_out_the_step_and_each_is_taken_back_in_by_itself(chair):
    bending = routine(CURL, hold(20, name="Hip lift"))
    bones = "".join(f" {n}" for n, line in enumerate(_questions_of(bending), 1) if "Osteoporosis" in line)
    assert chair.fitting(bending, f"{bones}{ENTER}n") == frozenset({"1"})
    assert any(line.startswith("Left out: Knee to chest. Osteoporosis") for line in chair.lines)
    assert chair.read(OverrideRecord) == []
    assert chair.fitting(bending, "y") == frozenset()
    assert [(o.limit, o.reason) for o in chair.read(OverrideRecord)] == [
        ("C3.bones", "Taken in by hand: Knee to chest.")
    ]


def _questions_of(played) -> list[str]:
    from unclench import fitting

    return [question.text for question in fitting.due(compile_routine(played), (), {}, 0)]


def test_c3_where_nothing_is_left_nothing_is_played(chair):
    well(chair.journal, but=["C3.bones"])
    with pytest.raises(Mend, match="Nothing of it is for you"):
        chair.fitting(routine(CURL), "n")


def test_c3_where_nobody_can_answer_exercise_goes_on_and_what_was_not_asked_is_said(chair, capsys):
    assert chair.fitting(STRETCHES, terminal=False) == frozenset()
    assert "are not answered yet" in capsys.readouterr().err
    well(chair.journal, but=["C3.bones"])
    assert chair.fitting(routine(CURL, hold(20)), terminal=False) == frozenset({"1"})
    assert "Left out: Knee to chest" in capsys.readouterr().err


def test_c3_where_nobody_can_answer_cold_does_not_begin(chair):
    with pytest.raises(Mend, match="questions before cold and heat are not answered yet"):
        chair.fitting(COLD, terminal=False)


def test_c3_cold_that_does_not_fit_is_done_only_after_a_yes_that_is_kept(chair):
    well(chair.journal, but=["C3.cold"])
    with pytest.raises(Mend, match="reacts too strongly"):
        chair.fitting(COLD, "n")
    assert chair.fitting(COLD, "y") == frozenset()
    assert [override.limit for override in chair.read(OverrideRecord)] == ["C3.cold"]


def test_c4_the_first_spasm_in_lines_asks_for_the_signs_and_no_single_key_goes_past_a_yes(chair):
    import click

    spasm = replace(STRETCHES, tags=("spasm",))
    with pytest.raises(Mend, match="were not answered"):
        chair.fitting(spasm, f"1{ENTER}{ENTER}")
    assert any("emergency department" in line for line in chair.lines)
    chair.program.book.journal.connection.execute("DELETE FROM answers")
    chair.program.__dict__.pop("book").close()
    with pytest.raises(click.exceptions.Exit):
        chair.fitting(spasm, f"1{ENTER}y{ENTER}")
    assert answers(chair.program.book.journal)["C4.saddle"].yes


def test_c4_where_nobody_can_answer_it_is_said_that_the_signs_were_not_asked_about(chair, capsys):

    well(chair.journal)
    chair.program.book.journal.connection.execute("DELETE FROM answers WHERE question LIKE 'C4%'")
    assert chair.fitting(replace(STRETCHES, tags=("spasm",)), terminal=False) == frozenset()
    assert "The warning signs were not asked about" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "status", "titles", "limits"),
    [("1", 0, ["Breathing 5-1-4"], []), ("2", 1, [], []), ("\x1b", 1, [], []), ("3", 0, ["Test"], ["C4.session"])],
)
def test_c4_session_pain_of_six_before_it_in_lines_offers_breathing_and_is_no_ban(
    chair, monkeypatch, typed, status, titles, limits
):
    well(chair.journal)
    keys = ScriptedKeys(chair.clock, dict(enumerate(f"6{ENTER}{typed}")))
    monkeypatch.setattr("unclench.cli.plainly.shared_keys", lambda: keys)
    assert plain_play(chair.program, STRETCHES, chair.program.choices(), None, None, yes=False) == status
    kept = sessions(chair.program.book.journal, 0, 2**62)
    assert [session.title for session in kept] == titles
    assert [override.limit for override in chair.read(OverrideRecord)] == limits
    (pain,) = chair.read(PainRecord)
    assert (pain.rating, pain.when, pain.session) == (6, "before", kept[0].id if kept else None)


# -- in a session ------------------------------------------------------------------------


def test_it_hurts_in_lines_stands_still_and_goes_on_more_easily(chair):
    status = chair.play(STRETCHES, {**typed_at(3, f"x13{ENTER}21"), 20: " "})
    assert status == 0
    assert "        Paused, because it hurts." in chair.lines
    (rating,) = chair.read(PainRecord)
    assert (rating.rating, rating.when, rating.step, rating.reason, rating.place) == (
        3, "step", 1, "pain", "Upper back or neck",
    )  # fmt: skip
    holds = [line for line in chair.lines if "  Hold" in line]
    assert [line.split("  ")[-1] for line in holds] == ["Hold 20 s, 1 of 3", "Hold 10 s, 2 of 2", "Hold 30 s"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [(f"x2{ENTER}", "down a leg"), (f"x16{ENTER}", "6 or more"), (f"x4{ENTER}", "newly numb"),
     (f"x12{ENTER}4y", "down a leg")],
)  # fmt: skip
def test_c4_session_what_ends_a_session_ends_it_in_lines_too(chair, keys, said):
    assert chair.play(STRETCHES, typed_at(3, keys)) == 1
    assert said in chair.stream.getvalue()
    (session,) = sessions(chair.program.book.journal, 0, 2**62)
    assert session.why in ("pain", "other")


def test_a_step_that_hurts_is_left_out_in_lines_and_behind_the_last_is_the_end(chair):
    script = {**typed_at(3, f"x3{ENTER}2"), 5: " ", **typed_at(9, f"x3{ENTER}2")}
    assert chair.play(STRETCHES, script) == 1
    assert [line for line in chair.lines if "2 of 2  Second" in line]
    assert len([line for line in chair.lines if "What is it?" in line]) == 2


def test_a_digit_in_lines_rates_the_step_that_runs_and_j_keeps_its_own(chair):
    assert chair.play(STRETCHES, {3: "4", **typed_at(5, f"j2{ENTER}"), 8: "0"}) == 0
    assert chair.lines.count("        Pain 4 of 10 is kept.") == 1
    kept = chair.read(PainRecord)
    kept.sort(key=lambda pain: pain.step)
    assert [(pain.rating, pain.when, pain.step) for pain in kept] == [(4, "step", 1), (0, "step", 2)]


@pytest.mark.parametrize(("keys", "kept"), [("61", [6]), ("t1", [10]), ("101", [1, 10])])
def test_c4_session_a_digit_of_six_or_more_in_lines_leads_to_what_x_leads_to(chair, keys, kept):
    assert chair.play(STRETCHES, typed_at(3, keys)) == 1
    assert "        Paused, because it hurts." in chair.lines
    assert "6 or more" in chair.stream.getvalue()
    assert sorted(pain.rating for pain in chair.read(PainRecord)) == kept
    (session,) = sessions(chair.program.book.journal, 0, 2**62)
    assert session.why == "pain"


def test_c4_session_in_lines_no_single_key_goes_past_a_digit_of_six(chair):
    assert chair.play(STRETCHES, {3: "9", 4: "\x1b", 30: " "}) == 0
    assert "6 or more" in chair.stream.getvalue()
    assert "        Space to go on." in chair.lines
    assert [pain.rating for pain in chair.read(PainRecord)] == [9]


def test_a_one_and_a_nought_are_ten_only_right_behind_each_other(chair):
    assert chair.play(STRETCHES, {3: "1", 6: "0"}) == 0
    assert sorted(pain.rating for pain in chair.read(PainRecord)) == [0, 1]


def test_where_it_hurts_too_much_under_a_pack_it_is_to_be_taken_off(chair):
    assert chair.play(COLD, {0: " ", **typed_at(60, "81")}) == 1
    assert "take it off now" in chair.stream.getvalue()
    assert [exposure.kind for exposure in chair.program.book.waiting()] == ["cold"]


def test_who_does_not_say_where_has_said_how_much_all_the_same(chair):
    assert chair.play(STRETCHES, {**typed_at(3, f"x13{ENTER}\x1b\x1b"), 5: " "}) == 0
    assert [(pain.rating, pain.place) for pain in chair.read(PainRecord)] == [(3, None)]


def test_escape_leaves_the_question_and_nothing_is_kept(chair):
    assert chair.play(STRETCHES, {3: "x", 4: "\x1b", 5: " "}) == 0
    assert chair.read(PainRecord) == []


def test_c4_a_warning_sign_in_a_session_stops_it_at_once_and_wants_two_keys(chair):
    script = {**typed_at(3, f"!1{ENTER}"), 4: ENTER, 5: "q", 6: "y", 7: "q", 8: ENTER}
    assert chair.play(STRETCHES, script) == 1
    text = chair.stream.getvalue()
    assert "emergency department" in text
    assert "Second" not in text
    (session,) = sessions(chair.program.book.journal, 0, 2**62)
    assert session.why == "warning sign"


def test_an_alarm_goes_on_while_a_question_is_open(chair):
    script = {0: " ", **typed_at(290, "x"), 320: "\x1b", 330: " "}
    assert chair.play(COLD, script) == 0
    rung = [played.at - chair.player.played[0].at for played in chair.player.played if played.sound.value == "alarm"]
    assert rung
    assert min(rung) < 320_000


# -- the slip that saves opening the journal ------------------------------------------------


def clear(chair: Chair, played) -> bool:
    timeline = compile_routine(played)
    return cleared.clear(chair.program.home, cleared.kinds(timeline, played.tags), chair.program.moment().wall)


def test_once_all_is_answered_with_no_a_start_need_not_open_the_journal(chair):
    assert not clear(chair, STRETCHES)
    well(chair.journal)
    chair.fitting(STRETCHES)
    assert clear(chair, STRETCHES)
    assert chair.program.home.asked.stat().st_mode & 0o777 == 0o600


def test_a_yes_is_never_clear_and_an_answer_ends_what_was(chair):
    well(chair.journal)
    chair.fitting(STRETCHES)
    assert clear(chair, STRETCHES)
    Body(chair.program).answer({"C3.bones": True})
    assert not clear(chair, STRETCHES)
    chair.fitting(STRETCHES)
    assert not clear(chair, STRETCHES)


def test_what_was_clear_is_not_after_a_day_nor_beside_another_journal(chair):
    well(chair.journal)
    chair.fitting(STRETCHES)
    kinds = cleared.kinds(compile_routine(STRETCHES), ())
    now = chair.program.moment().wall
    assert cleared.clear(chair.program.home, kinds, now + 23 * 3_600_000)
    assert not cleared.clear(chair.program.home, kinds, now + 24 * 3_600_000)
    assert not cleared.clear(chair.program.home, kinds, now - 86_400_000)
    other = chair.journal.with_name("other.db")
    other.write_bytes(chair.journal.read_bytes())
    other.replace(chair.journal)
    assert not cleared.clear(chair.program.home, kinds, now)


def test_a_routine_for_a_spasm_is_never_clear_and_nothing_is_before_the_signs_were_asked_about(chair):
    well(chair.journal)
    spasm = replace(STRETCHES, tags=("spasm",))
    chair.fitting(STRETCHES)
    assert clear(chair, STRETCHES)
    assert not clear(chair, spasm)
    chair.program.book.journal.connection.execute("DELETE FROM answers WHERE question LIKE 'C4%'")
    chair.fitting(STRETCHES)
    assert not clear(chair, STRETCHES)


def test_b_plays_a_breath_in_between_and_leads_back_to_the_same_place(chair):
    began = chair.clock.now()
    status = chair.play(routine(hold(30, name="Stretch")), {5: "b", 20: "q", 21: "y", 25: " "})
    told = [line.strip() for line in chair.lines]
    assert status == 0
    assert told[:2] == ["1 of 1  Stretch. Hold 30 seconds.", "0:00  Hold 30 s"]
    paused, back = told.index("Paused, to breathe."), told.index("Paused. Space to go on.")
    breath = told[paused + 1 : back]
    assert breath[0].startswith("1 of 1  Breathing")
    assert sum(" In 5 s" in line for line in breath) == 2
    assert told[-1] == "That is all. Well done."
    assert chair.clock.now() - began == 25_000 + 3_000 + 25_000
    assert [(s.title, s.why) for s in chair.read(SessionRecord)] == [("Test", "finished"), ("Breathing 5-1-4", "user")]


def test_what_hurts_in_a_breath_in_between_ends_the_session_behind_it_too(chair):
    status = chair.play(routine(hold(30, name="Stretch")), {5: "b", **typed_at(10, "81")})
    assert status == 1
    assert [session.why for session in chair.read(SessionRecord)] == ["pain", "pain"]
