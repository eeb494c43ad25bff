"""Home in lines of text on a real terminal: single keys lead everywhere, and nothing is ever drawn over."""

from __future__ import annotations

import re
import time
from pathlib import Path

from tests.terminal.pseudo import PATIENCE, SETTLED, Terminal, base_environment, program


def test_home_in_lines_takes_single_keys_and_writes_nothing_but_lines(own_home: Path) -> None:
    with Terminal(program("--plain", "--audio", "none"), base_environment(own_home)) as terminal:
        terminal.wait_for("0  Leave")
        for key, then in (("9", "Write a note"), ("3", "In your own words"), ("ab\x7fc\r", "Your note is saved.")):
            time.sleep(SETTLED)
            terminal.type(key)
            terminal.wait_for(then)
        end = time.monotonic() + PATIENCE
        while terminal.text.count("0  Leave") < 2:
            assert time.monotonic() < end, "home does not come back"
            time.sleep(0.05)
        time.sleep(SETTLED)
        terminal.type("0")
        assert terminal.wait() == 0
        assert b"ab\r\nac\r\n" in terminal.output
        assert b"\x1b" not in terminal.output
        assert re.search(rb"\r(?!\r*\n)", terminal.output) is None
        assert terminal.attributes == terminal.before
