"""Texts that do not fit are refused, with their file and by how much, before anything is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import changed
from command import copied
from command import run
from made_fiches import EXTREMES
from made_fiches import demonstration

from tradefiche import brand
from tradefiche import edition
from tradefiche.fiche import Fiche
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer

PARAGRAPH = "Cette fiche descend à l'échelle {du_territoire}, la plus fine de la statistique : " * 3
LONG = "Indicateurs, chiffres et repères du commerce extérieur des territoires d'industrie " * 3


@pytest.fixture
def mine(here: Path) -> Path:
    """An edition of one's own, which fits."""
    return copied("editions/2024", here / "mine")


@pytest.fixture
def look(here: Path) -> Path:
    """A brand of one's own, which fits."""
    return copied("brand/default", here / "look")


def paragraphs(count: int) -> str:
    return "\n\n".join([PARAGRAPH] * count)


def refused(*words: object) -> str:
    """What the command says, having written no document; its exit status is 1."""
    result = run(*words, status=1)
    assert "unexpected" not in result.stderr
    assert not [*Path("output").rglob("*.pdf")]
    return str(result.stderr)


def build(folder: Path, *others: object) -> str:
    return refused("build", "--dept", "03", "--edition", folder, *others)


@pytest.mark.parametrize(
    "fiche", [*demonstration(), *EXTREMES.values()], ids=lambda f: f.place.name
)
def test_the_shipped_edition_fits_everywhere(fiche: Fiche) -> None:
    texts = edition.load(edition.folder_for(2024))
    chapter = Chapter(Composer(fiche, texts, prepare(brand.load())))
    assert [each.message for each in chapter.overfull()] == []


def test_an_introduction_too_long_for_the_cover(here: Path, mine: Path) -> None:
    (mine / "introduction.md").write_text(f"# Introduction\n\n{paragraphs(8)}\n", "utf-8")
    said = build(mine)
    assert f"{mine / 'introduction.md'}: its text does not fit on the cover: " in said
    assert " points too high (about " in said
    assert "Shorten it." in said


def test_how_much_is_how_much(here: Path, mine: Path) -> None:
    """A line more of the introduction is a line more of what is too high."""
    path = mine / "introduction.md"
    found = []
    for lines in (40, 41):
        words = "\n".join(["mot"] * lines)
        path.write_text(f"# Introduction\n\nUn.\n\n{words}\n", "utf-8")
        edition.load.cache_clear()
        said = build(mine)
        found.append(int(said.partition("cover: ")[2].partition(" points")[0]))
    assert found[1] - found[0] == 14


def test_a_text_in_the_margin_longer_than_a_page(here: Path, mine: Path) -> None:
    (mine / "pratique.md").write_text(f"# Pratique\n\n## Contact\n\n{paragraphs(30)}\n", "utf-8")
    said = build(mine)
    assert f"{mine / 'pratique.md'}: its text does not fit on page 12: " in said
    assert "begin a new page in it with a line of ---" in said


def test_a_block_longer_than_a_page_in_the_last_section(here: Path, mine: Path) -> None:
    (mine / "annexe.md").write_text(f"# Annexe\n\n## Contact\n\n{paragraphs(30)}\n", "utf-8")
    assert f"{mine / 'annexe.md'}: its text does not fit on page 13: " in build(mine)


def test_paragraphs_of_the_last_section_go_on_overleaf(here: Path, mine: Path) -> None:
    (mine / "annexe.md").write_text(f"# Annexe\n\n{paragraphs(40)}\n", "utf-8")
    run("build", "--dept", "03", "--edition", mine)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Les indicateurs', f'title = "{LONG}', "title does not fit in the band of the"),
        ('title = "Les indicateurs', f'title = "{LONG}', "title does not fit in the footer: "),
        ('program = "T', f'program = "{LONG}T', "program does not fit in the header: "),
        ('program = "T', f'program = "{"x" * 60} T', "the word 'xxx"),
    ],
)
def test_words_of_the_edition_around_the_pages(
    here: Path, mine: Path, old: str, new: str, said: str
) -> None:
    changed(mine / "edition.toml", old, new)
    assert f"{mine / 'edition.toml'}: {said}" in build(mine)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("contexte.md", "> **Source", f"> {LONG * 8}**Source", "its text does not fit on page 3"),
        ("balance.md", "![Principaux pays", f"![{LONG * 15}", "its text does not fit on page 4"),
        ("exportations.md", "![Flux à l'export, {r", f"![{LONG * 9}{{r", "does not fit on page 7"),
        (
            "exportations.md",
            "# Exportations",
            f"# {LONG}",
            "its title does not fit in the contents",
        ),
        ("balance.md", "\n\n---", "\n\nDessous.\n\n---", "what stands under a figure or a note"),
        ("contexte.md", "## Contexte", f"## {'y' * 50}", "the word 'yyy"),
        ("pratique.md", "## Contact", f"## {'y' * 50}", "the word 'yyy"),
    ],
)
def test_texts_of_the_pages(
    here: Path, mine: Path, file: str, old: str, new: str, said: str
) -> None:
    changed(mine / file, old, new)
    told = build(mine)
    assert f"{mine / file}: " in told
    assert said in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["Gouvernement", ', f'["{LONG}", ', "[words] state does not fit at the head of the"),
        ('["Gouvernement", ', '["A", "B", "C", "D", ', "[words] state does not fit at the head"),
        ('["agence nationale", ', f'["{LONG}", ', "[words] agency does not fit at the head of"),
        ('["agence nationale", ', '["A", "B", "C", ', "[words] agency does not fit at the head"),
    ],
)
def test_words_of_the_brand(here: Path, look: Path, old: str, new: str, said: str) -> None:
    changed(look / "brand.toml", old, new)
    told = refused("build", "--dept", "03", "--brand", look)
    assert f"{look / 'brand.toml'}: {said}" in told
    assert f"{look / 'brand.toml'}: {said}" in refused("atlas", "--brand", look)


def test_packs_and_the_atlas_have_the_program_too(here: Path, mine: Path) -> None:
    changed(mine / "edition.toml", 'program = "T', f'program = "{LONG[:170]}T')
    assert "program does not fit in the header" in refused("atlas", "--edition", mine)
    said = refused("build", "--territoire", "ti-8416", "--edition", mine)
    assert "program does not fit in the band of the packs' covers" in said


def test_all_that_does_not_fit_is_told_at_once(here: Path, mine: Path) -> None:
    changed(mine / "edition.toml", 'title = "Les indicateurs', f'title = "{LONG}')
    (mine / "introduction.md").write_text(f"# Introduction\n\n{paragraphs(8)}\n", "utf-8")
    said = build(mine)
    assert "in the band of the cover" in said
    assert "in the footer" in said
    assert "introduction.md: its text" in said
