"""Figure 2: one area a euro in both halves, every product named with its amount or counted."""

from __future__ import annotations

import csv
from collections import Counter
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

from tradefiche.charts import bands
from tradefiche.charts import treemap
from tradefiche.charts.bands import Band
from tradefiche.charts.bands import BandsLayout
from tradefiche.charts.bands import Half
from tradefiche.charts.treemap import Cell
from tradefiche.fiche import Fiche
from tradefiche.fiche import Trade
from tradefiche.resources import assets

HEIGHT = 470.0
MARGIN, LOWEST_HALF, LOWEST_BAND = 118.0, 26.0, 10.6
SIZES = {13.0, 11.5, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0}
OTHERS = "autres secteurs"


@dataclass(frozen=True)
class Case(Laid):
    fiche: Fiche
    layout: BandsLayout

    @property
    def halves(self) -> list[tuple[Half, Trade]]:
        trades = {trade.flow: trade for trade in self.fiche.trades}
        return [(half, trades[half.flow]) for half in self.layout.halves]

    @property
    def bands(self) -> list[tuple[Half, Band]]:
        return [(half, band) for half in self.layout.halves for band in half.bands]

    @property
    def cells(self) -> list[tuple[Band, Cell]]:
        return [(band, cell) for _, band in self.bands for cell in band.cells]


def lay_out(fiche: Fiche, height: float = HEIGHT) -> Case:
    return Case(fiche, bands.layout(fiche, WIDTH, height, pen()))


@cache
def departements() -> list[tuple[str, Case]]:
    return [(fiche.place.code, lay_out(fiche)) for fiche in demonstration()]


def edges(cell: Cell) -> Box:
    left, bottom, width, height = cell.box
    return left, bottom, left + width, bottom + height


def painted(cell: Cell) -> Box:
    left, bottom, right, top = edges(cell)
    return left + 0.6, bottom + 0.6, right - 0.6, top - 0.6


def words(labels: tuple[treemap.Label, ...]) -> str:
    """The words of some labels on one line, with plain spaces."""
    return " ".join(label.text for label in labels).replace("\u00a0", " ").replace("\u202f", " ")


def said(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@cache
def sector_names() -> dict[str, str]:
    """A129 → the name of its A38 sector, from the tables themselves."""

    def table(name: str) -> list[dict[str, str]]:
        with assets("reference", name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    names = {row["code"]: row["name"] for row in table("secteurs.csv")}
    return {row["code"]: names[row["sector"]] for row in table("produits.csv")}


def sums_by_sector(trade: Trade) -> Counter[str]:
    """Euros by sector: of a made fiche its own sectors, of a real one those of the tables."""
    sums: Counter[str] = Counter()
    for entry in trade.products:
        own = entry.product.sector or "Hors nomenclature"
        sums[sector_names().get(entry.product.code, own)] += entry.value
    return sums


# -- what must hold for every fiche ----------------------------------------------------------------


def one_square_point_is_one_amount_everywhere(case: Case) -> None:
    total = sum(trade.total for trade in case.fiche.trades)
    area = sum(half.height for half in case.layout.halves) * (WIDTH - MARGIN)
    for half in case.layout.halves:
        wanted = half.total / total * area
        assert half.height * (WIDTH - MARGIN) == pytest.approx(wanted, rel=1e-6, abs=1e-6)
    for _, cell in case.cells:
        _, _, width, height = cell.box
        assert width * height == pytest.approx(cell.value / total * area, rel=1e-6, abs=1e-6)


def the_bands_tile_their_half_and_the_cells_their_band(case: Case) -> None:
    for half in case.layout.halves:
        top = half.top
        for band in half.bands:
            assert band.top == pytest.approx(top, abs=1e-6)
            top -= band.height
            frame = (MARGIN, top, WIDTH, band.top)
            boxes = [(str(n), edges(cell)) for n, cell in enumerate(band.cells)]
            # one euro beside a million of millions: what floats keep of a thread's length
            slack = 1e-3 + 1e-13 * half.total / min(cell.value for cell in band.cells)
            assert [name for name, box in boxes if not drawn.inside(box, frame, slack)] == []
            assert drawn.overlapping(boxes) == []
        if half.bands:
            assert top == pytest.approx(half.top - half.height, abs=1e-6)


def the_halves_stand_apart_imports_first(case: Case) -> None:
    halves = case.layout.halves
    traded = any(trade.total for trade in case.fiche.trades)
    assert [half.flow for half in halves] == (["imports", "exports"] if traded else [])
    for first, second in pairwise(halves):
        lowest = min([first.top - first.height, *(label.box[1] for label in first.words)])
        assert max(label.box[3] for label in second.heads) < lowest
        assert second.top < lowest - bands.HEAD
    for half in halves:
        assert half.top - half.height >= -1e-6


def the_cells_close_the_sum_to_the_euro(case: Case) -> None:
    for half, trade in case.halves:
        assert half.total == trade.total
        if half.bands:
            assert sum(cell.value for band in half.bands for cell in band.cells) == trade.total


def each_band_is_the_sum_of_its_sector(case: Case) -> None:
    for half, trade in case.halves:
        left = sums_by_sector(trade)
        for band in half.bands:
            value = sum(cell.value for cell in band.cells)
            if band.sector.name == "Tous secteurs":
                assert value == sum(left.values())
                left.clear()
            elif band.sector.count > 1:
                assert band is half.bands[-1]
                assert words(band.labels).startswith(f"{len(left)} {OTHERS} ")
                assert (len(left), sum(left.values())) == (band.sector.count, value)
                left.clear()
            else:
                assert left.pop(band.sector.name) == value
        assert not half.bands or not left


def the_largest_come_first_and_the_rest_is_last(case: Case) -> None:
    for half, _ in case.halves:
        own = [band for band in half.bands if band.sector.count == 1]
        values = [band.sector.value for band in own]
        assert values == sorted(values, reverse=True)
        for band in half.bands:
            named = [cell for cell in band.cells if cell.named]
            rest = [cell for cell in band.cells if not cell.named]
            values = sorted((item.value for item in band.sector.items), reverse=True)
            assert [cell.value for cell in named] == values[: len(named)]
            assert len(rest) == (len(values) > len(named))
            assert not rest or band.cells[-1] is rest[0]
            assert not rest or rest[0].count == len(values) - len(named)


def a_band_has_room_for_its_name(case: Case) -> None:
    for half, band in case.bands:
        assert band.height >= LOWEST_BAND - 1e-6 or len(half.bands) == 1


def a_named_cell_says_its_whole_name_and_its_amount(case: Case) -> None:
    for _, band in case.bands:
        for cell, item in zip(band.cells, band.sector.items, strict=False):
            if not cell.named:
                continue
            text = words(cell.labels)
            name = next(n for n in (item.label, item.short) if text.startswith(said(n) + " "))
            amount = text.removeprefix(said(name)).strip()
            assert amount[0].isdigit() or amount.startswith("< "), text


def a_pale_cell_says_how_many_and_how_much_or_nothing(case: Case) -> None:
    for _, band in case.bands:
        rest = band.cells[-1]
        if rest.named or not rest.labels:
            continue
        count, noun = words(rest.labels).split(" ")[:2]
        assert int(count) == rest.count
        alone = len(band.cells) == 1
        own = "secteur" if band.sector.count > 1 else "produit"
        assert noun.removesuffix("s") == (own if alone else "autre")


def words_stay_in_their_cell_or_in_the_margin(case: Case) -> None:
    for _, cell in case.cells:
        frame = painted(cell)
        assert [w.text for w in cell.labels if not drawn.inside(w.box, frame, 1e-6)] == []
    for _, band in case.bands:
        frame = (0.0, band.top - band.height, MARGIN - 3, band.top)
        assert [w.text for w in band.labels if not drawn.inside(w.box, frame, 0.4)] == []


def no_text_is_under_seven_points(case: Case) -> None:
    assert [word.text for word in case.scene.words if word.size < 7] == []


def nothing_is_cut(case: Case) -> None:
    assert [word.text for word in case.scene.words if "…" in word.text] == []


def the_same_euros_have_the_same_ceiling(case: Case) -> None:
    for _, cell in case.cells:
        _, _, width, height = cell.box
        ceiling = max(7.0, 0.105 * (width * height) ** 0.5)
        for label in cell.labels:
            assert label.size in SIZES
            assert label.size <= (8.0 if not cell.named else ceiling + 0.01)


def a_thread_is_to_scale_and_said_in_words(case: Case) -> None:
    for half, trade in case.halves:
        assert bool(half.words) is not bool(half.bands)
        if not half.words:
            continue
        assert half.height < LOWEST_HALF
        text = words(half.words)
        if not trade.total:
            noun = "importation" if half.flow == "imports" else "exportation"
            assert text == f"Aucune {noun} n’est enregistrée en {case.fiche.year}."
            continue
        assert said(trade.products[0].product.short) in text
        named = text.count(" ; ") + 1
        if named < len(trade.products):
            head, _, _ = text.rpartition(" ; ")
            assert f"{len(trade.products) - head.count(' ; ') - 1} autre" in text


def what_is_painted_is_what_is_laid_out(case: Case) -> None:
    outlines = [o for o in case.scene.outlines if o.fill]
    for half in case.layout.halves:
        strong = [o for o in outlines if is_token(o.fill, half.flow)]
        for band in half.bands:
            for cell in band.cells:
                frame = painted(cell)
                if min(frame[2] - frame[0], frame[3] - frame[1]) <= 0:
                    continue
                pale = not cell.named or band.sector.count > 1
                fill = f"{half.flow}_pale" if pale else half.flow
                assert any(
                    is_token(o.fill, fill) and o.box == pytest.approx(frame, abs=3e-3)
                    for o in outlines
                )
        if half.total and not half.bands:
            thread = [o for o in strong if o.box[0] > 1]
            (bar,) = thread
            high = max(half.height, 0.8)
            assert bar.box == pytest.approx(
                (MARGIN + 0.6, half.top - high, WIDTH - 0.6, half.top), abs=3e-3
            )


CHECKS = [
    one_square_point_is_one_amount_everywhere,
    the_bands_tile_their_half_and_the_cells_their_band,
    the_halves_stand_apart_imports_first,
    the_cells_close_the_sum_to_the_euro,
    each_band_is_the_sum_of_its_sector,
    the_largest_come_first_and_the_rest_is_last,
    a_band_has_room_for_its_name,
    a_named_cell_says_its_whole_name_and_its_amount,
    a_pale_cell_says_how_many_and_how_much_or_nothing,
    words_stay_in_their_cell_or_in_the_margin,
    no_text_is_under_seven_points,
    nothing_is_cut,
    the_same_euros_have_the_same_ceiling,
    a_thread_is_to_scale_and_said_in_words,
    what_is_painted_is_what_is_laid_out,
    *AS_A_FIGURE,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_departement(check) -> None:
    check_all(departements(), check)


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("height", [380.0, HEIGHT])
def test_extremes(name: str, height: float) -> None:
    check_case(lay_out(EXTREMES[name], height), CHECKS)


@given(generated(), st.integers(360, 560))
@settings(deadline=None, max_examples=120)
def test_any_fiche(fiche: Fiche, height: int) -> None:
    check_case(lay_out(fiche, height), CHECKS)


# -- examples --------------------------------------------------------------------------------------


def one_sector(values: list[int]) -> dict[tuple[int, int], int]:
    """Products of the first sector only."""
    return {(8 * n, 0): value for n, value in enumerate(values)}


def test_a_large_cell_says_name_value_unit_and_share() -> None:
    case = lay_out(make_fiche(one_sector([398_900_000, 100 * M]), one_sector([100 * M])))
    (band,) = case.layout.halves[1].bands
    assert words(band.labels) == "Chimie 499 · 100 %"
    assert words(band.cells[0].labels) == "Caoutchouc 0 399 M€ · 80 %"
    assert [label.weight for label in band.cells[0].labels] == ["semibold", "regular"]


def test_the_long_name_is_taken_where_it_fits_and_the_short_one_elsewhere() -> None:
    fiche = make_fiche(
        one_sector([900 * M, *[90 * M] * 4]),
        one_sector([M]),
        lambda i: f"Court {i}",
        label=lambda i: f"Un nom bien plus long, qui demande une large case {i}",
    )
    (band,) = lay_out(fiche).layout.halves[1].bands
    assert words(band.cells[0].labels).startswith("Un nom bien plus long")
    assert any(words(cell.labels).startswith("Court") for cell in band.cells[1:])


def test_a_name_that_does_not_fit_is_counted_never_cut() -> None:
    word = "anticonstitutionnellement" * 4
    fiche = make_fiche(one_sector([M] * 40), one_sector([M] * 3), lambda i: f"{word}{i}")
    imports, exports = lay_out(fiche).layout.halves
    (rest,) = exports.bands[0].cells
    assert (rest.named, rest.count, words(rest.labels)) == (False, 40, "40 produits · 40,0")
    assert [words(cell.labels) for cell in imports.bands[0].cells] == ["3 produits · 3,0"]


def test_squarify_lays_out_a_band_unless_columns_name_more() -> None:
    """Four equal cells of a high band: two by two, which no columns make."""
    (band,) = lay_out(make_fiche({}, one_sector([M] * 4))).layout.halves[0].bands
    assert len({cell.box[0] for cell in band.cells}) == 2
    assert len({cell.box[1] for cell in band.cells}) == 2
    style = treemap.CellStyle(bands.Unit("M€", 6, 0), 10**9, "ink", 13.0, "produit")
    won = 0
    for _, case in departements()[:20]:
        for _, each in case.bands:
            box = (MARGIN, each.top - each.height, WIDTH - MARGIN, each.height)
            columns = treemap._in_columns(each.sector.items, box, style, pen())
            chosen = treemap.cells(each.sector.items, box, style, pen())
            gain = sum(c.named for c in chosen) - sum(c.named for c in columns)
            assert gain >= 0
            won += chosen == columns
    assert won


def test_small_sectors_are_one_band_of_sectors() -> None:
    values = {(0, 0): 900 * M, (1, 0): 500 * M, **{(i, 0): 2 * M for i in range(2, 8)}}
    band = lay_out(make_fiche(values, values)).layout.halves[0].bands[-1]
    assert band.sector.count >= 6
    assert words(band.labels).startswith(f"{band.sector.count} autres secteurs")
    assert sum(cell.count for cell in band.cells) == band.sector.count


def test_a_flow_of_one_euro_is_still_seen() -> None:
    case = lay_out(EXTREMES["exports a millionth of imports"])
    bar = [o for o in case.scene.outlines if is_token(o.fill, "exports")][-1]
    assert bar.box[3] - bar.box[1] >= 0.8 - 1e-3
    assert words(case.layout.halves[1].words).endswith("Caoutchouc 0 40 €.")


def test_without_trade_the_chart_says_so() -> None:
    case = lay_out(EXTREMES["no trade at all"])
    assert case.layout.halves == ()
    texts = [word.text for word in case.scene.words]
    assert texts == ["Aucun échange enregistré : il n’y a pas de produit à tracer."]
