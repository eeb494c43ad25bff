"""All that the program and what it brings along can say aloud, for the recordings: `make_voice.py` and a test use it.

It is found by having it said: every bundled routine is unfolded at every dose and with each of its alternatives, and
whatever else is said is taken from where it stands in the code. A number that can be anything, such as the days on
which something was done, is said up to a usual one; past it another voice speaks, or the shorter wording.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))  # the script also runs from a bare checkout

from unclench.care import asks, intake, interruptions, pack_check, pain_rules, questionnaire, what_now  # noqa: E402
from unclench.config.volume import RUNGS  # noqa: E402
from unclench.keynames import USUAL, Keyed  # noqa: E402
from unclench.player import answers, controller, exposure_guard, sound_system, speech  # noqa: E402
from unclench.routine import Catalogue, Library  # noqa: E402
from unclench.routine.library import Plans  # noqa: E402
from unclench.routine.model import (  # noqa: E402
    PATTERNS,
    AnyStep,
    Breaths,
    Dose,
    ExerciseStep,
    Movement,
    Progress,
    Routine,
)
from unclench.safety import limits, lockouts, red_flags, screening  # noqa: E402
from unclench.session import guidance, questions, sentences, wording  # noqa: E402
from unclench.session.choices import (  # noqa: E402
    Choices,
    breathing_routine,
    pack_routine,
)
from unclench.session.compiler import compile_routine, each_level  # noqa: E402
from unclench.session.end_reason import Felt  # noqa: E402
from unclench.session.guidance import Explain, Guidance, guided  # noqa: E402
from unclench.session.progression import (  # noqa: E402
    AS_FAR,
    PastDose,
    TodaysDose,
    all_steps,
    growing,
    todays_dose,
)
from unclench.session.timeline import Kind, Segment, Timeline  # noqa: E402
from unclench.testing import RecordingPlayer  # noqa: E402
from unclench.voice import engine, recorded  # noqa: E402

ROUTINES = ROOT / "routines"
MINUTE = 60_000
BREATHING = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20)
"""Minutes of breathing that are named, in each of the patterns with a name."""
PACK = (1, 2, 3, 5, 8, 10, 12, 15, 18, 20)
"""Minutes of cold or heat."""
DAYS_DONE = 30
"""Days on which something was done."""
WEEKS_OFF = 3
"""Weeks since it was done last."""
MOST_COUNTED = 10
"""Repetitions that are counted in any movement; made easier, or on a sheet of one's own, it has fewer or more."""
MOST_BY_KEY = 30
"""Repetitions that are counted with a key where the sheet sets no number of them."""
EVERYTHING = Guidance(Explain.ALWAYS, first_session=True)
"""Of somebody who has never played a session and is told all there is."""
CONSTANTS = (
    answers, asks, controller, exposure_guard, intake, interruptions, pack_check, pain_rules, questionnaire, questions,
    sentences, sound_system, speech, what_now,
)  # fmt: skip
"""The modules whose constants are sentences that are said, or may be read out: whatever is a text of several words."""
SHOWN = frozenset({
    "CHANGE_ANSWERS", "IN_A_TERMINAL", "LEFT_OUT", "NOT_ASKED", "NOT_ASKED_SKIN", "OPEN", "QUIT", "REVIEW",
    "REVIEW_TEXT", "TICK_TO_TAKE_IN", "WHY_ALL_THE_SAME", "WITH_A_REASON",
})  # fmt: skip
"""Constants of these modules that are only ever read: some have other words for the ear, some are for who types."""


def all_sentences() -> dict[str, None]:
    """Every sentence, each once and in a fixed order."""
    return dict.fromkeys(sentence for text in dict.fromkeys(texts()) for sentence in recorded.sentences(text))


def texts() -> Iterator[str]:
    """Every text that is said or may be read out, some of them several times."""
    catalogue = Catalogue(ROUTINES / "exercises")
    entries = Library([("bundled", ROUTINES)], catalogue).entries()
    for entry in entries:
        assert entry.routine is not None, entry.problems
        yield from _of_routine(entry.routine)
    for id in catalogue.ids:
        movement = catalogue.get(id)
        assert movement is not None, id
        yield from _of_movement(movement)
    for plan in Plans([ROUTINES / "plans"]).all():
        yield from map(wording.sentence, (plan.title, *plan.cautions, plan.ask, *(p.note or "" for p in plan.parts)))
    for name, pattern in PATTERNS.items():
        yield wording.sentence(name)
        yield from _heard(compile_routine(breathing_routine(pattern, MINUTE)))
        for minutes in BREATHING:
            yield from _of_steps(compile_routine(breathing_routine(pattern, minutes * MINUTE)))
    for kind in screening.SKIN:
        for minutes in PACK:
            timeline = compile_routine(pack_routine(kind, minutes * MINUTE))
            yield from (*_heard(timeline), *_of_steps(timeline))
    yield from _of_the_program()


# -- what files say ------------------------------------------------------------------------


def _of_movement(movement: Movement) -> Iterator[str]:
    """What it says of itself. The words of a first repetition come with the routines that have it."""
    said = (movement.name, movement.position, movement.do, movement.say, movement.come_out, *movement.cautions)
    yield from map(wording.sentence, said)
    if movement.things:
        yield guidance.at_hand(" and ".join(movement.things))


def _of_routine(routine: Routine) -> Iterator[str]:
    yield wording.sentence(routine.title)
    for _, step in all_steps(routine.steps):
        yield from map(wording.sentence, (step.name or "", step.note or "", step.only_if or "", *step.cautions))
        yield from (wording.sentence(note.text) for note in step.notes)
    for choices in _choices(routine):
        timeline = guided(compile_routine(routine, choices), EVERYTHING)
        yield from (*_heard(timeline), *_of_steps(timeline, routine.title))
    for _, step in growing(routine.steps):
        yield from (todays.why for todays in _stages(step))


def _choices(routine: Routine) -> Iterator[Choices]:
    """Every dose, alternative and stage of what grows, one difference at a time."""
    for dose in Dose:
        yield Choices(dose=dose, optional="all")
    yield Choices()
    yield from (chosen.choices for chosen in each_level(routine, Choices(optional="all")))
    steps = list(all_steps(routine.steps))
    if any(_in_breaths(step) for _, step in steps):
        yield from (Choices(optional="all", breath=pattern.cycle) for pattern in PATTERNS.values())
    for id, step in steps:
        for number in range(1, len(step.alternatives) + 1):
            yield from (Choices(dose=dose, optional="all", alternatives={id: number}) for dose in Dose)
    for id, step in growing(routine.steps):
        assert step.progress is not None
        for value in _values(step.progress):
            yield Choices(optional="all", doses={id: TodaysDose(value, "")})


def _in_breaths(step: AnyStep) -> bool:
    """Whether a length in it is given in breaths, so that it depends on the pattern of the settings."""
    return isinstance(step, ExerciseStep) and any(
        isinstance(each, Breaths) for each in (step.hold, step.pace, *(phase.lasting for phase in step.phases))
    )


def _stages(step: ExerciseStep) -> Iterator[TodaysDose]:
    """The doses of somebody who does it every day; and after some weeks off, from each dose."""
    progress = step.progress
    assert progress is not None
    done: list[PastDose] = []
    rule = replace(progress, low=progress.low or 1)
    for day in range(DAYS_DONE):
        yield (todays := todays_dose(rule, done, day))
        done.append(PastDose(day, todays.value, felt=Felt.EASY))
    for felt in Felt if rule.asks else ():
        yield from (todays_dose(rule, [PastDose(0, last, felt=felt)], 1) for last in _values(rule))
    for last in _values(progress):
        yield from (todays_dose(rule, [PastDose(0, last)], weeks * 7) for weeks in range(2, WEEKS_OFF + 1))


def _values(progress: Progress) -> range:
    low = progress.low or 1  # else it begins with what its author wrote, which is said anyway
    return range(low, (progress.high or AS_FAR[progress.field]) + 1, progress.by)


def _heard(timeline: Timeline) -> Iterator[str]:
    yield from (text for cue in timeline.cues for text in cue.spoken)


def _of_steps(timeline: Timeline, title: str = "") -> Iterator[str]:
    """What is said with its steps where others are left out, or where it is gone on with later."""
    for step in timeline.steps:
        said = [
            sentences.introduction(step, step.position).spoken, sentences.introduction(step).spoken,
            sentences.named(step).spoken, sentences.ready(step).spoken, sentences.going_on(title, step).spoken,
        ]  # fmt: skip
        yield from (text for each in said for text in each)
        yield from map(wording.sentence, (step.position, step.instructions, step.note, *step.cautions))
        yield f"Next: {step.name}."
    for segment in timeline.segments:
        if segment.kind is Kind.WORK:  # with the side said, and without
            told = timeline.step_of(segment).told
            yield from sentences.working(segment, None, told.first if told else None).spoken


# -- what the program says by itself ---------------------------------------------------------


def _of_the_program() -> Iterator[str]:
    for module in CONSTANTS:
        yield from _constants(module)
    yield from (
        f"{wording.of(number, total)}" for total in range(1, MOST_COUNTED + 1) for number in range(1, total + 1)
    )
    yield from (f"{number}" for number in range(MOST_BY_KEY + 1))
    yield from sentences.counting(Segment(0, 0, None, Kind.WORK, sentences.COUNTED, 0), None, USUAL).spoken
    for side in ("left", "right"):
        counted = Segment(0, 0, None, Kind.WORK, sentences.COUNTED, 0, side=side)
        yield from sentences.counting(counted, None, USUAL).spoken
    yield from (way for _, _, way in guidance.WAYS)
    yield engine.TRIAL
    yield from speech.TALK_SAID.values()
    yield from (sentences.or_no_pack("", USUAL), sentences.IS_A_PACK_ON.by(USUAL))
    yield from (question.by(USUAL) for question in limits.BEFORE.values())
    yield from (text for texts in limits.CAUTIONS.values() for text in texts)
    yield from (limits.SKIN_SIGNS, screening.COLD_OR_HEAT, *intake.FETCH.values())
    yield from (f"{things} {asks.BACK}" for things in intake.FETCH.values())
    yield from map(answers.lengthened, (10_000, -10_000))
    yield from _of_the_sound()
    yield from _about_health()
    yield from _offers()
    for rating in range(11):
        yield pain_rules.said(rating, kept=True)
        yield from (pain_rules.TOO_MUCH.format(rating=rating), f"pain {rating} of 10")


def _offers() -> Iterator[str]:
    """What a remote control hears of the questions after a session, and of the list of warning signs, row by row."""
    yield from interruptions.EFFORT_WORDS
    rows = tuple((flag.id, questionnaire.statement(flag)) for flag in red_flags.SIGNS)
    for ticked in ((), [id for id, _ in rows]):
        walk = asks.Walk(asks.Tick(heading="", items=rows))
        for _ in range(len(rows) + 1):
            walk.turn(asks.FORWARD)
            yield walk.offer(ticked)


def _constants(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if not name.isupper() or name in SHOWN:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Keyed):
                yield each.by(USUAL)
            elif isinstance(each, sentences.Phrase):
                yield from each.spoken
            elif isinstance(each, questions.Question):
                yield each.sentence
            elif isinstance(each, str) and " " in each.strip() and "{" not in each:
                yield each


def _of_the_sound() -> Iterator[str]:
    """What a session says about its own sound, by pressing its keys."""
    pressed = controller.SoundControls(None, RecordingPlayer(lead=0), speech.Speaker(RecordingPlayer(lead=0)), 0)  # type: ignore[arg-type]  # its keys for sound do not look at it
    yield pressed.change_volume(0)
    yield from (pressed.change_volume(1) for _ in RUNGS)
    yield from (pressed.toggle_mute(0), pressed.toggle_mute(0))
    yield from (sound_system.SAID_THEN, sound_system.TRIED)


def _about_health() -> Iterator[str]:
    """The warning signs, the questions before, and what to do, with the emergency number of each country."""
    yield from (red_flags.SHORT_REASSURANCE, red_flags.SHORT_QUESTION, red_flags.AFTER_NONE, red_flags.STILL_THERE)
    yield from map(questionnaire.statement, (*red_flags.SIGNS, red_flags.SHORT))
    yield from (flag.question for flag in red_flags.AT_THE_END)
    for asked in (red_flags.SIGNS, red_flags.DOCTOR_GROUP):
        yield asks.read_out(
            interruptions.SIGNS_HEADING, [questionnaire.statement(flag) for flag in asked], asks.HOW_TO_TICK
        )
    of_all = [question.text for question in screening.QUESTIONS]
    for kinds in (("cold",), ("heat",), ("cold", "heat")):
        of_all += [line.text for line in screening.groups_for(screening.QUESTIONS, kinds)]
    yield asks.read_out(questionnaire.DO_ANY_APPLY, of_all[: len(asks.ROW_KEYS)])
    yield from (*map(wording.sentence, of_all), questionnaire.WHICH_OF_THESE)
    yield from (questionnaire.LEFT_OUT_SPOKEN, questionnaire.GO_ON_WITHOUT, intake.TOO_EARLY)
    yield from (questionnaire.which_sign().words(), asks.read_out(red_flags.STILL_THERE, questionnaire.STILL_SO))
    yield from (
        lockouts.LOOKS_NORMAL,
        lockouts.WHEN,
        pack_check.CLOCK_RIGHT,
        pack_check.WHY_NOW,
        pack_check.WHEN_LIKE,
    )
    yield from (intake.EASIER_FIRST, intake.ANY_NUMBER, intake.ANY_TIME)
    yield asks.read_out(pain_rules.BEFORE, [text for _, text in pain_rules.BEFOREHAND])
    yield asks.read_out(pain_rules.WHERE, tuple(pain_rules.PLACES.values()))
    yield from (f"{question} {asks.HOW_TO_RATE}" for question in (pain_rules.HOW_MUCH, pain_rules.HOW_MUCH_NOW))
    yield from (way.spoken for way in pain_rules.WAYS)
    for country in ("", *red_flags.NUMBERS):
        for urgency in red_flags.ACTIONS:
            yield red_flags.what_to_do(urgency, "", f"en_{country}" if country else "", country)
    yield from (effect.variant for question in screening.QUESTIONS for effect in question.effects)
