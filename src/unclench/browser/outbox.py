"""What is on its way from a program to one page, which may be slow, asleep or gone without a word."""

from __future__ import annotations

import asyncio

MOST = 512 * 1024
"""Bytes on the way to a page; a whole screen is about 20,000."""


class Outbox:
    """Bytes for one page. A program never waits for it: what would be too much is dropped, and the page drawn anew."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._something = asyncio.Event()
        self._closed: int | None = None
        self.overflowed = False
        """Whether something was dropped since this was last set to False."""

    def put(self, data: bytes) -> None:
        """Send these bytes, if there is room."""
        if len(self._waiting) + len(data) > MOST:
            self._waiting.clear()
            self.overflowed = True
        else:
            self._waiting += data
        self._something.set()

    def close(self, code: int) -> None:
        """Have nothing follow what is waiting. `code` tells the page why (a close code of WebSocket, RFC 6455, 7.4)."""
        if self._closed is None:
            self._closed = code
        self._something.set()

    async def take(self) -> bytes:
        """Wait for bytes and take all that there are; b"" once it is closed, and where some were dropped."""
        while not self._waiting and not self.overflowed and self._closed is None:
            self._something.clear()
            await self._something.wait()
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken

    @property
    def closed(self) -> int | None:
        """The code with which it was closed; None while it is open."""
        return self._closed
