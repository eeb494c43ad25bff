"""docs/platforms.md names every place of the program that asks which system this is, and tests that are there."""

from __future__ import annotations

import re

import pytest
from tests import pages

PAGE = pages.DOCS / "platforms.md"
ASKS = re.compile(
    r"sys\.platform|os\.name\b|\bplatform ==|\"win32\"|\"darwin\"|CREATE_NO_WINDOW"
    r"|\bctypes\b|\bmsvcrt\b|\bwinreg\b|\bwinsound\b"
)
"""What a line has that does one thing here and another there."""
NOT_SO = {
    "cli/doctor.py",  # says which system it is
    "media/pcm.py",  # the order of bytes
}


def asking() -> list[str]:
    return [
        str(path.relative_to(pages.PACKAGE).as_posix())
        for path in sorted(pages.PACKAGE.rglob("*.py"))
        if ASKS.search(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize("place", [place for place in asking() if place not in NOT_SO])
def test_every_place_that_asks_which_system_this_is_stands_on_the_page(place: str):
    assert f"`{place}`" in PAGE.read_text("utf-8")


def test_every_test_that_the_page_names_is_there():
    text = PAGE.read_text("utf-8")
    tests = "\n".join(path.read_text("utf-8") for path in (pages.ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_[a-z0-9_]+)`", text)
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in tests] == []
    assert [path for path in re.findall(r"`(tests/[\w/.]+)`", text) if not (pages.ROOT / path).exists()] == []


def test_every_function_that_the_page_names_is_in_its_file():
    for place, name in re.findall(r"`([\w/]+\.py)`: `(\w+)`", PAGE.read_text("utf-8")):
        assert re.search(rf"\b{name}\b", (pages.PACKAGE / place).read_text("utf-8")), (place, name)
