"""Settings: which file holds, what it may say, what a stranger's must not, and how it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import run
from customs_files import write
from systems import not_on_windows

from tradefiche import settings
from tradefiche import settings_file
from tradefiche.errors import SettingsError
from tradefiche.mail import settings as mail_settings

ALL = """\
[data]
folder = "donnees"
[build]
output = "fiches"
brand = "marque"
edition = "textes"
workers = 3
[site]
folder = "pages"
url = "https://example.org/fiches/"
[publish]
review = "required"
"""


@pytest.fixture
def below(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one stands, two below ``here``; Windows reads no others than one's own."""
    folder = here / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(Path, "home", lambda: here)
    return folder


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a file somebody else's."""

    def give(file: Path) -> None:
        if os.getuid() == 0:
            os.chown(file, 65534, 65534)
        else:
            own = os.getuid()
            monkeypatch.setattr(os, "getuid", lambda: own + 1)

    return give


def told(*options: object) -> dict[str, tuple[Any, str, str]]:
    """Value, source and place of each setting."""
    rows = json.loads(run("settings", "--json", *options).stdout)["settings"]
    return {f"{r['table']}.{r['key']}": (r["value"], r["source"], r["where"]) for r in rows}


def test_without_a_file_all_is_as_usual(here: Path) -> None:
    found = told()
    assert found["data.folder"] == ("data", "default", "")
    assert found["build.output"] == ("output", "default", "")
    assert found["site.folder"] == ("site", "default", "")
    assert {source for _, source, _ in found.values()} == {"default"}
    assert set(found) == {
        f"{table}.{key}"
        for table, kind in settings.TABLES.items()
        for key in kind.__struct_fields__
    }
    lines = run("settings").stdout.splitlines()
    assert lines[0] == "Settings: no tradefiche.toml here"
    assert lines[-2] == f"Documents are written in {here / 'output'}"
    assert max(map(len, lines[1:-2])) <= 80


def test_the_file_says_what_is_the_default(here: Path) -> None:
    write(here / "tradefiche.toml", ALL.encode())
    found = told()
    assert found["data.folder"] == ("donnees", "file", "tradefiche.toml, line 2")
    assert found["build.output"] == ("fiches", "file", "tradefiche.toml, line 4")
    assert found["build.workers"] == (3, "file", "tradefiche.toml, line 7")
    assert found["publish.review"] == ("required", "file", "tradefiche.toml, line 12")
    assert {source for _, source, _ in found.values()} == {"file"}
    assert "default: donnees" in " ".join(run("build", "--help").stdout.split())


def test_the_environment_comes_before_the_file_and_options_before_both(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here / "tradefiche.toml", ALL.encode())
    names = {
        "data.folder": ("TRADEFICHE_DATA", "--data"),
        "build.output": ("TRADEFICHE_OUTPUT", "--output"),
        "build.brand": ("TRADEFICHE_BRAND", "--brand"),
        "build.edition": ("TRADEFICHE_EDITION", "--edition"),
        "site.folder": ("TRADEFICHE_SITE", "--site"),
        "site.url": ("TRADEFICHE_SITE_URL", "--base-url"),
        "build.workers": ("TRADEFICHE_WORKERS", "--workers"),
    }
    for key, (variable, option) in names.items():
        monkeypatch.setenv(variable, "5")
        value = 5 if key == "build.workers" else "5"
        assert told()[key] == (value, "environment", variable)
        assert told(option, "7")[key] == (type(value)(7), "option", option)
    assert told()["publish.review"][1] == "file"
    write(here / "tradefiche.toml", b"")
    monkeypatch.setenv("TRADEFICHE_REVIEW", "required")
    assert told()["publish.review"] == ("required", "environment", "TRADEFICHE_REVIEW")
    monkeypatch.setenv("TRADEFICHE_REVIEW", "no")
    with pytest.raises(SettingsError, match="TRADEFICHE_REVIEW: wrong publish settings"):
        settings.requires_review()


def test_who_asks_for_a_review_is_not_taken_back_by_a_variable(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here / "tradefiche.toml", ALL.encode())
    monkeypatch.setenv("TRADEFICHE_REVIEW", "")
    assert settings.requires_review()


def test_a_build_goes_where_the_file_says(here: Path) -> None:
    write(here / "tradefiche.toml", b'[build]\noutput = "fiches"\n')
    assert run("build", "--dept", "03").stdout == "fiches/2024/03-allier.pdf\n"
    assert run("site").stdout == "site/index.html\n"
    assert not (here / "output").exists()


def test_a_store_that_the_file_names_is_meant(here: Path) -> None:
    write(here / "tradefiche.toml", b'[data]\nfolder = "donnees"\n')
    assert "no customs data in donnees" in run("build", "--dept", "03", status=1).stderr
    assert "demonstration" in run("build", "--dept", "03", "--demo").stderr


def test_the_nearest_file_above_holds_and_paths_begin_where_it_is(here: Path, below: Path) -> None:
    write(here / "tradefiche.toml", ALL.encode())
    assert told()["build.output"][0] == str(here / "fiches")
    write(here / "a" / "tradefiche.toml", b'[build]\noutput = "~/x"\n')
    found = told()
    assert found["build.output"][0] == str(Path("~/x").expanduser())
    assert found["data.folder"] == ("data", "default", "")
    assert run("settings").stdout.startswith(f"Settings: {here / 'a' / 'tradefiche.toml'}\n")
    write(below / "tradefiche.toml", b'[site]\nfolder = "pages"\n')
    found = told()
    assert found["build.output"] == ("output", "default", "")
    assert found["site.folder"][0] == "pages"


def test_a_file_that_is_named_takes_the_place_of_the_one_that_is_found(here: Path) -> None:
    write(here / "tradefiche.toml", b'[build]\noutput = "one"\n')
    other = write(here / "conf" / "other.toml", b'[build]\noutput = "two"\n')
    assert told("--settings", other)["build.output"][0] == str(here / "conf" / "two")
    assert "one" in run("send", "--help").stdout
    said = run("site", "--settings", other, status=2).stderr
    assert f"{here / 'conf' / 'two'} holds no manifest" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[build]\nbrnad = 'x'\n", "Did you mean 'brand'?"),
        ("[buidl]\n", "Did you mean 'build'?"),
        ("[data]\nfolder = 3\n", "Expected `str`, got `int`"),
        ("[build]\nworkers = 0\n", "Expected `int` >= 1"),
        ("[build]\nworkers = true\n", "Expected `int"),
        ('[build]\noutput = "a\\u0000b"\n', "output has a line break or a control character"),
        ("build = 1\n", "build is a table"),
        ("[build\n", "wrong publish settings"),
        ("[build]\noutput = 'a'\noutput = 'b'\n", "wrong publish settings"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin-1"), "cannot be read"),
    ],
)
def test_what_is_wrong_is_refused_but_help_is_given(
    here: Path, content: str | bytes, said: str
) -> None:
    write(here / "tradefiche.toml", content if isinstance(content, bytes) else content.encode())
    for words in (["build", "--dept", "03"], ["settings"], ["clean"]):
        done = run(*words, status=1).stderr
        assert said in done
        assert "tradefiche.toml" in done
    assert "[default: " not in run("settings", "--help").stdout.partition("--data")[0]
    assert "default: output" in " ".join(run("build", "--help").stdout.split())
    assert not (here / "output").exists()


# -- what a stranger's file must not do ------------------------------------------------------

MAIL = """\
[mail]
server = "localhost"
security = "none"
from = "a@example.org"
"""


def with_command(folder: Path) -> str:
    """A ``[mail]`` whose token command leaves a trace."""
    words = ["python3", "-c", f"open({str(folder / 'ran')!r}, 'w')"]
    return f'{MAIL.replace("none", "tls")}user = "x"\ntoken_command = {json.dumps(words)}\n'


def test_mail_of_a_file_above_is_not_read_and_its_command_never_run(
    here: Path, below: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = write(here / "tradefiche.toml", (with_command(here) + ALL).encode())
    note = f"{above}: its [mail] is not read here. Name it: --settings"
    done = run("send", "--check", status=1)
    assert f"{note} {above}" in done.stderr
    assert "[mail] lacks server, from" in done.stderr
    assert note in run("settings").stderr
    found = json.loads(run("settings", "--json").stdout)
    assert found["mail_not_read"] == str(above)
    assert not [row for row in found["settings"] if row["table"] == "mail"]
    monkeypatch.setenv("TRADEFICHE_MAIL_SERVER", "localhost")
    monkeypatch.setenv("TRADEFICHE_MAIL_FROM", "b@example.org")
    loaded = mail_settings.load()
    assert (loaded.token_command, loaded.user) == ((), "")
    assert not (here / "ran").exists()
    assert mail_settings.load(above).token_command  # whoever names it means it


@not_on_windows("a file's owner, and who may change it")
@pytest.mark.parametrize("how", ["owner", "open", "link"])
def test_a_file_above_that_is_not_ones_own_says_nothing(
    here: Path, below: Path, stranger: Callable[[Path], None], how: str
) -> None:
    file = write(here / "tradefiche.toml", (with_command(here) + ALL).encode())
    reason = "it belongs to somebody else"
    if how == "owner":
        stranger(file)
    elif how == "open":
        file.chmod(0o666)
        reason = "everybody may change it"
    else:
        file.rename(here / "other.toml")
        file.symlink_to(here / "other.toml")
        stranger(here / "other.toml")
    done = run("build", "--dept", "03", "--demo")
    assert f"{file} is ignored: {reason}. To use it, run in its folder." in done.stderr
    assert done.stdout == "output/2024/03-allier.pdf\n"
    assert done.stderr.count("is ignored") == 1
    assert told()["build.output"][1] == "default"
    passed = json.loads(run("settings", "--json").stdout)["passed"]
    assert passed == [{"file": str(file), "reason": reason}]
    assert "is ignored" not in run("-q", "build", "--dept", "03", "--demo").stderr
    run("send", "--check", status=1)
    assert not (here / "ran").exists()
    assert sorted(path.name for path in here.iterdir() if "toml" not in path.name) == ["a"]


@not_on_windows("a file's owner, and who may change it")
def test_ones_own_file_is_found_beyond_a_strangers(here: Path, below: Path) -> None:
    write(here / "tradefiche.toml", b'[publish]\nreview = "required"\n')
    write(here / "a" / "tradefiche.toml", b"").chmod(0o666)
    assert settings.requires_review()


def test_on_windows_only_ones_own_folder_is_looked_into(
    here: Path, below: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here / "tradefiche.toml", ALL.encode())
    monkeypatch.setattr(settings_file, "WINDOWS", True)
    assert settings_file.find().path == here / "tradefiche.toml"
    monkeypatch.setattr(Path, "home", lambda: here / "a")
    found = settings_file.find()
    assert (found.path, [reason for _, reason in found.passed]) == (
        None,
        ["it is not in your own folder"],
    )


def test_what_is_no_file_is_passed_over(here: Path, below: Path) -> None:
    (here / "a" / "tradefiche.toml").mkdir()
    write(here / "tradefiche.toml", ALL.encode())
    assert settings_file.find().path == here / "tradefiche.toml"


@not_on_windows("a folder in which one stands can be removed")
def test_a_working_folder_that_is_gone_has_no_settings(below: Path) -> None:
    below.rmdir()
    assert settings_file.find() == settings_file.Whereabouts()


# -- what is told ----------------------------------------------------------------------------


def test_no_secret_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "tradefiche.toml", with_command(here).encode())
    monkeypatch.setenv("TRADEFICHE_MAIL_PASSWORD", "hunter2")
    monkeypatch.setenv("TRADEFICHE_MAIL_TOKEN_COMMAND", "token hunter3")
    for words in ([], ["--json"]):
        said = run("settings", *words).output
        assert "hunter" not in said
        assert "python3" not in said
        assert "localhost" in said
    assert told()["mail.token_command"][2] == "TRADEFICHE_MAIL_TOKEN_COMMAND"
    assert told()["mail.server"] == ("localhost", "file", "tradefiche.toml, line 2")
    assert told()["mail.password"] == ("(not shown)", "environment", "TRADEFICHE_MAIL_PASSWORD")
    write(here / "tradefiche.toml", b'[mail]\npassword = "hunter2"\n')
    done = run("settings", status=1)
    assert "[mail] password: no secret belongs in this file" in done.stderr
    assert "hunter" not in done.output
    assert "[build] output" in done.stdout


def test_completion_and_a_help_of_all_read_no_file(here: Path) -> None:
    write(here / "tradefiche.toml", b"[build\n")
    environment = {"_TRADEFICHE_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    environment |= {"COMP_WORDS": "tradefiche build --o"}
    done = run(env=environment, prog_name="tradefiche")
    assert "--output" in done.stdout
    assert run("--help").exit_code == 0


def test_a_line_is_told_where_it_can_be_seen(here: Path) -> None:
    file = write(
        here / "tradefiche.toml",
        b"# [build]\n# output = 'x'\n[site]\n  'url' = 'https://example.org'\n[ build ]\n\n"
        b"output='x'\n",
    )
    read = settings.read(file)
    assert {key: said.line for key, said in read.items()} == {"site.url": 4, "build.output": 7}
    write(file, b"build.output = 'x'\n")
    assert told()["build.output"] == ("x", "file", "tradefiche.toml")
