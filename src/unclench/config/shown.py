"""How settings are shown: in groups, with plain names, and each value in words."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from unclench.config.settings import FIELDS, Settings, written
from unclench.language import tr

SAID = {
    "low": tr("low"), "middle": tr("middle"), "high": tr("high"),
    "full": tr("full"), "short": tr("short"), "off": tr("off"),
}  # fmt: skip
"""How a dose and the amount of talk are called, by what the settings have."""
GROUPS: Mapping[str, Mapping[str, str]] = {
    tr("Sound"): {
        "volume": tr("Volume"), "sounds": tr("Cues"), "bed": tr("Soft noise in holds"), "audio": tr("Played through"),
        "cues": tr("Your own sounds"),
        "pause_others": tr("Other players pause"), "try": tr("Try the sounds and the voice"),
    },
    tr("Voice"): {
        "talk": tr("How much it says"), "explain": tr("How it is done"), "voice": tr("Spoken by"),
        "voice_name": tr("Which voice"),
        "language": tr("Language"), "rate": tr("Speed"), "pitch": tr("Pitch"),
        "piper_model": tr("Voice file for piper"),
    },
    tr("You"): {
        "dose": tr("Dose"), "breath": tr("Your breath"), "patterns": tr("Your own breath patterns"),
        "health": tr("Your health answers"), "emergency": tr("Emergency number"),
    },
    tr("Screen"): {
        "theme": tr("Colours"), "night": tr("Hours of the night"), "drawing": tr("Figures drawn with"),
        "pictures": tr("Pictures"), "still": tr("Keep still"), "plain": tr("Lines of text only"),
        "keys": tr("Your own keys"),
    },
}  # fmt: skip
"""All settings by what they are about, with plain names; `ACTS` in between."""
ACTS: Mapping[str, str] = {
    "try": tr("Plays a few cues, and says a sentence."),
    "health": tr("What you said about your health, to look at and to change."),
}
"""What stands among the settings and is none: what it does."""
VALUES: Mapping[str, str] = {
    **SAID, "always": tr("always"), "at first": tr("at first"), "never": tr("never"),
    "auto": tr("auto"), "none": tr("none"), "soft": tr("soft"), "minimal": tr("minimal"),
    "dark": tr("dark"), "light": tr("light"), "contrast": tr("contrast"), "night": tr("night"), "blocks": tr("blocks"),
}  # fmt: skip
"""How choices are shown; those that are the names of something are shown as they are."""


def listed(heading: str, settings: Settings, acts: Container[str]) -> list[tuple[str, str]]:
    """The id and the name of each setting of a group, and of what `acts` has of `ACTS` there.

    A table that holds nothing is written in the file, and not listed.
    """
    return [
        (id, name)
        for id, name in GROUPS[heading].items()
        if id in acts or (id in FIELDS and (getattr(settings, id) or not FIELDS[id].table))
    ]


def where_written(path: str) -> str:
    """Where a table is written, in words."""
    return tr("You write it in {path}.", path=path)


def value_shown(id: str, value: Any) -> str:
    """The value of a setting in words; of a table, how much there is in it."""
    value = written(value)
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if FIELDS[id].table:
        return str(len(value))
    shown = str(value) or tr("automatic")
    return VALUES.get(shown, shown) if FIELDS[id].choices else shown
