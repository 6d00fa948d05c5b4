"""The numbers that are drawn inside the figures of a fiche, and whether its linear text tells them.

What is drawn is read back from the drawings in the file, what is told from the structure tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from decimal import Decimal

import pikepdf
import tag_tree
from page_numbers import ticks
from pdf_reading import opened

from tradefiche.fiche import Fiche

FLOWS = {True: 8, False: 6}
"""The last figure of a flow, with a region and without."""
UNITS = (Decimal(1), Decimal("0.001"))
"""A table may count in a unit a thousand times smaller than its figure."""
_SPACES = "[ \u00a0\u202f]"
_NUMBER = re.compile(rf"(?<![\w,.])\d{{1,3}}(?:{_SPACES}\d{{3}})+(?:,\d+)?|(?<![\w,.])\d+(?:,\d+)?")


def untold(content: bytes, fiche: Fiche) -> list[str]:
    """The numbers of the drawings that the linear text of their figures does not give.

    Those of an axis and in the discs of numbered cells are not of the data.
    """
    lines = tag_tree.linear(content).splitlines()
    return [
        f"figure {figure}: {text}"
        for figure, texts in drawn(content).items()
        for text in missing(texts, told(lines, figure), _beside(figure, fiche))
    ]


def drawn(content: bytes) -> Mapping[int, list[str]]:
    """The strings of each drawing, by the number of its figure."""
    found: dict[int, list[str]] = {}
    tree = tag_tree.tree(content)
    headings = [
        (heading.pieces[0].page, int(number[1]))
        for heading in tree.all("H3")
        if (number := re.match(r"Figure.(\d+) (?!·)", heading.text))
    ]
    with opened(content) as pdf:
        for folio, page in enumerate(pdf.pages, 1):
            numbers = [number for on, number in headings if on == folio]
            if numbers:
                for number, form in zip(numbers, _forms(page), strict=True):
                    found[number] = list(_strings(form))
    return found


def _forms(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    """The drawings of a page, in the order they are drawn."""
    for operands, _ in pikepdf.parse_content_stream(page, "Do"):
        yield page.Resources.XObject[str(operands[0])]


def _strings(form: pikepdf.Object) -> Iterator[str]:
    fonts = {name: tag_tree.characters(font) for name, font in form.Resources.Font.items()}
    font = ""
    for operands, operator in pikepdf.parse_content_stream(form, "Tf Tj"):
        if str(operator) == "Tf":
            font = str(operands[0])
        else:
            yield "".join(fonts[font][code] for code in bytes(operands[0]))


def told(lines: Iterable[str], figure: int) -> str:
    """All that is said of a figure: where it is drawn, and where its values are."""
    kept, inside = [], False
    for line in lines:
        if line.startswith("#"):
            inside = re.match(rf"#+ Figure.{figure}\b", line) is not None
        elif inside:
            kept.append(line)
    return "\n".join(kept)


def missing(texts: Iterable[str], words: str, beside: frozenset[Decimal]) -> Iterator[str]:
    """The numbers of some strings that no number of the words is, rounded to as many digits."""
    known = list(values(words))
    for text in texts:
        below = "<" in text
        for value, step in values(text):
            if value in beside or (below and any(each < value for each, _ in known)):
                continue
            if not any(_same(value, step, *each) for each in known):
                yield text


def values(text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Each number of a text without its sign, and the step of its last digit."""
    for found in _NUMBER.findall(text):
        value = Decimal(re.sub(_SPACES, "", found).replace(",", "."))
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        yield value, Decimal(1).scaleb(exponent)


def _same(value: Decimal, step: Decimal, known: Decimal, finer: Decimal) -> bool:
    """Whether ``known``, rounded to the step, is ``value``: both may round one exact amount."""
    return any(
        finer * unit <= step and abs(known * unit - value) <= (step + finer * unit) / 2
        for unit in UNITS
    )


def _beside(figure: int, fiche: Fiche) -> frozenset[Decimal]:
    """The numbers of an axis, and those in discs."""
    if figure == 1:
        named = [(e.imports, e.exports) for e in fiche.countries]
        bought, sold = (sum(row[flow] for row in named) for flow in (0, 1))
        rest = (fiche.imports.total - bought, fiche.exports.total - sold)
        largest = max(max(row) for row in (*named, rest))
        return frozenset(tick.scaleb(-power) for tick in ticks(largest) for power in (0, 3, 6))
    if figure == 2:
        return frozenset(map(Decimal, range(sum(len(trade.products) for trade in fiche.trades))))
    if figure <= FLOWS[fiche.region is not None]:
        return frozenset()
    beside = set(map(Decimal, range(101)))  # only the axis is drawn: what else is, is text
    if fiche.evolution:
        years = fiche.evolution.years
        largest = max(max(each.exports or 0, each.imports or 0) for each in years)
        beside |= {tick.scaleb(-power) for tick in ticks(largest) for power in (0, 3, 6)}
    return frozenset(beside)
