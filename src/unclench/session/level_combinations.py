"""The combinations of levels that bring cold or heat together with something else. Pure.

Whoever has chosen a level of one step may choose any of another, and of those inside of it: each is fine by itself, and
two of them may be too much. There are more combinations than anybody could look at, so only the levels count that have
to do with a pack, and the fewest that differ from the first level of all come first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec.structs import replace

from unclench.routine.model import AnyStep, ApplyStep, BreatheStep, RepeatStep, RestStep, Routine, move_of
from unclench.safety.limits import SLEEPY
from unclench.session.choices import LEVEL, Choices
from unclench.session.compiler import ChosenRoutine, choose
from unclench.session.progression import all_steps

MOST_COMBINATIONS = 200
"""So many are looked at; a sheet has one or two steps with levels (ours)."""
MOST_LOOKED_AT = 60_000
"""And so many phases and steps of all of them together: a second of work or two (ours)."""


def combinations(routine: Routine, choices: Choices) -> Iterator[ChosenRoutine | None]:
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
