"""Settings changed by keys, from any screen: they hold at once and are kept in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from unclench.config.settings import TALK
from unclench.ports import Reach
from unclench.tui import theme
from unclench.tui.textual_internals import LeavableApp

if TYPE_CHECKING:
    from unclench.application import Application


class SettingsApp(LeavableApp):
    """An app that looks and is worked as the program's settings say, and in which they can be changed."""

    def __init__(self, program: Application, sheet: str) -> None:
        # The first screen's sheet is named here, since Textual loads sheets only of screens pushed later.
        super().__init__(css_path=["app.tcss", f"screens/{sheet}.tcss"])
        self.program = program
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.named(program.settings.theme)
        self.animation_level = "none"
        self.set_keymap(program.settings.keys)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What Textual's own themes do not say: the colours of the phases."""
        return theme.phase_colours(dark=self.current_theme.dark)

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002  # Textual's own signature
        """A theme chosen before any screen is there is only noted: the sheets are then read once, in its colours."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def action_other_theme(self) -> None:
        """The next theme; it is kept."""
        self.theme = theme.after(self.theme)
        self.program.keep("theme", theme.short(self.theme))

    def action_settings(self) -> None:
        """All of them."""
        from unclench.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen(self.program.settings, str(self.program.home.settings), self._keep))

    def _keep(self, id: str, value: Any) -> None:
        self.program.keep(id, value)
        if id == "theme":
            self.theme = theme.named(value)


NOT_HEARD = {
    Reach.ALL: "",
    Reach.BELL: "no speaker found: only the terminal's bell, follow the screen",
    Reach.NOTHING: "no sound: follow the screen",
}


class SoundSettings:
    """What a session will sound like, before it starts: how much the voice says, and how loud it is."""

    def __init__(self, program: Application, notify: Callable[[str], None]) -> None:
        self._program, self._notify = program, notify

    def trouble(self) -> str:
        """What will not be heard, once that is known; empty where all will be."""
        player = self._program.__dict__.get("player")  # it may not have been opened yet
        return "" if player is None else NOT_HEARD[player.reach]

    def talk(self) -> str:
        """How much the voice says."""
        return self._program.settings.talk

    def volume(self) -> int:
        """How loud it is, in percent."""
        return self._program.loudness

    def next_talk(self) -> None:
        """More of it, or less."""
        from unclench.player.speech import TALK_SAID, Talk

        talk = Talk(TALK[(TALK.index(self.talk()) + 1) % len(TALK)])
        self._program.keep("talk", talk.value)
        self._notify(TALK_SAID[talk])

    def louder(self, by: int) -> None:
        """Louder or softer by so many percent."""
        volume = min(100, max(0, self.volume() + by))
        self._program.volume = None
        self._program.keep("volume", volume)
