"""The espeak-ng library itself, where the extra `voice` is installed."""

from __future__ import annotations

import sys
import threading
from array import array
from functools import cache
from pathlib import Path

import pytest

from unclench.voice import espeak
from unclench.voice.engine import EngineFailed, EngineNotHere, VoiceWish
from unclench.voice.espeak import LONGEST, EspeakEngine, EspeakLibrary, library, pitch_level, words_a_minute
from unclench.voice.samples import PEAK, peak, shape
from unclench.voice.voice import Engines

pytest.importorskip("espeakng_loader")

ORDERS = ["-v", "--version", "<speak>yes</speak>", "<break time='10s'/>yes", "[[h@]]", "\x1b[2J", "\x0190S yes"]
SENTENCE = "Cat-cow. On hands and knees. 5 times: round 5 seconds."


def opened(**wishes) -> EspeakEngine:
    engine = EspeakEngine(VoiceWish(**{"language": "en", **wishes}))
    engine.open()
    return engine


def ladder(engine: EspeakEngine) -> Engines:
    return Engines([lambda: engine], pytest.fail)


def test_the_same_text_is_the_same_sound_whatever_was_said_before():
    engine, other = opened(), opened(language="en-us", rate=140)
    first = engine.render(SENTENCE)
    for text in ("Hold.", "Halfway there.", "Rest."):
        other.render(text)
        engine.render(text)
    assert engine.render(SENTENCE) == first
    assert shape(*first) == shape(*engine.render(SENTENCE))


@pytest.mark.parametrize(
    "text", [*ORDERS, "a" * 10_000, "hello " * 2_000, "日本語 ünder", "\ud800 x", "a\x00b"], ids=lambda t: ascii(t[:9])
)
def test_any_text_is_only_ever_words(text: str, capfd: pytest.CaptureFixture[str]):
    voice = ladder(opened())
    before = voice.render(SENTENCE)
    raw = voice.render(text)
    assert raw is not None
    assert 0 < len(raw.samples) <= (LONGEST + 1) * raw.rate
    assert voice.render(SENTENCE) == before
    assert capfd.readouterr() == ("", "")


def test_the_library_reads_markup_aloud_even_if_it_gets_some():
    engine = opened()
    assert len(engine.render("<break time='10s'/>yes").samples) < 6 * 22_050
    assert engine.render("[[h@]]") != engine.render("h@")


def test_a_text_without_end_is_cut_off():
    samples = library().synth("hello " * 3_000, 80, 50)
    assert len(samples) <= (LONGEST + 1) * 22_050


def test_speech_is_trimmed_and_does_not_click():
    raw = opened().render("Hold.")
    out = shape(*raw)
    assert len(out) < 2 * len(raw.samples)
    assert 3_000 < peak(out) <= PEAK
    assert max(map(abs, out[:44] + out[-44:])) < 400
    assert any(abs(x) > 60 for x in out[:1_000])


def test_a_higher_rate_is_shorter_and_the_pitch_changes_the_sound():
    slow, fast = opened(rate=60).render(SENTENCE), opened(rate=180).render(SENTENCE)
    assert len(slow.samples) > 2 * len(fast.samples)
    assert opened(pitch=150).render("Hold.") != opened(pitch=100).render("Hold.")


def test_the_language_chooses_the_voice():
    assert "America" in opened(language="en-us").description
    assert "German" in opened(language="de").description


def test_german_is_spoken_as_german_and_not_as_english():
    """The same words in both take other sounds and another time; the first engine asked speaks it by itself."""
    text = "Kommen Sie in den Vierfüßlerstand."
    german, english = EspeakEngine(VoiceWish(language="en").in_language("de-DE")), opened()
    german.open()
    assert "German" in german.description
    spoken, mangled = german.render(text), english.render(text)
    assert spoken != mangled
    assert abs(len(spoken.samples) - len(mangled.samples)) > spoken.rate // 10
    assert german.render(text) == spoken


def test_a_language_without_a_voice_is_refused_and_no_other_takes_its_place():
    engine = EspeakEngine(VoiceWish(language="en", voice="en-us").in_language("tlh"))
    for _ in range(2):
        with pytest.raises(EngineNotHere, match="It has no voice for tlh"):
            engine.open()
        engine.close()
    assert opened().render(SENTENCE) == opened().render(SENTENCE)


def test_a_voice_can_be_named_with_its_variant():
    engine = opened(voice="en-us+f3")
    assert engine.remark == ""
    assert any(engine.render("Hold.").samples)


@pytest.mark.parametrize("wish", [{"voice": "Samantha"}, {"language": "xx"}])
def test_a_voice_that_is_not_there_is_replaced_and_named(wish: dict[str, str]):
    engine = opened(**wish)
    assert next(iter(wish.values())) in engine.remark
    assert any(engine.render("Hold.").samples)


def test_data_that_are_missing_or_too_far_down_are_refused_before_the_library_complains(tmp_path, capfd):
    with pytest.raises(EngineFailed, match="missing"):
        EspeakLibrary(Path("x.so"), tmp_path)
    deep = tmp_path / ("x" * 140)
    deep.mkdir()
    (deep / "phontab").touch()
    with pytest.raises(EngineNotHere, match="as long as"):
        EspeakLibrary(Path("x.so"), deep)
    assert capfd.readouterr() == ("", "")


def test_a_library_that_is_none_is_an_engine_that_failed(tmp_path):
    (tmp_path / "phontab").touch()
    (tmp_path / "x.so").write_text("no library")
    with pytest.raises(EngineFailed, match="can't be loaded"):
        EspeakLibrary(tmp_path / "x.so", tmp_path)


def test_without_the_extra_there_is_simply_no_such_engine(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    # Asked anew beside what is made already: a second library in one process would silence the first.
    monkeypatch.setattr(espeak, "_made", cache(espeak._made.__wrapped__))
    with pytest.raises(EngineNotHere, match="not installed"):
        EspeakEngine(VoiceWish()).open()


def test_nothing_stays_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened().render("Hold.")
    assert list(tmp_path.iterdir()) == []


def test_percentages_in_espeaks_own_measures():
    assert [words_a_minute(percent) for percent in (50, 90, 100, 200)] == [87, 157, 175, 350]
    assert [pitch_level(percent) for percent in (50, 100, 200)] == [25, 50, 99]


def test_no_sound_is_no_samples():
    assert opened().render("").samples.count(0) == len(opened().render("").samples)
    assert shape(*opened().render("")) == array("h")


def test_two_voices_at_once_make_one_library(monkeypatch: pytest.MonkeyPatch):
    """Two made at the same moment once brought the whole program down."""
    made: list[object] = []
    begun, go = threading.Event(), threading.Event()

    def make(path: Path, data: Path) -> object:
        made.append(data)
        begun.set()
        go.wait(10)
        return object()

    kept = espeak._made
    monkeypatch.setattr(espeak, "_made", cache(kept.__wrapped__))
    monkeypatch.setattr(espeak, "EspeakLibrary", make)
    threads = [threading.Thread(target=library) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert len(made) == 1
