"""Sets the same fiches by tradefiche, typst and WeasyPrint, and writes who takes how long.

    pip install -e '.[bench,check]'
    python benchmarks/peers.py                      # the 100 départements; some ten minutes
    python benchmarks/peers.py --departements 20 --turns 3

Writes PEERS.md beside this file and docs/images/benchmark-peers.png. See README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import publication
from family import Cost
from family import circumstances
from family import cores
from family import cpu
from family import in_turns
from family import seconds
from family import table
from matplotlib.figure import Figure

from tradefiche import resources
from tradefiche.reference import territories
from tradefiche.validation import page_validation
from tradefiche.validation.verdicts import Verdict

HERE = Path(__file__).parent
PICTURE = HERE.parent / "docs" / "images" / "benchmark-peers.png"
PYTHON = sys.executable
TRADEFICHE = Path(PYTHON).with_name("tradefiche")
NAMES = {"ours": "tradefiche", "typst": "typst", "weasyprint": "WeasyPrint"}
LIBRARIES = ("typst", "weasyprint", "matplotlib", "reportlab", "pikepdf")
FEW = 8
"""Documents that WeasyPrint sets in a batch, and the others beside it."""


@dataclass(frozen=True)
class Promise:
    """What the project promises, and what was found."""

    what: str
    found: float
    limit: float
    unit: str

    def cells(self) -> tuple[str, ...]:
        """As printed."""
        kept = "kept" if self.found <= self.limit else "**broken**"
        return self.what, f"{self.found:.3g} {self.unit}", f"≤ {self.limit:g} {self.unit}", kept


def stages(count: int, texts: Path) -> dict[str, list[tuple[float, float]]]:
    """CPU seconds of the figures and of the document, for each road and warm fiche."""
    command = [PYTHON, HERE / "peers" / "stages.py", str(count), texts]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, list[tuple[float, float]]] = json.loads(done.stdout)
    return found


class Batches:
    """The commands that make some documents, each run in a folder of its own."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.edition = publication.write(scratch / "edition")

    def folder(self, road: str, name: str, turn: int) -> Path:
        """Where a run writes."""
        return self.scratch / f"{road}-{name}-{turn}"

    def command(
        self, road: str, name: str, codes: Sequence[str], workers: int, turn: int
    ) -> list[object]:
        """The words of a run."""
        listed = self.scratch / f"{name}.txt"
        listed.write_text("\n".join(codes) + "\n", "utf-8")
        output = self.folder(road, name, turn)
        if road == "ours":
            return [  # the demonstration data, as the others read
                *(TRADEFICHE, "build", "--from-file", listed, "--force", "--workers", workers),
                *("--demo", "--edition", self.edition, "--output", output),
            ]
        batch = HERE / "peers" / "batch.py"
        return [
            *(PYTHON, batch, road, "--list", listed, "--workers", workers, "--output", output),
            *("--edition", self.edition),
        ]

    def compared(
        self, roads: Sequence[str], name: str, codes: Sequence[str], workers: int, turns: int
    ) -> dict[str, list[Cost]]:
        """Costs of each road, in turns."""
        commands = [
            lambda turn, road=road: self.command(road, name, codes, workers, turn) for road in roads
        ]
        return dict(zip(roads, in_turns(turns, *commands), strict=True))


@dataclass(frozen=True)
class Made:
    """What one document is: pages, kilobytes, and what a validator says of it."""

    pages: int
    kilobytes: float
    verdicts: tuple[str, ...]


def floor(path: Path) -> float:
    """Milliseconds of CPU to write and compress a fiche's operators alone."""
    command = [PYTHON, HERE / "peers" / "floor.py", path, "50"]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def inspect(path: Path) -> Made:
    """One PDF."""
    content = path.read_bytes()
    pages = pages_of(path)
    with page_validation.session() as judge:
        verdicts = judge(content)
    return Made(pages, len(content) / 1024, tuple(map(_told, verdicts)))


def pages_of(path: Path) -> int:
    """How many it has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _told(verdict: Verdict) -> str:
    """« yes », the one rule it breaks, or how many."""
    rules = [failure.rule for failure in verdict.failures]
    if verdict.compliant:
        return "yes"
    return rules[0] if len(rules) == 1 else f"no ({len(rules)} rules)"


def digests(folder: Path) -> dict[str, str]:
    """File name → hash of the PDFs of a folder."""
    files = sorted(folder.rglob("*.pdf"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def drawn(ratios: dict[str, dict[str, float]], note: str) -> None:
    """The picture: how long each takes where tradefiche takes 1, on a logarithmic scale."""
    from matplotlib import font_manager

    for path in resources.fonts().glob("*.ttf"):
        font_manager.fontManager.addfont(path)
    figure = Figure(figsize=(8, 3.4), dpi=205, facecolor="white")
    axes = figure.add_axes((0.24, 0.2, 0.72, 0.64))
    colors = {"ours": "#000091", "typst": "#3A75C4", "weasyprint": "#8A8D98"}
    font = {"family": "Source Sans 3", "color": "#161616"}
    for row, (what, found) in enumerate(reversed(ratios.items())):
        axes.hlines(row, min(found.values()), max(found.values()), color="#C8C8CE", linewidth=2)
        for road, ratio in found.items():
            axes.plot(ratio, row, "o", markersize=11, color=colors[road], zorder=3)
            mine = road == "ours"  # its name to the left, so that near ones stay apart
            told = NAMES[road] if mine else f"{NAMES[road]} ×{ratio:.3g}"
            x, side = (1.12, "right") if mine else (ratio / 1.1, "left")
            axes.text(x, row + 0.2, told, ha=side, fontdict={**font, "size": 9.5})
        axes.text(
            -0.02, row, what, transform=axes.get_yaxis_transform(), ha="right", va="center",
            fontdict={**font, "size": 10.5},
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(0.6, 2.2 * max(max(found.values()) for found in ratios.values()))
    axes.set_ylim(-0.5, len(ratios) - 0.3)
    axes.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.tick_params(colors="#666666", labelsize=9, labelfontfamily="Source Sans 3")
    axes.grid(axis="x", color="#E4E4EA", zorder=0)
    axes.spines[:].set_visible(False)
    title = "CPU time to make the same accessible fiche (tradefiche = 1, less is better)"
    figure.text(0.02, 0.93, title, fontdict={**font, "size": 12, "weight": "bold"})
    figure.text(0.02, 0.03, note, fontdict={**font, "size": 8, "color": "#666666"})
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE)


def medians(found: dict[str, list[tuple[float, float]]]) -> dict[str, tuple[float, ...]]:
    """Milliseconds of the figures, of the document, of both: a median each."""
    made = {}
    for road, samples in found.items():
        sums = [(figures, rest, figures + rest) for figures, rest in samples]
        columns = zip(*sums, strict=True)
        made[road] = tuple(statistics.median(column) * 1000 for column in columns)
    return made


def batch_rows(name: str, costs: dict[str, list[Cost]]) -> list[tuple[str, ...]]:
    """Lines of the table of batches."""
    ours = costs["ours"]
    return [
        (
            name,
            NAMES[road],
            f"{seconds(each):.2f} s",
            f"{cpu(each):.2f} s",
            f"{each[0].megabytes:.0f} MB",
            f"{seconds(ours) / seconds(each):.2f}",
            f"{cpu(ours) / cpu(each):.2f}",
        )
        for road, each in costs.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="tradefiche beside typst and WeasyPrint.")
    parser.add_argument("--departements", type=int, default=100, metavar="N")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--fiches", type=int, default=30, help="warm fiches, stage by stage")
    parser.add_argument("--output", type=Path, default=HERE / "PEERS.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    every = [place.code for place in territories.departements()]
    codes = every[:: max(1, len(every) // options.departements)][: options.departements]
    few, workers = codes[:FEW], cores()
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        batches = Batches(Path(folder))
        warm = medians(stages(options.fiches, batches.edition))
        print(warm, flush=True)
        one = batches.compared(("ours", "typst"), "one", ["03"], 1, options.turns + 2)
        many = batches.compared(("ours", "typst"), "many", codes, workers, options.turns)
        three = batches.compared(tuple(NAMES), "few", few, workers, 1)
        serial = batches.compared(("ours",), "serial", codes, 1, 1)["ours"]
        parallel, alone = (digests(batches.folder("ours", name, 0)) for name in ("many", "serial"))
        same = len(alone) == len(codes) and parallel == alone
        made = {
            road: inspect(sorted(batches.folder(road, "few", 0).rglob("*.pdf"))[0])
            for road in NAMES
        }
        fiches = sorted(batches.folder("ours", "many", 0).rglob("*.pdf"))
        pages, least = sum(map(pages_of, fiches)), floor(fiches[0])
    text = report(options, load, warm, one, many, three, serial, same, made, pages, least)
    options.output.write_text(text, "utf-8")
    made_by = f"{len(codes)} documents ({len(few)} by WeasyPrint), {workers} processes · "
    drawn(_ratios(warm, many, three), made_by + circumstances((), load).split("; ")[0])
    print(text)


def _ratios(
    warm: dict[str, tuple[float, ...]],
    many: dict[str, list[Cost]],
    three: dict[str, list[Cost]],
) -> dict[str, dict[str, float]]:
    def to_ours(values: dict[str, float]) -> dict[str, float]:
        return {road: value / values["ours"] for road, value in values.items()}

    whole = to_ours({road: cpu(costs) for road, costs in many.items()})
    beside = to_ours({road: cpu(costs) for road, costs in three.items()})
    return {
        "A fiche, warm": to_ours({road: each[2] for road, each in warm.items()}),
        "The document stage alone": to_ours({road: each[1] for road, each in warm.items()}),
        "A batch": {**beside, **whole},
    }


def report(
    options: argparse.Namespace,
    load: float,
    warm: dict[str, tuple[float, ...]],
    one: dict[str, list[Cost]],
    many: dict[str, list[Cost]],
    three: dict[str, list[Cost]],
    serial: list[Cost],
    same: bool,
    made: dict[str, Made],
    pages: int,
    least: float,
) -> str:
    """The whole of PEERS.md."""
    count, ours = options.departements, many["ours"]
    hundred = "" if count == 100 else f" ({count} were made: scaled to 100, start-up apart)"

    def scaled(one_alone: float, batch: float) -> float:
        return (one_alone + (batch - one_alone) * 100 / count) / one_alone

    promises = [
        Promise(
            f"100 fiches / one cold fiche{hundred}, time",
            scaled(seconds(one["ours"]), seconds(ours)),
            6,
            "×",
        ),
        Promise(
            f"the same by CPU, as {cores()} idle cores would take",
            scaled(cpu(one["ours"]), cpu(ours)) / cores(),
            6,
            "×",
        ),
        Promise(
            f"{count} fiches: time / typst’s", seconds(ours) / seconds(many["typst"]), 0.45, "×"
        ),
        Promise(f"{count} fiches: CPU / typst’s", cpu(ours) / cpu(many["typst"]), 0.45, "×"),
        Promise(
            f"CPU a page, start-up included ({pages} pages)", cpu(ours) * 1000 / pages, 8, "ms"
        ),
        Promise("memory of all processes together", ours[0].megabytes / 1024, 0.6, "GB"),
    ]
    stage_head = ("a warm fiche, CPU", "figures", "document", "both", "ours / theirs", "document")
    total, rest = warm["ours"][2], warm["ours"][1]
    stage_rows = [
        (
            NAMES[road],
            *(f"{value:.0f} ms" for value in values),
            f"{total / values[2]:.2f}",
            f"{rest / values[1]:.2f}",
        )
        for road, values in warm.items()
    ]
    batch_head = (
        *("batch", "by", "time", "CPU", "memory, all processes"),
        *("ours / theirs, time", "CPU"),
    )
    alone = [("the same, one process", *batch_rows("", {"ours": serial})[0][1:])]
    made_head = ("a document", "pages", "size", "PDF/UA-1", "PDF/A-3a")
    made_rows = [
        (NAMES[road], str(each.pages), f"{each.kilobytes:.0f} kB", *each.verdicts)
        for road, each in made.items()
    ]
    said = "yes" if same else "**NO**"
    return "\n".join(
        [
            "# Beside typst and WeasyPrint",
            "",
            f"Written by `python benchmarks/peers.py --departements {count} --turns "
            f"{options.turns}` on {circumstances(LIBRARIES, load)}",
            "",
            "![Ratios to tradefiche](../docs/images/benchmark-peers.png)",
            "",
            *table(("promise", "found", "limit", ""), [promise.cells() for promise in promises]),
            "",
            f"Parallel output byte-identical to serial: {said}.",
            "",
            *table(stage_head, stage_rows),
            "",
            f"To write the operators of one fiche’s pages and compress them takes {least:.0f} ms "
            "in Python (`peers/floor.py`); all else is to know what they are, and to tag them.",
            "",
            *table(
                batch_head,
                [
                    *batch_rows("one fiche, cold", one),
                    *batch_rows(f"{count} fiches, {cores()} processes", many),
                    *alone,
                    *batch_rows(f"{min(FEW, count)} fiches, {cores()} processes", three),
                ],
            ),
            "",
            *table(made_head, made_rows),
            "",
            "The last table is the verdict of page-validation on one document of each, with the "
            "rule where it refuses. typst was asked for both standards at once, WeasyPrint for "
            "PDF/UA-1 only: it writes one variant a file.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
