"""The figures of a fiche, one module each: words, tables and pure drawing, whichever the medium.

A figure is added by its module, its place in ``FIGURES``, and its name in an edition. Knows the
``Fiche`` and charts, neither a page nor a library that draws.
"""

from __future__ import annotations

from tradefiche.figures import balance
from tradefiche.figures import compared_flows
from tradefiche.figures import concentration
from tradefiche.figures import contributions
from tradefiche.figures import destinations
from tradefiche.figures import distinction
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.figures import purchases
from tradefiche.figures import quarters
from tradefiche.figures import years
from tradefiche.figures.figure import Figure

FIGURES: tuple[Figure, ...] = (
    balance.FIGURE,
    products.FIGURE,
    flows.EXPORTS,
    *compared_flows.EXPORTS,
    flows.IMPORTS,
    *compared_flows.IMPORTS,
    *distinction.FIGURES,
    destinations.FIGURE,
    concentration.FIGURE,
    purchases.FIGURE,
    years.FIGURE,
    quarters.FIGURE,
    contributions.FIGURE,
)
"""In the order of the publication; an edition chooses among them and orders them."""


def names() -> tuple[str, ...]:
    """How editions call them."""
    return tuple(figure.name for figure in FIGURES)


def named(name: str) -> Figure:
    """The figure that editions call so; names are checked when an edition is loaded."""
    return next(figure for figure in FIGURES if figure.name == name)
