"""What is found and shared: heads, linked data, catalogue, sitemap, feed; nothing unlisted."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from made_fiches import make_fiche
from mailings import DEMONSTRATION
from mailings import PROVISIONAL
from PIL import Image
from shared_sites import ADDRESS
from shared_sites import output
from shared_sites import ready
from shared_sites import real

from tradefiche import brand as brands
from tradefiche import site_listing
from tradefiche.customs import listing as customs_listing
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.site_address import SiteAddress
from tradefiche.web import linked_data
from tradefiche.web import preview
from tradefiche.web import share
from tradefiche.web import site as sites
from tradefiche.web.share import SharedPage

CODES = ("03", "63")
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = "</script><script>alert(1)</script><!-- \"' & \u202e \u2028 \U0001f600"


class Head(HTMLParser):
    """Links, properties and linked data of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.said: dict[str, str] = {}
        self.data: list[Any] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links.append(given)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            self.said[name] = given["content"]
        if tag == "script":
            self._inside = given.get("type") == "application/ld+json"
            self.scripts.append(given.get("type", ""))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data.append(json.loads(data))
            self._inside = False

    def canonical(self) -> str:
        (link,) = [each["href"] for each in self.links if each["rel"] == "canonical"]
        return link


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two fiches of two years, their figures called real."""
    folder = tmp_path_factory.mktemp("shared")
    for year in (2023, 2024):
        output(folder / "output", [real(code, year) for code in CODES])
    editions = [ready(folder / "output", year) for year in (2023, 2024)]
    sites.write(folder / "site", editions)
    return folder / "site"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One fiche of a demonstration."""
    folder = tmp_path_factory.mktemp("invented")
    output(folder / "output", [real("03", marks=DEMONSTRATION)])
    sites.write(folder / "site", [ready(folder / "output")])
    return folder / "site"


def addresses(site: Path) -> Iterator[tuple[str, str]]:
    """Every address of the site that its files name, with the file; by plain search."""
    names = re.compile(re.escape(ADDRESS.url) + r"[^\"'<>\s\\]*")
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".jsonld", ".xml", ".atom", ".txt"}:
            for found in names.findall(path.read_text("utf-8")):
                yield path.relative_to(site).as_posix(), found


# -- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["site", "invented"])
def test_every_address_is_a_file_that_the_list_has(
    which: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(which)
    listed = {file.path for file in site_listing.read(folder).files}
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert there == {*listed, site_listing.NAME}
    found = [*addresses(folder)]
    assert len(found) > 50
    for where, address in found:
        path = unquote(address.removeprefix(ADDRESS.url).partition("#")[0])
        assert path in listed, (where, address)


def test_each_page_says_its_own_address(site: Path) -> None:
    for path in sorted(site.glob("202?/**/*.html")):
        name = path.relative_to(site).as_posix()
        head = Head(path)
        assert head.canonical() == head.said["og:url"] == f"{ADDRESS.url}{name}"
        assert head.said["og:title"]
        assert head.said["og:description"] == head.said["description"]
    leading = Head(site / "latest" / "03-allier.html")
    assert leading.canonical() == f"{ADDRESS.url}2024/03-allier.html"


def test_without_an_address_nothing_needs_one(tmp_path: Path) -> None:
    output(tmp_path / "output", [real("03")])
    sites.write(tmp_path / "site", [ready(tmp_path / "output", address=None)])
    names = {each.name for each in (tmp_path / "site").rglob("*")}
    unwanted = {"sitemap.xml", "editions.atom", "catalog.jsonld", "robots.txt", "og"}
    assert not names & (unwanted | {"edition.jsonld", "03-allier.png"})
    for page in (tmp_path / "site" / "2024").rglob("*.html"):
        words = page.read_text("utf-8")
        assert "og:" not in words
        assert "ld+json" not in words
        assert "canonical" not in words


def test_another_address_changes_all_pages_and_no_picture(tmp_path: Path) -> None:
    output(tmp_path / "output", [real("03")])
    site, other = tmp_path / "site", SiteAddress("https://autre.example.org/")
    sites.write(site, [ready(tmp_path / "output")])
    before = site_listing.read(site).by_path()
    assert sites.write(site, [ready(tmp_path / "output")]).written == 0
    sites.write(site, [ready(tmp_path / "output", address=other)])
    after = site_listing.read(site).by_path()
    assert before.keys() == after.keys()
    assert not list(addresses(site))
    assert before["2024/og/03-allier.png"] == after["2024/og/03-allier.png"]
    gone = sites.write(site, [ready(tmp_path / "output", address=None)])
    assert gone.removed == 6  # sitemap, feed, catalogue, robots, description, picture
    assert not (site / "2024" / "og").exists()


def test_a_site_has_one_address(tmp_path: Path, site: Path) -> None:
    output(tmp_path / "output", [real("03", 2025)])
    listed = (site / site_listing.NAME).read_bytes()
    for address in (SiteAddress("https://autre.example.org/"), None):
        with pytest.raises(UsageError, match="its pages of 2023 are written for https://example"):
            sites.write(site, [ready(tmp_path / "output", 2025, address)])
    assert (site / site_listing.NAME).read_bytes() == listed


def test_an_edition_that_was_changed_by_hand_is_not_told(tmp_path: Path) -> None:
    for year in (2023, 2024):
        output(tmp_path / "output", [real("03", year)])
        sites.write(tmp_path / "site", [ready(tmp_path / "output", year)])
    (tmp_path / "site" / "2023" / "edition.jsonld").write_text("{}", "utf-8")
    with pytest.raises(OutputError, match=r"edition\.jsonld: is not what was written") as caught:
        sites.write(tmp_path / "site", [ready(tmp_path / "output")])
    assert "--year 2023" in caught.value.hint


# -- linked data of a page -------------------------------------------------------------------


def test_a_fiche_is_a_dataset(site: Path) -> None:
    head = Head(site / "2024" / "03-allier.html")
    (data,) = head.data
    assert data["@type"] == "Dataset"
    assert data["temporalCoverage"] == "2024-01-01/2024-12-31"
    assert data["spatialCoverage"]["name"] == "Allier"
    assert data["license"].startswith("https://www.etalab.gouv.fr/")
    assert data["isBasedOn"]["url"] == linked_data.CUSTOMS_DATA
    assert data["dateModified"] == real("03").provenance.updated
    assert 50 <= len(data["description"]) <= 5000  # what search engines ask for
    kinds = [each["encodingFormat"] for each in data["distribution"]]
    csv = [*(site / "2024" / "csv").glob("03-*.csv")]
    assert kinds.count("text/csv") == len(csv) > 8
    assert {"application/pdf", "application/json"} <= {*kinds}
    assert "noindex" not in head.said.get("robots", "")


def test_invented_figures_name_no_true_source(invented: Path) -> None:
    head = Head(invented / "2024" / "03-allier.html")
    (data,) = head.data
    assert head.said["robots"] == "noindex"
    assert "url" not in data["isBasedOn"]
    assert data["description"].startswith("Données de démonstration")
    assert head.said["og:description"].startswith("Données de démonstration")
    catalogue = (invented / "catalog.jsonld").read_text("utf-8")
    assert linked_data.CUSTOMS_DATA not in catalogue
    assert "(démonstration)" in catalogue
    assert not (invented / "sitemap.xml").exists()
    assert "Sitemap" not in (invented / "robots.txt").read_text("utf-8")


def test_the_source_is_where_the_data_are_fetched() -> None:
    assert customs_listing.DATASET in linked_data.CUSTOMS_DATA


@pytest.mark.parametrize(
    ("quarters", "days"),
    [
        ((1, 2, 3, 4), ("2024-01-01", "2024-12-31")),
        ((1, 2), ("2024-01-01", "2024-06-30")),
        ((3,), ("2024-07-01", "2024-09-30")),
        ((), ("2024-01-01", "2024-12-31")),
    ],
)
def test_data_span_the_quarters_held(quarters: tuple[int, ...], days: tuple[str, str]) -> None:
    assert linked_data.period(2024, quarters) == days


def test_no_text_ends_the_script_that_it_stands_in() -> None:
    made = linked_data.script({"name": HOSTILE})
    assert made.count("<") == made.count(">") == 2
    assert "\u202e" not in made
    assert "\u2028" not in made
    inside = made.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inside) == {"name": HOSTILE}


def test_no_text_ends_the_attribute_that_it_stands_in(tmp_path: Path) -> None:
    page = SharedPage("2024/é <a>.html", HOSTILE, HOSTILE, HOSTILE)
    path = tmp_path / "page.html"
    path.write_text(share.head(page, ADDRESS), "utf-8")
    head = Head(path)
    assert head.said["og:title"] == HOSTILE.replace("\u202e", "")
    assert head.canonical() == f"{ADDRESS.url}2024/%C3%A9%20%3Ca%3E.html"
    assert head.scripts == []


def test_a_hostile_place_is_a_name(tmp_path: Path) -> None:
    fiche = real("03")
    place = replace(fiche.place, name=HOSTILE, of=f"de {HOSTILE}")
    output(tmp_path / "output", [replace(fiche, place=place)])
    sites.write(tmp_path / "site", [ready(tmp_path / "output")])
    (page,) = (tmp_path / "site" / "2024").glob("03-*.html")
    head = Head(page)
    assert head.scripts == ["application/ld+json"]
    assert head.data[0]["spatialCoverage"]["name"] == HOSTILE
    assert any(HOSTILE in each for each in _texts(tmp_path / "site" / "catalog.jsonld"))


def _texts(path: Path) -> list[str]:
    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        for each in node.values() if isinstance(node, dict) else ():
            yield from walk(each)
        for each in node if isinstance(node, list) else ():
            yield from walk(each)

    return list(walk(json.loads(path.read_text("utf-8"))))


# -- catalogue -------------------------------------------------------------------------------

REQUIRED = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
    "dcat:Dataset": {"dct:title", "dct:description", "dcat:distribution", "dct:publisher"},
    "dcat:DatasetSeries": {"dct:title", "dct:description"},
    "dcat:Distribution": {"dcat:accessURL"},
    "foaf:Agent": {"foaf:name"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
}
"""Mandatory properties of DCAT-AP 3.0 by class, and what harvesters want beside."""


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(each)


def test_the_catalogue_is_of_dcat_ap(site: Path) -> None:
    catalogue = json.loads((site / "catalog.jsonld").read_text("utf-8"))
    met = set()
    for node in nodes({key: value for key, value in catalogue.items() if key != "@context"}):
        kind = node.get("@type", "")
        assert REQUIRED.get(kind, set()) <= node.keys(), kind
        met.add(kind)
        for name in node:
            if not name.startswith("@"):
                assert name.partition(":")[0] in catalogue["@context"], name
        if kind == "xsd:date":
            date.fromisoformat(node["@value"])
    assert {*REQUIRED} <= met
    *editions, series = catalogue["dcat:dataset"]
    assert [each["dct:title"]["@value"][-4:] for each in editions] == ["2024", "2023"]
    assert {each["dcat:inSeries"]["@id"] for each in editions} == {series["@id"]}
    sizes = {file.path: (file.size, file.sha256) for file in site_listing.read(site).files}
    for each in (file for edition in editions for file in edition["dcat:distribution"]):
        path = each["dcat:downloadURL"]["@id"].removeprefix(ADDRESS.url)
        told = int(each["dcat:byteSize"]["@value"]), each["spdx:checksum"]["spdx:checksumValue"]
        assert (told[0], told[1]["@value"]) == sizes[path]


def test_a_provisional_edition_spans_what_all_have(tmp_path: Path) -> None:
    output(tmp_path / "output", [real("03"), real("63", marks=PROVISIONAL)])
    sites.write(tmp_path / "site", [ready(tmp_path / "output")])
    made = json.loads((tmp_path / "site" / "2024" / "edition.jsonld").read_text("utf-8"))
    assert made["dct:temporal"]["dcat:endDate"]["@value"] == "2024-06-30"


# -- sitemap and feed ------------------------------------------------------------------------


def test_the_sitemap_has_the_pages_that_may_be_found(site: Path) -> None:
    root = ET.parse(site / "sitemap.xml").getroot()
    assert root.tag == f"{MAP}urlset"
    found = {}
    for url in root:
        assert [each.tag for each in url] == [f"{MAP}loc", f"{MAP}lastmod"]
        date.fromisoformat(url[1].text or "")
        found[(url[0].text or "").removeprefix(ADDRESS.url)] = url[1].text
    wanted = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "noindex" not in Head(path).said.get("robots", "")
        and "http-equiv=refresh" not in path.read_text("utf-8")
    }
    assert {*found} == wanted
    assert "2023/03-allier.html" in wanted
    assert (site / "robots.txt").read_text("utf-8").endswith(f"Sitemap: {ADDRESS.url}sitemap.xml\n")


def test_the_feed_has_an_entry_an_edition(site: Path) -> None:
    feed = ET.parse(site / "editions.atom").getroot()
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2
            assert len(each.findall(f"{ATOM}{name}")) == 1
        moment = datetime.fromisoformat(each.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo
        assert str(moment.date()) == real("03").provenance.updated
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (own,) = [each for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    assert own.get("href") == f"{ADDRESS.url}editions.atom"
    ids = [each.findtext(f"{ATOM}id") for each in entries]
    assert ids == [f"{ADDRESS.url}{year}/index.html" for year in (2024, 2023)]


def test_the_feed_moves_with_the_data_alone(tmp_path: Path) -> None:
    fiche = real("03")
    output(tmp_path / "output", [fiche])
    sites.write(tmp_path / "a", [ready(tmp_path / "output")])
    output(tmp_path / "output", [fiche], version="%drawn anew")
    sites.write(tmp_path / "b", [ready(tmp_path / "output")])
    feeds = [(tmp_path / each / "editions.atom").read_bytes() for each in "ab"]
    assert feeds[0] == feeds[1]
    later = replace(fiche, provenance=replace(fiche.provenance, updated="2025-09-01"))
    output(tmp_path / "output", [later])
    sites.write(tmp_path / "b", [ready(tmp_path / "output")])
    assert b"2025-09-01T00:00:00Z" in (tmp_path / "b" / "editions.atom").read_bytes()


def test_a_later_edition_changes_no_byte_of_an_earlier_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for year in (2023, 2024):
        output(tmp_path / "output", [real("03", year)])
    sites.write(site, [ready(tmp_path / "output", 2023)])
    before = {path: path.read_bytes() for path in (site / "2023").rglob("*") if path.is_file()}
    sites.write(site, [ready(tmp_path / "output", 2024)])
    after = {path: path.read_bytes() for path in (site / "2023").rglob("*") if path.is_file()}
    assert before == after
    again = tmp_path / "again"
    sites.write(again, [ready(tmp_path / "output", year) for year in (2023, 2024)])
    for name in ("sitemap.xml", "editions.atom", "catalog.jsonld", "robots.txt"):
        assert (again / name).read_bytes() == (site / name).read_bytes()


# -- the picture -----------------------------------------------------------------------------


def test_the_picture_is_small_and_always_the_same(site: Path, invented: Path) -> None:
    marked, plain = (
        (folder / "2024" / "og" / "03-allier.png").read_bytes() for folder in (invented, site)
    )
    assert marked != plain  # its demonstration is said in it
    for content in (marked, plain):
        image = Image.open(BytesIO(content))
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert len(content) <= 60_000
    brand = brands.load()
    demo = tuple(round(255 * part) for part in brand.palette.rgb("demo"))

    def has(content: bytes) -> bool:
        colors = Image.open(BytesIO(content)).convert("RGB").getcolors() or []
        return any(
            n > 5_000 and all(abs(a - b) < 6 for a, b in zip(color, demo, strict=True))
            for n, color in colors
            if isinstance(color, tuple)
        )

    assert has(marked)
    assert not has(plain)
    assert preview.png(real("03"), brand, "Territoires d’industrie") == plain


def test_the_picture_says_in_words_what_it_shows(site: Path, invented: Path) -> None:
    words = Head(site / "2024" / "03-allier.html").said["og:image:alt"]
    assert words.startswith("Silhouette de l’Allier. Exportations")
    assert "démonstration" not in words
    words = Head(invented / "2024" / "03-allier.html").said["og:image:alt"]
    assert words.endswith("chiffres fictifs.")


@pytest.mark.parametrize("name", ["x", "Saint-Pierre-" * 30, HOSTILE, "\n\t", "漢字"])
def test_every_name_has_a_picture(name: str) -> None:
    fiche = make_fiche({(0, 0): 10**15}, {})
    place = replace(fiche.place, name=name, of=f"de {name}")
    content = preview.png(replace(fiche, place=place), brands.load(), name)
    assert Image.open(BytesIO(content)).size == (1200, 630)
