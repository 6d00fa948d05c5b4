"""The files of the store: damages of all kinds are told, and never give other figures."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import fuzz_stores
import polars as pl
import pytest
from customs_files import both
from customs_files import run
from customs_files import write
from customs_files import zipped
from filled_stores import WHOLE
from filled_stores import filled

from tradefiche.errors import StoreError
from tradefiche.store import parquet


def imported(tmp_path: Path) -> Path:
    archive = write(tmp_path / "Regional-2024.zip", zipped({"a.txt": both()}))
    assert run("import", archive, "--data", tmp_path / "data").exception is None
    return tmp_path / "data"


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_store_gives_the_same_figures_or_an_error(tmp_path: Path, seed: int) -> None:
    found = list(fuzz_stores.damaged(imported(tmp_path), 40, seed))
    assert [each for each in found if each[1] not in {"same", "refused"}] == []
    assert Counter(outcome for _, outcome in found)["refused"] > 30


def test_a_damaged_store_without_checksums_gives_no_traceback(tmp_path: Path) -> None:
    """A sum does not see a code that became another one; nothing worse may happen."""
    folder = imported(tmp_path)
    fuzz_stores.without_checksums(folder)
    outcomes = {outcome for _, outcome in fuzz_stores.damaged(folder, 60, seed=1)}
    assert outcomes <= {"same", "refused", "OTHER FIGURES"}


@pytest.mark.parametrize("damage", [*dict.fromkeys(fuzz_stores.DAMAGES)])
def test_importing_the_named_file_again_repairs(tmp_path: Path, damage: object) -> None:
    folder = imported(tmp_path)
    good = fuzz_stores.figures(folder)
    path = sorted(folder.glob("*.parquet"))[3]
    content = damage(path.read_bytes(), random.Random(3))  # type: ignore[operator]
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        fuzz_stores.figures(folder)
    assert refused.value.hint.endswith("Import Regional-2024.zip again.")
    again = run("import", tmp_path / "Regional-2024.zip", "--data", folder)
    assert "48 rows" in again.output
    assert fuzz_stores.figures(folder) == good


def test_only_the_year_asked_for_is_checked(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    filled(tmp_path, WHOLE, 2023)
    (spoilt,) = tmp_path.glob("2023-Q1-exports-*")
    spoilt.write_bytes(b"")
    assert store.dataset(2024).rows.collect().height == 16
    with pytest.raises(StoreError, match=r"2023-Q1-exports-.* is no longer what was stored"):
        store.dataset(2023)


def test_a_file_that_cannot_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, WHOLE)

    def denied(path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(parquet, "_digest", denied)
    with pytest.raises(StoreError, match=r"2024-Q1-exports-.* cannot be read: Permission denied"):
        store.dataset(2024)


def test_a_panic_is_told_like_any_failure() -> None:
    for kind in (pl.exceptions.PanicException, pl.exceptions.ComputeError, OSError):
        with (
            pytest.raises(StoreError, match="the data of 2024 cannot be read: out of bounds"),
            parquet.reading("the data of 2024"),
        ):
            raise kind("out of bounds")
