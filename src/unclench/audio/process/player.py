"""The player of what a sound process serves: cues go over well ahead of their time."""

from __future__ import annotations

from collections import deque

from unclench.audio.backend import CueSound, OnDeath, Order, SpokenSound, gain
from unclench.audio.cue_bank import Bank
from unclench.audio.output import Clip, ScheduledSound, ServedOutput, ServedOutputMaker, Stop
from unclench.cues import Sound
from unclench.media.pcm import Samples
from unclench.ports import Clock, PlayerFailed, Reach

LEAD = 3_000
"""Ms ahead at which cues are wanted: so long may the program itself be busy, with a screen that is
being made or drawn anew, and every sound still comes at its time. Withdrawing costs nothing."""
OPENING = 3.0
"""Seconds a device may take to open: a sound server that hangs must not hang the program."""
OLDEST = 500
"""Ms: an older cue that is handed over now counts as so old, and sounds at once."""
PLAYED_ON = 60
"""Ms for which a device may have gone on playing after its last request."""
REMEMBERED = 64
"""The orders in which those are looked for: more than fall into LEAD."""


class ProcessPlayer:
    """Hands each cue to a line, which sounds it at its time, or at its exact sample.

    `open` only readies the device. It runs from the first sound on, which so is the first
    thing in its stream, and not behind the silence that fills a device's buffer otherwise.
    """

    lead = LEAD
    reach = Reach.ALL
    rings_on = True

    def __init__(
        self,
        name: str,
        clock: Clock,
        bank: Bank,
        make_output: ServedOutputMaker,
        opening: float = OPENING,
        slip: str = "",
    ) -> None:
        """`slip` is the file that is there while something is on the skin: see `watchman`."""
        self.name = name
        self.description = f"Sound through {name}."
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._bank = bank
        self._make_output = make_output
        self._opening = opening
        self._slip = slip
        self._alarm_due = False
        self._output: ServedOutput | None = None
        self._given: deque[Order] = deque(maxlen=REMEMBERED)
        self._dozing = False
        self._volume = 100

    def open(self) -> None:
        """Open the device. Raises PlayerFailed."""
        output = self._new_output()
        output.open(self._opening)  # one that does not open has cleared up after itself
        self._output = output
        self.description = output.description

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Hand a cue over. Raises PlayerFailed when the device is gone."""
        clip = self._bank.clip(sound, lasting)
        if clip is not None:
            factor = gain(sound, level, self._volume)
            self._hand_over(CueSound(sound, at, level, lasting), clip, factor, alarm=sound is Sound.ALARM)

    def speak(self, samples: Samples, at: int) -> None:
        """The same for words."""
        self._hand_over(SpokenSound(samples, at), Clip(samples), gain(None, 1.0, self._volume))

    def ring_from(self, at: int | None) -> None:
        """The line sees to it, in its own process, where this one does not."""
        self._alarm_due = at is not None
        if at is not None:
            self._stir()
        if self._output is None:
            return
        clip = self._bank.clip(Sound.ALARM, None) if at is not None else None
        due = (
            ScheduledSound(at, clip, gain(Sound.ALARM, 1.0, 100), alarm=True)
            if at is not None and clip is not None
            else None
        )
        self._output.watch(due, self._slip)

    @property
    def delay(self) -> int:
        """What its device holds."""
        return 0 if self._output is None else self._output.delay

    def soonest(self) -> int:
        """With the stream's first frame, if that is still to come."""
        output, now = self._output, self._clock.now()
        return now - output.delay if output is not None and not output.started else now

    def withdraw(self) -> None:
        """Forget the cues to come; what sounds fades within two blocks."""
        self._given.clear()
        if self._output is not None:
            self._output.stop(Stop.ALL)

    def set_volume(self, percent: int) -> None:
        """For the cues handed over from now on; at 0 what sounds fades, too, but for the alarm."""
        self._volume = percent
        if percent == 0 and self._output is not None:
            self._output.stop(Stop.ALL_BUT_ALARM)

    def drain(self, timeout: int) -> None:
        """Wait for the last cue to leave the loudspeaker, or for `timeout` ms."""
        if self._output is not None and self._output.started:
            self._output.drain(timeout / 1000)

    def doze(self) -> None:
        """Close the device until there is something to play; not while it sees to an alarm."""
        if not self._alarm_due and self._output is not None:
            self._dozing = True
            self._close_output()

    def wake(self) -> None:
        """Open it again, aside: what is played meanwhile waits for its first frame."""
        self._stir()
        if self._output is not None:
            self._output.start()

    def close(self) -> None:
        """Give the device back; one that does not answer is left behind, one that sees to an alarm stays."""
        self._close_output()
        self._dozing = False

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone; one that dozes is not."""
        if self._output is not None:
            self._output.check()
        elif not self._dozing:
            raise PlayerFailed("The sound device is not open.")

    def lost(self) -> list[Order]:
        """What the device was to play after its last request."""
        output = self._output
        asked = None if output is None else output.asked()
        if output is None or asked is None:
            return list(self._given)
        heard = asked - max(output.delay - PLAYED_ON, 0)
        return [order for order in self._given if order.at >= heard]

    def _hand_over(self, order: Order, clip: Clip, factor: int, *, alarm: bool = False) -> None:
        self._stir()
        self.check()
        output = self._output
        assert output is not None  # else `check` would have raised
        self._given.append(order)
        output.add(ScheduledSound(max(order.at, self._clock.now() - OLDEST), clip, factor, alarm=alarm))
        output.start()

    def _stir(self) -> None:
        if self._dozing:
            self._dozing = False
            self._output = self._new_output()

    def _close_output(self) -> None:
        output, self._output = self._output, None
        if output is not None:
            output.close()

    def _new_output(self) -> ServedOutput:
        output = self._make_output(lambda failure: self._died(output, failure))
        return output

    def _died(self, output: ServedOutput, failure: PlayerFailed) -> None:
        if output is self._output and self.on_death is not None:
            self.on_death(failure)
