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
        return f"{year} was not reviewed" if required else ""
    if any(each != found.data for each in data):
        return f"the review of {year} is of other data"
    parts = []
    if found.blocking:
        parts.append(f"{many(found.blocking, 'check')} that block{'s' * (found.blocking == 1)}")
    if found.unexplained:
        parts.append(f"{many(found.unexplained, 'finding')} without an explanation")
    return f"the review of {year} has {' and '.join(parts)}" if parts else ""


def hint(year: int) -> str:
    """What to do about what is open."""
    return (
        f"tradefiche review --year {year}, with the same --data and --output, says what is open; "
        "with --explain it asks for the reasons."
    )
