"""The page of a Territoire d'industrie: where it lies, its départements side by side, communes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from tradefiche.charts.maps import territoire as chart
from tradefiche.export.data_files import DataFile
from tradefiche.export.data_files import communes
from tradefiche.fiche.pack import Commune
from tradefiche.fiche.pack import Pack
from tradefiche.manifest import PACKS
from tradefiche.manifest import PackEntry
from tradefiche.reference import industry
from tradefiche.reference.industry import TerritoireIndustrie
from tradefiche.web import maps
from tradefiche.web import share
from tradefiche.web.built import Built
from tradefiche.web.figure import download
from tradefiche.web.frame import INDEX
from tradefiche.web.frame import Frame
from tradefiche.web.frame import PageLink
from tradefiche.web.frame import page
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.pages import depends
from tradefiche.web.share import SharedPage
from tradefiche.web.tables import plain_rows
from tradefiche.web.tables import scrolled
from tradefiche.web.units import size
from tradefiche.wording import packs as words
from tradefiche.wording import sentences

SHEETS = ("base", "territoire")
UP = "../"


@dataclass(frozen=True)
class TerritoirePage:
    """One Territoire d'industrie, all of whose fiches were built.

    Attributes:
        pack: the document about it, where there is one.
    """

    built: Built
    whole: TerritoireIndustrie
    pack: PackEntry | None = None

    @property
    def stem(self) -> str:
        """« ti-8416-riom-vichy »."""
        return industry.file_stem(self.whole)

    @property
    def address(self) -> str:
        """From the folder of the year."""
        return f"{PACKS}/{self.stem}.html"

    @property
    def path(self) -> str:
        """From the top of the site."""
        return f"{self.built.year}/{self.address}"

    @property
    def made_from(self) -> str:
        """Data, texts and look; what is listed of its communes changes with the program."""
        entries = [self.built.manifest.entry(place.code) for place in self.whole.kept]
        data = [entry.json.sha256 for entry in entries if entry]
        file = (self.pack.pdf.name, size(self.pack.pdf.size)) if self.pack else ()
        return depends(
            "territoire", self.whole, data, self.built.texts(), self.built.style(*SHEETS), file
        )

    def told(self) -> Pack:
        """What it says."""
        fiches = [self.built.fiche(place.code) for place in self.whole.kept]
        return industry.pack(self.whole, fiches)

    def data(self) -> DataFile:
        """Its communes."""
        return communes(self.told())

    def content(self) -> bytes:
        """The page."""
        pack, built = self.told(), self.built
        lead = words.lead(pack)
        frame = Frame(
            title=f"{pack.name}, commerce extérieur {pack.year} – {built.edition.program}",
            description=lead,
            heading=pack.name,
            kicker=f"{built.edition.program} · données {pack.year}",
            line=words.subtitle(pack),
            mark=sentences.figure_mark(pack.fiches[0]),
            noindex=pack.marks.demonstration,
            paths=(
                PageLink("Tous les départements", f"{UP}{INDEX}"),
                PageLink("Dernière édition", f"../../latest/{self.address}"),
            ),
            up=UP,
            art=maps.outline([fiche.place.code for fiche in pack.fiches]),
            sheets=SHEETS,
            head=share.head(
                SharedPage(self.path, pack.name, lead, built.edition.program), built.address
            ),
        )
        return page(frame, self._main(pack), built.edition, built.look)

    def _main(self, pack: Pack) -> Html:
        return join(
            (
                element("p", words.lead(pack), class_="lead"),
                self._links(pack),
                self._map(pack),
                self._comparison(pack),
                self._communes(pack),
            )
        )

    def _links(self, pack: Pack) -> Html:
        items = []
        for fiche in pack.fiches:
            entry = self.built.manifest.entry(fiche.place.code)
            assert entry  # the page is made of listed fiches
            address = f"{UP}{PurePosixPath(entry.pdf.name).stem}.html"
            said = f"Fiche {fiche.place.of}"
            items.append(element("li", element("a", said, class_="btn", href=address)))
        if self.pack:
            file = PurePosixPath(self.pack.pdf.name).name
            octets = element("span", f" ({size(self.pack.pdf.size)})")
            said_ = join((text("Dossier en PDF"), octets))
            items.append(element("li", element("a", said_, class_="btn b2", href=file)))
        return element("ul", *items, class_="get")

    def _map(self, pack: Pack) -> Html:
        codes = [fiche.place.code for fiche in pack.fiches]
        seats = any(not town.prefecture for town in chart.towns(pack.id, codes))
        sizes = [
            element("div", element("dt", label), element("dd", number))
            for number, label in words.sizes(pack)
        ]
        shares = [
            element(
                "li", words.departement_label(each), " ",
                element("span", words.extent(each, pack), class_="mut"),
            )
            for each in pack.shares
        ]  # fmt: skip
        out = words.left_out(pack)
        beside = element(
            "div",
            element("dl", *sizes, class_="sz"),
            element("ul", *shares, class_="tis"),
            element("p", words.scope(pack)),
            element("p", out) if out else None,
            element("p", words.map_note(pack, seats), class_="sm"),
        )
        drawn = element("div", maps.of_territoire(pack, self.built.look))
        mapped = element("div", drawn, beside, class_="mapped")
        return _section("carte", words.map_title(pack), mapped)

    def _comparison(self, pack: Pack) -> Html:
        exposed = self.built.edition.shows("destinations")
        title = words.comparison_title(pack)
        heads = [f"Année {pack.year}"]
        heads += [f"{fiche.place.name} ({fiche.place.code})" for fiche in pack.fiches]
        rows = [
            (label, *values) for label, values in words.comparison(pack.fiches, exposed=exposed)
        ]
        mark = sentences.figure_mark(pack.fiches[0])
        content = (
            element("p", element("span", mark, class_="demo")) if mark else None,
            scrolled("chiffres-c", f"{title}, {pack.year}", plain_rows(heads, rows, "cmp")),
            element("p", words.comparison_note(pack, exposed=exposed), class_="sm"),
            element("p", sentences.source(pack.fiches[0], "départementales"), class_="sm"),
        )
        return _section("chiffres", title, join(content))

    def _communes(self, pack: Pack) -> Html:
        folded = [
            element(
                "details",
                element("summary", words.list_title(title, "", len(listed))),
                *_by_departement(pack, listed),
                class_="data",
            )
            for title, listed in _lists(pack)
        ]
        file = self.data()
        note = element("p", words.groupings_note(), class_="sm")
        return _section(
            "communes", "Groupements et communes",
            join((note, *folded, download(file, "Liste des communes", f"{UP}csv/"))),
        )  # fmt: skip


def _section(name: str, title: str, content: Html) -> Html:
    return element("section", element("h2", title, id=name), content, aria_labelledby=name)


def _lists(pack: Pack) -> Iterator[tuple[str, list[Commune]]]:
    """Title and communes of each grouping; those that joined alone in one list, the last."""
    alone: list[Commune] = []
    for grouping in pack.groupings:
        if grouping.nature == words.ALONE:
            alone += grouping.communes
        else:
            yield grouping.name, [*grouping.communes]
    if alone:
        yield words.alone(len(alone)), alone


def _by_departement(pack: Pack, listed: list[Commune]) -> Iterator[Html]:
    """Names by département, where there are several."""
    order = {share.departement.code: rank for rank, share in enumerate(pack.shares)}
    names = {share.departement.code: share.departement.name for share in pack.shares}
    ranked = sorted(listed, key=lambda each: (order[each.departement], words.sorting(each.name)))
    several = len({each.departement for each in listed}) > 1
    for code, group in groupby(ranked, key=lambda each: each.departement):
        named = ", ".join(each.name for each in group)
        head = element("b", f"{names[code]} : ") if several else None
        yield element("p", head, f"{named}.")
