"""What must be so: sums that close, a France of its size, quarters that are there."""

from __future__ import annotations

from collections.abc import Iterator

from tradefiche.cube.year_sums import FlowSums
from tradefiche.messages import _
from tradefiche.reference.territories import FRANCE
from tradefiche.review.findings import Finding
from tradefiche.review.findings import Subject
from tradefiche.review.findings import euros
from tradefiche.review.findings import key
from tradefiche.review.findings import subject
from tradefiche.review.findings import to_the_euro
from tradefiche.review.material import FLOWS
from tradefiche.review.material import Material

BILLION = 1_000_000_000
LEAST_FRANCE, MOST_FRANCE = 300 * BILLION, 1_000 * BILLION
QUARTERS = (1, 2, 3, 4)


def identity(material: Material) -> Iterator[Finding]:
    """Products, countries, quarters and départements each make the total, to the euro, and so does
    what was noted at the import."""
    codes = dict.fromkeys(code for code, _flow in (*material.now, *(material.noted or ())))
    for code in codes:
        for flow in FLOWS:
            found, where = material.of(code, flow), subject(code, flow)
            for part, words, made in _parts(material, code, found, where):
                if made != found.total:
                    yield Finding(
                        key(material.year, "identity", where, part),
                        where,
                        made - found.total,
                        "€",
                        _(
                            "{parts} make {sum}, the rows {total}",
                            parts=words,
                            sum=to_the_euro(made),
                            total=to_the_euro(found.total),
                        ),
                    )


def _parts(
    material: Material, code: str, found: FlowSums, where: Subject
) -> Iterator[tuple[str, str, int]]:
    """What should make the total, by its name in a key and in words, and what it makes."""
    yield "products", _("products"), sum(found.products.values())
    yield "countries", _("countries"), sum(found.countries.values())
    yield "quarters", _("quarters"), sum(found.quarters.values())
    if material.noted is not None and where.flow:
        yield "imported", _("imported rows"), material.noted.get((code, where.flow), 0)
    if code == FRANCE.customs_code:
        yield (
            "territories",
            _("territories, Monaco and what has no place"),
            sum(
                each.total
                for (other, flow), each in material.now.items()
                if flow == where.flow and other != code
            ),
        )


def size(material: Material) -> Iterator[Finding]:
    """Thousands for euros, or a year twice, show in the whole."""
    for flow in FLOWS:
        total, where = material.france(flow).total, subject(FRANCE.customs_code, flow)
        if not LEAST_FRANCE <= total <= MOST_FRANCE:
            yield Finding(
                key(material.year, "size", where),
                where,
                total,
                "€",
                _("{amount} in the year", amount=euros(total)),
            )


def quarters(material: Material) -> Iterator[Finding]:
    """A quarter of all France that is not there, or rows that seem to lack."""
    for flow in FLOWS:
        where, held = subject(FRANCE.customs_code, flow), material.france(flow).quarters
        for quarter in QUARTERS:
            if not held.get(quarter) or quarter not in material.marks.quarters:
                yield Finding(
                    key(material.year, "quarter-absent", where, f"q{quarter}"),
                    where,
                    quarter,
                    "",
                    _("Q{quarter} holds nothing", quarter=quarter),
                )
    if material.marks.gaps:
        where = subject(FRANCE.customs_code)
        yield Finding(
            key(material.year, "quarter-absent", where, "gaps"), where, 1, "",
            _("rows seem to lack: tradefiche data status says which of {year}",
              year=material.year),
        )  # fmt: skip


def twins(material: Material) -> Iterator[Finding]:
    """One département written for another."""
    for flow in FLOWS:
        by_total: dict[int, list[str]] = {}
        for code in material.departements:
            if total := material.of(code, flow).total:
                by_total.setdefault(total, []).append(code)
        for total, codes in by_total.items():
            if len(codes) > 1:
                where, *others = (subject(code, flow) for code in codes)
                named = ", ".join(f"{each.code} {each.name}" for each in others)
                yield Finding(
                    key(material.year, "twins", where, *(each.code for each in others)),
                    where,
                    total,
                    "€",
                    _("{amount}, as much as {others}", amount=to_the_euro(total), others=named),
                )
