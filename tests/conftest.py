"""What several test files share: the default look; helpers' assertions explain themselves."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import both_languages
import pytest
from hypothesis import settings

pytest.register_assert_rewrite("figure_checks")

from tradefiche import brand  # noqa: E402  (after the registration above)
from tradefiche import messages  # noqa: E402
from tradefiche.report.look import Look  # noqa: E402
from tradefiche.report.look import prepare  # noqa: E402

# A machine that does something else beside makes nothing wrong: tests have no clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read the messages as they are written, on whatever machine; French is asked for."""
    monkeypatch.setenv(messages.VARIABLE, "en")
    monkeypatch.setenv("LANGUAGE", "en")
    if os.environ.get("TRADEFICHE_TESTS") == "french":
        both_languages.in_french_too(monkeypatch)


@pytest.fixture(scope="session")
def look() -> Look:
    """The default brand, its fonts registered."""
    return prepare(brand.load())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder where a command is run; what a build froze in memory thaws."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("TRADEFICHE_")]:
        if name not in {messages.VARIABLE, "TRADEFICHE_TESTS"}:
            monkeypatch.delenv(name)
    yield tmp_path
    gc.unfreeze()
