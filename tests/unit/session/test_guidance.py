"""What is told with a session, once and to whom; and that there is time for it, and no tick under a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import pytest
from bundled import BUNDLED
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import routines

from unclench.config import paths
from unclench.cues import Sound, speak_after
from unclench.keynames import USUAL
from unclench.routine.model import (
    AnyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    Dose,
    DoStep,
    Exact,
    ExerciseStep,
    Movement,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.edits import lengthened
from unclench.session.guidance import (
    AFTER_A_TURN,
    AFTER_WORDS,
    Explain,
    Guidance,
    as_written,
    guided,
    positions_before,
    timed,
    turns_over,
)
from unclench.session.sentences import TWO_KEYS
from unclench.session.session import Session
from unclench.session.timeline import Cue, Gate, Kind, Timeline, Told
from unclench.testing import hold, routine
from unclench.voice.engine import VoiceWish
from unclench.voice.recorded import guess, lengths

every_routine = pytest.mark.parametrize("id", BUNDLED, scope="module")  # all of one, then all of the next
RECORDED = lengths(VoiceWish(language="en", recordings=paths.shipped("sounds") / "voice"))


def by_letters(text: str) -> int:
    """A voice that takes 50 ms for each letter."""
    return 50 * len(text)


VOICES = {"recorded": RECORDED, "any other": guess}
PEOPLE = {
    "for the first time": Guidance(Explain.ALWAYS, first_session=True),
    "once more": Guidance(Explain.NEVER),
    "briefly": Guidance(briefly=True),
}


def other_way_round(steps: tuple[AnyStep, ...]) -> tuple[AnyStep, ...]:
    """The steps with their sides in turn where they were in a row, and in a row where they were in turn."""
    return tuple(
        replace(step, alternate=not step.alternate)
        if isinstance(step, ExerciseStep) and step.sides
        else replace(step, steps=other_way_round(step.steps))
        if isinstance(step, RepeatStep)
        else step
        for step in steps
    )


@lru_cache(maxsize=1)
def every_way(id: str) -> Sequence[tuple[Timeline, Guidance, Sequence[tuple[Cue, int, int, str]]]]:
    """A bundled routine at every dose, with its sides both ways round, for each person and voice; and what is said."""
    made = BUNDLED[id]
    found = []
    for written in (made, replace(made, steps=other_way_round(made.steps))):
        for dose in Dose:
            timeline = compile_routine(written, Choices(dose=dose, optional="all"))
            for person in PEOPLE.values():
                for voice in VOICES.values():
                    guidance = replace(person, lengths=voice)
                    told = guided(timeline, guidance)
                    found.append((told, guidance, tuple(spoken(told, guidance))))
    return found


def spoken(timeline: Timeline, guidance: Guidance) -> Iterator[tuple[Cue, int, int, str]]:
    """Each cue whose words are said, with when they begin and end, and what is said, as the voice picks it."""
    assert guidance.lengths is not None
    for index, cue in enumerate(timeline.cues):
        room, begin = timeline.room(index), cue.at + speak_after(cue.sound)
        for text in cue.said(briefly=guidance.briefly):
            end = begin + guidance.lengths(text)
            if room is None or end <= cue.at + room:
                yield cue, begin, end, text
                break


# -- the law, over all that comes with the program -------------------------------------------


@every_routine
def test_after_the_words_of_every_get_ready_there_are_three_seconds_left_and_six_to_turn_over(id: str) -> None:
    for timeline, guidance, said in every_way(id):
        positions = positions_before(timeline.steps)
        for cue, _, end, text in said:
            segment = timeline.segments[min(cue.segment, len(timeline.segments) - 1)]
            if segment.kind is Kind.SETUP and segment.gate is None and cue.segment == segment.index:
                turns = turns_over(timeline.step_of(segment), positions[segment.step])
                assert segment.end - end >= (AFTER_A_TURN if turns else AFTER_WORDS), (segment, text)
                assert text == cue.said(briefly=guidance.briefly)[0]


@every_routine
def test_no_tick_falls_under_a_word(id: str) -> None:
    for timeline, _, said in every_way(id):
        ticks = sorted(cue.at for cue in timeline.cues if cue.sound is Sound.TICK)
        gates = {segment.index for segment in timeline.segments if segment.gate is not None}
        under = [
            (text, tick)
            for cue, begin, end, text in said
            if cue.segment not in gates
            for tick in ticks
            if begin <= tick < end
        ]
        assert under == []


@every_routine
def test_with_the_words_too_no_silence_is_longer_than_a_minute(id: str) -> None:
    """From the end of what sounds or is said to what comes next, where no key is waited for."""
    for timeline, _, said in every_way(id):
        gates = {segment.index for segment in timeline.segments if segment.gate is not None}
        words = [(begin, end, cue.segment) for cue, begin, end, _ in said]
        heard = sorted([*words, *((cue.at, cue.at, cue.segment) for cue in timeline.cues if cue.sound is not None)])
        until = 0
        for (begin, end, segment), (after, _, _) in pairwise(heard):
            until = max(until, begin, end)
            assert segment in gates or after - until <= 60_000, (segment, until, after)


@every_routine
def test_every_hold_after_a_pause_has_a_warning_in_the_three_seconds_before_it(id: str) -> None:
    for timeline, _, _ in every_way(id):
        sounds = [cue.at for cue in timeline.cues if cue.sound is not None]
        for before, after in zip(timeline.segments, timeline.segments[1:], strict=False):
            pauses = before.kind in (Kind.SETUP, Kind.REST, Kind.SET_REST, Kind.SWITCH) and before.gate is None
            if pauses and after.kind in (Kind.WORK, Kind.DO) and after.gate is None:
                assert any(after.start - 3_000 <= at < after.start for at in sounds), before


@every_routine
def test_with_the_voice_off_every_routine_lasts_as_its_file_says(id: str) -> None:
    for dose in Dose:
        plain = compile_routine(BUNDLED[id], Choices(dose=dose, optional="all"))
        silent = guided(plain, Guidance(Explain.ALWAYS, first_session=True))
        heard = guided(plain, Guidance(Explain.ALWAYS, first_session=True, lengths=RECORDED))
        assert silent.segments == plain.segments
        assert heard.written == silent.total == plain.total <= heard.total
        assert as_written(heard).segments == plain.segments


@every_routine
def test_every_word_of_a_bundled_get_ready_is_said_by_the_recorded_voice(id: str) -> None:
    """Its length is known exactly then: a guess is longer than any recording of it."""
    timeline = guided(compile_routine(BUNDLED[id], Choices(optional="all")), PEOPLE["for the first time"])
    for segment in timeline.segments:
        if segment.kind is Kind.SETUP:
            for cue in timeline.cues:
                if cue.segment == segment.index and cue.spoken:
                    assert RECORDED(cue.spoken[0]) < guess(cue.spoken[0])


@given(routines, st.sampled_from(list(PEOPLE.values())))
def test_of_any_routine_only_the_get_readies_grow_and_going_back_leaves_no_trace(made: Routine, person: Guidance):
    plain = compile_routine(made)
    heard = guided(plain, replace(person, lengths=by_letters))
    for mine, theirs in zip(heard.segments, plain.segments, strict=True):
        assert mine.width >= theirs.width if mine.kind is Kind.SETUP else mine.width == theirs.width
    assert guided(heard, replace(person, lengths=by_letters)) == heard
    assert as_written(heard).segments == plain.segments
    assert heard.written == plain.total


# -- time for the words ----------------------------------------------------------------------


def setups(*steps: AnyStep, **known: object) -> list[int]:
    """How many seconds each get-ready lasts, for a voice that takes 50 ms a letter."""
    guidance = Guidance(lengths=by_letters, **known)  # type: ignore[arg-type]
    made = guided(compile_routine(routine(*steps)), guidance)
    return [segment.width // 1000 for segment in made.segments if segment.kind is Kind.SETUP]


def pose(name: str, *tags: str, setup: int = 2, **about: object) -> ExerciseStep:
    move = Movement(name.lower(), name, tags=tags, **about)  # type: ignore[arg-type]
    return ExerciseStep(exercise=move, hold=Exact(10_000), setup=Exact(setup * 1000))


def test_a_get_ready_lasts_as_it_is_written_where_that_is_longer_than_its_words():
    assert setups(pose("Pose", setup=20)) == [20]


def test_a_get_ready_lasts_as_long_as_its_words_and_three_seconds_in_whole_ones():
    """0.3 s of the tap, `Pose. Hold 10 seconds.` in 1.1 s, then three; and 0.4 s more after the bell of a hold."""
    assert setups(pose("Pose"), pose("Other")) == [5, 5]


def test_there_are_six_seconds_to_turn_over():
    assert setups(pose("One", "supine"), pose("Two", "supine"), pose("Three", "supine"))[1:] == [5, 5]
    still, turned = (
        setups(pose("Back", "supine"), pose("Side", "supine")),
        setups(pose("Back", "supine"), pose("Side", "prone")),
    )
    said = 50 * len("Turn over slowly, by way of your side. ") // 1000 + 3
    assert turned[1] - still[1] in (said, said + 1)


def test_whoever_begins_on_the_floor_has_time_to_get_down_to_it():
    assert setups(pose("Back", "supine"))[0] - setups(pose("Back", "standing"))[0] == 3


def test_a_brief_voice_needs_time_for_the_name_alone():
    assert setups(pose("A pose with a long name", setup=2, do="How it is done, at length. " * 5), briefly=True) == [5]


def test_a_get_ready_that_a_key_ends_waits_for_that_key():
    made = guided(compile_routine(routine(replace(hold(5, setup=5), wait=True))), Guidance(lengths=by_letters))
    assert [segment.duration for segment in made.segments if segment.gate is Gate.READY] == [None]


def test_without_a_get_ready_none_is_made():
    assert setups(pose("Pose", setup=0)) == []


def test_a_voice_that_says_less_from_now_on_needs_less_time_only_in_what_is_to_come():
    full = guided(compile_routine(routine(pose("One"), pose("Two"))), Guidance(lengths=by_letters))
    off = timed(full, Guidance(), since=1)
    assert [s.width for s in off.segments if s.kind is Kind.SETUP] == [full.segments[0].width, 2_000]
    assert timed(full, Guidance(lengths=by_letters), since=1) is full


def test_ten_seconds_more_to_get_ready_are_not_taken_back():
    made = guided(compile_routine(routine(pose("One"))), Guidance(lengths=by_letters))
    longer = lengthened(made, 0, 0, 10_000)
    assert as_written(longer).segments[0].width == made.segments[0].width + 10_000


def test_before_a_hold_goes_on_the_words_end_before_the_next_tick():
    session = Session(compile_routine(routine(hold(20))), 0)
    session.pause(5_000)
    session.resume(6_000)
    (ready,) = [due for due in session.cues.pop_due(6_000) if due.cue.spoken]
    assert (ready.cue.spoken, ready.cue.sound, ready.room) == (("Get ready.",), Sound.TICK, 1_000)


# -- what is told ----------------------------------------------------------------------------


def told(*steps: AnyStep, **known: object) -> list[Told]:
    made = guided(compile_routine(routine(*steps)), Guidance(**known))  # type: ignore[arg-type]
    return [step.told or Told() for step in made.steps]


@pytest.mark.parametrize(
    ("explain", "done", "explained"),
    [
        (Explain.ALWAYS, 9, "Round your back."), (Explain.AT_FIRST, 0, "Round your back."),
        (Explain.AT_FIRST, 1, "Round your back."), (Explain.AT_FIRST, 2, ""), (Explain.NEVER, 0, ""),
    ],
)  # fmt: skip
def test_how_it_is_done_is_told_the_first_two_times_or_always_or_never(explain: Explain, done: int, explained: str):
    (here,) = told(pose("Cat", do="Round your back."), explain=explain, done={"cat": done})
    assert here.how == explained


def test_whoever_wants_nothing_explained_hears_the_usual_words_from_the_first_repetition_on():
    (here,) = told(pose("Cat", first={"hold": "stay round"}), explain=Explain.NEVER)
    assert here.first == {}


def test_how_it_is_done_is_told_once_a_session():
    cat = pose("Cat", do="Round your back.", first={"hold": "stay round"})
    one, other = told(cat, cat)
    assert (one.how, other.how) == ("Round your back.", "")
    assert (one.first, other.first) == ({"hold": "stay round"}, {})


def test_an_exercise_that_is_explained_has_its_whole_position_said():
    cat = pose("Cat", do="Round your back.", position="Kneel on all fours.", say="Cat. Kneel.")
    first = guided(compile_routine(routine(cat)), Guidance())
    later = guided(compile_routine(routine(cat)), Guidance(done={"cat": 2}))
    assert first.cues[0].spoken[0] == "Cat. Kneel on all fours. Hold 10 seconds. Round your back."
    assert later.cues[0].spoken[0] == "Cat. Kneel. Hold 10 seconds."


def test_the_side_is_said_with_the_words_of_a_first_repetition():
    cat = replace(pose("Cat", first={"hold": "stay round"}, setup=5), sides=("left", "right"), switch=Exact(5_000))
    cues = [cue.spoken for cue in guided(compile_routine(routine(cat)), Guidance()).cues if cue.sound is Sound.GO]
    assert cues == [("Left: stay round.", "Left: hold.", "Left."), ("Stay round.", "Hold.")]  # the change named it


def test_a_dose_that_goes_on_is_not_said_again():
    neck = replace(pose("Part"), say="Now your neck.")
    made = guided(compile_routine(routine(pose("Part"), neck, replace(neck, hold=Exact(5_000)))), Guidance())
    assert [cue.spoken[0] for cue in made.cues if cue.sound is Sound.PREPARE] == [
        "Part. Hold 10 seconds.",
        "Now your neck.",
        "Now your neck. Hold 5 seconds.",
    ]


def test_cautions_are_told_once_a_session_but_for_those_that_answers_have_ruled_out():
    one, other = (
        pose("One", cautions=("Sore knees: pad them.", "Stop if it hurts.")),
        pose("Two", cautions=("Stop if it hurts.", "Go slowly.")),
    )
    assert [each.cautions for each in told(one, other, aside={"Sore knees: pad them."})] == [
        ("Stop if it hurts.",),
        ("Go slowly.",),
    ]


def test_no_more_cautions_are_said_than_anybody_can_listen_to():
    (here,) = told(pose("One", cautions=tuple(f"{number} {'x' * 400}" for number in range(50))))
    assert len(here.cautions) == 2


def test_the_words_of_the_first_repetition_are_its_own_and_later_only_the_name():
    cat = replace(pose("Cat", first={"hold": "stay round"}, setup=5), reps=Exact(2), rest=Exact(5_000))
    cues = guided(compile_routine(routine(cat)), Guidance()).cues
    assert [cue.spoken[0] for cue in cues if cue.sound is Sound.GO] == ["Stay round, 1 of 2.", "Hold, 2 of 2."]


def test_where_there_is_no_time_for_the_words_of_a_first_repetition_the_name_is_said():
    cat = replace(pose("Cat", first={"hold": "stay round"}, setup=5), reps=Exact(2), rest=Exact(5_000))
    (first, _) = [cue for cue in guided(compile_routine(routine(cat)), Guidance()).cues if cue.sound is Sound.GO]
    assert first.spoken == ("Stay round, 1 of 2.", "Stay round.", "Hold, 1 of 2.", "Hold.")


def test_what_a_step_needs_is_said_in_the_last_pause_before_it():
    before = replace(pose("One", setup=5), reps=Exact(3), rest=Exact(10_000))
    made = guided(compile_routine(routine(before, pose("Two", things=("a ball", "a towel")))), Guidance())
    said = [cue.spoken[0] for cue in made.cues if cue.sound is Sound.REST]
    assert said == ["Rest.", "Rest. For the next exercise, have a ball and a towel at hand."]
    assert made.steps[1].told == Told()


@pytest.mark.parametrize(("pause", "itself"), [(7_000, "Have a ball at hand."), (8_000, "")])
def test_a_pause_that_is_too_short_to_fetch_anything_leaves_it_to_the_step_itself(pause: int, itself: str):
    before = replace(pose("One"), reps=Exact(2), rest=Exact(pause))
    one, two = told(before, pose("Two", things=("a ball",)))
    assert (two.things, bool(one.ready)) == (itself, not itself)


def test_where_no_pause_comes_before_it_a_step_says_itself_what_it_needs():
    first, then, again = told(*(pose(name, things=("a ball",)) for name in ("One", "Two", "Three")))
    assert (first.things, then.things, again.things) == ("Have a ball at hand.", "", "")


def test_how_to_come_out_is_said_before_what_comes_next_and_at_the_end():
    one, two = pose("One", come_out="Lower your chest."), pose("Two", come_out="Let go.")
    made = guided(compile_routine(routine(one, two, two)), Guidance())
    assert [cue.spoken[0] for cue in made.cues if cue.sound in (Sound.PREPARE, Sound.DONE)] == [
        "One. Hold 10 seconds.",
        "Lower your chest. Two. Hold 10 seconds.",
        "Two.",
        "Let go. All done. Well done.",
    ]


def test_how_to_come_out_is_said_in_a_rest_of_its_own():
    one = pose("One", come_out="Lower your chest.")
    made = guided(compile_routine(routine(one, RestStep(lasting=Exact(30_000)), one)), Guidance())
    (rest,) = [cue for cue in made.cues if cue.sound is Sound.REST]
    assert rest.spoken[0].startswith("Lower your chest. Rest.")


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("supine", "prone", "Turn over slowly, by way of your side."),
        ("prone", "kneeling", "Push yourself up onto your hands and knees."),
        ("kneeling", "standing", "Come up slowly, and hold on to something firm."),
        ("standing", "supine", "Come down slowly, and hold on to something firm."),
        ("sitting", "standing", ""),
        ("supine", "supine", ""),
    ],
)
def test_how_to_get_from_one_position_into_the_next_is_said(before: str, after: str, way: str):
    breath = BreatheStep(pattern=BreathPattern(5_000, 0, 5_000), cycles=Exact(1))  # it has no position of its own
    *_, last = told(pose("One", before), breath, pose("Two", after))
    assert last.before == way


def test_getting_up_has_words_of_its_own():
    up = DoStep(what=Movement("get-up", "Get up", tags=("standing",)), lasting=Exact(30_000))
    assert told(pose("One", "supine", come_out="Let go."), up)[1].before == "Let go."


def test_two_keys_are_named_in_the_first_session_with_its_first_step():
    assert [each.keys for each in told(pose("One"), pose("Two"), first_session=True)] == [True, False]
    made = guided(compile_routine(routine(pose("One"))), Guidance(first_session=True))
    assert made.cues[0].spoken[0].endswith(TWO_KEYS.by(USUAL))
    assert TWO_KEYS.by(USUAL) == "Space pauses, and goes on. Press x if it hurts."


def test_a_question_that_comes_first_takes_the_two_keys_from_nobody():
    question = ConfirmStep(question="Is the floor free?")
    assert [each.keys for each in told(question, pose("One"), first_session=True)] == [False, True]
    made = guided(compile_routine(routine(question, pose("One"))), Guidance(first_session=True))
    assert [TWO_KEYS.by(USUAL) in cue.spoken[0] for cue in made.cues if cue.spoken][:2] == [False, True]


def test_a_caption_stays_as_short_as_it_was():
    cat = pose("Cat", do="Round your back.", cautions=("Stop if it hurts.",))
    assert guided(compile_routine(routine(cat)), Guidance()).cues[0].say == "Cat. Hold 10 seconds."


def test_a_phase_is_quiet_by_its_name_unless_its_author_says_otherwise():
    from unclench.routine.model import Phase

    phases = tuple(Phase(name, Exact(20_000), quiet) for name, quiet in
                   (("let go", None), ("let go", False), ("drift", True), ("drift", None)))  # fmt: skip
    step = ExerciseStep(exercise=Movement(None, "Own"), phases=phases, setup=Exact(0))
    made = compile_routine(routine(step))
    signed = {cue.segment for cue in made.cues if cue.sound in (Sound.HALF, Sound.TICK)}
    assert signed == {1, 3}
