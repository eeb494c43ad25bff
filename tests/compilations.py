"""How often a routine is compiled on the way from a command to its first sound."""

from __future__ import annotations

from typing import NoReturn

import pytest

from unclench.ports import PlayerFailed
from unclench.session.compiler import TimelineBuilder
from unclench.session.timeline import Timeline


def count_compilations(monkeypatch: pytest.MonkeyPatch) -> list[Timeline]:
    """The list to which every timeline is added that is compiled from now on."""
    made: list[Timeline] = []
    really = TimelineBuilder.timeline

    def timeline(builder: TimelineBuilder) -> Timeline:
        made.append(really(builder))
        return made[-1]

    monkeypatch.setattr(TimelineBuilder, "timeline", timeline)
    return made


def stop_at_the_first_sound(monkeypatch: pytest.MonkeyPatch) -> list[Timeline]:
    """Sessions do not start: the list to which the timelines are added that would have been played."""
    wanted: list[Timeline] = []

    def start(_program: object, _routine: object, timeline: Timeline, **_: object) -> NoReturn:
        wanted.append(timeline)
        raise PlayerFailed("That is far enough.")

    monkeypatch.setattr("unclench.application.Application.start_session", start)
    return wanted
