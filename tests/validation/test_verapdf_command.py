"""A ``verapdf`` command on the PATH judges instead of the jar; a broken one is an error.

The command is a stand-in that writes what veraPDF 1.28.2 writes (``--format json``), shortened.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hard_fiches
import pytest
from command import run
from systems import LIVES_ON
from systems import not_on_windows
from systems import stand_in

from tradefiche.errors import EngineError
from tradefiche.validation import engines
from tradefiche.validation import verapdf_command
from tradefiche.validation.verdicts import Failure
from tradefiche.validation.verdicts import Verdict

VERSION = (
    "veraPDF 1.28.2\nBuilt: Tue Jul 15 16:59:00 EDT 2025\nDeveloped by the veraPDF Consortium\n"
)
LINK = {
    "ruleStatus": "FAILED",
    "specification": "ISO 14289-1:2014",
    "clause": "7.18.5",
    "testNumber": 2,
    "status": "failed",
    "failedChecks": 36,
    "tags": ["annotation", "alt-text", "structure"],
    "description": "Links shall contain an alternate description via their Contents key",
    "object": "PDLinkAnnot",
    "test": "(Contents != null && Contents != '')",
    "checks": [
        {
            "status": "failed",
            "context": "root/document[0]/pages[36](95 0 obj PDPage)/annots[0]",
            "errorMessage": "A link annotation does not include an alternate description",
            "errorArguments": [],
        }
    ],
}
NAMES = {"ua1": "PDF/UA-1 validation profile", "3a": "PDF/A-3A validation profile"}


def result(profile: str, *rules: dict[str, Any], checks: int = 95474) -> dict[str, Any]:
    failed = sum(rule["failedChecks"] for rule in rules)
    return {
        "details": {
            "passedRules": 106 - len(rules) if checks else 0,
            "failedRules": len(rules),
            "passedChecks": checks,
            "failedChecks": failed,
            "tags": ["annotation"],
            "ruleSummaries": list(rules),
        },
        "jobEndStatus": "normal",
        "profileName": NAMES[profile],
        "statement": "PDF file is compliant with Validation Profile requirements.",
        "compliant": not rules,
    }


def report(**job: Any) -> str:
    """What the command writes of one document."""
    release = {"id": "core", "version": "1.28.2", "buildDate": 1752610020000}
    item = {"name": "document.pdf", "size": 3537276}
    return json.dumps(
        {
            "report": {
                "buildInformation": {"releaseDetails": [release]},
                "jobs": [{"itemDetails": item, **job, "processingTime": {"difference": 812}}],
                "batchSummary": {"totalJobs": 1, "multiJob": False},
            }
        }
    )


def sound() -> dict[str, str]:
    return {profile: report(validationResult=[result(profile)]) for profile in NAMES}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose ``bin`` is all of the PATH: there is no other command and no Java.

    Windows looks into the current folder first, and would name the command ``.\\verapdf.bat``.
    """
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def installed(folder: Path, answers: dict[str, str], version: str = VERSION) -> Path:
    """A ``verapdf`` that answers so of each profile, when it is asked as it wants to be."""
    return stand_in(
        folder / "bin",
        "verapdf",
        f"""import sys
answers = {answers!r}
words = sys.argv[1:]
if words == ["--version"]:
    sys.exit(print({version!r}, end=""))
assert words[0] == "--flavour" and words[2:4] == ["--format", "json"], words
assert open(words[-1], "rb").read(5) == b"%PDF-", words
print(answers[words[1]])
sys.exit('"compliant": false' in answers[words[1]])""",
    )


def judged(document: bytes = b"%PDF-1.7 whatever") -> tuple[Verdict, ...]:
    with verapdf_command.session() as judge:
        return judge(document)


# -- which one is asked, and what it finds -------------------------------------------------------


def test_the_command_is_asked_and_named_where_there_is_one(folder: Path) -> None:
    installed(folder, sound())
    (folder / "x.pdf").write_bytes(hard_fiches.pdf("one product, one country"))
    judges = "page-validation (0.11.0) and veraPDF (1.28.2, the command verapdf)"
    assert run("check", "x.pdf").stderr.splitlines() == [f"conforms, say {judges}"]
    said = json.loads(run("check", "--json", "x.pdf").stdout)
    assert said["engines"][1] == {"name": "veraPDF", "version": "1.28.2, the command verapdf"}
    assert [v["engine"] for v in said["files"][0]["verdicts"][2:]] == ["veraPDF", "veraPDF"]


def test_without_the_command_the_jar_is_asked(folder: Path) -> None:
    assert [engine.__name__ for engine in engines.every()] == [
        "tradefiche.validation.page_validation",
        "tradefiche.validation.verapdf",
    ]
    with pytest.raises(EngineError, match="veraPDF is not installed"):
        judged()


def test_each_broken_rule_is_told_with_its_message_and_count(folder: Path) -> None:
    bare = {**LINK, "clause": "7.3", "testNumber": 1, "failedChecks": 1}
    del bare["checks"]
    accessible = report(validationResult=[result("ua1", LINK, bare)])
    installed(folder, {**sound(), "ua1": accessible})
    assert judged() == (
        Verdict(
            "veraPDF",
            "ua1",
            compliant=False,
            failures=(
                Failure("7.18.5-2", LINK["checks"][0]["errorMessage"], 36),  # type: ignore[index]
                Failure("7.3-1", str(LINK["description"]), 1),
            ),
        ),
        Verdict("veraPDF", "3a", compliant=True),
    )


def test_a_result_that_is_not_in_a_list_is_read_too(folder: Path) -> None:
    installed(folder, {p: report(validationResult=result(p)) for p in NAMES})
    assert all(verdict.compliant for verdict in judged())


def test_a_document_that_it_cannot_read_does_not_conform(folder: Path) -> None:
    reason = "Exception: Couldn't parse stream caused by exception: Pages not found"
    trouble = {"type": "PARSE", "success": False, "exceptionMessage": reason}
    installed(folder, dict.fromkeys(NAMES, report(taskException=trouble)))
    assert [(v.compliant, v.failures) for v in judged()] == [
        (False, (Failure("unreadable", reason),))
    ] * 2


# -- one that does not answer --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "does not answer"),
        ("Illegal format option value: json", "does not answer: Illegal format option value"),
        ("{}", "does not answer"),
        ('{"report": {"jobs": []}}', "does not answer"),
        (report(), "has checked nothing for PDF/UA-1"),
        (report(validationResult=[]), "has checked nothing for PDF/UA-1"),
        (report(validationResult=[result("3a")]), "has checked nothing for PDF/UA-1"),
        (report(validationResult=[result("ua1", checks=0)]), "has checked nothing for PDF/UA-1"),
    ],
)
def test_a_wrong_answer_is_an_error_and_never_a_pass(answer: str, said: str, folder: Path) -> None:
    path = installed(folder, {**sound(), "ua1": answer})
    with pytest.raises(EngineError, match=f"veraPDF {said}") as caught:
        judged()
    said = f"See that {path} --version works"  # Windows may write the end in small letters
    assert said.casefold() in caught.value.hint.casefold()


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; sys.exit('JAVA_HOME is not set')", "does not answer: JAVA_HOME is not set"),
        ("print('hello')", "does not answer: hello"),
        ("print('veraPDF')", "does not answer: veraPDF"),
        ("", "does not answer"),
    ],
)
def test_a_broken_command_is_an_error_before_any_document(
    program: str, said: str, folder: Path
) -> None:
    stand_in(folder / "bin", "verapdf", program)
    (folder / "x.pdf").write_bytes(hard_fiches.pdf("one product, one country"))
    result = run("check", "x.pdf", status=1)
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: veraPDF {said}")
    assert "Hint: See that " in result.stderr


@not_on_windows("a batch file starts, whatever is in it")
def test_what_cannot_be_started_is_an_error(folder: Path) -> None:
    stand_in(folder / "bin", "verapdf", "").write_text("#!/no/such/interpreter\n")
    with pytest.raises(EngineError, match=r"does not answer: .*No such file"):
        judged()


@not_on_windows(LIVES_ON)
def test_a_command_that_hangs_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(folder / "bin", "verapdf", "import time; time.sleep(600)")
    monkeypatch.setattr(verapdf_command, "PATIENCE", 0.2)
    with pytest.raises(EngineError, match=r"does not answer: .*timed out"):
        judged()
