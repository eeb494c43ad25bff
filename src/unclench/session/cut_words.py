"""Words that a key has cut off in a get-ready or a pause: what of them comes again, and what time it gets. Pure.

Nothing is made longer for it: the phase goes back as far as the words need, and no further than to where they began.
So they end as long before the next phase as they would have, and the timeline stays as written.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from unclench.cues import Sound, speak_after
from unclench.session.cue_queue import CutWords, DueCue
from unclench.session.guidance import Lengths, after_words
from unclench.session.playhead import Playhead
from unclench.session.timeline import Cue, Kind, Segment, Timeline

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
