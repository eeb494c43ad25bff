"""The combinations of levels that bring cold or heat together with something else. Pure.

Whoever has chosen a level of one step may choose any of another, and of those inside of it: each is fine by itself, and
two of them may be too much. There are more combinations than anybody could look at, so only the levels count that have
to do with a pack, and the fewest that differ from the first level of all come first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from unclench.routine.model import AnyStep, ApplyStep, BreatheStep, RestStep, Routine, move_of
from unclench.safety.limits import SLEEPY
from unclench.session.choices import LEVEL, Choices
from unclench.session.compiler import ChosenRoutine, choose
from unclench.session.progression import all_steps

MOST_COMBINATIONS = 200
"""So many are looked at; a sheet has one or two steps with levels (ours)."""
MOST_PHASES_LOOKED_AT = 200_000
"""And so many phases of all of them: two seconds of work at most (ours)."""


def combinations(routine: Routine, choices: Choices) -> Iterator[ChosenRoutine | None]:
    """The routine with each combination of levels that has to do with a pack; None at the end where there are more.

    Raises Unplayable for the first of them that may not be played.
    """
    steps = dict(all_steps(routine.steps))
    if not any(isinstance(step, ApplyStep) for step in steps.values()):
        return
    # In each, the levels that are not answered are the first, and those of `settled` stay so: none comes twice.
    waiting = deque([(choices, frozenset[str]())])
    seen, phases, more = 1, 0, False
    while waiting and phases <= MOST_PHASES_LOOKED_AT:
        answered, settled = waiting.popleft()
        chosen = choose(routine, answered)
        yield chosen
        phases += len(chosen.timeline.segments)
        for step, level in _open_levels(chosen, steps, settled):
            if level == 2:
                settled |= {step}
            if seen == MOST_COMBINATIONS:
                more = True
                break
            seen += 1
            answers = {**answered.answers, (step, LEVEL): level}
            waiting.append((replace(answered, answers=answers), settled))
    if more or waiting:
        yield None


def _open_levels(
    chosen: ChosenRoutine, steps: Mapping[str, AnyStep], settled: Collection[str]
) -> Iterator[tuple[str, int]]:
    """The id of each step whose level may still be another than the first, with each of these."""
    for asked in chosen.questions:
        if asked.field == LEVEL and asked.step not in settled and _matters(steps[asked.step]):
            yield from ((asked.step, level) for level in range(2, len(asked.options) + 1))


def _matters(step: AnyStep) -> bool:
    """Whether a pack, a rest between packs, breathing or what sends to sleep is in any of its levels."""
    kinds = (ApplyStep, BreatheStep, RestStep)
    return any(isinstance(each, kinds) or SLEEPY & _tags(each) for _, each in all_steps((step,)))


def _tags(step: AnyStep) -> set[str]:
    move = move_of(step)
    return {tag.lower() for tag in (*step.tags, *(() if move is None else move.tags))}
