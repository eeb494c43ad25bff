"""Rings the alarm when the program that should ring it does not: it has crashed, was killed, or hangs.

While cold or heat is on somebody's skin, the sound process knows when its alarm is due. It watches
whether the program rings it, and if not, rings it itself, even after the program has ended.
"""

from __future__ import annotations

import os

from unclench.audio.output import Clip, ScheduledSound
from unclench.ports import Clock

EVERY = 3_750
"""Ms between two strokes, as in a session (`unclench.session.cue_rules`)."""
MISSING = 1_000
"""Ms after which a stroke that the program owes counts as missing."""
UNSTOPPABLE = 600_000
"""Ms for which it rings at most if there is no slip, since then nobody could stop it."""


class AlarmSlip:
    """The file that exists while something is on the skin (`unclench.journal.slips`), seen from outside.

    It disappears when somebody says that the pack is off, in whatever window, and is rewritten by a
    program that takes over. Either way whoever watched over it before is relieved.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._mark = self._look()

    @property
    def was_there(self) -> bool:
        """Whether there was a slip at the beginning."""
        return self._mark is not None

    @property
    def stands(self) -> bool:
        """Whether the same slip is still there; True also if there never was one."""
        return self._mark is None or self._look() == self._mark

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116  # pathlib takes 5 ms to import
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            # A folder that cannot be read at the moment does not mean that the pack is off.
            return getattr(self, "_mark", None)
        return found.st_ino, found.st_mtime_ns


class Watchman:
    """Watches over one alarm at a time. `pop_stroke` returns what must be rung; times are clock times in ms."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: int | None = None
        self._rung_until = 0
        self._next = 0
        self._clip: Clip | None = None
        self._gain = 0
        self._slip: AlarmSlip | None = None

    @property
    def on_duty(self) -> bool:
        """Whether there is an alarm to watch over."""
        return self._due is not None

    def watch(self, due: int, clip: Clip, gain: int, slip: str) -> None:
        """Watch over an alarm that is due from `due` on; calling it again changes only when, and how loud."""
        if self._due is None:
            self._slip = AlarmSlip(slip)
        self._due, self._clip, self._gain = due, clip, gain
        self._next = max(due, self._rung_until) + MISSING

    def dismiss(self) -> None:
        """Watch no longer: the pack is off."""
        self._due = self._clip = self._slip = None

    def heard(self, at: int) -> None:
        """Note that the program itself rings the alarm at `at`, often before there is one to watch over."""
        self._rung_until = max(self._rung_until, at + EVERY)
        self._next = max(self._next, self._rung_until + MISSING)

    def withdrawn(self) -> None:
        """Note that the program has withdrawn what it had scheduled."""
        self._rung_until = 0
        if self._due is not None:
            self._next = max(self._due, self._clock.now()) + MISSING

    def pop_stroke(self) -> ScheduledSound | None:
        """The stroke that is missing now, once; None if none is."""
        now = self._clock.now()
        if self._due is None or now < self._next:
            return None
        assert self._clip is not None
        if self.relieved():
            return None
        self._next = now + EVERY
        return ScheduledSound(now, self._clip, self._gain, alarm=True)

    def relieved(self) -> bool:
        """Whether the alarm is not needed any more, or has rung for as long as it may; then it is dismissed.

        Asked also while the process is alone and waits for the alarm to fall due, or for a device.
        """
        if self._due is not None and self._slip is not None:
            unstoppable = not self._slip.was_there and self._clock.now() > self._due + UNSTOPPABLE
            if unstoppable or not self._slip.stands:
                self.dismiss()
        return self._due is None
