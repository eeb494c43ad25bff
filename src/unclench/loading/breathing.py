"""Typed text -> a breath pattern: `5-1-4`, `4-7-8`, `4-4-4-4`, `5.5-0-5.5`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from unclench.loading import patterns as p
from unclench.loading.amounts import WIDEST
from unclench.loading.forms import ValueProblem
from unclench.loading.problems import quoted
from unclench.model import BreathPattern

LONGEST_PART = 60
"""Seconds: nobody breathes in, holds or breathes out for more than a minute."""

_PATTERN = re.compile(p.whole(p.BREATHING))
_FORM = "Write in-hold-out in seconds, like 5-1-4, or in-hold-out-hold, like 4-4-4-4."


@lru_cache(maxsize=256)
def parse_breathing(text: str) -> BreathPattern:
    """In-hold-out or in-hold-out-hold, in whole or half seconds. Raises ValueProblem."""
    if len(text) > WIDEST or not _PATTERN.match(text):
        from unclench.loading.repair import repaired_breathing

        better = repaired_breathing(text) if len(text) <= WIDEST else None
        raise ValueProblem(
            f"{quoted(text)} is not a breath pattern",
            f"Write {better}." if better else _FORM,
        )
    parts = [int(Decimal(part) * 1_000) for part in re.split(" *[-\u2013] *", text.strip())]
    if max(parts) > LONGEST_PART * 1_000:
        raise ValueProblem(
            f"{quoted(text)} has a part of more than {LONGEST_PART} seconds",
            "Write a shorter one; how long it goes on is said with `for` or `cycles`.",
        )
    if parts[0] == 0 or parts[2] == 0:
        raise ValueProblem(f"{quoted(text)} has no time to breathe {'in' if parts[0] == 0 else 'out'}", _FORM)
    return BreathPattern(*parts)
