"""What sounds again and again until somebody answers: the alarm, and repeated questions about a pack. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from unclench.cues import Sound
from unclench.safety.limits import UNANSWERED_AFTER
from unclench.session import questions, sentences
from unclench.session.cue_rules import ALARM_EVERY
from unclench.session.playhead import OpenQuestions, Playhead
from unclench.session.timeline import Cue

WORDS_EVERY = 5
"""The alarm speaks with every fifth stroke: that leaves ten seconds in which the words can be heard (ours)."""
ALARM_STEPS = ((0, 0.25), (6_000, 0.4), (12_000, 0.55), (20_000, 0.75), (30_000, 1.0))
"""(ms since the alarm began, loudness from 0 to 1): in steps to full within 30 s."""


def alarm_level(ringing: int) -> float:
    """How loud the alarm is after `ringing` ms, 0 to 1."""
    return max(level for since, level in ALARM_STEPS if since <= max(0, ringing))


class Stroke(Struct, frozen=True):
    """One stroke of an alarm that began at clock time `since`; or, where that is None, a question asked once more.

    It is due at clock time `at`.
    """

    cue: Cue
    at: int
    since: int | None = None

    def level(self, at: int) -> float:
        """How loud it is if it sounds at clock time `at`, 0 to 1."""
        return 1.0 if self.since is None else alarm_level(at - self.since)

    @property
    def audible(self) -> Cue:
        """Its cue, with the words only at every fifth stroke."""
        strokes = 0 if self.since is None else (self.at - self.since) // ALARM_EVERY
        return self.cue if strokes % WORDS_EVERY == 0 else replace(self.cue, spoken=())


def next_stroke(playhead: Playhead, asked: OpenQuestions, rung_until: int | None) -> Stroke | None:
    """The next stroke for an unanswered skin check or for the next gate, not before clock time `rung_until`."""
    gate = playhead.next_gate()
    strokes = []
    if (due := asked.next_check_at(playhead)) is not None:
        cue = Cue(0, Sound.ALARM, sentences.UNANSWERED.text, playhead.index)
        stroke = _alarm(cue, due + UNANSWERED_AFTER, rung_until)
        if gate is None or stroke.at < gate[1]:
            strokes.append(stroke)
    if gate is not None:
        strokes += _strokes_at(playhead, asked, *gate, rung_until)
    return min(strokes, key=lambda stroke: stroke.at, default=None)


def _strokes_at(
    playhead: Playhead, asked: OpenQuestions, gate: int, begun: int, rung_until: int | None
) -> Iterator[Stroke]:
    """A question about cold or heat is repeated; where the pack may be on already, it turns into the alarm."""
    if gate == asked.refused:
        return
    timeline = playhead.timeline
    question = timeline.cues[timeline.first_cue(gate, 0)]
    if timeline.segments[gate].alarm:
        yield _alarm(question, begun, rung_until)
    elif questions.insists(timeline, gate):
        since = max(begun + 1, rung_until or 0)
        again = begun + -(-(since - begun) // questions.ASKED_AGAIN) * questions.ASKED_AGAIN
        if not asked.becomes_alarm(timeline, gate) or again < begun + questions.ALARM_FROM:
            yield Stroke(question, again)
        else:
            begins = questions.begins_application(timeline, gate)
            words = sentences.IS_A_PACK_ON if begins else sentences.or_no_pack(question.say)
            yield _alarm(Cue(0, Sound.ALARM, words.text, gate), begun + questions.ALARM_FROM, rung_until)


def _alarm(cue: Cue, begun: int, rung_until: int | None) -> Stroke:
    """The next stroke of an alarm that began, or begins, at `begun`."""
    since = max(begun, rung_until or begun)
    return Stroke(cue, begun + -(-(since - begun) // ALARM_EVERY) * ALARM_EVERY, begun)


def alarm_at(playhead: Playhead, asked: OpenQuestions, now: int) -> int | None:
    """When the alarm for what is on the skin begins unless a key is pressed first; None if nothing is on it."""
    segment = playhead.segment_at(now)
    if playhead.still or segment is None or not segment.on_skin:
        return None
    times = []
    if (due := asked.next_check_at(playhead)) is not None:
        times.append(due + UNANSWERED_AFTER)
    gate = playhead.next_gate()
    if gate is not None and playhead.timeline.segments[gate[0]].alarm:
        times.append(gate[1])
    return min(times, default=None)
