"""Which départements and years are chosen, and what is said of a choice that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run
from customs_files import write
from filled_stores import WHOLE
from filled_stores import filled

from tradefiche.batch import request
from tradefiche.errors import IncompleteYearError
from tradefiche.errors import UnknownTerritoryError
from tradefiche.errors import UsageError
from tradefiche.reference import territories

BRETAGNE = ["22", "29", "35", "56"]
ARA = ["01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"]


def codes(*names: str, **options: object) -> list[str]:
    return [place.code for place in request.selection(names, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["Auvergne - Rhône-Alpes", "auvergne rhone alpes", "Auvergne-Rhône-Alpes", "18"]
)
def test_a_region_by_name_or_customs_code(name: str) -> None:
    assert codes(regions=[name]) == ARA


def test_regions_share_out_all_departements_among_them() -> None:
    shared = [codes(regions=[region.code]) for region in territories.regions()]
    assert sorted(code for each in shared for code in each) == sorted(codes(everything=True))
    assert len(codes(everything=True)) == 100
    assert ["20"] in shared  # Corse is a region of one


def test_each_once_in_the_order_asked() -> None:
    assert codes("56", "03", regions=["Bretagne"]) == ["56", "03", "22", "29", "35"]


def test_some_are_left_out_by_any_of_their_names() -> None:
    assert codes(regions=["Bretagne"], without=["Finistère", "22"]) == ["35", "56"]
    assert codes("03", without=["2A"]) == ["03"]
    assert "20" not in codes(everything=True, without=["2B"])


@pytest.mark.parametrize(
    "options",
    [{}, {"names": ["03"], "without": ["allier"]}, {"regions": ["Corse"], "without": ["2A"]}],
)
def test_nothing_left_to_build_is_wrong_usage(options: dict[str, list[str]]) -> None:
    with pytest.raises(UsageError, match="no département is asked for"):
        request.selection(**options)  # type: ignore[arg-type]


def test_nothing_asked_for_says_what_to_ask(here: Path) -> None:
    said = run("build", status=2).stderr
    assert said.startswith("Error: no département is asked for\nHint: Name one (--dept 03)")


def test_an_unknown_region_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownTerritoryError) as raised:
        request.selection(regions=["Bretange"])
    assert "Bretagne" in raised.value.hint


def test_a_list_has_remarks_blanks_any_name_and_any_line_end(tmp_path: Path) -> None:
    text = "\ufeff# the three\r\n03\r\n\r\n  Côtes-d'Armor # by name\r\n2A"
    path = write(tmp_path / "list.txt", text.encode())
    assert codes(lists=[path]) == ["03", "22", "20"]
    assert codes("46", lists=[path, path]) == ["46", "03", "22", "20"]


def test_a_wrong_name_in_a_list_is_found_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "list.txt", b"03\n\nalier # wrong\n")
    with pytest.raises(UnknownTerritoryError) as raised:
        request.selection(lists=[path])
    assert raised.value.message.startswith(f"{path}, line 3: “alier” is not a département")
    assert "Allier (03)" in raised.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), ("Côte-d’Or".encode("cp1252"), "not UTF-8 text")],
)
def test_an_unreadable_list(here: Path, content: bytes | None, reason: str) -> None:
    if content is not None:
        write(here / "list.txt", content)
    said = run("build", "--from-file", "list.txt", status=2).stderr
    assert said == (
        f"Error: list.txt: cannot be read ({reason})\n"
        "Hint: Give a text file, one département a line.\n"
    )


def test_an_empty_list_is_nothing_to_build(tmp_path: Path) -> None:
    path = write(tmp_path / "list.txt", b"# nobody\n\n")
    with pytest.raises(UsageError, match="no département is asked for"):
        request.selection(lists=[path])


@pytest.mark.parametrize(
    ("text", "found"),
    [(None, ()), ("2024", (2024,)), ("2020-2022", (2020, 2021, 2022)), ("2020-2020", (2020,))],
)
def test_years(text: str | None, found: tuple[int, ...]) -> None:
    assert request.years(text) == found


def test_years_that_are_not_there_are_refused_with_those_that_are(tmp_path: Path) -> None:
    filled(tmp_path / "data", WHOLE)
    asked = request.Request((), request.years("1990-2099"), tmp_path / "data", tmp_path)
    with pytest.raises(IncompleteYearError) as refused:
        request.prepare(asked)
    assert refused.value.message == (
        f"109 of the 110 years asked for are not in {tmp_path / 'data'}: it holds 2024"
    )
    assert refused.value.hint.startswith("Name years that are there")


@pytest.mark.parametrize("text", ["", "24", "2024-2020", "2024-", "-2024", "2020-2021-2022", "x"])
def test_what_is_not_a_year(text: str) -> None:
    with pytest.raises(UsageError, match="is not a year"):
        request.years(text)
