"""A figure that the program does not have, in one module, as a newcomer would add it."""

from __future__ import annotations

from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import rectangle
from tradefiche.fiche import Fiche
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.table import Column
from tradefiche.figures.table import Table


def layout(fiche: Fiche, width: float, height: float, pen: Pen, room: Room) -> Picture:
    bar = rectangle(0, 10, width / 2, 20, "exports")
    return Picture(width, 40, (bar,), (pen.label("Barre témoin", 2, 16, 9, color="paper"),))


def table(fiche: Fiche) -> Table:
    whole = fiche.exports.total + fiche.imports.total
    rows = tuple(
        (trade.flow, name, trade.total, trade.total / whole)
        for trade, name in ((fiche.exports, "Sorties"), (fiche.imports, "Entrées"))
    )
    columns = (
        Column("code_sens", "Code", "code", 80),
        Column("sens", "Sens de l’échange", "text"),
        Column("montant_euros", "Montant", "euros", 90),
        Column("poids", "Poids", "share", 60),
    )
    return Table(fiche.place, columns, rows, ("total", "Les deux sens", whole, 1.0))


FIGURE = Figure(
    "temoin",
    subject=lambda fiche: fiche,
    layout=layout,
    finding=lambda fiche: f"Constat du témoin {fiche.place.of}.",
    key=lambda fiche: f"une barre pour {fiche.place.the}, pour l’exemple.",
    alternative=lambda fiche: f"Barre du témoin {fiche.place.of}, décrite pour qui ne la voit pas.",
    table=table,
    data=table,
)
