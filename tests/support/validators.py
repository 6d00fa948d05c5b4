"""The two validators, asked once for each document, for the tests."""

from __future__ import annotations

import os

import pytest

from tradefiche.validation.engines import Engine


def asked(engine: Engine) -> Engine:
    """The engine, when it can run; veraPDF may lack Java, but not where CI runs."""
    missing = engine.missing()
    if missing and missing.reason == "Java is not installed" and not os.environ.get("CI"):
        pytest.skip(f"{engine.NAME}: {missing.reason}")
    assert missing is None, missing
    return engine
