"""What is recorded is heard without any other voice; own words by a live one, and without one it is said, once."""

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
HIDDEN = HERE / "without_voice"
NO_PACKAGES = {"PYTHONPATH": os.pathsep.join([str(HIDDEN), os.environ.get("PYTHONPATH", "")])}
HINT = "pip install 'unclench[voice]'"
NAME = (0.3, 1.6)
"""Seconds after the first tap between which the exercise is named."""


def script(routine: str, environment: Mapping[str, str]) -> Script:
    arguments = ["run", str(HERE / f"{routine}.yaml"), "--plain", "--yes", "--audio", "miniaudio"]
    return Script(arguments, talk="full", environment=environment)


@pytest.fixture(scope="module")
def stage() -> Stage:
    alone = {**NO_PROGRAMS, **NO_PACKAGES}
    made = Stage(
        {
            "recordings only": script("recorded", alone),
            "own words": script("named", alone),
            "own words, espeak": script("named", NO_PROGRAMS),
        }
    )
    made.begin(["recordings only", "own words", *(["own words, espeak"] if find_spec("espeakng_loader") else [])])
    return made


def loudest(played: Played, begin: float, end: float) -> int:
    """The highest peak of what is not a cue, between so many seconds after the first cue."""
    assert played.overheard.cues, "no cue was heard"
    first = played.overheard.cues[0].time
    return int(np.abs(played.overheard.left[round((first + begin) * RATE) : round((first + end) * RATE)]).max())


def named(played: Played) -> list[str]:
    level = loudest(played, *NAME)
    return [] if level > 2_000 else [f"between the cues there is no more than {level} of 32,768"]


def test_the_plain_install_speaks(stage: Stage) -> None:
    """No speech program is on the path and no package is there, and the name is heard between the tap and the ticks."""
    played = stage.judged("recordings only", named)
    assert played.status == 0
    assert HINT not in played.output


def test_with_the_package_alone_the_voice_says_words_of_ones_own(stage: Stage) -> None:
    """No speech program is on the path, and a name that is not recorded is heard."""
    pytest.importorskip("espeakng_loader", reason="the extra espeak is not installed; .ci/run installs it")
    played = stage.judged("own words, espeak", named)
    assert played.status == 0
    assert HINT not in played.output


def test_without_a_live_voice_own_words_are_captions_and_it_is_said_once_how_to_get_one(stage: Stage) -> None:
    """The name is not heard, but what is recorded is; every caption is a line; the sentence stands there once."""

    def judge(played: Played) -> list[str]:
        level, later = loudest(played, *NAME), loudest(played, *NAME[1:], 30)
        complaints = [] if level <= ROUNDING else [f"besides the cues there is something, up to {level} of 32,768"]
        return complaints if later > 2_000 else [*complaints, f"nothing is said at the end, only {later} of 32,768"]

    played = stage.judged("own words", judge)
    assert played.status == 0
    assert played.output.count(HINT) == 1
    for caption in ("A stretch for the tests", "Hold 3 s", "Well done"):
        assert caption in played.output
    assert "Traceback" not in played.output


def test_the_packages_are_hidden_where_they_are_to_be() -> None:
    """Else the tests above would prove nothing."""
    hidden = {path.stem for path in Path(NO_PACKAGES["PYTHONPATH"].split(os.pathsep)[0]).glob("*.py")}
    assert hidden == {"espeakng_loader", "hibari"}
