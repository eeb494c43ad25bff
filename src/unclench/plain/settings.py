"""The settings as questions in lines: a group, a setting in it, and its value. Each change applies at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from unclench.care.asks import Choose, Fill, Flow
from unclench.config.settings import FIELDS, Setting, Settings, written
from unclench.config.shown import ACTS, GROUPS, value_shown
from unclench.language import tr

Keep = Callable[[str, Any], object]
"""Takes the id and the new value of a setting."""
EMPTY = "-"
"""Typed for a text: nothing, so that it is found by itself again."""
WHICH_GROUP, BACK = tr("Settings"), tr("Back")


def numbered(heading: str, rows: Sequence[str], *, text: str = "", leave: str = BACK) -> Choose:
    """A list of any length, with `leave` as its 0."""
    keys = (*(str(number) for number in range(1, len(rows) + 1)), "0")
    return Choose(heading=heading, text=text, options=(*rows, leave), keys=keys)


def settings_flow(now: Callable[[], Settings], keep: Keep, acts: Mapping[str, Callable[[], Flow[Any]]]) -> Flow[None]:
    """Ask for settings to change, until somebody goes back. `acts` does what some of `ACTS` offer."""
    headings = tuple(GROUPS)
    while (group := (yield numbered(WHICH_GROUP, headings))) is not None and group < len(headings):
        yield from _group(headings[group], now, keep, acts)


def _group(
    heading: str, now: Callable[[], Settings], keep: Keep, acts: Mapping[str, Callable[[], Flow[Any]]]
) -> Flow[None]:
    ids = [id for id in GROUPS[heading] if id in FIELDS or id in acts]
    while True:
        values = now()
        rows = [_row(heading, id, values) for id in ids]
        answer = yield numbered(heading, rows)
        if answer is None or answer == len(ids):
            return
        id = ids[answer]
        if id in acts:
            yield from acts[id]()
        else:
            yield from _change(GROUPS[heading][id], FIELDS[id], getattr(values, id), keep)


def _row(heading: str, id: str, values: Settings) -> str:
    name = GROUPS[heading][id]
    return name if id in ACTS else f"{name}: {value_shown(id, getattr(values, id))}"


def _change(name: str, field: Setting, value: Any, keep: Keep) -> Flow[None]:
    if field.table:
        yield numbered(name, (), text=f"{field.sentence} " + tr("You write it in the settings file itself."))
        return
    if field.choices:
        rows = [_choice(field.id, each, now=each == value) for each in field.choices]
        answer = yield numbered(name, rows, text=field.sentence)
        if answer is not None and answer < len(rows):
            keep(field.id, field.choices[answer])
        return
    typed = yield Fill(
        heading=name, text=_what_to_type(field), suggested=str(written(value)), read=partial(_read, field)
    )
    if typed is not None:
        keep(field.id, typed)


def _choice(id: str, value: Any, *, now: bool) -> str:
    shown = value_shown(id, value)
    return tr("{value}, as it is now", value=shown) if now else shown


def _what_to_type(field: Setting) -> str:
    if isinstance(getattr(Settings(), field.id), str):
        return f"{field.sentence} " + tr("Type {nothing} to leave it empty.", nothing=EMPTY)
    return field.sentence


def _read(field: Setting, typed: str) -> Any:
    """What was typed as a value. Raises ValueError with what to type instead."""
    if field.numbers is not None and typed.isascii() and typed.isdecimal() and len(typed) < 9:
        return field.read(int(typed))
    return field.read("" if typed == EMPTY and isinstance(getattr(Settings(), field.id), str) else typed)
