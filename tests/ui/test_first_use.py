"""How many keys and questions there are from a command to its first cue, counted through both front ends."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from tests.answered import well
from textual.pilot import Pilot

from unclench.care import asks
from unclench.care.asks import Begin, Choose, Fetch, Tick
from unclench.cli import main, plain_home, play
from unclench.plain import LineWriter
from unclench.session.timeline import EXPOSURE
from unclench.system.keyboard import ENTER, Keys
from unclench.testing import Desk, RecordingEvents
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen

PAGE = Path(__file__).parents[2] / "docs" / "first-use.md"
HOUR = 3_600_000
PATIENCE = 600
"""Steps of time or keys after which nothing will sound any more."""


class Counts(Struct, frozen=True):
    """The keys that are pressed, and the questions that are read: on a list, each row is one."""

    keys: int
    questions: int

    def __str__(self) -> str:
        return f"{self.keys} and {self.questions}"


ROWS: dict[str, tuple[Counts, Counts]] = {
    "unclench, then b": (Counts(1, 0), Counts(1, 0)),
    "unclench, then f": (Counts(2, 1), Counts(2, 1)),
    "unclench, then c": (Counts(6, 8), Counts(3, 1)),
    "unclench breathe": (Counts(0, 0), Counts(0, 0)),
    "unclench run spasm-first-minutes": (Counts(1, 1), Counts(1, 1)),
    "unclench run gentle-stretch": (Counts(3, 11), Counts(1, 0)),
    "unclench cold": (Counts(5, 8), Counts(2, 1)),
    "unclench run ice-15": (Counts(5, 8), Counts(2, 1)),
}
"""What somebody types and presses: the first time ever, and again on the same day. The page has the same table."""


class FirstCue(BaseException):
    """It has sounded; of a pack, its clock runs. No error: after one, the program would stay for the pack's alarm."""


class Person(Keys):
    """Somebody for whom nothing applies, who presses the key that each question wants, and counts."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.keys = self.questions = 0
        self.reply: asks.Reply | None = None
        self.terminal = self.possible = True
        self.ended = False
        self._read: list[asks.Ask] = []

    def reads(self, reply: asks.Reply) -> None:
        """A question comes up; a dialog makes its reply twice."""
        self.reply = reply
        ask = reply.ask
        if not any(ask is each for each in self._read):
            self._read.append(ask)
            self.questions += len(ask.items) if isinstance(ask, Tick) else isinstance(ask, Choose)

    def wants(self) -> str:
        """The key for what is asked now, counted; empty while nothing is asked. Raises FirstCue."""
        key = self._key()
        self.keys += bool(key)
        self.desk.clock.advance(1_000)
        return key

    def _key(self) -> str:
        if self.reply is not None and not self.reply.done:
            ask = self.reply.ask
            return ENTER if isinstance(ask, Begin) else " " if isinstance(ask, Fetch) or ask.calls else "n"
        controller = self.desk.program.running
        if controller is None:
            return ""
        view = controller.view()
        if any(segment.kind in EXPOSURE for segment in controller.session.timeline.segments):
            if view.segment is not None and view.segment.kind in EXPOSURE:
                raise FirstCue
            self.questions += view.asked is not None
            return " " if view.asked is not None else ""
        if self.desk.player.played:
            raise FirstCue
        return ""

    @contextmanager
    def listening(self) -> Iterator[Keys]:
        yield self

    def flush(self) -> None:
        """Nothing is typed ahead."""

    def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
        for _ in range(PATIENCE):
            if key := self.wants():
                return key
            if timeout is not None:
                return None
        raise AssertionError("nothing is asked, and nothing sounds")


class Sitting:
    """One person at a command, in lines of text or in front of the screens."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool, screen: bool) -> None:
        self.desk = Desk(folder)
        if before:
            well(self.desk.home.journal, at=self.desk.moments().wall - HOUR)
        self.person = Person(self.desk)
        self.opened: dict[str, Any] | None = None
        person = self.person

        class Reply(asks.Reply):
            def __init__(self, ask: asks.Ask, *about: Any, **more: Any) -> None:
                super().__init__(ask, *about, **more)
                person.reads(self)

        for module in ("unclench.plain.intake", "unclench.tui.screens.dialogs"):
            monkeypatch.setattr(f"{module}.Reply", Reply)
        monkeypatch.setattr(plain_home, "shared_keys", lambda: person)
        monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(io.StringIO()))
        monkeypatch.setattr("unclench.cli.common.has_screen", lambda: screen)
        monkeypatch.setattr(play, "closing_program", lambda _: nullcontext())
        monkeypatch.setattr("unclench.tui.run_app", self._opens)

    def _opens(self, program: object, **opening: Any) -> int:
        self.opened = opening
        return 0

    def command(self, *words: str) -> None:
        """What the command does up to its screens; in lines, up to the first cue. Raises FirstCue."""
        command = main.get_command(None, words[0])  # type: ignore[arg-type]
        assert command is not None
        with command.make_context(words[0], list(words[1:]), obj=self.desk.program) as context:
            command.invoke(context)

    async def screens(self, *keys: str) -> None:
        """The screens that the command opens, with these keys on home. Raises FirstCue."""
        about = {name: value for name, value in (self.opened or {}).items() if name != "events"}
        app = UnclenchApp(self.desk.program, Opening(**about), events=RecordingEvents())
        left = list(keys)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.1)  # whatever comes up by itself is in front before anybody can press a key
            for _ in range(PATIENCE):
                await self._step(app, pilot, left)
        raise AssertionError("nothing is asked, and nothing sounds")

    async def _step(self, app: UnclenchApp, pilot: Pilot[int], left: list[str]) -> None:
        await pilot.pause()
        if isinstance(app.screen, PlayerScreen):
            app.screen.wake()
        key = self.person.wants()
        if not key and isinstance(app.screen, HomeScreen) and app.screen._home.rows and left:
            key = left.pop(0)
            self.person.keys += 1
        if not key and isinstance(app.screen, PreviewScreen) and not left_alone(app, self.person):
            key = ENTER
            self.person.keys += 1
        if key:
            await pilot.press({ENTER: "enter", " ": "space"}.get(key, key))
        await asyncio.sleep(0.01)


def left_alone(app: UnclenchApp, person: Person) -> bool:
    """Whether the preview has been answered already, and something else is on its way."""
    return person.reply is not None or app._flow._starting


async def counted(what: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool, screen: bool) -> Counts:
    typed, _, pressed = what.partition(", then ")
    sitting = Sitting(folder, monkeypatch, before=before, screen=screen)
    words = typed.split()[1:]
    with suppress(FirstCue), closing(sitting.desk.program):
        if words:
            sitting.command(*words, *([] if screen else ["--plain"]))
        await sitting.screens(*pressed)
    return Counts(sitting.person.keys, sitting.person.questions)


@pytest.mark.parametrize("before", [False, True], ids=["first", "again"])
@pytest.mark.parametrize(
    ("what", "screen"),
    [(what, screen) for what in ROWS for screen in (True, False) if screen or ", then " not in what],
    ids=lambda value: value if isinstance(value, str) else "screens" if value else "lines",
)
async def test_the_keys_and_questions_from_the_command_to_the_first_cue_are_these(
    what, screen, before, tmp_path, monkeypatch
):
    assert await counted(what, tmp_path, monkeypatch, before=before, screen=screen) == ROWS[what][before]


def test_the_page_says_how_many_they_are():
    table = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert {what.replace("`", ""): counts for what, *counts in table} == {
        what: [str(first), str(again)] for what, (first, again) in ROWS.items()
    }
