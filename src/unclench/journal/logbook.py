"""What one run of the program knows of those before, and writes for the next.

The journal is opened when it is first needed, repaired, and given up when it fails. What is on the skin is known from
it, from the slips and from this run's memory; the rules of `unclench.safety.lockouts` are applied to all three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.journal.slips import Noted, Slips, may_be_on
from unclench.language import tr
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
NOT_KEPT = tr("Nothing is being recorded right now; an alarm would still sound.")
NOT_KNOWN = tr("What was on your skin before is unknown too, so cold and heat will ask you.")


class JournalHandle:
    """The journal of one home. No method raises Unavailable or Damaged: `tell` is given a sentence instead, once."""

    def __init__(self, home: Home, tell: Callable[[str], None], moment: Callable[[], Moment]) -> None:
        self.home, self.now = home, moment
        self._tell = tell
        self._journal: Journal | None = None
        self._given_up = self._told = False
        self.exposures_read = False
        """Whether the exposures have been read in this run: if not, a failure means that they are unknown."""
        self.nothing_on = False
        """Whether no exposure in the journal was still on when it was last released."""

    @property
    def journal(self) -> Journal | None:
        """The open journal; None where it cannot be used, and the user has been told why."""
        if self._journal is None and not self._given_up:
            from unclench.journal.errors import Unavailable

            try:
                self._journal = self._open()
            except Unavailable as error:
                self._give_up(str(error))
        return self._journal

    def _open(self) -> Journal:
        from unclench.journal.database import open_journal

        return open_journal(self.home.journal, self._tell, self._stamp)

    def _stamp(self) -> str:
        from unclench.system import local_time

        return local_time.for_file_name(self.now().wall)

    def _give_up(self, why: str) -> None:
        self._given_up = True
        self._tell_once(f"{why} {NOT_KEPT}" if self.exposures_read else f"{why} {NOT_KEPT} {NOT_KNOWN}")

    def _tell_once(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)

    def use(self, does: Callable[[Journal], None]) -> bool:
        """Do something with the journal, and tell the user where that fails; whether it was done."""
        from unclench.journal.errors import Damaged, Unavailable

        for _ in range(2):
            journal = self.journal
            if journal is None:
                return False
            try:
                does(journal)
            except Unavailable as error:
                if journal.read_only:  # it can still be read, so its lock-outs count
                    self._tell_once(f"{error} {NOT_KEPT}")
                    return False
                self.release()
                self._give_up(str(error))
                return False
            except Damaged:
                self.repair()
            else:
                return True
        return False

    def ask(self, does: Callable[[Journal], T], otherwise: U) -> T | U:
        """What `does` returns of the journal; `otherwise` where the journal cannot be used."""
        found: list[T] = []
        self.use(lambda journal: found.append(does(journal)))
        return found[-1] if found else otherwise

    def add(self, *records: Record) -> bool:
        """Write records; whether that was done."""
        return self.use(lambda journal: journal.add(*records))

    def repair(self) -> None:
        """Repair a journal that turned out to be damaged while it was used; the next use opens the new one."""
        from unclench.journal.database import repair_damaged
        from unclench.journal.errors import Unavailable

        self.release()
        try:
            self._tell(repair_damaged(self.home.journal, self._stamp()))
        except Unavailable as error:
            self._give_up(str(error))

    def release(self) -> None:
        """Close the journal for now; the next use opens it again."""
        journal, self._journal = self._journal, None
        if journal is not None:
            self.nothing_on = _nothing_on(journal)
            journal.close()


def _nothing_on(journal: Journal) -> bool:
    from unclench.journal.errors import Damaged, Unavailable

    try:
        return not journal.read_only and not journal.read(Exposure, "WHERE off_boot IS NULL LIMIT 1")
    except (Damaged, Unavailable):
        return False


STILL_MATTERS = max(limit.value for limit in GAPS.values())
"""What came off longer ago than this (ms) locks nothing out."""


class ExposureLog:
    """The exposures of one home. Each is written in three places, so that no disk failure loses a lock-out."""

    def __init__(self, handle: JournalHandle, slips: Slips) -> None:
        self._handle, self._slips, self._now = handle, slips, handle.now
        self._memory: dict[str, Exposure] = {}
        """The exposures of this run, by id."""
        self._read: dict[str, Exposure] = {}
        """What the journal said last, by id; empty until it could be read."""

    @property
    def journal_read(self) -> bool:
        """Whether the journal's exposures could be read in this run."""
        return self._handle.exposures_read

    @property
    def of_this_run(self) -> list[Exposure]:
        """The exposures that this run started or ended, as they are now."""
        return list(self._memory.values())

    # -- asking --------------------------------------------------------------------------

    def past(self) -> list[Exposure]:
        """The exposures of the last days, with what the slips and this run know of them."""
        now = self._now()
        self._slips.prepare()
        kept = self._handle.ask(lambda journal: journal.recent_exposures(now), None)
        if kept is not None:
            self._read = {exposure.id: exposure for exposure in kept}
            self._handle.exposures_read = True
            self._import_sheet()
        return self._with_slips()

    def _import_sheet(self) -> None:
        """Write into the journal what only the sheet knows, because the disk was full at the time."""
        sheet, journal = self._slips.read(), self._handle.journal
        if sheet is None or journal is None or journal.read_only:
            return
        for noted in sheet.noted:
            if not noted.kept and self._put(_as_kept(noted.exposure, self._read)):
                self._slips.note(Noted(noted.exposure, kept=True))

    def _with_slips(self) -> list[Exposure]:
        sheet, slip = self._slips.read(), self._slips.on_skin()
        beside = [noted.exposure for noted in sheet.noted] if sheet is not None else []
        found = dict(self._read)
        for exposure in (*beside, *((slip,) if slip is not None else ()), *self.of_this_run):
            if exposure.id not in found or found[exposure.id].open:
                found[exposure.id] = _as_kept(exposure, found)
        return list(found.values())

    def waiting(self) -> list[Exposure]:
        """What went on and was never confirmed off; the journal is opened only where that is possible."""
        if not may_be_on(self._handle.home):
            return []
        found = [exposure for exposure in self.past() if exposure.open]
        if not found and self.journal_read:
            self._slips.delete()  # a program died between writing the end and deleting the slip
        return found

    def attended(self, exposure: Exposure) -> bool:
        """Whether another running program looks after it, and its time is not over."""
        return not overdue(exposure, self._now()) and self._slips.attended()

    # -- on and off ----------------------------------------------------------------------

    def start(self, exposure: Exposure, allowed: Callable[[Iterable[Exposure]], Verdict | None]) -> Verdict | None:
        """Write that something goes on, before its first second, unless `allowed` refuses; returns the refusal.

        `allowed` is given the past exposures, and asked again inside the journal's transaction,
        since another program may be quicker.
        """
        if (verdict := allowed(self.past())) is not None:
            return verdict
        self._slips.note(Noted(exposure))
        late = self._handle.ask(lambda journal: journal.start_exposure(exposure, allowed), None)
        if late is not None:  # another program was quicker
            self._slips.withdraw(exposure.id)
            return late
        self._slips.hold(exposure)
        self._memory[exposure.id] = exposure
        return None

    def off(self, exposure: Exposure, at: Moment | None = None) -> None:
        """Write that it came off at `at`, now unless somebody knows better. The first confirmation counts."""
        done = replace(exposure, off=at or self._now())
        self._memory[exposure.id] = done
        self._slips.note(Noted(done))
        if self._put(done):
            self._slips.note(Noted(done, kept=True))
        slip = self._slips.on_skin()
        if slip is None or slip.id == exposure.id:
            self._slips.delete()

    def off_elsewhere(self, exposure: Exposure) -> bool:
        """Whether it was confirmed off in another program. Cheap as long as nobody touches the slip.

        A slip that is gone is not enough: deleting the file by hand takes nothing off the skin, and
        while another program takes over there is no slip for a moment.
        """
        if not self._slips.touched():
            return False
        found = next((each for each in self.past() if each.id == exposure.id), None)
        if found is None or found.open:
            return False
        self._memory[exposure.id] = found
        self._slips.release_lock()
        return True

    def _put(self, exposure: Exposure) -> bool:
        """Bring the journal up to what is known of an exposure, which may not be in it yet; whether that was done."""
        kept = self._handle.add(replace(exposure, off=None))
        off = exposure.off
        return kept and (off is None or self._handle.use(lambda journal: journal.confirm_off(exposure.id, off)))

    # -- at the end of a run -------------------------------------------------------------

    def settle(self) -> None:
        """Leave on the sheet what still matters, and whether the next start need open the journal at all."""
        quiet = self._handle.nothing_on
        if quiet:
            self._slips.prepare()
        sheet, now = self._slips.read(), self._now()
        if sheet is None:
            return
        noted = []
        for each in sheet.noted:
            exposure = self._read.get(each.exposure.id, each.exposure) if each.exposure.open else each.exposure
            if not each.kept or _matters(exposure, now):
                noted.append(Noted(exposure, each.kept))
        said = sheet.said if sheet.said is not None and _still_said(sheet.said, now) else None
        fingerprint = (
            self._slips.fingerprint() if quiet and not any(each.exposure.open for each in noted) else sheet.asked_of
        )
        self._slips.settle(noted, said, fingerprint or None)


def _as_kept(exposure: Exposure, kept: Mapping[str, Exposure]) -> Exposure:
    """The exposure with its session as in `kept` (by id): the journal may have forgotten that session since."""
    return replace(exposure, session=kept[exposure.id].session) if exposure.id in kept else exposure


def _matters(exposure: Exposure, now: Moment) -> bool:
    return exposure.off is None or age(exposure.off, now).likely < STILL_MATTERS


def _still_said(said: Moment, now: Moment) -> bool:
    gone = age(said, now)
    return gone.least < STILL_MATTERS and gone.likely < DAY


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


class Logbook(JournalHandle):
    """The journal of one run, and with it `exposures`, `lock_outs` and the `slips` that they share."""

    def __init__(
        self, home: Home, tell: Callable[[str], None], moment: Callable[[], Moment],
        slips: Slips | None = None,
    ) -> None:  # fmt: skip
        """`tell` is given a sentence for the user where something cannot be stored, once."""
        super().__init__(home, tell, moment)
        self.slips = slips or Slips(home)
        self.exposures = ExposureLog(self, self.slips)
        self.lock_outs = LockOuts(self.exposures, self.slips, moment)

    def start(
        self, kind: Skin, limit: int, plan: Plan, session: str | None = None, *, reason: str | None = None
    ) -> Exposure | Verdict:
        """Something goes on now, for at most `limit` ms: it is on the disk when this returns, unless it is forbidden.

        Returns the exposure, or what forbids it. A typed `reason` overrides what may be overridden,
        and is written down.
        """
        from unclench.journal.records import OverrideRecord, new_id

        exposure = Exposure(new_id(), kind, self.now(), limit, session=session)
        beside, passed = self.lock_outs.beside(), list[Verdict]()

        def allowed(past: Iterable[Exposure]) -> Verdict | None:
            counting = self.lock_outs.in_the_way(past)
            verdict = may_start(kind, counting, exposure.on, plan, session=session, beside=beside)
            if verdict is not None and reason and verdict.action in ("override", "confirm"):
                passed.append(verdict)
                return None
            return verdict

        if (verdict := self.exposures.start(exposure, allowed)) is not None:
            return verdict
        if passed and reason:
            override = OverrideRecord(
                id=new_id(), at=exposure.on.wall, limit=passed[0].limit.id, reason=reason,
                session=session, exposure=exposure.id,
            )  # fmt: skip
            self.add(override)
        return exposure

    def close(self) -> None:
        """Release everything at the end of the run. The slip of what is still on stays, for the next program."""
        self.release()
        self.exposures.settle()
        self.slips.release_lock()
        self.slips.wake()
