"""What the commands `list`, `show` and `check` report: as data for programs, and as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from unclench.language import tr, within
from unclench.routine import Catalogue, Entry, LoadError, Problem, load_file
from unclench.routine.fields import FileChecker
from unclench.routine.library import load_plan, plan_doubts
from unclench.routine.lint import least, most
from unclench.routine.model import AtLeast, AtMost, Dose, Mark, Routine
from unclench.routine.problems import visible
from unclench.routine.written import written
from unclench.safety.limits import Limit
from unclench.session import wording
from unclench.session.choices import LONGEST_SESSION, Choices, Unplayable
from unclench.session.compiler import ChosenRoutine, compile_routine, each_level, optional_steps
from unclench.session.frequency import left_out_today
from unclench.session.guidance import as_written, at_hand
from unclench.session.plan_check import level_combinations, unsafe_together
from unclench.session.sheet_words import Fact, WrittenSheet, routine_facts
from unclench.session.timeline import Segment, StepInfo, Timeline
from unclench.session.wording import place_of

if TYPE_CHECKING:
    from unclench.player.packs import Locked

LONG_SESSION = 90 * 60_000
"""A session longer than this (ms) is probably a slip of the pen."""

LONGEST_NAME = 4_096
"""Characters of a file's name that are shown: as many as a system allows."""

_ORIGINS = {"own": tr("own"), "folder": tr("folder")}
"""What is said of a routine that is not bundled, by whose it is."""

Json = dict[str, Any]
Guided: TypeAlias = Callable[[Routine, Timeline], Timeline]
"""Returns what is played of a routine's timeline, with time for the words of the voice."""


def listing(
    entries: Sequence[Entry], choices: Choices, today: Callable[[Routine, Choices], Choices],
    locked: Callable[[Timeline], Locked | None] = lambda _: None, guided: Guided = lambda _, timeline: timeline,
) -> list[Json]:  # fmt: skip
    """A record for each routine; a broken one has its problems, and no length.

    `total_seconds` is the length as written, `today_seconds` that with today's doses, and `spoken_seconds` that of what
    `run` plays today, with the time that the words of the voice take. `guided` returns what is played of a timeline;
    `today` returns the choices with today's dose of each step that progresses, and `locked` what
    keeps the cold or heat of a session from going on now.
    """
    return [_listed(entry, choices, today, locked, guided) for entry in entries]


def _listed(
    entry: Entry, choices: Choices, today: Callable[[Routine, Choices], Choices],
    locked: Callable[[Timeline], Locked | None], guided: Guided,
) -> Json:  # fmt: skip
    record: Json = {"id": entry.id, "from": entry.source, "path": str(entry.path)}
    if entry.shadows is not None:
        record["shadows"] = str(entry.shadows)
    routine, problems = entry.routine, [str(problem) for problem in entry.problems]
    if routine is not None:
        try:
            timeline = compile_routine(routine, choices)
            now = today(routine, choices)
            todays = timeline if now == choices else compile_routine(routine, now)
        except Unplayable as error:
            problems.append(str(too_much(entry.path, error)))
        else:
            if (why_not := locked(todays)) is not None:
                record["locked"] = {"since": why_not.since, "why": why_not.why}
            record |= {
                "title": routine.title,
                "summary": routine.summary,
                "tags": list(routine.tags),
                "total_seconds": seconds(timeline.total),
                "today_seconds": seconds(todays.total),
                "spoken_seconds": seconds(guided(routine, todays).total),
                "at_least": timeline.at_least,
                "steps": len(timeline.steps),
                "optional_steps": len(optional_steps(routine)),
            }
    return record | {"problems": problems}


def listing_text(records: Sequence[Json]) -> str:
    """The listing as lines: id, length as written, title, today's length where it differs, and the origin."""
    ids = [visible(record["id"], LONGEST_NAME) for record in records]
    width = max(map(len, ids), default=0)
    lines = []
    for id_, record in zip(ids, records, strict=True):
        if "title" not in record:
            path = visible(record["path"], LONGEST_NAME)
            fix = tr("needs fixing: unclench check {path}", path=path)
            lines.append(f"{id_:<{width}}        -  {fix}")
            continue
        length, todays = (_clock(record, f"{which}_seconds") for which in ("total", "today"))
        remarks = [] if todays == length else [tr("(today {length})", length=todays)]
        if (spoken := _clock(record, "spoken_seconds")) != todays:
            remarks.append(tr("({length} with the voice)", length=spoken))
        if (why_not := record.get("locked")) is not None:
            remarks.append(tr("(from {time})", time=why_not["since"]) if why_not["since"] else tr("(not now)"))
        if record["from"] != "bundled":
            remarks.append(f"({_ORIGINS.get(record['from'], record['from'])})")
            remarks += [tr("replaces the bundled one")] if "shadows" in record else []
        lines.append("  ".join([f"{id_:<{width}}", f"{length:>7}", record["title"], *remarks]))
    return "\n".join(lines)


def _clock(record: Json, field: str) -> str:
    return wording.clock(round(record[field] * 1000), at_least=record["at_least"])


def details(chosen: ChosenRoutine, played: Timeline) -> Json:
    """The record of `show --json`: `sheet` is the routine as its file has it, `says` a sentence for each key.

    All times are as written. `played` has time for the words of the voice: `spoken_seconds` is how long the whole is
    with them, and each phase that needs some.
    """
    routine, timeline = chosen.routine, as_written(played)
    page = WrittenSheet(routine)
    return {
        "id": routine.id,
        "title": routine.title,
        "language": routine.language,
        "path": None if routine.path is None else str(routine.path),
        "total_seconds": seconds(timeline.total),
        "spoken_seconds": seconds(played.total),
        "at_least": timeline.at_least,
        "summary": routine.summary,
        "edition": routine.edition or None,
        "group": str(routine.group),
        "how_often": wording.how_often(routine.frequency) or None,
        "cautions": list(routine.cautions),
        "sources": list(routine.sources),
        "says": _says(routine_facts(routine)),
        "steps": [
            {
                "index": step.index + 1,
                "id": step.id,
                "kind": step.kind,
                "name": step.title,
                "exercise": step.exercise,
                "dose": step.dose,
                "dose_on_sheet": page.dose(step) or step.dose,
                "note": step.note,
                "position": step.position,
                "instructions": step.instructions,
                "come_out": step.come_out,
                "things": list(step.things),
                "cautions": list(step.cautions),
                "rounds": [{"block": id, "round": number, "of": of} for id, number, of in step.blocks],
                "says": _says(page.facts(step)),
                "start": seconds(timeline.segments[step.first].start),
                "start_at_least": timeline.first_open < step.first,
                "seconds": seconds(round(timeline.seconds_of(step) * 1000)),
            }
            for step in timeline.steps
        ],
        "blocks": [
            {"id": id, "name": place_of(id, block), "rounds": page.rounds(id), "says": _says(told)}
            for id, block, told in page.blocks()
        ],
        "phases": [
            _phase(segment, timeline) | _spoken(longer)
            for segment, longer in zip(timeline.segments, played.segments, strict=True)
        ],
        "cues": [_cue(cue.at, cue.sound, cue.say, cue.every) for cue in timeline.cues],
        "not_today": dict(chosen.choices.not_today),
        "open_questions": [question.text for question in chosen.questions],
        "sheet": written(routine),
    }


def _says(facts: Sequence[Fact]) -> dict[str, list[str]]:
    """The sentences by the key of the file that each comes from."""
    said: dict[str, list[str]] = {}
    for fact in facts:
        said.setdefault(fact.key, []).append(fact.text)
    return said


def _phase(segment: Segment, timeline: Timeline) -> Json:
    step = timeline.step_of(segment)
    return {
        "index": segment.index,
        "start": seconds(segment.start),
        "duration": None if segment.duration is None else seconds(segment.duration),
        "kind": segment.kind.value,
        "label": segment.label,
        "step": step.index + 1,
        "exercise": step.exercise,
        "side": segment.side,
        "rep": segment.rep,
        "reps": segment.reps,
        "set": segment.set,
        "sets": segment.sets,
    }


def _spoken(segment: Segment) -> Json:
    return {} if segment.written is None else {"spoken_seconds": seconds(segment.width)}


def _cue(at: int, sound: str | None, say: str, every: int | None) -> Json:
    record: Json = {"at": seconds(at), "sound": sound, "say": say}
    return record if every is None else {**record, "every": seconds(every)}


def details_text(chosen: ChosenRoutine, played: Timeline) -> str:
    """A routine as a page of text: how often to do it, and its steps with all that the sheet says of them.

    `played` has time for the words of the voice; the times of the steps are as written.
    """
    routine, timeline = chosen.routine, as_written(played)
    length, spoken = (wording.clock(each.total, at_least=each.at_least) for each in (timeline, played))
    more = "" if spoken == length else "  " + tr("({length} with the voice)", length=spoken)
    lines = [f"{routine.title}  {length}{more}"]
    lines += [routine.summary] if routine.summary else []
    lines += [fact.text for fact in routine_facts(routine)]
    lines += [f"  ! {caution}" for caution in routine.cautions]
    told: set[str] = set()
    """The ids of the steps and blocks whose sheet has been told: later rounds are shorter."""
    page = WrittenSheet(routine)
    for step in timeline.steps:
        start = wording.clock(timeline.segments[step.first].start, at_least=timeline.first_open < step.first)
        for id, _, _ in step.blocks:
            if id not in told:
                told.add(id)
                lines += _block_lines(start, id, page, step.id)
        lines += _step_lines(start, step, page, again=step.id in told and step.kind != "repeat")
        told.add(step.id)
    lines += ["", *(f"{said} (--with-optional)" for said in left_out_today(chosen))] if chosen.choices.not_today else []
    optional = [name for id, name in optional_steps(routine) if not chosen.choices.takes(id)]
    if optional:
        lines.append("\n" + tr("Optional: {steps} (--with-optional)", steps=", ".join(optional)))
    if chosen.questions:
        lines.append("\n" + tr("Asked before the start:"))
        lines += [f"  {question.text}" for question in chosen.questions]
    if routine.sources:
        lines.append("\n" + tr("Sources: {sources}", sources=", ".join(routine.sources)))
    return "\n".join(lines)


def _block_lines(start: str, id: str, page: WrittenSheet, first: str) -> list[str]:
    """What stands over the steps of a block, the first of which has that id: its name, its rounds or its level, and
    what it says for all of them.
    """
    return [f"\n{start:>7}  {page.heading(id, first)}", *(f"{'':9}{fact.text}" for fact in page.of(id))]


def _step_lines(start: str, step: StepInfo, page: WrittenSheet, *, again: bool) -> list[str]:
    """One step; `again` is a later round of one that has been told, which is shorter."""
    lines = [f"\n{start:>7}  {step.index + 1}. {step.title}"]
    if again:
        return [*lines, *(f"{'':9}{wording.sentence(text)}" for text in (step.dose,) if text)]
    on_sheet, played = wording.sentence(page.dose(step)), wording.sentence(step.dose)
    if on_sheet and on_sheet != played:
        played = tr("This time: {dose}", dose=within(played)) if played else ""
    else:
        on_sheet = ""
    needed = at_hand(tr(" and ").join(step.things)) if step.things else ""
    how = (needed, step.position, step.instructions, step.come_out)
    texts = (on_sheet, played, step.note, *how, *(fact.text for fact in page.facts(step)))
    lines += [f"{'':9}{text}" for text in texts if text]
    return [*lines, *(f"{'':9}! {caution}" for caution in step.cautions)]


def check(
    path: Path, catalogue: Catalogue, *, sound_folders: tuple[Path, ...] = (), checker: FileChecker | None = None,
    unspoken: Callable[[str], tuple[str, str] | None] = lambda _: None,
) -> tuple[Sequence[Problem], bool]:  # fmt: skip
    """Everything wrong or doubtful in a file; and True where it cannot be played.

    `unspoken` returns of a language's tag why no voice here speaks it, and what to do; None where one does.
    """
    try:
        loaded = load_file(path, catalogue, sound_folders=sound_folders, checker=checker)
    except LoadError as error:
        return error.problems, True
    routine = loaded.routine
    try:
        plain = [chosen.timeline for chosen in each_level(routine, Choices())]
        whole = [chosen.timeline for chosen in each_level(routine, Choices(optional="all"))]
        limit, more = _unsafe(routine, [*plain, *whole])
    except Unplayable as error:
        return [*loaded.problems, too_much(path, error)], True
    if limit is not None:
        what = tr("{limit} (safety limit {id})", limit=_inside(limit.sentence), id=limit.id)
        mend = tr("Make two routines of it, or write a longer `rest` between them.")
        return [*loaded.problems, Problem(str(path), Mark(1, 1), ("steps",), what, mend)], True
    longest = max(whole, key=lambda each: each.total)
    doubts = [
        *_implausible(path, longest),
        *_other_length(path, routine, plain[0], longest),
        *_silent(path, routine, unspoken),
    ]
    return [*loaded.problems, *doubts, *([_many_levels(path)] if more else [])], False


def _unsafe(routine: Routine, timelines: Sequence[Timeline]) -> tuple[Limit | None, bool]:
    """The limit that these timelines exceed, or any levels that can be chosen together, if one is; and whether there
    are more combinations of these than were looked at. Raises Unplayable.
    """
    more = False
    for timeline in timelines:
        if (limit := unsafe_together(routine, timeline)) is not None:
            return limit, more
    for choices in (Choices(), Choices(optional="all")):
        for chosen in level_combinations(routine, choices):
            if chosen is None:
                more = True
            elif (limit := unsafe_together(routine, chosen.timeline)) is not None:
                return limit, more
    return None, more


def _many_levels(path: Path) -> Problem:
    what = tr("there are more levels with cold, heat, rest or breathing than can be checked together")
    instead = tr("Use fewer of them; a session with too much of it together won't start.")
    return Problem(str(path), Mark(1, 1), ("steps",), what, instead, "warning")


def _silent(path: Path, routine: Routine, unspoken: Callable[[str], tuple[str, str] | None]) -> list[Problem]:
    """A warning where no voice here speaks the language that the file says it is in."""
    why = None if routine.language is None else unspoken(routine.language)
    if why is None:
        return []
    return [Problem(str(path), Mark(1, 1), ("language",), _inside(why[0]), why[1], "warning")]


def check_plan(path: Path, ids: Collection[str], plans: Collection[str]) -> tuple[Sequence[Problem], bool]:
    """The same for a plan; `ids` are those of all routines, `plans` of all plans."""
    try:
        plan = load_plan(path)
    except LoadError as error:
        return error.problems, True
    return plan_doubts(plan, ids, plans), False


def too_much(path: Path, error: Unplayable) -> Problem:
    """The refusal of the compiler, as a problem of the file."""
    mend = tr("Write fewer rounds or shorter steps.")
    return Problem(str(path), error.mark or Mark(1, 1), ("steps",), _inside(str(error)), mend)


def _inside(sentence: str) -> str:
    return within(sentence).rstrip(".")


def _implausible(path: Path, timeline: Timeline) -> list[Problem]:
    if timeline.total <= LONG_SESSION:
        return []
    what = tr("the whole session lasts {duration}", duration=wording.duration(timeline.total))
    instead = tr("Is that what you want? Over 90 minutes is unusual.")
    return [Problem(str(path), Mark(1, 1), ("steps",), what, instead, "warning")]


def _other_length(path: Path, routine: Routine, shortest: Timeline, longest: Timeline) -> list[Problem]:
    """A warning where the steps come to less than the sheet says of the whole, or to more, at any dose.

    `shortest` is the routine as it is played unless somebody chooses otherwise, `longest` all of it at that dose.
    """
    said = routine.length
    if said is None:
        return []
    with suppress(Unplayable):  # at the highest dose
        most_of_all = [each.timeline for each in each_level(routine, Choices(dose=Dose.HIGH, optional="all"))]
        longest = max(most_of_all, key=lambda timeline: timeline.total)
    low = 0 if isinstance(said, AtMost) else least(said, 0)
    high = LONGEST_SESSION if isinstance(said, AtLeast) else most(said) or LONGEST_SESSION
    if shortest.total <= high and (longest.total >= low or longest.at_least):
        return []
    ends = dict.fromkeys(wording.duration(each.total) for each in (shortest, longest))
    what = tr("its steps come to {steps}, and `length` says {length}",
              steps=tr(" to ").join(ends), length=wording.length(said))  # fmt: skip
    instead = tr("Change the one that is wrong, or keep both if the sheet counts in something else.")
    return [Problem(str(path), Mark(1, 1), ("length",), what, instead, "warning")]


def seconds(ms: int) -> int | float:
    """Seconds, as an integer where they are whole."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000
