"""The preview: what a routine consists of, before anything plays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen

from unclench.language import tr
from unclench.reports.sources import named
from unclench.session.choices import Unplayable
from unclench.session.compiler import assemble
from unclench.session.sheet_words import summary
from unclench.session.timeline import StepInfo, Timeline
from unclench.tui import keys
from unclench.tui.settings_app import SoundSettings
from unclench.tui.text import flat
from unclench.tui.viewmodels import preview as view
from unclench.tui.viewmodels.figure import FigureRenderer
from unclench.tui.viewmodels.preview import PlannedStep, PreviewPlan
from unclench.tui.widgets.keybar import KeyBar, choices_row, key_of, rating_keys
from unclench.tui.widgets.lists import Sentences, Small, TextLine
from unclench.tui.widgets.step_cards import StepPanes, StepPicker

if TYPE_CHECKING:
    from unclench.player.packs import Locked
    from unclench.routine.model import Routine
    from unclench.tui.screens.dialogs import Question

SHOWN_AFTER = 0.2
"""Seconds after which the first frame is drawn, and the sound device may be opened."""
ROOMY = 3
"""Columns between two choices."""
NOTHING_KNOWN: Collection[str] = frozenset()


class PainLine(TextLine):
    """Asks how much it hurts, with the keys that answer it, and says what much pain will mean."""

    def __init__(self, pain: int | None) -> None:
        super().__init__(id="pain")
        self.pain = pain
        """0 to 10, if it was rated."""
        self.hint = ""
        """What much pain will mean."""

    def rate(self, pain: int | None) -> None:
        """Mark another answer, or none."""
        self.pain = pain
        self.ask()

    def ask(self) -> None:
        """Show all of it for which there is room."""
        from unclench.care import pain_rules  # the first frame waits for nothing

        width, pain = self.size.width, self.pain
        asks = tr("How is your back now?") if width >= 60 else tr("Back now?")
        said = Content.assemble(asks, "  ", rating_keys(self.screen, pain, 1))
        if pain is not None:
            noted = pain_rules.said(pain, kept=True)
            fits = said.cell_length + 2 + len(noted) <= width
            said = Content.assemble(said, "  ", noted if fits else tr("{pain} of 10", pain=pain))
        if self.hint and said.cell_length + ROOMY + len(self.hint) <= width:
            said = Content.assemble(said, " " * ROOMY, Content.styled(self.hint, "$text-quiet"))
        self.show(said)


class PreviewLines:
    """The lines around the steps: what is needed, what can be chosen, how long it takes, and what starts it."""

    def __init__(
        self, screen: Screen[None], plan: PreviewPlan, sound: SoundSettings,
        locked: Callable[[Timeline], Locked | None],
    ) -> None:  # fmt: skip
        self._screen, self._plan, self._sound, self._what_locks = screen, plan, sound, locked
        self._locked: Locked | None = None

    def key(self, action: str) -> str:
        """The key of an action, as it is shown."""
        return key_of(self._screen, action)

    def say(self, id: str, text: str) -> None:
        """Show another text in one of them."""
        self._screen.query_one(f"#{id}", TextLine).say(text)

    def see_what_locks(self, timeline: Timeline) -> None:
        """Say why the session may not begin now, if it may not."""
        self._locked = self._what_locks(timeline)
        self.say("locked", "" if self._locked is None else self._locked.sentence)

    def say_what_starts(self, first: int, here: PlannedStep) -> None:
        """Say which key starts at the step with the index `first`, and which at the one that is looked at."""
        self.say("enter", view.what_starts(first, here, self.key, self._locked))

    def lay(self, timeline: Timeline, figures: FigureRenderer, now: datetime) -> None:
        """Show what depends on the width, or on keys and settings, for a session that would begin now."""
        self._list_choices()
        self._screen.query_one(PainLine).ask()
        self.say("total", view.length(timeline, None if self._screen.has_class("-narrow") else now))
        things = view.needed(timeline.steps, figures.data)
        self.say("ready", (" " * ROOMY).join(filter(None, (things, self._sound.heard()))))

    def _list_choices(self) -> None:
        """What can be chosen here, each with its key and its value."""
        line, sound, trouble = self._screen.query_one("#chosen", TextLine), self._sound, self._sound.trouble()
        heard = [] if self._screen.has_class("-short") else view.heard(sound.talk(), sound.volume(), self.key)
        chosen = view.chosen(self._plan, self.key, [("♪", "", trouble)] if trouble else heard)
        line.show(choices_row(chosen, line.size.width))


class PreviewScreen(Screen[None]):
    """The steps to look at, the choices, and Start, which Enter presses wherever one looks."""

    CSS_PATH = "preview.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.PREVIEW

    @dataclass
    class StartWanted(Message):
        """The user wants to play the plan, from `step` on (None: from the beginning)."""

        plan: PreviewPlan
        step: StepInfo | None
        pain: int | None
        """The pain before, 0 to 10, if it was rated."""

    @dataclass
    class Drawn(Message):
        """The first frame is drawn, so there is time to open the sound device and to read the answers."""

        screen: PreviewScreen

    @dataclass
    class AnswersWanted(Message):
        """The user wants to answer once more what the sheet leaves open."""

        screen: PreviewScreen

    @dataclass
    class EditWanted(Message):
        """The user wants to change the routine."""

        routine: Routine

    @dataclass
    class Back(Message):
        """The user does not want to start."""

    def __init__(
        self, plan: PreviewPlan, figures: FigureRenderer, sound: SoundSettings, step: int = 0,
        locked: Callable[[Timeline], Locked | None] = lambda _: None,
        wall: Callable[[], datetime] = datetime.now, drawing: str = "braille", *, pain: int | None = None,
    ) -> None:  # fmt: skip
        """`locked` returns why the cold or heat in a timeline may not go on now; None if it may.

        `pain` is how much it hurts, 0 to 10, if that was said just before.
        """
        super().__init__()
        self._wall, self.sound = wall, sound
        self._figures, self._drawing = figures, drawing
        self._pain = PainLine(pain)
        self.plan = plan
        self._first = step
        self._lines = PreviewLines(self, plan, sound, locked)
        self._timeline = assemble((), ())
        self._aside = NOTHING_KNOWN
        self.ready = False
        """Whether the sound device was opened, or cannot be."""

    def compose(self) -> ComposeResult:
        """The steps, beside them the one that is looked at, and below them what to do now."""
        routine = self.plan.routine
        yield Small()
        with Vertical(classes="room"):
            with Horizontal(id="top"):
                yield TextLine(flat(routine.title), id="title")
                yield TextLine(id="total")
            yield Sentences(flat(summary(routine)), id="summary")
            yield TextLine(id="ready")
            yield TextLine(id="chosen")
            yield TextLine(id="locked", classes="wrong")
            yield StepPanes(self._figures, self._drawing, routine, named, first=self._first)
            yield self._pain
            yield TextLine(id="mind")
            yield TextLine(id="enter")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill it, and report when the first frame is drawn."""
        self.fill()
        self._report_shown()

    def _report_shown(self) -> None:
        self.set_timer(SHOWN_AFTER, lambda: self.post_message(self.Drawn(self)))

    def on_resize(self, _: Resize) -> None:
        """Lay out what depends on the width."""
        self.call_after_refresh(self._lay_lines)

    def on_screen_resume(self) -> None:
        """Settings, keys, answers and what is on the skin may have changed meanwhile."""
        self.call_after_refresh(self._lay_lines)
        if self.ready:
            self.fill()  # a voice that was set otherwise, or what has been done by now, makes it another length
            self._report_shown()

    def begin_anew(self) -> None:
        """Ask for the pain again: a session was played in front of this screen."""
        self._pain.rate(None)

    def fill(self) -> None:
        """List the plan as it is now, and look at the same step."""
        try:
            self._timeline, steps = self.plan.timeline, self.plan.steps()
        except Unplayable as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self._panes.put(steps)
        self._lines.see_what_locks(self.plan.chosen.timeline)
        self._describe()
        self._lay_lines()

    # -- what is learned after the first frame ---------------------------------------------

    def sound_is_known(self) -> None:
        """The sound device is open, or cannot be opened: then no words take time. The screen may have been left."""
        self.ready = True
        if self.query("#chosen"):
            self.fill()

    def know(self, hint: str, aside: Collection[str]) -> None:
        """`hint` is what much pain will mean, `aside` the cautions that the person's answers have ruled out."""
        if (hint, aside) != (self._pain.hint, self._aside) and self.query("#chosen"):
            self._pain.hint, self._aside = hint, aside
            self.fill()  # what is not said takes no time

    # -- the step that is looked at ----------------------------------------------------------

    def on_step_picker_looked(self, event: StepPicker.Looked) -> None:
        """Describe the step."""
        event.stop()
        self._describe()

    @property
    def _panes(self) -> StepPanes:
        return self.query_one(StepPanes)

    def _describe(self) -> None:
        if (step := self._panes.here) is None:
            return
        self._panes.describe(self._aside, self._lines.key("cautions"))
        first = next((caution for caution in self.plan.routine.cautions if caution not in self._aside), "")
        self._lines.say("mind", first)
        self._lines.say_what_starts(self._first, step)

    def _lay_lines(self) -> None:
        if self.is_mounted and self.query("#enter"):
            self._lines.lay(self._timeline, self._figures, self._wall())

    # -- keys ------------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done here."""
        from unclench.tui.screens.dialogs import how_much

        yield from ("preview.enter", "preview.steps", "breathe", "preview.back", "preview.cautions", "preview.voice")
        yield from ("flags", "settings", "preview.dose", "preview.amounts", "preview.answers")
        yield how_much(self)

    def action_steps(self) -> None:
        """Choose a step to start at, from a list."""
        from unclench.tui.screens.dialogs import JumpScreen

        steps = self._timeline.steps
        if not steps:
            return

        def start(chosen: int | None) -> None:
            if chosen is not None:
                self.post_message(self.StartWanted(self.plan, steps[chosen], self._pain.pain))

        self.app.push_screen(JumpScreen(self._timeline, 0, tr("Start at")), start)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the keys for what this routine does not have. It is changed from home, where it is seen anew."""
        if action == "edit" and len(self.app.screen_stack) == 1:
            return False
        return self.plan.has(action)

    def action_edit(self) -> None:
        """Ask to change the routine."""
        self.post_message(self.EditWanted(self.plan.routine))

    def action_look(self, by: int) -> None:
        """Look at another step, so many further on."""
        self._panes.look(by)

    def action_look_across(self, by: int) -> None:
        """Look at the step above, or below."""
        self._panes.look_across(by)

    def action_start(self) -> None:
        """Start from the beginning, or at the step that the preview was opened for."""
        steps = self._timeline.steps
        first = steps[self._first] if 0 < self._first < len(steps) else None
        self.post_message(self.StartWanted(self.plan, first, self._pain.pain))

    def action_from_here(self) -> None:
        """Start at the step that is looked at, unless it is left out."""
        line = self._panes.here
        if line is not None and line.index is not None:
            self.post_message(self.StartWanted(self.plan, line.step, self._pain.pain))

    def action_cautions(self) -> None:
        """Show all cautions, or only those that may concern this person."""
        self._panes.show_all_cautions()

    def action_sources(self) -> None:
        """Show where the figures come from, or hide it."""
        self._panes.show_sources()

    def action_dose(self) -> None:
        """Switch to the next dose."""
        self.plan.next_dose()
        self.fill()

    def action_amounts(self) -> None:
        """Switch between today's amounts and those on the sheet, for steps with progression."""
        self.plan.next_amounts()
        self.fill()

    def action_answers(self) -> None:
        """Answer once more what the sheet leaves open."""
        self.post_message(self.AnswersWanted(self))

    def action_talk(self) -> None:
        """Let the voice say everything, little, or nothing."""
        self.sound.next_talk()
        self.fill()  # its words take more time now, or less

    def action_volume(self, steps: int) -> None:
        """Make it louder or softer by so many steps."""
        self.sound.change_volume(steps)
        self._lay_lines()

    def action_optional(self) -> None:
        """Take the step that is looked at in, if it is optional, or leave it out."""
        line = self._panes.here
        if line is not None and line.optional is not None:
            self.plan.toggle(line.optional)
            self.fill()

    def action_rate(self, rating: int) -> None:
        """Rate the pain before; it is stored with the session. A 0 after a 1 makes ten."""
        self._pain.rate(10 if rating == 0 and self._pain.pain == 1 else rating)

    def action_back(self) -> None:
        """Leave without starting."""
        self.post_message(self.Back())
