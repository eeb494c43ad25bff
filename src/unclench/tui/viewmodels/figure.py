"""Which moment of which figure goes with a moment of a session, and the figures drawn. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline

if TYPE_CHECKING:
    from unclench.figure.figure import Figure
    from unclench.figure.render import Picture, Style
    from unclench.session.session import View

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

    @property
    def works(self) -> str:
        """The look of what works, or of the pack: cold and heat have colours of their own."""
        return self.step.kind if self.step.kind in ("cold", "heat") else "working"


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

    def moving(self, found: FigureMoment) -> bool:
        """Whether the body is on its way at this moment, apart from its breath."""
        figure = self._figure(found.step)
        return (
            figure is not None
            and figure.at(
                found.phase,
                found.at,
                found.lasting,
                side=found.side,
                before=found.before,
                before_side=found.before_side,
            ).moving
        )


SLOW, LOOK, PHASE = 500, 4_000, 2_000
"""Ms between two pictures of a figure that only illustrates, for which it stands still, and for which it moves.

Ours: it moves without costing what a session costs.
"""


def first_pictured(timeline: Timeline, figures: FigureRenderer) -> StepInfo | None:
    """The first step that has a figure, but for a rest."""
    named = (step for step in timeline.steps if step.kind != "rest")
    return next((step for step in named if figures.has(FigureMoment(step, "setup", 0, None))), None)


def start_of(step: StepInfo) -> FigureMoment:
    """The pose that a step begins in."""
    return FigureMoment(step, "setup", 0, None, start=True)


def slowly(timeline: Timeline, step: StepInfo, figures: FigureRenderer) -> Iterator[tuple[FigureMoment, int]]:
    """The movement of a step, over and over: each picture, and for how many ms to show it."""
    own = [
        each for each in timeline.segments[step.first : step.last + 1] if each.kind not in (Kind.SETUP, Kind.CONFIRM)
    ]
    phases = list(dict.fromkeys(_phase_of(each) for each in own[:MOST_PHASES]))
    side = next((each.side for each in own if each.side), None)
    yield start_of(step), LOOK
    before, turn = None, list[tuple[FigureMoment, int]]()
    for again in (False, True):  # the first time there is no phase before it; from the second on every turn is the same
        for phase in phases:
            for at in range(0, PHASE + 1, SLOW):
                found = FigureMoment(step, phase, at, PHASE, side, before, side if before else None)
                if at == PHASE or figures.moving(found):
                    shown = found, LOOK if at == PHASE else SLOW
                    turn += [shown] if again else []
                    yield shown
            before = phase
    if turn:
        yield from cycle(turn)


MOST_PHASES = 12
"""Of a step's phases, the first ones: one repetition, or two."""


def nothing(columns: int, rows: int) -> Picture:
    """A blank picture, for a figure that cannot be read."""
    from unclench.figure.render import Picture

    return Picture((" " * columns,) * rows, (bytes(columns),) * rows)


def _figure_of(step: StepInfo, lookup: Lookup) -> Figure | None:
    from unclench.figure.figure import Figure, of_kind

    if step.figure is not None:
        return Figure.of(step.figure)
    return Figure.of(lookup(step.exercise)) if step.exercise is not None else of_kind(step.kind)
