"""A small run of ``fuzz_imports``, and whether its oracle would see what it is there to see."""

from __future__ import annotations

from pathlib import Path

import fuzz_imports
import pytest

from tradefiche.customs import importer
from tradefiche.customs import recognise

SEEDS = range(150)


def test_no_mutated_import_gives_a_wrong_figure_or_half_a_store() -> None:
    ends, wrong = fuzz_imports.run(SEEDS)
    assert wrong == []
    assert ends.total() == len(SEEDS)
    assert min(ends["accepted"], ends["CustomsFileError"], ends["UnknownCodesError"]) > 0


@pytest.mark.parametrize(
    ("part", "name", "blind", "said"),
    [
        (importer, "MOST_REPEATS", 1.0, "repeat, yet accepted"),
        (recognise, "_check_is_no_data", lambda _, __: None, "is left aside, though it holds rows"),
    ],
)
def test_the_oracle_sees_what_a_blind_program_lets_pass(
    monkeypatch: pytest.MonkeyPatch, part: object, name: str, blind: object, said: str
) -> None:
    monkeypatch.setattr(part, name, blind)
    _, wrong = fuzz_imports.run(SEEDS)
    assert wrong
    assert all(said in each for each in wrong)


def test_the_same_seed_is_the_same_case(tmp_path: Path) -> None:
    before = fuzz_imports.prepared(tmp_path)
    for seed in range(5):
        first, second = (fuzz_imports.made(seed) for _ in range(2))
        assert first == second
        attempts = {fuzz_imports.attempt(tmp_path, before, each) for each in (first, second)}
        assert len(attempts) == 1
