"""What a page says to its program, from JSON: keys, its size, a question whether anybody is there.

Whoever has the address may send anything here. What is not understood is dropped. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct

LARGEST = 64 * 1024
"""Bytes of one message; what somebody pastes is one."""
COLUMNS, ROWS = (20, 400), (5, 200)
"""The least and the most that a page is drawn with."""
USUAL = (80, 24)
"""Columns and rows of a page that does not say."""
TOKEN = 40
"""Characters that come back at most."""
TAB = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Size(Struct, frozen=True):
    """How much a page shows, in characters."""

    columns: int
    rows: int


class Typed(Struct, frozen=True):
    """Keys, as a terminal sends them."""

    keys: bytes


class Ping(Struct, frozen=True):
    """The page wants this back."""

    token: str


Message = Size | Typed | Ping


def read(text: str) -> Message | None:
    """One message; None if it is none of those. Never raises."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match found:
        case ["stdin", str(keys)]:
            return Typed(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(columns), "height": int(rows)}]:
            return size(columns, rows)
        case ["ping", str(token)] if len(token) <= TOKEN:
            return Ping(token)
        case _:
            return None


def size(columns: int, rows: int) -> Size:
    """The nearest size that a page is drawn with."""
    return Size(_between(columns, *COLUMNS), _between(rows, *ROWS))


def size_asked(query: Mapping[str, str]) -> Size:
    """The size in the query of an address; `USUAL` where it has none."""
    return size(_number(query.get("width"), USUAL[0]), _number(query.get("height"), USUAL[1]))


def tab_asked(query: Mapping[str, str]) -> str | None:
    """By which name the browser's tab knows itself again; None if it has none that could be a name."""
    name = query.get("tab", "")
    return name if TAB.fullmatch(name) else None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,4}", text) else otherwise


def _between(number: int, least: int, most: int) -> int:
    return min(max(number, least), most)
