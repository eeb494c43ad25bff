"""The order of a sheet: which lines belong to which exercise, by its name, and which to none.

An exercise begins where its name stands: an item of a list, a heading, a row of a table, or words before a dose. A name
of the catalogue is always one. Other words are one only if they do not read like an instruction and a dose follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct, field

from unclench.routine.fields import MovementLookup
from unclench.routine.model import POSTURES, Movement
from unclench.routine.pasted import vocabulary as v
from unclench.routine.pasted.doses import Reading, read
from unclench.routine.pasted.page_lines import TICKED, UNTICKED, SheetLine, SheetTable, table_of
from unclench.routine.pasted.phrases import FREQUENCY
from unclench.routine.pasted.tokens import NUMBERS, sentences

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
_PLURAL = 4
"""Letters from which on a word that ends in one s is taken for a plural."""
_LONGEST = 200
"""Characters of a name that are looked at."""
_SAY_NOTHING = frozenset({"and", "the", "a", "an", "your", "exercise", "exercises"})
_GENERAL = frozenset({"stretch", "pose", "position"})
"""Words that a sheet may add to a name or leave out."""
_ON_SHEETS = {
    "cobra-elbows": ("prone on elbows",),
    "double-knee-to-chest": ("double leg knee to chest", "two knees to chest"),
    "hip-lift": ("bridging", "hip bridge"),
    "knee-roll": ("knee rolling",),
    "pelvic-tilt": ("pelvic tilting",),
    "press-up": ("extension in lying",),
    "prone-lying": ("lying prone",),
    "single-knee-to-chest": ("single leg knee to chest", "one knee to chest"),
    "standing-back-bend": ("extension in standing", "backward bend in standing"),
}
"""Names that the printed sheets have for exercises of the catalogue, beside those that the catalogue has itself."""
_POSITIONS = (
    ("prone", r"(?:lie|lying) (?:face down|prone|on (?:your |the )?(?:front|stomach|tummy|belly))"),
    ("supine", r"(?:lie|lying) (?:face up|supine|flat|on (?:your |the )?back)|crook lying"),
    ("kneeling", r"hands and knees|all fours|4 point|four point"),
    ("sitting", r"(?:^|\W)(?:sit|sitting|seated)\W"),
    ("standing", r"(?:^|\W)(?:stand|standing)\W"),
)  # fmt: skip
"""A posture, and the words with which a sheet says that one begins in it."""


class Exercises(MovementLookup, Protocol):
    """The catalogue, as far as a name is looked for in it."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id."""

    def get(self, id: str) -> Movement | None:
        """The exercise with this id."""


class Names:
    """The names of the catalogue, folded so that plurals, hyphens and "exercise" make no difference."""

    def __init__(self, exercises: Exercises) -> None:
        self._exercises = exercises
        self._ids: dict[str, str] = {}
        self._plurals: dict[str, str | None] = {}
        """The same without the plural; None for a name of two exercises, such as "knee to chest"."""
        for id in exercises.ids:
            if (movement := exercises.get(id)) is not None:
                for name in (id, movement.name, *movement.also):
                    self._learn(name, id)
        for id in _ON_SHEETS.keys() & set(exercises.ids):
            for name in _ON_SHEETS[id]:
                self._learn(name, id)

    def _learn(self, name: str, id: str) -> None:
        self._ids.setdefault(_folded(name), id)
        single = _singular(_folded(name))
        self._plurals[single] = id if self._plurals.get(single, id) == id else None

    def find(self, name: str) -> Movement | None:
        """The exercise of this name; None if there is none, or more than one."""
        for text in (name, _BRACKETS.sub(" ", name)):
            folded = _folded(text[:_LONGEST])
            for each in (folded, _without_general(folded), f"{folded} stretch"):
                id = self._ids.get(each) or self._plurals.get(_singular(each))
                if each and id is not None:
                    return self._exercises.get(id)
        return None

    def contradicted(self, movement: Movement, words: str) -> str | None:
        """The posture that the sheet's own words begin in, if that exercise of the catalogue is done in another."""
        postures = POSTURES.intersection(movement.tags)
        said = posture(words)
        return said if said and postures and said not in postures else None


def posture(words: str) -> str | None:
    """The posture that an exercise described so begins in: the first that is named."""
    text = " ".join(words.lower().replace("-", " ").split()) + " "
    found = [(match.start(), tag) for tag, pattern in _POSITIONS if (match := re.search(pattern, text))]
    return min(found)[1] if found else None


def _folded(name: str) -> str:
    """A name without what makes no difference: capitals, hyphens, "and", "exercise"."""
    words = _WORD.findall(name.casefold().replace("'", ""))
    return " ".join(word for word in words if word not in _SAY_NOTHING)


def _singular(folded: str) -> str:
    return " ".join(
        word[:-1] if len(word) >= _PLURAL and word.endswith("s") and not word.endswith("ss") else word
        for word in folded.split(" ")
    )


def _without_general(folded: str) -> str:
    head, _, last = folded.rpartition(" ")
    return head if last in _GENERAL else folded


_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^[\W_]*$",
        r"^\W*page \d{1,4}(?: (?:of|/) ?\d{1,4})?\W*$|^\W*\d{1,4} (?:of|/) \d{1,4}\W*$|^- \d{1,4} -$",
        r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w|\.(?:co\.uk|com|org|nhs\.uk|net)\b",
        r"\b(?:tel|telephone|phone|fax|mobile|switchboard|ext)\b[^a-z]{0,4}\d",
        r"^[+(]?\d[\d ()+/-]{7,30}$",
        r"^(?:date|reviewed|review date|issued?|issue date|published|updated|last updated)\b.{0,80}$",
        r"^(?:version|ref|reference|leaflet|produced|printed|code|document)\b.{0,80}$",
        r"^(?:patient(?: name| id)?|d\.?o\.?b\.?|date of birth|therapist|physiotherapist|physio|pt)\b\s?[:_].{0,100}$",
        r"^(?:signed|signature|next appointment|appointment|clinician)\b\s?[:_].{0,100}$",
        r"^(?:prescribed|created|prepared|printed) (?:by|for)\b.{0,100}$",
        r"^name\s?:?\s?_{2,}|^name ?:.{0,40}\b(?:date|dob)\b",
        r"(?:\xa9|\(c\)|copyright|all rights reserved|not to be reproduced)",
        r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$",
        r"^\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6} \d{4}$",
        r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?$",
        r"^\d{1,5} [\w ]{2,40} (?:street|st|road|rd|avenue|ave|lane|drive|close|way|boulevard|blvd)\b",
    )
)
_ORGANISATION = re.compile(
    r"\b(?:hospitals?|nhs|trust|clinic|university|foundation|ltd|inc|llc|health board|surgery|"
    r"physiotherapy department|medical cent(?:re|er)|department of)\b[^.]{0,60}$",
    re.IGNORECASE,
)
_OF_A_SENTENCE = frozenset({
    "if", "you", "your", "not", "stop", "before", "after", "is", "are", "have", "had", "has", "ask", "walk",
})  # fmt: skip
"""Words of a sentence that happens to speak of a hospital or of surgery."""
_LONGEST_LINE = 160
"""Characters: what is longer is a sentence, whatever is in it."""


def is_furniture(line: str) -> bool:
    """Whether a line has no part in the exercises. A dose is none, whatever stands beside it."""
    words = {word.strip(",.:;()") for word in line.lower().split()}
    if len(line) > _LONGEST_LINE or words & (v.OF_DOSES | v.HOLDS):
        return False
    if any(pattern.search(line) for pattern in _PATTERNS):
        return True
    return _ORGANISATION.search(line) is not None and not words & _OF_A_SENTENCE


_LONGEST_NAME = 7
"""Words of a name that is not in the catalogue."""
_STAGE = re.compile(
    r"(?i:(?:weeks?|phase|stage|level|month|day) ?(?:[0-9]|one|two|three)[^.]{0,40}$"
    r"|(?:mornings?|afternoons?|evenings?|nights?|bedtime|(?:mon|tues|wednes|thurs|fri|satur|sun)days?) ?:?$)"
)
"""The heading of a stage or a time of day, after which the same exercises may come with other doses."""
_OF_EACH = re.compile(r"\b(?:each|every) exercise\b", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"(?:(?:start|begin)\b.{0,20}\b)?(?:lie|lying|sit|sitting|stand|standing|kneel|kneeling|on (?:your|all|hands))\b",
    re.IGNORECASE,
)
"""How the description of an exercise begins: in what position."""
_WIDEST_NAME = 80
"""Characters."""
_APART = re.compile(
    r"(?i:(?:[^.]{0,60}\bavoid(?:ed)?|avoid\b[^.]{0,40}:|(?:do not|don'ts?|never|not)\b[^.]{0,40}:)"
    r"|(?:progressions?|alternatives?|options?|optional|easier|harder|advanced|later|next|once|when|if)\b[^.]{0,60}:"
    r"|(?:progressions?|alternatives?|options?|optional|easier|harder|advanced)(?: \w{1,12}){0,2}) *"
)
"""A heading under which stands what is not to be done, or not yet."""
_LEFT_OUT = re.compile(
    r"(?i:(?:do not|don't|never) (?:do|perform|attempt|try|start)\b"
    r"|avoid(?: this.{0,20}| these.{0,20}| for now)?$|omit\b|skip\b|leave (?:this|it|out)\b"
    r"|not (?:yet|for|suitable|today|now|this)\b)"
)
"""What stands behind the name of an exercise that is not to be done."""
_CONDITION = frozenset({"if", "when", "unless", "only", "should", "after", "before", "once"})
"""First words of an item that is done, or not done, in some case only: no step of its own."""
_JOINS = frozenset({"for", "with", "of", "to", "on", "in", "at", "and", "a", "the", "x"})
"""Last words before a dose that belong to the dose, not to the name."""
_LONGEST_HEADING = 3
"""Words of a heading such as "Notes" or "General advice"."""
_IN_INSTRUCTIONS = frozenset({
    "your", "you", "yourself", "until", "so", "that", "while", "should", "will", "is", "are", "can", "have", "has",
    "was", "be", "the", "my", "their",
})  # fmt: skip
"""Words of sentences, not of names."""
_CHANGE_A_DOSE = (v.NOT | v.UNSURE | v.UNSURE_BEHIND | {"or", "can"}) - {
    "left", "right", "same", "other", "opposite", "half", "double",
}  # fmt: skip
"""Words that say when, or whether, what is behind them holds."""
_OF_THE_WHOLE = frozenset({"these", "all", "exercises", "stretches", "programme", "program", "routine"})
"""Words beside a frequency, of which one says that it is that of the sheet."""
_BESIDE_FREQUENCY = _OF_THE_WHOLE | {
    "frequency",
    "how",
    "often",
    "you",
    "your",
    "following",
    "them",
    "session",
    "should",
    "whole",
}


class Sentence(Struct, frozen=True):
    """A sentence, read, with the line that it stands in."""

    line: int
    reading: Reading

    @classmethod
    def of(cls, line: int, sentence: str) -> Sentence:
        """A sentence in which there is a dose that was not read."""
        return cls(line, Reading(sentence, words=sentence, unclear=True))


def is_caution(said: Sentence) -> bool:
    """Whether a sentence says what not to do, or when to stop."""
    words = [word.strip(",:;()").lower() for word in said.reading.sentence.split()]
    warns = words[0] in v.OF_CAUTIONS or words[0] in ("never", "don't") or words[:2] == ["do", "not"]
    stops = "if" in words and {"stop", "worse", "pain", "dizzy", "numbness", "tingling", "doctor", "hurts"} & set(words)
    return len(words) > 1 and not said.reading.facts and bool(warns or stops)


class StepDraft(Struct):
    """An exercise as it stands on the sheet. `name` is None for one that has no name there."""

    name: str | None
    movement: Movement | None
    line: int
    begun: str
    """How it began: the kind of list item, `heading`, `title` (the first line of all), `close` (a heading with
    no gap before it) or `row`."""
    said: list[Sentence] = field(default_factory=list)
    load: str = ""
    left_out: bool = False
    """Whether the sheet says not to do it."""

    @property
    def dosed(self) -> bool:
        """Whether a dose has been read in it."""
        return any(each.reading.facts for each in self.said)


class Outline(Struct):
    """What a sheet has: its exercises, and what stands beside them."""

    drafts: list[StepDraft] = field(default_factory=list)
    general: list[Sentence] = field(default_factory=list)
    """Sentences that belong to no exercise."""
    furniture: list[int] = field(default_factory=list)
    """The lines of who printed it, when, and for whom."""
    titles: list[Sentence] = field(default_factory=list)
    """Headings that name no exercise."""


def outline_of(lines: Iterable[SheetLine], names: Names) -> Outline:
    """Sort the lines of a sheet."""
    found = list(lines)
    ticked = any(line.item == TICKED for line in found)
    sorter = _Sorter(names, gaps=any(line.after_gap for line in found), ticked=ticked)
    for line in found:
        sorter.take(line)
    return sorter.done()


class _Sorter:
    """Takes the lines one by one; `gaps` says that empty lines stand between the parts of this sheet.

    `ticked` says that somebody has ticked what is to be done: what has an empty box is not.
    """

    def __init__(self, names: Names, *, gaps: bool, ticked: bool) -> None:
        self._names, self._gaps, self._ticked = names, gaps, ticked
        self._outline = Outline()
        self._table: SheetTable | None = None
        self._stages = 0
        self._apart: str | None = None
        """What sort of items stand under a heading such as "Avoid:"; None if there is no such heading."""
        self._of_each = False
        """Whether the sheet has one dose for each of its exercises, which then stand there without any."""
        self._current: StepDraft | None = None

    def take(self, line: SheetLine) -> None:
        """Put a line where it belongs."""
        if line.item and self._stands_under_a_title():
            self._give_up_the_title()
        if self._is_a_later_stage(line) or self._is_apart(line):
            self._outline.general.append(Sentence.of(line.number, line.text))
        elif line.hidden:
            self._keep(Sentence.of(line.number, line.text))
        elif self._row(line):
            return
        elif self._ticked and line.item == UNTICKED:
            self._begin(line.text, None, line.number, line.item).left_out = True
        elif is_furniture(line.text) and self._names.find(line.text) is None:
            self._outline.furniture.append(line.number)
        elif not self._opens(line) and not self._opens_unread(line):
            if self._ends_here(line):
                self._current = None
            self._say(line.number, line.text)

    def done(self) -> Outline:
        """The whole, without headings that turned out to name no exercise."""
        kept: list[StepDraft] = []
        a_sheet = any(draft.dosed or draft.movement is not None for draft in self._outline.drafts)
        for draft in self._outline.drafts:
            if draft.begun == "close" and kept and not _same_keys(kept[-1], draft):
                doubted = [Sentence.of(said.line, said.reading.sentence) for said in draft.said]
                kept[-1].said += [Sentence.of(draft.line, draft.name or ""), *doubted]
            elif (
                draft.left_out
                or draft.movement is not None
                or draft.dosed
                or _has_a_dose_unread(draft)
                or (a_sheet and draft.begun == "number")
                or (self._of_each and _describes_an_exercise(draft))
            ):
                kept.append(draft)
            elif draft.said and draft.said[0].reading.unclear and draft.said[0].line == draft.line:
                whole = f"{draft.name}: {draft.said[0].reading.sentence}"
                self._outline.general += [Sentence.of(draft.line, whole), *draft.said[1:]]
            else:
                self._outline.titles.append(Sentence(draft.line, Reading(draft.name or "", words=draft.name or "")))
                self._outline.general += draft.said
        self._outline.drafts = kept
        return self._outline

    def _is_a_later_stage(self, line: SheetLine) -> bool:
        """Whether the line stands in the second stage or a later one: today's dose is that of the first."""
        if _STAGE.match(line.text):
            self._stages += 1
        return self._stages > 1

    def _is_apart(self, line: SheetLine) -> bool:
        """Whether the line stands under a heading such as "Avoid:", or is one."""
        if not line.item and _APART.fullmatch(line.text):
            self._apart = ""
            return True
        if self._apart is None:
            return False
        listed = self._current is not None and line.item == self._current.begun != self._apart
        if (line.after_gap and not line.item) or (line.item and listed):
            self._apart = None
            return False
        self._apart = self._apart or line.item
        return True

    def _ends_here(self, line: SheetLine) -> bool:
        """Whether an exercise has its dose, and a paragraph without one follows: what comes is about the whole."""
        if line.item or self._current is None:
            return False
        words = line.text.lower().strip(" :.").split()
        if len(words) <= _LONGEST_HEADING and words and words[0] in v.ENDINGS:
            return True
        if self._of_each and line.after_gap and len(words) <= _LONGEST_NAME and line.text[-1] not in ".!?,;":
            return True  # a heading that could not be read as a name: what is below it is another exercise
        settled = any(said.reading.facts or said.reading.unclear for said in self._current.said)
        return settled and line.after_gap and not any(read(sentence).facts for sentence in sentences(line.text))

    # -- tables --------------------------------------------------------------------------------

    def _row(self, line: SheetLine) -> bool:
        """Whether the line is a heading or a row of a table; it has then been taken."""
        if not line.cells:
            self._table = None if line.after_gap else self._table
            return False
        if (table := table_of(line.cells)) is not None:
            self._table, self._current = table, None
            return True
        row = None if self._table is None else self._table.row(line.cells)
        if row is None:
            return False
        name, cells = row
        draft = self._begin(name, self._movement(name), line.number, "row")
        for column, phrase in cells:
            if column == "load":
                draft.load = phrase
            else:
                self._say(line.number, phrase)
        return True

    # -- names ---------------------------------------------------------------------------------

    def _opens(self, line: SheetLine) -> bool:
        """Whether an exercise begins in the line; it has then been taken."""
        parts = list(_parts(line.text))
        for name, rest in parts:
            if (movement := self._movement(name)) is not None and not self._is_an_instruction(line, name, rest):
                self._begin(name, movement, line.number, line.item or "heading", rest)
                self._say(line.number, rest)
                return True
        for name, rest in parts:
            if (
                line.text.startswith(name)
                and _may_be_a_name(name, item=self._goes_on(line))
                and (how := self._begins(line, rest))
            ):
                self._begin(name, None, line.number, how, rest)
                self._say(line.number, rest)
                return True
        return self._item_without_a_name(line)

    def _is_an_instruction(self, line: SheetLine, name: str, rest: str) -> bool:
        """Whether a name such as "Stand up" is only a line in how another exercise is done."""
        first = name.split(maxsplit=1)[0].lower()
        inside = self._current is not None and not self._current.dosed and self._current.begun != line.item
        return inside and first in v.BEGINNINGS and not rest and bool(line.item)

    def _begins(self, line: SheetLine, rest: str) -> str:
        """How an exercise with a name of its own begins in a line; "" if none does."""
        current = self._current
        readings = [read(sentence) for sentence in sentences(rest)]
        dosed = any(each.facts or each.unclear for each in readings)
        if line.item:
            return line.item
        if dosed:
            return "heading"
        if line.text[-1] in ".,;!?" or (rest and not line.text.endswith(":")):
            return ""
        if line.after_gap or current is None:
            return "heading" if self._outline.drafts or line.after_gap else "title"
        if current.begun == "title" and current.line == line.number - 1 and current.name is not None:
            # Of two lines at the very top either may be the name.
            current.said.append(Sentence(current.line, read(current.name)))
            current.name = None
            return ""
        return "close" if current.dosed and not self._gaps else ""

    def _goes_on(self, line: SheetLine) -> bool:
        """Whether the line is one more item of the list that the exercises stand in."""
        return bool(line.item) and (self._current is None or self._current.begun == line.item)

    def _item_without_a_name(self, line: SheetLine) -> bool:
        """Whether an item of a list is an exercise that is only described: `1. Lie on your back, … 10 times`."""
        readings = [read(sentence) for sentence in sentences(line.text)]
        described = any(each.words for each in readings)
        if not self._goes_on(line) or not described or not any(each.facts for each in readings):
            return False
        self._begin(None, None, line.number, line.item)
        self._say(line.number, line.text)
        return True

    def _opens_unread(self, line: SheetLine) -> bool:
        """Whether a numbered item that was not understood stands among the numbered exercises; it has been taken.

        It is a step in the author's own words, without a dose; where it only holds in some case, it is no step.
        """
        if line.item != "number" or self._current is None or self._current.begun != "number":
            return False
        first = next(sentences(line.text), line.text)
        said = Sentence.of(line.number, line.text.rstrip("."))
        if is_caution(said):
            self._outline.general.append(said)
            return True
        if first.split()[0].lower() in _CONDITION:
            self._begin(None, None, line.number, "number").left_out = True
            self._keep(said)
            return True
        name = _without_joins(read(first).head) or first
        self._begin(name if len(name) <= _WIDEST_NAME else None, None, line.number, "number")
        self._keep(said)
        return True

    def _stands_under_a_title(self) -> bool:
        """Whether all that has come is a heading and how often: then that is said of the list below it."""
        title = self._current
        if title is None or self._outline.drafts != [title] or title.movement is not None:
            return False
        often = [said for said in title.said if not is_caution(said)]
        return title.begun in ("title", "heading") and bool(often) and all(map(_says_only_how_often, often))

    def _give_up_the_title(self) -> None:
        for title in self._outline.drafts:
            self._outline.titles.append(Sentence(title.line, Reading(title.name or "", words=title.name or "")))
            self._outline.general += title.said
        self._outline.drafts, self._current = [], None

    def _movement(self, name: str) -> Movement | None:
        return self._names.find(name) if len(name) <= _WIDEST_NAME else None

    def _begin(self, name: str | None, movement: Movement | None, line: int, how: str, rest: str = "") -> StepDraft:
        self._current = StepDraft(name, movement, line, how, left_out=bool(_LEFT_OUT.match(rest)))
        self._outline.drafts.append(self._current)
        return self._current

    # -- sentences -----------------------------------------------------------------------------

    def _say(self, line: int, text: str) -> None:
        for sentence in sentences(text):
            self._keep(Sentence(line, read(sentence)))

    def _keep(self, said: Sentence) -> None:
        if _OF_EACH.search(said.reading.sentence) and said.reading.unclear:
            self._of_each = True
            self._outline.general.append(said)
            return
        facts, words = said.reading.facts, set(said.reading.words.lower().split())
        often = bool(facts) and all(fact.key in FREQUENCY for fact in facts)
        if self._current is None or (often and words & _OF_THE_WHOLE and words <= _BESIDE_FREQUENCY):
            self._outline.general.append(said)
        else:
            self._current.said.append(said)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Where a name might end in a line: (name, rest)."""
    label = text.partition(":")[0].lower().split() if ":" in text else []
    if label and label[-1] in v.OF_A_DOSE:
        return
    for mark in (":", " - "):
        head, found, rest = text.partition(mark)
        if found and len(head) <= _WIDEST_NAME:
            yield head.strip(" ."), rest.strip()
    first = next(sentences(text), "")
    reading = read(first)
    if head := _without_joins(reading.head):
        rest = text[text.find(head) + len(head) :].strip(" :-,")
        if rest.lower() not in NUMBERS:  # "Big three"
            yield head, rest
    if reading.tail and not reading.head:  # `10 x cat-cow`
        yield reading.tail, text.replace(reading.tail, "", 1).strip()
    if len(first) <= _WIDEST_NAME and not reading.head:
        yield first.strip(" :"), text[text.find(first) + len(first) :].strip(" .!?;-")


def _without_joins(head: str) -> str:
    """What stands before a dose, without the words that lead to it: `Child's pose` of `Child's pose for 3 breaths`."""
    words = head.split()
    while words and words[-1].lower() in _JOINS:
        words.pop()
    return head if not words else head[: head.rindex(words[-1]) + len(words[-1])]


def _may_be_a_name(text: str, *, item: bool) -> bool:
    """Whether words that are not in the catalogue may name an exercise; `item`: where others stand in a list."""
    words = text.lower().replace("-", " ").split()
    if not 1 <= len(words) <= _LONGEST_NAME or len(text) > _WIDEST_NAME or not any(map(str.isalpha, text)):
        return False
    first, last = words[0].strip("(,.:"), words[-1].strip("),.:")
    said = read(text)
    if said.facts or said.unclear or not first[:1].isalpha() or words in (["left"], ["right"]):
        return False
    if (
        (first in v.BEGINNINGS and not _is_a_heading(text))
        or first in v.SECTIONS
        or last in v.SECTIONS - {"exercise"}
        or first in v.OF_CAUTIONS
    ):
        return False
    of_sentences = _IN_INSTRUCTIONS - {"the"} if item else _IN_INSTRUCTIONS
    return not {word.strip("(),.:") for word in words} & (of_sentences | _CHANGE_A_DOSE)


def _is_a_heading(text: str) -> bool:
    """Whether words that begin with a position are a heading: "Sitting Rotation Stretch", not "Sitting on a chair"."""
    words = text.split()
    return words[0].lower() in v.POSITIONS and len(words) > 1 and all(word[0].isupper() for word in words)


def _describes_an_exercise(draft: StepDraft) -> bool:
    return bool(draft.said and _DESCRIBED.match(draft.said[0].reading.sentence))


def _says_only_how_often(said: Sentence) -> bool:
    facts = said.reading.facts
    if facts:
        return all(fact.key in FREQUENCY for fact in facts)
    return said.reading.unclear and bool(v.OFTEN & set(said.reading.sentence.lower().split()))


def _has_a_dose_unread(draft: StepDraft) -> bool:
    return any(
        said.reading.unclear and set(said.reading.sentence.lower().split()) & (v.OF_DOSES | v.HOLDS)
        for said in draft.said
    )


def _same_keys(before: StepDraft, draft: StepDraft) -> bool:
    """Whether both have a dose of the same kind: then the second is an exercise of its own."""
    one, other = ({fact.key for said in each.said for fact in said.reading.facts} for each in (before, draft))
    return bool(one & other)
