"""A session and the keys that steer it: every front end presses the same ones.

Like the runner it extends, it never draws and never reads a key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unclench.config.volume import stepped
from unclench.keynames import Keyed
from unclench.language import tr
from unclench.player.answers import EASIER, GO_ON, IS_PAUSED, TAKE_IT_OFF_NOW, Answers, lengthened
from unclench.player.exposure_guard import Recorder
from unclench.player.runner import SessionRunner
from unclench.player.speech import TALK_SAID, Speaker, Talk
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.questions import Refused
from unclench.session.session import Session, Status
from unclench.session.timeline import BREATHING, Timeline
from unclench.system.keystrokes import TOGETHER

if TYPE_CHECKING:
    from unclench.audio.cue_bank import BedSounds


class SoundControls:
    """The volume and the voice of a running session. Each key returns the sentence that says what it did."""

    def __init__(self, session: Session, player: Player, speaker: Speaker, volume: int) -> None:
        self.volume = volume
        """0 to 100."""
        self.chosen: dict[str, Any] = {}
        """The settings that were changed by keys, to be saved when the session is over."""
        self._session, self._player, self._speaker = session, player, speaker

    @property
    def muted(self) -> bool:
        """Whether everything but the alarm is silent."""
        return self._speaker.muted_since is not None

    def change_volume(self, steps: int) -> str:
        """Make it louder by so many steps of 3 dB, or softer if there are fewer than none; that also ends muting."""
        self.volume, self._speaker.muted_since = stepped(self.volume, steps), None
        self.chosen["volume"] = self.volume
        self._apply()
        return tr("Volume {volume} percent.", volume=self.volume)

    def toggle_mute(self, now: int) -> str:
        """Silence everything but the alarm from clock time `now` on, or undo it."""
        self._speaker.muted_since = None if self.muted else now
        self._apply()
        return tr("Muted. An alarm would still sound.") if self.muted else tr("Sound on.")

    def cycle_talk(self) -> str:
        """Have the voice say everything, then only what is needed, then nothing, and so on."""
        order = list(Talk)
        talk = order[(order.index(self._speaker.talk) + 1) % len(order)]
        self._speaker.change_talk(talk, self._session.timeline)
        self.chosen["talk"] = talk.value
        return TALK_SAID[talk]

    def take_over(self, other: SoundControls) -> None:
        """Be as loud as `other` was: a session that was played in between on the same player."""
        self.volume, self._speaker.muted_since = other.volume, other._speaker.muted_since
        self._apply()

    def _apply(self) -> None:
        self._player.set_volume(0 if self.muted else self.volume)


class SessionController(SessionRunner):
    """A running session with its keys. A key that may not be used now says why, and changes nothing."""

    def __init__(
        self,
        session: Session,
        player: Player,
        clock: Clock,
        events: EventSink | None = None,
        *,
        volume: int = 80,
        talk: Talk = Talk.FULL,
        surroundings: Surroundings | None = None,
        voice: Callable[[], Voice | None] = lambda: None,
        make_recorder: Callable[[], Recorder] | None = None,
        bed: Callable[[], BedSounds] | None = None,
        retimed: Callable[[Timeline, Talk, int], Timeline] = lambda timeline, _talk, _since: timeline,
    ) -> None:
        """`volume` is what the player is set to, 0 to 100; for the others see `SessionRunner`.

        `retimed` returns the timeline for a voice that says more or less from a segment on.
        """
        super().__init__(
            session, player, clock, events, talk=talk, surroundings=surroundings, voice=voice,
            make_recorder=make_recorder, bed=bed,
        )  # fmt: skip
        self.sound = SoundControls(session, player, self.speaker, volume)
        self._sound_keys = SoundKeys(self, retimed)
        self._answers = Answers(self)
        self._one: int | None = None
        """When the digit 1 was pressed, if it was the last one."""

    # -- whether a key counts ------------------------------------------------------------

    def _key(self, *, answers: bool = False) -> int | None:
        """The clock time, where a key counts; None where it is used up.

        The first key after the machine slept only shows that it did. A key pressed when a question has
        hardly appeared was not meant for it. And while somebody leaves with something on the skin,
        only a key that `answers` counts.
        """
        now = self.clock.now()
        slept = self.notice_sleep(now)
        self.catch_up(now)  # whatever is due by now has sounded, before the key changes anything
        if self.ended is not None:
            return None
        if slept or self.question_timer.fresh(now):
            self.refuse()
            return None
        if self.leaving is not None and not answers:
            self.refuse(TAKE_IT_OFF_NOW)
            return None
        return now

    def _choice(self) -> int | None:
        """The clock time, where something chosen from a list counts: that was meant, whatever has come meanwhile."""
        now = self.up_to_now()
        if self.leaving is not None:
            self.refuse(TAKE_IT_OFF_NOW)
        return None if self.ended is not None or self.leaving is not None else now

    def _try(
        self, move: Callable[[], None], now: int, event: str, about: Mapping[str, Any] | None = None,
        *, left_out: bool = False,
    ) -> bool:  # fmt: skip
        """Whether the session allowed it; if not, say why."""
        try:
            move()
        except Refused as refused:
            self.refuse(str(refused))
            return False
        self.moved(now, event, about, left_out=left_out)
        return True

    # -- questions and their answers -----------------------------------------------------

    def answer_or_pause(self) -> None:
        """The space bar: answer what asks for an answer; otherwise pause, or go on."""
        if (now := self._key(answers=True)) is None:
            return
        view = self.session.view(now)
        if self._answers.space(view, now):
            return
        if view.status is Status.PAUSED:
            self.session.resume(now)
            self.said = ""  # "Paused" is no longer true, and a rest says nothing when it goes on
            self.moved(now, "resumed")
        elif view.count is not None:
            self._answers.count(now, 1)
        elif view.waiting and view.status is Status.RUNNING:
            self._answers.confirm(now)
        else:
            self._try(lambda: self.session.pause(now), now, "paused")
            if self.session.status(now) is Status.PAUSED:
                self.reply(IS_PAUSED)

    def answer(self, *, yes: bool) -> None:
        """Answer a question with yes or no; where nothing is asked, nothing happens."""
        if (now := self._key(answers=True)) is not None:
            (self._answers.yes if yes else self._answers.no)(self.session.view(now), now)

    def override(self, reason: str) -> None:
        """Begin an application in spite of a lock-out, for a reason that is recorded (see `Verdict.action`)."""
        self._answers.override(reason, self.up_to_now())

    def speak(self, text: str) -> None:
        """Have a question read aloud now, whatever else goes on; the answer to it cuts it short."""
        self.speaker.say(text, self.clock.now())

    # -- moving about --------------------------------------------------------------------

    def next(self) -> None:
        """Skip to the next segment, or leave out an application that may not begin. To a question, it is a no."""
        if (now := self._key()) is None:
            return
        view = self.session.view(now)
        if view.asking in ("check", "taken off?", "question"):
            self._answers.no(view, now)
        elif self.exposure_guard.locked is not None and self.session.about_to(now) is not None:
            self.session.leave_out(now)
            self.moved(now, "skipped", {"reason": self.exposure_guard.locked.limit.id}, left_out=True)
        elif view.count:
            self._try(lambda: self.session.next(now), now, "confirmed", {"count": view.count})
        else:
            self._try(lambda: self.session.next(now), now, "skipped", left_out=True)

    def back(self) -> None:
        """Go to the start of this segment; twice for the one before."""
        if (now := self._key()) is not None:
            self._try(lambda: self.session.back(now), now, "back")

    def again(self) -> None:
        """Go to the beginning of this step."""
        if (now := self._key()) is not None:
            self._try(lambda: self.session.again(now), now, "back")

    def jump(self, step: int) -> None:
        """Go to the beginning of the step with this index."""
        if (now := self._choice()) is not None:
            self._try(lambda: self.session.jump(now, step), now, "skipped", left_out=True)

    def leave_step_out(self, reason: EndReason, *, goes_on: bool = False) -> None:
        """Go on to the next step; after the last one the session ends, for this reason.

        What is on the skin comes off first. `goes_on`: a session that stands still goes on with the next step.
        """
        if (now := self._choice()) is None:
            return
        step = self.session.view(now).step
        steps = self.session.timeline.steps
        if step is None or step.index + 1 >= len(steps):
            self.end(reason)
        elif self.on_skin:
            self.take_it_off()
        elif self._try(lambda: self.session.jump(now, step.index + 1), now, "skipped", left_out=True):
            if goes_on:
                self.go_on()
            following = steps[step.index + 1].title
            said = tr("Left out: {left_out}. Next: {next_step}.", left_out=step.title, next_step=following)
            paused = self.session.status(now) is Status.PAUSED
            self.say(f"{said} {IS_PAUSED.by(self.keys)}" if paused else said)
            if paused:  # otherwise the next step's own words follow
                self.speaker.reply(IS_PAUSED.by(self.keys), now)

    def adjust(self, by: int) -> None:
        """Make this segment longer by so many ms, or shorter if negative; a count goes up by one, or down."""
        if (now := self._key()) is None:
            return
        if self.session.view(now).count is not None:
            self._answers.count(now, 1 if by > 0 else -1)
        else:
            unfit = self.exposure_guard.unfit
            about = {"by": by / 1000}
            cut = self.words_again.cut_off(now)
            if self._try(lambda: self.session.adjust(now, by, unfit), now, "extended", about, left_out=by < 0):
                self.words_again.say(cut, now)
                self.reply(lengthened(by))

    # -- when it hurts, or something else comes first ------------------------------------

    def go_on(self) -> None:
        """Resume a session that stands still, with its get-ready."""
        if self.ended is None and self.view().status is Status.PAUSED:
            self.answer_or_pause()

    def ease(self, *, goes_on: bool = False) -> None:
        """Shorten the holds and take out repetitions for the rest of the step.

        `goes_on`: a session that stands still goes on with it.
        """
        if (now := self._choice()) is None:
            return
        if self._try(lambda: self.session.ease(now), now, "extended", {"easier": True}, left_out=True):
            if goes_on:
                self.go_on()
            paused = self.session.status(now) is Status.PAUSED
            self.reply(f"{EASIER} {GO_ON.by(self.keys)}" if paused else EASIER)

    def hold_still(self, reason: str = "hurts", sentence: str = tr("Paused because it hurts.")) -> None:
        """Pause, unless only a key goes on from here anyway or something is on the skin, whose clock cannot stop."""
        now = self.up_to_now()
        view = self.session.view(now)
        on_skin = view.segment is not None and view.segment.on_skin
        if self.ended is None and view.status is not Status.PAUSED and not view.waiting and not on_skin:
            self._try(lambda: self.session.pause(now), now, "paused", {"reason": reason})
            self.say(sentence)

    def take_it_off(self) -> None:
        """Ask for what is on the skin to come off; the session then pauses behind the application."""
        now = self.up_to_now()
        if self.ended is None and self.on_skin:
            self.pack_removal.pause_when_off(now)

    def ask_to_leave(self) -> bool:
        """Ctrl-C: with something on the skin, end once that is off.

        Returns False if leaving need not wait for that: nothing is on, or it has been asked for already.
        """
        if not self.on_skin or self.leaving is not None:
            return False
        self.end(EndReason.INTERRUPTED)
        return True

    def come_back(self, other: SessionController) -> None:
        """This session is the running one again, as loud as `other`, which was played in between, left it."""
        self.sound.take_over(other.sound)
        if self.session.status(self.clock.now()) is Status.PAUSED:
            self.say(IS_PAUSED)
            self.speaker.reply(self.said, other.speaker.silent_from(self.clock.now()))

    def rating(self, digit: int) -> int:
        """The pain, 0 to 10, that a digit stands for: a 0 right after a 1 makes it ten. The key for ten passes 10."""
        now = self.clock.now()
        ten = digit == 0 and self._one is not None and now - self._one <= TOGETHER
        self._one = now if digit == 1 else None
        return 10 if ten else digit

    # -- sound ---------------------------------------------------------------------------

    def change_volume(self, steps: int) -> None:
        """Make it louder or softer by so many steps; that also ends muting. The tick for the key is as loud."""
        self._sound_keys.turn(lambda _: self.sound.change_volume(steps))

    def mute(self) -> None:
        """Silence everything but the alarm, or undo it."""
        self._sound_keys.turn(self.sound.toggle_mute)

    def talk(self) -> None:
        """Have the voice say everything, then only what is needed, then nothing, and so on."""
        self._sound_keys.talk()


class SoundKeys:
    """What the keys for the sound do to a session besides: words come again, get-readies last as long as new ones."""

    def __init__(self, session: SessionController, retimed: Callable[[Timeline, Talk, int], Timeline]) -> None:
        """For `retimed` see `SessionController`."""
        self._session, self._retimed = session, retimed

    def turn(self, turn: Callable[[int], str]) -> None:
        """Change how loud it is. What was not heard of words because of muting comes again where it is heard again."""
        session = self._session
        now = session.clock.now()
        cut = session.words_again.cut_off(now) if session.sound.muted else None
        said = turn(now)
        if not session.sound.muted:
            session.words_again.say(cut, now)
        self._heard(said)

    def talk(self) -> None:
        """Have the voice say more or less. The get-readies to come last as long as their words now need."""
        session = self._session
        if session.ended is None and (here := session.view().segment) is not None:
            now, timeline = session.clock.now(), session.session.timeline
            said = session.sound.cycle_talk()
            changed = self._retimed(timeline, session.speaker.talk, here.index + 1)
            if changed is not timeline:
                session.withdraw(now)
                session.session.change_timeline(changed, now)
                session.playback.moved_at = now
                session.catch_up(now)
        else:
            said = session.sound.cycle_talk()
        self._heard(said)

    def _heard(self, sentence: str) -> None:
        """Answer a key for the sound by how it sounds now."""
        self._session.key_tick.answer(taken=True)
        self._session.reply(sentence)


UNDER_A_PACK = tr("Not with the pack on: you might doze off. Take it off first.")
ALREADY_BREATHING, QUIT = tr("You are already in a breathing break."), Keyed("{quit}")
PAUSED_TO_BREATHE = tr("Paused to breathe.")


def pause_for_breath(controller: SessionController) -> bool:
    """Pause the session, if it may pause. Returns False where it may not, and has it say why."""
    view = controller.view()
    segment, behind = view.segment, view.waiting_behind
    if behind is not None:
        back = tr("{key} goes back to {title}.", key=QUIT.by(controller.keys), title=behind.title)
        controller.refuse(f"{ALREADY_BREATHING} {back}")
        return False
    if controller.on_skin or (segment is not None and segment.kind in BREATHING):
        controller.refuse(UNDER_A_PACK if controller.on_skin else ALREADY_BREATHING)
        return False
    timeline = controller.session.timeline
    if segment is not None and questions.leads_to_application(timeline, segment.index):
        controller.refuse(questions.answer_first(timeline, segment.index))  # the pack may be on already
        return False
    controller.hold_still("breathing", PAUSED_TO_BREATHE)
    return True


def return_from_breath(controller: SessionController, breath: SessionController) -> bool:
    """Go back to the session behind the breath, which waits for its user and is as loud as the breath was.

    Returns False if it is over: where pain or a warning sign ended the breath, that ends the session too.
    """
    if breath.ended is not None and breath.ended not in (EndReason.FINISHED, EndReason.USER):
        (controller.abandon if breath.ended.unasked else controller.end)(breath.ended)
        return False
    controller.come_back(breath)
    return True
