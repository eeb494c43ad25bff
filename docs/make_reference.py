"""Writes docs/reference.md, every key of every kind of file, and docs/examples.md, the files of docs/examples.

Run it with `python docs/make_reference.py`; a unit test checks that both pages are up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from unclench import figure
from unclench.config.paths import shipped
from unclench.cues import VOCABULARY
from unclench.routine import Catalogue, load_file
from unclench.routine.format import COMMON, EXERCISE, PLAN, STEP_KINDS, TOP, Field, StepKind, ValueKind
from unclench.routine.library import read_exercise
from unclench.routine.values import Form
from unclench.session import wording
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine

DOCS = Path(__file__).resolve().parent
REFERENCE, EXAMPLES, FILES = DOCS / "reference.md", DOCS / "examples.md", DOCS / "examples"
CATALOGUE = shipped("routines") / "exercises"

WRITTEN: Mapping[ValueKind, str] = {
    ValueKind.FORMAT: "`1`",
    ValueKind.LANGUAGE: "the tag of a language",
    ValueKind.TEXT: "a text",
    ValueKind.TITLE: "a short text",
    ValueKind.TEXTS: "a text, or a list of texts",
    ValueKind.FLAG: "`yes` or `no`",
    ValueKind.DURATION: "a time",
    ValueKind.COUNT: "a whole number",
    ValueKind.REPS: "a whole number, also with `in all`",
    ValueKind.BREATHING: "three or four numbers with hyphens",
    ValueKind.MOVEMENT: "an exercise's id or name, or your own words",
    ValueKind.SIDES: "`each`, or a list of names",
    ValueKind.PHASES: "a list of parts, each a name with a time",
    ValueKind.TEMPO: "three or four numbers with hyphens",
    ValueKind.NOTES: "a group: a repetition, or several, and a text",
    ValueKind.PROGRESS: "a group",
    ValueKind.EVERY: "a number of days or weeks",
    ValueKind.GOAL: "a whole number, also with `a day`",
    ValueKind.WHEN: "`easy`",
    ValueKind.LOAD: "a text",
    ValueKind.LOADS: "weights from and to, or a list of loads",
    ValueKind.SOUNDS: "a group: a cue and a file, or `none`",
    ValueKind.STEPS: "a list of steps",
    ValueKind.LEVELS: "a list of steps, the easiest first",
    ValueKind.BLOCK: "the name of a block",
    ValueKind.BLOCKS: "a group: a name and its steps",
    ValueKind.TABLE: "a group",
    ValueKind.PARTS: "a list of groups",
    ValueKind.FIGURE: "a figure",
    ValueKind.OWN_FIGURE: "a figure, or an exercise's name",
    ValueKind.WORDS: "a group: a phase's name and a short text",
    ValueKind.PICTURE: "a file's name",
    ValueKind.GROUP: "one of the headings of the home screen",
    ValueKind.WORKED: "`one` or `both`",
}
"""How each kind of value is written, for the second column."""

FORMS: Mapping[Form, str] = {
    Form.RANGE: "a range: `20-30s`, `8-10`",
    Form.AT_LEAST: '"at least": `">=10s"`, `">=10"`',
    Form.AT_MOST: '"at most": `up to 10s`, `<=10`; half of it is played, rounded up, unless you choose more',
    Form.BREATHS: "breaths: `3 breaths`, `3-5 breaths`",
    Form.OPEN: "`open`: until you press a key",
    Form.ASK: "`ask`: a blank that you fill in before the start",
}
"""Each form that an amount may take beside one number."""
_MARKS = {Form.RANGE: "range", Form.AT_LEAST: "at least", Form.AT_MOST: "at most", Form.BREATHS: "breaths"}
"""What the forms are called in the second column, where it isn't the word that is written."""

HEAD = """\
# Every key

Written by docs/make_reference.py from the format's own data, `unclench.routine.format`. How to begin is in
[the tutorial](tutorial.md). `unclench check FILE` says what is wrong with a file, and `unclench schema` prints the same
as a JSON Schema, for editors that complete and check.

## Times and numbers

A time is `10s`, `1m30s`, `1:30`, or `90` seconds; `20 min` and `1 hour` are understood, too. Where the second column
says so, there may be instead:
"""
EXAMPLES_HEAD = """\
# Examples

Written by docs/make_reference.py from the files in `docs/examples`, to copy and change. The length is that of
`unclench show ID`: as written, without the words of the voice.
"""
_TABLE = ("| key | value | what it is | for example |", "|---|---|---|---|")


# -- every key ---------------------------------------------------------------------------


def reference() -> str:
    """The text of docs/reference.md."""
    lines = [HEAD, *(f"* {said}" for said in FORMS.values()), ""]
    lines += _section("## A routine", "The top of a file.", TOP)
    lines += _section("## Any step", "Every step may have these.", COMMON)
    lines += ["## The kinds of step", "", "The first key of each says what kind of step it is.", ""]
    for kind in STEP_KINDS:
        lines += [*_table(f"### A step with `{kind.head.key}`", (kind.head, *kind.fields)), *_rules(kind)]
    lines += ["## Cues", "", "The names for `sounds`, and when each is heard.", "", "| cue | |", "|---|---|"]
    lines += [f"| `{sound}` | {meaning.when} |" for sound, meaning in VOCABULARY.items()]
    lines += ["", *_section("## A plan", "A file in the folder `plans`, beside your routines.", PLAN)]
    lines += _section("## An exercise", "A file in `routines/exercises`, one for each.", EXERCISE)
    lines += ["## The exercises", "", *_exercises()]
    lines += ["## Figures", "", *_notation()]
    return "\n".join(lines).rstrip() + "\n"


def _section(heading: str, about: str, fields: Sequence[Field]) -> Iterator[str]:
    """The table of some keys, and behind it those of the groups among them."""
    yield from (heading, "", about, "", *_rows(fields))
    for field in fields:
        if field.fields:
            yield from _table(f"### The group `{field.key}`", field.fields)


def _table(heading: str, fields: Sequence[Field]) -> Iterator[str]:
    yield from (heading, "", *_rows(fields))


def _rows(fields: Sequence[Field]) -> Iterator[str]:
    yield from _TABLE
    for field in fields:
        example = f"`{field.example}`" if field.example else ""
        yield f"| `{field.key}` | {_value(field)} | {field.doc} | {example} |"
    yield ""


def _value(field: Field) -> str:
    forms = [_MARKS.get(form, f"`{form}`") for form in Form if form in field.forms]
    return ", ".join([WRITTEN[field.kind], *forms])


def _rules(kind: StepKind) -> Iterator[str]:
    """What goes together and what doesn't."""
    rules = [f"`{one}` and `{other}` exclude each other" for one, other in kind.together]
    rules += [f"`{key}` needs `{other}`" for key, other in kind.needs]
    if kind.one_of:
        rules.append(f"one of {' and '.join(f'`{key}`' for key in kind.one_of)} has to be there")
    if rules:
        text = "; ".join(rules)
        yield from (f"{text[0].upper()}{text[1:]}.", "")


def _exercises() -> Iterator[str]:
    """Every exercise of the catalogue with the names that bring it."""
    yield "What may stand behind `exercise` or `do`, in any case. Any other words are an exercise of your own, without"
    yield from ("a figure and instructions.", "")
    yield from ("| id | name | other names |", "|---|---|---|")
    for path in sorted(CATALOGUE.glob("*.yaml")):
        move = read_exercise(path)
        yield f"| `{move.id}` | {move.name} | {', '.join(move.also)} |"
    yield ""


def _notation() -> Iterator[str]:
    """How figures are written: that part of the docstring of `unclench.figure`, as Markdown."""
    told = (figure.__doc__ or "").partition("**The notation.**")[2].partition("**Using it.**")[0]
    for paragraph in re.split(r"\n\n+", told.strip()):
        lines = paragraph.splitlines()
        if lines[0].startswith("    "):
            yield from ("```yaml", *(line[4:] for line in lines), "```", "")
        elif lines[0].startswith("==="):
            yield from (*_ruled(lines), "")
        else:
            yield from (re.sub("::$", ":", paragraph), "")


def _ruled(lines: Sequence[str]) -> Iterator[str]:
    """A table of two columns between rules, of which a row may have several lines."""
    width = lines[0].index(" ")
    rows: list[list[str]] = []
    for line in lines[1:-1]:
        if line[:width].strip():
            rows.append([line[:width].strip(), line[width:].strip()])
        else:
            rows[-1][1] += " " + line.strip()
    yield from ("| key | |", "|---|---|", *(f"| {key} | {what} |" for key, what in rows))


# -- the examples ------------------------------------------------------------------------


def examples() -> str:
    """The text of docs/examples.md: every file of docs/examples, with its first comment and its length."""
    lines = [EXAMPLES_HEAD]
    catalogue = Catalogue(CATALOGUE)
    for path in sorted(FILES.glob("*.yaml")):
        text = path.read_text("utf-8")
        about = " ".join(line.removeprefix("#").strip() for line in _first_comment(text))
        routine = load_file(path, catalogue).routine
        timeline = compile_routine(routine, Choices())
        length = wording.clock(timeline.total, at_least=timeline.at_least)
        lines += [f"## {path.stem}", "", f"{about} It is called “{routine.title}” and takes **{length}**.", ""]
        lines += [f"[{path.name}](examples/{path.name})", "", "```yaml", text.rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _first_comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line


if __name__ == "__main__":
    REFERENCE.write_text(reference(), "utf-8", newline="\n")
    EXAMPLES.write_text(examples(), "utf-8", newline="\n")
