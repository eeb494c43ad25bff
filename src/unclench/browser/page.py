"""The page: what a browser is given for it, and what the browser is told it may do with that."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from string import Template

from unclench.language import CODE, tr

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


def headers(host: str | None) -> dict[str, str]:
    """The headers of every answer; `host` is a name of ours that was asked for, None if it was another's."""
    policy = POLICY.format(host=host) if host else "default-src 'none'; frame-ancestors 'none'"
    return {**HEADERS, "Content-Security-Policy": policy}


def assets() -> Mapping[str, tuple[bytes, str]]:
    """Every file of the page: its content and its kind, by its name. Raises ModuleNotFoundError without the extra."""
    own = resources.files("unclench.browser") / "page"
    static = resources.files("textual_serve") / "static"
    ours = {name: ((own / name).read_bytes(), kind) for name, kind in OURS.items()}
    theirs = {name: ((static / folder / name).read_bytes(), kind) for name, (folder, kind) in THEIRS.items()}
    return {**ours, **theirs}


def html(secret: str, host: str) -> str:
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
        "full": tr("It is open on four pages already. Close one of them first."),
        "elsewhere": tr("Another page shows it now."),
        "here": tr("Show it here"),
        "script": tr("This page needs JavaScript."),
    }
    return template.substitute({name: escape(text) for name, text in words.items()})
