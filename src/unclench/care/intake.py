"""The questions before a session, in their order, and what is left of the routine once they are answered.

Each flow is a generator: it yields an `Ask`, is sent the answer, and returns what happens next. The
screens and the plain front end run the same flows and only render what is asked.

The order is always the same: what the sheet leaves open; where there was no preview, what to fetch; the
warning signs; what does not suit this person, of what was chosen; pain; limits and lock-outs; whether the
alarm is heard. Then the session may begin.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.care import SPASM, clearance, pain_rules, suitability
from unclench.care.asks import (
    BACK,
    NOT_ANSWERED,
    Ask,
    Choose,
    Fetch,
    Fill,
    Flow,
    InterruptedSession,
    NotBegun,
    Rate,
    Ready,
    Tell,
    read_out,
)
from unclench.care.guide import ruled_out
from unclench.care.health_record import CareContext, HealthRecord, PendingOverrides
from unclench.care.pack_check import LimitCheck, SoundCheck
from unclench.care.questionnaire import Questionnaire, WarningSigns
from unclench.language import tr
from unclench.routine.model import Routine
from unclench.safety.screening import SKIN
from unclench.session import wording
from unclench.session.choices import BREATHE, LEVEL, LOAD, PACKS, Answer, Choice, Choices
from unclench.session.compiler import ChosenRoutine, refusal
from unclench.session.edits import remaining, with_notes, without_steps
from unclench.session.guidance import as_written
from unclench.session.plan_check import presses_too_long
from unclench.session.playhead import resume_from
from unclench.session.timeline import Timeline

if TYPE_CHECKING:
    from unclench.care.blank_memory import BlankMemory
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.records import SessionRecord
    from unclench.routine import Library


FETCH = {
    "cold": tr("Fetch a cold pack and a damp cloth, and find a place where you'll stay awake."),
    "heat": tr("Fetch something warm and a cloth, and find a place where you'll stay awake."),
    "both": tr("Fetch something warm, a cold pack and a cloth for each, and find a place where you'll stay awake."),
}
"""What to have beside you before cold, heat, or both, since nothing begins while somebody is still fetching things."""
TOO_EARLY = tr("It may be too early for your skin.")
"""Said aloud before the lock-out that will be asked about: nobody should get up for a pack without knowing that."""
NO_HURRY = tr("No clock is running yet.")


def begins_at_once(routine: Routine) -> bool:
    """Whether a command or a key of its own begins this routine without a preview.

    In a spasm nobody reads a list of steps, and of `cold` and `heat` there is none. A breath asks nothing at all.
    """
    return SPASM in routine.tags or (routine.path is None and routine.id in PACKS)


def to_fetch(timeline: Timeline) -> str:
    """What to fetch before it begins, in a sentence; empty if nothing goes on the skin."""
    kinds = [kind for kind in SKIN if any(step.kind == kind for step in timeline.steps)]
    if not kinds:
        return ""
    return FETCH[kinds[0]] if len(kinds) == 1 else FETCH["both"]


ANY_NUMBER = tr("Your sheet leaves this open. Type a number such as 5.")
ANY_TIME = tr("Your sheet leaves this open. Type a time such as 20s or 1m30s.")
ANY_LOAD = tr(
    "Your sheet leaves this open. Type what you use, such as 5kg or red band, or own weight if you use nothing."
)
EASIER_FIRST = tr("The easier ones come first.")
OPEN = tr("Your sheet leaves this open. Answer in a terminal, or add --yes to use the suggestion.")


def fill_in(chosen: ChosenRoutine, memory: BlankMemory, *, can_type: bool) -> Flow[ChosenRoutine]:
    """Ask for every blank and alternative, one at a time, since an answer may open further ones.

    A blank that was answered once is not asked again, unless somebody wants to; then that answer is suggested. Raises
    NotBegun if one is left unanswered, or if nobody can type.
    """
    asked: list[tuple[Choice, Answer]] = []
    while left := (chosen := _remembered(chosen, memory)).questions:
        if not can_type:
            raise NotBegun("\n".join([*(question.text for question in left), OPEN]))
        question, choices = left[0], chosen.choices
        last = memory.recall(chosen, question) if question.remembered else None
        suggested = question if last is None else replace(question, suggested=last)
        answer = yield _ask(suggested, partial(refusal, chosen.routine, choices, question))
        if answer is None:
            raise NotBegun(NOT_ANSWERED)
        if not question.remembered:
            choices = replace(choices, alternatives={**choices.alternatives, question.step: answer})
        else:
            answer = answer + 1 if question.options else answer  # levels count from 1
            choices = replace(choices, answers={**choices.answers, (question.step, question.field): answer})
            asked.append((question, answer))
        chosen = chosen.with_choices(choices)
    for blank, value in asked:
        memory.keep(blank, value)
    return chosen


def fill_in_anew(chosen: ChosenRoutine, memory: BlankMemory) -> Flow[ChosenRoutine]:
    """Ask once more for all that the sheet leaves open. Raises NotBegun where that is left, and nothing has changed."""
    fresh = replace(chosen.choices, answers={}, alternatives={}, ask_again=True)
    found = yield from fill_in(chosen.with_choices(fresh), memory, can_type=True)
    return found.with_choices(replace(found.choices, ask_again=chosen.choices.ask_again))


def _remembered(chosen: ChosenRoutine, memory: BlankMemory) -> ChosenRoutine:
    return chosen if chosen.choices.ask_again else memory.fill_in(chosen)


def _ask(question: Choice, refused: Callable[[Answer], str | None]) -> Ask:
    if question.options:
        first = max(0, int(question.suggested) - 1)
        text = EASIER_FIRST if question.field == LEVEL else ""
        return Choose(heading=question.text, text=text, options=question.options, first=first)
    if isinstance(question.suggested, str):
        offered, like = question.suggested, ANY_LOAD
    elif question.counts:
        offered, like = str(question.suggested), ANY_NUMBER
    else:
        offered, like = wording.short(question.suggested).replace(" ", ""), ANY_TIME
    return Fill(heading=question.text, text=like, suggested=offered, read=partial(_value, question, refused))


def _value(question: Choice, refused: Callable[[Answer], str | None], typed: str) -> Answer:
    """What was typed for a blank. Raises ValueError with what to write instead."""
    from unclench.routine.loads import filled_in_load
    from unclench.routine.model import Exact
    from unclench.routine.values import ValueProblem, parse_count, parse_duration

    try:
        if question.field == LOAD:
            return filled_in_load(typed)
        amount = parse_count(typed) if question.counts else parse_duration(typed)
    except ValueProblem as problem:
        raise ValueError(str(problem)) from problem
    assert isinstance(amount, Exact)  # no other form was allowed
    if (why := refused(amount.value)) is not None:
        raise ValueError(why)
    return amount.value


NOTHING_FITS = tr(
    "Your answers rule out every step here. Breathing is always possible: unclench breathe. "
    "To change your answers: unclench screening"
)
NOTHING_CHOSEN = tr(
    "{title}: there is nothing to play: every step is optional, or done for today. Add --with-optional."
)


class Intake:
    """Asks everything before a session.

    `can_type` is whether answers can come at all, `person` whether somebody is there to read the
    questions: a pipe can fill in what a sheet leaves open, but cannot answer for anybody's health.
    `overriding` is whether a script has said that it overrides a lock-out and types the reason.
    """

    def __init__(
        self, context: CareContext, *, person: bool = True, can_type: bool = True, overriding: bool = False
    ) -> None:
        self._context, self._person, self._can_type = context, person, can_type
        self.health = HealthRecord(context)
        self._overrides = PendingOverrides(self.health)
        self._signs = WarningSigns(self.health, person=person)
        self._questionnaire = Questionnaire(self.health, self._overrides, person=person)
        self._limits = LimitCheck(context, person=person, overriding=overriding)
        self._sound = SoundCheck(context, person=person)

    def advice(self, chosen: ChosenRoutine) -> tuple[str, frozenset[str]]:
        """What can be said before anything is asked: what much pain will mean, and the cautions not for this person.

        Raises Unplayable.
        """
        routine, timeline, now = chosen.routine, chosen.timeline, self._context.book.now().wall
        said = suitability.answered(self.health.answers())
        every = {*routine.cautions, *(caution for step in timeline.steps for caution in step.cautions)}
        aside = ruled_out(every, said, now)
        hint = pain_rules.hint_before(suitability.kinds(timeline, routine.tags), spasm=SPASM in routine.tags)
        return hint, aside

    def before(self, chosen: ChosenRoutine, *, pain: int | None = None, as_suggested: bool = False) -> Flow[Ready]:
        """Ask everything before a routine. Raises NotBegun, and Unplayable for what is too long to play.

        `pain` is how much it hurts now, 0 to 10, if that was said. `as_suggested` is for a start without a
        preview: it takes the suggested value for whatever the sheet leaves open, and says what to fetch.
        """
        from unclench.care.blank_memory import BlankMemory  # a breath has no blanks

        self._overrides.clear()
        self._context.sound.voices.speak_for(chosen.routine)
        memory = BlankMemory(self._context.book, chosen.routine)
        chosen = _remembered(chosen, memory)
        if not as_suggested:
            chosen = yield from fill_in(chosen, memory, can_type=self._can_type)
        routine, choices, timeline = chosen.routine, chosen.choices, _not_empty(chosen).timeline
        if as_suggested:
            yield from self._signs.standing()  # nobody gets up for what does not begin
            yield from self._fetched(routine, timeline)
        calm = yield from self._signs.before(routine.tags)
        choices, notes = yield from self._suited(routine, choices, timeline)
        if calm:
            choices = replace(choices, left_out=choices.left_out | suitability.too_sore(timeline, routine.tags))
        if pain is not None:
            chosen = _not_empty(chosen.with_choices(choices))
            choices = yield from self._pain_before(routine, choices, chosen.timeline, pain)
        chosen = _not_empty(chosen.with_choices(choices))
        yield from self._limits.check(routine, chosen.timeline)
        yield from self._sound.before(routine, chosen.timeline)
        self._overrides.record()
        return Ready(routine, choices, chosen.timeline, pain, notes)

    def _fetched(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """Have everything for cold or heat fetched before anything else; a lock-out is said before anybody gets up.

        Raises NotBegun where it is left, and for a lock-out that nothing overrides.
        """
        things = to_fetch(timeline)
        if not things or not self._person:
            return
        foretold = self._limits.foretold(routine, timeline)
        text = f"{NO_HURRY} {foretold}".strip()
        aloud = f"{TOO_EARLY} {foretold} {things} {BACK}" if foretold else f"{things} {BACK}"
        if (yield Fetch(heading=things, text=text, spoken=aloud)) is None:
            raise NotBegun

    def before_resuming(self, found: InterruptedSession) -> Flow[InterruptedSession]:
        """Ask everything before an interrupted session resumes; returns what is left of it. Raises NotBegun.

        An answer may have changed or run out since, and it may hurt more: what is still to come is
        played as `before` would have it now.
        """
        self._overrides.clear()
        routine, timeline, place = found.routine, found.timeline, found.place
        calm = yield from self._signs.before(routine.tags)
        rest = remaining(timeline, place)
        against, out = yield from self._questionnaire.screen(rest, routine.tags)
        if calm:
            out |= suitability.too_sore(rest, routine.tags)
        rating = None
        if self._person:
            rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
        if rating is not None:
            left = yield from self._pain_before(routine, Choices(left_out=out), without_steps(rest, 0, out)[0], rating)
            out = left.left_out
        timeline, place = without_steps(timeline, place, out)
        if place >= len(timeline.segments):
            raise NotBegun(NOTHING_FITS)
        if (limit := presses_too_long(remaining(timeline, place))) is not None:
            raise NotBegun(limit.sentence)
        timeline = with_notes(timeline, suitability.variants(against))
        yield from self._limits.check(routine, remaining(timeline, place))
        yield from self._sound.before(routine, remaining(timeline, place))
        self._overrides.record()
        return replace(found, timeline=timeline, place=place, pain=rating)

    def _suited(self, routine: Routine, choices: Choices, timeline: Timeline) -> Flow[tuple[Choices, tuple[str, ...]]]:
        """The choices without the steps that do not suit this person, and a note on each step played differently.

        Raises NotBegun where nothing is left.
        """
        found, out = yield from self._questionnaire.screen(timeline, routine.tags)
        if out >= {step.id for step in timeline.steps}:
            raise NotBegun(NOTHING_FITS)
        said = suitability.answered(self.health.answers())
        clearance.store(self._context.home, suitability.cleared(said))
        notes = tuple(f"{each.title}: {each.variant}" for each in found if each.variant)
        return replace(choices, left_out=out, variants=suitability.variants(found)), notes

    def _pain_before(self, routine: Routine, choices: Choices, timeline: Timeline, rating: int) -> Flow[Choices]:
        """With much pain, a routine for a spasm is played without movement; any other is advised against."""
        if not pain_rules.better_not(rating, suitability.kinds(timeline, routine.tags)):
            return choices
        if SPASM in routine.tags:
            sore = suitability.too_sore(timeline, routine.tags)
            if sore:
                yield Tell(heading=pain_rules.WITHOUT_MOVEMENT, spoken=pain_rules.WITHOUT_MOVEMENT)
            return replace(choices, left_out=choices.left_out | sore)
        options = tuple(text for _, text in pain_rules.BEFOREHAND)
        heading, aloud = tr("Pain {rating} of 10", rating=rating), read_out(pain_rules.BEFORE, options)
        answer = yield Choose(heading=heading, text=pain_rules.BEFORE, options=options, spoken=aloud)
        way = pain_rules.Beforehand.LEAVE if answer is None else pain_rules.BEFOREHAND[answer][0]
        if way is pain_rules.Beforehand.ALL_THE_SAME:
            self._overrides.add(pain_rules.TOO_MUCH_BEFORE, reason=tr("Chosen anyway: {title}.", title=routine.title))
            return choices
        if way is pain_rules.Beforehand.LEAVE:
            self.health.record_pain(rating, "before", None)
        raise NotBegun(breathe=way is pain_rules.Beforehand.BREATHE, pain=rating)


def _not_empty(chosen: ChosenRoutine) -> ChosenRoutine:
    if not chosen.timeline.segments:
        raise NotBegun(NOTHING_FITS if chosen.choices.left_out else NOTHING_CHOSEN.format(title=chosen.routine.title))
    return chosen


def interrupted_session(book: Logbook, library: Library) -> InterruptedSession | None:
    """The session to continue, as it was played then; None where there is none.

    The user's own breath does not count: it may have been breathed in between, or since.
    """
    # A breath that is started by itself looks for nothing in the journal, and does not wait for these.
    from unclench.journal.queries import last_interrupted
    from unclench.player.recorder import unpacked

    def look(journal: Journal) -> tuple[SessionRecord | None, bytes | None]:
        session = last_interrupted(journal, book.now().wall, BREATHE)
        content = session.content if session is not None else None
        return session, None if content is None else journal.content(content)

    session, data = book.ask(look, (None, None))
    if session is None or data is None:
        return None
    try:
        timeline = as_written(unpacked(data))
    except ValueError:
        return None  # another version of the program wrote it
    if resume_from(timeline, session.place) >= len(timeline.segments):
        return None  # nothing is left of it but what was on the skin
    tags = tuple(filter(None, session.tags.split(",")))
    # Its own sounds, its language, and the pictures beside it, come from the file as it is now.
    file = _file_of(library, session.routine) or Routine(id=session.routine, title=session.title, steps=())
    routine = replace(file, title=session.title, edition=session.edition, tags=tags)
    return InterruptedSession(session.id, session.began, routine, timeline, session.place)


def _file_of(library: Library, id: str) -> Routine | None:
    """The routine with this id as it is in its file now; None where it cannot be read."""
    from unclench.routine import RoutineNotFound  # a breath reads no files

    try:
        return library.find(id).routine
    except RoutineNotFound:
        return None
