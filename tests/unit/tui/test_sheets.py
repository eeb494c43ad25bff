"""The style sheets name widgets that exist: a class renamed in Python alone would silently lose its style."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.dom import DOMNode

import unclench.tui

FOLDER = Path(unclench.tui.__file__).parent
SHEETS = sorted(FOLDER.rglob("*.tcss"))
PICTURES = {"Image", "SixelImage", "TGPImage", "SafeImage"}
"""Widgets of the optional textual-image, and the one that `unclench.tui.images` makes from them."""
TYPE = re.compile(r"(?<![\w.#$-])[A-Z]\w+")


@pytest.fixture(scope="module")
def widgets() -> set[str]:
    """The name of every widget and screen there is, ours and Textual's."""
    for module in pkgutil.walk_packages(unclench.tui.__path__, "unclench.tui."):
        import_module(module.name)
    import_module("textual.widgets._toast")
    return {each.__name__ for each in subclasses(DOMNode)}


def subclasses(of: type[Any]) -> Iterator[type[Any]]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def named(sheet: str) -> set[str]:
    """The types that a sheet selects."""
    return set(TYPE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_type_in_a_style_sheet_is_a_widget(sheet, widgets):
    assert named(sheet.read_text("utf-8")) <= widgets | PICTURES


def test_the_types_of_a_sheet_are_found():
    assert named("/* Note */ Screen.-short Toast { color: $Foreground; } .Box #Id, KeyBar { &.-x { } }") == {
        "Screen", "Toast", "KeyBar",
    }  # fmt: skip
