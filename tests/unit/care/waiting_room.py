"""Somebody about to start a session, with their journal and what they are asked; shared by the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace
from tests.answered import through, well

from unclench.care import asks
from unclench.care.asks import Flow, Ready
from unclench.care.intake import Intake
from unclench.routine.model import PATTERNS, ApplyStep, BreatheStep, Exact, ExerciseStep, Movement, Routine
from unclench.safety.exposure import Exposure, earlier
from unclench.session.compiler import choose
from unclench.testing import Desk, hold, routine

MINUTE, DAY = 60_000, 86_400_000
CURL = ExerciseStep(exercise=Movement("knee", "Knee to chest", tags=("flexion",)), hold=Exact(10_000), setup=Exact(0))
PRONE = ExerciseStep(exercise=Movement("lie", "Lie on your front", tags=()), hold=Exact(10_000), setup=Exact(0))
BENDING = routine(CURL, hold(20, name="Hip lift"))
BREATH = BreatheStep(pattern=PATTERNS["5-1-4"], cycles=Exact(2), setup=Exact(0))
TILT = ExerciseStep(exercise=Movement("pelvic-tilt", "Pelvic tilt", tags=("flexion",)), hold=Exact(5_000))
SPASM = replace(routine(BREATH, TILT), tags=("spasm",))


def pack(kind: Any = "cold", **more: Any) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(10 * MINUTE), setup=Exact(0), **more)


class Room(Desk):
    """A person, their journal, and what they were asked."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.journal = self.home.journal
        self.asked: list[str] = []
        self.told: list[str] = []

    def well(self, *but: str, ago: int = 0) -> None:
        well(self.journal, but=but, at=self.moments().wall - ago)

    def intake(self, **who: bool) -> Intake:
        return Intake(self.program, **who)

    def through(self, flow: Flow[Any], *given: Any) -> Any:
        """Run a flow to its end with these answers, one for each question; a `Tell` takes none."""
        return through(flow, given, lambda told: self.told.append(f"{told.heading} {told.text}".strip()), self._asks)

    def _asks(self, ask: asks.Ask) -> None:
        self.asked.append(ask.heading)
        self.ask = ask

    def before(self, played: Routine, *given: Any, **about: Any) -> Ready:
        ready: Ready = self.through(self.intake().before(choose(played, self.program.choices()), **about), *given)
        return ready

    def titles(self, ready: Ready) -> list[str]:
        return [step.name for step in ready.timeline.steps]

    def came_off(self, minutes: float, kind: Any = "cold") -> None:
        """A pack was on, and came off this many minutes ago."""
        off = earlier(self.moments(), round(minutes * MINUTE))
        exposure = Exposure(
            f"{len(self.program.book.exposures.past()):032x}", kind, earlier(off, 10 * MINUTE), 10 * MINUTE
        )
        self.program.book.add(exposure)
        self.program.book.use(lambda journal: journal.confirm_off(exposure.id, off))

    def read(self, kind: type) -> list[Any]:
        journal = self.program.book.journal
        assert journal is not None
        return journal.read(kind)
