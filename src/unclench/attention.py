"""Calling somebody who does not answer, beyond sound: bell, terminal notification, desktop.

The words are the program's own and never a user's: they end up in a process list.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

TITLE = "unclench"

Write = Callable[[bytes], None]
Spawn = Callable[[list[str]], None]


def terminal_call(text: str) -> bytes:
    """The bell, and the notifications of OSC 9 (iTerm2, ConEmu, Windows Terminal) and OSC 777 (rxvt, foot, Ghostty).

    A terminal that knows neither shows nothing of them.
    """
    safe = "".join(char for char in text if char.isprintable() and char != ";")
    return f"\a\x1b]9;{safe}\x1b\\\x1b]777;notify;{TITLE};{safe}\x1b\\".encode()


def desktop_command(
    text: str, platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which
) -> list[str] | None:
    """The program that shows a notification on this desktop, or None."""
    if platform == "darwin" and which("osascript"):
        return ["osascript", "-e", f'display notification "{text}" with title "{TITLE}"']
    if notify := which("notify-send"):
        return [notify, "--urgency=critical", f"--app-name={TITLE}", TITLE, text]
    return None


class Attention:
    """Calls through everything there is. Never blocks, never raises."""

    def __init__(self, write: Write | None = None, spawn: Spawn | None = None) -> None:
        """`write` reaches the terminal (by default standard output's), `spawn` starts a program."""
        self._write = write or _to_terminal
        self._spawn = spawn or Starter().start

    def call(self, text: str) -> None:
        """Ask for attention with one short sentence of the program's own."""
        self._write(terminal_call(text))
        if (command := desktop_command(text)) is not None:
            self._spawn(command)


def _to_terminal(data: bytes) -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                os.write(stream.fileno(), data)
                return
        except (OSError, ValueError):
            continue  # closed, or gone with its window


class Starter:
    """Starts programs and buries those that have ended."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, command: list[str]) -> None:
        """Start a program without waiting for it; one that cannot be started is not missed."""
        self._running = [process for process in self._running if process.poll() is None]
        quiet = subprocess.DEVNULL
        try:
            process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        except OSError:
            return  # no desktop to notify: the alarm itself sounds all the same
        self._running.append(process)
