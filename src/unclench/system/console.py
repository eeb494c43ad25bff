"""Keys of the Windows console, one by one, without Enter and without echo.

Not msvcrt.getwch: for an arrow it returns `à` (0xe0) and then a second character, and for the letter `à`, the key of
the zero on a French keyboard, the same and nothing after it; whoever waits for the second swallows the next key. Here
each key is a record of its own. ReadConsoleInput, INPUT_RECORD and KEY_EVENT_RECORD on
https://learn.microsoft.com/windows/console/.
"""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_uint16, c_uint32, c_void_p
from typing import Any

from unclench.system.windows import Dll, load

KEY = 1
"""KEY_EVENT."""
ALT_KEY = 0x12
"""VK_MENU: when it is let go, it brings the character that was typed in digits."""
ALT, CTRL = 0x1 | 0x2, 0x4 | 0x8
"""Either Alt key, either Ctrl key. Both together are AltGr."""
THERE, NOT_YET = 0, 0x102
"""WAIT_OBJECT_0 and WAIT_TIMEOUT."""
AT_ONCE = 64
"""Records that are read at a time."""


class KeyRecord(ctypes.Structure):
    """INPUT_RECORD with a KEY_EVENT_RECORD in it; for other events only `kind` means anything."""

    _fields_ = (
        ("kind", c_uint16), ("down", c_int), ("repeats", c_uint16), ("key", c_uint16), ("scan", c_uint16),
        ("unit", c_uint16), ("state", c_uint32),
    )  # fmt: skip


class Console:
    """Reads keys from the handle of a console's input."""

    def __init__(self, handle: int, kernel: Any) -> None:
        self._handle = handle
        self._kernel = kernel
        self._first = 0
        """The first half of a character beyond 16 bits."""

    def wait(self, patience: int) -> None:
        """Wait until something has happened, at most for so many ms."""
        self._kernel.WaitForSingleObject(self._handle, patience)

    def typed(self) -> str | None:
        """The characters of keys pressed so far, without waiting; None if the console is gone."""
        waited = self._kernel.WaitForSingleObject(self._handle, 0)
        if waited == NOT_YET:
            return ""
        records, count = (KeyRecord * AT_ONCE)(), c_uint32()
        if waited != THERE or not self._kernel.ReadConsoleInputW(self._handle, records, AT_ONCE, ctypes.byref(count)):
            return None
        return "".join(map(self._character, records[: count.value]))

    def forget(self) -> None:
        """Drop what was typed so far."""
        self._kernel.FlushConsoleInputBuffer(self._handle)

    def _character(self, record: Any) -> str:
        """What a record brings: nothing for a key let go, an arrow, the mouse, or a letter with Alt."""
        in_digits = not record.down and record.key == ALT_KEY
        with_alt = bool(record.state & ALT) and not record.state & CTRL
        if record.kind != KEY or not record.unit or not (record.down or in_digits) or (with_alt and record.down):
            return ""
        unit, first = int(record.unit), self._first
        self._first = unit if 0xD800 <= unit < 0xDC00 else 0
        if self._first:
            return ""
        if 0xDC00 <= unit < 0xE000:
            return chr(0x10000 + ((first - 0xD800) << 10) + unit - 0xDC00) if first else ""
        return chr(unit) * max(int(record.repeats), 1)


def console(handle: int, dll: Dll = load) -> Console | None:
    """The console behind a handle; None if it is none, such as NUL, which Python takes for a terminal."""
    mode = c_uint32()
    try:
        kernel = dll("kernel32")
        kernel.GetConsoleMode.argtypes = (c_void_p, c_void_p)
        kernel.WaitForSingleObject.argtypes, kernel.WaitForSingleObject.restype = (c_void_p, c_uint32), c_uint32
        kernel.ReadConsoleInputW.argtypes = (c_void_p, c_void_p, c_uint32, c_void_p)
        kernel.FlushConsoleInputBuffer.argtypes = (c_void_p,)
        return Console(handle, kernel) if kernel.GetConsoleMode(handle, ctypes.byref(mode)) else None
    except (OSError, AttributeError):
        return None
