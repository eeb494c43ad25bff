"""A player made of several: when the one in use dies, the next takes over."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence

from unclench.audio.backend import Backend, Cue
from unclench.audio.ladder import Ladder, Option
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed

LATE = 400
"""Ms after which a cue that came while there was no backend is not worth sounding."""
RETRIES = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds between attempts to get back to a better backend; the last repeats."""
GOODBYE = 2_000
"""Ms in which a backend that is being replaced by a better one may finish its sounds."""

OnChange = Callable[[str, str, str], None]
"""(the backend before, the one now, a sentence why); called on a background thread."""


class FallbackPlayer:
    """Plays through the first of `options` that opens, and goes down the list as they fail.

    Failing costs the caller nothing: the next one is opened on a background thread, cues that
    come meanwhile are kept, and those that are still timely are played. Every few seconds the
    better ones are tried again. `background` starts that thread; the tests leave it out and
    call `replace` and `improve` themselves.
    """

    def __init__(
        self,
        options: Sequence[Option],
        clock: Clock,
        on_change: OnChange | None = None,
        background: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self.name = "none"
        self.description = "No sound yet."
        self.lead = 0
        self._ladder = Ladder(options)
        self._clock = clock
        self._on_change = on_change
        self._background = background or _in_thread
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._current: Backend | None = None
        self._index = len(options)
        self._broken: PlayerFailed | None = None
        self._kept: list[Cue] = []
        self._volume = 100
        self._closed = False
        self._watched = False

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Which backends did not open, and why, a sentence each; the latest last."""
        return self._ladder.reasons

    def open(self) -> None:
        """Open the first backend that works. Raises PlayerFailed if none does."""
        found = self._ladder.first(range(len(self._ladder)))
        if found is None:
            raise PlayerFailed(" ".join(reason for _, reason in self.reasons) or "There is no way to make sound.")
        self._install(*found)
        if self._ladder.better(self._index):
            self._watch()

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Pass a cue on. Raises PlayerFailed only when the whole list has failed."""
        self._pass_on(Cue(sound, at, level, lasting))

    def withdraw(self) -> None:
        """Forget and fade, wherever the cues are."""
        with self._lock:
            self._kept.clear()
            current = self._current
        if current is not None:
            current.withdraw()

    def set_volume(self, percent: int) -> None:
        """For this backend and those that may follow."""
        with self._lock:
            self._volume = percent
            current = self._current
        if current is not None:
            current.set_volume(percent)

    def drain(self, timeout: int) -> None:
        """Wait for what the present backend has left, at most `timeout` ms."""
        with self._lock:
            current = self._current
        if current is not None:
            current.drain(timeout)

    def close(self) -> None:
        """Give everything back."""
        with self._lock:
            self._closed = True
            current, self._current = self._current, None
            self._wake.notify_all()
        if current is not None:
            current.on_death = None
            current.close()

    # Going down the list

    def _pass_on(self, cue: Cue) -> None:
        with self._lock:
            if self._broken is not None:
                self._kept.append(cue)
                return
            current = self._current
        if current is None:
            raise PlayerFailed("The sound is not open.")
        try:
            current.play(cue.sound, cue.at, level=cue.level, lasting=cue.lasting)
        except PlayerFailed as failure:
            self._failed(current, failure, cue)

    def _failed(self, backend: Backend, failure: PlayerFailed, cue: Cue | None) -> None:
        """Note that a backend is gone; from any thread."""
        with self._lock:
            if self._closed:
                return
            moved_on = backend is not self._current
            if not moved_on and self._broken is None:
                if self._index + 1 >= len(self._ladder):
                    raise failure
                self._broken = failure
            if cue is not None and not moved_on:
                self._kept.append(cue)
            self._wake.notify_all()
        if moved_on:
            if cue is not None:
                self._pass_on(cue)
            return
        self._watch()

    def _died(self, backend: Backend, failure: PlayerFailed, cue: Cue | None) -> None:
        """A backend reports its own death, on its own thread, where nobody could catch."""
        with contextlib.suppress(PlayerFailed):  # the end of the list: the next `play` says so
            self._failed(backend, failure, cue)

    def replace(self) -> None:
        """Open the next backend in place of a broken one and play what is still timely."""
        with self._lock:
            failure, old, index = self._broken, self._current, self._index
        if failure is None or old is None:
            return
        old.on_death = None
        before = self.name
        found = self._ladder.first(range(index + 1, len(self._ladder)))
        if found is None:
            with self._lock:
                self._current, self._broken = None, None
                self._kept.clear()
            old.close()
            return
        if not self._install(*found):
            return
        if self._on_change is not None:
            self._on_change(before, self.name, str(failure))
        old.close()

    # Coming back up

    def improve(self) -> bool:
        """Try the backends better than the present one; True if one of them took over."""
        with self._lock:
            old, before = self._current, self.name
            if self._closed or self._broken is not None or old is None:
                return False
            better = self._ladder.better(self._index)
        found = self._ladder.first(better, again=True)
        if found is None or not self._install(*found):
            return False
        if self._on_change is not None:
            self._on_change(before, self.name, f"Sound works again: {self.description}")
        old.on_death = None
        old.drain(GOODBYE)
        old.close()
        return True

    def _install(self, index: int, backend: Backend) -> bool:
        """Make an open backend the one in use and give it the cues kept; False once closed."""
        backend.on_death = lambda failure, cue: self._died(backend, failure, cue)
        with self._lock:
            if self._closed:
                backend.close()
                return False
            backend.set_volume(self._volume)
            self._current, self._index, self._broken = backend, index, None
            self.name, self.description, self.lead = backend.name, backend.description, backend.lead
            kept, self._kept = self._kept, []
        now = self._clock.now()
        for cue in kept:
            if cue.at > now - LATE:
                self._pass_on(cue)
        return True

    # The thread that does both

    def _watch(self) -> None:
        with self._lock:
            if self._watched:
                return
            self._watched = True
        self._background(self._look_after)

    def _look_after(self) -> None:
        attempt = 0
        while self._more_to_do(RETRIES[min(attempt, len(RETRIES) - 1)]):
            if self._broken is not None:
                self.replace()
                attempt = 0
            else:
                attempt = 0 if self.improve() else attempt + 1

    def _more_to_do(self, wait: float) -> bool:
        """Wait for a failure, or for `wait` seconds; False when there is nothing left to look after."""
        with self._lock:
            if self._broken is None and not self._closed:
                if not self._ladder.better(self._index):
                    self._watched = False
                    return False
                self._wake.wait(wait)
            return not self._closed


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="unclench-fallback", daemon=True).start()
