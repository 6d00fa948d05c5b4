"""Archives of a year: one a region, of all, of packs, single pages, workbooks; always the same."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tradefiche import atomic
from tradefiche import manifest
from tradefiche.batch import output
from tradefiche.errors import OutputError
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.messages import _
from tradefiche.reference import tables
from tradefiche.reference import territories

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the clock would make each archive another file."""
_ALL = "tous-les-departements"
_ESSENTIEL = "essentiel"
_PACKS = "territoires-d-industrie"
_WORKBOOKS = "classeurs"


@dataclass(frozen=True, slots=True)
class _Member:
    """A file that was built, and the option that builds it again."""

    file: FileEntry
    option: str


def write(folder: Path, year: int) -> list[Path]:
    """Pack the documents that the manifest lists; gives the archives.

    Raises:
        OutputError: an archive cannot be written, a listed file is not what was built, or some
            are of invented figures and others of real ones.
        StoreError: another run writes there.
    """
    with output.exclusive(folder):
        return _written(folder, year, manifest.read(folder, year))


def _written(folder: Path, year: int, listed: Manifest) -> list[Path]:
    if invented := manifest.mixed(listed):
        told = _(
            "{folder} holds real figures beside invented ones: not packed; invented are",
            folder=folder,
        )
        raise OutputError(
            "\n".join([told, *(f"  {name}" for name in invented)]),
            _(
                "Build these again from the same data as the others, or each kind "
                "in a folder of its own (--output)."
            ),
        )
    return [
        _pack(folder, folder / name, members) for name, members in _contents(year, listed).items()
    ]


def names(year: int, listed: Manifest) -> tuple[str, ...]:
    """The archives that are made of what a manifest lists."""
    return tuple(_contents(year, listed))


def possible(year: int) -> tuple[str, ...]:
    """All the archives that a year can have."""
    regions = (tables.slug(region.name) for region in territories.regions())
    return tuple(f"{year}-{name}.zip" for name in (*regions, _ALL, _ESSENTIEL, _WORKBOOKS, _PACKS))


def _contents(year: int, listed: Manifest) -> dict[str, list[_Member]]:
    """What goes into each archive, by its name."""
    fiches = [(e.region or e.name, _Member(e.pdf, f"--dept {e.code}")) for e in listed.fiches]
    groups: dict[str, list[_Member]] = defaultdict(list)
    for region, member in sorted(fiches, key=lambda pair: pair[0]):
        groups[tables.slug(region)].append(member)
    if fiches:
        groups[_ALL] = [member for _, member in fiches]
    if listed.essentiels:
        groups[_ESSENTIEL] = [
            _Member(entry.pdf, f"--dept {entry.code} --essentiel") for entry in listed.essentiels
        ]
    if listed.workbooks:
        groups[_WORKBOOKS] = [
            _Member(entry.xlsx, f"--dept {entry.code} --xlsx") for entry in listed.workbooks
        ]
    if listed.packs:
        groups[_PACKS] = [_Member(pack.pdf, f"--territoire {pack.id}") for pack in listed.packs]
    return {f"{year}-{name}.zip": members for name, members in groups.items()}


def _pack(folder: Path, path: Path, members: Sequence[_Member]) -> Path:
    try:
        with atomic.replacing(path) as draft, zipfile.ZipFile(draft, "w") as archive:
            for member in members:
                info = zipfile.ZipInfo(Path(member.file.name).name, EPOCH)
                info.create_system = 3  # the same bytes on every system
                info.external_attr = 0o644 << 16
                # PDFs and workbooks are compressed already
                archive.writestr(info, _content(folder, member))
    except OSError as error:
        raise output.unwritable(path, error) from error
    return path


def _content(folder: Path, member: _Member) -> bytes:
    path = folder / member.file.name
    content = path.read_bytes() if path.is_file() else b""
    if manifest.digest(content) != member.file.sha256:
        raise OutputError(
            _("{path} is no longer what was built: not packed", path=path),
            _("Build it again ({option}), then pack.", option=member.option),
        )
    return content
