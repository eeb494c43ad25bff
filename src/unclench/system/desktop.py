"""What the desktop does for a running session: stay awake, and call somebody who does not answer.

The words of a call are always the program's own, never the user's: they appear in the process list.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol, Self

from unclench.language import tr
from unclench.system import streams

if TYPE_CHECKING:
    import subprocess

    from unclench.ports import MediaKey
    from unclench.system.media_players import MediaBus, OtherPlayers

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
    text: str, platform: str = sys.platform, which: Callable[[str], str | None] | None = None
) -> list[str] | None:
    """The command that shows a notification on this desktop; None if there is none."""
    from shutil import which as on_path

    which = which or on_path
    if platform == "darwin":
        return [*AS_NOTIFICATION, text] if which("osascript") else None
    if platform == "win32":
        return _toast(text, shell) if (shell := which("powershell")) else None
    if notify := which("notify-send"):
        return [notify, "--urgency=critical", f"--app-name={TITLE}", TITLE, text]
    return None


AS_NOTIFICATION = (
    "/usr/bin/osascript", "-e", "on run argv", "-e", f'display notification (item 1 of argv) with title "{TITLE}"',
    "-e", "end run",
)  # fmt: skip
"""The command of macOS that shows what follows it, as an argument: nothing in it could be taken for a part of the
script."""
_TOAST = r"""
$words = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{words}'))
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$shape = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($shape)
$lines = $toast.GetElementsByTagName('text')
$null = $lines.Item(0).AppendChild($toast.CreateTextNode('{title}'))
$null = $lines.Item(1).AppendChild($toast.CreateTextNode($words))
$shell = '{{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}}\WindowsPowerShell1.0\powershell.exe'
$notifier = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($shell)
$notifier.Show([Windows.UI.Notifications.ToastNotification]::new($toast))
"""
"""A toast notification in the name of PowerShell, since only what stands in the start menu may show one. The words are
base64, so that nothing in them could be taken for a part of the script."""


def _toast(text: str, shell: str) -> list[str]:
    from base64 import b64encode

    script = _TOAST.format(words=b64encode(text.encode()).decode(), title=TITLE)
    coded = b64encode(script.encode("utf-16-le")).decode()
    return [shell, "-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-EncodedCommand", coded]


class Attention:
    """Calls somebody through the terminal and the desktop. Never blocks, never raises."""

    def __init__(self, write: Write | None = None, spawn: Spawn | None = None) -> None:
        """`write` writes to the terminal (by default that of standard output), `spawn` starts a program."""
        self._write = write or _to_terminal
        self._spawn = spawn or Starter().start

    def call(self, text: str) -> None:
        """Ask for attention with one short sentence of the program's own."""
        self._write(terminal_call(text))
        if (command := desktop_command(text)) is not None:
            self._spawn(command)


def _to_terminal(data: bytes) -> None:
    if (descriptor := streams.terminal()) is not None:
        with contextlib.suppress(OSError):  # gone with its window
            os.write(descriptor, data if streams.takes_sequences(descriptor) else streams.BELL)


class Starter:
    """Starts programs, and reaps those that have ended."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, command: list[str]) -> None:
        """Start a program without waiting for it. One that cannot be started is ignored."""
        self._running = [process for process in self._running if process.poll() is None]
        import subprocess

        quiet = subprocess.DEVNULL
        try:
            process = subprocess.Popen(
                command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # on Windows, no console of its own
            )  # fmt: skip
        except OSError:
            return  # no notification, but the alarm itself sounds anyway
        self._running.append(process)


CANNOT = tr("unclench can't keep this computer awake. Please switch off sleep mode.")


class _Mode(Protocol):
    @property
    def active(self) -> bool: ...


Hold = Callable[[], AbstractContextManager[_Mode]]
"""Makes what keeps the machine awake while it is entered."""


def presenting() -> AbstractContextManager[_Mode]:
    """Keep awake with wakepy: Windows by SetThreadExecutionState, a Linux desktop by its own service.

    Its import takes 70 ms, so only on a thread.
    """
    from wakepy import keep

    return keep.presenting(on_fail="pass")


UNTIL_LET_GO = ("sh", "-c", "echo held; exec cat")
"""What runs for as long as sleep is to be blocked: until the other end of its standard input is closed, however this
program ends. Its first word says that sleep is blocked."""
INHIBIT = (
    "systemd-inhibit", "--what=idle:sleep", f"--who={TITLE}", "--why=A session is being played.", "--mode=block",
    *UNTIL_LET_GO,
)  # fmt: skip
"""systemd-inhibit(1)."""
CAFFEINATE = ("caffeinate", "-d", *UNTIL_LET_GO)
"""caffeinate(8): neither the display nor, with it, the computer sleeps."""
ANSWERS = 3.0
"""Seconds within which logind, or macOS, has to have answered."""


class Inhibited:
    """Keeps awake through a program of the system while it is entered. No Ctrl-C reaches that."""

    active = False
    """Whether it does."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        import select
        import subprocess

        pipe = subprocess.PIPE
        with contextlib.suppress(OSError):  # there is no such program
            # Off the terminal, where it could ask for a password.
            self._process = process = subprocess.Popen(
                self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=0, start_new_session=True
            )
            assert process.stdout is not None
            said, _, _ = select.select([process.stdout], [], [], ANSWERS)
            self.active = bool(said) and process.stdout.read(4) == b"held"
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        import subprocess

        for end in (self._process.stdin, self._process.stdout):
            assert end is not None
            end.close()
        try:
            self._process.wait(ANSWERS)
        except subprocess.TimeoutExpired:  # it does not answer
            self._process.kill()
            self._process.wait()


def ways_here(platform: str = sys.platform) -> Sequence[Hold]:
    """What may keep this computer awake, in the order in which it is tried.

    On Linux the desktop's service, and logind where there is none. wakepy has caffeinate too, but within reach of the
    Ctrl-C that a pack outlasts.
    """
    if platform == "darwin":
        return (partial(Inhibited, CAFFEINATE),)
    return (presenting, partial(Inhibited, INHIBIT)) if platform == "linux" else (presenting,)


class StayAwake:
    """Keeps the machine awake from `hold` to `release`, as often as wanted. Neither blocks or raises.

    Each hold has a thread of its own: wakepy must be entered and left on the same thread, and the
    session's must not wait for D-Bus.
    """

    def __init__(self, on_notice: Callable[[str], None], *ways: Hold) -> None:
        """`ways` are tried one after the other until one keeps it awake; without them, those of this computer."""
        self._on_notice = on_notice
        self._ways = ways or ways_here()
        self._release: threading.Event | None = None
        self._said = False

    @property
    def held(self) -> bool:
        """Whether the machine is being kept awake."""
        return self._release is not None

    def hold(self) -> None:
        """Keep the machine awake from now on."""
        if self._release is None:
            self._release = threading.Event()
            threading.Thread(target=self._stay, args=(self._release,), name="awake", daemon=True).start()

    def release(self) -> None:
        """Let the machine sleep again."""
        if self._release is not None:
            self._release.set()
            self._release = None

    def _stay(self, released: threading.Event) -> None:
        for each in self._ways:
            if released.is_set():
                return
            # Whatever the desktop's service does, the session goes on.
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # wakepy warns if it cannot; we use our own words
                with each() as mode:
                    if mode.active:
                        released.wait()
                        return
        if not released.is_set():
            self._cannot()

    def _cannot(self) -> None:
        if not self._said:
            self._said = True
            self._on_notice(CANNOT)


class Machine:
    """The real `unclench.ports.Surroundings`. It imports things when they are needed: most commands never do."""

    def __init__(self, on_notice: Callable[[str], None], others_wait: Callable[[], bool] = lambda: False) -> None:
        """`others_wait` returns whether other players are to pause while a session plays."""
        self._on_notice, self._others_wait = on_notice, others_wait
        self._others: OtherPlayers | None = None

    @cached_property
    def _awake(self) -> StayAwake:
        return StayAwake(self._on_notice)

    @cached_property
    def _attention(self) -> Attention:
        return Attention()

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # the protocol's own
        """Neither sleep nor blank the screen while wanted."""
        if wanted:
            self._awake.hold()
        else:
            self._awake.release()

    def call(self, text: str) -> None:
        """Bell, terminal notification, desktop notification."""
        self._attention.call(text)

    def come_first(self, playing: bool | None, pressed: Callable[[MediaKey], None]) -> None:  # noqa: FBT001  # as above
        """Have other players wait, where there is a way to them and somebody wants it."""
        if self._others is None:
            if playing is None or sys.platform != "linux" or not self._others_wait():
                return
            from unclench.system.media_players import OtherPlayers

            self._others = OtherPlayers(_session_bus)
        self._others.come_first(playing, pressed)

    def close(self) -> None:
        """Have them go on."""
        others, self._others = self._others, None
        if others is not None:
            others.close()


def _session_bus() -> MediaBus:
    """The players on the session bus. Raises ImportError without jeepney. Its import takes a while."""
    from unclench.system.mpris import SessionBus

    return SessionBus()
