"""In a real terminal, in real time: however a session is left, the terminal is as it was before.

Few and slow by nature; what happens inside is tested without terminals elsewhere.
"""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.terminal.pseudo import SEQUENCE, SETTLED, Hangs, Terminal, base_environment, program

ROUTINE = """\
format: 1
title: For the terminal tests
steps:
  - exercise: A long stretch
    setup: 0s
    hold: 60s
"""
ASKING = """\
format: 1
title: It asks
steps:
  - exercise: A stretch
    hold: ask
"""
MODES = {"1049": "the alternate screen", "1000": "mouse clicks", "1002": "mouse drags", "1003": "mouse moves",
         "1004": "focus reports", "1006": "mouse coordinates", "2004": "bracketed paste"}  # fmt: skip
"""Modes that a screen switches on and must switch off again."""
LEAVING = 5.0
"""Seconds in which a session that is told to leave has to be gone."""
PYTHONS_OWN = (1, -signal.SIGINT)
"""How Python ends when it is interrupted while it is still starting itself, before any line of ours."""
SWALLOWED = "Exception ignored in"
"""What it says when it was interrupted in a callback of its own imports: one in some hundred starts does not end."""
STARTS = (0.03, 0.06, 0.1, 0.16, 0.2, 0.235, 0.26, 0.3, 0.4)
"""Seconds after the start: in the interpreter's own, in the imports, in Textual's beginning, at the first frame."""


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "long.yaml"
    path.write_text(ROUTINE, "utf-8")
    return path


@pytest.fixture(params=["plain", "screen"])
def session(request: pytest.FixtureRequest, routine: Path, own_home: Path) -> Callable[[], Terminal]:
    """Starts the routine in a new terminal, in lines of text or on the screen, without sound."""
    front = ["--plain"] if request.param == "plain" else []
    command = program("run", str(routine), "--yes", "--audio", "none", *front)
    return lambda: Terminal(command, base_environment(own_home))


def still_switched(output: bytes) -> list[str]:
    """What of the terminal's modes a program has left switched otherwise than they were."""
    left = []
    for mode, name in MODES.items():
        switches = re.findall(rb"\x1b\[\?(?:[0-9]+;)*%s(?:;[0-9]+)*([hl])" % mode.encode(), output)
        if switches and switches[-1] == b"h":
            left.append(f"{name} is still on")
    cursor = re.findall(rb"\x1b\[\?25([hl])", output)
    if cursor and cursor[-1] == b"l":
        left.append("the cursor is still hidden")
    return left


def assert_as_before(terminal: Terminal) -> None:
    assert terminal.attributes == terminal.before
    assert still_switched(terminal.output) == []


def wait_for_hold(terminal: Terminal) -> None:
    """Until the hold counts down: a second of it is gone. A busy machine leaves seconds out, and writes only digits
    that have changed. In lines nothing counts down, and the hold has a line.
    """
    terminal.wait_for("0:00  Hold", *map(str, range(59, 29, -1)))


@pytest.mark.parametrize("after", STARTS)
@pytest.mark.parametrize(("how", "status"), [("key", 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_it_can_be_left_while_it_starts(
    session: Callable[[], Terminal], how: signal.Signals | str, status: int, after: float
) -> None:
    with session() as terminal:
        terminal.wait_until_held()
        time.sleep(after)
        leave(terminal, how)
        try:
            ended = terminal.wait(LEAVING)
        except Hangs:
            assert SWALLOWED in terminal.text
            leave(terminal, how)
            ended = terminal.wait(LEAVING)
        assert_as_before(terminal)
        assert "/unclench/" not in terminal.text  # a traceback of ours
        # Before our first line runs, the interpreter itself decides how it ends.
        assert ended == status or (ended in PYTHONS_OWN and "KeyboardInterrupt" in terminal.text)


@pytest.mark.parametrize(
    ("how", "status"), [("key", 130), (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_it_can_be_left_in_a_hold(session: Callable[[], Terminal], how: signal.Signals | str, status: int) -> None:
    with session() as terminal:
        wait_for_hold(terminal)
        leave(terminal, how)
        assert terminal.wait(LEAVING) == status
        assert_as_before(terminal)
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize(("how", "status"), [("key", 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_it_can_be_left_while_paused(session: Callable[[], Terminal], how: signal.Signals | str, status: int) -> None:
    with session() as terminal:
        wait_for_hold(terminal)
        terminal.type(" ")
        terminal.wait_for("go on")
        leave(terminal, how)
        assert terminal.wait(LEAVING) == status
        assert_as_before(terminal)


def test_it_can_be_left_by_key_and_answer(session: Callable[[], Terminal]) -> None:
    """In lines of text that is all; the screen shows what was done first."""
    with session() as terminal:
        wait_for_hold(terminal)
        on_screen = b"\x1b[?1049h" in terminal.output
        terminal.type("q")
        terminal.wait_for("stop here")
        time.sleep(SETTLED)  # what is typed before a question can have been read is no answer to it
        terminal.type("y")
        if on_screen:
            terminal.wait_for("You stopped early")
            time.sleep(SETTLED)
            terminal.type("\r")
        assert terminal.wait(LEAVING) == 1
        assert_as_before(terminal)


def test_a_terminal_that_goes_away_ends_it(session: Callable[[], Terminal]) -> None:
    """Closing the window hangs up: the program is gone soon after, and does not spin."""
    with session() as terminal:
        wait_for_hold(terminal)
        terminal.hang_up()
        assert terminal.wait(LEAVING) == 129


def test_the_screen_survives_being_made_tiny(routine: Path, own_home: Path) -> None:
    """Ten columns and three rows, and back: the countdown is there again, and leaving works."""
    with Terminal(program("run", str(routine), "--yes", "--audio", "none"), base_environment(own_home)) as terminal:
        wait_for_hold(terminal)
        for columns, rows in ((10, 3), (1, 1), (200, 60), (10, 3), (80, 24)):
            terminal.resize(columns, rows)
            time.sleep(0.4)
        seen = len(terminal.output)
        time.sleep(2.2)
        assert re.search(rb"A long stretch|[0-9]", SEQUENCE.sub(b"", terminal.output[seen:]))
        terminal.type("\x03")
        assert terminal.wait(LEAVING) == 130
        assert_as_before(terminal)


@pytest.mark.parametrize("closing", ['exec "$@" >&-', 'exec "$@" >&- 2>&-', '"$@" | true; exit "${PIPESTATUS[0]}"'])
def test_without_anybody_to_see_or_hear_it_ends(routine: Path, own_home: Path, closing: str) -> None:
    """Standard output closed or its reader gone, and no sound: there is nothing left to do."""
    command = ["bash", "-c", closing, "bash", *program("run", str(routine), "--yes", "--plain", "--audio", "none")]
    ended = subprocess.run(
        command, env=base_environment(own_home), stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr == b""


@pytest.mark.parametrize("closing", ['exec "$@" >&-', '"$@" | true; exit "${PIPESTATUS[0]}"'])
def test_a_listing_for_a_reader_that_left_is_no_error(own_home: Path, closing: str) -> None:
    command = ["bash", "-c", closing, "bash", *program("list", "--json")]
    ended = subprocess.run(
        command, env=base_environment(own_home), stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
    )
    assert ended.returncode == 0
    assert ended.stderr == b""


def test_a_routine_that_asks_says_so_where_nobody_can_answer(tmp_path: Path, own_home: Path) -> None:
    """Standard input is /dev/null: exit status 2 and a sentence, not a wait for ever."""
    path = tmp_path / "asking.yaml"
    path.write_text(ASKING, "utf-8")
    command = program("run", str(path), "--plain", "--audio", "none")
    ended = subprocess.run(
        command,
        env=base_environment(own_home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 2
    assert "--yes" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_standard_stream_may_be_closed(routine: Path, own_home: Path) -> None:
    command = [
        "bash",
        "-c",
        'exec "$@" <&- >&- 2>&-',
        "bash",
        *program("run", str(routine), "--yes", "--audio", "none"),
    ]
    ended = subprocess.run(command, env=base_environment(own_home), timeout=20, check=False)
    assert ended.returncode in (1, 2)


def leave(terminal: Terminal, how: signal.Signals | str) -> None:
    """Press Ctrl-C, or send a signal."""
    if isinstance(how, signal.Signals):
        terminal.signal(how)
    else:
        terminal.type("\x03")
