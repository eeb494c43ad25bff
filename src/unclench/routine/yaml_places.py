"""Where every value of a YAML text stands, to the character: for edits that leave all other characters alone.

The loader has no need of the ends of values, nor of brackets and anchors, so this is a tree of its own. It reads only
texts that the loader has read before: their depth and size have limits then.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from unclench.routine.yaml_nodes import AT_LEAST, STAND_IN, events

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""What a text says, without how it says it: every single value as typed."""


class Spot(Struct):
    """A value where it stands, as `text[start:end]`: from its first character to behind its last one."""

    start: int
    end: int
    column: int


class TextSpot(Spot):
    """A single value. `style` is its quotation mark, or what begins a text of several lines; empty for neither."""

    text: str
    style: str = ""


class AliasSpot(Spot):
    """`*name`, where something that stands elsewhere is repeated."""

    target: AnySpot | None = None


class ListSpot(Spot):
    """A list, in brackets (`flow`) or with a dash at `column` before each item."""

    flow: bool
    items: list[AnySpot] = field(default_factory=list)


class TableSpot(Spot):
    """A group of keys, in braces (`flow`) or each on a line of its own."""

    flow: bool
    pairs: list[tuple[TextSpot, AnySpot]] = field(default_factory=list)

    def keys(self) -> list[str]:
        """Its keys in their order."""
        return [key.text for key, _ in self.pairs]

    def pair(self, key: str) -> tuple[TextSpot, AnySpot] | None:
        """A key and its value, or None where it isn't there."""
        return next((pair for pair in self.pairs if pair[0].text == key), None)


AnySpot: TypeAlias = TextSpot | AliasSpot | ListSpot | TableSpot


def plain(spot: AnySpot | None) -> Plain:
    """What stands there, with everything that is repeated written out."""
    match spot:
        case TextSpot():
            return spot.text
        case ListSpot():
            return [plain(item) for item in spot.items]
        case TableSpot():
            return {key.text: plain(value) for key, value in spot.pairs}
        case AliasSpot():
            return plain(spot.target)
        case _:
            return ""


def outline(text: str) -> AnySpot:
    """The places in a text. Raises yaml.YAMLError, or ValueError for what is no single tree of texts."""
    builder = _Builder(text)
    for event in events(text.replace(AT_LEAST, STAND_IN)):
        builder.handle(event)
    if builder.root is None:
        raise ValueError("nothing is written there")
    return builder.root


class _Builder:
    """Builds the tree from the parser's events; `_open` are the lists and tables whose end has not come yet."""

    def __init__(self, text: str) -> None:
        self.root: AnySpot | None = None
        self._text = text
        self._open: list[tuple[ListSpot | TableSpot, list[TextSpot]]] = []
        self._anchors: dict[str, AnySpot] = {}

    def handle(self, event: Any) -> None:
        """Take one event."""
        place = event.start_mark.index, event.end_mark.index, event.start_mark.column
        if isinstance(event, ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, AliasEvent):
            self._add(AliasSpot(*place, self._anchors[str(event.anchor)]))
        elif isinstance(event, CollectionStartEvent):
            kind = TableSpot if isinstance(event, MappingStartEvent) else ListSpot
            spot = kind(*place, bool(event.flow_style))
            self._anchor(event, spot)
            self._open.append((spot, []))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            spot, _ = self._open.pop()
            spot.end = place[1] if spot.flow else _last_end(spot)
            self._add(spot)

    def _scalar(self, event: Any, place: tuple[int, int, int]) -> None:
        start, end, column = place
        style = event.style or ""
        if style in ("|", ">"):  # the parser counts the empty lines below it in
            end = start + len(self._text[start:end].rstrip())
        spot = TextSpot(start, end, column, event.value.replace(STAND_IN, AT_LEAST), style)
        self._anchor(event, spot)
        self._add(spot)

    def _anchor(self, event: Any, spot: AnySpot) -> None:
        if event.anchor is not None:
            self._anchors[str(event.anchor)] = spot

    def _add(self, spot: AnySpot) -> None:
        if not self._open:
            if self.root is not None:
                raise ValueError("there is a second document")
            self.root = spot
            return
        top, key = self._open[-1]
        if isinstance(top, ListSpot):
            top.items.append(spot)
        elif key:
            top.pairs.append((key.pop(), spot))
        elif isinstance(spot, TextSpot):
            key.append(spot)
        else:
            raise ValueError("a key is not a text")  # of the text, not of an argument


def _last_end(spot: ListSpot | TableSpot) -> int:
    """Where the last value in it ends: a block has no end of its own."""
    values = spot.items if isinstance(spot, ListSpot) else [value for _, value in spot.pairs]
    return values[-1].end if values else spot.start
