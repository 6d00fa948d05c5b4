"""The map of a pack's cover, for all Territoires d'industrie: names in their place, all in view."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from drawn import Scene
from drawn import overlapping
from figure_checks import is_token
from figure_checks import pen
from figure_checks import scene_of
from figure_checks import the_look
from map_checks import crossed
from matplotlib.path import Path as Outline

from tradefiche.brand import contrast
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import territoire as chart
from tradefiche.charts.maps.territoire import TerritoireLayout
from tradefiche.reference import geometry
from tradefiche.reference import industry

WIDTH, HEIGHTS = 277.0, (360.0, 300.0)
IDS = tuple(whole.id for whole in industry.everything())
every_tenth = pytest.mark.parametrize("start", range(10))
"""All of them, in ten parts that can be shared out."""


def names(id_: str) -> dict[str, str]:
    return {place.code: place.name for place in industry.only(id_).kept}


@cache
def layout(id_: str, height: float = HEIGHTS[0]) -> TerritoireLayout:
    return chart.layout(id_, names(id_), WIDTH, height, pen())


def scene(id_: str, height: float = HEIGHTS[0]) -> Scene:
    return scene_of(draw(layout(id_, height).picture, the_look().palette))


def words(made: Scene) -> str:
    return " ".join(word.text for word in made.words)


@every_tenth
def test_every_departement_of_a_pack_is_named_once_inside_itself(start: int) -> None:
    for id_ in IDS[start::10]:
        made = layout(id_)
        bold = [label for label in made.labels if label.weight == "bold"]
        shown = names(id_)
        said = "".join(label.text for label in bold).replace(" ", "")
        for code, name in shown.items():
            assert (code if code in made.coded else name.replace(" ", "")) in said, id_
        assert len(said) == sum(
            len(code if code in made.coded else name.replace(" ", ""))
            for code, name in shown.items()
        )
    assert sum(len(layout(id_).coded) for id_ in IDS[start::10]) <= 1


@every_tenth
def test_nothing_written_overlaps_is_too_small_or_leaves_the_frame(start: int) -> None:
    for id_ in IDS[start::10]:
        for height in HEIGHTS:
            made = layout(id_, height)
            boxes = [(label.text, label.box) for label in made.labels]
            assert overlapping(boxes) == [], id_
            for label in made.labels:
                left, bottom, right, top = label.box
                assert label.size >= 6.5
                assert left >= 0, id_
                assert bottom >= 0, id_
                assert right <= WIDTH, id_
                assert top <= height, id_
                if made.inset:
                    assert overlapping([("inset", made.inset), (label.text, label.box)]) == []


@every_tenth
def test_no_name_is_crossed_by_an_outline_and_towns_have_theirs(start: int) -> None:
    for id_ in IDS[start::10]:
        for height in HEIGHTS:
            made = layout(id_, height)
            for label in made.labels:
                assert not crossed(made, label), (id_, label.text)
            towns = chart.towns(id_, tuple(names(id_)))
            written = {label.text for label in made.labels if label.weight != "bold"}
            assert written >= {town.name for town in towns}, id_
            dots = [s for s in made.shapes if s.fill == "paper" and s.stroke_width == 0.8]
            assert len(dots) == sum(not town.prefecture for town in towns)


def test_a_pack_names_the_towns_that_its_territoire_holds() -> None:
    held = {town.name for town in chart.towns("ti-8416", ("03", "63"))}
    assert held >= {"Moulins", "Clermont-Ferrand", "Vichy", "Riom"}
    assert "Montluçon" not in held


def test_parts_left_out_have_an_edge_that_is_seen_in_grey() -> None:
    rgb = the_look().palette.rgb
    for ground in ("map_land", "map_sea", chart.BEYOND):
        assert contrast.ratio(rgb(chart.HERE), rgb(ground)) >= 1.5


@every_tenth
def test_the_whole_territoire_is_in_view_and_uncovered(start: int) -> None:
    for id_ in IDS[start::10]:
        made = layout(id_)
        filled = [shape for shape in made.shapes if shape.fill in {chart.HERE, chart.BEYOND}]
        assert len(filled) == len(industry.only(id_).parts)
        pale = sum(shape.fill == chart.BEYOND for shape in filled)
        assert pale == sum(not part.kept for part in industry.only(id_).parts)
        points = np.array([point for shape in filled for point in shape.vertices])
        assert points.min() > 0, id_
        assert (points < (WIDTH, HEIGHTS[0])).all(), id_
        if made.inset:
            left, bottom, right, top = made.inset
            covered = (points > (left, bottom)) & (points < (right, top))
            assert not covered.all(axis=1).any(), id_
        overseas = any(code.startswith("97") for code in names(id_))
        assert (made.inset is None) is overseas
        assert made.km in {50, 20, 10, 5, 2, 1}


def test_outlines_of_departements_are_drawn_over_the_territoire() -> None:
    shapes = layout("ti-8416").shapes
    last_fill = max(i for i, shape in enumerate(shapes) if shape.fill == chart.HERE)
    edges = [i for i, shape in enumerate(shapes) if shape.stroke == "state" and not shape.fill]
    assert len(edges) == 2
    assert min(edges) > last_fill


def test_the_drawing_has_the_colours_of_the_layout() -> None:
    made = scene("ti-8416")
    assert "Allier" in words(made)
    assert "Puy-de-Dôme" in words(made)
    assert any(is_token(outline.fill, chart.HERE) for outline in made.outlines)


@pytest.mark.parametrize("id_", ["ti-8416", "ti-1104", "ti-0102", "ti-9401"])
def test_silhouettes_are_side_by_side_with_the_territoire_inside(id_: str) -> None:
    codes = tuple(names(id_))
    made = chart.silhouettes(id_, codes, 122.0)
    assert [piece.code for piece in made.pieces] == list(codes)
    land = np.array([point for piece in made.pieces for ring in piece.land for point in ring])
    assert np.ptp(land, axis=0).max() == pytest.approx(122.0, abs=0.2)
    for piece in made.pieces:
        heart = (piece.heart.x, piece.heart.y)
        assert any(Outline(np.array(ring)).contains_point(heart) for ring in piece.land)
    inside = np.array([point for ring in made.territoire for point in ring])
    assert (inside.min(axis=0) >= land.min(axis=0) - 0.2).all()
    assert (inside.max(axis=0) <= land.max(axis=0) + 0.2).all()


def test_the_same_layout_every_time() -> None:
    again = chart.layout("ti-8416", names("ti-8416"), WIDTH, HEIGHTS[0], pen())
    assert again == layout("ti-8416")
    with pytest.raises(KeyError):
        geometry.territoire("ti-9999")
