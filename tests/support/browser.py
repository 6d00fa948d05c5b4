"""A real browser for the tests: Debian's Chromium, led by Playwright; axe-core in its page.

Where one of them is missing its tests are skipped, except where ``CI`` is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
TALL = 844


def program() -> str:
    """The browser; without it, or without what leads it, the test is skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), "")
    missing = [name for name in ("playwright", "axe_playwright_python") if not find_spec(name)]
    missing += [] if found else ["chromium"]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"without {', '.join(missing)}")
    assert not missing, missing
    return found


@contextmanager
def started() -> Iterator[Any]:
    """A browser."""
    path = program()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, file: Path, width: int, text: int = 100, **more: Any) -> Iterator[Any]:
    """A page at a width in pixels, its text enlarged, every table unfolded.

    Whatever it asks for beyond its own file, or complains of, is in ``page.told``.
    """
    context = browser.new_context(viewport={"width": width, "height": TALL}, **more)
    page = context.new_page()
    page.told = []
    page.on("request", lambda asked: page.told.append(asked.url))
    page.on("console", lambda said: page.told.append(said.text))
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.goto(file.resolve().as_uri())
    page.told.remove(file.resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    if text != 100:
        page.evaluate("size => document.documentElement.style.fontSize = size + '%'", text)
    yield page
    context.close()


def axe(page: Any) -> tuple[list[str], list[str]]:
    """What axe-core finds wrong, and what it could not judge, but contrast that is settled."""
    source = resources.files("axe_playwright_python") / "axe.min.js"
    page.evaluate(source.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", list(RULES))
    wrong = [f"{rule['id']}: {node['html'][:90]}" for rule in found["violations"]
             for node in rule["nodes"]]  # fmt: skip
    unsure = [f"{rule['id']}: {node['html'][:90]}" for rule in found["incomplete"]
              for node in rule["nodes"] if not _is_settled(rule["id"], node)]  # fmt: skip
    return wrong, unsure


def _is_settled(rule: str, node: dict[str, Any]) -> bool:
    """Contrast that axe cannot measure: over a drawing, of ▲ and ▼, where a table scrolls."""
    reasons = {each["data"].get("messageKey") for each in node["any"] if each["data"]}
    unmeasured = {"shortTextContent", "elmPartiallyObscured", "nonBmp"}
    drawn = node["html"].startswith("<text")
    return rule == "color-contrast" and (drawn or reasons <= unmeasured)


TOO_WIDE = """width => [...document.querySelectorAll('body *')].filter(each =>
  each.checkVisibility() && !each.closest('.scroll, .vh, .skip, svg')
  && each.getBoundingClientRect().right > width + 1).map(each => each.outerHTML.slice(0, 90))"""

SMALL_TYPE = """least => {
  const found = new Set();
  for (const each of document.querySelectorAll('body *')) {
    if (!each.checkVisibility() || each.closest('.vh')) continue;
    if (![...each.childNodes].some(node => node.nodeType == 3 && node.data.trim())) continue;
    let size = parseFloat(getComputedStyle(each).fontSize);
    const drawing = each.ownerSVGElement;
    if (drawing && each.tagName == 'text')
      size *= drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    if (size < least) found.add(each.outerHTML.slice(0, 90) + ' ' + size.toFixed(1));
  }
  return [...found]; }"""

SMALL_TARGETS = """least => [...document.querySelectorAll('a[href], summary')].filter(each => {
  if (!each.checkVisibility() || each.closest('svg, .skip')) return false;
  const inline = getComputedStyle(each).display == 'inline'
    && each.parentElement.textContent.trim().length > each.textContent.trim().length + 3;
  const box = each.getBoundingClientRect();
  return !inline && (box.width < least || box.height < least);
}).map(each => each.outerHTML.slice(0, 90))"""

THIN_COLUMNS = """least => [...document.querySelectorAll('tbody th')].filter(each =>
  each.checkVisibility() && each.getBoundingClientRect().width < least
  && each.textContent.length > 8).map(each => each.textContent)"""
