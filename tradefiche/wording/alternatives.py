"""Alternative texts of the figures, written from the data."""

from __future__ import annotations

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.wording.sentences import balance_finding
from tradefiche.wording.sentences import flows_finding
from tradefiche.wording.sentences import products_finding


def balance(fiche: Fiche) -> str:
    """Figure 1."""
    return balance_finding(fiche) or "Balance par pays."


def products(fiche: Fiche) -> str:
    """Figure 2."""
    return products_finding(fiche) or "Produits."


def flows(fiche: Fiche, matrix: FlowMatrix) -> str:  # noqa: ARG001
    """Figures 3 to 8."""
    return flows_finding(matrix) or "Flux."
