"""The plain front end: a line per phase, keys one by one, and output that may go away."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from tests.scripted import ScriptedKeys

from unclench.care.asks import YES, Ask, Choose, Fill, Flow, Tell, yes_no
from unclench.care.intake import Intake
from unclench.care.interruptions import Interruptions
from unclench.care.pain_rules import STOPPED
from unclench.cues import Sound
from unclench.plain import LineWriter, PlainRunner
from unclench.plain.intake import LineIntake, printable
from unclench.plain.session import phase_line
from unclench.player.controller import SessionController
from unclench.ports import MediaKey
from unclench.routine.model import (
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
)
from unclench.session.compiler import compile_routine
from unclench.session.guidance import Guidance, guided
from unclench.session.questions import NO_SUCH_STEP, WHICH_STEP
from unclench.session.session import Session
from unclench.system.keyboard import ENTER
from unclench.system.keystrokes import Guard
from unclench.testing import Desk, FakeVoice, ManualClock, RecordingPlayer, RecordingSurroundings, hold, routine


def play(
    *steps, script: dict[float, str] | None = None, stream: io.StringIO | None = None
) -> tuple[int, list[str], RecordingPlayer]:
    clock, player, stream = ManualClock(), RecordingPlayer(), stream or io.StringIO()
    controller = SessionController(Session(compile_routine(routine(*steps)), clock.now()), player, clock)
    controller.begin()
    status = PlainRunner(controller, LineWriter(stream), ScriptedKeys(clock, script or {}), clock).run()
    return status, stream.getvalue().splitlines(), player


def test_a_session_is_one_line_a_phase():
    status, lines, _ = play(hold(15, reps=2, rest=5, setup=5, sides=("left", "right"), switch=4, name="Stretch"))
    assert status == 0
    assert lines == [
        "1 of 1  Stretch. Twice on each side, left first: hold 15 seconds.",
        "  0:00  Get ready 5 s",
        "  0:05  Hold 15 s, 1 of 2, left",
        "        Halfway.",
        "        Last three.",
        "  0:20  Rest 5 s, left",
        "  0:25  Hold 15 s, 2 of 2, left",
        "        Halfway.",
        "        Last three.",
        "  0:40  Switch sides 4 s, right",
        "  0:44  Hold 15 s, 1 of 2, right",
        "        Halfway.",
        "        Last three.",
        "  0:59  Rest 5 s, right",
        "  1:04  Hold 15 s, 2 of 2, right",
        "        Halfway.",
        "        Last three.",
        "        All done. Well done.",
    ]


def test_what_a_key_counts_is_a_line_for_each_number_and_says_which_keys():
    curls = ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), setup=Exact(0))
    status, lines, _ = play(curls, script={2: " ", 3: " ", 9: "n"})
    assert status == 0
    assert lines == [
        "1 of 1  Curl-up. As many as you comfortably can.",
        "  0:00  As many as you comfortably can, space counts each one, n when that is enough",
        "        1",
        "        2",
        "        All done. Well done.",
    ]


class NarrowTerminal(io.StringIO):
    """A terminal with forty columns."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> NarrowTerminal:
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((40, 12)))
    return NarrowTerminal()


def test_on_a_terminal_long_lines_are_broken_between_words_and_go_on_below_their_beginning(narrow):
    out = LineWriter(narrow)
    out.line("1 of 6  Child's pose. Kneel on something soft, knees a little apart.")
    out.line("  0:05  Hold 15 s, 1 of 2, left, and breathe")
    out.line("Short.")
    assert narrow.getvalue().splitlines() == [
        "1 of 6  Child's pose. Kneel on something",
        "        soft, knees a little apart.",
        "  0:05  Hold 15 s, 1 of 2, left, and",
        "        breathe",
        "Short.",
    ]


def test_on_a_terminal_nothing_is_drawn_over_and_nothing_is_said_each_second(narrow):
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    play(step, script={1: " ", 20: ".", 302: " ", 390: "j", 391: "1", 392: "\x7f", 393: ENTER, 400: "y"}, stream=narrow)
    written = narrow.getvalue()
    assert all(char.isprintable() or char == "\n" for char in written)
    assert written.count("\n") < 40


def test_what_is_typed_is_shown_key_by_key_and_what_is_taken_back_begins_another_row(narrow):
    out = LineWriter(narrow)
    for typed in ("", "1", "14", "1", "15"):
        out.typing(typed)
    out.line("Going there.")
    assert narrow.getvalue() == "14\n15\nGoing there.\n"


def test_a_key_has_the_last_line_again_with_the_time_that_is_left():
    _, lines, _ = play(hold(15, setup=3, name="Stretch"), script={5: ".", 7: " ", 8: ".", 9: " ", 10: "."})
    assert lines[:3] == ["1 of 1  Stretch. Hold 15 seconds.", "  0:00  Get ready 3 s", "  0:03  Hold 15 s"]
    assert "Getting ready: 0:02 left." in lines
    assert [line.strip() for line in lines[3:10]] == [
        "Again: 0:03  Hold 15 s", "Hold: 0:13 left.", "Paused. Space to go on.",
        "Again: Paused. Space to go on.", "Hold: 0:11 left, paused.",
        "Get ready.", "Again: Get ready.",
    ]  # fmt: skip


def test_a_key_has_the_question_again_but_is_a_full_stop_where_something_is_typed():
    _, lines, _ = play(hold(20), script={3: "q", 4: ".", 5: "n", 6: "j", 7: ".", 8: ENTER})
    assert sum(line.strip() == "Stop here?" for line in lines) == 2
    assert f"        {NO_SUCH_STEP}" in lines


def test_an_alarm_that_goes_on_says_for_how_long_and_never_the_same_line_twice():
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    _, lines, _ = play(step, script={1: " ", 302: " ", 430: "y"})
    rung = [line.strip() for line in lines if "Still waiting" in line]
    assert rung[0] == "Take the cold pack off. Is it off? Press y once it is off. Still waiting after 0:12."
    assert len(rung) > 4
    assert all(line != before for before, line in pairwise(lines))


def test_enter_puts_no_pack_on_and_says_nothing_of_the_skin():
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    _, lines, _ = play(step, script={1: ENTER, 5: " ", 306: ENTER, 308: " ", 374: "y"})
    assert lines[-1].strip() == "All done. Well done."
    assert [line for line in lines if line.startswith("  0:00  Cold")]
    _, early, _ = play(step, script={1: ENTER, 5: "q", 6: "y"})
    assert not [line for line in early if "Cold 6 min" in line]
    calm, late, _ = play(step, script={1: " ", 302: ENTER, 340: " ", 374: "y"})
    assert calm == 0
    assert sum("Look at the skin" in line for line in late) > sum("Look at the skin" in line for line in lines)


def test_an_enter_right_behind_a_number_pauses_nothing(tmp_path):
    desk = Desk(tmp_path)
    care = Interruptions(Intake(desk.program).health)
    quick, _ = heard(hold(30), hold(31), script={3: "x", 5: "2", 6: ENTER}, care=lambda: care)
    later, _ = heard(hold(30), hold(31), script={3: "x", 5: "2", 9: ENTER, 12: ENTER}, care=lambda: care)
    waited, _ = heard(hold(30), script={3: "x", 5: "1", 7.2: ENTER}, care=lambda: care)  # the 1 waits for a 0
    desk.program.close()
    assert not [line for line in (*quick, *waited) if "Paused" in line]
    assert [line for line in later if "Paused" in line]


def test_in_a_file_a_line_is_as_long_as_it_is():
    stream = io.StringIO()
    LineWriter(stream).line("word " * 40 + "end")
    assert stream.getvalue().count("\n") == 1


def test_leaving_asks_first_and_is_status_one():
    status, lines, _ = play(hold(20), script={3: "q", 4: "x", 5: "q", 6: "y"})
    assert status == 1
    asked = [line.strip() for line in lines if "op here" in line or line.strip().startswith("Press")]
    assert asked == ["Stop here?", "1  stop here (or y)", "Press y or n.", "Press y or n."]


def test_a_cold_pack_asks_at_its_check_and_rings_until_off_is_confirmed():
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    status, lines, player = play(step, script={1: " ", 302: " ", 366: " ", 374: "y"})
    assert status == 0
    assert sum(p.sound.value == "alarm" for p in player.played) == 4
    assert lines[-4:] == [
        "  6:00  Take the cold pack off. Is it off? Press y for yes",
        "        Press y once it is off.",
        "        Take the cold pack off. Is it off? Press y once it is off. Still waiting after 0:12.",
        "        All done. Well done.",
    ]


def test_n_answers_a_question_with_no():
    _, lines, _ = play(hold(5), hold(6, only_if="Warm again?"), hold(7), script={8: "n"})
    assert [line for line in lines if "  Hold" in line] == ["  0:00  Hold 5 s", "  0:11  Hold 7 s"]


def test_the_key_for_help_is_answered_by_ear_like_every_other():
    _, lines, player = play(hold(9), script={2: "?"})
    assert [each.sound for each in player.answered] == [Sound.KEY]
    assert any("x it hurts" in line for line in lines)


def test_a_space_bar_that_is_held_down_pauses_once():
    _, lines, _ = play(hold(30), script={2 + 0.03 * n: " " for n in range(41)} | {10: " "})
    assert [line.strip() for line in lines if "Paused." in line] == ["Paused. Space to go on."]


class Headset(ScriptedKeys):
    """A keyboard, and beside it a headset whose keys come at given seconds."""

    def __init__(self, clock: ManualClock, surroundings: RecordingSurroundings, script: Mapping[float, str | MediaKey]):
        super().__init__(clock, dict(script))  # a media key is a text, too
        self._surroundings = surroundings

    def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
        key = super().get(timeout, typing=typing)
        if isinstance(key, MediaKey):
            self._surroundings.pressed(key)
            return ""
        return key

    def nudge(self) -> None:
        """The empty key comes from `get`."""


def with_a_headset(*steps, script: Mapping[float, str | MediaKey]) -> list[str]:
    clock, stream, surroundings = ManualClock(), io.StringIO(), RecordingSurroundings()
    controller = SessionController(
        Session(compile_routine(routine(*steps)), clock.now()), RecordingPlayer(), clock, surroundings=surroundings
    )
    controller.begin()
    PlainRunner(controller, LineWriter(stream), Headset(clock, surroundings, script), clock).run()
    assert surroundings.first[-1] is None
    return [line.strip() for line in stream.getvalue().splitlines()]


def test_a_headset_turns_pauses_and_goes_on():
    keys = {2.0: MediaKey.PAUSE, 3.0: MediaKey.PAUSE, 4.0: MediaKey.PLAY, 5.0: MediaKey.PLAY, 12.0: MediaKey.NEXT}
    lines = with_a_headset(hold(20, name="First"), hold(20, name="Second"), script=keys)
    assert [line for line in lines if line.startswith("Paused")] == ["Paused. Space to go on."]
    assert "2 of 2  Second. Hold 20 seconds." in lines
    assert lines[-1] == "All done. Well done."


def test_a_headset_answers_no_question_and_takes_no_pack_off():
    """Every key of it at every question of a pack, and while it is on; only the keyboard brings it to its end."""
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    keys: dict[float, str | MediaKey] = {5.0: " ", 320.0: " ", 395.0: "y"}
    for begin in (1.0, 60.0, 306.0, 385.0):
        keys |= {begin + number / 2: key for number, key in enumerate(MediaKey)}
    lines = with_a_headset(step, script=keys)
    assert lines == with_a_headset(step, script={5.0: " ", 320.0: " ", 395.0: "y"})


def test_behind_a_question_a_headset_does_nothing():
    keys: dict[float, str | MediaKey] = {2.0: "q", 5.0: "n"}
    keys |= {3.0 + number / 4: key for number, key in enumerate(MediaKey)}
    assert with_a_headset(hold(20), script=keys) == with_a_headset(hold(20), script={2.0: "q", 5.0: "n"})


def test_jumping_takes_a_number_and_enter():
    _, lines, _ = play(hold(5), hold(6), hold(7), script={1: "j", 1.1: "3", 1.2: ENTER})
    assert [line for line in lines if "  Hold" in line] == ["  0:00  Hold 5 s", "  0:11  Hold 7 s"]


def test_breaths_are_lines_too():
    _, lines, _ = play(BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(1), setup=Exact(0)))
    assert lines[:4] == [
        "1 of 1  Breathing 5-1-4. 1 breath: in 5, hold 1, out 4.",
        "  0:00  In 5 s",
        "  0:05  Hold 1 s",
        "  0:06  Out 4 s",
    ]


def test_text_from_a_file_never_reaches_the_terminal_as_a_command():
    _, lines, _ = play(hold(1, name="Pose\x1b[2J\x07[red]x[/]"))
    assert lines[0] == "1 of 1  Pose [2J [red]x[/]. Hold 1 second."
    assert printable("a\x1b]0;t\x07\u202eb") == "a ]0;t  b"


class GoesAway(io.StringIO):
    """A pipe whose reader leaves after `lines` lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def write(self, text: str) -> int:
        if self.left == 0:
            raise BrokenPipeError
        self.left -= 1
        return super().write(text)


def gone(player_name: str) -> tuple[int, bool]:
    clock, player = ManualClock(), RecordingPlayer()
    player.name = player_name
    controller = SessionController(Session(compile_routine(routine(hold(5, reps=3))), clock.now()), player, clock)
    controller.begin()
    return PlainRunner(controller, LineWriter(GoesAway(1)), ScriptedKeys(clock, {}), clock).run(), controller.finished


def test_losing_the_text_does_not_stop_what_is_heard():
    assert gone("miniaudio") == (0, True)


def test_losing_the_text_where_nothing_sounds_ends_the_session():
    assert gone("none") == (1, False)


def test_a_phase_line_tells_set_repetition_and_side():
    phases = (Phase("up", Exact(2000)), Phase("down", Exact(2000)))
    step = ExerciseStep(exercise=Movement(None, "Row"), phases=phases, reps=Exact(2), sets=Exact(2), setup=Exact(0))
    timeline = compile_routine(routine(step))
    assert [phase_line(segment) for segment in timeline.segments[:3]] == [
        "Up 2 s, 1 of 2, set 1 of 2",
        "Down 2 s",
        "Up 2 s, 2 of 2, set 1 of 2",
    ]


def heard(
    *steps, script: Mapping[float, str], care: Callable[[], Interruptions] | None = None
) -> tuple[list[str], list[str]]:
    """The lines of a session with a voice, and all that was said in it."""
    clock, stream, voice = ManualClock(), io.StringIO(), FakeVoice()
    timeline = guided(compile_routine(routine(*steps)), Guidance(lengths=voice.length))
    session = Session(timeline, clock.now(), lengths=lambda: voice.length)
    controller = SessionController(session, RecordingPlayer(), clock, voice=lambda: voice)
    controller.begin()
    PlainRunner(controller, LineWriter(stream), ScriptedKeys(clock, dict(script)), clock, care=care).run()
    return stream.getvalue().splitlines(), voice.said


def test_which_step_to_go_to_is_asked_aloud_and_the_step_answers():
    lines, said = heard(hold(30), hold(5, name="Second", setup=3), script={3: "j", 5: "2", 5.5: ENTER})
    assert f"        {WHICH_STEP}" in lines
    assert said.index(WHICH_STEP) < said.index("Second. Hold 5 seconds.")


@pytest.mark.parametrize("number", ["3", "0", "x"])
def test_a_step_that_is_not_there_is_said_to_be_and_the_session_goes_on(number):
    lines, said = heard(hold(30), hold(5, name="Second"), script={3: "j", 6: number, 6.5: ENTER})
    assert f"        {NO_SUCH_STEP}" in lines
    assert NO_SUCH_STEP in said
    assert "  0:30  Hold 5 s" in lines


def test_the_list_of_steps_is_left_with_a_word():
    lines, said = heard(hold(30), hold(5, name="Second"), script={3: "j", 6: "\x1b"})
    assert "        Carrying on." in lines
    assert "Carrying on." in said


def test_how_to_come_over_stands_before_the_step_that_it_leads_to():
    lying = Movement("bridge", "Bridge", tags=("supine",), come_out="Lower your hips.")
    front = Movement("cobra", "Cobra", tags=("prone",), do="Push up.")
    first, second = (ExerciseStep(exercise=each, hold=Exact(5_000), setup=Exact(3_000)) for each in (lying, front))
    lines, _ = heard(first, second, script={})
    over = lines.index("        Lower your hips. Turn over slowly, by way of your side.")
    assert lines[over + 1].startswith("2 of 2  Cobra.")
    assert lines[over + 2] == "        Push up."
    assert lines.count(lines[over]) == 1


def test_when_it_hurts_it_stands_once_that_the_session_has_stopped(tmp_path):
    desk = Desk(tmp_path)
    care = Interruptions(Intake(desk.program).health)
    lines, said = heard(hold(30), script={3: "x", 5: "3", 6: "4", 7: "1"}, care=lambda: care)
    desk.program.close()
    assert lines.count(f"        {STOPPED}") == 1
    assert said[-1].startswith(STOPPED)


def test_what_is_asked_once_the_session_is_over_is_read_aloud_and_cut_short_by_its_answer(tmp_path):
    desk, clock, announced = Desk(tmp_path), ManualClock(), list[str]()
    care = Interruptions(Intake(desk.program).health)
    controller = SessionController(Session(compile_routine(routine(hold(30))), clock.now()), RecordingPlayer(), clock)
    controller.begin()
    keys = ScriptedKeys(clock, {3: "x", 5: "3", 6: "4", 7: "1"})
    PlainRunner(
        controller, LineWriter(io.StringIO()), keys, clock, care=lambda: care,
        announce=announced.append, hush=lambda: announced.append("hush"),
    ).run()  # fmt: skip
    desk.program.close()
    how_much, _, where, _, noted = announced[-5:]
    assert announced[-4::2] == ["hush", "hush"]
    assert how_much == "How much did it hurt, from 0 to 10? Press a number, t for ten, or Enter to skip."
    assert where.startswith("Where? 1: Low back. 2: Upper back or neck. ")
    assert noted == "Noted: pain 4 of 10."


def test_what_is_told_is_said_with_the_question_after_it_or_at_the_end():
    def flow() -> Flow[int]:
        yield Tell(heading="None.", spoken="None of the signs.")
        yield Tell(heading="Unspoken.")
        answer: int = yield yes_no("Go on?")
        yield Tell(heading="Noted.", spoken="Noted.")
        return answer

    said, clock = list[str](), ManualClock()
    keys = ScriptedKeys(clock, {2: "y"})
    intake = LineIntake(
        LineWriter(io.StringIO()), keys, clock.now, Guard(clock), said.append, hush=lambda: said.append("hush")
    )
    assert intake.run(flow()) == YES
    assert said == ["None of the signs. Go on? Press y or n.", "hush", "Noted."]


def answered(question: Ask, *keys: str) -> tuple[object, list[str]]:
    """The answer to a question after these keys, and its lines."""

    def flow() -> Flow[object]:
        return (yield question)

    out, clock = io.StringIO(), ManualClock()
    script = ScriptedKeys(clock, {2.0 * at: key for at, key in enumerate(keys, 1)})
    found = LineIntake(LineWriter(out), script, clock.now, Guard(clock)).run(flow())
    return found, out.getvalue().splitlines()


def test_a_full_stop_is_typed_where_something_is_typed_before_a_session_too():
    found, lines = answered(Fill(heading="How long?"), "1", ".", "5", ENTER)
    assert found == "1.5"
    assert not any(line.startswith("Again") for line in lines)


def test_a_question_that_is_asked_for_again_is_the_same_however_often():
    found, lines = answered(yes_no("Go on?"), ".", ".", "y")
    assert found == YES
    assert lines == 3 * lines[: len(lines) // 3]
    assert lines[0] == "Go on?"


def test_the_number_that_waits_for_enter_is_said_again_and_goes_on_waiting():
    rows = tuple(f"row {number}" for number in range(1, 13))
    found, lines = answered(Choose(heading="Which?", options=rows), "1", ".", ENTER)
    assert found == 0
    assert lines[-2:] == ["1: row 1. Press Enter.", "Again: 1: row 1. Press Enter."]


def test_what_was_said_at_the_end_of_some_questions_is_not_said_again_after_others():
    def flow(told: str) -> Flow[None]:
        yield Tell(heading=told, spoken=told)

    said, clock = list[str](), ManualClock()
    intake = LineIntake(LineWriter(io.StringIO()), ScriptedKeys(clock, {}), clock.now, Guard(clock), said.append)
    intake.run(flow("Noted."))
    intake.run(flow("Saved."))
    assert said == ["Noted.", "Saved."]


def test_a_question_before_a_pack_that_waits_says_for_how_long():
    step = ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0))
    _, lines, _ = play(step, script={70: "q", 71: "y"})
    assert [line.rpartition(". ")[2] for line in lines if "Still waiting" in line] == [
        "Still waiting after 0:30.", "Still waiting after 1:00.",
    ]  # fmt: skip


def test_where_nothing_is_in_a_hurry_no_time_is_said_to_be_left():
    asked = ConfirmStep(question="Ready?")
    _, lines, _ = play(asked, script={3: ".", 5: "y"})
    assert not any(word in line for line in lines for word in ("left.", "so far."))
    walk = ExerciseStep(exercise=Movement(None, "Walk"), hold=Open(), setup=Exact(0))
    _, lines, _ = play(walk, script={7: ".", 9: " "})
    assert any(line.strip().endswith(": 0:07 so far.") for line in lines)


def test_what_a_key_has_counted_is_said_on_request():
    curls = ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), setup=Exact(0))
    _, lines, _ = play(curls, script={2: " ", 3: " ", 4: ".", 9: "n"})
    assert "2 so far." in lines


def test_whatever_ends_the_session_while_something_is_typed_leaves_no_row_open(narrow):
    class Cut(ScriptedKeys):
        def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
            if not self.script:
                raise KeyboardInterrupt
            return super().get(timeout, typing=typing)

    clock = ManualClock()
    controller = SessionController(Session(compile_routine(routine(hold(60))), clock.now()), RecordingPlayer(), clock)
    controller.begin()
    with pytest.raises(KeyboardInterrupt):
        PlainRunner(controller, LineWriter(narrow), Cut(clock, {2: "j", 3: "1"}), clock).run()
    assert narrow.getvalue().endswith("1\n")
