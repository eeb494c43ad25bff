"""What all screens share: one line where there is no room for more."""

from __future__ import annotations

from textual.widgets import Static

from unclench.tui.sizes import SMALLEST


def too_small() -> Static:
    """Shown instead of everything else below the smallest size, by app.tcss."""
    return Static(f"Too small.\nNeeds {SMALLEST[0]}x{SMALLEST[1]}.", id="small", markup=False)
