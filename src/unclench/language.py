"""The language that a person reads and hears: every sentence for a person passes through here.

English stands in the code, where it is used; `tr` marks a sentence and fills in its values. Another language is
one file, `languages/<code>/LC_MESSAGES/unclench.mo`, made from `languages/unclench.pot`. Which one is read is
decided once, before the first sentence, by what the system says (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES` or `LANG`).

What is compared, stored or sent (ids, kinds, reasons in the journal) is no sentence, and stays out of here.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable

_FOLDER = __file__.rpartition("language")[0] + "languages"


def _speaks_english() -> bool:
    """Whether nothing has to be looked up; asked first, since looking takes milliseconds before the first sound."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := os.environ.get(variable):
            return wanted.startswith(("en", "C", "POSIX"))
    return True


_translations = (
    gettext.NullTranslations() if _speaks_english() else gettext.translation("unclench", _FOLDER, fallback=True)
)
CODE: str = _translations.info().get("language", "en").replace("_", "-")
"""The language that was found, as HTML calls it."""
_one: Callable[[str], str] = _translations.gettext
_many: Callable[[str, str, int], str] = _translations.ngettext


def tr(english: str, /, **values: object) -> str:
    """Give a sentence in the person's language, with its values filled in as `str.format` does."""
    found = _one(english)
    return found.format(**values) if values else found


def counted(number: float, one: str, many: str, /, **values: object) -> str:
    """Give the form that goes with a number, which stands in it as `{number:g}`: `counted(3, "{number:g} day", …)`.

    English has two forms, other languages one to six; a broken number has the form of many.
    """
    whole = int(number) if number == int(number) else 2
    found = _many(one, many, whole)
    return found.format(number=number, **values)


def translated(text: str) -> str:
    """Give a text that stands in the catalogue by other means than `tr`, such as the help of a command."""
    return _one(text) if text else ""


def within(sentence: str) -> str:
    """Give a sentence as it stands inside another; English begins it with a small letter there, but not `TRX`, `I`."""
    first = sentence.partition(" ")[0]
    if not CODE.startswith("en") or first == "I" or first[1:] != first[1:].lower():
        return sentence
    return sentence[:1].lower() + sentence[1:]


def begun(words: str) -> str:
    """Give words as they stand at the beginning of a sentence: only their first letter may change."""
    return words[:1].upper() + words[1:]


def language_name(tag: str) -> str:
    """Give what a language is called, by its tag: `de` is German, `pt-BR` is Portuguese (pt-BR), `xyz` stays xyz."""
    language = tag.partition("-")[0].lower()
    name = _names().get(language, tag)
    return name if tag in (language, name) else f"{name} ({tag})"


def tag_of(name: str) -> str | None:
    """Give the tag of a language by what it is called, in English or in the person's language."""
    return next((tag for tag, called in _names().items() if called.casefold() == name.strip().casefold()), None)


def _names() -> dict[str, str]:
    return {
        "ar": tr("Arabic"), "bg": tr("Bulgarian"), "bn": tr("Bengali"), "ca": tr("Catalan"), "cs": tr("Czech"),
        "cy": tr("Welsh"), "da": tr("Danish"), "de": tr("German"), "el": tr("Greek"), "en": tr("English"),
        "es": tr("Spanish"), "et": tr("Estonian"), "eu": tr("Basque"), "fa": tr("Persian"), "fi": tr("Finnish"),
        "fr": tr("French"), "ga": tr("Irish"), "gl": tr("Galician"), "he": tr("Hebrew"), "hi": tr("Hindi"),
        "hr": tr("Croatian"), "hu": tr("Hungarian"), "id": tr("Indonesian"), "is": tr("Icelandic"),
        "it": tr("Italian"), "ja": tr("Japanese"), "ko": tr("Korean"), "lt": tr("Lithuanian"), "lv": tr("Latvian"),
        "nb": tr("Norwegian"), "nl": tr("Dutch"), "no": tr("Norwegian"), "pl": tr("Polish"), "pt": tr("Portuguese"),
        "ro": tr("Romanian"), "ru": tr("Russian"), "sk": tr("Slovak"), "sl": tr("Slovenian"), "sr": tr("Serbian"),
        "sv": tr("Swedish"), "th": tr("Thai"), "tr": tr("Turkish"), "uk": tr("Ukrainian"), "vi": tr("Vietnamese"),
        "zh": tr("Chinese"),
    }  # fmt: skip
