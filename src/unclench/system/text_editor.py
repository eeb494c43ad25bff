"""Somebody's own editor, opened at a line of a file."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.system import safe_text

ON_WINDOWS = os.name == "nt"
VARIABLES = ("VISUAL", "EDITOR")
"""Where the command is, the first of them that is set; as git and crontab do."""
PLUS = frozenset({
    "vi", "vim", "nvim", "gvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne",
    "mcedit", "gedit",
})  # fmt: skip
"""The editors that take a line as `+5 FILE`."""
COLON = frozenset({"hx", "helix", "subl", "zed"})
"""The editors that take it as `FILE:5`."""
GOTO = frozenset({"code", "codium", "code-insiders", "cursor"})
"""The editors that take it as `--goto FILE:5`. Every other one is given the file alone."""
SET_IT = tr(
    "Set EDITOR before you start unclench: {how}", how="set EDITOR=notepad" if ON_WINDOWS else "export EDITOR=nano"
)


class NoEditor(UnclenchError):
    """No editor can be opened; the message says why, and what to set where that helps."""


def command(path: Path, line: int | None, environ: Mapping[str, str], *, in_browser: bool = False) -> Sequence[str]:
    """What opens that file, at that line if the editor can. Raises NoEditor.

    It always does for whoever sits at a page `in_browser`: they start no program here. The variable is split as a
    shell would, but no shell ever sees it; and a path from the root is never an option.
    """
    if in_browser:
        raise NoEditor(tr("A text editor can't be opened from a browser."))
    name = next((name for name in VARIABLES if environ.get(name, "").strip()), None)
    if name is None:
        none = tr("No editor is set.")
        raise NoEditor(f"{none} {SET_IT}")
    try:
        words = _split(environ[name])
    except ValueError:
        words = []
    if not words or not words[0]:
        wrong = tr("{variable} is {value}, which is no command.", variable=name, value=_quoted(environ[name]))
        raise NoEditor(f"{wrong} {SET_IT}")
    file, editor = str(path.absolute()), Path(words[0]).name.lower().removesuffix(".exe")
    if line is None:
        return [*words, file]
    if editor in PLUS:
        return [*words, f"+{line}", file]
    if editor in GOTO:
        return [*words, "--goto", f"{file}:{line}"]
    return [*words, f"{file}:{line}" if editor in COLON else file]


def _split(text: str, *, on_windows: bool = ON_WINDOWS) -> list[str]:
    """The words of a command. On Windows a backslash stands for itself. Raises ValueError."""
    words = shlex.split(text, posix=not on_windows)
    if not on_windows:
        return words
    # There shlex leaves the quotes in place, and with them no program has such a name.
    return [word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word for word in words]


def edit(opens: Sequence[str]) -> None:
    """Run the command and wait until it has ended, however that was. Raises NoEditor if it can't be started."""
    try:
        process = subprocess.Popen(opens)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        failed = tr("Your editor, {editor}, could not be started: {why}.", editor=_quoted(opens[0]), why=why)
        raise NoEditor(f"{failed} {SET_IT}") from error
    with _keys_for_it():
        process.wait()


@contextmanager
def _keys_for_it() -> Iterator[None]:
    """Meanwhile Ctrl-C and the key that aborts are the editor's: both are sent to every program in front."""
    names = [name for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.signal(getattr(signal, name), signal.SIG_IGN) for name in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _quoted(text: str) -> str:
    return f"“{safe_text.line(text)[:60]}”"
