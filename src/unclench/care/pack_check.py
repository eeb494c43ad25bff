"""Before cold or heat: what must not be combined, what was on the skin before, and whether the alarm is heard."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from unclench.care.asks import SPACE, UNANSWERED, YES, Await, Call, Choose, Fill, Flow, NotBegun, Tell, yes_no
from unclench.cues import Sound
from unclench.language import tr
from unclench.player import packs
from unclench.player.exposure_guard import CLOCK_CONFIRMED, again
from unclench.player.packs import moment_of, still_on
from unclench.ports import Player, PlayerFailed, Reach
from unclench.routine.model import Routine
from unclench.safety.exposure import Moment
from unclench.safety.limits import Limit
from unclench.safety.lockouts import warnings
from unclench.safety.screening import SKIN
from unclench.session.cue_queue import alarm_level
from unclench.session.plan_check import applications, puts_to_sleep, unsafe_together
from unclench.session.timeline import Timeline
from unclench.system.files import delete_if_there, read_own, replace_private

if TYPE_CHECKING:
    from unclench.care.health_record import CareContext
    from unclench.config.paths import Home
    from unclench.safety.lockouts import Verdict


WHY_NOW = tr("Why now? Your reason is saved in your journal.")
WITH_A_REASON = tr("If you have a reason, you can go ahead in a terminal or with --override.")
NEVER = tr("never")
WHEN_LIKE = tr("Type a time such as 14:20, or: {never}.", never=NEVER)
CLOCK_RIGHT = tr("Is this computer's clock right?")


def _why(verdict: Verdict) -> str:
    """What stands against it, and from when on it may begin."""
    return f"{packs.why(verdict)}{again(verdict)}"


class LimitCheck:
    """Checks a routine against the limits and lock-outs before anybody is told to put something on.

    `person` is whether somebody is there to read the questions; `overriding` whether a script
    has said that it overrides a lock-out and types the reason.
    """

    def __init__(self, context: CareContext, *, person: bool, overriding: bool) -> None:
        self._context, self._person, self._overriding = context, person, overriding

    def check(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """Raises NotBegun for what must not be (C1.4 to C1.13, C2.10).

        A typed reason goes into the context's `override`, for the session that begins next and no other.
        """
        self._refuse(routine, timeline)
        book = self._context.book
        planned, plan = applications(timeline)
        kinds = {each.kind for each in planned}
        for limit in self._unusual(kinds):
            yield from self._mention(limit)
        self._context.override = None  # left over from an earlier start that came to nothing
        while kinds and self._context.override is None:
            blocked = book.lock_outs.blocked(planned, plan)
            if blocked is None:
                return
            yield from self._override(blocked)

    def foretold(self, routine: Routine, timeline: Timeline) -> str:
        """What `check` will ask about, in a sentence, for somebody who is about to fetch a pack; empty for nothing.

        Raises NotBegun for what `check` would refuse: nobody should get up for that.
        """
        self._refuse(routine, timeline)
        planned, plan = applications(timeline)
        blocked = self._context.book.lock_outs.blocked(planned, plan)
        if blocked is None:
            return ""
        if self._is_final(blocked):
            raise NotBegun(self._final_refusal(blocked))
        return _why(blocked)

    def _refuse(self, routine: Routine, timeline: Timeline) -> None:
        """Raises NotBegun for what must not come together, in one session or with a pack that may still be on."""
        if (limit := unsafe_together(routine, timeline)) is not None:
            raise NotBegun(limit.sentence)
        if applications(timeline)[0] or puts_to_sleep(routine, timeline) is not None:
            for exposure in self._context.book.exposures.waiting():
                raise NotBegun(still_on(exposure))

    def _is_final(self, verdict: Verdict) -> bool:
        return verdict.action == "refuse" or not (self._person or self._overriding)

    def _final_refusal(self, verdict: Verdict) -> str:
        why = _why(verdict)
        return f"{why} {WITH_A_REASON}" if verdict.action == "override" else why

    def _unusual(self, kinds: Collection[str]) -> list[Limit]:
        book = self._context.book
        return [limit for kind in SKIN if kind in kinds for limit in warnings(kind, book.exposures.past(), book.now())]

    def _mention(self, limit: Limit) -> Flow[None]:
        if not self._person:
            yield Tell(heading=limit.sentence)
        elif (yield yes_no(limit.sentence, yes=tr("go on"), no=tr("leave it"))) != YES:
            raise NotBegun(limit.sentence)

    def _override(self, verdict: Verdict) -> Flow[None]:
        """Ask for whatever overrides this verdict. Raises NotBegun, with the time from which it may begin."""
        if self._is_final(verdict):
            raise NotBegun(self._final_refusal(verdict))
        why = _why(verdict)
        if verdict.action == "confirm":
            if (yield yes_no(why, CLOCK_RIGHT, yes=tr("the clock is right"), no=tr("leave it"))) != YES:
                raise NotBegun(why)
            self._context.override = CLOCK_CONFIRMED
        elif verdict.action == "when":
            now = self._context.book.now()
            at = yield Fill(heading=why, text=f"{verdict.question} {WHEN_LIKE}", read=partial(last_off, now=now))
            if at is None:
                raise NotBegun(why)
            self._context.book.lock_outs.say_last_off(at if isinstance(at, Moment) else None)
        else:
            if not (yield from may_be_overridden(verdict, why)):
                raise NotBegun(why)
            reason = yield Fill(heading=why, text=WHY_NOW)
            if reason is None:
                raise NotBegun(why)
            self._context.override = reason


def may_be_overridden(verdict: Verdict, why: str) -> Flow[bool]:
    """Whether a typed reason counts: not without a yes to the verdict's own question, if it has one (C1.4)."""
    return not verdict.question or (yield yes_no(why, verdict.question, no=tr("no, or not sure"))) == YES


def last_off(typed: str, now: Moment) -> Moment | str:
    """The moment of `14:20`, today or yesterday; `never` where nothing was on in the last day. Raises ValueError."""
    low = typed.strip().lower()
    if low in ("never", "none", "no", NEVER.lower()):
        return "never"
    when = moment_of(low, now)
    if when is None:
        raise ValueError(tr("{typed!r} is no time. {what_to_type}", typed=typed, what_to_type=WHEN_LIKE))
    return when


LISTEN = tr("Press space when you hear this.")
I_HEAR_IT, I_HEAR_NOTHING = tr("I hear it"), tr("I hear nothing")
NOT_BY_EAR = tr("The alarm can't be heard from here.")
NO_ANSWER = tr("No answer yet, so nothing has begun.")
LISTEN_AGAIN, LEAVE_IT = tr("listen again"), tr("leave it for now")
BY_THE_SCREEN = tr("go by the screen, and by a timer on my phone")

CALL_EVERY = 4_000
"""Ms from one call to the next: a cue with its words fits in between (ours)."""
RISING = 20_000
"""For how many ms it rises like the alarm. That takes it halfway up: nobody is startled before there is a pack on, and
what is heard then is heard later too, when the alarm goes on to its full loudness (ours)."""


def _calls() -> tuple[Call, ...]:
    """What rings under a pack, in the same order: the check twice, then the alarm, from its softest on."""
    alarm = [Call(Sound.ALARM, alarm_level(since)) for since in range(0, RISING, CALL_EVERY)]
    calls = [Call(Sound.CHECK), Call(Sound.CHECK), *alarm]
    return tuple(msgspec.structs.replace(call, words="" if number % 2 else LISTEN) for number, call in enumerate(calls))


HEARD, UNHEARD = 0, 1
"""The answers to whether it is heard..."""
AGAIN, LEAVE, SCREEN = 0, 1, 2
"""...and to what then, where it isn't."""
CAN_YOU_HEAR = Choose(
    heading=LISTEN,
    text=tr("It begins softly and gets louder. The same will ring when you have to look at your skin, or take it off."),
    options=(I_HEAR_IT, I_HEAR_NOTHING),
    also={SPACE: HEARD, "n": UNHEARD},
    first=UNHEARD,
    calls=_calls(),
    patience=CALL_EVERY,
)


def _unheard(heading: str) -> Choose:
    return Choose(
        heading=heading,
        text=tr(
            "Turn the sound up, or plug in what you listen with, and listen again. "
            "If that doesn't help, unclench doctor tries every way out for the sound.\n"
            "Without it you need your eyes: stay where you see the screen, and set a timer on your phone too."
        ),
        spoken=heading,
        options=(LISTEN_AGAIN, LEAVE_IT, BY_THE_SCREEN),
        also={SPACE: AGAIN},
        first=LEAVE,
    )


class SoundCheck:
    """Asks whether the alarm is heard. `person` is whether somebody is there to answer.

    A screen that is muted, a loudspeaker that is switched off, headphones on the desk: the program knows of none of
    these, and whoever lies there with closed eyes waits for an alarm that nobody hears. So somebody has to say that
    they hear it, once a day for each way in which sound is played. Whoever does not may go by the screen.
    """

    def __init__(self, context: CareContext, *, person: bool) -> None:
        self._context, self._person = context, person
        self._here: dict[str, str] = {}
        """What was noted in this run, as in the file: on a full disk nobody is asked again and again."""

    def before(self, routine: Routine, timeline: Timeline) -> Flow[None]:
        """Before a session with cold or heat, unless it was heard today. Raises NotBegun where somebody leaves it.

        Where there is no sound at all nothing can be heard, and the session itself says so as it begins.
        """
        if not timeline.has_pack:
            return
        player: Player | None = yield Await(does=self._opened)
        if player is None or player.reach is Reach.NOTHING or self._heard_today(player):
            return
        if not self._person:
            said = tr("Nobody has said today that the alarm is heard here.")
            then = tr("Keep the screen in sight, and set another timer too.")
            yield Tell(heading=f"{said} {then}")
            return
        self._context.sound_as_for(routine)
        while (answer := (yield CAN_YOU_HEAR)) != HEARD:
            if answer is None:
                raise NotBegun
            way = yield _unheard(NO_ANSWER if answer == UNANSWERED else NOT_BY_EAR)
            if way == SCREEN:
                in_sight = tr(
                    "Keep the screen in sight, and set the timer on your phone now: the alarm won't reach you."
                )
                yield Tell(heading=in_sight, urgent=True)
                return
            if way != AGAIN:
                raise NotBegun
        self._note(player)

    def _opened(self) -> Player | None:
        """The open player; None where there is none, which the session reports."""
        with contextlib.suppress(PlayerFailed):
            return self._context.sound.player
        return None

    @property
    def _today(self) -> str:
        return self._context.wall().date().isoformat()

    def _heard_today(self, player: Player) -> bool:
        return self._today in (self._here.get(player.name), _days_heard(self._context.home).get(player.name))

    def _note(self, player: Player) -> None:
        self._here[player.name] = self._today
        note_heard(self._context.home, player.name, self._today)


def note_heard(home: Home, player: str, day: str) -> None:
    """Note that what is played by this player, by its name, was heard on this day, such as `2026-03-01`."""
    with contextlib.suppress(OSError):
        replace_private(home.heard, msgspec.json.encode({**_days_heard(home), player: day}))


def _days_heard(home: Home) -> dict[str, str]:
    """On which day each player was last heard; nothing where the file cannot be believed."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(read_own(home.heard), type=dict[str, str])
    return {}


def forget_heard(home: Home) -> None:
    """Forget it: it is asked again."""
    delete_if_there(home.heard)
