"""A figure that can be asked what it looks like at any moment, and drawn at any size. Pure.

::

    figure = Figure.of(movement.figure)          # None: no figure, or one with mistakes
    scene = figure.at("round", 1_200, 5_000, side=None, before="sag")
    picture = figure.draw(scene, 60, 16, Style.BRAILLE)
    for row in picture.runs():                   # [(text, Role), ...]: colour by role
        ...
    wait = figure.changes_in("round", 1_200, 5_000)   # ms until it may look different
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cache
from math import cos, pi
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from unclench.figure.kinematics import body_between
from unclench.figure.loader import read
from unclench.figure.model import Limb, Pose, Score, Station, between, wrapped
from unclench.figure.motion import BETWEEN, FRAME, REST, SETUP, Leg, leg_at, move_of, pictured
from unclench.figure.render import DOTS, Frame, Picture, Style, fit, paint, picture
from unclench.figure.shapes import Role, Stroke, strokes


def mirrored(pose: Pose) -> Pose:
    """The pose with left and right exchanged.

    Seen from the side only the limbs change places; otherwise the picture is mirrored too.
    """
    other = {"right": "left", "left": "right"}
    limbs = {f"{other[name.split()[0]]} {name.split()[1]}": limb for name, limb in pose.limbs.items()}
    side, _, joint = pose.root.partition(" ")
    root = f"{other[side]} {joint}" if joint else pose.root
    if pose.view == "side":
        return replace(pose, limbs=limbs, root=root)
    lying = pose.view == "above"
    limbs = {
        name: replace(
            limb, upper=-limb.upper, lower=-limb.lower, end=None if limb.end is None else _reflected(limb, lying=lying),
            x=limb.x if lying else -limb.x, y=-limb.y if lying else limb.y,
        )
        for name, limb in limbs.items()
    }  # fmt: skip
    x, y = pose.place
    return replace(
        pose, limbs=limbs, root=root, place=(x, -y) if lying else (-x, y), low=-pose.low, high=-pose.high,
        trunk=-pose.trunk if lying else 180.0 - pose.trunk, neck=-pose.neck, twist=-pose.twist,
        face=None if pose.face is None else -pose.face,
    )  # fmt: skip


def _reflected(limb: Limb, *, lying: bool) -> float:
    end = limb.end or 0.0
    if not limb.hold:
        return -end
    return wrapped(-end if lying else 180.0 - end)


def turned_round(made: list[Stroke], *, lying: bool) -> list[Stroke]:
    """The picture the other way round; a body seen from above keeps its head where it is."""
    x, y = (1.0, -1.0) if lying else (-1.0, 1.0)
    return [
        Stroke(s.x0 * x, s.y0 * y, s.r0, s.x1 * x, s.y1 * y, s.r1, s.role, s.gap, s.hollow) for s in made
    ]  # fmt: skip


Box: TypeAlias = tuple[float, float, float, float]

BREATH, BREATH_STEPS = 6_000, 3
"""ms of the slight breath in a hold, and into how many steps it is rounded: fewer pictures to paint."""
KEPT = 400
"""Pictures kept, some kilobytes each: those of a movement that comes again."""


class Scene(Struct, frozen=True):
    """What is to be seen at a moment, in body units. Equal scenes look equal at every size."""

    strokes: tuple[Stroke, ...]
    turned: bool
    """Whether it shows the left side."""
    moving: bool = False
    away: float = 0.0
    """How much of the way into position is still to go, 1 to 0: there the picture is a little further off."""


class Figure:
    """One exercise's figure. Makes nothing that it is not asked for; what is costly it keeps."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self._mirrored: dict[str, Pose] = {}
        self._box: Box | None = None
        self._wide: Box | None = None
        self._frames: dict[tuple[int, int, bool, float], Frame] = {}
        self._pictures: dict[Hashable, Picture] = {}

    @classmethod
    def of(cls, data: object) -> Figure | None:
        """The figure of a movement's plain data; None where there is none or it has mistakes."""
        score, _ = read(data) if data is not None else (None, ())
        return None if score is None else cls(score)

    # -- moments ---------------------------------------------------------------------------

    def at(
        self,
        phase: str,
        at: int,
        lasting: int | None,
        *,
        side: str | None = None,
        before: str | None = None,
        before_side: str | None = None,
        part: str = "",
    ) -> Scene:
        """The scene `at` ms after a phase began that lasts `lasting` ms in all (None: open).

        `side` is the step's own word; "left" turns the picture round. `before` and `before_side`
        are those of the phase that came before it in the same step, None for the first. `part`
        is the step's name, for a figure that marks different parts for different steps.
        """
        return self._scene(*self._seen(phase, at, lasting, side, before, before_side, part))

    def show(
        self,
        phase: str,
        at: int,
        lasting: int | None,
        size: tuple[int, int],
        style: Style,
        *,
        side: str | None = None,
        before: str | None = None,
        before_side: str | None = None,
        part: str = "",
    ) -> Picture:
        """The picture of a moment, as `at` and `draw` make it, but for the steps in which a film moves.

        One that has been shown before is not made again.
        """
        at, _ = pictured(move_of(self.score, phase), at)
        seen = self._seen(phase, at, lasting, side, before, before_side, part)
        key = (*seen, size, style)
        if key not in self._pictures:
            if len(self._pictures) >= KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = self.draw(self._scene(*seen), *size, style)
        return self._pictures[key]

    def _seen(
        self, phase: str, at: int, lasting: int | None, side: str | None, before: str | None,
        before_side: str | None, part: str,
    ) -> tuple[Leg, frozenset[str], float, bool]:  # fmt: skip
        """All that a scene depends on."""
        other = before_side is not None and before_side != side
        leg = leg_at(self.score, phase, at, lasting, before, other_side=other)
        left = ((before_side if leg.turned else side) or "").casefold() == "left"
        marked = frozenset(self.score.works)
        if move_of(self.score, phase).marked:
            marked |= frozenset(self.score.marks.get(part.casefold(), ()))
        breath = round((0.5 - cos(2 * pi * at / BREATH) / 2) * BREATH_STEPS) / BREATH_STEPS
        return leg, marked, breath, left

    def key_poses(self) -> list[tuple[str, Station]]:
        """The poses that tell the exercise, each once, with the phase that goes there.

        Where it begins comes first, then those of its own phases; not how one gets there.
        """
        phases = {name: move for name, move in self.score.phases.items() if name not in BETWEEN}
        found: dict[Station, str] = {}
        for name in (SETUP, REST):
            if name in self.score.phases and not found:
                found[self.score.phases[name].stations[-1]] = name
        for name, move in phases.items():
            for station in move.stations:
                found.setdefault(station, name)
        return [(name, station) for station, name in found.items()]

    def scene_of(self, station: Station, *, phase: str = "", side: str | None = None) -> Scene:
        """A key pose, standing still; with its phase, all parts that it ever marks are marked."""
        leg = Leg(station, station, 1.0, moving=False)
        marked = set(self.score.works)
        if phase in self.score.phases and self.score.phases[phase].marked:
            marked.update(*self.score.marks.values())
        return self._scene(leg, frozenset(marked), 0.0, side == "left")

    def start(self, *, side: str | None = None) -> Scene:
        """Where the exercise begins, for the rest before it: the end of its setup."""
        return self.scene_of(move_of(self.score, SETUP).stations[-1], side=side)

    def changes_in(self, phase: str, at: int, lasting: int | None, **where: str | None) -> int:
        """How many ms the scene will stay as good as equal: a frame's time, or longer in a hold."""
        before, other = where.get("before"), where.get("before_side")
        other_side = other is not None and other != where.get("side")
        leg = leg_at(self.score, phase, at, lasting, before, other_side=other_side)
        if leg.moving or leg_at(self.score, phase, at + FRAME, lasting, before, other_side=other_side).moving:
            return pictured(move_of(self.score, phase), at)[1] - at
        return BREATH // (2 * BREATH_STEPS)

    def _scene(self, leg: Leg, marked: frozenset[str], breath: float, left: bool) -> Scene:  # noqa: FBT001  # as `_seen` gives them
        a, b = self._pose(leg.start), self._pose(leg.end)
        if leg.part in (0.0, 1.0):
            a = b = a if leg.part == 0.0 else b
        body = body_between(a, b, leg.part)
        made = strokes(body, _props(a, b, leg.part), a.view, marked, breath)
        if left:
            made = turned_round(made, lying=a.view == "above")
        return Scene(tuple(made), left, leg.moving, leg.away)

    def _pose(self, station: Station) -> Pose:
        pose = self.score.poses[station.pose]
        if not station.mirrored:
            return pose
        if station.pose not in self._mirrored:
            self._mirrored[station.pose] = mirrored(pose)
        return self._mirrored[station.pose]

    # -- pictures --------------------------------------------------------------------------

    def draw(self, scene: Scene, columns: int, rows: int, style: Style = Style.BRAILLE) -> Picture:
        """The picture of a scene, `rows` rows of `columns` cells. All of a figure's have one scale."""
        across, down = DOTS[style]
        frame = self.frame(columns * across, rows * down, turned=scene.turned, away=scene.away)
        layers = paint(scene.strokes, frame, dotted=style is not Style.BLOCKS)
        return picture(layers, columns, style)

    def ends(self, columns: int, rows: int, style: Style = Style.BRAILLE, *, side: str | None = None) -> Picture:
        """The key poses beside or above each other in one picture, for whoever wants nothing to move."""
        scenes = [self.scene_of(station, phase=phase, side=side) for phase, station in self.key_poses()[:4]]
        count = len(scenes)
        across, down = DOTS[style]
        beside = self.frame(columns // count * across, rows * down, turned=False).scale
        above = self.frame(columns * across, max(1, rows // count) * down, turned=False).scale
        if beside >= above:
            wide = columns // count
            return _beside([self.draw(scene, wide, rows, style) for scene in scenes], columns)
        high = max(1, rows // count)
        return _above([self.draw(scene, columns, high, style) for scene in scenes[:rows]], columns, rows)

    @property
    def box(self) -> Box:
        """Around all that the figure does once it is in position: x from, y from, x to, y to, in body units."""
        if self._box is None:
            self._box = self._around(settled=True)
        return self._box

    @property
    def wide_box(self) -> Box:
        """As `box`, with the way into position."""
        if self._wide is None:
            self._wide = self._around(settled=False)
        return self._wide

    def _around(self, *, settled: bool) -> Box:
        """Every pose that a phase names, and the middle of the ways between them."""
        scenes = []
        for name, move in self.score.phases.items():
            stations = move.stations[-1:] if settled and name.casefold() == SETUP else move.stations
            for start, end in zip(stations, (*stations[1:], stations[0]), strict=True):
                for part in (0.0, 0.5):
                    leg = Leg(start, end, part, moving=False)
                    scenes.append(self._scene(leg, frozenset(self.score.works), 1.0, False))
        return _box(scenes, floor=self.score.view != "above")

    def frame(self, width: int, height: int, *, turned: bool = False, away: float = 0.0) -> Frame:
        """Where the figure lies on that many dots or pixels; the same for all poses it is in position for."""
        size = (width, height, turned, away)
        if size not in self._frames:
            if len(self._frames) > 20:
                self._frames.clear()  # a window is being pulled to another size
            self._frames[size] = self._fitted(width, height, away, turned=turned)
        return self._frames[size]

    def _fitted(self, width: int, height: int, away: float, *, turned: bool) -> Frame:
        x0, y0, x1, y1 = self.box
        if away:
            x0, y0, x1, y1 = (between(one, other, away) for one, other in zip(self.box, self.wide_box, strict=True))
        if turned and self.score.view == "above":
            y0, y1 = -y1, -y0
        elif turned:
            x0, x1 = -x1, -x0
        return fit(width, height, (x0, y0, x1, y1), floor=self.score.view != "above")


def _props(a: Pose, b: Pose, t: float) -> dict[str, tuple[float, ...]]:
    """Things move with the pose; those that only one of the two has come and go half-way."""
    if a is b or a.props == b.props:
        return b.props
    found = dict(a.props if t < 0.5 else b.props)
    for name in a.props.keys() & b.props.keys():
        if len(a.props[name]) == len(b.props[name]):
            found[name] = tuple(between(one, other, t) for one, other in zip(a.props[name], b.props[name], strict=True))
    return found


def _box(scenes: Iterable[Scene], *, floor: bool) -> Box:
    x0 = y0 = x1 = y1 = 0.0
    first = True
    for scene in scenes:
        for s in scene.strokes:
            if s.role is Role.PROP and s.r0 == 1.0 and s.y1 > 100.0:
                continue  # a wall goes on upwards for ever
            low_x, high_x = min(s.x0 - s.r0, s.x1 - s.r1), max(s.x0 + s.r0, s.x1 + s.r1)
            low_y, high_y = min(s.y0 - s.r0, s.y1 - s.r1), max(s.y0 + s.r0, s.y1 + s.r1)
            if first:
                x0, y0, x1, y1, first = low_x, low_y, high_x, high_y, False
            x0, y0, x1, y1 = min(x0, low_x), min(y0, low_y), max(x1, high_x), max(y1, high_y)
    return (x0, 0.0 if floor else y0, x1, y1)


def _beside(pictures: list[Picture], columns: int) -> Picture:
    spare = columns - sum(len(picture.rows[0]) for picture in pictures)
    rows = tuple("".join(parts) + " " * spare for parts in zip(*(p.rows for p in pictures), strict=True))
    roles = tuple(b"".join(parts) + bytes(spare) for parts in zip(*(p.roles for p in pictures), strict=True))
    return Picture(rows, roles)


def _above(pictures: list[Picture], columns: int, rows: int) -> Picture:
    lines = [row for picture in pictures for row in picture.rows]
    roles = [row for picture in pictures for row in picture.roles]
    missing = rows - len(lines)
    return Picture((*lines, *[" " * columns] * missing), (*roles, *[bytes(columns)] * missing))


_PRONE = {"hip": "0", "trunk": 1, "legs": "184 183 197", "arms": "185 181 178", "head": 7, "face": 312}
_SUPINE = {"hip": "0", "trunk": 180, "legs": "at 26", "arms": "353 358", "head": 172}


def _still(pose: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**more, "poses": {"lying": pose}, "phases": {"setup": "lying", "hold": "lying"}}


# The pack lies on the body, never the body on the pack.
_PACK = _still(_PRONE, props={"pack": "0.2"})

DATA = {
    "cold": _PACK,
    "heat": _PACK,
    "breathe": _still(_SUPINE, works="stomach"),
    "rest": _still(_SUPINE),
}
"""By a step's kind."""


@cache
def of_kind(kind: str) -> Figure | None:
    """The figure of a step that names no exercise; None for a kind without one."""
    return Figure.of(DATA.get(kind))
