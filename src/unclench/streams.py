"""Standard output and error whose reader has gone."""

from __future__ import annotations

import os


def forget(*descriptors: int) -> None:
    """Point these at nothing, so that nothing more fails: not even Python's own flush at exit."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in descriptors:
            os.dup2(null, descriptor)
        os.close(null)
    except OSError:
        return  # there is nothing left to save
