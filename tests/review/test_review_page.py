"""The page of a review: well formed, readable by everybody, closed to the outside."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from made_materials import M
from made_materials import account
from made_materials import material
from made_materials import year
from mailings import publish

from tradefiche.fiche import Marks
from tradefiche.review import covers
from tradefiche.review import page
from tradefiche.review.covers import ContactSheet
from tradefiche.review.covers import CoverPicture
from tradefiche.review.explanations import Explanation
from tradefiche.review.review import Review
from tradefiche.review.review import review

FILE = Path("editions/2024/review.toml")
HOSTILE = '<script>alert(1)</script> & "l\'autre"'
VOID = {"meta", "br", "img"}
SHEET = ContactSheet((CoverPicture("03", HOSTILE, "data:image/jpeg;base64,AA==", 212),))


def made(code: str = "ZZ", **more: object) -> Review:
    """Blocked, open, explained, told, and of no need any more: all at once."""
    before = {("03", "exports"): account(100 * M), ("04", "exports"): account(40 * M)}
    now = {
        ("03", "exports"): account(150 * M, largest=("C30C", "US", 100 * M)),
        ("04", "exports"): account(100 * M, countries={code: 100 * M}),
        ("05", "exports"): account(100 * M),
    }
    key = "2024-growth-03-exports"
    gone = Explanation("2024-growth-06-exports", 1, HOSTILE)
    explained = {key: Explanation(key, 50, HOSTILE), gone.key: gone}
    return review(material(year(now), year(before), **more), explained)


class Reader(HTMLParser):
    """Elements in order, each with its attributes and what it says; every one must be closed."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs))
        assert len(element[1]) == len(attrs), attrs
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            tag = self.open[-1][0]
            self.words[tag] = self.words.get(tag, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def content() -> str:
    return page.html(made(HOSTILE), FILE, SHEET)


def test_the_page_is_well_formed(content: str) -> None:
    assert content.startswith("<!DOCTYPE html>\n")
    Reader(content)
    closed = re.sub(r"<(meta|img|br)\b([^>]*)>", r"<\1\2/>", content.partition("\n")[2])
    ElementTree.fromstring(closed)


def test_the_page_says_what_it_is(content: str) -> None:
    read = Reader(content)
    assert read.all("html") == [{"lang": "en"}]
    assert read.words["title"] == read.words["h1"] == "Review of 2024 before publication"
    assert len(read.all("h1")) == len(read.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in read.found if re.fullmatch("h[1-6]", tag)]
    assert all(later <= sooner + 1 for sooner, later in itertools.pairwise(levels))


def test_tables_name_their_rows_and_columns(content: str) -> None:
    read = Reader(content)
    assert len(read.all("caption")) == len(read.all("table")) > 4
    assert {cell.get("scope") for cell in read.all("th")} == {"row", "col"}
    roles = {tag: {each.get("role") for each in read.all(tag)} for tag in ("table", "tr", "td")}
    assert roles == {"table": {"table"}, "tr": {"row"}, "td": {"cell"}}


def test_pictures_are_told(content: str) -> None:
    read = Reader(content)
    assert len(read.all("svg")) > 3
    assert all(each["role"] == "img" and each["aria-label"] for each in read.all("svg"))
    assert [each["alt"] for each in read.all("img")] == [f"Cover of {HOSTILE} (03)"]
    assert "2023: 40.0 M€, 2024: 100.0 M€" in content


def test_names_and_reasons_are_words_and_nothing_else(content: str) -> None:
    read = Reader(content)
    assert read.all("script") == []
    assert "<script" not in content
    assert content.count("&lt;script&gt;") > 5


def test_nothing_comes_from_elsewhere_and_every_link_leads_somewhere(content: str) -> None:
    read = Reader(content)
    anchors = {each["id"] for _, each in read.found if "id" in each}
    assert {each["href"] for each in read.all("a")} <= {f"#{anchor}" for anchor in anchors}
    assert all((each["src"] or "").startswith("data:") for each in read.all("img"))
    assert not re.search(r"https?:|url\(|@import|//[a-z]", content)
    assert {tag for tag, _ in read.found} & {"link", "script", "iframe", "object", "form"} == set()
    assert "default-src 'none'" in content


def test_all_that_was_found_is_there(content: str) -> None:
    said = made(HOSTILE)
    read = Reader(content)
    for judged in said.found:
        assert judged.finding.key in read.words["code"]
    for each in said.checks:
        assert each.check.title in content
    assert "2024-growth-06-exports" in read.words["code"]  # no longer needed
    assert '[[explanation]]\nkey = "2024-growth-04-exports"' in read.words["pre"]
    assert "2024-growth-03-exports" not in read.words["pre"]  # explained


def test_marks_are_told_first() -> None:
    invented = page.html(made(marks=Marks(True, (1, 2))), FILE, ContactSheet(absent="none"))
    assert "DEMONSTRATION: the figures of 2024 are invented." in invented
    assert "INCOMPLETE: 2024 holds Q1, Q2; not reviewed as provisional." in invented
    assert "DEMONSTRATION" not in page.html(made(), FILE, SHEET)


def test_the_same_review_gives_the_same_bytes() -> None:
    assert page.html(made(), FILE, SHEET) == page.html(made(), FILE, SHEET)


def test_covers_that_cannot_be_drawn_say_so(tmp_path: Path) -> None:
    output = publish(tmp_path, ("03", "63"))
    (tmp_path / "2024" / "63-puy-de-dome.pdf").write_bytes(b"other")
    faults = {each.code: each.fault for each in covers.contact_sheet(output / "2024", 2024).covers}
    assert "cannot be drawn" in faults["03"]  # not a real PDF
    assert "not the file that was built" in faults["63"]
    (tmp_path / "2024" / "03-allier.pdf").unlink()
    faults = {each.code: each.fault for each in covers.contact_sheet(output / "2024", 2024).covers}
    assert "No such file" in faults["03"]
    assert covers.contact_sheet(tmp_path, 2024).absent


def test_without_what_draws_pdf_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    sheet = covers.contact_sheet(tmp_path / "2024", 2024)
    assert "[review]" in sheet.absent
    content = page.html(made(), FILE, sheet)
    assert "The covers are left out: what draws them is not installed" in content
    assert Reader(content).all("img") == []
    assert replace(sheet, absent="").covers == ()
