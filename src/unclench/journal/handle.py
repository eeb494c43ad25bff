"""The journal as one run of the program uses it: opened when it is first needed, repaired, given up when it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from unclench.config.paths import Home
from unclench.safety.exposure import Exposure, Moment

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.records import Record

T = TypeVar("T")
U = TypeVar("U")
NOT_KEPT = "What happens now is not kept; an alarm would still sound."
NOT_KNOWN = "What was on your skin before is not known either, so cold and heat ask for it."


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
        from unclench.journal.access import open_journal

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
        from unclench.journal.access import repair_damaged
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
