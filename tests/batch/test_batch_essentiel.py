"""Single pages in a run: asked for by option or edition, listed, packed, checked, never mailed."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from command import run
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import manifest
from tradefiche import resources
from tradefiche.mail import published
from tradefiche.mail.letter.letter import Recipient
from tradefiche.validation import checks
from tradefiche.validation import hashes

YEAR = Path("output", "2024")
PAGE = YEAR / "03-allier-essentiel.pdf"


def states(*words: str) -> dict[str, list[tuple[str, str]]]:
    """What became of each document, by kind."""
    done = json.loads(run("build", *words, "--json").stdout)
    kinds = ("fiches", "essentiels", "packs")
    return {
        kind: [(row.get("code") or row["id"], row["state"]) for row in done[kind]] for kind in kinds
    }


def own_edition(*changes: tuple[str, str]) -> Path:
    """A copy of the project's edition, its settings changed."""
    folder = Path.cwd() / "mine"  # loaded editions are kept by their path
    shutil.copytree(resources.assets("editions", "2024"), folder)
    settings = folder / "edition.toml"
    text = settings.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    settings.write_text(text, "utf-8")
    return folder


def test_it_is_built_when_asked_for_and_left_when_nothing_changed(here: Path) -> None:
    built, unchanged = [("03", "built")], [("03", "unchanged")]
    assert states("--dept", "03") == {"fiches": built, "essentiels": [], "packs": []}
    assert not PAGE.exists()
    asked = ("--dept", "03", "--essentiel")
    assert states(*asked) == {"fiches": unchanged, "essentiels": built, "packs": []}
    assert len(pages(PAGE.read_bytes())) == 1
    assert states(*asked) == {"fiches": unchanged, "essentiels": unchanged, "packs": []}
    PAGE.unlink()
    assert states(*asked)["essentiels"] == built


def test_the_edition_can_ask_for_it(here: Path) -> None:
    folder = own_edition(("[links]", "[documents]\nessentiel = true\n\n[links]"))
    assert states("--dept", "03", "--edition", str(folder))["essentiels"] == [("03", "built")]


def test_a_pack_comes_with_the_pages_of_its_fiches(here: Path) -> None:
    done = states("--territoire", "Grand Bastia", "--essentiel")
    assert done == {
        "fiches": [("20", "built")], "essentiels": [("20", "built")],
        "packs": [("ti-9401", "built")],
    }  # fmt: skip
    assert (YEAR / "20-corse-essentiel.pdf").exists()


def test_an_edition_made_earlier_has_none_and_says_so(here: Path) -> None:
    folder = own_edition(('sections = ["essentiel", ', "sections = ["))
    for name in ("essentiel.md", "essentiel-seul.md"):
        (folder / name).unlink()
    run("build", "--dept", "03", "--edition", folder)
    text = flat(" ".join(pages((YEAR / "03-allier.pdf").read_bytes())))
    assert "L’essentiel" not in text
    said = run("build", "--dept", "03", "--edition", folder, "--essentiel", status=1).stderr
    assert "has no essentiel-seul.md" in said
    assert "Copy it from assets/editions/2024/essentiel-seul.md" in said


def test_an_edition_that_asks_for_a_page_it_does_not_have_is_refused(here: Path) -> None:
    folder = own_edition(("[links]", "[documents]\nessentiel = true\n\n[links]"))
    (folder / "essentiel-seul.md").unlink()
    said = run("build", "--dept", "03", "--edition", folder, status=1).stderr
    assert "has no essentiel-seul.md" in said


def test_what_does_not_belong_on_the_page_is_refused_with_its_line(here: Path) -> None:
    folder = own_edition()
    page = folder / "essentiel-seul.md"
    whole = page.read_text("utf-8")
    for line, what in (
        ("![Pays](figure:pays)", "figure:pays"),
        ("## Dans la marge", "heading"),
        ("- une liste", "list"),
        ("> une note", "block quote"),
    ):
        page.write_text(f"{whole}\n{line}\n", "utf-8")
        said = run("edition", "check", folder, status=1).stdout
        assert f"{what} is not used on the page that stands alone" in said
    page.write_text(whole + "\n" + "Une phrase de trop. " * 400 + "\n", "utf-8")
    said = run("edition", "check", folder, status=1).stdout
    assert "does not fit on the page that stands alone" in said


def test_it_is_listed_summed_packed_and_checked(here: Path) -> None:
    run("build", "--dept", "03", "--dept", "20", "--essentiel", "--zip")
    listed = manifest.read(YEAR, 2024)
    assert [entry.pdf.name for entry in listed.essentiels] == [
        "03-allier-essentiel.pdf", "20-corse-essentiel.pdf",
    ]  # fmt: skip
    (entry, _), fiche = listed.essentiels, listed.entry("03")
    assert fiche
    assert (entry.data, entry.pages, entry.region) == (fiche.data, 1, "Auvergne-Rhône-Alpes")
    assert "03-allier-essentiel.pdf" in (YEAR / "SHA256SUMS").read_text("utf-8")
    with zipfile.ZipFile(YEAR / "2024-essentiel.zip") as packed:
        assert packed.namelist() == ["03-allier-essentiel.pdf", "20-corse-essentiel.pdf"]
    with zipfile.ZipFile(YEAR / "2024-tous-les-departements.zip") as packed:
        assert packed.namelist() == ["03-allier.pdf", "20-corse.pdf"]
    assert hashes.built_hashes(YEAR)["03-allier-essentiel.pdf"] == entry.pdf.sha256
    assert PAGE in checks.find([YEAR])
    PAGE.write_bytes(PAGE.read_bytes() + b" ")
    run("build", "--dept", "20")  # keeps what an earlier run listed
    assert len(manifest.read(YEAR, 2024).essentiels) == 2


def test_a_manifest_of_an_earlier_version_is_read(here: Path) -> None:
    run("build", "--dept", "03")
    path = YEAR / "manifest.json"
    document = json.loads(path.read_text("utf-8"))
    del document["essentiels"]
    path.write_text(json.dumps(document), "utf-8")
    assert manifest.read(YEAR, 2024).essentiels == ()
    assert states("--dept", "03", "--essentiel")["essentiels"] == [("03", "built")]


def test_it_is_never_mailed(here: Path) -> None:
    run("build", "--dept", "03", "--essentiel")
    recipient = Recipient("un@example.org", "Personne Un", "", (), (), ("03",), (2,))
    found = published.read(Path("output"), 2024)
    enclosed = found.letter(recipient).enclosures
    assert [each.path.name for each in enclosed] == ["03-allier.pdf"]
    assert not found.faults
