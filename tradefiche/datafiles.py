"""The data of each figure as CSV, for who wants to compute: codes, labels, whole euros.

Files are UTF-8 with a byte order mark and semicolons, as French spreadsheets open them.
``docs/data-files.md`` describes the columns. Knows the ``Fiche``, not its pages.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradefiche.atlas import Atlas
from tradefiche.atlas import Totals
from tradefiche.dossier import Dossier
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Trade
from tradefiche.wording.sentences import figure_mark

BALANCE_COLUMNS = (
    *("annee", "code_territoire", "territoire", "code_pays", "pays"),
    *("importations_euros", "exportations_euros", "solde_euros", "mention"),
)
PRODUCT_COLUMNS = (
    *("annee", "code_territoire", "territoire", "flux", "rang", "code_a129", "produit"),
    *("valeur_euros", "part", "mention"),
)
FLOW_COLUMNS = (
    *("annee", "code_territoire", "territoire", "flux", "code_a129", "produit"),
    *("code_pays", "pays", "valeur_euros", "part", "rang_flux_principal", "mention"),
)
COMMUNE_COLUMNS = (
    *("id_territoire", "territoire_industrie", "siren_groupement", "groupement"),
    *("code_commune", "commune", "code_departement", "fiche_jointe"),
)
ATLAS_COLUMNS = (
    *("annee", "code_territoire", "territoire", "region", "rang", "exportations_euros"),
    *("part_exportations", "importations_euros", "part_importations", "solde_euros"),
    *("taux_couverture", "mention"),
)
FLOW_NAMES = {"exports": "export", "imports": "import"}
OTHERS = "AUTRES"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its name, its bytes and what it holds, in French."""

    name: str
    content: bytes
    description: str
    mime: str = "text/csv"


def balance(fiche: Fiche, stem: str, title: str) -> DataFile:
    """Figure 1: one row a country, then all countries together."""
    mark = figure_mark(fiche)
    about = (fiche.year, fiche.place.code, fiche.place.name)
    rows = [
        (*about, e.country.code, e.country.name, e.imports, e.exports, e.balance, mark)
        for e in fiche.countries
    ]
    whole = (fiche.imports.total, fiche.exports.total, fiche.balance)
    rows.append((*about, "TOUS", "Ensemble des pays", *whole, mark))
    return DataFile(f"{stem}.csv", _csv(BALANCE_COLUMNS, rows), title)


def products(fiche: Fiche, stem: str, title: str) -> DataFile:
    """Figure 2: every product of both flows."""
    mark = figure_mark(fiche)
    rows = [
        (
            *(fiche.year, fiche.place.code, fiche.place.name, FLOW_NAMES[trade.flow], rank),
            *(entry.product.code, entry.product.label, entry.value),
            *(_part(entry.value, trade.total), mark),
        )
        for trade in (fiche.imports, fiche.exports)
        for rank, entry in enumerate(trade.products, 1)
    ]
    return DataFile(f"{stem}.csv", _csv(PRODUCT_COLUMNS, rows), title)


def flows(fiche: Fiche, matrix: FlowMatrix, stem: str, title: str) -> DataFile:
    """Figures 3 to 8: every cell that is not zero, « autres » closing the sum."""
    content = _flow_rows(matrix, fiche.year, figure_mark(fiche))
    return DataFile(f"{stem}.csv", content, title)


@lru_cache(maxsize=64)
def _flow_rows(matrix: FlowMatrix, year: int, mark: str) -> bytes:
    """Cached: the fiches of a region share its flows."""
    ranks = {(link.product, link.country): n for n, link in enumerate(matrix.main, 1)}
    ends = [(p.code, p.label) for p in matrix.products] + [(OTHERS, "Autres produits")]
    partners = [(c.code, c.name) for c in matrix.countries] + [(OTHERS, "Autres pays")]
    about = (year, matrix.place.code, matrix.place.name, FLOW_NAMES[matrix.flow])
    rows = [
        (
            *(*about, *ends[i], *partners[j], value),
            *(_part(value, matrix.total), ranks.get((i, j), ""), mark),
        )
        for i, line in enumerate(matrix.cells)
        for j, value in enumerate(line)
        if value
    ]
    return _csv(FLOW_COLUMNS, rows)


def atlas(whole: Atlas, stem: str, title: str) -> DataFile:
    """The maps of the atlas and its table: one row a département, then what closes the sums."""
    mark = figure_mark(whole)

    def row(code: str, name: str, region: str, rank: int | str, totals: Totals) -> tuple[Any, ...]:
        return (
            *(whole.year, code, name, region, rank),
            *(totals.exports, _part_of(totals.exports, whole.france.exports)),
            *(totals.imports, _part_of(totals.imports, whole.france.imports)),
            *(totals.balance, _part_of(totals.exports, totals.imports), mark),
        )

    rows = [
        row(
            each.place.code,
            each.place.name,
            (each.region or each.place).name,
            rank,
            each.totals,
        )
        for rank, each in enumerate(whole.ranking, 1)
    ]
    rows.append(row("99", "Monaco", "", "", whole.monaco))
    if not whole.unplaced.nothing:
        rows.append(row("", "Sans département", "", "", whole.unplaced))
    rows.append(row("FR", "France entière", "", "", whole.france))
    return DataFile(f"{stem}.csv", _csv(ATLAS_COLUMNS, rows), title)


def communes(dossier: Dossier) -> DataFile:
    """The communes of a Territoire d'industrie; it holds no figures, so it has no mark."""
    kept = {share.departement.code for share in dossier.kept}
    rows = [
        (
            *(dossier.id, dossier.name, grouping.siren, grouping.name, commune.code),
            *(commune.name, commune.departement, "oui" if commune.departement in kept else "non"),
        )
        for grouping in dossier.groupings
        for commune in grouping.communes
    ]
    title = f"Communes du Territoire d’industrie {dossier.name}"
    return DataFile(f"{dossier.id}-communes.csv", _csv(COMMUNE_COLUMNS, rows), title)


def matrix_of(fiche: Fiche, name: str) -> FlowMatrix | None:
    """The matrix a figure is named after: « exports », « imports-region », « exports-france »."""
    flow, _, level = name.partition("-")
    trade: Trade = fiche.exports if flow == "exports" else fiche.imports
    return {"": trade.matrix, "region": trade.region, "france": trade.france}[level]


def for_figure(fiche: Fiche, name: str, stem: str, title: str) -> DataFile:
    """The data file of a figure, by the name that editions give it."""
    if name == "pays":
        return balance(fiche, stem, title)
    if name == "produits":
        return products(fiche, stem, title)
    matrix = matrix_of(fiche, name)
    if matrix is None:
        raise ValueError(f"{fiche.place.name} has no figure {name}")
    return flows(fiche, matrix, stem, title)


def _part(value: int, total: int) -> str:
    """A fraction of one, six decimals, decimal comma."""
    return f"{value / total:.6f}".replace(".", ",")


def _part_of(part: int, whole: int) -> str:
    """The same; empty where there is nothing to compare with."""
    return _part(part, whole) if whole else ""


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")
