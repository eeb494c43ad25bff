"""What is measured. Every function gives some rows, each with its reference from the same run."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from msgspec.structs import replace
from tests.acoustic.soundserver import PROMPT, STEADY, SoundServer, missing, without_sound
from tests.benchmarks import moving
from tests.benchmarks.measuring import Row, each_in_turn, first_frame, in_turn, lasting, ms, percent, share, times
from tests.benchmarks.reactions import rows as reactions
from tests.benchmarks.remembering import rows as journal
from tests.benchmarks.spacing import costs
from tests.benchmarks.spacing import rows as spacing_rows
from tests.terminal.pseudo import Terminal, base_environment, program

from unclench.audio.simpleaudio_library import usable

ROOT = Path(__file__).resolve().parents[2]
BARE = [sys.executable, str(ROOT / "tests" / "benchmarks" / "bare.py")]
REPAINTING = [sys.executable, str(ROOT / "tests" / "benchmarks" / "repainting.py")]
NOTHING = [sys.executable, "-c", "pass"]
LONG_HOLD = "format: 1\ntitle: Long\nsteps:\n  - exercise: Stretch\n    setup: 1s\n    hold: 5m\n"
MANY_PHASES = """\
format: 1
title: Many phases
steps:
  - repeat: 1000
    steps:
      - {exercise: Stretch, setup: 1s, hold: 2s, rest: 1s, reps: 5}
"""
FIFTY_MINUTES = """\
format: 1
title: Fifty minutes
steps:
  - {exercise: Stretch, setup: 10s, hold: 20s, rest: 10s, reps: 100}
"""
COUNTING = 20.0
"""Seconds for which the processor is watched."""


@contextmanager
def place() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder for a while, and the variables for a silent run of the program in it."""
    with tempfile.TemporaryDirectory(prefix="unclench-bench-") as name:
        folder = Path(name)
        environment = {**base_environment(folder), "PYTHONPATH": str(ROOT), **without_sound()}
        yield folder, environment


def frames(runs: int) -> list[Row]:
    """From the start of the process to the first thing to read, and to its content; peak memory."""
    peaks: dict[str, list[int]] = {}
    full: dict[str, list[float]] = {}

    def shows(name: str, command: list[str], content: str) -> Callable[[], float]:
        def measure() -> float:
            first, whole, usage = first_frame(command, environment, content)
            peaks.setdefault(name, []).append(usage.memory)
            full.setdefault(name, []).append(whole)
            return first

        return measure

    with place() as (_, environment):
        bare, library, preview, player = in_turn(
            runs,
            shows("bare", BARE, "Quit"),
            shows("library", program("--audio", "none"), "Gentle stretch"),
            shows("preview", program("run", "gentle-stretch", "--audio", "none"), "Gentle stretch"),
            shows("player", program("run", "gentle-stretch", "--yes", "--audio", "none"), "Gentle stretch"),
        )
    rows = []
    for name, ours in (("library", library), ("preview", preview), ("player", player)):
        rows.append(
            Row(f"start to first frame: {name}", ms(ours), f"{ms(bare)} bare Textual app", times(ours, bare), "1.5")
        )
        whole, theirs = median(full[name]), median(full["bare"])
        rows.append(Row(f"start to content: {name}", ms(whole), f"{ms(theirs)} bare Textual app", times(whole, theirs)))
    least = median(peaks["bare"])
    for name in ("library", "player"):
        most = median(peaks[name])
        reference = f"{least / 2**20:.1f} MiB bare Textual app"
        rows.append(Row(f"peak memory: {name}", f"{most / 2**20:.1f} MiB", reference, times(most, least)))
    return rows


def breathe(runs: int) -> list[Row]:
    """`breathe` to the first sound at the sink's monitor, and where that time goes."""
    totals: list[float] = []
    parts: dict[str, list[float]] = {}
    # A sink that takes up a new stream at once: its own waiting is not the program's.
    with place() as (folder, environment), SoundServer(PROMPT) as server:
        for run in range(runs):
            stages = folder / f"stages-{run}"
            command = [sys.executable, "-m", "tests.benchmarks.stages", "breathe", "--plain", "--audio", "miniaudio"]
            started, reached, heard = _first_sound(server, command, {**environment, "UNCLENCH_STAGES": str(stages)})
            times_of: dict[str, float] = {}
            for line in stages.read_text("ascii").splitlines():
                name, at = line.split()
                times_of.setdefault(name, float(at))
            before = started
            for name, stage in (
                ("Python starts", "python"), ("imports", "imports"), ("until the device is asked for", "opening"),
                ("the device opens", "opened"), ("until the first cue is handed over", "play"),
            ):  # fmt: skip
                parts.setdefault(name, []).append(times_of[stage] - before)
                before = times_of[stage]
            parts.setdefault("until it is heard", []).append(heard - before)
            totals.append(reached)
        found = each_in_turn(runs, lambda: _unwatched(server, environment), lambda: lasting(NOTHING, environment))
    ours, nothing = map(median, found)
    ninetieth = [sorted(seconds)[min(runs * 9 // 10, runs - 1)] for seconds in found]
    rows = [
        Row(f"breathe to first sound, median of {runs}", ms(ours), f"{ms(nothing)} python -c pass",
            times(ours, nothing), "130 ms"),
        Row("  p90", ms(ninetieth[0]), f"{ms(ninetieth[1])} python -c pass", times(*ninetieth)),
    ]  # fmt: skip
    rows += [Row(f"  {name}", ms(median(seconds))) for name, seconds in parts.items()]
    return [*rows, Row("  in all, with the watching", ms(median(totals)))]


def _unwatched(server: SoundServer, environment: dict[str, str]) -> float:
    return _first_sound(server, program("breathe", "--plain", "--audio", "miniaudio"), environment)[1]


def _first_sound(server: SoundServer, command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    """(when it was started, seconds to the first sound, when that was); the program is then ended."""
    with server.recording() as recording:
        before = recording.frames
        started = time.monotonic()
        running = subprocess.Popen(
            command, env={**environment, **server.environment}, cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            time.sleep(1.0)
            samples = array("h", recording.samples)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(10)
        first = next((i for i in range(before, len(samples)) if samples[i]), None)
        if first is None:
            raise RuntimeError("nothing sounded within a second")
        heard = recording.arrival_of(first)
        return started, heard - started, heard


def counting(_runs: int) -> list[Row]:
    """The processor time of a hold that counts down, beside termdown doing the same."""
    termdown = shutil.which("termdown", path=f"{Path(sys.executable).parent}")
    with place() as (folder, environment):
        routine = folder / "long.yaml"
        routine.write_text(LONG_HOLD, "utf-8")
        commands = {
            "screen": program("run", str(routine), "--yes", "--audio", "none"),
            "plain": program("run", str(routine), "--yes", "--plain", "--audio", "none"),
        }
        if termdown:
            commands["termdown"] = [termdown, "5m"]
        used = _counting(commands, environment)
        theirs = used.get("termdown")
        reference = f"{percent(theirs)} termdown" if theirs else "termdown is not installed (extra bench)"
        rows = [
            Row(f"processor, hold counts down: {name}", percent(used[name]), reference,
                times(used[name], theirs) if theirs else "", "1 %, 2.5")
            for name in ("screen", "plain")
        ]  # fmt: skip
        if not missing():
            with SoundServer() as server:
                sounding = {**environment, **server.environment}
                command = program("run", str(routine), "--yes", "--plain", "--audio", "miniaudio")
                silent = _counting({"plain": commands["plain"]}, environment)["plain"]
                open_device = _counting({"plain": command}, sounding)["plain"]
            rows.append(
                Row("processor, silent device open (plain)", percent(open_device), f"{percent(silent)} without sound",
                    times(open_device, silent))
            )  # fmt: skip
    return rows


def _counting(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, float]:
    terminals = {name: Terminal(command, environment) for name, command in commands.items()}
    try:
        time.sleep(6)  # the start is over, and the opening cue
        shares = share([terminal.pid for terminal in terminals.values()], COUNTING)
        return dict(zip(terminals, shares, strict=True))
    finally:
        for terminal in terminals.values():
            terminal.close()


def drawing(_runs: int) -> list[Row]:
    """What moves, and what stands still, on screens of two sizes."""
    with place() as (folder, environment):
        return moving.drawing(folder, environment, REPAINTING)


def switching(runs: int) -> list[Row]:
    """From a key press to the player."""
    with place() as (folder, environment):
        return moving.switching(runs, folder, environment, BARE)


def sounding(_runs: int) -> list[Row]:
    """The processor time of the audio side, beside a plain simpleaudio loop's."""
    return costs()


def lateness(_runs: int) -> list[Row]:
    """The forty-second session of the acoustic tests: how far the spacing of any two cues is off."""
    from tests.acoustic.listening import FORTY, Played, Script, play, through, timeline

    def session(name: str, latency: int) -> Played:
        return play(Script(["run", str(FORTY), "--plain", "--yes", "--audio", name], latency=latency))

    names = {"miniaudio": STEADY}
    if any(map(find_spec, usable())):
        names["simpleaudio"] = PROMPT
    shown = [(cue["sound"], cue["at"]) for cue in timeline(FORTY)["cues"] if cue["sound"]]
    rows = []
    with ThreadPoolExecutor() as pool:
        playing = {name: pool.submit(session, name, latency) for name, latency in names.items()}
    for name, future in playing.items():
        played = future.result()
        if elsewhere := through(played, name):
            rows.append(Row(f"spacing of cues: {name}", elsewhere[0]))
            continue
        decoded = played.decoded()
        heard = sorted(zip(decoded.names, played.moments(decoded), strict=True))
        if [cue for cue, _ in heard] != [cue for cue, _ in sorted(shown)]:
            rows.append(Row(f"spacing of cues: {name}", "other cues were heard than wanted"))
            continue
        late = sorted(at - due for (_, at), (_, due) in zip(heard, sorted(shown), strict=True))
        worst, usual = late[-1] - late[0], max(late[-1] - median(late), median(late) - late[0])
        stall = f"{ms(played.stall)} longest stall of the recorder"
        wanted = "10 ms" if name == "miniaudio" else "20 ms"
        rows.append(Row(f"spacing of any two cues off by at most: {name}", ms(worst), stall, "", wanted))
        rows.append(Row("  furthest from the median lateness", ms(usual)))
    return rows


def thousand_routines(folder: Path) -> Path:
    """A folder with a thousand routine files in it."""
    many = folder / "many"
    many.mkdir()
    originals = sorted((ROOT / "routines").glob("*.yaml"))
    for number in range(1_000):
        shutil.copy(originals[number % len(originals)], many / f"routine-{number:04}.yaml")
    return many


def parsing(many: Path) -> list[str]:
    """The command of YAML's C parser reading the files of a folder, and nothing more."""
    read = (
        "import sys, yaml, pathlib\n"
        "for p in pathlib.Path(sys.argv[1]).glob('*.yaml'): yaml.compose(p.read_text('utf-8'), yaml.CSafeLoader)"
    )
    return [sys.executable, "-c", read, str(many)]


def loading(runs: int) -> list[Row]:
    """`list` of the twenty-four routines, and of a thousand files."""
    with place() as (folder, environment):
        many = thousand_routines(folder)
        few, many_files, nothing, reading = in_turn(
            min(runs, 5),
            lambda: lasting(program("list"), environment),
            lambda: lasting(program("--folder", str(many), "list"), environment),
            lambda: lasting(NOTHING, environment),
            lambda: lasting(parsing(many), environment),
        )
    return [
        Row("list, 24 routines", ms(few), f"{ms(nothing)} python -c pass", times(few, nothing)),
        Row("list, 1,000 routine files more", ms(many_files), f"{ms(reading)} only YAML's C parser",
            times(many_files, reading), "1500 ms"),
    ]  # fmt: skip


def compiling(runs: int) -> list[Row]:
    """A routine of 10,000 phases, and a session of fifty minutes without real time."""
    from unclench.player.controller import SessionController
    from unclench.routine import Catalogue, load_file
    from unclench.session.compiler import compile_routine
    from unclench.session.session import Session
    from unclench.testing import ManualClock, RecordingPlayer

    with tempfile.TemporaryDirectory() as name:
        path, long_path = Path(name) / "big.yaml", Path(name) / "fifty.yaml"
        path.write_text(MANY_PHASES, "utf-8")
        long_path.write_text(FIFTY_MINUTES, "utf-8")
        catalogue = Catalogue(ROOT / "routines" / "exercises")
        big = load_file(path, catalogue).routine
        fifty = compile_routine(load_file(long_path, catalogue).routine)

    phases = len(compile_routine(big).segments)
    one = compile_routine(big).segments[0]

    def compiles() -> float:
        begin = time.perf_counter()
        compile_routine(big)
        return time.perf_counter() - begin

    def copies() -> float:
        begin = time.perf_counter()
        for start in range(phases):
            replace(one, start=start)
        return time.perf_counter() - begin

    def plays() -> float:
        clock, player = ManualClock(), RecordingPlayer()
        begin = time.perf_counter()
        controller = SessionController(Session(fifty, clock.now()), player, clock)
        controller.begin()
        while not controller.finished:
            clock.advance(max(1, controller.sleep_for()))
            controller.tick()
            controller.news.clear()
        return time.perf_counter() - begin

    compiled, copied = in_turn(runs, compiles, copies)
    (played,) = in_turn(runs, plays)
    cues = len(fifty.cues)
    return [
        Row(
            f"compile {phases:,} phases",
            ms(compiled),
            f"{ms(copied)} copying segments",
            times(compiled, copied),
        ),
        Row(f"simulate {fifty.total / 60_000:.0f} minutes, {cues} cues", ms(played), "", "", "500 ms"),
    ]


ROWS: dict[str, Callable[[int], list[Row]]] = {
    "frames": frames, "breathe": breathe, "counting": counting, "drawing": drawing,
    "switching": switching, "reactions": reactions, "lateness": lateness, "sounding": sounding,
    "loading": loading, "compiling": compiling, "journal": journal,
}  # fmt: skip
LONG: dict[str, Callable[[float], list[Row]]] = {"spacing": spacing_rows}
"""Measured only when named, for so many minutes."""
RUNS = {"breathe": 20, "reactions": 20}
"""How often, where it is not `USUAL_RUNS`."""
USUAL_RUNS = 7
NEED_SOUND = ("breathe", "reactions", "lateness", "sounding", "spacing")
