"""Archives of a year: one a region and one of all, the same bytes for the same fiches."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tradefiche import atomic
from tradefiche.batch import manifest
from tradefiche.batch.manifest import Entry
from tradefiche.batch.request import plain
from tradefiche.errors import OutputError

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the clock would make each archive another file."""


def write(folder: Path, year: int) -> list[Path]:
    """Pack the PDFs that the manifest lists; gives the archives.

    Raises:
        OutputError: an archive cannot be written, or a listed file is gone.
    """
    entries = manifest.read(folder, year).fiches
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.region or entry.name].append(entry)
    made = [(f"{year}-{plain(region)}.zip", members) for region, members in sorted(groups.items())]
    made.append((f"{year}-tous-les-departements.zip", list(entries)))
    return [_pack(folder, folder / name, members) for name, members in made]


def _pack(folder: Path, path: Path, entries: Sequence[Entry]) -> Path:
    try:
        with atomic.replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
            for entry in entries:
                info = zipfile.ZipInfo(entry.pdf.name, EPOCH)
                info.external_attr = 0o644 << 16
                # PDFs are compressed already
                archive.writestr(info, (folder / entry.pdf.name).read_bytes())
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error})",
            "Build the fiches again if one is missing, or free some space.",
        ) from error
    return path
