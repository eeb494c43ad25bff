"""Lines in the manner of published exercise sheets, each with what it means to somebody who reads it.

`python tests/unit/pasted_lines.py` prints how many are read right, wrong and left over, by kind of dose. A
meaning is written as in a routine file, keys and values in a line; a line that stands under a name of its own has its
name in it, all others stand under "Bridge". `LEFT` is the meaning of what no careful reader would play without asking:
that is right as long as no dose is read, and it is listed.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal, TypeAlias

from msgspec import Struct

from unclench.config import paths
from unclench.routine import Catalogue
from unclench.routine.model import Routine
from unclench.routine.pasted.proposal import NotASheet, Proposal
from unclench.routine.pasted.sheet import proposal_of
from unclench.routine.written import Data, written, written_step

CATALOGUE = Catalogue(paths.shipped("routines") / "exercises")
LEFT = "left"
Verdict: TypeAlias = Literal["right", "wrong", "left over"]
DOSES = ("hold", "phases", "reps", "sets", "sides", "alternate", "rest", "set_rest", "for", "cycles", "load",
         "per_day", "days_a_week", "weeks", "then")  # fmt: skip
NAMES = ("exercise", "do", "breathe", "cold", "heat")


class Sample(Struct, frozen=True):
    """A piece of a sheet; `means` has a step of the file in each line."""

    kind: str
    text: str
    means: str


def samples(kind: str, *pairs: tuple[str, str]) -> tuple[Sample, ...]:
    return tuple(Sample(kind, text, means) for text, means in pairs)


FIRST = (
    *samples(
        "hold",
        ("Hold for 5 seconds.", "hold=5s"),
        ("Hold 20-30 seconds. Repeat 3 times each side, 2 x daily", "hold=20s-30s reps=3 sides=each per_day=2"),
        ("Hold for half a minute.", "hold=30s"),
        ("Hold this position for 1/2 min, then relax.", "hold=30s"),
        ("Hold ½ minute", "hold=30s"),
        ("Hold for 1½ minutes.", "hold=1m30s"),
        ("Hold 10 secs", "hold=10s"),
        ('Hold 20"', "hold=20s"),
        ("Hold for a count of 10", "hold=10s"),
        ("Tighten your stomach muscles and hold for a slow count of five.", "hold=5s"),
        ("Hold the stretch for 5 deep breaths", "hold=5 breaths"),
        ("Hold for 15 to 30 seconds", "hold=15s-30s"),
        ("Hold up to 10 seconds", "hold=<=10s"),
        ("Hold for no more than 10 seconds.", "hold=<=10s"),
        ("Hold for at least 20 seconds", "hold=>=20s"),
        ("Squeeze your buttocks for 5 seconds and release.", "hold=5s"),
        ("Hold for thirty seconds", "hold=30s"),
        ("5 second hold, 10 reps", "hold=5s reps=10"),
        ("Hold each stretch for 30 sec.", "hold=30s"),
        ("Hold:  ____ seconds", "hold=ask"),
        ("Hold for 10-\n15 seconds.", "hold=10s-15s"),
    ),
    *samples(
        "repetitions",
        ("Repeat 10 times.", "reps=10"),
        ("x 10", "reps=10"),
        ("10 reps", "reps=10"),
        ("Do 8–12 repetitions", "reps=8-12"),
        ("Reps: 10", "reps=10"),
        ("Repeat ten times", "reps=10"),
        ("Repeat this exercise 5 times slowly.", "reps=5"),
        ("10x", "reps=10"),
        ("Repeat up to 10 times", "reps=<=10"),
        ("Lift your hips off the floor, 10 times.", "reps=10"),
        ("Perform 2 or 3 times", "reps=2-3"),
        ("Repeat at least 10 times", "reps=>=10"),
        ("Repeat 10\ntimes.", "reps=10"),
    ),
    *samples(
        "sets",
        ("three sets of ten", "sets=3 reps=10"),
        ("3 sets of 10 reps", "sets=3 reps=10"),
        ("3 x 10", "sets=3 reps=10"),
        ("3×10", "sets=3 reps=10"),
        ("10 reps x 3", "sets=3 reps=10"),
        ("10 reps x 3 sets", "sets=3 reps=10"),
        ("Sets: 3   Reps: 12", "sets=3 reps=12"),
        ("2-3 sets of 8-10 repetitions", "sets=2-3 reps=8-10"),
        ("3 sets of 10, rest 30 s between sets", "sets=3 reps=10 set_rest=30s"),
        ("2 sets x 15 reps with 1 minute rest between sets", "sets=2 reps=15 set_rest=1m"),
        ("3 x 30 seconds", "reps=3 hold=30s"),
        ("30 secs x 3", "reps=3 hold=30s"),
        ("Hold 5 seconds, relax 5 seconds, repeat 10 times", "hold=5s rest=5s reps=10"),
        ("Repeat 10 times with a rest of 10 seconds between reps", "reps=10 rest=10s"),
    ),
    *samples(
        "sides",
        ("10 times each leg", "reps=10 sides=each"),
        ("Repeat 5 times on each side.", "reps=5 sides=each"),
        ("Hold 20 seconds per side", "hold=20s sides=each"),
        ("Hold 30 seconds. Repeat with the other leg.", "hold=30s sides=each"),
        ("3 x 30 sec L/R", "reps=3 hold=30s sides=each"),
        ("10 reps, alternating legs, each leg", "reps=10 sides=each alternate=true"),
        ("Single knee to chest: 3 times both legs", "exercise=single-knee-to-chest reps=3 sides=each"),
        ("Hold for 10 seconds, left and right", "hold=10s sides=each"),
        ("Lower your knees to the left and hold 5 seconds. Repeat on the opposite side.", "hold=5s sides=each"),
    ),
    *samples(
        "how often",
        ("10 reps. 2-3 times a day", "reps=10 per_day=2-3"),
        ("10 reps, twice daily", "reps=10 per_day=2"),
        ("Repeat 10 times, every other day.", "reps=10 days_a_week=3-4"),
        ("10 reps 3x/week", "reps=10 days_a_week=3"),
        ("10 reps once a day", "reps=10 per_day=1"),
        ("Repeat 5 times, morning and evening", "reps=5 per_day=2"),
        ("10 reps, 5 days a week, for 6 weeks", "reps=10 days_a_week=5 weeks=6"),
    ),
    *samples(
        "time",
        ("Walk for 10 minutes", "do=walk for=10m"),
        ("Walk 20-30 mins daily", "do=walk for=20m-30m per_day=1"),
        ("Prone lying\nLie on your front for 2 minutes.", "do=prone-lying for=2m"),
        ("• Stationary bike – 15 minutes", "do=Stationary bike for=15m"),
        ("Plank 30 seconds", "do=plank for=30s"),
        ("Ice pack for 10-15 minutes", "cold=10m-15m"),
        ("Heat pack: 15 minutes", "heat=15m"),
    ),
    *samples(
        "breathing",
        ("Deep breathing: breathe in for 4 and out for 6, repeat 10 times", "breathe=4-0-6 cycles=10"),
        ("Relaxed breathing\nBreathe in for 4 seconds, hold for 2, breathe out for 6 seconds. Continue for 5 minutes.",
         "breathe=4-2-6 for=5m"),
        ("Calm breathing: inhale for 4 counts, exhale for 6 counts", "breathe=4-0-6 cycles=ask"),
    ),
    *samples(
        "names and lists",
        ("1. Pelvic tilts: hold 5 secs x 10\n2. Cat/camel x 10",
         "exercise=pelvic-tilt hold=5s reps=10\nexercise=cat-cow reps=10"),
        ("a) Knee rolls\n10 times to each side", "exercise=knee-roll reps=10 sides=each"),
        ("• Heel slides — 10 reps", "exercise=Heel slides reps=10"),
        ("Bridging, 3 sets of 10", "exercise=hip-lift sets=3 reps=10"),
        ("Child’s pose – 30 sec x 2", "exercise=childs-pose hold=30s reps=2"),
        ("Exercise\tSets\tReps\tHold\tFrequency\nCat-cow\t2\t10\t-\tdaily\nPlank\t3\t1\t20 sec\tdaily",
         "exercise=cat-cow sets=2 reps=10 per_day=1\nexercise=plank sets=3 reps=1 hold=20s per_day=1"),
        ("| Exercise | Reps | Hold (sec) |\n|---|---|---|\n| Bridge | 10 | 5 |", "exercise=hip-lift reps=10 hold=5s"),
    ),
    *samples(
        "warnings",
        ("Repeat 10 times. Stop if the pain gets worse.", "reps=10"),
        ("Do not hold your breath. Hold for 5 seconds.", "hold=5s"),
        ("Hold 10 seconds, do not bounce.", "hold=10s"),
        ("Do not hold.", ""),
        ("Avoid lifting more than 5 kg.", ""),
    ),
    *samples(
        "unclear",
        ("Do not hold for more than 10 seconds.", LEFT),
        ("Start with 5 and build up to 10 repetitions.", LEFT),
        ("Hold 10", LEFT),
        ("10 x 3", LEFT),
        ("Repeat 10 times, alternating legs", LEFT),
        ("Repeat a few times", LEFT),
        ("Hold for 10 seconds if comfortable, otherwise 5.", LEFT),
        ("10 reps or 30 seconds", LEFT),
        ("Repeat 10 times, then hold for 30 seconds", LEFT),
        ("Every 2 hours, 10 times", LEFT),
        ("Hold 1,5 minutes", LEFT),
        ("Week 1: 10 reps. Week 2: 20 reps.", LEFT),
        ("Repeat 10 times a day", LEFT),
        ("10 each", LEFT),
        ("Ice pack for 30 minutes", LEFT),
        ("Avoid sitting for more than 30 minutes", ""),
    ),
)  # fmt: skip


SECOND = (
    *samples(
        "hold",
        ("Hold the position for 15 seconds and return to the start.", "hold=15s"),
        ("Keep your leg straight and hold it there for 10-15 secs.", "hold=10s-15s"),
        ("Pull your tummy in, hold for 6 seconds whilst breathing normally.", "hold=6s"),
        ("Maintain this stretch for 20 seconds", "hold=20s"),
        ("(hold 30 sec)", "hold=30s"),
        ("Hold each for a slow count of 3", "hold=3s"),
        ("Feel the stretch across your buttock and hold for one minute", "hold=1m"),
        ("Hold for 2 to 3 breaths.", "hold=2-3 breaths"),
        ("Static hold: 45 seconds", "hold=45s"),
    ),
    *samples(
        "repetitions",
        ("Repeat the exercise eight times.", "reps=8"),
        ("Do 12 slow repetitions.", "reps=12"),
        ("Repeat 5 - 10 times", "reps=5-10"),
        ("Rep: 15", "reps=15"),
        ("Straighten and bend your knee 20 times", "reps=20"),
        ("Repeat this movement four or five times.", "reps=4-5"),
        ("Maximum 10 repetitions", "reps=<=10"),
        ("Number of repetitions: 10", "reps=10"),
    ),
    *samples(
        "sets",
        ("4 sets, 6 reps", "sets=4 reps=6"),
        ("Two sets of twelve", "sets=2 reps=12"),
        ("12 repetitions, two sets, 90 seconds rest between sets", "sets=2 reps=12 set_rest=1m30s"),
        ("3x12 reps", "sets=3 reps=12"),
        ("5 x 10 sec holds", "reps=5 hold=10s"),
        ("8 reps x 2 sets, each hold 3 seconds", "reps=8 sets=2 hold=3s"),
        ("3 sets of 20 seconds", "sets=3 hold=20s"),
    ),
    *samples(
        "sides",
        ("Repeat 10 times with each arm.", "reps=10 sides=each"),
        ("Hold for 20 seconds, then swap sides.", "hold=20s sides=each"),
        ("15 reps per leg", "reps=15 sides=each"),
        ("Repeat on both sides 5 times", "reps=5 sides=each"),
        ("10 reps R/L", "reps=10 sides=each"),
    ),
    *samples(
        "how often",
        ("15 reps, three times a week", "reps=15 days_a_week=3"),
        ("Repeat 10 times, 2-3 times daily.", "reps=10 per_day=2-3"),
        ("Hold 20 seconds. Do this every day for 4 weeks.", "hold=20s per_day=1 weeks=4"),
        ("Repeat 4 times. Perform twice per day", "reps=4 per_day=2"),
    ),
    *samples(
        "time",
        ("Brisk walking – 15-20 minutes, 5 days per week", "do=Brisk walking for=15m-20m days_a_week=5"),
        ("Gel pack, wrapped in a towel, for 15 minutes", "cold=15m"),
        ("2) March on the spot for 2 minutes", "do=March on the spot for=2m"),
    ),
    *samples(
        "names and lists",
        ("Bird-dog | 2 x 8 each side", "exercise=bird-dog sets=2 reps=8 sides=each"),
        ("A. Clamshells: 15 each side, 2 sets", "exercise=Clamshells reps=15 sets=2 sides=each"),
        ("Activity;\nCAT COW STRETCH\n8 repetitions", "exercise=cat-cow reps=8"),
        ("\u25e6 Prone press-ups \u2013 10 reps every 2 hours", LEFT),
        ("Movement\tRepetitions\tSets\nSit to stand\t8\t2", "exercise=stand-up reps=8 sets=2"),
    ),
    *samples(
        "warnings",
        ("Only go as far as is comfortable. Repeat 10 times.", "reps=10"),
        ("Never force the movement. Hold 5 seconds.", "hold=5s"),
        ("Repeat 10 times, without pain.", LEFT),
    ),
    *samples(
        "unclear",
        ("Try to work up to 3 sets of 10 by week 4.", LEFT),
        ("Hold for 5 seconds (10 if you can)", LEFT),
        ("Hold as long as you can, then rest for 30 seconds", LEFT),
        ("Repeat 3 times. On the last one hold for 20 seconds.", "reps=3"),
        ("10/10/8 reps", LEFT),
        ("Hold 10-15", LEFT),
        ("Perform the exercise for the number of times agreed", ""),
        ("6 x 6", LEFT),
    ),
)  # fmt: skip
"""Written when the rules were done, and read by them for the first time after that."""


def often(*pairs: tuple[str, str]) -> tuple[Sample, ...]:
    return samples("how often", *pairs)


THIRD = (
    *often(
        ("10 reps. Once or twice a day", "reps=10 per_day=1-2"),
        ("10 reps. Once to twice daily", "reps=10 per_day=1-2"),
        ("10 reps. Twice or three times a day", "reps=10 per_day=2-3"),
        ("10 reps. At least once a day", "reps=10 per_day=>=1"),
        ("10 reps. Once or more a day", "reps=10 per_day=>=1"),
        ("10 reps. Up to twice a day", "reps=10 per_day=<=2"),
        ("10 reps. No more than twice a day", "reps=10 per_day=<=2"),
        ("10 reps. Once or twice a day for 4 to 6 weeks, then 2 to 3 days a week.",
         "reps=10 per_day=1-2 weeks=4-6 then={'days_a_week': '2-3'}"),
        ("10 reps. Daily for 6 weeks, followed by twice a week.",
         "reps=10 per_day=1 weeks=6 then={'days_a_week': 2}"),
        ("10 reps. Daily for 2 weeks, then every other day for 4 weeks and then once a week.",
         "reps=10 per_day=1 weeks=2 then={'days_a_week': '3-4', 'weeks': 4, 'then': {'days_a_week': 1}}"),
        ("10 reps. Daily for 6 weeks. After that twice a week.", "reps=10 per_day=1 weeks=6"),
        ("Repetitions: 5. Days per week: Daily", "reps=5 per_day=1"),
        ("Repetitions\n5\nDays Per Week\n3-4", "reps=5 days_a_week=3-4"),
    ),
    *often(*((text, LEFT) for text in (
        "Once or thrice a day", "At least once or twice a day", "At least daily", "Daily or every other day",
        "Every day or two", "Twice a day or as often as you like", "Daily for 6 weeks or longer", "Daily for a month",
        "From daily to twice a week", "Twice daily building to three times daily", "Daily, then 2 to 3 days a week",
        "Daily for 6 weeks, 2 to 3 days a week", "Daily for 6 weeks, 2 to 3 days a week after that",
        "Daily for 6 weeks, after that twice a week", "Daily for 6 weeks, reducing to twice a week",
        "Daily for 6 weeks, dropping to twice a week", "Daily for 6 weeks, then as you like",
        "Daily for 2 weeks, then every other day for 4 weeks, then as you like", "Then twice a week",
        "Daily for 6 weeks. Maintenance: twice a week", "Once in the morning and once in the evening",
        "Once or twice a day then for 6 weeks", "Days per week: 5 or as you like", "Twice a day on weekdays",
    ))),
    *samples("unclear", *((text, LEFT) for text in (
        "Repeat once or twice", "Repeat once or 2 times", "Repeat twice or three times", "Hold for a minute or two",
        "At least 8 to 10 reps", "10 reps reducing to 5 reps", "10 reps, after that 5 reps", "5 or 10 times",
        "Hold 10 seconds or as long as it feels good", "Repeat 5 times, then 5 times on the other side",
        "10 times with one leg, then the other", "Hold 10 seconds rising to a minute", "10, 20 or 30 reps",
    ))),
    *samples(
        "sets",
        ("Hold 20\u201330 seconds, 3 times each side. Rest 10 seconds in between.",
         "hold=20s-30s reps=3 sides=each rest=10s"),
    ),
    *samples(
        "names and lists",
        ("Child's pose for 3 breaths", "do=childs-pose for=3 breaths"),
        ("Slow squats with ____ kg: 4 seconds down, 3 seconds up. 2 sets of 8\u201310.",
         "exercise=Slow squats sets=2 reps=8-10"),
    ),
)  # fmt: skip
"""What a reader who had nothing to do with the rules found wrong, and what is like it."""

TUTORIAL = """\
Back care at home (edition 3, spring)

Once or twice a day for 4 to 6 weeks, then 2 to 3 days a week. Stop if pain runs further down a leg.

1. Cat-cow: round for 5 seconds, sag for 5 seconds. 5 times.
2. Back of the thigh: hold 20\u201330 seconds, 3 times each side. Rest 10 seconds in between.
3. Arm and opposite leg: 20 in all, left and right in turn.
4. Bridge: lift, hold for at least 3 seconds, lower. Up to 10 times.
5. Slow squats with ____ kg: 4 seconds down, 1 second pause, 3 seconds up. 2 sets of 8\u201310.
6. Child's pose for 3 breaths.
7. Breathe slowly, 5 in, 1, 4 out, for 2 minutes.
8. Walk for as long as it feels good.
9. If it aches afterwards: cold, at most 15 minutes.
"""
"""The sheet of docs/tutorial.md."""
_THREE_BLOCKS = """\
Spine conditioning

Head Rolls
Repetitions: 3. Days per week: Daily
Sit in a chair or stand.

Kneeling Back Extension
Repetitions: 5. Days per week: Daily
Begin on your hands and knees.

Sitting Rotation Stretch
Repetitions: 4. Days per week: Daily
Sit on the floor. Hold for 30 seconds.
"""
_THREE_STEPS = """\
exercise=Head Rolls reps=3 per_day=1
exercise=Kneeling Back Extension reps=5 per_day=1
exercise=Sitting Rotation Stretch reps=4 hold=30s per_day=1"""
_UNDER_A_TITLE = "\nOnce or twice a day for 4 weeks.\n\n1. Squeeze and hold 10 seconds. 10 times.\n2. Bridge x 10\n"
_BOTH = "exercise=Exercise 1 hold=10s reps=10 per_day=1-2 weeks=4\nexercise=hip-lift reps=10 per_day=1-2 weeks=4"
_TUTORIAL_OFTEN = " per_day=1-2 weeks=4-6 then={'days_a_week': '2-3'}"
_ONE_DOSE = """\
Back problems

Do 5 repetitions of each exercise.

Deep lunge

Kneel on one knee, the other foot in front. Lift the back knee up.

Hip twist
Lie on your back with your knees bent. Roll your knees to one side.

Lower back arch
Lie on your front. Push up.

Staying active
Most people can go on as they are.
"""
SHEETS = samples(
    "sheets",
    (TUTORIAL, "\n".join(f"{step}{_TUTORIAL_OFTEN}" for step in (
        "exercise=cat-cow phases=[{'round': '5s'}, {'sag': '5s'}] reps=5",
        "exercise=hamstring-stretch hold=20s-30s reps=3 sides=each rest=10s",
        "do=Arm and opposite leg for=open", "exercise=hip-lift hold=>=3s reps=<=10",
        "exercise=Slow squats sets=2 reps=8-10", "do=childs-pose for=3 breaths", "do=Breathe slowly for=open",
        "do=Walk for as long as it feels good for=open",
    ))),
    (_THREE_BLOCKS, _THREE_STEPS),
    (_ONE_DOSE, "do=Deep lunge for=open\ndo=Hip twist for=open"),
    *((f"{title}{_UNDER_A_TITLE}", _BOTH) for title in ("Sheet", "Pelvic floor", "Achilles heel drops", "Big three")),
)  # fmt: skip
"""Whole sheets."""


def proposed(sample: Sample) -> Proposal | None:
    """What is proposed for it; None if that is nothing."""
    named = any(f"{key}=" in sample.means for key in NAMES)
    try:
        return proposal_of(sample.text if named else f"Bridge\n{sample.text}", CATALOGUE)
    except NotASheet:
        return None


@cache
def verdict(sample: Sample) -> Verdict:
    """A dose or a name that the sheet doesn't have is wrong; one that it has and that was not read is left over."""
    found = proposed(sample)
    read = [] if found is None else _read(found)
    if "reps=ask" not in sample.means:  # what is asked of the person was not read, neither right nor wrong
        read = [{key: value for key, value in step.items() if (key, value) != ("reps", "ask")} for step in read]
    meant = [] if sample.means in ("", LEFT) else [_pairs(line) for line in sample.means.split("\n")]
    doses = [{key: value for key, value in step.items() if key in DOSES} for step in read]
    if not meant:
        listed = sample.means != LEFT or (found is not None and bool(found.all_left_over()))
        return "wrong" if any(doses) else "right" if listed else "left over"
    if not any(key in meant[0] for key in NAMES):
        meant = [{"exercise": "hip-lift", **step} for step in meant]
        read = [step for step in read if step.keys() & set(DOSES) or step == {"exercise": "hip-lift"}]
    if read == meant:
        return "right"
    held = all(any(step.items() <= each.items() for each in meant) for step in read)
    return "left over" if held else "wrong"


def _read(proposal: Proposal) -> list[dict[str, str]]:
    """Its steps as keys and values, each with how often the whole is done."""
    data = written(Routine(id="", title="", steps=(), frequency=proposal.frequency))
    often = {key: str(value) for key, value in data.get("frequency", {}).items()}
    return [_told(written_step(each.step)) | often for each in proposal.steps]


def _told(step: Data) -> dict[str, str]:
    told = {key: "true" if value is True else str(value) for key, value in step.items() if key in DOSES}
    for key in NAMES:
        if key in step:
            found = CATALOGUE.find(str(step[key])) if key in ("exercise", "do") else None
            told[key] = str(step[key]) if found is None or found.id is None else found.id
    return told


def _pairs(line: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    key = ""
    for word in line.split(" "):
        name, found, value = word.partition("=")
        if found and name in (*DOSES, *NAMES):
            key, pairs[name] = name, value
        else:
            pairs[key] += f" {word}"
    return pairs


def counts(samples: tuple[Sample, ...]) -> dict[str, Counter[Verdict]]:
    """How many are right, wrong and left over, by kind."""
    found: dict[str, Counter[Verdict]] = {}
    for sample in samples:
        found.setdefault(sample.kind, Counter())[verdict(sample)] += 1
    return found


def main() -> None:
    for name, samples in (("first", FIRST), ("second", SECOND), ("third", THIRD), ("sheets", SHEETS)):
        print(f"{name:18} right  wrong  left over")
        for kind, count in counts(samples).items():
            print(f"  {kind:16} {count['right']:5}  {count['wrong']:5}  {count['left over']:9}")
        for sample in samples:
            if (how := verdict(sample)) != "right":
                found = proposed(sample)
                read = None if found is None else _read(found)
                print(f"  {how}: {sample.text!r}, meant {sample.means!r}, read {read}")


if __name__ == "__main__":
    main()
