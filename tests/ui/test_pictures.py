"""A picture beside the routine, where a terminal can show it, and where it cannot."""

from __future__ import annotations

import contextlib
import struct
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.pictures import bomb, gif

from unclench.media.decoder import DecodedPicture, Decoder
from unclench.routine import load_file
from unclench.tui import images
from unclench.tui.images import NoPicture, protocol, read_photo

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
        read_photo(png(tmp_path / "cat.png"), "kitty")


def test_a_picture_changed_for_a_link_is_not_followed(tmp_path):
    pytest.importorskip("textual_image")
    (tmp_path / "cat.png").symlink_to("/etc/hostname")
    with pytest.raises(NoPicture, match="is a link out of"):
        read_photo(tmp_path / "cat.png", "kitty")


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded(tmp_path):
    pytest.importorskip("textual_image")
    with pytest.raises(NoPicture, match="has more than 40 megapixels"):
        read_photo(bomb(tmp_path / "cat.png"), "kitty")


MOVING = ROUTINE.replace("cat.png", "cat.gif")


@pytest.fixture
def moving(desk, monkeypatch):
    """A session whose first step has a picture of three frames, sat at until it is shown; and which frame is shown."""
    pytest.importorskip("textual_image")

    def decoded(path: Path) -> DecodedPicture:
        """However busy the machine."""
        with Decoder(60, at_most=60) as decoder:
            return decoder.picture(path)

    monkeypatch.setattr(images, "_decoded", decoded)

    @contextlib.asynccontextmanager
    async def begun(how: str, *, still: bool = False, **opening: object):
        path = desk.write("mine.yaml", MOVING)
        gif(path.parent / "cat.gif", 30, 30, 200, size=(60, 40), frame=(20, 10, 1, 1))
        desk.program.settings = replace(desk.program.settings, pictures=how, still=still)
        routine = load_file(path, desk.program.catalogue).routine
        async with desk.sat_at(routine, sounding=True, **opening):
            await desk.play()
            await desk.wait(1_000)
            screen = desk.app.screen
            await desk.until(lambda: bool(screen.query("#photo")))
            yield screen._presentation._pictures

    return begun


def at(view: images.PictureView, monkeypatch: pytest.MonkeyPatch, ms: int) -> int:
    """Which frame is shown so many ms after the first one was due."""
    monkeypatch.setattr(images, "_now", lambda: view._until + ms)
    view.turn()
    return view._frame


@pytest.mark.parametrize("how", ["kitty", "sixel"])
async def test_a_picture_that_moves_shows_its_frames_each_for_its_time_and_then_again(moving, desk, monkeypatch, how):
    async with moving(how) as view:
        await desk.until(lambda: view._photo.widget.is_on_screen)
        assert view._photo.lasting == (300, 300, 2_000)
        while view._frame:  # the session may have turned it already
            at(view, monkeypatch, 0)
        assert [at(view, monkeypatch, ms) for ms in (-1, 0, -1, 0, -1_999, -1, 0)] == [0, 1, 1, 2, 2, 2, 0]
        assert view.turn() == 300


async def test_with_the_setting_still_a_picture_shows_its_first_frame_and_nothing_turns_it(moving, monkeypatch):
    async with moving("kitty", still=True) as view:
        assert len(view._photo.lasting) == 1
        assert view.turn() is None


async def test_a_picture_stands_still_while_the_session_is_paused(moving, desk):
    async with moving("kitty") as view:
        frames = desk.app.screen._presentation._picture_frames
        await desk.until(lambda: view._photo.widget.is_on_screen)
        await desk.wait(1_000)
        assert frames._handle is not None
        await desk.press("space")
        assert frames._handle is None
        await desk.press("space")
        await desk.wait(6_000)  # it counts down before it goes on
        assert frames._handle is not None


async def test_a_picture_behind_another_screen_or_in_too_small_a_window_turns_no_frames(moving, desk):
    async with moving("kitty") as view:
        await desk.until(lambda: view._photo.widget.is_on_screen)
        assert view.turn() is not None
        await desk.pilot.resize_terminal(80, 9)
        await desk.settled()
        assert view.turn() is None
        await desk.pilot.resize_terminal(80, 24)
        await desk.settled()
        assert view.turn() is not None
        await desk.press("question_mark")
        await desk.settled()
        assert view.turn() is None


async def test_a_terminal_is_sent_each_frame_once_and_told_to_forget_them_all(moving, desk, monkeypatch):
    sent = list[dict[str, object]]()
    monkeypatch.setattr("textual_image.renderable.tgp._send_tgp_message", lambda **message: sent.append(message))
    async with moving("kitty") as view:
        await desk.until(lambda: view._photo.widget.is_on_screen)
        for _ in range(9):
            at(view, monkeypatch, 0)
            await desk.settled()
        placed = [each["i"] for each in sent if each.get("a") == "p"]
        assert len(placed) == len(set(placed)) == 3
        await desk.wait(20_000)
        assert not desk.app.screen.query("#photo")
    assert {each["I"] for each in sent if each.get("a") == "d"} == set(placed)


async def test_sixels_of_a_frame_are_encoded_once(moving, desk, monkeypatch):
    pytest.importorskip("textual_image")
    from textual_image.widget.sixel import _ImageSixelImpl

    encoded = list[object]()
    encode = _ImageSixelImpl._image_to_sixels

    def counted(self, image, *given, **more):
        encoded.append(image)
        return encode(self, image, *given, **more)

    monkeypatch.setattr(_ImageSixelImpl, "_image_to_sixels", counted)
    async with moving("sixel") as view:
        await desk.until(lambda: view._photo.widget.is_on_screen)
        for _ in range(9):
            at(view, monkeypatch, 0)
            await desk.settled()
        assert len(encoded) == 3
