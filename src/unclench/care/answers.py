"""What somebody has said about their body, as the journal keeps it; whichever front end asks. It draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Literal, Protocol

from unclench.care import clearance
from unclench.journal.records import AnswerRecord, OverrideRecord, PainRecord, new_id
from unclench.safety import red_flags, screening

if TYPE_CHECKING:
    from unclench.config.paths import Home
    from unclench.config.settings import Settings
    from unclench.journal.logbook import Logbook
    from unclench.player.controller import SessionController
    from unclench.session.timeline import StepInfo

Reason = Literal["pain", "fatigue", "other"]


class Records(Protocol):
    """What this package needs of the program: where answers are kept, and two of the user's settings."""

    home: Home
    settings: Settings
    override: str | None
    """The typed reason for which the next application goes past what is in its way."""

    @property
    def book(self) -> Logbook:
        """Opened when it is first looked into."""
        ...


class Person:
    """Reads and keeps the answers. Where the journal cannot be used they hold for this run only."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._said: dict[str, AnswerRecord] = {}

    @property
    def book(self) -> Logbook:
        """Where it is kept."""
        return self._records.book

    def answers(self) -> dict[str, AnswerRecord]:
        """The latest answer to each question, by the question's id."""
        from unclench.journal.queries import answers

        return {**self.book.ask(answers, {}), **self._said}

    def answer(self, said: Mapping[str, bool]) -> None:
        """Keep answers, by the ids of their questions or signs."""
        at = self.book.now().wall
        given = {id for id, answer in self.answers().items() if id.startswith("ok.") and answer.yes}
        kept = screening.taken_back(said, given)
        records = [AnswerRecord(id=new_id(), at=at, question=id, yes=yes) for id, yes in kept.items()]
        clearance.throw_away(self._records.home)
        self._said.update((record.question, record) for record in records)
        self.book.add(*records)

    def answer_list(self, asked: Collection[str], yes: Collection[str]) -> None:
        """Keep what was marked on a list of questions, and with it that the others were not."""
        self.answer({id: id in yes for id in asked})

    def take_in(self, *unfit: screening.Unfit, what: str = "", reason: str = "") -> None:
        """Somebody goes ahead with what does not suit them: kept with what it is, or why they typed they do."""
        at = self.book.now().wall
        reason = reason or (f"Taken in by hand: {what}." if what else "Taken in by hand.")
        self.book.add(*(OverrideRecord(id=new_id(), at=at, limit=each.question, reason=reason) for each in unfit))

    # -- warning signs -------------------------------------------------------------------

    def action(self, yes: Collection[str]) -> str | None:
        """What to do about the signs that hold, with the emergency number; None for none."""
        from unclench.system.country import country_here, locale_here

        return red_flags.action(yes, self._records.settings.emergency, locale_here(), country_here())

    # -- pain ----------------------------------------------------------------------------

    def rate(
        self, rating: int, when: Literal["before", "after", "step"], conductor: SessionController | None,
        *, reason: Reason | None = None, place: str | None = None, step: StepInfo | None = None,
    ) -> bool:  # fmt: skip
        """Keep how much it hurts, 0 to 10, with the session and step it belongs to; whether that was done.

        `step` is which one, where the session has left it already.
        """
        keeper = conductor.exposure_guard.recorder if conductor is not None else None
        session = getattr(keeper, "session", None)
        if step is None and conductor is not None and when == "step":
            step = conductor.view().step
        record = PainRecord(
            id=new_id(), at=self.book.now().wall, rating=rating, when=when,
            session=session.id if session is not None else None,
            step=step.index + 1 if step is not None else None,
            reason=reason, place=place,
        )  # fmt: skip
        keep: Callable[[PainRecord], bool] = getattr(keeper, "keep", self.book.add)
        return keep(record)
