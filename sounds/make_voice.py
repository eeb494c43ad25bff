#!/usr/bin/env python3
"""Make the recorded voice: `python sounds/make_voice.py`, with the packages hibari-tts, soundfile and numpy.

It speaks whatever `everything_said.py` finds and sounds/voice/ does not have yet, and removes what nobody says any
more. With `--check`, for which no package is needed, it only says which those are. To have all of it spoken anew, by
another voice or at another pace, delete the folder's recordings first.

Each sentence is trimmed and made as loud as all speech of the program, then coded as Vorbis at its lowest quality, some
30 kbit a second: one clear voice needs no more. See `unclench.voice.recorded` for how the files are named and read.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sounds import everything_said  # noqa: E402  # it puts the program on the path

from unclench.media.pcm import Samples  # noqa: E402
from unclench.voice.narrator import RATE, Narrator  # noqa: E402
from unclench.voice.recorded import FILE, HEADERS, SUFFIX, file_name, known  # noqa: E402  # noqa: E402

FOLDER = HERE / "voice"
LOWEST = 1.0
"""libsndfile's word for the lowest quality of Vorbis."""


class Recordings:
    """What is in a folder, compared with what is said."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        said = {file_name(sentence): sentence for sentence in everything_said.all_sentences()}
        there = {path.name for path in folder.glob(f"*{SUFFIX}")}
        self.missing = [sentence for name, sentence in said.items() if name not in there]
        """Sentences without a file."""
        self.unsaid = sorted(there - said.keys())
        """Names of files that nobody says."""

    def report(self) -> Iterator[str]:
        """What is wrong, a line each; nothing if sentences and files agree."""
        yield from (f"no file: {file_name(sentence)} {sentence}" for sentence in self.missing)
        yield from (f"said by nobody: {name}" for name in self.unsaid)
        if known(self.folder) != self._lengths():
            yield f"not the lengths of these recordings: {FILE}"

    def mend(self) -> None:
        """Speak what is missing, and remove what nobody says."""
        for name in self.unsaid:
            (self.folder / name).unlink()
        speaker = Narrator() if self.missing else None
        for number, sentence in enumerate(self.missing, 1):
            assert speaker is not None
            headers, sound = parted(coded(speaker.say(sentence)))
            self._keep(HEADERS, headers)
            self._keep(file_name(sentence), sound)
            print(f"{number} of {len(self.missing)}: {sentence}")
        lines = (f"{name.removesuffix(SUFFIX)} {ms}\n" for name, ms in self._lengths().items())
        (self.folder / FILE).write_text("".join(lines), "ascii")

    def _lengths(self) -> dict[str, int]:
        """How long each recording lasts, in ms, rounded up; by the name of its file."""
        return {path.name: length(path.read_bytes()) for path in sorted(self.folder.glob(f"*{SUFFIX}"))}

    def _keep(self, name: str, data: bytes) -> None:
        self.folder.mkdir(exist_ok=True)
        path = self.folder / name
        if name == HEADERS and path.exists() and path.read_bytes() != data:
            raise SystemExit(f"{path} was made by another encoder: delete the recordings and make all anew.")
        if not path.exists():
            path.write_bytes(data)


def coded(sound: Samples) -> bytes:
    """The samples as an Ogg file."""
    import soundfile

    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE, 1, format="OGG", subtype="VORBIS", compression_level=LOWEST) as written:
        written.buffer_write(sound.tobytes(), dtype="int16")
    return file.getvalue()


# -- Ogg: its pages (RFC 3533) ---------------------------------------------------------------

PLACE = slice(6, 14)
"""How many samples there are up to the end of a page."""
SERIAL = slice(14, 18)
SUM = slice(22, 26)
TABLE = 26
"""Where the number of segments stands; their lengths follow."""
HEADER_PACKETS = 3


def parted(ogg: bytes) -> tuple[bytes, bytes]:
    """The pages with the headers, and those with the sound; all as if they belonged to one and the same file."""
    headers, sound, packets = bytearray(), bytearray(), 0
    for page in pages(ogg):
        (headers if packets < HEADER_PACKETS else sound).extend(page)
        lengths = page[TABLE + 1 : TABLE + 1 + page[TABLE]]
        packets += sum(length < 255 for length in lengths)
    return bytes(headers), bytes(sound)


def pages(ogg: bytes) -> Iterator[bytes]:
    """The pages of a file, each with the serial number 0 instead of one by chance, and the sum that goes with it."""
    place = 0
    while place < len(ogg):
        end = place + TABLE + 1 + ogg[place + TABLE]
        end += sum(ogg[place + TABLE + 1 : end])
        page = bytearray(ogg[place:end])
        page[SERIAL] = page[SUM] = bytes(4)
        page[SUM] = checksum(page).to_bytes(4, "little")
        yield bytes(page)
        place = end


def length(ogg: bytes) -> int:
    """How long a recording lasts, in ms, rounded up: its last page counts the samples up to its end."""
    *_, last = pages(ogg)
    return -(-int.from_bytes(last[PLACE], "little") * 1000 // RATE)


MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits the other way round."""


def checksum(page: bytes | bytearray) -> int:
    """Ogg's own: the polynomial of CRC-32, but not reflected, begun with 0, and not inverted at the end.

    It is worked out by zlib, which has it reflected: the bits go in, and come back, the other way round.
    """
    reflected = zlib.crc32(page.translate(MIRRORED), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int(f"{reflected:032b}"[::-1], 2)


def main(*, check: bool) -> int:
    """Make what is missing, or only say what that is. Returns 1 if that was asked and something is."""
    recordings = Recordings()
    if check:
        wrong = list(recordings.report())
        print("\n".join(wrong) or "Every sentence has its file.")
        return bool(wrong)
    began = time.monotonic()
    recordings.mend()
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(recordings.missing)} made, {len(recordings.unsaid)} removed in {time.monotonic() - began:.0f} s.")
    print(f"{len(list(FOLDER.iterdir()))} files, {size / 1e6:.1f} MB.")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the recorded voice.")
    parser.add_argument("--check", action="store_true", help="only say what is missing, and what nobody says")
    sys.exit(main(check=parser.parse_args().check))
