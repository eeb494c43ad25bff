"""Which sentences have words of a sheet's author in them, and which are the program's alone."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unclench.config.paths import shipped
from unclench.routine import Catalogue, load_text
from unclench.routine.model import Routine
from unclench.session.authors_words import AuthorsWords
from unclench.session.choices import Choices
from unclench.session.compiler import choose
from unclench.session.guidance import Explain, Guidance, guided
from unclench.session.sentences import going_on

CATALOGUE = Catalogue(shipped("routines") / "exercises")
MARK = "\u00fc"
"""A letter that is in every text of the author's and in none of the program's."""
TEXT = st.text("abc d\u00e4.,:!", max_size=12).map(lambda text: f"x{text}{MARK}y")
WORD = st.text("abcd\u00e4", min_size=1, max_size=8).map(lambda text: f"{text}{MARK}")
COMMON = {"note": TEXT, "say": TEXT, "cautions": st.lists(TEXT, min_size=1, max_size=2), "only_if": TEXT, "name": TEXT}
EXERCISE = st.fixed_dictionaries(
    {"exercise": st.one_of(TEXT, st.sampled_from(["cat-cow", "childs-pose"]))},
    optional={
        **COMMON,
        "sides": st.lists(WORD, min_size=1, max_size=3, unique=True),
        "load": WORD,
        "reps": st.integers(1, 3),
        "sets": st.integers(1, 2),
        "phases": st.lists(st.dictionaries(WORD, st.just("4s"), min_size=1, max_size=1), min_size=1, max_size=3),
        "notes": st.dictionaries(st.just("1"), TEXT, min_size=1),
        "wait": st.booleans(),
    },
)
OTHERS = st.one_of(
    st.fixed_dictionaries({"rest": st.just("20s")}, optional=COMMON),
    st.fixed_dictionaries({"cold": st.just("6m")}, optional=COMMON),
    st.fixed_dictionaries({"confirm": TEXT}, optional={"alarm": st.booleans()}),
    st.fixed_dictionaries({"do": TEXT, "for": st.just("70s")}, optional=COMMON),
    st.fixed_dictionaries({"breathe": st.just("5-1-4"), "cycles": st.just(5)}, optional=COMMON),
)
STEP = st.one_of(EXERCISE, OTHERS)
BLOCK = st.fixed_dictionaries({"repeat": st.just(2), "steps": st.lists(STEP, min_size=1, max_size=2)}, optional=COMMON)
SHEETS = st.lists(st.one_of(STEP, BLOCK), min_size=1, max_size=4)


def sheet(steps: object, title: str = f"x{MARK}") -> Routine:
    text = json.dumps({"title": title, "language": "de", "steps": steps}, ensure_ascii=False)
    return load_text(text, "sheet", CATALOGUE).routine


KNOWN = st.builds(
    Guidance, lengths=st.just(lambda text: 70 * len(text)), explain=st.sampled_from(list(Explain)),
    first_session=st.booleans(),
)  # fmt: skip


@given(SHEETS, KNOWN)
def test_a_sentence_has_words_of_the_author_if_and_only_if_they_are_in_it(steps: list[object], known: Guidance):
    read = sheet(steps)
    words = AuthorsWords(read)
    chosen = choose(read, Choices())
    timeline = guided(chosen.timeline, known)
    said = {text for cue in timeline.cues for text in cue.spoken}
    said |= {question.text for question in chosen.questions}
    said |= {text for step in timeline.steps for text in going_on(read.title, step).spoken}
    for text in said:
        assert words.are_in(text) is (MARK in text.casefold()), text


OF_THE_AUTHOR = (
    "Hand. 5 times.", "Next: hand.", "Rechts.", "Langsam ausatmen.", "Dann", "Einatmen 2 seconds, hold 5.",
    "3 times each, links, then rechts: hold 10 seconds, with gelbes Band.",
)  # fmt: skip
OF_THE_PROGRAM = ("Put your hand on the wall.", "Hold, 2 of 3.", "Rest.", "Left.", "5 kg.", "2.5 seconds", "")


def test_whole_clauses_and_the_edges_of_clauses_are_compared():
    read = sheet([
        {"exercise": "Hand", "sides": ["rechts", "links"], "note": "Hold, rest, langsam ausatmen. Dann halten: 5!",
         "phases": [{"einatmen": "2s"}, {"hold": "5s"}], "load": "gelbes Band"},
        {"exercise": "Fuß", "note": "Dann, langsam", "load": "5 kg", "sides": "each"},
    ])  # fmt: skip
    words = AuthorsWords(read)
    assert [text for text in (*OF_THE_AUTHOR, *OF_THE_PROGRAM) if words.are_in(text)] == list(OF_THE_AUTHOR)


def test_what_the_catalogue_calls_its_phases_is_not_the_authors_whoever_wrote_it_down():
    read = sheet([{"exercise": "cat-cow", "phases": [{"round": "5s"}, {"sag": "5s"}]}], title="T")
    assert not AuthorsWords(read).are_in("5 times: round 5 seconds, sag 5.")
    assert not AuthorsWords(read).are_in("Cat-cow. Come onto your hands and knees.")


def test_however_much_a_sheet_has_a_sentence_is_looked_up_by_its_own_clauses():
    words = AuthorsWords(sheet([{"rest": "5s", "note": f"{n} " + "w " * 400} for n in range(900)], title="T"))
    assert words.are_in("899 " + "w " * 400)
    assert not words.are_in("w " * 400)


def test_the_cautions_of_a_sheet_are_its_authors_and_so_is_a_side_at_the_end_of_a_clause():
    read = sheet([{"exercise": "Hand", "sides": ["rechts", "links"]}])
    words = AuthorsWords(replace(read, cautions=("Nicht bei Schmerz.",)))
    assert words.are_in("Nicht bei Schmerz.")
    assert words.are_in("Then links.")
    assert words.are_in("Rechts once more.")
