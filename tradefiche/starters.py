"""What one begins with: copies of the shipped edition, brand and settings, whole or not at all."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import resources
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import language

MADE_WITH = f'made_with = "{__version__}"  # the tradefiche that this was copied from'
_YEAR = re.compile(r"[12][0-9]{3}")


def edition(folder: Path) -> int:
    """A copy of the latest edition, of the year that the folder is named by, where it is by one.

    Gives the year that it is of.

    Raises:
        OutputError: the folder is there already, or cannot be written.
    """
    latest = max(resources.assets("editions").iterdir(), key=lambda path: path.name)
    name = Path(folder.absolute()).name
    year = int(name) if _YEAR.fullmatch(name) else int(latest.name)

    def changed(text: str) -> str:
        return re.sub(r"(?m)^year = \d+$", f"{MADE_WITH}\nyear = {year}", text)

    _copy(latest, folder, "edition.toml", changed)
    return year


def brand(folder: Path) -> None:
    """A copy of the default brand, named as its folder is.

    Raises:
        OutputError: the folder is there already, or cannot be written.
    """
    name = json.dumps(Path(folder.absolute()).name, ensure_ascii=False)  # as TOML writes it, too

    def changed(text: str) -> str:
        return text.replace('name = "default"', f"{MADE_WITH}\nname = {name}", 1)

    _copy(resources.assets("brand", "default"), folder, "brand.toml", changed)


def settings(file: Path) -> None:
    """A ``tradefiche.toml`` in which all is a remark, in the operator's language.

    Raises:
        OutputError: the file is there already, or cannot be written.
    """
    if file.exists() or file.is_symlink():
        raise there(file)
    name = f"tradefiche.{language()}.toml"
    try:
        atomic.write_bytes(file, resources.assets("settings", name).read_bytes())
    except OSError as error:
        raise _unwritable(file, error) from error


def there(path: Path) -> OutputError:
    """The error of what would be replaced."""
    return OutputError(
        _("{path}: is there already", path=path),
        _("Name another one: what is yours is never replaced."),
    )


def _copy(source: Path, folder: Path, name: str, changed: Callable[[str], str]) -> None:
    """Copy a folder, one text of it changed; what is written half is removed."""
    empty = folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
    if (folder.exists() or folder.is_symlink()) and not empty:
        raise there(folder)
    target = Path(folder.absolute())
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        for path in sorted(filter(Path.is_file, source.rglob("*"))):
            content = path.read_bytes()
            if path == source / name:
                content = changed(content.decode()).encode()
            atomic.write_bytes(draft / path.relative_to(source), content)
        if empty:
            folder.rmdir()  # Windows renames to no name that is there
        draft.rename(target)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        _("{path}: cannot be written ({error})", path=path, error=cause(error)),
        _("Check the folder's permissions, or name another place."),
    )
