"""The note of a pack: a page that an edition has for one Territoire d'industrie."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from tradefiche.edition import Edition
from tradefiche.edition import Section
from tradefiche.fiche.pack import Pack
from tradefiche.messages import _
from tradefiche.report import fit
from tradefiche.report.fit import Overfull
from tradefiche.report.look import Look
from tradefiche.report.sections import Composer
from tradefiche.wording.placeholders import values_of_pack


def title(note: Section, dossier: Pack, edition: Edition, look: Look) -> str:
    """As the contents name it."""
    return _composer(dossier, edition, look).title(note)


def pages(note: Section, dossier: Pack, edition: Edition, look: Look) -> list[list[Flowable]]:
    """The flowables of each of its pages.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    return _composer(dossier, edition, look).pages(note)


def overfull(dossier: Pack, edition: Edition, look: Look) -> Iterator[Overfull]:
    """What of the note, where there is one, does not fit where it is set."""
    note = edition.notes.get(dossier.id)
    if note is None:
        return
    made, own = pages(note, dossier, edition, look), edition.file(note.name)
    yield from fit.titles(own, title(note, dossier, edition, look), look, again=len(made) > 1)
    for number, flowables in enumerate(made, 1):
        where = _("on page {page} of its own", page=number) if len(made) > 1 else _("on its page")
        yield from fit.page(own, where, flowables)


def _composer(dossier: Pack, edition: Edition, look: Look) -> Composer:
    """What sets the texts of fiches, with the values of the pack; a note has no figure."""
    return Composer(dossier.fiches[0], edition, look, known=values_of_pack(dossier))
