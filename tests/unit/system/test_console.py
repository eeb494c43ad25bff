"""Keys of the Windows console: from the records that its pages describe to keys in the program."""

from __future__ import annotations

import ctypes
import io
import queue
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from unclench.system import keyboard
from unclench.system.keyboard import ALT_KEY, ENTER, NOT_YET, THERE, Console, KeyRecord, Keys, console

FAILED = 0xFFFF_FFFF
ESCAPE, BACKSPACE = "\x1b", "\x7f"
ALT_LEFT, CTRL_LEFT, ALT_GR = 0x2, 0x8, 0x1 | 0x8
"""The states in dwControlKeyState."""


def key(
    text: str = "", *, down: bool = True, code: int = 0, repeats: int = 1, state: int = 0, kind: int = 1
) -> KeyRecord:
    unit = int.from_bytes(text.encode("utf-16-le")[:2], "little")
    return KeyRecord(kind, down, repeats, code, 0, unit, state)


def pressed(text: str) -> list[KeyRecord]:
    """Each key pressed and let go. A character beyond 16 bits comes in two halves."""
    data = text.encode("utf-16-le")
    units = [data[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(data), 2)]
    return [
        KeyRecord(1, down, 1, 0, 0, int.from_bytes(unit.encode("utf-16-le", "surrogatepass"), "little"), 0)
        for unit in units
        for down in (True, False)
    ]


class Kernel:
    """The console's input as a queue of records. Waiting does not take time, unless nothing is there for ever."""

    def __init__(self, *records: KeyRecord) -> None:
        self.records = list(records)
        self.gone = False

    def WaitForSingleObject(self, _handle: int, patience: int) -> int:  # noqa: N802  # its name on Windows
        if self.gone:
            return FAILED
        if not self.records:
            threading.Event().wait(patience / 10_000)
        return THERE if self.records else NOT_YET

    def ReadConsoleInputW(self, _handle: int, into: Any, most: int, count: Any) -> int:  # noqa: N802  # its name on Windows
        taken, self.records = self.records[:most], self.records[most:]
        for place, record in enumerate(taken):
            into[place] = record
        count._obj.value = len(taken)
        return 1

    def FlushConsoleInputBuffer(self, _handle: int) -> int:  # noqa: N802  # its name on Windows
        self.records.clear()
        return 1


def typed(*records: KeyRecord) -> str | None:
    return Console(3, Kernel(*records)).typed()


@pytest.mark.parametrize(
    ("records", "text"),
    [
        (pressed("ab"), "ab"),
        (pressed("à"), "à"),
        (pressed("à") + pressed("q"), "àq"),
        (pressed("🙂"), "🙂"),
        ([key("\x00", code=0x26)], ""),
        ([key("a", kind=2)], ""),
        ([key("x", down=False)], ""),
        ([key("x", repeats=3)], "xxx"),
        ([key("p", state=ALT_LEFT)], ""),
        ([key("@", state=ALT_GR)], "@"),
        ([key("c", state=CTRL_LEFT)], "c"),
        ([key("", down=True, code=ALT_KEY, state=0x2), key("é", down=False, code=ALT_KEY)], "é"),
        ([], ""),
    ],
    ids=["letters", "a letter that getwch takes for a prefix", "and the key after it", "two halves", "an arrow",
         "the mouse", "let go", "held down", "with Alt", "with AltGr", "with Ctrl", "typed in digits", "nothing"],
)  # fmt: skip
def test_a_key_is_the_character_that_it_brings(records: list[KeyRecord], text: str):
    assert typed(*records) == text


def test_half_a_character_alone_is_none():
    assert typed(*pressed("🙂")[2:]) == ""


def test_a_console_that_is_gone_says_so():
    kernel = Kernel()
    kernel.gone = True
    assert Console(3, kernel).typed() is None
    refusing = SimpleNamespace(WaitForSingleObject=lambda *_: THERE, ReadConsoleInputW=lambda *_: 0)
    assert Console(3, refusing).typed() is None


def test_what_is_no_console_is_none():
    """As NUL, which Python takes for a terminal."""

    class Function:
        def __call__(self, *_: Any) -> int:
            return 0

    names = ("GetConsoleMode", "WaitForSingleObject", "ReadConsoleInputW", "FlushConsoleInputBuffer")
    kernel = SimpleNamespace(**{name: Function() for name in names})
    assert console(3, lambda _name: kernel) is None
    assert console(3, lambda _name: SimpleNamespace()) is None


def test_a_record_has_the_shape_that_windows_gives_it():
    """INPUT_RECORD: an event's kind, two bytes of padding, and 16 bytes of event."""
    assert ctypes.sizeof(KeyRecord) == 20
    assert (KeyRecord.down.offset, KeyRecord.unit.offset, KeyRecord.state.offset) == (4, 14, 16)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    monkeypatch.setattr(keyboard, "_descriptor", lambda: 0)
    return Kernel()


@pytest.fixture
def keys(kernel: Kernel) -> Iterator[Keys]:
    made = Keys(lambda _fd: Console(3, kernel))
    with made.listening():
        yield made


def test_a_session_on_the_windows_console_gets_its_keys_at_once(keys: Keys, kernel: Kernel):
    assert (keys.terminal, keys.possible, keys.ended) == (True, True, False)
    kernel.records += [*pressed("n"), key("\x00", code=0x25), *pressed("\r\b")]
    assert [keys.get(10_000) for _ in range(3)] == ["n", ENTER, BACKSPACE]
    assert keys.get(30) is None


def test_escape_alone_is_a_key(keys: Keys, kernel: Kernel):
    kernel.records += pressed(ESCAPE)
    assert keys.get(10_000) == ESCAPE


def test_what_was_typed_before_a_question_is_dropped(keys: Keys, kernel: Kernel):
    kernel.records += pressed("yyy")
    while keys._queue._queue.qsize() != 3:
        threading.Event().wait(0.001)
    keys.flush()
    assert keys.get(30) is None


def test_a_key_that_was_just_read_when_a_question_came_does_not_answer_it(kernel: Kernel):
    """It is read with the lock that dropping takes too: by then it is in the queue, or still in the console."""
    made = Keys(lambda _fd: Console(3, kernel))
    read, flushed = threading.Event(), threading.Event()
    reading = kernel.ReadConsoleInputW

    def slow(*asked: Any) -> int:
        done = reading(*asked)
        read.set()
        flushed.wait(0.2)  # nobody may drop anything meanwhile
        return done

    kernel.ReadConsoleInputW = slow  # type: ignore[method-assign, assignment]
    kernel.records += pressed("y")
    with made.listening():
        assert read.wait(10)
        made.flush()
        flushed.set()
        assert made.get(100) is None


def test_a_window_that_is_gone_is_the_end_of_all_keys(keys: Keys, kernel: Kernel):
    kernel.gone = True
    assert keys.get(10_000) is None
    assert keys.ended


def test_nobody_reads_the_console_when_nobody_listens(kernel: Kernel):
    made = Keys(lambda _fd: Console(3, kernel))
    with made.listening():
        reader = made._reader
        assert reader is not None
    assert not reader.is_alive()
    kernel.records += pressed("y")
    threading.Event().wait(0.1)
    assert kernel.records
    with made.listening():
        assert made.get(10_000) == "y"


def test_a_wait_that_no_signal_ends_is_cut_into_short_ones(monkeypatch: pytest.MonkeyPatch):
    """As on Windows, where a thread that waits for a lock hears of Ctrl-C only when it has it."""
    monkeypatch.setattr(keyboard, "UNHEARD", 0.01)
    waiting = keyboard._Typed()
    with pytest.raises(queue.Empty):
        waiting.get(35)
    waits: list[float] = []

    def acquire(timeout: float) -> None:
        waits.append(timeout)
        if len(waits) == 3:
            waiting._queue.put("x")

    waiting._bell = SimpleNamespace(acquire=acquire)  # type: ignore[assignment]
    assert waiting.get(None) == "x"
    assert waits == [0.01] * 3


def test_no_standard_input_at_all_has_no_console(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    found: list[int] = []
    made = Keys(found.append)
    assert (made.possible, found) == (False, [])
