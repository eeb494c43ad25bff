"""The JSON Schema and the loader agree: both are made from the same definitions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from broken_files import broken_files

from unclench.routine import LoadError, load_text
from unclench.routine.format import KINDS, TOP
from unclench.routine.json_schema import exercise_schema, routine_schema
from unclench.routine.problems import Collector
from unclench.routine.source import Listing, Node, Table, decode, read_nodes
from unclench.routine.template import starter_text

ROUTINES = Path(__file__).parents[3] / "routines"
VALIDATOR = jsonschema.Draft202012Validator(routine_schema())

KNOWN_DIFFERENCES = {
    "duplicate-title": "a JSON object has no second title",
    "step-duplicate-key": "a JSON object has no second key",
    "hold-02": "0s: a pattern can't count",
    "phases-zero": "0s: a pattern can't count",
    "hold-09": "99999h: a pattern can't count",
    "hold-10": "25h: a pattern can't count",
    "hold-11": "10-5s: a pattern can't compare",
    "hold-24": "0x10: YAML makes a number of it before the schema sees it",
    "hold-32": "1001 breaths: a pattern can't count",
    "hold-33": "0 breaths: a pattern can't count",
    "hold-34": "5-3 breaths: a pattern can't compare",
    "reps-13": "1e3: YAML makes a number of it before the schema sees it",
    "reps-08": "10-8: a pattern can't compare",
    "tempo-no-time-back": "4-1-0: a pattern can't count",
    "breathe-nothing-in": "0-1-4: a pattern can't count",
    "breathe-an-hour": "99-1-4: a pattern can't count",
    "cold-too-long": "a safety limit",
    "heat-too-long": "a safety limit",
    "checks-too-rare": "a safety limit",
    "press-too-long": "a safety limit",
    "press-without-end": "a safety limit",
    "block-unknown": "names can't be compared",
    "block-of-a-later-one": "names can't be compared",
    "block-of-itself": "names can't be compared",
    "blocks-that-multiply": "what is used where can't be counted",
    "levels-optional": "elsewhere a step may be optional, and there is one schema for all of them",
    "notes-zero": "repetition 0: a pattern can't count",
    "notes-overlap": "keys can't be compared",
    "progress-number": "one number where a range must be",
    "goal-too-small": "0 a day: a pattern can't count",
    "progress-load-backwards": "5-2kg: a pattern can't compare",
    "progress-load-by-count": "what `by` may be depends on what grows",
    "progress-load-by-pounds": "what `by` may be depends on what grows",
    "progress-load-by-crumbs": "a pattern can't count",
    "progress-load-list-by": "what `by` may be depends on what grows",
}
"""Broken files that only the loader refuses, and why no schema can."""


def as_an_editor_reads(node: Node) -> Any:
    """The JSON value that YAML 1.2, which editors use, makes of a node."""
    if isinstance(node, Table):
        return {key: as_an_editor_reads(value) for key, value in node.values.items()}
    if isinstance(node, Listing):
        return [as_an_editor_reads(item) for item in node.items]
    text = node.text
    if not node.plain:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,400}", text):
        return int(text)
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return int(text, 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def schema_takes(content: bytes, validator: jsonschema.Draft202012Validator = VALIDATOR) -> bool | None:
    """Whether the schema accepts it; None if it is not YAML."""
    problems = Collector("a.yaml")
    try:
        root = read_nodes(decode(content, problems), problems)
    except LoadError:
        return None
    if any("is there twice" not in problem.what for problem in problems.problems):
        # Not YAML: it was repaired to find other problems. (A duplicate key is still YAML.)
        return None
    return bool(validator.is_valid(as_an_editor_reads(root)))


def loader_takes(content: bytes) -> bool:
    try:
        load_text(content, "a.yaml")
    except LoadError:
        return False
    return True


def with_step(*lines: str) -> bytes:
    """A routine whose one step is these lines."""
    first, *others = lines
    return "\n".join(["title: T", "steps:", f"  - {first}", *(f"    {line}" for line in others)]).encode()


VALID = [
    b"title: T\nsteps: [{rest: 5s}]\n",
    b"format: 1\ntitle: '5'\nedition: 2\ntags: stretch\nsources: [NHS, 2024]\nsteps: [{rest: 5}]\n",
    b"title: T\nfrequency: {per_day: 1-2, weeks: 6}\ndefaults: {rest: 0s, pace: open}\nsteps: [{rest: 1:30}]\n",
    b"title: T\nfrequency: {per_day: 1, weeks: 4-6, then: {weeks: 2, then: {per_day: 1}}}\nsteps: [{rest: 5}]\n",
    b"title: T\nlength: 20 to 30 min\nsteps: [{do: Walk, for: open}]\n",
    b"title: T\nlanguage: zh_Hans-tw\nsteps: [{rest: 5s}]\n",
    b"title: T\ngroup: Worst Days\nsteps: [{rest: 5s}]\n",
    b"title: T\nsounds: {go: a.wav, tick: none, done: bells/b.ogg}\nsteps: [{rest: open}]\n",
    starter_text("My back").encode(),
    with_step("exercise: a", "hold: 20-30s", "reps: 8 to 10", "sets: ask", "sides: each", "alternate: yes"),
    with_step("exercise: a", "hold: >=10s", "rest: 2-3 breaths", "switch: 7.5", "sides: [right, left]"),
    with_step("exercise: a", "phases: [{up: 2s}, {down: 1.5s}]", "reps: 5", "set_rest: 1 min 30 sec"),
    with_step("exercise: a", "phases: [{up: 2s}, {float: 20s, quiet: yes}, {quiet: 5s}]", "say: Now this."),
    with_step("exercise: a", "phases: [up, {hold: 5s}, slowly down]", "reps: 5"),
    with_step("exercise: a", "tempo: 4-0-4", "load: 5kg"),
    with_step("exercise: a", "reps: 20 in all", "sides: each", "alternate: yes"),
    with_step("exercise: a", "reps: up to 9 Altogether", "sides: each"),
    with_step("exercise: a", "reps: Open", "sets: 3", "sides: each", "switch: 5s"),
    with_step("exercise: a", "tempo: 3-1.5-3-1"),
    with_step("exercise: a", "reps: 10", "pace: open", "optional: true", "wait: No", "only_if: Well?"),
    with_step("exercise: a", "notes: {1-3: Half, 10: Out}", "progress: {reps: 5-30, by: 1, every: 3 days}"),
    with_step("exercise: a", "hold: 10s", "progress: {hold: 10-30s, by: 5s, every: week}"),
    with_step("exercise: a", "reps: 8", "goal: 30 a day"),
    with_step("exercise: a", "goal: 20-30 Per Day"),
    with_step("exercise: a", "goal: '>=30'"),
    with_step("exercise: a", "progress: {reps: 5-30}"),
    with_step("exercise: a", "reps: 10", "progress: {reps: up to 30, by: 1-2, every: few days}"),
    with_step("exercise: a", "progress: {reps: '>=8', every: A Few Days, when: easy}"),
    with_step("exercise: a", "hold: 10s", "progress: {hold: open, by: 5-10s, when: it feels easy}"),
    with_step("exercise: a", "progress: {sets: 2-3, every: 1 week, when: when it is Easy}"),
    with_step("exercise: a", "progress: {load: 2-5kg, by: 500g}"),
    with_step("exercise: a", "progress: {load: 2 kg to 5 kg, every: 3 days}"),
    with_step("exercise: a", "progress: {load: [yellow band, red band]}"),
    with_step("exercise: a", "frequency: {per_day: up to 2, days_a_week: 3-4, every: week}"),
    with_step("breathe: 5.5-0-5.5", "for: 5m"),
    with_step("breathe: 4-4-4-4", "cycles: 10", "setup: 0"),
    with_step("cold: 15m", "checks: 5m", "cautions: [Cloth]"),
    b"title: T\nsteps: [{block: warm-up}, {repeat: 2, block: Warm-Up, rest: 5s}]\nblocks: {warm-up: [{rest: 5s}]}\n",
    with_step("heat: ask"),
    with_step("cold: up to 10m"),
    with_step("exercise: a", "reps: <=5", "sets: at most 3", "hold: up to 10s", "rest: '>=5s'", "set_rest: \u22641m"),
    with_step("do: Walk", "for: open"),
    with_step("confirm: Off?", "alarm: on", "for: 0s"),
    with_step("repeat: 3", "rest: 10s", "steps: [{repeat: 2, steps: [{rest: 1s}]}]"),
    with_step("levels: [{rest: 5s}, {repeat: 2, steps: [{rest: 5s}]}]", "name: Rest"),
    with_step("rest: 5s", "alternatives: [{do: Walk, for: 1m}]"),
]


@pytest.mark.parametrize("content", VALID)
def test_what_the_loader_takes_the_schema_takes(content: bytes) -> None:
    """An editor must not mark what the program plays."""
    assert loader_takes(content)
    VALIDATOR.validate(as_an_editor_reads(read_nodes(content.decode(), Collector("a.yaml"))))


@pytest.mark.parametrize("path", sorted(ROUTINES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_takes_the_bundled_routines(path: Path) -> None:
    """All of them."""
    assert schema_takes(path.read_bytes())


def test_the_schema_takes_the_bundled_exercises() -> None:
    """Exercises have a schema of their own."""
    validator = jsonschema.Draft202012Validator(exercise_schema())
    refused = [
        path.stem for path in (ROUTINES / "exercises").glob("*.yaml") if not schema_takes(path.read_bytes(), validator)
    ]
    assert refused == []


def test_what_the_loader_refuses_the_schema_refuses_but_for_known_differences() -> None:
    """Every broken file that is YAML at all."""
    taken = {name.removesuffix(".yaml") for name, content in broken_files() if schema_takes(content)}
    assert taken == set(KNOWN_DIFFERENCES)


def test_the_schemas_are_schemas() -> None:
    """Of the draft that they name."""
    jsonschema.Draft202012Validator.check_schema(routine_schema())
    jsonschema.Draft202012Validator.check_schema(exercise_schema())


def test_every_key_is_described() -> None:
    """An editor shows the sentence beside the key."""
    schema = routine_schema()
    tables = [schema["properties"], *(step["properties"] for step in schema["$defs"]["step"]["anyOf"])]
    for properties in tables:
        for key, definition in properties.items():
            assert definition["description"].endswith("."), key
    assert set(schema["properties"]) == {field.key for field in TOP}
    assert [step["title"] for step in schema["$defs"]["step"]["anyOf"]] == list(KINDS)
