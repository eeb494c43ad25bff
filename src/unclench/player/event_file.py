"""`--events FILE`: one JSON object per line for every event, written as it happens."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

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
        try:
            self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
        except OSError as error:
            broken, self._file = self._file, None
            with contextlib.suppress(OSError):
                broken.close()
            self._on_trouble(f"The events are no longer written to {self._path}: {error.strerror}.")

    def close(self) -> None:
        """Close the file, and report it if the last events are lost."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._on_trouble(f"The last events are missing in {self._path}: {error.strerror}.")
            self._file = None
