"""Where the simpleaudio library is: the original, or its fork that has wheels. Imported at the start, so it is quick.

On Python 3.12 and later the original ends its process when a sound ends (hamiltron/py-simple-audio #72, #74, #76); the
fork, simpleaudiohamiltoncs, does not. Its wheels for Linux bring an ALSA of their own, which looks for ALSA's plug-ins
(the one to PulseAudio and PipeWire is such a plug-in) where Red Hat has them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

FORK, ORIGINAL = "simpleaudiohamiltoncs", "simpleaudio"
CRASHES_FROM = (3, 12)
"""The first Python that the original does not work on."""
PLUGINS = "ALSA_PLUGIN_DIR"
"""The variable that tells ALSA where its plug-ins are."""
LIKELY = (
    f"/usr/lib/{getattr(sys.implementation, '_multiarch', '')}/alsa-lib",
    "/usr/lib64/alsa-lib",
    "/usr/lib/alsa-lib",
)
"""Where Debian, Red Hat and the others have them. 64-bit ones come before those that may be of 32."""


def usable(version: tuple[int, ...] = sys.version_info[:2]) -> tuple[str, ...]:
    """The modules that may be used on this Python, the better one first."""
    return (FORK, ORIGINAL) if version < CRASHES_FROM else (FORK,)


def loaded() -> Any:
    """The library. Raises ImportError, with the reason of the last that was tried."""
    why: ImportError | None = None
    for name in usable():
        if name == FORK and PLUGINS not in os.environ and (folder := plugins()):
            os.environ[PLUGINS] = folder  # ALSA reads it when it opens a device
        try:
            return import_module(name)
        except ImportError as error:
            why = error
    assert why is not None  # there is always one to try
    raise why


def plugins(platform: str = sys.platform, there: Callable[[str], bool] = os.path.isdir) -> str:
    """The folder of ALSA's plug-ins; empty where there is none."""
    return next(filter(there, LIKELY), "") if platform == "linux" else ""
