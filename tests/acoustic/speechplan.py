"""What a session says and when, with the words as long as a voice really makes them: the recorded one, or espeak-ng.

The controller itself decides, on a clock that is turned by hand; only the engine is real.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from tests.acoustic.shaping import shaped

from unclench.care.guide import ruled_out
from unclench.config import paths
from unclench.media.pcm import RATE
from unclench.player.controller import SessionController
from unclench.player.speech import Talk
from unclench.routine import Catalogue, Library
from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.session import Session, StartedSegment
from unclench.session.timeline import Timeline
from unclench.testing import FakeRecital, ManualClock, RecordingPlayer
from unclench.voice.voice import Utterance, pick, utterance

THINKING = 20_000
"""Ms after which whoever is asked answers: when all words have been said..."""
AT_THE_ALARM = 6_500
"""...and at the alarm between two times that they are said, with every second stroke."""


class Renders(Protocol):
    """Makes the samples of a text."""

    def __call__(self, text: str) -> Utterance:
        """The text as it will sound."""


@dataclass(frozen=True, slots=True)
class Words:
    """From `begin` to `end`, in ms from the session's beginning, `text` is said."""

    begin: int
    end: int
    text: str


class Prompter:
    """A voice that has always rendered everything already, and remembers what it was made to say."""

    def __init__(self, render: Renders) -> None:
        self._render = render
        self.said: list[Utterance] = []

    def prepare(self, texts: Iterable[str]) -> None:
        """Nothing is prepared: nobody has to wait."""

    def line(self, variants: Sequence[str], room: int | None) -> Utterance | None:
        """The first that fits."""
        text = pick(variants, lambda text: self._render(text).length_ms, room)
        if text is None:
            return None
        self.said.append(self._render(text))
        return self.said[-1]

    def pending(self, variants: Sequence[str]) -> bool:
        """Never."""
        return False

    def recite(self, text: str) -> FakeRecital:
        """All of it at once."""
        self.said.append(self._render(text))
        return FakeRecital(self.said[-1].samples)

    def close(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as it went: what was said, and when each phase began."""

    words: list[Words]
    phases: list[int]


@cache
def espeak() -> Renders:
    """The voice of the package espeakng-loader with the program's own defaults. Raises EngineFailed."""
    from unclench.voice.engine import VoiceWish
    from unclench.voice.espeak import EspeakEngine

    engine = EspeakEngine(VoiceWish(language="en"))
    engine.open()

    @cache
    def render(text: str) -> Utterance:
        raw = engine.render(text)
        return utterance(text, shaped(raw.samples, raw.rate))

    return render


@cache
def recorded() -> Renders:
    """The recorded voice. Raises EngineFailed, and NotRecorded for a text of which a sentence is not recorded."""
    from unclench.voice.engine import VoiceWish
    from unclench.voice.recorded import RecordedEngine

    engine = RecordedEngine(VoiceWish(language="en", recordings=paths.shipped("sounds") / "voice"))
    engine.open()

    @cache
    def render(text: str) -> Utterance:
        return utterance(text, engine.render(text).samples)

    return render


@cache
def bundled() -> dict[str, Timeline]:
    """The twenty-four routines with all that is optional in them."""
    catalogue = Catalogue(paths.shipped("routines") / "exercises")
    entries = Library([("bundled", paths.shipped("routines"))], catalogue).entries()
    return {
        entry.id: compile_routine(entry.routine, Choices(optional="all"))
        for entry in entries
        if entry.routine is not None
    }


def at_home(timeline: Timeline, engine: str = "espeak", *, well: bool = False) -> Timeline:
    """As it is played with the full voice of an engine in a new home where nothing is explained (`listening.home`).

    `well`: somebody has said no to every question about their health, so that fewer cautions are said.
    """
    from unclench.session.guidance import Explain, Guidance, guided
    from unclench.voice.engine import VoiceWish
    from unclench.voice.recorded import lengths

    spoken = lengths(VoiceWish(engine=engine, language="en", recordings=paths.shipped("sounds") / "voice"))
    cautions = {caution for step in timeline.steps for caution in step.cautions}
    ids = [*(each.id for each in QUESTIONS), *(each.id for each in FLAGS)]
    answers = dict.fromkeys(ids, (0, False)) if well else {}
    aside = ruled_out(cautions, answers, 0)
    return guided(timeline, Guidance(Explain.NEVER, first_session=True, lengths=spoken, aside=aside))


def plan(timeline: Timeline, render: Renders, talk: Talk = Talk.FULL) -> Plan:
    """Conduct a session to its end; whatever asks for an answer gets it after `THINKING`."""
    clock, player, voice = ManualClock(), RecordingPlayer(lead=120), Prompter(render)
    began = clock.now()
    session = Session(timeline, began)
    controller = SessionController(session, player, clock, talk=talk, voice=lambda: voice)
    controller.begin()
    controller.settle()
    phases: list[int] = []
    asked: int | None = None
    while not controller.finished:
        clock.advance(max(1, controller.sleep_for()))
        controller.tick()
        while controller.news:
            news = controller.news.popleft()
            if isinstance(news, StartedSegment):
                phases.append(news.at - began)
        view = controller.view()
        asks = view.waiting or view.check_pending
        asked = (asked if asked is not None else clock.now()) if asks else None
        if asked is not None and clock.now() - asked >= (AT_THE_ALARM if view.asking == "off" else THINKING):
            asked = None
            if view.asking == "off":
                controller.answer(yes=True)
            else:
                controller.answer_or_pause()
    words = [
        Words(at - began, at - began + -(-samples * 1000 // RATE), said.text)
        for (at, samples), said in zip(player.spoken, voice.said, strict=True)
    ]
    return Plan(words, [*phases, clock.now() - began])
