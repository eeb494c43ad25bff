"""The terminal's bell, one byte past whatever is drawing on the screen; and whether an alarm will be heard."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from unclench.ports import Player, Reach

BELL = b"\a"


def terminal_bell() -> Callable[[], None] | None:
    """What rings the terminal, from any thread; None where there is none to ring."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                return _ringer(stream.fileno())
        except (OSError, ValueError):
            continue  # closed, or not a real file
    return None


def _ringer(fd: int) -> Callable[[], None]:
    def ring() -> None:
        os.write(fd, BELL)

    return ring


def silent_alarm(player: Player) -> str:
    """What somebody about to put cold or heat on must know of their alarm; empty where it will be heard."""
    match player.reach:
        case Reach.ALL:
            return ""
        case Reach.BELL:
            return (
                "There is no sound device: the alarm will only be the terminal's bell, which may be silent."
                " Set a kitchen timer too."
            )
        case Reach.NOTHING:
            return (
                "Sound is off: NO ALARM WILL BE HEARD when the time is over. Set a kitchen timer,"
                ' or have sound: --audio auto, or `audio = "auto"` in the settings.'
            )
