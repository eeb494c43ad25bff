"""How the screens look, as pictures."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache
from typing import Any

import pytest
import textual._doc
from tests.frozen import freeze, settled
from tests.staged import HERE, SCREENS, SIZES
from textual.app import App
from textual.pilot import Pilot

from unclench.tui.theme import name_of

PICTURES = os.environ.get("TEXTUAL_SNAPSHOT_TEMPDIR", "")
"""Where the plugin collects its pictures; tests/conftest.py takes all of Textual's variables away."""
LOOKS = ("dark", "light")
_take = textual._doc.take_svg_screenshot


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside this file, with nothing of the machine in the picture."""
    freeze(monkeypatch)
    monkeypatch.chdir(HERE)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_SNAPSHOT_TEMPDIR", PICTURES)


@lru_cache(maxsize=1)
def both_looks(screen: str, size: tuple[int, int]) -> Mapping[str, str]:
    """The pictures of one run: the colours change while the screen is there, as somebody's key would change them."""
    scene, first = SCREENS[screen], ""
    app = scene.app(theme=LOOKS[0])

    async def before(pilot: Pilot[int]) -> None:
        nonlocal first
        await scene.before(pilot)
        await settled(pilot)
        first = app.export_screenshot(title=app.title, simplify=True)
        app.theme = name_of(LOOKS[1])
        await settled(pilot)

    with closing(app.program):
        second = _take(app, terminal_size=size, run_before=before)
    return {LOOKS[0]: joined(first), LOOKS[1]: joined(second)}


def joined(picture: str) -> str:
    """The picture, with grounds of one colour side by side as one.

    How many pieces a row comes in depends on the moment at which it was drawn, and nobody can see it.
    """

    def join(row: re.Match[str]) -> str:
        whole: list[list[str]] = []
        for fill, x, y, width, height in GROUND.findall(row[0]):
            if (
                whole
                and [fill, y, height] == [whole[-1][0], whole[-1][2], whole[-1][4]]
                and _right(whole[-1]) == float(x)
            ):
                whole[-1][3] = f"{float(whole[-1][3]) + float(width):.1f}".removesuffix(".0")
            else:
                whole.append([fill, x, y, width, height])
        return "".join(AS_GROUND.format(*each) for each in whole)

    return GROUNDS.sub(join, picture)


def _right(ground: list[str]) -> float:
    return round(float(ground[1]) + float(ground[3]), 1)


AS_GROUND = '<rect fill="{}" x="{}" y="{}" width="{}" height="{}" shape-rendering="crispEdges"/>'
GROUND = re.compile(AS_GROUND.replace("{}", '([^"]*)'))
GROUNDS = re.compile("(?:" + AS_GROUND.replace("{}", '[^"]*') + ")+")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, screen: str, size: tuple[int, int], look: str
) -> None:
    monkeypatch.setattr(textual._doc, "take_svg_screenshot", lambda **_: both_looks(screen, size)[look])
    assert snap_compare(App[None]())
