"""`python -m unclench`, and the `unclench` command."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # without stubs; `signal` is made of it
import sys

HANGUP = 129
"""The exit status after SIGHUP: the terminal has gone."""


def main() -> None:
    """Run the command line and exit with its status."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # Until ours is there: ended by the signal, and no traceback. `signal` itself would be a millisecond too late.
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from unclench.signals import signals

    signals.listen()
    from unclench.audio import early

    sound = early.begun(sys.argv[1:])
    from unclench import collecting

    collecting.rarely()
    from unclench.cli import run

    status = signals.status(run(sound=sound))
    if status == HANGUP:
        from unclench.streams import forget

        forget(1, 2)  # what is left to be written would fail, and change the status
    sys.exit(status)


if __name__ == "__main__":
    main()
