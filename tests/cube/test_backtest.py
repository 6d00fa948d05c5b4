"""The totals and shares printed in the original publication of 2024, through the whole pipeline.

The demonstration data are invented but for these: six totals, so that the road from a customs
file to a printed page can be held against figures that were once published.
"""

from __future__ import annotations

import pdf_reading
import pytest
from pdf_reading import flat
from pdf_reading import pages

ALLIER, REGION, FRANCE = "Allier", "Auvergne-Rhône-Alpes", "France entière"

# The original has decimal points and plain spaces; French typography is what changed.
TOTALS = [
    ("exports", ALLIER, 2_152_000_000, "2\u202f152 millions d’euros"),
    ("exports", REGION, 71_307_500_000, "71\u202f307,5 millions d’euros"),
    ("exports", FRANCE, 580_354_500_000, "580\u202f354,5 millions d’euros"),
    ("imports", ALLIER, 1_476_900_000, "1\u202f476,9 millions d’euros"),
    ("imports", REGION, 76_304_600_000, "76\u202f304,6 millions d’euros"),
    ("imports", FRANCE, 684_776_300_000, "684\u202f776,3 millions d’euros"),
]
SHARES = [
    ("exports", REGION, "3 %"),
    ("exports", FRANCE, "0,37 %"),
    ("imports", REGION, "1,9 %"),
    ("imports", FRANCE, "0,22 %"),
]
FOLIOS = {
    ("exports", ALLIER): 6, ("exports", REGION): 7, ("exports", FRANCE): 7,
    ("imports", ALLIER): 8, ("imports", REGION): 9, ("imports", FRANCE): 9,
}  # fmt: skip


def allier(folio: int) -> str:
    """A page of the Allier's fiche, as text."""
    return pages(pdf_reading.pdf("03"))[folio - 1]


@pytest.mark.parametrize(("flow", "place", "euros", "words"), TOTALS)
def test_a_total_is_the_published_one(flow: str, place: str, euros: int, words: str) -> None:
    fiche = pdf_reading.fiches()["03"]
    trade = fiche.exports if flow == "exports" else fiche.imports
    matrices = (trade.matrix, trade.region, trade.france)
    (matrix,) = (each for each in matrices if each and each.place.name == place)
    assert abs(matrix.total - euros) < 50_000  # it was printed to the tenth of a million
    page = allier(FOLIOS[flow, place])
    assert words in flat(page)
    if place != ALLIER:  # at the head of its own figure, just before the title
        what = "exportations" if flow == "exports" else "importations"
        (head,) = (line for line in page.splitlines() if words in flat(line))
        assert f"Total des {what} : {words}" in flat(head)
        assert f"port, {place} (en valeur, 2024)" in page[page.index(head) :].splitlines()[1]


@pytest.mark.parametrize(("flow", "place", "words"), SHARES)
def test_a_share_is_the_published_one(flow: str, place: str, words: str) -> None:
    what = "exportations" if flow == "exports" else "importations"
    where = "de la région Auvergne-Rhône-Alpes" if place == REGION else "de la France entière"
    assert f" {words} des {what} {where} " in f"{flat(allier(FOLIOS[flow, ALLIER]))} "


def test_the_totals_of_france_are_in_the_method_as_well() -> None:
    page = flat(allier(3))
    assert "580,4 Md€" in page
    assert "684,8 Md€" in page


def test_the_cover_and_the_first_figure_say_the_same() -> None:
    for folio in (1, 4):
        page = flat(allier(folio))
        assert "2\u202f152 M€" in page
        assert "1\u202f476,9 M€" in page
        assert "+\u202f675,1 M€" in page
