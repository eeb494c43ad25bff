"""The night: dim colours and a quieter start, by hours of somebody's own or by a key. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.config.volume import stepped
from unclench.language import tr

if TYPE_CHECKING:
    from unclench.config.settings import Settings

THEME = "night"
"""The colours of the night, by the name that the settings have for them."""
QUIETER = 2
"""How much softer a session starts at night: as many presses of the key, or 6 dB. Ours."""
SOFTEST = 10
"""The percentage that is left, unless the usual volume is softer anyway: a start that nobody hears guides nobody."""
OFF = "off"
LATEST = 24 * 60
_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*[-\u2013]\s*(\d{1,2}):(\d\d)", re.ASCII)


class Hours(Struct, frozen=True):
    """From when to when it is night, in minutes since midnight; often over midnight. `first` belongs to it."""

    first: int = 0
    end: int = 0

    def __str__(self) -> str:
        """As it is written in the settings: `22:00-07:00`, or `off` where it is never night."""
        return OFF if self.first == self.end else f"{_clock(self.first)}-{_clock(self.end)}"

    def has(self, now: datetime) -> bool:
        """Whether it is night at that time on the wall clock."""
        minute = now.hour * 60 + now.minute
        if self.first <= self.end:
            return self.first <= minute < self.end
        return minute >= self.first or minute < self.end


NEVER = Hours()


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def parse(text: str) -> Hours:
    """The hours in a setting. Raises ValueError with what to write instead."""
    text = text.strip()
    if not text or text.lower() == OFF:
        return NEVER
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(tr('Write from when to when, such as "22:00-07:00", or "{off}".', off=OFF))
    first, end = (int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3))
    if max(first, end) > LATEST or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError(tr("A day has the hours 00:00 to 24:00, and an hour the minutes 00 to 59."))
    if first % LATEST == end % LATEST:
        raise ValueError(tr('Write two different times, such as "22:00-07:00", or "{off}".', off=OFF))
    return Hours(first % LATEST, end % LATEST)


class Start(Struct, frozen=True):
    """How the program and a session start: whether by `night`, in which colours, and how loud (0 to 100).

    An alarm knows nothing of it: it always rises to full volume.
    """

    night: bool
    theme: str
    volume: int


def start(settings: Settings, now: datetime, chosen: bool | None = None) -> Start:  # noqa: FBT001  # as it is stored
    """How to start at that time on the wall clock. `chosen` is what a key has said of the night, before any hours."""
    night = settings.night.has(now) if chosen is None else chosen
    if not night:
        return Start(night, settings.theme, settings.volume)
    quiet = max(stepped(settings.volume, -QUIETER), min(settings.volume, SOFTEST))
    return Start(night, THEME, quiet)
