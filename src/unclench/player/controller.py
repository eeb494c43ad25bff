"""The conductor: one session, one player, one clock. Sounds first, then the view, then the record.

Both front ends drive it the same way: call `tick`, show `seen`, sleep for `sleep_for` ms.
It never draws and never reads a key.

A sound is heard the player's `delay` after its time. So that eyes and ears are told the same, what
is shown and told is what is heard now; what waits for a key or lies on the skin is shown at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from unclench.cues import Sound
from unclench.player.exposure_guard import CLOCK_CONFIRMED, IS_IT_OFF, RUNS_ON, ExposureGuard, Keeper
from unclench.player.speech import TALK_SAID, Speaker, Talk
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.session import OFF_FIRST, Entered, Heard, Refused, Session, Status, View
from unclench.session.timeline import EXPOSURE, Segment
from unclench.system import log

SLEPT = 1_000
"""Time asleep (ms) from which a suspend is taken for one, and not for rounding."""
LONG_PAUSE = 300_000
"""A pause (ms) after which the machine may sleep and the sound device is given back (issue 3)."""
CALL_EVERY = 5
"""Every so many strokes of an alarm it also calls through the terminal and the desktop."""
TOGETHER = 1_500
"""A 0 so soon (ms) behind a 1 makes a ten (ours)."""
PAUSED, GO_ON = "Paused.", "Space to go on."
"""Said at the end of a caption, for those who do not see the screen, where both stand already."""
EASIER = "Shorter holds and fewer repetitions from here, and a smaller movement."
TAKE_IT_OFF_NOW = f"Take it off now. {OFF_FIRST}"
STILL_ON = f"Still on. {OFF_FIRST}"
IT_IS_OFF = "It is off."
OFF_ELSEWHERE = "It was said to be off in another window."
SLEPT_ON, SLEPT_ONLY = "The computer slept. The clock ran on.", "The computer slept."
CALL = "Your session needs an answer now."
LONGEST_SLEEP = 1_000
"""Never sleep longer: timers stand still in a suspend, and an alarm must not wait for them."""


class SessionController:
    """Runs a session on a player.

    `said` is the caption that stands now; `told` collects (segment or caption) news for front
    ends that write lines, until they take it.
    """

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
        keep: Callable[[], Keeper] | None = None,
    ) -> None:
        self.session = session
        self.tending = ExposureGuard(session, keep)
        self.player = player
        self.said = ""
        self.news: deque[Entered | Heard | str] = deque()
        self.volume = volume
        self.muted = False
        self.chosen: dict[str, Any] = {}
        """Settings that were changed by keys, to be kept."""
        self.speaker = Speaker(player, talk)
        self._surroundings = surroundings
        self._voice = voice
        self._settled = False
        self._paused_since: int | None = None
        self._strokes = 0
        self._clock = clock
        self._events = events
        self._began = self._moved_at = session.began
        self._asleep = clock.asleep()
        self._handed: list[Heard] = []
        self._notices: deque[str] = deque()
        self.ended: EndReason | None = None
        """Why it is over; None while it runs."""
        self.leaving: EndReason | None = None
        """Why it ends as soon as somebody says that it is off; until then it rings."""
        self.asked_at: int | None = None
        """When the question that stands now was first there to be seen; None where none stands."""
        self._question: tuple[str, int | None] | None = None
        self._pause_when_off = False
        self.alarm_at: int | None = None
        """The clock time at which the alarm of what is on the skin is due, or was; None: nothing is on it.

        Where the session was left without a word that it is off, it may be on still.
        """
        self._one: int | None = None
        """When the digit 1 was pressed, if it was the last one."""

    # -- the drive -----------------------------------------------------------------------

    def begin(self, **about: Any) -> None:
        """Write the first event; `about` says what is played and through what."""
        self._record("started", self._began, about)
        self.tick()

    def settle(self) -> None:
        """The front end stands: what would have taken the processor from it may begin now.

        That is the voice, and keeping the machine awake; of use only once.
        """
        if not self._settled:
            self._settled = True
            self.speaker.attach(self._voice(), self.session.timeline)
            self.tending.settle()
            self.tick()

    def tick(self) -> None:
        """Bring everything up to now."""
        now = self._up_to_now()
        self._notice_off(now)

    def _up_to_now(self) -> int:
        """Now, when whatever is due by now has sounded: before a key changes anything."""
        now = self._clock.now()
        self._notice_sleep(now)
        self._catch_up(now)
        return now

    def _notice_off(self, now: int) -> None:
        """Somebody may have said in another window that it is off: that is a yes to whatever asks it here."""
        segment = self.session.view(now).segment
        if self.ended is not None or segment is None or not self.session.on_skin(segment.index):
            return
        if not self.tending.off_elsewhere(now):
            return
        if segment.alarm:
            self._off(now, OFF_ELSEWHERE)
        else:
            self._taken_off(now, OFF_ELSEWHERE)

    def _catch_up(self, now: int) -> None:
        if self.ended is None:
            self._hand_over(now)
            self._tell(self._heard(now))
            if self.tending.look_ahead(now) is not None:
                self.session.refuse(now)
                self._say(self.tending.refusal())
        while self._notices:
            self._say(self._notices.popleft())
        if self.ended is None and self.session.status(self._heard(now)) is Status.FINISHED:
            self.ended = EndReason.FINISHED
            self._record("finished", now, {})
            self.tending.ended(self.ended, self.session.over_at(now))
        self._note_question(now)
        self._look_around(now)

    def _note_question(self, now: int) -> None:
        """Remember when a question was first there, so that a key typed before it cannot answer it."""
        asked = None if self.ended is not None else self.session.view(now).asking
        question = None if asked is None else (asked, self.session.asked_since(now))
        if question != self._question:
            self._question, self.asked_at = question, None if question is None else now

    def fresh_question(self, now: int) -> bool:
        """Whether a question has come so lately that no key can have been meant for it."""
        guarded = self._question is not None and self._question[0] in questions.GUARDED
        return guarded and self.asked_at is not None and now < self.asked_at + questions.FRESH

    def view(self) -> View:
        """Where the session is now: what a key is about."""
        return self.session.view(self._clock.now())

    def seen(self) -> View:
        """What to show now."""
        return self.session.view(self._heard(self._clock.now()))

    def sleep_for(self) -> int:
        """Milliseconds until there is something to do or to show; at most a second. Never 0 behind a `tick`."""
        if self.ended is not None:
            return LONGEST_SLEEP  # what is still due will never be handed out
        now = self._clock.now()
        times = [now + LONGEST_SLEEP]
        if (cue := self.session.next_cue_at()) is not None:
            times.append(cue - self.player.lead)
        delay = self._delay(now)
        if (change := self.session.next_change_at(self._heard(now))) is not None:
            times.append(change + delay)
        if delay and (gate := self.session.next_gate_at()) is not None:
            times.append(gate)
        times += [heard.at + delay for heard in self._handed[:1]]
        if (retry := self.speaker.retry_in) is not None:
            times.append(now + retry)
        return max(0, min(times) - now)

    def notice(self, sentence: str) -> None:
        """Say something that is not part of the session; may be called from any thread."""
        self._notices.append(sentence)

    def speak(self, text: str) -> None:
        """Have a question said now, beside whatever goes on; what the person answers ends it."""
        self.speaker.say(text, self._clock.now())

    # -- the end -------------------------------------------------------------------------

    def end(self, reason: EndReason) -> None:
        """A person ends the session. With something on the skin that begins with taking it off.

        Then nothing is over yet: the alarm rings until the answer that it is off, and with that the
        session ends for this reason, or for a heavier one that is given meanwhile.
        """
        now = self._up_to_now()
        if self.ended is not None:
            return
        if not self.on_skin:
            self._over(reason, now)
        elif self.leaving is None:
            self.leaving = reason
            self._to_off_question(now, "leaving", reason)
        elif reason.weight > self.leaving.weight:
            self.leaving = reason

    def abandon(self, reason: EndReason) -> None:
        """The program goes, and nobody can be asked: whatever is on the skin counts as still on."""
        if self.ended is None:
            self._over(reason, self._clock.now())

    def take_it_off(self) -> None:
        """It is to come off, but the session is not over: it stands still behind the application."""
        now = self._up_to_now()
        if self.ended is None and self.on_skin:
            self._pause_when_off = True
            self._to_off_question(now, "not fine", None)

    def _to_off_question(self, now: int, event: str, reason: EndReason | None) -> None:
        before_its_time = self.session.to_off_question(now)
        self._moved(now, event, {} if reason is None else {"reason": reason.value}, left_out=before_its_time)
        self._say(TAKE_IT_OFF_NOW)

    def _off(self, now: int, heard: str = "") -> None:
        """Somebody has said at the alarm that it is off; `heard` says where, if it was not here."""
        leaving, pausing = self.leaving, self._pause_when_off
        self._pause_when_off = False
        self.session.confirm(now)
        self.tending.taken_off()
        self._alarm_due(None)
        if leaving is not None:
            self._record("off", now, {})
            if heard:
                self._say(heard)
            self._over(leaving, now)
            return
        if pausing:
            self.session.stand_still(now)
        self._moved(now, "off")
        self._say_off(now, heard)

    def _say_off(self, now: int, heard: str) -> None:
        """What it means for the session that it is off; in a few words where it goes on by itself."""
        if self.ended is None and self.session.status(now) is Status.PAUSED:
            self._say(f"{heard or IT_IS_OFF} {PAUSED} {GO_ON}")
        elif heard:
            self._say(heard)

    def _over(self, reason: EndReason, now: int) -> None:
        self.ended, self.leaving = reason, None
        self._withdraw(now)
        self._record("stopped", now, {"reason": reason.value})
        self.tending.ended(reason, now)
        self._note_question(now)
        self._look_around(now)

    @property
    def finished(self) -> bool:
        """Whether the session came to its end, and was not left before."""
        return self.ended is EndReason.FINISHED

    @property
    def on_skin(self) -> bool:
        """Whether something is, or may still be, on the skin."""
        segment = self.view().segment
        return segment is not None and self.session.on_skin(segment.index)

    # -- keys ----------------------------------------------------------------------------

    def _key(self, *, answers: bool = False) -> int | None:
        """Now, where a key counts; None where it is used up.

        The first key after the machine has slept only notices that. One pressed with a question
        hardly there yet was not meant for it. And while somebody leaves with something on the
        skin, nothing counts but what `answers`.
        """
        now = self._clock.now()
        slept = self._notice_sleep(now)
        self._catch_up(now)  # whatever is due by now has sounded, before the key changes anything
        if slept or self.ended is not None or self.fresh_question(now):
            return None
        if self.leaving is not None and not answers:
            self._say(TAKE_IT_OFF_NOW)
            return None
        return now

    def answer_or_pause(self) -> None:
        """The space bar: answers what asks for an answer; otherwise pauses or goes on."""
        if (now := self._key(answers=True)) is None:
            return
        view = self.session.view(now)
        if view.check_pending:
            self._checked(now)
        elif view.segment is not None and view.segment.alarm:
            self._say(self.session.answer_first(view.segment.index))
        elif view.asked is not None and view.asking != "taken off?":
            self._confirm(now)
        elif view.segment is not None and view.segment.kind in EXPOSURE:
            self.session.ask_off(now)
            self._say(IS_IT_OFF)
            self._note_question(now)
        elif view.status is Status.PAUSED:
            self.session.resume(now)
            self.said = ""  # "Paused" no longer holds, and a rest says nothing when it goes on
            self._moved(now, "resumed")
        elif view.waiting and view.status is Status.RUNNING:
            self._confirm(now)
        else:
            self._try(lambda: self.session.pause(now), now, "paused")
            if self.session.status(now) is Status.PAUSED:
                self._say(f"{PAUSED} {GO_ON}")

    def _checked(self, now: int) -> None:
        self.session.confirm(now)
        self._moved(now, "check")

    def _confirm(self, now: int) -> None:
        """A yes to the gate at which the session stands; what it puts on is written down first."""
        if not self.tending.put_on(now):
            self._say_refusal(now)
        elif self.session.confirm(now):
            self._moved(now, "confirmed")

    def _say_refusal(self, now: int) -> None:
        """What may not go on is not asked about again and again."""
        self.session.refuse(now)
        self._withdraw(now)
        self._say(self.tending.refusal())

    def hold_still(self, reason: str = "hurts", sentence: str = "Paused, because it hurts.") -> None:
        """Something hurts, or has to be done first: whatever can stand still does; what lies on the skin cannot."""
        now = self._up_to_now()
        view = self.session.view(now)
        on_skin = view.segment is not None and self.session.on_skin(view.segment.index)
        if self.ended is None and view.status is not Status.PAUSED and not view.waiting and not on_skin:
            self._try(lambda: self.session.pause(now), now, "paused", {"reason": reason})
            self._say(sentence)

    def come_back(self, other: SessionController) -> None:
        """The session that stood still while `other` was played is the one again, as loud as that left it."""
        self.volume, self.muted = other.volume, other.muted
        self.player.set_volume(0 if self.muted else self.volume)
        if self.session.status(self._clock.now()) is Status.PAUSED:
            self._say(f"{PAUSED} {GO_ON}")

    def rating(self, digit: int) -> int:
        """How much pain a digit says, 0 to 10: a 0 right behind a 1 makes it ten; the key for ten says 10."""
        now = self._clock.now()
        ten = digit == 0 and self._one is not None and now - self._one <= TOGETHER
        self._one = now if digit == 1 else None
        return 10 if ten else digit

    def next(self) -> None:
        """Skip to the next segment; an application that may not begin is left out. To what asks, it is a no."""
        if (now := self._key()) is None:
            return
        view = self.session.view(now)
        if view.asking in ("check", "taken off?"):
            self._no(view, now)
        elif self.tending.locked is not None and self.session.about_to(now) is not None:
            self.session.leave_out(now)
            self._moved(now, "skipped", {"reason": self.tending.locked.limit.id}, left_out=True)
        else:
            self._try(lambda: self.session.next(now), now, "skipped", left_out=True)

    def override(self, reason: str) -> None:
        """Begin an application all the same, for a reason that is kept (see `Verdict.action`)."""
        now = self._up_to_now()
        if self.ended is not None or self.tending.locked is None or self.session.about_to(now) is None:
            return
        if not reason.strip() or not self.tending.put_on(now, reason.strip()):
            self._say_refusal(now)
        elif self.session.confirm(now):
            self._moved(now, "confirmed", {"overridden": True})

    def ease(self) -> None:
        """Something hurts: shorter holds and fewer repetitions for the rest of the step."""
        if (now := self._meant()) is None:
            return
        if self._try(lambda: self.session.ease(now), now, "extended", {"easier": True}, left_out=True):
            paused = self.session.status(now) is Status.PAUSED
            self._say(f"{EASIER} {GO_ON}" if paused else EASIER)

    def leave_step_out(self, reason: EndReason) -> None:
        """On to the step behind this one; behind the last one there is only the end, for that reason.

        What is on the skin comes off first.
        """
        if (now := self._meant()) is None:
            return
        step = self.session.view(now).step
        steps = self.session.timeline.steps
        if step is None or step.index + 1 >= len(steps):
            self.end(reason)
        elif self.on_skin:
            self.take_it_off()
        elif self._try(lambda: self.session.jump(now, step.index + 1), now, "skipped", left_out=True):
            going_on = f" {PAUSED} {GO_ON}" if self.session.status(now) is Status.PAUSED else ""
            self._say(f"Left out: {step.title}. Next: {steps[step.index + 1].title}.{going_on}")

    def back(self) -> None:
        """To the start of this segment, twice for the one before."""
        if (now := self._key()) is not None:
            self._try(lambda: self.session.back(now), now, "back")

    def again(self) -> None:
        """To the beginning of this step."""
        if (now := self._key()) is not None:
            self._try(lambda: self.session.again(now), now, "back")

    def jump(self, step: int) -> None:
        """To the beginning of a step, by its index."""
        if (now := self._meant()) is not None:
            self._try(lambda: self.session.jump(now, step), now, "skipped", left_out=True)

    def adjust(self, by: int) -> None:
        """Ten seconds more or less, or whatever `by` says, in ms."""
        if (now := self._key()) is not None:
            unfit = self.tending.unfit
            self._try(lambda: self.session.adjust(now, by, unfit), now, "extended", {"by": by / 1000}, left_out=by < 0)

    def answer(self, *, yes: bool) -> None:
        """Answer a question with yes or no; where none stands, nothing happens."""
        if (now := self._key(answers=True)) is None:
            return
        view = self.session.view(now)
        if view.asked is None or view.segment is None:
            return
        if not yes:
            self._no(view, now)
        elif view.asking == "check":
            self._checked(now)
        elif view.asking == "taken off?":
            self._taken_off(now)
        elif view.segment.alarm:
            self._off(now)
        elif view.asking == "question":
            self.session.answer(now, yes=True)
            self._moved(now, "confirmed", {"yes": True})
        elif self.tending.locked is not None and self.tending.locked.action == "confirm":
            self.override(CLOCK_CONFIRMED)
        else:
            self._confirm(now)

    def _no(self, view: View, now: int) -> None:
        """A no, to whatever is asked."""
        assert view.segment is not None
        if view.asking == "check":
            self.end(EndReason.SKIN)  # C2.1: it comes off, and nothing more goes on
        elif view.asking == "taken off?":
            self.session.still_on()
            self._note_question(now)
            self._say(RUNS_ON)
        elif view.asking == "off":
            self._say(STILL_ON)
        elif view.asking == "question":
            self.session.answer(now, yes=False)
            self._moved(now, "confirmed", {"yes": False}, left_out=True)
        else:
            self._say(self.session.answer_first(view.segment.index))

    def _taken_off(self, now: int, heard: str = "") -> None:
        """It is off before its time is over; `heard` says where that was said, if it was not here."""
        self.session.take_off(now)
        self.tending.taken_off()
        self._moved(now, "off", left_out=True)
        self._say_off(now, heard)

    def _meant(self) -> int | None:
        """Now, for what was chosen from a list, and so was meant whatever else has come meanwhile."""
        now = self._up_to_now()
        if self.leaving is not None:
            self._say(TAKE_IT_OFF_NOW)
        return None if self.ended is not None or self.leaving is not None else now

    def change_volume(self, by: int) -> None:
        """Louder or softer by so many percent; that also ends muting."""
        self.volume, self.muted = min(100, max(0, self.volume + by)), False
        self.chosen["volume"] = self.volume
        self.player.set_volume(self.volume)
        self._say(f"Volume {self.volume} percent.")

    def mute(self) -> None:
        """Silence everything but the alarm, or undo it."""
        self.muted = not self.muted
        self.player.set_volume(0 if self.muted else self.volume)
        self._say("Muted. An alarm would still sound." if self.muted else "Sound on.")

    def talk(self) -> None:
        """Say everything, then only what is needed, then nothing, and so on."""
        order = list(Talk)
        talk = order[(order.index(self.speaker.talk) + 1) % len(order)]
        self.speaker.say_more_or_less(talk, self.session.timeline)
        self.chosen["talk"] = self.speaker.talk.value
        self._say(TALK_SAID[self.speaker.talk])

    def _try(
        self, move: Callable[[], None], now: int, event: str, about: Mapping[str, Any] | None = None,
        *, left_out: bool = False,
    ) -> bool:  # fmt: skip
        """Whether it could be done; what is refused is said, and changes nothing."""
        try:
            move()
        except Refused as refused:
            self._say(str(refused))
            return False
        self._moved(now, event, about, left_out=left_out)
        return True

    def _moved(
        self, now: int, event: str, about: Mapping[str, Any] | None = None, *, left_out: bool = False
    ) -> None:  # fmt: skip
        """What was promised to sound no longer holds; the new line promises anew.

        `left_out`: something of the step that ran is not done as it was meant.
        """
        if left_out:
            self.tending.left_out()
        self._withdraw(now)
        self._moved_at = now
        self._record(event, now, about or {})
        self._catch_up(now)

    # -- what is heard now ---------------------------------------------------------------

    def _delay(self, now: int) -> int:
        """How long (ms) after its time something is heard and shown; 0 where it is to be shown at once."""
        view = self.session.view(now)
        on_skin = view.segment is not None and view.segment.kind in EXPOSURE
        goes_on = view.status in (Status.RUNNING, Status.FINISHED) and not view.waiting and not on_skin
        return self.player.delay if goes_on else 0

    def _heard(self, now: int) -> int:
        """The moment of the session that is heard now; never one before the last key."""
        return max(now - self._delay(now), self._moved_at)

    # -- sounds, captions, record --------------------------------------------------------

    def _hand_over(self, now: int) -> None:
        for heard in self.session.take(now, self.player.lead):
            if heard.cue.sound is not None:
                self.player.play(heard.cue.sound, heard.at, level=heard.level, lasting=heard.cue.lasting)
            self._handed.append(heard)
            self.speaker.take(heard)
        self.speaker.speak(now)
        self._handed.sort(key=lambda heard: heard.at)

    def _tell(self, now: int) -> None:
        """News in the order in which it happened: a segment before the cue that opens it."""
        begun = self.session.entered(now)
        due = [heard for heard in self._handed if heard.at <= now]
        del self._handed[: len(due)]
        happened: list[Entered | Heard] = sorted([*begun, *due], key=_when)
        for happening in happened:
            self.news.append(happening)
            if isinstance(happening, Entered):
                self._record("phase", happening.at, _about(happening.segment))
                self.tending.entered(happening)
            else:
                self.said = happening.cue.say or self.said
                self._call(happening)
                self._record("cue", happening.at, _about_cue(happening))

    def _look_around(self, now: int) -> None:
        """The machine stays awake while something goes on; in a long pause it and the device may rest."""
        if self.ended is None and self.session.status(now) is Status.PAUSED:
            self._paused_since = now if self._paused_since is None else self._paused_since
            going_on = now - self._paused_since < LONG_PAUSE
            if not going_on:
                self.player.doze()
        else:
            self._paused_since, going_on = None, self.ended is None
        if self._surroundings is not None and self._settled:
            self._surroundings.stay_awake(going_on)
        if not self.ended or self.finished:
            self._alarm_due(self.session.alarm_at(now))

    def _alarm_due(self, at: int | None) -> None:
        """Have the player know when it has to ring even without this program."""
        if at != self.alarm_at:
            self.alarm_at = at
            self.player.ring_from(at)

    def _call(self, heard: Heard) -> None:
        """An alarm calls in every way there is, with its first stroke and then now and again."""
        if heard.cue.sound is not Sound.ALARM:
            self._strokes = 0
        elif self._surroundings is not None:
            if self._strokes % CALL_EVERY == 0:
                self._surroundings.call(CALL)
            self._strokes += 1

    def _withdraw(self, now: int) -> None:
        self._tell(now)
        self.player.withdraw()
        self.speaker.withdraw()
        self.session.hand_back(now)
        self._handed.clear()

    def _say(self, sentence: str) -> None:
        self.said = sentence
        self.news.append(sentence)

    def _notice_sleep(self, now: int) -> bool:
        """Whether the machine has slept since the last look: the session then stands still, if it may."""
        asleep, before = self._clock.asleep(), self._asleep
        self._asleep = asleep
        if asleep - before < SLEPT or self.ended is not None:
            return False
        log.warning("session", "the computer slept for %d ms", asleep - before)
        still = self.session.status(now) is Status.PAUSED
        stands = self.session.slept(asleep - before, now)
        self._withdraw(now)
        if stands and not still:
            self._record("paused", now, {"reason": "asleep"})
        self._say(f"The computer slept. {GO_ON}" if stands else SLEPT_ON if self.on_skin else SLEPT_ONLY)
        return True

    def _record(self, event: str, at: int, about: Mapping[str, Any]) -> None:
        if self._events is None:
            return
        # The wall clock is asked now; the event was `at`, a moment ago at most.
        when = datetime.now().astimezone().isoformat(timespec="milliseconds")
        self._events.write({"t": (at - self._began) / 1000, "at": when, "event": event, **about})


def _when(happening: Entered | Heard) -> tuple[int, bool]:
    return happening.at, isinstance(happening, Heard)


def _about(segment: Segment) -> dict[str, Any]:
    fields = {
        "index": segment.index, "kind": segment.kind.value, "label": segment.label, "step": segment.step + 1,
        "side": segment.side, "rep": segment.rep, "set": segment.set,
    }  # fmt: skip
    return {key: value for key, value in fields.items() if value is not None}


def _about_cue(heard: Heard) -> dict[str, Any]:
    about: dict[str, Any] = {"sound": heard.cue.sound.value if heard.cue.sound else None}
    return {**about, "say": heard.cue.say} if heard.cue.say else about
