"""Questions to the journal, each answered by a statement or two that use an index. Times are in ms since 1970.

What stands in the blanks of a sheet, which plan somebody follows, and how the steps of a session were are kept as
answers like others. The latest one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.records import (
    AnswerRecord,
    NoteRecord,
    OverrideRecord,
    PainRecord,
    SessionRecord,
    StepRecord,
    new_id,
)
from unclench.safety.limits import DAY
from unclench.safety.red_flags import ends_session
from unclench.session.end_reason import Felt
from unclench.system.local_time import midnight

BLANK = "blank."
"""Before the key of a blank, in the id of the answer; behind it, its value."""
_BLANK = re.compile(r"^blank\.([0-9a-f]{24})=(?:([0-9]{1,9})|'(.{1,200})')\Z")


def blanks_filled_in(answers: Mapping[str, AnswerRecord]) -> dict[str, int | str]:
    """The values by the keys of their blanks: ms, a count, or words; `answers` has the latest to each question."""
    found: dict[str, int | str] = {}
    for answer in sorted(answers.values(), key=lambda each: each.at):
        if (blank := _BLANK.match(answer.question)) is not None:
            found[blank[1]] = int(blank[2]) if blank[2] else blank[3]
    return found


def blank_record(key: str, value: int | str, now: int) -> AnswerRecord:
    """The record of a value: ms, a count, or words, which get quotation marks; `key` are 24 digits of a hash."""
    written = f"'{value}'" if isinstance(value, str) else value
    return AnswerRecord(id=new_id(), at=now, question=f"{BLANK}{key}={written}", yes=True)


PLAN = "plan."
"""Before a plan's id, in the id of the answer."""


class Followed(Struct, frozen=True):
    """The plan that is followed, by its id, since when (ms since 1970)."""

    plan: str
    since: int

    def day(self, now: int) -> int:
        """Which day of the plan it is, by local dates; the day on which it was begun is the first."""
        return max(1, round((midnight(now) - midnight(self.since)) / DAY) + 1)  # a day of 23 hours is one, too


def followed_plan(answers: Mapping[str, AnswerRecord]) -> Followed | None:
    """The plan that was begun last, if it was not left; `answers` has the latest answer to each question."""
    found = [answer for id, answer in answers.items() if id.startswith(PLAN)]
    last = max(found, key=lambda answer: answer.at, default=None)
    return Followed(last.question.removeprefix(PLAN), last.at) if last is not None and last.yes else None


def plan_begun_record(plan: str, now: int) -> AnswerRecord:
    """The record of beginning a plan, which leaves any other."""
    return AnswerRecord(id=new_id(), at=now, question=PLAN + plan, yes=True)


def plan_left_record(plan: str, now: int) -> AnswerRecord:
    """The record of leaving it."""
    return AnswerRecord(id=new_id(), at=now, question=PLAN + plan, yes=False)


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


def felt_record(session: str, place: str, how: Felt, now: int) -> AnswerRecord:
    """The record of how the step at this place was."""
    return AnswerRecord(id=new_id(), at=now, question=f"{FELT}{session}.{place}={how.value}", yes=True)


def load_record(session: str, place: str, load: str, now: int) -> AnswerRecord:
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


RESUMABLE_DAYS = 7
"""A session that was interrupted longer ago is not offered again. Our own choice."""
COMPARED_DAYS = 365
"""Days whose ratings before and after sessions are compared."""
RATED = 2_000
"""The latest rated sessions that are compared, at most."""


class PainEffect(Struct, frozen=True):
    """Pain before and after one routine: in how many sessions both were rated, and the means, 0 to 10."""

    routine: str
    title: str
    count: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """The change of the mean, in points of 10; negative for relief."""
        return self.after - self.before


def sessions(journal: Journal, first: int, last: int, most: int = 1_000) -> list[SessionRecord]:
    """The sessions that began from `first` up to but not including `last`, the latest first, `most` at most."""
    where = "WHERE began >= ? AND began < ? ORDER BY began DESC LIMIT ?"
    return journal.read(SessionRecord, where, (first, last, most))


def first_sessions(journal: Journal, routines: Iterable[str]) -> dict[str, int]:
    """When each of these routines was begun for the first time; those that never were are missing."""
    query = "SELECT min(began) FROM sessions WHERE routine = ?"
    began = {routine: journal.query(query, (routine,))[0][0] for routine in routines}
    return {routine: int(at) for routine, at in began.items() if at is not None}


def count_sessions(journal: Journal, first: int, last: int) -> int:
    """How many sessions began from `first` up to but not including `last`."""
    query = "SELECT count(*) FROM sessions WHERE began >= ? AND began < ?"
    return int(journal.query(query, (first, last))[0][0])


def days(journal: Journal, first: int, last: int) -> dict[int, int]:
    """How many sessions began on each day, by days since 1970 in the zone where each was done."""
    query = (
        "SELECT (began + zone * 60000) / 86400000 AS day, count(*) FROM sessions "
        "WHERE began >= ? AND began < ? GROUP BY day"
    )
    return dict(journal.query(query, (first, last)))


def effects(journal: Journal, now: int, first: int | None = None) -> list[PainEffect]:
    """Pain before and after each routine, the greatest relief first, in the latest rated sessions since `first`.

    Without `first` they are those of the last year. Their number is bounded, so that years of ratings take no
    longer than weeks.
    """
    query = """
      SELECT s.routine, max(s.title), count(*), avg(b.rating), avg(a.rating) FROM (
        SELECT session, rating FROM pain WHERE at >= ? AND at <= ? AND "when" = 'before' AND session IS NOT NULL
        ORDER BY at DESC LIMIT ?
      ) b JOIN pain a ON a.session = b.session AND a."when" = 'after'
      JOIN sessions s ON s.id = b.session GROUP BY s.routine ORDER BY avg(a.rating - b.rating), count(*) DESC
    """
    first = now - COMPARED_DAYS * DAY if first is None else first
    return [PainEffect(*row) for row in journal.query(query, (first, now, RATED))]


def last_interrupted(journal: Journal, now: int, but: str = "") -> SessionRecord | None:
    """The session that can be resumed: the latest of the last days, if it is not over and nothing hurt; or None.

    The routine `but` is passed over, since it is just as well started again.
    """
    since = now - RESUMABLE_DAYS * DAY
    query = "WHERE began >= ? AND routine != ? ORDER BY began DESC LIMIT 1"
    found = journal.read(SessionRecord, query, (since, but))
    if not found or found[0].content is None:
        return None
    reason = found[0].reason
    return found[0] if reason is None or reason.resumable else None


def hurt_the_last_time(journal: Journal, routine: str) -> bool:
    """Whether the body ended the last session of this routine, or it hurt so much in it that it might have."""
    found = journal.read(SessionRecord, "WHERE routine = ? ORDER BY began DESC LIMIT 1", (routine,))
    if not found:
        return False
    reason, worst = found[0].reason, worst_pain(journal, found[0].id)
    return (reason is not None and reason.body) or (worst is not None and ends_session(worst))


def answers(journal: Journal) -> dict[str, AnswerRecord]:
    """The latest answer to each question; `efforts` and `felt_in` have those about the steps of sessions."""
    return {answer.question: answer for answer in journal.read(AnswerRecord, f"WHERE {NO_EFFORTS} ORDER BY at, rowid")}


class CompletedStep(Struct, frozen=True):
    """A step that was done completely: the day since 1970, the routine's edition, and the dose that was done.

    `place` is the step's place in its file, such as "2.1"; `hold` is in ms. Each is None where it is
    not known or does not apply. `session` is the id of its session.
    """

    day: int
    edition: str
    place: str | None
    reps: int | None
    sets: int | None
    hold: int | None
    session: str = ""


def days_done(journal: Journal, routine: str, exercise: str | None, name: str) -> Sequence[CompletedStep]:
    """When a step of a routine was done completely, the earliest first; it is found by its exercise or its own name.

    Completely means with all of its sides, sets and rounds, each in one go, however often one was
    given up before. Where their number was not stored yet (version 1), those that are there count as all.
    """
    parts = (
        "SELECT s.id AS session, s.began AS start, s.edition, s.zone, t.number, t.place, min(t.began) AS began, "
        'max(t.done) AS done, max(t.parts) AS parts, t."set" AS at_set, '
        "min(CASE WHEN t.done THEN t.reps END) AS reps, min(CASE WHEN t.done THEN t.hold END) AS hold "
        "FROM steps t JOIN sessions s ON s.id = t.session WHERE s.routine = :routine "
        "AND (t.exercise = :exercise OR (t.exercise IS NULL AND (t.name = :name OR "
        "substr(t.name, 1, length(:name) + 8) = :name || ' (round '))) "
        'GROUP BY t.session, t.number, t.side, t."set"'
    )
    query = (
        "SELECT (min(began) + zone * 60000) / 86400000, edition, place, min(reps), max(at_set), min(hold), session "  # noqa: S608  # our own text
        f"FROM ({parts}) GROUP BY session, coalesce(place, number) "
        "HAVING min(done) = 1 AND (max(parts) IS NULL OR count(*) = max(parts)) ORDER BY start, min(began)"
    )
    values = {"routine": routine, "exercise": exercise, "name": name}
    return [CompletedStep(*row) for row in journal.query(query, values)]


def places_done(journal: Journal, session: str) -> frozenset[str]:
    """The places in their file of the steps of a session that were done completely, as `days_done` counts it."""
    query = (
        "SELECT place FROM (SELECT place, number, max(done) AS done, max(parts) AS parts FROM steps "
        'WHERE session = ? AND place IS NOT NULL GROUP BY place, number, side, "set") '
        "GROUP BY place HAVING min(done) = 1 AND count(*) = max(parts)"
    )
    return frozenset(place for (place,) in journal.query(query, (session,)))


class DoneSet(Struct, frozen=True):
    """What was done of one set of a step, or of one side of it, and where in its routine the step is."""

    routine: str
    place: str | None
    side: str | None
    reps: int


def sets_done(journal: Journal, routines: Sequence[str], first: int, last: int) -> list[DoneSet]:
    """What was done of these routines in sessions that began from `first` to `last`; no repetition that was left."""
    marks = ", ".join("?" * len(routines))
    query = (
        "SELECT s.routine, t.place, t.side, max(CASE WHEN t.done OR t.reps IS NULL THEN t.rep ELSE t.rep - 1 END) "  # noqa: S608  # our own text
        "FROM sessions s JOIN steps t ON t.session = s.id WHERE s.began >= ? AND s.began <= ? "
        f"AND s.routine IN ({marks}) AND t.rep IS NOT NULL "
        'GROUP BY t.session, t.number, t.side, t."set"'
    )
    return [DoneSet(*row) for row in journal.query(query, (first, last, *routines))]


def worst_pain(journal: Journal, session: str) -> int | None:
    """The highest rating of pain that belongs to a session, 0 to 10; None without one."""
    found: int | None = journal.query("SELECT max(rating) FROM pain WHERE session = ?", (session,))[0][0]
    return found


def exercises_done(journal: Journal) -> dict[str, int]:
    """By its id, in how many sessions an exercise of the catalogue was done, whichever of its parts that was."""
    query = "SELECT exercise, count(DISTINCT session) FROM steps WHERE exercise IS NOT NULL AND done GROUP BY exercise"
    return dict(journal.query(query))


def any_session(journal: Journal) -> bool:
    """Whether a session was ever begun."""
    return bool(journal.query("SELECT 1 FROM sessions LIMIT 1"))


PAGE = 100
"""Sessions on a page."""
RATINGS = 20_000
"""The most ratings that are plotted, the latest ones."""
STEPS = 400
"""The most step records of a session that are read."""
NOTES = 20
"""The most ratings, notes and overrides of a session that are read, of each."""
LATEST = 2**62
"""Later than every session, even one that a wrong clock put into the future."""


class RatedSession(Struct, frozen=True):
    """Pain before and after a session, 0 to 10; None if it was not rated."""

    before: int | None = None
    after: int | None = None


class SessionPage(Struct, frozen=True):
    """Sessions, the latest first; `rated` is by session id; `more`: there are older ones."""

    sessions: Sequence[SessionRecord]
    rated: dict[str, RatedSession]
    more: bool


class PainfulDay(Struct, frozen=True):
    """The ratings of one day: the lowest, the mean, the highest, and how many. `day`: days since 1970, local time."""

    day: int
    low: int
    mean: float
    high: int
    count: int


class SessionDetails(Struct, frozen=True):
    """Everything recorded about one session."""

    steps: Sequence[StepRecord]
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    overrides: Sequence[OverrideRecord]
    felt: Sequence[FeltStep] = ()


def session_page(journal: Journal, before: int) -> SessionPage:
    """The latest sessions that began before a moment, and their ratings."""
    found = sessions(journal, -LATEST, before, PAGE + 1)
    shown = found[:PAGE]
    span = (shown[-1].began, shown[0].began) if shown else (0, -1)
    query = """
      SELECT session, "when", rating FROM pain WHERE "when" IN ('before', 'after')
      AND session IN (SELECT id FROM sessions WHERE began >= ? AND began <= ?) ORDER BY at
    """
    rated: dict[str, dict[str, int]] = {}
    for session, when, rating in journal.query(query, span):
        rated.setdefault(session, {})[when] = rating
    return SessionPage(shown, {id: RatedSession(**found) for id, found in rated.items()}, more=len(found) > PAGE)


def last_done(journal: Journal, first: int) -> dict[str, int]:
    """By routine id, when each was last started and then played to its end, since `first`."""
    query = """
      SELECT routine, max(began) FROM (SELECT routine, began FROM sessions WHERE began >= ? AND why = 'finished'
      ORDER BY began DESC LIMIT ?) GROUP BY routine
    """
    return dict(journal.query(query, (first, RATINGS)))


def painful_days(journal: Journal, first: int, last: int, zone: int) -> list[PainfulDay]:
    """The days that have ratings, from `first` to before `last`.

    A rating in a session is of the day that it was where the session was; for any other, local time is `zone` minutes
    ahead of UTC.
    """
    query = """
      SELECT (p.at + coalesce(s.zone, ?) * 60000) / 86400000 AS day, min(p.rating), avg(p.rating), max(p.rating),
      count(*) FROM (SELECT at, rating, session FROM pain WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?) p
      LEFT JOIN sessions s ON s.id = p.session GROUP BY day ORDER BY day
    """
    return [PainfulDay(*row) for row in journal.query(query, (zone, first, last, RATINGS))]


def session_details(journal: Journal, session: SessionRecord) -> SessionDetails:
    """Everything recorded about one session."""
    of = "WHERE session = ?"
    # Overrides are indexed by time only.
    end = (session.began if session.ended is None else session.ended) + DAY
    return SessionDetails(
        steps=journal.read(StepRecord, f"{of} ORDER BY began, rowid LIMIT ?", (session.id, STEPS)),
        pain=journal.read(PainRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        notes=journal.read(NoteRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        overrides=journal.read(
            OverrideRecord, f"{of} AND at >= ? AND at < ? ORDER BY at LIMIT ?", (session.id, session.began, end, NOTES)
        ),
        felt=felt_in(journal, session.id)[:STEPS],
    )
