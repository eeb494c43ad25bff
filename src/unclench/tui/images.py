"""Pictures in the terminal, through the extra `pictures` (textual-image); imported only when one is to be shown.

Which way of showing them a terminal has is told from its surroundings and never asked of it: an
answer could be taken from the keys that somebody presses, or never come.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.containers import Center

from unclench.errors import UnclenchError
from unclench.media.decoder import AT_MOST, DecodedPicture, Decoder, Undecodable
from unclench.routine.attachments import picture_file
from unclench.system.plain_files import Unreadable

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

_KITTY = ("xterm-kitty", "xterm-ghostty")
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "rio")


class NoPicture(UnclenchError):
    """A picture cannot be shown; the message is a sentence."""


class PictureView:
    """Hangs pictures that lie in `folder` in the figure's place on a screen, and takes them down; see player.tcss."""

    def __init__(self, screen: Screen[Any], folder: Path, setting: str) -> None:
        self._screen, self._folder, self._setting = screen, folder, setting
        self._wanted: str | None = None
        self._fetching = False
        self._missed = set[str]()

    def hang(self, picture: str | None) -> None:
        """This one, or none; a picture that cannot be shown is told of once, and the figure stays."""
        if picture != self._wanted:
            self._wanted = picture
            self._screen.set_class(False, "-photo")
            self._screen.query("#photo").remove()
            if picture is not None and not self._fetching:
                self._fetching = True
                self._screen.run_worker(self._fetch(), group="picture")

    async def _fetch(self) -> None:
        """One after the other, since decoding takes memory; and by then only what is still wanted."""
        picture = None
        try:
            while picture != self._wanted:
                picture = self._wanted
                if picture is not None and picture not in self._missed:
                    await self._show(picture)
        finally:
            self._fetching = False

    async def _show(self, picture: str) -> None:
        try:
            shown = await asyncio.to_thread(hung, self._folder / picture, way(self._setting, os.environ))
        except NoPicture as reason:
            self._missed.add(picture)
            self._screen.notify(str(reason), markup=False)
            return
        if picture == self._wanted:
            self._screen.add_class("-photo")
            await self._screen.query_one("#middle").mount(Center(shown, id="photo"), after="#breath")


def way(setting: str, environ: Mapping[str, str]) -> str:
    """`kitty`, `sixel` or `none`: the setting, or for `auto` what this terminal is known to understand."""
    if setting != "auto":
        return setting
    term = environ.get("TERM", "")
    if "TMUX" in environ or term.startswith(("screen", "tmux")):
        return "none"  # it passes neither on, as it comes
    if "KITTY_WINDOW_ID" in environ or term in _KITTY:
        return "kitty"
    known = term.startswith(_SIXEL_TERMS) or environ.get("TERM_PROGRAM") in _SIXEL_PROGRAMS
    return "sixel" if known or "KONSOLE_VERSION" in environ else "none"


def hung(path: Path, how: str) -> Widget:
    """A widget that shows the picture. Raises NoPicture. Takes some 0.2 s: not for the event loop."""
    if how == "none":
        raise NoPicture(f"{path.name} is not shown: this terminal is not known to show pictures.")
    if find_spec("textual_image") is None:
        raise NoPicture(f"{path.name} is not shown: that needs the extra `pictures`, see the README.")
    image = _image(_decoded(path))
    base, kitty, sixel = _widgets()
    shown: Widget = sixel(image) if how == "sixel" else _gentle(base, kitty)(image)
    return shown


def _decoded(path: Path) -> DecodedPicture:
    """By another process: what comes from a stranger may crash a decoder, or fill the memory."""
    try:
        with Decoder(AT_MOST) as decoder:
            return decoder.picture(picture_file(path))
    except (Unreadable, Undecodable) as reason:
        raise NoPicture(f"{path.name} {reason}.") from reason


def _image(picture: DecodedPicture) -> Any:
    from PIL import Image

    return Image.frombytes("RGBA", (picture.width, picture.height), picture.pixels)


def _widgets() -> tuple[Any, Any, Any]:
    """The library's base widget, its kitty renderable and its sixel widget, imported without asking the terminal."""
    real = sys.__stdout__
    sys.__stdout__ = io.StringIO()  # type: ignore[misc, assignment]  # no terminal: so it asks nothing
    try:
        from textual_image import _terminal
        from textual_image.renderable.tgp import Image as Kitty
        from textual_image.widget import SixelImage
        from textual_image.widget._base import Image as Base

        _terminal.get_cell_size()
    finally:
        sys.__stdout__ = real  # type: ignore[misc]
    try:
        rows, columns, width, height = _terminal.get_tiocgwinsz()
    except (OSError, ValueError):
        rows = columns = width = height = 0
    if rows and columns and width >= columns and height >= rows:
        _terminal.get_cell_size._result = _terminal.CellSize(width // columns, height // rows)  # noqa: SLF001
    return Base, Kitty, SixelImage


def _gentle(base: Any, kitty: Any) -> Any:
    """The library writes past Textual; where the terminal has gone that must not end a session."""

    class Gentle(kitty):  # type: ignore[misc]
        def cleanup(self) -> None:
            try:
                super().cleanup()
            except (OSError, ValueError):
                self.terminal_image_id = None

        def __rich_console__(self, console: Any, options: Any) -> Any:
            try:
                yield from list(super().__rich_console__(console, options))
            except (OSError, ValueError):
                return

    class Shown(base, Renderable=Gentle):  # type: ignore[misc, call-arg]
        pass

    return Shown
