"""`unclench serve` in a real browser: what it shows, whom it refuses, what becomes of a pack when its page closes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from tests.browser.chromium import LAPTOP, PHONE, REBOUND, Browser, Page, browsing, chromium
from tests.terminal.pseudo import PATIENCE, SETTLED, base_environment, program
from tests.terminal.test_vigil import ROUTINE, WITNESS

from unclench.audio.process.watchman import EVERY
from unclench.audio.simpleaudio_library import FORK
from unclench.browser.site import own_address

pytestmark = pytest.mark.skipif(
    chromium() is None and not os.environ.get("CI"), reason="needs Chromium: apt-get install chromium-headless-shell"
)
TITLE = "Slush"
"""Of the routine with a pack of three seconds; no other has anything like it."""
LASTING = 4.0
"""Seconds after which that pack's alarm rings for certain."""
NOTHING = "There is nothing here."


class Serving:
    """`unclench serve`, and the pack of three seconds in its first routine."""

    def __init__(self, folder: Path, home: Path) -> None:
        (folder / "routines").mkdir()
        (folder / "routines" / "cold.yaml").write_text(ROUTINE.replace("title: Cold", f"title: {TITLE}"), "utf-8")
        (folder / f"{FORK}.py").write_text(WITNESS, "utf-8")
        self.witness = folder / "witness"
        self._said = folder / "said"
        self.environment = base_environment(home) | {"WITNESS": str(self.witness)}
        paths = [str(folder), self.environment.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        options = ["--folder", str(folder / "routines"), "--audio", "simpleaudio"]
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                program(*options, "serve", "--port", "0"), env=self.environment, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said,
            )  # fmt: skip
        self.url = self.wait_for(r"http://127\.0\.0\.1:\d+/\w+")
        self.port = int(self.url.split(":")[2].partition("/")[0])

    def wait_for(self, pattern: str) -> str:
        """Until it says something like this."""
        end = time.monotonic() + PATIENCE
        while (found := re.search(pattern, self._said.read_text("utf-8"))) is None:
            assert time.monotonic() < end, self._said.read_text("utf-8")
            time.sleep(0.05)
        return found[0]

    def sounds_since(self, when: float) -> list[float]:
        """The times (seconds) of what sounded after that."""
        lines = self.witness.read_text("utf-8").splitlines() if self.witness.exists() else []
        return [at for at in (float(line.split()[1]) for line in lines) if at > when]

    async def rings(self, since: float, times: int = 3) -> bool:
        for _ in range(int(6 * EVERY / 100)):
            if len(self.sounds_since(since)) >= times:
                return True
            await asyncio.sleep(0.1)
        return False

    def end(self) -> None:
        """End it, and whatever a test that failed has left to ring."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.send_signal(number)
                self.process.wait(10)
                break
        self.off()

    def off(self) -> str:
        """Said in a terminal."""
        return subprocess.run(
            program("off"), env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        ).stdout


TRIES = 3
"""How often a key is pressed that has to be taken."""


@pytest.fixture
def serving(tmp_path: Path, own_home: Path) -> Iterator[Serving]:
    made = Serving(tmp_path, own_home)
    yield made
    made.end()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with browsing(tmp_path) as made:
        yield made


async def at_home(page: Page, serving: Serving) -> None:
    """Open the page."""
    await page.open(serving.url)
    await page.wait_for("Gentle stretch")
    await asyncio.sleep(SETTLED)


async def put_on(page: Page, serving: Serving) -> None:
    """Put on the pack of the first routine, and wait until its alarm rings."""
    await at_home(page, serving)
    for _ in range(TRIES):  # the first key of all may come before the page takes any
        page.forget()
        await page.type("/")
        with contextlib.suppress(AssertionError):
            await page.wait_for("Find: a routine", 10)
            break
    page.forget()
    await page.type(TITLE)
    await page.wait_for(TITLE)
    await page.type("\r")
    await asyncio.sleep(SETTLED)
    page.forget()
    await page.type("\r")
    for shown, key in ((TITLE, "\r"), ("unbroken", " ")):
        await page.wait_for(shown)
        await asyncio.sleep(SETTLED)  # a key held down from before is not an answer
        await page.type(key)
    assert await serving.rings(since=time.monotonic() + LASTING)


def colours(picture: Path) -> int:
    """How many colours it has; a page on which nothing is drawn has one."""
    with Image.open(picture) as opened:
        return len(opened.convert("RGB").getcolors(1 << 24) or ())


async def breathe(page: Page, serving: Serving) -> None:
    """Breathe, from the home screen."""
    await at_home(page, serving)
    await page.type("b")
    await page.wait_for("breath 1")


async def stretch(page: Page, serving: Serving) -> None:
    """Begin a routine with a figure."""
    await at_home(page, serving)
    page.forget()
    await page.type("g")
    await page.wait_for("Gentle stretch")
    await asyncio.sleep(SETTLED)
    await page.type("\r")
    await page.wait_for(" left")


@pytest.mark.parametrize(("size", "touch"), [(LAPTOP, False), (PHONE, True)], ids=["laptop", "phone"])
@pytest.mark.parametrize("scene", [at_home, breathe, stretch, put_on], ids=["home", "breath", "player", "alarm"])
async def test_every_scene_is_drawn_from_nothing_but_this_address(serving, browser, tmp_path, scene, size, touch):
    page = await browser.page(size, touch=touch)
    await scene(page, serving)
    await asyncio.sleep(1)
    picture = Path(os.environ.get("PAGE_PICTURES", tmp_path)) / f"{scene.__name__}-{size[0]}.png"
    await page.photograph(picture)
    assert colours(picture) > 20
    assert page.complaints == []
    assert {re.sub(r"^\w+://([^/]+)/.*", r"\1", url) for url in page.asked} == {f"127.0.0.1:{serving.port}"}


async def test_a_wrong_secret_shows_nothing_and_starts_nothing(serving, browser):
    page = await browser.page()
    for wrong in (serving.url[:-1], serving.url + "x", serving.url.rpartition("/")[0] + "/"):
        await page.open(wrong)
        assert NOTHING in await page.run("document.body.innerText")
    assert page.received == b""


async def test_a_name_that_was_made_to_point_here_shows_nothing(serving, browser):
    page = await browser.page()
    await page.open(serving.url.replace("127.0.0.1", REBOUND))
    assert NOTHING in await page.run("document.body.innerText")


async def test_a_page_from_elsewhere_gets_no_connection_though_it_knows_the_address(serving, browser):
    async def empty(_request: web.Request) -> web.Response:
        return web.Response(text="<p>a page from elsewhere</p>", content_type="text/html")

    elsewhere = web.Application()
    elsewhere.router.add_get("/", empty)
    address = serving.url.replace("http", "ws") + "/program?width=80&height=24"
    tries = f"""new Promise((done) => {{
        const socket = new WebSocket({address!r});
        socket.onopen = () => done("open");
        socket.onclose = () => done("refused");
    }})"""
    page = await browser.page()
    async with TestServer(elsewhere) as server:
        await page.open(str(server.make_url("/")))
        assert await page.run(tries) == "refused"
        await page.open(serving.url)
        assert await page.run(tries) == "open"


def test_nobody_else_in_the_network_reaches_it(serving):
    for host in filter(None, ("127.0.0.2", own_address())):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((str(host), serving.port), timeout=5).close()


async def test_a_page_that_is_loaded_again_shows_the_same_session(serving, browser):
    page = await browser.page()
    await breathe(page, serving)
    page.forget()
    await page.call("Page.reload")
    await page.wait_for("Breathing 5-1-4")
    assert "Gentle stretch" not in page.text


async def test_c2_3_a_page_that_closes_under_a_pack_leaves_the_alarm_ringing_and_the_next_page_asks(serving, browser):
    page = await browser.page()
    await put_on(page, serving)
    await page.close()
    closed = time.monotonic()
    assert await serving.rings(since=closed + 6, times=3)  # a page without a pack is given up after five seconds
    again = await browser.page()
    await again.open(serving.url)
    await again.wait_for("it is off")
    await asyncio.sleep(SETTLED)
    await again.type("y")
    off = time.monotonic()
    await asyncio.sleep(EVERY / 1000 + 1)
    since = time.monotonic()
    await asyncio.sleep(2 * EVERY / 1000)
    assert serving.sounds_since(since) == []
    assert off < since


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
async def test_c2_3_whatever_ends_the_server_under_a_pack_its_alarm_rings_until_it_is_said_to_be_off(
    serving, browser, how
):
    page = await browser.page()
    await put_on(page, serving)
    serving.process.send_signal(how)
    await asyncio.to_thread(serving.process.wait, 10)
    gone = time.monotonic()
    assert await serving.rings(since=gone + 1, times=3)
    assert "Cold off at" in await asyncio.to_thread(serving.off)
    off = time.monotonic()
    await asyncio.sleep(2 * EVERY / 1000)
    assert serving.sounds_since(off + 1) == []
