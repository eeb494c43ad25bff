"""The voice with engines that only pretend: order, failures, notices, and the end."""

from __future__ import annotations

import threading
import time
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.voice.talkers import LONG, Talker, made

from unclench import ports
from unclench.audio.backend import Probe
from unclench.system import log
from unclench.voice.engine import EngineFailed, NotRecorded, Raw, Shaped, VoiceWish
from unclench.voice.recorded import BETWEEN
from unclench.voice.voice import HINT, Recitation, RenderedVoice
from unclench.voice.voice_choice import cast, choose_voice


def test_texts_are_rendered_in_order_and_each_once():
    talker = Talker()
    voice, notices = made(talker)
    voice.prepare(["one", "two", "one", "three"])
    assert voice.wait(["one", "two", "three"], LONG)  # none of them before another: what gives way is rendered anew
    voice.prepare(["two"])
    assert voice.wait(["one", "two", "three"], LONG)
    voice.close()
    assert talker.calls[1:-2] == ["one", "two", "three"]
    assert notices == []


def test_the_longest_wording_that_fits_is_spoken():
    voice, _ = made(Talker())
    texts = ["a long one", "short", "x"]
    assert voice.wait(texts, LONG)
    assert [voice.line(texts, room).text for room in (None, 100, 99, 50, 10)] == [  # type: ignore[union-attr]
        "a long one", "a long one", "short", "short", "x",
    ]  # fmt: skip
    assert voice.line(texts, 9) is None
    voice.close()


@given(st.lists(st.text("ab", min_size=1, max_size=30), min_size=1, max_size=5), st.integers(0, 300))
def test_no_line_is_longer_than_its_room(variants: list[str], room: int):
    voice, _ = made(Talker())
    assert voice.wait(variants, LONG)
    variants.sort(key=len, reverse=True)
    speech = voice.line(variants, room)
    voice.close()
    best = max((10 * len(text) for text in variants if 10 * len(text) <= room), default=None)
    assert (speech and speech.length_ms) == best
    assert speech is None or len(speech.samples) * 1000 <= room * 44_100


def test_asking_for_a_line_never_waits_and_brings_it_to_the_front():
    talker = Talker()
    talker.gate = threading.Event()
    voice, _ = made(talker)
    voice.prepare(["first", "second"])
    assert voice.line(["urgent"], None) is None
    assert voice.pending(["urgent"])
    talker.gate.set()
    assert voice.wait(["urgent"], LONG)
    assert voice.wait(["first", "second"], LONG)
    assert not voice.pending(["urgent"])
    assert voice.line(["urgent"], None)
    voice.close()
    assert talker.calls.index("urgent") < talker.calls.index("second")


def test_what_has_no_words_takes_no_time_and_no_engine():
    talker = Talker()
    voice, _ = made(talker)
    assert voice.wait(["", "..."], LONG)
    assert voice.length("...") == 0
    voice.close()
    assert talker.calls == []


def test_an_engine_that_is_not_here_is_passed_over_in_silence():
    voice, notices = made(Talker("absent", here=False), Talker("other"))
    assert voice.wait(["hello"], LONG)
    assert voice.name == "other"
    assert voice.reasons == [("absent", "absent is not here.")]
    voice.close()
    assert notices == []


def test_an_engine_asked_for_by_name_is_missed():
    voice, notices = made(Talker("absent", here=False), Talker("other"), wished="absent")
    assert voice.wait(["hello"], LONG)
    voice.close()
    assert notices == ["absent cannot speak: absent is not here. Now: other speaks."]


def test_an_engine_that_fails_once_is_tried_again():
    talker = Talker(breaks_at="two", breaks=1)
    voice, notices = made(talker, Talker("other"))
    assert voice.wait(["one", "two"], LONG)
    assert voice.name == "talker"
    voice.close()
    assert notices == []


def test_an_engine_that_fails_twice_hands_over_with_the_same_text():
    failing, other = Talker("failing", breaks_at="two"), Talker("other")
    voice, notices = made(failing, other)
    assert voice.wait(["one"], LONG)
    assert voice.wait(["two", "three"], LONG)
    assert voice.name == "other"
    voice.close()
    assert failing.calls[-1] == "close"
    assert other.calls[:2] == ["open", "two"]
    assert notices == ["The voice stopped: failing broke. Now: other speaks."]


def test_an_engine_without_a_sound_is_given_up():
    mute = Talker("mute")
    mute.loud = 5
    voice, notices = made(mute, Talker("other"))
    assert voice.wait(["hello"], LONG)
    assert voice.name == "other"
    voice.close()
    assert notices == ["The voice stopped: mute runs, but no sound comes out. Now: other speaks."]


def test_when_nobody_is_left_the_user_learns_how_to_get_a_voice():
    voice, notices = made(Talker("absent", here=False))
    assert not voice.wait(["hello"], LONG)
    assert not voice.wait(["hello"], LONG)
    assert voice.name == "none"
    assert voice.line(["hello"], None) is None
    assert not voice.pending(["hello"])
    assert notices == [f"There is no voice on this computer. {HINT}"]
    voice.close()


def test_no_voice_wished_is_no_news():
    notices: list[str] = []
    voice = choose_voice(VoiceWish("none"), notices.append)
    assert not voice.wait(["hello"], LONG)
    voice.close()
    assert (voice.name, notices) == ("none", [])


def test_a_remark_is_passed_on_once():
    talker = Talker()
    talker.remark = "Another voice speaks."
    voice, notices = made(talker)
    assert voice.wait(["one", "two"], LONG)
    voice.close()
    assert notices == ["Another voice speaks."]


def test_closing_ends_a_text_that_is_under_way_and_keeps_what_is_there():
    talker = Talker()
    voice, notices = made(talker)
    assert voice.wait(["one"], LONG)
    talker.gate = threading.Event()
    voice.prepare(["two", "three"])
    voice.close()
    voice.close()
    voice.prepare(["four"])
    assert not [t for t in threading.enumerate() if t.name == "unclench-voice" and t is voice._thread]
    assert voice.line(["one"], None)
    assert talker.calls[-1] == "close"
    assert "three" not in talker.calls
    assert notices == []


def test_a_voice_never_used_starts_nothing():
    voice: ports.Voice = made(Talker())[0]
    assert isinstance(voice, RenderedVoice)
    assert voice.name == "auto"
    voice.close()
    assert voice._thread is None


def test_the_log_says_who_speaks_and_who_cannot_but_never_what_was_to_be_said(tmp_path):
    class Parrot(Talker):
        def render(self, text: str) -> Raw:
            raise EngineFailed(f"parrot failed (cannot say {text}).", f"cannot say {text}")

    path = tmp_path / "unclench.log"
    log.start(path)
    voice, _ = made(Talker("deaf", here=False), Parrot(), Talker("spare"))
    assert voice.wait(["secret"], LONG)
    voice.close()
    log.stop()
    logged = path.read_text("utf-8")
    assert "unclench.voice: deaf does not open: deaf is not here.\n" in logged
    assert "unclench.voice: talker has failed: parrot failed (…).\n" in logged
    assert "unclench.voice: spare speaks.\n" in logged
    assert "secret" not in logged


# -- what is recorded, and what another voice says --------------------------------------------


class Recorded(Talker):
    """Has recordings of what begins with a capital."""

    def __init__(self) -> None:
        super().__init__("recorded")

    def render(self, text: str) -> Raw:
        if text.islower():
            raise NotRecorded(f"This is not recorded: {text}", text)
        return Shaped(*super().render(text))


def test_what_is_not_recorded_is_said_by_the_next_voice_and_only_then_it_is_opened():
    live = Talker("live")
    voice, notices = made(Recorded(), Talker("absent", here=False), live)
    assert voice.wait(["One"], LONG)
    assert live.calls == []
    assert voice.wait(["my own", "Two"], LONG)
    assert live.calls == ["open", "my own"]
    assert (voice.name, voice.reasons, notices) == ("recorded", [("absent", "absent is not here.")], [])
    voice.close()
    assert live.calls[-1] == "close"


class Shelf(Recorded):
    """The same, and it can say beforehand what it has."""

    def lacking(self, text: str) -> NotRecorded | None:
        return NotRecorded(f"This is not recorded: {text}", text) if "my own" in text else None


def taken(voice: RenderedVoice, text: str) -> list[int]:
    """The lengths of the sentences of a recital, in ms, each as soon as it is there."""
    recital, lengths = voice.recite(text), list[int]()
    until = time.monotonic() + LONG / 1000
    while not recital.over and time.monotonic() < until:
        if (samples := recital.take()) is None:
            time.sleep(0.001)
        else:
            lengths.append(len(samples) * 1000 // 44_100)
    assert recital.over
    return lengths


def test_the_first_sentence_of_a_question_is_there_while_the_second_is_still_rendered():
    talker = Slow("Stop.")
    voice, _ = made(talker)
    recital = voice.recite("Go. Stop.")
    assert talker.begun.wait(LONG / 1000)
    first = recital.take()
    assert first
    assert (recital.take(), recital.over) == (None, False)
    talker.go_on.set()
    while not recital.over:
        recital.take()
    voice.close()
    assert talker.calls[1:3] == ["Go.", "Stop."]


class Slow(Talker):
    """Says one sentence only when `go_on` is set; `begun` is set when it has begun with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("slow")
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._sentence = sentence

    def render(self, text: str) -> Raw:
        if text == self._sentence:
            self.begun.set()
            self.go_on.wait(LONG / 1000)
        return super().render(text)


def test_between_two_sentences_of_a_question_there_is_a_pause():
    voice, _ = made(Talker())
    assert taken(voice, "Go on. Stop.") == pytest.approx([60, 50 + BETWEEN], abs=1)
    voice.close()


def test_what_is_not_recorded_whole_is_said_whole_by_one_other_voice():
    live = Talker("live")
    voice, _ = made(Shelf(), live)
    assert len(taken(voice, "One. Two.")) == 2
    assert live.calls == []
    assert len(taken(voice, "One. This is my own. Two.")) == 3
    assert live.calls == ["open", "One.", "This is my own.", "Two."]
    voice.close()


def test_a_question_comes_before_whatever_is_rendered_ahead_even_if_that_has_begun():
    talker = Slow("ahead")
    voice, _ = made(talker)
    voice.prepare(["ahead", "later"])
    assert talker.begun.wait(LONG / 1000)
    recital = voice.recite("Is it off?")
    talker.go_on.set()
    assert voice.wait(["ahead", "later"], LONG)
    assert recital.take()
    voice.close()
    assert talker.calls[1:-2] == ["ahead", "Is it off?", "ahead", "later"]


def test_words_that_are_due_now_come_before_those_ahead_even_if_these_have_begun():
    talker = Slow("ahead")
    voice, _ = made(talker)
    voice.prepare(["ahead"])
    assert talker.begun.wait(LONG / 1000)
    voice.prepare(["now"], first=True)
    talker.go_on.set()
    assert voice.wait(["now"], LONG)
    assert voice.wait(["ahead"], LONG)
    voice.close()
    assert talker.calls[1:-2] == ["ahead", "now", "ahead"]


def test_nothing_more_is_rendered_of_a_question_that_has_been_answered():
    talker = Slow("Go.")
    voice, _ = made(talker)
    recital = voice.recite("Go. Stop.")
    assert talker.begun.wait(LONG / 1000)
    recital.drop()
    talker.go_on.set()
    assert voice.wait(["after"], LONG)
    voice.close()
    assert talker.calls[1:3] == ["Go.", "after"]


def test_a_question_ends_where_nobody_speaks_or_the_voice_is_closed():
    nobody, _ = made(Talker(here=False))
    assert taken(nobody, "Is it off?") == []
    nobody.close()
    assert nobody.recite("Is it off?").over
    talker = Slow("Is it off?")
    voice, _ = made(talker)
    recital = voice.recite("Is it off?")
    assert talker.begun.wait(LONG / 1000)
    threading.Timer(0.05, talker.go_on.set).start()
    voice.close()
    assert recital.take() is None or recital.over


def test_every_text_says_whose_voice_it_has_and_why():
    voice, _ = made(Recorded(), Talker("live"))
    assert voice.wait(["One", "my own"], LONG)
    assert voice.line(["One"]).credit == "recorded speaks."  # type: ignore[union-attr]
    assert voice.line(["my own"]).credit == "live speaks. This is not recorded: my own"  # type: ignore[union-attr]
    voice.close()
    voice, _ = made(Talker("recorded", here=False), Talker("live"))
    assert voice.wait(["One"], LONG)
    because = "live speaks. Not the recorded voice: recorded is not here."
    assert voice.line(["One"]).credit == because  # type: ignore[union-attr]
    voice.close()


def test_where_only_recordings_speak_the_rest_stays_silent_and_it_is_said_once_how_to_get_a_voice():
    voice, notices = made(Recorded(), Talker("absent", here=False))
    assert not voice.wait(["my own", "your own"], LONG)
    assert not voice.pending(["my own"])
    assert voice.line(["my own", "One"], None) is None
    assert voice.wait(["One"], LONG)
    assert voice.line(["my own", "One"], None).text == "One"  # type: ignore[union-attr]
    assert voice.name == "recorded"
    voice.close()
    assert notices == [f"Some words are not recorded, and there is no other voice on this computer. {HINT}"]


def test_recordings_are_not_shaped_again():
    voice, _ = made(Recorded())
    assert voice.wait(["One"], LONG)
    assert max(voice.line(["One"]).samples) == 9_000  # type: ignore[union-attr]
    voice.close()


@pytest.mark.parametrize(
    ("wish", "there", "said"),
    [
        ("auto", ["recorded", "espeak"], "recorded says what comes with unclench, espeak words of your own."),
        ("espeak", ["recorded", "espeak"], "espeak says everything."),
        ("auto", ["recorded"], f"recorded says what comes with unclench; words of your own need another voice. {HINT}"),
        ("auto", [], "No voice; the captions say everything."),
    ],
)
def test_the_doctor_says_which_voice_says_what(wish: str, there: list[str], said: str):
    assert cast(VoiceWish(wish), [Probe(name, "", available=True) for name in there]) == said


def test_the_sentences_of_a_question_are_taken_in_their_order():
    recital = Recitation("Go. Stop.")
    recital.add(array("h", [1]))
    recital.add(array("h", [2]))
    assert [samples[-1] for samples in (recital.take(), recital.take()) if samples] == [1, 2]
