"""What YAML's parser complains of -> where the mistake is, what it is and what to write.

The parser's words (both those of libyaml and of PyYAML) are only looked into, never shown. The
lines themselves tell more: most mistakes are a tab, a missing space or a missing bracket.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import yaml

from unclench.loading.problems import quoted
from unclench.model import Mark

Complaint: TypeAlias = tuple[Mark, str, str]

_NO_SPACE = re.compile(r"^(\s*(?:- +)*)([A-Za-z_]+):(?=[^\s/])")
_NO_SPACE_DASH = re.compile(r"^(\s*)-(?=[A-Za-z])")
_QUOTE_ENDS_EARLY = re.compile(r"""^\s*(?:- +)*[\w-]+: +("[^"]*"|'[^']*')\s*[^\s#]""")
_STAR = re.compile(r"^\s*(?:- +)*(?:[\w-]+: +)?\*")


def syntax_problem(error: yaml.YAMLError, text: str) -> Complaint:
    """The place, what is wrong and what to write instead. Never raises."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return (
            Mark(1, 1),
            "the file has characters that can't be read",
            "Save it as plain text with the encoding UTF-8.",
        )
    lines = re.split(r"\r\n|\r|\n", text)
    at = _mark(error.problem_mark) or _mark(error.context_mark) or Mark(1, 1)
    began = _mark(error.context_mark) or at
    return _by_words(error, at, began, lines)


def _by_words(error: yaml.MarkedYAMLError, at: Mark, began: Mark, lines: list[str]) -> Complaint:
    problem, context = error.problem or "", error.context or ""
    if _tab_before(_line(lines, at), at.column):
        return _tab(at, lines)
    if "cannot start any token" in problem:
        return _bad_start(at, lines)
    if "end of stream" in problem and "quoted" in context:
        return (
            began,
            "a quotation mark is opened here and never closed",
            "Put the same quotation mark at the end of the text.",
        )
    if "escape" in problem or "hexa" in problem or "hexdecimal" in problem:
        return (
            at,
            "a backslash between double quotation marks has a meaning of its own",
            "Write \\\\ for one backslash, or use single quotation marks.",
        )
    if "flow sequence" in context or "flow mapping" in context or "flow node" in context:
        return _flow(context, began, lines)
    if "directive" in problem or "directive" in context or "incompatible" in problem:
        return (at, "a line that begins with % can't be used here", "Take the line out.")
    if "alias" in context or "anchor" in context:
        return (
            began,
            "a text begins with * or & here, which YAML reads as something else",
            "Put quotation marks around the text.",
        )
    if "block scalar" in context:
        return (
            began,
            "a text begins with | or > here, which YAML reads as something else",
            "Put quotation marks around the text.",
        )
    if "document start" in problem:
        return (at, "the routine has ended before this line", "Take out the line ... above.")
    return _by_lines(problem, at, began, lines)


def _by_lines(problem: str, at: Mark, began: Mark, lines: list[str]) -> Complaint:
    for number in dict.fromkeys((at.line, began.line, at.line - 1)):
        if (found := _spacing(number, lines)) is not None:
            return found
    line = _line(lines, at)
    if "could not find expected ':'" in problem:
        return (
            began,
            f"there is no colon in the line {quoted(_line(lines, began).strip())}",
            "Write a key, a colon, a space and a value, as in `hold: 10s`.",
        )
    if "mapping values are not allowed" in problem:
        if at.line > 1 and not line[: at.column - 1].strip().count(":"):
            return (
                Mark(at.line, _indent(line) + 1),
                "this line stands further to the right than the line above allows",
                "Begin it in the same column as the key it belongs with; "
                "if it goes on with a text, put the text in quotation marks.",
            )
        return (
            at,
            "there is a second colon in this line, so YAML can't tell the key from the text",
            'Put quotation marks around the text, as in `note: "Breathe out: slowly"`.',
        )
    if _QUOTE_ENDS_EARLY.match(line):
        return (
            at,
            "the text goes on after its closing quotation mark",
            "Put quotation marks of the other kind around the whole text, or none.",
        )
    if _STAR.match(line):
        return (
            Mark(at.line, line.index("*") + 1),
            "a text begins with * here, which YAML reads as something else",
            "Put quotation marks around the text.",
        )
    if line[at.column - 1 : at.column] in ("]", "}"):
        return (
            at,
            "a bracket is closed here that was not opened",
            "Take it out, or open it where the list begins.",
        )
    if line[: at.column - 1].strip() in ("", "-"):
        return (
            at,
            "this line begins in a column that fits no line above it",
            "Move it left or right until it stands under the line it belongs with; "
            "every step begins with a dash in the same column.",
        )
    return (
        at,
        "the text before this place has ended, and this can't follow it",
        "Put quotation marks around the whole text after the colon.",
    )


def _spacing(number: int, lines: list[str]) -> Complaint | None:
    """A colon or a dash with no space after it in line `number`, if there is one."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if found := _NO_SPACE.match(line):
        return (
            Mark(number, found.end() + 1),
            "there is no space after the colon",
            f"Write `{found[2]}: ` and then the value.",
        )
    if found := _NO_SPACE_DASH.match(line):
        return (
            Mark(number, len(found[1]) + 2),
            "there is no space after the dash",
            "Write a dash, a space and then the key, as in `- rest: 5s`.",
        )
    return None


def _flow(context: str, began: Mark, lines: list[str]) -> Complaint:
    line = _line(lines, began)
    opened = line[began.column - 1 : began.column]
    if "flow node" in context:
        return (
            began,
            "there is nothing between two commas, or before one",
            "Take out the comma that is too many.",
        )
    closing = {"[": "]", "{": "}"}.get(opened, "] or }")
    return (
        began,
        f"the bracket {opened or '['} that opens here is not closed as it should be",
        f"Close it with {closing} and put a comma between the parts; "
        "put quotation marks around a text that has brackets or a colon in it.",
    )


def _bad_start(at: Mark, lines: list[str]) -> Complaint:
    character = _line(lines, at)[at.column - 1 : at.column]
    if character == "\t":
        return _tab(at, lines)
    return (
        at,
        f"a text can't begin with {quoted(character)}",
        "Put quotation marks around the text.",
    )


def _tab(at: Mark, lines: list[str]) -> Complaint:
    line = _line(lines, at)
    column = line.find("\t") + 1
    return (
        Mark(at.line, max(column, 1)),
        "this line is indented with a tab",
        "Use spaces, two for each level.",
    )


def _tab_before(line: str, column: int) -> bool:
    head = line[: max(column, len(line) - len(line.lstrip()))]
    return "\t" in head and not head.strip(" \t-")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _line(lines: list[str], mark: Mark) -> str:
    return lines[mark.line - 1] if mark.line <= len(lines) else ""


def _mark(mark: object) -> Mark | None:
    if mark is None:
        return None
    return Mark(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1)
