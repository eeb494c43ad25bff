"""What locks cold and heat out now: the rules of `unclench.safety.lockouts`, applied to what this home knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from unclench.journal.exposures import ExposureLog
from unclench.journal.slips import Slips
from unclench.safety.exposure import Exposure, Moment, Skin, age
from unclench.safety.lockouts import (
    Availability,
    Beside,
    Plan,
    Planned,
    Verdict,
    all_available,
    availability,
    doubtful,
    may_start,
)


class LockOuts:
    """The lock-outs of one home, with what the user said in this run about the time before."""

    def __init__(self, exposures: ExposureLog, slips: Slips, moment: Callable[[], Moment]) -> None:
        self._exposures, self._slips, self._now = exposures, slips, moment
        self._unknown = False
        """Whether it turned out at any time in this run that nobody can know what was on before."""
        self.answered = False
        """Whether the user has said in this run when the last cold or heat came off."""
        self._said: Moment | None = None

    @property
    def unknown(self) -> bool:
        """Whether nobody can say what was on before, so that the user has to: see `say_last_off`.

        That is so where the journal cannot be read; and where it can only be read, since what others
        put on is not in it then. A disk that recovers does not bring back what it could not store.
        """
        if not self._exposures.journal_read:
            self._exposures.past()
        self._unknown = self._unknown or not self._exposures.journal_read or not self._slips.usable
        return self._unknown and not self.answered

    def say_last_off(self, when: Moment | None) -> None:
        """The user says when the last cold or heat came off; None: not in the last hours, or never."""
        self.answered, self._said = True, when
        self._slips.note_said(when)

    def in_the_way(self, past: Iterable[Exposure] | None = None) -> list[Exposure]:
        """The exposures that count, of `past` or of all: where the user has answered, not those of doubtful time."""
        now = self._now()
        found = self._exposures.past() if past is None else list(past)
        return [exposure for exposure in found if not doubtful(exposure, now)] if self.answered else found

    def beside(self) -> Beside:
        """What else counts beside the exposures."""
        sheet = self._slips.read()
        said = [each for each in (self._said, sheet.said if sheet is not None else None) if each is not None]
        now = self._now()
        last = min(said, key=lambda each: age(each, now).likely, default=None)
        return Beside(unknown=self.unknown, said=last, drowsy=self._slips.dozing_elsewhere())

    def verdict(self, kind: Skin, plan: Plan, session: str | None = None) -> Verdict | None:
        """What forbids that `kind` goes on now, as part of the session with this id; None where nothing does."""
        return may_start(kind, self.in_the_way(), self._now(), plan, session=session, beside=self.beside())

    def availability(self, planned: Sequence[Planned], plan: Plan) -> list[Availability]:
        """For each application of a session that would start now: whether it may go on, and from when."""
        if not planned:  # then the journal need not be opened
            return []
        return availability(planned, self.in_the_way(), self._now(), plan, beside=self.beside())

    def blocked(self, planned: Sequence[Planned], plan: Plan) -> Verdict | None:
        """What forbids the first application that may not go on as planned; None where all may."""
        return next((each.verdict for each in self.availability(planned, plan) if each.verdict is not None), None)

    def all_available(self, planned: Sequence[Planned], plan: Plan) -> int | None:
        """In how many ms the whole session may start; None where the user has to say something first."""
        return all_available(planned, self.in_the_way(), self._now(), plan, beside=self.beside()) if planned else 0
