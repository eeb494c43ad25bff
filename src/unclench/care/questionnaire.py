"""The health questions (C3) before a session, and what the answers leave of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from unclench.care import suitability
from unclench.care.asks import (
    HOW_TO_TICK,
    NOT_ANSWERED,
    YES,
    Fill,
    Flow,
    NotBegun,
    Tell,
    Tick,
    read_out,
    yes_no,
)
from unclench.language import counted, tr
from unclench.safety import screening
from unclench.safety.screening import SKIN
from unclench.session import wording
from unclench.session.timeline import Timeline

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord, PendingOverrides
    from unclench.care.suitability import Concern
    from unclench.safety.screening import ScreeningQuestion, Unfit

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
