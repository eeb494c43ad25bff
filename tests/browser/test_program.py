"""A served program in its own terminal: its size, its keys, what it writes with nobody looking, and its end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from unclench.browser.programs import ENDED, SHOWN_ELSEWHERE, Outbox, ServedProgram, Size

pytestmark = pytest.mark.skipif(not hasattr(os, "login_tty"), reason="needs pseudo-terminals")
MUCH = 3_000_000
"""Bytes that no terminal would hold back for a reader."""


def started(script: str) -> ServedProgram:
    return ServedProgram(["/bin/sh", "-c", script], dict(os.environ), Size(90, 20))


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


async def read_until(page: Outbox, text: bytes) -> bytes:
    """All that comes up to this."""
    found = b""
    async with asyncio.timeout(30):
        while text not in found:
            found += await page.take()
            assert page.closed is None or text in found, found
    return found


async def until_ended(program: ServedProgram) -> None:
    for _ in range(3_000):
        if program.ended:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not end")


async def test_a_program_sees_a_terminal_of_the_pages_size_and_gets_its_keys():
    page = Outbox()
    program = started('stty size; read answer; echo "<$answer>"')
    program.show_on(page, None)
    await read_until(page, b"20 90")
    program.resize(Size(40, 30))
    program.type(b"yes\r")
    assert b"<yes>" in await read_until(page, b"<yes>")
    await until_ended(program)


async def test_a_program_that_nobody_looks_at_never_waits_for_its_terminal():
    program = started(f"head -c {MUCH} /dev/zero | tr '\\0' x; exit 7")
    await until_ended(program)
    page = Outbox()
    program.show_on(page, None)
    assert len(await page.take()) < 20_000  # only what came last


async def test_a_program_whose_terminal_is_closed_is_told_so_by_the_system(tmp_path):
    told = tmp_path / "told"
    program = started(f"trap 'echo gone > {told}; exit' HUP; echo ready; while :; do sleep 0.05; done")
    page = Outbox()
    program.show_on(page, None)
    await read_until(page, b"ready")
    program.hang_up()
    await until_ended(program)
    assert told.read_text("utf-8") == "gone\n"
    assert page.closed == ENDED


async def test_the_end_of_a_program_is_the_end_of_its_page():
    page = Outbox()
    program = started("exit 0")
    program.show_on(page, None)
    await until_ended(program)
    async with asyncio.timeout(30):
        while page.closed is None:
            await page.take()
    assert page.closed == ENDED
    assert not program.open


async def test_a_program_that_is_shown_elsewhere_leaves_the_page_it_had():
    first, second = Outbox(), Outbox()
    program = started("echo ready; read answer")
    program.show_on(first, None)
    await read_until(first, b"ready")
    program.show_on(second, None)
    assert first.closed == SHOWN_ELSEWHERE
    assert b"ready" in await read_until(second, b"ready")
    program.leave(first, goodbye=True)  # the page that it has now is another
    assert program.page is second
    program.hang_up()
    await until_ended(program)


async def test_what_cannot_be_started_leaves_no_terminal_open():
    before = open_files()
    with pytest.raises(FileNotFoundError):
        ServedProgram(["/nonexistent/program"], {}, Size(80, 24))
    assert open_files() == before
