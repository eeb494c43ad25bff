"""Clocks: real time for the program, a hand-turned one for its tests (`unclench.testing`)."""

from __future__ import annotations

import os
import time
from functools import cache
from sys import platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the sound process needs only SystemClock, and soon
    from collections.abc import Callable

    from unclench.safety.exposure import Moment

_NS = 1_000_000
_ON_MACOS = platform == "darwin"
_ON_WINDOWS = platform == "win32"
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_MACHINE_ID = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MACHINE_GUID = (r"SOFTWARE\Microsoft\Cryptography", "MachineGuid")
_BOOT_COUNT = (r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters", "BootId")
"""Windows counts its boots there, but not where prefetching is switched off: a hint, and no name."""


def _sleepless() -> int | None:
    """The id of the clock that also counts the time asleep; None where `time.monotonic` is the best there is.

    Linux has CLOCK_BOOTTIME. On macOS Python's monotonic clock stands still in sleep, but
    CLOCK_MONOTONIC_RAW does not; on Windows the monotonic clock counts it.
    """
    name = "CLOCK_MONOTONIC_RAW" if _ON_MACOS else "CLOCK_BOOTTIME"
    found: int | None = getattr(time, name, None)
    return found


def boot_id() -> str:
    """What no two boots have in common; `exposure.moments` says how it is made up.

    Where the system has no name for a boot, only one run of the program is known to lie within
    one boot. The wall clock is no name: it is set, and where it forgets the time it begins each
    boot alike.
    """
    from unclench.safety.exposure import boot_name

    return boot_name(_own_name(), machine())


def _own_name() -> str:
    try:
        with open(_BOOT_ID, encoding="ascii") as file:  # noqa: PTH123  # pathlib takes 5 ms to import
            return file.read().strip()
    except OSError:
        return _session_uuid() or _of_this_run()


@cache
def _of_this_run() -> str:
    from unclench.safety.exposure import nameless

    return nameless(_registry(*_BOOT_COUNT), os.urandom(8).hex())


def _session_uuid() -> str | None:
    """MacOS's own name for this boot."""
    if not _ON_MACOS:
        return None
    import ctypes

    size, buffer = ctypes.c_size_t(64), ctypes.create_string_buffer(64)
    failed = ctypes.CDLL(None).sysctlbyname(b"kern.bootsessionuuid", buffer, ctypes.byref(size), None, 0)
    return None if failed else buffer.value.decode("ascii", "replace")


@cache
def machine() -> str:
    """Eight hex digits that tell this machine from others; empty where nothing does.

    Only a checksum of the system's own id, which is not to be handed on.
    """
    import zlib

    found = _machine_id()
    return f"{zlib.crc32(b'unclench ' + found.encode('utf-8', 'replace')):08x}" if found else ""


def _machine_id() -> str:
    for path in _MACHINE_ID:
        try:
            with open(path, encoding="ascii") as file:  # noqa: PTH123  # as above
                if found := file.read(64).strip():
                    return found
        except (OSError, ValueError):
            continue
    return _registry(*_MACHINE_GUID) or _host_uuid()


def _registry(path: str, name: str) -> str:
    """A value of Windows' registry as text; empty where there is none."""
    if not _ON_WINDOWS:
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:  # type: ignore[attr-defined]  # on Windows
            return str(winreg.QueryValueEx(key, name)[0])  # type: ignore[attr-defined]  # as above
    except OSError:
        return ""


def _host_uuid() -> str:
    """MacOS's own name for this machine."""
    if not _ON_MACOS:
        return ""
    import ctypes

    found, at_once = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(0, 0)
    return "" if ctypes.CDLL(None).gethostuuid(found, at_once) else found.raw.hex()


def moment() -> Moment:
    """Now, as the boot clock and the wall clock tell it."""
    from unclench.safety.exposure import Moment

    clock = _sleepless()
    ticks = (time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)) // _NS
    return Moment(boot_id(), ticks, time.time_ns() // _NS)


class Stopped:
    """For how long this process was stopped by Ctrl-Z: for whoever sat before it, as if the machine had slept."""

    def __init__(self, now: Callable[[], int] = lambda: time.monotonic_ns() // _NS) -> None:
        self._now = now
        self._since: int | None = None
        self._before = 0

    def begin(self) -> None:
        """It stops now."""
        self._since = self._now()

    def end(self) -> None:
        """It goes on; of no effect where it has been said already."""
        if self._since is not None:
            self._before += self._now() - self._since
            self._since = None

    @property
    def total(self) -> int:
        """Ms so far; a suspend of the machine meanwhile is not in it."""
        return self._before


stopped = Stopped()
"""That of this process; `unclench.system.suspend` keeps it."""


class SystemClock:
    """Milliseconds that run on while the machine sleeps, where the system keeps such a clock.

    `asleep` does not count a suspend where there is only one clock, so that nobody can tell.
    """

    def __init__(self) -> None:
        self._id = _sleepless()
        self._asleep_before = self._difference()

    def now(self) -> int:
        """Real elapsed milliseconds since boot, or since an arbitrary start."""
        if self._id is None:
            return time.monotonic_ns() // _NS
        return time.clock_gettime_ns(self._id) // _NS

    def asleep(self) -> int:
        """Of `now`, the ms since this clock was made in which the machine was suspended or the program stopped."""
        return self._difference() - self._asleep_before

    def _difference(self) -> int:
        if self._id is None:
            return stopped.total
        return stopped.total + (time.clock_gettime_ns(self._id) - time.monotonic_ns()) // _NS
