"""The server: a socket that is listened at, the site behind it, and what its end is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, ip_address

from aiohttp import web

from unclench.browser.address import Internet
from unclench.browser.programs import ServedPrograms
from unclench.browser.site import Site

ELSEWHERE = "192.0.2.1"
"""An address that nobody has (RFC 5737). Nothing is sent there: the system only says by which of ours it would be."""
LEAVING = 1.0
"""Seconds that pages and programs have to take note of the end."""
WAITING = 16
"""Connections that may wait to be taken."""
MOST_CONNECTIONS = 64
"""At a time; a page needs seven, and four pages are shown at most."""
PATIENCE = 10
"""Seconds for which a connection may be open without a whole request."""


class _Shut(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.abort()


class _Door:
    """Lets in so many connections at a time: whoever has no address must not keep out the person who has it."""

    def __init__(self, server: web.Server) -> None:
        self._server = server

    def connection(self) -> asyncio.Protocol:
        """What deals with the next connection."""
        return self._server() if len(self._server.connections) < MOST_CONNECTIONS else _Shut()


def listen(address: Internet, port: int) -> socket.socket:
    """A socket that is listened at; port 0 is any that is free. Raises OSError."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    return socket.create_server((str(address), port), family=family, backlog=WAITING)


def own_address() -> IPv4Address | None:
    """This computer's address in its network; None without one."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((ELSEWHERE, 9))
        found = ip_address(asking.getsockname()[0])
        if isinstance(found, IPv4Address) and not found.is_loopback:
            return found
    return None


async def serve(
    site: Site, programs: ServedPrograms, listening: socket.socket, until: Callable[[], Awaitable[int]]
) -> int:
    """Serve until `until` gives an exit status, then close everything and return that."""
    for name in ("aiohttp", "asyncio"):  # what a stranger sends must not scroll the address and the warnings away
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    runner = web.AppRunner(
        site.application(), access_log=None, handle_signals=False, shutdown_timeout=LEAVING, keepalive_timeout=PATIENCE,
    )  # fmt: skip
    await runner.setup()
    assert runner.server is not None
    door = _Door(runner.server)
    looking, served = asyncio.create_task(programs.look_after()), None
    try:
        served = await asyncio.get_running_loop().create_server(door.connection, sock=listening)
        return await until()
    finally:
        if served is not None:
            served.close()
        looking.cancel()
        site.close()
        programs.close()
        await programs.until_ended(LEAVING)
        await runner.cleanup()
