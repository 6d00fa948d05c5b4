"""One year's edition as data: titles, links, thresholds and texts; knows no figures, no pages."""

from __future__ import annotations

from tradefiche.edition.blocks import Block
from tradefiche.edition.blocks import Heading
from tradefiche.edition.blocks import Inline
from tradefiche.edition.blocks import Items
from tradefiche.edition.blocks import Note
from tradefiche.edition.blocks import PageBreak
from tradefiche.edition.blocks import Paragraph
from tradefiche.edition.blocks import Slot
from tradefiche.edition.blocks import fill
from tradefiche.edition.blocks import substitute
from tradefiche.edition.folder import BOUNDS
from tradefiche.edition.folder import COVER
from tradefiche.edition.folder import OWN
from tradefiche.edition.folder import PACK
from tradefiche.edition.folder import SECTION_COLORS
from tradefiche.edition.folder import SINGLE
from tradefiche.edition.folder import Edition
from tradefiche.edition.folder import Section
from tradefiche.edition.folder import folder_for
from tradefiche.edition.folder import lacks_single
from tradefiche.edition.folder import load
from tradefiche.edition.folder import tried

__all__ = [
    "BOUNDS",
    "COVER",
    "OWN",
    "PACK",
    "SECTION_COLORS",
    "SINGLE",
    "Block",
    "Edition",
    "Heading",
    "Inline",
    "Items",
    "Note",
    "PageBreak",
    "Paragraph",
    "Section",
    "Slot",
    "fill",
    "folder_for",
    "lacks_single",
    "load",
    "substitute",
    "tried",
]
