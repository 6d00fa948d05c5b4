"""Measures what the project promises, side by side with what it is compared with.

    pip install -e '.[bench]'
    python benchmarks/run.py            # writes benchmarks/RESULTS.md

See README.md beside this file for what each measure means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from stopwatch import Series
from stopwatch import in_turns

HERE = Path(__file__).parent
PYTHON = sys.executable
TRADEFICHE = Path(PYTHON).with_name("tradefiche")
LIBRARIES = ("polars", "matplotlib", "reportlab", "pikepdf", "svglib")
CALM = 0.1
"""Part of the machine that other work may take before seconds are not to be trusted."""

IMPORTS = "import polars, matplotlib.figure, reportlab.pdfgen.canvas"
READ = """
import sys
import polars as pl
number, text = pl.Int64, pl.String
types = dict(f=text, q=number, y=number, d=text, r=text, a=text, c=text, p=text, v=number, m=number)
frames = [
    pl.read_csv(path, separator=";", has_header=False, quote_char=None, schema=types)
    for path in sys.argv[1:]
]
assert sum(frame.height for frame in frames)
"""
UNZIP = """
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        with archive.open(name) as source, open(sys.argv[2], "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
"""


@dataclass(frozen=True)
class Row:
    """One line of the table; ``limit`` is the promise, if there is one."""

    what: str
    ours: str
    other: str = ""
    found: float | None = None
    limit: float | None = None
    unit: str = "×"

    @property
    def verdict(self) -> str:
        """Kept or broken."""
        if self.found is None or self.limit is None:
            return ""
        return "kept" if self.found <= self.limit else "**broken**"

    def cells(self) -> tuple[str, ...]:
        """As they are printed."""
        sign = f" {self.unit}"
        found = "" if self.found is None else f"{self.found:.3g}{sign}"
        limit = "" if self.limit is None else f"≤ {self.limit:g}{sign}"
        return (self.what, self.ours, self.other, found, limit, self.verdict)


def told(series: Series, digits: int = 2) -> str:
    """« 0.71 s (0.69–0.80) »."""
    low, high = series.spread
    return f"{series.seconds:.{digits}f} s ({low:.{digits}f}–{high:.{digits}f})"


def compared(what: str, ours: Series, other: Series, limit: float, digits: int = 2) -> Row:
    """Two series and the ratio of their medians."""
    ratio = ours.seconds / other.seconds
    return Row(what, told(ours, digits), told(other, digits), ratio, limit)


def start_up(turns: int) -> Iterator[Row]:
    """The time to say what the program can do."""
    ours, nothing = in_turns(
        turns, lambda _: [TRADEFICHE, "--help"], lambda _: [PYTHON, "-c", "pass"]
    )
    yield compared("`tradefiche --help` / `python -c pass`", ours, nothing, 5, 3)


def importing(turns: int, files: list[Path], scratch: Path) -> Iterator[Row]:
    """A year of the customs' size, into a store; leaves the store of turn 0 for later."""
    rows = sum(path.read_bytes().count(b"\n") for path in files)
    ours, read = in_turns(
        turns,
        lambda turn: [TRADEFICHE, "data", "import", *files, "--data", scratch / f"store{turn}"],
        lambda _: [PYTHON, "-c", READ, *files],
    )
    yield compared(f"import of {rows:,} rows / polars reading the same files", ours, read, 3)
    yield Row(
        "peak memory of these",
        f"{ours.megabytes:.0f} MB",
        f"{read.megabytes:.0f} MB",
        ours.megabytes / 1024,
        1.5,
        "GB",
    )
    archive = scratch / "year.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for path in files:
            made.write(path, path.name)
    zipped, unzipped = in_turns(
        max(2, turns // 2),
        lambda turn: [TRADEFICHE, "data", "import", archive, "--data", scratch / f"zipped{turn}"],
        lambda _: [PYTHON, "-c", UNZIP, archive, scratch / "unzipped"],
    )
    yield Row("import from the zip / unzipping it alone", told(zipped), told(unzipped))


def building(turns: int, scratch: Path) -> Iterator[Row]:
    """One fiche from nothing, and a hundred of them."""
    store = ["--data", scratch / "store0"]

    def output(name: str, turn: int) -> list[object]:
        return [*store, "--output", scratch / f"{name}{turn}"]

    ours, floor = in_turns(
        turns,
        lambda turn: [TRADEFICHE, "build", "--dept", "03", *output("one", turn)],
        lambda _: [PYTHON, "-c", IMPORTS],
    )
    what = "`build --dept 03`, cold / importing polars, matplotlib and ReportLab"
    yield compared(what, ours, floor, 1.6)
    yield Row("peak memory of that fiche", f"{ours.megabytes:.0f} MB", f"{floor.megabytes:.0f} MB")
    cores = len(os.sched_getaffinity(0))
    many = [TRADEFICHE, "build", "--all", "--force", "--workers"]
    shared, alone = in_turns(
        max(2, turns // 3),
        lambda turn: [*many, cores, *output("shared", turn)],
        lambda turn: [*many, 1, *output("alone", turn)],
    )
    yield Row(
        "`build --all`: 100 fiches in one process, imports included",
        f"{told(alone, 1)}, {100 / alone.seconds:.1f} a second",
    )
    yield Row(
        f"the same with {cores} workers / in one process",
        f"{told(shared, 1)}, {100 / shared.seconds:.1f} a second",
        told(alone, 1),
        shared.seconds / alone.seconds,
    )


def drawing(turns: int) -> Iterator[Row]:
    """The road of the figures, warm, and a whole fiche, warm."""
    done = subprocess.run(
        [PYTHON, HERE / "figures.py", str(turns)], stdout=subprocess.PIPE, check=True
    )
    found = json.loads(done.stdout)
    medians = {name: each[0] for name, each in found["milliseconds"].items()}
    ours, svglib = ((medians[road] - medians["empty"]) / 8 for road in ("ours", "svglib"))
    yield Row(
        "one figure onto the page, warm: our renderer / SVG and svglib",
        f"{ours:.1f} ms",
        f"{svglib:.1f} ms",
        ours / svglib,
    )
    yield Row(
        "the document of those eight figures",
        f"{found['bytes']['ours'] / 1024:.0f} kB",
        f"{found['bytes']['svglib'] / 1024:.0f} kB",
    )
    yield Row("laying one of them out, warm", f"{medians['layout'] / 8:.1f} ms")
    low, high = found["milliseconds"]["fiche"][1:]
    yield Row("a whole fiche, warm", f"{medians['fiche']:.0f} ms ({low:.0f}–{high:.0f})")


def machine() -> str:
    """Cores and memory; nothing that tells whose it is."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {round(pages * size / 2**30)} GB of memory"


def clock() -> tuple[float, float, float]:
    """Seconds since some moment, those the machine's cores have worked, and those for us."""
    columns = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    user, nice, system, _, _, interrupts, soft = (int(each) for each in columns[:7])
    ticks = user + nice + system + interrupts + soft
    spent = os.times()
    ours = spent.user + spent.system + spent.children_user + spent.children_system
    return spent.elapsed, ticks / os.sysconf("SC_CLK_TCK"), ours


def others(start: tuple[float, float, float]) -> float:
    """The part of the machine that other work took since ``start``."""
    elapsed, worked, ours = (b - a for a, b in zip(start, clock(), strict=True))
    return max(0.0, (worked - ours) / elapsed / (os.cpu_count() or 1))


def table(rows: list[Row]) -> list[str]:
    """The rows as Markdown, columns aligned."""
    lines = [("what", "ours", "compared with", "found", "promise", ""), *(r.cells() for r in rows)]
    widths = [max(len(cells[column]) for cells in lines) for column in range(6)]
    padded = [[c.ljust(w) for c, w in zip(cells, widths, strict=True)] for cells in lines]
    padded.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(cells)} |" for cells in padded]


def report(rows: list[Row], busy: float, turns: int) -> str:
    """The whole of RESULTS.md."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    state = "" if busy <= CALM else ": trust the ratios, not the seconds"
    return "\n".join(
        [
            "# Results",
            "",
            f"Written by `python benchmarks/run.py` on {datetime.now(UTC):%Y-%m-%d}: {machine()}; "
            f"Python {platform.python_version()}, {libraries}.",
            "",
            f"Medians of {turns} turns or fewer, least and most in brackets; what is compared ran "
            f"in turns. Other work took {busy:.0%} of the machine meanwhile{state}. Processes are "
            "cold, the files they read are in the system's cache.",
            "",
            *table(rows),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the project promises.")
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--rows", type=int, default=3_000_000, help="rows of the year imported")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    options = parser.parse_args()
    start, rows = clock(), []
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        scratch = Path(folder)
        maker = HERE.parent / "tools" / "make_demo_data.py"
        made: list[str | Path] = [
            PYTHON,
            maker,
            "--rows",
            str(options.rows),
            "--out",
            scratch / "year",
        ]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        files = sorted((scratch / "year").glob("Region_*.txt"))
        for part in (
            start_up(2 * options.turns + 1),
            importing(options.turns, files, scratch),
            building(options.turns, scratch),
            drawing(2 * options.turns + 1),
        ):
            for row in part:
                print(*row.cells(), sep="  ", flush=True)
                rows.append(row)
    options.output.write_text(report(rows, others(start), 2 * options.turns + 1), "utf-8")


if __name__ == "__main__":
    main()
