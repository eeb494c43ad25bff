"""Ten minutes of three routines with the recorded voice: every cue at its time, and no word where none may be.

Words and cues are found by nothing but their own samples; when they were due is known from the timelines.
"""

from __future__ import annotations

import signal
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from tests.acoustic import recordedwords
from tests.acoustic.decoding import RATE, Wave
from tests.acoustic.listening import Played, Script, Stage, listener, through
from tests.acoustic.recordedwords import Due, Found
from tests.acoustic.soundserver import STEADY, Pace, SoundServer
from tests.acoustic.speechplan import Plan, at_home, bundled, plan, recorded
from tests.acoustic.test_full_sessions import NEAR, SPACING_P99, SPACING_WORST
from tests.acoustic.timing import OtherCues, from_their_middle, moments, share, spacing
from tests.terminal.pseudo import SETTLED, Terminal

from unclench.session.timeline import Timeline

MOVES, WAITS = "pelvic-tilt", "get-up"
"""Before the first of these steps of the routine for a spasm it stands still for a question, and goes on with one key;
the second waits for a key, and there the test leaves."""
AT_FIRST, SIGNS, READY = "none of these", "Do you have any of these?", "Space when you are ready"
"""What it writes before it begins, before that movement, and where it waits."""
WENT_ON = "went on"
LASTING = 720.0
"""Seconds that a session may take."""
LEFT = 60
"""Of 32,768: what is louder than this without its cues and words is something that nobody planned."""
ENDS = 200
"""Ms before it stands still that are not listened to any more."""
ALIKE = 0.8
"""How much alike (a cosine) the first quarter of a second of the first cue, before any word, and its file are at least;
the first frames of a stream may be missing."""
ANSWERS = {"key", "refused"}


def answers_and_leaves(terminal: Terminal, _: SoundServer) -> Mapping[str, float]:
    """None of the signs applies; when it went on after the second question."""
    did = 0.0
    for question in (AT_FIRST, SIGNS):
        terminal.wait_for(question, patience=LASTING)
        time.sleep(SETTLED)
        did = terminal.type("n")
    terminal.wait_for(READY, patience=LASTING)
    time.sleep(1)
    terminal.signal(signal.SIGTERM)
    return {WENT_ON: did}


@dataclass(frozen=True)
class Stretch:
    """A stretch of a timeline in which nothing stands still, from the first cue after `begin` to `end`, in ms."""

    begin: int
    end: int

    def has(self, at: int) -> bool:
        """Whether what begins at so many ms lies in it."""
        return self.begin < at < self.end


@dataclass(frozen=True)
class Session:
    """A routine as it is played here; `asks`: it asks whether there are signs, and is left where it waits."""

    routine: str
    asks: bool = False

    @property
    def script(self) -> Script:
        arguments = ["run", self.routine, "--plain", "--yes", "--audio", "miniaudio"]
        acting = answers_and_leaves if self.asks else None
        return Script(arguments, acting, latency=STEADY, talk="full", voice="recorded", lasting=LASTING)

    @property
    def stretches(self) -> list[Stretch]:
        """What is listened to of its timeline: all of it, or what lies between its questions."""
        if not self.asks:
            return [Stretch(-1, round(LASTING * 1000))]
        moves, waits = (self._start(exercise) for exercise in (MOVES, WAITS))
        return [Stretch(-1, moves - ENDS), Stretch(moves, waits - ENDS)]

    def _start(self, exercise: str) -> int:
        timeline = heard(self.routine)
        return timeline.start(next(step.first for step in timeline.steps if step.exercise == exercise))


SESSIONS = (Session("gentle-stretch"), Session("pmr-toes-to-head"), Session("spasm-first-minutes", asks=True))


@cache
def heard(routine: str) -> Timeline:
    return at_home(bundled()[routine], "recorded", well=True)


@cache
def planned(routine: str) -> Plan:
    return plan(heard(routine), recorded())


@pytest.fixture(scope="module")
def stage() -> Stage:
    """All three side by side, since what takes long is the playing."""
    made = Stage({session.routine: session.script for session in SESSIONS})
    made.begin(list(made.scripts))
    return made


@dataclass(frozen=True)
class Heard:
    """What was found in one stretch: `begins` is the frame at which the timeline would have begun to be there now.

    `words` are in seconds since that, by the real time.
    """

    missed: list[str]
    words: list[tuple[float, float, str]]
    left: Wave
    begins: int


def seconds(frame: float) -> float:
    """The time of a frame where the sink's clock is right."""
    return frame / RATE


def listened(session: Session, stretch: Stretch, sound: Wave, time_of: Callable[[float], float] = seconds) -> Heard:
    """The words of a stretch, and the recording without them. `time_of` maps frames to real seconds."""
    begun = _begun(session, stretch, sound)
    said = [words for words in planned(session.routine).words if stretch.has(words.begin) and words.end < stretch.end]
    due = [
        Due(words.text, np.array(recorded()(words.text).samples, float), begun + words.begin * RATE // 1000)
        for words in said
    ]
    found = recordedwords.found(sound, due)
    missed = _missed(due, found)
    since = [(time_of(each.begin) - time_of(begun), time_of(each.end) - time_of(begun), each.text) for each in found]
    return Heard(missed, since, recordedwords.without(sound, found, due) if found else sound, begun)


def _cues(session: Session, stretch: Stretch) -> list[tuple[float, str]]:
    """The cues that are due in a stretch: seconds of the timeline, and names."""
    cues = ((cue.at, cue.sound) for cue in heard(session.routine).cues)
    return [(at / 1000, sound.value) for at, sound in cues if sound is not None and stretch.has(at)]


def _begun(session: Session, stretch: Stretch, sound: Wave) -> int:
    """The frame at which the timeline would have begun, by the first cue of the stretch whose beginning is heard."""
    first = int(np.argmax(sound != 0))
    for at, name in _cues(session, stretch)[:3]:
        last = first + round((at - max(stretch.begin, 0) / 1000 + 30) * RATE)
        found = recordedwords.first(sound[:last], listener().files[name][: RATE // 4], ALIKE)
        if found is not None:
            return found - round(at * RATE)
    raise AssertionError("none of the first cues is heard")


def _missed(due: list[Due], found: list[Found]) -> list[str]:
    left = [each.text for each in found]
    missed = []
    for words in due:
        if words.text in left:
            left.remove(words.text)
        else:
            missed.append(f"nobody says {words.text!r} at {words.frame / RATE:.1f} s of the recording")
    return missed


def out_of_place(words: list[tuple[float, float, str]], starts: list[float]) -> list[str]:
    """What is said over the beginning of a phase, and what is said over other words."""
    over = [
        f"{text!r} from {begin:.2f} to {end:.2f} is said over the phase at {start:.2f}"
        for begin, end, text in words
        for start in starts
        if begin < start < end
    ]
    ordered = sorted(words)
    return over + [
        f"{text!r} goes on until {end:.2f}, and {other!r} begins at {begin:.2f}"
        for (_, end, text), (begin, _, other) in pairwise(ordered)
        if begin < end
    ]


def judge(session: Session, played: Played) -> list[str]:
    """What is wrong with what was heard of a session."""
    sound = np.frombuffer(played.samples, "<i2").astype(float)
    went_on = [bisect_left(range(len(sound)), at, key=played.pace.time_of) for at in played.did.values()]
    complaints = through(played, "miniaudio")
    for stretch, begin, end in zip(session.stretches, [0, *went_on], [*went_on, len(sound)], strict=True):
        alone = sound[:end].copy()
        alone[:begin] = 0
        complaints += _judged(session, stretch, alone, played.pace)
    return complaints


def _judged(session: Session, stretch: Stretch, sound: Wave, pace: Pace) -> list[str]:
    """What is wrong in one stretch."""
    made = listened(session, stretch, sound, pace.time_of)
    last = made.begins + round(min(stretch.end / 1000, len(sound) / RATE) * RATE)
    overheard = listener().overhear(np.rint(made.left[:last]).astype("<i2").tobytes())
    starts = [each.start / 1000 for each in heard(session.routine).segments if each.start and stretch.has(each.start)]
    complaints = [*made.missed, *out_of_place(made.words, starts)]
    try:
        cues = [cue for cue in overheard.cues if cue.name not in ANSWERS]
        found = moments(cues, _cues(session, stretch), pace)
    except OtherCues as others:
        return [*complaints, f"other cues than the timeline's: {others}"]
    off, apart = from_their_middle(found), spacing(found)
    told = (
        f"{session.routine}: {len(found)} cues off by up to {share(off, 1) * 1e3:.2f} ms; spacing off by "
        f"{share(apart, 0.99) * 1e3:.2f} ms p99, {share(apart, 1) * 1e3:.2f} worst; {len(made.words)} words"
    )
    print(told)
    exact = share(off, 1) <= NEAR and share(apart, 0.99) <= SPACING_P99 and share(apart, 1) <= SPACING_WORST
    return [*complaints, *([] if exact else [told])]


@pytest.mark.acoustic
@pytest.mark.long
@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.routine)
def test_in_ten_minutes_every_cue_is_at_its_time_and_no_word_over_a_phase_or_other_words(
    session: Session, stage: Stage
) -> None:
    played = stage.judged(session.routine, lambda played: judge(session, played))
    assert session.asks or played.status == 0
    assert len(planned(session.routine).words) > 10


# -- the listening itself, on recordings that are made here ------------------------------------


def mixed(session: Session, *, seconds: float, late: Mapping[int, float] | None = None) -> Wave:
    """The beginning of a session as a sink would have it: cues and words at 0.8, half a second after it was begun.

    `late` moves the words of these numbers by so many seconds.
    """
    sound = np.zeros(round((seconds + 60) * RATE))

    def add(at: float, samples: Wave) -> None:
        begin = round((0.5 + at) * RATE)
        sound[begin : begin + len(samples)] += np.rint(0.8 * samples)[: len(sound) - begin]

    for cue in heard(session.routine).cues:
        if cue.sound is not None and cue.at / 1000 < seconds and cue.lasting is None:
            add(cue.at / 1000, np.asarray(listener().files[cue.sound.value]))
    for number, words in enumerate(planned(session.routine).words):
        if words.end / 1000 < seconds:
            add(words.begin / 1000 + (late or {}).get(number, 0), np.array(recorded()(words.text).samples, float))
    return sound[: round((seconds + 0.5) * RATE)]


A_MINUTE = 62.0


@dataclass(frozen=True)
class Beginning(Session):
    """The first minute of it, with seven utterances."""

    @property
    def stretches(self) -> list[Stretch]:
        return [Stretch(-1, round(A_MINUTE * 1000))]


BEGINNING = Beginning("gentle-stretch")


def test_words_are_found_by_their_samples_and_taken_out_leave_the_cues() -> None:
    sound = mixed(BEGINNING, seconds=A_MINUTE)
    made = listened(BEGINNING, BEGINNING.stretches[0], sound)
    said = [words for words in planned("gentle-stretch").words if words.end / 1000 < A_MINUTE]
    assert made.missed == []
    assert len(said) == 7
    assert [text for _, _, text in made.words] == [words.text for words in said]
    assert [begin for begin, _, _ in made.words] == pytest.approx([words.begin / 1000 for words in said], abs=0.001)
    overheard = listener().overhear(np.rint(made.left).astype("<i2").tobytes())
    due = [
        cue.sound.value for cue in heard("gentle-stretch").cues if cue.sound is not None and cue.at / 1000 < A_MINUTE
    ]
    assert sorted(cue.name for cue in overheard.cues) == sorted(due)
    assert int(np.abs(overheard.left).max()) <= LEFT


def test_words_that_are_late_are_found_where_they_are_and_words_that_are_not_said_are_missed() -> None:
    made = listened(BEGINNING, BEGINNING.stretches[0], mixed(BEGINNING, seconds=A_MINUTE, late={1: 0.7, 2: 5.0}))
    said = planned("gentle-stretch").words
    assert next(round(begin - said[1].begin / 1000, 2) for begin, _, text in made.words if text == said[1].text) == 0.7
    assert [each.split("'")[1] for each in made.missed] == [said[2].text]


def test_words_over_a_phase_and_words_over_words_are_told() -> None:
    words = [(1.0, 3.0, "Rest."), (2.5, 4.0, "Hold."), (5.0, 6.0, "Left.")]
    assert out_of_place(words, [0.5, 4.5]) == ["'Rest.' goes on until 3.00, and 'Hold.' begins at 2.50"]
    assert out_of_place(words[2:], [5.5]) == ["'Left.' from 5.00 to 6.00 is said over the phase at 5.50"]
