"""The files that the pages show: without a mistake, as long as the text says, and with every key of the format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from bundled import BUNDLED, CATALOGUE
from tests import pages

from unclench.config.paths import shipped
from unclench.reports import routines
from unclench.routine import LoadError, load_file
from unclench.routine import patterns as p
from unclench.routine.format import COMMON, EXERCISE, KINDS, PLAN, STEP_KINDS, TOP, Field, ValueKind, own_keys
from unclench.routine.library import read_exercise
from unclench.routine.model import AtLeast, AtMost, Blank, Breaths, Dose, Exact, Open, Range
from unclench.routine.values import Form, parse_count, parse_duration
from unclench.session import wording
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine

FILES = sorted((pages.DOCS / "examples").glob("*"))
SHOWN = [fence for page in pages.ALL for fence in pages.fences(page, "yaml")]
PLANS = tuple(path.stem for path in (shipped("routines") / "plans").glob("*.yaml"))
TOTALS = (pages.DOCS / "tutorial.md", pages.DOCS / "recipes.md")
"""The pages that say how long something takes."""
FORM_OF = {
    Range: Form.RANGE, AtLeast: Form.AT_LEAST, AtMost: Form.AT_MOST, Breaths: Form.BREATHS, Open: Form.OPEN,
    Blank: Form.ASK,
}  # fmt: skip
TIMES, COUNTS = {ValueKind.DURATION, ValueKind.PHASES}, {ValueKind.COUNT, ValueKind.REPS}

Key = tuple[str, str]
"""A group of keys and one of them."""


# -- no mistakes -------------------------------------------------------------------------


def as_written(text: str) -> Any:
    """Its keys and values, every value as the text that stands there."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506  # it makes nothing but texts, lists and tables


def kind_of(data: Mapping[str, Any]) -> str:
    """What sort of file a shown text is, or is a part of."""
    if "routines" in data:
        return "plan"
    return "routine" if set(data) <= {field.key for field in TOP} else "exercise"


def whole(text: str) -> tuple[str, str]:
    """The sort of file, and the text with what a part of a file leaves out."""
    data = as_written(text)
    kind = kind_of(data)
    text += "" if "title" in data or kind == "exercise" else "\ntitle: An example\n"
    text += "\nname: An example\n" if kind == "exercise" and "name" not in data else ""
    text += "\nsteps: [{exercise: childs-pose, hold: 10s}]\n" if kind == "routine" and "steps" not in data else ""
    return kind, text


def problems_in(text: str, folder: Path) -> list[str]:
    """Everything that `check` finds in a shown text; the pictures and sounds it names are there."""
    kind, text = whole(text)
    path = folder / "shown.yaml"
    path.write_text(text, "utf-8")
    if kind == "exercise":
        try:
            read_exercise(path)
        except LoadError as error:
            return [str(problem) for problem in error.problems]
        return []
    if kind == "plan":
        return [str(problem) for problem in routines.check_plan(path, BUNDLED, PLANS)[0]]
    for name in re.findall(r"[\w-]+\.(?:png|jpe?g|wav|flac|ogg|mp3)", text):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    return [str(problem) for problem in routines.check(path, CATALOGUE)[0]]


@pytest.mark.parametrize("fence", SHOWN, ids=lambda fence: fence.place)
def test_nothing_is_wrong_with_what_a_page_shows(fence: pages.Fence, tmp_path: Path):
    assert problems_in(fence.text, tmp_path) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_wrong_with_an_example_and_it_says_what_it_shows(path: Path, tmp_path: Path):
    text = path.read_text("utf-8")
    assert text.startswith("# ")
    assert problems_in(text, tmp_path) == []


@pytest.mark.parametrize(
    "text", ["steps: [{exercise: x, holt: 5s}]", "cold: 15m", "routines: [{routine: nobody, per_day: 1}]"]
)
def test_a_mistake_in_what_a_page_shows_is_found(text: str, tmp_path: Path):
    assert problems_in(text, tmp_path) != []


# -- lengths -----------------------------------------------------------------------------


def lengths_said(page: Path) -> Iterator[tuple[str, str, Dose]]:
    """(the file shown last, the length that the text says it has, for which dose)."""
    text = page.read_text("utf-8")
    for found in re.finditer(r"\*\*(\d+:\d\d\+?)\*\*(?:\s+with\s+`--dose (\w+)`)?", text):
        before = [fence for fence in pages.fences(page, "yaml") if fence.line < text.count("\n", 0, found.start())]
        yield before[-1].text, found[1], Dose(found[2] or "low")


def length_of(text: str, dose: Dose, folder: Path) -> str:
    """How long `unclench show` says that it takes."""
    path = folder / "shown.yaml"
    path.write_text(whole(text)[1], "utf-8")
    timeline = compile_routine(load_file(path, CATALOGUE).routine, Choices(dose=dose))
    return wording.clock(timeline.total, at_least=timeline.at_least)


@pytest.mark.parametrize("page", TOTALS, ids=lambda page: page.name)
def test_every_length_that_the_text_says_is_what_show_computes(page: Path, tmp_path: Path):
    said = list(lengths_said(page))
    assert [(length, dose) for _, length, dose in said] == [
        (length_of(text, dose, tmp_path), dose) for text, _, dose in said
    ]


def test_the_tutorial_says_a_length_for_most_of_its_steps_and_for_the_whole_and_no_page_says_one_in_passing():
    assert len(list(lengths_said(TOTALS[0]))) >= 8
    for page in TOTALS:
        text = re.sub(r"`[^`]*`|\*\*[^*]*\*\*", "", pages.prose(page))
        assert re.findall(r"\b\d+:\d\d\b", text) == [], page.name


def test_the_whole_routine_of_the_tutorial_has_the_steps_that_were_explained_before_it():
    *parts, last = [as_written(fence.text) for fence in pages.fences(TOTALS[0], "yaml")]
    explained = [step.get("exercise") or next(iter(step.values())) for part in parts for step in part.get("steps", [])]
    assert explained == [step.get("exercise") or next(iter(step.values())) for step in last["steps"]]


# -- every key ---------------------------------------------------------------------------


class Seen:
    """The keys of the format that some files have, and the forms of their amounts."""

    def __init__(self) -> None:
        self.keys: set[Key] = set()
        self.kinds: set[ValueKind] = set()
        self.forms: set[tuple[str, Form]] = set()

    def group(self, name: str, fields: Sequence[Field], data: Mapping[str, Any]) -> None:
        """Take note of a group of keys, and of what is in it."""
        by_key = {field.key: field for field in fields}
        for key, value in data.items():
            field = by_key[key]
            self.keys.add((name, key))
            self.kinds.add(field.kind)
            self._value(field, value)

    def _value(self, field: Field, value: Any) -> None:
        if field.kind is ValueKind.STEPS:
            self.steps(value)
        elif field.kind is ValueKind.BLOCKS:
            for steps in value.values():
                self.steps(steps)
        elif field.kind is ValueKind.PARTS:
            for part in value:
                self.group(field.key, field.fields or (), part)
        elif field.fields and isinstance(value, Mapping):
            self.group(field.key, field.fields, value)
        elif field.kind is ValueKind.PHASES:
            for part in value:
                for name, lasting in part.items() if isinstance(part, Mapping) else ():
                    self._amount("time", "0s" if name == "quiet" else lasting)
        elif field.kind is ValueKind.DURATION:
            self._amount("time", value)
        elif field.kind in COUNTS:
            self._amount("count", re.sub(f"{p.IN_ALL}$", "", value))

    def steps(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Take note of the keys of some steps: those of every step, and those of its kind."""
        common = {field.key for field in COMMON}
        for step in steps:
            kind = next(kind for kind in KINDS if kind in step and set(step) <= set(own_keys(kind).by_key))
            own = {key: value for key, value in step.items() if key not in common or key in _of(kind)}
            self.group(kind, own_keys(kind), own)
            self.group("step", COMMON, {key: value for key, value in step.items() if key not in own})

    def _amount(self, what: str, text: str) -> None:
        forms = frozenset(Form)
        amount = parse_duration(text, forms, zero=True) if what == "time" else parse_count(text, forms)
        if not isinstance(amount, Exact):
            self.forms.add((what, FORM_OF[type(amount)]))


def _of(kind: str) -> set[str]:
    return {field.key for field in (KINDS[kind].head, *KINDS[kind].fields)}


def fields_of(name: str, fields: Sequence[Field]) -> Iterator[tuple[str, Field]]:
    """Every key of a group and of the groups in it."""
    for field in fields:
        yield name, field
        if field.fields:
            yield from fields_of(field.key, field.fields)


ALL_FIELDS = [
    *fields_of("routine", TOP), *fields_of("step", COMMON), *fields_of("plan", PLAN), *fields_of("file", EXERCISE),
    *(each for kind in STEP_KINDS for each in fields_of(kind.head.key, (kind.head, *kind.fields))),
]  # fmt: skip


def seen() -> Seen:
    """What the pages and the examples show, but for the reference, which is made."""
    found = Seen()
    texts = [fence.text for fence in SHOWN if fence.page not in {"reference.md", "examples.md"}]
    for text in (*texts, *(path.read_text("utf-8") for path in FILES)):
        data = as_written(text)
        top = {"routine": TOP, "plan": PLAN, "exercise": EXERCISE}[kind_of(data)]
        found.group("file" if top is EXERCISE else kind_of(data), top, data)
    return found


def test_every_key_of_the_format_is_shown_in_a_page_or_in_an_example():
    wanted = {(name, field.key) for name, field in ALL_FIELDS}
    assert sorted(wanted - seen().keys) == []
    assert len(wanted) > 90


def test_every_kind_of_value_is_shown():
    assert set(ValueKind) - seen().kinds == set()


def test_every_form_of_a_time_and_of_a_number_is_shown():
    wanted = {("time", form) for _, field in ALL_FIELDS if field.kind in TIMES for form in field.forms}
    wanted |= {("count", form) for _, field in ALL_FIELDS if field.kind in COUNTS for form in field.forms}
    assert wanted - seen().forms == set()
