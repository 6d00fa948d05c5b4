"""The run itself: what is current is skipped, the rest drawn by workers and written whole.

One département that fails does not stop the others. The manifest is written last: whatever
interrupts a run, running again finishes it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tradefiche import atomic
from tradefiche import folders
from tradefiche.batch import manifest as manifests
from tradefiche.batch import task
from tradefiche.batch.executors import Here
from tradefiche.batch.manifest import Entry
from tradefiche.batch.manifest import FileEntry
from tradefiche.batch.manifest import Manifest
from tradefiche.batch.request import Job
from tradefiche.batch.request import slug
from tradefiche.batch.task import Drawn
from tradefiche.batch.task import Parcel
from tradefiche.batch.task import Task
from tradefiche.batch.task import draw
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Place
from tradefiche.fiche import to_json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fiche; ``failure`` says why there is none.

    ``skipped`` when the files of an earlier run are those that this one would have written.
    """

    place: Place
    year: int
    pdf: Path
    skipped: bool = False
    failure: str = ""
    hint: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    """A fiche and its JSON."""

    fiche: Fiche
    json: bytes


def run(job: Job, executor: Executor, *, force: bool = False) -> Iterator[Outcome]:
    """Build, write and list the fiches of one year; outcomes come as they are known.

    Args:
        force: build what is current too.

    Raises:
        OutputError: the folder cannot be written, or another run writes there.
        TradeficheError: the executor was lost.
    """
    works = _works(job, executor)
    with _owned(job.folder):
        known = manifests.read(job.folder, job.dataset.year)
        done: list[Entry] = []
        try:
            pending: list[_Work] = []
            for work in works:
                current = None if force else _current(work, job, known)
                if current is None:
                    pending.append(work)
                else:
                    yield _outcome(work.fiche, job, skipped=True, size=current.pdf.size)
            yield from _drawn(pending, job, executor, done)
        finally:  # also when interrupted: what is written is listed
            _write_manifest(job.folder, known, done)


def _works(job: Job, executor: Executor) -> list[_Work]:
    from tradefiche import indicators

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            indicators.fiches, job.dataset, job.request.places, thresholds=job.edition.thresholds
        )
        if isinstance(executor, Here):
            # polars sums in its own threads while this one loads matplotlib: 0.15 s less to wait
            task.warm()
        found = waiting.result()
    return [_Work(fiche, to_json(fiche)) for fiche in found]


def _current(work: _Work, job: Job, known: Manifest) -> Entry | None:
    """The entry of an earlier run that still holds, files included."""
    entry = known.entry(work.fiche.place.code)
    data = manifests.digest(work.json)
    same = manifests.is_current(entry, data, job.edition.fingerprint, job.brand.fingerprint)
    return entry if entry and same and manifests.describes(job.folder, entry) else None


def _drawn(
    pending: Sequence[_Work], job: Job, executor: Executor, done: list[Entry]
) -> Iterator[Outcome]:
    parcel = Parcel.of(job.brand)
    # Neighbours of a region follow each other: their worker draws its figures once.
    ordered = sorted(pending, key=lambda w: w.fiche.region.code if w.fiche.region else "")
    futures = {executor.submit(draw, Task(w.fiche, job.edition, parcel)): w for w in ordered}
    try:
        for future in _completed(futures):
            work = futures[future]
            try:
                drawn = _checked(future)
            except TradeficheError as error:
                yield _outcome(work.fiche, job, failure=error.message, hint=error.hint)
                continue
            done.append(_write(work, drawn, job))
            yield _outcome(work.fiche, job, size=len(drawn.pdf))
    finally:
        for future in futures:
            future.cancel()


def _completed(futures: Mapping[Future[Drawn], _Work]) -> Iterator[Future[Drawn]]:
    """Futures as they end; those already ended keep their order."""
    if all(future.done() for future in futures):
        return iter(futures)
    return as_completed(futures)


def _checked(future: Future[Drawn]) -> Drawn:
    """The result of a worker, if it is what the worker made.

    Raises:
        TradeficheError: drawing failed, or the bytes were damaged on their way.
    """
    try:
        drawn = future.result()
    except TradeficheError:
        raise
    except Exception as error:
        raise TradeficheError(
            f"drawing failed: {type(error).__name__}: {error}",
            "This is a fault of tradefiche, or a worker was lost: build this one again.",
        ) from error
    if manifests.digest(drawn.pdf) != drawn.sha256:
        raise TradeficheError("its bytes were damaged on the way", "Build this one again.")
    return drawn


def _write(work: _Work, drawn: Drawn, job: Job) -> Entry:
    """Both files of a fiche, neither before the other is whole.

    Raises:
        OutputError: they cannot be written.
    """
    pdf = job.folder / f"{slug(work.fiche.place)}.pdf"
    data = pdf.with_suffix(".json")
    try:
        with atomic.replacing(pdf) as pdf_draft, atomic.replacing(data) as data_draft:
            data_draft.write_bytes(work.json)
            pdf_draft.write_bytes(drawn.pdf)
    except OSError as error:
        raise _unwritable(pdf, error) from error
    return manifests.entry(
        work.fiche,
        FileEntry(pdf.name, drawn.sha256, len(drawn.pdf)),
        FileEntry(data.name, manifests.digest(work.json), len(work.json)),
        drawn.pages,
        edition=job.edition.fingerprint,
        brand=job.brand.fingerprint,
    )


def _unwritable(path: Path, error: OSError) -> OutputError:
    hint = "Free some space" if error.errno == errno.ENOSPC else "Check the folder's permissions"
    return OutputError(
        f"{path}: cannot be written ({error.strerror or error})",
        f"{hint} or choose another folder with --output; then run the same command again: what "
        "is already written is kept.",
    )


def _outcome(
    fiche: Fiche,
    job: Job,
    *,
    skipped: bool = False,
    failure: str = "",
    hint: str = "",
    size: int = 0,
) -> Outcome:
    pdf = job.folder / f"{slug(fiche.place)}.pdf"
    return Outcome(fiche.place, fiche.year, pdf, skipped, failure, hint, size)


def _write_manifest(folder: Path, known: Manifest, done: Sequence[Entry]) -> None:
    if not done:
        return
    try:
        manifests.write(folder, known.updated(done))
    except OSError as error:
        raise _unwritable(folder / manifests.NAME, error) from error


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """The output folder of a year, for this run alone, without the drafts of a killed one."""
    try:
        with folders.owned(folder, "another tradefiche build"):
            for draft in folder.glob(".*.tmp"):
                draft.unlink(missing_ok=True)
            yield
    except OSError as error:
        raise _unwritable(folder, error) from error
