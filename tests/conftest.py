"""For all tests: nothing of the user's is read, nothing of the user's is written, nothing sounds.

And the same every time: no example that was not tried before, no deadline that a busy machine could miss.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, find, settings, strategies

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the tests' own helpers are imported as tests.acoustic.decoding

settings.register_profile(
    "default", derandomize=True, database=None, deadline=None, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile(
    "random", settings.get_profile("default"), derandomize=False, max_examples=400, print_blob=True
)
"""New examples, for a run of their own (`tests/run.py --random`); what one finds becomes an `@example`."""
settings.load_profile("default")

NOWHERE = "/nonexistent/unclench-tests"
STRANGERS = ("PULSE_", "PIPEWIRE_", "ALSA_", "XDG_", "UNCLENCH_", "TEXTUAL")
"""Variables of the user's by which a test could reach a device, a folder or a setting."""
DEAD_ENDS = {
    "PULSE_SERVER": f"unix:{NOWHERE}",
    "PULSE_CLIENTCONFIG": "/dev/null",
    "PIPEWIRE_RUNTIME_DIR": NOWHERE,
    "ALSA_CONFIG_PATH": "/dev/null",
}
"""Where a test that opens the sound all the same arrives; acoustic tests bring servers of their own."""


SELDOM = (50_000, 20, 20)
"""Thresholds of the collector; Python's own are 700, 10 and 10."""


def pytest_collection_finish() -> None:
    """The collector passes over all that has been imported, and comes seldom: a twelfth of the time that tests take.

    Before its first example hypothesis asks the collector who holds its random numbers. From Python 3.14 on that is one
    table alone, which the collector must not pass over yet: so there is an example before.
    """
    find(strategies.none(), lambda _: True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Pytest collects five times when it ends, in search of what was not closed: once is enough for all that is left.

    A second and a half of each process that tests screens.
    """
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """See `tests/installed.py`, which runs all tests without `src`."""
    if item.get_closest_marker("source") and not (ROOT / "src").is_dir():
        pytest.skip("reads files of src by the places that they have there")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where each test may have its home.

    They are numbered here: to find the next number, pytest looks at every folder there is, thousands by and by.
    """
    beside = tmp_path_factory.mktemp("homes")
    return (beside / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that this test alone has; the folders in it do not exist yet."""
    home = next(homes)
    home.mkdir(mode=0o700)
    for name in list(os.environ):
        if name.startswith(STRANGERS):
            monkeypatch.delenv(name)
    for name, value in {**DEAD_ENDS, "UNCLENCH_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def machine_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of commands: signal handlers and staying awake are the process's business, and that is pytest."""
    from unclench.testing import RecordingSurroundings

    monkeypatch.setattr("unclench.cli.Machine", lambda *_: RecordingSurroundings())


@pytest.fixture(scope="session", autouse=True)
def screens_that_come_to_rest() -> Iterator[None]:
    """See `tests.light_textual`."""
    from tests.light_textual import lighten

    with pytest.MonkeyPatch.context() as monkeypatch:
        lighten(monkeypatch)
        yield


@pytest.fixture(scope="session", autouse=True)
def what_is_shipped_is_read_once() -> Iterator[None]:
    """See `tests.read_once`."""
    from tests.read_once import read_once

    with pytest.MonkeyPatch.context() as monkeypatch:
        read_once(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def an_empty_journal_is_built_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """See `tests.empty_journals`; the journal's own tests build each of theirs."""
    if request.path.parent.name != "journal":
        from tests.empty_journals import copied_beside

        monkeypatch.setattr("unclench.journal.file.build_beside", copied_beside)


@pytest.fixture(autouse=True)
def a_collector_left_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session freezes what the program is made of; here that would be all the tests, a fifth of a second each time.

    `test_gc_policy` tests it, and whatever starts the program as a process of its own does so with it.
    """
    if request.path.stem != "test_gc_policy":
        for name in ("freeze_program", "freeze_screen", "unfreeze"):
            monkeypatch.setattr(f"unclench.system.gc_policy.{name}", lambda: None)
