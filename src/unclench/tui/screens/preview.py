"""The preview: what a routine consists of, before anything plays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
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
from unclench.session.timeline import StepInfo, Timeline
from unclench.tui import keys
from unclench.tui.settings_app import SoundSettings
from unclench.tui.text import flat
from unclench.tui.viewmodels import preview as view
from unclench.tui.viewmodels.figure import FigureRenderer
from unclench.tui.viewmodels.preview import PlannedStep, PreviewPlan
from unclench.tui.widgets.keybar import KeyBar, choices_row, key_of, rating_keys
from unclench.tui.widgets.lines import Sentences, Small, TextLine
from unclench.tui.widgets.steps import StepDetail, StepPicker

if TYPE_CHECKING:
    from unclench.player.packs import Locked
    from unclench.tui.menus import Question

SHOWN_AFTER = 0.2
"""Seconds after which the first frame is drawn, and the sound device may be opened."""
ROOMY = 3
"""Columns between two choices."""
NOTHING_KNOWN: Collection[str] = frozenset()


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
    class Back(Message):
        """The user does not want to start."""

    def __init__(
        self,
        plan: PreviewPlan,
        figures: FigureRenderer,
        sound: SoundSettings,
        step: int = 0,
        locked: Callable[[Timeline], Locked | None] = lambda _: None,
        wall: Callable[[], datetime] = datetime.now,
        drawing: str = "braille",
        *,
        pain: int | None = None,
    ) -> None:
        """`locked` returns why the cold or heat in a timeline may not go on now; None if it may.

        `pain` is how much it hurts, 0 to 10, if that was said just before.
        """
        super().__init__()
        self._what_locks, self._wall = locked, wall
        self._locked: Locked | None = None
        self.sound = sound
        self._figures, self._drawing = figures, drawing
        self._pain = pain
        self.plan = plan
        self._first = step
        self._steps: Sequence[PlannedStep] = ()
        self._timeline = assemble((), ())
        self._hint, self._aside = "", NOTHING_KNOWN
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
            yield Sentences(flat(routine.summary), id="summary")
            yield TextLine(id="ready")
            yield TextLine(id="chosen")
            yield TextLine(id="locked", classes="wrong")
            with Horizontal(id="panes"):
                yield StepPicker(self._figures, self._drawing, id="list")
                yield StepDetail(self._figures, self._drawing, routine, named, id="detail")
            yield TextLine(id="pain")
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
            self._see_what_locks()
            self._describe()
            self._report_shown()

    def begin_anew(self) -> None:
        """Ask for the pain again: a session was played in front of this screen."""
        self._pain = None
        self._ask_pain()

    def fill(self) -> None:
        """List the plan as it is now, and look at the same step."""
        picker = self.query_one(StepPicker)
        place = picker.place
        try:
            self._timeline, lines = self.plan.timeline, self.plan.steps()
        except Unplayable as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if not self._steps and self._first:
            place = next((n for n, line in enumerate(lines) if line.index == self._first), 0)
        self._steps = lines
        picker.put(lines, min(place, max(0, len(lines) - 1)))
        self._see_what_locks()
        self._describe()
        self._lay_lines()

    def _see_what_locks(self) -> None:
        self._locked = self._what_locks(self._timeline)
        self._say("locked", "" if self._locked is None else self._locked.sentence)

    # -- what is learned after the first frame ---------------------------------------------

    def sound_is_known(self) -> None:
        """The sound device is open, or cannot be opened. The screen may have been left meanwhile."""
        self.ready = True
        if self.query("#chosen"):
            self._lay_lines()

    def know(self, hint: str, aside: Collection[str]) -> None:
        """`hint` is what much pain will mean, `aside` the cautions that the person's answers have ruled out."""
        if (hint, aside) != (self._hint, self._aside) and self.query("#chosen"):
            self._hint, self._aside = hint, aside
            self._describe()
            self._lay_lines()

    # -- lines -----------------------------------------------------------------------------

    def _lay_lines(self) -> None:
        if not self.is_mounted or not self.query("#enter"):
            return
        self._list_choices()
        self._ask_pain()
        self._say("total", view.length(self._timeline, None if self.has_class("-narrow") else self._wall()))
        things = view.needed(self._timeline.steps, self._figures.data)
        self._say("ready", (" " * ROOMY).join(filter(None, (things, self.sound.heard()))))

    def _list_choices(self) -> None:
        """What can be chosen here, each with its key and its value."""
        line, trouble = self.query_one("#chosen", TextLine), self.sound.trouble()
        heard = [] if self.has_class("-short") else view.heard(self.sound.talk(), self.sound.volume(), self._key)
        chosen = view.chosen(self.plan, self._key, [("♪", "", trouble)] if trouble else heard)
        line.show(choices_row(chosen, line.size.width))

    def _ask_pain(self) -> None:
        """The question, the keys that answer it with the answer marked, and what much pain will mean."""
        line = self.query_one("#pain", TextLine)
        width = line.size.width
        asks = tr("How is your back now?") if width >= 60 else tr("Back now?")
        said = Content.assemble(asks, "  ", rating_keys(self, self._pain, 1))
        if self._pain is not None:
            said = Content.assemble(said, "  ", tr("{pain} of 10", pain=self._pain))
        if self._hint and said.cell_length + ROOMY + len(self._hint) <= width:
            said = Content.assemble(said, " " * ROOMY, Content.styled(self._hint, "$text-quiet"))
        line.show(said)

    def _key(self, action: str) -> str:
        return key_of(self, action)

    # -- the step that is looked at ----------------------------------------------------------

    def on_step_picker_looked(self, event: StepPicker.Looked) -> None:
        """Describe the step."""
        event.stop()
        self._describe()
        self.query_one(StepDetail).begin_anew()

    @property
    def _here(self) -> PlannedStep | None:
        place = self.query_one(StepPicker).place
        return self._steps[place] if place < len(self._steps) else None

    def _describe(self) -> None:
        if (line := self._here) is None:
            return
        self.query_one(StepDetail).show(line, self._aside, self._key("cautions"))
        first = next((caution for caution in self.plan.routine.cautions if caution not in self._aside), "")
        self._say("mind", first)
        self._say("enter", view.what_starts(self._first, line, self._key, self._locked))

    def _say(self, id: str, text: str) -> None:
        self.query_one(f"#{id}", TextLine).say(text)

    # -- keys ------------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done here."""
        from unclench.tui.menus import how_much

        yield from ("preview.enter", "preview.steps", "breathe", "preview.back", "preview.cautions", "preview.voice")
        yield from ("flags", "settings", "preview.dose", "preview.amounts")
        yield how_much(self)

    def action_steps(self) -> None:
        """Choose a step to start at, from a list."""
        from unclench.tui.screens.dialogs import JumpScreen

        steps = self._timeline.steps
        if not steps:
            return

        def start(chosen: int | None) -> None:
            if chosen is not None:
                self.post_message(self.StartWanted(self.plan, steps[chosen], self._pain))

        self.app.push_screen(JumpScreen(self._timeline, 0, tr("Start at")), start)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the keys for what this routine does not have."""
        return {"dose": self.plan.doses, "amounts": self.plan.grows, "optional": self.plan.optional}.get(action, True)

    def action_look(self, by: int) -> None:
        """Look at another step, so many further on."""
        self.query_one(StepPicker).look_at(self.query_one(StepPicker).place + by)

    def action_look_across(self, by: int) -> None:
        """Look at the step above, or below."""
        self.query_one(StepPicker).look_across(by)

    def action_start(self) -> None:
        """Start from the beginning, or at the step that the preview was opened for."""
        steps = self._timeline.steps
        first = steps[self._first] if 0 < self._first < len(steps) else None
        self.post_message(self.StartWanted(self.plan, first, self._pain))

    def action_from_here(self) -> None:
        """Start at the step that is looked at, unless it is left out."""
        line = self._here
        if line is not None and line.index is not None:
            self.post_message(self.StartWanted(self.plan, line.step, self._pain))

    def action_cautions(self) -> None:
        """Show all cautions, or only those that may concern this person."""
        self.query_one(StepDetail).show_all_cautions()

    def action_sources(self) -> None:
        """Show where the figures come from, or hide it."""
        self.query_one(StepDetail).show_sources()

    def action_dose(self) -> None:
        """Switch to the next dose."""
        self.plan.next_dose()
        self.fill()

    def action_amounts(self) -> None:
        """Switch between today's amounts and those on the sheet, for steps with progression."""
        self.plan.next_amounts()
        self.fill()

    def action_talk(self) -> None:
        """Let the voice say everything, little, or nothing."""
        self.sound.next_talk()
        self._lay_lines()

    def action_volume(self, by: int) -> None:
        """Change the volume by some percent."""
        self.sound.change_volume(by)
        self._lay_lines()

    def action_optional(self) -> None:
        """Take the step that is looked at in, if it is optional, or leave it out."""
        line = self._here
        if line is not None and line.optional is not None:
            self.plan.toggle(line.optional)
            self.fill()

    def action_rate(self, rating: int) -> None:
        """Rate the pain before; it is stored with the session. A 0 after a 1 makes ten."""
        self._pain = 10 if rating == 0 and self._pain == 1 else rating
        self._ask_pain()

    def action_back(self) -> None:
        """Leave without starting."""
        self.post_message(self.Back())
