"""Measures the mailing: the plan, its memory, and messages a second over one connection.

    python benchmarks/mail.py                        # about five minutes; needs Postfix's smtp-sink
    python benchmarks/mail.py --letters 20 --turns 1

Writes MAIL.md beside this file. See README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from family import circumstances
from family import cost
from family import in_turns
from family import seconds
from family import table

from tradefiche.reference import territories

HERE = Path(__file__).parent
PYTHON = sys.executable
TRADEFICHE = Path(PYTHON).with_name("tradefiche")
LIBRARIES = ("jinja2", "email-validator", "msgspec")
PLANS = (100, 500, 2000)
MOST = 2000
WAYS = {"tradefiche": "ours", "smtplib alone": "bare"}


def listed(path: Path, count: int, fiches: int) -> Path:
    """So many recipients, each with so many fiches."""
    codes = [place.code for place in territories.departements()]
    lines = [
        f"{codes[(number * 7 + turn) % len(codes)]};Lead {number};lead{number}@example.org"
        for number in range(count)
        for turn in range(fiches)
    ]
    path.write_text("\n".join(["departement;nom;email", *lines, ""]), "utf-8")
    return path


@contextmanager
def sink() -> Iterator[int]:
    """Postfix's smtp-sink, which throws away what it gets."""
    program = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "smtp-sink is missing (Debian: postfix)"
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([program, *user, f"127.0.0.1:{port}", "10"]) as process:
        try:
            time.sleep(1)
            yield port
        finally:
            process.kill()


class Bench:
    """The fiches of the demonstration data, in a scratch folder."""

    def __init__(self, scratch: Path, turns: int) -> None:
        self.scratch, self.turns, self.runs = scratch, turns, 0
        self.output = scratch / "output"
        build = [TRADEFICHE, "build", "--all", "--output", self.output]
        subprocess.run(build, check=True, cwd=scratch, stdout=subprocess.DEVNULL)
        sizes = [path.stat().st_size for path in (self.output / "2024").glob("*.pdf")]
        self.megabytes = statistics.mean(sizes) / 1e6

    def folder(self) -> Path:
        """A new one for a ledger."""
        self.runs += 1
        return self.scratch / f"mail-{self.runs}"

    def plans(self) -> list[tuple[str, ...]]:
        """Time and memory of the plan, as CSV: no message is written to the disk."""
        rows = []
        for count in PLANS:
            leads = listed(self.scratch / f"plan-{count}.csv", count, 2)

            def command(_: int, leads: Path = leads) -> list[object]:
                words = [TRADEFICHE, "send", "--recipients", leads, "--year", "2024"]
                words += ["--output", self.output, "--settings", settings(self.scratch, 25)]
                where = ["--ledger", self.folder(), "--export-recipients", self.scratch / "who.csv"]
                return [*words, *where, "--allow-demo"]

            (costs,) = in_turns(self.turns, command)
            taken = seconds(costs)
            rows.append((f"{count:,}", f"{taken:.2f} s", f"{costs[0].megabytes:.0f} MB"))
            print("plan", *rows[-1], flush=True)
        return rows

    def posting(self, letters: int, fiches: int) -> tuple[str, ...]:
        """Messages a second over one connection, ours and the barest way, in turns."""
        leads = listed(self.scratch / "posting.csv", letters, fiches)
        taken: dict[str, list[float]] = {name: [] for name in WAYS}
        with sink() as port:
            for turn in range(self.turns + 1):
                for name, way in WAYS.items():
                    command = [PYTHON, HERE / "posting.py", way, port, self.output, leads]
                    said = subprocess.run(
                        [str(word) for word in (*command, self.folder())],
                        check=True,
                        stdout=subprocess.PIPE,
                        text=True,
                    ).stdout
                    if turn:  # the first one is not counted
                        taken[name].append(float(said.split()[0]))
        ours, bare = (statistics.median(taken[name]) for name in WAYS)
        row = (
            *(f"{letters}", f"{fiches}", f"{fiches * self.megabytes * 4 / 3:.2f} MB"),
            *(f"{letters / ours:.1f}", f"{letters / bare:.1f}", f"{ours / bare:.2f}"),
            f"{(ours - bare) / letters * 1000:.1f} ms",
        )
        print("posting", *row, flush=True)
        return row

    def memory(self) -> str:
        """Of a whole sending to many, with its plan."""
        leads = listed(self.scratch / "many.csv", MOST, 1)
        with sink() as port:
            words = [TRADEFICHE, "--quiet", "send", "--recipients", leads, "--year", "2024"]
            words += ["--output", self.output, "--ledger", self.folder(), "--allow-demo"]
            chosen = settings(self.scratch, port)
            found = cost([*words, "--settings", chosen, "--confirm"], memory=True)
        print("memory", found, flush=True)
        return f"{found.megabytes:.0f} MB, in {found.seconds:.0f} s"


def settings(scratch: Path, port: int) -> Path:
    path = scratch / f"settings-{port}.toml"
    path.write_text(
        f'[mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'from = "fiches@example.org"\nper_minute = 0\nmessages_a_connection = 0\n',
        "utf-8",
    )
    return path


def report(
    options: argparse.Namespace,
    load: float,
    plans: Sequence[tuple[str, ...]],
    postings: Sequence[tuple[str, ...]],
    memory: str,
) -> str:
    """The whole of MAIL.md."""
    head = ("letters", "fiches each", "message", "ours, a second", "smtplib alone", "ratio of time")
    return "\n".join(
        [
            "# How fast the fiches are mailed",
            "",
            f"Written by `python benchmarks/mail.py --letters {options.letters} --turns "
            f"{options.turns}` on {circumstances(LIBRARIES, load)}",
            "",
            "**The plan**: the list read, every PDF compared with the manifest, every letter "
            "written once. Two fiches a recipient.",
            "",
            *table(("recipients", "time", "memory"), plans),
            "",
            "**Sending** to smtp-sink over one connection, beside `smtplib.sendmail` with the same "
            "bytes, ready in memory. Ours also writes each message, looks at its PDFs once more, "
            "keeps its bytes, and has the ledger on the disk twice a letter: what is left of the "
            "difference is mostly the disk's answer.",
            "",
            *table((*head, "more a letter"), postings),
            "",
            f"A whole sending to {MOST:,} recipients, one fiche each, takes {memory}; the pace of "
            "`per_minute`, 30 unless set, is what decides in earnest.",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the fiches are mailed.")
    parser.add_argument("--letters", type=int, default=200, metavar="N")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--output", type=Path, default=HERE / "MAIL.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        bench = Bench(Path(folder), options.turns)
        plans = bench.plans()
        postings = [bench.posting(options.letters, fiches) for fiches in (1, 4, 12)]
        memory = bench.memory()
    options.output.write_text(report(options, load, plans, postings, memory), "utf-8")


if __name__ == "__main__":
    main()
