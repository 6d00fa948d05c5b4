"""Running text: broken between words only, every space kept, every link an element of its own."""

from __future__ import annotations

import io
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from figure_checks import the_look
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Frame
from reportlab.platypus import PageTemplate

from tradefiche.pdf.fonts import FontError
from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.lines import Line
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.lines import break_lines
from tradefiche.pdf.tags import Annotation
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.pdf.tags import TaggingError
from tradefiche.pdf.text import Text

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
STYLE = Style(10, 14, (0, 0, 0))
HERE, THERE = "https://example.org/ici", "https://example.org/ailleurs"


def typeface() -> Typeface:
    return the_look().typeface


def width(text: str, weight="regular") -> float:
    return typeface().width(text, weight, STYLE.size)


def said(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(piece.run.text for piece in line) for line in lines]


def broken(text: str, room: float) -> list[str]:
    return said(break_lines((Run(text),), STYLE, room, typeface()))


def canvas_on(buffer: io.BytesIO) -> TaggedCanvas:
    font = typeface().font("regular")
    return TaggedCanvas(
        buffer, pagesize=(300, 200), initialFontName=font, invariant=1, pageCompression=0
    )


def drawn_on_a_canvas(*texts: Text, room: float = 280) -> tuple[TaggedCanvas, bytes]:
    """Each text on a page of its own."""
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    for text in texts:
        _, height = text.wrap(room, 180)
        text.drawOn(canvas, 10, 190 - height)
        canvas.showPage()
    canvas.save()
    return canvas, buffer.getvalue()


def read_aloud(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


# -- breaking --------------------------------------------------------------------------------------

_ATOMS = st.sampled_from(
    (
        " ", " ", " ", "\n", "\u00a0", "\u202f", "a", "mot", "71\u202f307,5", "M€\u00a0;",
        "«\u00a0à\u00a0»",
    )
)  # fmt: skip
_LOOKS = st.sampled_from([{}, {"weight": "bold"}, {"link": HERE}, {"color": (1.0, 0.0, 0.0)}])
_RUNS = st.lists(
    st.builds(lambda text, look: Run(text, **look), st.lists(_ATOMS).map("".join), _LOOKS),
    max_size=5,
).map(tuple)


@given(_RUNS, st.floats(5, 200))
@settings(deadline=None, max_examples=200)
def test_breaking_loses_nothing_and_breaks_only_at_spaces(runs, room) -> None:
    lines = break_lines(runs, STYLE, room, typeface())
    text = "".join(run.text for run in runs)
    # A line ends with its space, or at a line feed, which leaves a space for the ear.
    rest = text
    for number, line in enumerate(said(lines)):
        if rest.startswith(line):
            rest = rest[len(line) :]
        else:
            assert line.endswith(" "), "only the space of a line feed is added"
            assert rest.startswith(line[:-1] + "\n")
            rest = rest[len(line) - 1 :]
        last = number == len(lines) - 1
        if rest.startswith("\n"):
            rest = rest[1:]
        else:
            assert last or line.endswith(" "), "a break that is neither a space nor a line feed"
    assert rest == ""


@given(_RUNS, st.floats(5, 200))
@settings(deadline=None, max_examples=200)
def test_looks_survive_the_breaking(runs, room) -> None:
    lines = break_lines(runs, STYLE, room, typeface())
    found = [
        (character, piece.run.weight, piece.run.link, piece.run.color)
        for line in lines
        for piece in line
        for character in piece.run.text
        if character != " "
    ]
    assert found == [
        (character, run.weight, run.link, run.color)
        for run in runs
        for character in run.text
        if character not in " \n"
    ]


@given(_RUNS, st.floats(5, 200))
@settings(deadline=None, max_examples=200)
def test_lines_keep_to_the_width_and_pieces_follow_each_other(runs, room) -> None:
    for line in break_lines(runs, STYLE, room, typeface()):
        text = "".join(piece.run.text for piece in line)
        for piece, following in pairwise(line):
            assert following.x == pytest.approx(piece.x + piece.width)
        for piece in line:
            written = piece.run.text
            room_taken = width(written, piece.run.weight or "regular")
            added = width(" ", piece.run.weight or "regular")  # a line feed's space takes no room
            assert piece.width in (
                pytest.approx(room_taken),
                pytest.approx(room_taken - added),
            )
        if line and " " in text.rstrip(" "):
            last = line[-1]
            visible = last.x + width(last.run.text.rstrip(" "), last.run.weight or "regular")
            assert visible <= room + 1e-6


@given(st.lists(st.sampled_from(["un", "mot", "71\u202f307,5", "encore"]), min_size=1), st.data())
@settings(deadline=None)
def test_a_line_is_left_only_for_a_word_that_does_not_fit(words, data) -> None:
    room = data.draw(st.floats(20, 200))
    for upper, lower in pairwise(broken(" ".join(words), room)):
        assert width(upper + lower.split(" ")[0]) > room


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_no_break_spaces_do_not_break(space: str) -> None:
    text = f"total de 71{space}307,5{space}M€{space}; fin"
    first, second, *_ = broken(text, width("total de 71 307,"))
    assert first == "total de "
    assert second.startswith(f"71{space}307,5{space}M€{space};")
    assert broken(f"a{space}b{space}c", 1) == [f"a{space}b{space}c"]


def test_the_space_stays_at_the_end_of_its_line_and_takes_no_room_there() -> None:
    room = width("deux mots")
    assert broken("deux mots seulement", room) == ["deux mots ", "seulement"]
    assert broken("deux mots seulement", room - 0.1) == ["deux ", "mots ", "seulement"]


def test_a_word_may_cross_runs() -> None:
    runs = (Run("pré "), Run("inter", "bold"), Run("national"), Run(", enfin"))
    lines = said(break_lines(runs, STYLE, width("pré international, en"), typeface()))
    assert lines == ["pré international, ", "enfin"]
    lines = said(break_lines(runs, STYLE, width("pré inter", "bold"), typeface()))
    assert lines == ["pré ", "international, ", "enfin"]


def test_line_feeds_break_and_leave_a_space_for_the_ear() -> None:
    assert broken("un\ndeux", 200) == ["un ", "deux"]
    assert broken("un \ndeux", 200) == ["un ", "deux"]
    assert broken("un\n\ndeux", 200) == ["un ", "", "deux"]


def test_pieces_of_one_look_are_one_piece() -> None:
    runs = (Run("deux mots "), Run("puis "), Run("gras", "bold"), Run(" fin"))
    (line,) = break_lines(runs, STYLE, 500, typeface())
    assert [piece.run.text for piece in line] == ["deux mots puis ", "gras", " fin"]


def test_a_runs_own_weight_is_measured() -> None:
    text = "WWWW WWWW"
    room = width(text)
    assert width(text, "bold") > room
    assert len(break_lines((Run(text),), STYLE, room, typeface())) == 1
    assert len(break_lines((Run(text, "bold"),), STYLE, room, typeface())) == 2
    strong = Style(10, 14, (0, 0, 0), "bold")
    assert len(break_lines((Run(text),), strong, room, typeface())) == 2


# -- the flowable ----------------------------------------------------------------------------------

LONG = " ".join(f"mot{n}" for n in range(60))


def test_the_height_is_that_of_the_lines() -> None:
    text = Text(LONG, STYLE, typeface())
    _, height = text.wrap(100, 1000)
    assert text.lines
    assert height == 14 * len(text.lines)


def test_another_width_breaks_anew() -> None:
    """ReportLab may ask twice; what counts is the last answer."""
    text = Text(LONG, STYLE, typeface())
    _, narrow = text.wrap(100, 1000)
    _, wide = text.wrap(250, 1000)
    assert wide < narrow
    assert text.wrap(100, 1000)[1] == narrow


def test_width_limit_and_indent_narrow_the_lines() -> None:
    plain = Text(LONG, STYLE, typeface()).wrap(200, 1000)[1]
    assert Text(LONG, STYLE, typeface(), indent=100).wrap(300, 1000)[1] == plain
    assert Text(LONG, STYLE, typeface(), most=200).wrap(300, 1000)[1] == plain


def test_splitting_keeps_every_line_and_one_element() -> None:
    text = Text(LONG, STYLE, typeface(), role="P")
    text.wrap(100, 1000)
    whole = said(text.lines or ())
    first, second = text.split(100, 14 * 3 + 5)
    assert said(first.lines) == whole[:3]
    assert said(second.lines) == whole[3:]
    assert first.element is second.element is text.element
    for part in (first, second):
        _, height = part.wrap(100, 1000)
        assert height == 14 * len(part.lines), "wrapped again, a part keeps its own lines"
    assert said(first.lines) + said(second.lines) == whole


def test_a_text_that_fits_or_has_no_room_is_not_split() -> None:
    text = Text(LONG, STYLE, typeface())
    _, height = text.wrap(100, 1000)
    assert text.split(100, height) == []
    assert text.split(100, 13.9) == []
    assert len(text.split(100, height - 1)) == 2


def test_over_two_pages_a_paragraph_is_one_element_read_in_order() -> None:
    buffer = io.BytesIO()
    canvases: list[TaggedCanvas] = []

    def make(*args, **kwargs) -> TaggedCanvas:
        canvases.append(TaggedCanvas(*args, **kwargs))
        return canvases[-1]

    document = BaseDocTemplate(
        buffer, pagesize=(200, 100), initialFontName=typeface().font("regular"), pageCompression=0
    )
    document.addPageTemplates([PageTemplate(frames=[Frame(10, 10, 180, 80)])])
    document.build([Text(LONG, STYLE, typeface())], canvasmaker=make)
    (canvas,) = canvases
    (paragraph,) = canvas.root.kids
    assert isinstance(paragraph, Element)
    pages = [kid[0] for kid in paragraph.kids if isinstance(kid, tuple)]
    assert len(pages) == len(paragraph.kids)
    assert set(pages) == {0, 1, 2}
    assert pages == sorted(pages)
    assert read_aloud(buffer.getvalue()).split() == LONG.split()


def test_a_heading_enters_the_outline_once() -> None:
    heading = Text(LONG, STYLE, typeface(), role="H2", bookmark=0)
    heading.wrap(100, 1000)
    parts = heading.split(100, 50)
    _, data = drawn_on_a_canvas(*parts)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [LONG]


def test_text_is_read_back_with_its_spaces() -> None:
    text = "Un total de 71\u202f307,5 millions d’euros\u202f; « œuvres » et\nfin"
    _, data = drawn_on_a_canvas(Text(text, STYLE, typeface()), room=90)
    assert read_aloud(data).split() == text.split()
    assert "71 307,5" in read_aloud(data).replace("\r\n", "")
    assert "\u202f" not in read_aloud(data)


def test_text_is_written_where_and_how_it_was_asked() -> None:
    runs = [Run("noir "), Run("rouge", "bold", (1.0, 0.0, 0.0))]
    text = Text(runs, STYLE, typeface(), indent=20)
    _, data = drawn_on_a_canvas(text)
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].get_textpage()
        left, bottom, _, top = page.get_charbox(0)
        assert left == pytest.approx(10 + 20, abs=1.5)
        assert 190 - 14 < bottom < top < 190
    with pikepdf.open(io.BytesIO(data)) as pdf:
        operations = pikepdf.parse_content_stream(pdf.pages[0])
    colors = [tuple(map(float, o.operands)) for o in operations if str(o.operator) == "rg"]
    assert colors[-2:] == [(0, 0, 0), (1, 0, 0)]


def test_a_plate_is_filled_to_its_edge_and_round_at_its_corners() -> None:
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    with canvas.artifact():
        canvas.plate((20, 20, 100, 60), RED, radius=20, edge=BLUE, width=4)
        canvas.plate((150, 20, 100, 60), RED)
    canvas.showPage()
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as document:
        image = document[0].render(scale=1).to_pil().convert("RGB")

    def at(x: float, y: float) -> tuple[int, ...]:
        return image.getpixel((x, image.height - 1 - y))

    white, red, blue = (255, 255, 255), (255, 0, 0), (0, 0, 255)
    assert (at(70, 50), at(20, 50), at(70, 79)) == (red, blue, blue)
    assert (at(22, 22), at(118, 78), at(15, 50)) == (white, white, white)
    assert (at(151, 21), at(248, 78), at(252, 50)) == (red, red, white)


def test_a_character_that_cannot_be_shown_stops_the_document() -> None:
    with pytest.raises(FontError, match=r"U\+6F22"):
        drawn_on_a_canvas(Text("漢", STYLE, typeface()))


# -- links -----------------------------------------------------------------------------------------


def kids_of(element: Element, kind: type) -> list:
    return [kid for kid in element.kids if isinstance(kid, kind)]


def test_a_link_is_an_element_with_its_words_and_its_annotation() -> None:
    runs = [Run("Voir "), Run("la page", link=HERE), Run(" des Douanes.")]
    canvas, data = drawn_on_a_canvas(Text(runs, STYLE, typeface()))
    (paragraph,) = canvas.root.kids
    before, link, after = paragraph.kids
    assert (type(before), type(after)) == (tuple, tuple)
    assert (link.role, link.alt) == ("Link", "la page")
    content, annotation = link.kids
    assert isinstance(content, tuple)
    assert isinstance(annotation, Annotation)
    assert annotation.page == 0
    assert canvas.owners[annotation.key] is link
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (note,) = pdf.pages[0].Annots
        assert (note.StructParent, str(note.Contents), note.F) == (annotation.key, "la page", 4)
        assert str(note.A.URI) == HERE
        left, bottom, right, top = (float(value) for value in note.Rect)
    assert left == pytest.approx(10 + width("Voir "), abs=0.5)
    assert right == pytest.approx(left + width("la page"), abs=0.5)
    assert 190 - 14 <= bottom < 190 - 8 < top <= 190


def test_a_link_over_two_lines_is_one_element_with_two_annotations() -> None:
    runs = [Run("Voir "), Run("la page des Douanes", link=HERE), Run(".")]
    room = width("Voir la page des ")
    canvas, data = drawn_on_a_canvas(Text(runs, STYLE, typeface()), room=room)
    (paragraph,) = canvas.root.kids
    (link,) = kids_of(paragraph, Element)
    assert link.alt == "la page des Douanes"
    assert len(kids_of(link, tuple)) == 2
    assert [canvas.owners[kid.key] for kid in kids_of(link, Annotation)] == [link, link]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        first, second = ([float(v) for v in note.Rect] for note in pdf.pages[0].Annots)
    assert second[3] <= first[1] + 2, "one under the other"
    assert first[2] <= 10 + width("Voir la page des") + 0.5, "the space is not underlined"


def test_a_page_linked_twice_has_two_links_each_in_its_place() -> None:
    """One element for both would be read out of order."""
    runs = [Run("ici", link=HERE), Run(" puis "), Run("là", link=THERE), Run(" ou "),
            Run("encore ici", link=HERE)]  # fmt: skip
    canvas, data = drawn_on_a_canvas(Text(runs, STYLE, typeface()))
    (paragraph,) = canvas.root.kids
    roles = [kid.role if isinstance(kid, Element) else "text" for kid in paragraph.kids]
    assert roles == ["Link", "text", "Link", "text", "Link"]
    links = kids_of(paragraph, Element)
    assert [link.alt for link in links] == ["ici", "là", "encore ici"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        notes = {int(note.StructParent): note for note in pdf.pages[0].Annots}
        for link, address in zip(links, (HERE, THERE, HERE), strict=True):
            (annotation,) = kids_of(link, Annotation)
            assert str(notes[annotation.key].A.URI) == address


def test_a_paragraph_that_is_one_whole_link() -> None:
    canvas, _ = drawn_on_a_canvas(Text([Run("tout", link=HERE)], STYLE, typeface()))
    (paragraph,) = canvas.root.kids
    (link,) = paragraph.kids
    assert (link.role, link.alt) == ("Link", "tout")


def test_links_on_a_second_page_are_known_there() -> None:
    texts = [Text([Run("ici", link=HERE)], STYLE, typeface()) for _ in range(2)]
    canvas, data = drawn_on_a_canvas(*texts)
    found = [kids_of(p.kids[0], Annotation)[0] for p in canvas.root.kids]
    assert [note.page for note in found] == [0, 1]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        keys = [[int(note.StructParent) for note in page.Annots] for page in pdf.pages]
    assert keys == [[note.key] for note in found]


# -- marked content --------------------------------------------------------------------------------


def test_what_is_drawn_is_marked_with_its_element_and_number() -> None:
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    outer, inner = Element("L"), Element("LI")
    with canvas.container(outer), canvas.content(inner):
        canvas.drawString(10, 10, "a")
    with canvas.artifact("Header"):
        canvas.drawString(10, 50, "b")
    with canvas.content(outer):
        canvas.drawString(10, 30, "c")
    canvas.showPage()
    with canvas.content(inner):
        canvas.drawString(10, 10, "d")
    canvas.save()
    assert canvas.root.kids == [outer]
    assert outer.kids == [inner, (0, 1)]
    assert inner.kids == [(0, 0), (1, 0)]
    with pikepdf.open(io.BytesIO(buffer.getvalue())) as pdf:
        marks = [
            (str(o.operands[0]), dict(o.operands[1]))
            for page in pdf.pages
            for o in pikepdf.parse_content_stream(page)
            if str(o.operator) == "BDC"
        ]
        ends = [
            str(o.operator)
            for page in pdf.pages
            for o in pikepdf.parse_content_stream(page)
            if str(o.operator) == "EMC"
        ]
    assert [tag for tag, _ in marks] == ["/LI", "/Artifact", "/L", "/LI"]
    assert [properties.get("/MCID") for _, properties in marks] == [0, None, 1, 0]
    assert str(marks[1][1]["/Subtype"]) == "/Header"
    assert len(ends) == len(marks)


@pytest.mark.parametrize("outer", ["content", "artifact"])
@pytest.mark.parametrize("inner", ["content", "artifact"])
def test_marked_content_cannot_be_nested(outer: str, inner: str) -> None:
    canvas = canvas_on(io.BytesIO())

    def opened(kind: str):
        return canvas.artifact() if kind == "artifact" else canvas.content(Element("P"))

    with pytest.raises(TaggingError, match="opened inside"), opened(outer), opened(inner):
        pass


def test_a_page_cannot_end_inside_marked_content() -> None:
    canvas = canvas_on(io.BytesIO())
    with pytest.raises(TaggingError, match="still open"), canvas.content(Element("P")):
        canvas.showPage()


def test_text_inside_a_figure_is_refused() -> None:
    """Its paragraphs would be marked inside the figure's own mark."""
    text = Text("non", STYLE, typeface())
    canvas = canvas_on(io.BytesIO())
    text.wrap(100, 100)
    with pytest.raises(TaggingError), canvas.content(Element("Figure", alt="une figure")):
        text.drawOn(canvas, 0, 0)
