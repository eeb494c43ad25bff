"""As on ARM Linux: miniaudio cannot be imported, and still a session is heard, with its cues and the recorded voice."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tests.acoustic.decoding import RATE
from tests.acoustic.listening import HERE, Played, Script, Stage, through, timeline
from tests.acoustic.soundserver import PROMPT, STEADY

pytestmark = pytest.mark.acoustic

HIDDEN = HERE / "without_miniaudio"
ENVIRONMENT = {"PYTHONPATH": os.pathsep.join([str(HIDDEN), os.environ.get("PYTHONPATH", "")])}
ROUTINE = HERE / "recorded.yaml"
SPOKEN = (0.3, 6.0)
"""Seconds after the first tap between which the exercise is named and told: a player of the system may begin late."""
LOUD = 2_000
"""Of 32,768: less is no speech."""


def script(player: str, latency: int) -> Script:
    arguments = ["run", str(ROUTINE), "--plain", "--yes", "--audio", player]
    return Script(arguments, latency=latency, talk="full", voice="recorded", environment=ENVIRONMENT)


@pytest.fixture(scope="module")
def stage() -> Stage:
    made = Stage({"miniaudio": script("miniaudio", STEADY), "system": script("system", PROMPT)})
    made.begin(["miniaudio", "system"])
    return made


@pytest.mark.parametrize("player", ["miniaudio", "system"])
def test_cues_and_the_recorded_voice_are_heard(stage: Stage, player: str) -> None:
    """Through PulseAudio's own library, which goes by the name of miniaudio, and through a player of the system."""
    wanted = Counter(cue["sound"] for cue in timeline(ROUTINE)["cues"] if cue["sound"])

    def judge(played: Played) -> list[str]:
        heard = Counter(cue.name for cue in played.overheard.cues)
        complaints = through(played, player)
        if heard != wanted:
            complaints.append(f"heard was {dict(heard)} instead of {dict(wanted)}")
        first = played.overheard.cues[0].time
        spoken = played.overheard.left[round((first + SPOKEN[0]) * RATE) : round((first + SPOKEN[1]) * RATE)]
        level = int(np.abs(spoken).max())
        return complaints if level > LOUD else [*complaints, f"between the cues there is no more than {level}"]

    assert stage.judged(player, judge).status == 0


def test_miniaudio_is_hidden_where_it_is_to_be() -> None:
    """Else the tests above would prove nothing."""
    hidden = {path.stem for path in Path(ENVIRONMENT["PYTHONPATH"].split(os.pathsep)[0]).glob("*.py")}
    assert hidden == {"miniaudio", "_miniaudio"}
