"""The picture that is shown where a fiche is shared: its outline, its three figures, its mark.

Drawn by Pillow, 1200 × 630, in few colours: the same bytes for the same fiche, brand and library.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image
from PIL import ImageDraw
from PIL import ImageFont

from tradefiche.brand import Brand
from tradefiche.charts.maps.silhouette import silhouette
from tradefiche.fiche import Fiche
from tradefiche.web.essentiel import key_panels
from tradefiche.web.share import PICTURE_SIZE
from tradefiche.wording import sentences
from tradefiche.wording.french import typeset
from tradefiche.wording.panels import KeyPanel
from tradefiche.wording.spoken import EXPANSIONS

WIDTH, HEIGHT = PICTURE_SIZE
MARGIN, BAND = 64, 330
"""Pixels: at all sides; of the band of colour at the top."""
SIDE, FINER = 236, 4
"""Of the outline, and how much finer it is drawn to have smooth edges."""
LARGEST, SMALL = 76, 36
"""Type of numbers, and of their units."""
COLORS = 64
"""Of the palette: most of a picture is flat."""
SPACES = str.maketrans({"\u202f": "\u00a0"})
"""A narrow space is not in every font."""
TONES = {"exports": "exports_text", "imports": "imports_text"}


def words(fiche: Fiche) -> str:
    """What the picture shows, for who does not see it."""
    said = [f"Silhouette {fiche.place.of}"]
    for panel in key_panels(fiche):
        unit = EXPANSIONS.get(panel.unit, panel.unit)
        said.append(f"{panel.name} : {panel.number} {unit}")
    said.append(sentences.figure_mark(fiche))
    return typeset(". ".join(filter(None, said)) + ".")


def png(fiche: Fiche, brand: Brand, program: str) -> bytes:
    """The bytes of the picture.

    Args:
        program: what is written over the heading, with the year.
    """
    canvas = _Canvas(brand)
    canvas.rectangle((0, 0, WIDTH, BAND), "state")
    canvas.outline(fiche.place.code, (WIDTH - MARGIN - SIDE / 2, BAND / 2))
    room = WIDTH - 3 * MARGIN - SIDE
    canvas.text((MARGIN, 84), f"{program} · {fiche.year}", "cover_note", "semibold", 32, room)
    canvas.text((MARGIN, 164), "Commerce extérieur", "paper", "bold", 64, room)
    canvas.text((MARGIN, 240), fiche.place.of, "paper", "bold", 64, room)
    if mark := sentences.figure_mark(fiche):
        canvas.pill((MARGIN, 268), mark, 26)
    panels = key_panels(fiche)
    step = (WIDTH - 2 * MARGIN) // len(panels)
    size = min(canvas.size_of(panel, step - 24) for panel in panels)
    for place, panel in enumerate(panels):
        canvas.panel((MARGIN + place * step, BAND), panel, size, step - 24)
    canvas.text((MARGIN, HEIGHT - 34), _foot(brand), "mute", "regular", 24, WIDTH - 2 * MARGIN)
    return canvas.bytes()


def _foot(brand: Brand) -> str:
    return " ".join(brand.agency_words) or brand.name


@dataclass
class _Canvas:
    """A picture that is being drawn; positions in pixels, of text those of its base line."""

    brand: Brand

    def __post_init__(self) -> None:
        self._image = Image.new("RGB", PICTURE_SIZE, self._color("paper"))
        self._draw = ImageDraw.Draw(self._image)

    def rectangle(self, box: tuple[float, float, float, float], token: str) -> None:
        self._draw.rectangle(box, self._color(token))

    def outline(self, code: str, middle: tuple[float, float]) -> None:
        """A département, drawn finer and brought down: Pillow's own edges are steps."""
        side = SIDE * FINER
        mask = Image.new("L", (side, side), 0)
        draw, shape = ImageDraw.Draw(mask), silhouette(code, side)
        for rings, level in ((shape.land, 255), (shape.lagoons, 0)):
            for ring in rings:
                draw.polygon([(x + side / 2, side / 2 - y) for x, y in ring], level)
        small = mask.resize((SIDE, SIDE), Image.Resampling.BOX)
        corner = (round(middle[0] - SIDE / 2), round(middle[1] - SIDE / 2))
        self._image.paste(self._color("paper"), corner, small)

    def text(
        self, at: tuple[float, float], words: str, token: str, weight: str, size: int, room: float
    ) -> float:
        """Words on one line, smaller or cut where they are too long; how wide they are."""
        shown, font = self._fitted(words, weight, size, room)
        self._draw.text(at, shown, self._color(token), font, anchor="ls")
        return font.getlength(shown)

    def pill(self, at: tuple[float, float], words: str, size: int) -> None:
        """A mark on its colour, its corner at ``at``."""
        x, y = at
        shown, font = self._fitted(words, "semibold", size, WIDTH - 3 * MARGIN - SIDE - 28)
        box = (x, y, x + font.getlength(shown) + 28, y + size + 18)
        self._draw.rounded_rectangle(box, 4, self._color("demo"))
        self._draw.text((x + 14, y + size + 3), shown, self._color("ink"), font, anchor="ls")

    def size_of(self, panel: KeyPanel, room: float) -> int:
        """How large its number may be."""
        return int(self._fitted(_number(panel), "bold", LARGEST, room - self._unit(panel))[1].size)

    def panel(self, at: tuple[float, float], panel: KeyPanel, size: int, room: float) -> None:
        """A figure under its name."""
        x, y = at
        token = TONES.get(panel.tone, panel.tone)
        self.rectangle((x, y + 52, x + 48, y + 55), token)
        self.text((x, y + 98), panel.name, "text", "semibold", 34, room)
        unit = self._unit(panel)
        wide = self.text((x, y + 178), _number(panel), token, "bold", size, room - unit)
        self.text((x + wide, y + 178), f" {panel.unit}", token, "semibold", SMALL, unit + 1)

    def _unit(self, panel: KeyPanel) -> float:
        return self._font("semibold", SMALL).getlength(f" {panel.unit}")

    def bytes(self) -> bytes:
        """As PNG."""
        made = io.BytesIO()
        few = self._image.quantize(
            COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )  # without dither, what is flat stays so
        few.save(made, "PNG")
        return made.getvalue()

    def _fitted(
        self, words: str, weight: str, size: int, room: float
    ) -> tuple[str, ImageFont.FreeTypeFont]:
        """As large as there is room for; from half the size on, cut."""
        shown = "".join(filter(str.isprintable, words.translate(SPACES).replace("\u00a0", " ")))
        font = self._font(weight, size)
        while font.getlength(shown) > room and font.size > size // 2:
            font = self._font(weight, int(font.size) - 2)
        for left in _shorter(shown):
            if font.getlength(left) <= room:
                return left, font
        return "", font

    def _font(self, weight: str, size: int) -> ImageFont.FreeTypeFont:
        return _font(str(self.brand.fonts[weight]), size)

    def _color(self, token: str) -> tuple[int, int, int]:
        red, green, blue = (round(255 * part) for part in self.brand.palette.rgb(token))
        return red, green, blue


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    # Basic: the other engine is not in every Pillow, and sets words a little otherwise.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _number(panel: KeyPanel) -> str:
    return " ".join(filter(None, (panel.mark, panel.number)))


def _shorter(words: str) -> Iterator[str]:
    """The words, then with ever more of their end left out."""
    yield words
    for count in range(len(words) - 1, 0, -1):
        yield f"{words[:count].rstrip()}…"
