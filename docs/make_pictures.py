"""Makes the README's picture from the running program: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import datetime
from pathlib import Path

from unclench import paths
from unclench.compiling import compile_routine
from unclench.program import Program
from unclench.testing import ManualClock, RecordingPlayer
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen

HERE = Path(__file__).parent
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # what a wall clock shows
MOMENT = 39_000
"""Four seconds into the second hold of the gentle stretch, in ms."""


async def player(folder: Path) -> str:
    """The player in a hold, as SVG; what is kept of the session goes into `folder`."""
    clock = ManualClock()
    sound = RecordingPlayer()
    sound.name = "miniaudio"
    program = Program(
        home=paths.Home(folder, folder, folder), clock=clock, make_player=lambda _: sound, wall=lambda: NOON
    )
    routine = program.library.find("gentle-stretch").routine
    conductor = program.conduct(routine, compile_routine(routine, program.choices()))
    app = UnclenchApp(program, Opening(routine, conductor=conductor))
    async with app.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, PlayerScreen)
        for _ in range(MOMENT // 250):
            clock.advance(250)
            app.screen.wake()
        await pilot.pause()
        return app.export_screenshot(title="unclench run gentle-stretch")


def main() -> None:
    """Write every picture beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        svg = asyncio.run(player(Path(folder)))
    # No fonts from elsewhere: the picture is complete in itself.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
    (HERE / "player.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
