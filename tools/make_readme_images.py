"""Writes docs/images/: pages of the demonstration fiche as the README shows them.

    python tools/make_readme_images.py

Draws with pypdfium2, from the PDF that ``tradefiche build --dept 03`` writes.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image
from PIL import ImageFilter

from tradefiche import batch
from tradefiche.atomic import write_bytes

FOLDER = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 300_000  # bytes of one picture: a README must come at once
COLOURS = 255
PAPER = (255, 255, 255)
WIDTH = 1760  # twice the width at which a README is read
MARGIN, GAP, SHADOW = 36, 28, 14
OVERVIEW = (1, 3, 4, 7)  # cover, countries, products, imports
CLOSE_UP = 5
CLOSE_UP_PART = (0.065, 0.289, 0.935, 0.889)  # left, top, right, bottom, as parts of the page


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as folder:
        document = pypdfium2.PdfDocument(fiche(Path(folder)))
        pages = dict(enumerate(document, 1))
        overview = side_by_side([pages[number] for number in OVERVIEW])
        close_up = part(pages[CLOSE_UP])
    save(overview, FOLDER / "pages.png")
    save(close_up, FOLDER / "flows.png")


def fiche(folder: Path) -> bytes:
    """The PDF of the Allier, from the demonstration data."""
    request = batch.Request(batch.places(["03"]), year=None, data=folder / "none", output=folder)
    (built,) = batch.run(batch.prepare(request))
    return built.pdf.read_bytes()


def drawn(page: pypdfium2.PdfPage, width: float) -> Image.Image:
    """A page, ``width`` pixels wide."""
    return page.render(scale=width / page.get_width()).to_pil().convert("RGB")


def side_by_side(pages: Sequence[pypdfium2.PdfPage]) -> Image.Image:
    """Pages in a row, each a sheet of paper with its shadow."""
    width = (WIDTH - 2 * MARGIN - (len(pages) - 1) * GAP) // len(pages)
    sheets = [drawn(page, width) for page in pages]
    made = Image.new("RGB", (WIDTH, max(sheet.height for sheet in sheets) + 2 * MARGIN), PAPER)
    places = [(MARGIN + number * (width + GAP), MARGIN) for number in range(len(sheets))]
    shadow = Image.new("L", made.size, 0)
    for (x, y), sheet in zip(places, sheets, strict=True):
        shadow.paste(56, (x, y + SHADOW // 3, x + sheet.width, y + sheet.height + SHADOW // 3))
    made.paste((40, 40, 70), (0, 0), shadow.filter(ImageFilter.GaussianBlur(SHADOW / 2)))
    for place, sheet in zip(places, sheets, strict=True):
        made.paste(sheet, place)
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
    # The palette that keeps rare colours too: the mark, the signs, the red flows.
    palette = Image.Quantize.MAXCOVERAGE
    few = picture.quantize(COLOURS, method=palette, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    content = buffer.getvalue()
    if len(content) > LARGEST:
        raise SystemExit(f"{path.name} would weigh {len(content):,} bytes: draw it smaller")
    write_bytes(path, content)
    print(f"{path.name}: {picture.width} × {picture.height}, {len(content):,} bytes")


if __name__ == "__main__":
    main()
