"""Python's garbage collector during a session.

A collection of all objects holds every thread up, the one that feeds the sound device too: with
a screen some 90 ms (measured in a resize storm), and the device holds little more than that.
The young objects are collected as ever, in a millisecond; those that have grown old wait until
the session is over, and what was there before it is not looked at again.
"""

from __future__ import annotations

import gc

NEVER = 1_000_000
"""So many collections of the young ones would have to come before one of all."""
_usual = gc.get_threshold()


def only_the_young() -> None:
    """From now on no collection takes long. Takes no time itself, but where one session follows another."""
    if gc.get_threshold()[2] == NEVER:
        all_again()
        gc.collect()
    gc.freeze()
    gc.set_threshold(*_usual[:2], NEVER)


def all_again() -> None:
    """As it was before."""
    gc.set_threshold(*_usual)
    gc.unfreeze()
