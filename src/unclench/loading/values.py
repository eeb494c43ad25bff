"""Typed text <-> values: the names that the rest of the program uses."""

from __future__ import annotations

from unclench.loading.amounts import LONGEST, MOST, parse_count, parse_duration
from unclench.loading.breathing import parse_breathing
from unclench.loading.forms import Form, ValueProblem
from unclench.loading.spelling import format_duration

__all__ = [
    "LONGEST",
    "MOST",
    "Form",
    "ValueProblem",
    "format_duration",
    "parse_breathing",
    "parse_count",
    "parse_duration",
]
