"""Which moment of which figure goes with a moment of a session, and the figures drawn. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.session.session import View
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline

if TYPE_CHECKING:
    from unclench.figure.figure import Figure
    from unclench.figure.render import Picture, Style

POSED = frozenset({"cold", "heat", "rest"})
"""Kinds of steps that have a figure although they name no exercise. (Breathing has its disc.)"""
_PHASES = {Kind.SETUP: "setup", Kind.REST: "rest", Kind.SET_REST: "rest", Kind.SWITCH: "switch", Kind.DO: "go"}


class FigureMoment(Struct, frozen=True):
    """A phase of a step's figure, `at` ms after the phase began. With `start`, the pose that the step begins in."""

    step: StepInfo
    phase: str
    at: int
    lasting: int | None
    side: str | None = None
    before: str | None = None
    before_side: str | None = None
    start: bool = False


def moment(timeline: Timeline, view: View) -> FigureMoment | None:
    """The moment of a figure that goes with a view; None if no position is taken up."""
    segment, step = view.segment, view.step
    if segment is None or step is None or segment.kind in BREATHING:
        return None
    if segment.gate is Gate.READY or segment.kind is Kind.CONFIRM:
        return FigureMoment(step, "setup", 0, None, segment.side, start=True)
    if segment.kind in EXPOSURE:
        return FigureMoment(step, "hold", view.elapsed, segment.duration)
    if segment.kind is Kind.REST and step.kind == "rest":
        follows = view.next_step
        return FigureMoment(follows or step, "setup", 0, None, start=True)
    before = _before(timeline, segment)
    side = segment.side or next((s.side for s in timeline.segments[step.first : step.last + 1] if s.side), None)
    return FigureMoment(
        step, _phase_of(segment), view.elapsed, segment.duration, side,
        _phase_of(before) if before else None, before.side if before else None,
    )  # fmt: skip


def _before(timeline: Timeline, segment: Segment) -> Segment | None:
    """The phase before, if it belongs to the same step."""
    if not segment.index:
        return None
    before = timeline.segments[segment.index - 1]
    return before if before.step == segment.step and before.kind not in (Kind.CONFIRM, Kind.SETUP) else None


def _phase_of(segment: Segment) -> str:
    return _PHASES.get(segment.kind, segment.label)


Lookup = Callable[[str], object]
"""Returns the plain data of the figure for an exercise's id; None if it has none."""


class FigureRenderer:
    """Draws moments, and caches the figures it has read. A figure with mistakes is drawn as nothing."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._figures: dict[tuple[str, str | None, str], Figure | None] = {}

    def has(self, found: FigureMoment | None) -> bool:
        """Whether there is something to draw, as far as can be told without reading the figure."""
        if found is None:
            return False
        step = found.step
        if step.figure is not None:
            return True
        return step.kind in POSED if step.exercise is None else self._lookup(step.exercise) is not None

    def data(self, exercise: str) -> object:
        """The plain data of an exercise's figure; None if it has none."""
        return self._lookup(exercise)

    def _figure(self, step: StepInfo) -> Figure | None:
        key = ("" if step.figure is None else step.id, step.exercise, step.kind)
        if key not in self._figures:
            self._figures[key] = _figure_of(step, self._lookup)
        return self._figures[key]

    def draw(self, found: FigureMoment, columns: int, rows: int, style: Style, *, still: bool) -> Picture:
        """The picture of a moment; with `still`, the end poses side by side for the whole step instead."""
        figure = self._figure(found.step)
        if figure is None:
            return nothing(columns, rows)
        if still:
            return figure.still(columns, rows, style, side=found.side)
        if found.start:
            return figure.draw(figure.starting_scene(side=found.side), columns, rows, style)
        return figure.show(
            found.phase, found.at, found.lasting, (columns, rows), style, side=found.side, before=found.before,
            before_side=found.before_side, part=found.step.name,
        )  # fmt: skip

    def changes_in(self, found: FigureMoment) -> int | None:
        """How many ms until the picture visibly changes; None: not before the phase ends."""
        figure = self._figure(found.step)
        if figure is None or found.start:
            return None
        return figure.changes_in(
            found.phase, found.at, found.lasting, side=found.side, before=found.before, before_side=found.before_side
        )


def nothing(columns: int, rows: int) -> Picture:
    """A blank picture, for a figure that cannot be read."""
    from unclench.figure.render import Picture

    return Picture((" " * columns,) * rows, (bytes(columns),) * rows)


def _figure_of(step: StepInfo, lookup: Lookup) -> Figure | None:
    from unclench.figure.figure import Figure, of_kind

    if step.figure is not None:
        return Figure.of(step.figure)
    return Figure.of(lookup(step.exercise)) if step.exercise is not None else of_kind(step.kind)
