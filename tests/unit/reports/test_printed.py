"""A routine on paper: everything on it, nothing in it that a browser would fetch or run."""

from __future__ import annotations

from base64 import b64encode
from html.parser import HTMLParser

import pytest
from tests.pictures import gif

from unclench.config import paths
from unclench.reports import printed
from unclench.routine import Catalogue, load_file, load_text
from unclench.session.choices import Choices
from unclench.session.compiler import choose

ROUTINES = paths.shipped("routines")
CATALOGUE = Catalogue(ROUTINES / "exercises")
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "article",
    "span", "svg", "rect", "g", "line", "circle", "path", "img",
}  # fmt: skip
EVIL = "</title></style><script>alert(1)</script><img src=http://x/ onerror=alert(1)>\\\"'&lt;"


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def figure(id: str) -> object:
    found = CATALOGUE.get(id)
    return None if found is None else found.figure


def page(text: str, picture: bytes | None = None) -> Page:
    routine = load_text(text, "a.yaml", CATALOGUE).routine
    return Page(printed.html(choose(routine, Choices(optional="all")), figure, lambda _: picture))


def sheet(*steps: str, top: str = "") -> str:
    return "\n".join(["title: T", top, "steps:", *(f"  {step}" for step in steps)])


def test_every_step_has_a_card_with_its_figure_its_dose_and_how_it_is_done():
    made = page(sheet("- {exercise: cat-cow, phases: [{round: 5s}, {sag: 5s}], reps: 8-10, note: Slowly.}",
                      "- {exercise: Heel slide, hold: 2s}"))  # fmt: skip
    movement = CATALOGUE.get("cat-cow")
    assert movement is not None
    assert (made.count("article"), made.count("svg")) == (2, 1)
    for words in ("1. Cat-cow", "8 to 10 times", "round 5 seconds", "Slowly.", movement.do, "2. Heel slide"):
        assert words in made.text
    assert [attributes["aria-label"] for tag, attributes in made.tags if tag == "svg"] == ["Cat-cow"]


def test_the_top_says_what_holds_for_the_whole_sheet():
    made = page(sheet("- rest: 5s", top="summary: For the hips\nfrequency: {per_day: 2}\ncautions: [Not on ice]\n"
                                        "sources: [NHS]\ndefaults: {rest: 7s}"))  # fmt: skip
    for words in ("T (0:05)", "For the hips", "2 times a day", "Not on ice", "Sources: NHS"):
        assert words.casefold() in made.text.casefold().replace("twice a day", "2 times a day")
    assert "Unless a step says otherwise" not in made.text


def test_rounds_are_said_once_over_the_steps_of_their_block():
    made = page(sheet("- {repeat: 3, rest: 10s, steps: [{exercise: cat-cow, reps: 5}, {rest: 5s}]}"))
    assert made.text.count("3 rounds") == 1
    assert made.text.count("Cat-cow") == 1


def test_optional_steps_are_on_paper_and_said_to_be_so():
    assert "Left out unless you choose it." in page(sheet("- {exercise: cat-cow, optional: yes}")).text


@pytest.mark.parametrize("path", sorted(ROUTINES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_bundled_routine_on_paper_has_nothing_but_words_and_drawings(path):
    routine = load_file(path, CATALOGUE).routine
    chosen = choose(routine, Choices(optional="all"))
    made = Page(printed.html(chosen, figure))
    assert {tag for tag, _ in made.tags} <= ALLOWED
    assert made.count("article") == len({s.id for s in chosen.timeline.steps if s.kind != "repeat"})


def test_words_from_a_stranger_are_shown_and_never_obeyed():
    quoted = f'"{EVIL}"'
    made = page(
        f"title: {quoted}\nsummary: {quoted}\ncautions: [{quoted}]\nsources: [{quoted}]\nedition: {quoted}\nsteps:\n"
        f"  - exercise: {quoted}\n    note: {quoted}\n    name: {quoted}\n    cautions: [{quoted}]\n"
        f"    only_if: {quoted}\n    picture: a.png\n    figure: cat-cow\n", b"\x89PNG\r\n\x1a\n",
    )  # fmt: skip
    assert {tag for tag, _ in made.tags} <= ALLOWED - {"svg"}
    assert not [name for _, attributes in made.tags for name in attributes if name.startswith("on")]
    links = [value for _, attributes in made.tags for name, value in attributes.items() if name in {"src", "href"}]
    assert links == ["data:image/png;base64,iVBORw0KGgo="]
    policy = next(attributes["content"] for tag, attributes in made.tags if "http-equiv" in attributes)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_a_picture_that_moves_stands_in_its_first_frame_on_paper(tmp_path):
    moving, still = (gif(tmp_path / "a.gif", *lasting).read_bytes() for lasting in ((30, 30, 30), (30,)))
    made = page(sheet("- {exercise: cat-cow, picture: a.gif}"), moving)
    (source,) = (str(attributes["src"]) for tag, attributes in made.tags if tag == "img")
    assert source == f"data:image/gif;base64,{b64encode(still).decode()}"


def test_a_picture_that_is_broken_gives_way_to_the_figure_on_paper():
    made = page(sheet("- {exercise: cat-cow, picture: a.gif}"), b"GIF89a")
    assert (made.count("img"), made.count("svg")) == (0, 1)


@pytest.mark.parametrize(
    ("content", "shown"),
    [(b"\x89PNG\r\n", "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"<svg onload=x>", None), (None, None)],
)
def test_a_picture_is_in_the_page_itself_or_else_the_figure_is(content, shown):
    made = page(sheet("- {exercise: cat-cow, picture: a.png}"), content)
    sources = [str(attributes["src"]).split(";")[0] for tag, attributes in made.tags if tag == "img"]
    assert sources == ([] if shown is None else [f"data:image/{shown}"])
    assert made.count("svg") == (shown is None)
