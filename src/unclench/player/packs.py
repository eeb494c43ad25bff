"""Sentences about a cold or hot pack that was put on, and the times of day people type for when it came off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.language import begun, tr
from unclench.ports import Player, Reach
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment, Skin, earlier, time_on_skin
from unclench.safety.limits import DAY, MINUTE
from unclench.system import clock, local_time
from unclench.system.local_time import minute_after, minutes_begun

if TYPE_CHECKING:
    from unclench.journal.logbook import Logbook
    from unclench.safety.lockouts import Verdict
    from unclench.session.timeline import Segment, Timeline

WHEN_OFF, IS_IT_OFF = tr("When it is off, type: unclench off"), tr("Is it off? Then type: unclench off")


def story(exposure: Exposure) -> str:
    """What is known of a pack that nobody has said is off, in a sentence."""
    kind, time = SKIN_NAMES[exposure.kind], at_clock(exposure.on.wall)
    return tr("You put {kind} on at {time} and have not said that it is off.", kind=kind, time=time)


def still_on(exposure: Exposure) -> str:
    """The same, and what to do about it."""
    return f"{story(exposure)} {WHEN_OFF}"


def why(verdict: Verdict, *, playing: bool = False) -> str:
    """What is in the way, in a sentence: the limit's own, or which pack is still on and what to do about it.

    While a session is `playing` here, that is done in another window.
    """
    on = verdict.still_on
    if on is None:
        return verdict.limit.sentence
    marked = tr(
        "The {kind} pack from {time} is still marked as on.", kind=SKIN_NAMES[on.kind], time=at_clock(on.on.wall)
    )
    then = tr("Is it off? Then type: unclench off, in another window.") if playing else IS_IT_OFF
    return f"{marked} {then}"


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
        when = tr("Not before {time}.", time=self.since) if self.since else tr("Not now.")
        return f"{when} {self.why}"

    @property
    def brief(self) -> str:
        """`09:55`, or `Sat 00:20` for another day, or `not now`: what there is room for in a list."""
        time = re.search(r"[0-9]+:[0-9]+", self.since)
        day = next((each for each in local_time.WEEKDAYS if each in self.since), "")
        return f"{day[:3]} {time[0]}".strip() if time is not None else tr("not now")


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
    return tr(
        "{same} again from {time}, {other} from {other_time}.",
        same=begun(SKIN_NAMES[same]), time=since[same], other=SKIN_NAMES[other], other_time=since[other],
    )  # fmt: skip


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
            return tr(
                "There is no sound device: the alarm will only be the terminal's bell, which may be silent."
                " Set a kitchen timer too."
            )
        case Reach.NOTHING:
            return tr(
                "Sound is off: NO ALARM WILL BE HEARD when the time is up. Set a kitchen timer,"
                ' or turn sound on: --audio auto, or `audio = "auto"` in the settings.'
            )
