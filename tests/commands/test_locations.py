"""Which paths a command takes: ``~`` anywhere, and on Windows only what Windows can have."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run

from tradefiche.commands import locations
from tradefiche.errors import UsageError
from tradefiche.mail.letter.letter import KEY_LENGTH
from tradefiche.reference import industry
from tradefiche.reference import tables
from tradefiche.reference import territories

POSSIBLE = (
    "output",
    "C:\\fiches\\2024",
    "C:fiches",
    "C:/fiches",
    "C:\\",
    "\\\\serveur\\partage\\Côte d’Or\\fiches",
    "\\\\?\\C:\\fiches",
    "..\\fiches",
    ".",
    "console.pdf",
    "Com1té",
    "a b.c d",
)
IMPOSSIBLE = {
    "CON": "device",
    "C:\\fiches\\aux.txt": "device",
    "com1/fiches": "device",
    "LPT².tar.gz": "device",
    "nul ": "space or a dot",
    "fiches.": "space or a dot",
    "x\\a:b": "':' may not",
    "C:\\was?\\*": "'?' may not",
    "<a>|": "'<' '>' '|' may not",
    'a"b': "may not",
    "a\tb": "'\\t' may not",
}
OPTIONS = (
    ("build", "--dept", "03", "--output"),
    ("build", "--dept", "03", "--edition"),
    ("build", "--dept", "03", "--brand"),
    ("build", "--dept", "03", "--from-file"),
    ("atlas", "--output"),
    ("data", "status", "--data"),
    ("data", "import"),
    ("data", "fetch", "--year", "2024", "--keep"),
    ("check",),
    ("edition", "check"),
    ("send", "--year", "2024", "--recipients"),
    ("send", "--year", "2024", "--recipients", "leads.csv", "--message"),
    ("send", "--year", "2024", "--recipients", "leads.csv", "--eml"),
    ("mail", "status", "--ledger"),
    ("mail", "archive", "--to"),
    ("mail", "bounces"),
    ("mail", "join"),
)


@pytest.mark.parametrize("given", POSSIBLE)
def test_windows_has_these(given: str) -> None:
    locations.require_possible(given, folder=True)


@pytest.mark.parametrize("given", IMPOSSIBLE)
def test_windows_has_none_of_these(given: str) -> None:
    with pytest.raises(UsageError) as told:
        locations.require_possible(given, folder=True)
    assert f"{given}: Windows has no file or folder named" in told.value.message
    assert IMPOSSIBLE[given] in told.value.message


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_all_options_refuse_them_before_any_work(
    here: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(locations, "WINDOWS", True)
    said = run(*words, "fiches/aux.d/x", status=2).stderr
    assert "Error: fiches/aux.d/x: Windows has no file or folder named aux.d" in said
    assert "Hint: Choose another name.\n" in said
    assert list(here.iterdir()) == []


def test_a_path_too_long_is_refused_where_windows_takes_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locations, "_takes_long_paths", lambda: False)
    long = "/".join(["y" * 29] * 9)[:-1]
    with pytest.raises(UsageError, match=r"too long a path for this Windows: 149 characters"):
        locations.require_possible(long, folder=True)
    with pytest.raises(UsageError, match=r"too long a path for this Windows: 259 characters"):
        locations.require_possible(long, folder=False)
    monkeypatch.setattr(locations, "_takes_long_paths", lambda: True)
    locations.require_possible(long, folder=True)


def test_what_is_written_in_a_folder_has_names_for_windows_and_fits() -> None:
    stems = [territories.file_stem(place) for place in territories.departements()]
    packs = [f"{each.id}-{tables.slug(each.name)}".lower() for each in industry.everything()]
    kept = f"mail/archive/2024/{'0' * KEY_LENGTH}-10.eml.gz"
    written = [*(f"2024/{stem}.nouveau.pdf" for stem in stems), kept]
    written += [f"2024/territoires/{stem}.nouveau.pdf" for stem in packs]
    for name in written:
        locations.require_possible(name, folder=False)
    draft = "/" + ".01234567.tmp."
    assert max(map(len, written)) + len(draft) <= locations._WITHIN
    assert len({name.casefold() for name in written}) == len(written)


def test_home_is_meant_where_a_shell_leaves_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(here / "me"))
    run("build", "--dept", "03", "--output=~/fiches")
    assert (here / "me" / "fiches" / "2024" / "03-allier.pdf").exists()
    monkeypatch.setenv("TRADEFICHE_DATA", "~/customs")
    said = run("build", "--dept", "03", status=1).stderr
    assert f"no customs data in {here / 'me' / 'customs'}" in said
