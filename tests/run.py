"""All checks, up to the first that fails: `python tests/run.py`.

What needs a sound server, or a browser, is skipped where none is installed, but not in CI (see .ci/run).
Tests that play whole routines take eight minutes more; `--long` plays them.

What drives the program in real time mostly waits; all that neither hears nor measures runs beside
it, giving way to it, and what those tests say is printed afterwards. Laws are tried on the same
examples every time; `--random` tries them on new ones, then presses keys at random for a minute,
and does nothing else: write down what it finds, as an `@example` beside the law. `--keys 10` presses
keys at random for ten minutes, through all screens; it says its seed, and `--keys 10 SEED` presses
the same ones once more. `--advice 5000` makes as many mistakes at random in routine files and does
what each message says; `--advice 5000 SEED` makes the same ones once more. `--mutants` breaks the
rules of docs/safety.md one by one and nothing else: each has to be noticed (see tests/mutants; words
behind it choose some of them).
`--installed` builds the package, installs it and runs the tests without `src` (see tests/installed.py).
Other arguments go to pytest, which then is called once: `python tests/run.py -k breathe`.
"""

from __future__ import annotations

import os
import random
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable]
PYTEST = [*PYTHON, "-m", "pytest"]
TYPES = [*PYTHON, "-m", "mypy"]
CHECKS: list[list[str]] = [
    [*PYTHON, "-m", "ruff", "format", "--check"],
    [*PYTHON, "-m", "ruff", "check"],
    TYPES,
    [str(Path(sysconfig.get_path("scripts")) / "lint-imports")],
]
GIVING_WAY = ["nice", "-n", "19"] if shutil.which("nice") else []
"""In front of what may take as long as it likes, so that whatever runs beside it is not held up."""
GIVING_WAY_A_LITTLE = ["nice", "-n", "10"] if GIVING_WAY else []
"""In front of what may wait for all that hears or measures, but not for the rest."""
READERS = [f"tests/unit/{name}" for name in ("cli", "exchange", "media", "routine", "safety", "tui", "voice")]
UNIT = [*GIVING_WAY, *PYTEST, "tests/unit", *(f"--ignore={path}" for path in READERS)]
FLOWS = [f"tests/ui/test_{name}.py" for name in ("parity", "remote", "digits", "rough_handling")]
CHOOSING = [
    f"tests/ui/test_{name}.py"
    for name in ("choosing_screens", "editor_screen", "caring_screens", "history_screen", "pasting", "unsaved_changes")
]
SCREENS = [*GIVING_WAY, *PYTEST, "tests/ui", *(f"--ignore={path}" for path in [*CHOOSING, *FLOWS])]
PLANS = [f"tests/acoustic/test_{name}.py" for name in ("decoding", "speech_plan")]
BROKEN = ["tests/terminal/test_broken_files.py"]
READING = [*GIVING_WAY, *PYTEST, *PLANS, *BROKEN]
"""Whether plans, recordings and broken files are read rightly; nothing is played, and of time only the processor's
counts. The voice is real and wants its own process."""
BROWSERS = [*GIVING_WAY_A_LITTLE, *PYTEST, "tests/browser"]
"""In real time, and skipped where no browser is installed, but not in CI. None of them hears; all of them can wait."""
QUIET = [
    BROWSERS,
    [*GIVING_WAY, *PYTEST, *FLOWS],
    UNIT,
    SCREENS,
    READING,
    [*GIVING_WAY, *PYTEST, *CHOOSING],
    [*GIVING_WAY, *PYTEST, *READERS],
    [*GIVING_WAY, *PYTEST, "tests/snapshots"],
    [*GIVING_WAY, *TYPES],
]
"""What neither hears nor measures anything: whatever else runs does not matter to it. In pieces of a minute; those of
screens, which often wait, beside those that do not; and short ones last, so that no processor is idle at the end."""
ROOM = (os.cpu_count() or 1) + 4
"""How many of these run at once: a browser and screens wait for a fiftieth of a second at every turn."""
SPOKEN = [f"tests/acoustic/test_{name}.py" for name in ("voice", "without_miniaudio")]
LISTENING = [*PYTEST, "tests/acoustic", "-m", "not long", *(f"--ignore={path}" for path in [*PLANS, *SPOKEN])]
FULL = [*PYTEST, "tests/acoustic", "-m", "long"]
"""Both drive the program in real time, and mostly wait; the two of them would disturb each other."""
VOICES = [*PYTEST, *SPOKEN]
"""What these hear need not be on time to the millisecond, so they may run beside those."""
LEFT = [f"tests/terminal/test_{name}.py" for name in ("leaving", "lines")]
LEAVING = [*PYTEST, *LEFT]
WATCHED = ["tests/terminal/test_vigil.py"]
WATCHES = [*PYTEST, *WATCHED]
TERMINALS = [*PYTEST, "tests/terminal", *(f"--ignore={path}" for path in [*LEFT, *WATCHED, *BROKEN])]
"""Real time too; of sounds these only ask whether they come within seconds. Those that start the program most often
come after what listens."""
RANDOM = [*PYTEST, "tests/unit", "-m", "hypothesis", "--hypothesis-profile", "random"]
KEYS = [*PYTEST, "-q", "-s", "-p", "no:cacheprovider", "tests/ui/random_keys.py"]
"""Keys at random; how long and from which seed, `at_random` says."""
ADVICE = [*PYTEST, "-q", "-s", "-p", "no:cacheprovider", "tests/unit/routine/test_advice.py"]
"""Mistakes at random; how many and from which seed, `mistaken` says."""
MUTANTS = [*PYTHON, "-m", "tests.mutants"]


def main(arguments: list[str]) -> int:
    """The exit status of the first check that fails, or 0."""
    if "--random" in arguments:
        return said([*RANDOM, *(argument for argument in arguments if argument != "--random")]) or at_random("1")
    if "--keys" in arguments:
        return at_random(*arguments[arguments.index("--keys") + 1 :][:2])
    if "--advice" in arguments:
        return mistaken(*arguments[arguments.index("--advice") + 1 :][:2])
    if "--mutants" in arguments:
        return said([*MUTANTS, *(argument for argument in arguments if argument != "--mutants")])
    if "--installed" in arguments:
        return said([*PYTHON, "tests/installed.py"])
    played = "--long" in arguments
    arguments = [argument for argument in arguments if argument != "--long"]
    quick = [check for check in CHECKS if arguments or check is not TYPES]
    if arguments:
        rounds = [[[[*PYTEST, *arguments, *([] if played else ["-m", "not long"])]]]]
    else:
        rounds = [[[LISTENING, LEAVING], [VOICES, TERMINALS], [WATCHES]], *([[[FULL]]] if played else [])]
    for timed in [*([[check]] for check in quick), *rounds]:
        status = side_by_side(timed, QUIET if LISTENING in timed[0] else [])
        if status:
            print(f"That failed, with exit status {status}.", file=sys.stderr)
            return status
    return 0


def at_random(minutes: str = "1", seed: str = "") -> int:
    """Press keys at random for so many minutes; the exit status."""
    return said(KEYS, {"RANDOM_KEYS_MINUTES": minutes, "RANDOM_KEYS_SEED": seed})


def mistaken(count: str = "5000", seed: str = "") -> int:
    """Make so many mistakes in routine files and follow the advice on each; the exit status."""
    seed = seed or str(random.randrange(1_000_000))
    print(f"Seed {seed}.", flush=True)
    return said(ADVICE, {"ADVICE": count, "ADVICE_SEED": seed})


class Ran(NamedTuple):
    """A command that ran beside others, unseen."""

    command: list[str]
    status: int
    seconds: float
    said: bytes


def side_by_side(timed: list[list[list[str]]], quiet: list[list[str]]) -> int:
    """Run each of the timed queues, and quiet commands beside them; the exit status of the first that fails, or 0.

    What the very first one says is seen at once, and what the others have said when it is over.
    """
    (first, *then), *others = timed
    running: list[subprocess.Popen[bytes]] = []

    def in_turn(commands: list[list[str]]) -> list[Ran]:
        ran = []
        for command in commands:
            began = time.monotonic()
            with tempfile.TemporaryFile() as file:
                process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file, stderr=file)
                running.append(process)
                status = process.wait()
                file.seek(0)
                ran.append(Ran(command, status, time.monotonic() - began, file.read()))
        return ran

    with ThreadPoolExecutor(len(timed)) as promptly, ThreadPoolExecutor(ROOM) as by_and_by:
        beside = [promptly.submit(in_turn, queue) for queue in others]
        beside += [by_and_by.submit(in_turn, [command]) for command in quiet]
        try:
            statuses = [said(first)]
            beside.insert(0, promptly.submit(in_turn, then))
            for ran in chain.from_iterable(future.result() for future in beside):
                statuses.append(ran.status)
                print(f"$ {shlex.join(ran.command)}  (ran beside that, for {ran.seconds:.0f} s)", flush=True)
                sys.stdout.buffer.write(ran.said)
                sys.stdout.flush()
        finally:
            for pool in (promptly, by_and_by):
                pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()
    return next((status for status in statuses if status), 0)


def said(command: list[str], about: Mapping[str, str] = MappingProxyType({})) -> int:
    """Its exit status; what it says is seen as it says it. `about` are further variables for it."""
    print(f"$ {shlex.join(command)}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**environment(), **about}, check=False).returncode


def environment() -> dict[str, str]:
    """The scripts of this Python come first, for whatever a check starts in its turn.

    The tests start the program some hundred times; it is compiled once, whatever the environment says of that.
    """
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": path}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
