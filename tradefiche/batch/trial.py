"""An edition tried before anything is built: all that is wrong with it, on all départements.

The demonstration data have the names of all places, and amounts as the real ones have them; each
fiche is tried as it is, and as that of a real year that is incomplete. Nothing is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradefiche import brand as brands
from tradefiche import edition as editions
from tradefiche import releases
from tradefiche.edition import PACK
from tradefiche.edition import Edition
from tradefiche.errors import BrandError
from tradefiche.errors import EditionError
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.messages import _
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.report.fit import Overfull
from tradefiche.report.look import Look

INCOMPLETE = Marks(demonstration=False, quarters=(1, 2, 3), gaps=True)
NAMED = 6
"""Départements that a line names; ``as_dict`` names all."""


@dataclass(frozen=True, slots=True)
class EditionFault:
    """One thing that is wrong, and what to do next.

    Attributes:
        places: codes of the départements, ids of the packs or « atlas », for what does not fit;
            where it is worst comes first.
    """

    message: str
    hint: str
    places: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """All of it on one line."""
        return f"{self._placed()}. {self.hint}".replace("\n", " ")

    def _placed(self) -> str:
        """What is wrong, and where it is worst."""
        if not self.places:
            return self.message
        shown = ", ".join(self.places[:NAMED])
        if more := len(self.places[NAMED:]):
            return _(
                "{fault}; in {places} and {count} more",
                fault=self.message,
                places=shown,
                count=more,
            )
        return _("{fault}; in {places}", fault=self.message, places=shown)

    def as_dict(self) -> dict[str, Any]:
        """The fault as plain data."""
        return {"message": self.message, "hint": self.hint, "places": list(self.places)}


@dataclass
class Trial:
    """What was found; ``remarks`` are no faults.

    Attributes:
        fiches, packs: how many were tried; none where ``edition.toml`` cannot be read.
    """

    faults: list[EditionFault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fiches: int = 0
    packs: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The trial as plain data."""
        return {
            "faults": [fault.as_dict() for fault in self.faults],
            "remarks": self.remarks,
            "fiches": self.fiches,
            "packs": self.packs,
        }


def run(folder: Path, brand: Path | None = None, *, allow_low_contrast: bool = False) -> Trial:
    """Try an edition with a brand; what is wrong is in the trial, nothing is raised for it."""
    trial = Trial()
    edition, wrong = editions.tried(folder)
    look, wrong_look = _look(brand, allow_low_contrast=allow_low_contrast)
    trial.faults += [EditionFault(each.message, each.hint) for each in (*wrong, *wrong_look)]
    if edition:
        trial.faults += [EditionFault(e.message, e.hint) for e in _faults_of_files(edition, look)]
        trial.remarks += releases.remarks(edition, look.brand)
        trial.remarks += _remarks(edition)
        if wrong_look and brand:
            trial.remarks.append(_("What fits was measured with the project's brand."))
        _fit(trial, edition, look)
    return trial


def _look(
    folder: Path | None, *, allow_low_contrast: bool
) -> tuple[Look, tuple[TradeficheError, ...]]:
    """The brand made ready, or the project's own where it cannot be, and what is wrong with it."""
    from tradefiche.report.look import prepare

    found, faults = brands.tried(folder, allow_low_contrast=allow_low_contrast)
    try:
        return prepare(found or brands.load()), faults
    except BrandError as error:
        return prepare(brands.load()), (*faults, error)


# -- files -----------------------------------------------------------------------------------


def _faults_of_files(edition: Edition, look: Look) -> Iterator[EditionError]:
    """What can be seen in the files alone, and is no fault of a text by itself."""
    if edition.folder.name.isdigit() and int(edition.folder.name) != edition.year:
        yield EditionError(
            _(
                "{file}: is of {year}, in a folder named {folder}",
                file=edition.settings,
                year=edition.year,
                folder=edition.folder.name,
            ),
            _("Change year in it, or rename the folder: it is found by its name."),
        )
    for where, words in _printed(edition, look):
        for character in dict.fromkeys(c for c in words if not look.typeface.shows(c)):
            yield EditionError(
                _(
                    "{where}: the fonts have no place for {code} ({character})",
                    where=where,
                    code=f"U+{ord(character):04X}",
                    character=character,
                ),
                _("Write it without that character: the fonts hold what French uses."),
            )


def _printed(edition: Edition, look: Look) -> Iterator[tuple[str, str]]:
    """Where each text is, and its words."""
    for words in (edition.title, edition.program):
        yield str(edition.settings), words
    for word in (*look.brand.state_words, *look.brand.agency_words):
        yield str(look.brand.folder / "brand.toml"), word
    for file in _texts(edition):
        for number, line in enumerate(_lines(file), 1):
            yield f"{file}:{number}", line.replace("\t", " ").lstrip("\ufeff")


def _texts(edition: Edition) -> list[Path]:
    single = [edition.single] if edition.single else []
    sections = (edition.introduction, *edition.sections, *single, *edition.notes.values())
    return [edition.file(section.name) for section in sections]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []  # told when it was loaded


def _remarks(edition: Edition) -> Iterator[str]:
    """What an author may have forgotten."""
    texts = "\n".join(line for file in _texts(edition) for line in _lines(file))
    used = set(re.findall(r"\]\(lien:([^)\s]+)\)", texts))
    for name, address in edition.links.items():
        if name not in used:
            yield _("{file}: no text uses the link {name}.", file=edition.settings, name=repr(name))
        elif not address:
            yield _(
                "{file}: no address for the link {name}: printed as plain words.",
                file=edition.settings,
                name=repr(name),
            )
    places, packs = territories.departements(), industry.everything()
    known_codes = {*(place.code for place in places), *(whole.id for whole in packs)}
    for code in sorted(edition.notes.keys() - known_codes):
        note = edition.file(edition.notes[code].name)
        values = {"file": note, "code": code}
        yield (
            _("{file}: {code} is no Territoire d’industrie, and the note is not printed.", **values)
            if code.startswith(PACK)
            else _("{file}: {code} is no département, and the note is not printed.", **values)
        )
    known = {file.name for file in _texts(edition)}
    for file in sorted(edition.folder.glob("*.md")):
        if file.name not in known:
            yield _("{file}: is no section of edition.toml, and is not printed.", file=file)


# -- what fits -------------------------------------------------------------------------------


def _fit(trial: Trial, edition: Edition, look: Look) -> None:
    """Lay out all fiches, packs and the atlas, and note what does not fit."""
    found: dict[tuple[Path, str, str, str], dict[str, Overfull]] = {}
    for place, each in _overfull(trial, edition, look):
        places = found.setdefault((each.file, each.what, each.where, each.way), {})
        if place not in places or places[place].points < each.points:
            places[place] = each
    for places in found.values():
        ranked = sorted(places, key=lambda place: (-places[place].points, place))
        worst = places[ranked[0]]
        trial.faults.append(EditionFault(worst.message, worst.hint, tuple(ranked)))


def _overfull(trial: Trial, edition: Edition, look: Look) -> Iterator[tuple[str, Overfull]]:
    from tradefiche.cube import indicators
    from tradefiche.customs import demo_years
    from tradefiche.report import atlas
    from tradefiche.report import pack
    from tradefiche.report import single
    from tradefiche.report.chapter import Chapter
    from tradefiche.report.sections import Composer

    dataset = demo_years.among_others()
    fiches = indicators.fiches(dataset, thresholds=edition.thresholds)
    for fiche in (*fiches, *map(_incomplete, fiches)):
        for each in Chapter(Composer(fiche, edition, look)).overfull():
            yield fiche.place.code, each
        for each in single.overfull(fiche, edition, look) if edition.single else ():
            yield fiche.place.code, each
    by_code = {fiche.place.code: fiche for fiche in fiches}
    whole = industry.everything()
    for one in whole:
        made = industry.pack(one, [by_code[place.code] for place in one.kept])
        for each in pack.overfull(made, edition, look):
            yield one.id, each
    for each in atlas.overfull(indicators.atlas(dataset), edition, look):
        yield "atlas", each
    trial.fiches, trial.packs = len(fiches), len(whole)


def _incomplete(fiche: Fiche) -> Fiche:
    evolution = fiche.evolution and replace(fiche.evolution, exports=None, imports=None)
    return replace(fiche, marks=INCOMPLETE, evolution=evolution)
