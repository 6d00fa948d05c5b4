"""What a run asks of its workers, wherever they are."""

from __future__ import annotations

from concurrent.futures import Executor


class WorkerPool(Executor):
    """An executor for the drawing of documents.

    When a worker dies, the futures it took with it raise ``BrokenExecutor``, and the next
    submission finds new ones.

    Attributes:
        room: tasks that it can be given at once; more would only wait in its memory.
        patience: seconds without a result after which to ask whether anybody is there.
    """

    room: int = 1
    patience: float | None = None

    def get_ready(self) -> None:
        """Do what can be done before the first task is known."""

    def require_workers(self) -> None:
        """Be sure that somebody works.

        Raises:
            TradeficheError: nobody does.
        """
