"""The settings: each field with an id, one sentence, and what is accepted. Read from TOML."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unclench.model import BreathPattern, Dose

AUDIO_NAMES = ("auto", "simpleaudio", "miniaudio", "system", "bell", "none")


FIVE_ONE_FOUR = BreathPattern(5_000, 1_000, 4_000)
"""The pattern of seed 000."""


class SettingsError(Exception):
    """The settings file cannot be used; each of `problems` is a whole sentence with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set; the defaults here hold where the file says nothing."""

    audio: str = "auto"
    """Through what sound is played; `auto` takes the first that works."""
    volume: int = 80
    """How loud the cues are, 0 to 100; an alarm never falls below half."""
    dose: Dose = Dose.LOW
    """Which end of a range such as 8-10 is played: low, middle or high."""
    breath: BreathPattern = FIVE_ONE_FOUR
    """Your own breath: what `breathe` plays and how long `3 breaths` are."""


def _audio(value: Any) -> str:
    if value not in AUDIO_NAMES:
        raise ValueError(f"Write one of: {', '.join(AUDIO_NAMES)}.")
    return str(value)


def _volume(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ValueError("Write a whole number from 0 to 100.")
    return value


def _dose(value: Any) -> Dose:
    if value not in set(Dose):
        raise ValueError(f"Write one of: {', '.join(Dose)}.")
    return Dose(value)


def _breath(value: Any) -> BreathPattern:
    from unclench.loading.breathing import parse_breathing  # only for those who set one
    from unclench.loading.values import ValueProblem

    if not isinstance(value, str):
        raise ValueError('Write it in quotes, in-hold-out: "5-1-4".')  # noqa: TRY004  # one kind for all readers
    try:
        return parse_breathing(value)
    except ValueProblem as error:
        raise ValueError(error.instead) from error


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "audio": _audio,
    "volume": _volume,
    "dose": _dose,
    "breath": _breath,
}


def load(path: Path) -> Settings:
    """The settings of a file; the defaults where there is none. Raises SettingsError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: cannot be read: {error}."]) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: is not valid TOML: {error}."]) from error
    return _checked(path, text, table)


def _checked(path: Path, text: str, table: Mapping[str, Any]) -> Settings:
    settings, problems = Settings(), []
    for key, value in table.items():
        place = f"{path}:{_line_of(key, text)}"
        if key not in _READERS:
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
        if line.split("=")[0].strip().strip("\"'") == key:
            return number
    return 1
