"""The site, asked by a client of its own: every route needs the name, the secret and, for a program, the right page."""

from __future__ import annotations

import re

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from unclench.browser.address import Address
from unclench.browser.programs import LARGEST_MESSAGE, Outbox, Size
from unclench.browser.site import OURS, THEIRS, Site

SECRET = "abcdefghijkmnpqrstuvwxyz23"
ROUTES = ("", "/", "/program", *(f"/{name}" for name in (*OURS, *THEIRS)))


class Echo:
    """Stands in for a program: what is typed comes back."""

    def __init__(self) -> None:
        self.size = Size(0, 0)
        self.goodbyes: list[bool] = []
        self.drawn_anew = 0

    def show_on(self, outbox: Outbox) -> None:
        self.outbox = outbox
        outbox.put(b"hello")

    def type(self, keys):
        self.outbox.put(keys)

    def resize(self, size):
        self.size = size

    def draw_anew(self):
        self.drawn_anew += 1

    def leave(self, outbox, *, goodbye):
        self.goodbyes.append(goodbye)


class Programs:
    """Stands in for the programs: one, or none."""

    def __init__(self) -> None:
        self.one: Echo | None = Echo()
        self.asked: list[tuple[Size, str | None]] = []

    def show(self, outbox, size, tab):
        self.asked.append((size, tab))
        if self.one is not None:
            self.one.show_on(outbox)
        return self.one


class Client(TestClient[web.Request, web.Application]):
    """A client of the site."""

    site: Site


@pytest.fixture
def programs():
    return Programs()


@pytest.fixture
async def client(programs):
    port = unused_port()
    site = Site(Address(("127.0.0.1", "localhost"), port, SECRET), programs)
    async with Client(TestServer(site.application(), port=port)) as made:
        made.site = site
        yield made


def origin(client: Client) -> str:
    return f"http://127.0.0.1:{client.port}"


async def connected(client: Client) -> aiohttp.ClientWebSocketResponse:
    return await client.ws_connect(f"/{SECRET}/program", headers={"Origin": origin(client)})


@pytest.mark.parametrize("route", ROUTES)
async def test_without_the_secret_every_route_leads_nowhere(client, route, programs):
    for wrong in ("", "/wrong", f"/{SECRET[:-1]}", f"/{SECRET}2"):
        answer = await client.get(wrong + route, headers={"Origin": origin(client)})
        assert answer.status == 404
        assert SECRET not in await answer.text()
    assert programs.asked == []


@pytest.mark.parametrize("route", ROUTES)
async def test_under_another_name_every_route_is_turned_away(client, route, programs):
    answer = await client.get(f"/{SECRET}{route}", headers={"Host": "evil.example", "Origin": "http://evil.example"})
    assert answer.status == 421
    assert programs.asked == []


async def test_a_connection_with_a_wrong_secret_is_refused(client, programs):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect("/wrong/program", headers={"Origin": origin(client)})
    assert refused.value.status == 404
    assert programs.asked == []


@pytest.mark.parametrize("foreign", ["http://evil.example", "null", None])
async def test_a_connection_from_another_page_is_refused(client, programs, foreign):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect(f"/{SECRET}/program", headers={"Origin": foreign} if foreign else {})
    assert refused.value.status == 403
    assert programs.asked == []


async def test_every_file_that_the_page_names_is_served_and_nothing_else_is_listed(client):
    text = await (await client.get(f"/{SECRET}")).text()
    for named in re.findall(r'(?:src|href)="(/[^"]+)"', text):
        assert (await client.get(named)).status == 200, named
    for other in ("/static", "/download/x", "/../pyproject.toml", "/%2e%2e/site.py", "/page.html", "/site.py"):
        assert (await client.get(f"/{SECRET}{other}")).status == 404, other


async def test_nothing_on_the_page_comes_from_elsewhere_and_nothing_may(client):
    answer = await client.get(f"/{SECRET}")
    text = await answer.text()
    named = re.findall(r"(?:https?|wss?):[^\s\"']+", text)
    assert named == [f"ws://127.0.0.1:{client.port}/{SECRET}/program"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["", f"/{SECRET}", f"/{SECRET}/page.js", f"/{SECRET}/nothing"])
async def test_every_answer_keeps_the_address_to_itself(client, path):
    headers = (await client.get(path or "/")).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Server"] == "unclench"


async def test_nothing_can_be_sent_to_it_but_by_the_connection(client):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (await client.request(method, f"/{SECRET}")).status == 405


async def test_keys_and_sizes_reach_the_program_and_what_it_writes_the_page(client, programs):
    socket = await client.ws_connect(
        f"/{SECRET}/program?width=100&height=30&tab={'a' * 32}", headers={"Origin": origin(client)}
    )
    assert await socket.receive_bytes() == b"hello"
    assert programs.asked == [(Size(100, 30), "a" * 32)]
    await socket.send_json(["resize", {"width": 90, "height": 20}])
    await socket.send_json({"nonsense": True})
    await socket.send_json(["stdin", "xyz"])
    assert await socket.receive_bytes() == b"xyz"
    assert programs.one.size == Size(90, 20)
    await socket.send_json(["ping", "5"])
    assert await socket.receive_json() == ["pong", "5"]
    await socket.close()


async def test_a_message_that_is_too_large_ends_the_connection(client):
    socket = await connected(client)
    await socket.send_json(["stdin", "x" * LARGEST_MESSAGE])
    assert [(await socket.receive()).type for _ in range(2)][-1] in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    assert socket.close_code == 1009


async def test_one_page_too_many_is_told_so(client, programs):
    programs.one = None
    socket = await connected(client)
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert socket.close_code == 1013


async def test_a_page_that_could_not_keep_up_is_drawn_anew(client, programs):
    socket = await connected(client)
    assert await socket.receive_bytes() == b"hello"
    programs.one.outbox.put(b"x" * 10_000_000)
    assert await socket.receive_bytes() == b"\x18"
    assert programs.one.drawn_anew == 1


async def test_a_page_is_told_the_reason_for_which_it_loses_its_program(client, programs):
    socket = await connected(client)
    assert await socket.receive_bytes() == b"hello"
    programs.one.outbox.close(4001)
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert socket.close_code == 4001


@pytest.mark.parametrize(("code", "goodbye"), [(1000, True), (1001, True), (1011, False)])
async def test_only_a_page_that_was_closed_has_said_goodbye(client, programs, code, goodbye):
    socket = await connected(client)
    assert await socket.receive_bytes() == b"hello"
    await socket.close(code=code)
    await client.get(f"/{SECRET}")
    assert programs.one.goodbyes == [goodbye]


async def test_at_the_end_every_page_is_told(client):
    socket = await connected(client)
    assert await socket.receive_bytes() == b"hello"
    client.site.close()
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert socket.close_code == 1001
