"""The page of the atlas: maps with their keys, tables and method, as its PDF has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tradefiche.charts import movers
from tradefiche.charts.maps import classes
from tradefiche.edition import atlas as shown_by
from tradefiche.fiche.atlas import Atlas
from tradefiche.web import atlas_tables as tables
from tradefiche.web import catalogue_table
from tradefiche.web import france_map
from tradefiche.web import share
from tradefiche.web import svg
from tradefiche.web.built import Built
from tradefiche.web.essentiel import short
from tradefiche.web.fiche_page import contents
from tradefiche.web.frame import INDEX
from tradefiche.web.frame import Frame
from tradefiche.web.frame import PageLink
from tradefiche.web.frame import page
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.pages import depends
from tradefiche.web.section_blocks import PagePart
from tradefiche.web.share import SharedPage
from tradefiche.web.units import size
from tradefiche.wording import atlas as words
from tradefiche.wording import changes
from tradefiche.wording import maps
from tradefiche.wording import sentences
from tradefiche.wording.maps import Measure
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import signed

NAME = "atlas.html"
SHEETS = ("base", "fiche", "france", "atlas")
TONES: dict[Measure, str] = {
    "exports": "exports", "imports": "imports", maps.EXPOSURE: "exports", maps.CHANGE: "exports",
}  # fmt: skip
RANKING, MOVERS = "classement", "mouvements"
WIDTH, HEIGHT = 510.0, 460.0
"""Of the drawing of who moved."""
WHERE = f"tableau « {words.RANKING} »"


@dataclass(frozen=True)
class AtlasPage:
    """The atlas that the manifest lists.

    Attributes:
        data: where the CSV of its maps is.
    """

    built: Built
    data: str

    @property
    def path(self) -> str:
        """« 2024/atlas.html »."""
        return f"{self.built.year}/{NAME}"

    @property
    def made_from(self) -> str:
        """Data, look, where its links lead, which maps the edition has."""
        manifest = self.built.manifest
        entry, fiches = manifest.atlas, [each.pdf.name for each in manifest.fiches]
        assert entry  # the page is of a listed atlas
        return depends(
            "atlas", entry.json.sha256, entry.pdf.name, size(entry.pdf.size), fiches, self.data,
            self.built.texts(), self.built.style(*SHEETS),
        )  # fmt: skip

    @cached_property
    def atlas(self) -> Atlas:
        """What the edition shows of it."""
        whole = self.built.atlas()
        assert whole
        return shown_by.shown(whole, self.built.edition)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """What is mapped."""
        return shown_by.measures(self.atlas, self.built.edition)

    @cached_property
    def fiches(self) -> dict[str, str]:
        """The addresses of fiches, by code."""
        return {e.code: catalogue_table.page_of(e) for e in self.built.manifest.fiches}

    def content(self) -> bytes:
        """The page."""
        atlas, built = self.atlas, self.built
        frame = Frame(
            title=f"{words.name(atlas)} – {built.edition.program}",
            description=f"{words.subject(atlas)}.",
            heading=words.TITLE,
            kicker=f"{built.edition.program} · {words.FRANCE}",
            line=f"{words.SUBTITLE} · données {atlas.year}",
            mark=sentences.figure_mark(atlas),
            noindex=atlas.marks.demonstration,
            paths=(
                PageLink("Tous les départements", INDEX),
                PageLink("Dernière édition", f"../latest/{NAME}"),
            ),
            sheets=SHEETS,
            laid=True,
            head=share.head(
                SharedPage(
                    self.path, words.name(atlas), f"{words.subject(atlas)}.", built.edition.program
                ),
                built.address,
            ),
        )
        return page(frame, self._main(), built.edition, built.look)

    def _main(self) -> Html:
        found = [*self._parts()]
        lead, *others = words.introduction(self.atlas, self.measures)
        first = element(
            "div",
            element("p", lead, class_="lead"),
            *(element("p", each) for each in others),
            element("dl", *self._cards(), class_="kf"),
            self._downloads(),
            class_="first",
        )
        rest = element("div", *(each.section() for each in found), class_="rest")
        return join((first, contents(found), rest))

    def _cards(self) -> Iterator[Html]:
        """Exports, imports and balance of France."""
        france = self.atlas.france
        tone = "pos" if france.balance > 0 else "neg" if france.balance else "nul"
        for name, euros, kind in (
            ("Exportations", france.exports, "te"),
            ("Importations", france.imports, "ti"),
            ("Solde", france.balance, tone),
        ):
            amount, unit = compact_parts(abs(euros))
            amount = signed(amount, euros) if name == "Solde" else amount
            said = element("dd", amount, " ", short(unit), class_="big")
            yield element("div", element("dt", name), said, class_=kind)

    def _downloads(self) -> Html:
        entry = self.built.manifest.atlas
        assert entry
        items = [
            ("Atlas en PDF", size(entry.pdf.size), entry.pdf.name, False),
            ("Données (CSV)", "", self.data, True),
            ("Données (JSON)", size(entry.json.size), entry.json.name, True),
        ]
        made = []
        for said, octets, address, data in items:
            weight = element("span", f" ({octets})") if octets else None
            kind = "btn b2" if data else "btn"
            inside = join((text(said), weight))
            link = element("a", inside, class_=kind, href=address, download=data)
            made.append(element("li", link))
        return element("ul", *made, class_="get")

    # -- sections ------------------------------------------------------------------------------

    def _parts(self) -> Iterator[PagePart]:
        yield PagePart("essentiel", words.FACTS, self._facts())
        for number, measure in enumerate(self.measures, 1):
            name, title = _anchor(measure), words.SECTIONS[measure]
            shown = ((f"{name}-figure", number, maps.title(self.atlas, measure)),)
            yield PagePart(name, title, self._map(measure, number), TONES.get(measure, ""), shown)
        if self.atlas.change:
            number = len(self.measures) + 1
            shown = ((f"{MOVERS}-figure", number, changes.movers_title(self.atlas)),)
            yield PagePart(MOVERS, changes.MOVERS, self._movers(number), "exports", shown)
        yield PagePart(RANKING, words.RANKING, self._ranking())
        yield PagePart("methode", words.METHOD, self._method())

    def _facts(self) -> Html:
        items = [
            element("li", element("strong", head), f" {rest}" if rest else None)
            for head, rest in words.facts(self.atlas)
        ]
        return element("ul", *items, class_="ess")

    def _map(self, measure: Measure, number: int) -> Html:
        atlas, look = self.atlas, self.built.look
        scheme = classes.scheme(atlas, measure)
        alternative = maps.alternative(atlas, measure, WHERE)
        drawn = france_map.valued(scheme, alternative, look, first=number == 1)
        name = _anchor(measure)
        return self._figure(
            name,
            number,
            (maps.title(atlas, measure), maps.finding(atlas, measure), maps.key(atlas, measure)),
            element(
                "div",
                element("div", drawn, france_map.insets(), class_="mapbox"),
                france_map.key(scheme, look, f"{name}-cle"),
                class_="mapped2",
            ),
            tables.ends(atlas, measure, self.fiches),
            tone=TONES.get(measure, ""),
            compared=measure == maps.CHANGE,
        )

    def _movers(self, number: int) -> Html:
        atlas, look = self.atlas, self.built.look
        layout = movers.layout(atlas, WIDTH, HEIGHT, look.pen)
        alternative = changes.movers_alternative(atlas, WHERE)
        drawn = svg.image(layout.picture, look.colors, alternative, "wide")
        return self._figure(
            MOVERS,
            number,
            (changes.movers_title(atlas), changes.movers_finding(atlas),
             changes.movers_key(atlas)),
            element("div", drawn, class_="chart"),
            *tables.moved(atlas),
            tone="exports",
            compared=True,
        )  # fmt: skip

    def _figure(
        self,
        name: str,
        number: int,
        said: tuple[str, str | None, str],
        *content: Html | None,
        tone: str,
        compared: bool,
    ) -> Html:
        """A figure with its title, what it shows first, and how it is read."""
        title, finding, key = said
        mark, anchor = sentences.figure_mark(self.atlas), f"{name}-figure"
        link = element(
            "a", f"Figure {number}", href=f"#{anchor}", aria_label=f"Lien vers la figure {number}"
        )
        values = element("a", words.RANKING, href=f"#{RANKING}")
        return element(
            "figure",
            element("p", link, element("span", mark, class_="demo") if mark else None, class_="fn"),
            element("h3", title, id=f"{name}-t"),
            element("p", finding, class_="find") if finding else None,
            *content,
            element(
                "figcaption",
                element("p", element("b", f"Clé de lecture{NBSP}:"), " ", key),
                element("p", f"Valeurs{NBSP}: ", values, ". ", self._source(compared=compared)),
            ),
            id=anchor,
            class_=f"fig {tone}".strip(),
            aria_labelledby=f"{name}-t",
        )

    def _source(self, *, compared: bool) -> str:
        """The source of a year, or of two that are compared."""
        other = self.atlas.evolution if compared else None
        before, updated = (self.atlas.year - 1, other.provenance.updated) if other else (0, "")
        return sentences.source(self.atlas, "départementales", before, updated)

    def _ranking(self) -> Html:
        atlas = self.atlas
        note = element("p", words.ranking_note(atlas))
        source = element("p", self._source(compared=bool(atlas.change)), class_="sm")
        made = [note, tables.ranking(atlas, self.fiches)]
        if maps.EXPOSURE in self.measures:
            made += [element("h3", words.REGIONS), tables.regions(atlas)]
        return join((*made, source))

    def _method(self) -> Html:
        made: list[Html] = []
        for title, paragraphs in words.method(self.atlas):
            made += [element("h3", title), *(element("p", each) for each in paragraphs)]
        sources = join((element("b", f"Sources{NBSP}: "), words.sources(self.atlas)))
        return join((*made, element("p", sources, class_="note")))


def _anchor(measure: Measure) -> str:
    return {"exports": "exportations", "imports": "importations", "balance": "solde",
            "coverage": "couverture", "united_states": "etats-unis", "change": "variation"}[
        measure
    ]  # fmt: skip
