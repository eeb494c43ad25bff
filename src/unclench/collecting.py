"""Python's garbage collector, at the start and during a session.

A collection of all objects holds every thread up, the one that feeds the sound device too: with
a screen 50 to 90 ms (measured in a resize storm), and the device holds little more than that.
Most objects are the program's own code and are never garbage; left out, it takes 10 to 25 ms.
"""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 50)
"""Python's own are 700, 10, 10: at the start, where all that is made stays, a tenth of the time goes there."""


def rarely() -> None:
    """From now on look less often."""
    gc.set_threshold(*THRESHOLDS)


def leave_out_what_is_there() -> None:
    """From now on only what is made later is looked at. Takes no time, but for a second session."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()  # what the last session has left behind would stay for ever
    gc.freeze()


def leave_out_the_screen_too() -> None:
    """What has been imported since then: a session sounds before its screen is there. Takes no time."""
    gc.freeze()


def look_at_all_again() -> None:
    """As it was before."""
    gc.unfreeze()
