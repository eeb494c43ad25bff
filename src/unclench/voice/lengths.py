"""How long words take, known before they are spoken: exact for recordings, a careful guess for any other voice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from unclench.system import log
from unclench.voice.engine import CALM, RECORDED, VoiceWish
from unclench.voice.recorded import file_name, own_voice, pause_after, sentences
from unclench.voice.spoken_text import plain, sayable

FILE = "lengths.txt"
"""Beside the recordings: on each line the name of one without its ending, a space, and its length in ms, rounded up."""
BEGINS, LETTER, DIGIT = 400, 68, 350
"""Ms of a guess: for each sentence, each letter or other sign, and each digit, at the pace CALM. None of the recordings
takes longer, nor does any of the 725 sentences that the bundled routines say, by espeak-ng, the slowest voice for
English: the longest takes 95 percent of its guess, and half of them less than 73."""
ELSEWHERE = {"letter": 82, "digit": 420, "syllable": 190, "character": 600}
"""Ms of a guess in another language than English, at the pace CALM: for each letter of an alphabet from Latin to
Cyrillic, each digit, each sign of a script whose signs take longer (Arabic, Thai, kana, Hangul), and each character of
Chinese. By what espeak-ng takes for sentences in 17 languages; only of kanji it makes more, which it cannot read."""
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
    from unclench.voice.recorded import SUFFIX

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
