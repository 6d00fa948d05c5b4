"""What a build has to do with the review of its year: it asks what is open, and makes none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche import manifest as manifests
from tradefiche import reviewed
from tradefiche import settings
from tradefiche.batch import output
from tradefiche.errors import OutputError
from tradefiche.messages import _
from tradefiche.reviewed import Reviewed

if TYPE_CHECKING:
    from tradefiche.batch.request import Job
    from tradefiche.store.store import Dataset


def left_open(jobs: Sequence[Job]) -> list[str]:
    """One line a year of whose review something is open, as the manifest has it.

    Raises:
        OutputError: the settings ask for a review, and something is open in it.
        SettingsError: it cannot be read.
    """
    required = settings.requires_review()
    told = []
    for job in jobs:
        year = job.dataset.year
        found = manifests.read(job.folder, year).review
        if found or required:
            said = reviewed.left_open(found, year, [data_of(job.dataset)], required=required)
            if said and required:
                raise OutputError(
                    _('{finding}, and [publish] review = "required"', finding=said),
                    reviewed.hint(year),
                )
            if said:
                told.append(reviewed.told(said, year))
    return told


def data_of(dataset: Dataset) -> str:
    """The hash of what the fiches of a year are made of."""
    from tradefiche.cube import evolution

    years = dataset.history[:-1]
    before = evolution.provenance(years) if years else None
    return reviewed.data_of(dataset.provenance, before, dataset.marks)


def note(folder: Path, year: int, found: Reviewed) -> None:
    """Keep in the manifest what a review left open, for those who build and send.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: a build writes there.
    """
    with output.exclusive(folder):
        known = manifests.read(folder, year)
        try:
            manifests.write(folder, replace(known, review=found))
        except OSError as error:
            raise output.unwritable(folder / manifests.NAME, error) from error
