"""The check before the first cold or heat of a day: what will ring is played, and has to be heard.

A screen that is muted, a loudspeaker that is switched off, headphones on the desk: the program knows of none of these,
and whoever lies there with closed eyes waits for an alarm that nobody hears. So somebody has to say that they hear it,
once a day for each way in which sound is played. Whoever does not may go by the screen.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec

from unclench.care import state_file
from unclench.care.asks import SPACE, UNANSWERED, Await, Call, Choose, Flow, NotBegun, Tell
from unclench.cues import Sound
from unclench.language import tr
from unclench.ports import Player, PlayerFailed, Reach
from unclench.session.cue_queue import alarm_level
from unclench.system.files import replace_private

if TYPE_CHECKING:
    from unclench.care.health_record import CareContext
    from unclench.config.paths import Home
    from unclench.routine.model import Routine
    from unclench.session.timeline import Timeline

LISTEN = tr("Press space when you hear this.")
I_HEAR_IT, I_HEAR_NOTHING = tr("I hear it"), tr("I hear nothing")
NOT_BY_EAR = tr("The alarm can't be heard from here.")
NO_ANSWER = tr("No answer yet, so nothing has begun.")
LISTEN_AGAIN, LEAVE_IT = tr("listen again"), tr("leave it for now")
BY_THE_SCREEN = tr("go by the screen, and by a timer on my phone")

EVERY = 4_000
"""Ms from one call to the next: a cue with its words fits in between (ours)."""
RISING = 20_000
"""For how many ms it rises like the alarm. That takes it halfway up: nobody is startled before there is a pack on, and
what is heard then is heard later too, when the alarm goes on to its full loudness (ours)."""


def _calls() -> tuple[Call, ...]:
    """What rings under a pack, in the same order: the check twice, then the alarm, from its softest on."""
    alarm = [Call(Sound.ALARM, alarm_level(since)) for since in range(0, RISING, EVERY)]
    calls = [Call(Sound.CHECK), Call(Sound.CHECK), *alarm]
    return tuple(msgspec.structs.replace(call, words="" if number % 2 else LISTEN) for number, call in enumerate(calls))


HEARD, AGAIN, LEAVE, SCREEN = 0, 0, 1, 2
"""The answers to the two questions."""
CAN_YOU_HEAR = Choose(
    heading=LISTEN,
    text=tr("It begins softly and gets louder. The same will ring when you have to look at your skin, or take it off."),
    options=(I_HEAR_IT, I_HEAR_NOTHING),
    also={SPACE: HEARD, "n": 1},
    first=1,
    calls=_calls(),
    patience=EVERY,
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
    """Asks whether the alarm is heard. `person` is whether somebody is there to answer."""

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
        return self._today in (self._here.get(player.name), _read(self._context.home).get(player.name))

    def _note(self, player: Player) -> None:
        self._here[player.name] = self._today
        note(self._context.home, player.name, self._today)


def note(home: Home, player: str, day: str) -> None:
    """Note that what is played by this player, by its name, was heard on this day, such as `2026-03-01`."""
    with contextlib.suppress(OSError):
        replace_private(home.heard, msgspec.json.encode({**_read(home), player: day}))


def _read(home: Home) -> dict[str, str]:
    """On which day each player was last heard; nothing where the file cannot be believed."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(state_file.read(home.heard), type=dict[str, str])
    return {}


def discard(home: Home) -> None:
    """Forget it: it is asked again."""
    state_file.delete(home.heard)
