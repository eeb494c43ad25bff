"""The thread that reads the terminal: it hears every key, and sleeps in between."""

from __future__ import annotations

import os
from selectors import EVENT_READ, SelectorKey, SelectSelector
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from textual.app import App
from textual.events import Key, Paste
from textual.message import Message

from unclench.system.streams import read_some
from unclench.tui.textual_internals import LeavableApp

pytest.importorskip("termios", exc_type=ImportError)

from unclench.tui import driver as module
from unclench.tui.driver import ReadableEvent, SleepingDriver


class Listening(SleepingDriver):
    """Keeps what it passes on, and reads a pipe in place of the terminal."""

    def __init__(self) -> None:
        super().__init__(App())
        self.heard: list[Message] = []
        self.fileno, self.typing = os.pipe()
        self.heard_something = Event()

    def process_message(self, message: Message) -> None:
        self.heard.append(message)
        self.heard_something.set()

    @property
    def keys(self) -> list[str]:
        """The names of the keys so far."""
        return [message.key for message in self.heard if isinstance(message, Key)]


@pytest.fixture
async def driver() -> Listening:
    return Listening()


class Scripted(SelectSelector):
    """In place of waiting, types the next part of a script, or lets the time pass; then has the driver stop."""

    def __init__(self, driver: Listening, script: list[bytes | None]) -> None:
        super().__init__()
        self._driver, self._script, self.now = driver, script, 0.0
        self.waits: list[float | None] = []

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        self.waits.append(timeout)
        if not self._script:
            self._driver.exit_event.set()
            return super().select(0)
        typed = self._script.pop(0)
        if typed is None:
            assert timeout is not None, "it would sleep for ever"
            self.now += timeout
            return []
        os.write(self._driver.typing, typed)
        return super().select(0)


@pytest.fixture
def listen(driver: Listening, monkeypatch: pytest.MonkeyPatch):
    """Listens to a script, in which None is the end of a wait; gives how long each wait could have been."""

    def listen(*script: bytes | None) -> list[float | None]:
        selector = Scripted(driver, list(script))
        monkeypatch.setattr(module, "SelectSelector", lambda: selector)
        monkeypatch.setattr("textual._time.get_time", lambda: selector.now)
        monkeypatch.setattr("textual._parser.get_time", lambda: selector.now)
        driver.run_input_thread()
        return selector.waits

    return listen


async def test_between_keys_it_sleeps_without_an_end(driver, listen):
    assert listen(b"a", b"\x1b[6~", "ä".encode()) == [None] * 4
    assert driver.keys == ["a", "pagedown", "ä"]


async def test_a_lone_escape_is_heard_after_a_tenth_of_a_second(driver, listen):
    assert listen(b"\x1b", None) == [None, pytest.approx(0.1), None]
    assert driver.keys == ["escape"]


async def test_an_escape_is_not_forgotten_when_the_wait_ends_a_little_early(driver, listen, monkeypatch):
    waits = iter([0.0, 0.04, 0.04, 0.1, 0.1])
    left = module.seconds_left
    monkeypatch.setattr(module, "seconds_left", lambda parser: None if left(parser) is None else next(waits))
    listen(b"\x1b", None, None, None, None, b"x")
    assert driver.keys == ["escape", "x"]


async def test_a_sequence_in_two_pieces_is_one_key(driver, listen):
    listen(b"\x1b[", b"6~")
    assert driver.keys == ["pagedown"]


async def test_a_letter_in_two_pieces_is_one_letter_and_a_byte_that_is_none_ends_nothing(driver, listen):
    first, second = "ä".encode()[:1], "ä".encode()[1:]
    listen(first, second, b"\xff", b"b")
    assert driver.keys[0] == "ä"
    assert driver.keys[-1] == "b"


async def test_what_is_pasted_arrives_in_one_piece(driver, listen):
    listen(b"\x1b[200~Bird dog, ", b"10 times\x1b[201~")
    assert [message.text for message in driver.heard if isinstance(message, Paste)] == ["Bird dog, 10 times"]


async def test_when_the_input_has_ended_it_does_not_spin(driver, listen, monkeypatch):
    monkeypatch.setattr(module, "read_some", lambda _descriptor, _most: b"")
    assert listen(b"x", b"x", b"x") == [None] * 4  # each a wait, none of them over at once
    assert not driver.keys


def test_an_input_that_fails_has_ended():
    reading, writing = os.pipe()
    assert read_some(writing, module.CHUNK) == b""
    os.close(reading)
    os.close(writing)


async def test_it_stops_as_soon_as_it_is_told_and_listens_again_afterwards(driver):
    for letter in "ab":
        thread = Thread(target=driver.run_input_thread, daemon=True)
        thread.start()
        os.write(driver.typing, letter.encode())
        assert driver.heard_something.wait(5)
        assert driver.keys[-1] == letter
        driver.heard_something.clear()
        driver.exit_event.set()
        thread.join(5)
        assert not thread.is_alive()
        driver.exit_event.clear()


async def test_it_may_be_closed_twice_and_told_to_stop_even_then(driver):
    """As happens when the terminal goes away while the app leaves, with a pack on that is still to be guarded."""
    driver._writer_thread = SimpleNamespace(write=len, flush=list, stop=list)
    for _ in range(2):
        driver.stop_application_mode()
        driver.close()


def test_an_event_is_readable_while_it_is_set_however_often():
    event = ReadableEvent()
    with SelectSelector() as selector:
        selector.register(event, EVENT_READ)
        for _ in range(2):
            event.set()
            event.set()
            assert event.is_set()
            assert selector.select(0)
            event.clear()
            event.clear()
            assert not event.is_set()
            assert not selector.select(0)


def test_in_a_terminal_an_app_has_this_driver_and_in_a_browser_textuals(monkeypatch):
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert LeavableApp().get_driver_class() is SleepingDriver
    assert LeavableApp().driver_class is SleepingDriver
    monkeypatch.setattr("textual.constants.DRIVER", "textual.drivers.web_driver:WebDriver")
    assert LeavableApp().get_driver_class().__name__ == "WebDriver"
