"""The run itself: what is current is skipped, the rest drawn by workers and written whole.

One document that fails does not stop the others, nor does a worker that dies. The manifest is
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

from tradefiche import manifest as manifests
from tradefiche.batch import output
from tradefiche.batch import task
from tradefiche.batch import works
from tradefiche.batch.executors import Crew
from tradefiche.batch.executors import Here
from tradefiche.batch.request import Job
from tradefiche.batch.stopwatch import Stopwatch
from tradefiche.batch.task import Drawn
from tradefiche.batch.task import Parcel
from tradefiche.batch.task import draw
from tradefiche.batch.works import FicheWork
from tradefiche.batch.works import PackWork
from tradefiche.batch.works import Work
from tradefiche.errors import TradeficheError
from tradefiche.manifest import Entry
from tradefiche.manifest import Manifest
from tradefiche.manifest import Pack

LIST_EVERY = 20
"""Documents between two writings of the manifest: what a killed run leaves to be drawn again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; ``failure`` says why there is none.

    Attributes:
        code, name: of a département, or those of a Territoire when it is a ``pack``.
        skipped: the files of an earlier run are those that this one would have written.
        demonstration: its figures are invented.
    """

    code: str
    name: str
    year: int
    pdf: Path
    skipped: bool = False
    failure: str = ""
    hint: str = ""
    size: int = 0
    pack: bool = False
    demonstration: bool = False


def run(
    job: Job, crew: Crew, *, force: bool = False, stopwatch: Stopwatch | None = None
) -> Iterator[Outcome]:
    """Build, write and list the fiches and packs of one year; outcomes come as they are known.

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
        asked = _works(job, crew)
    with output.owned(job.folder):
        known = manifests.read(job.folder, job.dataset.year)
        this = _Run(job, crew, stopwatch, known, Parcel.of(job.brand))
        try:
            pending: list[Work] = []
            for work in asked:
                current = None if force else work.current(known)
                if current is None:
                    pending.append(work)
                else:
                    yield this.outcome(work, skipped=True, size=current.pdf.size)
            yield from this.drawn(pending)
        finally:  # also when interrupted: what is written is listed
            this.write_list()


def _works(job: Job, crew: Crew) -> list[Work]:
    from tradefiche import indicators

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            indicators.fiches, job.dataset, job.request.places, thresholds=job.edition.thresholds
        )
        if isinstance(crew, Here):
            # polars sums in its own threads while this one loads matplotlib: 0.15 s less to wait
            task.load()
        found = waiting.result()
    fiches = {fiche.place.code: FicheWork.of(job, fiche) for fiche in found}
    packs = (PackWork.of(job, whole, fiches) for whole in job.request.packs)
    return works.ordered([*fiches.values(), *packs])


@dataclass(slots=True)
class _Run:
    """A run in its folder, and what it has written."""

    job: Job
    crew: Crew
    stopwatch: Stopwatch
    known: Manifest
    parcel: Parcel
    done: list[Entry | Pack] = field(default_factory=list)

    def drawn(self, pending: Sequence[Work]) -> Iterator[Outcome]:
        """Draw and write; what a dying worker took with it is then drawn alone, once.

        Alone, because the pool cannot tell which of its tasks killed the worker.

        Raises:
            OutputError: the folder cannot be written.
            TradeficheError: the cluster was lost.
        """
        lost: list[Work] = []
        fatal: list[Work] = []
        try:
            yield from self._attempt(pending, self.crew.room, lost)
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

    def _attempt(self, works: Sequence[Work], room: int, lost: list[Work]) -> Iterator[Outcome]:
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
                self.done.append(work.write(drawn))
                if len(self.done) % LIST_EVERY == 0:
                    self.write_list()
            yield self.outcome(work, size=len(drawn.pdf))

    def _futures(self, works: Sequence[Work], room: int) -> Iterator[tuple[Work, Future[Drawn]]]:
        """Works with their ended futures, ``room`` of them under way at once."""
        waiting: dict[Future[Drawn], Work] = {}
        try:
            for work in works:
                with self.stopwatch.stage("drawing"):
                    waiting[self.crew.submit(draw, work.task(self.parcel))] = work
                if len(waiting) >= room:
                    yield from self._ended(waiting)
            while waiting:
                yield from self._ended(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _ended(self, waiting: dict[Future[Drawn], Work]) -> Iterator[tuple[Work, Future[Drawn]]]:
        with self.stopwatch.stage("drawing"):
            ended = wait(waiting, self.crew.patience, FIRST_COMPLETED).done
            if not ended:
                self.crew.require_workers()
        for future in [future for future in waiting if future in ended]:
            yield waiting.pop(future), future

    def outcome(
        self,
        work: Work,
        *,
        skipped: bool = False,
        failure: str = "",
        hint: str = "",
        size: int = 0,
    ) -> Outcome:
        """What became of a document of this run."""
        dataset = self.job.dataset
        return Outcome(
            *(work.code, work.name, dataset.year, work.pdf, skipped, failure, hint, size),
            *(work.is_pack, dataset.marks.demonstration),
        )

    def write_list(self) -> None:
        """Write the manifest and the sums, where they do not say so already.

        Raises:
            OutputError: they cannot be written.
        """
        entries = [entry for entry in self.done if isinstance(entry, Entry)]
        packs = [pack for pack in self.done if isinstance(pack, Pack)]
        listed = self.known.updated(entries, packs)
        if not listed.fiches and not listed.packs:
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
