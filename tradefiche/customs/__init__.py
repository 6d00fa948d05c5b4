"""The customs' official files: recognised, read, checked, tidied. Nothing later knows their shape.

It knows neither what is computed from the rows nor where a page shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradefiche.store.store import Dataset


def demonstration() -> Dataset:
    """The year of invented figures in ``assets/demo/``, read as official files are, in memory.

    Its marks say that it is a demonstration.

    Raises:
        CustomsFileError: the demonstration files are missing or damaged.
    """
    from tradefiche.customs.importer import demonstration as read

    return read()
