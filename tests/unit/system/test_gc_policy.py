"""The garbage collector does not hold up the start, and has little to look at in a session."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from unclench.system import gc_policy

PYTHONS_OWN = (700, 10, 10)


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    gc_policy.unfreeze()  # whatever a session of another test has left
    yield
    gc_policy.unfreeze()


def test_what_was_there_before_is_not_looked_at_until_the_session_is_over():
    gc.disable()  # or it could be gone before it is frozen
    gone = weakref.ref(Knot())
    gc_policy.freeze_program()
    gc.enable()
    gc.collect()
    assert gone() is not None
    gc_policy.unfreeze()
    gc.collect()
    assert gone() is None


def test_what_is_made_in_a_session_is_collected_in_it():
    """Else a screen that is resized for minutes would fill the memory."""
    gc_policy.freeze_program()
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_what_a_session_leaves_is_collected_before_the_next():
    """Frozen as it is, it would stay for ever."""
    gc_policy.freeze_program()
    gone = weakref.ref(Knot())
    gc_policy.freeze_program()
    assert gone() is None


def collections_while_loading() -> int:
    """How often the collector runs while something is made that stays, as when modules are imported."""
    runs: list[str] = []

    def count(phase: str, _info: dict[str, int]) -> None:
        runs.append(phase)

    gc.callbacks.append(count)
    try:
        loaded = [[number] for number in range(100_000)]
    finally:
        gc.callbacks.remove(count)
    assert loaded
    return runs.count("start")


def test_the_start_is_not_held_up_by_collections():
    before = gc.get_threshold()
    gc.set_threshold(*PYTHONS_OWN)
    try:
        assert collections_while_loading() > 100
        gc_policy.collect_rarely()
        assert collections_while_loading() == 0
        gc_policy.freeze_screen()
        assert 0 < collections_while_loading() < 10
    finally:
        gc.set_threshold(*before)
