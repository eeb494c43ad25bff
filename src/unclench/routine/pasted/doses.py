"""What a sentence of a sheet says of doses, and nothing at all where a part of it is not understood.

Whatever has a number that no phrase has read, or a word that changes what the numbers mean ("if", "build up to", "do
not"), is not read: a dose that is left over is seen by the person, a wrong one is done by them.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from unclench.routine.model import BLANK
from unclench.routine.pasted import vocabulary as v
from unclench.routine.pasted.phrases import FREQUENCY, Finding, Key, Tokens, Value, facts_in
from unclench.routine.pasted.tokens import MOST_TOKENS, Token, text_at, tokens_of


class Reading(Struct, frozen=True):
    """A sentence: what it says of doses, and what else.

    `words` is the sentence without those phrases and the small words around them; "" if there is nothing else.
    `head` is what stands before the first phrase or number, `tail` what stands behind the last phrase. `unclear` says
    that a dose in it was not read: then it has no facts.
    """

    sentence: str
    facts: tuple[Finding, ...] = ()
    words: str = ""
    head: str = ""
    tail: str = ""
    unclear: bool = False


@lru_cache(maxsize=1_024)
def read(sentence: str) -> Reading:
    """What a sentence says."""
    tokens = tokens_of(sentence)
    if len(tokens) > MOST_TOKENS:
        return Reading(sentence, words=sentence, unclear=any(map(_is_a_number, tokens)))
    facts = facts_in(tokens)
    doses = [fact for fact in facts if fact.key != "neutral"]
    used = {at for fact in facts for at in range(fact.start, fact.end)}
    rest = [at for at in range(len(tokens)) if at not in used]
    unread = [at for at in rest if _is_a_number(tokens[at])]
    if unread or (doses and _unsure(tokens, doses, rest)):
        return Reading(sentence, words=sentence, head=_before(sentence, tokens, min([*used, *unread])), unclear=True)
    if not doses:
        return Reading(sentence, words=sentence, unclear=_is_vague({token.text for token in tokens}))
    head = _before(sentence, tokens, min(fact.start for fact in doses))
    words = " ".join(sentence[tokens[at].start : tokens[at].end] for at in rest if tokens[at].text not in _SMALL)
    if words and {fact.key for fact in doses} <= {"sides", "both"} and not _AGAIN & {token.text for token in tokens}:
        return Reading(sentence, words=sentence, unclear=True)  # "hold the towel on each side"
    tail = sentence[tokens[max(fact.end for fact in doses) - 1].end :].strip(" :-,)")
    return Reading(sentence, tuple(doses), words, head, tail)


_AGAIN = frozenset({"repeat", "switch", "swap", "change", "same"})
"""Words of a sentence that is about doing it once more, on the other side."""


def _is_vague(words: set[str]) -> bool:
    """Whether words without a number speak of a dose: "a few times", "every hour"."""
    vague = words & v.VAGUE and words & v.OF_DOSES
    often = words & {"twice", "thrice"} or ("once" in words and words & v.TIMES_OF_DAY)
    return bool(vague or often or (words & {"every", "each"} and "hour" in words))


def _is_a_number(token: Token) -> bool:
    return token.value is not None or token.odd or token.text == BLANK


def _before(sentence: str, tokens: Tokens, at: int) -> str:
    """What stands before a token."""
    return sentence[: tokens[at].start].strip(" :-,(")


_SMALL = frozenset({
    "for", "the", "this", "that", "it", "and", "of", "to", "on", "in", "a", "an", "then", "repeat", "do", "perform",
    "x", "each", "exercise", "stretch", "hold", "complete", "with", "please", "times", "also", "at", "is", "be",
    "carry", ",", ":", "-", "(", ")", "*", "&", "=", "/", "[", "]", '"', "\u201d", "'", ".", "+", "all", "out", "per",
    "position",
})  # fmt: skip
"""Words and marks that say nothing once the dose beside them has been read."""


def _unsure(tokens: Tokens, doses: list[Finding], rest: list[int]) -> bool:
    """Whether a word outside the phrases changes what they mean, or they contradict one another."""
    if any(_bears_on_all(tokens, at, doses) or _bears_on_some(tokens, at, doses) for at in rest):
        return True
    if any(_is_one_of_several(tokens, fact) for fact in doses) or _has_another_stage(tokens, doses, rest):
        return True
    values: dict[Key, Value] = {}
    return any(values.setdefault(fact.key, fact.value) != fact.value for fact in doses)


def _bears_on_all(tokens: Tokens, at: int, doses: list[Finding]) -> bool:
    """Whether a word says when, whether or how far anything that was read holds."""
    word, first = tokens[at].text, min(fact.start for fact in doses)
    if word == "start" and text_at(tokens, at - 1) == "the":
        return False  # "return to the start"
    if word == "can":  # "as far as you can" is how far; "you can do it 3 times a day" is leave to
        return "as" not in (text_at(tokens, at - n) for n in (1, 2, 3))
    if word in v.UNSURE_BEHIND:  # "hold until you feel it", "easier: 5 times"; but not "when you feel it, hold"
        return at > first or ":" in (token.text for token in tokens[at:first])
    return word in v.UNSURE or word == "^"


def _bears_on_some(tokens: Tokens, at: int, doses: list[Finding]) -> bool:
    """Whether a word changes what stands before or behind it."""
    word, before = tokens[at].text, text_at(tokens, at - 1)
    if word in v.NOT:
        return any(fact.end > at for fact in doses)
    if word in ("or", "/", "?"):
        return any(fact.end <= at for fact in doses) and any(fact.start > at for fact in doses)
    if word == "exercise" and before in ("each", "every"):
        return any(fact.key not in FREQUENCY for fact in doses)
    if word == "each":  # each time, or on each side?
        return any(fact.end == at and fact.key == "reps" for fact in doses)
    if word in _SEVERAL:  # "repeat all 3 times"
        return any(fact.key in ("reps", "sets") for fact in doses)
    return word in ("then", "followed") and _holds_after_counting(doses, at)


def _is_one_of_several(tokens: Tokens, fact: Finding) -> bool:
    """Whether what was read is only one end of a range, or one of two choices, as in "a minute or two"."""
    before = text_at(tokens, fact.start - 1)
    if before in _BOUNDS or text_at(tokens, fact.end) == "or":
        return True
    if before in ("or", "to", "-", "/") and text_at(tokens, fact.start - 2) in _BEFORE_AN_END:
        return True
    return before in ("or", "to", "from") and fact.key in FREQUENCY


_BEFORE_AN_END = frozenset({"once", "twice", "thrice", "up", "down"})
"""Words of which, with "or" or "to" behind them, the number that follows is only one end."""
_BOUNDS = frozenset({"least", "most", "maximum", "minimum", "max", "min", "than"})
"""Words that make a bound of the number behind them, where that could not be read as one."""


def _has_another_stage(tokens: Tokens, doses: list[Finding], rest: list[int]) -> bool:
    """Whether how often it is done changes in the course of the programme, in a way that was not read."""
    often = [fact for fact in doses if fact.key in FREQUENCY]
    if not often:
        return False
    every_day = any(text_at(tokens, fact.end - 1) in ("daily", "day") and fact.end - fact.start < _TIMES_A_DAY
                    and fact.key == "per_day" for fact in often)  # fmt: skip
    if every_day and any(fact.key == "days_a_week" for fact in often):
        return True  # "daily for 6 weeks, 2 to 3 days a week"
    alone, first = len(often) == len(doses), min(fact.start for fact in often)
    nexts = [at for at in rest if tokens[at].text in ("then", "followed")]
    return any(alone or at > first or at + 1 == first for at in nexts)


_TIMES_A_DAY = 3
"""Words of "twice a day": "daily" and "every day" have fewer."""
_SEVERAL = frozenset({"all", "these", "them", "everything", "above", "exercises"})
"""Words for more than the one exercise that a sentence stands under."""


def _holds_after_counting(doses: list[Finding], then: int) -> bool:
    """Whether first something is done so often, and then there is one hold: not the hold of each repetition."""
    before = {fact.key for fact in doses if fact.end <= then}
    behind = {fact.key for fact in doses if fact.start > then}
    return bool(before & {"reps", "hold", "bare", "time"} and behind & {"hold", "bare", "time", "breaths"})
