"""The fiches that are hardest to get right: real départements, and cases the data do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import made_evolutions
import pdf_reading

from tradefiche import brand
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche.pack import Pack
from tradefiche.reference import industry
from tradefiche.report import pack

CODES = (
    "03",  # the original's
    "04",  # the longest name
    "13",  # a port
    "20",  # its own region, one section shorter
    "40",  # no Territoire d'industrie
    "48",  # the least trade of the mainland
    "59",  # many Territoires d'industrie
    "75",  # no Territoire d'industrie, not « le département de »
    "92",  # head offices
    "93",
    "971",
    "973",
    "974",  # an article in its name
    "976",  # the least trade of all
)
"""Départements of the demonstration data, by public code."""

_SOME = [
    ("E", "03", "C20A", "DE", 41_000_000),
    ("E", "03", "C20B", "IT", 12_345_678),
    ("I", "03", "C20A", "CN", 7_654_321),
    ("I", "03", "A01Z", "DE", 1_000_001),
    ("I", "01", "A01Z", "DE", 9_999_999),
]
_EXPORTS = [row for row in _SOME if row[0] == "E"]
_IMPORTS = [row for row in _SOME if row[0] == "I"]
_PART = Marks(demonstration=True, quarters=(1, 2))

SPECIAL = ("no exports", "no imports", "nothing", "one product, one country", "provisional")


@cache
def special() -> Mapping[str, Fiche]:
    """Fiches of the Allier as no demonstration has it."""
    made = (
        pdf_reading.small(_IMPORTS),
        pdf_reading.small(_EXPORTS),
        pdf_reading.small([]),
        pdf_reading.small([_EXPORTS[0], _IMPORTS[0]]),
        pdf_reading.small(_SOME, marks=_PART),
    )
    return dict(zip(SPECIAL, made, strict=True))


SEVERAL = ("ten years", "two years", "its own year is incomplete", "nothing exported before")
"""Fiches with other years beside their own, among those of ``made_evolutions``."""


def fiche(name: str) -> Fiche:
    """By public code, or by the name of a special case."""
    if name in SEVERAL:
        return made_evolutions.cases()[name]
    return special()[name] if name in SPECIAL else pdf_reading.fiches()[name]


PACKS = (
    "ti-0102",  # three communes overseas
    "ti-1104",  # three départements, one of them too narrow for its name
    "ti-7506",  # communes that joined alone, pages of names
    "ti-8416",  # two départements, the example of the documentation
    "ti-9307",  # two départements, and two left out
    "ti-9401",  # in Corse
)
"""Packs of Territoires d'industrie, by id."""


def dossier(name: str) -> Pack:
    """What a pack says."""
    whole = industry.only(name)
    return industry.pack(whole, [pdf_reading.fiches()[place.code] for place in whole.kept])


@cache
def pdf(name: str) -> bytes:
    """The document of a fiche, or of a pack."""
    if name in PACKS:
        return pack.compose(dossier(name), pdf_reading.edition_2024(), brand.load()).content
    return pdf_reading.pdf(name) if name in CODES else pdf_reading.built(fiche(name))
