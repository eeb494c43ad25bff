"""A command compiles its routine once and hands the timeline on, up to the first sound."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.answered import well
from tests.compilations import count_compilations, stop_at_the_first_sound
from tests.scripted import ScriptedKeys

from unclench.application import Application
from unclench.cli import plain_home, run
from unclench.cli.common import UserError
from unclench.cli.plain_home import plain_play
from unclench.plain import LineWriter
from unclench.session.compiler import choose
from unclench.system.keyboard import ENTER
from unclench.testing import ManualClock, ManualMoments

pytestmark = pytest.mark.usefixtures("machine_left_alone")
STRETCH, COLD, SPASM = "gentle-stretch", "ice-15", "spasm-first-minutes"


@pytest.fixture
def journal(own_home: Path) -> Path:
    return own_home / "data" / "journal.db"


@pytest.fixture
def asked(journal: Path) -> None:
    """Somebody has been asked everything, and nothing holds for them."""
    well(journal)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("command", "screen"),
    [
        (("run", STRETCH, "--plain"), False),
        (("run", STRETCH, "--plain", "--yes"), False),
        (("run", STRETCH, "--plain", "--with-optional", "--dose", "high"), False),
        (("run", STRETCH, "--yes"), True),
        (("run", COLD, "--yes"), True),
        (("run", SPASM, "--yes"), True),
        (("cold", "10m"), True),
        (("breathe", "--plain"), False),
        (("breathe",), True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_command_compiles_once_what_it_plays(command, screen, monkeypatch):
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: screen)
    made, played = count_compilations(monkeypatch), stop_at_the_first_sound(monkeypatch)
    run([*command, "--audio", "none"])
    assert len(made) == 1
    assert played in ([], made), "what has to be asked is not answered here for every routine"


@pytest.mark.usefixtures("asked")
def test_a_start_that_need_not_ask_compiles_once_too(monkeypatch):
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: True)
    made, played = count_compilations(monkeypatch), stop_at_the_first_sound(monkeypatch)
    for _ in range(2):
        run(["run", STRETCH, "--yes", "--audio", "none"])
    assert len(made) == 2
    assert played == made


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *keys: str) -> int:
    """How often the stretches are compiled with their preview in lines, from the command on."""
    clock = ManualClock()
    program = Application(clock=clock, moment=ManualMoments(clock))
    routine = program.library.find(STRETCH).routine
    assert routine is not None
    script = ScriptedKeys(clock, {2.0 * (number + 1): key for number, key in enumerate(keys)})
    monkeypatch.setattr(plain_home, "shared_keys", lambda: script)
    monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(io.StringIO()))
    made, played = count_compilations(monkeypatch), stop_at_the_first_sound(monkeypatch)
    with pytest.raises(UserError, match="far enough"):
        plain_play(program, choose(routine), None, None, yes=False)
    assert played[0] is made[-1]
    return len(made)


def test_a_preview_in_lines_compiles_nothing_again(monkeypatch, journal):
    well(journal, at=ManualMoments(ManualClock())().wall)
    assert at_a_terminal(monkeypatch, ENTER) == 1


def test_what_an_answer_leaves_out_is_compiled_once_more(monkeypatch, journal):
    well(journal, but=("C3.bones",), at=ManualMoments(ManualClock())().wall)
    assert at_a_terminal(monkeypatch, ENTER, "n") == 2
