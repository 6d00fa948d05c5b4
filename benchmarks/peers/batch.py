"""A batch of fiches by another tool, as ``tradefiche build`` makes them: the same data and files.

    python benchmarks/peers/batch.py typst --list FILE --workers 2 --output FOLDER

The parent reads the data and writes the files; workers, forked as ours are from a process that
loaded what they need, write the pictures of a fiche and have it set. One worker is this process.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tradefiche import atomic
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.reference import territories

COLLECT_EVERY = 20
"""As tradefiche's own workers do."""


class Worker:
    """What a process keeps from one fiche to the next."""

    def __init__(self, road: str, folder: Path, texts: Path) -> None:
        from pictures import Pictures

        from tradefiche import brand
        from tradefiche import edition
        from tradefiche.report.look import prepare

        gc.disable()
        self.edition = edition.load(texts)
        folder = Path(tempfile.mkdtemp(dir=folder))
        self.look = prepare(brand.load())
        self.pictures = Pictures(folder, self.look)
        self.setter = importlib.import_module(f"by_{road}").Setter(folder)
        self.made = 0

    def draw(self, fiche: Fiche) -> bytes:
        """The PDF of a fiche."""
        from content import Content

        content = Content(fiche, self.edition, self.look, self.pictures.of(fiche)).whole()
        pdf: bytes = self.setter.pdf(content, fiche.place.code)
        self.made += 1
        if self.made % COLLECT_EVERY == 0:
            gc.collect()
        return pdf


_worker: Any = None


def start(road: str, folder: Path, texts: Path) -> None:
    """Make the worker of this process."""
    global _worker
    _worker = Worker(road, folder, texts)


def draw(fiche: Fiche) -> bytes:
    """The PDF of a fiche, by the worker of this process."""
    made: bytes = _worker.draw(fiche)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("road", choices=("typst", "weasyprint"))
    parser.add_argument("--list", type=Path, required=True, help="départements, one a line")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--edition", type=Path, required=True)
    options = parser.parse_args()
    gc.disable()
    options.output.mkdir(parents=True, exist_ok=True)
    places = [territories.departement(code) for code in options.list.read_text().split()]
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        arguments = (options.road, Path(folder), options.edition)
        pool = None
        if options.workers > 1:
            os.environ["PYTHONPATH"] = str(Path(__file__).parent)
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([f"by_{options.road}", "content", "pictures"])
            pool = ProcessPoolExecutor(options.workers, context, start, arguments)
            pool.submit(int)  # workers load their libraries while the data are read
            pool.submit(int)
        else:
            start(*arguments)
        from tradefiche import customs
        from tradefiche.cube import indicators

        fiches = indicators.fiches(customs.demonstration(), places)
        # Neighbours follow each other, so that a region is drawn once: as tradefiche does.
        ordered = sorted(fiches, key=lambda fiche: fiche.region.code if fiche.region else "")
        done = pool.map(draw, ordered) if pool else map(draw, ordered)
        for fiche, pdf in zip(ordered, done, strict=True):
            atomic.write_bytes(options.output / f"{fiche.place.code}.pdf", pdf)
            atomic.write_bytes(options.output / f"{fiche.place.code}.json", to_json(fiche))
        if pool:
            pool.shutdown()


if __name__ == "__main__":
    main()
