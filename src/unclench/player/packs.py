"""Sentences about a cold or hot pack that was put on, and the times of day people type for when it came off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.ports import Player, Reach
from unclench.safety.exposure import Exposure, Moment, Skin, earlier, time_on_skin
from unclench.safety.limits import DAY, MINUTE
from unclench.system import clock, local_time
from unclench.system.local_time import minute_after, minutes_begun

if TYPE_CHECKING:
    from unclench.journal.logbook import Logbook
    from unclench.safety.lockouts import Verdict
    from unclench.session.timeline import Segment, Timeline


def story(exposure: Exposure) -> str:
    """What is known of a pack that nobody has said is off, in a sentence."""
    return f"You put {exposure.kind} on at {at_clock(exposure.on.wall)} and have not said that it is off."


def still_on(exposure: Exposure) -> str:
    """The same, and what to do about it."""
    return f"{story(exposure)} When it is off, type: unclench off"


def why(verdict: Verdict) -> str:
    """What is in the way, in a sentence: the limit's own, or which pack is still on and what to do about it."""
    on = verdict.still_on
    if on is None:
        return verdict.limit.sentence
    pack = f"The {on.kind} pack from {at_clock(on.on.wall)}"
    return f"{pack} is still marked as on. Is it off? Then type: unclench off"


def at_clock(wall: int) -> str:
    """Returns `14:02`, or `14:02 on Tuesday 3 March` for another day than today. `wall` is in ms since 1970."""
    return local_time.at_clock(wall, clock.wall())


class Locked(Struct, frozen=True):
    """Why a session with cold or heat may not begin now, and from when on it may, such as `09:55`.

    `since` is empty where waiting does not help, because a question has to be answered first.
    """

    since: str
    why: str

    @property
    def sentence(self) -> str:
        """Both, for people to read."""
        return f"Not before {self.since}. {self.why}" if self.since else f"Not now. {self.why}"

    @property
    def brief(self) -> str:
        """`09:55`, or `Sat 00:20` for another day, or `not now`: what there is room for in a list."""
        time, _, day = self.since.partition(" on ")
        return f"{day[:3]} {time}".strip() or "not now"


def locked(book: Logbook, timeline: Timeline) -> Locked | None:
    """What keeps a session of this timeline from beginning now, for its cold and heat; None where nothing does."""
    from unclench.session.plan_check import applications

    planned, plan = applications(timeline)
    blocked = book.lock_outs.blocked(planned, plan)
    if blocked is None:
        return None
    wait = book.lock_outs.all_available(planned, plan)
    return Locked("" if wait is None else at_clock(minute_after(book.now().wall + wait)), why(blocked))


def again_from(timeline: Timeline, segment: Segment, off: int) -> str:
    """From when cold and heat may be on the skin again if what this segment times comes off at `off` (ms since 1970).

    Empty if the session itself has another application to come: that has its own time.
    """
    from unclench.safety.lockouts import may_start
    from unclench.session.plan_check import applications

    planned, _ = applications(timeline)
    done = [each for each in planned if each.at <= segment.start]
    if not done or len(done) < len(planned):
        return ""
    then = Moment("this session", off, off)
    past: list[Exposure] = []
    for each in done:
        on = earlier(then, segment.end - each.at)
        past.append(Exposure(f"planned {each.at}", each.kind, on, each.lasting, earlier(on, -each.lasting)))
    same: Skin = done[-1].kind
    other: Skin = "heat" if same == "cold" else "cold"
    since = {}
    for kind in (same, other):
        verdict = may_start(kind, past, then)
        wait = 0 if verdict is None or verdict.wait is None else verdict.wait
        since[kind] = local_time.time_of_day(minute_after(off + wait))
    return f"{same.capitalize()} again from {since[same]}, {other} from {since[other]}."


def when_off(exposure: Exposure, typed: str, now: Moment) -> Moment | None:
    """The moment of an answer such as `14:20`; None unless it is a time since the pack was put on."""
    return moment_of(typed, now, time_on_skin(exposure, now).likely)


def moment_of(typed: str, now: Moment, within: int = DAY) -> Moment | None:
    """The moment of a time of day such as `14:20`, at most `within` ms ago; None for anything else.

    A minute counts to its end, and of two possible moments the later one counts, as in the hour that
    comes twice when the clocks go back. That way no lock-out is cut short.
    """
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{1,2})", typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    ago = [now.wall - begun for begun in minutes_begun(int(found[1]), int(found[2]), now.wall) if begun <= now.wall]
    ends = [max(0, gone - MINUTE + 1) for gone in ago]
    return min((earlier(now, end) for end in ends if end <= within), key=lambda then: -then.wall, default=None)


def silent_alarm(player: Player) -> str:
    """A warning for somebody about to put cold or heat on; empty where the alarm will be heard."""
    match player.reach:
        case Reach.ALL:
            return ""
        case Reach.BELL:
            return (
                "There is no sound device: the alarm will only be the terminal's bell, which may be silent."
                " Set a kitchen timer too."
            )
        case Reach.NOTHING:
            return (
                "Sound is off: NO ALARM WILL BE HEARD when the time is up. Set a kitchen timer,"
                ' or turn sound on: --audio auto, or `audio = "auto"` in the settings.'
            )
