"""The recorded voice: what it says, what it leaves to others, and whether every sentence has its file."""

from __future__ import annotations

from array import array
from hashlib import sha256
from pathlib import Path

import pytest
from sounds.make_voice import FOLDER, Recordings, checksum, pages, parted

from unclench import language
from unclench.media import helper
from unclench.media.pcm import RATE, frames
from unclench.voice import samples
from unclench.voice.engine import EngineNotHere, NotRecorded, VoiceWish
from unclench.voice.recorded import HEADERS, RecordedEngine, file_name, own_voice, sentences

MOST = 10_000_000
"""Bytes that the recordings may take in all."""


# -- the files themselves --------------------------------------------------------------------


def test_every_sentence_has_its_file_and_every_file_is_said():
    """After a change of words: `python sounds/make_voice.py`."""
    assert list(Recordings().report()) == []


def test_the_recordings_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST


def test_the_folder_says_whose_voice_it_is():
    assert "Apache" in (FOLDER / "NOTICE").read_text("utf-8")


def spoken(text: str, **wish: object) -> array[int]:
    engine = RecordedEngine(VoiceWish(language="en", recordings=FOLDER, **wish))  # type: ignore[arg-type]
    engine.open()
    return engine.render(text).samples


@pytest.mark.parametrize("text", ["Hold.", "Halfway.", "Cat-cow. Come onto your hands and knees."])
def test_recordings_are_as_loud_as_all_speech_and_begin_at_once(text: str):
    sound = spoken(text)
    assert 0.7 * samples.PEAK <= samples.peak(sound) <= 1.25 * samples.PEAK  # Vorbis overshoots a little
    assert samples.peak(sound[: frames(40)]) > 100
    assert samples.peak(sound[-frames(60) :]) > 100


def test_a_text_without_its_mark_or_capital_sounds_the_same():
    assert spoken("hold") == spoken("Hold.")


# -- how texts are cut -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Stopped. Come out of it slowly.", ("Stopped.", "Come out of it slowly.")),
        ("Left: hold, 2 of 3.", ("Left:", "Hold,", "2 of 3.")),
        ("0.5 seconds", ("Half a second.",)),
        ("30s; then rest", ("30 seconds;", "Then rest.")),
        ("...", ()),
    ],
)
def test_a_text_is_cut_where_a_speaker_pauses(text: str, parts: tuple[str, ...]):
    assert sentences(text) == parts


def test_a_file_is_named_by_its_text():
    assert file_name("Hold.") == sha256(b"Hold.").hexdigest()[:16] + ".vorbis"


# -- the engine, with files of its own -------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each file holds its number of frames instead of sound."""

    def decode(data: bytes) -> tuple[bytes, int, int, bytes]:
        length = int(data.removeprefix(b"head"))
        return (helper.DONE, 0, 0, b"\1\0" * length) if length else (helper.NOT_ONE, 0, 0, b"")

    monkeypatch.setattr(helper, "sounds", lambda: decode)
    (tmp_path / HEADERS).write_bytes(b"head")
    for sentence, length in (("Rest.", 5), ("Next:", 3), ("Walk.", 7), ("Broken.", 0)):
        (tmp_path / file_name(sentence)).write_text(str(length))
    return tmp_path


def opened(folder: Path) -> RecordedEngine:
    engine = RecordedEngine(VoiceWish(language="en", recordings=folder))
    engine.open()
    return engine


def test_sentences_are_joined_with_a_pause_and_parts_with_a_short_one(folder):
    raw = opened(folder).render("Rest. Next: walk.")
    one, long, short = array("h", [1]), array("h", bytes(2 * frames(250))), array("h", bytes(2 * frames(120)))
    assert raw == (one * 5 + long + one * 3 + short + one * 7, RATE)


@pytest.mark.parametrize("text", ["Rest. Next: my own.", "Rest. Broken."])
def test_a_text_with_one_sentence_that_has_no_sound_is_left_to_another_voice_whole(folder, text):
    with pytest.raises(NotRecorded):
        opened(folder).render(text)


def test_nothing_of_the_text_is_logged(folder):
    with pytest.raises(NotRecorded) as lacking:
        opened(folder).render("My secret.")
    assert (str(lacking.value), lacking.value.loggable) == (
        "This is not recorded: My secret.",
        "This is not recorded: …",
    )


def test_without_the_files_there_is_no_such_voice(tmp_path):
    for place in (None, tmp_path, tmp_path / "gone"):
        with pytest.raises(EngineNotHere):
            RecordedEngine(VoiceWish(language="en", recordings=place)).open()


@pytest.mark.parametrize(
    "wish",
    [{"language": "de"}, {"rate": 100}, {"pitch": 90}, {"voice": "en-us+f3"}, {"piper_model": Path("amy.onnx")}],
)
def test_a_wish_for_another_voice_counts_unless_the_recorded_one_is_asked_for(wish):
    assert own_voice(VoiceWish(**{"language": "en-gb", **wish}))
    assert not own_voice(VoiceWish(engine="recorded", **{"language": "en-gb", **wish}))
    assert not own_voice(VoiceWish(language="en-gb"))


def test_it_speaks_no_other_language(monkeypatch):
    assert own_voice(VoiceWish(engine="recorded", language="en").in_language("de"))
    monkeypatch.setattr(language, "CODE", "de")
    assert own_voice(VoiceWish(engine="recorded", language="en"))


# -- the container ---------------------------------------------------------------------------


def page(packets: list[int], serial: int, number: int) -> bytes:
    lengths = [length for packet in packets for length in (*([255] * (packet // 255)), packet % 255)]
    head = b"OggS\0\0" + bytes(8) + serial.to_bytes(4, "little") + number.to_bytes(4, "little") + b"sum!"
    return head + bytes([len(lengths), *lengths]) + b"x" * sum(packets)


def test_a_file_is_parted_after_its_three_headers_and_has_no_number_by_chance():
    first, second = (parted(page([30], n, 0) + page([40, 700], n, 1) + page([90, 20], n, 2)) for n in (1, 2))
    assert first == second
    assert [len(part) for part in first] == [28 + 30 + 27 + 4 + 740, 27 + 2 + 110]


def test_the_sum_of_a_page_is_the_one_of_the_recordings():
    """It has been compared with what libogg writes: the pages of these files go through unchanged."""
    headers = (FOLDER / HEADERS).read_bytes()
    assert b"".join(pages(headers)) == headers
    assert checksum(b"OggS") == 0x5FB0A94F
