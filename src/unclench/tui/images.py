"""Pictures in the terminal, through the extra `pictures` (textual-image), imported when the first is shown.

How a terminal shows pictures is read from the environment. The terminal itself is never asked: its
answer could be mistaken for keys, or never come.
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
from unclench.language import tr
from unclench.media.decoder import AT_MOST, DecodedPicture, Decoder, Undecodable
from unclench.routine.attachments import picture_file
from unclench.system.files import Unreadable

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

_KITTY = ("xterm-kitty", "xterm-ghostty")
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "rio")


class NoPicture(UnclenchError):
    """A picture cannot be shown; the message is a sentence for the user."""


class PictureView:
    """Shows a routine's pictures from `folder` in place of the figure on a screen; see player.tcss."""

    def __init__(self, screen: Screen[Any], folder: Path, setting: str) -> None:
        self._screen, self._folder, self._setting = screen, folder, setting
        self._wanted: str | None = None
        self._fetching = False
        self._failed = set[str]()

    def show(self, picture: str | None) -> None:
        """Show this picture, or none. If it cannot be shown, say so once and leave the figure."""
        if picture != self._wanted:
            self._wanted = picture
            self._screen.set_class(False, "-photo")
            self._screen.query("#photo").remove()
            if picture is not None and not self._fetching:
                self._fetching = True
                self._screen.run_worker(self._fetch(), group="picture")

    async def _fetch(self) -> None:
        """Decode one picture at a time, since that takes memory, and skip those that are not wanted any more."""
        picture = None
        try:
            while picture != self._wanted:
                picture = self._wanted
                if picture is not None and picture not in self._failed:
                    await self._mount(picture)
        finally:
            self._fetching = False

    async def _mount(self, picture: str) -> None:
        try:
            shown = await asyncio.to_thread(picture_widget, self._folder / picture, protocol(self._setting, os.environ))
        except NoPicture as reason:
            self._failed.add(picture)
            self._screen.notify(str(reason), markup=False)
            return
        if picture == self._wanted:
            self._screen.add_class("-photo")
            await self._screen.query_one("#middle").mount(Center(shown, id="photo"), after="#breath")


def protocol(setting: str, environ: Mapping[str, str]) -> str:
    """`kitty`, `sixel` or `none`: the setting, or for `auto` what this terminal is known to support."""
    if setting != "auto":
        return setting
    term = environ.get("TERM", "")
    if "TMUX" in environ or term.startswith(("screen", "tmux")):
        return "none"  # neither is passed on by default
    if "KITTY_WINDOW_ID" in environ or term in _KITTY:
        return "kitty"
    known = term.startswith(_SIXEL_TERMS) or environ.get("TERM_PROGRAM") in _SIXEL_PROGRAMS
    return "sixel" if known or "KONSOLE_VERSION" in environ else "none"


def picture_widget(path: Path, how: str) -> Widget:
    """A widget that shows the picture. Takes about 0.2 s, so call it from a thread. Raises NoPicture."""
    if how == "none":
        none = tr("{file} can't be shown: as far as unclench knows, this terminal shows no pictures.", file=path.name)
        raise NoPicture(none)
    if find_spec("textual_image") is None:
        lacking = tr(
            "{file} can't be shown without the extra `pictures`: pip install 'unclench[pictures]'", file=path.name
        )
        raise NoPicture(lacking)
    image = _image(_decoded(path))
    base, kitty, sixel = _widgets()
    shown: Widget = sixel(image) if how == "sixel" else _forgiving(base, kitty)(image)
    return shown


def _decoded(path: Path) -> DecodedPicture:
    """Decode the picture in another process: a file from a stranger may crash the decoder or fill the memory."""
    try:
        with Decoder(AT_MOST) as decoder:
            return decoder.picture(picture_file(path))
    except (Unreadable, Undecodable) as reason:
        raise NoPicture(f"{path.name} {reason}.") from reason


def _image(picture: DecodedPicture) -> Any:
    from PIL import Image

    return Image.frombytes("RGBA", (picture.width, picture.height), picture.pixels)


def _widgets() -> tuple[Any, Any, Any]:
    """textual-image's base widget, kitty renderable and sixel widget, imported without querying the terminal.

    The library queries the terminal on import if stdout is one, so it is given something else meanwhile.
    """
    real = sys.__stdout__
    sys.__stdout__ = io.StringIO()  # type: ignore[misc, assignment]  # not a terminal: nothing is queried
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


def _forgiving(base: Any, kitty: Any) -> Any:
    """The library writes past Textual; if the terminal is gone, that must not end a session."""

    class Forgiving(kitty):  # type: ignore[misc]
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

    class SafeImage(base, Renderable=Forgiving):  # type: ignore[misc, call-arg]
        pass

    return SafeImage
