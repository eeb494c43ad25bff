"""What is on the skin, and what came off lately: known from the journal, from the slips, and from this run's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from unclench.journal.handle import JournalHandle
from unclench.journal.slips import Noted, Slips, may_be_on
from unclench.safety.exposure import Exposure, Moment, age, overdue
from unclench.safety.limits import DAY
from unclench.safety.lockouts import GAPS, Verdict

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
