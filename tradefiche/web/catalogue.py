"""The catalogue of an edition: a table and a map of the départements, a search, all the rest.

Everything is on the page without a script, which sorts the table, chooses a region, finds places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from tradefiche.charts.maps import classes
from tradefiche.edition.page_texts import NEWS
from tradefiche.edition.page_texts import YEAR
from tradefiche.fiche.atlas import Atlas
from tradefiche.reference import tables as reference
from tradefiche.reference.industry import TerritoireIndustrie
from tradefiche.web import catalogue_table as listed
from tradefiche.web import france_map
from tradefiche.web import share
from tradefiche.web import texts
from tradefiche.web.built import Built
from tradefiche.web.finder import SCRIPT
from tradefiche.web.frame import HEADING
from tradefiche.web.frame import INDEX
from tradefiche.web.frame import Frame
from tradefiche.web.frame import PageLink
from tradefiche.web.frame import page
from tradefiche.web.france_map import Linked
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import void
from tradefiche.web.pages import depends
from tradefiche.web.plain_pages import demonstration
from tradefiche.web.share import SharedPage
from tradefiche.web.tables import scrolled
from tradefiche.web.units import size
from tradefiche.wording import sentences
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import plural

SHEETS = ("base", "france", "catalogue")
POLICY = "; script-src 'self'"
SMALL = ("75", "971", "972", "973", "974", "976")
"""Départements that no finger and hardly a pointer meets on the map."""
ATLAS = "atlas.html"


@dataclass(frozen=True)
class CataloguePage:
    """All that an edition has.

    Attributes:
        territoires: those that have a page, with its address.
        data: links to files of data, with what they say.
    """

    built: Built
    territoires: tuple[tuple[TerritoireIndustrie, str], ...] = ()
    data: tuple[PageLink, ...] = ()

    @property
    def path(self) -> str:
        """« 2024/index.html »."""
        return f"{self.built.year}/{INDEX}"

    @property
    def made_from(self) -> str:
        """The list of what was built, and the look; names change with the program."""
        manifest = self.built.manifest
        addresses = [address for _, address in self.territoires]
        return depends(
            "catalogue", manifest.fiches, manifest.atlas, addresses, self.data,
            self.built.texts(), self.built.style(*SHEETS),
        )  # fmt: skip

    @cached_property
    def atlas(self) -> Atlas | None:
        """The totals of all départements, where they were written."""
        return self.built.atlas()

    def content(self) -> bytes:
        """The page."""
        built = self.built
        first = built.fiche(built.manifest.fiches[0].code)
        invented = demonstration(built)
        paths = [
            PageLink("Départements", "#departements"),
            PageLink("Territoires d’industrie", "#territoires") if self.territoires else None,
            PageLink("Atlas", ATLAS) if self.atlas else None,
            PageLink("Toutes les éditions", "../editions.html"),
            PageLink("Dernière édition", f"../latest/{INDEX}"),
        ]
        frame = Frame(
            title=f"{HEADING}, {built.year} – {built.edition.program}",
            description=self._description(),
            heading=HEADING,
            kicker=built.edition.program,
            line=f"Édition {built.year}",
            mark=sentences.figure_mark(first) if invented else "",
            noindex=invented,
            paths=tuple(each for each in paths if each),
            sheets=SHEETS,
            banner=_search(),
            scripts=element("script", src=SCRIPT),
            policy=POLICY,
            head=share.head(
                SharedPage(
                    self.path, f"{HEADING}, {built.year}", self._description(),
                    built.edition.program,
                ),
                built.address,
            ),
        )  # fmt: skip
        source = sentences.source(first, "départementales")
        made = (
            element("div", self._map(), self._table(source), class_="duo"),
            self._territoires(),
            self._atlas(),
            self._news(),
            self._data(source),
            self._editions(),
        )
        return page(frame, join(made), built.edition, built.look)

    def _description(self) -> str:
        many = len(self.built.manifest.fiches)
        parts = [f"{many} {plural('fiche', many)} de département"]
        if self.territoires:
            wholes = len(self.territoires)
            parts.append(f"{wholes} {plural('Territoire', wholes)} d’industrie")
        if self.atlas:
            parts.append("l’atlas national")
        told = ", ".join(parts)
        return f"{told}{NBSP}: exportations, importations, produits et pays, {self.built.year}."

    # -- map and table -------------------------------------------------------------------------

    def _map(self) -> Html:
        """For pointers; the table is its equivalent."""
        look, fiches = self.built.look, self.built.manifest.fiches
        scheme = classes.scheme(self.atlas, "exports") if self.atlas else None
        links = {
            each.code: Linked(listed.page_of(each), f"{each.name} ({each.code})")
            for each in fiches
        }  # fmt: skip
        said = element(
            "p", "La carte s’emploie au doigt ou à la souris ; ",
            element("a", "le tableau", href="#departements"), " contient les mêmes liens.",
            class_="sm",
        )  # fmt: skip
        chips = [
            element("li", element("a", each.name, href=listed.page_of(each)))
            for each in fiches if each.code in SMALL
        ]  # fmt: skip
        return _section(
            "carte",
            "Sur la carte",
            said,
            element("div", france_map.linked(links, scheme, look), class_="mapbox"),
            element("div", id="choix", role="status", hidden=True),
            element("ul", *chips, class_="chips2") if chips else None,
            france_map.key(scheme, look, "carte-cle") if scheme else None,
            kind="cm",
        )

    def _table(self, source: str) -> Html:
        fiches, year = self.built.manifest.fiches, self.built.year
        many = f"{number(len(fiches))}{NBSP}{plural('département', len(fiches))}"
        caption = f"{many}, en {listed.UNIT.words}, {year}"
        table = scrolled("departements-c", caption, listed.rows(fiches, self.atlas))
        chosen = [element("option", "Toutes", value="")]
        chosen += [element("option", name, value=key) for key, name, _ in listed.regions(fiches)]
        choice = element(
            "p", element("label", "Région", for_="region"), " ",
            element("select", *chosen, id="region"), " ",
            element("span", id="restent", role="status", class_="sm"),
            class_="flt",
        )  # fmt: skip
        foot = element("p", source, class_="sm")
        return _section(
            "departements", "Dans le tableau", choice, table, foot, kind="ct"
        )  # fmt: skip

    # -- all the rest ----------------------------------------------------------------------------

    def _territoires(self) -> Html | None:
        if not self.territoires:
            return None
        ranked = sorted(self.territoires, key=lambda each: reference.fold(each[0].name))
        letters = [
            element(
                "div",
                element("h3", letter),
                element("ul", *(_territoire(whole, address) for whole, address in those)),
                class_="lt",
            )
            for letter, those in groupby(ranked, key=_letter)
        ]
        summary = element(
            "summary", f"Les {number(len(ranked))} Territoires d’industrie, de A à Z"
        )  # fmt: skip
        said = "Chacun a sa page : où il se trouve, ses départements côte à côte, ses communes."
        folded = element("details", summary, element("div", *letters, class_="az"), class_="data")
        return _section("territoires", "Territoires d’industrie", element("p", said), folded)

    def _atlas(self) -> Html | None:
        entry = self.built.manifest.atlas
        if not entry:
            return None
        said = "Des cartes de tous les départements, leur classement, l’essentiel en phrases."
        pdf = f"Atlas {self.built.year} (PDF, {size(entry.pdf.size)})"
        links = [
            element("li", element("a", "Voir l’atlas", class_="btn", href=ATLAS)),
            element("li", element("a", pdf, class_="btn b2", href=entry.pdf.name)),
        ]
        return _section(
            "atlas", "Atlas national", element("p", said), element("ul", *links, class_="get")
        )

    def _news(self) -> Html | None:
        """In the words of the edition."""
        news = self.built.edition.web.get(NEWS)
        if news is None:
            return None
        known = {YEAR: str(self.built.year)}
        blocks = [texts.block(each, known) for each in news.blocks[1:]]
        return _section("nouveautes", texts.title(news.blocks, known), *blocks)

    def _data(self, source: str) -> Html:
        items = [
            element("li", element("a", each.words, href=each.address, download=True))
            for each in self.data
        ]
        each_has = "Chaque figure a son fichier CSV, sur la page du département."
        return _section(
            "donnees", "Données", element("ul", *items, class_="plain"),
            element("p", f"{each_has} {source}", class_="sm"),
        )  # fmt: skip

    def _editions(self) -> Html:
        """A page never names a later one: the list stands at the top of the site."""
        year = element("b", str(self.built.year))
        links = element("a", "Toutes les éditions", href="../editions.html")
        return _section("editions", "Éditions", element("p", year, " (cette page). ", links))


def _search() -> Html:
    """A field, what it found; hidden where no script runs."""
    way = join(
        (
            "Tapez les premiers chiffres de son code postal, ou choisissez ",
            element("a", "son département dans le tableau", href="#departements"), ".",
        )
    )  # fmt: skip
    return element(
        "form",
        element("label", "Trouver un territoire", for_="q"),
        element("p", "Département, code, ville, commune ou Territoire d’industrie",
                id="q-aide", class_="sm"),
        void("input", id="q", type="search", autocomplete="off", spellcheck="false",
             enterkeyhint="go", aria_describedby="q-aide"),
        element("p", id="nombre", role="status", class_="sm"),
        element("p", way, id="ailleurs", class_="sm", hidden=True),
        element("ul", id="reponses"),
        class_="find", role="search",
    )  # fmt: skip


def _letter(each: tuple[TerritoireIndustrie, str]) -> str:
    return reference.fold(each[0].name)[0].upper()


def _territoire(whole: TerritoireIndustrie, address: str) -> Html:
    many = f"{number(whole.communes)}{NBSP}{plural('commune', whole.communes)}"
    places = ", ".join(f"{place.name} ({place.code})" for place in whole.kept)
    return element(
        "li", element("a", whole.name, href=address),
        element("span", f"{places}, {many}", class_="mut"), data_t=whole.id,
    )  # fmt: skip


def _section(name: str, title: str, *content: Html | None, kind: str | None = None) -> Html:
    head = element("h2", title, id=name)
    return element("section", head, *content, class_=kind, aria_labelledby=name)


def data_links(built: Built, atlas_data: str) -> Iterator[PageLink]:
    """The files of data of a whole edition."""
    entry = built.manifest.atlas
    if entry and atlas_data:
        yield PageLink("Totaux des départements (CSV)", atlas_data)
        yield PageLink(f"Les mêmes (JSON, {size(entry.json.size)})", entry.json.name)
    yield PageLink("Empreintes des fichiers (SHA-256)", "SHA256SUMS")
