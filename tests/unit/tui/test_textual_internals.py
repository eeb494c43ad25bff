"""The private names of Textual are still there, and still do what the screens need of them."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from rich.segment import Segment
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from unclench.tui.textual_internals import (
    LeavableApp,
    NarrowOptionList,
    Rows,
    discard_output,
    drawing_is_postponed,
    driver_of,
    resumes_by_itself,
    send,
    visible_widgets,
)


@pytest.fixture
async def driver() -> Any:
    """Textual's driver for real terminals, which it has not started."""
    linux_driver = pytest.importorskip("textual.drivers.linux_driver", exc_type=ImportError)
    return linux_driver.LinuxDriver(App())


class Words(LeavableApp):
    """An app with one line of text."""

    def compose(self):
        yield Static("some words")


async def test_an_app_has_its_driver_while_it_runs():
    app = Words()
    assert driver_of(app) is None
    async with app.run_test():
        assert isinstance(driver_of(app), HeadlessDriver)


async def test_an_app_knows_that_it_was_told_to_exit():
    app = Words()
    async with app.run_test():
        assert not app.is_exiting
        app.exit(0)
        assert app.is_exiting


async def test_a_driver_that_has_not_started_is_left_alone(driver):
    discard_output(driver)
    assert driver._writer_thread is None


async def test_a_driver_whose_output_is_discarded_never_touches_its_writer_thread_again(driver):
    class Dead:
        def write(self, text):
            raise AssertionError(text)

    driver._writer_thread = Dead()
    discard_output(driver)
    driver.write("nobody reads this")
    driver.flush()
    driver._writer_thread.stop()


async def test_a_driver_resumes_by_itself_only_after_it_was_stopped_as_ctrl_z_does(driver, monkeypatch):
    assert not resumes_by_itself(driver)
    assert not resumes_by_itself(object())
    stopped = []
    monkeypatch.setattr(os, "kill", lambda _pid, number: stopped.append(number))
    monkeypatch.setattr(driver, "suspend_application_mode", lambda: None)
    driver._sigtstp_application()
    assert stopped == [signal.SIGSTOP]
    assert resumes_by_itself(driver)


async def test_rows_that_are_sent_reach_the_terminal(monkeypatch):
    app, written = Words(), list[str]()
    async with app.run_test():
        with monkeypatch.context() as patch:
            patch.setattr(Words, "is_headless", property(lambda _: False))
            patch.setattr(driver_of(app), "write", written.append)
            send(app, Rows(Region(5, 2, 3, 9), {0: Strip([Segment("abc")])}))
    assert "\x1b[3;6Habc" in "".join(written)


async def test_drawing_is_postponed_in_a_batch_and_before_a_layout():
    app = Words()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not drawing_is_postponed(app, app.screen)
        with app.batch_update():
            assert drawing_is_postponed(app, app.screen)
        app.screen.refresh(layout=True)
        assert drawing_is_postponed(app, app.screen)


async def test_the_visible_widgets_of_one_layout_are_one_mapping():
    app = Words()
    async with app.run_test(size=(20, 5)) as pilot:
        found = visible_widgets(app.screen)
        assert found[app.query_one(Static)] == (Region(0, 0, 20, 1), Region(0, 0, 20, 5))
        assert visible_widgets(app.screen) is found
        await pilot.resize_terminal(30, 5)
        assert visible_widgets(app.screen) is not found


class Broken(Words):
    """Fails while it is being left."""

    def on_mount(self):
        self.exit(3)
        raise ZeroDivisionError


async def test_an_error_counts_unless_the_app_is_being_left():
    app = Broken()
    await app.run_async(headless=True)
    assert app.return_code == 1
    app = Broken()
    app.is_leaving = True
    await app.run_async(headless=True)
    assert (app.return_code, app.return_value) == (0, 3)


@pytest.mark.parametrize("columns", [1, 2, 3])
async def test_a_list_without_a_column_for_its_text_does_not_raise(columns):
    class Listed(App[None]):
        CSS = "NarrowOptionList { border: none; padding: 0; } .option-list--option { padding: 0 1; }"

        def compose(self):
            yield NarrowOptionList("one", "two")

    async with Listed().run_test(size=(columns, 5)) as pilot:
        await pilot.pause()
        assert pilot.app.query_one(NarrowOptionList).option_count == 2
