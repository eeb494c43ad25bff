"""The program ends while a pack is on the skin: whatever ends it, its alarm is seen to first."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from types import SimpleNamespace
from typing import Any

import pytest

from unclench.application import Application
from unclench.cli.common import run_until_safe
from unclench.ports import Reach
from unclench.routine.model import ApplyStep, Exact
from unclench.system.signals import CRASHED, INTERRUPTED, TERMINATED
from unclench.testing import Rig

MINUTE = 60_000


class Ends:
    """A program in which a session with a pack was under way, and what was done before it was over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, reach: Reach = Reach.BELL, *, on: bool = True) -> None:
        self.rig = Rig(ApplyStep(kind="cold", lasting=Exact(15 * MINUTE), setup=Exact(0)), lead=0)
        if on:
            self.rig.press(self.rig.controller.answer_or_pause)
        self.rig.player.reach = reach
        self.program: Any = SimpleNamespace(
            running=self.rig.controller, clock=self.rig.clock, home=SimpleNamespace(slip="on-skin.json"),
            book=SimpleNamespace(exposures=SimpleNamespace(waiting=tuple)),
        )  # fmt: skip
        self.watched: list[object] = []
        monkeypatch.setattr("unclench.player.headless.run", lambda controller, *_: self.watched.append(controller))

    def by(self, how: int | BaseException) -> str:
        """What is said when the session returns a status, or raises."""

        def play(_program: Application) -> int:
            if isinstance(how, int):
                return how
            raise how

        with redirect_stderr(io.StringIO()) as said:
            if isinstance(how, int):
                assert run_until_safe(self.program, play) == how
            else:
                with pytest.raises(type(how)):
                    run_until_safe(self.program, play)
        return said.getvalue()


ENDS = [INTERRUPTED, TERMINATED, CRASHED, KeyboardInterrupt(), SystemExit(TERMINATED), RuntimeError("a bug")]


@pytest.mark.parametrize("how", ENDS, ids=repr)
def test_c2_3_whatever_ends_it_the_program_stays_for_the_alarm_where_nobody_else_can_ring(monkeypatch, how):
    ends = Ends(monkeypatch)
    assert "This stays open for the alarm." in ends.by(how)
    assert ends.watched == [ends.rig.controller]


@pytest.mark.parametrize("how", ENDS, ids=repr)
def test_where_a_sound_process_rings_or_nobody_could_hear_it_the_program_ends(monkeypatch, how):
    rings = Ends(monkeypatch)
    rings.rig.player.rings_on = True
    silent = Ends(monkeypatch, Reach.NOTHING)
    assert (rings.by(how), silent.by(how)) == ("", "")
    assert (rings.watched, silent.watched) == ([], [])


@pytest.mark.parametrize("how", [0, 1, *ENDS, SystemExit(0)], ids=repr)
def test_it_ends_at_once_with_nothing_on_the_skin_and_when_somebody_leaves_as_usual(monkeypatch, how):
    for ends in (Ends(monkeypatch, on=False), *([Ends(monkeypatch)] if how in (0, 1) else [])):
        assert ends.by(how) == ""
        assert ends.watched == []
