"""What is odd within one year: a quarter, codes, one cell, a total unlike the official one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tradefiche.cube.measures import LEAST
from tradefiche.cube.measures import MILLION
from tradefiche.cube.year_sums import FlowSums
from tradefiche.fiche import Flow
from tradefiche.messages import _
from tradefiche.reference import nomenclature
from tradefiche.reference import zones
from tradefiche.reference.territories import FRANCE
from tradefiche.reference.territories import customs_departements
from tradefiche.review.findings import Finding
from tradefiche.review.findings import Subject
from tradefiche.review.findings import euros
from tradefiche.review.findings import in_percent
from tradefiche.review.findings import key
from tradefiche.review.findings import percent
from tradefiche.review.findings import ratio
from tradefiche.review.findings import subject
from tradefiche.review.material import FLOWS
from tradefiche.review.material import Material
from tradefiche.review.sums import QUARTERS

HALF = Fraction(1, 2)
NOT_BROKEN_DOWN = Fraction(5, 100)
LEAST_OFFICIAL, MOST_OFFICIAL = Fraction(95, 100), Fraction(1)
NORTHERN_IRELAND = "XI"
_OWN = "France"
"""The zone of returned goods and of the départements overseas."""


def quarter(material: Material) -> Iterator[Finding]:
    """A quarter of a territory of 10 M€ that is nothing, or more than half of its year."""
    for code, flow, where in material.sides():
        found = material.of(code, flow)
        if found.total < LEAST:
            continue
        bars = tuple(
            (_("Q{quarter}", quarter=each), found.quarters.get(each, 0)) for each in QUARTERS
        )
        for number, (_label, value) in enumerate(bars, 1):
            share = ratio(value, found.total)
            if not value or share > HALF:
                yield Finding(
                    key(material.year, "quarter", where, f"q{number}"),
                    where,
                    percent(share),
                    "%",
                    _(
                        "Q{quarter} is {amount}, {share} of {total}",
                        quarter=number,
                        amount=euros(value),
                        share=in_percent(share),
                        total=euros(found.total),
                    ),
                    bars=bars,
                )


def official(material: Material) -> Iterator[Finding]:
    """The files against what the customs say of the country."""
    for flow, known in (material.official or {}).items():
        total, where = material.france(flow).total, subject(FRANCE.customs_code, flow)
        share = ratio(total, known.euros)
        if not LEAST_OFFICIAL <= share <= MOST_OFFICIAL:
            yield Finding(
                key(material.year, "official", where),
                where,
                percent(share),
                "%",
                _(
                    "{amount} in the files, {published} published ({source})",
                    amount=euros(total),
                    published=euros(known.euros),
                    source=known.source,
                ),
                bars=((_("files"), total), (_("official"), known.euros)),
            )


def codes(material: Material) -> Iterator[Finding]:
    """Codes that should not be there, and what is of no country."""
    for flow in FLOWS:
        found, where = material.france(flow), subject(FRANCE.customs_code, flow)
        for code, value in found.countries.items():
            if why := _odd_country(code, flow, material.year):
                yield _code(material, where, "country", code, value, why)
        for code, value in found.products.items():
            if code not in nomenclature.product_codes():
                yield _code(material, where, "product", code, value, _("unknown"))
        for code, side in material.now:
            known = code in customs_departements() or code == FRANCE.customs_code
            if side == flow and not known:
                value = material.of(code, flow).total
                yield _code(material, where, "departement", code, value, _("unknown"))
    yield from _not_broken_down(material)


def _odd_country(code: str, flow: Flow, year: int) -> str:
    """Why a partner should not be there; empty when it may."""
    if nomenclature.country_info(code) is None:
        return _("unknown")
    if code == NORTHERN_IRELAND:
        return _("Northern Ireland, which the customs do not list")
    if flow == "exports" and zones.zone(code, year) == _OWN:
        return _("France itself, in exports")
    return ""


def _code(
    material: Material, where: Subject, kind: str, code: str, value: int, why: str
) -> Finding:
    """Only a country can be known by name, and odd all the same."""
    kinds = {"country": _("country"), "product": _("product"), "departement": _("departement")}
    return Finding(
        key(material.year, "code", where, kind, code), where, value, "€",
        _("{kind} code {code}: {why}; {amount}",
          kind=kinds[kind], code=code, why=why, amount=euros(value)),
        nomenclature.country(code).name if kind == "country" else code,
    )  # fmt: skip


def _not_broken_down(material: Material) -> Iterator[Finding]:
    """Where more than a twentieth is of no country that one could name."""
    partners = zones.partners(material.year)
    for code, flow, where in material.sides(france=True):
        found = material.of(code, flow)
        if found.total < MILLION:
            continue
        unnamed = _unnamed(found, partners.keys(), material.year)
        value = sum(unnamed.values())
        share = ratio(value, found.total)
        if share > NOT_BROKEN_DOWN:
            yield Finding(
                key(material.year, "code", where, "unnamed"),
                where,
                percent(share),
                "%",
                _(
                    "{amount} of no country ({codes}), {share}",
                    amount=euros(value),
                    codes=", ".join(sorted(unnamed)),
                    share=in_percent(share),
                ),
            )


def _unnamed(found: FlowSums, partners: object, year: int) -> Counter[str]:
    return Counter(
        {
            code: value
            for code, value in found.countries.items()
            if code not in partners and zones.zone(code, year) != _OWN  # type: ignore[operator]
        }
    )


def cell(material: Material) -> Iterator[Finding]:
    """One product with one country: perhaps one firm, which is never named."""
    for code, flow, where in material.sides():
        found = material.of(code, flow)
        if found.total < MILLION or not found.largest:
            continue
        product, country, value = found.largest
        share = ratio(value, found.total)
        if share > HALF:
            about = f"{nomenclature.product(product).short} × {nomenclature.country(country).name}"
            yield Finding(
                key(material.year, "cell", where, product, country),
                where,
                percent(share),
                "%",
                _(
                    "{amount} of {total}, {share}",
                    amount=euros(value),
                    total=euros(found.total),
                    share=in_percent(share),
                ),
                about,
                ((_("this"), value), (_("the rest"), found.total - value)),
            )
