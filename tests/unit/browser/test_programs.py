"""Which page shows which program, and which programs end without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.browser.programs import (
    ENDED,
    LOST,
    MOST_PROGRAMS,
    RELOADED,
    SHOWN_ELSEWHERE,
    Outbox,
    ServedPrograms,
    Size,
    may_end,
)

SIZE = Size(80, 24)
TAB, OTHER = "a" * 32, "b" * 32


class Program:
    """Stands in for a `ServedProgram`: no process, and a clock that is moved by hand."""

    now = 0.0

    def __init__(self, size: Size) -> None:
        self.size, self.open, self.ended = size, True, False
        self.page: Outbox | None = None
        self.tab: str | None = None
        self.left_at, self.said_goodbye = self.now, False

    def show_on(self, page, tab):
        if self.page is not None:
            self.page.close(SHOWN_ELSEWHERE)
        self.page, self.tab = page, tab

    def leave(self, *, goodbye):
        self.page, self.left_at, self.said_goodbye = None, Program.now, goodbye

    def resize(self, size):
        self.size = size

    def hang_up(self):
        self.open = False
        if self.page is not None:
            self.page.close(ENDED)


class Desk:
    """The programs, whether a pack is on, and how many were started."""

    def __init__(self) -> None:
        Program.now = 0.0
        self.pack_on, self.started = False, 0
        self.programs = ServedPrograms(self.start, lambda: self.pack_on)

    def start(self, size):
        self.started += 1
        return Program(size)

    def open(self, tab=None, size=SIZE):
        page = Outbox()
        return page, self.programs.show(page, size, tab)

    def at(self, now):
        Program.now = now
        self.programs.look(now)


@pytest.fixture
def desk():
    return Desk()


@given(st.floats(min_value=0, max_value=1e9), st.booleans())
def test_with_a_pack_on_nothing_ends_for_want_of_a_page(away, goodbye):
    assert not may_end(away, goodbye=goodbye, pack_on=True)


def test_a_page_that_is_closed_ends_its_program_but_not_while_it_is_loaded_again(desk):
    _, program = desk.open(TAB)
    program.leave(goodbye=True)
    desk.at(RELOADED - 1)
    assert program.open
    desk.at(RELOADED)
    assert not program.open


def test_a_page_that_is_lost_finds_its_session_for_half_an_hour(desk):
    _, program = desk.open(TAB)
    program.leave(goodbye=False)
    desk.at(LOST - 1)
    assert desk.open(TAB)[1] is program
    program.leave(goodbye=False)
    desk.at(2 * LOST)
    assert not program.open


@pytest.mark.parametrize("goodbye", [True, False])
def test_a_page_that_goes_while_a_pack_is_on_leaves_its_program_running_until_the_pack_is_off(desk, goodbye):
    _, program = desk.open(TAB)
    desk.pack_on = True
    program.leave(goodbye=goodbye)
    desk.at(10 * LOST)
    assert program.open
    desk.pack_on = False
    desk.at(10 * LOST)
    assert not program.open


def test_a_program_that_has_a_page_stays_however_long(desk):
    _, program = desk.open(TAB)
    desk.at(100 * LOST)
    assert program.open


def test_the_next_page_finds_what_was_left_last_whatever_device_it_is_on(desk):
    _, first = desk.open(TAB)
    _, second = desk.open(OTHER)
    first.leave(goodbye=False)
    Program.now = 1.0
    second.leave(goodbye=False)
    assert desk.open("c" * 32)[1] is second
    assert desk.started == 2


def test_a_tab_is_given_its_own_program_though_its_old_connection_still_seems_alive(desk):
    old, program = desk.open(TAB)
    desk.open(OTHER)
    _, again = desk.open(TAB)
    assert again is program
    assert old.closed == SHOWN_ELSEWHERE


def test_a_page_of_another_size_has_its_program_drawn_in_that_size(desk):
    _, program = desk.open(TAB)
    program.leave(goodbye=False)
    desk.open(TAB, Size(40, 30))
    assert program.size == Size(40, 30)


def test_no_more_than_four_programs_run_at_once(desk):
    several = [desk.open()[1] for _ in range(MOST_PROGRAMS)]
    assert None not in several
    assert desk.open()[1] is None
    several[0].hang_up()
    assert desk.open()[1] is not None


def test_at_the_end_every_terminal_is_closed_and_every_page_told(desk):
    page, program = desk.open()
    desk.programs.close()
    assert not program.open
    assert page.closed == ENDED
