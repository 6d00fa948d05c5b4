"""What the operator asked for, and the data, edition and brand found for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche import releases
from tradefiche.errors import IncompleteYearError
from tradefiche.errors import UnknownTerritoryError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.fiche import Place
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.brand import Brand
    from tradefiche.edition import Edition
    from tradefiche.reference.industry import TerritoireIndustrie
    from tradefiche.store.store import Dataset

DEMONSTRATION_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Request:
    """What the operator asked for.

    Attributes:
        years: none for the latest one in the store.
        packs: Territoires d'industrie, all of whose kept départements are among ``places``.
        brand, edition: folders of one's own, or None for the project's.
        named: the operator has named the folder ``data``: without a store it is a mistake.
        demo: the demonstration data are asked for, whatever lies in ``data``.
        essentiel: each fiche with « L’essentiel » as a page of its own, whatever the edition says;
            ``xlsx``: with its tables as a workbook, likewise.
    """

    places: tuple[Place, ...]
    years: tuple[int, ...]
    data: Path
    output: Path
    brand: Path | None = None
    edition: Path | None = None
    provisional: bool = False
    accept_gaps: bool = False
    allow_low_contrast: bool = False
    packs: tuple[TerritoireIndustrie, ...] = ()
    named: bool = False
    demo: bool = False
    essentiel: bool = False
    xlsx: bool = False

    @property
    def each(self) -> int:
        """Documents that a fiche makes, as far as the edition asks for no more."""
        return 1 + self.essentiel + self.xlsx


@dataclass(frozen=True, slots=True)
class Job:
    """A request with its data, edition and brand found.

    ``shipped`` when the data are the project's own demonstration, asked for or for want of others.
    """

    request: Request
    dataset: Dataset
    edition: Edition
    brand: Brand
    shipped: bool = False

    def remarks(self, *, links: bool = True, verbose: bool = False) -> list[str]:
        """What the operator must know before reading the result.

        Args:
            links: whether the pages have the edition's links.
            verbose: also what nobody but the project's maintainers can mend.
        """
        made = [*self.dataset.remarks]
        year = self.dataset.year
        if self.dataset.marks.demonstration and not self.shipped:
            made.append(
                _(
                    "The figures of {year} in {folder} are invented: every page says so.",
                    year=year,
                    folder=self.request.data,
                )
            )
        if self.shipped:
            made.append(
                _(
                    "Using the demonstration data ({year}, invented figures, marked on every "
                    "page).",
                    year=year,
                )
                if self.request.demo
                else _(
                    "No customs data in {folder}: using the demonstration data ({year}, invented "
                    "figures, marked on every page).",
                    folder=self.request.data,
                    year=year,
                )
            )
        if self.dataset.marks.provisional:
            marks = self.dataset.marks
            held = [_("Q{quarter}", quarter=quarter) for quarter in marks.quarters]
            held += [_("with gaps")] * marks.gaps
            made.append(
                _(
                    "{year} is incomplete ({quarters}): every page says so.",
                    year=year,
                    quarters=", ".join(held),
                )
            )
        if self.own_edition:
            made.append(_("Using the edition in {folder}.", folder=self.edition.folder))
        if self.edition.year != year:
            made.append(
                _(
                    "No edition of {year}: using the texts of {other}.",
                    year=year,
                    other=self.edition.year,
                )
            )
        made += releases.remarks(self.edition, self.brand)
        mine = verbose or self.request.edition or self.own_edition
        if links and mine and self.edition.unknown_links:
            names = ", ".join(self.edition.unknown_links)
            made.append(
                _(
                    "The edition has no address for: {links}. Printed as plain words; fill "
                    "[links] in edition.toml to make them links.",
                    links=names,
                )
            )
        return made

    @property
    def own_edition(self) -> bool:
        """Whether the edition was found where one stands, without being named."""
        from tradefiche import edition

        return not self.request.edition and self.edition.folder.parent == edition.OWN

    @property
    def with_essentiel(self) -> bool:
        """Whether each fiche comes with a single page."""
        return self.request.essentiel or self.edition.with_single

    @property
    def with_workbook(self) -> bool:
        """Whether each fiche comes with its tables as a workbook."""
        return self.request.xlsx or self.edition.with_workbook

    @property
    def count(self) -> int:
        """Documents that are asked for."""
        each = 1 + self.with_essentiel + self.with_workbook
        return len(self.request.places) * each + len(self.request.packs)

    @property
    def folder(self) -> Path:
        """Where the fiches of the year are written."""
        return self.request.output / str(self.dataset.year)


def prepare(request: Request) -> tuple[Job, ...]:
    """Find the data, the edition and the brand of each year, before anything is drawn.

    Raises:
        TradeficheError: one of them is missing or wrong.
    """
    from tradefiche import brand
    from tradefiche import edition

    datasets, shipped = datasets_of(request)
    look = brand.load(request.brand, allow_low_contrast=request.allow_low_contrast)
    return tuple(
        Job(
            request,
            dataset,
            edition.load(request.edition or edition.folder_for(dataset.year)),
            look,
            shipped=shipped,
        )
        for dataset in datasets
    )


def datasets_of(request: Request) -> tuple[list[Dataset], bool]:
    """The data of each year, and whether they are the project's demonstration.

    Raises:
        TradeficheError: they are missing, incomplete or damaged.
    """
    from tradefiche.store import store as stores

    store = stores.Store(request.data)
    if not request.demo:
        if held := store.years():
            years = request.years or held[-1:]
            lacking = [year for year in years if year not in held]
            if lacking and len(years) > 1:
                there = {"folder": request.data, "years": ", ".join(map(str, held))}
                raise IncompleteYearError(
                    _("{year} is not in {folder}: it holds {years}", year=lacking[0], **there)
                    if len(lacking) == 1
                    else _(
                        "{lacking} of the {asked} years asked for are not in {folder}: it holds "
                        "{years}",
                        lacking=len(lacking),
                        asked=len(years),
                        **there,
                    ),
                    _(
                        "Name years that are there, or bring the others in with tradefiche "
                        "data fetch or tradefiche data import."
                    ),
                )
            accepted = {"provisional": request.provisional, "accept_gaps": request.accept_gaps}
            return [store.dataset(year, **accepted) for year in years], False
        if request.named or request.data.exists():
            raise stores.empty(request.data)
    others = [year for year in request.years if year != DEMONSTRATION_YEAR]
    if others and request.demo:
        raise UsageError(
            _(
                "the demonstration data are of {demonstration}, not of {year}",
                demonstration=DEMONSTRATION_YEAR,
                year=others[0],
            ),
            _("Leave --demo or --year out."),
        )
    if others:
        raise IncompleteYearError(
            _("no customs data for {year} in {folder}", year=others[0], folder=request.data),
            _(
                "Import the official files with tradefiche data import, or get them"
                " with tradefiche data fetch --year {year}. The demonstration "
                "data are of {demonstration}.",
                year=others[0],
                demonstration=DEMONSTRATION_YEAR,
            ),
        )
    from tradefiche import customs

    return [customs.demonstration()], True


def selection(
    names: Sequence[str] = (),
    *,
    regions: Sequence[str] = (),
    everything: bool = False,
    without: Sequence[str] = (),
    lists: Iterable[Path] = (),
    territoires: Sequence[TerritoireIndustrie] | None = None,
) -> tuple[Place, ...]:
    """The départements asked for, each once, in the order asked.

    Args:
        names: codes or names of départements.
        regions: codes or names of regions, for all their départements.
        without: départements to leave out.
        lists: text files, one département a line; what follows « # » is a remark.
        territoires: for all the départements that keep them; None where nobody can ask for any.

    Raises:
        UnknownTerritoryError: nothing answers to one of the names; the hint proposes.
        UsageError: nothing is left to build, or a list cannot be read.
    """
    from tradefiche.reference import territories

    chosen = [territories.departement(name) for name in names]
    for name in regions:
        region = territories.region(name)
        chosen += [p for p in territories.departements() if _is_in(p, region)]
    for path in lists:
        chosen += _read_list(path)
    if everything:
        chosen += territories.departements()
    for whole in territoires or ():
        chosen += whole.kept
    left_out = {territories.departement(name) for name in without}
    kept = tuple(place for place in dict.fromkeys(chosen) if place not in left_out)
    if not kept:
        raise UsageError(
            _("no département is asked for"),
            _(
                "Name one (--dept 03), a region (--region Bretagne), or take them --all; "
                "--except may have left none."
            )
            if territoires is None
            else _(
                "Name one (--dept 03), a region (--region Bretagne), a Territoire d’industrie "
                "(--territoire ti-8416), or take them --all; --except may have left none."
            ),
        )
    return kept


def packs(
    names: Sequence[str] = (), *, everything: bool = False, places: Sequence[Place] | None = None
) -> tuple[TerritoireIndustrie, ...]:
    """The Territoires d'industrie asked for, each once, in the order asked.

    Args:
        places: what is built; every pack needs all of its départements there.

    Raises:
        UnknownTerritoryError: none answers to one of the names; the hint proposes.
        UsageError: several do, or a département of a pack is left out.
    """
    from tradefiche.reference import industry

    chosen = [industry.only(name) for name in names]
    if everything:
        chosen += industry.everything()
    for whole in chosen:
        for place in whole.kept:
            if places is not None and place not in places:
                raise UsageError(
                    _(
                        "{departement} ({code}) belongs to the pack of {territoire}",
                        departement=place.name,
                        code=place.code,
                        territoire=whole.name,
                    ),
                    _("Do not leave it out (--except), or take the fiches alone (--separate)."),
                )
    return tuple(dict.fromkeys(chosen))


def _is_in(place: Place, region: Place) -> bool:
    from tradefiche.reference import territories

    return territories.customs_departements()[place.customs_code] == region.customs_code


def _read_list(path: Path) -> list[Place]:
    from tradefiche.reference import territories

    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = cause(error) if isinstance(error, OSError) else _("not UTF-8 text")
        raise UsageError(
            _("{path}: cannot be read ({reason})", path=path, reason=reason),
            _("Give a text file, one département a line."),
        ) from error
    places = []
    for number, line in enumerate(lines, 1):
        if name := line.partition("#")[0].strip():
            try:
                places.append(territories.departement(name))
            except UnknownTerritoryError as error:
                message = _(
                    "{file}, line {number}: {fault}", file=path, number=number, fault=error.message
                )
                raise UnknownTerritoryError(message, error.hint) from error
    return places


def years(text: str | None, option: str = "--year") -> tuple[int, ...]:
    """« 2024 » or « 2020-2024 », as years in order; none for no text.

    Args:
        option: that which takes them, for the hint.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return ()
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", text)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 1990 <= low <= high <= 2099:
        raise UsageError(
            _("{text} is not a year", text=repr(text)),
            _("Write {option} 2024, or {option} 2020-2024.", option=option),
        )
    return tuple(range(low, high + 1))
