"""The edition that every road sets: the pages of the publication, which the peers set too.

What tradefiche says beyond it (« L’essentiel », what distinguishes, exposure, years) they do not.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tradefiche import edition

SECTIONS = ("contexte", "balance", "exportations", "importations", "pratique", "annexe")
_LISTED = re.compile(r"^sections = .*$", re.MULTILINE)
_TABLE = re.compile(r"^!\[.*\]\(donnees:(.*)\)\n\n?", re.MULTILINE)


def write(folder: Path) -> Path:
    """The latest edition without the other sections, and without their tables."""
    shutil.copytree(edition.folder_for(9999), folder)
    toml = folder / "edition.toml"
    listed = ", ".join(f'"{name}"' for name in SECTIONS)
    toml.write_text(_LISTED.sub(f"sections = [{listed}]", toml.read_text("utf-8")), "utf-8")
    texts = "".join((folder / f"{name}.md").read_text("utf-8") for name in SECTIONS)
    annexe = folder / "annexe.md"
    kept = _TABLE.sub(
        lambda found: found[0] if f"(figure:{found[1]})" in texts else "",
        annexe.read_text("utf-8"),
    )
    annexe.write_text(kept, "utf-8")
    return folder
