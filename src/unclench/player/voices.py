"""The voices of one run: the usual one, and one beside it for each language that a sheet is in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from unclench.ports import Voice

if TYPE_CHECKING:
    from unclench.routine.model import Routine
    from unclench.session.authors_words import AuthorsWords
    from unclench.voice.engine import VoiceWish
    from unclench.voice.voice import RenderedVoice


class Voices:
    """Makes each voice when it is first asked for; none of them looks for an engine before there is a text."""

    def __init__(
        self, wish: Callable[[], VoiceWish], notice: Callable[[str], None], make: Callable[[], Voice | None] | None
    ) -> None:
        """`make` returns the usual voice, which then says everything; None: by what the settings `wish` for now."""
        self._wish, self._notice, self._make = wish, notice, make
        self._of_languages: dict[str, RenderedVoice] = {}
        self._spoken: tuple[str, AuthorsWords] | None = None
        """The language of what is played and what its author wrote in it; None where the usual voice speaks that."""
        self._read: tuple[Routine, AuthorsWords] | None = None
        """The routine in another language that was looked at last, and what its author wrote."""

    @cached_property
    def usual(self) -> Voice | None:
        """What says everything that is in no other language; None where nothing speaks."""
        if self._make is not None:
            return self._make()
        from unclench.voice.voice_choice import choose_voice

        return choose_voice(self._wish(), self._notice)

    @property
    def current(self) -> Voice | None:
        """The voice for what is played, as `speak_for` has named it; None where nothing speaks."""
        if self._spoken is None or self._make is not None:
            return self.usual
        from unclench.voice.sheet_voice import SheetVoice
        from unclench.voice.voice import RenderedVoice

        tag, words = self._spoken
        assert isinstance(self.usual, RenderedVoice)
        return SheetVoice(self.usual, self._in_another(tag), words.are_in)

    def in_language(self, tag: str | None) -> Voice | None:
        """The voice for texts in a language; the usual one for None, and for its own."""
        if tag is None or self._make is not None or self._wish().speaks(tag):
            return self.usual
        return self._in_another(tag)

    def _in_another(self, tag: str) -> RenderedVoice:
        if tag not in self._of_languages:
            from unclench.voice.voice_choice import choose_sheet_voice

            self._of_languages[tag] = choose_sheet_voice(self._wish(), tag, self._notice)
        return self._of_languages[tag]

    def speak_for(self, routine: Routine) -> list[str]:
        """Have what its author wrote said in the routine's language from now on; what the program says, as always.

        Returns what is wrong: a sentence if it is known that nobody speaks it.
        """
        words, tag = self.words_of(routine), routine.language
        self._spoken = None if words is None or tag is None else (tag, words)
        if tag is None or self._spoken is None or not self.is_silent(tag):
            return []
        from unclench.voice.voice import unspoken

        return [" ".join(unspoken(tag))]

    def words_of(self, routine: Routine) -> AuthorsWords | None:
        """What the author of a routine in another language than the usual voice's wrote; None of any other routine."""
        if routine.language is None or self._wish().speaks(routine.language):
            return None
        read = self._read
        if read is None or read[0] is not routine:
            from unclench.session.authors_words import AuthorsWords

            read = self._read = routine, AuthorsWords(routine)
        return read[1]

    def is_silent(self, tag: str) -> bool:
        """Whether a voice for another language has been looked for in vain."""
        voice = self._of_languages.get(tag)
        return voice is not None and voice.name == "none"

    def why_unspoken(self, tag: str) -> tuple[str, str] | None:
        """Why nobody speaks a language, and what to do; None where somebody does, or no voice is wished for.

        It tries engines out, which may take seconds.
        """
        wish = self._wish()
        if wish.engine == "none" or wish.speaks(tag):
            return None
        from unclench.voice.voice import unspoken
        from unclench.voice.voice_choice import probe_sheet_voice

        return unspoken(tag) if probe_sheet_voice(wish, tag) is None else None

    @property
    def mute(self) -> bool:
        """Whether nothing speaks, as far as is known without looking for an engine."""
        if self._make is not None:
            return self.usual is None
        return getattr(self.__dict__.get("usual"), "name", "") == "none"  # it has looked for one in vain

    def close(self) -> None:
        """Close all of them. If they are asked for again, they are made anew."""
        if (voice := self.__dict__.pop("usual", None)) is not None:
            voice.close()
        while self._of_languages:
            self._of_languages.popitem()[1].close()
