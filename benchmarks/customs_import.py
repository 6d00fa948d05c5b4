"""How long an import of three million rows takes, against polars reading the same two files.

    python tools/make_demo_data.py --rows 3000000 --out DIR
    python benchmarks/customs_import.py DIR

Each measure is a process of its own, the best of some; the promise is a ratio of three at most,
and 1.5 GB. The last one is what a build waits for: the year of the store summed once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READ = """
import sys
import polars as pl
number, text = pl.Int64, pl.String
types = dict(f=text, q=number, y=number, d=text, r=text, a=text, c=text, p=text, v=number, m=number)
for path in sys.argv[2:]:
    pl.read_csv(path, separator=";", has_header=False, quote_char=None, schema=types)
"""
IMPORT = """
import sys
from tradefiche.data_commands import data
data(["import", "--data", *sys.argv[1:]])
"""
SUM = """
import sys
from pathlib import Path
import polars as pl
from tradefiche.store import Store
store = Store(Path(sys.argv[1]))
rows = store.dataset(store.years()[-1]).rows
rows.group_by("flow", "departement", "a129", "country").agg(pl.col("value").sum()).collect()
"""
NOTHING = "import polars"


def measure(program: str, *arguments: object) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    start = time.perf_counter()
    command = [sys.executable, "-c", program, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"a measured process failed: {command}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two text files are")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.txt"))
    with tempfile.TemporaryDirectory() as scratch:
        # In turns, so that a busy machine slows both alike.
        turns = [
            (
                measure(NOTHING),
                measure(READ, "", *files),
                measure(IMPORT, f"{scratch}/{turn}", *files),
            )
            for turn in range(options.times)
        ]
        sums = [measure(SUM, f"{scratch}/0") for _ in range(options.times)]
    nothing, read, imported = (
        min(seconds for seconds, _ in each) for each in zip(*turns, strict=True)
    )
    memory = max(turn[2][1] for turn in turns)
    summed = min(seconds for seconds, _ in sums)
    print(f"polars, imported      {nothing:6.2f} s")
    print(f"polars, reading       {read:6.2f} s")
    print(f"tradefiche, importing {imported:6.2f} s  {memory:5.0f} MB")
    print(f"ratio                 {imported / read:6.2f}")
    print(f"store, summed         {summed - nothing:6.2f} s more than importing polars")


if __name__ == "__main__":
    main()
