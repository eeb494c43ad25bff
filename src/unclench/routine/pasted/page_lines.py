"""A pasted text as lines: what a PDF or a web page did to it is undone, and nothing hidden counts as read."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.source import forbidden
from unclench.system import safe_text

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
"""What a web page puts between letters; without it the text reads as it looks."""
_SOFT_HYPHEN = "\xad"
_FRACTION = re.compile("[\xbc-\xbe\u2150-\u215e]")
_RAISED = re.compile("[\xb2\xb3\xb9\u2070-\u209c]")
"""A raised or lowered figure is a footnote or a power, and no part of the number before it."""
_CIRCLED = re.compile("[\u2460-\u2473]")
_ALIKE = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    "\u2044": "/", "\xd7": "x", "\u2715": "x", "\u2a2f": "x",
})  # fmt: skip
_BULLET = r"(?P<bullet>[^\w\s\"'(\[<>.,\u2265\u2264]|[\uf000-\uf0ff]|o)"
"""Any mark with a space behind it; those of Word are letters of a private alphabet."""
TICKED, UNTICKED = "[x]", "[ ]"
"""The sorts of an item with a box to tick."""
_BOX = r"\[(?P<tick>[xX ]?)\]|(?P<ticked>[\u2611\u2612\u2714\u2713])|(?P<empty>[\u2610\u25a1])"
_NO_UNIT = r"(?!(?i:sets?|reps?|repetitions?|times|x|secs?|seconds?|min(?:ute)?s?|hours?|days?|breaths?|weeks?)\b)"
"""Behind a number that marks an item there is no word for what it would count."""
_ITEM = re.compile(
    rf"(?:{_BOX}|{_BULLET}|\(?(?P<number>[0-9]{{1,2}})[.):]|\(?(?P<letter>[A-Za-z]|i{{2,3}}|iv|vi{{0,3}})[.)]"
    rf"|(?i:exercise|ex)\.? (?P<named>[0-9]{{1,2}})(?: ?[.):-]|(?= +{_NO_UNIT}[A-Z]))) +{_NO_UNIT}(?=[^ ])"
)
_ITEM_ALONE = re.compile(r"(?i:exercise|ex\.?) ?[0-9]{1,2}[.):]?|[0-9]{1,2}[.)]")
"""The mark of an item whose text stands in the next line."""
_BARE_ITEM = re.compile(rf" *([0-9]{{1,2}}) +{_NO_UNIT}[A-Z][a-z]")
"""`1 Pelvic tilt`: an item only on a sheet where another begins with a 2."""
_JOINERS = frozenset({
    "a", "about", "an", "and", "at", "both", "by", "count", "each", "every", "for", "hold", "in", "least", "more",
    "of", "on", "or", "per", "repeat", "than", "the", "times", "to", "up", "with", "x", "your", "between", "then",
})  # fmt: skip
"""Words after which a sentence goes on in the next line."""
_GOES_ON = frozenset({
    "a", "and", "breaths", "day", "daily", "each", "mins", "min", "minute", "minutes", "of", "on", "or", "per",
    "reps", "repetitions", "sec", "second", "seconds", "secs", "sets", "times", "to", "week", "x",
})  # fmt: skip
"""Words, in small letters, with which a line goes on from a number at the end of the one before."""
_LABELS = frozenset({"repetitions", "reps", "sets", "days per week"})
"""Labels that stand alone in a line above their number."""
_LONGEST = 1_000
"""Characters from which on nothing is joined to a line any more."""
_LONG = 45
"""A line of so many characters that ends in the middle of a sentence was broken by the page, not by its author."""


class SheetLine(Struct, frozen=True):
    """A line as it is read; `number` is where it begins in the text, from 1."""

    number: int
    text: str
    item: str = ""
    """What sort of item of a list it is: `number`, `letter`, or its bullet and how far that stands in; "" for none."""
    cells: tuple[str, ...] = ()
    """Its columns, if it has several."""
    hidden: bool = False
    """Whether it has something that is not seen or that moves a cursor: then it is not what it looks like."""
    after_gap: bool = False
    """Whether there is an empty line before it."""


def lines_of(text: str) -> list[SheetLine]:
    """The lines that have anything on them, broken sentences joined again."""
    raws = _BREAK.split(text)
    numbered = {found[1] for raw in raws if (found := _BARE_ITEM.match(raw))} >= {"1", "2"}
    joined: list[SheetLine] = []
    gap, item = False, ""
    for number, raw in enumerate(raws, 1):
        line = _line(number, raw, numbered=numbered)
        if not line.text:
            gap = True
            continue
        if _ITEM_ALONE.fullmatch(line.text):
            item = "number"
            continue
        if item and not line.item:
            line, item = replace(line, item="number"), ""
        if gap:
            joined.append(replace(line, after_gap=True))
            gap = False
        elif joined and (glue := _glue(joined[-1], line)) is not None:
            before = joined[-1].text.removesuffix("-") if glue == "-" else joined[-1].text
            joined[-1] = replace(joined[-1], text=f"{before}{glue.strip('-')}{line.text}")
        else:
            joined.append(line)
    return joined


def _keyboard(raw: str) -> str:
    text = _UNSEEN.sub("", raw)
    text = _CIRCLED.sub(lambda found: f"{ord(found[0]) - 0x245F}. ", text)
    text = _FRACTION.sub(lambda found: f" {found[0]}", _RAISED.sub(" ^ ", text))
    return unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).replace("''", '"')


def _line(number: int, raw: str, *, numbered: bool = False) -> SheetLine:
    raw = raw.rstrip("\x0c ")
    if raw.endswith(_SOFT_HYPHEN):
        raw = raw[:-1] + "-"
    raw = raw.replace(_SOFT_HYPHEN, "")
    shown = _keyboard(raw)
    if re.search(safe_text.UNSAFE, shown.replace("\t", " ")) or forbidden(shown):
        return SheetLine(number, safe_text.line(raw), hidden=True)
    gap = next((gap for gap in ("|", "\t", "   ") if gap in shown.strip()), "")
    cells = _cells(shown, gap) if gap else ()
    text = " ".join(shown.split())
    found = _ITEM.match(text + " ") if "|" not in text else None
    if found is None and numbered and (bare := _BARE_ITEM.match(text)):
        return SheetLine(number, text[bare.end(1) :].strip(), "number")
    if found is None:
        return SheetLine(number, text, "", cells if len(cells) > 1 else ())
    item = "letter" if found["letter"] else "number"
    if found["ticked"] or (found["tick"] or "").strip():
        item = TICKED
    elif found["empty"] or found["tick"] is not None:
        item = UNTICKED
    elif found["bullet"]:
        item = f"{found['bullet']}{len(shown) - len(shown.lstrip())}"
    return SheetLine(number, text[found.end() :], item, cells if len(cells) > 2 else ())


def _cells(shown: str, gap: str) -> tuple[str, ...]:
    """The columns of a line, which stand between bars, tabs or wide gaps; an empty one between two of the first two."""
    if gap == "|":
        shown = shown.strip().removeprefix("|").removesuffix("|")
    cells = re.split(" {3,}", shown.strip()) if gap == "   " else shown.strip("\r\n ").split(gap)
    return tuple(" ".join(cell.split()) for cell in cells)


def _glue(before: SheetLine, line: SheetLine) -> str | None:
    """What joins two lines that were one: a space, nothing after `20-`, `-` where a hyphen goes, a colon; or None."""
    if len(before.text) > _LONGEST or before.hidden or line.hidden or line.item or line.cells or before.cells:
        return None
    last, first = before.text[-1], line.text[0]
    if last == "-" and len(before.text) > 1:
        if before.text[-2].isdigit() and first.isdigit():
            return ""
        return "-" if before.text[-2].isalpha() and first.islower() else None
    if last in ".!?:;":
        return None
    word = before.text.rpartition(" ")[2].lower()
    next_word = line.text.partition(" ")[0].rstrip(".,;")
    if word in _JOINERS and (first.islower() or first.isdigit()) and (" " in before.text or word in ("hold", "repeat")):
        return " "
    if before.text.lower() in _LABELS and (first.isdigit() or next_word.lower() == "daily"):
        return ": "
    if next_word in _GOES_ON and (last.isdigit() or word in _JOINERS | _GOES_ON or before.text.endswith(",")):
        return " "
    return " " if first.islower() and (last == "," or len(before.text) >= _LONG) else None
