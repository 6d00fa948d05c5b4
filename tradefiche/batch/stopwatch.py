"""How long each stage of a run takes; it knows no stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, in the order in which stages first began, and since it was made."""

    seconds: dict[str, float] = field(default_factory=dict)
    _started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the block for a stage, with what was counted before."""
        self.seconds.setdefault(name, 0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started

    def elapsed(self) -> float:
        """Seconds since it was made."""
        return time.perf_counter() - self._started
