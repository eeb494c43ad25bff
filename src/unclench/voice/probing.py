"""Which voices work on this machine: for the doctor."""

from __future__ import annotations

from msgspec import Struct

from unclench.voice.choice import maker
from unclench.voice.engine import EngineFailed
from unclench.voice.wish import ENGINES, VoiceWish


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
