"""Timers of the user's own that show a notification at times of day: systemd's on Linux, launchd's on a Mac.

They show a fixed sentence and start nothing else; no word from a routine's file is in them. There is one timer, which
replaces the one before it.
"""

from __future__ import annotations

import contextlib
import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Protocol, TypeAlias

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.system.desktop import AS_NOTIFICATION
from unclench.system.files import replace_private

NAME = "unclench-reminder"
LABEL = f"org.{NAME}"
"""What launchd calls it."""
PATIENCE = 10.0
"""Seconds that systemd or launchd may take to answer."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""As systemd calls them, whatever the language."""

Times: TypeAlias = Mapping[time, Sequence[int]]
"""For each time of day the weekdays, from 0 for Monday."""
Command: TypeAlias = Callable[[Sequence[str]], int]
"""Runs a command and returns its exit status. Raises OSError if there is no such program."""


class NoTimer(UnclenchError):
    """There can be no timer here; the message is a sentence for the user."""


class UserTimer(Protocol):
    """What sets off the notifications."""

    def install(self, times: Times, words: str) -> None:
        """Show `words` at these times from now on, and at no others. Raises NoTimer, or OSError."""

    def remove(self) -> bool:
        """Show nothing any more. Returns whether there was a timer. Raises OSError."""


def ran(command: Sequence[str]) -> int:
    """The exit status of a command, whose output nobody sees; 124 if it does not end. Raises OSError."""
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=PATIENCE, check=False,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return 124


def timer_here(run: Command = ran, platform: str = sys.platform) -> UserTimer:
    """The timer that serves the user here. Raises NoTimer."""
    if platform == "darwin":
        return LaunchdTimer(Path.home() / "Library" / "LaunchAgents", run)
    with contextlib.suppress(OSError):
        if run(["systemctl", "--user", "show-environment"]) == 0:
            base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
            return SystemdTimer(Path(base) / "systemd" / "user", run)
    raise NoTimer(tr(
        "Neither systemd nor launchd serves you here, so there can be no timer. A calendar can do the same: "
        "leave --timer out."
    ))  # fmt: skip


class SystemdTimer:
    """A timer and a service in the user's folder of units."""

    def __init__(self, folder: Path, run: Command, find: Callable[[str], str | None] = shutil.which) -> None:
        self._service, self._timer = folder / f"{NAME}.service", folder / f"{NAME}.timer"
        self._run = run
        self._find = find

    def install(self, times: Times, words: str) -> None:
        """See `UserTimer`."""
        program = self._find("notify-send")
        if program is None:
            raise NoTimer(
                tr("There is no notify-send here. Install it (Debian and Ubuntu: libnotify-bin), or use a calendar.")
            )
        command = " ".join(map(_quoted, [program, "--app-name=unclench", "unclench", words]))
        replace_private(
            self._service, f"[Unit]\nDescription=unclench\n\n[Service]\nType=oneshot\nExecStart={command}\n".encode()
        )
        when = "".join(
            f"OnCalendar={','.join(_DAYS[day] for day in days)} *-*-* {at:%H:%M}:00\n"
            for at, days in sorted(times.items())
        )
        replace_private(
            self._timer,
            f"[Unit]\nDescription=unclench\n\n[Timer]\n{when}\n[Install]\nWantedBy=timers.target\n".encode(),
        )
        for asked in (["daemon-reload"], ["enable", self._timer.name], ["restart", self._timer.name]):
            if self._run(["systemctl", "--user", *asked]) != 0:
                self.remove()
                raise NoTimer(tr("systemd did not take the timer, so it was removed again."))

    def remove(self) -> bool:
        """See `UserTimer`."""
        there = self._timer.exists() or self._service.exists()
        if there:
            self._run(["systemctl", "--user", "disable", "--now", self._timer.name])
            self._timer.unlink(missing_ok=True)
            self._service.unlink(missing_ok=True)
            self._run(["systemctl", "--user", "daemon-reload"])
        return there


class LaunchdTimer:
    """An agent in the user's folder of agents."""

    def __init__(self, folder: Path, run: Command) -> None:
        self._agent = folder / f"{LABEL}.plist"
        self._run = run
        self._domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

    def install(self, times: Times, words: str) -> None:
        """See `UserTimer`."""
        when = [
            {"Weekday": day + 1, "Hour": at.hour, "Minute": at.minute}
            for at, days in sorted(times.items()) for day in days
        ]  # fmt: skip
        show = [*AS_NOTIFICATION, words]
        made = plistlib.dumps({"Label": LABEL, "ProgramArguments": show, "StartCalendarInterval": when})
        self.remove()
        replace_private(self._agent, made)
        if self._run(["launchctl", "bootstrap", self._domain, str(self._agent)]) != 0:
            self.remove()
            raise NoTimer(tr("launchd did not take the timer, so it was removed again."))

    def remove(self) -> bool:
        """See `UserTimer`."""
        there = self._agent.exists()
        if there:
            self._run(["launchctl", "bootout", f"{self._domain}/{LABEL}"])
            self._agent.unlink(missing_ok=True)
        return there


def _quoted(word: str) -> str:
    """A word of ExecStart, in which nothing has a meaning (systemd.service(5), "Command lines")."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{" ".join(plain.split())}"'
