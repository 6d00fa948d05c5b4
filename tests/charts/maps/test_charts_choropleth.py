"""The maps of the atlas: classes, tints, hatching, and where every département is drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

import drawn
import made_atlases
import numpy as np
import pytest
from drawn import Scene
from drawn import inside
from drawn import overlap
from drawn import overlapping
from figure_checks import pen
from figure_checks import the_look
from hypothesis import given
from hypothesis import strategies as st
from made_atlases import made
from map_checks import runs_through
from matplotlib.path import Path as Outline

from tradefiche.brand import Palette
from tradefiche.brand import contrast
from tradefiche.charts import tints
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import choropleth
from tradefiche.charts.maps import classes
from tradefiche.charts.maps import lambert
from tradefiche.charts.maps.basemap import CROWN
from tradefiche.charts.maps.choropleth import ChoroplethLayout
from tradefiche.charts.maps.classes import Scheme
from tradefiche.charts.maps.hatching import hatching
from tradefiche.charts.shapes import outline
from tradefiche.charts.tints import Tints
from tradefiche.fiche.atlas import Totals
from tradefiche.pdf.renderer import record
from tradefiche.report.atlas import MAP_HEIGHT
from tradefiche.report.grid import WIDTH
from tradefiche.wording.maps import ABROAD_ONLY
from tradefiche.wording.maps import CHANGE
from tradefiche.wording.maps import FEW_EXPORTS
from tradefiche.wording.maps import MEASURES
from tradefiche.wording.maps import Measure
from tradefiche.wording.maps import value

CODES = tuple(each.place.code for each in made_atlases.demonstration().departements)
CASES = made_atlases.everything()
COMPARED = {f"compared: {name}": atlas for name, atlas in made_atlases.several().items()}
every_case = pytest.mark.parametrize("name", CASES)
every_measure = pytest.mark.parametrize("measure", MEASURES)
DIVERGING: tuple[Measure, ...] = ("balance", "coverage")


@cache
def scheme(name: str, measure: Measure) -> Scheme:
    return classes.scheme({**CASES, **COMPARED}[name], measure)


@cache
def layout(name: str, measure: Measure, height: float = MAP_HEIGHT) -> ChoroplethLayout:
    return choropleth.layout(scheme(name, measure), WIDTH, height, pen())


@cache
def scene(name: str, measure: Measure) -> Scene:
    figure = draw(layout(name, measure).picture, Tints(the_look().palette))
    return drawn.read(record(figure, the_look().typeface))


# -- classes ---------------------------------------------------------------------------------


@every_case
@every_measure
def test_every_departement_is_in_one_class(name: str, measure: Measure) -> None:
    held = Counter(code for each in scheme(name, measure).classes for code in each.codes)
    assert sorted(held) == sorted(CODES)
    assert {*held.values()} == {1}


@every_measure
def test_higher_classes_hold_higher_values(measure: Measure) -> None:
    totals = {e.place.code: e.totals for e in made_atlases.demonstration().departements}
    ranges = []
    for group in scheme("demonstration", measure).groups:
        for each in group.classes:
            if each.words in (ABROAD_ONLY, FEW_EXPORTS):
                continue
            values = [value(totals[code], measure) for code in each.codes]
            assert None not in values
            ranges.append((min(values), max(values)))
    assert len(ranges) >= 5
    for (low, _), (_, high) in pairwise(ranges):
        assert low > high


def test_limits_are_said_as_they_are() -> None:
    trade = {"03": 999_999_999, "75": 1_000_000_000, "31": 2_000_000_000, "59": 60_000_000_000}
    atlas = made(lambda code: Totals(trade.get(code, 20_000_000_000), 300_000_000))
    (group, *_) = classes.scheme(atlas, "exports").groups
    words = {code: each.words for each in group.classes for code in each.codes}
    low, high = sorted({words["75"], words["59"]}, key=lambda text: text.startswith("20"))
    assert high == "20\u202f000 et plus"
    assert low != high
    limits = classes.amount_limits(atlas)
    for code, euros in trade.items():
        index = sum(euros >= limit for limit in limits)  # a class holds its lower limit
        assert words[code] == group.classes[::-1][index].words


def test_both_amounts_have_the_same_limits() -> None:
    sold, bought = (
        [each.words for each in scheme("demonstration", measure).classes]
        for measure in ("exports", "imports")
    )
    assert sold == bought


@given(st.lists(st.integers(0, 10**11), max_size=120), st.integers(2, 8))
def test_limits_are_round_rising_and_useful(values: list[int], parts: int) -> None:
    found = classes.limits(values, parts)
    positive = [each for each in values if each > 0]
    assert len(found) < parts
    assert list(found) == sorted({*found})
    for limit in found:
        assert str(limit).rstrip("0") in {"1", "2", "5"}
        assert min(positive) < limit <= max(positive)


@given(st.integers(1, 10**12))
def test_a_round_number_is_the_nearest(number: int) -> None:
    near = classes.round_number(number)
    assert 0.6 <= near / number <= 1.7
    assert classes.round_number(near) == near


def test_extremes_have_classes_of_their_own() -> None:
    def held(name: str, measure: Measure) -> dict[str, int]:
        return {each.words: len(each.codes) for each in scheme(name, measure).classes}

    assert held("nothing", "exports") == {"aucune exportation": 100}
    assert held("nothing", "balance") == held("nothing", "coverage") == {"aucun échange": 100}
    assert held("no imports", "imports") == {"aucune importation": 100}
    assert held("no imports", "coverage") == {"aucune importation": 100}
    assert held("all equal", "balance") == {"solde nul": 100}
    assert held("all equal", "coverage")["100 à 125\u00a0%"] == 94
    assert held("all equal", "coverage")[ABROAD_ONLY] == 6
    codes = next(each.codes for each in scheme("demonstration", "coverage").classes[::-1])
    assert sorted(codes) == ["20", "971", "972", "973", "974", "976"]
    alone = held("one has everything", "balance")
    assert alone == {"tous": 1, "aucun échange": 99}


@every_case
def test_what_is_under_the_balance_is_hatched_and_said(name: str) -> None:
    totals = {each.place.code: each.totals for each in CASES[name].departements}
    for measure in DIVERGING:
        for group in scheme(name, measure).groups:
            for each in group.classes:
                if each.words in (ABROAD_ONLY, FEW_EXPORTS):
                    assert not each.hatch
                    continue
                below = [totals[c].imports > totals[c].exports for c in each.codes]
                hatched = [bool(each.hatch)] * len(below)
                assert below == hatched, each.words
                assert bool(each.hatch) is group.heading.startswith("▼")


# -- tints -----------------------------------------------------------------------------------


def other_colors() -> Palette:
    """A brand of other colours."""
    changed = {
        "exports": "#8A1C00",
        "imports": "#006B5B",
        "positive": "#1B4F9C",
        "negative": "#8C4A00",
        "paper": "#FFFDF5",
        "ink": "#101030",
    }
    colors = {token: contrast.from_hex(color) for token, color in changed.items()}
    return replace(the_look().palette, colors={**the_look().palette.colors, **colors})


@pytest.mark.parametrize("palette", [the_look().palette, other_colors()], ids=["own", "other"])
@every_measure
def test_classes_darken_evenly_and_can_be_written_on(measure: Measure, palette: Palette) -> None:
    made_of = Tints(palette)
    for group in scheme("demonstration", measure).groups:
        lights = [tints.lightness(made_of.rgb(each.fill)) for each in group.classes]
        if group.heading.startswith("▼"):
            lights.reverse()
        assert all(after - before > 11 for before, after in pairwise(lights)), lights
        for each in group.classes:
            words = palette.rgb(tints.words_on(each.fill))
            assert contrast.ratio(words, made_of.rgb(each.fill)) >= contrast.TEXT_RATIO
            if each.hatch:
                hatch = tints.lightness(made_of.rgb(each.hatch))
                assert abs(hatch - tints.lightness(made_of.rgb(each.fill))) > 15


def test_both_sides_are_as_dark() -> None:
    made_of = Tints(the_look().palette)
    above, below, _ = scheme("demonstration", "coverage").groups
    for one, other in zip(above.classes, reversed(below.classes), strict=True):
        lights = [tints.lightness(made_of.rgb(each.fill)) for each in (one, other)]
        assert lights[0] == pytest.approx(lights[1], abs=0.1)


@pytest.mark.parametrize("count", range(1, 9))
def test_steps_avoid_what_cannot_be_written_on(count: int) -> None:
    steps = tints.steps(count)
    assert len(steps) == count
    assert list(steps) == sorted(steps, reverse=True)
    low, high = tints.UNREADABLE
    assert not any(low < step < high for step in steps)


def test_a_plain_token_is_the_palettes_own() -> None:
    palette = the_look().palette
    assert Tints(palette).rgba("ink", 0.5) == palette.rgba("ink", 0.5)
    assert tints.lightness((1.0, 1.0, 1.0)) == pytest.approx(100, abs=0.01)
    assert tints.lightness((0.0, 0.0, 0.0)) == 0


# -- where things are ------------------------------------------------------------------------


@every_case
@every_measure
def test_every_departement_is_drawn_inside_its_frame(name: str, measure: Measure) -> None:
    made_map = layout(name, measure)
    times = Counter(area.code for area in made_map.areas)
    assert sorted(times) == sorted(CODES)
    assert all(times[code] == 2 for code in CROWN)
    for area in made_map.areas:
        points = np.vstack(area.rings)
        assert np.isfinite(points).all()
        box = (*points.min(axis=0), *points.max(axis=0))
        assert inside(box, area.frame, 0.06), area.code
        assert inside(area.frame, (0.0, 0.0, WIDTH, MAP_HEIGHT))
        if area.label:
            rings = [Outline(ring) for ring in area.rings]
            left, bottom, right, top = area.label.box
            for corner in ((left, bottom + 1), (right, bottom + 1), (left, top), (right, top)):
                assert any(ring.contains_point(corner, radius=1) for ring in rings), area.code


@every_measure
def test_no_code_is_crossed_by_an_outline_nor_cut(measure: Measure) -> None:
    made_map = layout("demonstration", measure)
    for area in made_map.areas:
        if area.label:
            assert inside(area.label.box, area.frame), area.code
            for each in made_map.areas:
                if each.frame == area.frame:
                    assert not runs_through(outline(each.rings, ""), area.label), area.code


@every_case
@every_measure
def test_codes_are_legible_and_nothing_overlaps(name: str, measure: Measure) -> None:
    made_map, seen = layout(name, measure), scene(name, measure)
    boxes = [(word.text, word.box) for word in seen.words]
    assert overlapping(boxes) == []
    frame = (0.0, 0.0, WIDTH, MAP_HEIGHT)
    for word in seen.words:
        assert word.size >= 6
        assert inside(word.box, frame), word.text
    written = Counter(word.text.split()[0] for word in seen.words)
    assert all(written[code] >= 1 for code in CODES)
    insets = {area.frame for area in made_map.areas if area.frame != frame}
    for one in insets:
        assert not any(overlap(one, other) for other in insets - {one})


@every_case
@every_measure
def test_the_key_covers_no_land(name: str, measure: Measure) -> None:
    made_map = layout(name, measure)
    codes = {area.label.text for area in made_map.areas if area.label}
    land = [Outline(ring) for area in made_map.areas for ring in area.rings]
    words = [label for label in made_map.labels if label.text not in codes]
    assert words
    for label in words:
        left, bottom, right, top = label.box
        points = [(x, y) for x in np.linspace(left, right, 9) for y in (bottom, label.y, top)]
        assert not any(ring.contains_points(points).any() for ring in land), label.text


@every_case
@every_measure
def test_the_key_counts_a_hundred(name: str, measure: Measure) -> None:
    key = scheme(name, measure)
    made_map = layout(name, measure)
    counted = 0
    for each in key.classes:
        words = [label for label in made_map.labels if label.text == each.words]
        beside = {
            label.text
            for label in made_map.labels
            for word in words
            if label.y == word.y and label.align == "right"
        }
        assert str(len(each.codes)) in beside, each.words
        counted += len(each.codes)
    assert counted == 100
    assert key.heading in [label.text for label in made_map.labels]


@every_measure
def test_each_area_has_the_colour_of_its_class(measure: Measure) -> None:
    made_of, seen = Tints(the_look().palette), scene("demonstration", measure)
    for area in layout("demonstration", measure).areas:
        if area.label is None:
            continue
        each = scheme("demonstration", measure).of(area.code)
        left, bottom, right, top = area.label.box
        named = [word for word in seen.words if word.text == area.code]
        (word,) = (word for word in named if word.x == pytest.approx(left, abs=0.1))
        for point in ((left, bottom), (right, top), ((left + right) / 2, (bottom + top) / 2)):
            under = seen.under(point, word.order)  # no border and no hatching
            assert under == pytest.approx(made_of.rgb(each.fill), abs=0.002), area.code


@pytest.mark.parametrize("name", COMPARED)
def test_the_map_of_change_keeps_to_the_same_rules(name: str) -> None:
    test_every_departement_is_in_one_class(name, CHANGE)
    test_every_departement_is_drawn_inside_its_frame(name, CHANGE)
    test_codes_are_legible_and_nothing_overlaps(name, CHANGE)
    test_the_key_covers_no_land(name, CHANGE)
    test_the_key_counts_a_hundred(name, CHANGE)


@pytest.mark.parametrize("palette", [the_look().palette, other_colors()], ids=["own", "other"])
def test_rises_and_falls_are_told_apart_in_grey(palette: Palette) -> None:
    """Both sides darken alike away from zero, and only a fall is hatched."""
    made_of = Tints(palette)
    up, down = scheme("compared: ten years", CHANGE).groups
    for rise, fall in zip(up.classes, reversed(down.classes), strict=True):
        lights = [tints.lightness(made_of.rgb(each.fill)) for each in (rise, fall)]
        assert lights[0] == pytest.approx(lights[1], abs=0.1)
        assert (bool(rise.hatch), bool(fall.hatch)) == (False, True)
        hatch = tints.lightness(made_of.rgb(fall.hatch))
        assert abs(hatch - lights[1]) > 15
    lights = [tints.lightness(made_of.rgb(each.fill)) for each in up.classes]
    assert all(after - before > 11 for before, after in pairwise(lights))


def test_the_same_ground_serves_all_maps() -> None:
    first, *others = (layout("demonstration", measure) for measure in MEASURES)
    assert all(other.areas is first.areas for other in others)


# -- projection, hatching --------------------------------------------------------------------


def test_lambert_93_has_the_constants_that_ign_publishes() -> None:
    assert pytest.approx(0.7256077650, abs=1e-10) == lambert._CONE
    assert pytest.approx(11_754_255.426, abs=0.01) == lambert._FACTOR
    assert pytest.approx(12_655_612.050, abs=0.01) == lambert._POLE
    origin = lambert.project(np.array([[3.0, 46.5]]))
    assert origin[0] == pytest.approx(lambert.ORIGIN, abs=1e-3)


@pytest.mark.parametrize(("latitude", "true"), [(44.0, True), (49.0, True), (46.5, False)])
def test_distances_are_true_along_the_parallels_only(latitude: float, true: bool) -> None:
    step = 1e-4
    here, east, north = lambert.project(
        np.array([[1.0, latitude], [1.0 + step, latitude], [1.0, latitude + step]])
    )
    flat = 1 - (lambert.ECCENTRICITY * np.sin(np.radians(latitude))) ** 2
    across = lambert.AXIS / np.sqrt(flat) * np.cos(np.radians(latitude)) * np.radians(step)
    scale = float(np.hypot(*(east - here)) / across)
    assert (abs(scale - 1) < 1e-6) is true
    assert abs(scale - 1) < 1e-3
    assert float(np.dot(east - here, north - here)) == pytest.approx(0, abs=1e-2)  # angles hold


def test_hatching_stays_inside_and_clear() -> None:
    ring = np.array([(0, 0), (60, 5), (40, 40), (5, 50), (0, 0)], dtype=float)
    hole = np.array([(20, 10), (20, 20), (30, 20), (30, 10), (20, 10)], dtype=float)
    clear = (10.0, 24.0, 22.0, 31.0)
    lines = hatching([ring, hole], clear, "ink")
    assert len(lines) > 15
    area = Outline(ring)
    for each in lines:
        (x0, y0), (x1, y1) = each.vertices
        assert y1 - y0 == pytest.approx(x1 - x0)
        for part in (0.02, 0.25, 0.5, 0.75, 0.98):
            point = x, y = (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
            assert area.contains_point(point)
            assert not (20.05 < x < 29.95 and 10.05 < y < 19.95)
            assert not (clear[0] < x < clear[2] and clear[1] < y < clear[3])


def test_totals_decide_alone() -> None:
    """Names, regions and sources change nothing on the map."""
    atlas = made_atlases.demonstration()
    other = replace(atlas, year=1999, monaco=Totals(1, 1))
    assert classes.scheme(atlas, "balance").classes == classes.scheme(other, "balance").classes
