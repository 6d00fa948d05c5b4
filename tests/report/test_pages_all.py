"""The hundred fiches of the demonstration, each built once and held to what any fiche promises."""

from __future__ import annotations

import pdf_reading
import pytest
from drawn_numbers import untold
from page_numbers import faults

from tradefiche.reference import territories

MOST_BYTES = 330_000  # nineteen pages, five of them tables of tagged cells


def test_there_is_a_fiche_for_each_departement() -> None:
    assert list(pdf_reading.fiches()) == [place.code for place in territories.departements()]
    assert len(pdf_reading.fiches()) == 100


@pytest.mark.parametrize("part", range(10))
def test_twelve_pages_then_the_annexe_true_numbers_and_a_clear_cover(part: int) -> None:
    for code in sorted(pdf_reading.fiches())[part::10]:
        content = pdf_reading.pdf(code)
        texts = pdf_reading.pages(content)
        assert len(content) <= MOST_BYTES, code
        assert "Informations pratiques" in texts[11].splitlines(), code
        assert "Données des figures" in texts[12].splitlines(), code
        assert faults(code) == []
        assert pdf_reading.colliding(content, {1}) == [], code
        assert untold(content, pdf_reading.fiches()[code]) == [], code
