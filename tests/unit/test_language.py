"""Every sentence for a person passes through `tr`, and stands in the catalogue that other languages are made from."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tests import pages

from unclench.language import begun, counted, tr, within

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"(?!UPDATE|SELECT|WHERE)[A-Z“`][^\n]* [^\n]*[.?!…”:]")
"""What looks like one: it begins as a sentence does, ends as one does, has a space in it, and is no SQL."""
ENGLISH_ON_PURPOSE = {
    "testing.py": "fakes for tests",
    "routine/format.py": "the table of the format in docs/reference.md and the schema are English, as its keys are",
    "routine/json_schema.py": "the same",
    "cli/doctor.py": "is read by whoever mends the program",
    "voice/programs.py": "a script for PowerShell",
    "voice/spoken_text.py": "rewrites English for an English voice",
}
NO_SENTENCES = r"tr|counted|.*\b(debug|info|warning|exception|AttributeError|AssertionError)"
"""Functions whose arguments are in the catalogue, or are read by nobody but whoever mends the program."""
ACCENTED = """
import gettext, os, re, sys
class Accented(gettext.NullTranslations):
    def gettext(self, text):
        vowels = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
        own = lambda part: part[0] if part[0][0] in "{`" else part[0].translate(vowels)
        return re.sub(r"\\{[^}]*\\}|`[^`]*`|[^{`]+", own, text)
    def ngettext(self, one, many, number):
        return self.gettext(one if number == 1 else many)
os.environ["LANGUAGE"] = "xx"
gettext.translation = lambda *_, **__: Accented()
from unclench.cli import main
main(sys.argv[1:])
"""
"""A language that nobody speaks: the program's own words have accents, and the values in them have none."""


make = pages.maker("make_catalogue")


def called(function: ast.expr) -> str:
    """`f` where that is called, and `.f` for whatever has it."""
    return function.id if isinstance(function, ast.Name) else f".{getattr(function, 'attr', '')}"


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of each string that is neither a docstring nor handed to one of `NO_SENTENCES`."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.Call) and re.fullmatch(NO_SENTENCES, called(node.func)):
            passed.update(id(each) for argument in node.args for each in ast.walk(argument))
        elif isinstance(node, ast.JoinedStr):
            passed.update(id(each) for each in node.values)
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)


def outside(source: str) -> list[tuple[int, str]]:
    """(line, text) of each sentence that no other language could say."""
    return [(line, text) for line, text in literals(ast.parse(source))
            if SENTENCE.fullmatch(text.strip()) and "<" not in text]  # fmt: skip


@pytest.mark.source
def test_no_sentence_stands_outside_the_catalogue() -> None:
    found = {
        (name, line): text
        for path in sorted(make.SOURCE.rglob("*.py"))
        if (name := path.relative_to(make.SOURCE).as_posix()) not in ENGLISH_ON_PURPOSE
        for line, text in outside(path.read_text("utf-8"))
    }
    assert not found


def test_a_sentence_outside_would_be_found() -> None:
    source = 'def f(x):\n    "A docstring."\n    log.info("For nobody.")\n    tr("Passed through.")\n'
    assert outside(source + '    return f"Here it is: {x}."') == [(5, "Here it is: {}.")]


@pytest.mark.source
def test_the_catalogue_is_as_the_program_is() -> None:
    found = {text if isinstance(text, tuple) else (text,) for _, text in make.found()}
    with make.CATALOGUE.open("rb") as file:
        written = {each.id if isinstance(each.id, tuple) else (each.id,) for each in read_po(file) if each.id}
    assert found == written, "run: python docs/make_catalogue.py"


@pytest.mark.parametrize("arguments", [["--help"], ["next"], ["run", "nothing-of-this-name"]], ids=" ".join)
def test_in_another_language_the_program_says_nothing_in_english(arguments: list[str], tmp_path: Path) -> None:
    """But for ids, commands, values and titles; click's own words are in click's catalogue."""
    environment = {**os.environ, "UNCLENCH_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", ACCENTED, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    ids = r"`[^`]*`|unclench [a-z]+|^  [a-z]+ |--?\w+|\[[a-z|]+\]|nothing-of-\S+|Walk.*?: "
    ours = re.sub(ids, "", said, flags=re.MULTILINE)
    words = {word for word in re.findall(r"[A-Za-zÀ-ÿ]{4,}", ours) if re.search("[aeiou]", word, re.IGNORECASE)}
    english = {word for word in words if not re.search("[áéíóú]", word, re.IGNORECASE)}
    assert english <= {"unclench", "Usage", "OPTIONS", "COMMAND", "ARGS", "Options"}, said
    assert re.search("[áéíóú]", said)


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (0.5, "0.5 days")])
def test_a_number_has_the_form_that_goes_with_it(number: float, said: str) -> None:
    assert counted(number, "{number:g} day", "{number:g} days") == said


def test_braces_in_what_is_filled_in_are_left_as_they_are() -> None:
    assert tr("Nothing found for “{what}”.", what="{0} {x!r}") == "Nothing found for “{0} {x!r}”."


def test_only_the_first_letter_changes_at_a_beginning_and_inside_a_sentence() -> None:
    assert begun("cold, in the UK") == "Cold, in the UK"
    assert within("Cold, in the UK") == "cold, in the UK"
    assert [within(each) for each in ("TRX pull", "I do it", "A pillow")] == ["TRX pull", "I do it", "a pillow"]
