"""How long words will take: exact where they are recorded, and hardly ever too short where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sounds.make_voice import FOLDER

from unclench.config import paths
from unclench.media.pcm import RATE
from unclench.routine import Catalogue
from unclench.voice import espeak
from unclench.voice.engine import CALM, EngineFailed, VoiceWish
from unclench.voice.recorded import (
    FILE,
    RecordedEngine,
    guess,
    guess_elsewhere,
    known,
    lengths,
    sentences,
    sheet_lengths,
)
from unclench.voice.samples import shape, trimmed

SAID = (
    "Hold.", "Left: hold, 2 of 3.", "Cat-cow. Come onto your hands and knees.", "Space pauses, and goes on.",
    "Stop if pain, tingling or numbness spreads further down a leg.", "Breathing 5-1-4.",
)  # fmt: skip
WISH = VoiceWish(language="en", recordings=FOLDER)


@pytest.mark.parametrize("text", SAID)
def test_what_is_recorded_takes_as_long_as_is_said_and_no_ten_ms_less(text: str):
    engine = RecordedEngine(WISH)
    engine.open()
    takes = len(engine.render(text).samples) * 1000 / RATE
    assert takes <= lengths(WISH)(text) < takes + 10


@pytest.mark.parametrize("text", SAID)
def test_a_guess_is_never_shorter_than_the_recording(text: str):
    assert lengths(WISH)(text) < guess(text)


@pytest.mark.parametrize("rate", [CALM, 50, 200])
def test_a_guess_is_long_enough_for_the_slowest_voice_at_any_pace(rate: int):
    """For what stands in our routines, of which every twentieth sentence is tried: words like those of a sheet."""
    engine = espeak.EspeakEngine(VoiceWish(language="en-gb", rate=rate))
    try:
        engine.open()
    except EngineFailed:
        pytest.skip("The library of espeak-ng is not here.")
    catalogue = Catalogue(paths.shipped("routines") / "exercises")
    movements = [movement for id in catalogue.ids if (movement := catalogue.get(id)) is not None]
    texts = [text for each in movements for text in (*sentences(each.do), *sentences(each.say), *each.cautions)]
    assert len(texts) > 300
    for text in (*SAID, *texts[::20]):
        raw = engine.render(text)
        assert len(trimmed(raw.samples, raw.rate)) * 1000 / raw.rate <= guess(text, rate), text


def test_of_what_is_not_recorded_the_whole_is_guessed():
    text = "Rest. Next: my very own."
    assert lengths(WISH)(text) == guess(text)


@pytest.mark.parametrize("wish", [{"engine": "espeak"}, {"language": "de"}, {"rate": 120}])
def test_another_voice_is_guessed_at_its_own_pace(wish: dict[str, object]):
    asked = VoiceWish(**{"language": "en", "recordings": FOLDER, **wish})  # type: ignore[arg-type]
    assert lengths(asked)("Hold.") == guess("Hold.", asked.rate)
    assert guess("Hold.", 2 * CALM) == guess("Hold.") // 2


@pytest.mark.parametrize("content", [None, "nonsense\n", "a b\n", "ü 5\n"])
def test_without_a_list_of_lengths_all_is_guessed(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / FILE).write_text(content, "utf-8")
    assert known(tmp_path) == {}
    assert lengths(VoiceWish(language="en", recordings=tmp_path))("Hold.") == guess("Hold.")


@pytest.mark.parametrize("text", ["", "...", "\n", "*"])
def test_what_cannot_be_said_takes_no_time(text: str):
    assert guess(text) == lengths(WISH)(text) == 0


EXERCISES = {
    "de": ["Ferse zum Gesäß ziehen, fünfmal auf jeder Seite, zehn Sekunden halten.", "10", "Knie zur Brust"],
    "fr": ["Amenez le genou vers la poitrine, cinq fois de chaque côté.", "99"],
    "es": ["Lleve la rodilla al pecho, cinco veces de cada lado.", "97"],
    "pt-br": ["Leve o joelho ao peito, cinco vezes de cada lado."],
    "it": ["Porta il ginocchio al petto, cinque volte per lato."],
    "pl": ["Przyciągnij kolano do klatki piersiowej, pięć razy na każdą stronę."],
    "tr": ["Dizinizi göğsünüze çekin, her iki tarafta beş kez."],
    "fi": ["Vedä polvi rintaan, viisi kertaa kummallakin puolella."],
    "el": ["Φέρτε το γόνατο στο στήθος, πέντε φορές σε κάθε πλευρά."],
    "ru": ["Подтяните колено к груди, пять раз с каждой стороны.", "10"],
    "he": ["משכו את הברך אל החזה חמש פעמים בכל צד."],
    "ar": ["اسحب الركبة إلى الصدر خمس مرات على كل جانب.", "وضعية القطة. انزل على يديك وركبتيك."],
    "hi": ["घुटने को छाती तक लाएँ, हर तरफ पाँच बार।"],
    "th": ["ท่าแมว คุกเข่าและวางมือบนพื้น"],
    "ko": ["무릎을 가슴으로 당기세요, 양쪽 다섯 번씩."],
    "ja": ["ねこのポーズ。ゆっくりいきをはきます。"],
    "zh": ["将膝盖拉向胸部\uff0c每侧五次。"],
}


@pytest.mark.parametrize("tag", EXERCISES)
def test_a_guess_in_another_language_leaves_espeak_time_enough(tag: str) -> None:
    pytest.importorskip("espeakng_loader")
    engine = espeak.EspeakEngine(VoiceWish(language="en").in_language(tag))
    engine.open()
    for text in EXERCISES[tag]:
        assert len(shape(*engine.render(text))) * 1000 / RATE <= guess_elsewhere(text)


def test_the_words_of_a_german_sheet_get_the_time_of_a_german_voice_and_all_others_that_of_the_recordings() -> None:
    with_sheet = sheet_lengths(lengths(WISH), "Katze".__eq__, 90, silent=False)
    assert with_sheet("Katze") == guess_elsewhere("Katze") > guess("Katze")
    assert with_sheet("Hold.") == lengths(WISH)("Hold.")


def test_words_that_nobody_can_say_take_no_time() -> None:
    silent = sheet_lengths(lengths(WISH), "Katze".__eq__, 90, silent=True)
    assert (silent("Katze"), silent("Hold.")) == (0, lengths(WISH)("Hold."))
    assert guess_elsewhere("!") == 0
