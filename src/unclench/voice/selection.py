"""Which voice speaks. Start here: `choose_voice` for a session, `probe_voices` for the doctor.

spd-say is left out on purpose: speech-dispatcher plays by itself and returns no samples, so its words
could not be measured beforehand, placed or stopped together with the cues. Where it is installed it
usually speaks through espeak-ng, which is tried here anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from unclench.audio.backend import Probe, order
from unclench.language import tr
from unclench.voice.engine import ENGINES, EngineFailed, VoiceWish

if TYPE_CHECKING:
    from unclench.voice.engine import Engine
    from unclench.voice.voice import RenderedVoice


def choose_voice(wish: VoiceWish, on_notice: Callable[[str], None]) -> RenderedVoice:
    """The voice for a session. It looks for an engine when the first text is asked for.

    `on_notice` is called with a sentence, on the voice's own thread, when the engine asked for cannot
    speak, when one fails and another takes over, and when none is left.
    """
    from unclench.voice.voice import Engines, RenderedVoice

    wished = None if wish.engine == "auto" else wish.engine
    return RenderedVoice(
        Engines([maker(name, wish) for name in order(wish.engine, ENGINES) if name != "none"], on_notice, wished)
    )


def maker(name: str, wish: VoiceWish) -> Callable[[], Engine]:
    """What makes an engine. Its module is imported only when it is tried, on the voice's thread."""

    def make() -> Engine:
        if name == "say":
            from unclench.voice.say import SayEngine

            return SayEngine(wish)
        if name == "sapi":
            from unclench.voice.sapi import SapiEngine

            return SapiEngine(wish)
        if name == "piper":
            from unclench.voice.piper import PiperEngine

            return PiperEngine(wish)
        if name == "espeak":
            from unclench.voice.espeak import EspeakEngine

            return EspeakEngine(wish)
        from unclench.voice.espeak import EspeakCommandEngine

        return EspeakCommandEngine(wish)

    return make


def probe_voices(wish: VoiceWish) -> list[Probe]:
    """Have every engine say one word to see which ones work. May take seconds."""
    found = []
    for name in ENGINES[:-1]:
        engine = maker(name, wish)()
        try:
            engine.open()
            heard = any(engine.render("yes").samples)
        except EngineFailed as failure:
            found.append(Probe(name, engine.description, available=False, why_not=str(failure)))
        else:
            why_not = "" if heard else tr("It runs, but no sound comes out.")
            found.append(Probe(name, engine.description, available=heard, why_not=why_not))
        engine.close()
    return found
