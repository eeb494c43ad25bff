"""Recognises what an author's own words are about, as far as it matters for safety. Pure text.

An exercise in an author's own words has no tags, and so no questions would be asked about it. But a toe touch
bends the back of somebody with osteoporosis no less than an exercise of the catalogue does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

_TAGS: tuple[tuple[str, str], ...] = (
    ("flexion", (
     r"toe touch\w*|touch\w* (?:your |my |the )?toes|(?:forward|seated|standing) (?:bend|fold)\w*|bend\w* forwards?"
     r"|sit ?ups?|curl ?ups?|crunch\w*|knees? to (?:the |your |my )?chest|child'?s pose|roll\w* down|jack ?knife")),
    ("twist", r"twist\w*|rotat\w+|knee rolls?|windscreen wipers?"),
    ("extension", (
     r"back ?bends?|bend\w* backwards?|backward bend\w*|arch\w* (?:your |my |the )?back|cobra|press ups?"
     r"|back extensions?|superman|sphinx")),
    ("prone", r"prone|on (?:your |my |the )?(?:front|stomach|belly)|face down"),
    ("supine", r"supine|on (?:your |my |the )?back|face up"),
    ("kneeling", r"kneel\w*|all fours|hands and knees"),
    ("press-up", r"press ups?|push ups?"),
    ("hamstring-stretch", r"hamstrings?"),
    ("plank", r"planks?"),
    ("massage", (
     r"massag\w+|acupressure|(?:pressure|trigger) points?|foam roll\w*"
     r"|press\w* (?:on |in |into )?(?:a |the |your |my )?(?:\w+ )?(?:points?|spots?|knots?)")),
    ("relaxation", r"muscle relaxation|tens\w+ and (?:relax\w*|let\w* go)"),
    ("pmr", r"muscle relaxation|tens\w+ and (?:relax\w*|let\w* go)"),
    ("sleep", r"sleep|nap|doze|body scan|autogenic\w*|yoga nidra|self hypnosis"),
)  # fmt: skip
"""A tag, and the words that give it to an exercise or activity in an author's own words."""

_COLD = (
    r"ice|icing|iced|(?:cold|ice|gel) ?packs?|cold compress\w*|frozen|ice ?(?:bags?|cubes?)|cold ?bags?|cryo\w*"
    r"|eis|eis(?:pack|beutel|w(?:ü|ue)rfel|kompresse|massage)\w*|k(?:ä|ae)lte\w*"
    r"|k(?:ü|ue)hl(?:pack|kissen|akku|kompresse|beutel|element)\w*"
)
_HEAT = (
    r"heat|heat(?:ing)? ?(?:pads?|packs?|wraps?|lamps?)|hot ?(?:water bottles?|packs?|compress\w*|stones?)"
    r"|(?:wheat|rice|cherry|grain) ?(?:bags?|packs?|socks?|pillows?|stone\w*)|warm compress\w*"
    r"|w(?:ä|ae)rmflasche\w*|w(?:ä|ae)rme(?! (?:dich|mich|sich|euch)\b)\w*|kirschkern\w*"
    r"|(?:k(?:ö|oe)rner|dinkel)kissen|fango\w*"
    r"|moor(?:pack|kissen|bad|auflage|kompresse)\w*|rotlicht\w*|hei(?:ß|ss)e (?:rolle|kompresse)"
)
_BARE = r"nothing on|bare|off|without|no (?:more )?(?:ice|heat|cold)"
_PREPARES = r"fold|fetch|get|prepare|fill|set|wrap|lay out|ready"
SHORT = 120_000
"""The longest preparation, in ms (our own number)."""


@lru_cache(maxsize=512)
def tags_of(text: str) -> tuple[str, ...]:
    """The tags that an exercise described so would have in the catalogue."""
    plain = _plain(text)
    return tuple(tag for tag, words in _TAGS if _has(words, plain))


@lru_cache(maxsize=512)
def on_the_skin(text: str, lasting: int) -> Literal["cold", "heat"] | None:
    """Whether a step described so, `lasting` ms, puts cold or heat on the skin. Getting it ready doesn't."""
    plain = _plain(text)
    if _has(_BARE, plain) or (lasting <= SHORT and _has(_PREPARES, plain)):
        return None
    return "cold" if _has(_COLD, plain) else "heat" if _has(_HEAT, plain) else None


def _plain(text: str) -> str:
    text = normalize("NFC", text)  # a mark may stand behind its letter, as where "ä" is typed in two
    return " ".join(text.lower().replace("\u2019", "'").replace("-", " ").split())


def _has(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text) is not None
