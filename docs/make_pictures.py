"""Makes the README's pictures from the running program: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import datetime
from pathlib import Path

from unclench.application import Application
from unclench.config import paths
from unclench.session.compiler import compile_routine
from unclench.testing import ManualClock, RecordingPlayer
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen

HERE = Path(__file__).parent
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # what a wall clock shows
SIZE = (100, 28)
PICTURES = {
    "moving": ("gentle-stretch", 1, 13_250),
    "breath": ("breathing-5-1-4", 0, 14_500),
}
"""Name of the file: routine, step to begin with (from 0), and ms into the session."""


async def player(folder: Path, id: str, step: int, moment: int) -> str:
    """The player at a moment, as SVG; what is kept of the session goes into `folder`."""
    clock = ManualClock()
    sound = RecordingPlayer()
    sound.name = "miniaudio"
    program = Application(
        home=paths.Home(folder, folder, folder), clock=clock, make_player=lambda _: sound, wall=lambda: NOON
    )
    routine = program.library.find(id).routine
    controller = program.start_session(routine, compile_routine(routine, program.choices()), step=step)
    app = UnclenchApp(program, Opening(routine, controller=controller))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, PlayerScreen)
        for _ in range(moment // 250):
            clock.advance(250)
            app.screen.wake()
        await pilot.pause()
        return app.export_screenshot(title=f"unclench run {id}")


def main() -> None:
    """Write every picture beside this file."""
    for name, (id, step, moment) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            svg = asyncio.run(player(Path(folder), id, step, moment))
        # No fonts from elsewhere: the picture is complete in itself.
        svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
        (HERE / f"{name}.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
