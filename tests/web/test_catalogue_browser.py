"""The catalogue in a real browser, from the disc: search, sorting, regions, map, keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser as browsers
import made_atlases
import pytest
from made_catalogues import atlas_page
from made_catalogues import built
from made_catalogues import catalogue

from tradefiche.web import finder

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LEAST_TARGET, LEAST_TYPE = 24, 13.9


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue, the atlas and the scripts of an edition, without its fiches."""
    folder = tmp_path_factory.mktemp("site")
    held = built(folder / "output", made_atlases.demonstration())
    for page in (catalogue(held), atlas_page(held), *finder.files(2024)):
        path = folder / page.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page.content())
    (folder / "2024" / "63-puy-de-dome.html").write_text("<h1>63</h1>")
    return folder / "2024"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsers.started() as found:
        yield found


class Visit:
    """A page that is open, what it complained of, what it asked for."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, **options})
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.faults == []
        assert all(each.startswith(("file:", "data:")) for each in self.asked)


def index(site: Path, more: str = "") -> str:
    return f"{(site / 'index.html').as_uri()}{more}"


def found(page: Any, words: str) -> list[str]:
    """The names of the answers, once the communes are there."""
    page.fill("#q", words)
    page.wait_for_function("!document.getElementById('nombre').textContent.endsWith('…')")
    return page.locator("#reponses b").all_text_contents()


def codes(page: Any) -> list[str]:
    return page.locator(".ct tbody tr:visible .co").all_text_contents()


def test_places_are_found_and_said_to_be_so(site: Path, browser: Any) -> None:
    with Visit(browser, index(site)) as page:
        assert found(page, "Cotes d'armor") == ["Côtes-d’Armor (22)"]
        assert found(page, "2A") == ["Corse (20)"]
        assert found(page, "Thiers")[:1] == ["Thiers"]
        page.wait_for_function("document.querySelectorAll('#reponses li').length > 1")
        assert "Riom – Vichy" in found(page, "Riom")
        assert page.inner_text("#nombre") == "3 réponses"
        assert found(page, "Trifouilly") == []
        assert "hors Territoire d’industrie, ou inconnue" in page.inner_text("#nombre")
        assert page.is_visible("#ailleurs")
        assert found(page, "") == []
        assert not page.is_visible("#ailleurs")


def test_communes_are_asked_for_at_first_use(site: Path, browser: Any) -> None:
    visit = Visit(browser, index(site))
    with visit as page:
        assert not [each for each in visit.asked if each.endswith("communes.js")]
        page.focus("#q")
        page.wait_for_function("window.COMMUNES")
        found(page, "vichy")
        assert len([each for each in visit.asked if each.endswith("communes.js")]) == 1


def test_an_address_may_hold_the_question_and_enter_opens(site: Path, browser: Any) -> None:
    with Visit(browser, index(site, "?q=thiers")) as page:
        page.wait_for_selector("#reponses li")
        page.press("#q", "Enter")
        page.wait_for_url("**/63-puy-de-dome.html")


def test_without_the_communes_all_else_is_found(site: Path, browser: Any, tmp_path: Path) -> None:
    for name in ("index.html", finder.SCRIPT):
        (tmp_path / name).write_bytes((site / name).read_bytes())
    visit = Visit(browser, index(tmp_path))
    with visit as page:
        assert found(page, "allier") == ["Allier (03)"]
        assert found(page, "vichy") == ["Riom – Vichy"]
        assert found(page, "zzzz") == []
        assert "n’a pas pu être lue" in page.inner_text("#nombre")
        visit.faults.clear()  # the browser tells of the file that is not there


def test_the_table_is_sorted_by_its_heads(site: Path, browser: Any) -> None:
    atlas = made_atlases.demonstration()
    with Visit(browser, index(site)) as page:
        first = codes(page)
        page.click("th button:has-text('Export')")
        assert page.get_attribute("th:has-text('Export')", "aria-sort") == "descending"
        assert codes(page)[0] == atlas.ranking[0].place.code
        page.click("th button:has-text('Export')")
        assert page.get_attribute("th:has-text('Export')", "aria-sort") == "ascending"
        assert codes(page)[0] == atlas.ranking[-1].place.code
        page.press("th button:has-text('Code')", "Enter")
        assert codes(page) == first
        assert page.locator("th[aria-sort]").count() == 1


def test_a_region_is_chosen(site: Path, browser: Any) -> None:
    with Visit(browser, index(site)) as page:
        page.select_option("#region", label="Bretagne")
        assert codes(page) == ["22", "29", "35", "56"]
        assert page.inner_text("#restent") == "4 départements"
        assert page.locator("tfoot tr:visible th").first.inner_text() == "Bretagne, 4 départements"
        page.select_option("#region", "")
        assert len(codes(page)) == 100
    with Visit(browser, index(site, "?region=corse")) as page:
        assert codes(page) == ["20"]
    with Visit(browser, index(site, "?region=%3Cscript%3E")) as page:
        assert len(codes(page)) == 100


def test_a_finger_first_reads_where_it_is(site: Path, browser: Any) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with Visit(browser, index(site), **phone) as page:
        page.locator(".fr a[data-c='63'] path").tap()
        assert "Puy-de-Dôme (63)" in page.inner_text("#choix")
        assert page.url.endswith("index.html")
        page.locator("#choix a").tap()
        page.wait_for_url("**/63-puy-de-dome.html")


def test_a_pointer_opens_at_once(site: Path, browser: Any) -> None:
    with Visit(browser, index(site)) as page:
        page.locator(".fr a[data-c='63'] path").click()
        page.wait_for_url("**/63-puy-de-dome.html")


def test_the_keyboard_reaches_all_but_the_map(site: Path, browser: Any) -> None:
    with Visit(browser, index(site)) as page:
        seen = []
        for _ in range(24):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    "(e => [e.textContent.trim() || e.id, getComputedStyle(e).outlineStyle])"
                    "(document.activeElement)"
                )
            )
        names = [name for name, _ in seen]
        assert names[:2] == ["Aller au contenu", "q"]
        assert {"Atlas", "Paris", "Mayotte", "Code", "Solde", "Ain"} <= {*names}
        assert not page.evaluate("!!document.activeElement.closest('.fr')")
        assert all(style != "none" for _, style in seen)


def test_without_a_script_the_table_is_there_and_nothing_is_promised(
    site: Path, browser: Any
) -> None:
    with Visit(browser, index(site), java_script_enabled=False) as page:
        assert page.locator(".ct tbody tr").count() == 100
        assert not page.is_visible("#q")
        assert not page.is_visible("#region")
        assert page.locator("th button").count() == 0
        page.locator(".fr a[data-c='63'] path").click()
        page.wait_for_url("**/63-puy-de-dome.html")


@pytest.mark.parametrize("name", ["index.html", "atlas.html"])
@pytest.mark.parametrize(
    ("width", "size"), [(320, 100), (390, 100), (390, 200), (768, 100), (1280, 100), (1280, 200)]
)
def test_nothing_is_wider_than_the_page(
    site: Path, browser: Any, name: str, width: int, size: int
) -> None:
    view = {"width": width, "height": 844}
    with Visit(browser, (site / name).as_uri(), viewport=view) as page:
        page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate(browsers.TOO_WIDE, width) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(browsers.SMALL_TARGETS, LEAST_TARGET) == []
        if width == PHONE["width"]:
            assert page.evaluate(browsers.SMALL_TYPE, LEAST_TYPE) == []


@pytest.mark.parametrize("name", ["index.html", "atlas.html"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(site: Path, browser: Any, name: str, width: int) -> None:
    with browsers.opened(browser, site / name, width, bypass_csp=True) as page:
        if name == "index.html":
            found(page, "saint")
        wrong, unsure = browsers.axe(page)
        assert wrong == []
        assert unsure == []
