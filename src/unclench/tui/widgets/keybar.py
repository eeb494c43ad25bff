"""Keys and what they do, at the bottom of a screen or dialog: as many as fit, none of them cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar

from msgspec import Struct
from textual.binding import Binding
from textual.content import Content
from textual.events import Click, MouseMove
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

from unclench.tui.keys import purpose
from unclench.tui.text import content

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
    """Keys side by side, the most important first. A click presses a key."""

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

    def on_resize(self) -> None:
        """Fit the caps to the new width."""
        self._lay()

    def _lay_anew(self) -> None:
        self._laid = ()
        self._lay()
        if self.is_attached and self.screen is not self.app.screen:
            self.app.screen.refresh()  # which draws what is behind it, too

    def _lay(self) -> None:
        caps, width = self.caps(), self.size.width
        gap = ROOMY if width >= NARROW or len(fitting(caps, width, ROOMY)) == len(caps) else CLOSE
        laid = fitting(caps, width, gap)
        if (laid, gap) == (self._laid, self._gap):
            return
        self._laid, self._gap = laid, gap
        self.update(_row(laid, self.get_visual_style("keybar--key"), gap))

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        if (cap := self._under(event.x)) is not None:
            self.app.simulate_key(cap.key)

    def _under(self, x: int) -> Cap | None:
        at = x - self.styles.padding.left
        for cap in self._laid:
            if 0 <= at < cap.width:
                return cap
            at -= cap.width + self._gap
        return None


def _row(caps: Sequence[Cap], style: Style, gap: int) -> Content:
    parts: list[Content | tuple[str, object] | str] = []
    for cap in caps:
        parts += [Content.styled(cap.shown, style), f" {cap.label}{' ' * gap}"]
    return Content.assemble(*parts).rstrip()  # type: ignore[arg-type]


class CapLines(Caps):
    """The keys of a question: all of them, on several lines if need be."""

    def __init__(self, *caps: Cap, classes: str | None = None) -> None:
        super().__init__(*caps, classes=classes)
        self._rows: list[Sequence[Cap]] = []

    def _lay_anew(self) -> None:
        self._rows = []
        self._lay()

    def _lay(self) -> None:
        rows = lines(self.caps(), self.size.width, ROOMY)
        if rows != self._rows:
            self._rows = rows
            style = self.get_visual_style("keybar--key")
            self.update(Content("\n").join([_row(row, style, ROOMY) for row in rows]))

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        y = event.y - self.styles.padding.top
        self._laid, self._gap = self._rows[y] if 0 <= y < len(self._rows) else (), ROOMY
        super().on_click(event)


class CapTable(Caps):
    """Keys one below the other under headings; or, where that takes too many rows, side by side without these."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._table: Sequence[str | Sequence[Cap]] = ()
        self._rows: list[Sequence[Cap]] = []

    def tabulate(self, table: Sequence[str | Sequence[Cap]]) -> None:
        """Show these rows: each is a heading, or keys side by side; an empty heading is a blank row."""
        self._table = table
        self.put(*(cap for row in table if not isinstance(row, str) for cap in row))

    def _lay(self) -> None:
        width, height = self.size
        if not width:
            return
        keys: list[str | Sequence[Cap]] = [row for row in self._table if not isinstance(row, str)]
        table = list(self._table) if len(self._table) <= height else [row for row in self._table if row]
        if len(table) > height:
            table = keys if len(keys) <= height else list(lines(self._caps, width, ROOMY))
        style = self.get_visual_style("keybar--key")
        self._rows = [() if isinstance(row, str) else row for row in table]
        said = [Content(row) if isinstance(row, str) else _row(row, style, ROOMY) for row in table]
        self.update(Content("\n").join(said))

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        y = event.y - self.styles.padding.top
        self._laid = self._rows[y] if 0 <= y < len(self._rows) else ()
        super().on_click(event)


def key_of(screen: Screen[Any], action: str) -> str:
    """The key that does this on a screen now, as the key bar would show it; empty if none does."""
    found = [active.binding for active in screen.active_bindings.values() if active.binding.action == action]
    found.sort(key=lambda binding: not binding.show)  # keys of somebody's own come last, and are shown
    return screen.app.get_key_display(found[0]) if found else ""


def cap_of(screen: Screen[Any], id: str, label: str) -> Cap:
    """The cap of the key with this id on a screen now; one with nothing on it if there is none."""
    binding = next((each.binding for each in screen.active_bindings.values() if each.binding.id == id), None)
    return Cap("", label, "") if binding is None else Cap(screen.app.get_key_display(binding), label, binding.key)


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
        cap = self._under(event.x)
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
