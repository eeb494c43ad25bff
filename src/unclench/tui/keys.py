"""The keys of every screen, as data. The ids are stable, because users' settings refer to them."""

from __future__ import annotations

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

# The most important first: a narrow footer drops the last.
PLAYER: list[BindingType] = [
    Binding("space", "answer_or_pause", "Pause", id="player.pause", tooltip="Pause, go on, or answer."),
    Binding("n", "next_phase", "Next", id="player.next", tooltip="The next phase; to a question: no."),
    Binding("x", "hurts", "It hurts", id="player.hurts", tooltip="It hurts: stop, go on more gently, or end."),
    Binding("question_mark", "app.help", "Keys", key_display="?", id="player.help", tooltip="This list."),
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
    Binding("o", "override", "Reason", show=False, id="player.override", tooltip="Do it anyway, with a reason."),
    Binding("y", "yes", "Yes", show=False, id="player.yes", tooltip="Yes, to a question."),
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
    BREATHE,
    Binding("slash", "find", "Find", key_display="/", id="library.find", tooltip="Type to find; Esc shows all."),
    Binding("question_mark", "app.help", "Keys", key_display="?", id="library.help", tooltip="This list."),
    Binding("q", "leave", "Quit", id="library.quit", tooltip="Leave the program."),
    Binding("h", "history", "History", id="library.history", tooltip="What you have done, and how your pain changed."),
    Binding("u", "resume", "Resume", id="library.resume", tooltip="Continue the last interrupted session."),
    SETTINGS,
    THEME,
    READ_ON,
    FLAGS,
    Binding("escape", "show_all", "All", show=False, id="library.all", tooltip="Show all routines."),
]

# In the text field, letters are text.
FIND: list[BindingType] = [
    Binding("enter,down", "submit", "To the list", key_display="Enter", id="find.list"),
    Binding("escape", "screen.show_all", "Show all", key_display="Esc", id="find.all"),
]

PREVIEW: list[BindingType] = [
    BREATHE,
    Binding("escape", "back", "Back", key_display="Esc", id="preview.back", tooltip="Back, without starting."),
    Binding("question_mark", "app.help", "Keys", key_display="?", id="preview.help", tooltip="This list."),
    Binding("s", "start", "Start", id="preview.start", tooltip="Start from the beginning."),
    Binding(
        "d", "dose", "Dose", show=False, id="preview.dose", tooltip="Low, middle or high, where the sheet has a range."
    ),
    Binding("w", "amounts", "Amounts", show=False, id="preview.amounts", tooltip="Today's dose, or as written."),
    Binding(
        "v", "talk", "Voice", show=False, id="preview.voice", tooltip="The voice: everything, essentials, nothing."
    ),
    Binding(
        "left_square_bracket",
        "volume(-10)",
        "Softer",
        key_display="[",
        group=VOLUME,
        show=False,
        id="preview.softer",
        tooltip="Softer.",
    ),
    Binding(
        "right_square_bracket",
        "volume(10)",
        "Louder",
        key_display="]",
        group=VOLUME,
        show=False,
        id="preview.louder",
        tooltip="Louder.",
    ),
    Binding(
        "o,space", "optional", "Optional", show=False, id="preview.optional", tooltip="Play an optional step, or not."
    ),
    READ_ON,
    SETTINGS,
    FLAGS,
    *ratings(),
]

SUMMARY: list[BindingType] = [
    Binding("enter", "go_on", "Go on", key_display="Enter", id="summary.on"),
    Binding("q", "leave", "Quit", id="summary.quit"),
    Binding("question_mark", "app.help", "Keys", key_display="?", id="summary.help", tooltip="This list."),
    *ratings(),
    FLAGS,
]

HISTORY: list[BindingType] = [
    Binding("escape", "back", "Back", key_display="Esc", id="history.back", tooltip="Back."),
    BREATHE,
    Binding("question_mark", "app.help", "Keys", key_display="?", id="history.help", tooltip="This list."),
    Binding("q", "leave", "Back", show=False, id="history.leave", tooltip="Close history."),
    THEME,
    FLAGS,
]
