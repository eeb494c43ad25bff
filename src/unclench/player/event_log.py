"""The events of a session, in the words of `--events`: what happened, when, and the details."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from unclench.ports import EventSink
from unclench.session.session import DueCue, StartedSegment


class EventLog:
    """Writes a session's events to a sink; without one it writes nothing."""

    def __init__(self, sink: EventSink | None, began: int) -> None:
        """`began` is the clock time (ms) from which the events count their seconds."""
        self._sink, self._began = sink, began

    def write(self, event: str, at: int, about: Mapping[str, Any] | None = None) -> None:
        """Write the event that happened at clock time `at`; `about` is added to it."""
        if self._sink is None:
            return
        # The time of day is read now, which is a moment after `at` at most.
        when = datetime.now().astimezone().isoformat(timespec="milliseconds")
        self._sink.write({"t": (at - self._began) / 1000, "at": when, "event": event, **(about or {})})

    def segment_began(self, entered: StartedSegment) -> None:
        """Write that a segment began."""
        segment = entered.segment
        fields = {
            "index": segment.index, "kind": segment.kind.value, "label": segment.label, "step": segment.step + 1,
            "side": segment.side, "rep": segment.rep, "set": segment.set,
        }  # fmt: skip
        self.write("phase", entered.at, {key: value for key, value in fields.items() if value is not None})

    def cue_heard(self, heard: DueCue) -> None:
        """Write that a cue sounded, and what it said."""
        about: dict[str, Any] = {"sound": heard.cue.sound.value if heard.cue.sound else None}
        self.write("cue", heard.at, {**about, "say": heard.cue.say} if heard.cue.say else about)
