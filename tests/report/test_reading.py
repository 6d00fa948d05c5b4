"""Somebody who only listens: can the questions that the fiche is about be answered?

The reader below has the linear text and nothing else: headings, paragraphs, alternative texts,
rows of tables, in reading order. The answers are those of the ``Fiche``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import hard_fiches
import pdf_reading
import pytest
import tag_tree

from tradefiche.fiche import Fiche
from tradefiche.fiche import Trade

CODES = ("03", "20", "971", "75")
GUESSABLE = ("first client", "first supplier", "its first client", "Territoires d'industrie")
POWERS = {"€": 0, "k€": 3, "M€": 6, "euro": 0, "millier": 3, "million": 6}
_NUMBER = r"((?:[+−] )?\d[\d ]*(?:,\d+)?)"


# -- who listens ---------------------------------------------------------------------------------


def value(number: str, unit: str = "euro") -> float:
    """« − 1 476,9 » « M€ » as -1476900000.0."""
    plain = number.replace(" ", "").replace("−", "-").replace(",", ".")
    return float(plain) * 10 ** POWERS[unit.removesuffix("s")]


class Reader:
    """Finds answers in the linear text of a fiche, as somebody would who goes by its headings."""

    def __init__(self, text: str) -> None:
        self.lines = text.replace("\u202f", " ").replace("\u00a0", " ").splitlines()

    def under(self, heading: str) -> list[str]:
        """The lines after the first heading that begins so, to the next heading of its level."""
        start = next(i for i, line in enumerate(self.lines) if line.startswith(heading))
        level = re.match("#+", heading)
        assert level is not None
        end = re.compile(rf"#{{1,{len(level[0])}}} ")
        after = self.lines[start + 1 :]
        stop = next((i for i, line in enumerate(after) if end.match(line)), len(after))
        return after[:stop]

    def find(self, heading: str, pattern: str) -> re.Match[str] | None:
        """The first line under a heading that is as said."""
        matches = (re.search(pattern, line) for line in self.under(heading))
        return next(filter(None, matches), None)

    def table(self, heading: str) -> list[list[str]]:
        """The rows of the table under a heading, without its head."""
        rows = [line.split(" | ") for line in self.under(heading) if " | " in line]
        return rows[1:]

    def total(self, section: str) -> float | None:
        unit = r"(euro|millier|million)s?(?: d’euros)?"
        found = self.find(f"## {section}", rf"^{_NUMBER} {unit} Total des {section.lower()}, \d+$")
        return value(found[1], found[2]) if found else None

    def share(self, section: str, whose: str) -> float | None:
        found = self.find(f"## {section}", rf"^([\d,]+) % des {section.lower()} {whose}")
        return value(found[1]) if found else None

    def first_partner(self, section: str, partner: str) -> str | None:
        found = self.find(f"## {section}", rf"Premier {partner} : (.+?), [\d,]+ %")
        return found[1] if found else None

    def first_product(self) -> str:
        whole, *rows = self.table("### Figure 2 ·")
        assert whole[0] == "Ensemble des produits"
        best = max(rows, key=lambda row: value(row[4]) if row[4][0].isdigit() else 0)
        return best[0]

    def first_client_of(self, product: str) -> str:
        whole, *rows = self.table("### Figure 3 ·")
        assert whole[0] == "Ensemble"
        return next(row[1] for row in rows if row[0] == product)

    def largest_flow(self) -> tuple[str, str] | None:
        found = self.find("## Exportations", r"^1 \| (.+) \| vers (.+) \| [\d,]+ % \| ")
        return (found[1], found[2]) if found else None

    def balance(self) -> float | None:
        unit = r"(euro|millier|million)s?(?: d’euros)?"
        found = self.find("## Introduction", rf"^{_NUMBER} {unit} de solde$")
        return value(found[1], found[2]) if found else None

    def territoires(self) -> int:
        heading = next(
            line for line in self.lines if re.match("## (Les )?Territoires d’industrie", line)
        )
        items = [line for line in self.under(heading) if line.startswith("- ")]
        none = self.find(heading, "^Aucun Territoire d’industrie")
        assert bool(items) is not bool(none)
        return len(items)


def heard(text: str) -> dict[str, Any]:
    """What the reader answers."""
    reader = Reader(text)
    product = reader.first_product()
    return {
        "total exports": reader.total("Exportations"),
        "total imports": reader.total("Importations"),
        "balance": reader.balance(),
        "first client": reader.first_partner("Exportations", "client"),
        "first supplier": reader.first_partner("Importations", "fournisseur"),
        "first exported product": product,
        "its first client": reader.first_client_of(product),
        "share of the region": reader.share("Exportations", "(de la région|des départements)"),
        "share of France": reader.share("Exportations", "de la France entière"),
        "largest flow": reader.largest_flow(),
        "Territoires d'industrie": reader.territoires(),
    }


# -- what is true --------------------------------------------------------------------------------


def nearly(exact: float | None, digits: int) -> Any:
    """What a number may be once printed with so many digits."""
    if exact is None:
        return None
    return pytest.approx(exact, abs=0.51 * 10 ** (math.floor(math.log10(abs(exact))) + 1 - digits))


def known(fiche: Fiche) -> Mapping[str, Any]:
    """What the fiche answers."""
    exports = fiche.exports
    first, flow = exports.products[0].product, exports.matrix.main[0]
    row = exports.matrix.cells[[p.code for p in exports.matrix.products].index(first.code)]
    best = max(range(len(exports.matrix.countries)), key=lambda column: row[column])
    shares = (exports.share_of_region, exports.share_of_france)
    region, france = (share and 100 * share for share in shares)
    return {
        "total exports": pytest.approx(exports.total, abs=50_000),
        "total imports": pytest.approx(fiche.imports.total, abs=50_000),
        "balance": pytest.approx(exports.total - fiche.imports.total, abs=50_000),
        "first client": first_partner(exports),
        "first supplier": first_partner(fiche.imports),
        "first exported product": pdf_reading.flat(first.label),
        "its first client": exports.matrix.countries[best].name,
        "share of the region": nearly(region, 2),
        "share of France": nearly(france, 2),
        "largest flow": (
            exports.matrix.products[flow.product].short,
            exports.matrix.countries[flow.country].name,
        ),
        "Territoires d'industrie": len(fiche.territoires),
    }


def first_partner(trade: Trade) -> str:
    """The country of most trade; goods returned to France have none."""
    totals = [sum(column) for column in zip(*trade.matrix.cells, strict=True)]
    named = zip(totals, trade.matrix.countries, strict=False)
    return max((total, each.name) for total, each in named if each.code != "FR")[1]


@pytest.mark.parametrize("code", CODES)
def test_who_only_listens_can_answer(code: str) -> None:
    fiche = hard_fiches.fiche(code)
    assert heard(tag_tree.linear(hard_fiches.pdf(code))) == known(fiche)
    assert len(known(fiche)) >= 10


def test_the_answers_are_those_of_the_fiche_that_is_read() -> None:
    """Another département would be answered otherwise: nothing is guessed."""
    answers = {code: known(hard_fiches.fiche(code)) for code in CODES}
    for code in CODES:
        text = tag_tree.linear(hard_fiches.pdf(code))
        for other in set(CODES) - {code}:
            same = {name for name, answer in heard(text).items() if answer == answers[other][name]}
            assert same <= {*GUESSABLE}


@pytest.mark.parametrize("code", CODES)
def test_a_demonstration_says_so_before_any_figure(code: str) -> None:
    text = tag_tree.linear(hard_fiches.pdf(code))
    assert text.index("chiffres fictifs") < text.index("\n# ")
    told = re.findall(r"^### Figure \d [^·].*\n(.*)$", text, re.MULTILINE)
    assert len(told) >= 6
    for mark in told:
        assert mark.endswith("chiffres fictifs")
