"""What was put on and never said to be off: asked about before anything else, with its alarm.

`settle` is the one way in; a screen may take its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from unclench.application import Application
from unclench.care.asks import YES, Fill, yes_no
from unclench.cli.common import UserError, conduct_or_mend, has_screen, stopping
from unclench.cli.plain_session import PlainSession, only
from unclench.plain import Plain
from unclench.player.packs import at_clock, still_on, story, when_off
from unclench.routine.model import Routine
from unclench.safety.exposure import Exposure, Moment, Skin, overdue, time_on_skin
from unclench.safety.lockouts import Verdict
from unclench.session import wording
from unclench.session.builder import assemble
from unclench.session.sentences import off_question
from unclench.session.timeline import Gate, Kind, Segment, StepInfo, Timeline
from unclench.system.signals import HANGUP

ONLY_SAID = frozenset({
    "list", "show", "check", "schema", "doctor", "new", "flags", "off", "history", "next", "note", "pain", "export",
})  # fmt: skip
"""These commands say it in one line and go on, where nobody sits at a terminal.

`--version`, `--help` and a shell's completion are answered by click before the program begins:
they say nothing of it, since programs read them and nobody waits for them.
"""
JUST_NOW = "just now"
NEVER_HELD_UP = "flags"
"""Somebody who asks for the warning signs may be in an emergency: they see them at once, with the line before."""


def settle(program: Application, command: str | None) -> int:
    """Ask about everything that may still be on the skin, until somebody says that it is off: 0.

    Raises Mend where nobody can answer.
    """
    for exposure in program.book.exposures.waiting():
        if command == "off":
            continue
        told = command == NEVER_HELD_UP or (command in ONLY_SAID and not has_screen())
        if told or program.book.exposures.attended(exposure):
            click.echo(still_on(exposure), err=True)
        else:
            _ask(program, exposure)
    return 0


def warn(program: Application, *, rings: bool) -> None:
    """The program is being left while something is on the skin: say so, and what becomes of its alarm."""
    for exposure in program.book.exposures.waiting():
        until = at_clock(exposure.on.wall + exposure.limit)
        alarm = "Its alarm goes on without this window" if rings else f"NO ALARM will sound: take it off by {until}"
        click.echo(f"{story(exposure)} {alarm}. When it is off: unclench off", err=True)


def _ask(program: Application, exposure: Exposure) -> None:
    seat = PlainSession(program)
    if not seat.keys.possible:
        raise UserError(f"{story(exposure)} Take it off now; then: unclench off")
    with seat.keys.listening(), _warned(program):
        guard = _Guard(lambda: program.book.exposures.off_elsewhere(exposure))
        late = overdue(exposure, program.book.now())
        if late or seat.asker.hold(only(yes_no("Is it off now?", story(exposure), no="not yet"))) != YES:
            seat.out.line(story(exposure))
            _watch(program, exposure, guard, seat)
            if guard.elsewhere:
                return
            if not guard.off:
                raise click.exceptions.Exit(1)
        take_note(program, exposure, _asked_when(program, exposure, seat), seat.out.line)


@contextmanager
def _warned(program: Application) -> Iterator[None]:
    """Whoever leaves where nothing can ring yet, or any more, is told so; not in a window that was closed."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as leave:
        if program.running is None and not (isinstance(leave, SystemExit) and leave.code == HANGUP):
            warn(program, rings=False)
        raise


class _Guard:
    """A recorder that notes nothing but the word that it is off."""

    def __init__(self, look: Callable[[], bool] = lambda: False) -> None:
        """`look` says whether that was said in another window, and so is kept."""
        self.off = self.elsewhere = False
        self._look = look

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """Nothing of this is a session."""

    def left_out(self) -> None:
        """Nothing of this is a session."""

    def changed(self, timeline: Timeline) -> None:
        """Nothing of this is a session."""

    def unfit(self, timeline: Timeline) -> str:  # noqa: ARG002  # the protocol's own
        """Nothing of this is breathing."""
        return ""

    def ended(self, why: str, at: int) -> None:
        """Nothing of this is a session."""

    def verdict(self, kind: Skin) -> Verdict | None:  # noqa: ARG002  # the protocol's own
        """It is on already."""
        return None

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:  # noqa: ARG002  # as above
        """It is on already."""
        return None

    def taken_off(self) -> None:
        """Somebody has said so."""
        self.off = True

    def off_elsewhere(self) -> bool:
        """Somebody may have said so in another window."""
        self.elsewhere = self.elsewhere or self._look()
        return self.elsewhere


def _watch(program: Application, exposure: Exposure, guard: _Guard, seat: PlainSession) -> None:
    """What is left of its time with its checks, and the alarm; at once where its time is over."""
    routine = Routine(id=exposure.kind, title=exposure.kind.capitalize(), steps=())
    timeline = rest_of(exposure, program.book.now())
    program.book.slips.hold(exposure)
    conductor = conduct_or_mend(program, routine, timeline, make_recorder=lambda: guard)
    with stopping(conductor):
        Plain(conductor, seat.out, seat.keys, program.clock, guard=seat.guard, well=False).run()
    program.running = None


def rest_of(exposure: Exposure, now: Moment) -> Timeline:
    """The rest of an application as a session: the time left, unless it is over, then the alarm until it is off."""
    kind = Kind.COLD if exposure.kind == "cold" else Kind.HEAT
    step = StepInfo(0, "1", exposure.kind, exposure.kind.capitalize())
    segments = []
    if not overdue(exposure, now):
        left = exposure.limit - time_on_skin(exposure, now).least
        segments.append(Segment(0, 0, left, kind, exposure.kind, 0))
    segments.append(Segment(0, 0, 0, Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, alarm=True, hint=off_question(kind)))
    return assemble(segments, (step,))


def _asked_when(program: Application, exposure: Exposure, seat: PlainSession) -> Moment:
    now = program.book.now()

    def read(typed: str) -> Moment:
        when = now if typed == JUST_NOW else when_off(exposure, typed, now)
        if when is None:
            raise ValueError(f"{typed!r} is no time since {at_clock(exposure.on.wall)}. Write it as 14:20.")
        return when

    like = "A time such as 14:20; Enter alone: just now."
    when = seat.asker.hold(only(Fill(heading="When did it come off?", text=like, suggested=JUST_NOW, read=read)))
    return when if isinstance(when, Moment) else now


def take_note(program: Application, exposure: Exposure, off: Moment, tell: Callable[[str], None]) -> None:
    """It is off since then: kept, and said with the time for which it was on."""
    program.book.exposures.off(exposure, off)
    gone = time_on_skin(Exposure(exposure.id, exposure.kind, exposure.on, exposure.limit, off), off)
    about = "" if gone.exact else "about "
    lasted = wording.duration(_minutes(gone.likely))
    tell(f"{exposure.kind.capitalize()} off at {at_clock(off.wall)}, after {about}{lasted}.")


def _minutes(ms: int) -> int:
    """Whole minutes, for people; seconds below one."""
    return ms // 60_000 * 60_000 if ms >= 60_000 else ms // 1000 * 1000
