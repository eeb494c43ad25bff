"""The command `serve`: what it needs, where it listens, what it says before anybody comes."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import socket
from ipaddress import ip_address

import pytest
import segno

from unclench.application import Application
from unclench.browser.address import HALVES, QUIET, Address, qr_rows
from unclench.browser.programs import environment_for
from unclench.cli import run, serve
from unclench.system.signals import Signals

pytestmark = [
    pytest.mark.usefixtures("machine_left_alone", "home"),
    pytest.mark.skipif(not hasattr(os, "login_tty"), reason="needs pseudo-terminals"),
]
SECRET = "abcdefghijkmnpqrstuvwxyz23"


@pytest.fixture
def served(monkeypatch):
    """The addresses at which the command would have served."""
    found = []

    async def remember(_program, address, listening):
        found.append((address, listening.getsockname()[0]))
        return 0

    monkeypatch.setattr(serve, "_serve", remember)
    return found


def test_only_this_computer_is_listened_at_unless_more_is_asked_for(served, capsys):
    assert run(["serve", "--port", "0"]) == 0
    [(address, listened)] = served
    assert listened == "127.0.0.1"
    assert address.url in capsys.readouterr().out


def test_each_run_has_another_secret(served):
    for _ in range(2):
        run(["serve", "--port", "0"])
    assert served[0][0].secret != served[1][0].secret


def test_in_the_network_it_is_said_what_that_means(served, capsys, monkeypatch):
    monkeypatch.setattr("unclench.browser.site.own_address", lambda: ip_address("192.0.2.7"))
    assert run(["serve", "--port", "0", "--listen", "0.0.0.0"]) == 0
    told = capsys.readouterr().out
    [(address, listened)] = served
    assert listened == "0.0.0.0"
    assert address.url.startswith("http://192.0.2.7:")
    assert address.url in told
    for what in (
        "read and delete your journal",
        "say that a pack is off",
        "Nothing is encrypted",
        "from this computer",
    ):
        assert what in told


def test_at_a_terminal_the_address_in_the_network_is_a_picture_for_a_camera_too(monkeypatch):
    monkeypatch.setattr("sys.stdout", terminal := io.StringIO())
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    address = Address(("192.0.2.7",), 8765, SECRET)
    assert set(qr_rows(address.url)) <= set(serve._welcome(address, local=False))
    assert not set(qr_rows(address.url)) & set(serve._welcome(address, local=True))


def test_the_picture_has_every_square_of_the_code_and_an_empty_frame():
    halves = {letter: pair for pair, letter in HALVES.items()}
    seen = []
    for row in qr_rows("http://192.0.2.7:8765/" + SECRET):
        letters = re.sub("\x1b\\[[0-9;]*m", "", row)
        seen += [[halves[letter][upper] for letter in letters] for upper in (0, 1)]
    made = segno.make("http://192.0.2.7:8765/" + SECRET, error="m", micro=False)
    wanted = [[int(dark) for dark in row] for row in made.matrix_iter(border=QUIET)]
    assert seen[: len(wanted)] == wanted
    assert not any(map(any, seen[len(wanted) :]))
    assert len(seen) / 2 <= 24  # with a few lines of text it fits on a screen


def test_without_the_extra_it_is_said_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "aiohttp" else object())
    assert run(["serve"]) == 2
    assert "pip install 'unclench[serve]'" in capsys.readouterr().err


def test_where_there_are_no_terminals_for_programs_that_is_said(monkeypatch, capsys):
    monkeypatch.delattr("os.login_tty")
    assert run(["serve"]) == 2
    assert "Linux and macOS do" in capsys.readouterr().err


def test_without_a_network_there_is_no_address_in_it(monkeypatch, capsys):
    monkeypatch.setattr("unclench.browser.site.own_address", lambda: None)
    assert run(["serve", "--listen", "0.0.0.0"]) == 2
    assert "isn't connected to a network" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--listen", "my laptop\x1b[2J"], "unclench can't listen on my laptop<1b>[2J."),
        (["--listen", "192.168.1"], "such as 192.168.1.20"),
        (["--listen", "::"], "0.0.0.0 for all"),
        (["--listen", "fe80::1%eth0"], "0.0.0.0 for all"),
        (["--listen", "192.0.2.7"], "isn't an address of this computer"),
        (["--port", "70000"], "70000"),
    ],
)
def test_an_address_that_cannot_be_is_named_with_what_to_write_instead(options, said, capsys):
    assert run(["serve", *options]) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_another_program_has_is_said_with_a_way_out(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "unclench serve --port 0" in capsys.readouterr().err


def test_a_page_plays_from_the_same_folder_through_the_same_sound_and_starts_no_program(tmp_path):
    command = serve._command(Application(folder=tmp_path, audio="bell"))
    assert command[1:] == [
        "-P", "-m", "unclench", "--in-browser", "--folder", str(tmp_path), "--audio", "bell",
    ]  # fmt: skip


def test_a_pages_program_knows_nothing_of_this_terminal_and_of_no_editor():
    kept = {"PULSE_SERVER": "unix:/p", "HOME": "/h", "LC_ALL": "C"}
    about_it = {
        "TERM": "xterm-kitty",
        "KITTY_WINDOW_ID": "1",
        "COLUMNS": "300",
        "TEXTUAL_DRIVER": "x:Y",
        "NO_COLOR": "1",
    }
    page = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    assert environment_for({**kept, **about_it, "EDITOR": "vi", "VISUAL": "vi"}) == {**kept, **page}


class Presses:
    """Signals that come one after the other while somebody serves, and what the end is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, pack_on: bool) -> None:
        self.signals = Signals(end=lambda status: None)
        monkeypatch.setattr(serve, "signals", self.signals)
        self.pack_on = pack_on

    async def come(self, *numbers: int) -> int | None:
        """The exit status once all of these have come; None if it goes on."""
        with self.signals.held():
            ending = asyncio.ensure_future(serve._until_told(lambda: self.pack_on))
            for number in numbers:
                await asyncio.sleep(0)
                assert not ending.done()
                self.signals.come(number)
                for _ in range(5):
                    await asyncio.sleep(0)
            self.signals.dealt_with()
            if ending.done():
                return ending.result()
            ending.cancel()
            return None


async def test_ctrl_c_ends_it(monkeypatch):
    assert await Presses(monkeypatch, pack_on=False).come(signal.SIGINT) == 130


async def test_with_a_pack_on_the_first_ctrl_c_says_so_and_only_the_second_ends_it(monkeypatch, capsys):
    assert await Presses(monkeypatch, pack_on=True).come(signal.SIGINT, signal.SIGINT) == 130
    told = capsys.readouterr().err
    assert told.count("A pack is still on.") == 1
    assert "unclench off" in told


async def test_one_who_is_told_to_end_by_the_system_asks_nothing(monkeypatch, capsys):
    assert await Presses(monkeypatch, pack_on=True).come(signal.SIGTERM) == 143
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not hasattr(signal, "SIGTSTP"), reason="no terminal here stops anything")
async def test_ctrl_z_stops_no_server_since_the_alarm_behind_it_would_stand_still(monkeypatch):
    set_to: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", lambda number, handler: set_to.update({number: handler}))
    assert await Presses(monkeypatch, pack_on=False).come(signal.SIGINT) == 130
    assert callable(set_to[signal.SIGTSTP]), "and not SIG_IGN, which the programs behind it would inherit"
