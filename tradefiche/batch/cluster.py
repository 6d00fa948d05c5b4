"""Tasks on an existing Dask cluster, through its ``concurrent.futures`` interface.

Dask gives the tasks of a worker that died to another one. Nothing here starts a cluster.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import CancelledError
from concurrent.futures import Future
from typing import Any

from tradefiche import __version__
from tradefiche import resources
from tradefiche.batch import task
from tradefiche.batch.pool import WorkerPool
from tradefiche.errors import TradeficheError
from tradefiche.messages import _

TO_ANSWER = 5
"""Seconds that the scheduler has."""
TO_WORK = 10.0
"""Seconds without a result before workers are counted; one that restarts is back sooner."""


class ClusterPool(WorkerPool):
    """The workers of a Dask scheduler, which shares tasks out among them as it sees fit."""

    room = 1000
    patience = TO_WORK

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a call; cancelled when the cluster is lost."""
        try:
            future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        except Exception as error:  # Dask's own, of a client that gave up
            raise CancelledError from error
        return future

    def require_workers(self) -> None:
        """Be sure that workers are there, and that they run this program.

        Raises:
            TradeficheError: there are none, or others.
        """
        answers = self._client.run(task.program, on_error="return")
        if not answers:
            raise TradeficheError(
                _("the Dask scheduler at {address} has no workers", address=self._address),
                _("Start one: dask worker {address} --nthreads 1.", address=self._address),
            )
        for worker, answer in answers.items():
            if answer != __version__:
                said = (
                    answer
                    if isinstance(answer, str)
                    else _("none that answers ({error})", error=answer)
                )
                raise TradeficheError(
                    _(
                        "the Dask worker {address} has another tradefiche: {version}; this is "
                        "{own}",
                        address=worker,
                        version=said,
                        own=__version__,
                    ),
                    _("Install the same version wherever a worker runs."),
                )


@contextlib.contextmanager
def join(address: str) -> Iterator[ClusterPool]:
    """The cluster of a scheduler, left as it was found.

    Raises:
        TradeficheError: Dask is not installed, nothing answers, or the workers cannot do it.
    """
    try:
        from distributed import Client
        from distributed.comm.core import connect
        from distributed.security import Security
    except ImportError as error:
        raise TradeficheError(
            _("--cluster needs Dask"),
            _("Install it: {command}.", command=resources.install("dask")),
        ) from error
    for name in ("distributed", "distributed.client", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said below

    async def knock() -> None:
        options = Security().get_connection_args("client")
        comm = await connect(address, timeout=TO_ANSWER, **options)
        await comm.close()

    try:
        # A client that never had an answer complains when it is thrown away: try the door first.
        asyncio.run(knock())
        client = Client(address, timeout=TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # the last from TLS without certificates
        raise TradeficheError(
            _("no Dask scheduler answers at {address} ({error})", address=address, error=error),
            _("Start one (dask scheduler) and its workers, or build without --cluster."),
        ) from error
    try:
        cluster = ClusterPool(client, address)
        cluster.require_workers()
        yield cluster
    finally:
        client.close()
