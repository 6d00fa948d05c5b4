"""Archives of a year: one a region and one of all, the same bytes for the same fiches."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tradefiche import atomic
from tradefiche import manifest
from tradefiche.batch import output
from tradefiche.batch.request import plain
from tradefiche.errors import OutputError
from tradefiche.manifest import Entry

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the clock would make each archive another file."""


def write(folder: Path, year: int) -> list[Path]:
    """Pack the PDFs that the manifest lists; gives the archives.

    Raises:
        OutputError: an archive cannot be written, or a listed file is not what was built.
        StoreError: another run writes there.
    """
    with output.owned(folder):
        return _written(folder, year, manifest.read(folder, year).fiches)


def _written(folder: Path, year: int, entries: Sequence[Entry]) -> list[Path]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.region or entry.name].append(entry)
    made = [(f"{year}-{plain(region)}.zip", members) for region, members in sorted(groups.items())]
    if entries:
        made.append((f"{year}-tous-les-departements.zip", list(entries)))
    return [_pack(folder, folder / name, members) for name, members in made]


def _pack(folder: Path, path: Path, entries: Sequence[Entry]) -> Path:
    try:
        with atomic.replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
            for entry in entries:
                info = zipfile.ZipInfo(entry.pdf.name, EPOCH)
                info.create_system = 3  # the same bytes on every system
                info.external_attr = 0o644 << 16
                # PDFs are compressed already
                archive.writestr(info, _content(folder / entry.pdf.name, entry))
    except OSError as error:
        raise output.unwritable(path, error) from error
    return path


def _content(path: Path, entry: Entry) -> bytes:
    content = path.read_bytes() if path.is_file() else b""
    if manifest.digest(content) != entry.pdf.sha256:
        raise OutputError(
            f"{path} is no longer what was built: not packed",
            f"Build it again (--dept {entry.code}), then pack.",
        )
    return content
