"""What is asked of Windows, over fakes that do what its pages say: also where a call fails or is not there."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from unclench.system import clock, windows
from unclench.system import country as country_module
from unclench.system.clock import SystemClock
from unclench.system.signals import Signals
from unclench.system.windows import (
    Job,
    JobLimits,
    fine_waits,
    interrupt_time,
    on_close,
    open_shared,
    step_back,
    understands_sequences,
)

NS = 100


class Call:
    """A function of a library: it keeps what it was called with, and returns what it is told to."""

    def __init__(self, returns: Any = 1, does: Any = None) -> None:
        self.returns, self.does = returns, does
        self.calls: list[tuple[Any, ...]] = []
        self.argtypes: Any = None
        self.restype: Any = ctypes.c_int

    def __call__(self, *values: Any) -> Any:
        self.calls.append(values)
        if self.does is not None:
            self.does(*values)
        return self.returns


def writing(number: int) -> Any:
    """Writes a number to the address that is the last argument."""

    def write(*values: Any) -> None:
        values[-1]._obj.value = number

    return write


def library(**functions: Call) -> windows.Dll:
    return lambda _name: SimpleNamespace(**functions)


def absent(name: str) -> Any:
    raise OSError(f"Could not find module {name!r}")


def test_the_two_times_of_windows_are_nanoseconds_since_its_start():
    precise, unbiased = Call(does=writing(50_000)), Call(does=writing(20_000))
    times = interrupt_time(library(QueryInterruptTimePrecise=precise, QueryUnbiasedInterruptTimePrecise=unbiased))
    assert times is not None
    assert [each() for each in times] == [50_000 * NS, 20_000 * NS]
    assert precise.restype is None


def test_the_times_are_found_in_the_library_that_has_them_or_not_at_all():
    here = SimpleNamespace(
        QueryInterruptTimePrecise=Call(does=writing(1)), QueryUnbiasedInterruptTimePrecise=Call(does=writing(1))
    )
    assert interrupt_time(lambda name: here if name == "kernelbase" else SimpleNamespace()) is not None
    assert interrupt_time(lambda _name: SimpleNamespace()) is None
    assert interrupt_time(absent) is None


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "_ON_WINDOWS", True)
    clock._times.cache_clear()
    yield
    clock._times.cache_clear()


@pytest.mark.usefixtures("on_windows")
def test_on_windows_a_sleep_of_the_machine_counts_and_is_told(monkeypatch: pytest.MonkeyPatch):
    since_boot, awake = [1_000], [1_000]
    times = (lambda: since_boot[0] * 1_000_000, lambda: awake[0] * 1_000_000)
    monkeypatch.setattr(windows, "interrupt_time", lambda: times)
    session = SystemClock()
    before = session.now()
    since_boot[0] += 90_007
    awake[0] += 7
    assert session.now() - before == 90_007
    assert session.asleep() == 90_000


@pytest.mark.usefixtures("on_windows")
def test_a_windows_without_these_times_has_the_clock_of_python(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "interrupt_time", lambda: None)
    session = SystemClock()
    assert session._running_on is time.monotonic_ns
    assert session.asleep() == 0


def test_waits_are_fine_until_that_is_undone():
    begin, end = Call(0), Call(0)
    coarse_again = fine_waits(library(timeBeginPeriod=begin, timeEndPeriod=end))
    assert (begin.calls, end.calls) == ([(1,)], [])
    coarse_again()
    assert end.calls == [(1,)]


@pytest.mark.parametrize("refused", [97, None])
def test_where_waits_stay_coarse_nothing_is_undone(refused: int | None):
    """97 is TIMERR_NOCANDO."""
    end = Call(0)
    dll = absent if refused is None else library(timeBeginPeriod=Call(refused), timeEndPeriod=end)
    fine_waits(dll)()
    assert end.calls == []


def test_a_process_that_steps_back_names_itself_with_a_handle_as_wide_as_a_pointer():
    whole = ctypes.c_void_p(-1).value
    current, set_class = Call(whole), Call(1)
    assert step_back(library(GetCurrentProcess=current, SetPriorityClass=set_class))
    assert current.restype is ctypes.c_void_p
    assert set_class.argtypes[0] is ctypes.c_void_p
    assert set_class.calls == [(whole, 0x4000)]
    assert not step_back(library(GetCurrentProcess=current, SetPriorityClass=Call(0)))
    assert not step_back(absent)


@pytest.mark.parametrize(("console", "mode", "takes"), [(1, 0x7, True), (1, 0x3, False), (0, 0x7, False)])
def test_only_a_console_that_acts_on_sequences_is_sent_any(console: int, mode: int, takes: bool):  # noqa: FBT001  # a parameter
    assert understands_sequences(7, library(GetConsoleMode=Call(console, writing(mode)))) == takes
    assert not understands_sequences(7, absent)


class Window:
    """SetConsoleCtrlHandler, with a window that can be closed."""

    def __init__(self, returns: int = 1) -> None:
        self.handler: Any = None
        self.SetConsoleCtrlHandler = Call(returns, self.keep)

    def keep(self, handler: Any, _add: int) -> None:
        self.handler = handler


@pytest.mark.parametrize("event", [windows.CLOSE, windows.LOGOFF, windows.SHUTDOWN])
def test_a_closed_window_asks_the_program_to_leave_and_gives_it_time(event: int):
    window, done = Window(), list[object]()
    assert on_close(lambda: done.append("left"), lambda _name: window, done.append)
    assert window.handler(event) == 1
    assert done == ["left", windows.GRACE]
    assert windows.GRACE < 5
    assert window.handler in windows._kept, "Windows calls it as long as the process lives"


@pytest.mark.parametrize("event", [0, 1])
def test_ctrl_c_and_ctrl_break_are_left_to_python(event: int):
    window, done = Window(), list[object]()
    on_close(lambda: done.append("left"), lambda _name: window, done.append)
    assert window.handler(event) == 0
    assert done == []


def test_where_the_window_tells_nobody_that_is_said():
    assert not on_close(lambda: None, lambda _name: Window(0))
    assert not on_close(lambda: None, absent)


def test_ctrl_break_is_an_end_like_sigterm(monkeypatch: pytest.MonkeyPatch):
    ended: list[int] = []
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGQUIT if sys.platform != "win32" else 21, raising=False)
    Signals(ended.append).come(signal.SIGBREAK)  # type: ignore[attr-defined, unused-ignore]  # on Windows
    assert ended == [143]


class Kernel:
    """Jobs as their pages describe them; `fails` names the call that does not succeed."""

    def __init__(self, fails: str = "") -> None:
        self.flags: list[int] = []
        self.memory: list[int] = []
        self.assigned: list[tuple[int, int]] = []
        self.closed: list[int] = []
        succeeds = {name: int(name != fails) for name in ("create", "assign", "limit")}
        self.CreateJobObjectW = Call(0x99 * succeeds["create"])
        self.AssignProcessToJobObject = Call(
            succeeds["assign"], lambda job, process: self.assigned.append((job, process))
        )
        self.SetInformationJobObject = Call(succeeds["limit"], self.limit)
        self.CloseHandle = Call(1, self.closed.append)

    def limit(self, job: int, kind: int, limits: Any, size: int) -> None:
        assert (job, kind, size) == (0x99, 9, ctypes.sizeof(JobLimits))
        self.flags.append(limits._obj.Basic.LimitFlags)
        self.memory.append(limits._obj.ProcessMemoryLimit)


def test_a_process_in_a_job_ends_with_the_program_unless_it_watches_over_an_alarm():
    kernel = Kernel()
    job = Job(0x55, lambda _name: kernel)
    assert kernel.assigned == [(0x99, 0x55)]
    assert job.bind(ends=False)
    assert job.bind(ends=True)
    assert kernel.flags == [windows.KILL_ON_CLOSE, 0, windows.KILL_ON_CLOSE]
    assert kernel.closed == []


@pytest.mark.parametrize("fails", ["create", "assign", "there is no such library"])
def test_where_there_can_be_no_job_the_process_may_stay_and_nothing_is_left_open(fails: str):
    kernel = Kernel(fails)
    job = Job(0x55, absent if fails.startswith("there") else lambda _name: kernel)
    assert job.bind(ends=False)
    assert not job.bind(ends=True)
    assert kernel.flags == []
    assert kernel.closed == ([0x99] if fails == "assign" else [])


def test_a_job_that_is_over_is_released_once():
    kernel = Kernel()
    job = Job(0x55, lambda _name: kernel)
    job.close()
    job.close()
    assert kernel.closed == [0x99]
    assert job.bind(ends=False)


def test_a_job_may_limit_the_memory_of_a_process():
    kernel = Kernel()
    job = Job(0x55, lambda _name: kernel, memory=200 << 20)
    job.bind(ends=False)
    assert kernel.flags == [windows.KILL_ON_CLOSE | windows.MEMORY_LIMIT, windows.MEMORY_LIMIT]
    assert kernel.memory == [200 << 20] * 2


def test_a_job_whose_limit_cannot_be_lifted_says_so():
    kernel = Kernel("limit")
    assert not Job(0x55, lambda _name: kernel).bind(ends=False)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes are those of 64 bit")
def test_the_limits_of_a_job_have_the_shape_that_windows_gives_them():
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, with its padding."""
    assert ctypes.sizeof(JobLimits) == 144
    assert JobLimits.Basic.offset == 0
    assert type(JobLimits().Basic).LimitFlags.offset == 16


@pytest.mark.parametrize(
    ("place", "country"),
    [("DE", "DE"), ("419", ""), ("001", ""), ("", "")],
    ids=["a country", "a region", "all", "none"],
)
def test_windows_is_asked_for_its_place_and_may_have_none(monkeypatch: pytest.MonkeyPatch, place: str, country: str):
    """GetUserDefaultGeoName returns how many characters it has written, and 0 where it has failed."""

    class Kernel32:
        def GetUserDefaultGeoName(self, name: Any, size: int) -> int:  # noqa: N802  # its name on Windows
            assert size == len(name)
            name.value = place
            return len(place) + 1 if place else 0

    monkeypatch.setattr(windows, "load", lambda _name: Kernel32())
    assert country_module._region_of_windows() == country


def test_a_windows_that_does_not_know_the_call_names_no_country(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "load", lambda _name: SimpleNamespace())
    monkeypatch.setattr(sys, "platform", "win32")
    assert country_module._region_here() == ""


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize("there", [True, False])
def test_the_registry_is_asked_for_the_machine_and_may_have_nothing(monkeypatch: pytest.MonkeyPatch, there: bool):  # noqa: FBT001  # a parameter
    asked: list[tuple[Any, ...]] = []

    @contextmanager
    def open_key(root: int, path: str) -> Iterator[str]:
        asked.append((root, path))
        if not there:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        yield "a key"

    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE=7, OpenKey=open_key, QueryValueEx=lambda key, name: (f"{key}: {name}", 1)
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    assert clock._registry(*clock._MACHINE_GUID) == ("a key: MachineGuid" if there else "")
    assert asked == [(7, r"SOFTWARE\Microsoft\Cryptography")]


@pytest.fixture
def descriptors(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What msvcrt.open_osfhandle was asked for; it gives descriptor 5."""
    asked: list[tuple[int, int]] = []

    def open_osfhandle(handle: int, flags: int) -> int:
        asked.append((handle, flags))
        return 5

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(open_osfhandle=open_osfhandle))
    return asked


@pytest.mark.parametrize(
    ("flags", "access", "how"),
    [
        (os.O_RDONLY, windows.READ, windows.OPEN_EXISTING),
        (os.O_RDWR, windows.READ | windows.WRITE, windows.OPEN_EXISTING),
        (os.O_CREAT | os.O_RDWR, windows.READ | windows.WRITE, windows.OPEN_ALWAYS),
        (os.O_CREAT | os.O_EXCL | os.O_RDWR, windows.READ | windows.WRITE, windows.CREATE_NEW),
    ],
)
def test_a_held_file_may_be_deleted_by_another_window_on_windows(
    descriptors: list[tuple[int, int]], flags: int, access: int, how: int
):
    create = Call(0x44)
    assert open_shared("C:\\on-skin.json", flags, library(CreateFileW=create)) == 5
    assert create.calls == [("C:\\on-skin.json", access, 0x1 | 0x2 | 0x4, None, how, 0x80, None)]
    assert [handle for handle, _ in descriptors] == [0x44]


def test_no_program_that_this_one_starts_holds_the_file_too(descriptors: list[tuple[int, int]], monkeypatch):
    monkeypatch.setattr(os, "O_NOINHERIT", 0x80, raising=False)
    open_shared("x", os.O_RDWR, library(CreateFileW=Call(0x44)))
    [(_, kept)] = descriptors
    assert kept & 0x80


def test_a_file_that_cannot_be_opened_is_an_error_of_its_own_kind(descriptors: list[tuple[int, int]]):
    create = Call(ctypes.c_void_p(-1).value)
    with pytest.raises(FileExistsError):
        open_shared("x", os.O_CREAT | os.O_EXCL, library(CreateFileW=create), lambda: FileExistsError(17, "exists"))
    assert descriptors == []


real = pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")


@real
def test_windows_itself_has_both_times_and_ends_waits_soon():
    times = interrupt_time()
    assert times is not None
    running_on, awake = times
    assert running_on() >= awake() > 0
    coarse_again = fine_waits()
    begun = running_on()
    threading.Event().wait(0.002)
    coarse_again()
    assert running_on() - begun < 12_000_000


@real
def test_windows_itself_takes_a_process_into_a_job_and_lets_it_be():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        job = Job(int(process._handle))  # type: ignore[attr-defined, unused-ignore]  # on Windows
        assert job.bind(ends=False)
        assert job.bind(ends=True)
        process.kill()


@real
def test_windows_itself_lets_a_held_file_be_deleted(tmp_path: Path):
    held = tmp_path / "held"
    descriptor = open_shared(str(held), os.O_CREAT | os.O_EXCL | os.O_RDWR)
    assert os.write(descriptor, b"a\n") == 2
    with pytest.raises(FileExistsError):
        open_shared(str(held), os.O_CREAT | os.O_EXCL | os.O_RDWR)
    held.unlink()
    assert not held.exists()
    os.close(descriptor)
