"""Words at their moment: the longest variant that fits, never into the next phase, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from bundled import BUNDLED
from hypothesis import given
from strategies import timed_routines

from unclench.cues import Sound, speak_after
from unclench.player.speech import RATE, SOON, Talk
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    DoStep,
    Exact,
    ExerciseStep,
    Movement,
    Phase,
    RestStep,
)
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.edits import with_breaths
from unclench.session.timeline import Timeline
from unclench.testing import FakeVoice, Rig, hold, routine
from unclench.voice.voice import Recitation


def plan(timeline: Timeline) -> Iterator[tuple[int, int, str]]:
    """(begin, end, words) of all that a voice of 50 ms a letter says when nothing is touched.

    Gates are left out: time stands still there, and the key that passes one ends its words.
    """
    voice = FakeVoice()
    for index, cue in enumerate(timeline.cues):
        if cue.segment < len(timeline.segments) and timeline.segments[cue.segment].gate:
            continue
        begin = cue.at + speak_after(cue.sound)
        room = timeline.room(index)
        speech = voice.line(cue.spoken, None if room is None else cue.at + room - begin)
        if speech is not None:
            yield begin, begin + voice.length(speech.text), speech.text


def check(timeline: Timeline) -> None:
    said = list(plan(timeline))
    starts = [s.start for s in timeline.segments if s.gate is None] + [timeline.total]
    for begin, end, text in said:
        assert not [start for start in starts if begin < start < end], f"{text!r} runs into the next phase"
    for (_, end, text), (begin, _, following) in pairwise(said):
        assert end <= begin, f"{text!r} runs into {following!r}"


@pytest.mark.parametrize("id", BUNDLED)
def test_in_no_bundled_routine_words_run_into_a_phase_or_other_words(id):
    check(compile_routine(BUNDLED[id], Choices(optional="all")))


@given(timed_routines)
def test_in_no_routine_that_runs_by_itself_words_run_into_a_phase_or_other_words(made):
    check(compile_routine(made))


def test_every_exercise_of_the_gentle_stretch_is_named_in_its_setup():
    said = " ".join(text for _, _, text in plan(compile_routine(BUNDLED["gentle-stretch"])))
    for name in ("Child's pose", "Cat-cow", "Hip lift", "Hamstring stretch", "Cobra on the elbows"):
        assert name in said


def test_where_time_is_short_the_dose_goes_first_then_the_position():
    """A letter takes 50 ms here: the setup alone decides how much of it is said before the first tick."""
    move = Movement(None, "Cat-cow", say="Cat-cow. On hands and knees.")
    by_setup = {}
    for setup in (8, 5, 3):
        step = ExerciseStep(exercise=move, phases=(Phase("round", Exact(5000)), Phase("sag", Exact(5000))),
                            reps=Exact(5), setup=Exact(setup * 1000))  # fmt: skip
        by_setup[setup] = next(plan(compile_routine(routine(step))))[2]
    assert by_setup == {
        8: "Cat-cow. On hands and knees. 5 times: round 5 seconds, sag 5.",
        5: "Cat-cow. On hands and knees.",
        3: "Cat-cow.",
    }


def test_only_the_first_breaths_are_led_by_words():
    step = BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(6), setup=Exact(0))
    said = [text for _, _, text in plan(compile_routine(routine(step)))]
    breath = ["Breathe in.", "Hold.", "Breathe out."]
    assert said[1:] == [*breath[1:], *breath, *breath, "Last breath.", "All done. Well done."]


def test_a_long_block_of_breaths_says_its_last_minute_and_its_last_breath():
    step = BreatheStep(pattern=BreathPattern(4000, 7000, 8000), lasting=Exact(300_000), setup=Exact(0))
    timeline = compile_routine(routine(step))
    said = {text: begin for begin, _, text in plan(timeline)}
    assert timeline.total == 16 * 19_000
    assert said["One minute left."] == 13 * 19_000 + 400
    assert said["Last breath."] == 15 * 19_000 + 400


def test_breaths_that_are_added_move_the_last_one():
    step = BreatheStep(pattern=BreathPattern(5000, 0, 5000), cycles=Exact(4), setup=Exact(0))
    longer = with_breaths(compile_routine(routine(step)), 0, 2)
    assert [begin for begin, _, text in plan(longer) if text == "Last breath."] == [50_400]


def test_a_step_without_a_setup_does_not_say_its_word_twice():
    said = [text for _, _, text in plan(compile_routine(routine(hold(10, setup=0, name="Press"))))]
    assert said[0] == "Press. Hold 10 seconds."


def test_a_step_with_a_name_of_its_own_still_says_the_position_but_not_twice_in_a_row():
    move = Movement("walk", "Walk", say="Walk. Stand tall.")
    steps = [DoStep(what=move, lasting=Exact(60_000), name=name, setup=Exact(0)) for name in ("Easy", "Brisk")]
    said = [text for _, _, text in plan(compile_routine(routine(*steps)))]
    assert said[:2] == ["Easy. Stand tall. 1 minute.", "Brisk. 1 minute."]


def test_a_rest_between_sets_says_which_comes_next_and_when_it_is_nearly_over():
    step = hold(5, setup=3, reps=2, sets=2, set_rest=30)
    said = {text: begin for begin, _, text in plan(compile_routine(routine(step)))}
    assert said["Rest. Next: set 2 of 2."] == 13_000 + 700 + speak_after(Sound.REST)
    assert said["Get ready."] == 38_000


def test_in_a_short_phase_the_count_is_said_and_the_word_is_not():
    step = ExerciseStep(exercise=Movement(None, "Bird dog"), phases=(Phase("stretch out", Exact(1500)),) * 2,
                        reps=Exact(2), sides=("left", "right"), alternate=True, setup=Exact(3000))  # fmt: skip
    said = [text for _, _, text in plan(compile_routine(routine(step)))]
    assert said[1::2] == [
        "Left, 1 of 2.",
        "Right, 1 of 2.",
        "Left, 2 of 2.",
        "Right, 2 of 2.",
        "All done. Well done.",
    ]


def test_cold_says_how_long_and_its_checks_how_long_still():
    step = ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0))
    spoken = {cue.at: cue.spoken for cue in compile_routine(routine(step)).cues if cue.spoken}
    assert spoken[0][0] == "Cold, 10 minutes. With a check every 5 minutes."
    assert spoken[300_000][0].endswith("press space. 5 minutes left.")


def test_a_question_says_which_key_answers_it():
    steps = (RestStep(lasting=Exact(5_000), only_if="Is the skin warm?"), ConfirmStep(question="Ready?"))
    spoken = [cue.spoken for cue in compile_routine(routine(*steps)).cues if cue.sound is Sound.CHECK]
    assert spoken == [("Is the skin warm? Press y or n.",), ("Ready? Press space for yes.",)]


def speaking(*steps: AnyStep, talk: Talk = Talk.FULL) -> Rig:
    """A session with a voice."""
    return Rig(*steps, voice=FakeVoice(), lead=120, talk=talk)


def test_words_follow_their_tone_at_an_exact_moment():
    rig = speaking(hold(16, setup=5, name="Child's pose"))
    rig.run(30)
    assert rig.voice.said == [
        "Child's pose. Hold 16 seconds.",
        "Hold.",
        "Halfway.",
        "Last three.",
        "All done. Well done.",
    ]
    assert rig.spoken == [0.3, 5.45, 13.35, 18.15, 22.6]


def test_words_that_are_rendered_too_late_are_shortened_and_then_left_out():
    rig = speaking(hold(16, setup=9, name="Child's pose"))
    rig.voice.ready = False
    rig.controller.answer_or_pause()
    rig.controller.next()
    rig.voice.said.clear()
    rig.controller.back()
    rig.controller.answer_or_pause()
    rig.run(5.2)
    rig.voice.ready = True
    rig.run(0.8)
    assert rig.voice.said == ["Child's pose."]


def test_a_pause_silences_what_was_still_to_be_said():
    rig = speaking(hold(16, setup=5, name="Child's pose"))
    rig.voice.said.clear()
    rig.voice.ready = False
    rig.run(5)
    rig.controller.answer_or_pause()
    rig.voice.ready = True
    rig.run(10)
    assert rig.voice.said == ["Paused. Space to go on."]  # the answer to the key, and nothing of before


def test_a_short_voice_says_names_and_sides_only():
    rig = speaking(
        hold(16, setup=5, name="Stretch", reps=2, rest=5, sides=("left", "right"), switch=5), talk=Talk.SHORT
    )
    rig.run(120)
    assert rig.voice.said == ["Stretch.", "Left.", "Right.", "Done."]


def test_a_voice_that_is_off_says_nothing_and_the_captions_stay():
    rig = speaking(hold(16, setup=5, name="Stretch"), talk=Talk.OFF)
    rig.run(6)
    assert rig.voice.said == []
    assert rig.controller.said == "Hold."


class Recited(FakeVoice):
    """A voice whose questions come sentence by sentence, when `render` is called."""

    def __init__(self) -> None:
        super().__init__()
        self.recitals: list[Recitation] = []

    def recite(self, text: str) -> Recitation:
        self.recitals.append(Recitation(text))
        return self.recitals[-1]

    def render(self, *sentences: str, last: bool = False) -> None:
        """These sentences of the last question are rendered now; perhaps the last of it."""
        for sentence in sentences:
            self.recitals[-1].add(self.samples(sentence))
        if last:
            self.recitals[-1].end()


def asked() -> tuple[Rig, Recited]:
    """A question asked after 20 seconds of a long hold, of which nothing is rendered yet."""
    voice = Recited()
    rig = Rig(hold(300, name="A"), voice=voice)
    rig.run(20)
    rig.player.spoken.clear()
    rig.controller.speak("Go. Stop.")
    return rig, voice


def spoken(rig: Rig, since: int) -> list[tuple[int, int]]:
    """When each piece of speech begins and ends, in ms since a clock time."""
    return [(at - since, at - since + samples * 1000 // RATE) for at, samples in rig.player.spoken]


def test_a_question_is_heard_from_its_first_sentence_on_while_the_rest_is_rendered():
    rig, voice = asked()
    began = rig.clock.now()
    rig.run(0.1)
    assert rig.player.spoken == []
    voice.render("Go.")
    rig.run(0.02)
    [(first, _)] = spoken(rig, began)
    assert 100 <= first <= 100 + 2 * SOON
    rig.run(2)
    voice.render("Stop.", last=True)
    rig.run(0.02)
    (_, end), (second, _) = spoken(rig, began)
    assert end < 2_120 <= second <= 2_120 + 2 * SOON


def test_a_sentence_that_is_rendered_early_follows_the_one_before_it():
    rig, voice = asked()
    voice.render("Go.", "Stop.", last=True)
    rig.run(0.02)
    (_, end), (second, _) = spoken(rig, rig.clock.now())
    assert second == end


def test_a_second_question_is_said_after_the_first():
    rig, voice = asked()
    voice.render("Go.", last=True)
    rig.controller.speak("And this?")
    voice.render("And this?", last=True)
    rig.run(0.02)
    (_, end), (second, _) = spoken(rig, rig.clock.now())
    assert second == end


def test_no_more_is_said_of_a_question_once_it_has_been_answered():
    rig, voice = asked()
    voice.render("Go.")
    rig.run(0.1)
    rig.controller.back()
    assert voice.recitals[-1].dropped
    heard = len(rig.player.spoken)
    voice.render("Stop.", last=True)
    rig.run(0.1)
    assert len(rig.player.spoken) == heard


def test_after_a_question_that_was_cut_short_the_next_one_is_heard_at_once():
    rig, voice = asked()
    voice.render("This question has a great many words, which take some seconds.", last=True)
    rig.run(0.1)
    rig.controller.back()
    rig.player.spoken.clear()
    rig.controller.speak("Go.")
    voice.render("Go.", last=True)
    rig.run(0.05)
    [(begin, _)] = spoken(rig, rig.clock.now())
    assert begin < 1_000


def test_for_a_question_it_is_tried_again_at_once_and_what_is_ready_is_said_with_the_key():
    rig, voice = asked()
    assert rig.controller.speaker.retry_in == SOON
    voice.render(last=True)
    ready = Rig(hold(300, name="A"), voice=FakeVoice())
    ready.run(20)
    ready.player.spoken.clear()
    ready.controller.speak("Go.")
    assert len(ready.player.spoken) == 1


def test_the_answer_to_a_key_waits_until_a_question_has_been_said():
    rig, voice = asked()
    rig.controller.reply("Paused.")
    rig.run(1)
    voice.render("Go.", last=True)
    rig.run(0.1)
    assert "Paused." not in voice.said
    rig.run(1)
    assert voice.said[-1] == "Paused."


def test_a_question_waits_for_the_end_of_what_is_being_said():
    voice = Recited()
    rig = Rig(hold(30, name="A" * 40, setup=9), voice=voice)
    rig.run(1)
    [(_, end)] = spoken(rig, 0)
    assert end > rig.clock.now()
    rig.controller.speak("Go.")
    voice.render("Go.", last=True)
    rig.run(0.02)
    assert spoken(rig, 0)[-1][0] == end


def test_the_words_of_a_cue_wait_until_a_question_has_been_said_and_never_run_into_the_next_phase():
    voice = Recited()
    rig = Rig(hold(30, name="A", setup=3), hold(3, name="B", setup=3), voice=voice)
    rig.run(1)
    rig.player.spoken.clear()
    rig.controller.speak("Long.")
    rig.run(4)
    assert spoken(rig, 0) == []
    voice.render("L" * 20, last=True)
    rig.run(0.1)
    [(_, end), *later] = spoken(rig, rig.began)
    assert all(begin >= end for begin, _ in later)
    rig.run(40)
    ends = [each.end for each in rig.controller.session.timeline.segments]
    for begin, over in spoken(rig, rig.began)[1:]:
        assert not [at for at in ends if begin < at < over]


class HalfRendered(FakeVoice):
    """A voice that has rendered the bare names; everything longer takes until `slow` is False."""

    slow = True

    def line(self, variants, room):
        return super().line([text for text in variants if not self.slow or len(text) < 10], room)

    def pending(self, variants):
        return self.slow and any(len(text) >= 10 for text in variants)


@pytest.mark.parametrize(("rendered_after", "said"), [(2, "Cow. Hold 9 seconds."), (20, "Cow.")])
def test_the_longest_words_are_waited_for_until_shortly_before_they_begin(rendered_after, said):
    voice = HalfRendered()
    rig = Rig(hold(9, name="Cat"), hold(9, setup=20, name="Cow"), voice=voice, lead=3_000)
    rig.run(7)
    voice.said.clear()
    rig.run(rendered_after)
    voice.slow = False
    rig.run(1)
    assert next(text for text in voice.said if text.startswith("Cow")) == said
