"""Reads a file's bytes and text into a light tree of YAML nodes, each with its place.

The tree is composed here from the parser's events, with a stack of its own. So nothing in a file can
exhaust the interpreter's stack or its memory: depth, number of nodes and the growth through aliases
have limits. And YAML never interprets a scalar: `1:30` is not 90, `no` is not false.

Measured against the alternative, which is to count on the events first and then call `yaml.compose`:
8.3 ms for all bundled files of that time, against 9.8 ms for the two passes, and compose would lose the places of
aliases. To count what aliases multiply needs this stack anyway, so there would be no less code either.

Once a syntax error is reported, the text is repaired and read again, if it is clear what the author
meant, to find the other mistakes too; see `yaml_errors` for what that is worth. A repaired text is
never played.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
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

from unclench.language import tr
from unclench.routine.model import Mark
from unclench.routine.problems import Collector, LoadError, quoted
from unclench.system.files import NotAFile, TooLarge, kind_of, read_regular

if TYPE_CHECKING:
    from unclench.routine.yaml_errors import Repairs


LARGEST = 1024 * 1024
"""The most bytes of a file: 1 MiB."""

START = Mark(1, 1)

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\xad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\uffa0\U000e0000-\U000e007f"
    "\U0001fffe\U0001ffff\ud800-\udfff]|\r(?!\n)"
)
"""Control characters other than tab and line ends, characters that reorder or hide text, invisible letters.

Allowed are the marks that Arabic and Hebrew need (U+200E, U+200F) and the joiners of emoji.
"""

_BREAK = re.compile(r"\r\n|\n|\r")


def read_bytes(path: Path, problems: Collector) -> bytes:
    """The bytes of the regular file at `path`. Raises LoadError if it is none, or too large."""
    try:
        return read_regular(path, LARGEST)
    except NotAFile as error:
        what = tr("this is {kind}, not a file", kind=kind_of(error.mode))
        raise problems.fatal(START, (), what, tr("Give the name of a text file that ends in .yaml.")) from None
    except TooLarge:
        raise _too_large(problems) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or tr("its name is not possible")
        what = tr("the file can't be read: {reason}", reason=reason.lower())
        raise problems.fatal(START, (), what, tr("Check that it exists and that you may open it.")) from None


def decode(content: bytes, problems: Collector) -> str:
    """The text of UTF-8 bytes, without a byte order mark. Raises LoadError."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = tr("the file is saved as UTF-16, which this program doesn't read")
        raise problems.fatal(START, (), what, tr("Save it again as UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after the byte order mark, which it has removed.
        skipped = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        before = content[skipped : skipped + error.start].decode("utf-8", "replace")
        what = _unreadable(content[skipped + error.start])
        instead = tr("Save it again as UTF-8; most editors offer this in the Save As window.")
        raise problems.fatal(place(before, len(before)), (), what, instead) from None


def _unreadable(byte: int) -> str:
    """That a byte can't be read, with the letter that it is in Latin-1, if it is one: old editors save files so."""
    letter = bytes([byte]).decode("latin-1")
    if letter.isalpha():
        return tr(
            "the file is not UTF-8 text: the byte {byte:02x}, perhaps “{letter}”, can't be read here",
            byte=byte, letter=letter,
        )  # fmt: skip
    return tr("the file is not UTF-8 text: the byte {byte:02x} can't be read here", byte=byte)


def check_characters(text: str, problems: Collector) -> None:
    """Raise LoadError for a text that is too long or has a forbidden character, naming the first."""
    if len(text) > LARGEST:
        raise _too_large(problems)
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    mark = place(text, found.start())
    if found[0] == "\r":
        instead = tr("Save the file with the line endings of Linux or Windows (LF or CRLF).")
        raise problems.fatal(mark, (), tr("a line ends with a carriage return alone"), instead)
    what = tr("there is an invisible control character here ({code})", code=code_point(found[0]))
    raise problems.fatal(mark, (), what, tr("Delete it; retyping the line by hand is the surest way."))


def forbidden(text: str) -> str | None:
    """The first forbidden character in `text`, or None."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def code_point(character: str) -> str:
    """The name of a character as in `U+001B`."""
    return f"U+{ord(character):04X}"


def place(text: str, index: int) -> Mark:
    """The line and column of the character at `index`."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Mark(line, index - start + 1)


def _too_large(problems: Collector) -> LoadError:
    what = tr("the file is larger than 1 MiB, far more than any routine needs")
    instead = tr("Check that this is the right file, or split it into several routines.")
    return problems.fatal(START, (), what, instead)


DEEPEST = 40
"""How deep lists and tables may nest. A real routine needs about ten levels."""
MOST_NODES = 50_000
"""How many nodes a file may have, with every alias written out. The limit on phases (10,000) comes first."""

MOST_REPAIRS, LONGEST_REPAIRED = 20, 32 * 1024
"""How often a text is repaired to find the next mistake, and how many characters it may have for that."""

AT_LEAST = ">="
STAND_IN = "\ufdd0="
"""A `>` at the start of a value means something to YAML, so `hold: >=10s` would not parse. While YAML
reads, `>=` is written with a character that no text may contain; then it is put back."""

VALUE_STARTS = (*"0123456789[", ">=", "open", "ask", "each")
"""How a value begins that is not a word of a text. After a key, it shows that a colon is missing."""


class Scalar(Struct):
    """A text as typed; `plain` if it has no quotation marks."""

    text: str
    mark: Mark
    plain: bool = True


class Listing(Struct):
    """A list of nodes; `bracketed`: with commas between them, not with dashes before them."""

    mark: Mark
    items: list[Node] = field(default_factory=list)
    bracketed: bool = False


class Table(Struct):
    """Keys and values in their order; `marks` are the places of the keys."""

    mark: Mark
    values: dict[str, Node] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)


Node: TypeAlias = Scalar | Listing | Table


def read_nodes(text: str, problems: Collector) -> Node:
    """The root of the one document in `text`.

    Notes duplicate keys and repaired syntax errors in `problems`. Raises LoadError for anything else
    that is not plain YAML.
    """
    check_characters(text, problems)
    repairs: Repairs | None = None
    for _ in range(MOST_REPAIRS):
        composer = _Composer(problems, text, repairs)
        if (error := composer.compose()) is None:
            break
        from unclench.routine.yaml_errors import Repairs, find_mistake

        repairs = repairs or Repairs()
        mistake = find_mistake(error, text)
        problems.error(repairs.original_place(mistake.mark), (), mistake.what, mistake.instead)
        if not mistake.edits or len(text) > LONGEST_REPAIRED:
            raise LoadError(problems.problems)
        text = repairs.apply(text, mistake.edits)
    else:
        raise LoadError(problems.problems)
    if composer.root is None or _is_empty(composer.root):
        instead = tr("`unclench new NAME` writes a file to start from.")
        raise problems.fatal(START, (), tr("the file is empty"), instead)
    return composer.root


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def events(text: str) -> Iterator[Any]:
    """The parser's events of a text, with their places; before, each AT_LEAST in it has to become a STAND_IN."""
    try:
        from yaml._yaml import CParser
    except ImportError:  # a PyYAML built without libyaml: the same events, eight times slower
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
        return
    parser = CParser(text)
    while (event := parser.get_event()) is not None:
        yield event


class _Unfinished(Struct):
    """A list or table whose end has not come yet. `first` is the number of nodes before it.

    `height` is how many lists and tables nest in it, itself included. `key` waits for its value.
    """

    node: Listing | Table
    anchor: str | None
    first: int
    key: Scalar | None = None
    height: int = 1


class _Anchored(Struct, frozen=True):
    """What an alias repeats: its `size` in nodes and its `height` as above (0 for a scalar)."""

    node: Node
    size: int
    height: int


class _Composer:
    """Composes the events of one text into a tree, whose `root` it has in the end."""

    __slots__ = ("_anchors", "_count", "_documents", "_lines", "_problems", "_repairs", "_stack", "_text", "root")

    def __init__(self, problems: Collector, text: str, repairs: Repairs | None) -> None:
        self.root: Node | None = None
        self._repairs = repairs
        self._text = text
        self._lines: list[str] | None = None
        self._problems = problems
        self._stack: list[_Unfinished] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0
        self._documents = 0

    def compose(self) -> yaml.YAMLError | None:
        """Read the whole text. Returns the error that stopped the parser, if any.

        Raises LoadError for what is YAML, but has no place in a routine file.
        """
        try:
            for event in events(self._text.replace(AT_LEAST, STAND_IN)):
                self._handle(event)
        except yaml.YAMLError as error:
            return error
        return None

    def _mark(self, event: Any) -> Mark:
        start = event.start_mark
        mark = Mark(start.line + 1, start.column + 1)
        return mark if self._repairs is None else self._repairs.original_place(mark)

    def _handle(self, event: Any) -> None:
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
                instead = tr("Delete the line ---, or make two files: one routine per file.")
                raise self._problems.fatal(self._mark(event), (), tr("a second document begins here"), instead)

    def _scalar(self, event: Any) -> None:
        mark = self._mark(event)
        if event.tag is not None:
            self._refuse_tag(event.tag, mark)
        text: str = event.value
        if STAND_IN in text:
            text = text.replace(STAND_IN, AT_LEAST)
        # An escape such as "\e[2J" becomes a control character only now.
        if event.style == '"' and (found := forbidden(text)):
            what = tr("this text has an invisible control character in it ({code})", code=code_point(found))
            raise self._problems.fatal(mark, (), what, tr("Leave out the backslash and what follows it."))
        node = Scalar(text, mark, event.style is None or event.style == "")
        if node.plain and event.end_mark.line > event.start_mark.line:
            self._swallowed(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._add(node, 1, 0)

    def _swallowed(self, event: Any) -> None:
        """Report a line such as `hold 10s` that YAML took for more of the text above, since it has no colon."""
        if self._lines is None:
            self._lines = self._text.splitlines()
        for number in range(event.start_mark.line + 2, min(event.end_mark.line + 1, len(self._lines)) + 1):
            line = self._lines[number - 1]
            words = line.split(maxsplit=1)
            if len(words) < 2 or not words[1].startswith(VALUE_STARTS):
                continue
            from unclench.routine.yaml_errors import missing_colon

            if (mistake := missing_colon(number, line, in_text=True)) is not None:
                mark = mistake.mark if self._repairs is None else self._repairs.original_place(mistake.mark)
                self._problems.error(mark, (), mistake.what, mistake.instead)

    def _start(self, event: CollectionStartEvent) -> None:
        mark = self._mark(event)
        if event.tag is not None:
            self._refuse_tag(event.tag, mark)
        if len(self._stack) >= DEEPEST:
            raise self._too_deep(mark)
        bracketed = bool(event.flow_style)
        node = Table(mark) if event.__class__ is MappingStartEvent else Listing(mark, bracketed=bracketed)
        if event.anchor is not None:
            self._anchors[event.anchor] = None  # not usable before its end, so that nothing contains itself
        self._stack.append(_Unfinished(node, event.anchor, self._count))

    def _end(self) -> None:
        done = self._stack.pop()
        if done.anchor is not None:
            self._anchors[done.anchor] = _Anchored(done.node, self._count - done.first + 1, done.height)
        self._add(done.node, 1, done.height)

    def _alias(self, event: AliasEvent) -> None:
        mark, name = self._mark(event), str(event.anchor)
        if name not in self._anchors:
            what = tr("{name} points to something that isn't there", name=quoted("*" + name))
            raise self._problems.fatal(mark, (), what, tr("Put quotation marks around a text that begins with *."))
        target = self._anchors[name]
        if target is None:
            what = tr("{name} repeats the very thing it is in, without end", name=quoted("*" + name))
            raise self._problems.fatal(mark, (), what, tr("Write the part out instead."))
        # Aliases of aliases get deep without any deep nesting in the text.
        if len(self._stack) + target.height > DEEPEST:
            raise self._too_deep(mark)
        self._add(target.node, target.size, target.height, mark)

    def _too_deep(self, mark: Mark) -> LoadError:
        what = tr("there are more than {most} lists and groups of keys inside each other", most=DEEPEST)
        instead = tr("Look for brackets that are never closed, or make the blocks flatter.")
        return self._problems.fatal(mark, (), what, instead)

    def _add(self, node: Node, size: int, height: int, at: Mark | None = None) -> None:
        mark = at or node.mark
        self._count += size
        if self._count > MOST_NODES:
            what = tr("the file has far more entries than any routine needs")
            if at:
                what = tr("the file becomes far too large here, because parts of it repeat other parts")
            instead = tr("Use `repeat` for a block that is done several times.")
            raise self._problems.fatal(mark, (), what, instead)
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
            what = tr("a key should be here, not a list or a group of keys")
            instead = tr("Put quotation marks around a text that begins with [ or {.")
            raise self._problems.fatal(mark, (), what, instead)
        if node.text == "<<" and node.plain:
            what = tr("`<<` (merging one group of keys into another) is not part of this format")
            raise self._problems.fatal(mark, (), what, tr("Write the lines out."))
        # An alias as a key has its own place, not that of what it repeats.
        return node if mark is node.mark else Scalar(node.text, mark, node.plain)

    def _pair(self, table: Table, key: Scalar, value: Node) -> None:
        first = table.marks.get(key.text)
        if first is None:
            table.values[key.text] = value
            table.marks[key.text] = key.mark
            return
        what = tr(
            "the key {key} is there twice: in line {line}, column {column}, and again here",
            key=quoted(key.text), line=first.line, column=first.column,
        )  # fmt: skip
        self._problems.error(key.mark, (), what, tr("Keep one of the two."))

    def _refuse_tag(self, tag: str, mark: Mark) -> None:
        what = tr("there is a word beginning with ! here ({tag}); such tags are not allowed", tag=quoted(tag))
        instead = tr("Remove it, or put quotation marks around a text that begins with !.")
        raise self._problems.fatal(mark, (), what, instead)
