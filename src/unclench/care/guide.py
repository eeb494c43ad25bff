"""What the person who plays is told with a session, by their journal and settings, and the time that its words take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.care import suitability
from unclench.player.speech import Talk
from unclench.session import guidance
from unclench.session.choices import needs_no_words
from unclench.session.guidance import Explain, Guidance, Lengths
from unclench.system.files import there

if TYPE_CHECKING:
    from unclench.config.settings import Settings
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.routine.model import Routine
    from unclench.session.timeline import Timeline


class Guide:
    """Makes of a routine's timeline what is played, shown and listed. It reads the journal once, when it has to."""

    def __init__(
        self,
        book: Callable[[], Logbook],
        settings: Callable[[], Settings],
        lengths: Callable[[Routine], Lengths | None],
    ) -> None:
        """`settings` returns those that count now; `lengths` those of a routine's words, None where nothing speaks."""
        self._book, self._settings, self._lengths = book, settings, lengths
        self._known: Guidance | None = None
        self._answers: Mapping[str, tuple[int, bool]] = {}

    def guided(self, routine: Routine, timeline: Timeline) -> Timeline:
        """The timeline with what is told in it, and with time for the words while the voice is on."""
        if needs_no_words(routine, timeline):
            return timeline
        known = self._of_journal()
        cautions = {caution for step in timeline.steps for caution in step.cautions}
        aside = ruled_out(cautions, self._answers, self._book().now().wall)
        settings = self._settings()
        spoken = self._spoken(routine, known, Talk(settings.talk))
        known = replace(spoken, explain=Explain(settings.explain), aside=aside)
        return guidance.guided(timeline, known)

    def retimed(self, routine: Routine, timeline: Timeline, talk: Talk, since: int) -> Timeline:
        """The same session for a voice that says more or less from segment `since` on."""
        return guidance.timed(timeline, self._spoken(routine, Guidance(), talk), since)

    def _spoken(self, routine: Routine, known: Guidance, talk: Talk) -> Guidance:
        lengths = None if talk is Talk.OFF else self._lengths(routine)
        return replace(known, lengths=lengths, briefly=talk is Talk.SHORT)

    def _of_journal(self) -> Guidance:
        """What the journal says of the person."""
        if self._known is None:
            done: Mapping[str, int] = {}
            sessions = False
            book = self._book()
            if there(book.home.journal):
                from unclench.journal.queries import any_session, exercises_done

                done = book.ask(exercises_done, {})
                sessions = book.ask(any_session, True)  # what counts if it cannot be read
                self._answers = book.ask(_answers, {})
            self._known = Guidance(done=done, first_session=not sessions)
        return self._known


def _answers(journal: Journal) -> Mapping[str, tuple[int, bool]]:
    from unclench.journal.queries import answers

    return suitability.answered(answers(journal))


def ruled_out(cautions: Collection[str], answers: Mapping[str, tuple[int, bool]], now: int) -> frozenset[str]:
    """The cautions that a person's answers have ruled out; `answers` and `now` are as in `suitability.ruled_out`."""
    return frozenset(each for each in cautions if suitability.ruled_out(each, answers, now))
