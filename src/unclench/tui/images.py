"""Pictures in the terminal, through the extra `pictures` (textual-image), imported when the first is shown.

How a terminal shows pictures is read from the environment. The terminal itself is never asked: its
answer could be mistaken for keys, or never come.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.containers import Center

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.media.decoder import AT_MOST, DecodedPicture, Decoder, Undecodable
from unclench.routine.attachments import picture_file
from unclench.system.files import Unreadable

if TYPE_CHECKING:
    from textual.screen import Screen

_KITTY = ("xterm-kitty", "xterm-ghostty")
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "rio")


class NoPicture(UnclenchError):
    """A picture cannot be shown; the message is a sentence for the user."""


class Photo(NamedTuple):
    """A widget that shows the first frame of a picture and may `turn_to` others, and for how many ms each is shown."""

    widget: Any
    lasting: tuple[int, ...]


class PictureView:
    """Shows a routine's pictures from `folder` in place of the figure on a screen; see player.tcss.

    With `still`, one that moves is shown in its first frame.
    """

    def __init__(self, screen: Screen[Any], folder: Path, setting: str, *, still: bool = False) -> None:
        self._screen, self._folder, self._setting, self._still = screen, folder, setting, still
        self._photo: Photo | None = None
        self._frame, self._until = 0, 0
        self._wanted: str | None = None
        self._fetching = False
        self._failed = set[str]()

    def show(self, picture: str | None) -> None:
        """Show this picture, or none. If it cannot be shown, say so once and leave the figure."""
        if picture != self._wanted:
            self._wanted, self._photo = picture, None
            self._screen.set_class(False, "-photo")
            self._screen.query("#photo").remove()
            if picture is not None and not self._fetching:
                self._fetching = True
                self._screen.run_worker(self._fetch(), group="picture")

    def turn(self) -> int | None:
        """Show the next frame of a picture that moves, once it is due.

        Returns the ms until the one after it is; None where nothing moves, or where nobody would see it.
        """
        if self._photo is None or len(self._photo.lasting) < 2:
            return None
        if not self._screen.is_active or not self._photo.widget.is_on_screen:
            return None
        now = _now()
        if now >= self._until:
            self._frame = (self._frame + 1) % len(self._photo.lasting)
            self._until = now + self._photo.lasting[self._frame]
            self._photo.widget.turn_to(self._frame)
        return self._until - now

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
            how = protocol(self._setting, os.environ)
            photo = await asyncio.to_thread(read_photo, self._folder / picture, how, still=self._still)
        except NoPicture as reason:
            self._failed.add(picture)
            self._screen.notify(str(reason), markup=False)
            return
        if picture == self._wanted:
            self._screen.add_class("-photo")
            self._photo, self._frame, self._until = photo, 0, _now() + photo.lasting[0]
            await self._screen.query_one("#middle").mount(Center(photo.widget, id="photo"), after="#breath")


def _now() -> int:
    """Ms on the clock of the loop that draws."""
    return round(asyncio.get_running_loop().time() * 1000)


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


def read_photo(path: Path, how: str, *, still: bool = False) -> Photo:
    """The picture in a file, or its first frame. Takes about 0.2 s, so call it from a thread. Raises NoPicture."""
    if how == "none":
        none = tr("{file} can't be shown: as far as unclench knows, this terminal shows no pictures.", file=path.name)
        raise NoPicture(none)
    if find_spec("textual_image") is None:
        lacking = tr(
            "{file} can't be shown without the extra `pictures`: pip install 'unclench[pictures]'", file=path.name
        )
        raise NoPicture(lacking)
    picture = _decoded(path)
    frames = picture.frames[:1] if still else picture.frames
    base, kitty, sixel = _widgets()
    make = _moving_sixel(sixel) if how == "sixel" else _forgiving(base, kitty)
    widget = make([_image(picture.width, picture.height, frame.pixels) for frame in frames])
    return Photo(widget, tuple(frame.lasting for frame in frames))


def _decoded(path: Path) -> DecodedPicture:
    """Decode the picture in another process: a file from a stranger may crash the decoder or fill the memory."""
    try:
        with Decoder(AT_MOST) as decoder:
            return decoder.picture(picture_file(path))
    except (Unreadable, Undecodable) as reason:
        raise NoPicture(f"{path.name} {reason}.") from reason


def _image(width: int, height: int, pixels: memoryview) -> Any:
    from PIL import Image

    return Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1)


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
    """A widget of frames for kitty's protocol: the terminal is sent each once, and then told which to show.

    The library writes past Textual; if the terminal is gone, that must not end a session.
    """

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
        def __init__(self, frames: Sequence[Any]) -> None:
            super().__init__(frames[0])
            self._frames, self._frame = frames, 0
            self._sent: dict[int, Forgiving] = {}
            self._sent_for: Any = None

        def turn_to(self, frame: int) -> None:
            self._frame = frame
            self.refresh()

        def render(self) -> Any:
            styled = self._get_styled_size()
            if self._sent_for != (styled, self.content_size):
                self._forget()
                self._sent_for = styled, self.content_size
            if self._frame not in self._sent:
                self._sent[self._frame] = Forgiving(self._frames[self._frame], *styled)
            return self._sent[self._frame]

        def on_unmount(self) -> None:
            self._forget()

        def _forget(self) -> None:
            while self._sent:
                self._sent.popitem()[1].cleanup()

    return SafeImage


def _moving_sixel(sixel: Any) -> Any:
    """A widget of frames as sixels, which are encoded once for each size that it has."""

    class MovingSixel(sixel, Renderable=sixel._Renderable):  # type: ignore[misc, call-arg]  # noqa: SLF001
        def __init__(self, frames: Sequence[Any]) -> None:
            super().__init__(frames[0])
            self._frames, self._frame = frames, 0
            self._encoded: dict[int, Any] = {}

        def turn_to(self, frame: int) -> None:
            for inner in self.children:  # there is none before it is mounted
                self._encoded[self._frame] = inner._cached_sixels  # noqa: SLF001
                inner.image, inner._cached_sixels = self._frames[frame], self._encoded.get(frame)  # noqa: SLF001
                inner.refresh()
            self._frame = frame

    return MovingSixel
