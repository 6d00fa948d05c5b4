"""A brand may bring its own type for pages: files beside them, checked, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pdf_reading
import pytest
from command import copied
from web_pages import page_of
from web_pages import published
from web_pages import read
from web_pages import ready

from tradefiche.errors import BrandError
from tradefiche.web import built
from tradefiche.web import fonts
from tradefiche.web import live
from tradefiche.web import site

FILE = b"wOF2" + bytes(range(200))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A brand with two types."""
    folder = copied("brand/default", tmp_path / "brand")
    (folder / fonts.FOLDER).mkdir()
    for name in ("regular", "bold"):
        (folder / fonts.FOLDER / f"{name}.woff2").write_bytes(FILE + name.encode())
    return folder


def policy(page: str) -> str:
    (found,) = (n for n in read(page).all("meta") if n.attributes.get("http-equiv"))
    return found.attributes["content"] or ""


def test_pages_are_set_in_the_type_of_their_brand(own: Path, tmp_path: Path) -> None:
    fiche = pdf_reading.fiches()["48"]
    plain, made = page_of(fiche), page_of(fiche, look=own)
    assert "@font-face" not in plain
    assert "font-src" not in policy(plain)
    assert made.count("@font-face") == 2
    assert "font-src 'self'" in policy(made)
    assert '--type:"Marque",system-ui' in made
    assert re.findall(r"--drawn:[^;}]*", made) == re.findall(r"--drawn:[^;}]*", plain)
    assert len(made.encode()) < len(plain.encode()) + 500  # they are beside it


def test_its_files_are_published_and_go_with_it(own: Path, tmp_path: Path) -> None:
    codes = ("63", "03")
    edition = ready(tmp_path / "output", *(pdf_reading.fiches()[c] for c in codes), look=own)
    to = tmp_path / "site"
    site.write(to, [edition])
    published_fonts = to / "2024" / fonts.PUBLISHED
    assert {path.name for path in published_fonts.iterdir()} == {"regular.woff2", "bold.woff2"}
    assert (published_fonts / "bold.woff2").read_bytes() == FILE + b"bold"
    for name in ("03-allier.html", "territoires/ti-8416-riom-vichy.html", "index.html"):
        path = to / "2024" / name
        asked = re.findall(r"url\(([^)]*)\)", path.read_text("utf-8"))
        assert len(asked) == 2
        assert all((path.parent / each).is_file() for each in asked)
    (own / fonts.FOLDER / "bold.woff2").unlink()
    again = built.read(tmp_path / "output", 2024, own)
    assert site.write(to, [again]).removed == 1
    assert "bold.woff2" not in (to / "2024" / "index.html").read_text("utf-8")


def test_no_pdf_is_to_be_built_again_for_them(own: Path, tmp_path: Path) -> None:
    output = published(tmp_path / "output", [pdf_reading.fiches()["48"]], look=own)
    (own / fonts.FOLDER / "italic.woff2").write_bytes(FILE)
    assert built.read(output, 2024, own).look.fonts == ("regular", "bold", "italic")


def test_who_writes_a_brand_sees_them(own: Path, tmp_path: Path) -> None:
    output = published(tmp_path / "output", [pdf_reading.fiches()["48"]], look=own)
    shown = live.LiveSite(output, 2024, own)
    answer = shown.answer(f"2024/{fonts.PUBLISHED}/bold.woff2")
    assert (answer.status, answer.content) == (200, FILE + b"bold")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("regular", b"\0\1\0\0", "regular.woff2: is no WOFF2 file"),
        ("bold", b"wOF2" + bytes(fonts.MOST), "bold.woff2: has more than 80000 bytes"),
        ("semibld", FILE, "semibld.woff2: no type of pages is called so"),
        ("regular", None, "regular.woff2: is missing"),
    ],
)
def test_what_is_no_type_is_refused(
    own: Path, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = own / fonts.FOLDER / f"{name}.woff2"
    path.write_bytes(content) if content else path.unlink()
    edition = ready(tmp_path / "output", pdf_reading.fiches()["48"], look=own)
    with pytest.raises(BrandError) as caught:
        site.write(tmp_path / "site", [edition])
    assert said in str(caught.value)
    assert caught.value.hint
    assert not list((tmp_path / "site").glob("2024/*.html"))
