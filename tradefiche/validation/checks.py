"""Which files to check, and what is found about each: facts, verdicts, whether it is as built.

It prints nothing and starts no engine by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tradefiche.errors import CheckError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.validation import facts
from tradefiche.validation.engines import Engine
from tradefiche.validation.engines import panel
from tradefiche.validation.facts import PdfFacts
from tradefiche.validation.hashes import built_hashes
from tradefiche.validation.hashes import root
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Failure
from tradefiche.validation.verdicts import Judge
from tradefiche.validation.verdicts import Verdict

AS_BUILT = "as built"
CHANGED = "changed since it was built"
UNLISTED = "not in a manifest"
BESIDE = "kept beside, not in place"
"""Of a document that another program held while it was built: ``03-allier.nouveau.pdf``."""

WORKBOOK = ".xlsx"
LEDGER = "ledger.sqlite"
"""In the folder where sending keeps who was written to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file.

    Attributes:
        size: bytes; ``sha256``: of them, empty when the file could not be read.
        built: ``AS_BUILT``, ``CHANGED``, ``UNLISTED`` or ``BESIDE``.
        facts: None when there is a ``problem``, with a ``hint`` that says what to do, and of a
            workbook.
        verdicts: one for each engine and profile; none when there is a problem, nor of a workbook,
            of which it is only asked whether it is as it was built.
    """

    path: Path
    size: int = 0
    sha256: str = ""
    built: str = UNLISTED
    facts: PdfFacts | None = None
    verdicts: tuple[Verdict, ...] = ()
    problem: str = ""
    hint: str = ""

    @property
    def faults(self) -> tuple[str, ...]:
        """All that is wrong, each in a sentence."""
        found = [self.problem] if self.problem else []
        for verdict in self.verdicts:
            for failure in verdict.failures:
                found.append(_broken(verdict, failure))
        if self.facts and self.facts.loose_fonts:
            found.append(_("not embedded: {fonts}", fonts=", ".join(self.facts.loose_fonts)))
        if self.built == CHANGED:
            found.append(_("changed since it was built: its sha256 is not that of the manifest"))
        return tuple(found)

    @property
    def is_workbook(self) -> bool:
        """Whether it is the tables of a fiche."""
        return self.path.suffix.lower() == WORKBOOK

    @property
    def conforms(self) -> bool:
        """True when nothing is wrong and an engine, or of a workbook the manifest, has said so."""
        if self.is_workbook:
            return self.built == AS_BUILT
        compliant = all(verdict.compliant for verdict in self.verdicts)
        return bool(self.verdicts) and compliant and not self.faults

    def passes(self, profile: str) -> bool:
        """True when every engine asked finds that it follows a profile."""
        asked = [verdict for verdict in self.verdicts if verdict.profile == profile]
        return bool(asked) and all(verdict.compliant for verdict in asked)


def _broken(verdict: Verdict, failure: Failure) -> str:
    rule = f"{PROFILES[verdict.profile]} {failure.rule}"
    said = _(
        "{rule}, says {engine}: {message}",
        rule=rule,
        engine=verdict.engine,
        message=failure.message,
    )
    if failure.count == 1:
        return said
    return _("{fault} ({count} times)", fault=said, count=failure.count)


def find(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files to check: those named, and in the folders named every PDF and the workbooks that a
    manifest lists, each once.

    Raises:
        UsageError: a path does not exist.
        CheckError: a folder holds no PDF, or a manifest cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(_inside(path))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(
                _("{path} does not exist", path=path),
                _("Name PDF files, or a folder of them: tradefiche check output."),
            )
    return tuple(found)


def _inside(folder: Path) -> list[Path]:
    private = {path.parent for path in folder.rglob(LEDGER)}  # people's, and nothing of it is built
    inside = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() == ".pdf" and path.is_file() and not path.name.startswith(".")
        if private.isdisjoint(path.parents)
    )
    if not inside:
        raise CheckError(
            _("no PDF in {folder}", folder=folder),
            _("Build fiches first (tradefiche build --dept 03), or name the folder they are in."),
        )
    return sorted([*inside, *_workbooks({root(path) for path in inside})])


def _workbooks(folders: Iterable[Path]) -> Iterator[Path]:
    """Those of ours: others may lie beside them."""
    for folder in folders:
        listed = (folder / name for name in built_hashes(folder) if name.endswith(WORKBOOK))
        yield from filter(Path.is_file, listed)


def run(paths: Sequence[Path], engines: Sequence[Engine]) -> Iterator[Checked]:
    """Check each file with each engine, in order; the engines start once.

    Raises:
        EngineError: an engine does not answer.
        CheckError: a manifest cannot be read, or is of another year.
    """
    manifest = cache(built_hashes)
    with panel(engines) as judge:
        for path in paths:
            yield _check(path, judge, manifest(root(path)))


def mixed(found: Iterable[Checked]) -> tuple[str, ...]:
    """The folders where invented figures lie beside real ones, each in a sentence with files."""
    kinds: dict[Path, dict[Path, bool]] = {}
    for checked in found:
        if checked.facts and checked.facts.invented is not None:
            kinds.setdefault(root(checked.path), {})[checked.path] = checked.facts.invented
    return tuple(
        _(
            "{folder}: real figures beside invented ones; invented are {files}",
            folder=folder,
            files=", ".join(str(path) for path, invented in files.items() if invented),
        )
        for folder, files in kinds.items()
        if len(set(files.values())) > 1
    )


def _check(path: Path, judge: Judge, hashes: Mapping[str, str]) -> Checked:
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = _("cannot be read ({error})", error=cause(error))
        return Checked(
            path, problem=problem, hint=_("See who may read it, and that its disk is well.")
        )
    sha256 = hashlib.sha256(content).hexdigest()
    built = BESIDE if ".nouveau." in path.name else UNLISTED
    name = path.relative_to(root(path)).as_posix()
    if name in hashes:
        built = AS_BUILT if hashes[name] == sha256 else CHANGED
    if path.suffix.lower() == WORKBOOK:
        return Checked(path, len(content), sha256, built)
    try:
        known = facts.read(content)
    except CheckError as error:
        problem, hint = error.message, error.hint
        return Checked(path, len(content), sha256, built, problem=problem, hint=hint)
    return Checked(path, len(content), sha256, built, known, judge(content))
