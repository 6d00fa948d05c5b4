"""How many pages some flowables will take, before any is drawn; it knows no document."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.report import grid

Placed = tuple[Flowable, int]
"""A flowable, or a part of it, and its page, from 1."""
NEARLY = 1e-6
"""What ReportLab's frames forgive, in points."""


def pages(flowables: Iterable[Flowable]) -> int:
    """The pages that flowables fill from the top of one, as ReportLab's frames would place them."""
    return max((page for _, page in placed(flowables)), default=1)


def last_filled(laid: Sequence[Placed]) -> float:
    """The part of the last page that is used."""
    last = laid[-1][1]
    return float(sum(item.height for item, page in laid if page == last) / grid.HEIGHT)


def placed(flowables: Iterable[Flowable]) -> Iterator[Placed]:
    """Each flowable, or each part of it, with its page, counted from 1."""
    waiting = deque(flowables)
    count, left, space = 1, grid.HEIGHT, -1.0
    while waiting:
        flowable = waiting.popleft()
        if isinstance(flowable, CondPageBreak):
            if left < flowable.height:
                count, left, space = count + 1, grid.HEIGHT, -1.0
            continue
        before = max(flowable.getSpaceBefore() - space, 0.0) if space >= 0 else 0.0
        room = left - before
        height = flowable.wrap(grid.WIDTH, room)[1] if room > 0 else room + 1
        if height <= room + NEARLY:
            yield flowable, count
            left, space = room - height - flowable.getSpaceAfter(), flowable.getSpaceAfter()
            continue
        parts = flowable.split(grid.WIDTH, room) if room > 0 else []
        if len(parts) > 1:
            parts[0].wrap(grid.WIDTH, room)
            yield parts[0], count
            waiting.extendleft(reversed(parts[1:]))
        elif left < grid.HEIGHT:
            waiting.appendleft(flowable)
        else:  # larger than a page: drawing it says so
            yield flowable, count
            return
        count, left, space = count + 1, grid.HEIGHT, -1.0
