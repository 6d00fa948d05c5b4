"""Notes: a page of one fiche, or of one pack, that only its people can write."""

from __future__ import annotations

from pathlib import Path

import hard_fiches
import pdf_reading
import pytest
import tag_tree
from command import copied
from command import run
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import brand
from tradefiche import edition
from tradefiche.batch import trial
from tradefiche.edition import Edition
from tradefiche.errors import EditionError
from tradefiche.report import document
from tradefiche.report import pack
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer

NOTE = """# Le mot du territoire

Une usine {de_departement} a ouvert en {annee} : **200 emplois**.

## Pour en parler

- une réunion
- un contact

> Relu par la préfecture.
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = copied("editions/2024", tmp_path / "mine")
    (folder / "notes").mkdir()
    return folder


def with_note(folder: Path, text: str = NOTE, name: str = "03") -> Edition:
    (folder / "notes" / f"{name}.md").write_text(text, "utf-8")
    edition.load.cache_clear()
    return edition.load(folder)


def built(texts: Edition, code: str = "03") -> bytes:
    return document.build(pdf_reading.fiches()[code], texts, brand.load())


def test_a_note_is_a_page_after_the_figures_and_in_the_contents(mine: Path) -> None:
    content = built(with_note(mine))
    texts = [flat(page) for page in pages(content)]
    (folio,) = [n for n, text in enumerate(texts, 1) if "Une usine de l’Allier" in text]
    assert "a ouvert en 2024 : 200 emplois." in texts[folio - 1]
    assert "Exposition et concentration" in texts[folio - 2]
    assert "Informations pratiques" in texts[folio]
    (contents,) = tag_tree.tree(content).all("TOC")
    listed = [entry.text.rpartition(" ")[::2] for entry in contents.nodes]
    assert ("Le mot du territoire", str(folio)) in listed


def test_no_other_document_knows_it(mine: Path) -> None:
    texts = with_note(mine)
    assert built(texts, "48") == pdf_reading.pdf("48")
    plain = pdf_reading.edition_2024()
    assert texts.fingerprint == plain.fingerprint
    assert texts.fingerprint_of(["48", "04"]) == plain.fingerprint
    assert texts.fingerprint_of(["48", "03"]) != plain.fingerprint


def test_a_note_redraws_its_fiche_alone(mine: Path, here: Path) -> None:
    words = ("build", "--dept", "03", "--dept", "48", "--edition", mine, "--demo")
    run(*words)
    (mine / "notes" / "03.md").write_text(NOTE, "utf-8")
    edition.load.cache_clear()
    said = run(*words).stderr
    assert [line.split()[1:3] for line in said.splitlines() if line.startswith("2024")] == [
        ["1", "1"]
    ]
    edition.load.cache_clear()
    said = run(*words).stderr
    assert [line.split()[1:3] for line in said.splitlines() if line.startswith("2024")] == [
        ["0", "2"]
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sans titre.", "notes/03.md:1: does not begin with a title"),
        ("# Un mot\n\n{inconnu}\n", "notes/03.md:3: unknown placeholder {inconnu}"),
        ("# Un mot\n\n![x](figure:pays)\n", "notes/03.md: a note has a figure, or a table"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(mine: Path, text: str, said: str) -> None:
    with pytest.raises(EditionError) as refused:
        with_note(mine, text)
    assert said in refused.value.message.replace("\\", "/")


def test_a_note_too_long_for_its_page_is_told(mine: Path) -> None:
    texts = with_note(mine, "# Un mot\n\n" + "\n\n".join(["Un paragraphe."] * 60))
    chapter = Chapter(Composer(pdf_reading.fiches()["03"], texts, prepare(brand.load())))
    (fault,) = chapter.overfull()
    assert "notes/03.md: its text does not fit on page" in fault.message.replace("\\", "/")


# -- packs ---------------------------------------------------------------------------------------

OF_PACK = """# Le mot du Territoire

Trois sites ont ouvert {dans_departements} en {annee} : lire {nom} ({code}) avec cela en tête.

> Relu par les préfectures.
"""


def composed(texts: Edition, name: str = "ti-8416") -> bytes:
    return pack.compose(hard_fiches.dossier(name), texts, brand.load()).content


@pytest.mark.parametrize("name", ["ti-8416", "TI-8416"])
def test_a_note_of_a_pack_is_a_page_before_its_fiches_and_in_the_contents(
    mine: Path, name: str
) -> None:
    content = composed(with_note(mine, OF_PACK, name))
    texts = [flat(page) for page in pages(content)]
    (folio,) = [n for n, text in enumerate(texts, 1) if "Trois sites" in text]
    said = "dans l’Allier et dans le Puy-de-Dôme en 2024 : lire Riom – Vichy (ti-8416) avec cela"
    assert said in texts[folio - 1]
    assert texts[folio].startswith("Publication composée")  # a cover
    contents = next(iter(tag_tree.tree(content).all("TOC")))
    listed = [entry.text.rpartition(" ")[::2] for entry in contents.nodes]
    assert listed[2:4] == [("Le mot du Territoire", str(folio)), ("Allier (03)", str(folio + 1))]


def test_a_note_of_a_pack_is_in_no_other_document(mine: Path) -> None:
    texts, plain = with_note(mine, OF_PACK, "ti-8416"), pdf_reading.edition_2024()
    assert built(texts) == pdf_reading.pdf("03")
    assert composed(texts, "ti-9401") == hard_fiches.pdf("ti-9401")
    assert texts.fingerprint_of(["03", "63"]) == plain.fingerprint
    assert texts.fingerprint_of(["ti-8416", "03", "63"]) != plain.fingerprint


def test_a_note_of_a_pack_redraws_it_alone(mine: Path, here: Path) -> None:
    words = ("build", "--territoire", "ti-9401", "--territoire", "ti-0601", "--edition", mine)

    def counted() -> list[str]:
        edition.load.cache_clear()
        said = run(*words, "--demo").stderr
        (line,) = [line for line in said.splitlines() if line.startswith("2024")]
        return line.split()[1:3]

    assert counted() == ["4", "0"]
    note = mine / "notes" / "ti-9401.md"
    note.write_text(OF_PACK, "utf-8")
    assert counted() == ["1", "3"]
    assert counted() == ["0", "4"]
    note.write_text(OF_PACK.replace("Trois", "Deux"), "utf-8")
    assert counted() == ["1", "3"]
    note.unlink()
    assert counted() == ["1", "3"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sans titre.", "notes/ti-8416.md:1: does not begin with a title"),
        ("# Un mot\n\n{exportations}\n", "notes/ti-8416.md:3: unknown placeholder {exportations}"),
        ("# Un mot\n\n![x](figure:pays)\n", "notes/ti-8416.md: a note has a figure, or a table"),
    ],
)
def test_what_is_wrong_in_a_note_of_a_pack_is_refused(mine: Path, text: str, said: str) -> None:
    with pytest.raises(EditionError) as refused:
        with_note(mine, text, "ti-8416")
    assert said in refused.value.message.replace("\\", "/")


def test_placeholders_of_packs_are_not_those_of_fiches(mine: Path) -> None:
    with pytest.raises(EditionError) as refused:
        with_note(mine, "# Un mot\n\n{dans_departements}\n")
    assert "unknown placeholder {dans_departements}" in refused.value.message


def test_a_note_of_a_pack_too_long_for_its_page_is_refused(mine: Path) -> None:
    texts = with_note(mine, "# Un mot\n\n" + "\n\n".join(["Un mot."] * 60), "ti-8416")
    with pytest.raises(EditionError) as refused:
        composed(texts)
    assert "notes/ti-8416.md: its text does not fit on its page" in refused.value.message.replace(
        "\\", "/"
    )
    with_note(mine, "# Un mot\n\nUn.\n\n---\n\nDeux.", "ti-8416")
    edition.load.cache_clear()
    content = composed(edition.load(mine))
    assert "Un mot (suite)" in " ".join(map(flat, pages(content)))


def test_edition_check_tells_notes_of_nobody_and_those_that_do_not_fit(mine: Path) -> None:
    with_note(mine, OF_PACK, "ti-9999")
    with_note(mine, NOTE, "99")
    with_note(mine, NOTE, "2a")
    with_note(mine, "# Un mot\n\n" + "\n\n".join(["Un mot."] * 60), "ti-8416")
    tried = trial.run(mine)
    remarks = "\n".join(tried.remarks).replace("\\", "/")
    assert "notes/99.md: 99 is no département, and the note is not printed." in remarks
    assert "notes/2a.md: 2A is no département, and the note is not printed." in remarks
    assert "notes/ti-9999.md: ti-9999 is no Territoire d’industrie, and the note is not" in remarks
    assert "ti-8416 is no" not in remarks
    (fault,) = tried.faults
    assert fault.places == ("ti-8416",)
    assert "notes/ti-8416.md: its text does not fit" in fault.message.replace("\\", "/")
