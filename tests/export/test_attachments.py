"""The data inside a fiche: attached where they should be, named for what they are, to the euro."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from collections.abc import Sequence

import hard_fiches
import pdf_reading
import pytest
import tag_tree
from attachments import attached

from tradefiche import fiche as fiches
from tradefiche import figures
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Trade
from tradefiche.figures.flow_totals import ALL
from tradefiche.figures.flow_totals import OTHERS

every_fiche = pytest.mark.parametrize("name", [*hard_fiches.CODES, *hard_fiches.SPECIAL])
BOTH = ("pays", "produits", "exports", "exports-region", "exports-france")
COMPARED = ("distinction-exports", "distinction-imports")
FIGURES = (
    *(*BOTH, "imports", "imports-region", "imports-france"),
    *(*COMPARED, "destinations", "concentration"),
)

Row = Mapping[str, str]


def table(content: bytes, figure: str) -> list[Row]:
    """The rows of the CSV file of a figure."""
    (name,) = [name for name in attached(content) if re.fullmatch(rf".+-\d+-{figure}\.csv", name)]
    data, _ = attached(content)[name]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def names(fiche: Fiche) -> list[str]:
    """The figures a fiche has, in order."""
    left_out = COMPARED if fiche.marks.provisional else ()
    return [
        name
        for name in FIGURES
        if name not in left_out and (fiche.region or not name.endswith("-region"))
    ]


def flows(fiche: Fiche) -> list[str]:
    """Those about products and countries."""
    return [name for name in names(fiche) if name.startswith(("exports", "imports"))]


@every_fiche
def test_files_are_attached_to_the_document_and_to_their_figures(name: str) -> None:
    fiche, content = hard_fiches.fiche(name), hard_fiches.pdf(name)
    stem = f"{fiche.place.code}-{fiche.year}"
    figures = [f"{stem}-figure-{n}-{each}.csv" for n, each in enumerate(names(fiche), 1)]
    with pdf_reading.opened(content) as pdf:
        specs = list(pdf.Root.AF)
        whole = {f"{stem}-essentiel.csv", f"{stem}-fiche.json", *figures}
        assert {str(spec.UF) for spec in specs} == whole
        assert len(specs) == 2 + len(figures)
        assert {str(spec.AFRelationship) for spec in specs} == {"/Data"}
        assert {pdf.attachments[each].obj.objgen for each in pdf.attachments} == {
            spec.objgen for spec in specs
        }
        for spec in specs:
            stream = spec.EF.F
            kind = "application/json" if str(spec.UF).endswith(".json") else "text/csv"
            assert str(stream.Subtype) == f"/{kind}"
            data = stream.read_bytes()
            assert int(stream.Params.Size) == len(data)
            assert bytes(stream.Params.CheckSum) == hashlib.md5(data).digest()
    root = tag_tree.tree(content)
    told = [node.attributes["AF"] for node in root.all("Figure") if "AF" in node.attributes]
    assert told == figures
    tables = [node.attributes["AF"] for node in root.all("Table") if "AF" in node.attributes]
    assert tables == [f"{stem}-essentiel.csv"]


@every_fiche
def test_each_file_says_which_figure_it_is_of(name: str) -> None:
    fiche, content = hard_fiches.fiche(name), hard_fiches.pdf(name)
    headings = [
        re.match(r"Figure (\d+) (.+)", node.text.strip())
        for node in tag_tree.tree(content).all("H3")
        if re.match(r"Figure \d+ [^·]", node.text)
    ]
    titles = {match[1]: match[2] for match in headings if match}
    said = {
        file: pdf_reading.flat(description) for file, (_, description) in attached(content).items()
    }
    assert len(titles) == len(names(fiche))
    for file, description in said.items():
        if file.endswith((".json", "essentiel.csv")):
            assert fiche.place.name in description
        else:
            number = file.split("-figure-")[1].partition("-")[0]
            assert description == f"Données de la figure {number} : {titles[number]}"


@every_fiche
def test_the_attached_fiche_is_the_fiche(name: str) -> None:
    fiche, content = hard_fiches.fiche(name), hard_fiches.pdf(name)
    (data,) = [data for file, (data, _) in attached(content).items() if file.endswith(".json")]
    assert fiches.from_json(data) == fiche


@every_fiche
def test_rows_say_what_they_are_about(name: str) -> None:
    fiche, content = hard_fiches.fiche(name), hard_fiches.pdf(name)
    for figure in names(fiche):
        subject = figures.named(figure).subject(fiche)
        place = subject.place if isinstance(subject, FlowMatrix) else fiche.place
        for row in table(content, figure):
            about = (row["annee"], row["code_territoire"], row["territoire"])
            assert about == (str(fiche.year), place.code, place.name)
            assert "démonstration" in row["mention"].lower()
            assert ("provisoire" in row["mention"].lower()) is fiche.marks.provisional


def closing(fiche: Fiche) -> list[tuple[str, str, int, int, int]]:
    """All other countries, where there are some, and the European Union."""
    imports = fiche.imports.total - sum(e.imports for e in fiche.countries)
    exports = fiche.exports.total - sum(e.exports for e in fiche.countries)
    union = (fiche.imports.european_union or 0, fiche.exports.european_union or 0)
    rows = []
    if fiche.countries and (imports or exports):
        rows.append(("AUTRES", "Autres pays", imports, exports, exports - imports))
    words = "Union européenne, comprise ci-dessus"
    return [*rows, ("UE", words, *union, union[1] - union[0])]


@every_fiche
def test_the_countries_are_those_of_the_fiche_to_the_euro(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    *rows, last = table(hard_fiches.pdf(name), "pays")
    amounts = ("importations_euros", "exportations_euros", "solde_euros")
    assert [(row["code_pays"], row["pays"], *(int(row[a]) for a in amounts)) for row in rows] == [
        (e.country.code, e.country.name, e.imports, e.exports, e.exports - e.imports)
        for e in fiche.countries
    ] + closing(fiche)
    assert (last["code_pays"], *(int(last[a]) for a in amounts)) == (
        "TOUS",
        fiche.imports.total,
        fiche.exports.total,
        fiche.exports.total - fiche.imports.total,
    )


@every_fiche
def test_the_products_are_those_of_the_fiche_to_the_euro(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    rows = table(hard_fiches.pdf(name), "produits")
    for trade, flow in ((fiche.imports, "import"), (fiche.exports, "export")):
        mine = [row for row in rows if row["flux"] == flow]
        assert [(row["code_a129"], row["produit"], int(row["valeur_euros"])) for row in mine] == [
            (entry.product.code, entry.product.label, entry.value) for entry in trade.products
        ]
        assert [row["rang"] for row in mine] == [str(n + 1) for n in range(len(mine))]
        assert sum(int(row["valeur_euros"]) for row in mine) == trade.total
        check_parts(mine, trade)


def check_parts(rows: Sequence[Row], whole: Trade | FlowMatrix) -> None:
    for row in rows:
        part = float(row["part"].replace(",", "."))
        assert part == pytest.approx(int(row["valeur_euros"]) / whole.total, abs=5e-7)


@every_fiche
def test_the_flows_add_up_to_the_total_to_the_euro(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    for figure in flows(fiche):
        whole = table(hard_fiches.pdf(name), figure)
        matrix = figures.named(figure).subject(fiche)
        assert isinstance(matrix, FlowMatrix)
        rows = [row for row in whole if ALL not in (row["code_a129"], row["code_pays"])]
        assert whole[: len(rows)] == rows
        assert sum(int(row["valeur_euros"]) for row in rows) == matrix.total
        check_parts(rows, matrix)
        sums = dict.fromkeys([p.code for p in matrix.products] + [OTHERS], 0)
        for row in rows:
            sums[row["code_a129"]] += int(row["valeur_euros"])
        assert tuple(sums.values()) == matrix.product_totals
        main = sorted(
            (int(row["rang_flux_principal"]), row["code_a129"], row["code_pays"])
            for row in rows
            if row["rang_flux_principal"]
        )
        assert main == [
            (rank, matrix.products[link.product].code, matrix.countries[link.country].code)
            for rank, link in enumerate(matrix.main, 1)
        ]


@every_fiche
def test_the_totals_of_both_ends_of_the_flows_follow_them(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    for figure in flows(fiche):
        rows = table(hard_fiches.pdf(name), figure)
        matrix = figures.named(figure).subject(fiche)
        assert isinstance(matrix, FlowMatrix)
        check_parts(rows, matrix)
        given = {(row["code_a129"], row["code_pays"]): int(row["valeur_euros"]) for row in rows}
        products = [*(p.code for p in matrix.products), OTHERS]
        countries = [*(c.code for c in matrix.countries), OTHERS]
        true = {
            **{(code, ALL): v for code, v in zip(products, matrix.product_totals, strict=True)},
            **{(ALL, code): v for code, v in zip(countries, matrix.country_totals, strict=True)},
            (ALL, ALL): matrix.total,
        }
        held = {codes: value for codes, value in given.items() if ALL in codes}
        assert held == {codes: value for codes, value in true.items() if value}


# -- what sets apart -----------------------------------------------------------------------------


def decimal(text: str) -> float:
    return float(text.replace(",", "."))


@every_fiche
def test_destinations_add_up_to_the_exports_to_the_euro(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    rows = table(hard_fiches.pdf(name), "destinations")
    *parts, whole = [row for row in rows if row["type"] in ("destination", "ensemble")]
    assert (whole["code"], int(whole["valeur_euros"])) == ("TOUS", fiche.exports.total)
    assert sum(int(row["valeur_euros"]) for row in parts) == fiche.exports.total
    for row in parts:
        share = int(row["valeur_euros"]) / fiche.exports.total
        assert decimal(row["part_departement"]) == pytest.approx(share, abs=5e-7)


@pytest.mark.parametrize("name", hard_fiches.CODES)
@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_what_sets_apart_has_its_euros_and_its_gaps(name: str, flow: str) -> None:
    fiche = hard_fiches.fiche(name)
    profile = getattr(fiche.profile, flow)
    total = getattr(fiche, flow).total
    found = profile.distinction
    groups = (found.products_above, found.products_below)
    weights = [(each.product.code, each.weight) for group in groups for each in group]
    groups = (found.partners_above, found.partners_below)
    weights += [(each.country.code, each.weight) for group in groups for each in group]
    rows = table(hard_fiches.pdf(name), f"distinction-{flow}")
    assert [row["code"] for row in rows] == [code for code, _ in weights]
    for row, (_, weight) in zip(rows, weights, strict=True):
        assert int(row["valeur_euros"]) == weight.value
        here, france = weight.value / total, weight.france
        assert decimal(row["part_departement"]) == pytest.approx(here, abs=5e-7)
        assert decimal(row["ecart"]) == pytest.approx(here - france, abs=1e-6)
        assert bool(row["rapport"]) is (weight.ratio is not None)
        assert bool(row["part_region"]) is (weight.region is not None)


@pytest.mark.parametrize("name", hard_fiches.CODES)
def test_concentration_has_its_ranks(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    rows = table(hard_fiches.pdf(name), "concentration")
    lines = ("export", 3), ("import", 3), ("export", 2), ("import", 2)
    assert [row["flux"] for row in rows] == [flow for flow, many in lines for _ in range(many)]
    assert fiche.profile
    standing = fiche.profile.imports.concentration.three_partners
    row = rows[4]
    assert row["mesure"] == "trois premiers fournisseurs"
    assert (row["rang"], row["population"]) == (str(standing.rank), str(standing.population))
    assert standing.value is not None
    assert decimal(row["valeur"]) == pytest.approx(standing.value, abs=5e-7)
