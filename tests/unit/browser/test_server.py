"""The server itself: how many it lets in, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

from unclench.browser import site as server
from unclench.browser.address import Address
from unclench.browser.programs import ServedPrograms
from unclench.browser.site import Site

HERE = ip_address("127.0.0.1")


async def served(visit: Callable[[int], Awaitable[Any]]) -> Any:
    """What comes of a visit to a server that runs."""
    listening = server.listening_socket(HERE, 0)
    port = listening.getsockname()[1]
    found: list[Any] = []

    async def until() -> int:
        found.append(await visit(port))
        return 0

    programs = ServedPrograms(lambda _: None, lambda: False)  # type: ignore[arg-type, return-value]
    site = Site(Address(("127.0.0.1",), port, "secret"), programs)
    assert await server.serve(site, programs, listening, until) == 0
    return found[0]


async def test_whoever_holds_every_connection_that_there_may_be_keeps_nobody_out_for_long(monkeypatch):
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 8)

    async def visit(port: int) -> tuple[bytes, bytes]:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        refused, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            turned_away = await refused.read()
        except ConnectionError:
            turned_away = b""
        for reader, _ in held:
            assert await reader.read() == b"", "a connection without a request is closed"
        again, asking = await asyncio.open_connection("127.0.0.1", port)
        asking.write(f"GET /no HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        answered = await again.read()
        for each in (writer, asking, *(writer for _, writer in held)):
            each.close()
        return turned_away, answered

    turned_away, answered = await served(visit)
    assert turned_away == b""
    assert answered.startswith(b"HTTP/1.1 404")


async def test_what_is_no_request_writes_nothing_over_the_address(capsys, caplog):
    async def visit(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n\x1b[2J nonsense\r\n\r\n")
        answered = await reader.read()
        writer.close()
        return answered

    assert (await served(visit)).startswith(b"HTTP/1.")
    assert capsys.readouterr() == ("", "")
    assert caplog.records == []
