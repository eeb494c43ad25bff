"""Red flags (C4), as data: what stops everything, and what to do then. Nothing is diagnosed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

Urgency = Literal["emergency", "urgent", "doctor", "appointment", "end"]

ACTIONS: dict[Urgency, str] = {
    "emergency": "Go to an emergency department now, or call {number}.",
    "urgent": "See a doctor today.",
    "doctor": "Call a doctor now.",
    "appointment": "Make an appointment with a doctor.",
    "end": "End the session.",
}
"""What is done about each; `{number}` is the emergency number."""

WORST_FIRST: tuple[Urgency, ...] = ("emergency", "urgent", "doctor", "appointment", "end")


class Flag(Struct, frozen=True):
    """One sign, asked with a yes or a no."""

    id: str
    question: str
    urgency: Urgency
    source: str


FLAGS: tuple[Flag, ...] = (
    Flag("C4.saddle", "Numb, or pins and needles, between the legs, around the genitals, buttocks or back passage?",
         "emergency", "CES-1; CES-2; NHS-RED; NORTHERN"),
    Flag("C4.bladder", "New trouble passing or holding urine, leaking, or not feeling that the bladder is full?",
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.bowel", "New trouble holding or feeling the bowels?", "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.sexual", "New numbness in sex, or loss of erection, with the back pain?",
         "emergency", "CES-1; NHS-RED"),
    Flag("C4.legs", "Pain, tingling, weakness or numbness in both legs, growing weakness, or a limb you cannot move?",
         "emergency", "NHS-RED; NORTHERN; seed 000"),
    Flag("C4.chest", "Chest pain, or a throbbing in the belly with the back pain?",
         "emergency", "NHS-RED; MAYO-DR; for the belly the emergency line is our stricter choice"),
    Flag("C4.accident", "A serious accident or fall; or a small fall in old age, with brittle bones or after long use "
         "of steroids?",
         "emergency", "NHS-RED; NORTHERN"),
    Flag("C4.ill", "Fever, weight lost without a reason, cancer now or before, a lump or changed shape, worse at "
         "night or lying down, pain between the shoulders, unsteady walk, or pain like a band?",
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.leg", "New numbness, tingling or weakness in one leg, the belly or the buttocks?",
         "doctor", "seed 000; MAYO-DR"),
    Flag("C4.weeks", "Not better after one or two weeks, or spasms that keep coming?",
         "appointment", "seeds 000, 001, 003; NHSI; MAYO-DR"),
    Flag("C4.session", "In a session: pain of 6 or more out of 10, pain moving down a leg, dizziness or new numbness?",
         "end", "PAIN-1; CENTR-1"),
)  # fmt: skip

BY_ID: dict[str, Flag] = {flag.id: flag for flag in FLAGS}

AT_FIRST_SPASM: tuple[Flag, ...] = tuple(flag for flag in FLAGS if flag.urgency != "end")
"""Asked before the first routine for a spasm."""

STOP_RATING = 6
"""Pain of so many out of ten ends a session (C4; PAIN-1)."""

NUMBERS: dict[str, str] = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111", "HK": "999", "SG": "995",
    **dict.fromkeys(
        ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
         "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"), "112",
    ),
}  # fmt: skip
"""The emergency number by country, from any phone, for an ambulance.

US: fcc.gov, 911 from all telephones. GB: londonambulance.nhs.uk. AU: healthdirect.gov.au and
sbs.com.au, from any fixed or mobile phone. CA: alberta.ca and brampton.ca on calling 911. MX:
Segob, 9 January 2017, the number of all states (etcetera.com.mx, informador.com.mx). NZ: govt.nz
and health.govt.nz. SG: scdf.gov.sg. HK: trekmedics.org, and the police by scmp.com. The European
Union: hse.ie, 112 in any EU country and from any phone. Left out, since one number for any phone
could not be shown: India (112 has not reached every state) and South Africa (112 from mobile phones
only).
"""
ELSEWHERE = "112"
"""Reached from most mobile phones, also where the country's own number is another one (GSM)."""
SET_YOURS = "Your country's own number may be another one: put it into the settings, `emergency`."


def number_for(locale: str) -> str | None:
    """The number for a locale such as `en_GB.UTF-8`; None where the country is unknown."""
    country = locale.partition(".")[0].partition("@")[0].replace("-", "_").rpartition("_")[2]
    return NUMBERS.get(country.upper())


def action(yes: Collection[str], own: str, locale: str) -> str | None:
    """What to do about the flags answered with yes (their ids), the most urgent; None for none.

    `own` is the number of the settings, or empty. Raises KeyError for an id that is no flag's.
    """
    found = {BY_ID[id].urgency for id in yes}
    for urgency in WORST_FIRST:
        if urgency in found:
            return what_to_do(urgency, own, locale)
    return None


def what_to_do(urgency: Urgency, own: str, locale: str) -> str:
    """The action in a sentence; where the number to call is only a guess, that is said."""
    number = own or number_for(locale)
    said = ACTIONS[urgency].format(number=number or ELSEWHERE)
    return said if number or "{number}" not in ACTIONS[urgency] else f"{said} {SET_YOURS}"


def ends_session(rating: int) -> bool:
    """Whether pain of `rating` out of ten ends the session (C4)."""
    return rating >= STOP_RATING
