"""Reads the plain data of a `figure:` into a FigureSpec, and finds every mistake in it. Pure.

The package's docstring describes the notation. No data can make `read` raise: whatever it can't
understand, or nobody could do, becomes a Fault with the path to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import hypot
from typing import Any

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.figure.kinematics import body_of, limb_of
from unclench.figure.model import (
    ARMS,
    FOREARM,
    LEGS,
    LIMBS,
    PARTS,
    RESTS,
    SHIN,
    THIGH,
    UPPER_ARM,
    VERTEBRAE,
    FigureSpec,
    Keyframe,
    Limb,
    Move,
    Pose,
    View,
    measured_limb,
    wrapped,
)
from unclench.language import counted, tr

# -- the notation of a pose -------------------------------------------------------------------

LARGEST_NUMBER = 1_000.0
"""The largest number in a pose."""
MOST_KEYFRAMES = 24
"""The most poses that one phase goes through."""

ROOT_JOINTS = ("knee", "ankle", "toe", "elbow", "hand")
ROOTS = ("hip", "shoulder", *(f"{side} {joint}" for side in ("right", "left") for joint in ROOT_JOINTS))
"""The joints that a pose may rest on."""

PROPS: dict[str, tuple[int, int, str, str]] = {
    "ball": (3, 3, "ball: 0 22 22", tr("x, y, radius")),
    "wall": (1, 1, "wall: 20", "x"),
    "chair": (2, 3, "chair: 10 36", tr("x of its back, x of its front edge, height of the seat")),
    "stool": (3, 3, "stool: -10 14 23", tr("x from, to, height")),
    "table": (3, 3, "table: 28 70 38", tr("x from, to, height")),
    "bed": (3, 3, "bed: -50 60 12", tr("x from, to, height")),
    "wedge": (3, 4, "wedge: -44 -8 20 12", tr("x of its high end, x of its low end, height, bottom")),
    "pillow": (3, 4, "pillow: 20 40 12", tr("x from, to, height, bottom")),
    "band": (2, 2, "band: 60 40", tr("x and y of its fixed end")),
    "pack": (1, 2, "pack: 0.2", tr("how far up the spine, 0 to 1")),
    "spot": (1, 2, "spot: 0.2", tr("how far up the spine, 0 to 1")),
    "arrow": (4, 4, "arrow: 0 60 0 50", tr("x and y from, x and y to")),
    "ring": (2, 2, "ring: 0.2 7", tr("how far up the spine, 0 to 1, and the radius")),
    "fold": (1, 1, "fold: 0.3", tr("how far up the spine, 0 to 1")),
}
"""Each prop's fewest and most numbers, an example of it, and what its numbers are."""

NUMBER = r"-?[0-9]{1,4}(?:\.[0-9]{1,3})?"
_NUMBER = re.compile(NUMBER)
_ANGLE = re.compile(rf"({NUMBER})(?:/({NUMBER}))?")
_TIME = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)(ms|s)")


class NotationError(UnclenchError, ValueError):
    """A text that can't be read. `what` has no full stop; `instead` is whole sentences."""

    def __init__(self, what: str, instead: str) -> None:
        self.what, self.instead = what, instead
        super().__init__(f"{what}. {instead}")


class DirectedLimb(Limb, frozen=True):
    """A free limb as it is written: with the directions of its bones, not yet with joint angles."""

    directions: tuple[float, ...] = ()


def plain_text(value: Any, example: str) -> str:
    """A value of plain data as text: `[270, 180]` reads like `270 180`."""
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return " ".join(map(_single_text, value))
    if isinstance(value, dict | list):
        what = tr("one value should be here, not a group or list")
        raise NotationError(what, tr("Write it like `{example}`.", example=example))
    return _single_text(value).strip()


def _single_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def numbers(text: str, least: int, most: int, example: str) -> tuple[float, ...]:
    """Numbers with spaces or commas between them, `least` to `most` of them."""
    words = text.replace(",", " ").split()
    for word in words:
        if not _NUMBER.fullmatch(word) or abs(float(word)) > LARGEST_NUMBER:
            what = tr("{word} is not a number in this range", word=quote(word))
            raise NotationError(what, tr("Write it like `{example}`.", example=example))
    if not least <= len(words) <= most:
        what = counted(
            most,
            "{least} to {number:g} number should be here, not {found}",
            "{least} to {number:g} numbers should be here, not {found}",
            least=least,
            found=len(words),
        )
        if least == most:
            what = counted(
                most,
                "{number:g} number should be here, not {found}",
                "{number:g} numbers should be here, not {found}",
                found=len(words),
            )
        raise NotationError(what, tr("Write it like `{example}`.", example=example))
    return tuple(map(float, words))


def _either(*examples: str) -> str:
    """Several examples, for a sentence in which an example stands between backticks."""
    between = tr(" or ")
    return f"`{between}`".join(examples)


def place(text: str, joint: str) -> tuple[float, float]:
    """The place of a root joint; with x alone it rests on the floor."""
    found = numbers(text, 1, 2, _either(f"{joint}: 34", f"{joint}: 34 27"))
    return (found[0], found[1] if len(found) > 1 else RESTS[joint.rsplit(" ", maxsplit=1)[-1]])


def limb(text: str, key: str) -> Limb:
    """An arm or leg: with directions (a `DirectedLimb`), or held somewhere."""
    leg = "leg" in key
    head, _, turned = text.partition(" turned ")
    words = head.split()
    if words[:1] in (["at"], ["toes"]):
        return _at(words, turned, key, leg=leg)
    if words[:1] == ["on"]:
        return _on(words[1:], turned, key, leg=leg)
    return _directions(text, key, leg=leg)


def _at(words: list[str], turned: str, key: str, *, leg: bool) -> Limb:
    toes = words[0] == "toes"
    if toes and (not leg or words[1:2] != ["at"]):
        what = tr("{words} is not a place for `{key}`", words=quote(" ".join(words)), key=key)
        raise NotationError(what, tr("Only `legs: toes at 12` has toes."))
    start = f"{key}: toes at" if toes else f"{key}: at"
    x, *y = numbers(" ".join(words[2 if toes else 1 :]), 1, 2, _either(f"{start} 64", f"{start} 64 20"))
    rest = RESTS["toe" if toes else "ankle" if leg else "hand"]
    end = _turned(turned, key) if turned else (290.0 if toes else 0.0)
    return Limb(hold="toes" if toes else "at", x=x, y=y[0] if y else rest, end=end)


def _on(words: list[str], turned: str, key: str, *, leg: bool) -> Limb:
    if leg:
        instead = tr("Write `{key}: at 30` or directions like `{key}: 270 180`.", key=key)
        raise NotationError(tr("a leg can't hold on to anything"), instead)
    names = [word for word in words if not _NUMBER.fullmatch(word)]
    part = " ".join(names)
    if part not in PARTS:
        raise NotationError(tr("{words} is not a part of the body to hold", words=quote(part)), suggestion(part, PARTS))
    rest = words[len(names) :]
    x, y = numbers(" ".join(rest), 2, 2, f"{key}: on {part} 0 -3") if rest else (0.0, 0.0)
    return Limb(hold="to", part=part, x=x, y=y, end=_turned(turned, key) if turned else None)


def _turned(text: str, key: str) -> float:
    return numbers(text, 1, 1, f"{key}: at 64 turned 90")[0]


def _directions(text: str, key: str, *, leg: bool) -> Limb:
    instead = tr("Write it like `{example}`.", example=_either(f"{key}: 270 180", f"{key}: at 64"))
    words = text.replace(",", " ").split()
    found = [_ANGLE.fullmatch(word) for word in words]
    for word, match in zip(words, found, strict=True):
        if match is None:
            start = ("at", "on", "toes", "turned")
            what = tr("{word} is neither a direction nor a known word", word=quote(word))
            raise NotationError(what, suggestion(word, start) if near_to(word, start) else instead)
    if not 2 <= len(words) <= 3:
        raise NotationError(tr("2 or 3 directions should be here, not {found}", found=len(words)), instead)
    angles = [float(match[1]) for match in found if match]
    tilts = [float(match[2] or 0) for match in found if match]
    if any(abs(tilt) > 90 for tilt in tilts) or any(abs(angle) > LARGEST_NUMBER for angle in angles):
        raise NotationError(tr("a direction is too large"), tr("Directions are up to 360, those behind a / up to 90."))
    if len(angles) == 2:
        angles.append(angles[1] + 90.0 if leg else angles[1])
        tilts.append(0.0 if leg else tilts[1])
    return DirectedLimb(directions=tuple(angles), tilts=(tilts[0], tilts[1], tilts[2]))


def lasting(text: str) -> int:
    """`2s` or `500ms`, in ms, at least 50."""
    found = _TIME.fullmatch(text.replace(" ", ""))
    ms = round(float(found[1]) * (1 if found[2] == "ms" else 1_000)) if found else 0
    if not 50 <= ms <= 600_000:
        what = tr("{text} is not a time for a move", text=quote(text))
        raise NotationError(what, tr("Write it like `in 2s` or `in 500ms`."))
    return ms


def move(text: str, poses: tuple[str, ...]) -> Move:
    """A phase's move: poses with commas between them, then `in 2s`, `again`, `marked`."""
    parts = list(filter(None, (part.strip() for part in text.split(","))))
    each, words, keyframes = None, set[str](), list[Keyframe]()
    for part in parts:
        if part in ("again", "marked") and part not in poses:
            words.add(part)
        elif part.startswith("in ") and part not in poses:
            each = lasting(part[3:])
        else:
            name = part.removesuffix(" mirrored")
            if name not in poses:
                what = tr("there is no pose {name}", name=quote(name))
                raise NotationError(what, suggestion(name, poses) if poses else tr("Add it."))
            keyframes.append(Keyframe(name, name != part))
    if not keyframes or len(keyframes) > MOST_KEYFRAMES:
        what = counted(len(keyframes), "there is {number:g} pose here", "there are {number:g} poses here")
        raise NotationError(what, tr("Name from one to {most}, with commas between.", most=MOST_KEYFRAMES))
    return Move(tuple(keyframes), each, "again" in words, "marked" in words)


def near_to(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that was probably meant, or None."""
    from difflib import get_close_matches  # costly to import, and needed for mistakes only

    found = get_close_matches(word[:40].lower(), known, 1, 0.55)
    return found[0] if found else None


def suggestion(word: str, known: tuple[str, ...]) -> str:
    """A sentence on what to write instead of an unknown word."""
    near = near_to(word, known)
    return tr("Did you mean `{near}`?", near=near) if near else tr("Choose from: {words}.", words=", ".join(known[:24]))


def quote(text: str) -> str:
    """The author's text in quotation marks, shortened and safe to print."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:40])
    return f"“{shown}{'…' if len(text) > 40 else ''}”"


# -- a whole figure ---------------------------------------------------------------------------

MOST_POSES, MOST_PHASES = 40, 60

KEYS = ("view", "works", "marks", "props", "poses", "phases")
POSE_KEYS = ("like", *ROOTS, "trunk", "bend", "head", "face", "legs", "arms", *LIMBS, "twist", "props")
MARKED = (*LIMBS, "feet", "shins", "thighs", "buttocks", "stomach", "chest", "shoulders", "upper arms", "forearms",
          "hands", "neck", "head")  # fmt: skip
"""Parts of the body that can be drawn in the second colour."""
VIEWS: tuple[View, ...] = ("side", "front", "above")

HANGING = {"right arm": "270 270", "left arm": "270 270", "right leg": "270 270", "left leg": "270 270"}


class Fault(Struct, frozen=True):
    """One mistake. `path` leads to it from `figure`; `what` and `instead` are as in `routine.problems.Problem`."""

    path: tuple[str, ...]
    what: str
    instead: str


def read(data: object) -> tuple[FigureSpec | None, tuple[Fault, ...]]:
    """The figure and its mistakes; the figure is None if there are any."""
    reader = FigureReader()
    spec = reader.figure(data)
    return spec, tuple(reader.faults)


class FigureReader:
    """Reads one figure and gathers its `faults`; `view` is the view of the poses it reads."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.view: View = "side"

    def fault(self, path: tuple[str, ...], what: str, instead: str) -> None:
        """Note a mistake, each once and a hundred at most."""
        fault = Fault(path, what, instead)
        if fault not in self.faults and len(self.faults) < 100:
            self.faults.append(fault)

    def figure(self, data: object) -> FigureSpec | None:
        """The whole figure, or None where `faults` has something."""
        if not isinstance(data, Mapping):
            self.fault((), tr("a figure is a group of keys"), tr("Write `poses` and `phases` below it."))
            return None
        for key in data:
            if key not in KEYS:
                what = tr("{key} is not a key of a figure", key=quote(str(key)))
                self.fault((str(key),), what, suggestion(str(key), KEYS))
        view = self._text(data.get("view", "side"), ("view",), "view: side")
        if view in VIEWS:
            self.view = VIEWS[VIEWS.index(view)]
        elif view is not None:
            self.fault(("view",), tr("{word} is not a view", word=quote(view)), suggestion(view, VIEWS))
        works = self._parts(data.get("works", ""), ("works",))
        marks = self._marks(data.get("marks", {}))
        shared = self._props(data.get("props", {}), ("props",))
        poses = self._poses(self._group(data, "poses", "start: {hip: 0 49, trunk: 90}"), shared)
        phases = self._phases(self._group(data, "phases", "hold: start"), tuple(poses))
        known = {name: pose for name, pose in poses.items() if pose is not None}
        return FigureSpec(self.view, works, marks, known, phases) if not self.faults else None

    def _group(self, data: Mapping[str, Any], key: str, example: str) -> Mapping[str, Any]:
        group = data.get(key)
        most, none = MOST_PHASES, tr("there are no phases")
        too_many = tr("there are more than {most} phases", most=most)
        if key == "poses":
            most, none = MOST_POSES, tr("there are no poses")
            too_many = tr("there are more than {most} poses", most=most)
        if not isinstance(group, Mapping) or not group:
            path = (key,) if key in data else ()
            self.fault(path, none, tr("Write lines like `{example}`.", example=example))
            return {}
        if len(group) > most:
            self.fault((key,), too_many, tr("Leave some out."))
            return {}
        return group

    def _text(self, value: Any, path: tuple[str, ...], example: str) -> str | None:
        try:
            return plain_text(value, example)
        except NotationError as error:
            self.fault(path, error.what, error.instead)
            return None

    def _marks(self, value: Any) -> dict[str, tuple[str, ...]]:
        if isinstance(value, Mapping):
            return {str(name).casefold(): self._parts(given, ("marks", str(name))) for name, given in value.items()}
        self.fault(("marks",), tr("marks are a group of keys"), tr("Write it like `marks: {Calves: shins}`."))
        return {}

    def _parts(self, value: Any, path: tuple[str, ...]) -> tuple[str, ...]:
        text = self._text(value, path, f"{path[-1]}: right leg") or ""
        names = tuple(filter(None, (name.strip() for name in text.split(","))))
        for name in names:
            if name not in MARKED:
                self.fault(path, tr("{word} is not a part of the body", word=quote(name)), suggestion(name, MARKED))
        return names

    def _props(self, value: Any, path: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
        if not isinstance(value, Mapping):
            self.fault(path, tr("props are a group of keys"), tr("Write it like `props: {wall: 20}`."))
            return {}
        found = {}
        for name, given in value.items():
            if name not in PROPS:
                what = tr("{word} is not something unclench can draw", word=quote(str(name)))
                self.fault((*path, str(name)), what, suggestion(str(name), tuple(PROPS)))
                continue
            least, most, example, meaning = PROPS[name]
            try:
                found[name] = numbers(plain_text(given, example), least, most, example)
            except NotationError as error:
                instead = tr("Write it like `{example}` ({meaning}).", example=example, meaning=meaning)
                self.fault((*path, name), error.what, instead)
        return found

    # -- poses -----------------------------------------------------------------------------

    def _poses(self, group: Mapping[str, Any], shared: dict[str, tuple[float, ...]]) -> dict[str, Pose | None]:
        """Every pose by name. One with a mistake is None, so that a phase that names it is not a fault too."""
        written: dict[str, dict[str, Any]] = {}
        poses: dict[str, Pose | None] = {}
        for name, value in group.items():
            path = ("poses", str(name))
            poses[str(name)] = None
            if not isinstance(value, Mapping):
                example = f"{name}: {{hip: 0 49, trunk: 90}}"
                self.fault(path, tr("a pose is a group of keys"), tr("Write it like `{example}`.", example=example))
                continue
            keys = self._inherited({str(key): given for key, given in value.items()}, written, path)
            written[str(name)] = keys
            before = len(self.faults)
            pose = self.pose(str(name), keys, shared, path)
            if pose is not None and len(self.faults) == before:
                poses[str(name)] = pose
                for key, what, instead in mistakes(pose):
                    self.fault((*path, *((key,) if key in value else ())), what, instead)
        return poses

    def _inherited(
        self, own: dict[str, Any], written: Mapping[str, dict[str, Any]], path: tuple[str, ...]
    ) -> dict[str, Any]:
        """The pose's own keys, and those it takes over from the pose it is `like`."""
        like = own.pop("like", None)
        if like is None:
            return own
        if not isinstance(like, str) or like not in written:
            what = tr("there is no pose {name} before this one", name=quote(str(like)))
            self.fault((*path, "like"), what, suggestion(str(like), tuple(written)) if written else tr("Leave it out."))
            return own
        base = dict(written[like])
        if any(key in ROOTS for key in own):
            base = {key: value for key, value in base.items() if key not in ROOTS}
        for both, ones in (("legs", LEGS), ("arms", ARMS)):
            if both in own:
                base = {key: value for key, value in base.items() if key not in ones}
        if isinstance(base.get("props"), Mapping) and isinstance(own.get("props"), Mapping):
            own = {**own, "props": {**base["props"], **own["props"]}}
        return {**base, **own}

    def pose(
        self, name: str, keys: dict[str, Any], shared: dict[str, tuple[float, ...]], path: tuple[str, ...]
    ) -> Pose | None:
        """One pose; `shared` are props of all poses. Whether a body can do it is for `mistakes` to say."""
        for key in keys:
            if key not in POSE_KEYS:
                what = tr("{key} is not a key of a pose", key=quote(key))
                self.fault((*path, key), what, suggestion(key, POSE_KEYS))
        roots = [key for key in keys if key in ROOTS]
        if len(roots) != 1:
            what = tr("this pose has more than one fixed point") if roots else tr("this pose has no fixed point")
            self.fault(path, what, tr("Give one joint a position, like `hip: 0 49`."))
            return None
        root = roots[0]
        trunk = self._numbers(keys, "trunk", "90", 1, path)[0]
        bend = self._numbers(keys, "bend", "0", 2, path)
        low, high = bend if len(bend) == 2 else (bend[0] / 2, bend[0] / 2)
        at = self._place(keys[root], root, path)
        top = trunk - high * (VERTEBRAE // 2 - 0.5) / (VERTEBRAE // 2)
        head = top if "head" not in keys else self._numbers(keys, "head", "90", 1, path)[0]
        limbs = self._limbs(keys, trunk, path)
        props = {**shared, **self._props(keys.get("props", {}), (*path, "props"))}
        return Pose(
            name, self.view, root, at, trunk, low, high, wrapped(head - top), self._face(keys, head, path),
            limbs, props, self._numbers(keys, "twist", "0", 1, path)[0],
        )  # fmt: skip

    def _numbers(
        self, keys: Mapping[str, Any], key: str, unset: str, most: int, path: tuple[str, ...]
    ) -> tuple[float, ...]:
        try:
            return numbers(plain_text(keys.get(key, unset), f"{key}: 90"), 1, most, f"{key}: 90")
        except NotationError as error:
            self.fault((*path, key), error.what, error.instead)
            return (0.0,)

    def _place(self, value: Any, root: str, path: tuple[str, ...]) -> tuple[float, float]:
        try:
            return place(plain_text(value, f"{root}: 34"), root)
        except NotationError as error:
            self.fault((*path, root), error.what, error.instead)
            return (0.0, 0.0)

    def _face(self, keys: Mapping[str, Any], head: float, path: tuple[str, ...]) -> float | None:
        """The face's direction from the neck, or None for a face that looks at the viewer."""
        value = keys.get("face", "")
        if value == "you" or (value == "" and self.view != "side"):
            return None
        return -90.0 if value == "" else wrapped(self._numbers(keys, "face", "0", 1, path)[0] - head)

    def _limbs(self, keys: Mapping[str, Any], trunk: float, path: tuple[str, ...]) -> dict[str, Limb]:
        limbs = {}
        for name in LIMBS:
            both = "legs" if name in LEGS else "arms"
            key = name if name in keys else both
            try:
                found = limb(plain_text(keys.get(key, HANGING[name]), f"{key}: 270 270"), key)
            except NotationError as error:
                self.fault((*path, key), error.what, error.instead)
                continue
            if isinstance(found, DirectedLimb):
                a, b, c = measured_limb(trunk, *found.directions, side_on=self.view == "side")
                found = Limb(a, b, c, found.tilts)
            limbs[name] = found
        return limbs

    # -- phases ----------------------------------------------------------------------------

    def _phases(self, group: Mapping[str, Any], poses: tuple[str, ...]) -> dict[str, Move]:
        moves = {}
        for name, value in group.items():
            path = ("phases", str(name))
            text = ", ".join(map(str, value)) if isinstance(value, list) else self._text(value, path, f"{name}: up")
            if text is None:
                continue
            try:
                moves[str(name)] = move(text, poses)
            except NotationError as error:
                self.fault(path, error.what, error.instead)
        return moves


# -- what no body can do ----------------------------------------------------------------------

SLACK = 1.0
"""How far a hand or foot may miss its place before that is a mistake, in hundredths of the height."""
SUNK = 1.6
"""How far a joint may be below its resting height before that is a mistake."""


def mistakes(pose: Pose) -> Iterator[tuple[str, str, str]]:
    """What no body can do in a pose that reads well: (key, what, instead) of each."""
    if (rooted := _rooted(pose)) is not None:
        yield rooted
        return
    for name in LIMBS:
        limb = pose.limbs[name]
        if not limb.hold and pose.view == "side":
            yield from _bent(name, limb)
    body = body_of(pose)
    for name in LIMBS:
        chain, limb = body.limbs[name], pose.limbs[name]
        target = chain.tip if limb.hold == "toes" else chain.end
        if limb.hold in ("at", "toes") and (miss := hypot(target[0] - limb.x, target[1] - limb.y)) > SLACK:
            what = tr(
                "the {limb}, {length:g} long, is {gap:.0f} too short (or too long) for this place",
                limb=name, length=THIGH + SHIN if name in LEGS else UPPER_ARM + FOREARM, gap=miss,
            )  # fmt: skip
            yield name, what, tr("Move the place or the trunk.")
    if pose.view == "side":
        yield from _sunk(pose)


def _rooted(pose: Pose) -> tuple[str, str, str] | None:
    """A limb that everything hangs from needs directions: it can't be held somewhere else."""
    name = limb_of(pose.root)
    if not name or not pose.limbs[name].hold:
        return None
    what = tr("the pose rests on its {joint}, so the {limb} can't be held elsewhere", joint=pose.root, limb=name)
    return name, what, tr("Give the {limb} directions, like `{limb}: 90 180`.", limb=name)


def _bent(name: str, limb: Limb) -> Iterator[tuple[str, str, str]]:
    if any(limb.tilts):
        return
    leg = name in LEGS
    flexed = -limb.lower if leg else limb.lower
    if not -8.0 <= flexed <= 168.0:
        if leg:
            what = tr("the knee of the {limb} is bent {degrees:.0f} degrees", limb=name, degrees=flexed)
        else:
            what = tr("the elbow of the {limb} is bent {degrees:.0f} degrees", limb=name, degrees=flexed)
        instead = tr("It goes from 0 (straight) to 165; look which way the second direction should point.")
        yield name, what, instead


def _sunk(pose: Pose) -> Iterator[tuple[str, str, str]]:
    body = body_of(pose)
    places = {"hip": body.hip, "shoulder": body.shoulder, "head": body.head}
    for name in ARMS:
        places[f"{name} elbow"], places[f"{name} hand"] = body.limbs[name].middle, body.limbs[name].end
    for name in LEGS:
        chain = body.limbs[name]
        places[f"{name} knee"], places[f"{name} toe"] = chain.middle, chain.tip
    for name, at in places.items():
        rest = RESTS[name.rsplit(" ", maxsplit=1)[-1]]
        if at[1] < rest - SUNK:
            key = " ".join(name.split()[:2]) if " " in name else name
            what = tr("the {joint} is {depth:.0f} below the floor", joint=name, depth=rest - at[1])
            yield key, what, tr("Raise it, or turn what it hangs from.")
