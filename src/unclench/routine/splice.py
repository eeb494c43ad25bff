"""Edits of a YAML text that change only the lines they are about: comments, quotes and line ends stay as they are.

The loader has no need of the ends of values, nor of brackets and anchors, so this is a tree of its own. It reads only
texts that the loader has read before: their depth and size have limits then.

Each edit is done twice, on the characters and on what they say, and then the new text is read: it has to say just that.
So whatever is written in a way that isn't understood here (something that is repeated elsewhere, a comment inside of
what has to go) is refused, and never broken.

A place is a path of keys and numbers, as in `("steps", 2, "hold")`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from unclench.routine.problems import ByHand
from unclench.routine.source import AT_LEAST, STAND_IN, events

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


Place: TypeAlias = tuple[str | int, ...]
Pairs: TypeAlias = Sequence[tuple[str, Plain]]


class Lines:
    """A text whose lines end in one way or the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.eol = "\r\n" if "\r\n" in text else "\n"

    def line_start(self, index: int) -> int:
        """Where the line of a character begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where it ends, before what ends it."""
        end = self.text.find("\n", index)
        if end == -1:
            return len(self.text)
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def begins_line(self, index: int) -> bool:
        """Whether nothing but spaces is before a character on its line."""
        return not self.text[self.line_start(index) : index].strip()

    def comment(self, line: int) -> int | None:
        """The column of the comment that is alone on the line that begins at `line`; None if there is none."""
        found = re.match(r"( *)#", self.text[line : self.line_end(line)])
        return len(found[1]) if found else None

    def without_lines(self, start: int, end: int) -> str:
        """The text without all lines from one place to another."""
        start, end = self.line_start(start), self.line_end(end)
        if end < len(self.text):
            return self.text[:start] + self.text[self.text.index("\n", end) + 1 :]
        return self.text[: self.line_end(start - 1)] if start else ""


class SplicedText(Lines):
    """A YAML text whose values are known by their places. Each edit returns the new text, or raises ByHand."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        try:
            self.root = outline(text)
        except (yaml.YAMLError, ValueError, KeyError) as error:
            raise ByHand from error
        self.says: Plain = plain(self.root)

    # -- looking -------------------------------------------------------------------------

    def at(self, place: Place) -> AnySpot:
        """What stands at a place. Raises ByHand where nothing does, or where it is repeated from elsewhere."""
        spot = self.root
        for part in place:
            if isinstance(spot, TableSpot) and isinstance(part, str) and (pair := spot.pair(part)) is not None:
                spot = pair[1]
            elif isinstance(spot, ListSpot) and isinstance(part, int) and part < len(spot.items):
                spot = spot.items[part]
            else:
                raise ByHand
        return spot

    def _table(self, place: Place) -> TableSpot:
        if not isinstance(spot := self.at(place), TableSpot) or not spot.pairs:
            raise ByHand
        return spot

    def _list(self, place: Place) -> ListSpot:
        if not isinstance(spot := self.at(place), ListSpot) or not spot.items:
            raise ByHand
        return spot

    # -- keys of a table -------------------------------------------------------------------

    def put(self, place: Place, key: str, value: Plain, before: Sequence[str] = (), *, quoted: bool = False) -> str:
        """Give the key of a table another value, or put it in, behind those of the keys `before` that are there.

        With `quoted`, a new text gets quotation marks even if it could do without.
        """
        table = self._table(place)
        wanted = deepcopy(self.says)
        _part(wanted, place)[key] = value
        if wanted == self.says:
            return self.text
        pair = table.pair(key)
        if pair is not None:
            return self._first_that(
                wanted, (self._over(pair, new) for new in self._ways(pair[1], value, quoted=quoted))
            )
        behind = [number for number, name in enumerate(table.keys()) if name in before]
        after = table.pairs[max(behind, default=len(table.pairs) - 1)]
        ways = (f"{written(key)}: {new}" for new in _spellings(value, quoted=quoted))
        return self._first_that(wanted, (self._below(table, after, new) for new in ways))

    def take(self, place: Place, key: str) -> str:
        """Take a key out of a table, with what stands behind its value on the line."""
        table = self._table(place)
        wanted = deepcopy(self.says)
        del _part(wanted, place)[key]
        at = table.keys().index(key)
        name, value = table.pairs[at]
        if not table.flow and self.begins_line(name.start):
            return self._first_that(wanted, [self.without_lines(name.start, value.end)])
        if at + 1 < len(table.pairs):
            return self._first_that(wanted, [self._changed(name.start, table.pairs[at + 1][0].start)])
        if table.flow and at:
            return self._first_that(wanted, [self._changed(table.pairs[at - 1][1].end, value.end)])
        raise ByHand

    def _ways(self, old: AnySpot, value: Plain, *, quoted: bool) -> Iterator[str]:
        """How a value may be written in place of another: first with its quotation marks, or as its kind of list."""
        style = old.style if isinstance(old, TextSpot) else ""
        if isinstance(value, str) and style in ("'", '"'):
            yield _in_quotes(value, style)
        if isinstance(value, list) and isinstance(old, ListSpot) and not old.flow:
            dash = self.eol + " " * old.column + "- "
            yield "".join(dash + (written(item) if isinstance(item, str) else _flow(item)) for item in value)
        yield from _spellings(value, quoted=quoted)

    def _over(self, pair: tuple[TextSpot, AnySpot], new: str) -> str | None:
        """The text with another value; None where a comment would be lost."""
        key, old = pair
        block = not isinstance(old, TextSpot) and self.text[old.start : old.start + 1] not in ("[", "{", "*", "&")
        if not block:
            return self._changed(old.start, old.end, new, but=old)
        colon = self.text.index(":", key.end) + 1
        return self._changed(colon, old.end, new if new.startswith(self.eol) else f" {new}", but=old)

    def _below(self, table: TableSpot, after: tuple[TextSpot, AnySpot], new: str) -> str:
        """The text with one more pair behind another."""
        end = after[1].end
        if table.flow:
            return f"{self.text[:end]}, {new}{self.text[end:]}"
        end = self.line_end(end)
        return f"{self.text[:end]}{self.eol}{' ' * table.pairs[0][0].column}{new}{self.text[end:]}"

    # -- items of a list -------------------------------------------------------------------

    def begin(self, key: str, item: Pairs) -> str:
        """Put a list with one item, a table, at the end of the whole text, under a new key."""
        table = self._table(())
        wanted = deepcopy(self.says)
        _part(wanted, ())[key] = [dict(item)]
        if table.flow:
            return self._first_that(wanted, [self._below(table, table.pairs[-1], f"{key}: [{_flow(dict(item))}]")])
        new = f"{key}:{self.eol}  - " + f"{self.eol}    ".join(_lines(item))
        return self._first_that(wanted, [self._below(table, table.pairs[-1], new)])

    def insert(self, place: Place, at: int, item: Pairs) -> str:
        """Put a table into a list, as its item number `at`, in the way in which the others are written."""
        spot = self._list(place)
        wanted = deepcopy(self.says)
        _part(wanted, place).insert(at, dict(item))
        if spot.flow:
            new = _flow(dict(item))
            end = spot.items[at - 1].end if at else spot.items[0].start
            new = f", {new}" if at else f"{new}, "
            return self._first_that(wanted, [self.text[:end] + new + self.text[end:]])
        first = spot.items[0]
        deep = first.column - spot.column if isinstance(first, TableSpot) and not first.flow else 2
        deep = deep if 2 <= deep <= 8 else 2
        dash = " " * spot.column + "-".ljust(deep)
        new = dash + f"{self.eol}{' ' * (spot.column + deep)}".join(_lines(item))
        return self._first_that(wanted, [self._with_item(spot, at, new)])

    def copy(self, place: Place, at: int) -> str:
        """Put a copy of an item behind it."""
        spot = self._list(place)
        wanted = deepcopy(self.says)
        items = _part(wanted, place)
        items.insert(at + 1, deepcopy(items[at]))
        if spot.flow:
            end, item = spot.items[at].end, spot.items[at]
            return self._first_that(wanted, [f"{self.text[:end]}, {self.text[item.start : end]}{self.text[end:]}"])
        start, end = self._chunk(spot, at)
        return self._first_that(wanted, [self._with_item(spot, at + 1, self.text[start:end])])

    def delete(self, place: Place, at: int) -> str:
        """Take an item out, with the comments that belong to it."""
        spot = self._list(place)
        wanted = deepcopy(self.says)
        del _part(wanted, place)[at]
        if len(spot.items) == 1:
            raise ByHand
        if spot.flow:
            start, end = spot.items[at].start, spot.items[at].end
            start, end = (spot.items[at - 1].end, end) if at else (start, spot.items[1].start)
            return self._first_that(wanted, [self._changed(start, end)])
        start, end = self._chunk(spot, at)
        if at and not self.text[(before := self._chunk(spot, at - 1)[1]) : start].strip():
            return self._first_that(wanted, [self.text[:before] + self.text[end:]])
        if not at and not self.text[end : (after := self._chunk(spot, 1)[0])].strip():
            return self._first_that(wanted, [self.text[:start] + self.text[after:]])
        return self._first_that(wanted, [self.without_lines(start, end)])

    def swap(self, place: Place, at: int) -> str:
        """Let an item and the one behind it change places, each with the comments that belong to it."""
        spot = self._list(place)
        wanted = deepcopy(self.says)
        items = _part(wanted, place)
        items[at], items[at + 1] = items[at + 1], items[at]
        one, other = (
            ((each.start, each.end) for each in spot.items[at : at + 2])
            if spot.flow
            else (self._chunk(spot, number) for number in (at, at + 1))
        )
        text = self.text
        between = text[one[1] : other[0]]
        new = text[: one[0]] + text[slice(*other)] + between + text[slice(*one)] + text[other[1] :]
        return self._first_that(wanted, [new])

    def _with_item(self, spot: ListSpot, at: int, new: str) -> str:
        """The text with the lines of a new item; with an empty line between, where the list has these."""
        gap = self.eol
        if len(spot.items) > 1:
            between = self.text[self._chunk(spot, 0)[1] : self._chunk(spot, 1)[0]]
            gap = self.eol * (2 if between.count("\n") > 1 else 1)
        if at:
            end = self._chunk(spot, at - 1)[1]
            return self.text[:end] + gap + new + self.text[end:]
        start = self._chunk(spot, 0)[0]
        return self.text[:start] + new + gap + self.text[start:]

    def _chunk(self, spot: ListSpot, at: int) -> tuple[int, int]:
        """The lines of an item, without the last line's end.

        Comments right above it that are not moved in further than its dash belong to it, and those right below it that
        are. Raises ByHand if it has no line to begin.
        """
        item = spot.items[at]
        floor = spot.items[at - 1].end if at else spot.start
        dashes = [*re.finditer(rf"(?m)^ {{{spot.column}}}-(?=\s)", self.text[self.line_start(floor) : item.start + 1])]
        if not dashes:
            raise ByHand
        start = self.line_start(floor) + dashes[-1].start()
        end = self.line_end(item.end)
        while start and (found := self.comment(self.line_start(start - 1))) is not None and found <= spot.column:
            start = self.line_start(start - 1)
        while end < len(self.text):
            below = self.text.index("\n", end) + 1
            if (found := self.comment(below)) is None or found <= spot.column:
                break
            end = self.line_end(below)
        return start, end

    # -- texts -----------------------------------------------------------------------------

    def _changed(self, start: int, end: int, new: str = "", *, but: Spot | None = None) -> str | None:
        """The text with something else from one place to another; None where a comment would be lost by it."""
        left = self.text[start:end]
        for each in reversed([*_leaves(self.root)]):
            if start <= each.start and each.end <= end:
                left = left[: each.start - start] + left[each.end - start :]
        header = (
            isinstance(but, TextSpot) and but.style in ("|", ">") and "#" in self.text[but.start :].partition("\n")[0]
        )
        if "#" in left or header:
            return None
        return self.text[:start] + new + self.text[end:]

    def _first_that(self, wanted: Plain, candidates: Iterable[str | None]) -> str:
        """The first of the texts that says what is wanted."""
        for text in candidates:
            if text is not None and _says(text, wanted):
                return text
        raise ByHand


def _says(text: str, wanted: Plain) -> bool:
    try:
        return plain(outline(text)) == wanted
    except (yaml.YAMLError, ValueError, KeyError):
        return False


def _part(says: Any, place: Place) -> Any:
    for part in place:
        says = says[part]
    return says


def _leaves(spot: AnySpot) -> Iterator[Spot]:
    """All single values, keys among them, from the first to the last."""
    if isinstance(spot, ListSpot):
        for item in spot.items:
            yield from _leaves(item)
    elif isinstance(spot, TableSpot):
        for key, value in spot.pairs:
            yield key
            yield from _leaves(value)
    else:
        yield spot


# -- how values are written ---------------------------------------------------------------------


def _spellings(value: Plain, *, quoted: bool) -> Iterator[str]:
    if not isinstance(value, str):
        yield _flow(value)
        return
    if not quoted:
        yield value
    yield _in_quotes(value, '"')


def _in_quotes(text: str, style: str) -> str:
    """Any JSON string is also a YAML string."""
    return "'" + text.replace("'", "''") + "'" if style == "'" else json.dumps(text, ensure_ascii=False)


def written(text: str) -> str:
    """A text as it can stand anywhere: without quotation marks if it can."""
    fits = "\n" not in text and _says(f"{{k: [{text}]}}", {"k": [text]}) and _says(f"{text}: v", {text: "v"})
    return text if fits else _in_quotes(text, '"')


def _flow(value: Plain) -> str:
    if isinstance(value, str):
        return written(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return "{" + ", ".join(f"{written(key)}: {_flow(each)}" for key, each in value.items()) + "}"


def _lines(item: Pairs) -> list[str]:
    """The lines of a table, each key with its value."""
    return [f"{written(key)}: {_flow(value)}" for key, value in item]
