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
from tests.benchmarks.rows import NEED_SOUND, ROWS


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"some of: {', '.join(ROWS)}")
    parser.add_argument("--runs", type=int, default=7, help="how often each start is measured (7); medians are shown")
    options = parser.parse_args()
    found: list[Row] = [Row("what", "unclench", "reference", "times", "at most")]
    for name in options.rows or ROWS:
        if name in NEED_SOUND and missing():
            found.append(Row(f"{name}: needs PulseAudio"))
            continue
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        found += ROWS[name](options.runs)
    widths = [max(len(getattr(row, field)) for row in found) for field in Row.__slots__]
    for row in found:
        cells = [getattr(row, field).ljust(width) for field, width in zip(Row.__slots__, widths, strict=True)]
        print("  ".join(cells).rstrip())
    busy = os.getloadavg()[0]
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load average {busy:.2f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
