"""The settings as questions in lines: a group, a setting in it, and its value. Each change applies at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from unclench.care.asks import Choose, Fill, Flow
from unclench.config.settings import FIELDS, Setting, Settings, written
from unclench.config.shown import ACTS, GROUPS, listed, value_shown, where_written
from unclench.language import tr

Keep = Callable[[str, Any], object]
"""Takes the id and the new value of a setting."""
Acts = Mapping[str, Callable[[], object]]
"""What some of `ACTS` do, by their ids."""
EMPTY = "-"
"""Typed for a text: nothing, so that it is found by itself again."""
WHICH_GROUP, BACK = tr("Settings"), tr("Back")


def numbered(heading: str, rows: Sequence[str], *, text: str = "", leave: str = BACK) -> Choose:
    """A list of any length, with `leave` as its 0."""
    keys = (*(str(number) for number in range(1, len(rows) + 1)), "0")
    return Choose(heading=heading, text=text, options=(*rows, leave), keys=keys)


def settings_flow(now: Callable[[], Settings], path: str, keep: Keep, acts: Acts) -> Flow[None]:
    """Ask for settings to change, until somebody goes back. They stand in the file at `path`."""
    headings = tuple(GROUPS)
    while (group := (yield numbered(WHICH_GROUP, headings))) is not None and group < len(headings):
        yield from _group(headings[group], now, path, keep, acts)


def _group(heading: str, now: Callable[[], Settings], path: str, keep: Keep, acts: Acts) -> Flow[None]:
    while True:
        settings = now()
        rows = listed(heading, settings, acts)
        answer = yield numbered(heading, [_row(id, name, settings) for id, name in rows])
        if answer is None or answer == len(rows):
            return
        id, name = rows[answer]
        if id in acts:
            acts[id]()
        elif FIELDS[id].table:
            yield numbered(name, (), text=f"{FIELDS[id].sentence} {where_written(path)}")
        else:
            yield from _change(name, FIELDS[id], getattr(settings, id), keep)


def _row(id: str, name: str, settings: Settings) -> str:
    return name if id in ACTS else f"{name}: {value_shown(id, getattr(settings, id))}"


def _change(name: str, field: Setting, value: Any, keep: Keep) -> Flow[None]:
    if field.choices:
        rows = [_choice(field.id, each, now=each == value) for each in field.choices]
        answer = yield numbered(name, rows, text=field.sentence)
        if answer is not None and answer < len(rows):
            keep(field.id, field.choices[answer])
        return
    text, read = field.sentence, field.read_typed
    if isinstance(getattr(Settings(), field.id), str):
        text, read = f"{text} " + tr("Type {nothing} to leave it empty.", nothing=EMPTY), partial(_read_text, field)
    typed = yield Fill(heading=name, text=text, suggested=str(written(value)), read=read)
    if typed is not None:
        keep(field.id, typed)


def _read_text(field: Setting, typed: str) -> Any:
    """What was typed as the value of a text. Raises ValueError with what to type instead."""
    return field.read_typed("" if typed == EMPTY else typed)


def _choice(id: str, value: Any, *, now: bool) -> str:
    shown = value_shown(id, value)
    return tr("{value}, as it is now", value=shown) if now else shown
