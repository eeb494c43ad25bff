"""The one book of a run of the program: the journal, and beside it a slip for what is on the skin now.

The slip is a small file that is there only while something was never said to be off: whoever
starts sees at a glance that nothing needs asking, without opening the journal. Where nothing
can be written, both are kept in memory: the alarm does not depend on a disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from unclench import clock
from unclench.exposure.guards import Plan, Verdict, may_start
from unclench.exposure.moments import Moment
from unclench.exposure.records import Exposure, Skin, overdue
from unclench.files import read_regular, there
from unclench.paths import Home

if TYPE_CHECKING:
    from unclench.journal.records import Record
    from unclench.journal.store import Journal

T = TypeVar("T")
U = TypeVar("U")

LARGEST_SLIP = 64 * 1024
"""Bytes; one of ours has some two hundred."""


class Book:
    """What is kept, whether or not it can be written. `tell` is given a sentence when it cannot, once."""

    def __init__(self, home: Home, tell: Callable[[str], None], moment: Callable[[], Moment] = clock.moment) -> None:
        self.now = moment
        self._home, self._tell = home, tell
        self._journal: Journal | None = None
        self._given_up = self._told = False
        self._memory: dict[str, Exposure] = {}
        """This run's exposures, as they are known here."""
        self._held: int | None = None
        """The slip's descriptor: as long as it is open, somebody looks after what the slip says."""

    # -- the journal ---------------------------------------------------------------------

    @property
    def journal(self) -> Journal | None:
        """The open journal, or None where it cannot be used; why not has then been told."""
        if self._journal is None and not self._given_up:
            from unclench.journal.opening import open_journal
            from unclench.journal.store import Unavailable

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
        self._tell_once(f"{why} What happens now is not kept; an alarm would still sound.")

    def _tell_once(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)

    def use(self, does: Callable[[Journal], None]) -> bool:
        """Do something with the journal, and say once where that fails; whether it was done."""
        from unclench.journal.store import Damaged, Unavailable

        for _ in range(2):
            journal = self.journal
            if journal is None:
                return False
            try:
                does(journal)
            except Unavailable as error:
                if journal.read_only:  # what it holds can still be asked, and its lock-outs stand
                    self._tell_once(f"{error} What happens now is not kept; an alarm would still sound.")
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
        from unclench.journal.opening import set_aside
        from unclench.journal.store import Unavailable

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
        self._let_go()

    def rest(self) -> None:
        """Give the journal back; the next use opens it again."""
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.close()

    # -- the skin ------------------------------------------------------------------------

    @property
    def slip(self) -> Path:
        """The file that is there while something is on the skin."""
        return self._home.slip

    def waiting(self) -> list[Exposure]:
        """What was put on and never said to be off; without the slip the journal is not even looked at."""
        if not there(self.slip):
            return []
        found = [exposure for exposure in self.past() if exposure.open]
        if not found:
            self._tear_slip()  # the program died between keeping the end and throwing the slip away
        return found

    def attended(self, exposure: Exposure) -> bool:
        """Whether another program that still runs looks after it, and its time is not over."""
        if overdue(exposure, self.now()):
            return False
        try:
            import fcntl

            with self.slip.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except (ImportError, OSError):
            return False
        return False

    def past(self) -> list[Exposure]:
        """The exposures of the last days, by the journal, the slip and this run's own memory."""
        now = self.now()
        kept = self.ask(lambda journal: journal.recent_exposures(now), ())
        found = {exposure.id: exposure for exposure in kept}
        slip = self._read_slip()
        if slip is not None:
            found.setdefault(slip.id, slip)
        for exposure in self._memory.values():
            if exposure.id not in found or found[exposure.id].open:
                found[exposure.id] = exposure
        return list(found.values())

    def verdict(self, kind: Skin, plan: Plan) -> Verdict | None:
        """None where `kind` may go on now."""
        return may_start(kind, self.past(), self.now(), plan)

    def start(
        self, kind: Skin, limit: int, plan: Plan, session: str | None = None, *, reason: str | None = None
    ) -> Exposure | Verdict:
        """Something goes on now: kept before this returns, unless the answer is why not.

        With a typed `reason` it goes past what may be gone past, and the reason is kept.
        """
        from unclench.journal.records import OverrideRecord, new_id

        exposure = Exposure(new_id(), kind, self.now(), limit, session=session)
        passed: list[Verdict] = []

        def allowed(past: Sequence[Exposure]) -> Verdict | None:
            verdict = may_start(kind, past, exposure.on, plan)
            if verdict is not None and reason and verdict.action != "refuse":
                passed.append(verdict)
                return None
            return verdict

        if (verdict := allowed(self.past())) is not None:
            return verdict
        self._write_slip(exposure)
        late = self.ask(lambda journal: journal.start_exposure(exposure, allowed), None)
        if late is not None:  # another program was quicker
            self._tear_slip()
            return late
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
        off = at or self.now()
        self._memory[exposure.id] = replace(exposure, off=off)
        # One that only the slip knows is put into the journal with its end.
        self.use(lambda journal: journal.add(exposure))
        self.use(lambda journal: journal.confirm_off(exposure.id, off))
        slip = self._read_slip()
        if slip is None or slip.id == exposure.id:
            self._tear_slip()

    def _read_slip(self) -> Exposure | None:
        try:
            return msgspec.json.decode(read_regular(self.slip, LARGEST_SLIP), type=Exposure)
        except (OSError, msgspec.MsgspecError):
            return None

    def _write_slip(self, exposure: Exposure) -> None:
        """On the disk, whole or not at all; held for as long as this program looks after it."""
        with contextlib.suppress(OSError):  # the journal may work all the same, and memory always does
            self.slip.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self.slip.with_name(f"{self.slip.name}.{os.getpid()}")
            self._let_go()
            self._held = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
            os.write(self._held, msgspec.json.encode(exposure))
            os.fsync(self._held)
            with contextlib.suppress(ImportError, OSError):
                import fcntl

                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            new.replace(self.slip)

    def _tear_slip(self) -> None:
        with contextlib.suppress(OSError):
            self.slip.unlink()
        self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None
