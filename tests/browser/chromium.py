"""A browser without a window, driven through its debugging port: opened, typed at, photographed.

A library for that would bring a browser of its own, or 160 MB of another language; this needs aiohttp alone.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from tests.terminal.pseudo import SEQUENCE, TAIL

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
REBOUND = "rebound.example"
"""A name that was made to point at this computer."""
OPTIONS = (
    "--headless", "--no-sandbox", "--remote-debugging-port=0", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds until something that is waited for counts as hanging; a machine without graphics draws slowly."""
LAPTOP, PHONE = (1280, 800), (390, 844)
"""Pixels of a laptop's window, and of a phone held upright."""
RECENT = 100_000
"""Bytes that are kept of what a program has sent."""
BINARY = 2
"""The kind of a message that a program's output comes in (RFC 6455, 5.2)."""
KEYS = {"\r": ("Enter", 13), "\x1b": ("Escape", 27), "\t": ("Tab", 9)}

ROW = {"\r": "enter", "\x1b": "escape", " ": "space"}
"""The names of such keys in the row below the page."""


def chromium() -> str | None:
    """The browser that is installed here; None without one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """A page of the browser."""

    def __init__(self, browser: Browser, session: str, target: str, *, touch: bool) -> None:
        self._browser, self._session, self._target, self._touch = browser, session, target, touch
        self.asked: list[str] = []
        """Every address that it asked for something."""
        self.received = bytearray()
        """What its program has sent lately."""
        self.complaints: list[str] = []
        """What the browser has complained about: what its policy forbids, errors of scripts."""

    async def call(self, method: str, **values: Any) -> Any:
        """One command of the protocol, and what it gives."""
        return await self._browser.call(method, values, self._session)

    async def run(self, script: str) -> Any:
        """What a piece of JavaScript gives."""
        found = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def open(self, url: str) -> None:
        """Go to an address, and wait until all that it names is there."""
        await self.call("Page.navigate", url=url)
        for _ in range(int(PATIENCE / 0.1)):
            if await self.run("document.readyState") == "complete":
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{url} is not there: {self.complaints}")

    async def type(self, keys: str) -> None:
        """Press keys; on a touch screen those of the row below, where it has them."""
        for key in keys:
            if self._touch and key in ROW:
                await self.run(f"document.querySelector('[data-key={ROW[key]}]').click()")
                continue
            if self._touch:
                await self.run("document.querySelector('.xterm-helper-textarea').focus()")
            name, code = KEYS.get(key, (key, ord(key.upper())))
            pressed = {"key": name, "windowsVirtualKeyCode": code, "text": key}
            await self.call("Input.dispatchKeyEvent", type="keyDown", **pressed)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    async def photograph(self, path: Path) -> None:
        """Write a picture of it."""
        taken = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(taken["data"]))

    @property
    def text(self) -> str:
        """What its program has written, without escape sequences: the terminal draws on a canvas, which has no text."""
        return SEQUENCE.sub(b"", self.received).decode("utf-8", "replace")

    async def wait_for(self, text: str, patience: float = PATIENCE) -> None:
        """Until the program has written this since the last call of `forget`; `patience` is in seconds."""
        for _ in range(int(patience / 0.1)):
            if text in self.text:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{text!r} was not written; the end of it is:\n{self.text[-TAIL:]}\n{self.complaints}")

    def forget(self) -> None:
        """What was written so far counts no more."""
        self.received.clear()

    async def closed(self) -> str:
        """Wait until it has lost its program, and give the reason that it shows."""
        for _ in range(int(PATIENCE / 0.2)):
            if reason := await self.run("document.body.dataset.closed"):
                return str(reason)
            await asyncio.sleep(0.2)
        raise AssertionError("it is still connected")

    async def close(self) -> None:
        """Close it, as somebody closes a tab."""
        await self._browser.call("Target.closeTarget", {"targetId": self._target})


class Browser:
    """A running browser. `browsing` starts one."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._pages: dict[str, Page] = {}

    async def page(self, size: tuple[int, int] = LAPTOP, *, touch: bool = False) -> Page:
        """A new, empty page."""
        target = (await self.call("Target.createTarget", {"url": "about:blank"}))["targetId"]
        session = (await self.call("Target.attachToTarget", {"targetId": target, "flatten": True}))["sessionId"]
        page = self._pages[session] = Page(self, session, target, touch=touch)
        for domain in ("Page", "Runtime", "Network", "Log"):
            await page.call(f"{domain}.enable")
        width, height = size
        await page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch
        )
        await page.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        return page

    async def call(self, method: str, values: dict[str, Any], session: str | None = None) -> Any:
        """One command of the protocol, and what it gives."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        said = {"id": self._number, "method": method, "params": values}
        await self._socket.send_json(said | ({"sessionId": session} if session else {}))
        return await asyncio.wait_for(answer, PATIENCE)

    async def listen(self) -> None:
        """Take what the browser says, until it ends."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                answer = self._answers.pop(said["id"])
                if "error" in said:
                    answer.set_exception(AssertionError(said["error"]))
                else:
                    answer.set_result(said["result"])
            elif (page := self._pages.get(said.get("sessionId", ""))) is not None:
                self._note(page, said["method"], said["params"])

    def _note(self, page: Page, method: str, values: Any) -> None:
        if method == "Network.requestWillBeSent":
            page.asked.append(values["request"]["url"])
        elif method == "Network.webSocketCreated":
            page.asked.append(values["url"])
        elif method == "Network.webSocketFrameReceived" and values["response"]["opcode"] == BINARY:
            page.received += base64.b64decode(values["response"]["payloadData"])
            del page.received[:-RECENT]
        elif method == "Log.entryAdded":
            page.complaints.append(values["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            page.complaints.append(str(values["exceptionDetails"]))


@asynccontextmanager
async def browsing(folder: Path) -> AsyncIterator[Browser]:
    """A browser of one's own, with nothing in it; `folder` is for what it writes."""
    process = _started(folder)
    try:
        address = await asyncio.to_thread(_address, process)
        async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
            browser = Browser(socket)
            listening = asyncio.create_task(browser.listen())
            yield browser
            listening.cancel()
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # Debian's command is a shell that waits for the browser
        assert process.stderr is not None
        process.stderr.close()
        await asyncio.to_thread(process.wait, 10)


def _started(folder: Path) -> subprocess.Popen[bytes]:
    found = chromium()
    assert found is not None
    return subprocess.Popen(
        [found, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "about:blank"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={"HOME": str(folder)},
        start_new_session=True,
    )  # fmt: skip


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if b"DevTools listening on " in line:
            return line.decode().rpartition(" ")[2].strip()
    raise AssertionError("the browser did not start")
