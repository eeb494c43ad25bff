"""The sound of one run of the program: its player, its voice and the samples of its cues."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from unclench.config import paths
from unclench.config.settings import Settings
from unclench.cues import Sound
from unclench.language import tr
from unclench.player.speech import Voices
from unclench.ports import Clock, Player, Reach, Voice
from unclench.system import streams

if TYPE_CHECKING:
    from unclench.audio.cue_bank import Bank, BedSounds
    from unclench.audio.process.client import ServerProcess
    from unclench.player.playback import KeyTick
    from unclench.player.speech import Announcer
    from unclench.routine.model import Routine
    from unclench.session.timeline import Timeline
    from unclench.voice.engine import VoiceWish

Notice = Callable[[str], None]
"""Is called, from any thread, with a sentence whenever sound goes out another way than before."""


HEARD_FIRST = (Sound.GO, Sound.TICK, Sound.RELEASE)
APART = 1_200
"""Ms from one cue to the next where they are only tried out."""
SAID_THEN = tr("This is how I sound.")
TRIED = tr("Ready.")
"""What a voice is tried with."""
VOICE_PATIENCE = 5
"""Seconds to wait for that: some engines first load a file of many megabytes."""


class SoundSystem:
    """Makes the one player and the one voice of a run, each when it is first asked for."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        home: paths.Home,
        clock: Clock,
        notice: Notice,
        *,
        make_player: Callable[[Notice], Player] | None = None,
        make_voice: Callable[[Notice], Voice | None] | None = None,
        process: ServerProcess | None = None,
    ) -> None:
        """`settings` returns those that count now. Without `make_player` and `make_voice` the real ones are made.

        `process` is a sound process that was started early; the player takes it, or it is stopped.
        """
        self._settings, self._home, self._clock, self._notice = settings, home, clock, notice
        self._make_player, self._make_voice, self._process = make_player, make_voice, process
        self._opening = threading.Lock()
        self.voices = Voices(self.voice_wish, notice, self._brought_voice if make_voice or make_player else None)
        self.open_player: Player | None = None
        """The player, if it is open already."""

    @cached_property
    def key_tick(self) -> KeyTick:
        """Answers the keys that are pressed while no session runs."""
        from unclench.player.playback import KeyTick

        return KeyTick(lambda: self.open_player, self._clock)

    # -- the player ----------------------------------------------------------------------

    @property
    def player(self) -> Player:
        """The player, opened; by whichever thread asks first, while the others wait. Raises PlayerFailed."""
        with self._opening:
            if self.open_player is None:
                self.open_player = self._opened()
            return self.open_player

    def _opened(self) -> Player:
        player = self._make_player(self._notice) if self._make_player else self._real_player()
        player.set_volume(self._settings().volume)
        player.open()
        if self._process is not None and player.name != self._process.serves:
            self._process.hang_up()  # another player was chosen
        return player

    def _real_player(self) -> Player:
        from unclench.audio.player_choice import choose

        return choose(
            self._settings().audio,
            clock=self._clock,
            sounds=self.bank,
            ring=streams.terminal_bell(),
            on_change=lambda _old, _new, why: self._notice(why),
            early=self._process,
            slip=self._home.slip,
        )

    # -- the cues ------------------------------------------------------------------------

    @cached_property
    def bank(self) -> Bank:
        """The samples of the cues."""
        from unclench.audio.cue_bank import SETS, Bank

        settings = self._settings()
        own = self._own_cues(settings) if settings.cues else {}
        return Bank(paths.shipped("sounds"), own, sounds=SETS[settings.sounds])

    def _own_cues(self, settings: Settings) -> dict[Sound, Path | None]:
        """The settings' own sounds, None where one is silenced. A missing file is reported when it is read."""
        from unclench.routine.attachments import sound_file

        folder, own = self._home.sounds, dict[Sound, Path | None]()
        for name, file in settings.cues.items():
            own[Sound(name)] = None if file is None else sound_file(folder, (), file) or folder / Path(file).name
        return own

    def use_sounds_of(self, routine: Routine) -> list[str]:
        """Play the routine's own sounds from now on. Returns what is wrong with them, a sentence each."""
        if self._make_player is not None:
            return []
        self.bank.replace(self._sounds_of(routine) if routine.sounds else {})
        return self.bank.check()

    def _sounds_of(self, routine: Routine) -> dict[Sound, Path | None]:
        from unclench.routine.attachments import sound_file

        folder = (routine.path or self._home.routines / "none").parent
        own: dict[Sound, Path | None] = {}
        for name, file in routine.sounds.items():
            found = None if file is None else sound_file(folder, (self._home.sounds,), file)
            if file is None or found is not None:
                own[Sound(name)] = found
        return own

    def prepare(self, timeline: Timeline) -> None:
        """Render the cues that are as long as their phase, such as the breaths, before they are due."""
        if self._make_player is None:
            self.bank.prepare(sorted({(cue.sound, cue.lasting) for cue in timeline.cues if cue.sound and cue.lasting}))

    @cached_property
    def bed(self) -> BedSounds:
        """What lies under the holds, for whoever wishes for it. Raises PlayerFailed."""
        from unclench.audio.cue_bank import BedSounds

        return BedSounds(paths.shipped("sounds"))

    # -- the voice -----------------------------------------------------------------------

    @property
    def voice(self) -> Voice | None:
        """The voice for what is played; it looks for its engine in the background. None where nothing speaks."""
        return self.voices.current

    def _brought_voice(self) -> Voice | None:
        """The voice of somebody who brought a player of their own: none, unless they brought one too."""
        return None if self._make_voice is None else self._make_voice(self._notice)

    def word_lengths(self, routine: Routine) -> Callable[[str], int] | None:
        """Returns how many ms a text of this routine takes; None where nothing speaks, as far as is known yet."""
        settings, player = self._settings(), self.open_player
        if settings.voice == "none" or settings.audio in ("bell", "none"):
            return None
        if (player is not None and player.reach is not Reach.ALL) or self.voices.mute:
            return None
        from unclench.voice.recorded import lengths, sheet_lengths

        usual, words = lengths(self.voice_wish()), self.voices.words_of(routine)
        if words is None or routine.language is None:
            return usual
        return sheet_lengths(usual, words.are_in, settings.rate, silent=self.voices.is_silent(routine.language))

    def try_voice(self) -> bool:
        """Have the voice say one word to itself; returns whether it can. Waits for that, so call it in a thread."""
        voice = self.voice
        if voice is None:
            return False
        voice.prepare([TRIED])
        for _ in range(VOICE_PATIENCE * 20):
            if not voice.pending([TRIED]):
                break
            time.sleep(0.05)
        return voice.line([TRIED], None) is not None

    def voice_wish(self) -> VoiceWish:
        """The voice that the settings ask for."""
        from unclench.voice.engine import VoiceWish, language_here

        settings = self._settings()
        return VoiceWish(
            engine=settings.voice, voice=settings.voice_name or None, language=settings.language or language_here(),
            rate=settings.rate, pitch=settings.pitch,
            piper_model=Path(settings.piper_model).expanduser() if settings.piper_model else None,
            recordings=paths.shipped("sounds") / "voice",
        )  # fmt: skip

    @cached_property
    def _announcer(self) -> Announcer:
        from unclench.player.speech import Announcer

        return Announcer(lambda: self.player, lambda: self.voice, self._clock)

    def try_out(self) -> None:
        """Play a few cues at the volume of the settings, then say something. Raises PlayerFailed."""
        player = self.player
        player.set_volume(self._settings().volume)
        for number, sound in enumerate(HEARD_FIRST):
            player.play(sound, self._clock.now() + number * APART)
        self.announce(SAID_THEN)

    def show_volume(self) -> None:
        """If the player is open, have it as loud as the settings say, and answer the key so loudly."""
        if self.open_player is not None:
            self.open_player.set_volume(self._settings().volume)
            self.key_tick.answer(taken=True)

    def announce(self, text: str, sound: Sound | None = None, level: float = 1.0) -> None:
        """While no session runs, play a cue and say something, unless the voice is off; `hush` cuts both short."""
        text = text if self._settings().talk != "off" else ""
        if text or sound is not None:
            self._announcer.say(text, sound, level)

    def hush(self) -> None:
        """Stop announcing. Returns at once."""
        if "_announcer" in self.__dict__:
            self._announcer.hush()

    def finish_announcing(self) -> None:
        """Wait until what is being announced has been said, but not for long."""
        if "_announcer" in self.__dict__:
            self._announcer.finish()

    def finish_telling(self) -> None:
        """Wait until what somebody should know has been said: before a session, or at the end."""
        if "_announcer" in self.__dict__:
            from unclench.player.speech import LONGEST_TOLD

            self._announcer.finish(LONGEST_TOLD)

    def stop_announcing(self) -> None:
        """Stop announcing, and wait until the player is free for a session."""
        if "_announcer" in self.__dict__:
            self._announcer.rest()

    def close(self) -> None:
        """Close the voice and the player. If they are asked for again, they are made anew."""
        self.voices.close()
        player, self.open_player = self.open_player, None
        if player is not None:
            player.close()
