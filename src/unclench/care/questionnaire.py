"""Warning signs (C4) and the health questions (C3) before a session, and what the answers leave of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from unclench.care import SPASM, suitability
from unclench.care.asks import (
    HOW_TO_TICK,
    NO,
    NOT_ANSWERED,
    UNANSWERED,
    YES,
    Acknowledge,
    Choose,
    Fill,
    Flow,
    NotBegun,
    Tell,
    Tick,
    read_out,
    yes_no,
)
from unclench.language import counted, tr
from unclench.safety import red_flags, screening
from unclench.safety.screening import SKIN
from unclench.session import wording
from unclench.session.timeline import Timeline

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord, PendingOverrides
    from unclench.care.suitability import Concern
    from unclench.safety.screening import ScreeningQuestion, Unfit


SIGNS_NOT_ASKED = tr("There was nobody to ask about the warning signs. Please read them: unclench flags")
SILENCE_BEFORE_REPEAT = 30_000
"""Ms of silence after which the short question is repeated; after as long again nobody is there to answer (ours)."""
NOBODY_ANSWERED = tr(
    "Nobody answered, so this will only be lying comfortably and breathing. If you have any of the signs:"
)
IT_IS_OVER = tr("It is over, or a doctor has looked at it")
BREATHE_INSTEAD = tr("It still applies: breathe for five minutes instead")
NOTHING_NOW = tr("It still applies: not now")
STILL_SO = (IT_IS_OVER, BREATHE_INSTEAD, NOTHING_NOW)
OVER, BREATHE, NOT_NOW = 0, 1, 2
"""The same by their numbers."""
NOTHING_BEGAN = tr("Nothing was started.")
WHICH_SIGN = tr("Which is it? Tick what applies; a doctor will want to know.")
HOW_TO_ANSWER = tr("Press n for none of these, or y for yes.")


class WarningSigns:
    """Asks about warning signs before a session. `person` is whether somebody is there to read the questions."""

    def __init__(self, health: HealthRecord, *, person: bool) -> None:
        self._health, self._person = health, person

    def before(self, tags: Collection[str]) -> Flow[bool]:
        """Ask before a routine with these tags: about signs that stand, then the short question where it is due.

        Returns True where nobody answered before a routine for a spasm; then only steps without
        movement may be played. Raises NotBegun where a sign applies or any other routine goes unanswered.
        """
        yield from self.standing()
        now, known = self._health.book.now().wall, self._health.answers()
        spasm = SPASM in tags
        if not red_flags.due_short(known, now, spasm=spasm):
            return False
        if not self._person:
            if spasm:
                yield Tell(heading=SIGNS_NOT_ASKED)
            return False
        return (yield from self._short_question(spasm=spasm))

    def standing(self) -> Flow[None]:
        """Ask about signs that stand. Raises NotBegun unless they are over."""
        if standing := red_flags.standing(self._health.answers()):
            yield from self._still_so(standing)

    def _still_so(self, standing: Collection[red_flags.Flag]) -> Flow[None]:
        """Signs stand until the person says they are over. Raises NotBegun unless they are."""
        signs = "\n".join(statement(flag) for flag in standing)
        action = self._health.what_to_do({flag.id for flag in standing})
        if not self._person:
            raise NotBegun(f"{red_flags.STILL_THERE}\n{signs}\n{action}")
        answer = yield Choose(
            heading=red_flags.STILL_THERE,
            text=f"{signs}\n{action}",
            options=STILL_SO,
            urgent=True,
            first=NOT_NOW,
        )
        if answer == OVER:
            self._health.record_ticked([flag.id for flag in standing], ())
        else:
            raise NotBegun(action, breathe=answer == BREATHE)

    def _short_question(self, *, spasm: bool) -> Flow[bool]:
        """All the emergency signs in one sentence, with one key for each answer; returns whether nobody answered."""
        answer = yield yes_no(
            red_flags.SHORT_REASSURANCE, red_flags.SHORT_QUESTION,
            yes=tr("yes, or I am not sure"), no=tr("none of these"), urgent=True, also={"!": YES},
            spoken=f"{red_flags.SHORT_QUESTION} {HOW_TO_ANSWER}", patience=SILENCE_BEFORE_REPEAT, first=YES,
        )  # fmt: skip
        if answer == UNANSWERED:
            action = self._health.what_to_do({red_flags.SHORT.id})
            if not spasm:
                raise NotBegun(f"{NOT_ANSWERED} {action}")
            yield Tell(heading=NOBODY_ANSWERED, text=action, spoken=f"{NOBODY_ANSWERED} {action}", urgent=True)
            return True
        if answer is None:
            raise NotBegun(NOT_ANSWERED)
        if answer == NO:
            self._health.record_ticked([flag.id for flag in red_flags.EMERGENCY], ())
            if spasm:
                yield Tell(heading=red_flags.AFTER_NONE, spoken=red_flags.AFTER_NONE)
            return False
        yield from self._emergency()
        raise NotBegun(NOTHING_BEGAN)

    def _emergency(self) -> Flow[None]:
        """What to do comes first and at once, then which sign it is. The yes is recorded before anything is shown."""
        self._health.record_answers({red_flags.SHORT.id: True})
        action = self._health.what_to_do({red_flags.SHORT.id})
        yield Acknowledge(heading=action, text=listed(red_flags.EMERGENCY), spoken=action, urgent=True)
        found = yield which_sign()
        if found:
            signs = {flag.id: flag.id in found for flag in red_flags.EMERGENCY}
            self._health.record_answers({**signs, red_flags.SHORT.id: False})


def which_sign() -> Tick:
    """After a yes to the short question, which of its signs it is; `n` is "I am not sure"."""
    items = tuple((flag.id, statement(flag)) for flag in red_flags.EMERGENCY)
    return Tick(heading=WHICH_SIGN, items=items, none=tr("I am not sure"))


def statement(flag: red_flags.Flag) -> str:
    """A warning sign as a row of a list: its question without the question mark."""
    return flag.question.removesuffix("?")


def listed(signs: Iterable[red_flags.Flag]) -> str:
    """Warning signs as rows that cannot be ticked."""
    return "\n".join(f"- {statement(flag)}" for flag in signs)


IN_A_TERMINAL = tr("Run `unclench screening` in a terminal.")
CHANGE_ANSWERS = tr("To change your answers: unclench screening")
NOT_ASKED = tr("You have not answered the safety questions yet.")
NOT_ASKED_SKIN = tr("You have not answered the safety questions for cold and heat yet.")
DO_ANY_APPLY = tr("Do any of these apply to you?")
HOW_OFTEN = tr("We ask now and then, because it can change. This is not a diagnosis.")
WHICH_OF_THESE = tr("Which of these?")
LEFT_OUT = tr("Left out because of your answers.")
LEFT_OUT_SPOKEN = tr("Some steps are left out because of your answers.")
GO_ON_WITHOUT = tr("Press n to go on without them.")
MOST_SPOKEN = 3
"""Titles that are read aloud; of the others it is said how many there are."""
TICK_TO_TAKE_IN = tr("Tick one to do it anyway; we note it.")
WHY_ALL_THE_SAME = tr("To go ahead anyway, type your reason. It is saved in your journal.")


class Questionnaire:
    """Asks what is due, and what to do about steps that do not suit.

    `person` is whether somebody is there to read the questions; health questions are never
    answered by a script.
    """

    def __init__(self, health: HealthRecord, overrides: PendingOverrides, *, person: bool) -> None:
        self._health, self._overrides, self._person = health, overrides, person

    def screen(self, timeline: Timeline, tags: Collection[str]) -> Flow[tuple[Collection[Concern], frozenset[str]]]:
        """Returns what the answers make of the steps, and the ids of the steps to leave out.

        Raises NotBegun where cold or heat in it is not for this person, or a question was left.
        """
        facts = yield from self._facts(timeline, tags)
        yield from self._cold_and_heat(suitability.skin(timeline, facts))
        found = suitability.concerns(timeline, facts)
        out = yield from self._leave_out(suitability.left_out(found))
        return found, out

    def _facts(self, timeline: Timeline, tags: Collection[str]) -> Flow[dict[str, bool]]:
        """Every answer of this person by its id, after asking what was never asked, or too long ago."""
        known = self._health.answers()
        answered = {id: said.at for id, said in known.items()}
        due = suitability.due(timeline, tags, answered, self._health.book.now().wall)
        if due and self._person:
            yield from self._ask(due, suitability.kinds(timeline, tags))
        elif due and any(step.kind in SKIN for step in timeline.steps):
            raise NotBegun(f"{NOT_ASKED_SKIN} {IN_A_TERMINAL}")
        elif due:
            yield Tell(heading=f"{NOT_ASKED} {IN_A_TERMINAL}")
        return {id: said.yes for id, said in self._health.answers().items()}

    def _ask(self, due: Collection[ScreeningQuestion], kinds: Collection[str]) -> Flow[None]:
        """One list. Before cold or heat its lines are groups, and ticking one opens the questions in it."""
        known = self._health.answers()
        before = frozenset(question.id for question in due if question.id in known and known[question.id].yes)
        grouped = screening.groups_for(due, kinds) if set(kinds) & set(SKIN) else ()
        inside = {question.id: line.id for line in grouped for question in line.questions}
        single = [question for question in due if question.id not in inside]
        lines = [*((line.id, line.text) for line in grouped), *((question.id, question.text) for question in single)]
        ticked = frozenset(inside.get(id, id) for id in before)
        aloud = read_out(DO_ANY_APPLY, [text for _, text in lines], HOW_TO_TICK)
        marked = yield Tick(heading=DO_ANY_APPLY, text=HOW_OFTEN, items=tuple(lines), ticked=ticked, spoken=aloud)
        if marked is None:
            raise NotBegun(NOT_ANSWERED)
        opened = [question for line in grouped if line.id in marked for question in line.questions]
        yes = {question.id for question in single} & marked
        if opened:
            items = tuple((question.id, question.text) for question in opened)
            own = frozenset(question.id for question in opened) & before
            aloud = read_out(WHICH_OF_THESE, [text for _, text in items], HOW_TO_TICK)
            none = tr("none of these after all")
            found = yield Tick(heading=WHICH_OF_THESE, items=items, ticked=own, none=none, spoken=aloud)
            if found is None:
                raise NotBegun(NOT_ANSWERED)
            yes |= found
        self._health.record_ticked([question.id for question in due], yes)

    def _cold_and_heat(self, unfit: Collection[Unfit]) -> Flow[None]:
        """Cold and heat are not left out of a routine: it is played with them, or not at all."""
        for each in unfit:
            if not self._person:
                raise NotBegun(f"{each.why} {CHANGE_ANSWERS}")
            if each.typed:
                reason = yield Fill(heading=each.why, text=WHY_ALL_THE_SAME)
                if reason is None:
                    raise NotBegun(each.why)
                self._overrides.add(each, reason=reason)
            elif (yield yes_no(each.why, yes=_permission(each), no=tr("leave it"))) == YES:
                self._permit((each,))
            else:
                raise NotBegun(each.why)

    def _leave_out(self, against: Collection[Concern]) -> Flow[frozenset[str]]:
        """The ids of the steps to leave out. A step comes back only when somebody ticks it, which is recorded.

        Where a doctor's yes is enough, one tick stands for every step that waits for the same yes.
        """
        out = frozenset(each.id for each in against)
        if not against:
            return out
        if not self._person:
            for each in against:
                yield Tell(heading=tr("Left out: {title}. {why}", title=each.title, why=each.why))
            return out
        items: dict[str, list[Concern]] = {}
        for each in against:
            items.setdefault("+".join(each.permits) or each.id, []).append(each)
        lines = tuple((key, _row(waiting)) for key, waiting in items.items())
        aloud = f"{LEFT_OUT_SPOKEN} {_read_aloud(against)} {GO_ON_WITHOUT}"
        back = yield Tick(heading=LEFT_OUT, text=TICK_TO_TAKE_IN, items=lines, none=tr("leave them out"), spoken=aloud)
        if back is None:
            raise NotBegun(NOT_ANSWERED)
        for key in back:
            for each in items[key]:
                if each.permits:
                    self._permit(each.unfit)
                else:
                    self._overrides.add(*each.unfit, reason=tr("Chosen anyway: {title}.", title=each.title))
                out -= {each.id}
        return out

    def _permit(self, unfit: Collection[Unfit]) -> None:
        """A doctor or midwife has said yes, which holds until the question is answered with no."""
        self._health.record_answers({each.permit: True for each in unfit if each.permit is not None})


def _row(waiting: Sequence[Concern]) -> str:
    """Steps that are left out for one reason, as a row of a list: their titles, why, and what would bring them back."""
    first, titles = waiting[0], ", ".join(_titles(waiting))
    return f"{titles}: {first.why} {_permission(first.unfit[0])}" if first.permits else f"{titles}. {first.why}"


def _titles(concerns: Collection[Concern]) -> Sequence[str]:
    """Each title once, however often the exercise comes."""
    return tuple(dict.fromkeys(each.title for each in concerns))


def _read_aloud(concerns: Collection[Concern]) -> str:
    """The titles as a sentence for closed eyes."""
    titles = _titles(concerns)
    said, more = ", ".join(titles[:MOST_SPOKEN]), len(titles) - MOST_SPOKEN
    if more > 0:
        said = counted(more, "{titles}, and {number:g} more", "{titles}, and {number:g} more", titles=said)
    return wording.sentence(said)


def _permission(unfit: Unfit) -> str:
    question = screening.BY_ID.get(unfit.question)
    return tr("do it anyway") if question is None else screening.permission(question)


REVIEW = tr("Your health answers")
REVIEW_TEXT = tr("Tick what applies to you now. What is not ticked was a no, or was not asked yet.")


def review(health: HealthRecord) -> Flow[bool]:
    """Show all answers, and record those that are changed; returns whether any was.

    What was never asked and is left unticked stays unasked: nobody has said no to it.
    """
    known = screening.with_former_answers({id: answer.yes for id, answer in health.answers().items()})
    before = frozenset(question.id for question in screening.QUESTIONS if known.get(question.id))
    items = tuple((question.id, question.text) for question in screening.QUESTIONS)
    ticked = yield Tick(heading=REVIEW, text=REVIEW_TEXT, items=items, ticked=before)
    changed = frozenset() if ticked is None else ticked ^ before
    if changed:
        health.record_answers({id: id in ticked for id in changed})
    return bool(changed)
