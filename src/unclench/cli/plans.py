"""The commands about days to come: plan and remind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, echo, find
from unclench.cli.journal import journal_of, using_journal
from unclench.language import tr
from unclench.routine.model import Plan, Routine
from unclench.system import safe_text

if TYPE_CHECKING:
    from unclench.reports.plans import PlanToday


@click.command()
@click.argument("plan", default="")
@click.option("--follow", is_flag=True, help=tr("Begin it today; `unclench next` says what it has for each day."))
@click.option("--leave", is_flag=True, help=tr("Leave the plan that you follow."))
@common.pass_program
def plan(program: Application, plan: str, follow: bool, leave: bool) -> int:
    """Plans for days and weeks: all of them, or what one PLAN has."""
    from unclench.journal import queries
    from unclench.reports import plans

    if leave and (plan or follow):
        raise UserError(tr("Either `unclench plan PLAN --follow` or `unclench plan --leave`."))
    if follow and not plan:
        raise UserError(tr("Which one? `unclench plan` shows them all; then: unclench plan PLAN --follow"))
    if leave:
        with using_journal(program):
            journal = journal_of(program)
            followed = plans.plan_followed(journal)
            if followed is not None:
                journal.add(queries.plan_left_record(followed.plan, program.book.now().wall))
        if followed is None:
            echo(tr("You follow no plan."))
        else:
            echo(safe_text.lines(tr("You have left {plan}. Your journal stays.", plan=followed.plan)))
        return 0
    if not plan:
        for each in program.plans.all():
            echo(safe_text.lines(f"{each.id:<20}  {each.title}. {each.summary}"))
        echo("\n" + tr("unclench plan PLAN shows one; with --follow it begins today."))
        return 0
    found = _plan_called(program, plan)
    echo(plans.text(found, _routine_titles(program)))
    if follow:
        with using_journal(program):
            journal_of(program).add(queries.plan_begun_record(found.id, program.book.now().wall))
        begun = tr("It begins today. What it has for each day: unclench next.")
        leaving = tr("You can leave it at any time: unclench plan --leave")
        echo(f"\n{begun} {leaving}")
    return 0


def _plan_called(program: Application, id: str) -> Plan:
    """The plan with this id. Raises UserError if there is none, or if it can't be read."""
    from unclench.routine import LoadError
    from unclench.routine.library import PlanNotFound

    try:
        return program.plans.get(id)
    except (PlanNotFound, LoadError) as error:
        raise UserError(str(error)) from error


def _routine_titles(program: Application) -> dict[str, str]:
    """The titles of all routines that can be read, by their ids."""
    return {each.id: each.routine.title for each in program.library.entries() if each.routine is not None}


def plan_for_today(program: Application) -> PlanToday | None:
    """What the plan that is followed has for today; None where none is followed, or where it says why it can't."""
    from unclench.reports import plans

    found = plans.planned(
        program.plans, journal_of(program), partial(_routine_titles, program), program.book.now().wall
    )
    if found.trouble:
        echo(found.trouble)
    return found.today


MOST_TIMES = 24
"""Times of a day that `--at` may name."""
_NO_TIME = tr("{typed!r} is not a time of day. Write them like --at 8:00,18:00.")
_CANNOT_WRITE = tr("The timer cannot be changed: {reason}.")


@click.command()
@click.argument("routines", metavar="[ID]...", nargs=-1, shell_complete=common.routine_ids)
@click.option("--at", metavar="TIMES", help=tr("The times of day, such as 8:00,18:00 (unset: 8:00 to 18:00)."))
@click.option(
    "--to", "file", type=click.Path(dir_okay=False, path_type=Path), default=Path("reminders.ics"),
    help=tr("The calendar file to write (unset: reminders.ics; will not overwrite one)."),
)  # fmt: skip
@click.option("--timer", is_flag=True, help=tr("Have this computer show a notification instead (Linux, macOS)."))
@click.option("--no-timer", is_flag=True, help=tr("Remove that timer."))
@common.pass_program
def remind(
    program: Application, routines: tuple[str, ...], at: str | None, file: Path, timer: bool, no_timer: bool
) -> int:
    """Write a calendar file with reminders, by how often each routine is meant. Without an ID: of all that you do."""
    from unclench.reports import reminders

    if no_timer:
        return _without_timer()
    times = reminders.USUAL if at is None else _times(at)
    named = [find(program, name) for name in routines]
    with using_journal(program):
        chosen, began = _done(program, named)
        today = program.wall().date()
    if several := next((each for each in chosen if reminders.needs_more_times(each, times)), None):
        raise UserError(safe_text.lines(tr(
            "“{title}” is meant several times a day. Write two times or more: --at 8:00,18:00", title=several.title
        )))  # fmt: skip
    found = reminders.reminders(chosen, times, today, began)
    if silent := [each.id for each in named if each.id not in {reminder.id for reminder in found}]:
        raise UserError(safe_text.lines(tr(
            "{ids}: the file doesn't say how often to do it. Add a line such as `frequency: {{per_day: 2}}`.",
            ids=", ".join(silent),
        )))  # fmt: skip
    if not found:
        raise UserError(
            tr("None of the routines that you do says how often to do it. Name one that does: unclench remind ID")
        )
    if timer:
        _with_timer(reminders.now_in_force(found, today))
        echo("\n".join(reminders.lines(found)))
        if any(each.last is not None for each in found):
            echo(tr("When a stage ends, run this once more."))
        return 0
    common.create(file, reminders.calendar(found, program.wall().astimezone()).encode())
    echo("\n".join(reminders.lines(found)))
    echo(tr("Open it with your calendar; doing so again changes what is there. unclench itself starts nothing."))
    return 0


def _with_timer(times: Mapping[time, Sequence[int]]) -> None:
    """Install the timer. Raises UserError where there can be none."""
    from unclench.system import user_timers

    try:
        user_timers.timer_here().install(times, tr("Time for your exercises. To see what is due, type: unclench next"))
    except user_timers.NoTimer as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(_CANNOT_WRITE.format(reason=error.strerror)) from error
    echo(tr("From now on a notification reminds you; it starts nothing. To end that: unclench remind --no-timer"))


def _without_timer() -> int:
    from unclench.system import user_timers

    try:
        removed = user_timers.timer_here().remove()
    except user_timers.NoTimer as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise UserError(_CANNOT_WRITE.format(reason=error.strerror)) from error
    echo(tr("The timer is removed.") if removed else tr("There is no timer."))
    return 0


def _done(program: Application, named: Sequence[Routine]) -> tuple[list[Routine], dict[str, date]]:
    """The routines that were named, or else those that `next` speaks of; and the day each was first done."""
    from unclench.journal.queries import first_sessions, sessions
    from unclench.reports import today
    from unclench.safety.limits import DAY
    from unclench.system.local_time import local, midnight

    journal, now = journal_of(program), program.book.now().wall
    chosen = list(named)
    if not named:
        lately = sessions(journal, midnight(now, today.TAKEN_UP), now + DAY)
        known = {entry.id: entry.routine for entry in program.library.entries() if entry.routine is not None}
        due = today.due_now(today.in_their_stage(known.values(), journal, now), lately, now)
        chosen = [known[each.id] for each in due]
    began = first_sessions(journal, [each.id for each in chosen])
    return chosen, {id: local(at).date() for id, at in began.items()}


def _times(typed: str) -> list[time]:
    """The times of day as typed, in order and each once. Raises UserError."""
    found = set()
    for part in typed.split(",")[: MOST_TIMES + 1]:
        hour, _, minute = part.strip().partition(":")
        if not all(each.isascii() and each.isdigit() and len(each) <= 2 for each in (hour, minute or "00")):
            raise UserError(_NO_TIME.format(typed=safe_text.line(part)[:40]))
        try:
            found.add(time(int(hour), int(minute or 0)))
        except ValueError as error:
            raise UserError(_NO_TIME.format(typed=safe_text.line(part)[:40])) from error
    if len(found) > MOST_TIMES:
        raise UserError(tr("At most {most} times a day, please.", most=MOST_TIMES))
    return sorted(found)
