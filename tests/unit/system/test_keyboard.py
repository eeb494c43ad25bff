"""Where keys come from: a terminal, which gives them at once, and a pipe, which gives lines."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from unclench.care.asks import Choose
from unclench.cli.plain_home import one_question
from unclench.plain import LineWriter, PlainRunner
from unclench.plain.intake import LineIntake, typed_line
from unclench.plain.intake import run as asked
from unclench.player.controller import SessionController
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.system.clock import Stopped
from unclench.system.keyboard import ENTER, Keys
from unclench.system.keystrokes import REPEAT_DELAY, Guard
from unclench.system.signals import Stops
from unclench.testing import ManualClock, RecordingPlayer, hold, routine

LONG = 20_000
"""Ms in which a busy machine has surely read what is there."""


class Input:
    """Standard input with a descriptor of its own."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int:
        return self._fd


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal as standard input; gives the side on which somebody types."""
    pty = pytest.importorskip("pty")
    typing, reading = pty.openpty()
    monkeypatch.setattr("sys.stdin", Input(reading))
    yield typing
    os.close(typing)
    os.close(reading)


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> Keys:
    """A pipe with this text in it, which has ended."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    monkeypatch.setattr("sys.stdin", Input(reading))
    return Keys()


def test_an_arrow_is_not_taken_apart_into_keys(terminal):
    keys = Keys()
    with keys.listening():
        os.write(terminal, b"\x1b[6~\x1b[3~\x1b[15~\x1b[Bq")
        assert keys.get(LONG) == "q"


def test_what_is_typed_is_read_in_whole_letters(terminal):
    keys = Keys()
    with keys.listening():
        os.write(terminal, "größer\n".encode())
        assert asked(typed_line("Why?"), LineWriter(io.StringIO()), keys) == "größer"


def test_what_was_typed_before_a_question_is_forgotten_where_somebody_sits(terminal):
    keys = Keys()
    with keys.listening():
        os.write(terminal, b"yyy y")
        assert keys.get(LONG) == "y"
        keys.flush()
        os.write(terminal, b"n")
        assert keys.get(LONG) == "n"


def test_what_a_script_pipes_is_never_forgotten(monkeypatch):
    keys = piped(monkeypatch, "y\nn\n")
    with keys.listening():
        assert keys.get(None) == "y"
        keys.flush()
        assert keys.get(None) == "n"


def test_a_digit_in_a_pipe_answers_a_line_without_a_second_one(monkeypatch):
    keys, out = piped(monkeypatch, "1\n3\n\n7\n"), LineWriter(io.StringIO())
    with keys.listening():
        assert (
            LineIntake(out, keys, int, Guard(ManualClock())).run(
                one_question(Choose(heading="What?", options=("a", "b")))
            )
            == 0
        )
        assert asked(typed_line("How much?"), out, keys) == "3"
        assert asked(typed_line("And then?"), out, keys) == ""
        assert keys.get(None) == "7"


def test_a_word_where_a_key_is_asked_for_presses_no_enter(monkeypatch):
    keys = piped(monkeypatch, "yes\nj3\n\n")
    with keys.listening():
        assert [keys.get(None) for _ in "yesj"] == list("yesj")
        assert [keys.get(None, typing=True) for _ in "3e"] == ["3", ENTER]
        assert keys.get(None) == ENTER


def test_a_pipe_says_when_no_more_will_come(monkeypatch):
    keys = piped(monkeypatch, "y")
    with keys.listening():
        told = [(keys.get(None), keys.ended) for _ in range(3)]
    assert told == [("y", False), (None, True), (None, True)]


@pytest.mark.parametrize(
    "typed", ["", "\n", "q\n", "j\n", "x\n", "x\n1\n", "!\n", "7\n", "b\n", "q", "n\n", "\x03\n", "yes\n", "j9999999\n"]
)
def test_a_pipe_that_ends_never_keeps_a_session_waiting(monkeypatch, typed):
    clock, player, stream = ManualClock(), RecordingPlayer(), io.StringIO()
    keys = piped(monkeypatch, typed)
    monkeypatch.setattr(keys, "get", _in_no_time(keys, clock))
    controller = SessionController(Session(compile_routine(routine(hold(5), hold(5))), clock.now()), player, clock)
    controller.begin()
    with keys.listening():
        assert PlainRunner(controller, LineWriter(stream), keys, clock).run() in (0, 1)
    assert controller.ended


def _in_no_time(keys: Keys, clock: ManualClock) -> Callable[..., str | None]:
    """Keys whose time is turned by hand; more than an hour of it is a session that never ends."""
    get, end = keys.get, clock.now() + 3_600_000

    def at_once(timeout: int | None, *, typing: bool = False) -> str | None:
        assert clock.now() < end, "it waits for ever"
        key = get(0 if keys.ended else LONG, typing=typing)
        if key is None:
            clock.advance(max(1, timeout or 0))
        return key

    return at_once


def test_a_key_that_is_held_down_answers_once():
    clock = ManualClock()
    guard = Guard(clock)
    assert guard.fresh_key(" ", asked=True)
    for _ in range(40):
        clock.advance(30)
        assert not guard.fresh_key(" ", asked=True)
        assert not guard.fresh_key(ENTER, asked=True), "Enter does what space does"
    clock.advance(REPEAT_DELAY)
    assert guard.fresh_key(" ")


def test_a_held_key_that_a_question_comes_upon_does_not_answer_it():
    clock = ManualClock()
    guard = Guard(clock)
    assert guard.fresh_key("n")
    clock.advance(500)
    assert guard.fresh_key("n"), "from step to step it may go quickly"
    clock.advance(500)
    assert not guard.fresh_key("N", asked=True)


def test_ten_seconds_more_may_be_asked_for_quickly():
    clock = ManualClock()
    guard = Guard(clock)
    assert [guard.fresh_key("+") for _ in range(3)] == [True] * 3


class Process:
    """A process that is stopped by Ctrl-Z for a minute."""

    def __init__(self) -> None:
        self.now = 0
        self.did: list[str] = []
        self.stopped = Stopped(lambda: self.now)
        self.stops = Stops(self.stopped, self.stop)

    def stop(self) -> None:
        self.did.append("stopped")
        self.now += 60_000
        signal.raise_signal(signal.SIGCONT)

    def watched(self) -> AbstractContextManager[None]:
        return self.stops.watched(lambda: self.did.append("given back"), lambda: self.did.append("taken"))


needs_ctrl_z = pytest.mark.skipif(not hasattr(signal, "SIGTSTP"), reason="Windows has no Ctrl-Z of this kind")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows interrupts nothing")
def test_a_handler_that_takes_longer_than_the_wait_does_not_make_it_endless(terminal):
    """Ctrl-Z for a minute in a wait of a second: the session goes on by itself."""
    came: list[bool] = []

    def long(*_: object) -> None:
        assert not came, "it waits for ever"
        came.append(True)
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            """A stop that nobody notices."""

    before = signal.signal(signal.SIGALRM, long)
    keys = Keys()
    try:
        with keys.listening():
            signal.setitimer(signal.ITIMER_REAL, 0.001, 10)
            while not came:
                assert keys.get(40) is None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@needs_ctrl_z
def test_ctrl_z_gives_the_terminal_back_and_going_on_takes_it_again():
    process = Process()
    with process.watched():
        signal.raise_signal(signal.SIGTSTP)
    assert process.did[:2] == ["given back", "stopped"]
    assert process.did[-1] == "taken"


@needs_ctrl_z
def test_the_time_for_which_it_was_stopped_counts_once():
    process = Process()
    with process.watched():
        signal.raise_signal(signal.SIGTSTP)
        signal.raise_signal(signal.SIGCONT)
        assert process.stopped.total == 60_000
        signal.raise_signal(signal.SIGTSTP)
    assert process.stopped.total == 120_000


@needs_ctrl_z
def test_while_something_lies_on_the_skin_nothing_stops():
    process = Process()
    process.stops.refuse = lambda: process.did.append("refused")
    with process.watched():
        signal.raise_signal(signal.SIGTSTP)
        assert process.did == ["refused"]
        process.stops.refuse = None
        signal.raise_signal(signal.SIGTSTP)
    assert "stopped" in process.did


@needs_ctrl_z
def test_afterwards_the_signals_are_as_they_were():
    before = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
    with Process().watched():
        assert signal.getsignal(signal.SIGTSTP) != before[0]
    assert (signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)) == before


def test_after_a_stop_keys_come_one_by_one_again(terminal):
    termios = pytest.importorskip("termios")
    keys = Keys()
    with keys.listening():
        reading = keys._fd
        before = termios.tcgetattr(reading)
        lines = [*before[:3], before[3] | termios.ICANON | termios.ECHO, *before[4:]]
        termios.tcsetattr(reading, termios.TCSANOW, lines)
        taken = os.tcgetpgrp
        try:
            os.tcgetpgrp = lambda fd: os.getpgrp()  # it is in the foreground
            signal.raise_signal(signal.SIGCONT)
        finally:
            os.tcgetpgrp = taken
        assert not termios.tcgetattr(reading)[3] & (termios.ICANON | termios.ECHO)


def test_ctrl_s_holds_up_no_lines_and_no_alarm_behind_them(terminal):
    termios = pytest.importorskip("termios")
    before = termios.tcgetattr(terminal)[0]
    with Keys().listening():
        held = termios.tcgetattr(terminal)[0]
    assert before & termios.IXON
    assert not held & (termios.IXON | termios.IXOFF)
    assert termios.tcgetattr(terminal)[0] == before
