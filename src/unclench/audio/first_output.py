"""An output that is the first of several that opens, for a system on which there is a better way than the usual one."""

from __future__ import annotations

from collections.abc import Sequence

from unclench.audio.output import Died, Output, OutputMaker, ScheduledSound
from unclench.audio.stream import Note, no_note
from unclench.ports import NotHere, PlayerFailed


class FirstOutput:
    """An `Output`, which is the one that opened first. `note` is told why those before it did not.

    The failure of the last is that of all, unless it is without hope and that of one before it is not: a sound server
    that is being restarted comes back, where there is no other way.
    """

    def __init__(self, makers: Sequence[OutputMaker], died: Died, note: Note = no_note) -> None:
        self.description = ""
        self.system = ""
        self.delay = 0
        self.started = False
        self._makers = makers
        self._died = died
        self._note = note
        self._chosen: Output | None = None

    def open(self, patience: float) -> None:
        """Open the first that opens. Raises PlayerFailed."""
        hopeful: PlayerFailed | None = None
        for make in self._makers[:-1]:
            try:
                self._open(make, patience)
            except PlayerFailed as failure:
                self._note(str(failure))
                hopeful = hopeful if isinstance(failure, NotHere) else failure
            else:
                return
        try:
            self._open(self._makers[-1], patience)
        except NotHere as failure:
            if hopeful is None:
                raise
            self._note(str(failure))
            raise hopeful from failure

    def start(self) -> None:
        """Start it."""
        self.started = True
        self._opened().start()

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound."""
        self._opened().add(due)

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding."""
        self._opened().stop()

    def set_gain(self, gain: int) -> None:
        """Set the master gain."""
        self._opened().set_gain(gain)

    def check(self) -> None:
        """Raises PlayerFailed if it is gone."""
        self._opened().check()

    def asked(self) -> int | None:
        """When it last asked for frames; None if it never did."""
        return None if self._chosen is None else self._chosen.asked()

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been heard."""
        self._opened().drain(timeout)

    def close(self) -> None:
        """Release it, if one is open."""
        if self._chosen is not None:
            self._chosen.close()

    def _open(self, make: OutputMaker, patience: float) -> None:
        output = make(self._died)
        output.open(patience)
        self._chosen = output
        self.description, self.system, self.delay = output.description, output.system, output.delay

    def _opened(self) -> Output:
        assert self._chosen is not None, "nothing is scheduled before something is open"
        return self._chosen
