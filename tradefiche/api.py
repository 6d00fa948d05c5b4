"""The figures in Python: what an analyst with a notebook wants, and all that is kept stable.

Six names, which ``import tradefiche`` has: ``open_store`` and ``demonstration`` give an
``OpenStore``, that gives an ``OpenFiche``, and that a ``DrawnFigure``; what goes wrong is a
``TradeficheError``. Everything else in the package may change from one version to the next.

It only joins what the rooms do. Amounts are whole euros, shares are parts of one.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Literal

from tradefiche import atomic
from tradefiche import brand as brands
from tradefiche import customs
from tradefiche import edition as editions
from tradefiche import figures
from tradefiche.brand import Brand
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.cube import indicators
from tradefiche.edition import Edition
from tradefiche.edition import substitute
from tradefiche.edition.blocks import Slot
from tradefiche.errors import IncompleteYearError
from tradefiche.errors import OutputError
from tradefiche.errors import UnknownTerritoryError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.export import indicators as export
from tradefiche.export import trade_rows
from tradefiche.export.resource import frame
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import Place
from tradefiche.figures.figure import Figure
from tradefiche.messages import _
from tradefiche.reference import territories
from tradefiche.spelling import proposal
from tradefiche.store import store as stores
from tradefiche.store.store import Dataset
from tradefiche.wording import essentiel
from tradefiche.wording import sentences
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import share
from tradefiche.wording.placeholders import values

if TYPE_CHECKING:
    import polars as pl

WIDTH, HEIGHT = 510.0, 400.0
"""Points that a drawing is given, as on a page of its own; those that know their height take it."""
TITLE, SMALL, LEADING, AIR = 11.0, 7.5, 1.25, 4.0
"""Points, but for the leading: of the words over a drawing that goes on alone."""
ENDINGS = (".svg", ".png")
NAMES: dict[Flow, str] = {"exports": "Exportations", "imports": "Importations"}


def open_store(
    folder: str | PathLike[str] = "data",
    *,
    provisional: bool = False,
    accept_gaps: bool = False,
    edition: str | PathLike[str] | None = None,
    brand: str | PathLike[str] | None = None,
) -> OpenStore:
    """The customs data that ``tradefiche data import`` or ``data fetch`` keeps in a folder.

    Args:
        folder: what the commands call ``--data``.
        provisional: accept a year that lacks quarters; all that is made of it says so.
        accept_gaps: accept quarters with gaps as if they had none.
        edition: the folder of texts; that of each year when None.
        brand: the folder of a look; the project's when None.

    Raises:
        StoreError: nothing is stored there.

    >>> import tradefiche
    >>> tradefiche.open_store("nowhere")
    Traceback (most recent call last):
        ...
    tradefiche.errors.StoreError: no customs data in nowhere
    """
    store = stores.Store(Path(folder))
    if not store.years():
        raise stores.empty(Path(folder))

    def dataset(year: int) -> Dataset:
        return store.dataset(year, provisional=provisional, accept_gaps=accept_gaps)

    return OpenStore(store.years(), dataset, _path(edition), _path(brand))


def demonstration(
    *,
    edition: str | PathLike[str] | None = None,
    brand: str | PathLike[str] | None = None,
) -> OpenStore:
    """The invented figures that come with the program, for trying; everything says so.

    >>> import tradefiche
    >>> tradefiche.demonstration().years
    (2024,)
    """
    dataset = customs.demonstration()
    return OpenStore((dataset.year,), lambda _: dataset, _path(edition), _path(brand))


@dataclass(frozen=True, repr=False)
class OpenStore:
    """Years of customs data.

    Attributes:
        years: those that are there, in order.
    """

    years: tuple[int, ...]
    _dataset: Callable[[int], Dataset]
    _edition: Path | None = None
    _brand: Path | None = None

    def __repr__(self) -> str:
        return f"<tradefiche store of {', '.join(map(str, self.years))}>"

    def fiche(self, name: str, year: int | None = None) -> OpenFiche:
        """The fiche of a département, called by its code or its name.

        Raises:
            UnknownTerritoryError: no département answers; the hint names the nearest.
            IncompleteYearError: the year is not there, or not whole and that was not accepted.
            StoreError: the data were damaged since they were stored.

        >>> import tradefiche
        >>> allier = tradefiche.demonstration().fiche("Allier")
        >>> allier.code, allier.year
        ('03', 2024)
        """
        dataset = self._of(year)
        (fiche,) = indicators.fiches(dataset, [_departement(name)])
        return OpenFiche(fiche, self._texts(dataset.year), brands.load(self._brand))

    def indicators(self, year: int | None = None) -> pl.DataFrame:
        """A row a département with all that the fiches measure, as ``tradefiche export`` has it.

        ``docs/data-files.md`` describes the columns.

        Raises:
            IncompleteYearError, StoreError: as ``fiche``.

        >>> import tradefiche
        >>> all_of_them = tradefiche.demonstration().indicators()
        >>> all_of_them.height
        100
        >>> all_of_them["code_departement"][0]
        '01'
        """
        return frame(export.table(indicators.fiches(self._of(year))))

    def rows(self, year: int | None = None) -> pl.DataFrame:
        """The customs' rows: euros by flow, quarter, département, product (A129) and country.

        Monaco and what has no département are there too: the sum is that of France. Codes are
        strings, so that they join those of any other table; names are ``pl.Enum``.

        Raises:
            IncompleteYearError, StoreError: as ``fiche``.

        >>> import tradefiche
        >>> rows = tradefiche.demonstration().rows()
        >>> rows.columns[-2:]
        ['valeur_euros', 'mention']
        """
        dataset = self._of(year)
        made = trade_rows.rows(dataset, sentences.figure_mark(dataset))
        return made.cast({name: str for name in made.columns if name.startswith("code_")})

    def _of(self, year: int | None) -> Dataset:
        chosen = self.years[-1] if year is None else year
        if chosen not in self.years:
            raise IncompleteYearError(
                _(
                    "{year} is not there: years are {years}",
                    year=repr(chosen),
                    years=", ".join(map(str, self.years)),
                ),
                _(
                    "Name one of these, a number without quotes, or import its files "
                    "with tradefiche data import."
                ),
            )
        return self._dataset(chosen)

    def _texts(self, year: int) -> Edition:
        return editions.load(self._edition or editions.folder_for(year))


@dataclass(frozen=True, repr=False)
class OpenFiche:
    """The fiche of a département: its figures as data, as drawings and as a PDF.

    Attributes:
        data: all that it says, as frozen plain data; the JSON beside a PDF is the same.
    """

    data: Fiche
    _edition: Edition
    _brand: Brand

    def __repr__(self) -> str:
        return f"<tradefiche fiche of {self.name} ({self.code}), {self.year}>"

    @property
    def code(self) -> str:
        """« 03 »."""
        return self.data.place.code

    @property
    def name(self) -> str:
        """« Allier »."""
        return self.data.place.name

    @property
    def year(self) -> int:
        """What year its figures are of."""
        return self.data.year

    @cached_property
    def _titles(self) -> dict[str, str]:
        known = values(self.data)
        slots = [b for s in self._edition.sections for b in s.blocks if isinstance(b, Slot)]
        return {s.name: substitute(s.title, known) for s in slots if s.kind == "figure"}

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures that it has, in the order of its pages.

        >>> import tradefiche
        >>> tradefiche.demonstration().fiche("2A").figures[:3]
        ('pays', 'produits', 'exports')
        """
        return tuple(n for n in self._titles if figures.named(n).applies(self.data))

    def figure(self, name: str) -> DrawnFigure:
        """One of its figures, which a notebook shows.

        Raises:
            UsageError: it has no figure of that name; the hint says which it has.

        >>> import tradefiche
        >>> figure = tradefiche.demonstration().fiche("03").figure("produits")
        >>> figure.svg().startswith("<?xml")
        True
        """
        from tradefiche.report.look import prepare

        figure, look = self._named(name), prepare(self._brand)
        subject, height = figure.subject(self.data), HEIGHT
        if figure.heights:
            _, height = figure.heights(subject)
        picture = figure.layout(subject, WIDTH, height, look.pen, "page").picture
        title, source = self._titles[name], self._source(figure)
        return DrawnFigure(
            name,
            title,
            figure.finding(self.data) or "",
            figure.alternative(self.data),
            source,
            sentences.figure_mark(self.data),
            _headed(picture, title, source, look.pen),
            self._brand,
        )

    def table(self, name: str) -> pl.DataFrame:
        """The data of one of its figures: what its CSV holds, the total row left out.

        Raises:
            UsageError: it has no figure of that name.

        >>> import tradefiche
        >>> table = tradefiche.demonstration().fiche("03").table("pays")
        >>> table.select("code_pays", "exportations_euros").height > 10
        True
        """
        return frame(self._named(name).data(self.data))

    def pdf(self, to: str | PathLike[str]) -> Path:
        """Write its PDF, whole or not at all: the one that ``tradefiche build`` makes.

        Returns the path that was written.

        Raises:
            UsageError: the file is not named as a PDF.
            OutputError: it cannot be written.
            BrandError, EditionError: a font or a text cannot be used.
        """
        from tradefiche.report import document

        if (path := Path(to)).suffix.lower() != ".pdf":
            raise UsageError(
                _("a fiche is written as .pdf, not as {ending}", ending=path.suffix or path.name),
                _("Give its file this ending."),
            )
        made = document.build(self.data, self._edition, self._brand)
        return _written(path, made)

    def _repr_html_(self) -> str:
        """What a notebook shows: totals, ranks, first partner and product, and the mark."""
        fiche = self.data
        rows = [(NAMES[trade.flow], trade.total, trade.share_of_france) for trade in fiche.trades]
        lines = "".join(
            f'<tr><th scope="row">{name}</th><td>{html.escape(amount(total))}</td>'
            f"<td>{html.escape(share(part)) if part is not None else '–'}</td></tr>"
            for name, total, part in [*rows, ("Solde", fiche.balance, None)]
        )
        said = "".join(f"<li>{html.escape(point.text)}</li>" for point in essentiel.points(fiche))
        head = " · ".join(
            filter(None, (f"{self.name} ({self.code}), {self.year}", sentences.figure_mark(fiche)))
        )
        return (
            f"<section><h3>{html.escape(head)}</h3><table><thead><tr><td></td>"
            f'<th scope="col">Montant</th><th scope="col">Part de la France</th></tr></thead>'
            f"<tbody>{lines}</tbody></table><ul>{said}</ul>"
            f"<p><small>{html.escape(self._source(figures.FIGURES[0]))}</small></p></section>"
        )

    def _named(self, name: str) -> Figure:
        if name in self.figures:
            return figures.named(name)
        raise UsageError(
            _("{departement} has no figure {name}", departement=self.name, name=repr(name)),
            proposal(str(name), self.figures),
        )

    def _source(self, figure: Figure) -> str:
        return sentences.marked(figure.source(self.data), self.data)


@dataclass(frozen=True, repr=False)
class DrawnFigure:
    """A figure of a fiche, drawn: a notebook shows it, with its title, its finding and its source.

    Attributes:
        name: what editions call it.
        title, finding, source: the words around it; ``finding`` may be empty.
        alternative: what it says to who cannot see it.
        mark: what must stand beside it: invented or provisional figures; empty for none.
    """

    name: str
    title: str
    finding: str
    alternative: str
    source: str
    mark: str
    _picture: Picture
    _brand: Brand

    def __repr__(self) -> str:
        return f"<tradefiche figure « {self.title} »>"

    def svg(self) -> str:
        """The drawing and its mark as SVG, in the brand's type: the same text each time.

        >>> import tradefiche
        >>> figure = tradefiche.demonstration().fiche("03").figure("pays")
        >>> figure.svg() == figure.svg()
        True
        """
        return self._saved("svg").decode()

    def png(self, dpi: int = 144) -> bytes:
        """The drawing and its mark as PNG, on white."""
        return self._saved("png", dpi)

    def save(self, to: str | PathLike[str]) -> Path:
        """Write it, whole or not at all, as what the name ends with: ``.svg`` or ``.png``.

        Raises:
            UsageError: the name ends otherwise.
            OutputError: the file cannot be written.
        """
        path = Path(to)
        if path.suffix.lower() not in ENDINGS:
            raise UsageError(
                _(
                    "a figure is written as {endings}, not as {ending}",
                    endings=_("{several} or {last}", several=ENDINGS[0], last=ENDINGS[1]),
                    ending=path.suffix or path.name,
                ),
                _("Give its file one of these endings."),
            )
        svg = path.suffix.lower() == ".svg"
        return _written(path, self.svg().encode() if svg else self.png())

    def _saved(self, kind: Literal["svg", "png"], dpi: int = 72) -> bytes:
        from tradefiche.charts.drawing import saved

        look = self._brand
        about = {"Title": self.title, "Description": self.alternative}
        return saved(self._picture, look.palette, look.fonts, kind, about, dpi)

    def _repr_html_(self) -> str:
        drawing = self.svg()
        said = html.escape(self.alternative, quote=True)
        return (
            f'<figure><div role="img" aria-label="{said}">{drawing[drawing.index("<svg") :]}</div>'
            f"<figcaption>{html.escape(self.finding)}</figcaption></figure>"
        )


def _departement(name: object) -> Place:
    """The one called so; a notebook checks no types, and ``fiche(3)`` is soon typed."""
    if isinstance(name, str):
        return territories.departement(name)
    raise UnknownTerritoryError(
        _("{name} is not a département", name=name),
        _('Give its code or its name in quotes: "03", "Allier".'),
    )


def _headed(picture: Picture, title: str, source: str, pen: Pen) -> Picture:
    """A picture with its title and its source over it: it may go on alone."""
    y, labels = picture.height + 2 * AIR, []
    heads: tuple[tuple[str, float, Weight, str], ...] = (
        (source, SMALL, "regular", "text"),
        (title, TITLE, "bold", "ink"),
    )
    for words, size, weight, color in heads:
        for line in reversed(pen.wrap(words, size, picture.width, weight)):
            labels.append(pen.label(line, 0, y, size, weight, color))
            y += size * LEADING
        y += AIR
    return Picture(picture.width, y, picture.shapes, (*labels, *picture.labels))


def _written(path: Path, content: bytes) -> Path:
    try:
        atomic.write_bytes(path, content)
    except OSError as error:
        raise OutputError(
            _("{path} cannot be written: {error}", path=path, error=cause(error)),
            _("Choose a file that may be written."),
        ) from error
    return path


def _path(folder: str | PathLike[str] | None) -> Path | None:
    return None if folder is None else Path(folder)
