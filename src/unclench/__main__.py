"""`python -m unclench`, and the `unclench` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from unclench.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
