"""The keys of the screens, and what the settings may make of them, by Textual's own account."""

from __future__ import annotations

import string
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import _character_to_key

from unclench.care.asks import BACKWARD, FORWARD, TAKE
from unclench.keynames import IN_A_SESSION, KEPT, USUAL, Action, chosen, keys_of, name_of, problem_with
from unclench.tui import keys, screens
from unclench.tui.app import UnclenchApp
from unclench.tui.screens.dialogs import JumpScreen, remote
from unclench.tui.screens.settings import SettingsScreen

IN_SESSION = [each for each in (*keys.PLAYER, *UnclenchApp.BINDINGS) if isinstance(each, Binding)]
ELSEWHERE = [
    each
    for each in (*keys.LIBRARY, *keys.FIND, *keys.PREVIEW, *keys.SUMMARY, *keys.HISTORY)
    if isinstance(each, Binding) and each not in IN_SESSION
]


def test_the_usual_keys_are_those_of_the_screens():
    bound = {each.id: each.key for each in IN_SESSION}
    assert {id: bound[id] for id in KEPT} == KEPT
    assert {id: KEPT[id] for id in (action.id for action in Action)} == {a.id: USUAL.of(a) for a in Action}


def test_which_keys_belong_to_a_session_is_told_by_their_ids():
    assert all(each.id and IN_A_SESSION.fullmatch(each.id) for each in IN_SESSION)
    assert not [each.id for each in ELSEWHERE if IN_A_SESSION.fullmatch(each.id or "")]


def test_the_ids_are_those_of_all_keys_on_all_screens():
    for module in iter_modules(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    classes, known = [DOMNode], keys.ids()
    for each in classes:
        classes += each.__subclasses__()
    ours = [each for each in classes if each.__module__.startswith("unclench.")]
    bound = {binding.id for each in ours for binding in vars(each).get("BINDINGS", ()) if isinstance(binding, Binding)}
    assert bound == known, "a key without an id, or one that keys.ids() does not know"


def test_punctuation_is_called_what_textual_calls_it():
    assert [keys_of(sign) for sign in string.punctuation if sign != ","] == [
        [_character_to_key(sign)] for sign in string.punctuation if sign != ","
    ]
    assert all(name_of(_character_to_key(sign)) for sign in string.printable if sign.isprintable())


A_REMOTES = ("pagedown", "pageup", "full_stop", "f5", "escape")


@pytest.mark.parametrize(
    ("where", "does"),
    [
        (keys.LIBRARY + keys.COLUMN, ("select", "before", "app.menu", "app.menu", "show_all")),
        (keys.PREVIEW, ("start", "back", "app.menu", "app.menu", "back")),
        (keys.PLAYER, ("turn(1)", "turn(-1)", "stand_still", "stand_still", "go_back")),
        (keys.SUMMARY, ("go_on", "", "app.menu", "app.menu", "")),
        (keys.HISTORY + keys.WALK, ("cursor_down", "cursor_up", "app.menu", "app.menu", "back")),
        (SettingsScreen.BINDINGS + keys.WALK, ("cursor_down", "cursor_up", "step_on", "step_on", "back")),
        (JumpScreen.BINDINGS + keys.WALK, ("cursor_down", "cursor_up", "take", "take", "stay")),
    ],
)
def test_what_the_keys_of_a_remote_control_do_where_is_what_the_readme_says(where, does):
    bound = {key: each.action for each in where for key in each.key.split(",")}
    assert tuple(bound.get(key, "") for key in A_REMOTES) == does


@pytest.mark.parametrize("where", [keys.LIBRARY, keys.PREVIEW, keys.PLAYER, keys.SUMMARY, keys.HISTORY])
def test_f1_is_help_on_every_screen(where):
    [help] = [each for each in where if each.action == "app.help"]
    assert help.key == "question_mark,f1"


def test_a_pedal_with_keys_of_its_own_walks_and_takes_with_these_but_a_letter_answers():
    usual = remote({})
    assert {key: usual[key] for key in ("pagedown", "right", "pageup", "left", ".", "f5")} == {
        "pagedown": FORWARD, "right": FORWARD, "pageup": BACKWARD, "left": BACKWARD, ".": TAKE, "f5": TAKE,
    }  # fmt: skip
    assert "enter" not in usual
    own = remote({"player.forward": "f7,k,enter", "player.still": "semicolon"})
    assert {key: own.get(key) for key in ("f7", "k", "enter", "pagedown", ";", ".", "pageup")} == {
        "f7": FORWARD, "k": None, "enter": None, "pagedown": None, ";": TAKE, ".": None, "pageup": BACKWARD,
    }  # fmt: skip


some_ids = st.sampled_from(sorted({each.id or "" for each in (*IN_SESSION, *ELSEWHERE)}))
some_keys = st.lists(
    st.sampled_from(["space", "y", "n", "q", "o", "x", "!", "j", "m", "enter", "up", "7", "+", "Y", "", "ctrl+c"]),
    min_size=1, max_size=2,
).map(",".join)  # fmt: skip
of_their_own = st.dictionaries(st.sampled_from(sorted(KEPT)) | some_ids, some_keys.filter(bool), max_size=4)


@given(of_their_own)
def test_with_any_keys_that_may_be_chosen_each_answer_has_keys_of_its_own_and_they_are_what_is_named(own):
    if problem_with(own):
        return
    bound = BindingsMap(keys.PLAYER)
    bound.apply_keymap(App._normalize_keymap(own))
    above = BindingsMap(UnclenchApp.BINDINGS)
    above.apply_keymap(App._normalize_keymap(own))
    for id, usual in KEPT.items():
        for key in keys_of(own.get(id, usual)):
            assert {each.id for each in bound.key_to_bindings[key]} == {id}
            assert key not in above.key_to_bindings
    for action in Action:
        assert chosen(own).of(action) == name_of(keys_of(own.get(action.id, KEPT[action.id]))[0])


def test_every_key_of_a_screen_is_explained_in_a_sentence_and_two_of_a_group_in_two():
    every = [each for each in (*IN_SESSION, *ELSEWHERE) if not each.system and not (each.id or "").startswith("app.")]
    for each in every:
        assert each.tooltip.endswith("."), each.id
        assert each.tooltip[0].isupper(), each.id
    longer, shorter = (next(each for each in IN_SESSION if each.id == f"player.{id}") for id in ("longer", "shorter"))
    assert keys.purpose([longer, shorter]) == "Ten seconds more. Ten seconds less."
    assert keys.purpose([Binding("x", "y", "Do it")]) == "Do it."
