"""Where the project's own files are: at the top of a checkout, or inside an installed wheel."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_PACKAGE = Path(__file__).parent
_PIP = r".venv\Scripts\pip" if os.name == "nt" else ".venv/bin/pip"


def _root(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def assets(*parts: str) -> Path:
    """A path under ``assets/`` (reference tables, brands, editions, demonstration data)."""
    return _root("assets").joinpath(*parts)


def install(extra: str) -> str:
    """The command that installs an optional part: from the checkout, or beside what is installed.

    In double quotes: the only ones that the shells of every system take. By the Python that runs:
    a bare ``pip`` is another's, or none.
    """
    if (_PACKAGE.parent / "pyproject.toml").is_file():
        return f'{_PIP} install -e ".[{extra}]"'
    python = Path(sys.executable)
    with suppress(ValueError):
        python = python.relative_to(Path.cwd())
    typed = f'"{python}"' if " " in str(python) else python
    return f'{typed} -m pip install "tradefiche[{extra}]"'


def fonts(*parts: str) -> Path:
    """A path under ``fonts/``."""
    return _root("fonts").joinpath(*parts)
