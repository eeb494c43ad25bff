"""Speaks the words of cues through the player, each at its exact moment, by the voice for its language.

The voice renders in the background. What is not ready when its cue is handed over is tried
again until there is no room left for it, so that nothing is ever said into the next phase.
Questions are said as they are rendered, sentence by sentence: whoever has pressed a key waits for the first word.
"""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from unclench.cues import Sound, speak_after
from unclench.language import tr
from unclench.ports import Clock, Player, PlayerFailed, Reach, Recital, Voice
from unclench.session.cue_queue import CutWords
from unclench.session.session import DueCue
from unclench.session.timeline import Cue, Timeline

if TYPE_CHECKING:
    from unclench.routine.model import Routine
    from unclench.session.authors_words import AuthorsWords
    from unclench.voice.engine import VoiceWish
    from unclench.voice.voice import RenderedVoice


RETRY = 50
"""How often (ms) to try again for words that are still being rendered."""
SOON = 10
"""The same for the sentences of a question, for which somebody is waiting."""
RATE = 44_100
"""Samples of speech per second."""
LATEST = 500
"""Ms before words begin at which they are said as far as they are rendered; until then the longest is waited for."""
SHORTEST = 200
"""With less room than this (ms) nothing can be said (ours)."""
RESTED = 300
"""Ms that a reply waits for another key: whoever presses three times hears the last word only (ours)."""
STALE = 3_000
"""A reply that has found no silence within so many ms is dropped: by then other things count (ours)."""


UNDER_WORDS = frozenset({None, Sound.TICK, Sound.HALF, Sound.MINUTE})
"""The signs within a phase: a reply may lie over these, but never over what begins or ends one, nor over the alarm."""
RINGING = 2_500
"""Ms for which a cue before words may still be heard: an answer cuts it short so long."""
FINISHING = 6_000
"""Ms that the program waits at its end for what it is saying (ours)."""
LONGEST_TOLD = 20_000
"""Ms that a session waits at most for what somebody should know before it; a number to call is in it (ours)."""
KEPT = 8
"""So many words that were handed over are kept: more than one get-ready or pause has."""


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
        self._recitals: deque[Recital] = deque()
        """What is being said as it is rendered, and what will be after that."""
        self._recited_until = 0
        """When what has been handed over of these ends."""
        self._reply: tuple[str, int] | None = None
        """What answers the last key, and when that was pressed; None once it is said, or is stale."""
        self._begun: list[tuple[int, int]] = []
        """When words that were handed over begin and end, and cues that nothing may be said over."""
        self._handed: deque[tuple[DueCue, str, int, int]] = deque(maxlen=KEPT)
        """The cues whose words were handed over last, with what was said, and when that begins and ends."""
        self.muted_since: int | None = None
        """When everything but the alarm was muted; None while words can be heard."""

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
        if heard.cue.sound not in UNDER_WORDS:
            self._begun.append((heard.at, heard.at + speak_after(heard.cue.sound)))
        if not self._mute and self.variants(heard.cue):
            self._unsaid.append(heard)

    def say(self, text: str, now: int) -> None:
        """Say what belongs to no cue, such as a question, from its first sentence on; not if the voice is off."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._recitals.append(self._voice.recite(text))
            self._recite(now)

    def reply(self, text: str, now: int) -> None:
        """Say what answers a key as soon as nothing else is being said; instead of the answer to the key before."""
        if self._voice is not None and self.talk is not Talk.OFF:
            self._voice.prepare([text])
            self._reply = text, now

    @property
    def speaks(self) -> bool:
        """Whether a question read aloud now is heard."""
        return self._voice is not None and self.talk is not Talk.OFF and self._player.reach is Reach.ALL

    def silent_from(self, now: int) -> int:
        """When the last of what was handed over has been said; `now` if it has been."""
        return max((end for _, end in self._begun), default=now)

    def speak(self, now: int, following: int | None = None) -> None:
        """Hand over what is rendered, and drop what there is no room for any more.

        `following` is when the first cue that was not handed over yet is due; None: none is.
        """
        self._begun = [(begin, end) for begin, end in self._begun if end > now]
        if self._mute:
            self._unsaid.clear()
        self._unsaid = [heard for heard in self._unsaid if not self._tried(heard, now)]
        self._recite(now)
        self._try_reply(now, following)

    def _recite(self, now: int) -> None:
        """Hand over the sentences that have been rendered since, each after the one before."""
        while self._recitals:
            while (samples := self._recitals[0].take()) is not None:
                begin = max(now, self._recited_until, *(end for begun, end in self._begun if begun <= now))
                self._hand_over(samples, begin)
                self._recited_until = self._begun[-1][1]
            if not self._recitals[0].over:
                return
            self._recitals.popleft()

    def _try_reply(self, now: int, following: int | None) -> None:
        """Say the reply where no words are, and neither words nor a cue that begins a phase would come meanwhile."""
        if self._reply is None or self._voice is None:
            return
        text, since = self._reply
        silent = not self._recitals and all(end <= now for begin, end in self._begun if begin <= now)
        if now - since > STALE:
            self._reply = None
        elif now - since >= RESTED and silent:
            coming = [begin for begin, _ in self._begun if begin > now]
            coming += [] if following is None else [following]
            coming += [heard.at + speak_after(heard.cue.sound) for heard in self._unsaid]
            speech = self._voice.line((text,), min(coming) - now if coming else None)
            if speech is not None:
                self._hand_over(speech.samples, now)
                self._reply = None

    def _hand_over(self, samples: array[int], at: int) -> None:
        self._begun.append((at, at + len(samples) * 1000 // RATE))
        self._player.speak(samples, at)

    def cut_off(self, segment: int, now: int) -> CutWords | None:
        """The first words of a segment that have not been heard to their end by `now`; None if all have been.

        A cue that is not due yet is no matter of this: it comes again by itself.
        """
        until = now if self.muted_since is None else min(now, self.muted_since)
        for heard, text, begin, end in self._handed:
            if heard.cue.segment == segment and heard.at <= now and end > until:
                return CutWords(heard.cue, (text,), end - begin, until - begin)
        for heard in self._unsaid:
            if heard.cue.segment == segment and heard.at <= now:
                return CutWords(heard.cue, self.variants(heard.cue))
        return None

    def withdraw(self) -> None:
        """Forget what has not been handed over; the player forgets the rest."""
        for recital in self._recitals:
            recital.drop()
        self._recitals.clear()
        self._recited_until = 0
        self._unsaid.clear()
        self._begun.clear()
        self._handed.clear()
        self._reply = None

    @property
    def retry_in(self) -> int | None:
        """Ms until it is worth trying again; None while nothing waits."""
        if self._voice is None:
            return None
        return SOON if self._recitals else RETRY if self._unsaid or self._reply else None

    def variants(self, cue: Cue) -> tuple[str, ...]:
        """The variants of a cue's words that the voice may say, the longest first."""
        return () if self.talk is Talk.OFF else cue.said(briefly=self.talk is Talk.SHORT)

    def _tried(self, heard: DueCue, now: int) -> bool:
        """Hand a cue's words over if they are rendered. Returns whether it is done with: that, or no room is left."""
        begin = max(heard.at + speak_after(heard.cue.sound), now, self._recited_until)
        room = None if heard.room is None else heard.at + heard.room - begin
        if room is not None and room < SHORTEST:
            return True
        if self._voice is None or self._recitals:
            return False
        variants = self.variants(heard.cue)
        if begin - now > LATEST and self._voice.pending(variants):
            self._voice.line(variants, 0)  # nothing fits into that, but they are rendered next
            return False
        speech = self._voice.line(variants, room)
        if speech is None:
            return not self._voice.pending(variants)
        self._hand_over(speech.samples, begin)
        self._handed.append((heard, speech.text, *self._begun[-1]))
        return True


class Announcer:
    """Says a sentence while no session runs, such as a question before one, as soon as it is rendered.

    `player` and `voice` are called when they are first needed, in a thread of the announcer's own.
    """

    def __init__(self, player: Callable[[], Player], voice: Callable[[], Voice | None], clock: Clock) -> None:
        self._player, self._voice, self._clock = player, voice, clock
        self._hushed = threading.Event()
        self._speaking: threading.Thread | None = None

    def say(self, text: str, sound: Sound | None = None, level: float = 1.0) -> None:
        """Begin to say it, in the background, instead of what was being said; after this cue, if there is one.

        Without a text there is only the cue.
        """
        self.rest()
        self._hushed.clear()
        self._speaking = threading.Thread(target=self._say, args=(text, sound, level), name="announcer", daemon=True)
        self._speaking.start()

    def _say(self, text: str, sound: Sound | None, level: float) -> None:
        with contextlib.suppress(PlayerFailed):  # then it can still be read, and the session reports what is wrong
            player = self._player()
            begin = end = self._clock.now()
            if sound is not None:
                player.play(sound, begin, level=level)
                end += RINGING
            if text and (voice := self._voice()) is not None:
                end = max(end, self._recited(voice.recite(text), player, begin + speak_after(sound)))
            if end > begin and self._hushed.wait(max(0, end - self._clock.now()) / 1000):
                player.withdraw()

    def _recited(self, recital: Recital, player: Player, begin: int) -> int:
        """Hand over the sentences as they are rendered, from `begin` on; returns when the last of them ends."""
        end = begin
        while not (recital.over or self._hushed.is_set()):
            if (samples := recital.take()) is None:
                self._hushed.wait(SOON / 1000)
                continue
            at = max(end, self._clock.now())
            player.speak(samples, at)
            end = at + len(samples) * 1000 // RATE
        recital.drop()
        return end

    def hush(self) -> None:
        """Stop, because the question has been answered. Returns at once."""
        self._hushed.set()

    def finish(self, within: int = FINISHING) -> None:
        """Wait until it is said, for so many ms at most, and then stop."""
        if self._speaking is not None:
            self._speaking.join(within / 1000)
        self.rest()

    def rest(self) -> None:
        """Stop, and wait until it has let go of the player: it must not withdraw a session's cues with its words."""
        self.hush()
        speaking, self._speaking = self._speaking, None
        if speaking is not None:
            speaking.join()


class Voices:
    """Makes each voice when it is first asked for; none of them looks for an engine before there is a text."""

    def __init__(
        self, wish: Callable[[], VoiceWish], notice: Callable[[str], None], make: Callable[[], Voice | None] | None
    ) -> None:
        """`make` returns the usual voice, which then says everything; None: by what the settings `wish` for now."""
        self._wish, self._notice, self._make = wish, notice, make
        self._of_languages: dict[str, RenderedVoice] = {}
        self._spoken: tuple[str, AuthorsWords] | None = None
        """The language of what is played and what its author wrote in it; None where the usual voice speaks that."""
        self._read: tuple[Routine, AuthorsWords] | None = None
        """The routine in another language that was looked at last, and what its author wrote."""

    @cached_property
    def usual(self) -> Voice | None:
        """What says everything that is in no other language; None where nothing speaks."""
        if self._make is not None:
            return self._make()
        from unclench.voice.voice_choice import choose_voice

        return choose_voice(self._wish(), self._notice)

    @property
    def current(self) -> Voice | None:
        """The voice for what is played, as `speak_for` has named it; None where nothing speaks."""
        if self._spoken is None or self._make is not None:
            return self.usual
        from unclench.voice.voice import RenderedVoice
        from unclench.voice.voice_choice import SheetVoice

        tag, words = self._spoken
        assert isinstance(self.usual, RenderedVoice)
        return SheetVoice(self.usual, self._in_another(tag), words.are_in)

    def in_language(self, tag: str | None) -> Voice | None:
        """The voice for texts in a language; the usual one for None, and for its own."""
        if tag is None or self._make is not None or self._wish().speaks(tag):
            return self.usual
        return self._in_another(tag)

    def _in_another(self, tag: str) -> RenderedVoice:
        if tag not in self._of_languages:
            from unclench.voice.voice_choice import choose_sheet_voice

            self._of_languages[tag] = choose_sheet_voice(self._wish(), tag, self._notice)
        return self._of_languages[tag]

    def speak_for(self, routine: Routine) -> list[str]:
        """Have what its author wrote said in the routine's language from now on; what the program says, as always.

        Returns what is wrong: a sentence if it is known that nobody speaks it.
        """
        words, tag = self.words_of(routine), routine.language
        self._spoken = None if words is None or tag is None else (tag, words)
        if tag is None or self._spoken is None or not self.is_silent(tag):
            return []
        from unclench.voice.voice import unspoken

        return [" ".join(unspoken(tag))]

    def words_of(self, routine: Routine) -> AuthorsWords | None:
        """What the author of a routine in another language than the usual voice's wrote; None of any other routine."""
        if routine.language is None or self._wish().speaks(routine.language):
            return None
        read = self._read
        if read is None or read[0] is not routine:
            from unclench.session.authors_words import AuthorsWords

            read = self._read = routine, AuthorsWords(routine)
        return read[1]

    def is_silent(self, tag: str) -> bool:
        """Whether a voice for another language has been looked for in vain."""
        voice = self._of_languages.get(tag)
        return voice is not None and voice.name == "none"

    def why_unspoken(self, tag: str) -> tuple[str, str] | None:
        """Why nobody speaks a language, and what to do; None where somebody does, or no voice is wished for.

        It tries engines out, which may take seconds.
        """
        wish = self._wish()
        if wish.engine == "none" or wish.speaks(tag):
            return None
        from unclench.voice.voice import unspoken
        from unclench.voice.voice_choice import probe_sheet_voice

        return unspoken(tag) if probe_sheet_voice(wish, tag) is None else None

    @property
    def mute(self) -> bool:
        """Whether nothing speaks, as far as is known without looking for an engine."""
        if self._make is not None:
            return self.usual is None
        return getattr(self.__dict__.get("usual"), "name", "") == "none"  # it has looked for one in vain

    def close(self) -> None:
        """Close all of them. If they are asked for again, they are made anew."""
        if (voice := self.__dict__.pop("usual", None)) is not None:
            voice.close()
        while self._of_languages:
            self._of_languages.popitem()[1].close()
