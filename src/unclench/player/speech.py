"""Speaking the words of cues through the player: the longest that fits, at its exact moment.

The voice renders in the background. What is not ready when its cue is handed over is tried
again until there is no room left for it; nothing is ever said late into the next phase.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from enum import StrEnum

from unclench.cues import speak_after
from unclench.ports import Clock, Player, PlayerFailed, Voice
from unclench.session.session import Heard
from unclench.session.timeline import Cue, Timeline

RETRY = 50
"""Ms between two looks for words that are still being rendered."""
RATE = 44_100
"""Samples of speech a second."""
SHORTEST = 200
"""Nobody says anything in less than this many ms."""


class Talk(StrEnum):
    """How much is said."""

    FULL = "full"
    SHORT = "short"
    OFF = "off"


TALK_SAID = {
    Talk.FULL: "The voice says everything.",
    Talk.SHORT: "The voice is short.",
    Talk.OFF: "The voice is off; the captions stay.",
}


class Speaker:
    """Hands words to a player. Times are ms on the conductor's clock."""

    def __init__(self, player: Player, talk: Talk = Talk.FULL) -> None:
        self.talk = talk
        self._player = player
        self._voice: Voice | None = None
        self._mute = False
        self._unsaid: list[Heard] = []

    def attach(self, voice: Voice | None, timeline: Timeline) -> None:
        """This is the voice; have it render everything that the session will say. None: there is none."""
        self._voice, self._mute = voice, voice is None
        self._prepare(timeline)

    def change_talk(self, talk: Talk, timeline: Timeline) -> None:
        """Another amount from now on."""
        silent_before, self.talk = self.talk is Talk.OFF, talk
        if silent_before:
            self._prepare(timeline)

    def _prepare(self, timeline: Timeline) -> None:
        """An engine is looked for only where something is to be said."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare(text for cue in timeline.cues for text in cue.spoken)

    def take(self, heard: Heard) -> None:
        """A cue was handed over: its words go with it. Until the voice is known, they wait."""
        if not self._mute and self.wanted(heard.cue):
            self._unsaid.append(heard)

    def say(self, text: str, now: int) -> None:
        """Something that no cue has, such as a question: said as soon as the voice has it, unless it is off."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare([text])
            self._unsaid.append(Heard(Cue(0, None, "", 0, spoken=(text,), essential=True), now))

    def speak(self, now: int) -> None:
        """Hand over what is ready; drop what came too late to be said."""
        if self._mute:
            self._unsaid.clear()
        self._unsaid = [heard for heard in self._unsaid if not self._said(heard, now)]

    def withdraw(self) -> None:
        """Forget what was still to be said; the player forgets the rest."""
        self._unsaid.clear()

    @property
    def retry_in(self) -> int | None:
        """Ms until it is worth looking again, or None."""
        return RETRY if self._unsaid and self._voice is not None else None

    def wanted(self, cue: Cue) -> tuple[str, ...]:
        """The variants that may be said of a cue, by how much is to be said."""
        match self.talk:
            case Talk.FULL:
                return cue.spoken
            case Talk.SHORT:
                return cue.spoken[-1:] if cue.essential else ()
            case Talk.OFF:
                return ()

    def _said(self, heard: Heard, now: int) -> bool:
        """Whether nothing is left to do for a cue: it is said, or there is no room for it."""
        begin = max(heard.at + speak_after(heard.cue.sound), now)
        room = None if heard.room is None else heard.at + heard.room - begin
        if room is not None and room < SHORTEST:
            return True
        if self._voice is None:
            return False
        variants = self.wanted(heard.cue)
        speech = self._voice.line(variants, room)
        if speech is None:
            return not self._voice.pending(variants)
        self._player.speak(speech.samples, begin)
        return True


class Announcer:
    """Says a sentence where no session runs, such as a question before it: as soon as the voice has it.

    `player` and `voice` are asked for when they are first needed. A sentence ends when it is hushed.
    """

    def __init__(self, player: Callable[[], Player], voice: Callable[[], Voice | None], clock: Clock) -> None:
        self._player, self._voice, self._clock = player, voice, clock
        self._hushed = threading.Event()
        self._speaking: threading.Thread | None = None

    def say(self, text: str) -> None:
        """Begin to say it; the voice renders it in the background."""
        self.rest()
        self._hushed.clear()
        self._speaking = threading.Thread(target=self._say, args=(text,), name="announcer", daemon=True)
        self._speaking.start()

    def _say(self, text: str) -> None:
        with contextlib.suppress(PlayerFailed):  # then it is read, and a session says what is the matter
            player, voice = self._player(), self._voice()
            if voice is None:
                return
            voice.prepare([text])
            while not self._hushed.is_set():
                if (speech := voice.line((text,), None)) is not None:
                    player.speak(speech.samples, self._clock.now())
                    if self._hushed.wait(len(speech.samples) / RATE):
                        player.withdraw()
                    return
                if not voice.pending((text,)):
                    return
                self._hushed.wait(RETRY / 1000)

    def hush(self) -> None:
        """Not a word more of it, since it has been answered. Returns at once."""
        self._hushed.set()

    def rest(self) -> None:
        """Wait until it has let go of the player, so that nothing of a session is taken back with its words."""
        self.hush()
        speaking, self._speaking = self._speaking, None
        if speaking is not None:
            speaking.join()
