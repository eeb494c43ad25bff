"""Doses: how they grow, what a key counts, which level and which steps are meant today, and what a pasted sheet says."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

EFFORT = "src/unclench/care/interruptions.py"
TODAYS_STEPS = "src/unclench/player/todays_steps.py"
FELT = "src/unclench/session/end_reason.py"
EFFORTS = "src/unclench/journal/queries.py"
PROGRESSION = "src/unclench/session/progression.py"
LOADS = "src/unclench/routine/loads.py"
REPETITIONS = "src/unclench/session/questions.py"
SESSION = "src/unclench/session/session.py"
RECORDER = "src/unclench/player/recorder.py"
COMPILER = "src/unclench/session/compiler.py"
COMBINATIONS = "src/unclench/session/plan_check.py"
CHECK = "src/unclench/reports/routines.py"
FREQUENCY = "src/unclench/session/frequency.py"
READING = "src/unclench/routine/pasted/doses.py"
PARTS = "src/unclench/routine/pasted/phrases.py"
PRESCRIPTION = "src/unclench/routine/pasted/prescription.py"
STEPS = "src/unclench/routine/pasted/proposal.py"
SHEET = "src/unclench/routine/pasted/sheet.py"

HOW_IT_WAS = (
    Mutant("care: how it was", EFFORT, " or reason.body or reason.unasked", " or reason.unasked"),
    Mutant("care: how it was", EFFORT, " or reason.body or reason.unasked", " or reason.body"),
    Mutant("care: how it was", EFFORT, "red_flags.ends_session(played.worst)", "played.worst > 6"),
    Mutant("care: how it was", EFFORT, "played.asked or hurt or", "played.asked or"),
    Mutant("care: how it was", EFFORT, "played.asked or hurt or", "hurt or"),
    Mutant("care: how it was", EFFORT, "hurt or red_flags.standing(health.answers())", "hurt"),
    Mutant("care: how it was", EFFORT, "if step.id in played.done)", ")"),
    Mutant("care: how it was", EFFORT, "(Felt.TOO_MUCH, Felt.RIGHT, Felt.EASY)", "(Felt.EASY, Felt.RIGHT, Felt.TOO_MUCH)"),
    Mutant("care: how it was", EFFORT, "first=EFFORT_ANSWERS.index(Felt.RIGHT)", "first=EFFORT_ANSWERS.index(Felt.EASY)"),
    Mutant("care: how it was", EFFORT, "if answer is None or answer >= len(EFFORT_ANSWERS):\n            return", "if answer is None or answer >= len(EFFORT_ANSWERS):\n            continue"),
    Mutant("care: how it was", FELT, 'EASY = "easy"', 'EASY = "light"'),
    Mutant("care: how it was", EFFORTS, "if value in set(Felt) else None", "if value in set(Felt) else Felt.EASY"),
    Mutant("care: how it was", TODAYS_STEPS, "return PastDose(done.day, getattr(done, progress.field), done.edition, felt)", 'return PastDose(done.day, getattr(done, progress.field), "", felt)'),
    Mutant("care: how it was", TODAYS_STEPS, "place_of_load(progress.loads, load), done.edition", 'place_of_load(progress.loads, load), ""'),
    Mutant("care: how it was", TODAYS_STEPS, 'felt.get((each.session, each.place or ""))', "felt.get((each.session, id))"),
    Mutant("care: how it was", TODAYS_STEPS, "self._same[key] < 2 or each.place in (None, id)]", "True]"),
)  # fmt: skip

GROWTH = (
    Mutant("session: growth", PROGRESSION, "BREAK = 2 * WEEK", "BREAK = 2 * WEEK + 1"),
    Mutant("session: growth", PROGRESSION, "if not hurt or last is None or found.value <= last:", "if True:"),
    Mutant("session: growth", "src/unclench/journal/queries.py", "(reason is not None and reason.body) or (worst", "(worst"),
    Mutant("session: growth", PROGRESSION, "(1 + (since - BREAK) // WEEK)", "1"),
    Mutant("session: growth", PROGRESSION, "min(last, rule.high, max(rule.low, fewer))", "min(rule.high, max(rule.low, fewer))"),
    Mutant("session: growth", PROGRESSION, "        if rule.asks:\n            value = min(value, _as_it_felt(rule, done, today, edition))\n", ""),
    Mutant("session: growth", PROGRESSION, "last.felt is Felt.EASY and last.day < today", "last.felt is Felt.EASY"),
    Mutant("session: growth", PROGRESSION, "last.felt is Felt.EASY and", "Felt.EASY in felt and"),
    Mutant("session: growth", PROGRESSION, "last.felt is Felt.EASY and", "last.felt is not Felt.RIGHT and"),
    Mutant("session: growth", PROGRESSION, "if not easy or not _may_go_up(rule, _by_day(done, today), today, edition):", "if not easy:"),
    Mutant("session: growth", PROGRESSION, "if Felt.TOO_MUCH in felt:", "if last.felt is Felt.TOO_MUCH:"),
    Mutant("session: growth", PROGRESSION, "max(min(rule.low, rule.by, last.dose), last.dose - rule.by)", "max(min(rule.low, rule.by), last.dose - rule.by)"),
    Mutant("session: growth", PROGRESSION, "max(min(rule.low, rule.by, last.dose), last.dose - rule.by)", "last.dose"),
    Mutant("session: growth", PROGRESSION, "    return last.dose + rule.by\n", "    return last.dose + 2 * rule.by\n"),
    Mutant("session: growth", PROGRESSION, "if each.edition == edition and each.day >= first]", "if each.day >= first]"),
    Mutant("session: growth", PROGRESSION, "today - with_it[0] >= rule.every_days", "today - with_it[0] >= 1"),
    Mutant("session: growth", PROGRESSION, "        value = min(_as_it_felt(rule, done, today, edition), rule.high)\n        return TodaysDose(value, _why_it_felt(rule, value, now, 0))", "        value = _as_it_felt(rule, done, today, edition)\n        return TodaysDose(value, _why_it_felt(rule, value, now, 0))"),
    Mutant("session: growth", PROGRESSION, "    value = min(value, rule.high)\n    return", "    return"),
    Mutant("session: growth", PROGRESSION, "value = min(rule.low, last + rule.by)", "value = rule.low"),
    Mutant("session: growth", PROGRESSION, 'LIMITS["C1.18"].value}', '2 * LIMITS["C1.18"].value}'),
    Mutant("session: growth", PROGRESSION, "Dose.LOW: ends[0]", "Dose.LOW: ends[1]"),
    Mutant("session: growth", PROGRESSION, "return progress.loads[0]", "return progress.loads[-1]"),
    Mutant("session: growth", LOADS, "return max(lighter, default=None)", "return max(lighter, default=1)"),
    Mutant("session: growth", LOADS, "<= weight]", "]"),
    Mutant("session: growth", LOADS, '"lbs": ("lb", 1_000)}', '"lbs": ("kg", 1_000)}'),
)  # fmt: skip

COUNTED = (
    Mutant("C1.16", COMPILER, "if segment.gate in AT_WILL:\n            limit", "if segment.gate is Gate.OPEN:\n            limit"),
    Mutant("session: repetitions that a key counts", COMPILER, "if segment.gate in AT_WILL:\n            limit", "if False:\n            limit"),
    Mutant("session: repetitions that a key counts", REPETITIONS, "if self.count + by < 0:", "if self.count + by < -1:"),
    Mutant("session: repetitions that a key counts", REPETITIONS, "self.count + by > MOST", "self.count + by > MOST + 1"),
    Mutant("session: repetitions that a key counts", SESSION, "        self.repetitions.forget()\n", ""),
    Mutant("session: repetitions that a key counts", RECORDER, "self._part.rep = count", "self._part.rep = max(self._part.rep, count)"),
)  # fmt: skip

LEVELS = (
    Mutant("session: levels", COMPILER, "max(levels.values(), default=0) + 1)", "max(levels.values(), default=0))"),
    Mutant("session: levels", COMPILER, "answers = {blank: min(level, most)", "answers = {blank: level"),
    Mutant("session: levels", COMPILER, "if each.field == LEVEL}\n    for", "}\n    for"),
    Mutant("session: levels", COMPILER, "answers={**choices.answers, **answers})", "answers=answers)"),
    Mutant("session: levels", COMPILER, "self._level(id, step) if step.levels else list", "list"),
    Mutant("session: levels", COMBINATIONS, "            settled |= {asked.step}\n", ""),
    Mutant("session: levels", COMBINATIONS, "range(2, len(asked.options) + 1)", "range(2, len(asked.options))"),
    Mutant("session: levels", COMBINATIONS, "{**answered.answers, (asked.step, LEVEL): level}", "{(asked.step, LEVEL): level}"),
    Mutant("session: levels", COMBINATIONS, "kinds = (ApplyStep, BreatheStep, RestStep)", "kinds = (ApplyStep, RestStep)"),
    Mutant("session: levels", COMBINATIONS, "isinstance(each, kinds) or SLEEPY & _tags(each)", "isinstance(each, kinds)"),
    Mutant("session: levels", COMBINATIONS, "    if more or waiting:\n        yield None\n", ""),
    Mutant("session: levels", CHECK, "        for chosen in level_combinations(routine, choices):", "        for chosen in ():"),
    Mutant("session: levels", CHECK, 'for choices in (Choices(), Choices(optional="all")):', "for choices in (Choices(),):"),
)  # fmt: skip

NOT_DUE = (
    Mutant("session: a step that is not due", FREQUENCY, "today >= times_a_day(frequency)", "today > times_a_day(frequency)"),
    Mutant("session: a step that is not due", FREQUENCY, "last < frequency.every_days", "last <= frequency.every_days"),
    Mutant("session: a step that is not due", FREQUENCY, "lately >= (most(frequency.days_a_week) or WEEK)", "lately > (most(frequency.days_a_week) or WEEK)"),
    Mutant("session: a step that is not due", FREQUENCY, "sum(ago < WEEK for ago", "sum(ago <= WEEK for ago"),
    Mutant("session: a step that is not due", TODAYS_STEPS, "self._same[key] < 2 or each.place in (None, id)]", "True]"),
    Mutant("session: a step that is not due", TODAYS_STEPS, 'each[0].startswith((f"{id}.", f"{id}/"))]', "each[0].startswith(id)]"),
    Mutant("session: a step that is not due", TODAYS_STEPS, 'each[0].startswith((f"{id}.", f"{id}/"))]', 'each[0].startswith(f"{id}.")]'),
)  # fmt: skip

PASTED = (
    Mutant("files: pasted sheets", READING, "if len(tokens) > MOST_TOKENS:", "if False:"),
    Mutant("files: pasted sheets", READING, "token.value is not None or token.odd or token.text == BLANK", "token.value is not None or token.text == BLANK"),
    Mutant("files: pasted sheets", READING, "token.value is not None or token.odd or token.text == BLANK", "token.value is not None or token.odd"),
    Mutant("files: pasted sheets", READING, "return any(fact.end > at for fact in doses)", "return False"),
    Mutant("files: pasted sheets", READING, "if unread or (doses and _unsure(tokens, doses, rest)):", "if unread:"),
    Mutant("files: pasted sheets", READING, "if unread or (doses and _unsure(tokens, doses, rest)):", "if doses and _unsure(tokens, doses, rest):"),
    Mutant("files: pasted sheets", READING, 'if word == "each":', 'if word == "":'),
    Mutant("files: pasted sheets", READING, "if word in _SEVERAL:", "if False:"),
    Mutant("files: pasted sheets", PRESCRIPTION, "    beliefs.leave_where(lambda key, value: not _plausible(key, value))\n", ""),
    Mutant("files: pasted sheets", PRESCRIPTION, "    beliefs.leave_contradictions()\n", ""),
    Mutant("files: pasted sheets", PRESCRIPTION, "    if len(parts) == 1:\n", "    if parts:\n"),
    Mutant("files: pasted sheets", PRESCRIPTION, "if not read.values.keys() & _OF_ANOTHER_SHAPE:", "if True:"),
    Mutant("files: pasted sheets", PARTS, "or any(_NO_MOVEMENT & set(name.split()) for name in names)", ""),
    Mutant("files: pasted sheets", PARTS, "if not all(0 < seconds <= LONGEST_MOVEMENT for", "if not all(0 < seconds for"),
    Mutant("files: pasted sheets", STEPS, '        return read.amount("reps")\n    return Blank()', '        return read.amount("reps")\n    return None'),
    Mutant("files: pasted sheets", STEPS, "or too_long(kind, most(lasting)) is not None:", ":"),
    Mutant("files: pasted sheets", SHEET, "out = packs if drowsy else packs[1:]", "out = packs[1:]"),
    Mutant("files: pasted sheets", SHEET, "out = packs if drowsy else packs[1:]", "out = packs if drowsy else []"),
    Mutant("files: pasted sheets", SHEET, "if not proposal.steps or _loads(proposal, exercises):", "if True:"),
)  # fmt: skip

MUTANTS = (*HOW_IT_WAS, *GROWTH, *COUNTED, *LEVELS, *NOT_DUE, *PASTED)
