"""The text of the atlas: introduction, key facts, method; what its maps say is in ``maps``.

Every sentence must be true whatever the figures: what does not hold is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.wording import changes
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.maps import CHANGE
from tradefiche.wording.maps import EXPOSURE
from tradefiche.wording.maps import Measure
from tradefiche.wording.maps import ex_aequo
from tradefiche.wording.maps import first_of
from tradefiche.wording.maps import measured
from tradefiche.wording.maps import ranking
from tradefiche.wording.maps import regions
from tradefiche.wording.maps import said
from tradefiche.wording.maps import value
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import coverage
from tradefiche.wording.numbers import in_words
from tradefiche.wording.sentences import CUSTOMS
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import marked
from tradefiche.wording.sentences import part
from tradefiche.wording.sentences import provisional_mark

TITLE = "Atlas du commerce extérieur"
SUBTITLE = "Les départements français"
CONTENTS = "Dans cet atlas"
FACTS = "L’essentiel"
RANKING = "Classement des départements"
METHOD = "Méthode et sources"
SECTIONS: dict[Measure, str] = {
    "exports": "Exportations",
    "imports": "Importations",
    "balance": "Solde",
    "coverage": "Taux de couverture",
    "united_states": "Exportations vers les États-Unis",
    "change": changes.SECTION,
}
REGIONS = "Classement des régions"
MONACO = "Monaco"
UNPLACED = "Sans département"
FRANCE = "France entière"
_NOUNS = {"exports": "exportations", "imports": "importations"}

Fact = tuple[str, str]
"""A head and what follows it."""


def name(atlas: Atlas) -> str:
    """« Atlas du commerce extérieur – les départements français, 2024 »."""
    return f"{TITLE} – les départements français, {atlas.year}"


def subject(atlas: Atlas) -> str:
    """What the document is, and what its figures are when they are not the real ones."""
    words = f"Commerce extérieur des départements en {atlas.year}, données des Douanes"
    if atlas.marks.demonstration:
        words = f"{DEMONSTRATION}. Commerce extérieur des départements, {atlas.year}"
    return marked(words, atlas)


def introduction(atlas: Atlas, maps: Sequence[Measure]) -> tuple[str, ...]:
    """The paragraphs of the cover; ``maps``: those that there are."""
    more = ", la part des États-Unis dans les ventes" if EXPOSURE in maps else ""
    if CHANGE in maps:
        more += f", ce que les ventes sont devenues depuis {atlas.year - 1}"
    return tuple(
        map(
            typeset,
            (
                "Que vend à l’étranger chacun des cent départements, et qu’y achète-t-il ? Cet "
                f"atlas réunit leurs totaux de {atlas.year}, que leurs fiches détaillent par "
                "produit et par pays.",
                f"{capitalised(count(len(maps)))} cartes, puis les classements : ce qui est vendu, "
                f"ce qui est acheté, la différence et le rapport entre les deux{more}.",
            ),
        )
    )


# -- key facts -------------------------------------------------------------------------------


def facts(atlas: Atlas) -> tuple[Fact, ...]:
    """The key facts, those that hold."""
    if atlas.placed.nothing:
        return ((typeset(f"Aucun échange n’est enregistré en {atlas.year}."), ""),)
    made = (
        _whole(atlas.france), _half(atlas, "exports"), _half(atlas, "imports"), _sides(atlas),
        _coverage(atlas), _regions(atlas), _overseas(atlas), changes.fact(atlas),
    )  # fmt: skip
    return tuple((typeset(head), typeset(rest)) for fact in made if fact for head, rest in (fact,))


def _whole(france: Totals) -> Fact | None:
    if france.coverage is None or not france.exports:
        return None
    rate = in_words(coverage(france.coverage))
    if not france.balance:
        return (
            "La France vend autant qu’elle achète.",
            f"Ses échanges : {amount(france.exports, sentence=True)}.",
        )
    than = "plus" if france.balance > 0 else "moins"
    balance = compact_signed(france.balance, sentence=True)
    return (
        f"La France vend {than} qu’elle n’achète.",
        f"Le solde est de {balance} ; les exportations couvrent {rate} des importations.",
    )


def _half(atlas: Atlas, measure: Measure) -> Fact | None:
    """How few départements make half of a flow."""
    total = int(value(atlas.france, measure) or 0)
    ranked = ranking(atlas, measure)
    sums, needed = 0, 0
    while 2 * sums < total and needed < len(ranked):
        sums += int(measured(ranked[needed], measure) or 0)
        needed += 1
    if not total or 2 * sums < total:
        return None
    noun = _NOUNS[measure]
    first = ranked[0]
    weight = part(int(value(first.totals, measure) or 0), total)
    aequo = ex_aequo(ranked, measure)
    if needed == 1:
        verb_ = verb(first.place, "représente", "représentent")
        return f"{capitalised(first.place.the)} {verb_} {weight} des {noun}.", ""
    weighs = verb(first.place, "pèse", "pèsent")
    return (
        f"{needed} départements réunissent la moitié des {noun}.",
        f"{capitalised(first.place.the)}, en tête{aequo}, {weighs} {weight}.",
    )


def _sides(atlas: Atlas) -> Fact | None:
    ranked = ranking(atlas, "balance")
    above = [each for each in ranked if each.totals.balance > 0]
    below = [each for each in ranked if each.totals.balance < 0]
    if not above or not below:
        return None
    many = f"{len(above)} départements vendent" if len(above) > 1 else "Un seul département vend"
    theirs = "qu’ils n’achètent" if len(above) > 1 else "qu’il n’achète"
    return (
        f"{many} plus {theirs}.",
        f"Premier excédent : {first_of(above, 'balance')} ; premier déficit : "
        f"{first_of(below[::-1], 'balance')}.",
    )


def _coverage(atlas: Atlas) -> Fact | None:
    ranked = ranking(atlas, "coverage")
    if len(ranked) < 2 or ranked[0].coverage == ranked[-1].coverage:
        return None
    high, low = ranked[0], ranked[-1]
    tied = ex_aequo(ranked, "coverage"), ex_aequo(ranked[::-1], "coverage")
    return (
        f"Le taux de couverture va de {said(low.totals, 'coverage')} à "
        f"{said(high.totals, 'coverage')}.",
        f"Le plus haut est {high.place.within}{tied[0]}, le plus bas {low.place.within}{tied[1]}.",
    )


def _regions(atlas: Atlas) -> Fact | None:
    if not atlas.france.exports or not atlas.france.imports:
        return None
    (seller, sold), (buyer, bought) = regions(atlas, "exports")[0], regions(atlas, "imports")[0]
    sells = part(sold, atlas.france.exports)
    buys = part(bought, atlas.france.imports)
    head = f"{capitalised(seller.the)} {verb(seller, 'vient', 'viennent')} en tête"
    if seller == buyer:
        return (
            f"{head} dans les deux sens.",
            f"Ses départements représentent {sells} des exportations et {buys} des importations.",
        )
    return (
        f"{head} des régions exportatrices.",
        f"Ses départements représentent {sells} des exportations. À l’import, la première est "
        f"{buyer.the}, {buys}.",
    )


def _overseas(atlas: Atlas) -> Fact | None:
    here = [each.totals for each in atlas.departements if each.place.code.startswith("97")]
    whole = sum(here, Totals())
    if not atlas.france.exports or not atlas.france.imports or whole.nothing:
        return None
    return (
        f"L’outre-mer représente {part(whole.exports, atlas.france.exports)} des exportations.",
        f"Les {count(len(here))} départements d’outre-mer représentent "
        f"{part(whole.imports, atlas.france.imports)} des importations.",
    )


# -- ranking and method ------------------------------------------------------------------------


def ranking_note(atlas: Atlas) -> str:
    """How the table is sorted, and what closes its sums."""
    text = (
        "Du premier au dernier par les exportations. « Part » : dans la France entière. "
        "Couverture : exportations rapportées aux importations, ni outre-mer ni en Corse."
    )
    if atlas.change:
        text += f" « Variation » : celle des exportations depuis {atlas.year - 1}."
    return typeset(f"{text} {difference(atlas)}")


def difference(atlas: Atlas) -> str:
    """Why the départements do not add up to France, to the euro."""
    parts = [
        f"{called}{_of(totals)}"
        for called, totals in (
            (MONACO, atlas.monaco),
            ("les échanges sans département", atlas.unplaced),
        )
        if not totals.nothing
    ]
    if not parts:
        return "La somme des départements est la France entière."
    adds = "S’y ajoute" if len(parts) == 1 else "S’y ajoutent"
    return f"{adds}, dans la France entière, {' et '.join(parts)}."


def _of(totals: Totals) -> str:
    sold, bought = (amount(v, sentence=True) for v in (totals.exports, totals.imports))
    return f" ({sold} à l’export, {bought} à l’import)"


def method(atlas: Atlas) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Titles with their paragraphs."""
    return tuple(
        (title, tuple(map(typeset, paragraphs)))
        for title, paragraphs in (
            ("Champ", _scope(atlas)),
            ("Évolution", changes.method(atlas)),
            ("Ce que les cartes ne disent pas", _limits()),
            ("Lire les cartes", _maps(atlas)),
            ("Données jointes", _files()),
        )
        if paragraphs
    )


def _scope(atlas: Atlas) -> tuple[str, ...]:
    return (
        "Cent départements : la Corse en est un seul pour les Douanes, et les cinq départements "
        f"d’outre-mer y sont. {difference(atlas)}",
        "Seuls les échanges avec l’étranger sont comptés : ni ceux de l’outre-mer avec l’Hexagone "
        "ou d’autres territoires français, ni ceux de la Corse avec le continent. Aucun taux de "
        "couverture n’y est donc calculé.",
        "Les montants sont à la frontière française, transport et assurance internationaux compris "
        "à l’import (CAF), non compris à l’export (FAB). La France entière est la somme des "
        "fichiers régionaux ; elle diffère de la série nationale officielle. Solde : exportations "
        "moins importations. Taux de couverture : exportations rapportées aux importations.",
    )


def _limits() -> tuple[str, ...]:
    return (
        "Une exportation est comptée là d’où part la marchandise, une importation là où elle "
        "arrive : ce n’est ni le lieu de production, ni le siège de l’entreprise. Ports, aéroports "
        "et grands entrepôts attirent les flux ; par convention, l’électricité et le gaz importés "
        "par réseau sont comptés à Paris. Un solde n’est donc pas une performance.",
    )


def _maps(atlas: Atlas) -> tuple[str, ...]:
    fallen = ", ou en baisse" if atlas.change else ""
    return (
        "Les limites des classes sont rondes : 1, 2 ou 5 fois une puissance de dix, au plus près "
        "des sixièmes de l’ensemble des exportations et des importations, et, pour le solde, des "
        "tiers des montants. Celles du taux de couverture sont fixes, aussi loin de 100 % de part "
        "et d’autre (de moitié au double). Une classe contient sa borne inférieure.",
        "Les teintes s’assombrissent régulièrement et les hachures marquent ce qui est inférieur "
        f"à l’équilibre{fallen} : les cartes se lisent aussi en noir et blanc. Projection "
        "Lambert-93 ; les cartouches de l’outre-mer et de Paris sont chacun à leur échelle.",
    )


def _files() -> tuple[str, ...]:
    return (
        "Le fichier contient les données de ses cartes et de son tableau : en CSV pour un tableur, "
        "en JSON pour un programme, en euros entiers.",
    )


def sources(atlas: Atlas) -> str:
    """The sources in full, with their date; a false figure never carries a true source alone."""
    updated, years = atlas.provenance.updated, str(atlas.year)
    if atlas.change and atlas.evolution:
        updated = max(updated, atlas.evolution.provenance.updated)
        years = f"{atlas.year - 1} et {atlas.year}"
    when = f", mises à jour le {day(updated)}" if updated else ""
    if atlas.marks.demonstration:
        data = (
            f"jeu de démonstration, chiffres fictifs, au format des données départementales "
            f"{years} des Douanes"
        )
    else:
        data = f"{CUSTOMS}, données départementales {years}{when}, Licence Ouverte 2.0"
    provisional = provisional_mark(atlas)
    extra = f" ; {provisional}" if provisional else ""
    return typeset(f"{data}{extra}. Contours : IGN, Admin Express, Licence Ouverte 2.0.")


def ends(measure: Measure, many: int) -> tuple[str, str]:
    """The heads of the lists of the highest and of the lowest values."""
    the, s = (f"Les {count(many)}", "s") if many > 1 else ("Le", "")
    if noun := {EXPOSURE: "part", CHANGE: "variation"}.get(measure):
        those = f"Les {count(many)} {noun}s les plus" if many > 1 else f"La {noun} la plus"
        return f"{those} haute{s}", f"{those} basse{s}"
    noun = {"balance": f" solde{s}", "coverage": " taux"}.get(measure, "")
    if not noun:
        return f"{the} premier{s}", f"{the} dernier{s}"
    most = "les plus" if s else "le plus"
    return f"{the}{noun} {most} haut{s}", f"{the}{noun} {most} bas"
