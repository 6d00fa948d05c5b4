"""The output folder before a run: what a killed one left goes, and nothing of anybody else."""

from __future__ import annotations

from pathlib import Path

from customs_files import write
from systems import WINDOWS

from tradefiche.batch import output
from tradefiche.mail.ledger import archive

OURS = (
    ".03-allier.pdf.0123abcd.tmp",
    ".03-allier.json.0123abcd.tmp",
    ".manifest.json.0123abcd.tmp",
    ".SHA256SUMS.0123abcd.tmp",
    ".2024-bretagne.zip.0123abcd.tmp",
    "territoires/.ti-8416-riom-vichy.pdf.0123abcd.tmp",
)
THEIRS = (
    ".notes.tmp",
    ".03-allier.pdf.tmp",
    ".03-allier.pdf.0123.tmp",
    ".budget.xlsx.0123abcd.tmp",
    ".Rapport final.pdf.0123abcd.tmp",
    "mine/.03-allier.pdf.0123abcd.tmp",
    ".03-allier.pdf.ffffffff.tmp/kept.txt",
)


def test_the_sweep_takes_only_what_this_program_began(tmp_path: Path) -> None:
    for name in (*OURS, *THEIRS):
        write(tmp_path / name, b"x")
    links = set() if WINDOWS else {".04-x.pdf.0123abcd.tmp"}  # there they are for administrators
    for link in links:
        (tmp_path / link).symlink_to(tmp_path / ".notes.tmp")
    with output.exclusive(tmp_path):
        pass
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left >= {*THEIRS, *links}
    assert left.isdisjoint(OURS)


def test_the_sweep_of_plans_and_letters_takes_only_theirs(tmp_path: Path) -> None:
    theirs = (".plan-2024.tmp-notes/a.txt", ".plan-b.0123abcd.tmp/a", ".plan-2024.ab.tmp/a")
    for name in (*theirs, ".plan-2024.0123abcd.tmp/1.eml", ".plan-2024.0123abcd.tmp.old/1.eml"):
        write(tmp_path / name, b"x")
    archive.remove_plans(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {name.split("/")[0] for name in theirs}
    kept = archive.Archive(tmp_path)
    ours = kept.path(2024, "0" * 64, 1)
    draft = ours.with_name(f".{ours.name}.0123abcd.tmp")
    mine = ours.with_name(".mine.0123abcd.tmp")
    folder = write(ours.with_name(f".{ours.name}.ffffffff.tmp") / "a.txt", b"x")
    for path in (draft, mine):
        write(path, b"x")
    kept.clear(())
    assert not draft.exists()
    assert mine.exists()
    assert folder.exists()
