"""A pack that was put on and never confirmed off: asked about before anything else, with its alarm.

Start at `settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from unclench.application import Application
from unclench.care.asks import YES, Fill, yes_no
from unclench.care.intake import to_fetch
from unclench.cli.common import UserError, has_screen, recording_interruption, start_or_fail
from unclench.cli.plain_home import PlainSeat, one_question
from unclench.language import begun, tr
from unclench.plain import PlainRunner
from unclench.player.packs import WHEN_OFF, at_clock, still_on, story, when_off
from unclench.routine.model import Routine
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment, Skin, overdue, time_on_skin
from unclench.safety.lockouts import Verdict
from unclench.session import wording
from unclench.session.compiler import assemble
from unclench.session.sentences import off_question
from unclench.session.timeline import Gate, Kind, Segment, StepInfo, Timeline
from unclench.system.signals import HANGUP

ONLY_SAID = frozenset({
    "list", "show", "check", "schema", "doctor", "new", "flags", "off", "history", "next", "note", "pain", "export",
    "serve",
})  # fmt: skip
"""Without somebody at a terminal, these commands mention it in one line and carry on.

click answers `--version`, `--help` and a shell's completion before the program starts. They don't
mention it: other programs read them.
"""
REFUSED = frozenset({"cold", "heat"})
"""These never begin beside a pack that another window looks after, and say so themselves, in the same words."""
SAYS_IT_LATER = "run"
"""Only once its routine is known can it say whether that is refused beside a pack, or just goes on: see `mention`."""
JUST_NOW = tr("just now")
NEVER_HELD_UP = "flags"
"""Whoever asks for the warning signs may be in an emergency: they get one line about the pack, then the signs."""


def settle(program: Application, command: str | None) -> int:
    """Ask about each pack that may still be on until somebody confirms that it is off. Returns 0.

    Raises UserError if nobody can answer.
    """
    for exposure in program.book.exposures.waiting():
        if command == "off":
            continue
        told = command == NEVER_HELD_UP or (command in ONLY_SAID and not has_screen())
        if told or program.book.exposures.attended(exposure):
            if command not in REFUSED and command != SAYS_IT_LATER:
                click.echo(still_on(exposure), err=True)
        else:
            _ask(program, exposure)
    return 0


def mention(program: Application, timeline: Timeline) -> None:
    """Say which packs are on before this is played; cold and heat are refused beside one, which says the same."""
    if not to_fetch(timeline):
        for exposure in program.book.exposures.waiting():
            click.echo(still_on(exposure), err=True)


def warn(program: Application, *, rings: bool, alone: bool = False) -> None:
    """Somebody is leaving with a pack on: say so, and say whether its alarm will ring, and whether it does so alone."""
    for exposure in program.book.exposures.waiting():
        until = at_clock(exposure.on.wall + exposure.limit)
        if not rings:
            alarm = tr("NO ALARM will sound: take it off by {time}.", time=until)
        elif alone:
            alarm = tr("Its alarm rings even without this window.")
        else:
            alarm = tr("Its alarm rings for as long as this window is open.")
        click.echo(f"{story(exposure)} {alarm} {WHEN_OFF}", err=True)


def _ask(program: Application, exposure: Exposure) -> None:
    seat = PlainSeat(program)
    if not seat.keys.possible:
        now = tr("Take it off now, then type: unclench off")
        raise UserError(f"{story(exposure)} {now}")
    with seat.keys.listening(), _warning_on_leave(program):
        guard = OffListener(lambda: program.book.exposures.off_elsewhere(exposure))
        late = overdue(exposure, program.book.now())
        if late or seat.asker.run(one_question(yes_no(tr("Is it off now?"), story(exposure), no=tr("not yet")))) != YES:
            seat.out.line(story(exposure))
            _watch(program, exposure, guard, seat)
            if guard.elsewhere:
                return
            if not guard.off:
                raise click.exceptions.Exit(1)
        record_off(program, exposure, _ask_when(program, exposure, seat), seat.out.line)


@contextmanager
def _warning_on_leave(program: Application) -> Iterator[None]:
    """Warn whoever leaves while no session can ring for the pack, unless their window has gone."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as leave:
        if program.running is None and not (isinstance(leave, SystemExit) and leave.code == HANGUP):
            warn(program, rings=False)
        raise


class OffListener:
    """Stands in for a session's recorder where all that matters is whether somebody confirms that the pack is off."""

    def __init__(self, look: Callable[[], bool] = lambda: False) -> None:
        """`look` says whether it was confirmed in another window, where it is then already recorded."""
        self.off = self.elsewhere = False
        self._look = look

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """Nothing to record: this is not a session."""

    def left_out(self) -> None:
        """Nothing to record: this is not a session."""

    def counted(self, count: int) -> None:
        """Nothing to record: this is not a session."""

    def changed(self, timeline: Timeline) -> None:
        """Nothing to record: this is not a session."""

    def unfit(self, timeline: Timeline) -> str:  # noqa: ARG002  # the protocol's own
        """Breathing is never too long here: there is none."""
        return ""

    def ended(self, why: str, at: int) -> None:
        """Nothing to record: this is not a session."""

    def verdict(self, kind: Skin) -> Verdict | None:  # noqa: ARG002  # the protocol's own
        """It is on already."""
        return None

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:  # noqa: ARG002  # as above
        """It is on already."""
        return None

    def taken_off(self) -> None:
        """Somebody has confirmed it here."""
        self.off = True

    def off_elsewhere(self) -> bool:
        """Whether somebody has confirmed it in another window."""
        self.elsewhere = self.elsewhere or self._look()
        return self.elsewhere


def _watch(program: Application, exposure: Exposure, guard: OffListener, seat: PlainSeat) -> None:
    """Play the rest of its time with its skin checks, then the alarm; only the alarm if its time is over."""
    routine = Routine(id=exposure.kind, title=begun(SKIN_NAMES[exposure.kind]), steps=())
    timeline = rest_of(exposure, program.book.now())
    program.book.slips.hold(exposure)
    controller = start_or_fail(program, routine, timeline, make_recorder=lambda: guard)
    with recording_interruption(controller):
        PlainRunner(controller, seat.out, seat.keys, program.clock, guard=seat.guard, well=False).run()
    program.running = None


def rest_of(exposure: Exposure, now: Moment) -> Timeline:
    """The rest of an application as a timeline: the time left, if any, then the alarm until it is off."""
    kind = Kind.COLD if exposure.kind == "cold" else Kind.HEAT
    step = StepInfo(0, "1", exposure.kind, begun(SKIN_NAMES[exposure.kind]))
    segments = []
    if not overdue(exposure, now):
        left = exposure.limit - time_on_skin(exposure, now).least
        segments.append(Segment(0, 0, left, kind, exposure.kind, 0))
    asks = off_question(kind)
    segments.append(Segment(0, 0, 0, Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, alarm=True, off=True, hint=asks))
    return assemble(segments, (step,))


def _ask_when(program: Application, exposure: Exposure, seat: PlainSeat) -> Moment:
    now = program.book.now()

    def read(typed: str) -> Moment:
        when = now if typed == JUST_NOW else when_off(exposure, typed, now)
        if when is None:
            since = at_clock(exposure.on.wall)
            said = tr("{typed!r} is not a time since {since}. Write it like 14:20.", typed=typed, since=since)
            raise ValueError(said)
        return when

    heading, like = tr("When did it come off?"), tr("Type a time such as 14:20, or press Enter if it was just now.")
    when = seat.asker.run(
        one_question(Fill(heading=heading, text=like, spoken=f"{heading} {like}", suggested=JUST_NOW, read=read))
    )
    return when if isinstance(when, Moment) else now


def record_off(program: Application, exposure: Exposure, off: Moment, tell: Callable[[str], None]) -> None:
    """Record that it came off at `off`, and say how long it was on."""
    program.book.exposures.off(exposure, off)
    gone = time_on_skin(Exposure(exposure.id, exposure.kind, exposure.on, exposure.limit, off), off)
    kind, time, lasted = begun(SKIN_NAMES[exposure.kind]), at_clock(off.wall), wording.whole_minutes(gone.likely)
    if gone.exact:
        tell(tr("{kind} off at {time}, after {lasted}.", kind=kind, time=time, lasted=lasted))
    else:
        tell(tr("{kind} off at {time}, after about {lasted}.", kind=kind, time=time, lasted=lasted))
