"""The panes of the history: all of them beside each other, or in a small window the one with the keys."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.widgets.option_list import Option

from unclench.language import tr
from unclench.tui import theme
from unclench.tui.text import content, row
from unclench.tui.viewmodels.history import OLDER, SessionRows
from unclench.tui.widgets.lists import Parts, PickList, WalkList

LIST, DETAIL = "list", "detail"
UPPER, LOWER = ("pain", "helped"), ("days", LIST)
PANES = (*UPPER, *LOWER)
TITLES: Mapping[str, str] = {
    "pain": tr("PAIN, 0 TO 10"), "helped": tr("DOES IT HELP YOU?"), "days": tr("DAYS, COLD AND HEAT"),
    LIST: tr("SESSIONS, PAIN BEFORE→AFTER"), DETAIL: tr("ONE SESSION"),
}  # fmt: skip
SMALL = frozenset({"-tiny", "-narrow", "-flat", "-short"})
"""The classes of windows in which only one pane has room."""


class SessionList(WalkList):
    """The sessions that were read, a line for each."""

    def fill(self, rows: SessionRows) -> None:
        """List them in the width there is. The bar stays on its session, or moves on to the first older one."""
        before, at = self.here, self.highlighted
        width = self.scrollable_content_region.width - PickList.MARGINS
        self.set_options(
            Option(content(left) if id == OLDER else row(width, left, right), id=id)
            for id, (left, right) in rows.lines().items()
        )
        if before in rows.sessions:
            self.highlighted = self.get_option_index(before)
        elif before == OLDER and at is not None:
            self.highlighted = min(at, self.option_count - 1)
        elif self.option_count:
            self.highlighted = 0

    @property
    def here(self) -> str:
        """The id of the line that the bar is on; empty while there is none."""
        option = self.highlighted_option
        return option.id or "" if option is not None else ""

    def go_to(self, id: str) -> None:
        """Move the bar and the keys to a session."""
        self.highlighted = self.get_option_index(id)
        self.focus()


class Panes(Vertical):
    """Four panes, and a fifth for one session, which is beside the list of all while it is looked at."""

    class Arranged(Message):
        """Panes have come, gone or changed their size: what is in them has to be drawn anew."""

    def __init__(self) -> None:
        super().__init__(id="panes", classes="room")
        self.front = LIST
        """The pane with the keys."""
        self.opened = False
        """Whether one session is looked at."""

    def compose(self) -> ComposeResult:
        """All of them."""
        with Horizontal(id="upper"):
            yield from (Parts(id=id) for id in UPPER)
        with Horizontal(id="lower"):
            yield Parts(id=LOWER[0])
            yield SessionList(id=LIST, markup=False)
            yield Parts(id=DETAIL)

    def on_mount(self) -> None:
        """Name them."""
        for id, title in TITLES.items():
            self.query_one(f"#{id}").border_title = title
        self._arrange()

    def on_resize(self, _: Resize) -> None:
        """Fit them to their new room."""
        self._arrange()

    def part(self, id: str) -> Parts:
        """The pane of texts with this id."""
        return self.query_one(f"#{id}", Parts)

    @property
    def keys_are_in_list(self) -> bool:
        """Whether what a key does is meant for the session that the bar is on."""
        return self.opened or self.query_one(PickList).has_focus

    def look(self, id: str) -> None:
        """Give a pane the keys; that of one session opens, and any other closes it."""
        self.opened = id == DETAIL or (self.opened and id == LIST)
        if id != DETAIL:
            self.front = id
        self._arrange()
        self.query_one(f"#{id}").focus()

    def close(self) -> None:
        """Look at all sessions again."""
        self.opened = False
        self.look(LIST)

    def turn(self, by: int) -> None:
        """Give the keys to the next pane, or to the one before."""
        there = (LIST, DETAIL) if self.opened else PANES
        focused = self.screen.focused
        at = there.index(focused.id) if focused is not None and focused.id in there else 0
        self.look(there[(at + by) % len(there)])

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A pane that was clicked has the keys."""
        if event.widget.id in PANES:
            self.front = event.widget.id

    def _arrange(self) -> None:
        shown = set(self._shown())
        for id in (*PANES, DETAIL):
            self.query_one(f"#{id}").display = id in shown
        self.query_one("#upper").display = not shown.isdisjoint(UPPER)
        self.query_one("#lower").display = not shown <= set(UPPER)
        self.call_after_refresh(self.post_message, self.Arranged())

    def _shown(self) -> tuple[str, ...]:
        small = not SMALL.isdisjoint(theme.classes(*self.app.size))
        if self.opened:
            return (DETAIL,) if small else (LIST, DETAIL)
        return (self.front,) if small else PANES
