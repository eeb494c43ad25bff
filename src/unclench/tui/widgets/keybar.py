"""Keys and what they do, at the bottom of a screen or dialog: as many as fit, none of them cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct
from textual.binding import Binding
from textual.content import Content
from textual.events import Click, MouseMove
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

from unclench.tui.keys import purpose
from unclench.tui.text import content

if TYPE_CHECKING:
    from textual.geometry import Size

CLOSE, ROOMY = 1, 2
"""Columns between two keys: in a narrow window, and elsewhere."""
WIDE = 3
"""Columns between two choices with their values."""
NARROW = 60


class Cap(Struct, frozen=True):
    """A key or a pair of keys: what is on it, what it does, and the key that a click presses."""

    shown: str
    label: str
    key: str
    does: str = ""
    """The same as a sentence, for whoever stays on it with the mouse."""

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.shown) + 1 + len(self.label)


def fitting(caps: Sequence[Cap], width: int, gap: int) -> Sequence[Cap]:
    """As many of the first caps as fit into `width` columns, with `gap` columns between two."""
    room = width + gap
    for number, cap in enumerate(caps):
        room -= cap.width + gap
        if room < 0:
            return caps[:number]
    return caps


def lines(caps: Sequence[Cap], width: int, gap: int) -> list[Sequence[Cap]]:
    """All caps, on as many lines as they need. A cap wider than `width` has a line of its own."""
    found: list[Sequence[Cap]] = []
    left = list(caps)
    while left:
        count = max(1, len(fitting(left, width, gap)))
        found.append(left[:count])
        del left[:count]
    return found


class Caps(Static):
    """Keys side by side, the most important first. A click presses a key.

    They are laid out as they are drawn, when their room is known: neither needs another frame or layout after it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key"}
    ALLOW_SELECT = False

    def __init__(self, *caps: Cap, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self._caps: Sequence[Cap] = caps
        self._laid: Sequence[Cap] = ()
        self._gap = ROOMY

    def caps(self) -> Sequence[Cap]:
        """All caps, including those that do not fit."""
        return self._caps

    def put(self, *caps: Cap) -> None:
        """Show other caps."""
        self._caps = caps
        self._lay()

    def on_mount(self) -> None:
        """Follow the theme: a row keeps the colours that it was made with."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._lay_anew))

    def _lay_anew(self) -> None:
        self.refresh()
        if self.is_attached and self.screen is not self.app.screen:
            self.app.screen.refresh()  # which draws what is behind it, too

    def _lay(self) -> None:
        """Draw them again if others are shown now."""
        if self._fitting() != (self._laid, self._gap):
            self.refresh()

    def _fitting(self) -> tuple[Sequence[Cap], int]:
        """Those that fit, and the columns between two."""
        caps, width = self.caps(), self.size.width
        gap = ROOMY if width >= NARROW or len(fitting(caps, width, ROOMY)) == len(caps) else CLOSE
        return fitting(caps, width, gap), gap

    def render(self) -> Content:
        """Those that fit, on one line."""
        self._laid, self._gap = self._fitting()
        return _row(self._laid, self.get_visual_style("keybar--key"), self._gap)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        if (cap := self._under(event.x, event.y)) is not None:
            self.app.simulate_key(cap.key)

    def _under(self, x: int, y: int) -> Cap | None:  # noqa: ARG002  # there is one row
        return self._in_row(self._laid, x, self._gap)

    def _in_row(self, caps: Sequence[Cap], x: int, gap: int) -> Cap | None:
        at = x - self.styles.padding.left
        for cap in caps:
            if 0 <= at < cap.width:
                return cap
            at -= cap.width + gap
        return None


def _row(caps: Sequence[Cap], style: Style, gap: int) -> Content:
    parts: list[Content | tuple[str, object] | str] = []
    for cap in caps:
        parts += [Content.styled(cap.shown, style), f" {cap.label}{' ' * gap}"]
    return Content.assemble(*parts).rstrip()  # type: ignore[arg-type]


class CapRows(Caps):
    """Keys on several rows."""

    def __init__(self, *caps: Cap, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(*caps, id=id, classes=classes)
        self._rows: Sequence[str | Sequence[Cap]] = ()

    def rows(self) -> Sequence[str | Sequence[Cap]]:
        """What each row has in the room that there is: keys, or a heading."""
        raise NotImplementedError

    def _lay(self) -> None:
        if self.rows() != self._rows:
            self.refresh(layout=True)

    def render(self) -> Content:
        """All rows."""
        self._rows = self.rows()
        return self._said(self._rows)

    def _said(self, rows: Sequence[str | Sequence[Cap]]) -> Content:
        style = self.get_visual_style("keybar--key")
        return Content("\n").join([Content(row) if isinstance(row, str) else _row(row, style, ROOMY) for row in rows])

    def _under(self, x: int, y: int) -> Cap | None:
        at = y - self.styles.padding.top
        row = self._rows[at] if 0 <= at < len(self._rows) else ""
        return None if isinstance(row, str) else self._in_row(row, x, ROOMY)


class CapLines(CapRows):
    """The keys of a question: all of them, on several lines if need be."""

    def rows(self) -> Sequence[Sequence[Cap]]:
        """As many lines as they need."""
        return lines(self.caps(), self.size.width, ROOMY)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's own
        """The rows in `width` columns, which `size` doesn't know before the first layout."""
        return self._said(lines(self.caps(), width, ROOMY)).get_height(self.styles.get_rules(), width) if width else 0


class CapTable(CapRows):
    """Keys one below the other under headings; or, where that takes too many rows, side by side without these."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._table: Sequence[str | Sequence[Cap]] = ()

    def tabulate(self, table: Sequence[str | Sequence[Cap]]) -> None:
        """Show these rows: each is a heading, or keys side by side; an empty heading is a blank row."""
        self._table = table
        self.put(*(cap for row in table if not isinstance(row, str) for cap in row))

    def rows(self) -> Sequence[str | Sequence[Cap]]:
        """Without blank rows, headings or as many rows where it is low; before the first layout its widest rows."""
        width, height = self.size
        keys = [row for row in self._table if not isinstance(row, str)]
        if not width:
            return keys
        table = self._table if len(self._table) <= height else [row for row in self._table if row]
        if len(table) > height:
            return keys if len(keys) <= height else lines(self._caps, width, ROOMY)
        return table


def key_of(screen: Screen[Any], action: str) -> str:
    """The key that does this on a screen now, as the key bar would show it; empty if none does."""
    found = [active.binding for active in screen.active_bindings.values() if active.binding.action == action]
    found.sort(key=lambda binding: not binding.show)  # keys of somebody's own come last, and are shown
    return screen.app.get_key_display(found[0]) if found else ""


def caps_of(screen: Screen[Any]) -> Callable[[str, str], Cap]:
    """What makes the cap of the key with an id, with a label, as the keys of a screen are now.

    It has nothing on it if there is no such key. Textual works out which keys hold anew whenever it is asked.
    """
    bindings = {each.binding.id: each.binding for each in reversed(screen.active_bindings.values())}

    def cap(id: str, label: str) -> Cap:
        binding = bindings.get(id)
        return Cap("", label, "") if binding is None else Cap(screen.app.get_key_display(binding), label, binding.key)

    return cap


def rating_keys(screen: Screen[Any], rated: int | None, gap: int) -> Content:
    """The keys that rate the pain from 0 to 10, `gap` columns apart, with the rating that was given marked."""
    styles = ["$accent bold reverse" if rating == rated else "$accent bold" for rating in range(11)]
    keys = [Content.styled(key_of(screen, f"rate({n})"), style) for n, style in enumerate(styles)]
    return Content(" " * gap).join(keys)


def choices_row(chosen: Sequence[tuple[str, str, str]], width: int) -> Content:
    """Keys with names and values, side by side; without the names where there is no room for them."""
    named = [(key, f" {name}: {value}" if name else f" {value}") for key, name, value in chosen]
    if sum(len(key) + len(text) + WIDE for key, text in named) - WIDE > width:
        named = [(key, f" {value}") for key, _, value in chosen]
    parts = [Content.assemble(Content.styled(key, "$accent bold"), text) for key, text in named]
    return Content(" " * WIDE).join(parts)


def marked(heading: str, choices: Sequence[str], chosen: int, key: str) -> Content:
    """A heading with choices beside it, the chosen one in brackets, and the key for the next."""
    named = [
        Content.styled(f"[{each}]", "bold") if number == chosen else Content.styled(each, "$text-quiet")
        for number, each in enumerate(choices)
    ]
    title, next_ = Content.styled(f"{heading}   ", "bold"), Content.styled(f"   {key}", "$accent bold")
    return Content.assemble(title, Content("  ").join(named), next_)


class KeyBar(Caps):
    """The keys of its screen, as configured by the user."""

    def __init__(self) -> None:
        super().__init__()
        self._names: Mapping[str, str] = {}

    def on_mount(self) -> None:
        """Follow the keys that apply: they change with the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self._lay()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Say what the key below the mouse is for."""
        cap = self._under(event.x, event.y)
        self.tooltip = content(cap.does) if cap is not None and cap.does else None

    def rename(self, labels: Mapping[str, str]) -> None:
        """Give keys other labels than their own, by action. A key with an empty label is hidden."""
        if self._names != labels:
            self._names = labels
            self._lay()

    def caps(self) -> Sequence[Cap]:
        """A cap for each key that is shown; the keys of a group share one."""
        # Of several keys for an action, the first is shown.
        by_action = {
            a.binding.action: a.binding for a in reversed(self.screen.active_bindings.values()) if a.binding.show
        }
        # Textual puts keys of somebody's own last, where a narrow bar drops them; here each stays in its place.
        places = [binding.id for binding in self.screen.BINDINGS if isinstance(binding, Binding)]
        in_place = list(reversed(by_action.values()))
        in_place.sort(key=lambda binding: places.index(binding.id) if binding.id in places else -1)
        return list(self._all(in_place))

    def _all(self, bindings: Iterable[Binding]) -> Iterable[Cap]:
        for group, members in groupby(bindings, key=lambda binding: binding.group):
            found = list(members)
            if group is not None:
                if all(self._names.get(binding.action) == "" for binding in found):
                    continue
                shown = "".join(map(self.app.get_key_display, found))
                yield Cap(shown, group.description, found[0].key, purpose(found))
                continue
            for binding in found:
                label = self._names.get(binding.action, binding.description)
                if label:
                    yield Cap(self.app.get_key_display(binding), label, binding.key, purpose([binding]))
