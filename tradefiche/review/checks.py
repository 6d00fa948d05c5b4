"""The checks of the methodology, each with its level, its threshold, its reason, what to do."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass

from tradefiche.messages import _
from tradefiche.review import changes
from tradefiche.review import shapes
from tradefiche.review import sums
from tradefiche.review.findings import Finding
from tradefiche.review.findings import Severity
from tradefiche.review.material import Material


def _nothing(_material: Material) -> str:
    """Any year can be looked at so."""
    return ""


def _of_whole() -> str:
    return _("only of a whole year")


def _is_provisional(material: Material) -> str:
    return _of_whole() if material.provisional else ""


def _lacks_whole_year(material: Material) -> str:
    return _of_whole() if material.marks.provisional else ""


def _lacks_year_before(material: Material) -> str:
    if material.marks.provisional:
        return _of_whole()
    if material.before is None:
        return _("no whole year {year}, of the same kind, to compare with", year=material.year - 1)
    return ""


def _lacks_vintage(material: Material) -> str:
    return "" if material.revision else _("no earlier vintage of the year is kept")


def _lacks_official(material: Material) -> str:
    if material.marks.provisional:
        return _of_whole()
    return "" if material.official else _("no official figure known")


@dataclass(frozen=True, slots=True)
class Check:
    """One check; its words go on after its title.

    Attributes:
        judge: what it finds, in the order of places.
        undone: why it says nothing of a year; empty when it can be made.
        yearly: it compares with the year before, and only tells across January 2022.
    """

    name: str
    severity: Severity
    title: str
    threshold: str
    reason: str
    todo: str
    judge: Callable[[Material], Iterator[Finding]]
    undone: Callable[[Material], str] = _nothing
    yearly: bool = False


def checks() -> tuple[Check, ...]:
    """All of them, in the order of the report, in the operator's words."""
    return (
        Check(
            "identity", Severity.BLOCKS, _("Sums close"),
            _(
                "products = countries = quarters = what was imported = total, and territories, "
                "Monaco and what has no place = France, to the euro"
            ),
            _(
                "the same rows make every sum: one that differs is a fault of the store or the "
                "program"
            ),
            _(
                "Import the customs files again; if it stays so, report it as a fault of "
                "tradefiche."
            ),
            sums.identity,
        ),
        Check(
            "size", Severity.BLOCKS, _("France is of its size"),
            _("a flow of a whole year from 300 to 1,000 billion euros"),
            _("thousands may have been read for euros, or files of a part of the country"),
            _(
                "See with tradefiche data status which files were imported; import the right "
                "ones again."
            ),
            sums.size, _lacks_whole_year,
        ),
        Check(
            "quarter-absent", Severity.BLOCKS, _("All quarters are there"),
            _("four quarters of France in both flows, with all rows"),
            _("a file, or the end of one, is missing"),
            _(
                "Import the missing quarters, or review the year as what it is with "
                "--provisional."
            ),
            sums.quarters, _is_provisional,
        ),
        Check(
            "twins", Severity.BLOCKS, _("No two territories have one total"),
            _("two départements with the same total of a flow, to the euro, other than nothing"),
            _("one was written for the other in a file"),
            _("Compare both in the customs files, and ask the customs; import a mended file."),
            sums.twins,
        ),
        Check(
            "quarter", Severity.EXPLAIN, _("Quarters of a territory"),
            _(
                "a territory of 10 M€ or more, a quarter of which is nothing or more than 50 % "
                "of the year"
            ),
            _("a quarter may lack, or one ship or plane made it"),
            _("Look at its products of that quarter, then write why."),
            shapes.quarter, _lacks_whole_year,
        ),
        Check(
            "growth", Severity.EXPLAIN, _("Totals since the year before"),
            _(
                "more than 25 % and 20 M€, or a robust z (MAD) above 3.5 among all territories; "
                "none on less than 1 M€"
            ),
            _(
                "small territories swing by one contract; a large move of a large one may be a "
                "fault"
            ),
            _("See in the contributions of its fiche what made it, then write why."),
            changes.growth, _lacks_year_before, yearly=True,
        ),
        Check(
            "product", Severity.EXPLAIN, _("Products that came or went"),
            _("from or to nothing, 5 % or more of the total of the year before"),
            _("a firm may have been given another code"),
            _("See whether another product moved the other way, then write why."),
            changes.products, _lacks_year_before, yearly=True,
        ),
        Check(
            "partner", Severity.EXPLAIN, _("Parts of partners"),
            _("5 points or more of the flow, and 5 M€ or more; none on less than 1 M€"),
            _("one contract, or a country written for another"),
            _("See which products made it, then write why."),
            changes.partners, _lacks_year_before, yearly=True,
        ),
        Check(
            "official", Severity.EXPLAIN, _("Files beside the official total"),
            _("from 95.0 to 100.0 % of what the customs published of the year"),
            _(
                "the files lack what is not declared, military goods and what is below the "
                "thresholds: a little, never more than all"
            ),
            _(
                "See whether the official figure was revised and the files are whole, then write "
                "why."
            ),
            shapes.official, _lacks_official,
        ),
        Check(
            "code", Severity.EXPLAIN, _("Codes"),
            _(
                "France or its own territories in exports, XI, an unknown code; more than 5 % of "
                "a flow of 1 M€ or more of no country"
            ),
            _("the customs changed their codes, or a file is damaged"),
            _("Compare with the label files of the customs, then write why."),
            shapes.codes,
        ),
        Check(
            "revision", Severity.EXPLAIN, _("What a new vintage changed"),
            _(
                "1 % or more of a total, 5 % or more of a product of France; none on less than 1 "
                "M€"
            ),
            _("the customs revise their figures; a large revision changes what was published"),
            _(
                "See tradefiche data vintages, and whether the fiches sent before want a "
                "correction; then write why."
            ),
            changes.revision, _lacks_vintage,
        ),
        Check(
            "cell", Severity.TOLD, _("One product with one country"),
            _("more than 50 % of a flow of 1 M€ or more"),
            _("it may be one firm, which is never named"),
            _("Nothing is asked for. Name no firm in a note."),
            shapes.cell,
        ),
    )  # fmt: skip
