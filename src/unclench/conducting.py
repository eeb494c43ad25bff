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
from unclench.ports import Clock, EventSink, Player, Surroundings, Voice
from unclench.session import Entered, Heard, Refused, Session, Status, View
from unclench.speaking import TALK_SAID, Speaker, Talk
from unclench.tending import IS_IT_OFF, RUNS_ON, Keeper, Tending
from unclench.timeline import EXPOSURE, Segment

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
EASIER = f"Shorter holds and fewer repetitions from here, and a smaller movement. {GO_ON}"
CALL = "Your session needs an answer now."
LONGEST_SLEEP = 1_000
"""Never sleep longer: timers stand still in a suspend, and an alarm must not wait for them."""


class Conductor:
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
        self.tending = Tending(session, keep)
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
        self.ended = ""
        """Why it is over: "finished", or why it was left; empty while it runs."""
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
        now = self._clock.now()
        self._notice_sleep(now)
        if not self.ended:
            self._hand_over(now)
            self._tell(self._heard(now))
            if self.tending.look_ahead(now) is not None:
                self._say(self.tending.refusal())
        while self._notices:
            self._say(self._notices.popleft())
        if not self.ended and self.session.status(self._heard(now)) is Status.FINISHED:
            self.ended = "finished"
            self._record("finished", now, {})
            self.tending.ended("finished", self.session.over_at(now))
        self._look_around(now)

    def view(self) -> View:
        """Where the session is now: what a key is about."""
        return self.session.view(self._clock.now())

    def seen(self) -> View:
        """What to show now."""
        return self.session.view(self._heard(self._clock.now()))

    def sleep_for(self) -> int:
        """Milliseconds until there is something to do or to show; at most a second."""
        now = self._clock.now()
        if self.ended:
            return LONGEST_SLEEP
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

    def stop(self, reason: str, *, off: bool = False) -> None:
        """The user leaves before the end; `off` where they have said that nothing is on the skin any more."""
        if not self.ended:
            self.ended = reason
            now = self._clock.now()
            self._withdraw(now)
            self._record("stopped", now, {"reason": reason})
            if off:
                self.tending.taken_off()
                self._alarm_due(None)
            self.tending.ended(reason, now)
            self._look_around(now)

    # -- keys ----------------------------------------------------------------------------

    def answer_or_pause(self) -> None:
        """The space bar: answers what asks for an answer; otherwise pauses or goes on."""
        now = self._clock.now()
        view = self.session.view(now)
        if not view.check_pending and not self.tending.put_on(now):
            self._say(self.tending.refusal())
        elif self.session.confirm(now):
            self._moved(now, "check" if view.check_pending else "confirmed")
            if not view.check_pending and view.segment is not None and view.segment.alarm:
                self.tending.taken_off()
        elif view.segment is not None and view.segment.kind in EXPOSURE:
            self.tending.asked = True
            self._say(IS_IT_OFF)
        elif self.session.status(now) is Status.PAUSED:
            self.session.resume(now)
            self.said = ""  # "Paused" no longer holds, and a rest says nothing when it goes on
            self._moved(now, "resumed")
        else:
            self._try(lambda: self.session.pause(now), now, "paused")
            if self.session.status(now) is Status.PAUSED:
                self._say(f"{PAUSED} {GO_ON}")

    def hold_still(self, reason: str = "hurts", sentence: str = "Paused, because it hurts.") -> None:
        """Something hurts, or has to be done first: whatever can stand still does; what lies on the skin cannot."""
        now = self._clock.now()
        view = self.session.view(now)
        if (
            view.status is not Status.PAUSED
            and not view.waiting
            and not (view.segment and view.segment.kind in EXPOSURE)
        ):
            self._try(lambda: self.session.pause(now), now, "paused", {"reason": reason})
            self._say(sentence)

    def come_back(self, other: Conductor) -> None:
        """The session that stood still while `other` was played is the one again, as loud as that left it."""
        self.volume, self.muted = other.volume, other.muted
        self.player.set_volume(0 if self.muted else self.volume)
        if self.session.status(self._clock.now()) is Status.PAUSED:
            self._say(f"{PAUSED} {GO_ON}")

    @property
    def finished(self) -> bool:
        """Whether the session came to its end, and was not left before."""
        return self.ended == "finished"

    @property
    def on_skin(self) -> bool:
        """Whether something is, or may still be, on the skin."""
        segment = self.view().segment
        return segment is not None and self.session.on_skin(segment.index)

    def rating(self, digit: int) -> int:
        """How much pain a digit says, 0 to 10: a 0 right behind a 1 makes it ten; the key for ten says 10."""
        now = self._clock.now()
        ten = digit == 0 and self._one is not None and now - self._one <= TOGETHER
        self._one = now if digit == 1 else None
        return 10 if ten else digit

    def next(self) -> None:
        """Skip to the next segment; an application that may not begin is left out."""
        now = self._clock.now()
        if self.tending.asked:
            self.answer(yes=False)
        elif self.tending.locked is not None and self.session.about_to(now) is not None:
            self.session.leave_out(now)
            self._moved(now, "skipped", {"reason": self.tending.locked.limit.id})
        else:
            self._try(lambda: self.session.next(now), now, "skipped")

    def override(self, reason: str) -> None:
        """Begin an application all the same, for a reason that is kept (see `Verdict.action`)."""
        now = self._clock.now()
        if self.tending.locked is None or self.session.about_to(now) is None:
            return
        if not reason.strip() or not self.tending.put_on(now, reason.strip()):
            self._say(self.tending.refusal())
        elif self.session.confirm(now):
            self._moved(now, "confirmed", {"overridden": True})

    def ease(self) -> None:
        """Something hurts: shorter holds and fewer repetitions for the rest of the step."""
        now = self._clock.now()
        self._try(lambda: self.session.ease(now), now, "extended", {"easier": True})
        self._say(EASIER)

    def leave_step_out(self, reason: str) -> None:
        """On to the step behind this one; behind the last one there is only the end, for that reason."""
        view = self.view()
        if view.step is not None and view.step.index + 1 < len(self.session.timeline.steps):
            self.jump(view.step.index + 1)
        else:
            self.stop(reason)

    def back(self) -> None:
        """To the start of this segment, twice for the one before."""
        now = self._clock.now()
        self._try(lambda: self.session.back(now), now, "back")

    def again(self) -> None:
        """To the beginning of this step."""
        now = self._clock.now()
        self._try(lambda: self.session.again(now), now, "back")

    def jump(self, step: int) -> None:
        """To the beginning of a step, by its index."""
        now = self._clock.now()
        self._try(lambda: self.session.jump(now, step), now, "skipped")

    def adjust(self, by: int) -> None:
        """Ten seconds more or less, or whatever `by` says, in ms."""
        now = self._clock.now()
        self._try(lambda: self.session.adjust(now, by), now, "extended", {"by": by / 1000})

    def answer(self, *, yes: bool) -> None:
        """Answer a question with yes or no; also the one whether it is off."""
        now = self._clock.now()
        if self.tending.asked:
            self._answer_off(now, yes=yes)
            return
        locked = self.tending.locked
        if yes and locked is not None and locked.action == "confirm":
            self.override("The clock was confirmed.")
            return
        self.session.answer(now, yes=yes)
        self._moved(now, "confirmed", {"yes": yes})

    def _answer_off(self, now: int, *, yes: bool) -> None:
        self.tending.asked = False
        if not yes:
            self._say(RUNS_ON)
            return
        self.session.take_off(now)
        self._moved(now, "off")
        self.tending.taken_off()
        if not self.finished:
            self._say(f"It is off. {PAUSED} {GO_ON}")

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

    def _try(self, move: Callable[[], None], now: int, event: str, about: Mapping[str, Any] | None = None) -> None:
        try:
            move()
        except Refused as refused:
            self._say(str(refused))
        else:
            self._moved(now, event, about)

    def _moved(self, now: int, event: str, about: Mapping[str, Any] | None = None) -> None:
        """What was promised to sound no longer holds; the new line promises anew."""
        if event in ("skipped", "off"):
            self.tending.left_out()
        self._withdraw(now)
        self._moved_at = now
        self._record(event, now, about or {})
        self.tick()

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
        if not self.ended and self.session.status(now) is Status.PAUSED:
            self._paused_since = now if self._paused_since is None else self._paused_since
            going_on = now - self._paused_since < LONG_PAUSE
            if not going_on:
                self.player.doze()
        else:
            self._paused_since, going_on = None, not self.ended
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
        self._handed.clear()

    def _say(self, sentence: str) -> None:
        self.said = sentence
        self.news.append(sentence)

    def _notice_sleep(self, now: int) -> None:
        asleep = self._clock.asleep()
        if asleep - self._asleep >= SLEPT and not self.ended:
            if self.session.slept(asleep - self._asleep, now):
                self._withdraw(now)
                self._record("paused", now, {"reason": "asleep"})
                self._say(f"The computer slept. {GO_ON}")
            else:
                self._handed.clear()
        self._asleep = asleep

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
