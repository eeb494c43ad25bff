"""The JSON Schema of a `figure:`, for editors. What no schema can check, `loader` does."""

from __future__ import annotations

from typing import Any

from unclench.figure.loader import MARKED, MOST_PHASES, MOST_POSES, POSE_KEYS, VIEWS
from unclench.figure.model import LIMBS, PARTS
from unclench.figure.notation import NUMBER, PROPS

_ANGLE = rf"{NUMBER}(/{NUMBER})?"
_TURNED = rf"( turned {NUMBER})?"
_PLACES = rf"((toes )?at {NUMBER}( {NUMBER})?{_TURNED}|on ({'|'.join(PARTS)})( {NUMBER} {NUMBER})?{_TURNED})"


def _text(pattern: str, doc: str) -> dict[str, Any]:
    return {"description": doc, "type": ["string", "number"], "pattern": f"^(?:{pattern})$"}


def _numbers(least: int, most: int, doc: str) -> dict[str, Any]:
    more = f"(?:[ ,]+{NUMBER}){{{least - 1},{most - 1}}}"
    listed = {"type": "array", "items": {"type": "number"}, "minItems": least, "maxItems": most}
    return {"description": doc, "anyOf": [{"type": ["string", "number"], "pattern": f"^{NUMBER}{more}$"}, listed]}


_PROPS: dict[str, Any] = {
    "type": "object",
    "properties": {
        name: _numbers(least, most, f"Like `{doc.replace('`', '', 1)}.") for name, (least, most, doc) in PROPS.items()
    },
    "additionalProperties": False,
}

_LIMB = _text(rf"{_ANGLE} {_ANGLE}( {_ANGLE})?|{_PLACES}", "Directions of its bones, or where it is held.")
_SPECIAL: dict[str, dict[str, Any]] = {
    "like": {"type": "string", "description": "A pose before this one, whose keys hold where this has none."},
    "trunk": _numbers(1, 1, "The direction from hip to shoulder, in degrees. Unset: 90, upright."),
    "bend": _numbers(1, 2, "How far the spine rounds forward; two numbers: lower and upper half. Unset: 0."),
    "head": _numbers(1, 1, "The direction from shoulders to head. Unset: on from the spine."),
    "face": _text(rf"you|{NUMBER}", "Where the nose points. Unset: forward."),
    "twist": _numbers(1, 1, "How far the hips are turned out of the picture. Unset: 0."),
    "props": _PROPS,
}


def _pose_key(key: str) -> dict[str, Any]:
    if key in _SPECIAL:
        return _SPECIAL[key]
    if key in (*LIMBS, "legs", "arms"):
        return _LIMB
    return _numbers(1, 2, "What the pose rests on: x, and a height where it is not the floor.")


def figure_schema() -> dict[str, Any]:
    """The schema of one figure."""
    marks = _text(rf"({'|'.join(MARKED)})(, *({'|'.join(MARKED)}))*", "Parts of the body, with commas between.")
    return {
        "type": "object",
        "properties": {
            "view": {"enum": list(VIEWS), "description": "From where it is seen. Unset: side."},
            "works": marks,
            "marks": {"type": "object", "additionalProperties": marks},
            "props": _PROPS,
            "poses": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": MOST_POSES,
                "additionalProperties": {
                    "type": "object",
                    "properties": {key: _pose_key(key) for key in POSE_KEYS},
                    "additionalProperties": False,
                },
            },
            "phases": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": MOST_PHASES,
                "additionalProperties": {"type": ["string", "array"], "items": {"type": "string"}},
            },
        },
        "required": ["poses", "phases"],
        "additionalProperties": False,
    }
