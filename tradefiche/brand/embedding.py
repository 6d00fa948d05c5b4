"""Whether a font may be embedded in a document: what its makers say in the file (OS/2, fsType).

Source: OpenType specification 1.9, table OS/2. A PDF embeds a subset of each font.
"""

from __future__ import annotations

import struct
from pathlib import Path

from tradefiche.errors import BrandError
from tradefiche.messages import _

RESTRICTED, PREVIEW_OR_EDITABLE = 0x0002, 0x000C
NO_SUBSETTING, BITMAP_ONLY = 0x0100, 0x0200


def require_allowed(font: Path) -> None:
    """Refuse a font whose makers forbid what a PDF does with it.

    Raises:
        BrandError: they forbid embedding, subsetting, or embedding its outlines.
    """
    rights = _rights(font.read_bytes())
    forbidden = [
        *([_("embedding")] if rights & RESTRICTED and not rights & PREVIEW_OR_EDITABLE else []),
        *([_("subsetting")] if rights & NO_SUBSETTING else []),
        *([_("embedding of outlines")] if rights & BITMAP_ONLY else []),
    ]
    if forbidden:
        raise BrandError(
            _(
                "{path}: the font forbids {uses} (fsType {rights})",
                path=font,
                uses=", ".join(forbidden),
                rights=f"0x{rights:04X}",
            ),
            _(
                "Take another font. Whoever holds a licence that allows it names "
                'the file in brand.toml: [fonts] embedding_licensed = ["{font}"].',
                font=font.name,
            ),
        )


def _rights(content: bytes) -> int:
    """The field fsType, 0 where there is none; what is no TrueType is refused when it is set."""
    try:
        count = struct.unpack_from(">H", content, 4)[0]
        for index in range(count):
            tag, _sum, offset, _length = struct.unpack_from(">4sLLL", content, 12 + 16 * index)
            if tag == b"OS/2":
                return int(struct.unpack_from(">H", content, offset + 8)[0])
    except struct.error:
        pass
    return 0
