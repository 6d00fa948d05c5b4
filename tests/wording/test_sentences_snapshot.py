"""Every sentence of the 100 fiches of the demonstration data, kept to be read by eye.

``snapshots/sentences.txt`` is what the program writes, département by département; what is the
same for all is said once. Alternative texts have rules instead (``test_wording_alternatives``).
After a change of wording, write it again and read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/wording/test_sentences_snapshot.py -n 0
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache

from made_fiches import demonstration
from paths import SNAPSHOTS

from tradefiche import edition
from tradefiche import figures
from tradefiche.edition import Slot
from tradefiche.edition import substitute
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.figures import balance
from tradefiche.figures import compared_flows
from tradefiche.figures import concentration
from tradefiche.figures import destinations
from tradefiche.figures import distinction
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.figures import purchases
from tradefiche.reference import territories
from tradefiche.wording import placeholders
from tradefiche.wording import sentences
from tradefiche.wording import territoires

SNAPSHOT = SNAPSHOTS / "sentences.txt"
Line = tuple[str, str]
"""What it is, and its words."""


def of_matrix(matrix: FlowMatrix) -> Iterator[Line]:
    yield f"constat {matrix.flow}", flows.finding(matrix) or "(aucun)"


def _seats(fiche: Fiche) -> bool:
    return any(not town.prefecture for town in territories.towns(fiche.place.code))


def of_fiche(fiche: Fiche) -> Iterator[Line]:
    """The lines of one fiche, its comparison figures left out."""
    program = edition.load(edition.folder_for(2024)).program
    yield "couverture", territoires.heading(fiche.place, program)
    if not fiche.territoires:
        yield "couverture", territoires.none(fiche.place)
    for each in fiche.territoires:
        yield "couverture", f"{each.name} · {territoires.extent(each)}"
    yield "couverture, note", territoires.note(fiche, _seats(fiche))
    yield "constat pays", balance.finding(fiche) or "(aucun)"
    yield "clé pays", balance.key(fiche)
    yield "constat produits", products.finding(fiche) or "(aucun)"
    yield "clé produits", products.key(fiche)
    for trade in fiche.trades:
        yield from of_matrix(trade.matrix)
        yield f"clé {trade.flow}", flows.key(trade.matrix)
        yield f"clé de comparaison {trade.flow}", compared_flows.key([trade.france])
    yield from of_profile(fiche)
    yield "source", sentences.source(fiche, "départementales")
    yield "source", sentences.source(fiche, "régionales")
    yield "mention", sentences.figure_mark(fiche)
    for name, value in placeholders.values(fiche).items():
        yield f"{{{name}}}", value or "(vide)"
    yield from titles(fiche)


def of_profile(fiche: Fiche) -> Iterator[Line]:
    """What sets a département apart, and what it is exposed to."""
    for flow in ("exports", "imports"):
        yield f"constat distinction-{flow}", distinction.finding(fiche, flow) or "(aucun)"
    yield "clé distinction", distinction.key(fiche, ("exports", "imports"))
    yield "constat destinations", destinations.finding(fiche) or "(aucun)"
    subject = destinations.subject(fiche)
    assert subject
    yield "rang destinations", subject.said
    yield "clé destinations", destinations.key(fiche)
    yield "constat concentration", concentration.finding(fiche) or "(aucun)"
    yield "clé concentration", concentration.key(fiche)
    if purchases.FIGURE.applies(fiche):
        yield "constat achats-concentres", purchases.finding(fiche) or "(aucun)"
        yield "clé achats-concentres", purchases.key(fiche)


def titles(fiche: Fiche) -> Iterator[Line]:
    known = placeholders.values(fiche)
    for section in edition.load(edition.folder_for(2024)).sections:
        for block in section.blocks:
            if isinstance(block, Slot) and block.kind == "figure":
                if not figures.named(block.name).applies(fiche):
                    continue
                yield f"titre {block.name}", substitute(block.title, known)


@cache
def written() -> str:
    fiches = demonstration()
    lines = {fiche.place.code: list(of_fiche(fiche)) for fiche in fiches}
    times = Counter(line for each in lines.values() for line in set(each))
    shared = [line for line in lines["03"] if times[line] == len(fiches)]
    parts = [("Partout", shared)]
    around = dict.fromkeys(
        matrix
        for fiche in fiches
        for trade in fiche.trades
        for matrix in (trade.region, trade.france)
        if matrix is not None
    )
    for name in sorted({matrix.place.name for matrix in around}):
        own = [matrix for matrix in around if matrix.place.name == name]
        parts.append((name, [line for matrix in own for line in of_matrix(matrix)]))
    for fiche in fiches:
        own_lines = [line for line in lines[fiche.place.code] if times[line] < len(fiches)]
        parts.append((f"{fiche.place.code} {fiche.place.name}", own_lines))
    return "\n".join(
        f"# {title}\n" + "".join(f"{kind}: {words}\n" for kind, words in lines_)
        for title, lines_ in parts
    )


def test_sentences_are_those_that_were_read() -> None:
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(written(), "utf-8")
    kept, now = SNAPSHOT.read_text("utf-8").splitlines(), written().splitlines()
    changed = [f"- {old}\n+ {new}" for old, new in zip(kept, now, strict=False) if old != new]
    assert not changed, "\n".join(changed[:20])
    assert len(kept) == len(now)


def test_the_snapshot_holds_every_departement() -> None:
    heads = [line for line in SNAPSHOT.read_text("utf-8").splitlines() if line.startswith("# ")]
    # shared lines, 13 regions with départements of theirs and France, then the départements
    assert len(heads) == 1 + 14 + 100
