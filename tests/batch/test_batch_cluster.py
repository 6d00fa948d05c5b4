"""``--cluster`` against a real Dask scheduler and its workers, on the loopback."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from batch_processes import TIMEOUT
from batch_processes import pdfs
from batch_processes import require_complete
from batch_processes import require_whole
from batch_processes import started
from batch_processes import until
from command import process
from systems import PIP

import tradefiche
from tradefiche import manifest
from tradefiche.batch import request
from tradefiche.batch.documents import fiches_and_packs
from tradefiche.batch.pool import WorkerPool
from tradefiche.batch.run import run
from tradefiche.errors import TradeficheError

needs_dask = pytest.mark.skipif(
    not importlib.util.find_spec("distributed") and not os.environ.get("CI"),
    reason="Dask is not installed: pip install '.[dask]'",
)
CODES = ("01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74")
BUILD = ("tradefiche", "build", "--region", "Auvergne - Rhône-Alpes", "--cluster")


@contextlib.contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, Any]]:
    """The address of a scheduler, and its process."""
    words = ("--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", "at.json")
    with started(("distributed.cli.dask_scheduler", *words), folder, "scheduler") as found:

        def address() -> str:
            with contextlib.suppress(OSError, ValueError):
                return str(json.loads((folder / "at.json").read_text("utf-8"))["address"])
            return ""

        assert until(lambda: bool(address()), found), (folder / "scheduler.err").read_text()
        yield address(), found


@contextlib.contextmanager
def worker(folder: Path, address: str, name: str, **environment: str) -> Iterator[Any]:
    """A worker that is not restarted when it dies, with no file of the run in its folder."""
    (folder / name).mkdir()
    words = (address, "--nthreads", 1, "--no-nanny", "--no-dashboard", "--name", name)
    command = ("distributed.cli.dask_worker", *words)
    with started(command, folder / name, name, **environment) as found:
        until(lambda: b"Registered to" in (folder / name / f"{name}.err").read_bytes(), found)
        yield found


@needs_dask
def test_one_of_two_workers_is_killed_and_nobody_sees_it(here: Path) -> None:
    with contextlib.ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(here))
        first = stack.enter_context(worker(here, address, "first"))
        stack.enter_context(worker(here, address, "second"))
        drawing = stack.enter_context(started((*BUILD, address), here))
        until(lambda: len(pdfs(here)) >= 2, drawing)
        os.killpg(first.pid, signal.SIGKILL)
        assert len(pdfs(here)) < 12
        assert drawing.wait(TIMEOUT) == 0, (here / "run.err").read_text("utf-8")
    assert "Traceback" not in (here / "run.err").read_text("utf-8")
    require_complete(here, CODES)


@needs_dask
def test_a_cluster_that_goes_away_keeps_what_is_written(here: Path) -> None:
    with scheduler(here) as (address, leader), worker(here, address, "only"):
        with started((*BUILD, address), here) as drawing:
            until(lambda: len(pdfs(here)) >= 2, drawing)
            leader.kill()
            assert drawing.wait(TIMEOUT) == 1
        said = (here / "run.err").read_text("utf-8")
        assert "Error: the Dask scheduler answers no more\nHint: What is written is kept" in said
        assert "Traceback" not in said
        folder = here / "output" / "2024"
        listed = [entry.code for entry in manifest.read(folder, 2024).fiches]
        assert listed == require_whole(here)
        assert 2 <= len(listed) < 12


@needs_dask
def test_a_cluster_without_workers_or_with_others_is_refused(here: Path) -> None:
    other = here / "other" / "tradefiche"
    (other / "batch").mkdir(parents=True)
    (other / "__init__.py").write_text("")
    (other / "batch" / "__init__.py").write_text("")
    (other / "batch" / "task.py").write_text("def program():\n    return '0.0.1'\n")
    with scheduler(here) as (address, _):
        none = process("build", "--dept", "03", "--cluster", address, cwd=here)
        assert none.returncode == 1
        assert none.stderr == (
            f"Error: the Dask scheduler at {address} has no workers\n"
            f"Hint: Start one: dask worker {address} --nthreads 1.\n"
        )
        with worker(here, address, "old", PYTHONPATH=str(other.parent)):
            old = process("build", "--dept", "03", "--cluster", address, cwd=here)
    assert old.returncode == 1
    assert f" has another tradefiche: 0.0.1; this is {tradefiche.__version__}\n" in old.stderr
    assert "Hint: Install the same version wherever a worker runs.\n" in old.stderr
    assert not (here / "output").exists()


@needs_dask
@pytest.mark.parametrize("scheme", ["tcp", "tls", "nonsense"])
def test_an_address_where_nobody_is(here: Path, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"{scheme}://127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = process("build", "--dept", "03", "--cluster", address, cwd=here, env=environment)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: no Dask scheduler answers at {address} (")
    assert done.stderr.endswith("or build without --cluster.\n")
    assert "Traceback" not in done.stderr


def test_without_dask_its_extra_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "distributed.py").write_text("raise ImportError('not installed')\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(here), *sys.path))}
    words = ("build", "--dept", "03", "--cluster", "tcp://127.0.0.1:1")
    done = process(*words, cwd=here, env=environment)
    assert done.stderr == (
        f'Error: --cluster needs Dask\nHint: Install it: {PIP} install -e ".[dask]".\n'
    )


class Deserted(WorkerPool):
    """A cluster whose workers all left; its scheduler is still there."""

    room = 1000
    patience = 0.01

    def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
        return Future()

    def require_workers(self) -> None:
        raise TradeficheError("nobody works")


def test_workers_that_all_left_are_not_awaited_for_ever(here: Path) -> None:
    asked = request.Request(request.selection(["03", "46"]), (), Path("data"), Path("output"))
    (job,) = request.prepare(asked)
    with pytest.raises(TradeficheError, match="nobody works"):
        list(run(job, fiches_and_packs, Deserted()))
    assert not (here / "output" / "2024").exists()
