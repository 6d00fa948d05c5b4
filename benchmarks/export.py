"""Measures the export of a real-size year beside polars' own writers and XlsxWriter alone.

    python benchmarks/export.py                     # 1.7 million rows; ten minutes, 1 GB of disk
    python benchmarks/export.py --rows 200000 --turns 1

Each writer is a process of its own, in turns, that reads the same store, sums the same rows and
writes one file; what is told is its CPU time and its peak memory. Writes EXPORT.md beside this
file. See README.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from family import circumstances
from family import cpu
from family import in_turns
from family import table

HERE = Path(__file__).parent
PYTHON = sys.executable
MAKER = HERE.parent / "tools" / "make_demo_data.py"
MOST = 1.3
"""How many times the CPU of a peer an export may take."""
FORMATS = ("csv", "parquet", "jsonl", "xlsx")


def ours(store: Path, form: str, to: Path) -> None:
    """What ``tradefiche export --all --what rows`` does, without its command line."""
    from tradefiche import edition
    from tradefiche.export import tables
    from tradefiche.reference import territories
    from tradefiche.store.store import Store

    dataset = Store(store).dataset(2024)
    order = tables.Order("rows", form, territories.departements(), True, to)
    list(tables.write(order, dataset, edition.load(edition.folder_for(2024))))


def peer(store: Path, form: str, to: Path) -> None:
    """The same rows by polars' own writers; as a workbook, by XlsxWriter with nothing around."""
    from tradefiche.export import trade_rows
    from tradefiche.store.store import Store
    from tradefiche.wording.sentences import DEMONSTRATION

    frame = trade_rows.rows(Store(store).dataset(2024), DEMONSTRATION)
    if form == "csv":
        frame.write_csv(to)
    elif form == "parquet":
        frame.write_parquet(to)
    elif form == "jsonl":
        frame.write_ndjson(to)
    else:
        from xlsxwriter import Workbook

        book = Workbook(to, {"constant_memory": True})
        for part in frame.partition_by("flux", "trimestre", maintain_order=True):
            page = book.add_worksheet()
            for number, values in enumerate(part.iter_rows()):
                for place, value in enumerate(values):
                    if isinstance(value, str):
                        page.write_string(number, place, value)
                    else:
                        page.write_number(number, place, value)
        book.close()


WRITERS: dict[str, Callable[[Path, str, Path], None]] = {"ours": ours, "peer": peer}


@dataclass(frozen=True)
class Line:
    """What one format cost: CPU seconds, megabytes; ``size`` is that of our file, in bytes."""

    form: str
    ours: float
    peer: float
    megabytes: tuple[float, float]
    size: int

    @property
    def ratio(self) -> float:
        """Of CPU."""
        return self.ours / self.peer


def stored(rows: int, scratch: Path) -> Path:
    """A store of one invented year."""
    folder, store = scratch / "files", scratch / "store"
    command = [PYTHON, MAKER, "--rows", str(rows), "--out", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    files = sorted(folder.glob("Region_*.txt"))
    tradefiche = Path(PYTHON).with_name("tradefiche")
    command = [tradefiche, "data", "import", *files, "--data", store]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in files:
        path.unlink()
    return store


def measured(form: str, store: Path, scratch: Path, turns: int) -> Line:
    """Both writers in turns; the turn before the first looks at their memory."""

    def command(who: str) -> Callable[[int], list[object]]:
        return lambda _: [PYTHON, __file__, "--do", who, form, store, scratch / f"{who}.{form}"]

    costs = in_turns(turns, command("ours"), command("peer"))
    size = (scratch / f"ours.{form}").stat().st_size
    line = Line(
        form, cpu(costs[0]), cpu(costs[1]), (costs[0][0].megabytes, costs[1][0].megabytes), size
    )
    print(f"{form}: {line.ours:.1f} s, {line.peer:.1f} s: ×{line.ratio:.2f}", flush=True)
    return line


def report(options: argparse.Namespace, load: float, lines: list[Line]) -> str:
    """The whole of EXPORT.md."""
    head = ("format", "tradefiche", "peer", "ratio", "memory", "the peer's", "file")
    rows = [
        (
            line.form,
            f"{line.ours:.1f} s",
            f"{line.peer:.1f} s",
            f"×{line.ratio:.2f}",
            f"{line.megabytes[0]:.0f} MB",
            f"{line.megabytes[1]:.0f} MB",
            f"{line.size / 1e6:.1f} MB",
        )
        for line in lines
    ]
    return "\n".join(
        [
            "# Taking a year's rows out",
            "",
            f"Written by `python benchmarks/export.py --rows {options.rows} --turns "
            f"{options.turns}` on {circumstances(('polars', 'xlsxwriter'), load)}",
            "",
            "CPU seconds of a whole process that reads the store, sums and writes one file; the "
            "peers are polars' `write_csv`, `write_parquet` and `write_ndjson` of the same frame, "
            "and XlsxWriter in constant memory, cell by cell, with no title, format or filter.",
            "",
            *table(head, rows),
            "",
        ]
    )


def main() -> int:
    """0 when every ratio is within ``MOST``."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_700_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--store", type=Path, help="a store that is there, instead of an invented")
    parser.add_argument("--do", nargs=4, metavar=("WHO", "FORMAT", "STORE", "TO"))
    options = parser.parse_args()
    if options.do:
        who, form, store, to = options.do
        Path(to).unlink(missing_ok=True)
        WRITERS[who](Path(store), form, Path(to))
        return 0
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        store = options.store or stored(options.rows, scratch)
        lines = [measured(form, store, scratch, options.turns) for form in FORMATS]
    (HERE / "EXPORT.md").write_text(report(options, load, lines), "utf-8")
    return int(any(line.ratio > MOST for line in lines))


if __name__ == "__main__":
    sys.exit(main())
