"""The voice for a sheet in another language: its author's words by one that speaks that, all others as always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.voice.talkers import LONG, Talker, made

from unclench.voice.engine import EngineNotHere, VoiceWish
from unclench.voice.voice import Engines, RenderedVoice, unspoken
from unclench.voice.voice_choice import SheetVoice, choose_sheet_voice, maker

ANY = st.lists(st.text("aB", min_size=1, max_size=9), min_size=1, max_size=5, unique=True)


def is_german(text: str) -> bool:
    return "B" in text


class Pair:
    """An English talker and a German one, who is not here if that is said, and the two as one voice."""

    def __init__(self, *, german: bool = True) -> None:
        self.english, self.german = Talker("english"), Talker("german", here=german)
        self.notices: list[str] = []
        self.usual, _ = made(self.english)
        self.authors = RenderedVoice(Engines([lambda: self.german], self.notices.append, sheet="de"))
        self.voice = SheetVoice(self.usual, self.authors, is_german)

    def rendered(self, texts: list[str]) -> None:
        self.voice.prepare(texts)
        self.usual.wait([text for text in texts if not is_german(text)], LONG)
        self.authors.wait([text for text in texts if is_german(text)], LONG)

    def close(self) -> None:
        self.usual.close()
        self.authors.close()


@given(ANY)
def test_each_utterance_is_rendered_by_one_voice_and_by_the_right_one(texts: list[str]):
    pair = Pair()
    pair.rendered(texts)
    pair.close()
    assert set(filter(str.isalpha, pair.german.calls)) - {"open", "stop", "close"} == {t for t in texts if "B" in t}
    assert set(filter(str.isalpha, pair.english.calls)) - {"open", "stop", "close"} == {
        t for t in texts if "B" not in t
    }


@given(ANY, st.integers(0, 100))
def test_the_first_variant_that_fits_is_said_whoever_says_it(variants: list[str], room: int):
    """As with one voice: of either, a letter takes 10 ms."""
    pair = Pair()
    pair.rendered(variants)
    speech = pair.voice.line(variants, room)
    pair.close()
    assert (speech and speech.text) == next((each for each in variants if 10 * len(each) <= room), None)
    assert speech is None or speech.credit == ("german speaks." if is_german(speech.text) else "english speaks.")


def test_where_nobody_speaks_it_the_authors_words_stay_silent_and_it_is_said_once():
    pair = Pair(german=False)
    pair.rendered(["BaB", "a", "B"])
    assert not pair.voice.pending(["BaB", "B"])
    assert pair.voice.line(["BaB", "B"], None) is None
    assert pair.voice.line(["BaB", "a"], None).text == "a"  # type: ignore[union-attr]
    pair.rendered(["BB"])
    pair.close()
    assert pair.notices == [" ".join(unspoken("de"))]
    assert "German" in pair.notices[0]
    assert "unclench[espeak]" in pair.notices[0]
    assert not any("B" in call for call in pair.english.calls)


def test_a_sheet_without_a_language_is_rendered_by_the_usual_voice_to_the_last_sample():
    pair, (alone, _) = Pair(), made(Talker("english"))
    texts = ["aaa", "a"]
    pair.rendered(texts)
    assert alone.wait(texts, LONG)
    assert [pair.voice.line([t], None) for t in texts] == [alone.line([t]) for t in texts]
    assert pair.german.calls == []
    alone.close()
    pair.close()


def test_no_units_are_written_out_in_english_in_another_language():
    talker = Talker()
    voice = RenderedVoice(Engines([lambda: talker], lambda _: None, sheet="de"))
    voice.wait(["5 x 10 s"], LONG)
    voice.close()
    assert "5 x 10 s" in talker.calls
    assert [*Engines([lambda: talker], lambda _: None, sheet="de").parts("Geht es? 5 x 10 s.")]
    assert talker.calls[-2:] == ["Geht es?", "5 x 10 s."]


def test_the_recorded_voice_and_hibari_refuse_another_language():
    for name in ("recorded", "hibari"):
        with pytest.raises(EngineNotHere, match="English only"):
            maker(name, VoiceWish(engine="recorded").in_language("de"))().open()


def test_who_wishes_for_no_voice_is_not_told_that_there_is_none():
    notices: list[str] = []
    voice = choose_sheet_voice(VoiceWish("none"), "de", notices.append)
    assert not voice.wait(["Katzenbuckel."], LONG)
    voice.close()
    assert notices == []


def test_with_espeak_german_words_are_german():
    pytest.importorskip("espeakng_loader")
    voice = choose_sheet_voice(VoiceWish("espeak", language="en"), "de", pytest.fail)
    assert voice.wait(["Rückenschule."], LONG)
    assert "German" in voice.line(["Rückenschule."]).credit  # type: ignore[union-attr]
    voice.close()


class Noted:
    """A voice that says nothing, and notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def prepare(self, texts, *, first=False):
        self.asked.append((list(texts), first))

    def length(self, text):
        return None

    def recite(self, text):
        self.asked.append(text)


def test_what_is_due_now_comes_first_with_both_voices_and_each_question_is_said_by_its_own():
    usual, authors = Noted(), Noted()
    voice = SheetVoice(usual, authors, is_german)  # type: ignore[arg-type]
    voice.prepare(["a", "B"])
    assert (usual.asked, authors.asked) == ([(["a"], False)], [(["B"], False)])
    voice.line(["a", "B"], 10)
    assert (usual.asked[1:], authors.asked[1:]) == ([(["a"], True)], [(["B"], True)])
    voice.prepare(["a"], first=True)
    assert usual.asked[2] == (["a"], True)
    voice.recite("B")
    voice.recite("a")
    assert (usual.asked[-1], authors.asked[-1]) == ("a", "B")
