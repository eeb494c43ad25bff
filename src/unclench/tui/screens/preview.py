"""The preview: what a routine consists of, before anything plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unclench.session import wording
from unclench.session.choices import Unplayable
from unclench.session.compiler import assemble
from unclench.session.timeline import StepInfo, Timeline
from unclench.tui import keys
from unclench.tui.settings_app import SoundSettings
from unclench.tui.text import flat, row
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer
from unclench.tui.viewmodels.preview import About, PlannedStep, PreviewPlan
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import PickList, Small, TextLine
from unclench.tui.widgets.stage import FigureView

BEGINNING = "beginning"
SHOWN_AFTER = 0.2
"""Seconds after which the first frame is drawn, and the sound device may be opened."""
ROOMY = 3
"""Columns between two choices."""
FROM_THE_BEGINNING = "Enter: start from the beginning"


class PreviewScreen(Screen[None]):
    """A list whose first line starts from the beginning and every other at its step."""

    CSS_PATH = "preview.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.PREVIEW

    @dataclass
    class Start(Message):
        """The user wants to play the plan, from `step` on (None: from the beginning)."""

        plan: PreviewPlan
        step: StepInfo | None
        pain: int | None
        """The pain before, 0 to 10, if it was rated."""

    @dataclass
    class Shown(Message):
        """The first frame is drawn, so there is time to open the sound device."""

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
        locked: Callable[[Timeline], str] = lambda _: "",
        *,
        pain: int | None = None,
    ) -> None:
        """`locked` returns why the cold or heat in a timeline may not go on now; an empty text if it may.

        `pain` is how much it hurts, 0 to 10, if that was said just before.
        """
        super().__init__()
        self._locked = locked
        self._sound = sound
        self._figures = figures
        self._pain = pain
        self.plan = plan
        self._first = step
        self._lines: dict[str, PlannedStep] = {}
        self._timeline = assemble((), ())
        self._width = 0

    def compose(self) -> ComposeResult:
        """The steps, and beside them the details of the highlighted one.

        Built to show the first line, so that nothing has to be restyled for the first frame.
        """
        about = self.plan.about
        figure = FigureView(self._figures, "braille", still=True, id="d-figure")
        figure.display = False
        yield Small()
        with Vertical(classes="room"):
            with Horizontal(id="top"):
                yield TextLine(flat(self.plan.routine.title), id="title")
                yield TextLine(id="total")
            yield TextLine(id="locked", classes="wrong")
            yield TextLine(id="chosen")
            with Horizontal(id="panes"):
                yield PickList(id="list", markup=False)
                with VerticalScroll(id="detail"):
                    yield TextLine(about.title, id="d-title")
                    yield figure
                    yield TextLine(about.text, id="d-text")
                    yield TextLine(about.cautions, id="d-cautions")
                    yield TextLine(about.sources, id="d-sources")
            yield TextLine(FROM_THE_BEGINNING, id="enter")
        yield KeyBar()

    def on_resize(self, _: Resize) -> None:
        """Move the times to the right edge; the first time, this also fills the list."""
        self.call_after_refresh(self._refit)

    def on_mount(self) -> None:
        """Report when the first frame is drawn."""
        self.set_timer(SHOWN_AFTER, lambda: self.post_message(self.Shown(self)))

    def _refit(self) -> None:
        if self.query_one(OptionList).scrollable_content_region.width != self._width:
            self.fill()

    def fill(self) -> None:
        """List the plan as it is now, with the same line highlighted."""
        options = self.query_one(OptionList)
        before = options.highlighted
        self._width = options.scrollable_content_region.width
        try:
            self._timeline, lines = self.plan.timeline, self.plan.steps()
        except Unplayable as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.query_one("#locked", TextLine).say(self._locked(self._timeline))
        self._lines = {str(number): line for number, line in enumerate(lines)}
        options.set_options([self._begin(), *(self._option(id, line) for id, line in self._lines.items())])
        if before is None:
            before = next((n for n, line in enumerate(lines, 1) if line.index == self._first), 0) if self._first else 0
        options.highlighted = before
        self.query_one("#total", TextLine).say(wording.clock(self._timeline.total, at_least=self._timeline.at_least))
        self._list_choices()

    def on_screen_resume(self) -> None:
        """Settings or the size of the window may have changed meanwhile."""
        self._list_choices()
        self.call_after_refresh(self._refit)

    def sound_is_known(self) -> None:
        """The sound device is open. The screen may have been left meanwhile."""
        if self.query("#chosen"):
            self._list_choices()

    def _list_choices(self) -> None:
        """What can be chosen here, each with its key, its value and as much of its name as there is room for."""
        trouble = self._sound.trouble()
        heard = [("v", "voice", self._sound.talk()), ("[]", "volume", f"{self._sound.volume()} %")]
        chosen = [("♪", "", trouble)] if trouble else heard
        if self.plan.doses:
            chosen.insert(0, ("d", "dose", self.plan.choices.dose))
        if self.plan.grows:
            chosen.insert(0, ("w", "amounts", self.plan.amounts))
        if self.plan.optional:
            chosen.append(("o", "optional", self.plan.taken))
        line = self.query_one("#chosen", TextLine)
        named = [(key, f" {name}: {value}" if name else f" {value}") for key, name, value in chosen]
        if sum(len(key) + len(text) + ROOMY for key, text in named) - ROOMY > line.size.width:
            named = [(key, f" {value}") for key, _, value in chosen]
        parts = [(Content.styled(key, "$accent bold"), text) for key, text in named]
        line.show(Content(" " * ROOMY).join(Content.assemble(*part) for part in parts))

    def _begin(self) -> Option:
        total = wording.clock(self._timeline.total, at_least=self._timeline.at_least)
        return Option(row(self._width - 2, "  ▶  From the beginning", total, "bold"), id=BEGINNING)

    def _option(self, id: str, line: PlannedStep) -> Option:
        number = "" if line.index is None else str(line.index + 1)
        box = "" if line.optional is None else "[ ] " if line.index is None else "[x] "
        style = "dim" if line.index is None else ""
        return Option(row(self._width - 2, f"{number:>3}  {box}{flat(line.step.title)}", line.lasts, style), id=id)

    # -- saying more ---------------------------------------------------------------------

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted line."""
        line = self._lines.get(event.option.id or "")
        if line is None:
            self._describe_routine()
        else:
            self._describe(line)
        self.query_one("#detail").scroll_home(animate=False)

    def _describe_routine(self) -> None:
        self.query_one("#d-figure").display = False
        self._say(self.plan.about)
        self.query_one("#enter", TextLine).say(FROM_THE_BEGINNING)

    def _describe(self, line: PlannedStep) -> None:
        self._picture(FigureMoment(line.step, "setup", 0, None))
        self._say(line.about)
        left_out = "Left out. Space: take it in"
        enter = left_out if line.index is None else f"Enter: start here, at step {line.index + 1}"
        self.query_one("#enter", TextLine).say(enter)

    def _picture(self, found: FigureMoment) -> None:
        """Show the end poses side by side if there is room; see the style sheet."""
        figure = self.query_one(FigureView)
        figure.display = self._figures.has(found)
        if figure.display:
            figure.show(found)

    def _say(self, about: About) -> None:
        for id in about.__struct_fields__:
            self.query_one(f"#d-{id}", TextLine).say(getattr(about, id))

    # -- keys ----------------------------------------------------------------------------

    def _here(self) -> PlannedStep | None:
        option = self.query_one(OptionList).highlighted_option
        return None if option is None else self._lines.get(option.id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Start at this line, unless its step is left out."""
        event.stop()
        line = self._lines.get(event.option.id or "")
        if line is None:
            self.action_start()
        elif line.index is not None:
            self.post_message(self.Start(self.plan, line.step, self._pain))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the keys for what this routine does not have."""
        return {"dose": self.plan.doses, "amounts": self.plan.grows, "optional": self.plan.optional}.get(action, True)

    def action_start(self) -> None:
        """Start from the beginning."""
        self.post_message(self.Start(self.plan, None, self._pain))

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
        self._sound.next_talk()
        self._list_choices()

    def action_volume(self, by: int) -> None:
        """Change the volume by some percent."""
        self._sound.change_volume(by)
        self._list_choices()

    def action_optional(self) -> None:
        """Take the highlighted optional step in, or leave it out."""
        line = self._here()
        if line is not None and line.optional is not None:
            self.plan.toggle(line.optional)
            self.fill()

    def action_rate(self, rating: int) -> None:
        """Rate the pain before; it is stored with the session. A 0 after a 1 makes ten."""
        self._pain = 10 if rating == 0 and self._pain == 1 else rating
        self.notify(f"Pain before: {self._pain} of 10.", timeout=2)

    def action_back(self) -> None:
        """Leave without starting."""
        self.post_message(self.Back())
