"""The pages for people: their links, their examples and the commands they show, for tests."""

from __future__ import annotations

import importlib.util
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import unclench

ROOT = Path(__file__).parents[1]
PACKAGE = Path(unclench.__file__).parent
"""The program's own files: those of `src`, or those that are installed where there is no `src`."""
DOCS = ROOT / "docs"
SITE = tuple(sorted(DOCS.glob("*.md")))
"""The pages of the site."""
ALL = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *SITE)

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")


class Fence(NamedTuple):
    """A fenced block of a page: its language, its text, and the number of its first line."""

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, for the name of a test."""
        return f"{self.page}:{self.line}"


def fences(page: Path, language: str) -> Iterator[Fence]:
    """The blocks of a page in this language, in order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        if found["language"] == language:
            line = text.count("\n", 0, found.start("text")) + 1
            yield Fence(page.name, line, language, textwrap.dedent(found["text"]))


def prose(page: Path) -> str:
    """A page without its blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[str]:
    """Where the links and pictures of a page lead."""
    return _LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """What a link may name behind a `#`, where the site and the places that show Markdown agree on it."""
    headings = [re.sub(r"[`*]", "", heading) for heading in _HEADING.findall(prose(page))]
    return {_of_the_site(heading) for heading in headings} & {_of_markdown(heading) for heading in headings}


def _of_the_site(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _of_markdown(heading: str) -> str:
    return re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-")


def commands(page: Path) -> Iterator[str]:
    """Every command line of the program that a page shows, in a block or within a sentence."""
    for fence in fences(page, "sh"):
        yield from re.findall(r"(?:^|&& |\| )(?:\.venv/bin/)?(unclench\b[^|&#\n]*)", fence.text, re.MULTILINE)
    yield from re.findall(r"`(unclench(?: [^`\n]+)?)`", prose(page))


def maker(name: str) -> ModuleType:
    """The script docs/NAME.py, which is no module of any package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
