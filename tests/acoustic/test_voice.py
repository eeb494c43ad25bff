"""With the package espeakng-loader and nothing else a session speaks; without it, it says so and goes on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.acoustic.decoding import RATE
from tests.acoustic.listening import HERE, ROUNDING, Played, Script, Stage

pytestmark = pytest.mark.acoustic

NO_PROGRAMS = {"PATH": "/nonexistent/unclench-tests"}
"""No say, piper, espeak-ng or spd-say is found."""
NO_LOADER = {"PYTHONPATH": os.pathsep.join([str(HERE / "without_voice"), os.environ.get("PYTHONPATH", "")])}
HINT = "pip install 'unclench[voice]'"
NAME = (0.3, 1.6)
"""Seconds after the first tap between which the exercise is named."""


def script(environment: Mapping[str, str]) -> Script:
    arguments = ["run", str(HERE / "named.yaml"), "--plain", "--yes", "--audio", "miniaudio"]
    return Script(arguments, talk="full", environment=environment)


@pytest.fixture(scope="module")
def stage() -> Stage:
    made = Stage({"loader only": script(NO_PROGRAMS), "no voice": script({**NO_PROGRAMS, **NO_LOADER})})
    made.begin(["loader only", "no voice"] if find_spec("espeakng_loader") else ["no voice"])
    return made


def loudest(played: Played, begin: float, end: float) -> int:
    """The highest peak of what is not a cue, between so many seconds after the first cue."""
    assert played.overheard.cues, "no cue was heard"
    first = played.overheard.cues[0].time
    return int(np.abs(played.overheard.left[round((first + begin) * RATE) : round((first + end) * RATE)]).max())


def test_with_the_package_alone_the_voice_names_the_exercise(stage: Stage) -> None:
    """No speech program is on the path, and the name is heard between the tap and the ticks."""
    pytest.importorskip("espeakng_loader", reason="the extra voice is not installed; .ci/run installs it")

    def judge(played: Played) -> list[str]:
        level = loudest(played, *NAME)
        return [] if level > 2_000 else [f"between the cues there is no more than {level} of 32,768"]

    played = stage.judged("loader only", judge)
    assert played.status == 0
    assert HINT not in played.output


def test_without_any_voice_the_captions_say_everything_and_it_is_said_once_how_to_get_one(stage: Stage) -> None:
    """The cues are heard, and nothing else; every caption is a line; the sentence stands there once."""

    def judge(played: Played) -> list[str]:
        level = loudest(played, 0.01, 10)
        return [] if level <= ROUNDING else [f"besides the cues there is something, up to {level} of 32,768"]

    played = stage.judged("no voice", judge)
    assert played.status == 0
    assert played.output.count(HINT) == 1
    for caption in ("A stretch for the tests", "Hold 3 s", "Well done"):
        assert caption in played.output
    assert "Traceback" not in played.output


def test_the_package_is_hidden_where_it_is_to_be() -> None:
    """Else the test above would prove nothing."""
    assert Path(NO_LOADER["PYTHONPATH"].split(os.pathsep)[0], "espeakng_loader.py").is_file()
