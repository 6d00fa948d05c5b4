"""The ``page-validation`` engine: quick, no Java; the only module that knows its interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from tradefiche.errors import EngineError
from tradefiche.messages import _
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Failure
from tradefiche.validation.verdicts import Judge
from tradefiche.validation.verdicts import Missing
from tradefiche.validation.verdicts import Verdict
from tradefiche.validation.verdicts import install
from tradefiche.validation.verdicts import not_installed

NAME = "page-validation"


def version() -> str:
    """Of the installed package."""
    return version_of(NAME)


def missing() -> Missing | None:
    """Why it cannot run here, or None when it can."""
    try:
        version()
    except PackageNotFoundError:
        return Missing(NAME, not_installed(NAME), install())
    return None


@contextmanager
def session() -> Iterator[Judge]:
    """Nothing to start: it runs in this process.

    Raises:
        EngineError: when judging; it has no rules for a profile.
    """
    yield lambda document: tuple(_verdict(document, profile) for profile in PROFILES)


def _verdict(document: bytes, profile: str) -> Verdict:
    import page

    try:
        report = page.validate_pdf_bytes(document, profile=profile)
    except page.PageError as error:
        return Verdict(
            NAME, profile, compliant=False, failures=(Failure("unreadable", str(error)),)
        )
    if not report.rules.total:
        raise EngineError(
            _(
                "{engine} {version} has no rules for {standard}",
                engine=NAME,
                version=version(),
                standard=PROFILES[profile],
            ),
            install(),
        )
    counts = Counter(failure.rule_id for failure in report.failures)
    messages = {failure.rule_id: failure.message for failure in reversed(report.failures)}
    failures = tuple(Failure(rule, messages[rule], count) for rule, count in counts.items())
    return Verdict(NAME, profile, compliant=report.is_compliant, failures=failures)
