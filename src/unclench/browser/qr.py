"""An address as a picture for a camera, in rows of text. Needs the extra `serve`."""

from __future__ import annotations

import segno

QUIET = 2
"""Empty modules around the picture. ISO/IEC 18004 asks for four; cameras do with two, and the rows have to fit."""
HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
BLACK_ON_WHITE, BACK = "\x1b[30;107m", "\x1b[0m"
"""Whatever the colours of the terminal: many cameras don't read light on dark."""


def rows(text: str) -> list[str]:
    """The picture, two of its rows in each row of text, with the colours for a terminal."""
    made = segno.make(text, error="m", micro=False)
    modules = [[int(dark) for dark in row] for row in made.matrix_iter(border=QUIET)]
    if len(modules) % 2:
        modules.append([0] * len(modules[0]))
    return [
        BLACK_ON_WHITE + "".join(HALVES[pair] for pair in zip(upper, lower, strict=True)) + BACK
        for upper, lower in zip(modules[::2], modules[1::2], strict=True)
    ]
