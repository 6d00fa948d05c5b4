"""The project's own reference tables as rows of text; it does not know what they mean."""

from __future__ import annotations

import csv
import re
from functools import cache

from tradefiche.resources import assets
from tradefiche.spelling import plain

_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``assets/reference/<name>.csv``, in file order, by column name."""
    with assets("reference", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def fold(text: str) -> str:
    """Lower-case words of unaccented letters and digits, one space apart.

    Labels that differ only in case, accents, hyphens, apostrophes or spacing fold to the same
    text: the customs mix ``'`` and ``’``, and people type neither accents nor hyphens.
    """
    return _NOT_ALPHANUMERIC.sub(" ", plain(text)).strip()


def slug(text: str) -> str:
    """The same as part of a file name, with hyphens: « cotes-d-armor »."""
    return fold(text).replace(" ", "-")
