"""Editions and brands of one's own: what they change on the page, and what is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from command import changed
from command import copied
from command import printed
from command import run
from PIL import Image


@pytest.fixture
def own_edition(here: Path) -> Path:
    return copied("editions/2024", here / "mine")


@pytest.fixture
def own_brand(here: Path) -> Path:
    return copied("brand/default", here / "mine")


def test_an_edition_of_ones_own(here: Path, own_edition: Path) -> None:
    changed(
        own_edition / "pratique.md", "# Informations pratiques", "# Bon à savoir {de_departement}"
    )
    changed(own_edition / "edition.toml", 'portraits = ""', 'portraits = "https://example.org/p"')
    result = run("build", "--dept", "03", "--edition", own_edition)
    assert "no address for: dossier." in result.stderr
    pdf = here / "output" / "2024" / "03-allier.pdf"
    assert "Bon à savoir de l’Allier" in printed(pdf)
    with pikepdf.open(pdf) as opened:
        addresses = {
            str(link.A.URI)
            for page in opened.pages
            for link in page.get("/Annots", [])
            if "/URI" in link.A
        }
    assert "https://example.org/p" in addresses


def test_an_unknown_placeholder_is_told_with_its_line(here: Path, own_edition: Path) -> None:
    path = own_edition / "exportations.md"
    count = len(path.read_text("utf-8").splitlines())
    path.write_text(path.read_text("utf-8") + "\nLe {truc} de l'année.\n", "utf-8")
    result = run("build", "--dept", "03", "--edition", own_edition, status=1)
    assert f"{path}:{count + 2}: unknown placeholder {{truc}}\n" in result.stderr
    assert "Hint: Known ones: annee, " in result.stderr
    assert not (here / "output").exists()


def test_a_missing_edition(here: Path) -> None:
    result = run("build", "--dept", "03", "--edition", "nowhere", status=1)
    assert "Error: nowhere/edition.toml: cannot be read (" in result.stderr


def test_a_letter_that_the_fonts_lack_is_named(here: Path, own_edition: Path) -> None:
    changed(own_edition / "pratique.md", "# Informations pratiques", "# Informations Ω")
    result = run("build", "--dept", "03", "--edition", own_edition, status=1)
    assert "U+03A9" in result.stderr
    assert "Write the edition's text without that character" in result.stderr
    assert not [*here.glob("output/2024/*.pdf")]


def _png(path: Path) -> None:
    Image.new("RGBA", (300, 100), (0, 0, 145, 128)).save(path)


def _pdf(path: Path) -> None:
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(300, 100))
        page.contents_add(made.make_stream(b"0 0 0.6 rg 10 10 280 80 re f"))
        made.save(path)


def _svg(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">'
        '<rect x="10" y="10" width="280" height="80" fill="#000091"/></svg>',
        "utf-8",
    )


@pytest.mark.parametrize(
    ("name", "make"), [("logo.png", _png), ("logo.pdf", _pdf), ("logo.svg", _svg)]
)
def test_a_logo_takes_the_place_of_the_words(
    here: Path, own_brand: Path, name: str, make: Any
) -> None:
    if name.endswith("svg") and importlib.util.find_spec("svglib") is None:
        pytest.skip("svglib is not installed")
    make(own_brand / name)
    changed(own_brand / "brand.toml", 'state = ""', f'state = "{name}"')
    run("build", "--dept", "03", "--brand", own_brand)
    path = here / "output" / "2024" / "03-allier.pdf"
    words = printed(path)
    assert "Fraternité" not in words
    assert "agence nationale" in words
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []


@pytest.mark.parametrize("name", ["logo.png", "logo.pdf", "logo.svg", "logo.gif"])
def test_a_logo_that_is_not_there_or_not_a_picture(here: Path, own_brand: Path, name: str) -> None:
    changed(own_brand / "brand.toml", 'state = ""', f'state = "{name}"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert name in result.stderr
    assert "Hint: " in result.stderr
    assert "unexpected" not in result.stderr


def _cut_png(path: Path) -> None:
    _png(path)
    path.write_bytes(path.read_bytes()[:-40])


def _locked_pdf(path: Path) -> None:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 100))
        made.save(path, encryption=pikepdf.Encryption(owner="owner", user=""))


def _empty_pdf(path: Path) -> None:
    with pikepdf.new() as made:
        made.save(path)


def _flat_svg(path: Path) -> None:
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', "utf-8")


def _cut_svg(path: Path) -> None:
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="300"', "utf-8")


@pytest.mark.parametrize("make", [_cut_png, _locked_pdf, _empty_pdf, _flat_svg, _cut_svg])
def test_a_logo_that_cannot_be_drawn_is_told_before_anything_is(
    here: Path, own_brand: Path, make: Any
) -> None:
    name = f"logo.{make.__name__[-3:]}"
    if name.endswith("svg") and importlib.util.find_spec("svglib") is None:
        pytest.skip("svglib is not installed")
    make(own_brand / name)
    changed(own_brand / "brand.toml", 'state = ""', f'state = "{name}"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert name in result.stderr
    assert "Export the logo again, as PDF or PNG." in result.stderr
    assert "unexpected" not in result.stderr
    assert not [*here.glob("output/**/*.pdf")]


def test_a_brand_cannot_pass_by_leaving_pairs_out(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", 'mute = "#666666"', 'mute = "#AAAAAA"')
    changed(own_brand / "brand.toml", ' ["mute", "paper"],', "")
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert "mute on paper 2.32:1 (needs 4.5:1)" in result.stderr


def test_a_badly_written_colour_is_named(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", 'mute = "#666666"', 'mute = "#+1 1-1"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert "[palette] mute: '#+1 1-1' is not a colour written #RRGGBB" in result.stderr


def test_a_brand_file_in_another_encoding_is_refused(here: Path, own_brand: Path) -> None:
    (own_brand / "brand.toml").write_bytes("name = 'é'".encode("cp1252"))
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert "brand.toml: cannot be read (not UTF-8)" in result.stderr


def test_colours_that_read_badly_are_refused_unless_accepted(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", 'mute = "#666666"', 'mute = "#AAAAAA"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert (
        f"Error: {own_brand / 'brand.toml'}: too little contrast: "
        "mute on paper 2.32:1 (needs 4.5:1)\n" in result.stderr
    )
    assert not (here / "output").exists()
    run("build", "--dept", "03", "--brand", own_brand, "--allow-low-contrast")
    assert (here / "output" / "2024" / "03-allier.pdf").is_file()


def test_a_missing_font(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", "SourceSans3_700Bold.ttf", "Ours.ttf")
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert f"font file Ours.ttf is neither in {own_brand} nor among " in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [("[palette]", "[pallete]", "palette"), ("semibold =", "semi_bold =", "semibold")],
)
def test_a_misspelt_table_or_key_has_a_proposal(
    here: Path, own_brand: Path, old: str, new: str, right: str
) -> None:
    changed(own_brand / "brand.toml", old, new)
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert f"Hint: Did you mean {right!r}?" in result.stderr
