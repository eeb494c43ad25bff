"""During a session a garbage collection has little to look at."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from unclench import collecting

PYTHONS_OWN = (700, 10, 10)


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    collecting.look_at_all_again()


def test_what_was_there_before_is_not_looked_at():
    collecting.leave_out_what_is_there()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000


def test_what_is_made_in_a_session_is_collected_in_it():
    """Else a screen that is resized for minutes would fill the memory."""
    collecting.leave_out_what_is_there()
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_what_a_session_leaves_is_collected_before_the_next():
    """Frozen as it is, it would stay for ever."""
    collecting.leave_out_what_is_there()
    gone = weakref.ref(Knot())
    collecting.leave_out_what_is_there()
    assert gone() is None


def test_after_it_all_is_looked_at_again():
    collecting.leave_out_what_is_there()
    collecting.look_at_all_again()
    assert gc.get_freeze_count() == 0


def test_the_start_is_not_held_up_by_collections():
    before = gc.get_threshold()
    gc.set_threshold(*PYTHONS_OWN)
    try:
        collecting.rarely()
        assert gc.get_threshold() == collecting.AT_THE_START > PYTHONS_OWN
        collecting.leave_out_the_screen_too()
        assert gc.get_threshold() == collecting.IN_A_SESSION > PYTHONS_OWN
    finally:
        gc.set_threshold(*before)
