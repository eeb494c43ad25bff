"""What stands on a page beside the exercises: who printed it, when, and for whom."""

from __future__ import annotations

import re

from unclench.routine.pasted.vocabulary import HOLDS, OF_DOSES

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
_LONGEST = 160
"""Characters: what is longer is a sentence, whatever is in it."""


def is_furniture(line: str) -> bool:
    """Whether a line has no part in the exercises. A dose is none, whatever stands beside it."""
    words = {word.strip(",.:;()") for word in line.lower().split()}
    if len(line) > _LONGEST or words & (OF_DOSES | HOLDS):
        return False
    if any(pattern.search(line) for pattern in _PATTERNS):
        return True
    return _ORGANISATION.search(line) is not None and not words & _OF_A_SENTENCE
