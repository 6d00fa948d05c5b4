"""What a review left open, as the manifest keeps it: of which data, and how to say it.

Whoever publishes reads it here: nothing of the review itself, nor of the data, is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.messages import _
from tradefiche.messages import many


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The counts of a review.

    Attributes:
        data: hash of the files, of the year and of those before it, and of its marks.
        blocking: checks that fail; ``unexplained``: findings that nobody has explained.
        explained, told: findings that ask for nothing more.
    """

    data: str
    blocking: int
    unexplained: int
    explained: int = 0
    told: int = 0


def data_of(own: Provenance, before: Provenance | None, marks: Marks) -> str:
    """The hash of what figures were made of: others must be reviewed again.

    Args:
        before: the files of other years that the figures are compared with.
    """
    files = [*own.files, *(before.files if before else ())]
    named = sorted((each.sha256, each.rows, each.vintage) for each in files)
    return sha256(repr((named, marks)).encode()).hexdigest()


def data_of_fiche(fiche: Fiche) -> str:
    """That of a fiche, as it was published."""
    before = fiche.evolution.provenance if fiche.evolution else None
    return data_of(fiche.provenance, before, fiche.marks)


def left_open(found: Reviewed | None, year: int, data: Iterable[str], *, required: bool) -> str:
    """What is open of a year, in a few words; empty when nothing is.

    Args:
        data: the hashes of what is to be published; nothing is read where there was no review.
        required: a year that nobody reviewed is open, too.
    """
    if found is None:
        return _("{year} was not reviewed", year=year) if required else ""
    if any(each != found.data for each in data):
        return _("the review of {year} is of other data", year=year)
    findings = _("{findings} without an explanation", findings=many(found.unexplained, "finding"))
    if not found.blocking:
        if not found.unexplained:
            return ""
        return _("the review of {year} has {findings}", year=year, findings=findings)
    checks = many(found.blocking, "check")
    if found.blocking == 1:
        blocking = _("{checks} that blocks", checks=checks)
    else:
        blocking = _("{checks} that block", checks=checks)
    if not found.unexplained:
        return _("the review of {year} has {findings}", year=year, findings=blocking)
    return _(
        "the review of {year} has {checks} and {findings}",
        year=year,
        checks=blocking,
        findings=findings,
    )


def told(said: str, year: int) -> str:
    """What is open, as a sentence, and what to do about it."""
    return _("{finding}: {hint}", finding=f"{said[0].upper()}{said[1:]}", hint=hint(year))


def hint(year: int) -> str:
    """What to do about what is open."""
    return _(
        "tradefiche review --year {year}, with the same --data and --output, says what is open; "
        "with --explain it asks for the reasons.",
        year=year,
    )
