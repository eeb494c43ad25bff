"""The two front ends, and the question before any command: each key leads to the flow that it is for."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.decisions import PARITY
from tests.mutants.table import Mutant

PLAIN_SESSION = "src/unclench/plain/session.py"
PLAIN_HOME = "src/unclench/cli/plain_home.py"
PLAIN_INTAKE = "src/unclench/plain/intake.py"
ASKS = "src/unclench/care/asks.py"
DIALOGS = "src/unclench/tui/screens/dialogs.py"
PLAYER_SCREEN = "src/unclench/tui/screens/player.py"
NO_ANSWER = ("test_neither_a_remote_control_nor_a_click_answers_a_question_or_touches_a_pack",)
BY_REMOTE = ("test_c2_3_a_cold_pack_to_its_end_by_a_remote_no_key_of_which_answers_by_itself",)
SESSION_FLOW = "src/unclench/tui/session_flow.py"
TUI_INTAKE = "src/unclench/tui/intake.py"
STILL_ON = "src/unclench/cli/still_on.py"
KEYSTROKES = "src/unclench/system/keystrokes.py"
NAMES = "src/unclench/keynames.py"
EDITS = "src/unclench/session/edits.py"
PROGRAM = "src/unclench/application.py"
RECORDER = "src/unclench/player/recorder.py"
SETTINGS_APP = "src/unclench/tui/settings_app.py"
SETTINGS = "src/unclench/config/settings.py"
PLAY = "src/unclench/cli/play.py"
MEDIA_KEYS = "src/unclench/player/media_keys.py"
MEDIA_PLAYERS = "src/unclench/system/media_players.py"


def flow(name: str) -> tuple[str]:
    """The one test that goes through that flow."""
    return (PARITY.format(name),)


IN_LINES = (
    Mutant("front: lines", PLAIN_SESSION, "if self._keys.terminal and not self._guard.fresh_key(key, asked=asked, counts=counts):\n            return", "if False:\n            return", ("test_a_space_bar_that_is_held_down_pauses_once",)),
    Mutant("front: lines", KEYSTROKES, 'alone >= (QUIET["step"] if low in STEPS and not asked else REPEAT_DELAY)', "True"),
    Mutant("front: lines", KEYSTROKES, "if not asked and low in REPEATS:", "if low in REPEATS or asked:"),
    Mutant("front: lines", KEYSTROKES, "REPEAT_DELAY = 700", "REPEAT_DELAY = 100"),
    Mutant("front: lines", PLAIN_SESSION, '"y": partial(controller.answer, yes=True),', '"y": partial(controller.answer, yes=False),', flow("cold: taken off")),
    Mutant("front: lines", PLAIN_SESSION, '"x": lambda: self._ask(care().hurts(controller)),', '"x": controller.hold_still,', flow("it hurts: end")),
    Mutant("front: lines", PLAIN_SESSION, '"!": lambda: self._ask(care().signs(controller)),', '"!": controller.hold_still,', flow("a sign in a session")),
    Mutant("front: lines", PLAIN_SESSION, "partial(self._rate, care, digit) for digit in range(10)", "partial(self._rate, care, 9 - digit) for digit in range(10)", flow("a digit")),
    Mutant("front: lines", PLAIN_SESSION, "if self._care is not None and (flow := self._care().due(controller)) is not None:", "if False and (flow := self._care().due(controller)) is not None:", flow("a sign before it moves")),
    Mutant("front: lines", PLAIN_SESSION, "        self._ask(leave(self._controller))", "        self._controller.abandon(EndReason.USER)", flow("cold: left")),
    Mutant("front: lines", PLAIN_SESSION, 'controller.player.name == "none" and not', "not", ("test_losing_the_text_does_not_stop_what_is_heard",)),
    Mutant("front: lines", PLAIN_SESSION, "            return_from_breath(self._controller, breath)", "            pass", flow("a breath between that hurts")),
    Mutant("front: lines", PLAIN_SESSION, "if self._controller.on_skin or self._controller.view().asked is not None:", "if False:"),
    Mutant("front: lines", PLAIN_SESSION, "if self._controller.on_skin or self._controller.view().asked is not None:", "if self._controller.on_skin:"),
    Mutant("front: lines", PLAIN_SESSION, "self._clock.now() - self._numbered_at < BEHIND_A_NUMBER", "False"),
    Mutant("front: lines", "src/unclench/system/keyboard.py", "flags[0] &= ~(termios.IXON | termios.IXOFF)", "pass"),
    Mutant("front: lines", PLAIN_INTAKE, "ask, self._now() if self._keys.terminal else None, self._guard", "ask, None, self._guard", flow("Enter, Enter answers nothing")),
)  # fmt: skip

NUMBERS = (
    Mutant("front: numbers", ASKS, "others = count(1 + max((int(key) for key in keys if key.isdigit()), default=0))", "others = count(1)"),
    Mutant("front: numbers", ASKS, "else self._long or row != number", "else self._long"),
    Mutant("front: numbers", ASKS, "else self._long or row != number", "else row != number"),
    Mutant("front: numbers", ASKS, "self._may_go_on(number) if self._marks(number)", "False if self._marks(number)"),
    Mutant("front: numbers", ASKS, 'return self._ticks and number != "0"', "return self._ticks"),
    Mutant("front: numbers", ASKS, "return (row, ENTER) if self._marks(before) else (row,)", "return (row,)"),
    Mutant("front: numbers", ASKS, "self.hint, self.cursor = TEN, None", "self.hint = TEN"),
    Mutant("front: numbers", ASKS, "if before and key == SPACE and self._marks(before):", "if before and key == SPACE:"),
    Mutant("front: numbers", ASKS, " or (self.counting and key.isdigit())\n", " or self.counting\n"),
    Mutant("front: numbers", ASKS, " or (self.counting and key.isdigit())\n", "\n"),
    Mutant("front: numbers", ASKS, "if isinstance(self.ask, Fill) and not self.done:\n            added", "if not self.done:\n            added"),
)  # fmt: skip

HOME = (
    Mutant("front: home in lines", PLAIN_HOME, 'tr("cold"), partial(self._pack, "cold")', 'tr("cold"), partial(self._pack, "heat")'),
    Mutant("front: home in lines", PLAIN_HOME, 'tr("warmth"), partial(self._pack, "heat")', 'tr("warmth"), partial(self._pack, "cold")'),
    Mutant("front: home in lines", PLAIN_HOME, "        may_breathe(program, routine, timeline)\n", ""),
    Mutant("front: home in lines", PLAIN_HOME, "if may_be_on(self.program.home):", "if False:"),
    Mutant("front: home in lines", PLAIN_HOME, "self._home.ask(Interruptions(self._home.seat.intake.health).signs())", "pass"),
    Mutant("front: home in lines", PLAIN_HOME, "self._home.ask(Interruptions(", "self._home.ask_in_silence(Interruptions("),
)  # fmt: skip

KEYS = (
    Mutant("session: its keys", NAMES, "if other != id and (both := ", "if False and (both := "),
    Mutant("session: its keys", NAMES, "if (wrong := keys[0]) and not name_of(wrong):", "if wrong := None:"),
    Mutant("session: its keys", NAMES, "(player|rate|app)\\..+|breathe|flags", "(player|rate)\\..+|breathe|flags"),
    Mutant("session: its keys", EDITS, "BEFORE[after.kind.value].by(keys)", "BEFORE[after.kind.value].by(timeline.keys)"),
    Mutant("session: its keys", EDITS, "changed = assemble(segments, timeline.steps, timeline.keys)", "changed = assemble(segments, timeline.steps)"),
    Mutant("session: its keys", PROGRAM, "        timeline = with_keys(timeline, self.keys)\n", ""),
    Mutant("session: its keys", RECORDER, "    timeline = with_keys(timeline, USUAL)", "    with_keys(timeline, USUAL)"),
    Mutant("session: its keys", SETTINGS_APP, "        program.use_keys_of_screens()\n", ""),
    Mutant("session: its keys", PLAY, "    program.use_keys_of_screens()\n    return", "    return"),
    Mutant("session: its keys", SETTINGS, "if problem := problem_with(value):", 'if problem := "":', ("test_what_cannot_be_is_named_with_what_to_write_instead",)),
)  # fmt: skip

ON_SCREENS = (
    Mutant("front: screens", DIALOGS, "        elif self._answering.done:\n            self.dismiss(self._answering.answer)\n", "", flow("a short question nobody answers")),
    Mutant("front: screens", DIALOGS, "        self._answering = Reply(self.ask, self._clock.now(), self._guard, self._remote, told=self._told)\n        if (rows", "        self._answering = Reply(self.ask)\n        if (rows", ("test_a_key_that_is_held_down_answers_one_question_and_not_the_next_on_the_screen",)),
    Mutant("front: screens", PLAYER_SCREEN, "lambda: self.controller.answer(yes=True)", "lambda: self.controller.answer(yes=False)", flow("cold: taken off")),
    Mutant("front: screens", PLAYER_SCREEN, "flow = self._interruptions.due(self._controller) if in_front else None", "flow = None", flow("a sign before it moves")),
    Mutant("front: screens", PLAYER_SCREEN, "lambda care: care.hurts(self.controller)", "lambda care: care.signs(self.controller)", flow("it hurts: end")),
    Mutant("front: screens", PLAYER_SCREEN, "lambda care: care.rated(self.controller, rating)", "lambda care: care.rated(self.controller, 5)", flow("a digit of six or more")),
    Mutant("front: screens", PLAYER_SCREEN, 'if self._guard.fresh(f"pain {digit}"):', "if True:", ("test_a_digit_that_is_held_down_rates_once_in_a_session",)),
    Mutant("front: screens", PLAYER_SCREEN, "if self._guard.fresh(sort):", "if True:", ("test_a_space_bar_that_is_held_down_pauses_once_on_the_screen",)),
    Mutant("front: screens", PLAYER_SCREEN, "self._begin_asking(lambda _: leave(self.controller))", "self.controller.abandon(EndReason.USER)", flow("cold: left")),
    Mutant("front: screens", MEDIA_KEYS, "return controller.view().asked is None and not", "return not", ("test_a_remote_control_does_not_say_no",)),
    Mutant("front: screens", MEDIA_KEYS, "asked is None and not controller.on_skin", "asked is None", NO_ANSWER),
    Mutant("front: screens", MEDIA_KEYS, "not at_a_gate and not controller.on_skin", "not at_a_gate", NO_ANSWER),
    Mutant("front: screens", MEDIA_KEYS, "return not at_a_gate and not", "return not", ("test_a_click_neither_starts_nor_ends_what_waits_for_somebody",)),
    Mutant("front: media keys", PLAYER_SCREEN, "if self.app.screen is not self:\n                self.controller.refuse", "if False:\n                self.controller.refuse"),
    Mutant("front: media keys", MEDIA_KEYS, "if asking or not (may_turn", "if not (may_turn"),
    Mutant("front: media keys", MEDIA_KEYS, "or not (may_turn if by(key) else may_stand_still)(controller)", "or (by(key) and not may_turn(controller))"),
    Mutant("front: media keys", MEDIA_KEYS, "or not (may_turn if by(key) else may_stand_still)(controller)", "or (not by(key) and not may_stand_still(controller))"),
    Mutant("front: media keys", MEDIA_KEYS, "return key is MediaKey.TOGGLE or paused is (key is MediaKey.PLAY)", "return True"),
    Mutant("front: media keys", MEDIA_KEYS, "None if over else not paused", "not paused"),
    Mutant("front: media keys", MEDIA_PLAYERS, "players, self._players = self._players, []", "players = self._players"),
    Mutant("front: media keys", MEDIA_PLAYERS, "            if playing is not None and shown is None:\n", "            if playing is not None:\n"),
    Mutant("front: media keys", MEDIA_PLAYERS, "if self._does(player, PAUSED):\n                self._tell", "if True:\n                self._tell"),
    Mutant("front: media keys", MEDIA_PLAYERS, "            if self._does(player, PLAYING) and self._tell", "            if self._tell"),
    Mutant("front: media keys", MEDIA_PLAYERS, "left = None if playing is not None else max(0.0, self._since + self._grace - time.monotonic())", "left = None if playing is not None else 0.0"),
    Mutant("front: screens", PLAYER_SCREEN, ', *"0123456789")', ")", ("test_the_number_of_a_step_rates_no_pain_while_its_key_is_held",)),
    Mutant("front: screens", PLAYER_SCREEN, "        self._guard.expect_held(LEADS_HERE)\n", "", ("test_the_enter_that_led_to_a_session_skips_nothing_of_it_while_it_is_held",)),
    Mutant("front: screens", PLAYER_SCREEN, "front.ask.stands_for is not None and not self._outlived(front):", "False:", BY_REMOTE),
    Mutant("front: screens", PLAYER_SCREEN, "elif isinstance(front, ModalScreen):", "elif False:", ("test_a_check_and_the_end_alarm_take_the_whole_screen_and_any_list_away",)),
    Mutant("front: screens", PLAYER_SCREEN, "if isinstance(front, AskScreen) and front.ask.urgent:", "if False:", ("test_the_signs_are_not_taken_away_by_a_check_nor_what_was_ticked_on_them",)),
    Mutant("front: screens", TUI_INTAKE, "ready = await self._asker.carry(self._intake.before(chosen, pain=pain, as_suggested=as_suggested))", "ready = Ready(chosen.routine, chosen.choices, chosen.timeline, pain)", flow("a sign stands, and is still so")),
    Mutant("front: screens", TUI_INTAKE, "self._intake.before(chosen, pain=pain, as", "self._intake.before(chosen, as", flow("much pain before: breathe")),
    Mutant("front: screens", TUI_INTAKE, "left = await self._asker.carry(self._intake.before_resuming(found))", "left = found", flow("going on with what does not suit any more")),
    Mutant("front: screens", SESSION_FLOW, "            if reason.breathe:\n", "            if False:\n", flow("much pain before: breathe")),
    Mutant("front: screens", SESSION_FLOW, "            if started.pain is not None:\n                started.controller.settle()", "            if False:\n                started.controller.settle()", ("test_pain_before_and_after_goes_with_the_session",)),
    Mutant("front: screens", SESSION_FLOW, "self.breathe_alone(reason.pain)", "self.breathe_alone()", ("test_c4_session_pain_of_six_before_it_offers_breathing_and_the_rating_goes_with_that",)),
    Mutant("front: screens", SESSION_FLOW, "        return_from_breath(session.controller, breath)\n", "        session.controller.come_back(breath)\n", flow("a breath between that hurts")),
)  # fmt: skip

AT_THE_START = (
    Mutant("front: at the start", STILL_ON, 'NEVER_HELD_UP = "flags"', 'NEVER_HELD_UP = "list"', ("test_c2_4_at_a_terminal_every_command_but_flags_asks_before_it_says_anything",)),
    Mutant("front: at the start", STILL_ON, "told = command == NEVER_HELD_UP or (command in ONLY_SAID and not has_screen())", "told = True", ("test_c2_4_at_a_terminal_every_command_but_flags_asks_before_it_says_anything",)),
    Mutant("front: at the start", STILL_ON, "(command in ONLY_SAID and not has_screen())", "command in ONLY_SAID", ("test_c2_4_at_a_terminal_every_command_but_flags_asks_before_it_says_anything",)),
    Mutant("front: at the start", STILL_ON, "if told or program.book.exposures.attended(exposure):\n            if command not in REFUSED and command != SAYS_IT_LATER:\n                click.echo(still_on(exposure), err=True)", "if told or program.book.exposures.attended(exposure):\n            pass"),
    Mutant("C2.4", STILL_ON, "            if command not in REFUSED and command != SAYS_IT_LATER:\n", "            if True:\n", ("test_c2_4_cold_does_not_begin_beside_a_pack_in_another_window_which_is_said_once",)),
    Mutant("front: at the start", STILL_ON, "if late or seat.asker", "if seat.asker", ("test_where_its_time_is_over_it_rings_before_anything_is_asked",)),
    Mutant("front: at the start", STILL_ON, 'no=tr("not yet")))) != YES:', 'no=tr("not yet")))) is None:', ("test_not_yet_watches_the_rest_of_it_with_its_alarm",)),
    Mutant("front: at the start", STILL_ON, "    if not overdue(exposure, now):\n", "    if True:\n", ("test_what_is_left_of_an_application_is_its_time_its_checks_and_its_alarm",)),
    Mutant("front: at the start", STILL_ON, "exposure.limit - time_on_skin(exposure, now).least", "exposure.limit", ("test_what_is_left_of_an_application_is_its_time_its_checks_and_its_alarm",)),
    Mutant("front: at the start", STILL_ON, "gate=Gate.ANSWER, alarm=True,", "gate=Gate.ANSWER,", ("test_what_is_left_of_an_application_is_its_time_its_checks_and_its_alarm",)),
    Mutant("front: at the start", STILL_ON, "    program.book.slips.hold(exposure)\n", "", ("test_the_program_that_asks_is_the_one_that_looks_after_it",)),
    Mutant("front: at the start", STILL_ON, "    program.book.exposures.off(exposure, off)\n", "", ("test_before_its_time_is_over_one_key_says_that_it_is_off_and_one_when",)),
    Mutant("front: at the start", STILL_ON, "        self.off = True\n", "        pass\n", ("test_not_yet_watches_the_rest_of_it_with_its_alarm",)),
)  # fmt: skip

MUTANTS = (*IN_LINES, *NUMBERS, *HOME, *KEYS, *ON_SCREENS, *AT_THE_START)
