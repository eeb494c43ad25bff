"""Staying awake, calling for attention: over fakes, without real time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from unclench.player.playback import CALL
from unclench.routine.model import ApplyStep, Exact
from unclench.system.desktop import CANNOT, Attention, StayAwake, desktop_command, terminal_call
from unclench.testing import Rig, hold


class Mode:
    """A way of staying awake that can be watched."""

    def __init__(self, *, active: bool) -> None:
        self.active = active
        self.entered, self.left = threading.Event(), threading.Event()

    @contextmanager
    def __call__(self) -> Iterator[Mode]:
        self.entered.set()
        yield self
        self.left.set()


def test_the_machine_is_held_awake_until_it_is_released():
    mode = Mode(active=True)
    awake = StayAwake(lambda _: None, mode)
    awake.hold()
    assert mode.entered.wait(10)
    assert not mode.left.is_set()
    awake.release()
    assert mode.left.wait(10)


def test_where_the_machine_cannot_be_held_it_is_said_once():
    said: list[str] = []
    awake = StayAwake(said.append, Mode(active=False))
    for _ in range(3):
        mode = Mode(active=False)
        awake._mode = mode
        awake.hold()
        assert mode.entered.wait(10)
        awake.release()
        assert mode.left.wait(10)
    assert said == [CANNOT]


def test_a_desktop_that_misbehaves_does_not_reach_the_session():
    said = threading.Event()

    def broken():
        raise RuntimeError("no bus")

    StayAwake(lambda _: said.set(), broken).hold()
    assert said.wait(10)


def test_a_call_rings_and_notifies_the_terminal_and_nothing_can_break_out_of_it():
    assert terminal_call("Now") == b"\x07\x1b]9;Now\x1b\\\x1b]777;notify;unclench;Now\x1b\\"
    assert terminal_call("a;b\x1b\\\x07c") == terminal_call("ab\\c")


def test_the_desktop_is_called_by_the_program_it_has():
    assert desktop_command("Now", "linux", lambda _: None) is None
    assert desktop_command("Now", "linux", lambda name: f"/bin/{name}") == [
        "/bin/notify-send", "--urgency=critical", "--app-name=unclench", "unclench", "Now",
    ]  # fmt: skip
    command = desktop_command("Now", "darwin", lambda name: f"/bin/{name}")
    assert command is not None
    assert command[0] == "osascript"


def test_attention_goes_through_all_there_is():
    written: list[bytes] = []
    Attention(written.append, lambda command: None).call("Now")
    assert written == [terminal_call("Now")]


def test_a_session_keeps_the_machine_awake_but_not_through_a_long_pause():
    rig = Rig(hold(20))
    rig.run(2)
    rig.controller.answer_or_pause()
    rig.run(299)
    assert (rig.surroundings.awake, rig.player.dozes) == ([True], 0)
    rig.run(2)
    assert rig.surroundings.awake == [True, False]
    assert rig.player.dozes > 0
    rig.controller.answer_or_pause()
    assert rig.surroundings.awake == [True, False, True]
    rig.run(30)
    assert rig.surroundings.awake == [True, False, True, False]


def test_an_alarm_calls_at_once_and_then_every_eleven_seconds():
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(60_000), setup=Exact(0)))
    rig.press(rig.controller.answer_or_pause)  # the cloth
    rig.run(59)
    assert rig.surroundings.calls == []
    rig.run(25)
    assert rig.surroundings.calls == [CALL] * 3
