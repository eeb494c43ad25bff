"""The keys that sentences name: a sentence names an action, and the front end fills in the key it has for that. Pure.

On the screens people choose these keys in their settings; in plain text they are `USUAL`. The keys of the questions
before, in and after a session (`unclench.care`) are the same everywhere, so their sentences simply name them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from unclench.language import tr


class Action(StrEnum):
    """What a key does that sentences of a session name. In the settings it is called `player.` and this value."""

    PAUSE = "pause"
    """The space bar: pause, go on, and the yes that starts something."""
    YES = "yes"
    NEXT = "next"
    """Also the no to a question."""
    QUIT = "quit"
    OVERRIDE = "override"
    HURTS = "hurts"
    """Stops for pain, and whatever else is wrong."""

    @property
    def id(self) -> str:
        """Its name in the settings."""
        return f"player.{self}"


class KeyNames(Struct, frozen=True):
    """What the key for each `Action` is called, as somebody says it: `space`, `y`, `Enter`, `the up arrow`."""

    pause: str = tr("space")
    yes: str = "y"
    next: str = "n"
    quit: str = "q"
    override: str = "o"
    hurts: str = "x"

    def of(self, action: Action) -> str:
        """The name of the key for this."""
        name: str = getattr(self, action.value)
        return name


USUAL = KeyNames()
"""The keys of the plain text, and of the screens unless the settings say otherwise."""


class Keyed(Struct, frozen=True):
    """A sentence of ours with actions in place of keys, such as `Press {yes} once it is off`.

    It is no `str`, so that mypy finds whoever shows or speaks it without the keys. Text from files never gets into
    one: it is joined to what `by` returns, and braces in it stay braces.
    """

    text: str

    def by(self, keys: KeyNames) -> str:
        """The sentence with these keys. A name that begins it is capitalized; a letter stays the key it is."""
        return _filled_in(self.text, keys)


@lru_cache(maxsize=1_000)  # a session asks for the same few sentences at every tick
def _filled_in(text: str, keys: KeyNames) -> str:
    return _ACTION.sub(lambda found: found[1] + _placed(keys.of(Action(found[2])), first=_begins(found)), text)


_ACTION = re.compile(r"(^|[.!?] |)\{(\w+)\}")


def _begins(found: re.Match[str]) -> bool:
    return bool(found[1]) or found.start() == 0


def _placed(name: str, *, first: bool) -> str:
    return name[0].upper() + name[1:] if first and len(name) > 1 else name


# -- keys of somebody's own --------------------------------------------------------------

KEPT: Mapping[str, str] = {
    "player.pause": "space", "player.yes": "y", "player.next": "n", "player.quit": "q", "player.override": "o",
    "player.hurts": "x", "flags": "exclamation_mark",
    **{f"rate.{rating}": str(rating) for rating in range(10)}, "rate.10": "t",
}  # fmt: skip
"""What has a key of its own in a session, whatever the settings: the answers, pain and its ratings, the signs."""
IN_A_SESSION = re.compile(r"(player|rate|app)\..+|breathe|flags|night")
"""The ids of everything that a key can do in a session; those of other screens may share its keys."""
_NAMES = {
    "space": tr("space"), "enter": tr("Enter"), "escape": tr("Esc"), "tab": tr("Tab"), "backspace": tr("Backspace"),
    "delete": tr("Delete"), "insert": tr("Insert"), "home": tr("Home"), "end": tr("End"),
    "pageup": tr("Page Up"), "pagedown": tr("Page Down"), "up": tr("the up arrow"), "down": tr("the down arrow"),
    "left": tr("the left arrow"), "right": tr("the right arrow"),
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip
"""The keys that are not characters."""
_SIGN_NAMES = {
    "exclamation_mark": tr("exclamation mark"), "quotation_mark": tr("quotation mark"),
    "number_sign": tr("number sign"), "dollar_sign": tr("dollar sign"), "percent_sign": tr("percent sign"),
    "ampersand": tr("ampersand"), "apostrophe": tr("apostrophe"), "left_parenthesis": tr("left parenthesis"),
    "right_parenthesis": tr("right parenthesis"), "asterisk": tr("asterisk"), "plus": tr("plus"),
    "comma": tr("comma"), "minus": tr("minus"), "full_stop": tr("full stop"), "slash": tr("slash"),
    "colon": tr("colon"), "semicolon": tr("semicolon"), "less_than_sign": tr("less than sign"),
    "equals_sign": tr("equals sign"), "greater_than_sign": tr("greater than sign"),
    "question_mark": tr("question mark"), "at": tr("at"), "left_square_bracket": tr("left square bracket"),
    "backslash": tr("backslash"), "right_square_bracket": tr("right square bracket"),
    "circumflex_accent": tr("circumflex accent"), "underscore": tr("underscore"), "grave_accent": tr("grave accent"),
    "left_curly_bracket": tr("left curly bracket"), "vertical_line": tr("vertical line"),
    "right_curly_bracket": tr("right curly bracket"), "tilde": tr("tilde"),
}  # fmt: skip
"""What the settings also call punctuation, and how that is said: no voice reads out a lone comma."""
_SIGNS = dict(zip("""!"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~""", _SIGN_NAMES, strict=True))


def chosen(own: Mapping[str, str]) -> KeyNames:
    """The names of the keys on the screens, for the keys of somebody's own; of several for one action the first."""
    firsts = {action.value: keys_of(own[action.id])[0] for action in Action if own.get(action.id)}
    return KeyNames(**{action: name_of(key) or key for action, key in firsts.items()})


def keys_of(written: str) -> Sequence[str]:
    """The keys in a setting such as `n,right`, each by its long name."""
    return [_SIGNS.get(key.strip(), key.strip()) for key in written.split(",")]


def character_of(key: str) -> str:
    """The character that a key sends, for a sign that goes by its long name; any other key as it is."""
    return next((sign for sign, name in _SIGNS.items() if name == key), key)


def name_of(key: str) -> str:
    """How somebody says a key; empty if no key is called so.

    Keys together with Ctrl or Alt have no name here: terminals keep many of them for themselves.
    """
    if len(key) == 1 and key.isalnum():
        return tr("capital {key}", key=key) if key.isupper() else key
    return _NAMES.get(key) or _SIGN_NAMES.get(key, "")


def problem_with(own: Mapping[str, str]) -> str:
    """Why these keys may not be used, in a sentence; empty if they may.

    Without keys of their own for yes and the other answers, nobody could say that a pack is off.
    """
    kept = {id: keys_of(own.get(id, usual)) for id, usual in KEPT.items()}
    for id, keys in kept.items():
        if (wrong := keys[0]) and not name_of(wrong):  # the first is the one that is said
            return tr(
                '{wrong!r} cannot be a key for "{id}": write a letter, a digit, or a name like space, enter or up.',
                wrong=wrong, id=id,
            )  # fmt: skip
        if "" in keys:
            return tr('"{id}" needs a key: write a letter, a digit, or a name like space, enter or up.', id=id)
    taken = {id: keys_of(keys) for id, keys in own.items() if IN_A_SESSION.fullmatch(id)} | kept
    for id, keys in kept.items():
        for other, theirs in taken.items():
            if other != id and (both := [key for key in theirs if key in keys]):
                return tr(
                    '"{id}" and "{other}" share the key {key}. Give "{other}" another: "{id}" needs its own.',
                    id=id, other=other, key=both[0],
                )  # fmt: skip
    return ""
