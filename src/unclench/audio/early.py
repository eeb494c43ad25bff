"""Having the sound device opened while the rest of the program is still being imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unclench.audio.child import Child

AT_ONCE = ("breathe", "cold", "heat")
"""The commands that sound before anything else, and `run` where nobody is asked first."""
SERVED = ("simpleaudio", "miniaudio")
"""The backends that play in a sound process, in the order they are tried."""


def begun(arguments: Sequence[str]) -> Child | None:
    """A sound process, where this command line will want one at once; else None.

    It reads no more of the command line than it must. Where it is wrong, and settings or a
    mistake lead elsewhere, a process was begun in vain, or is begun later.
    """
    at_once = any(word in AT_ONCE for word in arguments) or ("run" in arguments and "--yes" in arguments)
    through = _through(arguments)
    wanted = [name for name in SERVED if through in (name, "auto")]
    if not at_once or "--help" in arguments or "-h" in arguments or not wanted:
        return None
    from unclench.audio.child import Child, why_not

    serves = next((name for name in wanted if not why_not(name)), None)
    try:
        return None if serves is None else Child(serves)
    except OSError:
        return None  # whoever needs one will say why there is none


def _through(arguments: Sequence[str]) -> str:
    """What `--audio` says."""
    words, through = iter(arguments), "auto"
    for word in words:
        option, _, name = word.partition("=")
        if option == "--audio":
            through = name or next(words, "")
    return through
