"""One question of `unclench.care`, in front of whatever screen stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
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
    Answering,
    Ask,
    Choose,
    Fill,
    Tick,
)
from unclench.guard import Guard
from unclench.ports import Clock
from unclench.tui.screens.dialog import Dialog
from unclench.tui.text import content
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.picklist import PickList

KEYS = {"enter": ENTER, "escape": ESCAPE, "backspace": BACKSPACE, "space": SPACE, "up": UP, "down": DOWN}
"""What Textual calls the keys that are no characters."""
NAMES = {"Enter": "enter", "Esc": "escape"}
OFTEN = 0.25
"""Seconds between two looks whether nobody answers."""
CURSOR = "▌"
"""Stands in the field, behind what has been typed."""


class AskScreen(Dialog[Any]):
    """Shows an `Ask` and gives its answer. It draws what `Answering` says, and decides nothing itself."""

    AUTO_FOCUS = ""

    def __init__(self, ask: Ask, clock: Clock, guard: Guard, speak: Callable[[str], None] | None = None) -> None:
        super().__init__(ask.heading, *_caps(ask), question=f"{ask.heading} {ask.text}".strip())
        self.ask = ask
        self._clock, self._guard, self._speak = clock, guard, speak
        self._answering = Answering(ask, clock.now(), guard)
        self.BOX = "box warning" if ask.urgent else "box wide" if len(ask.rows()) > 2 else "box"

    def body(self) -> ComposeResult:
        """What there is to know, the rows, what has been typed, and what to say about the last key."""
        with VerticalScroll(id="signs", can_focus=False):
            yield Line(self.ask.text)
        if _listed(self.ask):
            rows = PickList(*self._options(), markup=False, id="items")
            rows.can_focus = False
            yield rows
        if isinstance(self.ask, Fill):
            yield Line(CURSOR, id="typed")
        yield Line(id="wrong", classes="wrong")

    def on_mount(self) -> None:
        """From now on it stands there: keys count, and are waited for."""
        self._answering = Answering(self.ask, self._clock.now(), self._guard)
        if (rows := self._rows()) is not None:
            rows.highlighted = None
        self._say()
        if self.ask.patience:
            self.set_interval(OFTEN, self.wake)

    def _say(self) -> None:
        if self.ask.spoken and self._speak is not None:
            self._speak(self.ask.spoken)

    def wake(self) -> None:
        """Ask once more where nobody answers; whoever turns a clock by hand calls this."""
        if self._answering.again(self._clock.now()):
            self._say()
        elif self._answering.done:
            self.dismiss(self._answering.answer)

    def on_key(self, event: Key) -> None:
        """Every key is the question's."""
        key = KEYS.get(event.key) or event.character
        if key is None:
            return
        event.stop()
        event.prevent_default()
        self._press(key)

    def _press(self, key: str) -> None:
        self._answering.press(key, self._clock.now())
        self._show()

    def _show(self) -> None:
        answering = self._answering
        if answering.done:
            self.dismiss(answering.answer)
            return
        self.query_one("#wrong", Line).say(answering.hint)
        if isinstance(self.ask, Fill):
            self.query_one("#typed", Line).say(answering.typed + CURSOR)
        if (rows := self._rows()) is not None:
            rows.set_options(self._options())
            rows.highlighted = answering.cursor
        self._brief()

    def _brief(self) -> None:
        """Where there is room for one line only, the row that the arrows have come to belongs to it."""
        answering, rows = self._answering, self.ask.rows()
        here = answering.typed or answering.hint
        if answering.cursor is not None and rows:
            here = f"({answering.cursor + 1} of {len(rows)}) {rows[answering.cursor]}"
        self._tell(here)

    def _rows(self) -> OptionList | None:
        return self.query_one("#items", OptionList) if _listed(self.ask) else None

    def _options(self) -> list[Option]:
        ask, ticked = self.ask, self._answering.ticked
        marks = ["[x] " if id in ticked else "[ ] " for id, _ in ask.items] if isinstance(ask, Tick) else None
        return [
            Option(content(f"{key}  {marks[number] if marks else ''}{text}"))
            for number, (key, text) in enumerate(zip(ask.row_keys(), ask.rows(), strict=True))
        ]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The arrows are the question's own."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A row was clicked."""
        event.stop()
        self._answering.choose(event.option_index)
        self._show()

    def on_resize(self, _: Resize) -> None:
        """The line for small windows is laid out anew."""
        self._brief()


def _listed(ask: Ask) -> bool:
    """Whether its rows stand in a list; a yes and a no are keys at the bottom."""
    return bool(ask.rows()) and not (isinstance(ask, Choose) and ask.row_keys() == ("y", "n"))


def _caps(ask: Ask) -> Sequence[Cap]:
    legend = [Cap(shown, does, NAMES.get(shown, shown[0])) for shown, does in ask.legend()]
    if not _listed(ask):
        legend = [Cap(key, text, key) for key, text in zip(ask.row_keys(), ask.rows(), strict=True)] + legend
    return legend
