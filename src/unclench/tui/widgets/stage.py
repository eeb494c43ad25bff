"""The whole player screen but its keys: the phase and the time in the middle, everything else around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from unclench.language import tr
from unclench.session.session import Status, View
from unclench.session.timeline import BREATHING, Kind, StepInfo, Timeline
from unclench.tui.glyphs import Span, breathed, disc, draw, drawable, fullness, ring, rows_for, size, spell
from unclench.tui.text import Cell, content, flat, strip_of
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer, moment
from unclench.tui.viewmodels.player import PackLine, StageView, face
from unclench.tui.widgets.lists import Coming, KeyBoxes, Sentences, TextLine
from unclench.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from unclench.figure.render import Picture


TONES = {
    Kind.WORK: "work", Kind.DO: "work", Kind.COLD: "cold", Kind.HEAT: "heat", Kind.REST: "rest",
    Kind.SET_REST: "rest", **dict.fromkeys(BREATHING, "breathe"),
}  # fmt: skip
"""A step has the colour of what takes most of its time."""


ON, _, OFF = tr("on {line} off").partition("{line}")
"""The ends of the line of a pack."""


class SessionBar(Widget):
    """The session as one line: each step as long as its share, in its colour; the past is heavy.

    With a pack on, it is the clock of that instead, with its looks at the skin. Redrawn only when another cell is past.
    """

    def __init__(self, timeline: Timeline, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cells: Sequence[tuple[bool, str]] = ()
        self._timeline = timeline
        self._whole = max(1, timeline.total)
        self._left = self._whole
        self._painted = -1
        self._pack: PackLine | None = None
        self._plain = False
        self._drawn: Content | None = None

    def show(self, left: int, timeline: Timeline, pack: PackLine | None = None, *, plain: bool = False) -> None:
        """Show that `left` ms remain. The timeline may have changed, since a user can lengthen phases.

        `plain` leaves out the colours of the phases, which are made for another ground than an alarm's.
        """
        if plain is not self._plain:
            self._plain = plain
            self.refresh()
        self._whole = max(self._whole, timeline.total)
        self._left = min(self._whole, max(0, left))
        before, self._pack = self._pack, pack
        if pack is not None or before is not None:
            if (drawn := self.render()) != self._drawn:
                self._drawn = drawn
                self.refresh()
        elif timeline is not self._timeline:
            self._timeline, self._cells = timeline, ()
            self.refresh()
        elif self._over() != self._painted:
            self.refresh()

    def on_resize(self) -> None:
        """Lay the steps out anew."""
        self._cells = ()

    def _over(self) -> int:
        return int((1 - self._left / self._whole) * self.content_size.width)

    def render(self) -> Content:
        """A step starts with half an empty cell, so that steps can be told apart without colour."""
        width = self.content_size.width
        if self._pack is not None:
            return pack_line(self._pack, width)
        if len(self._cells) != width:
            self._cells = laid_out(self._timeline, width)
        self._painted = over = self._over()
        pieces = []
        for number, (first, tone) in enumerate(self._cells):
            done = number < over
            mark = ("╺" if first else "━") if done else ("╶" if first else "─")
            style = f"$phase-{tone}" if done or number == over else f"$phase-{tone} 60%"
            pieces.append((mark, "" if self._plain else style))
        return Content.assemble(*pieces)


def pack_line(pack: PackLine, width: int) -> Content:
    """`on ━━━◆──◇──── off`: how long it has been on, with a diamond for each look at the skin, filled once it is over.

    What is over is heavy, and the next look at the skin is bold.
    """
    room = max(0, width - len(ON) - len(OFF))
    over = int(pack.part * room)
    looks = {min(room - 1, int(part * room)): done for part, done in pack.checks}
    following = min((at for at, done in looks.items() if not done), default=-1)
    marks = [
        ("◆" if looks[at] else "◇", "bold" if at == following else "")
        if at in looks
        else ("━", "")
        if at < over
        else ("─", "60%")
        for at in range(room)
    ]
    runs = [("".join(mark for mark, _ in run), style) for style, run in groupby(marks, key=itemgetter(1))]
    return Content.assemble(ON, *runs, OFF)


def laid_out(timeline: Timeline, width: int) -> Sequence[tuple[bool, str]]:
    """For each cell of the line: whether a step begins there, and the tone of the step."""
    if not timeline.total:
        return [(False, "work")] * width
    cells: list[tuple[bool, str]] = []
    before = -1
    for number in range(width):
        place = timeline.at(timeline.total * (2 * number + 1) // (2 * width))
        step = timeline.segments[place].step
        cells.append((step != before and before >= 0, tone(timeline, step)))
        before = step
    return cells


def tone(timeline: Timeline, step: int) -> str:
    """The tone of a step: that of its longest kind of phase, apart from getting ready."""
    info = timeline.steps[step]
    lasting: dict[str, int] = {}
    for segment in timeline.segments[info.first : info.last + 1]:
        if (name := TONES.get(segment.kind)) is not None:
            lasting[name] = lasting.get(name, 0) + segment.width + 1
    if len(lasting) > 1:
        lasting.pop("rest", None)
    return max(lasting, key=lambda name: lasting[name]) if lasting else "setup"


class StepList(Static):
    """Past, current and coming steps, scrolled so that the current one is visible."""

    def __init__(self, steps: Sequence[StepInfo], *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._titles = [flat(step.title) for step in steps]
        self._current = -1

    def show(self, current: int) -> None:
        """Mark the step with index `current` as the current one."""
        if current != self._current:
            self._current = current
            self._draw()

    def on_resize(self, _: Resize) -> None:
        """Fit the list to its new room."""
        self._draw()

    def _draw(self) -> None:
        height, width = self.content_size.height, self.content_size.width
        if height < 1 or width < 8:
            return
        count = len(self._titles)
        first = max(0, min(self._current - height // 3, count - height))
        lines = [self._line(index, width) for index in range(first, min(count, first + height))]
        self.update(Content("\n").join(lines), layout=False)

    def _line(self, index: int, width: int) -> Content:
        mark, style = "·", ""
        if index < self._current:
            mark, style = "✓", "$text-quiet"
        elif index == self._current:
            mark, style = "▶", "bold"
        return content(f"{mark} {self._titles[index]}", style).truncate(width, ellipsis=True)


ROOM_FOR_LETTERS = 20
"""Rows from which a word in block letters has room in the disc."""
IN_THE_DISC = {tr("BREATHE IN"): tr("IN"), tr("BREATHE OUT"): tr("OUT")}
"""What is drawn large of a word in the disc."""


class Breath(Painted):
    """A disc as large as the lungs are full, with a word and the seconds in it; around it a ring, the whole breath.

    Only rows that have changed are painted.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._part = self._whole = 0.0
        self.word = self._time = ""
        self._spans: Sequence[Span] = ()
        self._words: dict[int, tuple[int, str]] = {}
        self._dots: dict[int, dict[int, int]] = {}
        """The dots of the ring by row: column and number, clockwise."""
        self._passed = self._count = 0
        self._fitted = (0, 0)

    def show(self, part: float, word: str, time: str, whole: float = 0.0) -> None:
        """Show how full the lungs are and how much of the breath is over (0 to 1), what to do, and for how long."""
        said = (word, time) != (self.word, self._time)
        self._part, self._whole, self.word, self._time = part, whole, word, time
        if said or self.room != self._fitted:
            self._fit()
            self.repaint()
            return
        spans, passed = disc(*self._fitted, part), int(whole * self._count)
        changed = {half // 2 for half, (old, new) in enumerate(zip(self._spans, spans, strict=True)) if old != new}
        first, last = sorted((passed, self._passed))
        changed |= {y for _, y in ring(*self._fitted)[first:last]}
        self._spans, self._passed = spans, passed
        self.repaint(sorted(changed))

    def _fit(self) -> None:
        columns, rows = self._fitted = self.room
        self._spans, self._words = disc(columns, rows, self._part), self._placed(columns, rows)
        places, self._dots = ring(columns, rows), {}
        for number, (x, y) in enumerate(places):
            self._dots.setdefault(y, {})[x] = number
        self._count = len(places)
        self._passed = int(self._whole * self._count)

    def _placed(self, columns: int, rows: int) -> dict[int, tuple[int, str]]:
        """For each row that has text: its column and the text."""
        high = rows_for("88", columns // 4, rows // 4) if rows >= 12 else 1
        lines = draw(self._time, high)
        wide = size(self._time, high)
        block = [(wide, line) for line in lines] + ([(0, "")] if high > 1 else [])
        letters = spell(IN_THE_DISC.get(self.word, self.word), columns // 4, 3) if rows >= ROOM_FOR_LETTERS else ()
        block += [(len(line), line) for line in letters or (self.word,)]
        top = (rows - len(block)) // 2
        return {top + n: ((columns - width) // 2, line) for n, (width, line) in enumerate(block) if line}

    def paint(self, y: int) -> Strip:
        """One row: the disc in the breath's colour, words on it in that of the background."""
        if self.room != self._fitted:
            self._fit()
        width = self.room.width
        bare = self.look()
        covered = Style(color=bare.bgcolor, bgcolor=bare.color, bold=True)
        upper, lower = self._spans[2 * y : 2 * y + 2] if 2 * y < len(self._spans) else ((0, 0), (0, 0))
        cells: list[Cell] = [(" ", bare)] * width
        for x, number in self._dots.get(y, {}).items():
            cells[x] = ("•" if number < self._passed else "·", bare)
        wider, mark = (upper, "▀") if upper[1] > lower[1] else (lower, "▄")
        first, last = max(upper[0], lower[0]), min(upper[1], lower[1])
        cells[wider[0] : wider[1]] = [(mark, bare)] * (wider[1] - wider[0])
        if last > first:
            cells[first:last] = [(" ", covered)] * (last - first)
        at, text = self._words.get(y, (0, ""))
        # A word reaches over the edge of a small disc: there it brings its own ground, or half of it could not be read.
        for x, each in enumerate(f" {text} " if text else "", max(at - 1, 0)):
            if x < width and not (each == " " and first <= x < last):
                cells[x] = (each, covered)
        return strip_of(cells)


class PhaseWord(Painted):
    """What to do now, in block letters as large as fit, and as text where none do."""

    def __init__(self, word: str = "", shorter: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.value, self._shorter = word, shorter

    def show(self, word: str, shorter: str = "") -> None:
        """Show another word. `shorter` is what is drawn of it where the whole has no room."""
        if word != self.value:
            self.value, self._shorter = word, shorter
            self.repaint()

    def paint(self, y: int) -> Strip:
        """One row of the word, centred."""
        return spelled(self.value, self._shorter, y, self.size, self.look())


def spelled(word: str, shorter: str, y: int, room: Size, look: Style) -> Strip:
    """Row `y` of a word, or what is `shorter`, in block letters in the middle of the room; as text where none fit."""
    columns, rows = room
    lines = spell(word, columns, rows) or (spell(shorter, columns, rows) if shorter else ())
    if lines:
        row = y - (rows - len(lines)) // 2
        line = lines[row] if 0 <= row < len(lines) else ""
        return strip_of([(mark, look) for mark in (" " * ((columns - len(line)) // 2) + line).ljust(columns)])
    text = flat(word) if y == rows // 2 else ""
    text = set_cell_size(text, min(columns, cell_len(text)))
    left = (columns - cell_len(text)) // 2
    ends = Segment(" " * left, look), Segment(" " * (columns - left - cell_len(text)), look)
    return Strip([ends[0], Segment(text, look + Style(bold=True)), ends[1]], columns)


HIGHEST = 26
"""Rows. A higher numeral would leave no room for the rest."""


class BigTime(Painted):
    """The seconds left, in numerals as large as fit."""

    def __init__(self, time: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.value = time
        self._last = False
        self.set_class(not time, "-empty", update=False)

    def show(self, time: str, *, last: bool = False) -> None:
        """Show `12`, `1:30` or `OFF`, or nothing if no time is running. `last`: these are a phase's last seconds."""
        if (time, last) == (self.value, self._last):
            return
        self.value, self._last = time, last
        self.set_class(not time, "-empty")
        self.set_class(last, "-last")
        self.repaint()

    def paint(self, y: int) -> Strip:
        """One row of the numerals, centred. Nine seconds are drawn as large as ten."""
        if not drawable(self.value):  # OFF in another language
            return spelled(self.value, "", y, self.size, self.look())
        columns, room = self.size
        widest = self.value if ":" in self.value else "8" * max(2, len(self.value))
        rows = rows_for(widest, columns, min(room, HIGHEST))
        lines = draw(self.value, rows, heavy=self._last)
        row = y - (room - len(lines)) // 2
        line = lines[row] if 0 <= row < len(lines) else ""
        left = (columns - size(self.value, rows)) // 2 if line else 0
        look = self.look()
        return strip_of([(mark, look) for mark in (" " * left + line).ljust(columns)])


LOOKS = ("nothing", "floor", "prop", "far", "body", "working")
"""Looks by the number of a `figure.shapes.Role`."""
FIGURE_CLASSES = frozenset(f"figure--{look}" for look in (*LOOKS, "cold", "heat"))


def figure_class(role: int, found: FigureMoment) -> str:
    """The component class of what a cell of a figure belongs to."""
    return f"figure--{found.works if LOOKS[role] == 'working' else LOOKS[role]}"


class FigureView(Painted):
    """Shows a moment of a figure, as large as fits."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*FIGURE_CLASSES}
    DEFAULT_CSS = """
    FigureView {
        & .figure--nothing, & .figure--body { color: $foreground; }
        & .figure--floor, & .figure--far { color: $text-quiet; }
        & .figure--prop { color: $phase-rest; }
        & .figure--working { color: $phase-work; text-style: bold; }
        & .figure--cold { color: $phase-cold; text-style: bold; }
        & .figure--heat { color: $phase-heat; text-style: bold; }
    }
    """

    def __init__(self, figures: FigureRenderer, style: str, *, still: bool = False, id: str | None = None) -> None:
        """`style` is the value of a `figure.render.Style`; `still`: show the end poses side by side."""
        super().__init__(id=id)
        self._figures, self._style, self._still = figures, style, still
        self._shown: Picture | None = None
        self._moment: FigureMoment | None = None
        self._drawn = (0, 0)

    def show(self, found: FigureMoment) -> None:
        """Show another moment. Only rows that look different are drawn."""
        self._moment = found
        columns, rows = self.room
        if not columns or not rows:
            return
        before = self._shown
        self._shown = self._draw(found)
        self.repaint(self._shown.changed(before))

    def _draw(self, found: FigureMoment) -> Picture:
        from unclench.figure.render import Style

        columns, rows = self._drawn = self.room
        return self._figures.draw(found, columns, rows, Style(self._style), still=self._still)

    def paint(self, y: int) -> Strip:
        """One row, each cell in the colour of what it belongs to."""
        if self._moment is not None and self.room != self._drawn and self.room.area:
            self._shown = self._draw(self._moment)
        width = self.room.width
        shown, found = self._shown, self._moment
        if shown is None or found is None or y >= len(shown.rows) or len(shown.rows[y]) != width:
            return Strip.blank(width, self.look())
        return Strip([Segment(text, self.look(figure_class(role, found))) for text, role in shown.row(y)], width)


FRAME = 83
"""Ms between two pictures of a breath: as smooth as character cells allow, for a few percent of a core."""
MOVING = frozenset({Kind.BREATHE_IN, Kind.BREATHE_OUT})
"""The parts of a breath in which the disc grows or shrinks."""


class Stage(Vertical):
    """Shows a `StageView`. Its CSS classes say how: `-work`, `-rest` and so on colour it, `-asks` waits for a key.

    With `-breathes` the disc takes the place of the numerals.
    """

    def __init__(
        self, title: str, first: StageView, figures: FigureRenderer, *, drawing: str = "braille", still: bool = False
    ) -> None:
        """Built to show `first`, so that nothing has to be restyled for the first frame."""
        self._figures, self._drawing, self._still = figures, drawing, still
        self._routine, self._first, self._timeline = title, first, first.timeline
        self._shown_as = self._css_classes(first)
        super().__init__(id="stage", classes=" ".join(self._shown_as))

    def compose(self) -> ComposeResult:
        """All parts from top to bottom; the style sheet places them."""
        texts = self._first.texts
        with Horizontal(id="top"):
            yield TextLine(self._routine, id="routine")
            yield TextLine(texts["total"], id="total")
        yield SessionBar(self._timeline, id="bar")
        with Horizontal(id="middle"):
            yield Breath(id="breath")
            yield FigureView(self._figures, self._drawing, still=self._still, id="figure")
            with Vertical(id="face"):
                yield PhaseWord(self._first.now.word, self._first.now.shorter, id="word")
                yield BigTime(self._first.now.sign, id="time")
                yield TextLine(texts["name"], id="name")
                yield TextLine(texts["place"], id="place")
                yield TextLine(texts["dots"], id="dots")
                with Center(id="act-row"):
                    yield KeyBoxes(self._first.now.act, self._first.now.boxes, id="act")
        with Horizontal(id="more"):
            with Vertical(id="how"):
                yield TextLine(texts["heading"], id="heading")
                yield Sentences(texts["detail"], id="detail")
                yield TextLine(texts["cautions"], id="cautions")
            yield StepList(self._timeline.steps, id="steps")
        yield Sentences(texts["caption"], id="caption")
        with Horizontal(id="bottom"):
            yield Coming(texts["after"], id="after")
            yield TextLine(texts["sound"], id="sound")

    def show(self, stage: StageView) -> None:
        """Show everything; each part checks for itself whether it has changed."""
        self._timeline = stage.timeline
        look = self._css_classes(stage)
        if look != self._shown_as:
            self._shown_as = look
            self.set_classes(look)
        now = stage.now
        self.query_one(PhaseWord).show(now.word, now.shorter)
        self.query_one(KeyBoxes).say(now.act, now.boxes)
        self.query_one(BigTime).show(now.sign, last=now.last)
        self.query_one(StepList).show(stage.view.step.index if stage.view.step else 0)
        self.query_one(SessionBar).show(stage.view.total_left, stage.timeline, stage.pack, plain=now.tone == "alarm")
        for id, text in stage.texts.items():
            self.query_one(f"#{id}", TextLine).say(text)

    def _css_classes(self, stage: StageView) -> list[str]:
        now = stage.now
        signs = {
            "-asks": now.act, "-answers": now.keys, "-breathes": now.breath, "-long": ":" in now.time,
            "-pack": now.pack,
            "-figure": not now.urgent and self._figures.has(moment(stage.timeline, stage.view)),
        }  # fmt: skip
        return ["room", f"-{now.tone}", *(sign for sign, holds in signs.items() if holds)]

    def move(self, view: View) -> int | None:
        """Draw what moves within a second; returns the ms until it looks different, None if nothing moves."""
        running = view.status is Status.RUNNING and not self._still
        if view.segment is not None and view.segment.kind in BREATHING:
            now, part = face(view), fullness(self._timeline, view)
            whole = breathed(self._timeline, view)
            self.query_one(Breath).show(round(part) if self._still else part, now.word, now.time, whole)
            moving = running and view.segment.kind in MOVING
            return FRAME - view.elapsed % FRAME if moving else None
        found = moment(self._timeline, view)
        if found is None or not self._figures.has(found):
            return None
        self.query_one(FigureView).show(found)
        return self._figures.changes_in(found) if running else None
