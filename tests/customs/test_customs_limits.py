"""Customs files without measure: refused in words before they fill the memory or are waited for."""

from __future__ import annotations

import os
import socket
import zipfile
from pathlib import Path

import pytest
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import refused
from customs_files import run
from customs_files import spoilt
from customs_files import text
from customs_files import write
from customs_files import zipped
from systems import not_on_windows

from tradefiche.customs import containers
from tradefiche.customs import invented
from tradefiche.customs import reading
from tradefiche.errors import TradeficheError
from tradefiche.errors import UnknownCodesError


@pytest.fixture(autouse=True)
def shipped() -> None:
    """The demonstration, with which rows are compared, is read before a test lowers a limit."""
    invented._shipped()


def test_a_text_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = both()
    monkeypatch.setattr(containers, "LARGEST_TEXT", len(content) - 1)
    plain = write(tmp_path / "a.txt", content)
    error = run("import", plain, "--data", tmp_path / "data").exception
    said = f"has {len(content)} bytes; the limit of a text is {len(content) - 1}"
    assert str(error) == f"{plain} {said}"
    packed = write(tmp_path / "a.zip", zipped({"a.txt": content}))
    error = run("import", packed, "--data", tmp_path / "data").exception
    assert str(error) == f"{packed}: a.txt {said}"
    assert not (tmp_path / "data").exists()


def test_what_is_no_text_may_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_TEXT", len(both()))
    write(tmp_path / "in" / "a.txt", both())
    write(tmp_path / "in" / "video.pdf", b"%PDF-1.7" + bytes(10**5))
    assert run("import", tmp_path / "in", "--data", tmp_path / "data").exception is None


def test_too_many_rows_in_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 190)
    fits = write(tmp_path / "fits.zip", zipped({"a.txt": both(2021)}))
    assert run("import", fits, "--data", tmp_path / "data").exception is None
    path = write(tmp_path / "a.zip", zipped({"a.txt": both(2022), "b.txt": both(2023)}))
    error = run("import", path, "--data", tmp_path / "data").exception
    assert str(error) == f"{path} has more than 190 rows"
    monkeypatch.setattr(reading, "MOST_ROWS", 95)
    plain = write(tmp_path / "a.txt", both())
    assert str(run("import", plain).exception) == f"{plain} has more than 95 rows"


def test_many_names_for_the_same_bytes_do_not_hide_how_much_an_archive_grows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(10**5) + bytes(range(256)) * 20)
        once = archive.infolist()[0]
        archive.filelist += [once] * 400  # the directory names the same place again and again
        archive.NameToInfo["b"] = once
    assert str(refused(tmp_path, path)) == f"{path} would unpack to more than 50 times its size"


@not_on_windows("it has no named pipes among its files")
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, inside: bool
) -> None:
    folder = tmp_path / "in"
    write(folder / "good.txt", both(2021))
    path = folder / "odd.txt"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as bound:
            monkeypatch.chdir(folder)  # the address of a socket has to be short
            bound.bind(path.name)
    error = refused(tmp_path, folder if inside else path)
    assert str(error) == f"{path} is a pipe, a socket or a device, not a file"


@not_on_windows("its devices have no path")
def test_a_device(tmp_path: Path) -> None:
    error = refused(tmp_path, Path("/dev/zero"))
    assert str(error) == "/dev/zero is a pipe, a socket or a device, not a file"


LONG = "9" * 5000


@pytest.mark.parametrize("number", [LONG, f"-{LONG}", f"+{LONG}", f" {LONG}", "0" * 5000 + "7"])
@pytest.mark.parametrize("column", ["quarter", "year", "value", "mass"])
def test_a_number_of_five_thousand_digits(tmp_path: Path, column: str, number: str) -> None:
    path = write(tmp_path / "a.txt", spoilt(line(**{column: number})))
    result = run("import", path, "--data", tmp_path / "data")
    assert result.exception is None or isinstance(result.exception, TradeficheError)
    assert len(str(result.exception)) < 400


def test_a_repeated_line_beside_a_long_number(tmp_path: Path) -> None:
    rows = [line(), line(), f"I;{'0' * 5000}1;2024;03;18;A01Z;0111;US;5;5"]
    path = write(tmp_path / "a.txt", text(rows))
    error = run("import", path, "--data", tmp_path / "data").exception
    assert isinstance(error, TradeficheError)
    assert len(str(error)) < 400


def test_long_and_odd_words_are_told_shortly(tmp_path: Path) -> None:
    odd = "\x1b[2J\u202e" + "x" * 5000
    unknown = write(tmp_path / "a.txt", text([line(country=odd), *lines("E")]))
    flow = write(tmp_path / "b.txt", spoilt(line(flow=odd)))
    header = ";".join(["annee", "flux", "trimestre", "dep", "region", "a129", "cpf4", "pays"])
    columns = write(tmp_path / "c.txt", text([f"{header};valeur;masse;{odd}", line()]))
    for path in (unknown, flow, columns):
        error = run("import", path, "--data", tmp_path / "data").exception
        assert isinstance(error, TradeficheError)
        assert all(each.isprintable() and len(each) < 400 for each in str(error).splitlines())
    assert isinstance(run("import", unknown).exception, UnknownCodesError)


def test_labels_of_the_customs_steer_no_terminal(tmp_path: Path) -> None:
    labels = "DE;\x1b[2JAlle\u202emagne;190001;999912\n".encode()
    path = write(tmp_path / "a.zip", zipped({"a.txt": both(), "Libelle_PAYS.txt": labels}))
    result = run("import", path, "--data", tmp_path / "data")
    assert result.exception is None
    assert "country code DE is now called [2JAlle magne (was " in result.output


def test_many_files_left_aside_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "a.txt", both())
    for number in range(4):
        write(folder / f"{number}.md", b"# Notes")
    result = run("import", folder, "--data", tmp_path / "data")
    assert (
        "4 files were left aside (a document 4 times): see whether that was the folder of the "
        "customs' files\n"
    ) in result.output
    (folder / "0.md").unlink()
    result = run("import", folder, "--data", tmp_path / "other")
    assert "were left aside" not in result.output


@not_on_windows("no name has such a letter")
def test_names_of_files_steer_no_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "in\x1b[2J"
    path = write(folder / "a.txt", spoilt("x"))
    error = run("import", path, "--data", tmp_path / "data").exception
    assert isinstance(error, TradeficheError)
