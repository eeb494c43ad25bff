"""What the program and a decoding process say to each other, and how much of it either takes.

The program sends the length of a file in eight bytes, and the file. The process says first whether it
can decode at all, READY or LACKING. To each file it answers with a `HEAD`: a verdict, the width and the
height of a picture (0 for a sound), and how many bytes of samples or pixels follow. The numbers are the machine's own.

The program believes none of this: a process that has been taken over by its file may say anything.
"""

from __future__ import annotations

from struct import Struct

from unclench.media.pcm import RATE

SOUND = "sound"
PICTURE = "picture"

LONGEST = 30
"""Seconds a sound may last: a song put here by mistake should be named, not loaded."""
LARGEST_SOUND = LONGEST * RATE * 2
"""Bytes of samples that come back: one channel, signed 16 bit, `RATE` frames a second."""
MOST_PIXELS = 40_000_000
"""Of a picture before it is made smaller."""
LARGEST_SIDE = 1_600
"""Pixels: what is larger is made smaller at once, since no terminal shows more of it."""

LENGTH = Struct("=Q")
HEAD = Struct("=cIIQ")
READY, LACKING = b"R", b"X"
DONE = b"D"
NOT_ONE = b"N"
"""It is no such file, or a damaged one."""
TOO_LARGE = b"L"
"""It lasts too long or has too many pixels."""
TOO_HUNGRY = b"M"
"""The memory did not suffice."""
