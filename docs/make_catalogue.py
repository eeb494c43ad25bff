"""Writes src/unclench/languages/unclench.pot, all sentences of the program, for whoever translates it.

`python docs/make_catalogue.py`; then, for German, `pybabel init -l de -D unclench -i unclench.pot -d .` in that folder,
and `pybabel compile -D unclench -d .` when it has been translated.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from unclench.cli import COMMANDS, main

SOURCE = Path(__file__).resolve().parents[1] / "src" / "unclench"
CATALOGUE = SOURCE / "languages" / "unclench.pot"
ARGUMENTS = {"tr": slice(0, 1), "counted": slice(1, 3)}
"""Which arguments of a function are sentences."""

Text: TypeAlias = str | tuple[str, ...]
"""A sentence, or the forms that it has with one and with many."""


def found() -> Iterator[tuple[str, Text]]:
    """(file, text) of whatever passes through `tr` or `counted`, and of the help of each command.

    Babel's own search misses a call inside the argument of another one, and inside an f-string before Python 3.12.
    Raises ValueError where what is handed over is not written there as it is.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name != "language.py":
            yield from ((name, text) for text in _handed_over(name, path.read_text("utf-8")))
    yield "cli/__init__.py", cleandoc(main.callback.__doc__)
    for place in COMMANDS.values():
        module, _, name = place.partition(":")
        command = getattr(import_module(f"unclench.cli.{module}"), name)
        if command.callback.__doc__ is not None:  # the help of others passes through `tr`
            yield f"cli/{module}.py", cleandoc(command.callback.__doc__)


def _handed_over(name: str, source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ARGUMENTS:
            words = [each.value for each in node.args[ARGUMENTS[node.func.id]] if isinstance(each, ast.Constant)]
            if len(words) != (1 if node.func.id == "tr" else 2):
                raise ValueError(f"{name}:{node.lineno}: a sentence has to be written here as it is")
            yield words[0] if node.func.id == "tr" else tuple(words)


def write() -> None:
    """Without dates and line numbers, so that it only changes where a sentence does."""
    catalogue = Catalog(project="unclench", charset="utf-8")
    for name, text in found():
        flags = ["python-brace-format"] if "{" in str(text) else []
        catalogue.add(text, locations=[(name, None)], flags=flags)
    CATALOGUE.parent.mkdir(exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, omit_header=True, sort_by_file=True, width=120)


if __name__ == "__main__":
    write()
