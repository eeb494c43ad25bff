"""A step that is meant less often than its routine: whether it is due today, and what is said about that. Pure.

Of a range the upper end counts here: the sheet allows that much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from unclench.language import counted, tr
from unclench.routine.lint import most
from unclench.routine.model import AnyStep, RepeatStep, StepFrequency
from unclench.session import wording
from unclench.session.compiler import ChosenRoutine
from unclench.session.progression import WEEK, all_steps
from unclench.session.wording import place_of


def not_today(frequency: StepFrequency, done: Sequence[int]) -> str:
    """Why the step is left out today, in a sentence; empty where it is due.

    `done` has for each time it was done completely how many days ago that was; 0 is today.
    """
    today, before = done.count(0), sorted({ago for ago in done if ago > 0})
    if today >= times_a_day(frequency):
        more = tr("Done {times} today already.", times=wording.times(today))
        return tr("Done today already.") if today == 1 else more
    if today or not before:
        return ""
    last, lately = before[0], sum(ago < WEEK for ago in before)
    if frequency.every_days is not None and last < frequency.every_days:
        longer = counted(last, "Done {number:g} day ago.", "Done {number:g} days ago.")
        return tr("Done yesterday.") if last == 1 else longer
    if lately >= (most(frequency.days_a_week) or WEEK):
        return tr("Already done on {number} of the last seven days.", number=lately)
    return ""


def times_a_day(frequency: StepFrequency) -> int:
    """How often on a day on which it is done at all: once, if the sheet says nothing else."""
    return most(frequency.per_day) or 1


def sometimes(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, AnyStep, StepFrequency]]:
    """The steps with a frequency of their own, each with its id, a block before what is in it.

    Optional steps and other ways to do one are left out: whether they are done is up to the person, not to the day.
    """
    for number, step in enumerate(steps, 1):
        if step.optional:
            continue
        id = f"{prefix}{number}"
        if step.frequency is not None:
            yield id, step, step.frequency
        if isinstance(step, RepeatStep):
            yield from sometimes(step.steps, f"{id}.")


def goes_with(id: str, gone: Collection[str]) -> bool:
    """Whether a step is in a block that is not due: it is not spoken of then."""
    return any(id.startswith(f"{block}.") for block in gone)


def nothing_left(steps: Sequence[AnyStep], gone: Collection[str]) -> bool:
    """Whether nothing is to do, since the steps of these ids are not due and all the others are optional."""
    return bool(gone) and all(step.optional or str(number) in gone for number, step in enumerate(steps, 1))


def left_out_today(chosen: ChosenRoutine) -> Iterator[str]:
    """What is said of each step that is not due today and that nobody has taken in all the same."""
    steps = dict(all_steps(chosen.routine.steps))
    for id, why in chosen.choices.not_today.items():
        if not chosen.choices.takes(id):
            yield tr("Left out today: {step}. {why}", step=place_of(id, steps[id]), why=why)
