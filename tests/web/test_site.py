"""The site as files: whole, listed, incremental, and nothing of others is ever touched."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pdf_reading
import pytest
from command import changed
from command import copied
from command import run
from web_pages import published
from web_pages import read

from tradefiche import atomic
from tradefiche import manifest as manifests
from tradefiche import site_listing as listing
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks

FEW = ("03", "48")


def fiches(*codes: str, year: int = 2024) -> list[Fiche]:
    return [replace(pdf_reading.fiches()[code], year=year) for code in codes]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wrote(*words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("site", *words, "--json").stdout)
    return found


@pytest.fixture
def output(here: Path) -> Path:
    return published(here / "output", fiches(*FEW))


def test_it_writes_what_it_lists(output: Path) -> None:
    done = wrote()
    made = files(Path("site"))
    assert {"2024/03-allier.html", "2024/03-allier.pdf", "2024/03-allier.json", "2024/index.html",
            "2024/accessibilite.html", "2024/SHA256SUMS", "index.html", "editions.html", "404.html",
            "latest/03-allier.html", "latest/index.html", "site.json",
            "2024/csv/03-2024-figure-3-exports.csv"} <= {*made}  # fmt: skip
    listed = listing.read(Path("site")).by_path()
    assert {*listed} == {*made} - {listing.NAME}
    for name, file in listed.items():
        assert (file.sha256, file.size) == (sha256(made[name]).hexdigest(), len(made[name])), name
    assert done["written"] == done["files"] == len(listed)
    assert made["2024/03-allier.pdf"] == (output / "2024/03-allier.pdf").read_bytes()


def test_every_link_of_every_page_leads_to_a_file(output: Path) -> None:
    run("site")
    made = files(Path("site"))
    for name in [each for each in made if each.endswith(".html")]:
        page, folder = read(made[name]), Path("site", name).parent
        ids = {node.attributes["id"] for node in page.walk() if "id" in node.attributes}
        targets = [node.attributes["href"] or "" for node in page.all("a")]
        for target in [each for each in targets if ":" not in each]:
            path, _, anchor = target.partition("#")
            if path:
                assert (folder / path).resolve().is_file(), f"{name} leads to {target}"
            else:
                assert anchor in ids, f"{name} leads to {target}"


def test_the_same_input_gives_the_same_bytes_and_is_left_alone(output: Path) -> None:
    run("site")
    run("site", "--to", "other")
    assert files(Path("site")) == files(Path("other"))
    before = {path: path.stat().st_mtime_ns for path in Path("site").rglob("*")}
    again = wrote()
    assert (again["written"], again["removed"]) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in Path("site").rglob("*")} == before
    forced = wrote("--force")
    assert forced["written"] == forced["files"]


def test_what_changed_is_written_and_what_is_gone_is_removed(output: Path) -> None:
    run("site")
    before = files(Path("site"))
    (Path("site/2024/mine.txt")).write_text("mine")
    manifest = manifests.read(output / "2024", 2024)
    kept = tuple(entry for entry in manifest.fiches if entry.code == "48")
    manifests.write(output / "2024", replace(manifest, fiches=kept))
    published(output, [replace(fiches("48")[0], marks=Marks(True, (1, 2)))])
    done = wrote()
    after = files(Path("site"))
    assert not [name for name in after if "03" in name.split("/")[-1][:3]]
    assert after["2024/mine.txt"] == b"mine"
    assert after["2024/48-lozere.html"] != before["2024/48-lozere.html"]
    assert after["2024/accessibilite.html"] == before["2024/accessibilite.html"]
    assert done["removed"] == len({*before} - {*after})
    assert done["unchanged"]


def test_a_file_that_was_changed_by_hand_is_written_anew(output: Path) -> None:
    run("site")
    before = files(Path("site"))
    Path("site/2024/03-allier.html").write_text("changed")
    Path("site/2024/48-lozere.pdf").unlink()
    assert wrote()["written"] == 2
    assert files(Path("site")) == before


def test_editions_stand_side_by_side(output: Path) -> None:
    run("site")
    old = {name: b for name, b in files(Path("site")).items() if name.startswith("2024/")}
    assert b"url=../2024/03-allier.html" in files(Path("site"))["latest/03-allier.html"]
    published(output, fiches("03", year=2025))
    assert wrote()["years"] == [2025]
    both = files(Path("site"))
    assert {name: b for name, b in both.items() if name.startswith("2024/")} == old
    assert b"url=../2025/03-allier.html" in both["latest/03-allier.html"]
    assert b"url=../2024/48-lozere.html" in both["latest/48-lozere.html"]  # the last that has it
    assert b"url=2025/index.html" in both["index.html"]
    editions = [link.text for link in read(both["editions.html"]).all("a")]
    assert editions == ["Édition 2025", "Édition 2024"]
    assert wrote("--year", "2024")["written"] == 0  # the old one again changes nothing
    assert files(Path("site")) == both
    assert wrote("--year", "2024-2025")["written"] == 0


def test_a_killed_run_is_finished_by_the_next(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("site", "--to", "whole")
    count = 0
    real = atomic.write_bytes

    def failing(path: Path, content: bytes) -> None:
        nonlocal count
        count += 1
        if count > 12:
            raise KeyboardInterrupt
        real(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "write_bytes", failing)
        run("site", status=130)
    half = files(Path("site"))
    listed = {*listing.read(Path("site")).by_path()}
    assert {*half} - {listing.NAME} <= listed  # nothing is there unlisted
    Path("site/2024/.03-allier.html.0123abcd.tmp").write_bytes(b"half")
    run("site")
    assert files(Path("site")) == files(Path("whole"))


def test_nothing_outside_is_ever_removed(output: Path) -> None:
    run("site")
    Path("mine.txt").write_text("mine")
    path = Path("site/site.json")
    for name in ("../mine.txt", "/etc/passwd", "2024/../../mine.txt", "C:\\mine", "2024//x", ""):
        good = path.read_text()
        document = json.loads(good)
        document["files"][0]["path"] = name
        path.write_text(json.dumps(document))
        assert "not inside the site" in run("site", status=1).stderr
        path.write_text(good)
    assert Path("mine.txt").read_text() == "mine"


def test_a_folder_that_became_a_link_loses_nothing(output: Path) -> None:
    run("site")
    others = Path("others")
    Path("site/2024/csv").rename(others)
    Path("site/2024/csv").symlink_to(others.resolve(), target_is_directory=True)
    (others / "03-2024-essentiel.csv").write_bytes(b"theirs")
    manifest = manifests.read(output / "2024", 2024)
    kept = tuple(entry for entry in manifest.fiches if entry.code == "48")
    manifests.write(output / "2024", replace(manifest, fiches=kept))
    run("site")
    assert (others / "03-2024-essentiel.csv").read_bytes() == b"theirs"


@pytest.mark.parametrize("to", ["output/mail", "output/mail/site", "output", "."])
def test_letters_are_never_published(output: Path, to: str) -> None:
    (output / "mail").mkdir()
    (output / "mail" / "letter.eml").write_text("private")
    said = run("site", "--to", to, status=2).stderr
    assert "where letters are kept: a site is public" in said
    assert not Path("site").exists()
    run("site", "--to", "output/site")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("edition", "was built with another edition"),
        ("brand", "was built with another brand"),
        ("json", "is not the file that was built"),
        ("missing", "cannot be read"),
        ("list", "not the list of a site"),
        ("later", "list of a site of schema 9"),
        ("sums", "SHA256SUMS: cannot be read"),
    ],
)
def test_what_is_not_as_it_was_built_is_refused(output: Path, damage: str, said: str) -> None:
    words: list[object] = []
    if damage == "edition":
        own = copied("editions/2024", Path("own").resolve())
        changed(own / "balance.md", "La première", "Cette")
        words = ["--edition", own]
    elif damage == "brand":
        own = copied("brand/default", Path("own").resolve())
        changed(own / "brand.toml", "#161616", "#171717")
        words = ["--brand", own]
    elif damage == "json":
        (output / "2024/03-allier.json").write_bytes(b"{}")
    elif damage == "missing":
        (output / "2024/03-allier.pdf").unlink()
    elif damage == "sums":
        (output / "2024/SHA256SUMS").unlink()
    else:
        Path("site").mkdir()
        text = "{" if damage == "list" else '{"schema_version": 9, "program": "7.0"}'
        Path("site/site.json").write_text(text)
    assert said in run("site", *words, status=1).stderr


@pytest.mark.parametrize("name", ["../private.pdf", "linked/private.pdf", "/etc/hostname"])
def test_a_manifest_publishes_nothing_from_elsewhere(output: Path, name: str) -> None:
    """Its hash is right: a list that was tampered with must not bring other files to the web."""
    Path("elsewhere").mkdir()
    for private in (output / "private.pdf", Path("elsewhere/private.pdf")):
        private.write_bytes(b"private")
    (output / "2024" / "linked").symlink_to(Path("elsewhere").resolve(), target_is_directory=True)
    manifest = manifests.read(output / "2024", 2024)
    pdf = replace(manifests.file_entry("x", b"private"), name=name)
    first, *others = manifest.fiches
    manifests.write(output / "2024", replace(manifest, fiches=(replace(first, pdf=pdf), *others)))
    assert f"{name} is not in its folder" in run("site", status=1).stderr
    assert not Path("site/site.json").exists()


def test_nothing_built_is_said(here: Path) -> None:
    assert "nothing was built there" in run("site", status=2).stderr
    published(here / "output", fiches("03"))
    assert "no fiche of 2023 was built" in run("site", "--year", "2023", status=1).stderr


def test_a_brand_may_add_a_style_sheet(output: Path) -> None:
    own = copied("brand/default", Path("own").resolve())
    published(output, fiches("48"), look=own)
    manifest = manifests.read(output / "2024", 2024)
    kept = tuple(entry for entry in manifest.fiches if entry.code == "48")
    manifests.write(output / "2024", replace(manifest, fiches=kept))
    run("site", "--brand", own)
    (own / "web.css").write_text("h1 { letter-spacing: .1em }")
    assert wrote("--brand", own)["written"]
    assert "h1{letter-spacing:.1em}" in Path("site/2024/48-lozere.html").read_text("utf-8")
    (own / "web.css").write_bytes(b"\xff")
    assert "web.css: cannot be read (not UTF-8)" in run("site", "--brand", own, status=1).stderr


def test_it_says_what_it_did(output: Path) -> None:
    done = run("site")
    assert done.stdout == "site/index.html\n"
    assert "files written, 0 unchanged, 0 removed; the site has" in done.stderr
    assert not run("site", "--quiet").output
