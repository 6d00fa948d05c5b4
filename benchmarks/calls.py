"""Counts the Python functions called for a page of a warm fiche: the same number at each run.

    python benchmarks/calls.py          # prints one number

Seconds depend on what else a machine does; calls do not. A fiche of the same region is made first,
so that fonts and the figures of the region and of France are there, as in a batch.
``tests/project/test_work.py`` holds the number to what it was.
"""

from __future__ import annotations

import gc
import sys
from types import FrameType

from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.cube import indicators
from tradefiche.reference import territories
from tradefiche.report import document

BEFORE, COUNTED = "03", "63"


def main() -> None:
    """Print the calls a page."""
    dataset = customs.demonstration()
    texts, look = edition.load(edition.folder_for(dataset.year)), brand.load()
    places = [territories.departement(code) for code in (BEFORE, COUNTED)]
    before, counted = indicators.fiches(dataset, places)
    document.compose(before, texts, look)
    gc.disable()  # what ends at a collection's whim is not to be counted
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    pages = document.compose(counted, texts, look).pages
    sys.setprofile(None)
    print(calls // pages)


if __name__ == "__main__":
    main()
