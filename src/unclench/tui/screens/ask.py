"""A question of `unclench.care`, in front of any screen."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.css.query import NoMatches
from textual.events import Key, Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unclench.care.asks import (
    BACKSPACE,
    DOWN,
    ENTER,
    ESCAPE,
    SPACE,
    UP,
    Ask,
    Choose,
    Fill,
    Reply,
    Tick,
)
from unclench.ports import Clock
from unclench.system.keystrokes import Guard
from unclench.tui.screens.dialogs import Dialog
from unclench.tui.text import content
from unclench.tui.widgets.keybar import ROOMY, Cap, CapLines, lines
from unclench.tui.widgets.lines import PickList, TextLine

KEYS = {"enter": ENTER, "escape": ESCAPE, "backspace": BACKSPACE, "space": SPACE, "up": UP, "down": DOWN}
"""Textual's names of the keys that are not characters."""
NAMES = {"Enter": "enter", "Esc": "escape"}
WAKE_EVERY = 0.25
"""Seconds between two checks that somebody still has time to answer."""
BESIDE_ROW = 3
"""Columns beside a row's text: a margin on each side, and the scroll bar."""
CURSOR = "▌"
"""Follows what has been typed in the field."""


class AskScreen(Dialog[Any]):
    """Shows an `Ask` and returns its answer. It draws the state of `Reply` and decides nothing itself."""

    AUTO_FOCUS = ""

    def __init__(
        self, ask: Ask, clock: Clock, guard: Guard, speak: Callable[[str], None] | None = None, told: str = ""
    ) -> None:
        """`told` is what was said just before, shown above the question."""
        super().__init__(ask.heading, *_caps(ask), question=f"{told} {ask.heading} {ask.text}".strip())
        self.ask, self._told = ask, told
        self._shorten = 0
        """Columns that each row is cut to if not all rows fit; 0: not cut."""
        self._clock, self._guard, self._speak = clock, guard, speak
        self._answering = Reply(ask, clock.now(), guard)
        self.BOX = "box warning" if ask.urgent else "box wide" if len(ask.rows()) > 2 else "box"

    def above(self) -> ComposeResult:
        """What was said just before."""
        yield TextLine(self._told, id="told")

    def body(self) -> ComposeResult:
        """The explanation, the rows, the text field, and a hint about the last key."""
        with VerticalScroll(id="signs", can_focus=False):
            yield TextLine(self.ask.text, id="text")
        if _listed(self.ask):
            rows = PickList(*self._options(), markup=False, id="items")
            rows.can_focus = False
            yield rows
        if isinstance(self.ask, Fill):
            yield TextLine(CURSOR, id="typed")
        yield TextLine(id="wrong", classes="wrong")

    def on_mount(self) -> None:
        """Start the clock of the question, now that it can be seen."""
        self._answering = Reply(self.ask, self._clock.now(), self._guard)
        if (rows := self._rows()) is not None:
            rows.highlighted = None
        self._brief()
        self._say()
        if self.ask.patience:
            self.set_interval(WAKE_EVERY, self.wake)

    def _say(self) -> None:
        if self.ask.spoken and self._speak is not None:
            self._speak(self.ask.spoken)

    def wake(self) -> None:
        """Repeat the question, or close it, if nobody answers. Tests call it after they move their clock."""
        if self._answering.repeat_if_due(self._clock.now()):
            self._say()
        elif self._answering.done:
            self.dismiss(self._answering.answer)

    def warn(self, text: str) -> None:
        """Say that something behind this needs an answer, too."""
        if self.is_mounted and not self._answering.hint:
            self.query_one("#wrong", TextLine).say(text)

    def on_key(self, event: Key) -> None:
        """Handle every key: none reaches the screen behind."""
        key = KEYS.get(event.key) or event.character
        if self._scroll_text(event.key):
            key = ""
        if key is None:
            return
        event.stop()
        event.prevent_default()
        if key:
            self._press(key)

    def _scroll_text(self, key: str) -> bool:
        """Scroll the text if the key is for that; returns whether it was. The arrows scroll if there are no rows."""
        text = self.query_one("#signs", VerticalScroll)
        down = key == "pagedown" or (key == "down" and not _listed(self.ask))
        if not down and key != "pageup" and not (key == "up" and not _listed(self.ask)):
            return False
        (text.scroll_page_down if down else text.scroll_page_up)(animate=False)
        return True

    def _press(self, key: str) -> None:
        self._answering.press(key, self._clock.now())
        self._show()

    def _show(self) -> None:
        answering = self._answering
        if answering.done:
            self.dismiss(answering.answer)
            return
        if self.query_one("#wrong", TextLine).said != answering.hint:
            self.query_one("#wrong", TextLine).say(answering.hint)
            self._fit()
        if isinstance(self.ask, Fill):
            self.query_one("#typed", TextLine).say(answering.typed + CURSOR)
        self._list()
        self._brief()

    def _list(self) -> None:
        if (rows := self._rows()) is not None:
            rows.set_options(self._options())
            rows.highlighted = self._answering.cursor

    def _brief(self) -> None:
        """Tell the one line of a tiny window what is typed or highlighted."""
        answering, rows = self._answering, self.ask.rows()
        here = answering.typed or answering.hint
        if answering.cursor is not None and rows:
            here = f"({answering.cursor + 1} of {len(rows)}) {self._marked(answering.cursor)}"
        elif _listed(self.ask) and not here:
            here = "  ".join(map(self._marked, range(len(rows))))
        self._tell(here)

    def _rows(self) -> OptionList | None:
        return self.query_one("#items", OptionList) if _listed(self.ask) else None

    def _options(self) -> list[Option]:
        texts = [content(self._marked(row)) for row in range(len(self.ask.rows()))]
        return [Option(text.truncate(self._shorten, ellipsis=True) if self._shorten else text) for text in texts]

    def _marked(self, row: int) -> str:
        """A row with its key, and a box if it can be ticked."""
        ask, mark = self.ask, ""
        if isinstance(ask, Tick):
            mark = "[x] " if ask.items[row][0] in self._answering.ticked else "[ ] "
        return f"{ask.row_keys()[row]}  {mark}{ask.rows()[row]}"

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Ignored: `Reply` knows the highlighted row itself."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the row that was clicked."""
        event.stop()
        self._answering.choose(event.option_index)
        self._show()

    def on_resize(self, _: Resize) -> None:
        """Fit the question to its new room."""
        self._brief()
        self.call_after_refresh(self._fit_if_there)

    def _fit_if_there(self) -> None:
        with contextlib.suppress(NoMatches):  # answered meanwhile: its widgets are being removed one by one
            self._fit()

    def _fit(self) -> None:
        """Share the room out: first to the keys, then to the rows, then to the text, which can be scrolled."""
        box, keys = self.query_one(".box"), self.query_one(CapLines)
        columns = box.content_region.width
        if not columns:
            return
        fixed = [
            self.query_one("#told", TextLine),
            box.query_one(".heading", TextLine),
            self.query_one("#wrong", TextLine),
        ]
        beside = box.gutter.height + sum(
            _height(line.said, columns) + line.styles.margin.height for line in fixed if line.said
        )
        beside += keys.styles.margin.height
        text = _height(self.query_one("#text", TextLine).said, columns)
        marked = [self._marked(row) for row in range(len(self.ask.rows()))] if _listed(self.ask) else []
        rows = sum(_height(row, columns - BESIDE_ROW) for row in marked)
        caps = tuple(_caps(self.ask))
        room = self.size.height - beside - len(lines(caps, columns, ROOMY))
        # In a choice every key has to be visible, so rows are cut; what is ticked has to be read in full.
        shorten = isinstance(self.ask, Choose) and rows > room - min(text, 2)
        rows = len(marked) if shorten else rows
        if shorten != bool(self._shorten):
            self._shorten = columns - BESIDE_ROW if shorten else 0
            self._list()
        if text + rows == room + 1 and [cap.key for cap in caps] == ["escape"]:
            caps, room = (), room + 1  # the last row of a list matters more than Esc
        if text + rows > room and text:
            more = Cap("PgDn", "read on", "pagedown") if rows else Cap("↓", "read on", "down")
            caps = (*caps, more) if rows + min(text, 2) <= room or not rows else caps
            room = self.size.height - beside - len(lines(caps, columns, ROOMY))
        for_text = min(text, max(room - rows, min(text, room // 3), 1))
        self.query_one("#signs").styles.max_height = max(for_text, 1)
        if (listed := self._rows()) is not None:
            listed.styles.max_height = max(room - for_text, 1)
        self._caps = tuple(caps)
        keys.display = bool(caps)
        keys.put(*caps)


def _height(text: str, columns: int) -> int:
    return sum(len(content(line).wrap(columns)) or 1 for line in text.splitlines()) if text else 0


def _listed(ask: Ask) -> bool:
    """Whether its rows are shown as a list. Yes and no are keys at the bottom instead."""
    return bool(ask.rows()) and not (isinstance(ask, Choose) and ask.row_keys() == ("y", "n"))


def _caps(ask: Ask) -> Sequence[Cap]:
    legend = [Cap(shown, does, NAMES.get(shown, shown[0])) for shown, does in ask.legend()]
    if not _listed(ask):
        legend = [Cap(key, text, key) for key, text in zip(ask.row_keys(), ask.rows(), strict=True)] + legend
    return legend
