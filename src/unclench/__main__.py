"""`python -m unclench`, and the `unclench` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status; a Ctrl-C while it is still being loaded, too."""
    try:
        from unclench.audio import early

        sound = early.begun(sys.argv[1:])
        from unclench import collecting

        collecting.rarely()
        from unclench.cli import run

        status = run(sound=sound)
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
