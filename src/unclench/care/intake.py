"""Every question before, in and after a session, and what each answer changes: decided here and nowhere else.

Each flow is a generator: it yields an `Ask` and is sent the answer; what it returns is what happens
next. The screens and the plain front end carry the same flows and only render what is asked.

Before a session the order is always the same: what the sheet leaves open; the warning signs; what
does not suit this person, of what was chosen; pain; limits and lock-outs. Then it may begin.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from unclench.care import clearance, pain_rules, suitability
from unclench.care.answers import Person, Records
from unclench.care.asks import NO, UNANSWERED, YES, Acknowledge, Ask, Choose, Fill, Rate, Tell, Tick, yes_no
from unclench.errors import UnclenchError
from unclench.journal.slips import may_be_on
from unclench.player import packs
from unclench.player.exposure_guard import CLOCK_CONFIRMED, again
from unclench.player.packs import moment_of, still_on
from unclench.routine.model import Routine
from unclench.safety import red_flags, screening
from unclench.safety.exposure import Moment
from unclench.safety.limits import Limit
from unclench.safety.lockouts import warnings
from unclench.safety.screening import SKIN
from unclench.session import wording
from unclench.session.choices import Choice, Choices
from unclench.session.compiler import compile_routine, questions, refusal
from unclench.session.edits import remaining, with_notes, without_steps
from unclench.session.plan_check import applications, puts_to_sleep, unsafe_together
from unclench.session.timeline import Timeline

if TYPE_CHECKING:
    from unclench.care.suitability import Concern
    from unclench.player.controller import SessionController
    from unclench.safety.lockouts import Verdict
    from unclench.safety.screening import ScreeningQuestion, Unfit

T = TypeVar("T")
Flow: TypeAlias = Generator[Ask, Any, T]
"""Questions one after the other, and what comes of them."""


class BrokenOff(Struct, frozen=True):
    """A session that did not come to its end: began when (ms since 1970), and the segment it had come to."""

    session: str
    began: int
    routine: Routine
    timeline: Timeline
    place: int
    pain: int | None = None
    """How much it hurts before it goes on, 0 to 10, where that was said."""


class NotBegun(UnclenchError):
    """Nothing begins; the message is a sentence, or empty where the person has seen why.

    With `breathe` they would rather breathe for a while; `pain` is how much it hurt, where that was said.
    """

    def __init__(self, sentence: str = "", *, breathe: bool = False, pain: int | None = None) -> None:
        super().__init__(sentence)
        self.breathe, self.pain = breathe, pain


class Ready(Struct, frozen=True):
    """All that had to be asked is answered: this may be played."""

    routine: Routine
    choices: Choices
    timeline: Timeline
    pain: int | None = None
    """How much it hurt before, 0 to 10, where that was said."""
    notes: tuple[str, ...] = ()
    """What is said at its start, such as the gentler variants that were chosen."""


SPASM = suitability.SPASM
NOTHING_FITS = (
    "Your answers rule out every step here. Breathing is always possible: unclench breathe. "
    "Your answers can be changed: unclench screening"
)
NOTHING_CHOSEN = "{}: nothing is left to play. All of its steps are optional: add --with-optional."
OPEN = "\nThe sheet leaves this open. Answer in a terminal, or take what is suggested with --yes."
IN_A_TERMINAL = "In a terminal: unclench screening"
CHANGE_ANSWERS = "Your answers can be changed: unclench screening"
NOT_ASKED = "You have not answered the safety questions yet."
NOT_ASKED_SKIN = "You have not answered the safety questions for cold and heat yet."
SIGNS_NOT_ASKED = "Nobody could be asked about the warning signs. Please read them: unclench flags"
PATIENCE = 30_000
"""Ms after which the short question is asked once more; after as many again nobody is there to answer (ours)."""
NOBODY_ANSWERED = "Nobody answered, so this will be lying comfortably and breathing only. If any of it is so:"
IT_IS_OVER = "It is over, or a doctor has looked at it"
BREATHE_INSTEAD = "Still so: breathe for five minutes instead"
NOTHING_NOW = "Still so: not now"
WHICH_SIGN = "Which is it? Tick what applies; a doctor will want to know."
DO_ANY_APPLY = "Do any of these apply to you?"
HOW_OFTEN = "We ask now and then, since it changes. This is not a diagnosis."
WHICH_OF_THESE = "Which of these?"
LEFT_OUT = "Left out because of your answers."
TICK_TO_TAKE_IN = "Tick one to do it anyway; we note it."
WHY_ALL_THE_SAME = "To go ahead anyway, type why. It is kept in your journal."
WHY_NOW = "Why now? It is kept in your journal."
WITH_A_REASON = "With a reason, in a terminal or with --override."
WHEN_LIKE = "A time such as 14:20; or: never."
HOW_TO_ANSWER = "Press n for none of these, or y for yes."
CLOCK_RIGHT = "Is this computer's clock right?"


class After(Struct, frozen=True):
    """How it goes on after something hurt, for the front end."""

    breathe: bool = False
    """Whether to breathe for a while, in front of the session where that has not ended."""


NOT_ANSWERED = "The questions were not answered, and nothing was begun."


class Intake:
    """Asks before and after a session.

    `can_type` is whether answers can come at all, `person` whether somebody sits there and reads
    the questions: a pipe can answer what a sheet leaves open, but nobody's health.
    """

    def __init__(
        self, records: Records, *, person: bool = True, can_type: bool = True, overriding: bool = False
    ) -> None:
        self._records, self._person, self._can_type = records, person, can_type
        self._overriding = overriding
        """Whether a script has said that it goes past a lock-out, for a reason that it types."""
        self.body = Person(records)
        self._taken_in: list[Callable[[], None]] = []
        """What somebody does although it does not suit them: kept once it really begins."""

    # -- before --------------------------------------------------------------------------

    def before(
        self, routine: Routine, choices: Choices, *, pain: int | None = None, as_suggested: bool = False
    ) -> Flow[Ready]:
        """All that is asked before a routine. Raises NotBegun, and Unplayable for what is too long or not safe.

        `pain` is how much it hurts now, where that was said. `as_suggested` takes what is offered
        for whatever the sheet leaves open.
        """
        self._taken_in = []
        if not as_suggested:
            choices = yield from self._open_choices(routine, choices)
        timeline = self._compiled(routine, choices)
        calm = yield from self._warning_signs(routine)
        choices, notes = yield from self._suits(routine, choices, timeline)
        if calm:
            choices = replace(choices, left_out=choices.left_out | suitability.too_sore(timeline, routine.tags))
        if pain is not None:
            choices = yield from self._pain_before(routine, choices, self._compiled(routine, choices), pain)
        timeline = self._compiled(routine, choices)
        yield from self.limits(routine, timeline)
        self._keep_taken_in()
        return Ready(routine, choices, timeline, pain, notes)

    def _take_in(self, *unfit: Unfit, what: str = "", reason: str = "") -> None:
        self._taken_in.append(partial(self.body.take_in, *unfit, what=what, reason=reason))

    def _keep_taken_in(self) -> None:
        taken, self._taken_in = self._taken_in, []
        for keep in taken:
            keep()

    def _compiled(self, routine: Routine, choices: Choices) -> Timeline:
        timeline = compile_routine(routine, choices)
        if not timeline.segments:
            raise NotBegun(NOTHING_FITS if choices.left_out else NOTHING_CHOSEN.format(routine.title))
        return timeline

    def _open_choices(self, routine: Routine, choices: Choices) -> Flow[Choices]:
        """Every blank and every alternative answered. An answer may open further ones: so one at a time."""
        while left := questions(routine, choices):
            if not self._can_type:
                raise NotBegun("\n".join(question.text for question in left) + OPEN)
            question = left[0]
            answer = yield _choice(question, partial(refusal, routine, choices, question))
            if answer is None:
                raise NotBegun(NOT_ANSWERED)
            if question.options:
                choices = replace(choices, alternatives={**choices.alternatives, question.step: answer})
            else:
                choices = replace(choices, answers={**choices.answers, (question.step, question.field): answer})
        return choices

    # -- warning signs -------------------------------------------------------------------

    def _warning_signs(self, routine: Routine) -> Flow[bool]:
        """A sign that was answered with yes stands until it is over; before a spasm routine the short question comes.

        True where nobody answered it before a spasm routine: then only what does not move is played,
        and any other is not begun. Raises NotBegun where a sign applies: then nothing is offered but
        breathing.
        """
        now, known = self.body.book.now().wall, self.body.answers()
        standing = red_flags.standing(known, now)
        if standing:
            yield from self._still_so(standing)
        spasm = SPASM in routine.tags
        if not red_flags.due_short(known, now, spasm=spasm):
            return False
        if not self._person:
            if spasm:
                yield Tell(heading=SIGNS_NOT_ASKED)
            return False
        return (yield from self.short_question(spasm=spasm))

    def _still_so(self, standing: Collection[red_flags.Flag]) -> Flow[None]:
        signs = "\n".join(statement(flag) for flag in standing)
        action = self.body.action({flag.id for flag in standing})
        if not self._person:
            raise NotBegun(f"{red_flags.STILL_THERE}\n{signs}\n{action}")
        answer = yield Choose(
            heading=red_flags.STILL_THERE,
            text=f"{signs}\n{action}",
            options=(IT_IS_OVER, BREATHE_INSTEAD, NOTHING_NOW),
            urgent=True,
        )
        if answer == 0:
            self.body.answer_list([flag.id for flag in standing], ())
        else:
            raise NotBegun(action or "", breathe=answer == 1)

    def short_question(self, *, spasm: bool) -> Flow[bool]:
        """All the emergency signs in one sentence, with one key for each answer; whether nobody answered.

        Raises NotBegun after a yes.
        """
        answer = yield yes_no(
            red_flags.SHORT_REASSURANCE, red_flags.SHORT_QUESTION,
            yes="yes, or I am not sure", no="none of these", urgent=True,
            spoken=f"{red_flags.SHORT_QUESTION} {HOW_TO_ANSWER}", patience=PATIENCE,
        )  # fmt: skip
        if answer == UNANSWERED:
            action = self.body.action({red_flags.SHORT.id}) or ""
            if not spasm:
                raise NotBegun(f"{NOT_ANSWERED} {action}")
            yield Tell(heading=NOBODY_ANSWERED, text=action, urgent=True)
            return True
        if answer is None:
            raise NotBegun(NOT_ANSWERED)
        if answer == NO:
            self.body.answer_list([flag.id for flag in red_flags.EMERGENCY], ())
            if spasm:
                yield Tell(heading=red_flags.AFTER_NONE)
            return False
        yield from self._emergency()
        raise NotBegun

    def _emergency(self) -> Flow[None]:
        """The action first, at once; then which sign it was: a sign stands until the person says that it is over."""
        self.body.answer({red_flags.SHORT.id: True})
        action = self.body.action({red_flags.SHORT.id}) or ""
        yield Acknowledge(heading=action, text=_signs(red_flags.EMERGENCY), spoken=action, urgent=True)
        items = tuple((flag.id, statement(flag)) for flag in red_flags.EMERGENCY)
        found = yield Tick(heading=WHICH_SIGN, items=items, none="I am not sure")
        if found:
            self.body.answer({**{flag.id: flag.id in found for flag in red_flags.EMERGENCY}, red_flags.SHORT.id: False})

    # -- what suits this person ----------------------------------------------------------

    def _suits(self, routine: Routine, choices: Choices, timeline: Timeline) -> Flow[tuple[Choices, tuple[str, ...]]]:
        """The choices without the steps that are not for this person, and how others are done instead.

        Raises NotBegun where nothing is left, or where cold or heat is not for them.
        """
        found, out = yield from self._fits(timeline, routine.tags)
        if out >= {step.id for step in timeline.steps}:
            raise NotBegun(NOTHING_FITS)
        said = {id: (answer.at, answer.yes) for id, answer in self.body.answers().items()}
        clearance.keep(self._records.home, suitability.cleared(said))
        notes = tuple(f"{each.title}: {each.variant}" for each in found if each.variant)
        return replace(choices, left_out=out, variants=suitability.variants(found)), notes

    def _fits(self, timeline: Timeline, tags: Collection[str]) -> Flow[tuple[Collection[Concern], frozenset[str]]]:
        """What the answers make of its steps, and the ids of those that stay out.

        Raises NotBegun where cold or heat is not for them.
        """
        facts = yield from self._asked(timeline, tags)
        yield from self._skin(suitability.skin(timeline, facts))
        found = suitability.concerns(timeline, facts)
        out = yield from self._without(suitability.left_out(found))
        return found, out

    def _asked(self, timeline: Timeline, tags: Collection[str]) -> Flow[dict[str, bool]]:
        """What is known of this person, after what was not asked yet, or too long ago (C3)."""
        known = self.body.answers()
        due = suitability.due(timeline, tags, {id: said.at for id, said in known.items()}, self.body.book.now().wall)
        if due and self._person:
            yield from self._questions(due, suitability.kinds(timeline, tags))
        elif due and any(step.kind in SKIN for step in timeline.steps):
            raise NotBegun(f"{NOT_ASKED_SKIN} {IN_A_TERMINAL}")
        elif due:
            yield Tell(heading=f"{NOT_ASKED} {IN_A_TERMINAL}")
        return {id: said.yes for id, said in self.body.answers().items()}

    def _questions(self, due: Collection[ScreeningQuestion], kinds: Collection[str]) -> Flow[None]:
        """On one list: before cold or heat in groups, of which a yes opens its own lines."""
        known = self.body.answers()
        before = frozenset(question.id for question in due if question.id in known and known[question.id].yes)
        grouped = screening.groups_for(due, kinds) if set(kinds) & set(SKIN) else ()
        inside = {question.id: line.id for line in grouped for question in line.questions}
        single = [question for question in due if question.id not in inside]
        lines = [*((line.id, line.text) for line in grouped), *((question.id, question.text) for question in single)]
        ticked = frozenset(inside.get(id, id) for id in before)
        marked = yield Tick(heading=DO_ANY_APPLY, text=HOW_OFTEN, items=tuple(lines), ticked=ticked)
        if marked is None:
            raise NotBegun(NOT_ANSWERED)
        opened = [question for line in grouped if line.id in marked for question in line.questions]
        yes = {question.id for question in single} & marked
        if opened:
            items = tuple((question.id, question.text) for question in opened)
            own = frozenset(question.id for question in opened) & before
            found = yield Tick(heading=WHICH_OF_THESE, items=items, ticked=own, none="none of these after all")
            if found is None:
                raise NotBegun(NOT_ANSWERED)
            yes |= found
        self.body.answer_list([question.id for question in due], yes)

    def _skin(self, unfit: Collection[Unfit]) -> Flow[None]:
        """Cold and heat are not taken out of a routine: it is played with them, or not at all."""
        for each in unfit:
            if not self._person:
                raise NotBegun(f"{each.why} {CHANGE_ANSWERS}")
            if each.typed:
                reason = yield Fill(heading=each.why, text=WHY_ALL_THE_SAME)
                if reason is None:
                    raise NotBegun(each.why)
                self._take_in(each, reason=reason)
            elif (yield yes_no(each.why, yes=_permission(each), no="leave it")) == YES:
                self._permit((each,))
            else:
                raise NotBegun(each.why)

    def _without(self, against: Collection[Concern]) -> Flow[frozenset[str]]:
        """The ids of the steps that stay out. Each comes back only by a tick of its own, which is kept.

        Where a doctor can say yes, one tick says so for every step that waits for the same answer.
        """
        out = frozenset(each.id for each in against)
        if not against:
            return out
        if not self._person:
            for each in against:
                yield Tell(heading=f"Left out: {each.title}. {each.why}")
            return out
        items: dict[str, list[Concern]] = {}
        for each in against:
            items.setdefault("+".join(each.permits) or each.id, []).append(each)
        lines = tuple((key, _left_out(waiting)) for key, waiting in items.items())
        back = yield Tick(heading=LEFT_OUT, text=TICK_TO_TAKE_IN, items=lines, none="leave them out")
        if back is None:
            raise NotBegun(NOT_ANSWERED)
        for key in back:
            for each in items[key]:
                if each.permits:
                    self._permit(each.unfit)
                else:
                    self._take_in(*each.unfit, what=each.title)
                out -= {each.id}
        return out

    def _permit(self, unfit: Collection[Unfit]) -> None:
        self.body.answer({each.permit: True for each in unfit if each.permit is not None})

    # -- pain before ---------------------------------------------------------------------

    def _pain_before(self, routine: Routine, choices: Choices, timeline: Timeline, rating: int) -> Flow[Choices]:
        """With much pain a routine for the spasm itself is played without what moves; others are advised against."""
        if not pain_rules.better_not(rating, suitability.kinds(timeline, routine.tags)):
            return choices
        if SPASM in routine.tags:
            sore = suitability.too_sore(timeline, routine.tags)
            if sore:
                yield Tell(heading=pain_rules.WITHOUT_MOVEMENT)
            return replace(choices, left_out=choices.left_out | sore)
        options = tuple(text for _, text in pain_rules.BEFOREHAND)
        answer = yield Choose(heading=f"Pain {rating} of 10", text=pain_rules.BEFORE, options=options)
        way = pain_rules.Beforehand.LEAVE if answer is None else pain_rules.BEFOREHAND[answer][0]
        if way is pain_rules.Beforehand.ALL_THE_SAME:
            self._take_in(pain_rules.TOO_MUCH_BEFORE, what=routine.title)
            return choices
        if way is pain_rules.Beforehand.LEAVE:
            self.body.rate(rating, "before", None)
        raise NotBegun(breathe=way is pain_rules.Beforehand.BREATHE, pain=rating)

    # -- limits and lock-outs ------------------------------------------------------------
    def limits(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """What must not be together, and what was on the skin before (C1.4 to C1.13, C2.10). Raises NotBegun.

        It is asked before anything tells the person to put something on. A typed reason goes with
        the session that begins next.
        """
        if (limit := unsafe_together(routine, timeline)) is not None:
            raise NotBegun(limit.sentence)
        book = self.body.book
        planned, plan = applications(timeline)
        kinds = {each.kind for each in planned}
        if kinds or puts_to_sleep(routine, timeline) is not None:
            for exposure in book.waiting():
                raise NotBegun(still_on(exposure))
        for limit in self._unusual(kinds):
            yield from self._unusual_question(limit)
        self._records.override = None  # one of an earlier start, which came to nothing
        while kinds and self._records.override is None:
            blocked = book.blocked(planned, plan)
            if blocked is None:
                return
            yield from self._go_past(blocked)

    def _unusual(self, kinds: Collection[str]) -> list[Limit]:
        book = self.body.book
        return [limit for kind in SKIN if kind in kinds for limit in warnings(kind, book.past(), book.now())]

    def _unusual_question(self, limit: Limit) -> Flow[None]:
        if not self._person:
            yield Tell(heading=limit.sentence)
        elif (yield yes_no(limit.sentence, yes="go on", no="leave it")) != YES:
            raise NotBegun(limit.sentence)

    def _go_past(self, verdict: Verdict) -> Flow[None]:
        """What may be gone past, by what it takes. Raises NotBegun with the time from which it may begin."""
        why = f"{packs.why(verdict)}{again(verdict)}"
        if verdict.action == "refuse" or not (self._person or self._overriding):
            raise NotBegun(f"{why} {WITH_A_REASON}" if verdict.action == "override" else why)
        if verdict.action == "confirm":
            if (yield yes_no(why, CLOCK_RIGHT, yes="the clock is right", no="leave it")) != YES:
                raise NotBegun(why)
            self._records.override = CLOCK_CONFIRMED
        elif verdict.action == "when":
            now = self.body.book.now()
            at = yield Fill(heading=why, text=f"{verdict.question} {WHEN_LIKE}", read=partial(last_off, now=now))
            if at is None:
                raise NotBegun(why)
            self.body.book.say_last_off(at if isinstance(at, Moment) else None)
        else:
            if verdict.question and (yield yes_no(why, verdict.question, yes="yes", no="no, or not sure")) != YES:
                raise NotBegun(why)
            reason = yield Fill(heading=why, text=WHY_NOW)
            if reason is None:
                raise NotBegun(why)
            self._records.override = reason

    # -- going on ------------------------------------------------------------------------

    def going_on(self, found: BrokenOff) -> Flow[BrokenOff]:
        """All that is asked before a session that broke off goes on; what is left of it that suits. Raises NotBegun.

        An answer may have changed since, or run out, and it may hurt more: what is still to come is
        played as `before` would have it now.
        """
        self._taken_in = []
        routine, timeline, place = found.routine, found.timeline, found.place
        calm = yield from self._warning_signs(routine)
        rest = remaining(timeline, place)
        against, out = yield from self._fits(rest, routine.tags)
        if calm:
            out |= suitability.too_sore(rest, routine.tags)
        rating = None
        if self._person:
            rating = yield Rate(heading=pain_rules.BEFOREHAND_HOW_MUCH)
        if rating is not None:
            left = yield from self._pain_before(routine, Choices(left_out=out), without_steps(rest, 0, out)[0], rating)
            out = left.left_out
        timeline, place = without_steps(timeline, place, out)
        if place >= len(timeline.segments):
            raise NotBegun(NOTHING_FITS)
        timeline = with_notes(timeline, suitability.variants(against))
        yield from self.limits(routine, remaining(timeline, place))
        self._keep_taken_in()
        return replace(found, timeline=timeline, place=place, pain=rating)

    def breathing(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """Before breathing nothing is asked. Raises NotBegun beside a pack: nobody should doze off under it (C2.10)."""
        if may_be_on(self._records.home):  # else the first sound need not wait for the journal
            yield from self.limits(routine, timeline)

    # -- after ---------------------------------------------------------------------------

    def after(self, conductor: SessionController, tags: Collection[str] = ()) -> Flow[None]:
        """How much it hurts when a session is over, and what a doctor should hear of some day. It stops nothing."""
        rating = yield Rate(heading=pain_rules.AFTERWARDS)
        if rating is not None:
            yield Tell(heading=pain_rules.said(rating, kept=self.body.rate(rating, "after", conductor)))
        if information := self.information(conductor, tags):
            yield Tell(heading=information)

    def information(self, conductor: SessionController, tags: Collection[str]) -> str:
        """What a doctor should hear of some day, after a session for a spasm; empty where there was cause for more."""
        if SPASM not in tags or conductor.ended is None or conductor.ended.body:
            return ""
        return " ".join(f"{statement(flag)}? {self.body.action({flag.id})}" for flag in red_flags.AT_THE_END)


def last_off(typed: str, now: Moment) -> Moment | str:
    """The moment of `14:20`, today or yesterday; `never` for none of the last day. Raises ValueError."""
    low = typed.strip().lower()
    if low in ("never", "none", "no"):
        return "never"
    when = moment_of(low, now)
    if when is None:
        raise ValueError(f"{typed!r} is no time. {WHEN_LIKE}")
    return when


def _choice(question: Choice, refused: Callable[[int], str | None]) -> Ask:
    if question.options:
        return Choose(heading=question.text, options=question.options)
    offered = str(question.suggested) if question.counts else wording.short(question.suggested)
    like = "A number, like 5." if question.counts else "A time, like 20s or 1m30s."
    return Fill(
        heading=question.text, text=like, suggested=offered.replace(" ", ""), read=partial(_value, question, refused)
    )


def _value(question: Choice, refused: Callable[[int], str | None], typed: str) -> int:
    """What was typed for a blank, in ms or as a count. Raises ValueError with what to write instead."""
    from unclench.routine.model import Exact
    from unclench.routine.values import ValueProblem, parse_count, parse_duration

    try:
        amount = parse_count(typed) if question.counts else parse_duration(typed)
    except ValueProblem as problem:
        raise ValueError(str(problem)) from problem
    assert isinstance(amount, Exact)  # no other form was allowed
    if (why := refused(amount.value)) is not None:
        raise ValueError(why)
    return amount.value


def statement(flag: red_flags.Flag) -> str:
    """A warning sign as a row of a list: its question without the question mark."""
    return flag.question.removesuffix("?")


def _signs(asked: Collection[red_flags.Flag]) -> str:
    return "\n".join(f"- {statement(flag)}" for flag in asked)


def _left_out(waiting: Sequence[Concern]) -> str:
    """What stays out for one reason, as a row of a list: its titles, why, and what would bring it back."""
    first, titles = waiting[0], ", ".join(each.title for each in waiting)
    return f"{titles}: {first.why} {_permission(first.unfit[0])}" if first.permits else f"{titles}. {first.why}"


def _permission(unfit: Unfit) -> str:
    question = screening.BY_ID.get(unfit.question)
    return "do it anyway" if question is None else screening.permission(question)
