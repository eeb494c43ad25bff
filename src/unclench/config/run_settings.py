"""The settings that hold in this run: those of the file, or what the command line and keys have said instead."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.config import paths
from unclench.config.settings import Settings, SettingsError, store

if TYPE_CHECKING:
    from unclench.config.night import Start


class RunSettings(Struct, dict=True):
    """The file's settings, where the file is, and what this run has in place of them."""

    settings: Settings = field(default_factory=Settings)
    home: paths.Home = field(default_factory=paths.home)
    wall: Callable[[], datetime] = datetime.now
    """Returns the time of day, for people to read."""
    audio: str | None = None
    """How sound is played, instead of what the settings say."""
    volume: int | None = None
    """How loud to begin, 0 to 100, instead of what the settings say."""
    plain: bool | None = None
    """Whether lines of text take the place of screens, if the command line or the environment says so."""
    night: bool | None = None
    """Whether it is night, if a key has said so in this run; None: the hours in the settings decide."""
    night_volume: int | None = None
    """How loud to begin at night, if a key has said so in this run."""

    @property
    def of_sound(self) -> Settings:
        """The settings, with what the command line says of sound in place of theirs."""
        return replace(self.settings, audio=self.audio or self.settings.audio, volume=self.loudness)

    @property
    def in_lines(self) -> bool:
        """Whether lines of text take the place of screens."""
        return self.settings.plain if self.plain is None else self.plain

    @property
    def start(self) -> Start:
        """How the program, and a session, would start now."""
        from unclench.config.night import start

        return start(self.settings, self.wall(), self.night)

    @property
    def loudness(self) -> int:
        """How loud to begin, 0 to 100."""
        start = self.start
        of_night = self.night_volume if start.night else None
        return next(each for each in (self.volume, of_night, start.volume) if each is not None)

    def change_setting(self, key: str, value: Any) -> None:
        """Change a setting here and in the file; on a full disk or in a broken file, only here."""
        self.settings = replace(self.settings, **{key: value})
        if key == "night":
            self.night = None  # the hours decide again
        with contextlib.suppress(OSError, SettingsError):
            store(self.home.settings, key, value)

    def keep_volume(self, volume: int) -> None:
        """Start this loud from now on: at night only in this run, since the setting is for the day."""
        self.volume = None
        if self.start.night:
            self.night_volume = volume
        else:
            self.change_setting("volume", volume)

    def switch_night(self) -> bool:
        """Begin the night, or end it, for this run and whatever the hours; returns whether it is night now."""
        self.night, self.volume, self.night_volume = not self.start.night, None, None
        return self.night
