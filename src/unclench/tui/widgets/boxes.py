"""Answers with a box around each, so that the key for each is found at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from unclench.tui.text import content
from unclench.tui.widgets.text_lines import TextLine

MOST = 2
"""Boxes that the stage has room for beside each other."""


class KeyBoxes(Horizontal):
    """The keys that answer a question of the session: a box for each, or lines of text. A click answers nothing."""

    def __init__(self, text: str, boxes: Sequence[tuple[str, str]] = (), *, id: str | None = None) -> None:
        """`boxes` are keys, each with what it says; `text` says the same where boxes have no room."""
        super().__init__(id=id)
        self.said = text
        self._boxes = tuple(boxes)
        self._mark()

    def compose(self) -> ComposeResult:
        """The text and the boxes; the style sheet shows the one or the others."""
        yield TextLine(self.said, id="act-text")
        for number in range(MOST):
            yield TextLine(self._box(number), classes="box-of-key")

    def _box(self, number: int) -> str:
        if number >= len(self._boxes):
            return ""
        key, says = self._boxes[number]
        return f"{key.upper() if len(key) > 1 else key}\n{says}"

    def say(self, text: str, boxes: Sequence[tuple[str, str]] = ()) -> None:
        """Show other keys."""
        if (text, tuple(boxes)) == (self.said, self._boxes):
            return
        self.said, self._boxes = text, tuple(boxes)
        self._mark()
        self.query_one("#act-text", TextLine).say(text)
        for number, box in enumerate(self.query(".box-of-key").results(TextLine)):
            box.say(self._box(number))

    def _mark(self) -> None:
        self.set_class(not self.said, "-empty")
        self.set_class(bool(self._boxes), "-boxed")


class AnswerRow(Static):
    """One of the answers in a box. A click chooses it."""

    def __init__(self, row: int, keys: str, text: str, chosen: Callable[[int], None]) -> None:
        super().__init__(Content.assemble(content(keys, "bold"), "  ", content(text)), markup=False, classes="choice")
        self._row, self._chosen = row, chosen

    def on_click(self, event: Click) -> None:
        """Choose it."""
        event.stop()
        self._chosen(self._row)


class ChoiceBoxes(Vertical):
    """The answers to a question in boxes, those that belong together in one. It is as wide as its question's box."""

    ROWS_OF_BORDER = 2

    def __init__(
        self, rows: Sequence[tuple[str, str]], groups: Sequence[int], chosen: Callable[[int], None], *,
        id: str | None = None,
    ) -> None:  # fmt: skip
        """`rows` are keys and what they do; `groups` says how many rows are in each box; `chosen` is told a click."""
        super().__init__(id=id)
        self._rows, self._groups, self._chosen = rows, groups, chosen
        self._wide = max(len(keys) for keys, _ in rows)

    def compose(self) -> ComposeResult:
        """A box for each group."""
        row = 0
        for number, count in enumerate(self._groups):
            with Container(classes="box-of-choices -first" if not number else "box-of-choices"):
                for keys, text in self._rows[row : row + count]:
                    yield AnswerRow(row, keys.ljust(self._wide), text, self._chosen)
                    row += 1

    def fit(self, columns: int, rows: int) -> bool:
        """Whether all boxes have room there. Answers of one box are beside each other if they can be."""
        lines, row = 0, 0
        inside = columns - 6
        for box, count in zip(self.query(".box-of-choices"), self._groups, strict=True):
            widths = [self._wide + 2 + len(content(text)) for _, text in self._rows[row : row + count]]
            beside = sum(widths) + 4 * (count - 1) <= inside
            box.set_class(beside and count > 1, "-beside")
            lines += self.ROWS_OF_BORDER + (1 if beside else count)
            if max(widths) > inside:
                return False
            row += count
        return lines <= rows

    def mark(self, row: int | None) -> None:
        """Show which answer the arrow keys have reached."""
        for number, choice in enumerate(self.query(AnswerRow)):
            choice.set_class(number == row, "-here")
