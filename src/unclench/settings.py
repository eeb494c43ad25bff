"""The settings: each field with an id, one sentence, and what is accepted. TOML on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.model import BreathPattern, Dose

AUDIO_NAMES = ("auto", "simpleaudio", "miniaudio", "system", "bell", "none")
SOUND_SETS = ("soft", "clear", "minimal")
TALK = ("full", "short", "off")
THEMES = (
    "dark", "light", "contrast", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe",
    "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord",
    "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark",
    "textual-light", "tokyo-night",
)  # fmt: skip
"""Ours, then Textual's."""
DRAWINGS = ("braille", "blocks", "ascii")
ENGINES = ("auto", "say", "sapi", "piper", "espeak", "espeak-ng", "none")
FIVE_ONE_FOUR = BreathPattern(5_000, 1_000, 4_000)
"""The pattern of seed 000."""


class SettingsError(Exception):
    """The settings file cannot be used; each of `problems` is a whole sentence with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(Struct, frozen=True):
    """What the user has set; the defaults here hold where the file says nothing."""

    audio: str = "auto"
    """Through what sound is played; `auto` takes the first that works."""
    volume: int = 80
    """How loud the cues and the voice are, 0 to 100; an alarm never falls below half."""
    sounds: str = "soft"
    """Which set of cues: soft, clear (a noisy room, weak hearing) or minimal (the fewest)."""
    talk: str = "full"
    """How much the voice says: full, short (names, sides, what comes next) or off."""
    voice: str = "auto"
    """What speaks; `auto` takes the first that works."""
    voice_name: str = ""
    """Which of that engine's voices; empty takes the language's own."""
    language: str = ""
    """The kind of English to speak, such as `en-gb`; empty takes the computer's own."""
    rate: int = 90
    """How fast the voice speaks, in percent of its own pace, 50 to 200."""
    pitch: int = 100
    """How high the voice is, in percent of its own pitch, 50 to 150."""
    piper_model: str = ""
    """The voice file that piper reads, where piper is set up."""
    theme: str = "dark"
    """The colours: dark, light, contrast (the strongest), or the name of one of Textual's themes."""
    drawing: str = "braille"
    """What figures are drawn with: braille, blocks (where a font has no braille), or ascii."""
    still: bool = False
    """Whether nothing moves on the screen but the countdown."""
    dose: Dose = Dose.LOW
    """Which end of a range such as 8-10 is played: low, middle or high."""
    breath: BreathPattern = FIVE_ONE_FOUR
    """Your own breath: what `breathe` plays and how long `3 breaths` are."""
    patterns: Mapping[str, BreathPattern] = field(default_factory=dict)
    """Breath patterns of your own, each with a name: `breathe NAME` plays one."""
    cues: Mapping[str, str | None] = field(default_factory=dict)
    """Sounds of your own in place of cues: a file in your sound folder, or `none`."""


def _one_of(*names: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise ValueError(f"Write one of: {', '.join(names)}.")
        return str(value)

    return read


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"Write a whole number from {low} to {high}.")
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Write true or false.")  # noqa: TRY004  # one kind for all readers
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 500:
        raise ValueError("Write a short text in quotes.")
    return value


def _breath(value: Any) -> BreathPattern:
    from unclench.loading.values import ValueProblem, parse_breathing  # only for those who set one

    if not isinstance(value, str):
        raise ValueError('Write it in quotes, in-hold-out: "5-1-4".')  # noqa: TRY004  # one kind for all readers
    try:
        return parse_breathing(value)
    except ValueProblem as error:
        raise ValueError(error.instead) from error


def _patterns(value: Any) -> Mapping[str, BreathPattern]:
    if not isinstance(value, dict):
        raise ValueError('Write a table: [patterns], and below it: calm = "6-0-6".')  # noqa: TRY004  # as above
    return {name: _breath(pattern) for name, pattern in value.items()}


def _cues(value: Any) -> Mapping[str, str | None]:
    from unclench.cues import Sound

    if not isinstance(value, dict) or not all(isinstance(file, str) for file in value.values()):
        raise ValueError('Write a table: [cues], and below it: go = "gong.wav", or "none".')
    for name, file in value.items():
        if name not in set(Sound):
            raise ValueError(f"There is no cue {name!r}; the cues are {', '.join(Sound)}.")
        if name == Sound.ALARM and file == "none":
            raise ValueError("The alarm cannot be silenced.")
    return {name: None if file == "none" else file for name, file in value.items()}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "audio": _one_of(*AUDIO_NAMES),
    "volume": _whole(0, 100),
    "sounds": _one_of(*SOUND_SETS),
    "talk": _one_of(*TALK),
    "voice": _one_of(*ENGINES),
    "voice_name": _text,
    "language": _text,
    "rate": _whole(50, 200),
    "pitch": _whole(50, 150),
    "piper_model": _text,
    "theme": _one_of(*THEMES),
    "drawing": _one_of(*DRAWINGS),
    "still": _flag,
    "dose": lambda value: Dose(_one_of(*Dose)(value)),
    "breath": _breath,
    "patterns": _patterns,
    "cues": _cues,
}


def load(path: Path) -> Settings:
    """The settings of a file; the defaults where there is none. Raises SettingsError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: cannot be read: {error}."]) from error
    import tomllib  # only for those who have set something

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: is not valid TOML: {error}."]) from error
    return _checked(path, text, table)


def store(path: Path, key: str, value: Any) -> None:
    """Set one field in the file, everything else in it as it was, comments too.

    The file is replaced in one step, so that it is never half written. Raises OSError, and
    SettingsError where the file as it stands is no TOML: then it is left alone.
    """
    import tempfile

    import tomlkit  # 30 ms that only a changed setting costs
    from tomlkit.exceptions import TOMLKitError

    _READERS[key](value)
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: is not valid TOML: {error}."]) from error
    document[key] = value
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".settings-", encoding="utf-8", delete=False) as file:
        try:
            file.write(tomlkit.dumps(document))
            file.close()
            os.replace(file.name, path)  # noqa: PTH105  # the one call that replaces on every system
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _checked(path: Path, text: str, table: Mapping[str, Any]) -> Settings:
    settings, problems = Settings(), []
    for key, value in table.items():
        place = f"{path}:{_line_of(key, text)}"
        if key not in _READERS:
            import difflib

            near = difflib.get_close_matches(key, _READERS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(_READERS)}."
            problems.append(f"{place}: {key!r} is not a setting. {hint}")
            continue
        try:
            settings = replace(settings, **{key: _READERS[key](value)})
        except ValueError as error:
            problems.append(f"{place}: {key} is {value!r}. {error}")
    if problems:
        raise SettingsError(problems)
    return settings


def _line_of(key: str, text: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip("[]\"'") == key:
            return number
    return 1
