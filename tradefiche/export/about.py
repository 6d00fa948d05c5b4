"""What a document says of itself, whichever its form: its title, its subject, its day."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime

from tradefiche.edition import Edition
from tradefiche.edition import substitute
from tradefiche.fiche import Fiche
from tradefiche.wording.placeholders import values
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import Publication
from tradefiche.wording.sentences import marked


def date_of(fiche: Publication) -> datetime:
    """The day of the data: the clock would make each build another file."""
    try:
        day = date.fromisoformat(fiche.provenance.updated)
    except ValueError:
        day = date(fiche.year, 12, 31)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def title(fiche: Fiche, edition: Edition) -> str:
    """« Les indicateurs clés : commerce extérieur – Allier (03), 2024 »."""
    words = substitute(edition.title, values(fiche))
    return f"{words} – {fiche.place.name} ({fiche.place.code}), {fiche.year}"


def subject(fiche: Fiche) -> str:
    """What the document is, and what its figures are when they are not the real ones."""
    words = f"Commerce extérieur {fiche.place.of} en {fiche.year}, données des Douanes"
    if fiche.marks.demonstration:
        words = f"{DEMONSTRATION}. Commerce extérieur {fiche.place.of}, {fiche.year}"
    return marked(words, fiche)
