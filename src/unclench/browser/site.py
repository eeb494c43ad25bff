"""The site and its server: who is let in, and what a browser is given."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from importlib import resources
from ipaddress import IPv4Address, ip_address
from string import Template

from aiohttp import WSCloseCode, WSMsgType, web

from unclench.browser.address import Address, Internet, Visit
from unclench.browser.programs import (
    CANCEL,
    ENDED,
    LARGEST_MESSAGE,
    MOST_PROGRAMS,
    Outbox,
    Ping,
    ServedProgram,
    ServedPrograms,
    Size,
    Typed,
    read_message,
    size_asked,
    tab_asked,
)
from unclench.language import CODE, tr
from unclench.system import log

SCRIPT, STYLE, FONT = "text/javascript", "text/css", "font/ttf"
OURS = {"page.js": SCRIPT, "page.css": STYLE}
THEIRS = {
    "textual.js": ("js", SCRIPT),
    "xterm.css": ("css", STYLE),
    "RobotoMono-VariableFont_wght.ttf": ("fonts", FONT),
}
"""What textual-serve brings: a terminal for browsers (xterm.js), its looks, and letters of one width."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:;"
    " connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The browser loads nothing from elsewhere, and no other page may show this one. The terminal writes its colours as
styles, so those may stand in the page; scripts may not."""
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",  # nobody finds the journal in a browser's cache
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), clipboard-read=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # the address has the secret
    "Server": "unclench",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page_headers(host: str | None) -> dict[str, str]:
    """The headers of every answer; `host` is a name of ours that was asked for, None if it was another's."""
    policy = POLICY.format(host=host) if host else "default-src 'none'; frame-ancestors 'none'"
    return {**HEADERS, "Content-Security-Policy": policy}


def page_assets() -> Mapping[str, tuple[bytes, str]]:
    """Every file of the page: its content and its kind, by its name. Raises ModuleNotFoundError without the extra."""
    own = resources.files("unclench.browser") / "page"
    static = resources.files("textual_serve") / "static"
    ours = {name: ((own / name).read_bytes(), kind) for name, kind in OURS.items()}
    theirs = {name: ((static / folder / name).read_bytes(), kind) for name, (folder, kind) in THEIRS.items()}
    return {**ours, **theirs}


def page_html(secret: str, host: str) -> str:
    """The page itself, for somebody who asked `host` for it."""
    template = Template((resources.files("unclench.browser") / "page" / "page.html").read_text("utf-8"))
    words = {
        "language": CODE,
        "place": f"/{secret}",
        "socket": f"ws://{host}/{secret}/program",
        "ended": tr("unclench has ended."),
        "again": tr("Open it again"),
        "lost": tr(
            "The connection is gone. A session goes on by ear; the page comes back by itself as soon as it can."
        ),
        "full": tr("It is open on {most} pages already. Close one of them first.", most=MOST_PROGRAMS),
        "elsewhere": tr("Another page shows it now."),
        "here": tr("Show it here"),
        "script": tr("This page needs JavaScript."),
    }
    return template.substitute({name: escape(text) for name, text in words.items()})


PROGRAM = "program"
"""The last part of the path where a page is connected to a program; also the name of that route."""
ALIVE = 10.0
"""Seconds between two questions whether a page is still there; half of that it has for its answer."""
LEAVING = 1.0
"""Seconds that a page has to take note of the end of its connection, and that pages and programs have as all ends."""
GOODBYES = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
"""With these a browser closes the connections of a page that is closed, or left for another."""


class Site:
    """What is served at an address."""

    def __init__(self, address: Address, programs: ServedPrograms) -> None:
        self._address, self._programs = address, programs
        self._assets = page_assets()
        self._pages: set[Outbox] = set()

    def application(self) -> web.Application:
        """The site for aiohttp. Everything passes `_guard`, even requests for what isn't there."""
        made = web.Application(middlewares=[self._guard])
        made.on_response_prepare.append(self._head)
        made.add_routes(
            [
                web.get("/{secret}", self._page),
                web.get("/{secret}/", self._page),
                web.get(f"/{{secret}}/{PROGRAM}", self._connect, name=PROGRAM, allow_head=False),
                web.get("/{secret}/{name}", self._asset),
            ]
        )
        return made

    def close(self) -> None:
        """Tell every page that nobody is here any more."""
        for each in self._pages:
            each.close(WSCloseCode.GOING_AWAY)

    @web.middleware
    async def _guard(self, request: web.Request, handler: web.Handler) -> web.StreamResponse:  # type: ignore[name-defined]
        if (status := self._address.refusal(_visit(request))) is not None:
            log.info("browser", "turned away: %d", status)
            return web.Response(
                status=status, text=tr("There is nothing here. The right address is shown where unclench was started.")
            )
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _head(self, request: web.Request, answer: web.StreamResponse) -> None:
        known = self._address.refusal(_visit(request)) is None
        answer.headers.update(page_headers(request.host if known else None))

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=page_html(self._address.secret, request.host), content_type="text/html")

    async def _asset(self, request: web.Request) -> web.Response:
        found = self._assets.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        content, kind = found
        return web.Response(body=content, content_type=kind)

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(heartbeat=ALIVE, max_msg_size=LARGEST_MESSAGE, timeout=LEAVING)
        await connection.prepare(request)
        outbox = Outbox()
        try:
            program = self._programs.show(outbox, size_asked(request.query), tab_asked(request.query))
        except OSError as error:
            log.info("browser", "cannot start: %s", error)
            program = None
        if program is None:
            await connection.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return connection
        self._pages.add(outbox)
        sending = asyncio.create_task(_send(connection, outbox, program))
        try:
            await _hear_page(connection, program)
        finally:
            self._pages.discard(outbox)
            program.leave(outbox, goodbye=connection.close_code in GOODBYES)
            outbox.close(ENDED)
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
        return connection


def _visit(request: web.Request) -> Visit:
    wants_program = request.match_info.route.name == PROGRAM
    return Visit(request.host, request.path, request.headers.get("Origin"), wants_program=wants_program)


async def _hear_page(connection: web.WebSocketResponse, program: ServedProgram) -> None:
    """Pass on what the page says, until it has gone."""
    async for message in connection:
        if message.type is not WSMsgType.TEXT:
            continue
        match read_message(message.data):
            case Typed(keys):
                program.type(keys)
            case Size() as size:
                program.resize(size)
            case Ping(token):
                await connection.send_json(["pong", token])


async def _send(connection: web.WebSocketResponse, outbox: Outbox, program: ServedProgram) -> None:
    """Pass on what the program writes, until either has gone."""
    with contextlib.suppress(ConnectionError):
        while True:
            data = await outbox.take()
            if outbox.overflowed:
                outbox.overflowed = False
                data = CANCEL
                program.draw_anew()
            if not data:
                break
            await connection.send_bytes(data)
        await connection.close(code=outbox.closed or ENDED)


NOBODYS_ADDRESS = "192.0.2.1"
"""An address that nobody has (RFC 5737). Nothing is sent there: the system only says by which of ours it would be."""
WAITING = 16
"""Connections that may wait to be taken."""
MOST_CONNECTIONS = 64
"""At a time; a page needs seven, and `MOST_PROGRAMS` pages are shown at most."""
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


def listening_socket(address: Internet, port: int) -> socket.socket:
    """A socket that is listened at; port 0 is any that is free. Raises OSError."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    return socket.create_server((str(address), port), family=family, backlog=WAITING)


def own_address() -> IPv4Address | None:
    """This computer's address in its network; None without one."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((NOBODYS_ADDRESS, 9))
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
