"""The words of exercise sheets, as the rules of `phrases` and `outline` need them: all in small letters."""

from __future__ import annotations

HOLDING = frozenset({
    "hold", "holds", "holding", "held", "stay", "remain", "maintain", "keep", "squeeze", "tighten", "press", "push",
    "contract", "brace", "stretch", "clench", "tense", "sustain",
})  # fmt: skip
"""What is done for the length of a hold."""
HOLDS = frozenset({"hold", "holds", "holding", "held"})
MOVING_ON = frozenset({
    "walk", "walking", "swim", "swimming", "cycle", "cycling", "march", "marching", "jog", "lie", "lying", "bike",
})  # fmt: skip
"""What one does for a time rather than so many times."""
GOING_ON = frozenset({"going", "moving", "continue", "repeat", "do", "perform", "practise", "practice", "go"})
"""What makes of a time the time of the whole exercise."""
RESTING = frozenset({"rest", "resting", "relax", "relaxing", "pause", "wait", "break"})
STOPPING = RESTING | frozenset({
    "breathe", "breath", "lower", "raise", "lift", "count", "slide", "bend", "inhale", "exhale", "return", "release",
    "let", "roll", "rock", "turn", "apply", "use", "heat", "ice", "sit", "stand", "kneel",
    "sitting", "standing", "kneeling", "after",
})  # fmt: skip
"""Verbs that a time behind them is about, so that it is not that of the hold before."""
BETWEEN_HOLD_AND_TIME = frozenset({
    "for", "the", "this", "that", "your", "stretch", "position", "pose", "it", "each", "every", "here", "there",
    "end", "gently", "still", "a", "an", "of", "contraction", "about", "time", ":", "-", "=", "(", "in", "at", "to",
    "slow", "count", "tension", "squeeze", "one", "both", "steady", "on", "per", "side", "sides", "leg", "arm",
})  # fmt: skip
COUNTED = frozenset({"times", "time", "reps", "rep", "repetitions", "repetition", "repeats", "x"})
SETS = frozenset({"sets", "set"})
BEFORE_COUNT = frozenset({
    "this", "the", "exercise", "stretch", "movement", "it", "for", "x", ":", "-", "=", "(", "slowly", "about", "up",
})  # fmt: skip
HALVES = frozenset({
    "side", "sides", "leg", "legs", "arm", "arms", "knee", "knees", "foot", "feet", "hand", "hands", "hip",
})  # fmt: skip
"""What there is one of on the left and one on the right."""
DEEP = frozenset({"deep", "slow", "full", "long", "calm", "gentle", "easy", "relaxed"})
MEASURES = frozenset({
    "degrees", "degree", "\u00b0", "cm", "mm", "inches", "inch", "feet", "ft", "kg", "kgs", "lb", "lbs", "pounds",
    "%", "percent", "metres", "meters", "km", "miles",
})  # fmt: skip
"""Behind a number these say how far or how heavy, not how often."""

NOT = frozenset({
    "not", "don't", "dont", "never", "no", "avoid", "without", "cannot", "can't", "shouldn't", "mustn't", "nor",
    "neither", "stop", "refrain", "isn't", "doesn't",
})  # fmt: skip
"""What is said behind these is not to be done."""
UNSURE = frozenset({
    "optional", "option", "alternative", "harder", "work", "working", "cycle", "cycles", "if", "unless", "except",
    "increase", "increasing", "increased", "progress", "progressing", "progression", "build", "building", "gradually",
    "aim", "eventually", "instead", "only", "last", "final", "finally", "alternatively", "may", "might", "could",
    "total", "altogether", "pain", "painful", "hurts", "symptoms", "numb", "numbness", "tingling", "worse", "surgery",
    "doctor", "contact", "call", "every", "another", "more", "less", "minus", "plus", "first", "second", "third",
    "later", "after", "before", "reduce", "decrease", "start", "begin", "within", "ago", "example", "eg", "usually",
    "previous", "alternate", "ones", "hourly", "needed", "necessary", "required", "enough", "too", "try", "should",
    "whole", "circuit", "sequence", "ideally", "twice", "thrice", "half", "few", "several", "couple", "rounds",
    "round", "days", "weeks", "week", "months", "hours", "hour", "than", "double", "halfway", "beginners", "beginner",
    "advanced", "superset", "pulse", "pulses", "reducing", "decreasing", "tapering", "thereafter", "afterwards",
    "month", "fortnight", "weekend", "weekends", "weekdays",
})  # fmt: skip
"""A sentence with one of these, outside what was read, says more about its numbers than the rules understand."""
UNSURE_BEHIND = frozenset({
    "other", "opposite", "same", "together", "simultaneously", "left", "right", "direction", "directions", "way",
    "ways", "until", "when", "once", "while", "comfortable", "comfortably", "able", "possible", "tolerated", "easy",
    "easier", "manage", "you",
})  # fmt: skip
"""The same, behind what was read: before it they only say how to get there."""
VAGUE = frozenset({"few", "several", "couple", "many", "some", "hourly"})
"""With a word of `OF_DOSES`: a dose that says no number."""
TIMES_OF_DAY = frozenset({"morning", "afternoon", "evening", "night", "bedtime", "day", "days", "week", "month"})
"""With "once": a frequency, whatever else it says."""
OFTEN = frozenset({"day", "daily", "days", "week", "weeks", "weekly"})
"""Of these, a sentence that was not read speaks of how often."""
OF_DOSES = frozenset({
    "seconds", "secs", "sec", "minutes", "mins", "min", "times", "reps", "repetitions", "sets", "daily", "twice",
    "thrice", "hourly", "weeks", "breaths",
})  # fmt: skip

BEGINNINGS = frozenset({
    "work", "lie", "lying", "sit", "sitting", "stand", "standing", "kneel", "kneeling", "bend", "bending", "lift",
    "raise", "hold", "repeat", "slowly", "keep", "bring", "pull", "push", "place", "put", "tighten", "breathe",
    "relax", "lower", "return", "do", "try", "with", "your", "then", "let", "roll", "turn", "rest", "start", "begin",
    "perform", "make", "don't", "use", "rock", "arch", "gently", "slide", "squeeze", "press", "draw", "pause", "stay",
    "inhale", "exhale", "take", "move", "lean", "reach", "straighten", "tuck", "grasp", "gradually", "as", "you",
    "this", "feel", "go", "stop", "avoid", "never", "now", "ensure", "look", "drop", "step", "cross", "tilt",
    "support", "hook", "clasp", "wrap", "engage", "allow", "swap", "switch", "change", "alternate", "if", "when",
    "while", "the", "it", "to", "in", "on", "from", "complete", "continue", "maintain", "count", "please", "tense",
    "next", "aim", "all", "each", "progress", "increase", "extend", "rotate", "position", "interlock", "rise", "come",
    "get", "imagine", "for", "both", "one", "are", "is", "always", "only", "once", "after", "before", "every", "most",
    "there", "we", "these", "they", "at", "about", "up", "maximum", "minimum", "twice", "thrice", "daily",
})  # fmt: skip
"""Words that begin an instruction or a sentence of prose, and hardly ever the name of an exercise."""
POSITIONS = frozenset({"sitting", "standing", "kneeling", "lying"})
SECTIONS = frozenset({
    "ex", "optional", "option", "alternative", "alternatives", "options", "exercises", "exercise", "stretches",
    "stretching", "strengthening", "programme", "program", "warm", "cool", "instructions", "general", "introduction",
    "notes", "note", "advice", "information", "goals", "week", "weeks", "phase", "stage", "level", "session",
    "routine", "plan", "position", "starting", "why", "how", "what", "when", "tips", "dosage", "dose", "frequency",
    "equipment", "purpose", "aim", "benefits", "important", "morning", "evening", "home", "about", "back", "day",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "set", "sets", "reps",
    "repetitions", "hold", "rest",
})  # fmt: skip
"""First or last words of headings that name no exercise."""
OF_A_DOSE = frozenset({
    "hold", "holds", "repetitions", "reps", "rep", "repeats", "sets", "set", "rest", "frequency", "duration", "time",
    "times", "dosage", "dose",
})  # fmt: skip
"""Last words of a label in front of a dose, such as "number of repetitions:"."""
ENDINGS = frozenset({
    "notes", "note", "advice", "general", "information", "tips", "important", "precautions", "cautions", "caution",
    "warning", "warnings", "why", "goals", "equipment", "benefits", "remember",
})  # fmt: skip
"""First words of headings under which no exercise goes on."""
OF_CAUTIONS = frozenset({"stop", "caution", "cautions", "warning", "warnings", "precautions", "danger", "avoid"})
ENGLISH = frozenset({
    "the", "a", "and", "of", "to", "your", "you", "on", "in", "for", "with", "is", "it", "this", "or", "if", "as",
    "at", "each", "hold", "repeat", "times", "seconds", "sec", "secs", "reps", "sets", "side", "leg", "back", "knee",
    "knees", "stretch", "lie", "slowly", "day", "daily", "then", "from", "do", "not", "be", "minutes", "min", "walk",
    "chest", "x", "hip", "lift", "roll", "tilt", "exercise", "bridge", "pelvic", "cat", "cow", "slides", "slide",
    "heel", "hamstring", "arms", "legs",
})  # fmt: skip
"""The commonest words of English sheets."""
