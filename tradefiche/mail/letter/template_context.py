"""What a letter quotes of what was published, in French words; it knows no template."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from tradefiche.fiche import Marks
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.letter.words import DepartementWords
from tradefiche.mail.letter.words import Fichier
from tradefiche.mail.letter.words import Values
from tradefiche.mail.pages import PublishedPages
from tradefiche.mail.published import EditionSummary
from tradefiche.mail.published import PublishedEdition
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.wording.french import day
from tradefiche.wording.french import incomplete
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import scaled
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import signed
from tradefiche.wording.sentences import DEMONSTRATION


def values(
    letter: Letter,
    published: PublishedEdition,
    *,
    contact: str,
    unsubscribe: str,
    sender: str,
    base_url: str = "",
    pages: PublishedPages | None = None,
) -> Values:
    """All that a template may say of a letter.

    Args:
        sender: who signs.
        base_url: where the documents are, when they are not attached.
        pages: those of a site, when letters link to them.
    """

    def where(enclosure: Enclosure) -> str:
        if pages:
            return pages.of(enclosure, published)
        return address(enclosure, published, base_url) if base_url else ""

    codes = dict.fromkeys(code for each in letter.enclosures for code in each.departements)
    known = [found for code in codes if (found := published.summary(code))]
    dates = [each.updated for each in known if not each.marks.demonstration]
    return Values(
        letter.edition,
        day(max(dates, default="")),
        letter.recipient.name,
        letter.recipient.civility,
        tuple(_territoire(each) for each in letter.recipient.territoires),
        tuple(map(departement, known)),
        tuple(
            Fichier(each.title, each.name, size(each.size), where(each))
            for each in letter.enclosures
        ),
        tuple(_departement_name(code) for code in letter.left_out),
        bool(base_url or pages),
        contact,
        unsubscribe,
        sender,
        bool(pages),
    )


def marks(found: Marks, year: int) -> list[tuple[str, str]]:
    """What the subject and the body must admit of the figures."""
    made = []
    if found.demonstration:
        made.append(("Démonstration", f"{DEMONSTRATION}. Ne pas diffuser."))
    if found.provisional:
        held = incomplete(found, year) if found.quarters else "aucun trimestre commun"
        made.append(("Provisoire", typeset(f"Chiffres provisoires : {held}.")))
    return made


def address(enclosure: Enclosure, published: PublishedEdition, base_url: str) -> str:
    """Where a document can be downloaded, percent-encoded."""
    return f"{base_url.rstrip('/')}/{quote(published.relative(enclosure))}"


@cache  # many letters quote one
def departement(found: EditionSummary) -> DepartementWords:
    """The facts of a département in words."""
    sells = bool(found.exports and found.share_of_france)
    balance = found.exports - found.imports
    return DepartementWords(
        found.code,
        found.name,
        found.the,
        found.of,
        found.within,
        amount(found.exports),
        amount(found.imports),
        signed(amount(abs(balance)), balance),
        in_words(share(found.share_of_france or 0)) if sells else "",
        found.client,
        found.supplier,
        in_words(share(found.union)) if found.union else "",
        in_words(share(found.united_states)) if found.united_states else "",
    )


@cache
def size(count: int) -> str:
    """« 201 ko », « 1,4 Mo »; bytes rounded, and never to nothing."""
    if count < 999_500:
        return f"{number(max(1, int(scaled(count, 3, 0))))}{NBSP}ko"
    return f"{number(scaled(count, 6, 1), drop_zero=True)}{NBSP}Mo"


def _territoire(id: str) -> str:  # noqa: A002 (the domain's word)
    return next(whole.name for whole in industry.everything() if whole.id == id)


def _departement_name(code: str) -> str:
    place = territories.departement(code)
    return f"{place.name} ({place.code})"
