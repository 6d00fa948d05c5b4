"""From the files to the mailing, with rivals and kills at each step: ``short_run.py [FOLDER]``.

On any system, against a mail server of this machine. It says a line a step, and ends with 1 at the
first that is not as promised. Without an (empty) FOLDER it takes a temporary one.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

from killed_runs import recording

from tradefiche import folders
from tradefiche import manifest
from tradefiche.resources import assets

PATIENCE = 300
CODES = ("01", "03", "07", "15", "26", "42", "43", "63")
(FILES,) = assets("demo").glob("*.zip")
IMPORT = ("data", "import", str(FILES), "--data", "store")
BUILD = ("build", "--data", "store", *(word for code in CODES for word in ("--dept", code)))
SEND = ("send", "--recipients", "leads.csv", "--year", "2024", "--allow-demo", "--confirm")
LETTERS = 60
SETTINGS = """[mail]
server = "127.0.0.1"
port = {port}
security = "none"
from = "Fiches <fiches@example.org>"
unsubscribe = "stop@example.org"
per_minute = {pace}
"""

Process = subprocess.Popen[str]


class BrokenPromise(Exception):  # noqa: N818 (what it is)
    """A step did not end as it must."""


def main(folder: Path) -> None:
    """All steps.

    Raises:
        BrokenPromise: one is not as it must be.
    """
    with folders.exclusive(folder / "store"):
        refused(folder, *IMPORT)
    ended(folder, *IMPORT)
    built = folder / "output" / "2024"
    # so much that it outlasts the rival's start, on the busiest machine
    everything = ("build", "--data", "store", "--all", "--all-territoires", "--workers", "2")
    with killed(folder, lambda: len(list(built.glob("*.pdf"))) > 1, *everything):
        refused(folder, *BUILD)
    ended(folder, *BUILD)
    require_whole(built)
    with recording(folder) as server:
        prepare(folder, server.port)
        with killed(folder, lambda: len(server.accepted()) > 4, *SEND):
            pass
        had = len(server.accepted())
        slowly = ("--settings", "slow.toml", "--retry-uncertain")
        with killed(folder, lambda: len(server.accepted()) > had, *SEND, *slowly):
            refused(folder, *SEND)
        ended(folder, *SEND, "--retry-uncertain")
        arrived = Counter(server.accepted())
    twice = arrived.total() - len(arrived)
    if len(arrived) != LETTERS or twice > 2:
        raise BrokenPromise(f"of {LETTERS} letters {len(arrived)} arrived, {twice} more than once")
    print(f"{LETTERS} letters arrived, {twice} of them twice, as was asked for")


def prepare(folder: Path, port: int) -> None:
    """Settings for two paces, and a list of recipients."""
    for name, pace in (("tradefiche", 0), ("slow", 60)):
        (folder / f"{name}.toml").write_text(SETTINGS.format(port=port, pace=pace), "utf-8")
    lines = [f";{CODES[n % 8]};;Personne {n};p{n}@example.org;;" for n in range(LETTERS)]
    head = "territoire;departement;civilite;nom;email;cc;notes"
    (folder / "leads.csv").write_text("\n".join([head, *lines, ""]), "utf-8")


@contextlib.contextmanager
def started(folder: Path, *words: str) -> Iterator[Process]:
    """The command in a process of its own, which does not outlive the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tradefiche", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        cwd=folder,
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def awaited(run: Process, *words: str, status: int = 0, saying: str = "") -> None:
    """Its end, with this status and these words."""
    said, _ = run.communicate(timeout=PATIENCE)
    if run.returncode != status or saying not in said or "Traceback" in said:
        raise BrokenPromise(f"{' '.join(words)} ended with {run.returncode} and said:\n{said}")
    print(f"{words[0]}: ended with {run.returncode}{f', {saying!r}' if saying else ''}", flush=True)


def ended(folder: Path, *words: str) -> None:
    with started(folder, *words) as run:
        awaited(run, *words)


def refused(folder: Path, *words: str) -> None:
    """Another has what it would write to."""
    with started(folder, *words) as run:
        awaited(run, *words, status=1, saying="Error: another")


@contextlib.contextmanager
def killed(folder: Path, happens: Callable[[], bool], *words: str) -> Iterator[None]:
    """Killed at the end of the block, which begins as soon as something happens."""
    with started(folder, *words) as run:
        until(happens, run)
        yield
        if run.poll() is not None:
            raise BrokenPromise(f"{' '.join(words)} ended before it was killed")
    print(f"{words[0]}: killed", flush=True)


def until(happens: Callable[[], bool], during: Process) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        if during.poll() is not None or time.monotonic() > end:
            raise BrokenPromise(f"it ended too early, or never began:\n{during.communicate()[0]}")
        time.sleep(0.01)


def require_whole(built: Path) -> None:
    """The fiches asked for are there, whole and listed, and no draft is."""
    listed = manifest.read(built, 2024)
    whole = {entry.code for entry in listed.fiches if manifest.describes(built, entry)}
    drafts = [path.name for path in built.iterdir() if path.name.endswith(".tmp")]
    if not whole.issuperset(CODES) or len(whole) != len(listed.fiches) or drafts:
        raise BrokenPromise(f"whole and listed are {sorted(whole)}, left behind {drafts}")
    print("the fiches are whole, and no draft is left", flush=True)


if __name__ == "__main__":
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
            main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary))
    except BrokenPromise as error:
        sys.exit(f"BROKEN: {error}")
