"""The type that a brand brings for its pages: WOFF2 files of its folder, published beside them.

Fonts of a brand's PDF are never served: their licences seldom allow it. Drawings keep the type
that they are measured for.
"""

from __future__ import annotations

from pathlib import Path

from tradefiche.errors import BrandError
from tradefiche.errors import cause
from tradefiche.messages import _

FOLDER = "web-fonts"
"""In the folder of the brand."""
PUBLISHED = "fonts"
"""In that of the year."""
FAMILY = "Marque"
STYLES = {
    "regular": (400, "normal"), "semibold": (600, "normal"), "bold": (700, "normal"),
    "italic": (400, "italic"),
}  # fmt: skip
"""Weight and slope of each file, by its name."""
MOST = 80_000
"""Bytes of a file: more keeps a phone waiting."""
POLICY = "; font-src 'self'"
_MAGIC = b"wOF2"


def held(brand: Path) -> tuple[str, ...]:
    """The names of the files that a brand has; nothing for most.

    Raises:
        BrandError: one of them has a name that is none, or there is no upright one.
    """
    found = {path.stem for path in (brand / FOLDER).glob("*.woff2")}
    for name in sorted(found - STYLES.keys()):
        raise BrandError(
            _("{path}: no type of pages is called so", path=_file(brand, name)),
            _("Its name is one of {names}.", names=", ".join(STYLES)),
        )
    if found and "regular" not in found:
        raise BrandError(
            _("{path}: is missing", path=_file(brand, "regular")),
            _("The other types of pages need it: add it, or take them away."),
        )
    return tuple(name for name in STYLES if name in found)


def content(brand: Path, name: str) -> bytes:
    """The bytes of a file.

    Raises:
        BrandError: it cannot be read, is no WOFF2, or is too heavy.
    """
    path = _file(brand, name)
    try:
        found = path.read_bytes()
    except OSError as error:
        raise BrandError(
            _("{path}: cannot be read ({error})", path=path, error=cause(error)),
            _("Check its permissions, or take it away."),
        ) from error
    if not found.startswith(_MAGIC):
        raise BrandError(
            _("{path}: is no WOFF2 file", path=path),
            _("Ask for the type as WOFF2, the form of fonts for the web."),
        )
    if len(found) > MOST:
        raise BrandError(
            _("{path}: has more than {most} bytes", path=path, most=MOST),
            _("Take a file of the Latin letters alone: the page waits for it."),
        )
    return found


def faces(names: tuple[str, ...], up: str) -> str:
    """The rules that name them in a style sheet; ``up``: from the page to the folder of the year.

    Words are shown in the reader's own type until they are there.
    """
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url({up}{PUBLISHED}/{name}.woff2) format("woff2");'
        f"font-weight:{weight};font-style:{style};font-display:swap}}"
        for name, (weight, style) in STYLES.items()
        if name in names
    )


def _file(brand: Path, name: str) -> Path:
    return brand / FOLDER / f"{name}.woff2"
