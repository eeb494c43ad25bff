"""The decoding process and its protocol: files come in, plain samples or pixels go out, within limits."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # has no stubs; `signal` wraps it
import io
import os
import sys
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Any

from unclench.media import animation
from unclench.media.pcm import RATE

SOUND = "sound"
PICTURE = "picture"

LONGEST = 30
"""Seconds that a sound may last. A song chosen by mistake is refused, not loaded."""
LARGEST_SOUND = LONGEST * RATE * 2
"""The most bytes of samples in an answer: one channel, signed 16 bit, `RATE` frames per second."""
MOST_PIXELS = 40_000_000
"""The most pixels of a picture, before it is scaled down; of one that moves, of all its frames together."""
LARGEST_SIDE = 1_600
"""Pixels. A larger picture is scaled down, since no terminal can show more."""
LARGEST_MOVING_SIDE = 480
"""Pixels, the same for a picture that moves: half of a wide terminal, and all its frames together take 44 MB."""

LENGTH = Struct("=Q")
HEAD = Struct("=cIIQ")
FRAME = Struct("=I")
"""Stands in front of the pixels of each frame of a picture: for how many ms it is shown."""
READY, LACKING = b"R", b"X"
DONE = b"D"
NOT_ONE = b"N"
"""The file is of another type, or damaged."""
TOO_LARGE = b"L"
"""It lasts too long or has too many pixels."""
TOO_LARGE_IN_ALL = b"A"
"""All frames of a picture that moves have too many pixels together."""
TOO_MANY = b"F"
"""It has too many frames."""
TOO_HUNGRY = b"M"
"""The memory limit was reached."""


MEMORY = {SOUND: 200 << 20, PICTURE: 280 << 20}
"""Bytes of address space. The interpreter and its libraries take a third of the first; 40 megapixels take 160 MB."""
SECONDS = {SOUND: 1.0, PICTURE: 3.0}
"""Seconds of processor time per file: thirty seconds of sound take 0.1 s, forty megapixels 1 s."""
SECONDS_IN_ALL = 100
"""Seconds of processor time for all files of a process: more than anybody would wait."""
STEP = RATE
"""Frames decoded at a time."""
STRIP = 4_000_000
"""Pixels of a large picture that are scaled down at a time, since scaling makes copies of them."""

DecodingResult = tuple[bytes, int, int, bytes | bytearray]
"""A verdict, width and height, and samples or frames."""


def main(kind: str) -> None:
    """Decode the files that arrive on standard input until it ends."""
    source = open(0, "rb", closefd=False)  # noqa: SIM115  # open for as long as the process runs
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not look like an answer
    try:
        decode = sounds() if kind == SOUND else pictures()
    except ImportError:
        sink.write(LACKING)
        sink.flush()
        return
    confine(kind)
    sink.write(READY)
    sink.flush()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        allow(SECONDS[kind])
        try:
            verdict, width, height, data = decode(source.read(LENGTH.unpack(head)[0]))
        except MemoryError:
            verdict, width, height, data = TOO_HUNGRY, 0, 0, b""
        sink.write(HEAD.pack(verdict, width, height, len(data)))
        sink.write(data)
        sink.flush()
        data = b""  # so that the next file has all the memory


def confine(kind: str) -> None:
    """Set every limit that this system has. They can't be lifted again."""
    if sys.platform == "win32":
        import msvcrt

        # A crash opens no window.
        msvcrt.SetErrorMode(msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX)
        return
    import resource

    limits = {
        "RLIMIT_AS": MEMORY[kind], "RLIMIT_CPU": SECONDS_IN_ALL,
        "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": 0, "RLIMIT_NPROC": 0,
    }  # fmt: skip
    for name, limit in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit))
        except (AttributeError, OSError, ValueError):
            """Some systems lack some limits, and macOS has none on memory: there the one on time must do."""


def allow(seconds: float) -> None:
    """End this process once it has used this much processor time, counted from now."""
    if sys.platform != "win32":
        _signal.setitimer(_signal.ITIMER_PROF, seconds)


def sounds() -> Callable[[bytes], DecodingResult]:
    """A function that decodes a sound into mono samples: miniaudio's, else libsndfile's. Raises ImportError."""
    try:
        return _by_miniaudio()
    except ImportError:
        return _by_libsndfile()


def _by_miniaudio() -> Callable[[bytes], DecodingResult]:
    # The bare C library: its Python wrapper takes 25 ms to import and we need none of it.
    from _miniaudio import ffi, lib  # type: ignore[import-not-found]

    lib.init_miniaudio()
    config = lib.ma_decoder_config_init(lib.ma_format_s16, 1, RATE)
    decoder, piece, size = ffi.new("ma_decoder *"), ffi.new("int16_t[]", STEP), ffi.new("ma_uint64 *")

    def decode(data: bytes) -> DecodingResult:
        if lib.ma_decoder_init_memory(data, len(data), ffi.addressof(config), decoder) != lib.MA_SUCCESS:
            return NOT_ONE, 0, 0, b""
        samples, result = bytearray(), lib.MA_SUCCESS
        while result == lib.MA_SUCCESS and len(samples) <= LARGEST_SOUND:  # twenty megabytes of MP3 last for hours
            result = lib.ma_decoder_read_pcm_frames(decoder, piece, STEP, size)
            if result == lib.MA_SUCCESS and not size[0]:
                break
            samples += ffi.buffer(piece, 2 * size[0])
        lib.ma_decoder_uninit(decoder)
        if len(samples) > LARGEST_SOUND:
            return TOO_LARGE, 0, 0, b""
        return (DONE, 0, 0, samples) if result in {lib.MA_SUCCESS, lib.MA_AT_END} else (NOT_ONE, 0, 0, b"")

    return decode


def _by_libsndfile() -> Callable[[bytes], DecodingResult]:
    from unclench.media.libsndfile import NotSound, TooLong, decoder

    decoded = decoder()

    def decode(data: bytes) -> DecodingResult:
        try:
            return DONE, 0, 0, decoded(data, LARGEST_SOUND // 2).tobytes()
        except NotSound:
            return NOT_ONE, 0, 0, b""
        except TooLong:
            return TOO_LARGE, 0, 0, b""

    return decode


def pictures() -> Callable[[bytes], DecodingResult]:
    """A function that decodes a picture into frames of RGBA pixels. Raises ImportError without the library."""
    # PIL imports its plugins, and what they need, late, when this process can open no file any more.
    import copy  # noqa: F401

    from PIL import (  # noqa: F401
        GifImagePlugin,
        Image,
        ImageOps,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # PIL raises an error beyond twice of it, also for a frame within

    def decode(data: bytes) -> DecodingResult:
        try:
            frame_times = animation.frame_times(data)
            if frame_times is not None and (verdict := too_much(frame_times)) is not None:
                return verdict, 0, 0, b""
            frames = [] if frame_times is None else animation.shown(frame_times.lasting)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as file:
                return moving(file, frames) if len(frames) > 1 else still(file)
        except Image.DecompressionBombError:
            return TOO_LARGE, 0, 0, b""
        except (OSError, EOFError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError):
            return NOT_ONE, 0, 0, b""  # PIL raises any of these for a damaged file

    def still(file: Any) -> DecodingResult:
        file.draft(None, (LARGEST_SIDE, LARGEST_SIDE))  # decodes a JPEG straight to a smaller size
        small = reduced(file)
        small.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        image = ImageOps.exif_transpose(small)
        return DONE, *image.size, FRAME.pack(0) + image.tobytes()

    def moving(file: Any, frames: Sequence[tuple[int, int]]) -> DecodingResult:
        whole, size, data = file.size, (0, 0), bytearray()
        for number, ms in frames:
            file.seek(number)
            frame = file.convert("RGBA")
            if frame.size != whole:
                raise ValueError("a frame leads out of the picture")
            frame.thumbnail((LARGEST_MOVING_SIDE, LARGEST_MOVING_SIDE))
            size = frame.size
            data += FRAME.pack(ms)
            data += frame.tobytes()
        return DONE, *size, data

    def reduced(file: Any) -> Any:
        """A copy whose longer side is less than twice `LARGEST_SIDE`."""
        factor = max(1, max(file.size) // LARGEST_SIDE)
        small = Image.new("RGBA", (-(-file.width // factor), -(-file.height // factor)))
        rows = factor * max(1, STRIP // (file.width * factor))
        for top in range(0, file.height, rows):
            strip = file.crop((0, top, file.width, min(top + rows, file.height)))
            small.paste(strip.convert("RGBA").reduce(factor), (0, top // factor))
        small.info = dict(file.info)  # it says which way up the picture goes
        return small

    return decode


def too_much(frame_times: animation.FrameTimes) -> bytes | None:
    """The verdict about a GIF or WebP that claims more than is decoded; None where it does not."""
    frames = len(frame_times.lasting)
    if frames > animation.MOST_FRAMES:
        return TOO_MANY
    if frame_times.width * frame_times.height * frames > MOST_PIXELS:
        return TOO_LARGE if frames == 1 else TOO_LARGE_IN_ALL
    return None


if __name__ == "__main__":
    main(sys.argv[1])
