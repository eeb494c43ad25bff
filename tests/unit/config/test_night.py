"""The night: by which hours, in which colours, how much quieter; and that no alarm knows of it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.application import Application
from unclench.audio.backend import gain, master_gain
from unclench.audio.output import under
from unclench.config.night import LATEST, NEVER, SOFTEST, Hours, parse, start
from unclench.config.settings import FIELDS, Settings, SettingsError, load, store
from unclench.config.volume import stepped
from unclench.cues import Sound
from unclench.player.controller import SessionController
from unclench.routine.model import ApplyStep, Exact, Routine
from unclench.session.compiler import compile_routine
from unclench.testing import ManualClock, ManualMoments, Played, RecordingPlayer, hold, routine

FROM_TEN = replace(Settings(), night=Hours(22 * 60, 7 * 60))
minutes = st.integers(0, LATEST - 1)
volumes = st.integers(0, 100)


def at(minute: int) -> datetime:
    return datetime(2026, 11, 20, minute // 60, minute % 60)  # noqa: DTZ001  # what a wall clock shows


@pytest.mark.parametrize(
    ("hours", "time", "night"),
    [
        ("22:00-07:00", "21:59", False), ("22:00-07:00", "22:00", True), ("22:00-07:00", "00:00", True),
        ("22:00-07:00", "06:59", True), ("22:00-07:00", "07:00", False), ("01:00-05:30", "00:59", False),
        ("01:00-05:30", "05:29", True), ("01:00-05:30", "23:00", False), ("18:00-24:00", "23:59", True),
        ("18:00-24:00", "00:00", False), ("off", "03:00", False),
    ],
)  # fmt: skip
def test_hours_begin_with_their_first_minute_and_end_before_their_last_over_midnight_too(hours, time, night):
    hour, minute = map(int, time.split(":"))
    assert parse(hours).has(at(hour * 60 + minute)) == night


@given(minutes, minutes)
def test_every_pair_of_hours_is_written_as_it_is_read_and_is_the_rest_of_the_day_the_other_way_round(first, end):
    hours = Hours(first, end)
    assert parse(str(hours)) == (hours if first != end else NEVER)
    inside = [hours.has(at(minute)) for minute in range(LATEST)]
    assert sum(inside) == (end - first) % LATEST
    if first != end:
        assert [Hours(end, first).has(at(minute)) for minute in range(LATEST)] == [not each for each in inside]


@pytest.mark.parametrize(
    "text", ["22:00", "22-7", "25:00-07:00", "22:61-07:00", "22:00-24:30", "7:00-7:00", "yes", "٢٢:٠٠-٠٧:٠٠"]
)
def test_what_are_no_hours_is_refused_with_what_to_write_instead(text, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f'night = "{text}"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"22:00-07:00|00:00 to 24:00") as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:1: night is ")


def test_the_hours_are_kept_in_the_file_as_they_are_written_there(tmp_path):
    path = tmp_path / "settings.toml"
    store(path, "night", FIELDS["night"].read("22:00 - 7:00"))
    assert path.read_text("utf-8") == 'night = "22:00-07:00"\n'
    assert load(path) == FROM_TEN


@given(minutes, volumes, st.sampled_from([None, True, False]))
def test_only_the_night_is_quieter_and_never_so_quiet_that_nobody_hears_it(minute, volume, chosen):
    settings = replace(FROM_TEN, volume=volume, theme="light")
    begins = start(settings, at(minute), chosen)
    assert begins.night == (settings.night.has(at(minute)) if chosen is None else chosen)
    if begins.night:
        assert begins.theme == "night"
        assert begins.volume == max(stepped(volume, -2), min(volume, SOFTEST))
    else:
        assert (begins.theme, begins.volume) == ("light", volume)


@given(volumes, st.floats(0, 1))
def test_no_alarm_is_quieter_at_night(volume, level):
    by_day = under(master_gain(100), gain(level), alarm=True)
    for chosen in (True, False):
        master = master_gain(start(replace(Settings(), volume=volume), at(0), chosen).volume)
        assert under(master, gain(level), alarm=True) == by_day


# -- what is played ----------------------------------------------------------------------

PACK = routine(ApplyStep(kind="cold", lasting=Exact(60_000), setup=Exact(0)), hold(20))


class Evening:
    """A program of somebody with hours of their own, whose clock can be set."""

    def __init__(self, time: datetime, **given: object) -> None:
        self.clock, self.player, self.time = ManualClock(), RecordingPlayer(), time
        self.program = Application(
            settings=FROM_TEN, clock=self.clock, moment=ManualMoments(self.clock), make_player=lambda _: self.player,
            wall=lambda: self.time, **given,  # type: ignore[arg-type]
        )  # fmt: skip

    def begin(self, played: Routine) -> SessionController:
        return self.program.start_session(played, compile_routine(played))


def alarm_of_a_pack(hour: int) -> list[Played]:
    """The strokes of the alarm of a pack that nobody says is off."""
    evening = Evening(at(hour * 60))
    controller = evening.begin(PACK)
    controller.answer_or_pause()
    for _ in range(600):
        evening.clock.advance(500)
        controller.tick()
    return [each for each in evening.player.played if each.sound is Sound.ALARM]


def test_the_alarm_of_a_pack_is_as_loud_and_as_early_at_night_as_by_day():
    by_day = alarm_of_a_pack(12)
    assert by_day
    assert max(stroke.level for stroke in by_day) == 1
    assert alarm_of_a_pack(23) == by_day


def test_a_session_starts_quieter_within_the_hours_and_as_loud_as_ever_after_them():
    evening = Evening(at(23 * 60))
    assert evening.begin(routine(hold(20))).sound.volume == evening.player.volume == 35
    evening.time = at(8 * 60)
    assert evening.begin(routine(hold(20))).sound.volume == evening.player.volume == 80


def test_what_a_key_makes_louder_at_night_holds_for_the_night_and_is_no_setting():
    evening = Evening(at(23 * 60))
    evening.begin(routine(hold(20))).change_volume(1)
    assert evening.begin(routine(hold(20))).sound.volume == 50
    assert evening.program.settings.volume == 80
    evening.time = at(8 * 60)
    assert evening.program.loudness == 80


def test_once_the_hours_of_the_night_are_changed_they_decide_again():
    evening = Evening(at(12 * 60))
    assert evening.program.switch_night()
    evening.program.change_setting("bed", True)
    assert evening.program.start.night
    evening.program.change_setting("night", parse("22:00-07:00"))
    assert not evening.program.start.night


def test_by_day_it_is_a_setting_as_before():
    evening = Evening(at(12 * 60))
    evening.begin(routine(hold(20))).change_volume(1)
    assert evening.begin(routine(hold(20))).sound.volume == evening.program.settings.volume == 100


def test_a_volume_that_was_typed_counts_at_night_too_until_the_key_for_the_night():
    evening = Evening(at(23 * 60), volume=35)
    assert evening.begin(routine(hold(20))).sound.volume == 35
    assert not evening.program.switch_night()
    assert evening.program.loudness == 80
    assert evening.program.switch_night()
    assert evening.program.loudness == 35


def test_a_breath_in_between_is_as_loud_as_the_session_behind_it_also_when_the_night_has_begun_meanwhile():
    evening = Evening(at(21 * 60 + 59))
    session = evening.begin(routine(hold(60)))
    session.change_volume(-1)
    session.mute()
    evening.time = at(22 * 60)
    breath = evening.program.start_breathing_break()
    assert (breath.sound.volume, breath.sound.muted, evening.player.volume) == (50, True, 0)
