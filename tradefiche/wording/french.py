"""French grammar and typography: agreement, contraction, dates, spaces. Knows no figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from tradefiche.fiche import Country
from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NNBSP

_COUNTS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    "vingt",
)  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def count(value: int, *, feminine: bool = False) -> str:
    """A count in letters up to twenty (« treize »), in figures beyond."""
    if value == 1 and feminine:
        return "une"
    return _COUNTS[value] if value < len(_COUNTS) else str(value)


def pronoun(place: Place) -> str:
    """« il », « elle », « ils » or « elles »."""
    return ("elle" if place.feminine else "il") + ("s" if place.plural else "")


def verb(place: Place, singular: str, plural: str) -> str:
    """The form that agrees with the territory."""
    return plural if place.plural else singular


def capitalised(text: str) -> str:
    """``text`` with a capital: « L’Allier », « À Paris »."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """``text`` inside a sentence: « produits laitiers », but « CD et DVD »."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def ordinal(rank: int, *, feminine: bool = False) -> str:
    """« 1er », « 1re », « 8e »."""
    return f"{rank}{('re' if feminine else 'er') if rank == 1 else 'e'}"


def to(country: Country) -> str:
    """« à l’Allemagne », « au Royaume-Uni », « aux États-Unis », « à Singapour »."""
    if country.the.startswith("le "):
        return f"au {country.the[3:]}"
    if country.the.startswith("les "):
        return f"aux {country.the[4:]}"
    return f"à {country.the}"


def of(country: Country) -> str:
    """« de l’Allemagne », « du Royaume-Uni », « des États-Unis », « de Singapour »."""
    if country.the.startswith("le "):
        return f"du {country.the[3:]}"
    if country.the.startswith("les "):
        return f"des {country.the[4:]}"
    starts = country.the[:1] in "AEIOUYÉÎaeiouyéî"
    return f"d’{country.the}" if starts else f"de {country.the}"


def is_plural(country: Country) -> bool:
    """True for « les États-Unis »."""
    return country.the.startswith("les ")


def day(text: str) -> str:
    """An ISO date in words: « 7 février 2025 », « 1er mars 2025 »; other text as it is."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return text
    number = "1er" if when.day == 1 else str(when.day)
    return f"{number}{NBSP}{_MONTHS[when.month - 1]} {when.year}"


def listed(items: list[str]) -> str:
    """« T1, T2 et T4 »."""
    return " et ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def enumerated(items: Sequence[str]) -> str:
    """The same of names: « a ; b, c ; d » where a comma is in one of them, and in no number."""
    commas = any(re.search(r",(?!\d)", item) for item in items)
    return " ; ".join(items) if commas else listed([*items])


def quarters(marks: Marks, year: int) -> str:
    """The quarters held: « T1, T2 et T4 2025 »."""
    return f"{listed([f'T{q}' for q in marks.quarters])} {year}"


def incomplete(marks: Marks, year: int) -> str:
    """What provisional figures are: « T1, T2 et T4 2025 », « données incomplètes », or both."""
    if marks.whole_year:
        return "données incomplètes" if marks.gaps else ""
    return quarters(marks, year) + (", incomplets" if marks.gaps else "")


def lacking(marks: Marks, year: int, only: str = "") -> str:
    """The same in sentences: « Année incomplète : T1, T2 et T4 2025. »

    Args:
        only: goes on after the quarters: « seulement ».
    """
    rows = "Données incomplètes : des lignes semblent manquer." if marks.gaps else ""
    if marks.whole_year:
        return rows
    return f"Année incomplète : {quarters(marks, year)}{only}. {rows}".strip()


_SPACES = "[ \u00a0\u202f]"
_TYPOGRAPHY = (
    (re.compile(r"(?<=\w)'"), "’"),
    # After a letter, or where a space was typed: « ; » may open a text that follows a link.
    (re.compile(rf"(?:{_SPACES}+|(?<=\S))(?<![;!?])([;!?]+)(?!\w)"), rf"{NNBSP}\1"),
    (re.compile(rf"{_SPACES}+:"), f"{NBSP}:"),
    (re.compile(rf"«{_SPACES}*"), f"«{NBSP}"),
    (re.compile(rf"{_SPACES}*»"), f"{NBSP}»"),
    (re.compile(rf"(?<=\d){_SPACES}*(?=(?:%|€|M€|k€|Md€))"), NBSP),
    # « 460 000 », but « en 2024 460 000 » leaves the year alone.
    (re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)"), lambda found: _grouped(found[0])),
)


def _grouped(number: str) -> str:
    return number.replace(" ", NNBSP)


@lru_cache(maxsize=16_384)
def typeset(text: str) -> str:
    """The spaces and apostrophes of French typography, where a writer typed plain ones."""
    for pattern, replacement in _TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    return text
