"""A brand made ready for pages: colours, tints, measures of words, and the style sheet."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

from tradefiche.brand import Brand
from tradefiche.charts.labels import Pen
from tradefiche.charts.tints import Tints
from tradefiche.errors import BrandError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.web import fonts
from tradefiche.web import metrics
from tradefiche.web.svg import hexadecimal

NAMED = {"expn": "exports:58", "impn": "imports:58"}
"""Tints of countries that have a name in the bar of a flow: 3:1 or more on paper."""
COLORED = ("red", "imports_text", "exports_text", "positive", "negative", "state", "ink", "mute")
"""Tokens that a text of an edition may be coloured with."""
SYSTEM = f"system-ui,{metrics.FONTS.partition(',')[2]}"
OWN_SHEET = "web.css"
"""A style sheet that a brand may add, in its folder."""


@dataclass(frozen=True)
class WebLook:
    """What pages are set with."""

    brand: Brand

    @property
    def colors(self) -> Tints:
        """The palette and its tints."""
        return Tints(self.brand.palette)

    @property
    def pen(self) -> Pen:
        """Measures words of drawings."""
        return Pen(metrics.SystemTypeface())

    @property
    def fonts(self) -> tuple[str, ...]:
        """Names of the type that the brand brings for pages.

        Raises:
            BrandError: one is not what it should be.
        """
        return fonts.held(self.brand.folder)

    def css(self, *sheets: str, up: str = "") -> str:
        """The style sheet of a page: tokens, then the sheets of these names.

        Args:
            up: from the page to the folder of its year.

        Raises:
            BrandError: what the brand adds cannot be read.
        """
        added = _added(self.brand.folder / OWN_SHEET)
        return _css(self, sheets, added, fonts.faces(self.fonts, up))


def _added(path: Path) -> str:
    """What a brand adds; nothing for most."""
    if not path.is_file():
        return ""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = cause(error) if isinstance(error, OSError) else _("not UTF-8")
        raise BrandError(
            _("{path}: cannot be read ({error})", path=path, error=reason),
            _("Save the style sheet as UTF-8 text."),
        ) from error


def css_hash(css: str) -> str:
    """What a Content-Security-Policy calls a style sheet."""
    return "sha256-" + base64.b64encode(sha256(css.encode()).digest()).decode()


@lru_cache(maxsize=16)
def _css(look: WebLook, sheets: tuple[str, ...], added: str, faces: str) -> str:
    """With what the brand adds, which can end no element."""
    own = f'"{fonts.FAMILY}",' if faces else ""
    tokens = _tokens(look, f"{own}{SYSTEM}")
    parts = (faces, tokens, *map(_sheet, sheets), added.replace("</", "<\\/"))
    return squeezed("\n".join(parts))


def _tokens(look: WebLook, typefaces: str) -> str:
    tints = look.colors
    colors = {name.replace("_", "-"): name for name in look.brand.palette.colors}
    named = [f"--{name}:{hexadecimal(tints.rgba(token))}" for name, token in
             {**colors, **NAMED}.items()]  # fmt: skip
    drawn = [f"--type:{typefaces}", f"--drawn:{metrics.FONTS}"]
    tones = [f".c-{each}{{color:var(--{each.replace('_', '-')})}}" for each in COLORED]
    return f":root{{{';'.join([*named, *drawn])}}}{''.join(tones)}"


def _sheet(name: str) -> str:
    return (resources.files(__package__) / "css" / f"{name}.css").read_text("utf-8")


def squeezed(css: str) -> str:
    """Without remarks and spaces that say nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r": (?=[^{}]*[;}])", ":", css)
    return css.replace(";}", "}").strip()


def fingerprint(look: WebLook, sheets: Iterable[str]) -> str:
    """Of all that the look of a page depends on."""
    return sha256(f"{look.brand.fingerprint}{look.css(*sheets)}".encode()).hexdigest()
