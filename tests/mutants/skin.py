"""What was on the skin before: lock-outs, moments, the book that keeps them, and what must not come together."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

GUARDS = "src/unclench/safety/lockouts.py"
MOMENTS = "src/unclench/safety/exposure.py"
RECORDS = "src/unclench/safety/exposure.py"
PRESS = "src/unclench/safety/press.py"
TOGETHER = "src/unclench/session/plan_check.py"
KEEPING = "src/unclench/journal/logbook.py"
EXPOSURES = "src/unclench/journal/logbook.py"
LOCKED_OUT = "src/unclench/journal/logbook.py"
SLIPS = "src/unclench/journal/slips.py"
RECORDER = "src/unclench/player/recorder.py"
FORGETTING = "src/unclench/journal/erasure.py"
SAFETY = "src/unclench/safety/limits.py"

LOCK_OUTS = (
    Mutant("C2.4", GUARDS, "if on := [exposure for exposure in past if exposure.open]:", "if on := []:"),
    Mutant("C2.10", GUARDS, "    if beside.drowsy:\n", "    if False:\n"),
    Mutant("C2.4", GUARDS, "if beside.unknown or any(doubtful", "if any(doubtful"),
    Mutant("book: what nobody knows", GUARDS, "if beside.unknown or any(doubtful(exposure, now) for exposure in past):", "if beside.unknown:"),
    Mutant("C1.4", GUARDS, 'said = [] if beside.said is None else [Exposure("said", kind, beside.said, 0, beside.said)]', "said = []"),
    Mutant("C1.13", GUARDS, 'if perhaps_other and (gone := perhaps_other[0][0]) < LIMITS["C1.13"].value:', "if perhaps_other and (gone := perhaps_other[0][0]) < 0:"),
    Mutant("C1.12", GUARDS, "if (wait := _second_round(kind, [e for _, e in done], now)) is not None:", "if (wait := _second_round(kind, [e for _, e in done], now)) is None and wait:"),
    Mutant("C1.12", GUARDS, "return apart - gone if gone < apart and", "return apart - gone if gone < apart // 2 and"),
    Mutant("C1.12", GUARDS, "if len(done) < 2 or done[0].kind == kind or", "if len(done) < 2 or done[0].kind != kind or"),
    Mutant("C1.4", GUARDS, '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}', '{"cold": LIMITS["C1.9"], "heat": LIMITS["C1.9"]}'),
    Mutant("C1.9", GUARDS, '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}', '{"cold": LIMITS["C1.4"], "heat": LIMITS["C1.13"]}'),
    Mutant("C1.4", GUARDS, "    if gone >= gap.value:\n        return", "    if gone >= gap.value // 2:\n        return"),
    Mutant("C1.9", GUARDS, '"override" if gap.action == "override" else "refuse"', '"override"'),
    Mutant("C1.4", GUARDS, '"override" if gap.action == "override" else "refuse"', '"refuse"'),
    Mutant("C1.5", GUARDS, 'plan == "20-20" and session is not None and last.session == session:', 'plan == "20-20":'),
    Mutant("C1.5", GUARDS, 'kind == "cold" and plan == "20-20"', 'kind == "cold"'),
    Mutant("C1.5", GUARDS, '>= LIMITS["C1.5"].value:\n', '> LIMITS["C1.5"].value:\n'),
    Mutant("C1.5", GUARDS, "elif gone < TWENTY:", "elif False:"),
    Mutant("C1.5", GUARDS, "TWENTY = 20 * MINUTE", "TWENTY = 10 * MINUTE"),
    Mutant("C1.5", GUARDS, "        count += 1\n    return count", "    return count"),
    Mutant("C1.5", GUARDS, 'and breaks[0] < LIMITS["C1.4"].value:', ":"),
    Mutant("C1.5", GUARDS, 'if len(kinds) == 2 and set(kinds) == {"cold"}', 'if len(kinds) >= 2 and set(kinds) == {"cold"}'),
    Mutant("C1.4", GUARDS, "return LOOKS_NORMAL if self.limit", 'return "" if self.limit'),
    Mutant("C2.4", GUARDS, "if not gap.exact and gap.least < needed <= gap.likely < DAY:", "if False:"),
    Mutant("C2.4", GUARDS, "gap.least < needed <= gap.likely < DAY", "gap.least < needed <= gap.likely"),
    Mutant("C1.6", GUARDS, "if sum(gone < DAY for gone in ages) >= PER_DAY[kind].value:", "if sum(gone < DAY for gone in ages) > PER_DAY[kind].value:"),
    Mutant("C1.10", GUARDS, '{"cold": LIMITS["C1.6"], "heat": LIMITS["C1.10"]}', '{"cold": LIMITS["C1.6"], "heat": LIMITS["C1.6"]}'),
    Mutant("C1.6", GUARDS, "sum(gone < DAY for gone in ages)", "sum(gone < 2 * DAY for gone in ages)"),
    Mutant("C1.7", GUARDS, 'if kind == "cold" and any(period < gone < 7 * DAY for gone in ages):', "if False:"),
    Mutant("C1.7", GUARDS, "any(period < gone < 7 * DAY", "any(2 * period < gone < 7 * DAY"),
    Mutant("C1.4", GUARDS, "return max(_verdicts(kind, past, now, plan, session, beside), key=_strictness, default=None)", "return min(_verdicts(kind, past, now, plan, session, beside), key=_strictness, default=None)"),
    Mutant("book: what nobody knows", GUARDS, 'off.wall - now.wall > LIMITS["C1.4"].value', "False"),
    Mutant("book: each application of a session", GUARDS, "then = earlier(now, -each.at)", "then = now"),
    Mutant("book: each application of a session", GUARDS, "around = beside if number == 0 else replace(beside, drowsy=False)", "around = replace(beside, drowsy=False)"),
    Mutant("book: each application of a session", GUARDS, "skin.append(Exposure(", "list().append(Exposure("),
    Mutant("book: each application of a session", GUARDS, "None if verdict.wait is None else each.at + verdict.wait", "None if verdict.wait is None else verdict.wait", ("test_the_second_pack_of_a_session_is_looked_at_behind_its_first",)),
)  # fmt: skip

TIMES = (
    Mutant("book: what time is certain", MOMENTS, "certain = 0 if elsewhere(then, now) or not (here(then, now) or passed >= run) else run", "certain = 0 if not (here(then, now) or passed >= run) else run"),
    Mutant("book: what time is certain", MOMENTS, "not (here(then, now) or passed >= run)", "not (passed >= run)"),
    Mutant("book: what time is certain", MOMENTS, "elsewhere(then, now) or not (here(then, now) or passed >= run)", "elsewhere(then, now)"),
    Mutant("book: what time is certain", MOMENTS, "return Age(certain, max(certain, passed), exact=False)", "return Age(certain, passed, exact=False)"),
    Mutant("book: what time is certain", MOMENTS, "return Age(gone, gone, exact=True) if gone >= 0 else", "return Age(max(gone, now.wall - then.wall), max(gone, now.wall - then.wall), exact=True) if gone >= 0 else"),
    Mutant("book: what time is certain", MOMENTS, "run = now.ticks - then.ticks if now.ticks >= then.ticks else run", "run = now.ticks"),
    Mutant("book: what time is certain", MOMENTS, "and now.ticks >= then.ticks and abs(begun[0] - begun[1]) <= AGREE", "and now.ticks >= then.ticks"),
    Mutant("book: what time is certain", MOMENTS, "return bool(hint) and hint == found and now.ticks >= then.ticks", "return hint == found and now.ticks >= then.ticks"),
    Mutant("book: what time is certain", MOMENTS, "    if machine and theirs and machine != theirs:\n        return False\n", ""),
    Mutant("C2.4", RECORDS, "return not gone.exact or gone.least >= exposure.limit", "return gone.least >= exposure.limit", ("test_c2_4_the_alarm_is_due_at_the_limit_and_whenever_nobody_can_know",)),
    Mutant("C2.4", RECORDS, "return not gone.exact or gone.least >= exposure.limit", "return not gone.exact or gone.least > exposure.limit", ("test_c2_4_the_alarm_is_due_at_the_limit_and_whenever_nobody_can_know",)),
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
    Mutant("C2.10", TOGETHER, "return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)", "return unsafe_plan(planned, plan)"),
    Mutant("C1.13", TOGETHER, "return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)", "return puts_to_sleep(routine, timeline)"),
    Mutant("C2.10", TOGETHER, "{*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}", "{*routine.tags}"),
    Mutant("care: limits and lock-outs", TOGETHER, "{*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}", "{tag for step in timeline.steps for tag in step.tags}"),
    Mutant("C2.10", TOGETHER, "return sleepy(tags, _breathing(timeline))", "return sleepy(tags)"),
    Mutant("C2.10", TOGETHER, "if not on_skin and not any(segment.kind in EXPOSURE for segment in timeline.segments):\n        return None", "if not any(segment.kind in EXPOSURE for segment in timeline.segments):\n        return None"),
    Mutant("C2.10", SAFETY, "or breathing > limit.value else None", "else None"),
    Mutant("C2.10", SAFETY, "SLEEPY & {tag.lower() for tag in tags}", "SLEEPY & set(tags)"),
    Mutant("C1.5", TOGETHER, "breaks = [after.start - before.end for before, after in pairwise(skin)]", "breaks = [after.start - before.start for before, after in pairwise(skin)]"),
    Mutant("C2.10", RECORDER, '        if self._book.exposures.waiting():\n            return f"{limit.sentence} ({limit.id})"\n', ""),
    Mutant("C2.10", RECORDER, '        self._book.slips.doze()\n        return ""', '        return ""'),
)  # fmt: skip

BOOK = (
    Mutant("book: a disk that fails", EXPOSURES, "        if (verdict := allowed(self.past())) is not None:\n            return verdict\n", ""),
    Mutant("C1.9", KEEPING, 'verdict.action in ("override", "confirm"):', 'verdict.action in ("override", "confirm", "refuse"):'),
    Mutant("C2.4", KEEPING, 'verdict.action in ("override", "confirm"):', 'verdict.action in ("override", "confirm", "when"):'),
    Mutant("C1.4", KEEPING, "            self.add(override)\n", "            pass\n"),
    Mutant("book: on the disk before its first second", EXPOSURES, "        self._slips.hold(exposure)\n        self._memory", "        self._memory"),
    Mutant("book: on the disk before its first second", EXPOSURES, "late = self._handle.ask(lambda journal: journal.start_exposure(exposure, allowed), None)", "late = None"),
    Mutant("book: on the disk before its first second", EXPOSURES, "        self._memory[exposure.id] = exposure\n        return None", "        return None"),
    Mutant("book: on the disk before its first second", EXPOSURES, "        self._slips.note(Noted(exposure))\n        late", "        late"),
    Mutant("book: said to be off", EXPOSURES, "        self._memory[exposure.id] = done\n", ""),
    Mutant("book: said to be off", EXPOSURES, "        self._slips.note(Noted(done))\n        if self._put", "        if self._put"),
    Mutant("book: said to be off", EXPOSURES, "        if self._put(done):\n            self._slips.note(Noted(done, kept=True))\n", ""),
    Mutant("book: said to be off", EXPOSURES, "        if slip is None or slip.id == exposure.id:\n            self._slips.delete()", "        pass"),
    Mutant("book: still on", EXPOSURES, "if not may_be_on(self._handle.home):\n            return []", "if not self._slips.there:\n            return []"),
    Mutant("book: still on", SLIPS, "    if slips.there:\n        return True\n", ""),
    Mutant("book: still on", SLIPS, "return bool(now) and (sheet is None or sheet.asked_of != now)", "return False"),
    Mutant("book: still on", SLIPS, "return bool(now) and (sheet is None or sheet.asked_of != now)", "return bool(now)"),
    Mutant("book: still on", EXPOSURES, "if exposure.id not in found or found[exposure.id].open:", "if exposure.id not in found:"),
    Mutant("book: still on", EXPOSURES, "return not overdue(exposure, self._now()) and self._slips.attended()", "return self._slips.attended()"),
    Mutant("book: still on", EXPOSURES, "return not overdue(exposure, self._now()) and self._slips.attended()", "return not overdue(exposure, self._now())"),
    Mutant("book: what nobody knows", LOCKED_OUT, "self._unknown = self._unknown or not self._exposures.journal_read or not self._slips.usable", "self._unknown = self._unknown or not self._exposures.journal_read"),
    Mutant("book: what nobody knows", LOCKED_OUT, "self._unknown = self._unknown or not self._exposures.journal_read or not self._slips.usable", "self._unknown = self._unknown or not self._slips.usable"),
    Mutant("book: what nobody knows", LOCKED_OUT, "return self._unknown and not self.answered", "return False"),
    Mutant("book: what nobody knows", LOCKED_OUT, "        self._slips.note_said(when)\n", ""),
    Mutant("book: what nobody knows", LOCKED_OUT, "return Beside(unknown=self.unknown, said=last,", "return Beside(unknown=self.unknown, said=None,"),
    Mutant("C2.10", LOCKED_OUT, "drowsy=self._slips.dozing_elsewhere())", "drowsy=False)"),
    Mutant("book: a disk that fails", EXPOSURES, "            if not noted.kept and self._put(_as_kept(noted.exposure, self._read)):\n", "            if False:\n"),
    Mutant("book: a disk that fails", EXPOSURES, "            if not each.kept or _matters(exposure, now):", "            if not each.kept:"),
    Mutant("book: a disk that fails", EXPOSURES, "STILL_MATTERS = max(limit.value for limit in GAPS.values())", "STILL_MATTERS = min(limit.value for limit in GAPS.values())"),
    Mutant("book: a disk that fails", SLIPS, 'if mark == b"%08x" % zlib.crc32(data) else None', ""),
    Mutant("book: a disk that fails", SLIPS, "os.lseek(file, new.number % PAGES * PAGE, os.SEEK_SET)", "os.lseek(file, 0, os.SEEK_SET)"),
    Mutant("book: a disk that fails", SLIPS, "return max(found, key=lambda sheet: sheet.number, default=None)", "return min(found, key=lambda sheet: sheet.number, default=None)"),
    Mutant("book: a disk that fails", SLIPS, '_write(file, _page(Sheet()) + b" " * PAGE)', "_write(file, _page(Sheet()))"),
    Mutant("book: a disk that fails", SLIPS, "        del sort[0]\n", "        del sort[-1]\n"),
    Mutant("book: hostile files", SLIPS, '("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")', '("O_NONBLOCK", "O_CLOEXEC", "O_BINARY")'),
    Mutant("book: another program", SLIPS, "return self._dozing is None and _locked_elsewhere(self._dozing_at)", "return False"),
    Mutant("book: another program", SLIPS, "            _lock(self._held)\n", ""),
    Mutant("book: another program", SLIPS, "return self._held is not None or _locked_elsewhere(self.slip)", "return self._held is not None"),
    Mutant("book: forgetting", FORGETTING, 'STILL_NEEDED = LIMITS["C1.4"].value', "STILL_NEEDED = 0"),
)  # fmt: skip

MUTANTS = (*LOCK_OUTS, *TIMES, *BESIDE, *BOOK)
