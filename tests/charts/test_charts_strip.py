"""Départements along a line: equal ratios equally far apart, nothing beyond its ends."""

from __future__ import annotations

import pytest

from tradefiche.charts import strip
from tradefiche.fiche import Standing


def standing(*values: float, value: float | None = None, median: float | None = None) -> Standing:
    return Standing(value, None if value is None else 1, False, len(values), median, None, values)


def test_equal_ratios_are_equally_far_apart() -> None:
    along = strip.logarithmic(standing(1000, 100, 10, 1, value=100, median=10), 90)
    assert along.ticks == pytest.approx((90, 60, 30, 0))
    assert along.here == pytest.approx(60)
    assert along.median == pytest.approx(30)


def test_what_is_beyond_the_bounds_stands_at_the_end() -> None:
    along = strip.logarithmic(standing(90, 2, 1, 0.5, 0, value=90, median=1), 80, (0.25, 4))
    assert along.ticks == pytest.approx((80, 60, 40, 20, 0))
    assert along.here == 80


def test_equal_values_and_none_take_no_room_apart() -> None:
    assert strip.logarithmic(standing(5, 5, value=5), 80).ticks == (0, 0)
    empty = strip.logarithmic(Standing(), 80)
    assert (empty.ticks, empty.median, empty.here) == ((), None, None)


def test_without_a_rank_it_is_nowhere() -> None:
    assert strip.logarithmic(Standing(0, None, False, 2, 5, None, (10, 5)), 80).here is None
