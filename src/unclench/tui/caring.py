"""What is asked about the body: warning signs, where it hurts, how much, and whether a routine fits.

It asks through screens and keeps the answers in the journal; what follows is the app's to do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from textual.screen import ModalScreen

from unclench.conducting import Conductor
from unclench.program import Program
from unclench.surroundings import locale_here
from unclench.tui.screens.checklist import ChecklistScreen, PickScreen, WarningScreen

if TYPE_CHECKING:
    from unclench.timeline import Timeline

Ask = Callable[[ModalScreen[Any]], Awaitable[Any]]

DOWN_THE_LEG = "End here. Pain that moves down a leg means that this movement is not for you now."
TOO_MUCH = "End here. With pain of 6 or more out of 10 nothing is exercised."


class Then(StrEnum):
    """How a session goes on after something hurt."""

    EASIER = "easier"
    SKIP = "skip"
    END = "end"
    ON = "on"


_WAYS = (
    (Then.EASIER, "Go on more easily: ten seconds less, a smaller movement"),
    (Then.SKIP, "Leave this step out"),
    (Then.END, "End the session"),
)
_REASONS: tuple[tuple[Literal["pain", "fatigue", "other"], str, bool], ...] = (
    ("pain", "Pain", False),
    ("pain", "Pain that moves down the leg", True),
    ("fatigue", "Tired", False),
    ("other", "Something else", False),
)
_LEVELS = ("0  none", "1", "2", "3", "4", "5", "6  end the session", "7", "8", "9", "10  the worst there is")


class Hurt(Struct, frozen=True):
    """How it goes on, and why the session ends, a sentence, where that was not chosen."""

    then: Then
    why: str = ""


class Care:
    """The questions, with whatever keeps their answers."""

    def __init__(self, program: Program, ask: Ask) -> None:
        self._program, self._ask = program, ask

    # -- warning signs -------------------------------------------------------------------

    async def flags(self, stop: Callable[[], Awaitable[None]]) -> bool:
        """The red flags (C4): whether one was answered with yes. Then `stop` comes before anything else."""
        from unclench.safety import flags

        text = "Any of these? A yes stops everything."
        asked = [(flag.id, flag.question) for flag in flags.AT_FIRST_SPASM]
        yes = await self._ask(ChecklistScreen("Warning signs", text, asked, done="that is all"))
        if yes is None:
            return False
        self._answered({flag.id: flag.id in yes for flag in flags.AT_FIRST_SPASM})
        action = flags.action(yes, self._number())
        if action is not None:
            await stop()
            signs = "\n".join(flags.BY_ID[id].question.removesuffix("?") for id in sorted(yes))
            await self._ask(WarningScreen(action, signs))
        return action is not None

    def flags_known(self) -> bool:
        """Whether the warning signs were ever asked about, or there is nowhere to keep that."""
        from unclench.journal.reading import answers

        journal = self._program.book.journal
        return journal is None or any(id.startswith("C4.") for id in answers(journal))

    def _number(self) -> str:
        from unclench.safety import flags

        return self._program.settings.emergency or flags.emergency_number(locale_here())

    # -- pain ----------------------------------------------------------------------------

    async def hurts(self, conductor: Conductor) -> Hurt:
        """What hurts, how much, and how to go on. Nothing runs meanwhile that may stand still."""
        reason = await self._ask(PickScreen("It hurts", "What is it?", [text for _, text, _ in _REASONS]))
        if reason is None:
            return Hurt(Then.ON)
        kind, _, down_the_leg = _REASONS[reason]
        rating = await self._ask(PickScreen("It hurts", "How much, from 0 to 10?", _LEVELS))
        if rating is not None:
            self.rate(rating, "step", conductor, reason=kind)
        if down_the_leg:
            return Hurt(Then.END, DOWN_THE_LEG)
        from unclench.safety import flags

        if kind == "pain" and rating is not None and flags.ends_session(rating):
            return Hurt(Then.END, TOO_MUCH)
        way = await self._ask(PickScreen("It hurts", "How do you want to go on?", [text for _, text in _WAYS]))
        return Hurt(Then.ON if way is None else _WAYS[way][0])

    def rate(
        self, rating: int, when: Literal["before", "after", "step"], conductor: Conductor | None,
        *, reason: Literal["pain", "fatigue", "other"] | None = None,
    ) -> bool:  # fmt: skip
        """Keep how much it hurts, 0 to 10; whether it could be kept."""
        from unclench.journal.records import PainRecord, new_id

        keeper = conductor.tending.keeper if conductor is not None else None
        session = getattr(keeper, "session", None)
        view = conductor.view() if conductor is not None and when == "step" else None
        record = PainRecord(
            id=new_id(), at=self._program.book.now().wall, rating=rating, when=when,
            session=session.id if session is not None else None,
            step=view.step.index + 1 if view is not None and view.step is not None else None, reason=reason,
        )  # fmt: skip
        return self._program.book.add(record)

    # -- whether it fits -----------------------------------------------------------------

    async def fits(self, timeline: Timeline, tags: tuple[str, ...]) -> bool:
        """Ask what has not been asked yet (C3); whether the routine may be played.

        What does not fit says why, and is taken back in only by a yes of its own, which is kept.
        """
        from unclench.journal.reading import answers
        from unclench.journal.records import OverrideRecord, new_id
        from unclench.safety import screening

        journal = self._program.book.journal
        if journal is None:
            return True
        now, known = self._program.book.now().wall, answers(journal)
        all_tags = {*tags, *(tag for step in timeline.steps for tag in step.tags)}
        all_tags |= {step.exercise for step in timeline.steps if step.exercise}
        kinds = screening.kinds_of(all_tags, {step.kind for step in timeline.steps})
        due = {q.id: q for kind in kinds for q in screening.due(kind, {i: a.at for i, a in known.items()}, now)}
        if due:
            before = [id for id in due if id in known and known[id].yes]
            text = "Asked once, and again after 90 days. Nothing is diagnosed."
            items = [(question.id, question.text) for question in due.values()]
            yes = await self._ask(ChecklistScreen("Does any of this hold for you?", text, items, before, done="go on"))
            if yes is None:
                return False
            self._answered({id: id in yes for id in due})
            known = answers(journal)
        facts = {id: answer.yes for id, answer in known.items()}
        unfit = {each.why: each for kind in kinds for each in screening.fits(facts, kind, all_tags)}
        for why, each in unfit.items():
            taken = await self._ask(PickScreen("This may not be for you", why, ("Leave it", "Do it all the same")))
            if taken != 1:
                return False
            self._program.book.add(OverrideRecord(id=new_id(), at=now, limit=each.question, reason="Taken in by hand."))
        return True

    def _answered(self, answers: dict[str, bool]) -> None:
        from unclench.journal.records import AnswerRecord, new_id

        at = self._program.book.now().wall
        self._program.book.add(*(AnswerRecord(id=new_id(), at=at, question=id, yes=yes) for id, yes in answers.items()))
