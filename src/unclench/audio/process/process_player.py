"""The player that uses a sound process: it hands cues over well ahead of their time."""

from __future__ import annotations

from collections import deque

from unclench.audio.backend import BedSound, CueSound, OnDeath, Order, SpokenSound, gain, master_gain
from unclench.audio.cue_bank import Bank
from unclench.audio.output import Clip, ScheduledSound, ServedOutput, ServedOutputMaker
from unclench.cues import ANSWERS, Sound
from unclench.language import tr
from unclench.media.pcm import UNITY, Samples
from unclench.ports import Clock, PlayerFailed, Reach

LEAD = 3_000
"""Ms ahead of its time at which a cue should be handed over: the program may be busy for that long,
say with drawing a screen, and every sound still comes on time. Withdrawing costs nothing."""
OPENING = 3.0
"""Seconds a device may take to open: a sound server that hangs must not hold the program up."""
OLDEST = 500
"""Ms: a cue older than this counts as this old, and is played at once."""
PLAYED_ON = 60
"""Ms a device may have gone on playing after its last request."""
BEDS = 4
"""The latest pieces of the bed that are known again."""
REMEMBERED = 64
"""The latest orders kept, to find what a dead device did not play: more than fall into LEAD."""


class ProcessPlayer:
    """Hands each cue to an output, which plays it at its time, with miniaudio at its exact sample.

    `open` only opens the device. It starts with the first sound, which thus comes at the beginning of its
    stream and not behind a buffer full of silence.
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
        """`slip` is the file that exists while something is on the skin: see `watchman`."""
        self.name = name
        self.description = tr("Sound through {name}.", name=name)
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._bank = bank
        self._make_output = make_output
        self._opening = opening
        self._slip = slip
        self._alarm_due = False
        self._output: ServedOutput | None = None
        self._given: deque[Order] = deque(maxlen=REMEMBERED)
        self._bed: deque[Clip] = deque(maxlen=BEDS)
        self._dozing = False
        self._volume = 100

    def open(self) -> None:
        """Open the device. Raises PlayerFailed."""
        output = self._new_output()
        output.open(self._opening)  # one that does not open cleans up after itself
        self._output = output
        self.description = output.description

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Hand a cue over. Raises PlayerFailed when the device is gone."""
        clip = self._bank.clip(sound, lasting)
        if clip is not None:
            order = CueSound(sound, at, level, lasting)
            self._hand_over(order, clip, gain(level), alarm=sound is Sound.ALARM, answer=sound in ANSWERS)

    def speak(self, samples: Samples, at: int) -> None:
        """Hand words over, in the same way."""
        self._hand_over(SpokenSound(samples, at), Clip(samples), UNITY)

    def lay(self, samples: Samples, at: int) -> None:
        """Hand a piece of the bed over. Those that come again and again are sent once."""
        clip = next((each for each in self._bed if each.samples is samples), None)
        if clip is None:
            self._bed.append(clip := Clip(samples))
        self._hand_over(BedSound(samples, at), clip, UNITY)

    def ring_from(self, at: int | None) -> None:
        """Have the sound process ring the alarm in case this program does not."""
        self._alarm_due = at is not None
        if at is not None:
            self._stir()
        if self._output is None:
            return
        clip = self._bank.clip(Sound.ALARM, None) if at is not None else None
        due = ScheduledSound(at, clip, UNITY, alarm=True) if at is not None and clip is not None else None
        self._output.watch(due, self._slip)

    @property
    def delay(self) -> int:
        """Ms of sound that the device buffers."""
        return 0 if self._output is None else self._output.delay

    def soonest(self) -> int:
        """The time of the stream's first frame if that is still to come, else now."""
        output, now = self._output, self._clock.now()
        return now - output.delay if output is not None and not output.started else now

    @property
    def silent(self) -> bool:
        """Whether a device that is gone was started and took no sound, as far as is known."""
        return self._output is not None and self._output.started and self._output.asked() is None

    def withdraw(self) -> None:
        """Drop the cues to come; what is sounding fades out as soon as the output can change it."""
        self._given.clear()
        if self._output is not None:
            self._output.stop()

    def set_volume(self, percent: int) -> None:
        """Set it at once, also for what has been handed over or is sounding, except for the alarm."""
        self._volume = percent
        if self._output is not None:
            self._output.set_gain(master_gain(percent))

    def drain(self, timeout: int) -> None:
        """Wait until the last cue has been heard, at most `timeout` ms."""
        if self._output is not None and self._output.started:
            self._output.drain(timeout / 1000)

    def doze(self) -> None:
        """Close the device until there is something to play; not while it watches over an alarm."""
        if not self._alarm_due and self._output is not None:
            self._dozing = True
            self._close_output()

    def close(self) -> None:
        """Release the device. One that does not answer is left behind; one that watches over an alarm stays."""
        self._close_output()
        self._dozing = False

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone; a dozing one is not."""
        if self._output is not None:
            self._output.check()
        elif not self._dozing:
            raise PlayerFailed(tr("The sound device is not open."))

    def lost(self) -> list[Order]:
        """What the device had yet to play when it last asked for frames."""
        output = self._output
        asked = None if output is None else output.asked()
        if output is None or asked is None:
            return list(self._given)
        heard = asked - max(output.delay - PLAYED_ON, 0)
        return [order for order in self._given if order.at >= heard]

    def _hand_over(self, order: Order, clip: Clip, factor: int, *, alarm: bool = False, answer: bool = False) -> None:
        """An `answer` to a key keeps no distance from other sounds: as if it were long due, it is played at once."""
        self._stir()
        self.check()
        output = self._output
        assert output is not None  # or `check` would have raised
        self._given.append(order)
        oldest = self._clock.now() - OLDEST
        output.add(ScheduledSound(oldest if answer else max(order.at, oldest), clip, factor, alarm=alarm))
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
        output.set_gain(master_gain(self._volume))
        return output

    def _died(self, output: ServedOutput, failure: PlayerFailed) -> None:
        if output is self._output and self.on_death is not None:
            self.on_death(failure)
