"""``tradefiche review`` as analysts run it, and what build and send make of what is open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from command import changed
from command import process
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import text
from customs_files import write
from customs_files import zipped
from mailings import leads
from mailings import publish

from tradefiche import manifest as manifests
from tradefiche import reviewed
from tradefiche import settings
from tradefiche.errors import SettingsError
from tradefiche.fiche import from_json
from tradefiche.reviewed import Reviewed

REVIEW = ("review", "--year", "2024")
REQUIRED = '[publish]\nreview = "required"\n'
MAIL = '[mail]\nserver = "127.0.0.1"\nport = 9\nsecurity = "none"\nfrom = "f@example.org"\n'


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last two of the invented years, to be copied."""
    folder = tmp_path_factory.mktemp("years")
    run("demo", "--years", "2023-2024", "--to", folder / "files")
    run("data", "import", folder / "files", "--data", folder / "data")
    return folder / "data"


@pytest.fixture
def two_years(here: Path, imported: Path) -> Path:
    """The last two of the invented years, in ``data``."""
    shutil.copytree(imported, here / "data")
    return here


def import_(name: str, *rows: str, made: tuple[int, int, int] = (2025, 2, 7)) -> None:
    path = write(Path(f"{name}.zip"), zipped({f"{name}.txt": text(rows)}, made))
    run("data", "import", path)


def as_json(*words: object, status: int) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(run(*words, "--json", status=status).stdout)
    return found


def checks(found: Mapping[str, object]) -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in found["checks"]}  # type: ignore[attr-defined]


def open_keys(found: Mapping[str, object]) -> list[str]:
    every = [finding for check in checks(found).values() for finding in check["findings"]]  # type: ignore[attr-defined]
    return [finding["key"] for finding in every if finding["open"]]


# -- the report ------------------------------------------------------------------------------


def test_a_review_of_two_years(two_years: Path) -> None:
    done = run(*REVIEW, status=1)
    assert done.stdout.startswith("DEMONSTRATION: the figures of 2024 are invented.\n")
    assert "blocks  Sums close: nothing found" in done.stdout
    assert "973 Guyane, exports: 198.4 M€ → 254.7 M€ (+28.4 %); robust z +5.2" in done.stdout
    assert 'key = "2024-growth-973-exports"\nvalue = 28.4\n' in done.stdout
    assert "2024: 0 findings that block, 5 to explain, 0 explained, 0 told." in done.stderr
    assert not (two_years / "editions").exists()
    assert run("--quiet", *REVIEW, status=1).output == ""


def test_a_review_as_json(two_years: Path) -> None:
    found = as_json(*REVIEW, status=1)
    assert {name: found[name] for name in ("schema_version", "year", "demonstration")} == {
        "schema_version": 1,
        "year": 2024,
        "demonstration": True,
    }
    (finding,) = checks(found)["growth"]["findings"]  # type: ignore[misc]
    assert finding == {
        "key": "2024-growth-973-exports",
        "state": "to explain",
        "open": True,
        "code": "973",
        "name": "Guyane",
        "flow": "exports",
        "about": None,
        "value": 28.4,
        "unit": "%",
        "said": "198.4 M€ → 254.7 M€ (+28.4 %); robust z +5.2",
        "explanation": None,
    }
    assert checks(found)["revision"]["not_made"] == "no earlier vintage of the year is kept"
    assert found["open"] == len(open_keys(found)) == 5


def test_the_demonstration_of_the_project_can_be_reviewed(here: Path) -> None:
    done = run("review", "--demo", status=1)
    assert "no whole year 2023, of the same kind, to compare with" in done.stdout
    assert "2024-code-973-exports-unnamed" in done.stdout


def test_an_incomplete_year_is_blocked_unless_it_is_provisional(here: Path) -> None:
    import_("half", *lines("E", quarters=(1, 2)), *lines("I", quarters=(1, 2)))
    found = as_json(*REVIEW, status=1)
    absent = [
        f"2024-quarter-absent-fr-{flow}-q{q}" for flow in ("exports", "imports") for q in (3, 4)
    ]
    assert [key for key in open_keys(found) if "quarter-absent" in key] == absent
    again = as_json(*REVIEW, "--provisional", status=0)
    assert checks(again)["quarter-absent"]["not_made"] == "only of a whole year"
    assert [key for key in open_keys(again) if "quarter-absent" in key] == []
    # The files of these tests are small: that is seen in a whole year only.
    assert checks(again)["size"]["not_made"] == "only of a whole year"


def test_two_vintages_are_held_against_each_other(here: Path) -> None:
    def year(value: int) -> list[str]:
        return [
            line(flow, quarter, value=value if (flow, quarter) == ("E", 1) else 10_000_000)
            for flow in "EI"
            for quarter in (1, 2, 3, 4)
        ]

    import_("february", *year(10_000_000))
    import_("may", *year(10_400_000), made=(2025, 5, 9))
    found = as_json(*REVIEW, status=1)
    assert [each["key"] for each in checks(found)["revision"]["findings"]] == [  # type: ignore[attr-defined]
        "2024-revision-fr-exports-2025-05-09",
        "2024-revision-03-exports-2025-05-09",
    ]
    import_("august", *year(10_400_001), made=(2025, 8, 8))
    assert checks(as_json(*REVIEW, status=1))["revision"]["findings"] == []


def test_what_cannot_be_reviewed_is_told(here: Path) -> None:
    import_("sample", *both().decode().splitlines())
    assert "1999 is not in data" in run("review", "--year", "1999", status=1).stderr
    run("review", "--year", "soon", status=2)
    assert "--json" in run(*REVIEW, "--explain", "--json", status=2).stderr
    write(Path("editions/2024/review.toml"), b"not toml")
    done = run(*REVIEW, status=1)
    assert done.stderr.startswith("Error: editions/2024/review.toml: ")
    assert "Hint: " in done.stderr


def test_the_page_is_written_whole(two_years: Path) -> None:
    run("build", "--dept", "973", "--year", "2024")
    done = run(*REVIEW, "--html", "page.html", status=1)
    content = Path("page.html").read_text("utf-8")
    assert "page.html" in done.stderr
    assert content.count('alt="Cover of Guyane (973)"') == 1
    run(*REVIEW, "--html", "again.html", status=1)
    assert Path("again.html").read_text("utf-8") == content
    write(Path("file"), b"")
    told = run(*REVIEW, "--html", "file/page.html", status=1).stderr
    assert "cannot be written" in told


# -- explanations ----------------------------------------------------------------------------


def test_each_open_finding_is_asked_for_its_reason(two_years: Path) -> None:
    answers = "Un contrat à l'export : « spatial »\n\nUn seul client\n\n\n"
    done = run(*REVIEW, "--explain", status=1, input=answers)
    assert "1/5 973 Guyane, exports: 198.4 M€ → 254.7 M€" in done.stderr
    assert done.stderr.count("See which products made it, then write why.\n2/5 13 ") == 1
    assert "3 to explain, 2 explained" in done.stderr
    content = Path("editions/2024/review.toml").read_text("utf-8")
    assert "Un contrat à l'export : « spatial »" in content
    assert "explanation: Un contrat à l'export : « spatial »" in run(*REVIEW, status=1).stdout
    done = run(*REVIEW, "--explain", status=0, input="a\nb\nc\n")
    assert "2024: 0 findings that block, 0 to explain, 5 explained, 0 told." in done.stderr
    assert run(*REVIEW).exit_code == 0
    assert "To explain" not in run(*REVIEW).stdout


def test_what_is_pasted_counts(two_years: Path) -> None:
    said = run(*REVIEW, status=1).stdout
    lines_ = said.partition("review.toml:\n\n")[2].replace("'''\n\n'''", "'''\nparce que\n'''")
    write(Path("mine/review.toml"), lines_.encode())
    assert run(*REVIEW, "--edition", "mine").exit_code == 0
    changed(Path("mine/review.toml"), "value = 28.4", "value = 20.0")
    again = run(*REVIEW, "--edition", "mine", status=1).stdout
    assert "explain again 973 Guyane" in again
    assert "explanation (of 20.0): parce que" in again


def test_the_folder_of_explanations_alone_is_no_edition(two_years: Path) -> None:
    before = run("build", "--dept", "03", "--year", "2024").stdout
    run(*REVIEW, "--explain", status=1, input="a\n\n\n\n\n")
    done = run("build", "--dept", "03", "--year", "2024")
    assert done.stdout == f"{before.strip()} (unchanged)\n"
    assert "edition" not in done.stderr


def test_an_explanation_that_is_not_needed_is_told(two_years: Path) -> None:
    write(
        Path("editions/2024/review.toml"),
        b"[[explanation]]\nkey = '2024-growth-03-exports'\nvalue = 30\ntext = 'x'\n",
    )
    said = run(*REVIEW, status=1).stdout
    assert "told    2024-growth-03-exports: its explanation is no longer needed" in said
    assert as_json(*REVIEW, status=1)["unneeded"] == [
        {"key": "2024-growth-03-exports", "text": "x"}
    ]


# -- what is open, for those who build and send ----------------------------------------------


def noted(folder: Path = Path("output/2024")) -> Reviewed | None:
    return manifests.read(folder, 2024).review


def test_the_manifest_keeps_what_is_open(two_years: Path) -> None:
    run(*REVIEW, status=1)
    first = noted()
    assert first is not None
    assert (first.blocking, first.unexplained, first.explained, first.told) == (0, 5, 0, 0)
    done = run("build", "--dept", "03", "--year", "2024")
    assert (
        "The review of 2024 has 5 findings without an explanation: tradefiche review --year 2024"
    ) in done.stderr
    assert noted() == first  # a build keeps it
    content = (two_years / "output/2024/manifest.json").read_bytes()
    run(*REVIEW, status=1)
    assert (two_years / "output/2024/manifest.json").read_bytes() == content


def test_a_build_says_nothing_of_a_review_that_nobody_asked_for(two_years: Path) -> None:
    assert "eview" not in run("build", "--dept", "03", "--year", "2024").stderr


@pytest.mark.parametrize("command", [("build", "--dept", "03"), ("atlas",)])
def test_a_build_refuses_while_something_is_open(two_years: Path, command: tuple[str, ...]) -> None:
    write(Path("tradefiche.toml"), REQUIRED.encode())
    done = run(*command, "--year", "2024", status=1)
    assert "2024 was not reviewed, and [publish] review" in done.stderr
    assert "tradefiche review --year 2024" in done.stderr
    assert not (two_years / "output").exists()
    run(*REVIEW, "--explain", status=1, input="a\nb\nc\nd\n\n")
    done = run(*command, "--year", "2024", status=1)
    assert "the review of 2024 has 1 finding without an explanation" in done.stderr
    assert not [*two_years.glob("output/2024/*.pdf")]
    run(*REVIEW, "--explain", input="e\n")
    assert run(*command, "--year", "2024").exit_code == 0


def test_a_review_of_other_data_is_none(two_years: Path) -> None:
    run(*REVIEW, "--explain", input="a\nb\nc\nd\ne\n")
    assert "eview" not in run("build", "--dept", "03", "--year", "2024").stderr
    run("demo", "--years", "2022", "--to", "more")
    run("data", "import", "more")  # fiches compare with it
    done = run("build", "--dept", "03", "--year", "2024")
    assert "The review of 2024 is of other data" in done.stderr
    write(Path("tradefiche.toml"), REQUIRED.encode())
    assert "is of other data" in run("build", "--dept", "03", "--year", "2024", status=1).stderr
    run(*REVIEW)
    assert run("build", "--dept", "03", "--year", "2024").exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[publish]\nreviews = "required"\n', "'review'"),
        ('[publish]\nreview = "no"\n', "review"),
        ("[publish]\nreview = true\n", "review"),
        ("publish = 1\n", "publish"),
        ("[publish\n", "line 1"),
    ],
)
def test_a_wrong_setting_is_not_overheard(here: Path, content: str, said: str) -> None:
    file = write(here / "tradefiche.toml", content.encode())
    with pytest.raises(SettingsError) as error:
        settings.publish()
    assert str(error.value.message).startswith("tradefiche.toml: wrong publish settings: ")
    assert said in f"{error.value.message} {error.value.hint}"
    assert "tradefiche.toml" in run("build", "--dept", "03", status=1).stderr
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.publish()


def test_settings_of_mail_and_of_publishing_share_a_file(here: Path) -> None:
    write(here / "tradefiche.toml", (MAIL + REQUIRED).encode("utf-8-sig"))
    assert settings.publish().review == "required"
    write(here / "tradefiche.toml", MAIL.encode())
    assert settings.publish() == settings.Publish()
    assert settings.publish(Path("none.toml")) == settings.Publish()


# -- send ------------------------------------------------------------------------------------

ASKED = ("send", "--recipients", "leads.csv", "--year", "2024")


@pytest.fixture
def published(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two fiches of hand-made data, a lead, and settings; nothing that made them."""
    monkeypatch.delenv("TRADEFICHE_MAIL_SERVER", raising=False)
    leads(here, ";03;;Personne;un@example.org;;")
    publish(here / "output", ("03", "63"))
    write(here / "tradefiche.toml", (MAIL + 'unsubscribe = "s@example.org"\n').encode())
    return here


def note(blocking: int = 0, unexplained: int = 0, data: str = "") -> None:
    """A review of the published fiches, as the manifest keeps it."""
    folder = Path("output/2024")
    known = manifests.read(folder, 2024)
    of = reviewed.data_of_fiche(from_json((folder / known.fiches[0].json.name).read_bytes()))
    found = Reviewed(data or of, blocking, unexplained)
    manifests.write(folder, replace(known, review=found))


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ({}, ""),
        ({"unexplained": 1}, "The review of 2024 has 1 finding without an explanation: "),
        (
            {"blocking": 2, "unexplained": 3},
            "The review of 2024 has 2 checks that block and 3 findings without an explanation: ",
        ),
        ({"data": "other"}, "The review of 2024 is of other data: "),
    ],
)
def test_a_plan_says_what_is_open(published: Path, review: dict[str, int], said: str) -> None:
    assert "eview" not in run(*ASKED).output
    note(**review)  # type: ignore[arg-type]
    done = run(*ASKED).stdout
    assert [line for line in done.splitlines() if "review" in line] == (
        [f"{said}{reviewed.hint(2024)}"] if said else []
    )
    told = json.loads(run(*ASKED, "--json").stdout)["review"]
    assert told == (f"t{said[1:-2]}" if said else None)


@pytest.mark.parametrize("where", ["tradefiche.toml", "other.toml"])
@pytest.mark.parametrize("confirm", [(), ("--confirm",)])
def test_nothing_is_sent_while_something_is_open(
    published: Path, where: str, confirm: tuple[str, ...]
) -> None:
    own = Path("tradefiche.toml").read_bytes()
    write(Path(where), own + REQUIRED.encode())
    words = (*ASKED, *confirm, *(("--settings", where) if where == "other.toml" else ()))
    for review, said in (
        (None, "2024 was not reviewed"),
        ({"blocking": 1}, "the review of 2024 has 1 check that blocks"),
        ({"unexplained": 2}, "2 findings without an explanation"),
        ({"data": "other"}, "is of other data"),
    ):
        if review is not None:
            note(**review)  # type: ignore[arg-type]
        done = run(*words, status=1)
        assert said in done.stderr
        assert "tradefiche review --year 2024" in done.stderr
        assert "1 fault found, and nothing is sent" in done.stderr
    if not confirm:
        note()
        assert run(*words).exit_code == 0


def test_a_fiche_of_other_data_than_the_review_is_seen(published: Path) -> None:
    """One fiche was built later, from revised files."""
    note()
    folder = Path("output/2024")
    known = manifests.read(folder, 2024)
    (entry,) = (each for each in known.fiches if each.code == "63")
    path = folder / entry.json.name
    content = path.read_text("utf-8").replace('"vintage": "', '"vintage": "9')
    path.write_text(content, "utf-8")
    file = manifests.file_entry(entry.json.name, path.read_bytes())
    manifests.write(folder, known.updated(fiches=[replace(entry, json=file)]))
    assert "eview" not in run(*ASKED).stdout  # 03 alone is asked for
    leads(published, ";03;;Personne;un@example.org;;", ";63;;Autre;deux@example.org;;")
    assert "The review of 2024 is of other data" in run(*ASKED).stdout


def test_a_site_says_what_is_open_and_refuses_where_it_must(two_years: Path) -> None:
    run("build", "--dept", "03", "--year", "2024")
    run("review", "--year", "2023", status=1)  # a folder with a review and no fiche
    assert "eview" not in run("site").stderr
    run(*REVIEW, status=1)
    done = run("site", "--force")
    assert "The review of 2024 has 5 findings without an explanation: tradefiche" in done.stderr
    write(Path("other.toml"), REQUIRED.encode())
    done = run("site", "--settings", "other.toml", "--to", "new", status=1)
    assert "the review of 2024 has 5 findings without an explanation, and [publish]" in done.stderr
    assert not Path("new").exists()
    run(*REVIEW, "--explain", input="a\nb\nc\nd\ne\n")
    assert run("site", "--settings", "other.toml", "--to", "new").exit_code == 0


def test_a_folder_with_a_review_alone_is_no_year_of_a_site(two_years: Path) -> None:
    run("build", "--dept", "03", "--year", "2023")
    run(*REVIEW, status=1)
    assert json.loads(run("site", "--json").stdout)["years"] == [2023]


def test_a_build_in_a_process_of_its_own_reads_the_review(two_years: Path) -> None:
    run(*REVIEW, status=1)
    done = process("build", "--dept", "03", "--year", "2024")
    assert "5 findings without an explanation" in done.stderr
