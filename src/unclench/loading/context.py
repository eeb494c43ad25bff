"""What the readers of one file share, and the two helpers that every one of them uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, field

from unclench.loading.fields import Field, Kind
from unclench.loading.nodes import Listing, Node, Scalar, Table
from unclench.loading.problems import Collector, Where
from unclench.model import Movement


class Movements(Protocol):
    """The catalogue, as far as a routine needs it."""

    def find(self, text: str) -> Movement | None:
        """The exercise with this id, or with exactly this name or other name in any case."""

    def suggest(self, text: str) -> str | None:
        """The id that somebody who typed `text` probably meant, if it is very near."""


class NoMovements:
    """An empty catalogue: every exercise is the author's own words."""

    def find(self, text: str) -> Movement | None:  # noqa: ARG002  (the protocol's signature)
        """Nothing."""
        return None

    def suggest(self, text: str) -> str | None:  # noqa: ARG002  (the protocol's signature)
        """Nothing."""
        return None


class Trial(Protocol):
    """Tries out the files that a routine names: `unclench.media.trial`. To list routines, nobody does."""

    def sound(self, path: Path, cue: str) -> str:
        """What keeps this sound from being played as that cue, as the end of a sentence; "" where nothing does."""

    def picture(self, path: Path) -> str:
        """The same for a picture that is to be shown."""


class Context(Struct, frozen=True):
    """One file being read. `folder` is where its sounds may lie, None where it has no place."""

    problems: Collector
    readers: Mapping[Kind, Reader]
    movements: Movements = field(default_factory=NoMovements)
    folder: Path | None = None
    sound_folders: tuple[Path, ...] = ()
    figures: bool = False
    """Whether figures are looked into for mistakes; a session can do without them."""
    trial: Trial | None = None

    def read(self, definition: Field, node: Node, where: Where) -> Any:
        """The value of one key, or None where a problem was noted."""
        return self.readers[definition.kind](self, definition, node, where)


Reader: TypeAlias = Callable[[Context, Field, Node, Where], Any]

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def is_blank(node: Node) -> bool:
    """Whether nothing was written: what YAML reads as null, too."""
    return isinstance(node, Scalar) and (node.text in _NOTHING if node.plain else not node.text.strip())


def scalar(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """The typed text of a single value, or None where a problem was noted."""
    if not isinstance(node, Scalar):
        ctx.problems.error(node.mark, where, f"{called(node)} stands where one value should be", _instead(definition))
        return None
    if is_blank(node):
        ctx.problems.error(node.mark, where, "nothing is written here", _or_leave_out(definition))
        return None
    return node.text


def called(node: Node) -> str:
    """What a node is, for the words of a problem."""
    if isinstance(node, Listing):
        return "a list"
    return "a group of keys" if isinstance(node, Table) else "a single value"


def _instead(definition: Field) -> str:
    if definition.kind in (Kind.TEXT, Kind.TITLE, Kind.MOVEMENT):
        return "Write one text; put quotation marks around it if it begins with [ or {."
    return f"Write it like `{definition.example}`." if definition.example else "Write one value."


def _or_leave_out(definition: Field) -> str:
    example = f"Write it like `{definition.example}`" if definition.example else "Write a value"
    return f"{example}." if definition.required else f"{example}, or take the line out."
