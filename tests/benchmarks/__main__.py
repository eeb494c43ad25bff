"""`python -m tests.benchmarks [ROW...]`: a table of what was measured, each beside its reference.

Nothing here asserts: the numbers depend on the machine and on what else it does. Every
reference is measured in the same run, and in turns with ours.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for `python tests/benchmarks`

from tests.acoustic.soundserver import missing
from tests.benchmarks.measuring import Row
from tests.benchmarks.rows import LONG, NEED_SOUND, ROWS, RUNS, USUAL_RUNS


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, *LONG, []], metavar="ROW",
                        help=f"some of: {', '.join(ROWS)}; and {', '.join(LONG)}, only when named")  # fmt: skip
    parser.add_argument(
        "--runs", type=int, help=f"how often each start is measured ({USUAL_RUNS}; breathe and reactions 20)"
    )
    parser.add_argument("--minutes", type=float, default=10, help="how long `spacing` listens, twice (10)")
    options = parser.parse_args()
    found: list[Row] = [Row("what", "unclench", "reference", "times", "at most")]
    for name in options.rows or ROWS:
        if name in NEED_SOUND and missing():
            found.append(Row(f"{name}: needs PulseAudio"))
            continue
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        if name in LONG:
            found += LONG[name](options.minutes)
        else:
            found += ROWS[name](options.runs or RUNS.get(name, USUAL_RUNS))
    widths = [max(len(getattr(row, field)) for row in found) for field in Row.__slots__]
    for row in found:
        cells = [getattr(row, field).ljust(width) for field, width in zip(Row.__slots__, widths, strict=True)]
        print("  ".join(cells).rstrip())
    busy = os.getloadavg()[0]
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load average {busy:.2f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
