"""No words, wherever they come from, steer the terminal they are shown on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from command import run
from customs_files import both
from customs_files import write
from systems import not_on_windows

from tradefiche.commands.console import steady

BAD = "\x1b[2J\u202e\r\x07\x9b"


def test_lines_keep_their_form_and_nothing_else() -> None:
    assert steady("  a  b\nc\u202f: d\u00a0e") == "  a  b\nc\u202f: d\u00a0e"
    assert steady(f"a{BAD}b\udc80") == "a [2J    b "


@not_on_windows("no name of a file may have such characters there")
def test_a_file_name_steers_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / f"x{BAD}" / f"y{BAD}.txt", both())
    for result in (
        run("data", "import", path.with_name("none.txt"), status=1),
        run("data", "import", path, "--data", tmp_path / "data"),
        run("data", "status", "--data", tmp_path / "data"),
        run("data", "status", "--data", path.parent, status=1),
        run("check", path, status=1),
        run("build", "--dept", BAD, status=2),
        run("build", "--dept", "03", "--brand", path.parent, status=1),
        run("build", "--dept", "03", "--edition", path.parent, status=1),
    ):
        assert result.output
        assert all(line.isprintable() for line in result.output.splitlines()), result.output


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_file_name_in_no_encoding(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    write(path, both())
    assert run("data", "import", path, "--data", tmp_path / "data").exception is None
    run("data", "status", "--data", tmp_path / "data")
