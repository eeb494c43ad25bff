"""Settings on the screens: applied to the app, changed from any screen, and saved at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from textual import work
from textual.binding import Binding
from textual.screen import Screen

from unclench.config.settings import TALK, unknown_keys
from unclench.config.volume import stepped
from unclench.language import tr
from unclench.ports import Reach
from unclench.tui import theme
from unclench.tui.textual_internals import LeavableApp

if TYPE_CHECKING:
    from unclench.application import Application


UNKNOWN_SHOWN = 20
"""Seconds for which it stays on the screen that an id of a key is unknown."""
NIGHT_BEGINS = tr("Night: dim colours, and sessions start quieter. An alarm stays as loud as ever.")
NIGHT_ENDS = tr("Your usual colours and volume again.")
WRITTEN = {
    "enter": tr("Enter"), "escape": tr("Esc"), "space": tr("space"), "pagedown": tr("PgDn"), "pageup": tr("PgUp"),
    "f1": "F1", "f5": "F5",
}  # fmt: skip
"""What is on a key, by Textual's name for it."""


class SettingsApp(LeavableApp):
    """An app with the theme and keys of the program's settings, in which the user can change these."""

    def __init__(self, program: Application, sheet: str) -> None:
        # Textual loads a screen's own sheet only when the screen is pushed, which the first one is not.
        super().__init__(css_path=["app.tcss", f"screens/{sheet}.tcss"])
        self.program = program
        for each in theme.THEMES:
            self.register_theme(each)
        self._own_theme = False
        """Whether the colours were chosen by hand in this run; then no hour changes them."""
        self.theme = theme.name_of(program.start.theme)
        self.animation_level = "none"
        self.set_keymap(program.settings.keys)
        program.use_keys_of_screens()

    def get_default_screen(self) -> Screen[None]:
        """The right screen at once, with no blank one before it, and laid out for its size from the first frame on."""
        return self.first_screen().add_class(*theme.classes(*self.size), update=False)

    def first_screen(self) -> Screen[None]:
        """What it opens with."""
        raise NotImplementedError

    def warn_of_unknown_keys(self, ids: Collection[str]) -> None:
        """Say where the settings give keys to something that is not among the `ids` of the screens."""
        if own := self.program.settings.keys:
            for sentence in unknown_keys(self.program.home.settings, own, ids):
                self.notify(sentence, severity="warning", timeout=UNKNOWN_SHOWN, markup=False)

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is written on a keyboard, and as our sentences name it, too."""
        return binding.key_display or WRITTEN.get(binding.key) or super().get_key_display(binding)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of the phases, which Textual's own themes lack."""
        return theme.phase_colours(dark=self.current_theme.dark)

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002  # Textual's own signature
        """Before the first screen, only note the theme's variables, so that the sheets are parsed just once."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def dress(self) -> None:
        """Take on the colours that the hour asks for, unless some were chosen by hand."""
        if not self._own_theme:
            self.theme = theme.name_of(self.program.start.theme)

    def action_other_theme(self) -> None:
        """Switch to the next theme and save it."""
        self._wear(theme.next_after(self.theme))
        self.program.change_setting("theme", theme.setting_of(self.theme))

    def _wear(self, name: str) -> None:
        self.theme, self._own_theme = name, True

    def action_night(self) -> None:
        """Begin the night, or end it."""
        night = self.program.switch_night()
        self._own_theme = False
        self.dress()
        self.tell(NIGHT_BEGINS if night else NIGHT_ENDS)

    def tell(self, sentence: str) -> None:
        """Say what a key has done."""
        self.notify(sentence, timeout=3, markup=False)

    def action_help(self) -> None:
        """Explain the keys of the screen in front, as they are set."""
        from unclench.tui.screens.dialogs import HelpScreen

        self.push_screen(HelpScreen(self.screen, self.program.settings.keys))

    def action_settings(self) -> None:
        """Show all settings."""
        from unclench.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            path = str(self.program.home.settings)
            self.push_screen(SettingsScreen(self.program.settings, path, self._keep, self.acts()))

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """What the settings screen offers besides settings, by the ids that it has for it."""
        return {"try": self._try_sound}

    @work(thread=True, exclusive=True, group="try")
    def _try_sound(self) -> None:
        from unclench.ports import PlayerFailed

        try:
            self.program.sound.try_out()
        except PlayerFailed as error:
            self.call_from_thread(self.notify, str(error), severity="warning", markup=False)

    def _keep(self, id: str, value: Any) -> None:
        self.program.change_setting(id, value)
        if id == "theme":
            self._wear(theme.name_of(value))
        elif id == "night":
            self.dress()


REACH_SAID = {
    Reach.ALL: "",
    Reach.BELL: tr("No speaker found, only the terminal's bell: follow the screen."),
    Reach.NOTHING: tr("No speaker found: follow the screen."),
}


class SoundSettings:
    """How the next session will sound: how much the voice says, and how loud it is."""

    def __init__(self, program: Application, notify: Callable[[str], None]) -> None:
        self._program, self._notify = program, notify
        self._tried = False
        self._speaks: bool | None = None

    def listen(self) -> None:
        """Open the player and try the voice, so that `trouble` and `heard` know. Waits, so call it in a thread."""
        from unclench.ports import PlayerFailed

        with contextlib.suppress(PlayerFailed):  # the start will say why
            _ = self._program.sound.player
        self._tried = True
        if self.talk() != "off" and self._program.sound.open_player is not None:
            self._speaks = self._program.sound.try_voice()

    def trouble(self) -> str:
        """What will not be heard, for the user; empty if all will be, or before `listen`."""
        player = self._program.sound.open_player  # opened in a thread: asking for it would wait
        return REACH_SAID[player.reach if player is not None else Reach.NOTHING if self._tried else Reach.ALL]

    def heard(self) -> str:
        """`Sound: speakers ✓  voice ✓`; empty before `listen`, and where there is trouble."""
        if self.trouble() or not self._tried:
            return ""
        voice = {None: "", True: tr("voice ✓"), False: tr("no voice found")}[self._speaks]
        if self.talk() == "off":
            voice = tr("voice off")
        return "  ".join(filter(None, (tr("Sound: speakers ✓"), voice)))

    def talk(self) -> str:
        """How much the voice says: one of `TALK`."""
        return self._program.settings.talk

    def volume(self) -> int:
        """The volume in percent."""
        return self._program.loudness

    def next_talk(self) -> None:
        """Switch to the next amount of talk and save it."""
        from unclench.player.speech import TALK_SAID, Talk

        talk = Talk(TALK[(TALK.index(self.talk()) + 1) % len(TALK)])
        self._program.change_setting("talk", talk.value)
        self._notify(TALK_SAID[talk])

    def change_volume(self, steps: int) -> None:
        """Make it louder or softer by so many steps, save that, and let it be heard."""
        self._program.keep_volume(stepped(self.volume(), steps))
        self._program.sound.show_volume()
