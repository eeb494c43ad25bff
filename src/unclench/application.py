"""The program put together: what the command line, the screens and the tests all start from."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from unclench.config import paths
from unclench.config.settings import Settings, SettingsError, store
from unclench.cues import Sound
from unclench.journal.slips import may_be_on
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.routine.model import ExerciseStep, Routine
from unclench.safety.exposure import Moment
from unclench.session.choices import Choices, UnsafeCombination
from unclench.system import gc_policy, streams
from unclench.system.clock import SystemClock, moment
from unclench.system.files import there

if TYPE_CHECKING:
    from unclench.audio.cue_bank import Bank
    from unclench.audio.process.client import Process
    from unclench.care.intake import BrokenOff
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import DoneWhole
    from unclench.journal.records import SessionRecord
    from unclench.player.controller import SessionController
    from unclench.player.exposure_guard import Keeper
    from unclench.player.speech import Announcer
    from unclench.routine import Catalogue, Library
    from unclench.session.progression import TodaysDose
    from unclench.session.timeline import Timeline
    from unclench.voice.engine import VoiceWish


@dataclass
class Application:
    """Settings and ports. Whatever is costly is made when it is first asked for.

    `make_player` gives a player that is not open yet; its one argument is called, from any
    thread, with a sentence whenever sound goes out another way than before.
    """

    settings: Settings = field(default_factory=Settings)
    home: paths.Home = field(default_factory=paths.home)
    clock: Clock = field(default_factory=SystemClock)
    wall: Callable[[], datetime] = datetime.now
    """The time of day, for people to read."""
    folder: Path | None = None
    """A folder of routines named on the command line; it comes before all others."""
    make_player: Callable[[Callable[[str], None]], Player] | None = None
    sound: Process | None = None
    """A sound process that has been begun before all else; the player takes it."""
    volume: int | None = None
    """Overrides the setting, as does `audio`."""
    audio: str | None = None
    make_voice: Callable[[Callable[[str], None]], Voice | None] | None = None
    """Gives what speaks; as `make_player`."""
    surroundings: Surroundings | None = None
    """What keeps the machine awake and calls for attention; None: nothing does."""
    running: SessionController | None = None
    """The session that was begun last, or gone back to."""
    playing: Routine | None = None
    """What it plays."""
    on_trouble: Callable[[str], None] = lambda _: None
    """Who is told of trouble with the journal while nothing is played."""
    override: str | None = None
    """The typed reason for which the next application goes past what is in its way."""
    moment: Callable[[], Moment] = moment
    """Gives now by the clocks that measure what is on the skin."""
    on_notice: Callable[[str], None] | None = None
    """Who is told, from any thread, that sound goes out another way; the running conductor."""
    _behind: tuple[SessionController, Routine] | None = field(default=None, init=False)
    _opening: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The exercises."""
        from unclench.routine import Catalogue

        return Catalogue(paths.shipped("routines") / "exercises")

    def figure(self, exercise: str) -> object:
        """The plain data of an exercise's figure, for `unclench.figure`; None where it has none."""
        movement = self.catalogue.get(exercise)
        return None if movement is None else movement.figure

    @cached_property
    def library(self) -> Library:
        """All routines: the named folder's, the user's own, the bundled ones."""
        from unclench.routine import Library

        named = [("folder", self.folder)] if self.folder is not None else []
        own = [("own", self.home.routines), ("bundled", paths.shipped("routines"))]
        return Library([*named, *own], self.catalogue, sound_folders=(self.home.sounds,))

    @cached_property
    def player(self) -> Player:
        """The one player of this run, opened; by whichever thread asks first."""
        with self._opening:
            return self.__dict__.get("player") or self._opened_player()

    def _opened_player(self) -> Player:
        player = self.make_player(self.notice) if self.make_player else self._real_player()
        player.set_volume(self.loudness)
        player.open()
        if self.sound is not None and player.name != self.sound.serves:
            self.sound.hang_up()  # begun in vain
        self.__dict__["player"] = player  # before another thread, which waits for it, looks
        return player

    @cached_property
    def voice(self) -> Voice | None:
        """The one voice of this run; it looks for its engine in the background."""
        if self.make_voice is not None:
            return self.make_voice(self.notice)
        if self.make_player is not None:
            return None  # a player of somebody's own: nothing else is opened unasked
        from unclench.voice.selection import choose_voice

        return choose_voice(self.voice_wish(), self.notice)

    def voice_wish(self) -> VoiceWish:
        """The settings' voice."""
        from unclench.voice.engine import VoiceWish, language_here

        settings = self.settings
        return VoiceWish(
            engine=settings.voice, voice=settings.voice_name or None, language=settings.language or language_here(),
            rate=settings.rate, pitch=settings.pitch,
            piper_model=Path(settings.piper_model).expanduser() if settings.piper_model else None,
        )  # fmt: skip

    def speak(self, text: str) -> None:
        """Say something where no session runs, unless the voice is off; `hush` ends it."""
        if self.settings.talk != "off":
            self._announcer.say(text)

    def hush(self) -> None:
        """Say no more of it."""
        if "_announcer" in self.__dict__:
            self._announcer.hush()

    @cached_property
    def _announcer(self) -> Announcer:
        from unclench.player.speech import Announcer

        return Announcer(lambda: self.player, lambda: self.voice, self.clock)

    @property
    def loudness(self) -> int:
        """How loud to begin, 0 to 100."""
        return self.settings.volume if self.volume is None else self.volume

    @cached_property
    def bank(self) -> Bank:
        """The cues' samples."""
        from unclench.audio.cue_bank import SETS, Bank

        own = self._own_cues() if self.settings.cues else {}
        return Bank(paths.shipped("sounds"), own, sounds=SETS[self.settings.sounds])

    def _own_cues(self) -> dict[Sound, Path | None]:
        """The settings' own sounds; a file that is not there, or lies elsewhere, is named when it is read."""
        from unclench.routine.attachments import sound_file

        folder, own = self.home.sounds, dict[Sound, Path | None]()
        for name, file in self.settings.cues.items():
            own[Sound(name)] = None if file is None else sound_file(folder, (), file) or folder / Path(file).name
        return own

    def _real_player(self) -> Player:
        from unclench.audio.selection import choose

        return choose(
            self.audio or self.settings.audio,
            clock=self.clock,
            sounds=self.bank,
            ring=streams.terminal_bell(),
            on_change=lambda _old, _new, why: self.notice(why),
            early=self.sound,
            slip=self.home.slip,
        )

    def _sounds_of(self, routine: Routine) -> list[str]:
        """Put a routine's own sounds in place; gives what is wrong with them, a sentence each."""
        if self.make_player is not None:
            return []
        self.bank.replace(self._own_sounds(routine) if routine.sounds else {})
        return self.bank.check()

    def _own_sounds(self, routine: Routine) -> dict[Sound, Path | None]:
        from unclench.routine.attachments import sound_file

        folder = (routine.path or self.home.routines / "none").parent
        own: dict[Sound, Path | None] = {}
        for name, file in routine.sounds.items():
            found = None if file is None else sound_file(folder, (self.home.sounds,), file)
            if file is None or found is not None:
                own[Sound(name)] = found
        return own

    def _keep_settings(self) -> None:
        """What keys changed in the last session holds from now on, here and in the file."""
        chosen = self.running.chosen if self.running is not None else {}
        for key, value in chosen.items():
            self.keep(key, value)
        if "volume" in chosen:
            self.volume = None
        chosen.clear()

    def keep(self, key: str, value: Any) -> None:
        """A setting from now on, here and in the file; on a full disk or in a broken file only for now."""
        self.settings = replace(self.settings, **{key: value})
        with contextlib.suppress(OSError, SettingsError):
            store(self.home.settings, key, value)

    def notice(self, sentence: str) -> None:
        """Tell whoever plays; nobody where nothing is played."""
        if self.on_notice is not None:
            self.on_notice(sentence)

    @cached_property
    def book(self) -> Logbook:
        """What is kept of this run and of those before; opened when it is first looked into."""
        from unclench.journal.logbook import Logbook

        return Logbook(self.home, self._tell_of_book, self.moment)

    def _tell_of_book(self, sentence: str) -> None:
        (self.on_notice or self.on_trouble)(sentence)

    def today(self, routine: Routine, choices: Choices, book: Logbook | None = None) -> Choices:
        """The choices with today's dose of each step that is meant to grow, by the journal.

        In another thread it needs a `book` of that thread's own.
        """
        from unclench.session.progression import growing

        steps = list(growing(routine.steps))
        return replace(choices, doses=self._doses(routine, steps, book or self.book)) if steps else choices

    def _doses(
        self, routine: Routine, steps: Sequence[tuple[str, ExerciseStep]], book: Logbook
    ) -> dict[str, TodaysDose]:
        from unclench.journal.queries import days_done
        from unclench.session.compiler import name_of
        from unclench.session.progression import Done, alike, called, todays_dose

        today = self.moment().wall + round(time.localtime().tm_gmtoff) * 1000
        known: dict[str, Sequence[DoneWhole]] = {}
        same, doses = alike(routine.steps), {}
        for id, step in steps:
            assert step.progress is not None
            if (key := called(step)) not in known:
                ask = partial(days_done, routine=routine.id, exercise=step.exercise.id, name=name_of(step))
                known[key] = book.ask(ask, ()) if there(self.home.journal) else ()
            # Where several steps are the same exercise, each is told by its place in the file.
            found = [each for each in known[key] if same[key] < 2 or each.place in (None, id)]
            done = [Done(each.day, getattr(each, step.progress.field), each.edition) for each in found]
            doses[id] = todays_dose(step.progress, done, today // 86_400_000, routine.edition)
        return doses

    def broken_off(self) -> BrokenOff | None:
        """The session that one could go on with, as it was played then; None where there is none."""
        from unclench.care.intake import BrokenOff
        from unclench.journal.queries import last_broken_off
        from unclench.player.recorder import unpacked
        from unclench.session.own_breath import BREATHE  # may have been done in between, or since
        from unclench.session.session import again_from

        def look(journal: Journal) -> tuple[SessionRecord | None, bytes | None]:
            session = last_broken_off(journal, self.moment().wall, BREATHE)
            content = session.content if session is not None else None
            return session, None if content is None else journal.content(content)

        session, data = self.book.ask(look, (None, None))
        if session is None or data is None:
            return None
        try:
            timeline = unpacked(data)
        except ValueError:
            return None  # written by another version: then there is nothing to go on with
        if again_from(timeline, session.place) >= len(timeline.segments):
            return None  # nothing of it is left but what was on the skin
        tags = tuple(filter(None, session.tags.split(",")))
        # Its own sounds, and the pictures beside it, are the file's.
        file = self._file_of(session.routine) or Routine(id=session.routine, title=session.title, steps=())
        routine = replace(file, title=session.title, edition=session.edition, tags=tags, steps=())
        return BrokenOff(session.id, session.began, routine, timeline, session.place)

    def _file_of(self, id: str) -> Routine | None:
        """The routine with this id as its file has it now; None where there is none to be read."""
        from unclench.routine import RoutineNotFound

        try:
            return self.library.find(id).routine
        except RoutineNotFound:
            return None

    def choices(self) -> Choices:
        """What the settings choose, before the user chooses otherwise."""
        return Choices(dose=self.settings.dose, breath=self.settings.breath.cycle)

    def conduct(
        self, routine: Routine, timeline: Timeline, *, step: int = 0, place: int | None = None,
        events: EventSink | None = None, keep: Callable[[], Keeper] | None = None,
    ) -> SessionController:  # fmt: skip
        """A session of `timeline` that begins now, at `step` or at segment `place`, on the one player.

        It is kept in the book, unless `keep` gives another keeper. Raises PlayerFailed; and
        UnsafeCombination for what would not be safe together, or beside what is on the skin by another program.
        """
        from unclench.player.controller import SessionController
        from unclench.player.speech import Talk
        from unclench.session.plan_check import puts_to_sleep, unsafe_together
        from unclench.session.session import Session
        from unclench.session.timeline import EXPOSURE

        if (limit := unsafe_together(routine, timeline)) is not None:
            raise UnsafeCombination(f"{limit.sentence} ({limit.id})")
        if (limit := puts_to_sleep(routine, timeline)) is not None and may_be_on(self.home) and self.book.waiting():
            raise UnsafeCombination(f"{limit.sentence} ({limit.id}) When it is off: unclench off")
        self._keep_settings()
        player = self.player  # opened before the clock starts
        if "_announcer" in self.__dict__:
            self._announcer.rest()
        doubts = self._sounds_of(routine)
        gc_policy.leave_out_what_is_there()
        # Perhaps a moment in the past: the first cue is then heard as soon as the device can.
        began = min(self.clock.now(), player.soonest())
        session = Session(timeline, began, step=step, place=place, title=routine.title)
        conductor = SessionController(
            session, player, self.clock, events, volume=self.loudness, talk=Talk(self.settings.talk),
            surroundings=self.surroundings, voice=self._when_settled,
            keep=keep or (lambda: self._recorder(routine, timeline)),
        )  # fmt: skip
        self.running, self.playing, self.on_notice = conductor, routine, conductor.notice
        if any(segment.kind in EXPOSURE for segment in timeline.segments):
            from unclench.player.packs import silent_alarm

            doubts = [*filter(None, [silent_alarm(player)]), *doubts]
        for doubt in doubts:
            conductor.notice(doubt)
        conductor.begin(
            routine=routine.id, title=routine.title, total_seconds=timeline.total / 1000,
            at_least=timeline.at_least, audio=player.name, step=step + 1,
        )  # fmt: skip
        if self.make_player is None:
            cues = {(cue.sound, cue.lasting) for cue in timeline.cues if cue.sound and cue.lasting}
            self.bank.prepare(sorted(cues))
        return conductor

    def breathe_in_between(self, events: EventSink | None = None) -> SessionController:
        """A session of the user's own breath in front of the running one, which stands still until `go_back`.

        Raises what `conduct` does.
        """
        from unclench.session.compiler import compile_routine
        from unclench.session.own_breath import breathing_routine

        session, played = self.running, self.playing
        assert session is not None
        assert played is not None
        routine = breathing_routine(self.settings.breath)
        breath = self.conduct(routine, compile_routine(routine, self.choices()), events=events)
        breath.muted = session.muted  # as the player is
        if session.ended is None:  # else it is breathed instead, and nothing is gone back to
            breath.session.waiting_behind = session.view().step
        self._behind = session, played
        return breath

    def go_back(self) -> None:
        """The running session is again the one behind the breath."""
        self._keep_settings()
        assert self._behind is not None  # a breath was played in between
        (conductor, routine), self._behind = self._behind, None
        self.running, self.playing, self.on_notice = conductor, routine, conductor.notice
        self._sounds_of(routine)

    def _when_settled(self) -> Voice | None:
        gc_policy.leave_out_the_screen_too()
        return self.voice

    def _recorder(self, routine: Routine, timeline: Timeline) -> Keeper:
        from unclench.player.recorder import (
            SessionRecorder,  # and the journal with it, which the first sound need not wait for
        )

        reason, self.override = self.override, None
        return SessionRecorder(self.book, routine, timeline, reason=reason)

    def close(self) -> None:
        """Give the sound device and the journal back, end the voice's thread, keep what keys have set."""
        gc_policy.look_at_all_again()
        self._keep_settings()
        for name in ("book", "voice", "player"):
            made = self.__dict__.pop(name, None)  # asked for again, it is made again
            if made is not None:
                made.close()
