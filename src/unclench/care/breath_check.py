"""Whether a breath may begin now. A module of its own: the first sound of a breath waits for no question's code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.journal.slips import may_be_on

if TYPE_CHECKING:
    from unclench.care.asks import Flow
    from unclench.care.health_record import CareContext
    from unclench.routine.model import Routine
    from unclench.session.timeline import Timeline


def before_breathing(context: CareContext, routine: Routine, timeline: Timeline) -> Flow[None]:
    """Nothing is asked. Raises NotBegun with a pack on: nobody should doze off under it (C2.10)."""
    if may_be_on(context.home):  # else the first sound need not wait for the journal
        from unclench.care.limit_check import LimitCheck

        yield from LimitCheck(context, person=True, overriding=False).check(routine, timeline)
