"""What a path on the command line may be: ``~`` is home, and some names name no file on Windows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from pathlib import PureWindowsPath
from typing import Any

import click

from tradefiche.errors import UsageError
from tradefiche.messages import _

WINDOWS = os.name == "nt"
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"}
)
_LONGEST = 259
"""Characters of a path that every Windows takes."""
_WITHIN = 110
"""Characters of the longest path of ours in a folder that is named, drafts included."""


class PathOption(click.Path):
    """A path that this system can have, or a wrong usage before anything is done."""

    def __init__(self, **wanted: bool) -> None:
        super().__init__(path_type=Path, **wanted)

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Any:
        """The path.

        Raises:
            UsageError: Windows has no such name, or it is too long there.
        """
        given = os.path.expanduser(value)  # noqa: PTH111 (a Path has lost the ~ of « ./~ »)
        if WINDOWS:
            require_possible(given, folder=not self.file_okay)
        return super().convert(given, parameter, context)


FOLDER = PathOption(file_okay=False)
FILE = PathOption(dir_okay=False)
EITHER = PathOption()


def require_possible(given: str, *, folder: bool) -> None:
    """See that Windows can have a path: ``C:\\x``, ``C:x`` and ``\\\\server\\share\\x`` it can.

    Raises:
        UsageError: one of its names cannot be, or it is too long for what is to be written there.
    """
    path = PureWindowsPath(given)
    for name in path.parts[bool(path.anchor) :]:
        if reason := _impossible(name):
            raise UsageError(
                _(
                    "{path}: Windows has no file or folder named {name} ({reason})",
                    path=given,
                    name=name,
                    reason=reason,
                ),
                _("Choose another name."),
            )
    room = _LONGEST - (_WITHIN if folder else 0)
    if len(os.path.abspath(given)) > room and not _takes_long_paths():  # noqa: PTH100
        raise UsageError(
            _(
                "{path}: too long a path for this Windows: {most} characters at most here",
                path=given,
                most=room,
            ),
            _(
                "Choose a folder nearer to the root of the disk, or have long paths"
                " enabled (LongPathsEnabled)."
            ),
        )


def _impossible(name: str) -> str:
    """Why no file can be called so; empty when it can."""
    wrong = sorted({letter for letter in name if letter in '<>:"|?*' or letter < " "})
    if wrong:
        return _("{characters} may not be in it", characters=" ".join(map(repr, wrong)))
    if name.strip(".") and name[-1] in " .":
        return _("it ends with a space or a dot")
    if name.partition(".")[0].rstrip().upper() in _DEVICES:
        return _("it is that of a device")
    return ""


def _takes_long_paths() -> bool:
    """Whether somebody enabled them, for all programs of this machine."""
    if sys.platform != "win32":
        return True
    import winreg

    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem"
        ) as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False
