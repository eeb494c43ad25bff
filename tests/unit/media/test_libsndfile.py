"""Sounds read where there is no miniaudio, compared with what miniaudio makes of them."""

from __future__ import annotations

import struct
import sys
from array import array
from math import pi, sin, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds.make_voice import FOLDER

from unclench.media import helper, libsndfile
from unclench.media.decoder import ChildProcess, Decoder
from unclench.media.libsndfile import NotSound, TooLong
from unclench.media.pcm import RATE, Samples
from unclench.voice.engine import EngineNotHere, VoiceWish
from unclench.voice.recorded import HEADERS, RecordedEngine, file_name

HERE = Path(__file__).resolve().parent
OWN = HERE.parent / "own"
HIDDEN = HERE.parents[1] / "acoustic" / "without_miniaudio"
MOST = 30 * RATE

try:
    DECODE = libsndfile.decoder()
except ImportError:
    pytestmark = pytest.mark.skip(reason="libsndfile is not installed; .ci/run installs it with PulseAudio")


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither this process nor those it starts can import miniaudio."""
    monkeypatch.delitem(sys.modules, "_miniaudio", raising=False)
    monkeypatch.syspath_prepend(str(HIDDEN))


def wav(values: bytes, *, form: int = 1, channels: int = 1, rate: int = RATE, bits: int = 16) -> bytes:
    width = channels * bits // 8
    head = struct.pack("<HHIIHH", form, channels, rate, rate * width, width, bits)
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(values)) + values
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def rms(samples: list[int]) -> float:
    return sqrt(sum(x * x for x in samples) / max(len(samples), 1))


def apart(one: Samples, other: Samples, within: int = 40) -> float:
    """The RMS of what is left of two sounds when one is taken from the other, against the RMS of one.

    miniaudio's filter delays what it brings to another rate by a few samples.
    """
    left = min(rms([a - b for a, b in zip(one[shift:], other, strict=False)]) for shift in range(within))
    return left / rms(list(other))


def by_miniaudio(data: bytes) -> Samples:
    pytest.importorskip("_miniaudio")
    *_, found = helper._by_miniaudio()(data)
    return array("h", bytes(found))


@pytest.mark.parametrize("sentence", ["Hold.", "Halfway."])
def test_a_recording_sounds_as_it_does_through_miniaudio(sentence: str):
    data = (FOLDER / HEADERS).read_bytes() + (FOLDER / file_name(sentence)).read_bytes()
    ours, theirs = DECODE(data, MOST), by_miniaudio(data)
    assert len(ours) == pytest.approx(len(theirs), abs=2)
    assert apart(theirs, ours) < 0.1


@pytest.mark.parametrize("name", sorted(path.name for path in OWN.glob("tone.*")))
def test_each_kind_of_file_is_read_as_miniaudio_reads_it(name: str):
    data = (OWN / name).read_bytes()
    ours, theirs = DECODE(data, MOST), by_miniaudio(data)
    assert len(ours) == pytest.approx(len(theirs), rel=0.05, abs=2)
    assert apart(theirs, ours, 1_400 if name.endswith("mp3") else 40) < 0.1


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("form", [1, 3])
def test_all_channels_are_mixed_whatever_the_numbers_are(channels: int, form: int):
    tone = [0.5 * sin(2 * pi * 440 * i / RATE) for i in range(4_410)]
    frames = [value for value in tone for _ in range(channels)]
    if form == 1:
        data = wav(array("h", [round(32_767 * value) for value in frames]).tobytes(), channels=channels)
    else:
        data = wav(array("f", frames).tobytes(), form=3, channels=channels, bits=32)
    expected = [round(32_767 * value) for value in tone]
    assert max(abs(a - b) for a, b in zip(DECODE(data, MOST), expected, strict=True)) <= 2


def test_what_is_louder_than_full_scale_is_cut_off_and_does_not_wrap_round():
    loud = wav(array("f", [0.5, 1.9, -1.9, 0.0]).tobytes(), form=3, bits=32)
    assert list(DECODE(loud, MOST)) == [16_383, 32_767, -32_768, 0]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_makes_it_no_sound(number: float):
    with pytest.raises(NotSound):
        DECODE(wav(array("f", [0.0, number]).tobytes(), form=3, bits=32), MOST)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF", b"OggS" + bytes(100), b"fLaC" + bytes(100), b"ID3" + bytes(100),
        b"FORM" + struct.pack(">I", 4) + b"AIFF",
        wav(bytes(400), rate=1_000), wav(bytes(400), rate=400_000), wav(bytes(360), channels=9),
    ],
)  # fmt: skip
def test_what_no_cue_is_made_of_is_refused(data: bytes):
    with pytest.raises(NotSound):
        DECODE(data, MOST)


def test_what_is_longer_than_wanted_is_refused_before_all_of_it_is_read():
    with pytest.raises(TooLong):
        DECODE(wav(bytes(2 * 24_000 * 4), rate=24_000), 3 * RATE)
    assert len(DECODE(wav(bytes(2 * 24_000 * 3), rate=24_000), 3 * RATE)) == 3 * RATE


@given(st.binary(max_size=300), st.sampled_from([*libsndfile.BEGINNINGS, wav(b"")[:40], b""]))
def test_whatever_a_stranger_sends_is_a_sound_or_is_refused(rest: bytes, beginning: bytes):
    try:
        assert len(DECODE(beginning + rest, RATE)) <= RATE
    except (NotSound, TooLong):
        """Both are answers."""


@pytest.mark.usefixtures("hidden")
def test_without_miniaudio_the_recorded_voice_speaks():
    engine = RecordedEngine(VoiceWish(language="en", recordings=FOLDER))
    engine.open()
    assert rms(list(engine.render("Hold. Halfway.").samples)) > 1_000


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("name", sorted(path.name for path in OWN.glob("tone.*")))
def test_without_miniaudio_the_confined_process_reads_sounds_of_ones_own(name: str):
    with Decoder(60, ChildProcess) as decoder:
        assert len(decoder.sound(OWN / name)) > 1_000


def test_the_copy_that_the_package_soundfile_brings_comes_after_the_one_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "_soundfile_data"
    folder.mkdir()
    for name in ("__init__.py", "libsndfile_arm64.so", "COPYING"):
        (folder / name).touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(libsndfile._libraries()) == ["libsndfile.so.1", str(folder / "libsndfile_arm64.so")]


@pytest.mark.usefixtures("hidden")
def test_without_either_the_recorded_voice_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(libsndfile, "_libraries", lambda: iter(["libsndfile-there-is-none.so"]))
    engine = RecordedEngine(VoiceWish(language="en", recordings=FOLDER))
    with pytest.raises(EngineNotHere, match=r"Neither miniaudio nor libsndfile .* Install libsndfile1"):
        engine.open()
