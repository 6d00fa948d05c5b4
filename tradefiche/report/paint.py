"""Small drawing helpers on a canvas: rectangles, rules and single lines of text, by token."""

from __future__ import annotations

from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report.look import Look


def fill(
    canvas: TaggedCanvas, look: Look, token: str, x: float, y: float, width: float, height: float
) -> None:
    """A filled rectangle, (x, y) its lower left corner."""
    canvas.plate((x, y, width, height), look.color(token))


def rule(
    canvas: TaggedCanvas,
    look: Look,
    token: str,
    x: float,
    y: float,
    width: float,
    weight: float = 0.5,
) -> None:
    """A horizontal line."""
    canvas.strokes([(x, y, x + width, y)], weight, look.color(token))


def write(
    canvas: TaggedCanvas,
    look: Look,
    text: str,
    x: float,
    y: float,
    size: float,
    weight: Weight = "regular",
    token: str = "ink",
    align: str = "left",
) -> float:
    """One line of text with its baseline at y; gives its width.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    width = look.typeface.width(text, weight, size)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
    canvas.show(text, left, y, look.typeface.font(weight), size, look.color(token))
    return width


def pill(
    canvas: TaggedCanvas, look: Look, text: str, x: float, y: float, *, right: bool = False
) -> None:
    """The loud mark: ``text`` on yellow, baseline at y, from x (or up to x).

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    size = 7.0
    width = look.typeface.width(text, "semibold", size) + 9
    left = x - width if right else x
    canvas.plate((left, y - size * 0.42, width, size * 1.62), look.color("demo"), radius=1.5)
    write(canvas, look, text, left + 4.5, y, size, "semibold")


def dot(canvas: TaggedCanvas, look: Look, x: float, y: float, radius: float, token: str) -> None:
    """A disc with a white edge, around (x, y)."""
    canvas.setFillColorRGB(*look.color(token))
    canvas.setStrokeColorRGB(*look.color("paper"))
    canvas.setLineWidth(0.9)
    canvas.circle(x, y, radius, stroke=1, fill=1)


def ring(canvas: TaggedCanvas, look: Look, x: float, y: float, radius: float, token: str) -> None:
    """A white disc with an edge, around (x, y)."""
    box, edge = (x - radius, y - radius, 2 * radius, 2 * radius), look.color(token)
    canvas.plate(box, look.color("paper"), radius=radius, edge=edge, width=0.9)
