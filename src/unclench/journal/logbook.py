"""What one run of the program knows of those before, and writes for the next: journal, exposures and lock-outs.

The slips (`unclench.journal.slips`) tell whoever starts that nothing needs asking, without opening
the journal, and stand in for it where it cannot be written. Where nothing can be written, this
run's memory does: the alarm does not depend on a disk. Other programs then do not know what was
on, so cold and heat do not start before the user has said when the last one came off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from unclench.config.paths import Home
from unclench.journal.exposures import ExposureLog
from unclench.journal.handle import JournalHandle
from unclench.journal.lockouts import LockOuts
from unclench.journal.slips import Slips
from unclench.safety.exposure import Exposure, Moment, Skin
from unclench.safety.lockouts import Plan, Verdict, may_start


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
