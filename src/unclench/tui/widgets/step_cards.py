"""The steps of a routine to look at, as cards with their figures or as a list, and one of them large beside these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from unclench.language import tr
from unclench.tui.text import content, flat
from unclench.tui.widgets.lists import TextLine
from unclench.tui.widgets.stage import FIGURE_CLASSES, FigureView, figure_class

if TYPE_CHECKING:
    from unclench.figure.render import Picture
    from unclench.routine.model import Routine
    from unclench.tui.viewmodels.figure import FigureRenderer
    from unclench.tui.viewmodels.preview import PlannedStep

CARD = 25
"""Columns of the narrowest card."""
FEWEST = 3
"""Cards beside each other for which there has to be room; a row of them is never divided into fewer."""
FIGURE = (5, 16)
"""Rows of a figure on a card, at least and at most."""
BESIDE_FIGURE = (4, 5)
"""Rows of a card without its figure: a frame, the name, the dose; with room for them, two lines for that."""
BESIDE_NAME = 7
"""Columns of a line of the list that are neither name nor dose nor length: the bar, the number, gaps."""
ROOMY = 32
"""Columns for name and dose from which on a third of them is enough for the dose."""
NUMBER = 3
"""Columns of a step's number on its card."""
UNDER_NAME = " " * 5
"""What a dose on a line of its own is moved in by, so that it stands under the name."""


def beside(cards: int, most: int) -> int:
    """How many cards stand in a row that has room for `most`: as many as leave all rows about equally long."""
    rows = -(-cards // max(FEWEST, most))
    return -(-cards // rows) if rows > 1 else max(FEWEST, cards)


class StepPicker(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows steps and lets the arrows look at one of them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "steps--looked", "steps--quiet", "steps--bar", *FIGURE_CLASSES,
    }  # fmt: skip
    DEFAULT_CSS = """
    StepPicker {
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        & .steps--looked { text-style: bold; color: $accent; }
        & .steps--quiet { color: $text-quiet; }
        /* The bar itself stands on what Enter does. */
        & .steps--bar { background: $block-cursor-blurred-background; text-style: bold; }
        & .figure--body, & .figure--nothing { color: $foreground; }
        & .figure--floor, & .figure--far { color: $text-quiet; }
        & .figure--prop { color: $phase-rest; }
        & .figure--working { color: $phase-work; text-style: bold; }
        & .figure--cold { color: $phase-cold; text-style: bold; }
        & .figure--heat { color: $phase-heat; text-style: bold; }
    }
    """

    @dataclass
    class Looked(Message):
        """Another step is looked at, by its place in the list."""

        place: int

    def __init__(self, figures: FigureRenderer, drawing: str, *, id: str) -> None:
        super().__init__(id=id)
        self._figures, self._drawing = figures, drawing
        self._steps: Sequence[PlannedStep] = ()
        self._pictures: dict[tuple[int, int, int], Picture] = {}
        self._longest = (0, 0, 0)
        """Columns of the longest name, dose and length."""
        self._drawn = False
        """Whether there is a figure to put on a card."""
        self.place = 0
        """The step that is looked at."""

    # -- what is shown -------------------------------------------------------------------

    def put(self, steps: Sequence[PlannedStep], place: int) -> None:
        """Show other steps, and look at one."""
        self._steps, self.place = steps, place
        self._longest = (
            max((cell_len(_named(each)) for each in steps), default=0),
            max((cell_len(each.dose) for each in steps), default=0),
            max((len(each.lasts) for each in steps), default=0) + 1,
        )
        self._drawn = any(self._figures.has(each.pose) for each in steps)
        self._pictures.clear()
        self._measure()

    def look_at(self, place: int) -> None:
        """Look at another step, if there is one; out of the list it is the first or the last."""
        place = max(0, min(len(self._steps) - 1, place))
        if place != self.place and self._steps:
            self.place = place
            self._bring_into_view()
            self.refresh()
            self.post_message(self.Looked(place))

    def on_resize(self) -> None:
        """Lay the steps out anew."""
        self._measure()

    def _measure(self) -> None:
        bands = -(-len(self._steps) // self._columns)
        self.virtual_size = Size(self._width, max(0, bands * self._high - self._gap))
        self._bring_into_view()
        self.refresh()

    def _bring_into_view(self) -> None:
        band = self.place // self._columns
        self.scroll_to_region(Region(0, band * self._high, 1, self._high), animate=False, force=True)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def as_cards(self) -> bool:
        """Whether there is room for cards, and a figure to put on them."""
        least = FIGURE[0] + BESIDE_FIGURE[0]
        return self._drawn and self._width >= FEWEST * CARD and self.size.height >= 2 * least

    @property
    def _columns(self) -> int:
        return beside(len(self._steps), (self._width + 1) // (CARD + 1)) if self.as_cards else 1

    @property
    def _gap(self) -> int:
        return int(not self.as_cards and len(self._steps) * 2 - 1 <= self.size.height)

    @property
    def _under(self) -> bool:
        """Whether the doses are too long for the list, and stand under the names: there is a line free."""
        return bool(self._gap) and BESIDE_NAME + sum(self._longest) > self._width

    @property
    def _figure_rows(self) -> int:
        most = min(FIGURE[1], self._width // self._columns // 2)  # a wider room than that, no figure fills
        return max(FIGURE[0], min(most, self._room_for_card - self._beside_figure))

    @property
    def _room_for_card(self) -> int:
        return self.size.height // (-(-len(self._steps) // self._columns) or 1)

    @property
    def _beside_figure(self) -> int:
        return BESIDE_FIGURE[self._room_for_card >= FIGURE[0] + BESIDE_FIGURE[1]]

    @property
    def _high(self) -> int:
        """Rows from one step to the next below it."""
        return self._figure_rows + self._beside_figure if self.as_cards else 1 + self._gap

    # -- drawing -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One row of the list, or of the cards side by side."""
        row = y + self.scroll_offset.y
        band, line = divmod(row, self._high)
        ground = self.rich_style
        if not self.as_cards:
            if band >= len(self._steps) or (line and not self._under):
                return Strip.blank(self.size.width, ground)
            return self._row(band) if not line else self._row_under(band)
        columns, cells = self._columns, list[Segment]()
        wide = (self._width + 1) // columns - 1
        for place in range(band * columns, min(len(self._steps), (band + 1) * columns)):
            cells += [*self._card(place, line, wide), Segment(" ", ground)]
        return _strip(cells).adjust_cell_length(self.size.width, ground)

    def _row(self, place: int) -> Strip:
        step, width = self._steps[place], self._width
        looked, quiet = place == self.place, self.get_component_rich_style("steps--quiet")
        style = self.get_component_rich_style("steps--bar") if looked else self.rich_style
        names, doses, lasts = self._longest
        room = max(1, width - 5 - lasts)
        least = min(doses, room // (3 if room >= ROOMY else 2))
        name = room - 2 if self._under else max(min(names, room - least - 2), min(room, 8))
        dose = max(0, room - name - 2)
        beside = style if looked else quiet
        text = f"{'▌' if looked else ' '}{step.number:>2} {_cut(_named(step), name)}  "
        cells = [
            Segment(text, style + (quiet if step.index is None and not looked else Style())),
            Segment(_cut(step.dose, dose), beside),
            Segment(f"{step.lasts:>{lasts}} ", beside),
        ]
        return _strip(cells).adjust_cell_length(self.size.width, self.rich_style)

    def _row_under(self, place: int) -> Strip:
        dose = _cut(self._steps[place].dose, self._width - len(UNDER_NAME))
        cells = [Segment(UNDER_NAME + dose, self.get_component_rich_style("steps--quiet"))]
        return _strip(cells).adjust_cell_length(self.size.width, self.rich_style)

    def _card(self, place: int, line: int, wide: int) -> list[Segment]:
        step, inner = self._steps[place], wide - 2
        looked, quiet = place == self.place, self.get_component_rich_style("steps--quiet")
        frame = self.get_component_rich_style("steps--looked") if looked else quiet
        text = frame if looked else quiet if step.index is None else self.rich_style
        corners, side = ("┏━┓┗━┛", "┃") if looked else ("╭─╮╰─╯", "│")
        if line in (0, self._high - 1):
            edge = corners[:3] if line == 0 else corners[3:]
            return [Segment(edge[0] + edge[1] * inner + edge[2], frame)]
        within: list[Segment]
        if line <= self._figure_rows:
            within = self._figure_row(place, line - 1, inner)
        else:
            left, right = self._said_below(step, inner - 2)[line - self._figure_rows - 1]
            left = _cut(left, inner - 2 - (len(right) + 1 if right else 0))
            look = text if line == self._figure_rows + 1 else quiet
            within = [Segment(f" {left}", look), Segment(f" {right} " if right else " ", quiet)]
        return [Segment(side, frame), *within, Segment(side, frame)]

    def _said_below(self, step: PlannedStep, room: int) -> Sequence[tuple[str, str]]:
        """The lines of a card below its figure, left and right.

        The dose has as many as it needs; how long it takes stands beside all names, or in the corner.
        """
        names, _, lasts = self._longest
        beside = NUMBER + names + lasts <= room
        first, *more = [each.plain for each in content(step.dose).wrap(room)] or [""]
        name = f"{step.number} {_named(step)}".strip()
        if self._beside_figure == BESIDE_FIGURE[0]:
            return (name, step.lasts), (step.dose, "")
        return (name, step.lasts if beside else ""), (first, ""), (" ".join(more), "" if beside else step.lasts)

    def _figure_row(self, place: int, row: int, columns: int) -> list[Segment]:
        from unclench.figure.render import Style as Drawing

        rows, moment = self._figure_rows, self._steps[place].pose
        key = (place, columns, rows)
        if key not in self._pictures:
            self._pictures[key] = self._figures.draw(moment, columns, rows, Drawing(self._drawing), still=False)
        runs = self._pictures[key].row(row)
        return [Segment(text, self.get_component_rich_style(figure_class(role, moment))) for text, role in runs]

    # -- looking -------------------------------------------------------------------------

    def look_across(self, by: int) -> None:
        """Look at the step below (1) or above (-1); from above a gap in the last row, at the last."""
        band = self.place // self._columns + by
        if 0 <= band <= (len(self._steps) - 1) // self._columns:
            self.look_at(self.place + by * self._columns)

    def on_click(self, event: Click) -> None:
        """Look at the step that was clicked."""
        columns = self._columns
        across = event.x * columns // max(1, self._width)
        place = (event.y + self.scroll_offset.y) // self._high * columns + min(across, columns - 1)
        if place < len(self._steps):
            self.look_at(place)


class StepDetail(VerticalScroll):
    """Shows the step that is looked at, large: its figure, what to do, the cautions, and the sources if asked for."""

    def __init__(
        self, figures: FigureRenderer, drawing: str, routine: Routine, named: Callable[[str], str], *, id: str
    ) -> None:
        """`named` returns the names of sources, given their keys."""
        super().__init__(id=id)
        self._named = named
        self._figures, self._drawing, self._routine = figures, drawing, routine
        self._step: PlannedStep | None = None
        self._aside: Collection[str] = ()
        self._key = ""
        self._everything = self._sources = False
        """Whether all cautions, and the sources, are shown."""

    def compose(self) -> ComposeResult:
        """From top to bottom; the style sheet of the screen places them."""
        figure = FigureView(self._figures, self._drawing, id="d-figure")
        figure.display = False
        yield TextLine(id="d-title")
        yield figure
        for name in ("text", "cautions", "more", "sheet", "sources"):
            yield TextLine(id=f"d-{name}")

    def begin_anew(self) -> None:
        """Another step is looked at: begin at its top, with nothing unfolded."""
        self._everything = self._sources = False
        self._lay()
        self.scroll_home(animate=False)

    def show(self, step: PlannedStep, aside: Collection[str], key: str) -> None:
        """Show a step, without the cautions `aside`, which `key` shows."""
        self._step, self._aside, self._key = step, aside, key
        self._lay()

    def _lay(self) -> None:
        step, routine = self._step, self._routine
        if step is None:
            return
        figure, about = self.query_one(FigureView), step.about
        figure.display = self._figures.has(step.pose)
        if figure.display:
            figure.show(step.pose)
        cautions = list(dict.fromkeys((*about.cautions, *routine.cautions)))
        shown = [caution for caution in cautions if self._everything or caution not in self._aside]
        hidden = len(cautions) - len(shown)
        found = ", ".join(dict.fromkeys(filter(None, (about.source, *routine.sources))))
        self._say("title", f"{step.number} {about.title}".strip())
        self._say("text", about.text)
        self._say("cautions", "\n".join(f"! {caution}" for caution in shown))
        more = tr("{count} more, not for you by your answers", count=hidden)
        self._say("more", f"{self._key}  {more}" if hidden else "")
        self._say("sheet", about.sheet)
        self._say("sources", tr("Sources: {names}", names=self._named(found)) if self._sources and found else "")

    def _say(self, name: str, text: str) -> None:
        self.query_one(f"#d-{name}", TextLine).say(text)

    def show_all_cautions(self) -> None:
        """Show all cautions, or only those that may concern this person."""
        self._everything = not self._everything
        self._lay()
        self.query_one("#d-cautions").scroll_visible(animate=False, top=True)

    def show_sources(self) -> None:
        """Show the sources, or hide them."""
        self._sources = not self._sources
        self._lay()
        self.call_after_refresh(self.scroll_end, animate=False)


class StepPanes(Horizontal):
    """The steps of a routine, and beside them the one that is looked at."""

    def __init__(
        self, figures: FigureRenderer, drawing: str, routine: Routine, named: Callable[[str], str], *, first: int
    ) -> None:
        """`first` is the index of the step that is looked at in the beginning."""
        super().__init__(id="panes")
        self._picker = StepPicker(figures, drawing, id="list")
        self._detail = StepDetail(figures, drawing, routine, named, id="detail")
        self._steps: Sequence[PlannedStep] = ()
        self._first = first

    def compose(self) -> ComposeResult:
        """The list and the step."""
        yield self._picker
        yield self._detail

    def put(self, steps: Sequence[PlannedStep]) -> None:
        """Show other steps, and look at the one in the same place."""
        place = self._picker.place
        if not self._steps and self._first:
            place = next((n for n, step in enumerate(steps) if step.index == self._first), 0)
        self._steps = steps
        self._picker.put(steps, min(place, max(0, len(steps) - 1)))

    @property
    def here(self) -> PlannedStep | None:
        """The step that is looked at; None where there is none."""
        place = self._picker.place
        return self._steps[place] if place < len(self._steps) else None

    def describe(self, aside: Collection[str], key: str) -> None:
        """Show the step that is looked at, without the cautions `aside`, which `key` shows."""
        if self.here is not None:
            self._detail.show(self.here, aside, key)

    def on_step_picker_looked(self) -> None:
        """Begin at the top of another step, with nothing unfolded; whoever shows these describes it then."""
        self._detail.begin_anew()

    def look(self, by: int) -> None:
        """Look at another step, so many further on."""
        self._picker.look_at(self._picker.place + by)

    def look_across(self, by: int) -> None:
        """Look at the step above, or below."""
        self._picker.look_across(by)

    def show_all_cautions(self) -> None:
        """Show all cautions, or only those that may concern this person."""
        self._detail.show_all_cautions()

    def show_sources(self) -> None:
        """Show where the figures come from, or hide it."""
        self._detail.show_sources()


def _strip(segments: Iterable[Segment]) -> Strip:
    """As one row. Blanks that begin a segment become one of their own: exported pictures drop them otherwise."""
    found = []
    for text, style, _ in segments:
        words = text.lstrip(" ")
        found += [Segment(part, style) for part in (" " * (len(text) - len(words)), words) if part]
    return Strip(found)


def _named(step: PlannedStep) -> str:
    box = "" if step.optional is None else "[ ] " if step.index is None else "[x] "
    return f"{box}{flat(step.step.title)}"


def _cut(text: str, width: int) -> str:
    """The text in exactly so many columns, with an ellipsis where it is cut: behind a word, if it can be."""
    if cell_len(text) > width > 0:
        text = set_cell_size(text, width - 1)
        words = text.rpartition(" ")[0].rstrip(" ,")
        text = f"{words if 2 * cell_len(words) > width else text}…"
    return set_cell_size(text, max(0, width))
