"""The table of the catalogue: a row a département, in whole M€; totals of all, of each region."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import PurePosixPath

from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.manifest import FicheEntry
from tradefiche.reference import tables as reference
from tradefiche.reference import territories
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.rows import signed
from tradefiche.wording import atlas as words
from tradefiche.wording.french import capitalised
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import plural

UNIT = Unit("M€", 6, 0)
HEADS = (("Code", "co"), ("Département", None), ("Région", "re"), ("Export", None),
         ("Import", None), ("Solde", None), ("Fichiers", "fi"))  # fmt: skip


def rows(fiches: Sequence[FicheEntry], atlas: Atlas | None) -> Html:
    """Heads, a row each by code, sums; those of a region are hidden until one is chosen.

    Args:
        atlas: of the same year, which has what no département has.
    """
    heads = [element("th", said, scope="col", class_=kind) for said, kind in HEADS]
    body = [_row(each) for each in fiches]
    return join(
        (
            element("thead", element("tr", *heads)),
            element("tbody", *body),
            element("tfoot", *_sums(fiches, atlas)),
        )
    )


def region_of(entry: FicheEntry) -> str:
    """The name of its region; Corse is its own."""
    return entry.region or entry.name


def regions(fiches: Sequence[FicheEntry]) -> list[tuple[str, str, list[FicheEntry]]]:
    """Key, name and fiches of each region, from A to Z."""
    held: dict[str, list[FicheEntry]] = {}
    for each in fiches:
        held.setdefault(region_of(each), []).append(each)
    ranked = sorted(held.items(), key=lambda pair: reference.fold(pair[0]))
    return [(reference.slug(name), capitalised(name), theirs) for name, theirs in ranked]


def page_of(entry: FicheEntry) -> str:
    """« 03-allier.html »."""
    return f"{PurePosixPath(entry.pdf.name).stem}.html"


def _row(entry: FicheEntry) -> Html:
    files = [
        element("a", kind, href=file.name, aria_label=f"{kind}, {entry.name}", download=save)
        for kind, file, save in (("PDF", entry.pdf, False), ("JSON", entry.json, True))
    ]
    totals = Totals(entry.exports, entry.imports)
    return element(
        "tr",
        element("td", entry.code, class_="co"),
        element("th", element("a", entry.name, href=page_of(entry)), scope="row"),
        element("td", region_of(entry), class_="re"),
        *_amounts(totals, sortable=True),
        element("td", join(files, " "), class_="fi"),
        id=f"d-{entry.code}",
        data_c=entry.code,
        data_r=reference.slug(region_of(entry)),
        data_also="|".join(territories.other_names(entry.code)) or None,
    )


def _amounts(totals: Totals, *, sortable: bool = False) -> Iterator[Html]:
    balance = totals.balance
    for euros, said in (
        (totals.exports, UNIT.label(totals.exports)),
        (totals.imports, UNIT.label(totals.imports)),
        (balance, signed(UNIT.signed_label(balance), balance)),
    ):
        yield element("td", said, data_v=euros if sortable else None)


# -- sums ------------------------------------------------------------------------------------


def _sums(fiches: Sequence[FicheEntry], atlas: Atlas | None) -> Iterator[Html]:
    """Of all, of each region, then what makes France of them."""
    yield _sum(_many(fiches), _together(fiches), key="")
    for key, name, theirs in regions(fiches):
        yield _sum(f"{name}, {_many(theirs)}", _together(theirs), key=key)
    if atlas is None or len(fiches) < len(atlas.departements):
        return
    for name, totals in ((words.MONACO, atlas.monaco), (words.UNPLACED, atlas.unplaced)):
        if not totals.nothing:
            yield _sum(name, totals)
    yield _sum(words.FRANCE, atlas.france)


def _together(fiches: Sequence[FicheEntry]) -> Totals:
    return sum((Totals(each.exports, each.imports) for each in fiches), Totals())


def _many(fiches: Sequence[FicheEntry]) -> str:
    """With a plain space: the column of names is narrow on a phone."""
    return f"{number(len(fiches))} {plural('département', len(fiches))}"


def _sum(name: str, totals: Totals, key: str | None = None) -> Html:
    """A row of sums; ``key``: of the region that it is shown for, nothing for all."""
    return element(
        "tr",
        element("td", class_="co"),
        element("th", name, scope="row"),
        element("td", class_="re"),
        *_amounts(totals),
        element("td", class_="fi"),
        class_="tot",
        data_total=key,
        hidden=bool(key),
    )
