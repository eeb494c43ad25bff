"""What all screens share: one line where there is no room for more."""

from __future__ import annotations

from unclench.tui.sizes import SMALLEST
from unclench.tui.widgets.line import Line


def too_small() -> Line:
    """Shown instead of everything else below the smallest size, by app.tcss."""
    return Line(f"Too small: {SMALLEST[0]}x{SMALLEST[1]} is needed.", id="small")
