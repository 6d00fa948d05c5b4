"""Figures « exports-region », « exports-france » and those of imports: what larger ones trade.

They are one figure about four matrices, drawn alike for all fiches of a region; the list beside
says what each main flow is in the département, so that the comparison is on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace

from tradefiche.charts import compared_flows
from tradefiche.charts.labels import Pen
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Trade
from tradefiche.figures import flows
from tradefiche.figures.figure import ComparedFlow
from tradefiche.figures.figure import ComparedFlows
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.flows import trade_of
from tradefiche.figures.table import Column
from tradefiche.figures.table import Table
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.sentences import part

Find = Callable[[Trade], tuple[FlowMatrix | None, tuple[int, ...]]]
"""The larger matrix of a trade, and euros of the département in each of its main flows."""
LONGEST_NAME = 12
"""Letters of a name at the head of a column."""

# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche, matrix: FlowMatrix, here: Sequence[int]) -> str | None:
    """« Les cinq premiers flux représentent 8,1 % des exportations, et 4,2 % dans l’Allier. »"""
    if not matrix.main or (len(matrix.products) < 2 and len(matrix.countries) < 2):
        return None
    weight = sum(link.value for link in matrix.main)
    one = len(matrix.main) == 1
    head = "Le premier flux représente" if one else f"{_first(matrix)} représentent"
    whole = "l’ensemble" if weight == matrix.total else part(weight, matrix.total)
    noun = "exportations" if matrix.flow == "exports" else "importations"
    said = f"{head} {whole} des {noun}"
    total, within = trade_of(fiche, matrix.flow).total, fiche.place.within
    if not total:
        return typeset(f"{said}.")
    if not sum(here):
        none = "il n’est pas enregistré" if one else "aucun n’est enregistré"
        return typeset(f"{said} ; {none} {within}.")
    they = "il en représente" if one else "ils en représentent"
    ours = "l’ensemble" if sum(here) == total else part(sum(here), total)
    return typeset(f"{said} ; {within}, {they} {ours}.")


def _first(matrix: FlowMatrix) -> str:
    return f"Les {count(len(matrix.main))} premiers flux"


def key(shown: Sequence[FlowMatrix]) -> str:
    """For figures of one flow, side by side or alone."""
    drawn = [matrix for matrix in shown if matrix.total]
    if not drawn:
        return flows.key(shown[0])
    numbers = {len(matrix.main) for matrix in drawn if matrix.main}
    many = f"{count(numbers.pop())} " if len(numbers) == 1 and numbers != {1} else ""
    red = "le premier flux" if numbers == {1} else f"les {many}premiers flux"
    return typeset(
        f"{flows.sides(drawn[0].flow)}, avec leur part du total. En rouge, {red} entre deux noms "
        "de la figure, numérotés comme dans la liste ; en teinte claire, les autres flux d’au "
        "moins 0,4 % du total. La partie pâle d’une barre réunit ses flux qui ne sont pas "
        "dessinés. Dans la liste, « 0 » signifie : aucun échange."
    )


def beside(fiche: Fiche, matrix: FlowMatrix, here: Sequence[int]) -> ComparedFlows | None:
    """The numbered flows with their share there, and in the département."""
    if not matrix.main:
        return None
    total = trade_of(fiche, matrix.flow).total
    name = fiche.place.name if len(fiche.place.name) <= LONGEST_NAME else "Département"
    return ComparedFlows(
        "Le premier flux" if len(matrix.main) == 1 else _first(matrix),
        _larger(fiche, matrix),
        name,
        tuple(
            ComparedFlow(
                *flows.ends(matrix, link),
                link.value / matrix.total,
                euros / total if total else 0.0,
            )
            for link, euros in zip(matrix.main, here, strict=True)
        ),
    )


def _larger(fiche: Fiche, matrix: FlowMatrix) -> str:
    """The larger territory at the head of a column; those overseas have none but all of them."""
    if matrix.place.level == "france":
        return "France"
    return "Outre-mer" if fiche.place.code.startswith("97") else "Région"


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche, matrix: FlowMatrix, here: Sequence[int]) -> Table:
    """That of the flows, and what the main ones are in the département."""
    total = trade_of(fiche, matrix.flow).total
    found = flows.table(matrix)
    shares = [euros / total if total else None for euros in here]
    ours = [*shares, *[None] * (len(found.rows) - len(shares))]
    column = Column("part_departement", f"Part {fiche.place.within}", "share", 76)
    rows = tuple((*row, part) for row, part in zip(found.rows, ours, strict=True))
    whole = (*found.total, None) if found.total else None
    return replace(found, columns=(*found.columns, column), rows=rows, total=whole)


# -- the four --------------------------------------------------------------------------------


def _layout(
    matrix: FlowMatrix, width: float, height: float, pen: Pen, room: Room
) -> compared_flows.ComparedLayout:
    return compared_flows.layout(matrix, width, height, pen)


def _figure(flow: Flow, level: str, find: Find) -> Figure:
    def found(fiche: Fiche) -> tuple[FlowMatrix, tuple[int, ...]]:
        matrix, here = find(trade_of(fiche, flow))
        if matrix is None:
            raise ValueError(f"{fiche.place.name} has no figure {flow}-{level}")
        return matrix, here

    def shared(fiche: Fiche, shown: Sequence[Figure]) -> str:
        return key([figure.subject(fiche) for figure in shown])

    return replace(
        flows.figure(f"{flow}-{level}", lambda fiche: find(trade_of(fiche, flow))[0]),
        layout=_layout,
        finding=lambda fiche: finding(fiche, *found(fiche)),
        key=lambda fiche: key([found(fiche)[0]]),
        table=lambda fiche: table(fiche, *found(fiche)),
        beside=lambda fiche: beside(fiche, *found(fiche)),
        highlights=None,
        level="régionales",
        reads_like=flow,
        comparison_key=shared,
    )


def _figures(flow: Flow) -> tuple[Figure, ...]:
    return (
        _figure(flow, "region", lambda trade: (trade.region, trade.region_here)),
        _figure(flow, "france", lambda trade: (trade.france, trade.france_here)),
    )


EXPORTS, IMPORTS = _figures("exports"), _figures("imports")
