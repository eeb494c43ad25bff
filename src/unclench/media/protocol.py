"""The protocol between the program and a decoding process, and its limits.

The process first says whether it can decode at all: READY or LACKING. The program sends a file's length in
eight bytes, then the file. The process answers with a `HEAD`: a verdict, the width and height of a picture
(0 for a sound), and the number of bytes of samples or pixels that follow. Numbers are in native byte order.

The program trusts none of the answers: a file may have taken the process over, and then it may say anything.
"""

from __future__ import annotations

from struct import Struct

from unclench.media.pcm import RATE

SOUND = "sound"
PICTURE = "picture"

LONGEST = 30
"""Seconds that a sound may last. A song chosen by mistake is refused, not loaded."""
LARGEST_SOUND = LONGEST * RATE * 2
"""The most bytes of samples in an answer: one channel, signed 16 bit, `RATE` frames per second."""
MOST_PIXELS = 40_000_000
"""The most pixels of a picture, before it is scaled down."""
LARGEST_SIDE = 1_600
"""Pixels. A larger picture is scaled down, since no terminal can show more."""

LENGTH = Struct("=Q")
HEAD = Struct("=cIIQ")
READY, LACKING = b"R", b"X"
DONE = b"D"
NOT_ONE = b"N"
"""The file is of another type, or damaged."""
TOO_LARGE = b"L"
"""It lasts too long or has too many pixels."""
TOO_HUNGRY = b"M"
"""The memory limit was reached."""
