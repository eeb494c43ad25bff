"""A pasted text as lines and tables: what a PDF or a web page did to it is undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, TypeAlias

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


Column: TypeAlias = Literal["name", "sets", "reps", "hold", "rest", "time", "often", "sides", "load", "note"]

_HEADINGS: tuple[tuple[Column, str], ...] = (
    ("often", r"frequency|how often|times (?:a|per) (?:day|week)|per (?:day|week)|daily|(?:x|times) ?/ ?(?:day|week)"),
    ("name", r"(?:name of )?(?:exercises?|activity|activities|movements?|stretch(?:es)?)(?: name)?|name"),
    ("sets", r"(?:no\.? of |number of )?sets"),
    ("reps", r"(?:no\.? of |number of )?(?:reps|repetitions|repeats|rep)|times|repeat"),
    ("hold", r"hold(?: time| for)?|hold \(?(?:s|secs?|seconds)\)?"),
    ("rest", r"rest(?: between sets)?"),
    ("time", r"duration|time|length"),
    ("sides", r"sides?"),
    ("load", r"load|weight|resistance|band"),
    ("note", r"notes?|comments?|instructions?|description|how to|tips"),
)  # fmt: skip
_UNIT = re.compile(r"\b(s|secs?|seconds|mins?|minutes)\b\.?\)?$")
_NOTHING = re.compile(r"^(?:[-_. ]*|n/?a|none|nil)$", re.IGNORECASE)
_FEWEST = 2
"""Columns of a table whose headings have to be known."""


class SheetTable(Struct, frozen=True):
    """The columns from left to right, and the heading of each in small letters."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    aligned: bool
    """Whether several tabs in a row bring its columns under one another, so that two don't mean an empty cell."""

    def row(self, cells: Sequence[str]) -> tuple[str, tuple[tuple[Column, str], ...]] | None:
        """The name in a row, and each other cell as the phrase of a sheet: `hold 10 sec`, `3 sets`.

        None if it has other columns than the table, or no name: where a gap is only wide, nobody can tell which column
        an empty one is, nor whether two tabs behind a short name only align what follows.
        """
        if self.aligned or len(cells) != len(self.columns) or not cells[1]:
            cells = [cell for cell in cells if cell]
        if len(cells) != len(self.columns):
            return None
        filled = [each for each in zip(self.columns, self.headings, cells, strict=True) if not _NOTHING.match(each[2])]
        named = [cell for column, _, cell in filled if column == "name"]
        if not named or not any(letter.isalpha() for letter in named[0]):
            return None
        return named[0], tuple((each[0], _phrase(*each)) for each in filled if each[0] != "name")


def table_of(cells: Sequence[str]) -> SheetTable | None:
    """The table that begins with these cells, if they are headings: one of a name, and all of them known."""
    headings = tuple(cell.lower().strip(" :*") for cell in cells if cell)
    columns = tuple(column for heading in headings if (column := _column(heading)) is not None)
    known = len(columns) == len(headings) == len(set(columns)) and "name" in columns
    return SheetTable(columns, headings, not all(cells)) if known and len(columns) >= _FEWEST else None


def _column(heading: str) -> Column | None:
    unit = _UNIT.search(heading)
    texts = (heading, heading[: unit.start()].strip(" (,/-")) if unit else (heading,)
    return next((column for column, pattern in _HEADINGS for text in texts if re.fullmatch(pattern, text)), None)


def _phrase(column: Column, heading: str, cell: str) -> str:
    """A cell as it would stand in a sentence; one that says its own unit keeps it."""
    counts, unit = re.fullmatch(r"[0-9]{1,4}(?: ?(?:-|to) ?[0-9]{1,4})?", cell), _UNIT.search(heading)
    timed = f"{cell} {unit[1]}" if counts and unit else cell
    match column:
        case "sets" | "reps" if counts:
            return f"{cell} {column}"
        case "hold":
            return timed if "hold" in cell.lower() else f"hold {timed}"
        case "rest":
            return f"rest {timed} between sets" if "between sets" in heading else f"rest {timed}"
        case "time":
            return timed
        case "often" if counts and (per := re.search("day|week", heading)):
            return f"{cell} times a {per[0]}"
        case "sides" if cell.lower() in ("each", "both", "l/r", "r/l", "left and right", "l & r"):
            return "each side"
        case _:
            return cell
