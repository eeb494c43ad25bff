"""Figures for what is no exercise: cold and heat on the back, breathing, a rest. Data, as in a file."""

from __future__ import annotations

from functools import cache
from typing import Any

from unclench.figure.playing import Figure

_PRONE = {"hip": "0", "trunk": 1, "legs": "184 183 197", "arms": "185 181 178", "head": 7, "face": 312}
_SUPINE = {"hip": "0", "trunk": 180, "legs": "at 26", "arms": "353 358", "head": 172}


def _still(pose: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**more, "poses": {"lying": pose}, "phases": {"setup": "lying", "hold": "lying"}}


# The pack lies on the body, never the body on the pack.
_PACK = _still(_PRONE, props={"pack": "0.2"})

DATA = {
    "cold": _PACK,
    "heat": _PACK,
    "breathe": _still(_SUPINE, works="stomach"),
    "rest": _still(_SUPINE),
}
"""By a step's kind."""


@cache
def of_kind(kind: str) -> Figure | None:
    """The figure of a step that names no exercise; None for a kind without one."""
    return Figure.of(DATA.get(kind))
