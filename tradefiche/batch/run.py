"""The run itself: what is current is skipped, the rest drawn by workers and written whole.

One document that fails does not stop the others, nor does a worker that dies. The manifest is
written last: whatever interrupts a run, running again finishes it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures import BrokenExecutor
from concurrent.futures import CancelledError
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tradefiche import atomic
from tradefiche import manifest as manifests
from tradefiche.batch import output
from tradefiche.batch.documents import Document
from tradefiche.batch.pool import WorkerPool
from tradefiche.batch.request import Job
from tradefiche.batch.stopwatch import Stopwatch
from tradefiche.batch.task import Drawn
from tradefiche.batch.task import Parcel
from tradefiche.batch.task import Task
from tradefiche.batch.task import draw
from tradefiche.errors import TradeficheError
from tradefiche.manifest import DocumentEntry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Kind
from tradefiche.manifest import Manifest
from tradefiche.messages import _

LIST_EVERY = 20
"""Documents between two writings of the manifest: what a killed run leaves to be drawn again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; ``failure`` says why there is none.

    Attributes:
        code, name: of a département, or those of a Territoire when it is a pack.
        demonstration: its figures are invented.
        skipped: the files of an earlier run are those that this one would have written.
        json: the file beside the PDF; packs have none.
        pdf: the document; a workbook is none.
        pages, size: of it, in bytes; nothing when there is none.
    """

    kind: Kind
    code: str
    name: str
    year: int
    demonstration: bool
    pdf: Path
    json: Path | None
    skipped: bool = False
    failure: str = ""
    hint: str = ""
    pages: int = 0
    size: int = 0


def run(
    job: Job,
    ask: Callable[[Job], Sequence[Document]],
    pool: WorkerPool,
    *,
    force: bool = False,
    stopwatch: Stopwatch | None = None,
) -> Generator[Outcome, None, None]:
    """Build, write and list documents of one year; outcomes come as they are known.

    Close the iterator if you do not exhaust it: what is written is listed then.

    Args:
        ask: which documents, from the job's data (see ``documents``).
        force: build what is current too.
        stopwatch: counts the stages.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: another run writes there, or the data are damaged.
        TradeficheError: the cluster was lost.
    """
    stopwatch = stopwatch or Stopwatch()
    with stopwatch.stage("summing"):
        asked = _asked(job, ask, pool)
    with output.exclusive(job.folder):
        known = manifests.read(job.folder, job.dataset.year)
        this = _Run(job, pool, stopwatch, known, Parcel.of(job.brand))
        try:
            pending: list[Document] = []
            for document in asked:
                current = None if force else this.current(document)
                if current is None:
                    pending.append(document)
                else:
                    output.drop_aside(job.folder / document.file)
                    yield this.outcome(
                        document, skipped=True, pages=current.pages, size=current.files[-1].size
                    )
            lost: list[Document] = []
            fatal: list[Document] = []
            with _cluster_kept():
                yield from this.drawn(pending, pool.room, lost)
                # Alone: a pool cannot tell which of its tasks killed the worker.
                yield from this.drawn(lost, 1, fatal)
            for document in fatal:
                yield this.outcome(
                    document,
                    failure=_("drawing it killed its worker, twice"),
                    hint=_("See that the machine has memory left, then build this one again."),
                )
        finally:  # also when interrupted: what is written is listed
            this.write_list()


def _asked(
    job: Job, ask: Callable[[Job], Sequence[Document]], pool: WorkerPool
) -> Sequence[Document]:
    """The documents, while the pool gets ready: polars sums in its own threads."""
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(ask, job)
        pool.get_ready()
        return waiting.result()


@contextmanager
def _cluster_kept() -> Iterator[None]:
    """Around all drawing: what was submitted to a lost cluster is cancelled.

    Raises:
        TradeficheError: that.
    """
    try:
        yield
    except CancelledError as error:
        raise TradeficheError(
            _("the Dask scheduler answers no more"),
            _(
                "What is written is kept: run the same command again when the "
                "cluster is back, or without --cluster."
            ),
        ) from error


@dataclass(slots=True)
class _Run:
    """A run in its folder; ``known`` lists what earlier runs and this one have written."""

    job: Job
    pool: WorkerPool
    stopwatch: Stopwatch
    known: Manifest
    parcel: Parcel
    written: int = 0

    def current(self, document: Document) -> DocumentEntry | None:
        """The entry of an earlier run that still holds, files included."""
        entry = document.entry(self.known)
        edition = self.job.edition.fingerprint_of(document.notes)
        brand = self.job.brand.fingerprint
        same = manifests.is_current(entry, document.data, edition, brand)
        return entry if entry and same and manifests.describes(self.job.folder, entry) else None

    def drawn(
        self, documents: Sequence[Document], room: int, lost: list[Document]
    ) -> Iterator[Outcome]:
        """Draw and write; what a dying worker takes with it is added to ``lost``.

        Raises:
            OutputError: the folder cannot be written.
            CancelledError: the cluster was lost.
        """
        for document, future in self._futures(documents, room):
            try:
                drawn = _checked(future)
            except BrokenExecutor:
                lost.append(document)
                continue
            except TradeficheError as error:
                yield self.outcome(document, failure=error.message, hint=error.hint)
                continue
            try:
                with self.stopwatch.stage("writing"):
                    self._write(document, drawn)
            except atomic.HeldError as error:
                pdf = self.job.folder / document.file
                held = output.kept_aside(pdf, drawn.pdf, error)
                yield self.outcome(document, failure=held.message, hint=held.hint)
                continue
            yield self.outcome(document, pages=drawn.pages, size=len(drawn.pdf))

    def _futures(
        self, documents: Sequence[Document], room: int
    ) -> Iterator[tuple[Document, Future[Drawn]]]:
        """Works with their ended futures, ``room`` of them under way at once."""
        waiting: dict[Future[Drawn], Document] = {}
        try:
            for document in documents:
                with self.stopwatch.stage("drawing"):
                    waiting[self.pool.submit(draw, self._task(document))] = document
                if len(waiting) >= room:
                    yield from self._ended(waiting)
            while waiting:
                yield from self._ended(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _ended(
        self, waiting: dict[Future[Drawn], Document]
    ) -> Iterator[tuple[Document, Future[Drawn]]]:
        with self.stopwatch.stage("drawing"):
            ended = wait(waiting, self.pool.patience, FIRST_COMPLETED).done
            if not ended:
                self.pool.require_workers()
        for future in [future for future in waiting if future in ended]:
            yield waiting.pop(future), future

    def _task(self, document: Document) -> Task:
        return Task(document.kind, document.content, document.name, self.job.edition, self.parcel)

    def _write(self, document: Document, drawn: Drawn) -> None:
        """All its files, none before the others are whole; then its place in the list.

        Raises:
            HeldError: one of them is open elsewhere.
            OutputError: the folder cannot be written.
        """
        pdf = self.job.folder / document.file
        files = {}
        if document.json is not None:
            files[pdf.with_suffix(".json")] = document.json
        files[pdf] = drawn.pdf  # the first to take its place: it is what viewers keep open
        try:
            with ExitStack() as stack:
                for path, content in files.items():
                    stack.enter_context(atomic.replacing(path)).write_bytes(content)
        except atomic.HeldError:
            raise
        except OSError as error:
            raise output.unwritable(pdf, error) from error
        output.drop_aside(pdf)
        made = manifests.made(
            FileEntry(document.file, drawn.sha256, len(drawn.pdf)),
            drawn.pages,
            self.job.edition.fingerprint_of(document.notes),
            self.job.brand.fingerprint,
        )
        self.known = document.listed(self.known, made)
        self.written += 1
        if self.written % LIST_EVERY == 0:
            self.write_list()

    def outcome(
        self,
        document: Document,
        *,
        skipped: bool = False,
        failure: str = "",
        hint: str = "",
        pages: int = 0,
        size: int = 0,
    ) -> Outcome:
        """What became of a document of this run."""
        pdf, dataset = self.job.folder / document.file, self.job.dataset
        return Outcome(
            document.kind,
            document.code,
            document.name,
            dataset.year,
            dataset.marks.demonstration,
            pdf,
            None if document.json is None else pdf.with_suffix(".json"),
            skipped,
            failure,
            hint,
            pages,
            size,
        )

    def write_list(self) -> None:
        """Write the manifest and the sums, where they do not say so already.

        Raises:
            OutputError: they cannot be written.
        """
        if not self.known.entries:
            return
        try:
            manifests.write(self.job.folder, self.known)
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
            _("drawing failed: {kind}: {error}", kind=type(error).__name__, error=error),
            _("This is a fault of tradefiche, or a worker was lost: build this one again."),
        ) from error
    if manifests.digest(drawn.pdf) != drawn.sha256:
        raise TradeficheError(_("its bytes were damaged on the way"), _("Build this one again."))
    return drawn
