"""How a step that grows was, in the words of whoever did it. Pure."""

from __future__ import annotations

from enum import StrEnum


class Felt(StrEnum):
    """What somebody said of a step afterwards. The journal stores the value, so none may ever change its meaning."""

    TOO_MUCH = "too much"
    RIGHT = "right"
    EASY = "easy"
