"""The keys that sentences name: filled in everywhere, as the front end has them, and never in anybody else's text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from hypothesis import given
from msgspec.structs import replace
from strategies import routines

import unclench
from unclench.application import Application
from unclench.care.asks import InterruptedSession
from unclench.cli import play
from unclench.cli.plain_home import PlainSeat
from unclench.config import paths
from unclench.config.settings import Settings
from unclench.keynames import USUAL, Action, Keyed, KeyNames, chosen, name_of, problem_with
from unclench.keynames import keys_of as keys_in
from unclench.plain.session import phase_line
from unclench.player.answers import IS_IT_OFF, IS_PAUSED, STILL_ON, TAKE_IT_OFF_NOW
from unclench.player.controller import SessionController, pause_for_breath
from unclench.player.recorder import packed
from unclench.routine import Catalogue, Library
from unclench.routine.model import PATTERNS, ApplyStep, BreatheStep, ConfirmStep, Exact, Routine
from unclench.safety.exposure import Exposure, earlier
from unclench.session import edits, questions
from unclench.session.compiler import compile_routine
from unclench.session.questions import Refused
from unclench.session.session import Session
from unclench.session.timeline import BREATHING, Timeline
from unclench.testing import FakeVoice, ManualClock, RecordingEvents, RecordingPlayer, hold, routine
from unclench.tui.viewmodels.player import StageView, face, keys_of

OWN = KeyNames(pause="Zpause", yes="Zyes", next="Znext", quit="Zquit", override="Zoverride")
"""Names that are found again in any text."""
BACK_AGAIN = {OWN.of(action): USUAL.of(action) for action in Action}
USUAL_KEY = re.compile(
    r"\b(press|or) (space|[ynqo])\b|\b[ynqo] (if|to|yes|not|and a|leaves|goes)\b"
    r"|\bspace (to|when)\b|(^|\s)(space|[ynqo]):",
    re.IGNORECASE,
)
"""How a sentence looks that names a key itself."""
BUNDLED = {entry.id: entry.routine for entry in Library([("bundled", paths.shipped("routines"))], Catalogue(
    paths.shipped("routines") / "exercises"
)).entries()}  # fmt: skip
PACK = routine(ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0)), hold(20, name="After"))
PACKAGES = ("session", "safety", "care", "player", "plain", "cli", "reports")


def constants(found: Any) -> Iterator[Any]:
    """Whatever is in a constant, however deep."""
    if isinstance(found, dict):
        found = [*found.keys(), *found.values()]
    if isinstance(found, tuple | list | set | frozenset):
        for each in found:
            yield from constants(each)
    else:
        yield found


def modules(*packages: str) -> list[Any]:
    names = [name for _, name, _ in pkgutil.walk_packages(unclench.__path__, "unclench.")]
    return [importlib.import_module(name) for name in names if name.split(".")[1] in packages]


def sentences_with_keys() -> set[Keyed]:
    held = (value for module in modules(*PACKAGES) for value in vars(module).values())
    return {each for value in held for each in constants(value) if isinstance(each, Keyed)}


def usual(text: str) -> str:
    """The text with the usual keys in place of ours, in small letters: at its beginning, a name is capitalized."""
    for own, key in BACK_AGAIN.items():
        text = text.replace(own, key)
    return " ".join(text.lower().split())


def clean(text: str, notes: Iterable[str] = ()) -> str:
    """The same text; it names no usual key where it should name ours, and shows no action in place of a key.

    The `notes` are an author's, who may write whatever they like.
    """
    ours = text
    for note in filter(None, notes):
        ours = ours.replace(note, "")
    assert not USUAL_KEY.search(ours), text
    assert not re.search(r"[{}]", ours), text
    return text


# -- one sentence ------------------------------------------------------------------------


def test_a_sentence_names_the_key_as_it_is_said_and_begins_with_a_capital_where_that_is_a_word():
    assert IS_PAUSED.by(USUAL) == "Paused. Space to go on."
    assert IS_PAUSED.by(KeyNames(pause="g")) == "Paused. g to go on."
    assert IS_PAUSED.by(KeyNames(pause="the up arrow")) == "Paused. The up arrow to go on."
    assert IS_IT_OFF.by(KeyNames(yes="Enter", next="space")) == "Have you taken it off? Enter yes, space not yet."
    assert TAKE_IT_OFF_NOW.by(KeyNames(yes="j")) == "Take it off now. Press j once it is off."
    assert STILL_ON.by(USUAL) == "Still on. Press y once it is off."
    assert questions.ANSWER_FIRST.by(KeyNames(pause="tab", quit="Esc")) == "Press tab for yes. Esc to stop."


def test_every_sentence_with_keys_names_only_what_there_is_a_key_for_and_is_the_same_with_any_keys():
    found = sentences_with_keys()
    assert len(found) > 20
    for sentence in found:
        assert set(re.findall(r"\{(\w*)\}", sentence.text)) <= set(Action), sentence
        assert "{" in sentence.text
        assert usual(clean(sentence.by(OWN))) == usual(sentence.by(USUAL))


def test_no_other_sentence_of_a_session_names_a_key_or_an_action():
    """Of the program's own texts; those of `care` name the keys of its questions, which are nobody's to choose."""
    for module in modules("session", "safety", "player"):
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        keyed = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Keyed"]
        told = {id(text) for call in keyed for text in ast.walk(call)}
        documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | documented:
                assert not USUAL_KEY.search(node.value), (module.__name__, node.value)
                assert not any(f"{{{action}}}" in node.value for action in Action), (module.__name__, node.value)


# -- whole sessions ----------------------------------------------------------------------


def texts(timeline: Timeline) -> list[str]:
    """All that a timeline shows, says, asks and refuses."""
    found = [text for cue in timeline.cues for text in (cue.say, *cue.spoken)]
    for segment in timeline.segments:
        found += [segment.hint, questions.answer_first(timeline, segment.index)]
        for rings in (False, True):
            asked = questions.at_gate(timeline, segment.index, rings=rings)
            found += [] if asked is None else [asked.sentence, keys_of(asked.keys, timeline.keys)]
        try:
            questions.refuse_on_skin(timeline, segment.index)
        except Refused as refused:
            found.append(str(refused))
    return found


def the_same_but_for_the_keys(timeline: Timeline) -> None:
    own = edits.with_keys(timeline, OWN)
    assert own.keys == OWN
    notes = [step.note for step in timeline.steps]
    assert [usual(clean(text, notes)) for text in texts(own)] == [usual(text) for text in texts(timeline)]
    again = edits.with_keys(own, USUAL)
    assert (again.segments, again.cues, again.keys) == (timeline.segments, timeline.cues, USUAL)


@pytest.mark.parametrize("id", BUNDLED)
def test_a_bundled_routine_says_the_same_with_other_keys_but_for_the_keys(id):
    made = BUNDLED[id]
    assert made is not None
    timeline = compile_routine(made)
    the_same_but_for_the_keys(timeline)
    assert not re.search(r"[{}]", " ".join(map(phase_line, timeline.segments)))


@given(routines)
def test_any_routine_says_the_same_with_other_keys_but_for_the_keys(made):
    the_same_but_for_the_keys(compile_routine(made))


class Seat:
    """A session on the screens or in lines, which is looked at wherever something of it is shown, said or written."""

    def __init__(self, folder: Path, keys: KeyNames) -> None:
        home = paths.Home(folder / "config", folder / "data", folder / "state")
        self.clock, self.events, self.voice = ManualClock(), RecordingEvents(), FakeVoice()
        self.program = Application(
            home=home, clock=self.clock, make_player=lambda _: RecordingPlayer(), make_voice=lambda _: self.voice,
            keys=keys, settings=Settings(talk="short"),  # in which no get-ready is longer for a longer name of a key
        )  # fmt: skip
        self.seen: list[str] = []

    def play(self, made: Routine) -> list[str]:
        """What is met in it: everything is left alone until it rings, paused, asked to go on, refused and answered."""
        controller = self.program.start_session(made, compile_routine(made), events=self.events)
        controller.settle()
        for number in range(1_000):
            self.wait(controller, 3_000)
            if controller.ended is not None:
                break
            if number % 45 == 44:
                controller.answer(yes=True)
                self.wait(controller, 700)
                controller.answer_or_pause()
            for press in ((controller.answer_or_pause, controller.next, controller.back), ())[number % 15 != 7]:
                press()
                self.wait(controller, 700)
        self.seen += [str(event.get("say", "")) for event in self.events.events]
        self.seen += self.voice.prepared
        self.program.close()
        return self.seen

    def wait(self, controller: SessionController, ms: int) -> None:
        self.look(controller)
        self.clock.advance(ms)
        controller.tick()
        self.look(controller)

    def look(self, controller: SessionController) -> None:
        shown = StageView.of(controller, controller.view(), None)
        self.seen += [*shown.texts.values(), shown.now.act, *shown.brief, controller.said]
        self.seen += [news for news in controller.news if isinstance(news, str)]
        controller.news.clear()


@pytest.mark.parametrize("id", ["pack", "ice-20-20", "hot-cold-20-20-20", "gentle-stretch"])
def test_a_session_that_is_played_names_the_keys_of_its_front_end_and_says_nothing_else(id, tmp_path):
    made = BUNDLED.get(id) or PACK
    own, plain = Seat(tmp_path / "own", OWN).play(made), Seat(tmp_path / "plain", USUAL).play(made)
    assert [usual(clean(text)) for text in own] == [usual(text) for text in plain]
    named = {key for key in BACK_AGAIN if any(key in text for text in own)}
    assert named >= ({OWN.pause} if id == "gentle-stretch" else {OWN.pause, OWN.yes, OWN.next, OWN.quit})


def test_what_refuses_a_pack_names_the_keys_that_go_past_it(tmp_path):
    seat = Seat(tmp_path, OWN)
    off = earlier(seat.program.moment(), 1_800_000)
    seat.program.book.add(Exposure("a" * 32, "cold", earlier(off, 600_000), 900_000, off))
    controller = seat.program.start_session(PACK, compile_routine(PACK))
    controller.settle()
    seat.wait(controller, 1_000)
    assert controller.said.endswith(" Znext skips it. Zoverride does it anyway: you will be asked why.")
    assert "Znext: leave it out\nZoverride: do it anyway, with a reason" in seat.seen
    clean(" ".join(seat.seen))
    seat.program.close()


def test_in_a_breath_in_between_it_is_said_which_key_goes_back(tmp_path):
    seat = Seat(tmp_path, OWN)
    made = routine(hold(20, name="Cat"))
    seat.program.start_session(made, compile_routine(made))
    breath = seat.program.start_breathing_break()
    assert not pause_for_breath(breath)
    breath.tick()
    assert breath.said == "You are already in a breathing break. Zquit goes back to Cat."


def test_what_an_author_writes_stays_as_it_is_even_where_it_looks_like_ours():
    theirs = "Is {yes} off, {pause}? Press y or {nonsense} {}"
    made = routine(
        ConfirmStep(question=theirs, alarm=True), ConfirmStep(question=theirs), hold(5, only_if=theirs),
        ApplyStep(kind="heat", lasting=Exact(60_000), setup=Exact(0), note=theirs),
    )  # fmt: skip
    timeline = edits.with_keys(compile_routine(made), OWN)
    asked = [segment.hint for segment in timeline.segments if segment.gate is not None]
    assert asked[:3] == [theirs] * 3
    said = [cue.say for cue in timeline.cues]
    assert sum(say.startswith(theirs) for say in said) == 3
    assert any("{nonsense} {}. Press Zyes or Znext." in text for cue in timeline.cues for text in cue.spoken)
    assert face(Session(timeline, 0).view(0)).name == theirs
    assert timeline.steps[-1].note == theirs


def test_every_change_of_a_session_keeps_its_keys():
    timeline = edits.with_keys(compile_routine(routine(
        hold(30, reps=4), BreatheStep(pattern=PATTERNS["5-1-4"], cycles=Exact(3), setup=Exact(0)), *PACK.steps
    )), OWN)  # fmt: skip
    breath = next(s.index for s in timeline.segments if s.kind in BREATHING)
    steps = [step.id for step in timeline.steps]
    for changed in (
        edits.lengthened(timeline, 1, 500, 10_000), edits.lengthened(timeline, breath, 0, 10_000),
        edits.eased(timeline, 1, 500), edits.without_steps(timeline, 0, steps[:1])[0],
        edits.with_notes(timeline, {steps[0]: "Gently."}), edits.remaining(timeline, breath),
    ):  # fmt: skip
        assert changed != timeline
        assert changed.keys == OWN
        assert any(segment.hint.endswith("Put it on as you press Zpause.") for segment in changed.segments)


def test_the_journal_keeps_a_session_without_the_keys_of_a_front_end():
    timeline = compile_routine(PACK)
    assert packed(edits.with_keys(timeline, OWN)) == packed(timeline)


def test_the_plain_text_has_keys_of_its_own_whatever_the_settings_say(tmp_path):
    seat = Seat(tmp_path, USUAL)
    seat.program.settings = Settings(keys={"player.yes": "j", "player.pause": "g"})
    controller = seat.program.start_session(PACK, compile_routine(PACK))
    assert controller.keys == USUAL
    seat.program.use_keys_of_screens()
    controller = seat.program.start_session(PACK, compile_routine(PACK))
    assert (controller.keys.yes, controller.keys.pause, controller.keys.next) == ("j", "g", "n")


@pytest.mark.parametrize("screen", [True, False])
def test_a_session_that_sounds_before_its_screen_is_there_names_the_keys_that_the_screen_will_have(
    screen, tmp_path, monkeypatch
):
    program = Seat(tmp_path, USUAL).program
    program.settings = Settings(keys={"player.yes": "j"})
    at_the_terminal = MagicMock()
    seat, real = at_the_terminal.return_value, PlainSeat
    seat.program = program
    seat.go_on.side_effect = lambda found: found
    seat.resumed.side_effect = lambda *about, **more: real.resumed(seat, *about, **more)
    seat.play_and_ask.return_value = 0
    monkeypatch.setattr("unclench.cli.plain_home.PlainSeat", at_the_terminal)
    monkeypatch.setattr("unclench.tui.run_app", lambda *_, **__: 0)
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: True)
    left = InterruptedSession("a" * 32, 0, PACK, compile_routine(PACK), 0)
    program.plain = not screen
    assert play.play_on(program, left, events=None) == 0
    assert program.running is not None
    assert program.running.keys.yes == ("j" if screen else "y")
    if screen:
        program.keys = USUAL
        assert play._sounding(program, PACK, compile_routine(PACK)) == 0
        assert program.running.keys.yes == "j"


# -- keys of somebody's own --------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("y", "y"), ("space", "space"), ("enter", "Enter"), ("up", "the up arrow"), ("f5", "F5"), ("Y", "capital Y"),
        (",,", ""), ("comma", "comma"), ("full_stop", "full stop"), ("+", "plus"), ("pagedown", "Page Down"),
        ("é", "é"), ("7", "7"), ("", ""), ("return", ""), ("Space", ""), ("ctrl+y", ""), ("yy", ""),
    ],
)  # fmt: skip
def test_a_key_is_called_what_somebody_would_say(key, said):
    assert name_of(keys_in(key)[0]) == said


def test_of_several_keys_the_first_is_named_and_what_is_not_chosen_stays():
    assert chosen({"player.yes": "j, enter", "player.mute": "z"}) == replace(USUAL, yes="j")


@pytest.mark.parametrize(
    "own",
    [
        {}, {"player.next": "n,right"}, {"player.yes": "n", "player.next": "y"}, {"player.yes": "m"},
        {"library.find": "y"}, {"player.yes": "j", "player.mute": "y"}, {"player.pause": "enter,space"}, {"more": "n"},
        {"player.next": "n,ctrl+right"}, {"rate.1": "2", "rate.2": "1"},
    ],
)  # fmt: skip
def test_keys_that_leave_every_answer_a_key_may_be_chosen(own):
    assert problem_with(own) == ""


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"player.mute": "y"}, '"player.yes" and "player.mute" share the key y'),
        ({"player.next": "y"}, '"player.yes" and "player.next" share the key y'),
        ({"player.yes": "n"}, "share the key n"),
        ({"player.yes": "j", "breathe": "j"}, "share the key j"),
        ({"app.interrupt": "y"}, "share the key y"),
        ({"rate.3": "space"}, "share the key space"),
        ({"player.mute": "x"}, '"player.hurts"'),
        ({"player.mute": "8"}, '"rate.8" and "player.mute" share the key 8'),
        ({"player.next": "t"}, "share the key t"),
        ({"player.mute": "!"}, '"flags"'),
        ({"player.yes": "return"}, "'return' cannot be a key for \"player.yes\""),
        ({"player.yes": "ctrl+c"}, "'ctrl+c' cannot be a key"),
        ({"player.pause": " "}, '"player.pause" needs a key'),
        ({"player.pause": ","}, '"player.pause" needs a key'),
    ],
)
def test_keys_that_would_leave_an_answer_without_one_are_refused_with_what_to_do(own, words):
    assert words in problem_with(own)
