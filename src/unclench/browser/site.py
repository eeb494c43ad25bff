"""The site: each request is asked for its name, its secret and where it comes from, then given a file or a program."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import WSCloseCode, WSMsgType, web

from unclench.browser import messages, page
from unclench.browser.address import Address, Visit
from unclench.browser.messages import Ping, Size, Typed
from unclench.browser.outbox import Outbox
from unclench.browser.program import CANCEL, ENDED, ServedProgram
from unclench.browser.programs import ServedPrograms
from unclench.language import tr
from unclench.system import log

PROGRAM = "program"
"""The last part of the path where a page is connected to a program; also the name of that route."""
ALIVE = 10.0
"""Seconds between two questions whether a page is still there; half of that it has for its answer."""
GOODBYES = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
"""With these a browser closes the connections of a page that is closed, or left for another."""
CLOSING = 1.0
"""Seconds that a page has to take note of the end of its connection."""


class Site:
    """What is served at an address."""

    def __init__(self, address: Address, programs: ServedPrograms) -> None:
        self._address, self._programs = address, programs
        self._assets = page.assets()
        self._pages: set[Outbox] = set()

    def application(self) -> web.Application:
        """The site for aiohttp. Everything passes `_guard`, what isn't there too."""
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
        answer.headers.update(page.headers(request.host if known else None))

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=page.html(self._address.secret, request.host), content_type="text/html")

    async def _asset(self, request: web.Request) -> web.Response:
        found = self._assets.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        content, kind = found
        return web.Response(body=content, content_type=kind)

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=ALIVE, max_msg_size=messages.LARGEST, timeout=CLOSING)
        await socket.prepare(request)
        outbox = Outbox()
        try:
            program = self._programs.show(outbox, messages.size_asked(request.query), messages.tab_asked(request.query))
        except OSError as error:
            log.info("browser", "cannot start: %s", error)
            program = None
        if program is None:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        self._pages.add(outbox)
        sending = asyncio.create_task(_send(socket, outbox, program))
        try:
            await _listen(socket, program)
        finally:
            self._pages.discard(outbox)
            program.leave(outbox, goodbye=socket.close_code in GOODBYES)
            outbox.close(ENDED)
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
        return socket


def _visit(request: web.Request) -> Visit:
    wants_program = request.match_info.route.name == PROGRAM
    return Visit(request.host, request.path, request.headers.get("Origin"), wants_program=wants_program)


async def _listen(socket: web.WebSocketResponse, program: ServedProgram) -> None:
    """Pass on what the page says, until it has gone."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        match messages.read(message.data):
            case Typed(keys):
                program.type(keys)
            case Size() as size:
                program.resize(size)
            case Ping(token):
                await socket.send_json(["pong", token])


async def _send(socket: web.WebSocketResponse, outbox: Outbox, program: ServedProgram) -> None:
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
            await socket.send_bytes(data)
        await socket.close(code=outbox.closed or ENDED)
