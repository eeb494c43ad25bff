"""What is asked before, in and after a session (`unclench.care`), and what each answer does."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

INTAKE = "src/unclench/care/intake.py"
TIMELINE = "src/unclench/session/timeline.py"
WARNING_SIGNS = "src/unclench/care/questionnaire.py"
QUESTIONNAIRE = "src/unclench/care/questionnaire.py"
SOUND_CHECK = "src/unclench/care/pack_check.py"
LIMIT_CHECK = "src/unclench/care/pack_check.py"
VOICE = "src/unclench/voice/voice.py"
RECITATION = "src/unclench/voice/voice.py"
SPEECH = "src/unclench/player/speech.py"
SOUND_SYSTEM = "src/unclench/player/sound_system.py"
PLAIN_INTAKE = "src/unclench/plain/intake.py"
BREATH_CHECK = "src/unclench/care/clearance.py"
BEGINNING = "src/unclench/care/intake.py"
OWN_PACK = "src/unclench/session/choices.py"
CONTROLLER = "src/unclench/player/controller.py"
INTERRUPTIONS = "src/unclench/care/interruptions.py"
ASKS = "src/unclench/care/asks.py"
BLANK_MEMORY = "src/unclench/care/blank_memory.py"
BLANKS = "src/unclench/journal/queries.py"
WHAT_NOW = "src/unclench/care/what_now.py"
KEYSTROKES = "src/unclench/system/keystrokes.py"
DIALOGS = "src/unclench/tui/screens/dialogs.py"
TUI_INTAKE = "src/unclench/tui/intake.py"
PACKS = "src/unclench/player/packs.py"
LOCAL_TIME = "src/unclench/system/local_time.py"
HEALTH_RECORD = "src/unclench/care/health_record.py"
PAIN_RULES = "src/unclench/care/pain_rules.py"
SUITABILITY = "src/unclench/care/suitability.py"
SCREENING_CACHE = "src/unclench/care/clearance.py"
END_REASON = "src/unclench/session/end_reason.py"

SIGNS_THEN_SUITS = """        calm = yield from self._signs.before(routine.tags)
        choices, notes = yield from self._suited(routine, choices, timeline)
"""
SUITS_THEN_SIGNS = """        choices, notes = yield from self._suited(routine, choices, timeline)
        calm = yield from self._signs.before(routine.tags)
"""
PAIN_THEN_LIMITS = """            choices = yield from self._pain_before(routine, choices, chosen.timeline, pain)
        chosen = _not_empty(chosen.with_choices(choices))
        yield from self._limits.check(routine, chosen.timeline)
"""
LIMITS_THEN_PAIN = """            yield from self._limits.check(routine, chosen.timeline)
            choices = yield from self._pain_before(routine, choices, chosen.timeline, pain)
        chosen = _not_empty(chosen.with_choices(choices))
"""
KEPT_FIRST = """        self._health.record_answers({red_flags.SHORT.id: True})
        action = self._health.what_to_do({red_flags.SHORT.id}) or ""
        yield Acknowledge(heading=action, text=_signs(red_flags.EMERGENCY), spoken=action, urgent=True)
"""
SHOWN_FIRST = """        action = self._health.what_to_do({red_flags.SHORT.id}) or ""
        yield Acknowledge(heading=action, text=_signs(red_flags.EMERGENCY), spoken=action, urgent=True)
        self._health.record_answers({red_flags.SHORT.id: True})
"""

BEFORE = (
    # The order, and what is left open
    Mutant("care: at once", INTAKE, 'f"{TOO_EARLY} {foretold} {things}', 'f"{TOO_EARLY} {things}'),
    Mutant("care: what is left out is not played", QUESTIONNAIRE, 'said, more = ", ".join(titles[:MOST_SPOKEN]), len(titles) - MOST_SPOKEN', 'said, more = ", ".join(titles[:MOST_SPOKEN]), 0', ("test_c3_what_is_left_out_is_named_aloud_for_closed_eyes_three_at_most",)),
    Mutant("care: order", INTAKE, SIGNS_THEN_SUITS, SUITS_THEN_SIGNS),
    Mutant("care: order", INTAKE, PAIN_THEN_LIMITS, LIMITS_THEN_PAIN),
    Mutant("care: order", INTAKE, "        yield from self._limits.check(routine, chosen.timeline)\n        yield from self._sound", "        yield from self._sound"),
    Mutant("care: what is open", INTAKE, "if not as_suggested:", "if as_suggested:"),
    Mutant("care: what is open", INTAKE, "        if not can_type:", "        if False:"),
    Mutant("care: what is open", INTAKE, "raise NotBegun(NOT_ANSWERED)\n        if not question.remembered", "return chosen\n        if not question.remembered"),
    Mutant("care: what is open", INTAKE, "if (why := refused(amount.value)) is not None:", "if (why := refused(amount.value)) is not None and False:"),
    Mutant("care: what is open", INTAKE, "NOTHING_FITS if chosen.choices.left_out else", "NOTHING_FITS if not chosen.choices.left_out else"),
    Mutant("care: what was chosen is screened", INTAKE, "_not_empty(chosen).timeline\n        if as_suggested", "chosen.with_choices(Choices(answers=chosen.choices.answers)).timeline\n        if as_suggested"),
    # What was written into blanks
    Mutant("care: remembered blanks", BLANK_MEMORY, "return None if refused else value", "return value"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "        except Unplayable:  # each", "        except ZeroDivisionError:  # each"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "self._routine.edition, blank.step", "blank.step"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "blank.field, blank.text, *blank.options)", "blank.field)"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "blank.step, blank.field,", "blank.field,"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "blank.text, *blank.options)", "blank.text)"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "(self._routine.id, self._routine.edition", "(self._routine.edition"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "isinstance(value, str) and can_be_load(value)", "True"),
    Mutant("care: remembered blanks", BLANK_MEMORY, "isinstance(value, int) and 1 <= value <= most", "isinstance(value, int) and value <= most"),
    Mutant("care: remembered blanks", BLANKS, "key=lambda each: each.at)", "key=lambda each: -each.at)"),
    Mutant("care: remembered blanks", INTAKE, "            asked.append((question, answer))\n", "            asked.append((question, answer))\n            memory.keep(question, answer)\n"),
    # What begins at once
    Mutant("care: at once", BEGINNING, "SPASM in routine.tags or (", "("),
    Mutant("care: at once", BEGINNING, "routine.path is None and ", ""),
    Mutant("care: at once", BEGINNING, " or (routine.path is None and routine.id in PACKS)", ""),
    Mutant("care: at once", BEGINNING, 'FETCH[kinds[0]] if len(kinds) == 1 else FETCH["both"]', "FETCH[kinds[0]]"),
    Mutant("care: at once", INTAKE, "        if as_suggested:\n            yield", "        if False:\n            yield"),
    Mutant("care: at once", INTAKE, "if not things or not self._person:", "if not things:"),
    Mutant("care: at once", INTAKE, "            raise NotBegun\n\n    def before_resuming", "            pass\n\n    def before_resuming"),
    Mutant("care: at once", LIMIT_CHECK, "if self._is_final(blocked):", "if False:"),
    Mutant("care: at once", OWN_PACK, "setup=Exact(0), ", ""),
    Mutant("care: at once", ASKS, '            if key in (SPACE, ENTER):\n                self._finish(True)\n            self.hint = tr("Take your time.', '            self._finish(True)\n            self.hint = tr("Take your time.'),
    # Warning signs
    Mutant("care: a yes stands", INTAKE, "            yield from self._signs.standing()  # nobody", "            # nobody"),
    Mutant("care: a yes stands", WARNING_SIGNS, "if standing := red_flags.standing(self._health.answers()):", "if False:"),
    Mutant("care: a yes stands", WARNING_SIGNS, '        if not self._person:\n            raise NotBegun(f"{red_flags', '        if False:\n            raise NotBegun(f"{red_flags'),
    Mutant("care: a yes stands", WARNING_SIGNS, 'text=f"{signs}\\n{action}",\n            options', "text=signs,\n            options"),
    Mutant("care: a yes stands", WARNING_SIGNS, "options=STILL_SO,\n            urgent=True", "options=STILL_SO,\n            urgent=False"),
    Mutant("care: a yes stands", WARNING_SIGNS, "if answer == 0:\n            self._health.record_ticked(", "if answer != 2:\n            self._health.record_ticked("),
    Mutant("care: a yes stands", WARNING_SIGNS, "self._health.record_ticked([flag.id for flag in standing], ())", "pass"),
    Mutant("care: a yes stands", WARNING_SIGNS, 'NotBegun(action or "", breathe=answer == 1)', 'NotBegun(action or "", breathe=True)'),
    Mutant("care: a yes stands", WARNING_SIGNS, "(IT_IS_OVER, BREATHE_INSTEAD, NOTHING_NOW)", "(NOTHING_NOW, BREATHE_INSTEAD, IT_IS_OVER)"),
    Mutant("care: the short question", WARNING_SIGNS, "red_flags.due_short(known, now, spasm=spasm)", "red_flags.due_short(known, now)"),
    Mutant("care: the short question", WARNING_SIGNS, 'yes=tr("yes, or I am not sure"), no=tr("none of these"), urgent', 'yes=tr("none of these"), no=tr("yes, or I am not sure"), urgent'),
    Mutant("care: the short question", WARNING_SIGNS, 'no=tr("none of these"), urgent=True,', 'no=tr("none of these"),'),
    Mutant("care: the short question", WARNING_SIGNS, ', also={"!": YES}', ""),
    Mutant("care: the short question", WARNING_SIGNS, 'spoken=f"{red_flags.SHORT_QUESTION} {HOW_TO_ANSWER}", ', ""),
    Mutant("care: the short question", WARNING_SIGNS, "patience=PATIENCE,", "patience=0,"),
    Mutant("care: the short question", WARNING_SIGNS, "PATIENCE = 30_000", "PATIENCE = 300_000"),
    Mutant("care: the short question", WARNING_SIGNS, "            raise NotBegun(NOT_ANSWERED)\n        if answer == NO:", "            return False\n        if answer == NO:"),
    Mutant("care: the short question", WARNING_SIGNS, "        if answer == NO:\n            self._health.record_ticked([flag.id for flag in red_flags.EMERGENCY], ())", "        if answer == NO:"),
    Mutant("care: the short question", WARNING_SIGNS, "yield Tell(heading=red_flags.AFTER_NONE, spoken=red_flags.AFTER_NONE)", "pass"),
    Mutant("care: the short question", WARNING_SIGNS, "yield from self._emergency()\n        raise NotBegun(NOTHING_BEGAN)", "yield from self._emergency()\n        return False"),
    Mutant("care: the short question", WARNING_SIGNS, KEPT_FIRST, SHOWN_FIRST),
    Mutant("care: the short question", WARNING_SIGNS, "        if found:\n            signs", "        if found is not None:\n            signs"),
    Mutant("care: the short question", WARNING_SIGNS, "red_flags.SHORT.id: False})", "red_flags.SHORT.id: True})"),
    Mutant("care: the short question", WARNING_SIGNS, "flag.id: flag.id in found for", "flag.id: False for"),
    Mutant("care: nobody answers the short question", INTAKE, "        if calm:\n            choices", "        if False:\n            choices"),
    Mutant("care: nobody answers the short question", INTAKE, "        if calm:\n            out", "        if False:\n            out"),
    Mutant("care: nobody answers the short question", INTAKE, "left_out=choices.left_out | suitability.too_sore", "left_out=suitability.too_sore"),
    Mutant("care: nobody answers the short question", WARNING_SIGNS, 'spoken=f"{NOBODY_ANSWERED} {action}"', "spoken=NOBODY_ANSWERED"),
    Mutant("care: nobody answers the short question", WARNING_SIGNS, "heading=NOBODY_ANSWERED, text=action", 'heading=NOBODY_ANSWERED, text=""'),
    Mutant("care: nobody answers the short question", WARNING_SIGNS, "urgent=True)\n            return True", "urgent=True)\n            return False"),
    Mutant("care: nobody can answer", WARNING_SIGNS, "yield Tell(heading=SIGNS_NOT_ASKED)", "pass"),
    Mutant("care: nobody can answer", WARNING_SIGNS, "        if not self._person:\n            if spasm:", "        if False:\n            if spasm:"),
    Mutant("care: nobody can answer", QUESTIONNAIRE, "elif due and any(step.kind in SKIN for step in timeline.steps):", "elif False:"),
    Mutant("care: nobody can answer", QUESTIONNAIRE, 'yield Tell(heading=f"{NOT_ASKED} {IN_A_TERMINAL}")', "pass"),
    Mutant("care: nobody can answer", QUESTIONNAIRE, "title=each.title, why=each.why))\n            return out", "title=each.title, why=each.why))\n            return frozenset()"),
    Mutant("care: nobody can answer", QUESTIONNAIRE, 'yield Tell(heading=tr("Left out: {title}. {why}", title=each.title, why=each.why))', "pass"),
    Mutant("care: nobody can answer", QUESTIONNAIRE, '            if not self._person:\n                raise NotBegun(f"{each.why}', '            if False:\n                raise NotBegun(f"{each.why}'),
    Mutant("care: nobody can answer", LIMIT_CHECK, 'verdict.action == "refuse" or not (self._person or self._overriding)', 'verdict.action == "refuse"'),
    Mutant("care: nobody can answer", LIMIT_CHECK, "not (self._person or self._overriding)", "not self._person"),
    # What suits
    Mutant("care: what is left out is not played", INTAKE, "replace(choices, left_out=out, variants", "replace(choices, variants"),
    Mutant("care: what is left out is not played", INTAKE, "        chosen = _not_empty(chosen.with_choices(choices))\n        yield from self._limits", "        yield from self._limits"),
    Mutant("care: what is left out is not played", QUESTIONNAIRE, "out = yield from self._leave_out(suitability.left_out(found))", "out = frozenset()"),
    Mutant("care: what is left out is not played", QUESTIONNAIRE, "                out -= {each.id}", "                pass"),
    Mutant("care: what is left out is not played", INTAKE, "variants=suitability.variants(found))", "variants={})"),
    Mutant("care: what is left out is not played", QUESTIONNAIRE, "            raise NotBegun(NOT_ANSWERED)\n        for key in back", "            return out\n        for key in back"),
    Mutant("care: what is taken back in is kept", QUESTIONNAIRE, 'self._overrides.add(*each.unfit, reason=tr("Chosen anyway: {title}.", title=each.title))', "pass"),
    Mutant("care: what is taken back in is kept", QUESTIONNAIRE, "                if each.permits:\n", "                if False:\n"),
    Mutant("care: what is taken back in is kept", QUESTIONNAIRE, 'items.setdefault("+".join(each.permits) or each.id, [])', "items.setdefault(each.id, [])"),
    Mutant("care: what is taken back in is kept", QUESTIONNAIRE, "{each.permit: True for each", "{each.permit: False for each"),
    Mutant("care: what is taken back in is kept", HEALTH_RECORD, "kept = screening.with_permissions_withdrawn(said, given)", "kept = said"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "known[question.id].yes)\n        grouped", "not known[question.id].yes)\n        grouped"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "            raise NotBegun(NOT_ANSWERED)\n        opened", "            marked = frozenset()\n        opened"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "                raise NotBegun(NOT_ANSWERED)\n            yes |= found", "                found = frozenset()\n            yes |= found"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "            yes |= found", "            pass"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "yes = {question.id for question in single} & marked", "yes = set()"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "self._health.record_ticked([question.id for question in due], yes)", "self._health.record_answers(dict.fromkeys(yes, True))"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "if line.id in marked for", "if line.id not in marked for"),
    Mutant("care: the questions are kept", QUESTIONNAIRE, "if set(kinds) & set(SKIN) else ()", "if False else ()"),
    Mutant("care: the questions are kept", HEALTH_RECORD, "self._said.update((record.question, record) for record in records)", "pass"),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "        yield from self._cold_and_heat(suitability.skin(timeline, facts))\n", ""),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "            if each.typed:", "            if False:"),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "                    raise NotBegun(each.why)\n                self", "                    continue\n                self"),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "self._overrides.add(each, reason=reason)", "pass"),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, 'no=tr("leave it"))) == YES:', 'no=tr("leave it"))) != 1:'),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "                self._permit((each,))", "                pass"),
    Mutant("care: cold and heat that do not suit", QUESTIONNAIRE, "                self._permit((each,))\n            else:\n                raise NotBegun(each.why)", "                self._permit((each,))"),
    Mutant("care: a start that asks nothing", INTAKE, "        screening_cache.store(self._context.home, suitability.cleared(said))\n", ""),
    Mutant("care: a start that asks nothing", HEALTH_RECORD, "        screening_cache.discard(self._context.home)\n", ""),
    Mutant("care: a start that asks nothing", SCREENING_CACHE, "return not timeline.has_pack and clear(", "return clear("),
    Mutant("care: a start that asks nothing", SCREENING_CACHE, "return not timeline.has_pack and clear(home, kinds(timeline, tags), now)", "return not timeline.has_pack"),
    Mutant("care: a start that asks nothing", SCREENING_CACHE, "cache.journal == journal and all(", "all("),
    Mutant("care: a start that asks nothing", SCREENING_CACHE, "since <= now < until", "now < until"),
    Mutant("care: a start that asks nothing", SCREENING_CACHE, "since <= now < until", "since <= now"),
    # Whether the alarm is heard
    Mutant("care: the alarm is heard", INTAKE, "        yield from self._sound.before(routine, chosen.timeline)\n", ""),
    Mutant("care: the alarm is heard", INTAKE, "        yield from self._sound.before(routine, remaining(timeline, place))\n", ""),
    Mutant("care: the alarm is heard", INTAKE, "self._sound.before(routine, remaining(timeline, place))", "self._sound.before(routine, timeline)"),
    Mutant("care: the alarm is heard", TIMELINE, "any(segment.kind in EXPOSURE for segment in self.segments)", "self.segments[-1].kind in EXPOSURE"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "if not timeline.has_pack:", "if False:"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "player.reach is Reach.NOTHING", "player.reach is not Reach.ALL"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "player.reach is Reach.NOTHING or ", ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, " or self._heard_today(player):", ":"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "        if not self._person:\n", "        if False:\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, '            yield Tell(heading=f"{said} {then}")\n', ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, "self._context.sound_as_for(routine)\n", "pass\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "while (answer := (yield CAN_YOU_HEAR)) != HEARD:", "while (answer := (yield CAN_YOU_HEAR)) not in (HEARD, UNANSWERED):"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "while (answer := (yield CAN_YOU_HEAR)) != HEARD:", "while (answer := (yield CAN_YOU_HEAR)) not in (HEARD, None):"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "            if answer is None:\n                raise NotBegun\n", ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, "                yield Tell(heading=in_sight, urgent=True)\n", ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, "                yield Tell(heading=in_sight, urgent=True)\n                return\n", "                yield Tell(heading=in_sight, urgent=True)\n                break\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "            if way != AGAIN:\n                raise NotBegun\n", "            if way == LEAVE:\n                raise NotBegun\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "            if way != AGAIN:\n                raise NotBegun\n", "            if way is None:\n                raise NotBegun\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "return self._context.wall().date().isoformat()", 'return "today"'),
    Mutant("care: the alarm is heard", SOUND_CHECK, "_read(self._context.home).get(player.name)", "*_read(self._context.home).values()"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "self._here.get(player.name), ", ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, "        note(self._context.home, player.name, self._today)\n", ""),
    Mutant("care: the alarm is heard", SOUND_CHECK, "msgspec.json.encode({**_read(home), player: day})", "msgspec.json.encode({player: day})"),
    Mutant("care: the alarm is heard", SOUND_CHECK, 'also={SPACE: HEARD, "n": 1}', 'also={SPACE: HEARD, "\\n": HEARD, "n": 1}'),
    Mutant("care: the alarm is heard", SOUND_CHECK, 'also={SPACE: HEARD, "n": 1},\n    first=1', 'also={SPACE: HEARD, "n": 1},\n    first=0'),
    Mutant("care: the alarm is heard", SOUND_CHECK, "        first=LEAVE,\n", "        first=SCREEN,\n"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "alarm_level(since)) for", "1.0) for"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "[Call(Sound.CHECK), Call(Sound.CHECK), *alarm]", "alarm"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "EVERY = 4_000", "EVERY = 40_000"),
    Mutant("care: the alarm is heard", SOUND_CHECK, "RISING = 20_000", "RISING = 40_000"),
    Mutant("care: the alarm is heard", SOUND_CHECK, 'words="" if number % 2 else LISTEN', 'words=""'),
    Mutant("care: the alarm is heard", ASKS, "SOUNDED if self.ask.calls else SETTLE", "SETTLE"),
    Mutant("care: the alarm is heard", ASKS, "SOUNDED = 700", "SOUNDED = 70"),
    # Pain before
    Mutant("care: pain before", INTAKE, "if not pain_rules.better_not(rating,", "if pain_rules.better_not(rating,"),
    Mutant("care: pain before", INTAKE, "choices, chosen.timeline, pain)", "choices, timeline, pain)"),
    Mutant("care: pain before", INTAKE, "        if SPASM in routine.tags:\n            sore", "        if False:\n            sore"),
    Mutant("care: pain before", INTAKE, "left_out=choices.left_out | sore", "left_out=choices.left_out"),
    Mutant("care: pain before", INTAKE, "left_out=choices.left_out | sore", "left_out=sore"),
    Mutant("care: pain before", INTAKE, "yield Tell(heading=pain_rules.WITHOUT_MOVEMENT, spoken=pain_rules.WITHOUT_MOVEMENT)", "pass"),
    Mutant("care: pain before", INTAKE, "pain_rules.Beforehand.LEAVE if answer is None", "pain_rules.Beforehand.ALL_THE_SAME if answer is None"),
    Mutant("care: pain before", INTAKE, '            self._overrides.add(pain_rules.TOO_MUCH_BEFORE, reason=tr("Chosen anyway: {title}.", title=routine.title))\n', ""),
    Mutant("care: pain before", INTAKE, 'self.health.record_pain(rating, "before", None)', "pass"),
    Mutant("care: pain before", INTAKE, "raise NotBegun(breathe=way is pain_rules.Beforehand.BREATHE, pain=rating)", "raise NotBegun(breathe=way is pain_rules.Beforehand.BREATHE)"),
    Mutant("care: pain before", INTAKE, "raise NotBegun(breathe=way is pain_rules.Beforehand.BREATHE, pain=rating)", "raise NotBegun(breathe=False, pain=rating)"),
    Mutant("care: pain before", PAIN_RULES, 'not {"exercise", "massage"}.isdisjoint(kinds)', 'not {"exercise"}.isdisjoint(kinds)'),
    Mutant("care: pain before", PAIN_RULES, "red_flags.ends_session(rating) and not", "not"),
    Mutant("care: pain before", SUITABILITY, 'and step.exercise != "pelvic-tilt")', ")"),
    Mutant("care: pain before", SUITABILITY, 'if {"exercise", "massage"} & set(_kinds(step))', 'if {"exercise"} & set(_kinds(step))'),
)  # fmt: skip

LIMITS = (
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "if (limit := unsafe_together(routine, timeline)) is not None:", "if (limit := unsafe_together(routine, timeline)) is None and limit:"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "while kinds and self._context.override is None:", "while False:"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, 'return verdict.action == "refuse" or not', "return not"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "if not (yield from may_be_overridden(verdict, why)):", "if False:"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, 'no=tr("no, or not sure"))) == YES', 'no=tr("no, or not sure"))) != 1'),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "                raise NotBegun(why)\n            self._context.override = reason", '                reason = ""\n            self._context.override = reason'),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "self._context.override = reason", 'self._context.override = "gone past"'),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, 'yes=tr("the clock is right"), no=tr("leave it"))) != YES', 'yes=tr("the clock is right"), no=tr("leave it"))) == 1'),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "at if isinstance(at, Moment) else None", "None"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, "                raise NotBegun(why)\n            self._context.book.lock_outs.say_last_off", "                pass\n            self._context.book.lock_outs.say_last_off"),
    Mutant("care: limits and lock-outs", LIMIT_CHECK, 'if low in ("never", "none", "no", NEVER.lower()):', 'if low in ("never", "none", "no", "", NEVER.lower()):'),
    Mutant("care: what is unusual is asked about", LIMIT_CHECK, "for limit in self._unusual(kinds):", "for limit in ():"),
    Mutant("care: what is unusual is asked about", LIMIT_CHECK, 'yes=tr("go on"), no=tr("leave it"))) != YES', 'yes=tr("go on"), no=tr("leave it"))) == 1'),
    Mutant("care: what is unusual is asked about", LIMIT_CHECK, "for kind in SKIN if kind in kinds for limit", 'for kind in ("cold",) if kind in kinds for limit'),
    Mutant("care: what is unusual is asked about", LIMIT_CHECK, "            yield Tell(heading=limit.sentence)\n", "            pass\n"),
    Mutant("care: what was never said to be off", LIMIT_CHECK, "            for exposure in self._context.book.exposures.waiting():\n", "            for exposure in ():\n"),
    Mutant("care: what was never said to be off", LIMIT_CHECK, "if applications(timeline)[0] or puts_to_sleep(routine, timeline) is not None:", "if applications(timeline)[0]:"),
    Mutant("care: what was never said to be off", LIMIT_CHECK, "if applications(timeline)[0] or puts_to_sleep(routine, timeline) is not None:", "if True:"),
    Mutant("care: what was never said to be off", BREATH_CHECK, "if may_be_on(context.home):", "if False:"),
    Mutant("care: going on", INTAKE, "calm = yield from self._signs.before(routine.tags)\n        rest", "calm = False\n        rest"),
    Mutant("care: going on", INTAKE, "rest = remaining(timeline, place)", "rest = timeline"),
    Mutant("care: going on", INTAKE, "against, out = yield from self._questionnaire.screen(rest, routine.tags)", "against, out = (), frozenset()"),
    Mutant("care: going on", INTAKE, "timeline, place = without_steps(timeline, place, out)", "pass"),
    Mutant("care: going on", INTAKE, "        yield from self._limits.check(routine, remaining(timeline, place))\n", ""),
    Mutant("care: going on", INTAKE, "        if place >= len(timeline.segments):\n            raise", "        if False:\n            raise"),
    Mutant("care: going on", INTAKE, "edition=session.edition, tags=tags)", "edition=session.edition)"),
    Mutant("care: going on", INTAKE, "return replace(found, timeline=timeline, place=place, pain=rating)", "return found"),
    Mutant("care: afterwards", INTERRUPTIONS, 'health.record_pain(rating, "after", controller)', 'health.record_pain(rating, "before", controller)'),
    Mutant("care: afterwards", INTERRUPTIONS, "controller.ended is None or controller.ended.body", "controller.ended is None"),
    Mutant("care: afterwards", INTERRUPTIONS, "if SPASM not in tags or", "if"),
    Mutant("care: afterwards", INTERRUPTIONS, "if advice := doctor_advice(health, controller, tags):", "if False:"),
    Mutant("care: when it came off", PACKS, "max(0, gone - MINUTE + 1)", "gone"),
    Mutant("care: when it came off", LOCAL_TIME, "for fold in (0, 1):", "for fold in (0,):"),
    Mutant("care: when it came off", LOCAL_TIME, "for days in (0, 1):", "for days in (0,):"),
    Mutant("care: when it came off", PACKS, "int(found[1]) > 23 or ", ""),
    Mutant("care: when it came off", PACKS, "key=lambda then: -then.wall", "key=lambda then: then.wall"),
    Mutant("care: when it came off", PACKS, "for end in ends if end <= within", "for end in ends"),
    Mutant("care: when it came off", PACKS, "if begun <= now.wall", "if True"),
)  # fmt: skip

IN_A_SESSION = (
    Mutant("care: it hurts", INTERRUPTIONS, "            controller.end(EndReason.PAIN)\n            return After()\n", "            pass\n"),
    Mutant("care: it hurts", INTERRUPTIONS, "        controller.hold_still(sentence=pain_rules.STOPPED)\n        view = ", "        view = "),
    Mutant("care: it hurts", INTERRUPTIONS, "        if answer is None:\n            _left(controller)\n            return After()\n        way", "        answer = answer or 0\n        way"),
    Mutant("care: it hurts", INTERRUPTIONS, "controller.ease(goes_on=True)", "controller.ease()"),
    Mutant("care: it hurts", INTERRUPTIONS, "controller.leave_step_out(EndReason.PAIN, goes_on=True)", "controller.next()"),
    Mutant("care: it hurts", INTERRUPTIONS, "controller.leave_step_out(EndReason.PAIN, goes_on=True)", "controller.leave_step_out(EndReason.USER, goes_on=True)"),
    Mutant("care: it hurts", INTERRUPTIONS, "            yield from self.signs(controller)\n        else:", "            pass\n        else:"),
    Mutant("care: it hurts", INTERRUPTIONS, "            return After(breathe=True)\n        return After()", "            return After()\n        return After()"),
    Mutant("care: it hurts", INTERRUPTIONS, "controller.end(way.end)", "controller.end(EndReason.PAIN)"),
    Mutant("care: it hurts", INTERRUPTIONS, "        controller.end(way.end)\n", ""),
    Mutant("care: it hurts", INTERRUPTIONS, "            yield Tell(heading=way.why, spoken=way.why, urgent=True)\n", "            pass\n"),
    Mutant("care: it hurts", INTERRUPTIONS, "if way.end is EndReason.DIZZY_OR_NUMB:", "if False:"),
    Mutant("care: it hurts", INTERRUPTIONS, "if way.end is EndReason.PAIN:", "if False:"),
    Mutant("care: it hurts", INTERRUPTIONS, 'reason="pain", place=place,', 'reason="pain",'),
    Mutant("care: it hurts", INTERRUPTIONS, 'reason="pain", place', 'reason="other", place'),
    Mutant("care: it hurts", PAIN_RULES, 'Then.EASIER, 0, also=" g"', 'Then.SKIP, 0, also=" g"'),
    Mutant("care: it hurts", ASKS, 'if one is not None and key == "0":', "if False:"),
    Mutant("care: it hurts", ASKS, 'elif low == "1" and isinstance(ask, Choose) and ask.rates', "elif False"),
    Mutant("care: it hurts", ASKS, "now - self._one >= TOGETHER", "True"),
    Mutant("care: it hurts", INTERRUPTIONS, "            rates=True,\n", ""),
    Mutant("care: it hurts", INTERRUPTIONS, "            insists=True,\n", ""),
    Mutant("care: it hurts", PAIN_RULES, 'also="q", end=EndReason.PAIN', 'also="q", end=EndReason.USER'),
    Mutant("care: it hurts", PAIN_RULES, "end=EndReason.TIRED", "end=EndReason.PAIN"),
    Mutant("care: it hurts", PAIN_RULES, "end=EndReason.DOWN_THE_LEG", "end=EndReason.TIRED"),
    Mutant("care: it hurts", PAIN_RULES, "end=EndReason.DIZZY_OR_NUMB", "end=EndReason.TIRED"),
    Mutant("care: it hurts", PAIN_RULES, ", why=DOWN_THE_LEG", ""),
    Mutant("care: it hurts", PAIN_RULES, ", why=NUMB", ""),
    Mutant("care: it hurts", PAIN_RULES, '"If the pain is 6 or more, or moves down a leg, end here."', '"Pain of 6 or more: end here."'),
    Mutant("care: it hurts", PAIN_RULES, 'STOPPED = tr("Stopped. Come out of it slowly."', 'STOPPED = tr("Stopped."'),
    Mutant("care: a digit", INTERRUPTIONS, "not red_flags.ends_session(rating) or nothing_to_end", "True"),
    Mutant("care: a digit", INTERRUPTIONS, "not red_flags.ends_session(rating) or nothing_to_end", "not red_flags.ends_session(rating)"),
    Mutant("care: a digit", INTERRUPTIONS, 'said = pain_rules.said(rating, kept=self.health.record_pain(rating, "step", controller))', "said = pain_rules.said(rating, kept=True)"),
    Mutant("care: a digit", INTERRUPTIONS, '            self.health.record_pain(rating, "step", controller)\n            controller.end(', "            controller.end("),
    Mutant("care: a digit", INTERRUPTIONS, "            controller.end(EndReason.TOO_MUCH_PAIN)\n            return After()\n", "            return After()\n"),
    Mutant("care: a digit", INTERRUPTIONS, "        controller.hold_still(sentence=pain_rules.STOPPED)\n        answer = None", "        answer = None"),
    Mutant("care: a digit", INTERRUPTIONS, "        while answer is None:\n", "        for _ in range(1):\n"),
    Mutant("care: a digit", INTERRUPTIONS, "if answer == pain_rules.MISTYPED and (yield BELOW_SIX) == YES:", "if answer == pain_rules.MISTYPED:"),
    Mutant("care: a digit", INTERRUPTIONS, "(yield BELOW_SIX) == YES:", "(yield BELOW_SIX) is not None:"),
    Mutant("care: a digit", INTERRUPTIONS, "                controller.go_on()\n                return After()", "                return After()"),
    Mutant("care: a digit", INTERRUPTIONS, '        self.health.record_pain(rating, "step", controller)\n        controller.end(', "        controller.end("),
    Mutant("care: a digit", INTERRUPTIONS, "        controller.end(EndReason.TOO_MUCH_PAIN)\n        return After(breathe", "        return After(breathe"),
    Mutant("care: a digit", INTERRUPTIONS, "After(breathe=answer == 1)", "After(breathe=True)"),
    Mutant("care: a digit", PAIN_RULES, "MISTYPED = 2", "MISTYPED = 0"),
    Mutant("care: a digit", PAIN_RULES, 'tr("End here"), tr("End here, and', 'tr("Go on"), tr("End here, and'),
    Mutant("care: signs in a session", INTERRUPTIONS, "if flag.id in known and known[flag.id].yes)", "if False)"),
    Mutant("care: signs in a session", INTERRUPTIONS, "items=items, ticked=stood, urgent=True", "items=items, ticked=stood"),
    Mutant("care: signs in a session", INTERRUPTIONS, "        if yes is None or yes == UNANSWERED:\n            unanswered", "        if yes == UNANSWERED:\n            unanswered"),
    Mutant("care: signs in a session", INTERRUPTIONS, " if flag.id in yes or flag.id not in stood}", "}"),
    Mutant("care: signs in a session", INTERRUPTIONS, "            controller.end(EndReason.WARNING_SIGN)\n", "            pass\n"),
    Mutant("care: signs in a session", INTERRUPTIONS, "controller.end(EndReason.WARNING_SIGN)", "controller.end(EndReason.USER)"),
    Mutant("care: signs in a session", INTERRUPTIONS, "yield Acknowledge(heading=action,", "yield Tell(heading=action,"),
    Mutant("care: signs in a session", INTERRUPTIONS, ".strip(), urgent=True)", ".strip())"),
    Mutant("care: signs in a session", INTERRUPTIONS, 'TAKE_OFF if controller is not None and controller.on_skin else ""', '""'),
    Mutant("care: signs in a session", INTERRUPTIONS, "for id, text in items if id in yes)", "for id, text in items)"),
    Mutant("care: signs in a session", INTERRUPTIONS, "        if self._reminded:\n            return\n", ""),
    Mutant("care: signs in a session", INTERRUPTIONS, "            if standing:\n", "            if False:\n"),
    Mutant("care: before anything moves", INTERRUPTIONS, "        self._moved = found is not None\n", ""),
    Mutant("care: before anything moves", INTERRUPTIONS, "if SPASM not in self._tags or (self._moved and not self._sore):", "if self._moved and not self._sore:"),
    Mutant("care: before anything moves", INTERRUPTIONS, "if SPASM not in self._tags or (self._moved and not self._sore):", "if True:"),
    Mutant("care: before anything moves", INTERRUPTIONS, "if view.step.id not in suitability.too_sore(controller.session.timeline, self._tags):", "if False:"),
    Mutant("care: before anything moves", INTERRUPTIONS, "        controller.hold_still(sentence=BEFORE_YOU_MOVE)\n", ""),
    Mutant("care: before anything moves", INTERRUPTIONS, "        if self._asking:\n            return  #", "        if False:\n            return  #"),
    Mutant("care: before anything moves", INTERRUPTIONS, "        return self._before_moving(controller)\n", "        self._asking = True\n        return self._before_moving(controller)\n"),
    Mutant("care: before anything moves", INTERRUPTIONS, "self.signs(controller, red_flags.DOCTOR_GROUP,", "self.signs(controller, red_flags.EMERGENCY,"),
    Mutant("care: leaving a session", INTERRUPTIONS, "answer = yield yes_no(OFF_FIRST,", "answer = yield yes_no(STOP_HERE,"),
    Mutant("care: leaving a session", INTERRUPTIONS, "    if answer == YES:\n        controller.end(EndReason.USER)", "    if answer is not None:\n        controller.end(EndReason.USER)"),
    Mutant("care: leaving a session", INTERRUPTIONS, "    if answer == YES:\n        controller.end(EndReason.USER)", "    if answer != 1:\n        controller.end(EndReason.USER)"),
    Mutant("care: leaving a session", INTERRUPTIONS, "controller.end(EndReason.USER)", "controller.abandon(EndReason.USER)"),
    Mutant("care: a reason in a session", INTERRUPTIONS, 'if verdict is None or verdict.action != "override":', "if verdict is None:"),
    Mutant("care: a reason in a session", INTERRUPTIONS, "if not (yield from may_be_overridden(verdict, packs.why(verdict))):", "if False:"),
    Mutant("care: a reason in a session", LIMIT_CHECK, 'no=tr("no, or not sure"))) == YES', 'no=tr("no, or not sure"))) != 1'),
    Mutant("care: a reason in a session", INTERRUPTIONS, "        if reason is not None:\n            controller", '        reason = reason or "none"\n        if reason:\n            controller'),
    Mutant("care: going on after a question", CONTROLLER, "if self.ended is None and self.view().status is Status.PAUSED:\n            self.answer_or_pause()", "if self.ended is None:\n            self.answer_or_pause()"),
)  # fmt: skip

KEYS = (
    Mutant("care: keys", ASKS, "SETTLE = 400", "SETTLE = 0"),
    Mutant("care: keys", ASKS, "guard.comes_from_elsewhere(key, QUESTION)", "False"),
    Mutant("care: keys", KEYSTROKES, "if self.comes_from_elsewhere(character, SESSION):", "if False:"),
    Mutant("care: keys", KEYSTROKES, "held = before != place and now - at < REPEAT_DELAY", "held = False"),
    Mutant("care: keys", KEYSTROKES, "self._places[key] = (before if held else place, now)", "self._places[key] = (place, now)"),
    Mutant("care: keys", DIALOGS, "if guard.comes_from_elsewhere(key_of(event) or event.key, SESSION):", "if False:"),
    Mutant("care: keys", TUI_INTAKE, "while isinstance(self._app.screen, ModalScreen):", "while False:"),
    Mutant("care: keys", TUI_INTAKE, "if self._intake.health.signs_of_this_run() - before:", "if False:"),
    Mutant("care: keys", ASKS, "now - self._shown >= (WALKED if turn else SOUNDED if self.ask.calls else SETTLE)", "True"),
    Mutant("care: keys", ASKS, 'or guard.fresh(f"key {key.lower()}")', "or True"),
    Mutant("care: keys", ASKS, '"123456789abcdefghijklmoprstuvwxz"', '"123456789abcdefghijklmnoprstuvwxz"'),
    Mutant("care: keys", ASKS, "elif isinstance(ask, Tick) and key == ENTER and self.ticked:", "elif isinstance(ask, Tick) and key == ENTER:"),
    Mutant("care: keys", ASKS, 'elif isinstance(ask, Tick) and low == "n" and not self.ticked:', 'elif isinstance(ask, Tick) and low in ("n", SPACE):'),
    Mutant("care: keys", ASKS, "key == ENTER and self.ticked:\n            self._finish(frozenset(self.ticked))", "key == ENTER and self.ticked:\n            self._finish(frozenset())"),
    Mutant("care: keys", ASKS, "self.ticked ^= {", "self.ticked |= {"),
    Mutant("care: keys", ASKS, "if self._understood and key == ENTER:", "if key == ENTER:"),
    Mutant("care: keys", ASKS, "if self._understood and key == ENTER:", "if self._understood:"),
    Mutant("care: keys", ASKS, 'self._understood = self._understood or low == "y"', "self._understood = True"),
    Mutant("care: keys", ASKS, "if leaves and self.ask.may_leave:", "if leaves:"),
    Mutant("care: keys", ASKS, "            self._finish(None)\n        elif key in (UP", "            self._finish(0)\n        elif key in (UP"),
    Mutant("care: keys", ASKS, "and self.cursor is not None and (key", "and (key"),
    Mutant("care: keys", ASKS, "self._finish(1 if self.typed else None)", "self._finish(int(self.typed or 0))"),
    Mutant("care: keys", ASKS, 'elif low == "t" or (low == "0" and self.typed):', 'elif low == "t":'),
    Mutant("care: keys", ASKS, 'elif low == "t" or (low == "0" and self.pain == 1):', 'elif low == "t":'),
    Mutant("care: keys", ASKS, "self._finish(Begun(self.pain))", "self._finish(Begun())"),
    Mutant("care: keys", ASKS, "self.typed.strip() or ask.suggested", "self.typed.strip()"),
    Mutant("care: remote control", ASKS, "WALKED = 1_500", "WALKED = 1_000"),
    Mutant("care: remote control", ASKS, '**{"first": NO, **about}', "**about"),
    Mutant("care: remote control", ASKS, "min(max(0, self.place + by), len(ask.items) if isinstance(ask, Tick) else 10)", "(self.place + by) % (len(ask.items) + 1 if isinstance(ask, Tick) else 11)"),
    Mutant("care: remote control", ASKS, "self.cursor = None if ask.row_keys() == YES_NO else self._walk.row", "self.cursor = self._walk.row"),
    Mutant("care: remote control", ASKS, "        self._walk.stop()\n", ""),
    Mutant("care: remote control", ASKS, "if not self._remote or (isinstance", "if (isinstance"),
    Mutant("care: remote control", WARNING_SIGNS, "            first=2,\n", ""),
    Mutant("care: remote control", WARNING_SIGNS, "patience=PATIENCE, first=YES,", "patience=PATIENCE,"),
    Mutant("care: remote control", WHAT_NOW, " and controller.view().question == view.question", ""),
    Mutant("care: remote control", WHAT_NOW, 'elif view.asked.kind not in ("check", "question"):', "elif False:"),
    Mutant("care: remote control", WHAT_NOW, 'if view.asked.kind == "cloth":', "if False:"),
    Mutant("care: remote control", WHAT_NOW, "if verdict is not None:", "if False:"),
    Mutant("care: remote control", WHAT_NOW, "    if runs:\n        controller.go_on", "    if False:\n        controller.go_on"),
    Mutant("care: remote control", WHAT_NOW, "asked is None and view.status is not Status.PAUSED", "True"),
    Mutant("care: nobody answers", ASKS, "patience * (self._repeated + 1)", "patience"),
    Mutant("care: nobody answers", ASKS, "if self._repeated >= (len(self.ask.calls) or TWICE) and", "if self._repeated > (len(self.ask.calls) or TWICE) and"),
    Mutant("care: nobody answers", ASKS, "self._finish(UNANSWERED)", "self._finish(None)"),
    Mutant("care: nobody answers", ASKS, "if self.done or not patience or", "if self.done or"),
)  # fmt: skip

ENDS = (
    Mutant("end: what each reason means", END_REASON, "EndReason.PAIN, EndReason.TOO_MUCH_PAIN, EndReason.DOWN", "EndReason.TOO_MUCH_PAIN, EndReason.DOWN"),
    Mutant("end: what each reason means", END_REASON, "EndReason.PAIN, EndReason.TOO_MUCH_PAIN, EndReason.DOWN", "EndReason.PAIN, EndReason.DOWN"),
    Mutant("end: what each reason means", END_REASON, "EndReason.DOWN_THE_LEG, EndReason.DIZZY_OR_NUMB,\n", "EndReason.DIZZY_OR_NUMB,\n"),
    Mutant("end: what each reason means", END_REASON, "EndReason.DOWN_THE_LEG, EndReason.DIZZY_OR_NUMB,\n", "EndReason.DOWN_THE_LEG,\n"),
    Mutant("end: what each reason means", END_REASON, "EndReason.SOMETHING_ELSE, EndReason.WARNING_SIGN,\n", "EndReason.SOMETHING_ELSE,\n"),
    Mutant("end: what each reason means", END_REASON, "EndReason.SOMETHING_ELSE, EndReason.WARNING_SIGN,\n", "EndReason.WARNING_SIGN,\n"),
    Mutant("end: what each reason means", END_REASON, "EndReason.INTERRUPTED, EndReason.TERMINAL_GONE,", "EndReason.TERMINAL_GONE,"),
    Mutant("end: what each reason means", END_REASON, "EndReason.NOBODY_LISTENS, EndReason.CRASHED,", "EndReason.NOBODY_LISTENS,"),
    Mutant("end: what each reason means", END_REASON, "return cls.SOMETHING_ELSE", "return cls.USER"),
    Mutant("end: what each reason means", END_REASON, "self is not EndReason.FINISHED and not self.body", "self is not EndReason.FINISHED"),
    Mutant("end: what each reason means", END_REASON, "self is not EndReason.FINISHED and not self.body", "not self.body"),
    Mutant("end: what each reason means", END_REASON, 'WARNING_SIGN = "warning sign"', 'WARNING_SIGN = "sign"'),
    Mutant("end: what each reason means", END_REASON, 'EndReason.WARNING_SIGN: tr("stopped: warning sign"', 'EndReason.WARNING_SIGN: tr("stopped early"'),
    Mutant("end: what each reason means", END_REASON, 'EndReason.DIZZY_OR_NUMB: tr("Stopped. Stay lying down until it has passed; if it does not pass, get help."),', ""),
)  # fmt: skip

TOLD = (
    Mutant("care: what is told is heard", VOICE, "self._recitals[0] if self._recitals else self._store.next()", "self._store.next() or self._recitals[0]"),
    Mutant("care: what is told is heard", VOICE, "if self._recitals or self._store.outranks(text):", "if self._store.outranks(text):"),
    Mutant("care: what is told is heard", VOICE, "if isinstance(engine, Recordings) and engine.lacking(line) is not None:", "if False:"),
    Mutant("care: what is told is heard", RECITATION, "return self._ended and not self._ready", "return self._ended"),
    Mutant("care: what is told is heard", SPEECH, "now, self._recited_until)\n        room", "now)\n        room"),
    Mutant("care: what is told is heard", SPEECH, "if self._voice is None or self._recitals:", "if self._voice is None:"),
    Mutant("care: what is told is heard", SPEECH, "begin = max(now, self._recited_until, *(end for begun, end in self._begun if begun <= now))", "begin = max(now, self._recited_until)"),
    Mutant("care: what is told is heard", ASKS, 'told = "" if self._repeated else self._told', "told = self._told"),
    Mutant("care: what is told is heard", ASKS, 'told = "" if self._repeated else self._told', 'told = ""'),
    Mutant("care: what is told is heard", WARNING_SIGNS, 'text=action, spoken=f"{NOBODY_ANSWERED} {action}", urgent=True)', "text=action, urgent=True)"),
    Mutant("care: what is told is heard", PLAIN_INTAKE, "if words and self._speak is not None:", "if False:"),
    Mutant("care: what is told is heard", SOUND_SYSTEM, "self._announcer.finish(LONGEST_TOLD)", "self._announcer.finish()"),
    Mutant("care: what is told is heard", SPEECH, "self._speaking.join(within / 1000)", "self._speaking.join(FINISHING / 1000)"),
    Mutant("care: what is told is heard", SPEECH, "while not (recital.over or self._hushed.is_set()):", "while not recital.over:"),
    Mutant("care: what is told is heard", SPEECH, "        recital.drop()\n        return end", "        return end"),
    Mutant("care: what is told is heard", SPEECH, "at = max(end, self._clock.now())", "at = end"),
    Mutant("care: what is told is heard", SPEECH, "        self._recitals.clear()\n        self._recited_until = 0\n", "        self._recitals.clear()\n"),
    Mutant("care: what is told is heard", RECITATION, "self._ready.popleft() if", "self._ready.pop() if"),
    Mutant("care: what is told is heard", SOUND_SYSTEM, "self._announcer.finish(LONGEST_TOLD)", "self._announcer.rest()"),
)  # fmt: skip

MUTANTS = (*BEFORE, *LIMITS, *IN_A_SESSION, *KEYS, *ENDS, *TOLD)
