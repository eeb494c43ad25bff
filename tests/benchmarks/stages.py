"""`python -m tests.benchmarks.stages ARGUMENTS`: the program, telling when it gets where.

Each stage is a line on the file of UNCLENCH_STAGES: a name and the system's monotonic time,
which other processes share.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_file = Path(os.environ["UNCLENCH_STAGES"]).open("a", encoding="ascii", buffering=1)  # noqa: SIM115


def reach(stage: str) -> None:
    """Write down that a stage has been reached."""
    _file.write(f"{stage} {time.monotonic()!r}\n")


def told(before: str, work: Callable[..., Any], after: str) -> Callable[..., Any]:
    """The same, telling when it begins and when it is done."""

    def telling(*arguments: Any, **named: Any) -> Any:
        reach(before)
        try:
            return work(*arguments, **named)
        finally:
            reach(after)

    return telling


def main() -> None:
    """Run the program with its player watched."""
    reach("python")
    from unclench.audio.process import launch

    sound = launch.start_early(sys.argv[1:])
    from unclench import cli
    from unclench.player import sound_system

    reach("imports")
    real = sound_system.SoundSystem._real_player

    def watched(self: Any) -> Any:
        player = real(self)
        for method, before, after in (("open", "opening", "opened"), ("play", "play", "played")):
            setattr(player, method, told(before, getattr(player, method), after))
        return player

    sound_system.SoundSystem._real_player = watched  # type: ignore[method-assign]
    sys.exit(cli.run(sound=sound))


if __name__ == "__main__":
    main()
