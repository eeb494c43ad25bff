"""What must not come together in a session, at any level of it: cold and heat, or either of them and sleepiness. Pure.

Whoever has chosen a level of one step may choose any of another, and of those inside of it: each is fine by itself, and
two of them may be too much. There are more combinations than anybody could look at, so only the levels count that have
to do with a pack, and the fewest that differ from the first level of all come first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.routine.model import AnyStep, ApplyStep, BreatheStep, RepeatStep, RestStep, Routine, move_of
from unclench.safety import press
from unclench.safety.limits import SLEEPY, Limit, sleepy
from unclench.safety.lockouts import Plan, Planned, plan_of, unsafe_plan
from unclench.session.choices import LEVEL, Choices
from unclench.session.compiler import ChosenRoutine, choose
from unclench.session.progression import all_steps
from unclench.session.timeline import BREATHING, EXPOSURE, Kind, Segment, Timeline, pressed

if TYPE_CHECKING:
    from unclench.safety.exposure import Skin


MOST_COMBINATIONS = 200
"""So many are looked at; a sheet has one or two steps with levels (ours)."""
MOST_LOOKED_AT = 60_000
"""And so many phases and steps of all of them together: a second of work or two (ours)."""


def level_combinations(routine: Routine, choices: Choices) -> Iterator[ChosenRoutine | None]:
    """The routine with each combination of levels that has to do with a pack; None at the end where there are more.

    Raises Unplayable for the first of them that may not be played.
    """
    steps = dict(all_steps(routine.steps))
    if not any(isinstance(step, ApplyStep) for step in steps.values()):
        return
    open_to_choice = {
        id for id, step in steps.items() if isinstance(step, RepeatStep) and step.levels and _matters(step)
    }
    # In each, the levels that are not answered are the first, and those of `settled` stay so: none comes twice.
    waiting = deque([(choices, frozenset[str]())])
    seen, looked_at, more = 1, 0, False
    while waiting and looked_at <= MOST_LOOKED_AT:
        answered, settled = waiting.popleft()
        chosen = choose(routine, answered)
        yield chosen
        looked_at += len(chosen.timeline.segments) + len(steps)
        for asked in chosen.questions:
            if asked.field != LEVEL or asked.step in settled or asked.step not in open_to_choice:
                continue
            settled |= {asked.step}
            for level in range(2, len(asked.options) + 1):
                if seen == MOST_COMBINATIONS:
                    more = True
                    break
                seen += 1
                answers = {**answered.answers, (asked.step, LEVEL): level}
                waiting.append((replace(answered, answers=answers), settled))
    if more or waiting:
        yield None


def _matters(step: AnyStep) -> bool:
    """Whether a pack, a rest between packs, breathing or what sends to sleep is in any of its levels."""
    kinds = (ApplyStep, BreatheStep, RestStep)
    return any(isinstance(each, kinds) or SLEEPY & _tags(each) for _, each in all_steps((step,)))


def _tags(step: AnyStep) -> set[str]:
    move = move_of(step)
    return {tag.lower() for tag in (*step.tags, *(() if move is None else move.tags))}


def applications(timeline: Timeline) -> tuple[list[Planned], Plan]:
    """The cold and heat of a session at their planned times, and the kind of plan they make up.

    Breaks count as planned; that they are really taken is checked while the session plays.
    """
    skin = [segment for segment in timeline.segments if segment.kind in EXPOSURE]
    kinds: list[Skin] = ["cold" if segment.kind is Kind.COLD else "heat" for segment in skin]
    breaks = [after.start - before.end for before, after in pairwise(skin)]
    planned = [Planned(kind, each.start, each.width, each.step) for kind, each in zip(kinds, skin, strict=True)]
    return planned, plan_of(kinds, breaks)


def unsafe_together(routine: Routine, timeline: Timeline) -> Limit | None:
    """The limit that playing this as planned would exceed (C1.4 to C1.13, C2.10); None if it is safe."""
    planned, plan = applications(timeline)
    if not planned:
        return None
    return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)


def presses_too_long(timeline: Timeline) -> Limit | None:
    """C1.16 if one point is pressed for too long without a break; else None.

    For a timeline from which steps were taken out: what stood between two presses may be gone.
    """
    before = 0
    last: Segment | None = None
    for segment in timeline.segments:
        before = pressed(before, last, segment, timeline.steps) if segment.press else 0
        if (limit := press.too_long(before)) is not None:
            return limit
        last = segment
    return None


def puts_to_sleep(routine: Routine, timeline: Timeline) -> Limit | None:
    """C2.10 if something in this may put somebody to sleep, so that it must not go with cold or heat; else None."""
    tags = {*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}
    return sleepy(tags, _breathing(timeline))


def breathes_too_long(timeline: Timeline, *, on_skin: bool = False) -> Limit | None:
    """C2.10 if this has too much breathing to go with the cold or heat in it, or with what is `on_skin` now; else None.

    For a timeline that is made longer while it plays: its tags were checked before it began.
    """
    if not on_skin and not timeline.has_pack:
        return None
    return sleepy((), _breathing(timeline))


def _breathing(timeline: Timeline) -> int:
    return sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)
