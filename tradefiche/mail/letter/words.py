"""The words of a letter, from templates that know no other names than ours; it knows no message.

``assets/mail/`` holds ``subject.txt``, ``body.txt`` (both bodies come from it) and ``layout.html``
around the HTML one; a folder of one's own may replace any of them. What a letter must admit
(demonstration, provisional, test) is added here, whatever the templates say.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail.letter import body
from tradefiche.mail.letter import templates
from tradefiche.mail.letter.body import Block
from tradefiche.mail.letter.templates import CheckedTemplate
from tradefiche.messages import _
from tradefiche.resources import assets

SUBJECT, BODY, LAYOUT = "subject.txt", "body.txt", "layout.html"
LONGEST_SUBJECT = 200
LONGEST_BODY = 100_000
LONGEST_PAGE = 10 * LONGEST_BODY


@dataclass(frozen=True, slots=True)
class DepartementWords:
    """What a template may say of a département; amounts and shares are words."""

    code: str
    nom: str
    le: str
    de: str
    dans: str
    exportations: str
    importations: str
    solde: str
    part_france: str
    premier_client: str
    premier_fournisseur: str
    part_union_europeenne: str
    part_etats_unis: str


@dataclass(frozen=True, slots=True)
class Fichier:
    """What a template may say of a document; ``adresse`` is empty when it is attached.

    It is that of the page about the same when letters link to pages.
    """

    titre: str
    nom: str
    taille: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Values:
    """All that a template may say; docs/guide.md describes each name."""

    annee: int
    date_donnees: str
    nom: str
    civilite: str
    territoires: tuple[str, ...]
    departements: tuple[DepartementWords, ...]
    fichiers: tuple[Fichier, ...]
    laisses_de_cote: tuple[str, ...]
    liens: bool
    contact: str
    desinscription: str
    expediteur: str
    pages: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: its subject on one line, and two bodies that say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Words:
    """The three templates, checked."""

    folder: Path
    _templates: Mapping[str, CheckedTemplate]

    def write(self, values: Values, marks: Sequence[tuple[str, str]] = ()) -> Written:
        """A letter in words.

        Args:
            marks: for the head of the subject (« Démonstration »), and for that of the body.

        Raises:
            MailError: a template fails with these values; names its file and line.
        """
        known = {each.name: getattr(values, each.name) for each in fields(values)}
        subject = self._subject(known)
        first = [Block("p", text) for _, text in marks]
        said = body.blocks(self._templates[BODY].write(known, LONGEST_BODY))
        if not said:
            raise MailError(
                _("{path}: makes an empty letter", path=self._templates[BODY].path), _("Write one.")
            )
        blocks = (*first, *said)
        subject = "".join(f"[{word}] " for word, _ in marks) + subject
        content = Markup(body.markup(blocks))
        html = self._templates[LAYOUT].write({"sujet": subject, "contenu": content}, LONGEST_PAGE)
        return Written(subject, body.plain(blocks), html)

    def _subject(self, known: Mapping[str, Any]) -> str:
        lines = self._templates[SUBJECT].write(known, LONGEST_BODY).splitlines()
        subject = " ".join(line.strip(" \t") for line in lines if line.strip())
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise MailError(
                _(
                    "{path}: makes a subject of {count} characters",
                    path=self._templates[SUBJECT].path,
                    count=len(subject),
                ),
                _("Write one of 1 to {longest}.", longest=LONGEST_SUBJECT),
            )
        return subject


def load(folder: Path | None = None) -> Words:
    """The project's templates, or those of a folder, where it has them.

    Raises:
        MailError: a file is unknown or cannot be read, a template has a fault or an unknown
            variable; all of them are said.
    """
    here = assets("mail")
    folder = folder or here
    names = _known_files(folder)
    faults: list[MailError] = []
    found: dict[str, CheckedTemplate] = {}
    for name in (SUBJECT, BODY, LAYOUT):
        path = folder / name if name in names else here / name
        in_html = name == LAYOUT
        known = {"sujet", "contenu"} if in_html else {each.name for each in fields(Values)}
        try:
            found[name] = templates.read(
                path,
                known,
                (DepartementWords, Fichier),
                ours=path.parent == here,
                in_html=in_html,
            )
        except MailError as error:
            faults.append(error)
    if faults:
        raise MailError("\n".join(error.message for error in faults), faults[0].hint)
    return Words(folder, found)


def _known_files(folder: Path) -> list[str]:
    """The templates of a folder, which has nothing else."""
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise MailError(
            _(
                "{folder}: no folder of templates ({error})",
                folder=folder,
                error=cause(error),
            ),
            _("Copy assets/mail, change the copy, and name it with --message."),
        ) from error
    known = (SUBJECT, BODY, LAYOUT)
    if not names or set(names) - {*known}:
        unknown = ", ".join(repr(name) for name in names if name not in known)
        raise MailError(
            _("{folder}: holds no template but {files}", folder=folder, files=unknown)
            if unknown
            else _("{folder}: holds no template", folder=folder),
            _(
                "A folder of templates has only {known}; what it lacks is the project's.",
                known=", ".join(known),
            ),
        )
    return names
