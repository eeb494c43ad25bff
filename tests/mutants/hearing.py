"""What is heard: how loud, by which way out, and how much time there is for the words."""

# ruff: noqa: E501  # each row is one edit, and stands on one line
from __future__ import annotations

from tests.mutants.table import Mutant

STREAM = "src/unclench/audio/stream.py"
SERVER_QUEUE = "src/unclench/audio/server_queue.py"
CLIENT = "src/unclench/audio/process/client.py"
SERVER = "src/unclench/audio/process/server.py"
WATCHMAN = "src/unclench/audio/process/watchman.py"
SCHEDULED_PLAYERS = "src/unclench/audio/scheduled_players.py"
SIMPLEAUDIO_OUTPUT = "src/unclench/audio/simpleaudio_output.py"
CONTROLLER = "src/unclench/player/controller.py"
FALLBACK = "src/unclench/audio/fallback.py"
FIRST_OUTPUT = "src/unclench/audio/first_output.py"
OUTPUT = "src/unclench/audio/output.py"
PULSE_OUTPUT = "src/unclench/audio/pulse_output.py"
WINDOWS = "src/unclench/system/windows.py"
GUIDANCE = "src/unclench/session/guidance.py"
GUIDE = "src/unclench/care/guide.py"
RECORDER = "src/unclench/player/recorder.py"

HOW_LOUD = (
    Mutant("sound: the volume", STREAM, "for voice in heard if voice.alarm], begin, count)", "for voice in heard if voice.alarm and False], begin, count)"),
    Mutant("sound: the volume", STREAM, "under(master, voice.gain, alarm=voice.alarm)", "under(master, voice.gain, alarm=False)"),
    Mutant("sound: the volume", STREAM, "self.frame, v.gain, alarm=v.alarm)", "self.frame, v.gain)"),
    Mutant("sound: the volume", STREAM, "self._since = self.at(frame), gain, frame", "self._since = self._after, gain, frame"),
    Mutant("sound: the volume", STREAM, "        if self.frame > 0:\n            self._master.move", "        if True:\n            self._master.move"),
    Mutant("sound: the volume", SERVER_QUEUE, "due.gain, alarm=due.alarm)", "due.gain)"),
    Mutant("sound: the volume", SERVER_QUEUE, "return free if sounds else self._written\n", "return self._written\n"),
    Mutant("sound: the volume", STREAM, "frame, due.gain, alarm=due.alarm)", "frame, due.gain)"),
    Mutant("sound: the volume", STREAM, "self._mixer.set_gain(order.value)", "pass"),
    Mutant("sound: the volume", CLIENT, "gain(level), alarm=sound is Sound.ALARM", "gain(level), alarm=False"),
    Mutant("sound: the volume", CLIENT, "        output.set_gain(master_gain(self._volume))\n", ""),
    Mutant("sound: the volume", CLIENT, "        self._volume = percent\n", ""),
    Mutant("sound: the volume", CLIENT, "due.gain, due.alarm)", "due.gain, False)"),
    Mutant("sound: the volume", SCHEDULED_PLAYERS, "factor, alarm=_is_alarm(order))", "factor, alarm=False)"),
    Mutant("sound: the volume", SCHEDULED_PLAYERS, "if percent == 0 and not self._alarming:", "if percent == 0:"),
    Mutant("sound: the volume", SIMPLEAUDIO_OUTPUT, "                    if not due.alarm:\n", "                    if True:\n"),
    Mutant("sound: the volume", SIMPLEAUDIO_OUTPUT, "(self._master or due.alarm)", "self._master"),
    Mutant("sound: the volume", CONTROLLER, "set_volume(0 if self.muted else self.volume)", "set_volume(0 if self.muted else 100)"),
    Mutant("sound: the volume", CONTROLLER, "self.volume, self._speaker.muted_since = other.volume, other._speaker.muted_since", "self.volume = other.volume"),
    Mutant("C2.3", WATCHMAN, "self._clip, self._gain, alarm=True)", "self._clip, self._gain)"),
)  # fmt: skip

WAYS_OUT = (
    Mutant("sound: another way out", PULSE_OUTPUT, "        if stream.gone:\n", "        if False:\n"),
    Mutant("sound: another way out", PULSE_OUTPUT, "        if watch.is_dead(awake):\n", "        if False:\n"),
    Mutant("sound: another way out", PULSE_OUTPUT, "            if self._watch.has_played:\n", "            if True:\n"),
    Mutant("sound: another way out", PULSE_OUTPUT, "if self._orders and not self._woken:", "if self._orders:"),
    Mutant("sound: another way out", SERVER_QUEUE, "STILL = 500", "STILL = 1_500"),
    Mutant("sound: another way out", SERVER_QUEUE, "self._unanswered >= 2", "self._unanswered >= 20"),
    Mutant("sound: another way out", SERVER_QUEUE, "self._unanswered >= 2", "self._unanswered >= 1"),
    Mutant("sound: another way out", OUTPUT, "return not alarm and at < now - STALE", "return at < now - STALE"),
    Mutant("sound: another way out", OUTPUT, "is_stale(at, now, alarm=self._is_alarm(thing))", "is_stale(at, now, alarm=False)"),
    Mutant("sound: another way out", OUTPUT, "if is_stale(at, now, alarm=self._is_alarm(thing)):", "if False:"),
    Mutant("sound: another way out", SCHEDULED_PLAYERS, "lambda waited: _is_alarm(waited[0])", "lambda waited: False"),
    Mutant("sound: another way out", SIMPLEAUDIO_OUTPUT, 'attrgetter("alarm"))', "lambda due: False)"),
    Mutant("sound: another way out", STREAM, "is_stale(due.at, now, alarm=due.alarm)", "is_stale(due.at, now, alarm=False)"),
    Mutant("sound: another way out", SERVER_QUEUE, "self._waiting = [due for due in self._waiting if not is_stale(due.at, now, alarm=due.alarm)]", "self._waiting = [due for due in self._waiting if not is_stale(due.at, now, alarm=False)]"),
    Mutant("sound: another way out", SERVER_QUEUE, "            self.drop_stale(now)\n            self._written", "            self._written"),
    Mutant("sound: another way out", FIRST_OUTPUT, "hopeful if isinstance(failure, NotHere) else failure", "None"),
    Mutant("sound: another way out", PULSE_OUTPUT, "(NotHere if isinstance(error, NoPulseLibrary) else PlayerFailed)", "NotHere"),
    Mutant("sound: another way out", CLIENT, "stays = self._watched is not None", "stays = False"),
    Mutant("sound: another way out", CLIENT, "            self._let_it_stay()\n            self._looked_at", "            self._looked_at"),
    Mutant("sound: another way out", WINDOWS, "(KILL_ON_CLOSE if ends else 0)", "KILL_ON_CLOSE"),
    Mutant("sound: another way out", FIRST_OUTPUT, "except PlayerFailed as failure:", "except OSError as failure:"),
    Mutant("sound: another way out", SERVER, "            except PlayerFailed as failure:\n                self._died(failure)\n            else:", "            except PlayerFailed:\n                pass\n            else:"),
    Mutant("sound: another way out", FALLBACK, "UNHEARD = 2", "UNHEARD = 200"),
    Mutant("sound: another way out", FALLBACK, "self._kept = list(backend.lost())", "self._kept = []"),
    Mutant("sound: another way out", FALLBACK, "    if missed and not any(", "    if missed and False and not any("),
    Mutant("sound: another way out", FALLBACK, "        if alarm_at is not None:\n            backend.ring_from(alarm_at)\n", ""),
    Mutant("sound: another way out", FALLBACK, "            backend.set_volume(self._volume)\n", ""),
)  # fmt: skip

WORDS = (
    Mutant("session: time for words", GUIDANCE, "AFTER_WORDS = 3_000", "AFTER_WORDS = 2_000"),
    Mutant("session: time for words", GUIDANCE, "AFTER_A_TURN = 6_000", "AFTER_A_TURN = 3_000"),
    Mutant("session: time for words", GUIDANCE, "if segment.kind is Kind.SETUP and segment.gate is None:", "if segment.gate is None:"),
    Mutant("session: time for words", GUIDANCE, "written = segment.width if segment.written is None else segment.written", "written = segment.width"),
    Mutant("session: time for words", GUIDANCE, "return -(-needed // 1000) * 1000", "return needed // 1000 * 1000"),
    Mutant("session: time for words", GUIDE, "lengths = None if talk is Talk.OFF else self._lengths(routine)", "lengths = self._lengths(routine)"),
    Mutant("session: what is told", GUIDANCE, "each not in guidance.aside and each not in said", "each not in said"),
    Mutant("session: what is told", GUIDANCE, "each not in guidance.aside and each not in said", "each not in guidance.aside"),
    Mutant("session: what is told", GUIDE, "aside=aside)", "aside=())"),
    Mutant("session: what is told", GUIDANCE, "step.exercise is not None and step.exercise not in said\n", "step.exercise is not None\n"),
    Mutant("session: what is told", GUIDANCE, "(each for each in steps if each.kind in _INTRODUCED)", "(each for each in steps)"),
    Mutant("session: what is told", GUIDANCE, "if guidance.first_session and (first", "if (first"),
    Mutant("C1.5", RECORDER, "applications(as_written(timeline))[1]", "applications(timeline)[1]"),
)  # fmt: skip

MUTANTS = (*HOW_LOUD, *WAYS_OUT, *WORDS)
