"""A whole figure as records: its poses, and how its phases move between them."""

from __future__ import annotations

from msgspec import Struct

from unclench.figure.pose import Pose, View


class Station(Struct, frozen=True):
    """A pose on the way of a phase; mirrored: left and right exchanged."""

    pose: str
    mirrored: bool = False


class Move(Struct, frozen=True):
    """What a phase does: go through `stations`, `each` ms for a move (None: see `playing`)."""

    stations: tuple[Station, ...]
    each: int | None = None
    again: bool = False
    marked: bool = False


class Score(Struct, frozen=True):
    """A whole figure. `works` are the limbs that it is for; `marks` are parts by a step's name, in small letters."""

    view: View
    works: tuple[str, ...]
    marks: dict[str, tuple[str, ...]]
    poses: dict[str, Pose]
    phases: dict[str, Move]
