"""Drawings as SVG: read back, they are the picture that they were made of."""

from __future__ import annotations

import re
from dataclasses import replace

import pdf_reading
import pytest
from web_pages import Node
from web_pages import read

from tradefiche import brand
from tradefiche import figures
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import lines
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.shapes import ribbon
from tradefiche.charts.tints import Tints
from tradefiche.web import paths
from tradefiche.web import svg
from tradefiche.web.figure import HEIGHTS
from tradefiche.web.figure import WIDTH
from tradefiche.web.look import WebLook

LOOK = WebLook(brand.load())
STEPS = {"M": 2, "m": 2, "l": 2, "h": 1, "v": 1, "c": 6}


def points(path: str) -> list[Point]:
    """Where the lines of a path go, in points, control points left out, y downwards."""
    found: list[Point] = []
    x = y = start_x = start_y = 0.0
    for letter, rest in re.findall(r"([Mmlhvcz])([^Mmlhvcz]*)", path):
        if letter == "z":
            x, y = start_x, start_y
            continue
        values = [int(each) / 10 for each in re.findall(r"-?\d+", rest)]
        assert "." not in rest
        size = STEPS[letter]
        assert values, path
        assert not len(values) % size, path
        for place in range(0, len(values), size):
            step = values[place : place + size]
            dx, dy = {1: (step[0], step[0]), 2: tuple(step), 6: tuple(step[4:])}[size]
            if letter == "M":
                x, y = dx, dy
            else:
                x, y = x + dx * (letter != "v"), y + dy * (letter != "h")
            if letter in "Mm":
                start_x, start_y = x, y
            found.append((x, y))
    return found


def ends(shape: Shape, height: float) -> list[Point]:
    """The points of a shape that are no control points."""
    kept, index = [], 0
    while index < len(shape.codes):
        code = shape.codes[index]
        if code == paths.CURVE:
            index += 2
        if code != paths.CLOSE:
            x, y = shape.vertices[index]
            kept.append((x, height - y))
        index += 1
    return kept


def near(one: list[Point], other: list[Point], most: float = 0.26) -> bool:
    """Rounding to tenths may add up a little along a path; a stroke may begin at either end."""
    pairs = zip(one, other, strict=True)
    return all(abs(a - c) <= most and abs(b - d) <= most for (a, b), (c, d) in pairs)


def drawn(*shapes: Shape) -> list[Node]:
    picture = Picture(100, 50, shapes, ())
    whole = read(svg.drawing(picture, LOOK.colors))
    return [each for each in whole.walk() if each.name in ("path", "circle")]


@pytest.mark.parametrize(
    "shape",
    [
        rectangle(3.21, 4.56, 10.08, 20.44, "red"),
        replace(rectangle(0, 0, 5, 5, "red"), vertices=((0, 0), (5, 1), (6, 5), (1, 4), (0, 0))),
        ribbon(1, 90, 40, 20, 3.3, "exports", 0.4),
        line([(0, 0), (10.25, 3.3), (10.25, 9), (20, 9)], "ink", 1),
        lines([((1, 2), (1, 8)), ((3, 2), (3, 8))], "ink", 0.45),
    ],
)
def test_a_shape_is_where_it_was(shape: Shape) -> None:
    (path,) = drawn(shape)
    found, wanted = points(path.attributes["d"] or ""), ends(shape, 50)
    assert near(found, wanted) or near(found, wanted[1::-1] + wanted[2:])


def test_a_disc_is_a_circle_and_what_is_none_is_not() -> None:
    round_one = disc(30, 20, 4.4, "paper", "ink", 0.5)
    (circle,) = drawn(round_one)
    assert circle.has(cx="300", cy="300", r="44", stroke_width="5")
    flat = replace(round_one, vertices=tuple((x, y / 2) for x, y in round_one.vertices))
    (path,) = drawn(flat)
    assert near(points(path.attributes["d"] or ""), ends(flat, 50))


def test_shapes_of_one_look_are_together_where_none_covers_another() -> None:
    apart = [rectangle(20 * n, 0, 9, 9, ("ink", "red")[n % 2]) for n in range(4)]
    assert [len(points(each.attributes["d"] or "")) for each in drawn(*apart)] == [8, 8]
    over = [
        rectangle(0, 0, 9, 9, "ink"),
        rectangle(5, 0, 9, 9, "red"),
        rectangle(9, 0, 9, 9, "ink"),
    ]
    fills = [each.attributes["fill"] for each in drawn(*over)]
    assert fills == [svg.color(LOOK.colors, each) for each in ("ink", "red", "ink")]


def test_small_rectangles_of_one_path_are_not_thinned() -> None:
    many = [rectangle(2 * n, 1, 0.3, 0.3, "ink") for n in range(40)]
    (path,) = drawn(*many)
    assert len(points(path.attributes["d"] or "")) == 4 * len(many)


def test_strokes_of_one_look_are_one_path_and_areas_are_not() -> None:
    ticks = [line([(x, 0), (x, 5)], "ink", 1) for x in range(4)]
    (path,) = drawn(*ticks)
    assert len(points(path.attributes["d"] or "")) == 8
    twice = [*ticks, ticks[-1]]
    assert drawn(*twice) == drawn(*ticks)
    ring = [rectangle(0, 0, 9, 9, "ink"), rectangle(2, 2, 3, 3, "ink")]
    inside = [replace(each, vertices=each.vertices[::-1]) for each in ring]
    inside = [replace(each, stroke="red", stroke_width=1) for each in inside]
    assert len(drawn(*inside)) == 2  # as one path, one could be a hole in the other


def test_what_is_too_thin_to_be_seen_is_left_out() -> None:
    thin, thick = (ribbon(0, 9, 9, 5, height, "exports", 0.2) for height in (0.1, 0.6))
    assert len(drawn(thin, thick)) == 1
    solid = replace(thin, opacity=1.0)
    assert len(drawn(solid)) == 1  # a main flow, however thin


def test_an_outline_is_thinned_and_keeps_its_ends() -> None:
    many = line([(n / 10, (n % 2) / 10) for n in range(500)], "ink", 1)
    (path,) = drawn(many)
    found = points(path.attributes["d"] or "")
    assert len(found) < 100
    assert near([found[0], found[-1]], [(0, 50), (49.9, 49.9)])


def test_the_words_of_a_drawing_stand_where_they_were() -> None:
    fiche = pdf_reading.fiches()["03"]
    for name, (height, row) in HEIGHTS.items():
        figure = figures.named(name)
        high = height + row * len(figure.table(fiche).rows)
        picture = figure.layout(figure.subject(fiche), WIDTH, high, LOOK.pen, "page").picture
        written = {
            (node.text, *(int(node.attributes.get(each) or 0) / 10 for each in "xy"))
            for node in read(svg.image(picture, LOOK.colors, "alt", "wide")).all("text")
        }
        wanted = {
            (each.text, round(each.x, 1), round(picture.height - each.y, 1))
            for each in picture.labels
        }
        assert {text for text, _, _ in written} == {text for text, _, _ in wanted}
        for text, x, y in wanted:
            assert any(t == text and abs(x - u) < 0.11 and abs(y - v) < 0.11 for t, u, v in written)


def test_an_image_says_what_it_shows_and_hides_its_words() -> None:
    picture = Picture(10, 5, (), (LOOK.pen.label("Mot", 1, 1, 8),))
    image = read(svg.image(picture, Tints(LOOK.brand.palette), "Ce qu’elle dit", "wide")).one("svg")
    assert image.has(role="img", aria_label="Ce qu’elle dit", class_="wide", viewbox="0 0 100 50")
    assert image.one("g", aria_hidden="true").text == "Mot"
    assert not image.all("title")  # a tooltip over the whole drawing
