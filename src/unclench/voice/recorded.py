"""The recorded voice, one file for each sentence; and how long words take before they are spoken.

`sounds/make_voice.py` makes the files, Vorbis in Ogg. A text is cut into the same sentences here as there, and their
sounds are joined. The headers would be alike in all files, and longer than most of what is said: they are kept once, in
the file `HEADERS`, and are put before each file when it is read.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from unclench import language
from unclench.language import tr
from unclench.media.pcm import RATE, Samples, frames, from_native
from unclench.system import log
from unclench.voice.engine import (
    CALM,
    RECORDED,
    WORDS,
    EngineFailed,
    EngineNotHere,
    NotRecorded,
    Raw,
    Shaped,
    VoiceWish,
)
from unclench.voice.spoken_text import plain, sayable

if TYPE_CHECKING:
    from unclench.media.helper import DecodingResult


HEADERS, SUFFIX = "headers.ogg", ".vorbis"
BETWEEN, WITHIN = 250, 120
"""Ms of silence after a sentence, and after a part of one (ours)."""
_CUTS = re.compile(r"(?<=[.!?;:])\s+|(?<=,)\s+(?=\d+ of \d+\b)")
"""Where a text is cut: after each sentence, and within it where a speaker pauses and what stands there changes on its
own: the side, the count and the dose. So a count is recorded once, not for each movement."""
_END = ".!?"


@lru_cache(2048)  # home, a list and a sheet ask how long the same words take, again and again
def sentences(text: str) -> tuple[str, ...]:
    """The recorded parts of a text as they are read out: each begins with a capital and ends with its mark."""
    return _parts(plain(text))


def _parts(line: str) -> tuple[str, ...]:
    return tuple(_whole(part) for part in _CUTS.split(line) if sayable(part))


def _whole(part: str) -> str:
    part = part[0].upper() + part[1:]
    return part if part[-1] in f"{_END},:;" else f"{part}."


def whole_sentences(line: str) -> tuple[str, ...]:
    """What `plain` has made, in whole sentences: parts that only together make one stay together."""
    whole, begun = list[str](), list[str]()
    for part in _parts(line):
        begun.append(part)
        if part[-1] in _END:
            whole.append(" ".join(begun))
            begun.clear()
    return (*whole, *([" ".join(begun)] if begun else ()))


def pause_after(sentence: str) -> int:
    """Ms of silence between this one and the next."""
    return BETWEEN if sentence[-1] in _END else WITHIN


def file_name(sentence: str) -> str:
    """The file of a sentence: the first 16 hex digits of the SHA-256 of its text."""
    return sha256(sentence.encode()).hexdigest()[:16] + SUFFIX


def own_voice(wish: VoiceWish) -> str:
    """Why the recordings are not what somebody wishes to hear, in a sentence; empty if they are."""
    if not language.CODE.startswith(WORDS):
        return tr("It is recorded in English only.")
    if (wish.only or wish.engine != RECORDED) and not wish.speaks(WORDS):
        return tr("It is recorded in English only.")
    if wish.engine == RECORDED:
        return ""
    if wish.voice or wish.piper_model:
        return tr("Your settings ask for another voice.")
    if wish.rate != CALM or wish.pitch != 100:
        return tr("Your settings ask for another pace or pitch, and a recording has its own.")
    return ""


class RecordedEngine:
    """Joins recordings. A text of which one sentence is not recorded raises NotRecorded, before anything is decoded."""

    name = RECORDED

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._decode: Callable[[bytes], DecodingResult] | None = None
        self._headers = b""
        self.remark = ""
        self.description = tr("The voice is a recording, which comes with unclench.")

    def open(self) -> None:
        """Find the recordings, and load what decodes them, which takes 6 ms."""
        if why := own_voice(self._wish):
            raise EngineNotHere(why)
        folder = self._wish.recordings
        try:
            self._headers = (folder or Path()).joinpath(HEADERS).read_bytes()
        except OSError as error:
            raise EngineNotHere(tr("The recordings are not there.")) from error
        try:
            from unclench.media.helper import sounds

            self._decode = sounds()  # in this very process: these files are the program's own
        except ImportError as error:
            from unclench.media.decoder import REMEDY

            absent = tr("Neither miniaudio nor libsndfile is installed, so the recordings can't be read.")
            raise EngineNotHere(f"{absent} {REMEDY}") from error

    def render(self, text: str) -> Raw:
        """Join the recordings of a text, which are levelled and trimmed already. Raises NotRecorded."""
        if self._decode is None:
            raise EngineFailed(tr("The recordings are not open."))
        if (lacking := self.lacking(text)) is not None:
            raise lacking
        joined, pause = array("h"), 0
        for sentence in sentences(text):
            joined.extend(array("h", bytes(2 * frames(pause))))
            joined.extend(self._decoded(self._file(sentence)))
            pause = pause_after(sentence)
        return Shaped(joined, RATE)

    def lacking(self, text: str) -> NotRecorded | None:
        """The error for the first sentence of a text that is not recorded; None if all are."""
        missing = next((sentence for sentence in sentences(text) if not self._file(sentence).is_file()), None)
        if missing is None:
            return None
        return NotRecorded(tr("This is not recorded: {sentence}", sentence=missing), missing)

    def _file(self, sentence: str) -> Path:
        return (self._wish.recordings or Path()) / file_name(sentence)

    def stop(self) -> None:
        """A sentence takes milliseconds: there is nothing to end."""

    def close(self) -> None:
        """Release the decoder."""
        self._decode = None

    def _decoded(self, file: Path) -> Samples:
        """The samples of a file; one that cannot be read counts as not there."""
        assert self._decode is not None
        try:
            *_, data = self._decode(self._headers + file.read_bytes())
        except OSError as error:
            data, reason = b"", error.strerror or error
        else:
            reason = tr("it is damaged")
        if not data:
            raise NotRecorded(tr("{file} cannot be read ({reason}).", file=file, reason=reason), str(file))
        return from_native(bytes(data))


FILE = "lengths.txt"
"""Beside the recordings: on each line the name of one without its ending, a space, and its length in ms, rounded up."""
BEGINS, LETTER, DIGIT = 400, 68, 350
"""Ms of a guess: for each sentence, each letter or other sign, and each digit, at the pace CALM. None of the recordings
takes longer, nor does any of the 725 sentences that the bundled routines say, by espeak-ng, the slowest voice for
English: the longest takes 95 percent of its guess, and half of them less than 73."""
ELSEWHERE = {"letter": 82, "digit": 420, "syllable": 190, "character": 600}
"""Ms of a guess in another language than English, at the pace CALM: for each letter of an alphabet from Latin to
Cyrillic, each digit, each sign of a script whose signs take longer (Arabic, Thai, kana, Hangul), and each character of
Chinese. By what espeak-ng takes for sentences in 17 languages, except kanji, which it cannot read and so takes longer
over."""
_ALPHABETS, _HAN = 0x0590, range(0x3400, 0xA000)
"""Where the signs of other scripts begin in Unicode, and where the characters of Chinese are."""


def lengths(wish: VoiceWish) -> Callable[[str], int]:
    """Returns how many ms the voice that somebody wishes for takes to say a text; rather too many than too few."""
    recorded: Mapping[str, int] = {}
    if wish.engine in ("auto", RECORDED) and not own_voice(wish) and wish.recordings is not None:
        recorded = known(wish.recordings)

    @cache
    def length(text: str) -> int:
        parts = sentences(text)
        of_parts = [recorded.get(file_name(part)) for part in parts]
        if parts and None not in of_parts:
            return sum(filter(None, of_parts)) + sum(map(pause_after, parts[:-1]))
        return guess(text, wish.rate)

    return length


def sheet_lengths(
    usual: Callable[[str], int], is_authors: Callable[[str], bool], rate: int, *, silent: bool
) -> Callable[[str], int]:
    """The same for a sheet in another language, at `rate` percent; where its words stay `silent` they take no time."""

    def length(text: str) -> int:
        if not is_authors(text):
            return usual(text)
        return 0 if silent else guess_elsewhere(text, rate)

    return length


@cache
def known(folder: Path) -> Mapping[str, int]:
    """The length in ms of each recording by its file's name; nothing where the list cannot be read."""
    try:
        pairs = [line.split() for line in folder.joinpath(FILE).read_text("ascii").splitlines()]
        return {f"{name}{SUFFIX}": int(ms) for name, ms in pairs}
    except (OSError, ValueError) as error:
        log.warning("voice", "the lengths of the recordings cannot be read: %s", type(error).__name__)
        return {}


def guess(text: str, rate: int = CALM) -> int:
    """How long an unknown voice may take for a text at `rate` percent of its own pace, in ms."""
    line = plain(text)
    if not sayable(line):
        return 0
    digits = sum(each.isdigit() for each in line)
    ms = BEGINS * max(1, len(sentences(text))) + LETTER * (len(line) - digits) + DIGIT * digits
    return ms * CALM // rate


def guess_elsewhere(text: str, rate: int = CALM) -> int:
    """The same for a text in any other language than English."""
    line = plain(text, english=False)
    if not sayable(line):
        return 0
    ms = BEGINS * max(1, len(sentences(text))) + sum(ELSEWHERE[_sort(each)] for each in line)
    return ms * CALM // rate


def _sort(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if ord(sign) < _ALPHABETS:
        return "letter"
    return "character" if ord(sign) in _HAN else "syllable"
