"""A picture beside the routine, where a terminal can show it, and where it cannot."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.pictures import bomb

from unclench.routine import load_file
from unclench.tui.images import NoPicture, picture_widget, protocol

pytestmark = pytest.mark.drawn

ROUTINE = "title: T\nsteps:\n  - exercise: cat-cow\n    hold: 20s\n    setup: 0s\n    picture: cat.png\n  - rest: 20s\n"


def png(path: Path, width: int = 60, height: int = 40) -> Path:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff\0\0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


async def shown(desk, way_to_show: str, picture: bytes | None = None) -> tuple[bool, bool, list[str]]:
    """Whether the picture and whether the figure stands there, and what was said."""
    path = desk.write("mine.yaml", ROUTINE)
    png(path.parent / "cat.png")
    if picture is not None:
        (path.parent / "cat.png").write_bytes(picture)
    desk.program.settings = replace(desk.program.settings, pictures=way_to_show)
    routine = load_file(path, desk.program.catalogue).routine
    async with desk.sat_at(routine, sounding=True):
        await desk.play()
        await desk.wait(1_000)
        screen = desk.app.screen
        await desk.until(lambda: screen.has_class("-photo") or len(desk.app._notifications) > 0)
        await desk.wait(1_000)
        found = screen.query("#photo")
        said = [note.message for note in desk.app._notifications]
        result = (bool(found), screen.query_one("#figure").display, said)
        await desk.wait(20_000)
        assert not screen.query("#photo")  # a rest has no picture
        return result


@pytest.mark.parametrize("how", ["kitty", "sixel"])
async def test_a_picture_stands_in_for_the_figure_of_its_step(desk, how):
    pytest.importorskip("textual_image")
    assert await shown(desk, how) == (True, False, [])


async def test_a_terminal_without_pictures_shows_the_figure_and_says_so_once(desk):
    said = ["cat.png can't be shown: as far as unclench knows, this terminal shows no pictures."]
    assert await shown(desk, "none") == (False, True, said)


async def test_a_broken_picture_leaves_the_figure_standing(desk):
    pytest.importorskip("textual_image")
    broken = b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 50
    assert await shown(desk, "kitty", broken) == (False, True, ["cat.png can't be read as a picture."])


@pytest.mark.parametrize(
    ("environ", "how"),
    [
        ({"TERM": "xterm-256color"}, "none"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "tmux-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, "none"),
        ({}, "none"),
    ],
)
def test_what_a_terminal_can_is_told_by_its_name(environ, how):
    assert protocol("auto", environ) == how
    assert protocol("sixel", environ) == "sixel"


def test_without_the_extra_a_sentence_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr("unclench.tui.images.find_spec", lambda name: None)
    with pytest.raises(NoPicture, match="without the extra `pictures`"):
        picture_widget(png(tmp_path / "cat.png"), "kitty")


def test_a_picture_changed_for_a_link_is_not_followed(tmp_path):
    pytest.importorskip("textual_image")
    (tmp_path / "cat.png").symlink_to("/etc/hostname")
    with pytest.raises(NoPicture, match="is a link out of"):
        picture_widget(tmp_path / "cat.png", "kitty")


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded(tmp_path):
    pytest.importorskip("textual_image")
    with pytest.raises(NoPicture, match="has more than 40 megapixels"):
        picture_widget(bomb(tmp_path / "cat.png"), "kitty")
