"""Speaks the words of cues through the player: the longest variant that fits, at its exact moment.

The voice renders in the background. What is not ready when its cue is handed over is tried
again until there is no room left for it, so that nothing is ever said into the next phase.
"""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections.abc import Callable
from enum import StrEnum

from unclench.cues import speak_after
from unclench.language import tr
from unclench.ports import Clock, Player, PlayerFailed, Reach, Voice
from unclench.session.session import DueCue
from unclench.session.timeline import Cue, Timeline

RETRY = 50
"""How often (ms) to try again for words that are still being rendered."""
RATE = 44_100
"""Samples of speech per second."""
SHORTEST = 200
"""With less room than this (ms) nothing can be said (ours)."""
RESTED = 300
"""Ms that a reply waits for another key: whoever presses three times hears the last word only (ours)."""
STALE = 3_000
"""A reply that has found no silence within so many ms is dropped: by then other things count (ours)."""


class Talk(StrEnum):
    """How much the voice says."""

    FULL = "full"
    SHORT = "short"
    OFF = "off"


TALK_SAID = {
    Talk.FULL: tr("Voice: full."),
    Talk.SHORT: tr("Voice: brief."),
    Talk.OFF: tr("Voice: off. Captions stay on."),
}


class Speaker:
    """Hands words to a player. Times are ms on the session's clock."""

    def __init__(self, player: Player, talk: Talk = Talk.FULL) -> None:
        self.talk = talk
        self._player = player
        self._voice: Voice | None = None
        self._mute = False
        self._unsaid: list[DueCue] = []
        self._reply: tuple[str, int] | None = None
        """What answers the last key, and when that was pressed; None once it is said, or is stale."""
        self._begun: list[tuple[int, int]] = []
        """When words that were handed over begin and end."""

    def attach(self, voice: Voice | None, timeline: Timeline) -> None:
        """Use this voice, and have it render everything the session will say. None: nothing speaks."""
        self._voice, self._mute = voice, voice is None
        self._prepare(timeline)

    def change_talk(self, talk: Talk, timeline: Timeline) -> None:
        """Say more or less from now on."""
        silent_before, self.talk = self.talk is Talk.OFF, talk
        if silent_before:
            self._prepare(timeline)

    def _prepare(self, timeline: Timeline) -> None:
        """Have the words rendered. With the voice off this looks for no engine."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare(text for cue in timeline.cues for text in cue.spoken)

    def add(self, heard: DueCue) -> None:
        """A cue was handed over: its words go with it, and wait until there is a voice."""
        if not self._mute and self.variants(heard.cue):
            self._unsaid.append(heard)

    def say(self, text: str, now: int) -> None:
        """Say what belongs to no cue, such as a question, as soon as it is rendered; not if the voice is off."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare([text])
            self._unsaid.append(DueCue(Cue(0, None, "", 0, spoken=(text,), essential=True), now))

    def reply(self, text: str, now: int) -> None:
        """Say what answers a key as soon as nothing else is being said; instead of the answer to the key before."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare([text])
            self._reply = text, now

    @property
    def speaks(self) -> bool:
        """Whether a question read aloud now is heard."""
        return self._voice is not None and self.talk is not Talk.OFF and self._player.reach is Reach.ALL

    def speak(self, now: int) -> None:
        """Hand over what is rendered, and drop what there is no room for any more."""
        if self._mute:
            self._unsaid.clear()
        self._unsaid = [heard for heard in self._unsaid if not self._tried(heard, now)]
        self._try_reply(now)

    def _try_reply(self, now: int) -> None:
        """Say the reply where no words are, and none of a cue that is handed over already would begin meanwhile."""
        if self._reply is None or self._voice is None:
            return
        text, since = self._reply
        if now - since > STALE:
            self._reply = None
        elif now - since >= RESTED and all(end <= now for begin, end in self._begun if begin <= now):
            coming = [begin for begin, _ in self._begun if begin > now]
            coming += [heard.at + speak_after(heard.cue.sound) for heard in self._unsaid]
            speech = self._voice.line((text,), min(coming) - now if coming else None)
            if speech is not None:
                self._hand_over(speech.samples, now)
                self._reply = None

    def _hand_over(self, samples: array[int], at: int) -> None:
        self._begun = [(begin, end) for begin, end in self._begun if end > at]
        self._begun.append((at, at + len(samples) * 1000 // RATE))
        self._player.speak(samples, at)

    def withdraw(self) -> None:
        """Forget what has not been handed over; the player forgets the rest."""
        self._unsaid.clear()
        self._begun.clear()
        self._reply = None

    @property
    def retry_in(self) -> int | None:
        """Ms until it is worth trying again; None while nothing waits."""
        return RETRY if (self._unsaid or self._reply) and self._voice is not None else None

    def variants(self, cue: Cue) -> tuple[str, ...]:
        """The variants of a cue's words that the voice may say, the longest first."""
        match self.talk:
            case Talk.FULL:
                return cue.spoken
            case Talk.SHORT:
                return cue.spoken[-1:] if cue.essential else ()
            case Talk.OFF:
                return ()

    def _tried(self, heard: DueCue, now: int) -> bool:
        """Hand a cue's words over if they are rendered. Returns whether it is done with: that, or no room is left."""
        begin = max(heard.at + speak_after(heard.cue.sound), now)
        room = None if heard.room is None else heard.at + heard.room - begin
        if room is not None and room < SHORTEST:
            return True
        if self._voice is None:
            return False
        variants = self.variants(heard.cue)
        speech = self._voice.line(variants, room)
        if speech is None:
            return not self._voice.pending(variants)
        self._hand_over(speech.samples, begin)
        return True


class Announcer:
    """Says a sentence while no session runs, such as a question before one, as soon as it is rendered.

    `player` and `voice` are called when they are first needed, in a thread of the announcer's own.
    """

    def __init__(self, player: Callable[[], Player], voice: Callable[[], Voice | None], clock: Clock) -> None:
        self._player, self._voice, self._clock = player, voice, clock
        self._hushed = threading.Event()
        self._speaking: threading.Thread | None = None

    def say(self, text: str) -> None:
        """Begin to say it, in the background, instead of what was being said."""
        self.rest()
        self._hushed.clear()
        self._speaking = threading.Thread(target=self._say, args=(text,), name="announcer", daemon=True)
        self._speaking.start()

    def _say(self, text: str) -> None:
        with contextlib.suppress(PlayerFailed):  # then it can still be read, and the session reports what is wrong
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
        """Stop, because the question has been answered. Returns at once."""
        self._hushed.set()

    def rest(self) -> None:
        """Stop, and wait until it has let go of the player: it must not withdraw a session's cues with its words."""
        self.hush()
        speaking, self._speaking = self._speaking, None
        if speaking is not None:
            speaking.join()
