"""The live voice in its own process: what is sent to it, what it gives back, and how it ends."""

from __future__ import annotations

import base64
import subprocess
import sys
from array import array
from collections.abc import Callable
from math import sin

import pytest

from unclench.media.pcm import RATE, frames, from_bytes
from unclench.voice import engine, narrator
from unclench.voice.engine import EngineFailed, EngineNotHere, Shaped, VoiceWish
from unclench.voice.hibari import HibariEngine
from unclench.voice.narrator import ABSENT, LENGTH, NONE, Narrator, answers

FAKE = """
import base64, struct, sys
sys.stdout.buffer.write(sys.argv[1].encode() + b"\\n"); sys.stdout.buffer.flush()
for line in sys.stdin.buffer:
    text = base64.b64decode(line).decode()
    if text == "Die.": sys.exit(1)
    data = b"" if text == "Bad." else struct.pack(f"<{len(text)}h", *[7] * len(text))
    sys.stdout.buffer.write(struct.pack("<i", len(data) or -1) + data); sys.stdout.buffer.flush()
"""
"""Says each sentence as as many sevens as it has characters."""


def live(code: str = FAKE, used: str = "heart", **wish: object) -> HibariEngine:
    def start(voice: str, pace: str) -> subprocess.Popen[bytes]:
        asked.append((voice, pace))
        return engine.start([sys.executable, "-I", "-S", "-c", code, used])

    asked.clear()
    return HibariEngine(VoiceWish(**{"language": "en", **wish}), start)  # type: ignore[arg-type]


asked: list[tuple[str, str]] = []


@pytest.fixture
def opened():
    made = live()
    made.open()
    yield made
    made.close()


def test_sentences_are_sent_one_by_one_and_joined_like_recordings(opened):
    raw = opened.render("Lie down. Left: hold")
    seven, long, short = array("h", [7]), array("h", bytes(2 * frames(250))), array("h", bytes(2 * frames(120)))
    assert isinstance(raw, Shaped)
    assert raw == (seven * 9 + long + seven * 5 + short + seven * 5, RATE)


@pytest.mark.parametrize("text", ["Bad.", "Die."])
def test_a_sentence_that_cannot_be_said_and_a_process_that_dies_are_failures(opened, text):
    with pytest.raises(EngineFailed):
        opened.render(text)


def test_stopped_from_outside_it_ends(opened):
    opened.stop()
    with pytest.raises(EngineFailed):
        opened.render("Hold.")


@pytest.mark.parametrize(("rate", "pace"), [(90, "0.880"), (180, "1.760"), (50, "0.500")])
def test_the_pace_is_a_part_of_the_calm_one(rate, pace):
    made = live(rate=rate)
    made.open()
    made.close()
    made.close()
    assert asked == [("", pace)]


def test_another_voice_is_named_and_one_that_is_missed_is_said_to_be():
    emma, nobody = live(used="emma", voice="emma"), live(voice="nobody")
    emma.open()
    nobody.open()
    assert (emma.description, emma.remark) == ("The voice is hibari-tts: emma.", "")
    assert nobody.remark == "hibari-tts has no voice called 'nobody' here, so heart is used."
    emma.close()
    nobody.close()


def test_what_it_said_when_it_could_not_be_loaded_is_passed_on():
    with pytest.raises(EngineFailed, match=r"cannot be loaded \(no model\)"):
        live("import sys; sys.exit('no model')").open()
    with pytest.raises(EngineNotHere):
        live(f"import sys; sys.exit({ABSENT})").open()


def test_it_speaks_english_only():
    with pytest.raises(EngineNotHere):
        live(language="de-at").open()


def test_without_the_package_there_is_no_such_voice(monkeypatch):
    monkeypatch.setattr("unclench.voice.hibari.find_spec", lambda name: None)
    with pytest.raises(EngineNotHere):
        HibariEngine(VoiceWish(language="en")).open()


# -- what runs in the process ----------------------------------------------------------------


class Floats(list[float]):
    """As much of an array of numpy's as the narrator needs."""

    def tolist(self) -> list[float]:
        return self


def tts(lasting: float) -> Callable[..., Floats]:
    """A voice that begins and ends with 0.3 s of silence, as the real one does."""
    silence = [0.0] * 7_200
    return lambda text, pace, seed: Floats(
        [*silence, *(sin(i / 10) / 2 for i in range(round(lasting * 24_000))), *silence]
    )


def test_the_silence_around_a_sentence_is_cut_off():
    assert len(Narrator(tts=tts(1.0)).say("Hold.")) / narrator.RATE == pytest.approx(1.02, abs=0.002)


def test_a_sentence_without_a_sound_is_empty():
    assert Narrator(tts=tts(0)).say("Hold.") == array("h")


def test_each_line_is_answered_even_after_one_that_went_wrong():
    def say(sentence: str) -> array[int]:
        if sentence == "Bad.":
            raise RuntimeError
        return array("h", [5] * narrator.RATE)

    bad, good = answers(iter([base64.b64encode(b"Bad.") + b"\n", base64.b64encode(b"Hold.") + b"\n"]), say)
    assert bad == LENGTH.pack(NONE)
    assert LENGTH.unpack(good[: LENGTH.size]) == (2 * RATE,)
    assert set(from_bytes(good[LENGTH.size :])) == {5}


def test_the_real_voice_speaks_where_it_is_installed():
    pytest.importorskip("hibari", reason="the extra voice is not installed")
    made = HibariEngine(VoiceWish(language="en"))
    made.open()
    raw = made.render("Heel slide. Hold.")
    made.close()
    assert 1 < len(raw.samples) / RATE < 4
