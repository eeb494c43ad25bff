"""What the core's drivers need from the outside world, as protocols.

`unclench.cli` puts real ones in, `unclench.testing` recording ones. Times are integer
milliseconds on the driver's clock.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from unclench.errors import UnclenchError

if TYPE_CHECKING:  # the sound process has only numbers, and is to start quickly
    from unclench.cues import Sound


class PlayerFailed(UnclenchError):
    """A sound backend stopped working; the message is a sentence for the user."""


class NotHere(PlayerFailed):
    """This backend cannot work on this machine as it is set up; trying again is no use."""


class Clock(Protocol):
    """Real elapsed time, running on through a suspend where the system can tell."""

    def now(self) -> int:
        """Milliseconds since an arbitrary start; never goes back; counts time asleep."""

    def asleep(self) -> int:
        """Milliseconds of `now` that the machine has spent suspended so far; 0 where unknown."""


class Reach(StrEnum):
    """What of a session can be heard."""

    ALL = "all"
    """Every cue, and the words."""
    BELL = "bell"
    """The terminal's bell for the main cues, the alarm among them; no words."""
    NOTHING = "nothing"


class Player(Protocol):
    """Plays cues. Opens its device once, in `open`; after that no call blocks."""

    name: str
    """The backend's id, as given to `--audio`."""
    description: str
    """One plain sentence: through what the sound goes out."""
    lead: int
    """Milliseconds ahead of its time at which a cue should be handed over; 0: at its time."""

    @property
    def reach(self) -> Reach:
        """What is heard through it, as things are now."""

    @property
    def rings_on(self) -> bool:
        """Whether `ring_from` holds even when this program has ended."""

    @property
    def delay(self) -> int:
        """Milliseconds after its time at which a cue is heard, as far as is known."""

    def open(self) -> None:
        """Open the device and load the cues. Raises PlayerFailed."""

    def soonest(self) -> int:
        """The clock time for which a first cue, handed over at once, is still exact.

        A session that begins then, if it is in the past, sounds as soon as the device can.
        """

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Sound a cue at clock time `at` (ms; at or before now: at once).

        `level` 0..1 scales it; `lasting` (ms) is how long the phase it belongs to lasts, for
        cues that fill their phase (the breaths). Raises PlayerFailed when the backend is gone.
        """

    def speak(self, samples: array[int], at: int) -> None:
        """Sound rendered speech (44.1 kHz mono, 16 bit) at clock time `at`, like a cue.

        A way out that cannot play samples leaves it out. Raises PlayerFailed.
        """

    def ring_from(self, at: int | None) -> None:
        """From clock time `at` (ms) on the alarm is due, for as long as something may be on the skin.

        Whoever plays sounds it with `play`; where that does not happen and `rings_on`, it sounds
        all the same. Another time may be given; None: it is off the skin.
        """

    def withdraw(self) -> None:
        """Forget every cue that has not begun to sound, and fade out what is sounding."""

    def set_volume(self, percent: int) -> None:
        """0 to 100. The alarm keeps at least its own floor."""

    def doze(self) -> None:
        """Give the device back for now; the next sound opens it again."""

    def wake(self) -> None:
        """Open the device again after `doze`, in the background."""

    def drain(self, timeout: int) -> None:
        """Wait until everything handed over has been heard, at most `timeout` ms."""

    def close(self) -> None:
        """Give the device back. Safe to call twice."""


class Speech(Protocol):
    """One rendered sentence."""

    @property
    def samples(self) -> array[int]:
        """44.1 kHz mono, 16 bit."""

    @property
    def text(self) -> str:
        """What it says."""


class Voice(Protocol):
    """Words rendered ahead, in the background. No call blocks."""

    def prepare(self, texts: Iterable[str]) -> None:
        """These will be wanted, in this order."""

    def line(self, variants: Sequence[str], room: int | None) -> Speech | None:
        """The first variant that is rendered and fits into `room` ms; None: there is none (yet)."""

    def pending(self, variants: Sequence[str]) -> bool:
        """Whether one of them is still to be rendered."""

    def close(self) -> None:
        """End whatever runs in the background."""


class Surroundings(Protocol):
    """What a running session asks of the machine around it. No call blocks or raises."""

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # one of two states, named by the method
        """Neither sleep nor blank the screen while wanted."""

    def call(self, text: str) -> None:
        """Ask for somebody's attention beyond sound, with one short sentence of the program's own."""


class EventSink(Protocol):
    """Where `--events` listens."""

    def write(self, event: Mapping[str, Any]) -> None:
        """Keep one event. Never raises for a full disk."""

    def close(self) -> None:
        """No more events."""
