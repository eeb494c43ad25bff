"""What a GIF or WebP says of its frames, read without a decoder; and how long each is shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.pictures import gif, webp

from unclench.media.animation import (
    FASTEST,
    MOST_BLOCKS,
    MOST_FRAMES,
    MOST_SHOWN,
    SLOWEST,
    FrameTimes,
    first_frame,
    frame_times,
    shown,
)


def frame(x: int, y: int, width: int, height: int, ms: int, *chunks: bytes) -> tuple[bytes, bytes]:
    """The chunk of a frame of a WebP that moves; the places of frames are even numbers."""
    numbers = [each.to_bytes(3, "little") for each in (x // 2, y // 2, width - 1, height - 1, ms)]
    return b"ANMF", b"".join(numbers) + b"\0" + b"".join(chunks)


def test_a_gif_says_how_large_it_is_and_how_long_each_of_its_frames_lasts(tmp_path):
    assert frame_times(gif(tmp_path / "a.gif", 5, 20, 300, size=(7, 9)).read_bytes()) == FrameTimes(
        7, 9, (50, 200, 3_000)
    )


def test_a_frame_that_leads_out_of_a_gif_makes_it_as_large_as_it_is(tmp_path):
    path = gif(tmp_path / "a.gif", 5, size=(7, 9), frame=(3, 0, 65_535, 4))
    assert frame_times(path.read_bytes()) == FrameTimes(65_538, 9, (50,))


def test_a_webp_says_how_large_it_is_and_how_long_each_of_its_frames_lasts(tmp_path):
    canvas = b"VP8X", b"\x02\0\0\0" + (99).to_bytes(3, "little") + (49).to_bytes(3, "little")
    path = webp(tmp_path / "a.webp", canvas, frame(0, 0, 10, 10, 40), frame(90, 0, 20, 20, 5_000))
    assert frame_times(path.read_bytes()) == FrameTimes(110, 50, (40, 5_000))


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_of_a_file_that_another_program_has_made_the_same_is_read(form):
    image = pytest.importorskip("PIL.Image")
    frames = [image.new("RGBA", (40, 30), (0, 0, 250 - 50 * number, 255)) for number in range(4)]
    file = io.BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=[300, 400, 500, 600])
    assert frame_times(file.getvalue()) == FrameTimes(40, 30, (300, 400, 500, 600))
    first = first_frame(file.getvalue())
    assert frame_times(first) == FrameTimes(40, 30, (300,) if form == "GIF" else (0,))
    with image.open(io.BytesIO(first)) as still:
        assert still.size == (40, 30)
        assert getattr(still, "n_frames", 1) == 1
        assert still.convert("RGBA").getpixel((20, 20))[2] >= 248


def test_a_webp_that_can_be_seen_through_is_seen_through_in_its_first_frame():
    image = pytest.importorskip("PIL.Image")
    frames = [image.new("RGBA", (40, 30), (0, 0, 250 - 99 * number, 100)) for number in range(2)]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=300, quality=50)
    with image.open(io.BytesIO(first_frame(file.getvalue()))) as still:
        assert abs(still.convert("RGBA").getpixel((20, 20))[3] - 100) < 5


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WAVE", b"", b"GIF"])
def test_any_other_file_stays_as_it_is(content):
    assert frame_times(content) is None
    assert first_frame(content) == content


@given(st.sampled_from([b"GIF87a", b"GIF89a\1\0\1\0\0\0\0", b"RIFF\0\0\0\0WEBP", b"RIFF\0\0\0\0WEBPVP8X"]), st.binary())
@example(b"GIF89a\1\0\1\0\x80\0\0", b"\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0")
@example(b"RIFF\0\0\0\0WEBP", b"ANMF\xff\xff\xff\xff")
def test_whatever_follows_the_first_bytes_a_file_has_frames_or_is_broken(start, rest):
    try:
        found = frame_times(start + rest)
    except ValueError:
        return
    assert found is not None
    assert min(found.width, found.height, len(found.lasting)) > 0
    assert frame_times(first_frame(start + rest)) is not None


@pytest.mark.parametrize("end", range(13, 70))
def test_a_gif_that_breaks_off_within_a_frame_is_broken(end, tmp_path):
    whole = gif(tmp_path / "a.gif", 30, 30).read_bytes()
    try:
        found = frame_times(whole[:end])
    except ValueError:
        return
    assert found is not None
    assert len(found.lasting) < 2 or end >= len(whole) - 1


@given(st.lists(st.integers(0, 70_000), min_size=1, max_size=700))
@example([0] * 600)
@example([70] * 20)
def test_frames_are_shown_at_their_own_pace_and_not_too_fast_too_slow_or_too_many(lasting):
    found = shown(lasting)
    numbers = [number for number, _ in found]
    assert numbers[0] == 0
    assert numbers == sorted(set(numbers))
    assert len(found) <= MOST_SHOWN
    assert all(FASTEST <= ms <= SLOWEST for _, ms in found)
    meant = [100 if ms <= 10 else ms for ms in lasting]
    whole = [sum(meant[at:end]) for at, end in zip(numbers, [*numbers[1:], len(lasting)], strict=True)]
    assert [ms for _, ms in found] == [min(max(each, FASTEST), SLOWEST) for each in whole]


@pytest.mark.parametrize(
    ("lasting", "expected"),
    [
        ([300, 400], [(0, 300), (1, 400)]), ([100, 100, 100, 100], [(0, 300), (3, 250)]),
        ([0, 0, 0, 0, 0], [(0, 300), (3, 250)]), ([60_000, 2_000], [(0, 5_000), (1, 2_000)]), ([40, 40], [(0, 250)]),
    ],
)  # fmt: skip
def test_a_frame_that_is_over_too_soon_makes_way_for_the_one_before(lasting, expected):
    assert shown(lasting) == expected


def test_a_still_picture_is_handed_on_as_it_is(tmp_path):
    path: Path = gif(tmp_path / "a.gif", 10)
    assert first_frame(path.read_bytes()) == path.read_bytes()


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


PHOTO = b"VP8 ", b"\0\0\0\x9d\x01\x2a" + number(0x4000 | 41, 2) + number(0x8000 | 30, 2)
"""The sizes have the scale of the picture in their two highest bits."""
DRAWING = b"VP8L", b"\x2f" + number(40 | 29 << 14, 4)


@pytest.mark.parametrize("chunk", [PHOTO, DRAWING], ids=["photo", "drawing"])
def test_a_webp_without_frames_is_as_large_as_it_says_and_stays_as_it_is(chunk, tmp_path):
    data = webp(tmp_path / "a.webp", chunk).read_bytes()
    assert frame_times(data) == FrameTimes(41, 30, (0,))
    assert first_frame(data) == data


def test_behind_a_chunk_of_an_odd_length_there_is_a_byte_of_nothing(tmp_path):
    data = webp(tmp_path / "a.webp", (b"ICCP", b"odd"), DRAWING).read_bytes()
    assert frame_times(data) == FrameTimes(41, 30, (0,))


def test_a_webp_that_breaks_off_within_a_frame_is_broken(tmp_path):
    data = webp(tmp_path / "a.webp", DRAWING, frame(0, 0, 10, 10, 40, b"x" * 20)).read_bytes()
    with pytest.raises(ValueError, match="breaks off"):
        frame_times(data[:-1])


def test_a_gif_that_says_no_time_of_a_frame_has_not_the_one_of_the_frame_before(tmp_path):
    data = gif(tmp_path / "a.gif", 5, 20).read_bytes()
    at = data.rindex(b"!\xf9")
    assert frame_times(data[:at] + data[at + 8 :]) == FrameTimes(4, 4, (50, 0))


def test_what_has_no_size_is_broken(tmp_path):
    with pytest.raises(ValueError, match="no frame"):
        frame_times(webp(tmp_path / "a.webp", (b"VP8 ", bytes(10))).read_bytes())


def test_a_webp_of_too_many_pieces_is_broken_and_not_read_to_its_end(tmp_path):
    with pytest.raises(ValueError, match="too many"):
        frame_times(webp(tmp_path / "a.webp", *[(b"JUNK", b"")] * MOST_BLOCKS, DRAWING).read_bytes())


def test_behind_one_frame_too_many_nothing_is_read(tmp_path):
    moving = [frame(0, 0, 4, 4, 40)] * (MOST_FRAMES + 9)
    for path in (webp(tmp_path / "a", *moving), gif(tmp_path / "b", *[9] * (MOST_FRAMES + 9))):
        found = frame_times(path.read_bytes())
        assert found is not None
        assert len(found.lasting) == MOST_FRAMES + 1


def test_a_frame_of_a_quarter_of_a_second_is_long_enough_and_one_of_ten_ms_lasts_a_tenth_of_a_second():
    assert shown([FASTEST, FASTEST]) == [(0, FASTEST), (1, FASTEST)]
    assert shown([300, 10, 300]) == [(0, 300), (1, 400)]
    assert shown([FASTEST] * (MOST_SHOWN + 1))[0] == (0, 2 * FASTEST)


def test_a_webp_whose_first_frame_is_shorter_than_it_says_is_broken():
    image = pytest.importorskip("PIL.Image")
    frames = [image.new("RGB", (40, 30), (9, 9, 250 - 99 * number)) for number in range(3)]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=300, quality=50)
    data = bytearray(file.getvalue())
    at = data.index(b"VP8 ", data.index(b"ANMF"))
    data[at + 4 : at + 8] = b"\xff\xff\0\0"
    with pytest.raises(ValueError, match="breaks off"):
        first_frame(bytes(data))
