"""YAML text -> a light tree of nodes, each with its place, and every scalar as it was typed.

Built from the parser's events with a stack of our own, so that nothing in a file can exhaust
the interpreter's: depth, number of nodes and the multiplying of aliases have limits. YAML's
readings of a scalar (`1:30` as 90, `no` as false) never happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from unclench.routine.model import Mark
from unclench.routine.problems import Collector, LoadError, quoted
from unclench.routine.source import check_characters, code_point, forbidden

if TYPE_CHECKING:  # a good file, the usual one, needs nothing of it
    from unclench.routine.yaml_errors import Edits

DEEPEST = 40
"""Lists and tables inside each other: a real routine needs about ten."""
MOST_NODES = 50_000
"""Nodes of a file with every alias written out; ten thousand phases come first."""

MOST_REPAIRS, LONGEST_REPAIRED = 20, 32 * 1024
"""How often a text is mended to find the next mistake, and how long it may be for that."""

AT_LEAST = ">="
STAND_IN = "\ufdd0="
"""YAML gives `>` at the start of a value a meaning of its own, so that `hold: >=10s` would not
parse. While YAML reads, `>=` is written with a character that no text may have, then put back."""


VALUE_STARTS = (*"0123456789[", ">=", "open", "ask", "each")
"""How a value begins that is no word of a text: after a key, one that has lost its colon."""


class Scalar(Struct):
    """A text as typed; `plain` when it stands there without quotation marks."""

    text: str
    mark: Mark
    plain: bool = True


class Listing(Struct):
    """A list of nodes."""

    mark: Mark
    items: list[Node] = field(default_factory=list)


class Table(Struct):
    """Keys and values in their order. `marks` has the place of each key."""

    mark: Mark
    values: dict[str, Node] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)


Node: TypeAlias = Scalar | Listing | Table


def read_nodes(text: str, problems: Collector) -> Node:
    """The root of the one document in `text`.

    A key that stands twice is noted in `problems`; anything that stops the reading raises
    LoadError.
    """
    check_characters(text, problems)
    edits: Edits = {}
    for _ in range(MOST_REPAIRS):
        builder = _Builder(problems, text, edits)
        if (error := builder.fill()) is None:
            break
        from unclench.routine.yaml_errors import apply_edits, find_mistake, original_place

        slip = find_mistake(error, text)
        problems.error(original_place(slip.mark, edits), (), slip.what, slip.instead)
        if not slip.edits or len(text) > LONGEST_REPAIRED:
            raise LoadError(problems.problems)
        text = apply_edits(text, slip.edits)
        for edit in slip.edits:
            edits.setdefault(edit.line, []).append(edit)
    else:
        raise LoadError(problems.problems)
    if builder.root is None or _is_empty(builder.root):
        raise problems.fatal(
            Mark(1, 1),
            (),
            "the file is empty",
            "`unclench new NAME` writes a file to start from.",
        )
    return builder.root


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def _events(text: str) -> Iterator[Any]:
    try:
        from yaml._yaml import CParser
    except ImportError:  # a PyYAML built without libyaml: eight times slower, the same events
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
        return
    parser = CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


class _Open(Struct):
    """A list or table that is being filled. `first` is the count of nodes before it.

    `height` is how many lists and tables are inside each other in it, itself included.
    """

    node: Listing | Table
    anchor: str | None
    first: int
    key: Scalar | None = None
    height: int = 1


class _Anchored(Struct, frozen=True):
    """What an alias repeats: `size` in nodes, `height` as above (0 for a scalar)."""

    node: Node
    size: int
    height: int


class _Builder:
    """Takes parser events, one at a time; `root` is the finished tree."""

    __slots__ = ("_anchors", "_count", "_documents", "_edits", "_lines", "_problems", "_stack", "_text", "root")

    def __init__(self, problems: Collector, text: str, edits: Edits) -> None:
        self.root: Node | None = None
        self._edits = edits
        self._text = text
        self._lines: list[str] | None = None
        self._problems = problems
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0
        self._documents = 0

    def fill(self) -> yaml.YAMLError | None:
        """Take all of the text. What stopped the parser is handed back; raises LoadError as `take` does."""
        try:
            for event in _events(self._text.replace(AT_LEAST, STAND_IN)):
                self.take(event)
        except yaml.YAMLError as error:
            return error
        return None

    def _mark(self, event: Any) -> Mark:
        start = event.start_mark
        mark = Mark(start.line + 1, start.column + 1)
        if not self._edits:
            return mark
        from unclench.routine.yaml_errors import original_place

        return original_place(mark, self._edits)

    def take(self, event: Any) -> None:
        """Add what the event says. Raises LoadError at what no routine file may have."""
        kind = event.__class__
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._end()
        elif kind is AliasEvent:
            self._alias(event)
        elif isinstance(event, CollectionStartEvent):
            self._start(event)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise self._problems.fatal(
                    self._mark(event),
                    (),
                    "a second document begins here",
                    "Leave out the line ---, or make two files: one routine a file.",
                )

    def _scalar(self, event: Any) -> None:
        mark = self._mark(event)
        if event.tag is not None:
            self._refuse_tag(event.tag, mark)
        text: str = event.value
        if STAND_IN in text:
            text = text.replace(STAND_IN, AT_LEAST)
        # "\e[2J" between double quotation marks is only now a control character.
        if event.style == '"' and (found := forbidden(text)):
            raise self._problems.fatal(
                mark,
                (),
                f"this text has an invisible control character in it ({code_point(found)})",
                "Leave out the backslash and what follows it.",
            )
        node = Scalar(text, mark, event.style is None or event.style == "")
        if node.plain and event.end_mark.line > event.start_mark.line:
            self._swallowed(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._add(node, 1, 0)

    def _swallowed(self, event: Any) -> None:
        """`hold 10s` without its colon goes on with the text of the line above: say so."""
        if self._lines is None:
            self._lines = self._text.splitlines()
        for number in range(event.start_mark.line + 2, min(event.end_mark.line + 1, len(self._lines)) + 1):
            line = self._lines[number - 1]
            words = line.split(maxsplit=1)
            if len(words) < 2 or not words[1].startswith(VALUE_STARTS):
                continue
            from unclench.routine.yaml_errors import missing_colon, original_place

            if (slip := missing_colon(number, line)) is not None:
                instead = f"{slip.instead[:-1]}, or put quotation marks around the whole text."
                self._problems.error(original_place(slip.mark, self._edits), (), slip.what, instead)

    def _start(self, event: CollectionStartEvent) -> None:
        mark = self._mark(event)
        if event.tag is not None:
            self._refuse_tag(event.tag, mark)
        if len(self._stack) >= DEEPEST:
            raise self._too_deep(mark)
        node = Table(mark) if event.__class__ is MappingStartEvent else Listing(mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # not usable before its end: no endless loops
        self._stack.append(_Open(node, event.anchor, self._count))

    def _end(self) -> None:
        done = self._stack.pop()
        if done.anchor is not None:
            self._anchors[done.anchor] = _Anchored(done.node, self._count - done.first + 1, done.height)
        self._add(done.node, 1, done.height)

    def _alias(self, event: AliasEvent) -> None:
        mark, name = self._mark(event), str(event.anchor)
        if name not in self._anchors:
            raise self._problems.fatal(
                mark,
                (),
                f"{quoted('*' + name)} points to something that isn't there",
                "Put quotation marks around a text that begins with *.",
            )
        target = self._anchors[name]
        if target is None:
            raise self._problems.fatal(
                mark,
                (),
                f"{quoted('*' + name)} stands inside the very thing it repeats, without an end",
                "Write the part out instead.",
            )
        # Aliases in aliases grow deep without ever being deep where they stand.
        if len(self._stack) + target.height > DEEPEST:
            raise self._too_deep(mark)
        self._add(target.node, target.size, target.height, mark)

    def _too_deep(self, mark: Mark) -> LoadError:
        return self._problems.fatal(
            mark,
            (),
            f"there are more than {DEEPEST} lists and groups of keys inside each other",
            "Look for brackets that are never closed, or make the blocks flatter.",
        )

    def _add(self, node: Node, size: int, height: int, at: Mark | None = None) -> None:
        mark = at or node.mark
        self._count += size
        if self._count > MOST_NODES:
            raise self._problems.fatal(
                mark,
                (),
                "the file becomes far too large here, because parts of it repeat other parts"
                if at
                else "the file has far more entries than any routine needs",
                "Use `repeat` for a block that is done several times.",
            )
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if height >= top.height:
            top.height = height + 1
        if isinstance(top.node, Listing):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node, mark)
        else:
            self._pair(top.node, top.key, node)
            top.key = None

    def _key(self, node: Node, mark: Mark) -> Scalar:
        if not isinstance(node, Scalar):
            raise self._problems.fatal(
                mark,
                (),
                "a list or a group of keys stands where a key should be",
                "Put quotation marks around a text that begins with [ or {.",
            )
        if node.text == "<<" and node.plain:
            raise self._problems.fatal(
                mark,
                (),
                "`<<` (merging one group of keys into another) is not part of this format",
                "Write the lines out.",
            )
        # An alias as a key has the place of the alias, not of what it repeats.
        return node if mark is node.mark else Scalar(node.text, mark, node.plain)

    def _pair(self, table: Table, key: Scalar, value: Node) -> None:
        first = table.marks.get(key.text)
        if first is None:
            table.values[key.text] = value
            table.marks[key.text] = key.mark
            return
        self._problems.error(
            key.mark,
            (),
            f"the key {quoted(key.text)} stands twice: in line {first.line}, column {first.column}, and again here",
            "Keep one of the two.",
        )

    def _refuse_tag(self, tag: str, mark: Mark) -> None:
        raise self._problems.fatal(
            mark,
            (),
            f"a word that begins with ! stands here ({quoted(tag)}); such tags are not allowed",
            "Take it out, or put quotation marks around a text that begins with !.",
        )
