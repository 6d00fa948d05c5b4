"""The command as people run it, for the tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from click.testing import Result
from customs_files import write
from pdf_reading import flat
from pdf_reading import pages
from systems import WINDOWS

from tradefiche import resources
from tradefiche.commands.cli import main


def run(*words: object, status: int = 0, **options: Any) -> Result:
    """The command, which must end with ``status`` and never with a traceback."""
    result = CliRunner().invoke(main, [str(word) for word in words], **options)
    for stream in ("stdout_bytes", "stderr_bytes", "output_bytes"):
        setattr(result, stream, _slashed(getattr(result, stream).decode()).encode())
    assert "Traceback" not in result.output, result.output
    assert result.exit_code == status, result.output
    return result


def _slashed(said: str) -> str:
    """The same with relative paths as all others write them, where Windows has backslashes."""
    if not WINDOWS:
        return said
    separator = r"\\\\" if said[:1] in {"{", "["} else r"\\"  # in JSON they are escaped
    relative = rf"(?<![^\s\"'(=])[\w.-]+(?:{separator}[\w.-]+)+"
    return re.sub(relative, lambda found: re.sub(separator, "/", found[0]), said)


def process(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which writes in UTF-8 if ``options`` say no other."""
    options = {
        "encoding": "utf-8",
        "env": {**os.environ, "PYTHONIOENCODING": "utf-8"},
        **options,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tradefiche", *map(str, words)],
        capture_output=True,
        check=False,
        **options,
    )
    done.stdout, done.stderr = _slashed(done.stdout), _slashed(done.stderr)
    return done


def printed(path: Path) -> str:
    """All that a PDF says, on one line."""
    return flat(" ".join(pages(path.read_bytes())))


def copied(name: str, folder: Path) -> Path:
    """A copy of a folder of ``assets``, to be changed."""
    shipped = resources.assets(*name.split("/"))
    for path in filter(Path.is_file, shipped.rglob("*")):
        write(folder / path.relative_to(shipped), path.read_bytes())
    return folder


def changed(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` of a text file, which must be there."""
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")
