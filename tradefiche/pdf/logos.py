"""Logo files (PNG, PDF, SVG) placed on a page, scaled to fit a box and never stretched."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics import shapes

from tradefiche.messages import _
from tradefiche.messages import whole
from tradefiche.pdf import svg
from tradefiche.pdf.tags import TaggedCanvas

MOST_PIXELS = 16_000_000
"""Of a picture: four times an A4 page at 200 dots an inch."""


class LogoError(ValueError):
    """A logo file cannot be read."""


def draw(
    canvas: TaggedCanvas, path: Path, x: float, y: float, width: float, height: float, align: str
) -> None:
    """Draw the logo in the box whose lower left corner is (x, y), at its top ``align`` corner.

    Args:
        align: ``left`` or ``right``.

    Raises:
        LogoError: the file is damaged, or is SVG and svglib is not installed.
    """
    kind = path.suffix.lower()
    own_width, own_height = size(path)
    scale = min(width / own_width, height / own_height)
    left = x + (width - own_width * scale if align == "right" else 0)
    bottom = y + height - own_height * scale
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.scale(scale, scale)
    if kind == ".png":
        canvas.drawImage(str(path), 0, 0, own_width, own_height, mask="auto")
    elif kind == ".svg":
        with _initial_font(canvas):
            renderPDF.draw(_svg(path), canvas, 0, 0)
    else:
        canvas.place_page(path)
    canvas.restoreState()


@contextmanager
def _initial_font(canvas: TaggedCanvas) -> Iterator[None]:
    """Have ReportLab's graphics begin with a font of the page: its own default is not embedded."""
    usual = shapes.STATE_DEFAULTS["fontName"]
    shapes.STATE_DEFAULTS["fontName"] = canvas._fontname
    try:
        yield
    finally:
        shapes.STATE_DEFAULTS["fontName"] = usual


@cache
def size(path: Path) -> tuple[float, float]:
    """Width and height of a logo, in its own units.

    Raises:
        LogoError: the file is damaged, or is SVG and svglib is not installed.
    """
    kind = path.suffix.lower()
    measure = {".svg": _svg_size, ".pdf": _pdf_size}.get(kind, _picture_size)
    try:
        width, height = measure(path)
    except LogoError:
        raise
    except Exception as error:  # each library has its own ways to stumble over a damaged file
        raise LogoError(
            _(
                "{path}: not a readable {kind} ({error})",
                path=path,
                kind=kind[1:].upper(),
                error=error,
            )
        ) from error
    if not (width > 0 and height > 0):
        raise LogoError(
            _(
                "{path}: it measures {width} by {height}",
                path=path,
                width=f"{width:g}",
                height=f"{height:g}",
            )
        )
    return width, height


def _svg_size(path: Path) -> tuple[float, float]:
    drawing = _svg(path)
    return float(drawing.width), float(drawing.height)


def _pdf_size(path: Path) -> tuple[float, float]:
    import pikepdf  # late: few brands have a logo in PDF

    from tradefiche.pdf import placed_page

    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted:
            raise LogoError(_("{path}: an encrypted PDF cannot be placed", path=path))
        if not len(pdf.pages):
            raise LogoError(_("{path}: it has no page", path=path))
        placed_page.drawing(pdf)
        left, low, right, high = (float(value) for value in pdf.pages[0].mediabox)
    return right - left, high - low


def _picture_size(path: Path) -> tuple[float, float]:
    with path.open("rb") as file:
        head = file.read(24)
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        raise LogoError(_("{path}: not a PNG", path=path))
    width, height = struct.unpack(">II", head[16:24])
    if width * height > MOST_PIXELS:  # known before it is unpacked
        most = whole(MOST_PIXELS)
        raise LogoError(
            _(
                "{path}: its {width} by {height} pixels are more than {most}",
                path=path,
                width=width,
                height=height,
                most=most,
            )
        )
    with Image.open(path, formats=("PNG",)) as picture:
        picture.load()  # a cut file still has a size
        return float(picture.width), float(picture.height)


@cache
def _svg(path: Path) -> Any:
    try:
        from svglib.svglib import svg2rlg
    except ImportError as error:
        raise LogoError(
            _(
                '{path}: SVG logos need svglib (pip install "tradefiche[svg]"), or '
                "convert it to PDF",
                path=path,
            )
        ) from error
    svg.require_plain(path.read_bytes())
    drawing = svg2rlg(str(path))
    if drawing is None:
        raise LogoError(_("{path}: not a readable SVG", path=path))
    return drawing
