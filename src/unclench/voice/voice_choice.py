"""Which voice speaks. Start here: `choose_voice` for a session, `probe_voices` for the doctor.

No utterance is said by two voices: one that has words of the author in it is said whole by theirs.

spd-say is left out on purpose: speech-dispatcher plays by itself and returns no samples, so its words
could not be measured beforehand, placed or stopped together with the cues. Where it is installed it
usually speaks through espeak-ng, which is tried here anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from unclench.audio.backend import Probe, order
from unclench.language import tr
from unclench.voice.engine import ENGINES, RECORDED, TRIAL, EngineFailed, VoiceWish
from unclench.voice.voice import HINT, SILENT, Engines, RenderedVoice, Utterance, pick

if TYPE_CHECKING:
    from unclench.voice.engine import Engine
    from unclench.voice.voice import Recitation


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


def choose_voice(wish: VoiceWish, on_notice: Callable[[str], None]) -> RenderedVoice:
    """The voice for a session. It looks for an engine when the first text is asked for.

    `on_notice` is called with a sentence, on the voice's own thread, when the engine asked for cannot
    speak, when one fails and another takes over, and when none is left.
    """
    wished = None if wish.engine == "auto" else wish.engine
    return RenderedVoice(Engines(_makers(wish), on_notice, wished))


def choose_sheet_voice(wish: VoiceWish, tag: str, on_notice: Callable[[str], None]) -> RenderedVoice:
    """The voice for the words of a sheet in another language than the wish's: the first engine that speaks it.

    `on_notice` is called once with what `voice.unspoken` says where none does.
    """
    nobody_wished = "none" if wish.engine == "none" else None
    made = _makers(wish.in_language(tag))
    return RenderedVoice(Engines(made, on_notice, nobody_wished, sheet=tag))


def _makers(wish: VoiceWish) -> list[Callable[[], Engine]]:
    return [maker(name, wish) for name in _names(wish)]


def _names(wish: VoiceWish) -> list[str]:
    """The engines to try, in their order."""
    return [name for name in order(wish.engine, ENGINES) if name != "none"]


def maker(name: str, wish: VoiceWish) -> Callable[[], Engine]:
    """What makes an engine. Its module is imported only when it is tried, on the voice's thread."""

    def make() -> Engine:
        if name == "recorded":
            from unclench.voice.recorded import RecordedEngine

            return RecordedEngine(wish)
        if name == "say":
            from unclench.voice.programs import SayEngine

            return SayEngine(wish)
        if name == "sapi":
            from unclench.voice.programs import SapiEngine

            return SapiEngine(wish)
        if name == "piper":
            from unclench.voice.programs import PiperEngine

            return PiperEngine(wish)
        if name == "hibari":
            from unclench.voice.hibari import HibariEngine

            return HibariEngine(wish)
        if name == "espeak":
            from unclench.voice.espeak import EspeakEngine

            return EspeakEngine(wish)
        from unclench.voice.espeak import EspeakCommandEngine

        return EspeakCommandEngine(wish)

    return make


def probe_voices(wish: VoiceWish) -> list[Probe]:
    """Have every engine say one word to see which ones work. May take seconds."""
    return [_probed(name, maker(name, wish)()) for name in ENGINES[:-1]]


def probe_sheet_voice(wish: VoiceWish, tag: str) -> Probe | None:
    """The first engine that speaks the language of a sheet, tried out; None where none does."""
    exact = wish.in_language(tag)
    probes = (_probed(name, maker(name, exact)()) for name in _names(wish))
    return next((probe for probe in probes if probe.available), None)


def _probed(name: str, engine: Engine) -> Probe:
    try:
        engine.open()
        heard = any(engine.render(TRIAL).samples)
    except EngineFailed as failure:
        return Probe(name, engine.description, available=False, why_not=str(failure))
    else:
        why_not = "" if heard else tr("It runs, but no sound comes out.")
        return Probe(name, engine.description, available=heard, why_not=why_not)
    finally:
        engine.close()


def cast(wish: VoiceWish, probes: Collection[Probe]) -> str:
    """Who says what, as a sentence or two, by what was found of each engine."""
    found = {probe.name for probe in probes if probe.available}
    speaking = [name for name in order(wish.engine, ENGINES) if name in found]
    if not speaking:
        return SILENT
    if speaking[0] != RECORDED:
        return tr("{name} says everything.", name=speaking[0])
    if len(speaking) > 1:
        return tr("{name} says what comes with unclench, {other} words of your own.", name=RECORDED, other=speaking[1])
    alone = tr("{name} says what comes with unclench; words of your own need another voice.", name=RECORDED)
    return f"{alone} {HINT}"
