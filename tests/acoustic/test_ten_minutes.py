"""Ten minutes of three routines with the recorded voice: every cue at its time, and no word where none may be.

Words and cues are found by nothing but their own samples; when they were due is known from the timelines.
"""

from __future__ import annotations

import signal
import time
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
from tests.acoustic.soundserver import STEADY, SoundServer
from tests.acoustic.speechplan import Plan, at_home, bundled, plan, recorded
from tests.acoustic.test_full_sessions import NEAR, SPACING_P99, SPACING_WORST
from tests.acoustic.timing import OtherCues, from_their_middle, moments, share, spacing
from tests.terminal.pseudo import Terminal

from unclench.session.timeline import Timeline

WAITS = "get-up"
"""This step of a routine waits for a key, and there the test leaves."""
READY = "Space when you are ready"
LASTING = 720.0
"""Seconds that a session may take."""
LEFT = 60
"""Of 32,768: what is louder than this without its cues and words is something that nobody planned."""
ENDS = 0.2
"""Seconds before it waits that are not listened to any more."""
ALIKE = 0.8
"""How much alike (a cosine) the first quarter of a second of the first cue, before any word, and its file are at least;
the first frames of a stream may be missing."""
ANSWERS = {"key", "refused"}


def leaves_where_it_waits(terminal: Terminal, _: SoundServer) -> Mapping[str, float]:
    terminal.wait_for(READY, patience=LASTING)
    time.sleep(1)
    terminal.signal(signal.SIGTERM)
    return {}


@dataclass(frozen=True)
class Session:
    """A routine as it is played here; `until` is the exercise before which it is left."""

    routine: str
    until: str = ""

    @property
    def script(self) -> Script:
        arguments = ["run", self.routine, "--plain", "--yes", "--audio", "miniaudio"]
        acting = leaves_where_it_waits if self.until else None
        return Script(arguments, acting, latency=STEADY, talk="full", voice="recorded", lasting=LASTING)

    @property
    def ends(self) -> float:
        """Seconds of its timeline that are listened to."""
        steps = [step for step in heard(self.routine).steps if step.exercise == self.until]
        return heard(self.routine).start(steps[0].first) / 1000 - ENDS if steps else LASTING


SESSIONS = (Session("gentle-stretch"), Session("pmr-toes-to-head"), Session("spasm-first-minutes", WAITS))


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
    """What was found in one recording. `words` and `phases` in seconds since the first cue, by the real time."""

    missed: list[str]
    words: list[tuple[float, float, str]]
    left: Wave
    begins: int


def seconds(frame: float) -> float:
    """The time of a frame where the sink's clock is right."""
    return frame / RATE


def listened(session: Session, sound: Wave, time_of: Callable[[float], float] = seconds) -> Heard:
    """The words of a session, and the recording without them. `time_of` maps frames to real seconds."""
    begun = _begun(session, sound)
    said = [words for words in planned(session.routine).words if words.end / 1000 < session.ends]
    due = [
        Due(words.text, np.array(recorded()(words.text).samples, float), begun + words.begin * RATE // 1000)
        for words in said
    ]
    found = recordedwords.found(sound, due)
    missed = _missed(due, found)
    since = [(time_of(each.begin) - time_of(begun), time_of(each.end) - time_of(begun), each.text) for each in found]
    return Heard(missed, since, recordedwords.without(sound, found, due) if found else sound, begun)


def _begun(session: Session, sound: Wave) -> int:
    """The frame of the recording at which the timeline begins, by the first of its cues whose beginning is heard."""
    cues = [cue for cue in heard(session.routine).cues if cue.sound is not None][:3]
    for cue in cues:
        assert cue.sound is not None
        since = cue.at * RATE // 1000
        found = recordedwords.first(sound[: since + 30 * RATE], listener().files[cue.sound.value][: RATE // 4], ALIKE)
        if found is not None:
            return found - since
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
    made = listened(session, sound, played.pace.time_of)
    last = made.begins + round(min(session.ends, len(sound) / RATE) * RATE)
    quiet = np.rint(made.left[:last]).astype("<i2")
    overheard = listener().overhear(quiet.tobytes())
    due = [
        (cue.at / 1000, cue.sound.value)
        for cue in heard(session.routine).cues
        if cue.sound is not None and cue.at / 1000 < session.ends
    ]
    starts = [segment.start / 1000 for segment in heard(session.routine).segments if segment.start]
    complaints = [*through(played, "miniaudio"), *made.missed, *out_of_place(made.words, starts)]
    try:
        found = moments([cue for cue in overheard.cues if cue.name not in ANSWERS], due, played.pace)
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
    assert session.until or played.status == 0
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
    def ends(self) -> float:
        return A_MINUTE


BEGINNING = Beginning("gentle-stretch")


def test_words_are_found_by_their_samples_and_taken_out_leave_the_cues() -> None:
    sound = mixed(BEGINNING, seconds=A_MINUTE)
    made = listened(BEGINNING, sound)
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
    made = listened(BEGINNING, mixed(BEGINNING, seconds=A_MINUTE, late={1: 0.7, 2: 5.0}))
    said = planned("gentle-stretch").words
    assert next(round(begin - said[1].begin / 1000, 2) for begin, _, text in made.words if text == said[1].text) == 0.7
    assert [each.split("'")[1] for each in made.missed] == [said[2].text]


def test_words_over_a_phase_and_words_over_words_are_told() -> None:
    words = [(1.0, 3.0, "Rest."), (2.5, 4.0, "Hold."), (5.0, 6.0, "Left.")]
    assert out_of_place(words, [0.5, 4.5]) == ["'Rest.' goes on until 3.00, and 'Hold.' begins at 2.50"]
    assert out_of_place(words[2:], [5.5]) == ["'Left.' from 5.00 to 6.00 is said over the phase at 5.50"]
