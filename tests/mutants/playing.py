"""What a session does with its questions, its alarm, its keys and its end; and the limits where something is played."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

LIMITS = "src/unclench/safety/limits.py"
QUESTIONS = "src/unclench/session/questions.py"
SESSION = "src/unclench/session/session.py"
CUE_QUEUE = "src/unclench/session/cue_queue.py"
PLAYHEAD = "src/unclench/session/playhead.py"
TIMELINE = "src/unclench/session/timeline.py"
BED = "src/unclench/session/bed_rules.py"
PLAYBACK = "src/unclench/player/playback.py"
CUT_WORDS = "src/unclench/session/guidance.py"
CONTROLLER = "src/unclench/player/controller.py"
RUNNER = "src/unclench/player/runner.py"
ANSWERS = "src/unclench/player/answers.py"
EXPOSURE_GUARD = "src/unclench/player/exposure_guard.py"
COMPILER = "src/unclench/session/compiler.py"
LINT = "src/unclench/routine/lint.py"
MODEL = "src/unclench/routine/model.py"
PLAY = "src/unclench/cli/play.py"
ENDING = "src/unclench/cli/common.py"
OWN_PACK = "src/unclench/session/choices.py"
OUTPUT = "src/unclench/audio/output.py"
CUE_RULES = "src/unclench/session/cue_rules.py"
EDITS = "src/unclench/session/edits.py"
SENTENCES = "src/unclench/session/sentences.py"

WHERE_PLAYED = (
    Mutant("C1.1", EDITS, "if limit is not None and longer > 0:", "if limit is not None and segment.press and longer > 0:"),
    Mutant("C1.1", EDITS, 'limit = too_long("cold" if segment.kind is Kind.COLD else "heat", duration)', "limit = None"),
    Mutant("C1.1", COMPILER, "if limit := too_long(step.kind, lasting):", 'if (limit := too_long(step.kind, lasting)) and step.kind != "cold":'),
    Mutant("C1.8", COMPILER, "if limit := too_long(step.kind, lasting):", 'if (limit := too_long(step.kind, lasting)) and step.kind != "heat":'),
    Mutant("limits: in files and commands", LINT, "if (most(step.lasting) or 0) > limit.value:", "if (most(step.lasting) or 0) > 2 * limit.value:"),
    Mutant("limits: in files and commands", PLAY, "if limit := limits.too_long(kind, ms):", "if False:"),
    Mutant("C1.1", LIMITS, "return limit if lasting > limit.value else None\n\n\ndef check", "return limit if lasting >= limit.value else None\n\n\ndef check"),
    Mutant("C1.1", LIMITS, '{"cold": LIMITS["C1.1"], "heat": LIMITS["C1.8"]}', '{"cold": LIMITS["C1.11"], "heat": LIMITS["C1.8"]}'),
    Mutant("C1.8", LIMITS, '{"cold": LIMITS["C1.1"], "heat": LIMITS["C1.8"]}', '{"cold": LIMITS["C1.1"], "heat": LIMITS["C1.11"]}'),
    Mutant("C1.2", OWN_PACK, "LASTING = 15 * MINUTE", "LASTING = 20 * MINUTE"),
    Mutant("C1.2", PLAY, 'DEFAULT_APPLICATION = "15m"', 'DEFAULT_APPLICATION = "20m"'),
    Mutant("C1.16", COMPILER, "if segment.gate in AT_WILL:\n            limit = press", "if False:\n            limit = press"),
    Mutant("C1.16", COMPILER, "if (limit := press.too_long(self._pressed)) is not None:", "if (limit := press.too_long(self._pressed)) is None and limit:"),
    Mutant("C1.16", TIMELINE, "segment.width + (before if goes_on else 0)", "segment.width"),
    Mutant("C1.16", "src/unclench/session/plan_check.py", "if (limit := press.too_long(before)) is not None:", "if (limit := press.too_long(before)) is None and limit:"),
    Mutant("C1.16", "src/unclench/care/intake.py", "if (limit := presses_too_long(remaining(timeline, place))) is not None:", "if (limit := presses_too_long(remaining(timeline, place))) is None and limit:"),
    Mutant("C1.16", EDITS, "elif segment.press:", "elif False:"),
    Mutant("C1.16", LINT, "limit = press.too_long(_longest(lasting))", "limit = press.too_long(0 if isinstance(lasting, Open) else _longest(lasting))"),
    Mutant("C1.16", LINT, "if isinstance(step, DoStep) or isinstance(lasting, Open):", "if False:"),
    Mutant("C1.16", MODEL, "(*around, *step.tags, *move.tags)", "(*step.tags, *move.tags)"),
    Mutant("C1.16", MODEL, "names = (move.id, move.name, step.name)", "names = (move.name, step.name)"),
    Mutant("C1.16", LINT, "if (limit := press.too_long(written)) is not None:", "if (limit := press.too_long(written)) is None and limit:"),
    Mutant("C1.18", LINT, 'elif (most(step.hold) or 0) > LIMITS["C1.18"].value:', "elif False:"),
    Mutant("C1.19", LINT, 'if lasting > LIMITS["C1.19"].value:', "if False:"),
    Mutant("C2.1", LIMITS, "max(1, min(every, CHECK_EVERY))", "max(1, every)"),
    Mutant("C2.1", LIMITS, "tuple(range(step, lasting, step))", "tuple(range(step, lasting, step))[1:]"),
    Mutant("limits: in files and commands", LINT, "if (most(step.checks) or 0) > every.value:", "if False:"),
    Mutant("C2.10", EDITS, "(limit := breathes_too_long(changed)) is not None:", "(limit := breathes_too_long(timeline)) is not None:"),
)  # fmt: skip

ASKED_ABOUT_A_PACK = (
    Mutant("session: questions about a pack", QUESTIONS, "ASKED_AGAIN = 30_000", "ASKED_AGAIN = 90_000"),
    Mutant("session: questions about a pack", QUESTIONS, "ALARM_FROM = 120_000", "ALARM_FROM = 1_200_000"),
    Mutant("session: questions about a pack", CUE_QUEUE, "words = sentences.IS_A_PACK_ON.by(keys) if begins else", "words = sentences.UNANSWERED.by(keys) if begins else"),
    Mutant("session: questions about a pack", PLAYHEAD, "return answers and questions.leads_to_application", "return False and questions.leads_to_application"),
    Mutant("session: questions about a pack", QUESTIONS, "return leads_to_application(timeline, index) or (first", "return (first"),
    Mutant("session: questions about a pack", QUESTIONS, "or (first > 0 and segments[first - 1].kind in EXPOSURE)", ""),
    Mutant("session: questions about a pack", QUESTIONS, "text = sentences.IS_A_PACK_ON.by(timeline.keys) if rings else question", "text = question"),
    Mutant("session: questions about a pack", CUE_QUEUE, "    if gate == asked.refused:\n        return\n", ""),
    Mutant("session: taken off?", QUESTIONS, "ASKED_FOR = 15_000", "ASKED_FOR = 150_000"),
    Mutant("session: taken off?", PLAYHEAD, "segment.kind in EXPOSURE and asked_off is not None and now < asked_off + questions.ASKED_FOR", "segment.kind in EXPOSURE and asked_off is not None"),
    Mutant("session: taken off?", SESSION, "            self._go_to(now, after_application(self.timeline, segment.index))\n            self.stand_still(now)", "            self._go_to(now, after_application(self.timeline, segment.index))"),
    Mutant("session: taken off?", SESSION, "            self._go_to(now, after_application(self.timeline, segment.index))\n            self.stand_still(now)", "            self._go_to(now, segment.index + 1)\n            self.stand_still(now)", ("test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session",)),
    Mutant("session: taken off?", ANSWERS, "            runner.session.still_on()\n", ""),
    Mutant("session: taken off?", ANSWERS, "        self._runner.session.take_off(now)\n        self._runner.exposure_guard.taken_off()", "        self._runner.session.take_off(now)"),
    Mutant("session: taken off?", ANSWERS, "        self._runner.session.take_off(now)\n        self._runner.exposure_guard.taken_off()", "        self._runner.exposure_guard.taken_off()", ("test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session",)),
    Mutant("session: taken off?", ANSWERS, "            runner.session.ask_off(now)\n", ""),
    Mutant("session: taken off?", ANSWERS, 'elif view.asking == "taken off?":\n            runner.pack_removal.off_early(now)', 'elif view.asking == "taken off?":\n            runner.pack_removal.off(now)', ("test_c2_5_a_pause_with_the_word_that_it_is_off_ends_its_clock_and_pauses_the_session",)),
    Mutant("session: a check", PLAYHEAD, "if (due := self.check_since(playhead, now)) is not None:\n            return questions", "if (due := self.check_since(playhead, now)) is not None and self.asked_off_at is None:\n            return questions"),
    Mutant("session: a check", QUESTIONS, '(Action.PAUSE, tr("I am awake, the skin is fine")), (Action.NEXT, OFF_NOW)', '(Action.PAUSE, tr("I am awake, the skin is fine")),'),
    Mutant("session: a check", ANSWERS, "runner.end(EndReason.SKIN)  # C2.1", "runner.end(EndReason.USER)  # C2.1"),
    Mutant("session: a check", CONTROLLER, 'if view.asking in ("check", "taken off?", "question"):', 'if view.asking in ("taken off?", "question"):'),
    Mutant("session: a check", CONTROLLER, 'if view.asking in ("check", "taken off?", "question"):', 'if view.asking in ("check", "question"):'),
    Mutant("session: a check", ANSWERS, 'if view.asking == "check":\n            self._checked(now)', "if False:\n            self._checked(now)"),
    Mutant("session: a check", ANSWERS, "        if view.check_pending:\n            self._checked(now)", "        if False:\n            self._checked(now)"),
    Mutant("session: leaving a step out", CONTROLLER, '"taken off?", "question"):', '"taken off?"):'),
    Mutant("session: leaving a step out", ANSWERS, "        self._pause_when_off = True\n", ""),
    Mutant("session: leaving a step out", ANSWERS, "        if pausing:\n            runner.session.stand_still(now)\n", ""),
    Mutant("session: a check", PLAYHEAD, "over = playhead.where(now)[0] != playhead.index", "over = False"),
    Mutant("session: the end of a pack", QUESTIONS, 'return Question("off", question, ((Action.YES, tr("it is off")),), rings=True)', 'return Question("off", question, ((Action.PAUSE, tr("it is off")),), rings=True)'),
    Mutant("session: the end of a pack", QUESTIONS, "and segments[index - 1].kind in EXPOSURE\n", "and segments[index].alarm\n"),
    Mutant("session: the end of a pack", ANSWERS, "            runner.refuse(questions.answer_first(runner.session.timeline, view.segment.index))\n        elif view.asked", "            runner.pack_removal.off(now)\n        elif view.asked"),
    Mutant("session: the end of a pack", ANSWERS, "        elif view.segment.alarm:\n            runner.pack_removal.off(now)", "        elif False:\n            runner.pack_removal.off(now)"),
    Mutant("session: the end of a pack", ANSWERS, "        runner.session.confirm(now)\n        runner.exposure_guard.taken_off()", "        runner.session.confirm(now)"),
    Mutant("session: the end of a pack", ANSWERS, "        runner.session.confirm(now)\n        runner.exposure_guard.taken_off()", "        runner.exposure_guard.taken_off()"),
    Mutant("session: the end of a pack", ANSWERS, 'elif view.asking == "off":\n            runner.key_tick.answer(taken=True)\n            runner.reply(STILL_ON)', 'elif view.asking == "off":\n            runner.pack_removal.off(now)'),
    Mutant("session: the end of a pack", PLAYHEAD, "return after + 1 if questions.is_off_gate(timeline, after) else after", "return after"),
    Mutant("session: the alarm", QUESTIONS, 'return self.rings or self.kind == "check"', 'return self.kind in ("check", "off")'),
    Mutant("session: the alarm", CUE_QUEUE, "(20_000, 0.75), (30_000, 1.0))", "(20_000, 0.75), (60_000, 1.0))"),
    Mutant("session: the alarm", CUE_QUEUE, "(20_000, 0.75), (30_000, 1.0))", "(20_000, 0.75), (30_000, 0.75))"),
    Mutant("session: the alarm", CUE_QUEUE, "return 1.0 if self.since is None else alarm_level(at - self.since)", "return 0.25 if self.since is not None else 1.0"),
    Mutant("session: the alarm", OUTPUT, "return gain if alarm else (gain", "return (gain"),
    Mutant("session: the alarm", PLAYBACK, "            if self._strokes % CALL_EVERY == 0:\n                self._surroundings.call(CALL)\n", ""),
    Mutant("session: the alarm", PLAYBACK, "CALL_EVERY = 3", "CALL_EVERY = 30"),
    Mutant("session: the alarm", PLAYBACK, "            self._player.ring_from(at)\n", ""),
    Mutant("session: the alarm", CUE_QUEUE, "        times.append(due + UNANSWERED_AFTER)\n    gate = playhead", "        times.append(due)\n    gate = playhead"),
    Mutant("session: the alarm", CUE_QUEUE, "segments[gate[0]].alarm:\n        times.append", "segments[gate[0]].alarm and False:\n        times.append"),
    Mutant("C2.2", CUE_QUEUE, "stroke = _alarm(cue, due + UNANSWERED_AFTER, rung_until)", "stroke = _alarm(cue, due + 10 * UNANSWERED_AFTER, rung_until)"),
    Mutant("session: a check", SESSION, "            self.questions.answered = elapsed\n            self.cues.stop_ringing()\n            return True", "            return False"),
    Mutant("C2.3", CUE_QUEUE, "    if timeline.segments[gate].alarm:\n        yield _alarm(question, begun, rung_until)\n    elif", "    if"),
    Mutant("C2.3", EDITS, "if applied.step not in gone and is_off_gate(", "if False and is_off_gate("),
    Mutant("C2.3", ENDING, "TERMINATED, HANGUP, CRASHED)", "TERMINATED, HANGUP)"),
    Mutant("C2.3", ENDING, "        _keep_vigil(program, CRASHED)\n        raise", "        raise"),
    Mutant("C2.3", ENDING, "        _keep_vigil(program, leave.code)\n        raise", "        raise"),
    Mutant("C2.3", ENDING, "        _keep_vigil(program, INTERRUPTED)\n        raise", "        raise"),
    Mutant("C2.3", SENTENCES, '{Kind.COLD: tr("Take the cold pack off"', '{Kind.COLD: tr("The cold pack"'),
)  # fmt: skip

KEYS_AND_ENDS = (
    Mutant("session: an end", RUNNER, "        if not self.on_skin:\n            self.finish(reason, now)\n", "        if True:\n            self.finish(reason, now)\n"),
    Mutant("session: an end", ANSWERS, "elif reason.weight > self.leaving.weight:\n            self.leaving = reason", "elif False:\n            self.leaving = reason"),
    Mutant("session: an end", ANSWERS, "elif reason.weight > self.leaving.weight:\n            self.leaving = reason", "else:\n            self.leaving = reason"),
    Mutant("session: an end", ANSWERS, "            runner.finish(leaving, now)\n            if not", "            runner.finish(EndReason.USER, now)\n            if not"),
    Mutant("session: an end", ANSWERS, "            runner.finish(leaving, now)\n            if not", "            if not"),
    Mutant("session: an end", RUNNER, "        if terminal_gone and self.on_skin:\n            return False\n", "", ("test_only_a_window_that_closes_over_a_pack_lets_the_session_go_on",)),
    Mutant("session: an end", CONTROLLER, "        if self.leaving is not None and not answers:\n            self.refuse(TAKE_IT_OFF_NOW)\n            return None\n", ""),
    Mutant("session: an end", CONTROLLER, "return None if self.ended is not None or self.leaving is not None else now", "return None if self.ended is not None else now"),
    Mutant("session: an end", SESSION, "segment.kind in EXPOSURE:\n            self._go_to(now, segment.index + 1)", "segment.kind in EXPOSURE:\n            self._go_to(now, after_application(self.timeline, segment.index))"),
    Mutant("session: a key too early", CONTROLLER, "if slept or self.question_timer.fresh(now):", "if self.question_timer.fresh(now):"),
    Mutant("session: a key too early", CONTROLLER, "if slept or self.question_timer.fresh(now):", "if slept:"),
    Mutant("session: a key too early", CONTROLLER, "        slept = self.notice_sleep(now)\n", "        slept = False\n"),
    Mutant("session: a key too early", QUESTIONS, "FRESH = 600", "FRESH = 100"),
    Mutant("session: a key too early", QUESTIONS, 'frozenset({"cloth", "check", "off", "question", "confirm"})', 'frozenset({"check", "off", "question", "confirm"})'),
    Mutant("session: a key too early", QUESTIONS, 'frozenset({"cloth", "check", "off", "question", "confirm"})', 'frozenset({"cloth", "off", "question", "confirm"})'),
    Mutant("session: a key too early", QUESTIONS, 'frozenset({"cloth", "check", "off", "question", "confirm"})', 'frozenset({"cloth", "check", "question", "confirm"})'),
    Mutant("session: a key too early", QUESTIONS, 'frozenset({"cloth", "check", "off", "question", "confirm"})', 'frozenset({"cloth", "check", "off", "confirm"})'),
    Mutant("session: what stands still", CONTROLLER, "and not view.waiting and not on_skin:", "and not view.waiting:"),
    Mutant("session: what stands still", QUESTIONS, "    if segment.kind in EXPOSURE:\n        raise Refused(TAKE_IT_OFF.by(timeline.keys))\n", ""),
    Mutant("session: what stands still", QUESTIONS, "    if segment.alarm:\n        raise Refused(answer_first(timeline, index))\n", ""),
    Mutant("session: what stands still", SESSION, "if segment.on_skin or questions.asks(segment):\n            return False", "if questions.asks(segment):\n            return False"),
    Mutant("session: what stands still", SESSION, "if segment is not None and not segment.on_skin:\n            self.pause(now)", "if segment is not None:\n            self.pause(now)"),
    Mutant("session: what stands still", SESSION, "        self.pause(now - asleep)\n", "        self.pause(now)\n"),
    Mutant("session: what stands still", PLAYHEAD, "and start > 0 and not timeline.segments[start - 1].on_skin:", "and start > 0:"),
    Mutant("session: what stands still", SESSION, "        if segment.gate is Gate.ANSWER:\n            raise Refused(answer_first(self.timeline, segment.index))\n        if segment.gate is Gate.Q", "        if segment.gate is Gate.Q"),
    Mutant("session: what stands still", PLAYHEAD, "and index < len(segments) and not asks(segments[index])", "and index < len(segments)"),
    Mutant("session: what stands still", TIMELINE, "return self.kind in EXPOSURE or self.alarm\n", "return self.kind in EXPOSURE\n"),
    Mutant("session: going on", PLAYHEAD, "(segments[place].kind in EXPOSURE or segments[place].alarm)", "segments[place].alarm"),
    Mutant("session: going on", PLAYHEAD, "(segments[place].kind in EXPOSURE or segments[place].alarm)", "segments[place].kind in EXPOSURE"),
    Mutant("session: going on", SESSION, "words = sentences.going_on(title, self.timeline.step_of(segment))\n            self._get_ready(now, Playhead(self.timeline, now + GOING_ON,", "words = sentences.GET_READY\n            self._get_ready(now, Playhead(self.timeline, now + 3_000,"),
    Mutant("session: leaving a step out", CONTROLLER, "        if step is None or step.index + 1 >= len(steps):\n            self.end(reason)", "        if step is None or step.index + 1 >= len(steps):\n            self.end(EndReason.USER)"),
    Mutant("session: leaving a step out", CONTROLLER, "        elif self.on_skin:\n            self.take_it_off()\n", ""),
    Mutant("session: leaving a step out", PLAYHEAD, "return after_application(timeline, last) if timeline.segments[last].kind in EXPOSURE else last + 1", "return last + 1"),
    Mutant("session: leaving a step out", PLAYHEAD, "last = timeline.block(step)[-1].last", "last = timeline.steps[step].last"),
    Mutant("session: leaving a step out", SESSION, "index + 1 if yes else after_step", "index + 1 if not yes else after_step"),
    Mutant("session: a breath in between", CONTROLLER, "if controller.on_skin or (segment", "if (segment"),
    Mutant("session: a breath in between", CONTROLLER, "questions.leads_to_application(timeline, segment.index):", "False:"),
    Mutant("session: a breath in between", CONTROLLER, "        (controller.abandon if breath.ended.unasked else controller.end)(breath.ended)\n        return False", "        return False"),
    Mutant("session: a breath in between", CONTROLLER, "not in (EndReason.FINISHED, EndReason.USER):", "not in (EndReason.FINISHED, EndReason.USER, EndReason.PAIN):"),
    Mutant("session: a breath in between", CONTROLLER, '    controller.hold_still("breathing", PAUSED_TO_BREATHE)\n', ""),
    Mutant("session: what was made easier does not grow", CONTROLLER, '{"easier": True}, left_out=True)', '{"easier": True})'),
    Mutant("session: what was made easier does not grow", CONTROLLER, "left_out=by < 0)", "left_out=False)"),
    Mutant("session: what was made easier does not grow", RUNNER, "        if left_out:\n            self.exposure_guard.left_out()\n", ""),
    Mutant("session: the bed of a hold", TIMELINE, 'self.kind is Kind.WORK and self.label == "hold" and ', 'self.label == "hold" and '),
    Mutant("session: the bed of a hold", TIMELINE, 'self.kind is Kind.WORK and self.label == "hold"', 'self.kind is not Kind.CONFIRM and self.label == "hold"'),
    Mutant("session: the bed of a hold", TIMELINE, 'self.label == "hold" and ', ""),
    Mutant("session: the bed of a hold", TIMELINE, 'self.label == "hold" and self.gate is None', 'self.label == "hold"'),
    Mutant("session: the bed of a hold", BED, "not segment.quiet and ", ""),
    Mutant("session: the bed of a hold", BED, "if line.still or line.past_end:", "if line.past_end:"),
    Mutant("session: the bed of a hold", BED, "if segment.gate is not None or begin > until:", "if begin > until:"),
    Mutant("session: the bed of a hold", PLAYBACK, "if self._sounds is None:\n            return", "if self._sounds is None:\n            pass"),
    Mutant("session: words that were cut off", CUT_WORDS, "Kind.SET_REST, Kind.SWITCH})", "Kind.SET_REST, Kind.SWITCH, Kind.WORK})"),
    Mutant("session: words that were cut off", CUT_WORDS, "segment.kind not in PAUSES or segment.gate is not None", "segment.kind not in PAUSES"),
    Mutant("session: words that were cut off", CUT_WORDS, "segment.kind not in PAUSES or segment.gate is not None", "segment.gate is not None"),
    Mutant("session: words that were cut off", CUT_WORDS, "line.past_end or words.cue.segment != line.index", "line.past_end"),
    Mutant("session: words that were cut off", CUT_WORDS, "base = max(base, segment.start)", "pass"),
    Mutant("session: ten", CONTROLLER, "return 10 if ten else digit", "return digit"),
    Mutant("session: ten", CONTROLLER, "now - self._one <= TOGETHER", "True"),
    Mutant("book: on the disk before its first second", ANSWERS, "        if not self._runner.exposure_guard.put_on(now):\n            self._refuse(now)\n        elif", "        if"),
    Mutant("C2.4", EXPOSURE_GUARD, "self.locked = self.recorder.put_on(_skin(application), application.width, reason)", "self.locked = None"),
    Mutant("C1.4", EXPOSURE_GUARD, "self.locked = self.recorder.verdict(_skin(application))", "self.locked = None"),
    Mutant("C1.4", RUNNER, "            if self.exposure_guard.pop_lock_out(now) is not None:\n                self.session.refuse(now)\n                self.say(self.exposure_guard.refusal())\n", ""),
    Mutant("C1.4", ANSWERS, "if not reason.strip() or not runner.exposure_guard.put_on(now, reason.strip()):", 'if not runner.exposure_guard.put_on(now, reason.strip() or "none"):'),
    Mutant("C2.5", EXPOSURE_GUARD, "        if self.recorder is not None:\n            self.recorder.taken_off()", "        pass"),
    Mutant("C2.10", CONTROLLER, "self.session.adjust(now, by, unfit)", "self.session.adjust(now, by)"),
    Mutant("C2.10", EXPOSURE_GUARD, 'return self.recorder.unfit(timeline) if self._settled and self.recorder is not None else ""', 'return ""'),
)  # fmt: skip

MUTANTS = (*WHERE_PLAYED, *ASKED_ABOUT_A_PACK, *KEYS_AND_ENDS)
