"""The command about plans: which there are, what one has, following and leaving one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, echo
from unclench.cli.journal import journal_of, using_journal
from unclench.language import tr
from unclench.routine.model import Plan
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
    from unclench.journal import plan_followed as record
    from unclench.reports import plans

    if leave and (plan or follow):
        raise UserError(tr("Either `unclench plan PLAN --follow` or `unclench plan --leave`."))
    if follow and not plan:
        raise UserError(tr("Which one? `unclench plan` shows them all; then: unclench plan PLAN --follow"))
    if leave:
        with using_journal(program):
            journal = journal_of(program)
            now = plans.plan_followed(journal)
            if now is not None:
                journal.add(record.left(now.plan, program.book.now().wall))
        if now is None:
            echo(tr("You follow no plan."))
        else:
            echo(safe_text.lines(tr("You have left {plan}. Your journal stays.", plan=now.plan)))
        return 0
    if not plan:
        for each in program.plans.all():
            echo(safe_text.lines(f"{each.id:<20}  {each.title}. {each.summary}"))
        echo("\n" + tr("unclench plan PLAN shows one; with --follow it begins today."))
        return 0
    found = called(program, plan)
    echo(plans.text(found, titles(program)))
    if follow:
        with using_journal(program):
            journal_of(program).add(record.begun(found.id, program.book.now().wall))
        begun = tr("It begins today. What it has for each day: unclench next.")
        leaving = tr("You can leave it at any time: unclench plan --leave")
        echo(f"\n{begun} {leaving}")
    return 0


def called(program: Application, id: str) -> Plan:
    """The plan with this id. Raises UserError if there is none, or if it can't be read."""
    from unclench.routine import LoadError
    from unclench.routine.plans import PlanNotFound

    try:
        return program.plans.get(id)
    except (PlanNotFound, LoadError) as error:
        raise UserError(str(error)) from error


def titles(program: Application) -> dict[str, str]:
    """The titles of all routines that can be read, by their ids."""
    return {each.id: each.routine.title for each in program.library.entries() if each.routine is not None}


def today(program: Application) -> PlanToday | None:
    """What the plan that is followed has for today; None where none is followed, or where it says why it can't."""
    from unclench.reports import plans

    found = plans.planned(program.plans, journal_of(program), partial(titles, program), program.book.now().wall)
    if found.trouble:
        echo(found.trouble)
    return found.today
