"""The command that shows the screens in a browser: serve."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, echo
from unclench.journal.slips import Slips
from unclench.language import tr
from unclench.system import safe_text
from unclench.system.signals import INTERRUPTED, signals

if TYPE_CHECKING:
    from unclench.browser.address import Address, Internet

PORT = 8765
HERE = "127.0.0.1"
"""Only this computer reaches it."""
NEEDED = ("aiohttp", "segno", "textual_serve")
"""What the extra `serve` brings."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=PORT, help=tr("The port (unset: 8765). 0 takes any free one.")
)
@click.option(
    "--listen", metavar="ADDRESS", default=HERE,
    help=tr(
        "The address of this computer to listen on, so that other devices can reach it; 0.0.0.0 is all of them (unset: "
        "127.0.0.1)."
    ),
)  # fmt: skip
@common.pass_program
def serve(program: Application, port: int, listen: str) -> int:
    """Show the screens in a browser: on this computer, or with --listen on a phone beside you."""
    _need_the_extra()
    from unclench.browser import site
    from unclench.browser.address import Address, names_of, new_secret

    at = _address(listen)
    outside = site.own_address() if at.is_unspecified else None
    if at.is_unspecified and outside is None:
        raise UserError(tr(
            "This computer isn't connected to a network now. Without --listen you can still open the screens on this "
            "computer."
        ))  # fmt: skip
    with signals.held(), _listening(at, port) as listening:
        address = Address(names_of(at, outside), listening.getsockname()[1], new_secret())
        for line in _welcome(address, local=at.is_loopback):
            echo(line)
        return asyncio.run(_serve(program, address, listening))


def _need_the_extra() -> None:
    """Raises UserError if this can't run here."""
    if not hasattr(os, "login_tty"):
        raise UserError(tr("The pages need a pseudo-terminal, which this system doesn't have. Linux and macOS do."))
    if any(find_spec(name) is None for name in NEEDED):
        raise UserError(tr("For that unclench needs its extra `serve`: pip install 'unclench[serve]'"))


def _address(typed: str) -> Internet:
    """The address to listen at. Raises UserError if it is none, or none that could be typed into a browser."""
    found: Internet | None = None
    with contextlib.suppress(ValueError):
        found = ip_address(HERE if typed == "localhost" else typed)
    if found is None or "%" in typed or (found.version == 6 and found.is_unspecified):
        raise UserError(tr(
            "unclench can't listen on {typed}. Write an address of this computer, such as 192.168.1.20, or 0.0.0.0 for "
            "all of them.",
            typed=safe_text.line(typed)[:60],
        ))  # fmt: skip
    return found


def _listening(at: Internet, port: int) -> socket.socket:
    """A socket that is listened at. Raises UserError if there can be none."""
    from unclench.browser import site

    try:
        return site.listening_socket(at, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = tr("Another program is using port {port}. To take any free one: unclench serve --port 0", port=port)
        elif error.errno == errno.EADDRNOTAVAIL:
            said = tr("{address} isn't an address of this computer. 0.0.0.0 stands for all of them.", address=at)
        elif error.errno in (errno.EACCES, errno.EPERM):
            said = tr("This system doesn't let you use port {port}. Choose one above 1023.", port=port)
        else:
            said = tr("Port {port} of {address} can't be used: {reason}.", port=port, address=at, reason=error.strerror)
        raise UserError(said) from error


def _welcome(address: Address, *, local: bool) -> list[str]:
    """What is said at the beginning; where others in the network can come in, that too."""
    sound = tr("Sound comes from this computer. Ctrl-C ends it, and the address with it.")
    if local:
        return [tr("Open this in a browser on this computer:"), f"\n  {address.url}\n", sound]
    lines = [tr("Open this in a browser on the other device:"), f"\n  {address.url}\n"]
    if sys.stdout is not None and sys.stdout.isatty():
        from unclench.browser.address import qr_rows

        lines += [*qr_rows(address.url), ""]
    return [
        *lines,
        tr(
            "Whoever has this address can do here what you can: read and delete your journal and your health answers,"
            " change your routines, and say that a pack is off. Give it to nobody."
        ),
        tr("Nothing is encrypted on its way: in a network that you share with strangers, they can read it all."),
        sound,
    ]


async def _serve(program: Application, address: Address, listening: socket.socket) -> int:
    from unclench.browser.programs import ServedProgram, ServedPrograms, environment_for
    from unclench.browser.site import Site
    from unclench.browser.site import serve as serve_until

    command, environment = _command(program), environment_for(os.environ)

    def pack_on() -> bool:
        return slips.there

    slips = Slips(program.home)
    programs = ServedPrograms(partial(ServedProgram, command, environment), pack_on)
    return await serve_until(Site(address, programs), programs, listening, lambda: _until_told(pack_on))


def _command(program: Application) -> list[str]:
    """How a page's program is started. Python looks for nothing in the folder that this was started in."""
    options = ["--in-browser"]
    if program.folder is not None:
        options += ["--folder", str(program.folder.absolute())]
    if program.audio is not None:
        options += ["--audio", program.audio]
    return [sys.executable, "-P", "-m", "unclench", *options]


async def _until_told(pack_on: Callable[[], bool]) -> int:
    """Wait for a signal, and return the exit status. With a pack on, the first Ctrl-C only says so."""
    told: asyncio.Queue[int] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    signals.pass_to(lambda status: loop.call_soon_threadsafe(told.put_nowait, status))
    warned = False
    if (stop := getattr(signal, "SIGTSTP", None)) is not None:
        # A server that stops reads no terminal any more, and every program behind it would stand still, alarm and all.
        # A handler and not SIG_IGN, which those programs would inherit.
        signal.signal(stop, lambda *_: None)
    try:
        while (status := await told.get()) == INTERRUPTED and pack_on() and not warned:
            warned = True
            signals.dealt_with()
            click.echo(
                tr(
                    "A pack is still on. Say on the page that it is off. Ctrl-C once more closes the pages: the alarm"
                    " still rings, and stops when you type: unclench off"
                ),
                err=True,
            )
    finally:
        signals.pass_to(None)
    return status
