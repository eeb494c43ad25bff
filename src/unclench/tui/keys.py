"""The keys of every screen, as data. The ids are stable, because users' settings refer to them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from unclench.language import tr

TEN_SECONDS, VOLUME = Binding.Group(tr("10 s"), compact=True), Binding.Group(tr("Volume"), compact=True)

FLAGS = Binding(
    "exclamation_mark", "app.flags", tr("Warning signs"), key_display="!", id="flags",
    tooltip=tr("Warning signs that need a doctor."),
)  # fmt: skip


HOW_MUCH = tr("How much it hurts now, 0 to 9 of ten.")


def ratings() -> list[BindingType]:
    """The keys that rate the pain: the digits, and `t` for ten. The key list shows one entry for all digits."""
    each: list[BindingType] = [
        Binding(str(n), f"rate({n})", _pain(n), show=False, id=f"rate.{n}", system=n > 0, tooltip=HOW_MUCH)
        for n in range(10)
    ]
    return [*each, Binding("t", "rate(10)", _pain(10), show=False, id="rate.10", tooltip=tr("Pain: ten of ten."))]


def _pain(rating: int) -> str:
    return tr("Pain {rating}", rating=rating)


BREATHE = Binding("b", "app.breathe", tr("Breathe"), id="breathe", tooltip=tr("Five minutes of breathing, at once."))

NIGHT = Binding(
    "z", "app.night", tr("Night"), id="night", tooltip=tr("Night: dim colours and quieter starts; again: back.")
)
MENU = Binding(
    "full_stop,f5,asterisk", "app.menu", tr("Menu"), show=False, id="menu",
    tooltip=tr("What you can do here, numbered; for a remote control too."),
)  # fmt: skip
ON, BACK = "pagedown", "pageup"
WALK: list[BindingType] = [
    Binding(ON, "cursor_down", tr("On"), show=False, id="list.on", tooltip=tr("The next line.")),
    Binding(BACK, "cursor_up", tr("Back"), show=False, id="list.back", tooltip=tr("The line before.")),
]
"""In a list with a menu or a key that takes a line: a remote control goes through it line by line."""

# The most important first: a narrow footer drops the last.
PLAYER: list[BindingType] = [
    Binding("space", "answer_or_pause", tr("Pause"), id="player.pause", tooltip=tr("Pause, go on, or answer.")),
    Binding("n", "next_phase", tr("Next"), id="player.next", tooltip=tr("The next phase; to a question: no.")),
    Binding("x", "hurts", tr("It hurts"), id="player.hurts", tooltip=tr("It hurts: stop, go on more gently, or end.")),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="player.help", tooltip=tr("This list.")),
    Binding(
        "p", "previous_phase", tr("Back"), id="player.back",
        tooltip=tr("Start of this phase; twice: the one before."),
    ),
    Binding("q", "ask_to_leave", tr("Quit"), id="player.quit", tooltip=tr("Stop the session; asks first.")),
    BREATHE,
    Binding("r", "again", tr("Again"), id="player.again", tooltip=tr("Repeat this step.")),
    Binding("j", "jump_list", tr("Jump"), id="player.jump", tooltip=tr("To any step, from a list.")),
    Binding(
        "plus,equals_sign", "adjust(10000)", tr("Longer"), key_display="+", group=TEN_SECONDS, id="player.longer",
        tooltip=tr("Ten seconds more."),
    ),
    Binding(
        "minus", "adjust(-10000)", tr("Shorter"), key_display="-", group=TEN_SECONDS, id="player.shorter",
        tooltip=tr("Ten seconds less."),
    ),
    Binding("m", "mute", tr("Mute"), id="player.mute", tooltip=tr("Silence everything but an alarm.")),
    Binding(
        "left_square_bracket", "volume(-1)", tr("Softer"), key_display="[", group=VOLUME, id="player.softer",
        tooltip=tr("Softer."),
    ),
    Binding(
        "right_square_bracket", "volume(1)", tr("Louder"), key_display="]", group=VOLUME, id="player.louder",
        tooltip=tr("Louder."),
    ),
    Binding("v", "talk", tr("Voice"), id="player.voice", tooltip=tr("The voice: everything, essentials, nothing.")),
    FLAGS,
    # A presenter, a page turner or a pedal. They answer nothing: whoever presses one may not see what is asked.
    Binding(
        "right,pagedown,enter", "turn(1)", tr("Next"), show=False, id="player.forward",
        tooltip=tr("The next phase, from a remote control too."),
    ),
    Binding(
        "left,pageup", "turn(-1)", tr("Back"), show=False, id="player.backward",
        tooltip=tr("Start of this phase; twice: the one before."),
    ),
    Binding("full_stop,f5", "stand_still", tr("Pause"), show=False, id="player.still", tooltip=tr("Pause, and go on.")),
    Binding(
        "escape,asterisk", "go_back", tr("Go back"), show=False, id="player.return",
        tooltip=tr("What you can do now, from a remote control too; from a breath in between: back."),
    ),
    Binding(
        "o", "override", tr("Reason"), show=False, id="player.override",
        tooltip=tr("Do it anyway, with a reason."),
    ),
    Binding("y", "yes", tr("Yes"), show=False, id="player.yes", tooltip=tr("Yes, to a question.")),
    NIGHT,
    *ratings(),
]  # fmt: skip

READ_ON = Binding("m", "app.focus_next", tr("More"), id="more", tooltip=tr("Scroll the text on the right."))
THEME = Binding("t", "app.other_theme", tr("Theme"), show=False, id="theme", tooltip=tr("Dark, light, high contrast."))

SETTINGS = Binding(
    "comma", "app.settings", tr("Settings"), key_display=",", id="settings",
    tooltip=tr("Sound, voice, colours, dose, breath."),
)  # fmt: skip

LIBRARY: list[BindingType] = [
    # These stand in the card "Right now", and not in the footer.
    BREATHE,
    Binding(
        "f", "choose('spasm-first-minutes')", tr("First minutes"), show=False, id="home.first",
        tooltip=tr("First minutes of a spasm, at once."),
    ),
    Binding(
        "g", "choose('gentle-stretch')", tr("Gentle stretch"), show=False, id="home.gentle",
        tooltip=tr("Gentle stretch."),
    ),
    Binding("c", "pack('cold')", tr("Cold"), show=False, id="home.cold", tooltip=tr("A cold pack for 15 minutes.")),
    Binding("w", "pack('heat')", tr("Warmth"), show=False, id="home.warmth", tooltip=tr("Heat for 15 minutes.")),
    *ratings(),
    Binding(
        "slash", "find", tr("Find"), key_display="/", id="library.find",
        tooltip=tr("Type to find a routine or an exercise; Esc shows all."),
    ),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="library.help", tooltip=tr("This list.")),
    Binding("q", "leave", tr("Quit"), id="library.quit", tooltip=tr("Leave the program.")),
    Binding(
        "h", "history", tr("History"), id="library.history",
        tooltip=tr("What you have done, and how your pain changed."),
    ),
    Binding(
        "e", "edit", tr("Edit"), id="library.edit",
        tooltip=tr("Change a routine; of one that comes with unclench, a copy of your own."),
    ),
    Binding(
        "plus", "new", tr("New"), key_display="+", show=False, id="library.new",
        tooltip=tr("A routine of your own: paste a sheet's text, write it step by step, or add a file."),
    ),
    Binding("u", "resume", tr("Go on"), id="library.resume", tooltip=tr("Continue the last interrupted session.")),
    SETTINGS,
    NIGHT,
    Binding("T", "app.other_theme", tr("Theme"), show=False, id="theme", tooltip=tr("Dark, light, high contrast.")),
    READ_ON,
    FLAGS,
    MENU,
    Binding("escape", "show_all", tr("All"), show=False, id="library.all", tooltip=tr("Show all routines.")),
]  # fmt: skip

# In the list of the home screen: next opens, and left is back to the column before.
COLUMN: list[BindingType] = [
    Binding(
        "enter", "select", tr("Open"), key_display=tr("Enter"), id="list.choose",
        tooltip=tr("Open what the bar is on."),
    ),
    Binding(
        "right", "onward", tr("Open"), show=False, id="list.right",
        tooltip=tr("The next column; from the last: open."),
    ),
    Binding("left", "back", tr("Back"), show=False, id="list.left", tooltip=tr("The column before.")),
    Binding("pagedown", "select", tr("Open"), show=False, id="list.next", tooltip=tr("Open what the bar is on.")),
    Binding(
        "pageup", "before", tr("Before"), show=False, id="list.before",
        tooltip=tr("The routine before; round and round."),
    ),
]  # fmt: skip

# In the text field, letters are text.
FIND: list[BindingType] = [
    Binding(
        "enter,down", "submit", tr("To the list"), key_display=tr("Enter"), id="find.list",
        tooltip=tr("To the list of what was found."),
    ),
    Binding(
        "escape", "screen.show_all", tr("Show all"), key_display=tr("Esc"), id="find.all",
        tooltip=tr("Show all routines."),
    ),
]  # fmt: skip

LOOK = Binding.Group(tr("Look"), compact=True)

PREVIEW: list[BindingType] = [
    Binding("enter,pagedown", "start", tr("Start"), key_display=tr("Enter"), id="preview.enter", tooltip=tr("Start.")),
    Binding("s", "start", tr("Start"), show=False, id="preview.start", tooltip=tr("Start.")),
    Binding(
        "up", "look_across(-1)", tr("Up"), key_display="↑", group=LOOK, id="preview.up",
        tooltip=tr("The step above."),
    ),
    Binding(
        "down", "look_across(1)", tr("Down"), key_display="↓", group=LOOK, id="preview.down",
        tooltip=tr("The one below."),
    ),
    Binding("left", "look(-1)", tr("Before"), show=False, id="preview.left", tooltip=tr("The step before.")),
    Binding("right", "look(1)", tr("After"), show=False, id="preview.right", tooltip=tr("The step after.")),
    Binding("home", "look(-100000)", tr("First"), show=False, id="preview.first", tooltip=tr("The first step.")),
    Binding("end", "look(100000)", tr("Last"), show=False, id="preview.last", tooltip=tr("The last step.")),
    Binding("f", "from_here", tr("From here"), id="preview.from", tooltip=tr("Start at the step that you look at.")),
    Binding("e", "edit", tr("Edit"), show=False, id="preview.edit", tooltip=tr("Change this routine.")),
    Binding("j", "steps", tr("Steps"), show=False, id="preview.steps", tooltip=tr("Start at a step, from a list.")),
    BREATHE,
    Binding(
        "escape,pageup", "back", tr("Back"), key_display=tr("Esc"), id="preview.back",
        tooltip=tr("Back, without starting."),
    ),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="preview.help", tooltip=tr("This list.")),
    Binding("c", "cautions", tr("Cautions"), id="preview.cautions", tooltip=tr("All cautions, or only yours.")),
    Binding("i", "sources", tr("Sources"), id="preview.sources", tooltip=tr("Where the figures come from.")),
    Binding(
        "d", "dose", tr("Dose"), show=False, id="preview.dose",
        tooltip=tr("Low, middle or high, where the sheet has a range."),
    ),
    Binding(
        "a", "answers", tr("Answers"), show=False, id="preview.answers",
        tooltip=tr("What the sheet leaves open, and its levels: answer it once more."),
    ),
    Binding(
        "w", "amounts", tr("Amounts"), show=False, id="preview.amounts",
        tooltip=tr("Today's dose, or as written."),
    ),
    Binding(
        "v", "talk", tr("Voice"), show=False, id="preview.voice",
        tooltip=tr("The voice: everything, essentials, nothing."),
    ),
    Binding(
        "left_square_bracket", "volume(-1)", tr("Softer"), key_display="[", group=VOLUME, show=False,
        id="preview.softer", tooltip=tr("Softer."),
    ),
    Binding(
        "right_square_bracket", "volume(1)", tr("Louder"), key_display="]", group=VOLUME, show=False,
        id="preview.louder", tooltip=tr("Louder."),
    ),
    Binding(
        "o,space", "optional", tr("Optional"), show=False, id="preview.optional",
        tooltip=tr("Play an optional step, or not."),
    ),
    READ_ON,
    SETTINGS,
    FLAGS,
    NIGHT,
    MENU,
    *ratings(),
]  # fmt: skip

SUMMARY: list[BindingType] = [
    Binding(
        "enter,right,pagedown", "go_on", tr("Done"), key_display=tr("Enter"), id="summary.on",
        tooltip=tr("Close the summary."),
    ),
    Binding("n", "note", tr("Note"), id="summary.note", tooltip=tr("A note about this session, for your journal.")),
    FLAGS,
    BREATHE,
    Binding("a", "again", tr("Once more"), id="summary.again", tooltip=tr("The same once more; you see it first.")),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="summary.help", tooltip=tr("This list.")),
    Binding("q", "leave", tr("Quit"), id="summary.quit", tooltip=tr("Leave the program.")),
    NIGHT,
    MENU,
    *ratings(),
]  # fmt: skip

HISTORY: list[BindingType] = [
    Binding("tab", "pane(1)", tr("Pane"), key_display=tr("Tab"), id="history.pane", tooltip=tr("To the next pane.")),
    Binding(
        "s", "span", tr("Span"), id="history.span",
        tooltip=tr("Look back over 14, 30 or 90 days, or over everything."),
    ),
    Binding("shift+tab", "pane(-1)", tr("Before"), show=False, id="history.before", tooltip=tr("To the pane before.")),
    Binding(
        "a", "want('again')", tr("Again"), id="history.again",
        tooltip=tr("Do this routine again; you see it first."),
    ),
    Binding(
        "n", "want('note')", tr("Note"), id="history.note",
        tooltip=tr("A note for your journal, about this session."),
    ),
    Binding(
        "d", "want('delete')", tr("Delete"), id="history.delete",
        tooltip=tr("Delete this session for good; asks first."),
    ),
    Binding(
        "r", "want('page')", tr("Doctor's page"), id="history.page",
        tooltip=tr("Write a page to print for your doctor."),
    ),
    Binding("escape", "back", tr("Back"), key_display=tr("Esc"), id="history.back", tooltip=tr("Back.")),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="history.help", tooltip=tr("This list.")),
    BREATHE,
    Binding(
        "right", "open", tr("Open"), show=False, id="history.right",
        tooltip=tr("Open it; beside the list, the next pane."),
    ),
    Binding("left", "back", tr("Back"), show=False, id="history.left", tooltip=tr("Back.")),
    Binding("q", "leave", tr("Back"), show=False, id="history.leave", tooltip=tr("Close history.")),
    THEME,
    NIGHT,
    FLAGS,
    MENU,
]  # fmt: skip

MOVE = Binding.Group(tr("Move"), compact=True)
EDITOR: list[BindingType] = [
    Binding("plus,a", "add", tr("Add"), key_display="+", id="editor.add", tooltip=tr("A new step below this one.")),
    Binding(
        "tab", "pane", tr("Fields"), key_display=tr("Tab"), id="editor.pane",
        tooltip=tr("To the fields of the step, and back to the steps."),
    ),
    Binding("s", "want('save')", tr("Save"), id="editor.save", tooltip=tr("Save it.")),
    Binding("u", "undo", tr("Undo"), id="editor.undo", tooltip=tr("Take the last change back, as far as you like.")),
    Binding("escape", "back", tr("Back"), key_display=tr("Esc"), id="editor.back", tooltip=tr("Back.")),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="editor.help", tooltip=tr("This list.")),
    Binding("x,delete", "delete", tr("Delete"), id="editor.delete", tooltip=tr("Delete this step; undo undoes it.")),
    Binding("y", "copy", tr("Copy"), id="editor.copy", tooltip=tr("The same step once more, below this one.")),
    Binding("K,shift+up", "move(-1)", tr("Up"), key_display="K", group=MOVE, id="editor.up", tooltip=tr("Move it up.")),
    Binding(
        "J,shift+down", "move(1)", tr("Down"), key_display="J", group=MOVE, id="editor.down",
        tooltip=tr("Move it down."),
    ),
    Binding(
        "e", "want('text')", tr("Text file"), id="editor.text",
        tooltip=tr("Open the text file in your own editor, at this step."),
    ),
    Binding("r", "redo", tr("Redo"), show=False, id="editor.redo", tooltip=tr("Make the change again after all.")),
    Binding("shift+tab", "pane", tr("Fields"), show=False, id="editor.before", tooltip=tr("To the other pane.")),
    THEME,
    NIGHT,
    FLAGS,
    MENU,
]  # fmt: skip
STEP_LINES: list[BindingType] = [
    Binding(
        "enter,right", "select", tr("Its fields"), key_display=tr("Enter"), id="editor.fields",
        tooltip=tr("To the fields of this step."),
    ),
]  # fmt: skip
FIELD_LINES: list[BindingType] = [
    Binding(
        "enter", "select", tr("Write"), key_display=tr("Enter"), id="editor.write",
        tooltip=tr("Write what belongs there."),
    ),
    Binding("right", "step(1)", tr("More"), show=False, id="editor.more", tooltip=tr("One more, or the next choice.")),
    Binding("left", "step(-1)", tr("Less"), show=False, id="editor.less", tooltip=tr("One less, or the one before.")),
]  # fmt: skip

# In the text fields of the editor, letters are text.
WRITE: list[BindingType] = [
    Binding("enter", "submit", tr("Take it"), key_display=tr("Enter"), id="write.take", tooltip=tr("Take it.")),
    Binding(
        "escape", "screen.back", tr("Leave it"), key_display=tr("Esc"), id="write.leave",
        tooltip=tr("Leave it as it was."),
    ),
    Binding("down", "screen.offer(1)", tr("Next"), show=False, id="write.next", tooltip=tr("What else it may be.")),
    Binding("up", "screen.offer(-1)", tr("Before"), show=False, id="write.before", tooltip=tr("The one before.")),
]  # fmt: skip

# A pasted sheet: its text, and what was read of it.
PASTE: list[BindingType] = [
    Binding(
        "e", "want('edit')", tr("Change it"), id="paste.edit",
        tooltip=tr("Change it step by step before you save it."),
    ),
    Binding(
        "tab,shift+tab", "pane", tr("The text"), key_display=tr("Tab"), id="paste.pane",
        tooltip=tr("To the text of the sheet, and back to what was read of it."),
    ),
    Binding(
        "escape,asterisk", "want('leave')", tr("Back"), key_display=tr("Esc"), id="paste.back",
        tooltip=tr("Back; asks first whether to save it."),
    ),
    Binding("question_mark,f1", "app.help", tr("Keys"), key_display="?", id="paste.help", tooltip=tr("This list.")),
    THEME,
    NIGHT,
    FLAGS,
    MENU,
]  # fmt: skip
READ_LINES: list[BindingType] = [
    Binding(
        "enter", "screen.want('save')", tr("Save it"), key_display=tr("Enter"), id="paste.save",
        tooltip=tr("Give it a name, save it, and look at it."),
    ),
]  # fmt: skip
SHEET_TEXT: list[BindingType] = [
    Binding(
        "tab", "screen.pane", tr("What was read"), key_display=tr("Tab"), id="paste.read",
        tooltip=tr("To what was read."),
    ),
]  # fmt: skip

APP: list[BindingType] = [
    # With priority, so that Ctrl-C also works in a text field.
    Binding("ctrl+c", "interrupt", tr("Leave at once"), show=False, priority=True, id="app.interrupt"),
    Binding("ctrl+q", "interrupt", tr("Leave at once"), show=False, priority=True, id="app.quit"),
]
HELP: list[BindingType] = [
    Binding("escape,question_mark,f1,q,space,enter,full_stop,f5,asterisk", "back", tr("Back"), id="help.back"),
]
JUMP: list[BindingType] = [
    Binding("escape,j,q,asterisk", "stay", tr("Back"), id="jump.back"),
    Binding("full_stop,f5", "take", tr("Go there"), show=False, id="jump.take"),
]
CHANGE: list[BindingType] = [
    Binding("escape,q,comma,asterisk", "back", tr("Back"), id="settings.back"),
    Binding("right,plus", "change(1)", tr("Next"), id="settings.next"),
    Binding("left,minus", "change(-1)", tr("Before"), id="settings.before"),
    Binding("full_stop,f5", "step_on", tr("Next"), show=False, id="settings.take"),
]


def ids() -> frozenset[str]:
    """The ids of everything that has a key on some screen, as the settings name them."""
    choosing = (*LIBRARY, *COLUMN, *FIND, *PREVIEW, *SUMMARY, *HISTORY, *WALK, *HELP, *JUMP, *CHANGE)
    every = (*APP, *PLAYER, *choosing, *EDITOR, *STEP_LINES, *FIELD_LINES, *WRITE, *PASTE, *READ_LINES, *SHEET_TEXT)
    return frozenset(each.id for each in every if isinstance(each, Binding) and each.id)


def purpose(bindings: Sequence[Binding]) -> str:
    """What one key, or the keys of one group, are for, in a sentence or two: in the list of keys, and in the footer."""
    return " ".join(each.tooltip or f"{each.description}." for each in bindings)


HERE = tr("Here")
USES: dict[str, frozenset[str]] = {
    HERE: frozenset(),
    tr("When it hurts"): frozenset({"hurts", "rate", "app.flags", "app.breathe"}),
    tr("Sound and voice"): frozenset({"talk", "volume", "mute"}),
    tr("Around"): frozenset({
        "app.help", "app.settings", "app.other_theme", "app.night", "app.focus_next", "back", "leave", "ask_to_leave",
        "go_on",
    }),
}  # fmt: skip
"""What keys are for, as the list of keys groups them, and the actions of each use; all others are `HERE`."""


def use_of(action: str) -> str:
    """The use of an action, with or without its parameters."""
    name = action.partition("(")[0]
    return next((use for use, actions in USES.items() if name in actions), HERE)
