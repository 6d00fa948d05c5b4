"""The gate: both validators find that hard fiches are accessible and archival, and find defects.

The 100 départements pass through the same gate with ``python tools/gate.py --all``. Without Java
the part of veraPDF is skipped, except where CI runs. An engine that is there and does not answer
is a failure, never a pass.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import defects
import hard_fiches
import made_atlases
import pytest
from systems import LIVES_ON
from systems import not_on_windows
from systems import stand_in
from validators import asked

from tradefiche.errors import EngineError
from tradefiche.validation import engines
from tradefiche.validation import page_validation
from tradefiche.validation import verapdf
from tradefiche.validation.engines import Engine
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Verdict

both = pytest.mark.parametrize("engine", [page_validation, verapdf], ids=lambda e: e.NAME)


def verdicts(engine: Engine, documents: Mapping[str, bytes]) -> dict[str, tuple[Verdict, ...]]:
    """Each document, judged in one session."""
    with asked(engine).session() as judge:
        return {name: judge(document) for name, document in documents.items()}


def failures(judged: Iterable[Verdict]) -> list[str]:
    return [
        f"{verdict.profile} {failure.rule}: {failure.message}"
        for verdict in judged
        if not verdict.compliant
        for failure in verdict.failures
    ]


@cache
def good() -> bytes:
    """A small document without defect."""
    return hard_fiches.pdf("one product, one country")


# -- fiches --------------------------------------------------------------------------------------


@both
def test_hard_fiches_conform(engine: ModuleType) -> None:
    asked(engine)
    names = [*hard_fiches.CODES, *hard_fiches.SPECIAL, *hard_fiches.PACKS[:4]]
    judged = verdicts(engine, {name: hard_fiches.pdf(name) for name in names})
    assert {name: failures(found) for name, found in judged.items() if failures(found)} == {}
    for found in judged.values():
        assert [(v.engine, v.profile, v.compliant) for v in found] == [
            (engine.NAME, profile, True) for profile in PROFILES
        ]


@both
def test_hard_atlases_conform(engine: ModuleType) -> None:
    asked(engine)
    names = ("demonstration", "nothing", "provisional")
    documents = {name: made_atlases.pdf(name) for name in names}
    several = ("ten years", "out of nothing", "nothing changed")
    documents |= {f"after 2023: {name}": made_atlases.pdf_of_several(name) for name in several}
    judged = verdicts(engine, documents)
    assert {name: failures(found) for name, found in judged.items() if failures(found)} == {}
    assert all(len(found) == len(PROFILES) for found in judged.values())


@both
def test_planted_defects_are_caught(engine: ModuleType) -> None:
    asked(engine)
    documents = {plant.__name__: defects.planted(good(), plant) for plant in defects.CAUGHT}
    judged = verdicts(engine, {"nothing": good(), **documents})
    found = {name: {v.profile for v in given if not v.compliant} for name, given in judged.items()}
    expected = {
        plant.__name__: {profile for name, profile in seen if name == engine.NAME}
        for plant, seen in defects.CAUGHT.items()
    }
    assert found == {"nothing": set(), **expected}
    for given in judged.values():
        assert all(v.failures for v in given if not v.compliant)


def test_every_defect_is_caught_by_somebody() -> None:
    assert len(defects.CAUGHT) >= 20
    assert all(defects.CAUGHT.values())


@both
def test_what_is_not_a_document_does_not_conform(engine: ModuleType) -> None:
    wrong = {"empty": b"", "cut": b"%PDF-1.7\n", "page": b"<html></html>", "half": good()[:50_000]}
    judged = verdicts(engine, {**wrong, "good": good()})
    for name in wrong:
        assert not any(verdict.compliant for verdict in judged[name]), name
        assert all(verdict.failures for verdict in judged[name]), name
    assert all(verdict.compliant for verdict in judged["good"])  # and the session went on


# -- engines that are not there, or do not answer ------------------------------------------------


def fake_java(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """A « java » that does something else, alone on the PATH."""
    stand_in(folder, "java", program)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("", "veraPDF does not answer"),
        ("print('hello')", "veraPDF does not answer"),
        ("import sys; sys.exit('no class of that name')", "does not answer: no class of that name"),
        (
            """import sys; sys.stdin.read(9); print('{"profile": "ua1"}\\n{}', flush=True)""",
            "veraPDF does not answer",
        ),
        (
            """import sys; sys.stdin.read(9)
for name in "ua1", "3a":
    print('{"profile": "%s", "compliant": true, "rules": 0, "checks": 0}' % name, flush=True)""",
            "veraPDF has checked nothing for PDF/UA-1",
        ),
        (
            """import sys; sys.stdin.read(9)
for name in "3a", "ua1":
    print('{"profile": "%s", "compliant": true, "rules": 9, "checks": 9}' % name, flush=True)""",
            "veraPDF has checked nothing for PDF/UA-1",
        ),
    ],
)
def test_an_engine_that_does_not_answer_is_an_error(
    program: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_java(tmp_path, monkeypatch, program)
    with pytest.raises(EngineError, match=said), verapdf.session() as judge:
        judge(b"%PDF-1.7 whatever")


@not_on_windows(LIVES_ON)
def test_an_engine_that_hangs_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path, monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(verapdf, "PATIENCE", 0.2)
    with pytest.raises(EngineError, match="does not answer"), verapdf.session() as judge:
        judge(b"%PDF-1.7 whatever")


def test_java_of_java_home_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    fake_java(folder, monkeypatch, "import sys; sys.exit('the java of the home')")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="the java of the home"), verapdf.session() as judge:
        judge(b"%PDF-1.7 whatever")


def test_without_java_only_the_other_engine_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    found, missing = engines.here()
    assert [engine.NAME for engine in found] == ["page-validation"]
    assert [(each.engine, each.reason) for each in missing] == [
        ("veraPDF", "Java is not installed")
    ]
    with pytest.raises(EngineError, match="veraPDF is not installed"), verapdf.session():
        pass


def test_where_ci_runs_java_may_not_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="Java is not installed"):
        asked(verapdf)
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="Java is not installed"):
        asked(verapdf)
