"""Workbooks: read back by another library, equal cell by cell, and never a formula."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tradefiche import atomic
from tradefiche.errors import OutputError
from tradefiche.export import workbook as workbooks
from tradefiche.export.workbook import Properties
from tradefiche.export.workbook import Sheet
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.reference import territories

PLACE = territories.departement("03")
COLUMNS = (
    Column("code_departement", "Code", "code"),
    Column("nom", "Nom", "text"),
    Column("valeur_euros", "Valeur", "euros"),
    Column("solde_euros", "Solde", "balance"),
    Column("part", "Part du total", "share"),
    Column("ecart", "Écart", "gap"),
    Column("rapport", "Rapport", "ratio"),
    Column("rang", "Rang", "rank"),
)
ROWS: tuple[Row, ...] = (
    ("03", "Allier", 2_152_018_463, 675_144_538, 0.0374, 0.014, 4.3, 12),
    ("2A", "=1+1", 9_007_199_254_740_991, -5, 1.0, -0.02, None, 1),
    ("01", "+33 1", 0, 0, 0.0, 0.0, 0.5, None),
    ("12", "@SUM(A1)", 1, None, None, None, None, None),
    ("59", "https://example.org", 1, 1, 0.5, 0.5, 0.5, 1),
    ("75", "{=A1}", 1, 1, 0.5, 0.5, 0.5, 1),
)
TOTAL: Row = ("FR", "Ensemble", 3, None, 1.0, None, None, None)
TABLE = Table(PLACE, COLUMNS, ROWS, TOTAL)
MARK = "Données de démonstration – chiffres fictifs"
SHEET = Sheet("Pays", "Les pays", TABLE, "Source : essai.", MARK)
ABOUT = Properties("Essai – Allier", date(2025, 2, 7), author="Nous", keywords=("un", "deux"))
ALTERNATIVES = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


@dataclass(frozen=True)
class Counted:
    """Many rows that nobody holds."""

    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        for number in range(self.count):
            yield (f"{number:02}", "Nom", number, -number, 0.5, 0.5, 0.5, 1)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(page: Worksheet, first: int, last: int) -> list[Row]:
    """The values of rows, counted as spreadsheets do."""
    return [tuple(cell.value for cell in row) for row in page[first:last]]


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def test_every_cell_is_read_back() -> None:
    page = opened(workbooks.workbook([SHEET], ABOUT))["Pays"]
    said = [page["A1"].value, page["A2"].value, page["A3"].value]
    assert said == ["Les pays", "Source : essai.", MARK]
    heads = ("Code", "Nom", "Valeur (€)", "Solde (€)", "Part du total", "Écart", "Rapport", "Rang")
    assert cells(page, 4, 4 + len(ROWS) + 1) == [heads, *ROWS, TOTAL]


def test_nothing_is_a_formula_a_link_or_a_number_that_is_a_code() -> None:
    page = opened(workbooks.workbook([SHEET], ABOUT))["Pays"]
    assert {cell.data_type for row in page for cell in row} == {"s", "n"}
    assert not [cell for row in page for cell in row if cell.hyperlink]
    assert page["A5"].data_type == "s"
    content = workbooks.workbook([SHEET], ABOUT)
    (warned,) = part(content, "xl/worksheets/sheet1.xml").findall(".//{*}ignoredError")
    assert warned.attrib == {"sqref": "A5:A11 B5:B11", "numberStoredAsText": "1"}


def test_numbers_have_the_format_of_what_they_are() -> None:
    page = opened(workbooks.workbook([SHEET], ABOUT))["Pays"]
    shown = [cell.number_format for cell in page[5]]
    assert shown == [workbooks.FORMATS[column.kind] for column in COLUMNS]


def test_mixed_columns_have_that_of_each_row() -> None:
    columns = (Column("mesure", "Mesure", "text"), Column("valeur", "Valeur", "mixed"))
    table = Table(PLACE, columns, (("a", 12), ("b", 0.5)), mixed=("euros", "share"))
    page = opened(workbooks.workbook([Sheet("Un", "Un", table)], ABOUT))["Un"]
    assert [page["B3"].number_format, page["B4"].number_format] == [
        workbooks.FORMATS["euros"],
        workbooks.FORMATS["share"],
    ]


def test_a_sheet_is_a_table_with_a_name_and_prints_with_its_heads() -> None:
    content = workbooks.workbook([SHEET], ABOUT)
    page = opened(content)["Pays"]
    (table,) = page.tables.values()
    assert (table.name, table.ref) == ("Tableau_1_Pays", "A4:H10")
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert page.oddFooter.left.text == f"Les pays – {MARK}"
    (words,) = part(content, "xl/tables/table1.xml").iter(f"{{{ALTERNATIVES}}}table")
    assert words.attrib == {
        "altText": "Les pays",
        "altTextSummary": f"Les pays Source : essai. {MARK}",
    }


def test_it_says_what_it_is() -> None:
    about = opened(workbooks.workbook([SHEET], ABOUT))
    said = about.properties
    assert (said.title, said.creator, said.keywords) == ("Essai – Allier", "Nous", "un, deux")
    assert said.created is not None
    assert said.created.date() == date(2025, 2, 7)
    assert {each.name: each.value for each in about.custom_doc_props.props} == {"Language": "fr-FR"}


def test_several_sheets_have_a_table_of_contents_with_links() -> None:
    second = Sheet("L’autre", "L’autre table", Table(PLACE, COLUMNS, ROWS[:1]))
    book = opened(workbooks.workbook([SHEET, second], ABOUT))
    assert book.sheetnames == ["Sommaire", "Pays", "L’autre"]
    page = book["Sommaire"]
    assert cells(page, 1, 5) == [
        ("Essai – Allier", None, None),
        (MARK, None, None),
        ("Feuille", "Ce qu’elle contient", "Lignes"),
        ("Pays", "Les pays", 6),
        ("L’autre", "L’autre table", 1),
    ]
    link = page["A5"].hyperlink
    assert link is not None
    assert link.location == "'L’autre'!A1"


def test_titles_that_are_alike_are_told_apart() -> None:
    columns = (Column("a", "Part", "share"), Column("b", "part", "share"))
    table = Table(PLACE, columns, ((0.5, 0.25),))
    page = opened(workbooks.workbook([Sheet("Un", "Un", table)], ABOUT))["Un"]
    assert cells(page, 2, 3) == [("Part (a)", "part (b)"), (0.5, 0.25)]


def test_the_same_sheets_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "un.xlsx"
    workbooks.write_workbook(path, [SHEET], ABOUT)
    assert path.read_bytes() == workbooks.workbook([SHEET], ABOUT)
    monkeypatch.setattr(workbooks, "MANY", 3)
    many = Sheet("Tout", "Tout", Table(PLACE, COLUMNS, ()), rows=Counted(10))
    both = []
    for name in ("un.xlsx", "deux.xlsx"):
        workbooks.write_workbook(tmp_path / name, [many], ABOUT)
        both.append((tmp_path / name).read_bytes())
    assert both[0] == both[1]


def test_long_sheets_are_filtered_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MANY", 3)
    sheet = Sheet("D’ici", "Tout", Table(PLACE, COLUMNS, (), TOTAL), rows=Counted(4))
    book = opened(workbooks.workbook([sheet], ABOUT))
    page = book["D’ici"]
    assert cells(page, 3, 7) == [*Counted(4), TOTAL]
    assert page.auto_filter.ref == "A2:H6"
    assert book.defined_names["Tableau_1_D_ici"].value == "'D’ici'!$A$2:$H$6"


def test_more_rows_than_a_sheet_are_refused() -> None:
    few = Table(PLACE, COLUMNS, ())
    sheet = Sheet("Tout", "Les échanges", few, rows=Counted(workbooks.MOST_ROWS - 1))
    with pytest.raises(OutputError, match=r"Les échanges: 1,048,575 rows, .* has 1,048,576"):
        workbooks.workbook([sheet], ABOUT)


def test_a_missing_library_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(OutputError, match="XlsxWriter, which is not installed") as caught:
        workbooks.workbook([SHEET], ABOUT)
    assert "[xlsx]" in caught.value.hint
    with pytest.raises(OutputError, match="XlsxWriter, which is not installed"):
        workbooks.write_workbook(tmp_path / "tables" / "un.xlsx", [SHEET], ABOUT)
    assert not [*tmp_path.iterdir()]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "un.xlsx"
    path.write_bytes(b"before")
    wrong = Sheet("Un", "Un", Table(PLACE, COLUMNS, ((float("nan"),) * len(COLUMNS),)))
    with pytest.raises(TypeError):
        workbooks.write_workbook(path, [wrong], ABOUT)
    assert path.read_bytes() == b"before"
    assert not atomic.drafts(tmp_path, ".*")


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "'a", "Historique"])
def test_a_sheet_has_a_legal_name(name: str) -> None:
    with pytest.raises(ValueError, match="names no sheet"):
        Sheet(name, "Un", TABLE)


def test_words_give_the_nearest_name() -> None:
    assert workbooks.tab("Exportations [2024] : produits / pays de la région") == (
        "Exportations  2024    produits"
    )
