"""What the version before left is read and upgraded, what a later one left is refused in words.

``tests/earlier_versions/README.md`` says what its files are and how they were made.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import command
import msgspec
import pytest
from customs_files import both
from customs_files import snapshot
from customs_files import write
from paths import TESTS

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import folders
from tradefiche import manifest
from tradefiche import versions
from tradefiche.cube import indicators
from tradefiche.errors import CheckError
from tradefiche.errors import OutputError
from tradefiche.errors import StoreError
from tradefiche.errors import TradeficheError
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche import from_json
from tradefiche.fiche import to_json
from tradefiche.reference import territories
from tradefiche.store.partitions import Partition
from tradefiche.store.store import Store
from tradefiche.validation import hashes

BEFORE = TESTS / "earlier_versions"
TOLD = "An earlier version stored the data of 2024 in data without checksums: its sums are right"
NOTED = f"{TOLD}, and checksums are noted now."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory as the version before left it."""
    with zipfile.ZipFile(BEFORE / "schema-1.zip") as archive:
        archive.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def allier() -> dict[str, Any]:
    """The fiche that the version before built, as this one makes it of its store.

    Since then marks also say whether rows seem to lack, products their sector, and flows what is
    traded with the European Union, and what the main flows of the region and of France are here;
    schema 2 says what the département is beside the others, and what it was in other years.
    """
    dataset = Store(Path("data")).dataset(2024)
    fiche = json.loads(to_json(indicators.fiches(dataset, [territories.departement("03")])[0]))
    fiche.pop("profile")
    assert "evolution" not in fiche
    assert fiche.pop("schema_version") == 2
    assert fiche["marks"].pop("gaps") is False
    for flow in ("exports", "imports"):
        trade = fiche[flow]
        assert 0 <= trade.pop("european_union") <= trade["total"]
        matrices = [trade[name]["products"] for name in ("matrix", "region", "france")]
        for product in (*(each["product"] for each in trade["products"]), *chain(*matrices)):
            assert product.pop("sector")
        for larger in ("region", "france"):
            assert len(trade.pop(f"{larger}_here")) == len(trade[larger]["main"])
    return with_six_ends(fiche)


def before() -> dict[str, Any]:
    """The fiche that the version before wrote."""
    fiche = json.loads(Path("output/2024/03-allier.json").read_bytes())
    assert fiche.pop("schema_version") == 1
    return with_six_ends(fiche)


def with_six_ends(fiche: dict[str, Any]) -> dict[str, Any]:
    """Its flows of the region and of France had ten ends a side: what both versions say of them."""
    for flow in ("exports", "imports"):
        for name in ("region", "france"):
            matrix = fiche[flow][name]
            ends = {key: matrix[key][:6] for key in ("products", "countries")}
            fiche[flow][name] = {"total": matrix["total"], "place": matrix["place"], **ends}
    return fiche


def schemas() -> set[tuple[int, bool]]:
    """The schema of the index, and whether its files have checksums."""
    index = json.loads(Path("data/index.json").read_text("utf-8"))
    return {(index["schema_version"], bool(each.get("sha256"))) for each in index["partitions"]}


def test_the_files_of_earlier_versions_are_small() -> None:
    assert sum(path.stat().st_size for path in BEFORE.rglob("*") if path.is_file()) < 100_000


# -- the store -------------------------------------------------------------------------------


def test_a_store_without_checksums_is_checked_upgraded_and_told_once(here: Path) -> None:
    assert schemas() == {(1, False)}
    partitions = Store(Path("data")).partitions()
    first = command.run("build", "--dept", "03")
    assert first.stderr.splitlines()[0] == NOTED
    assert schemas() == {(3, True)}
    assert "checksums" not in command.run("build", "--dept", "03").stderr
    upgraded = Store(Path("data")).partitions()
    facts = [
        (each.key, each.rows, each.value, each.mass, each.file, each.origin) for each in upgraded
    ]
    assert facts == [(p.key, p.rows, p.value, p.mass, p.file, p.origin) for p in partitions]


def test_an_atlas_upgrades_a_store_as_well(here: Path) -> None:
    assert NOTED in command.run("atlas").stderr.splitlines()
    assert schemas() == {(3, True)}


def test_an_upgrade_notes_what_an_import_notes(here: Path) -> None:
    Store(Path("data")).dataset(2024)
    command.run("data", "import", "Regional-2024.zip", "--data", "fresh")

    def noted(folder: str) -> list[Partition]:
        partitions = Store(Path(folder)).partitions()
        assert all(p.sha256 for p in partitions)
        # Which bytes a Parquet file has is up to the version of polars that wrote it.
        unlike = {"file": "", "sha256": ""}
        return [replace(p, **unlike, origin=replace(p.origin, imported="")) for p in partitions]

    assert noted("data") == noted("fresh")


def test_the_figures_are_those_of_the_version_before(here: Path) -> None:
    was = before()
    assert allier() == was  # as it was stored, then with checksums
    assert allier() == was


def test_status_and_import_read_a_store_without_checksums(here: Path) -> None:
    assert command.run("data", "status").stdout.startswith("2024: complete\n")
    said = command.run("data", "import", "Regional-2024.zip").stdout
    assert "2024 exports: Q1, Q2, Q3 and Q4 stored" in said  # its source is worth more than sums
    assert schemas() == {(3, True)}


def test_other_years_keep_waiting_for_their_checksums(here: Path) -> None:
    command.run("data", "import", write(here / "2023.txt", both(2023)))
    assert schemas() == {(3, True), (3, False)}
    assert NOTED in Store(Path("data")).dataset(2024).remarks
    assert schemas() == {(3, True)}


@pytest.mark.parametrize("change", ["value", "mass", "rows", "file"])
def test_a_store_without_checksums_must_make_its_sums(here: Path, change: str) -> None:
    path = Path("data/index.json")
    index = json.loads(path.read_text("utf-8"))
    (exports, imports) = index["partitions"][2:4]
    if change == "file":  # the other flow, which makes the same sums
        exports["file"], imports["file"] = imports["file"], exports["file"]
    else:
        exports[change] += 1
    path.write_text(json.dumps(index), "utf-8")
    before = snapshot(here)
    said = command.run("build", "--dept", "03", status=1).stderr
    assert f"data/{exports['file']} is no longer what was stored: its rows make" in said
    assert "Import Regional-2024.zip again." in said
    assert snapshot(here) == before


@pytest.mark.parametrize("after", [False, True])
def test_an_upgrade_killed_in_the_middle_leaves_the_old_or_the_new(here: Path, after: bool) -> None:
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from tradefiche import atomic\n"
        "from tradefiche.store.store import Store\n"
        "flush = atomic._flush\n"
        "replace = Path.replace\n"
        "def killed(path, target=None):\n"
        f"    {'replace(path, target)' if after else 'flush(path)'}\n"
        "    os._exit(9)\n"
        f"{'Path.replace' if after else 'atomic._flush'} = killed\n"
        "Store(Path('data')).dataset(2024)\n"
    )
    old = Path("data/index.json").read_bytes()
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == 9
    assert (Path("data/index.json").read_bytes() == old) is not after
    assert schemas() == ({(3, True)} if after else {(1, False)})
    assert allier() == before()
    assert schemas() == {(3, True)}


def test_a_store_that_cannot_be_written_is_read_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    before = snapshot(here / "data")
    monkeypatch.setattr(atomic, "write_bytes", denied)
    (remark,) = Store(Path("data")).dataset(2024).remarks
    assert remark.startswith(f"{TOLD}; none could be noted now ([Errno 13] Permission denied: ")
    assert snapshot(here / "data") == before


def test_a_store_where_an_import_is_under_way_is_read_all_the_same(here: Path) -> None:
    before = snapshot(here / "data")
    with folders.exclusive(Path("data")):
        (remark,) = Store(Path("data")).dataset(2024).remarks
    assert remark == f"{TOLD}; none could be noted now (another import is writing to data)."
    assert snapshot(here / "data") == before


# -- manifest, fiche, atlas ------------------------------------------------------------------


def test_the_manifest_of_the_version_before_keeps_what_it_lists(here: Path) -> None:
    before = manifest.read(Path("output/2024"), 2024)
    assert [entry.code for entry in before.fiches] == ["03"]
    command.run("build", "--dept", "46")
    after = manifest.read(Path("output/2024"), 2024)
    assert [entry.code for entry in after.fiches] == ["03", "46"]
    assert after.entry("03") == before.entry("03")
    assert after.atlas == before.atlas


def test_the_json_of_the_version_before_is_read(here: Path) -> None:
    fiche = from_json(Path("output/2024/03-allier.json").read_bytes())
    assert (fiche.place.code, fiche.year, fiche.exports.total) == ("03", 2024, 301_212)
    atlas = msgspec.json.decode(Path("output/2024/atlas.json").read_bytes(), type=atlases.Atlas)
    assert atlas.france.exports == 1_207_248
    assert list(hashes.built_hashes(Path("output/2024"))) == ["03-allier.pdf", "atlas.pdf"]


def of_schema(path: Path, number: int, **more: object) -> bytes:
    """A document of another schema, in a shape that nobody knows yet."""
    document = json.loads(path.read_text("utf-8"))
    known = {key: document[key] for key in ("year", "place") if key in document}
    changed = json.dumps({"schema_version": number, **known, **more}).encode()
    path.write_bytes(changed)
    return changed


def test_a_fiche_of_another_schema_names_the_build_that_renews_it(here: Path) -> None:
    for number, version in ((0, "an earlier"), (7, "a later")):
        document = of_schema(Path("output/2024/03-allier.json"), number)
        with pytest.raises(TradeficheError) as refused:
            from_json(document)
        assert refused.value.message == (
            f"fiche JSON of schema {number}, of {version} version; this program reads 2"
        )
        assert refused.value.hint == (
            "Build the fiche again with this one: tradefiche build --dept 03 --year 2024 --force."
        )
    with pytest.raises(TradeficheError, match="not the JSON of a fiche"):
        from_json(b'{"year": 2024}')
    with pytest.raises(TradeficheError) as refused:
        from_json(b'{"schema_version": 7}')
    assert refused.value.hint.endswith("tradefiche build --force.")


def test_what_a_later_version_wrote_is_refused_in_words(here: Path) -> None:
    of_schema(Path("data/index.json"), 4, program="7.0.1", parts={})
    of_schema(Path("output/2024/manifest.json"), 2, documents=[{"program": "7.0.1"}])
    before = snapshot(here)
    with pytest.raises(StoreError) as store:
        Store(Path("data")).years()
    assert store.value.message == (
        f"{Path('data/index.json')} has schema 4, of tradefiche 7.0.1; "
        f"this program ({__version__}) reads up to 3"
    )
    assert store.value.hint.startswith("Use the version that wrote it, or a later one; or import")
    with pytest.raises(OutputError) as listed:
        manifest.read(Path("output/2024"), 2024)
    assert listed.value.message == (
        f"{Path('output/2024/manifest.json')}: manifest of schema 2, of tradefiche 7.0.1; "
        f"this program ({__version__}) reads up to 1"
    )
    assert listed.value.hint.startswith("Use the version that wrote it, or a later one; or build")
    with pytest.raises(CheckError, match=r"of schema 2, of tradefiche 7\.0\.1; this check knows"):
        hashes.built_hashes(Path("output/2024"))
    for words in (("build", "--dept", "03"), ("atlas",), ("data", "status")):
        assert "of tradefiche 7.0.1" in command.run(*words, status=1).stderr
    assert "of tradefiche 7.0.1" in command.run("build", "--dept", "03", "--demo", status=1).stderr
    assert snapshot(here) == before


def test_the_check_knows_the_manifest_that_the_program_writes() -> None:
    assert hashes.SCHEMA == manifest.SCHEMA_VERSION


@pytest.mark.parametrize(
    ("document", "schema"),
    [
        (b'{"schema_version": 4, "x": [1]}', 4),
        (b'{"schema_version": "4"}', None),
        (b"[]", None),
        (b"{", None),
    ],
)
def test_the_schema_of_a_document(document: bytes, schema: int | None) -> None:
    assert versions.schema(document) == schema
