"""Figures 3 to 8: ribbons carry every euro from node to node, and every end can be read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from itertools import pairwise

import drawn
import pytest
from drawn import Box
from drawn import Outline
from figure_checks import AS_A_FIGURE
from figure_checks import WIDTH
from figure_checks import Laid
from figure_checks import check_all
from figure_checks import check_case
from figure_checks import is_token
from figure_checks import pen
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from made_fiches import EXTREMES
from made_fiches import LONG
from made_fiches import M
from made_fiches import Values
from made_fiches import demonstration
from made_fiches import generated
from made_fiches import make_matrix

from tradefiche.charts import flow_diagram
from tradefiche.charts import flow_labels
from tradefiche.charts import flow_parts
from tradefiche.charts.flow_diagram import FlowLayout
from tradefiche.charts.flow_parts import FULL
from tradefiche.charts.flow_parts import HALF
from tradefiche.charts.flow_parts import Format
from tradefiche.charts.flow_parts import Node
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Link
from tradefiche.wording.numbers import Unit

FULL_HEIGHT, HALF_HEIGHT = 430.0, 238.0
SIZES = {"full": (FULL_HEIGHT, FULL), "half": (HALF_HEIGHT, HALF)}


@dataclass(frozen=True)
class Case(Laid):
    matrix: FlowMatrix
    layout: FlowLayout

    @property
    def unit(self) -> Unit:
        return Unit.of(max((*self.matrix.product_totals, *self.matrix.country_totals), default=0))

    def nodes(self, what: str) -> dict[int, Node]:
        """Nodes by row of the matrix (« products ») or by column (« countries »)."""
        left = (what == "products") is (self.matrix.flow == "exports")
        side = [node for node in self.layout.nodes if node.side == ("left" if left else "right")]
        count = len(getattr(self.matrix, what))
        return {count if node.others else index: node for index, node in enumerate(side)}


def lay_out(matrix: FlowMatrix, height: float = FULL_HEIGHT, form: Format = FULL) -> Case:
    return Case(matrix, flow_diagram.layout(matrix, WIDTH, height, pen(), form))


@cache
def demonstration_cases() -> list[tuple[str, Case]]:
    """Each département's own diagrams, and once those of the regions and of France."""
    cases: dict[str, Case] = {}
    for fiche in demonstration():
        for trade in fiche.trades:
            name = f"{fiche.place.code} {trade.flow}"
            cases[name] = lay_out(trade.matrix)
            for matrix in (trade.region, trade.france):
                if matrix is not None:
                    name = f"{matrix.place.name} {trade.flow}"
                    if name not in cases:
                        cases[name] = lay_out(matrix, HALF_HEIGHT, HALF)
    return list(cases.items())


# -- what must hold for every matrix ---------------------------------------------------------------


def ribbons_carry_exactly_the_cells(case: Case) -> None:
    cells = {
        (i, j): value
        for i, row in enumerate(case.matrix.cells)
        for j, value in enumerate(row)
        if value
    }
    found = [((r.product, r.country), r.value) for r in case.layout.ribbons]
    assert len(found) == len(cells)
    assert dict(found) == cells


def one_scale_for_everything(case: Case) -> None:
    scale = case.layout.scale
    for node in case.layout.nodes:
        assert node.height == pytest.approx(node.value * scale, rel=1e-9)
    for band in case.layout.ribbons:
        assert band.thickness == pytest.approx(band.value * scale, rel=1e-9)
    if case.layout.nodes:
        highest = max(node.top for node in case.layout.nodes)
        lowest = min(node.top - node.height for node in case.layout.nodes)
        assert lowest >= -1e-6
        assert highest <= case.layout.height - flow_parts.HEAD + 1e-6


def ribbons_fill_their_nodes_at_both_ends(case: Case) -> None:
    """Side by side, from the top of the node to its bottom, in the order of the other column."""
    products, countries = case.nodes("products"), case.nodes("countries")
    exports = case.matrix.flow == "exports"
    ends: dict[Node, list[tuple[int, float, float]]] = defaultdict(list)
    for band in case.layout.ribbons:
        product, country = products[band.product], countries[band.country]
        tops = (band.left_top, band.right_top)
        at_product, at_country = tops if exports else tops[::-1]
        ends[product].append((band.country, at_product, band.thickness))
        ends[country].append((band.product, at_country, band.thickness))
    for node in case.layout.nodes:
        place = node.top
        for _, top, thickness in sorted(ends[node]):
            assert top == pytest.approx(place, abs=1e-6)
            place -= thickness
        assert place == pytest.approx(node.top - node.height, abs=1e-6)


def nodes_are_the_named_ends_then_the_others(case: Case) -> None:
    totals = {"products": case.matrix.product_totals, "countries": case.matrix.country_totals}
    for what, values in totals.items():
        nodes = case.nodes(what)
        ends = getattr(case.matrix, what)
        wanted = dict(enumerate(end.short if what == "products" else end.name for end in ends))
        if values[-1] and case.matrix.total:
            wanted[len(ends)] = "Autres produits" if what == "products" else "Autres pays"
        assert {index: node.name for index, node in nodes.items()} == wanted
        assert {index: node.value for index, node in nodes.items()} == {
            index: values[index] for index in wanted
        }
        for upper, lower in pairwise(nodes.values()):
            assert upper.top - upper.height > lower.top, "nodes overlap"


def red_is_exactly_the_main_flows(case: Case) -> None:
    main = {(link.product, link.country): link.value for link in case.matrix.main}
    red = {(r.product, r.country): r.value for r in case.layout.ribbons if r.kind == "main"}
    assert red == main
    assert all(i < len(case.matrix.products) and j < len(case.matrix.countries) for i, j in red)


def kinds_tell_others_from_named(case: Case) -> None:
    for band in case.layout.ribbons:
        others = (band.product == len(case.matrix.products)) + (
            band.country == len(case.matrix.countries)
        )
        assert (band.kind in ("named", "main")) is (others == 0)
        assert (band.kind == "others") is (others == 2)


def the_red_is_painted_last_and_whole(case: Case) -> None:
    """After every other ribbon, opaque, over its white casing, large before small."""
    bands = [o for o in case.scene.outlines if len(o.vertices) == 9 and o.fill is not None]
    red = [o for o in bands if is_token(o.fill, "red")]
    mains = [r for r in case.layout.ribbons if r.kind == "main"]
    assert [r.value for r in mains] == sorted((r.value for r in mains), reverse=True)
    for band, outline in zip(mains, red, strict=True):
        assert outline.opacity == 1
        assert ends_of(outline) == pytest.approx(
            (band.left_top, band.right_top, band.thickness), abs=3e-3
        )
        casing = bands[bands.index(outline) - 1]
        assert is_token(casing.fill, "paper")
        left, right, thickness = ends_of(casing)
        assert thickness == pytest.approx(band.thickness + 1, abs=3e-3)
        assert (left, right) == pytest.approx((band.left_top + 0.5, band.right_top + 0.5), abs=3e-3)
    plain = [o for o in bands if not is_token(o.fill, "red", "paper")]
    assert max((o.order for o in plain), default=-1) < min((o.order for o in red), default=1e9)
    assert len(plain) == len(case.layout.ribbons) - len(mains)
    assert all(0.1 < outline.opacity < 0.3 for outline in plain)


def ends_of(outline: Outline) -> tuple[float, float, float]:
    """(left top, right top, thickness) of a painted ribbon; the same thickness at both ends."""
    (_, top0), (_, top1), (_, low1), (_, low0) = (outline.vertices[i] for i in (0, 3, 4, 7))
    assert top0 - low0 == pytest.approx(top1 - low1, abs=3e-3)
    return top0, top1, top0 - low0


def others_are_grey_and_named_ends_coloured(case: Case) -> None:
    painted = [o for o in case.scene.outlines if abs(o.box[2] - o.box[0] - flow_parts.NODE) < 3e-3]
    painted = [o for o in painted if o.fill is not None and o.is_rectangle]
    for node, outline in zip(case.layout.nodes, painted, strict=True):
        assert is_token(outline.fill, "others" if node.others else case.matrix.flow)
        assert outline.box[3] - outline.box[1] >= min(flow_diagram.LEAST_NODE, node.height) - 3e-3
        assert outline.box[3] - outline.box[1] >= flow_diagram.LEAST_NODE - 3e-3


def every_node_has_its_name_and_value(case: Case) -> None:
    """In full, or cut at the last line only; the value is never cut."""
    texts = iter(case.layout.labels)
    for node in case.layout.nodes:
        said, label = [], next(texts)
        while label.weight != "semibold":
            said.append(label)
            label = next(texts)
        assert label.text == case.unit.label(node.value)
        words = " ".join(line.text for line in said).replace("\u00a0", " ")
        name = node.name.replace("\u00a0", " ")
        if words != name:
            assert said[-1].text.endswith("…")
            assert name.startswith(words[:-1])
        assert not any("…" in line.text for line in said[:-1])
        tall = int(node.height / (said[0].size * flow_labels.LEADING))
        assert len(said) <= max(2, tall)
        assert {line.weight for line in said} == {"italic" if node.others else "regular"}
        assert {line.color for line in said} == {"mute" if node.others else "ink"}
        middle = (said[0].y + said[-1].y) / 2
        assert label.y == pytest.approx(middle, abs=1e-6), "the value stands beside its name"


def labels_keep_the_order_of_their_nodes(case: Case) -> None:
    for side in ("left", "right"):
        starts = [
            (line[0][1], line[-1][1])
            for line, node in zip(case.layout.leaders, case.layout.nodes, strict=True)
            if node.side == side
        ]
        assert starts == sorted(starts, reverse=True)


def leaders_tie_each_label_to_its_node(case: Case) -> None:
    values = [label for label in case.layout.labels if label.weight == "semibold"]
    values = [label for label in values if label.align == "right"]
    assert len(case.layout.leaders) == len(case.layout.nodes)
    if not case.layout.nodes:
        return
    for node, line, value in zip(case.layout.nodes, case.layout.leaders, values, strict=True):
        (near, level), (bend, same), (far, centre) = line
        assert level == same
        assert centre == pytest.approx(node.centre)
        edge = node.x if node.side == "left" else node.x + flow_parts.NODE
        assert abs(far - edge) == pytest.approx(1.5)
        assert value.box[1] <= level <= value.box[3]
        if node.side == "left":
            assert value.left + value.width < near < bend < far
        else:
            assert far < bend < near < value.left


def every_main_flow_has_its_value_on_its_ribbon(case: Case) -> None:
    mains = [r for r in case.layout.ribbons if r.kind == "main"]
    for band, tag in zip(mains, case.layout.tags, strict=True):
        assert tag.label.text == case.unit.label(band.value)
        assert case.layout.left_x < tag.box[0]
        assert tag.box[2] < case.layout.right_x
        x = tag.label.left + tag.label.width / 2
        top, bottom = edges_at(case.layout, band.left_top, band.right_top, band.thickness, x)
        centre = (tag.box[1] + tag.box[3]) / 2
        near_the_edge = tag.label.size * 0.6  # a chip may be lifted into the figure
        assert bottom - 0.1 <= centre <= top + 0.1 or centre <= near_the_edge + 1e-6
        assert tag.label.color == ("red" if tag.boxed else "paper")
        assert tag.boxed or band.thickness >= tag.label.size


def edges_at(
    layout: FlowLayout, left: float, right: float, thickness: float, x: float
) -> tuple[float, float]:
    """Upper and lower edge of a ribbon at ``x``, by walking along the curve."""
    width = layout.right_x - layout.left_x
    t = min(
        (i / 2000 for i in range(2001)),
        key=lambda t: abs(layout.left_x + width * (1.5 * t * (1 - t) + t**3) - x),
    )
    top = left + (right - left) * (3 * t**2 - 2 * t**3)
    return top, top - thickness


def no_two_values_overlap(case: Case) -> None:
    assert drawn.overlapping([(tag.label.text, tag.box) for tag in case.layout.tags]) == []


def chips_are_white_edged_in_red_and_hold_their_text(case: Case) -> None:
    chips = [o for o in case.scene.outlines if is_token(o.stroke, "red")]
    boxed = [tag for tag in case.layout.tags if tag.boxed]
    for tag, outline in zip(boxed, chips, strict=True):
        assert is_token(outline.fill, "paper")
        assert outline.opacity == 1
        letters: Box = (
            tag.label.left,
            tag.label.y,
            tag.label.left + tag.label.width,
            tag.label.y + 0.65 * tag.label.size,
        )
        assert drawn.inside(letters, outline.box)


def heads_say_what_stands_where(case: Case) -> None:
    if not case.matrix.total:
        return
    exports = case.matrix.flow == "exports"
    products = "Produits exportés" if exports else "Produits importés"
    countries = "Pays de destination" if exports else "Pays d’origine"
    heads = [label for label in case.layout.labels if label.y == case.layout.height - 7]
    titles = [label.text for label in sorted(heads, key=lambda label: label.left)]
    symbol = case.unit.symbol
    ends = (products, countries) if exports else (countries, products)
    assert titles == [ends[0], symbol, symbol, ends[1]]


CHECKS = [
    ribbons_carry_exactly_the_cells,
    one_scale_for_everything,
    ribbons_fill_their_nodes_at_both_ends,
    nodes_are_the_named_ends_then_the_others,
    red_is_exactly_the_main_flows,
    kinds_tell_others_from_named,
    the_red_is_painted_last_and_whole,
    others_are_grey_and_named_ends_coloured,
    every_node_has_its_name_and_value,
    labels_keep_the_order_of_their_nodes,
    leaders_tie_each_label_to_its_node,
    every_main_flow_has_its_value_on_its_ribbon,
    no_two_values_overlap,
    chips_are_white_edged_in_red_and_hold_their_text,
    heads_say_what_stands_where,
    *AS_A_FIGURE,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_diagram_of_the_demonstration(check) -> None:
    check_all(demonstration_cases(), check)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str, size: str) -> None:
    for trade in EXTREMES[name].trades:
        check_case(lay_out(trade.matrix, *SIZES[size]), CHECKS)


@given(generated(), st.integers(350, 470), st.integers(232, 250))
@settings(deadline=None, max_examples=60)
def test_any_matrix(fiche, full: int, half: int) -> None:
    for trade in fiche.trades:
        check_case(lay_out(trade.matrix, full, FULL), CHECKS)
        check_case(lay_out(trade.matrix, half, HALF), CHECKS)


# -- examples --------------------------------------------------------------------------------------


def test_both_sides_share_one_scale_and_the_shorter_one_is_centred() -> None:
    matrix = make_matrix("exports", {(i, 0): 10 * M for i in range(10)})
    case = lay_out(matrix)
    left = [node for node in case.layout.nodes if node.side == "left"]
    (right,) = (node for node in case.layout.nodes if node.side == "right")
    assert right.height == pytest.approx(sum(node.height for node in left))
    assert right.centre == pytest.approx((left[0].top + left[-1].top - left[-1].height) / 2)


def test_exports_read_from_products_to_countries_and_imports_back() -> None:
    values: Values = {(0, 0): 50 * M, (1, 0): 20 * M, (1, 1): 5 * M}
    for flow, first in (("exports", "Caoutchouc 0"), ("imports", "Allemagne 0")):
        case = lay_out(make_matrix(flow, values))
        assert case.layout.nodes[0].name == first
        assert case.layout.nodes[0].side == "left"
        assert case.layout.left_x < case.layout.right_x


def test_a_name_of_ninety_characters_shows_in_full_beside_a_tall_node() -> None:
    case = lay_out(make_matrix("exports", {(0, 0): 50 * M}, lambda _: LONG))
    words = " ".join(label.text for label in case.layout.labels).replace("\u00a0", " ")
    assert LONG in words


def test_names_fall_back_to_one_line_when_room_lacks() -> None:
    matrix = make_matrix("exports", {(i, i): M for i in range(12)}, lambda i: f"{i} {LONG}")
    roomy = lay_out(matrix, 430, HALF)
    tight = lay_out(matrix, 160, HALF)
    products = [label for label in roomy.layout.labels if label.left == 0]
    assert len(products) > 12
    short = [label for label in tight.layout.labels if label.left == 0]
    assert len(short) == 11 + 1  # ten names, « Autres produits », the head
    assert drawn.overlapping([(label.text, label.box) for label in tight.layout.labels]) == []


def test_thick_flows_carry_white_figures_and_thin_ones_a_chip() -> None:
    matrix = make_matrix("exports", {(0, 0): 900 * M, (1, 1): 30 * M, (2, 2): M})
    tags = {tag.label.text: tag for tag in lay_out(matrix).layout.tags}
    assert not tags["900"].boxed
    assert tags["1"].boxed


def test_a_steep_flow_is_boxed_where_a_level_one_of_the_same_value_is_not() -> None:
    """White figures would leave a ribbon that slopes under them."""
    level: Values = {(0, 0): 9 * M, (1, 1): 170_000}
    steep: Values = {(0, 0): 4_600_000, (0, 1): 4_400_000, (1, 0): 170_000}
    boxed = []
    for values in (level, steep):
        tags = lay_out(make_matrix("exports", values)).layout.tags
        boxed.append(next(tag.boxed for tag in tags if tag.label.text == "0,17"))
    assert boxed == [False, True]


def test_others_are_never_red_even_when_they_are_named_as_main() -> None:
    matrix = make_matrix("exports", {(i, i): (20 - i) * M for i in range(12)})
    others = Link(len(matrix.products), len(matrix.countries), matrix.cells[-1][-1])
    case = lay_out(replace(matrix, main=(*matrix.main, others)))
    red = [band for band in case.layout.ribbons if band.kind == "main"]
    assert len(red) == len(matrix.main) == len(case.layout.tags)


def test_without_trade_the_diagram_is_a_sentence() -> None:
    for flow, what in (("exports", "exportation"), ("imports", "importation")):
        case = lay_out(make_matrix(flow, {}))
        assert (case.layout.nodes, case.layout.ribbons, case.scene.outlines) == ((), (), ())
        (word,) = case.scene.words
        assert word.text == f"Aucune {what} enregistrée : il n’y a pas de flux à tracer."
