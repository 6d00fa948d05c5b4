"""Writes requirements.lock: the versions that fiches are published with, by hash.

python tools/lock.py        # the newest that pyproject.toml allows, on any system; needs uv
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXTRAS = ("check", "keyring", "review", "svg", "xlsx")
LOCK = "requirements.lock"


def main() -> int:
    """The exit status of uv."""
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    asked = ["pip", "compile", "pyproject.toml", "-q", "-o", LOCK, "--upgrade", *extras]
    kept = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    told = ["--no-emit-index-url", "--custom-compile-command", "python tools/lock.py"]
    command = [sys.executable, "-m", "uv", *asked, *kept, *told]
    return subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
