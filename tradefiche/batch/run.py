"""The run itself: what is current is skipped, the rest drawn by workers and written whole.

One département that fails does not stop the others, nor does a worker that dies. The manifest is
written last: whatever interrupts a run, running again finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures import BrokenExecutor
from concurrent.futures import CancelledError
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tradefiche import atomic
from tradefiche import manifest as manifests
from tradefiche.batch import output
from tradefiche.batch import task
from tradefiche.batch.executors import Crew
from tradefiche.batch.executors import Here
from tradefiche.batch.request import Job
from tradefiche.batch.request import slug
from tradefiche.batch.stopwatch import Stopwatch
from tradefiche.batch.task import Drawn
from tradefiche.batch.task import Parcel
from tradefiche.batch.task import Task
from tradefiche.batch.task import draw
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Place
from tradefiche.fiche import to_json
from tradefiche.manifest import Entry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest

LIST_EVERY = 20
"""Fiches between two writings of the manifest: what a killed run leaves to be drawn again."""


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


def run(
    job: Job, crew: Crew, *, force: bool = False, stopwatch: Stopwatch | None = None
) -> Iterator[Outcome]:
    """Build, write and list the fiches of one year; outcomes come as they are known.

    Close the iterator if you do not exhaust it: what is written is listed then.

    Args:
        force: build what is current too.
        stopwatch: counts the stages.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: another run writes there.
        TradeficheError: the cluster was lost.
    """
    stopwatch = stopwatch or Stopwatch()
    with stopwatch.stage("summing"):
        works = _works(job, crew)
    with output.owned(job.folder):
        known = manifests.read(job.folder, job.dataset.year)
        this = _Run(job, crew, stopwatch, known, Parcel.of(job.brand))
        try:
            pending: list[_Work] = []
            for work in works:
                current = None if force else this.current(work)
                if current is None:
                    pending.append(work)
                else:
                    yield this.outcome(work, skipped=True, size=current.pdf.size)
            yield from this.drawn(pending)
        finally:  # also when interrupted: what is written is listed
            this.write_list()


def _works(job: Job, crew: Crew) -> list[_Work]:
    from tradefiche import indicators

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            indicators.fiches, job.dataset, job.request.places, thresholds=job.edition.thresholds
        )
        if isinstance(crew, Here):
            # polars sums in its own threads while this one loads matplotlib: 0.15 s less to wait
            task.load()
        found = waiting.result()
    return [_Work(fiche, to_json(fiche)) for fiche in found]


@dataclass(slots=True)
class _Run:
    """A run in its folder, and what it has written."""

    job: Job
    crew: Crew
    stopwatch: Stopwatch
    known: Manifest
    parcel: Parcel
    done: list[Entry] = field(default_factory=list)

    def current(self, work: _Work) -> Entry | None:
        """The entry of an earlier run that still holds, files included."""
        entry = self.known.entry(work.fiche.place.code)
        edition, brand = self.job.edition.fingerprint, self.job.brand.fingerprint
        same = manifests.is_current(entry, manifests.digest(work.json), edition, brand)
        return entry if entry and same and manifests.describes(self.job.folder, entry) else None

    def drawn(self, pending: Sequence[_Work]) -> Iterator[Outcome]:
        """Draw and write; what a dying worker took with it is then drawn alone, once.

        Alone, because the pool cannot tell which of its tasks killed the worker.

        Raises:
            OutputError: the folder cannot be written.
            TradeficheError: the cluster was lost.
        """
        # Neighbours of a region follow each other: their worker draws its figures once.
        ordered = sorted(pending, key=lambda w: w.fiche.region.code if w.fiche.region else "")
        lost: list[_Work] = []
        fatal: list[_Work] = []
        try:
            yield from self._attempt(ordered, self.crew.room, lost)
            yield from self._attempt(lost, 1, fatal)
        except CancelledError as error:
            raise TradeficheError(
                "the Dask scheduler answers no more",
                "What is written is kept: run the same command again when the cluster is back, or "
                "without --cluster.",
            ) from error
        for work in fatal:
            yield self.outcome(
                work,
                failure="drawing it killed its worker, twice",
                hint="See that the machine has memory left, then build this one again.",
            )

    def _attempt(self, works: Sequence[_Work], room: int, lost: list[_Work]) -> Iterator[Outcome]:
        for work, future in self._futures(works, room):
            try:
                drawn = _checked(future)
            except BrokenExecutor:
                lost.append(work)
                continue
            except TradeficheError as error:
                yield self.outcome(work, failure=error.message, hint=error.hint)
                continue
            with self.stopwatch.stage("writing"):
                self.done.append(_write(work, drawn, self.job))
                if len(self.done) % LIST_EVERY == 0:
                    self.write_list()
            yield self.outcome(work, size=len(drawn.pdf))

    def _futures(self, works: Sequence[_Work], room: int) -> Iterator[tuple[_Work, Future[Drawn]]]:
        """Works with their ended futures, ``room`` of them under way at once."""
        waiting: dict[Future[Drawn], _Work] = {}
        try:
            for work in works:
                with self.stopwatch.stage("drawing"):
                    parcelled = Task(work.fiche, self.job.edition, self.parcel)
                    waiting[self.crew.submit(draw, parcelled)] = work
                if len(waiting) >= room:
                    yield from self._ended(waiting)
            while waiting:
                yield from self._ended(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _ended(self, waiting: dict[Future[Drawn], _Work]) -> Iterator[tuple[_Work, Future[Drawn]]]:
        with self.stopwatch.stage("drawing"):
            ended = wait(waiting, self.crew.patience, FIRST_COMPLETED).done
            if not ended:
                self.crew.require_workers()
        for future in [future for future in waiting if future in ended]:
            yield waiting.pop(future), future

    def outcome(
        self,
        work: _Work,
        *,
        skipped: bool = False,
        failure: str = "",
        hint: str = "",
        size: int = 0,
    ) -> Outcome:
        """What became of a fiche of this run."""
        place = work.fiche.place
        pdf = self.job.folder / f"{slug(place)}.pdf"
        return Outcome(place, work.fiche.year, pdf, skipped, failure, hint, size)

    def write_list(self) -> None:
        """Write the manifest and the sums, where they do not say so already.

        Raises:
            OutputError: they cannot be written.
        """
        listed = self.known.updated(self.done)
        if not listed.fiches:
            return
        try:
            manifests.write(self.job.folder, listed)
        except OSError as error:
            raise output.unwritable(self.job.folder / manifests.NAME, error) from error


def _checked(future: Future[Drawn]) -> Drawn:
    """The result of a worker, if it is what the worker made.

    Raises:
        BrokenExecutor: its worker died.
        CancelledError: the cluster was lost.
        TradeficheError: drawing failed, or the bytes were damaged on their way.
    """
    try:
        drawn = future.result()
    except (TradeficheError, BrokenExecutor, CancelledError):
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
        raise output.unwritable(pdf, error) from error
    return manifests.entry(
        work.fiche,
        FileEntry(pdf.name, drawn.sha256, len(drawn.pdf)),
        FileEntry(data.name, manifests.digest(work.json), len(work.json)),
        drawn.pages,
        edition=job.edition.fingerprint,
        brand=job.brand.fingerprint,
    )
