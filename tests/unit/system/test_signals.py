"""A signal at any moment: nothing is torn apart, what was taken is given back, and the status is the signal's."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from types import FrameType
from typing import Any

import pytest

from unclench.system.signals import Signals


class Ended(BaseException):
    """Stands for the end of the process."""


def end(status: int) -> None:
    """Off the main thread the watch has nothing left to end: the test is over by then."""
    if threading.get_ident() == threading.main_thread().ident:
        raise Ended(status)


@pytest.fixture
def signals() -> Signals:
    return Signals(end)


def test_where_nothing_is_to_be_given_back_it_ends_at_once(signals):
    with pytest.raises(Ended, match="143"):
        signals.come(signal.SIGTERM)


@pytest.mark.parametrize(
    ("number", "raised"),
    [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit), (signal.SIGHUP, SystemExit)],
)
def test_held_back_it_is_raised_where_the_program_waits_next(signals, number, raised):
    done = []
    with pytest.raises(raised), signals.held():  # noqa: PT012  # what is raised where is the point
        signals.come(number)
        done.append("work")
        with signals.waiting():
            done.append("waited")
    assert done == ["work"]
    assert signals.status(0) == 128 + number


def test_while_the_program_waits_it_is_raised_at_once(signals):
    with pytest.raises(SystemExit, match="143"), signals.held(), signals.waiting():  # noqa: PT012  # as above
        signals.come(signal.SIGTERM)
        pytest.fail("it went on waiting")


def test_where_nothing_waits_it_is_raised_when_all_is_given_back(signals):
    given_back = False
    with pytest.raises(SystemExit), signals.held():  # noqa: PT012  # as above
        with signals.held():
            signals.come(signal.SIGTERM)
        given_back = True
    assert given_back


def test_it_is_raised_once_and_those_after_it_change_nothing(signals):
    """So that what closes things may wait in peace, however often somebody presses Ctrl-C."""
    closed = False
    with pytest.raises(SystemExit, match="143"), signals.held():  # noqa: PT012  # as above
        try:
            with signals.waiting():
                signals.come(signal.SIGTERM)
        finally:
            signals.come(signal.SIGINT)
            with signals.waiting():
                signals.come(signal.SIGTERM)
                closed = True
    assert closed
    assert signals.status(0) == 143


def test_one_that_came_too_late_to_interrupt_anything_is_the_status_all_the_same(signals):
    with signals.held():
        with signals.held():
            pass
        with pytest.raises(SystemExit), signals.waiting():
            signals.come(signal.SIGHUP)
    assert signals.status(0) == 129


def test_after_one_has_been_dealt_with_another_counts(signals):
    with pytest.raises(SystemExit, match="143"), signals.held():  # noqa: PT012  # as above
        with pytest.raises(SystemExit, match="129"), signals.waiting():
            signals.come(signal.SIGHUP)
        signals.dealt_with()
        with signals.waiting():
            signals.come(signal.SIGTERM)


@pytest.mark.parametrize("early", [True, False])
def test_an_event_loop_hears_of_it_with_the_status(signals, early):
    heard: list[int] = []
    with signals.held():
        if early:
            signals.come(signal.SIGTERM)
        signals.pass_to(heard.append)
        if not early:
            signals.come(signal.SIGTERM)
        signals.come(signal.SIGTERM)
    assert heard == [143]


def test_an_event_loop_that_is_closed_is_no_crash(signals):
    def closed(_status: int) -> None:
        raise RuntimeError("Event loop is closed")

    with signals.held():
        signals.pass_to(closed)
        signals.come(signal.SIGTERM)
    assert signals.status(0) == 143


def test_what_holds_the_process_for_too_long_is_ended_with_the_terminal_given_back(monkeypatch):
    monkeypatch.setattr("unclench.system.signals.PATIENCE", 0)
    monkeypatch.setattr("unclench.system.signals.AT_WORST", 0)
    ended, given = SimpleQueue[int](), SimpleQueue[str]()
    signals = Signals(ended.put)
    first, then = (partial(given.put, name) for name in ("first", "then"))
    with pytest.raises(SystemExit), signals.held(first), signals.held(then):  # noqa: PT012  # as above
        signals.come(signal.SIGTERM)
        assert ended.get(timeout=30) == 143
        assert [given.get(timeout=30) for _ in range(2)] == ["then", "first"]


def test_what_may_hold_a_lock_is_waited_for_on_a_thread_of_its_own(signals):
    done = []
    signals.wait_for(lambda: done.append("work"))
    assert done == ["work"]


def interrupted(work: Callable[[], None], come: Callable[[], None], at: int) -> bool:
    """Do `work`, with a signal before its bytecode number `at`; whether it had so many."""
    seen = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
        nonlocal seen
        frame.f_trace_opcodes = True
        if event == "opcode":
            seen += 1
            if seen == at:
                sys.settrace(None)
                come()
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 looks for such a frame when the tracing begins, and not later
    gc.disable()  # whoever measures collections (hypothesis does) would be traced, and interrupted, too
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return seen >= at


def test_at_every_single_bytecode_what_was_taken_is_given_back():
    """A session in small: taken, waited for, given back. The signal comes before each bytecode in turn."""
    ways = set[str]()
    at, more = 0, True
    while more:
        at += 1
        signals, taken = Signals(end), list[str]()

        def session(signals: Signals = signals, taken: list[str] = taken) -> None:
            with signals.held():
                taken.append("terminal")
                try:
                    taken.append("session")
                    try:
                        for _ in range(2):
                            with signals.waiting():
                                len(taken)
                    finally:
                        taken.remove("session")
                finally:
                    taken.remove("terminal")

        try:
            more = interrupted(session, partial(signals.come, signal.SIGTERM), at)
        except Ended:
            ways.add("at once")
        except SystemExit as leave:
            ways.add(f"unwound with {leave.code}")
        else:
            ways.add("over already")
        assert taken == [], at
        assert not more or signals.status(0) == 143, at
    assert at > 200
    assert ways == {"at once", "unwound with 143", "over already"}
