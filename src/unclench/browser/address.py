"""The address of the pages: its names, a secret, and a picture of it for a camera.

Three things are asked of every request. Each closes one way in:

* It names the address that was served. A web page elsewhere whose name was made to point at this computer (DNS
  rebinding) names its own.
* It has the secret. Nobody else in the network, and no other user of this computer, can guess it.
* A connection to a program comes from a page of this address, as the browser says itself. Browsers let any page
  connect to anything (cross-site WebSocket hijacking), and the secret may have got about.

Pure, but for `new_secret`.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address

import segno
from msgspec import Struct

Internet = IPv4Address | IPv6Address
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of a secret: none of them is taken for another when it is copied by hand."""
LENGTH = 26
"""Letters of a secret: 130 bits, which nobody guesses (RFC 6749, 10.10, asks for 128)."""
NOT_FOUND, FORBIDDEN, MISDIRECTED = 404, 403, 421
"""HTTP's words for a wrong secret, a page from elsewhere, and another computer's name (RFC 9110, 15.5)."""


def new_secret() -> str:
    """A secret for one run."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


class Visit(Struct, frozen=True):
    """What a request says: the header `Host`, the path, and `Origin` (None without) where it wants a program."""

    host: str
    path: str
    origin: str | None = None
    wants_program: bool = False


class Address(Struct, frozen=True):
    """Where the pages are: the first of `names` is shown to the person, and all of them are answered."""

    names: tuple[str, ...]
    port: int
    secret: str

    @property
    def url(self) -> str:
        """What is typed into the browser."""
        return f"http://{self.names[0]}:{self.port}/{self.secret}"

    def refusal(self, visit: Visit) -> int | None:
        """The HTTP status with which a request is turned away; None if it may come in."""
        if visit.host.lower() not in self._hosts():
            return MISDIRECTED
        given = visit.path.removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode()):
            return NOT_FOUND
        if visit.wants_program and visit.origin != f"http://{visit.host}":
            return FORBIDDEN
        return None

    def _hosts(self) -> Collection[str]:
        # Browsers leave the port out where it is HTTP's own.
        bare = self.names if self.port == 80 else ()
        return {*(f"{name}:{self.port}" for name in self.names), *bare}


def names_of(listening: Internet, outside: Internet | None) -> tuple[str, ...]:
    """The names under which an address that is listened at is answered, the one to show first.

    `outside` is this computer's own in its network; it matters where all addresses are listened at.
    """
    shown = outside if listening.is_unspecified and outside is not None else listening
    here = ("127.0.0.1", "localhost") if listening.is_loopback or listening.is_unspecified else ()
    return tuple(dict.fromkeys((_bracketed(shown), *here)))


def _bracketed(address: Internet) -> str:
    return f"[{address}]" if address.version == 6 else str(address)


QUIET = 2
"""Empty modules around the picture. ISO/IEC 18004 asks for four; cameras do with two, and the rows have to fit."""
HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
BLACK_ON_WHITE, BACK = "\x1b[30;107m", "\x1b[0m"
"""Whatever the colours of the terminal: many cameras don't read light on dark."""


def qr_rows(text: str) -> list[str]:
    """The picture, two of its rows in each row of text, with the colours for a terminal."""
    made = segno.make(text, error="m", micro=False)
    modules = [[int(dark) for dark in row] for row in made.matrix_iter(border=QUIET)]
    if len(modules) % 2:
        modules.append([0] * len(modules[0]))
    return [
        BLACK_ON_WHITE + "".join(HALVES[pair] for pair in zip(upper, lower, strict=True)) + BACK
        for upper, lower in zip(modules[::2], modules[1::2], strict=True)
    ]
