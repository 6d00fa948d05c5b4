"""A brand made ready to set type: registered fonts, text styles by role, colours.

The type scale is the publication's; its fonts and colours are the brand's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tradefiche.brand import Brand
from tradefiche.brand import Palette
from tradefiche.charts.labels import Pen
from tradefiche.errors import BrandError
from tradefiche.messages import _
from tradefiche.pdf import logos
from tradefiche.pdf.fonts import FontError
from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.fonts import register
from tradefiche.pdf.lines import Style

Role = Literal[
    "cover_title", "cover_territory", "section", "introduction", "hanging",
    "figure_title", "finding", "lead", "lead_large", "body",
    "small", "key", "source", "panel_title", "cover_title_long",
    "demo_line", "list_title",
]  # fmt: skip

SCALE: dict[str, tuple[Weight, float, float, str, float]] = {
    # role: weight, size, leading, colour, space after
    "cover_title": ("bold", 29, 34, "paper", 0),
    "cover_title_long": ("bold", 22, 26, "paper", 0),
    "cover_territory": ("semibold", 17, 20, "paper", 0),
    "section": ("bold", 22, 26, "state", 0),
    "introduction": ("bold", 16, 19, "state", 7),
    "hanging": ("semibold", 13, 16, "state", 0),
    "figure_title": ("bold", 12.5, 15, "ink", 0),
    "finding": ("regular", 9.5, 13, "text", 0),
    "lead": ("regular", 11, 15.5, "ink", 7),
    "lead_large": ("regular", 11.5, 16, "ink", 7),
    "body": ("regular", 10, 14, "text", 7),
    "small": ("regular", 8.5, 12, "text", 0),
    "key": ("regular", 8, 11, "text", 0),
    "source": ("regular", 7, 9.5, "mute", 0),
    "panel_title": ("bold", 11, 14, "ink", 0),
    "list_title": ("semibold", 8.5, 11, "ink", 0),
    "demo_line": ("regular", 7, 9.5, "ink", 0),
}


@dataclass(frozen=True)
class Look:
    """Fonts, colours and styles that pages are set with."""

    brand: Brand
    typeface: Typeface

    @property
    def palette(self) -> Palette:
        """The brand's colours."""
        return self.brand.palette

    @property
    def pen(self) -> Pen:
        """Measures labels with the same fonts."""
        return Pen(self.typeface)

    def color(self, token: str) -> tuple[float, float, float]:
        """(red, green, blue) of a palette token."""
        return self.brand.palette.rgb(token)

    def style(self, role: Role, color: str = "", after: float | None = None) -> Style:
        """The text style of a role, in another colour if asked."""
        weight, size, leading, token, space = SCALE[role]
        return Style(
            size, leading, self.color(color or token), weight, space if after is None else after
        )


@cache
def prepare(brand: Brand) -> Look:
    """Register the brand's fonts.

    Raises:
        BrandError: a font cannot be embedded, or a logo cannot be read.
    """
    try:
        typeface = register(f"{brand.name}-{brand.fingerprint[:8]}", brand.fonts)  # type: ignore[arg-type]
    except FontError as error:
        raise BrandError(
            _("{path}: {reason}", path=brand.folder, reason=error),
            _("Use TrueType outlines (.ttf); convert .otf and .woff2 files first."),
        ) from error
    try:
        for logo in filter(None, (brand.state_logo, brand.agency_logo)):
            logos.size(logo)
    except logos.LogoError as error:
        raise BrandError(str(error), _("Export the logo again, as PDF or PNG.")) from error
    return Look(brand, typeface)
