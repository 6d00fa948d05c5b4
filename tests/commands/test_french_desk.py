"""What the desk commands say in French, and what is kept in files in one language only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import text
from customs_files import write

from tradefiche import messages
from tradefiche import reviewed
from tradefiche.atomic import HeldError
from tradefiche.batch.output import unwritable
from tradefiche.mail.plan_report import unwritable as unwritable_plan
from tradefiche.reviewed import Reviewed
from tradefiche.store import strangers
from tradefiche.store.store import Store


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(messages.VARIABLE, "fr")


def plain(said: str) -> str:
    """With one kind of blank."""
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def accepted(folder: Path) -> tuple[set[str], set[str]]:
    """The codes and the gaps that the index keeps."""
    index = json.loads((folder / "data" / "index.json").read_text("utf-8"))
    return tuple(
        {name for each in index["partitions"] for name in each[fact]}
        for fact in ("accepted", "accepted_gaps")
    )  # type: ignore[return-value]


@pytest.mark.usefixtures("french")
def test_the_index_keeps_english_whatever_is_spoken(here: Path) -> None:
    odd = line("I", 4, country="SU", departement="0X")
    path = write(here / "odd.txt", text([*lines("E"), *lines("I"), odd]).rstrip(b"\n"))
    options = ("--data", here / "data", "--accept-unknown", "--accept-gaps", "--vintage")
    said = run("data", "import", path, *options, "2025-02-07").stdout
    assert "gardé quoique inconnu : pays SU (clos depuis 1992-05) : 1 ligne, 1 000 €\n" in plain(
        said
    )
    codes, gaps = accepted(here)
    assert codes == {"country SU (closed since 1992-05)", "département 0X"}
    assert gaps == {"end without a line end, as a cut file does"}
    status = run("data", "status").stdout
    assert "gardé quoique inconnu : département 0X\n" in plain(status)
    assert "sans fin de ligne au bout, comme un fichier coupé\n" in status
    assert Store(here / "data").dataset(2024).marks.whole_year


@pytest.mark.usefixtures("french")
def test_json_is_the_same_in_every_language(here: Path) -> None:
    write(here / "half.txt", both(2024, (1, 2)))
    run("data", "import", here / "half.txt", "--data", here / "data")
    assert plain(run("data", "status").stdout).startswith(
        "2024 : incomplète, exportations sans T3 et T4, importations sans T3 et T4\n"
    )
    (year,) = json.loads(run("data", "status", "--json").stdout)["years"]
    assert year["missing"] == {"exports": [3, 4], "imports": [3, 4]}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Reviewed("", 1, 0), "la relecture de 2024 a 1 contrôle qui bloque"),
        (Reviewed("", 2, 0), "la relecture de 2024 a 2 contrôles qui bloquent"),
        (Reviewed("", 0, 1), "la relecture de 2024 a 1 trouvaille sans explication"),
        (
            Reviewed("", 2, 3),
            "la relecture de 2024 a 2 contrôles qui bloquent et 3 trouvailles sans explication",
        ),
        (Reviewed("", 0, 0), ""),
    ],
)
@pytest.mark.usefixtures("french")
def test_what_a_review_left_open_agrees_in_number(found: Reviewed, said: str) -> None:
    assert reviewed.left_open(found, 2024, [""], required=True) == said


def test_names_of_unknown_codes_are_read_back() -> None:
    for name in (
        strangers.unknown("departement", "0X"),
        strangers.unknown("region", "99"),
        strangers.unknown("a129", "Z99Z"),
        strangers.unknown("country", "XY"),
        strangers.misplaced("03", "07"),
        strangers.closed("SU", "1992-05"),
        strangers.begun("XI", "2021-01"),
        "what an older version noted",
    ):
        assert strangers.said(name) == name


@pytest.mark.usefixtures("french")
def test_the_whole_command_line_is_french() -> None:
    unknown = run("bild", status=2).stderr
    assert unknown.startswith("Erreur\u00a0: La commande 'bild' n’existe pas.\nConseil\u00a0: ")
    usage = run("list", "--none", status=2).stderr
    assert usage.startswith("Usage\u00a0: main list [OPTIONS] COMMANDE [ARGUMENTS]...\n")
    shown = run("build", "--help").stdout
    assert "--workers NOMBRE" in shown
    assert "--output DOSSIER" in shown
    assert "Options\u00a0:\n" in shown
    assert run("build", "--help", "--lang", "en").stdout.count("--output DIRECTORY") == 1


@pytest.mark.usefixtures("french")
def test_what_is_said_through_a_variable_is_french(here: Path) -> None:
    refused = plain(run("build", "--dept", "03", "--workers", "0", status=2).stderr)
    assert "pour '--workers' (variable : 'TRADEFICHE_WORKERS') : 0 est hors de" in refused
    refused = plain(run("settings", "--lang", "xx", status=2).stderr)
    assert "pour '--lang' (variable : 'TRADEFICHE_LANG') : 'xx' n’est pas parmi" in refused
    assert "obligatoire]" in run("data", "fetch", "--help").stdout
    file = here / "wrong.toml"
    file.write_text("[mial]\n", "utf-8")
    refused = plain(run("send", "--check", "--settings", file, status=1).stderr)
    assert "wrong.toml : table inconnue 'mial'\n" in refused


@pytest.mark.usefixtures("french")
def test_doctor_names_in_french_what_it_looked_at(here: Path) -> None:
    said = run("doctor", "--output", here).stdout
    assert "ok     bibliothèques " in said
    assert "ok     horloge " in said
    names = {each["name"] for each in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert {"libraries", "clock"} <= names


@pytest.mark.usefixtures("french")
def test_who_holds_a_file_is_told_in_french_how_to_go_on(tmp_path: Path) -> None:
    for said in (unwritable, unwritable_plan):
        hint = said(tmp_path, HeldError(13, "held")).hint
        assert hint.startswith("Fermez-le dans le programme qui le tient ouvert")


@pytest.mark.usefixtures("french")
def test_a_full_disk_is_told_in_one_sentence(tmp_path: Path) -> None:
    error = unwritable(tmp_path, OSError(28, "plein"), "--to")
    assert error.hint.startswith(
        "Faites de la place ou choisissez un autre dossier avec --to, puis"
    )
