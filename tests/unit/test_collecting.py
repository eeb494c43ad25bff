"""During a session no garbage collection takes long."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from unclench import collecting


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    collecting.all_again()


def full_collections(work: int) -> int:
    """How many collections of all objects so many new objects that stay bring about."""
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(work)]
    assert len(kept) == work
    return int(gc.get_stats()[2]["collections"] - before)


def test_in_a_session_only_the_young_are_collected():
    collecting.only_the_young()
    young = gc.get_stats()[0]["collections"]
    assert full_collections(500_000) == 0
    assert gc.get_stats()[0]["collections"] > young


def test_what_was_there_before_is_not_looked_at_again():
    collecting.only_the_young()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_session_leaves_is_collected_before_the_next():
    """Grown old in the last one, and frozen as it is, it would stay for ever."""
    collecting.only_the_young()
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect(1)
    del knot
    assert gone() is not None
    collecting.only_the_young()
    assert gone() is None


def test_after_it_all_is_as_it_was():
    usual = gc.get_threshold()
    collecting.only_the_young()
    collecting.all_again()
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0
