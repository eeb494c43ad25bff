"""`--events FILE`: one JSON object a line, written as it happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO


class EventFile:
    """Appends to a file. A disk that fills up ends the record, never the session."""

    def __init__(self, path: Path, on_trouble: Callable[[str], None]) -> None:
        """Opens the file for appending. Raises OSError."""
        self._path = path
        self._on_trouble = on_trouble
        self._file: TextIO | None = path.open("a", encoding="utf-8", buffering=1)

    def write(self, event: Mapping[str, Any]) -> None:
        """Append one event; on the first failure say so once and stop recording."""
        if self._file is None:
            return
        try:
            self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
        except OSError as error:
            self._file = None
            self._on_trouble(f"The events are no longer written to {self._path}: {error.strerror}.")

    def close(self) -> None:
        """Close the file; what could not be written has been said before."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._on_trouble(f"The last events are missing in {self._path}: {error.strerror}.")
            self._file = None
