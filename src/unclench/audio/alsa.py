"""Keeping ALSA's library from writing over the screen.

By default libasound prints its errors to file descriptor 2, which is where Textual draws.
Redirecting the descriptor would lose frames of the screen; ALSA has a hook for this instead.
"""

from __future__ import annotations

import sys
from typing import Any

_kept: list[Any] = []  # ALSA keeps the address; the object behind it must live as long


def hush() -> None:
    """Make libasound, if there is one, silent for the rest of this process."""
    if _kept or not sys.platform.startswith("linux"):
        return
    import ctypes  # here: only a session with sound needs it

    try:
        library = ctypes.CDLL("libasound.so.2")
    except OSError:  # no ALSA, nothing to hush
        return
    # void (*)(const char *file, int line, const char *function, int err, const char *fmt, ...)
    # The variable arguments are left where they are: nobody looks at them.
    handler_type = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
    handler = handler_type(_ignore)
    library.snd_lib_error_set_handler(handler)
    _kept.extend((library, handler))


def _ignore(_file: bytes, _line: int, _function: bytes, _error: int, _format: bytes) -> None:
    """Failures come back as return codes as well; those are reported."""
