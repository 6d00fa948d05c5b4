"""From a matplotlib figure to a page: what was drawn is what PDF viewers show and read aloud."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable
from pathlib import Path as FilePath

import drawn
import numpy as np
import pikepdf
import pypdfium2
import pytest
from figure_checks import the_look
from fontTools import subset
from fontTools.ttLib import TTFont as FontFile
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from made_fiches import demonstration
from matplotlib.collections import LineCollection
from matplotlib.collections import PathCollection
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from matplotlib.transforms import IdentityTransform
from reportlab.pdfgen.canvas import Canvas

from tradefiche import brand
from tradefiche import edition
from tradefiche.charts import bands
from tradefiche.charts import bars
from tradefiche.charts import flow_diagram
from tradefiche.charts.drawing import draw
from tradefiche.charts.flow_parts import FULL
from tradefiche.pdf import paths as paths_module
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.fonts import CODES
from tradefiche.pdf.fonts import WEIGHTS
from tradefiche.pdf.fonts import FixedFont
from tradefiche.pdf.fonts import FontError
from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.fonts import register
from tradefiche.pdf.operators import number
from tradefiche.pdf.paths import path_operators
from tradefiche.pdf.renderer import UnsupportedError
from tradefiche.pdf.renderer import record
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.report import document
from tradefiche.resources import fonts

RED, GREEN, BLUE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
WHITE = (255, 255, 255)


def typeface() -> Typeface:
    return the_look().typeface


def figure(*artists, width: float = 100, height: float = 60) -> Figure:
    """A figure of points, without axes, whose artists are in points from the lower left."""
    made = Figure(figsize=(width / 72, height / 72), dpi=72)
    made.patch.set_visible(False)
    for artist in artists:
        artist.set_transform(Affine2D())
        made.add_artist(artist)
        if artist.get_clip_path() is None and artist.get_clip_box() is None:
            artist.set_clip_on(False)
    return made


def block(x: float, y: float, width: float, height: float, **looks) -> Rectangle:
    return Rectangle((x, y), width, height, **({"linewidth": 0} | looks))


def scene(*artists) -> drawn.Scene:
    return drawn.read(record(figure(*artists), typeface()))


def canvas_on(buffer: io.BytesIO, width: float = 100, height: float = 60) -> Canvas:
    font = typeface().font("regular")
    return Canvas(
        buffer, pagesize=(width, height), initialFontName=font, invariant=1, pageCompression=0
    )


def page_of(*drawings: Drawing, before: Callable[[Canvas], None] | None = None) -> bytes:
    """A document of one page with the drawings, one on the other."""
    buffer = io.BytesIO()
    canvas = canvas_on(buffer, drawings[0].width, drawings[0].height)
    if before:
        before(canvas)
    for drawing in drawings:
        place(canvas, drawing)
    canvas.save()
    return buffer.getvalue()


def pixels(data: bytes, scale: int = 1) -> np.ndarray:
    """Red, green and blue of each point of the first page, from the top left."""
    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[0].render(scale=scale)
        return bitmap.to_numpy()[:, :, ::-1][:, :, :3].copy()


def shown(*artists) -> Callable[[float, float], tuple[int, ...]]:
    """The colour at (x, y), y upwards, as PDFium renders it."""
    image = pixels(page_of(record(figure(*artists), typeface())))
    height = image.shape[0]
    return lambda x, y: tuple(int(v) for v in image[height - 1 - int(y), int(x)])


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def near(color: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(color, wanted, strict=True))


# -- paths -----------------------------------------------------------------------------------------

_NUMBERS = st.floats(-900, 900, width=32)
_POINTS = st.tuples(_NUMBERS, _NUMBERS)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    vertices, codes = [], []
    for _ in range(draw(st.integers(1, 3))):
        vertices.append(draw(_POINTS))
        codes.append(Path.MOVETO)
        for _ in range(draw(st.integers(1, 4))):
            code, count = draw(
                st.sampled_from([(Path.LINETO, 1), (Path.CURVE3, 2), (Path.CURVE4, 3)])
            )
            vertices += [draw(_POINTS) for _ in range(count)]
            codes += [code] * count
        if draw(st.booleans()):
            vertices.append(vertices[-1])
            codes.append(Path.CLOSEPOLY)
    return Path(vertices, codes)


def split(operators: str) -> tuple[list[str], list[float]]:
    tokens = operators.split()
    letters = [token for token in tokens if token.isalpha()]
    return letters, [float(token) for token in tokens if not token.isalpha()]


@pytest.mark.skipif(paths_module._convert is None, reason="matplotlib has no C++ writer")
@given(paths(), st.floats(-3, 3), st.floats(0, 360), _POINTS)
@settings(deadline=None, max_examples=200)
def test_both_path_writers_agree(path, scale, degrees, shift) -> None:
    transform = Affine2D().scale(scale, 1).rotate_deg(degrees).translate(*shift)
    private, public = (
        split(path_operators(path, transform)),
        split(paths_module._iterate(path, transform)),
    )
    assert private[0] == public[0]
    assert private[1] == pytest.approx(public[1], abs=2e-3)


def test_a_figure_comes_out_the_same_without_the_private_writer(monkeypatch) -> None:
    fiche = demonstration()[2]
    chart = flow_diagram.layout(fiche.exports.matrix, 493, 430, the_look().pen, FULL)
    scenes = []
    for convert in (paths_module._convert, None):
        monkeypatch.setattr(paths_module, "_convert", convert)
        made = record(draw(chart.picture, the_look().palette), typeface())
        scenes.append(drawn.read(made))
    first, second = scenes
    assert first.words == second.words
    assert len(first.outlines) == len(second.outlines) > 50
    for a, b in zip(first.outlines, second.outlines, strict=True):
        assert (a.fill, a.opacity, a.codes) == (b.fill, b.opacity, b.codes)
        assert np.array(a.vertices) == pytest.approx(np.array(b.vertices), abs=2e-3)


def test_a_quadratic_curve_passes_where_it_should() -> None:
    """PDF knows cubics only; the middle of the curve is (start + 2 control + end) / 4."""
    path = Path([(0, 0), (40, 60), (80, 0)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    for writer in (path_operators, paths_module._iterate):
        letters, (x0, y0, x1, y1, x2, y2, x3, y3) = split(writer(path, IdentityTransform()))
        assert letters == ["m", "c"]
        assert (x0 + 3 * x1 + 3 * x2 + x3) / 8 == pytest.approx(40, abs=1e-3)
        assert (y0 + 3 * y1 + 3 * y2 + y3) / 8 == pytest.approx(30, abs=1e-3)


def test_numbers_are_plain_and_short() -> None:
    written = {
        0.1 + 0.2: "0.3",
        -0.0001: "0",
        12.0: "12",
        1e-7: "0",
        -2.5: "-2.5",
        1_234_567.0: "1234567",
    }
    assert {value: number(value) for value in written} == written


def test_the_size_is_the_figures_in_points_whatever_its_dpi() -> None:
    made = record(Figure(figsize=(2, 1.5), dpi=300), typeface())
    assert (made.width, made.height) == (144, 108)


# -- colours, opacity, dashes, clipping ------------------------------------------------------------


def test_fill_and_stroke_are_painted_in_their_colours() -> None:
    at = shown(block(10, 10, 40, 30, facecolor=RED, edgecolor=BLUE, linewidth=4))
    assert near(at(30, 25), (255, 0, 0))
    assert near(at(10, 25), (0, 0, 255))
    assert near(at(5, 25), WHITE)


def test_what_has_no_fill_or_no_stroke_has_none() -> None:
    (ring,) = scene(block(10, 10, 40, 30, facecolor="none", edgecolor=BLUE, linewidth=2)).outlines
    assert (ring.fill, ring.stroke, ring.stroke_width) == (None, BLUE, 2)
    (plate,) = scene(block(10, 10, 40, 30, facecolor=RED, edgecolor=BLUE, linewidth=0)).outlines
    assert (plate.fill, plate.stroke) == (RED, None)
    assert scene(block(10, 10, 40, 30, facecolor="none", linewidth=0)).outlines == ()
    assert scene(block(10, 10, 40, 30, facecolor=(1, 0, 0, 0), linewidth=0)).outlines == ()


def test_opacity_mixes_with_what_is_below() -> None:
    at = shown(
        block(0, 0, 50, 60, facecolor=BLUE),
        block(20, 20, 60, 20, facecolor=(*RED, 0.5)),
        block(0, 0, 10, 10, facecolor=GREEN),
    )
    assert near(at(70, 30), (255, 127, 127))
    assert near(at(30, 30), (127, 0, 127))
    assert near(at(5, 5), (0, 255, 0)), "full opacity comes back"


def test_stroke_and_fill_have_opacities_of_their_own() -> None:
    looks = {"facecolor": (*RED, 0.25), "edgecolor": (*BLUE, 0.75), "linewidth": 6}
    drawing = record(figure(block(20, 20, 40, 30, **looks)), typeface())
    with pikepdf.open(io.BytesIO(page_of(drawing))) as pdf:
        (form,) = forms(pdf)
        (state,) = form.Resources.ExtGState.values()
        assert (float(state.CA), float(state.ca)) == (0.75, 0.25)
    (outline,) = drawn.read(drawing).outlines
    assert (outline.opacity, outline.stroke_opacity) == (0.25, 0.75)


def test_an_artists_alpha_wins_over_its_colours() -> None:
    (outline,) = scene(block(0, 0, 9, 9, facecolor=RED, alpha=0.4)).outlines
    assert outline.opacity == 0.4
    (word,) = scene(Text(10, 10, "pâle", alpha=0.3)).words
    assert word.opacity == 0.3


def test_text_after_something_pale_is_not_pale() -> None:
    found = scene(block(0, 0, 50, 50, facecolor=(*RED, 0.2)), Text(10, 10, "net", color=BLUE))
    (word,) = found.words
    assert (word.opacity, word.color) == (1, BLUE)


def test_dashes_leave_gaps() -> None:
    line = Line2D([0, 100], [30, 30], color=RED, linewidth=4, linestyle=(0, (5, 5)))
    line.set_dash_capstyle("butt")
    at = shown(line)
    row = [at(x, 30) for x in range(100)]
    red = sum(near(color, (255, 0, 0)) for color in row)
    white = sum(near(color, WHITE) for color in row)
    assert red >= 40
    assert white >= 40


def test_a_plain_line_after_a_dashed_one_is_whole() -> None:
    dashed = Line2D([0, 100], [40, 40], color=RED, linewidth=2, linestyle="--")
    whole = Line2D([0, 100], [20, 20], color=BLUE, linewidth=2)
    first, second = scene(dashed, whole).outlines
    assert first.dashes.startswith("[")
    assert not first.dashes.startswith("[]")
    assert second.dashes == "[] 0"


@pytest.mark.parametrize("styles", ["dashed", ["dashed", "solid"], ["solid", "dashed"]])
def test_collections_keep_their_line_styles(styles) -> None:
    lines = [[(0, 10), (90, 10)], [(0, 30), (90, 30)]]
    found = scene(LineCollection(lines, linestyles=styles, linewidths=2, colors=[RED]))
    wanted = [styles] * 2 if isinstance(styles, str) else styles
    dashed = ["dashed" if not o.dashes.startswith("[]") else "solid" for o in found.outlines]
    assert dashed == wanted


def test_collections_cycle_colours_and_widths() -> None:
    squares = [[(x, 0), (x + 5, 0), (x + 5, 5), (x, 5)] for x in (0, 10, 20, 30)]
    found = scene(
        PolyCollection(
            squares, facecolors=[RED, GREEN], edgecolors=[BLUE, BLUE, RED], linewidths=[1, 3]
        )
    )
    assert [o.fill for o in found.outlines] == [RED, GREEN, RED, GREEN]
    assert [o.stroke for o in found.outlines] == [BLUE, BLUE, RED, BLUE]
    assert [o.stroke_width for o in found.outlines] == [1, 3, 1, 3]
    assert [o.box[0] for o in found.outlines] == [0, 10, 20, 30]


def test_a_collection_stands_where_its_offset_puts_it() -> None:
    """Also when the offset is zero and its transform is not."""
    square = [[(0, 0), (5, 0), (5, 5), (0, 5)], [(0, 0), (9, 0), (9, 9), (0, 9)]]
    for offset, shift in (((0, 0), (30, 20)), ((30, 20), (0, 0)), ((10, 5), (20, 15))):
        made = PolyCollection(
            square,
            facecolors=[RED],
            offsets=[offset],
            offset_transform=Affine2D().translate(*shift),
        )
        found = scene(made)
        assert [o.box[:2] for o in found.outlines] == [(30, 20), (30, 20)]


def test_circles_and_markers_are_drawn() -> None:
    dots = Line2D([20, 60], [30, 30], marker="o", markersize=8, linestyle="", color=RED)
    at = shown(dots, Circle((80, 15), 6, facecolor=BLUE, linewidth=0))
    assert near(at(20, 30), (255, 0, 0))
    assert near(at(60, 30), (255, 0, 0))
    assert near(at(80, 15), (0, 0, 255))
    assert near(at(40, 30), WHITE)


def clipped(artist, clip: Rectangle | Circle):
    clip.set_transform(IdentityTransform())
    artist.set_clip_path(clip)
    return artist


def test_clipping_by_a_rectangle_and_by_a_path() -> None:
    at = shown(
        clipped(block(0, 0, 100, 60, facecolor=RED), Rectangle((10, 10), 20, 20)),
        clipped(block(0, 0, 100, 60, facecolor=BLUE), Circle((70, 30), 12)),
    )
    assert near(at(20, 20), (255, 0, 0))
    assert near(at(70, 30), (0, 0, 255))
    assert near(at(70 + 11, 30 + 11), WHITE), "outside the circle, inside its box"
    assert near(at(5, 5), WHITE)
    assert near(at(45, 30), WHITE)


def test_what_follows_a_clip_is_whole_and_in_its_own_colours() -> None:
    found = scene(
        block(0, 0, 10, 10, facecolor=RED, edgecolor=GREEN, linewidth=3, linestyle="--"),
        clipped(block(0, 0, 90, 50, facecolor=(*BLUE, 0.5)), Rectangle((10, 10), 20, 20)),
        block(20, 0, 10, 10, facecolor=RED, edgecolor=GREEN, linewidth=3, linestyle="--"),
        Text(5, 5, "après"),
    )
    first, middle, last = found.outlines
    assert (first.clip, middle.clip, last.clip) == (None, (10, 10, 30, 30), None)
    looks = [
        (o.fill, o.stroke, o.opacity, o.stroke_opacity, o.stroke_width, o.dashes)
        for o in (first, last)
    ]
    assert looks[0] == looks[1]
    assert (middle.fill, middle.opacity) == (BLUE, 0.5)
    assert found.words[0].opacity == 1


def test_colours_set_inside_a_clip_are_set_again_after_it() -> None:
    looks = {"facecolor": (*BLUE, 0.5), "edgecolor": GREEN, "linewidth": 3, "linestyle": "--"}
    found = scene(
        block(0, 0, 10, 10, facecolor=RED, edgecolor=RED, linewidth=1),
        clipped(block(0, 0, 90, 50, **looks), Rectangle((10, 10), 20, 20)),
        block(20, 0, 10, 10, **looks),
    )
    _, inside, after = found.outlines
    for name in ("fill", "stroke", "opacity", "stroke_opacity", "stroke_width", "dashes"):
        assert getattr(inside, name) == getattr(after, name)
    assert (after.fill, after.opacity, after.stroke) == (BLUE, 0.5, GREEN)


def test_text_is_clipped_too() -> None:
    outside = clipped(Text(50, 30, "dehors"), Rectangle((0, 0), 10, 10))
    outside.set_clip_on(True)
    image = pixels(page_of(record(figure(outside), typeface())))
    assert (image == 255).all()


def test_two_clips_in_a_row_do_not_add_up() -> None:
    at = shown(
        clipped(block(0, 0, 100, 60, facecolor=RED), Rectangle((0, 0), 20, 60)),
        clipped(block(0, 0, 100, 60, facecolor=BLUE), Rectangle((60, 0), 20, 60)),
    )
    assert near(at(10, 30), (255, 0, 0))
    assert near(at(70, 30), (0, 0, 255))


def test_axes_can_be_drawn_too() -> None:
    made = Figure(figsize=(4, 3))
    axes = made.add_subplot()
    axes.plot([-2, 1, 3], [1, 4, 2], label="essai")
    axes.set_title("Échanges")
    axes.legend()
    found = drawn.read(record(made, typeface()))
    texts = {word.text for word in found.words}
    assert {"Échanges", "essai", "−2", "3"} <= texts
    assert any(outline.clip for outline in found.outlines)


# -- text ------------------------------------------------------------------------------------------


def test_parentheses_and_backslashes_come_back() -> None:
    text = r"a(b)) \c\(d"
    drawing = record(figure(Text(5, 30, text)), typeface())
    assert drawing.texts == (text,)
    assert [word.text for word in drawn.read(drawing).words] == [text]
    assert text in text_of(page_of(drawing))


def test_every_character_of_the_table_comes_back() -> None:
    """No-break spaces as plain ones, so that voices read one number in them: see ``fonts``."""
    characters = [character for character in CODES if character not in " \u00a0\u202f"]
    for weight, style in ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal")):
        lines = ["".join(characters[i : i + 30]) for i in range(0, len(characters), 30)]
        artists = [
            Text(5, 20 * n + 10, line, size=8, weight=weight, style=style)
            for n, line in enumerate(lines)
        ]
        data = page_of(record(figure(*artists, width=500, height=200), typeface()))
        found = text_of(data)
        assert "\u202f" not in found
        assert [c for c in characters if c not in found] == []


def test_weights_follow_the_font_properties() -> None:
    found = scene(
        Text(0, 0, "a"), Text(0, 0, "b", weight="bold"), Text(0, 0, "c", weight=600),
        Text(0, 0, "d", style="italic"), Text(0, 0, "e", weight="semibold"),
    )  # fmt: skip
    weights = [word.font.rpartition("-")[2] for word in found.words]
    assert weights == ["regular", "bold", "semibold", "italic", "semibold"]


def test_text_is_placed_by_the_metrics_of_the_embedded_font() -> None:
    found = scene(Text(90, 30, "aligné à droite", size=9, ha="right", va="baseline"))
    (word,) = found.words
    assert word.x + word.width == pytest.approx(90, abs=0.01)
    assert (word.y, word.size) == (30, 9)


def test_text_can_be_turned() -> None:
    (word,) = scene(Text(50, 10, "debout", rotation=90)).words
    assert word.angle == pytest.approx((0, 1), abs=1e-3)


@pytest.mark.parametrize("character", ["漢", "Ω", "\U0001f600", "\u0301", "\t"])
def test_a_character_outside_the_table_is_refused(character: str) -> None:
    with pytest.raises(FontError, match=f"U\\+{ord(character):04X}"):
        record(figure(Text(5, 5, f"a{character}")), typeface())


def test_body_text_refuses_it_too() -> None:
    canvas = canvas_on(io.BytesIO())
    with pytest.raises(FontError, match=r"U\+03A9"):
        canvas.drawString(0, 0, "Ω")


# -- what cannot be drawn --------------------------------------------------------------------------


def image_figure() -> Figure:
    made = Figure()
    made.figimage(np.zeros((4, 4)))
    return made


def axes_image_figure() -> Figure:
    made = Figure()
    made.add_subplot().imshow(np.eye(3))
    return made


def gouraud_figure() -> Figure:
    made = Figure()
    made.add_subplot().tripcolor([0, 1, 0], [0, 0, 1], [1, 2, 3], shading="gouraud")
    return made


UNSUPPORTED: dict[str, Callable[[], Figure]] = {
    "an image": image_figure,
    "an image in axes": axes_image_figure,
    "gouraud triangles": gouraud_figure,
    "mathematics": lambda: figure(Text(5, 5, "$x^2$")),
    "TeX": lambda: figure(Text(5, 5, "x", usetex=True)),
    "hatches": lambda: figure(block(0, 0, 9, 9, hatch="//")),
    "hatches in a collection": lambda: figure(
        PathCollection([Path.unit_rectangle(), Path.unit_circle()], hatch="x")
    ),
    "a sketchy line": lambda: figure(block(0, 0, 9, 9, facecolor=RED, sketch_params=(1, 2, 3))),
}


@pytest.mark.parametrize("what", UNSUPPORTED)
def test_what_is_not_supported_raises_instead_of_vanishing(what: str) -> None:
    made = UNSUPPORTED[what]()
    with pytest.raises(UnsupportedError):
        record(made, typeface())


# -- a drawing is a value --------------------------------------------------------------------------


def sample() -> Drawing:
    return record(
        figure(
            block(0, 0, 50, 30, facecolor=(*RED, 0.5)),
            Text(5, 40, "71\u202f307,5 M€ − œuvre", size=8),
            Text(5, 10, "gras", size=8, weight="bold"),
        ),
        typeface(),
    )


def forms(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every Form XObject of a document."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"
    ]


def test_the_same_figure_is_recorded_as_the_same_bytes() -> None:
    assert sample() == sample()


def test_a_drawing_can_be_pickled() -> None:
    drawing = sample()
    again = pickle.loads(pickle.dumps(drawing))
    assert again == drawing
    assert page_of(again) == page_of(drawing)


def test_a_drawing_says_the_same_in_every_document() -> None:
    """Whatever was written before: the codes of its characters are its own."""

    def write_other_things_first(canvas: Canvas) -> None:
        for weight in WEIGHTS:
            canvas.setFont(typeface().font(weight), 6)
            canvas.drawString(2, 50, "zyxwv ŒÀ→ 987")

    streams, texts = [], []
    for before in (None, write_other_things_first):
        data = page_of(sample(), before=before)
        texts.append(text_of(data))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            (form,) = forms(pdf)
            streams.append(form.read_bytes())
    assert streams[0] == streams[1] == sample().operators.encode("latin-1")
    for text in texts:
        assert "71 307,5 M€ − œuvre" in text
        assert "gras" in text


def test_a_drawing_placed_twice_is_embedded_once() -> None:
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    for _ in range(2):
        place(canvas, sample(), 0, 0)
        place(canvas, sample(), 30, 20)
        canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(buffer.getvalue())) as pdf:
        assert len(forms(pdf)) == 1
        assert all(page.Contents.read_bytes().count(b" Do") == 2 for page in pdf.pages)
    assert text_of(buffer.getvalue()).count("gras") == 4


def test_a_drawing_stands_where_it_is_placed_and_leaves_the_page_as_it_was() -> None:
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    canvas.setFillColorRGB(*GREEN)
    place(canvas, record(figure(block(0, 0, 10, 10, facecolor=RED)), typeface()), 40, 20)
    canvas.rect(0, 0, 10, 10, stroke=0, fill=1)
    canvas.save()
    image = pixels(buffer.getvalue())
    assert near(tuple(image[60 - 1 - 25, 45]), (255, 0, 0))
    assert near(tuple(image[60 - 1 - 5, 5]), (0, 255, 0))
    assert near(tuple(image[60 - 1 - 15, 35]), WHITE)


def test_nothing_shows_outside_the_box_of_a_drawing() -> None:
    drawing = record(figure(block(-20, -20, 300, 300, facecolor=RED), width=50), typeface())
    buffer = io.BytesIO()
    canvas = canvas_on(buffer)
    place(canvas, drawing, 10, 0)
    canvas.save()
    image = pixels(buffer.getvalue())
    assert near(tuple(image[30, 30]), (255, 0, 0))
    assert near(tuple(image[30, 5]), WHITE)
    assert near(tuple(image[30, 70]), WHITE)


ALIKE: dict[str, tuple[Figure, Figure]] = {
    "opacity": (
        figure(block(0, 0, 9, 9, facecolor=(*RED, 0.5))),
        figure(block(0, 0, 9, 9, facecolor=(*RED, 0.25))),
    ),
    "weight": (figure(Text(5, 5, "a")), figure(Text(5, 5, "a", weight="bold"))),
    "width": (
        figure(block(0, 0, 99, 9, facecolor=RED), width=50),
        figure(block(0, 0, 99, 9, facecolor=RED), width=100),
    ),
}


@pytest.mark.parametrize("difference", ALIKE)
def test_drawings_that_differ_are_not_taken_for_one(difference: str) -> None:
    """Their operators are the same; what these refer to is not."""
    first, second = (record(made, typeface()) for made in ALIKE[difference])
    assert first.operators == second.operators
    with pikepdf.open(io.BytesIO(page_of(first, second))) as pdf:
        assert len(forms(pdf)) == 2


# -- fonts -----------------------------------------------------------------------------------------


def embedded(pdf: pikepdf.Pdf) -> list[str]:
    """The names of the fonts of a document, each of which must be embedded."""
    fonts = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
    ]
    for font in fonts:
        assert "/FontFile2" in font.FontDescriptor, font
    return sorted(str(font.BaseFont) for font in fonts)


def test_figures_and_body_text_share_their_fonts() -> None:
    def write_body(canvas: Canvas) -> None:
        for n, weight in enumerate(("regular", "bold", "italic")):
            canvas.setFont(typeface().font(weight), 6)
            canvas.drawString(2, 10 * n, "Corps de texte")

    other = record(figure(Text(5, 5, "autre", weight="bold")), typeface())
    with pikepdf.open(io.BytesIO(page_of(sample(), other, before=write_body))) as pdf:
        names = embedded(pdf)
        assert len(names) == len(set(names)) == 3
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]
        assert len(streams) == 3
        shared = {font.objgen for font in pdf.pages[0].Resources.Font.values()}
        for form in forms(pdf):
            assert {font.objgen for font in form.Resources.Font.values()} <= shared


def test_a_whole_fiche_embeds_each_font_once() -> None:
    data = document.build(demonstration()[2], edition.load(edition.folder_for(2024)), brand.load())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = embedded(pdf)
        assert len(names) == len(set(names)) == len(WEIGHTS)
        assert len(forms(pdf)) >= 8  # each with the fonts of the pages


def test_every_label_of_real_figures_can_be_read_back() -> None:
    look = the_look()
    narrow = 0
    for fiche in demonstration()[2:90:29]:
        made = [
            draw(bars.layout(fiche, 493, 520, look.pen).picture, look.palette),
            draw(bands.layout(fiche, 493, 480, look.pen).picture, look.palette),
            draw(
                flow_diagram.layout(fiche.imports.matrix, 493, 430, look.pen, FULL).picture,
                look.palette,
            ),
        ]
        for drawing in (record(one, typeface()) for one in made):
            assert len(drawing.texts) > 10
            found = text_of(page_of(drawing)).replace("\r\n", "\n")
            said = [re.sub("[\u00a0\u202f]", " ", text) for text in drawing.texts]
            missing = [text for text in said if text not in found]
            assert missing == []
            narrow += sum("\u202f" in text for text in drawing.texts)
    assert narrow > 50


def test_every_character_of_the_table_is_in_all_four_fonts() -> None:
    for weight, path in the_look().brand.fonts.items():
        known = FontFile(path).getBestCmap()
        assert [c for c in CODES if ord(c) not in known] == [], weight


def test_codes_are_single_bytes_one_a_character() -> None:
    codes = {character: code for character, code in CODES.items() if character != "\u00a0"}
    assert len(set(codes.values())) == len(codes)
    assert all(0x20 <= code <= 0xFF for code in codes.values())
    assert all(CODES[chr(code)] == code for code in range(0x20, 0x7F))


def test_every_name_of_the_projects_tables_can_be_printed() -> None:
    names = {name for code in nomenclature.product_codes() for name in labels(code)}
    names |= {nomenclature.country(code).the for code in nomenclature.country_codes()}
    names |= {nomenclature.country(code).name for code in nomenclature.country_codes()}
    for found in (*territories.departements(), *territories.regions()):
        names |= {found.name, found.of, found.within}
    for found in territories.departements():
        names |= {one.name for kept in territories.territoires(found) for one in kept}
    unknown = {character for name in names for character in name if character not in CODES}
    assert unknown == set()


def labels(code: str) -> tuple[str, str]:
    product = nomenclature.product(code)
    return product.label, product.short


FILES = {
    "regular": fonts("SourceSans3_400Regular.ttf"),
    "italic": fonts("SourceSans3_400Regular_Italic.ttf"),
    "semibold": fonts("SourceSans3_600SemiBold.ttf"),
    "bold": fonts("SourceSans3_700Bold.ttf"),
}


def test_a_typeface_is_registered_once() -> None:
    assert register("once", FILES) == register("once", FILES)
    with pytest.raises(FontError, match="other files"):
        register("once", FILES | {"bold": FILES["regular"]})


def test_a_missing_font_file_is_named(tmp_path: FilePath) -> None:
    with pytest.raises(FontError, match=r"nowhere\.ttf"):
        register("missing", FILES | {"bold": tmp_path / "nowhere.ttf"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a font at all",
        b"OTTO" + bytes(200),
        b"wOF2" + bytes(200),
        FILES["bold"].read_bytes()[:300],
        FILES["bold"].read_bytes()[:30_000],
        FILES["bold"].read_bytes()[:-1_000],
    ],
    ids=["empty", "text", "CFF outlines", "woff2", "a beginning", "a tenth", "all but the end"],
)
def test_a_file_that_is_no_truetype_font_is_refused(tmp_path: FilePath, content: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(FontError, match=r"broken\.ttf"):
        register(f"broken-{len(content)}", FILES | {"regular": path})


def test_characters_missing_from_a_font_are_refused_when_used(tmp_path: FilePath) -> None:
    """A brand's own font may lack some: the others keep their codes, the gap is said."""
    font = FontFile(FILES["bold"])
    cutter = subset.Subsetter()
    cutter.populate(text="abcdefghijklmnopqrstuvwxyzé")
    cutter.subset(font)
    font.save(tmp_path / "poor.ttf")
    poor = FixedFont("poor", tmp_path / "poor.ttf")
    assert poor.encode("café") == FixedFont("rich", FILES["bold"]).encode("café")
    with pytest.raises(FontError, match=r"poor.*U\+0153"):
        poor.encode("œuvre")
