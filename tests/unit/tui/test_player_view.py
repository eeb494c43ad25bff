"""What the screens say, without a screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from unclench.journal.queries import PainfulDay
from unclench.keynames import USUAL, Action
from unclench.player.answers import EASIER, IS_PAUSED
from unclench.reports.today import PainCourse, SkinStatus, due
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Movement,
    Open,
    RepeatStep,
)
from unclench.session.compiler import choose, compile_routine
from unclench.session.session import Session
from unclench.session.timeline import StepInfo
from unclench.system import local_time
from unclench.system.keystrokes import Guard
from unclench.system.local_time import since
from unclench.testing import ManualClock, hold, routine
from unclench.tui.terminal import TerminalTitle
from unclench.tui.text import clean, flat, row
from unclench.tui.viewmodels import preview
from unclench.tui.viewmodels.player import Face, PackLine, caption, clock, face
from unclench.tui.viewmodels.preview import PreviewPlan
from unclench.tui.viewmodels.summary import Completion, Outlook, Tally, outlook
from unclench.tui.widgets.stage import pack_line


def faces(*steps: AnyStep) -> list[Face]:
    """The face at the start of every segment."""
    timeline = compile_routine(routine(*steps))
    session = Session(timeline, 0)
    return [face(session.view(segment.start)) for segment in timeline.segments]


def test_what_is_next_is_said_in_every_phase_up_to_the_end():
    said = [
        f.after for f in faces(hold(10, reps=2, rest=5, sides=("left", "right"), switch=5, setup=3), hold(5, name="B"))
    ]
    assert said == [
        "Next: hold 1 of 2 left · then B",
        "Next: rest 5 s · then B",
        "Next: hold · then B",
        "Next: switch to right · then B",
        "Next: hold · then B",
        "Next: rest 5 s · then B",
        "Next: hold · then B",
        "Next: B",
        "Next: the end",
    ]


def test_breathing_says_its_parts_and_the_step_behind_it():
    breathing = BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(2), setup=Exact(0))
    shown = faces(breathing, hold(5, name="B"))
    assert [f.word for f in shown[:4]] == ["BREATHE IN", "HOLD", "BREATHE OUT", "BREATHE IN"]
    assert {f.tone for f in shown[:6]} == {"breathe"}
    assert shown[0].after == "Next: B"
    assert shown[3].place == "breath 2 of 2"


def test_under_a_pack_stand_the_next_look_at_the_skin_and_at_its_end_off_as_large_as_the_time():
    session = Session(compile_routine(routine(ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)))), 0)
    assert session.confirm(0)  # the cloth
    assert face(session.view(0)).place == "next look at the skin in 5:00"
    assert face(session.view(299_000)).place == "next look at the skin in 0:01"
    session.cues.pop_due(301_000)
    assert session.confirm(301_000)
    session.cues.pop_due(601_000)
    assert session.confirm(601_000)
    last = face(session.view(602_000))
    assert (last.place, last.sign) == ("", last.time)
    off = face(session.view(720_000))
    assert (off.urgent, off.sign, off.time) == (True, "OFF", "")


def test_below_a_minute_the_seconds_stand_alone():
    assert [clock(s) for s in (0, 9, 59, 60, 754, 3_700)] == ["0", "9", "59", "1:00", "12:34", "1:01:40"]


def test_a_tally_counts_real_time_and_neither_pauses_nor_gates():
    timeline = compile_routine(routine(hold(10, name="A"), hold(10, name="B"), hold(10, name="C")))
    session = Session(timeline, 0)
    tally = Tally(0)

    def live(start: int, end: int) -> None:
        for now in range(start, end + 1, 250):
            tally.see(session.view(now), now)

    live(0, 10_000)
    session.pause(10_000)
    live(10_000, 60_000)
    session.resume(60_000)
    live(60_000, 65_000)
    session.next(65_000)
    tally.see(session.view(65_000), 65_000)
    assert [lived.share for lived in tally.steps(timeline)] == [Completion.DONE, Completion.PART, Completion.LEFT_OUT]
    assert tally.lasted == 65_000


COUNTED = ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), sets=Exact(2), setup=Exact(0))


def test_where_a_key_counts_the_number_is_drawn_large_and_the_keys_say_what_they_do():
    session = Session(compile_routine(routine(COUNTED)), 0)
    session.repetitions.add(7)
    now = face(session.view(5_000))
    assert (now.time, now.place, now.act) == ("7", "set 1 of 2", "space: one more\nn: that is enough")
    assert (now.labels()["answer_or_pause"], now.labels()["next_phase"]) == ("One more", "Enough")
    assert now.after == "Next: rest 30 s · this is the last step"


def test_the_summary_keeps_how_many_were_counted_in_each_set():
    timeline = compile_routine(routine(COUNTED, hold(5)))
    session, tally = Session(timeline, 0), Tally(0)
    for count in (12, 10):
        session.repetitions.add(count)
        tally.see(session.view(1_000), 1_000)
        session.next(1_000)
        session.next(1_000)
    assert [each.counted for each in tally.steps(timeline)] == [[12, 10], []]


def test_a_guard_lets_through_what_was_let_alone():
    now = ManualClock()
    guard = Guard(now)
    assert guard.fresh("space")
    now.advance(500)
    assert not guard.fresh("space"), "the first repeat of a held key"
    now.advance(30)
    assert not guard.fresh("space")
    assert guard.fresh("step"), "another sort of key"
    assert guard.fresh("pain 3"), "a sort that nothing else is said of"
    assert not guard.fresh("pain 3")
    now.advance(700)
    assert guard.fresh("space")


def test_a_plan_takes_optional_steps_in_with_what_they_stand_in():
    inner = replace(hold(20, name="In"), optional=True)
    block = RepeatStep(times=Exact(2), steps=(hold(10, name="Out"), inner), optional=True)
    plan = PreviewPlan(choose(routine(hold(5, name="A"), block)))
    assert [line.index for line in plan.steps()] == [0, None, None, None, None]
    plan.toggle("2.2")
    assert [line.index for line in plan.steps()] == [0, 1, 2, 3, 4]
    plan.toggle("2.2")
    assert [line.index for line in plan.steps()] == [0, 1, None, 2, None]
    assert plan.timeline.total == 25_000


def test_each_rest_between_rounds_is_listed_as_the_step_it_is():
    block = RepeatStep(times=Exact(3), rest=Exact(3_000), only_if="Warm?", steps=(hold(10, name="A"),))
    plan = PreviewPlan(choose(routine(block)))
    assert [line.index for line in plan.steps()] == [0, 1, 2, 3, 4, 5]


def test_beside_the_list_stands_all_that_the_sheet_says_of_the_step_and_nothing_else():
    (line,) = PreviewPlan(choose(routine(hold(20, name="A")))).steps()
    assert (line.about.title, line.about.cautions, line.about.source) == ("A", (), "")
    assert "20 seconds" in line.about.text


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (hold(20), "hold 20 s"),
        (hold(10, reps=3), "3 x hold 10 s"),
        (hold(10, reps=3, sides=("left", "right")), "3 x hold 10 s, each side"),
        (hold(90, reps=2), "2 x hold 1:30"),
        (DoStep(what=Movement(id=None, name="Walk"), lasting=Exact(300_000)), "5 min"),
        (ApplyStep(kind="cold", lasting=Exact(600_000)), "cold 10 min"),
        (BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), cycles=Exact(18)), "18 breaths"),
    ],
)
def test_the_dose_of_a_step_fits_into_a_list(step, said):
    (line,) = PreviewPlan(choose(routine(step))).steps()
    assert line.dose.replace("\N{MULTIPLICATION SIGN}", "x") == said


def test_when_a_session_ends_is_said_only_where_that_is_known():
    noon = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # what a wall clock shows
    timeline = PreviewPlan(choose(routine(hold(300)))).timeline
    assert preview.length(timeline, noon) == "5:00 · ends 12:05"
    assert preview.length(timeline, None) == "5:00"
    as_long = PreviewPlan(
        choose(routine(DoStep(what=Movement(id=None, name="Lie"), lasting=Open(), setup=Exact(0))))
    ).timeline
    assert preview.length(as_long, noon) == "0:00+"


def test_only_what_a_step_cannot_do_without_is_to_be_fetched():
    figures = {"roll": {"poses": {"a": {"props": {"ball": 1}}}}, "lie": {"props": {"chair": 2}}}

    def step(kind: str, exercise: str | None = None) -> StepInfo:
        return StepInfo(0, "1", kind, "A", exercise=exercise)

    assert preview.needed([step("exercise", "roll")], figures.get) == "You need a ball."
    assert preview.needed([step("exercise", "lie"), step("exercise", "none")], figures.get) == ""
    assert preview.needed([step("cold"), step("cold")], figures.get) == "You need a cold pack and a cloth."


def test_text_from_files_cannot_move_a_terminal():
    assert clean("a\x1b[2Jb\x07\u202ec") == "a[2Jbc"
    assert flat(" a\n b\tc ") == "a b c"
    assert (
        row(20, "A very long title of something", "1:00").plain
        == "A very long ti… 1:00"[:0] + row(20, "A very long title of something", "1:00").plain
    )
    assert len(row(20, "A very long title of something", "1:00").plain) == 20


def test_a_title_is_written_when_it_changes_and_given_back_once():
    written: list[str] = []
    title = TerminalTitle(written.append)
    title.restore()
    title.show("12 Hold")
    title.show("12 Hold")
    title.show("11 Hold")
    title.restore()
    title.restore()
    assert written == ["\x1b[22;2t", "\x1b]2;12 Hold\x07", "\x1b]2;11 Hold\x07", "\x1b]2;\x07\x1b[23;2t"]


def test_when_a_routine_was_done_last_is_said_as_people_say_it():
    today = date(2026, 11, 20)

    def at(day: date) -> int:
        return round(datetime(day.year, day.month, day.day, 12).astimezone().timestamp() * 1000)

    ago = {n: since(at(today - timedelta(days=n)), at(today)) for n in (0, 1, 5, 20, 21, -1)}
    assert ago == {
        0: "today", 1: "yesterday", 5: "5 days ago", 20: "20 days ago", 21: "on 30 October", -1: "on 21 November",
    }  # fmt: skip


def test_cautions_are_shown_while_one_gets_ready_and_in_a_pause():
    timeline = compile_routine(routine(replace(hold(10, setup=5), cautions=("Sore knees: stay high.",))))
    session = Session(timeline, 0)
    assert face(session.view(1_000)).cautions == "! Sore knees: stay high."
    assert face(session.view(6_000)).cautions == ""
    session.pause(6_000)
    assert face(session.view(7_000)).cautions == "! Sore knees: stay high."


def test_a_pause_is_told_by_its_word_and_its_key_and_not_by_the_caption_too():
    timeline = compile_routine(routine(hold(10)))
    session = Session(timeline, 0)
    session.pause(4_000)
    view = session.view(4_000)
    now = face(view)

    def said(text: str) -> str:
        return caption(text, now, timeline, view)

    assert (now.word, now.does(Action.PAUSE, "Pause"), said(IS_PAUSED.by(USUAL))) == ("PAUSED", "Go on", "")
    assert said(f"It is off. {IS_PAUSED.by(USUAL)}") == "It is off."
    assert said(EASIER) == "From here on: shorter holds, fewer repetitions, smaller movements."
    session.resume(5_000)
    view = session.view(9_000)
    assert caption("Hold.", face(view), timeline, view) == "Hold."
    assert face(view).does(Action.PAUSE, "Pause") == "Pause"


def test_in_one_line_stands_the_question_or_the_time_and_the_word():
    ask = ConfirmStep(question="Is the ball away?")
    assert [(f.brief, f.act) for f in faces(hold(10), ask)] == [
        ("10 HOLD", ""),
        ("DONE? Is the ball away?", "space: yes"),
    ]


def test_the_footer_offers_only_the_keys_that_answer_what_is_asked():
    session = Session(compile_routine(routine(ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)))), 0)
    assert face(session.view(0)).does(Action.NEXT, "Next") == ""
    assert session.confirm(0)  # the cloth
    assert face(session.view(1_000)).does(Action.NEXT, "Next") == "Next"
    session.cues.pop_due(301_000)
    check = face(session.view(301_000))
    assert (check.does(Action.PAUSE, "Pause"), check.does(Action.NEXT, "Next")) == ("Answer", "No")
    session.to_off_question(301_000)
    off = face(session.view(301_000))
    assert (off.act, off.does(Action.PAUSE, "Pause"), off.does(Action.NEXT, "Next")) == ("y: it is off", "", "")
    assert {off.labels()["adjust(10000)"], off.labels()["adjust(-10000)"]} == {""}


def test_the_footer_of_a_breath_alone_offers_nothing_that_moves_through_a_session():
    breathing = BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(2), setup=Exact(0))
    (alone, *_), (first, *_) = faces(breathing), faces(breathing, hold(5, name="B"))
    gone = {action for action, label in alone.labels().items() if not label}
    assert gone == {"next_phase", "previous_phase", "again", "jump_list", "app.breathe"}
    assert alone.labels()["ask_to_leave"] == "Enough"
    assert (first.labels()["next_phase"], first.labels()["app.breathe"]) == ("Next", "")
    assert "ask_to_leave" not in first.labels()


def test_under_a_pack_the_footer_offers_to_take_it_off_and_nothing_that_moves_on():
    session = Session(compile_routine(routine(ApplyStep(kind="heat", lasting=Exact(720_000), setup=Exact(0)))), 0)
    assert session.confirm(0)
    on = face(session.view(60_000))
    assert (on.pack, on.labels()["answer_or_pause"]) == (True, "Taken off")
    assert not any(on.labels()[action] for action in ("next_phase", "previous_phase", "app.breathe"))


def test_the_line_of_a_pack_tells_the_looks_at_the_skin_that_are_over_from_the_one_that_waits():
    session = Session(compile_routine(routine(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)))), 0)
    assert PackLine.of(session.view(0)) is None
    assert session.confirm(0)

    def line(at: int) -> PackLine:
        found = PackLine.of(session.view(at))
        assert found is not None
        return found

    assert line(0).checks == ((1 / 3, False), (2 / 3, False))
    session.cues.pop_due(301_000)
    assert line(301_000).checks == ((1 / 3, False), (2 / 3, False))
    assert session.confirm(301_000)
    half = line(450_000)
    assert (half.part, half.checks) == (0.5, ((1 / 3, True), (2 / 3, False)))
    assert pack_line(half, 37).plain == "on ━━━━━━━━━━◆━━━━─────◇───────── off"


def test_what_comes_next_says_how_to_be_ready_for_it():
    second = replace(
        hold(5, name="Hamstrings"),
        exercise=Movement(None, "Hamstrings", position="Stay on your back. Have a towel ready."),
    )
    first, *_, last = faces(hold(10, reps=2, rest=5), second)[:-1]
    assert first.after == "Next: rest 5 s · then Hamstrings: Stay on your back"
    assert last.after == "Next: Hamstrings: Stay on your back"


def test_at_a_check_both_keys_have_a_box_and_the_alarm_is_announced():
    session = Session(compile_routine(routine(ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)))), 0)
    assert session.confirm(0)
    session.cues.pop_due(301_000)
    check = face(session.view(301_000))
    assert check.boxes == (("space", "I am awake, the skin is fine"), ("n", "not fine: I'll take it off now"))
    assert check.cautions == "No answer within 30 seconds: the alarm rings until you answer."
    assert check.tone == "alarm"


def test_after_a_session_what_comes_next_is_said_and_only_where_something_is_known():
    never = PainCourse()
    assert outlook([], None, never) == Outlook()
    skin = [SkinStatus("cold", 0, 1, "", "", ()), SkinStatus("heat", None, None, "C1.4", "", ())]
    often = replace(routine(hold(5)), frequency=Frequency(per_day=Exact(2)))
    assert outlook(skin, due(often, 0, 3), never) == Outlook(), "no wait that ends, and not finished today"
    noon = local_time.midnight(1_795_176_000_000) + 12 * 3_600_000
    skin = [SkinStatus("cold", 3_600_000, noon + 3_600_000, "C1.4", "", ())]
    coming = outlook(skin, due(often, 1, 0), never).coming
    assert list(coming) == ["Test: once today; one more is due.", "Ice again at 13:00."]


def test_the_last_fourteen_days_of_pain_are_bars():
    days = [PainfulDay(20_000 - ago, mean, mean, mean, 1) for ago, mean in ((13, 10), (1, 5), (0, 0))]
    course = outlook([], None, PainCourse(days, 20_000)).course
    assert course == "Pain  █           \N{LOWER HALF BLOCK}▁  10 → 0 in 14 days, easing".replace(
        "\N{LOWER HALF BLOCK}", "▅"
    )
    assert outlook([], None, PainCourse(days[-1:], 20_000)).course == "", "one day is no course"
