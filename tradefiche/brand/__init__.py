"""A brand as data: palette, fonts and logos, and what is too pale to be read."""

from __future__ import annotations

from tradefiche.brand.folder import LOGO_TYPES
from tradefiche.brand.folder import Brand
from tradefiche.brand.folder import Palette
from tradefiche.brand.folder import load
from tradefiche.brand.folder import tried

__all__ = [
    "LOGO_TYPES",
    "Brand",
    "Palette",
    "load",
    "tried",
]
