"""What was on the skin before: lock-outs, moments, the book that keeps them, and what must not come together."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

LOCKOUTS = "src/unclench/safety/lockouts.py"
EXPOSURE = "src/unclench/safety/exposure.py"
OWN_WORDS = "src/unclench/routine/own_words.py"
PARSER = "src/unclench/routine/parser.py"
PRESS = "src/unclench/safety/press.py"
PLAN_CHECK = "src/unclench/session/plan_check.py"
LOGBOOK = "src/unclench/journal/logbook.py"
SLIPS = "src/unclench/journal/slips.py"
RECORDER = "src/unclench/player/recorder.py"
ERASURE = "src/unclench/journal/erasure.py"
LIMITS = "src/unclench/safety/limits.py"

LOCK_OUTS = (
    Mutant("C2.4", LOCKOUTS, "if on := [exposure for exposure in past if exposure.open]:", "if on := []:"),
    Mutant("C2.10", LOCKOUTS, "    if beside.drowsy:\n", "    if False:\n"),
    Mutant("C2.4", LOCKOUTS, "if beside.unknown or any(doubtful", "if any(doubtful"),
    Mutant("book: what nobody knows", LOCKOUTS, "if beside.unknown or any(doubtful(exposure, now) for exposure in past):", "if beside.unknown:"),
    Mutant("C1.4", LOCKOUTS, 'said = [] if beside.said is None else [Exposure("said", kind, beside.said, 0, beside.said)]', "said = []"),
    Mutant("C1.13", LOCKOUTS, 'if perhaps_other and (gone := perhaps_other[0][0]) < LIMITS["C1.13"].value:', "if perhaps_other and (gone := perhaps_other[0][0]) < 0:"),
    Mutant("C1.12", LOCKOUTS, "if (wait := _second_round(kind, [e for _, e in done], now)) is not None:", "if (wait := _second_round(kind, [e for _, e in done], now)) is None and wait:"),
    Mutant("C1.12", LOCKOUTS, "return apart - gone if gone < apart and", "return apart - gone if gone < apart // 2 and"),
    Mutant("C1.12", LOCKOUTS, "if len(done) < 2 or done[0].kind == kind or", "if len(done) < 2 or done[0].kind != kind or"),
    Mutant("C1.4", LOCKOUTS, '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}', '{"cold": LIMITS["C1.9"], "heat": LIMITS["C1.9"]}'),
    Mutant("C1.9", LOCKOUTS, '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}', '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.13"]}'),
    Mutant("C1.4", LOCKOUTS, "    if gone >= gap.value:\n        return", "    if gone >= gap.value // 2:\n        return"),
    Mutant("C1.9", LOCKOUTS, '"override" if gap.action == "override" else "refuse"', '"override"'),
    Mutant("C1.4", LOCKOUTS, '"override" if gap.action == "override" else "refuse"', '"refuse"'),
    Mutant("C1.5", LOCKOUTS, 'plan == "20-20" and session is not None and last.session == session:', 'plan == "20-20":'),
    Mutant("C1.5", LOCKOUTS, 'kind == "cold" and plan == "20-20"', 'kind == "cold"'),
    Mutant("C1.5", LOCKOUTS, '>= LIMITS["C1.5"].value:\n', '> LIMITS["C1.5"].value:\n'),
    Mutant("C1.5", LOCKOUTS, "elif gone < TWENTY:", "elif False:"),
    Mutant("C1.5", LOCKOUTS, "TWENTY = 20 * MINUTE", "TWENTY = 10 * MINUTE"),
    Mutant("C1.5", LOCKOUTS, "        count += 1\n    return count", "    return count"),
    Mutant("C1.5", LOCKOUTS, 'and breaks[0] < LIMITS["C1.4"].value:', ":"),
    Mutant("C1.5", LOCKOUTS, 'if len(kinds) == 2 and set(kinds) == {"cold"}', 'if len(kinds) >= 2 and set(kinds) == {"cold"}'),
    Mutant("C1.4", LOCKOUTS, "return LOOKS_NORMAL if self.limit", 'return "" if self.limit'),
    Mutant("C2.4", LOCKOUTS, "if not gap.exact and gap.least < needed <= gap.likely < DAY:", "if False:"),
    Mutant("C2.4", LOCKOUTS, "gap.least < needed <= gap.likely < DAY", "gap.least < needed <= gap.likely"),
    Mutant("C1.6", LOCKOUTS, "if sum(gone < DAY for gone in ages) >= PER_DAY[kind].value:", "if sum(gone < DAY for gone in ages) > PER_DAY[kind].value:"),
    Mutant("C1.10", LOCKOUTS, '{"cold": LIMITS["C1.6"], "heat": LIMITS["C1.10"]}', '{"cold": LIMITS["C1.6"], "heat": LIMITS["C1.6"]}'),
    Mutant("C1.6", LOCKOUTS, "sum(gone < DAY for gone in ages)", "sum(gone < 2 * DAY for gone in ages)"),
    Mutant("C1.7", LOCKOUTS, 'if kind == "cold" and any(period < gone < 7 * DAY for gone in ages):', "if False:"),
    Mutant("C1.7", LOCKOUTS, "any(period < gone < 7 * DAY", "any(2 * period < gone < 7 * DAY"),
    Mutant("C1.4", LOCKOUTS, "return max(_verdicts(kind, past, now, plan, session, beside), key=_strictness, default=None)", "return min(_verdicts(kind, past, now, plan, session, beside), key=_strictness, default=None)"),
    Mutant("book: what nobody knows", LOCKOUTS, 'off.wall - now.wall > LIMITS["C1.4"].value', "False"),
    Mutant("book: each application of a session", LOCKOUTS, "then = earlier(now, -each.at)", "then = now"),
    Mutant("book: each application of a session", LOCKOUTS, "around = beside if number == 0 else replace(beside, drowsy=False)", "around = replace(beside, drowsy=False)"),
    Mutant("book: each application of a session", LOCKOUTS, "skin.append(Exposure(", "list().append(Exposure("),
    Mutant("book: each application of a session", LOCKOUTS, "None if verdict.wait is None else each.at + verdict.wait", "None if verdict.wait is None else verdict.wait", ("test_the_second_pack_of_a_session_is_looked_at_behind_its_first",)),
)  # fmt: skip

TIMES = (
    Mutant("book: what time is certain", EXPOSURE, "certain = 0 if elsewhere(then, now) or not (here(then, now) or passed >= run) else run", "certain = 0 if not (here(then, now) or passed >= run) else run"),
    Mutant("book: what time is certain", EXPOSURE, "not (here(then, now) or passed >= run)", "not (passed >= run)"),
    Mutant("book: what time is certain", EXPOSURE, "elsewhere(then, now) or not (here(then, now) or passed >= run)", "elsewhere(then, now)"),
    Mutant("book: what time is certain", EXPOSURE, "return Age(certain, max(certain, passed), exact=False)", "return Age(certain, passed, exact=False)"),
    Mutant("book: what time is certain", EXPOSURE, "return Age(gone, gone, exact=True) if gone >= 0 else", "return Age(max(gone, now.wall - then.wall), max(gone, now.wall - then.wall), exact=True) if gone >= 0 else"),
    Mutant("book: what time is certain", EXPOSURE, "run = now.ticks - then.ticks if now.ticks >= then.ticks else run", "run = now.ticks"),
    Mutant("book: what time is certain", EXPOSURE, "and now.ticks >= then.ticks and abs(begun[0] - begun[1]) <= AGREE", "and now.ticks >= then.ticks"),
    Mutant("book: what time is certain", EXPOSURE, "return bool(hint) and hint == found and now.ticks >= then.ticks", "return hint == found and now.ticks >= then.ticks"),
    Mutant("book: what time is certain", EXPOSURE, "    if machine and theirs and machine != theirs:\n        return False\n", ""),
    Mutant("C2.4", EXPOSURE, "return not gone.exact or gone.least >= exposure.limit", "return gone.least >= exposure.limit", ("test_c2_4_the_alarm_is_due_at_the_limit_and_whenever_nobody_can_know",)),
    Mutant("C2.4", EXPOSURE, "return not gone.exact or gone.least >= exposure.limit", "return not gone.exact or gone.least > exposure.limit", ("test_c2_4_the_alarm_is_due_at_the_limit_and_whenever_nobody_can_know",)),
)  # fmt: skip

BESIDE = (
    Mutant("C1.16", PRESS, 'if "massage" not in tags:\n        return False', 'if "massage" in tags:\n        return False'),
    Mutant("C1.16", PRESS, "return limit if pressed > limit.value else None", "return limit if pressed > 2 * limit.value else None"),
    Mutant("limits: one point", PRESS, "max(self.longest, other.longest, self.tail + other.head)", "max(self.longest, other.longest)"),
    Mutant("C1.16", PRESS, "whole = self.longest * count", "whole = self.longest"),
    Mutant("C1.16", PRESS, "apart=rest > 0 or in_turn)", "apart=True)"),
    Mutant("limits: one point", PRESS, "apart=set_rest > 0 or sides > 1)", "apart=True)"),
    Mutant("limits: one point", PRESS, "in_turn = alternate and sides > 1", "in_turn = False"),
    Mutant("C1.16", PRESS, r'r"\b(?:release|let|', r'r"\b(?:squeeze|release|let|'),
    Mutant("C2.10", PLAN_CHECK, "return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)", "return unsafe_plan(planned, plan)"),
    Mutant("C1.13", PLAN_CHECK, "return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)", "return puts_to_sleep(routine, timeline)"),
    Mutant("C2.10", PLAN_CHECK, "{*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}", "{*routine.tags}"),
    Mutant("care: limits and lock-outs", PLAN_CHECK, "{*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}", "{tag for step in timeline.steps for tag in step.tags}"),
    Mutant("C2.10", PLAN_CHECK, "return sleepy(tags, _breathing(timeline))", "return sleepy(tags)"),
    Mutant("C2.10", PLAN_CHECK, "if not on_skin and not timeline.has_pack:\n        return None", "if not timeline.has_pack:\n        return None"),
    Mutant("C2.10", LIMITS, "or breathing > limit.value else None", "else None"),
    Mutant("C2.10", LIMITS, "SLEEPY & {tag.lower() for tag in tags}", "SLEEPY & set(tags)"),
    Mutant("C1.5", PLAN_CHECK, "breaks = [after.start - before.end for before, after in pairwise(skin)]", "breaks = [after.start - before.start for before, after in pairwise(skin)]"),
    Mutant("C2.10", RECORDER, '        if self._book.exposures.waiting():\n            return f"{limit.sentence} ({limit.id})"\n', ""),
    Mutant("C2.10", RECORDER, '        self._book.slips.doze()\n        return ""', '        return ""'),
)  # fmt: skip

BOOK = (
    Mutant("book: a disk that fails", LOGBOOK, "        if (verdict := allowed(self.past())) is not None:\n            return verdict\n", ""),
    Mutant("C1.9", LOGBOOK, 'verdict.action in ("override", "confirm"):', 'verdict.action in ("override", "confirm", "refuse"):'),
    Mutant("C2.4", LOGBOOK, 'verdict.action in ("override", "confirm"):', 'verdict.action in ("override", "confirm", "when"):'),
    Mutant("C1.4", LOGBOOK, "            self.add(override)\n", "            pass\n"),
    Mutant("book: on the disk before its first second", LOGBOOK, "        self._slips.hold(exposure)\n        self._memory", "        self._memory"),
    Mutant("book: on the disk before its first second", LOGBOOK, "late = self._handle.ask(lambda journal: journal.start_exposure(exposure, allowed), None)", "late = None"),
    Mutant("book: on the disk before its first second", LOGBOOK, "        self._memory[exposure.id] = exposure\n        return None", "        return None"),
    Mutant("book: on the disk before its first second", LOGBOOK, "        self._slips.note(Noted(exposure))\n        late", "        late"),
    Mutant("book: said to be off", LOGBOOK, "        self._memory[exposure.id] = done\n", ""),
    Mutant("book: said to be off", LOGBOOK, "        self._slips.note(Noted(done))\n        if self._put", "        if self._put"),
    Mutant("book: said to be off", LOGBOOK, "        if self._put(done):\n            self._slips.note(Noted(done, kept=True))\n", ""),
    Mutant("book: said to be off", LOGBOOK, "        if slip is None or slip.id == exposure.id:\n            self._slips.delete()", "        pass"),
    Mutant("book: still on", LOGBOOK, "if not may_be_on(self._handle.home):\n            return []", "if not self._slips.there:\n            return []"),
    Mutant("book: still on", SLIPS, "    if slips.there:\n        return True\n", ""),
    Mutant("book: still on", SLIPS, "return bool(now) and (sheet is None or sheet.asked_of != now)", "return False"),
    Mutant("book: still on", SLIPS, "return bool(now) and (sheet is None or sheet.asked_of != now)", "return bool(now)"),
    Mutant("book: still on", LOGBOOK, "if exposure.id not in found or found[exposure.id].open:", "if exposure.id not in found:"),
    Mutant("book: still on", LOGBOOK, "return not overdue(exposure, self._now()) and self._slips.attended()", "return self._slips.attended()"),
    Mutant("book: still on", LOGBOOK, "return not overdue(exposure, self._now()) and self._slips.attended()", "return not overdue(exposure, self._now())"),
    Mutant("book: what nobody knows", LOGBOOK, "self._unknown = self._unknown or not self._exposures.journal_read or not self._slips.usable", "self._unknown = self._unknown or not self._exposures.journal_read"),
    Mutant("book: what nobody knows", LOGBOOK, "self._unknown = self._unknown or not self._exposures.journal_read or not self._slips.usable", "self._unknown = self._unknown or not self._slips.usable"),
    Mutant("book: what nobody knows", LOGBOOK, "return self._unknown and not self.answered", "return False"),
    Mutant("book: what nobody knows", LOGBOOK, "        self._slips.note_said(when)\n", ""),
    Mutant("book: what nobody knows", LOGBOOK, "return Beside(unknown=self.unknown, said=last,", "return Beside(unknown=self.unknown, said=None,"),
    Mutant("C2.10", LOGBOOK, "drowsy=self._slips.dozing_elsewhere())", "drowsy=False)"),
    Mutant("book: a disk that fails", LOGBOOK, "            if not noted.kept and self._put(_as_kept(noted.exposure, self._read)):\n", "            if False:\n"),
    Mutant("book: a disk that fails", LOGBOOK, "            if not each.kept or _matters(exposure, now):", "            if not each.kept:"),
    Mutant("book: a disk that fails", LOGBOOK, "STILL_MATTERS = max(limit.value for limit in GAPS.values())", "STILL_MATTERS = min(limit.value for limit in GAPS.values())"),
    Mutant("book: a disk that fails", SLIPS, 'if mark == b"%08x" % zlib.crc32(data) else None', ""),
    Mutant("book: a disk that fails", SLIPS, "os.lseek(file, new.number % PAGES * PAGE, os.SEEK_SET)", "os.lseek(file, 0, os.SEEK_SET)"),
    Mutant("book: a disk that fails", SLIPS, "return max(found, key=lambda sheet: sheet.number, default=None)", "return min(found, key=lambda sheet: sheet.number, default=None)"),
    Mutant("book: a disk that fails", SLIPS, '_write(file, _page(Sheet()) + b" " * PAGE)', "_write(file, _page(Sheet()))"),
    Mutant("book: a disk that fails", SLIPS, "        del sort[0]\n", "        del sort[-1]\n"),
    Mutant("book: hostile files", SLIPS, '("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")', '("O_NONBLOCK", "O_CLOEXEC", "O_BINARY")'),
    Mutant("book: another program", SLIPS, "return self._dozing is None and _locked_elsewhere(self._dozing_at)", "return False"),
    Mutant("book: another program", SLIPS, "            _lock(self._held)\n", ""),
    Mutant("book: another program", SLIPS, "return self._held is not None or _locked_elsewhere(self.slip)", "return self._held is not None"),
    Mutant("book: forgetting", ERASURE, 'STILL_NEEDED = LIMITS["C1.4"].value', "STILL_NEEDED = 0"),
)  # fmt: skip

_CHECKED = ("test_c1_1_c1_8_check_warns_of_cold_and_heat_that_nothing_looks_after",)
_TOLD = ("test_c1_1_c1_8_cold_and_heat_by_another_name_are_told_to_be_written_as_what_is_timed",)
WORDS = (
    Mutant("C1.1", OWN_WORDS, r'|k(?:ä|ae)lte\w*"', '"', _CHECKED),
    Mutant("C1.1", OWN_WORDS, "|eis|eis(?:", "|eis(?:", _CHECKED),
    Mutant("C1.8", OWN_WORDS, "w(?:ä|ae)rme(?!", "w(?:ä)rme(?!", _CHECKED),
    Mutant("C1.8", OWN_WORDS, r"|rotlicht\w*", "", _CHECKED),
    Mutant("C1.1", OWN_WORDS, 'normalize("NFC", text)', "text", _CHECKED),
    Mutant("C1.8", PARSER, "and (instead := _as_a_pack(key, value)):", 'and (instead := ""):', _TOLD),
    Mutant("C1.1", PARSER, "_as_a_pack(node.text) or ", "", _TOLD),
    Mutant("C1.1", PARSER, "time=format_duration(min(lasting, DEFAULT_LENGTH)))", "time=format_duration(lasting))", _TOLD),
)  # fmt: skip

MUTANTS = (*LOCK_OUTS, *TIMES, *BESIDE, *BOOK, *WORDS)
