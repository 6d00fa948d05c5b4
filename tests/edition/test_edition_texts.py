"""The texts of the edition: the facts of the publication, in words of the project's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from made_fiches import demonstration
from paths import SHARED

from tradefiche import edition
from tradefiche.edition import Block
from tradefiche.edition import Inline
from tradefiche.edition import Items
from tradefiche.edition import Note
from tradefiche.edition import Paragraph
from tradefiche.edition import Slot
from tradefiche.edition import fill
from tradefiche.fiche import Fiche
from tradefiche.figures import balance
from tradefiche.figures import compared_flows
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.wording.french import typeset
from tradefiche.wording.placeholders import values

PUBLICATION = SHARED / "publication" / "fiche-allier.txt"
"""The text that the fiche follows, where it is at hand; the tests need nothing of it."""

NAMES = (
    "Direction générale des Douanes et Droits indirects",
    "Agence nationale de la cohésion des territoires",
    "Direction générale des entreprises",
    "Portraits socio-économiques des Territoires d’industrie",
    "Dossier de presse de la dernière assemblée générale",
    "statistiques régionales et départementales du commerce extérieur",
    "Territoires d’industrie",
)
"""Official names, and titles of publications."""
LONGEST_RUN = 6


def texts(block: Block) -> Iterator[tuple[Inline, ...]]:
    """The running text of a block; titles are the field's standard wording."""
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Items):
        yield from block.items
    elif isinstance(block, Note):
        yield from block.paragraphs


def page(fiche: Fiche, name: str) -> str:
    """The running text of a section, filled in for a fiche."""
    found = edition.load(edition.folder_for(2024))
    (section,) = (s for s in (found.introduction, *found.sections) if s.name == name)
    known = values(fiche)
    return "\n".join(
        "".join(part.text for part in fill(text, known))
        for block in section.blocks
        for text in texts(block)
    )


def pages(fiche: Fiche) -> Iterator[tuple[str, str]]:
    found = edition.load(edition.folder_for(2024))
    for section in (found.introduction, *found.sections):
        yield section.name, page(fiche, section.name)


@pytest.fixture(scope="module")
def allier() -> Fiche:
    (fiche,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    return fiche


# -- words of our own ------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    text = text.lower().replace("’", "'")
    for name in NAMES:
        text = text.replace(name.lower().replace("’", "'"), " ¶ ")
    return re.findall(r"\w+|¶", text)


def runs(text: str) -> set[tuple[str, ...]]:
    """Runs of one word more than may be shared."""
    found = words(text)
    size = LONGEST_RUN + 1
    cuts = (tuple(found[i : i + size]) for i in range(len(found) - size + 1))
    return {cut for cut in cuts if "¶" not in cut}


def test_no_sentence_is_that_of_the_publication(allier: Fiche) -> None:
    if not PUBLICATION.exists():
        pytest.skip("the publication is not at hand")
    theirs = runs(PUBLICATION.read_text("utf-8"))
    assert len(theirs) > 900
    ours = [text for _, text in pages(allier)]
    ours += [balance.key(allier), products.key(allier)]
    for trade in allier.trades:
        ours += [flows.key(trade.matrix), compared_flows.key([trade.france])]
    shared = [" ".join(run) for text in ours for run in sorted(runs(text) & theirs)]
    assert shared == []


def test_a_copied_sentence_would_be_seen() -> None:
    theirs = "Cette situation incite les acteurs économiques à diversifier leurs partenaires."
    assert runs(f"Or : {theirs.lower()}") & runs(theirs)
    assert not runs("La " + NAMES[0] + " publie.") & runs("Pour la " + NAMES[0] + " tout va.")


# -- the facts -------------------------------------------------------------------------------------

FACTS = {
    "introduction": (
        "Territoires d’industrie", "l’ANCT et la DGE", "octobre 2024", "l’Insee",
        "portraits", "commerce extérieur", "du département",
    ),
    "contexte": (
        "début de 2025", "États-Unis", "droits de douane", "chaînes de valeur", "2024",
        "Trois limites", "siège", "d’où part la marchandise", "arrive réellement",
        "hydrocarbures", "électricité et gaz", "à Paris", "échelle plus fine", "A129", "NC8",
        "CAF", "FAB", "non-réponses", "460\u202f000\u00a0€", "Union européenne", "militaire",
        "réparations", "admission temporaire", "transit", "or monétaire", "avitaillement",
        "soutage", "janvier 2022", "EMEBI", "DEB", "580,4\u00a0Md€",
        "684,8\u00a0Md€", "Source des données.",
    ),
    "balance": ("fournisseurs et clients", "dix pays", "En bleu, les biens importés", "en violet"),
    "exportations": ("premiers biens exportés", "autres", "cinq au plus", "en rouge", "région"),
    "importations": ("premiers fournisseurs", "autres", "cinq au plus", "en rouge", "région"),
    "pratique": (
        "acteurs locaux", "octobre 2024", "le 27 mai 2025 à la dernière assemblée générale", "2.0",
        "territoires-industrie@anct.gouv.fr", "anct.gouv.fr/actualites",
        "entreprises.gouv.fr/la-dge/actualites", "Licence Ouverte",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_are_there_in_their_order(allier: Fiche, name: str) -> None:
    text = page(allier, name)
    missing = [fact for fact in FACTS[name] if fact not in text]
    assert missing == []


def test_the_title_of_a_figure_says_what_where_and_when() -> None:
    found = edition.load(edition.folder_for(2024))
    slots = [b for section in found.sections for b in section.blocks if isinstance(b, Slot)]
    titles = {slot.name: typeset(slot.title) for slot in slots if slot.kind == "figure"}
    assert len(set(titles.values())) == len(titles)
    for name, title in titles.items():
        flow, _, level = name.partition("-")
        where = {"region": "{region}", "france": "France entière"}.get(level, "{nom}")
        assert where in title, name
        assert "{annee}" in title or "{periode}" in title, name
        for word, other in (("import", "export"), ("export", "import")):
            if flow == f"{word}s":
                assert word in title, name
                assert other not in title, name


# -- French, everywhere ----------------------------------------------------------------------------


def test_texts_read_well_in_every_departement() -> None:
    for fiche in demonstration():
        for name, text in pages(fiche):
            assert not re.search(r"[{}']|None|  | [,.]|\.\.|\b(à|de) (le|les) ", text), (name, text)
            assert not re.search(r"\bde (?=[AEÉIOUaeiouéÎÔ])", text), (name, text)
            assert text == typeset(text)
            for line in filter(None, text.split("\n")):
                assert line[0].isupper() or "@" in line or "«" in line, line


def test_corse_is_read_as_itself() -> None:
    (corse,) = (fiche for fiche in demonstration() if fiche.place.code == "20")
    for name, text in pages(corse):
        assert not re.search(r"\b(le|du|au) département\b", text), name
        assert "la région" not in text, name
    assert "à l’échelle de la Corse" in page(corse, "introduction")
    assert "les deux départements de Corse" in page(corse, "contexte")
