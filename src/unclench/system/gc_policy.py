"""Python's garbage collector, at the start and during a session.

A collection of all objects holds every thread up: with a screen 50 to 90 ms (measured in a resize
storm), in which nothing is drawn and a system player, which is begun from this process, begins no sound.
Most objects are the program's own code and are never garbage; left out, it takes 10 to 25 ms.
"""

from __future__ import annotations

import gc

AT_THE_START = (250_000, 20, 50)
"""All that is made then stays; with Python's own 700, 10, 10 a tenth of the time goes into looking at it."""
IN_A_SESSION = (20_000, 20, 50)
"""What comes and goes there is soon looked at, and the rest is left out."""


def rarely() -> None:
    """From now on look less often."""
    gc.set_threshold(*AT_THE_START)


def leave_out_what_is_there() -> None:
    """From now on only what is made later is looked at. Takes no time, but for a second session."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()  # what the last session has left behind would stay for ever
    gc.freeze()


def leave_out_the_screen_too() -> None:
    """What has been imported since then: a session sounds before its screen is there. Takes no time."""
    gc.freeze()
    gc.set_threshold(*IN_A_SESSION)


def look_at_all_again() -> None:
    """As it was before."""
    gc.unfreeze()
