"""One exercise's figure: what it looks like at any moment, drawn at any size. Pure.

::

    figure = Figure.of(movement.figure)          # None: no figure, or one with mistakes
    scene = figure.at("round", 1_200, 5_000, side=None, before="sag")
    picture = figure.draw(scene, 60, 16, Style.BRAILLE)
    for row in picture.runs():                   # [(text, Role), ...]: pick colours by role
        ...
    wait = figure.changes_in("round", 1_200, 5_000)   # ms until it may look different
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cache, cached_property
from math import cos, pi
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from unclench.figure.kinematics import (
    BETWEEN,
    FRAME,
    REST,
    SETUP,
    Tween,
    body_between,
    move_of,
    picture_times,
    tween_at,
)
from unclench.figure.loader import read
from unclench.figure.model import FigureSpec, Keyframe, Limb, Pose, between, wrapped
from unclench.figure.render import DOTS, Picture, Style, Viewport, fit, paint, picture
from unclench.figure.shapes import Role, Stroke, strokes

Box: TypeAlias = tuple[float, float, float, float]
BREATH, BREATH_STEPS = 6_000, 3
"""The slight breath in a hold takes this many ms, in so few steps that most pictures stay the same."""
KEPT = 400
"""How many pictures a figure caches, a few kilobytes each, for movements that repeat."""


class Scene(Struct, frozen=True):
    """What there is to see at one moment, in body units. Equal scenes look equal at every size."""

    strokes: tuple[Stroke, ...]
    turned: bool
    """Whether this is the left side, turned round."""
    moving: bool = False
    away: float = 0.0
    """How much of the way into position is left, 1 to 0: the more, the further the picture zooms out."""


class Figure:
    """One exercise's figure. Computes only what it is asked for, and caches what is costly."""

    def __init__(self, spec: FigureSpec) -> None:
        self.spec = spec
        self._mirrored: dict[str, Pose] = {}
        self._viewports: dict[tuple[int, int, bool, float], Viewport] = {}
        self._pictures: dict[Hashable, Picture] = {}

    @classmethod
    def of(cls, data: object) -> Figure | None:
        """The figure in a movement's plain data; None if there is none or it has mistakes."""
        spec, _ = read(data) if data is not None else (None, ())
        return None if spec is None else cls(spec)

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
        """The scene `at` ms into a phase that lasts `lasting` ms (None: open).

        `side` is the step's own word; "left" turns the picture round. `before` and `before_side` are
        the phase before it in the same step and its side, None for the first. `part` is the step's
        name, for figures that mark different parts for different steps.
        """
        return self._scene(*self._moment(phase, at, lasting, side, before, before_side, part))

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
        """The picture of a moment, cached: as `at` and `draw` make it, but at most every `FRAME` ms a new one."""
        at, _ = picture_times(move_of(self.spec, phase), at)
        seen = self._moment(phase, at, lasting, side, before, before_side, part)
        key = (*seen, size, style)
        if key not in self._pictures:
            if len(self._pictures) >= KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = self.draw(self._scene(*seen), *size, style)
        return self._pictures[key]

    def _moment(
        self, phase: str, at: int, lasting: int | None, side: str | None, before: str | None,
        before_side: str | None, part: str,
    ) -> tuple[Tween, frozenset[str], float, bool]:  # fmt: skip
        """All that a scene depends on: the tween, the marked parts, the breath and whether it is the left side."""
        tween = self._tween(phase, at, lasting, side, before, before_side)
        left = ((before_side if tween.turned else side) or "").casefold() == "left"
        marked = frozenset(self.spec.works)
        if move_of(self.spec, phase).marked:
            marked |= frozenset(self.spec.marks.get(part.casefold(), ()))
        breath = round((0.5 - cos(2 * pi * at / BREATH) / 2) * BREATH_STEPS) / BREATH_STEPS
        return tween, marked, breath, left

    def _tween(
        self, phase: str, at: int, lasting: int | None, side: str | None, before: str | None, before_side: str | None
    ) -> Tween:
        other_side = before_side is not None and before_side != side
        return tween_at(self.spec, phase, at, lasting, before, other_side=other_side)

    def key_poses(self) -> list[tuple[str, Keyframe]]:
        """The poses that explain the exercise, each once, with the phase that goes there.

        The starting pose comes first, then those of the exercise's own phases; the ways into position
        are left out.
        """
        phases = {name: move for name, move in self.spec.phases.items() if name not in BETWEEN}
        found: dict[Keyframe, str] = {}
        for name in (SETUP, REST):
            if name in self.spec.phases and not found:
                found[self.spec.phases[name].keyframes[-1]] = name
        for name, move in phases.items():
            for keyframe in move.keyframes:
                found.setdefault(keyframe, name)
        return [(name, keyframe) for keyframe, name in found.items()]

    def scene_of(self, keyframe: Keyframe, *, phase: str = "", side: str | None = None) -> Scene:
        """A key pose, standing still. Given its phase, every part that the phase may mark is marked."""
        tween = Tween(keyframe, keyframe, 1.0, moving=False)
        marked = set(self.spec.works)
        if phase in self.spec.phases and self.spec.phases[phase].marked:
            marked.update(*self.spec.marks.values())
        return self._scene(tween, frozenset(marked), 0.0, side == "left")

    def starting_scene(self, *, side: str | None = None) -> Scene:
        """Where the exercise begins, which is where its setup ends: to show during the rest before it."""
        return self.scene_of(move_of(self.spec, SETUP).keyframes[-1], side=side)

    def changes_in(
        self,
        phase: str,
        at: int,
        lasting: int | None,
        *,
        side: str | None = None,
        before: str | None = None,
        before_side: str | None = None,
    ) -> int:
        """How many ms until the scene may look different: a frame in a movement, longer in a hold."""
        if any(self._tween(phase, then, lasting, side, before, before_side).moving for then in (at, at + FRAME)):
            return picture_times(move_of(self.spec, phase), at)[1] - at
        return BREATH // (2 * BREATH_STEPS)

    def _scene(self, tween: Tween, marked: frozenset[str], breath: float, left: bool) -> Scene:  # noqa: FBT001  # as `_moment` returns them
        a, b = self._pose(tween.start), self._pose(tween.end)
        if tween.part in (0.0, 1.0):
            a = b = a if tween.part == 0.0 else b
        body = body_between(a, b, tween.part)
        made = strokes(body, _props(a, b, tween.part), a.view, marked, breath)
        if left:
            made = turned_round(made, lying=a.view == "above")
        return Scene(tuple(made), left, tween.moving, tween.away)

    def _pose(self, keyframe: Keyframe) -> Pose:
        pose = self.spec.poses[keyframe.pose]
        if not keyframe.mirrored:
            return pose
        if keyframe.pose not in self._mirrored:
            self._mirrored[keyframe.pose] = mirrored(pose)
        return self._mirrored[keyframe.pose]

    # -- pictures --------------------------------------------------------------------------

    def draw(self, scene: Scene, columns: int, rows: int, style: Style = Style.BRAILLE) -> Picture:
        """The picture of a scene, `rows` rows of `columns` cells. All scenes of a figure share one scale."""
        across, down = DOTS[style]
        viewport = self.viewport(columns * across, rows * down, turned=scene.turned, away=scene.away)
        layers = paint(scene.strokes, viewport, dotted=style is not Style.BLOCKS)
        return picture(layers, columns, style)

    def still(self, columns: int, rows: int, style: Style = Style.BRAILLE, *, side: str | None = None) -> Picture:
        """Up to four key poses in one picture, side by side or stacked, for those who want no motion."""
        scenes = [self.scene_of(keyframe, phase=phase, side=side) for phase, keyframe in self.key_poses()[:4]]
        count = len(scenes)
        across, down = DOTS[style]
        beside = self.viewport(columns // count * across, rows * down, turned=False).scale
        above = self.viewport(columns * across, max(1, rows // count) * down, turned=False).scale
        if beside >= above:
            wide = columns // count
            return _beside([self.draw(scene, wide, rows, style) for scene in scenes], columns)
        high = max(1, rows // count)
        return _above([self.draw(scene, columns, high, style) for scene in scenes[:rows]], columns, rows)

    @cached_property
    def box(self) -> Box:
        """The bounds of everything the figure does once in position: x from, y from, x to, y to, body units."""
        return self._around(settled=True)

    @cached_property
    def wide_box(self) -> Box:
        """Like `box`, including the way into position."""
        return self._around(settled=False)

    def _around(self, *, settled: bool) -> Box:
        """The bounds of every pose that a phase names, and of the middle of each way between two."""
        scenes = []
        for name, move in self.spec.phases.items():
            keyframes = move.keyframes[-1:] if settled and name.casefold() == SETUP else move.keyframes
            for start, end in zip(keyframes, (*keyframes[1:], keyframes[0]), strict=True):
                for part in (0.0, 0.5):
                    tween = Tween(start, end, part, moving=False)
                    scenes.append(self._scene(tween, frozenset(self.spec.works), 1.0, False))
        return _box(scenes, floor=self.spec.view != "above")

    def viewport(self, width: int, height: int, *, turned: bool = False, away: float = 0.0) -> Viewport:
        """Where the figure goes on that many dots or pixels. In position it is the same for every pose."""
        size = (width, height, turned, away)
        if size not in self._viewports:
            if len(self._viewports) > 20:
                self._viewports.clear()  # somebody is resizing the window
            self._viewports[size] = self._fitted(width, height, away, turned=turned)
        return self._viewports[size]

    def _fitted(self, width: int, height: int, away: float, *, turned: bool) -> Viewport:
        x0, y0, x1, y1 = self.box
        if away:
            x0, y0, x1, y1 = (between(one, other, away) for one, other in zip(self.box, self.wide_box, strict=True))
        if turned and self.spec.view == "above":
            y0, y1 = -y1, -y0
        elif turned:
            x0, x1 = -x1, -x0
        return fit(width, height, (x0, y0, x1, y1), floor=self.spec.view != "above")


# -- the other side ---------------------------------------------------------------------------


def mirrored(pose: Pose) -> Pose:
    """The pose with left and right swapped.

    Seen from the side only the limbs swap places; from the front or above the picture is mirrored too.
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
    """The strokes mirrored: left to right, or, for a body seen from above, top to bottom."""
    x, y = (1.0, -1.0) if lying else (-1.0, 1.0)
    return [
        Stroke(s.x0 * x, s.y0 * y, s.r0, s.x1 * x, s.y1 * y, s.r1, s.role, s.gap, s.hollow) for s in made
    ]  # fmt: skip


# -- props, boxes and joined pictures ---------------------------------------------------------


def _props(a: Pose, b: Pose, t: float) -> dict[str, tuple[float, ...]]:
    """The props at t. One that both poses have moves along; one that only one has appears or goes half-way."""
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
                continue  # a wall has no upper end
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


# -- steps that name no exercise --------------------------------------------------------------


_PRONE = {"hip": "0", "trunk": 1, "legs": "184 183 197", "arms": "185 181 178", "head": 7, "face": 312}
_SUPINE = {"hip": "0", "trunk": 180, "legs": "at 26", "arms": "353 358", "head": 172}


def _still(pose: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**more, "poses": {"lying": pose}, "phases": {"setup": "lying", "hold": "lying"}}


# The pack is on the body, never the body on the pack.
_PACK = _still(_PRONE, props={"pack": "0.2"})

DATA = {
    "cold": _PACK,
    "heat": _PACK,
    "breathe": _still(_SUPINE, works="stomach"),
    "rest": _still(_SUPINE),
}
"""Plain data of figures by the kind of step."""


@cache
def of_kind(kind: str) -> Figure | None:
    """The figure for a step of this kind that names no exercise, or None."""
    return Figure.of(DATA.get(kind))
