"""What several test files share: the default look; helpers' assertions explain themselves."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("figure_checks")

from tradefiche import brand  # noqa: E402  (after the registration above)
from tradefiche.report.look import Look  # noqa: E402
from tradefiche.report.look import prepare  # noqa: E402


@pytest.fixture(scope="session")
def look() -> Look:
    """The default brand, its fonts registered."""
    return prepare(brand.load())
