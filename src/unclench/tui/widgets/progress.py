"""How far the session is: as one line of all steps, and as the list of steps."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from unclench.session.timeline import BREATHING, Kind, StepInfo, Timeline
from unclench.tui.text import content, flat

TONES = {
    Kind.WORK: "work", Kind.DO: "work", Kind.COLD: "cold", Kind.HEAT: "heat", Kind.REST: "rest",
    Kind.SET_REST: "rest", **dict.fromkeys(BREATHING, "breathe"),
}  # fmt: skip
"""A step has the colour of what takes most of its time."""


class SessionBar(Widget):
    """The session as one line: each step as long as its share, in its colour; the past is heavy.

    Redrawn only when another cell is past.
    """

    def __init__(self, timeline: Timeline, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cells: Sequence[tuple[bool, str]] = ()
        self._timeline = timeline
        self._whole = max(1, timeline.total)
        self._left = self._whole
        self._painted = -1

    def show(self, left: int, timeline: Timeline) -> None:
        """Show that `left` ms remain. The timeline may have changed, since a user can lengthen phases."""
        self._whole = max(self._whole, timeline.total)
        self._left = min(self._whole, max(0, left))
        if timeline is not self._timeline:
            self._timeline, self._cells = timeline, ()
            self.refresh()
        elif self._over() != self._painted:
            self.refresh()

    def on_resize(self) -> None:
        """Lay the steps out anew."""
        self._cells = ()

    def _over(self) -> int:
        return int((1 - self._left / self._whole) * self.content_size.width)

    def render(self) -> Content:
        """A step starts with half an empty cell, so that steps can be told apart without colour."""
        width = self.content_size.width
        if len(self._cells) != width:
            self._cells = laid_out(self._timeline, width)
        self._painted = over = self._over()
        pieces = []
        for number, (first, tone) in enumerate(self._cells):
            done = number < over
            mark = ("╺" if first else "━") if done else ("╶" if first else "─")
            pieces.append((mark, f"$phase-{tone}" if done or number == over else f"$phase-{tone} 60%"))
        return Content.assemble(*pieces)


def laid_out(timeline: Timeline, width: int) -> Sequence[tuple[bool, str]]:
    """For each cell of the line: whether a step begins there, and the tone of the step."""
    if not timeline.total:
        return [(False, "work")] * width
    cells: list[tuple[bool, str]] = []
    before = -1
    for number in range(width):
        place = timeline.at(timeline.total * (2 * number + 1) // (2 * width))
        step = timeline.segments[place].step
        cells.append((step != before and before >= 0, tone(timeline, step)))
        before = step
    return cells


def tone(timeline: Timeline, step: int) -> str:
    """The tone of a step: that of its longest kind of phase, apart from getting ready."""
    info = timeline.steps[step]
    lasting: dict[str, int] = {}
    for segment in timeline.segments[info.first : info.last + 1]:
        if (name := TONES.get(segment.kind)) is not None:
            lasting[name] = lasting.get(name, 0) + segment.width + 1
    if len(lasting) > 1:
        lasting.pop("rest", None)
    return max(lasting, key=lambda name: lasting[name]) if lasting else "setup"


class StepList(Static):
    """Past, current and coming steps, scrolled so that the current one is visible."""

    def __init__(self, steps: Sequence[StepInfo], *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._titles = [flat(step.title) for step in steps]
        self._current = -1

    def show(self, current: int) -> None:
        """Mark the step with index `current` as the current one."""
        if current != self._current:
            self._current = current
            self._draw()

    def on_resize(self, _: Resize) -> None:
        """Fit the list to its new room."""
        self._draw()

    def _draw(self) -> None:
        height, width = self.content_size.height, self.content_size.width
        if height < 1 or width < 8:
            return
        count = len(self._titles)
        first = max(0, min(self._current - height // 3, count - height))
        lines = [self._line(index, width) for index in range(first, min(count, first + height))]
        self.update(Content("\n").join(lines), layout=False)

    def _line(self, index: int, width: int) -> Content:
        mark, style = "·", ""
        if index < self._current:
            mark, style = "✓", "$text-quiet"
        elif index == self._current:
            mark, style = "▶", "bold"
        return content(f"{mark} {self._titles[index]}", style).truncate(width, ellipsis=True)
