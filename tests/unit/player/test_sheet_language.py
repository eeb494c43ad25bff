"""A session of a sheet in another language, with the voices of this machine and a player that only notes them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from unclench.player.controller import SessionController
from unclench.player.speech import Voices
from unclench.routine import load_text
from unclench.session.authors_words import AuthorsWords
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.testing import Desk
from unclench.voice.engine import VoiceWish
from unclench.voice.espeak import EspeakEngine
from unclench.voice.samples import shape
from unclench.voice.voice import unspoken

SHEET = """
title: Rückenschule
language: {language}
steps:
  - exercise: Katzenbuckel
    hold: 10s
    setup: 20s
  - rest: 20s
"""


def started(folder: Path, language: str) -> tuple[Desk, SessionController]:
    """A session whose words have all been rendered, or given up."""
    desk = Desk(folder)
    program = desk.program
    program.sound.voices = Voices(lambda: VoiceWish("espeak", language="en"), program.notice, None)
    sheet = load_text(SHEET.format(language=language), "sheet", program.catalogue).routine
    controller = program.start_session(sheet, compile_routine(sheet))
    controller.settle()
    texts = [text for cue in controller.session.timeline.cues for text in cue.spoken]
    voice = program.sound.voice
    assert voice is not None
    for _ in range(400):
        if not voice.pending(texts):
            break
        time.sleep(0.02)
    return desk, controller


def played(desk: Desk, controller: SessionController) -> list[int]:
    """How many samples each of its words had."""
    while controller.ended is None:
        controller.tick()
        desk.clock.advance(controller.sleep_for() or 1)
    desk.program.close()
    return [samples for _, samples in desk.player.spoken]


def rendered(text: str, wish: VoiceWish) -> int:
    engine = EspeakEngine(wish)
    engine.open()
    return len(shape(*engine.render(text)))


def test_its_authors_words_are_said_in_german_and_the_programs_in_english(tmp_path: Path):
    pytest.importorskip("espeakng_loader")
    desk, controller = started(tmp_path, "de")
    first = next(cue.spoken[0] for cue in controller.session.timeline.cues if cue.spoken)
    last = controller.session.timeline.cues[-1].spoken
    english = VoiceWish("espeak", language="en")
    german = english.in_language("de")
    assert first.startswith("Katzenbuckel.")
    said = played(desk, controller)
    assert said[0] == rendered(first, german) != rendered(first, english)
    assert said[-1] in [rendered(text, english) for text in last]


def test_where_nobody_speaks_it_that_is_told_once_and_all_else_is_said(tmp_path: Path):
    pytest.importorskip("espeakng_loader")
    desk, controller = started(tmp_path, "tlh")
    controller.tick()
    assert controller.said == " ".join(unspoken("tlh"))
    texts = [cue.spoken[0] for cue in controller.session.timeline.cues if cue.spoken]
    said = played(desk, controller)
    assert 0 < len(said) < len(texts)
    assert rendered(texts[0], VoiceWish("espeak", language="en")) not in said


def test_a_sheet_that_is_gone_on_with_is_said_in_its_language_again(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.home.routines.mkdir(parents=True)
    (desk.home.routines / "sheet.yaml").write_text(SHEET.format(language="de"), "utf-8")
    sheet = desk.program.library.find("sheet").routine
    assert sheet is not None
    controller = desk.program.start_session(sheet, compile_routine(sheet))
    controller.settle()
    desk.clock.advance(25_000)
    controller.tick()
    controller.end(EndReason.USER)
    found = desk.program.interrupted_session()
    assert found is not None
    assert AuthorsWords(found.routine).are_in("Katzenbuckel. Hold 10 seconds.")
    assert found.routine.language == "de"
    desk.program.close()
