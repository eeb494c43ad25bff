"""What one person is told with a session beside names and doses, and the time that its words take. Pure.

`guided` is the one place that decides both. What is told goes to the steps (`timeline.Told`); the cues and the plain
lines are made from that. The time goes to the get-readies: each lasts as its file says, or as long as its words and a
little more. It is never dose: what has to be done stays as it was, and so do the limits.

Where a key has cut words off, nothing is made longer for them: the phase goes back as far as they need, and no further
than to where they began. So they end as long before the next phase as they would have, and the timeline
stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.cues import Sound, speak_after
from unclench.language import tr
from unclench.routine.model import POSTURES
from unclench.session.compiler import assemble
from unclench.session.cue_queue import CutWords, DueCue
from unclench.session.cue_rules import cues_of
from unclench.session.playhead import Playhead
from unclench.session.timeline import Cue, Kind, Segment, StepInfo, Timeline, Told

Lengths: TypeAlias = Callable[[str], int]
"""How long a voice takes to say a text, in ms; rather too long than too short."""

AFTER_WORDS = 3_000
"""Ms between the end of the words and the beginning: the last three seconds are counted down (ours)."""
AFTER_A_TURN = 6_000
"""So many where the body turns over, comes up from the floor or goes down to it meanwhile (ours)."""
AT_FIRST = 2
"""How often an exercise is explained (ours)."""
LONG_PAUSE = 8_000
"""A pause this long (ms) has room for what to fetch for the next step (ours)."""
MOST_CAUTIONS = 900
"""Characters of all cautions said with one step: some 50 seconds. The others can be read."""


class Explain(StrEnum):
    """When it is said how an exercise is done."""

    ALWAYS = "always"
    AT_FIRST = "at first"
    NEVER = "never"


class Guidance(Struct, frozen=True):
    """What is known of the person who plays, and of the voice that speaks to them."""

    explain: Explain = Explain.AT_FIRST
    done: Mapping[str, int] = field(default_factory=dict)
    """In how many earlier sessions each exercise was done, by its id."""
    aside: Collection[str] = ()
    """The cautions that answers have ruled out."""
    first_session: bool = False
    lengths: Lengths | None = None
    """None: nothing speaks, so that no time is needed."""
    briefly: bool = False
    """Whether the voice says only what is needed."""


def guided(timeline: Timeline, guidance: Guidance) -> Timeline:
    """The same session as this person is told it, with time for the words; whatever was decided before is forgotten."""
    said: set[str] = set()
    positions = positions_before(timeline.steps)
    steps = [_told(timeline, step, positions[step.index], guidance, said) for step in timeline.steps]
    if steps:
        steps[-1] = _with(steps[-1], after=steps[-1].come_out)
    if guidance.first_session and (first := next((each for each in steps if each.kind in _INTRODUCED), None)):
        steps[first.index] = _with(first, keys=True)
    for step in tuple(steps):
        _tell_things(timeline, steps, step)
    return timed(assemble(timeline.segments, steps, timeline.keys), guidance)


def timed(timeline: Timeline, guidance: Guidance, since: int = 0) -> Timeline:
    """The same session with time for its words in the get-readies from segment `since` on; those before stay."""
    segments, positions = list(timeline.segments), positions_before(timeline.steps)
    for segment in timeline.segments[since:]:
        if segment.kind is Kind.SETUP and segment.gate is None:
            turns = turns_over(timeline.step_of(segment), positions[segment.step])
            segments[segment.index] = _with_time(timeline, segment, guidance, turns=turns)
    if all(mine is other for mine, other in zip(segments, timeline.segments, strict=True)):
        return timeline
    return assemble(segments, timeline.steps, timeline.keys)


def as_written(timeline: Timeline) -> Timeline:
    """The same session with its get-readies as long as the routine has them."""
    return timed(timeline, Guidance())


# -- what is told ----------------------------------------------------------------------------


def _told(timeline: Timeline, step: StepInfo, was: frozenset[str], guidance: Guidance, said: set[str]) -> StepInfo:
    """The step with what is told of it; `said` is what was told with those before, each sentence once a session."""
    cautions = tuple(_few(each for each in step.cautions if each not in guidance.aside and each not in said))
    new = step.exercise is not None and step.exercise not in said
    said.update((*cautions, *filter(None, (step.exercise,))))
    told = Told(
        before=_before(timeline.steps, step, was),
        how=step.instructions if new and _explains(guidance, step.exercise or "") else "",
        cautions=cautions,
        again=_goes_on(timeline.steps, step),
        first=step.first_words if new and guidance.explain is not Explain.NEVER else {},
    )
    return replace(step, told=told)


def _goes_on(steps: Sequence[StepInfo], step: StepInfo) -> bool:
    last = steps[step.index - 1] if step.index else None
    return last is not None and (last.exercise, last.dose) == (step.exercise, step.dose) and step.exercise is not None


def _explains(guidance: Guidance, exercise: str) -> bool:
    if guidance.explain is Explain.AT_FIRST:
        return guidance.done.get(exercise, 0) < AT_FIRST
    return guidance.explain is Explain.ALWAYS


def _few(cautions: Iterator[str]) -> Iterator[str]:
    left = MOST_CAUTIONS
    for caution in cautions:
        if (left := left - len(caution)) < 0:
            return
        yield caution


def _with(step: StepInfo, **more: object) -> StepInfo:
    assert step.told is not None
    return replace(step, told=replace(step.told, **more))


def _tell_things(timeline: Timeline, steps: list[StepInfo], step: StepInfo) -> None:
    """Say what the step needs that is not at hand yet: in the last pause before it, or with its own name."""
    before = step.index - 1
    things = [each for each in step.things if before < 0 or each not in steps[before].things]
    if not things:
        return
    listed = tr(" and ").join(things)
    pauses = [
        each
        for each in (timeline.segments[steps[before].first : steps[before].last + 1] if before >= 0 else ())
        if each.kind in (Kind.REST, Kind.SET_REST)
    ]
    if pauses and pauses[-1].width >= LONG_PAUSE:
        ready = tr("For the next exercise, have {things} at hand.", things=listed)
        steps[before] = _with(steps[before], ready=ready)
    else:
        steps[step.index] = _with(steps[step.index], things=at_hand(listed))


def at_hand(things: str) -> str:
    """What somebody needs for a step, in a sentence."""
    return tr("Have {things} at hand.", things=things)


# -- from one position to the next -----------------------------------------------------------

_LYING = frozenset({"supine", "prone"})
_UP = frozenset({"standing", "sitting"})
WAYS: Sequence[tuple[frozenset[str], frozenset[str], str]] = (
    (frozenset({"supine"}), frozenset({"prone"}), tr("Turn over slowly, by way of your side.")),
    (frozenset({"prone"}), frozenset({"supine"}), tr("Turn over slowly, by way of your side.")),
    (
        frozenset({"supine"}),
        frozenset({"kneeling"}),
        tr("Roll onto your side, shoulders and knees together, and come up onto your hands and knees."),
    ),
    (frozenset({"prone"}), frozenset({"kneeling"}), tr("Push yourself up onto your hands and knees.")),
    (frozenset({"kneeling"}), frozenset({"supine"}), tr("Let yourself down onto your side, then onto your back.")),
    (
        frozenset({"supine"}),
        _UP,
        tr("Roll onto your side, shoulders and knees together, and push yourself up with your arms."),
    ),
    (frozenset({"prone"}), _UP, tr("Come up slowly, by way of your hands and knees.")),
    (frozenset({"kneeling"}), _UP, tr("Come up slowly, and hold on to something firm.")),
    (_UP, frozenset({"kneeling", "supine", "prone"}), tr("Come down slowly, and hold on to something firm.")),
)
"""From which position to which, and how: by the side, as `get-up` has it (NHS-RED); the words are ours."""
_INTRODUCED = frozenset({"exercise", "breathe", "do", "rest"})
"""The kinds of step that begin with an introduction."""
GETS_UP = "get-up"
"""The exercise whose own words say how."""


def _before(steps: Sequence[StepInfo], step: StepInfo, was: frozenset[str]) -> str:
    """How to come out of the step before, and how to get over from that position; empty where nothing changes."""
    if step.index == 0:
        return ""
    last = steps[step.index - 1]
    same = last.exercise is not None and last.exercise == step.exercise
    out = "" if same else last.come_out
    if step.exercise == GETS_UP:
        return out
    here = postures(step)
    way = next((said for one, other, said in WAYS if was and was <= one and here and here <= other), "")
    return " ".join(filter(None, (out, way)))


def postures(step: StepInfo) -> frozenset[str]:
    """The positions that a step may be done in, by its tags; none where they do not say."""
    return POSTURES.intersection(step.tags)


def positions_before(steps: Sequence[StepInfo]) -> Sequence[frozenset[str]]:
    """For each step the positions that somebody may be in when it begins: those of the last step before it which says.

    Whoever begins may still be standing or sitting.
    """
    found, was = [], _UP
    for step in steps:
        found.append(was)
        was = postures(step) or was
    return found


def turns_over(step: StepInfo, was: frozenset[str]) -> bool:
    """Whether the body turns over, comes up or goes down to get into this step."""
    here = postures(step)
    return bool(here) and here.isdisjoint(was)


# -- the time that words need ----------------------------------------------------------------


def after_words(timeline: Timeline, segment: Segment) -> int:
    """How many ms there are to be between the words of a get-ready and its end."""
    was = positions_before(timeline.steps)[segment.step]
    return _after_words(turns=turns_over(timeline.step_of(segment), was))


def _after_words(*, turns: bool) -> int:
    return AFTER_A_TURN if turns else AFTER_WORDS


def _with_time(timeline: Timeline, segment: Segment, guidance: Guidance, *, turns: bool) -> Segment:
    """A get-ready that lasts as it is written, or as long as its words and what has to follow them."""
    written = segment.width if segment.written is None else segment.written
    needed = _needed(timeline, segment, guidance, _after_words(turns=turns))
    if needed <= written:
        return segment if segment.written is None else replace(segment, duration=written, written=None)
    if (segment.duration, segment.written) == (needed, written):
        return segment
    return replace(segment, duration=needed, written=written)


def _needed(timeline: Timeline, segment: Segment, guidance: Guidance, pause: int) -> int:
    """How long the words of a get-ready take, with a pause of so many ms after them; 0 where nothing is said."""
    if guidance.lengths is None:
        return 0
    before = timeline.segments[segment.index - 1] if segment.index else None
    for cue in cues_of(segment, before, None, timeline.steps, 0, timeline.keys):
        if said := cue.said(briefly=guidance.briefly):
            needed = cue.at - segment.start + speak_after(cue.sound) + guidance.lengths(said[0]) + pause
            return -(-needed // 1000) * 1000  # whole seconds, like the times beside it
    return 0


# -- words that were cut off ------------------------------------------------------------------

PAUSES = frozenset({Kind.SETUP, Kind.REST, Kind.SET_REST, Kind.SWITCH})
"""Where words come again: nothing is done here that going back would make longer."""
AFTER_KEY = speak_after(Sound.KEY)
RENDERED_WITHIN = 500
"""Ms that words may take to be rendered, as these are not prepared; where they take longer, the last sentence is left
out, and so on (ours)."""
_ENDS = re.compile(r"(?<=[.!?])\s+")


def unsaid(words: CutWords, lengths: Lengths) -> tuple[str, ...]:
    """The sentences that were not heard to their end and are still true, as variants with the longest first."""
    variants = _not_heard(words, lengths)
    if not (untrue := words.untrue.rstrip(".").casefold()):
        return variants
    true = (" ".join(each for each in _ENDS.split(text) if untrue not in each.casefold()) for text in variants)
    return tuple(dict.fromkeys(filter(None, true)))


def _not_heard(words: CutWords, lengths: Lengths) -> tuple[str, ...]:
    if words.heard <= 0:
        return words.spoken
    text = words.spoken[0]
    sentences, whole = _ENDS.split(text), max(1, lengths(text))
    for number in range(1, len(sentences)):
        if lengths(" ".join(sentences[:number])) * words.lasting > words.heard * whole:
            return (" ".join(sentences[number - 1 :]),)
    return (sentences[-1],)


def said_again(line: Playhead, words: CutWords, lengths: Lengths) -> tuple[Playhead, DueCue | None] | None:
    """The line that goes on with what was cut off, and its cue; None where nothing comes again.

    `line` is the one on which the session would go on without. There is no cue where it goes back to the one which had
    the words, since that sounds once more.
    """
    timeline = line.timeline
    if line.past_end or words.cue.segment != line.index:
        return None
    segment = timeline.segments[line.index]
    if segment.kind not in PAUSES or segment.gate is not None:
        return None
    end = _free_until(timeline, segment, words.cue.at)
    over = min(end, segment.end - after_words(timeline, segment)) if segment.kind is Kind.SETUP else end
    if not (spoken := unsaid(words, lengths)):
        return None
    base = min(line.base, over - lengths(spoken[0]) - AFTER_KEY - RENDERED_WITHIN)
    whole = words.cue in timeline.cues and not words.untrue  # words that came again before are no part of it
    if base <= words.cue.at and whole:
        return replace(line, offset=max(0, words.cue.at - 1 - segment.start)), None
    base = max(base, segment.start)
    again = Cue(base + AFTER_KEY, None, "", line.index, spoken=_shorter_and_shorter(spoken), essential=True)
    back = replace(line, offset=base - segment.start)
    return back, DueCue(again, back.time_of(again.at), room=end - again.at)


def _shorter_and_shorter(variants: tuple[str, ...]) -> tuple[str, ...]:
    """The variants, and what is left of each without its last sentences, the longest first."""
    made = []
    for text in variants:
        sentences = _ENDS.split(text)
        made += [" ".join(sentences[:number]) for number in range(len(sentences), 0, -1)]
    return tuple(dict.fromkeys(sorted(made, key=len, reverse=True)))


def _free_until(timeline: Timeline, segment: Segment, position: int) -> int:
    """The position of the next sign or words in a segment, or of its end: until then there is room for words."""
    following = timeline.first_cue(segment.index, position + 1)
    here = following < len(timeline.cues) and timeline.cues[following].segment == segment.index
    return timeline.cues[following].at if here else segment.end
