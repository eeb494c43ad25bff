"""More than a hundred files that are no routines, each broken in a way of its own.

`broken_files()` gives (name, bytes). Whatever reads them must say what is wrong, with the
place, and must neither crash nor take long. Used by the loader's tests and the command line's.
"""

from __future__ import annotations

from collections.abc import Iterator

GOOD = "format: 1\ntitle: Good\nsteps:\n  - rest: 5s\n"


def broken_files() -> Iterator[tuple[str, bytes]]:
    """(file name, content); every name once, every name ending in .yaml."""
    for group in (_bytes, _syntax, _shapes, _top, _steps, _amounts, _hostile):
        for name, content in group():
            yield f"{name}.yaml", content


def _step(*lines: str) -> bytes:
    """A good routine whose one step is these lines."""
    first, *others = lines
    body = "\n".join([f"  - {first}", *(f"    {line}" for line in others)])
    return f"format: 1\ntitle: T\nsteps:\n{body}\n".encode()


def _with(line: str) -> bytes:
    """A good routine with one more line at the top level."""
    return f"{line}\n{GOOD}".encode()


def _bytes() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "only-spaces", b"   \n\n  \n"
    yield "only-comments", b"# nothing\n# here\n"
    yield "only-a-mark-of-byte-order", b"\xef\xbb\xbf"
    yield "mark-of-byte-order-in-the-middle", GOOD.replace("Good", "Go\ufeffod").encode()
    yield "utf-16", GOOD.encode("utf-16")
    yield "utf-16-big-endian", b"\xfe\xff" + GOOD.encode("utf-16-be")
    yield "utf-16-without-a-mark", GOOD.encode("utf-16-le")
    yield "latin-1", GOOD.replace("Good", "Dehnübung").encode("latin-1")
    yield "cut-in-a-character", GOOD.encode() + "# ü".encode()[:-1]
    yield "surrogate-in-utf-8", b"title: \xed\xa0\x80\n"
    yield "zero-byte", GOOD.encode().replace(b"Good", b"Go\x00od")
    yield "only-zero-bytes", b"\x00" * 100
    yield "lone-carriage-returns", GOOD.replace("\n", "\r").encode()
    yield "one-lone-carriage-return", GOOD.replace("Good", "Go\rod").encode()
    yield "random-bytes", bytes((n * 197 + 13) % 256 for n in range(4096))
    yield "a-picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    yield "over-one-mebibyte", GOOD.encode() + b"# padding\n" * 110_000


def _syntax() -> Iterator[tuple[str, bytes]]:
    yield "tab-indents-a-step", b"title: T\nsteps:\n\t- rest: 5s\n"
    yield "tab-indents-a-key", b"title: T\nsteps:\n  - rest: 5s\n\tname: a\n"
    yield "no-space-after-colon", b"title: T\nsteps:\n  - exercise: a\n    hold:10s\n    reps: 3\n"
    yield "no-space-in-first-line", b"title:T\nsteps:\n  - rest: 5s\n"
    yield "no-space-after-dash", b"title: T\nsteps:\n  -rest: 5s\n  - rest: 5s\n"
    yield "second-colon", b"title: T\nsummary: breathe out: slowly\nsteps:\n  - rest: 5s\n"
    yield "open-bracket", b"title: T\ntags: [a, b\nsteps:\n  - rest: 5s\n"
    yield "open-brace", b"title: T\ndefaults: {rest: 5s\nsteps:\n  - rest: 5s\n"
    yield "closed-but-never-opened", b"title: T\ntags: [a]]\nsteps:\n  - rest: 5s\n"
    yield "open-double-quote", b'title: "T\nsteps:\n  - rest: 5s\n'
    yield "open-single-quote", b"title: 'T\nsteps:\n  - rest: 5s\n"
    yield "apostrophe-ends-quote", b"title: 'It's fine'\nsteps:\n  - rest: 5s\n"
    yield "backslash", b'title: "C:\\q"\nsteps:\n  - rest: 5s\n'
    yield "at-sign", b"title: @home\nsteps:\n  - rest: 5s\n"
    yield "percent-sign", b"title: %home\nsteps:\n  - rest: 5s\n"
    yield "backtick", b"title: `home`\nsteps:\n  - rest: 5s\n"
    yield "star", b"title: *bold*\nsteps:\n  - rest: 5s\n"
    yield "star-word", b"title: *bold\nsteps:\n  - rest: 5s\n"
    yield "lonely-ampersand", b"title: & b\nsteps:\n  - rest: 5s\n"
    yield "exclamation-mark", b"title: !important\nsteps:\n  - rest: 5s\n"
    yield "python-tag", b"!!python/object/apply:os.system ['true']\n"
    yield "python-tag-inside", b"title: T\nsteps: !!python/tuple\n  - rest: 5s\n"
    yield "pipe-with-text", b"title: |x\n  b\nsteps:\n  - rest: 5s\n"
    yield "greater-than", b"title: T\nsteps:\n  - exercise: a\n    hold: >10s\n"
    yield "step-too-far-left", b"title: T\nsteps:\n    - rest: 5s\n  - rest: 5s\n"
    yield "key-too-far-left", b"title: T\nsteps:\n  - exercise: a\n   hold: 5s\n"
    yield "key-too-far-right", b"title: T\n  summary: S\nsteps:\n  - rest: 5s\n"
    yield "line-without-colon", b"title: T\nhello there\nsteps:\n  - rest: 5s\n"
    yield "two-documents", GOOD.encode() + b"---\n" + GOOD.encode()
    yield "after-the-end", GOOD.encode() + b"...\nfoo: bar\n"
    yield "merge-key", b"base: &b {rest: 5s}\ntitle: T\nsteps:\n  - <<: *b\n"
    yield "unknown-alias", b"title: T\nsteps: *nothing\n"
    yield "list-as-key", b"? [a, b]\n: c\ntitle: T\n"
    yield "braces-in-braces", b"title: {{name}}\nsteps:\n  - rest: 5s\n"
    yield "yaml-of-the-future", b"%YAML 3.0\n---\ntitle: T\n"
    yield "commas", b"title: T\ntags: [a,,b]\nsteps:\n  - rest: 5s\n"


def _shapes() -> Iterator[tuple[str, bytes]]:
    yield "list-at-the-top", b"- rest: 5s\n"
    yield "text-at-the-top", b"just a sentence\n"
    yield "number-at-the-top", b"42\n"
    yield "null-at-the-top", b"null\n"
    yield "json-list", b'["title", "steps"]'
    yield "html", b"<html><body>hello</body></html>\n"
    yield "markdown", b"# Title\n\n* one\n* two\n"


def _top() -> Iterator[tuple[str, bytes]]:
    yield "no-title", b"steps:\n  - rest: 5s\n"
    yield "no-steps", b"title: T\n"
    yield "number-as-title", b"title: 5\nsteps:\n  - rest: 5s\n"
    yield "huge-number-as-title", b"title: 1e400\nsteps:\n  - rest: 5s\n"
    yield "yes-as-title", b"title: true\nsteps:\n  - rest: 5s\n"
    yield "list-as-title", b"title: [bold]\nsteps:\n  - rest: 5s\n"
    yield "markup-as-title", b"title: [bold]x[/bold]\nsteps:\n  - rest: 5s\n"
    yield "link-markup-as-title", b"title: [link=file:///etc/passwd]x[/link]\nsteps:\n  - rest: 5s\n"
    yield "table-as-title", b"title: {a: b}\nsteps:\n  - rest: 5s\n"
    yield "blank-title", b"title:\nsteps:\n  - rest: 5s\n"
    yield "blank-quoted-title", b'title: "  "\nsteps:\n  - rest: 5s\n'
    yield "long-title", b"title: " + b"x" * 121 + b"\nsteps:\n  - rest: 5s\n"
    yield "format-2", b"format: 2\ntitle: T\nsteps:\n  - rest: 5s\n"
    yield "format-word", b"format: one\ntitle: T\nsteps:\n  - rest: 5s\n"
    yield "unknown-key", _with("colour: red")
    yield "misspelt-key", b"titel: T\nsteps:\n  - rest: 5s\n"
    yield "step-key-at-the-top", _with("rest: 5s")
    yield "duplicate-title", _with("title: Other")
    yield "table-as-tags", _with("tags: {a: b}")
    yield "list-in-cautions", _with("cautions: [[a, b]]")
    yield "table-in-cautions", _with("cautions:\n  - Pregnant: leave this out")
    yield "group-unknown", _with("group: stretching")
    yield "group-misspelt", _with("group: eazing")
    yield "group-list", _with("group: [easing]")
    yield "language-by-name", _with("language: German")
    yield "language-list", _with("language: [de, en]")
    yield "language-without-end", _with("language: de-" + "x" * 5_000)
    yield "frequency-word", _with("frequency: daily")
    yield "frequency-eight-days", _with("frequency: {days_a_week: 8}")
    yield "frequency-unknown", _with("frequency: {a_month: 3}")
    yield "defaults-list", _with("defaults: [10s]")
    yield "defaults-unknown", _with("defaults: {hold: 10s}")
    yield "defaults-negative", _with("defaults: {rest: -5s}")
    yield "sounds-list", _with("sounds: [go]")
    yield "sounds-unknown-cue", _with("sounds: {gong: a.wav}")
    yield "sounds-parent", _with("sounds: {go: ../../etc/passwd}")
    yield "sounds-hidden-parent", _with("sounds: {go: a/../../b.wav}")
    yield "sounds-absolute", _with("sounds: {go: /etc/passwd}")
    yield "sounds-home", _with("sounds: {go: ~/a.wav}")
    yield "sounds-drive", _with("sounds: {go: 'C:\\a.wav'}")
    yield "sounds-other-slash", _with("sounds: {go: '..\\a.wav'}")
    yield "sounds-address", _with("sounds: {go: 'https://example.org/a.wav'}")
    yield "sounds-number", _with("sounds: {go: [1]}")
    yield "steps-blank", b"title: T\nsteps:\n"
    yield "steps-empty", b"title: T\nsteps: []\n"
    yield "steps-table", b"title: T\nsteps:\n  rest: 5s\n"
    yield "steps-text", b"title: T\nsteps: walk\n"


def _steps() -> Iterator[tuple[str, bytes]]:
    yield "step-text", b"title: T\nsteps:\n  - childs-pose\n"
    yield "step-blank", b"title: T\nsteps:\n  -\n"
    yield "step-list", b"title: T\nsteps:\n  - - rest: 5s\n"
    yield "step-frequency-asks", _step("rest: 5s", "frequency: {per_day: ask}")
    yield "step-frequency-in-weeks", _step("rest: 5s", "frequency: {per_day: 1, weeks: 6}")
    yield "step-frequency-never", _step("rest: 5s", "frequency: {every: never}")
    yield "length-open", _with("length: open")
    yield "length-of-a-step", _step("do: Walk", "length: 5m")
    yield "levels-none", _step("levels: []")
    yield "levels-no-list", _step("levels: {rest: 5s}")
    yield "levels-too-many", _step(f"levels: [{', '.join(['{rest: 5s}'] * 10)}]")
    yield "levels-optional", _step("levels: [{rest: 5s, optional: yes}, {rest: 9s}]")
    yield "levels-of-rounds", _step("levels: [{rest: 5s}]", "repeat: 2")
    yield "step-without-kind", _step("hold: 10s", "reps: 3")
    yield "step-of-two-kinds", _step("exercise: a", "breathe: 5-1-4", "for: 1m")
    yield "step-rest-and-do", _step("do: a", "for: 1m", "rest: 5s")
    yield "step-misspelt-kind", _step("excercise: a", "hold: 5s")
    yield "step-unknown-key", _step("exercise: a", "colour: red")
    yield "step-misspelt-key", _step("exercise: a", "holds: 5s")
    yield "step-key-of-another-kind", _step("exercise: a", "cycles: 5")
    yield "step-duplicate-key", _step("exercise: a", "hold: 5s", "hold: 6s")
    yield "hold-and-phases", _step("exercise: a", "hold: 5s", "phases: [{up: 2s}]")
    yield "hold-and-pace", _step("exercise: a", "hold: 5s", "pace: 2s")
    yield "alternate-without-sides", _step("exercise: a", "alternate: yes")
    yield "alternate-maybe", _step("exercise: a", "sides: each", "alternate: maybe")
    yield "sides-both", _step("exercise: a", "sides: both")
    yield "sides-twice", _step("exercise: a", "sides: [left, left]")
    yield "sides-empty", _step("exercise: a", "sides: []")
    yield "sides-of-lists", _step("exercise: a", "sides: [[left], [right]]")
    yield "phases-table", _step("exercise: a", "phases: {up: 2s, down: 2s}")
    yield "phases-pair-of-two", _step("exercise: a", "phases: [{up: 2s, down: 2s}]")
    yield "phases-quiet-time", _step("exercise: a", "phases: [{up: 2s, quiet: 2s}]")
    yield "phases-quiet-alone", _step("exercise: a", "phases: [{quiet: yes}]")
    yield "phases-quiet-and-two", _step("exercise: a", "phases: [{up: 2s, down: 2s, quiet: yes}]")
    yield "say-list", _step("exercise: a", "say: [now, this]")
    yield "phases-text", _step("exercise: a", "phases: [up 2s]")
    yield "phases-no-colon", _step("exercise: a", "phases: [{up 2s}]")
    yield "phases-decimal-comma", _step("exercise: a", "phases: [{up: 1,5s}]")
    yield "phases-empty", _step("exercise: a", "phases: []")
    yield "phases-zero", _step("exercise: a", "phases: [{up: 0s}]")
    yield "phases-hold-without-time", _step("exercise: a", "phases: [up, Hold, down]")
    yield "phases-of-nothing", _step("exercise: a", "phases: [up, , down]")
    yield "tempo-word", _step("exercise: a", "tempo: slow")
    yield "tempo-two-parts", _step("exercise: a", "tempo: 4-4")
    yield "tempo-no-time-back", _step("exercise: a", "tempo: 4-1-0")
    yield "tempo-and-hold", _step("exercise: a", "tempo: 4-0-4", "hold: 5s")
    yield "breathe-without-time", _step("breathe: 5-1-4")
    yield "breathe-with-both", _step("breathe: 5-1-4", "for: 1m", "cycles: 5")
    yield "breathe-word", _step("breathe: slowly", "for: 1m")
    yield "breathe-two-parts", _step("breathe: 5-5", "for: 1m")
    yield "breathe-thirds", _step("breathe: 5.3-1-4", "for: 1m")
    yield "breathe-nothing-in", _step("breathe: 0-1-4", "for: 1m")
    yield "breathe-an-hour", _step("breathe: 99-1-4", "for: 1m")
    yield "cold-too-long", _step("cold: 21m")
    yield "heat-too-long", _step("heat: 15-30m")
    yield "cold-open", _step("cold: open")
    yield "cold-at-least", _step("cold: '>=10m'")
    yield "checks-too-rare", _step("heat: 15m", "checks: 10m")
    yield "press-too-long", _step("exercise: Press the sore point", "tags: [massage]", "hold: 90s")
    yield "press-without-end", _step("exercise: Press the sore point", "tags: massage", "hold: open")
    yield "do-without-time", _step("do: Walk")
    yield "confirm-list", _step("confirm: [a, b]")
    yield "repeat-without-steps", _step("repeat: 3")
    yield "block-unknown", b"title: T\nblocks: {warm-up: [{rest: 5s}]}\nsteps:\n  - block: warmup\n"
    yield "block-of-itself", b"title: T\nblocks: {a: [{block: a}]}\nsteps:\n  - block: a\n"
    yield "block-of-a-later-one", b"title: T\nblocks: {a: [{block: b}], b: [{rest: 5s}]}\nsteps:\n  - block: a\n"
    yield "blocks-list", b"title: T\nblocks: [a]\nsteps:\n  - rest: 5s\n"
    yield (
        "block-and-steps",
        b"title: T\nblocks: {a: [{rest: 5s}]}\nsteps: [{repeat: 2, block: a, steps: [{rest: 5s}]}]\n",
    )
    yield "blocks-that-multiply", _multiplied()
    yield "repeat-word", _step("repeat: often", "steps: [{rest: 5s}]")
    yield "repeat-in-repeat", _step("repeat: 3", "steps: [{repeat: x, steps: [{rests: 5s}]}]")
    yield "alternatives-text", _step("rest: 5s", "alternatives: walk")
    yield "notes-list", _step("exercise: a", "notes: [a]")
    yield "notes-word", _step("exercise: a", "notes: {first: b}")
    yield "notes-zero", _step("exercise: a", "notes: {0: b}")
    yield "notes-overlap", _step("exercise: a", "notes: {1-3: a, 2: b}")
    yield "progress-nothing", _step("exercise: a", "progress: {by: 1, every: 3 days}")
    yield "progress-two", _step("exercise: a", "progress: {reps: 1-3, sets: 1-2, by: 1, every: 3 days}")
    yield "progress-number", _step("exercise: a", "progress: {reps: 5, by: 1, every: 3 days}")
    yield "progress-when", _step("exercise: a", "progress: {reps: 1-5, by: 1, every: now and then}")
    yield "goal-blanks", _step("exercise: a", "goal: '" + " " * 100_000 + "a'")
    yield "reps-blanks", _step("exercise: a", "reps: '" + " " * 100_000 + "a'")
    yield "goal-words", _step("exercise: a", "goal: many a day")
    yield "goal-too-small", _step("exercise: a", "goal: 0 a day")
    yield "goal-a-week", _step("exercise: a", "goal: 30 a week")
    yield "goal-of-a-walk", _step("do: Walk", "for: 5m", "goal: 30 a day")
    yield "progress-when-tired", _step("exercise: a", "progress: {reps: 1-5, when: tired}")
    yield "progress-when-twice", _step("exercise: a", "progress: {reps: 1-5, when: [easy, easy]}")
    yield "progress-by-words", _step("exercise: a", "progress: {reps: 1-5, by: a few}")
    yield "progress-load-one", _step("exercise: a", "progress: {load: 5kg}")
    yield "progress-load-list-of-one", _step("exercise: a", "progress: {load: [red band]}")
    yield "progress-load-twice", _step("exercise: a", "progress: {load: [red band, red band]}")
    yield "progress-load-words", _step("exercise: a", "progress: {load: light to heavy}")
    yield "progress-load-backwards", _step("exercise: a", "progress: {load: 5-2kg}")
    yield "progress-load-by-count", _step("exercise: a", "progress: {load: 2-5kg, by: 2}")
    yield "progress-load-by-pounds", _step("exercise: a", "progress: {load: 2-5kg, by: 1lb}")
    yield "progress-load-by-crumbs", _step("exercise: a", "progress: {load: 2-500kg, by: 1g}")
    yield "progress-load-list-by", _step("exercise: a", "progress: {load: [red band, blue band], by: 1}")


def _multiplied() -> bytes:
    """Each block ten times the one before: a million steps in a few lines."""
    blocks = ["  b0: [{rest: 5s}]", *(f"  b{n}: [{', '.join([f'{{block: b{n - 1}}}'] * 10)}]" for n in range(1, 7))]
    return "\n".join(["title: T", "blocks:", *blocks, "steps:", "  - block: b6", ""]).encode()


def _amounts() -> Iterator[tuple[str, bytes]]:
    holds = (
        "", "-5s", "0s", "ten", "1O s", "1,5s", "10ms", "1e400", "9" * 400, "99999h", "25h", "10-5s", "5s-",
        "1:70", "0:7", "１０s", "٣s", "10s+", "5 parsecs", "[10s]", "{a: 10s}", "true", "nan", "inf", "0x10",
        "10s 5s", "2 reps", "5-1-4", "s", "½m", "10-20-30s", "-", "1001 breaths", "0 breaths", "5-3 breaths",
    )  # fmt: skip
    for number, text in enumerate(holds):
        yield f"hold-{number:02}", _step("exercise: a", f"hold: {text}")
    counts = (
        "",
        "0",
        "-1",
        "2.5",
        "ten",
        "3x",
        "1001",
        "9" * 400,
        "10-8",
        "open in all",
        "5s",
        "[5]",
        "１０",
        "1e3",
        "yes",
    )
    for number, text in enumerate(counts):
        yield f"reps-{number:02}", _step("exercise: a", f"reps: {text}")
    for line in ("hold: 5s", "phases: [up]", "tempo: 4-0-4", "pace: 3s", "rest: 5s", "notes: {1: Half}"):
        yield f"reps-open-with-{line.partition(':')[0]}", _step("exercise: a", "reps: open", line)
    yield "reps-open-in-turn", _step("exercise: a", "reps: open", "sides: each", "alternate: yes")


def _hostile() -> Iterator[tuple[str, bytes]]:
    laughs = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    yield "billion-laughs", "\n".join(laughs).encode()
    yield "endless-alias", b"title: T\nsteps: &a\n  - repeat: 2\n    steps: *a\n"
    yield "endless-alias-in-a-list", b"&a [*a]"
    chain = ["- &a0 {rest: 5s}", *(f"- &a{n} {{repeat: 1, steps: [*a{n - 1}]}}" for n in range(1, 150))]
    yield "deep-by-aliases", ("title: T\nsteps:\n" + "\n".join(chain)).encode()
    yield "brackets", b"[" * 100_000
    yield "braces", b"{a: " * 100_000
    yield "dashes", b"- " * 100_000
    yield "question-marks", b"? " * 100_000
    yield "deep-but-closed", b"title: " + b"[" * 1_000 + b"]" * 1_000
    yield "megabyte-title", b"title: " + b"x" * 1_000_000 + b"\n"
    yield "megabyte-key", b"x" * 1_000_000 + b": 1\n"
    yield "megabyte-hold", _step("exercise: a", "hold: " + "1" * 1_000_000)
    yield "megabyte-of-spaces", _step("exercise: a", f"hold: '{' ' * 1_000_000}'")
    yield "megabyte-of-keys", "\n".join(f"k{n}: v" for n in range(100_000)).encode()
    yield "megabyte-of-steps", b"title: T\nsteps:\n" + b"  - x: 5\n" * 100_000
    yield "megabyte-of-duplicates", b"a: b\n" * 200_000
    yield "megabyte-of-quotes", b"title: " + b"'" * 1_000_001
    yield "escape-sequence", GOOD.replace("Good", "\x1b[2J\x1b]0;owned\x07").encode()
    yield "escape-sequence-in-quotes", b'title: "\\e[2J"\nsteps:\n  - rest: 5s\n'
    yield "escape-sequence-in-a-key", b'title: T\n"\\x1b[31m": x\nsteps:\n  - rest: 5s\n'
    yield "bell-in-quotes", b'title: "\\a"\nsteps:\n  - rest: 5s\n'
    yield "zero-in-quotes", b'title: "a\\0b"\nsteps:\n  - rest: 5s\n'
    yield "c1-control", GOOD.replace("Good", "a\x9b2Jb").encode()
    yield "text-turned-round", GOOD.replace("Good", "a\u202eb").encode()
    yield "line-separator", GOOD.replace("Good", "a\u2028b").encode()
    yield "not-a-character", GOOD.replace("Good", "a\ufdd0=b").encode()
    yield "markup-key", _with("'[bold red]x[/]': y")
    yield "markup-step", _step("exercise: a", "'[link=file:///etc/passwd]': y")
    yield "percent-signs-and-braces", _with("'%s {0} {self}': y")
    yield "newline-in-a-key", _with('"a\\nb": y')
