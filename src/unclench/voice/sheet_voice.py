"""The voice for a sheet in another language: its author's words by a voice that speaks that, the others as always.

No utterance is said by two voices: one that has words of the author in it is said whole by theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from unclench.voice.voice import RenderedVoice, Utterance, pick

if TYPE_CHECKING:
    from unclench.voice.recitation import Recitation


class SheetVoice:
    """Two voices as one: `is_authors` tells which texts are for `authors`, or silent where that has no engine."""

    def __init__(self, usual: RenderedVoice, authors: RenderedVoice, is_authors: Callable[[str], bool]) -> None:
        self._usual, self._authors, self._is_authors = usual, authors, is_authors

    def prepare(self, texts: Iterable[str], *, first: bool = False) -> None:
        """Request these texts, each of the voice that is to say it; `first`: ahead of all others."""
        for voice, own in self._shared_out(texts):
            voice.prepare(own, first=first)

    def line(self, variants: Sequence[str], room: int | None = None) -> Utterance | None:
        """The first variant that is rendered and ends within `room` ms; those not rendered yet are rendered next."""
        text = pick(variants, lambda each: self._voice_of(each).length(each), room)
        speech = None if text is None else self._voice_of(text).line((text,), room)
        self.prepare(variants, first=True)
        return speech

    def pending(self, variants: Sequence[str]) -> bool:
        """Whether one of them has yet to be rendered, and will be."""
        return any(voice.pending(own) for voice, own in self._shared_out(variants))

    def recite(self, text: str) -> Recitation:
        """Have this said at once, sentence by sentence, by the one whose words it has."""
        return self._voice_of(text).recite(text)

    def close(self) -> None:
        """Nothing to do: whoever made the two voices closes them."""

    def _voice_of(self, text: str) -> RenderedVoice:
        return self._authors if self._is_authors(text) else self._usual

    def _shared_out(self, texts: Iterable[str]) -> list[tuple[RenderedVoice, list[str]]]:
        shares: tuple[list[str], list[str]] = [], []
        for text in texts:
            shares[self._is_authors(text)].append(text)
        return [(self._usual, shares[False]), (self._authors, shares[True])]
