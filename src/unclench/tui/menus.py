"""The menu of a screen: what can be done there, as numbered rows, for a remote control or a number pad."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from unclench.care import pain_rules
from unclench.care.asks import ROW_KEYS, Choose, Flow, Rate
from unclench.care.what_now import HOW_MUCH, WHAT_NOW
from unclench.language import tr
from unclench.tui.text import flat

if TYPE_CHECKING:
    from textual.screen import Screen

    from unclench.tui.viewmodels.home import LibraryRow

BACK, A_ROUTINE, WHICH_KIND = tr("Back"), tr("A routine from the list"), tr("Which kind?")
Does: TypeAlias = Callable[[], object]
"""Does what was chosen; it may return something to wait for."""
Question: TypeAlias = tuple[str, Callable[[], Flow[Does | None]]]
"""A row that leads to further questions."""


class HasMenu(Protocol):
    """A screen with a menu."""

    def menu(self) -> Iterator[str | Question]:
        """Its rows, the most wanted first: ids of its keys, or questions. Keys that do nothing now are left out."""

    def action_rate(self, rating: int) -> None:
        """Take a pain rating, 0 to 10."""


def menu(screen: Screen[Any]) -> Flow[Does | None]:
    """Ask what somebody wants to do on a screen; returns what does it, or None."""
    found = list(_rows(screen))
    answer = yield Choose(
        heading=WHAT_NOW, options=(*(text for text, _ in found), BACK), keys=(*ROW_KEYS[: len(found)], "0")
    )
    if answer is None or answer == len(found):
        return None
    return (yield from found[answer][1]())


def has_menu(screen: Screen[Any]) -> bool:
    """Whether a screen has one."""
    return hasattr(screen, "menu")


def how_much(screen: HasMenu) -> Question:
    """The row that asks for the pain."""

    def ask() -> Flow[Does | None]:
        rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
        return None if rating is None else partial(screen.action_rate, rating)

    return HOW_MUCH, ask


def one_of(heading: str, texts: Sequence[str], does: Sequence[Does]) -> Callable[[], Flow[Does | None]]:
    """Asks for one of several, and returns what it does."""

    def ask() -> Flow[Does | None]:
        row = yield Choose(heading=heading, options=tuple(map(flat, texts)))
        return None if row is None else does[row]

    return ask


def a_routine(groups: Sequence[tuple[str, Sequence[LibraryRow]]], opens: Callable[[LibraryRow], object]) -> Question:
    """The row that asks for a group, and then for a routine in it; `opens` is called with that."""

    def ask() -> Flow[Does | None]:
        group = yield Choose(heading=WHICH_KIND, options=tuple(heading for heading, _ in groups))
        if group is None:
            return None
        heading, under = groups[group]
        under = under[: len(ROW_KEYS)]
        texts = [f"{row.title}  {row.minutes}" for row in under]
        return (yield from one_of(heading, texts, [partial(opens, row) for row in under])())

    return A_ROUTINE, ask


def _rows(screen: Any) -> Iterator[Question]:
    known = {active.binding.id: active.binding for active in screen.active_bindings.values() if active.enabled}
    for row in screen.menu():
        if not isinstance(row, str):
            yield row
        elif row in known:
            binding = known[row]
            does = partial(screen.app.run_action, binding.action, screen)
            yield (binding.tooltip or binding.description).removesuffix("."), partial(_at_once, does)


def _at_once(does: Does) -> Flow[Does | None]:
    yield from ()
    return does
