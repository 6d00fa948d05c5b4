"""Where the project's own files are, and how what is missing is installed beside them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tradefiche import resources


@pytest.mark.parametrize(
    ("folder", "typed"),
    [(".venv/bin", "{python}"), ("my files/bin", '"{python}"'), ("", '"{python}"')],
)
def test_an_extra_is_installed_by_the_python_that_runs(
    folder: str, typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by a bare pip, which is another's where the environment is not entered."""
    here = tmp_path / "a folder"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "site-packages" / "tradefiche")
    python = Path(folder, "python") if folder else tmp_path / "else where" / "python"
    monkeypatch.setattr(sys, "executable", str(here / python))
    wanted = typed.format(python=python)
    assert resources.install("check") == f'{wanted} -m pip install "tradefiche[check]"'
