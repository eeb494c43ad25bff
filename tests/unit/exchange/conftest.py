"""What somebody was given, and where it is added."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.pictures import black
from tests.unit.exchange.handed_over import CATALOGUE, NOW, WITH_FILES, library

from unclench.exchange.addition import Added, Shelf, add
from unclench.media import pcm
from unclench.media.decoder import Decoder
from unclench.reports import attachment_check
from unclench.reports.attachment_check import TrialDecoder


@pytest.fixture(autouse=True)
def decoded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sounds and pictures are taken for good ones, without a process; with `really_decoded` they are tried."""
    if "really_decoded" in request.fixturenames:
        # a busy machine needs more time than somebody would wait
        monkeypatch.setattr(attachment_check, "Decoder", partial(Decoder, at_most=60.0))
        return
    for kind in ("sound", "picture"):
        monkeypatch.setattr(TrialDecoder, kind, lambda *_: "")


@pytest.fixture
def really_decoded() -> None:
    """See `decoded`."""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with a routine, its picture and its sound."""
    folder = tmp_path / "given"
    (folder / "bells").mkdir(parents=True)
    (folder / "heel-slides.yaml").write_text(WITH_FILES)
    black(folder / "cat.png", 20, 20)
    pcm.write_wav(folder / "bells" / "go.wav", pcm.from_native(b"\x00\x20\x00\xe0" * 4_000))
    (folder / "letter.txt").write_text("Dear patient")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's own routines; the folder does not exist yet."""
    return tmp_path / "own"


@pytest.fixture
def adding(own: Path) -> Callable[[Path], list[Added]]:
    """Adds what is at a path, as the command does."""
    return lambda source: add(source, Shelf(own, library(own).files(), CATALOGUE), NOW)
