"""The vintages of a year: all kept, one used, never joined unseen, and what one changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from command import run
from customs_files import both
from customs_files import lines
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped
from filled_stores import WHOLE
from filled_stores import arrival
from filled_stores import filled
from hypothesis import given as given_cases
from hypothesis import strategies as st
from mail_servers import keeping
from mailings import leads
from paths import TESTS

from tradefiche.commands import vintages_report
from tradefiche.errors import IncompleteYearError
from tradefiche.store import vintages
from tradefiche.store.partitions import Local
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.store import Store

FEBRUARY, MAY, AUGUST = "2025-02-07", "2025-05-09", "2025-08-08"
SUMS = {FEBRUARY: "a" * 64, MAY: "b" * 64, AUGUST: "c" * 64, "2025-02-10": "d" * 64}
BOTH = ("E", "I")


def given(
    store: Store,
    vintage: str,
    flows: tuple[str, ...] = BOTH,
    quarters: tuple[int, ...] = (1, 2, 3, 4),
    value: int = 100,
) -> Store:
    """A store that got these quarters of a vintage."""
    origin = {"vintage": vintage, "sha256": SUMS[vintage], "name": f"{vintage}.zip"}
    store.replace([arrival(2024, q, flow, value, **origin) for flow in flows for q in quarters])
    return store


def used(store: Store) -> dict[str, str]:
    """The vintages of the four quarters of each flow."""
    return {
        flow: " ".join(p.origin.vintage for p in store.partitions() if p.flow == flow)
        for flow in BOTH
    }


def total(store: Store, **accepted: bool) -> int:
    rows = store.dataset(2024, **accepted).rows
    return int(rows.select(pl.col("value").sum()).collect().item())


def quarters(vintage: str) -> str:
    return " ".join([vintage] * 4)


# -- which is used --------------------------------------------------------------------------------


def test_the_later_vintage_is_used_and_the_earlier_kept(tmp_path: Path) -> None:
    store = given(filled(tmp_path, WHOLE), MAY, value=200)
    assert used(store) == dict.fromkeys(BOTH, quarters(MAY))
    assert total(store) == 8 * 201
    assert len(store.kept()) == 16
    assert {p.file for p in store.kept()} | {"index.json"} == set(snapshot(tmp_path))
    assert store.dataset(2024).provenance.updated == MAY


def test_an_earlier_vintage_that_comes_later_is_not_used(tmp_path: Path) -> None:
    store = given(given(Store(tmp_path), MAY, value=200), FEBRUARY)
    assert used(store) == dict.fromkeys(BOTH, quarters(MAY))


def test_a_vintage_that_has_not_the_whole_year_waits_for_the_rest(tmp_path: Path) -> None:
    """The publication of five quarters slides on: it must not tear the year before apart."""
    store = given(given(Store(tmp_path), FEBRUARY), AUGUST, quarters=(3, 4), value=300)
    assert used(store) == dict.fromkeys(BOTH, quarters(FEBRUARY))
    assert total(store) == 8 * 101
    assert store.dataset(2024).remarks == (
        "2024 stays as of 2025-02-07: exports of Q3 and Q4 of 2025-08-08 and imports of Q3 and Q4 "
        "of 2025-08-08 are kept, and not used before the rest of that vintage is there.",
    )
    given(store, AUGUST, quarters=(1, 2), value=300)
    assert used(store) == dict.fromkeys(BOTH, quarters(AUGUST))
    assert not store.dataset(2024).remarks


def test_a_revision_of_one_flow_waits_for_the_other(tmp_path: Path) -> None:
    store = given(given(Store(tmp_path), FEBRUARY), MAY, ("E",), value=200)
    assert used(store) == dict.fromkeys(BOTH, quarters(FEBRUARY))
    assert "exports of Q1, Q2, Q3 and Q4 of 2025-05-09 are kept" in store.dataset(2024).remarks[0]
    given(store, MAY, ("I",), value=200)
    assert used(store) == dict.fromkeys(BOTH, quarters(MAY))


def test_flows_of_a_few_days_apart_are_one_publication(tmp_path: Path) -> None:
    store = given(given(Store(tmp_path), FEBRUARY, ("E",)), "2025-02-10", ("I",))
    assert used(store) == {"E": quarters(FEBRUARY), "I": quarters("2025-02-10")}
    assert not store.dataset(2024).remarks


def test_flows_of_two_publications_are_told(tmp_path: Path) -> None:
    store = given(given(Store(tmp_path), FEBRUARY, ("E",)), MAY, ("I",))
    assert store.dataset(2024).remarks == (
        "2024 joins vintages: imports of Q1, Q2, Q3 and Q4 are of 2025-05-09, beside exports of "
        "2025-02-07.",
    )


def test_real_figures_go_before_invented_ones_of_a_later_date(tmp_path: Path) -> None:
    store = given(Store(tmp_path), FEBRUARY)
    invented = {"vintage": AUGUST, "sha256": "e" * 64, "demonstration": True}
    store.replace([arrival(2024, q, flow, **invented) for flow in BOTH for q in WHOLE[flow]])
    assert used(store) == dict.fromkeys(BOTH, quarters(FEBRUARY))
    assert not store.dataset(2024).marks.demonstration


# -- never joined unseen --------------------------------------------------------------------------


@pytest.fixture
def joined(tmp_path: Path) -> Store:
    """Three quarters of February and one of May: no vintage has all four."""
    store = given(Store(tmp_path / "data"), FEBRUARY, quarters=(1, 2, 3))
    return given(store, MAY, quarters=(4,))


JOINED = (
    "exports of Q4 are of 2025-05-09, beside Q1, Q2 and Q3 of 2025-02-07, "
    "imports of Q4 are of 2025-05-09, beside Q1, Q2 and Q3 of 2025-02-07"
)


@pytest.mark.parametrize("provisional", [False, True])
def test_joined_vintages_are_refused(joined: Store, provisional: bool) -> None:
    with pytest.raises(IncompleteYearError) as refused:
        joined.dataset(2024, provisional=provisional)
    assert refused.value.message == f"2024 would join vintages: {JOINED}"
    assert "tradefiche data vintages --year 2024" in refused.value.hint
    said = run("data", "status", "--data", joined.folder).stdout
    assert said.startswith(f"2024: incomplete: {JOINED}\n")


def test_who_has_looked_builds_joined_vintages_and_is_told(joined: Store) -> None:
    dataset = joined.dataset(2024, accept_gaps=True)
    assert not dataset.marks.provisional
    assert dataset.remarks == (f"2024 joins vintages: {JOINED}.",)


def test_an_import_remembers_that_somebody_looked_at_this_join_alone(joined: Store) -> None:
    joined.accept_gaps({SUMS[MAY]})
    assert joined.dataset(2024).remarks == (f"2024 joins vintages: {JOINED}.",)
    given(joined, AUGUST, quarters=(4,))
    with pytest.raises(IncompleteYearError, match="Q4 are of 2025-08-08"):
        joined.dataset(2024)


# -- whole or not at all --------------------------------------------------------------------------


def test_a_killed_revision_leaves_the_earlier_vintage(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    index = (tmp_path / "index.json").read_bytes()
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from filled_stores import arrival\n"
        "from tradefiche.store.store import Store\n"
        "def arrivals():\n"
        "    for flow in 'EI':\n"
        "        for quarter in (1, 2, 3, 4):\n"
        "            yield arrival(2024, quarter, flow, 9, vintage='2025-05-09', sha256='b' * 64)\n"
        "    os._exit(9)\n"
        f"Store(Path({str(tmp_path)!r})).replace(arrivals())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert killed.returncode == 9
    assert (tmp_path / "index.json").read_bytes() == index
    assert total(store) == 8 * 101
    given(store, MAY, value=200)
    assert total(store) == 8 * 201
    assert len(list(tmp_path.glob("*.parquet"))) == 16  # what the killed one left is swept


def test_a_damaged_vintage_that_is_not_used_is_in_nobodys_way(tmp_path: Path) -> None:
    store = given(filled(tmp_path, WHOLE), MAY, value=200)
    for each in store.kept():
        if each.origin.vintage == FEBRUARY:
            (tmp_path / each.file).write_bytes(b"")
    assert total(store) == 8 * 201


# -- an index of before ---------------------------------------------------------------------------


@pytest.fixture
def of_schema_2(here: Path) -> Path:
    with tarfile.open(TESTS / "earlier_versions" / "schema-2.tar.xz") as archive:
        for member in archive:
            if content := archive.extractfile(member):  # a folder has none
                write(here / member.name, content.read())
    return here


def test_an_index_of_schema_2_is_read_and_told_what_it_joins(of_schema_2: Path) -> None:
    before = snapshot(of_schema_2 / "data")
    said = run("data", "status").stdout
    assert said.startswith("2023: incomplete: exports of Q4 are of 2025-05-09, beside Q1, Q2 and Q")
    assert "2023 would join vintages" in run("build", "--dept", "03", status=1).stderr
    assert snapshot(of_schema_2 / "data") == before


def test_an_index_of_schema_2_is_upgraded_by_an_import(of_schema_2: Path) -> None:
    earlier = Store(Path("data")).kept()
    revised = zipped({"a.txt": both(2023)}, made=(2025, 8, 8))
    run("data", "import", write(of_schema_2 / "a.zip", revised))
    assert json.loads(Path("data/index.json").read_bytes())["schema_version"] == 3
    assert set(earlier) < set(Store(Path("data")).kept())
    assert run("data", "status").stdout.startswith("2023: complete\n")


# -- what a revision changed ----------------------------------------------------------------------


def part(vintage: str, quarter: int, **places: int) -> Partition:
    """A quarter of exports that has so many euros of each département (``_03=7``)."""
    origin = arrival(2024, quarter, "E", vintage=vintage).origin
    measured = tuple(Local(code[1:], 1, euros) for code, euros in places.items())
    total = sum(places.values())
    return Partition(2024, quarter, "E", 2, total, 0, "", origin, departements=measured)


def test_a_departement_that_moved_by_one_percent_is_named_and_one_by_less_is_not() -> None:
    old = [part(FEBRUARY, 1, _01=10_000, _03=20_000, _9A=1), part(FEBRUARY, 2, _01=10_000)]
    new = [part(MAY, 1, _01=10_200, _03=20_199, _48=5), part(MAY, 2, _01=10_000)]
    (found,) = vintages.revisions(old, new)
    assert [(m.what, m.before, m.after) for m in found.departements] == [
        ("01", 20_000, 20_200),  # 1 % of the year, to the euro
        ("48", 0, 5),
        ("9A", 1, 0),
    ]
    assert [(m.what, m.before, m.after) for m in found.quarters] == [("Q1", 30_001, 30_404)]
    assert (found.total.before, found.total.after) == (40_001, 40_404)
    assert (found.before, found.after, found.measured) == (FEBRUARY, MAY, True)


def test_a_small_move_is_no_move_of_nothing() -> None:
    old, new = [part(FEBRUARY, 1, _01=1_000_000, _03=0)], [part(MAY, 1, _01=1_000_001, _03=7)]
    (found,) = vintages.revisions(old, new)
    assert list(vintages_report.revision_lines(found)) == [
        "2024 exports of 2025-05-09 changed those of 2025-02-07: 1,000,000 € → 1,000,008 € "
        "(less than 0.1 %)",
        "  Q1: 1,000,000 € → 1,000,008 € (less than 0.1 %)",
        "  03 Allier: 0 € → 7 €",
    ]


def test_only_quarters_that_both_have_are_compared() -> None:
    old = [part(FEBRUARY, 1, _01=100)]
    new = [part(MAY, 1, _01=100), part(MAY, 2, _01=900)]
    (found,) = vintages.revisions(old, new)
    assert (found.total.before, found.total.after, found.quarters) == (100, 100, ())


# -- as operators see it --------------------------------------------------------------------------


def archives(folder: Path, year: int = 2023) -> tuple[Path, Path]:
    """A year as published in February, and revised in May: one amount of the Allier."""
    first = write(folder / "first.zip", zipped({"a.txt": both(year)}))
    exports = text(lines("E", year)).replace(b";10101;", b";20101;")
    content = exports + text(lines("I", year))
    revised = write(folder / "revised.zip", zipped({"a.txt": content}, made=(2025, 5, 9)))
    return first, revised


CHANGED = [
    "  2023 exports of 2025-05-09 changed those of 2025-02-07: 1,207,248 € → 1,217,248 € (+0.8 %)",
    "    Q1: 121,812 € → 131,812 € (+8.2 %)",
    "    03 Allier: 301,212 € → 311,212 € (+3.3 %)",
]
SAME = "  2023 imports of 2025-05-09: no quarter moved since 2025-02-07, no département by 1 %"


def test_an_import_says_what_it_revised(here: Path) -> None:
    first, revised = archives(here)
    run("data", "import", first)
    instead = "used instead of what first.zip of 2025-02-07 had brought, which is kept"
    fate = f"  Q1, Q2, Q3 and Q4 {instead}"
    assert run("data", "import", revised).stdout.splitlines() == [
        "2023 exports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,217,248 €",
        fate,
        *CHANGED,
        "2023 imports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,207,248 €",
        fate,
        SAME,
        "2023 is complete",
    ]
    again = run("data", "import", first).stdout
    assert again == (
        "first.zip is in the store already, of a vintage that is not in use: nothing to do\n"
    )


def test_the_vintages_of_a_year_are_told_later_as_well(here: Path) -> None:
    first, revised = archives(here)
    run("data", "import", first)
    assert "kept beside" not in run("data", "status").stdout
    run("data", "import", revised)
    said = run("data", "vintages", "--year", "2023").stdout.splitlines()
    takes = {
        vintage: sum(
            (here / "data" / p.file).stat().st_size
            for p in Store(here / "data").kept()
            if p.origin.vintage == vintage
        )
        for vintage in (FEBRUARY, MAY)
    }
    assert said[0] == f"2023: 2 vintages, {sum(takes.values()):,} bytes"
    assert said[1] == f"{FEBRUARY}: not in use, {takes[FEBRUARY]:,} bytes"
    assert f"{MAY}: in use, {takes[MAY]:,} bytes" in said
    assert said[-4:] == [*CHANGED, SAME]
    assert f"  kept beside: {FEBRUARY}, {takes[FEBRUARY]:,} bytes\n" in run("data", "status").stdout
    report = json.loads(run("data", "vintages", "--year", "2023", "--json").stdout)
    assert [each["vintage"] for each in report["vintages"]] == [FEBRUARY, MAY]
    assert report["vintages"][1]["changed"][0]["departements"] == [
        {"customs_code": "03", "before": 301_212, "after": 311_212}
    ]
    (year,) = json.loads(run("data", "status", "--json").stdout)["years"]
    assert year["vintages"] == report["vintages"]
    assert "2020 is not in data" in run("data", "vintages", "--year", "2020", status=2).stderr


def test_a_vintage_is_removed_and_the_one_before_is_used_again(here: Path) -> None:
    first, revised = archives(here)
    run("data", "import", first)
    before = snapshot(here / "data")
    run("data", "import", revised)
    said = run("data", "remove", "--year", "2023", "--vintage", MAY, "--yes").stdout
    assert said.splitlines()[1:] == [
        "2023 of 2025-05-09 is removed from data; the fiches built of it are left as they are",
        "2023 is as of 2025-02-07",
        "data still holds 2023",
    ]
    assert snapshot(here / "data") == before


def test_what_is_not_in_use_is_pruned(here: Path) -> None:
    for year in (2022, 2023):
        for archive in archives(here, year):
            run("data", "import", archive)
    run("data", "remove", "--unused", "--year", "2022", "--yes")
    assert len(Store(here / "data").kept()) == 24
    run("data", "remove", "--unused", "--yes")
    assert Store(here / "data").kept() == Store(here / "data").partitions()
    said = run("data", "remove", "--unused", "--yes", status=2).stderr
    assert "all that data keeps is in use: nothing to remove" in said
    run("data", "remove", "--year", "2023", "--yes")
    assert Store(here / "data").years() == (2022,)


@pytest.mark.parametrize("words", [(), ("--vintage", MAY), ("--unused", "--vintage", MAY)])
def test_a_removal_needs_to_know_what(here: Path, words: tuple[str, ...]) -> None:
    said = run("data", "remove", *words, "--yes", status=2).stderr
    assert "data remove needs --year, --year and --vintage, or --unused" in said


def test_a_year_is_removed_with_all_its_vintages(here: Path) -> None:
    for archive in archives(here):
        run("data", "import", archive)
    said = run("data", "remove", "--year", "2023", "--yes").stdout
    assert "  kept beside: 2025-02-07" in said
    assert list(snapshot(here / "data")) == ["index.json"]


# -- what follows ---------------------------------------------------------------------------------


def test_a_revised_year_makes_its_fiches_a_correction_and_leaves_those_before(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the files to the mailbox: only who had the fiche of the revised year gets a new one."""
    first, revised = archives(here, 2024)
    run("data", "import", first)
    run("data", "import", write(here / "2023.zip", zipped({"a.txt": both(2023)})))
    run("build", "--dept", "03", "--year", "2023-2024")
    monkeypatch.delenv("TRADEFICHE_MAIL_PASSWORD", raising=False)
    leads(here, ";03;;Personne Deux;deux@example.org;;")
    asked = ("send", "--recipients", "leads.csv", "--confirm", "--year")
    with keeping(data_size_limit=10_000_000) as server:
        settings = (
            f'[mail]\nserver = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            'from = "Fiches <fiches@example.org>"\nunsubscribe = "stop@example.org"\n'
            "per_minute = 0\nretries = 0\n"
        )
        write(here / "tradefiche.toml", settings.encode())
        for year in ("2023", "2024"):
            assert run(*asked, year).stdout == "1 letter: 1 accepted\n"
        before = snapshot(here / "output" / "2023")
        run("data", "import", revised)
        run("build", "--dept", "03", "--year", "2023-2024")
        assert snapshot(here / "output" / "2023") == before
        assert "correction (--corrections sends them)" in run(*asked, "2024", status=1).stderr
        assert "correction" not in run(*asked, "2023").output
        assert run(*asked, "2024", "--corrections").stdout == "1 letter: 1 accepted\n"
        assert len(server.kept.recipients) == 3


# -- whatever arrives, in whatever order ----------------------------------------------------------


@given_cases(
    st.lists(
        st.tuples(
            st.sampled_from(BOTH),
            st.sampled_from([FEBRUARY, "2025-02-10", MAY, AUGUST]),
            st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_quarter_is_lost_and_none_is_joined_without_need(
    arrived: list[tuple[str, str, set[int]]],
) -> None:
    kept = [
        replace(part(vintage, quarter, _01=1), flow=flow, file=f"{flow}{vintage}{quarter}")
        for flow, vintage, held in arrived
        for quarter in held
    ]
    found = vintages.in_use(kept)
    assert found == vintages.in_use(reversed(kept))
    assert {each.key for each in found} == {each.key for each in kept}
    assert len(found) == len({each.key for each in found})
    for flow in {each.flow for each in kept}:
        quarters_of: dict[str, set[int]] = {}
        for each in kept:
            if each.flow == flow:
                quarters_of.setdefault(each.origin.vintage, set()).add(each.quarter)
        every = set().union(*quarters_of.values())
        whole = {vintage for vintage, held in quarters_of.items() if held == every}
        chosen = {each.origin.vintage for each in found if each.flow == flow}
        assert len(chosen) == 1 if whole else len(chosen) > 1
        assert chosen <= (whole or quarters_of.keys())
        joined = [gap for gap in completeness(2024, found).gaps if gap.joined and gap.flow == flow]
        assert bool(joined) is not bool(whole)


# -- a store of the first version -----------------------------------------------------------------


def test_a_vintage_without_checksums_is_kept_and_upgraded_when_it_is_used(here: Path) -> None:
    with zipfile.ZipFile(TESTS / "earlier_versions" / "schema-1.zip") as archive:
        archive.extractall(here)
    revised = zipped({"a.txt": both(2024)}, made=(2026, 5, 9))
    said = run("data", "import", write(here / "a.zip", revised)).stdout
    assert "    by département: an earlier version did not measure it\n" in said
    assert [bool(each.sha256) for each in Store(here / "data").kept()] == [False, True] * 8
    run("data", "remove", "--year", "2024", "--vintage", "2026-05-09", "--yes")
    assert "checksums are noted now" in Store(here / "data").dataset(2024).remarks[0]
    assert all(each.sha256 for each in Store(here / "data").kept())
