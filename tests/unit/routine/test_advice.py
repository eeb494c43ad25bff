"""Whoever does what a message says gets rid of what it complains of, and gets nothing worse."""

from __future__ import annotations

import os
import random

from advice import mistake, problems, refused_advice

MANY = int(os.environ.get("ADVICE", "400"))
"""How many mistakes are made; `python tests/run.py --advice 5000` makes more, with other seeds."""
SEED = int(os.environ.get("ADVICE_SEED", "16"))


def test_the_advice_of_every_message_is_accepted():
    rng = random.Random(SEED)
    told = 0
    failed: list[str] = []
    for _ in range(MANY):
        sheet = mistake(rng)
        told += len(problems(sheet))
        failed += refused_advice(sheet)
    assert failed[:3] == []
    assert told > MANY // 2  # most of them are mistakes
