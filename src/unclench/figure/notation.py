"""Reads the words of a pose: text in, numbers and records out. Raises NotationError."""

from __future__ import annotations

import re
from typing import Any

from unclench.errors import UnclenchError
from unclench.figure.model import PARTS, RESTS, Keyframe, Limb, Move
from unclench.language import counted, tr

MOST = 1_000.0
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
        if not _NUMBER.fullmatch(word) or abs(float(word)) > MOST:
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
    if any(abs(tilt) > 90 for tilt in tilts) or any(abs(angle) > MOST for angle in angles):
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
