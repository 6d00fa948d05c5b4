"""The short run that tries a system, from the files to the mailing, passes on this one."""

from __future__ import annotations

from pathlib import Path

import pytest
import short_run


def test_from_the_files_to_the_mailing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short_run.main(tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert "the fiches are whole, and no draft is left" in said
    assert said[-1].startswith("60 letters arrived, ")
    assert sum("'Error: another'" in line for line in said) == 3
    assert sum(line.endswith(": killed") for line in said) == 3
