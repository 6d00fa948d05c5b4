"""The map of the cover, for all départements: what is named, where, and that nothing is cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from drawn import Scene
from drawn import inside
from drawn import overlap
from drawn import overlapping
from figure_checks import is_token
from figure_checks import pen
from figure_checks import scene_of
from figure_checks import the_look
from made_fiches import demonstration
from map_checks import crossed
from matplotlib.path import Path as Outline

from tradefiche.brand import contrast
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import departement as chart
from tradefiche.charts.maps.departement import DepartementLayout
from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.silhouette import hull
from tradefiche.charts.maps.silhouette import silhouette
from tradefiche.fiche import Fiche
from tradefiche.reference import geometry
from tradefiche.reference import territories
from tradefiche.wording import territoires as words

WIDTH, HEIGHT = 277.0, 318.0
SIZES = ((WIDTH, HEIGHT), (WIDTH, 250.0))
FRAME = (0.0, 0.0, WIDTH, HEIGHT)
OVERSEAS = ("971", "972", "973", "974", "976")
CODES = tuple(fiche.place.code for fiche in demonstration())
every_departement = pytest.mark.parametrize("code", CODES)


@dataclass(frozen=True)
class Case:
    fiche: Fiche
    layout: DepartementLayout
    scene: Scene


def fiche_of(code: str) -> Fiche:
    return next(fiche for fiche in demonstration() if fiche.place.code == code)


@cache
def case(code: str, height: float = HEIGHT) -> Case:
    fiche = fiche_of(code)
    layout = chart.layout(fiche, WIDTH, height, pen(), words.none(fiche.place))
    return Case(fiche, layout, scene_of(draw(layout.picture, the_look().palette)))


@every_departement
def test_every_territoire_is_named_or_numbered(code: str) -> None:
    made = case(code)
    shown = " ".join(word.text for word in made.scene.words).replace("\u00a0", " ")
    assert [mark.id for mark in made.layout.marks] == [t.id for t in made.fiche.territoires]
    assert len({mark.fill for mark in made.layout.marks}) == len(made.layout.marks)
    numbers = [mark.number for mark in made.layout.marks if mark.number]
    assert numbers == list(range(1, len(numbers) + 1))
    written = [word.text for word in made.scene.words]
    for mark, territoire in zip(made.layout.marks, made.fiche.territoires, strict=True):
        if mark.number:
            assert written.count(str(mark.number)) == 1
        else:
            assert territoire.name in shown


@every_departement
def test_nothing_written_overlaps_or_leaves_the_frame(code: str) -> None:
    for height in (HEIGHT, 250.0):
        made = case(code, height)
        boxes = [(word.text, word.box) for word in made.scene.words]
        boxes += [(line.text, line.box) for line in made.layout.notice]
        assert overlapping(boxes) == []
        frame = (0.0, 0.0, WIDTH, height)
        for text, box in boxes:
            assert inside(box, frame), text
            assert made.layout.inset is None or not overlap(box, made.layout.inset), text


@every_departement
def test_names_are_inside_what_they_name(code: str) -> None:
    made = case(code)
    areas = {}
    for mark, territoire in zip(made.layout.marks, made.fiche.territoires, strict=True):
        (shape,) = (s for s in made.layout.shapes if s.fill == mark.fill and s.stroke == "ink")
        name = str(mark.number) if mark.number else territoire.name.replace("\u00a0", " ")
        areas[name] = Outline(shape.vertices, shape.codes)
    for label in made.layout.labels:
        if label.weight == "bold":
            text, (left, bottom, right, top) = label.text.replace("\u00a0", " "), label.box
            corners = [(x, y) for x in (left, right) for y in (bottom + 1, top - 1)]
            points = [((left + right) / 2, (bottom + top) / 2)] if text.isdigit() else corners
            within = [n for n, area in areas.items() if area.contains_points(points).all()]
            assert [name for name in within if text in name], text


@every_departement
def test_the_whole_departement_is_shown(code: str) -> None:
    layout = case(code).layout
    (border,) = (s for s in layout.shapes if s.stroke == "state" and not s.fill)
    points = np.array(border.vertices)
    assert np.isfinite(points).all()
    low, high = points.min(axis=0), points.max(axis=0)
    assert inside((*low, *high), FRAME)
    # As large as the frame lets it be: at least two thirds of one side.
    assert max((high - low) / (WIDTH, HEIGHT)) > 0.65


@every_departement
def test_shapes_are_finite_and_cut_at_the_frame(code: str) -> None:
    for shape in case(code).layout.shapes:
        points = np.array(shape.vertices)
        assert np.isfinite(points).all()
        assert points.min() >= -1.3
        assert (points.max(axis=0) <= (WIDTH + 1.3, HEIGHT + 1.3)).all()


@every_departement
def test_the_small_map_of_france_is_in_a_corner_that_is_free(code: str) -> None:
    layout = case(code).layout
    if code in OVERSEAS:
        assert layout.inset is None
        return
    assert layout.inset is not None
    left, bottom, right, top = layout.inset
    assert left in (0.0, WIDTH - (right - left))
    assert bottom in (0.0, HEIGHT - (top - bottom))
    (border,) = (s for s in layout.shapes if s.stroke == "state" and not s.fill)
    points = np.array(border.vertices)
    hidden = (points > (left, bottom)).all(axis=1) & (points < (right, top)).all(axis=1)
    assert not hidden.any()
    assert any(
        is_token(outline.fill, "state") and inside(outline.box, layout.inset)
        for outline in case(code).scene.outlines
    )


@every_departement
def test_the_scale_is_true(code: str) -> None:
    """The bar, against the height of the département in degrees of latitude."""
    made = case(code)
    bar = next(s for s in made.layout.shapes if s.stroke == "ink" and s.stroke_width == 1.0)
    (x0, _), (x1, _) = bar.vertices
    (border,) = (s for s in made.layout.shapes if s.stroke == "state" and not s.fill)
    points = np.array(border.vertices)
    _, south, _, north = geometry.bounds(geometry.departement(code))
    km_a_point = (north - south) * 111.32 / np.ptp(points[:, 1])
    assert (x1 - x0) * km_a_point == pytest.approx(made.layout.km, rel=0.01)
    assert made.layout.km in (1, 2, 5, 10, 20, 50, 100)
    assert x1 - x0 <= WIDTH / 4
    assert f"{made.layout.km} km" in [word.text for word in made.scene.words]


@every_departement
def test_prefectures_are_marked_where_they_are_and_named(code: str) -> None:
    made = case(code)
    prefectures = [town for town in territories.towns(code) if town.prefecture]
    squares = [shape for shape in made.layout.shapes if shape.fill == "ink" and not shape.stroke]
    assert len(squares) == len(prefectures)
    (border,) = (s for s in made.layout.shapes if s.stroke == "state" and not s.fill)
    land = Outline(border.vertices, border.codes)
    for square in squares:
        middle = np.array(square.vertices[:4]).mean(axis=0)
        around = [middle + 5 * np.array((dx, dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert land.contains_points(around).any(), "in the sea"
    written = [word.text for word in made.scene.words]
    for town in prefectures:
        assert town.name in written


@every_departement
def test_every_sub_prefecture_is_marked_and_named(code: str) -> None:
    for height in (HEIGHT, 250.0):
        made = case(code, height).layout
        names = {town.name for town in territories.towns(code) if not town.prefecture}
        assert {label.text for label in made.labels if label.weight == "regular"} >= names
        dots = [s for s in made.shapes if s.fill == "paper" and s.stroke_width == 0.8]
        assert len(dots) == len(names)


@every_departement
def test_no_name_is_crossed_by_an_outline(code: str) -> None:
    for height in (HEIGHT, 250.0):
        made = case(code, height).layout
        for label in made.labels:  # numbers have a disc of paper, over all outlines
            assert label.text.isdigit() or not crossed(made, label), label.text


def test_names_lie_on_outlines_only_where_there_is_no_other_place() -> None:
    grounds = [shape for code in CODES for shape in case(code).layout.shapes if shape.opacity < 1]
    assert len(grounds) <= 5
    assert not any(shape.opacity < 1 for shape in case("59").layout.shapes)


def test_principal_towns_are_named_and_paris_on_its_square() -> None:
    for code, names in (("03", "Vichy, Montluçon"), ("971", "Pointe-à-Pitre"), ("75", "Paris")):
        labels = case(code).layout.labels
        for name in names.split(", "):
            assert any(label.text == name and label.weight != "bold" for label in labels), name


def test_a_name_is_written_once_where_town_and_territoire_share_it() -> None:
    made = case("971")
    assert [word.text for word in made.scene.words].count("Basse-Terre") == 1
    assert "Basse-Terre" in {each.name for each in made.fiche.territoires}


@every_departement
def test_the_key_explains_what_is_drawn_and_nothing_else(code: str) -> None:
    made = case(code)
    seats = any(not town.prefecture for town in territories.towns(code))
    note = words.note(made.fiche, seats).replace("\u00a0", " ")
    shapes = made.layout.shapes
    assert ("Aplat clair" in note) is any(s.fill.startswith("map_pale_") for s in shapes)
    assert ("Rond :" in note) is any(s.fill == "paper" and s.stroke_width == 0.8 for s in shapes)
    assert ("Carré :" in note) is any(s.fill == "ink" and not s.stroke for s in shapes)


@every_departement
def test_parts_elsewhere_have_an_edge_that_is_seen_in_grey(code: str) -> None:
    rgb = the_look().palette.rgb
    for shape in case(code).layout.shapes:
        if shape.fill.startswith("map_pale_"):
            assert shape.stroke_width >= 0.5
            for ground in ("map_land", "map_sea", shape.fill):
                assert contrast.ratio(rgb(shape.stroke), rgb(ground)) >= 1.5


def test_neighbours_are_named_where_there_is_room() -> None:
    written = {word.text for word in case("03").scene.words}
    assert {"Cher", "Nièvre", "Puy-de-Dôme", "Creuse"} < written
    assert "Allier" not in written
    for code in OVERSEAS:
        assert all(label.weight != "italic" for label in case(code).layout.labels)


def test_the_rest_of_a_territoire_is_pale() -> None:
    made = case("03")
    (vichy,) = (m for m in made.layout.marks if m.id == made.fiche.territoires[1].id)
    fills = [shape.fill for shape in made.layout.shapes]
    pale = vichy.fill.replace("map_", "map_pale_")
    assert fills.index(pale) < fills.index(vichy.fill)
    (montlucon, _) = made.layout.marks
    assert montlucon.fill.replace("map_", "map_pale_") not in fills  # wholly in the Allier


@pytest.mark.parametrize("code", ["40", "75"])
def test_a_departement_without_any_says_so(code: str) -> None:
    made = case(code)
    assert made.layout.marks == ()
    said = " ".join(line.text for line in made.layout.notice).replace("\u00a0", " ")
    assert said == words.none(made.fiche.place)
    ground = next(s for s in made.layout.shapes if s.fill == "paper" and not s.stroke_width)
    area = Outline(ground.vertices, ground.codes)
    for line in made.layout.notice:
        left, bottom, right, top = line.box
        assert area.contains_points([(left, bottom), (right, bottom), (left, top)]).all()


def test_the_same_fiche_makes_the_same_map() -> None:
    fiche = fiche_of("77")
    assert chart.layout(fiche, WIDTH, HEIGHT, pen(), "") == chart.layout(
        replace(fiche), WIDTH, HEIGHT, pen(), ""
    )


@every_departement
def test_the_hull_closes_every_inlet_of_a_silhouette(code: str) -> None:
    shape = silhouette(code, 122.0)
    ring = np.array(hull((shape,)))
    assert (ring[0] == ring[-1]).all()
    for land in shape.land:
        points = np.array(land)
        middles = (points[:, None] + points[None, :: max(1, len(points) // 20)]).reshape(-1, 2) / 2
        assert Outline(ring).contains_points(middles, radius=-0.01).all() or (
            Outline(ring).contains_points(middles, radius=0.01).all()
        )


@every_departement
def test_a_silhouette_has_its_size_and_its_heart_inside(code: str) -> None:
    shape = silhouette(code, 122.0)
    points = np.array([point for ring in shape.land for point in ring])
    assert np.ptp(points, axis=0).max() == pytest.approx(122.0, abs=0.2)
    assert points.max(axis=0) + points.min(axis=0) == pytest.approx((0, 0), abs=0.3)
    largest = max(shape.land, key=len)
    assert Outline(largest).contains_point((shape.heart.x, shape.heart.y))
    assert shape.heart.clearance > 0
    for lagoon in shape.lagoons:
        assert not Outline(lagoon).contains_point((shape.heart.x, shape.heart.y))


# -- spots -------------------------------------------------------------------------------------


def square(side: float) -> list[np.ndarray]:
    return [np.array([(0, 0), (0, side), (side, side), (side, 0), (0, 0)], dtype=float)]


def test_a_box_is_set_where_it_has_most_room() -> None:
    region = Region(square(100.0), (0, 0, 100, 100))
    spot = region.spot(20, 10)
    assert spot is not None
    assert (spot.x, spot.y) == pytest.approx((50, 50), abs=2)
    assert region.spot(104, 10) is None
    region.exclude((0, 0, 100, 60))
    spot = region.spot(20, 10)
    assert spot is not None
    assert spot.y == pytest.approx(80, abs=2)


def test_holes_are_outside() -> None:
    hole = [ring[::-1] * 0.5 + 25 for ring in square(100.0)]
    region = Region([*square(100.0), *hole], (0, 0, 100, 100))
    assert region.covered((30, 30, 70, 70)) == 0
    assert region.cells.mean() == pytest.approx(0.75, abs=0.03)
    spot = region.spot(10, 10)
    assert spot is not None
    assert not (25 < spot.x < 75 and 25 < spot.y < 75)


def test_an_area_outside_the_frame_has_no_spot() -> None:
    region = Region(square(10.0), (50, 50, 100, 100))
    assert region.empty
    assert region.spot(1, 1) is None
    assert math.isclose(region.covered((0, 0, 100, 100)), 0)
