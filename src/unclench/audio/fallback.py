"""The player a session uses, made of several backends: if one dies it is reopened, or the next takes over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from msgspec import Struct

from unclench.audio.backend import Backend, BedSound, CueSound, Order, SpokenSound
from unclench.cues import Sound
from unclench.language import tr
from unclench.media.pcm import Samples
from unclench.ports import Clock, NotHere, PlayerFailed, Reach
from unclench.system import log

LATE = 400
"""Ms after which a cue or word that came while there was no backend is not worth playing."""
LATEST_ALARM = 4_000
"""The same for the alarm, where one stroke too many is better than one too few."""
LOOKING = 0.25
"""Seconds between health checks of the backend."""
AGAIN = 1_000
"""Ms for which a backend that died is reopened before the next is tried: the default device may have
changed, and a sound server that restarts needs a moment."""
BRIEF = 2_000
"""Ms that it must have lived before: one that dies at once would only die again..."""
UNHEARD = 2
"""...and so would one whose device opens but plays nothing, so many times, such as that of a suspended sink."""
RETRIES = (1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000)
"""Ms between attempts to return to a better backend; the last repeats."""
GOODBYE = 2_000
"""Ms a backend has to finish its sounds when a better one replaces it."""

MISSED = 500
"""Ms without sound after which the user is told, even if the same backend is back."""
BACK = tr("Sound was gone for a moment; it is back.")

OnChange = Callable[[str, str, str], None]
"""Called with the backend before, the one now, and a sentence why, on a background thread."""


class Option(Struct, frozen=True):
    """A backend's id, and what makes one that is not open yet."""

    name: str
    make: Callable[[], Backend]


class Backends:
    """Several backends, the best first: opens the first that works, and remembers why others did not."""

    def __init__(self, options: Sequence[Option]) -> None:
        self._options = list(options)
        self._hopeless: set[str] = set()
        self.reasons: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._options)

    def better(self, index: int) -> list[int]:
        """The backends before `index` that may work another time."""
        return [i for i in range(index) if not self.hopeless(i)]

    def hopeless(self, index: int) -> bool:
        """Whether this one cannot work on this machine."""
        return self._options[index].name in self._hopeless

    def open_first(self, indices: Sequence[int], *, again: bool = False) -> tuple[int, Backend] | None:
        """Open the first of these that works. With `again`, a failure is no news and not added to `reasons`."""
        for index in indices:
            option = self._options[index]
            backend = option.make()
            try:
                backend.open()
            except PlayerFailed as failure:
                backend.close()
                log.info("audio", "%s does not open: %s", option.name, failure)
                if not again:
                    self.reasons.append((option.name, str(failure)))
                if isinstance(failure, NotHere):
                    self._hopeless.add(option.name)
            else:
                log.info("audio", "%s is open: %s", option.name, backend.description)
                return index, backend
        return None


class FallbackPlayer:
    """Plays through the first of `options` that opens, and goes down the list as they fail.

    A failure costs the caller nothing: `look`, on a thread of its own, notices it and opens the next.
    Cues that come meanwhile are kept, together with those the dead backend cannot have played, and
    played if they are still timely. `background` starts that thread; tests pass one that does not,
    and call `look` themselves.
    """

    def __init__(
        self,
        options: Sequence[Option],
        clock: Clock,
        on_change: OnChange | None = None,
        background: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self.name = "none"
        self.description = tr("No sound yet.")
        self.lead = 0
        self._backends = Backends(options)
        self._clock = clock
        self._on_change = on_change
        self._background = background or _in_thread
        self._lock = threading.RLock()
        self._stirred = threading.Event()
        self._current: Backend | None = None
        self._index = len(options)
        self._opened_at = 0
        self._failure: PlayerFailed | None = None
        self._failed_at = 0
        self._unheard = 0
        """How many backends, one after the other, have died without having played anything."""
        self._kept: list[Order] = []
        self._retry_at = 0
        self._retries = 0
        self._volume = 100
        self._alarm_at: int | None = None
        self._dozing = False
        self._closed = False

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Which backends did not open, and a sentence why; the latest last."""
        return self._backends.reasons

    def open(self) -> None:
        """Open the first backend that works. Raises PlayerFailed if none does."""
        found = self._backends.open_first(range(len(self._backends)))
        if found is None:
            why = " ".join(reason for _, reason in self.reasons)
            raise PlayerFailed(why or tr("There is no way to make sound here."))
        self._install(*found)
        self._background(self._look_after)

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Play a cue. Raises PlayerFailed only when the whole list has failed."""
        self._pass_on(CueSound(sound, at, level, lasting))

    def speak(self, samples: Samples, at: int) -> None:
        """Play words, in the same way."""
        self._pass_on(SpokenSound(samples, at))

    def lay(self, samples: Samples, at: int) -> None:
        """Play a piece of the bed, if the current backend has one."""
        self._pass_on(BedSound(samples, at))

    @property
    def reach(self) -> Reach:
        """What the current backend can play; nothing while there is none."""
        current = self._current
        return Reach.NOTHING if current is None else current.reach

    @property
    def rings_on(self) -> bool:
        """Whether the current backend rings on; False while there is none."""
        current = self._current
        return current is not None and self._failure is None and current.rings_on

    def ring_from(self, at: int | None) -> None:
        """Set it for this backend and any that follow."""
        with self._lock:
            self._alarm_at = at
            current = self._current
        if current is not None:
            current.ring_from(at)

    @property
    def delay(self) -> int:
        """The current backend's."""
        current = self._current
        return 0 if current is None else current.delay

    def soonest(self) -> int:
        """The current backend's."""
        current = self._current
        return self._clock.now() if current is None else current.soonest()

    def withdraw(self) -> None:
        """Drop the cues to come, wherever they are, and fade out what is sounding."""
        with self._lock:
            self._kept.clear()
            current = self._current
        if current is not None:
            current.withdraw()

    def set_volume(self, percent: int) -> None:
        """Set it for this backend and any that follow."""
        with self._lock:
            self._volume = percent
            current = self._current
        if current is not None:
            current.set_volume(percent)

    def drain(self, timeout: int) -> None:
        """Wait until the current backend has played everything, at most `timeout` ms."""
        current = self._current
        if current is not None:
            current.drain(timeout)

    def doze(self) -> None:
        """Release the device until there is something to play."""
        with self._lock:
            self._dozing = True
            current = self._current
        if current is not None:
            current.doze()

    def close(self) -> None:
        """Release everything."""
        with self._lock:
            self._closed = True
            current, self._current = self._current, None
        self._stirred.set()
        if current is not None:
            current.on_death = None
            current.close()

    def look(self) -> None:
        """Check the backend; replace it if it has died, or if it is time to try a better one."""
        current = self._current
        if current is not None and self._failure is None:
            try:
                current.check()
            except PlayerFailed as failure:
                self._failed(current, failure)
        if self._failure is not None:
            self._replace(self._failure)
        elif not self._dozing and self._clock.now() >= self._retry_at:
            self._improve()

    def _pass_on(self, order: Order) -> None:
        with self._lock:
            self._dozing = False
            current = self._current
            if current is not None and self._failure is not None:
                self._kept.append(order)
                return
        if current is None:
            raise self._failure or PlayerFailed(tr("The sound is not open."))
        try:
            order.repeat_on(current)
        except PlayerFailed as failure:
            self._died(current, failure, order)

    def _died(self, backend: Backend, failure: PlayerFailed, order: Order | None = None) -> None:
        self._failed(backend, failure, order)
        self._stirred.set()

    def _failed(self, backend: Backend, failure: PlayerFailed, order: Order | None = None) -> None:
        """Note that a backend has died; from any thread."""
        with self._lock:
            if backend is self._current:
                if self._failure is None:
                    log.warning("audio", "%s has failed: %s", backend.name, failure)
                    self._failure, self._failed_at = failure, self._clock.now()
                    self._unheard = self._unheard + 1 if backend.silent else 0
                    self._kept = list(backend.lost())
                if order is not None:
                    self._kept.append(order)
                order = None
        if order is not None:  # another has taken over in the meantime
            self._pass_on(order)

    def _replace(self, failure: PlayerFailed) -> None:
        """Reopen the same backend or, if that is hopeless, open the next."""
        old, before = self._current, self.name
        if old is None:
            return
        lived = self._failed_at - self._opened_at >= BRIEF and self._unheard < UNHEARD
        found = self._backends.open_first([self._index], again=True) if lived else None
        if found is None:
            if lived and not self._backends.hopeless(self._index) and self._clock.now() < self._failed_at + AGAIN:
                return
            found = self._backends.open_first(range(self._index + 1, len(self._backends)))
            self._retries = 0 if lived else self._retries
            self._retry_at = self._clock.now() + RETRIES[self._retries]
        old.on_death = None
        if found is None:
            with self._lock:
                self._current = None
                self._kept.clear()
            log.warning("audio", "no backend is left")
        elif self._install(*found) and self._on_change is not None:
            if self.name != before:
                self._on_change(before, self.name, str(failure))
            elif self._clock.now() - self._failed_at >= MISSED:
                self._on_change(before, self.name, BACK)
        _dismiss(old)

    def _improve(self) -> None:
        """Try the backends that are better than the current one."""
        old, before = self._current, self.name
        better = self._backends.better(self._index)
        self._retries = min(self._retries + 1, len(RETRIES) - 1)
        self._retry_at = self._clock.now() + RETRIES[self._retries]
        found = self._backends.open_first(better, again=True)
        if old is None or found is None or not self._install(*found):
            return
        if self._on_change is not None:
            self._on_change(before, self.name, tr("Sound works again: {description}", description=self.description))
        old.on_death = None
        old.drain(GOODBYE)
        _dismiss(old)

    def _install(self, index: int, backend: Backend) -> bool:
        """Put an open backend to use and give it the cues that were kept; False if this player is closed."""
        backend.on_death = lambda failure: self._died(backend, failure)
        with self._lock:
            if self._closed:
                backend.close()
                return False
            backend.set_volume(self._volume)
            self._current, self._index, self._failure = backend, index, None
            self._opened_at = self._clock.now()
            self.name, self.description, self.lead = backend.name, backend.description, backend.lead
            kept, self._kept, alarm_at = self._kept, [], self._alarm_at
        if alarm_at is not None:
            backend.ring_from(alarm_at)
        for order in _still_wanted(kept, self._clock.now()):
            self._pass_on(order)
        return True

    def _look_after(self) -> None:
        while not self._closed:
            self._stirred.wait(LOOKING)
            self._stirred.clear()
            if not self._closed:
                self.look()


def _still_wanted(kept: Sequence[Order], now: int) -> list[Order]:
    """What is not too late; and one stroke at once for an alarm that was missed, unless the next comes soon."""
    timely = [order for order in kept if order.at > now - LATE]
    alarms = [order for order in kept if isinstance(order, CueSound) and order.sound is Sound.ALARM]
    missed = [alarm for alarm in alarms if now - LATEST_ALARM < alarm.at <= now - LATE]
    if missed and not any(alarm.at < now + LATE for alarm in alarms if alarm not in missed):
        timely.insert(0, CueSound(Sound.ALARM, now, missed[-1].level, missed[-1].lasting))
    return timely


def _dismiss(old: Backend) -> None:
    """Close a backend whose sounds and alarm another has taken over."""
    old.ring_from(None)
    old.close()


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="unclench-fallback", daemon=True).start()
