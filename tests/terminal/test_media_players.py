"""On a session bus of its own: a player that plays is paused, a headset's keys arrive, and the player goes on.

Few and slow by nature; what happens inside is tested without a bus elsewhere.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.terminal.pseudo import SETTLED, Terminal, base_environment, program

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None or sys.platform != "linux",
    reason="dbus-daemon is not installed; .ci/run does it",
)
PATIENCE = 20.0
"""Seconds after which something that is waited for counts as never done."""
PATH, PLAYER = "/org/mpris/MediaPlayer2", "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
OURS = "org.mpris.MediaPlayer2.unclench"
CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""A session bus that starts nothing by itself."""


class Music(threading.Thread):
    """A player on the bus that plays, and does what it is told; `told` is what that was."""

    def __init__(self, address: str) -> None:
        super().__init__(name="music", daemon=True)
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.connection = open_dbus_connection(address)
        self.connection.send(message_bus.RequestName("org.mpris.MediaPlayer2.music"))
        self.status, self.told = "Playing", list[str]()
        self.over = False
        self.start()

    def run(self) -> None:
        from jeepney import HeaderFields, MessageType, new_method_return

        while not self.over:
            try:
                call = self.connection.receive(timeout=0.2)
            except TimeoutError:
                continue
            member = call.header.fields.get(HeaderFields.member)
            if call.header.message_type is not MessageType.method_call:
                continue
            if member == "Get":
                self.connection.send(new_method_return(call, "v", (("s", self.status),)))
                continue
            self.told.append(str(member))
            self.status = {"Play": "Playing", "Pause": "Paused"}.get(str(member), self.status)
            self.connection.send(new_method_return(call))
        self.connection.close()


class Bus:
    """A session bus of its own."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        (folder / "bus.conf").write_text(CONFIGURATION.format(socket=folder / "bus"), "utf-8")
        command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile"]
        self._daemon = subprocess.Popen(command)
        assert within((folder / "bus").exists)

    def call(
        self, member: str, *, interface: str = PLAYER, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> Any:
        """Call unclench as a desktop does; returns the first value of the answer."""
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg

        with open_dbus_connection(self.address) as connection:
            call = new_method_call(DBusAddress(PATH, OURS, interface), member, signature, body)
            answer = unwrap_msg(connection.send_and_get_reply(call, timeout=5))
        return answer[0] if answer else None

    def status(self) -> str:
        return str(self.call("Get", interface=PROPERTIES, signature="ss", body=(PLAYER, "PlaybackStatus"))[1])

    def close(self) -> None:
        self._daemon.terminate()
        self._daemon.wait(5)


def within(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    pytest.importorskip("jeepney")
    made = Bus(tmp_path_factory.mktemp("b"))  # a socket's path may have 107 bytes
    yield made
    made.close()


@pytest.fixture
def music(bus: Bus) -> Iterator[Music]:
    made = Music(bus.address)
    yield made
    made.over = True
    made.join(5)


def breathing(bus: Bus, home: Path, *options: str) -> Terminal:
    environment = base_environment(home) | {"DBUS_SESSION_BUS_ADDRESS": bus.address}
    return Terminal(program("breathe", "--audio", "none", *options), environment)


def leave(terminal: Terminal) -> None:
    """Press q, and y to what is asked."""
    terminal.type("q")
    terminal.wait_for("Stop here?")
    time.sleep(SETTLED)
    terminal.type("y")


@pytest.mark.parametrize("front", [["--plain"], []], ids=["plain", "screen"])
def test_music_is_paused_its_keys_steer_the_session_and_it_goes_on_when_that_is_left(bus, music, own_home, front):
    with breathing(bus, own_home, *front) as terminal:
        assert within(lambda: music.told == ["Pause"])
        assert within(partial(_shown, bus))
        bus.call("PlayPause")
        assert within(lambda: bus.status() == "Paused")
        assert music.told == ["Pause"]
        time.sleep(SETTLED)
        bus.call("Play")
        assert within(lambda: bus.status() == "Playing")
        about = bus.call("GetAll", interface=PROPERTIES, signature="s", body=("org.mpris.MediaPlayer2",))
        assert about["Identity"] == ("s", "unclench")
        leave(terminal)
        assert within(lambda: music.told == ["Pause", "Play"])
        if not front:  # its summary
            terminal.type("q")
        terminal.wait()
    assert music.told == ["Pause", "Play"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["int", "term", "hup"])
def test_however_the_program_ends_the_music_goes_on(bus, music, own_home, how):
    with breathing(bus, own_home, "--plain") as terminal:
        assert within(lambda: music.told == ["Pause"])
        terminal.signal(how)
        terminal.wait()
    assert music.told == ["Pause", "Play"]


def test_what_was_paused_before_stays_so_and_whoever_wants_it_has_no_player_touched(bus, music, own_home):
    music.status = "Paused"
    with breathing(bus, own_home, "--plain") as terminal:
        assert within(partial(_shown, bus))
        leave(terminal)
        terminal.wait()
    music.status = "Playing"
    settings = own_home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("pause_others = false\n", "utf-8")
    with breathing(bus, own_home, "--plain") as terminal:
        terminal.wait_for("Breathing 5-1-4")
        time.sleep(2)
        terminal.type("\x03")
        terminal.wait()
    assert music.told == []


def _shown(bus: Bus) -> bool:
    from jeepney import DBusErrorResponse

    try:
        return bus.status() == "Playing"
    except DBusErrorResponse:
        return False  # not one of the players yet
