"""Writes docs/images/: pages of the demonstration fiche as the README shows them.

    python tools/make_readme_images.py

Draws with pypdfium2, from the PDFs that ``tradefiche build --dept 03``, ``tradefiche build
--territoire ti-8416`` and ``tradefiche atlas`` write; and with Chromium, led by Playwright, from
the pages that ``tradefiche site`` writes.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image
from PIL import ImageOps

from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.atomic import write_bytes
from tradefiche.cube import indicators
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.report import atlas
from tradefiche.report import document
from tradefiche.report import pack

FOLDER = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 300_000  # bytes of one picture: a README must come at once
COLOURS = 255
PAPER, FRAME = (255, 255, 255), (200, 200, 206)
WIDTH = 1760  # twice the width at which a README is read
GAP = 28
OVERVIEW = (1, 2, 5, 10)  # cover, the essential, products, what sets it apart
NATIONAL = (1, 2, 6, 8)  # of the atlas: cover, exports, those to the United States, rankings
OF_A_TERRITOIRE = (1, 2, 3, 4)  # of the pack: cover, figures side by side, communes, first fiche
COMPUTER, PHONE = 1280, 390  # pixels of a page of the web, as CSS counts them
TALL = 1240  # of both
SHOWN = ("contenu", "produits")  # of the page on a phone
CLOSE_UP = 6
CLOSE_UP_PART = (0.065, 0.289, 0.935, 0.889)  # left, top, right, bottom, as parts of the page


def main() -> None:
    """Write every picture."""
    pages = dict(enumerate(pypdfium2.PdfDocument(fiche()), 1))
    save(side_by_side([pages[number] for number in OVERVIEW]), FOLDER / "pages.png")
    save(part(pages[CLOSE_UP]), FOLDER / "flows.png")
    leaves = dict(enumerate(pypdfium2.PdfDocument(packed()), 1))
    save(side_by_side([leaves[number] for number in OF_A_TERRITOIRE]), FOLDER / "pack.png")
    sheets = dict(enumerate(pypdfium2.PdfDocument(national()), 1))
    save(side_by_side([sheets[number] for number in NATIONAL]), FOLDER / "atlas.png")
    save(in_a_row(screens()), FOLDER / "web.png")


def fiche() -> bytes:
    """The PDF of the Allier, from the demonstration data."""
    data = customs.demonstration()
    (allier,) = indicators.fiches(data, [territories.departement("03")])
    return document.build(allier, edition.load(edition.folder_for(data.year)), brand.load())


def packed() -> bytes:
    """The PDF of Riom – Vichy, from the demonstration data."""
    data = customs.demonstration()
    (whole,) = industry.search("ti-8416")
    fiches = indicators.fiches(data, [part.departement for part in whole.parts if part.kept])
    texts = edition.load(edition.folder_for(data.year))
    return pack.compose(industry.pack(whole, fiches), texts, brand.load()).content


def national() -> bytes:
    """The PDF of the atlas, from the demonstration data."""
    data = customs.demonstration()
    texts = edition.load(edition.folder_for(data.year))
    return atlas.compose(indicators.atlas(data), texts, brand.load()).content


def drawn(page: pypdfium2.PdfPage, width: float) -> Image.Image:
    """A page, ``width`` pixels wide."""
    return page.render(scale=width / page.get_width()).to_pil().convert("RGB")


def side_by_side(pages: Sequence[pypdfium2.PdfPage]) -> Image.Image:
    """Pages in a row, each in a thin frame: a page is white, and so is what is around it."""
    width = (WIDTH - (len(pages) - 1) * GAP) // len(pages)
    sheets = [ImageOps.expand(drawn(page, width - 2), 1, FRAME) for page in pages]
    made = Image.new("RGB", (WIDTH, sheets[0].height), PAPER)
    for number, sheet in enumerate(sheets):
        made.paste(sheet, (number * (width + GAP), 0))
    return made


def screens() -> list[Image.Image]:
    """The page of the Allier on a computer, then on a phone at two places."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, sync_playwright() as browsers:
        for command in (["build", "--demo", "--dept", "03", "--dept", "63", "--quiet"], ["site"]):
            called = [sys.executable, "-m", "tradefiche", *command]
            subprocess.run(called, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        page = (Path(folder) / "site" / "2024" / "03-allier.html").as_uri()
        browser = browsers.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        made = []
        for width, place in ((COMPUTER, ""), *((PHONE, place) for place in SHOWN)):
            window = browser.new_page(viewport={"width": width, "height": TALL})
            window.goto(page)
            if place:
                window.locator(f"#{place}").evaluate(
                    "element => element.scrollIntoView({behavior: 'instant'})"
                )
            made.append(Image.open(io.BytesIO(window.screenshot())).convert("RGB"))
        browser.close()
    return made


def in_a_row(screens: Sequence[Image.Image]) -> Image.Image:
    """Screens of one height beside each other, as wide as a picture is."""
    room = WIDTH - (len(screens) - 1) * GAP
    scale = room / sum(each.width for each in screens)
    sheets = [
        ImageOps.expand(each.resize((int(each.width * scale) - 2, int(TALL * scale) - 2)), 1, FRAME)
        for each in screens
    ]
    made = Image.new("RGB", (WIDTH, sheets[0].height), PAPER)
    x = 0
    for sheet in sheets:
        made.paste(sheet, (x, 0))
        x += sheet.width + GAP
    return made


def part(page: pypdfium2.PdfPage) -> Image.Image:
    """One figure of a page, close enough to be read."""
    left, top, right, bottom = CLOSE_UP_PART
    whole = drawn(page, WIDTH / (right - left))
    return whole.crop(
        (
            round(left * whole.width),
            round(top * whole.height),
            round(right * whole.width),
            round(bottom * whole.height),
        )
    )


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture with few colours, which its kind does not need more of."""
    buffer = io.BytesIO()
    # The palette that keeps rare colours too (the mark, the signs, the red flows), then set right:
    # pale greys would turn pink.
    palette = Image.Quantize.MAXCOVERAGE
    few = picture.quantize(COLOURS, method=palette, kmeans=1, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    content = buffer.getvalue()
    if len(content) > LARGEST:
        raise SystemExit(f"{path.name} would weigh {len(content):,} bytes: draw it smaller")
    write_bytes(path, content)
    print(f"{path.name}: {picture.width} × {picture.height}, {len(content):,} bytes")


if __name__ == "__main__":
    main()
