"""The program put together: what the command line, the screens and the tests all start from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import field

from unclench.config import paths
from unclench.config.settings import RunSettings
from unclench.journal.slips import may_be_on
from unclench.keynames import USUAL, KeyNames, chosen
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.routine.model import Routine
from unclench.safety.exposure import Moment
from unclench.system import gc_policy, log
from unclench.system.clock import SystemClock, moment

if TYPE_CHECKING:
    from unclench.audio.process.client import ServerProcess
    from unclench.care.asks import InterruptedSession
    from unclench.care.guide import Guide
    from unclench.journal.logbook import Logbook
    from unclench.player.controller import SessionController, SoundControls
    from unclench.player.exposure_guard import Recorder
    from unclench.player.sound_system import Notice, SoundSystem
    from unclench.player.speech import Talk
    from unclench.routine import Catalogue, Library
    from unclench.routine.library import Plans
    from unclench.session.choices import Choices
    from unclench.session.timeline import Timeline


class Shelves:
    """Exercises, routines and plans. Whatever is costly is made when it is first asked for."""

    home: paths.Home
    folder: Path | None

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
        """All routines: those of the named folder, the user's own, the bundled ones."""
        from unclench.routine import Library

        named = [("folder", self.folder)] if self.folder is not None else []
        own = [("own", self.home.routines), ("bundled", paths.shipped("routines"))]
        return Library([*named, *own], self.catalogue, sound_folders=(self.home.sounds,))

    def is_bundled(self, path: Path) -> bool:
        """Whether a routine's file came with the program; such a file is never changed."""
        return path.resolve().is_relative_to(paths.shipped("routines").resolve())

    @property
    def plans(self) -> Plans:
        """All plans: those of the named folder, the user's own, the bundled ones; in `plans` beside the routines."""
        from unclench.routine.library import PLANS_FOLDER, Plans

        named = [self.folder] if self.folder is not None else []
        return Plans([folder / PLANS_FOLDER for folder in (*named, self.home.routines, paths.shipped("routines"))])


class Application(Shelves, RunSettings, dict=True):
    """The ports and the running session, with all that there is to play and the settings that hold."""

    clock: Clock = field(default_factory=SystemClock)
    moment: Callable[[], Moment] = moment
    """Returns now by the clocks that measure what is on the skin."""
    folder: Path | None = None
    """A folder of routines named on the command line; it comes before all others."""
    in_browser: bool = False
    """Whether a page shows it (`unclench serve`): whoever sits there starts no other program on this computer."""
    make_player: Callable[[Notice], Player] | None = None
    """Returns a player that is not open yet; None for the real one."""
    make_voice: Callable[[Notice], Voice | None] | None = None
    """Returns what speaks; None for the real one."""
    sound_process: ServerProcess | None = None
    """A sound process that was started before all else; the player takes it."""
    keys: KeyNames = USUAL
    """What the keys of the front end are called: those of plain text, until the screens take over."""
    surroundings: Surroundings | None = None
    """What keeps the machine awake and calls for attention; None: nothing does."""
    running: SessionController | None = None
    """The session that started last, or was returned to."""
    playing: Routine | None = None
    """What it plays."""
    override: str | None = None
    """The typed reason for which the next application begins in spite of a lock-out."""
    on_trouble: Callable[[str], object] = lambda _: None
    """Is called with a sentence about trouble with the journal while nothing is played."""
    on_notice: Notice | None = None
    """Is called, from any thread, with what the user should know now; the running session's `notice`."""
    _behind: tuple[SessionController, Routine] | None = None

    # -- what there is -------------------------------------------------------------------

    @cached_property
    def book(self) -> Logbook:
        """What is recorded of this run and of those before; opened when it is first read."""
        from unclench.journal.logbook import Logbook

        return Logbook(self.home, self._report_trouble, self.moment)

    @cached_property
    def sound(self) -> SoundSystem:
        """The player, the voice and the cues of this run."""
        from unclench.player.sound_system import SoundSystem

        return SoundSystem(
            lambda: self.of_sound, self.home, self.clock, self.notice,
            make_player=self.make_player, make_voice=self.make_voice, process=self.sound_process,
        )  # fmt: skip

    def choices(self) -> Choices:
        """What the settings choose, before the user chooses otherwise."""
        from unclench.session.choices import Choices

        return Choices(dose=self.settings.dose, breath=self.settings.breath.cycle)

    def with_todays_doses(self, routine: Routine, choices: Choices, book: Logbook | None = None) -> Choices:
        """The choices, with today's dose of each step that grows, without the steps that are not due today, and with
        what was written into blanks, by the journal.

        In another thread it needs a `book` of that thread's own.
        """
        from unclench.player.todays_steps import with_todays_doses, with_todays_steps
        from unclench.session.progression import has_blanks

        choices = with_todays_steps(routine, with_todays_doses(routine, choices, book or self.book), book or self.book)
        if not has_blanks(routine):
            return choices
        from unclench.care.blank_memory import with_blanks_filled_in

        return with_blanks_filled_in(routine, choices, book or self.book)

    def guide(self, book: Logbook | None = None) -> Guide:
        """What makes of a routine's timeline what is played now, and so what is shown and listed of it.

        In another thread it needs a `book` of that thread's own.
        """
        from unclench.care.guide import Guide

        return Guide(lambda: book or self.book, lambda: self.settings, self.sound.word_lengths)

    def interrupted_session(self) -> InterruptedSession | None:
        """The session that can be continued, as it was played then; None where there is none."""
        from unclench.care.intake import interrupted_session

        return interrupted_session(self.book, self.library)

    # -- what changes --------------------------------------------------------------------

    def notice(self, sentence: str) -> None:
        """Tell whoever plays; nobody where nothing is played."""
        if self.on_notice is not None:
            self.on_notice(sentence)

    def _report_trouble(self, sentence: str) -> None:
        """Report trouble with the journal: to whoever plays, if anybody does."""
        log.warning("journal", "%s", sentence)
        (self.on_notice or self.on_trouble)(sentence)

    def switch_night(self) -> bool:
        """Begin the night, or end it; what keys changed in the last session is kept for the day or night it was."""
        self._save_chosen_settings()
        return super().switch_night()

    def _save_chosen_settings(self) -> None:
        """Make what keys changed in the last session the settings."""
        chosen = self.running.sound.chosen if self.running is not None else {}
        for key, value in chosen.items():
            self.keep_volume(value) if key == "volume" else self.change_setting(key, value)
        chosen.clear()

    # -- sessions ------------------------------------------------------------------------

    def use_keys_of_screens(self) -> None:
        """Sessions that start from now on name the keys of the screens, as the settings have them."""
        self.keys = chosen(self.settings.keys)

    def sound_as_for(self, routine: Routine, behind: SoundControls | None = None) -> list[str]:
        """Have the open player sound as in a session of this routine, as loud as one that waits `behind` it.

        Returns what is wrong with the routine's own sounds, a sentence each.
        """
        self._save_chosen_settings()
        if behind is None:
            self.sound.player.set_volume(self.loudness)
        return [*self.sound.voices.speak_for(routine), *self.sound.use_sounds_of(routine)]

    def start_session(
        self, routine: Routine, timeline: Timeline, *, step: int = 0, place: int | None = None,
        events: EventSink | None = None, make_recorder: Callable[[], Recorder] | None = None,
        behind: SoundControls | None = None,
    ) -> SessionController:  # fmt: skip
        """Start a session of `timeline` now, at `step` or at segment `place`, on the one player.

        It is as loud as the session that waits `behind` it, if one does. It is recorded in the book, unless
        `make_recorder` returns another recorder. Raises PlayerFailed; and
        Unplayable for what is not safe together, or beside what another program says is on the skin.
        """
        from unclench.player.controller import SessionController
        from unclench.player.speech import Talk
        from unclench.session.edits import with_keys
        from unclench.session.session import Session

        timeline = with_keys(timeline, self.keys)
        _refuse_what_is_unsafe(self, routine, timeline)
        player = self.sound.player  # opened before the clock starts
        timeline = self._guided(routine, timeline)  # not before it is known whether anything can be heard
        self.sound.stop_announcing()
        doubts = self.sound_as_for(routine, behind)
        gc_policy.freeze_program()
        # Perhaps a moment in the past: the first cue is then heard as soon as the device can play it.
        began = min(self.clock.now(), player.soonest())
        session = Session(
            timeline, began, step=step, place=place, title=routine.title,
            lengths=partial(self.sound.word_lengths, routine),
        )  # fmt: skip
        controller = SessionController(
            session, player, self.clock, events, volume=self.loudness if behind is None else behind.volume,
            talk=Talk(self.settings.talk), surroundings=self.surroundings, voice=self._when_settled,
            make_recorder=make_recorder or (lambda: self._recorder(routine, timeline)),
            retimed=partial(self._retimed, routine),
            bed=(lambda: self.sound.bed) if self.settings.bed else None,
        )  # fmt: skip
        if behind is not None:
            controller.sound.take_over(behind)
        self._make_current(controller, routine)
        for doubt in (*_doubts_of_alarm(player, timeline), *doubts):
            controller.notice(doubt)
        controller.begin(
            routine=routine.id, title=routine.title, total_seconds=timeline.written / 1000,
            spoken_seconds=timeline.total / 1000, at_least=timeline.at_least, audio=player.name, step=step + 1,
        )  # fmt: skip
        self.sound.prepare(timeline)
        return controller

    def _guided(self, routine: Routine, timeline: Timeline) -> Timeline:
        from unclench.session.choices import needs_no_words

        # One's own breath is told nothing: it is for the worst moment, and need not wait for the journal.
        return timeline if needs_no_words(routine, timeline) else self.guide().guided(routine, timeline)

    def _retimed(self, routine: Routine, timeline: Timeline, talk: Talk, since: int) -> Timeline:
        return self.guide().retimed(routine, timeline, talk, since)

    def _make_current(self, controller: SessionController, routine: Routine) -> None:
        self.running, self.playing, self.on_notice = controller, routine, controller.notice

    def _when_settled(self) -> Voice | None:
        gc_policy.freeze_screen()
        return self.sound.voice

    def _recorder(self, routine: Routine, timeline: Timeline) -> Recorder:
        # The journal comes with it, and the first sound need not wait for that.
        from unclench.player.recorder import SessionRecorder

        reason, self.override = self.override, None
        return SessionRecorder(self.book, routine, timeline, reason=reason)

    def start_breathing_break(self, events: EventSink | None = None) -> SessionController:
        """Start a session of the user's own breath; the running one waits behind it for `end_breathing_break`.

        Raises what `start_session` does.
        """
        from unclench.session.choices import breathing_routine
        from unclench.session.compiler import compile_routine

        session, played = self.running, self.playing
        assert session is not None
        assert played is not None
        routine = breathing_routine(self.settings.breath)
        timeline = compile_routine(routine, self.choices())
        breath = self.start_session(routine, timeline, events=events, behind=session.sound)
        if session.ended is None:  # if it has ended, the breath takes its place and nothing waits
            breath.session.waiting_behind = session.view().step
        self._behind = session, played
        return breath

    def end_breathing_break(self) -> None:
        """Make the session behind the breath the running one again."""
        self._save_chosen_settings()
        assert self._behind is not None  # a breath was played in between
        (controller, routine), self._behind = self._behind, None
        self._make_current(controller, routine)
        self.sound.voices.speak_for(routine)
        self.sound.use_sounds_of(routine)

    def close(self) -> None:
        """Save what keys have set, and close the journal, the voice and the sound device. Other players go on."""
        gc_policy.unfreeze()
        self._save_chosen_settings()
        if (book := self.__dict__.pop("book", None)) is not None:  # asked for again, it is opened again
            book.close()
        if "sound" in self.__dict__:
            self.sound.close()
        if self.surroundings is not None:
            self.surroundings.close()


def _refuse_what_is_unsafe(program: Application, routine: Routine, timeline: Timeline) -> None:
    """Raise UnsafeCombination for what is not safe together, or beside what another program says is on the skin."""
    from unclench.session.choices import UnsafeCombination
    from unclench.session.plan_check import puts_to_sleep, unsafe_together

    if (limit := unsafe_together(routine, timeline)) is not None:
        raise UnsafeCombination(f"{limit.sentence} ({limit.id})")
    if (
        (limit := puts_to_sleep(routine, timeline)) is not None
        and may_be_on(program.home)
        and program.book.exposures.waiting()
    ):
        from unclench.player.packs import WHEN_OFF

        raise UnsafeCombination(f"{limit.sentence} ({limit.id}) {WHEN_OFF}")


def _doubts_of_alarm(player: Player, timeline: Timeline) -> list[str]:
    """What somebody should know of the alarm for the cold or heat in a timeline: that it may not be heard."""
    if not timeline.has_pack:
        return []
    from unclench.player.packs import silent_alarm

    return [*filter(None, [silent_alarm(player)])]
