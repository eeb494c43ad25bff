"""Random routine files as people write them: with comments, quotes, brackets, empty lines, and any line ends."""

from __future__ import annotations

from hypothesis import strategies as st

TEXTS = st.sampled_from([
    "Lean back", "5 times, slowly", "Ümit's way", "a: b", "half # way", "- not a dash", "yes", "12", "[x]", "«tight»",
    "only if it stays easy, and no further than that", "100%", "*", "& on", "null", 'it’s "good"',
])  # fmt: skip
TIMES = st.sampled_from(["10s", "1m30s", "1:30", "20-30s", ">=10s", "<=20s", "15", "3 breaths", "ask"])
COUNTS = st.sampled_from(["1", "5", "8-10", ">=3", "ask"])
SAFE = "abcdefghijklmnopqrstuvwxyzü "
COMMENTS = st.sampled_from(["# see page 2", "#", "# - rest: 5s", "# a: {b}"])


def _quoted(text: str, draw: st.DrawFn) -> str:
    """The text in one of its spellings."""
    plain = all(letter in SAFE for letter in text.lower()) and text not in ("yes", "null")
    style = draw(st.sampled_from(["plain", "'", '"'])) if plain else draw(st.sampled_from(["'", '"']))
    if style == "plain":
        return text
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace('"', '\\"') + '"'


@st.composite
def _pairs(draw: st.DrawFn) -> list[str]:
    """The keys of one step, each as `key: value`."""
    kind = draw(st.sampled_from(["hold", "counted", "phases", "breathe", "rest", "do", "cold"]))
    text = _quoted(draw(TEXTS), draw)
    pairs = {
        "hold": [f"exercise: {text}", f"hold: {draw(TIMES)}", f"reps: {draw(COUNTS)}", f"rest: {draw(TIMES)}"],
        "counted": ["exercise: cat-cow", f"reps: {draw(COUNTS)}", "sides: [left, right]"],
        "phases": [f"exercise: {text}", "phases: [{up: 2s}, {down: 3s}]"],
        "breathe": ["breathe: 5-1-4", "for: 2m"],
        "rest": [f"rest: {draw(TIMES)}", f"name: {text}"],
        "do": [f"do: {text}", "for: 5m"],
        "cold": ["cold: 10m"],
    }[kind]
    if draw(st.booleans()):
        pairs.append(f"note: {_quoted(draw(TEXTS), draw)}")
    if draw(st.booleans()):
        pairs.append("optional: yes")
    head, *others = pairs
    return [head, *draw(st.permutations(others))] if draw(st.booleans()) else draw(st.permutations(pairs))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A whole file that the loader takes."""
    lines = ["# My sheet"] * draw(st.integers(0, 1))
    lines += draw(st.permutations(["format: 1", f"title: {_quoted('My sheet', draw)}  # from March"]))
    if draw(st.booleans()):
        lines += ["cautions:", "  - Stop if it hurts.", "  # the doctor says", "  - Not at night."]
    deep = draw(st.integers(0, 3))
    lines += [""] * draw(st.integers(0, 1)) + ["steps:  # in order"]
    spaced = draw(st.booleans())
    for number in range(draw(st.integers(1, 4))):
        lines += [""] * (spaced and number > 0)
        if draw(st.booleans()):
            lines += [" " * deep + draw(COMMENTS)] + [""] * draw(st.integers(0, 1))
        lines += _step(draw, draw(_pairs()), " " * deep)
    eol = draw(st.sampled_from(["\n", "\r\n"]))
    text = eol.join(lines) + eol * draw(st.integers(0, 2))
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


def _step(draw: st.DrawFn, pairs: list[str], indent: str) -> list[str]:
    if draw(st.integers(0, 3)) == 0:
        return [indent + "- {" + ", ".join(pairs) + "}" + draw(st.sampled_from(["", "  # in one"]))]
    lines = [indent + ("  " if number else "- ") + pair for number, pair in enumerate(pairs)]
    for number in range(len(lines) - 1, -1, -1):
        if draw(st.integers(0, 4)) == 0:
            lines[number] += "  # " + draw(st.sampled_from(["gently", "- x", "a: b"]))
        if draw(st.integers(0, 6)) == 0:
            lines.insert(number + 1, indent + "    # more")
    return lines
