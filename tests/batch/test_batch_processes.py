"""Runs that are shot at: killed, interrupted, robbed of a worker, doubled; nothing is half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from concurrent.futures import wait
from pathlib import Path

import pytest
from batch_processes import TIMEOUT
from batch_processes import cut_short
from batch_processes import members
from batch_processes import pdfs
from batch_processes import require_complete
from batch_processes import require_whole
from batch_processes import started
from batch_processes import until
from batch_processes import workers
from command import process

from tradefiche import manifest
from tradefiche.batch.executors import LocalWorkers

needs_proc = pytest.mark.skipif(
    sys.platform != "linux",
    reason="finds workers in /proc, which Linux alone has; elsewhere short_run.py kills",
)

EIGHT = ("01", "03", "07", "15", "26", "42", "43", "74")
CODES = tuple(word for code in EIGHT for word in ("--dept", code))
BUILD = ("tradefiche", "build", *CODES, "--workers", 2)


def test_two_workers_draw_the_same_bytes_as_none(here: Path) -> None:
    done = process("build", *CODES, "--workers", 2, cwd=here)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 8
    assert "Traceback" not in done.stderr
    require_complete(here, EIGHT)


@needs_proc
@pytest.mark.parametrize(
    "number", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))]
)
def test_a_killed_run_leaves_whole_files_no_process_and_is_finished(
    here: Path, number: int
) -> None:
    chance = random.Random(number)  # a moment of its own for each, the same every time
    crew = 1 + number % 2
    with started((*BUILD[:-1], crew, "--force"), here) as run:
        enough = chance.randrange(7)
        until(lambda: len(pdfs(here)) >= enough, run)
        time.sleep(chance.random() / 5)
        run.kill()
        run.wait(TIMEOUT)
        until(lambda: not members(run.pid))
    require_whole(here)
    folder = here / "output" / "2024"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".03-allier.pdf.0123abcd.tmp").write_bytes(b"%PDF-1.7 the draft of a killed run")
    done = process("build", *CODES, "--workers", 1, cwd=here)
    assert done.returncode == 0, done.stderr
    require_complete(here, EIGHT)


@needs_proc
@pytest.mark.parametrize("enough", [0, 3])
def test_ctrl_c_stops_all_processes_with_one_message(here: Path, enough: int) -> None:
    with started(BUILD, here) as run:
        until(lambda: len(workers(run.pid)) == 2 and len(pdfs(here)) >= enough, run)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
        # Python ends as if by the signal when it came while a module was loading, though handled
        ends = {130} if enough else {130, -signal.SIGINT}
        assert run.wait(TIMEOUT) in ends, (here / "run.err").read_text("utf-8")
        until(lambda: not members(run.pid))
    said = (here / "run.err").read_text("utf-8")
    assert said.endswith(
        "Interrupted: every file already written is whole. Run the same command again to finish.\n"
    )
    assert said.count("Interrupted") == 1
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    written = require_whole(here)
    assert enough <= len(written) < 8
    folder = here / "output" / "2024"
    listed = [entry.code for entry in manifest.read(folder, 2024).fiches]
    # the interruption may fall between a file and its entry
    assert set(listed) <= set(written)
    assert len(written) - len(listed) <= 1
    assert not list(folder.glob(".*"))


@needs_proc
def test_a_worker_that_dies_takes_no_fiche_with_it(here: Path) -> None:
    with started(BUILD, here) as run:
        until(lambda: len(workers(run.pid)) == 2, run)
        victim = workers(run.pid)[0]
        until(lambda: len(pdfs(here)) >= 1, run)
        os.kill(victim, signal.SIGKILL)
        assert run.wait(TIMEOUT) == 0, (here / "run.err").read_text("utf-8")
        until(lambda: not members(run.pid))
    assert "Traceback" not in (here / "run.err").read_text("utf-8")
    require_complete(here, EIGHT)


@needs_proc
def test_a_worker_that_dies_while_it_sends_is_missed() -> None:
    pool = LocalWorkers(2)
    try:
        half = pool.submit(cut_short)
        assert not wait([half], 3).done  # the executor reads on, and sees nothing
        pool.require_workers()
        with pytest.raises(BrokenExecutor):
            half.result(TIMEOUT)
        assert pool.submit(os.getpid).result(TIMEOUT) != os.getpid()
    finally:
        pool.shutdown()


def test_workers_that_live_are_left_alone() -> None:
    pool = LocalWorkers(2)
    try:
        pool.submit(os.getpid).result(TIMEOUT)
        pool.require_workers()
        assert pool.submit(os.getpid).result(TIMEOUT) != os.getpid()
    finally:
        pool.shutdown()


def test_two_runs_at_once_never_corrupt(here: Path) -> None:
    with building(2) as first, building(2) as second:
        ends = [(run.communicate()[1], run.returncode) for run in (first, second)]
    assert 0 in {end for _, end in ends}
    for said, end in ends:
        assert "Traceback" not in said
        folder = Path("output/2024")
        assert end == 0 or f"Error: another tradefiche build is writing to {folder}\n" in said
    require_complete(here, EIGHT)


def test_a_reader_who_has_seen_enough_ends_the_run_quietly(here: Path) -> None:
    with building(1) as run:
        assert run.stdout
        assert run.stderr
        assert run.stdout.readline() == f"{Path('output/2024/01-ain.pdf')}\n"
        run.stdout.close()
        said = run.stderr.read()
    assert "Error" not in said
    assert "Exception ignored" not in said
    written = require_whole(here)
    folder = here / "output" / "2024"
    assert [entry.code for entry in manifest.read(folder, 2024).fiches] == written
    assert not list(folder.glob(".*"))


def building(crew: int) -> subprocess.Popen[str]:
    """A run of so many workers, which writes into pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", *map(str, BUILD[:-1]), str(crew)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
