"""The store: what a year lacks, what an interruption leaves, what a damaged folder says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from customs_files import snapshot
from filled_stores import WHOLE
from filled_stores import arrival
from filled_stores import filled

from tradefiche import __version__
from tradefiche import atomic
from tradefiche.cube import indicators
from tradefiche.errors import IncompleteYearError
from tradefiche.errors import StoreError
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile
from tradefiche.reference import territories
from tradefiche.store import store as storing
from tradefiche.store.parquet import COLUMNS
from tradefiche.store.partitions import listed
from tradefiche.store.store import Arrival
from tradefiche.store.store import Dataset
from tradefiche.store.store import Store


def test_a_whole_year(tmp_path: Path) -> None:
    dataset = filled(tmp_path, WHOLE).dataset(2024)
    assert dataset.year == 2024
    assert dataset.marks.quarters == (1, 2, 3, 4)
    assert not dataset.marks.provisional
    assert not dataset.marks.demonstration
    assert dataset.provenance == Provenance(
        files=(SourceFile("Regional-2024.zip", "a" * 64, 1000, 16, "2025-02-07"),),
        updated="2025-02-07",
    )
    frame = dataset.rows.collect()
    assert tuple(frame.columns) == COLUMNS
    assert frame.height == 16
    assert frame["value"].sum() == 8 * 101


def test_the_latest_vintage_is_the_one_to_cite(tmp_path: Path) -> None:
    store = filled(tmp_path, {"E": (1, 2, 3, 4), "I": (1, 2, 3)})
    late = {"sha256": "b" * 64, "name": "late.zip", "vintage": "2025-02-10"}
    store.replace([arrival(2024, quarter, "I", **late) for quarter in (1, 2, 3, 4)])
    assert store.dataset(2024).provenance == Provenance(
        files=(
            SourceFile("Regional-2024.zip", "a" * 64, 1000, 8, "2025-02-07"),
            SourceFile("late.zip", "b" * 64, 1000, 8, "2025-02-10"),
        ),
        updated="2025-02-10",
    )


def test_one_invented_quarter_makes_a_demonstration(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    store.replace([arrival(2024, 4, "I", demonstration=True)])
    assert store.dataset(2024).marks.demonstration


LACKING: dict[str, tuple[dict[str, tuple[int, ...]], str, str]] = {
    "one quarter of both": (
        {"E": (1, 2, 3), "I": (1, 2, 3)},
        "2024 is incomplete: exports lack Q4, imports lack Q4",
        "Import the missing quarters, or build it as it is with --provisional: "
        "every page will then say « provisoire ».",
    ),
    "a hole": (
        {"E": (1, 4), "I": (1, 4)},
        "2024 is incomplete: exports lack Q2 and Q3, imports lack Q2 and Q3",
        "Import the missing quarters, or build it as it is with --provisional: "
        "every page will then say « provisoire ».",
    ),
    "one flow": (
        {"E": (1, 2, 3, 4), "I": (1, 2)},
        "2024 is incomplete and its two flows differ: imports lack Q3 and Q4",
        "Import the missing quarters; even a provisional fiche needs the same ones of both.",
    ),
    "one flow altogether": (
        {"E": (), "I": (1, 2, 3, 4)},
        "2024 is incomplete and its two flows differ: exports lack Q1, Q2, Q3 and Q4",
        "Import the missing quarters; even a provisional fiche needs the same ones of both.",
    ),
    "as many, not the same": (
        {"E": (1, 2, 3), "I": (2, 3, 4)},
        "2024 is incomplete and its two flows differ: exports lack Q4, imports lack Q1",
        "Import the missing quarters; even a provisional fiche needs the same ones of both.",
    ),
}


@pytest.mark.parametrize("case", LACKING)
def test_an_incomplete_year_is_refused(tmp_path: Path, case: str) -> None:
    held, message, hint = LACKING[case]
    with pytest.raises(IncompleteYearError) as refused:
        filled(tmp_path, held).dataset(2024)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize("case", LACKING)
@pytest.mark.parametrize("provisional", [False, True])
def test_the_latest_complete_year_is_named(tmp_path: Path, case: str, provisional: bool) -> None:
    held, _, hint = LACKING[case]
    for year in (2022, 2023):
        filled(tmp_path, WHOLE, year)
    if provisional and held["E"] == held["I"]:
        assert filled(tmp_path, held).dataset(2024, provisional=True).marks.provisional
        return
    with pytest.raises(IncompleteYearError) as refused:
        filled(tmp_path, held).dataset(2024, provisional=provisional)
    assert refused.value.hint == f"{hint} The latest complete year is 2023 (--year 2023)."


@pytest.mark.parametrize("case", LACKING)
def test_provisional_needs_the_same_quarters_of_both_flows(tmp_path: Path, case: str) -> None:
    held, message, hint = LACKING[case]
    store = filled(tmp_path, held)
    if held["E"] == held["I"]:
        marks = store.dataset(2024, provisional=True).marks
        assert marks.quarters == held["E"]
        assert marks.provisional
        return
    with pytest.raises(IncompleteYearError) as refused:
        store.dataset(2024, provisional=True)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_provisional_changes_nothing_for_a_whole_year(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    assert store.dataset(2024, provisional=True).marks == store.dataset(2024).marks


@pytest.mark.parametrize("provisional", [False, True])
def test_a_year_never_imported(tmp_path: Path, provisional: bool) -> None:
    store = Store(tmp_path / "data")
    with pytest.raises(IncompleteYearError) as refused:
        store.dataset(2024, provisional=provisional)
    assert refused.value.message == f"2024 is not in {tmp_path / 'data'}: nothing was imported yet"
    assert refused.value.hint == (
        "Run tradefiche data fetch --year 2024, or tradefiche data import with the files."
    )
    for year in (2019, 2021):
        filled(tmp_path / "data", {"E": (1,), "I": ()}, year)
    with pytest.raises(IncompleteYearError) as refused:
        store.dataset(2024, provisional=provisional)
    assert refused.value.message == f"2024 is not in {tmp_path / 'data'}: it holds 2019, 2021"


def test_quarters_are_listed_as_one_reads_them() -> None:
    assert [listed(range(1, n + 1)) for n in range(4)] == ["", "Q1", "Q1 and Q2", "Q1, Q2 and Q3"]


def test_replacing_says_what_it_replaced_and_removes_it(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    old = {partition.key: partition for partition in store.partitions()}
    changes = store.replace([arrival(2024, 2, "I", value=5), arrival(2025, 1, "E")])
    assert [(change.now.key, change.was) for change in changes] == [
        ((2024, 2, "I"), old[2024, 2, "I"]),
        ((2025, 1, "E"), None),
    ]
    named = {partition.file for partition in store.partitions()} | {"index.json"}
    assert set(snapshot(tmp_path)) == named
    assert len(named) == 10


class PullThePlugError(BaseException):
    """What no handler expects."""


def interrupted() -> Iterator[Arrival]:
    yield arrival(2024, 1, "E", value=666)
    yield arrival(2024, 2, "E", value=666)
    raise PullThePlugError


def test_an_import_interrupted_while_reading_changes_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    before = snapshot(tmp_path)
    with pytest.raises(PullThePlugError):
        store.replace(interrupted())
    assert snapshot(tmp_path) == before


def test_an_import_interrupted_in_a_new_folder_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(PullThePlugError):
        Store(tmp_path / "data").replace(interrupted())
    assert not (tmp_path / "data").exists()


@pytest.fixture
def unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the plug is pulled whenever an index is written."""

    def pulled(path: Path, content: bytes) -> None:
        raise PullThePlugError

    monkeypatch.setattr(atomic, "write_bytes", pulled)


def test_an_import_interrupted_at_the_index_changes_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = filled(tmp_path, WHOLE)
    before = snapshot(tmp_path)
    request.getfixturevalue("unplugged")
    with pytest.raises(PullThePlugError):
        store.replace([arrival(2024, 1, "E", value=666)])
    assert snapshot(tmp_path) == before


def test_an_import_interrupted_after_the_index_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, WHOLE)

    def pulled(self: Store, partitions: object) -> None:
        raise PullThePlugError

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_sweep", pulled)
        with pytest.raises(PullThePlugError):
            store.replace([arrival(2024, 1, "E", value=666)])
    assert {p.key: p.value for p in store.partitions()}[2024, 1, "E"] == 667
    assert store.dataset(2024).rows.select(pl.col("value").sum()).collect().item() == 7 * 101 + 667
    assert len(snapshot(tmp_path)) == 10  # the replaced file is still there, and counts for nothing
    store.replace([arrival(2024, 1, "I")])
    assert len(snapshot(tmp_path)) == 9


def test_a_killed_import_leaves_a_store_that_reads_as_before(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    index = (tmp_path / "index.json").read_bytes()
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from filled_stores import arrival\n"
        "from tradefiche.store.store import Store\n"
        "def arrivals():\n"
        "    yield arrival(2024, 1, 'E', value=666)\n"
        "    os._exit(9)\n"
        f"Store(Path({str(tmp_path)!r})).replace(arrivals())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert killed.returncode == 9
    assert (tmp_path / "index.json").read_bytes() == index
    assert len(snapshot(tmp_path)) == 11  # a partition and its lock more
    assert store.dataset(2024).rows.select(pl.col("value").sum()).collect().item() == 8 * 101
    store.replace([arrival(2024, 1, "I")])
    assert len(snapshot(tmp_path)) == 9


def test_the_drafts_of_a_killed_import_are_swept_by_the_next(tmp_path: Path) -> None:
    drafts = []
    for name in ("2024-Q1-exports-0123abcd.parquet", "index.json"):
        with atomic.replacing(tmp_path / "elsewhere" / name) as draft:
            draft.write_bytes(b"half of")
            drafts.append(draft.name)
    for name in drafts:
        (tmp_path / name).write_bytes(b"half of")
    filled(tmp_path, WHOLE)
    assert not [name for name in drafts if (tmp_path / name).exists()]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    for name in ("mine.parquet", ".mine.tmp", "2024.csv"):
        (tmp_path / name).write_bytes(b"mine")
    filled(tmp_path, WHOLE)
    filled(tmp_path, WHOLE)
    for name in ("mine.parquet", ".mine.tmp", "2024.csv"):
        assert (tmp_path / name).read_bytes() == b"mine"


def test_two_imports_at_once(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)

    def arrivals() -> Iterator[Arrival]:
        yield arrival(2024, 1, "E")
        Store(tmp_path).replace([arrival(2024, 2, "E")])

    with pytest.raises(StoreError) as refused:
        store.replace(arrivals())
    assert refused.value.message == f"another import is writing to {tmp_path}"


def test_the_same_partition_twice_in_one_import(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="2024-Q1-exports comes twice in one import"):
        Store(tmp_path / "data").replace([arrival(2024, 1, "E"), arrival(2024, 1, "E")])
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not the index of a store: Input data was truncated"),
        ("[]", "is not the index of a store: Expected `object`, got `array`"),
        (
            '{"schema_version": 1, "partitions": [{"year": 2024}]}',
            "is not the index of a store: Object missing required field `quarter` - at `$[0]`",
        ),
        ('{"schema_version": 0, "partitions": []}', "is not the index of a store: Object missing"),
        (
            '{"schema_version": 2, "program": "", "sha256": "", "partitions": []}',
            "is not the index of a store: it differs from its checksum",
        ),
        (
            '{"schema_version": 99, "partitions": []}',
            f"has schema 99, of a later tradefiche; this program ({__version__}) reads up to 3",
        ),
        (
            '{"schema_version": 4, "program": "7.0.1", "parts": {}}',
            f"has schema 4, of tradefiche 7.0.1; this program ({__version__}) reads up to 3",
        ),
    ],
)
def test_a_damaged_index(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "index.json").write_text(content)
    before = snapshot(tmp_path)
    with pytest.raises(StoreError) as refused:
        Store(tmp_path).partitions()
    assert refused.value.message.startswith(f"{tmp_path / 'index.json'} {message}")
    with pytest.raises(StoreError):
        Store(tmp_path).replace([arrival(2024, 1, "E")])
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2025-02-07", "2025-02-17"),
        ('"rows": 2,', '"rows": 3,'),
        ("2024-Q1-exports", "2024-Q2-exports"),
    ],
)
def test_no_byte_of_an_index_changes_unseen(tmp_path: Path, old: str, new: str) -> None:
    store = filled(tmp_path, WHOLE)
    path = tmp_path / "index.json"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(StoreError, match="it differs from its checksum"):
        store.dataset(2024)


def test_an_index_may_be_laid_out_otherwise(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    path = tmp_path / "index.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))), "utf-8")
    assert len(store.partitions()) == 8


def test_a_lost_index_is_no_empty_store(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    first = store.partitions()[0].file
    (tmp_path / "index.json").unlink()
    for reading in (store.years, store.partitions, lambda: store.dataset(2024)):
        with pytest.raises(StoreError) as refused:
            reading()
        assert refused.value.message == (
            f"{tmp_path} holds {first}, and no index.json that names it"
        )
    filled(tmp_path, WHOLE)  # as the hint says
    assert store.years() == (2024,)


def test_a_missing_parquet_file_is_named_and_may_be_imported_again(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    lost = store.partitions()[2]
    (tmp_path / lost.file).unlink()
    with pytest.raises(StoreError) as refused:
        store.dataset(2024)
    assert refused.value.message == f"{tmp_path / lost.file} is missing, though the index names it"
    assert refused.value.hint == "Import Regional-2024.zip again."
    assert store.holds("a" * 64) == ()


@pytest.mark.parametrize("kept", [0, 10, -10])
def test_a_cut_parquet_file_is_told(tmp_path: Path, kept: int) -> None:
    store = filled(tmp_path, WHOLE)
    cut = tmp_path / store.partitions()[2].file
    cut.write_bytes(cut.read_bytes()[:kept])
    with pytest.raises(StoreError) as refused:
        store.dataset(2024)
    assert refused.value.message == f"{cut} is no longer what was stored: its checksum differs"
    assert refused.value.hint.endswith("Import Regional-2024.zip again.")
    assert store.holds("a" * 64) == ()


def test_a_moved_figure_is_told_though_the_sum_stays(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    path = tmp_path / store.partitions()[2].file
    kept = path.read_bytes()
    rows = pl.read_parquet(path)
    rows.with_columns(pl.col("value").reverse()).write_parquet(path, compression="lz4")
    with pytest.raises(StoreError, match="its checksum differs"):
        store.dataset(2024)
    path.write_bytes(kept)
    (fiche,) = indicators.fiches(store.dataset(2024), [territories.departement("03")])
    assert fiche.exports.total == 400


def figures(dataset: Dataset) -> None:
    indicators.fiches(dataset, [territories.departement("03")])


@pytest.mark.parametrize("reader", [figures, indicators.atlas])
def test_rows_that_change_after_the_check_are_told(
    tmp_path: Path, reader: Callable[[Dataset], object]
) -> None:
    dataset = filled(tmp_path, WHOLE).dataset(2024)
    with pytest.raises(StoreError, match="make 824 euros; 808 were imported"):
        reader(replace(dataset, rows=dataset.rows.with_columns(pl.col("value") + 1)))
    for path in tmp_path.glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match="the data of 2024 cannot be read"):
        reader(dataset)


@pytest.mark.parametrize("reader", [figures, indicators.atlas])
def test_a_panic_of_polars_is_told(
    tmp_path: Path, reader: Callable[[Dataset], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def panics(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("index out of bounds")

    dataset = filled(tmp_path, WHOLE).dataset(2024)
    monkeypatch.setattr(indicators, "tallies", panics)
    monkeypatch.setattr(indicators, "totals", panics)
    with pytest.raises(StoreError, match="the data of 2024 cannot be read: index out of bounds"):
        reader(dataset)


def test_a_panic_of_polars_while_writing_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panics(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("unwrap on None")

    store = filled(tmp_path, WHOLE)
    before = snapshot(tmp_path)
    monkeypatch.setattr(pl.DataFrame, "write_parquet", panics)
    with pytest.raises(StoreError, match="cannot be written: unwrap on None; nothing was imported"):
        store.replace([arrival(2024, 1, "E")])
    assert snapshot(tmp_path) == before


def test_a_removed_year_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    before = snapshot(tmp_path)
    filled(tmp_path, {"E": (1, 2), "I": (1,)}, 2025)
    store.remove([partition for partition in store.partitions() if partition.year == 2025])
    assert snapshot(tmp_path) == before


def test_a_removal_interrupted_at_the_index_changes_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = filled(tmp_path, WHOLE)
    before = snapshot(tmp_path)
    request.getfixturevalue("unplugged")
    with pytest.raises(PullThePlugError):
        store.remove(store.partitions())
    assert snapshot(tmp_path) == before


def test_a_removal_interrupted_after_the_index_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, WHOLE)
    filled(tmp_path, {"E": (1,), "I": (1,)}, 2025)

    def pulled(self: Store, partitions: object) -> None:
        raise PullThePlugError

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_sweep", pulled)
        with pytest.raises(PullThePlugError):
            store.remove([each for each in store.partitions() if each.year == 2025])
    assert store.years() == (2024,)
    assert len(snapshot(tmp_path)) == 11  # what the next import or removal sweeps
    store.replace([arrival(2024, 1, "I")])
    assert len(snapshot(tmp_path)) == 9


def test_only_what_was_shown_is_removed(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    shown = store.partitions()
    store.replace([arrival(2024, 2, "I", value=5)])
    before = snapshot(tmp_path)
    with pytest.raises(StoreError) as refused:
        store.remove(shown)
    assert refused.value.message == f"{tmp_path} has changed meanwhile; nothing was removed"
    assert snapshot(tmp_path) == before


def test_a_removal_during_an_import(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)

    def arrivals() -> Iterator[Arrival]:
        yield arrival(2024, 1, "E")
        store.remove(store.partitions())

    with pytest.raises(StoreError) as refused:
        store.replace(arrivals())
    assert refused.value.message == f"another import is writing to {tmp_path}"


def test_holds_only_what_is_whole(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    assert len(store.holds("a" * 64)) == 8
    assert store.holds("b" * 64) == ()
    store.replace([arrival(2024, 1, "E", sha256="b" * 64, partitions=1)])
    assert store.holds("a" * 64) == ()
    assert len(store.holds("b" * 64)) == 1


def test_the_files_speak_for_themselves(tmp_path: Path) -> None:
    """Any reader of parquet finds a tidy table, with text for codes and the year in it."""
    filled(tmp_path, {"E": (1,), "I": ()})
    (file,) = tmp_path.glob("*.parquet")
    frame = pl.read_parquet(file)
    assert set(frame.columns) == {*COLUMNS, "year"}
    assert frame["departement"].cast(pl.String).to_list() == ["03", "9A"]


def test_the_index_is_plain_json(tmp_path: Path) -> None:
    filled(tmp_path, {"E": (1,), "I": ()})
    index = json.loads((tmp_path / "index.json").read_text())
    assert index["schema_version"] == 3
    assert index["partitions"][0]["origin"]["sha256"] == "a" * 64
    assert index["partitions"][0]["value"] == 101
    (file,) = tmp_path.glob("*.parquet")
    assert index["partitions"][0]["sha256"] == sha256(file.read_bytes()).hexdigest()


def test_a_year_in_memory_must_be_whole() -> None:
    arrivals = [arrival(2024, q, flow) for flow, quarters in WHOLE.items() for q in quarters]
    assert storing.assembled(arrivals).rows.collect()["value"].sum() == 8 * 101
    for wrong in ([], arrivals[1:], [*arrivals, arrival(2025, 1, "E")]):
        with pytest.raises(StoreError, match="not one whole year"):
            storing.assembled(wrong)
