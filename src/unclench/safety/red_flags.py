"""Red flags (C4), as data: the signs that stop everything, when to ask, what to do, and whom to call. No diagnoses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from msgspec import Struct

from unclench.language import tr
from unclench.safety.limits import DAY
from unclench.safety.screening import Answer, fresh

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
ALSO: dict[str, str] = {"ZA": tr("or 112 from a mobile phone")}
"""A second number to give together with a country's own."""
LINES: dict[str, str] = {"GB": "111", "DE": "116117", "AU": "1800 022 222"}
"""The line to call to see a doctor the same day, when no ambulance is needed."""

MOBILE = "112"
"""Works from most mobile phones, even where the country's own number is a different one (GSM)."""
UNKNOWN = tr("your local emergency number; {mobile} works from most mobile phones", mobile=MOBILE)

_NAMES = {
    "US": tr("the US"), "CA": tr("Canada"), "MX": tr("Mexico"), "GB": tr("the UK"), "AU": tr("Australia"),
    "NZ": tr("New Zealand"), "HK": tr("Hong Kong"), "SG": tr("Singapore"), "JP": tr("Japan"), "KR": tr("Korea"),
    "TW": tr("Taiwan"), "CN": tr("China"), "BR": tr("Brazil"), "IN": tr("India"), "IL": tr("Israel"),
    "TR": tr("Turkey"), "ZA": tr("South Africa"),
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
    other = ""
    if spoken and spoken != there:
        country_name = _NAMES.get(by_language, tr("Europe"))
        other = " " + tr("(in {country} {number})", country=country_name, number=_with(by_language))
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


Urgency = Literal["call", "emergency", "urgent", "doctor", "appointment", "end"]
"""Both `call` and `emergency` are emergencies; with `call` nobody should set out for hospital on their own."""

ACTIONS: dict[Urgency, str] = {
    "call": tr("Before anything else call {number}. Do not drive yourself, and do not move after a fall."),
    "emergency": tr(
        "Go to an emergency department now, don't wait until morning. If you can't get there, call {number}."
    ),
    "urgent": tr("See a doctor today."),
    "doctor": tr("Call a doctor now."),
    "appointment": tr("Make an appointment with a doctor."),
    "end": tr("Stop the session."),
}
"""What to do about each; `{number}` is the emergency number."""
OR_CALL = tr("See a doctor today, or call {line}.")
"""The same for "urgent" where there is a doctor's line to call."""

WORST_FIRST: tuple[Urgency, ...] = ("call", "emergency", "urgent", "doctor", "appointment", "end")


class Flag(Struct, frozen=True):
    """One sign, to be answered with yes or no. `id` is stored with the answer and never changes."""

    id: str
    question: str
    urgency: Urgency
    source: str


EMERGENCY: tuple[Flag, ...] = (
    Flag("C4.saddle",
         tr("Numbness, or pins and needles, between the legs, on the inner thighs, around the genitals, "
            "buttocks or back passage; or toilet paper feels different?"),
         "emergency", "CES-1; CES-2; NHS-RED; NORTHERN"),
    Flag("C4.bladder",
         tr("New trouble starting or holding urine, leaking, not feeling it pass, or not feeling that the "
            "bladder is full?"),
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.bowel", tr("New trouble holding your bowels, or not feeling when you pass a motion?"),
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.sexual", tr("Less feeling in the genitals, or new trouble with erection or climax?"),
         "emergency", "CES-1; NHS-RED"),
    Flag("C4.legs",
         tr("Pain, tingling, weakness or numbness in both legs; weakness that is getting worse; or a limb that "
            "you cannot move?"),
         "call", "NHS-RED; NORTHERN; seed 000"),
    Flag("C4.chest", tr("Chest pain, or a throbbing in the belly with the back pain?"),
         "call", "NHS-RED; MAYO-DR; for the belly the emergency line is our stricter choice"),
    Flag("C4.accident",
         tr("A serious accident or fall, just now or in recent days; or even a small fall if you are "
            "older, have weak bones or have long taken steroids?"),
         "call", "NHS-RED; NORTHERN"),
)  # fmt: skip
"""What cannot wait. Asked in one short question before every routine for a spasm."""

DOCTOR_GROUP: tuple[Flag, ...] = (
    Flag("C4.fever", tr("Fever, or feeling very ill with the back pain?"),
         "urgent", "NHS-RED; NORTHERN; feeling very ill is ours"),
    Flag("C4.weight", tr("Weight loss that nothing explains, or cancer now or in the past?"),
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.night", tr("Pain at night or lying down that no position eases?"),
         "urgent", "NHS-RED; NORTHERN; that no position eases it is ours"),
    Flag("C4.ill",
         tr("A lump on your back or a changed shape of it, pain between the shoulder blades, an unsteady walk, "
            "or pain like a tight band?"),
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.leg", tr("New numbness, tingling or weakness in one leg or in the belly?"),
         "doctor", "seed 000; MAYO-DR"),
)  # fmt: skip
"""Asked after the first breaths, before anything moves. A yes means a doctor today, and only breathing until then."""

AT_THE_END: tuple[Flag, ...] = (
    Flag("C4.weeks", tr("Not better after one or two weeks, or spasms that keep coming?"),
         "appointment", "seeds 000, 001, 003; NHSI; MAYO-DR"),
)  # fmt: skip
"""Mentioned when a session is over, as information: these never stop a session."""

IN_A_SESSION = Flag(
    "C4.session",
    tr("In a session: pain of 6 or more out of 10, pain moving down a leg, dizziness or new numbness?"),
    "end", "PAIN-1; CENTR-1",
)  # fmt: skip

SIGNS: tuple[Flag, ...] = (*EMERGENCY, *DOCTOR_GROUP)
"""The whole list, which is one key away at any time. A yes to any of them stops the session, and stands."""
FLAGS: tuple[Flag, ...] = (*SIGNS, *AT_THE_END, IN_A_SESSION)
SHORT = Flag("C4.short", tr("One of the signs that can't wait"), "call", "the short question names all of EMERGENCY")
"""A yes to the short question, as long as nobody has said which sign it is. Until then the strictest action applies."""
BY_ID: dict[str, Flag] = {flag.id: flag for flag in (*FLAGS, SHORT)}

SHORT_REASSURANCE = tr("These are rare. Most spasms let go within days.")
SHORT_QUESTION = tr(
    "Is any of this new? Numbness or tingling between your legs or around your bottom. Trouble with bladder, bowels or "
    "sex. Pain, tingling, weakness or numbness in both legs; or a limb that is getting weaker, or won't move. Chest "
    "pain, or a throbbing belly. Or a bad accident or fall just now or in recent days, or any fall if you are older, "
    "have weak bones or take steroids."
)
"""All of `EMERGENCY` in one breath, spoken and written: one key for none of them, another for yes."""
AFTER_NONE = tr("Good. None of the signs that can't wait.")
STILL_THERE = tr(
    "You said yes to this before. Does it still apply? Until it is over, or a doctor has looked at it, we only play "
    "breathing."
)
"""Asked about the signs that stand."""

SHORT_HOLDS = DAY
"""For how long (ms) a "none of these" to the short question covers sessions that are not for a spasm."""

STOP_RATING = 6
"""Pain of this much out of ten ends a session (C4; PAIN-1)."""


def standing(answers: Mapping[str, Answer]) -> tuple[Flag, ...]:
    """The signs that stand, the worst first: the latest answer to them was yes. `answers` maps an id to that.

    They stand until they are answered again, however long that takes, and also where the answer is from the future.
    """
    found = [flag for flag in (*SIGNS, SHORT) if (said := answers.get(flag.id)) is not None and said.yes]
    return tuple(sorted(found, key=lambda flag: WORST_FIRST.index(flag.urgency)))


def due_short(answers: Mapping[str, Answer], now: int, *, spasm: bool = False) -> bool:
    """Whether the short question is due: always before a routine for a spasm, otherwise once in 24 hours.

    `answers` maps an id to its latest answer; each sign in `EMERGENCY` needs one from the last 24 hours.
    """
    given = [answers.get(flag.id) for flag in EMERGENCY]
    return spasm or not all(fresh(None if said is None else said.at, SHORT_HOLDS, now) for said in given)


def worst(ids: Iterable[str]) -> Flag | None:
    """The most urgent of these signs, given by id; None for none. Raises KeyError for an unknown id."""
    return min((BY_ID[id] for id in ids), key=lambda flag: WORST_FIRST.index(flag.urgency), default=None)


def action(yes: Collection[str], own: str, locale: str, country: str = "") -> str | None:
    """What to do about the most urgent of the signs answered with yes, given by id; None for none.

    `own`, `locale` and `country` are as in `number_for`. Raises KeyError for an unknown id.
    """
    flag = worst(yes)
    return None if flag is None else what_to_do(flag.urgency, own, locale, country)


def what_to_do(urgency: Urgency, own: str, locale: str, country: str = "") -> str:
    """The action as a sentence, with the number to call."""
    line = doctors_line(locale, country)
    if urgency == "urgent" and line is not None:
        return OR_CALL.format(line=line)
    return ACTIONS[urgency].format(number=number_for(locale, country, own).said)


def ends_session(rating: int) -> bool:
    """Whether pain of `rating` out of ten ends the session (C4)."""
    return rating >= STOP_RATING
