"""The decoding process: files come in, plain samples or pixels go out, and nothing else can be done here.

It is begun by `decoder`, for sounds or for pictures, with next to nothing imported so that it is soon there
(for sounds in 15 ms). Its limits are set before the first byte of a stranger's arrives. They hold for whatever a
file may make of this process, too: it can open no file, begin no process and write to no disk.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # without stubs; `signal` is made of it
import io
import os
import sys
from collections.abc import Callable
from typing import Any

from unclench.media import protocol as p
from unclench.media.pcm import RATE

MEMORY = {p.SOUND: 200 << 20, p.PICTURE: 280 << 20}
"""Bytes of address space: the interpreter and its libraries take a third of the first, and 40 megapixels 160 MB."""
SECONDS = {p.SOUND: 1.0, p.PICTURE: 3.0}
"""Of processor time, for each file: thirty seconds of sound take 0.1, forty megapixels 1."""
SECONDS_IN_ALL = 100
"""For all files of one process: longer than anybody waits for it."""
STEP = RATE
"""Frames decoded at once."""
STRIP = 4_000_000
"""Pixels of a large picture that are made smaller at once, since making them smaller takes copies of them."""

Answer = tuple[bytes, int, int, bytes | bytearray]
"""A verdict, width and height, and samples or pixels."""


def main(kind: str) -> None:
    """Decode what comes in on standard input until its end."""
    source = open(0, "rb", closefd=False)  # noqa: SIM115  # it lasts as long as the process
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    try:
        decode = sounds() if kind == p.SOUND else pictures()
    except ImportError:
        sink.write(p.LACKING)
        sink.flush()
        return
    confine(kind)
    sink.write(p.READY)
    sink.flush()
    while len(head := source.read(p.LENGTH.size)) == p.LENGTH.size:
        allow(SECONDS[kind])
        try:
            verdict, width, height, data = decode(source.read(p.LENGTH.unpack(head)[0]))
        except MemoryError:
            verdict, width, height, data = p.TOO_HUNGRY, 0, 0, b""
        sink.write(p.HEAD.pack(verdict, width, height, len(data)))
        sink.write(data)
        sink.flush()


def confine(kind: str) -> None:
    """Set every limit that this system has, for good."""
    if sys.platform == "win32":
        import msvcrt

        # No window that asks what to do about a crash.
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
            """Not every system has each of them, and macOS takes none on memory: there, time has to do."""


def allow(seconds: float) -> None:
    """End this process when it has worked for so long from now on."""
    if sys.platform != "win32":
        _signal.setitimer(_signal.ITIMER_PROF, seconds)


def sounds() -> Callable[[bytes], Answer]:
    """What decodes a sound to mono samples. Raises ImportError without the library."""
    # The C library as such: what miniaudio puts around it takes 25 ms to import, and none of it is needed.
    from _miniaudio import ffi, lib  # type: ignore[import-not-found]

    lib.init_miniaudio()
    config = lib.ma_decoder_config_init(lib.ma_format_s16, 1, RATE)
    decoder, piece, size = ffi.new("ma_decoder *"), ffi.new("int16_t[]", STEP), ffi.new("ma_uint64 *")

    def decode(data: bytes) -> Answer:
        if lib.ma_decoder_init_memory(data, len(data), ffi.addressof(config), decoder) != lib.MA_SUCCESS:
            return p.NOT_ONE, 0, 0, b""
        samples, result = bytearray(), lib.MA_SUCCESS
        while result == lib.MA_SUCCESS and len(samples) <= p.LARGEST_SOUND:  # twenty megabytes of MP3 can hold hours
            result = lib.ma_decoder_read_pcm_frames(decoder, piece, STEP, size)
            if result == lib.MA_SUCCESS and not size[0]:
                break
            samples += ffi.buffer(piece, 2 * size[0])
        lib.ma_decoder_uninit(decoder)
        if len(samples) > p.LARGEST_SOUND:
            return p.TOO_LARGE, 0, 0, b""
        return (p.DONE, 0, 0, samples) if result in {lib.MA_SUCCESS, lib.MA_AT_END} else (p.NOT_ONE, 0, 0, b"")

    return decode


def pictures() -> Callable[[bytes], Answer]:
    """What decodes a picture to as many RGBA pixels as can be shown. Raises ImportError without the library."""
    # What PIL would import when it needs it, after no file can be opened any more.
    from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin  # noqa: F401

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # it would warn, and later than we refuse

    def decode(data: bytes) -> Answer:
        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as file:
                if file.width * file.height > p.MOST_PIXELS:
                    return p.TOO_LARGE, 0, 0, b""
                file.draft(None, (p.LARGEST_SIDE, p.LARGEST_SIDE))  # a JPEG is at once decoded at less than its size
                small = reduced(file)
            small.thumbnail((p.LARGEST_SIDE, p.LARGEST_SIDE))
            image = ImageOps.exif_transpose(small)
        except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, AttributeError):
            return p.NOT_ONE, 0, 0, b""  # PIL raises any of these for a damaged file
        return p.DONE, *image.size, image.tobytes()

    def reduced(file: Any) -> Any:
        """A copy whose longer side is less than twice as long as can be shown."""
        factor = max(1, max(file.size) // p.LARGEST_SIDE)
        small = Image.new("RGBA", (-(-file.width // factor), -(-file.height // factor)))
        rows = factor * max(1, STRIP // (file.width * factor))
        for top in range(0, file.height, rows):
            strip = file.crop((0, top, file.width, min(top + rows, file.height)))
            small.paste(strip.convert("RGBA").reduce(factor), (0, top // factor))
        small.info = dict(file.info)  # it says which way up the picture is
        return small

    return decode


if __name__ == "__main__":
    main(sys.argv[1])
