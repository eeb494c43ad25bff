"""The editor of routines: the steps, beside them the fields of one and its figure. What is in it is always valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList

from unclench.language import tr
from unclench.routine.draft import THE_TOP, InvalidChange
from unclench.routine.problems import ByHand
from unclench.routine.splice import Place
from unclench.tui import keys
from unclench.tui.text import flat
from unclench.tui.viewmodels import editor as view
from unclench.tui.widgets.editor import FieldLines, OfferLines, StepLines, WriteField
from unclench.tui.widgets.keybar import KeyBar, key_of
from unclench.tui.widgets.lists import Small, TextLine
from unclench.tui.widgets.stage import FigureView

if TYPE_CHECKING:
    from unclench.routine.draft_file import DraftFile
    from unclench.routine.library import Catalogue
    from unclench.session.choices import Choices
    from unclench.system.keystrokes import Guard
    from unclench.tui.draft_keeper import DraftKeeper
    from unclench.tui.screens.dialogs import Question
    from unclench.tui.viewmodels.figure import FigureRenderer


KEEP_EVERY = 0.3
"""Seconds between two times that a draft is kept (ours): what is typed in them is what a crash may cost."""


class DraftScreen(Screen[None]):
    """Shows one draft: its steps, and the fields of the one that the bar is on."""

    CSS_PATH = "editor.tcss"
    AUTO_FOCUS = "#list"

    def __init__(
        self, file: DraftFile, catalogue: Catalogue, figures: FigureRenderer, guard: Guard, choices: Choices,
        keeper: DraftKeeper, drawing: str = "braille",
    ) -> None:  # fmt: skip
        """`choices` are those that the routine would be played with, for its length; `guard` knows keys still held."""
        super().__init__()
        self.file, self._draft = file, file.draft
        self.keeper, self._keeps = keeper, False
        self._catalogue, self._figures, self._drawing = catalogue, figures, drawing
        self._guard, self._choices = guard, choices

    def compose(self) -> ComposeResult:
        """The steps and a line to add one; the step that the bar is on, and a line to write in."""
        yield Small()
        with Vertical(classes="room"):
            with Horizontal(id="top"):
                yield TextLine(id="title")
                yield TextLine(id="state")
            with Horizontal(id="panes"):
                with Vertical(id="left"):
                    yield StepLines(id="list")
                    with Vertical(id="adding"):
                        yield WriteField(placeholder=tr("An exercise, rest, breathing… or your own words"), id="add")
                        yield OfferLines(id="offers")
                with Vertical(id="right"):
                    yield TextLine(id="d-title")
                    yield FigureView(self._figures, self._drawing, id="d-figure")
                    yield FieldLines(id="fields")
                    yield WriteField(id="value")
                    yield TextLine(id="about")
            yield TextLine(id="wrong", classes="wrong")
            yield TextLine(id="total")
        yield KeyBar()

    # -- what is shown -------------------------------------------------------------------

    def show_draft(self, place: Place | None = None) -> None:
        """Show everything anew, with the bar at a place."""
        self._steps.fill(view.step_rows(self._draft), place)
        self._say("title", flat(self._draft.title))
        self._say("total", view.length(self._draft.routine, self._choices))
        self.say_state()
        self.complain(view.doubt(self._draft))
        self._describe()

    def say_state(self) -> None:
        """Say whether it is saved."""
        key = key_of(self, "want('save')")
        unsaved = tr("not saved yet; {key} saves", key=key) if key else tr("not saved yet")
        self._say("state", tr("saved ✓") if self.file.saved else unsaved)
        self._keep_soon()

    def _keep_soon(self) -> None:
        """Keep what is not saved, once in a while as long as something changes."""
        if not self.file.changed:
            self.keeper.forget()
            return
        self.keeper.changed()
        if not self._keeps:
            self._keeps = True
            self.set_timer(KEEP_EVERY, self._keep)

    def _keep(self) -> None:
        self._keeps = False
        if (keeps := self.keeper.due()) is not None:
            self.run_worker(keeps, thread=True, group="keep")

    def on_unmount(self) -> None:
        """The program ends, or this screen has crashed: keep what the timer would have kept."""
        if self._keeps and (keeps := self.keeper.due()) is not None:
            keeps()

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what was typed; nothing if nothing is."""
        self._say("wrong", sentence)

    def _say(self, id: str, text: str) -> None:
        self.query_one(f"#{id}", TextLine).say(text)

    @property
    def _steps(self) -> StepLines:
        return self.query_one(StepLines)

    @property
    def _fields(self) -> FieldLines:
        return self.query_one(FieldLines)

    @property
    def place(self) -> Place:
        """The place that the bar is on."""
        here = self._steps.here
        return THE_TOP if here is None else here.place

    def _describe(self) -> None:
        """Show the step that the bar is on."""
        here = self._steps.here
        if here is None:
            return
        self._say("d-title", here.title)
        self._fields.fill(view.field_rows(self._draft, here.place))
        found, figure = view.pose(self._draft, here.place), self.query_one(FigureView)
        figure.display = found is not None and self._figures.has(found)
        if found is not None and figure.display:
            figure.show(found)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Describe the step, or explain the field."""
        event.stop()
        if event.option_list is self._steps:
            self._describe()
        elif event.option_list is self._fields and (field := self._fields.here) is not None:
            self._say("about", view.help_for(field))

    def on_descendant_focus(self) -> None:
        """In a small window only the pane with the keys has room."""
        self.set_class(self.focused is not None and self.query_one("#right") in self.focused.ancestors, "-in-fields")


class EditorScreen(DraftScreen):
    """Changes the draft. Saving, leaving and the text file are reported: questions may come with them."""

    BINDINGS = keys.EDITOR

    @dataclass
    class Wants(Message):
        """The user wants to `save`, to open the `text` file, or to `leave`."""

        screen: EditorScreen
        what: str

    def on_mount(self) -> None:
        """Fill it once its width is known; a routine without a step begins with adding one."""
        self.query_one("#adding").display = self.query_one("#value").display = False
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """Show the draft as it is, from its first step on."""
        steps = self._draft.steps()
        self.show_draft(steps[0].place if steps else THE_TOP)
        if not steps:
            self.action_add()

    # -- keys ----------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done here."""
        yield from ("editor.add", "editor.save", "editor.undo", "editor.copy", "editor.delete", "editor.up")
        yield from ("editor.down", "editor.text", "editor.back")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While something is typed, letters are text."""
        return not isinstance(self.focused, Input) or action in ("back", "offer", "pane")

    def on_key(self, event: Key) -> None:
        """Digits go to a step by its number, or begin the value of a field anew."""
        from unclench.tui.screens.dialogs import take_held  # imported after the first frame

        if take_held(event, self._guard) or not (event.character or "").isdecimal():
            return
        field = self._fields.here
        if self.focused is self._steps:
            self._steps.go_to(min(int(event.character or 0), self._steps.option_count - 1))
        elif self.focused is self._fields and field is not None and field.takes_digits and field.typed is not None:
            self._write(event.character or "")
        event.stop()

    def action_pane(self) -> None:
        """To the fields, or back to the steps; while something is typed, nowhere."""
        if not isinstance(self.focused, Input):
            (self._steps if self.focused is self._fields else self._fields).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """To the fields of the step; or write into the field, or switch it."""
        event.stop()
        if event.option_list is self._steps:
            self._fields.focus()
        elif event.option_list is self.query_one(OfferLines):
            self._take_offer()
        elif (field := self._fields.here) is not None:
            stepped = view.stepped(field, 1) if field.shown in view.BOXES else None
            if field.typed is None:
                self.complain(view.help_for(field))
            elif stepped is not None:
                self._change(lambda: self._draft.set(self.place, field.field.key, stepped))
            else:
                self._write(field.typed)

    def on_field_lines_stepped(self, event: FieldLines.Stepped) -> None:
        """One more, or one less."""
        field = self._fields.here
        if field is not None and (value := view.stepped(field, event.by)) is not None:
            self._change(lambda: self._draft.set(self.place, field.field.key, value))

    # -- changes -------------------------------------------------------------------------

    def _change(self, change: Callable[[], Place | None]) -> bool:
        """Make a change and show what came of it, or why it was not made. The change may return where the bar goes."""
        try:
            place = change()
        except (InvalidChange, ByHand) as error:
            key = key_of(self, "want('text')")
            hint = tr("Press {key} for it.", key=key) if isinstance(error, ByHand) and key else ""
            self.complain(f"{error} {hint}".strip())
            return False
        self.show_draft(place)
        return True

    def action_move(self, by: int) -> None:
        """Move the step up or down."""
        if self.place != THE_TOP:
            self._change(lambda: self._draft.move(self.place, by))

    def action_delete(self) -> None:
        """Delete the step."""
        if self.place != THE_TOP:
            self._change(lambda: self._draft.delete(self.place))

    def action_copy(self) -> None:
        """Copy the step."""
        if self.place != THE_TOP:
            self._change(lambda: self._draft.copy(self.place))

    def action_undo(self) -> None:
        """Take the last change back."""
        if self._draft.undo():
            self.show_draft()
        else:
            self.notify(tr("This is how it was in the beginning."), timeout=2)

    def action_redo(self) -> None:
        """Make it again."""
        if self._draft.redo():
            self.show_draft()

    # -- typing --------------------------------------------------------------------------

    def action_add(self) -> None:
        """Open the line in which a new step is typed."""
        self._open("#adding", "#add", "")
        self.query_one(OfferLines).fill(())

    def _write(self, text: str) -> None:
        """Open the line in which the value of a field is typed."""
        self._open("#value", "#value", text)

    def _open(self, shown: str, line: str, text: str) -> None:
        self.complain("")
        self.query_one(shown).display = True
        self.set_class(shown == "#adding", "-adding")
        field = self.query_one(line, WriteField)
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    def _close(self, after: StepLines | FieldLines) -> None:
        """Close whichever line is open."""
        self.query_one("#adding").display = self.query_one("#value").display = False
        self.remove_class("-adding")
        after.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what the typed word may become."""
        event.stop()
        if event.input.id == "add":
            self.query_one(OfferLines).fill(view.offers(self._catalogue, event.value))

    def action_offer(self, by: int) -> None:
        """Move the bar of the offers."""
        self.query_one(OfferLines).walk(by)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed; if it is wrong, say so and leave the line open."""
        event.stop()
        if event.input.id == "add":
            self._take_offer()
        elif (field := self._fields.here) is not None and self._change(
            lambda: self._draft.set(self.place, field.field.key, event.value)
        ):
            self._close(self._fields)

    def _take_offer(self) -> None:
        offer = self.query_one(OfferLines).here
        if offer is not None and self._change(lambda: self._draft.insert(self.place, offer.kind, offer.value)):
            self._close(self._fields)

    def action_back(self) -> None:
        """Close the line that is open, go back to the steps, or leave."""
        if self.focused is self.query_one("#value"):
            self._close(self._fields)
        elif self.focused is self.query_one("#add"):
            self._close(self._steps)
        elif self.focused is self._fields:
            self._steps.focus()
        else:
            self.action_want("leave")

    def action_want(self, what: str) -> None:
        """Report what is wanted."""
        self.post_message(self.Wants(self, what))
