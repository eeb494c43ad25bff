"""The number to call in each country (C4), as data. Locale and time zone may disagree about where somebody is."""

from __future__ import annotations

from msgspec import Struct

NUMBERS: dict[str, str] = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111", "HK": "999", "SG": "995",
    "JP": "119", "KR": "119", "TW": "119", "CN": "120", "BR": "192", "IN": "112", "IL": "101", "TR": "112",
    "ZA": "10177",
    **dict.fromkeys(
        ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
         "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "CH", "LI", "NO", "IS", "JE", "GG", "IM"), "112",
    ),
}  # fmt: skip
"""The emergency number by country, for an ambulance.

US: fcc.gov, 911 from all telephones. GB: londonambulance.nhs.uk. AU: healthdirect.gov.au and
sbs.com.au, from any fixed or mobile phone. CA: alberta.ca and brampton.ca on calling 911. MX:
Segob, 9 January 2017, the number of all states (etcetera.com.mx, informador.com.mx). NZ: govt.nz
and health.govt.nz. SG: scdf.gov.sg. HK: trekmedics.org, and the police by scmp.com. The European
Union: hse.ie, 112 in any EU country and from any phone. JP: city.odate.lg.jp. The others (CH, LI,
NO, IS, the dependencies of the United Kingdom, KR, TW, CN, BR, IN, IL, TR, ZA) are from general
knowledge and were not looked up; in India 112 may not answer in every state.
"""
ALSO: dict[str, str] = {"ZA": "or 112 from a mobile phone"}
"""A second number to give together with a country's own."""
LINES: dict[str, str] = {"GB": "111", "DE": "116117", "AU": "1800 022 222"}
"""The line to call to see a doctor the same day, when no ambulance is needed."""

MOBILE = "112"
"""Works from most mobile phones, even where the country's own number is a different one (GSM)."""
UNKNOWN = f"your local emergency number; {MOBILE} works from most mobile phones"

_NAMES = {
    "US": "the US", "CA": "Canada", "MX": "Mexico", "GB": "the UK", "AU": "Australia", "NZ": "New Zealand",
    "HK": "Hong Kong", "SG": "Singapore", "JP": "Japan", "KR": "Korea", "TW": "Taiwan", "CN": "China", "BR": "Brazil",
    "IN": "India", "IL": "Israel", "TR": "Turkey", "ZA": "South Africa",
}  # fmt: skip
"""How a sentence names the countries whose number is not 112; the others are Europe."""


class Number(Struct, frozen=True):
    """`dial` is shown large. `said` is for sentences: it may add a second number, or say that the first is a guess."""

    dial: str
    said: str
    guessed: bool = False


def number_for(locale: str, country: str = "", own: str = "") -> Number:
    """The number to call.

    `locale` is the likes of `en_GB.UTF-8`. It names a language first, and counts only if it names a
    country too. `country` is where the machine says it is, by its time zone or region (`DE`), or
    empty. If the two disagree, both numbers are given, the one for the place first. `own` is the
    number from the settings, which overrides both.
    """
    if own:
        return Number(own, own)
    by_language, here = _country(locale), country.upper()
    spoken, there = NUMBERS.get(by_language), NUMBERS.get(here)
    if not here or here == by_language:
        return _unsure("") if spoken is None else Number(spoken, _with(by_language))
    other = f" (in {_NAMES.get(by_language, 'Europe')} {_with(by_language)})" if spoken and spoken != there else ""
    return _unsure(other) if there is None else Number(there, f"{_with(here)}{other}")


def doctors_line(locale: str, country: str = "") -> str | None:
    """The number to call for a doctor today; None if there is none that we know."""
    return LINES.get(country.upper() or _country(locale))


def _unsure(other: str) -> Number:
    return Number(MOBILE, f"{UNKNOWN}{other}", guessed=True)


def _with(country: str) -> str:
    number, also = NUMBERS[country], ALSO.get(country)
    return f"{number}, {also}" if also else number


def _country(locale: str) -> str:
    """The country of a locale; empty if it names only a language: `ca` is Catalan, not Canada."""
    parts = locale.partition(".")[0].partition("@")[0].replace("-", "_").split("_")[1:]
    return next((part.upper() for part in parts if len(part) == 2 and part.isalpha()), "")
