"""Real time: the clock a session runs by, the boot it belongs to, and moments that outlast a restart.

`unclench.testing` has clocks for tests that are moved by hand.
"""

from __future__ import annotations

import os
import time
from functools import cache, partial
from sys import platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the sound process needs only SystemClock, and must start quickly
    from collections.abc import Callable

    from unclench.safety.exposure import Moment

_NS = 1_000_000
_ON_MACOS = platform == "darwin"
_ON_WINDOWS = platform == "win32"
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_MACHINE_ID = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MACHINE_GUID = (r"SOFTWARE\Microsoft\Cryptography", "MachineGuid")
_BOOT_COUNT = (r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters", "BootId")
"""Where Windows counts its boots, unless prefetching is switched off: a hint, but not a reliable name."""


@cache
def _times() -> tuple[Callable[[], int], Callable[[], int]]:
    """In nanoseconds, the time that runs on while the machine sleeps, and the one that does not.

    Linux has CLOCK_BOOTTIME. On macOS Python's monotonic clock stops during sleep, but CLOCK_MONOTONIC_RAW does not. On
    Windows it runs on, but up to Python 3.12 in steps of 15.6 ms (time.monotonic), and Windows itself has both, finer.
    Where there is only one clock, a sleep cannot be told.
    """
    if _ON_WINDOWS:
        from unclench.system.windows import interrupt_time

        return interrupt_time() or (time.monotonic_ns, time.monotonic_ns)
    found: int | None = getattr(time, "CLOCK_MONOTONIC_RAW" if _ON_MACOS else "CLOCK_BOOTTIME", None)
    if found is None:
        return time.monotonic_ns, time.monotonic_ns
    return partial(time.clock_gettime_ns, found), time.monotonic_ns


def boot_id() -> str:
    """A name that no two boots share; `unclench.safety.exposure.boot_name` says how it is made.

    If the system has no name for a boot, all that is known is that one run of the program lies within
    one boot. The time of the boot would not do: the wall clock can be set, and one that forgets
    the time starts every boot with the same.
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
    """The name that macOS has for this boot; None elsewhere."""
    if not _ON_MACOS:
        return None
    import ctypes

    size, buffer = ctypes.c_size_t(64), ctypes.create_string_buffer(64)
    failed = ctypes.CDLL(None).sysctlbyname(b"kern.bootsessionuuid", buffer, ctypes.byref(size), None, 0)
    return None if failed else buffer.value.decode("ascii", "replace")


@cache
def machine() -> str:
    """Eight hex digits that tell this machine from others; empty if nothing does.

    Only a checksum of the system's own id, which must not be passed on.
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
    """A value of the Windows registry as text; empty if there is none."""
    if not _ON_WINDOWS:
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:  # type: ignore[attr-defined]  # on Windows
            return str(winreg.QueryValueEx(key, name)[0])  # type: ignore[attr-defined]  # as above
    except OSError:
        return ""


def _host_uuid() -> str:
    """The name that macOS has for this machine; empty elsewhere."""
    if not _ON_MACOS:
        return ""
    import ctypes

    found, at_once = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(0, 0)
    return "" if ctypes.CDLL(None).gethostuuid(found, at_once) else found.raw.hex()


def wall() -> int:
    """Now by the wall clock, in ms since 1970."""
    return time.time_ns() // _NS


def moment() -> Moment:
    """Now, by the boot clock and the wall clock."""
    from unclench.safety.exposure import Moment

    ticks, _ = _times()
    return Moment(boot_id(), ticks() // _NS, wall())


class Stopped:
    """How long this process has been stopped by Ctrl-Z, which a session treats as if the machine had slept."""

    def __init__(self, now: Callable[[], int] = lambda: time.monotonic_ns() // _NS) -> None:
        self._now = now
        self._since: int | None = None
        self._before = 0

    def begin(self) -> None:
        """Note that the process stops now."""
        self._since = self._now()

    def end(self) -> None:
        """Note that the process continues. Has no effect if that is known already."""
        if self._since is not None:
            self._before += self._now() - self._since
            self._since = None

    @property
    def total(self) -> int:
        """Ms so far, without any suspend of the machine in between."""
        return self._before


stopped = Stopped()
"""That of this process, updated by `unclench.system.signals`."""


class SystemClock:
    """Milliseconds that run on while the machine sleeps, if the system has such a clock.

    On systems with only one clock a suspend cannot be told, so `asleep` does not count it there.
    """

    def __init__(self) -> None:
        self._running_on, self._awake = _times()
        self._asleep_before = self._difference()

    def now(self) -> int:
        """Real elapsed milliseconds since boot, or since an arbitrary start."""
        return self._running_on() // _NS

    def asleep(self) -> int:
        """Ms since this clock was made in which the machine was suspended or the program stopped."""
        return self._difference() - self._asleep_before

    def _difference(self) -> int:
        return stopped.total + (self._running_on() - self._awake()) // _NS
