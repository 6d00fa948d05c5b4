"""What the commands say where the console, file or pipe cannot hold every character."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from command import process
from command import run
from systems import not_on_windows

from tradefiche.commands.characters import plain
from tradefiche.commands.cli import main
from tradefiche.mail.recipients import recipients_csv

PAGES = ("cp1252", "cp850", "cp437", "utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_line_is_said_in_every_code_page(page: str) -> None:
    out = CliRunner(charset=page).invoke(main, ["list", "territoires"])
    assert out.exception is None
    lines = out.stdout_bytes.decode(page).splitlines()
    assert len(lines) == 184
    (town,) = [line for line in lines if line.startswith("ti-1107")]
    dash = "–" if page in ("cp1252", "utf-8") else "-"
    assert town.endswith(f"  Melun {dash} Villaroche")
    assert "?" not in "".join(lines)
    assert "départements" in lines[0]


@pytest.mark.parametrize("page", PAGES)
def test_errors_and_wrong_usage_are_said_in_every_code_page(page: str) -> None:
    for words in (["build", "--dept", "Zoé – « → »\u202f…"], ["build", "--→–"]):
        out = CliRunner(charset=page).invoke(main, words)
        assert out.exit_code == 2, out.exception
        said = out.stderr_bytes.decode(page)
        assert "Error: " in said
        assert "\\u" not in said
        assert page == "utf-8" or "\u202f" not in said
        assert page == "utf-8" or "->" in said


def test_what_stands_for_what() -> None:
    assert plain("« –\u202f→ … ’ œ 3\u202f000 M€ ×") == "\" - -> ... ' oe 3 000 MEUR x"
    assert plain("Île-de-France, Besançon, Ærø") == "Ile-de-France, Besancon, AEr?"
    assert plain("\udc80漢") == "??"


@pytest.mark.parametrize("page", [*PAGES, "ascii"])
def test_json_is_utf_8_in_every_code_page(page: str) -> None:
    for words in (["list", "departements"], ["list", "territoires"]):
        out = CliRunner(charset=page).invoke(main, [*words, "--json"]).stdout_bytes
        assert json.loads(out.decode("utf-8")) == json.loads(run(*words, "--json").stdout)
    readable = CliRunner(charset=page).invoke(main, ["list", "departements", "--json"])
    assert ("Rhône".encode() in readable.stdout_bytes) is (page == "utf-8")


@pytest.mark.parametrize("page", [*PAGES, "ascii"])
def test_lists_are_utf_8_in_every_code_page(page: str) -> None:
    out = CliRunner(charset=page).invoke(main, ["send", "--template-csv"])
    assert out.stdout_bytes.decode("utf-8") == recipients_csv.template()


@pytest.mark.parametrize("page", ["cp1252", "cp850"])
def test_a_process_whose_output_is_redirected(page: str, tmp_path: Path) -> None:
    there = {"env": {**os.environ, "PYTHONIOENCODING": page}, "encoding": page, "cwd": tmp_path}
    done = process("list", "territoires", "Melun", **there)
    assert ("Melun – V" if page == "cp1252" else "Melun - V") in done.stdout
    assert done.stderr == ""
    done = process("build", "--dept", "03", "--brand", "marque → été", **there)
    assert "marque -> été" in done.stderr
    assert "Traceback" not in done.stderr


@not_on_windows("its code pages come from no variable")
def test_without_a_locale(tmp_path: Path) -> None:
    # click writes UTF-8 where a locale says ASCII, which is no system's wish
    bare = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    bare |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = process("list", "territoires", "Melun", env=bare, cwd=tmp_path)
    assert done.returncode == 0
    assert "Melun" in done.stdout
    done = process("build", "--dept", "Zoé –", env=bare, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_file_that_no_program_opens_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "launch", lambda _: 127)  # as on Windows without a reader
    said = run("build", "--dept", "03", "--open").stderr
    assert "03-allier.pdf is written, but no program of this machine could open it." in said


def test_a_stream_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
    assert main(["--version"], standalone_mode=False) == 0
