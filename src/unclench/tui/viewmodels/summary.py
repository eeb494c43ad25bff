"""What was done in a session, by the real time spent in each step, and what comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from unclench.language import tr
from unclench.reports.today import COURSE_DAYS, Due, GoalToday, PainCourse, SkinStatus, due_line, goal_line
from unclench.safety.exposure import Skin
from unclench.session.session import Status, View
from unclench.session.timeline import AT_WILL, StepInfo, Timeline
from unclench.system import local_time
from unclench.tui import glyphs

DONE_FROM, BEGUN_FROM = 0.9, 0.1
"""Shares of a step's time: from 0.9 it counts as done, below 0.1 as left out. Both are our own choice."""


class Completion(StrEnum):
    """How much of a step was done."""

    DONE = "done"
    PART = "in part"
    LEFT_OUT = "left out"


class StepResult(Struct, frozen=True):
    """One step of the summary; `counted` are the repetitions that a key has counted, of each set and side in turn."""

    title: str
    share: Completion
    counted: Sequence[int] = ()


class Tally:
    """Adds up the time spent in each step; `see` must be called with every view and its time (ms)."""

    def __init__(self, now: int) -> None:
        self.began = now
        self.ended = now
        self._step: int | None = None
        self._spent: dict[int, int] = {}
        self._visited: set[int] = set()
        self._counted: dict[int, int] = {}
        """How many repetitions were counted in each segment in which a key counts."""

    def see(self, view: View, now: int) -> None:
        """Count the time since the last view towards the step that was shown then."""
        if self._step is not None:
            self._spent[self._step] = self._spent.get(self._step, 0) + now - self.ended
        self.ended = now
        counts = view.status is Status.RUNNING and view.segment is not None and view.segment.gate in (None, *AT_WILL)
        self._step = view.segment.step if view.segment is not None and counts else None
        if view.segment is not None:
            self._visited.add(view.segment.index)
            if view.count is not None:
                self._counted[view.segment.index] = view.count

    @property
    def lasted(self) -> int:
        """Milliseconds from the start to the last view, including pauses."""
        return self.ended - self.began

    def steps(self, timeline: Timeline) -> Sequence[StepResult]:
        """Every step, with how much of it was done."""
        return [
            StepResult(step.title, self._share(timeline, step.index), self._counts(step)) for step in timeline.steps
        ]

    def _counts(self, step: StepInfo) -> Sequence[int]:
        return [count for index, count in sorted(self._counted.items()) if step.first <= index <= step.last]

    def _share(self, timeline: Timeline, index: int) -> Completion:
        step = timeline.steps[index]
        segments = timeline.segments[step.first : step.last + 1]
        planned = sum(segment.width for segment in segments if segment.gate is None)
        spent = self._spent.get(index, 0)
        if not planned:  # nothing but questions: to pass them is all there is to do
            return Completion.DONE if step.last in self._visited else Completion.LEFT_OUT
        if spent >= planned * DONE_FROM:
            return Completion.DONE
        return Completion.PART if spent >= planned * BEGUN_FROM else Completion.LEFT_OUT


# -- what comes next -----------------------------------------------------------------------

NAMES: Mapping[Skin, str] = {"cold": tr("Ice"), "heat": tr("Heat")}


class Outlook(Struct, frozen=True):
    """What comes next, a sentence each, and the pain of the last days as bars; empty where there is nothing to say."""

    coming: Sequence[str] = ()
    course: str = ""


def outlook(
    skin: Sequence[SkinStatus], due: Due | None, course: PainCourse, goals: Sequence[GoalToday] = ()
) -> Outlook:
    """`due` is what is due of the routine that was played, and `goals` are its goals of a day."""
    next_of = {
        each.kind: local_time.at_the_earliest(each.wait, each.at - each.wait)
        for each in skin
        if each.wait and each.at is not None
    }
    coming = [tr("{pack} again {when}.", pack=NAMES[kind], when=when) for kind, when in next_of.items()]
    if due is not None and due.today:
        coming.insert(0, due_line(due))
    return Outlook((*map(goal_line, goals), *coming), _bars(course))


def _bars(course: PainCourse) -> str:
    if not course.said:
        return ""
    days = [(each.day, each.mean) for each in course.days]
    return tr("Pain  {bars}  {course}", bars=glyphs.spark(days, course.today, COURSE_DAYS), course=course.said)
