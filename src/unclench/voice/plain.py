"""Text as every engine gets it: words, and nothing that any of them would take for an order."""

from __future__ import annotations

import unicodedata

from unclench.voice.reading import READ_AS_A_PAUSE, readable

LONGEST = 600
"""Characters: more than half a minute of speech, which no listener wants and no phase has room for."""

_ORDERS = {ord(c): " " for c in "[]{}<>\\|`^~*_#"}
"""Marks that have no sound: double brackets are phonemes to espeak-ng and piper and commands to
macOS say, angle brackets are SSML."""


def plain(text: str) -> str:
    """One line without control characters, markup, pictures or a leading dash, at most `LONGEST` long."""
    # First what has no sound, lest it stand between a figure and what belongs to it.
    words = "".join(" " if _soundless(c) else c for c in text[: 8 * LONGEST].translate(_ORDERS)).split()
    line = " ".join(readable(" ".join(words)).split()).lstrip("-+=/@ ")
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]
    return line


def _soundless(char: str) -> bool:
    """Control characters and spaces; and pictures: nobody wants to hear "grinning face"."""
    kind = unicodedata.category(char)
    return kind[0] in "CZ" or (kind == "So" and char != "°" and not READ_AS_A_PAUSE[0] <= char <= READ_AS_A_PAUSE[1])


def sayable(line: str) -> bool:
    """Whether there is anything in it to pronounce."""
    return any(c.isalnum() for c in line)
