"""The session bus, where others may call without end."""

from __future__ import annotations

import os
import socket
from collections import deque
from itertools import count
from types import SimpleNamespace

import pytest

pytest.importorskip("jeepney")  # it comes with wakepy, but only on Linux

from jeepney import DBusAddress, HeaderFields, Message, new_method_call

from unclench.system import mpris
from unclench.system.mpris import MOST_CALLS, PATH, PLAYER, PROPERTIES, SessionBus


class Chatter:
    """A connection on which somebody always has one more question, and nobody has an answer."""

    def __init__(self) -> None:
        self.sock, self._other = socket.socketpair()
        self.outgoing_serial = count(1)
        self.sent = 0

    def send(self, message: Message, serial: int | None = None) -> None:
        self.sent += 1

    def receive(self, *, timeout: float) -> Message:
        assert self.sent < 100_000
        call = new_method_call(DBusAddress(PATH, "a.b", PROPERTIES), "Get", "ss", (PLAYER, "PlaybackStatus"))
        call.header.serial = 1
        call.header.fields[HeaderFields.sender] = ":1.5"
        return call


@pytest.fixture
def bus(monkeypatch):
    """The bus, and a clock that goes on by a millisecond whenever somebody looks at it."""
    ticks = count()
    monkeypatch.setattr(mpris, "time", SimpleNamespace(monotonic=lambda: next(ticks) / 1_000))
    made = SessionBus.__new__(SessionBus)
    made._connection, made._status = Chatter(), "Playing"
    made._asleep, made._awake = os.pipe()
    os.set_blocking(made._awake, False)
    made._calls = deque(maxlen=MOST_CALLS)
    yield made
    for end in (made._connection.sock, made._connection._other):
        end.close()
    os.close(made._asleep)
    os.close(made._awake)


def test_who_waits_for_an_answer_among_calls_without_end_gives_up_in_time(bus):
    with pytest.raises(TimeoutError):
        bus.players()
    assert len(bus._calls) == MOST_CALLS


def test_calls_without_end_keep_nobody_from_being_woken_or_from_the_time(bus):
    assert bus.wait(0.5) is None
    bus.wake()
    assert bus.wait(None) is None
