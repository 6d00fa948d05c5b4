"""Pages in a real browser: who enlarges, prints, tabs or imposes colours meets all of them.

``snapshots/aria-03-*.yaml`` are what a screen reader meets on one page, to be read by eye: with
tables folded but the first, where it is narrow and where it is wide. After a change that is meant,
write them again and read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/web/test_browser.py -k screen_reader -n 0
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff
from io import BytesIO
from pathlib import Path
from typing import Any

import browser as browsers
import made_evolutions
import pdf_reading
import pypdfium2
import pytest
from browser import axe
from browser import opened
from web_pages import ready

from tradefiche.web import site

CODES = ("03", "20", "48", "59", "63", "971")
FEW = ("03-allier.html", "territoires/ti-8416-riom-vichy.html", "index.html", "accessibilite.html")
MORE = ("20-corse.html", "48-lozere.html", "59-nord.html", "971-guadeloupe.html")
WIDTHS = (390, 1280)
LEAST_TYPE, LEAST_TARGET = 13.9, 24
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose fiche of the Allier has ten years."""
    made = tmp_path_factory.mktemp("site")
    fiches = [pdf_reading.fiches()[code] for code in CODES]
    fiches[0] = made_evolutions.course(fiches[0])
    site.write(made / "site", [ready(made / "output", *fiches)])
    return made / "site" / "2024"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browsers.started() as found:
        yield found


ALL = (*FEW, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_axe_finds_nothing(chromium: Any, folder: Path, name: str, width: int) -> None:
    with opened(chromium, folder / name, width, bypass_csp=True) as page:
        wrong, unsure = axe(page)
        assert wrong == []
        assert unsure == []


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 200), (768, 100), (1280, 200)])
@pytest.mark.parametrize("name", ALL)
def test_nothing_scrolls_sideways(
    chromium: Any, folder: Path, name: str, width: int, text: int
) -> None:
    with opened(chromium, folder / name, width, text) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(browsers.TOO_WIDE, width) == []
        assert page.evaluate(browsers.THIN_COLUMNS, 60) == []  # one letter a line
        own = (folder / "catalogue.js").as_uri()
        assert {*page.told} <= {own}  # nothing else is asked for, nothing is complained of


@pytest.mark.parametrize("name", ALL)
def test_a_phone_has_type_to_read_and_links_to_touch(
    chromium: Any, folder: Path, name: str
) -> None:
    with opened(chromium, folder / name, 390, has_touch=True) as page:
        assert page.evaluate(browsers.SMALL_TYPE, LEAST_TYPE) == []
        assert page.evaluate(browsers.SMALL_TARGETS, LEAST_TARGET) == []


@pytest.mark.parametrize("name", FEW)
def test_words_in_a_frame_do_not_touch_it(chromium: Any, folder: Path, name: str) -> None:
    with opened(chromium, folder / name, 1280) as page:
        tight = page.evaluate("""() => [...document.querySelectorAll('a')].filter(e => {
            const look = getComputedStyle(e);
            return e.checkVisibility() && parseFloat(look.borderLeftWidth)
                && parseFloat(look.paddingLeft) < 8;
        }).map(e => e.textContent)""")
        assert tight == []


def _shown(page: Any, selector: str) -> int:
    counted: int = page.evaluate(
        "name => [...document.querySelectorAll(name)].filter(e => e.checkVisibility()).length",
        selector,
    )
    return counted


@pytest.mark.parametrize(
    ("width", "text", "drawn"),
    [(1280, 100, True), (1280, 200, False), (768, 100, False), (390, 100, False)],
)
def test_a_figure_is_a_drawing_or_rows(
    chromium: Any, folder: Path, width: int, text: int, drawn: bool
) -> None:
    with opened(chromium, folder / FEW[0], width, text) as page:
        figures = _shown(page, "figure")
        assert figures == 15
        assert _shown(page, "svg.wide") == (figures if drawn else 0)
        assert _shown(page, "div.narrow") == (0 if drawn else figures)


@pytest.mark.parametrize(("width", "name"), [(390, "narrow"), (1280, "wide")])
def test_what_a_screen_reader_meets(chromium: Any, folder: Path, width: int, name: str) -> None:
    path = SNAPSHOTS / f"aria-03-{name}.yaml"
    with opened(chromium, folder / FEW[0], width) as page:
        page.evaluate("""() => [...document.querySelectorAll('details.data')].forEach(
            (each, place) => each.open = !place)""")
        made = page.locator("body").aria_snapshot() + "\n"
    if os.environ.get("WRITE_SNAPSHOTS"):
        path.write_text(made, "utf-8")
    known = path.read_text("utf-8")
    difference = "\n".join(unified_diff(known.splitlines(), made.splitlines(), n=1, lineterm=""))
    assert made == known, f"{difference}\n\nIf it is meant: see the head of this file."


def test_imposed_colours_have_rows_with_bars(chromium: Any, folder: Path) -> None:
    with opened(chromium, folder / FEW[0], 1280, forced_colors="active") as page:
        assert _shown(page, "svg.wide") == 0
        assert _shown(page, "div.narrow") == 15
        fills = page.evaluate("""() => ['imp', 'exp', 'red'].map(tone =>
            getComputedStyle(document.querySelector('.bar .' + tone)).fill)""")
        assert len(set(fills)) == 3  # still told apart


def test_what_is_printed_has_whole_drawings(chromium: Any, folder: Path) -> None:
    with opened(chromium, folder / FEW[0], 390) as page:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
        content = page.pdf(format="A4")
        page.emulate_media(media="print")
        assert _shown(page, "svg.wide") == _shown(page, "figure")
        assert _shown(page, "div.narrow") == _shown(page, "details") == _shown(page, "nav") == 0
    document = pypdfium2.PdfDocument(BytesIO(content))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert all(f"Figure {number}" in text for number in range(1, 16))
    assert "ne sont pas imprimés quand ils sont repliés" in re.sub(r"\s+", " ", text)


def test_a_keyboard_goes_everywhere_and_sees_where_it_is(chromium: Any, folder: Path) -> None:
    with opened(chromium, folder / FEW[0], 1280) as page:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.textContent")
        assert first == "Aller au contenu"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#contenu"
        seen = set()
        for _ in range(12):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            seen.add(page.evaluate("document.activeElement.outerHTML"))
        assert len(seen) == 12
        page.evaluate("document.querySelector('summary').focus()")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('details').open")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
