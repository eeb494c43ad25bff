"""What a session needs from the outside world, as protocols.

`unclench.cli` supplies the real ones and `unclench.testing` fakes that record. Times are integer
milliseconds on the session's clock.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from unclench.errors import UnclenchError

if TYPE_CHECKING:  # the sound process needs only numbers, and has to start quickly
    from unclench.cues import Sound


class PlayerFailed(UnclenchError):
    """A sound backend does not work; the message is a sentence for the user."""


class NotHere(PlayerFailed):
    """This backend cannot work on this machine as it is set up; trying again would not help."""


class Clock(Protocol):
    """Real elapsed time. It runs on through a suspend, where the system can tell."""

    def now(self) -> int:
        """Milliseconds since an arbitrary start, with the time asleep; never goes back."""

    def asleep(self) -> int:
        """How many milliseconds of `now` the machine has spent suspended; 0 where unknown."""


class Reach(StrEnum):
    """How much of a session can be heard."""

    ALL = "all"
    """Every cue, and the words."""
    BELL = "bell"
    """The terminal's bell for the main cues, the alarm among them; no words."""
    NOTHING = "nothing"


class Player(Protocol):
    """Plays cues. It opens its device in `open`; after that no call blocks."""

    name: str
    """The backend's id, as given to `--audio`."""
    description: str
    """How sound is played, in one plain sentence."""
    lead: int
    """How many ms ahead of its time a cue should be handed over; 0: at its time."""

    @property
    def reach(self) -> Reach:
        """How much can be heard through it now."""

    @property
    def rings_on(self) -> bool:
        """Whether the alarm of `ring_from` rings even when this program has ended."""

    @property
    def delay(self) -> int:
        """How many ms after its time a cue is heard, as far as is known."""

    def open(self) -> None:
        """Open the device and load the cues. Raises PlayerFailed."""

    def soonest(self) -> int:
        """The earliest clock time for which a first cue, handed over at once, is still exact.

        A session that begins then, if that is in the past, sounds as soon as the device can play.
        """

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Play a cue at clock time `at` (ms; at or before now: at once).

        `level` (0 to 1) scales it. `lasting` (ms) is how long its phase is, for cues that fill
        their phase: the breaths. Raises PlayerFailed when the backend is gone.
        """

    def speak(self, samples: array[int], at: int) -> None:
        """Play rendered speech (44.1 kHz mono, 16 bit) at clock time `at`, like a cue.

        A backend that cannot play samples says nothing. Raises PlayerFailed.
        """

    def lay(self, samples: array[int], at: int) -> None:
        """Play a piece of the bed at clock time `at`, in the form of `speak`, under everything else.

        A backend that does not mix all sounds into one stream plays none of it. Raises PlayerFailed.
        """

    def ring_from(self, at: int | None) -> None:
        """The alarm is due from clock time `at` (ms) on, for as long as something may be on the skin.

        A running session rings it with `play`. If that stops and `rings_on`, the player rings by
        itself. Each call replaces the time before; None: it is off the skin.
        """

    def withdraw(self) -> None:
        """Forget every cue that has not begun to sound, and fade out what is sounding."""

    def set_volume(self, percent: int) -> None:
        """Set the volume, 0 to 100, at once where the backend can: of what is to come, and of what sounds.

        The alarm ignores it.
        """

    def doze(self) -> None:
        """Release the device for now; the next sound opens it again."""

    def drain(self, timeout: int) -> None:
        """Wait until everything handed over has been heard, but at most `timeout` ms."""

    def close(self) -> None:
        """Close the device. Calling it twice does no harm."""


class Speech(Protocol):
    """One rendered sentence."""

    @property
    def samples(self) -> array[int]:
        """44.1 kHz mono, 16 bit."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def credit(self) -> str:
        """Who says it, and why: a sentence or two, or empty."""


class Recital(Protocol):
    """A text whose beginning is said while the rest of it is still rendered. No call blocks."""

    def take(self) -> array[int] | None:
        """The next sentence, as samples at 44.1 kHz with the pause before it; None: not yet, or there is no more."""

    @property
    def over(self) -> bool:
        """Whether all of it has been taken, and nothing more comes."""

    def drop(self) -> None:
        """Nobody listens any more: no more of it is rendered."""


class Voice(Protocol):
    """Renders words ahead of time, in the background. No call blocks."""

    def prepare(self, texts: Iterable[str]) -> None:
        """Render these texts, in this order."""

    def line(self, variants: Sequence[str], room: int | None) -> Speech | None:
        """The first variant that is rendered and fits into `room` ms (None: any length); None: there is none yet."""

    def pending(self, variants: Sequence[str]) -> bool:
        """Whether one of these is still to be rendered."""

    def recite(self, text: str) -> Recital:
        """Render this before anything else, sentence by sentence, all of them in one voice."""

    def close(self) -> None:
        """Stop whatever runs in the background."""


class MediaKey(StrEnum):
    """A key of a headset, or of the desktop, for whatever plays."""

    NEXT = "next"
    PREVIOUS = "previous"
    TOGGLE = "play or pause"
    PLAY = "play"
    PAUSE = "pause"


class Surroundings(Protocol):
    """What a running session asks of the machine around it. No call blocks or raises."""

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # one of two states, named by the method
        """Keep the machine from sleeping and from blanking the screen while wanted."""

    def call(self, text: str) -> None:
        """Call for attention by other means than sound, with one short sentence."""

    def come_first(self, playing: bool | None, pressed: Callable[[MediaKey], None]) -> None:  # noqa: FBT001  # as above
        """A session plays, or (False) is paused, so other players wait and media keys are its; None: it is over.

        `pressed` is called with each such key, on another thread.
        """

    def close(self) -> None:
        """The program ends: whoever waited goes on. May take a moment."""


class EventSink(Protocol):
    """Takes the events of a session, as `--events` does."""

    def write(self, event: Mapping[str, Any]) -> None:
        """Write one event. Never raises, even if the disk is full."""

    def close(self) -> None:
        """No more events will come."""
