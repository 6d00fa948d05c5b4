"""Measures how the time of a build grows: with départements, years, rows stored, workers.

    python benchmarks/growth.py                     # all of it; some twenty minutes, 4 GB of disk
    python benchmarks/growth.py --departements 20 --turns 1 --rows 300000 3000000

Writes GROWTH.md beside this file and docs/images/benchmark-growth.png. See README.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from family import Cost
from family import circumstances
from family import cores
from family import cost
from family import cpu
from family import in_turns
from family import seconds
from family import table
from matplotlib.figure import Figure

from tradefiche import resources
from tradefiche.reference import territories

HERE = Path(__file__).parent
PICTURE = HERE.parent / "docs" / "images" / "benchmark-growth.png"
PYTHON = sys.executable
TRADEFICHE = Path(PYTHON).with_name("tradefiche")
MAKER = HERE.parent / "tools" / "make_demo_data.py"
LIBRARIES = ("polars", "matplotlib", "reportlab", "pikepdf")
LAST_YEAR = 2024
YEARS = (1, 5, 10)
SOME = 10
"""Départements of a run of several years, or on several stores."""
MOST_MEMORY = 2.0
"""Gigabytes that a build on the largest store may take."""


@dataclass(frozen=True)
class Curve:
    """Costs against a count of something; ``label`` says what a point made."""

    what: str
    label: str
    points: tuple[tuple[float, list[Cost]], ...]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Lines of a table; growth is measured from the line before."""
        before: tuple[float, float] | None = None
        for count, costs in self.points:
            taken = cpu(costs)
            growth = ""
            if before:
                growth = f"×{taken / before[1]:.2f} for ×{count / before[0]:.3g}"
            before = (count, taken)
            yield (
                f"{count:,.0f}",
                f"{seconds(costs):.2f} s",
                f"{taken:.2f} s",
                growth,
                f"{costs[0].megabytes:.0f} MB",
            )


class Bench:
    """Builds in a scratch folder."""

    def __init__(self, scratch: Path, departements: int, turns: int) -> None:
        self.scratch, self.turns, self.runs = scratch, turns, 0
        every = [place.code for place in territories.departements()]
        self.codes = every[:: max(1, len(every) // departements)][:departements]
        self.some = self.codes[:SOME]

    def build(self, data: Path | None, codes: Sequence[str], *options: object) -> list[Cost]:
        """Costs of a build, of the demonstration without ``data``; each in a new folder."""
        self.runs += 1
        run = self.runs
        listed = self.scratch / f"list-{run}.txt"
        listed.write_text("\n".join(codes) + "\n", "utf-8")

        def command(turn: int) -> list[object]:
            output = self.scratch / f"output-{run}-{turn}"
            words = [TRADEFICHE, "build", "--from-file", listed, "--force", *options]
            return [*words, *(("--data", data) if data else ("--demo",)), "--output", output]

        (costs,) = in_turns(self.turns, command)
        return costs

    def departements(self) -> Curve:
        """1, 10, 100."""
        counts = [count for count in (1, 10, 100) if count <= len(self.codes)]
        points = tuple((count, self.build(None, self.codes[:count])) for count in counts)
        return Curve("départements", "one year", points)

    def years(self, data: Path) -> Curve:
        """1, 5, 10 in one run."""
        points = tuple(
            (
                count,
                self.build(data, self.some, "--year", f"{LAST_YEAR - count + 1}-{LAST_YEAR}"),
            )
            for count in YEARS
        )
        return Curve("years in one run", f"{len(self.some)} départements", points)

    def rows(self, stores: dict[int, Path]) -> tuple[Curve, Curve]:
        """One fiche, and some, from stores of different sizes."""
        one = tuple((count, self.build(store, ["03"])) for count, store in stores.items())
        label = f"{len(self.some)} départements"
        many = tuple((count, self.build(store, self.some)) for count, store in stores.items())
        return (
            Curve("rows in the store", "one fiche, cold", one),
            Curve("rows in the store", label, many),
        )

    def workers(self) -> Curve:
        """From one to twice the cores."""
        counts = sorted({1, cores(), 2 * cores()})
        points = tuple(
            (count, self.build(None, self.codes, "--workers", count)) for count in counts
        )
        return Curve("workers", f"{len(self.codes)} départements", points)


def years_stored(scratch: Path) -> Path:
    """A store of as many years as are asked for: the demonstration's rows, dated anew."""
    store = scratch / "years"
    (archive,) = resources.assets("demo").glob("*.zip")
    with zipfile.ZipFile(archive) as packed:
        texts = {name: packed.read(name) for name in packed.namelist() if name.startswith("Reg")}
    for year in range(LAST_YEAR - max(YEARS) + 1, LAST_YEAR + 1):
        folder = scratch / f"year-{year}"
        folder.mkdir()
        for name, text in texts.items():
            dated = text.replace(f";{LAST_YEAR};".encode(), f";{year};".encode())
            (folder / name.replace(str(LAST_YEAR), str(year))).write_bytes(dated)
        imported(store, folder)
    return store


def imported(store: Path, folder: Path) -> Cost:
    """Import the text files of a folder; its cost, memory looked at."""
    files = sorted(folder.glob("Region_*.txt"))
    return cost([TRADEFICHE, "data", "import", *files, "--data", store], memory=True)


def stores_of(rows: Sequence[int], scratch: Path) -> tuple[dict[int, Path], list[tuple[str, ...]]]:
    """Stores of one year each, and what importing them cost."""
    stores, told = {}, []
    for count in rows:
        folder = scratch / f"rows-{count}"
        command = [PYTHON, MAKER, "--rows", str(count), "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        files = sorted(folder.glob("Region_*.txt"))
        _lengthen(files[-1], count - sum(_lines(path) for path in files))
        stores[count] = scratch / f"store-{count}"
        found = imported(stores[count], folder)
        for path in files:
            path.unlink()
        told.append(
            (
                f"{count:,}",
                f"{found.seconds:.1f} s",
                f"{found.cpu:.1f} s",
                f"{found.megabytes:.0f} MB",
            )
        )
        print("imported", *told[-1], flush=True)
    return stores, told


def _lengthen(path: Path, missing: int) -> None:
    """Repeat the first rows: the maker invents thirty million of them, less a few."""
    if missing > 0:
        with path.open("rb") as file:
            repeated = b"".join(islice(file, missing))
        with path.open("ab") as file:
            file.write(repeated)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 24), b""))


def drawn(curves: Sequence[Curve], note: str) -> None:
    """The picture: a panel a question, time and CPU, both axes logarithmic."""
    from matplotlib import font_manager

    for path in resources.fonts().glob("*.ttf"):
        font_manager.fontManager.addfont(path)
    font = {"family": "Source Sans 3", "color": "#161616"}
    figure = Figure(figsize=(9, 5.6), dpi=180, facecolor="white")
    panels = list(dict.fromkeys(curve.what for curve in curves))
    for index, what in enumerate(panels):
        axes = figure.add_axes((0.08 + 0.48 * (index % 2), 0.56 - 0.44 * (index // 2), 0.4, 0.28))
        for style, curve in zip(
            ("-", "--"), [each for each in curves if each.what == what], strict=False
        ):
            counts = [count for count, _ in curve.points]
            for value, color, name in ((seconds, "#000091", "time"), (cpu, "#8A8D98", "CPU")):
                values = [value(costs) for _, costs in curve.points]
                axes.plot(
                    counts, values, style, marker="o", markersize=4, color=color,
                    label=f"{name}, {curve.label}",
                )  # fmt: skip
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(counts, [_short(count) for count in counts])
        low, high = axes.get_ylim()
        low, high = low / 1.2, high * 5  # room for the legend
        axes.set_ylim(low, high)
        marks = [n for n in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if low <= n <= high]
        axes.set_yticks(marks, [f"{mark:g} s" for mark in marks])
        axes.minorticks_off()
        axes.tick_params(colors="#666666", labelsize=8.5, labelfontfamily="Source Sans 3")
        axes.grid(color="#E4E4EA")
        axes.spines[:].set_visible(False)
        axes.set_title(what, loc="left", fontdict={**font, "size": 11, "weight": "bold"})
        small = {"family": "Source Sans 3", "size": 8}
        axes.legend(prop=small, frameon=False, loc="upper left", ncols=2)
    title = "How the time of a build grows"
    figure.text(0.02, 0.94, title, fontdict={**font, "size": 13, "weight": "bold"})
    figure.text(0.02, 0.02, note, fontdict={**font, "size": 8, "color": "#666666"})
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE)


def _short(count: float) -> str:
    return f"{count / 1e6:.2g} M" if count >= 1e5 else f"{count:g}"


def report(
    options: argparse.Namespace,
    load: float,
    curves: Sequence[Curve],
    imports: Sequence[tuple[str, ...]],
) -> str:
    """The whole of GROWTH.md."""
    lines = [
        "# How the time of a build grows",
        "",
        f"Written by `python benchmarks/growth.py --departements {options.departements} --turns "
        f"{options.turns}` on {circumstances(LIBRARIES, load)}",
        "",
        "![Growth](../docs/images/benchmark-growth.png)",
        "",
    ]
    for curve in curves:
        head = (curve.what, "time", "CPU", "growth of CPU", "memory, all processes")
        lines += [f"**{curve.label}**", "", *table(head, list(curve.rows())), ""]
    peak = max(
        costs[0].megabytes for c in curves if c.what.startswith("rows") for _, costs in c.points
    )
    kept = "kept" if peak / 1024 <= MOST_MEMORY else "**broken**"
    lines += [
        f"Most memory of a build, whatever the rows: {peak:.0f} MB (promise: ≤ {MOST_MEMORY:g} "
        f"GB, {kept}).",
        "",
        "Importing those rows first, once:",
        "",
        *table(("rows", "time", "CPU", "memory"), imports),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="How the time of a build grows.")
    parser.add_argument("--departements", type=int, default=100, metavar="N")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[300_000, 3_000_000, 30_000_000], metavar="N"
    )
    parser.add_argument("--output", type=Path, default=HERE / "GROWTH.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        scratch = Path(folder)
        bench = Bench(scratch, options.departements, options.turns)
        curves: list[Curve] = []

        def add(curve: Curve) -> None:
            curves.append(curve)
            print(curve.what, curve.label, *curve.rows(), sep="\n", flush=True)

        add(bench.departements())
        add(bench.workers())
        add(bench.years(years_stored(scratch)))
        stores, imports = stores_of(options.rows, scratch)
        for curve in bench.rows(stores):
            add(curve)
    options.output.write_text(report(options, load, curves, imports), "utf-8")
    drawn(curves, circumstances((), load).split("; ")[0])


if __name__ == "__main__":
    main()
