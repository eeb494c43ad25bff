"""The JSON Schema (draft 2020-12) of the format, made from `format`, so that editors complete and check.

What no schema can say (a range the wrong way round, a dose above a safety limit, a figure that cannot stand) only the
loaders check.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from unclench.cues import Sound
from unclench.figure.loader import MARKED, MOST_PHASES, MOST_POSES, NUMBER, POSE_KEYS, PROPS, VIEWS
from unclench.figure.model import LIMBS, PARTS
from unclench.routine import patterns as p
from unclench.routine.attachments import PICTURE_NAME
from unclench.routine.format import EXERCISE, MOST_LEVELS, PLAN, STEP_KINDS, TOP, Field, StepKind, ValueKind, own_keys
from unclench.routine.readers import LONGEST_TEXT, LONGEST_TITLE, MOST_TEXTS, QUIET
from unclench.routine.values import LONGEST, MOST, Form

_ANGLE = rf"{NUMBER}(/{NUMBER})?"
_TURNED = rf"( turned {NUMBER})?"
_PLACES = rf"((toes )?at {NUMBER}( {NUMBER})?{_TURNED}|on ({'|'.join(PARTS)})( {NUMBER} {NUMBER})?{_TURNED})"


def _figure_text(pattern: str, doc: str) -> dict[str, Any]:
    return {"description": doc, "type": ["string", "number"], "pattern": f"^(?:{pattern})$"}


def _numbers(least: int, most: int, doc: str) -> dict[str, Any]:
    more = f"(?:[ ,]+{NUMBER}){{{least - 1},{most - 1}}}"
    listed = {"type": "array", "items": {"type": "number"}, "minItems": least, "maxItems": most}
    return {"description": doc, "anyOf": [{"type": ["string", "number"], "pattern": f"^{NUMBER}{more}$"}, listed]}


_PROPS: dict[str, Any] = {
    "type": "object",
    "properties": {
        name: _numbers(least, most, f"Like `{example} ({meaning}).")
        for name, (least, most, example, meaning) in PROPS.items()
    },
    "additionalProperties": False,
}

_LIMB = _figure_text(rf"{_ANGLE} {_ANGLE}( {_ANGLE})?|{_PLACES}", "Directions of its bones, or where it is held.")
_SPECIAL: dict[str, dict[str, Any]] = {
    "like": {"type": "string", "description": "An earlier pose, whose keys apply where this one has none."},
    "trunk": _numbers(1, 1, "The direction from hip to shoulder, in degrees. Default: 90, upright."),
    "bend": _numbers(1, 2, "How far the spine rounds forward; two numbers: lower and upper half. Default: 0."),
    "head": _numbers(1, 1, "The direction from shoulders to head. Default: on from the spine."),
    "face": _figure_text(rf"you|{NUMBER}", "Where the nose points. Default: forward."),
    "twist": _numbers(1, 1, "How far the hips are turned out of the picture. Default: 0."),
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
    marks = _figure_text(rf"({'|'.join(MARKED)})(, *({'|'.join(MARKED)}))*", "Parts of the body, with commas between.")
    return {
        "type": "object",
        "properties": {
            "view": {"enum": list(VIEWS), "description": "From where it is seen. Default: side."},
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


Schema: TypeAlias = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_INSIDE = r"^(?![/~])(?!(?:.*/)?\.{1,2}(?:/|$))(?!.*//)[^\\:]*[^\\:/]$"
"""A relative path with forward slashes that can't leave its folder."""


def routine_schema() -> Schema:
    """The schema of a routine file."""
    made = _Maker()
    schema = {"$schema": DRAFT, "title": "unclench routine, format 1", **made.table(TOP)}
    made.shared["step"] = {"anyOf": [made.step(kind) for kind in STEP_KINDS]}
    return {**schema, "$defs": made.shared}


def exercise_schema() -> Schema:
    """The schema of an exercise's file."""
    made = _Maker()
    schema = {"$schema": DRAFT, "title": "unclench exercise, format 1", **made.table(EXERCISE)}
    return {**schema, "$defs": made.shared}


def plan_schema() -> Schema:
    """The schema of a plan's file."""
    made = _Maker()
    schema = {"$schema": DRAFT, "title": "unclench plan, format 1", **made.table(PLAN)}
    return {**schema, "$defs": made.shared}


class _Maker:
    """Makes schemas from definitions; `shared` gathers those that several places refer to."""

    def __init__(self) -> None:
        self.shared: dict[str, Schema] = {}

    def table(self, fields: tuple[Field, ...]) -> Schema:
        return {
            "type": "object",
            "properties": {field.key: self._property(field) for field in fields},
            "required": [field.key for field in fields if field.required],
            "additionalProperties": False,
        }

    def step(self, kind: StepKind) -> Schema:
        schema = self.table(own_keys(kind.head.key))
        schema["title"] = kind.head.key
        schema["description"] = kind.head.doc
        schema["required"] = [kind.head.key, *schema["required"]]
        every: list[Schema] = [{"not": {"required": list(pair)}} for pair in kind.together]
        every += [
            {"not": {"required": [key, other], "properties": {other: {"type": "string", "pattern": p.whole(p.OPEN)}}}}
            for key, other in kind.unless_open
        ]
        if kind.one_of:
            every.append({"anyOf": [{"required": [key]} for key in kind.one_of]})
        if every:
            schema["allOf"] = every
        if kind.needs:
            schema["dependentRequired"] = {key: [other] for key, other in kind.needs}
        return schema

    def _property(self, field: Field) -> Schema:
        return {"description": field.doc, **self._value(field), **({"deprecated": True} if field.hidden else {})}

    def _value(self, field: Field) -> Schema:
        match field.kind:
            case ValueKind.DURATION:
                return self._duration(field.forms, zero=field.zero, least=field.least)
            case ValueKind.COUNT | ValueKind.REPS | ValueKind.GOAL:
                return self._count(field.forms, field.most, *_BEHIND.get(field.kind, ("", "")))
            case ValueKind.STEPS | ValueKind.LEVELS:
                most = {"maxItems": MOST_LEVELS} if field.kind is ValueKind.LEVELS else {}
                return {"type": "array", "minItems": 1, **most, "items": {"$ref": "#/$defs/step"}}
            case ValueKind.TABLE:
                return self.table(field.fields or ())
            case ValueKind.PARTS:
                part = self.table(field.fields or ())
                part["oneOf"] = [{"required": [key]} for key in ("per_day", "days_a_week", "as_needed")]
                return {"type": "array", "minItems": 1, "maxItems": MOST_TEXTS, "items": part}
            case ValueKind.PROGRESS:
                return self._progress(field)
            case ValueKind.PHASES:
                time = self._duration(field.forms, zero=field.zero)
                quiet = _pairs(2, time, {QUIET: self._share(ValueKind.FLAG.value, _FIXED[ValueKind.FLAG])})
                each = {"anyOf": [_pairs(1, time), quiet, _NAME_OF_A_MOVEMENT]}
                return {"type": "array", "minItems": 1, "items": each}
            case _:
                return self._share(field.kind.value, _FIXED[field.kind])

    def _share(self, name: str, schema: Schema) -> Schema:
        self.shared[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def _duration(self, forms: frozenset[Form], *, zero: bool, least: int = 0) -> Schema:
        """A time: a text, or a bare number of seconds."""
        number: Schema = {"type": "number", "maximum": LONGEST // 1_000}
        number["minimum" if zero or least else "exclusiveMinimum"] = least // 1_000
        text = {"type": "string", "pattern": p.whole(*_patterns(_TIMES, p.DURATION, forms))}
        name = f"time from {least // 1_000}" if least else "time" if zero else "time above 0"
        return self._share(_name(name, forms), {"anyOf": [text, number]})

    def _count(self, forms: frozenset[Form], most: int, behind: str = "", named: str = "") -> Schema:
        """A count; `behind` is what may stand behind one that is a text, and ends its name with `named`."""
        number: Schema = {"type": "integer", "minimum": 1, "maximum": most}
        text = {
            "type": "string",
            "pattern": p.whole(
                *(each if each == p.OPEN else f"(?:{each}){behind}" for each in _patterns(_COUNTS, p.WHOLE, forms))
            ),
        }
        return self._share(_name(f"count to {most}{named}", forms), {"anyOf": [text, number]})

    def _progress(self, field: Field) -> Schema:
        schema = self.table(field.fields or ())
        schema["oneOf"] = [{"required": [key]} for key in ("reps", "sets", "hold", "load")]
        by, ends = schema["properties"]["by"], frozenset({Form.RANGE})
        weight = {"type": "string", "pattern": p.whole(p.WEIGHT)}
        schema["properties"]["by"] = {
            "description": by["description"],
            "anyOf": [self._count(ends, MOST), self._duration(ends, zero=False), weight],
        }
        return schema


_BEHIND = {
    ValueKind.REPS: (f"(?:{p.IN_ALL})?", " on each side or in all"),
    ValueKind.GOAL: (f"(?:{p.A_DAY})?", " a day"),
}
"""What may stand behind a count of a kind, and how that ends its name."""
_TIMES = {
    Form.RANGE: p.DURATION_RANGE,
    Form.AT_LEAST: p.LEAST + p.DURATION,
    Form.AT_MOST: p.MOST + p.DURATION,
    Form.BREATHS: p.BREATHS,
    Form.OPEN: p.OPEN,
    Form.ASK: p.ASK,
}
_COUNTS = {
    Form.RANGE: p.COUNT_RANGE,
    Form.AT_LEAST: p.LEAST + p.WHOLE,
    Form.AT_MOST: p.MOST + p.WHOLE,
    Form.OPEN: p.OPEN,
    Form.ASK: p.ASK,
}


def _patterns(spellings: dict[Form, str], plain: str, forms: frozenset[Form]) -> list[str]:
    return [plain, *(pattern for form, pattern in spellings.items() if form in forms)]


def _name(what: str, forms: frozenset[Form]) -> str:
    return " or ".join([what, *(form.value for form in Form if form in forms)]).replace(" ", "-")


def _pairs(count: int, value: Schema, named: Schema | None = None) -> Schema:
    """So many pairs, of which those that are `named` have a value of their own."""
    schema = {"type": "object", "minProperties": count, "maxProperties": count, "additionalProperties": value}
    return schema if named is None else {**schema, "properties": named, "required": list(named)}


def _text(most: int) -> Schema:
    # To YAML an unquoted 2024 is a number; the loader reads it as typed.
    return {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": most}


_NAME_OF_A_MOVEMENT = {
    "type": "string",
    "maxLength": LONGEST_TEXT,
    "pattern": rf"^(?!.*(?:^| ){p.any_case('hold')}(?: |$))(?!.* {p.DURATION}$).*\S",
}
"""A phase without a time: no hold, and no name with a time glued to it."""

_TEXTS: Schema = {
    "anyOf": [_text(LONGEST_TEXT), {"type": "array", "maxItems": MOST_TEXTS, "items": _text(LONGEST_TEXT)}]
}

_FIXED: dict[ValueKind, Schema] = {
    ValueKind.FORMAT: {"enum": [1, "1"]},
    ValueKind.LANGUAGE: {"type": "string", "pattern": p.whole(p.LANGUAGE)},
    ValueKind.TEXT: _text(LONGEST_TEXT),
    ValueKind.MOVEMENT: _text(LONGEST_TEXT),
    ValueKind.LOAD: _text(LONGEST_TEXT),
    ValueKind.TITLE: {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TITLE},
    ValueKind.TEXTS: _TEXTS,
    ValueKind.FLAG: {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": p.whole(p.YES, p.NO)}]},
    ValueKind.BREATHING: {"type": "string", "pattern": p.whole(p.BREATHING)},
    ValueKind.BLOCK: _text(LONGEST_TEXT),
    ValueKind.BLOCKS: {
        "type": "object",
        "propertyNames": {"pattern": r"\S", "maxLength": LONGEST_TITLE},
        "maxProperties": MOST_TEXTS,
        "additionalProperties": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}},
    },
    ValueKind.TEMPO: {"type": "string", "pattern": p.whole(p.BREATHING)},
    ValueKind.SIDES: {
        "anyOf": [
            {"type": "string", "pattern": p.whole(p.EACH)},
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_TEXTS,
                "uniqueItems": True,
                "items": _text(LONGEST_TEXT),
            },
        ]
    },
    ValueKind.NOTES: {
        "type": "object",
        "propertyNames": {"pattern": p.whole(p.REPETITIONS)},
        "maxProperties": MOST_TEXTS,
        "additionalProperties": _text(LONGEST_TEXT),
    },
    ValueKind.WORDS: {
        "type": "object",
        "maxProperties": MOST_TEXTS,
        "additionalProperties": {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TITLE},
    },
    ValueKind.EVERY: {"type": "string", "pattern": p.whole(p.EVERY)},
    ValueKind.WHEN: {"type": "string", "pattern": p.whole(p.WHEN_EASY)},
    ValueKind.LOADS: {
        "anyOf": [
            {"type": "string", "pattern": p.whole(p.WEIGHT_RANGE)},
            {
                "type": "array",
                "minItems": 2,
                "maxItems": MOST_TEXTS,
                "uniqueItems": True,
                "items": {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TITLE},
            },
        ]
    },
    ValueKind.SOUNDS: {
        "type": "object",
        "propertyNames": {"enum": [str(sound) for sound in Sound]},
        "additionalProperties": {"type": ["string", "number", "boolean"], "pattern": _INSIDE},
    },
    ValueKind.FIGURE: figure_schema(),
    ValueKind.OWN_FIGURE: {"anyOf": [{"type": "string", "pattern": r"\S"}, figure_schema()]},
    ValueKind.WORKED: {"type": "string", "pattern": p.whole(p.WORKED)},
    ValueKind.GROUP: {"type": "string", "pattern": p.whole(p.GROUP)},
    ValueKind.PICTURE: {"type": "string", "pattern": PICTURE_NAME},
}
