"""The events of a session, in the words of `--events`, and the file they are written to, one JSON object per line."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from unclench.language import tr
from unclench.ports import EventSink
from unclench.session.session import DueCue, StartedSegment
from unclench.system.clock import wall
from unclench.system.local_time import iso


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
        when = iso(wall(), "milliseconds")
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


_FOR_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class EventFile:
    """Appends events to a file. A full disk, or a reader that stops reading, ends the file and never the session.

    Only its owner can read a new file, since it says as much about them as the journal does.
    """

    def __init__(self, path: Path, on_trouble: Callable[[str], None]) -> None:
        """Open the file at once. Raises OSError, also for a pipe that nobody reads."""
        self._path = path
        self._on_trouble = on_trouble
        descriptor = os.open(path, _FOR_APPENDING, 0o600)
        try:
            if not stat.S_ISFIFO(os.fstat(descriptor).st_mode) and hasattr(os, "set_blocking"):
                os.set_blocking(descriptor, True)  # but an alarm never waits for the reader of a pipe
            # An event may quote a file name, which may hold bytes that are not text.
            self._file: TextIO | None = os.fdopen(
                descriptor, "w", encoding="utf-8", errors="backslashreplace", buffering=1
            )
        except OSError:
            os.close(descriptor)
            raise

    def write(self, event: Mapping[str, Any]) -> None:
        """Append one event. If that fails, report it once and write no more."""
        if self._file is None:
            return
        import json  # not before there is a file to write to

        try:
            self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
        except OSError as error:
            broken, self._file = self._file, None
            with contextlib.suppress(OSError):
                broken.close()
            self._on_trouble(tr(
                "The events can no longer be written to {path}: {reason}.", path=self._path, reason=error.strerror
            ))  # fmt: skip

    def close(self) -> None:
        """Close the file, and report it if the last events are lost."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._on_trouble(tr(
                    "The last events could not be written to {path}: {reason}.",
                    path=self._path, reason=error.strerror,
                ))  # fmt: skip
            self._file = None
