"""Labels: measured as printed, broken between words, spread as little as possible."""

from __future__ import annotations

from itertools import combinations
from itertools import pairwise

import pytest
from figure_checks import pen
from hypothesis import assume
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from tradefiche.charts.flow_parts import FULL
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import glue
from tradefiche.charts.labels import spread
from tradefiche.pdf.fonts import WEIGHTS
from tradefiche.reference.nomenclature import product
from tradefiche.reference.nomenclature import product_codes

SMALL = ["de", "du", "des", "d’un", "et", "ou", "en", "à", "au", "la", "le", "les", "pour", "sur"]
LONGER = ["Viande", "produits", "l’élevage", "caoutchouc", "d’habillement", "et\u00a0huiles", "Or"]
WORDS = st.lists(st.sampled_from(SMALL + LONGER), min_size=1, max_size=12)
SIZES = st.sampled_from([6.0, 7.8, 11.5])
WIDTHS = st.floats(5, 300)
PRODUCTS = sorted(
    {name for code in product_codes() for name in (product(code).label, product(code).short)}
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# -- measuring -------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", WEIGHTS)
def test_widths_are_those_of_the_embedded_font(weight) -> None:
    text = "1\u202f234,5 · Œuvres d’art −"
    font = pen().typeface.font(weight)
    assert pen().width(text, 9.5, weight) == pytest.approx(pdfmetrics.stringWidth(text, font, 9.5))


def test_figures_have_one_width_so_that_columns_align() -> None:
    for weight in WEIGHTS:
        widths = [pen().width(digit, 8, weight) for digit in "0123456789"]
        assert max(widths) - min(widths) < 0.01


@pytest.mark.parametrize(("align", "left"), [("left", 100), ("right", 80), ("center", 90)])
def test_a_label_is_anchored_by_its_alignment(align, left: float) -> None:
    label = Label("abc", 100, 50, 10, 20, align=align)
    assert label.left == left
    assert label.box == pytest.approx((left, 47.8, left + 20, 57.2))


def test_accents_and_descents_stay_inside_the_box_of_a_line() -> None:
    """Of letters without stacked accents, as measured in the font file."""
    for weight in WEIGHTS:
        face = pdfmetrics.getFont(pen().typeface.font(weight)).face
        top, bottom = Label("", 0, 0, 1000, 0).box[3], Label("", 0, 0, 1000, 0).box[1]
        assert face.capHeight <= top
        assert face.descent <= 0
        assert bottom <= -200


# -- wrapping --------------------------------------------------------------------------------------


@given(WORDS, SIZES, WIDTHS, st.sampled_from(WEIGHTS))
@settings(deadline=None)
def test_lines_hold_all_the_words_and_only_whole_ones(words, size, width, weight) -> None:
    text = " ".join(words)
    lines = pen().wrap(text, size, width, weight)
    assert plain(" ".join(lines)) == plain(text)
    assert [word for line in lines for word in plain(line).split(" ")] == plain(text).split(" ")


@given(WORDS, SIZES, WIDTHS)
@settings(deadline=None)
def test_only_a_word_that_fits_nowhere_is_wider_than_the_line(words, size, width) -> None:
    lines = pen().wrap(" ".join(words), size, width)
    wide = [line for line in lines if pen().width(line, size) > width + 1e-9]
    assert all(line in words for line in wide)
    assert pen().fits(lines, size, width, "regular") is (not wide)


@given(WORDS, SIZES, WIDTHS)
@settings(deadline=None)
def test_a_line_is_left_only_for_a_word_that_does_not_fit_on_it(words, size, width) -> None:
    lines = pen().wrap(" ".join(words), size, width)
    for upper, lower in pairwise(lines):
        following = lower.split(" ")[0]
        assert pen().width(f"{upper} {following}", size) > width


@given(WORDS, SIZES, WIDTHS)
@settings(deadline=None)
def test_no_line_ends_with_a_small_word_when_that_can_be_helped(words, size, width) -> None:
    """It cannot where the small word and what it announces are together too wide."""
    text = " ".join(words)
    announced = glue(text).split(" ")
    assume(all(pen().width(part, size) <= width for part in announced))
    for line in pen().wrap(text, size, width)[:-1]:
        assert plain(line).split(" ")[-1] not in SMALL


def test_an_example_of_glued_words() -> None:
    text = "Produits de la culture et de l’élevage"
    width = pen().width("Produits de la culture et de", 10)
    assert [plain(line) for line in pen().wrap(text, 10, width)] == [
        "Produits de la culture",
        "et de l’élevage",
    ]
    assert glue("Viande et huiles") == "Viande et\u00a0huiles"
    assert glue("Modelage delatour") == "Modelage delatour"


# -- shortening ------------------------------------------------------------------------------------


@given(WORDS, SIZES, WIDTHS, st.sampled_from(WEIGHTS))
@settings(deadline=None)
def test_a_shortened_text_fits_and_says_that_it_is_cut(words, size, width, weight) -> None:
    text = " ".join(words)
    cut = pen().shorten(text, size, width, weight)
    if pen().width(text, size, weight) <= width:
        assert cut == text
        return
    assert cut.endswith("…")
    assert plain(text).startswith(plain(cut[:-1]))
    assert cut == "…" or pen().width(cut, size, weight) <= width


@given(st.sampled_from(["Viande", "Or", "l’élevage"]), WORDS, SIZES, st.integers(1, 12))
@settings(deadline=None)
def test_a_text_is_cut_after_a_whole_word_if_its_first_one_fits(first, words, size, count) -> None:
    text = " ".join([first, *words])
    parts = plain(text).split(" ")
    width = pen().width(" ".join(parts[:count]) + "…", size) + 0.01
    cut = pen().shorten(text, size, width)
    if cut == text:
        return
    kept = plain(cut[:-1]).split(" ")
    assert kept == parts[: len(kept)]
    assert kept[-1] not in SMALL
    for count in range(len(kept) + 1, len(parts)):
        if parts[count - 1] not in SMALL:
            assert pen().width(" ".join(parts[:count]) + "…", size) > width


def test_a_word_without_room_is_cut_inside_rather_than_lost() -> None:
    width = pen().width("Caout…", 8)
    assert pen().shorten("Caoutchouc et plastiques", 8, width) == "Caout…"
    assert pen().shorten("Caoutchouc", 8, 0.1) == "…"


def test_every_product_fits_the_column_of_the_flows_in_whole_words() -> None:
    for name in PRODUCTS:
        lines = pen().wrap(name, FULL.name_size, FULL.product_column - FULL.value_column - 7)
        assert pen().fits(lines, FULL.name_size, 103, "regular"), name


# -- spreading -------------------------------------------------------------------------------------


def cost(placed: list[float], wanted: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(placed, wanted, strict=True))


def brute_force(
    centres: list[float], heights: list[float], low: float, high: float
) -> list[float] | None:
    """The best of all ways to cut the blocks into touching groups; None when none fits."""
    count, best = len(centres), None
    for size in range(count):
        for cuts in combinations(range(1, count), size):
            placed: list[float] = []
            below = low  # what stands under a group and above it
            for start, end in pairwise((0, *cuts, count)):
                total = sum(heights[start:end])
                under = sum(heights[:start])
                above = sum(heights[end:])
                offsets, reach = [], 0.0
                for height in heights[start:end]:
                    offsets.append(reach + height / 2)
                    reach += height
                mean = sum(c - o for c, o in zip(centres[start:end], offsets, strict=True))
                mean /= end - start
                bottom = min(max(mean, low + under), high - above - total)
                if bottom < below - 1e-9:
                    break
                placed += [bottom + offset for offset in offsets]
                below = bottom + total
            else:
                if below <= high + 1e-9 and (
                    best is None or cost(placed, centres) < cost(best, centres)
                ):
                    best = placed
    return best


BLOCKS = st.lists(
    st.tuples(st.floats(-20, 120, width=32), st.floats(0.5, 30, width=32)), min_size=1, max_size=6
).map(lambda blocks: (sorted(c for c, _ in blocks), [h for _, h in blocks]))


@given(BLOCKS)
@settings(deadline=None, max_examples=300)
def test_spreading_is_the_best_that_can_be_done(blocks) -> None:
    centres, heights = blocks
    best = brute_force(centres, heights, 0, 100)
    assume(best is not None)
    placed = spread(centres, heights, 0, 100)
    assert cost(placed, centres) == pytest.approx(cost(best, centres), rel=1e-6, abs=1e-6)
    assert placed == pytest.approx(best, rel=1e-4, abs=1e-3)


@given(BLOCKS)
@settings(deadline=None, max_examples=300)
def test_spread_blocks_do_not_overlap_and_keep_their_order(blocks) -> None:
    centres, heights = blocks
    placed = spread(centres, heights, 0, 100)
    assert len(placed) == len(centres)
    edges = [(c - h / 2, c + h / 2) for c, h in zip(placed, heights, strict=True)]
    assert all(upper[1] <= lower[0] + 1e-6 for upper, lower in pairwise(edges))
    if sum(heights) <= 100:
        assert edges[0][0] >= -1e-6
        assert edges[-1][1] <= 100 + 1e-6
    else:
        assert edges[0][0] == pytest.approx(0)


def test_blocks_with_room_stay_where_they_are() -> None:
    assert spread([10, 30, 50], [8, 8, 8], 0, 60) == pytest.approx([10, 30, 50])
    assert spread([], [], 0, 60) == []


def test_blocks_in_each_others_way_share_the_displacement() -> None:
    assert spread([20, 20], [10, 10], 0, 60) == pytest.approx([15, 25])
    assert spread([20, 22, 50], [10, 10, 10], 0, 60) == pytest.approx([16, 26, 50])
    assert spread([2, 58], [10, 10], 0, 60) == pytest.approx([5, 55])
