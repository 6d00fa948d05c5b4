"""Figure 2: one area a euro in both halves, and every product named, numbered or in « Autres »."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import drawn
import pytest
from drawn import Box
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
from made_fiches import M
from made_fiches import demonstration
from made_fiches import generated
from made_fiches import make_fiche
from made_fiches import product_name

from tradefiche.charts import treemap
from tradefiche.charts.treemap import Cell
from tradefiche.charts.treemap import Half
from tradefiche.charts.treemap import TreemapLayout
from tradefiche.fiche import Fiche
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade

HEIGHT = 480.0
LADDER = (6, 6.5, 7, 7.5, 8, 9, 10, 11.5, 13, 15)
SMALLEST_SIDE = 10.0


@dataclass(frozen=True)
class Case(Laid):
    fiche: Fiche
    layout: TreemapLayout

    @property
    def halves(self) -> list[tuple[Half, Trade]]:
        trades = {trade.flow: trade for trade in self.fiche.trades}
        return [(half, trades[half.flow]) for half in self.layout.halves]

    @property
    def cells(self) -> list[Cell]:
        return [cell for half in self.layout.halves for cell in half.cells]


def lay_out(fiche: Fiche, height: float = HEIGHT) -> Case:
    return Case(fiche, treemap.layout(fiche, WIDTH, height, pen()))


@cache
def departements() -> list[tuple[str, Case]]:
    return [(fiche.place.code, lay_out(fiche)) for fiche in demonstration()]


def whole(cell: Cell) -> Box:
    """The rectangle that the euros take, half of the gap included on each side."""
    gap = treemap.INSET
    return cell.x - gap, cell.y - gap, cell.x + cell.width + gap, cell.y + cell.height + gap


def names(cell: Cell) -> str:
    """The words of a cell's labels, value included, on one line."""
    return " ".join(label.text for label in cell.labels).replace("\u00a0", " ")


# -- what must hold for every fiche ----------------------------------------------------------------


def one_square_point_is_one_amount_everywhere(case: Case) -> None:
    total = sum(cell.value for cell in case.cells)
    area = sum(half.width * half.height for half in case.layout.halves)
    for cell in case.cells:
        left, bottom, right, top = whole(cell)
        wanted = cell.value / total * area
        assert (right - left) * (top - bottom) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def the_cells_of_a_half_tile_it(case: Case) -> None:
    for half, _ in case.halves:
        frame = (half.x, half.y, half.x + half.width, half.y + half.height)
        boxes = [(cell.name, whole(cell)) for cell in half.cells]
        # one euro beside a million of millions: what floats keep of a thread's length
        slack = 1e-3 + 1e-13 * half.total / min(cell.value for cell in half.cells)
        assert [name for name, box in boxes if not drawn.inside(box, frame, slack)] == []
        assert drawn.overlapping(boxes) == []
        area = sum((b[2] - b[0]) * (b[3] - b[1]) for _, b in boxes)
        assert area == pytest.approx(half.width * half.height, rel=1e-6, abs=1e-6)


def the_halves_stand_apart(case: Case) -> None:
    halves = case.layout.halves
    flows = [half.flow for half in halves]
    assert flows == [t.flow for t in (case.fiche.imports, case.fiche.exports) if t.total]
    for first, second in pairwise(halves):
        if case.layout.stacked:
            assert (first.x, first.width) == (second.x, second.width)
            assert second.y + second.height < first.y - treemap.HALF_GAP
        else:
            assert (first.y, first.height) == (second.y, second.height)
            assert second.x - first.x - first.width == pytest.approx(treemap.HALF_GAP)
    if len(halves) == 2:
        totals = [half.total for half in halves]
        assert case.layout.stacked is (min(totals) / sum(totals) < 0.2)


def the_cells_close_the_sum_to_the_euro(case: Case) -> None:
    for half, trade in case.halves:
        assert half.total == trade.total == sum(cell.value for cell in half.cells)


def the_largest_come_first_and_the_smallest_are_merged(case: Case) -> None:
    for half, trade in case.halves:
        products = [product for product in trade.products if product.value]
        kept = [cell for cell in half.cells if not cell.merged]
        merged = [cell for cell in half.cells if cell.merged]
        assert [(c.name, c.value) for c in kept] == [
            (p.product.short, p.value) for p in products[: len(kept)]
        ]
        rest = products[len(kept) :]
        assert len(merged) == bool(rest)
        if rest:
            assert half.cells[-1] is merged[0]
            assert merged[0].merged == len(rest)
            assert merged[0].value == sum(product.value for product in rest)
            assert f"({len(rest)})" in merged[0].name
        if not half.thin:
            assert kept, "the largest product never joins « Autres produits »"
            assert len(rest) != 1, "one product alone keeps its name"


def no_cell_is_too_small_for_a_number(case: Case) -> None:
    """But for what is left beside one giant product, which has nobody left to join."""
    for half, _ in case.halves:
        sides = [min(b[2] - b[0], b[3] - b[1]) for b in map(whole, half.cells)]
        giant = len(half.cells) <= 2
        assert half.thin or giant or min(sides) >= SMALLEST_SIDE - 1e-6
        assert half.thin is (min(half.width, half.height) < SMALLEST_SIDE)
        assert not half.thin or len(half.cells) == 1


def no_product_is_merged_without_need(case: Case) -> None:
    """Had one more product been shown, some cell would have been too small."""
    for half, trade in case.halves:
        kept = sum(not cell.merged for cell in half.cells)
        if half.thin or kept == len(trade.products):
            continue
        rate = half.width * half.height / half.total
        shown = [product.value for product in trade.products[: kept + 1]]
        rest = half.total - sum(shown)
        if rest and len(trade.products) - kept - 1 == 1:
            continue  # the next step would show all of them
        boxes = treemap.squarify.squarify(
            [value * rate for value in [*shown, *([rest] if rest else [])]],
            0,
            0,
            half.width,
            half.height,
        )
        smallest = min(min(box["dx"], box["dy"]) for box in boxes)
        assert smallest < SMALLEST_SIDE + 1e-6


def labels_stay_inside_their_cells(case: Case) -> None:
    for cell in case.cells:
        frame = (cell.x, cell.y, cell.x + cell.width, cell.y + cell.height)
        assert [label.text for label in cell.labels if not drawn.inside(label.box, frame, 0)] == []


def every_product_is_named_numbered_or_among_the_others(case: Case) -> None:
    printed = {word.text for word in case.scene.words}
    for half, trade in case.halves:
        by_short = {product.product.short: product.product for product in trade.products}
        if half.thin:
            continue  # one bar, its first products listed under it
        for cell in half.cells:
            if cell.number:
                numbers = [label.text for label in cell.labels]
                giant = len(half.cells) == 2 and cell is half.cells[1]
                assert numbers == [str(cell.number)] or (giant and not numbers)
                continue
            said = names(cell)
            product = by_short.get(cell.name)
            wanted = {cell.name, product.label} if product else {cell.name}
            assert any(said.startswith(name.replace("\u00a0", " ")) for name in wanted), said
            assert {label.text.replace("\u00a0", " ") for label in cell.labels} <= printed


def the_numbers_make_one_series_through_both_halves(case: Case) -> None:
    numbers = [cell.number for cell in case.cells if cell.number]
    assert numbers == list(range(1, len(numbers) + 1))
    listed = [cell for half in case.layout.halves for cell in half.numbered]
    assert [cell.number for cell in listed] == numbers


def step_of(cell: Cell) -> float:
    """The largest type that the cell's euros allow."""
    left, bottom, right, top = whole(cell)
    ceiling = 0.105 * ((right - left) * (top - bottom)) ** 0.5
    ceiling = 7.0 if cell.merged else min(max(ceiling, 6.5), 15.0)
    return LADDER[bisect.bisect_right(LADDER, ceiling + 0.01) - 1]


def type_follows_value(case: Case) -> None:
    for cell in case.cells:
        for label in cell.labels:
            assert label.size in LADDER
            assert label.size <= step_of(cell)
        assert len({label.size for label in cell.labels}) <= 1


def the_same_euros_have_the_same_ceiling(case: Case) -> None:
    steps: dict[int, set[float]] = {}
    for cell in case.cells:
        if not cell.merged:
            steps.setdefault(cell.value, set()).add(step_of(cell))
    assert {value: found for value, found in steps.items() if len(found) > 1} == {}


def what_is_painted_is_what_is_laid_out(case: Case) -> None:
    least = treemap.LEAST_DRAWN
    drawn_cells = []
    bars = 0
    for outline in case.scene.outlines:
        left, bottom, right, top = outline.box
        if any(
            (left, right) == pytest.approx((half.x, half.x + half.width), abs=2e-3)
            and bottom == pytest.approx(half.y + half.height + treemap.HEAD - 20, abs=2e-3)
            for half in case.layout.halves
        ):
            bars += 1
        else:
            drawn_cells.append(outline)
    assert bars == len(case.layout.halves)
    owners = [(half, cell) for half in case.layout.halves for cell in half.cells]
    for (half, cell), outline in zip(owners, drawn_cells, strict=True):
        left, bottom, right, top = outline.box
        width, height = max(cell.width, least), max(cell.height, least)
        assert (right - left, top - bottom) == pytest.approx((width, height), abs=3e-3)
        frame = (half.x, half.y, half.x + half.width, half.y + max(half.height, 2))
        assert drawn.inside(outline.box, frame)
        pale = cell.merged and not half.thin
        assert is_token(outline.fill, f"{half.flow}_pale" if pale else half.flow)
        assert outline.opacity == 1


def heads_name_the_flow_and_its_total(case: Case) -> None:
    words = {"imports": "Importations", "exports": "Exportations"}
    for half, _ in case.halves:
        title, total = half.heads
        assert title.text == words[half.flow]
        assert total.text == treemap.compact(half.total)
        assert title.left == half.x
        assert total.left + total.width == pytest.approx(half.x + half.width)
        assert title.size == total.size
        assert title.left + title.width < total.left


CHECKS = [
    one_square_point_is_one_amount_everywhere,
    the_cells_of_a_half_tile_it,
    the_halves_stand_apart,
    the_cells_close_the_sum_to_the_euro,
    the_largest_come_first_and_the_smallest_are_merged,
    no_cell_is_too_small_for_a_number,
    no_product_is_merged_without_need,
    labels_stay_inside_their_cells,
    every_product_is_named_numbered_or_among_the_others,
    the_numbers_make_one_series_through_both_halves,
    type_follows_value,
    the_same_euros_have_the_same_ceiling,
    what_is_painted_is_what_is_laid_out,
    heads_name_the_flow_and_its_total,
    *AS_A_FIGURE,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_departement(check) -> None:
    check_all(departements(), check)


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("height", [330.0, HEIGHT])
def test_extremes(name: str, height: float) -> None:
    check_case(lay_out(EXTREMES[name], height), CHECKS)


@given(generated(), st.integers(300, 560))
@settings(deadline=None, max_examples=120)
def test_any_fiche(fiche: Fiche, height: int) -> None:
    check_case(lay_out(fiche, height), CHECKS)


# -- examples --------------------------------------------------------------------------------------


def equal(count: int, value: int = 10 * M) -> dict[tuple[int, int], int]:
    return {(i, 0): value for i in range(count)}


def test_equal_products_speak_equally_loud_whatever_their_shape() -> None:
    """Nine cells of one value: three by three is no grid here, so their shapes differ."""
    case = lay_out(make_fiche(equal(7), equal(11), lambda i: f"Or{i}"))
    assert len({(round(c.width), round(c.height)) for c in case.cells}) > 1
    assert len({label.size for cell in case.cells for label in cell.labels}) == 1


def test_a_large_cell_says_name_value_unit_and_share() -> None:
    case = lay_out(make_fiche({(0, 0): 398_900_000, (1, 0): 100 * M}, equal(3, 100 * M)))
    exports = case.layout.halves[1]
    assert names(exports.cells[0]) == "Caoutchouc 0 399 M€ · 80 %"
    assert [label.weight for label in exports.cells[0].labels] == ["semibold", "regular"]


def test_the_long_name_is_taken_where_it_fits_and_the_short_one_elsewhere() -> None:
    fiche = make_fiche(
        {(0, 0): 900 * M, **{(i, 0): 10 * M for i in range(1, 12)}},
        equal(4, 100 * M),
        lambda i: f"Court {i}",
        label=lambda i: f"Un nom bien plus long {i}",
    )
    exports = lay_out(fiche).layout.halves[1]
    assert names(exports.cells[0]).startswith("Un nom bien plus long 0 ")
    small = [cell for cell in exports.cells[1:] if not cell.merged]
    assert small
    assert all("Court" in names(cell) or cell.number for cell in small)


def test_a_name_that_does_not_fit_is_numbered_never_cut() -> None:
    word = "anticonstitutionnellement"
    case = lay_out(make_fiche(equal(40), equal(40), lambda i: f"{word}{i}"))
    numbered = [cell for cell in case.cells if cell.number]
    assert len(numbered) > 10
    assert not any("…" in word.text for word in case.scene.words)
    assert all(cell.name.startswith(word) or cell.merged for cell in numbered)


def test_a_small_half_is_laid_over_the_other_on_one_scale() -> None:
    just_below = lay_out(make_fiche(equal(5, 19 * M), equal(5, 81 * M)))
    just_above = lay_out(make_fiche(equal(5, 20 * M), equal(5, 80 * M)))
    assert just_below.layout.stacked
    assert not just_above.layout.stacked
    imports, exports = just_below.layout.halves
    assert imports.height / exports.height == pytest.approx(81 / 19)


def test_a_half_without_room_is_one_bar() -> None:
    case = lay_out(make_fiche(equal(6, M), equal(6, 200 * M)))
    exports = case.layout.halves[1]
    assert exports.thin
    (cell,) = exports.cells
    assert (cell.value, cell.merged, cell.labels) == (6 * M, 6, ())
    painted = [o for o in case.scene.outlines if is_token(o.fill, "exports")]
    assert len(painted) == 2  # the head's rule and the bar


def test_a_flow_of_one_euro_is_still_seen() -> None:
    case = lay_out(EXTREMES["exports a millionth of imports"])
    bar = case.scene.outlines[-1]
    assert is_token(bar.fill, "exports")
    assert bar.box[3] - bar.box[1] >= 0.8 - 1e-3


def test_what_is_left_beside_a_giant_keeps_to_its_cell() -> None:
    case = lay_out(EXTREMES["one product at 99.99 %"])
    for half in case.layout.halves:
        _, rest = half.cells
        assert rest.number
        assert rest.labels == ()
        assert half.numbered == (rest,)


def test_without_trade_the_chart_says_so() -> None:
    case = lay_out(EXTREMES["no trade at all"])
    assert case.layout.halves == ()
    said = [word.text for word in case.scene.words]
    assert said == ["Aucun échange enregistré : il n’y a pas de produit à tracer."]


def test_products_of_zero_euros_are_not_drawn() -> None:
    fiche = make_fiche(equal(3), equal(3))
    nil = ProductValue(fiche.exports.products[0].product, 0)
    exports = fiche.exports
    object.__setattr__(exports, "products", (*exports.products, nil))
    case = lay_out(fiche)
    assert len(case.layout.halves[1].cells) == 3
    assert product_name(0) in names(case.layout.halves[1].cells[0])
