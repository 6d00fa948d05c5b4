"""Times processes in turns, so that a busy machine slows alike what is compared."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

Command = Callable[[int], Sequence[object]]
"""Turn → the words of a command; each turn may need a folder of its own."""


@dataclass(frozen=True)
class Sample:
    """One process: seconds from its start to its end, and its peak memory in megabytes."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Series:
    """The samples of one thing."""

    samples: tuple[Sample, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most."""
        seconds = [sample.seconds for sample in self.samples]
        return min(seconds), max(seconds)

    @property
    def megabytes(self) -> float:
        """The highest peak."""
        return max(sample.megabytes for sample in self.samples)


def run(command: Sequence[object]) -> Sample:
    """Run one process to its end."""
    words = [str(word) for word in command]
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{said.decode()}")
    return Sample(seconds, usage.ru_maxrss / 1024)


def in_turns(turns: int, *commands: Command) -> tuple[Series, ...]:
    """Each command once a turn, in the same order; one turn before the first is not counted."""
    for command in commands:
        run(command(-1))
    rounds = [[run(command(turn)) for command in commands] for turn in range(turns)]
    return tuple(Series(tuple(samples)) for samples in zip(*rounds, strict=True))
