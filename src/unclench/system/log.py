"""`--log FILE`: what the program did behind the scenes, for whoever looks into a problem with it.

Standard `logging` under one tree, `unclench.*`: which sound backend opened or failed and why, which
voice speaks, restarts, slips of the timeline, trouble with the journal, signals. It never holds
anything a person wrote, answered or rated, so a log can be sent to a stranger. Keep it that way.

Off by default. Until `start` is called, `info` and `warning` return at once and `logging` is not
imported: that takes 9 ms, which would delay the first sound.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from pathlib import Path

TREE = "unclench"
FORM = "%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s"
_FOR_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Without blocking, so that nothing ever waits for the reader of a pipe."""

_handler: logging.Handler | None = None


def start(path: Path) -> str:
    """Log to the end of this file from now on. Raises OSError where it cannot be opened for writing.

    Returns a sentence for the user where it opens but takes nothing (a full disk); else "". A new
    file is readable by its owner alone.
    """
    import logging
    import platform

    from unclench import __version__

    descriptor = os.open(path, _FOR_APPENDING, 0o600)
    global _handler  # noqa: PLW0603  # one log per process, as there is one command line
    stop()
    _handler = _attach(descriptor)
    first = f"unclench {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    try:
        os.write(descriptor, _line(_handler, logging.LogRecord(TREE, logging.INFO, "", 0, first, (), None)))
    except OSError as error:
        from unclench.language import tr

        return tr("The log can't be written to {path} right now: {reason}.", path=path, reason=error.strerror)
    return ""


def stop() -> None:
    """Close the file and log nothing more."""
    global _handler
    if _handler is not None:
        handler, _handler = _handler, None
        _logger("").removeHandler(handler)
        handler.close()


def info(area: str, message: str, *values: object) -> None:
    """Log something worth knowing; `message` and `values` as `logging` formats them. Any thread may call.

    `area` names the logger: "audio" is `unclench.audio`.
    """
    if _handler is not None:
        _logger(area).info(message, *values)


def warning(area: str, message: str, *values: object) -> None:
    """Log something that should not have happened, in the same way."""
    if _handler is not None:
        _logger(area).warning(message, *values)


def _logger(area: str) -> logging.Logger:
    import logging

    return logging.getLogger(f"{TREE}.{area}" if area else TREE)


def _line(handler: logging.Handler, record: logging.LogRecord) -> bytes:
    """The record on one line, with nothing in it that a terminal would obey."""
    from unclench.system import safe_text

    return f"{safe_text.line(handler.format(record))}\n".encode("utf-8", "backslashreplace")


def _attach(descriptor: int) -> logging.Handler:
    """Make a handler that writes to an open file, and give it the whole tree."""
    import logging

    class LineHandler(logging.Handler):
        """Writes each record in one system call, so that a signal may be logged in the middle of another write.

        A buffered file would raise there. What the file does not take is lost, and nobody is disturbed.
        """

        open = True

        def emit(self, record: logging.LogRecord) -> None:
            try:
                if self.open:
                    os.write(descriptor, _line(self, record))
            except Exception:  # noqa: BLE001  # a full disk, or values that do not fit their message
                return

        def close(self) -> None:
            super().close()
            with self.lock or nullcontext():  # no other thread is writing; afterwards the number may be another file's
                if self.open:
                    self.open = False
                    os.close(descriptor)

    handler = LineHandler()
    handler.setFormatter(logging.Formatter(FORM, "%Y-%m-%dT%H:%M:%S"))
    tree = _logger("")
    tree.setLevel(logging.INFO)
    tree.propagate = False  # nothing may reach standard error, where the screen is drawn
    tree.handlers[:] = [logging.NullHandler(), handler]  # with none at all `logging` would write to standard error
    return handler
