"""What YAML's parser complains of -> where the mistake is, what it is and what to write.

The parser's words (both those of libyaml and of PyYAML) are only looked into, never shown. The
lines themselves tell more: most mistakes are a tab, a missing space or a missing bracket.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import yaml
from msgspec import Struct

from unclench.loading.problems import quoted
from unclench.model import Mark

Complaint: TypeAlias = tuple[Mark, str, str]


class _Case(Struct, frozen=True):
    """One complaint: `at` is where the parser noticed, `began` where what it was reading began."""

    words: str
    at: Mark
    began: Mark
    lines: list[str]

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def before(self) -> str:
        """What stands in the line before the place."""
        return self.line(self.at.line)[: self.at.column - 1]

    def character(self, mark: Mark) -> str:
        return self.line(mark.line)[mark.column - 1 : mark.column]


def syntax_problem(error: yaml.YAMLError, text: str) -> Complaint:
    """The place, what is wrong and what to write instead. Never raises."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return (
            Mark(1, 1),
            "the file has characters that can't be read",
            "Save it as plain text with the encoding UTF-8.",
        )
    at = _mark(error.problem_mark) or _mark(error.context_mark) or Mark(1, 1)
    began = _mark(error.context_mark) or at
    case = _Case(f"{error.context}; {error.problem}", at, began, re.split(r"\r\n|\r|\n", text))
    for look in _LOOKS:
        if (found := look(case)) is not None:
            return found
    return (
        at,
        "the text before this place has ended, and this can't follow it",
        "Put quotation marks around the whole text after the colon.",
    )


def _tab(case: _Case) -> Complaint | None:
    line = case.line(case.at.line)
    indent = line[: len(line) - len(line.lstrip(" \t-"))]
    if "\t" not in indent or case.at.column > len(indent) + 1:
        return None
    mark = Mark(case.at.line, indent.index("\t") + 1)
    return mark, "this line is indented with a tab", "Use spaces, two for each level."


_WORDS: tuple[tuple[str, bool, str, str], ...] = (
    (r"quoted.*(end of stream|document indicator)", True,
     "a quotation mark is opened here and never closed",
     "Put the same quotation mark at the end of the text."),
    (r"escape|hexa|hexdec", False,
     "a backslash between double quotation marks has a meaning of its own",
     "Write \\\\ for one backslash, or use single quotation marks."),
    (r"flow node", True,
     "there is nothing between two commas, or before one",
     "Take out the comma that is too many."),
    (r"directive|incompatible", False,
     "a line that begins with % can't be used here",
     "Take the line out."),
    (r"alias|anchor", True,
     "a text begins with * or & here, which YAML reads as something else",
     "Put quotation marks around the text."),
    (r"block scalar", True,
     "a text begins with | or > here, which YAML reads as something else",
     "Put quotation marks around the text."),
    (r"sequence entries are not allowed", False,
     "a dash stands here in the middle of a line",
     "Begin a list in a new line; put quotation marks around a text that begins with a dash."),
    (r"document start", False,
     "the routine has ended before this line",
     "Take out the line ... above."),
)  # fmt: skip
"""What is looked for in the parser's words, whether the beginning is the place, what is said."""


def _by_words(case: _Case) -> Complaint | None:
    for pattern, at_beginning, what, instead in _WORDS:
        if re.search(pattern, case.words):
            return case.began if at_beginning else case.at, what, instead
    return None


def _bad_start(case: _Case) -> Complaint | None:
    if "cannot start any token" not in case.words:
        return None
    what = f"a text can't begin with {quoted(case.character(case.at))}"
    return case.at, what, "Put quotation marks around the text."


def _bracket(case: _Case) -> Complaint | None:
    if "flow sequence" not in case.words and "flow mapping" not in case.words:
        return None
    opened, closing = ("{", "}") if case.character(case.began) == "{" else ("[", "]")
    instead = (
        f"Close it with {closing} and put a comma between the parts; "
        "put quotation marks around a text that has brackets or a colon in it."
    )
    return case.began, f"the bracket {opened} that opens here is not closed as it should be", instead


_NO_SPACE = re.compile(r"^(\s*(?:- +)*)([A-Za-z_]+):(?=[^\s/])")
_NO_SPACE_DASH = re.compile(r"^(\s*)-(?=[A-Za-z])")


def _spacing(case: _Case) -> Complaint | None:
    """A colon or a dash with no space after it, in a line that the complaint is about."""
    for number in dict.fromkeys((case.at.line, case.began.line, case.at.line - 1)):
        line = case.line(number)
        if found := _NO_SPACE.match(line):
            instead = f"Write `{found[2]}: ` and then the value."
            return Mark(number, found.end() + 1), "there is no space after the colon", instead
        if found := _NO_SPACE_DASH.match(line):
            instead = "Write a dash, a space and then the key, as in `- rest: 5s`."
            return Mark(number, len(found[1]) + 2), "there is no space after the dash", instead
    return None


def _no_colon(case: _Case) -> Complaint | None:
    if "could not find expected ':'" not in case.words:
        return None
    what = f"there is no colon in the line {quoted(case.line(case.began.line).strip())}"
    return case.began, what, "Write a key, a colon, a space and a value, as in `hold: 10s`."


def _two_colons(case: _Case) -> Complaint | None:
    if "mapping values are not allowed" not in case.words:
        return None
    line = case.line(case.at.line)
    if case.at.line > 1 and ":" not in case.before():
        what = "this line stands further to the right than the line above allows"
        instead = (
            "Begin it in the same column as the key it belongs with; "
            "if it goes on with a text, put the text in quotation marks."
        )
        return Mark(case.at.line, len(line) - len(line.lstrip()) + 1), what, instead
    what = "there is a second colon in this line, so YAML can't tell the key from the text"
    return case.at, what, 'Put quotation marks around the text, as in `note: "Breathe out: slowly"`.'


_QUOTE_ENDS_EARLY = re.compile(r"""^\s*(?:- +)*[\w-]+: +("[^"]*"|'[^']*')\s*[^\s#]""")
_STAR = re.compile(r"^\s*(?:- +)*(?:[\w-]+: +)?\*")


def _text_ends_early(case: _Case) -> Complaint | None:
    line = case.line(case.at.line)
    if _QUOTE_ENDS_EARLY.match(line):
        what = "the text goes on after its closing quotation mark"
        return case.at, what, "Put quotation marks of the other kind around the whole text, or none."
    if _STAR.match(line):
        what = "a text begins with * here, which YAML reads as something else"
        return Mark(case.at.line, line.index("*") + 1), what, "Put quotation marks around the text."
    if case.character(case.at) in ("]", "}"):
        what = "a bracket is closed here that was not opened"
        return case.at, what, "Take it out, or open it where the list begins."
    return None


def _column(case: _Case) -> Complaint | None:
    if case.before().strip() not in ("", "-"):
        return None
    what = "this line begins in a column that fits no line above it"
    instead = (
        "Move it left or right until it stands under the line it belongs with; "
        "every step begins with a dash in the same column."
    )
    return case.at, what, instead


def _mark(mark: object) -> Mark | None:
    if mark is None:
        return None
    return Mark(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1)


_LOOKS: tuple[Callable[[_Case], Complaint | None], ...] = (
    _tab, _by_words, _bad_start, _bracket, _spacing, _no_colon, _two_colons, _text_ends_early, _column,
)  # fmt: skip
"""Asked in this order; the first that knows what is wrong says so."""
