"""How much the program says, and how it shows that it is at work; knows no command."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import TypeVar

import click

from tradefiche.commands import characters
from tradefiche.messages import _
from tradefiche.messages import decimal

T = TypeVar("T")
ROOMY = 64
"""Columns from which the time left and the rate have room beside a bar."""
BAR = 36
NUMBERS = 24
"""Columns for the frame of a bar and « 1000/1000 »."""
TIMES = 30
"""Columns for the time left and the rate."""

_KEPT = "\n\u00a0\u202f"
"""Line ends, and the blanks of French: no characters to print, and harmless."""


def steady(words: str) -> str:
    """Words as a terminal may show them: whatever would steer it is a blank.

    The last line of defence, where lines keep their form; what comes from outside is made
    ``printable`` where it enters.
    """
    if words.isprintable():
        return words
    return "".join(each if each.isprintable() or each in _KEPT else " " for each in words)


@dataclass(frozen=True, slots=True)
class Console:
    """Results go to standard output; progress, remarks and errors to standard error."""

    quiet: bool = False
    verbose: bool = False

    def result(self, line: str) -> None:
        """What the command was asked for."""
        if not self.quiet:
            click.echo(steady(line))

    def failure(self, line: str) -> None:
        """A result that is to be known though nothing else is to be said."""
        click.echo(steady(line), err=self.quiet)

    def remark(self, line: str) -> None:
        """What the operator should know."""
        if not self.quiet:
            click.echo(steady(line), err=True)

    def detail(self, line: str) -> None:
        """What helps to understand a run."""
        if self.verbose:
            click.echo(steady(line), err=True)

    def shows_progress(self, count: int) -> bool:
        """True when so many items have a progress bar: somebody looks at a terminal."""
        return not self.quiet and count > 1 and sys.stderr.isatty()

    def progress(
        self, items: Iterable[T], count: int, label: str, *, rate: bool = False
    ) -> Iterator[T]:
        """``items``, with a progress bar when somebody looks at a terminal.

        Args:
            rate: say how many a second, beside the time that is left.
        """
        with self.progress_bar(count, label, rate=rate) as done:
            for item in items:
                yield item
                done()

    @contextmanager
    def progress_bar(
        self, count: int, label: str, *, rate: bool = False
    ) -> Iterator[Callable[[], None]]:
        """The same for a loop of one's own, which calls what it is given after each item."""
        if not self.shows_progress(count):
            yield lambda: None
            return
        started = time.perf_counter()

        def speed(_item: object) -> str:
            seconds = time.perf_counter() - started
            if not bar.pos or not seconds:
                return ""
            return _("{rate} a second", rate=decimal(bar.pos / seconds, 1))

        columns = shutil.get_terminal_size().columns
        roomy = columns >= ROOMY
        columns -= 1  # a Windows console begins a line after the last
        label = label[: max(0, columns - NUMBERS)]
        width = columns - len(label) - NUMBERS - (TIMES if roomy else 0)
        bar = click.progressbar(
            length=count,
            label=label,
            file=sys.stderr,
            show_pos=True,
            show_eta=roomy,
            width=max(1, min(BAR, width)),
            item_show_func=speed if rate and roomy else None,
        )
        with bar:
            yield lambda: bar.update(1)


def echo_json(value: Any) -> None:
    """A document for programs, on standard output: UTF-8 in every console, file or pipe.

    Where standard output is in another encoding, what is not ASCII is escaped.
    """
    import json

    click.echo(json.dumps(value, ensure_ascii=not characters.is_utf8(), indent=2))


def echo_table(text: str) -> None:
    """A CSV on standard output: in UTF-8, which is what reads it, unless somebody looks at it."""
    if sys.stdout.isatty():
        click.echo(text, nl=False)
    else:
        click.echo(text.encode(), nl=False)


def is_unread() -> bool:
    """Whether nobody reads standard output any more; what is still to be written then goes nowhere.

    Windows says « Invalid argument » to who writes to a pager that was left, each time.
    """
    try:
        print(flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def open_file(path: Path, console: Console) -> None:
    """Show a file with the program that the system has for it."""
    if click.launch(str(path)):
        console.remark(
            _("{path} is written, but no program of this machine could open it.", path=path)
        )


def console_of(context: click.Context) -> Console:
    """The console of a command, as its root options set it."""
    found = context.find_object(Console)
    return found or Console()
