"""What was put on and never said to be off: asked about before anything else, with its alarm.

`settle` is the one way in; a screen may take its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import click

from unclench import plain, words
from unclench.cli.common import Mend, conduct_or_mend, has_screen, stopping
from unclench.compiling import assemble
from unclench.exposure.guards import Verdict
from unclench.exposure.moments import Moment, earlier
from unclench.exposure.records import Exposure, Skin, lasting, overdue
from unclench.keys import Keys, shared_keys
from unclench.model import Routine
from unclench.phrasing import off_question
from unclench.plain import Output, Plain
from unclench.program import Program
from unclench.timeline import Gate, Kind, Segment, StepInfo, Timeline

ONLY_SAID = frozenset({
    "list", "show", "check", "schema", "doctor", "new", "flags", "off", "history", "next", "note", "pain", "export",
})  # fmt: skip
"""These commands say it in one line and go on, where nobody sits at a terminal.

`--version`, `--help` and a shell's completion are answered by click before the program begins:
they say nothing of it, since programs read them and nobody waits for them.
"""
_MINUTE = 60_000
NEVER_HELD_UP = "flags"
"""Somebody who asks for the warning signs may be in an emergency: they see them at once, with the line before."""


def settle(program: Program, command: str | None) -> int:
    """Ask about everything that may still be on the skin, until somebody says that it is off: 0.

    Raises Mend where nobody can answer.
    """
    for exposure in program.book.waiting():
        if command == "off":
            continue
        told = command == NEVER_HELD_UP or (command in ONLY_SAID and not has_screen())
        if told or program.book.attended(exposure):
            click.echo(f"{story(exposure)} When it is off: unclench off", err=True)
        else:
            _ask(program, exposure)
    return 0


def story(exposure: Exposure) -> str:
    """What is known of it, in a sentence."""
    return f"You put {exposure.kind} on at {at_clock(exposure.on.wall)} and have not said that it is off."


def at_clock(wall: int) -> str:
    """`14:02`, or `14:02 on Tuesday 3 March` for another day."""
    then = datetime.fromtimestamp(wall / 1000).astimezone()
    today = datetime.now().astimezone().date()
    return f"{then:%H:%M}" if then.date() == today else f"{then:%H:%M on %A} {then.day} {then:%B}"


def warn(program: Program, *, rings: bool) -> None:
    """The program is being left while something is on the skin: say so, and what becomes of its alarm."""
    for exposure in program.book.waiting():
        until = at_clock(exposure.on.wall + exposure.limit)
        alarm = "Its alarm goes on without this window" if rings else f"NO ALARM will sound: take it off by {until}"
        click.echo(f"{story(exposure)} {alarm}. When it is off: unclench off", err=True)


def _ask(program: Program, exposure: Exposure) -> None:
    keys, out = shared_keys(), Output()
    if not keys.possible:
        raise Mend(f"{story(exposure)} Take it off now; then: unclench off")
    with keys.listening():
        out.line(story(exposure))
        guard = _Guard()
        late = overdue(exposure, program.book.now())
        if late or not _yes("Is it off now? y or n", out, keys):
            _watch(program, exposure, guard, out, keys)
            if not guard.off:
                raise click.exceptions.Exit(1)
        take_note(program, exposure, _asked_when(program, exposure, out, keys), out.line)


class _Guard:
    """A keeper that keeps nothing but the word that it is off."""

    def __init__(self) -> None:
        self.off = False

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """Nothing of this is a session."""

    def left_out(self) -> None:
        """Nothing of this is a session."""

    def changed(self, timeline: Timeline) -> None:
        """Nothing of this is a session."""

    def ended(self, why: str, at: int) -> None:
        """Nothing of this is a session."""

    def why_not(self, kind: Skin) -> Verdict | None:  # noqa: ARG002  # the protocol's own
        """It is on already."""
        return None

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:  # noqa: ARG002  # as above
        """It is on already."""
        return None

    def taken_off(self) -> None:
        """Somebody has said so."""
        self.off = True


def _watch(program: Program, exposure: Exposure, guard: _Guard, out: Output, keys: Keys) -> None:
    """What is left of its time with its checks, and the alarm; at once where its time is over."""
    routine = Routine(id=exposure.kind, title=exposure.kind.capitalize(), steps=())
    timeline = rest_of(exposure, program.book.now())
    program.book.take_over(exposure)
    conductor = conduct_or_mend(program, routine, timeline, keep=lambda: guard)
    with stopping(conductor):
        Plain(conductor, out, keys).run()
    program.running = None


def rest_of(exposure: Exposure, now: Moment) -> Timeline:
    """The rest of an application as a session: the time left, unless it is over, then the alarm until it is off."""
    kind = Kind.COLD if exposure.kind == "cold" else Kind.HEAT
    step = StepInfo(0, "1", exposure.kind, exposure.kind.capitalize())
    segments = []
    if not overdue(exposure, now):
        left = exposure.limit - lasting(exposure, now).least
        segments.append(Segment(0, 0, left, kind, exposure.kind, 0))
    segments.append(Segment(0, 0, 0, Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, alarm=True, hint=off_question(kind)))
    return assemble(segments, (step,))


def _yes(question: str, out: Output, keys: Keys) -> bool:
    while True:
        typed = plain.read_line(question, out, keys)
        if typed is None:
            raise click.Abort
        if typed.strip().lower()[:1] in ("y", "n"):
            return typed.strip().lower().startswith("y")


def _asked_when(program: Program, exposure: Exposure, out: Output, keys: Keys) -> Moment:
    now = program.book.now()
    typed = plain.read_line("When did it come off? Enter: just now. Or a time such as 14:20. ", out, keys)
    return came_off(exposure, typed or "", now)


def came_off(exposure: Exposure, typed: str, now: Moment) -> Moment:
    """The moment of an answer such as `14:20`; now for anything that cannot be: then no lock-out is cut short."""
    return when_off(exposure, typed, now) or now


def when_off(exposure: Exposure, typed: str, now: Moment) -> Moment | None:
    """The moment of an answer such as `14:20`, or None where it is no time since it was put on.

    A minute is meant to its end, and of two meanings the later one holds, as in the hour that
    comes twice when the clocks are set back: then no lock-out is cut short.
    """
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{1,2})", typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    since = lasting(exposure, now).likely
    ago = [now.wall - begun for begun in _meant(int(found[1]), int(found[2]), now.wall) if begun <= now.wall]
    ends = [max(0, gone - _MINUTE + 1) for gone in ago]
    return min((earlier(now, end) for end in ends if end <= since), key=lambda then: -then.wall, default=None)


def _meant(hour: int, minute: int, wall: int) -> Iterator[int]:
    """The beginnings (ms since 1970) of the minutes of today and yesterday by the clock here that may be meant."""
    here = datetime.fromtimestamp(wall / 1000)  # noqa: DTZ006  # local time without an offset: each day has its own
    for days in (0, 1):
        for fold in (0, 1):
            day = here - timedelta(days=days)
            then = day.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=fold)
            yield round(then.timestamp() * 1000)


def take_note(program: Program, exposure: Exposure, off: Moment, tell: Callable[[str], None]) -> None:
    """It is off since then: kept, and said with the time for which it was on."""
    program.book.off(exposure, off)
    gone = lasting(Exposure(exposure.id, exposure.kind, exposure.on, exposure.limit, off), off)
    about = "" if gone.exact else "about "
    lasted = words.duration(_minutes(gone.likely))
    tell(f"{exposure.kind.capitalize()} off at {at_clock(off.wall)}, after {about}{lasted}.")


def _minutes(ms: int) -> int:
    """Whole minutes, for people; seconds below one."""
    return ms // 60_000 * 60_000 if ms >= 60_000 else ms // 1000 * 1000
