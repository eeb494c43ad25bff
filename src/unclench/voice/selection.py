"""Choosing the voice. Start here: `choose_voice`; for the doctor, `unclench.voice.selection`.

Left out on purpose is spd-say: speech-dispatcher plays by itself and gives no samples, so its words
could neither be placed nor measured beforehand, nor stopped in time with the tones. Where it is
installed it speaks through espeak-ng, which is tried here anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.voice.engine import ENGINES, EngineFailed, VoiceWish

if TYPE_CHECKING:
    from unclench.voice.engine import Engine
    from unclench.voice.voice import RenderedVoice


def choose_voice(wish: VoiceWish, on_notice: Callable[[str], None]) -> RenderedVoice:
    """The voice for a session; it looks for its engine when the first text is asked for.

    `on_notice` gets a sentence when the engine asked for cannot speak, when one fails and another
    takes over, and when none is left. It is called on the voice's own thread.
    """
    from unclench.voice.voice import Engines, RenderedVoice

    wished = None if wish.engine == "auto" else wish.engine
    return RenderedVoice(
        Engines([maker(name, wish) for name in order(wish.engine) if name != "none"], on_notice, wished)
    )


def order(engine: str) -> tuple[str, ...]:
    """The ids to try for a wish, first to last; nothing follows `none`."""
    if engine == "none":
        return ("none",)
    return ENGINES if engine == "auto" else (engine, *(name for name in ENGINES if name != engine))


def maker(name: str, wish: VoiceWish) -> Callable[[], Engine]:
    """How an engine is made, its module imported only when it is tried, off the main thread."""

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


class VoiceProbe(Struct, frozen=True):
    """What the doctor says about one engine; `why_not` is a sentence, empty if it works."""

    name: str
    description: str
    available: bool
    why_not: str = ""


def probe_voices(wish: VoiceWish) -> list[VoiceProbe]:
    """Let every engine say one word, to see which work. May take seconds."""
    found = []
    for name in ENGINES[:-1]:
        engine = maker(name, wish)()
        try:
            engine.open()
            heard = any(engine.render("yes").samples)
        except EngineFailed as failure:
            found.append(VoiceProbe(name, engine.description, available=False, why_not=str(failure)))
        else:
            why_not = "" if heard else "It runs, but no sound comes out."
            found.append(VoiceProbe(name, engine.description, available=heard, why_not=why_not))
        engine.close()
    return found
