"""What people have said about their body: answers, warning signs and pain, read from and written to the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec.structs import replace

from unclench.care import clearance
from unclench.journal.records import AnswerRecord, NoteRecord, OverrideRecord, PainRecord, new_id
from unclench.safety import red_flags, screening

if TYPE_CHECKING:
    from datetime import datetime

    from unclench.config.paths import Home
    from unclench.config.settings import Settings
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.player.controller import SessionController
    from unclench.player.sound_system import SoundSystem
    from unclench.routine.model import Routine
    from unclench.session.timeline import StepInfo

Reason = Literal["pain", "fatigue", "other"]
When = Literal["before", "after", "step", "between"]
CORRECTED = 10_000
"""A rating that another follows so soon (ms) was a slip, or the 1 of a ten: the later takes its place (ours)."""


class CareContext(Protocol):
    """What this package needs from the application."""

    home: Home
    settings: Settings
    override: str | None
    """The reason somebody typed to override what blocks the next application of cold or heat."""

    @property
    def wall(self) -> Callable[[], datetime]:
        """Returns the time of day."""
        ...

    @property
    def book(self) -> Logbook:
        """The journal's logbook, opened on first use."""
        ...

    @property
    def sound(self) -> SoundSystem:
        """The player and the voice."""
        ...

    def sound_as_for(self, routine: Routine) -> list[str]:
        """Have the open player sound as in a session of this routine; returns what is wrong with its own sounds."""
        ...


class HealthRecord:
    """Reads and records answers and pain. Where the journal cannot be used, answers last for this run only."""

    def __init__(self, context: CareContext) -> None:
        self._context = context
        self._said: dict[str, AnswerRecord] = {}
        self._rated: PainRecord | None = None
        """The latest rating of this run, as long as another may take its place."""

    @property
    def book(self) -> Logbook:
        """The logbook it is stored in."""
        return self._context.book

    def answers(self) -> dict[str, AnswerRecord]:
        """The latest answer to each question, by the question's id."""
        from unclench.journal.queries import answers

        return {**self.book.ask(answers, {}), **self._said}

    def signs_of_this_run(self) -> frozenset[str]:
        """The warning signs that were said to apply in this run of the program. Does not open the journal."""
        return frozenset(flag.id for flag in red_flags.standing(self._said))

    def record_answers(self, said: Mapping[str, bool]) -> None:
        """Record yes or no by the id of the question, sign or permission, and discard the screening cache."""
        at = self.book.now().wall
        given = {id for id, answer in self.answers().items() if id.startswith("ok.") and answer.yes}
        kept = screening.with_permissions_withdrawn(said, given)
        records = [AnswerRecord(id=new_id(), at=at, question=id, yes=yes) for id, yes in kept.items()]
        clearance.discard(self._context.home)
        self._said.update((record.question, record) for record in records)
        self.book.add(*records)

    def record_ticked(self, asked: Collection[str], ticked: Collection[str]) -> None:
        """Record a whole list of questions: yes to those that were ticked, no to the others."""
        self.record_answers({id: id in ticked for id in asked})

    def record_override(self, *unfit: screening.Unfit, reason: str) -> None:
        """Record that somebody goes ahead with what does not suit them, and why."""
        at = self.book.now().wall
        self.book.add(*(OverrideRecord(id=new_id(), at=at, limit=each.question, reason=reason) for each in unfit))

    def record_pain(
        self, rating: int, when: When, controller: SessionController | None,
        *, reason: Reason | None = None, place: str | None = None, step: StepInfo | None = None,
    ) -> bool:  # fmt: skip
        """Record pain from 0 to 10 with the session and step it belongs to; returns whether it could be saved.

        What was rated between two sessions and leads into one belongs to that, and is not stored a second time. A
        correction takes the place of what it corrects. `step` is needed only where the session has already left the
        step that hurt.
        """
        keeper = controller.exposure_guard.recorder if controller is not None else None
        session = None if controller is None else session_of(controller)
        if step is None and controller is not None and when == "step":
            step = controller.view().step
        record = PainRecord(
            id=new_id(), at=self.book.now().wall, rating=rating, when=when,
            session=session,
            step=step.index + 1 if step is not None else None,
            reason=reason, place=place,
        )  # fmt: skip
        keep: Callable[..., bool] = getattr(keeper, "keep", self.book.add)
        before, self._rated = self._rated, record
        if before is None or not _takes_its_place(record, before):
            return keep(record)
        self._rated = replace(record, id=before.id, at=before.at)
        if record.session is not None:
            keep()  # the session it now belongs to
        return self._change(self._rated)

    def _change(self, record: PainRecord) -> bool:
        """Store a rating in place of the one with its id."""

        def change(journal: Journal) -> None:
            with journal.writing():
                fields = {"rating": record.rating, "when": record.when, "session": record.session}
                if not journal.change(PainRecord, record.id, **fields):
                    journal.put([record])  # everything was deleted meanwhile

        return self.book.use(change)

    def record_note(self, text: str, session: str | None) -> bool:
        """Record a note in the person's own words, with the session it is about; returns whether it could be saved."""
        return self.book.add(NoteRecord(id=new_id(), at=self.book.now().wall, text=text, session=session))

    def what_to_do(self, yes: Collection[str]) -> str:
        """What to do about the signs answered with yes, with the emergency number; empty for no signs."""
        from unclench.system.country import country_here, locale_here

        return red_flags.action(yes, self._context.settings.emergency, locale_here(), country_here()) or ""


def session_of(controller: SessionController) -> str | None:
    """The id of a session in the journal; None where it is not recorded."""
    return getattr(getattr(controller.exposure_guard.recorder, "session", None), "id", None)


def _takes_its_place(record: PainRecord, before: PainRecord) -> bool:
    """Whether a rating corrects the one before it, or says the same again as a session begins."""
    if record.when == "before":
        return before.when == "between" and before.rating == record.rating
    same = record.when in ("between", "after") and (record.when, record.session) == (before.when, before.session)
    return same and 0 <= record.at - before.at < CORRECTED


class PendingOverrides:
    """Decisions to go ahead in spite of advice, held back until the session really begins.

    Somebody may still stop at a later question, and then nothing was overridden.
    """

    def __init__(self, health: HealthRecord) -> None:
        self._health = health
        self._pending: list[tuple[tuple[screening.Unfit, ...], str]] = []

    def add(self, *unfit: screening.Unfit, reason: str) -> None:
        """Somebody goes ahead with this, for a reason."""
        self._pending.append((unfit, reason))

    def clear(self) -> None:
        """Forget what belonged to an earlier start that came to nothing."""
        self._pending = []

    def record(self) -> None:
        """The session begins: write them to the journal, once."""
        pending, self._pending = self._pending, []
        for unfit, reason in pending:
            self._health.record_override(*unfit, reason=reason)
