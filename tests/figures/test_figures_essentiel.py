"""The table of « L’essentiel »: what the fiche says, to the euro, printed and for who computes."""

from __future__ import annotations

from dataclasses import replace

import made_profiles
import pytest
from made_fiches import demonstration

from tradefiche.export import data_files
from tradefiche.fiche import Fiche
from tradefiche.figures import essentiel

CODES = ("03", "20", "48", "971")
CASES = ("nothing", "no exports", "no imports", "provisional", "one euro", "nowhere known")


def of(code: str) -> Fiche:
    return next(fiche for fiche in demonstration() if fiche.place.code == code)


def rows(fiche: Fiche) -> dict[str, dict[str, object]]:
    """The data by code of measure, each row by column."""
    table = essentiel.data(fiche)
    named = [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
    assert len({row["code_indicateur"] for row in named}) == len(named)
    return {str(row["code_indicateur"]): row for row in named}


@pytest.mark.parametrize("code", CODES)
def test_data_are_those_of_the_fiche(code: str) -> None:
    fiche = of(code)
    assert fiche.profile
    found = rows(fiche)
    assert found["exportations"]["valeur"] == fiche.exports.total
    assert found["importations"]["valeur"] == fiche.imports.total
    assert found["solde"]["valeur"] == fiche.balance
    standing = fiche.profile.exports.total
    assert (found["exportations"]["rang"], found["exportations"]["sur"]) == (standing.rank, 100)
    assert (found["couverture"]["valeur"] is None) is fiche.place.abroad_only
    for flow, name in ((fiche.profile.exports, "export"), (fiche.profile.imports, "import")):
        for partner in flow.partners:
            row = found[f"{name}_pays_{partner.country.code}"]
            assert row["valeur"] == partner.weight.here
            assert row["france"] == partner.weight.france
        for product in flow.products:
            assert f"{name}_produit_{product.product.code}" in found


@pytest.mark.parametrize("code", CODES)
def test_the_annexe_prints_the_same_measures(code: str) -> None:
    fiche = of(code)
    printed, exact = essentiel.table(fiche), essentiel.data(fiche)
    assert [row[0] for row in printed.rows] == [row[1] for row in exact.rows][:8]
    for short, whole in zip(printed.rows, exact.rows, strict=False):
        assert [cell is None for cell in (short[1], *short[3:])] == [
            cell is None for cell in (whole[3], *whole[7:])
        ]
    assert printed.rows[0][2] == f"{fiche.profile.exports.total.rank}e sur 100"  # type: ignore[union-attr]


@pytest.mark.parametrize("case", CASES)
def test_what_has_no_sense_is_empty(case: str) -> None:
    fiche = made_profiles.cases(of("03"))[case]
    found = rows(fiche)
    if case.endswith("provisional"):
        assert {row["rang"] for row in found.values()} == {None}
        assert {row["mediane"] for row in found.values()} == {None}
    if not fiche.imports.total:
        assert found["couverture"]["valeur"] is None
    for row in essentiel.table(fiche).rows:
        assert "None" not in str([cell for cell in row if cell is not None])


def test_half_a_euro_of_a_median_is_kept() -> None:
    fiche = of("03")
    assert fiche.profile
    half = replace(fiche.profile.exports.total, value=12.5, median=12.0)
    exports = replace(fiche.profile.exports, total=half)
    fiche = replace(fiche, profile=replace(fiche.profile, exports=exports))
    file = data_files.of_table(essentiel.data(fiche), fiche, "essai", "Essai")
    _, first, *_ = file.content.decode("utf-8-sig").splitlines()
    cells = first.split(";")
    assert (cells[3], cells[6], cells[10]) == ("exportations", "12,5", "12")
