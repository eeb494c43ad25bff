"""The same keys through the screens and in lines: the same questions, the same records, the same events."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import pytest
from msgspec import Struct
from msgspec.structs import replace
from tests.answered import hear, well
from tests.scripted import ScriptedKeys
from textual.screen import Screen

from unclench.application import Application
from unclench.care.pack_check import CAN_YOU_HEAR
from unclench.cli import plain_home
from unclench.cli.common import UserError
from unclench.journal.queries import FELT
from unclench.journal.records import AnswerRecord, OverrideRecord, PainRecord, SessionRecord, StepRecord
from unclench.plain import LineWriter
from unclench.routine.model import (
    PATTERNS,
    ApplyStep,
    Blank,
    BreatheStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Progress,
    RepeatStep,
    Routine,
)
from unclench.safety.exposure import Exposure, earlier
from unclench.session.compiler import choose
from unclench.system.keyboard import ENTER
from unclench.testing import Desk, RecordingEvents, RecordingPlayer, hold, routine
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.player import PlayerScreen

Script = Sequence[tuple[float, str]]
"""(seconds since the key before, key)."""
ESC = "\x1b"
STRETCHES = routine(hold(8, reps=3, rest=2, name="First"), hold(10, name="Second"))
GROWING = routine(
    hold(3, reps=2, name="First", progress=Progress("reps", 2, 9, 1, 1, asks=True)),
    hold(4, name="Second", progress=Progress("hold", 4_000, None, 1_000, 1, asks=True)),
)
CURL = ExerciseStep(exercise=Movement("knee", "Knee to chest", tags=("flexion",)), hold=Exact(10_000), setup=Exact(0))
BENDING = routine(CURL, hold(20, name="Hip lift"))
SPASM = replace(
    routine(
        BreatheStep(pattern=PATTERNS["5-1-4"], cycles=Exact(2), setup=Exact(0)),
        ExerciseStep(
            exercise=Movement("pelvic-tilt", "Pelvic tilt", tags=("flexion",)), hold=Exact(5_000), reps=Exact(2)
        ),
    ),
    tags=("spasm",),
)


def pack(kind: Any = "cold", minutes: int = 6) -> Routine:
    return routine(ApplyStep(kind=kind, lasting=Exact(minutes * 60_000), setup=Exact(0)))


def typed(keys: str, every: float = 1.0) -> list[tuple[float, str]]:
    return [(every, key) for key in keys]


class Ends:
    """What a front end left behind."""

    def __init__(self, program: Application, events: RecordingEvents) -> None:
        self.program, self.events = program, events

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        journal = self.program.book.journal
        assert journal is not None
        read = journal.read
        return {
            "sessions": [(r.routine, r.why, r.place) for r in read(SessionRecord)],
            "steps": [(r.number, r.name, r.side, r.set, r.rep, r.done) for r in read(StepRecord)],
            "exposures": [(r.kind, r.off is None, r.limit) for r in read(Exposure)],
            "pain": [(r.rating, r.when, r.step, r.reason, r.place) for r in read(PainRecord)],
            "answers": [(r.question, r.yes) for r in read(AnswerRecord) if not r.question.startswith(FELT)],
            "felt": [(r.question[len(FELT) + 33 :],) for r in read(AnswerRecord) if r.question.startswith(FELT)],
            "overrides": [(r.limit, r.reason) for r in read(OverrideRecord)],
        }

    def happened(self) -> list[Mapping[str, Any]]:
        left_out = {"t", "at", "audio"}
        return [{key: value for key, value in event.items() if key not in left_out} for event in self.events.events]


class World(Desk):
    """A home, a clock and somebody with a script of keys."""

    def live(self, flow: Flow) -> None:
        """What this person has answered, and had on the skin, before."""
        now = self.moments()
        if not flow.stranger:
            well(self.home.journal, but=flow.but, at=now.wall, heard=False)
        if not flow.unheard:
            hear(self.home)
        if flow.off_ago is not None:
            off = earlier(now, flow.off_ago * 60_000)
            on = earlier(off, 600_000)
            self.program.book.add(Exposure("a" * 32, "cold", on, 900_000))
            self.program.book.use(lambda journal: journal.confirm_off("a" * 32, off))

    def heard(self) -> bytes:
        """What is noted of the alarm that was heard."""
        return self.home.heard.read_bytes() if self.home.heard.exists() else b""

    def begin_anew(self, yes: Sequence[str]) -> None:
        """The program is started again, a little later; meanwhile something has come to be true."""
        from unclench.care.health_record import HealthRecord

        self.program.close()
        self.player, self.events = RecordingPlayer(), RecordingEvents()
        if yes:
            HealthRecord(self.program).record_answers(dict.fromkeys(yes, True))


class PlainWorld(World):
    def play(self, routine: Routine, script: Script, monkeypatch: pytest.MonkeyPatch, *, resume: bool = False) -> Ends:

        at, times = 0.0, {}
        for after, key in script:
            at += after
            times[at] = key
        keys, self.out = ScriptedKeys(self.clock, times), io.StringIO()
        monkeypatch.setattr(plain_home, "shared_keys", lambda: keys)
        monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(self.out))
        try:
            if resume:
                found = self.program.interrupted_session()
                assert found is not None
                seat = plain_home.PlainSeat(self.program)
                found = seat.go_on(found)
                controller = self.program.start_session(
                    found.routine, found.timeline, place=found.place, events=self.events
                )
                seat.play_and_ask(controller, found.routine.tags)
            else:
                chosen = choose(routine, self.program.choices())
                plain_home.plain_play(self.program, chosen, None, self.events, yes=False)
        except (UserError, click.exceptions.Exit) as left:
            self.out.write(f"{left}\n")
        return Ends(self.program, self.events)


class ScreenWorld(World):
    async def play(self, routine: Routine, script: Script, *, resume: bool = False) -> Ends:
        opening = Opening() if resume else Opening(chosen=choose(routine, self.program.choices()))
        self.app = UnclenchApp(self.program, opening, events=self.events)
        async with self.app.run_test(size=(80, 24), notifications=True) as self.pilot:
            await self._settle()
            if resume:
                await self.pilot.press("u")
                await self._settle()
            for after, key in script:
                await self._wait(round(after * 1000))
                if self.app._exit:
                    break
                await self.pilot.press({ENTER: "enter", ESC: "escape", " ": "space"}.get(key, key))
                await self._settle()
            await self._wait(60_000)
            for _ in range(60):
                session = self._session()
                if session is None or session.controller.ended is not None or session.controller.view().waiting:
                    break
                await self._wait(5_000)
        return Ends(self.program, self.events)

    def _session(self) -> PlayerScreen | None:
        return next((s for s in reversed(self.app.screen_stack) if isinstance(s, PlayerScreen)), None)

    async def _settle(self) -> None:
        for _ in range(3):
            await self.pilot.pause()
        await self.pilot.pause(0.02)

    async def _wait(self, ms: int) -> None:
        """Time goes by as a session sleeps: it wakes just when it has something to do.

        Nothing is drawn meanwhile but what comes to the front: records and events are what is compared.
        """
        while ms > 0:
            front = self.app.screen
            with self.app.batch_update():
                while ms > 0 and self.app.screen is front:
                    ms -= await self._step(ms)
            if self.app.screen is not front:
                await self.pilot.pause()
        await self._settle()

    async def _step(self, most: int) -> int:
        """How many ms went by until there was something to do, at most a second; whatever follows has been done."""
        session, front = self._session(), self.app.screen
        step = min(most, 1_000)
        if session is not None and session.is_attached and not session.ended:
            step = min(step, max(1, session.controller.sleep_for()))
        self.clock.advance(step)
        if isinstance(front, AskScreen):
            front.wake()
        if session is not None and session.is_attached:
            session.wake()
        for _ in range(MESSAGES):
            await asyncio.sleep(0)
        return step


T = TypeVar("T")


async def at_once(does: Callable[..., T], *arguments: Any) -> T:
    """Do it here and now."""
    return does(*arguments)


MESSAGES = 40
"""How often every task may go on after a step: a question comes to the front within a few."""
START = [(1.0, ENTER)]
BLANKS = routine(
    ExerciseStep(exercise=Movement("cat-cow", "Cat-cow"), hold=Exact(5_000), reps=Blank(), setup=Exact(0),
                 alternatives=(
        ExerciseStep(exercise=Movement("bridge", "Hip lift"), hold=Blank(), setup=Exact(0)),
    )),
)  # fmt: skip
LEFT_AND_ON = [*START, (3.0, "q"), (1.0, "y"), (1.0, ENTER)]
"""A session that was left on purpose, which may be gone on with."""


class Flow(Struct, frozen=True):
    """What is played, the keys, who presses them, and how the last session ended (None: none was begun)."""

    played: Routine
    script: Script
    why: str | None
    but: tuple[str, ...] = ()
    stranger: bool = False
    unheard: bool = False
    """Whether nobody has said today that they hear the alarm."""
    again: Script | None = None
    """Keys for going on with the session that was left."""
    off_ago: int | None = None
    """Minutes since a cold pack came off."""
    kept: Mapping[str, Any] = {}
    """Of some tables, what must be in them."""


FLOWS: dict[str, Flow] = {
    "played to its end": Flow(STRETCHES, [*START, (60.0, "3"), (1.0, ENTER)], "finished"),
    "pain before and after": Flow(STRETCHES, [(1, "4"), *START, (60.0, "3"), (1.0, ENTER)], "finished"),
    "ten, typed as one and nought, before": Flow(
        STRETCHES,
        [(1, "1"), (1, "0"), *START, (1, "3"), (60, "t")],
        "finished",
        kept={"pain": [(10, "before", None, None, None), (10, "after", None, None, None)]},
    ),
    "how what grows was": Flow(
        GROWING,
        [*START, (60, "2"), (1, ENTER), (1, "3"), (1, "1"), (1, ENTER)],
        "finished",
        kept={"felt": [("1=easy",), ("2=too much",)]},
    ),
    "how what grows was, by a number pad": Flow(
        GROWING,
        [*START, (60, "2"), (1, ENTER), (1, "2"), (1, "0"), (1, ENTER)],
        "finished",
        kept={"felt": [("1=right",)]},
    ),
    "nobody asks how what grows was with much pain": Flow(
        GROWING, [*START, (60, "7"), (1, ENTER), (1, "3"), (1, "1"), (1, ENTER)], "finished", kept={"felt": []}
    ),
    "left at the preview": Flow(STRETCHES, [(1, ESC)], None),
    "stopped": Flow(STRETCHES, LEFT_AND_ON, "user"),
    "stayed": Flow(STRETCHES, [*START, (3, "q"), (1, "n"), (60, "2"), (1, ENTER)], "finished"),
    "a stranger, nothing applies": Flow(STRETCHES, [*START, (1, "n"), (1, "n"), (60, "2")], "finished", stranger=True),
    "a stranger leaves the list": Flow(STRETCHES, [*START, (1, "n"), (1, ESC)], None, stranger=True),
    "Enter, Enter answers nothing": Flow(
        STRETCHES, [*START, (0.3, ENTER), (0.3, ENTER), (1, ENTER)], None, stranger=True, kept={"answers": []}
    ),
    "a yes leaves a step out": Flow(BENDING, [*START, (1, "n"), (60, "2")], "finished", but=("C3.bones",)),
    "a yes, taken back in": Flow(
        BENDING,
        [*START, (1, "1"), (1, ENTER), (60, "2")],
        "finished",
        but=("C3.bones",),
        kept={"overrides": [("C3.bones", "Chosen anyway: Knee to chest.")]},
    ),
    "nothing is left": Flow(routine(CURL), [*START, (1, "n")], None, but=("C3.bones",)),
    "a short question with none": Flow(SPASM, [(1, "n"), (25, "n"), (60, "2"), (1, ENTER)], "finished"),
    "a short question with a yes by the key of the signs": Flow(
        SPASM, [(1, "!"), (1, "y"), (1, ENTER), (1, "1"), (1, ENTER)], None
    ),
    "a short question with a yes": Flow(SPASM, [(1, "y"), (1, "y"), (1, ENTER), (1, "1"), (1, ENTER)], None),
    "a short question nobody answers": Flow(SPASM, [(100, "2"), (1, ENTER)], "finished"),
    "a sign before it moves": Flow(
        SPASM, [(1, "n"), (25, "1"), (1, ENTER), (1, "y"), (1, ENTER), (1, ENTER)], "warning sign"
    ),
    "a sign stands, and is still so": Flow(STRETCHES, [*START, (1, "3")], None, but=("C4.saddle",)),
    "a sign stands, and is over": Flow(STRETCHES, [*START, (1, "1"), (60, "2")], "finished", but=("C4.saddle",)),
    "a sign stands, and a breath": Flow(
        STRETCHES, [*START, (1, "2"), (5, "q"), (1, "y"), (1, ENTER)], "user", but=("C4.saddle",)
    ),
    "a blank, as suggested": Flow(BLANKS, [*START, (1, "1"), (1, ENTER), (60, "2")], "finished"),
    "the blank of an alternative": Flow(BLANKS, [*START, (1, "2"), *typed("4s"), (1, ENTER), (60, "2")], "finished"),
    "a blank, mistyped": Flow(
        BLANKS, [*START, (1, "1"), *typed("zz"), (1, ENTER), *typed("3"), (1, ENTER), (60, "2")], "finished"
    ),
    "a level, chosen with its digit": Flow(
        routine(RepeatStep(times=Exact(1), steps=(hold(5, name="Easy"), hold(9, name="Hard")), levels=True)),
        [*START, (1, "2"), (60, "2")],
        "finished",
    ),
    "much pain before: breathe": Flow(STRETCHES, [(1, "7"), *START, (1, "1"), (5, "q"), (1, "y"), (1, ENTER)], "user"),
    "much pain before: not now": Flow(
        STRETCHES, [(1, "7"), *START, (1, "2")], None, kept={"pain": [(7, "before", None, None, None)]}
    ),
    "much pain before: anyway": Flow(STRETCHES, [(1, "7"), *START, (1, "3"), (60, "2")], "finished"),
    "it hurts: more gently": Flow(STRETCHES, [*START, (3, "x"), (1, "g"), (60, "2")], "finished"),
    "it hurts: more gently by space": Flow(STRETCHES, [*START, (3, "x"), (1, " "), (60, "2")], "finished"),
    "it hurts: more gently by its number": Flow(STRETCHES, [*START, (3, "x"), (1, "1"), (60, "2")], "finished"),
    "it hurts: leave it out by its number": Flow(STRETCHES, [*START, (3, "x"), (1, "2"), (60, "2")], "finished"),
    "it hurts: end by its number": Flow(
        STRETCHES, [*START, (3, "x"), (1, "3"), (1, "5"), (1, "1"), (1, ENTER)], "pain"
    ),
    "it hurts: nobody answers for minutes": Flow(
        STRETCHES, [*START, (3, "x"), (200, "q"), (1, ESC), (1, ENTER)], "pain"
    ),
    "it hurts: leave it out": Flow(STRETCHES, [*START, (3, "x"), (1, "n"), (60, "2")], "finished"),
    "it hurts in the last step: leave it out": Flow(
        routine(hold(30, name="Only")), [*START, (3, "x"), (1, "n"), (1, ENTER)], "pain"
    ),
    "it hurts: end": Flow(STRETCHES, [*START, (3, "x"), (1, "q"), (1, "5"), (1, "1"), (1, ENTER)], "pain"),
    "it hurts: tired": Flow(STRETCHES, [*START, (3, "x"), (1, "e"), (1, ENTER)], "fatigue"),
    "it hurts: down the leg": Flow(STRETCHES, [*START, (3, "x"), (1, "l"), (1, ENTER)], "down the leg"),
    "it hurts: dizzy": Flow(STRETCHES, [*START, (3, "x"), (1, "d"), (1, "n"), (1, ENTER)], "dizzy or numb"),
    "it hurts: signs": Flow(
        STRETCHES, [*START, (3, "x"), (1, "!"), (1, "1"), (1, ENTER), (1, "y"), (1, ENTER), (1, ENTER)], "warning sign"
    ),
    "it hurts: never mind": Flow(STRETCHES, [*START, (3, "x"), (1, ESC), (1, " "), (60, "2")], "finished"),
    "a one and a nought where it hurts say nothing else": Flow(
        STRETCHES, [*START, (3, "x"), (1, "1"), (0.5, "0"), (1, "q"), (1, "t"), (1, ESC), (1, ENTER)], "pain"
    ),
    "much pain in a spasm routine leaves out what moves": Flow(
        SPASM, [(1, "n"), (3, "9"), (60, "2"), (1, ENTER)], "too much pain"
    ),
    "much pain while only breathing is kept, and nothing more": Flow(
        routine(BreatheStep(pattern=PATTERNS["5-1-4"], cycles=Exact(2), setup=Exact(0))),
        [*START, (3, "9"), (40, "2"), (1, ENTER)],
        "finished",
    ),
    "end, and breathe instead": Flow(
        STRETCHES, [*START, (3, "8"), (1, "b"), (8, "q"), (1, "y"), (1, ENTER), (1, ENTER)], "too much pain"
    ),
    "the signs before it moves, and nobody answers": Flow(SPASM, [(1, "n"), (110, "2"), (1, ENTER)], "too much pain"),
    "signs left unanswered, then answered before it moves": Flow(
        SPASM, [(1, "n"), (15, "!"), (10, ESC), (1, " "), (20, "n"), (60, "2"), (1, ENTER)], "finished"
    ),
    "a digit": Flow(STRETCHES, [*START, (3, "4"), (60, "2")], "finished"),
    "a digit of six or more": Flow(STRETCHES, [*START, (3, "7"), (1, "1"), (1, ENTER)], "too much pain"),
    "a digit of six that was a slip": Flow(
        STRETCHES,
        [*START, (3, "7"), (1, "3"), (1, "y"), (60, "2")],
        "finished",
        kept={"pain": [(2, "after", None, None, None)]},
    ),
    "a digit of six: Escape goes past nothing": Flow(
        STRETCHES, [*START, (3, "9"), (1, ESC), (1, "1"), (1, ENTER)], "too much pain"
    ),
    "a sign in a session": Flow(
        STRETCHES, [*START, (3, "!"), (1, "1"), (1, ENTER), (1, "y"), (1, ENTER), (1, ENTER)], "warning sign"
    ),
    "no sign in a session": Flow(STRETCHES, [*START, (3, "!"), (1, "n"), (60, "2")], "finished"),
    "a breath between": Flow(STRETCHES, [*START, (3, "b"), (8, "q"), (1, "y"), (1, " "), (60, "2")], "finished"),
    "a breath between that hurts": Flow(
        STRETCHES, [*START, (3, "b"), (8, "x"), (1, "q"), (1, ENTER), (1, ENTER)], "pain"
    ),
    "keys of the session": Flow(
        STRETCHES,
        [*START, (3, " "), (2, " "), (5, "+"), (1, "-"), (2, "n"), (2, "p"), (1, "r"), (1, "m"), (1, "]"), (90, "2")],
        "finished",
    ),
    "repetitions counted by a key": Flow(
        routine(
            ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), sides=("left", "right"), switch=Exact(5_000))
        ),
        [*START, *[(12, " ")] * 3, (1, "-"), (1, "n"), (9, " "), (2, " "), (1, "+"), (1, "n"), (60, "2")],
        "finished",
    ),
    "a question of the sheet, answered with no": Flow(
        routine(hold(5), hold(6, only_if="Warm again?"), hold(7)), [*START, (8, "n"), (20, "2")], "finished"
    ),
    "cold to its end": Flow(pack(), [*START, (1, " "), (302, " "), (62, "y"), (1, "2")], "finished"),
    "cold: not fine": Flow(pack(), [*START, (1, " "), (302, "n"), (3, "y"), (1, ENTER)], "skin"),
    "cold: taken off": Flow(pack(), [*START, (1, " "), (60, " "), (1, "y"), (3, "2")], "finished"),
    "cold: not yet": Flow(pack(), [*START, (1, " "), (60, " "), (1, "n"), (242, " "), (62, "y"), (3, "2")], "finished"),
    "cold: a list in front of the question that comes to ring": Flow(
        pack(), [*START, (1, "j"), (125, " "), (302, " "), (62, "y"), (3, "2")], "finished"
    ),
    "cold: a stale question answers nothing": Flow(
        pack(), [*START, (1, " "), (290, " "), (12, "y"), (65, "y"), (3, "2")], "finished"
    ),
    "cold: it hurts": Flow(pack(), [*START, (1, " "), (60, "x"), (3, "y"), (1, ENTER)], "pain"),
    "cold: left": Flow(pack(), [*START, (1, " "), (60, "q"), (1, "y"), (3, "y"), (1, ENTER)], "user"),
    "cold: not left": Flow(
        pack(), [*START, (1, " "), (60, "q"), (1, "n"), (242, " "), (62, "y"), (3, "2")], "finished"
    ),
    "cold: pain of eight": Flow(pack(), [*START, (1, " "), (60, "8"), (3, "y"), (1, ENTER)], "too much pain"),
    "cold: a warning sign": Flow(
        pack(),
        [*START, (1, " "), (60, "!"), (1, "1"), (1, ENTER), (1, "y"), (1, ENTER), (3, "y"), (1, ENTER)],
        "warning sign",
    ),
    "cold: space does not take it off": Flow(
        pack(), [*START, (1, " "), (302, " "), (62, " "), (2, " "), (2, "y"), (2, "2")], "finished"
    ),
    "cold: nothing is asked under a breath": Flow(
        pack(), [*START, (1, " "), (60, "b"), (242, " "), (62, "y"), (3, "2")], "finished"
    ),
    "cold: too soon": Flow(pack(), [*START, (1, "n")], None, off_ago=30),
    "cold: too soon, with a reason": Flow(
        pack(),
        [*START, (1, "y"), *typed("hot", 0.5), (1, ENTER), (1, " "), (302, " "), (62, "y"), (3, "2")],
        "finished",
        off_ago=30,
        kept={"overrides": [("C1.4", "hot")]},
    ),
    "heat: too soon after cold": Flow(pack("heat"), [*START], None, off_ago=10),
    "cold: not for this person": Flow(pack(), [*START, (1, ESC)], None, but=("C3.cold",)),
    "cold: not for this person, with a reason": Flow(
        pack(),
        [*START, *typed("mine", 0.5), (1, ENTER), (1, " "), (302, " "), (62, "y"), (3, "2")],
        "finished",
        but=("C3.cold",),
        kept={"overrides": [("C3.cold", "mine")]},
    ),
    "cold: a stranger": Flow(
        pack(), [*START, (1, "n"), (1, "n"), (1, " "), (302, " "), (62, "y"), (3, "2")], "finished", stranger=True
    ),
    "cold: a stranger with a wound": Flow(
        pack(), [*START, (1, "n"), (1, "4"), (1, ENTER), (1, "1"), (1, ENTER), (1, ESC)], None, stranger=True
    ),
    "cold: the alarm is heard": Flow(
        pack(), [*START, (1, " "), (2, " "), (302, " "), (62, "y"), (3, "2")], "finished", unheard=True
    ),
    "cold: the alarm is heard, said too soon": Flow(
        pack(), [*START, (0.5, " "), (1, " "), (2, " "), (302, " "), (62, "y"), (3, "2")], "finished", unheard=True
    ),
    "cold: the alarm is heard the second time": Flow(
        pack(),
        [*START, (1, "n"), (1, "1"), (2, "1"), (2, " "), (302, " "), (62, "y"), (3, "2")],
        "finished",
        unheard=True,
    ),
    "cold: the alarm is not heard": Flow(pack(), [*START, (1, "n"), (1, "2")], None, unheard=True),
    "cold: the alarm is not heard, and the screen is watched": Flow(
        pack(), [*START, (1, "2"), (1, "3"), (2, " "), (302, " "), (62, "y"), (3, "2")], "finished", unheard=True
    ),
    "cold: nobody says that the alarm is heard": Flow(pack(), [*START, (40, "y"), (1, ESC)], None, unheard=True),
    "heat: left where the alarm is to be heard": Flow(pack("heat"), [*START, (1, ESC)], None, unheard=True),
    "going on": Flow(STRETCHES, LEFT_AND_ON, "finished", again=[(1, ENTER), (90, "2")]),
    "going on with what does not suit any more": Flow(
        BENDING, LEFT_AND_ON, "finished", again=[(1, "n"), (1, ENTER), (80, "2")]
    ),
}


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[tuple[PlainWorld, ScreenWorld]]:
    """One in lines and one on the screens, whose programs are closed after the test."""
    both = PlainWorld(tmp_path / "lines"), ScreenWorld(tmp_path / "screens")
    yield both
    for world in both:
        world.program.close()


@pytest.mark.parametrize("name", FLOWS)
async def test_the_same_keys_lead_to_the_same_records_and_events(name, worlds, monkeypatch):
    monkeypatch.setattr(
        Screen, "_compositor_refresh", lambda _: None
    )  # drawing is a fifth of the time, and is not compared
    # A device that another thread opens would be open sooner or later, as busy as the machine is.
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    flow = FLOWS[name]
    lines, screens = worlds
    for world in (lines, screens):
        world.live(flow)
    plain = lines.play(flow.played, flow.script, monkeypatch)
    shown = await screens.play(flow.played, flow.script)
    if flow.again is not None:
        for world in (lines, screens):
            world.begin_anew(yes=("C3.bones",) if flow.played is BENDING else ())
        plain = lines.play(flow.played, flow.again, monkeypatch, resume=True)
        shown = await screens.play(flow.played, flow.again, resume=True)
    told = lines.out.getvalue()
    rows = plain.rows()
    assert shown.rows() == rows, told
    assert shown.happened() == plain.happened(), told
    assert screens.heard() == lines.heard(), told
    ends = {routine: why for routine, why, _ in rows["sessions"]}
    assert ends.get("test", ends.get("breathe")) == flow.why, told
    for table, wanted in flow.kept.items():
        assert rows[table] == wanted, told


async def test_while_nobody_says_that_the_alarm_is_heard_the_same_is_played(worlds, monkeypatch):
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    flow = FLOWS["cold: nobody says that the alarm is heard"]
    lines, screens = worlds
    for world in (lines, screens):
        world.live(flow)
    lines.play(flow.played, flow.script, monkeypatch)
    await screens.play(flow.played, flow.script)
    for world in (lines, screens):
        world.program.sound.stop_announcing()
        played = [(each.sound, each.level) for each in world.player.played]
        assert played == [(call.sound, call.level) for call in CAN_YOU_HEAR.calls]
