"""The keys of every screen, as data. The ids are stable, because users' settings refer to them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding, BindingType

TEN_SECONDS, VOLUME = Binding.Group("10 s", compact=True), Binding.Group("Volume", compact=True)

FLAGS = Binding(
    "exclamation_mark", "app.flags", "Warning signs", key_display="!", id="flags",
    tooltip="Warning signs that need a doctor.",
)  # fmt: skip


HOW_MUCH = "How much it hurts now, 0 to 9 of ten."


def ratings() -> list[BindingType]:
    """The keys that rate the pain: the digits, and `t` for ten. The key list shows one entry for all digits."""
    each: list[BindingType] = [
        Binding(str(n), f"rate({n})", f"Pain {n}", show=False, id=f"rate.{n}", system=n > 0, tooltip=HOW_MUCH)
        for n in range(10)
    ]
    return [*each, Binding("t", "rate(10)", "Pain 10", show=False, id="rate.10", tooltip="Pain: ten of ten.")]


BREATHE = Binding("b", "app.breathe", "Breathe", id="breathe", tooltip="Five minutes of breathing, at once.")

NIGHT = Binding("z", "app.night", "Night", id="night", tooltip="Night: dim colours and quieter starts; again: back.")
MENU = Binding(
    "full_stop,f5,asterisk", "app.menu", "Menu", show=False, id="menu",
    tooltip="What you can do here, numbered; for a remote control too.",
)  # fmt: skip
ON, BACK = "pagedown", "pageup"
WALK: list[BindingType] = [
    Binding(ON, "cursor_down", "On", show=False, id="list.on", tooltip="The next line."),
    Binding(BACK, "cursor_up", "Back", show=False, id="list.back", tooltip="The line before."),
]
"""In a list with a menu or a key that takes a line: a remote control goes through it line by line."""

# The most important first: a narrow footer drops the last.
PLAYER: list[BindingType] = [
    Binding("space", "answer_or_pause", "Pause", id="player.pause", tooltip="Pause, go on, or answer."),
    Binding("n", "next_phase", "Next", id="player.next", tooltip="The next phase; to a question: no."),
    Binding("x", "hurts", "It hurts", id="player.hurts", tooltip="It hurts: stop, go on more gently, or end."),
    Binding("question_mark,f1", "app.help", "Keys", key_display="?", id="player.help", tooltip="This list."),
    Binding("p", "previous_phase", "Back", id="player.back", tooltip="Start of this phase; twice: the one before."),
    Binding("q", "ask_to_leave", "Quit", id="player.quit", tooltip="Stop the session; asks first."),
    BREATHE,
    Binding("r", "again", "Again", id="player.again", tooltip="Repeat this step."),
    Binding("j", "jump_list", "Jump", id="player.jump", tooltip="To any step, from a list."),
    Binding(
        "plus,equals_sign", "adjust(10000)", "Longer", key_display="+", group=TEN_SECONDS, id="player.longer",
        tooltip="Ten seconds more.",
    ),
    Binding(
        "minus", "adjust(-10000)", "Shorter", key_display="-", group=TEN_SECONDS, id="player.shorter",
        tooltip="Ten seconds less.",
    ),
    Binding("m", "mute", "Mute", id="player.mute", tooltip="Silence everything but an alarm."),
    Binding(
        "left_square_bracket", "volume(-10)", "Softer", key_display="[", group=VOLUME, id="player.softer",
        tooltip="Softer.",
    ),
    Binding(
        "right_square_bracket", "volume(10)", "Louder", key_display="]", group=VOLUME, id="player.louder",
        tooltip="Louder.",
    ),
    Binding("v", "talk", "Voice", id="player.voice", tooltip="The voice: everything, essentials, nothing."),
    FLAGS,
    # A presenter, a page turner or a pedal. They answer nothing: whoever presses one may not see what is asked.
    Binding(
        "right,pagedown,enter", "turn(1)", "Next", show=False, id="player.forward",
        tooltip="The next phase, from a remote control too.",
    ),
    Binding(
        "left,pageup", "turn(-1)", "Back", show=False, id="player.backward",
        tooltip="Start of this phase; twice: the one before.",
    ),
    Binding("full_stop,f5", "stand_still", "Pause", show=False, id="player.still", tooltip="Pause, and go on."),
    Binding(
        "escape,asterisk", "go_back", "Go back", show=False, id="player.return",
        tooltip="What you can do now, from a remote control too; from a breath in between: back.",
    ),
    Binding("o", "override", "Reason", show=False, id="player.override", tooltip="Do it anyway, with a reason."),
    Binding("y", "yes", "Yes", show=False, id="player.yes", tooltip="Yes, to a question."),
    NIGHT,
    *ratings(),
]  # fmt: skip

READ_ON = Binding(
    "m", "app.focus_next", "More", id="more",
    tooltip="Scroll the text on the right.",
)  # fmt: skip
THEME = Binding("t", "app.other_theme", "Theme", show=False, id="theme", tooltip="Dark, light, high contrast.")

SETTINGS = Binding(
    "comma", "app.settings", "Settings", key_display=",", id="settings", tooltip="Sound, voice, colours, dose, breath."
)

LIBRARY: list[BindingType] = [
    # These stand in the card "Right now", and not in the footer.
    BREATHE,
    Binding(
        "f",
        "choose('spasm-first-minutes')",
        "First minutes",
        show=False,
        id="home.first",
        tooltip="First minutes of a spasm, at once.",
    ),
    Binding(
        "g",
        "choose('gentle-stretch')",
        "Gentle stretch",
        show=False,
        id="home.gentle",
        tooltip="Gentle stretch.",
    ),
    Binding("c", "pack('cold')", "Cold", show=False, id="home.cold", tooltip="A cold pack for 15 minutes."),
    Binding("w", "pack('heat')", "Warmth", show=False, id="home.warmth", tooltip="Heat for 15 minutes."),
    *ratings(),
    Binding(
        "slash",
        "find",
        "Find",
        key_display="/",
        id="library.find",
        tooltip="Type to find a routine or an exercise; Esc shows all.",
    ),
    Binding("question_mark,f1", "app.help", "Keys", key_display="?", id="library.help", tooltip="This list."),
    Binding("q", "leave", "Quit", id="library.quit", tooltip="Leave the program."),
    Binding("h", "history", "History", id="library.history", tooltip="What you have done, and how your pain changed."),
    Binding("e", "edit", "Edit", id="library.edit", tooltip="Open the file of a routine of your own in your editor."),
    Binding("u", "resume", "Go on", id="library.resume", tooltip="Continue the last interrupted session."),
    SETTINGS,
    NIGHT,
    Binding("T", "app.other_theme", "Theme", show=False, id="theme", tooltip="Dark, light, high contrast."),
    READ_ON,
    FLAGS,
    MENU,
    Binding("escape", "show_all", "All", show=False, id="library.all", tooltip="Show all routines."),
]

# In the list of the home screen: next opens, and left is back to the column before.
COLUMN: list[BindingType] = [
    Binding("enter", "select", "Open", key_display="Enter", id="list.choose", tooltip="Open what the bar is on."),
    Binding("right", "onward", "Open", show=False, id="list.right", tooltip="The next column; from the last: open."),
    Binding("left", "back", "Back", show=False, id="list.left", tooltip="The column before."),
    Binding("pagedown", "select", "Open", show=False, id="list.next", tooltip="Open what the bar is on."),
    Binding("pageup", "before", "Before", show=False, id="list.before", tooltip="The routine before; round and round."),
]

# In the text field, letters are text.
FIND: list[BindingType] = [
    Binding(
        "enter,down",
        "submit",
        "To the list",
        key_display="Enter",
        id="find.list",
        tooltip="To the list of what was found.",
    ),
    Binding("escape", "screen.show_all", "Show all", key_display="Esc", id="find.all", tooltip="Show all routines."),
]

LOOK = Binding.Group("Look", compact=True)

PREVIEW: list[BindingType] = [
    Binding("enter,pagedown", "start", "Start", key_display="Enter", id="preview.enter", tooltip="Start."),
    Binding("s", "start", "Start", show=False, id="preview.start", tooltip="Start."),
    Binding("up", "look_across(-1)", "Up", key_display="↑", group=LOOK, id="preview.up", tooltip="The step above."),
    Binding("down", "look_across(1)", "Down", key_display="↓", group=LOOK, id="preview.down", tooltip="The one below."),
    Binding("left", "look(-1)", "Before", show=False, id="preview.left", tooltip="The step before."),
    Binding("right", "look(1)", "After", show=False, id="preview.right", tooltip="The step after."),
    Binding("home", "look(-100000)", "First", show=False, id="preview.first", tooltip="The first step."),
    Binding("end", "look(100000)", "Last", show=False, id="preview.last", tooltip="The last step."),
    Binding("f", "from_here", "From here", id="preview.from", tooltip="Start at the step that you look at."),
    Binding("j", "steps", "Steps", show=False, id="preview.steps", tooltip="Start at a step, from a list."),
    BREATHE,
    Binding(
        "escape,pageup", "back", "Back", key_display="Esc", id="preview.back", tooltip="Back, without starting."
    ),
    Binding("question_mark,f1", "app.help", "Keys", key_display="?", id="preview.help", tooltip="This list."),
    Binding("c", "cautions", "Cautions", id="preview.cautions", tooltip="All cautions, or only yours."),
    Binding("i", "sources", "Sources", id="preview.sources", tooltip="Where the figures come from."),
    Binding(
        "d", "dose", "Dose", show=False, id="preview.dose", tooltip="Low, middle or high, where the sheet has a range."
    ),
    Binding("w", "amounts", "Amounts", show=False, id="preview.amounts", tooltip="Today's dose, or as written."),
    Binding(
        "v", "talk", "Voice", show=False, id="preview.voice", tooltip="The voice: everything, essentials, nothing."
    ),
    Binding(
        "left_square_bracket", "volume(-10)", "Softer", key_display="[", group=VOLUME, show=False, id="preview.softer",
        tooltip="Softer.",
    ),
    Binding(
        "right_square_bracket", "volume(10)", "Louder", key_display="]", group=VOLUME, show=False, id="preview.louder",
        tooltip="Louder.",
    ),
    Binding(
        "o,space", "optional", "Optional", show=False, id="preview.optional", tooltip="Play an optional step, or not."
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
        "enter,right,pagedown", "go_on", "Done", key_display="Enter", id="summary.on", tooltip="Close the summary."
    ),
    Binding("n", "note", "Note", id="summary.note", tooltip="A note about this session, for your journal."),
    FLAGS,
    BREATHE,
    Binding("a", "again", "Once more", id="summary.again", tooltip="The same once more; you see it first."),
    Binding("question_mark,f1", "app.help", "Keys", key_display="?", id="summary.help", tooltip="This list."),
    Binding("q", "leave", "Quit", id="summary.quit", tooltip="Leave the program."),
    NIGHT,
    MENU,
    *ratings(),
]

HISTORY: list[BindingType] = [
    Binding("tab", "pane(1)", "Pane", key_display="Tab", id="history.pane", tooltip="To the next pane."),
    Binding("s", "span", "Span", id="history.span", tooltip="Look back over 14, 30 or 90 days, or over everything."),
    Binding("shift+tab", "pane(-1)", "Before", show=False, id="history.before", tooltip="To the pane before."),
    Binding("a", "want('again')", "Again", id="history.again", tooltip="Do this routine again; you see it first."),
    Binding("n", "want('note')", "Note", id="history.note", tooltip="A note for your journal, about this session."),
    Binding("d", "want('delete')", "Delete", id="history.delete", tooltip="Delete this session for good; asks first."),
    Binding("r", "want('page')", "Doctor's page", id="history.page", tooltip="Write a page to print for your doctor."),
    Binding("escape", "back", "Back", key_display="Esc", id="history.back", tooltip="Back."),
    Binding("question_mark,f1", "app.help", "Keys", key_display="?", id="history.help", tooltip="This list."),
    BREATHE,
    Binding(
        "right", "open", "Open", show=False, id="history.right", tooltip="Open it; beside the list, the next pane."
    ),
    Binding("left", "back", "Back", show=False, id="history.left", tooltip="Back."),
    Binding("q", "leave", "Back", show=False, id="history.leave", tooltip="Close history."),
    THEME,
    NIGHT,
    FLAGS,
    MENU,
]

APP: list[BindingType] = [
    # With priority, so that Ctrl-C also works in a text field.
    Binding("ctrl+c", "interrupt", "Leave at once", show=False, priority=True, id="app.interrupt"),
    Binding("ctrl+q", "interrupt", "Leave at once", show=False, priority=True, id="app.quit"),
]
HELP: list[BindingType] = [
    Binding("escape,question_mark,f1,q,space,enter,full_stop,f5,asterisk", "back", "Back", id="help.back"),
]
JUMP: list[BindingType] = [
    Binding("escape,j,q,asterisk", "stay", "Back", id="jump.back"),
    Binding("full_stop,f5", "take", "Go there", show=False, id="jump.take"),
]
CHANGE: list[BindingType] = [
    Binding("escape,q,comma,asterisk", "back", "Back", id="settings.back"),
    Binding("right,plus", "change(1)", "Next", id="settings.next"),
    Binding("left,minus", "change(-1)", "Before", id="settings.before"),
    Binding("full_stop,f5", "step_on", "Next", show=False, id="settings.take"),
]


def ids() -> frozenset[str]:
    """The ids of everything that has a key on some screen, as the settings name them."""
    every = (*APP, *PLAYER, *LIBRARY, *COLUMN, *FIND, *PREVIEW, *SUMMARY, *HISTORY, *WALK, *HELP, *JUMP, *CHANGE)
    return frozenset(each.id for each in every if isinstance(each, Binding) and each.id)


def purpose(bindings: Sequence[Binding]) -> str:
    """What one key, or the keys of one group, are for, in a sentence or two: in the list of keys, and in the footer."""
    return " ".join(each.tooltip or f"{each.description}." for each in bindings)


HERE = "Here"
USES: dict[str, frozenset[str]] = {
    HERE: frozenset(),
    "When it hurts": frozenset({"hurts", "rate", "app.flags", "app.breathe"}),
    "Sound and voice": frozenset({"talk", "volume", "mute"}),
    "Around": frozenset({
        "app.help", "app.settings", "app.other_theme", "app.night", "app.focus_next", "back", "leave", "ask_to_leave",
        "go_on",
    }),
}  # fmt: skip
"""What keys are for, as the list of keys groups them, and the actions of each use; all others are `HERE`."""


def use_of(action: str) -> str:
    """The use of an action, with or without its parameters."""
    name = action.partition("(")[0]
    return next((use for use, actions in USES.items() if name in actions), HERE)
