"""Logos and fonts from elsewhere: only what draws is kept, and what is too much is refused."""

from __future__ import annotations

import importlib.util
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from command import changed
from command import copied
from command import printed
from command import run
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name

from tradefiche import resources
from tradefiche.pdf import fonts
from tradefiche.pdf import logos

REGULAR = "SourceSans3_400Regular.ttf"
BAD = (b"JavaScript", b"secret", b"OPI", b"StructParent", b"PieceInfo", b"LastModified", b"PS1")
svg = pytest.mark.skipif(importlib.util.find_spec("svglib") is None, reason="needs svglib")


@pytest.fixture
def mine(here: Path) -> Path:
    return copied("brand/default", here / "mine")


def with_logo(brand: Path, name: str, content: bytes) -> None:
    (brand / name).write_bytes(content)
    changed(brand / "brand.toml", 'state = ""', f'state = "{name}"')


def refusal(brand: Path) -> str:
    said = run("build", "--dept", "03", "--brand", brand, status=1).stderr
    assert "unexpected" not in said
    return str(said)


# -- PDF -------------------------------------------------------------------------------------


def laden(path: Path) -> None:
    """A logo that carries all that is not a drawing, on the page and inside its forms."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 100))
        data = pdf.make_stream(b"secret")
        action = Dictionary(S=Name.JavaScript, JS=pikepdf.String("secret"))
        script = pdf.make_stream(b"secret PS1", Type=Name.XObject, Subtype=Name.PS)
        inner = pdf.make_stream(
            b"/Span <</MCID 0>> BDC 10 10 280 80 re f EMC /P Do",
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 100]),
            Ref=Dictionary(F=data), OPI=Dictionary(A=data), StructParents=0, Metadata=data,
            PieceInfo=Dictionary(A=data), LastModified=pikepdf.String("secret"), AF=Array([data]),
            Resources=Dictionary(XObject=Dictionary(P=script)),
        )  # fmt: skip
        page.obj.Resources = Dictionary(
            XObject=Dictionary(F=inner),
            Properties=Dictionary(M=Dictionary(Type=Name.OCG, Name=pikepdf.String("secret"))),
            ExtGState=Dictionary(G=Dictionary(CA=0.5, TR=data, HT=data)),
        )
        page.contents_add(pdf.make_stream(b"0 0 0.6 rg /OC /M BDC /G gs /F Do EMC /M MP"))
        page.obj.AA = Dictionary(O=action)
        page.obj.Metadata = data
        page.obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])
        pdf.Root.OpenAction = action
        pdf.attachments["secret.txt"] = b"secret"
        pdf.save(path)


def everything(pdf: pikepdf.Pdf, item: Any, seen: set[Any]) -> bytes:
    """All that an object reaches, as bytes."""
    if isinstance(item, pikepdf.Object) and item.is_indirect:
        if item.objgen in seen:
            return b""
        seen.add(item.objgen)
    if isinstance(item, pikepdf.Stream):
        return item.read_bytes() + b"".join(
            key.encode() + everything(pdf, inner, seen) for key, inner in item.items()
        )
    if isinstance(item, Dictionary):
        return b"".join(key.encode() + everything(pdf, inner, seen) for key, inner in item.items())
    if isinstance(item, Array):
        return b"".join(everything(pdf, inner, seen) for inner in item)
    return str(item).encode() + b" "


def test_only_the_drawing_of_a_pdf_comes_along(here: Path, mine: Path) -> None:
    laden(here / "laden.pdf")
    with_logo(mine, "logo.pdf", (here / "laden.pdf").read_bytes())
    run("build", "--dept", "03", "--brand", mine)
    path = here / "output" / "2024" / "03-allier.pdf"
    with pikepdf.open(path) as pdf:
        placed = pdf.pages[0].obj.Resources.XObject["/FormXob.Placed0"]
        assert b"280 80 re" in (all_ := everything(pdf, placed, set()))
        assert [bad for bad in (*BAD, b"BDC", b"MCID", b"/TR", b"/HT") if bad in all_] == []
        assert b"/CA" in all_
        whole = b"".join(
            everything(pdf, item, {other.objgen for other in pdf.objects if other is not item})
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream | Dictionary)
        )
        assert b"secret" not in whole
        assert "secret.txt" not in pdf.attachments
    assert "Fraternité" not in printed(path)


def hidden(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("hidden")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def endless(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    form = pdf.make_stream(b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    page.obj.Resources = Dictionary(XObject=Dictionary(F=form))


def bomb(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    stream = pdf.make_stream(b"")
    stream.write(zlib.compress(b" " * 400_000_000, 9), filter=Name.FlateDecode)
    page.obj.Contents = stream


def deep(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    item = Dictionary()
    for _ in range(200):
        item = Dictionary(S=item)
    page.obj.Resources = Dictionary(ExtGState=Dictionary(G=item))


def lzw(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.Contents = pdf.make_stream(b"\x80\x0b", Filter=Name.LZWDecode)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (hidden, "it has hidden layers"),
        (endless, "a part of it holds itself"),
        (bomb, "it draws with more than 4,000,000 bytes"),
        (deep, "it has more, or deeper, parts than a logo has"),
        (lzw, "its operators are packed in a way that is not read"),
    ],
)
def test_a_pdf_that_is_no_logo(here: Path, mine: Path, make: Any, said: str) -> None:
    with pikepdf.new() as pdf:
        make(pdf, pdf.add_blank_page(page_size=(300, 100)))
        level = pikepdf.StreamDecodeLevel.none
        pdf.save(here / "made.pdf", compress_streams=False, stream_decode_level=level)
    with_logo(mine, "logo.pdf", (here / "made.pdf").read_bytes())
    assert said in refusal(mine)


# -- pictures --------------------------------------------------------------------------------


def test_a_huge_picture_is_refused_by_its_head(
    here: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logos.Image, "open", lambda *_, **__: pytest.fail("it was opened"))
    head = struct.pack(">IIBBBBB", 13_000, 13_000, 8, 6, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + bytes(20)
    with_logo(mine, "logo.png", content)
    assert "its 13000 by 13000 pixels are more than 16,000,000" in refusal(mine)


def test_another_picture_under_the_name_of_a_png(here: Path, mine: Path) -> None:
    with_logo(mine, "logo.png", b"GIF89a" + bytes(40))
    assert "logo.png: not a PNG" in refusal(mine)


def test_a_large_logo_file_is_not_read(here: Path, mine: Path) -> None:
    with_logo(mine, "logo.png", bytes(5_000_001))
    assert "logo.png: 5,000,001 bytes, more than the 5,000,000 that are read" in refusal(mine)


# -- SVG -------------------------------------------------------------------------------------

USES = "".join(
    f'<g id="u{level}">{f"""<use href="#u{level - 1}"/>""" * 10}</g>' for level in range(1, 12)
)


@svg
@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', "&b;", "it declares entities"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/passwd">]>', "&a;", "it declares entities"),
        ("", '<image href="/etc/passwd"/>', "it has an element 'image'"),
        ("", '<use href="other.svg#a"/>', "it refers to 'other.svg#a'"),
        ("", "<script>x</script>", "it has an element 'script'"),
        ("", '<rect style="fill:url(http://example.org/a)"/>', "refers to another file"),
        ("", "<style>@import 'a.css';</style>", "its style refers to another file"),
        ("", "<g>" * 100 + "</g>" * 100, "its elements lie more than 60 deep"),
        ("", '<g id="a"><use href="#a"/></g>', "'a' in it copies itself"),
        ("", f'<g id="u0"><path/></g>{USES}', "it draws more than 20,000 elements"),
        ("", "<rect/>" * 20_001, "it draws more than 20,000 elements"),
    ],
)
def test_an_svg_that_is_no_plain_drawing(
    here: Path, mine: Path, head: str, body: str, said: str
) -> None:
    start = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">'
    with_logo(mine, "logo.svg", f"{head}{start}{body}</svg>".encode())
    assert said in refusal(mine)


@svg
def test_a_plain_svg_with_copies_and_gradients(here: Path, mine: Path) -> None:
    with_logo(
        mine,
        "logo.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><defs>'
        b'<linearGradient id="g"><stop offset="0" stop-color="#000091"/></linearGradient>'
        b'<rect id="r" width="9" height="9" fill="#000091"/></defs>'
        b'<rect width="90" height="90" fill="url( \'#g\')"/><use href="#r" x="9"/></svg>',
    )
    run("build", "--dept", "03", "--brand", mine)


# -- fonts -----------------------------------------------------------------------------------


def font(brand: Path, rights: int | None = None) -> Path:
    """A font of one's own: a copy of the project's, with other rights."""
    content = bytearray(resources.fonts(REGULAR).read_bytes())
    if rights is not None:
        (count,) = struct.unpack_from(">H", content, 4)
        tables = (struct.unpack_from(">4sLLL", content, 12 + 16 * i) for i in range(count))
        offset = next(offset for tag, _, offset, _ in tables if tag == b"OS/2")
        struct.pack_into(">H", content, offset + 8, rights)
    path = brand / "Ours.ttf"
    path.write_bytes(content)
    changed(brand / "brand.toml", REGULAR, "Ours.ttf")
    return path


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        (0x0002, "embedding (fsType 0x0002)"),
        (0x0108, "subsetting (fsType 0x0108)"),
        (0x0200, "embedding of outlines (fsType 0x0200)"),
    ],
)
def test_a_font_that_forbids_it_is_refused_unless_licensed(
    here: Path, mine: Path, rights: int, said: str
) -> None:
    path = font(mine, rights)
    told = refusal(mine)
    assert f"{path}: the font forbids {said}" in told
    assert 'in brand.toml: [fonts] embedding_licensed = ["Ours.ttf"].' in told
    changed(mine / "brand.toml", "[fonts]\n", '[fonts]\nembedding_licensed = ["Ours.ttf"]\n')
    run("build", "--dept", "03", "--brand", mine)


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008, 0x0006])
def test_a_font_that_allows_it(here: Path, mine: Path, rights: int) -> None:
    """Where several licences are named, as old fonts do, the most generous counts."""
    font(mine, rights)
    run("build", "--dept", "03", "--brand", mine)


def test_a_large_font_is_not_read(here: Path, mine: Path) -> None:
    with font(mine).open("r+b") as file:
        file.truncate(20_000_001)
    assert "Ours.ttf: 20,000,001 bytes, more than the 20,000,000 that are read" in refusal(mine)


@pytest.mark.parametrize("name", ["a" * 5000 + ".ttf", "é" * 201])
@pytest.mark.parametrize("old", [f'"{REGULAR}"', '""\nagency = ""'])
def test_a_name_too_long_for_a_file(here: Path, mine: Path, name: str, old: str) -> None:
    changed(mine / "brand.toml", old, f'"{name}"' + old[2:] * old.startswith('""'))
    assert f"brand.toml: a file name of {len(name)} characters" in refusal(mine)


def test_damaged_fonts_are_refused_by_name(tmp_path: Path) -> None:
    """Whatever is wrong in it, it is refused as a font, or can be set with."""
    content = resources.fonts(REGULAR).read_bytes()
    chance = random.Random(12)
    said = []
    for index in range(150):
        broken = bytearray(content[: chance.choice([len(content), chance.randrange(len(content))])])
        for _ in range(chance.choice([1, 4, 40, 400])):
            place = chance.choice([chance.randrange(400), chance.randrange(len(content))])
            if place < len(broken):
                broken[place] = chance.randrange(256)
        path = tmp_path / f"{index}.ttf"
        path.write_bytes(broken)
        try:
            fonts.register(f"broken-{tmp_path.name}-{index}", dict.fromkeys(fonts.WEIGHTS, path))
        except fonts.FontError as error:
            said.append(str(error).startswith(f"{path}: "))
    assert all(said)
    assert 75 < len(said) < 150


def test_a_font_whose_own_name_is_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "MOST_OF_NAME", 5)
    with pytest.raises(fonts.FontError, match=r"the font has a name of [0-9]+ characters"):
        fonts.FixedFont("endless", resources.fonts(REGULAR))
