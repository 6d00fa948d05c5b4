"""The look as data: palette, fonts, words and logos of a brand folder; refuses what reads badly.

A brand is a folder with ``brand.toml`` (see ``assets/brand/default``), its fonts and its logos.
What it does not set it has from the default one. Nothing here knows pages or charts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tradefiche import releases
from tradefiche import resources
from tradefiche.brand import contrast
from tradefiche.brand import embedding
from tradefiche.errors import BrandError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import whole
from tradefiche.spelling import misspelt
from tradefiche.spelling import proposal

LOGO_TYPES = (".svg", ".pdf", ".png")
MOST_OF_FONT, MOST_OF_LOGO = 20_000_000, 5_000_000
"""Bytes of a file: fonts of all scripts have 10 million, logos some thousands."""
MOST_OF_NAME = 200


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: tuple[str, ...]
    agency: tuple[str, ...]


class _Logos(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: str
    agency: str


class _Fonts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    regular: str
    italic: str
    semibold: str
    bold: str
    embedding_licensed: tuple[str, ...] = ()


class _Contrast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]


class _BrandFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    words: _Words
    logos: _Logos
    fonts: _Fonts
    palette: dict[str, str]
    contrast: _Contrast
    made_with: str = ""


@dataclass(frozen=True)
class Palette:
    """Colours by token, as (red, green, blue) in 0–1."""

    colors: dict[str, contrast.RGB] = field(hash=False)

    def rgb(self, token: str) -> contrast.RGB:
        """The colour of a token; an unknown token is a fault of the program."""
        return self.colors[token]

    def rgba(self, token: str, opacity: float = 1.0) -> tuple[float, float, float, float]:
        """The colour of a token with an opacity, as matplotlib wants it."""
        return (*self.colors[token], opacity)


@dataclass(frozen=True)
class Brand:
    """A loaded brand.

    Attributes:
        fonts: weight → TrueType file.
        state_words, agency_words: lines set where no logo is given.
        state_logo, agency_logo: logo files, or None.
        fingerprint: changes with anything that changes the look.
        made_with: the version of the program that it was copied from, where it says so.
    """

    name: str
    folder: Path
    palette: Palette
    fonts: dict[str, Path] = field(hash=False)
    state_words: tuple[str, ...]
    agency_words: tuple[str, ...]
    state_logo: Path | None
    agency_logo: Path | None
    fingerprint: str
    made_with: str = ""


@cache
def load(folder: Path | None = None, *, allow_low_contrast: bool = False) -> Brand:
    """The brand of ``folder``, or the default one.

    Raises:
        BrandError: ``brand.toml`` is missing or wrong, a file it names is missing, or a pair of
            colours fails its contrast (unless ``allow_low_contrast``).
    """
    brand, faults = tried(folder, allow_low_contrast=allow_low_contrast)
    if faults or not brand:
        raise faults[0]
    return brand


def tried(
    folder: Path | None = None, *, allow_low_contrast: bool = False
) -> tuple[Brand | None, tuple[BrandError, ...]]:
    """The brand of ``folder`` or the default one, and all that is wrong with it.

    None where colours or files that it needs are wrong.
    """
    folder = folder or resources.assets("brand", "default")
    path = folder / "brand.toml"
    try:
        read, whole = _file(path)
        palette = Palette(_colors(path, read))
    except BrandError as error:
        return None, (error,)
    low = [] if allow_low_contrast else [*_low_contrast(path, palette, read.contrast)]
    missing: list[BrandError] = []
    licensed = read.fonts.embedding_licensed
    fonts = {
        weight: _found(missing, _font, path, folder, getattr(read.fonts, weight), licensed)
        for weight in ("regular", "italic", "semibold", "bold")
    }
    state, agency = (
        _found(missing, _logo, path, folder, name) for name in (read.logos.state, read.logos.agency)
    )
    if missing:
        return None, (*low, *missing)
    kept = {weight: file for weight, file in fonts.items() if file}
    brand = Brand(
        read.name,
        folder,
        palette,
        kept,
        read.words.state,
        read.words.agency,
        state,
        agency,
        _fingerprint(
            [
                *(path, *kept.values(), *filter(None, (state, agency))),
                *([] if whole else [_default_path()]),
            ]
        ),
        read.made_with,
    )
    return brand, tuple(low)


def _found(faults: list[BrandError], find: Callable[..., Path | None], *where: Any) -> Path | None:
    """What ``find`` gives; what it raises is noted."""
    try:
        return find(*where)
    except BrandError as error:
        faults.append(error)
        return None


def _file(path: Path) -> tuple[_BrandFile, bool]:
    """What ``brand.toml`` holds, with the default's for what it does not say; whether it says all.

    Raises:
        BrandError: it cannot be read, or has not the form that it must have.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = cause(error) if isinstance(error, OSError) else _("not UTF-8")
        raise BrandError(
            _("{path}: cannot be read ({error})", path=path, error=reason),
            _("A brand folder holds a brand.toml; copy assets/brand/default and change the copy."),
        ) from error
    said: dict[str, Any] = {}
    try:
        said = tomllib.loads(text)
        _require_spelt(path, said.get("palette"))
        merged = _inherited(said, _usual())
        return msgspec.convert(merged, _BrandFile), merged == said
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        later = releases.newer(str(path), str(said.get("made_with", "")))
        raise BrandError(
            _("{path}: {reason}", path=path, reason=error),
            (later and _("Take that version or a later one: {later}.", later=later))
            or misspelt(str(error), _BrandFile)
            or _("Compare with assets/brand/default/brand.toml."),
        ) from error


def _inherited(said: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """What is said, and the usual for what is not: keys of tables one by one, lists as they are."""
    whole = {**usual, **said}
    for key, value in usual.items():
        if isinstance(value, dict) and isinstance(whole[key], dict):
            whole[key] = _inherited(whole[key], value)
    return whole


def _require_spelt(path: Path, palette: Any) -> None:
    """A colour that is nearly one that the brand does not set would silently have no effect.

    Raises:
        BrandError: there is one.
    """
    known = _usual()["palette"]
    own = [token for token in palette if token not in known] if isinstance(palette, dict) else []
    lacking = [token for token in known if own and token not in palette]
    for token in own:
        from difflib import get_close_matches  # most brands have no colour of their own

        if close := get_close_matches(token, lacking, 1, 0.7):
            raise BrandError(
                _("{path}: [palette] has no colour {token!r}", path=path, token=token),
                _("Did you mean {name}?", name=repr(close[0])),
            )


def _colors(path: Path, read: _BrandFile) -> dict[str, contrast.RGB]:
    """The palette, each colour as parts of one.

    Raises:
        BrandError: a colour is badly written.
    """
    try:
        return {token: _color(token, value) for token, value in read.palette.items()}
    except ValueError as error:
        raise BrandError(
            _("{path}: {reason}", path=path, reason=error),
            _("Compare with assets/brand/default/brand.toml."),
        ) from error


def _color(token: str, value: str) -> contrast.RGB:
    try:
        return contrast.from_hex(value)
    except ValueError as error:
        raise ValueError(_("[palette] {color}: {reason}", color=token, reason=error)) from error


def _default_path() -> Path:
    return resources.assets("brand", "default", "brand.toml")


@cache
def _usual() -> dict[str, Any]:
    """The project's own brand file: what a brand has that it does not say."""
    return tomllib.loads(_default_path().read_text("utf-8"))


@cache
def _default() -> _BrandFile:
    """The same: the pairs that every brand must have."""
    return msgspec.convert(_usual(), _BrandFile)


def _low_contrast(path: Path, palette: Palette, pairs: _Contrast) -> Iterator[BrandError]:
    """Check the brand's pairs, and the default ones: they are what the pages set on what."""
    failures = []
    for kind, least in (("text", contrast.TEXT_RATIO), ("marks", contrast.MARK_RATIO)):
        for front, back in dict.fromkeys(
            (*getattr(pairs, kind), *getattr(_default().contrast, kind))
        ):
            try:
                found = contrast.ratio(palette.rgb(front), palette.rgb(back))
            except KeyError as error:
                yield BrandError(
                    _(
                        "{path}: [contrast] names an unknown colour {color!r}",
                        path=path,
                        color=error.args[0],
                    ),
                    proposal(error.args[0], palette.colors),
                )
                continue
            if found < least:
                failures.append(
                    _(
                        "{front} on {back} {contrast}:1 (needs {least}:1)",
                        front=front,
                        back=back,
                        contrast=decimal(found, 2),
                        least=decimal(least, 1),
                    )
                )
    if failures:
        yield BrandError(
            _("{path}: too little contrast: {pairs}", path=path, pairs=_("; ").join(failures)),
            _("Darken or lighten these colours, or accept them with --allow-low-contrast."),
        )


def _font(path: Path, folder: Path, name: str, licensed: Sequence[str]) -> Path:
    _require_short(path, name)
    for candidate in (folder / name, resources.fonts(name)):
        if _is_file(candidate):
            _require_small(candidate, MOST_OF_FONT)
            if name not in licensed:
                embedding.require_allowed(candidate)
            return candidate
    raise BrandError(
        _(
            "{path}: font file {file} is neither in {folder} nor among the project's fonts",
            path=path,
            file=name,
            folder=folder,
        ),
        _("Put the TrueType file in the brand folder."),
    )


def _logo(path: Path, folder: Path, name: str) -> Path | None:
    if not name:
        return None
    _require_short(path, name)
    file = folder / name
    if file.suffix.lower() not in LOGO_TYPES:
        raise BrandError(
            _("{path}: logo {file} is not SVG, PDF or PNG", path=path, file=name),
            _("Convert it to PDF or PNG."),
        )
    if not _is_file(file):
        raise BrandError(
            _("{path}: no logo file {file}", path=path, file=file),
            _('Put it there, or write "" for the words.'),
        )
    _require_small(file, MOST_OF_LOGO)
    return file


def _require_short(path: Path, name: str) -> None:
    if len(name) > MOST_OF_NAME:
        raise BrandError(
            _(
                "{path}: a file name of {count} characters, {beginning}…",
                path=path,
                count=len(name),
                beginning=name[:20],
            ),
            _("Name a file."),
        )


def _require_small(file: Path, most: int) -> None:
    """Before it is read: its whole content is, more than once."""
    if (size := file.stat().st_size) > most:
        raise BrandError(
            _(
                "{file}: {size} bytes, more than the {most} that are read",
                file=file,
                size=whole(size),
                most=whole(most),
            ),
            _("Export it again, smaller."),
        )


def _is_file(path: Path) -> bool:
    """Whether there is a file; there is none where the name can be none of a file."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _fingerprint(files: list[Path]) -> str:
    digest = sha256()
    for file in files:
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()
