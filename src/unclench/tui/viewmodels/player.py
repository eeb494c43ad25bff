"""The words that the player shows for a moment of a session. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from unclench.keynames import Action, KeyNames
from unclench.language import tr
from unclench.player.answers import GO_ON, PAUSED
from unclench.ports import Reach
from unclench.safety.limits import SKIN_SIGNS, UNANSWERED_AFTER, check_times
from unclench.session import questions, wording
from unclench.session.questions import QuestionKind
from unclench.session.session import Status, View
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline
from unclench.tui.text import flat

if TYPE_CHECKING:
    from unclench.player.controller import SessionController


_WORDS = {
    Kind.SETUP: tr("GET READY"),
    Kind.REST: tr("REST"),
    Kind.SET_REST: tr("REST"),
    Kind.SWITCH: tr("SWITCH SIDES"),
    Kind.BREATHE_IN: tr("BREATHE IN"),
    Kind.BREATHE_HOLD: tr("HOLD"),
    Kind.BREATHE_OUT: tr("BREATHE OUT"),
    Kind.BREATHE_EMPTY: tr("HOLD"),
    Kind.COLD: tr("COLD"),
    Kind.HEAT: tr("HEAT"),
    Kind.DO: tr("NOW"),
}
_TONES = {
    Kind.SETUP: "setup",
    Kind.REST: "rest",
    Kind.SET_REST: "rest",
    Kind.SWITCH: "setup",
    Kind.COLD: "cold",
    Kind.HEAT: "heat",
    Kind.CONFIRM: "ask",
}

_SHORTER = {
    tr("GET READY"): tr("READY"),
    tr("SWITCH SIDES"): tr("SWITCH"),
    tr("TAKE IT OFF"): tr("OFF"),
    tr("IS A PACK ON?"): tr("PACK ON?"),
}
"""What is drawn large of a word for which there is no room."""

TAKE_IT_OFF = tr("TAKE IT OFF")
HEARD_FROM = {Reach.ALL: tr("speakers"), Reach.BELL: tr("bell")}
BOXED = frozenset({"check", "off"})
"""Questions whose keys stand in boxes, to be read from afar."""
_ASKS: dict[QuestionKind, str] = {
    "cloth": tr("READY?"), "check": tr("AWAKE?"), "taken off?": tr("OFF?"), "off": TAKE_IT_OFF,
    "question": tr("YES OR NO?"), "confirm": tr("DONE?"),
}  # fmt: skip
"""The word above each kind of question."""
_RINGS: dict[QuestionKind, str] = {"cloth": tr("IS A PACK ON?"), "confirm": tr("ANSWER"), "question": tr("ANSWER")}
"""The word above questions for which the alarm rings, if it is another one."""
_BRIEFLY = {Action.PAUSE: tr("Answer"), Action.NEXT: tr("No")}
"""Labels in the footer for keys that answer."""
_MOVING = ("previous_phase", "again", "jump_list")
"""The actions of keys that do nothing useful in a breath, under a pack and at a question."""
_LASTING = ("adjust(10000)", "adjust(-10000)")
"""Those that change how long something lasts: not what somebody looks for who has been asked something."""
ONE_LINE = 34
"""Columns for keys on one line; a narrow window has no more."""
TAKE_OFF_IF = tr(
    "Take it off now if the skin is white, grey, blotchy, blistered or very red, if it burns, hurts or goes numb, "
    "or if you get sleepy."
)
STAY_AWAKE = tr("Stay awake. The pack rests on you, never you on it.")
RINGS_ON = tr("Closing this window does not stop the alarm, but a sleeping computer cannot ring: keep the lid open.")
RINGS_HERE = tr("Keep this window and the lid open: without them nothing rings.")
LOUDER = tr("No answer within {seconds} seconds: the alarm rings until you answer.", seconds=UNANSWERED_AFTER // 1000)
NO_SOUND, MUTED = tr("No sound: follow the screen"), tr("Muted: follow the screen")
LAST, LONG_ENOUGH = 3_000, 6_000
"""Ms. The last seconds of a phase stand out if the phase is at least so long. Both are our own choice."""
LONGEST_NAME = 24
"""Characters of a step's name in the footer."""
MOST_DOTS = 20
"""More repetitions are counted in words only."""
_OWN_SIDES = {"left": tr("left side"), "right": tr("right side")}
"""The sides of the body; any other is called as its author calls it."""


class Face(Struct, frozen=True):
    """Every text of the player. `tone` selects the colour; empty texts take no room."""

    tone: str
    word: str
    time: str
    name: str
    place: str
    dots: str
    """One dot per repetition: done, current, to come."""
    detail: str
    act: str
    """The keys that answer now, and what each does."""
    after: str
    cautions: str = ""
    """What to look out for, one per line: in this step, while getting ready or paused; or with a pack on."""
    last: bool = False
    """Whether these are the last seconds of a phase."""
    keys: tuple[tuple[Action, str], ...] = ()
    """The keys that answer the current question, each with its label."""
    breath: bool = False
    """Whether there is a breath to follow now."""
    pack: bool = False
    """Whether something is on the skin, and nothing is asked."""
    only_step: bool = False
    """Whether the session has no other step."""
    back_to: str = ""
    """In a breath in between, the step that waits for its end."""
    counts: bool = False
    """Whether a key counts repetitions now."""
    boxes: tuple[tuple[str, str], ...] = ()
    """The keys that answer the current question, by name, each with its label, where they need to be told apart."""

    @property
    def urgent(self) -> bool:
        """Whether everything else has to give way."""
        return self.tone == "alarm"

    @property
    def sign(self) -> str:
        """The largest text: the time, or what has to be done at once."""
        return tr("OFF") if self.word == TAKE_IT_OFF else self.time

    @property
    def heading(self) -> str:
        """The name above the instructions; empty where the word says it, and where it is a question."""
        return "" if self.tone in ("ask", "alarm") or self.name.upper() == self.word else self.name.upper()

    @property
    def shorter(self) -> str:
        """What is drawn large if there is no room for the whole word; empty if that cannot be shortened."""
        return _SHORTER.get(self.word, "")

    @property
    def brief(self) -> str:
        """What precedes `act` in a tiny window: the question, or the time and the word."""
        return f"{self.word} {self.name}" if self.tone in ("ask", "alarm") else f"{self.time} {self.word}".strip()

    def does(self, key: Action, usually: str) -> str:
        """The footer's label for a key; empty if there is a question that the key does not answer."""
        if key is Action.PAUSE and self.tone == "pause":
            return tr("Go on")
        if key is Action.PAUSE and self.pack:
            return tr("Taken off")
        if self.counts:
            return tr("One more") if key is Action.PAUSE else tr("Enough")
        if not self.keys:
            return tr("Go on") if key is Action.PAUSE and self.act else usually
        return next((_BRIEFLY.get(key, usually) for each, _ in self.keys if each is key), "")

    def labels(self) -> Mapping[str, str]:
        """The footer's labels for its keys that have another one now; empty for a key that would do nothing."""
        only = self.breath and self.only_step
        on = "" if self.pack or only or self.back_to else tr("Next")
        said = {"answer_or_pause": self.does(Action.PAUSE, tr("Pause")), "next_phase": self.does(Action.NEXT, on)}
        idle = _MOVING if self.pack or only or self.back_to or self.keys else ()
        more = _LASTING if self.keys else ()
        breathe = {"app.breathe": ""} if idle or self.breath else {}
        leave = {"ask_to_leave": tr("Enough")} if only else {}
        if self.back_to:
            leave = {"ask_to_leave": tr("Back to {step}", step=flat(self.back_to)[:LONGEST_NAME])}
        return {**dict.fromkeys((*idle, *more), ""), **breathe, **said, **leave}


def face(view: View) -> Face:
    """The texts of a moment."""
    segment, step = view.segment, view.step
    if segment is None or step is None:
        return Face("rest", tr("DONE"), "", "", "", "", "", "", "")
    tone, word = _phase(view, segment)
    return Face(
        tone=tone,
        word=word,
        time=_time(view, segment),
        name=_name(view, segment, step),
        place=_place(view, segment, step),
        dots=_dots(segment),
        detail=_detail(view, segment, step),
        act=_act(view, segment),
        after=coming(view, segment),
        cautions=_cautions(view, segment, step),
        last=_last(view, segment),
        keys=view.asked.keys if view.asked is not None else (),
        breath=segment.kind in BREATHING and tone == "breathe",
        pack=segment.kind in EXPOSURE and view.asked is None,
        only_step=not step.index and view.next_step is None,
        back_to=view.waiting_behind.name if view.waiting_behind is not None else "",
        counts=view.count is not None and view.status is Status.RUNNING,
        boxes=_boxes(view.asked.keys, view.keys) if view.asked is not None and view.asked.kind in BOXED else (),
    )


def _boxes(keys: tuple[tuple[Action, str], ...], names: KeyNames) -> tuple[tuple[str, str], ...]:
    return tuple((names.of(key), does) for key, does in keys)


def refused(now: Face, why: str, keys: tuple[tuple[Action, str], ...], names: KeyNames) -> Face:
    """The face if cold or heat may not begin: the reason and its keys in place of the question."""
    return replace(now, word=tr("NOT YET"), name=why, act=keys_of(keys, names), keys=keys, detail="")


def _phase(view: View, segment: Segment) -> tuple[str, str]:
    if view.asked is not None:
        word = (_RINGS if view.asked.rings else _ASKS).get(view.asked.kind) or _ASKS[view.asked.kind]
        return "alarm" if view.asked.urgent else "ask", word
    if view.status is Status.PAUSED:
        return "pause", tr("PAUSED")
    if view.status is Status.GETTING_READY:
        return "setup", tr("GET READY")
    if segment.gate is Gate.READY:
        return "ask", tr("READY?")
    word = _WORDS.get(segment.kind) or wording.phase(segment.label).upper()
    return _TONES.get(segment.kind, "breathe" if segment.kind in BREATHING else "work"), word


def _time(view: View, segment: Segment) -> str:
    if view.count is not None:
        return str(view.count)
    if segment.gate not in (None, Gate.OPEN):
        return ""  # a question has no countdown
    return clock(view.seconds)


def clock(seconds: int) -> str:
    """`45`, `1:30`, `14:59`: bare seconds below a minute, since they can be drawn larger."""
    return str(seconds) if seconds < 60 else wording.clock(seconds * 1000)


def _name(view: View, segment: Segment, step: StepInfo) -> str:
    if view.asked is not None:
        return view.asked.sentence
    if segment.gate in (Gate.ANSWER, Gate.QUESTION):  # paused in front of it
        return segment.hint or step.name
    return step.title


def _place(view: View, segment: Segment, step: StepInfo) -> str:
    if segment.gate in (Gate.ANSWER, Gate.QUESTION):
        return step.title if segment.gate is Gate.QUESTION else ""
    if segment.kind in EXPOSURE:
        return "" if view.check_pending else _next_check(view, segment)
    parts = []
    if segment.rep and segment.reps and segment.reps > 1:
        count = wording.of(segment.rep, segment.reps)
        parts.append(tr("breath {count}", count=count) if segment.kind in BREATHING else count)
    if segment.side:
        parts.append(_OWN_SIDES.get(segment.side, segment.side))
    if segment.set and segment.sets and segment.sets > 1:
        parts.append(tr("set {set}", set=wording.of(segment.set, segment.sets)))
    return " · ".join(parts)


def _next_check(view: View, segment: Segment) -> str:
    coming = (at - view.elapsed for at in check_times(segment.width, segment.checks) if at > view.elapsed)
    lasts = next(coming, None)
    return "" if lasts is None else tr("next look at the skin in {time}", time=wording.clock(lasts))


def _cautions(view: View, segment: Segment, step: StepInfo) -> str:
    if view.asking == "check":
        return "" if view.asked is None or view.asked.rings else LOUDER
    if segment.kind in EXPOSURE:
        return STAY_AWAKE
    if segment.kind is not Kind.SETUP and view.status is not Status.PAUSED:
        return ""
    return "\n".join(f"! {caution}" for caution in step.cautions)


def _dots(segment: Segment) -> str:
    count, here = segment.reps or 0, segment.rep or 0
    if not here or not 1 < count <= MOST_DOTS or segment.gate in (Gate.ANSWER, Gate.QUESTION):
        return ""
    this = "◉" if segment.kind is Kind.WORK or segment.kind in BREATHING else "○"  # in a rest, this one has not begun
    return " ".join("●" * (here - 1) + this + "○" * (count - here))


def _last(view: View, segment: Segment) -> bool:
    if view.left is None or view.status is not Status.RUNNING or segment.width < LONG_ENOUGH:
        return False
    return view.left <= LAST


def _detail(view: View, segment: Segment, step: StepInfo) -> str:
    """How to do what is on now, or the position for what comes next."""
    if view.asking in ("check", "off") or (segment.alarm and segment.gate is Gate.ANSWER):
        return SKIN_SIGNS
    if segment.gate in (Gate.ANSWER, Gate.QUESTION):
        return step.note
    if segment.kind is Kind.REST and step.kind == "rest" and view.next_step is not None:
        return step.note or view.next_step.position
    if segment.hint:
        return segment.hint
    if segment.kind is Kind.SETUP:
        return " ".join(filter(None, (step.position, step.instructions)))
    if segment.kind in (Kind.WORK, Kind.DO):
        return step.note or step.instructions
    return " ".join(filter(None, (TAKE_OFF_IF, step.note))) if segment.kind in EXPOSURE else ""


def _act(view: View, segment: Segment) -> str:
    if view.asked is not None:
        return keys_of(view.asked.keys, view.keys)
    if view.status is Status.PAUSED:
        return tr("{key}: go on", key=view.keys.pause)
    match segment.gate:
        case Gate.READY:
            return tr("{key}: start", key=view.keys.pause)
        case Gate.OPEN:
            return tr("{key}: that is enough", key=view.keys.pause)
        case Gate.COUNT:
            return keys_of(((Action.PAUSE, tr("one more")), (Action.NEXT, tr("that is enough"))), view.keys)
        case _:
            return ""


def keys_of(keys: tuple[tuple[Action, str], ...], names: KeyNames) -> str:
    """`y: yes    n: not yet`, or a line for each key where they are too long to stand beside each other."""
    each = [f"{names.of(key)}: {does}" for key, does in keys]
    side_by_side = "    ".join(each)
    return side_by_side if len(side_by_side) <= ONE_LINE else "\n".join(each)


def coming(view: View, segment: Segment) -> str:
    """`Next: rest 10 s · next step: Cat-cow`: always something, up to the end."""
    then, step = view.next_segment, view.next_step
    if view.waiting_behind is not None:
        return tr("{step} waits: {key} goes back to it", step=view.waiting_behind.name, key=view.keys.quit)
    if then is None:
        return tr("Next: the end")
    if then.step == segment.step and segment.kind not in BREATHING:
        if step is None:
            return tr("Next: {phase} · this is the last step", phase=_brief(then, segment))
        return tr("Next: {phase} · then {step}", phase=_brief(then, segment), step=_prepared(step))
    if step is not None:
        return tr("Next: {step}", step=_prepared(step))
    if then.step != segment.step:
        return tr("Next: the end")
    return tr("This is the last step") if segment.step else ""


def _prepared(step: StepInfo) -> str:
    """A step, and what to do to be ready for it: the position it begins in, or how it begins."""
    how = (step.position or step.instructions).partition(". ")[0].removesuffix(".")
    return f"{step.name}: {how}" if how else step.name


def _brief(then: Segment, now: Segment) -> str:
    if then.kind is Kind.CONFIRM:
        return tr("take it off") if then.alarm and now.kind in EXPOSURE else then.hint
    if then.kind in (Kind.REST, Kind.SET_REST):
        return tr("rest {time}", time=wording.short(then.width))
    if then.kind is Kind.SWITCH:
        return tr("switch to {side}", side=wording.side(then.side or ""))
    if then.kind is Kind.WORK:
        turn = wording.of(then.rep or 1, then.reps or 1) if (then.reps or 1) > 1 and then.rep != now.rep else ""
        side = wording.side(then.side) if then.side and then.side != now.side else ""
        return " ".join(filter(None, (wording.phase(then.label), turn, side)))
    return (_WORDS.get(then.kind) or wording.phase(then.label)).lower()


def caption(said: str, now: Face, timeline: Timeline, view: View, *, detailed: bool = False) -> str:
    """The part of `said` that is not on screen already: as the question, the hint, or the word and key.

    The name always is; if there is room for them (`detailed`), so are the instructions.
    """
    if view.asked is not None and said.startswith(view.asked.sentence):
        return ""
    here = view.segment.index if view.segment is not None else 0
    asked = [segment.hint for segment in timeline.segments[max(0, here - 1) : here + 1] if segment.gate]
    if said in asked or (now.urgent and now.detail in said):
        return ""
    if view.status is Status.PAUSED:
        return said.removesuffix(GO_ON.by(view.keys)).rstrip().removesuffix(PAUSED).rstrip()
    unsaid = said.removeprefix(f"{now.name}.").lstrip()
    return unsaid.removesuffix(now.detail).rstrip() if detailed else unsaid


def left(view: View, wall: datetime | None = None) -> str:
    """How long the session still takes. With the time of day as `wall`, also when it ends if nothing pauses it."""
    if view.at_least:  # when it ends is the user's to say
        if not view.total_left:
            return tr("as long as you like")
        return tr("{time} left, and as long as you like", time=wording.clock(view.total_left))
    lasting = wording.clock(view.total_left)
    if wall is None:
        return tr("{time} left", time=lasting)
    return tr("{time} left · ends {end:%H:%M}", time=lasting, end=wall + timedelta(milliseconds=view.total_left))


def on_and_off(view: View, wall: datetime | None) -> str:
    """Since when something is on the skin, and by when it must be off; rounded down, so never too late.

    Without the time of day as `wall`, how long it may still be on.
    """
    assert view.left is not None
    if wall is None:
        return tr("off in {time}", time=wording.clock(view.left))
    on, off = wall - timedelta(milliseconds=view.elapsed), wall + timedelta(milliseconds=view.left)
    return tr("on since {on} · must be off by {off}", on=_minute(on), off=_minute(off))


def _minute(at: datetime) -> str:
    """`07:48`. Two clocks are behind each such time, which must not go back and forth by a few milliseconds."""
    return f"{at + timedelta(milliseconds=500):%H:%M}"


def _meanwhile(controller: SessionController, view: View, wall: datetime | None) -> Iterator[str]:
    """What is worth knowing while something is on the skin: what rings, and when the next may be."""
    from unclench.player.packs import again_from, silent_alarm

    if warning := silent_alarm(controller.player):
        yield warning
    else:
        yield RINGS_ON if controller.player.rings_on else RINGS_HERE
    if wall is not None and view.segment is not None:
        off = round((wall + timedelta(milliseconds=view.left or 0)).timestamp() * 1000)
        yield again_from(controller.session.timeline, view.segment, off)


class PackLine(Struct, frozen=True):
    """How long something has been on the skin, as shares of its time: how far it is, and each look at the skin."""

    part: float
    checks: tuple[tuple[float, bool], ...]
    """Each with whether it is over."""

    @classmethod
    def of(cls, view: View) -> PackLine | None:
        """The line for a view; None if nothing is on the skin, or no clock runs."""
        segment = view.segment
        if segment is None or segment.kind not in EXPOSURE or not segment.width:
            return None
        times = check_times(segment.width, segment.checks)
        # One that waits for its answer is not over.
        over = [at for at in times if at <= view.elapsed][: -1 if view.check_pending else None]
        return cls(view.elapsed / segment.width, tuple((at / segment.width, at in over) for at in times))


class StageView(Struct, frozen=True):
    """All that the stage shows of one moment."""

    now: Face
    view: View
    timeline: Timeline
    caption: str
    top: str
    """How long the session still takes, and when it ends."""
    sound: str
    """What plays the sound and how loud it is, or that there is none."""
    pack: PackLine | None
    """The clock of what is on the skin; None if nothing is."""
    brief: tuple[str, str]
    """The text and the keys that remain when the window has room for nothing else."""

    @classmethod
    def of(
        cls, controller: SessionController, view: View, wall: datetime | None, *, detailed: bool = True
    ) -> StageView:
        """The stage of a session at `view`.

        With the time of day as `wall` it says when the session ends. `detailed`: there is room for
        the instructions, so that the caption need not repeat them.
        """
        timeline, now = controller.session.timeline, face(view)
        said = caption(controller.said, now, timeline, view, detailed=detailed)
        if (verdict := controller.exposure_guard.locked) is not None and not now.urgent:
            now = refused(now, controller.exposure_guard.why_not(), questions.REFUSED[verdict.action], view.keys)
            said = "" if controller.said == controller.exposure_guard.refusal() else said
        volume, through = controller.sound.volume, HEARD_FROM.get(controller.player.reach)
        sound = f"{through} · {volume} %" if volume and through else NO_SOUND
        sound = MUTED if controller.sound.muted and sound != NO_SOUND else sound
        brief = (now.brief, " ".join(now.act.split("\n")))
        pack = PackLine.of(view)
        if now.pack:
            now = replace(now, cautions="\n".join(filter(None, (now.cautions, *_meanwhile(controller, view, wall)))))
        top = left(view, wall) if pack is None else on_and_off(view, wall)
        if now.urgent and pack is None:
            top = ""  # while it has to come off at once, no time may look as if it were still left
        return cls(now, view, timeline, said, top, sound, pack, brief)

    @property
    def texts(self) -> dict[str, str]:
        """Each text by the id of the line that shows it."""
        now = self.now
        name = now.name if now.name.upper() != now.word else ""  # COLD says it already
        return {
            "name": name, "heading": now.heading, "place": now.place, "dots": now.dots, "detail": now.detail,
            "cautions": now.cautions, "caption": self.caption,
            "after": now.after, "total": self.top, "sound": self.sound,
        }  # fmt: skip
