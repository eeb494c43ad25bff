"""The pages in a browser: who is let in, what ends when a page goes, and what nobody does from there."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

ADDRESS = "src/unclench/browser/address.py"
SITE = "src/unclench/browser/site.py"
PROGRAMS = "src/unclench/browser/programs.py"
COMMAND = "src/unclench/cli/serve.py"
NEW = "src/unclench/tui/new_flow.py"
EDITOR = "src/unclench/system/text_editor.py"

MUTANTS = (
    Mutant("browser: who comes in", SITE, "if len(self._server.connections) < MOST_CONNECTIONS else _Shut()", ""),
    Mutant("browser: who comes in", SITE, "keepalive_timeout=PATIENCE", "keepalive_timeout=3630"),
    Mutant("browser: who comes in", SITE, "logging.getLogger(name).propagate = False", "pass"),
    Mutant("browser: a page that goes", COMMAND, "signal.signal(stop, lambda *_: None)", "pass"),
    Mutant("browser: a page that goes", COMMAND, "signal.signal(stop, lambda *_: None)", "signal.signal(stop, signal.SIG_IGN)"),
    Mutant("browser: no other program", NEW, "elif answer == ADD and self._program.in_browser:", "elif False:"),
    Mutant("browser: who comes in", ADDRESS, "if visit.host.lower() not in self._hosts():", "if False:"),
    Mutant("browser: who comes in", ADDRESS, "if not hmac.compare_digest(", "if False and not hmac.compare_digest("),
    Mutant("browser: who comes in", ADDRESS, 'hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode())', "given == self.secret"),
    Mutant("browser: who comes in", ADDRESS, 'partition("/")[0]', 'rpartition("/")[2]'),
    Mutant("browser: who comes in", ADDRESS, "if visit.wants_program and visit.origin", "if False and visit.origin"),
    Mutant("browser: who comes in", ADDRESS, "visit.wants_program and visit.origin != ", "visit.wants_program and visit.origin is not None and visit.origin != "),
    Mutant("browser: who comes in", ADDRESS, "bare = self.names if self.port == 80 else ()", "bare = self.names"),
    Mutant("browser: who comes in", ADDRESS, "LENGTH = 26", "LENGTH = 6"),
    Mutant("browser: who comes in", ADDRESS, "secrets.choice(LETTERS)", "LETTERS[0]"),
    Mutant("browser: who comes in", ADDRESS, "if listening.is_loopback or listening.is_unspecified else ()", "if True else ()"),
    Mutant("browser: who comes in", SITE, "web.Application(middlewares=[self._guard])", "web.Application()"),
    Mutant("browser: who comes in", SITE, "wants_program=wants_program)", "wants_program=False)"),
    Mutant("browser: who comes in", SITE, "made.on_response_prepare.append(self._head)", "pass"),
    Mutant("browser: who comes in", SITE, "default-src 'none'; script-src 'self';", "script-src 'self';"),
    Mutant("browser: who comes in", SITE, '    "Referrer-Policy": "no-referrer",', ""),
    Mutant("browser: who comes in", COMMAND, 'HERE = "127.0.0.1"', 'HERE = "0.0.0.0"'),
    Mutant("browser: who comes in", COMMAND, 'tr("Nothing is encrypted', 'tr("All is encrypted'),
    Mutant("browser: a page that goes", PROGRAMS, "return not pack_on and away", "return away"),
    Mutant("browser: a page that goes", PROGRAMS, "RELOADED if goodbye else LOST", "RELOADED"),
    Mutant("browser: a page that goes", PROGRAMS, "RELOADED if goodbye else LOST", "LOST"),
    Mutant("browser: a page that goes", PROGRAMS, "if program.page is None and may_end", "if may_end"),
    Mutant("browser: a page that goes", PROGRAMS, "program.left_at >= lost.left_at", "program.left_at <= lost.left_at"),
    Mutant("browser: a page that goes", PROGRAMS, "if tab is not None and program.tab == tab:", "if False:"),
    Mutant("browser: a page that goes", PROGRAMS, "if len(self._programs) >= MOST_PROGRAMS:", "if False:"),
    Mutant("browser: a page that goes", SITE, "goodbye=connection.close_code in GOODBYES", "goodbye=True"),
    Mutant("browser: a page that goes", COMMAND, "and pack_on() and not warned:", "and False:"),
    Mutant("browser: a page that goes", COMMAND, "and pack_on() and not warned:", "and pack_on():"),
    Mutant("browser: no other program", EDITOR, "if in_browser:", "if False:"),
    Mutant("browser: no other program", COMMAND, 'options = ["--in-browser"]', "options = []"),
    Mutant("browser: no other program", COMMAND, '[sys.executable, "-P", "-m"', '[sys.executable, "-m"'),
    Mutant("browser: no other program", PROGRAMS, " and name not in STARTS_PROGRAMS", ""),
    Mutant("browser: no other program", PROGRAMS, "if not name.startswith(OF_A_TERMINAL) and", "if"),
    Mutant("browser: no other program", SITE, "max_msg_size=LARGEST_MESSAGE", "max_msg_size=0"),
    Mutant("browser: no other program", PROGRAMS, "return min(max(number, least), most)", "return number"),
    Mutant("browser: no other program", PROGRAMS, "if len(self._waiting) + len(data) > MOST_WAITING:", "if False:"),
)  # fmt: skip
