"""``tradefiche init``: what one begins with is whole, valid, replaces nothing, and says more."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from command import changed
from command import run
from customs_files import write
from systems import not_on_windows

import tradefiche
from tradefiche import brand as brands
from tradefiche import edition as editions
from tradefiche import resources
from tradefiche import settings
from tradefiche import starters
from tradefiche.errors import EditionError
from tradefiche.errors import OutputError
from tradefiche.mail import settings as mail_settings
from tradefiche.mail.recipients import recipients_csv
from tradefiche.messages import LANGUAGES

LATER = "99.1"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# -- edition ---------------------------------------------------------------------------------


def test_an_edition_is_a_copy_of_the_year_of_its_folder(here: Path) -> None:
    done = run("init", "edition", "editions/2025")
    assert done.stdout == "editions/2025\n"
    assert "tradefiche build takes it by itself for 2025." in done.stderr
    made = editions.load(Path("editions/2025"))
    assert (made.year, made.made_with) == (2025, tradefiche.__version__)
    assert names(here / "editions/2025") == names(resources.assets("editions", "2024"))
    assert not [*here.rglob(".*")]
    assert "0 faults" in run("edition", "check", "editions/2025").stderr


def test_an_edition_of_another_name_is_of_the_year_of_the_latest(here: Path) -> None:
    assert "--edition mine" in run("init", "edition", "mine").stderr
    assert editions.load(Path("mine")).year == 2024
    shipped = editions.load(resources.assets("editions", "2024"))
    assert shipped.made_with == ""


def test_an_empty_folder_may_be_there(here: Path) -> None:
    (here / "mine").mkdir()
    run("init", "brand", "mine")
    assert brands.load(here / "mine").name == "mine"


@pytest.mark.parametrize("what", ["edition", "brand"])
@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_is_not_replaced(here: Path, what: str, there: str) -> None:
    if there == "folder":
        write(here / "mine" / "own.md", b"x")
    elif there == "file":
        write(here / "mine", b"x")
    else:
        try:
            (here / "mine").symlink_to(here / "nowhere")
        except OSError:
            pytest.skip("no links here")
        if not (here / "mine").is_symlink():
            pytest.skip("a link to nothing is none here")  # Wine
    before = names(here)
    done = run("init", what, "mine", status=2 if there == "file" else 1)
    assert there == "file" or "mine: is there already" in done.stderr
    assert names(here) == before


@pytest.mark.parametrize("what", [("leads",), ("settings",), ("leads", "x"), ("settings", "x")])
def test_a_file_that_is_there_is_not_replaced(here: Path, what: tuple[str, ...]) -> None:
    name = run("init", *what).stdout.strip()
    content = (here / name).read_bytes()
    assert "is there already" in run("init", *what, status=1).stderr
    assert (here / name).read_bytes() == content
    assert names(here) == [name]


def test_a_copy_that_fails_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(starters.atomic, "write_bytes", full)
    with pytest.raises(OutputError, match=r"mine: cannot be written \(No space left"):
        starters.edition(Path("mine"))
    with pytest.raises(OutputError, match="cannot be written"):
        starters.settings(Path("tradefiche.toml"))
    assert not [*here.iterdir()]


@not_on_windows("a folder that may not be written")
def test_where_nothing_may_be_written_nothing_is(here: Path) -> None:
    (here / "closed").mkdir(mode=0o500)
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    for what in ("edition", "brand", "leads", "settings"):
        assert "cannot be written" in run("init", what, "closed/x", status=1).stderr


def test_an_edition_of_a_later_program_is_told_and_read(here: Path) -> None:
    run("init", "edition", "mine")
    run("init", "brand", "look")
    for file in (here / "mine/edition.toml", here / "look/brand.toml"):
        changed(file, f'"{tradefiche.__version__}"', f'"{LATER}"')
    told = f"was made with tradefiche {LATER}, later than this one ({tradefiche.__version__}): what"
    for words in (
        ("build", "--dept", "03", "--edition", here / "mine", "--brand", here / "look"),
        ("edition", "check", here / "mine", "--brand", here / "look"),
    ):
        said = run(*words).stderr
        assert f"{here / 'mine'} {told}" in said
        assert f"{here / 'look'} {told}" in said
    said = run("site", "--edition", here / "mine", "--brand", here / "look").stderr
    assert said.count(told) == 2
    assert told not in run("build", "--dept", "03", "--output", "other").stderr


def test_one_that_cannot_be_read_for_it_says_so(here: Path) -> None:
    run("init", "edition", "mine")
    changed(here / "mine/edition.toml", "title =", "fresh = 1\ntitle =")
    changed(here / "mine/edition.toml", f'"{tradefiche.__version__}"', f'"{LATER}"')
    with pytest.raises(EditionError) as caught:
        editions.load(here / "mine")
    assert "unknown field `fresh`" in caught.value.message
    assert caught.value.hint.startswith("Take that version or a later one: ")
    run("init", "brand", "look")
    changed(here / "look/brand.toml", "[words]", "[glow]\nwidth = 3\n[words]")
    changed(here / "look/brand.toml", f'"{tradefiche.__version__}"', f'"{LATER}"')
    done = run("build", "--dept", "03", "--brand", here / "look", status=1)
    assert "unknown field `glow`" in done.stderr
    assert f"brand.toml was made with tradefiche {LATER}, later than this one" in done.stderr


@pytest.mark.parametrize("wrong", ["3", '""', '"soon"', '"1.2.beta"', "[1]"])
def test_a_version_that_is_none_breaks_nothing(here: Path, wrong: str) -> None:
    run("init", "brand", "look")
    changed(here / "look/brand.toml", f'"{tradefiche.__version__}"', wrong)
    done = run(
        *("build", "--dept", "03", "--brand", here / "look"),
        status=0 if wrong.startswith('"') else 1,
    )
    assert ("made_with" in done.stderr) is not wrong.startswith('"')


# -- brand -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ['ma "marque"', "l'été", "a\\b"])
def test_a_brand_has_the_name_of_its_folder(here: Path, name: str) -> None:
    starters.brand(here / "x")
    if os.name != "nt":
        starters.brand(here / name)
        assert brands.load(here / name).name == name
    assert brands.load(here / "x").made_with == tradefiche.__version__


# -- leads and settings ----------------------------------------------------------------------


def test_a_list_of_leads_is_one_that_can_be_filled(here: Path) -> None:
    assert run("init", "leads").stdout == "leads.csv\n"
    lines, faults = recipients_csv.read(here / "leads.csv")
    assert (lines, faults) == ([], [])
    if os.name != "nt":
        assert (here / "leads.csv").stat().st_mode & 0o077 == 0
    with (here / "leads.csv").open("ab") as file:
        file.write("ti-8416;;;Une Personne;un@example.org;;# la première\r\n".encode())
    lines, faults = recipients_csv.read(here / "leads.csv")
    assert [(line.number, line.cells["email"]) for line in lines] == [(3, "un@example.org")]
    assert run("send", "--template-csv").stdout_bytes.decode() == recipients_csv.template()


def test_a_line_is_a_remark_only_where_a_place_would_stand(here: Path) -> None:
    file = write(here / "l.csv", b"nom;email;departement\n#1;un@example.org;03\n")
    lines, faults = recipients_csv.read(file)
    assert ([line.cells["nom"] for line in lines], faults) == (["#1"], [])


def test_settings_set_nothing_until_they_are_filled_in(here: Path) -> None:
    done = run("init", "settings")
    assert done.stdout == "tradefiche.toml\n"
    assert settings.read(Path("tradefiche.toml")) == {}
    assert run("build", "--dept", "03").stdout == "output/2024/03-allier.pdf\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_settings_propose_can_be_set(here: Path, language: str) -> None:
    run("--lang", language, "init", "settings", "x.toml")
    text = Path("x.toml").read_text("utf-8")
    filled = re.sub(r"(?m)^# (?=\[mail\]|\w+ = )", "", text)
    file = write(here / "y.toml", filled.encode())
    keys = {f"{table}.{key}" for table, kind in settings.TABLES.items()
            for key in kind.__struct_fields__}  # fmt: skip
    assert settings.read(file).keys() == keys
    assert mail_settings.load(file, {}).server == "smtp.example.org"
    assert set(tomllib.loads(filled)) == {*settings.TABLES, "mail"}
    assert max(map(len, text.splitlines())) <= 100
    assert ("Ce que tradefiche prend" in text) == (language == "fr")


@pytest.mark.parametrize("what", ["edition", "brand"])
def test_a_copy_needs_a_name(here: Path, what: str) -> None:
    assert "Missing argument 'DIR'" in run("init", what, status=2).stderr
