"""Staying awake, calling for attention: over fakes, without real time."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from unclench.player.playback import CALL
from unclench.routine.model import ApplyStep, Exact
from unclench.system import streams
from unclench.system.desktop import (
    CAFFEINATE,
    CANNOT,
    INHIBIT,
    Attention,
    Inhibited,
    Starter,
    StayAwake,
    desktop_command,
    terminal_call,
    ways_here,
)
from unclench.testing import Rig, hold

SHELL = ["sh", "-c"]
SYSTEMS = ("linux", "darwin", "win32")


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
    awake = StayAwake(lambda _: None, mode, Mode(active=False))
    awake.hold()
    assert mode.entered.wait(10)
    assert not mode.left.is_set()
    awake.release()
    assert mode.left.wait(10)


def test_where_the_machine_cannot_be_held_it_is_said_once():
    said: list[str] = []
    noticed = threading.Semaphore(0)

    def notice(sentence: str) -> None:
        said.append(sentence)
        noticed.release()

    awake = StayAwake(notice, Mode(active=False), Mode(active=False))
    awake.hold()
    assert noticed.acquire(timeout=10)
    for _ in range(2):
        awake.release()
        mode = Mode(active=False)
        awake._ways = (mode,)
        awake.hold()
        assert mode.left.wait(10)
    assert said == [CANNOT]


def test_a_desktop_that_misbehaves_does_not_reach_the_session():
    said = threading.Event()

    def broken():
        raise RuntimeError("no bus")

    StayAwake(lambda _: said.set(), broken, broken).hold()
    assert said.wait(10)


def test_where_no_desktop_answers_logind_keeps_the_machine_awake_and_nothing_is_said():
    said: list[str] = []
    logind = Mode(active=True)
    awake = StayAwake(said.append, Mode(active=False), logind)
    awake.hold()
    assert logind.entered.wait(10)
    assert not logind.left.is_set()
    awake.release()
    assert logind.left.wait(10)
    assert said == []


def test_sleep_is_blocked_for_as_long_as_it_is_wanted():
    with Inhibited([*SHELL, "echo held; exec cat"]) as inhibited:
        assert inhibited.active
        assert inhibited._process is not None
        assert inhibited._process.poll() is None
    assert inhibited._process.poll() == 0


@pytest.mark.parametrize("command", [["no-such-program"], [*SHELL, "exit 1"], [*SHELL, "echo no; exec cat"]])
def test_sleep_is_not_blocked_where_logind_refuses_or_is_not_there(command):
    with Inhibited(command) as inhibited:
        assert not inhibited.active


def test_sleep_is_allowed_again_even_if_the_program_is_killed(tmp_path):
    over = tmp_path / "over"
    code = (
        "import time; from unclench.system.desktop import Inhibited; "
        f"Inhibited(['sh', '-c', 'echo held; cat; touch {over}']).__enter__(); "
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"held\n"
        assert not over.exists()
        program.kill()
    deadline = time.monotonic() + 10
    while not over.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_each_system_has_its_own_ways_of_staying_awake():
    asked = {platform: [getattr(way, "args", ("wakepy",))[0] for way in ways_here(platform)] for platform in SYSTEMS}
    assert asked == {"linux": ["wakepy", INHIBIT], "darwin": [CAFFEINATE], "win32": ["wakepy"]}


def test_a_mac_stays_awake_until_the_pipe_is_closed():
    """By the manual page of caffeinate: what follows its options is run, and the assertion lasts as long."""
    assert CAFFEINATE == ("caffeinate", "-d", "sh", "-c", "echo held; exec cat")


@pytest.mark.skipif(not hasattr(os, "getpgid"), reason="Windows has no such groups")
def test_ctrl_c_does_not_reach_what_keeps_the_machine_awake():
    with Inhibited([*SHELL, "echo held; exec cat"]) as inhibited:
        assert inhibited._process is not None
        assert os.getpgid(inhibited._process.pid) != os.getpgrp()


def test_what_is_blocked_is_sleep_and_idling_by_us_until_the_pipe_is_closed():
    """By the manual page of systemd-inhibit."""
    assert INHIBIT[:2] == ("systemd-inhibit", "--what=idle:sleep")
    assert {"--who=unclench", "--mode=block"} <= set(INHIBIT)
    assert INHIBIT[-3:] == ("sh", "-c", "echo held; exec cat")


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
    assert (command[0], command[-1]) == ("/usr/bin/osascript", "Now")
    assert desktop_command("Now", "darwin", lambda _: None) is None
    assert desktop_command("Now", "win32", lambda _: None) is None


def test_windows_shows_a_notification_whose_words_are_no_part_of_the_script():
    words = "Done'; Remove-Item x; $(y) “now” é"
    command = desktop_command(words, "win32", lambda name: rf"C:\{name}.exe")
    assert command is not None
    assert (command[0], command[-2]) == (r"C:\powershell.exe", "-EncodedCommand")
    script = base64.b64decode(command[-1]).decode("utf-16-le")
    assert "Remove-Item" not in script
    assert base64.b64encode(words.encode()).decode() in script
    assert "{" not in script.replace("{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}", "")
    assert len(subprocess.list2cmdline(command)) < 8_191  # the longest line that cmd takes


def test_a_notification_opens_no_window_of_its_own_on_windows(monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x8000000, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: started.append((command, how["creationflags"])))
    Starter().start(["show"])
    assert started == [(["show"], 0x8000000)]


@pytest.mark.parametrize("takes", [True, False])
def test_a_console_that_would_show_sequences_is_only_rung(monkeypatch, takes):
    read, write = os.pipe()
    monkeypatch.setattr(streams, "terminal", lambda: write)
    monkeypatch.setattr(streams, "takes_sequences", lambda _: takes)
    Attention(spawn=lambda _: None)._write(terminal_call("Now"))
    os.close(write)
    with os.fdopen(read, "rb") as heard:
        assert heard.read() == (terminal_call("Now") if takes else b"\a")


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
