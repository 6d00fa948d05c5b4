"""Tables that are taken out: equal to plain Python in every form, to the euro, and described."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import hard_fiches
import made_evolutions
import openpyxl
import plain_tables
import polars as pl
import pytest
from attachments import attached
from plain_profile import Year

from tradefiche import customs
from tradefiche import edition as editions
from tradefiche.edition import Edition
from tradefiche.errors import StoreError
from tradefiche.export import indicators
from tradefiche.export import tables
from tradefiche.export import trade_rows
from tradefiche.export.tables import Format
from tradefiche.export.tables import Order
from tradefiche.export.tables import What
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.figures.table import Row
from tradefiche.reference import territories
from tradefiche.store.store import Dataset

ALLIER = territories.departement("03")
FORMATS: tuple[Format, ...] = ("xlsx", "csv", "parquet", "jsonl")
EVERY = territories.departements()


@cache
def demonstration() -> Dataset:
    return customs.demonstration()


@cache
def edition() -> Edition:
    return editions.load(editions.folder_for(2024))


def written(what: What, form: Format, to: Path, codes: Sequence[str] = ("03",)) -> list[Path]:
    places = tuple(map(territories.departement, codes)) or EVERY
    order = Order(what, form, places, not codes, to)
    return [each.path for each in tables.write(order, demonstration(), edition())]


def read(path: Path) -> list[tuple[Any, ...]]:
    """The rows of a file of data, in the types that its form knows; a workbook's first sheet."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n")
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        return [tuple(line) for line in lines]
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return [tuple(frame.columns), *frame.rows()]
    if path.suffix == ".jsonl":
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [tuple(found[0]), *(tuple(each.values()) for each in found)]
    page = openpyxl.load_workbook(path).worksheets[0]
    return [tuple(row) for row in page.iter_rows(values_only=True)]


def rounded(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """As a workbook holds them: sixteen digits of a fraction, no empty words."""
    return [
        tuple(float(f"{v:.16G}") if isinstance(v, float) else None if v == "" else v for v in row)
        for row in rows
    ]


def plain(path: Path) -> list[tuple[Any, ...]]:
    """What a form makes of the plain rows of the Allier."""
    expected = plain_tables.trade_rows(plain_tables.demonstration(), ALLIER)
    if path.suffix == ".csv":
        return [tuple(map(str, row)) for row in expected]
    return expected


@pytest.mark.parametrize("form", FORMATS)
def test_rows_are_those_of_the_files_to_the_euro(form: Format, tmp_path: Path) -> None:
    path, *_ = written("rows", form, tmp_path)
    assert path.name == f"echanges-2024-03-allier.{form}"
    head = 3 if form == "xlsx" else 0
    found = read(path)
    names = [column.title if form == "xlsx" else column.name for column in trade_rows.COLUMNS]
    if form == "xlsx":
        names[names.index("Valeur")] = "Valeur (€)"
    assert found[head] == tuple(names)
    assert found[head + 1 :] == plain(path)


def test_all_rows_make_the_year_with_monaco(tmp_path: Path) -> None:
    frame = trade_rows.rows(demonstration(), plain_tables.MARK)
    assert frame.rows() == plain_tables.trade_rows(plain_tables.demonstration())
    assert frame["valeur_euros"].sum() == demonstration().value
    assert "Monaco" in frame["departement"].cast(pl.String).unique()


def test_what_has_no_departement_is_one_row_of_none() -> None:
    kinds = pl.Enum(["ZZ", "YY", "03"])
    held = demonstration().rows.collect().head(3).with_columns(
        departement=pl.Series(["ZZ", "YY", "03"], dtype=kinds), quarter=pl.lit(1, pl.Int8),
        a129=pl.lit("C20B", pl.Enum(["C20B", "A01Z"])), country=pl.lit("DE", pl.Enum(["DE"])),
        value=pl.Series([1, 2, 4]),
    )  # fmt: skip
    frame = trade_rows.rows(replace(demonstration(), rows=held.lazy(), value=None), "")
    assert [row[3:5] + row[9:] for row in frame.rows()] == [
        ("", "Sans département", 3, None),
        ("03", "Allier", 4, None),
    ]


def test_rows_that_are_not_what_was_stored_are_refused() -> None:
    with pytest.raises(StoreError, match="2024 make"):
        trade_rows.rows(replace(demonstration(), value=1), "")


def test_long_workbooks_have_a_sheet_a_flow_and_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "TOGETHER", 10)
    (path,) = written("rows", "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    flows = [f"{flow} T{quarter}" for flow in ("Exportations", "Importations")
             for quarter in (1, 2, 3, 4)]  # fmt: skip
    assert book.sheetnames == ["Sommaire", *flows]
    found = [
        tuple(cell.value for cell in row)
        for page in book.worksheets[1:]
        for row in page.iter_rows(min_row=5)
    ]
    assert found == plain(path)
    assert book["Importations T1"]["A1"].value == "Importations, 1er trimestre 2024"


def test_indicators_are_those_of_plain_python() -> None:
    year = Year(plain_tables.demonstration())
    table = indicators.table(hard_fiches_of_all())
    names = [column.name for column in table.columns]
    for place, row in zip(EVERY, table.rows, strict=True):
        found = dict(zip(names, row, strict=True))
        expected = plain_tables.indicators(year, place)
        for name, value in expected.items():
            if isinstance(value, float):
                assert found[name] == pytest.approx(value, rel=1e-12), (place.code, name)
            else:
                assert found[name] == value, (place.code, name)
        region = territories.region_of(place)
        rest = {"code_region": region and region.code, "region": region and region.name}
        for name in {*names} - {*expected}:
            if name in rest:
                assert found[name] == rest[name]
            elif "variation" in name or "_avant_" in name:
                assert found[name] is None  # there is one year


def hard_fiches_of_all() -> Sequence[Fiche]:
    from tradefiche.cube import indicators as cube

    return cube.fiches(demonstration())


def test_shares_of_larger_territories_and_changes_are_those_of_the_fiche() -> None:
    fiche = made_evolutions.everywhere()[0]
    table = indicators.table([fiche])
    found = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
    assert found["exportations_part_region"] == fiche.exports.share_of_region
    assert found["importations_part_france"] == fiche.imports.share_of_france
    assert fiche.evolution
    change = fiche.evolution.exports
    assert change
    assert found["exportations_avant_euros"] == change.before
    assert found["exportations_variation_euros"] == change.now - change.before
    assert found["exportations_variation"] == change.rate


@pytest.mark.parametrize("form", FORMATS)
def test_indicators_are_the_same_in_every_form(form: Format, tmp_path: Path) -> None:
    path, *_ = written("indicators", form, tmp_path, ["03", "20", "971"])
    table = indicators.table(
        [f for f in hard_fiches_of_all() if f.place.code in {"03", "20", "971"}]
    )
    found = read(path)
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[1:] == [theme.name for theme in indicators.THEMES]
        pages = [list(page.iter_rows(min_row=5, values_only=True)) for page in book.worksheets[1:]]
        rows = [
            (*pages[0][n][:5], *(cell for page in pages for cell in page[n][5:-1]), pages[0][n][-1])
            for n in range(3)
        ]
        assert rows == rounded(table.rows)
    elif form == "csv":
        assert found[0] == tuple(column.name for column in table.columns)
        for row, line in zip(table.rows, found[1:], strict=True):
            for value, cell in zip(row, line, strict=True):
                if isinstance(value, float):
                    assert float(cell.replace(",", ".")) == pytest.approx(value, abs=5e-7)
                else:
                    assert cell == ("" if value is None else str(value))
    else:
        assert found == [tuple(column.name for column in table.columns), *table.rows]


def test_figures_are_the_files_that_the_pdf_has_inside(tmp_path: Path) -> None:
    paths = written("figures", "csv", tmp_path)
    inside = {
        name.removeprefix("03-2024-"): data
        for name, (data, _) in attached(hard_fiches.pdf("03")).items()
        if name.endswith(".csv")
    }
    assert {path.name: path.read_bytes() for path in paths if path.suffix == ".csv"} == inside


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_figures_hold_the_same_as_files_for_programs(form: Format, tmp_path: Path) -> None:
    for path in written("figures", form, tmp_path):
        lines = read(written_csv(tmp_path / "csv") / f"{path.stem}.csv")
        found = read(path)
        assert found[0] == lines[0]
        for row, line in zip(found[1:], lines[1:], strict=True):
            for value, cell in zip(row, line, strict=True):
                if isinstance(value, float):
                    assert float(cell.replace(",", ".")) == pytest.approx(value, abs=5e-7)
                else:
                    assert cell == ("" if value is None else str(value))


@cache
def written_csv(to: Path) -> Path:
    return written("figures", "csv", to)[0].parent


def test_a_workbook_has_each_figure_with_its_title(tmp_path: Path) -> None:
    (path,) = written("figures", "xlsx", tmp_path)
    assert path == tmp_path / "figures-2024" / "03-allier.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Sommaire", "L’essentiel", "1 pays"]
    page = book["1 pays"]
    assert page["A1"].value.startswith("Figure 1\u00a0: ")
    assert "arrondis" not in page["A2"].value
    assert page["A3"].value == plain_tables.MARK
    assert (
        book.properties.title
        == "Les indicateurs clés\u00a0: commerce extérieur – Allier (03), 2024"
    )


@pytest.mark.parametrize("name", [*hard_fiches.CODES, *hard_fiches.SPECIAL, *hard_fiches.SEVERAL])
def test_every_fiche_has_a_workbook(name: str) -> None:
    from tradefiche.export import fiche_tables
    from tradefiche.export import workbook

    fiche = hard_fiches.fiche(name)
    sheets = fiche_tables.sheets(fiche, edition())
    content = workbook.workbook(sheets, fiche_tables.properties(fiche, edition()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, page in zip(sheets, book.worksheets[1:], strict=True):
        first = len(sheet.head) + 2
        rows = [*sheet.table.rows, *([sheet.table.total] if sheet.table.total else [])]
        found = [tuple(c.value for c in row) for row in page.iter_rows(min_row=first)]
        assert found[: len(rows)] == rounded(rows)


@pytest.fixture
def limit_of_csv() -> Iterator[None]:
    """frictionless raises Python's limit of a field for the whole process: here, not beyond."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("limit_of_csv")
@pytest.mark.parametrize("what", ["rows", "indicators", "figures"])
def test_csv_files_are_a_valid_data_package(what: What, tmp_path: Path) -> None:
    paths = written(what, "csv", tmp_path)
    package = frictionless.Package(str(paths[-1]))
    report = frictionless.validate(str(paths[-1]))
    assert report.valid, report.flatten(["type", "note"])
    said = json.loads(paths[-1].read_bytes())
    assert [each["path"] for each in said["resources"]] == [path.name for path in paths[:-1]]
    assert said["licenses"][0]["title"] == "Licence Ouverte 2.0"
    assert all(source["title"].startswith(plain_tables.MARK) for source in said["sources"])
    if what == "rows":
        resource = package.resources[0]
        assert resource.schema.primary_key == ["annee", *trade_rows.KEYS]
        read_back = [tuple(row.to_dict().values()) for row in resource.read_rows()]
        assert read_back == plain_tables.trade_rows(plain_tables.demonstration(), ALLIER)


@pytest.mark.usefixtures("limit_of_csv")
def test_a_package_sees_a_changed_file(tmp_path: Path) -> None:
    path, described = written("rows", "csv", tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Allemagne", b"Allemagna", 1))
    assert not frictionless.validate(str(described)).valid


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", ["rows", "indicators", "figures"])
def test_the_same_data_give_the_same_bytes(what: What, form: Format, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in written(what, form, tmp_path / "a")]
    assert first == [path.read_bytes() for path in written(what, form, tmp_path / "b")]


def test_real_figures_have_no_mention() -> None:
    real = replace(demonstration(), marks=Marks(demonstration=False, quarters=(1, 2, 3, 4)))
    assert trade_rows.rows(real, "")["mention"].null_count() == trade_rows.rows(real, "").height
