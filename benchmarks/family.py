"""What a command costs with all the processes it starts: time, CPU seconds, memory together.

Also how such costs are told: a Markdown table, and a word about the machine.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import statistics
import threading
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import stopwatch
from stopwatch import Command

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Cost:
    """One run: seconds it took, CPU seconds (user and system) of all its processes, and the most
    memory they held at one moment, in megabytes (0 when nobody looked)."""

    seconds: float
    cpu: float
    megabytes: float = 0.0


def cost(command: Sequence[object], *, memory: bool = False) -> Cost:
    """Run a command to its end; looking at its memory takes a little of the machine's time."""
    _adopt()
    before = os.times()
    with _Watch() if memory else _Blind() as watch:
        sample = stopwatch.run(command)
        _await_orphans()
    after = os.times()
    spent = after.children_user + after.children_system
    return Cost(
        sample.seconds, spent - before.children_user - before.children_system, watch.megabytes
    )


def _adopt() -> None:
    """What a command's own processes started is ours when they end before it (Linux): else the
    time of workers forked from a server, which ends after the command, would be nobody's."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise SystemExit("this system does not tell what the processes of a command cost")


def _await_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def in_turns(turns: int, *commands: Command) -> list[list[Cost]]:
    """Each command once a turn; the turn before the first looks at memory, and is not timed.

    Gives for each command its costs, the peak of memory in all of them.
    """
    peaks = [cost(command(-1), memory=True).megabytes for command in commands]
    rounds = [[cost(command(turn)) for command in commands] for turn in range(turns)]
    return [
        [Cost(each.seconds, each.cpu, peak) for each in costs]
        for costs, peak in zip(zip(*rounds, strict=True), peaks, strict=True)
    ]


def seconds(costs: Sequence[Cost]) -> float:
    """The median."""
    return statistics.median(each.seconds for each in costs)


def cpu(costs: Sequence[Cost]) -> float:
    """The median."""
    return statistics.median(each.cpu for each in costs)


class _Blind:
    megabytes = 0.0

    def __enter__(self) -> _Blind:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Watch(_Blind):
    """Looks now and then at the memory of all processes under this one."""

    def __enter__(self) -> _Watch:
        self.megabytes, self.over = 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.over.wait(EVERY):
            kilobytes = sum(_share(process) for process in _descendants(os.getpid()))
            self.megabytes = max(self.megabytes, kilobytes / 1024)


def _descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            numbers = children.read_text().split()
        except OSError:  # ended meanwhile
            continue
        for number in map(int, numbers):
            yield number
            yield from _descendants(number)


def _share(process: int) -> int:
    """Kilobytes of a process; a page that several share counts in parts, once in all."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


# -- telling ---------------------------------------------------------------------------------


def cores() -> int:
    """Processors that may be used."""
    return len(os.sched_getaffinity(0))


def circumstances(libraries: Sequence[str], load: float) -> str:
    """Date, machine, versions, and how busy the machine was; nothing that tells whose it is."""
    memory = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    busy = "calm" if load < 0.3 * cores() else "busy with other work: trust ratios and CPU seconds"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {cores()} cores, {memory} GB of "
        f"memory; Python {platform.python_version()}, {versions}. When it began the machine was "
        f"{busy} (load {load:.1f})."
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Markdown, columns aligned."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    padded = [
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines
    ]
    padded.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(line)} |" for line in padded]
