"""How long words take, known before they are spoken: exact for recordings, a careful guess for any other voice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from unclench.system import log
from unclench.voice.engine import CALM, RECORDED, VoiceWish
from unclench.voice.recorded import file_name, own_voice, pause_after, sentences
from unclench.voice.text import plain, sayable

FILE = "lengths.txt"
"""Beside the recordings: on each line the name of one without its ending, a space, and its length in ms, rounded up."""
BEGINS, LETTER, DIGIT = 400, 68, 350
"""Ms of a guess: for each sentence, each letter or other sign, and each digit, at the pace CALM. None of the recordings
takes longer, nor does any of the 725 sentences that the bundled routines say, by espeak-ng, the slowest voice for
English: the longest takes 95 percent of its guess, and half of them less than 73."""


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
