"""Figure 1: one euro has one length, whatever the département trades."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import drawn
import pdf_reading
import pytest
from figure_checks import AS_A_FIGURE
from figure_checks import WIDTH
from figure_checks import Laid
from figure_checks import check_all
from figure_checks import check_case
from figure_checks import french_number
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

from tradefiche.charts import bars
from tradefiche.charts.bars import BalanceLayout
from tradefiche.fiche import Fiche
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

HEIGHT = 520.0
NARROW_NAMES, WIDE_NAMES = 56.0, 112.0


@dataclass(frozen=True)
class Row:
    name: str
    imports: int
    exports: int

    @property
    def balance(self) -> int:
        return self.exports - self.imports


@dataclass(frozen=True)
class Case(Laid):
    fiche: Fiche
    layout: BalanceLayout

    @property
    def rows(self) -> list[Row]:
        """The countries, and what closes the sum of all products where they do not make it."""
        fiche = self.fiche
        rows = [Row(c.country.name, c.imports, c.exports) for c in fiche.countries]
        bought, sold = (sum(p.value for p in t.products) for t in (fiche.imports, fiche.exports))
        rest = Row(
            "Autres pays",
            bought - sum(row.imports for row in rows),
            sold - sum(row.exports for row in rows),
        )
        return [*rows, rest] if rows and (rest.imports or rest.exports) else rows

    @property
    def unit(self) -> Unit:
        entries = self.fiche.countries
        values = [v for e in entries for v in (e.imports, e.exports, abs(e.balance))]
        return Unit.of(max(values, default=0))

    @property
    def ticks(self) -> list[float]:
        """Euros of the gridlines, imports negative, without zero."""
        return [(x - self.layout.zero) / self.layout.scale for x in self.layout.ticks]


def grown(box: drawn.Box, by: float) -> drawn.Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def lay_out(fiche: Fiche, available: float = HEIGHT) -> Case:
    return Case(fiche, bars.layout(fiche, WIDTH, available, pen()))


@cache
def departements() -> list[tuple[str, Case]]:
    return [(fiche.place.code, lay_out(fiche)) for fiche in demonstration()]


@cache
def extreme(name: str) -> Case:
    return lay_out(EXTREMES[name])


# -- what must hold for every fiche ----------------------------------------------------------------


def one_euro_has_one_length_on_both_sides(case: Case) -> None:
    zero, scale = case.layout.zero, case.layout.scale
    for bar in case.layout.bars:
        assert bar.width == pytest.approx(bar.value * scale, rel=1e-6)
        start = bar.x + bar.width if bar.side == "imports" else bar.x
        assert start == pytest.approx(zero)


def every_row_has_its_two_bars(case: Case) -> None:
    rows, left = case.layout.rows, list(case.layout.bars)
    for country, top, bottom in zip(case.rows, rows, rows[1:], strict=False):
        here = [bar for bar in left if bottom <= bar.y and bar.y + bar.height <= top]
        found = {bar.side: bar.value for bar in here}
        wanted = {"imports": country.imports, "exports": country.exports}
        assert found == {side: value for side, value in wanted.items() if value}
        left = [bar for bar in left if bar not in here]
    assert left == []


def what_is_painted_is_what_is_laid_out(case: Case) -> None:
    pale = ("imports_pale", "exports_pale")
    painted = [
        grown(outline.box, outline.stroke_width / 2 if outline.stroke else 0.0)
        for outline in case.scene.outlines
        if is_token(outline.fill, "imports", "exports", *pale)
    ]
    for bar, box in zip(case.layout.bars, painted, strict=True):
        assert box == pytest.approx((bar.x, bar.y, bar.x + bar.width, bar.y + bar.height), abs=2e-3)
    texts = [label.text for label in (*case.layout.labels, *case.layout.patched)]
    assert [word.text for word in case.scene.words] == [t.replace("\u00a0", " ") for t in texts]


def imports_and_exports_keep_their_colours(case: Case) -> None:
    for outline in case.scene.outlines:
        if is_token(outline.fill, "imports"):
            assert outline.box[2] <= case.layout.zero + 2e-3
        if is_token(outline.fill, "exports"):
            assert outline.box[0] >= case.layout.zero - 2e-3


def rows_are_neither_thin_nor_fat(case: Case) -> None:
    rows = case.layout.rows
    assert rows[-1] == pytest.approx(bars.AXIS)
    for top, bottom in pairwise(rows):
        assert bars.ROW_MIN - 1e-6 <= top - bottom <= bars.ROW_MAX + 1e-6
    for bar in case.layout.bars:
        assert bar.height <= bars.BAR_MAX + 1e-6
        assert bar.height < rows[0] - rows[1]
    assert case.layout.height <= HEIGHT + 1e-6 or len(rows) * bars.ROW_MIN > HEIGHT


def ticks_are_round_and_few(case: Case) -> None:
    ticks = sorted([*case.ticks, 0.0])
    outwards, inwards = [t for t in ticks if t > 0], [t for t in ticks if t < 0]
    most_in = max((c.imports for c in case.rows), default=0)
    most_out = max((c.exports for c in case.rows), default=0)
    if not most_in + most_out:
        assert case.ticks == []
        return
    assert 1 <= max(len(outwards), len(inwards)) <= 4
    steps = [b - a for a, b in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-6)
    mantissa = float(f"{steps[0]:e}".split("e")[0])
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5, 10)) < 1e-4
    assert not outwards or outwards[-1] <= most_out * (1 + 1e-9)
    assert not inwards or -inwards[0] <= most_in * (1 + 1e-9)
    # a finer step would be one tick too many: no chart is left with a single line for nothing
    assert max(most_out, most_in) / steps[0] > 4 / 2.5 - 1e-9


def tick_labels_say_where_they_stand(case: Case) -> None:
    axis = [label for label in case.layout.labels if label.size == 7 and label.align == "center"]
    said = [french_number(label.text) * 10**case.unit.power for label in axis]
    assert sorted(said) == pytest.approx(sorted([0.0, *map(abs, case.ticks)]), rel=1e-6)
    for label, euros in zip(axis, said, strict=True):
        assert abs(label.x - case.layout.zero) == pytest.approx(euros * case.layout.scale, abs=1e-6)


def values_stand_beside_their_bars(case: Case) -> None:
    if not case.rows:
        return
    assert len(case.layout.patched) == 2 * len(case.rows)
    totals = {trade.flow: trade.total for trade in case.fiche.trades}
    labels = iter(case.layout.patched)
    for country in case.rows:
        for side, value in (("imports", country.imports), ("exports", country.exports)):
            label = next(labels)
            part = f" · {column_share(value / totals[side])}" if value else ""
            assert label.text == case.unit.label(value) + part
            end = case.layout.zero + value * case.layout.scale * (1 if side == "exports" else -1)
            near = label.left if side == "exports" else label.left + label.width
            assert abs(near - end) == pytest.approx(3.5)
            assert (near > end) is (side == "exports")
    bars = [(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in case.layout.bars]
    for label in case.layout.patched:
        assert not any(drawn.overlap(label.box, bar) for bar in bars), label.text


def white_patches_hide_no_bar(case: Case) -> None:
    bars = [o for o in case.scene.outlines if is_token(o.fill, "imports", "exports")]
    patches = [o for o in case.scene.outlines if is_token(o.fill, "paper")]
    for patch in patches:
        assert not any(
            bar.order < patch.order and drawn.overlap(bar.box, patch.box) for bar in bars
        )


def names_are_whole_or_cut_after_a_word(case: Case) -> None:
    widest = max((pen().width(c.name, 8.5) for c in case.rows), default=0)
    room = min(max(widest + 10, NARROW_NAMES), WIDE_NAMES) - 6
    names = [label for label in case.layout.labels if label.size == 8.5 and label.align == "left"]
    for country, label in zip(case.rows, names, strict=True):
        if label.text != country.name:
            assert label.text.endswith("…")
            assert country.name.startswith(label.text[:-1])
            assert pen().width(country.name, 8.5) > room
        assert label.width <= room


def balances_have_sign_colour_and_marker(case: Case) -> None:
    column = [label for label in case.layout.labels if label.weight == "semibold"]
    texts = [label for label in column if label.size == 8.5]
    colors = {1: "positive", -1: "negative", 0: "mute"}
    rows = zip(case.rows, texts, case.layout.markers, strict=True)
    for country, label, marker in rows:
        sign = (country.balance > 0) - (country.balance < 0)
        assert label.text == case.unit.signed_label(country.balance)
        assert (label.color, marker.sign) == (colors[sign], sign)
        box = (marker.x, marker.y, marker.x + bars.MARKER, marker.y + bars.MARKER)
        assert not any(drawn.overlap(box, word.box) for word in case.scene.words)
    for sign, token, shapes in ((1, "positive", 1), (-1, "negative", 1), (0, "mute", 2)):
        painted = [o for o in case.scene.outlines if is_token(o.fill, token)]
        balances = [country.balance for country in case.rows]
        assert len(painted) == shapes * sum((b > 0) - (b < 0) == sign for b in balances)


def a_surplus_points_up_and_a_deficit_down(case: Case) -> None:
    for outline in case.scene.outlines:
        heights = [y for _, y in outline.vertices[:-1]]
        if is_token(outline.fill, "positive"):
            assert heights.count(min(heights)) == 2
        if is_token(outline.fill, "negative"):
            assert heights.count(max(heights)) == 2


def the_others_are_pale_and_last(case: Case) -> None:
    for side, total in (
        ("imports", case.fiche.imports.total),
        ("exports", case.fiche.exports.total),
    ):
        bars_ = [bar for bar in case.layout.bars if bar.side == side]
        assert not case.rows or sum(bar.value for bar in bars_) == total
        pale = [o for o in case.scene.outlines if is_token(o.fill, f"{side}_pale")]
        others = case.rows[len(case.fiche.countries) :]
        assert len(pale) == sum(bool(getattr(row, side)) for row in others)


CHECKS = [
    one_euro_has_one_length_on_both_sides,
    every_row_has_its_two_bars,
    what_is_painted_is_what_is_laid_out,
    imports_and_exports_keep_their_colours,
    rows_are_neither_thin_nor_fat,
    ticks_are_round_and_few,
    tick_labels_say_where_they_stand,
    values_stand_beside_their_bars,
    white_patches_hide_no_bar,
    names_are_whole_or_cut_after_a_word,
    balances_have_sign_colour_and_marker,
    a_surplus_points_up_and_a_deficit_down,
    the_others_are_pale_and_last,
    *AS_A_FIGURE,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_departement(check) -> None:
    check_all(departements(), check)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str) -> None:
    check_case(extreme(name), CHECKS)


@given(generated(), st.integers(360, 560))
@settings(deadline=None, max_examples=120)
def test_any_fiche(fiche: Fiche, height: int) -> None:
    of_the_height_of_the_page = rows_are_neither_thin_nor_fat
    checks = [check for check in CHECKS if check is not of_the_height_of_the_page]
    check_case(lay_out(fiche, height), checks)


# -- examples --------------------------------------------------------------------------------------


def test_the_axis_of_an_example() -> None:
    case = lay_out(make_fiche({(0, 0): 300 * M, (0, 1): 30 * M}, {(0, 0): 120 * M}))
    assert case.ticks == pytest.approx([-100e6, 100e6, 200e6, 300e6])
    axis = [label.text for label in case.layout.labels if label.size == 7]
    assert axis == ["100", "0", "100", "200", "300", "M€"]


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (4, [1, 2, 3, 4]),
        (5, [2, 4]),
        (8, [2, 4, 6, 8]),
        (9, [2.5, 5, 7.5]),
        (10, [2.5, 5, 7.5, 10]),
        (11, [5, 10]),
        (20, [5, 10, 15, 20]),
        (21, [10, 20]),
        (40, [10, 20, 30, 40]),
    ],
)
def test_steps_are_one_two_two_and_a_half_or_five(largest: int, ticks: list[float]) -> None:
    case = lay_out(make_fiche({(0, 0): largest * M}, {}))
    assert case.ticks == pytest.approx([tick * M for tick in ticks])


def test_few_countries_make_a_short_chart_and_many_fill_the_room() -> None:
    heights = [bars.height_for(count, HEIGHT) for count in range(1, 21)]
    assert heights == sorted(heights)
    assert heights[0] == bars.HEAD + bars.AXIS + bars.ROW_MAX
    assert heights[-1] == pytest.approx(HEIGHT)
    for count in (1, 7, 20):
        fiche = make_fiche({(0, j): (j + 1) * M for j in range(min(count, 10))}, {
            (0, j): (j + 1) * M for j in range(10, count)
        })  # fmt: skip
        assert len(fiche.countries) == count
        assert lay_out(fiche).layout.height == heights[count - 1]


def test_the_zero_line_moves_with_what_is_traded() -> None:
    """The room is shared as the two longest bars are, less the room of the values."""
    buys = lay_out(make_fiche({(0, 0): M * 10}, {(0, 1): 90 * M})).layout
    sells = lay_out(make_fiche({(0, 0): M * 90}, {(0, 1): 10 * M})).layout
    assert buys.zero > sells.zero + 150
    assert {bar.side for bar in buys.bars} == {bar.side for bar in sells.bars}


def test_a_country_that_buys_as_much_as_it_sells_has_a_zero_and_an_equals_sign() -> None:
    case = lay_out(make_fiche({(0, 0): 30 * M}, {(0, 0): 30 * M}))
    (marker,) = case.layout.markers
    assert marker.sign == 0
    bars = [o for o in case.scene.outlines if is_token(o.fill, "mute")]
    assert len(bars) == 2
    assert bars[0].box[0] == bars[1].box[0]


def test_trade_with_no_country_by_name_is_not_called_none() -> None:
    fiche = pdf_reading.small([("E", "03", "C20A", "QU", 5_000_000)])  # ships' stores
    assert (fiche.exports.total, fiche.countries) == (5_000_000, ())
    said = [word.text for word in lay_out(fiche).scene.words]
    assert "Aucun pays identifié dans les échanges : il n’y a rien à tracer." in said
    assert not [words for words in said if "Aucun échange" in words]


def test_without_trade_the_chart_says_so() -> None:
    case = extreme("no trade at all")
    assert case.layout.bars == ()
    said = [word.text for word in case.scene.words]
    assert "Aucun échange enregistré : il n’y a rien à tracer." in said
