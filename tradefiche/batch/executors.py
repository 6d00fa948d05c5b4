"""Where tasks run: in this process, in local workers, or on a Dask cluster.

All three are ``concurrent.futures`` executors: a task is submitted, a future comes back.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from tradefiche.batch import task
from tradefiche.errors import TradeficheError


class Here(Executor):
    """Runs each task at once, in this process: no start-up to wait for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future of a call."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def opened(workers: int, cluster: str = "") -> Iterator[Executor]:
    """The executor for a run; local workers start at once, before polars is loaded.

    Args:
        workers: processes; one means this process.
        cluster: address of a Dask scheduler, which then takes the place of local workers.

    Raises:
        TradeficheError: the cluster does not answer, or Dask is not installed.
    """
    if cluster:
        with _cluster(cluster) as executor:
            yield executor
        return
    if workers < 2:
        yield Here()
        return
    # spawn: polars' threads do not survive a fork
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    for _ in range(workers):
        pool.submit(task.warm)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise TradeficheError(
            "--cluster needs Dask", "Install it: pip install 'tradefiche[dask]'."
        ) from error
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise TradeficheError(
            f"no Dask scheduler answers at {address} ({error})",
            "Start one (dask scheduler) and its workers, or build without --cluster.",
        ) from error
    try:
        if not client.scheduler_info()["workers"]:
            raise TradeficheError(
                f"the Dask scheduler at {address} has no workers",
                f"Start one: dask worker {address}.",
            )
        yield client.get_executor(retries=3, pure=False)
    finally:
        client.close()
