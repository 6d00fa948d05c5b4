"""Where tasks run: in this process, in local workers, or on a Dask cluster (see ``cluster``)."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext
from typing import Any

from tradefiche.batch import task
from tradefiche.batch.pool import WorkerPool
from tradefiche.console_events import deaf_children

MOST_WORKERS = 6
"""Unless asked for: each takes 170 MB, and a hundred fiches are soon drawn."""
LOADED = "tradefiche.batch.loaded"
"""The module that loads what workers need."""


class InlineExecutor(WorkerPool):
    """Runs each task at once, in this process: no start-up to wait for."""

    def get_ready(self) -> None:
        """Load matplotlib while polars sums in its own threads: 0.15 s less to wait."""
        task.load()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future of a call."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalWorkers(WorkerPool):
    """Local processes, started at once, and again when one of them died."""

    patience = 20.0

    def __init__(self, count: int) -> None:
        self.room = 2 * count
        self._count = count
        self._pool = self._started()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a call."""
        with _interruptions_held():
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown()
                self._pool = self._started()
                return self._pool.submit(fn, *args, **kwargs)

    def require_workers(self) -> None:
        """End all processes where one died and the executor does not see it.

        One that is killed while it sends a document leaves half of it in the pipe, and the executor
        waits for the rest for ever, deaf to the death. Without anybody left who could send it, the
        executor is broken, as it is when it sees a process die: the futures raise, and all is drawn
        again.
        """
        held = [*(self._pool._processes or {}).values()]
        if any(process.exitcode is not None for process in held):
            for process in held:
                process.kill()
            ours: Any = self._pool._result_queue
            ours._writer.close()  # the last end that somebody could write to

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, after what they are drawing."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def _started(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(self._count, _context(), _obey_parent)
        with _interruptions_held(), deaf_children():  # all of them start here
            for _ in range(self._count):
                pool.submit(task.load)
        return pool


def _context() -> BaseContext:
    """How workers start: never forked from this process, whose polars threads would not survive.

    On Linux they are forked from one that only loaded what they need, once for all of them. On
    macOS what numpy computes with may not survive a fork either, and Windows has none.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    return context


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def worker_pool(workers: int, cluster: str = "") -> Iterator[WorkerPool]:
    """The executor for a run; local workers start at once, before polars is loaded.

    Args:
        workers: processes; one means this process.
        cluster: address of a Dask scheduler, which then takes the place of local workers.

    Raises:
        TradeficheError: the cluster cannot be used, or Dask is not installed.
    """
    if cluster:
        from tradefiche.batch.cluster import join  # asyncio takes a while to load

        with join(cluster) as found:
            yield found
        return
    pool: WorkerPool = LocalWorkers(workers) if workers > 1 else InlineExecutor()
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _obey_parent() -> None:
    """In a new worker: Ctrl-C is for the parent to answer, and its death is this one's too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)  # a worker waits for tasks for ever, also from a parent that was killed

    threading.Thread(target=follow, daemon=True).start()


@contextlib.contextmanager
def _interruptions_held() -> Iterator[None]:
    """Ctrl-C comes after the block, and never to the processes started in it.

    They inherit what is blocked: else one that is still starting would answer with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would unblock the signal when started by a worker
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
