"""Makes the README's picture from the running program: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from unclench import paths
from unclench.compiling import compile_routine
from unclench.program import Program
from unclench.testing import ManualClock, RecordingPlayer
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen

HERE = Path(__file__).parent
MOMENT = 39_000
"""Four seconds into the second hold of the gentle stretch, in ms."""


async def player() -> str:
    """The player in a hold, as SVG."""
    clock = ManualClock()
    nowhere = paths.Home(HERE / "none", HERE / "none", HERE / "none")
    sound = RecordingPlayer()
    sound.name = "miniaudio"
    program = Program(home=nowhere, clock=clock, make_player=lambda _: sound)
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
    svg = asyncio.run(player())
    # No fonts from elsewhere: the picture is complete in itself.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
    (HERE / "player.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
