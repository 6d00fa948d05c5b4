"""Published editions, made by hand, and lists of recipients: what a mailing starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from made_fiches import M
from made_fiches import make_fiche

from tradefiche import manifest as manifests
from tradefiche.batch.documents import FicheDocument
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche import to_json
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.manifest import PackEntry
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.reference.territories import file_stem

FINAL = Marks(demonstration=False, quarters=(1, 2, 3, 4))
PROVISIONAL = Marks(demonstration=False, quarters=(1, 2))
LACKING = Marks(demonstration=False, quarters=(1, 2, 3, 4), gaps=True)
DEMONSTRATION = Marks(demonstration=True, quarters=(1, 2, 3, 4))
HEADER = "territoire;departement;civilite;nom;email;cc;notes"


def fiche(code: str, year: int = 2024, marks: Marks = FINAL) -> Fiche:
    """A small fiche of a département; its figures tell it from the others."""
    number = int(code) + 1
    made = make_fiche({(1, 0): 300 * M + number * M, (2, 3): 7 * M}, {(1, 1): number * M})
    return replace(made, place=territories.departement(code), year=year, marks=marks)


def pdf(title: str, size: int = 1000) -> bytes:
    """Bytes that say a title as PDF/A does, and are no PDF otherwise."""
    head = f"%PDF-1.7\n<dc:title><rdf:Alt><rdf:li>Commerce – {title}</rdf:li></rdf:Alt>\n"
    return (head.encode() + b"\xe9\r\n.\r\n" * size)[:size]


def publish(
    output: Path,
    codes: Iterable[str] = ("03", "63"),
    *,
    year: int = 2024,
    marks: Marks = FINAL,
    size: int = 1000,
    packs: Iterable[str] = (),
    version: str = "",
) -> Path:
    """An output folder with fiches and packs, as ``build`` leaves it.

    Args:
        packs: ids of Territoires d'industrie; their fiches must be among ``codes``.
        version: makes other PDF of the same fiches.
    """
    folder = output / str(year)
    (folder / "territoires").mkdir(parents=True, exist_ok=True)
    found = manifests.read(folder, year)
    for code in codes:
        made = fiche(code, year, marks)
        name = file_stem(made.place)
        document = pdf(f"{made.place.name} ({made.place.code}), {year}", size) + version.encode()
        pages = _written(folder, f"{name}.pdf", document)
        figures = to_json(made)
        _written(folder, f"{name}.json", figures)
        drawn = manifests.made(pages, 12, edition="e", brand="b")
        found = FicheDocument(made, figures).listed(found, drawn)
    found = found.updated(packs=[_pack(folder, each, found, size) for each in packs])
    manifests.write(folder, found)
    return output


def _pack(folder: Path, id: str, known: Manifest, size: int) -> PackEntry:  # noqa: A002
    whole = next(each for each in industry.everything() if each.id == id)
    codes = tuple(part.departement.code for part in whole.parts if part.kept)
    left = tuple(part.departement.code for part in whole.parts if not part.kept)
    entries = [entry for code in codes if (entry := known.entry(code))]
    document = pdf(f"{whole.name} ({id}), {known.year}", 2 * size)
    file = _written(folder, f"territoires/{id}.pdf", document)
    data = manifests.digest("".join(entry.json.sha256 for entry in entries).encode())
    return PackEntry(
        id, whole.name, codes, left, file, 20, data, "e", "b", "0", entries[0].marks
    )  # fmt: skip


def _written(folder: Path, name: str, content: bytes) -> FileEntry:
    (folder / name).write_bytes(content)
    return FileEntry(name, manifests.digest(content), len(content))


def changed(output: Path, **values: object) -> Manifest:
    """The manifest of 2024 with other values, written in its place."""
    folder = output / "2024"
    found = replace(manifests.read(folder, 2024), **values)  # type: ignore[arg-type]
    manifests.write(folder, found)
    return found


def leads(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """A list of recipients."""
    path = folder / "leads.csv"
    path.write_bytes("\n".join([header, *lines, ""]).encode())
    return path
