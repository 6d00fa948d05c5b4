"""Notes: a page of one fiche that only its people can write, and of no other document."""

from __future__ import annotations

from pathlib import Path

import pdf_reading
import pytest
import tag_tree
from command import copied
from command import run
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import brand
from tradefiche import edition
from tradefiche.edition import Edition
from tradefiche.errors import EditionError
from tradefiche.report import document
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
