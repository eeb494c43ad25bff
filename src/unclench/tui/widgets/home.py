"""The parts of the home screen above and beside its list: the question and the cards, and the details of a routine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList

from unclench.language import tr
from unclench.tui.text import content, flat
from unclench.tui.viewmodels import home as view
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer, first_pictured, slowly, start_of
from unclench.tui.viewmodels.home import HomeView, LibraryRow, Part
from unclench.tui.widgets.keybar import Cap, CapTable
from unclench.tui.widgets.lists import Column, Columns, TextLine

if TYPE_CHECKING:
    from unclench.safety.exposure import Moment
    from unclench.tui.widgets.stage import FigureView


class Place(Vertical):
    """Room for a figure. The first frame need not wait for what draws it."""

    def __init__(self, figures: FigureRenderer, drawing: str, *, id: str) -> None:
        super().__init__(id=id)
        self._figures, self._drawing = figures, drawing
        self._figure: FigureView | None = None

    def show(self, found: FigureMoment) -> None:
        """Show a moment."""
        if self._figure is None:
            from unclench.tui.widgets.stage import FigureView

            self._figure = FigureView(self._figures, self._drawing)
            self.mount(self._figure)
        self._figure.show(found)


class Cards(Vertical):
    """How the back is, what helps right now, and today."""

    def __init__(self, figures: FigureRenderer, drawing: str, now: Callable[[], Moment]) -> None:
        super().__init__(id="above")
        self._figures, self._drawing, self._now = figures, drawing, now
        self._home, self._resume, self._noted = HomeView(()), "", ""
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        """The question, a line for small windows, and two cards."""
        with Horizontal(id="ask"):
            yield TextLine(id="question")
            yield TextLine(id="last")
        yield TextLine(id="state")
        with Horizontal(id="cards"):
            with Vertical(id="now") as card:
                card.border_title = tr("RIGHT NOW")
                with Horizontal():
                    yield Place(self._figures, self._drawing, id="lying")
                    yield CapTable(id="choices")
                yield CapTable(id="signs")
            with Vertical(id="today") as card:
                card.border_title = tr("TODAY")
                yield TextLine(id="due")

    def say(self, home: HomeView, cap: Callable[[str, str], Cap], pain: int | None, noted: str) -> None:
        """Show everything; `noted` confirms `pain`, how much was said that it hurts.

        With something on the skin, the card of today goes on with the time from then on.
        """
        width, height = self.app.size  # before the first layout, too
        question = view.question(pain, lambda key: cap(key, "").shown, noted, room=width)
        self.query_one("#question", TextLine).put(_content(question))
        last = view.last_said(home, room=width) if not noted else noted if width >= view.WIDE else ""
        self.query_one("#last", TextLine).say(last)
        roomy = view.roomy(width, height)
        choices, signs = view.choices(home, cap, roomy=roomy)
        self.query_one("#choices", CapTable).tabulate(choices)
        self.query_one("#signs", CapTable).tabulate(signs)
        chosen = next((each.chosen for each in home.rows if each.id == view.FIRST), None)
        step = None if chosen is None else first_pictured(chosen.timeline, self._figures)
        lying = self.query_one("#lying", Place)
        lying.display = step is not None and roomy
        if step is not None and roomy:
            self.call_after_refresh(lying.show, start_of(step))  # what can be read comes first

        self._home, self._resume, self._noted = home, cap("library.resume", "").shown, noted
        self._say_today()
        if home.on_skin and self._clock is None:
            self._clock = self.set_interval(1, self._say_today)

    def stop_clock(self) -> None:
        """Leave the card of today as it is until something else is said."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    def _say_today(self) -> None:
        """Show what is on the skin, what is due and how the pain went, once that was read."""
        home, key, card = self._home, self._resume, self.query_one("#today")
        if home.now is None:
            return
        now, room = self._now(), self.size.width - 2
        lines = view.today(home, now, key, card.content_size.width, card.content_size.height)
        self.query_one("#due", TextLine).show(Content("\n").join(map(_content, lines)))
        self.query_one("#state", TextLine).show(_content(view.state(home, now, key, self._noted, room=room)))


class Detail(VerticalScroll):
    """What a routine is for, its first exercise, slowly, and what is wrong with it or in its way."""

    def __init__(self, figures: FigureRenderer, drawing: str, still: Callable[[], bool]) -> None:
        """`still` says whether the figure may not move."""
        super().__init__(id="detail")
        self._figures, self._drawing, self._still = figures, drawing, still
        self._row: LibraryRow | None = None
        self._moments: Iterator[tuple[FigureMoment, int]] = iter(())
        self._next: Timer | None = None

    def compose(self) -> ComposeResult:
        """The title, the figure, the texts."""
        yield TextLine(tr("One moment…"), id="d-title")
        yield Place(self._figures, self._drawing, id="d-figure")
        for id in ("summary", "problems", "facts", "helped"):
            yield TextLine(id=f"d-{id}")

    def describe(self, row: LibraryRow | None, typed: str, nothing: str) -> None:
        """Show a routine; or `nothing`, why there is none. `typed` is what was searched for."""
        same, self._row = row is not None and row is self._row, row
        said = dict.fromkeys(("title", "summary", "facts", "helped", "problems"), "")
        said["title"] = nothing
        if row is not None:
            said = {
                "title": row.title, "summary": row.summary, "facts": "\n".join(view.facts(row, typed)),
                "helped": view.helped(row), "problems": view.wrong(row),
            }  # fmt: skip
        for id, text in said.items():
            self.query_one(f"#d-{id}", TextLine).say(flat(text) if id == "title" else text)
        self.set_class(bool(said["problems"]), "-wrong")
        self.scroll_home(animate=False)
        if not same:  # otherwise its figure moves on
            self._moments = iter(())
            self.call_after_refresh(self._picture, row)

    def _picture(self, row: LibraryRow | None) -> None:
        if row is not self._row:
            return  # the bar has moved on
        timeline = row.chosen.timeline if row is not None and row.chosen is not None else None
        step = None if timeline is None else first_pictured(timeline, self._figures)
        place = self.query_one("#d-figure", Place)
        place.display = step is not None
        if timeline is not None and step is not None:
            place.show(start_of(step))
            self._moments = slowly(timeline, step, self._figures)
            self.call_after_refresh(self.move)

    def move(self) -> None:
        """Go on with the movement, unless nothing may move or nobody sees it."""
        place = self.query_one("#d-figure", Place)
        self.stand_still()
        if not place.display or not place.size.area or self._still() or not self.screen.is_current:
            return
        if (found := next(self._moments, None)) is not None:
            place.show(found[0])
            self._next = self.set_timer(found[1] / 1000, self.move)

    def stand_still(self) -> None:
        """Stop the movement."""
        if self._next is not None:
            self._next.stop()


class RoutinePanes(Horizontal):
    """All routines, or those that were searched for; and beside them the details of the one that the bar is on."""

    def __init__(self, figures: FigureRenderer, drawing: str, still: Callable[[], bool]) -> None:
        super().__init__(id="panes")
        self._figures, self._drawing, self._still = figures, drawing, still
        self.shown: dict[str, LibraryRow] = {}
        """The rows in the list, by the ids that they have there."""
        self._rows: Sequence[LibraryRow] = ()
        self._typed, self._width = "", 0

    def compose(self) -> ComposeResult:
        """The list and the details."""
        yield Columns(id="columns")
        yield Detail(self._figures, self._drawing, self._still)

    @property
    def here(self) -> LibraryRow | None:
        """The routine that the bar is on."""
        return self.shown.get(self.query_one(Columns).highlighted or "")

    def fill(self, rows: Sequence[LibraryRow], typed: str) -> None:
        """List those of the routines that match what was `typed`; the bar stays where it is, if it can."""
        before, columns = self.here, self.query_one(Columns)
        self._rows, self._typed, self._width = rows, typed, columns.size.width
        self.shown = {str(n): row for n, row in enumerate(rows) if row.matches(typed)}
        ids = {row.path: id for id, row in self.shown.items()}
        groups = view.grouped(list(self.shown.values()))
        columns.fill(groups, ids)
        keep = view.bar_on(groups, ids, before, typed)
        if keep is not None:
            columns.highlight(keep)
        self._describe(None if keep is None else self.shown[keep])

    def refit(self) -> None:
        """Move the lengths to the right edge, if that is elsewhere by now."""
        if self._rows and self.query_one(Columns).size.width != self._width:
            self.fill(self._rows, self._typed)

    def go_to(self, routine: str) -> bool:
        """Move the bar and the keys to a routine, by its id. Returns whether it is listed."""
        found = next((id for id, row in self.shown.items() if row.id == routine), None)
        if found is not None:
            self.query_one(Columns).highlight(found, focus=True)
        return found is not None

    def take_focus(self) -> None:
        """Give the keys to the list."""
        self.query_one(Columns).take_focus()

    def move(self) -> None:
        """Go on with the movement of the figure."""
        if self._rows:
            self.query_one(Detail).move()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted routine."""
        if isinstance(event.option_list, Column):
            self.query_one(Columns).only(event.option_list)
            self._describe(self.shown.get(event.option.id or ""))

    def _describe(self, row: LibraryRow | None) -> None:
        nothing = tr("There are no routines here.")
        if self._rows:
            nothing = tr("Nothing found for “{what}”.", what=self._typed)
        self.query_one(Detail).describe(row, self._typed, nothing)
        self.call_after_refresh(self.query_one(Columns).keep_in_view)


def _content(parts: list[Part]) -> Content:
    return Content.assemble(*(content(text, style) for text, style in parts))
