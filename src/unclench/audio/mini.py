"""The default way out: one device open for the whole session through the miniaudio library."""

from __future__ import annotations

import time

from unclench.audio.backend import Cue, OnDeath, Order, Speech
from unclench.audio.bank import Bank, Take
from unclench.audio.device import PERIOD, PERIODS, Opener, Output
from unclench.audio.feed import Due, Stop
from unclench.audio.link import Link
from unclench.audio.pcm import Samples, gain
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed

LEAD = 180
"""Ms ahead at which cues are wanted: with the feed's latency, a driver may be three blocks late."""
OPENING = 3.0
"""Seconds a device may take to open: a sound server that hangs must not hang the program."""
OLDEST = 500
"""Ms: an older cue that is handed over now counts as so old, and sounds at once."""


class MiniaudioPlayer:
    """Mixes in the device's own callback and places each cue at its exact sample.

    `open` only readies the device. It runs from the first sound on, which so is the first
    thing in its stream, and not behind the silence that fills a device's buffer otherwise.
    """

    name = "miniaudio"
    lead = LEAD

    def __init__(self, clock: Clock, bank: Bank, opener: Opener | None = None, opening: float = OPENING) -> None:
        self.description = "Sound through miniaudio."
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._bank = bank
        self._opener = opener or Output().open
        self._opening = opening
        self._link: Link | None = None
        self._dozing = False
        self._volume = 100

    def open(self) -> None:
        """Open the device. Raises PlayerFailed."""
        link = self._new_link()
        link.open(self._opening)
        self._link = link
        if link.device is not None:
            self.description = link.device.description

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Hand a cue to the device's thread. Raises PlayerFailed when the device is gone."""
        take = self._bank.take(sound, lasting)
        if take is not None:
            factor = gain(sound, level, self._volume)
            self._hand_over(Cue(sound, at, level, lasting), take, factor, alarm=sound is Sound.ALARM)

    def speak(self, samples: Samples, at: int) -> None:
        """The same for words."""
        self._hand_over(Speech(samples, at), Take(samples), gain(None, 1.0, self._volume))

    def soonest(self) -> int:
        """With the stream's first frame, if that is still to come."""
        link, now = self._link, self._clock.now()
        return now - link.feed.delay if link is not None and not link.started else now

    def withdraw(self) -> None:
        """Forget the cues to come; what sounds fades within two blocks."""
        if self._link is not None:
            self._link.feed.stop(Stop.ALL)

    def set_volume(self, percent: int) -> None:
        """For the cues handed over from now on; at 0 what sounds fades, too, but for the alarm."""
        self._volume = percent
        if percent == 0 and self._link is not None:
            self._link.feed.stop(Stop.ALL_BUT_ALARM)

    def drain(self, timeout: int) -> None:
        """Wait for the last cue to leave the loudspeaker, or for `timeout` ms."""
        link, end = self._link, time.monotonic() + timeout / 1000
        if link is None or not link.started:
            return
        while not link.feed.idle and time.monotonic() < end:
            try:
                link.check()
            except PlayerFailed:
                return
            time.sleep(0.005)
        time.sleep(max(0.0, min(PERIOD * (PERIODS + 1) / 1000, end - time.monotonic())))

    def doze(self) -> None:
        """Close the device until there is something to play."""
        link, self._link = self._link, None
        if link is not None:
            self._dozing = True
            link.close()

    def wake(self) -> None:
        """Open it again, aside: what is played meanwhile waits for its first frame."""
        self._stir()
        if self._link is not None:
            self._link.start()

    def close(self) -> None:
        """Give the device back; one that does not answer is left behind."""
        self.doze()
        self._dozing = False

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone; one that dozes is not."""
        if self._link is not None:
            self._link.check()
        elif not self._dozing:
            raise PlayerFailed("The sound device is not open.")

    def lost(self) -> list[Order]:
        """What the device was to play after its last request."""
        return [] if self._link is None else self._link.feed.unheard()

    def _hand_over(self, order: Order, take: Take, factor: int, *, alarm: bool = False) -> None:
        self._stir()
        self.check()
        link = self._link
        assert link is not None  # else `check` would have raised
        link.feed.add(Due(max(order.at, self._clock.now() - OLDEST), take, factor, order, alarm))
        link.start()

    def _stir(self) -> None:
        if self._dozing:
            self._dozing = False
            self._link = self._new_link()

    def _new_link(self) -> Link:
        link = Link(self._clock, self._opener, lambda failure: self._died(link, failure))
        return link

    def _died(self, link: Link, failure: PlayerFailed) -> None:
        if link is self._link and self.on_death is not None:
            self.on_death(failure)
