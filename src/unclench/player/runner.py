"""One session, one player, one clock: the session as it runs by itself, before anybody presses a key.

Call `tick`, show `audible_view`, sleep for `sleep_for` ms. Sounds come first, then what is shown,
then the record. Nothing here draws or reads a key.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unclench.keynames import Keyed, KeyNames
from unclench.player.answers import GO_ON, SLEPT_ON, SLEPT_ONLY, PackRemoval, QuestionTimer
from unclench.player.event_log import EventLog
from unclench.player.exposure_guard import ExposureGuard, Recorder
from unclench.player.media_keys import MediaKeys
from unclench.player.playback import Alarm, KeyTick, Playback
from unclench.player.speech import Speaker, Talk
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.session.cue_queue import CutWords
from unclench.session.end_reason import EndReason
from unclench.session.session import DueCue, Session, StartedSegment, Status, View
from unclench.system import log

if TYPE_CHECKING:
    from unclench.audio.cue_bank import BedSounds


class WordsAgain:
    """Finds the words that were cut off, and has the session go on with them.

    `session.guidance` decides which, and where.
    """

    def __init__(self, runner: SessionRunner) -> None:
        self._runner = runner

    def cut_off(self, now: int) -> CutWords | None:
        """The words of the running phase that have not been heard to their end by clock time `now`."""
        segment = self._runner.view().segment
        return None if segment is None else self._runner.speaker.cut_off(segment.index, now)

    def say(self, cut: CutWords | None, now: int) -> None:
        """Go on with these words at once, where a phase runs in which words come again."""
        runner = self._runner
        if cut is not None and runner.ended is None and runner.session.say_again(cut, now):
            runner.withdraw(now)
            runner.playback.moved_at = now
            runner.catch_up(now)


LONG_PAUSE = 300_000
"""After a pause this long (ms) the machine may sleep and the sound device is given back (ours)."""


class PowerSaver:
    """Decides from moment to moment whether the machine has to stay awake."""

    def __init__(self, player: Player, surroundings: Surroundings | None) -> None:
        self._player, self._surroundings = player, surroundings
        self._settled = False
        self._paused_since: int | None = None

    def settle(self) -> None:
        """From now on the machine may be asked to stay awake; before the first sound that would take too long."""
        self._settled = True

    def update(self, now: int, *, paused: bool, over: bool) -> None:
        """Stay awake while the session goes on; let go in a long pause and when it is over."""
        if paused:
            self._paused_since = now if self._paused_since is None else self._paused_since
            needed = now - self._paused_since < LONG_PAUSE
            if not needed:
                self._player.doze()
        else:
            self._paused_since, needed = None, not over
        if self._surroundings is not None and self._settled:
            self._surroundings.stay_awake(needed)


SLEPT = 1_000
"""From this long (ms) asleep on, the machine counts as suspended; less may be rounding."""
LONGEST_SLEEP = 1_000
"""Never sleep longer (ms): timers stop during a suspend, and an alarm must not wait for them."""


class SleepWatch:
    """Notices that the machine has been suspended."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._asleep = clock, clock.asleep()

    def pop_slept(self) -> int:
        """For how many ms it slept since the last look; 0 for less than counts."""
        asleep, before = self._clock.asleep(), self._asleep
        self._asleep = asleep
        return asleep - before if asleep - before >= SLEPT else 0


class SessionRunner:
    """Plays a session by itself; `SessionController` adds the keys."""

    def __init__(
        self, session: Session, player: Player, clock: Clock, events: EventSink | None = None, *,
        talk: Talk = Talk.FULL, surroundings: Surroundings | None = None,
        voice: Callable[[], Voice | None] = lambda: None,
        make_recorder: Callable[[], Recorder] | None = None, bed: Callable[[], BedSounds] | None = None,
    ) -> None:  # fmt: skip
        """`bed` lies under the holds; None: nothing does.

        `voice` and `make_recorder` are called when the front end is there (see `settle`) or when needed.
        """
        self.session = session
        self.player = player
        self.said = ""
        """The current caption."""
        self.news: deque[StartedSegment | DueCue | str] = deque()
        """Segments, cues and captions in the order in which they happened, until a front end takes them."""
        self.ended: EndReason | None = None
        """Why the session is over; None while it runs."""
        self.speaker = Speaker(player, talk)
        self.playback = Playback(session, player, self.speaker, bed)
        self.words_again = WordsAgain(self)
        self.events = EventLog(events, session.began)
        self.exposure_guard = ExposureGuard(session, make_recorder)
        self.alarm = Alarm(player, surroundings)
        self.key_tick = KeyTick(lambda: player, clock)
        self.question_timer = QuestionTimer(session)
        self.pack_removal = PackRemoval(self)
        self._power = PowerSaver(player, surroundings)
        self.media_keys = MediaKeys(surroundings)
        self.clock = clock
        self._sleep = SleepWatch(clock)
        self._voice = voice
        self._settled = False
        self._notices: deque[str] = deque()

    # -- as time goes by -----------------------------------------------------------------

    def begin(self, **about: Any) -> None:
        """Write the first event; `about` says what is played and through what."""
        self.events.write("started", self.session.began, about)
        self.tick()

    def settle(self) -> None:
        """Start what would have slowed the front end down: the voice, the disk, keeping the machine awake.

        Call it when the front end is there; more than once does no harm.
        """
        if not self._settled:
            self._settled = True
            self.speaker.attach(self._voice(), self.session.timeline)
            self._power.settle()
            self.media_keys.settle()
            self.exposure_guard.settle()
            self.tick()

    def tick(self) -> None:
        """Bring everything up to now."""
        now = self.up_to_now()
        self.pack_removal.look_elsewhere(now)

    def up_to_now(self) -> int:
        """Play whatever is due by now, before a key changes anything. Returns the clock time."""
        now = self.clock.now()
        self.notice_sleep(now)
        self.catch_up(now)
        return now

    def catch_up(self, now: int) -> None:
        """Play, report and look after whatever is due by clock time `now`."""
        if self.ended is None:
            self.playback.hand_over(now)
            self._report(self.playback.audible_at(now))
            if self.exposure_guard.pop_lock_out(now) is not None:
                self.session.refuse(now)
                self.say(self.exposure_guard.refusal())
        while self._notices:
            self.say(self._notices.popleft())
        if self.ended is None and self.session.status(self.playback.audible_at(now)) is Status.FINISHED:
            self.ended = EndReason.FINISHED
            self.events.write("finished", now)
            self.exposure_guard.ended(self.ended, self.session.over_at(now))
        self._look_around(now)

    def _report(self, until: int) -> None:
        """Report what began or sounded up to clock time `until`."""
        for happened in self.playback.pop_happened(until):
            self.news.append(happened)
            if isinstance(happened, StartedSegment):
                self.events.segment_began(happened)
                self.exposure_guard.entered(happened)
            else:
                self.said = happened.cue.say or self.said
                self.alarm.cue_heard(happened)
                self.events.cue_heard(happened)

    def _look_around(self, now: int) -> None:
        """See what is asked now, whether the machine may rest, and when the alarm is due."""
        over = self.ended is not None
        self.question_timer.update(now, over=over)
        paused = not over and self.session.status(now) is Status.PAUSED
        self._power.update(now, paused=paused, over=over)
        self.media_keys.update(paused=paused, over=over)
        if not over or self.finished:
            self.alarm.expect(self.session.alarm_at(now))

    def notice_sleep(self, now: int) -> bool:
        """Whether the machine has been suspended since the last look. The session then pauses, if it may."""
        if not (slept := self._sleep.pop_slept()) or self.ended is not None:
            return False
        log.warning("session", "the computer slept for %d ms", slept)
        paused_before = self.session.status(now) is Status.PAUSED
        paused = self.session.slept(slept, now)
        self.withdraw(now, heard=now - slept)
        if paused and not paused_before:
            self.events.write("paused", now, {"reason": "asleep"})
        going_on = f"{SLEPT_ONLY} {GO_ON.by(self.keys)}"
        self.reply(going_on if paused else SLEPT_ON if self.on_skin else SLEPT_ONLY)
        return True

    def sleep_for(self) -> int:
        """How many ms there is nothing to do or to show; at most a second, and never 0 right after `tick`."""
        if self.ended is not None:
            return LONGEST_SLEEP  # nothing that is still due will be handed out
        now = self.clock.now()
        return max(0, min([now + LONGEST_SLEEP, *self.playback.due_times(now)]) - now)

    # -- what there is to see and to say -------------------------------------------------

    def view(self) -> View:
        """Where the session is now: what a key acts on."""
        return self.session.view(self.clock.now())

    def audible_view(self) -> View:
        """What to show now: where the session is by what is heard, so that eyes and ears agree."""
        return self.session.view(self.playback.audible_at(self.clock.now()))

    @property
    def keys(self) -> KeyNames:
        """What the keys are called in the sentences of this session."""
        return self.session.timeline.keys

    @property
    def finished(self) -> bool:
        """Whether the session came to its end, and was not left before."""
        return self.ended is EndReason.FINISHED

    @property
    def leaving(self) -> EndReason | None:
        """Why the session ends as soon as somebody says that the pack is off; until then the alarm rings."""
        return self.pack_removal.leaving

    @property
    def on_skin(self) -> bool:
        """Whether something is, or may still be, on the skin."""
        segment = self.view().segment
        return segment is not None and segment.on_skin

    def notice(self, sentence: str) -> None:
        """Show something that is no part of the session; may be called from any thread."""
        self._notices.append(sentence)

    def say(self, sentence: str | Keyed) -> None:
        """Show a caption now."""
        self.said = sentence.by(self.keys) if isinstance(sentence, Keyed) else sentence
        self.news.append(self.said)

    def reply(self, sentence: str | Keyed) -> None:
        """Answer a key that did something, on the screen and, where no other words are in the way, aloud."""
        self.say(sentence)
        self.speaker.reply(self.said, self.clock.now())

    def refuse(self, sentence: str | Keyed = "") -> None:
        """Answer a key that does nothing now, and say why where that is not plain to see."""
        self.key_tick.answer(taken=False)
        if sentence:
            self.reply(sentence)

    # -- the end, and other changes ------------------------------------------------------

    def end(self, reason: EndReason) -> None:
        """Somebody ends the session. With something on the skin, that begins with taking it off.

        Then nothing is over yet: the alarm rings until they say that it is off.
        """
        now = self.up_to_now()
        if self.ended is not None:
            return
        if not self.on_skin:
            self.finish(reason, now)
            self.key_tick.answer(taken=True)
        else:
            self.pack_removal.leave(reason, now)

    def abandon(self, reason: EndReason) -> None:
        """The program has to go and nobody can be asked: whatever is on the skin counts as still on."""
        if self.ended is None:
            self.finish(reason, self.clock.now())

    def interrupt(self, *, terminal_gone: bool) -> bool:
        """A signal ends the front end: abandon the session, and return whether it is over.

        It is not if the terminal has gone with something on the skin: its alarm is still to come (`run_headless`).
        """
        if terminal_gone and self.on_skin:
            return False
        self.abandon(EndReason.INTERRUPTED)
        return True

    def finish(self, reason: EndReason, now: int) -> None:
        """End the session at clock time `now`, and record why."""
        self.ended, self.pack_removal.leaving = reason, None
        self.withdraw(now)
        self.events.write("stopped", now, {"reason": reason.value})
        self.exposure_guard.ended(reason, now)
        self._look_around(now)

    def withdraw(self, now: int, *, heard: int | None = None) -> None:
        """Take back what has not sounded yet, and report what has.

        A session that has stopped is told which words that cuts off; they were heard until `now`, unless until `heard`.
        """
        self._report(now)
        self.session.cues.cut_off(self.words_again.cut_off(now if heard is None else heard))
        self.playback.withdraw(now)

    def moved(
        self, now: int, event: str, about: Mapping[str, Any] | None = None, *, left_out: bool = False,
        by_key: bool = True,
    ) -> None:  # fmt: skip
        """Something has changed what is to come: take back the old cues, record it and hand over the new ones.

        `left_out`: part of the current step was not done as planned. `by_key`: the key is answered.
        """
        if left_out:
            self.exposure_guard.left_out()
        self.withdraw(now)
        self.playback.moved_at = now
        self.events.write(event, now, about)
        self.catch_up(now)
        if by_key:
            self.key_tick.answer(taken=True)
