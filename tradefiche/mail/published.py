"""What was published for an edition, as its manifest says, and that the files are just that.

Enclosures come from the manifest and never from the names found in a folder; a PDF or JSON that
is not, byte for byte, what was built for its territory and year is a fault.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from tradefiche import fiche as fiches
from tradefiche import manifest as manifests
from tradefiche import reviewed
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError
from tradefiche.errors import cause
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.letter.letter import Recipient
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.manifest import PackEntry
from tradefiche.messages import _
from tradefiche.reference import industry
from tradefiche.reference import territories

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """What a letter says of one département; euros, shares as fractions.

    Attributes:
        client, supplier: names of the first foreign partners, empty without any.
        union, united_states: parts of the exports sold there; None without, and in a fiche of
            schema 1.
        updated: ISO date of the data, which their licence asks to cite.
        data: hash of the files behind the figures, which is that of their review.
    """

    code: str
    name: str
    the: str
    of: str
    within: str
    exports: int
    imports: int
    share_of_france: float | None
    client: str
    supplier: str
    updated: str
    marks: Marks
    union: float | None = None
    united_states: float | None = None
    data: str = ""


class _PublishedFaultError(ValueError):
    """What is not as it was built."""


@dataclass(slots=True)
class PublishedEdition:
    """The files of one edition; what is asked for is checked once, and what is wrong kept.

    Attributes:
        faults: what is missing or not as built, in the order met, each once.
    """

    folder: Path
    year: int
    manifest: Manifest
    faults: dict[str, None] = field(default_factory=dict)
    _enclosed: dict[str, Enclosure | None] = field(default_factory=dict)
    _summaries: dict[str, EditionSummary | None] = field(default_factory=dict)

    def letter(self, recipient: Recipient, *, pack: bool = False) -> Letter:
        """All that a recipient is to get; what lacks is in ``faults``.

        Args:
            pack: one document a Territoire d'industrie, in the place of the fiches of its
                départements.
        """
        packs = recipient.territoires if pack else ()
        found = [self._kept(self._enclosed, each, self._pack) for each in packs]
        inside = {code for each in packs for code in _kept(each)}
        every = wanted(recipient)
        lone = [code for code in every if code not in inside]
        found += [self._kept(self._enclosed, code, self._fiche) for code in lone]
        parts = [part for each in recipient.territoires for part in _whole(each).parts]
        left_out = dict.fromkeys(part.departement.code for part in parts if not part.kept)
        return Letter(
            self.year,
            recipient,
            tuple(dict.fromkeys(each for each in found if each)),
            tuple(code for code in left_out if code not in every),
        )

    def summary(self, code: str) -> EditionSummary | None:
        """The key facts of a département; None, and a fault, when its JSON is not as built."""
        return self._kept(self._summaries, code, self._summarised)

    def left_open(self, letters: Iterable[Letter], *, required: bool) -> str:
        """What is open of the review of the figures in some letters; empty when nothing is."""
        codes = {c for letter in letters for each in letter.enclosures for c in each.departements}
        data = (summary.data for code in codes if (summary := self.summary(code)))
        return reviewed.left_open(self.manifest.review, self.year, data, required=required)

    def marks(self, letter: Letter) -> Marks:
        """What the figures of a letter must admit: the worst of its départements."""
        found = [
            summary.marks
            for each in letter.enclosures
            for code in each.departements
            if (summary := self.summary(code))
        ]
        quarters = [set(marks.quarters) for marks in found]
        return Marks(
            any(marks.demonstration for marks in found),
            tuple(sorted(set[int]({1, 2, 3, 4}).intersection(*quarters))),
            any(marks.gaps for marks in found),
        )

    def relative(self, enclosure: Enclosure) -> str:
        """Where a PDF is from the manifest's folder, with slashes: the end of its address."""
        return enclosure.path.relative_to(self.folder).as_posix()

    # -- checking ----------------------------------------------------------------------------

    def _kept(
        self, known: dict[str, T | None], key: str, check: Callable[[str], T | None]
    ) -> T | None:
        """What ``check`` makes, once; when it cannot, the reason is a fault."""
        if key not in known:
            known[key] = None
            try:
                known[key] = check(key)
            except _PublishedFaultError as error:
                self.faults[str(error)] = None
        return known[key]

    def _fiche(self, code: str) -> Enclosure | None:
        place = territories.departement(code)
        entry = self.manifest.entry(code)
        again = f"tradefiche build --dept {code} --year {self.year}"
        if entry is None:
            raise _PublishedFaultError(_no_fiche(code, self.year, again))
        pdf = self._as_built(entry.pdf, f"{again} --force")
        if self.summary(code) is None:
            return None
        title = f"{place.name} ({code})"
        path = self.folder / entry.pdf.name
        if not _says(pdf, f" – {title}, {self.year}"):
            raise _PublishedFaultError(_other_title(path, title, self.year))
        return Enclosure(path, "fiche", code, title, entry.pdf.sha256, len(pdf), (code,))

    def _pack(self, id: str) -> Enclosure | None:  # noqa: A002 (the domain's word)
        whole = _whole(id)
        pack = self.manifest.pack(id)
        again = f"tradefiche build --territoire {whole.id} --year {self.year}"
        if pack is None:
            raise _PublishedFaultError(
                _(
                    "{place}: no pack of {year}: {command}",
                    place=f"{whole.name} ({whole.id})",
                    year=self.year,
                    command=again,
                )
            )
        pdf = self._as_built(pack.pdf, f"{again} --force")
        path = self.folder / pack.pdf.name
        kept = _kept(whole.id)
        if sorted(pack.departements) != sorted(kept):
            raise _PublishedFaultError(
                _(
                    "{path}: holds {codes}, and not the fiches of {place}, {wanted}: {command}",
                    path=path,
                    codes=", ".join(pack.departements),
                    place=whole.name,
                    wanted=", ".join(kept),
                    command=f"{again} --force",
                )
            )
        title = f"{whole.name} ({whole.id})"
        if not _says(pdf, f" – {title}, {self.year}"):
            raise _PublishedFaultError(_other_title(path, title, self.year))
        known = [self.summary(code) for code in pack.departements]
        if not all(known):
            return None
        if not self._is_of_these_fiches(pack):
            raise _PublishedFaultError(
                _("{path}: its fiches were built anew since: {command}", path=path, command=again)
            )
        return Enclosure(
            path, "pack", whole.id, whole.name, pack.pdf.sha256, len(pdf), pack.departements
        )

    def _is_of_these_fiches(self, pack: PackEntry) -> bool:
        """A pack that says other figures than the letter, or hides a mark, is an old one."""
        entries = [entry for code in pack.departements if (entry := self.manifest.entry(code))]
        hashes = "".join(entry.json.sha256 for entry in entries)
        same_marks = all(entry.marks == pack.marks for entry in entries)
        return same_marks and pack.data == manifests.digest(hashes.encode())

    def _summarised(self, code: str) -> EditionSummary | None:
        entry = self.manifest.entry(code)
        again = f"tradefiche build --dept {code} --year {self.year}"
        if entry is None:
            raise _PublishedFaultError(_no_fiche(code, self.year, again))
        document = self._as_built(entry.json, f"{again} --force")
        path = self.folder / entry.json.name
        try:
            found = fiches.from_json(document)
        except TradeficheError as error:
            raise _PublishedFaultError(
                _(
                    "{path}: {error}: {command}",
                    path=path,
                    error=error.message,
                    command=f"{again} --force",
                )
            ) from error
        said = (found.place.code, found.year, found.marks)
        if said != (code, self.year, entry.marks):
            raise _PublishedFaultError(
                _(
                    "{path}: is of {found}, and not what the manifest says of {wanted}: {command}",
                    path=path,
                    found=f"{found.place.code}, {found.year}",
                    wanted=f"{code}, {self.year}",
                    command=f"{again} --force",
                )
            )
        return summarised(found)

    def _as_built(self, file: FileEntry, again: str) -> bytes:
        """The bytes of a file of the manifest, when they are those that were built."""
        path = self.folder / file.name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise _PublishedFaultError(
                _(
                    "{manifest}: {file} is not in its folder",
                    manifest=self.folder / manifests.NAME,
                    file=file.name,
                )
            )
        try:
            found = path.read_bytes()
        except OSError as error:
            raise _PublishedFaultError(
                _(
                    "{path}: cannot be read ({error}): {command}",
                    path=path,
                    error=cause(error),
                    command=again,
                )
            ) from error
        if manifests.digest(found) != file.sha256:
            raise _PublishedFaultError(
                _("{path}: is not the file that was built: {command}", path=path, command=again)
            )
        return found


def _no_fiche(code: str, year: int, command: str) -> str:
    place = f"{territories.departement(code).name} ({code})"
    return _("{place}: no fiche of {year}: {command}", place=place, year=year, command=command)


def _other_title(path: Path, title: str, year: int) -> str:
    return _("{path}: its title is not that of {place}, {year}", path=path, place=title, year=year)


def read(output: Path, year: int) -> PublishedEdition:
    """What was published for a year under an output folder.

    Raises:
        MailError: nothing was.
        OutputError: the manifest cannot be read, or is of another year.
    """
    folder = output / str(year)
    found = manifests.read(folder, year)
    if not found.fiches:
        raise MailError(
            _("no fiche of {year} in {folder}", year=year, folder=folder),
            _(
                "Build them first: tradefiche build --all --year {year}, or name "
                "the folder with --output.",
                year=year,
            ),
        )
    return PublishedEdition(folder, year, found)


def content(enclosure: Enclosure) -> bytes:
    """The bytes of a PDF, which must still be those that were planned.

    Raises:
        MailError: they are not, or cannot be read.
    """
    try:
        found = enclosure.path.read_bytes()
    except OSError as error:
        raise MailError(
            _(
                "{path}: cannot be read any more ({error})",
                path=enclosure.path,
                error=cause(error),
            ),
            _("Nothing with this file is sent. Build it again, then run the same command."),
        ) from error
    if manifests.digest(found) != enclosure.sha256:
        raise MailError(
            _("{path}: changed since the plan was made", path=enclosure.path),
            _("Nothing with this file is sent. When the build has ended, run the same command."),
        )
    return found


def summarised(fiche: Fiche) -> EditionSummary:
    """The facts that a letter quotes."""
    place, sold = fiche.place, fiche.profile.exports if fiche.profile else None
    there = sold.exposure.united_states.value if sold and sold.exposure else None
    return EditionSummary(
        place.code,
        place.name,
        place.the,
        place.of,
        place.within,
        fiche.exports.total,
        fiche.imports.total,
        fiche.exports.share_of_france,
        _first(fiche.exports.matrix.countries),
        _first(fiche.imports.matrix.countries),
        fiche.provenance.updated,
        fiche.marks,
        sold.union_share.value if sold else None,
        there,
        reviewed.data_of_fiche(fiche),
    )


def _first(countries: Iterable[fiches.Country]) -> str:
    """The first partner; returned goods come from no other country."""
    return next((country.the for country in countries if country.code != "FR"), "")


def wanted(recipient: Recipient) -> tuple[str, ...]:
    """Public codes of the départements whose figures a recipient is to get, each once."""
    codes = [code for each in recipient.territoires for code in _kept(each)]
    return tuple(dict.fromkeys((*codes, *recipient.departements)))


def _kept(id: str) -> list[str]:  # noqa: A002 (the domain's word)
    """The départements whose fiches show a Territoire d'industrie."""
    return [part.departement.code for part in _whole(id).parts if part.kept]


def _whole(id: str) -> industry.TerritoireIndustrie:  # noqa: A002 (the domain's word)
    return next(whole for whole in industry.everything() if whole.id == id)


def _says(pdf: bytes, title: str) -> bool:
    """The PDF's own metadata, which PDF/A keeps in plain text, end its title so."""
    return f"{html.escape(title, quote=False)}</rdf:li>".encode() in pdf
