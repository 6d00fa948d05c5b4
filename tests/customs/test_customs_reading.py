"""What is merely unusual is read, to the euro; label files are compared with the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import run
from customs_files import text
from customs_files import write
from customs_files import zipped
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from paths import SHARED
from systems import WINDOWS
from systems import not_on_windows

from tradefiche import customs
from tradefiche.customs import containers
from tradefiche.customs import reading
from tradefiche.customs import recognise
from tradefiche.customs.recognise import Kind
from tradefiche.errors import CustomsFileError
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.reference.tables import rows
from tradefiche.store.parquet import COLUMNS
from tradefiche.store.store import Store

HEADERS = (
    "flux;trimestre;annee;departement;region;a129;cpf4;pays;valeur;masse",
    "Flux;Trimestre;Année;Code département;Code région;Code A129;Code CPF4;Code pays;Valeur;Masse",
    "FLOW;QUARTER;YEAR;DEPARTMENT;REGION;A129;CPF4;COUNTRY;VALUE;MASS",
    "flow;quarter;year;departement;region;a129;cpf4;country;valeur (en euros);masse (en kg)",
)
UNUSUAL: dict[str, Callable[[], bytes]] = {
    "as published": both,
    "byte order mark": lambda: b"\xef\xbb\xbf" + both(),
    "CRLF": lambda: both().replace(b"\n", b"\r\n"),
    "no final newline": lambda: both().rstrip(b"\n"),
    "blank lines": lambda: both().replace(b"\n", b"\n\n") + b"\n\n",
    "blank CRLF lines": lambda: both().replace(b"\n", b"\r\n\r\n"),
    "mark, header and CRLF": lambda: (
        b"\xef\xbb\xbf" + (HEADERS[1] + "\n").encode() + both()
    ).replace(b"\n", b"\r\n"),
    **{f"header {n}": lambda h=h: text([h]) + both() for n, h in enumerate(HEADERS)},
    "header in cp1252": lambda: (HEADERS[1] + "\n").encode("cp1252") + both(),
    "flows in turns": lambda: text(
        each for pair in zip(lines("E"), lines("I"), strict=True) for each in pair
    ),
    "last line first": lambda: text([*lines("I")[::-1], *lines("E")[::-1]]),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The rows of ``both()``, read by other means."""
    fields = [each.split(";") for each in both().decode().splitlines()]
    names = recognise.COLUMNS
    return (
        pl.DataFrame([dict(zip(names, each, strict=True)) for each in fields])
        .with_columns(pl.col("quarter", "value", "mass").cast(pl.Int64))
        .select(COLUMNS)
        .sort(pl.all())
    )


def stored(folder: Path, year: int = 2024) -> pl.DataFrame:
    frame = Store(folder).dataset(year).rows.collect()
    codes = [column for column in COLUMNS if column not in {"quarter", "value", "mass"}]
    return frame.with_columns(pl.col(codes).cast(pl.String), pl.col("quarter").cast(pl.Int64)).sort(
        pl.all()
    )


@pytest.mark.parametrize("case", UNUSUAL)
@pytest.mark.parametrize("packed", [False, True])
def test_unusual_content(tmp_path: Path, case: str, packed: bool, expected: pl.DataFrame) -> None:
    content = UNUSUAL[case]()
    path = tmp_path / "REGION.TXT"
    write(path, zipped({"Regional/REGION.TXT": content}) if packed else content)
    # A file that may be cut is imported, and published when somebody has looked at it.
    looked = ["--accept-gaps"] if case == "no final newline" else []
    assert run("import", path, "--data", tmp_path / "data", *looked).exception is None
    assert stored(tmp_path / "data").equals(expected)


LAYOUTS: dict[str, dict[str, bytes]] = {
    "latest publication": {
        "REGIONAL_CPF4PAYSE.txt": text(lines("E")),
        "REGIONAL_CPF4PAYSI.txt": text(lines("I")),
    },
    "yearly folders": {
        "Regional-2024-export/Region_2024_Export.txt": text(lines("E")),
        "Regional-2024-import/Region_2024_Import.txt": text(lines("I")),
    },
    "upper case, deep, with labels": {
        "A/B/C/REGIONAL_2024_IMPORT.TXT": text(lines("I")),
        "A/B/Region_2024_Export.TXT": text(lines("E")),
        "A/Libelle_A129.txt": b"\xef\xbb\xbf" + b"A01Z;Culture;200901;999912\r\n",
        "A/LISEZ-MOI.txt": b"\xef\xbb\xbf\r\nAvertissement :\r\n",
        "A/Description.pdf": b"%PDF-1.7",
    },
    "misleading names": {
        "import.dat": text(lines("E")),
        "Region_2024_Export.txt": text(lines("I")),
    },
    "what systems leave behind": {
        "Region_2024.txt": both(),
        ".DS_Store": bytes(10),
        "__MACOSX/._Region_2024.txt": bytes(10),
        ".Region_2024.txt.swp": bytes(10),
    },
    "a national file and a workbook beside": {
        "Region_2024.txt": both(),
        "NATIONAL_NC8PAYSE.txt": b"E;01;2024;014310;A01Z;01012100;AU;70000;1000;2\n",
        "notes.xls": b"\xd0\xcf\x11\xe0" + bytes(600),
    },
    "one quarter a file": {
        f"Region_2024_Q{quarter}.txt": both(quarters=[quarter]) for quarter in (1, 2, 3, 4)
    },
}


@pytest.mark.parametrize("case", LAYOUTS)
@pytest.mark.parametrize("shape", ["zip", "folder", "files", "folder of zips"])
def test_layouts(tmp_path: Path, case: str, shape: str, expected: pl.DataFrame) -> None:
    members = LAYOUTS[case]
    if shape == "zip":
        paths = [write(tmp_path / "Regional.zip", zipped(members))]
    else:
        for name, content in members.items():
            packed = shape == "folder of zips" and name.lower().endswith("txt")
            packed = packed and b";" in content
            write(
                tmp_path / "in" / (name + ".zip" if packed else name),
                zipped({name: content}) if packed else content,
            )
        paths = [tmp_path / "in"]
    if shape == "files":
        inside = sorted(path for path in (tmp_path / "in").rglob("*") if path.is_file())
        paths = [path for path in inside if b";2024;" in path.read_bytes()]
        paths = [path for path in paths if not path.name.startswith("NATIONAL")]
    assert run("import", *paths, "--data", tmp_path / "data").exception is None
    assert stored(tmp_path / "data").equals(expected)


def test_what_is_left_aside_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped(LAYOUTS["a national file and a workbook beside"]))
    output = run("import", path, "--data", tmp_path / "data").output
    assert f"left aside: {path}: NATIONAL_NC8PAYSE.txt (a national file (NC8 by month))" in output
    assert f"left aside: {path}: notes.xls (a spreadsheet)" in output


def test_a_panic_of_polars_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr(pl, "read_csv", panics)
    error = run("import", write(tmp_path / "a.txt", both()), "--data", tmp_path / "d").exception
    assert isinstance(error, CustomsFileError)
    assert "cannot be read as regional data, though each line looks right" in error.message
    assert not (tmp_path / "d").exists()


@not_on_windows("a link needs a right there that few have")
def test_a_path_given_twice_is_read_once(tmp_path: Path, expected: pl.DataFrame) -> None:
    path = write(tmp_path / "in" / "Region_2024.txt", both())
    (tmp_path / "in" / "link.txt").symlink_to(path)
    run("import", path, tmp_path / "in", path, "--data", tmp_path / "data")
    assert stored(tmp_path / "data").equals(expected)


def test_names_with_brackets_are_only_names(tmp_path: Path, expected: pl.DataFrame) -> None:
    wild = "[1]" if WINDOWS else "[1]*?"
    path = write(tmp_path / f"in {wild}" / f"Region [2024]{wild}.txt", both())
    run("import", path, "--data", tmp_path / f"data {wild}")
    assert stored(tmp_path / f"data {wild}").equals(expected)


def test_great_values_and_zero(tmp_path: Path) -> None:
    rows = [line("E", q, value=10**12, mass=10**12) for q in (1, 2, 3, 4)]
    rows += [line("I", q, value=0, mass=0) for q in (1, 2, 3, 4)]
    run("import", write(tmp_path / "a.txt", text(rows)), "--data", tmp_path / "data")
    partitions = Store(tmp_path / "data").partitions()
    assert {(p.flow, p.value, p.mass) for p in partitions} == {
        ("E", 10**12, 10**12),
        ("I", 0, 0),
    }
    assert stored(tmp_path / "data")["value"].sum() == 4 * 10**12


def test_a_year_with_missing_quarters_is_stored(tmp_path: Path) -> None:
    run("import", write(tmp_path / "a.txt", both(quarters=(2, 4))), "--data", tmp_path / "data")
    dataset = Store(tmp_path / "data").dataset(2024, provisional=True)
    assert dataset.marks.quarters == (2, 4)


def test_the_latest_publication_mixes_two_years(tmp_path: Path) -> None:
    content = both(2023, (3, 4)) + both(2024, (1, 2, 3))
    run("import", write(tmp_path / "a.txt", content), "--data", tmp_path / "data")
    held = [(p.year, p.quarter, p.flow) for p in Store(tmp_path / "data").partitions()]
    quarters = [(2023, 3), (2023, 4), (2024, 1), (2024, 2), (2024, 3)]
    assert held == [(*quarter, flow) for quarter in quarters for flow in "EI"]


def test_a_country_closed_since_the_row_is_fine(tmp_path: Path) -> None:
    rows = [line(flow, year=2012, quarter=4, country="AN") for flow in "EI"]  # closed 2012-12
    result = run("import", write(tmp_path / "a.txt", text(rows)), "--data", tmp_path / "data")
    assert result.exception is None
    late = text([line(year=2013, quarter=1, country="AN")])
    result = run("import", write(tmp_path / "b.txt", late), "--data", tmp_path / "data")
    assert "country AN (closed since 2012-12): 1 row, 1,000 €" in str(result.exception)


def test_a_code_means_what_it_means_at_the_date_of_the_row(tmp_path: Path) -> None:
    """XI was a part of Saint-Martin until 2005, and is Northern Ireland since 2021."""
    rows = [line(flow, year=2024, quarter=1, country="XI", value=7) for flow in "EI"]
    result = run("import", write(tmp_path / "a.txt", text(rows)), "--data", tmp_path / "data")
    assert result.exception is None
    assert nomenclature.country("XI").name == "Irlande du Nord"
    for year, quarter in ((2004, 1), (2020, 4)):
        early = text([line(year=year, quarter=quarter, country="XI")])
        result = run("import", write(tmp_path / "b.txt", early), "--data", tmp_path / "data")
        assert "country XI (in use since 2021-01): 1 row, 1,000 €" in str(result.exception)


def test_unknown_codes_can_be_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    rows = [*lines("E"), *lines("I"), line("E", country="ZZ", value=3, a129="Z99Z")]
    rows += [line("I", quarter=2, departement="2A", region="22", value=4)]
    rows += [line("I", quarter=3, departement="03", region="24", value=5)]
    path = write(tmp_path / "a.txt", text(rows))
    result = run("import", path, "--data", folder, "--accept-unknown")
    assert result.output.splitlines()[-5:] == [
        "kept though unknown: A129 Z99Z: 1 row, 3 €",
        "kept though unknown: country ZZ: 1 row, 3 €",
        "kept though unknown: département 03 in region 24: 1 row, 5 €",
        "kept though unknown: département 2A: 1 row, 4 €",
        "2024 is complete",
    ]
    accepted = {p.key: p.accepted for p in Store(folder).partitions() if p.accepted}
    assert accepted == {
        (2024, 1, "E"): ("A129 Z99Z", "country ZZ"),
        (2024, 2, "I"): ("département 2A",),
        (2024, 3, "I"): ("département 03 in region 24",),
    }
    frame = stored(folder)
    assert frame.filter(pl.col("country") == "ZZ")["value"].to_list() == [3]
    assert frame["value"].sum() == 2 * 1_207_248 + 3 + 4 + 5


def test_files_with_different_unknown_codes_live_in_one_year(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for flow, code in (("E", "YY"), ("I", "ZZ")):
        rows = [*lines(flow), line(flow, country=code)]
        path = write(tmp_path / f"{flow}.txt", text(rows))
        assert run("import", path, "--data", folder, "--accept-unknown").exception is None
    totals = Store(folder).dataset(2024).rows.group_by("country").agg(pl.len()).collect()
    assert dict(totals.cast({"country": pl.String}).rows()) == {
        "DE": 32,
        "US": 32,
        "QU": 32,
        "YY": 1,
        "ZZ": 1,
    }


OFFICIAL = {
    "Libelle_A129.txt": ("a129", "produits", b"\xef\xbb\xbf", "utf-8"),
    "Libelle_PAYS.txt": ("country", "pays", b"", "cp1252"),
}


def _labels(table: str, mark: bytes, encoding: str) -> bytes:
    """A label file as the customs write them, from the project's own table."""
    written = [
        f'{row["code"]};"{row["customs_label"]}";{row["start"]};{row["end"]}\r\n'
        for row in rows(table)
        if row["customs_label"]
    ]
    return mark + "".join(written).replace("’", "'").encode(encoding)


@pytest.mark.parametrize("name", OFFICIAL)
def test_label_files_as_the_tables_are_no_news(tmp_path: Path, name: str) -> None:
    _, table, mark, encoding = OFFICIAL[name]
    path = write(tmp_path / name, _labels(table, mark, encoding))
    assert run("import", path, "--data", tmp_path / "data").output == (
        f"reading {name} ({path.stat().st_size:,} bytes)\n"
        "nothing to store: label files only, as in the tables\n"
    )
    assert not (tmp_path / "data").exists()


def test_news_in_label_files(tmp_path: Path) -> None:
    members = {
        "Region.txt": both(),
        "Libelle_A129.txt": "A01Z;Culture et élevage;200901;999912\nZ99Z;Neuf;202501;999912\n",
        "Libelle_PAYS.txt": "DE;Allemagne;190001;999912\nZZ;Nouveau;202501;999912\n"
        "YY;Clos;190001;199912\n",
        "Departement_region.txt": "03;Allier;18;Auvergne - Rhône-Alpes\n21;Côte-d’Or;24;DOM\n"
        "9F;Nouveau;24;DOM\n01;L'Ain;18;Auvergne - Rhône-Alpes\n",
        "Libelle_CPF4_rev2.1.txt": "0111;Céréales;201501;999912\n",
    }
    path = write(
        tmp_path / "a.zip",
        zipped({n: c if isinstance(c, bytes) else c.encode() for n, c in members.items()}),
    )
    result = run("import", path, "--data", tmp_path / "data")
    assert [each for each in result.output.splitlines() if each.startswith("for the")] == [
        f"for the tables: {path}: Libelle_A129.txt: A129 code A01Z is now called "
        "Culture et élevage (was Produits de la culture et de l’élevage)",
        f"for the tables: {path}: Libelle_A129.txt: new A129 code Z99Z: Neuf",
        f"for the tables: {path}: Libelle_PAYS.txt: new country code ZZ: Nouveau",
        f"for the tables: {path}: Departement_region.txt: "
        "département 21 is now in region 24 (was 16)",
        f"for the tables: {path}: Departement_region.txt: "
        "new département code 9F: Nouveau, in region 24",
        f"for the tables: {path}: Departement_region.txt: "
        "département 01 is now called L'Ain (was Ain)",
    ]


SPECIFICATION = SHARED / "data" / "douanes_regional_spec"


@pytest.mark.skipif(not SPECIFICATION.is_dir(), reason="the official files are not here")
def test_the_official_label_files_agree_with_the_tables() -> None:
    kinds = {}
    for source in containers.find([SPECIFICATION]):
        found = reading.read(source)
        assert found.news == ()
        for member in containers.members(source):
            kinds[source.name] = recognise.recognise(member).kind
    assert kinds == {
        "Departement_region.txt": Kind.DEPARTEMENTS,
        "Description-des-jeux-de-donnees-derniere-publication_EMEBI.pdf": Kind.DOCUMENT,
        "LISEZ-MOI.txt": Kind.DOCUMENT,
        "Libelle_A129.txt": Kind.A129,
        "Libelle_CPF4_rev2.1.txt": Kind.CPF4,
        "Libelle_PAYS.txt": Kind.COUNTRIES,
    }


def test_the_demonstration_is_a_year_of_the_official_shape() -> None:
    dataset = customs.demonstration()
    schema = dataset.rows.collect_schema()
    assert tuple(schema) == COLUMNS
    assert schema["value"] == schema["mass"] == pl.Int64
    assert schema["quarter"] == pl.Int8
    assert dataset.marks.demonstration
    assert dataset.marks.quarters == (1, 2, 3, 4)
    assert dataset.provenance.updated == dataset.provenance.files[0].vintage == "2025-02-07"
    frame = dataset.rows.collect()
    assert dataset.provenance.files[0].rows == frame.height
    departements = frame["departement"].unique().cast(pl.String)
    assert set(departements) == set(territories.customs_departements())


codes = st.fixed_dictionaries(
    {
        "flow": st.sampled_from("EI"),
        "quarter": st.integers(1, 4),
        "year": st.integers(2019, 2021),
        "departement": st.sampled_from(sorted(territories.customs_departements())),
        "a129": st.sampled_from(sorted(nomenclature.product_codes())),
        "cpf4": st.from_regex(r"\d{4}", fullmatch=True),
        "country": st.sampled_from(["DE", "US", "QU", "FR", "XS"]),
        "value": st.integers(0, 10**12),
        "mass": st.integers(0, 10**12),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(codes, min_size=1, max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_no_euro_is_lost(
    tmp_path_factory: pytest.TempPathFactory, trades: list[dict[str, object]], end: str
) -> None:
    folder = tmp_path_factory.mktemp("trades")
    homes = territories.customs_departements()
    rows = [line(**trade, region=homes[str(trade["departement"])]) for trade in trades]
    path = write(folder / "a.txt", text(rows, end))
    result = run("import", path, "--data", folder / "d", "--accept-repeats")
    assert result.exception is None
    expected: dict[tuple[object, ...], list[int]] = {}
    for trade in trades:
        totals = expected.setdefault((trade["year"], trade["quarter"], trade["flow"]), [0, 0, 0])
        totals[0] += 1
        totals[1] += int(str(trade["value"]))
        totals[2] += int(str(trade["mass"]))
    held = {p.key: [p.rows, p.value, p.mass] for p in Store(folder / "d").partitions()}
    assert held == expected
