"""The one book of a run of the program: the journal, and beside it the slips for what is on the skin, or was lately.

The slips (`unclench.journal.slips`) tell whoever starts that nothing needs asking, without opening the
journal, and stand in for it where it cannot be written. Where nothing can be, this run's memory
does: the alarm does not depend on a disk. What was on before is then unknown to others, and
cold and heat do not begin without the question when the last came off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.journal.slips import Noted, Slips, may_be_on
from unclench.safety.exposure import Exposure, Moment, Skin, age, overdue
from unclench.safety.limits import DAY
from unclench.safety.lockouts import (
    GAPS,
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

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.records import Record

T = TypeVar("T")
U = TypeVar("U")
NOT_KEPT = "What happens now is not kept; an alarm would still sound."
NOT_KNOWN = "What was on your skin before is not known either, so cold and heat ask for it."
STILL_MATTERS = max(limit.value for limit in GAPS.values())
"""What came off longer ago (ms) locks nothing out."""


class Logbook:
    """What is kept, whether or not it can be written. `tell` is given a sentence when it cannot, once."""

    def __init__(
        self, home: Home, tell: Callable[[str], None], moment: Callable[[], Moment],
        slips: Slips | None = None,
    ) -> None:  # fmt: skip
        self.now = moment
        self._home, self._tell = home, tell
        self._slips = slips or Slips(home)
        self._journal: Journal | None = None
        self._given_up = self._told = False
        self._quiet = False
        """Whether nothing in the journal was on when it was last given back."""
        self._memory: dict[str, Exposure] = {}
        """This run's exposures, as they are known here."""
        self._read: dict[str, Exposure] | None = None
        """What the journal last said; None until it could be read."""
        self._unknown = False
        """Whether it was found at any time in this run that nobody can know what was on before."""
        self._answered = False
        """Whether somebody has said in this run when the last one came off."""
        self._said: Moment | None = None

    # -- the journal ---------------------------------------------------------------------

    @property
    def journal(self) -> Journal | None:
        """The open journal, or None where it cannot be used; why not has then been told."""
        if self._journal is None and not self._given_up:
            from unclench.journal.access import open_journal
            from unclench.journal.database import Unavailable

            try:
                self._journal = open_journal(self._home.journal, self._tell, self._stamp)
            except Unavailable as error:
                self._give_up(str(error))
        return self._journal

    def _stamp(self) -> str:
        from datetime import datetime

        return datetime.fromtimestamp(self.now().wall / 1000).astimezone().strftime("%Y-%m-%d-%H%M%S")

    def _give_up(self, why: str) -> None:
        self._given_up = True
        self._tell_once(f"{why} {NOT_KEPT}" if self._read is not None else f"{why} {NOT_KEPT} {NOT_KNOWN}")

    def _tell_once(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)

    def use(self, does: Callable[[Journal], None]) -> bool:
        """Do something with the journal, and say once where that fails; whether it was done."""
        from unclench.journal.database import Damaged, Unavailable

        for _ in range(2):
            journal = self.journal
            if journal is None:
                return False
            try:
                does(journal)
            except Unavailable as error:
                if journal.read_only:  # what it holds can still be asked, and its lock-outs stand
                    self._tell_once(f"{error} {NOT_KEPT}")
                    return False
                self.rest()
                self._give_up(str(error))
                return False
            except Damaged:
                self.mend()
            else:
                return True
        return False

    def ask(self, does: Callable[[Journal], T], otherwise: U) -> T | U:
        """What the journal answers; `otherwise` where it cannot be used."""
        found: list[T] = []
        self.use(lambda journal: found.append(does(journal)))
        return found[-1] if found else otherwise

    def mend(self) -> None:
        """Set a journal aside that turned out to be damaged while it was used, and go on with what it still holds."""
        from unclench.journal.access import set_aside
        from unclench.journal.database import Unavailable

        self.rest()
        try:
            self._tell(set_aside(self._home.journal, self._stamp()))
        except Unavailable as error:
            self._give_up(str(error))

    def add(self, *records: Record) -> bool:
        """Keep records; whether that was done."""
        return self.use(lambda journal: journal.add(*records))

    def close(self) -> None:
        """Give everything back. What is on the skin stays on its slip, for the next program."""
        self.rest()
        self._settle()
        self._slips.let_go()
        self._slips.wake()

    def _settle(self) -> None:
        """Leave on the sheet what still matters, and that the journal need not be asked, where that is so."""
        if self._quiet:
            self._slips.prepare()
        sheet, now = self._slips.read(), self.now()
        if sheet is None:
            return
        known = self._read or {}
        noted = []
        for each in sheet.noted:
            exposure = known.get(each.exposure.id, each.exposure) if each.exposure.open else each.exposure
            if not each.kept or _matters(exposure, now):
                noted.append(Noted(exposure, each.kept))
        said = sheet.said if sheet.said is not None and _still_said(sheet.said, now) else None
        looks = self._slips.looks() if self._quiet and not any(each.exposure.open for each in noted) else sheet.asked_of
        self._slips.settle(noted, said, looks or None)

    def rest(self) -> None:
        """Give the journal back; the next use opens it again."""
        journal, self._journal = self._journal, None
        if journal is not None:
            self._quiet = _nothing_on(journal)
            journal.close()

    # -- the skin ------------------------------------------------------------------------

    @property
    def slip(self) -> Path:
        """The file that is there while something is on the skin."""
        return self._slips.slip

    def waiting(self) -> list[Exposure]:
        """What was put on and never said to be off; the journal is looked at only where that could be."""
        if not may_be_on(self._home):
            return []
        found = [exposure for exposure in self.past() if exposure.open]
        if not found and self._read is not None:
            self._slips.tear()  # the program died between keeping the end and throwing the slip away
        return found

    def attended(self, exposure: Exposure) -> bool:
        """Whether another program that still runs looks after it, and its time is not over."""
        return not overdue(exposure, self.now()) and self._slips.attended()

    def past(self) -> list[Exposure]:
        """The exposures of the last days, by the journal, the slips and this run's own memory."""
        now = self.now()
        self._slips.prepare()
        kept = self.ask(lambda journal: journal.recent_exposures(now), None)
        if kept is not None:
            self._read = {exposure.id: exposure for exposure in kept}
            self._take_in()
        return self._with_slips(self._read.values() if self._read is not None else ())

    def _take_in(self) -> None:
        """Put into the journal what only the sheet knows, since the disk was full."""
        sheet = self._slips.read()
        if sheet is None or self._journal is None or self._journal.read_only:
            return
        for noted in sheet.noted:
            if not noted.kept and self._put(_as_kept(noted.exposure, self._read or {})):
                self._slips.note(Noted(noted.exposure, kept=True))

    def _with_slips(self, kept: Iterable[Exposure]) -> list[Exposure]:
        """What the journal has, and what the slips and this run know besides."""
        sheet, slip = self._slips.read(), self._slips.on_skin()
        beside = [noted.exposure for noted in sheet.noted] if sheet is not None else []
        found = {exposure.id: exposure for exposure in kept}
        for exposure in (*beside, *((slip,) if slip is not None else ()), *self._memory.values()):
            if exposure.id not in found or found[exposure.id].open:
                found[exposure.id] = _as_kept(exposure, found)
        return list(found.values())

    @property
    def unknown(self) -> bool:
        """Whether nobody can say what was on before: see `say_last_off`.

        The journal cannot be read; or it can only be read, so that what others put on is not in it.
        A disk that is well again does not bring back what it could not keep: so it is asked all the same.
        """
        if self._read is None:
            self.past()
        self._unknown = self._unknown or self._read is None or not self._slips.usable
        return self._unknown and not self._answered

    def say_last_off(self, when: Moment | None) -> None:
        """Somebody has said when the last cold or heat came off; None: not in the last hours, or never."""
        self._answered, self._said = True, when
        self._slips.note_said(when)

    def in_the_way(self, past: Iterable[Exposure] | None = None) -> list[Exposure]:
        """`past`, as `may_start` wants it: what was said when asked stands for what is worth nothing without it."""
        now = self.now()
        found = self.past() if past is None else list(past)
        return [exposure for exposure in found if not doubtful(exposure, now)] if self._answered else found

    def beside(self) -> Beside:
        """What else is in the way of cold and heat."""
        sheet = self._slips.read()
        said = [each for each in (self._said, sheet.said if sheet is not None else None) if each is not None]
        now = self.now()
        last = min(said, key=lambda each: age(each, now).likely, default=None)
        return Beside(unknown=self.unknown, said=last, drowsy=self._slips.dozing_elsewhere())

    @property
    def last_off(self) -> int | None:
        """When the last came off, by the clock on the wall, in ms since 1970: to be confirmed by whoever sees it."""
        said = self.beside().said
        return max(
            (each.wall for each in (said, *(exposure.off for exposure in self.in_the_way())) if each is not None),
            default=None,
        )

    def verdict(self, kind: Skin, plan: Plan, session: str | None = None) -> Verdict | None:
        """None where `kind` may go on now, as part of a session with this id."""
        return may_start(kind, self.in_the_way(), self.now(), plan, session=session, beside=self.beside())

    def availability(self, planned: Sequence[Planned], plan: Plan) -> list[Availability]:
        """For each application of a session that would begin now: whether it may, and from when on."""
        if not planned:  # then no journal need be opened
            return []
        return availability(planned, self.in_the_way(), self.now(), plan, beside=self.beside())

    def blocked(self, planned: Sequence[Planned], plan: Plan) -> Verdict | None:
        """What is in the way of its first application that may not go on as planned; None where all may."""
        return next((each.verdict for each in self.availability(planned, plan) if each.verdict is not None), None)

    def all_available(self, planned: Sequence[Planned], plan: Plan) -> int | None:
        """How many ms from now the whole session may begin; None: something has to be said first."""
        return all_available(planned, self.in_the_way(), self.now(), plan, beside=self.beside()) if planned else 0

    def start(
        self, kind: Skin, limit: int, plan: Plan, session: str | None = None, *, reason: str | None = None
    ) -> Exposure | Verdict:
        """Something goes on now: kept before this returns, unless the answer is why not.

        With a typed `reason` it goes past what may be gone past, and the reason is kept.
        """
        from unclench.journal.records import OverrideRecord, new_id

        exposure = Exposure(new_id(), kind, self.now(), limit, session=session)
        beside, passed = self.beside(), list[Verdict]()

        def allowed(past: Iterable[Exposure]) -> Verdict | None:
            verdict = may_start(kind, self.in_the_way(past), exposure.on, plan, session=session, beside=beside)
            if verdict is not None and reason and verdict.action in ("override", "confirm"):
                passed.append(verdict)
                return None
            return verdict

        if (verdict := allowed(self.past())) is not None:
            return verdict
        self._slips.note(Noted(exposure))
        late = self.ask(lambda journal: journal.start_exposure(exposure, allowed), None)
        if late is not None:  # another program was quicker
            self._slips.strike(exposure.id)
            return late
        self._slips.hold(exposure)
        self._memory[exposure.id] = exposure
        if passed and reason:
            override = OverrideRecord(
                id=new_id(), at=exposure.on.wall, limit=passed[0].limit.id, reason=reason,
                session=session, exposure=exposure.id,
            )  # fmt: skip
            self.add(override)
        return exposure

    def off(self, exposure: Exposure, at: Moment | None = None) -> None:
        """It is off, since `at` (now, unless somebody knows better). Said once is said for good."""
        done = replace(exposure, off=at or self.now())
        self._memory[exposure.id] = done
        self._slips.note(Noted(done))
        if self._put(done):
            self._slips.note(Noted(done, kept=True))
        slip = self._slips.on_skin()
        if slip is None or slip.id == exposure.id:
            self._slips.tear()

    def off_elsewhere(self, exposure: Exposure) -> bool:
        """Whether another program was told that it is off. Cheap, as long as nobody touches the slip.

        A slip that is gone is not enough: whoever takes it off the disk by hand takes nothing off the
        skin, and while another program takes over there is none for a moment.
        """
        if not self._slips.touched():
            return False
        found = next((each for each in self.past() if each.id == exposure.id), None)
        if found is None or found.open:
            return False
        self._memory[exposure.id] = found
        self._slips.let_go()
        return True

    def _put(self, exposure: Exposure) -> bool:
        """Have the journal know it as it is; one that only the slips know is put there."""
        kept = self.add(replace(exposure, off=None))
        off = exposure.off
        return kept and (off is None or self.use(lambda journal: journal.confirm_off(exposure.id, off)))

    def let_go(self) -> None:
        """This program can ring for nobody any more: whoever starts next looks after what is on."""
        self._slips.let_go()

    def take_over(self, exposure: Exposure) -> None:
        """From now on this program looks after it; whoever did before sees that by the slip, and rings no more."""
        self._slips.hold(exposure)

    def doze(self) -> None:
        """What is played from now on may put somebody to sleep: nobody may put anything on beside it (C2.10)."""
        self._slips.doze()

    def wake(self) -> None:
        """It is over."""
        self._slips.wake()


def _nothing_on(journal: Journal) -> bool:
    from unclench.journal.database import Damaged, Unavailable

    try:
        return not journal.read_only and not journal.read(Exposure, "WHERE off_boot IS NULL LIMIT 1")
    except (Damaged, Unavailable):
        return False


def _as_kept(exposure: Exposure, kept: Mapping[str, Exposure]) -> Exposure:
    """Its session as the journal has it, by the ids of what is kept there: that may have been forgotten since."""
    return replace(exposure, session=kept[exposure.id].session) if exposure.id in kept else exposure


def _matters(exposure: Exposure, now: Moment) -> bool:
    return exposure.off is None or age(exposure.off, now).likely < STILL_MATTERS


def _still_said(said: Moment, now: Moment) -> bool:
    gone = age(said, now)
    return gone.least < STILL_MATTERS and gone.likely < DAY
