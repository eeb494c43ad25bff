"""`python -m unclench`, and the `unclench` command."""

import _signal  # type: ignore[import-not-found]  # has no stubs; `signal` is built on it
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # Until our own handler is in place, Ctrl-C ends the program without a traceback. Importing `signal` takes
        # a millisecond longer, in which somebody's Ctrl-C would print one.
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from unclench.system.signals import HANGUP, signals

    signals.listen()
    from unclench.system.streams import end, forget, hold_places

    hold_places()
    from unclench.audio.process import launch

    sound = launch.start_early(sys.argv[1:])
    # msgspec takes names from there that `typing` has as well, and importing it would keep the first sound waiting.
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]
    import msgspec  # noqa: F401

    if not sys.modules["typing_extensions"]:
        del sys.modules["typing_extensions"]
    from unclench.system import gc_policy

    gc_policy.collect_rarely()
    from unclench.cli import run

    status = signals.status(run(sound=sound))
    if status == HANGUP:
        forget(1, 2)  # the terminal is gone, so nobody reads what is still to be written
    end(status)


if __name__ == "__main__":
    main()
