"""When Python's garbage collector runs, at the start and during a session.

Most objects are the program's own code and never become garbage. Measured on two cores with Python
3.11, the quietest of several runs each:

* Left to itself, the collector takes 14 ms while the screens are imported, and 6 ms of the time to
  the first sound of `unclench breathe`.
* In a session on the screen, resized 60 times, its longest pause is 50 to 87 ms; with everything
  frozen that was there before, 6 ms. In a pause nothing is drawn, and a system player, which starts
  from this process, sounds late.
"""

from __future__ import annotations

import gc

AT_THE_START = (250_000, 20, 50)
"""Thresholds while the program is being loaded, all of which stays. Python's own are 700, 10 and 10."""
IN_A_SESSION = (20_000, 20, 50)
"""Thresholds once the rest is frozen: what comes and goes in a session is soon collected."""


def collect_rarely() -> None:
    """Collect less often from now on."""
    gc.set_threshold(*AT_THE_START)


def freeze_program() -> None:
    """From now on consider only what is made later. Takes no time, except for a second session."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()  # or what the last session left behind would stay for ever
    gc.freeze()


def freeze_screen() -> None:
    """Freeze what has been imported since: a session sounds before its screen is there. Takes no time."""
    gc.freeze()
    gc.set_threshold(*IN_A_SESSION)


def unfreeze() -> None:
    """Consider everything again."""
    gc.unfreeze()
