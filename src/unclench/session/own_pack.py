"""The routine behind `cold` and `heat` and their keys: one pack, with its checks. Pure."""

from __future__ import annotations

from typing import Literal

from unclench.language import begun
from unclench.routine.model import ApplyStep, Exact, Routine
from unclench.safety import limits, screening
from unclench.safety.exposure import SKIN_NAMES
from unclench.safety.limits import MINUTE

PACKS = ("cold", "heat")
"""The ids of these routines."""
LASTING = 15 * MINUTE
"""In ms (C1.2)."""


def pack_routine(kind: Literal["cold", "heat"], lasting: int = LASTING) -> Routine:
    """One pack on the skin for `lasting` ms. Whatever is needed was fetched before, so nothing counts down to it."""
    step = ApplyStep(
        kind=kind, lasting=Exact(lasting), setup=Exact(0), cautions=(*limits.CAUTIONS[kind], screening.COLD_OR_HEAT)
    )
    return Routine(id=kind, title=begun(SKIN_NAMES[kind]), steps=(step,), cautions=(limits.SKIN_SIGNS,))
