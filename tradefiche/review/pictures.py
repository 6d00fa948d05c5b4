"""The small figures of the page of a review, as inline SVG: bars side by side, dots on a line.

Colours come from the page's style, so that they follow its dark form; every number is in words too.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from html import escape

from tradefiche.messages import _
from tradefiche.review.findings import Finding
from tradefiche.review.findings import euros

_BAR, _GAP, _HIGH, _LABEL = 34, 8, 40, 12
_WIDE, _TALL, _EDGE = 720, 56, 60.0
"""Of the line of dots: its box, and the percents at which it ends on either side."""


def bars(finding: Finding) -> str:
    """Euros side by side; empty without any."""
    if not finding.bars:
        return ""
    most = max(value for _label, value in finding.bars) or 1
    told = ", ".join(
        _("{label}: {amount}", label=label, amount=euros(value)) for label, value in finding.bars
    )
    width = len(finding.bars) * (_BAR + _GAP) + _GAP
    drawn = "".join(_bar(place, *bar, most) for place, bar in enumerate(finding.bars))
    return (
        f'<svg class="bars" role="img" aria-label="{escape(told)}" '
        f'viewBox="0 0 {width} {_HIGH + _LABEL + 2}" width="{width}" '
        f'height="{_HIGH + _LABEL + 2}">{drawn}</svg>'
    )


def _bar(place: int, label: str, value: int, most: int) -> str:
    left = _GAP + place * (_BAR + _GAP)
    height = _HIGH * value / most
    short = label if len(label) <= 8 else label[2:]  # « 25-02-07 » of a day
    return (
        f'<rect x="{left}" y="{_HIGH - height:.1f}" width="{_BAR}" height="{height:.1f}"/>'
        f'<text x="{left + _BAR / 2:.0f}" y="{_HIGH + _LABEL}">{escape(short)}</text>'
    )


def strip(rates: Sequence[tuple[str, float]], flagged: Collection[str], title: str) -> str:
    """All territories on a line by their growth in percent, those that were found marked.

    Args:
        rates: public code and percent of each; those beyond the ends stand at them.
    """
    marked = sum(code in flagged for code, _rate in rates)
    told = _(
        "{title}: {count} territories on a line, {marked} of them found",
        title=title,
        count=len(rates),
        marked=marked,
    )
    ticks = "".join(_tick(percent) for percent in (-50, -25, 0, 25, 50))
    dots = "".join(_dots(rates, flagged))
    return (
        f'<svg class="strip" role="img" aria-label="{escape(told)}" '
        f'viewBox="0 0 {_WIDE} {_TALL}">{ticks}{dots}</svg>'
    )


def _dots(rates: Sequence[tuple[str, float]], flagged: Collection[str]) -> Iterator[str]:
    """The marked ones last, on top, with their codes."""
    for code, percent in sorted(rates, key=lambda each: (each[0] in flagged, each)):
        across = _across(percent)
        if code not in flagged:
            yield f'<circle cx="{across:.1f}" cy="26" r="3.5"/>'
            continue
        yield (
            f'<path class="found" d="M{across:.1f} 19l6 7-6 7-6-7z"/>'
            f'<text class="code" x="{across:.1f}" y="14">{escape(code)}</text>'
        )


def _tick(percent: int) -> str:
    across, said = _across(percent), _("{share} %", share=f"{percent:+d}" if percent else "0")
    return (
        f'<path class="tick" d="M{across:.1f} 16V38"/><text x="{across:.1f}" y="52">{said}</text>'
    )


def _across(percent: float) -> float:
    held = max(-_EDGE, min(_EDGE, percent))
    return 16 + (_WIDE - 32) * (held + _EDGE) / (2 * _EDGE)
