"""Every screen, set up to be looked at: fixed routines, a hand-turned clock, no device.

`tests/snapshots` compares pictures of `SCREENS`; `docs/make_pictures.py` draws these and `MORE` for people to look at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tests.answered import well
from tests.frozen import settled
from textual.events import Paste
from textual.pilot import Pilot

from unclench.application import Application
from unclench.config import paths
from unclench.config.settings import Settings
from unclench.journal.database import Journal
from unclench.journal.records import NoteRecord, PainRecord, Record, SessionRecord
from unclench.routine import Library, load_file
from unclench.safety.exposure import Exposure, Moment, Skin, earlier
from unclench.session.compiler import compile_routine
from unclench.testing import ManualClock, RecordingPlayer
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen

HERE = Path(__file__).parent / "snapshots"
"""The folder to be in: the library shows where a file lies, so that has to be relative."""
FOLDER = Path("routines")
SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]
MINUTE, DAY = 60_000, 86_400_000
NOON = datetime(2026, 11, 20, 14, 30)  # noqa: DTZ001  # what a wall clock shows
Before = Callable[[Pilot[int]], Awaitable[None]]
Past = Callable[[Application], None]


def played(ms: int, *keys: str, first: tuple[str, ...] = ()) -> Before:
    """The player after the keys `first` and `ms` more, and what `keys` do there."""

    async def before(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, UnclenchApp)
        clock = app.program.clock
        assert isinstance(clock, ManualClock)
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PlayerScreen)
        for key in first:
            clock.advance(1_000)
            await pilot.press(key)
        left = ms
        while left > 0:
            step = min(left, max(1, screen.controller.sleep_for()))
            clock.advance(step)
            left -= step
            screen.wake()
        await _typed(pilot, keys)

    return before


def in_turn(*each: Before) -> Before:
    """One after the other."""

    async def before(pilot: Pilot[int]) -> None:
        for one in each:
            await one(pilot)

    return before


def held(seconds: int, key: str) -> Before:
    """The player as a key is pressed every so many seconds, until an alarm that it would have answered."""

    async def before(pilot: Pilot[int]) -> None:
        for _ in range(2):
            await played(0, first=(key,))(pilot)
            await played(seconds * 1000)(pilot)

    return before


def pressed(*keys: str) -> Before:
    """A choosing screen after some keys."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return before


def answered(*keys: str) -> Before:
    """A choosing screen after some keys with a second between them, so that they may answer questions."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await _typed(pilot, keys)

    return before


SHEET = """\
Back care at home

1. Cat-cow: 5 times
2. Hamstring stretch
   Hold 20 to 30 seconds. Repeat 3 times on each side. Ease into it as you did last week.
3. Rest 1 minute
4. Bridge 8-10 times
5. Walk for 10 minutes, twice a day

Page 1 of 2 - Riverside Physiotherapy
"""


def pasted(text: str = SHEET) -> Before:
    """The screen for a sheet after a text was pasted into it and read."""

    async def before(pilot: Pilot[int]) -> None:
        screen = pilot.app.screen
        (screen.focused or screen).post_message(Paste(text))
        await settled(pilot)
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)

    return before


async def _typed(pilot: Pilot[int], keys: Sequence[str]) -> None:
    app = pilot.app
    assert isinstance(app, UnclenchApp)
    assert isinstance(app.program.clock, ManualClock)
    for key in keys:
        app.program.clock.advance(1_000)
        await pilot.press(key)
        await settled(pilot)
    await settled(pilot)


class Scene(NamedTuple):
    """A screen: the routine that it opens with, whether that sounds already, and what happens before the picture."""

    name: str | None
    sounding: bool
    before: Before
    past: Past | None = None
    """What happened before the program started; with it, home has all bundled routines instead of three files."""

    def app(self, *, theme: str) -> UnclenchApp:
        """The app in a home that is empty but for `past`."""
        program = Application(
            settings=Settings(theme=theme),
            home=paths.home(),
            clock=ManualClock(),
            make_player=lambda _: RecordingPlayer(),
            wall=lambda: NOON,
        )
        routine = None
        if self.name is not None:
            own = self.name.endswith(".yaml")
            file = FOLDER / self.name if own else paths.shipped("routines") / f"{self.name}.yaml"
            routine = load_file(file, program.catalogue).routine
        if self.past is None:
            program.__dict__["library"] = Library([("own", FOLDER)], program.catalogue)
        else:
            program.moment = lambda: Moment("boot", 100 * DAY, round(NOON.timestamp() * 1000))
            self.past(program)
        controller = None
        if routine is not None and self.sounding:
            controller = program.start_session(routine, compile_routine(routine))
        return UnclenchApp(program, Opening(routine, controller=controller))


SCREENS: dict[str, Scene] = {
    "library": Scene(None, False, pressed("down")),
    "broken": Scene(None, False, pressed()),
    "preview": Scene("gentle-stretch", False, pressed("down", "down")),
    "setup": Scene("gentle-stretch", True, played(9_000)),
    "hold": Scene("gentle-stretch", True, played(21_000)),
    "paused": Scene("back.yaml", True, played(18_000, "space")),
    "breath": Scene("breathing-5-1-4", True, played(13_000)),
    "cold": Scene("cold.yaml", True, played(30_000, first=("space",))),
    "off": Scene("cold.yaml", True, held(300, "space")),
    "open": Scene("../more/as-long.yaml", True, played(8_000)),
    "check": Scene("cold.yaml", True, played(302_000, first=("space",))),
    "hurts": Scene("back.yaml", True, played(18_000, "x")),
    "flags": Scene("back.yaml", True, played(18_000, "exclamation_mark")),
    "help": Scene("back.yaml", True, played(18_000, "question_mark")),
    "leave": Scene("back.yaml", True, played(18_000, "q")),
    "history": Scene(None, False, pressed("h")),
    "settings": Scene(None, False, pressed("comma", "down")),
    "editor": Scene(None, False, in_turn(pressed("e"), pressed())),
    "editor-fields": Scene(None, False, in_turn(pressed("e"), pressed("tab", "down"))),
    "editor-add": Scene(None, False, in_turn(pressed("e"), pressed("plus", *"bri"))),
    "paste": Scene(None, False, answered("plus", "1")),
    "pasted": Scene(None, False, in_turn(answered("plus", "1"), pasted())),
    "summary": Scene("back.yaml", True, played(100_000, "q", "y")),
}
"""Those that are compared."""


# -- more to look at ----------------------------------------------------------------------


def newcomer(_: Application) -> None:
    """Nothing has happened yet."""


def asked(program: Application) -> None:
    """Somebody who has been asked everything, and for whom nothing holds."""
    well(program.home.journal, at=program.moment().wall, day=program.wall())


def unheard(program: Application) -> None:
    """The same, on a day on which nobody has heard the alarm yet."""
    well(program.home.journal, at=program.moment().wall, heard=False)


DIARY = [
    (56, "spasm-first-minutes", "First minutes of a spasm", 9, 8), (55, "breathing-5-1-4", "Slow breathing", 9, 8),
    (54, "morning-in-bed", "Morning in bed", 8, 7), (52, "gentle-in-bed", "Gentle in bed", 7, 6),
    (47, "gentle-stretch", "Gentle stretch", 7, 6), (41, "walk-10-15", "Walk 10 to 15 minutes", 6, 6),
    (33, "gentle-stretch", "Gentle stretch", 6, 5), (26, "long-hold-stretch", "Long-hold stretch", 5, 6),
    (19, "walk-10-15", "Walk 10 to 15 minutes", 5, 4), (12, "gentle-stretch", "Gentle stretch", 5, 4),
    (8, "core-strength", "Core strength", 4, 4), (5, "walk-10-15", "Walk 10 to 15 minutes", 4, 3),
    (3, "gentle-stretch", "Gentle stretch", 4, 3), (1, "walk-10-15", "Walk 10 to 15 minutes", 3, 3),
    (0, "gentle-stretch", "Gentle stretch", 3, 2),
]  # fmt: skip
"""Days ago, the routine and its title, and the pain before and after."""


def months(program: Application) -> None:
    """Two months that began with a spasm."""
    asked(program)
    now, kept = program.moment().wall, list[Record]()
    for number, (ago, routine, title, before, after) in enumerate(DIARY):
        began, id = now - ago * DAY - 290 * MINUTE, f"{number:032x}"
        why = "pain" if after > before else "user" if number % 4 == 3 else "finished"
        lasted = 7 * MINUTE
        kept += [
            SessionRecord(id=id, routine=routine, title=title, began=began, ended=began + lasted, why=why),
            PainRecord(id=f"{100 + number:032x}", at=began, rating=before, when="before", session=id),
            PainRecord(id=f"{200 + number:032x}", at=began + lasted, rating=after, when="after", session=id),
        ]
    kept.append(NoteRecord(id=f"{300:032x}", at=now - 26 * DAY, text="Locked at the dishwasher.", session=f"{7:032x}"))
    with closing(Journal(program.home.journal)) as journal:
        journal.add(*kept)
    on_skin("cold", ago=40, lasting=15)(program)


def on_skin(kind: Skin, *, ago: int, lasting: int | None = None) -> Past:
    """Cold or heat that was put on so many minutes ago; without `lasting` it is on still."""

    def past(program: Application) -> None:
        on = earlier(program.moment(), ago * MINUTE)
        off = None if lasting is None else earlier(on, -lasting * MINUTE)
        program.book.add(Exposure(f"{400 + ago:032x}", kind, on, 15 * MINUTE, off))
        program.book.release()

    return past


def pack_on(program: Application) -> None:
    """A cold pack that has been on for six minutes."""
    asked(program)
    on_skin("cold", ago=6)(program)


def broken_file(program: Application) -> None:
    """A file of the user's own that cannot be read."""
    months(program)
    program.home.routines.mkdir(parents=True, exist_ok=True)
    text = (FOLDER / "broken.yaml").read_text("utf-8")
    (program.home.routines / "broken.yaml").write_text(text, "utf-8")


def broke_off(program: Application) -> None:
    """A stretch that was interrupted in its second step."""
    months(program)
    routine = program.library.find("gentle-stretch").routine
    assert routine is not None
    controller = program.start_session(routine, compile_routine(routine))
    assert isinstance(program.clock, ManualClock)
    program.clock.advance(80_000)
    controller.tick()
    controller.interrupt(terminal_gone=False)
    program.close()


MORE: dict[str, Scene] = {
    "home-first": Scene(None, False, pressed(), newcomer),
    "home": Scene(None, False, pressed(), months),
    "home-rated": Scene(None, False, answered("7"), months),
    "home-pack": Scene(None, False, pressed(), pack_on),
    "home-broken": Scene(None, False, pressed("slash", *"broken", "enter"), broken_file),
    "home-resume": Scene(None, False, pressed(), broke_off),
    "home-find": Scene(None, False, pressed("slash", *"cat"), months),
    "home-help": Scene(None, False, pressed("question_mark"), months),
    "preview-first": Scene("gentle-stretch", False, pressed(), newcomer),
    "preview-cautions": Scene("gentle-stretch", False, pressed("down", "c"), asked),
    "preview-ice": Scene("ice-15", False, pressed(), months),
    "preview-core": Scene("core-strength", False, pressed("down"), months),
    "rest": Scene("gentle-stretch", True, played(29_000), asked),
    "raise": Scene("gentle-stretch", True, played(149_000), asked),
    "lower": Scene("gentle-stretch", True, played(159_000), asked),
    "leg": Scene("gentle-stretch", True, played(232_000), asked),
    "cobra": Scene("gentle-stretch", True, played(350_000), asked),
    "letting-go": Scene("pmr-toes-to-head", True, played(44_000), asked),
    "text": Scene("before-and-after-activity", True, played(60_000), asked),
    "walk": Scene("walk-10-15", True, played(60_000), asked),
    "spasm": Scene("spasm-first-minutes", True, played(40_000), asked),
    "breath-out": Scene("breathing-5-1-4", True, played(18_500), asked),
    "breath-between": Scene("gentle-stretch", True, played(90_000, "b"), asked),
    "pack": Scene("ice-15", True, in_turn(played(65_000, "space"), played(90_000)), asked),
    "heat": Scene("heat-15", True, in_turn(played(125_000, "space"), played(90_000)), asked),
    "fetch": Scene("ice-15", True, played(15_000), asked),
    "cloth": Scene("ice-15", True, played(65_000), asked),
    "is-it-off": Scene("cold.yaml", True, played(30_000, "q", first=("space",)), asked),
    "pack-hurts": Scene("cold.yaml", True, played(30_000, "x", first=("space",)), asked),
    "ask-short": Scene(None, False, answered("f"), newcomer),
    "ask-list": Scene(None, False, answered("g", "s", "n"), newcomer),
    "ask-cold": Scene(None, False, answered("c"), newcomer),
    "ask-heard": Scene(None, False, answered("c", "space"), unheard),
    "ask-unheard": Scene(None, False, answered("c", "space", "n"), unheard),
    "ask-locked": Scene(None, False, answered("c"), months),
    "ask-pain": Scene(None, False, answered("7", "g", "s"), asked),
    "ask-delete": Scene(None, False, answered("h", "d"), months),
    "ask-note": Scene(None, False, answered("h", "n"), months),
    "emergency": Scene("back.yaml", True, played(18_000, "exclamation_mark", "1", "enter"), asked),
    "six": Scene("back.yaml", True, played(18_000, "7"), asked),
    "jump": Scene("gentle-stretch", True, played(90_000, "j"), asked),
    "muted": Scene("gentle-stretch", True, played(21_000, "m"), asked),
    "finished": Scene("breathing-5-1-4", True, played(310_000), months),
    "hurt": Scene("back.yaml", True, played(18_000, "x", "3"), months),
    "history-months": Scene(None, False, pressed("h"), months),
    "history-session": Scene(None, False, pressed("h", "down", "enter"), months),
    "new": Scene(None, False, answered("plus"), months),
    "pasted-prose": Scene(None, False, in_turn(answered("plus", "1"), pasted("Back pain is common. It gets better."))),
    "settings-theme": Scene(None, False, pressed("comma", "down", "down", "down", "down"), months),
}
"""Those that people look at: `docs/make_pictures.py FOLDER`."""
