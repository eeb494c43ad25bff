"""Words that a key cut off: from which sentence on they come again, and what time that gets."""

from __future__ import annotations

import pytest
from bundled import BUNDLED
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.config import paths
from unclench.cues import speak_after
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.cue_queue import CutWords
from unclench.session.guidance import (
    PAUSES,
    RENDERED_WITHIN,
    Explain,
    Guidance,
    after_words,
    guided,
    said_again,
    unsaid,
)
from unclench.session.playhead import Playhead
from unclench.session.timeline import Cue, Kind, Timeline
from unclench.voice.engine import VoiceWish
from unclench.voice.recorded import lengths

RECORDED = lengths(VoiceWish(language="en", recordings=paths.shipped("sounds") / "voice"))
PERSON = Guidance(Explain.ALWAYS, first_session=True, lengths=RECORDED)
TEXT = "Cat-cow. Come onto your hands and knees. 5 times."


def by_letters(text: str) -> int:
    return 50 * len(text)


def cut(heard: int, lasting: int = by_letters(TEXT)) -> CutWords:
    return CutWords(Cue(0, None, "", 0, spoken=(TEXT, "Cat-cow.")), (TEXT,), lasting, heard)


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        (1, TEXT),
        (399, TEXT),
        (400, "Come onto your hands and knees. 5 times."),
        (1_500, "Come onto your hands and knees. 5 times."),
        (2_100, "5 times."),
        (2_449, "5 times."),
    ],
)
def test_words_come_again_from_the_sentence_on_that_was_cut(heard: int, rest: str) -> None:
    assert unsaid(cut(heard), by_letters) == (rest,)


def test_a_voice_that_is_quicker_than_was_guessed_loses_no_sentence_and_repeats_none() -> None:
    for heard in range(1, by_letters(TEXT)):
        assert unsaid(cut(heard // 2, by_letters(TEXT) // 2), by_letters) in {
            unsaid(cut(each), by_letters) for each in (heard - 1, heard)
        }


def test_words_that_had_not_begun_come_whole_or_as_short_as_they_may_be() -> None:
    whole = CutWords(cut(0).cue, cut(0).cue.spoken)
    assert unsaid(whole, by_letters) == (TEXT, "Cat-cow.")


def places(timeline: Timeline) -> list[tuple[int, Cue, str]]:
    """(the end of its room, cue, words) of each cue of a get-ready or a pause that has words in it."""
    found = []
    for index, cue in enumerate(timeline.cues):
        if cue.segment < len(timeline.segments) and (room := timeline.room(index)) is not None:
            segment = timeline.segments[cue.segment]
            begin = cue.at + speak_after(cue.sound)
            fitting = [text for text in cue.spoken if begin + RECORDED(text) <= cue.at + room]
            if segment.kind in PAUSES and fitting:
                found.append((cue.at + room, cue, fitting[0]))
    return found


GUIDED = [
    guided(compile_routine(BUNDLED[id], Choices(optional="all")), PERSON)
    for id in ("gentle-stretch", "spasm-first-minutes", "pmr-toes-to-head", "flexion-ease")
]
PLACES = [(timeline, *place) for timeline in GUIDED for place in places(timeline)]


@given(st.sampled_from(PLACES), st.integers(0, 1_000))
def test_wherever_words_are_cut_they_end_as_long_before_the_next_phase_as_if_they_had_not_been(place, permille):
    timeline, free_until, cue, text = place
    lasting, segment = RECORDED(text), timeline.segments[cue.segment]
    heard = lasting * permille // 1001
    position = cue.at + speak_after(cue.sound) + heard
    line = Playhead(timeline, 5_000, segment.index, position - segment.start)
    again = said_again(line, CutWords(cue, (text,), lasting, heard), RECORDED)
    assert again is not None
    back, due = again
    assert (back.timeline, back.time, back.index, back.still) == (timeline, 5_000, segment.index, False)
    assert max(segment.start, cue.at - 1) <= back.base <= position
    if due is None:
        assert timeline.cues[timeline.first_cue(back.index, back.base + (1 if back.offset else 0))] == cue
    else:
        said, *shorter = due.cue.spoken
        assert all(said.startswith(each) for each in shorter)  # where it takes long to render them
        assert text.endswith(said)
        assert RECORDED(text[: -len(said)]) <= heard
        end = back.base + due.at - back.time + RECORDED(said)
        assert end <= free_until
        assert segment.kind is not Kind.SETUP or segment.end - end >= after_words(timeline, segment)
        assert due.room == free_until - due.cue.at
        assert due.cue.essential


def test_words_that_come_again_have_half_a_second_to_be_rendered_wherever_the_phase_has_to_go_back_for_them() -> None:
    timeline, free_until, cue, text = PLACES[0]
    lasting, segment = RECORDED(text), timeline.segments[cue.segment]
    line = Playhead(timeline, 5_000, segment.index, segment.width - 2_000)
    again = said_again(line, CutWords(cue, (text,), lasting, lasting // 2), RECORDED)
    assert again is not None
    _, due = again
    assert due is not None
    assert due.room is not None
    assert due.room - RECORDED(due.cue.spoken[0]) >= RENDERED_WITHIN
    assert due.room <= free_until - cue.at


def test_a_dose_that_has_been_made_easier_does_not_come_again() -> None:
    eased = CutWords(cut(400).cue, (TEXT,), by_letters(TEXT), 400, untrue="5 times.")
    assert unsaid(eased, by_letters) == ("Come onto your hands and knees.",)
    assert unsaid(CutWords(cut(0).cue, (TEXT,), by_letters(TEXT), 2_200, untrue="5 times"), by_letters) == ()


def test_nothing_comes_again_in_a_hold_in_a_breath_with_a_pack_on_or_where_a_key_is_waited_for() -> None:
    kinds = set[Kind]()
    for id in ("gentle-stretch", "breathing-5-1-4", "ice-15", "spasm-first-minutes"):
        timeline = guided(compile_routine(BUNDLED[id], Choices(optional="all")), PERSON)
        for cue in timeline.cues:
            if cue.segment < len(timeline.segments) and cue.spoken:
                segment = timeline.segments[cue.segment]
                line = Playhead(timeline, 0, segment.index, 500)
                words = CutWords(cue, cue.spoken[:1], 5_000, 100)
                if segment.kind not in PAUSES or segment.gate is not None:
                    kinds.add(segment.kind)
                    assert said_again(line, words, RECORDED) is None
    assert {Kind.WORK, Kind.BREATHE_IN, Kind.COLD, Kind.CONFIRM} <= kinds


def test_words_of_another_phase_do_not_come_again() -> None:
    timeline, _, cue, text = PLACES[0]
    assert said_again(Playhead(timeline, 0, cue.segment + 1, 0), CutWords(cue, (text,), 9_000, 500), RECORDED) is None
    assert said_again(Playhead(timeline, 0, 10**6, 0), CutWords(cue, (text,), 9_000, 500), RECORDED) is None


def test_words_of_another_pause_do_not_come_again_in_this_one() -> None:
    timeline, _, cue, text = PLACES[0]
    others = {other.segment for same, _, other, _ in PLACES if same is timeline} - {cue.segment}
    assert others
    for index in others:
        assert said_again(Playhead(timeline, 0, index, 500), CutWords(cue, (text,), 9_000, 500), RECORDED) is None


def test_it_never_goes_back_behind_the_beginning_of_the_phase() -> None:
    for timeline, _, cue, text in PLACES:
        again = replace(cue, at=cue.at + 1)  # words that came again, and are cut once more
        start = timeline.segments[cue.segment].start
        line = Playhead(timeline, 5_000, cue.segment, cue.at + 500 - start)
        found = said_again(line, CutWords(again, (text,), 9_000, 0), lambda _: 3_600_000)
        assert found is not None
        assert found[0].base == start
