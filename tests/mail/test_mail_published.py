"""The wrong-attachment guard: only what the manifest says, byte for byte, for whom it is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from mailings import DEMONSTRATION
from mailings import FINAL
from mailings import LACKING
from mailings import PROVISIONAL
from mailings import changed
from mailings import publish

from tradefiche import manifest as manifests
from tradefiche.errors import MailError
from tradefiche.errors import OutputError
from tradefiche.mail import published
from tradefiche.mail.letter.letter import Recipient
from tradefiche.mail.published import PublishedEdition
from tradefiche.manifest import FileEntry

RIOM = "ti-8416"  # in 03 and 63
DURANCE = "ti-9307"  # in 04 and 05; the fiches of 26 and 83 leave it out


def asking(*departements: str, territoires: tuple[str, ...] = ()) -> Recipient:
    return Recipient("un@example.org", "Personne Un", "", (), territoires, departements, (2,))


def codes(found: PublishedEdition, recipient: Recipient, *, pack: bool = False) -> list[str]:
    return [each.code for each in found.letter(recipient, pack=pack).enclosures]


def faults(output: Path, recipient: Recipient, *, pack: bool = False) -> list[str]:
    found = published.read(output, 2024)
    assert codes(found, recipient, pack=pack) == []
    return [reason.replace(f"{output / '2024'}{os.sep}", "") for reason in found.faults]


def entries(output: Path, **changes: dict[str, object]) -> None:
    """Change entries of the manifest, by the name of their département."""
    known = manifests.read(output / "2024", 2024).fiches
    fiches = tuple(replace(each, **changes.get(each.name, {})) for each in known)  # type: ignore[arg-type]
    changed(output, fiches=fiches)


# -- who gets what ---------------------------------------------------------------------------


def test_a_lead_gets_the_fiches_of_the_territoire_and_of_the_departements(tmp_path: Path) -> None:
    found = published.read(publish(tmp_path, ["03", "63", "04", "05", "26"]), 2024)
    assert codes(found, asking(territoires=(RIOM,))) == ["03", "63"]
    assert codes(found, asking("63", "05", territoires=(RIOM, DURANCE))) == ["03", "63", "04", "05"]
    assert found.letter(asking(territoires=(DURANCE,))).left_out == ("26", "83")
    assert found.letter(asking("26", territoires=(DURANCE,))).left_out == ("83",)
    assert not found.faults
    (first, *_) = found.letter(asking("03")).enclosures
    assert (first.title, first.name, first.kind) == ("Allier (03)", "03-allier.pdf", "fiche")
    assert first.size == first.path.stat().st_size


def test_a_pack_takes_the_place_of_its_fiches(tmp_path: Path) -> None:
    output = publish(tmp_path, ["03", "63", "04", "05"], packs=[RIOM, DURANCE])
    found = published.read(output, 2024)
    letter = found.letter(asking("03", "04", territoires=(RIOM,)), pack=True)
    assert [each.code for each in letter.enclosures] == [RIOM, "04"]
    assert letter.enclosures[0].departements == ("03", "63")
    assert found.relative(letter.enclosures[0]) == f"territoires/{RIOM}.pdf"
    assert not found.faults


def test_the_key_facts_are_those_of_the_json(tmp_path: Path) -> None:
    summary = published.read(publish(tmp_path), 2024).summary("03")
    assert summary is not None
    assert (summary.exports, summary.imports) == (311_000_000, 4_000_000)
    assert (summary.client, summary.supplier) == ("Allemagne 0", "Fidji 1")
    assert summary.of == "de l’Allier"
    assert summary.updated == "2025-02-07"


@pytest.mark.parametrize("marks", [FINAL, DEMONSTRATION, PROVISIONAL, LACKING])
def test_marks_are_those_of_the_worst_fiche(tmp_path: Path, marks: manifests.Marks) -> None:
    publish(tmp_path, ["03"])
    found = published.read(publish(tmp_path, ["63"], marks=marks), 2024)
    assert found.marks(found.letter(asking("03"))) == FINAL
    assert found.marks(found.letter(asking("03", "63"))) == marks


# -- what is wrong ---------------------------------------------------------------------------


def test_nothing_published_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, year=2023)
    with pytest.raises(MailError, match="no fiche of 2024") as caught:
        published.read(tmp_path, 2024)
    assert "tradefiche build --all --year 2024" in caught.value.hint
    (tmp_path / "2023").rename(tmp_path / "2024")
    with pytest.raises(OutputError, match="is of 2023, not of 2024"):
        published.read(tmp_path, 2024)


def test_a_fiche_that_was_not_built_says_how_to(tmp_path: Path) -> None:
    output = publish(tmp_path)
    build = "tradefiche build --dept 15 --year 2024"
    assert faults(output, asking("15", "15")) == [f"Cantal (15): no fiche of 2024: {build}"]


def test_a_pack_that_was_not_built_says_how_to(tmp_path: Path) -> None:
    said = faults(publish(tmp_path), asking(territoires=(RIOM,)), pack=True)
    build = f"tradefiche build --territoire {RIOM} --year 2024"
    assert said == [f"Riom – Vichy ({RIOM}): no pack of 2024: {build}"]


def test_a_pdf_that_is_not_there_or_was_changed_is_refused(tmp_path: Path) -> None:
    output = publish(tmp_path)
    again = "tradefiche build --dept 03 --year 2024 --force"
    pdf = output / "2024" / "03-allier.pdf"
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert faults(output, asking("03")) == [
        f"03-allier.pdf: is not the file that was built: {again}"
    ]
    pdf.unlink()
    (said,) = faults(output, asking("03"))
    assert said == f"03-allier.pdf: cannot be read (No such file or directory): {again}"


def test_a_file_without_an_entry_is_never_taken(tmp_path: Path) -> None:
    output = publish(tmp_path, ["03"])
    (output / "2024" / "15-cantal.pdf").write_bytes(
        (output / "2024" / "03-allier.pdf").read_bytes()
    )
    assert faults(output, asking("15"))


def test_entries_with_each_others_files_are_refused(tmp_path: Path) -> None:
    output = publish(tmp_path)
    allier, dome = manifests.read(output / "2024", 2024).fiches
    entries(output, Allier={"pdf": dome.pdf}, **{"Puy-de-Dôme": {"pdf": allier.pdf}})
    said = faults(output, asking("03", "63"))
    assert said == [
        "63-puy-de-dome.pdf: its title is not that of Allier (03), 2024",
        "03-allier.pdf: its title is not that of Puy-de-Dôme (63), 2024",
    ]
    entries(output, Allier={"pdf": allier.pdf, "json": dome.json})
    (said, *_) = faults(output, asking("03"))
    assert "is of 63, 2024, and not what the manifest says of 03, 2024" in said


def test_a_fiche_of_another_year_is_refused(tmp_path: Path) -> None:
    folder = publish(tmp_path, ["03"], year=2023) / "2023"
    manifests.write(folder, replace(manifests.read(folder, 2023), year=2024))
    folder.rename(tmp_path / "2024")
    (said,) = faults(tmp_path, asking("03"))
    assert "is of 03, 2023, and not what the manifest says of 03, 2024" in said


def test_a_manifest_that_hides_invented_figures_is_refused(tmp_path: Path) -> None:
    output = publish(tmp_path, ["03"], marks=DEMONSTRATION)
    entries(output, Allier={"marks": FINAL})
    assert len(faults(output, asking("03"))) == 1


def test_a_manifest_leads_out_of_its_folder_in_vain(tmp_path: Path) -> None:
    output = publish(tmp_path / "output", ["03"])
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"x")
    entries(output, Allier={"pdf": FileEntry("../../secret.pdf", manifests.digest(b"x"), 1)})
    (said,) = faults(output, asking("03"))
    assert said == "manifest.json: ../../secret.pdf is not in its folder"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"departements": ("03",)}, "holds 03, and not the fiches of Riom – Vichy, 03, 63"),
        ({"departements": ("03", "63", "15")}, "holds 03, 63, 15, and not the fiches of"),
        ({"marks": DEMONSTRATION}, "its fiches were built anew since"),
        ({"data": "of other fiches"}, "its fiches were built anew since"),
    ],
)
def test_a_pack_of_other_fiches_is_refused(
    tmp_path: Path, values: dict[str, object], said: str
) -> None:
    output = publish(tmp_path, packs=[RIOM])
    (pack,) = manifests.read(output / "2024", 2024).packs
    changed(output, packs=(replace(pack, **values),))  # type: ignore[arg-type]
    (reason,) = faults(output, asking(territoires=(RIOM,)), pack=True)
    assert said in reason
    assert f"tradefiche build --territoire {RIOM} --year 2024" in reason


def test_packs_with_each_others_files_are_refused(tmp_path: Path) -> None:
    output = publish(tmp_path, packs=["ti-8409", RIOM])
    other, pack = manifests.read(output / "2024", 2024).packs
    changed(output, packs=(other, replace(pack, pdf=other.pdf)))
    (reason,) = faults(output, asking(territoires=(RIOM,)), pack=True)
    assert reason == f"{Path(other.pdf.name)}: its title is not that of Riom – Vichy ({RIOM}), 2024"


def test_a_file_that_changes_after_the_plan_is_not_sent(tmp_path: Path) -> None:
    output = publish(tmp_path)
    (enclosure,) = published.read(output, 2024).letter(asking("03")).enclosures
    assert published.content(enclosure) == enclosure.path.read_bytes()
    publish(tmp_path, version="built anew")
    with pytest.raises(MailError, match="changed since the plan was made"):
        published.content(enclosure)
    enclosure.path.unlink()
    with pytest.raises(MailError, match="cannot be read any more"):
        published.content(enclosure)
