"""The keys at the lower edge: as many as there is room for, none of them cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.screen import Screen
from textual.widgets import Static

CLOSE, ROOMY = 1, 2
"""Columns between two keys: in a narrow window, and elsewhere."""
NARROW = 60


class Cap(Struct, frozen=True):
    """A key, or a pair of them: what stands on it, what it does, and the key that a click presses."""

    shown: str
    label: str
    key: str

    @property
    def width(self) -> int:
        """Columns that it takes."""
        return len(self.shown) + 1 + len(self.label)


def fitting(caps: Sequence[Cap], width: int, gap: int) -> Sequence[Cap]:
    """The first of them, as many as fit into `width` columns."""
    room = width + gap
    for number, cap in enumerate(caps):
        room -= cap.width + gap
        if room < 0:
            return caps[:number]
    return caps


class KeyBar(Static):
    """Shows the keys of its screen; those come first that must not be missed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key"}
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._names: dict[str, str] = {}
        self._caps: Sequence[Cap] = ()

    def on_mount(self) -> None:
        """Other keys hold when the focus has moved."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self._fill()

    def on_resize(self) -> None:
        """There is room for more or fewer."""
        self._fill()

    def rename(self, action: str, label: str) -> None:
        """What the key of an action does now."""
        if self._names.get(action) != label:
            self._names[action] = label
            self._fill()

    def _fill(self) -> None:
        # An action with several keys is shown with its first.
        by_action = {
            a.binding.action: a.binding for a in reversed(self.screen.active_bindings.values()) if a.binding.show
        }
        shown = list(reversed(by_action.values()))
        gap = CLOSE if self.size.width < NARROW else ROOMY
        caps = fitting(list(self._all(shown)), self.size.width, gap)
        if caps == self._caps:
            return
        self._caps = caps
        style = self.get_visual_style("keybar--key")
        parts: list[Content | tuple[str, object] | str] = []
        for cap in caps:
            parts += [Content.styled(cap.shown, style), f" {cap.label}{' ' * gap}"]
        self.update(Content.assemble(*parts).rstrip())  # type: ignore[arg-type]

    def _all(self, bindings: Iterable[Binding]) -> Iterable[Cap]:
        """A cap for each, those of one group together."""
        for group, members in groupby(bindings, key=lambda binding: binding.group):
            found = list(members)
            if group is not None:
                yield Cap("".join(map(self.app.get_key_display, found)), group.description, found[0].key)
                continue
            for binding in found:
                label = self._names.get(binding.action, binding.description)
                yield Cap(self.app.get_key_display(binding), label, binding.key)

    def on_click(self, event: Click) -> None:
        """As if the key had been pressed."""
        at, gap = event.x - self.styles.padding.left, CLOSE if self.size.width < NARROW else ROOMY
        for cap in self._caps:
            if 0 <= at < cap.width:
                self.app.simulate_key(cap.key)
            at -= cap.width + gap
