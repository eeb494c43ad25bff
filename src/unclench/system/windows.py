"""What is asked of Windows itself, through ctypes: each function with the types that its page gives.

The pages are under https://learn.microsoft.com/windows/win32/api/, by the names of the functions; `docs/platforms.md`
lists them. But for `open_shared` nothing here raises where a call fails or is not there: what is returned says so.
`dll` loads a library by its name; tests pass one of their own.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable
from ctypes import c_int64, c_size_t, c_uint32, c_uint64, c_void_p, c_wchar_p
from typing import Any

Dll = Callable[[str], Any]
Ticks = Callable[[], int]
"""Nanoseconds since the start of Windows."""

HUNDRED_NS = 100
"""Nanoseconds in a unit of the interrupt time."""
FINEST = 1
"""Ms between two looks of Windows at what waits, in place of 15.6."""
BELOW_NORMAL = 0x4000
CLOSE, LOGOFF, SHUTDOWN = 2, 5, 6
"""The events of a console that say that this process is about to be ended."""
GRACE = 4.5
"""Seconds for the way out: Windows ends a process five seconds after it was told of a closed window."""
SEQUENCES = 0x4
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING."""


def load(name: str) -> Any:
    """A library of Windows. Not one of `ctypes.windll`, whose prototypes are everybody's. Raises OSError."""
    made: Any = getattr(ctypes, "WinDLL")  # noqa: B009  # no type checker knows it on other systems
    return made(name, use_last_error=True)


def interrupt_time(dll: Dll = load) -> tuple[Ticks, Ticks] | None:
    """The time that runs on while Windows sleeps, and the one that does not, both finer than a microsecond.

    None before Windows 10. QueryInterruptTimePrecise, QueryUnbiasedInterruptTimePrecise: Kernel32.dll by their pages,
    KernelBase.dll where that has them alone.
    """
    for name in ("kernel32", "kernelbase"):
        try:
            library = dll(name)
            asked = library.QueryInterruptTimePrecise, library.QueryUnbiasedInterruptTimePrecise
        except (OSError, AttributeError):
            continue
        for function in asked:
            function.argtypes, function.restype = (c_void_p,), None
        return _ticks(asked[0]), _ticks(asked[1])
    return None


def _ticks(function: Any) -> Ticks:
    def now() -> int:
        units = c_uint64()
        function(ctypes.byref(units))
        return units.value * HUNDRED_NS

    return now


def fine_waits(dll: Dll = load) -> Callable[[], object]:
    """Have waits of this process end within a millisecond. Returns what undoes it (timeBeginPeriod, timeEndPeriod)."""
    try:
        timer = dll("winmm")
        if timer.timeBeginPeriod(FINEST) == 0:
            return lambda: timer.timeEndPeriod(FINEST)
    except (OSError, AttributeError):
        """Without it, waits are coarse."""
    return lambda: None


def step_back(dll: Dll = load) -> bool:
    """Have this process wait for all others. Returns whether it does (SetPriorityClass)."""
    try:
        kernel = dll("kernel32")
        # The handle of this process is -1, as wide as a pointer: as a plain int, only half of it would arrive.
        kernel.GetCurrentProcess.restype = c_void_p
        kernel.SetPriorityClass.argtypes = (c_void_p, c_uint32)
        return bool(kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL))
    except (OSError, AttributeError):
        return False


def understands_sequences(handle: int, dll: Dll = load) -> bool:
    """Whether a handle is a console that acts on escape sequences; another would show them (GetConsoleMode)."""
    mode = c_uint32()
    try:
        kernel = dll("kernel32")
        kernel.GetConsoleMode.argtypes = (c_void_p, c_void_p)
        return bool(kernel.GetConsoleMode(handle, ctypes.byref(mode))) and bool(mode.value & SEQUENCES)
    except (OSError, AttributeError):
        return False


_kept: list[Any] = []
"""The handler of the console: Windows calls it as long as the process lives."""


def on_close(leave: Callable[[], object], dll: Dll = load, wait: Callable[[float], object] = time.sleep) -> bool:
    """Have `leave` called, on a thread of Windows' own, when the window is closed. Returns whether it will be.

    When the handler returns, Windows ends the process, so it waits until the program has ended itself, or for the
    seconds that Windows grants. SetConsoleCtrlHandler, HandlerRoutine.
    """

    def handle(event: int) -> int:
        if event not in (CLOSE, LOGOFF, SHUTDOWN):
            return 0  # Ctrl-C and Ctrl-Break are Python's
        leave()
        wait(GRACE)
        return 1

    try:
        routine = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)(ctypes.c_int, c_uint32)(handle)
        done = bool(dll("kernel32").SetConsoleCtrlHandler(routine, 1))
    except (OSError, AttributeError):
        return False
    _kept.append(routine)
    return done


READ, WRITE = 0x8000_0000, 0x4000_0000
SHARED = 0x1 | 0x2 | 0x4
"""FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE."""
CREATE_NEW, OPEN_EXISTING, OPEN_ALWAYS = 1, 3, 4
NORMAL = 0x80
INVALID = c_void_p(-1).value


def _last_error() -> OSError:
    failed: OSError = getattr(ctypes, "WinError")(getattr(ctypes, "get_last_error")())  # noqa: B009  # as in `load`
    return failed


def open_shared(path: str, flags: int, dll: Dll = load, error: Callable[[], OSError] = _last_error) -> int:
    """A descriptor of a file that another program may delete meanwhile, as everywhere else. Raises OSError.

    os.open leaves FILE_SHARE_DELETE out, and then nobody can. `flags` are those of os.open: O_RDONLY or O_RDWR, with
    O_CREAT and O_EXCL. CreateFile.
    """
    import msvcrt

    create = dll("kernel32").CreateFileW
    create.argtypes = (c_wchar_p, c_uint32, c_uint32, c_void_p, c_uint32, c_uint32, c_void_p)
    create.restype = c_void_p
    access = READ | (WRITE if flags & os.O_RDWR else 0)
    how = OPEN_EXISTING if not flags & os.O_CREAT else CREATE_NEW if flags & os.O_EXCL else OPEN_ALWAYS
    handle = create(path, access, SHARED, None, how, NORMAL, None)
    if handle in (None, INVALID):
        raise error()
    kept = getattr(os, "O_NOINHERIT", 0)
    return int(msvcrt.open_osfhandle(handle, kept))  # type: ignore[attr-defined, unused-ignore]  # on Windows


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", c_int64), ("PerJobUserTimeLimit", c_int64), ("LimitFlags", c_uint32),
        ("MinimumWorkingSetSize", c_size_t), ("MaximumWorkingSetSize", c_size_t), ("ActiveProcessLimit", c_uint32),
        ("Affinity", c_size_t), ("PriorityClass", c_uint32), ("SchedulingClass", c_uint32),
    )  # fmt: skip


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("Basic", _Basic), ("IoInfo", c_uint64 * 6), ("ProcessMemoryLimit", c_size_t), ("JobMemoryLimit", c_size_t),
        ("PeakProcessMemoryUsed", c_size_t), ("PeakJobMemoryUsed", c_size_t),
    )  # fmt: skip


EXTENDED_LIMITS = 9
KILL_ON_CLOSE = 0x2000
"""JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE: with the last handle, which ends with this process, all in the job end too."""
MEMORY_LIMIT = 0x100
"""JOB_OBJECT_LIMIT_PROCESS_MEMORY."""


class Job:
    """What keeps a process from outliving this one, unless it is to, and from taking too much memory.

    AssignProcessToJobObject, SetInformationJobObject.
    """

    def __init__(self, process: int, dll: Dll = load, *, memory: int = 0) -> None:
        """`process` is the handle of a process just started, which may commit `memory` bytes; 0 is no limit.

        Where there can be no job, it is as free as without.
        """
        self._memory = memory
        self._kernel: Any = None
        self._job: int | None = None
        try:
            kernel = dll("kernel32")
            kernel.CreateJobObjectW.argtypes, kernel.CreateJobObjectW.restype = (c_void_p, c_void_p), c_void_p
            kernel.SetInformationJobObject.argtypes = (c_void_p, ctypes.c_int, c_void_p, c_uint32)
            kernel.AssignProcessToJobObject.argtypes = (c_void_p, c_void_p)
            kernel.CloseHandle.argtypes = (c_void_p,)
            job = kernel.CreateJobObjectW(None, None)
        except (OSError, AttributeError):
            return
        if not job:
            return
        # It is in the job before the job ends anything, so that a failure in between ends nothing.
        if kernel.AssignProcessToJobObject(job, process):
            self._kernel, self._job = kernel, job
            self.bind(ends=True)
        else:
            kernel.CloseHandle(job)

    def bind(self, *, ends: bool) -> bool:
        """Say whether the process ends with this one. Returns whether that holds now."""
        if self._job is None:
            return not ends
        limits = JobLimits()
        limits.Basic.LimitFlags = (KILL_ON_CLOSE if ends else 0) | (MEMORY_LIMIT if self._memory else 0)
        limits.ProcessMemoryLimit = self._memory
        size = ctypes.sizeof(limits)
        return bool(self._kernel.SetInformationJobObject(self._job, EXTENDED_LIMITS, ctypes.byref(limits), size))

    def close(self) -> None:
        """Release it, and end what is still to end with it."""
        job, self._job = self._job, None
        if job is not None:
            self._kernel.CloseHandle(job)
