"""Who rings the alarm when the program that should does not: it has crashed, was killed, or stands still.

While cold or heat is on somebody's skin the sound process knows when its alarm is due. It listens
whether that alarm is sounded; where it is not, it sounds it itself, and goes on when its program is gone.
"""

from __future__ import annotations

import os

from unclench.audio.output import Clip, ScheduledSound
from unclench.ports import Clock

EVERY = 2_000
"""Ms between two strokes, as in a session (`unclench.session.cue_rules`)."""
MISSING = 1_000
"""Ms after which a stroke that its program owes counts as missing."""
UNSTOPPABLE = 600_000
"""Ms for which it rings, or tries to, where there is no slip, and so nobody could stop it."""


class AlarmSlip:
    """The slip of what is on the skin (`unclench.journal.logbook`), seen from outside.

    It is torn when somebody says that it is off, in whatever window, and written anew by a
    program that takes it over. Either way whoever looked after it before is free.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._mark = self._look()

    @property
    def was_there(self) -> bool:
        """Whether there was one to look at."""
        return self._mark is not None

    @property
    def stands(self) -> bool:
        """Whether it is there still, and the same; true also where there never was one."""
        return self._mark is None or self._look() == self._mark

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116  # pathlib takes 5 ms to import
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            # A folder that may not be read for now does not take anything off the skin.
            return getattr(self, "_mark", None)
        return found.st_ino, found.st_mtime_ns


class Watchman:
    """Knows one alarm at a time. `stroke` says what is to be sounded; times are clock times in ms."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: int | None = None
        self._since = 0
        self._next = 0
        self._clip: Clip | None = None
        self._gain = 0
        self._slip: AlarmSlip | None = None

    @property
    def on_duty(self) -> bool:
        """Whether there is an alarm to see to."""
        return self._due is not None

    def watch(self, due: int, clip: Clip, gain: int, slip: str) -> None:
        """From `due` on the alarm is to sound; of one that is known already, only when is news."""
        if self._due is None:
            self._slip = AlarmSlip(slip)
        self._due, self._clip, self._gain = due, clip, gain
        self._next = due + MISSING

    def dismiss(self) -> None:
        """It is off the skin."""
        self._due = self._clip = self._slip = None

    def heard(self, at: int) -> None:
        """The program itself sounds the alarm at `at`."""
        self._next = max(self._next, at + EVERY + MISSING)

    def withdrawn(self) -> None:
        """The program has taken back what it was to sound from now on."""
        if self._due is not None:
            self._next = max(self._due, self._clock.now()) + MISSING

    def stroke(self) -> ScheduledSound | None:
        """The stroke that is missing now."""
        now = self._clock.now()
        if self._due is None or now < self._next:
            return None
        assert self._clip is not None
        if self.relieved():
            return None
        self._next = now + EVERY
        return ScheduledSound(now, self._clip, self._gain, alarm=True)

    def relieved(self) -> bool:
        """Whether nobody needs it any more, or it has gone on for as long as it may.

        Asked also while it waits alone, be it for an alarm to fall due or for a device.
        """
        if self._due is not None and self._slip is not None:
            unstoppable = not self._slip.was_there and self._clock.now() > self._due + UNSTOPPABLE
            if unstoppable or not self._slip.stands:
                self.dismiss()
        return self._due is None
