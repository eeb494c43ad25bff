"""How the steps of a session were, as somebody said afterwards, and what the growing loads in it were.

Each is an answer like others, under the session's id and the step's place in its file.
"""

from __future__ import annotations

import re

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.records import AnswerRecord, new_id
from unclench.session.felt import Felt

FELT, LOAD = "felt.", "load."
"""What the id of such an answer begins with; the session, the place and the value follow."""
EFFORTS = "(question GLOB 'felt.*' OR question GLOB 'load.*')"
NO_EFFORTS = f"NOT {EFFORTS}"
"""Of all other answers."""
OF_SESSIONS = f"{EFFORTS} AND substr(question, 6, 32)"
"""Of those about sessions, and the id of each."""
_PLACE = "[0-9]{1,9}(?:[./][0-9]{1,9}){0,99}"
_EFFORT = re.compile(
    rf"^(?P<kind>felt\.|load\.)(?P<session>[0-9a-f]{{32}})\.(?P<place>{_PLACE})=(?P<value>.*)\Z", re.DOTALL
)


class Effort(Struct, frozen=True):
    """What is known of a step: how it was, and its load as the sheet calls it; None where nobody has said."""

    felt: Felt | None = None
    load: str | None = None


class FeltStep(Struct, frozen=True):
    """How one step of a session was, said at a time in ms since 1970; `name` as in its session."""

    at: int
    session: str
    name: str
    felt: Felt


def felt(session: str, place: str, how: Felt, now: int) -> AnswerRecord:
    """The record of how the step at this place was."""
    return AnswerRecord(id=new_id(), at=now, question=f"{FELT}{session}.{place}={how.value}", yes=True)


def loaded(session: str, place: str, load: str, now: int) -> AnswerRecord:
    """The record of what the step at this place was done with."""
    return AnswerRecord(id=new_id(), at=now, question=f"{LOAD}{session}.{place}={load}", yes=True)


def efforts(journal: Journal, routine: str) -> dict[tuple[str, str], Effort]:
    """What is known of the steps of all sessions of a routine, by session and place."""
    of_routine = "IN (SELECT id FROM sessions WHERE routine = ?) ORDER BY at, rowid"
    query = f"SELECT question FROM answers WHERE {OF_SESSIONS} {of_routine}"  # noqa: S608  # our own text
    found: dict[tuple[str, str], Effort] = {}
    for (question,) in journal.query(query, (routine,)):
        if (read := _EFFORT.match(question)) is None:
            continue
        key = (read["session"], read["place"])
        known = found.get(key, Effort())
        if read["kind"] == LOAD:
            found[key] = Effort(known.felt, read["value"])
        else:
            found[key] = Effort(_felt(read["value"]), known.load)
    return found


def felt_since(journal: Journal, first: int, most: int) -> list[FeltStep]:
    """How steps were since a time, the latest first, `most` at most."""
    where = "WHERE question >= 'felt.' AND question < 'felt/' AND at >= ? ORDER BY at DESC, rowid DESC LIMIT ?"
    return [step for each in journal.read(AnswerRecord, where, (first, most)) if (step := _step(journal, each))]


def felt_in(journal: Journal, session: str) -> list[FeltStep]:
    """How the steps of one session were, in the order in which that was said."""
    where = "WHERE question >= ? AND question < ? ORDER BY at, rowid"
    said = journal.read(AnswerRecord, where, (f"{FELT}{session}.", f"{FELT}{session}/"))
    return [step for each in said if (step := _step(journal, each))]


def _step(journal: Journal, answer: AnswerRecord) -> FeltStep | None:
    read = _EFFORT.match(answer.question)
    how = None if read is None else _felt(read["value"])
    if read is None or how is None:
        return None
    query = "SELECT name FROM steps WHERE session = ? AND place = ? ORDER BY began LIMIT 1"
    named = journal.query(query, (read["session"], read["place"]))
    return FeltStep(answer.at, read["session"], named[0][0], how) if named else None


def _felt(value: str) -> Felt | None:
    return Felt(value) if value in set(Felt) else None
